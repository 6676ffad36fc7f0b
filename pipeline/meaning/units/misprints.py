"""Misprints: second opinions about names of units, from the vocabulary and from the other names of the notice.

A name may hold another one (县民政局县财政局), and may be a known name but for one character (县市场监瞥管理局, 县教局).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from pipeline.language.names import Likeness, likeness, looks_like_unit, vocabulary

# A name that another follows without a sign between has so many characters at least.
_FIRST = 3
# What is printed so many times as often is the usual name.
_OFTEN = 3
# So much of a name may say where it is.
_PLACE = 4
_RANKS = ("局", "委", "厅", "办", "中心")
# Offices are a closed list; hospitals, firms, centres, branches and parks are not, and many are one character apart.
_OFFICE = re.compile("(?<!分)局$|[委厅办部]$")
_SEPARATOR = re.compile(r"[\s·、,/|](?![^（]*）)")


@lru_cache(maxsize=16384)
def two_names(name: str) -> bool:
    """Whether two names of units stand in one: 市名城办人行云川市中心支行, 县民政局·县财政局, 司法部等有关部门."""
    parts = [part for part in _SEPARATOR.split(name) if part]
    if len(parts) > 1 and all(map(looks_like_unit, parts)) and parts[0][0] != "各":
        return True
    if (many := name.find("等")) >= _FIRST and looks_like_unit(name[:many]):
        return True
    if likeness(name) is Likeness.KNOWN:
        return False
    known = (at for at in range(_FIRST, len(name) - 2) if likeness(name[:at]) is Likeness.KNOWN)
    return any(likeness(name[at:]) is Likeness.KNOWN for at in known)


@cache
def _one_off() -> frozenset[str]:
    """The listed names with one character hidden or lost."""
    words = vocabulary()
    names = {*words.offices, *(stem + rank for stem in words.stems for rank in _RANKS)}
    hidden = {f"{name[:at]}□{name[at + 1 :]}" for name in names if len(name) > _FIRST for at in range(len(name))}
    lost = {name[:at] + name[at + 1 :] for name in names if len(name) >= _FIRST for at in range(len(name))}
    return frozenset(hidden | lost)


@lru_cache(maxsize=4096)
def misprinted(name: str) -> bool:
    """Whether a name that nobody listed is one character away from one that is listed: 县税条局, 县教局."""
    if not _OFFICE.search(name):
        return False
    known = _one_off()
    for at in range(min(_PLACE, len(name) - 1)):
        words = name[at:]
        # X服务中心 is none: what stands behind the hidden character must say more than what kind of body it is.
        hidden = (f"{words[:gone]}□{words[gone + 1 :]}" for gone in range(len(words)) if gone or not at)
        if words in known or any(form in known for form in hidden):
            return len(words) > 1
    return False


def neighbours(names: Counter[str]) -> frozenset[str]:
    """The names that are, but for one character, a name that the notice has so many times as often.

    A known office is only one where it lost a character behind its first: 县直关部门 beside 县直有关部门, not 教育局 beside
    县教育局 or 民政局 beside 财政局.
    """
    hidden: dict[str, int] = {}
    short: dict[str, int] = {}
    for name, count in names.items():
        if count >= _OFTEN and len(name) > _FIRST:
            for at in range(len(name)):
                form = f"{name[:at]}□{name[at + 1 :]}"
                hidden[form] = max(count, hidden.get(form, 0))
                if at:
                    short[name[:at] + name[at + 1 :]] = max(count, short.get(name[:at] + name[at + 1 :], 0))

    def is_near(name: str, count: int) -> bool:
        if short.get(name, 0) >= _OFTEN * count:
            return True
        forms = (f"{name[:at]}□{name[at + 1 :]}" for at in range(len(name)))
        return likeness(name) is not Likeness.KNOWN and any(hidden.get(form, 0) >= _OFTEN * count for form in forms)

    return frozenset(name for name, count in names.items() if is_near(name, count))
