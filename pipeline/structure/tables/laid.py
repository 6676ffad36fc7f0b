"""The cells of a table that was laid into rows: those that a reader of a ruled table would give.

A head row stands above its rows each time it is printed, a cell merged downwards stands once and spans its rows, a heading
spans the whole width; a row that could be laid out otherwise is doubtful.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.notice import Block, Cell, Doubt, Span
from pipeline.structure.tables.flat_head import Heads
from pipeline.structure.tables.layout import Layout, Placed
from pipeline.structure.tables.learned import TEXTS, UNIT_KINDS, Column
from pipeline.structure.tables.pieces import ORDINAL, Piece, joined

# A row whose margin is less than this is doubtful.
_SURE = 1.5


@dataclass(frozen=True, slots=True)
class Laid:
    """A table laid into rows.

    `heads` are the pieces that hold its heads, which `way` parts into columns; `body` the pieces below them.  `again` says
    at which piece of `heads` the head stands once more that is printed before a piece of the body.
    """

    heads: Sequence[Piece]
    way: Heads
    body: Sequence[Piece]
    columns: Sequence[Column]
    layout: Layout
    again: Mapping[int, int]

    def cells(self, number: int) -> Iterator[Span]:
        """The cells of the table, and the doubts of each row; `number` is the table's.

        A head printed again in the middle of a row stands on a new page: it is no part of that row's cell.
        """
        by_row: list[list[Placed]] = [[] for _ in self.layout.margins]
        for cell in self.layout.cells:
            by_row[cell.row].append(cell)
        heads = {0: 0}
        row = 1
        place: list[int] = []
        for placed in by_row:
            if (again := self.again.get(placed[0].first)) is not None:
                heads[row] = again - self.way[0][0]
                row += 1
            place.append(row)
            row += 1
        begins = {placed[0].first for placed in by_row}
        for first in (again for at, again in self.again.items() if at < self.layout.last and at not in begins):
            last = first + self.way[-1][1] - self.way[0][0] - 1
            yield Block(self.heads[first].start, self.heads[last].end, "running_head")
        for row, shift in heads.items():
            for column, (first, last) in enumerate(self.way):
                yield Cell(self.heads[first + shift].start, self.heads[last - 1 + shift].end, number, row, column)
        for at, placed in enumerate(by_row):
            for cell in placed:
                held = self.body[cell.first : cell.last]
                start, end = held[0].start, held[-1].end
                if cell.column < 0:
                    yield from _heading(Piece(start, end, joined(held)), number, place[at], len(self.columns))
                else:
                    height = _height(by_row, place, at, cell, self.columns)
                    yield Cell(start, end, number, place[at], cell.column, row_span=height)
            yield from self._doubt(at, placed)

    def _doubt(self, row: int, placed: Sequence[Placed]) -> Iterator[Doubt]:
        edges = self.body[placed[0].first].start, self.body[placed[-1].last - 1].end
        yield Doubt(*edges, "table_flat", 1.0, ("items", "assignments", "targets"))
        if self._swallows(placed):
            yield Doubt(*edges, "table_layout", 0.9, ("items",))
        elif (margin := self.layout.margins[row]) < _SURE:
            yield Doubt(*edges, "table_layout", round(math.exp(-margin), 2), ("items", "assignments"))

    def _swallows(self, placed: Sequence[Placed]) -> bool:
        """Whether glued text does not say where the name of a row's task ends and its contents begin."""
        texts = sum(column.kind in TEXTS for column in self.columns) > 1 or any(
            last - first > 1 for first, last in self.way
        )
        glued = any(piece.gap == "cut" for piece in self.body[placed[0].first : placed[-1].last])
        return texts and glued and placed[0].column >= 0


def _heading(piece: Piece, number: int, row: int, width: int) -> Iterator[Cell]:
    """The cell of a heading over the whole width; its number and sums beside it have cells of their own."""
    parts = ORDINAL.fullmatch(piece.words)
    sums = list(re.finditer(r"\S+", parts["sums"])) if parts else []
    if parts is None or width < 2 + len(sums):
        yield Cell(piece.start, piece.end, number, row, 0, column_span=width)
        return
    at = piece.start
    yield Cell(at, at + parts.end("ordinal"), number, row, 0)
    yield Cell(
        at + parts.start("heading"), at + parts.end("heading"), number, row, 1, column_span=width - 1 - len(sums)
    )
    at += parts.start("sums")
    for column, one in enumerate(sums, width - len(sums)):
        yield Cell(at + one.start(), at + one.end(), number, row, column)


def _height(
    by_row: Sequence[Sequence[Placed]], place: Sequence[int], at: int, cell: Placed, columns: Sequence[Column]
) -> int:
    """How many rows a cell spans: those below it that leave its column to it."""
    below = at + 1
    while below < len(by_row) and place[below] == place[below - 1] + 1 and _leaves(by_row[below], cell.column, columns):
        below += 1
    return below - at


def _leaves(row: Sequence[Placed], column: int, columns: Sequence[Column]) -> bool:
    """Whether a row leaves a column to the cell above it."""
    held = {cell.column for cell in row}
    if -1 in held or column in held:
        return False
    if columns[column].kind in (*UNIT_KINDS, "deadline"):
        return not any(columns[one].kind in UNIT_KINDS for one in held)
    number = next((at for at, one in enumerate(columns) if one.kind == "number"), None)
    return columns[column].kind in ("number", "task") and (number not in held or columns[column].kind == "task")
