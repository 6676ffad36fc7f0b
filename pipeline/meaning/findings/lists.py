"""What responsibility lists give away: tasks without one, lists that were not read, names nobody knows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pipeline.language.names import Likeness, is_collective, likeness, looks_like_unit
from pipeline.meaning.findings.telling import finding, task_name
from pipeline.notice import Block, Duty, Finding, Item, Mention, Notice, Span
from pipeline.structure.lists import promised

# A line longer than this says more than names.
_LINE_OF_NAMES = 200
# Tasks without a list are told where they are the exception: one in so many, or no more than two.
_EXCEPTION = 10

_PARTS = re.compile("[、，；]")


def tasks_without_list(notice: Notice) -> Iterator[Finding]:
    items = notice.all(Item)
    if not any(item.lists_at for item in items):
        whole = notice.all(Block)[0] if notice.all(Block) else Span(0, len(notice.text))
        yield finding(whole, "no_responsibility_list")
        return
    numbered = [item for item in items if item.number]
    without = [item for item in numbered if not item.lists_at and not item.covered_by]
    if len(without) <= max(2, len(numbered) // _EXCEPTION):
        for item in without:
            yield finding(item, "task_without_units", item.item_id, task=task_name(item))


def unread_lists(notice: Notice) -> Iterator[Finding]:
    """Words that promise a list which none was read from, and lists that give nobody."""
    reading = notice.reading
    read = [one for item in notice.all(Item) for one in item.lists_at]
    at = [(reading.index(one.start), reading.index(one.end)) for one in read]
    for start, end in promised(reading.text, at):
        yield finding(Span(*reading.source(start, end)), "list_unread", words=reading.text[start:end][:40])
    named = {mention.item_id for mention in notice.all(Mention)}
    for duty in notice.all(Duty):
        if duty.item_id not in named and not duty.leaders and not duty.unread:
            yield finding(duty, "list_unread", duty.item_id, words=reading.of(duty)[:40])


def names_outside(notice: Notice) -> Iterator[Finding]:
    """Lines that name several units and nothing else, yet belong to no list: a table may not have been read."""
    reading = notice.reading
    open_blocks = [block for block in notice.all(Block) if block.kind in ("paragraph", "item")]
    starts = [block.start for block in open_blocks]
    outside: list[Span] = []
    for start, end in reading.paragraphs:
        if end - start > _LINE_OF_NAMES:
            continue
        names = _PARTS.split(reading.text[start:end].rstrip("。"))
        if len(names) < 2 or not all(map(looks_like_unit, names)):
            continue
        place = Span(*reading.source(start, end))
        at = bisect_right(starts, place.start) - 1
        if at >= 0 and place.end <= open_blocks[at].end:
            outside.append(place)
    if outside:
        words = notice.text[outside[0].start : outside[0].end]
        yield finding(outside[0], "names_outside_lists", count=len(outside), words=words[:40])


def repeated_and_unknown_units(notice: Notice) -> Iterator[Finding]:
    tasks = {item.item_id: task_name(item) for item in notice.all(Item)}
    for duty in notice.all(Duty):
        for name in duty.repeated:
            yield finding(duty, "unit_repeated", duty.item_id, task=tasks[duty.item_id], name=name)
        for words in duty.unread:
            yield replace(finding(duty, "list_unread", duty.item_id, words=words[:40]), severity="error")
    twice: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        twice[mention.item_id, mention.unit_id].append(mention)
    for (item_id, _), mentions in twice.items():
        if len(mentions) > 1 and mentions[0].start != mentions[1].start:
            printed = [mention.name for mention in mentions]
            yield finding(mentions[-1], "unit_repeated.names", item_id, task=tasks[item_id], names=printed)
    # Where a list was not read as a whole, that is told once and not of each of its names.
    unread = {duty.item_id for duty in notice.all(Duty) if duty.unread}
    names: dict[str, dict[str, Mention]] = defaultdict(dict)
    for mention in notice.all(Mention):
        told = mention.name in names[mention.unit_id]
        names[mention.unit_id].setdefault(mention.name, mention)
        known = likeness(mention.name) >= Likeness.LIKELY or is_collective(mention.name)
        if not known and not told and mention.item_id not in unread:
            yield finding(mention, "unit_unknown", mention.item_id, name=mention.name)
    for spelled in names.values():
        # 自治区财政厅 and 财政厅 are one spelling: the place is said once for a list.
        several = [name for name in spelled if not {name[1:], name.removeprefix("自治区")} & (spelled.keys() - {name})]
        if len(several) > 1:
            mention = spelled[several[-1]]
            yield finding(mention, "unit_two_names", mention.item_id, names=sorted(several))
