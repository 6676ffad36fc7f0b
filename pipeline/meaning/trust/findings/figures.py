"""What the figures give away: commitments printed twice, parts that exceed their whole, digits that are no number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pipeline import rules
from pipeline.meaning.figures.quantities import LONGEST_NUMBER
from pipeline.meaning.trust.findings.telling import also, finding, task_name
from pipeline.meaning.trust.unread import unmeasured
from pipeline.notice import Finding, IndicatorCell, Item, Notice, Number, Rating, Target
from pipeline.structure.tables.rows import columns_of_figures

# Two indicators are of one thing where so many of the shorter one's character pairs stand in the other.
_SAME_THING = 0.45
# A figure that stands in more tasks than this is a rule for many of them, and no commitment told again.
_AGAIN = 3
# An indicator shorter than this says too little to be the same thing elsewhere; a count below that is no figure to know
# a commitment by.
_TELLING_INDICATOR, _TELLING_COUNT = 4, 10

_DIGIT = re.compile(r"\s*[0-9０-９]")
# A number is told with so many characters.
_FIRST_WORDS = 12


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _alike(one: Target, other: Target) -> bool:
    # 金海花园、教体局家属院等老旧小区改造: the examples before 等 name no thing of their own.
    first, second = (_pairs(target.indicator.rpartition("等")[2]) for target in (one, other))
    return bool(first and second) and len(first & second) >= _SAME_THING * min(len(first), len(second))


def _telling(target: Target) -> bool:
    """Whether a figure is one to know a commitment by: a share, a sum, or a count that is not small."""
    return target.unit == "%" or target.measure in ("amount", "level") or target.value >= _TELLING_COUNT


def repeated_commitments(notice: Notice) -> Iterator[Finding]:
    """One commitment printed in two tasks, and whether the two agree: 70% and 不低于70%."""
    ways = rules.load("findings")["op"]
    tasks = {item.item_id: item for item in notice.all(Item)}

    def said(first: Target, second: Target) -> dict[str, object]:
        where = {"task": task_name(tasks.get(first.item_id or "")), "again": task_name(tasks.get(second.item_id or ""))}
        return {**where, "first": notice.quote(first), "second": notice.quote(second)}

    def differ(first: Target, second: Target) -> dict[str, object]:
        return {**said(first, second), "op": ways[first.op], "other_op": ways[second.op]}

    differing: dict[tuple[str | None, str | None, str, str], list[tuple[Target, Target]]] = defaultdict(list)
    for first, second in _printed_twice(notice):
        if first.op == second.op:
            yield finding(second, "commitment_repeated", second.item_id, **said(first, second))
        elif first.item_id is None or second.item_id is None:
            # What a preamble says in round words its tasks say exactly.
            told = finding(second, "commitment_differs", second.item_id, **differ(first, second))
            yield replace(told, severity="info")
        else:
            differing[first.item_id, second.item_id, first.op, second.op].append((first, second))
    # Two parts that tell the same twelve things in two ways are told once.
    for (_, item_id, *_), pairs in differing.items():
        first, second = pairs[0]
        both = differ(first, second)
        if len(pairs) == 1:
            yield finding(second, "commitment_differs", item_id, **both)
        else:
            others = [second for _, second in pairs[1:]]
            yield also(finding(second, "commitment_differs.several", item_id, count=len(pairs), **both), others)


def _promised(notice: Notice) -> list[Target]:
    """The targets but those of cells: 9000 in a column of 计划投资 is nothing that another project's 9000 tells again."""
    cells = {cell.start for cell in notice.all(IndicatorCell)}
    return [one for one in notice.all(Target) if one.start not in cells]


def _printed_twice(notice: Notice) -> Iterator[tuple[Target, Target]]:
    """Targets with what another task promised before of the same thing in the same figure."""
    by_value: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in _promised(notice):
        by_value[(str(target.value.normalize()), target.unit)].append(target)
    for group in by_value.values():
        if not _telling(group[0]) or len(group) > _AGAIN * _AGAIN or len({one.item_id for one in group}) > _AGAIN:
            continue
        for place, second in enumerate(group):
            first = next((one for one in group[:place] if one.item_id != second.item_id and _alike(one, second)), None)
            if first is not None:
                yield first, second


def differing_values(notice: Notice) -> Iterator[Finding]:
    """One indicator that two tasks promise for one time in two figures."""
    by_indicator: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in _promised(notice):
        by_indicator[(target.indicator, target.unit)].append(target)
    for (indicator, _), group in by_indicator.items():
        if len(group) != 2 or len(indicator) < _TELLING_INDICATOR:
            continue
        first, second = group
        same_time = first.deadline == second.deadline
        if first.item_id != second.item_id and first.value != second.value and same_time and not first.part_of:
            values = {"first": notice.quote(first), "second": notice.quote(second)}
            yield finding(second, "commitment_differs.value", second.item_id, indicator=indicator, **values)


def unread_numbers(notice: Notice) -> Iterator[Finding]:
    """Digits that run on as no number does, and a table whose cells ran together, told once."""
    glued = [number for number in notice.all(Number) if number.role == "glued"]
    if glued:
        yield also(finding(glued[0], "figures_glued", count=len(glued), words=glued[0].text[:12]), glued[1:])
    for number in notice.all(Number):
        if len(number.text) > LONGEST_NUMBER:
            yield finding(number, "number_too_long", digits=len(number.text), words=number.text[:12])


def unmeasured_numbers(notice: Notice) -> Iterator[Finding]:
    """Numbers that seem to commit to something, in a measure that no list knows; told once a measure."""
    for numbers in unmeasured(notice):
        words = notice.reading.text[notice.reading.index(numbers[0].start) :][:_FIRST_WORDS].split("\n")[0]
        yield also(finding(numbers[0], "measure_unknown", count=len(numbers), words=words), numbers[1:])


def passed_over_numbers(notice: Notice) -> Iterator[Finding]:
    """Numbers that were taken for no target and are likely one, told once a task, and once for all outside tasks."""
    least = rules.load("doubt")["threshold_of_numbers"]
    items = sorted(notice.all(Item), key=lambda one: one.start)
    starts = [one.start for one in items]
    of_task: dict[str | None, list[Rating]] = defaultdict(list)
    for one in notice.all(Rating):
        if one.table == "numbers" and one.doubt >= least:
            at = bisect_right(starts, one.start) - 1
            inside = at >= 0 and one.start < items[at].end
            of_task[items[at].item_id if inside else None].append(one)
    for item_id, held in of_task.items():
        words = notice.text[max(held[0].start - _FIRST_WORDS, 0) : held[0].end + 2].split("\n")[-1]
        yield also(finding(held[0], "number_passed_over", item_id, count=len(held), words=words), held[1:])


def unread_columns(notice: Notice) -> Iterator[Finding]:
    """Columns of a table that hold figures nobody read as a goal or as what was reached, told once each."""
    starts = sorted({one.start for one in (*notice.all(IndicatorCell), *notice.all(Target))})
    for head, cells in columns_of_figures(notice):
        # D-01 is no figure.
        cells = [one for one in cells if _DIGIT.match(notice.text, one.start)]
        lost = [one for one in cells if bisect_left(starts, one.start) == bisect_left(starts, one.end)]
        if lost:
            words = notice.quote(lost[0])[:_FIRST_WORDS]
            yield also(finding(lost[0], "column_unread", head=head, count=len(lost), words=words), lost[1:])


def parts_and_wholes(notice: Notice) -> Iterator[Finding]:
    """其中 parts that add up to more than the whole."""
    wholes = {target.target_id: target for target in notice.all(Target)}
    sums: dict[str, list[Target]] = defaultdict(list)
    for target in wholes.values():
        whole = wholes.get(target.part_of or "")
        # 5户，其中引进1户；到2020年引进8户 tells of two times.
        same = whole and target.unit == whole.unit and target.deadline == whole.deadline
        if whole and same and target.measure in ("count", "amount"):
            sums[whole.target_id].append(target)
    for whole_id, parts in sums.items():
        whole = wholes[whole_id]
        if whole.op == "=" and sum(part.value for part in parts) > whole.value:
            yield finding(whole, "parts_exceed_whole", whole.item_id, indicator=whole.indicator)
