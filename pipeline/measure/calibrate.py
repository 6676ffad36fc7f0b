"""Learn from annotated notices what the signs of doubt are worth: ``python -m pipeline.measure.calibrate FOLDER... FILE...``.

The folders are those of ``make accuracy``; a file is a notice of which a person has checked every row and found all right.
Every annotated notice is read as it is, with a part of the vocabulary forgotten, and in
damaged copies; the last two make the faults that an unseen notice makes.  From the notices as published the second opinion
on numbers is learned (rules/opinion_weights.toml); then, for each table, a logistic regression gives the weight of each sign
(rules/doubt_weights.toml).  Printed is what doubts and findings tell where each notice is judged by weights and an opinion
learned without it, by the sort of copy, and the reliability of the doubts.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pipeline.extract import extract
from pipeline.meaning.trust.doubt import either, odds
from pipeline.meaning.trust.evidence import TABLES, evidence
from pipeline.meaning.trust.signs import Evidence
from pipeline.measure import hearing, reliability
from pipeline.measure.agreement import score
from pipeline.measure.annotations import Gold, annotation
from pipeline.measure.damage import DAMAGES, damaged
from pipeline.measure.figures import Trust
from pipeline.measure.forgetting import TIMES, forget
from pipeline.notice import Notice, NoticeError
from pipeline.read import read

# What all copies of a sort count together, where the notice as published counts 1: most that is read is not damaged, and
# all of it holds words that nobody has listed.
_FORGETTING, _DAMAGED = 1.0, 1.0
# A sign was thought of for a reason: it begins with so many right rows and so many wrong ones.
_THOUGHT = (1.0, 0.1)
# How strongly weights are held near nothing; the fewer rows showed a sign, the more it matters.
_HELD = 20.0
# Notices are left out in so many groups.
_FOLDS = 12
_RULES = Path(__file__).parents[1] / "rules"

Weights = dict[str, dict[str, float]]
# What is heard of numbers by those who do not know the notice, by its id.
Opinions = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A judged copy of a notice: its rows with whether they are wrong, what was missed, and where findings tell of it."""

    notice: str
    sort: str
    counts: float
    rows: tuple[tuple[Evidence, bool], ...]
    missed: tuple[int, ...]
    telling: tuple[tuple[int, int], ...]


# ── copies and what is read from them ────────────────────────────────────────────────────────────────


def copies(folders: Sequence[Path], checked: Sequence[Path], opinions: Opinions) -> list[Copy]:
    """The annotated notices as published, half forgotten, and damaged; the checked ones as published."""
    turns = range(TIMES)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        forgotten = [pool.submit(_forgotten, folders, turn, opinions) for turn in turns]
        found = list(_damaged(folders, opinions))
        found += _checked(checked, opinions)
        return found + [copy for one in forgotten for copy in one.result()]


def _annotated(folders: Iterable[Path]) -> Iterator[tuple[Path, Gold]]:
    for folder in folders:
        for file in sorted((folder / "gold").glob("*.json")):
            if "__" not in file.stem:
                yield next(path for path in sorted(folder.iterdir()) if path.stem == file.stem), annotation(file)


def _checked(paths: Iterable[Path], opinions: Opinions) -> Iterator[Copy]:
    for path in paths:
        notice = extract(read(path))
        rated = {(one.table, one.row_id) for one in reliability.judged(notice)}
        rows = [row for row in evidence(notice, opinions.get(notice.notice_id)) if (row.table, row.row_id) in rated]
        right = tuple((row, False) for row in rows)
        yield Copy(notice.notice_id, "published", 1.0, right, (), tuple(reliability.telling(notice)))


def heard(folders: Sequence[Path], checked: Sequence[Path]) -> dict[str, list[hearing.Example]]:
    """What is heard around the numbers of each notice, and which of them are promised."""
    found: dict[str, list[hearing.Example]] = {}
    for path, gold in _annotated(folders):
        if (notice := _extracted(read(path))) is not None:
            ratings = (one for one in reliability.judged(notice) if one.table == "numbers")
            wrong = reliability.wrong_rows(score(notice, gold).misses, ratings)
            found[notice.notice_id] = hearing.examples(notice, wrong)
    for notice in map(extract, map(read, checked)):
        found[notice.notice_id] = hearing.examples(notice, frozenset())
    return found


def _damaged(folders: Sequence[Path], opinions: Opinions) -> Iterator[Copy]:
    for path, gold in _annotated(folders):
        published = read(path)
        yield from _judged(published, gold, "published", 1.0, opinions)
        for name in DAMAGES:
            if copy := damaged(published, name):
                yield from _judged(copy, gold, name, _DAMAGED / len(DAMAGES), opinions)


def _forgotten(folders: Sequence[Path], turn: int, opinions: Opinions) -> list[Copy]:
    forget(turn)
    found = (
        _judged(read(path), gold, "forgotten", _FORGETTING / TIMES, opinions) for path, gold in _annotated(folders)
    )
    return [copy for one in found for copy in one]


def _extracted(notice: Notice) -> Notice | None:
    try:
        return extract(notice)
    except NoticeError:
        return None


def _judged(copy: Notice, gold: Gold, sort: str, counts: float, opinions: Opinions) -> Iterator[Copy]:
    notice = _extracted(copy)
    if notice is None:
        return
    misses = score(notice, gold).misses
    judged = reliability.judged(notice)
    wrong = reliability.wrong_rows(misses, (one for one in judged if one.table == "numbers"))
    rated = {(one.table, one.row_id) for one in judged}
    rows = [
        (row, (row.table, row.row_id) in wrong)
        for row in evidence(notice, opinions.get(notice.notice_id))
        if (row.table, row.row_id) in rated
    ]
    missed, telling = reliability.missed(misses), reliability.telling(notice)
    yield Copy(notice.notice_id, sort, counts, tuple(rows), tuple(missed), tuple(telling))


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────


def fit(known: Iterable[Copy]) -> Weights:
    """The weights of the signs, table by table; `base` is that of a row without any.

    Units of wrong tasks say nothing of units.
    """
    # Rows with the same signs are one, counted together.
    alike: dict[str, dict[tuple[tuple[str, float], ...], list[float]]] = {table: {} for table in TABLES}
    for copy in known:
        lost = {row.row_id for row, wrong in copy.rows if wrong and row.table == "items"}
        for row, wrong in copy.rows:
            if row.task in lost:
                continue
            key = tuple(sorted((code, round(strength, 1)) for code, strength in row.signs.items()))
            alike[row.table].setdefault(key, [0.0, 0.0])[wrong] += copy.counts
    return {table: _fit_table(rows) for table, rows in alike.items()}


def _fit_table(rows: Mapping[tuple[tuple[str, float], ...], Sequence[float]]) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression

    codes = seen = sorted({code for signs in rows for code, _ in signs})
    # Half a right and half a wrong row besides, so that nothing is ever certain.
    examples = [
        (dict(signs), wrong, counts[wrong]) for signs, counts in rows.items() for wrong in (0, 1) if counts[wrong]
    ]
    examples += [({}, wrong, 0.5) for wrong in (0, 1)]
    examples += [({code: 1.0}, wrong, _THOUGHT[wrong]) for code in codes for wrong in (0, 1)]
    while True:
        signs = [[of.get(code, 0.0) for code in codes] or [0.0] for of, *_ in examples]
        model = LogisticRegression(C=_HELD, max_iter=5000, tol=1e-9)
        model.fit(signs, [wrong for _, wrong, _ in examples], sample_weight=[counts for *_, counts in examples])
        found = dict(zip(codes, map(float, model.coef_[0]), strict=False))
        # No sign makes a row surer than none at all: what seems to is taken out and the rest learned again.
        if all(weight > 0 for weight in found.values()):
            break
        codes = [code for code in codes if found[code] > 0]
    return {"base": round(float(model.intercept_[0]), 2)} | {code: round(found.get(code, 0.0), 2) for code in seen}


# ── what it comes to ─────────────────────────────────────────────────────────────────────────────────


def _told(copy: Copy, weights: Weights) -> Trust:
    of_task: dict[str | None, float] = {}
    rows = []
    for row, wrong in copy.rows:
        chance = either(odds(weights[row.table], row.signs), of_task.get(row.task, 0.0))
        if row.table == "items":
            of_task[row.row_id] = chance
        rows.append(reliability.Judged(row.start, row.end, chance, wrong, passed=row.table == "numbers"))
    return reliability.told(rows, copy.missed, copy.telling)


def folds(notices: Iterable[str]) -> list[list[str]]:
    """The notices in groups that are left out together."""
    ordered = sorted(set(notices))
    return [group for at in range(_FOLDS) if (group := ordered[at::_FOLDS])]


def left_out(known: Sequence[Copy]) -> Iterator[tuple[Copy, Trust]]:
    """Each copy, judged by weights learned without its notice."""
    for group in folds(one.notice for one in known):
        weights = fit(one for one in known if one.notice not in group)
        yield from ((one, _told(one, weights)) for one in known if one.notice in group)


def _report(judged: Sequence[tuple[Copy, Trust]]) -> Iterator[str]:
    sorts: dict[str, Trust] = defaultdict(Trust)
    for copy, trust in judged:
        sorts[copy.sort] += trust
        if copy.sort not in ("published", "forgotten"):
            sorts["damaged"] += trust
    yield f"{'':20}{'missed':>8}{'told':>7}{'wrong':>8}{'told':>7}{'right':>8}{'told':>7}{'passed':>8}{'told':>7}"
    for sort, of in sorts.items():
        wrong = [shown for _, right, shown in of.rows if not right]
        right = [shown for _, right, shown in of.rows if right]
        passed = [shown for _, right, shown in of.passed if right]
        held = ((of.missed, of.told), *((len(shown), sum(shown)) for shown in (wrong, right, passed)))
        yield f"{sort:20}" + "".join(f"{all:8}{told / max(all, 1):7.3f}" for all, told in held)
    for sort in ("published", "forgotten", "damaged"):
        for what, rows in (("rows", sorts[sort].rows), ("numbers passed over", sorts[sort].passed)):
            yield f"{sort}: {what}, mean doubt, share wrong"
            yield from (f"{one.rows:8}{one.doubt:8.3f}{one.wrong:8.3f}" for one in reliability.table(rows))


def _toml(weights: Weights) -> Iterator[str]:
    yield "# Made by `python -m pipeline.measure.calibrate`; what a sign adds to the log odds that its row is wrong."
    for table, of in weights.items():
        yield f"\n[{table}]"
        yield from (f"{code} = {weight}" for code, weight in of.items())


def _opinion_toml(weights: Mapping[str, float]) -> Iterator[str]:
    yield "# Made by `python -m pipeline.measure.calibrate`; what a word near a number adds to the log odds that it is promised."
    yield "# b1 and b2 stand right before it, a1 and a2 right behind, b and a further off in its clause, s earlier in its"
    yield "# sentence, h in its heading, c in the head of its column."
    yield "[words]"
    yield from (f"{json.dumps(word, ensure_ascii=False)} = {weight}" for word, weight in weights.items())


def main(arguments: Sequence[str]) -> None:
    paths = [*map(Path, arguments)]
    folders, checked = [path for path in paths if path.is_dir()], [path for path in paths if path.is_file()]
    numbers = heard(folders, checked)
    opinions = {
        notice: opinion for group in folds(numbers) for opinion in [hearing.without(numbers, group)] for notice in group
    }
    known = copies(folders, checked, opinions)
    print("\n".join(_report(list(left_out(known)))))
    for name, lines in (
        ("doubt_weights", _toml(fit(known))),
        ("opinion_weights", _opinion_toml(hearing.learn(numbers.values()))),
    ):
        (_RULES / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
