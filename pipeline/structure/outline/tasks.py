"""A group read: as a heading, as a numbered task with a row for each of its lists, or as plain paragraphs."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules
from pipeline.language.headings import tells_how_things_are
from pipeline.notice import Stage
from pipeline.structure.lists import ResponsibilityList
from pipeline.structure.outline.edges import DASH, MARKS, TAIL, TITLE, lead_in, skip_stop, trim
from pipeline.structure.outline.groups import Group, is_heading, is_name
from pipeline.structure.outline.records import Record, records
from pipeline.structure.outline.segments import HEADS, Segment
from pipeline.structure.outline.spans import Outline

# （排在首位的为牵头单位，下同） behind the last list
_NOTE = re.compile("[（(〔[][^（）()]{2,60}[）)〕\\]]。?")


def add(outline: Outline, group: Group, following: Segment | None) -> None:
    """Add one group to the outline; `following` is the numbered segment that the next one begins with."""
    head = group.head
    named = head is not None and is_name(outline.text, head.body, head.end)
    if (named or head is None) and (told := records(outline.text, group.body, group.lists, named=named)):
        _records(outline, head, told)
    elif head is None:
        _plain(outline, group.body, group.lists, 0)
    elif is_heading(outline.text, head, group, following):
        _heading(outline, head, group)
    else:
        _task(outline, head, group, following)


def _records(outline: Outline, head: Segment | None, told: list[Record]) -> None:
    """Tasks told in lines of labels; the line above them is a heading, or the number and the title of the first."""
    text, number, start = outline.text, None, told[0].start
    name = text[head.body : head.end].replace("\n", "").rstrip("。：") if head else None
    if head and head.style in HEADS:
        outline.section(head.level, head.ordinal, text[head.mark : head.body], head.start, head.body, head.end)
    elif head:
        number, start = text[head.mark : head.body].strip(MARKS) or None, head.start
        outline.paint("item", head.start, head.end)
    for one in told:
        title = text[slice(*one.title)].rstrip("。") if one.title else name
        outline.item(number, title, start, *one.text, one.lists, max((end for _, end, _ in one.more), default=0))
        for lines in one.lists:
            outline.paint("responsibility", lines.start, lines.end)
        outline.paint("item", one.begins, one.text[1])
        for a, b, period in one.more:
            outline.paint("item", a, b)
            if period:
                outline.stages.append(Stage(*outline.reading.source(a, b), period))
        number, name, start = None, None, one.lists[-1].end


def _heading(outline: Outline, head: Segment, group: Group) -> None:
    own = [one for one in group.lists if one.start < head.end]
    end = own[0].start if own else head.end
    label = outline.text[head.mark : head.body]
    section = outline.section(head.level, head.ordinal, label, head.start, head.body, end)
    rest = [one for one in group.lists if one.start >= head.end]
    # A line 责任单位：… right under a heading speaks for the heading, and so covers the tasks below it.
    if not own and rest and group.body and rest[0].start == group.body[0].start:
        own, rest = rest[:1], rest[1:]
    if own:
        item = outline.item(label.strip(MARKS) or None, None, head.start, head.body, end, [own[0]])
        outline.coverers[section.section_id] = item.item_id
        outline.paint("responsibility", own[0].start, own[0].end)
    _plain(outline, group.body, rest, own[0].end if own else end)


def _plain(outline: Outline, segments: list[Segment], lists: list[ResponsibilityList], done: int) -> None:
    """Unnumbered paragraphs: one that ends with a list is a task; a list on a line of its own closes those before."""
    for one in lists:
        holder = next((segment for segment in segments if segment.start <= one.start < segment.end), None)
        start = max(done, holder.start) if holder else done
        if holder and one.start <= start:
            before = [segment for segment in segments if done <= segment.start and segment.end <= one.start]
            start = before[0].start if before else start
        if one.start <= start or (one.of and one.of.numbers and outline.items):
            outline.paint("responsibility", one.start, one.end)
            if one.of and outline.items:
                outline.note(one)
            done = one.end
            continue
        text_end = trim(outline.text, start, one.start)
        dash = DASH.match(outline.text, start, text_end)
        text_start = dash.end() if dash else start
        title = lead_in(outline.text, text_start, text_end)
        outline.item(None, title, start, text_start, text_end, [one])
        outline.paint("item", start, text_end)
        outline.paint("responsibility", text_end, one.end)
        done = skip_stop(outline.text, one.end)


def _task(outline: Outline, head: Segment, group: Group, following: Segment | None) -> None:
    """A numbered task: without a list, behind its list, or before it."""
    number = outline.text[head.mark : head.body].strip(MARKS) or None
    if not group.lists:
        _unlisted(outline, head, group, number, following)
        return
    first = group.lists[0]
    if first.start <= head.body and outline.text[first.end : first.end + 1] not in "。\n":
        _led(outline, head, group, number)
    else:
        _listed(outline, head, group, number)


def _unlisted(outline: Outline, head: Segment, group: Group, number: str | None, following: Segment | None) -> None:
    """A task without a list of its own, or a numbered paragraph that sets none."""
    end = head.end
    title = lead_in(outline.text, head.body, end)
    if title in _no_tasks() or any(tells_how_things_are(section.heading) for section in outline.path):
        outline.paint("paragraph", head.start, end)
        return
    if group.body and head.level >= 3:
        whole = outline.text[head.body : end].rstrip("。：")
        if len(whole) <= TITLE:
            title = whole
            end = group.body[-1].end
        elif following and _next(head, following):
            # Paragraphs between a task and the next of its numbers are its own.
            end = group.body[-1].end
    outline.item(number, title, head.start, head.body, end, [])
    outline.paint("item", head.start, end)


def _listed(outline: Outline, head: Segment, group: Group, number: str | None) -> None:
    """A row for each list of a task, with the text before it, and one for what is left behind the last."""
    start, text_start = head.start, head.body
    for one in group.lists:
        text_end = trim(outline.text, text_start, one.start)
        if text_end <= text_start:
            # Two lists in a row speak for the same text: （牵头单位：…）（配合单位：…）
            outline.extend(one)
        else:
            title = lead_in(outline.text, text_start, text_end)
            outline.item(number, title, start, text_start, text_end, [one])
            outline.paint("item", start, text_end)
        outline.paint("responsibility", max(text_end, start), one.end)
        start = text_start = skip_stop(outline.text, one.end)
    holder = next((s for s in [head, *group.body] if s.start <= group.lists[-1].start < s.end), head)
    rest = outline.text[text_start : holder.end]
    # What follows 第4项由县水利局负责。 is said of no task in particular.
    own = not group.lists[-1].of
    if own and len(rest) > TAIL and not rest.endswith("：") and not _NOTE.fullmatch(rest):
        outline.item(number, None, text_start, text_start, holder.end, [])
        outline.paint("item", text_start, holder.end)


def _led(outline: Outline, head: Segment, group: Group, number: str | None) -> None:
    """A task that its list stands before: ●【县水务局】实施供水工程18处。"""
    for one, following in zip(group.lists, [*group.lists[1:], None], strict=True):
        holder = next(s for s in [head, *group.body] if s.start <= one.start < s.end)
        start = max(skip_stop(outline.text, one.end), head.body if one.start < head.body else 0)
        end = trim(outline.text, start, min(holder.end, following.start if following else holder.end))
        if start < end:
            title = lead_in(outline.text, start, end)
            outline.item(number, title, one.start, start, end, [one])
            outline.paint("item", start, end)
        outline.paint("responsibility", one.start, one.end)


def _next(head: Segment, following: Segment) -> bool:
    return following.style == head.style and following.ordinal == head.ordinal + 1


@cache
def _no_tasks() -> frozenset[str]:
    """Lead-ins of numbered paragraphs that set no task: 指导思想, 基本原则."""
    return frozenset(rules.load("layout")["outline"]["no_tasks"])
