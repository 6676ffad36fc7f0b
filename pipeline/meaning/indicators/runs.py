"""Runs: which numbers stand in a row, so that 分别 distributes them over as many things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.meaning.figures.quantities import Quantity

# No 分别 distributes over more things than this.
_ROW = 12
_IN_A_ROW = re.compile("分别|各$|分为?$|给予$|奖励$|补助$|补贴$")
_ROW_SIGN = re.compile("[、，]?(?:和|与|及|以及)?")


def distributed(text: str, goals: Sequence[Quantity]) -> dict[int, tuple[int, int]]:
    """Place → first place and size of the 分别 list that a goal stands in."""
    groups: dict[int, tuple[int, int]] = {}
    place = 0
    while place < len(goals):
        end = place + 1
        if _IN_A_ROW.search(text, max(0, goals[place].start - 30), goals[place].start):
            # 给予最高500万元｜最长3年的贷款 is one thing in two measures.
            while (
                end < len(goals)
                and goals[end].kind == goals[place].kind
                and _ROW_SIGN.fullmatch(text, goals[end - 1].end, goals[end].start)
            ):
                end += 1
            if 1 < end - place <= _ROW:
                groups.update({one: (place, end - place) for one in range(place, end)})
        place = end
    return groups
