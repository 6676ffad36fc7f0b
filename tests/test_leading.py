"""Who leads where the notice says it once of its lists: the first, and what the others then do."""

from __future__ import annotations

import pytest
from cases import listed, outlined

from pipeline.language.leading import first_leads
from pipeline.notice import Item

LETTER = "白鹭县人民政府关于印发2031年工作要点的通知\n各镇人民政府：\n现将工作要点印发给你们。{said}\n2031年1月31日\n一、主要任务\n"
TASKS = (
    "1.疏浚沟渠12公里。（责任单位：县水利局、县财政局、各镇）\n2.新建粮库2座。（责任单位：县粮食局、县财政局）\n"
    "3.护好水源。（牵头单位：县生态环境局；责任单位：县水利局）\n"
)


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("列第一位为总牵头单位", None),
        ("首个单位为牵头单位", None),
        ("责任单位排名前位的为主责单位", None),
        ("文中第一个单位为牵头", None),
        ("位列首位者为牵头责任单位", None),
        ("涉及两个以上部门的，牵头部门列首位", None),
        ("各项任务由第一责任单位牵头", None),
        ("首位单位牵头，其余单位配合", "配合"),
        ("由排名首位的部门负责牵头，其他部门按职责协助", "协助"),
        ("责任单位中，排在最前面的系主办单位，其余均为协办单位", "协办"),
        ("排序第一的科室负总责；其它科室积极参与", "参与"),
        ("牵头单位排列第一的为牵头，其他单位按职能配合", "配合"),
    ],
)
def test_how_it_is_said(said: str, others: str | None) -> None:
    found = first_leads().search(f"{said}。")
    assert found and found["others"] == others


@pytest.mark.parametrize(
    "words",
    [
        "对全县排名第一的指标，牵头单位加2分",
        "第一牵头单位：县水利局",
        "列有两个单位的，由第一个单位负责汇总",
        "党政主要负责人是第一责任人",
        "排第一位的配合单位协助牵头单位报送",
        "第一季度牵头单位报送",
        "第一位牵头领导为沈怀远",
    ],
)
def test_what_says_nothing_of_it(words: str) -> None:
    assert first_leads().search(f"{words}。") is None


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("首位单位牵头。", "lead 县水利局 | responsible 县财政局 各镇*"),
        ("首位单位牵头，其余单位配合。", "lead 县水利局 | support 县财政局 各镇*"),
        ("各单位要抓好落实。", "responsible 县水利局 县财政局 各镇*"),
    ],
)
def test_it_holds_for_lists_that_say_no_lead_themselves(said: str, units: str) -> None:
    notice = outlined(LETTER.format(said=said) + TASKS)
    of_first, _, stated = (listed(notice, item) for item in notice.all(Item))
    assert of_first == units
    assert stated == "lead 县生态环境局 | responsible 县水利局"


@pytest.mark.parametrize(
    "note", ["排名第一位的为牵头单位", "首位单位牵头", "排名首位的单位牵头，其余单位配合", "第一位为牵头单位，其余配合"]
)
def test_said_in_a_list_it_names_no_unit(note: str) -> None:
    notice = outlined(LETTER.format(said="") + TASKS.replace("、各镇）", f"、各镇；{note}）"))
    others = "support" if "其余" in note else "responsible"
    of_first, of_second, _ = (listed(notice, item) for item in notice.all(Item))
    assert of_first == f"lead 县水利局 | {others} 县财政局 各镇*"
    assert of_second == "responsible 县粮食局 县财政局"


def test_it_holds_for_the_annex_that_it_names() -> None:
    said = "附件2“责任单位”栏中首位单位牵头，其他单位配合。"
    annex = "附件{0}\n2031年第{0}批工程\n一、主要任务\n1.疏浚沟渠{0}公里。（责任单位：县水利局、县财政局）\n"
    notice = outlined(LETTER.format(said=said).replace("一、主要任务\n", "") + annex.format(1) + annex.format(2))
    first, second = (listed(notice, item) for item in notice.all(Item))
    assert first == "responsible 县水利局 县财政局"
    assert second == "lead 县水利局 | support 县财政局"
