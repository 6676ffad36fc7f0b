"""Plain text: the text itself, with its page numbers and its tables found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline import messages
from pipeline.language.heads import column_meaning
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.language.site import is_site_line
from pipeline.notice import Block, Cell, NoticeError, Span
from pipeline.read.draft import MOST_CELLS, Draft
from pipeline.read.furniture import heads_in_flow, is_page_number, is_watermark
from pipeline.read.typeset import laid_out

#: A table in plain text: at least this many separators a line, lines, and known heads in its first line.
SEPARATORS, ROWS, HEADS = 2, 3, 2

#: Bars of any width stand between the cells of a line, or around it too.
_BARS = "|｜│┃"
_SIGNS = ("\t", *_BARS)

# The words of a heading between two rows are no more.
_HEADING = 40

# A row is broken over no more lines, and none whose cells ran into one another is shorter than this.
_MOST_LINES, _SHORTEST = 8, 15
# How a numbered row begins, its cells parted or not: 3, 12、, A-01.
_OPENING = "[ \u3000]*(?:[0-9０-９]{1,4}[.．、]?|[A-Z]{1,2}[-－—]?[0-9]{1,3})"
_OPENS = re.compile(rf"{_OPENING}[ \u3000]*[\t{_BARS}]|[ \u3000]*[{_BARS}]?[ \u3000]*[0-9０-９]+[ \u3000]*[\t{_BARS}]")
_GLUED = re.compile(rf"{_OPENING}[{HAN}“][^\t{_BARS}]*$")

#: The line |---|:--:| under the head of a table in Markdown.
_UNDERLINE = re.compile(r"[\s|:+-]*-[\s|:+-]*")


def read_text(text: str) -> Draft:
    """Read a plain text: every character but blanks stays; line ends are ``\\n`` already.

    Lines that are nothing but a page number (— 3 —), the running heads beside them, and what a site prints around a document
    become Blocks, and lines with the same number of tabs or bars below known column heads (序号, 工作任务, 责任单位 …) become a table.  A table that is set in
    columns with blanks is laid out with tabs first: its cells stand whole, each behind the other.
    """
    text = laid_out(text)
    spans: list[Span] = []
    lines: list[tuple[int, str]] = []
    numbers: list[int] = []
    at = 0
    for line in text.split("\n"):
        if line and len(line) <= 30 and is_page_number(line):
            start = at + len(line) - len(line.lstrip())
            spans.append(Block(start, at + len(line.rstrip()), "page_number"))
            numbers.append(len(lines))
        elif line and is_watermark(line):
            start = at + len(line) - len(line.lstrip())
            spans.append(Block(start, at + len(line.rstrip()), "running_head"))
        elif line and is_site_line(line):
            start = at + len(line) - len(line.lstrip())
            spans.append(Block(start, at + len(line.rstrip()), "navigation"))
        lines.append((at, line))
        at += len(line) + 1
    for place in sorted(heads_in_flow([line for _, line in lines], numbers)):
        start, line = lines[place]
        spans.append(Block(start + len(line) - len(line.lstrip()), start + len(line.rstrip()), "running_head"))
    if any(sign in text for sign in _SIGNS):
        spans += islice(_tables(lines), MOST_CELLS + 1)
    if len(spans) > MOST_CELLS:
        raise NoticeError(messages.text("read.too_many_cells", most=MOST_CELLS))
    return Draft("text", text, spans)


def _tables(lines: Sequence[tuple[int, str]]) -> Iterator[Cell]:
    number = at = 0
    while at < len(lines):
        rows, behind = _rows(lines, at)
        at = max(behind, at + 1)
        if len(rows) < ROWS:
            continue
        sign, width = _separators(rows[0][1])
        for row, (start, line) in enumerate(one for one in rows if not _UNDERLINE.fullmatch(one[1])):
            if sign not in line:
                if _is_glued(line):
                    continue
                text = line.strip()
                yield Cell(start + line.index(text), start + line.index(text) + len(text), number, row, 0, 1, width + 1)
                continue
            for column, place, text in _cells(start, line, sign):
                if text:
                    yield Cell(place, place + len(text), number, row, column)
        number += 1


def _rows(lines: Sequence[tuple[int, str]], first: int) -> tuple[list[tuple[int, str]], int]:
    """The rows of the table whose head is a line, and the line behind them; none where that has no known heads.

    A row is parted as often as the head, or less where a copy left its last cells out; a numbered line between two rows is
    a heading over the full width, and one whose cells ran into one another is left to others.
    """
    sign, width = _separators(lines[first][1])
    if width < SEPARATORS:
        return [], first
    heads = [text for _, _, text in _cells(*lines[first], sign)]
    meanings = [column_meaning(text) for text in heads]
    if sum(meaning is not None for meaning in meanings) < HEADS:
        return [], first
    numbered = meanings[0] == "number"
    rows = [lines[first]]
    whole, behind = 1, first + 1
    place = first + 1
    while place < len(lines):
        line = lines[place][1]
        parts = line.count(sign)
        opens = numbered and _OPENS.match(line) is not None
        broken = _broken_row(lines, place, width) if opens and sign == "\t" else None
        row, place = broken or (lines[place], place + 1)
        if broken or parts == width or (0 < parts < width and opens):
            whole, behind = len(rows) + 1, place
        elif parts or not (_is_heading(line) or (numbered and _is_glued_row(lines, place - 1, sign))):
            break
        rows.append(row)
    return rows[:whole], behind


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING and marker().match(line.strip()) is not None and not _OPENS.match(line)


def _is_glued_row(lines: Sequence[tuple[int, str]], place: int, sign: str) -> bool:
    """Whether a line is a row whose cells a copy ran into one another, among others that are parted."""
    after = lines[place + 1][1] if place + 1 < len(lines) else ""
    return _is_glued(lines[place][1]) and (sign in after or _is_glued(after))


def _is_glued(line: str) -> bool:
    return len(line) > _SHORTEST and _GLUED.match(line) is not None


def _broken_row(lines: Sequence[tuple[int, str]], first: int, width: int) -> tuple[tuple[int, str], int] | None:
    """A numbered row that a copy broke over lines, within a cell or between two, and the place behind it; else None.

    Its line ends are left in its cells, or read as the tabs that they stand for.
    """
    start, row = lines[first]
    for place in range(first + 1, min(len(lines), first + _MOST_LINES)):
        line = lines[place][1]
        # What stands behind the last row has no tab.
        ends = not line.strip() or _OPENS.match(line) or _is_glued(line) or _is_heading(line)
        if ends or ("\t" not in line and row.count("\t") == width and not _row_follows(lines, place + 1)):
            break
        row = f"{row}\n{line}"
    tabs, broken = row.count("\t"), row.count("\n")
    if broken and tabs == width:
        return (start, row), first + broken + 1
    if broken and tabs + broken == width:
        return (start, row.replace("\n", "\t")), first + broken + 1
    return None


def _row_follows(lines: Sequence[tuple[int, str]], place: int) -> bool:
    """Whether a numbered row stands a few lines below a place."""
    return any(_OPENS.match(line) and "\t" in line for _, line in lines[place : place + _MOST_LINES])


def _separators(line: str) -> tuple[str, int]:
    sign = next((sign for sign in _SIGNS if sign in line), _SIGNS[0])
    return sign, line.count(sign)


def _cells(start: int, line: str, sign: str) -> Iterator[tuple[int, int, str]]:
    """Column, place and text of each cell of a line; bars may also stand around the line."""
    parts = line.split(sign)
    framed = sign in _BARS and not parts[0].strip() and not parts[-1].strip()
    at = start
    for place, part in enumerate(parts):
        text = part.strip()
        if not framed or 0 < place < len(parts) - 1:
            yield place - framed, at + len(part) - len(part.lstrip()) if text else at, text
        at += len(part) + len(sign)
