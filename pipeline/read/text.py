"""Plain text: the text itself, with its page numbers and its tables found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline import messages
from pipeline.language.heads import column_meaning
from pipeline.language.numbering import marker
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

#: The line |---|:--:| under the head of a table in Markdown.
_UNDERLINE = re.compile(r"[\s|:+-]*-[\s|:+-]*")


def read_text(text: str) -> Draft:
    """Read a plain text: every character but blanks stays; line ends are ``\\n`` already.

    Lines that are nothing but a page number (— 3 —), and the running heads beside them, become Blocks, and lines with the
    same number of tabs or bars below known column heads (序号, 工作任务, 责任单位 …) become a table.  A table that is set in
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
        rows = _rows(lines, at)
        at += max(len(rows), 1)
        if len(rows) < ROWS:
            continue
        sign, width = _separators(rows[0][1])
        for row, (start, line) in enumerate(one for one in rows if not _UNDERLINE.fullmatch(one[1])):
            if sign not in line:
                text = line.strip()
                yield Cell(start + line.index(text), start + line.index(text) + len(text), number, row, 0, 1, width + 1)
                continue
            for column, place, text in _cells(start, line, sign):
                if text:
                    yield Cell(place, place + len(text), number, row, column)
        number += 1


def _rows(lines: Sequence[tuple[int, str]], first: int) -> list[tuple[int, str]]:
    """The lines of the table whose head is a line; none where that has no known heads.

    A row is parted as often as the head, or less where a copy left its last cells out; a numbered line between two rows is
    a heading over the full width.
    """
    sign, width = _separators(lines[first][1])
    if width < SEPARATORS:
        return []
    heads = [text for _, _, text in _cells(*lines[first], sign)]
    meanings = [column_meaning(text) for text in heads]
    if sum(meaning is not None for meaning in meanings) < HEADS:
        return []
    numbered = meanings[0] == "number"
    rows = [lines[first]]
    whole = 1
    for place in range(first + 1, len(lines)):
        start, line = lines[place]
        parts = line.count(sign)
        opens = line.strip()[:1].isdigit() if numbered else False
        if parts == width or (0 < parts < width and opens):
            whole = len(rows) + 1
        elif not (parts == 0 and len(line) <= _HEADING and marker().match(line.strip()) and not opens):
            break
        rows.append((start, line))
    return rows[:whole]


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
