"""Seals: the characters of a red stamp, which stand over the signature and are no part of its line.

A stamp is red, and what it says stands askew or on top of what is printed below it.  A red head (云川县人民政府文件) is
red too, but its characters stand beside one another on one line and on top of nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol

#: A colour is red if its red is at least this strong (0..255) and so much stronger than its green and its blue.
RED, STRONGER = 120, 70
#: More red characters than any stamps of a page have are print in red.
MOST = 400
#: Characters of one stamp stand within this many ems of one another …
NEAR = 2.5
#: … and two that overlap by this share of their size stand on top of one another.
ON_TOP = 0.25
#: A stamp that stands on nothing is known by as many characters in as many directions.
FEWEST, DIRECTIONS = 5, 4


class Printed(Protocol):
    """A character: where its baseline begins, its advance and size, its direction in radians, whether it is red."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def length(self) -> float: ...
    @property
    def size(self) -> float: ...
    @property
    def angle(self) -> float: ...
    @property
    def red(self) -> bool: ...


def is_red(red: int, green: int, blue: int) -> bool:
    """Whether a colour is that of a stamp."""
    return red >= RED and red - max(green, blue) >= STRONGER


def stamped(prints: Sequence[Printed]) -> list[list[int]]:
    """The stamps among the characters of a page: for each the places of its characters, in the order they are drawn."""
    red = [at for at, one in enumerate(prints) if one.red]
    if not red or len(red) > MOST or len(red) == len(prints):
        return []
    middles = [_middle(one) for one in prints]
    others = _near([at for at, one in enumerate(prints) if not one.red], middles)
    return [
        group
        for group in _groups(red, prints, middles)
        if any(_on_top(at, others, prints, middles) for at in group)
        or (len(group) >= FEWEST and len({round(math.degrees(prints[at].angle) / 10) for at in group}) >= DIRECTIONS)
    ]


def _middle(one: Printed) -> tuple[float, float]:
    cosine, sine = math.cos(one.angle), math.sin(one.angle)
    along, above = one.length / 2, 0.35 * one.size
    return one.x + cosine * along - sine * above, one.y + sine * along + cosine * above


_Squares = dict[tuple[int, int], list[int]]
_SIDE = 40.0


def _square(middle: tuple[float, float]) -> tuple[int, int]:
    return int(middle[0] // _SIDE), int(middle[1] // _SIDE)


def _near(places: Sequence[int], middles: Sequence[tuple[float, float]]) -> _Squares:
    """The characters by the square of the page that they stand in."""
    squares: _Squares = defaultdict(list)
    for at in places:
        squares[_square(middles[at])].append(at)
    return squares


def _around(at: int, squares: _Squares, middles: Sequence[tuple[float, float]]) -> Iterator[int]:
    column, row = _square(middles[at])
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            yield from squares.get((column + right, row + down), ())


def _on_top(at: int, squares: _Squares, prints: Sequence[Printed], middles: Sequence[tuple[float, float]]) -> bool:
    one, (x, y) = prints[at], middles[at]
    for place in _around(at, squares, middles):
        other, (other_x, other_y) = prints[place], middles[place]
        wide, tall = (one.length + other.length) / 2, (one.size + other.size) / 2
        if abs(x - other_x) < (1 - ON_TOP) * wide and abs(y - other_y) < (1 - ON_TOP) * tall:
            return True
    return False


def _groups(
    red: Sequence[int], prints: Sequence[Printed], middles: Sequence[tuple[float, float]]
) -> Iterator[list[int]]:
    """Red characters that stand near one another; there are few, so that all pairs are looked at."""
    left = list(red)
    while left:
        group, edge = [left[0]], [left[0]]
        left = left[1:]
        while edge:
            at = edge.pop()
            reach = NEAR * prints[at].size
            found = [other for other in left if math.dist(middles[at], middles[other]) <= reach]
            group += found
            edge += found
            taken = set(found)
            left = [other for other in left if other not in taken]
        yield sorted(group)
