"""Segments: stretches of the reading that begin a paragraph or, where a page was flattened to running text, a numbered
part of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.names import looks_like_unit
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.language.times import is_deadline
from pipeline.notice import Reading
from pipeline.structure.header import is_attachment_title
from pipeline.structure.lists import ResponsibilityList
from pipeline.values import value

# A paragraph this long may be a page flattened to running text, with numbering inside; a shorter one where it still has
# the blanks that stood for its line ends.
_FLATTENED, _WITH_GAPS = 200, 60
# So far a heading reaches to the blank behind it.
_TO_GAP = 40
# A heading that is not numbered: 城乡建设 between numbered tasks; one such line is no heading, several are.
PLAIN = "plain"
_PLAIN_HEADING = re.compile(rf"(?!各)[{HAN}“”]{{4,16}}")
_PLAIN_HEADINGS = 3
# Numbering of a deeper level stands inside tasks.
_TASKS = 3
# Styles of headings; other numbering is of tasks, unless deeper ones follow.
HEADS = ("part", "chinese", "roman", "chinese_bracket", "mark", PLAIN)


@cache
def _levels() -> dict[str, int]:
    """The level of each style of numbering, 1 being 一、."""
    return {style["style"]: style["level"] for style in rules.load("layout")["numbering"]}


@cache
def _standing() -> re.Pattern[str]:
    """A standing heading whose paragraph was run into it: 总体要求｜坚持稳中求进."""
    return re.compile(
        rf"(?:{rules.words(rules.load('layout')['outline']['standing'])})(?=[{HAN}])(?![的和与及等为是要])"
    )


@cache
def _inline() -> re.Pattern[str]:
    """Numbering inside running text: a marker that no digit or bracket word runs into."""
    return re.compile(rf"(?<![\d０-９第.．、（(〔])(?:{marker().pattern})")


@value(frozen=True, slots=True)
class Segment:
    """A stretch of the reading that begins a paragraph or, in flattened text, a numbered part.

    `led` is where its number stands behind its list: 〔县工信局牵头〕｜6．实施错峰生产。
    """

    start: int
    end: int
    style: str | None = None
    body: int = 0
    ordinal: int = 0
    rank: int | None = None
    led: int | None = None

    @property
    def mark(self) -> int:
        """Where its number begins."""
        return self.start if self.led is None else self.led

    @property
    def level(self) -> int:
        if self.rank is not None:
            return self.rank
        return _levels()[self.style] if self.style else 99


def segment_at(text: str, start: int, end: int) -> Segment:
    found = marker().match(text, start, end)
    if not found or found.end() >= end:
        return Segment(start, end, body=start)
    style = found.lastgroup or ""
    style = style.removesuffix("_core")
    body = found.end() + (text[found.end()] == " ")
    return Segment(start, end, style, body, numerals.ordinal(found[f"{style}_core"]) or 0)


def _gaps(reading: Reading, start: int, end: int) -> list[int]:
    """Where a paragraph of the reading had blanks that the repair took out: line ends of a page run into one line."""
    origin = reading.origin
    if origin[end - 1] - origin[start] == end - 1 - start:
        return []
    if end - start == 2:
        return [start + 1]
    middle = (start + end) // 2
    return [*_gaps(reading, start, middle + 1), *_gaps(reading, middle, end)]


def _outside(markers: Iterable[re.Match[str]], lists: Sequence[ResponsibilityList]) -> Iterator[re.Match[str]]:
    """The markers that stand in none of the lists, which are in order."""
    place = 0
    for found in markers:
        while place < len(lists) and lists[place].end <= found.start():
            place += 1
        if place == len(lists) or lists[place].start >= found.start():
            yield found


def _flattened(reading: Reading, start: int, end: int, lists: Sequence[ResponsibilityList]) -> list[int]:
    """Where numbered parts begin inside one long paragraph.

    A marker counts only where its number is the next of its style (or 1), so that 第1.2节 and 3.5亿元 never do,
    and only in a paragraph whose parts are tasks: one that holds several lists.
    """
    text = reading.text
    if end - start < _WITH_GAPS:
        return []
    low, high = (bisect_left(lists, at, key=lambda one: one.start) for at in (start, end))
    inside = lists[low:high]
    gaps = _gaps(reading, start, end)
    if len(inside) < 2:
        return _headings(text, end, gaps)
    if end - start < _FLATTENED and not gaps:
        return []
    ends = {one.end for one in inside}
    # Behind a list and a blank another paragraph begins.
    cuts = [gap for gap in gaps if gap in ends or (gap - 1 in ends and text[gap - 1] in "。；")]
    own = segment_at(text, start, end)
    if own.style in ("chinese", "chinese_bracket"):
        cuts += _heading_end(text, own.body, gaps)
    last: dict[str, int] = {own.style: own.ordinal} if own.style else {}
    # Styles that have begun since the last marker of an outer one; only a new one may begin with 1 in mid-sentence.
    begun = set(last)
    for found in _outside(_inline().finditer(text, start + 1, end), inside):
        at, style = found.start(), (found.lastgroup or "").removesuffix("_core")
        ordinal = numerals.ordinal(found[f"{style}_core"]) or 0
        level = _levels()[style]
        closed = at in ends or at in cuts or text[at - 1] in "。；：！？”"
        follows = ordinal == last.get(style, 0) + 1 or (ordinal == 1 and (closed or style not in begun))
        # 一、 reads as 第一、 elsewhere, and （1） or ① as a part of a task, so these need a sentence's end before them.
        stands = (closed or style in ("chinese_bracket", "arabic")) and (level <= _TASKS or at in ends)
        if not (follows and stands):
            continue
        cuts.append(at)
        last[style] = ordinal
        begun = {one for one in begun if _levels()[one] <= level} | {style}
        if heading := _standing().match(text, found.end(), end):
            cuts.append(heading.end())
        elif style in ("chinese", "chinese_bracket"):
            cuts += _heading_end(text, found.end(), gaps)
    return sorted(set(cuts))


def _headings(text: str, end: int, gaps: Sequence[int]) -> list[int]:
    """Where headings begin and end that were run in between paragraphs: …抓好落实。 一、整改要求 各单位要制定方案。 二、…"""
    cuts: list[int] = []
    last = 0
    for at in gaps:
        found = _inline().match(text, at, end) if text[at - 1] in "。；：）" else None
        if found is None or (found.lastgroup or "").removesuffix("_core") != "chinese":
            continue
        ordinal = numerals.ordinal(found["chinese_core"]) or 0
        ends = _heading_end(text, found.end(), gaps)
        alone = end - found.end() <= _TO_GAP and not re.search("[。；，：]", text[found.end() : end])
        if ordinal == last + 1 and (ends or alone):
            cuts += [at, *ends]
            last = ordinal
    return cuts


def _heading_end(text: str, start: int, gaps: Sequence[int]) -> list[int]:
    """Where a heading ends that a blank parts from its paragraph: 二、开发就业岗位 挖掘内需带动就业。"""
    place = bisect_right(gaps, start + 3)
    if (
        place == len(gaps)
        or gaps[place] - start > _TO_GAP
        or re.search("[。；，：！？]", text[start : gaps[place] - 1])
    ):
        return []
    return [gaps[place]]


def segments_of(
    reading: Reading, paragraphs: Iterable[tuple[int, int]], lists: Sequence[ResponsibilityList]
) -> Iterator[Segment]:
    ends = {one.start: one.end for one in lists}
    for start, end in paragraphs:
        cuts = [start, *_flattened(reading, start, end, lists), end]
        for a, b in pairwise(cuts):
            segment = segment_at(reading.text, a, b)
            if segment.style is None and a in ends and (led := segment_at(reading.text, ends[a], b)).style:
                segment = replace(led, start=a, led=led.start)
            yield segment


def with_plain_headings(text: str, segments: list[Segment]) -> list[Segment]:
    """The segments with those marked that are headings without a number: 工业经济 / 1.… / 2.… / 现代农业 / 3.…"""

    def heads(before: Segment, one: Segment, following: Segment) -> bool:
        words = text[one.start : one.end]
        return (
            one.style is None
            and following.style is not None
            and (before.style in HEADS or text[before.end - 1] in "。；）)")
            and _PLAIN_HEADING.fullmatch(words) is not None
            and not looks_like_unit(words)
            and not is_attachment_title(words)
            and not is_deadline(words)
        )

    triples = zip(segments, segments[1:], segments[2:], strict=False)
    found = {at: (before, below) for at, (before, one, below) in enumerate(triples, 1) if heads(before, one, below)}
    if len({text[segments[at].start : segments[at].end] for at in found}) < _PLAIN_HEADINGS:
        return segments
    inside = any(before.style in ("chinese", "roman") for before, _ in found.values())
    around = any(below.style == "chinese" for _, below in found.values())
    rank = 2 if inside else 0 if around else 1
    return [replace(one, style=PLAIN, rank=rank) if at in found else one for at, one in enumerate(segments)]
