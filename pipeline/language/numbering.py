"""Numbering: the markers that headings and tasks begin with."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules


@cache
def marker() -> re.Pattern[str]:
    """A numbering marker at the start of a paragraph: 一、 （一） 1. （1） ① 第一条.

    Every style is a named group, and so is what it counts: `<style>_core`.
    """
    cores = {
        "chinese": "[一二三四五六七八九十百]{1,5}",
        "arabic": "[0-9０-９]{1,3}",
        "roman": "[\u2160-\u216b]{1,3}",
        "mark": "[★☆●○◆■▲※]",
        "sign": "[\u2460-\u249b\u3220-\u3229]",
    }
    # A mark of the notice's own may stand before the number: ★1.
    return re.compile(
        "[★☆●○◆■▲▶※◎]?(?:"
        + "|".join(
            f"(?P<{style['style']}>{style['before']}(?P<{style['style']}_core>{cores[style['core']]}){style['after']})"
            for style in rules.load("layout")["numbering"]
        )
        + ")"
    )
