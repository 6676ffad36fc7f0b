"""Targets: what the notice commits to, with an indicator that reads well alone.

`numbers` says which numbers commit; here each becomes a row: the verb, what is counted or measured, how firmly it is
promised and by when, and the target that an 其中 belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.language.times import years_of
from pipeline.meaning.figures.clauses import clauses_of
from pipeline.meaning.figures.numbers import Figure, figures
from pipeline.meaning.figures.promises import Due, Promises
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.alone import understood
from pipeline.meaning.indicators.award import Award, Row, names_whom, parted
from pipeline.meaning.indicators.awards import Awards
from pipeline.meaning.indicators.contexts import Context, Contexts
from pipeline.meaning.indicators.leaning import Read
from pipeline.meaning.indicators.measures import Measures
from pipeline.meaning.indicators.names import IndicatorReader
from pipeline.meaning.indicators.nouns import measured
from pipeline.meaning.indicators.parts import Parts, parts
from pipeline.meaning.indicators.phrases import GROWTH, SAID
from pipeline.meaning.indicators.repeated import repeated
from pipeline.meaning.indicators.runs import distributed
from pipeline.meaning.indicators.sharing import each
from pipeline.meaning.indicators.unsure import unsure
from pipeline.meaning.indicators.vocabulary import Aspect, by_id, frames
from pipeline.meaning.indicators.wholes import Wholes
from pipeline.notice import Block, Duty, Item, Notice, Number, Section, Stage, Target

# No indicator is longer, in characters.
_LONGEST = 120
# What a report reached is told with numbers that commit to nothing in a notice.
_REACHED = ("target", "base", "other")
# Below such a heading stand the aims of the year, which the tasks take up: 二、主要预期目标.
_AIMS = re.compile("目标$|目标（")
# A base stands in the sentence of what it is raised to, at most so far before its clause, joined by such a word.
_BASE_REACH = 40
_MOVED = re.compile(f"{SAID.was}|在[^，。；]{{0,20}}基础上")
_BASE_YEAR = re.compile(f"(?:19|20)[0-9]{{2}}年|{SAID.stood}")
# A time is nobody who gets something: 每年投入1000万元.
_FOR_EACH = re.compile("(?!每[年月日天周季次])")
_LEVEL = re.compile(SAID.levels_of)
# What somebody has from them: a sum, its limit, a time in which nothing is paid.
_GETS = ("award", "ceiling", "time")
# 城镇登记失业率 is of the whole place, whatever project its row names.
_OF_ALL = re.compile(SAID.of_all)


def _measure(quantity: Quantity, indicator: str, front: str, *, award: bool = False) -> str:
    """The sort of quantity (`targets.measure`), but for a figure for each one, which the indicator's parts tell."""
    if quantity.kind == "share":
        if GROWTH.search(front[-8:]) or re.search(SAID.rises, indicator):
            return "growth"
        if quantity.op in ("<=", "<"):
            return "cap"
        return "share"
    if quantity.op in ("<=", "<"):
        return "cap"
    if quantity.kind == "money":
        # 年营业收入首次突破800万元的奖励 is a sum that is given, whatever is told of whom it is for.
        return "level" if not award and _LEVEL.search(indicator + front[-6:]) else "amount"
    if quantity.kind == "count":
        return "count"
    if quantity.kind == "duration":
        return "duration"
    if quantity.kind == "multiple":
        return "growth"
    return "amount" if quantity.kind == "size" else "level"


class _TargetRow(NamedTuple):
    """A target, its figure, the how manieth target of the figure it is, and what its indicator may be of."""

    figure: Figure
    copy: int
    target: Target
    context: Context


@dataclass(frozen=True, slots=True)
class _Named:
    """What the number of a goal is called: its indicators (two for 均达到), the verb, the award that it is, and its surroundings."""

    figure: Figure
    quantity: Quantity
    indicators: list[str]
    read: Read
    award: Award | None
    context: Context
    front: str
    row: Row | None


class _Goals:
    """The numbers of a notice that commit, in the order of the text: each is named, then becomes a target."""

    def __init__(self, notice: Notice, found: Sequence[Figure]) -> None:
        self.notice, self.reading, self.text = notice, notice.reading, notice.reading.text
        self.bases = [figure for figure in found if figure.role == "base" and figure.quantity]
        self.goals = [(figure, figure.quantity) for figure in found if figure.role == "target" and figure.quantity]
        self.reader = IndicatorReader(notice, [quantity.start for _, quantity in self.goals])
        self.around = self.reader.around
        self.measures = Measures(self.reader)
        self.awards = Awards(clauses_of(self.reading))
        self.contexts = Contexts(clauses_of(self.reading), self.reader, self.awards)
        self.promises = Promises(self.reading, notice.year, notice.all(Stage))
        self.items = sorted(notice.all(Item), key=lambda item: item.start)
        self.sections = sorted(notice.all(Section), key=lambda section: section.start)
        # What a task's list or its row says by when holds for the task's figures, where their sentence says nothing.
        self.deadlines = {
            duty.item_id: Due(duty.deadline, duty.deadline_date)
            for duty in notice.all(Duty)
            if duty.deadline and duty.deadline_date
        }
        self.wholes = Wholes(self.around)
        self.given: dict[int, str] = {}
        self.count = 0
        fields = notice.fields
        # 三年行动计划: what names no year of its own is for all of them.
        self.plan = (int(fields["plan_start"]), int(fields["plan_end"])) if "plan_end" in fields else None

    def rows(self) -> Iterator[_TargetRow]:
        """A target for every goal, with the index of its figure's copies (0, 1 … for 均达到)."""
        groups = distributed(self.text, [quantity for _, quantity in self.goals])
        leader: Read | None = None
        for place, (figure, quantity) in enumerate(self.goals):
            group = groups.get(place)
            read = self.reader.indicator(quantity)
            leader = read if group is None or group[0] == place else leader
            named = self._named(place, figure, quantity, read, leader, group)
            for copy, indicator in enumerate(named.indicators):
                yield _TargetRow(figure, copy, self._target(named, indicator), named.context)

    def _named(
        self,
        place: int,
        figure: Figure,
        quantity: Quantity,
        read: Read,
        leader: Read | None,
        group: tuple[int, int] | None,
    ) -> _Named:
        """What a number is called, read in its own words, in those of its row, and as an award."""
        clause = self.around.clause(quantity.start)
        indicator, row = read.indicator, None
        if group is not None and leader is not None:
            first, size = group
            leading, last = self.goals[first][1], self.goals[first + size - 1][1]
            names = self.reader.distributed(leading, size)
            indicator = names[place - first] if names else leader.indicator
            read = replace(leader, quantity=quantity)
            row = Row(place - first, size, leading.number[0], last.end)
        of_each = self._of_each(self.text[clause : quantity.start])
        award = self.awards.read(quantity, self.around.title(quantity.start), row, of_each)
        if award:
            indicator = award.indicator
            read = replace(read, end=max(award.end, quantity.end), about=award.about)
        elif chosen := self.awards.chosen(quantity, indicator):
            indicator = chosen
        indicator = indicator.replace("分别", "") or self.text[clause : quantity.end]
        # A chain of figures without subjects of their own leans on ever longer words.
        indicator = self.measures.whole(indicator, quantity)[-_LONGEST:]
        context = self.contexts.of(quantity, award, indicator, in_row=row is not None)
        read = replace(read, quantity=quantity, indicator=indicator, about=read.about[-_LONGEST:])
        self.reader.last = read
        self.reader.read.append(read)
        front = self.text[clause : quantity.number[0]]
        evenly = self.reader.evenly(quantity)
        often = self.reader.how_often(quantity, indicator)
        indicators = [indicator] if award else evenly or [one + often for one in each(indicator, front, quantity.kind)]
        return _Named(figure, quantity, indicators, read, award, context, self.text[clause : quantity.start], row)

    def _of_each(self, front: str) -> str | None:
        """加装电梯40台，每台｜最高补助10万元: what was counted just before in the unit that a sum is for each of."""
        *_, before, last = (None, None, *self.reader.read[-2:])
        # 打造示范村6个，每村｜奖补90万元
        if last is None or not (
            (last.quantity.unit and f"每{last.quantity.unit}" in front)
            or (last.quantity.kind == "count" and f"每{last.indicator[-1:]}" in front)
        ):
            return None
        # 煤改电800户、煤改气300户，每户补贴｜3000元: for each of both
        both = before and before.quantity.unit == last.quantity.unit and self.text[before.quantity.end] == "、"
        return None if both else last.indicator

    def _stands(self, source: int) -> tuple[Item | None, str | None]:
        """The task and the heading that a place of the source stands in."""
        at = bisect_right(self.items, source, key=lambda item: item.start) - 1
        if at >= 0 and source < self.items[at].end:
            return self.items[at], self.items[at].section_id
        above = bisect_right(self.sections, source, key=lambda section: section.start) - 1
        return None, self.sections[above].section_id if above >= 0 else None

    def _period(self, due: Due | None) -> str | None:
        """The time that a target is of: the years or the year of its deadline, else those that the notice plans for."""
        if due and (span := years_of(due.printed)):
            first, last = span
        elif due and due.day:
            first = last = due.day.year
        elif self.plan:
            first, last = self.plan
        else:
            return str(self.notice.year) if self.notice.year else None
        return f"{first}—{last}" if first < last else str(last)

    def _target(self, named: _Named, indicator: str) -> Target:
        quantity, award, reading = named.quantity, named.award, self.reading
        self.count += 1
        target_id = f"{self.notice.notice_id}-t{self.count:03d}"
        source, number = reading.source(quantity.start, quantity.end), reading.source(*quantity.number)
        item, section_id = self._stands(source[0])
        listed = self.promises.listed(named.row.start, named.row.size) if named.row else None
        due = listed[named.row.place] if listed and named.row else self.promises.due(quantity.start, quantity.end)
        due = due or (self.deadlines.get(item.item_id) if item else None)
        whole, indicator = self.wholes.part_of(quantity, indicator, named.read.verb, award=award is not None)
        # 九成 is 90%
        scale, unit = (10, "%") if quantity.unit == "成" else (1, quantity.unit)
        measure = _measure(quantity, indicator, named.front, award=award is not None)
        told = award_parts(award) if award else parts(indicator, quantity.kind, unit, quantity.op, measure)
        if measure in ("amount", "level") and ("元/" in unit or (told.per and _FOR_EACH.match(told.per))):
            measure = "rate"
        reach = max(self.around.sentence(quantity.start), self.around.clause(quantity.start) - _BASE_REACH)
        base = _base(self.text, self.bases, quantity, reach)
        last = reading.source(*quantity.number_max)[1] if quantity.number_max else number[1]
        target = Target(
            *source,
            target_id=target_id,
            item_id=item.item_id if item else None,
            section_id=section_id,
            verb=named.read.verb,
            indicator=indicator,
            op=quantity.op,
            value=quantity.value * scale,
            value_max=quantity.value_max * scale if quantity.value_max is not None else None,
            unit=unit,
            value_printed=reading.of((number[0], last)),
            unit_printed=self.text[slice(*quantity.measure)],
            measure=measure,
            modality=named.read.modality or self.promises.modality(quantity.start),
            deadline=due.printed if due else None,
            deadline_date=due.day if due else None,
            part_of=whole.target_id if whole else None,
            object=award.what if award else told.object,
            aspect=told.aspect,
            scope=told.scope,
            per=told.per,
            share_of=told.share_of,
            period=told.period or self._period(due),
            base_value=base[0] if base else None,
            base_period=base[1] if base else None,
            beneficiary=award.recipient if award else None,
            condition=award.case if award else None,
            ceiling_of=self.given.get(award.of) if award and award.of is not None else None,
            indicator_id=told.indicator_id(unit),
        )
        if award:
            self.given[quantity.start] = target_id
        if whole is None:
            self.wholes.add(quantity.start, target)
        return target


def award_parts(award: Award) -> Parts:
    """The parts of an award: its name for whom; what a share of it is reckoned by."""
    aspect: Aspect = "ceiling" if award.ceiling else "award"
    return Parts(f"{award.about}{award.what}", aspect, per=award.per, share_of=award.by)


def _base(text: str, bases: list[Figure], quantity: Quantity, reach: int) -> tuple[float, str | None] | None:
    """What it was before, told from `reach` on, and when: 由2020年的15个工作日压缩至｜3个工作日."""
    place = bisect_left(bases, quantity.start, key=lambda figure: figure.start) - 1
    before = bases[place].quantity if place >= 0 else None
    if before is None or before.unit != quantity.unit or before.start < reach:
        return None
    if not _MOVED.search(text, before.start - 12, quantity.start):
        return None
    year = _BASE_YEAR.search(text, max(reach, before.start - 16), before.start)
    return float(before.value), year[0] if year else None


def targets(notice: Notice) -> Notice:
    """The notice with every number, and with a target for each number that commits."""
    found = list(figures(notice))
    rows = _repeated(notice, _told_apart(list(_Goals(notice, found).rows())))
    first = [(row.figure, row.target) for row in rows if row.copy == 0]
    of_figure = {(figure.start, figure.end): target.target_id for figure, target in reversed(first)}
    upper = {
        figure.quantity.number_max: target.target_id
        for figure, target in first
        if figure.quantity and figure.quantity.number_max
    }
    reading = notice.reading
    numbers = [
        Number(
            *reading.source(figure.start, figure.end),
            text="—" if figure.role == "telephone" else reading.text[figure.start : figure.end],
            value=figure.value,
            role=figure.role,
            target_id=of_figure.get((figure.start, figure.end)) or upper.get((figure.start, figure.end)),
            unit=figure.quantity.unit if figure.quantity else None,
        )
        for figure in found
    ]
    doubts = unsure(reading, found, [(row.figure, row.target) for row in rows])
    return notice.adding([*numbers, *(row.target for row in rows), *_unread_digits(notice), *doubts])


def _told_apart(rows: list[_TargetRow]) -> list[_TargetRow]:
    """The targets; those that say too little alone, or have one name and different figures, with what they are of."""
    values: dict[tuple[str, str | None, str], set[Decimal]] = defaultdict(set)
    for row in rows:
        values[row.target.indicator, row.target.period, row.target.unit].add(row.target.value)
    found = []
    for row in rows:
        target = row.target
        shared = len(values[target.indicator, target.period, target.unit]) > 1
        general = target.indicator in frames().generic.words
        wanted = (
            row.context.lacking or general or (target.indicator_id.startswith("~") and not understood(target.indicator))
        )
        of_all = not shared and by_id(target.indicator_id) and _OF_ALL.match(target.indicator)
        if not of_all and (about := row.context.beside(target.indicator, wanted=wanted, shared=shared)):
            target = _of(target, about)
        called = measured(target.indicator, target.aspect, target.unit)
        found.append(row._replace(target=replace(target, indicator=called)))
    return found


def _of(target: Target, about: str) -> Target:
    """A target told with what it is of: who gets something, or whose it is."""
    told = replace(target, indicator=f"{target.indicator}（{about}）")
    if target.aspect in _GETS and names_whom(about):
        # 博士｜5万元, of 来县工作的毕业生: the nearer words say who, the others what must be so.
        who, case = (target.beneficiary, about) if target.beneficiary else parted(about)
        return replace(told, beneficiary=who, condition=target.condition or case)
    return replace(told, scope=target.scope or about)


def _repeated(notice: Notice, rows: list[_TargetRow]) -> list[_TargetRow]:
    """The targets, each that the notice has promised before with the first of them."""
    headed = {section.section_id for section in notice.all(Section) if _AIMS.search(section.heading)}
    tasks = {item.item_id for item in notice.all(Item) if not _AIMS.search(item.title or "")}

    def of_aims(target: Target) -> bool:
        return target.item_id not in tasks or target.section_id in headed

    firsts = repeated([row.target for row in rows], notice.year, of_aims)
    return [row._replace(target=replace(row.target, repeats=first)) for row, first in zip(rows, firsts, strict=True)]


def reached(notice: Notice, within: Sequence[tuple[int, int]]) -> list[Target]:
    """What the figures in some stretches of the source say, read as commitments are: a report says what was reached.

    Args:
        notice: one whose outline and numbers are read.
        within: the stretches, in the order of the text.
    """
    starts = [start for start, _ in within]

    def inside(figure: Figure) -> bool:
        start, end = notice.reading.source(figure.start, figure.end)
        at = bisect_right(starts, start) - 1
        return at >= 0 and end <= within[at][1]

    found = [
        replace(figure, role="target" if figure.role in _REACHED and inside(figure) else "other")
        if figure.quantity and figure.role in ("target", *_REACHED)
        else figure
        for figure in figures(notice)
    ]
    return [row.target for row in _Goals(notice, found).rows()]


def _unread_digits(notice: Notice) -> Iterator[Number]:
    """Digits that stand outside the reading (page numbers), so that no digit of the source is without a row."""
    for block in notice.all(Block):
        if block.kind in ("page_number", "running_head", "navigation", "hidden", "seal"):
            for digits in re.finditer("[0-9０-９]+", notice.text[block.start : block.end]):
                role = "page" if block.kind == "page_number" else "other"
                yield Number(block.start + digits.start(), block.start + digits.end(), digits[0], None, role)
