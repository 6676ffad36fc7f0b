"""The text a reader assembles, with the spans it finds on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline import messages
from pipeline.language.site import is_site_line
from pipeline.notice import Block, Cell, NoticeError, Page, Span

#: Cells with text of one notice.  The task list of a province has 20,000.
MOST_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table before it has a place in the text: at its first row and column, counted from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


class Draft:
    """Text under construction: one paragraph a line, table cells parted by tabs, rows by line ends.

    `format` is the name that `Source.format` will carry; `pages` is None where the source has none.
    """

    def __init__(self, format: str, text: str = "", spans: Iterable[Span] = ()) -> None:
        self.format = format
        self.pages: int | None = None
        self._parts = [text] if text else []
        self._size = len(text)
        self._spans = list(spans)
        self._tables = self._cells = 0
        self._page: tuple[int, int, float | None] | None = None

    def line(self, text: str, kind: str | None = None) -> None:
        """Add a paragraph.  A `kind` marks it as a Block that is no part of the notice, as a line of the site is.

        Blank ones are left out.
        """
        text = text.strip("\n")
        if not text.strip():
            return
        if kind is None and is_site_line(text):
            kind = "navigation"
        if kind is not None:
            self._spans.append(Block(self._size, self._size + len(text), kind))
        self._add(text + "\n")

    def table(self, cells: Iterable[GridCell], *, first_row: int = 0, number: int | None = None) -> int:
        """Add rows of a data table and give the table's number.

        A table that goes on after a page break is added again with its `number` and the row it goes on from.
        """
        if number is None:
            number = self._tables
            self._tables += 1
        ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
        for _, row in groupby(ordered, key=lambda cell: cell.row):
            texts = [(cell, _cell_text(cell.text)) for cell in row]
            if not any(text for _, text in texts):
                continue
            if self._cells > MOST_CELLS:
                raise NoticeError(messages.text("read.too_many_cells", most=MOST_CELLS))
            for place, (cell, text) in enumerate(texts):
                if place:
                    self._add("\t")
                if text:
                    end = self._size + len(text)
                    place_of = (number, first_row + cell.row, cell.column, cell.row_span, cell.column_span)
                    self._spans.append(Cell(self._size, end, *place_of))
                    self._cells += 1
                    self._add(text)
            self._add("\n")
        return number

    def page(self, number: int, ocr_confidence: float | None = None) -> None:
        """Begin page `number` (from 1); what is added from here on stands on it."""
        self._close_page()
        self._page = (self._size, number, ocr_confidence)

    @property
    def size(self) -> int:
        """The characters written so far."""
        return self._size

    def append(self, other: Draft) -> None:
        """Add all that another draft holds, from a line of its own on; it is finished by this."""
        text, spans = other.finish()
        if not text.strip():
            return
        self._close_page()
        shift, tables = self._size, self._tables
        for span in spans:
            moved = replace(span, start=span.start + shift, end=span.end + shift)
            if isinstance(moved, Cell):
                moved = replace(moved, table=moved.table + tables)
                self._tables = max(self._tables, moved.table + 1)
            self._spans.append(moved)
        self._add(text + "\n")

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        """The text, without a line end after its last line, and its spans."""
        self._close_page()
        text = "".join(self._parts)
        if not text.endswith("\n"):
            return text, tuple(self._spans)
        last = len(text) - 1
        pages = (Page(s.start, min(s.end, last), s.number, s.ocr_confidence) for s in self._spans if type(s) is Page)
        return text[:last], (*pages, *(span for span in self._spans if type(span) is not Page))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def _close_page(self) -> None:
        if self._page is not None and self._page[0] < self._size:
            start, number, confidence = self._page
            self._spans.append(Page(start, self._size, number, confidence))
        self._page = None


def _cell_text(text: str) -> str:
    """A cell's paragraphs, one a line, without blanks around them; a tab would read as the next cell."""
    return "\n".join(line for line in map(str.strip, text.replace("\t", " ").split("\n")) if line)
