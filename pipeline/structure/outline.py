"""Outline: headings to any depth, tasks and the lists that follow them, and a block for every character.

The body is cut into segments at paragraph ends and, where a page was flattened to running text, at the numbering
inside it.  A segment with a numbering marker opens a group that lasts until the next one; what the group holds
(a single sentence, a responsibility list, deeper numbering) decides whether it is a heading or a task.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.names import looks_like_unit
from pipeline.language.numbering import marker
from pipeline.language.roles import roles
from pipeline.language.signs import HAN
from pipeline.language.times import is_deadline
from pipeline.notice import Block, Cell, Item, Notice, Part, Reading, RoleText, Section, Span, Table
from pipeline.structure.asides import asides, outside
from pipeline.structure.header import is_attachment_title
from pipeline.structure.lists import ResponsibilityList, find
from pipeline.structure.tables.rows import ReadTable, TableRow, read_tables

# A heading is one sentence of at most this many characters; longer ones are tasks or paragraphs.
_HEADING = 70
# A lead-in (困难老年人家庭适老化改造：对…) is short and has no comma.
_TITLE = 32
# A paragraph this long may be a page flattened to running text, with numbering inside; a shorter one where it still has
# the blanks that stood for its line ends.
_FLATTENED, _WITH_GAPS = 200, 60
# So far a heading reaches to the blank behind it.
_TO_GAP = 40
# So many tail characters behind a list are only its full stop.
_TAIL = 4
# What a number is printed with, and is no part of it.
_MARKS = ".．、 ★☆●○◆■▲▶※◎"
# 困难老年人家庭适老化改造：对…   优化服务（试点）。推动…   【稳住工业盘】坚持…
# Before a 。 it may name several: 发展大数据、云计算产业。
_LEAD_IN = re.compile(
    rf"[^，。；：、！？\n]{{2,{_TITLE}}}(?:（[^（）\n]{{1,16}}）[^，。；：！？\n]{{0,12}})?(?=[。：\n])"
    rf"|[^，。；：！？\n（）“”]{{4,{_TITLE}}}(?=。)"
)
# ——发展传感器产业: a dash before a task is no part of it.
_DASH = re.compile("[—－―–-]{1,2} ?")
# A heading that is not numbered: 城乡建设 between numbered tasks; one such line is no heading, several are.
_PLAIN = "plain"
_PLAIN_HEADING = re.compile(rf"(?!各)[{HAN}“”]{{4,16}}")
_PLAIN_HEADINGS = 3
# Styles of headings; other numbering is of tasks, unless deeper ones follow.
_HEADS = ("part", "chinese", "roman", "chinese_bracket", "mark", _PLAIN)
# （排在首位的为牵头单位，下同） behind the last list
_NOTE = re.compile("[（(〔[][^（）()]{2,60}[）)〕\\]]。?")
_NAMED = re.compile(rf"【(?P<title>[^】\n]{{2,{_TITLE}}})】")
_SENTENCE = re.compile("[。！？；]")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    level: int


@cache
def _styles() -> dict[str, _Style]:
    return {style["style"]: _Style(style["style"], style["level"]) for style in rules.load("layout")["numbering"]}


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


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of the reading that begins a paragraph or, in flattened text, a numbered part."""

    start: int
    end: int
    style: str | None = None
    body: int = 0
    ordinal: int = 0
    rank: int | None = None

    @property
    def level(self) -> int:
        if self.rank is not None:
            return self.rank
        return _styles()[self.style].level if self.style else 99


def _segment(text: str, start: int, end: int) -> _Segment:
    found = marker().match(text, start, end)
    if not found or found.end() >= end:
        return _Segment(start, end, body=start)
    style = found.lastgroup or ""
    style = style.removesuffix("_core")
    body = found.end() + (text[found.end()] == " ")
    return _Segment(start, end, style, body, numerals.ordinal(found[f"{style}_core"]) or 0)


def _gaps(reading: Reading, start: int, end: int) -> list[int]:
    """Where a paragraph of the reading had blanks that the repair took out: line ends of a page run into one line."""
    origin = reading.origin
    return [at for at in range(start + 1, end) if origin[at] - origin[at - 1] > 1]


def _flattened(reading: Reading, start: int, end: int, lists: Sequence[ResponsibilityList]) -> list[int]:
    """Where numbered parts begin inside one long paragraph.

    A marker counts only where its number is the next of its style (or 1), so that 第1.2节 and 3.5亿元 never do,
    and only in a paragraph whose parts are tasks: one that holds several lists.
    """
    text = reading.text
    if end - start < _WITH_GAPS:
        return []
    inside = [one for one in lists if start <= one.start < end]
    if len(inside) < 2:
        return []
    gaps = _gaps(reading, start, end)
    if end - start < _FLATTENED and not gaps:
        return []
    ends = {one.end for one in inside}
    # Behind a list and a blank another paragraph begins.
    cuts = [gap for gap in gaps if gap in ends or (gap - 1 in ends and text[gap - 1] in "。；")]
    own = _segment(text, start, end)
    if own.style in ("chinese", "chinese_bracket"):
        cuts += _heading_end(text, own.body, gaps)
    last: dict[str, int] = {own.style: own.ordinal} if own.style else {}
    # Styles that have begun since the last marker of an outer one; only a new one may begin with 1 in mid-sentence.
    begun = set(last)
    place = 0
    for found in _inline().finditer(text, start + 1, end):
        while place < len(inside) and inside[place].end <= found.start():
            place += 1
        if place < len(inside) and inside[place].start < found.start():
            continue
        style = (found.lastgroup or "").removesuffix("_core")
        ordinal = numerals.ordinal(found[f"{style}_core"]) or 0
        level = _styles()[style].level
        before = text[found.start() - 1]
        closed = found.start() in ends or found.start() in cuts or before in "。；：！？”"
        if ordinal != last.get(style, 0) + 1 and not (ordinal == 1 and (closed or style not in begun)):
            continue
        # 一、 reads as 第一、 elsewhere, and （1） or ① as a part of a task, so these need a sentence's end before them.
        if not closed and style not in ("chinese_bracket", "arabic"):
            continue
        if level > 3 and found.start() not in ends:
            continue
        cuts.append(found.start())
        last[style] = ordinal
        begun = {one for one in begun if _styles()[one].level <= level} | {style}
        if heading := _standing().match(text, found.end(), end):
            cuts.append(heading.end())
        elif style in ("chinese", "chinese_bracket"):
            cuts += _heading_end(text, found.end(), gaps)
    return sorted(set(cuts))


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


def _segments(
    reading: Reading, paragraphs: Iterable[tuple[int, int]], lists: Sequence[ResponsibilityList]
) -> Iterator[_Segment]:
    for start, end in paragraphs:
        cuts = [start, *_flattened(reading, start, end, lists), end]
        for a, b in pairwise(cuts):
            yield _segment(reading.text, a, b)


def _with_plain_headings(text: str, segments: list[_Segment]) -> list[_Segment]:
    """The segments with those marked that are headings without a number: 工业经济 / 1.… / 2.… / 现代农业 / 3.…"""

    def heads(before: _Segment, one: _Segment, following: _Segment) -> bool:
        words = text[one.start : one.end]
        return (
            one.style is None
            and following.style is not None
            and (before.style in _HEADS or text[before.end - 1] in "。；）)")
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
    return [replace(one, style=_PLAIN, rank=rank) if at in found else one for at, one in enumerate(segments)]


@dataclass(slots=True)
class _Group:
    """A numbered segment and the plain ones that follow it; without `head`, plain ones at the start of a part."""

    head: _Segment | None
    body: list[_Segment] = field(default_factory=list)
    lists: list[ResponsibilityList] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.body[-1].end if self.body else self.head.end if self.head else 0


class _Outline:
    """The outline as it grows: sections, items and blocks, in the order of the text."""

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

    # ── spans ────────────────────────────────────────────────────────────────────────────────────────

    def paint(self, kind: str, start: int, end: int) -> None:
        if end > start:
            self.painted.append((start, end, kind))

    def new_part(self, segment: _Segment) -> None:
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
        lists: Sequence[tuple[ResponsibilityList, str | None]],
    ) -> Item:
        spoken = [RoleText(*self.reading.source(one.inner_start, one.inner_end), role) for one, role in lists]
        end = max([text_end, *(one.end for one, _ in lists)])
        start = min([start, *(one.start for one, _ in lists)])
        item = Item(
            *self.reading.source(start, end),
            item_id=f"{self.notice.notice_id}-i{len(self.items) + 1:03d}",
            number=number,
            section_id=self.path[-1].section_id if self.path else None,
            title=title,
            text=self.text[text_start:text_end],
            text_at=self.reading.source(text_start, text_end),
            responsibility="；".join(
                self.text[one.inner_start : one.inner_end] for one, role in lists if role != "deadline"
            ).replace("\n", "；")
            or None,
            lists_at=tuple(spoken),
            covered_by=None if lists else self.covered_by(),
        )
        self.items.append(item)
        return item

    # ── groups ───────────────────────────────────────────────────────────────────────────────────────

    def add(self, group: _Group, following: _Segment | None) -> None:
        """Read one group."""
        head = group.head
        if head is None:
            self.plain(group.body, group.lists, 0, None)
        elif self.is_heading(group, following):
            self.heading(group, following)
        else:
            self.task(group, following)

    def is_heading(self, group: _Group, following: _Segment | None) -> bool:
        """Whether the group's numbered segment is a heading of what follows, and no task.

        （一）聚焦产业发展，在构建现代产业体系上攻坚突破。 heads the numbered tasks below it;
        （一）每周召开一次协调会，研究解决具体问题。 followed by （二） is a task itself.
        """
        head = group.head
        assert head is not None and head.style is not None
        own_list = next((one for one in group.lists if one.start < head.end), None)
        end = own_list.start if own_list else head.end
        words = self.text[head.body : end]
        bare = words.rstrip("。：；！")
        if not bare or len(words) > _HEADING or _SENTENCE.search(re.sub("“[^”]*”", "", bare)):
            return False
        deeper = following is not None and following.style is not None and following.level > head.level
        numbered = head.style not in _HEADS
        if own_list:
            # A list at a heading covers the tasks below it; a list at a task is the task's own.
            return deeper and not numbered and not group.body and own_list.end >= head.end - 1
        if numbered:
            return (deeper and not group.body) or self.heads_lists(group)
        if head.style == "mark":
            # Before every task a mark is a bullet; before a line that others stand below it heads them.
            return deeper or bool(group.body)
        return words == bare or (words[-1] != "；" and (bool(group.body) or deeper))

    def heads_lists(self, group: _Group) -> bool:
        """Whether the paragraphs below a numbered line are tasks of their own: 1．物联网。 / ——… （牵头单位：…） / ——…"""
        starts = [one.start for one in group.lists]
        with_list = [s for s in group.body if bisect_left(starts, s.end) > bisect_left(starts, s.start)]
        own = [
            s
            for s in with_list
            if self.text[s.start] not in "（(【[［〔" and not roles().line.match(self.text, s.start)
        ]
        return len(own) > 1 or any(_DASH.match(self.text, s.start) for s in own)

    def heading(self, group: _Group, following: _Segment | None) -> None:
        head = group.head
        assert head is not None and head.style is not None
        own = [one for one in group.lists if one.start < head.end]
        end = own[0].start if own else head.end
        label = self.text[head.start : head.body]
        section = self.section(head.level, head.ordinal, label, head.start, head.body, end)
        rest = [one for one in group.lists if one.start >= head.end]
        # A line 责任单位：… right under a heading speaks for the heading, and so covers the tasks below it.
        if not own and rest and group.body and rest[0].start == group.body[0].start:
            own, rest = rest[:1], rest[1:]
        if own:
            item = self.item(label.strip(_MARKS) or None, None, head.start, head.body, end, [(own[0], None)])
            self.coverers[section.section_id] = item.item_id
            self.paint("responsibility", own[0].start, own[0].end)
        self.plain(group.body, rest, own[0].end if own else end, following)

    def plain(
        self, segments: list[_Segment], lists: list[ResponsibilityList], done: int, following: _Segment | None
    ) -> None:
        """Unnumbered paragraphs: one that ends with a list is a task; a list on a line of its own closes those before."""
        for one in lists:
            holder = next((segment for segment in segments if segment.start <= one.start < segment.end), None)
            start = max(done, holder.start) if holder else done
            if holder and one.start <= start:
                before = [segment for segment in segments if done <= segment.start and segment.end <= one.start]
                start = before[0].start if before else start
            if one.start <= start:
                self.paint("responsibility", one.start, one.end)
                done = one.end
                continue
            text_end = self.trim(start, one.start)
            dash = _DASH.match(self.text, start, text_end)
            text_start = dash.end() if dash else start
            title, _ = self.lead_in(text_start, text_end)
            self.item(None, title, start, text_start, text_end, [(one, None)])
            self.paint("item", start, text_end)
            self.paint("responsibility", text_end, one.end)
            done = self.skip_stop(one.end)

    def task(self, group: _Group, following: _Segment | None) -> None:
        """A numbered task, with a row for each of its lists."""
        head = group.head
        assert head is not None and head.style is not None
        label = self.text[head.start : head.body]
        number = label.strip(_MARKS) or None
        if not group.lists:
            end = head.end
            title, lead = self.lead_in(head.body, end)
            if lead in _no_tasks():
                self.paint("paragraph", head.start, end)
                return
            if group.body and len(self.text[head.body : end].rstrip("。：")) <= _TITLE and head.level >= 3:
                title = self.text[head.body : end].rstrip("。：")
                end = group.body[-1].end
            elif group.body and head.level >= 3 and following and _next(head, following):
                # Paragraphs between a task and the next of its numbers are its own.
                end = group.body[-1].end
            self.item(number, title, head.start, head.body, end, [])
            self.paint("item", head.start, end)
            return
        if group.lists[0].start <= head.body and self.text[group.lists[0].end : group.lists[0].end + 1] not in "。\n":
            self.led(group, number)
            return
        start, text_start = head.start, head.body
        for one in group.lists:
            text_end = self.trim(text_start, one.start)
            if text_end <= text_start:
                # Two lists in a row speak for the same text: （牵头单位：…）（配合单位：…）
                self.extend(one)
            else:
                title, _ = self.lead_in(text_start, text_end)
                self.item(number, title, start, text_start, text_end, [(one, None)])
                self.paint("item", start, text_end)
            self.paint("responsibility", max(text_end, start), one.end)
            start = text_start = self.skip_stop(one.end)
        holder = next((s for s in [head, *group.body] if s.start <= group.lists[-1].start < s.end), head)
        rest = self.text[text_start : holder.end]
        if len(rest) > _TAIL and not rest.endswith("：") and not _NOTE.fullmatch(rest):
            self.item(number, None, text_start, text_start, holder.end, [])
            self.paint("item", text_start, holder.end)

    def led(self, group: _Group, number: str | None) -> None:
        """A task that its list stands before: ●【县水务局】实施供水工程18处。"""
        assert group.head is not None
        for one, following in zip(group.lists, [*group.lists[1:], None], strict=True):
            holder = next(s for s in [group.head, *group.body] if s.start <= one.start < s.end)
            start = self.skip_stop(one.end)
            end = self.trim(start, min(holder.end, following.start if following else holder.end))
            if start < end:
                title, _ = self.lead_in(start, end)
                self.item(number, title, one.start, start, end, [(one, None)])
                self.paint("item", start, end)
            self.paint("responsibility", one.start, one.end)

    def extend(self, one: ResponsibilityList) -> None:
        """Give the last item one list more."""
        if not self.items:
            return
        item = self.items[-1]
        end = self.reading.source(one.start, one.end)[1]
        spoken = RoleText(*self.reading.source(one.inner_start, one.inner_end))
        words = self.text[one.inner_start : one.inner_end].replace("\n", "；")
        self.items[-1] = Item(
            item.start, max(item.end, end), item.item_id, item.number, item.section_id, item.title, item.text,
            item.text_at, f"{item.responsibility}；{words}" if item.responsibility else words,
            (*item.lists_at, spoken),
        )  # fmt: skip

    def lead_in(self, start: int, end: int) -> tuple[str | None, str | None]:
        """The lead-in of a task as its title, and the first words whatever they are."""
        if named := _NAMED.match(self.text, start, end):
            return named["title"], named["title"]
        found = _LEAD_IN.match(self.text, start, end)
        if not found or end - found.end() < _TAIL:
            return None, None
        return found[0], found[0]

    def trim(self, start: int, end: int) -> int:
        """The end of a text before its list, blanks and line feeds off."""
        while end > start and self.text[end - 1] in "\n ":
            end -= 1
        return end

    def skip_stop(self, at: int) -> int:
        """Behind the full stop that follows a list."""
        while at < len(self.text) and self.text[at] in "。；，、.;,\n ）":
            at += 1
        return at

    def cover(self) -> None:
        """Tasks that the list behind the last one of their heading covers, where the notice lists no other way.

        （五）支持产业 / 1.… / 2.… / 3.…〔市工信局牵头〕 / （六）… 〔市财政局牵头〕
        """
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

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────

    def table(self, read: ReadTable, lists: Sequence[ResponsibilityList]) -> None:
        """The rows of a table: headings over the full width, and tasks; the rest of its cells are blocks of their own."""
        grid, before = read.grid, len(self.painted)
        inside = [one for one in lists if any(a <= one.start < b for a, b in map(grid.place, grid.cells))]
        if not read.headed and inside:
            # Cells of no known column that hold lists themselves.
            for cell in grid.cells:
                place = grid.place(cell)
                if own := [one for one in inside if place[0] <= one.start < place[1]]:
                    self.row(TableRow(text=place), place, own)
        above = list(self.path)
        for row in read.rows:
            if row.heading:
                start, end = row.heading
                segment = _segment(self.text, start, end)
                level = segment.level if segment.style else 1
                self.section(level, segment.ordinal, self.text[start : segment.body], start, segment.body, end)
            elif row.text:
                self.row(row, row.text, [one for one in lists if row.text[0] <= one.start < row.text[1]])
        self.path = above
        kind = "roster" if read.table.holds == "roster" else "table"
        taken = sorted({one[0] for one in self.painted[before:]})
        for start, end in map(grid.place, grid.cells):
            if bisect_left(taken, start) == bisect_left(taken, end):
                self.paint(kind, start, end)

    def row(self, row: TableRow, stretch: tuple[int, int], own: Sequence[ResponsibilityList]) -> None:
        """A task of a table; a cell that holds lists itself is a task for each of them, and one for what is left."""
        number = self.text[slice(*row.number)] if row.number else None
        title = self.text[slice(*row.title)].replace("\n", "").rstrip("。：") if row.title else None
        if row.title:
            self.paint("paragraph", *row.title)
        start, end = stretch
        for one in own:
            text_end = self.trim(start, one.start)
            if text_end > start:
                segment = _segment(self.text, start, text_end)
                label = self.text[start : segment.body].strip(_MARKS) or None if segment.style else number
                self.item(label, title, start, segment.body, text_end, [(one, None)])
                self.paint("item", start, text_end)
            self.paint("responsibility", one.start, one.end)
            start = self.skip_stop(one.end)
        if own and end - start <= _TAIL:
            return
        lists = [(ResponsibilityList(a, b, a, b), role) for a, b, role in row.lists]
        self.item(number, title, start, start, end, lists)
        self.paint("item", start, end)
        for one, _ in lists:
            self.paint("responsibility", one.start, one.end)


def _next(head: _Segment, following: _Segment) -> bool:
    return following.style == head.style and following.ordinal == head.ordinal + 1


@cache
def _no_tasks() -> frozenset[str]:
    """Lead-ins of numbered paragraphs that set no task: 指导思想, 基本原则."""
    return frozenset(rules.load("layout")["outline"]["no_tasks"])


def _body_paragraphs(notice: Notice) -> list[tuple[int, int]]:
    """The paragraphs that neither the header nor a table has taken, cut to what is left of them."""
    reading = notice.reading
    taken = sorted(
        (reading.index(span.start), reading.index(span.end))
        for span in notice.spans
        if isinstance(span, Cell | Table) or (isinstance(span, Block) and span.kind != "preamble")
    )
    left: list[tuple[int, int]] = []
    place = 0
    for start, end in reading.paragraphs:
        at = start
        while place and taken[place - 1][1] > at:
            place -= 1
        while place < len(taken) and taken[place][0] < end:
            a, b = taken[place]
            if b > at:
                if a > at:
                    left.append((at, a))
                at = max(at, b)
            place += 1
        if at < end:
            left.append((at, end))
    return left


def _groups(
    outline: _Outline, segments: list[_Segment], lists: list[ResponsibilityList], parts: Sequence[int]
) -> Iterator[_Group | _Segment]:
    """The segments gathered behind the numbered ones; titles of attachments stand alone between the groups."""
    group = _Group(None)
    place = 0
    begun = 0
    for index, segment in enumerate(segments):
        if begun < len(parts) and parts[begun] <= segment.start:
            begun = bisect_right(parts, segment.start)
            yield group
            group = _Group(None)
        has_list = place < len(lists) and lists[place].start < segment.end
        if segment.style is None and not has_list and _opens_part(outline.text, segments, index):
            yield group
            yield segment
            group = _Group(None)
            continue
        if segment.style is not None:
            yield group
            group = _Group(segment)
        else:
            group.body.append(segment)
        while place < len(lists) and lists[place].start < segment.end:
            if lists[place].start >= segment.start:
                group.lists.append(lists[place])
            place += 1
    yield group


def _opens_part(text: str, segments: list[_Segment], index: int) -> bool:
    """Whether a plain line is (a line of) the title of an attachment: numbering starts again from 一、 or 1. soon after it."""
    words = text[segments[index].start : segments[index].end]
    if not is_attachment_title(words):
        return False
    for segment in segments[index + 1 : index + 12]:
        if segment.style is not None:
            return segment.ordinal == 1
    return False


def _blocks(outline: _Outline, notice: Notice) -> Iterator[Block]:
    """Blocks for what the outline painted and, as paragraphs, for all that nobody did; each character once."""
    reading = notice.reading
    furniture = sorted((span.start, span.end) for span in notice.all(Block))
    painted = sorted(outline.painted, key=lambda one: one[:2])
    place = 0
    for start, end in reading.paragraphs:
        at = start
        while place < len(painted) and painted[place][0] < end:
            a, b, kind = painted[place]
            a, b = max(a, at), min(b, end)
            if a > at:
                yield from _outside(reading.source(at, a), "paragraph", furniture)
            if b > a:
                yield from _outside(reading.source(a, b), kind, furniture)
            at = max(at, b)
            if painted[place][1] > end:
                break
            place += 1
        if at < end:
            yield from _outside(reading.source(at, end), "paragraph", furniture)


def _outside(stretch: tuple[int, int], kind: str, taken: list[tuple[int, int]]) -> Iterator[Block]:
    """A block without the parts that page furniture or the header hold already."""
    start, end = stretch
    place = max(0, bisect_left(taken, (start, start)) - 1)
    while place < len(taken) and taken[place][0] < end:
        a, b = taken[place]
        if b > start:
            if a > start:
                yield Block(start, a, kind)
            start = max(start, b)
        place += 1
    if start < end:
        yield Block(start, end, kind)


def outline(notice: Notice) -> Notice:
    """The notice with its sections, its items and the blocks that cover it."""
    found = _Outline(notice)
    text = notice.reading.text
    lists = find(text)
    for unread in notice.all(Table):
        found.paint("table", notice.reading.index(unread.start), notice.reading.index(unread.end))
    paragraphs = _body_paragraphs(notice)
    apart = asides(notice, paragraphs, [one.start for one in lists])
    for aside in apart:
        found.paint(aside.kind, aside.start, aside.end)
    segments = _with_plain_headings(text, list(_segments(notice.reading, outside(paragraphs, apart), lists)))
    tables = read_tables(notice)
    begins: list[tuple[int, Part | ReadTable]] = [(notice.reading.index(part.start), part) for part in notice.all(Part)]
    groups = [
        group
        for group in _groups(found, segments, lists, [start for start, _ in begins])
        if isinstance(group, _Segment) or group.head or group.body
    ]
    steps: list[tuple[int, Part | ReadTable]] = [*begins]
    steps = sorted([*steps, *((notice.reading.index(one.grid.start), one) for one in tables)], key=lambda one: one[0])

    def reach(at: int) -> None:
        """Begin the parts and read the tables that stand before a place."""
        while steps and steps[0][0] < at:
            _, step = steps.pop(0)
            if isinstance(step, Part):
                found.begin(step)
            else:
                found.table(step, lists)

    for index, group in enumerate(groups):
        reach(group.start if isinstance(group, _Segment) else (group.head or group.body[0]).start)
        if isinstance(group, _Segment):
            found.new_part(group)
            continue
        following = groups[index + 1] if index + 1 < len(groups) else None
        found.add(group, following.head if isinstance(following, _Group) else None)
    reach(len(text) + 1)
    found.cover()
    spans: list[Span] = [*found.sections, *found.items, *_blocks(found, notice)]
    for one in tables:
        spans += [one.table, *one.figures]
    return notice.adding(spans)
