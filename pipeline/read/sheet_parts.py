"""What the parts of a packed workbook say before it is unfolded: how large its sheets are, and what calamine leaves out.

A sheet of a few bytes may claim sixteen thousand columns and a million rows, which a reader would make room for.  Every part
that a workbook names as a sheet is gone through first, tag by tag and without a tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from xml.parsers import expat

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.archive import Archive, attribute, local

#: Fields (rows times columns) of a sheet, empty ones among them; the most rows and columns that any program writes.
MOST_FIELDS, MOST_ROWS, MOST_COLUMNS = 2_000_000, 1_048_576, 16_384

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# What a part that is XML begins with, the marks of UTF-8 and UTF-16 among them.
_XML = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

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
    """The look of each sheet of a workbook by its name; empty where a workbook tells nothing.

    Raises:
        NoticeError: a sheet claims more fields than any notice has, or a part is broken.
    """
    found = _looks_of_ods(archive.bytes("content.xml")) if "content.xml" in archive else {}
    styles = _formats(archive)
    for name in ("xl/workbook.bin", "xl/workbook.xml"):
        for title, part in _sheets(archive, name):
            data = archive.bytes(part)
            found[title] = _look(data, styles) if data.lstrip().startswith(_XML) else _look_of_xlsb(data)
    return found


def _sheets(archive: Archive, book: str) -> Iterator[tuple[str, str]]:
    """The parts that a workbook may read as sheets, whatever they are said to be, by the sheet's name where it has one."""
    folder, _, name = book.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if book not in archive or relations not in archive:
        return
    named = book.endswith(".xml")
    titles = dict(_titles_of_xml(archive, book) if named else _titles_of_xlsb(archive.bytes(book)))
    for relation in archive.xml(relations):
        number, target = attribute(relation, "Id"), (attribute(relation, "Target") or "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in archive and (number in titles or not named):
            yield titles.get(number) or part, part


def _titles_of_xml(archive: Archive, book: str) -> Iterator[tuple[str | None, str | None]]:
    """The relation and the name of each sheet of an XLSX."""
    for sheet in archive.xml(book).iter("{*}sheet"):
        yield attribute(sheet, "id"), attribute(sheet, "name")


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


def _tags(data: bytes, begins: Callable[[str, Mapping[str, str]], None]) -> None:
    """Call with every tag of a part, prefix and all, and its attributes.

    Raises:
        NoticeError: the part is no XML, or declares a document type.
    """

    def refuse(*_: object) -> None:
        raise NoticeError(messages.text("read.part_unsafe", name="xl"))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begins, refuse
    try:
        parser.Parse(data, True)
    except NoticeError:
        raise
    except (expat.ExpatError, ValueError) as error:
        raise NoticeError(messages.text("read.broken_sheet", error=error)) from None


class _Sheet:
    """What the tags of a sheet say, one after another."""

    def __init__(self, styles: list[str]) -> None:
        self.styles = styles
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.formats: dict[tuple[int, int], str] = {}
        self.height = self.width = self.row = self.column = 0

    def tag(self, name: str, values: Mapping[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self.row = _whole(values.get("r"), self.row + 1)
                self.column = 0
                if values.get("hidden") in ("1", "true"):
                    self.rows.add(self.row - 1)
            case "col" if values.get("hidden") in ("1", "true"):
                first = _integer(values.get("min"), 1)
                self.columns.update(range(first - 1, min(_integer(values.get("max"), first), MOST_COLUMNS)))
            case "c":
                place = _PLACE.fullmatch(values.get("r", ""))
                self.column = _column(place[1].upper()) if place else self.column + 1
                self.row = int(place[2]) if place else self.row
                if "r" in values and not place:
                    _bound(MOST_ROWS, MOST_COLUMNS)
                style = _integer(values.get("s"), -1)
                if 0 <= style < len(self.styles) and self.styles[style]:
                    self.formats[self.row - 1, self.column - 1] = self.styles[style]
            case "v" | "is" | "f":  # a cell without these has a style and no value
                self.height, self.width = max(self.height, self.row), max(self.width, self.column)
                _bound(self.height, self.width)


def _look(data: bytes, styles: list[str]) -> Look:
    sheet = _Sheet(styles)
    _tags(data, sheet.tag)
    return Look(sheet.rows, sheet.columns, sheet.formats)


class _Sheets:
    """What the tags of an ODS say of its sheets, where one tag may stand for a million fields: how large they are, what they
    hide."""

    def __init__(self) -> None:
        self.found: dict[str, Look] = {}
        self.blanks = 0
        self._begin("")

    def _begin(self, name: str) -> None:
        self.rows = self.height = self.width = self.column = self.repeat = self.columns = 0
        self.row_hidden = False
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        # The rest of the sheet is told by the tags that follow.
        self.found[name] = Look(self.hidden_rows, self.hidden_columns)

    def tag(self, name: str, values: Mapping[str, str]) -> None:
        hidden = _named(values, "visibility") in ("collapse", "filter")
        match name.rpartition(":")[2]:
            case "table":
                self._begin(_named(values, "name") or "")
            case "table-column":
                first = self.columns
                self.columns += _whole(_named(values, "number-columns-repeated"), 1)
                if hidden:
                    self.hidden_columns.update(range(first, min(self.columns, MOST_COLUMNS)))
            case "table-row":
                self.rows, self.column = self.rows + self.repeat, 0
                self.repeat, self.row_hidden = _whole(_named(values, "number-rows-repeated"), 1), hidden
            case "table-cell" | "covered-table-cell":
                self.column += _whole(_named(values, "number-columns-repeated"), 1)
                if _named(values, "value-type") is not None:
                    self._valued()
            case "p":
                self._valued()
            case "s":  # so many blanks
                self.blanks += _whole(_named(values, "c"), 1)
                _bound(self.blanks, 1)

    def _valued(self) -> None:
        self.height, self.width = self.rows + self.repeat, max(self.width, self.column)
        _bound(self.height, self.width)
        # Empty rows that a sheet hides behind its last one are no matter.
        if self.row_hidden:
            self.hidden_rows.update(range(self.rows, self.height))


def _named(values: Mapping[str, str], name: str) -> str | None:
    """An attribute's value, whatever its prefix."""
    return next((value for key, value in values.items() if key.rpartition(":")[2] == name), None)


def _looks_of_ods(data: bytes) -> dict[str, Look]:
    sheets = _Sheets()
    _tags(data, sheets.tag)
    return sheets.found


def _look_of_xlsb(data: bytes) -> Look:
    """What a sheet of an XLSB hides; its rows and columns are bounded."""
    row = height = width = 0
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, record in _records_of_xlsb(data):
        first = int.from_bytes(record[:4], "little")
        if kind == 0 and len(record) >= 4:
            row = first + 1
            if len(record) > 11 and record[11] & 0x10:
                rows.add(first)
        elif kind == 60 and len(record) >= 18 and record[16] & 1:
            columns.update(range(first, min(int.from_bytes(record[4:8], "little") + 1, MOST_COLUMNS)))
        elif 2 <= kind <= 11 and len(record) >= 4:
            height, width = max(height, row), max(width, first + 1)
            _bound(height, width)
    return Look(rows, columns)


def _titles_of_xlsb(data: bytes) -> Iterator[tuple[str | None, str | None]]:
    """The relation and the name of each sheet of an XLSB."""
    for kind, record in _records_of_xlsb(data):
        if kind == 156:
            relation, at = _counted(record, 8)
            yield relation, _counted(record, at)[0]


def _counted(record: bytes, at: int) -> tuple[str, int]:
    """A text that its number of characters stands before, and the place behind it."""
    end = at + 4 + 2 * int.from_bytes(record[at : at + 4], "little")
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _records_of_xlsb(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part of an XLSB: a type, a length and so many bytes (MS-XLSB, 2.1.4)."""
    at = 0
    while at < len(data):
        kind, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        yield kind, data[at : at + size]
        at += size


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


def _bound(rows: int, columns: int) -> None:
    if rows * columns > MOST_FIELDS or rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise NoticeError(messages.text("read.table_too_large"))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _whole(value: str | None, default: int) -> int:
    """A count; one of more digits than any is one too many."""
    return MOST_FIELDS + 1 if value and len(value) > 9 else _integer(value, default)


def _integer(value: str | None, default: int = 0) -> int:
    try:
        return int(value) if value and len(value) < 10 else default
    except ValueError:
        return default
