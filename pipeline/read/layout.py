"""From glyphs on pages to paragraphs: the geometry that PDF, OFD and recognised images share.

A page gives glyphs with places.  Glyphs make lines, lines make paragraphs, ruled grids make tables, and what repeats
at the same place of many pages is page furniture.  Coordinates are points from the top left corner, y downwards.
All distances are judged in ems of the print at hand, so that nothing hangs on the size of a page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pipeline.language.heads import head_meaning
from pipeline.read.draft import Draft, GridCell
from pipeline.read.furniture import is_page_number, running_heads
from pipeline.read.grid import Grid, Rule, grids

#: A first line is set in by two ems (GB/T 9704-2012, 7.3.3); half an em of slack for squeezed type.
INDENT = 1.2
#: A whole paragraph set in by more than this is a signature or a title, not a block of text.
DEEPEST_INDENT = 4.5
#: White space at a line's end, beyond what the next word would need, by which the line was ended on purpose.
#: In a cell the margins are known and the lines are set to them.
SLACK, SLACK_IN_CELL = 0.6, 0.1
#: A gap in a line as wide as a character is blank space that somebody set.
BLANK = 0.9
#: Latin words stand a quarter of an em apart.
LATIN_BLANK = 0.17
#: Latin letters and digits are half an em wide, capitals and signs more; a longer word is an address.
LATIN_WIDTH, LONGEST_WORD = 0.6, 5.0
#: A gap that can part two columns of text; ordinary prose has none as wide.
GUTTER = 1.5
#: A ruled grid narrower than this (points) is a letter with a box in it, not a table.
NARROWEST_TABLE = 60.0
#: Points beyond which nothing stands on a page (PDF allows sheets of 14,400).
FARTHEST = 100_000.0
#: Columns of text hold at least this many ems and lines; less is a list in two columns, read across.
COLUMN_WIDTH, COLUMN_LINES = 9.0, 8
#: A line step this much larger than the usual one parts paragraphs.
GAP = 1.7
#: A change of type size (titles, notes) parts paragraphs.  Recognised lines have no certain size.
SIZE_CHANGE, SIZE_CHANGE_OCR = 0.12, 0.4
#: Baselines of one line differ by less than this (raised and lowered signs).
BASELINE = 0.4

_WORD = re.compile(r"[!-~]+")
#: What never begins a line and so takes the character before it along (GB/T 15834, 5.1).
_CLOSING = frozenset("，。、；：？！）》〉」』】〕］”’…—%％‰℃·,.;:?!)]}")
_QUOTES = frozenset("“”‘’")
_OPENING = frozenset("（《〈「『【〔［([{") | _QUOTES
#: A line that is the name of a unit: 县水务局, 各镇街, 县发展集团等.
_UNIT = re.compile(
    "[^、，；。,;]{2,14}(?:局|委|办|厅|部|院|处|室|队|站|所|园|园区|镇街|街道|委员会|联合会|协会|集团|学校|银行|政府|中心|公司)等?"
)
_MARKER = re.compile(
    r"[（(]?[一二三四五六七八九十百\d]{1,4}[）)、．.]|第[一二三四五六七八九十百\d]{1,4}[条章节部]|[①-⒛㈠-㈩]"
)
#: The dots that lead to a page number in a table of contents.
_LEADER = re.compile(r"[.．…·]{4,} ?\S{1,4}$")
_SENTENCE_END = frozenset("。；！？：;:!?")


class Glyph(NamedTuple):
    """A character, or a recognised stretch of them, on a page: from `x0` to `x1` on the baseline `base`.

    A blank at its end says that the source has one there, which counts between Latin words.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float


@dataclass(slots=True)
class Line:
    """A printed line.  `column` is 0 where it runs over the page, 1 and 2 in the columns of a page with two.

    `loose` marks lines that stand askew on the page, as watermarks do.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    column: int = 0
    loose: bool = False
    kind: str | None = None


@dataclass(slots=True)
class PageTable:
    """A ruled table, or the part of one that stands on a page.

    `columns` are the places of its vertical rules, `full` the cells (row, column) whose last line fills its width.
    A part that goes on with the table of the page before has `goes_on`; `repeated_head` is the head printed again.
    `open_top`, `open_foot`: no level rule closes it there, so that a row may go on over the page break.
    """

    top: float
    columns: tuple[float, ...]
    cells: list[GridCell]
    rows: int
    full: set[tuple[int, int]]
    goes_on: bool = False
    first_row: int = 0
    repeated_head: str | None = None
    open_top: bool = False
    open_foot: bool = False


@dataclass(slots=True)
class PageLayout:
    """A page taken apart: its lines in reading order, and the tables between them."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    ocr_confidence: float | None = None

    def items(self) -> Iterator[Line | PageTable]:
        """Lines and tables, from top to bottom."""
        tables = sorted(self.tables, key=lambda table: table.top)
        for line in self.lines:
            while tables and not line.loose and line.base > tables[0].top:
                yield tables.pop(0)
            yield line
        yield from tables


def page_layout(
    number: int,
    width: float,
    height: float,
    glyphs: Sequence[Glyph],
    rules: Iterable[Rule] = (),
    *,
    recognised: bool = False,
) -> PageLayout:
    """Take a page apart, given its glyphs and its ruled lines; `recognised` if they are read from a picture."""
    # A grid of one column is a box around paragraphs.
    found = [g for g in grids(rules) if g.columns > 1 and g.xs[-1] - g.xs[0] >= NARROWEST_TABLE]
    inside: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for glyph in glyphs:
        place = _cell_of(glyph, found)
        (outside if place is None else inside[place]).append(glyph)
    written = {table for table, _ in inside}
    tables = [_page_table(grid, at, inside, recognised) for at, grid in enumerate(found) if at in written]
    return PageLayout(number, width, height, lines_of(outside), tables)


def _cell_of(glyph: Glyph, found: Sequence[Grid]) -> tuple[int, int] | None:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
    for at, grid in enumerate(found):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return at, cell
    return None


def _page_table(grid: Grid, at: int, inside: dict[tuple[int, int], list[Glyph]], recognised: bool) -> PageTable:
    lines = [lines_of(inside.get((at, place), ()), columns=False) for place in range(len(grid.cells))]
    gaps = [line.x0 - grid.xs[cell.column] for cell, found in zip(grid.cells, lines, strict=True) for line in found]
    # The table's padding: the least distance of a line from its cell's left rule; Word's default is 5.4 points.
    padding = min(6.0, max(0.0, min(gaps, default=0.0)))
    change = SIZE_CHANGE_OCR if recognised else SIZE_CHANGE
    cells, full = [], set()
    for cell, found in zip(grid.cells, lines, strict=True):
        left, right = grid.xs[cell.column] + padding, grid.xs[cell.column + cell.column_span] - padding
        text = "\n".join(_joined(found, left, right, in_cell=True, size_change=change))
        cells.append(GridCell(cell.row, cell.column, text, cell.row_span, cell.column_span))
        if found and _free(found[-1], left, right, in_cell=True) < (1.5 + SLACK) * found[-1].size:
            full.add((cell.row, cell.column))
    return PageTable(grid.ys[0], grid.xs, cells, grid.rows, full, open_top=grid.open_top, open_foot=grid.open_foot)


# ── glyphs → lines ───────────────────────────────────────────────────────────────────────────────────


def lines_of(glyphs: Iterable[Glyph], *, columns: bool = True) -> list[Line]:
    """The printed lines of some glyphs, in reading order; blanks are put where the print shows them."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(filter(_is_sound, glyphs), key=lambda glyph: (glyph.base, glyph.x0)):
        if rows and glyph.base - base <= BASELINE * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size * 1.05:
                base, size = glyph.base, glyph.size
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    segments = [_segments(row) for row in rows]
    gutter = _gutter(segments) if columns else None
    if gutter is None:
        return [_line(row) for row in segments]
    return _read_in_columns(segments, gutter)


def _is_sound(glyph: Glyph) -> bool:
    """Whether a glyph has a size and a place that paper can have; broken files and hostile ones give others."""
    places = (glyph.x0, glyph.x1, glyph.base)
    return (
        bool(glyph.text.strip()) and 0 < glyph.size < FARTHEST and all(-FARTHEST < place < FARTHEST for place in places)
    )


def _segments(row: list[Glyph]) -> list[list[Glyph]]:
    """A row parted at its wide gaps, with the doubles taken out by which bold print is sometimes faked."""
    row.sort(key=lambda glyph: glyph.x0)
    parts: list[list[Glyph]] = [[row[0]]]
    for glyph in row[1:]:
        before = parts[-1][-1]
        if glyph.text == before.text and glyph.x0 - before.x0 < 0.25 * glyph.size:
            continue
        if glyph.x0 - before.x1 > GUTTER * glyph.size:
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return parts


def _line(segments: Sequence[Sequence[Glyph]], column: int = 0) -> Line:
    glyphs = [glyph for segment in segments for glyph in segment]
    parts = [glyphs[0].text.rstrip()]
    for before, glyph in pairwise(glyphs):
        gap = (glyph.x0 - before.x1) / glyph.size
        latin = before.text[-1].isascii() and glyph.text[0].isascii()
        if gap > (LATIN_BLANK if latin else BLANK) or (latin and before.text.endswith(" ")):
            parts.append(" ")
        parts.append(glyph.text.rstrip())
    sizes = Counter(round(glyph.size, 1) for glyph in glyphs)
    size = sizes.most_common(1)[0][0]
    bases = [glyph.base for glyph in glyphs]
    return Line("".join(parts), glyphs[0].x0, max(glyph.x1 for glyph in glyphs), max(bases), size, column)


def _gutter(rows: Sequence[Sequence[Sequence[Glyph]]]) -> float | None:
    """The middle of the white band between two columns of text, if a page has two."""
    halves = [(before[-1].x1, after[0].x0, before, after) for row in rows if len(row) == 2 for before, after in [row]]
    if len(halves) < COLUMN_LINES:
        return None
    middle = median((left + right) / 2 for left, right, _, _ in halves)
    both = [half for half in halves if half[0] < middle < half[1]]
    across = sum(any(part[0].x0 < middle < part[-1].x1 for part in row) for row in rows)
    if len(both) < COLUMN_LINES or across > len(both):
        return None
    widths = [min(_ems(before), _ems(after)) for _, _, before, after in both]
    return middle if median(widths) >= COLUMN_WIDTH else None


def _ems(glyphs: Sequence[Glyph]) -> float:
    return (glyphs[-1].x1 - glyphs[0].x0) / glyphs[0].size


def _read_in_columns(rows: Sequence[Sequence[Sequence[Glyph]]], gutter: float) -> list[Line]:
    """The left column, then the right one; a line across both (a title) ends what stands above it."""
    lines: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if any(part[0].x0 < gutter < part[-1].x1 for part in row):
            lines += [*left, *right, _line(row)]
            left, right = [], []
            continue
        for column, into in ((1, left), (2, right)):
            part = [segment for segment in row if (segment[0].x0 > gutter) == (column == 2)]
            if part:
                into.append(_line(part, column))
    return [*lines, *left, *right]


# ── lines → paragraphs ───────────────────────────────────────────────────────────────────────────────


def _joined(
    lines: Sequence[Line],
    left: float,
    right: float,
    *,
    step: float | None = None,
    in_cell: bool = False,
    size_change: float = SIZE_CHANGE,
) -> list[str]:
    """The paragraphs of lines that stand between the margins `left` and `right`."""
    paragraphs: list[list[Line]] = []
    for at, line in enumerate(lines):
        if at and _goes_on(lines[at - 1], line, left, right, step, in_cell, size_change):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    if in_cell:
        stacked = len(paragraphs) > 1
        paragraphs = [part for paragraph in paragraphs for part in _unstacked(paragraph, stacked)]
    return [_text(paragraph) for paragraph in paragraphs]


def _unstacked(lines: Sequence[Line], stacked: bool) -> Iterator[list[Line]]:
    """Units one below the other, one of which just fills its line: it ends there too.

    `stacked` if other lines of the cell end before they are full; else the next line must be a unit for certain.
    """
    part: list[Line] = []
    for line in lines:
        text = line.text
        if (
            part
            and text[0] not in "等及和与"
            and _UNIT.fullmatch(_text(part))
            and (stacked or (len(text) > 3 and _UNIT.fullmatch(text) and "分局" not in text))
        ):
            yield part
            part = []
        part.append(line)
    yield part


def _text(lines: Sequence[Line]) -> str:
    """The lines of one paragraph with nothing between them, but a blank between Latin words."""
    text = lines[0].text
    for line in lines[1:]:
        latin = text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha()
        text = f"{text}{' ' if latin else ''}{line.text}"
    return text


def _goes_on(
    before: Line, line: Line, left: float, right: float, step: float | None, in_cell: bool, size_change: float
) -> bool:
    """Whether `line` goes on with the paragraph of the line before it."""
    em = before.size
    if before.loose or line.loose or before.column != line.column or line.base < before.base:
        return False
    if abs(line.size - em) > size_change * em or _LEADER.search(before.text[-40:]):
        return False
    if step is not None and line.base - before.base > GAP * step:
        return False
    free = _free(before, left, right, in_cell)
    slack = SLACK_IN_CELL if in_cell and size_change == SIZE_CHANGE else SLACK
    if free > _first_word(line.text) * line.size + slack * em:
        return False
    if not in_cell and before.x0 - left > DEEPEST_INDENT * em:
        return False
    if in_cell and abs((line.x0 - left) - (right - line.x1)) < em:
        return True
    indent = line.x0 - left
    if indent < INDENT * em:
        return True
    in_block = abs(line.x0 - before.x0) < 0.5 * em and indent < DEEPEST_INDENT * em
    return in_block and before.text[-1] not in _SENTENCE_END and not _MARKER.match(line.text)


def _free(line: Line, left: float, right: float, in_cell: bool) -> float:
    """The white space that would hold more of a paragraph; a centred line in a cell has it on both sides."""
    lead, tail = line.x0 - left, right - line.x1
    return lead + tail if in_cell and abs(lead - tail) < 0.5 * line.size else tail


def _first_word(text: str) -> float:
    """The width in ems of what cannot be parted at the start of a line: a Latin word, or a character and its signs.

    Closing signs stay with what is before them, opening ones with what follows, and quotation marks with both.
    """
    at = 0
    while at < min(4, len(text) - 1) and (text[at] in _OPENING or text[at + 1] in _CLOSING or text[at + 1] in _QUOTES):
        at += 1
    latin = _WORD.match(text, at)
    if not latin:
        return at + 1.0
    closing = text[latin.end() : latin.end() + 1] in _CLOSING
    return min(LONGEST_WORD, at + LATIN_WIDTH * len(latin.group()) + closing)


# ── pages → draft ────────────────────────────────────────────────────────────────────────────────────


def write_pages(pages: Sequence[PageLayout], draft: Draft) -> None:
    """Write pages into a draft: paragraphs, tables that go on over page breaks, furniture as Blocks."""
    _mark_furniture(pages)
    _link_tables(pages)
    margins = _Margins(pages)
    draft.pages = len(pages)
    number: int | None = None
    for page in pages:
        draft.page(page.number, page.ocr_confidence)
        run: list[Line] = []
        for item in page.items():
            if isinstance(item, Line) and item.kind is None:
                if run and run[-1].column != item.column:
                    _write_run(run, page, margins, draft)
                    run = []
                run.append(item)
                continue
            _write_run(run, page, margins, draft)
            run = []
            if isinstance(item, Line):
                draft.line(item.text, item.kind)
                continue
            if item.repeated_head is not None:
                draft.line(item.repeated_head, "running_head")
            number = draft.table(item.cells, first_row=item.first_row, number=number if item.goes_on else None)
        _write_run(run, page, margins, draft)


def _write_run(run: Sequence[Line], page: PageLayout, margins: _Margins, draft: Draft) -> None:
    if run:
        left, right, step = margins.of(page, run[0])
        change = SIZE_CHANGE if page.ocr_confidence is None else SIZE_CHANGE_OCR
        for paragraph in _joined(run, left, right, step=step, size_change=change):
            draft.line(paragraph)


#: Page width in tens of points, odd or even, column, recognised or not.
_Frame = tuple[int, int, int, bool]


class _Margins:
    """The left and right margin and the line step of each kind of page, from all its lines together.

    Odd and even pages of a bound document have other margins, and so have pages of another width.
    """

    def __init__(self, pages: Sequence[PageLayout]) -> None:
        self._lines: dict[_Frame, list[Line]] = defaultdict(list)
        steps: list[float] = []
        for page in pages:
            body = [line for line in page.lines if line.kind is None and not line.loose]
            for line in body:
                self._lines[self.frame(page, line)].append(line)
            steps += [below.base - above.base for above, below in pairwise(body) if above.column == below.column]
        sizes = Counter(line.size for lines in self._lines.values() for line in lines for _ in line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        self._step = median([step for step in steps if step > 0] or [0.0]) or None
        self._known: dict[_Frame, tuple[float, float]] = {}

    def frame(self, page: PageLayout, line: Line) -> _Frame:
        """What lines must share to have the same margins."""
        return round(page.width / 10), page.number % 2, line.column, page.ocr_confidence is not None

    def of(self, page: PageLayout, line: Line) -> tuple[float, float, float | None]:
        frame = self.frame(page, line)
        if frame not in self._known:
            self._known[frame] = self._measure(frame, page.width)
        return (*self._known[frame], self._step)

    def _measure(self, frame: _Frame, width: float) -> tuple[float, float]:
        lines = self._lines[frame]
        other = self._lines.get((frame[0], 1 - frame[1], *frame[2:]), [])
        left, right = _edges(lines, self._size)
        if len(lines) < 12 and other:
            # Too few lines to show a margin: the width of the text on the facing pages is the same.
            other_left, other_right = _edges(other, self._size)
            if abs(left - other_left) < 3 * self._size:
                left = min(left, other_left)
            right = max(right, left + other_right - other_left)
        elif len(lines) < 12 and frame[2] == 0:
            right = max(right, width - left)
        return left, right


def _edges(lines: Sequence[Line], size: float) -> tuple[float, float]:
    """The outermost places where more than a stray line of body text begins and ends."""
    body = [line for line in lines if abs(line.size - size) <= 0.2 * size] or list(lines)
    often = max(2, len(body) // 25)
    starts, ends = Counter(round(line.x0 / 3) for line in body), Counter(round(line.x1 / 3) for line in body)

    def many(counts: Counter[int], place: int) -> bool:
        return counts[place - 1] + counts[place] + counts[place + 1] >= often

    left = next((place for place in sorted(starts) if many(starts, place)), min(starts))
    right = next((place for place in sorted(ends, reverse=True) if many(ends, place)), max(ends))
    return (
        min(line.x0 for line in body if round(line.x0 / 3) >= left),
        max(line.x1 for line in body if round(line.x1 / 3) <= right),
    )


def _mark_furniture(pages: Sequence[PageLayout]) -> None:
    edges: list[list[tuple[str, float]]] = []
    candidates: list[list[Line]] = []
    for page in pages:
        if not page.lines:
            continue
        size = median(line.size for line in page.lines)
        fixed = [line for line in page.lines if not line.loose]
        top = [line for line in fixed[:3] if line.base < 0.14 * page.height]
        foot = [line for line in fixed[-3:] if line.base > 0.86 * page.height]
        for line in {id(line): line for line in [*top[:2], *foot[-2:]]}.values():
            if line.size <= 1.5 * size and is_page_number(line.text, at_edge=True):
                line.kind = "page_number"
        near = [line for line in {id(line): line for line in [*top, *foot]}.values() if line.kind is None]
        loose = [line for line in page.lines if line.loose]
        candidates.append([*near, *loose])
        edges.append([(line.text, line.base / page.height) for line in near] + [(line.text, 0.0) for line in loose])
    repeated = running_heads(edges)
    for lines, flags in zip(candidates, repeated, strict=True):
        for line, flag in zip(lines, flags, strict=True):
            if flag:
                line.kind = "running_head"


# ── tables over page breaks ──────────────────────────────────────────────────────────────────────────


def _link_tables(pages: Sequence[PageLayout]) -> None:
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
    if _MARKER.match(longest.text):
        return False
    return is_open or (
        bool(before.text) and before.text[-1] not in _SENTENCE_END and (before.row, before.column) in last.full
    )


def _mend_row(table: PageTable, last: PageTable) -> None:
    """Set the rest of a cut row behind its beginning; the row stands whole on the page where it begins."""
    rest = {cell.column: cell.text for cell in table.cells if cell.row == 0 and cell.text}
    above = _last_row(last)
    for at, cell in enumerate(last.cells):
        if above.get(cell.column) is cell and cell.column in rest:
            goes_on = (cell.row, cell.column) in last.full and cell.text and cell.text[-1] not in _SENTENCE_END
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
