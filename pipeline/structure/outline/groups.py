"""Groups: a numbered segment with the plain ones behind it, and whether it heads what follows or is a task."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.language.roles import roles
from pipeline.structure.header import is_attachment_title
from pipeline.structure.lists import ResponsibilityList
from pipeline.structure.outline.edges import DASH
from pipeline.structure.outline.segments import HEADS, Segment

# A heading is one sentence of at most this many characters; longer ones are tasks or paragraphs.
_HEADING = 70
_SENTENCE = re.compile("[。！？；]")
_QUOTED = re.compile("“[^”]*”")


@dataclass(slots=True)
class Group:
    """A numbered segment and the plain ones that follow it; without `head`, plain ones at the start of a part."""

    head: Segment | None
    body: list[Segment] = field(default_factory=list)
    lists: list[ResponsibilityList] = field(default_factory=list)

    @property
    def start(self) -> int:
        return (self.head or self.body[0]).start


def groups(
    text: str, segments: list[Segment], lists: list[ResponsibilityList], edges: Sequence[int]
) -> Iterator[Group | Segment]:
    """The segments gathered behind the numbered ones; titles of attachments stand alone between the groups.

    `edges` are where parts and tables begin: no group reaches over one.
    """
    group = Group(None)
    place = 0
    begun = 0
    for index, segment in enumerate(segments):
        if begun < len(edges) and edges[begun] <= segment.start:
            begun = bisect_right(edges, segment.start)
            yield group
            group = Group(None)
        has_list = place < len(lists) and lists[place].start < segment.end
        if segment.style is None and not has_list and _opens_part(text, segments, index):
            yield group
            yield segment
            group = Group(None)
            continue
        if segment.style is not None:
            yield group
            group = Group(segment)
        else:
            group.body.append(segment)
        while place < len(lists) and lists[place].start < segment.end:
            if lists[place].start >= segment.start:
                group.lists.append(lists[place])
            place += 1
    yield group


def _opens_part(text: str, segments: list[Segment], index: int) -> bool:
    """Whether a plain line is (a line of) the title of an attachment: numbering starts again from 一、 or 1. soon after it."""
    words = text[segments[index].start : segments[index].end]
    if not is_attachment_title(words):
        return False
    for segment in segments[index + 1 : index + 12]:
        if segment.style is not None:
            return segment.ordinal == 1
    return False


def is_name(text: str, start: int, end: int) -> bool:
    """Whether words are short enough for a heading, and no more than one sentence."""
    words = text[start:end]
    return len(words) <= _HEADING and not _SENTENCE.search(_QUOTED.sub("", words.rstrip("。：；！")))


def is_heading(text: str, head: Segment, group: Group, following: Segment | None) -> bool:
    """Whether the numbered segment that a group begins with is a heading of what follows, and no task.

    （一）聚焦产业发展，在构建现代产业体系上攻坚突破。 heads the numbered tasks below it;
    （一）每周召开一次协调会，研究解决具体问题。 followed by （二） is a task itself.
    """
    own_list = next((one for one in group.lists if one.start < head.end), None)
    end = own_list.start if own_list else head.end
    words = text[head.body : end]
    bare = words.rstrip("。：；！")
    if not bare or not is_name(text, head.body, end):
        return False
    deeper = following is not None and following.style is not None and following.level > head.level
    numbered = head.style not in HEADS
    if own_list:
        # A list at a heading covers the tasks below it; a list at a task is the task's own.
        return deeper and not numbered and not group.body and own_list.end >= head.end - 1
    if numbered:
        return (deeper and not group.body) or _heads_lists(text, group)
    if head.style == "mark":
        # Before every task a mark is a bullet; before a line that others stand below it heads them.
        return deeper or bool(group.body)
    return words == bare or (words[-1] != "；" and (bool(group.body) or deeper))


def _heads_lists(text: str, group: Group) -> bool:
    """Whether the paragraphs below a numbered line are tasks of their own: 1．物联网。 / ——… （牵头单位：…） / ——…"""
    starts = [one.start for one in group.lists]
    with_list = [s for s in group.body if bisect_left(starts, s.end) > bisect_left(starts, s.start)]
    own = [s for s in with_list if text[s.start] not in "（(【[［〔" and not roles().line.match(text, s.start)]
    return len(own) > 1 or any(DASH.match(text, s.start) for s in own)
