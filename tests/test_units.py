"""Responsibility lists: which words are one, which units it names in which roles, by when, and who leads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cases import cases, duty, listed, outlined

from pipeline.extract import extract
from pipeline.language.signs import brackets
from pipeline.notice import Item, Mention, Notice, Source

TASK = "1.完善便民服务体系，推动事项集中办理。"
BEFORE = "青山县人民政府关于印发2024年工作要点的通知\n各镇人民政府：\n现将工作要点印发给你们。\n2024年1月31日\n一、主要任务\n"
TRADITIONAL = "青山縣人民政府關於印發2024年工作要點的通知\n各鎮人民政府：\n現將工作要點印發給你們，請認真貫徹執行。\n一、主要任務\n"
NEXT = "\n2.做好总结评估。（责任单位：县统计局）\n"


@pytest.mark.parametrize("case", cases("lists.toml"))
def test_list(case: dict[str, Any]) -> None:
    before = (
        TRADITIONAL
        if case.get("traditional")
        else BEFORE.replace("青山县人民政府", case.get("place", "青山县人民政府"))
    )
    notice = outlined(before + case.get("task", TASK) + case["text"] + NEXT)
    items = notice.all(Item)
    assert [item.number for item in items] == ["1", "2"]
    assert listed(notice, items[1]) in ("responsible 县统计局", "lead 县统计局")
    assert listed(notice, items[0]) == case["units"]
    found = duty(notice, items[0])
    assert (found is None) == (not case["units"])
    if found is None:
        return
    assert found.open_list == case.get("open", False)
    assert found.deadline == case.get("deadline")
    assert found.deadline_date == case.get("due")
    assert list(found.leaders) == case.get("leaders", [])
    assert list(found.repeated) == case.get("repeated", [])
    assert not found.unread
    assert all(bracket.closed for bracket in brackets(notice.reading.text)) == case.get("closed", True)
    mentions = [mention for mention in notice.all(Mention) if mention.item_id == items[0].item_id]
    if "ids" in case:
        assert [mention.unit_id for mention in mentions] == case["ids"]
    # The task's own words end where its list begins.
    task = case.get("task", TASK).removeprefix("1.")
    assert items[0].text == task


def test_a_deadline_without_a_year_is_that_of_the_notice() -> None:
    notice = outlined(BEFORE.replace("2024", "2021") + TASK + "（责任单位：县水利局；完成时限：10月底前）" + NEXT)
    found = duty(notice, notice.all(Item)[0])
    assert found and found.deadline_date == date(2021, 10, 31)


def test_a_list_longer_than_any_is_reported_and_not_read() -> None:
    notice = outlined(BEFORE + TASK + "（责任单位：" + "县水利局和" * 20_000 + "县财政局）" + NEXT)
    found = duty(notice, notice.all(Item)[0])
    assert found and found.unread
    assert listed(notice, notice.all(Item)[0]) == ""


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("列第一位的为牵头单位", ["lead", "responsible", "responsible", "responsible"]),
        ("列第一位的为牵头单位，下同", ["lead", "responsible", "lead", "responsible"]),
    ],
)
def test_the_first_of_a_list_leads_there_or_from_there_on(said: str, roles: list[str]) -> None:
    text = f"""云川县人民政府办公室关于分解2034年重点任务的通知
各乡镇人民政府：
现印发给你们。
一、重点任务
1.疏浚河道8公里。（县水利局、县财政局负责。{said}）
2.新建公厕5座。（县城市管理局、县财政局负责）
"""
    found = extract(Notice("n", text, Source("n.txt", "", "text"))).all(Mention)
    assert [one.role for one in found] == roles
