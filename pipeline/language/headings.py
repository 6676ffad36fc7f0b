"""Headings: what their words say of all that stands below them."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules


def tells_how_things_are(heading: str) -> bool:
    """Whether what stands below a heading is told and not promised: 发展基础, 现状与形势, 存在的问题."""
    return _background().fullmatch(heading.rstrip("。：")) is not None


@cache
def _background() -> re.Pattern[str]:
    told = rules.load("quantities")["past"]
    of, what = rules.words(told["heading_of"]), rules.words(told["heading"])
    return re.compile(f"(?:(?:{of})*(?:{what})(?:[和与及、，]|$))+")
