"""The comparisons kept beside a dataset, in ``data/diff/<old>__<new>/``: which pairs there should be, which are stale.

A comparison keeps the fingerprint of the rows that it was made from.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

from pipeline.compare.year import Data, Row
from pipeline.dataset.workspace import content, put

# Titles as like as this are of one kind of work: 重点工作责任分工 and 重点项目责任分工 (.75) are not.
_ALIKE = 0.8
# What stands before a title's matter: 金乡县人民政府关于印发…
_FRONT = re.compile(r"^[^关]{0,40}关于(?:印发|下达|转发)?")
_YEAR = re.compile(r"[\d〇零一二三四五六七八九]{4}年度?")

_MADE_FROM = "made_from.json"
# The notice that says a comparison is stale is on every page, hidden while it is not.
_HIDDEN, _SEEN = '<p class="stale" id="stale" hidden>', '<p class="stale" id="stale">'


def fingerprints(data: Data, notice_ids: Iterable[str]) -> dict[str, str]:
    """A hash of all rows of each notice that a comparison reads, the units that it names included.

    A notice that the dataset does not hold has none.
    """
    own: dict[str, dict[str, list[Row]]] = {notice_id: {name: [] for name in data} for notice_id in notice_ids}
    for name, rows in data.items():
        for row in rows if name != "units" else ():
            if row["notice_id"] in own:
                own[row["notice_id"]][name].append(row)
    units = {row["unit_id"]: row for row in data["units"]}
    # What other notices call a unit, and how often, is no part of this one.
    apart = ("aliases", "items")
    for rows_of in own.values():
        named = sorted({row["unit_id"] for row in rows_of["assignments"]})
        rows_of["units"] = [
            {name: cell for name, cell in units[unit_id].items() if name not in apart} for unit_id in named
        ]
    return {
        notice_id: hashlib.sha256(
            json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str).encode()
        ).hexdigest()
        for notice_id, rows in own.items()
        if rows["notices"]
    }


def remember(data: Data, folder: Path, old: str, new: str) -> None:
    """Write beside a comparison what it was made from."""
    made = fingerprints(data, (old, new))
    put(folder / _MADE_FROM, f"{json.dumps(made, indent=2)}\n".encode())


def _kept(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    for made in sorted((folder / "diff").glob(f"*__*/{_MADE_FROM}")):
        try:
            yield made.parent, dict(json.loads(content(made)))
        except (OSError, ValueError, TypeError):
            yield made.parent, {}


def stale(data: Data, folder: Path) -> list[str]:
    """The names of the comparisons that were made from other rows than the dataset holds now."""
    kept = list(_kept(folder))
    now = fingerprints(data, {notice_id for _, made in kept for notice_id in made})
    return [path.name for path, made in kept if not made or any(now.get(one) != was for one, was in made.items())]


def mark(data: Data, folder: Path) -> tuple[list[str], list[str]]:
    """Say on their pages which comparisons are stale, and remove those of notices that are gone.

    Returns:
        The names of the stale ones, and of the removed ones.
    """
    held = {row["notice_id"] for row in data["notices"]}
    removed = [path for path, made in _kept(folder) if made and not held.issuperset(made)]
    for path in removed:
        shutil.rmtree(path)
    old = stale(data, folder)
    for path, _ in _kept(folder):
        page = path / "index.html"
        was, now = (_HIDDEN, _SEEN) if path.name in old else (_SEEN, _HIDDEN)
        if page.is_file() and was.encode() in (words := content(page)):
            put(page, words.replace(was.encode(), now.encode(), 1))
    return old, [path.name for path in removed]


def neighbours(notices: Sequence[Row]) -> list[tuple[str, str]]:
    """The pairs of notices of one government and one kind in years that follow each other, by their ids.

    Two are of one kind where their titles, without issuer and year, are nearly the same.  Each meets the one of its
    kind in the last year that has any, the most alike of several.
    """
    return sorted(pair for rows in _by_place(notices) for pair in _of_one_place(rows))


def unlike(notices: Sequence[Row]) -> list[tuple[str, str]]:
    """The pairs of a government's only notices of two years that follow each other, whose titles are too unlike to compare.

    The work may have been given another title: only a person can say.
    """
    paired = {new for _, new in neighbours(notices)}
    found = []
    for rows in _by_place(notices):
        years = [
            list(own) for _, own in groupby(sorted(rows, key=itemgetter("subject_year")), itemgetter("subject_year"))
        ]
        for before, now in pairwise(years):
            if len(before) == len(now) == 1 and now[0]["notice_id"] not in paired:
                found.append((before[0]["notice_id"], now[0]["notice_id"]))
    return sorted(found)


def _by_place(notices: Sequence[Row]) -> list[list[Row]]:
    """The notices of each government whose year is known."""
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in notices:
        if (place := row["adcode"] or row["issuer"]) and row["subject_year"]:
            by_place[place].append(row)
    return list(by_place.values())


def _of_one_place(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    rows = sorted(rows, key=itemgetter("subject_year", "notice_id"))
    last: dict[str, Row] = {}
    for _, year in groupby(rows, itemgetter("subject_year")):
        now = [(_kind(row["title"] or ""), row) for row in year]
        for kind, row in now:
            alike = process.extract(
                kind, list(last), scorer=Indel.normalized_similarity, score_cutoff=_ALIKE, limit=None
            )
            if alike:
                best, _, _ = max(alike, key=lambda one: (last[one[0]]["subject_year"], one[1]))
                yield last[best]["notice_id"], row["notice_id"]
        last |= dict(now)


def _kind(title: str) -> str:
    """What a title says of the kind of work: 关于印发2021年金乡县重点工作责任分工的通知 → 金乡县重点工作责任分工的通知."""
    return _YEAR.sub("", _FRONT.sub("", title))
