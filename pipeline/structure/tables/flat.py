"""Tables that a page gave as running text: one cell a line, or one behind another with blanks between.

    序号 / 重点任务 / 牵头单位 / 责任单位 / 完成时限 / 1 / 新建公厕20座。 / 县住建局 / 各镇街、县财政局 / 6月底前 / 2 / …

The heads in a row give the columns; `layout` lays what follows them into rows.  The result is the cells that a reader of a
ruled table would give: one merged downwards stands once and spans its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline import rules
from pipeline.language.heads import column_meaning
from pipeline.notice import Cell, Notice, Span
from pipeline.structure.tables.flat_head import Head, Heads, columns_below, head_at
from pipeline.structure.tables.glued_tables import glued_among, glued_below, glued_tables
from pipeline.structure.tables.laid import Laid
from pipeline.structure.tables.layout import lay
from pipeline.structure.tables.learned import UNIT_KINDS
from pipeline.structure.tables.pieces import Piece, ends_table, lines, look, words

# The fewest rows of a table.
_ROWS = 2
# On so many pieces the ways to read a head are tried, …
_TRIAL = 70
# … unless they cost so much more than the likeliest.
_LIKELY = 2.5
# No table is longer: what follows is laid out as another.
_LONGEST = 12_000
# A layout that costs more than this a cell is none.
_DEAR = 1.7


def flat_tables(notice: Notice) -> Notice:
    """The notice with the cells of the tables that were flattened to lines, or to words with blanks between.

    What a reader has found as a table is left as it is.
    """
    number = 1 + max((cell.table for cell in notice.all(Cell)), default=-1)
    notice = notice.adding(glued_among(notice))
    # A bar or a number may stand before the first cell of a line.
    held = [(notice.text.rfind("\n", 0, cell.start) + 1, cell.end) for cell in notice.all(Cell)]
    found: list[Span] = []
    for parts in (lines, words):
        held_here = parts(notice, [*held, *_stretches(found)])
        for spans in _tables(notice.text, held_here, number, in_words=parts is words):
            found += spans
            number += 1
    for spans in glued_tables(notice.text, sorted([*held, *_stretches(found)]), number):
        found += spans
    return notice.adding(found)


def _stretches(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


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
            spans, at = glued_below(text, pieces, head, number) or (spans, at)
        if spans:
            number += 1
            yield spans


def _beside(pieces: Sequence[Piece], head: Head) -> bool:
    """Whether most heads of a table stand beside each other, parted by blanks."""
    lines_of = [piece.gap == "line" for piece in pieces[head.first + 1 : head.ways[0][1][-1][1]]]
    return 2 * sum(lines_of) < len(lines_of)


def _table(pieces: Sequence[Piece], head: Head, number: int) -> tuple[list[Span], int]:
    """The cells of the table below a head, and where it ends; no cells where its rows do not fit."""
    way = _best_way(pieces, head)
    body, again = _body(pieces, way, _LONGEST)
    ends = way[-1][1]
    if not body:
        return [], ends
    layout, columns = lay(body, columns_below(pieces, way))
    cells = [cell for cell in layout.cells if cell.column >= 0]
    with_units = len({cell.row for cell in cells if columns[cell.column].kind in UNIT_KINDS})
    numbered = sum(columns[cell.column].kind == "number" for cell in cells)
    figures = len({cell.row for cell in cells if columns[cell.column].meaning == "figure"})
    inside = layout.cost - sum(_outside(piece) for piece in body[layout.last :])
    if max(numbered, with_units, figures) < _ROWS or inside > _DEAR * len(cells):
        return [], ends
    last = layout.last + sum(ends - head.first for place in again if place < layout.last)
    return list(Laid(pieces, way, body, columns, layout, again).cells(number)), ends + last


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


def _best_way(pieces: Sequence[Piece], head: Head) -> Heads:
    """The way to read a head that its first rows fit best."""
    ways = [way for way in head.ways if way[0] <= head.ways[0][0] + _LIKELY]
    if len(ways) == 1:
        return ways[0][1]

    def fit(way: tuple[float, Heads]) -> tuple[float, float, Heads]:
        body, _ = _body(pieces, way[1], _TRIAL)
        layout, _ = lay(body, columns_below(pieces, way[1]), margins=False)
        rows = len({cell.row for cell in layout.cells}) or 1
        return layout.cost / rows + way[0], *way

    return min(map(fit, ways))[2]
