"""Elements → lines and tables, as a browser breaks and lays them out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.data_table import HEAD_ROWS, as_lines, has_head, is_data_table
from pipeline.read.draft import GridCell
from pipeline.read.html.elements import BLANKS, integer, is_hidden, name_of
from pipeline.read.html.index import index_lines
from pipeline.read.numbering import printed

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bounds of what colspan and rowspan may claim (browsers: 1,000 and 65,534).
MOST_COLUMNS, MOST_ROWS = 500, 20_000
#: Tables in the cells of tables that are read as such; deeper ones are lines.
DEEPEST_TABLE = 10
#: Fields of one table's grid.
MOST_FIELDS = 2_000_000

_BLOCKS = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "table", "tbody", "thead", "tfoot",
                     "caption", "section", "article", "main", "aside", "nav", "header", "footer", "ul", "ol", "dl", "dt", "dd",
                     "blockquote", "pre", "form", "fieldset", "center", "body", "html", "address", "figure", "figcaption",
                     "hr", "br", "ucapcontent", "ucaptitle"))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d…—]")


@dataclass(slots=True)
class Line:
    """A line that a browser shows, or a `table` of data; `inside` the element that holds the document."""

    text: str
    inside: bool
    heading: bool = False
    index: bool = False
    table: list[GridCell] | None = None


class Walk:
    """Writes out a tree as lines, as a browser breaks them."""

    def __init__(self, root: _Element, body: _Element | None, depth: int = 0) -> None:
        self._root = root
        self._body = body
        self._around = frozenset(body.iterancestors()) if body is not None else frozenset()
        self._depth = depth
        self._lines: list[Line] = []
        self._parts: list[str] = []
        self._inside = body is None
        self._headings = 0
        self._kept_blanks = 0
        self._items: list[int] = []

    def lines(self) -> list[Line]:
        """All lines of the tree, in order; a data table is one of them."""
        stack: list[tuple[_Element, bool]] = [(self._root, False)]
        while stack:
            element, done = stack.pop()
            if done:
                self._leave(element)
                self._write(element.tail)
                continue
            if is_hidden(element):
                self._write(element.tail)
                continue
            if name_of(element) == "table" and element is not self._root and self._table(element):
                self._write(element.tail)
                continue
            self._enter(element)
            self._write(element.text)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
        self._flush()
        return self._lines

    def _enter(self, element: _Element) -> None:
        name = name_of(element)
        if name in _BLOCKS:
            self._flush()
        if element is self._body:
            self._inside = True
        self._headings += name in _HEADINGS
        self._kept_blanks += name == "pre"
        if name == "ol":
            self._items.append(integer(element.get("start"), 1) - 1)
        elif name == "li":
            self._parts.append(self._item_marker(element))

    def _leave(self, element: _Element) -> None:
        name = name_of(element)
        if name in _BLOCKS:
            self._flush()
        self._headings -= name in _HEADINGS
        self._kept_blanks -= name == "pre"
        if name == "ol" and self._items:
            self._items.pop()
        if element is self._body and self._root is not self._body:
            self._flush()
            self._inside = False

    def _item_marker(self, element: _Element) -> str:
        """The number a browser prints before an item of an ordered list."""

        parent = element.getparent()
        if parent is None or name_of(parent) != "ol" or not self._items:
            return ""
        if "list-style" in (parent.get("style") or "") and "none" in (parent.get("style") or ""):
            return ""
        self._items[-1] = integer(element.get("value"), self._items[-1] + 1)
        styles = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
        return printed(self._items[-1], styles.get(parent.get("type") or "", "decimal")) + ". "

    def _write(self, text: str | None) -> None:
        if not text:
            return
        if self._kept_blanks:
            first, *rest = text.split("\n")
            self._parts.append(first)
            for line in rest:
                self._flush()
                self._parts.append(line)
        else:
            self._parts.append(text)

    def _flush(self) -> None:
        text = _collapsed("".join(self._parts))
        self._parts.clear()
        if text.strip():
            self._lines.append(Line(text, self._inside, self._headings > 0))

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────

    def _table(self, table: _Element) -> bool:
        """Write a table that does not hold the document itself; False if it is part of the layout.

        One that holds others lays out the page unless it has a head of its own; the others are then part of their cells,
        to a depth that no page needs.
        """
        if table in self._around:
            return False
        if _holds_table(table) and (self._depth >= DEEPEST_TABLE or not has_head(list(_first_cells(table)))):
            return False
        cells = list(_cells(table, self._depth + 1))
        if not cells:
            return False
        self._flush()
        indexed = index_lines(cells)
        inside = self._inside or table is self._body
        if indexed is not None:
            self._lines += [Line(line, inside, index=True) for line in indexed]
        elif is_data_table(cells):
            self._lines.append(Line("", inside, table=cells))
        else:
            self._lines += [Line(line, inside) for line in as_lines(cells)]
        return True


def _collapsed(text: str) -> str:
    """Text with runs of blanks made one, as a browser does; a line end between Chinese characters is none."""

    def one(blank: re.Match[str]) -> str:
        start, end = blank.span()
        between = start and end < len(text) and _WIDE.match(text[start - 1]) and _WIDE.match(text[end])
        return "" if between and "\n" in blank[0] else " "

    return BLANKS.sub(one, text).strip(" ")


def _texts(line: Line) -> list[str]:
    """A line as text, and a table inside a cell row by row."""
    return [line.text] if line.table is None else as_lines(line.table)


def _holds_table(element: _Element) -> bool:
    return next(element.iterdescendants("table"), None) is not None


def _first_cells(table: _Element) -> Iterator[GridCell]:
    """The cells of a table's first rows that hold no table themselves."""
    groups = [table, *(child for child in table if name_of(child) in ("thead", "tbody", "tfoot"))]
    rows = (row for group in groups for row in group if name_of(row) == "tr")
    for number, row in enumerate(islice(rows, HEAD_ROWS)):
        for column, cell in enumerate(row):
            if name_of(cell) in ("td", "th") and not _holds_table(cell):
                yield GridCell(number, column, "".join(map(str, cell.itertext())).strip())


def _cells(table: _Element, depth: int) -> Iterator[GridCell]:
    """The cells of a table, at the places that colspan and rowspan give them (HTML, 4.9.12)."""
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.iter("tr") if not is_hidden(row) and next(row.iterancestors("table")) is table]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            if name_of(cell) not in ("td", "th") or is_hidden(cell):
                continue
            while (number, column) in taken:
                column += 1
            wide = min(max(1, integer(cell.get("colspan"), 1)), MOST_COLUMNS)
            tall = integer(cell.get("rowspan"), 1) or MOST_ROWS
            tall = max(1, min(tall, len(rows) - number))
            if len(taken) + wide * tall > MOST_FIELDS or column > MOST_COLUMNS:
                raise NoticeError(messages.text("read.table_too_large"))
            taken.update((number + down, column + right) for down in range(tall) for right in range(wide))
            text = "\n".join(part for line in Walk(cell, None, depth).lines() for part in _texts(line))
            yield GridCell(number, column, text, tall, wide)
            column += wide
