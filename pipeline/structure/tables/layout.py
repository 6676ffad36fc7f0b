"""The cheapest layout of pieces in the rows and columns of a table, and by how much it is the cheapest.

The pieces stand in reading order: row by row, cell by cell, a cell in one piece or several.  A layout parts them into
cells and gives each a column; it costs what rules/flat_tables.toml says for words of such a look in such a column, for a
cell that goes on over a line, for one that is left out, for a number that does not run on.  Dynamic programming finds
the cheapest, forwards and then backwards, so that for every row the cheapest layout that parts it otherwise is known
too.  The work grows with the number of pieces, the columns and the lines of the longest cell.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.structure.tables.learned import Column, learned
from pipeline.structure.tables.pieces import Piece
from pipeline.structure.tables.prices import HOPELESS, Prices

# So many layouts are followed at each place.
_BEAM = 24

_State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a layout: its row from 0, its column (-1 for a heading over all), its pieces ``[first, last)``."""

    row: int
    column: int
    first: int
    last: int


@dataclass(slots=True)
class Layout:
    """The cells of a table, in order; `margins[row]` is what the cheapest other layout of that row costs more."""

    cost: float
    cells: list[Placed] = field(default_factory=list)
    margins: list[float] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Behind the last piece of the table."""
        return self.cells[-1].last if self.cells else 0


class _Search:
    """One search for the cheapest layout of pieces in columns."""

    def __init__(self, pieces: Sequence[Piece], columns: Sequence[Column]) -> None:
        self.prices = Prices(pieces, columns)
        self.size, self.width = len(pieces), len(columns)
        self.done: list[dict[_State, tuple[float, int, _State]]] = [{} for _ in range(self.size + 1)]
        self.entries: list[dict[_State, tuple[float, _State]]] = [{} for _ in range(self.size + 1)]

    def forwards(self) -> None:
        self.done[0][(-1, 0)] = (0.0, 0, (-1, 0))
        for at in range(self.size):
            states = self.done[at]
            if len(states) > 1:
                kept = sorted((found[0], state) for state, found in states.items())[:_BEAM]
                most = kept[0][0] + HOPELESS
                states = self.done[at] = {state: states[state] for cost, state in kept if cost <= most}
            entry = self.entries[at]
            steps = {before: self.prices.enter(at, before) for before, _ in states}
            for state, (cost, _, _) in states.items():
                before, number = state
                for column, step in steps[before]:
                    known = entry.get((column, number))
                    if known is None or cost + step < known[0]:
                        entry[column, number] = (cost + step, state)
                if self.prices.heading[at] < math.inf:
                    self.reach(
                        (self.width, number),
                        cost + self.prices.close(before),
                        [(at + 1, self.prices.heading[at])],
                        at,
                        state,
                    )
            for (column, number), (cost, state) in entry.items():
                step, value = self.prices.numbered(at, number, column)
                self.reach((column, value), cost + step, self.prices.cells(at, self.prices.real(column)), at, state)

    def reach(self, key: _State, begun: float, cells: list[tuple[int, float]], at: int, state: _State) -> None:
        """Cells that begin with a piece, behind a state, as far as no cheaper layout ends where they end."""
        for last, cell in cells:
            done = self.done[last]
            if key not in done or begun + cell < done[key][0]:
                done[key] = (begun + cell, at, state)

    def best(self) -> Layout:
        """The cheapest layout; what stands behind its last row is left outside."""
        ends = [
            (cost + self.prices.ended[state[0]] + self.prices.after[at], at, state)
            for at, states in enumerate(self.done)
            for state, (cost, _, _) in states.items()
        ]
        total, at, state = min(ends)
        path: list[tuple[int, int, _State, _State]] = []
        while at:
            _, first, before = self.done[at][state]
            path.append((first, at, before, state))
            at, state = first, before
        row, cells = -1, []
        for first, last, before, state in reversed(path):
            if state[0] == self.width:
                row += 1
                cells.append(Placed(row, -1, first, last))
                continue
            row += self.prices.into(before[0], state[0])[1]
            cells.append(Placed(row, self.prices.real(state[0]), first, last))
        return Layout(total, cells)

    def margins(self, layout: Layout) -> None:
        """By how much each row is laid out cheaper than in any other way."""
        most = layout.cost + HOPELESS
        rows = [most] * (layout.cells[-1].row + 1 if layout.cells else 0)
        row_of = {at: cell.row for cell in layout.cells for at in range(cell.first, cell.last)}
        own = {(cell.first, cell.last, cell.column % (self.width + 1)) for cell in layout.cells}
        back: list[dict[_State, float]] = [{} for _ in range(self.size + 1)]
        for at in range(self.size, -1, -1):
            ahead: dict[_State, float] = defaultdict(lambda: math.inf)
            for (column, number), (before, _) in self.entries[at].items():
                step, value = self.prices.numbered(at, number, column)
                key, real = (column, value), self.prices.real(column)
                for last, cell in self.prices.cells(at, real):
                    rest = back[last].get(key)
                    if rest is None:
                        continue
                    cost = step + cell + rest
                    ahead[column, number] = min(ahead[column, number], cost)
                    if before + cost < most and (at, last, real) not in own:
                        for place in range(at, last):
                            if place in row_of:
                                rows[row_of[place]] = min(rows[row_of[place]], before + cost)
            steps = {before: self.prices.enter(at, before) for before, _ in self.done[at]} if at < self.size else {}
            for state in self.done[at]:
                before, number = state
                rest = self.prices.ended[before] + self.prices.after[at]
                for column, step in steps.get(before, ()):
                    if (column, number) in ahead:
                        rest = min(rest, step + ahead[column, number])
                beyond = back[at + 1].get((self.width, number)) if at < self.size else None
                if beyond is not None and self.prices.heading[at] < math.inf:
                    rest = min(rest, self.prices.close(before) + self.prices.heading[at] + beyond)
                back[at][state] = rest
        layout.margins = [max(0.0, row - layout.cost) for row in rows]


def lay(pieces: Sequence[Piece], columns: Sequence[Column], *, margins: bool = True) -> tuple[Layout, list[Column]]:
    """The cheapest layout of the pieces, and the columns with what their cells have taught.

    Two passes: what a column without a known head holds, and which words come again in a column, is learned from the
    first and holds in the second.
    """
    search = _Search(pieces, columns)
    search.forwards()
    layout = search.best()
    cells = [
        [pieces[cell.first : cell.last] for cell in layout.cells if cell.column == at] for at in range(len(columns))
    ]
    taught = learned(columns, cells)
    if taught != list(columns):
        search = _Search(pieces, taught)
        search.forwards()
        layout = search.best()
    if margins:
        search.margins(layout)
    return layout, taught
