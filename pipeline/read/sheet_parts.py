"""What the parts of a packed workbook say before it is unfolded: how large its sheets are, and what calamine leaves out.

A sheet of a few bytes may claim sixteen thousand columns and a million rows, which a reader would make room for.  The tags
are counted as bytes, without a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from html import unescape

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.archive import Archive, attribute, local

#: Fields (rows times columns) of a sheet, empty ones among them.
MOST_FIELDS = 2_000_000
# Columns of any sheet.
_MOST_COLUMNS = 16_384

_TAG = re.compile(rb"<(?:\w{1,20}:)?(row|col|c)\b([^<>]{0,2000})>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]{1,60})\s{0,9}=\s{0,9}["']([^"'<>]{0,200})["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_ODS_TAG = re.compile(rb"<table:(table|table-column|table-row|table-cell|covered-table-cell)(?![\w-])([^<>]{0,4000})>")

#: Number formats that every workbook has without saying them (ECMA-376, 18.8.30), those of Chinese Excel among them.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-m-d",
    27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 31: "yyyy年m月d日", 36: "yyyy年m月", 50: "yyyy年m月", 51: "m月d日",
    52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "yyyy年m月", 56: "m月d日", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_QUOTED = re.compile(r"""["\\]|\[[^\]]{0,40}\]""")


@dataclass(frozen=True, slots=True)
class Look:
    """What a sheet hides, and the number formats of its cells by row and column, counted from 0."""

    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    formats: dict[tuple[int, int], str] = field(default_factory=dict)


def looks(archive: Archive) -> dict[str, Look]:
    """The look of each sheet of a workbook by its name; what an XLSB hides and how it shows numbers is not told.

    Raises:
        NoticeError: a sheet claims more fields than any notice has, or a part is broken.
    """
    if "content.xml" in archive:
        return _looks_of_ods(archive.bytes("content.xml"))
    names = {name: kind for name in archive.names() if (kind := _kind(name))}
    for name, kind in names.items():
        if kind == "bin":
            _bound_xlsb(archive.bytes(name))
    styles = _formats(archive)
    by_part = {name: _look(archive.bytes(name), styles) for name, kind in names.items() if kind == "xml"}
    return {title: by_part[part] for title, part in _titles(archive) if part in by_part}


def _kind(name: str) -> str | None:
    found = re.fullmatch(r"xl/worksheets/[^/]{1,200}\.(xml|bin)", name)
    return found[1] if found else None


def _titles(archive: Archive) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part that holds it."""
    if "xl/workbook.xml" not in archive or "xl/_rels/workbook.xml.rels" not in archive:
        return
    parts = {
        attribute(relation, "Id"): (attribute(relation, "Target") or "").removeprefix("/xl/")
        for relation in archive.xml("xl/_rels/workbook.xml.rels")
    }
    for sheet in archive.xml("xl/workbook.xml").iter("{*}sheet"):
        title, target = attribute(sheet, "name"), parts.get(attribute(sheet, "id"))
        if title and target:
            yield title, f"xl/{target}"


def _formats(archive: Archive) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in archive:
        return []
    root = archive.xml("xl/styles.xml")
    codes = dict(_BUILT_IN)
    for one in root.iter("{*}numFmt"):
        with_quotes = attribute(one, "formatCode") or ""
        codes[_integer(attribute(one, "numFmtId"))] = _QUOTED.sub("", with_quotes.split(";")[0])
    styles = next((child for child in root if local(child) == "cellXfs"), None)
    return [codes.get(_integer(attribute(one, "numFmtId")), "") for one in styles] if styles is not None else []


def _look(data: bytes, styles: list[str]) -> Look:
    rows: set[int] = set()
    columns: set[int] = set()
    formats: dict[tuple[int, int], str] = {}
    height = width = row = column = 0
    for tag in _TAG.finditer(data):
        values = dict(_ATTRIBUTE.findall(tag[2]))
        if tag[1] == b"row":
            row = _integer(values.get(b"r"), row + 1)
            column = 0
            if values.get(b"hidden") in (b"1", b"true"):
                rows.add(row - 1)
        elif tag[1] == b"col":
            if values.get(b"hidden") in (b"1", b"true"):
                first = _integer(values.get(b"min"), 1)
                columns.update(range(first - 1, min(_integer(values.get(b"max"), first), _MOST_COLUMNS)))
        else:
            place = _PLACE.fullmatch(values.get(b"r", b""))
            column = _column(place[1]) if place else column + 1
            row = int(place[2]) if place else row
            if tag[2].endswith(b"/"):
                continue  # a style and no value
            height, width = max(height, row), max(width, column)
            style = _integer(values.get(b"s"), -1)
            if 0 <= style < len(styles) and styles[style]:
                formats[row - 1, column - 1] = styles[style]
    _bound(height * width)
    return Look(rows, columns, formats)


def _looks_of_ods(data: bytes) -> dict[str, Look]:
    """What each sheet of an ODS hides; its rows and columns are bounded, where one tag may stand for a million fields."""
    found: dict[str, Look] = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    rows = height = width = column = repeat = columns = 0
    row_hidden = False
    for tag in _ODS_TAG.finditer(data):
        values = dict(_ATTRIBUTE.findall(tag[2]))
        hidden = values.get(b"table:visibility") in (b"collapse", b"filter")
        if tag[1] == b"table":
            rows = height = width = column = repeat = columns = 0
            hidden_rows, hidden_columns = set(), set()
            # The rest of the sheet is told by the tags that follow.
            title = unescape(values.get(b"table:name", b"").decode("utf-8", "replace"))
            found[title] = Look(hidden_rows, hidden_columns)
        elif tag[1] == b"table-column":
            first = columns
            columns += _integer(values.get(b"table:number-columns-repeated"), 1)
            if hidden:
                hidden_columns.update(range(first, min(columns, _MOST_COLUMNS)))
        elif tag[1] == b"table-row":
            rows, column = rows + repeat, 0
            repeat, row_hidden = _integer(values.get(b"table:number-rows-repeated"), 1), hidden
        else:
            column += _integer(values.get(b"table:number-columns-repeated"), 1)
            if not tag[2].endswith(b"/") or b"office:value-type" in tag[2]:
                height, width = rows + repeat, max(width, column)
                _bound(height * width)
                # Empty rows that a sheet hides behind its last one are no matter.
                if row_hidden:
                    hidden_rows.update(range(rows, height))
    return found


def _bound_xlsb(data: bytes) -> None:
    """Bound the rows and columns of a sheet of an XLSB: records of a type, a length and so many bytes (MS-XLSB, 2.1.4)."""
    at = row = height = width = 0
    while at < len(data):
        kind, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        if kind == 0 and size >= 4:
            row = int.from_bytes(data[at : at + 4], "little") + 1
        elif 2 <= kind <= 11 and size >= 4:
            height = max(height, row)
            width = max(width, int.from_bytes(data[at : at + 4], "little") + 1)
        at += size
    _bound(height * width)


def _variable(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at


def _bound(fields: int) -> None:
    if fields > MOST_FIELDS:
        raise NoticeError(messages.text("read.table_too_large"))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _integer(value: bytes | str | None, default: int = 0) -> int:
    try:
        return int(value) if value and len(value) < 10 else default
    except ValueError:
        return default
