"""DOCX (ECMA-376): the paragraphs and tables of the body in their order, with the numbers that Word prints.

Read from the XML itself: what is on paper counts, so insertions are in and deletions are out, automatic numbers are
written out, and hidden text and comments stay away.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.archive import Archive, attribute, local
from pipeline.read.data_table import as_lines, is_data_table
from pipeline.read.draft import Draft, GridCell
from pipeline.read.furniture import is_page_number
from pipeline.read.numbering import Numbering

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements within elements that are followed; Word itself stops at tables nested some fifty deep.
DEEPEST = 200
#: Columns of a table (Word's own limit is 63) and the rows that one cell may span.
MOST_COLUMNS, MOST_ROWS = 500, 100_000

#: What a change removed, and what is in the file but never printed.
_GONE = frozenset(("del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delText",
                   "delInstrText", "commentReference", "annotationRef", "Fallback", "rt"))  # fmt: skip
#: Frames around content, which is read as if they were not there.
_FRAMES = frozenset(
    ("ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")
)
_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read_docx(data: bytes, format: str = "docx") -> Draft:
    """Read a DOCX file; `format` names what it was before a conversion.

    Raises:
        NoticeError: the archive is broken, locked, unsafe or too large.
    """
    archive = Archive(data)
    main = _main_part(archive)
    related = _related(archive, main)

    def part(kind: str) -> _Element | None:
        names = related.get(kind, ())
        return archive.xml(names[0]) if names else None

    reader = _Reader(Draft(format), Numbering(part("numbering")), part("styles"))
    root = archive.xml(main)
    body = next((child for child in root if local(child) == "body"), root)
    reader.story(body)
    for kind in ("footnotes", "endnotes"):
        notes = part(kind)
        for note in notes if notes is not None else ():
            if attribute(note, "type") in (None, "normal"):
                reader.story(note)
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for name in related.get(kind, ()):
            for line in reader.lines(archive.xml(name)):
                if line not in seen:
                    seen.add(line)
                    number = is_page_number(line.strip(), at_edge=True)
                    reader.draft.line(line, "page_number" if number else "running_head")
    return reader.draft


def _main_part(archive: Archive) -> str:
    for kind, names in _related(archive, "").items():
        if kind == "officeDocument":
            return names[0]
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise NoticeError(messages.text("read.no_document"))


def _related(archive: Archive, part: str) -> dict[str, list[str]]:
    """The parts that a part refers to, by the last word of the relation's type."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, list[str]] = {}
    if relations in archive:
        for relation in archive.xml(relations):
            target, kind = attribute(relation, "Target"), attribute(relation, "Type")
            if target and kind and attribute(relation, "TargetMode") != "External":
                path = target if target.startswith("/") else posixpath.join(folder, target)
                if path in archive:
                    found.setdefault(kind.rpartition("/")[2], []).append(path)
    return found


class _Reader:
    def __init__(self, draft: Draft, numbering: Numbering, styles: _Element | None) -> None:
        self.draft = draft
        self._numbering = numbering
        self._styles = {attribute(style, "styleId") or "": style for style in (styles if styles is not None else ())}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if attribute(style, "default") in ("1", "true") and attribute(style, "type") == "paragraph"
            ),
            "",
        )

    def story(self, parent: _Element) -> None:
        """Write the paragraphs and tables of a body or a note."""
        for block in self._blocks(parent):
            if isinstance(block, str):
                for line in block.split("\n"):
                    self.draft.line(line)
            elif is_data_table(block):
                self.draft.table(block)
            else:
                for line in as_lines(block):
                    self.draft.line(line)

    def lines(self, parent: _Element) -> list[str]:
        """The paragraphs of a header, a footer or a cell, those of its tables among them."""
        lines: list[str] = []
        for block in self._blocks(parent):
            for text in [block] if isinstance(block, str) else as_lines(block):
                lines += [line for line in text.split("\n") if line.strip()]
        return lines

    def _blocks(self, parent: _Element, depth: int = 0) -> Iterator[str | list[GridCell]]:
        """Paragraphs as texts and tables as cells, in order."""
        if depth > DEEPEST:
            raise NoticeError(messages.text("read.too_deep", most=DEEPEST))
        carried = ""
        for child in parent:
            name = local(child)
            if name == "p":
                text, boxes = self._paragraph(child, depth)
                if _mark_deleted(child):
                    carried += text
                else:
                    yield carried + text
                    carried = ""
                yield from boxes
            elif name == "tbl":
                yield self._table(child, depth)
            elif name in _FRAMES:
                yield from self._blocks(child, depth + 1)
        if carried:
            yield carried

    # ── paragraphs ───────────────────────────────────────────────────────────────────────────────────

    def _paragraph(self, paragraph: _Element, depth: int) -> tuple[str, list[str | list[GridCell]]]:
        """A paragraph's text with its number before it, and what stands in the text boxes it holds."""
        parts: list[str] = []
        boxes: list[str | list[GridCell]] = []
        self._runs(paragraph, parts, boxes, depth)
        # Word counts and numbers an empty paragraph too.
        return self._marker(paragraph) + "".join(parts), boxes

    def _runs(self, parent: _Element, parts: list[str], boxes: list[str | list[GridCell]], depth: int) -> None:
        if depth > DEEPEST:
            raise NoticeError(messages.text("read.too_deep", most=DEEPEST))
        for child in parent:
            name = local(child)
            if name in _GONE or (name == "r" and _hidden(child)):
                continue
            if name == "t":
                parts.append((child.text or "").replace("\n", " "))
            elif name == "br":
                parts.append("" if attribute(child, "type") in ("page", "column") else "\n")
            elif name in _TEXT:
                parts.append(_TEXT[name])
            elif name == "sym":
                parts.append(_symbol(attribute(child, "char")))
            elif name == "txbxContent":
                boxes += self._blocks(child, depth + 1)
            else:
                self._runs(child, parts, boxes, depth + 1)

    def _marker(self, paragraph: _Element) -> str:
        properties = _child(paragraph, "pPr")
        number, level = _list_of(properties)
        style = attribute(_child(properties, "pStyle"), "val") or self._default
        seen: set[str] = set()
        while (number is None or level is None) and style in self._styles and style not in seen:
            seen.add(style)
            inherited = _child(self._styles[style], "pPr")
            styled_number, styled_level = _list_of(inherited)
            number = styled_number if number is None else number
            level = styled_level if level is None else level
            style = attribute(_child(self._styles[style], "basedOn"), "val") or ""
        if number in (None, "0"):
            return ""
        return self._numbering.marker(number or "", min(level or 0, 8))

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────

    def _table(self, table: _Element, depth: int) -> list[GridCell]:
        cells: list[GridCell] = []
        texts: list[list[str]] = []  # of each cell, its own and those of the cells merged into it
        last: list[int] = []  # the last row of each cell
        open_cells: dict[int, int] = {}  # column → the cell that a merge continues downwards
        row = -1
        for line in _rows(table):
            properties = _child(line, "trPr")
            if _child(properties, "del") is not None:
                continue
            row += 1
            if row >= MOST_ROWS:
                raise NoticeError(messages.text("read.table_too_large"))
            column = _number(attribute(_child(properties, "gridBefore"), "val"), 0)
            below: dict[int, int] = {}
            for cell in _cells(line):
                format = _child(cell, "tcPr")
                span = max(1, _number(attribute(_child(format, "gridSpan"), "val"), 1))
                merge = _child(format, "vMerge")
                continues = merge is not None and attribute(merge, "val") in (None, "continue")
                if continues and column in open_cells:
                    at = open_cells[column]
                    texts[at].append(self._cell_text(cell, depth))
                    last[at] = row
                    below[column] = at
                else:
                    if merge is not None:
                        below[column] = len(cells)
                    cells.append(GridCell(row, column, "", 1, span))
                    texts.append([self._cell_text(cell, depth)])
                    last.append(row)
                column += span
                if column > MOST_COLUMNS:
                    raise NoticeError(messages.text("read.table_too_large"))
            open_cells = below
        return [
            GridCell(cell.row, cell.column, "\n".join(filter(None, parts)), end - cell.row + 1, cell.column_span)
            for cell, parts, end in zip(cells, texts, last, strict=True)
        ]

    def _cell_text(self, cell: _Element, depth: int) -> str:
        texts: list[str] = []
        for block in self._blocks(cell, depth + 1):
            texts += [block] if isinstance(block, str) else as_lines(block)
        return "\n".join(line for text in texts for line in text.split("\n") if line.strip())


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if local(child) == "tr":
            yield child
        elif local(child) in _FRAMES:
            yield from _rows(child)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in _FRAMES:
            yield from _cells(child)


def _child(parent: _Element | None, name: str) -> _Element | None:
    return next((child for child in parent if local(child) == name), None) if parent is not None else None


def _list_of(properties: _Element | None) -> tuple[str | None, int | None]:
    """The list and the level that paragraph properties name."""
    numbers = _child(properties, "numPr")
    level = attribute(_child(numbers, "ilvl"), "val")
    return attribute(_child(numbers, "numId"), "val"), None if level is None else _number(level, 0)


def _hidden(run: _Element) -> bool:
    vanish = _child(_child(run, "rPr"), "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _mark_deleted(paragraph: _Element) -> bool:
    """Whether a tracked change removes the end of the paragraph, so that the next one goes on with it."""
    return _child(_child(_child(paragraph, "pPr"), "rPr"), "del") is not None


def _symbol(code: str | None) -> str:
    try:
        char = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= char <= "\uf8ff" else char


def _number(value: str | None, default: int) -> int:
    try:
        return max(0, int(value)) if value else default
    except ValueError:
        return default
