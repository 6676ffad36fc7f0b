"""The ledger: everything of the tables is there, as real numbers and dates, and nothing in it can act."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.cli import program
from pipeline.dataset import reading, tables
from pipeline.read import read
from pipeline.show import ledger as ledgers
from pipeline.show.ledger.book import Book, sheet_names
from pipeline.show.ledger.labels import Labels, named
from pipeline.show.ledger.source import Source
from pipeline.structure import corrections

FIXED = ["进度汇总", "说明", "任务总表", "单位索引", "指标", "需核对"]
LAST = ["其他单位", "保留的填写", "对应关系"]
ENTRIES = list(named("entries"))


Change = Mapping[str, Mapping[str, Sequence[Any]]]


@cache
def as_read(corrected: bool) -> Mapping[str, Mapping[str, list[Any]]]:
    notice = read(ROOT / "raw" / "jinxiang-2024.txt")
    return reading.rows(notice, corrections.load(ROOT / "corrections", "jinxiang-2024") if corrected else None)


def dataset(folder: Path, change: Change | None = None, corrected: bool = False) -> Path:
    """The dataset of the Jinxiang notice, with other words in the first cells of some columns."""
    rows = {table: dict(columns) for table, columns in as_read(corrected).items()}
    for table, columns in (change or {}).items():
        for column, cells in columns.items():
            rows[table][column] = [*cells, *rows[table][column][len(cells) :]]
    tables.write([tables.arrow(rows)], folder)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("data"), corrected=True)


@pytest.fixture(scope="module")
def ledger(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledgers.run("jinxiang-2024", data, tmp_path_factory.mktemp("out")).path


@pytest.fixture(scope="module")
def book(ledger: Path) -> Workbook:
    return load_workbook(ledger)


def rows_of(data: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(data / f"{table}.parquet").to_pylist()
    return found


def head_row(sheet: Worksheet) -> int:
    return int(re.sub(r"\D", "", (sheet.auto_filter.ref or "").split(":")[0]))


def records(sheet: Worksheet) -> list[dict[str, Cell]]:
    """The rows of a sheet's table by the heads of their columns; rows that are headings are left out."""
    top = head_row(sheet)
    heads = [str(cell.value) for cell in sheet[top]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=top + 1)]
    return [row for row in rows if row["数据标识"].value]  # type: ignore[misc]


def tables_of(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.title not in ("说明", "对应关系")]


def every_cell(book: Workbook) -> list[Cell]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)]


def unit_sheets(book: Workbook) -> list[str]:
    return [name for name in book.sheetnames if name not in (*FIXED, *LAST)]


# ── what stands in it ────────────────────────────────────────────────────────────────────────────────


def test_the_sheets_come_in_the_order_of_their_use(book: Workbook) -> None:
    assert book.sheetnames[:6] == FIXED
    assert book.sheetnames[-2:] == ["其他单位", "对应关系"]
    assert book["对应关系"].sheet_state == "hidden"
    assert len(unit_sheets(book)) > 20


def test_every_task_is_a_row_with_its_units_and_targets(book: Workbook, data: Path) -> None:
    items, found = rows_of(data, "items"), records(book["任务总表"])
    assert [row["数据标识"].value for row in found] == [item["item_id"] for item in items]
    assert [row["任务"].value for row in found] == [item["text_corrected"] or item["text"] for item in items]
    assert [row["序号"].value for row in found] == list(range(1, 147))
    assert found[1]["责任单位"].value == (
        "县发展和改革委员会、交通运输局、自然资源和规划局、生态环境局等，各级各部门单位"
    )
    assert found[1]["标题层级／章节"].value == "三、工作重点\n（一）聚焦产业发展，在构建现代产业体系上攻坚突破"
    tenth = found[9]
    assert tenth["目标"].value == "· 百亿级产业链：2条\n· 五十亿级产业链：1条"
    assert tenth["完成时限"].value == "年内"
    assert tenth["完成时限"].value == "年内"
    assert tenth["最迟日期"].value == datetime(2024, 12, 31) and tenth["最迟日期"].is_date
    assert {found[9][head].value for head in ("进展情况", "完成情况", "完成日期", "责任人", "备注")} == {None}


def test_targets_are_real_numbers_and_dates(book: Workbook, data: Path) -> None:
    targets, found = rows_of(data, "targets"), records(book["指标"])
    assert [row["数值"].value for row in found] == [target["value"] for target in targets]
    assert {row["数值"].data_type for row in found} == {"n"}
    for row, target in zip(found, targets, strict=True):
        assert row["原文"].value == "".join(target["quote"].split())
        assert row["计量单位"].value == target["unit"]
        day = row["最迟日期"].value
        assert (day and day.date()) == target["deadline_date"]  # type: ignore[union-attr]
    formats = {row["数值"].value: row["数值"].number_format for row in found}
    assert (formats[40], formats[6.5], formats[97.16]) == ("#,##0", "#,##0.0", "#,##0.00")
    goals = {row["数据标识"].value: row["目标值"].value for row in found}
    assert goals["jinxiang-2024-t001"] == "约6.5%"
    assert {goal for goal in goals.values() if str(goal).endswith("亿元")} >= {"≥66亿元", "230亿元"}


def test_every_task_of_every_unit_is_on_its_sheet(book: Workbook, data: Path) -> None:
    assigned = {(row["unit_id"], row["item_id"]) for row in rows_of(data, "assignments")}
    names = {row["unit_id"]: row["name"] for row in rows_of(data, "units")}
    index = records(book["单位索引"])
    counts = [row["任务数"].value for row in index]
    assert counts == sorted(counts, key=int, reverse=True)  # type: ignore[arg-type]
    found: set[tuple[object, object]] = set()
    for row in index:
        link = row["单位"].hyperlink
        assert link is not None and link.location is not None and row["单位"].value == names[str(row["数据标识"].value)]
        target = book[link.location.removesuffix("!A1").strip("'")]
        tasks = [
            one["数据标识"].value
            for one in records(target)
            if "单位" not in one or one["单位"].value == row["单位"].value
        ]
        own = {task for task in tasks if (row["数据标识"].value, task) in assigned}
        assert len(own) == row["任务数"].value
        found |= {(row["数据标识"].value, task) for task in tasks}
    assert found >= assigned
    towns = {row["unit_id"] for row in rows_of(data, "units") if row["kind"] in ("town", "subdistrict")}
    parks = {names[str(unit_id)] for unit_id, _ in found - assigned} - {names[str(one)] for one in towns}
    assert parks and all(name.endswith("园") for name in parks)


def test_the_cover_says_where_it_came_from_and_what_to_look_at(book: Workbook, data: Path) -> None:
    cover = book["说明"]
    said = {str(row[0].value): row[1].value for row in cover.iter_rows(max_col=2) if row[0].value}
    notice = rows_of(data, "notices")[0]
    assert said["发文字号"] == "金政发〔2024〕1号"
    assert said["成文日期"] == datetime(2024, 1, 31)
    assert said["SHA-256"] == notice["source_sha256"]
    assert said["任务"] == "146 项"
    words = "\n".join(str(row[1].value) for row in cover.iter_rows(max_col=2))
    for finding in rows_of(data, "findings"):
        assert (finding["severity"] != "info") == (finding["message"] in words)


def test_findings_come_with_the_gravest_first(book: Workbook, data: Path) -> None:
    found = records(book["需核对"])
    assert {row["数据标识"].value for row in found} == {row["finding_id"] for row in rows_of(data, "findings")}
    order = ["错误", "警告", "提示"]
    ranks = [order.index(str(row["程度"].value)) for row in found]
    assert ranks == sorted(ranks)


def test_the_list_of_a_heading_stands_for_the_tasks_it_covers(tmp_path: Path) -> None:
    data = dataset(tmp_path, {"items": {"covered_by": [None, "jinxiang-2024-i001"]}})
    one = Source("jinxiang-2024", data, Labels())
    one.assignments = [row for row in one.assignments if row["item_id"] != "jinxiang-2024-i002"]
    assert one.named(one.items[1], "responsible") == one.named(one.items[0], "responsible") != ""


# ── how it looks ─────────────────────────────────────────────────────────────────────────────────────


def test_tables_are_frozen_filtered_and_set_up_for_print(book: Workbook) -> None:
    for sheet in tables_of(book):
        top = head_row(sheet)
        assert sheet.freeze_panes == f"B{top + 1}"
        assert sheet.print_title_rows == f"$1:${top}"
        assert sheet.page_setup.orientation == "landscape"
        setup = sheet.page_setup
        assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter is not None and "&P" in str(sheet.oddFooter.center.text)
        heads = [str(cell.value) for cell in sheet[top]]
        printed = re.sub(r"\d", "", sheet.print_area.rpartition("$")[0].rpartition(":")[2].strip("$"))
        assert "数据标识" in heads[column_index_from_string(printed) :]
        assert heads[: column_index_from_string(printed)].count("数据标识") == 0
        # In a font whose digits take 8.5 pixels at 10 points, as wide as any, the 11 points of a cell print as 9: A4
        # across has 1046 pixels between its margins.
        columns = sheet.column_dimensions.values()
        widths = {place: one.width for one in columns for place in range(one.min or 1, (one.max or 0) + 1)}
        across = sum(widths[place] * 8.5 for place in range(1, column_index_from_string(printed) + 1))
        assert 11 * min(1, 1046 / across) >= 9, sheet.title


def test_progress_is_chosen_from_a_list_and_coloured(book: Workbook) -> None:
    for name in ("任务总表", "其他单位", *unit_sheets(book)):
        sheet = book[name]
        status = records(sheet)[-1]["完成情况"].coordinate
        rules = [one.formula1 for one in sheet.data_validations.dataValidation if status in one.sqref]
        assert rules == (['"未启动,推进中,已完成,滞后"'] if name == "任务总表" else [])
        coloured = [
            condition.formula[0]
            for area in sheet.conditional_formatting
            if status in area.sqref
            for condition in area.rules
        ]
        assert coloured == ['"未启动"', '"推进中"', '"已完成"', '"滞后"']


def test_rows_are_tall_enough_for_their_text(book: Workbook) -> None:
    for sheet in tables_of(book):
        columns = sheet.column_dimensions.values()
        widths = {place: one.width for one in columns for place in range(one.min or 1, (one.max or 0) + 1)}
        for row in sheet.iter_rows(min_row=head_row(sheet) + 1):
            height = sheet.row_dimensions[row[0].row or 0].height
            for cell in row:
                if (
                    cell.font.size != 9
                    and cell.alignment.wrap_text
                    and isinstance(cell.value, str)
                    and not cell.value.startswith("=")
                ):
                    # In Excel a digit is 7 pixels wide; at 11 points a Chinese character takes 14.7, a Latin one
                    # at most 8, and a line is 13.5 points high.
                    width = widths[cell.column] * 7 - 5
                    taken = [sum(8 if sign < "\u2000" else 14.7 for sign in line) for line in cell.value.split("\n")]
                    lines = sum(max(1, -(-line // width)) for line in taken)
                    assert height is not None and height >= min(409, 13.5 * lines), cell.value


def test_on_paper_no_letter_is_smaller_than_nine_points(book: Workbook) -> None:
    for name in ("任务总表", "指标", *unit_sheets(book)):
        sheet = book[name]
        last = column_index_from_string(re.sub(r"\d", "", sheet.print_area.rpartition("$")[0].rpartition("$")[2]))
        columns = sheet.column_dimensions.values()
        pixels = sum(
            one.width * 7 for one in columns for place in range(one.min or 1, (one.max or 0) + 1) if place <= last
        )
        # A4 across without its margins is 10.9 inches of 96 pixels; the letters are of 11 points.
        assert 11 * min(1, 10.9 * 96 / pixels) >= 8.9, name


def test_columns_without_content_are_left_out_and_headings_are_rows(book: Workbook) -> None:
    sheet = book["任务总表"]
    heads = [str(cell.value) for cell in sheet[head_row(sheet)]]
    assert "牵头单位" not in heads and "配合单位" not in heads and "责任单位" in heads
    assert sheet.cell(head_row(sheet) + 1, 1).value == "三、工作重点　（一）聚焦产业发展，在构建现代产业体系上攻坚突破"
    assert "上限" not in [cell.value for cell in book["指标"][2]]


@pytest.fixture(scope="module")
def other_tasks(tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    """The tasks where the first has a printed number of its own, a leader and other roles, and the last is long."""
    folder = tmp_path_factory.mktemp("other")
    change: Change = {
        "items": {"number": ["（一）", None], "leaders": [["副县长甲"]], "text": ["短", "长" * 900]},
        "assignments": {"role": ["lead", "supervise", "support"]},
    }
    return load_workbook(ledgers.run("jinxiang-2024", dataset(folder, change), folder / "out").path)["任务总表"]


def test_a_long_task_gets_a_wide_column(other_tasks: Worksheet) -> None:
    (cell,) = (one for row in other_tasks.iter_rows() for one in row if one.value == "长" * 900)
    assert 70 < other_tasks.column_dimensions[cell.column_letter].width <= 101
    assert 300 < (other_tasks.row_dimensions[cell.row].height or 0) <= 409


def test_the_printed_number_stands_beside_where_it_is_another(other_tasks: Worksheet) -> None:
    assert [row["原编号"].value for row in records(other_tasks)[:3]] == ["（一）", None, "3"]


def test_other_names_of_roles_get_a_column_of_their_own(other_tasks: Worksheet) -> None:
    first = records(other_tasks)[0]
    assert first["牵头单位"].value == "县工业和信息化局"
    assert first["督办、指导单位"].value == "新材料产业园"
    assert first["配合单位"].value == "高端装备产业园等"
    assert first["责任单位"].value is None
    assert first["责任领导"].value == "副县长甲"


# ── nothing in it acts ───────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    '=HYPERLINK("http://example.com","看")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "http://example.com/",
    "file:///etc/passwd",
    "mailto:a@example.com",
    "<script>&amp;]]></script>",
    "坏\x01字\x0b符\ufffe",
    "_x0041_",
    "长" * 40_000,
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    change: Change = {
        "items": {"text": HOSTILE, "title": HOSTILE},
        "assignments": {"name": HOSTILE},
        "units": {"name": HOSTILE, "short_name": ["=1+1", "a[]:*?/\\b", "'History'", "history", *["同名" * 20] * 60]},
        "sections": {"heading": HOSTILE[:6], "marker": HOSTILE[:6]},
        "targets": {"indicator": HOSTILE, "unit": HOSTILE, "modality": HOSTILE, "value": [1e300, 1e-7, float("inf")]},
        "findings": {"message": HOSTILE[:6]},
        "notices": {"title": ["=1+1&P&D" + "长" * 300], "issuer": HOSTILE[:1]},
    }
    data = dataset(folder / "data", change)
    return ledgers.run("jinxiang-2024", data, folder / "out").path


# Functions, cells, the names of two sheets and of the states: nothing that a document could say.
FORMULA = re.compile(
    """(?:IFERROR|IF|INDEX|MATCH|COUNTIFS?|ISNUMBER|VALUE|SUBSTITUTE|FIND|"[亿万,]"|'任务总表'!|'对应关系'!|"(?:未启动|推进中|已完成|滞后)?"|"""
    """[$]?[A-Z]{1,2}[$]?\\d+|[0-9(),:=<&/*-])+"""
)


@pytest.mark.parametrize("which", ["ledger", "hostile"])
def test_formulas_are_the_programs_own_and_no_link_leads_out(which: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(which)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            assert "TargetMode" not in content, name
            if name.startswith("xl/worksheets/"):
                for formula in re.findall("<f>(.*?)</f>", content):
                    assert FORMULA.fullmatch(html.unescape(formula)), formula
    book = load_workbook(path)
    links = [cell.hyperlink for cell in every_cell(book) if cell.hyperlink]
    assert links
    for link in links:
        assert link.target is None and link.location is not None
        assert (
            link.location.removesuffix("!A1").removeprefix("'").removesuffix("'").replace("''", "'") in book.sheetnames
        )


def test_words_of_a_document_stay_words(hostile: Path) -> None:
    book = load_workbook(hostile)
    tasks = [row["任务"] for row in records(book["任务总表"])]
    assert {cell.data_type for cell in tasks} == {"s"}
    for cell, words in zip(tasks[:10], HOSTILE, strict=False):
        assert cell.value == words
        assert cell.quotePrefix == (words[0] in "=+-@＝")
    assert [tasks[10].value, tasks[11].value] == ["坏\ufffd字\ufffd符\ufffd", "_x0041_"]
    cut = str(tasks[12].value)
    assert len(cut) <= 32_767 and cut.startswith("长长") and cut.endswith("（全文见数据表）")


def test_odd_numbers_are_kept(hostile: Path) -> None:
    found = [row["数值"] for row in records(load_workbook(hostile)["指标"])]
    assert [cell.value for cell in found[:2]] == [1e300, 1e-7]
    assert found[2].data_type == "s"


def test_odd_dates_are_kept() -> None:
    one = Book("题", date(2024, 1, 31), Labels())
    sheet = one.sheet("表")
    one.write(sheet, 0, 0, date(1899, 5, 4))
    one.write(sheet, 0, 1, date(2024, 2, 29))
    read_back = load_workbook(BytesIO(one.bytes()))["表"]
    assert (read_back["A1"].value, read_back["B1"].value) == ("1899-05-04", datetime(2024, 2, 29))


def valid(name: str) -> bool:
    return (
        0 < len(name.encode("utf-16-le")) // 2 <= 31
        and not set(name) & set("[]:*?/\\")
        and not name.startswith("'")
        and not name.endswith("'")
        and name.casefold() != "history"
    )


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=50), max_size=30))
def test_sheets_have_names_that_excel_takes(wanted: list[str]) -> None:
    names = sheet_names([*wanted, *wanted], FIXED)
    assert all(map(valid, names))
    folded = [name.casefold() for name in [*names, *FIXED]]
    assert len(set(folded)) == len(folded) == len(wanted) * 2 + len(FIXED)


def test_a_name_keeps_what_it_can() -> None:
    assert sheet_names(["发改局", "发改局", "市/县：发改局", "指标"], ["指标"]) == [
        "发改局",
        "发改局（2）",
        "市·县：发改局",
        "指标（2）",
    ]


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_tables_give_the_same_bytes(ledger: Path, data: Path, tmp_path: Path) -> None:
    assert ledgers.run("jinxiang-2024", data, tmp_path).path.read_bytes() == ledger.read_bytes()
    with zipfile.ZipFile(ledger) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml"))) == {
            b"2024-01-31T00:00:00Z"
        }


def test_the_command_writes_a_ledger_for_every_notice(data: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(program, ["workbook", "--data", str(data), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["jinxiang-2024.xlsx"]
    assert str(tmp_path / "out" / "jinxiang-2024.xlsx") in result.output
