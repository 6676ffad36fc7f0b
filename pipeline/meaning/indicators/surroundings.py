"""Surroundings: what stands around a place of the reading: its clause, sentence and line, its task and its heading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pipeline.meaning.indicators.phrases import NUMBERING, take_apart
from pipeline.notice import Cell, Item, Notice, Section, Table

# So many clauses back a subject is looked for.
_BACK = 4
# A head of a column is no longer, with the blanks in it.
_HEAD = 16

# 主要目标, 组织保障, 基本原则: headings that name no thing; 园区要素保障 does.
_NO_THING = re.compile("^.{0,4}(?:任务|目标|措施|要求|保障|工作|重点|原则|分工|安排)$|任务|目标")

# The head of a column of projects or firms: each row's figures are those of one.
_PROJECTS = re.compile(".{0,6}(?<!任务)(?<!指标)(?<!单位)(?<!事项)(?<!工作)名称|项目")


def _project_tables(notice: Notice) -> Iterator[tuple[int, int]]:
    """Where the tables stand that have a column of projects."""
    headed = {
        cell.table
        for cell in notice.all(Cell)
        if cell.row == 0
        and cell.end - cell.start <= _HEAD
        and _PROJECTS.fullmatch("".join(notice.text[cell.start : cell.end].split()))
    }
    yield from ((table.start, table.end) for table in notice.all(Table) if table.table in headed)


class Surroundings:
    """The clauses, tasks and headings of a notice, found by a place of its reading."""

    def __init__(self, notice: Notice) -> None:
        self.text = notice.reading.text
        self.clause = notice.reading.clause
        self.sentence = notice.reading.sentence
        self._origin = notice.reading.origin
        self._items = sorted(notice.all(Item), key=lambda item: item.start)
        self._heads = sorted(notice.all(Section), key=lambda section: section.start)
        self._starts = [item.start for item in self._items]
        self._projects = list(_project_tables(notice))
        self._lines = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def clause_before(self, at: int) -> str:
        """The clause before the one that a place stands in, light verbs off."""
        start = self.clause(at)
        for _ in range(_BACK):
            if start < 2 or self.text[start - 1] not in "，：":
                break
            before = self.clause(start - 1)
            words = self.text[before : start - 1]
            if not words.startswith("占"):
                return take_apart(NUMBERING.sub("", words)).subject
            # 去年完成620万元，占总投资的38%，今年完成｜1200万元: the share has no subject of its own.
            start = before
        return ""

    def title(self, at: int) -> str | None:
        """The title of the task that a place of the reading stands in."""
        source = self._origin[at]
        place = bisect_right(self._starts, source) - 1
        return self._items[place].title if place >= 0 and source < self._items[place].end else None

    def project(self, at: int) -> str | None:
        """The project that the table row of a place describes, or None where it stands in no such table."""
        source = self._origin[at]
        in_table = any(start <= source < end for start, end in self._projects)
        return self.title(at) if in_table else None

    def opens(self, at: int) -> bool:
        """Whether a task begins in the line that begins at a place."""
        line = bisect_right(self._lines, at)
        end = self._lines[line] if line < len(self._lines) else len(self.text)
        first, last = self._origin[at], self._origin[end - 1]
        place = bisect_left(self._starts, first)
        return place < len(self._starts) and self._starts[place] <= last

    def paragraph(self, at: int) -> int:
        """Where the line of a place begins."""
        return self._lines[bisect_right(self._lines, at) - 1]

    def heading(self, at: int) -> str | None:
        """The words of the heading that a place of the reading stands under, without what is no name of a thing."""
        source = self._origin[at]
        place = bisect_right(self._heads, source, key=lambda one: one.start) - 1
        words = self._heads[place].heading.strip("。") if place >= 0 else ""
        return words if words and not _NO_THING.search(words) else None
