"""The comparison of two years: what became of tasks, targets, units and headings, and the page that shows it."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from second_year import Known, by_hand, joined, measure_second_year, noticed

from pipeline.cli import program
from pipeline.compare import diff, kept
from pipeline.compare.comparison import Comparison
from pipeline.compare.likeness import Task
from pipeline.compare.matching import match
from pipeline.compare.target_changes import change, direction
from pipeline.compare.unit_changes import other_units
from pipeline.compare.year import Data
from pipeline.dataset import build, reading, tables
from pipeline.measure.years import figures_of
from pipeline.notice import NoticeError
from pipeline.show.diff import marked, page
from pipeline.show.diff import run as write_comparison
from pipeline.show.diff.marked import html as shown_html

HEAD = """青石县人民政府关于印发{year}年重点工作责任分工的通知

各镇政府，县政府各部门：

现将{year}年重点工作责任分工印发给你们，请认真落实。

青石县人民政府

{year}年1月20日

"""

OLD = (
    HEAD.format(year=2023)
    + """一、主要预期目标

地区生产总值增长6.5%左右；固定资产投资增长8%；城镇调查失业率控制在5.5%以内。

二、聚焦产业，在转型升级上求突破

1. 建设青石智能铸造产业园，引进配套企业12家，打造百亿级铸造集群。（责任单位：县工业和信息化局、投资促进服务中心）

2. 推进“云上青石”平台建设，归集政务数据800万条，建成城市运行管理中心，新增智慧停车泊位1500个，改造路口信号灯60处。（责任单位：县大数据中心、公安局）

3. 组织企业参加广交会，完成外贸进出口20亿元。（责任单位：县商务局）

三、聚焦民生，在共建共享上求突破

4. 新建改扩建幼儿园4所，新增公办学位1200个。（责任单位：县教育和体育局、财政局）

5. 开展养老护理员培训，培训300人次。（责任单位：县民政局）

6. 建成社区食堂10处，为高龄老人提供助餐服务。（责任单位：县民政局、财政局）

7. 常态化开展义诊下乡活动，办好乡村卫生室。（责任单位：县卫生健康局）

8. 完成老旧供水管网更新45公里，管网漏损率降至9%以内。（责任单位：县水务局、住房和城乡建设局）
"""
)

NEW = (
    HEAD.format(year=2024)
    + """一、做强产业，在转型升级上实现新突破

1. 地区生产总值增长6%。（牵头单位：县发展和改革局；责任单位：县统计局）

2. 城镇调查失业率控制在5%以内。（牵头单位：县人力资源和社会保障局）

3. 加快建设青石智能铸造产业园，全年引进配套企业15家，奋力打造百亿级铸造集群。（牵头单位：县工业和信息化局；责任单位：县招商投资服务中心）

4. 推进“云上青石”平台建设，归集政务数据800万条，建成城市运行管理中心。（牵头单位：县大数据中心；责任单位：县公安局）

5. 新增智慧停车泊位1500个，改造路口信号灯60处。（牵头单位：县公安局；责任单位：县大数据中心）

6. 出台低空经济扶持办法，建设无人机起降场3处。（牵头单位：县交通运输局）

二、聚焦民生，在共建共享上求突破

7. 完成老旧供水管网更新45公里，管网漏损率降至8%以内。（牵头单位：县水务局；责任单位：县住房和城乡建设局）

8. 新建改扩建幼儿园4所，新增公办学位1200个。（牵头单位：县教育和体育局；责任单位：县财政局）

9. 开展养老护理员培训，培训300人次。建成社区食堂10处，为高龄老人提供助餐服务。（牵头单位：县民政局；责任单位：县财政局）

10. 办好乡村卫生室，常态化组织义诊下乡活动。（牵头单位：县卫生健康局、医疗保障局）
"""
)


def compared(old: str, new: str) -> Comparison:
    """The comparison of two texts."""
    parts = (tables.arrow(reading.rows(noticed(text, name))) for text, name in ((old, "q-2023"), (new, "q-2024")))
    return Comparison(joined(*parts), "q-2023", "q-2024")


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compared(OLD, NEW)


def numbers(found: Comparison, row: dict[str, Any]) -> tuple[int | None, int | None]:
    """A row of `tasks` by the printed numbers of its tasks."""
    number = {item["item_id"]: int(item["number"]) for year in (found.old, found.new) for item in year.items}
    return number.get(row["old_item_id"]), number.get(row["new_item_id"])


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_task_is_followed(found: Comparison) -> None:
    assert {numbers(found, row): row["kind"] for row in found.tasks} == {
        (None, 1): "new",
        (None, 2): "new",
        (1, 3): "changed",
        (2, 4): "split",
        (2, 5): "split",
        (None, 6): "new",
        (8, 7): "changed",
        (4, 8): "unchanged",
        (5, 9): "merged",
        (6, 9): "merged",
        (7, 10): "changed",
        (3, None): "dropped",
    }


def test_what_changed_in_a_task(found: Comparison) -> None:
    changes = {numbers(found, row): (row["targets_changed"], row["units_changed"]) for row in found.tasks}
    assert changes[1, 3] == (True, False)  # 12 → 15; the unit was renamed
    assert changes[2, 4] == changes[2, 5] == (False, False)  # a split keeps its targets and units as a whole
    assert changes[8, 7] == (True, False)
    assert changes[4, 8] == (False, False)  # 责任单位 became 牵头单位 and 责任单位
    assert changes[7, 10] == (False, True)


def test_rows_of_a_split_share_a_group(found: Comparison) -> None:
    groups: dict[str | None, set[tuple[int | None, int | None]]] = {}
    for row in found.tasks:
        groups.setdefault(row["group"], set()).add(numbers(found, row))
    del groups[None]
    assert sorted(map(sorted, groups.values()), key=str) == [[(2, 4), (2, 5)], [(5, 9), (6, 9)]]


def test_the_reason_is_in_words(found: Comparison) -> None:
    reasons = {numbers(found, row): row["reason"] for row in found.tasks}
    assert reasons[4, 8] == "文字相同；责任单位相同"
    assert reasons[2, 4].startswith("同提“云上青石”；共有少见词：") and reasons[2, 4].endswith("由旧通知第2项拆分为2项")
    assert reasons[None, 1] == "旧通知不列为事项，其目标见于总体目标：地区生产总值增长"
    assert re.fullmatch(r"旧通知中最相近的是第\d项（可能性0\.\d\d），未予配对", reasons[None, 6])
    english = {numbers(found, row): row["reason_en"] for row in found.tasks}
    assert english[4, 8] == "the same words; the same units"
    assert english[None, 1] == "Old notice: no task of its own, but an overall goal: 地区生产总值增长"
    assert all(0 < row["score"] <= 1 for row in found.tasks if row["old_item_id"] and row["new_item_id"])


def test_rows_of_one_printed_item_help_each_other() -> None:
    old = [Task("整合视频资源，建成雪亮工程共享平台。", units=("a", "b")), Task("修缮祠堂。", units=("c",))]
    new = [
        Task("升级雪亮工程共享平台，整合视频资源。", units=("a",), printed="s1 4"),
        Task("总结推广部门应用视频的经验。", units=("b",), printed="s1 4"),
    ]
    alone = match(old, [new[0], Task(new[1].text, units=new[1].units)]).scores[0, 1]
    assert match(old, new).scores[0, 1] > alone


def test_words_that_every_notice_says_count_little() -> None:
    old = [Task("加强组织领导，健全工作机制。")], [Task("疏浚北大溜河，修缮漕运码头。")]
    new = [Task("加强组织领导，完善考核办法。")], [Task("疏浚北大溜河，打捞沉船遗物。")]
    common, rare = (match(*pair).scores[0, 0] for pair in zip(old, new, strict=True))
    assert common < rare


def test_what_is_found_of_two_notices_does_not_depend_on_a_third() -> None:
    parts = [tables.arrow(reading.rows(noticed(text, name))) for text, name in ((OLD, "q-2023"), (NEW, "q-2024"))]
    other = tables.arrow(reading.rows(noticed(OLD.replace("青石", "白石"), "other-2023")))
    alone, among = joined(*parts), joined(*parts, other)
    rows = [Comparison(data, "q-2023", "q-2024").tasks for data in (alone, among)]
    assert rows[0] == rows[1]


@pytest.fixture(scope="module")
def years_by_hand() -> list[tuple[Known, Data, Comparison]]:
    """The pairs of cases/years/, each with what is found of it."""
    found = []
    for known in by_hand():
        parts = [
            tables.arrow(reading.rows(noticed(text, name))) for text, name in ((known.old, "h-1"), (known.new, "h-2"))
        ]
        data = joined(*parts)
        found.append((known, data, Comparison(data, "h-1", "h-2")))
    return found


def test_what_went_on_under_other_words_is_found(years_by_hand: list[tuple[Known, Data, Comparison]]) -> None:
    right = found = wanted = 0
    for known, _, comparison in years_by_hand:
        links = {numbers(comparison, row) for row in comparison.tasks if row["score"] is not None} - known.also
        right, found, wanted = right + len(links & known.links), found + len(links), wanted + len(known.links)
    assert right >= 0.95 * found and right >= 0.9 * wanted


def test_figures_are_followed_under_other_words(years_by_hand: list[tuple[Known, Data, Comparison]]) -> None:
    right = found = wanted = 0
    for known, data, comparison in years_by_hand:
        gold = {"figures": known.figures, "doubtful_figures": known.doubtful}
        sure, left = figures_of(gold, data, "h-1", "h-2")
        moved = {(row["old_target_id"], row["new_target_id"]) for row in comparison.targets}
        links = {pair for pair in moved if None not in pair} - left
        right, found, wanted = right + len(links & sure), found + len(links), wanted + len(sure)
    assert right >= 0.94 * found and right >= 0.92 * wanted


def test_where_the_order_is_kept_a_task_between_its_old_neighbours_is_likelier_the_same() -> None:
    before = [
        "修缮古戏台，恢复冬季庙会。",
        "疏浚月牙湾航道，增设系缆桩。",
        "扩建苗圃，繁育珍稀树种苗木。",
        "改造旧粮仓，布置农具展厅。",
        "编印渔民安全手册，配发救生衣。",
        "架设索道，接通山顶气象站。",
        "开办盲人按摩培训班。",
    ]
    now = [
        "古戏台修缮完工，冬季庙会开锣。",
        "月牙湾航道通航，系缆桩全部就位。",
        "打造林木良种基地，向周边供应苗木。",
        "旧粮仓农具展厅开放。",
        "渔民救生衣换新，安全手册进船舱。",
        "索道通车，气象站联网观测。",
        "盲人按摩培训班扩招。",
    ]
    moved = [*now[:2], *now[3:], now[2]]
    old = [Task(words) for words in before]
    kept = match(old, [Task(words) for words in now]).scores[2, 2]
    assert kept > match(old, [Task(words) for words in moved]).scores[2, 6]


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (3, 0)])
def test_nothing_to_match(old: int, new: int) -> None:
    assert match([Task("修路。")] * old, [Task("修路。")] * new).links == ([] if old and new else ())


# ── targets ──────────────────────────────────────────────────────────────────────────────────────────


def test_targets_are_followed_by_their_indicator(found: Comparison) -> None:
    rows = {row["indicator"]: (row["old_value"], row["new_value"], row["direction"]) for row in found.targets}
    assert rows["地区生产总值增长"] == (6.5, 6, "easier")  # a goal before, a task now
    assert rows["城镇调查失业率"] == (5.5, 5, "harder")
    assert rows["管网漏损率"] == (9, 8, "harder")
    assert rows["引进配套企业（建设青石智能铸造产业园）"] == (12, 15, "harder")
    assert rows["新增智慧停车泊位"] == (1500, 1500, "same")  # in the second half of a split
    assert rows["外贸进出口"] == (2_000_000_000, None, "dropped")
    assert rows["建设无人机起降场"] == (None, 3, "new")
    assert rows["固定资产投资增长"] == (8, None, "dropped")
    changes = {row["indicator"]: row["change"] for row in found.targets}
    assert changes["地区生产总值增长"] == -0.5 and changes["建设无人机起降场"] is None


def test_a_figure_is_followed_under_another_measure_word_and_by_its_size() -> None:
    before = (
        HEAD.format(year=2023)
        + """一、重点工作

1. 开工亿元以上工程30个，其中20亿元以上工程2个。（责任单位：县发展和改革局）

2. 举办皮影展演60次，招募皮影传承人15名。（责任单位：县文化和旅游局）

3. 稳外资促外贸，出口总额增长9%，新签境外订单900万美元。（责任单位：县商务局）
"""
    )
    now = (
        HEAD.format(year=2024)
        + """一、重点工作

1. 开工过亿元工程36个。（责任单位：县发展和改革局）

2. 举办皮影展演80场，招募皮影传承人20人。（责任单位：县文化和旅游局）

3. 外贸出口增长7%，拿下订单950万美元。（责任单位：县商务局）
"""
    )
    moved = {(row["old_value"], row["new_value"]) for row in compared(before, now).targets if row["old_target_id"]}
    assert moved == {(30, 36), (2, None), (60, 80), (15, 20), (9, 7), (9_000_000, 9_500_000)}


def target(op: str, value: float, indicator: str = "营收", **more: Any) -> dict[str, Any]:
    return {
        "op": op,
        "value": value,
        "value_max": None,
        "indicator": indicator,
        "verb": None,
        "measure": "level",
        "aspect": "level",
        "per": None,
    } | more


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (target("=", 7), target("=", 8), "harder"),
        (target("~", 6.5), target("=", 6), "easier"),
        (target("~", 6.5), target("=", 6.5), "harder"),  # 左右 is looser
        (target("=", 70), target(">=", 70), "same"),  # 达到70%, 不低于70%
        (target(">=", 70), target(">", 70), "harder"),  # 超过 is firmer
        (target("=", 70), target("~", 70), "easier"),
        (target("<=", 6, "重污染天数"), target("<=", 5, "重污染天数"), "harder"),
        (target("=", 90, "审批", measure="cap"), target("<=", 80, "审批", measure="cap"), "harder"),
        (target("<=", 3), target("<", 3), "harder"),
        (target("~", 5.5, "城镇调查失业率"), target("~", 5, "城镇调查失业率"), "harder"),
        (target("=", 3, "单位生产总值能耗下降"), target("=", 2, "单位生产总值能耗下降"), "easier"),
        (target("=", 30, "培训", measure="duration"), target("=", 20, "培训", measure="duration"), "harder"),
        (target(">=", 30, "培训", measure="duration"), target(">=", 20, "培训", measure="duration"), "easier"),
        (target("between", 6, value_max=6.5), target("=", 6), "same"),  # 6 keeps both promises
        (target("between", 6, value_max=6.5), target("=", 6.5), "harder"),
        (target("=", 3, "不动产登记", measure="duration"), target("<=", 2, "不动产登记", measure="duration"), "harder"),
        (target("=", 20, "奖励", aspect="award"), target("=", 30, "奖励", aspect="award"), "moved"),
        (target("<=", 50, "奖励", aspect="ceiling"), target("<=", 40, "奖励", aspect="ceiling"), "moved"),
        (target("=", 20, "奖励", aspect="award"), target("=", 20, "奖励", aspect="award"), "same"),
        (target("=", 520, "低保标准", per="每人每月"), target("=", 6720, "低保标准", per="每人每年"), "harder"),
        (target("=", 560, "低保标准", per="每人每月"), target("=", 6720, "低保标准", per="每人每年"), "same"),
        (target("=", 6), None, "dropped"),
        (None, target("=", 6), "new"),
    ],
)
def test_direction(old: dict[str, Any] | None, new: dict[str, Any] | None, expected: str) -> None:
    assert direction(old, new) == expected
    back = {"harder": "easier", "easier": "harder", "new": "dropped", "dropped": "new"}
    assert direction(new, old) == back.get(expected, expected)


def test_the_difference_of_a_month_and_a_year_is_none() -> None:
    assert change(target("=", 520, per="每人每月"), target("=", 540, per="每人每月")) == 20
    assert change(target("=", 520, per="每人每月"), target("=", 6720, per="每人每年")) is None


# ── units and headings ───────────────────────────────────────────────────────────────────────────────


def test_units_gain_and_lose(found: Comparison) -> None:
    short = {row["unit_id"]: found.units[row["unit_id"]]["short_name"] for row in found.loads}
    kinds = {short[row["unit_id"]]: row["kind"] for row in found.loads}
    assert kinds == {
        "交通运输局": "appears",
        "人力资源和社会保障局": "appears",
        "住房和城乡建设局": "same",
        "公安局": "gained",  # one task more by the split, or fewer by the merger
        "医疗保障局": "appears",
        "卫生健康局": "same",
        "发展和改革局": "appears",
        "商务局": "disappears",
        "大数据中心": "gained",  # one task more by the split, or fewer by the merger
        "工业和信息化局": "same",
        "投资促进服务中心": "renamed",
        "招商投资服务中心": "renamed",
        "教育和体育局": "same",
        "民政局": "lost",  # one task more by the split, or fewer by the merger
        "水务局": "same",
        "统计局": "appears",
        "财政局": "same",
    }
    renamed = {short[row["unit_id"]]: row["other_unit_id"] for row in found.loads if row["kind"] == "renamed"}
    assert short[renamed["投资促进服务中心"]] == "招商投资服务中心"
    gained = next(row for row in found.loads if short[row["unit_id"]] == "医疗保障局")
    assert gained["items_gained"] == [found.new.items[9]["item_id"]] and gained["old_items"] == 0


def test_a_new_layout_of_the_list_is_no_change() -> None:
    responsible = {"a": "responsible", "b": "responsible"}
    led = {"a": "lead", "b": "responsible"}
    assert not other_units(responsible, led) and not other_units(led, {"a": "lead", "b": "support"})
    assert other_units(led, {"b": "lead", "a": "responsible"})  # another one leads
    assert other_units(led, {"a": "lead"})


def test_headings_are_followed(found: Comparison) -> None:
    heading = {row["section_id"]: row["heading"] for year in (found.old, found.new) for row in year.sections}
    rows = [
        (row["kind"], heading.get(row["old_section_id"], "")[:4], heading.get(row["new_section_id"], "")[:4])
        for row in found.sections
    ]
    assert rows == [
        ("reworded", "聚焦产业", "做强产业"),
        ("unchanged", "聚焦民生", "聚焦民生"),
        ("dropped", "主要预期", ""),
    ]


# ── notices of other shapes ──────────────────────────────────────────────────────────────────────────


def test_a_year_without_targets_and_one_without_units() -> None:
    plain = re.sub(r"（牵头单位：.+?）", "", NEW)
    against = compared(OLD, plain)
    assert (8, 7) in {numbers(against, row) for row in against.tasks if row["score"]}
    assert {row["kind"] for row in against.loads} == {"disappears"}
    words = compared(re.sub(r"\d+(\.\d+)?(家|所|处|个|人次|公里|亿元|万条|%左右|%以内|%)", "", OLD), NEW)
    assert (8, 7) in {numbers(words, row) for row in words.tasks if row["score"]}
    assert {row["direction"] for row in words.targets} == {"new"}


@pytest.mark.usefixtures("found")
def test_a_year_is_compared_with_another_one() -> None:
    data = joined(tables.arrow(reading.rows(noticed(OLD, "q-2023"))))
    with pytest.raises(NoticeError, match="no notice q-2024; it holds: q-2023"):
        Comparison(data, "q-2023", "q-2024")
    with pytest.raises(NoticeError, match="give two names"):
        Comparison(data, "q-2023", "q-2023")


# ── the second year ──────────────────────────────────────────────────────────────────────────────────


def test_the_scripted_second_year_is_found() -> None:
    weak, middle, strong, anew = measure_second_year(seeds=range(2))
    for measured, least in ((weak, 0.97), (middle, 0.95), (strong, 0.9), (anew, 0.85)):
        for name, (precision, recall) in measured.figures().items():
            assert min(precision, recall) >= least, f"{measured.strength}, {name}: {precision:.3f} {recall:.3f}"


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of the two years."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, text in (("q-2023", OLD), ("q-2024", NEW)):
        (raw / f"{name}.txt").write_text(text, encoding="utf-8")
    build.build([raw], tmp_path / "data", cache=None)
    return tmp_path / "data"


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(program, ["diff", "q-2023", "q-2024", "--data", str(data), *arguments])


def test_the_command_writes_tables_and_a_page(data: Path) -> None:
    result = run(data)
    assert result.exit_code == 0, result.output
    assert "Tasks    8 → 10: unchanged 1, changed 3, split 1, merged 1, new 3, dropped 1" in result.output
    assert "  easier: 地区生产总值增长 6.5%左右 → 6%" in result.output
    folder = data / "diff" / "q-2023__q-2024"
    assert {path.name for path in folder.iterdir()} == {
        "datapackage.json",
        "index.html",
        "made_from.json",
        *(f"{name}.{kind}" for name in ("tasks", "targets", "units", "sections") for kind in ("csv", "parquet")),
    }
    assert pq.read_table(folder / "tasks.parquet").num_rows == 12


def test_the_command_fails_on_kinds(data: Path) -> None:
    assert run(data, "--fail-on", "dropped,target-lower").exit_code == 1
    assert run(data, "--fail-on", "reworded").exit_code == 0
    assert run(data, "--fail-on", "target-easier").exit_code == 1


def test_the_summary_speaks_chinese(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "事项  8 → 10：未变 1、变更 3、拆分 1、合并 1、新增 3、取消 1" in run(data).output


def test_the_same_years_give_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_comparison("q-2023", "q-2024", data, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_a_missing_dataset_is_said(tmp_path: Path) -> None:
    result = run(tmp_path / "none")
    assert result.exit_code == 3 and "python -m pipeline build" in result.output


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────


class Reader(HTMLParser):
    """The elements of a page, with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_page_shows_both_years(found: Comparison) -> None:
    html = page(found)
    read = Reader(html)
    groups = [one["data-kind"] for one in read.of("article")]
    assert sorted(filter(None, groups)) == sorted(
        ["new"] * 3 + ["changed"] * 3 + ["split", "merged", "unchanged", "dropped"]
    )
    assert "引进配套企业<del>12</del>家" in html and "引进配套企业<ins>15</ins>家" in html
    assert '<span class="unit lead gained">医疗保障局</span>' in html
    assert '<span class="unit">招商投资服务中心</span>' in html  # renamed, not gained
    for item in (*found.old.items, *found.new.items):
        assert re.sub(r"\s", "", item["text"]) in re.sub(r"\s", "", read.words)


def test_links_on_the_page_lead_somewhere(found: Comparison) -> None:
    read = Reader(page(found))
    anchors = {one["id"] for _, one in read.elements if "id" in one}
    links = [unquote(one["href"] or "") for one in read.of("a")]
    assert links and all(link and link[1:] in anchors for link in links)
    assert '<a class="review" href="../view/q-2024.html">' in page(found, lambda notice_id: f"../view/{notice_id}.html")
    keys = {one["value"] for one in read.of("option")}
    for article in read.of("article"):
        assert set((article["data-units"] or "").split()) <= keys
        assert set((article["data-headings"] or "").split()) <= keys


def test_counts_agree_wherever_they_stand(found: Comparison) -> None:
    words = re.sub(r"<[^>]+>", " ", page(found).split("<fieldset")[1].split("</fieldset>")[0])
    said = dict(re.findall(r"(\S+)\s+(\d+)", words))
    assert said["拆分"] == said["合并"] == "1" and said["新增"] == "3" and said["变更"] == "3"
    assert int(said["加码"]) == sum(row["direction"] == "harder" for row in found.targets)
    assert int(said["减码"]) == sum(row["direction"] == "easier" for row in found.targets)


def test_marks_follow_the_words() -> None:
    (old,), (new,) = marked(["加快建设幼儿园4所，培训教师。"], ["培训教师，加快新建幼儿园6所。"])
    assert ("moved", "培训教师") in old and any(mark == "moved" and "培训教师" in said for mark, said in new)
    assert '<span class="moved">培训教师</span>' in shown_html(old)
    texts = ["甲乙丙丁。", "修路。"]
    assert ["".join(said for _, said in one) for one in marked(texts, ["修路。甲乙丙。"])[0]] == texts
    assert marked([""], [""]) == ([[]], [[]])


HOSTILE = '<script>alert(1)</script>{{style}}<img src=x onerror=alert(2)>&lt;\u202e"'


def test_a_hostile_notice_stays_text(found: Comparison) -> None:
    hostile = compared(OLD.replace("青石智能", f"{HOSTILE}青石智能"), NEW.replace("做强产业", f"{HOSTILE}做强产业"))
    html = page(hostile)
    read, plain = Reader(html), Reader(page(found))
    assert len(read.of("script")) == 1 and len(read.of("img")) == 0
    # A sign that turns the direction works on itself alone, and is seen, as on the review page.
    assert html.count("\u202e") == html.count('<bdi class="unseen" data-code="U+202E">\u202e</bdi>') > 0
    assert "<script>alert(1)</script>{{style}}" in read.words
    attributes = [{name for _, one in page.elements for name in one} for page in (read, plain)]
    assert attributes[0] == attributes[1] | {"data-code"}
    assert not any(name.startswith("on") for _, one in read.elements for name in one)


def test_the_page_connects_to_nothing(found: Comparison) -> None:
    html = page(found)
    policy = next(one["content"] for one in Reader(html).of("meta") if one.get("http-equiv"))
    assert policy is not None and policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert content is not None
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "http:" not in html and "https:" not in html and "url(" not in html
    assert ' style="' not in html


@pytest.mark.browser
def test_the_page_filters(found: Comparison, tmp_path: Path) -> None:
    from selenium import webdriver
    from selenium.webdriver.common.by import By

    path = tmp_path / "index.html"
    path.write_text(page(found), encoding="utf-8")
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options) as driver:
        driver.get(path.as_uri())

        def shown() -> list[str | None]:
            tasks = driver.find_elements(By.CSS_SELECTOR, ".task")
            return [task.get_attribute("data-kind") for task in tasks if task.is_displayed()]

        assert len(shown()) == 9  # the unchanged one is folded
        driver.find_element(By.CSS_SELECTOR, "[name=kind][value=split]").click()
        assert shown() == ["split"]
        driver.find_element(By.CSS_SELECTOR, "[type=reset]").click()
        driver.find_element(By.CSS_SELECTOR, "[name=words]").send_keys("乡村卫生室")
        deadline = time.monotonic() + 5
        while len(shown()) != 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert shown() == ["changed"]
        assert "显示 1 / 10 组事项" in driver.find_element(By.ID, "shown").text
        # The address leads back to what is seen, in the language chosen.
        driver.find_element(By.ID, "language").click()
        address = driver.current_url
        driver.get("about:blank")
        driver.get(address)
        assert shown() == ["changed"]
        assert "1 of 10 tasks" in driver.find_element(By.ID, "shown").text
        driver.set_window_size(390, 844)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= driver.execute_script(
            "return innerWidth"
        )
        assert driver.execute("getLog", {"type": "browser"})["value"] == []


# ── kept beside the dataset ──────────────────────────────────────────────────────────────────────────


def diff_command(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(program, ["diff", "--data", str(data), *arguments])


def test_without_names_every_neighbouring_pair_is_made(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for year in ("2023", "2024", "2026"):
        (raw / f"q-{year}.txt").write_text(OLD.replace("2023", year), encoding="utf-8")
    (raw / "other-2024.txt").write_text(OLD.replace("青石", "白石").replace("2023", "2024"), encoding="utf-8")
    build.build([raw], tmp_path / "data", cache=None)
    result = diff_command(tmp_path / "data")
    assert result.exit_code == 0, result.output
    made = {path.name for path in (tmp_path / "data" / "diff").iterdir()}
    assert made == {"q-2023__q-2024", "q-2024__q-2026"}


def test_a_pair_of_unlike_titles_is_told_and_not_made(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "q-2023.txt").write_text(OLD, encoding="utf-8")
    title = re.compile("(?m)^.*的通知$")
    renamed = title.sub("青石县人民政府关于分解落实2024年政府工作报告主要目标的通知", NEW, count=1)
    assert renamed != NEW
    (raw / "q-2024.txt").write_text(renamed, encoding="utf-8")
    build.build([raw], tmp_path / "data", cache=None)
    result = diff_command(tmp_path / "data")
    assert result.exit_code == 0 and "pipeline diff q-2023 q-2024" in result.output
    assert not (tmp_path / "data" / "diff").exists()


def test_a_comparison_knows_the_data_it_was_made_from(data: Path, tmp_path: Path) -> None:
    run(data)
    page_of = data / "diff" / "q-2023__q-2024" / "index.html"
    hidden = '<p class="stale" id="stale" hidden>'
    assert diff.stale(data) == [] and hidden in page_of.read_text(encoding="utf-8")
    raw = tmp_path / "changed"
    raw.mkdir()
    (raw / "q-2023.txt").write_text(OLD, encoding="utf-8")
    (raw / "q-2024.txt").write_text(NEW.replace("15家", "16家"), encoding="utf-8")
    built = CliRunner().invoke(program, ["build", str(raw), "--out", str(data)])
    assert "q-2023__q-2024 was made before the data was rebuilt" in built.output
    assert diff.stale(data) == ["q-2023__q-2024"] and hidden not in page_of.read_text(encoding="utf-8")
    run(data)
    assert diff.stale(data) == [] and hidden in page_of.read_text(encoding="utf-8")
    (raw / "q-2023.txt").unlink()
    CliRunner().invoke(program, ["build", str(raw), "--out", str(data)])
    assert not page_of.parent.exists()


def test_kinds_are_checked_before_the_work(tmp_path: Path) -> None:
    result = diff_command(tmp_path / "none", "a", "b", "--fail-on", "harder")
    assert result.exit_code == 2 and "target-harder" in result.output


def test_a_word_table_and_a_workbook(data: Path, found: Comparison) -> None:
    from docx import Document
    from openpyxl import load_workbook

    assert run(data, "--docx", "--xlsx").exit_code == 0
    folder = data / "diff" / "q-2023__q-2024"
    tasks, targets = Document(str(folder / "comparison.docx")).tables
    assert len(tasks.rows) == 1 + 10 and len(targets.rows) == 1 + len(found.targets)
    struck = [
        run.text for cell in tasks.columns[1].cells for line in cell.paragraphs for run in line.runs if run.font.strike
    ]
    assert "12" in struck
    book = load_workbook(folder / "comparison.xlsx")
    assert [sheet.max_row for sheet in book] == [2 + 10, 2 + len(found.targets), 2 + len(found.loads)]
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(data, "--docx", "--xlsx")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh_CN.UTF-8", "加码：引进配套企业（建设青石智能铸造产业园）"),
        ("C", "harder: 引进配套企业（建设青石智能铸造产业园）"),
    ],
)
def test_a_word_table_has_the_signs_of_its_language(
    data: Path, locale: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docx import Document

    monkeypatch.setenv("LC_ALL", locale)
    assert run(data, "--docx").exit_code == 0
    document = Document(str(data / "diff" / "q-2023__q-2024" / "comparison.docx"))
    assert said in [line.text for cell in document.tables[0].columns[0].cells for line in cell.paragraphs]


def notice_of(notice_id: str, year: int, title: str) -> dict[str, object]:
    return {"notice_id": notice_id, "subject_year": year, "title": title, "adcode": "610000", "issuer": None}


def test_neighbours_are_of_one_kind_of_work() -> None:
    rows = [
        notice_of("tasks-2021", 2021, "青石县人民政府关于印发2021年青石县重点工作责任分工的通知"),
        notice_of("tasks-2022", 2022, "关于印发青石县2022年度重点工作任务责任分工的通知"),
        notice_of("people-2022", 2022, "青石县人民政府办公室关于印发2022年青石县民生实事项目的通知"),
        notice_of("people-2024", 2024, "青石县人民政府办公室关于印发2024年青石县民生实事项目的通知"),
        notice_of("market-2023", 2023, "青石县人民政府办公室关于优化营商环境的实施意见"),
        notice_of("tasks-2023", 2023, "关于印发青石县二〇二三年重点工作责任分工的通知"),
    ]
    assert kept.neighbours(rows) == [
        ("people-2022", "people-2024"),
        ("tasks-2021", "tasks-2022"),
        ("tasks-2022", "tasks-2023"),
    ]


def test_of_several_of_one_kind_each_meets_the_most_alike() -> None:
    parts = ("青石县民生实事项目分工方案（上）", "青石县民生实事项目分工方案（下）")
    rows = [
        notice_of(f"{year}-{at}", year, f"{year}年{part}") for year in (2023, 2024) for at, part in enumerate(parts)
    ]
    assert kept.neighbours(rows) == [("2023-0", "2024-0"), ("2023-1", "2024-1")]
