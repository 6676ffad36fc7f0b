"""Specific: a thing named again by its class alone gets its name: 产业园营收 → 新材料产业园营收, 集群内机架 → 云山数据中心集群内机架."""

from __future__ import annotations

import re

from pipeline.language.signs import HAN
from pipeline.meaning.indicators.phrases import SAID, take_apart
from pipeline.meaning.indicators.surroundings import Surroundings

# 建成云山数据中心集群，集群内｜…
_WITHIN = re.compile(f"(?P<class>{SAID.holds_inside})内")
# 新材料产业园…，年内推动产业园营收达到｜230亿元
# A name stands so near before its class, in its sentence, or in the first words of its paragraph.
_NEAR, _FIRST = 300, 60
_CLASSES = SAID["parks_inside"]


def specific(indicator: str, at: int, around: Surroundings) -> str:
    """An indicator with the name of the thing whose class it begins with.

    Args:
        indicator: its words.
        at: where its number stands in the reading.
        around: what stands around that place.
    """
    if within := _WITHIN.match(indicator):
        before = around.text[max(around.sentence(at), at - _NEAR) : at]
        wholes = re.findall(rf"(?:^|[，、])([^，、。；0-9]{{3,24}}{within['class']})(?=，)", before)
        if wholes and (name := take_apart(wholes[-1]).subject) != within["class"]:
            return name + indicator[len(within["class"]) :]
    for word in _CLASSES:
        if indicator.startswith(word):
            start = around.paragraph(at)
            task = around.text[start : min(at, start + _FIRST)]
            named = re.match(
                rf"(?:\d+[.．、] ?)?(?:[^，。；]{{0,6}}?(?:推动|支持|推进|以))?(?P<name>[{HAN}]{{2,10}}?{word})", task
            )
            if named:
                return named["name"] + indicator[len(word) :]
    return indicator
