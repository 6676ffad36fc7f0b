"""The supervision ledger (督办台账) of a notice: an Excel workbook for those who chase its tasks.

Everything in it comes from the tables of the dataset.  No cell is a formula: the words of a document are written as
strings, and those that look like a formula carry the mark that keeps them strings when a person edits them.  The same
tables give the same bytes.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, Literal
from unicodedata import east_asian_width

from pipeline.dataset.datapackage import dictionary

Row = Mapping[str, Any]

# 财政局等， 财政局等有关部门）: behind a name, that the list does not name all.
_AND_OTHERS = re.compile(r"\s*等(?:有关|相关)?(?:部门|单位)?(?=\s*(?:[，；。、,;)）\]】]|$))")

STATUS = ("未启动", "推进中", "已完成", "滞后")

# A unit with one task, and those beyond so many sheets, share the last sheet.
_UNIT_SHEETS = 60
_FIRST_FINDINGS = 12
# Limits of the file format: characters of a cell and of a sheet's name (in UTF-16), of a page header, points of a row.
_CELL, _NAME, _HEADER, _TALLEST = 32_767, 31, 255, 409.0
_LINE = 16.0
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_ROLE_COLUMNS = {
    "lead": "牵头单位",
    "responsible": "责任单位",
    "support": "配合单位",
    "supervise": "督办、指导单位",
    "guide": "指导单位",
}
_TASKS, _UNITS, _TARGETS, _FINDINGS, _OTHERS = "任务总表", "单位索引", "指标", "需核对", "其他单位"


def run(notice_id: str, data: Path, out: Path) -> Path:
    """Write the ledger of a notice to ``<out>/<notice_id>.xlsx`` and return its path.

    Args:
        notice_id: a notice of the dataset.
        data: the folder of the dataset.
        out: the folder to write to; it is made where it is missing.

    Raises:
        OSError: a table cannot be read, or the workbook cannot be written (it is open in an office program).
    """
    content = _Ledger(_Notice(notice_id, data)).bytes()
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{notice_id}.xlsx"
    path.write_bytes(content)
    return path


# ── what the tables say of one notice ────────────────────────────────────────────────────────────────


class _Notice:
    """The rows of one notice, and what a ledger asks of them."""

    def __init__(self, notice_id: str, data: Path) -> None:
        import pyarrow.parquet as pq

        def rows(table: str) -> list[Row]:
            chosen = None if table == "units" else [("notice_id", "==", notice_id)]
            found: list[Row] = pq.read_table(data / f"{table}.parquet", filters=chosen).to_pylist()
            return found

        self.notice_id = notice_id
        self.about = rows("notices")[0]
        self.items, self.assignments, self.targets = rows("items"), rows("assignments"), rows("targets")
        self.corrections = rows("corrections")
        rank = list(_SEVERITIES)
        self.findings = sorted(rows("findings"), key=lambda row: (rank.index(row["severity"]), row["span_start"]))
        self.text = (data / "text" / f"{notice_id}.txt").read_bytes().decode()
        self.units = {row["unit_id"]: row for row in rows("units")}
        self.sections = {row["section_id"]: row for row in rows("sections")}
        self.place = {item["item_id"]: place for place, item in enumerate(self.items, 1)}

    @property
    def title(self) -> str:
        return self.about["title"] or self.notice_id

    def heading(self, section_id: str | None) -> str:
        """The headings that lead to a place, from the top, a line each."""
        path: list[str] = []
        while section_id:
            row = self.sections[section_id]
            words = (row["heading_corrected"] or row["heading"]).rstrip("。")
            path.append(row["marker"] + _shortened(words, 40))
            section_id = row["parent_id"]
        return "\n".join(reversed(path))

    def words(self, start: int, end: int, limit: int = 120) -> str:
        """The words of the source, without the line breaks and blanks it prints between Chinese characters."""
        words = " ".join(self.text[start:end].split())
        words = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", words)
        return _shortened(words, limit)

    @cached_property
    def duties(self) -> dict[str, list[Row]]:
        """The assignments of each task; a task that a heading's list covers has those of that list."""
        own: dict[str, list[Row]] = defaultdict(list)
        for row in self.assignments:
            own[row["item_id"]].append(row)
        return {item["item_id"]: own.get(item["item_id"]) or own.get(item["covered_by"], []) for item in self.items}

    @cached_property
    def targets_of(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.targets:
            found[row["item_id"]].append(row)
        return found

    @cached_property
    def load(self) -> dict[str, dict[str, list[str]]]:
        """The tasks of each unit and its roles there, the unit with the most tasks first."""
        load: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for item_id, duties in self.duties.items():
            for row in duties:
                roles = load[row["unit_id"]][item_id]
                if row["role"] not in roles:
                    roles.append(row["role"])
        return dict(sorted(load.items(), key=lambda entry: (-len(entry[1]), entry[0])))

    def named(self, item: Row, role: str) -> str:
        """The units that have a role in a task, as printed, and 等 where the list does not name them all."""
        said = ""
        for name, row in {row["name"]: row for row in self.duties[item["item_id"]] if row["role"] == role}.items():
            said += ("，" if said.endswith("等") else "、" if said else "") + name
            said += "等" if _AND_OTHERS.match(self.text, row["span_end"]) else ""
        return said

    def task(self, item: Row) -> str:
        words: str = item["text_corrected"] or item["text"] or item["title"] or ""
        return words

    def target(self, row: Row) -> str:
        """A target in words: 技改投资：66亿元以上（年内）."""
        said = f"{row['modality'] or ''}{self.words(row['span_start'], row['span_end'])}"
        within = f"（{row['deadline']}）" if row["deadline"] else ""
        return f"{'其中，' if row['part_of'] else ''}{row['indicator']}：{said}{within}"

    def commitments(self, item: Row) -> str:
        rows = self.targets_of.get(item["item_id"], [])
        mark = "" if len(rows) == 1 else "· "
        return "\n".join(mark + self.target(row) for row in rows)

    def deadline(self, item: Row) -> tuple[str, date | None]:
        """The deadline as printed and its last day: that of the list, else those of the targets in the text."""
        rows = [item] if item["deadline"] else self.targets_of.get(item["item_id"], [])
        days = [row["deadline_date"] for row in rows if row["deadline_date"]]
        return "；".join(dict.fromkeys(row["deadline"] for row in rows if row["deadline"])), max(days, default=None)


def _meaning(table: str, column: str, value: str | None) -> str:
    """The Chinese name of a value of a closed list, as the dictionary of columns has it."""
    found = next(one for one in dictionary().tables[table].columns if one.name == column)
    return re.split("[：； ]", found.enum[value][1])[0] if value and found.enum else ""


# ── how a sheet looks ────────────────────────────────────────────────────────────────────────────────

Kind = Literal["text", "count", "number", "date", "link", "entry", "status", "id"]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its head, its width in digits, and what its cells are.

    `entry` and `status` are for people to fill in; `link` cells are pairs of words and a sheet's name.
    """

    head: str
    width: float
    kind: Kind = "text"


_ENTRIES = (
    _Column("进展情况", 18, "entry"),
    _Column("完成情况", 10, "status"),
    _Column("责任人", 9, "entry"),
    _Column("备注", 11, "entry"),
)


def _wide(text: str) -> float:
    """The width of a line in digits, a little more than any font takes."""
    return sum(2.1 if east_asian_width(sign) in "WFA" else 1.1 for sign in text)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width."""
    return sum(max(1, math.ceil(_wide(line) / (width - 1))) for line in text.split("\n"))


def _height(cells: Iterable[tuple[str, float]]) -> float:
    return min(_TALLEST, _LINE * max((_lines(*cell) for cell in cells), default=1) + 6)


# What a spreadsheet may take for a formula when the cell is edited, full width too where the locale is East Asian.
_FORMULA = tuple("=+-@＝＋－＠")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_CUT = "……（全文见数据表）"


def _utf16(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _cell(text: str) -> str:
    """The text as a cell can hold it."""
    text = _NO_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _utf16(text) <= _CELL:
        return text
    return text[: (_CELL - len(_CUT)) // 2] + _CUT


def sheet_names(wanted: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """A name for each sheet: at most 31 characters, none of ``[]:*?/\\``, no two alike for Excel."""
    seen = {"history", *(name.casefold() for name in taken)}
    names = []
    for name in wanted:
        clean = re.sub(r"[\[\]:*?/\\]", "·", _NO_TEXT.sub("", name)).replace("\n", " ").strip("' \t") or "单位"
        place, end = 1, ""
        while (short := _fitting(clean, end)).casefold() in seen:
            place += 1
            end = f"（{place}）"
        seen.add(short.casefold())
        names.append(short)
    return names


def _fitting(name: str, end: str) -> str:
    while _utf16(name + end) > _NAME:
        name = name[:-1]
    return name.rstrip("' ") + end


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


class _Book:
    """A workbook and the formats of its cells."""

    def __init__(self, title: str, subject: str, created: date) -> None:
        from xlsxwriter import Workbook

        self._file = BytesIO()
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = Workbook(self._file, {"in_memory": True, **safe})
        # The library would put the clock here.
        moment = datetime(created.year, created.month, created.day)
        self._book.set_properties({"title": title, "subject": subject, "created": moment})
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
        head = f'&L&"宋体"&9{_shortened(_cell(self._title), 80).replace("&", "&&")}&R&"宋体"&9{name.replace("&", "&&")}'
        sheet.set_header(head if _utf16(head) <= _HEADER else "")
        sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')
        sheet.hide_gridlines(2)
        if colour:
            sheet.set_tab_color(colour)
        return sheet

    def write(self, sheet: Any, row: int, column: int, value: object, **settings: Any) -> None:
        """Write a cell.  A text is a string whatever it looks like."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.format(**settings))
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.format(num_format="0", **settings))
        elif isinstance(value, float) and math.isfinite(value):
            places = len(f"{value:.6f}".rstrip("0").partition(".")[2])
            pattern = "#,##0" + ("." + "0" * places if places else "")
            sheet.write_number(row, column, value, self.format(num_format=pattern, **settings))
        elif isinstance(value, date) and value.year > 1900:
            moment = datetime(value.year, value.month, value.day)
            settings = {"align": "center", **settings}
            sheet.write_datetime(row, column, moment, self.format(num_format="yyyy-mm-dd", **settings))
        else:
            text = _cell(str(value))
            if text.startswith(_FORMULA):
                settings["quote_prefix"] = True
            sheet.write_string(row, column, text, self.format(**settings))

    def link(self, sheet: Any, row: int, column: int, words: str, target: str, **settings: Any) -> None:
        """Write a link to another sheet of the workbook."""
        look = self.format(font_color="#1F4E79", underline=1, **settings)
        quoted = target.replace("'", "''")
        sheet.write_url(row, column, f"internal:'{quoted}'!A1", look, _cell(words), f"转到“{target}”")

    def table(
        self,
        sheet: Any,
        title: str,
        columns: Sequence[_Column],
        rows: Sequence[Sequence[object]],
        top: int = 1,
    ) -> None:
        """A title, and a table with its head in row `top`: frozen, filtered, repeated in print, rows as tall as their text."""
        printed = [place for place, column in enumerate(columns) if column.kind != "id"]
        big = {"bold": True, "font_size": 15, "font_name": "黑体", "valign": "vcenter"}
        sheet.merge_range(0, 0, 0, printed[-1], "", self.format(**big))
        self.write(sheet, 0, 0, title, **big)
        lines = _lines(title, sum(columns[place].width for place in printed) * 11 / 15)
        sheet.set_row(0, 6 + 22 * lines)
        head = {"bold": True, "bg_color": "#DDE7F0", "border": 1, "border_color": "#8FA3B5"}
        for place, column in enumerate(columns):
            self.write(sheet, top, place, column.head, align="center", **{**head, "valign": "vcenter"})
            sheet.set_column(place, place, column.width)
        sheet.set_row(top, _height((column.head, column.width - 2) for column in columns) + 4)
        for number, cells in enumerate(rows, top + 1):
            texts = ((str(cell), columns[place].width) for place, cell in enumerate(cells) if isinstance(cell, str))
            sheet.set_row(number, _height(texts))
            for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                self._body(sheet, number, place, column.kind, cell)
        last = top + len(rows)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, max(last, top), len(columns) - 1)
        sheet.repeat_rows(0, top)
        sheet.print_area(0, 0, max(last, top), printed[-1])
        for place, column in enumerate(columns):
            if column.kind == "status" and rows:
                self._status(sheet, top + 1, last, place)
        heads = [column.head for column in columns]
        if "最迟日期" in heads and "完成情况" in heads and rows:
            self._overdue(sheet, top + 1, last, heads.index("最迟日期"), heads.index("完成情况"))

    def _body(self, sheet: Any, row: int, place: int, kind: Kind, cell: object) -> None:
        look: dict[str, Any] = {"border": 1, "border_color": "#C9D3DC"}
        if kind == "link" and isinstance(cell, tuple):
            self.link(sheet, row, place, *cell, **look)
            return
        if kind in ("count", "status"):
            look["align"] = "center"
        elif kind == "id":
            look |= {"font_color": "#7F7F7F", "font_size": 9}
        elif kind == "number":
            look["align"] = "right"
        if kind in ("entry", "status"):
            look["bg_color"] = "#FFFDF2"
        self.write(sheet, row, place, cell, **look)

    def _status(self, sheet: Any, first: int, last: int, place: int) -> None:
        sheet.data_validation(
            first,
            place,
            last,
            place,
            {
                "validate": "list",
                "source": list(STATUS),
                "error_title": "完成情况",
                "error_message": "请从下拉列表中选择：" + "、".join(STATUS),
            },
        )
        colours = zip(STATUS, ("#E3E3E3", "#FFEB9C", "#C6EFCE", "#FFC7CE"), strict=True)
        for status, colour in colours:
            look = self._book.add_format({"bg_color": colour, "font_color": "#1F1F1F"})
            rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": look}
            sheet.conditional_format(first, place, last, place, rule)

    def _overdue(self, sheet: Any, first: int, last: int, day: int, status: int) -> None:
        from xlsxwriter.utility import xl_col_to_name

        due, done = f"${xl_col_to_name(day)}{first + 1}", f"${xl_col_to_name(status)}{first + 1}"
        look = self._book.add_format({"font_color": "#C00000"})
        rule = f'=AND(ISNUMBER({due}),{due}<TODAY(),{done}<>"已完成")'
        sheet.conditional_format(first, day, last, day, {"type": "formula", "criteria": rule, "format": look})


# ── the sheets ───────────────────────────────────────────────────────────────────────────────────────


class _Ledger:
    """The sheets of the ledger, in their order."""

    def __init__(self, notice: _Notice) -> None:
        self.notice = notice
        about = notice.about
        self.roles = [
            role
            for role in _ROLE_COLUMNS
            if role not in ("supervise", "guide") or any(row["role"] == role for row in notice.assignments)
        ]
        self.own_numbers = any(
            item["number"] not in (None, str(notice.place[item["item_id"]])) for item in notice.items
        )
        sheeted = [unit_id for unit_id, tasks in notice.load.items() if len(tasks) > 1][:_UNIT_SHEETS]
        self.rest = [unit_id for unit_id in notice.load if unit_id not in set(sheeted)]
        fixed = ("说明", _TASKS, _UNITS, _TARGETS, _FINDINGS, _OTHERS)
        names = sheet_names((notice.units[unit_id]["short_name"] for unit_id in sheeted), fixed)
        self.sheet_of = dict(zip(sheeted, names, strict=True))
        self.book = _Book(notice.title, "督办台账", about["signed_date"] or date(2000, 1, 1))

    def bytes(self) -> bytes:
        self._cover()
        self._tasks()
        self._unit_index()
        self._targets()
        self._findings()
        for unit_id, name in self.sheet_of.items():
            self._unit(unit_id, name)
        if self.rest:
            self._other_units()
        return self.book.bytes()

    @cached_property
    def text_width(self) -> float:
        """The width at which the longest task still fits the tallest row."""
        lines = (_TALLEST - 6) // _LINE - 1
        return min(100.0, max([46.0, *(_wide(self.notice.task(item)) / lines + 2 for item in self.notice.items)]))

    @cached_property
    def deadline_column(self) -> _Column:
        longest = max((_wide(self.notice.deadline(item)[0]) for item in self.notice.items), default=0)
        return _Column("完成时限", min(18, max(10, longest + 2)))

    def _numbering(self) -> tuple[list[_Column], Callable[[Row], list[object]]]:
        """The columns that say which task it is."""
        columns = [_Column("序号", 6, "count")]
        if self.own_numbers:
            columns.append(_Column("原编号", 8, "count"))
        columns += [_Column("标题层级／章节", 24), _Column("任务", self.text_width)]

        def cells(item: Row) -> list[object]:
            number = [item["number"]] if self.own_numbers else []
            heading = self.notice.heading(item["section_id"])
            return [self.notice.place[item["item_id"]], *number, heading, self.notice.task(item)]

        return columns, cells

    def _cover(self) -> None:
        notice, book, about = self.notice, self.book, self.notice.about
        sheet = book.sheet("说明", "#1F4E79")
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 84)
        place = 0

        def line(label: str, value: object, target: str | None = None, **settings: Any) -> None:
            nonlocal place
            texts = [(label, 16.0), (value if isinstance(value, str) else "", 84.0)]
            sheet.set_row(place, _height(texts))
            if target and label:
                book.link(sheet, place, 0, label, target)
            else:
                book.write(sheet, place, 0, label, font_color="#44546A")
            book.write(sheet, place, 1, value, **{"align": "left", **settings})
            place += 1

        def part(words: str) -> None:
            nonlocal place
            place += 1
            sheet.set_row(place, 22)
            look = {
                "bold": True,
                "font_size": 12,
                "bottom": 1,
                "bottom_color": "#8FA3B5",
                "valign": "vcenter",
            }
            book.write(sheet, place, 0, words, **look, text_wrap=False)
            book.write(sheet, place, 1, None, **look)
            place += 1

        sheet.set_row(0, 32)
        book.write(sheet, 0, 0, "督办台账", bold=True, font_size=16, font_name="黑体", text_wrap=False)
        place = 1
        line("通知标题", notice.title, bold=True)
        line("发文机关", about["issuer"])
        line("发文字号", about["doc_number"])
        line("成文日期", about["signed_date"])
        line("工作年度", about["subject_year"])
        line("来源文件", about["source_file"])
        line("SHA-256", about["source_sha256"])

        part("数量")
        counts = Counter(row["severity"] for row in notice.findings)
        line("任务", f"{len(notice.items)} 项", _TASKS)
        line("责任单位", f"{len(notice.load)} 个，共提及 {len(notice.assignments)} 次", _UNITS)
        line("指标", f"{len(notice.targets)} 个", _TARGETS)
        said = "、".join(f"{_SEVERITIES[key]} {counts[key]} 处" for key in _SEVERITIES if counts[key])
        line("需核对", said or "没有", _FINDINGS)

        part("怎么看")
        line(
            "任务总表",
            "全部任务，一行一项，按原文顺序。底色浅黄的各列留给督办人员填写；完成情况从下拉列表中选择。",
        )
        line("单位分表", "任务多的单位在前，一个单位一张，可单独发送；只有一项任务的单位合在最后的“其他单位”。")
        line("集合单位", "“各镇街”一类的集合单位单独列出，其任务不重复列入具体单位。")
        line("单位名称", "任务总表用通知印出的写法，分表用规范全称；单位后的“等”为原文所印，表示没有列全。")
        line(
            "完成时限",
            "取责任清单印出的时限；没有的，取任务文字中印出的时限。“最迟日期”是时限所允许的最后一天，逾期未完成的显示为红色。通知没有印时限的留空。",
        )
        line("指标", "数值已换算为基本单位（1亿元 为 100,000,000元），旁边是原文。")
        line("数据标识", "各表最后一列，对应数据集中的行；不打印。")
        if any(item["covered_by"] for item in notice.items):
            line("统一负责", "由上级标题的责任清单统一负责的任务，列出的是该清单中的单位。")
        if notice.corrections:
            line(
                "勘误",
                f"标题和任务文字已按人工勘误改正 {len(notice.corrections)} 处："
                + "；".join(f"“{row['printed']}”应作“{row['corrected']}”" for row in notice.corrections),
            )

        part("先核对这些")
        graver = [row for row in notice.findings if row["severity"] != "info"]
        for row in graver[:_FIRST_FINDINGS]:
            line(_SEVERITIES[row["severity"]], self._found(row), _FINDINGS)
        if len(graver) > _FIRST_FINDINGS:
            line("", f"另有 {len(graver) - _FIRST_FINDINGS} 处，见“{_FINDINGS}”。")
        if not graver:
            line("", "没有发现错误或自相矛盾之处。")
        sheet.print_area(0, 0, place - 1, 1)

    def _found(self, row: Row) -> str:
        message: str = row["message"]
        place = self.notice.place.get(row["item_id"])
        return f"{message}（任务总表序号 {place}）" if place and f"第{place}项" not in message else message

    def _tasks(self) -> None:
        notice = self.notice
        sheet = self.book.sheet(_TASKS, "#2E75B6")
        columns, numbering = self._numbering()
        used = Counter(row["role"] for row in notice.assignments)
        widths = {"lead": 16, "responsible": 22, "support": 18, "supervise": 14, "guide": 14}
        columns += [_Column(_ROLE_COLUMNS[role], widths[role] if used[role] else 9) for role in self.roles]
        leaders = any(item["leaders"] for item in notice.items)
        columns += [_Column("责任领导", 10)] if leaders else []
        columns += [_Column("指标", 26), self.deadline_column, _Column("最迟日期", 13.5, "date")]
        columns += [*_ENTRIES, _Column("数据标识", 18, "id")]
        rows = [
            [
                *numbering(item),
                *(notice.named(item, role) for role in self.roles),
                *(["、".join(item["leaders"])] if leaders else []),
                notice.commitments(item),
                *notice.deadline(item),
                *[None] * len(_ENTRIES),
                item["item_id"],
            ]
            for item in notice.items
        ]
        self.book.table(sheet, f"{notice.title}　督办台账", columns, rows)

    def _unit_index(self) -> None:
        notice = self.notice
        sheet = self.book.sheet(_UNITS, "#2E75B6")
        columns = [
            _Column("序号", 6, "count"),
            _Column("单位", 40, "link"),
            _Column("类型", 14),
            _Column("职能", 14),
        ]
        columns += [_Column("任务数", 9, "count")]
        used = [role for role in self.roles if any(row["role"] == role for row in notice.assignments)]
        columns += [_Column(_meaning("assignments", "role", role), 9, "count") for role in used]
        columns += [_Column("指标数", 9, "count"), _Column("通知中的写法", 44), _Column("数据标识", 28, "id")]
        rows = []
        for place, (unit_id, tasks) in enumerate(notice.load.items(), 1):
            unit = notice.units[unit_id]
            roles = Counter(chain.from_iterable(tasks.values()))
            printed = dict.fromkeys(row["name"] for row in notice.assignments if row["unit_id"] == unit_id)
            rows.append(
                [
                    place,
                    (unit["name"], self.sheet_of.get(unit_id, _OTHERS)),
                    _meaning("units", "kind", unit["kind"]),
                    _meaning("units", "function", unit["function"]),
                    len(tasks),
                    *(roles[role] or None for role in used),
                    sum(len(notice.targets_of.get(item_id, [])) for item_id in tasks) or None,
                    "、".join(printed),
                    unit_id,
                ]
            )
        self.book.table(sheet, "单位索引", columns, rows)

    def _targets(self) -> None:
        notice = self.notice
        sheet = self.book.sheet(_TARGETS, "#2E75B6")
        columns = [
            _Column("序号", 6, "count"),
            _Column("标题层级／章节", 24),
            _Column("任务序号", 8, "count"),
            _Column("指标", 34),
            _Column("比较", 9, "count"),
            _Column("数值", 17, "number"),
            _Column("上限", 9, "number"),
            _Column("单位", 9),
            _Column("性质", 14),
            _Column("语气", 8),
            self.deadline_column,
            _Column("最迟日期", 13.5, "date"),
            _Column("原文", 22),
            _Column("责任单位", 30),
            _Column("数据标识", 18, "id"),
        ]
        rows = []
        for place, row in enumerate(notice.targets, 1):
            duties = notice.duties.get(row["item_id"], [])
            rows.append(
                [
                    place,
                    notice.heading(row["section_id"]),
                    notice.place.get(row["item_id"]),
                    ("其中：" if row["part_of"] else "") + row["indicator"],
                    _meaning("targets", "op", row["op"]),
                    row["value"] if math.isfinite(row["value"]) else row["value_printed"],
                    row["value_max"],
                    row["unit"],
                    _meaning("targets", "measure", row["measure"]),
                    row["modality"],
                    row["deadline"],
                    row["deadline_date"],
                    notice.words(row["span_start"], row["span_end"]),
                    "、".join(dict.fromkeys(duty["name"] for duty in duties)),
                    row["target_id"],
                ]
            )
        self.book.table(sheet, "指标", columns, rows)

    def _findings(self) -> None:
        notice = self.notice
        sheet = self.book.sheet(_FINDINGS, "#C55A11")
        columns = [
            _Column("序号", 6, "count"),
            _Column("程度", 8, "count"),
            _Column("情况", 60),
            _Column("任务序号", 8, "count"),
            _Column("原文", 50),
            _Column("处理意见", 26, "entry"),
            _Column("已核对", 10, "entry"),
            _Column("代码", 26, "id"),
            _Column("数据标识", 18, "id"),
        ]
        rows = [
            [
                place,
                _SEVERITIES[row["severity"]],
                row["message"],
                notice.place.get(row["item_id"]),
                notice.words(row["span_start"], row["span_end"]),
                None,
                None,
                row["code"],
                row["finding_id"],
            ]
            for place, row in enumerate(notice.findings, 1)
        ]
        self.book.table(sheet, "需核对", columns, rows)

    def _unit_columns(self) -> list[_Column]:
        columns = [*self._numbering()[0], _Column("角色", 8, "count"), _Column("同一任务的其他单位", 26)]
        columns += [_Column("指标", 26), self.deadline_column, _Column("最迟日期", 13.5, "date")]
        return [*columns, *_ENTRIES, _Column("数据标识", 18, "id")]

    def _unit_rows(self, unit_id: str) -> list[list[object]]:
        notice = self.notice
        numbering = self._numbering()[1]
        rows: list[list[object]] = []
        for item in notice.items:
            if not (roles := notice.load[unit_id].get(item["item_id"])):
                continue
            others = [row["name"] for row in notice.duties[item["item_id"]] if row["unit_id"] != unit_id]
            rows.append(
                [
                    *numbering(item),
                    "、".join(_meaning("assignments", "role", role) for role in roles),
                    "、".join(dict.fromkeys(others)),
                    notice.commitments(item),
                    *notice.deadline(item),
                    *[None] * len(_ENTRIES),
                    item["item_id"],
                ]
            )
        return rows

    def _unit(self, unit_id: str, name: str) -> None:
        unit = self.notice.units[unit_id]
        sheet = self.book.sheet(name)
        tasks = self.notice.load[unit_id]
        roles = Counter(chain.from_iterable(tasks.values()))
        each = "、".join(
            f"{_meaning('assignments', 'role', role)} {roles[role]} 项" for role in self.roles if roles[role]
        )
        title = f"{unit['name']}　共 {len(tasks)} 项任务（{each}）"
        self.book.link(sheet, 1, 0, "返回单位索引", _UNITS, text_wrap=False)
        self.book.table(sheet, title, self._unit_columns(), self._unit_rows(unit_id), top=2)

    def _other_units(self) -> None:
        sheet = self.book.sheet(_OTHERS)
        title = f"其他单位　共 {len(self.rest)} 个，按“单位”一列筛选"
        self.book.link(sheet, 1, 0, "返回单位索引", _UNITS, text_wrap=False)
        rows = [[self.notice.units[unit_id]["name"], *row] for unit_id in self.rest for row in self._unit_rows(unit_id)]
        self.book.table(sheet, title, [_Column("单位", 22), *self._unit_columns()], rows, top=2)
