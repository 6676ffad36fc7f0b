"""What became of each notice in that of the year before, and of each figure: the site compares years itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from pipeline.compare import kept
from pipeline.compare.comparison import Comparison
from pipeline.compare.series import follow
from pipeline.compare.year import Data
from pipeline.site.collection import Collection, Row

# What two years are told by in the list of comparisons, as `Comparison.kinds` names it.
TOLD = ("new", "dropped", "changed", "target-harder", "target-easier")


def comparisons(collection: Collection) -> Iterator[tuple[Row, Row, Comparison]]:
    """The comparison of every notice with that of the year before, and of other pairs that ``diff`` was asked for.

    Neighbours of which no task went on are two works and not two years of one: they are left out.
    """
    held = {row["notice_id"]: row for row in collection.notices}
    folders = (collection.data / "diff").glob("*__*/index.html")
    asked = {(old, new) for old, _, new in (file.parent.name.partition("__") for file in folders)}
    neighbours = set(kept.neighbours(collection.notices))
    for old, new in sorted(asked.union(neighbours)):
        if old not in held or new not in held:
            continue
        found = Comparison(_with_others(collection, [old, new]), old, new)
        if found.pairs or (old, new) not in neighbours:
            yield held[old], held[new], found


def followed(collection: Collection) -> Iterator[Row]:
    """What each figure was in the government's notice before, as ``series`` says it, for `Collection.keep_followed`."""
    for _, rows in groupby(collection.notices, itemgetter("place")):
        own = list(rows)
        if len({row["subject_year"] for row in own} - {None}) > 1:
            data = _with_others(collection, [row["notice_id"] for row in own])
            yield from (row for row in follow(data, tasks=False)["series"] if row["previous_target_id"])


def _with_others(collection: Collection, notice_ids: list[str]) -> Data:
    """The rows of some notices, and of tasks of all others a sample, from which it is learned which words are common."""
    data = collection.tables_of(notice_ids)
    return {**data, "items": [*data["items"], *collection.sample]}
