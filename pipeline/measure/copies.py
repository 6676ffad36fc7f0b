"""Copies of annotated notices, each read and judged once: as published, with words forgotten, damaged.

A notice that the rules were written by is read all but without fault.  With a part of the vocabulary forgotten
(``pipeline.measure.forgetting``) and in damaged copies (``pipeline.measure.damage``) it shows the faults that an unseen one
will show.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pipeline.extract import extract
from pipeline.meaning.trust.evidence import evidence
from pipeline.meaning.trust.signs import Evidence
from pipeline.measure import hearing, reliability
from pipeline.measure.agreement import score
from pipeline.measure.annotations import Gold, annotation
from pipeline.measure.damage import DAMAGES, damaged
from pipeline.measure.forgetting import TIMES, forget
from pipeline.notice import Notice, NoticeError
from pipeline.read import read

#: What is heard of numbers by those who do not know the notice, by its id.
Opinions = Mapping[str, Mapping[str, float]]
#: A notice and its annotation; None is one of which a person has found every row right.
Known = tuple[Path, Path | None]
# The names of notices that nothing may be learned from, a line each, beside their annotations.
_SET_ASIDE = "set-aside.txt"


@dataclass(frozen=True, slots=True)
class Copy:
    """A judged copy of a notice: its rows with whether they are wrong, what was missed, and where findings tell of it.

    `sort` is "published", "forgotten" or the name of a damage.
    """

    notice: str
    sort: str
    rows: tuple[tuple[Evidence, bool], ...]
    missed: tuple[int, ...]
    telling: tuple[tuple[int, int], ...]


def known(paths: Iterable[Path]) -> list[Known]:
    """The annotated notices of the folders among the paths but those set aside there, and the files among them."""
    return [one for path in paths for one in (_annotated(path) if path.is_dir() else [(path, None)])]


def _annotated(folder: Path) -> Iterator[Known]:
    listed = folder / "gold" / _SET_ASIDE
    aside = frozenset(listed.read_text(encoding="utf-8").split()) if listed.exists() else frozenset()
    notices = {path.stem: path for path in sorted(folder.iterdir()) if path.is_file()}
    for gold in sorted((folder / "gold").glob("*.json")):
        if "__" not in gold.stem and gold.stem not in aside:
            yield notices[gold.stem], gold


def examples(notices: Sequence[Known]) -> dict[str, list[hearing.Example]]:
    """What is heard around the numbers of each notice as published, and which of them are promised."""
    with _processes() as pool:
        heard = pool.map(_examples, notices)
        return {path.stem: one for (path, _), one in zip(notices, heard, strict=True)}


def copies(notices: Sequence[Known], opinions: Opinions) -> Iterator[Copy]:
    """Every copy of the notices: as published and damaged, notice by notice, then with words forgotten, turn by turn."""
    with _processes() as pool:
        for of_notice in pool.map(_of_notice, notices, (opinions[path.stem] for path, _ in notices)):
            yield from of_notice
    # Rules are read once a process: each turn needs one of its own.
    annotated = [one for one in notices if one[1] is not None]
    with _processes(max_tasks_per_child=1) as pool:
        turns = range(TIMES)
        for of_turn in pool.map(_of_turn, turns, [annotated] * len(turns), [opinions] * len(turns)):
            yield from of_turn


def _processes(max_tasks_per_child: int | None = None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), max_tasks_per_child=max_tasks_per_child)


def _examples(one: Known) -> list[hearing.Example]:
    path, gold = one
    notice = extract(read(path))
    if gold is None:
        return hearing.examples(notice, frozenset())
    numbers = (row for row in reliability.judged(notice) if row.table == "numbers")
    return hearing.examples(notice, reliability.wrong_rows(score(notice, annotation(gold)).misses, numbers))


def _of_notice(one: Known, opinion: Mapping[str, float]) -> list[Copy]:
    path, gold = one
    published = read(path)
    if gold is None:
        notice = extract(published)
        return [_copy(notice, "published", frozenset(), (), opinion)]
    found = [_judged(published, annotation(gold), "published", opinion)]
    for name in DAMAGES:
        if copy := damaged(published, name):
            found.append(_judged(copy, annotation(gold), name, opinion))
    return [one for one in found if one]


def _of_turn(turn: int, notices: Sequence[Known], opinions: Opinions) -> list[Copy]:
    forget(turn)
    found = (_judged(read(path), annotation(gold), "forgotten", opinions[path.stem]) for path, gold in notices if gold)
    return [one for one in found if one]


def _judged(copy: Notice, gold: Gold, sort: str, opinion: Mapping[str, float]) -> Copy | None:
    """A copy against its annotation; None where it cannot be read."""
    try:
        notice = extract(copy)
    except NoticeError:
        return None
    misses = score(notice, gold).misses
    numbers = (one for one in reliability.judged(notice) if one.table == "numbers")
    wrong = reliability.wrong_rows(misses, numbers)
    return _copy(notice, sort, wrong, reliability.missed(misses), opinion)


def _copy(
    notice: Notice,
    sort: str,
    wrong: Iterable[tuple[str, str]],
    missed: Iterable[int],
    opinion: Mapping[str, float],
) -> Copy:
    contradicted = frozenset(wrong)
    judged = {(one.table, one.row_id) for one in reliability.judged(notice)}
    rows = (row for row in evidence(notice, opinion) if (row.table, row.row_id) in judged)
    return Copy(
        notice.notice_id,
        sort,
        tuple((row, (row.table, row.row_id) in contradicted) for row in rows),
        tuple(missed),
        tuple(reliability.telling(notice)),
    )
