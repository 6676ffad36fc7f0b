"""Signs: which characters are Chinese, which are blank, how brackets pair, and the forms that one character has.

The one definition of each.  Folding is always one for one, so that every offset stays where it was.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pipeline import rules
from pipeline.values import value

# For a character class; 〇 and ○ are zeros (二〇二四年).
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇○"
# All that is white or of no width, but the line feed.
BLANK_SIGNS = " \t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200E))
)
BLANK = f"[{BLANK_SIGNS}]"

# What names of units end with.
UNIT_ENDS = "局委办府会院厅部队处所站社团镇乡街校区庭道心司行支组村场科"

# A document with so many different traditional characters among its first ones is printed in them.
_TRADITIONAL, _SAMPLE = 10, 3000
# One family a line; a bracket may be closed by another family's sign when its own never comes.
_FAMILIES = ("（）()", "［］[]", "【】", "〔〕﹝﹞", "〈〉＜＞", "｛｝{}")
OPENING = "（(［[【〔﹝〈＜｛{"
CLOSING = "）)］]】〕﹞〉＞｝}"
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


@cache
def _radicals() -> dict[int, str]:
    """Characters that PDFs print for others of the same shape: ⼈ (U+2F08) for 人, ⻓ (U+2ED3) for 长, 金 (U+F90A) for 金."""
    supplement = rules.load("layout")["characters"]["radicals"]
    found = {ord(old): new for old, new in zip(supplement["printed"], supplement["meant"], strict=True)}
    for first, last in ((0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1D)):
        for code in range(first, last + 1):
            new = unicodedata.normalize("NFKC", chr(code))
            # ⼾ stands where 户 was meant: the shape is one, the radical's own character the traditional 戶.
            if len(new) == 1 and new != chr(code):
                found.setdefault(code, simplified(new) if code <= 0x2FD5 else new)
    return found


# Wingdings and the like: a bullet that no font but the author's has.
_PRIVATE_BULLET = re.compile(f"^({BLANK}*)[\ue000-\uf8ff](?={BLANK}*[^\\s\ue000-\uf8ff])", re.MULTILINE)
_RADICAL = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1d]")


def folded(text: str) -> str:
    """A text in the characters that were meant, one for one: ⼈⺠政府 → 人民政府, and ● for a bullet in private use."""
    if _RADICAL.search(text):
        text = text.translate(_radicals())
    return _PRIVATE_BULLET.sub(r"\1●", text)


@cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, _variants()))


def is_traditional(text: str) -> bool:
    return len(_traditional() & set(text[:_SAMPLE])) >= _TRADITIONAL


@value(frozen=True, slots=True)
class Bracket:
    """A bracket at ``[start, end)`` of the reading, its signs included; `closed` is False where it never ends."""

    start: int
    end: int
    closed: bool


@lru_cache(maxsize=1)  # lists, clauses and findings ask for those of one reading
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
        elif char in OPENING:
            if len(stack) < _DEPTH:
                stack.append((_FAMILY[char], at))
        elif stack:
            own = len(stack) - 1
            if stack[own][0] != _FAMILY[char]:
                own = next((n for n in range(own, -1, -1) if stack[n][0] == _FAMILY[char]), own)
            found.extend(Bracket(start, at, False) for _, start in stack[own + 1 :])
            found.append(Bracket(stack[own][1], at + 1, True))
            del stack[own:]
    give_up(len(text))
    return tuple(sorted(found, key=lambda bracket: (bracket.start, -bracket.end)))


_EDGE = re.compile("[" + re.escape(OPENING + CLOSING) + "]")


def bracketed(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The outermost bracketed stretches of a few words, of whatever signs, and where brackets open that never close."""
    stretches: list[tuple[int, int]] = []
    stack: list[int] = []
    for edge in _EDGE.finditer(text):
        if edge[0] in OPENING:
            stack.append(edge.start())
        elif stack:
            start = stack.pop()
            while stretches and stretches[-1][0] > start:
                stretches.pop()
            stretches.append((start, edge.end()))
    return stretches, stack
