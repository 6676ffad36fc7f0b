"""What a page is made of: glyphs and lines, tables, and the page with both in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.read.draft import GridCell


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
