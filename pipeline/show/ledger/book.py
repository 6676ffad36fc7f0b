"""An Excel workbook that prints well and in which no word of a document acts.

The words of a document are written as strings, and those that look like a formula carry the mark that keeps them
strings when a person edits them.  A formula is a `Formula`, made of cells and of the program's own words alone.  The
same content gives the same bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal
from unicodedata import east_asian_width

from pipeline.show.ledger.labels import Labels
from pipeline.show.ledger.source import shortened

# Limits of the file format: characters of a cell and of a sheet's name (in UTF-16), of a page header, points of a row.
_CELL, _NAME, _HEADER, _TALLEST = 32_767, 31, 255, 409.0
_LINE = 16.0
# Digits of Arial 10, in which widths are counted, that A4 across holds: at 11 points where a digit takes 7 pixels, and at
# 9 points still where a system has but a font that takes a quarter more.
PAGE_WIDTH = 145.0
# A column of words that has to make room for others stays so wide.
_NARROWEST = 12.0
# What a column takes besides its width, in digits.
PADDING = 5 / 7

Kind = Literal["text", "count", "number", "share", "date", "link", "entry", "status", "day", "actual", "id"]
ENTRY_KINDS = ("entry", "status", "day", "actual")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in digits, what its cells are and the function that gives them from a row.

    The kinds `entry`, `status`, `day` and `actual` are for people to fill in; a `link` cell is a pair of words and a
    sheet's name.  A column that is `droppable` is left out where no row has anything in it.
    """

    head: str
    width: float
    cell: Callable[[Any], object]
    kind: Kind = "text"
    droppable: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that is a heading of the rows below it."""

    words: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the program's own, and the value it has when the file is written.

    In a table ``[@head]`` stands for the cell of that column in the same row.
    """

    text: str
    value: object = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands on its sheet: the letter of each column by its head, the first and last row from 1."""

    sheet: str
    letters: dict[str, str]
    first: int
    last: int

    def range(self, head: str) -> str:
        """The cells of a column, as a formula names them; the sheet's name is the program's own."""
        return f"'{self.sheet}'!${self.letters[head]}${self.first}:${self.letters[head]}${self.last}"


def wide(text: str) -> float:
    """The width of a line in digits, a little more than any font takes."""
    return sum(2.1 if east_asian_width(sign) in "WFA" else 1.1 for sign in text)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width."""
    return sum(max(1, math.ceil(wide(line) / (width - 1))) for line in text.split("\n"))


def height(cells: Iterable[tuple[str, float]]) -> float:
    """How tall a row must be for its texts in cells of those widths, in points."""
    return min(_TALLEST, _LINE * max((_lines(*cell) for cell in cells), default=1) + 6)


def width_for(texts: Iterable[str], least: float) -> float:
    """The width at which the longest text fits the tallest row."""
    lines = (_TALLEST - 6) // _LINE - 1
    return min(100.0, max([least, *(wide(text) / lines + 2 for text in texts)]))


def _fitted(columns: Sequence[Column], cells: Sequence[Sequence[object]]) -> list[Column]:
    """The columns as wide as a page: those of words give way, as far as their longest text fits the tallest row."""
    over = sum(column.width + PADDING for column in columns if column.kind != "id") - PAGE_WIDTH
    spare = [0.0] * len(columns)
    for place, column in enumerate(columns):
        if over > 0 and column.kind in ("text", "entry"):
            texts = (_text(line[place]) for line in cells if len(line) > place)
            spare[place] = max(0.0, column.width - width_for(texts, _NARROWEST))
    share = min(1.0, over / sum(spare)) if any(spare) else 0.0
    return [replace(column, width=column.width - share * free) for column, free in zip(columns, spare, strict=True)]


# What a spreadsheet may take for a formula when the cell is edited, full width too where the locale is East Asian.
_FORMULA = tuple("=+-@＝＋－＠")
NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def _utf16(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def clean(text: str) -> str:
    """The text as XML can hold it."""
    return NO_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def sheet_names(wanted: Iterable[str], taken: Iterable[str] = (), empty: str = "单位") -> list[str]:
    """A name for each sheet: at most 31 characters, none of ``[]:*?/\\``, no two alike for Excel."""
    seen = {"history", *(name.casefold() for name in taken)}
    names = []
    for name in wanted:
        bare = re.sub(r"[\[\]:*?/\\]", "·", NO_TEXT.sub("", name)).replace("\n", " ").strip("' \t") or empty
        place, end = 1, ""
        while (short := _fitting(bare, end)).casefold() in seen:
            place += 1
            end = f"（{place}）"
        seen.add(short.casefold())
        names.append(short)
    return names


def _fitting(name: str, end: str) -> str:
    while _utf16(name + end) > _NAME:
        name = name[:-1]
    return name.rstrip("' ") + end


def letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


class Book:
    """A workbook and the formats of its cells."""

    def __init__(self, title: str, created: date, labels: Labels) -> None:
        from xlsxwriter import Workbook

        self.labels = labels
        self._file = BytesIO()
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        usual = {"default_format_properties": {"font_name": "Arial", "font_size": 10}}
        self._book = Workbook(self._file, {"in_memory": True, **safe, **usual})
        # The library would put the clock here.
        moment = datetime(created.year, created.month, created.day)
        self._book.set_properties({"title": clean(title), "subject": labels("says.ledger"), "created": moment})
        # Formulas are worked out anew when the file is opened.
        self._book.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._title = title

    def bytes(self) -> bytes:
        self._book.close()
        return self._file.getvalue()

    def format(self, **settings: Any) -> Any:
        """The format with these settings over the usual ones, made once."""
        usual = {"font_name": "宋体", "font_size": 11, "valign": "top", "text_wrap": True}
        key = tuple(sorted({**usual, **settings}.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(key))
        return self._formats[key]

    def sheet(self, name: str, colour: str | None = None) -> Any:
        """A new sheet that prints on A4 across, as wide as the page, with its pages numbered."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        title = shortened(clean(self._title), 80).replace("&", "&&")
        head = f'&L&"宋体"&9{title}&R&"宋体"&9{name.replace("&", "&&")}'
        sheet.set_header(head if _utf16(head) <= _HEADER else "")
        sheet.set_footer(f'&C&"宋体"&9{self.labels("says.foot")}')
        sheet.hide_gridlines(2)
        if colour:
            sheet.set_tab_color(colour)
        return sheet

    def write(self, sheet: Any, row: int, column: int, value: object, **settings: Any) -> None:
        """Write a cell.  A text is a string whatever it looks like."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.format(**settings))
        elif isinstance(value, Formula):
            self._formula(sheet, row, column, value, settings)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.format(num_format="0", **settings))
        elif isinstance(value, float) and math.isfinite(value):
            places = len(f"{value:.6f}".rstrip("0").partition(".")[2])
            pattern = "#,##0" + ("." + "0" * places if places else "")
            sheet.write_number(row, column, value, self.format(**{"num_format": pattern, **settings}))
        elif isinstance(value, date) and value.year > 1900:
            moment = datetime(value.year, value.month, value.day)
            settings = {"align": "center", **settings}
            sheet.write_datetime(row, column, moment, self.format(num_format="yyyy-mm-dd", **settings))
        else:
            text = clean(str(value))
            if _utf16(text) > _CELL:
                end = self.labels("says.cut")
                text = text[: (_CELL - len(end)) // 2] + end
            if text.startswith(_FORMULA):
                settings["quote_prefix"] = True
            sheet.write_string(row, column, text, self.format(**settings))

    def _formula(self, sheet: Any, row: int, column: int, formula: Formula, settings: dict[str, Any]) -> None:
        value = formula.value
        if isinstance(value, date):
            value = (value - date(1899, 12, 30)).days
        if value is None or isinstance(value, str):
            value = clean(value or "")
        sheet.write_formula(row, column, formula.text, self.format(**settings), value)

    def link(self, sheet: Any, row: int, column: int, words: str, target: str, **settings: Any) -> None:
        """Write a link to another sheet of the workbook."""
        look = self.format(font_color="#1F4E79", underline=1, **settings)
        quoted = target.replace("'", "''")
        tip = self.labels("says.go", sheet=target)
        sheet.write_url(row, column, f"internal:'{quoted}'!A1", look, clean(words)[:_CELL], tip)

    def table(
        self,
        sheet: Any,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[object],
        top: int = 1,
    ) -> Placed:
        """A title, and a table with its head in row `top`: frozen, filtered, repeated in print, rows as tall as their text.

        Columns of ids stand last and are not printed.  Returns where the table stands.
        """
        columns, cells = _filled(columns, rows)
        columns = _fitted(columns, cells)
        printed = [place for place, column in enumerate(columns) if column.kind != "id"]
        self._title_row(sheet, title, [columns[place].width for place in printed])
        head = {"bold": True, "bg_color": "#DDE7F0", "border": 1, "border_color": "#8FA3B5"}
        for place, column in enumerate(columns):
            self.write(sheet, top, place, column.head, align="center", **{**head, "valign": "vcenter"})
            sheet.set_column(place, place, column.width)
        sheet.set_row(top, height((column.head, column.width - 2) for column in columns) + 4)
        letters = {column.head: letter(place) for place, column in enumerate(columns)}
        for number, (row, line) in enumerate(zip(rows, cells, strict=True), top + 1):
            if isinstance(row, Heading):
                self._heading(sheet, number, row.words, printed[-1])
                continue
            texts = (
                (_text(cell), column.width) for column, cell in zip(columns, line, strict=True) if column.kind != "id"
            )
            sheet.set_row(number, height(texts))
            for place, (column, cell) in enumerate(zip(columns, line, strict=True)):
                self._body(sheet, number, place, column.kind, _in_row(cell, letters, number + 1))
        last = max(top + len(rows), top + 1)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
        sheet.repeat_rows(0, top)
        sheet.print_area(0, 0, max(top + len(rows), top), printed[-1])
        return Placed(sheet.get_name(), letters, top + 2, last + 1)

    def _title_row(self, sheet: Any, title: str, widths: Sequence[float]) -> None:
        big = {"bold": True, "font_size": 15, "font_name": "黑体", "valign": "vcenter"}
        if len(widths) > 1:
            sheet.merge_range(0, 0, 0, len(widths) - 1, "", self.format(**big))
        self.write(sheet, 0, 0, title, **big)
        sheet.set_row(0, 6 + 22 * _lines(title, sum(widths) * 11 / 15))

    def _heading(self, sheet: Any, row: int, words: str, last: int) -> None:
        look = {"bold": True, "bg_color": "#EEF2F6", "text_wrap": False, "valign": "vcenter"}
        sheet.set_row(row, 22)
        self.write(sheet, row, 0, words, top=1, bottom=1, **look)
        for place in range(1, last + 1):
            self.write(sheet, row, place, None, top=1, bottom=1, **look)

    def _body(self, sheet: Any, row: int, place: int, kind: Kind, cell: object) -> None:
        look: dict[str, Any] = {"border": 1, "border_color": "#C9D3DC"}
        if kind == "link" and isinstance(cell, tuple):
            self.link(sheet, row, place, *cell, **look)
            return
        if kind in ("count", "status", "day"):
            look["align"] = "center"
        elif kind == "id":
            look |= {"font_color": "#7F7F7F", "font_size": 9}
        elif kind in ("number", "actual", "share"):
            look["align"] = "right"
        if kind == "share":
            look["num_format"] = "0%"
        if kind == "day" and isinstance(cell, Formula):
            look["num_format"] = "yyyy-mm-dd"
        if kind in ENTRY_KINDS and not isinstance(cell, Formula):
            look["bg_color"] = "#FFFDF2"
        self.write(sheet, row, place, cell, **look)

    # ── what a sheet does ──

    def choose_status(self, sheet: Any, at: Placed, head: str, entered: bool) -> None:
        """Colour a column of states, and offer them as a list where they are entered."""
        states = self.labels.all("status")
        place = _number(at.letters[head])
        first, last = at.first - 1, at.last - 1
        if entered:
            rule = {
                "validate": "list",
                "source": list(states.values()),
                "error_title": head,
                "error_message": self.labels("says.choose", list="、".join(states.values())),
            }
            sheet.data_validation(first, place, last, place, rule)
        colours = {"not_started": "#E3E3E3", "on_course": "#FFEB9C", "done": "#C6EFCE", "late": "#FFC7CE"}
        for state, words in states.items():
            look = self._book.add_format({"bg_color": colours[state], "font_color": "#1F1F1F"})
            rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": look}
            sheet.conditional_format(first, place, last, place, rule)

    def ask_percent(self, sheet: Any, at: Placed, actual: str, value: str, unit: str) -> None:
        """Warn who enters 0.082, or 8.2% which a spreadsheet makes 0.082 of, beside a goal of 7 %."""
        entry, goal, measure = (f"${at.letters[head]}{at.first}" for head in (actual, value, unit))
        rule = {
            "validate": "custom",
            "value": f'=OR(NOT(ISNUMBER({entry})),{measure}<>"%",ABS({entry})>=1,{entry}=0,{goal}<2)',
            "error_type": "warning",
            "error_title": actual,
            "error_message": self.labels("says.percent"),
        }
        place = _number(at.letters[actual])
        sheet.data_validation(at.first - 1, place, at.last - 1, place, rule)

    def mark_overdue(self, sheet: Any, at: Placed, day: str, status: str) -> None:
        """Colour a last day that has passed while the task is not done."""
        due, done = f"${at.letters[day]}{at.first}", f"${at.letters[status]}{at.first}"
        look = self._book.add_format({"font_color": "#C00000"})
        rule = f'=AND(ISNUMBER({due}),{due}<TODAY(),{done}<>"{self.labels("status.done")}")'
        place = _number(at.letters[day])
        condition = {"type": "formula", "criteria": rule, "format": look}
        sheet.conditional_format(at.first - 1, place, at.last - 1, place, condition)


def _number(letters: str) -> int:
    from xlsxwriter.utility import xl_cell_to_rowcol

    return int(xl_cell_to_rowcol(f"{letters}1")[1])


def _in_row(cell: object, letters: Mapping[str, str], number: int) -> object:
    """A cell of that row; a formula's heads become cells."""
    if not isinstance(cell, Formula):
        return cell
    return replace(cell, text=re.sub(r"\[@([^\]]+)\]", lambda head: f"${letters[head[1]]}{number}", cell.text))


def _text(cell: object) -> str:
    """What a cell shows, as far as it may take several lines."""
    shown = cell.value if isinstance(cell, Formula) else cell
    return shown if isinstance(shown, str) else ""


def _filled(columns: Sequence[Column], rows: Sequence[object]) -> tuple[list[Column], list[list[object]]]:
    """The columns that hold something, or are to be filled in, and the cells of each row."""
    cells = [[None if isinstance(row, Heading) else column.cell(row) for column in columns] for row in rows]
    kept = [
        place
        for place, column in enumerate(columns)
        if not column.droppable or any(line[place] not in (None, "") for line in cells)
    ]
    return [columns[place] for place in kept], [[line[place] for place in kept] for line in cells]
