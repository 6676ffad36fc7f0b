"""The outline as it grows: its sections, its tasks, and what kind of block each stretch is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language import numerals
from pipeline.language.covering import Covered
from pipeline.notice import Item, Notice, Part, RoleText, Section, Stage
from pipeline.structure.lists import ResponsibilityList
from pipeline.structure.outline.segments import Segment


class Outline:
    """The outline as it grows, in the order of the text; places are those of the reading.

    `painted` are stretches with the kind of block each is, `path` the headings that the next task stands under, `part`
    the attachment it stands in, and `coverers` the task whose list covers a heading, by the heading's id.
    """

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.reading = notice.reading
        self.text = notice.reading.text
        self.sections: list[Section] = []
        self.items: list[Item] = []
        self.painted: list[tuple[int, int, str]] = []
        self.path: list[Section] = []
        self.part = 0
        self.coverers: dict[str, str] = {}
        self.stages: list[Stage] = []
        #: The lists that say which tasks they are of, each with the task that it stands behind.
        self.said_of: list[tuple[int, RoleText, Covered]] = []

    def paint(self, kind: str, start: int, end: int) -> None:
        """Say what kind of block a stretch is."""
        if end > start:
            self.painted.append((start, end, kind))

    def new_part(self, segment: Segment) -> None:
        """An attachment begins: its numbering is its own."""
        self.paint("attachment_title", segment.start, segment.end)
        if self.sections or self.items:
            self.part += 1
        self.path.clear()

    def begin(self, part: Part) -> None:
        """A labelled attachment begins."""
        self.part = part.number
        self.path.clear()

    def section(self, level: int, ordinal: int, label: str, start: int, body: int, end: int) -> Section:
        """Add a heading, whose words begin at `body`; what is added next stands under it."""
        while self.path and self.path[-1].level >= level:
            self.path.pop()
        section = Section(
            *self.reading.source(start, end),
            section_id=f"{self.notice.notice_id}-s{len(self.sections) + 1:02d}",
            parent_id=self.path[-1].section_id if self.path else None,
            level=level,
            ordinal=ordinal,
            marker=label,
            heading=self.text[body:end].replace("\n", ""),
            part=self.part,
        )
        self.sections.append(section)
        self.path.append(section)
        self.paint("heading", start, end)
        return section

    def covered_by(self) -> str | None:
        """The item whose list stands at a heading above, and so covers tasks without a list of their own."""
        for section in reversed(self.path):
            if section.section_id in self.coverers:
                return self.coverers[section.section_id]
        return None

    def item(
        self,
        number: str | None,
        title: str | None,
        start: int,
        text_start: int,
        text_end: int,
        lists: Sequence[ResponsibilityList],
        more_end: int = 0,
    ) -> Item:
        """Add a task: its text, and its lists; `more_end` is where the rest ends that is said of it."""
        spoken = [RoleText(*self.reading.source(one.inner_start, one.inner_end), one.role, one.head) for one in lists]
        end = max([text_end, more_end, *(one.end for one in lists)])
        # A cell that is merged from the row above stands in that row's task, and does not reach into it from this one.
        above = self.items[-1].end if self.items else 0
        own = (one.start for one in lists if self.reading.source(one.start, one.end)[0] >= above)
        start = min([start, *own])
        item = Item(
            *self.reading.source(start, end),
            item_id=f"{self.notice.notice_id}-i{len(self.items) + 1:03d}",
            number=number,
            section_id=self.path[-1].section_id if self.path else None,
            title=title,
            text=self.text[text_start:text_end],
            text_at=self.reading.source(text_start, text_end),
            responsibility="；".join(
                self.text[one.inner_start : one.inner_end] for one in lists if one.role != "deadline"
            ).replace("\n", "；")
            or None,
            lists_at=tuple(spoken),
            covered_by=None if lists else self.covered_by(),
        )
        self._note(lists, spoken)
        self.items.append(item)
        return item

    def _note(self, lists: Sequence[ResponsibilityList], spoken: Sequence[RoleText]) -> None:
        """Keep which of the lists of the next item say themselves of which tasks they are."""
        place = len(self.items)
        self.said_of += [(place, role, one.of) for one, role in zip(lists, spoken, strict=True) if one.of]

    def note(self, one: ResponsibilityList) -> None:
        """Keep a list that stands behind no task, and says of which it is."""
        if one.of:
            spoken = RoleText(*self.reading.source(one.inner_start, one.inner_end), one.role, one.head)
            self.said_of.append((len(self.items) - 1, spoken, one.of))

    def extend(self, one: ResponsibilityList) -> None:
        """Give the last item one list more."""
        if not self.items:
            return
        item = self.items[-1]
        end = self.reading.source(one.start, one.end)[1]
        spoken = RoleText(*self.reading.source(one.inner_start, one.inner_end), one.role, one.head)
        words = self.text[one.inner_start : one.inner_end].replace("\n", "；")
        if one.of:
            self.said_of.append((len(self.items) - 1, spoken, one.of))
        self.items[-1] = replace(
            item,
            end=max(item.end, end),
            responsibility=f"{item.responsibility}；{words}" if item.responsibility else words,
            lists_at=(*item.lists_at, spoken),
            covered_by=None,
        )

    def cover(self) -> None:
        """Tasks that the list behind the last one of their heading covers, where the notice lists no other way.

        （五）支持产业 / 1.… / 2.… / 3.…〔市工信局牵头〕 / （六）… 〔市财政局牵头〕
        """
        self._cover_said()
        under: dict[str, list[int]] = {}
        for at, item in enumerate(self.items):
            if item.section_id and item.covered_by is None:
                under.setdefault(item.section_id, []).append(at)
        runs = [run for run in under.values() if any(self.items[at].lists_at for at in run)]
        if len(runs) < 2 or any(self.items[at].lists_at for run in runs for at in run[:-1]):
            return
        for run in runs:
            for at in run[:-1]:
                self.items[at] = replace(self.items[at], covered_by=self.items[run[-1]].item_id)

    def _cover_said(self) -> None:
        """Give each list that says of which tasks it is to those: to each, or to the last of them, which covers the others."""
        lists = {place: list(self.items[place].lists_at) for place, _, _ in self.said_of}
        nearest: dict[int | None, int] = {}
        since: dict[str | None, int] = {}
        seen = 0
        for place, spoken, of in self.said_of:
            nearest |= {self._ordinal(at): at for at in range(seen, place + 1)}
            seen = place + 1
            section = self.items[place].section_id
            if of.numbers:
                chosen = sorted(nearest[number] for number in of.numbers if number in nearest)
            else:
                chosen = self._above(place, of.last, 0 if of.last else since.get(section, 0))
                since[section] = place + 1
            owners = chosen if of.each else chosen[-1:]
            for at in owners:
                if at != place:
                    lists.setdefault(at, list(self.items[at].lists_at)).append(spoken)
            if owners and place not in owners:
                lists[place] = [one for one in lists[place] if one is not spoken]
            for at in () if of.each else chosen[:-1]:
                if not lists.get(at, self.items[at].lists_at):
                    self.items[at] = replace(self.items[at], covered_by=self.items[owners[0]].item_id)
        for at, found in lists.items():
            item = self.items[at]
            if found != list(item.lists_at):
                covered_by = None if len(found) > len(item.lists_at) else item.covered_by
                self.items[at] = replace(
                    item, lists_at=tuple(found), responsibility=self._words(found), covered_by=covered_by
                )

    def _above(self, place: int, most: int, first: int) -> list[int]:
        """The tasks of a heading up to one: so many, or all since another list that says it is of those above."""
        section, at = self.items[place].section_id, place
        while at > first and self.items[at - 1].section_id == section and (not most or place - at + 1 < most):
            at -= 1
        return list(range(at, place + 1))

    def _ordinal(self, at: int) -> int | None:
        """The number of a task: 3 of 3, （三）, 3."""
        number = self.items[at].number
        return numerals.ordinal(re.sub(r"[\s（()）.．、]", "", number)) if number else None

    def _words(self, lists: Sequence[RoleText]) -> str | None:
        index = self.reading.index
        return "；".join(self.text[index(one.start) : index(one.end)] for one in lists).replace("\n", "；") or None
