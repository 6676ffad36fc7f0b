"""A ledger is kept: what people filled in survives a rebuild, and units get files of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.dataset import build
from pipeline.notice import NoticeError
from pipeline.show import ledger
from pipeline.show.ledger.actual import entered
from pipeline.show.ledger.entries import Entry, places

NOTICE = """临河县人民政府关于印发2031年重点工作任务分工的通知

各镇街，县政府各部门：
　　现将《2031年重点工作任务分工》印发给你们，请认真抓好落实。

临河县人民政府
2031年2月3日

一、总体目标
　　地区生产总值增长7%左右，一般公共预算收入增长5%以上。
二、产业发展
　　1.推动粮食加工业升级，建成加工项目12个，营业收入达到40亿元。（责任单位：县工业和信息化局、县农业农村局）
　　2.加快冷链物流园建设，年内完成投资3亿元以上。（责任单位：县商务局、城南街道）
　　3.做好秸秆禁烧工作，全年不发生重大火情。（责任单位：各镇街）
三、民生改善
　　4.新建改建幼儿园5所，新增学位1200个，9月底前投入使用。（责任单位：县教育和体育局、县财政局）
　　5.城镇登记失业率控制在4%以内。（责任单位：县人力资源和社会保障局、桥头镇）
　　6.改造老旧小区8个，惠及居民2600户。（责任单位：县住房和城乡建设局、县财政局、城南街道）
"""
# The same with the first task taken out, the second reworded a little, and one put in before the last.
CORRECTED = (
    NOTICE.replace(
        "　　1.推动粮食加工业升级，建成加工项目12个，营业收入达到40亿元。（责任单位：县工业和信息化局、县农业农村局）\n",
        "",
    )
    .replace("2.加快冷链物流园建设", "1.加快推进冷链物流园建设")
    .replace("3.做好", "2.做好")
    .replace("　　6.改造", "　　6.筹办全县农民运动会。（责任单位：县教育和体育局）\n　　7.改造")
)


def built(folder: Path, text: str = NOTICE) -> Path:
    """A dataset of the notice."""
    source = folder / "linhe.txt"
    folder.mkdir(parents=True, exist_ok=True)
    source.write_text(text, encoding="utf-8")
    build.build([source], folder / "data", cache=None)
    return folder / "data"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("linhe"))


def rows(path: Path, sheet: str = "任务总表") -> list[dict[str, object]]:
    """The rows of a table by the heads of its columns, those with an id."""
    found: Worksheet = load_workbook(path)[sheet]
    top = next(place for place in range(1, 5) if any("数据标识" in str(cell.value) for cell in found[place]))
    heads = [str(cell.value) for cell in found[top]]
    lines: list[dict[str, object]] = [
        dict(zip(heads, line, strict=True)) for line in found.iter_rows(min_row=top + 1, values_only=True)
    ]
    return [line for line in lines if line.get("数据标识") or line.get("原数据标识")]


def by_task(path: Path, head: str, sheet: str = "任务总表") -> dict[str, object]:
    """What stands in a column, by the first words of each task."""
    return {str(row["任务"])[:4]: row[head] for row in rows(path, sheet)}


def fill(path: Path, entries: Mapping[str, Mapping[str, object]], sheet: str = "任务总表", key: str = "任务") -> None:
    """Fill in cells as a person does, in the row whose words begin so."""
    book = load_workbook(path)
    found = book[sheet]
    top = next(place for place in range(1, 5) if any(cell.value == "数据标识" for cell in found[place]))
    heads = {str(cell.value): cell.column or 0 for cell in found[top]}
    for line in range(top + 1, found.max_row + 1):
        for words, cells in entries.items():
            if str(found.cell(line, heads[key]).value).startswith(words):
                for head, value in cells.items():
                    found.cell(line, heads[head]).value = value  # type: ignore[assignment]
    book.save(path)


def test_entries_are_carried_over_and_the_former_file_stays(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    entries = {
        "完成情况": "已完成",
        "进展情况": "已竣工",
        "完成日期": datetime(2031, 7, 1),
        "责任人": "甲",
        "备注": "@验收",
    }
    fill(path, {"加快": entries})
    fill(path, {"新增学位": {"实际值": 900}}, "指标", "指标")
    fill(path, {"no document": {"处理意见": "无误"}, "没有": {"处理意见": "无误"}}, "需核对", "情况")
    before = path.read_bytes()
    written = ledger.run("linhe", data, tmp_path)
    assert written.kept == 0
    assert path.with_name("linhe.xlsx.bak").read_bytes() == before
    assert {head: by_task(path, head)["加快冷链"] for head in entries} == entries
    assert [row["实际值"] for row in rows(path, "指标") if row["指标"] == "新增学位"] == [900]
    # Written once more nothing changes, and the version before stays the one kept.
    again = path.read_bytes()
    ledger.run("linhe", data, tmp_path)
    assert path.read_bytes() == again
    assert path.with_name("linhe.xlsx.bak").read_bytes() == before


def test_entries_follow_their_task_where_rows_moved(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path / "out").path
    fill(path, {words: {"进展情况": words} for words in ("推动", "加快", "做好", "改造")})
    corrected = built(tmp_path / "corrected", CORRECTED)
    assert ledger.run("linhe", corrected, tmp_path / "out").kept == 1
    now = by_task(path, "进展情况")
    assert (now["加快推进"], now["做好秸秆"], now["改造老旧"]) == ("加快", "做好", "改造")
    assert (now["新建改建"], now["筹办全县"]) == (None, None)
    (kept,) = rows(path, "保留的填写")
    assert (kept["进展情况"], kept["原因"], kept["来源工作表"]) == ("推动", "任务已不在通知中", "任务总表")
    # It stays there while its task is away, and comes back with it.
    ledger.run("linhe", corrected, tmp_path / "out")
    assert rows(path, "保留的填写") == [kept]
    assert ledger.run("linhe", data, tmp_path / "out").kept == 0
    assert by_task(path, "进展情况")["推动粮食"] == "推动"
    assert by_task(path, "进展情况")["加快冷链"] == "加快"


def test_tasks_of_the_same_words_keep_their_own_entries() -> None:
    entries = [Entry("task", "任务总表", f"n-i00{n}", "做好收尾工作。", {"note": str(n)}) for n in (4, 5)]
    assert places(entries, {"n-i004": "做好收尾工作。", "n-i005": "做好收尾工作。"}) == ["n-i004", "n-i005"]
    assert places(entries, {"n-i001": "做好收尾工作。", "n-i002": "做好收尾工作。"}) == ["n-i001", "n-i002"]
    assert places(entries, {"n-i005": "做好收尾工作。", "n-i006": "做好收尾工作。"}) == ["n-i006", "n-i005"]


def test_unit_sheets_show_what_the_sheet_of_tasks_holds(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"改造": {"完成情况": "滞后", "完成日期": datetime(2031, 12, 1)}})
    ledger.run("linhe", data, tmp_path)
    sheet = load_workbook(path, data_only=True)["财政局"]
    heads = [str(cell.value) for cell in sheet[3]]
    line = next(line for line in sheet.iter_rows(min_row=4, values_only=True) if str(line[1]).startswith("改造"))
    assert line[heads.index("完成情况")] == "滞后"
    assert line[heads.index("完成日期")] == datetime(2031, 12, 1)
    assert str(by_task(path, "完成情况", "财政局")["改造老旧"]).startswith("=IFERROR(IF(INDEX('任务总表'!")


def test_what_a_unit_sheet_holds_besides_is_kept(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"改造": {"备注": "总表"}})
    fill(path, {"改造": {"备注": "分表"}, "新建": {"备注": "只在分表"}}, "财政局")
    assert ledger.run("linhe", data, tmp_path).kept == 1
    assert by_task(path, "备注")["改造老旧"] == "总表"
    assert by_task(path, "备注")["新建改建"] == "只在分表"
    assert [(row["来源工作表"], row["备注"], row["原因"]) for row in rows(path, "保留的填写")] == [
        ("财政局", "分表", "与任务总表所填不同")
    ]
    # What was kept for that reason never goes back by itself.
    fill(path, {"改造": {"备注": None}})
    ledger.run("linhe", data, tmp_path)
    assert by_task(path, "备注")["改造老旧"] is None


def test_columns_and_sheets_of_the_users_own_stay(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    book = load_workbook(path)
    place = book["任务总表"].max_column + 1
    book["任务总表"].cell(2, place).value = "分管领导"
    book["任务总表"].cell(4, place).value = "乙"
    book.create_sheet("我的记录")["B2"] = "5月电话催办"
    book.save(path)
    ledger.run("linhe", data, tmp_path)
    assert by_task(path, "分管领导")["推动粮食"] == "乙"
    assert load_workbook(path)["我的记录"]["B2"].value == "5月电话催办"


def test_rows_that_a_person_put_in_stay(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    book = load_workbook(path)
    sheet = book["任务总表"]
    heads = [str(cell.value) for cell in sheet[2]]
    line = sheet.max_row + 1
    for head, value in (("任务", "县长交办：整治校门口停车"), ("责任单位", "县公安局"), ("完成情况", "推进中")):
        sheet.cell(line, heads.index(head) + 1).value = value
    book.save(path)
    for _ in range(2):
        assert ledger.run("linhe", data, tmp_path).kept == 1
        found = load_workbook(path)["保留的填写"]
        lines = list(found.iter_rows(min_row=2, values_only=True))
        row = dict(zip(map(str, lines[0]), lines[1], strict=True))
        assert (row["任务"], row["责任单位"], row["完成情况"], row["原因"]) == (
            *("县长交办：整治校门口停车", "县公安局", "推进中"),
            "自行添加的行",
        )


def test_what_is_no_ledger_or_is_open_stays_as_it_is(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "linhe.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(NoticeError):
        ledger.run("linhe", data, tmp_path)
    assert path.read_bytes() == b"not a workbook"
    Workbook().save(path)
    with pytest.raises(NoticeError):
        ledger.run("linhe", data, tmp_path)
    path.unlink()
    ledger.run("linhe", data, tmp_path)
    (tmp_path / "~$linhe.xlsx").write_bytes(b"")
    with pytest.raises(NoticeError):
        ledger.run("linhe", data, tmp_path)


def test_an_english_ledger_holds_the_same_entries(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"做好": {"完成情况": "滞后", "备注": "缓"}})
    ledger.run("linhe", data, tmp_path, "en")
    sheet = load_workbook(path)["Tasks"]
    heads = [str(cell.value) for cell in sheet[2]]
    line = next(line for line in sheet.iter_rows(values_only=True) if str(line[1]).startswith("做好"))
    assert (line[heads.index("Status")], line[heads.index("Note")]) == ("late", "缓")
    ledger.run("linhe", data, tmp_path)
    assert (by_task(path, "完成情况")["做好秸秆"], by_task(path, "备注")["做好秸秆"]) == ("滞后", "缓")


def test_the_summary_counts_what_was_entered(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"推动": {"完成情况": "已完成"}, "改造": {"完成情况": "滞后"}})
    ledger.run("linhe", data, tmp_path)
    lines = load_workbook(path, data_only=True)["进度汇总"].iter_rows(min_row=3, values_only=True)
    found = {str(line[0]).strip("　"): line[1:7] for line in lines}
    assert found["全部任务"] == (6, 1, 0, 1, 0, 4)
    assert found["三、民生改善"] == (3, 0, 0, 1, 0, 2)
    assert found["临河县财政局"] == (2, 0, 0, 1, 0, 1)
    # A town has what all towns have.
    assert found["临河县桥头镇"][0] == 2


def test_what_was_reached_is_worked_out_by_the_kind_of_goal(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"新增学位": {"实际值": 900}, "城镇登记": {"实际值": 3.8}}, "指标", "指标")
    ledger.run("linhe", data, tmp_path)
    lines = list(load_workbook(path, data_only=True)["指标"].iter_rows(min_row=2, values_only=True))
    heads = [str(head) for head in lines[0]]
    reached = {line[heads.index("指标")]: line[heads.index("完成率")] for line in lines[1:]}
    assert reached["新增学位"] == 0.75
    assert reached["城镇登记失业率"] == 1


@pytest.mark.parametrize(
    ("said", "unit", "number"),
    [
        ("231亿元", "元", 23_100_000_000.0),
        ("约1.5万亿元", "元", 1.5e12),
        ("1.26万", "户", 12_600.0),
        ("1,260 户", "户", 1260.0),
        ("８．２％", "%", 8.2),
        ("-0.3", "%", -0.3),
        ("45家", "个", 45.0),
        (6.8, "%", 6.8),
        ("231亿元", "%", None),
        ("按序时推进", "户", None),
        ("12户3人", "户", None),
        (date(2033, 7, 1), "户", None),
        (None, "户", None),
    ],
)
def test_what_was_reached_is_entered_as_officials_write_it(said: Any, unit: str, number: float | None) -> None:
    assert entered(said, unit) == (number if number is None else pytest.approx(number))


def test_what_is_entered_in_words_is_worked_out_too(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"新增学位": {"实际值": "0.09万个"}, "城镇登记": {"实际值": "4.8%"}}, "指标", "指标")
    ledger.run("linhe", data, tmp_path)
    lines = list(load_workbook(path, data_only=True)["指标"].iter_rows(min_row=2, values_only=True))
    heads = [str(head) for head in lines[0]]
    reached = {line[heads.index("指标")]: line[heads.index("完成率")] for line in lines[1:]}
    low = reached["城镇登记失业率"]
    assert reached["新增学位"] == 0.75 and isinstance(low, float) and 0 < low < 1


def test_a_unit_gets_a_file_and_an_order_of_its_own(data: Path, tmp_path: Path) -> None:
    written = [one.path.name for one in ledger.run_split("linhe", data, tmp_path)]
    assert len(written) == 2 * 10
    path = tmp_path / "linhe" / "临河县桥头镇.xlsx"
    assert by_task(path, "角色") == {"做好秸秆": "随“各镇街”", "城镇登记": "负责"}
    assert {row["单位标识"] for row in rows(path)} == {"临河县-桥头镇"}
    table = Document(str(path.with_name("临河县桥头镇-交办单.docx"))).tables[0]
    assert [line.cells[1].text[:4] for line in table.rows[1:]] == ["做好秸秆", "城镇登记"]
    place, task = table.columns[0].width, table.columns[1].width
    assert place and task and task > 4 * place
    assert "tblHeader" in table.rows[0]._tr.xml and all("cantSplit" in line._tr.xml for line in table.rows[1:])
    fill(path, {"做好": {"进展情况": "已报"}})
    ledgers = {one.path: one for one in ledger.run_split("linhe", data, tmp_path)}
    assert ledgers[path].carried == 1
    assert by_task(path, "进展情况")["做好秸秆"] == "已报"
