"""Ruled lines to tables: the grid they draw, and the cells between them.

The rules that touch one another are one grid.  Each pair of neighbouring fields of the grid without a rule between
them belongs to one cell, so merged cells come out with their spans; a field that is open to the outside is none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

#: Rules closer than this (points) are the same: double borders, and borders that each cell draws for itself.
SNAP = 3.0
#: A shorter rule is a dash or part of a drawing.
SHORTEST = 4.0
#: A rule is at most this thick, and its ends differ in height by less than this.
THICKEST, LEVEL = 3.0, 0.5
#: Upright rules that end together beyond the last level one, by which a row is known that goes on over the page break.
OPEN_RULES = 3
#: A row is at least this high (points): rules that run on by less were drawn carelessly.
LEAST_ROW = 8.0
#: More rules on a page than any table has are a drawing; the search for tables is given up.
MOST_RULES = 300


class Rule(NamedTuple):
    """A horizontal (y0 == y1) or vertical (x0 == x1) ruled line, in points from the top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


def ruled(strokes: Sequence[tuple[float, float, float, float]], *, filled: bool) -> Iterator[Rule]:
    """The rules among the straight strokes (x0, y0, x1, y1) of one path.

    A path as thin as a rule is one, however it is drawn; of others the level and upright strokes count, unless
    the path is only filled: that is shading.
    """
    if not strokes:
        return
    left, right = min(min(s[0], s[2]) for s in strokes), max(max(s[0], s[2]) for s in strokes)
    top, bottom = min(min(s[1], s[3]) for s in strokes), max(max(s[1], s[3]) for s in strokes)
    if min(right - left, bottom - top) <= THICKEST:
        if right - left >= bottom - top:
            yield Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
        else:
            yield Rule((left + right) / 2, top, (left + right) / 2, bottom)
    elif not filled:
        for x0, y0, x1, y1 in strokes:
            if abs(y1 - y0) < LEVEL < abs(x1 - x0):
                yield Rule(x0, y0, x1, y0)
            elif abs(x1 - x0) < LEVEL < abs(y1 - y0):
                yield Rule(x0, y0, x0, y1)


class Field(NamedTuple):
    """A cell of a grid by its first row and column."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Grid:
    """A ruled table: where its rules stand, its cells, and for each field of the grid the cell it belongs to.

    `open_top`, `open_foot`: its upright rules run on beyond the outermost level one, as where a page break cuts a row.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Field, ...]
    owner: dict[tuple[int, int], int]
    open_top: bool = False
    open_foot: bool = False

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell that holds a point."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.owner.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


class _Stroke(NamedTuple):
    """A rule by its fixed coordinate and the stretch it covers."""

    at: float
    start: float
    end: float


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """The tables that ruled lines draw, from top to bottom."""
    across, down = [], []
    for rule in rules:
        if abs(rule.y1 - rule.y0) <= abs(rule.x1 - rule.x0):
            across.append(_Stroke(rule.y0, min(rule.x0, rule.x1), max(rule.x0, rule.x1)))
        else:
            down.append(_Stroke(rule.x0, min(rule.y0, rule.y1), max(rule.y0, rule.y1)))
    across, down = _merged(across), _merged(down)
    if not down or len(across) + len(down) > MOST_RULES:
        return []
    found = []
    for horizontal, vertical in _connected(across, down):
        grid = _grid(horizontal, vertical)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _merged(strokes: Sequence[_Stroke]) -> list[_Stroke]:
    """Strokes on one line joined into one each: borders are drawn cell by cell, dash by dash, twice."""
    lines: list[list[_Stroke]] = []
    for stroke in sorted(strokes):
        if lines and stroke.at - lines[-1][-1].at <= SNAP and stroke.at - lines[-1][0].at <= 2 * SNAP:
            lines[-1].append(stroke)
        else:
            lines.append([stroke])
    merged: list[_Stroke] = []
    for line in lines:
        at = sum(stroke.at for stroke in line) / len(line)
        start = end = None
        for stroke in sorted(line, key=lambda stroke: (stroke.start, stroke.end)):
            if start is None or end is None:
                start, end = stroke.start, stroke.end
            elif stroke.start - end <= SNAP:
                end = max(end, stroke.end)
            else:
                merged.append(_Stroke(at, start, end))
                start, end = stroke.start, stroke.end
        if start is not None and end is not None:
            merged.append(_Stroke(at, start, end))
    return [stroke for stroke in merged if stroke.end - stroke.start >= SHORTEST]


def _connected(across: Sequence[_Stroke], down: Sequence[_Stroke]) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    parent = list(range(len(across) + len(down)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if h.start - SNAP <= v.at <= h.end + SNAP and v.start - SNAP <= h.at <= v.end + SNAP:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Stroke], list[_Stroke]]] = defaultdict(lambda: ([], []))
    for i, h in enumerate(across):
        groups[root(i)][0].append(h)
    for j, v in enumerate(down, len(across)):
        groups[root(j)][1].append(v)
    found = [
        group for group in groups.values() if group[0] and len(group[1]) >= (1 if len(group[0]) > 1 else OPEN_RULES)
    ]
    # Upright rules alone, all of one height: a page that holds nothing but the middle of one row.
    alone = [down for across, down in groups.values() if not across]
    heights = {(round(v.start / SNAP), round(v.end / SNAP)) for (v, *_) in alone}
    if len(alone) > OPEN_RULES and len(heights) == 1:
        found.append(([], [stroke for strokes in alone for stroke in strokes]))
    return found


def _grid(across: list[_Stroke], down: list[_Stroke]) -> Grid | None:
    across, down, open_top, open_foot = _closed(across, down)
    xs, ys = _places(v.at for v in down), _places(h.at for h in across)
    if len(xs) < 2 or len(ys) < 2:
        return None
    regions = _regions(len(ys) - 1, len(xs) - 1, _walls(across, ys, xs), _walls(down, xs, ys))
    grid = _with_cells(tuple(xs), tuple(ys), regions)
    return grid and replace(grid, open_top=open_top, open_foot=open_foot)


def _closed(across: list[_Stroke], down: list[_Stroke]) -> tuple[list[_Stroke], list[_Stroke], bool, bool]:
    """The rules of a table with those that close it where none is drawn, and whether its top and its foot were open."""
    left = min([h.start for h in across] or [v.at for v in down])
    right = max([h.end for h in across] or [v.at for v in down])
    middle = (down[0].start + down[0].end) / 2
    top, bottom = min((h.at for h in across), default=middle), max((h.at for h in across), default=middle)
    open_top = _open_end([v.start for v in down if v.start < top - LEAST_ROW])
    open_foot = _open_end([-v.end for v in down if v.end > bottom + LEAST_ROW])
    if open_top is not None:
        across, top = [_Stroke(open_top, left, right), *across], open_top
    if open_foot is not None:
        across, bottom = [*across, _Stroke(-open_foot, left, right)], -open_foot
    # Tables without rules at their sides are closed there.
    for x in (left, right):
        if all(abs(v.at - x) > SNAP for v in down):
            down = [*down, _Stroke(x, top, bottom)]
    return across, down, open_top is not None, open_foot is not None


def _regions(
    rows: int, columns: int, wall_below: Set[tuple[int, int]], wall_right: Set[tuple[int, int]]
) -> Collection[list[tuple[int, int]]]:
    """The fields, as row and column, that no wall parts from each other, but those that lie open to the outside."""
    # Row and column -1, and those after the last, are the outside; rule i stands before field i.
    fields = list(product(range(-1, rows + 1), range(-1, columns + 1)))
    parent = {field: field for field in fields}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for row, column in fields:
        if row < rows and (row + 1, column) not in wall_below:
            parent[root((row, column))] = root((row + 1, column))
        if column < columns and (column + 1, row) not in wall_right:
            parent[root((row, column))] = root((row, column + 1))
    outside = root((-1, -1))
    regions: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for field in product(range(rows), range(columns)):
        if root(field) != outside:
            regions[root(field)].append(field)
    return regions.values()


def _open_end(ends: Sequence[float]) -> float | None:
    """Where upright rules end together beyond the last level one; a single one is a stray stroke."""
    together = [end for end in ends if abs(end - min(ends)) <= SNAP]
    return min(ends) if len(together) >= OPEN_RULES else None


def _with_cells(xs: tuple[float, ...], ys: tuple[float, ...], regions: Iterable[list[tuple[int, int]]]) -> Grid | None:
    cells: list[Field] = []
    for region in regions:
        first_row, last_row = region[0][0], region[-1][0]
        first, last = min(column for _, column in region), max(column for _, column in region)
        if len(region) == (last_row - first_row + 1) * (last - first + 1):
            cells.append(Field(first_row, first, last_row - first_row + 1, last - first + 1))
        else:  # A region with corners is no cell; a rule is missing, so its fields stand for themselves.
            cells += [Field(row, column, 1, 1) for row, column in region]
    if not cells:
        return None
    cells.sort()
    owner = {
        (row, column): number
        for number, cell in enumerate(cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    return Grid(xs, ys, tuple(cells), owner)


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > SNAP:
            places.append(value)
    return places


def _walls(strokes: Iterable[_Stroke], places: Sequence[float], steps: Sequence[float]) -> set[tuple[int, int]]:
    """(which place, which step along it) for each part of a line where a rule is drawn."""
    walls = set()
    for stroke in strokes:
        at = min(range(len(places)), key=lambda place: abs(places[place] - stroke.at))
        for step in range(len(steps) - 1):
            middle = (steps[step] + steps[step + 1]) / 2
            if stroke.start <= middle <= stroke.end:
                walls.add((at, step))
    return walls
