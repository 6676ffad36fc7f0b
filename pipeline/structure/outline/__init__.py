"""Outline: headings to any depth, tasks and the lists that follow them, and a block for every character.

The body is cut into segments at paragraph ends and, where a page was flattened to running text, at the numbering
inside it.  A segment with a numbering marker opens a group that lasts until the next one; what the group holds
(a single sentence, a responsibility list, deeper numbering) decides whether it is a heading or a task.
"""

from __future__ import annotations

from collections import deque

from pipeline.notice import Notice, Part, Span, Table
from pipeline.structure.asides import asides, outside
from pipeline.structure.lists import find
from pipeline.structure.outline.blocks import blocks, body_paragraphs
from pipeline.structure.outline.groups import Group, groups
from pipeline.structure.outline.records import fields_plain
from pipeline.structure.outline.segments import Segment, segments_of, with_plain_headings
from pipeline.structure.outline.spans import Outline
from pipeline.structure.outline.tables import read_table
from pipeline.structure.outline.tasks import add
from pipeline.structure.tables.rows import ReadTable, read_tables


def outline(notice: Notice) -> Notice:
    """The notice with its sections, its items and the blocks that cover it."""
    found = Outline(notice)
    text = notice.reading.text
    lists = find(text)
    for unread in notice.all(Table):
        found.paint("table", notice.reading.index(unread.start), notice.reading.index(unread.end))
    paragraphs = body_paragraphs(notice)
    apart = asides(notice, paragraphs, [one.start for one in lists])
    for aside in apart:
        found.paint(aside.kind, aside.start, aside.end)
    segments = fields_plain(text, list(segments_of(notice.reading, outside(paragraphs, apart), lists)))
    segments = with_plain_headings(text, segments)
    tables = read_tables(notice)
    begins = [(notice.reading.index(part.start), part) for part in notice.all(Part)]
    steps: list[tuple[int, Part | ReadTable]] = [
        *begins,
        *((notice.reading.index(one.grid.start), one) for one in tables),
    ]
    steps.sort(key=lambda step: step[0])
    waiting = deque(steps)

    def reach(at: int) -> None:
        """Begin the parts and read the tables that stand before a place."""
        while waiting and waiting[0][0] < at:
            _, step = waiting.popleft()
            if isinstance(step, Part):
                found.begin(step)
            else:
                read_table(found, step, lists)

    gathered = [
        group
        for group in groups(text, segments, lists, [at for at, _ in steps])
        if isinstance(group, Segment) or group.head or group.body
    ]
    for group, following in zip(gathered, [*gathered[1:], None], strict=False):
        reach(group.start)
        if isinstance(group, Segment):
            found.new_part(group)
        else:
            add(found, group, following.head if isinstance(following, Group) else None)
    reach(len(text) + 1)
    found.cover()
    spans: list[Span] = [*found.sections, *found.items, *found.stages, *blocks(found, notice)]
    for one in tables:
        spans += [one.table, *one.figures]
    return notice.adding(spans)
