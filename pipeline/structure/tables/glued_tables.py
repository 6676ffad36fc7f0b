"""Tables whose cells were glued to each other, the rows that can be parted for sure, and a mark on those that cannot.

Rows stand on one line or below each other; below heads one a line; or among the rows of a table that were not glued.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline import rules
from pipeline.language.heads import column_meaning
from pipeline.notice import Cell, Doubt, Notice, Span, Table
from pipeline.structure.tables.cut_places import pieces
from pipeline.structure.tables.flat_head import Head, Heads, columns_below
from pipeline.structure.tables.glued import (
    figure_rows,
    glued_head,
    glued_rows,
    is_figures,
    is_row,
    rows_alone,
    rows_left,
)
from pipeline.structure.tables.laid import Laid
from pipeline.structure.tables.layout import Layout, Placed, lay
from pipeline.structure.tables.learned import TEXTS, UNIT_KINDS, Column
from pipeline.structure.tables.pieces import Piece, joined, look

# The fewest rows of a table.
_ROWS = 2
# What shows that words are those of a row.
_CELLS = ("units", "collective", "time", "years")
# So far a line may be indented.
_INDENT = 8
# A row whose margin is less than this is not read, …
_SURE = 0.65
# … nor one with a cell whose words fit its column worse than this.
_FITS = 0.9


def glued_tables(text: str, taken: Sequence[tuple[int, int]], number: int) -> Iterator[list[Span]]:
    """The tables whose cells were glued: the rows that can be parted for sure, and a mark on those that cannot."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        place = bisect_left(taken, (end, -1)) - 1
        held = place >= 0 and taken[place][1] > at
        head = None if held or at == end else glued_head(text, at, end)
        if head is None:
            if not held and (done := rows_alone(text, at)):
                yield list(_unread(text, at, done))
                end = done
            at = end + 1
            continue
        heads, body_at = head
        if is_figures(text, heads):
            rows = list(figure_rows(text, end))
            at = rows[-1][1] if rows else end + 1
            yield (
                [Table(start, end, -1, "unread") for start, end in ((heads[0][0], heads[-1][1]), *rows)] if rows else []
            )
            continue
        top, body, again, done = glued_rows(text, heads, body_at, end)
        way = _one_text([column_meaning(piece.words) for piece in top[: len(heads)]])
        layout, columns = lay(body, columns_below(top, way))
        yield _sure(Laid(top, way, body, columns, layout, again), number)
        number += 1
        if (left := rows_left(text, done)) > done:
            yield list(_unread(text, done + 1, left))
            done = left
        at = max(done, at + 1)


def glued_among(notice: Notice) -> Iterator[Span]:
    """The cells of rows that a copy ran together among others of a table that it did not; a mark on those not parted for sure."""
    text = notice.text
    tables: dict[int, list[Cell]] = defaultdict(list)
    for cell in notice.all(Cell) if notice.source.format == "text" else ():
        tables[cell.table].append(cell)
    for number, held in tables.items():
        top = [Piece(cell.start, cell.end, text[cell.start : cell.end], "cut") for cell in held if cell.row == 0]
        meanings = [column_meaning(head.words) for head in top]
        if meanings[0] != "number" or len(top) != 1 + max(cell.column for cell in held):
            continue
        way = _one_text(meanings)
        own = {cell.start: cell for cell in held if cell.column == 0}
        ends: dict[int, int] = defaultdict(int)
        for cell in held:
            ends[cell.row] = max(ends[cell.row], cell.end)
        last = max(ends.values())
        row, at = 0, top[-1].end
        while at < len(text):
            indent = text[at + 1 : at + 1 + _INDENT]
            start = at + 1 + len(indent) - len(indent.lstrip(" \u3000"))
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if start in own:
                row = own[start].row
                end = ends[row]
            elif opened := is_row(text, start):
                row += 1
                yield from _glued_row(text, (start, end), columns_below(top, way), way, (number, row), opened)
            elif start >= last and text[start:end].strip():
                break
            at = text.find("\n", end)
            at = len(text) if at < 0 else at


def _glued_row(
    text: str, line: tuple[int, int], columns: Sequence[Column], way: Heads, place: tuple[int, int], opened: int
) -> Iterator[Span]:
    """The cells of one glued row, at its table and its row of that; or a mark on it."""
    body = pieces(text, *line, opened, {column.kind for column in columns})
    layout, columns = lay(body, columns)
    if _sure_rows(body, columns, layout) != {0} or layout.last != len(body):
        yield Table(*line, -1, "unread")
        return
    for cell in layout.cells:
        yield Cell(body[cell.first].start, body[cell.last - 1].end, *place, way[cell.column][1] - 1)
    yield Doubt(*line, "table_flat", 1.0, ("items", "assignments", "targets"))
    if any(last - first > 1 for first, last in way):
        yield Doubt(*line, "table_layout", 0.9, ("items",))


def glued_below(text: str, found: Sequence[Piece], head: Head, number: int) -> tuple[list[Span], int] | None:
    """The cells of the rows, one a line with its number and its cells glued, below heads that stand one a line."""
    way = head.ways[0][1]
    at = way[-1][1]
    top = [Piece(found[a].start, found[b - 1].end, joined(found[a:b]), "cut") for a, b in way]
    of_text = _one_text([column_meaning(piece.words) for piece in top])
    columns = columns_below(top, of_text)
    kinds = {column.kind for column in columns}
    body: list[Piece] = []
    rows = 0
    while at < len(found) and ((opened := is_row(text, found[at].start)) or look(found[at].words) == "heading"):
        body += pieces(text, found[at].start, found[at].end, opened, kinds) if opened else [found[at]]
        rows += bool(opened)
        at += 1
    if rows < _ROWS:
        return None
    layout, columns = lay(body, columns)
    return _sure(Laid(top, of_text, body, columns, layout, {}), number), at


def _one_text(meanings: Sequence[str | None]) -> Heads:
    """Columns of glued text, those of a task's name and its contents one: where the name ends, nothing says.

    What stands before contents and has a head that nobody knows is such a name too.
    """
    way: list[tuple[int, int]] = []
    for at, meaning in enumerate(meanings):
        if at and meaning in TEXTS and meanings[at - 1] in (None, *TEXTS):
            way[-1] = (way[-1][0], at + 1)
        else:
            way.append((at, at + 1))
    return tuple(way)


def _unread(text: str, start: int, end: int) -> Iterator[Table]:
    """A mark on each line of a stretch."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        yield Table(start + line.start(), start + line.end(), -1, "unread")


def _sure(laid: Laid, number: int) -> list[Span]:
    """The cells of the rows that no other layout parts at nearly the same cost, and marks on the others."""
    layout, body = laid.layout, laid.body
    sure = _sure_rows(body, laid.columns, layout)
    by_row: dict[int, list[Placed]] = defaultdict(list)
    for cell in layout.cells:
        by_row[cell.row].append(cell)
    marks: list[Span] = [
        Table(body[cells[0].first].start, body[cells[-1].last - 1].end, -1, "unread")
        for row, cells in by_row.items()
        if row not in sure
    ]
    # Names and times behind the last row are rows that were not parted.
    left = body[layout.last :] if layout.cells else []
    if any(look(piece.words) in _CELLS for piece in left):
        marks.append(Table(left[0].start, left[-1].end, -1, "unread"))
    kept = [replace(cell, row=row) for row, of in enumerate(sorted(sure)) for cell in by_row[of]]
    margins = [layout.margins[row] for row in sorted(sure)]
    of_sure = replace(laid, layout=Layout(layout.cost, kept, margins))
    return [*marks, *(of_sure.cells(number) if kept else [])]


def _sure_rows(body: Sequence[Piece], columns: Sequence[Column], layout: Layout) -> set[int]:
    """The rows that no other layout parts at nearly the same cost, and whose cells are what their columns hold."""
    filled: dict[int, set[int]] = defaultdict(set)
    for cell in layout.cells:
        filled[cell.row].add(cell.column)
    # A column left empty is glued to its neighbour, but for one of notes.
    needed = {at for at, column in enumerate(columns) if column.kind not in (*TEXTS, "note")}
    for cell in layout.cells:
        if cell.column >= 0 and not _fits(body[cell.first : cell.last], columns[cell.column]):
            filled[cell.row].clear()
    return {
        row
        for row, margin in enumerate(layout.margins)
        if margin >= _SURE and (needed <= filled[row] or -1 in filled[row])
    }


def _fits(pieces: Sequence[Piece], column: Column) -> bool:
    """Whether glued pieces are beyond doubt a cell of their column."""
    names = [look(piece.words) in ("units", "collective") for piece in pieces]
    if column.kind in TEXTS:
        # A name in a sentence is part of it, one at the end of a cell may be a cell of its own.
        return not names[-1]
    if column.kind not in UNIT_KINDS and any(names):
        return False
    if pieces[-1].words[-1] in "、，":
        return False
    if column.kind == "deadline" and look(joined(pieces)) in ("word", "phrase") and len(pieces) == 1:
        # 已完成并持续, between the names and the next number.
        return True
    fits: Mapping[str, float] = column.learned or rules.load("flat_tables")["costs"][column.kind]
    return fits.get(look(joined(pieces)), 9.0) <= _FITS
