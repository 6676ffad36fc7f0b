"""Surroundings: what stands around a place of the reading: its clause, sentence and line, its task and its heading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pipeline.language.numerals import ONE
from pipeline.language.signs import HAN
from pipeline.meaning.indicators.phrases import NUMBERING, SAID, take_apart
from pipeline.notice import Cell, Item, Notice, Part, Section, Table

# So many clauses back a subject is looked for.
_BACK = 4
# A head of a column is no longer, with the blanks in it.
_HEAD = 16

_CLOSES = ("）", "〕", "】", ")", "]")
_MARKS = re.compile("[，。；\n]")
# 主要目标, 组织保障, 基本原则: headings that name no thing; 园区要素保障 does.  Nor does 为贯彻落实会议精神, or what is wrong.
_NO_THING = re.compile(f"^.{{0,4}}{SAID.no_things}$|任务|目标|^{SAID.no_thing_opens}|{SAID.lacks}")
# 云州市推动数字技术与渔业融合三年行动方案: what an attachment is of stands behind the last such word, before what it is.
_ABOUT = re.compile(
    f"(?:.*{SAID.titles_open})?(?P<about>.{{3,}}?)(?:[{ONE[:5]}]年)?{SAID.titles_go_on}*{SAID.plans}(?:（.*）)?"
)
# … in its first characters.
_TITLE = 80

_NAME = re.compile(f"[{HAN}“”]{{4,16}}")
# The head of a column of projects or firms: each row's figures are those of one.
_NO_PROJECT = "".join(f"(?<!{word})" for word in SAID["no_projects"])
_PROJECTS = re.compile(f".{{0,6}}{_NO_PROJECT}名称|项目")


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


def _begins(notice: Notice) -> Iterator[int]:
    """Where something new begins though no stop stands before it: a task, and what follows a list in its brackets."""
    reading, text = notice.reading, notice.reading.text
    yield from (reading.index(item.text_at[0]) for item in notice.all(Item))
    for item in notice.all(Item):
        for one in item.lists_at:
            end = reading.index(one.end)
            yield end + (text[end : end + 1] in _CLOSES)


class Surroundings:
    """The clauses, tasks and headings of a notice, found by a place of its reading."""

    def __init__(self, notice: Notice) -> None:
        self.text = notice.reading.text
        self._reading = notice.reading
        self._begins = sorted(_begins(notice))
        self._origin = notice.reading.origin
        self._items = sorted(notice.all(Item), key=lambda item: item.start)
        self._heads = sorted(notice.all(Section), key=lambda section: section.start)
        self._starts = [item.start for item in self._items]
        self._above = {head.section_id: head for head in self._heads}
        self._parts = sorted(notice.all(Part), key=lambda part: part.start)
        self._tables = sorted((table.start, table.end) for table in notice.all(Table))
        self._projects = list(_project_tables(notice))
        self._lines = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def clause(self, at: int) -> int:
        """Where the clause begins that a place stands in; a responsibility list ends what was said before it."""
        return max(self._reading.clause(at), self._begin(at))

    def sentence(self, at: int) -> int:
        """Where the sentence begins that a place stands in."""
        return max(self._reading.sentence(at), self._begin(at))

    def _begin(self, at: int) -> int:
        place = bisect_right(self._begins, at) - 1
        return self._begins[place] if place >= 0 else 0

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
        item = self._items[place] if place >= 0 and source < self._items[place].end else None
        if item is None:
            return None
        # 企业上市 | 上半年报会｜1家: in a cell of its own a figure is of the task's words, where they are a name.
        apart = not item.text_at[0] <= source < item.text_at[1]
        return item.text if apart and _NAME.fullmatch(item.text) else item.title

    def task(self, at: int) -> int:
        """Where the task of a place begins; the place itself where it stands in none."""
        source = self._origin[at]
        place = bisect_right(self._starts, source) - 1
        item = self._items[place] if place >= 0 and source < self._items[place].end else None
        return bisect_left(self._origin, item.start) if item else at

    def content(self, at: int, words: str) -> tuple[str, ...]:
        """The clauses of what the task of a place is, where its title is what is to be reached, with the words that stand there."""
        source = self._origin[at]
        place = bisect_right(self._starts, source) - 1
        item = self._items[place] if place >= 0 and source < self._items[place].end else None
        if item is None or words not in (item.title or "") or item.text_at[0] <= source < item.text_at[1]:
            return ()
        return tuple(filter(None, _MARKS.split(item.text)))

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
        head = self._head(self._origin[at])
        words = head.heading.strip("。") if head else ""
        return words if names_a_thing(words) else None

    def _head(self, source: int) -> Section | None:
        """The heading that a place of the source stands under; one inside a table is of nothing outside it."""
        place = bisect_right(self._heads, source, key=lambda one: one.start) - 1
        head = self._heads[place] if place >= 0 else None
        while head and not self._same_table(head.start, source):
            head = self._above.get(head.parent_id or "")
        return head

    def _same_table(self, head: int, source: int) -> bool:
        place = bisect_right(self._tables, (head, 1 << 60)) - 1
        return place < 0 or head >= self._tables[place][1] or source < self._tables[place][1]

    def above(self, at: int) -> Iterator[str]:
        """The headings that a place stands under, the nearest first, and what its attachment is of."""
        source = self._origin[at]
        part = bisect_right(self._parts, source, key=lambda one: one.start) - 1
        head = self._head(source)
        while head and (part < 0 or head.start >= self._parts[part].start):
            yield head.heading.strip("。").partition("，")[0]
            head = self._above.get(head.parent_id or "")
        title = self._parts[part].title if part >= 0 else None
        if title and (found := _ABOUT.fullmatch(title[:_TITLE])):
            yield found["about"]


def names_a_thing(words: str) -> bool:
    """Whether a heading names a thing, as 主要任务 does not."""
    return bool(words) and not _NO_THING.search(words)
