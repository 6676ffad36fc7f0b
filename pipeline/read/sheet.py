"""Spreadsheets: XLSX, XLSM, XLSB, XLS (also WPS .et) and ODS by calamine, CSV and TSV by the csv module.

Sheets follow one another as in the workbook.  The rows above a table's head (its title, 单位：万元) and the notes below it
are lines of text; what the sheet hides is in the text as a Block `hidden`, so that it is told and read as no task.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline import messages
from pipeline.language.heads import head_meaning
from pipeline.notice import NoticeError
from pipeline.read import xls_parts
from pipeline.read.archive import Archive
from pipeline.read.data_table import HEAD_ROWS, as_lines, is_data_table
from pipeline.read.draft import MOST_CELLS, Draft, GridCell
from pipeline.read.sheet_parts import MOST_FIELDS, Look, looks

#: Records by which a table of separated values is known, and the columns it has at least.
SNIFFED, COLUMNS = 200, 3
#: How a workbook that a password locks is marked: the name of a stream, in UTF-16.
_LOCKED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))

_Row = dict[int, GridCell]


def read_workbook(data: bytes, format: str, archive: Archive | None = None) -> Draft:
    """Read a workbook; `archive` is the file as ZIP where it is one, looked at before anything is unfolded.

    Raises:
        NoticeError: the workbook is broken, locked by a password, or larger than any notice.
    """
    import python_calamine as calamine

    if any(mark in data for mark in _LOCKED):
        raise NoticeError(messages.text("read.locked"))
    seen: Mapping[str, Look] = looks(archive) if archive is not None else xls_parts.looks(data)
    draft = Draft(format)
    cells = 0
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        for one in sheets:
            sheet = book.get_sheet_by_name(one.name)
            if sheet.total_height * sheet.total_width > MOST_FIELDS:
                raise NoticeError(messages.text("read.table_too_large"))
            values = sheet.to_python(skip_empty_area=False)
            merges = sheet.merged_cell_ranges or []
            rows = _rows(values, merges, seen.get(one.name, Look()))
            cells += sum(len(row) for row in rows.values())
            if cells > MOST_CELLS:
                raise NoticeError(messages.text("read.too_many_cells", most=MOST_CELLS))
            hidden = one.visible != calamine.SheetVisibleEnum.Visible
            _write(draft, rows, seen.get(one.name, Look()), hidden=hidden)
    except calamine.PasswordError:
        raise NoticeError(messages.text("read.locked")) from None
    except NoticeError:
        raise
    except BaseException as error:  # calamine's own errors, and a panic of its parsers, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise NoticeError(messages.text("read.broken_sheet", error=error)) from None
    return draft


def read_separated(text: str, sign: str) -> Draft:
    """Read values separated by a sign (CSV, TSV).

    Raises:
        NoticeError: a value is longer or the table larger than any notice's.
    """
    rows: dict[int, _Row] = {}
    cells = 0
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
            row = {at: GridCell(number, at, value.strip()) for at, value in enumerate(record) if value.strip()}
            cells += len(row)
            if cells > MOST_CELLS or len(record) > MOST_CELLS:
                raise NoticeError(messages.text("read.too_many_cells", most=MOST_CELLS))
            if row:
                rows[number] = row
    except csv.Error as error:
        raise NoticeError(messages.text("read.broken_sheet", error=error)) from None
    draft = Draft("tsv" if sign == "\t" else "csv")
    _write(draft, rows, Look(), hidden=False)
    return draft


def separator(text: str) -> str | None:
    """The sign that separates the values of a text that is a table and nothing else, None for any other text.

    A table has a row of known heads (序号,重点任务,责任单位), and every record behind it has as many values.
    """
    first = text[:20_000]
    for sign in ",;\t":
        if sign not in first:
            continue
        try:
            records = [row for row in csv.reader(io.StringIO(first, newline=""), delimiter=sign) if any(row)]
        except csv.Error:
            continue
        whole = records[:SNIFFED] if len(text) <= len(first) else records[:-1][:SNIFFED]
        head = next((at for at, row in enumerate(whole[:HEAD_ROWS]) if _heads(row) >= 2), None)
        if head is None or len(whole[head]) < COLUMNS or len(whole) - head < 3:
            continue
        # Titles above the head and notes below the table may have fewer values, never more.
        widths = Counter(len(row) for row in whole[head:])
        if max(widths) == len(whole[head]) and widths[len(whole[head])] >= 0.9 * (len(whole) - head):
            return sign
    return None


def _heads(row: Sequence[str]) -> int:
    return sum(head_meaning(value.strip()) is not None for value in row)


# ── values → cells ───────────────────────────────────────────────────────────────────────────────────


def _rows(values: Sequence[Sequence[Any]], merges: Sequence[Any], look: Look) -> dict[int, _Row]:
    """The cells with text, by row and column; a merged cell has its spans, cut to what the sheet holds."""
    height, width = len(values), max(map(len, values), default=0)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    surface = 0
    for (top, left), (bottom, right) in merges:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if bottom < top or right < left:
            continue
        surface += (bottom - top + 1) * (right - left + 1)
        if surface > MOST_FIELDS:
            raise NoticeError(messages.text("read.table_too_large"))
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    rows: dict[int, _Row] = {}
    for number, record in enumerate(values):
        for column, value in enumerate(record):
            place = (number, column)
            if value == "" or value is None or (place in covered and place not in spans):
                continue
            text = _shown(value, look.formats.get(place, ""))
            if text.strip():
                rows.setdefault(number, {})[column] = GridCell(number, column, text, *spans.get(place, (1, 1)))
    return rows


def _shown(value: object, format: str) -> str:
    """A value as the sheet prints it, as far as its number format is known."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, format)
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        return _number(value, format)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _number(value: float, format: str) -> str:
    percent = "%" in format
    shown = value * 100 if percent else value
    _, dot, behind = format.partition(".")
    if format and "0" in format and "E" not in format.upper():
        places = len(behind) - len(behind.lstrip("0")) if dot else 0
        text = f"{shown:.{min(places, 15)}f}"
        if behind.lstrip("0").startswith("#"):  # 0.## prints what is there
            text = _plain(shown)
    else:
        text = _plain(shown)
    return text + "%" if percent else text


def _plain(value: float) -> str:
    """A number without the noise of its last binary digits, and never with an exponent: 15, 0.3, 320760000."""
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    return f"{value:.0f}" if abs(value) >= 1 else f"{value:.20f}".rstrip("0")


def _date(value: datetime.date, format: str) -> str:
    if "年" in format or not format:
        if format and "d" not in format.lower():
            return f"{value.year}年{value.month}月"
        if format and "y" not in format.lower():
            return f"{value.month}月{value.day}日"
        return f"{value.year}年{value.month}月{value.day}日"
    if "月" in format:
        return f"{value.month}月{value.day}日"
    if "d" not in format.lower():
        return f"{value.year}-{value.month:02}"
    return f"{value.year}-{value.month:02}-{value.day:02}"


# ── cells → text ─────────────────────────────────────────────────────────────────────────────────────


def _write(draft: Draft, rows: Mapping[int, _Row], look: Look, *, hidden: bool) -> None:
    """Write a sheet: its titles as lines, its tables as cells, what is hidden as blocks."""
    if hidden:
        for row in rows.values():
            draft.line("\t".join(_line(cell.text) for cell in row.values()), "hidden")
        return
    seen = {number: _visible(row, look) for number, row in rows.items() if number not in look.hidden_rows}
    tables = list(_tables({number: row for number, row in seen.items() if row}))
    numbers: dict[int, tuple[int, int]] = {}  # row → its table and the first row of that table
    for at, table in enumerate(tables):
        numbers.update(dict.fromkeys(table, (at, table[0])))
    given: dict[int, int] = {}
    for number, row in rows.items():
        shown = seen.get(number, {})
        behind = [cell.text for column, cell in row.items() if column not in shown]
        if behind:
            draft.line("\t".join(map(_line, behind)), "hidden")
        if not shown:
            continue
        if number not in numbers:
            for line in as_lines(list(shown.values())):
                draft.line(line)
            continue
        which, first = numbers[number]
        cells = [GridCell(0, c.column, c.text, c.row_span, c.column_span) for c in _filled(shown)]
        given[which] = draft.table(cells, first_row=number - first, number=given.get(which))


def _filled(row: _Row) -> Iterator[GridCell]:
    """The cells of a row with the empty ones between them, so that the line of text has its columns."""
    taken = 0
    for column, cell in sorted(row.items()):
        yield from (GridCell(cell.row, empty, "") for empty in range(taken, column))
        yield cell
        taken = column + cell.column_span


def _line(text: str) -> str:
    return " ".join(text.split())


def _visible(row: _Row, look: Look) -> _Row:
    return {column: cell for column, cell in row.items() if column not in look.hidden_columns}


def _tables(rows: Mapping[int, _Row]) -> Iterator[list[int]]:
    """The rows of each data table: from its head to before the notes below it.

    A head begins a table, wherever it stands; a head that is printed again goes on with it.  A sheet without known heads
    is one table from its first row of several cells.
    """
    numbers = list(rows)
    heads = [at for at, number in enumerate(numbers) if _heads([cell.text for cell in rows[number].values()]) >= 2]
    starts = heads[:1]
    for at in heads[1:]:
        # Behind a title or an empty row another table begins; two rows of heads are one head.
        apart = numbers[at] - numbers[at - 1] > 1 or len(rows[numbers[at - 1]]) == 1
        if apart and _texts(rows[numbers[at]]) != _texts(rows[numbers[starts[-1]]]):
            starts.append(at)
    if not starts:
        starts = [next((at for at, number in enumerate(numbers) if len(rows[number]) > 1), len(numbers))]
    for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
        while end > start and _is_note(rows[numbers[end - 1]]):
            end -= 1
        table = numbers[start:end]
        if is_data_table([_moved(cell, table[0]) for number in table for cell in rows[number].values()]):
            yield table


def _texts(row: _Row) -> list[str]:
    return [cell.text for cell in row.values()]


def _moved(cell: GridCell, first: int) -> GridCell:
    return GridCell(cell.row - first, cell.column, cell.text, cell.row_span, cell.column_span)


def _is_note(row: _Row) -> bool:
    """Whether a row at a table's end is text over its whole width: a note, or the title of what follows."""
    return len(row) == 1 and next(iter(row)) == 0
