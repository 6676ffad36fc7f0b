"""What a notice says once of all its lists: that the unit which is named first leads, and what the others then do."""

from __future__ import annotations

from functools import cache

import regex

from pipeline import rules


@cache
def first_leads() -> regex.Pattern[str]:
    """Such a statement: 列第一位的为牵头单位; 由首位单位牵头，其余单位配合.  Its group `others` is what the others do, as far as it says.

    The words are in rules/roles.toml, `[first_leads]`.
    """
    said = rules.load("roles")["first_leads"]
    body, leads, first, ahead, listed, rest = (
        f"(?:{rules.words(said[name])})" for name in ("bodies", "leads", "first", "ahead", "listed", "rest")
    )
    helps = rules.words(rules.load("roles")["verbs"]["support"])
    # 排名第一位   列首位   排在最前面
    place = f"(?:{listed}在?)?(?:{first})|{listed}在?{ahead}"
    # … 的责任单位为牵头单位   … 者系主办   … 单位牵头
    is_it = f"(?:{place})(?:的|者)?{body}?(?:的|均|即)*(?:为|是|系|作为){leads}{body}?"
    does_it = f"(?:{place})的?{body}(?:的)?(?:负责|组织)?{leads}(?!{body})|(?:{listed}在?)?{first}{leads}(?!\\w)"
    # 牵头单位排在首位
    stands = f"{leads}{body}均?{listed}[在于为]?(?:{first}|{ahead})(?:的[为是]{leads})?"
    others = f"(?:[，；、。](?:{rest})[^，；。\n]{{0,10}}?(?P<others>{helps}){body}?)?"
    # Most of its words may be missing: `regex` looks for those that may not first, five times as fast as `re`.
    return regex.compile(f"(?:{is_it}|{does_it}|{stands}){others}")
