"""HTML: a government's web page, with the document told apart from what the site puts around it.

Everything a browser would show is in the text.  The index table of the page (索引号, 发文字号, 成文日期 …) becomes lines
``label：value``; navigation becomes Blocks; tables with data become cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from pipeline import messages, rules
from pipeline.notice import NoticeError
from pipeline.read.data_table import HEAD_ROWS, as_lines, has_head, is_data_table
from pipeline.read.draft import Draft, GridCell
from pipeline.read.furniture import heads_in_flow, is_page_number

if TYPE_CHECKING:
    from lxml.etree import _Element

#: A page of this many elements is no notice.
MOST_ELEMENTS = 500_000
#: Bounds of what colspan and rowspan may claim (browsers: 1,000 and 65,534).
MOST_COLUMNS, MOST_ROWS = 500, 20_000
#: Tables in the cells of tables that are read as such; deeper ones are lines.
DEEPEST_TABLE = 10
#: Fields of one table's grid.
MOST_FIELDS = 2_000_000

#: Chinese characters in sentences below which a page says nothing itself.
LEAST_PROSE = 60
#: So many links to other documents at most follow one.
MOST_LINKS = 30
#: The element that holds this share of a page's prose holds the document …
SHARE = 0.9
#: … and a named one is believed if it holds this share of it.
NAMED_SHARE = 0.5

_DROPPED = frozenset(("script", "style", "noscript", "template", "head", "iframe", "svg", "canvas", "object", "select",
                      "textarea", "input", "video", "audio", "map", "rt", "rp"))  # fmt: skip
_BLOCKS = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "table", "tbody", "thead", "tfoot",
                     "caption", "section", "article", "main", "aside", "nav", "header", "footer", "ul", "ol", "dl", "dt", "dd",
                     "blockquote", "pre", "form", "fieldset", "center", "body", "html", "address", "figure", "figcaption",
                     "hr", "br", "ucapcontent", "ucaptitle"))  # fmt: skip
_HOLDERS = frozenset(("div", "td", "article", "section", "main", "body", "table", "tbody", "tr", "form", "center", "html",
                      "ucapcontent", "font", "span"))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
_HIDDEN = re.compile(r"display:none|visibility:hidden")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d…—]")
_FILES = (".doc", ".docx", ".wps", ".pdf", ".ofd", ".xls", ".xlsx", ".et", ".zip", ".rar")
_HAN, _SENTENCE = re.compile(r"[\u3400-\u9fff]"), re.compile("[，。；]")
_DOCUMENT_NUMBER = re.compile(r"[〔\[［（(【]\s*(?:19|20)\d\d\s*[〕\]］）)】]\s*第?\s*\d+\s*号")


@dataclass(slots=True)
class _Line:
    text: str
    inside: bool
    heading: bool = False
    index: bool = False
    table: list[GridCell] | None = None


def read_html(text: str, *, frame: bool = False) -> Draft:
    """Read a web page, or one of the frames of one, which may say nothing itself.

    Raises:
        NoticeError: the page holds no elements, or more than any page.
    """
    root = _parse(text)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise NoticeError(messages.text("read.too_many_elements", most=MOST_ELEMENTS))
    body = _document(root)
    if not frame:
        _require_prose(root, body)
    draft = Draft("html")
    lines = list(_with_values(_Walk(root, body).lines()))
    _close(lines)
    title = _page_title(root)
    printed = "".join(_bare(line.text) for line in lines if line.inside)
    numbers = [at for at, line in enumerate(lines) if line.inside and is_page_number(line.text.strip())]
    heads = heads_in_flow([line.text if line.inside and line.table is None else "|" for line in lines], numbers)
    for at, line in enumerate(lines):
        if line.table is not None and line.inside:
            draft.table(line.table)
        elif line.table is not None:
            for row in as_lines(line.table):
                draft.line(row, "navigation")
        else:
            draft.line(line.text, "running_head" if at in heads else _kind(line, title, printed))
    return draft


def _require_prose(root: _Element, body: _Element) -> None:
    """Refuse a page that says nothing itself and links to the notice: 附件：关于……的通知.docx, or a frame's page."""
    if sum(len(_HAN.findall(text)) for text in map(str, body.itertext()) if _SENTENCE.search(text)) >= LEAST_PROSE:
        return
    outermost = (table for table in root.iter("table") if next(table.iterancestors("table"), None) is None)
    if any(len(_bare("".join(map(str, table.itertext())))) >= LEAST_PROSE for table in outermost):
        return
    linked = [_said(link) or link.get("href") or "" for link in root.iter("a") if _leads(link)]
    framed = [frame.get("src") or "" for frame in root.iter("frame", "iframe")]
    names = [name for name in dict.fromkeys(linked or framed) if name]
    if names:
        shown = ", ".join(name[:60] for name in names[:3]) + (" …" if len(names) > 3 else "")
        raise NoticeError(messages.text("read.only_links", names=shown))


def _said(link: _Element) -> str:
    return _bare("".join(map(str, link.itertext())))


def _leads(link: _Element) -> bool:
    """Whether a link leads to a file that a notice may be in."""
    address, name = (link.get("href") or "").lower().partition("?")[0], _said(link).lower()
    return address.endswith(_FILES) or name.endswith(_FILES)


def _kind(line: _Line, title: str, printed: str) -> str | None:
    """What a line is if it is no part of the document."""
    bare = _bare(line.text)
    if is_page_number(line.text.strip()):
        return "page_number"
    if line.index or (not line.inside and _label(line.text) is not None):
        return None
    if line.inside:
        return "navigation" if _is_clutter(bare) else None
    if _DOCUMENT_NUMBER.search(line.text) and len(bare) < 40 and bare not in printed:
        return None
    # The document's title stands above it on some sites, and again inside it on others.
    named = line.heading or (len(bare) >= 8 and bare in title)
    return None if named and len(bare) >= 6 and bare not in printed and not _is_clutter(bare) else "navigation"


def _parse(text: str) -> _Element:
    from lxml import etree

    # The text is decoded already: what it says of its encoding holds no more.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise NoticeError(messages.text("read.no_text"))
    return root


def _name(element: _Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _is_hidden(element: _Element) -> bool:
    if _name(element) in _DROPPED or not isinstance(element.tag, str) or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(_BLANKS.sub("", style).lower()))


# ── where the document stands ────────────────────────────────────────────────────────────────────────


def _document(root: _Element) -> _Element:
    """The element that holds the document: a named one, or the innermost that holds nearly all prose."""
    prose = _prose(root)
    total = prose.get(root, 0)
    if not total:
        return root
    names = frozenset(rules.load("web_page")["body"]["names"])
    named = [
        element
        for element in prose
        if _name(element) in _HOLDERS
        and ({(element.get("id") or "").lower(), *(element.get("class") or "").lower().split()} & names)
        and prose[element] >= NAMED_SHARE * total
    ]
    if named:
        return min(named, key=lambda element: prose[element])
    here = root
    while True:
        inner = [
            child for child in here if child in prose and _name(child) in _HOLDERS and prose[child] >= SHARE * total
        ]
        if not inner or _name(inner[0]) in ("font", "span") or _has_columns(inner[0]):
            return here
        here = inner[0]


def _has_columns(element: _Element) -> bool:
    """Whether an element is a table that may hold data: no other table in it, and text in more than one cell."""
    if _name(element) != "table" or any(True for _ in element.iterdescendants("table")):
        return False
    return sum(any(not text.isspace() for text in cell.itertext()) for cell in element.iter("td", "th")) > 1


def _prose(root: _Element) -> dict[_Element, int]:
    """For each visible element how many Chinese characters of sentences it holds outside of links."""
    prose: dict[_Element, int] = {}
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if not done:
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element) if not _is_hidden(child)]
            continue
        count = _sentences(element.text)
        for child in element:
            count += prose.get(child, 0) + _sentences(child.tail)
        prose[element] = 0 if _name(element) == "a" else count
    return prose


def _sentences(text: str | None) -> int:
    """The Chinese characters of a text that has a sentence in it: menus and addresses have none."""
    return len(_HAN.findall(text)) if text and _SENTENCE.search(text) else 0


def _page_title(root: _Element) -> str:
    titles = [element.text or "" for element in root.iter("title")]
    titles += [
        meta.get("content") or "" for meta in root.iter("meta") if (meta.get("name") or "").lower() == "articletitle"
    ]
    return "\n".join(_bare(title) for title in titles)


# ── elements → lines ─────────────────────────────────────────────────────────────────────────────────


class _Walk:
    """Writes out a tree as lines, as a browser breaks them."""

    def __init__(self, root: _Element, body: _Element | None, depth: int = 0) -> None:
        self._root = root
        self._body = body
        self._around = frozenset(body.iterancestors()) if body is not None else frozenset()
        self._depth = depth
        self._lines: list[_Line] = []
        self._parts: list[str] = []
        self._inside = body is None
        self._headings = 0
        self._kept_blanks = 0
        self._items: list[int] = []

    def lines(self) -> list[_Line]:
        """All lines of the tree, in order; a data table is one of them."""
        stack: list[tuple[_Element, bool]] = [(self._root, False)]
        while stack:
            element, done = stack.pop()
            if done:
                self._leave(element)
                self._write(element.tail)
                continue
            if _is_hidden(element):
                self._write(element.tail)
                continue
            if _name(element) == "table" and element is not self._root and self._table(element):
                self._write(element.tail)
                continue
            self._enter(element)
            self._write(element.text)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
        self._flush()
        return self._lines

    def _enter(self, element: _Element) -> None:
        name = _name(element)
        if name in _BLOCKS:
            self._flush()
        if element is self._body:
            self._inside = True
        self._headings += name in _HEADINGS
        self._kept_blanks += name == "pre"
        if name == "ol":
            self._items.append(_integer(element.get("start"), 1) - 1)
        elif name == "li":
            self._parts.append(self._item_marker(element))

    def _leave(self, element: _Element) -> None:
        name = _name(element)
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
        from pipeline.read.numbering import printed

        parent = element.getparent()
        if parent is None or _name(parent) != "ol" or not self._items:
            return ""
        if "list-style" in (parent.get("style") or "") and "none" in (parent.get("style") or ""):
            return ""
        self._items[-1] = _integer(element.get("value"), self._items[-1] + 1)
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
            self._lines.append(_Line(text, self._inside, self._headings > 0))

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
        indexed = _index(cells)
        inside = self._inside or table is self._body
        if indexed is not None:
            self._lines += [_Line(line, inside, index=True) for line in indexed]
        elif is_data_table(cells):
            self._lines.append(_Line("", inside, table=cells))
        else:
            self._lines += [_Line(line, inside) for line in as_lines(cells)]
        return True


def _collapsed(text: str) -> str:
    """Text with runs of blanks made one, as a browser does; a line end between Chinese characters is none."""

    def one(blank: re.Match[str]) -> str:
        start, end = blank.span()
        between = start and end < len(text) and _WIDE.match(text[start - 1]) and _WIDE.match(text[end])
        return "" if between and "\n" in blank[0] else " "

    return _BLANKS.sub(one, text).strip(" ")


def _texts(line: _Line) -> list[str]:
    """A line as text, and a table inside a cell row by row."""
    return [line.text] if line.table is None else as_lines(line.table)


def _holds_table(element: _Element) -> bool:
    return next(element.iterdescendants("table"), None) is not None


def _first_cells(table: _Element) -> Iterator[GridCell]:
    """The cells of a table's first rows that hold no table themselves."""
    groups = [table, *(child for child in table if _name(child) in ("thead", "tbody", "tfoot"))]
    rows = (row for group in groups for row in group if _name(row) == "tr")
    for number, row in enumerate(islice(rows, HEAD_ROWS)):
        for column, cell in enumerate(row):
            if _name(cell) in ("td", "th") and not _holds_table(cell):
                yield GridCell(number, column, "".join(map(str, cell.itertext())).strip())


def _cells(table: _Element, depth: int) -> Iterator[GridCell]:
    """The cells of a table, at the places that colspan and rowspan give them (HTML, 4.9.12)."""
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.iter("tr") if not _is_hidden(row) and next(row.iterancestors("table")) is table]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            if _name(cell) not in ("td", "th") or _is_hidden(cell):
                continue
            while (number, column) in taken:
                column += 1
            wide = min(max(1, _integer(cell.get("colspan"), 1)), MOST_COLUMNS)
            tall = _integer(cell.get("rowspan"), 1) or MOST_ROWS
            tall = max(1, min(tall, len(rows) - number))
            if len(taken) + wide * tall > MOST_FIELDS or column > MOST_COLUMNS:
                raise NoticeError(messages.text("read.table_too_large"))
            taken.update((number + down, column + right) for down in range(tall) for right in range(wide))
            text = "\n".join(part for line in _Walk(cell, None, depth).lines() for part in _texts(line))
            yield GridCell(number, column, text, tall, wide)
            column += wide


# ── the index table ──────────────────────────────────────────────────────────────────────────────────


@cache
def _labels() -> frozenset[str]:
    return frozenset(label for group in rules.load("layout")["header"]["labels"].values() for label in group)


def _label(text: str) -> str | None:
    """The label that a line of an index begins with (发 文 字 号：国办发…)."""
    if len(text) > 400:
        return None
    label, sign, _ = text.partition("：") if "：" in text else text.partition(":")
    bare = _bare(label)
    return bare if sign and bare in _labels() else None


def _is_label(text: str) -> bool:
    return _bare(text).rstrip("：:") in _labels()


def _index(cells: Sequence[GridCell]) -> list[str] | None:
    """The lines of an index table, or None if it is none: labels and values in turn, at least two labels."""
    texts = [cell.text.strip() for cell in cells]
    labels = sum(_is_label(text) or ("\n" not in text and _label(text) is not None) for text in texts)
    if labels < 2 or 3 * labels < len([text for text in texts if text]):
        return None
    lines: list[str] = []
    at = 0
    while at < len(texts):
        text = texts[at]
        at += 1
        if not text:
            continue
        if _is_label(text):
            value = ""
            if at < len(texts) and not _is_label(texts[at]):
                value = texts[at].replace("\n", " ")
                at += 1
            text = (text if text.endswith(("：", ":")) else text + "：") + value
        lines += text.split("\n")
    return lines


def _with_values(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Joins a label and its value where a list of definitions sets them on two lines."""
    waiting: _Line | None = None
    for line in lines:
        alone = line.table is None and _is_label(line.text) and line.text.rstrip().endswith(("：", ":"))
        if waiting is not None:
            if line.table is None and not line.index and not alone and line.inside == waiting.inside:
                yield _Line(waiting.text + line.text, waiting.inside, index=True)
                waiting = None
                continue
            yield waiting
        waiting = line if alone and not line.index else None
        if waiting is None:
            yield line
    if waiting is not None:
        yield waiting


# ── clutter ──────────────────────────────────────────────────────────────────────────────────────────


def _close(lines: Sequence[_Line]) -> None:
    """End the document before the links to others below it: 相关文档： / 一图读懂：2020年县政府工作报告."""
    related = tuple(rules.load("web_page")["clutter"]["related"])
    inside = [at for at, line in enumerate(lines) if line.inside]
    for back, at in enumerate(reversed(inside)):
        bare = _bare(lines[at].text)
        if back > MOST_LINKS or lines[at].table is not None or "。" in bare or len(bare) > 60:
            return
        if bare.startswith(related) and len(bare) <= 8:
            for line in lines[at:]:
                line.inside = False
            return


def _is_clutter(bare: str) -> bool:
    words = rules.load("web_page")["clutter"]
    return len(bare) <= 60 and (bare.startswith(tuple(words["begins"])) or bare in words["lines"])


def _bare(text: str) -> str:
    return "".join(text.split())


def _integer(value: str | None, default: int) -> int:
    try:
        return int(value) if value else default
    except ValueError:
        return default
