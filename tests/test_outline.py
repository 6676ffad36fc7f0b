"""Outlines: which lines are headings, which are tasks, and what a list speaks for."""

from __future__ import annotations

from typing import Any

import pytest
from cases import cases, outlined, rendered

from pipeline.notice import Block, Item, Section

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
