"""The comparisons kept beside a dataset, in ``data/diff/<old>__<new>/``: which pairs there should be, which are stale.

A comparison keeps the fingerprint of the rows that it was made from.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.compare.year import Data, Row

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
    (folder / _MADE_FROM).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8", newline="\n")


def _kept(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    for made in sorted((folder / "diff").glob(f"*__*/{_MADE_FROM}")):
        try:
            yield made.parent, dict(json.loads(made.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
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
        if not page.exists():
            continue
        words = page.read_bytes()
        was, now = (_HIDDEN, _SEEN) if path.name in old else (_SEEN, _HIDDEN)
        if was.encode() in words:
            page.write_bytes(words.replace(was.encode(), now.encode(), 1))
    return old, [path.name for path in removed]


def neighbours(notices: Sequence[Row]) -> list[tuple[str, str]]:
    """The pairs of notices of one government in years that follow each other, by their ids.

    Where a year has several notices, each meets the one of the year before whose title is most like its own.
    """
    from rapidfuzz.distance import Indel

    by_place: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in notices:
        place = row["adcode"] or row["issuer"]
        if place and row["subject_year"]:
            by_place[place][row["subject_year"]].append(row)
    pairs = []
    for years in by_place.values():
        for before, now in pairwise(sorted(years)):
            for row in years[now]:
                title = row["title"] or ""
                old = max(
                    years[before],
                    key=lambda one, title=title: Indel.normalized_similarity(one["title"] or "", title),  # type: ignore[misc]
                )
                pairs.append((old["notice_id"], row["notice_id"]))
    return sorted(pairs)
