"""Tables 序号 | 工作任务 | 牵头单位 | 责任单位 | 完成时限: the meaning of columns, and rows as tasks.

Columns are known by what their heads say and not by their place.  A head row may be printed again on every page, a cell
may be merged downwards over several tasks, and a row that is one cell wide is a heading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.language.heads import head_meaning
from pipeline.language.numbering import marker
from pipeline.notice import Cell, Notice

# The head of a table stands in its first rows, above it at most a title and a unit of measure.
_HEAD_ROWS = 4
_ROLES = ("lead", "support", "responsible", "supervise", "leaders", "deadline")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as stretches of the reading: a heading, or a task with its cells."""

    heading: tuple[int, int] | None = None
    number: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    text: tuple[int, int] | None = None
    lists: tuple[tuple[int, int, str], ...] = ()


def _grid(cells: list[Cell]) -> dict[int, dict[int, Cell]]:
    """Row → column → the cell that covers it."""
    grid: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                grid[row][column] = cell
    return grid


def _head(notice: Notice, row: dict[int, Cell]) -> dict[int, str] | None:
    """Column → meaning, if the row is a head: at least two of its cells are heads, one of them a task or a role."""
    meanings = {column: meaning for column, cell in row.items() if (meaning := head_meaning(notice.reading.of(cell)))}
    kinds = set(meanings.values())
    if len({id(row[column]) for column in meanings}) < 2 or not kinds & {"task", "content", *_ROLES}:
        return None
    return meanings


def _task(notice: Notice, row_number: int, row: dict[int, Cell], meanings: dict[int, str]) -> TableRow | None:
    reading = notice.reading

    def place(cell: Cell) -> tuple[int, int]:
        return reading.index(cell.start), reading.index(cell.end)

    by_meaning: dict[str, list[Cell]] = defaultdict(list)
    for column in sorted(row):
        meaning = meanings.get(column)
        if meaning and row[column] not in by_meaning[meaning]:
            by_meaning[meaning].append(row[column])
    texts = [*by_meaning["task"], *by_meaning["content"]]
    if not texts:
        return None
    # The cell that is this row's own and says most is the text; one merged over several rows, or before it, its title.
    own = [cell for cell in texts if cell.row == row_number] or texts[-1:]
    text = by_meaning["content"][0] if by_meaning["content"] and by_meaning["content"][0] in own else own[-1]
    title = next((cell for cell in texts if cell is not text), None)
    number = by_meaning["number"][0] if by_meaning["number"] else None
    return TableRow(
        number=place(number) if number else None,
        title=place(title) if title else None,
        text=place(text),
        lists=tuple((*place(cell), role) for role in _ROLES for cell in by_meaning[role]),
    )


def _rows(notice: Notice, cells: list[Cell]) -> Iterator[TableRow]:
    grid = _grid(cells)
    meanings: dict[int, str] | None = None
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    for number in sorted(grid):
        row = grid[number]
        if head := _head(notice, row):
            meanings = head
            continue
        if meanings is None:
            if number >= _HEAD_ROWS:
                return
            continue
        distinct = list(dict.fromkeys(row.values()))
        alone = distinct[0] if len(distinct) == 1 and distinct[0].row == number else None
        if alone and (alone.column_span >= max(2, width - 1) or marker().match(notice.reading.of(alone))):
            yield TableRow(heading=(notice.reading.index(alone.start), notice.reading.index(alone.end)))
        elif any(cell.row == number for cell in distinct) and (task := _task(notice, number, row, meanings)):
            yield task


def table_rows(notice: Notice) -> Iterator[tuple[int, list[TableRow]]]:
    """Each data table that has a head: where it begins in the reading, and its rows."""
    tables: dict[int, list[Cell]] = defaultdict(list)
    for cell in notice.all(Cell):
        tables[cell.table].append(cell)
    for cells in tables.values():
        yield notice.reading.index(min(cell.start for cell in cells)), list(_rows(notice, cells))
