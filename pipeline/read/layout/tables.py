"""Ruled tables: their cells filled with what stands inside the rules, and those that go on from page to page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.language.heads import head_meaning
from pipeline.read.draft import GridCell
from pipeline.read.grid import Grid
from pipeline.read.layout.lines import lines_of
from pipeline.read.layout.page import Glyph, Line, PageLayout, PageTable
from pipeline.read.layout.paragraphs import (
    MARKER,
    SENTENCE_END,
    SIZE_CHANGE,
    SIZE_CHANGE_OCR,
    SLACK,
    paragraphs,
    white_space,
)


def page_table(grid: Grid, written: Sequence[Sequence[Glyph]], recognised: bool) -> PageTable:
    """A ruled table, with the text that its glyphs, `written` in each of the grid's cells in turn, give."""
    lines = [lines_of(glyphs, columns=False) for glyphs in written]
    gaps = [line.x0 - grid.xs[cell.column] for cell, found in zip(grid.cells, lines, strict=True) for line in found]
    # The table's padding: the least distance of a line from its cell's left rule; Word's default is 5.4 points.
    padding = min(6.0, max(0.0, min(gaps, default=0.0)))
    change = SIZE_CHANGE_OCR if recognised else SIZE_CHANGE
    cells, full = [], set()
    for cell, found in zip(grid.cells, lines, strict=True):
        left, right = grid.xs[cell.column] + padding, grid.xs[cell.column + cell.column_span] - padding
        text = "\n".join(paragraphs(found, left, right, in_cell=True, size_change=change))
        cells.append(GridCell(cell.row, cell.column, text, cell.row_span, cell.column_span))
        if found and white_space(found[-1], left, right, in_cell=True) < (1.5 + SLACK) * found[-1].size:
            full.add((cell.row, cell.column))
    return PageTable(grid.ys[0], grid.xs, cells, grid.rows, full, open_top=grid.open_top, open_foot=grid.open_foot)


def link_tables(pages: Sequence[PageLayout]) -> None:
    """Find the tables that go on from page to page; furniture between their parts does not end them."""
    first: PageTable | None = None  # the table's first part, whose columns and head count
    last: PageTable | None = None
    for page in pages:
        for item in page.items():
            if isinstance(item, Line):
                if item.kind is None and not item.loose:
                    first = last = None
                continue
            places = _same_columns(first.columns, item.columns) if first else None
            if first is None or last is None or places is None or item in page.tables[1:]:
                first = last = item
                continue
            _continue_table(item, first, last, places)
            last = item if item.rows else last  # a page may hold nothing but the middle of one row


def _continue_table(table: PageTable, first: PageTable, last: PageTable, places: Sequence[int]) -> None:
    """Give a table's part on the next page its columns and rows, without the head that is printed again."""
    table.full = {(row, places[column]) for row, column in table.full}
    table.cells = [
        GridCell(
            cell.row,
            places[cell.column],
            cell.text,
            cell.row_span,
            places[cell.column + cell.column_span] - places[cell.column],
        )
        for cell in table.cells
    ]
    table.goes_on = True
    table.first_row = last.first_row + last.rows
    head = [cell.text for cell in table.cells if cell.row == 0]
    if any(head) and head == [cell.text for cell in first.cells if cell.row == 0]:
        table.repeated_head = "\t".join("".join(text.split()) for text in head if text)
        _drop_first_row(table)
    if _is_cut(table, first, last):
        _mend_row(table, last)


def _drop_first_row(table: PageTable) -> None:
    table.cells = [
        GridCell(max(cell.row - 1, 0), cell.column, cell.text, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.row
    ]
    table.full = {(row - 1, column) for row, column in table.full if row}
    table.rows -= 1


def _last_row(table: PageTable) -> dict[int, GridCell]:
    return {cell.column: cell for cell in table.cells if cell.row + cell.row_span == table.rows}


def _is_cut(table: PageTable, first: PageTable, last: PageTable) -> bool:
    """Whether a page break cuts a row, so that the part's first row is the rest of the row before.

    A rest has no running number of its own, and its longest cell goes on where that cell's last line was full.  Where no
    rule closes the row at the break, the number may as well stand in the rest, set to the middle of the row's height.
    """
    rest = {cell.column: cell for cell in table.cells if cell.row == 0 and cell.text}
    above = _last_row(last)
    if not rest or any(column not in above for column in rest):
        return False
    numbers = {cell.column for cell in first.cells if cell.row < 3 and head_meaning(cell.text) == "number"}
    filled = {column for column, cell in above.items() if cell.text}
    is_open = table.open_top or last.open_foot
    if numbers & rest.keys():
        return is_open and not numbers & filled
    if filled <= rest.keys():
        return False
    longest = max(rest.values(), key=lambda cell: len(cell.text))
    before = above[longest.column]
    if MARKER.match(longest.text):
        return False
    return is_open or (
        bool(before.text) and before.text[-1] not in SENTENCE_END and (before.row, before.column) in last.full
    )


def _mend_row(table: PageTable, last: PageTable) -> None:
    """Set the rest of a cut row behind its beginning; the row stands whole on the page where it begins."""
    rest = {cell.column: cell.text for cell in table.cells if cell.row == 0 and cell.text}
    above = _last_row(last)
    for at, cell in enumerate(last.cells):
        if above.get(cell.column) is cell and cell.column in rest:
            goes_on = (cell.row, cell.column) in last.full and cell.text and cell.text[-1] not in SENTENCE_END
            text = cell.text + ("" if goes_on else "\n") + rest[cell.column]
            last.cells[at] = GridCell(cell.row, cell.column, text, cell.row_span, cell.column_span)
    _drop_first_row(table)
    table.first_row = last.first_row + last.rows


def _same_columns(first: Sequence[float], second: Sequence[float]) -> list[int] | None:
    """For each rule of the second table the rule of the first that it continues, or None if it is another table.

    The first may have more rules than the second, since cells of its head may be parted more finely.
    """
    if abs((first[-1] - first[0]) - (second[-1] - second[0])) > 6:
        return None
    places = []
    for x in second:
        distances = [abs((x - second[0]) - (known - first[0])) for known in first]
        nearest = min(range(len(first)), key=distances.__getitem__)
        if distances[nearest] > 4:
            return None
        places.append(nearest)
    return places if len(set(places)) == len(places) else None
