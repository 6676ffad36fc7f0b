"""Targets of indicator tables: 指标 | 单位 | 2019年 | 2022年目标.

Every figure of a year ahead is a target: what its row measures, in the measure of the row, the label or the table, by
the end of that year.  A column of what was reached is none; its figures are the base.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.language import numerals
from pipeline.language.heads import says
from pipeline.language.signs import HAN
from pipeline.language.times import date_of
from pipeline.meaning.figures.quantities import Quantity, number, quantity_at
from pipeline.meaning.indicators.parts import parts
from pipeline.notice import Duty, IndicatorCell, Item, Notice, Number, Section, Target

# 95   新增12   不低于90   12—15
_FIGURE = re.compile(rf"[{HAN}]{{0,4}}?(?P<first>{numerals.NUMERAL})(?:[-—－~～至](?:{numerals.NUMERAL}))?")
# ≥65   ＞70   65以上 is read as a sentence says it.
_SIGNS = {"≥": ">=", "≧": ">=", "＞": ">", ">": ">", "≤": "<=", "≦": "<=", "＜": "<", "<": "<"}
# ［40000］ is the sum over the years.
_CUMULATIVE = "[]［］〔〕【】"
_SIGN = re.compile(f"^[约{''.join(_SIGNS)}]+")
_TOTAL = re.compile(f"(?<=..)(?:{says('total').pattern})$")
# （%）, （万户）; 个 百分点 and 预期性 are told apart by quantity_at.
_BRACKETS = str.maketrans("", "", "（）() 　\n")
_MAGNITUDE = re.compile("^(?P<size>[十百千万亿]+)(?=.)")
_SIZES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}


def indicator_targets(notice: Notice) -> Notice:
    """The notice with a target for each figure of a year ahead in its indicator tables."""
    cells = sorted(notice.all(IndicatorCell), key=lambda cell: cell.start)
    if not cells:
        return notice
    read = {cell: figure for cell in cells if (figure := _goal(notice, cell)) is not None}
    goals = {cell: figure for cell, figure in read.items() if not cell.base}
    reached = {(cell.start, cell.end): quantity for cell, (_, quantity) in read.items() if cell.base}
    notice, told = _with_bases(notice, goals, reached)
    goals = {cell: figure for cell, figure in goals.items() if cell not in told}
    count = len(notice.all(Target))
    places = _Places(notice)
    targets = [
        _target(
            places,
            cell,
            *goal,
            reached[cell.base_at].value if cell.base_at in reached else None,
            f"{notice.notice_id}-t{count + place:03d}",
        )
        for place, (cell, goal) in enumerate(goals.items(), 1)
    ]
    of_cell = {cell: target.target_id for cell, target in zip(goals, targets, strict=True)}
    starts = [cell.start for cell in cells]

    def with_role(one: Number) -> Number:
        place = bisect_right(starts, one.start) - 1
        if place < 0 or one.start >= cells[place].end:
            return one
        target_id = of_cell.get(cells[place])
        role = "target" if target_id else "base" if cells[place].base else one.role
        return replace(one, role=role, target_id=target_id)

    spans = tuple(with_role(span) if isinstance(span, Number) else span for span in notice.spans)
    return replace(notice, spans=spans).adding(targets)


def _with_bases(
    notice: Notice, goals: Mapping[IndicatorCell, tuple[str, Quantity]], reached: Mapping[tuple[int, int], Quantity]
) -> tuple[Notice, set[IndicatorCell]]:
    """The notice with what was reached before beside the targets that a task's words read in such cells; and these cells."""
    cells = sorted(goals, key=lambda cell: cell.start)
    starts = [cell.start for cell in cells]
    told: set[IndicatorCell] = set()

    def with_base(one: Target) -> Target:
        place = bisect_right(starts, one.start) - 1
        if place < 0 or one.end > cells[place].end:
            return one
        told.add(cells[place])
        before = reached.get(cells[place].base_at or (0, 0))
        if before is None or before.unit != one.unit:
            return one
        return replace(one, base_value=float(before.value), base_period=cells[place].base_period)

    spans = tuple(with_base(span) if isinstance(span, Target) else span for span in notice.spans)
    return replace(notice, spans=spans), told


def _goal(notice: Notice, cell: IndicatorCell) -> tuple[str, Quantity] | None:
    """The words of a figure as a sentence would say it, and the quantity they are; None for what is no number."""
    words = notice.reading.of(cell).replace("\n", "")
    bare = _SIGN.sub("", words.strip(_CUMULATIVE))
    found = _FIGURE.match(bare)
    value = number(found["first"]) if found else None
    if found is None or value is None:
        return None
    unit = cell.unit.translate(_BRACKETS)
    # 8左右 in a row of % is 8%左右, 12—15 is 12—15%, 450左右 in 亿元 is 450亿元左右.
    whole = bare[: found.end()] + unit + bare[found.end() :]
    quantity = _said(bare) or _said(whole) or _unmeasured(len(found["first"]), value, unit)
    sign = _SIGN.match(words)
    op = _SIGNS.get(sign[0][-1]) if sign else None
    if sign and sign[0] == "约":
        op = "~"
    return words, replace(quantity, op=op) if op else quantity


def _said(words: str) -> Quantity | None:
    """The quantity of words that say its measure."""
    found = _FIGURE.match(words)
    value = number(found["first"]) if found else None
    if found is None or value is None:
        return None
    read = quantity_at(words, *found.span("first"), value, 0)
    return read if read and read.measure[1] > read.measure[0] else None


def _unmeasured(end: int, value: Decimal, unit: str) -> Quantity:
    """A figure in a measure that no sentence uses: 万标准箱, 人/万人."""
    sized = _MAGNITUDE.match(unit)
    factor = _SIZES.get(sized["size"], 1) if sized else 1
    base = unit[sized.end() :] if sized and factor > 1 else unit
    return Quantity(0, end, (0, end), None, (end, end), value * factor, None, base, "level", "=", False)


class _Places:
    """What a cell stands in: the heading before it, its task, and what that task's list says of the time."""

    def __init__(self, notice: Notice) -> None:
        self.year = notice.year
        self.sections = sorted((section.start, section.section_id) for section in notice.all(Section))
        self.items = sorted((item.start, item.end, item.item_id) for item in notice.all(Item))
        self.due = {duty.item_id: duty for duty in notice.all(Duty) if duty.deadline_date}

    def section(self, at: int) -> str | None:
        place = bisect_left(self.sections, (at, "")) - 1
        return self.sections[place][1] if place >= 0 else None

    def item(self, at: int) -> str | None:
        place = bisect_right(self.items, at, key=lambda item: item[0]) - 1
        return self.items[place][2] if place >= 0 and at < self.items[place][1] else None


def _target(
    places: _Places, cell: IndicatorCell, words: str, quantity: Quantity, base: Decimal | None, target_id: str
) -> Target:
    item = places.item(cell.start)
    growth = re.search("增长|增幅|增速", cell.label)
    share = "growth" if growth else "share"
    kinds = {"share": share, "money": "level", "count": "count", "duration": "duration"}
    measure = kinds.get(quantity.kind, "level")
    # 2035年, 上半年; 年均增长 is no time.
    due = date(cell.year, 12, 31) if cell.year else date_of(cell.period, places.year)
    printed = f"{cell.year}年" if cell.year else cell.period if due else None
    if due is None and item in places.due:
        due, printed = places.due[item].deadline_date, places.due[item].deadline
    # 造林合计 is measured as 造林 is.
    told = parts(_TOTAL.sub("", cell.label), quantity.kind, quantity.unit, quantity.op, measure)
    return Target(
        cell.start,
        cell.end,
        target_id=target_id,
        item_id=item,
        section_id=places.section(cell.start),
        verb=None,
        indicator=cell.label,
        op=quantity.op,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        value_printed=words,
        unit_printed=cell.unit,
        measure=measure,
        modality=None,
        deadline=printed,
        deadline_date=due,
        part_of=None,
        object=told.object,
        aspect=told.aspect,
        scope=told.scope,
        per=told.per,
        share_of=told.share_of,
        period=str(cell.year) if cell.year else cell.period or None,
        base_value=None if base is None else float(base),
        base_period=None if base is None else cell.base_period,
        indicator_id=told.indicator_id(quantity.unit),
    )
