"""Tables that a page gave as running text: one cell a line, or one behind another with blanks between.

    序号 / 重点任务 / 牵头单位 / 责任单位 / 完成时限 / 1 / 新建公厕20座。 / 县住建局 / 各镇街、县财政局 / 6月底前 / 2 / …

The heads in a row give the columns; `layout` lays what follows them into rows.  The result is the cells that a reader of a
ruled table would give: one merged downwards stands once and spans its rows.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline import rules
from pipeline.language.heads import column_meaning
from pipeline.notice import Cell, Doubt, Notice, Span, Table
from pipeline.structure.tables.cut_places import pieces
from pipeline.structure.tables.flat_head import Head, Heads, head_at, heads_column
from pipeline.structure.tables.glued import (
    figure_rows,
    glued_head,
    glued_rows,
    headed,
    is_figures,
    is_row,
    rows_left,
    rows_told,
)
from pipeline.structure.tables.layout import Layout, Placed, lay
from pipeline.structure.tables.learned import UNIT_KINDS, Column, kind_of
from pipeline.structure.tables.pieces import ORDINAL, Piece, ends_table, joined, lines, look, words

_TEXTS = ("task", "content")
# The fewest rows of a table.
_ROWS = 2
# On so many pieces the ways to read a head are tried, …
_TRIAL = 70
# … unless they cost so much more than the likeliest.
_LIKELY = 2.5
# So far a line may be indented.
_INDENT = 8
# No table is longer: what follows is laid out as another.
_LONGEST = 12_000
# A row whose margin is less than this is doubtful.
_SURE = 1.5
# … and one of glued text is not read.
_SURE_GLUED, _FITS = 0.7, 0.7
# A layout that costs more than this a cell is none.
_DEAR = 1.7


def flat_tables(notice: Notice) -> Notice:
    """The notice with the cells of the tables that were flattened to lines, or to words with blanks between.

    What a reader has found as a table is left as it is.
    """
    number = 1 + max((cell.table for cell in notice.all(Cell)), default=-1)
    notice = notice.adding(_glued_among(notice))
    # A bar or a number may stand before the first cell of a line.
    held = [(notice.text.rfind("\n", 0, cell.start) + 1, cell.end) for cell in notice.all(Cell)]
    found: list[Span] = []
    for parts in (lines, words):
        held_here = parts(notice, [*held, *_stretches(found)])
        for spans in _tables(notice.text, held_here, number, in_words=parts is words):
            found += spans
            number += 1
    for spans in _glued(notice.text, sorted([*held, *_stretches(found)]), number):
        found += spans
    return notice.adding(found)


def _stretches(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _glued(text: str, taken: Sequence[tuple[int, int]], number: int) -> Iterator[list[Span]]:
    """The tables whose cells were glued: the rows that can be parted for sure, and a mark on those that cannot."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        place = bisect_left(taken, (end, -1)) - 1
        held = place >= 0 and taken[place][1] > at
        head = None if held or at == end else glued_head(text, at, end)
        if head is None:
            if not held and headed(text, at, end):
                done = rows_told(text, end)
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
        layout, columns = lay(body, _columns(top, way))
        yield _sure(top, way, body, columns, layout, again, number)
        number += 1
        if (left := rows_left(text, done)) > done:
            yield list(_unread(text, done + 1, left))
            done = left
        at = max(done, at + 1)


def _one_text(meanings: Sequence[str | None]) -> Heads:
    """Columns of glued text, those of a task's name and its contents one: where the name ends, nothing says.

    What stands before contents and has a head that nobody knows is such a name too.
    """
    way: list[tuple[int, int]] = []
    for at, meaning in enumerate(meanings):
        if at and meaning in _TEXTS and meanings[at - 1] in (None, *_TEXTS):
            way[-1] = (way[-1][0], at + 1)
        else:
            way.append((at, at + 1))
    return tuple(way)


def _unread(text: str, start: int, end: int) -> Iterator[Table]:
    """A mark on each line of a stretch."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        yield Table(start + line.start(), start + line.end(), -1, "unread")


def _sure(
    top: Sequence[Piece],
    way: Heads,
    body: Sequence[Piece],
    columns: Sequence[Column],
    layout: Layout,
    again: dict[int, int],
    number: int,
) -> list[Span]:
    """The cells of the rows that no other layout parts at nearly the same cost, and marks on the others."""
    if not layout.cells:
        return []
    sure = _sure_rows(body, columns, layout)
    kept: dict[int, int] = {}
    for cell in layout.cells:
        if cell.row in sure:
            kept.setdefault(cell.row, len(kept))
    spans: list[Span] = []
    for row in range(len(layout.margins)):
        if row not in sure:
            cells = [cell for cell in layout.cells if cell.row == row]
            spans.append(Table(body[cells[0].first].start, body[cells[-1].last - 1].end, -1, "unread"))
    if kept:
        cells = [
            Placed(kept[cell.row], *(cell.column, cell.first, cell.last)) for cell in layout.cells if cell.row in kept
        ]
        of_sure = Layout(layout.cost, cells, [layout.margins[row] for row in kept])
        spans += _spans(top, way, body, columns, of_sure, again, number, len(kept))
    return spans


def _sure_rows(body: Sequence[Piece], columns: Sequence[Column], layout: Layout) -> set[int]:
    """The rows that no other layout parts at nearly the same cost, and whose cells are what their columns hold."""
    filled: dict[int, set[int]] = defaultdict(set)
    for cell in layout.cells:
        filled[cell.row].add(cell.column)
    # A column left empty is glued to its neighbour.
    needed = {at for at, column in enumerate(columns) if column.kind not in _TEXTS}
    for cell in layout.cells:
        if cell.column >= 0 and not _fits(body[cell.first : cell.last], columns[cell.column]):
            filled[cell.row].clear()
    return {
        row
        for row, margin in enumerate(layout.margins)
        if margin >= _SURE_GLUED and (needed <= filled[row] or -1 in filled[row])
    }


def _glued_among(notice: Notice) -> Iterator[Span]:
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
            start = (
                at + 1 + len(text[at + 1 : at + 1 + _INDENT]) - len(text[at + 1 : at + 1 + _INDENT].lstrip(" \u3000"))
            )
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if start in own:
                row = own[start].row
                end = ends[row]
            elif opened := is_row(text, start):
                row += 1
                yield from _glued_row(text, (start, end), _columns(top, way), way, (number, row), opened)
            elif start >= last and text[start:end].strip():
                break
            at = text.find("\n", end)
            at = len(text) if at < 0 else at


def _glued_row(
    text: str, line: tuple[int, int], columns: Sequence[Column], way: Heads, place: tuple[int, int], opened: int
) -> Iterator[Span]:
    """The cells of one glued row, at its table and its row of that; or a mark on it."""
    body = pieces(text, *line, opened)
    layout, columns = lay(body, columns)
    if _sure_rows(body, columns, layout) != {0} or layout.last != len(body):
        yield Table(*line, -1, "unread")
        return
    for cell in layout.cells:
        yield Cell(body[cell.first].start, body[cell.last - 1].end, *place, way[cell.column][1] - 1)
    if any(last - first > 1 for first, last in way):
        yield Doubt(*line, "table_layout", 0.9, ("items",))


def _tables(text: str, pieces: Sequence[Piece], number: int, *, in_words: bool) -> Iterator[list[Span]]:
    at = 0
    while at < len(pieces):
        alone = at + 1 == len(pieces) or pieces[at + 1].gap == "line"
        head = None if in_words and alone else head_at(pieces, at)
        if head is None or (in_words and not _beside(pieces, head)):
            at += 1
            continue
        spans, at = _table(pieces, head, number)
        if not spans and not in_words:
            spans, at = _glued_below(text, pieces, head, number) or (spans, at)
        if spans:
            number += 1
            yield spans


def _glued_below(text: str, found: Sequence[Piece], head: Head, number: int) -> tuple[list[Span], int] | None:
    """The cells of the rows, one a line with its number and its cells glued, below heads that stand one a line."""
    way = head.ways[0][1]
    at = way[-1][1]
    body: list[Piece] = []
    rows = 0
    while at < len(found) and ((opened := is_row(text, found[at].start)) or look(found[at].words) == "heading"):
        body += pieces(text, found[at].start, found[at].end, opened) if opened else [found[at]]
        rows += bool(opened)
        at += 1
    if rows < _ROWS:
        return None
    top = [Piece(found[a].start, found[b - 1].end, joined(found[a:b]), "cut") for a, b in way]
    of_text = _one_text([column_meaning(piece.words) for piece in top])
    layout, columns = lay(body, _columns(top, of_text))
    return _sure(top, of_text, body, columns, layout, {}, number), at


def _beside(pieces: Sequence[Piece], head: Head) -> bool:
    """Whether most heads of a table stand beside each other, parted by blanks."""
    lines_of = [piece.gap == "line" for piece in pieces[head.first + 1 : head.ways[0][1][-1][1]]]
    return 2 * sum(lines_of) < len(lines_of)


def _table(pieces: Sequence[Piece], head: Head, number: int) -> tuple[list[Span], int]:
    """The cells of the table below a head, and where it ends; no cells where its rows do not fit."""
    way = _best_way(pieces, head)
    body, heads_at = _body(pieces, way, _LONGEST)
    ends = way[-1][1]
    if not body:
        return [], ends
    layout, columns = lay(body, _columns(pieces, way))
    rows = 1 + max((cell.row for cell in layout.cells), default=-1)
    cells = [cell for cell in layout.cells if cell.column >= 0]
    with_units = len({cell.row for cell in cells if columns[cell.column].kind in UNIT_KINDS})
    numbered = sum(columns[cell.column].kind == "number" for cell in cells)
    figures = len({cell.row for cell in cells if columns[cell.column].meaning == "figure"})
    inside = layout.cost - sum(_outside(piece) for piece in body[layout.last :])
    if max(numbered, with_units, figures) < _ROWS or inside > _DEAR * len(cells):
        return [], ends
    last = layout.last + sum(ends - head.first for place in heads_at if place < layout.last)
    return list(_spans(pieces, way, body, columns, layout, heads_at, number, rows)), ends + last


def _fits(pieces: Sequence[Piece], column: Column) -> bool:
    """Whether glued pieces are beyond doubt a cell of their column."""
    names = [look(piece.words) in ("units", "collective") for piece in pieces]
    if column.kind in _TEXTS:
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


def _outside(piece: Piece) -> float:
    return float(rules.load("flat_tables")["outside"][look(piece.words)])


def _body(pieces: Sequence[Piece], way: Heads, most: int) -> tuple[list[Piece], dict[int, int]]:
    """What stands below a head up to where a table surely ends, the head printed again on each page left out.

    Also: place in the body → the piece at which the head stands there again.
    """
    words = [piece.words for piece in pieces[way[0][0] : way[-1][1]]]
    body: list[Piece] = []
    again: dict[int, int] = {}
    at = way[-1][1]
    while at < len(pieces) and len(body) < most and not ends_table(pieces[at].words):
        if _stands(words, pieces, at):
            again[len(body)] = at
            at += len(words)
        elif look(pieces[at].words) == "time" and _stands(words, pieces, at + 1):
            # 12月 ends a row above the head of the next page, and heads a column elsewhere.
            body.append(pieces[at])
            at += 1
        elif column_meaning(pieces[at].words) and head_at(pieces, at):
            break
        else:
            body.append(pieces[at])
            at += 1
    return body, again


def _stands(words: Sequence[str], pieces: Sequence[Piece], at: int) -> bool:
    """Whether a head stands again at a piece."""
    held = pieces[at : at + len(words)]
    return bool(held) and held[0].words == words[0] and [piece.words for piece in held] == words


def _columns(pieces: Sequence[Piece], way: Heads) -> list[Column]:
    """The columns below a head.  Without one of contents the last of tasks holds them: 改革事项 | 重点任务."""
    heads = [joined(pieces[first:last]) for first, last in way]
    meanings = [heads_column(head) or "other" for head in heads]
    columns = [Column(meaning, kind_of(meaning, head)) for meaning, head in zip(meanings, heads, strict=True)]
    # Where no body answers for them indicators are names, and a sentence stands behind their table.
    answered = any(column.kind in UNIT_KINDS and head != "单位" for column, head in zip(columns, heads, strict=True))
    if "figure" in meanings:
        # 单位 beside years is what is counted in.
        columns = [Column("measure", "other") if column.meaning == "responsible" else column for column in columns]
    tasks = [
        at for at, column in enumerate(columns) if column.kind == "task" and (answered or column.meaning != "indicator")
    ]
    if tasks and all(column.kind != "content" for column in columns):
        columns[tasks[-1]] = Column("task", "content")
    return columns


def _best_way(pieces: Sequence[Piece], head: Head) -> Heads:
    """The way to read a head that its first rows fit best."""
    ways = [way for way in head.ways if way[0] <= head.ways[0][0] + _LIKELY]
    if len(ways) == 1:
        return ways[0][1]

    def fit(way: tuple[float, Heads]) -> tuple[float, float, Heads]:
        body, _ = _body(pieces, way[1], _TRIAL)
        layout, _ = lay(body, _columns(pieces, way[1]), margins=False)
        rows = len({cell.row for cell in layout.cells}) or 1
        return layout.cost / rows + way[0], *way

    return min(map(fit, ways))[2]


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────


def _spans(
    pieces: Sequence[Piece],
    way: Heads,
    body: Sequence[Piece],
    columns: Sequence[Column],
    layout: Layout,
    heads_at: dict[int, int],
    number: int,
    rows: int,
) -> Iterator[Span]:
    """The cells of a layout, each head row above its rows, and a doubt for each row that could be read otherwise."""
    by_row: list[list[Placed]] = [[] for _ in range(rows)]
    for cell in layout.cells:
        by_row[cell.row].append(cell)
    heads = {0: 0}
    row = 1
    place: list[int] = []
    for placed in by_row:
        if placed[0].first in heads_at:
            heads[row] = heads_at[placed[0].first] - way[0][0]
            row += 1
        place.append(row)
        row += 1
    for row, shift in heads.items():
        for column, (first, last) in enumerate(way):
            yield Cell(pieces[first + shift].start, pieces[last - 1 + shift].end, number, row, column)
    for at, placed in enumerate(by_row):
        for cell in placed:
            start, end = body[cell.first].start, body[cell.last - 1].end
            if cell.column < 0:
                yield from _heading(
                    Piece(start, end, joined(body[cell.first : cell.last])), number, place[at], len(columns)
                )
            else:
                yield Cell(
                    start, end, number, place[at], cell.column, row_span=_height(by_row, place, at, cell, columns)
                )
        texts = [column.kind in _TEXTS for column in columns]
        # Where a name ends and the contents begin, glued text does not say.
        swallowed = (
            placed[0].column >= 0
            and any(piece.gap == "cut" for piece in body[placed[0].first : placed[-1].last])
            and (sum(texts) > 1 or any(last - first > 1 for first, last in way))
        )
        if swallowed:
            edges = body[placed[0].first].start, body[placed[-1].last - 1].end
            yield Doubt(*edges, "table_layout", 0.9, ("items",))
        elif layout.margins[at] < _SURE:
            edges = body[placed[0].first].start, body[placed[-1].last - 1].end
            yield Doubt(*edges, "table_layout", round(math.exp(-layout.margins[at]), 2), ("items", "assignments"))


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
