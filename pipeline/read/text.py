"""Plain text: the text itself, with its page numbers and its tables found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from pipeline import messages
from pipeline.language.heads import head_meaning
from pipeline.notice import Block, Cell, NoticeError, Span
from pipeline.read.draft import MOST_CELLS, Draft
from pipeline.read.furniture import heads_in_flow, is_page_number, is_watermark

#: A table in plain text: at least this many separators a line, lines, and known heads in its first line.
SEPARATORS, ROWS, HEADS = 2, 3, 2

#: The line |---|:--:| under the head of a table in Markdown.
_UNDERLINE = re.compile(r"[\s|:+-]*-[\s|:+-]*")


def read_text(text: str) -> Draft:
    """Read a plain text: every character stays; line ends are ``\\n`` already.

    Lines that are nothing but a page number (— 3 —), and the running heads beside them, become Blocks, and lines with the same number of tabs or bars
    below known column heads (序号, 工作任务, 责任单位 …) become a table.
    """
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
    if "\t" in text or "|" in text:
        spans += islice(_tables(lines), MOST_CELLS + 1)
    if len(spans) > MOST_CELLS:
        raise NoticeError(messages.text("read.too_many_cells", most=MOST_CELLS))
    return Draft("text", text, spans)


def _tables(lines: Sequence[tuple[int, str]]) -> Iterator[Cell]:
    number = 0
    for (sign, separators), run in groupby(lines, key=lambda line: _separators(line[1])):
        rows = [line for line in run if not _UNDERLINE.fullmatch(line[1])]
        if separators < SEPARATORS or len(rows) < ROWS:
            continue
        heads = [text for _, _, text in _cells(*rows[0], sign)]
        if sum(head_meaning(text) is not None for text in heads) < HEADS:
            continue
        for row, (start, line) in enumerate(rows):
            for column, at, text in _cells(start, line, sign):
                if text:
                    yield Cell(at, at + len(text), number, row, column)
        number += 1


def _separators(line: str) -> tuple[str, int]:
    sign = "\t" if "\t" in line else "|"
    return sign, line.count(sign)


def _cells(start: int, line: str, sign: str) -> Iterator[tuple[int, int, str]]:
    """Column, place and text of each cell of a line; bars may also stand around the line."""
    parts = line.split(sign)
    framed = sign == "|" and not parts[0].strip() and not parts[-1].strip()
    at = start
    for place, part in enumerate(parts):
        text = part.strip()
        if not framed or 0 < place < len(parts) - 1:
            yield place - framed, at + len(part) - len(part.lstrip()) if text else at, text
        at += len(part) + len(sign)
