"""What responsibility lists give away: tasks without one, lists that were not read, names nobody knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pipeline.language.names import Likeness, is_collective, likeness
from pipeline.meaning.trust.findings.telling import also, finding, task_name
from pipeline.meaning.trust.unread import Unread, unread
from pipeline.notice import Block, Duty, Finding, Item, Mention, Notice, Rating, Span, Table
from pipeline.structure.decisions import row_id

# Tasks without a list are told where they are the exception: one in so many, or no more than two.
_EXCEPTION = 10
# From this doubt on a unit is likely wrong.
_LIKELY = 0.3


def tasks_without_list(notice: Notice) -> Iterator[Finding]:
    items = notice.all(Item)
    if not any(item.lists_at for item in items):
        if any(table.holds == "unread" for table in notice.all(Table)) or any(unread(notice)):
            return  # told where the lists stand
        whole = notice.all(Block)[0] if notice.all(Block) else Span(0, len(notice.text))
        yield finding(whole, "no_responsibility_list")
        return
    numbered = [item for item in items if item.number]
    without = [item for item in numbered if not item.lists_at and not item.covered_by]
    if len(without) <= max(2, len(numbered) // _EXCEPTION):
        for item in without:
            yield finding(item, "task_without_units", item.item_id, task=task_name(item))


def unread_lists(notice: Notice) -> Iterator[Finding]:
    """Units that stand in no list which was read, and lists that give nobody."""
    for place in unread(notice):
        told = _outside(notice, place)
        yield replace(told, severity="info") if place.single else told
    named = {mention.item_id for mention in notice.all(Mention)}
    for duty in notice.all(Duty):
        if duty.item_id not in named and not duty.leaders and not duty.unread:
            yield finding(duty, "list_unread", duty.item_id, words=notice.reading.of(duty)[:40])


def _outside(notice: Notice, place: Unread) -> Finding:
    first, *others = (Span(*notice.reading.source(*one)) for one in place.places)
    words = place.words[:40]
    if not others:
        return finding(first, "list_unread.passed_over", words=words)
    return also(finding(first, "names_outside_lists", count=len(place.places), words=words), others)


def repeated_units(notice: Notice) -> Iterator[Finding]:
    """Units that a list names twice, and words of lists that nobody reads."""
    tasks = {item.item_id: task_name(item) for item in notice.all(Item)}
    for duty in notice.all(Duty):
        for name in duty.repeated:
            again = notice.text.rfind(name, duty.start, duty.end)
            span = Span(again, again + len(name)) if again >= 0 else duty
            yield finding(span, "unit_repeated", duty.item_id, task=tasks[duty.item_id], name=name)
        for words in duty.unread:
            yield replace(finding(duty, "list_unread", duty.item_id, words=words[:40]), severity="error")
    twice: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        twice[mention.item_id, mention.unit_id].append(mention)
    for (item_id, _), mentions in twice.items():
        if len(mentions) > 1 and mentions[0].start != mentions[1].start:
            printed = [mention.name for mention in mentions]
            yield finding(mentions[-1], "unit_repeated.names", item_id, task=tasks[item_id], names=printed)


def unknown_units(notice: Notice) -> Iterator[Finding]:
    """Names that no rule knows, where they stand first."""
    # Where a list was not read as a whole, that is told once and not of each of its names.
    broken = {duty.item_id for duty in notice.all(Duty) if duty.unread}
    # A name that no rule knows is worth a look where its row is likely wrong; 农科院 and 北部湾办 in a list are not.
    doubtful = {one.row_id for one in notice.all(Rating) if one.table == "assignments" and one.doubt >= _LIKELY}
    told: set[tuple[str, str]] = set()
    unknown: dict[tuple[str, bool], list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        again = (mention.unit_id, mention.name) in told
        told.add((mention.unit_id, mention.name))
        known = likeness(mention.name) >= Likeness.LIKELY or is_collective(mention.name)
        if not known and not again and mention.item_id not in broken:
            # 治水办 and 应急管理站 end like units.
            likely_none = likeness(mention.name) is Likeness.NO and row_id(mention) in doubtful
            unknown[mention.item_id, likely_none].append(mention)
    for (item_id, likely_none), mentions in unknown.items():
        printed = [mention.name for mention in mentions]
        told_of = also(finding(mentions[0], "unit_unknown", item_id, names=printed), mentions[1:])
        yield told_of if likely_none else replace(told_of, severity="info")


def units_of_two_names(notice: Notice) -> Iterator[Finding]:
    """Units that the notice spells in more ways than with their place and without."""
    names: dict[str, dict[str, Mention]] = defaultdict(dict)
    for mention in notice.all(Mention):
        names[mention.unit_id].setdefault(mention.name, mention)
    for spelled in names.values():
        # 自治区财政厅 and 财政厅 are one spelling: the place is said once for a list.
        several = [name for name in spelled if not {name[1:], name.removeprefix("自治区")} & (spelled.keys() - {name})]
        if len(several) > 1:
            mention = spelled[several[-1]]
            yield finding(mention, "unit_two_names", mention.item_id, names=sorted(several))
