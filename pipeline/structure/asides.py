"""What stands in a notice and sets no task: a table of contents, boxes (专栏), rosters, notes below a table.

Each is a stretch of paragraphs with its own numbering, which is no part of the outline's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.numbering import marker
from pipeline.language.numerals import TEN
from pipeline.language.signs import BLANK, HAN
from pipeline.notice import Notice

_SAID = rules.lists("layout")
# 一、发展基础.......3   （一）发展现状……5   一、总体要求\t3
_LEADER = re.compile(rf"^[^\n]{{2,80}}?(?:[.．·…]{{3,}}{BLANK}*|[\t\u3000 ]+)[（(]?\d{{1,3}}[）)]?$")
_DOTS = re.compile(r"[.．·…]{3,}")
_CONTENTS = re.compile(rf"目{BLANK}*[录次]")
_BOX = re.compile(f"专栏 ?[0-9０-９{TEN}]{{1,3}}[^。]{{0,50}}")
_NOTE = re.compile(f"{_SAID.notes}：")
# 组 长：王大明 市长   副组长：…   成　员：…   联络员：赵文 联系电话：…
_GROUPS = "|".join(f"{BLANK}*".join(word) for word in _SAID["groups"])
_ROSTER = re.compile(rf"{_SAID.group_ranks}?(?:{_GROUPS})(?:单位)?[：:]")
_TELEPHONE = re.compile(_SAID.numbers_to_call)
# 李小川　市政府秘书长   王大明（市财政局）
_MEMBER = re.compile(rf"[{HAN}]{{1,2}}{BLANK}*[{HAN}]{{1,2}}(?:{BLANK}+|[（(])[^。；]{{2,40}}[）)]?")
_SENTENCE = 40


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch of the reading and the kind of block it is."""

    start: int
    end: int
    kind: str


def asides(notice: Notice, paragraphs: Sequence[tuple[int, int]], lists: Sequence[int]) -> list[Aside]:
    """The asides among the paragraphs that neither the header nor a table has taken, in order and disjoint.

    Args:
        notice: the notice with its reading.
        paragraphs: stretches of the reading.
        lists: where responsibility lists begin; a paragraph with one is no part of a box.
    """
    found: list[Aside] = []
    place = 0
    while place < len(paragraphs):
        aside = _aside(notice, paragraphs, place, lists)
        if aside is None:
            place += 1
            continue
        found.append(aside)
        place = bisect_left(paragraphs, (aside.end, -1))
    return found


def _aside(notice: Notice, paragraphs: Sequence[tuple[int, int]], place: int, lists: Sequence[int]) -> Aside | None:
    text = notice.reading.text
    start, end = paragraphs[place]
    words = text[start:end]
    if len(words) > 120 and not _NOTE.match(words):
        return None
    if _CONTENTS.fullmatch(words) or _DOTS.search(words):
        last = place + (_CONTENTS.fullmatch(words) is not None)
        while last < len(paragraphs) and _LEADER.match(text[slice(*paragraphs[last])]):
            last += 1
        return Aside(start, paragraphs[last - 1][1], "contents") if last > place + 1 else None
    if _BOX.fullmatch(words):
        return Aside(start, _box_end(notice, paragraphs, place, lists), "paragraph")
    if _NOTE.match(words) and _first(words) and place and paragraphs[place][0] > 0:
        return Aside(start, paragraphs[_numbered_on(text, paragraphs, place) - 1][1], "paragraph")
    if _ROSTER.match(words):
        last = place + 1
        while last < len(paragraphs) and _is_roster(text[slice(*paragraphs[last])]):
            last += 1
        return Aside(start, paragraphs[last - 1][1], "roster")
    return None


def _is_roster(words: str) -> bool:
    if marker().match(words) or len(words) > 300 or "责任单位" in words:
        return False
    return bool(
        _ROSTER.match(words) or _TELEPHONE.search(words) or (len(words) <= _SENTENCE and _MEMBER.fullmatch(words))
    )


def _first(words: str) -> bool:
    """Whether a note's own numbering begins behind its label: 说明：1．…"""
    found = _NOTE.match(words)
    numbered = marker().match(words, found.end()) if found else None
    return numbered is not None and numerals.ordinal(numbered[f"{_style(numbered)}_core"]) == 1


def _style(found: re.Match[str]) -> str:
    return (found.lastgroup or "").removesuffix("_core")


def _numbered_on(text: str, paragraphs: Sequence[tuple[int, int]], place: int) -> int:
    """Behind the last paragraph of a note whose numbers run on: 说明：1．… / 2．…"""
    count, last = 1, place + 1
    start, end = paragraphs[place]
    label = _NOTE.match(text, start, end)
    first = marker().match(text, label.end(), end) if label else None
    for at in range(place + 1, min(len(paragraphs), place + 30)):
        found = marker().match(text[slice(*paragraphs[at])])
        if found is None:
            continue
        # 注：1．…2．… / 二、重点任务: the heading's number is of another kind.
        other = first is not None and _style(found) != _style(first)
        if other or numerals.ordinal(found[f"{_style(found)}_core"]) != count + 1:
            break
        count, last = count + 1, at + 1
    return last


def _box_end(notice: Notice, paragraphs: Sequence[tuple[int, int]], place: int, lists: Sequence[int]) -> int:
    """Where a box ends that its title begins.

    Where its lines are set otherwise than those around (no indent, blank lines), by that; else where the numbering
    outside goes on, a list of responsibilities stands, or another box begins.
    """
    text, origin = notice.reading.text, notice.reading.origin
    before = next((paragraphs[at] for at in range(place - 1, -1, -1) if marker().match(text, *paragraphs[at])), None)
    outer = _ordinal(text, before)
    own: tuple[str, int] | None = None
    title_indented = _indented(notice, paragraphs[place][0])
    by_indent = before is not None and _indented(notice, before[0]) != title_indented
    last = place
    for at in range(place + 1, len(paragraphs)):
        start, end = paragraphs[at]
        found = _ordinal(text, (start, end))
        if _BOX.fullmatch(text[start:end]):
            break
        if by_indent and _indented(notice, start) != title_indented:
            break
        if not by_indent:
            if (
                bisect_left(lists, end) > bisect_left(lists, start)
                or "\n\n" in notice.text[origin[start - 1] : origin[start]]
            ):
                break
            if found and (
                found[0] in ("chinese", "chinese_bracket", "part")
                or (outer and found == (outer[0], outer[1] + 1) and not _follows(own, found))
            ):
                break
            if found is None and own is None and at > place + 1 and before is None:
                break
        own = found or own
        last = at
    return paragraphs[last][1]


def _follows(own: tuple[str, int] | None, found: tuple[str, int]) -> bool:
    return own is not None and found == (own[0], own[1] + 1)


def _ordinal(text: str, paragraph: tuple[int, int] | None) -> tuple[str, int] | None:
    found = marker().match(text, *paragraph) if paragraph else None
    return (_style(found), numerals.ordinal(found[f"{_style(found)}_core"]) or 0) if found else None


def _indented(notice: Notice, at: int) -> bool:
    start = notice.reading.origin[at]
    return notice.text[max(0, start - 1) : start] in ("\u3000", " ")


def outside(paragraphs: Sequence[tuple[int, int]], found: Sequence[Aside]) -> Iterator[tuple[int, int]]:
    """The paragraphs that no aside holds."""
    starts = [one.start for one in found]
    for start, end in paragraphs:
        place = bisect_right(starts, start) - 1
        if place < 0 or found[place].end <= start:
            yield start, end
