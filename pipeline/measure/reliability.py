"""Reliability: whether doubts and findings stand where a notice was read wrong, and only there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline import rules
from pipeline.measure.figures import Miss, Trust
from pipeline.notice import Finding, Item, Notice, Rating

# A finding up to so many characters away from what is missing tells of it: the rest of its line, or of its row.
_NEAR = 120
# Findings of these severities ask a person to look.
_TELLING = ("error", "warning")
#: The edges between which rows of like doubt are counted.
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8)


def judged(notice: Notice) -> list[Rating]:
    """The rows that an annotation can judge: all but tasks without a list and the units of no list."""
    listed = {item.item_id for item in notice.all(Item) if (item.responsibility or "").strip()}
    return [one for one in notice.all(Rating) if one.table != "items" or one.row_id in listed]


def trust(notice: Notice, misses: Iterable[Miss]) -> Trust:
    """Of what was missed and of the rows read: what was told, and how doubtful each row is."""
    least = rules.load("doubt")["threshold"]
    doubtful = [(one.start, one.end) for one in notice.all(Rating) if one.doubt >= least and one.table != "notices"]
    told = sorted([*doubtful, *((one.start, one.end) for one in notice.all(Finding) if one.severity in _TELLING)])
    at = [miss.at for miss in misses if miss.row is None and miss.want is not None and miss.measure != "indicators"]
    wrong = {miss.row for miss in misses if miss.row is not None and miss.measure != "indicators"}
    rows = [(one.doubt, (one.table, one.row_id) not in wrong) for one in judged(notice)]
    return Trust(len(at), sum(place is not None and _is_told(told, place) for place in at), tuple(rows))


def _is_told(told: Sequence[tuple[int, int]], place: int) -> bool:
    ends = bisect_right(told, (place + _NEAR, place + _NEAR))
    return any(start - _NEAR <= place < end + _NEAR for start, end in told[:ends])


@dataclass(frozen=True, slots=True)
class Level:
    """The rows of like doubt: their mean doubt, and the share of them that is wrong."""

    rows: int
    doubt: float
    wrong: float


def table(trust: Trust) -> Iterator[Level]:
    """The reliability table: rows by their doubt, level by level."""
    for place, low in enumerate(EDGES):
        high = EDGES[place + 1] if place + 1 < len(EDGES) else 1.01
        held = [(doubt, right) for doubt, right in trust.rows if low <= doubt < high]
        if held:
            doubts, wrong = sum(doubt for doubt, _ in held), sum(not right for _, right in held)
            yield Level(len(held), doubts / len(held), wrong / len(held))
