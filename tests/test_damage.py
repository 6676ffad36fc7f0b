"""Damaged copies, forgotten words, and whether doubts and findings tell of what is wrong then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline import rules
from pipeline.extract import extract
from pipeline.measure import reliability
from pipeline.measure.damage import DAMAGES, damaged
from pipeline.measure.figures import Miss
from pipeline.notice import Cell, Item, Notice, Source

TEXT = """云川县人民政府关于印发2024年重点工作责任分工的通知
各乡镇人民政府：
现印发给你们。
云川县人民政府
2024年2月1日
一、民生工作
1.修缮北关小学等校舍13处，年内全部投入使用。（责任单位：县教育局、县财政局、县住房和城乡建设局）
2.在城区新建公厕15座，方便群众出行游览。（责任单位：县住房和城乡建设局、县城市管理局）
（一）平安
3.组织三轮电动车集中整治，查处违法行为。（牵头单位：县公安局；配合单位：县交通运输局）
（二）出行
4.新装路灯180盏，主要街道夜间照明全部达标。（责任单位：县城市管理局、县财政局、县供电公司）
5.修建停车场4处，总面积15800平方米，新增停车位1580个以上，11月底前全部建成并投入使用，群众停车更加方便。（责任单位：县交通运输局）
"""
WHOLE = Notice("n", TEXT, Source("n.txt", "", "text"))


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_changes_how_words_stand_and_is_read(name: str) -> None:
    copy = damaged(WHOLE, name)
    if copy is None:
        assert name in ("cells_as_lines",)
        return
    assert copy.text != TEXT and len(copy.text) > len(TEXT) // 2
    extract(copy)


def test_tasks_become_a_table() -> None:
    copy = damaged(WHOLE, "table_tabs")
    assert copy is not None
    assert "1\t修缮北关小学等校舍13处，年内全部投入使用。\t县教育局、县财政局、县住房和城乡建设局\n" in copy.text
    assert "\t牵头单位：县公安局；配合单位：县交通运输局\n" in copy.text
    assert copy.all(Cell)
    assert extract(copy).all(Item)[0].responsibility == "县教育局、县财政局、县住房和城乡建设局"


def test_words_are_forgotten_one_in_eight_and_grammar_is_not() -> None:
    known = len(rules.load("measures")["count"]["words"])
    program = (
        "from pipeline.measure.forgetting import forget; forget(3); from pipeline import rules;"
        "print(len(rules.load('measures')['count']['words']), len(rules.load('quantities')['before']['>=']));"
        "from pipeline.language.names import vocabulary; vocabulary()"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert 0.85 * known < int(said[0]) < 0.9 * known
    assert int(said[1]) == len(rules.load("quantities")["before"][">="])


def test_what_is_wrong_is_told_by_a_doubt_or_a_finding() -> None:
    least = rules.load("doubt")["threshold"]
    rows = [
        reliability.Judged(0, 10, least, True),
        reliability.Judged(20, 30, 0.0, True),
        reliability.Judged(40, 50, 0.0, True),
        reliability.Judged(60, 70, 0.0, False),
    ]
    found = reliability.told(rows, [1000], [(25, 27), (500, 700)])
    assert [shown for *_, shown in found.rows] == [True, True, False, False]
    assert (found.missed, found.told) == (1, 0)
    assert reliability.told(rows, [1000], [(900, 905)]).told == 1


def test_what_the_source_lacks_is_missed_by_nobody() -> None:
    misses = [
        Miss("units", "", want="县财政局"),
        Miss("units", "", want="县教育局", at=7),
        Miss("units", "", row=("items", "1")),
    ]
    assert reliability.missed(misses) == [7]
