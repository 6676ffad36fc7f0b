"""Figures and tasks followed through three years of an invented county."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from second_year import joined, noticed

from pipeline.api import series
from pipeline.cli import program
from pipeline.compare.diff import read
from pipeline.compare.series import follow
from pipeline.dataset import build, reading, tables

Row = dict[str, Any]

HEAD = """曲阜市人民政府关于印发{}年重点工作任务分工的通知

各镇街，市政府各部门：
{}年全市经济社会发展的主要预期目标是：地区生产总值增长{}左右，城镇新增就业{}。

一、农业农村
"""
ORCHARD = "改造老果园{}亩，建设苹果矮砧示范园，推广水肥一体化。（责任单位：市农业农村局）"
BRIDGE = "维修石拱古桥，整治护城河淤塞河段，恢复沿岸古码头。（责任单位：市水务局、市文化和旅游局）"
LIBRARY = "建成乡村流动图书车{}辆，开通巡回借阅线路。（责任单位：市文化和旅游局）"
SEWER = "新建雨污分流管网{}公里，消除学府路积水点。（责任单位：市住房城乡建设局）"

YEARS = {
    2031: ("6%", "5000人", [ORCHARD.format(800), BRIDGE, SEWER.format(12)]),
    2032: ("6.5%", "4500人", [LIBRARY.format(4), ORCHARD.format(1200)]),
    2033: ("6.5%", "4800人", [BRIDGE, ORCHARD.format(900), LIBRARY.format(6), SEWER.format(20)]),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("years")
    (folder / "raw").mkdir()
    for year, (growth, jobs, tasks) in YEARS.items():
        lines = "\n".join(f"{number}.{task}" for number, task in enumerate(tasks, 1))
        text = HEAD.format(year, year, growth, jobs) + lines + f"\n\n曲阜市人民政府\n{year}年2月3日\n"
        (folder / "raw" / f"s-{year}.txt").write_text(text, encoding="utf-8")
    build.build([folder / "raw"], folder / "data", cache=None)
    return folder / "data"


@pytest.fixture(scope="module")
def found(data: Path) -> dict[str, list[Row]]:
    return follow(read(data))


def line(rows: list[Row], indicator: str) -> list[tuple[Any, ...]]:
    return [
        (row["year"], row["value"], row["previous_year"], row["change"], row["direction"])
        for row in rows
        if indicator in row["indicator"]
    ]


def test_a_growth_goal_is_followed_year_by_year(found: dict[str, list[Row]]) -> None:
    assert line(found["series"], "地区生产总值增长") == [
        (2031, 6, None, None, "new"),
        (2032, 6.5, 2031, 0.5, "harder"),
        (2033, 6.5, 2032, 0, "same"),
    ]
    own = [row for row in found["series"] if "地区生产总值" in row["indicator"]]
    assert len({row["series_id"] for row in own}) == 1
    assert [row["previous_target_id"] for row in own[1:]] == [row["target_id"] for row in own[:-1]]


def test_a_figure_of_a_task_is_followed(found: dict[str, list[Row]]) -> None:
    assert [row[:3] for row in line(found["series"], "果园")] == [
        (2031, 800, None),
        (2032, 1200, 2031),
        (2033, 900, 2032),
    ]
    assert line(found["series"], "果园")[2][3:] == (-300, "easier")


def test_a_figure_that_a_year_left_out_goes_on_from_the_year_before_that(found: dict[str, list[Row]]) -> None:
    assert [row[:3] for row in line(found["series"], "管网")] == [(2031, 12, None), (2033, 20, 2031)]


def tasks(rows: list[Row], words: str, data: Path) -> list[tuple[Any, ...]]:
    texts = {row["item_id"]: row["text"] for row in read(data)["items"]}
    return [
        (row["year"], row["previous_item_id"], row["kind"], row["closes"])
        for row in rows
        if words in texts[row["item_id"]]
    ]


def test_a_task_is_followed_and_both_ways_to_the_first_year_meet(found: dict[str, list[Row]], data: Path) -> None:
    assert tasks(found["tasks"], "果园", data) == [
        (2031, None, "new", None),
        (2032, "s-2031-i001", "changed", None),
        (2033, "s-2032-i002", "changed", True),
    ]


def test_a_task_that_a_year_left_out_is_bridged(found: dict[str, list[Row]], data: Path) -> None:
    assert tasks(found["tasks"], "古桥", data) == [(2031, None, "new", None), (2033, "s-2031-i002", "unchanged", None)]
    own = {row["series_id"] for row in found["tasks"] if row["item_id"] in ("s-2031-i002", "s-2033-i001")}
    assert own == {"s-2031-i002"}


def test_the_links_of_figures_are_chains(found: dict[str, list[Row]]) -> None:
    before = [row["previous_target_id"] for row in found["series"] if row["previous_target_id"]]
    assert len(before) == len(set(before))
    year = {row["target_id"]: row["year"] for row in found["series"]}
    assert all(year[row["previous_target_id"]] < row["year"] for row in found["series"] if row["previous_target_id"])


def test_a_task_under_other_names_each_year_stays_one_and_its_figures_too() -> None:
    years = {
        2041: "组建蚕桑技术服务队，推广小蚕共育，培训蚕农300名。（责任单位：市农业农村局）",
        2042: "打造小蚕共育中心，壮大蚕桑服务队伍，培训蚕农350人。（责任单位：市农业农村局）",
        2043: "小蚕共育中心升级为数字化工厂，培训蚕农420人次。（责任单位：市农业农村局）",
    }
    others = [ORCHARD.format(800), BRIDGE, SEWER.format(12)]
    parts = [
        tables.arrow(
            reading.rows(
                noticed(
                    HEAD.format(year, year, "6%", "5000人")
                    + "\n".join(f"{number}.{said}" for number, said in enumerate([*others[:at], task, *others[at:]], 1))
                    + f"\n\n曲阜市人民政府\n{year}年2月3日\n",
                    f"s-{year}",
                )
            )
        )
        for at, (year, task) in enumerate(years.items())
    ]
    made = follow(joined(*parts))
    ids = [f"s-{year}-i{at + 1:03d}" for at, year in enumerate(years)]
    own = {row["item_id"]: row for row in made["tasks"]}
    assert [own[one]["previous_item_id"] for one in ids] == [None, *ids[:2]]
    assert {own[one]["series_id"] for one in ids} == {ids[0]}
    assert [row[:3] for row in line(made["series"], "蚕农")][:2] == [(2041, 300, None), (2042, 350, 2041)]


def test_the_command_writes_both_tables(data: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(program, ["series", "--data", str(data), "--out", str(tmp_path / "series")])
    assert result.exit_code == 0, result.output
    assert "Governments 1" in result.output
    made = {path.name for path in (tmp_path / "series").iterdir()}
    assert made == {"datapackage.json", "series.csv", "series.parquet", "tasks.csv", "tasks.parquet"}
    assert pq.read_table(tmp_path / "series" / "tasks.parquet").num_rows == 9


def test_python_gives_the_figure_before(data: Path) -> None:
    frame = series("gdp.growth", data)
    assert frame[["year", "value", "direction"]].values.tolist() == [
        [2031, 6.0, "new"],
        [2032, 6.5, "harder"],
        [2033, 6.5, "same"],
    ]
