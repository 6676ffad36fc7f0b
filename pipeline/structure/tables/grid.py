"""The grid of a table: its cells by row and column, merged ones in every field they cover."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from pipeline.notice import Cell, Notice, Reading

# A merged cell covers no more rows or columns than a table has; what a file claims beyond is not followed.
_ROWS, _COLUMNS = 20_000, 400


@dataclass(frozen=True)
class Grid:
    """One table of a notice."""

    number: int
    cells: tuple[Cell, ...]
    reading: Reading

    @cached_property
    def width(self) -> int:
        return max(min(cell.column + cell.column_span, _COLUMNS) for cell in self.cells)

    @cached_property
    def start(self) -> int:
        """Where the table begins in the source."""
        return min(cell.start for cell in self.cells)

    @cached_property
    def end(self) -> int:
        return max(cell.end for cell in self.cells)

    @cached_property
    def rows(self) -> dict[int, dict[int, Cell]]:
        """Row → column → the cell that covers it, in order of the rows that have a cell of their own."""
        own = sorted({cell.row for cell in self.cells})
        covered: dict[int, dict[int, Cell]] = defaultdict(dict)
        last = own[-1]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, last + 1, cell.row + _ROWS)):
                for column in range(cell.column, min(cell.column + cell.column_span, self.width)):
                    covered[row][column] = cell
        return {row: dict(sorted(covered[row].items())) for row in own}

    def words(self, cell: Cell) -> str:
        """The repaired words of a cell."""
        return self.reading.of(cell)

    def place(self, cell: Cell) -> tuple[int, int]:
        """The stretch of the reading that a cell takes."""
        return self.reading.index(cell.start), self.reading.index(cell.end)


def grids(notice: Notice) -> list[Grid]:
    """The tables of a notice, in the order of the text; without the cells that repair took out, as a head on each page."""
    cells: dict[int, list[Cell]] = defaultdict(list)
    for cell in notice.all(Cell):
        if cell.start == cell.end or notice.reading.index(cell.start) < notice.reading.index(cell.end):
            cells[cell.table].append(cell)
    found = [Grid(number, tuple(held), notice.reading) for number, held in cells.items()]
    return sorted(found, key=lambda grid: grid.start)
