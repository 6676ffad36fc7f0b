"""Signs: which characters are Chinese, which are blank, how brackets pair, and traditional forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import rules

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇○"
BLANK = "[ \t\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]"

# What names of units end with.
UNIT_ENDS = "局委办府会院厅部队处所站社团镇乡街校区庭道心司行支组村场科"

# A document with so many different traditional characters among its first ones is printed in them.
_TRADITIONAL, _SAMPLE = 10, 3000
# One family a line; a bracket may be closed by another family's sign when its own never comes.
_FAMILIES = ("（）()", "［］[]", "【】", "〔〕﹝﹞", "〈〉＜＞", "｛｝{}")
_OPENING = "（(［[【〔﹝〈＜｛{"
_FAMILY = {sign: number for number, family in enumerate(_FAMILIES) for sign in family}
_SIGNS = re.compile("[" + re.escape("".join(_FAMILIES)) + "\n]")
# Nothing the genre prints nests deeper; what lies deeper is not looked at.
_DEPTH = 8


@cache
def _variants() -> dict[int, str]:
    variants = rules.load("layout")["characters"]["variants"]
    return {ord(old): new for old, new in zip(variants["traditional"], variants["simplified"], strict=True)}


def simplified(text: str) -> str:
    """A text in simplified characters, one for one: 縣教育局 → 县教育局."""
    return text.translate(_variants())


def is_traditional(text: str) -> bool:
    return len(_variants().keys() & set(map(ord, set(text[:_SAMPLE])))) >= _TRADITIONAL


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket at ``[start, end)`` of the reading, its signs included; `closed` is False where it never ends."""

    start: int
    end: int
    closed: bool


@lru_cache(maxsize=2)
def brackets(text: str) -> tuple[Bracket, ...]:
    """All brackets of the reading in order, nested ones included.  A bracket never reaches over a paragraph's end."""
    found: list[Bracket] = []
    stack: list[tuple[int, int]] = []

    def give_up(end: int) -> None:
        found.extend(Bracket(start, end, False) for _, start in stack)
        stack.clear()

    for sign in _SIGNS.finditer(text):
        char, at = sign[0], sign.start()
        if char == "\n":
            if stack:
                give_up(at)
        elif char in _OPENING:
            if len(stack) < _DEPTH:
                stack.append((_FAMILY[char], at))
        elif stack:
            own = next((n for n in range(len(stack) - 1, -1, -1) if stack[n][0] == _FAMILY[char]), len(stack) - 1)
            found.extend(Bracket(start, at, False) for _, start in stack[own + 1 :])
            found.append(Bracket(stack[own][1], at + 1, True))
            del stack[own:]
    give_up(len(text))
    return tuple(sorted(found, key=lambda bracket: (bracket.start, -bracket.end)))
