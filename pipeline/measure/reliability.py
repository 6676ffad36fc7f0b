"""Reliability: whether doubts and findings stand where a notice was read wrong, and only there."""

from __future__ import annotations

from bisect import bisect_left
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


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that was judged: where it stands, its doubt, and whether it is wrong."""

    start: int
    end: int
    doubt: float
    wrong: bool


def trust(notice: Notice, misses: Sequence[Miss]) -> Trust:
    """Of what was missed and of the rows read: what was told, and how doubtful each row is."""
    wrong = wrong_rows(misses)
    rows = [Judged(one.start, one.end, one.doubt, (one.table, one.row_id) in wrong) for one in judged(notice)]
    return told(rows, missed(misses), telling(notice))


def wrong_rows(misses: Iterable[Miss]) -> set[tuple[str, str]]:
    """The rows that an annotation contradicts, by table and id."""
    return {miss.row for miss in misses if miss.row is not None and miss.measure != "indicators"}


def missed(misses: Iterable[Miss]) -> list[int]:
    """The places of the source from which something should have been read."""
    return [miss.at for miss in misses if miss.row is None and miss.at is not None and miss.measure != "indicators"]


def telling(notice: Notice) -> list[tuple[int, int]]:
    """Where findings ask a person to look, in order."""
    return sorted((one.start, one.end) for one in notice.all(Finding) if one.severity in _TELLING)


def told(rows: Sequence[Judged], missed: Sequence[int], telling: Sequence[tuple[int, int]]) -> Trust:
    """What of the rows and of what is missed carries a doubt from the threshold on, or a finding."""
    least = rules.load("doubt")["threshold"]
    doubtful = [(one.start, one.end) for one in rows if one.doubt >= least]
    places = sorted([*telling, *doubtful])
    seen = [one.doubt >= least or _is_told(telling, one.start, one.end) for one in rows]
    return Trust(
        len(missed),
        sum(_is_told(places, at - _NEAR + 1, at + _NEAR + 1) for at in missed),
        tuple((one.doubt, not one.wrong, shown) for one, shown in zip(rows, seen, strict=True)),
    )


def _is_told(told: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the stretches, which stand in order, overlaps ``[start, end)``."""
    ends = bisect_left(told, (end, 0))
    return any(start < other for _, other in told[:ends])


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
        held = [(doubt, right) for doubt, right, _ in trust.rows if low <= doubt < high]
        if held:
            doubts, wrong = sum(doubt for doubt, _ in held), sum(not right for _, right in held)
            yield Level(len(held), doubts / len(held), wrong / len(held))
