"""The rows of a table in the outline: headings over its full width, and tasks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.language import numerals
from pipeline.notice import Stage
from pipeline.structure.lists import ResponsibilityList
from pipeline.structure.outline.edges import MARKS, TAIL, skip_stop, trim
from pipeline.structure.outline.segments import segment_at
from pipeline.structure.outline.spans import Outline
from pipeline.structure.tables.rows import ReadTable, TableRow


def read_table(outline: Outline, read: ReadTable, lists: Sequence[ResponsibilityList]) -> None:
    """The rows of a table: headings over the full width, and tasks; the rest of its cells are blocks of their own."""
    grid, before = read.grid, len(outline.painted)
    places = [grid.place(cell) for cell in grid.cells]
    # Cells of no known column that hold lists themselves.
    for place in () if read.headed else places:
        if own := [one for one in lists if place[0] <= one.start < place[1]]:
            _row(outline, TableRow(text=place), place, own)
    above = list(outline.path)
    for row in read.rows:
        if row.heading:
            _heading(outline, row, row.heading)
        elif row.text:
            _row(outline, row, row.text, [one for one in lists if row.text[0] <= one.start < row.text[1]])
    outline.path = above
    kind = "roster" if read.table.holds == "roster" else "table"
    taken = sorted({one[0] for one in outline.painted[before:]})
    for start, end in places:
        if bisect_left(taken, start) == bisect_left(taken, end):
            outline.paint(kind, start, end)


def _heading(outline: Outline, row: TableRow, name: tuple[int, int]) -> None:
    """A heading of rows, its number in a cell of its own or before its words."""
    start, end = name
    if row.number:
        label = outline.text[slice(*row.number)]
        level = 2 if label[0] in "（(" else 1
        outline.section(level, numerals.ordinal(label.strip("（()）、.．")) or 0, label, row.number[0], start, end)
        return
    segment = segment_at(outline.text, start, end)
    level = segment.level if segment.style else 1
    outline.section(level, segment.ordinal, outline.text[start : segment.body], start, segment.body, end)


def _row(outline: Outline, row: TableRow, stretch: tuple[int, int], own: Sequence[ResponsibilityList]) -> None:
    """A task of a table; a cell that holds lists itself is a task for each of them, and one for what is left."""
    number = outline.text[slice(*row.number)] if row.number else None
    title = outline.text[slice(*row.title)].replace("\n", "").rstrip("。：") if row.title else None
    if row.title:
        outline.paint("paragraph", *row.title)
    start, end = stretch
    for one in own:
        text_end = trim(outline.text, start, one.start)
        if text_end > start:
            segment = segment_at(outline.text, start, text_end)
            label = outline.text[start : segment.body].strip(MARKS) or None if segment.style else number
            outline.item(label, title, start, segment.body, text_end, [one])
            outline.paint("item", start, text_end)
        outline.paint("responsibility", one.start, one.end)
        start = skip_stop(outline.text, one.end)
    if own and end - start <= TAIL:
        return
    lists = [ResponsibilityList(a, b, a, b, role=role, head=head) for a, b, role, head in row.lists]
    outline.item(number, title, start, start, end, lists, max((stop for _, stop, _ in row.more), default=end))
    outline.paint("item", start, end)
    for a, b, period in row.more:
        outline.paint("paragraph", a, b)
        if period:
            outline.stages.append(Stage(*outline.reading.source(a, b), period))
    for one in lists:
        outline.paint("responsibility", one.start, one.end)
