"""Targets: what the notice commits to, with an indicator that reads well alone.

`numbers` says which numbers commit; here each becomes a row: the verb, what is counted or measured, how firmly it is
promised and by when, and the target that an 其中 belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.meaning.awards import Award, Awards, Row
from pipeline.meaning.clauses import clauses_of
from pipeline.meaning.indicators import GROWTH, IndicatorReader, Read, distributed, each, verbs
from pipeline.meaning.numbers import Figure, figures
from pipeline.meaning.parts import Parts, is_whole, parts
from pipeline.meaning.promises import Due, Promises
from pipeline.meaning.quantities import Quantity
from pipeline.meaning.unsure import unsure
from pipeline.meaning.vocabulary import Aspect, plain
from pipeline.notice import Block, Duty, Item, Notice, Number, Section, Target

# No indicator is longer, in characters.
_LONGEST = 120
# No 分别 distributes over more things than this.
_ROW = 12
# A longer title tells nothing apart; a shorter object may be another thing of the same name.
_ABOUT, _LEAST = 24, 4
# What a report reached is told with numbers that commit to nothing in a notice.
_REACHED = ("target", "base", "other")
# A base stands at most so far in front of the clause of what it is raised to, joined by such a word, with its time.
_BASE_REACH = 40
_MOVED = re.compile("由|从|较|比|在[^，。；]{0,20}基础上|提高|压缩|缩短|增加|降低|今年|力争")
_BASE_YEAR = re.compile("(?:19|20)[0-9]{2}年|去年|上年|目前|现有")
# A time is nobody who gets something: 每年投入1000万元.
_FOR_EACH = re.compile("(?!每[年月日天周季次])")
_DISTRIBUTES = re.compile("分别|分为?$|给予$|奖励$|补助$|补贴$")
_LEVEL = re.compile("达到|达|突破|超过|营收|产值|交易额|总量|规模|收入|总额|保持|稳定|控制")


def _measure(quantity: Quantity, indicator: str, front: str, *, award: bool = False) -> str:
    """The sort of quantity (`targets.measure`), but for a figure for each one, which the indicator's parts tell."""
    if quantity.kind == "share":
        if GROWTH.search(front[-8:]) or re.search("增长|增幅|增速|涨幅", indicator):
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


def _rows(notice: Notice, found: list[Figure]) -> Iterator[tuple[Figure, int, Target]]:
    """A target for every number that commits, with the index of its figure's copies (0, 1 … for 均达到)."""
    reading, text = notice.reading, notice.reading.text
    awards = Awards(clauses_of(reading))
    given: dict[int, str] = {}
    promises = Promises(reading, notice.year)
    items = sorted((item.start, item.end, item) for item in notice.all(Item))
    starts = [item[0] for item in items]
    # What a task's list or its row says by when holds for the task's figures, where their sentence says nothing.
    deadlines = {
        duty.item_id: Due(duty.deadline, duty.deadline_date)
        for duty in notice.all(Duty)
        if duty.deadline and duty.deadline_date
    }
    sections = [(section.start, section) for section in notice.all(Section)]
    section_starts = [start for start, _ in sections]
    wholes: list[tuple[int, Target]] = []
    leader: Read | None = None
    count = 0
    bases = [figure for figure in found if figure.role == "base" and figure.quantity]
    goals = [figure for figure in found if figure.role == "target" and figure.quantity]
    pending = _distributed(text, goals)
    reader = IndicatorReader(notice, [figure.quantity.start for figure in goals if figure.quantity])
    for place, figure in enumerate(goals):
        quantity = figure.quantity
        assert quantity is not None
        read = reader.indicator(quantity)
        indicator = read.indicator
        front = text[reader.clause(quantity.start) : quantity.start]
        group = pending.get(place)
        if group is not None:
            first, size = group
            leader = read if place == first else leader
            leading = goals[first].quantity
            assert leading is not None
            names = distributed(reader, leading, size)
            if names:
                indicator = names[place - first]
            elif leader and place > first:
                indicator = leader.indicator
            if leader:
                read = replace(leader, quantity=quantity)
        row = _row(goals, place, *group) if group else None
        award = awards.read(quantity, reader.title(quantity.start), row)
        if award:
            indicator = award.indicator
            read = replace(read, indicator=indicator, end=max(award.end, quantity.end), about=award.about)
        elif chosen := awards.chosen(quantity, indicator):
            indicator = chosen
        indicator = indicator.replace("分别", "") or text[reader.clause(quantity.start) : quantity.end]
        indicator = reader.fuller(indicator, quantity)
        # A chain of figures without subjects of their own leans on ever longer words.
        indicator = indicator[-_LONGEST:]
        reader.last = replace(read, quantity=quantity, indicator=indicator, about=read.about[-_LONGEST:])
        reader.read.append(reader.last)
        source = reading.source(quantity.start, quantity.end)
        number = reading.source(*quantity.number)
        at = bisect_right(starts, source[0]) - 1
        item = items[at][2] if at >= 0 and source[0] < items[at][1] else None
        sentence = reader.sentence(quantity.start)
        due = promises.due(quantity.start, quantity.end) or (deadlines.get(item.item_id) if item else None)
        above = bisect_right(section_starts, source[0]) - 1
        section_id = item.section_id if item else (sections[above][1].section_id if above >= 0 else None)
        copies = [indicator] if award else each(reader, quantity, indicator)
        for copy, name in enumerate(copies):
            count += 1
            target_id = f"{notice.notice_id}-t{count:03d}"
            part_of = None
            said = text.rfind("其中", sentence, quantity.start)
            whole = (
                _whole(wholes, sentence, said, quantity.unit, said >= reader.clause(quantity.start))
                if said >= 0
                else None
            )
            if whole:
                part_of = whole.target_id
                if name.endswith(("占比", "比重", "比例")) and "占" not in name[:-2]:
                    # 一般公共预算收入28.6亿元、增长6%，其中税收收入占比｜70%
                    name = _share_of(name, wholes, sentence)
                elif read.verb is None and whole.verb and whole.verb not in verbs().light and whole.measure != "growth":
                    name = whole.verb + name
            printed = reading.of(number)
            # 九成 is 90%
            scale, unit = (10, "%") if quantity.unit == "成" else (1, quantity.unit)
            measure = _measure(quantity, name, front, award=award is not None)
            told = award_parts(award) if award else parts(name, quantity.kind, unit, quantity.op, measure)
            if measure in ("amount", "level") and ("元/" in unit or (told.per and _FOR_EACH.match(told.per))):
                measure = "rate"
            base = _base(text, bases, quantity, reader.clause(quantity.start))
            of = given.get(award.of) if award and award.of is not None else None
            target = Target(
                *source,
                target_id=target_id,
                item_id=item.item_id if item else None,
                section_id=section_id,
                verb=read.verb,
                indicator=name,
                op=quantity.op,
                value=quantity.value * scale,
                value_max=quantity.value_max * scale if quantity.value_max is not None else None,
                unit=unit,
                value_printed=printed
                if not quantity.number_max
                else reading.of((number[0], reading.source(*quantity.number_max)[1])),
                unit_printed=text[slice(*quantity.measure)],
                measure=measure,
                modality=read.modality or promises.modality(quantity.start),
                deadline=due.printed if due else None,
                deadline_date=due.day if due else None,
                part_of=part_of,
                object=told.object,
                aspect=told.aspect,
                scope=told.scope,
                per=told.per,
                share_of=told.share_of,
                period=told.period or _year(due.day if due else None, notice.year),
                base_value=base[0] if base else None,
                base_period=base[1] if base else None,
                beneficiary=award.who if award else None,
                condition=award.condition if award else None,
                ceiling_of=of,
                indicator_id=told.indicator_id(unit),
            )
            if award:
                given[quantity.start] = target_id
            if part_of is None:
                wholes.append((quantity.start, target))
            yield figure, copy, target


def _row(goals: list[Figure], place: int, first: int, size: int) -> Row:
    """Where a number stands in a row of numbers that begins with the goal `first`."""
    start, end = goals[first].quantity, goals[first + size - 1].quantity
    assert start is not None and end is not None
    return Row(place - first, size, start.number[0], end.end)


def award_parts(award: Award) -> Parts:
    """The parts of an award: its name for whom; what a share of it is reckoned by."""
    aspect: Aspect = "ceiling" if award.ceiling else "award"
    return Parts(f"{award.about}{award.what}", aspect, per=award.per, share_of=award.by)


def _year(day: date | None, year: int | None) -> str | None:
    """The year that a target is of: that of its deadline, else the notice's."""
    return str(day.year) if day else str(year) if year else None


def _base(text: str, bases: list[Figure], quantity: Quantity, clause: int) -> tuple[float, str | None] | None:
    """What it was before, and when: 由2020年的15个工作日压缩至｜3个工作日."""
    place = bisect_left(bases, quantity.start, key=lambda figure: figure.start) - 1
    before = bases[place].quantity if place >= 0 else None
    if before is None or before.unit != quantity.unit or before.start < clause - _BASE_REACH:
        return None
    if not _MOVED.search(text, before.start - 12, quantity.start):
        return None
    year = _BASE_YEAR.search(text, max(clause - _BASE_REACH, before.start - 16), before.start)
    return float(before.value), year[0] if year else None


def _share_of(name: str, wholes: list[tuple[int, Target]], sentence: int) -> str:
    """税收收入占比 of the last sum or count before it in the sentence: 税收收入占一般公共预算收入比重."""
    before = [target for start, target in wholes[-12:] if start >= sentence and target.unit != "%"]
    thing = re.sub("(?:占比|比重|比例)$", "", name)
    return f"{thing}占{before[-1].object}比重" if before else name


def _whole(wholes: list[tuple[int, Target]], sentence: int, said: int, unit: str, near: bool) -> Target | None:
    """What an 其中 at `said` is part of: the last target before it in the sentence, of the same measure if there is one."""
    before = [target for start, target in wholes[-12:] if sentence <= start < said]
    same = [target for target in before if target.unit == unit]
    # In the clause of the 其中 itself, of another measure too: 新开工项目60个，其中投资20亿元.
    found = same or (before if near else [])
    return found[-1] if found else None


def _distributed(text: str, goals: list[Figure]) -> dict[int, tuple[int, int]]:
    """Place → first place and size of the 分别 list that a target stands in."""
    groups: dict[int, tuple[int, int]] = {}
    place = 0
    while place < len(goals):
        end = place + 1
        quantity = goals[place].quantity
        assert quantity is not None
        if _DISTRIBUTES.search(text, max(0, quantity.start - 30), quantity.start):
            while end < len(goals):
                before, after = goals[end - 1].quantity, goals[end].quantity
                assert before is not None and after is not None
                if not re.fullmatch("[、，]?(?:和|与|及|以及)?", text[before.end : after.start]):
                    break
                end += 1
            if 1 < end - place <= _ROW:
                groups.update({one: (place, end - place) for one in range(place, end)})
        place = end
    return groups


def targets(notice: Notice) -> Notice:
    """The notice with every number, and with a target for each number that commits."""
    found = list(figures(notice))
    rows = _repeated(_told_apart(notice, list(_rows(notice, found))))
    of_figure = {(figure.start, figure.end): target.target_id for figure, copy, target in reversed(rows) if copy == 0}
    upper = {
        figure.quantity.number_max: target.target_id
        for figure, copy, target in rows
        if copy == 0 and figure.quantity and figure.quantity.number_max
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
    doubts = unsure(reading, found, rows)
    return notice.adding([*numbers, *(target for _, _, target in rows), *_unread_digits(notice), *doubts])


_TargetRow = tuple[Figure, int, Target]


def _told_apart(notice: Notice, rows: list[_TargetRow]) -> list[_TargetRow]:
    """The targets, those of one name and different figures told apart by their tasks or headings."""
    reader = IndicatorReader(notice)
    values: dict[tuple[str, str | None, str], set[Decimal]] = defaultdict(set)
    for _, _, target in rows:
        values[target.indicator, target.period, target.unit].add(target.value)
    found = []
    for figure, copy, target in rows:
        if len(values[target.indicator, target.period, target.unit]) > 1:
            at = notice.reading.index(target.start)
            about = reader.title(at) or reader.heading(at)
            if about and len(about) <= _ABOUT and about not in target.indicator:
                target = replace(target, indicator=f"{target.indicator}（{about}）", scope=target.scope or about)
        found.append((figure, copy, target))
    return found


def _repeated(rows: list[_TargetRow]) -> list[_TargetRow]:
    """The targets, each that was promised before in the same words and figures with the first of them.

    A short name is that of one thing where the aims of the year, before the tasks, have it: 新建公园3个 of two tasks may
    be six parks.
    """
    first: dict[tuple[object, ...], Target] = {}
    found = []
    for figure, copy, target in rows:
        same = (
            target.indicator_id,
            None if is_whole(target.scope) else target.scope,
            target.per,
            target.period,
            target.unit,
            target.value,
            target.value_max,
        )
        known = first.setdefault(same, target)
        of_aims = known.item_id is None and target.item_id is not None
        if known is not target and (of_aims or len(plain(target.object)) >= _LEAST):
            target = replace(target, repeats=known.target_id)
        found.append((figure, copy, target))
    return found


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
    return [target for _, _, target in _rows(notice, found)]


def _unread_digits(notice: Notice) -> Iterator[Number]:
    """Digits that stand outside the reading (page numbers), so that no digit of the source is without a row."""
    for block in notice.all(Block):
        if block.kind in ("page_number", "running_head", "navigation", "hidden", "seal"):
            for digits in re.finditer("[0-9０-９]+", notice.text[block.start : block.end]):
                role = "page" if block.kind == "page_number" else "other"
                yield Number(block.start + digits.start(), block.start + digits.end(), digits[0], None, role)
