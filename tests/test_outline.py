"""Outlines: which lines are headings, which are tasks, and what a list speaks for."""

from __future__ import annotations

from typing import Any

import pytest
from cases import cases, outlined, rendered

from pipeline.extract import extract
from pipeline.notice import Block, Item, Notice, Section, Source

BEFORE = "云川县人民政府关于印发2024年工作任务的通知\n各镇人民政府：\n现将任务印发给你们，请抓好落实。\n云川县人民政府\n2024年1月9日\n"
TRADITIONAL = "雲川縣人民政府關於印發2024年工作任務的通知\n各鎮人民政府：\n現將任務印發給你們，請認真貫徹執行。\n"


@pytest.mark.parametrize("case", cases("outlines.toml"))
def test_outline(case: dict[str, Any]) -> None:
    notice = outlined((TRADITIONAL if case.get("traditional") else BEFORE) + case["text"].strip("\n"))
    assert rendered(notice) == case["outline"].strip()
    if "titles" in case:
        assert [item.title for item in notice.all(Item)] == case["titles"]
    if "parts" in case:
        assert [section.part for section in notice.all(Section)] == case["parts"]


@pytest.mark.parametrize("case", cases("outlines.toml", gaps=False))
def test_blocks_hold_each_character_once(case: dict[str, Any]) -> None:
    notice = outlined(BEFORE + case["text"])
    held = [0] * len(notice.text)
    for block in notice.all(Block):
        for at in range(block.start, block.end):
            held[at] += 1
    assert all(count == 1 for count, char in zip(held, notice.text, strict=True) if not char.isspace())


@pytest.mark.parametrize("said", ["（本节责任单位：县水利局、县财政局）", "（以上任务责任单位：县水利局、县财政局）"])
def test_a_list_that_says_so_is_of_all_tasks_of_its_heading(said: str) -> None:
    text = f"""云川县人民政府办公室关于分解2034年重点任务的通知
各乡镇人民政府：
现印发给你们。
一、水利建设
1.疏浚河道8公里。
2.加固水库2座。（责任单位：县应急管理局）
3.新建泵站3座。
{said}
二、农村道路
1.新改建农村公路40公里。（责任单位：县交通运输局）
"""
    items = extract(Notice("n", text, Source("n.txt", "", "text"))).all(Item)
    assert [one.covered_by for one in items] == ["n-i003", None, None, None]
