"""Progress comes back: from ledgers, from the sheets of units, and from published reports."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from test_ledger import NOTICE, built, fill

from pipeline import progress, rules
from pipeline.cli import program
from pipeline.notice import NoticeError
from pipeline.progress.known import Known, Report
from pipeline.progress.standing import share_of, standing_of
from pipeline.show import ledger

REPORT = """临河县人民政府办公室关于2031年重点工作进展情况的通报

各镇街，县政府各部门：
　　现将2031年上半年重点工作进展情况通报如下。

一、总体目标
　　地区生产总值增长7%左右，一般公共预算收入增长5%以上。
　　完成情况：上半年，地区生产总值增长5.2%，一般公共预算收入增长6.1%。
二、产业发展
　　1.推动粮食加工业升级，建成加工项目12个，营业收入达到40亿元。（责任单位：县工业和信息化局、县农业农村局）
　　完成情况：截至5月底，已建成加工项目5个，同比增加3个，实现营业收入22亿元。
　　2.加快冷链物流园建设，年内完成投资3亿元以上。（责任单位：县商务局、城南街道）
　　完成情况：完成投资1.9亿元，主体工程正在施工。
三、民生改善
　　3.新建改建幼儿园5所，新增学位1200个，9月底前投入使用。（责任单位：县教育和体育局、县财政局）
　　完成情况：已全部完成，5所幼儿园投入使用，新增学位1260个。
　　4.城镇登记失业率控制在4%以内。（责任单位：县人力资源和社会保障局、桥头镇）
　　完成情况：城镇登记失业率为3.4%。
　　5.筹办全县农民运动会。（责任单位：县教育和体育局）
　　完成情况：方案正在拟订。
　　6.改造老旧小区8个，惠及居民2600户。（责任单位：县住房和城乡建设局、县财政局、城南街道）
　　完成情况：因设计方案调整，尚未开工。

临河县人民政府办公室
2031年7月10日
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("linhe"), NOTICE)


def table(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / "progress.parquet").to_pylist()
    return found


def quotes(data: Path) -> dict[str, str]:
    """The targets by what the notice prints of each."""
    return {row["target_id"]: row["quote"] for row in pq.read_table(data / "targets.parquet").to_pylist()}


def test_a_published_report_answers_the_targets(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    result = progress.run([path], data, tmp_path / "out")
    names = quotes(data)
    reached = {
        names[row["target_id"]]: (row["actual_value"], row["unit"], row["standing"])
        for row in table(tmp_path / "out")
        if row["target_id"]
    }
    assert reached == {
        "7%左右": (5.2, "%", "behind"),
        "5%以上": (6.1, "%", "ahead"),
        "12个": (5.0, "个", "ahead"),
        "达到40亿元": (2_200_000_000.0, "元", "ahead"),
        "3亿元以上": (190_000_000.0, "元", "ahead"),
        "5所": (5.0, "所", "done"),
        "1200个": (1260.0, "个", "done"),
        "4%以内": (3.4, "%", "ahead"),
    }
    assert [words for _, words in result.lost] == ["筹办全县农民运动会。"]
    of_task = {row["item_id"]: row for row in table(tmp_path / "out") if not row["target_id"]}
    assert of_task["linhe-i001"]["as_of"] == date(2031, 5, 31)
    assert of_task["linhe-i002"]["as_of"] == date(2031, 6, 30)
    assert {one: row["status"] for one, row in of_task.items()} == {
        "linhe-i001": None,
        "linhe-i002": "on_course",
        "linhe-i004": "done",
        "linhe-i005": None,
        "linhe-i006": "not_started",
    }


TABLE = """<html><head><meta charset="utf-8"></head><body>
<h1>临河县人民政府办公室关于2031年重点工作进展情况的通报</h1>
<p>各镇街，县政府各部门：</p><p>现将2031年上半年重点工作进展情况通报如下。</p>
<table><tr><th>序号</th><th>重点任务</th><th>责任单位</th><th>完成情况（截至6月底）</th></tr>
<tr><td>1</td><td>推动粮食加工业升级，建成加工项目12个，营业收入达到40亿元。</td><td>县工业和信息化局、县农业农村局</td>
<td>已建成加工项目7个，实现营业收入18.6亿元。</td></tr>
<tr><td>2</td><td>加快冷链物流园建设，年内完成投资3亿元以上。</td><td>县商务局、城南街道</td><td>进度滞后，完成投资0.4亿元。</td></tr>
</table>
<p>临河县人民政府办公室</p><p>2031年7月10日</p></body></html>"""


def test_a_published_report_may_be_a_table(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "table.html"
    path.write_text(TABLE, encoding="utf-8")
    progress.run([path], data, tmp_path / "out")
    names = quotes(data)
    rows = table(tmp_path / "out")
    assert {names[row["target_id"]]: row["actual_value"] for row in rows if row["target_id"]} == {
        "12个": 7.0,
        "达到40亿元": 1_860_000_000.0,
        "3亿元以上": 40_000_000.0,
    }
    assert [row["status"] for row in rows if not row["target_id"]] == [None, "late"]


SHORTENED = """临河县人民政府办公室关于2031年重点工作进展情况的通报

各镇街，县政府各部门：
　　现将2031年1—9月重点工作进展情况通报如下。

一、主要预期目标完成情况
　　前三季度，全县实现地区生产总值86亿元，同比增长6.3%；一般公共预算收入增长4.7%。
二、重点工作进展情况
　　1.建成加工项目12个。
　　进展情况：已建成8个，另有2个正在施工。
　　2.新建改建幼儿园5所，新增学位1200个。
　　进展情况：已投入使用4所，新增学位900个，较上年增加140个。
　　3.全县城镇登记失业率为3.7%，保持稳定。

临河县人民政府办公室
2031年10月9日
"""


def test_headings_tell_of_progress_and_tasks_may_be_shortened(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "shortened.txt"
    path.write_text(SHORTENED, encoding="utf-8")
    result = progress.run([path], data, tmp_path / "out")
    names = quotes(data)
    rows = table(tmp_path / "out")
    assert {names[row["target_id"]]: (row["actual_value"], row["standing"]) for row in rows if row["target_id"]} == {
        "7%左右": (6.3, "behind"),
        "5%以上": (4.7, "behind"),
        "12个": (8.0, "behind"),
        "5所": (4.0, "ahead"),
        "1200个": (900.0, "ahead"),
        "4%以内": (3.7, "ahead"),
    }
    assert result.lost == [] and {row["as_of"] for row in rows} == {date(2031, 9, 30)}


def test_a_notice_without_marks_is_no_report(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text(NOTICE, encoding="utf-8")
    with pytest.raises(NoticeError):
        progress.run([path], data, tmp_path / "out")
    path.write_text(REPORT.replace("2031年", "2030年"), encoding="utf-8")
    with pytest.raises(NoticeError):
        progress.run([path], data, tmp_path / "out")
    assert progress.run([path], data, tmp_path / "out", "linhe").rows


def test_a_ledger_comes_back(data: Path, tmp_path: Path) -> None:
    path = ledger.run("linhe", data, tmp_path).path
    fill(path, {"推动": {"完成情况": "滞后", "责任人": "甲", "进展情况": "选址未定"}})
    fill(path, {"新增学位": {"实际值": "1,300", "截止日期": datetime(2031, 6, 30)}}, "指标", "指标")
    book = load_workbook(path)
    sheet = book["任务总表"]
    sheet.cell(sheet.max_row + 1, [cell.value for cell in sheet[2]].index("任务") + 1).value = "另行交办的事"
    book.save(path)
    result = progress.run([path], data, tmp_path / "out", as_of=date(2031, 5, 31))
    assert result.lost == [("linhe.xlsx", "另行交办的事")]
    first, second = table(tmp_path / "out")
    assert result.rows == 2
    assert (first["item_id"], first["status"], first["person"], first["note"]) == (
        "linhe-i001",
        "late",
        "甲",
        "选址未定",
    )
    assert (first["as_of"], first["standing"]) == (date(2031, 5, 31), "behind")
    assert (second["actual_value"], second["as_of"], second["standing"]) == (1300.0, date(2031, 6, 30), "done")


def test_units_that_contradict_each_other_are_told(data: Path, tmp_path: Path) -> None:
    list(ledger.run_split("linhe", data, tmp_path))
    folder = tmp_path / "linhe"
    fill(folder / "临河县财政局.xlsx", {"改造": {"完成情况": "已完成"}})
    fill(folder / "临河县城南街道.xlsx", {"改造": {"完成情况": "推进中"}, "加快": {"完成情况": "推进中"}})
    out = ["--data", str(data), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(program, ["progress", str(folder), *out])
    assert result.exit_code == 0, result.output
    assert result.output.count("contradiction: 改造老旧小区8个") == 1
    found = {(row["unit_id"], row["item_id"]): row for row in table(tmp_path / "out")}
    assert found["临河县-财政局", "linhe-i006"]["conflict"] and found["临河县-城南街道", "linhe-i006"]["conflict"]
    assert not found["临河县-城南街道", "linhe-i002"]["conflict"]


def test_numbers_that_contradict_each_other_are_told_as_officials_write_them(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(ledger.run_split("linhe", data, tmp_path))
    folder = tmp_path / "linhe"
    for unit, actual in (("临河县财政局", 8), ("临河县城南街道", 3)):
        fill(folder / f"{unit}.xlsx", {"改造": {"实际值": actual}}, "指标", "指标")
    out = ["--data", str(data), "--out", str(tmp_path / "out")]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = CliRunner().invoke(program, ["progress", str(folder), *out]).output
    assert "8 个（临河县财政局.xlsx#指标）" in said and "3 个（临河县城南街道.xlsx#指标）" in said
    assert "推算：已达到 1" in said and "done" not in said


@pytest.mark.parametrize(
    ("target", "actual", "day", "share", "standing"),
    [
        ("small", 3.0, None, 0.25, None),
        ("small", 3.0, date(2031, 3, 31), 0.25, "ahead"),
        ("small", 3.0, date(2031, 6, 30), 0.25, "behind"),
        ("small", 3.0, date(2031, 12, 31), 0.25, "overdue"),
        ("small", 12.0, date(2031, 3, 31), 1.0, "done"),
        ("limit", 5.0, date(2031, 3, 31), 0.8, "behind"),
        ("limit", 3.9, date(2031, 3, 31), 1.0, "ahead"),
        ("limit", 3.9, date(2031, 12, 31), 1.0, "done"),
        ("limit", 5.0, date(2031, 12, 31), 0.8, "overdue"),
    ],
)
def test_where_a_target_stands(
    data: Path, target: str, actual: float, day: date | None, share: float, standing: str | None
) -> None:
    target_id = {name: one for one, name in quotes(data).items()}
    chosen = target_id[{"small": "12个", "limit": "4%以内"}[target]]
    known = Known(data)
    report = Report("linhe", None, chosen, "x", as_of=day, actual=actual)
    assert share_of(report, known) == pytest.approx(share)
    assert standing_of(report, known) == standing


def test_every_state_has_an_example_that_tells_it() -> None:
    from pipeline.progress.reports import _status

    for state in rules.load("progress")["states"]:
        assert _status(state["example"]) == state["status"]
