"""Reliability: whether doubts and findings stand where a notice was read wrong, and only there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline import rules
from pipeline.measure.figures import Miss, Trust
from pipeline.notice import Finding, Item, Notice, Rating

# A finding up to so many characters away from what is missing tells of it: the rest of its line, or of its row.
_NEAR = 120
# What is quoted of a target begins so many characters before its number at most.
_QUOTE = 12
# Findings of these severities ask a person to look.
_TELLING = ("error", "warning")
#: The edges between which rows of like doubt are counted.
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8)


def judged(notice: Notice) -> list[Rating]:
    """The rows that an annotation can judge: all but tasks without a list."""
    listed = {item.item_id for item in notice.all(Item) if (item.responsibility or "").strip()}
    return [one for one in notice.all(Rating) if one.table != "items" or one.row_id in listed]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that was judged: where it stands, its doubt, and whether it is wrong.

    A number that was no target is `passed` over; it is wrong where it should have been one.
    """

    start: int
    end: int
    doubt: float
    wrong: bool
    passed: bool = False


def trust(notice: Notice, misses: Sequence[Miss]) -> Trust:
    """Of what was missed and of the rows read: what was told, and how doubtful each row is."""
    ratings = judged(notice)
    wrong = wrong_rows(misses, (one for one in ratings if one.table == "numbers"))
    rows = [
        Judged(one.start, one.end, one.doubt, (one.table, one.row_id) in wrong, one.table == "numbers")
        for one in ratings
    ]
    return told(rows, missed(misses), telling(notice))


class Placed(Protocol):
    """A row that has a place."""

    @property
    def table(self) -> str: ...
    @property
    def row_id(self) -> str: ...
    @property
    def start(self) -> int: ...


def wrong_rows(misses: Sequence[Miss], numbers: Iterable[Placed]) -> set[tuple[str, str]]:
    """The rows that an annotation contradicts, by table and id: also the numbers that should have been targets."""
    wrong = {miss.row for miss in misses if miss.row is not None and miss.measure != "indicators"}
    passed = sorted(numbers, key=lambda one: one.start)
    starts = [one.start for one in passed]
    for at in (miss.at for miss in misses if miss.measure == "targets" and miss.row is None and miss.at is not None):
        # The quoted words may begin with a comparison: 不少于10个.
        place = bisect_left(starts, at)
        if place < len(starts) and starts[place] - at <= _QUOTE:
            wrong.add((passed[place].table, passed[place].row_id))
    return wrong


def missed(misses: Iterable[Miss]) -> list[int]:
    """The places of the source from which something should have been read."""
    return [miss.at for miss in misses if miss.row is None and miss.at is not None and miss.measure != "indicators"]


def telling(notice: Notice) -> list[tuple[int, int]]:
    """Where findings ask a person to look, in order."""
    told = [one for one in notice.all(Finding) if one.severity in _TELLING]
    return sorted(place for one in told for place in ((one.start, one.end), *one.also_at))


def told(rows: Sequence[Judged], missed: Sequence[int], telling: Sequence[tuple[int, int]]) -> Trust:
    """What of the rows and of what is missed carries a doubt from the threshold on, or a finding."""
    said = rules.load("doubt")
    least = {False: said["threshold"], True: said["threshold_of_numbers"]}
    doubtful = [(one.start, one.end) for one in rows if one.doubt >= least[one.passed]]
    places = sorted([*telling, *doubtful])

    def seen(passed: bool) -> Iterator[tuple[float, bool, bool]]:
        for one in rows:
            if one.passed is passed:
                shown = one.doubt >= least[passed] or (not passed and _is_told(telling, one.start, one.end))
                yield one.doubt, not one.wrong, shown

    found = sum(_is_told(places, at - _NEAR + 1, at + _NEAR + 1) for at in missed)
    return Trust(len(missed), found, tuple(seen(passed=False)), tuple(seen(passed=True)))


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


def table(rows: Sequence[tuple[float, bool, bool]]) -> Iterator[Level]:
    """The reliability table: rows by their doubt, level by level."""
    for place, low in enumerate(EDGES):
        high = EDGES[place + 1] if place + 1 < len(EDGES) else 1.01
        held = [(doubt, right) for doubt, right, _ in rows if low <= doubt < high]
        if held:
            doubts, wrong = sum(doubt for doubt, _ in held), sum(not right for _, right in held)
            yield Level(len(held), doubts / len(held), wrong / len(held))
