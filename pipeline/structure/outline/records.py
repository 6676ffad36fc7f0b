"""Records: tasks told in lines of a label and what it says, as a table tells them in rows of cells.

    1.城区管网改造工程 / 建设内容：改造供水管网12公里。 / 责任单位：县住建局 / 完成时限：10月底前
    二、学前教育扩容 / 【责任单位】县教育局 / 【目标任务】新增学位540个。

The labels are the heads of columns (rules/table_heads.toml), so what a table can hold a record can.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from pipeline.language.heads import head_meaning
from pipeline.language.roles import roles
from pipeline.language.signs import HAN
from pipeline.structure.lists import ResponsibilityList
from pipeline.structure.outline.edges import trim
from pipeline.structure.outline.segments import Segment
from pipeline.structure.tables.columns import ROLES
from pipeline.structure.tables.learned import UNITS
from pipeline.values import value

# 建设内容：   【责任单位】
_LABEL = re.compile(rf"[【［](?P<boxed>[{HAN}、]{{2,16}})[】］]：?|(?P<label>[{HAN}、]{{2,16}})：")
_TEXTS = ("task", "content", "name")
# A name is no longer, and no sentence.
_NAME = re.compile(r"[^。；\n]{2,40}。?")


@value(frozen=True, slots=True)
class Line:
    """A line of a record: what its label means, the label's words, where the line begins and what it says."""

    meaning: str
    label: str
    start: int
    said: tuple[int, int]


@value(frozen=True, slots=True)
class Record:
    """A task told in lines: where it begins, its title if a line names it, its text, its lists, and what else is said of it.

    `begins` is where the line of its text begins, with the label.  `more` are stretches, each with the head of a time
    (一季度目标) or None.
    """

    start: int
    begins: int
    title: tuple[int, int] | None
    text: tuple[int, int]
    lists: tuple[ResponsibilityList, ...]
    more: tuple[tuple[int, int, str | None], ...] = ()


def fields_plain(text: str, segments: list[Segment]) -> list[Segment]:
    """The segments, the numbered lines of records among them plain: （一）建设内容：… （二）责任单位：… are no headings."""
    found = list(segments)
    for _, run in groupby(range(len(segments)), lambda at: segments[at].style or at):
        places = list(run)
        lines = [_line(text, segments[at].body, segments[at].end) for at in places]
        if len(lines) > 1 and all(lines) and any(line and line.meaning in UNITS for line in lines):
            for at in places:
                found[at] = replace(segments[at], style=None)
    return found


def records(text: str, body: Sequence[Segment], lists: Sequence[ResponsibilityList], *, named: bool) -> list[Record]:
    """The records that lines are; none where one of them is no record, or its text or the line above has a list of its own.

    新建幼儿园2所。（责任单位：县教育局） between 牵头领导：… and 完成时限：… is a task by itself.

    Args:
        body: the paragraphs; each is a line of a record, goes on with the one before, or stands between two as the task's text.
        lists: the lists that stand in them, in order.
        named: whether the line above names the first record.
    """
    if lists and body and lists[0].start < body[0].start:
        return []  # the line above has a list itself
    lines: list[Line] = []
    for segment in body:
        line = _line(text, segment.body, segment.end)
        if line is None and not lines:
            return []
        if line:
            lines.append(line)
        elif lines[-1].meaning in ROLES and lines[-1].said[0] < lines[-1].said[1]:
            # 【责任单位】县教育局 / 新增学位540个。 / 【完成时限】8月底前: the text alone has no label.
            lines.append(Line("content", "", segment.start, (segment.start, trim(text, segment.start, segment.end))))
        else:
            lines[-1] = replace(lines[-1], said=(lines[-1].said[0], trim(text, segment.start, segment.end)))
    if lines and not lines[-1].label:
        return []
    found = [_record(text, lines, named=named and not at) for at, lines in enumerate(_parted(lines))]
    starts = [one.start for one in lists]
    told = [one for one in found if one and bisect_left(starts, one.text[0]) == bisect_left(starts, one.text[1])]
    return told if len(told) == len(found) else []


def _line(text: str, start: int, end: int) -> Line | None:
    found = _LABEL.match(text, start, end)
    if found is None:
        return None
    words = found["boxed"] or found["label"]
    meaning = roles().label_role.get(words) or head_meaning(words)
    return Line(meaning, words, start, (found.end(), trim(text, found.end(), end))) if meaning else None


def _parted(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each record: behind its units the next begins as it did."""
    record: list[Line] = []
    with_units = False
    for line in lines:
        if with_units and line.meaning == record[0].meaning:
            yield record
            record, with_units = [], False
        record.append(line)
        with_units |= line.meaning in UNITS
    if record:
        yield record


def _record(text: str, lines: Sequence[Line], *, named: bool) -> Record | None:
    """The record that lines are; None where they name no unit or say nothing of a task."""
    said = [line for line in lines if line.said[0] < line.said[1]]
    texts = [line for line in said if line.meaning in _TEXTS]
    title = None
    if not named and len(texts) > 1 and _NAME.fullmatch(text, *texts[0].said):
        title = texts.pop(0).said
    if not texts or not any(line.meaning in UNITS for line in said):
        return None
    last = texts[0]
    # 目标任务：… / 工作措施：… are one text.
    for line, following in pairwise(said):
        if line is last and following.meaning in _TEXTS:
            last = following
    more = [line for line in said if line.start > last.start and line.meaning in (*_TEXTS, "progress")]
    return Record(
        start=lines[0].start,
        begins=texts[0].start,
        title=title,
        text=(texts[0].said[0], last.said[1]),
        lists=tuple(_list(line) for line in said if line.meaning in ROLES),
        more=tuple((*line.said, line.label if line.meaning == "progress" else None) for line in more),
    )


def _list(line: Line) -> ResponsibilityList:
    """A line as a list; a label that no list knows gives its role (属地单位：…)."""
    if line.meaning != "deadline" and line.label in roles().label_role:
        return ResponsibilityList(line.start, line.said[1], line.start, line.said[1])
    return ResponsibilityList(line.start, line.said[1], *line.said, role=line.meaning, head=line.label)
