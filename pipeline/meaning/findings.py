"""Findings: what the document itself gives away, and what the program could not read well.

Each check looks at the spans of one notice and yields findings; what they say stands in rules/findings.toml, by
their codes.  Severity is `error` where rows may be wrong or missing, `warning` where a person should look,
`info` where the document is merely worth knowing about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.names import Likeness, is_collective, likeness, looks_like_unit
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN, brackets
from pipeline.meaning.quantities import LONGEST_NUMBER
from pipeline.meaning.units import government
from pipeline.notice import (
    Announced,
    Block,
    Duty,
    Field,
    Finding,
    Item,
    Mention,
    Notice,
    Number,
    Page,
    Section,
    Span,
    Table,
    Target,
)
from pipeline.structure.lists import promised

# Below this mean confidence a recognised page should be read by eye.
_OCR_DOUBT = 0.9
# Two indicators are of one thing where so many of the shorter one's character pairs stand in the other.
_SAME_THING = 0.45
# A line longer than this says more than names.
_LINE_OF_NAMES = 200
# So many first words name a task that has no number.
_FIRST_WORDS = 12
# A figure that stands in more tasks than this is a rule for many of them, and no commitment told again.
_AGAIN = 3
# An indicator shorter than this says too little to be the same thing elsewhere; a count below that is no figure to know
# a commitment by.
_TELLING_INDICATOR, _TELLING_COUNT = 4, 10
# Tasks without a list are told where they are the exception: one in so many, or no more than two.
_EXCEPTION = 10
# Share of announced names that headings must carry before the rest are missed.
_ANNOUNCES = 0.5


def _at(span: Span, key: str, severity: str, item_id: str | None = None, **values: object) -> Finding:
    """A finding in the words of rules/findings.toml; `key` is its code, with the wording behind a dot if it has several."""
    says = rules.load("findings")[key]
    zh, en = (
        says[language].format(**{name: _said(value, language) for name, value in values.items()})
        for language in ("zh", "en")
    )
    return Finding(span.start, span.end, key.partition(".")[0], severity, zh, en, item_id)


def _said(value: object, language: str) -> object:
    """What to fill in for a value: several names side by side, a word of both languages in this one."""
    if isinstance(value, list):
        return rules.load("findings")["between"][language].join(value)
    return value[language] if isinstance(value, dict) else value


def _task(item: Item | None) -> dict[str, str]:
    """What a task is called in a finding: 第95项, 第（5）项, 第二条, or its first words where it has no number."""
    if item is None:
        return {"zh": "正文", "en": "the text outside the tasks"}
    if not item.number:
        words = (item.title or item.text)[:_FIRST_WORDS]
        return {"zh": f"“{words}…”", "en": f"the task “{words}…”"}
    whole = item.number.startswith("第")
    return {"zh": item.number if whole else f"第{item.number}项", "en": f"task {item.number}"}


# ── header ───────────────────────────────────────────────────────────────────────────────────────────


def _header(notice: Notice) -> Iterator[Finding]:
    whole = notice.all(Block)[0] if notice.all(Block) else Span(0, len(notice.text))
    missing = [name for name in ("title", "issuer", "signed_date", "doc_number") if name not in notice.fields]
    if missing:
        names = [rules.load("findings")["parts"][name] for name in missing]
        parts = {"zh": "、".join(name["zh"] for name in names), "en": ", ".join(name["en"] for name in names)}
        yield _at(whole, "header_part_missing", "warning", parts=parts)
    place = government(notice)
    if notice.fields.get("issuer") and not place.adcode:
        issuer = next(field for field in notice.all(Field) if field.name == "issuer")
        yield _at(issuer, "government_unknown", "warning", issuer=issuer.value)


# ── outline ──────────────────────────────────────────────────────────────────────────────────────────


def _section_numbers(notice: Notice) -> Iterator[Finding]:
    """三、 printed twice, or （四） behind （二）."""
    last: dict[tuple[int, str | None, str], Section] = {}
    for section in notice.all(Section):
        if not section.ordinal:
            continue
        style = re.sub("[一二三四五六七八九十百\\d０-９]+", "#", section.marker)
        key = (section.part, section.parent_id, style)
        before = last.get(key)
        last[key] = section
        if before is None:
            if section.ordinal != 1 and section.level <= 1:
                yield _at(section, "section_number_gap.first", "warning", marker=section.marker)
        elif section.ordinal == before.ordinal:
            headings = {"first": before.heading, "second": section.heading}
            yield _at(section, "section_number_repeated", "warning", marker=section.marker, **headings)
        elif section.ordinal not in (before.ordinal + 1, 1):
            yield _at(section, "section_number_gap", "warning", before=before.marker, marker=section.marker)


def _item_numbers(notice: Notice) -> Iterator[Finding]:
    """1. 2. 4.: a task may have been lost between two of a run, where no paragraph between them has the number."""
    parts = {section.section_id: section.part for section in notice.all(Section)}
    printed = _printed_numbers(notice)
    places = [place for place, _ in printed]
    last: dict[str, tuple[int, Item]] = {}
    for item in notice.all(Item):
        core = re.search("[0-9０-９一二三四五六七八九十百]+", item.number or "")
        ordinal = numerals.ordinal(core[0]) if core else None
        if ordinal is None or not item.number:
            continue
        style = f"{parts.get(item.section_id or '', 0)}{re.sub('[一-鿿0-9０-９]+', '#', item.number)}{item.number[-1:] in '）)'}"
        before = last.get(style)
        last[style] = (ordinal, item)
        if before is None or not before[0] + 1 < ordinal < before[0] + 50 or before[1].section_id != item.section_id:
            continue
        between = printed[bisect_right(places, before[1].start) : bisect_right(places, item.start - 1)]
        if not {number for _, number in between} & set(range(before[0] + 1, ordinal)):
            yield _at(item, "item_number_gap", "warning", item.item_id, before=before[1].number, number=item.number)


def _printed_numbers(notice: Notice) -> list[tuple[int, int]]:
    """Where paragraphs begin with a number, and which."""
    reading = notice.reading
    found = []
    for start, _ in reading.paragraphs:
        mark = marker().match(reading.text, start)
        core = re.search("[0-9０-９一二三四五六七八九十百]+", mark[0]) if mark else None
        ordinal = numerals.ordinal(core[0]) if core else None
        if ordinal is not None:
            found.append((reading.origin[start], ordinal))
    return found


_ANNOUNCED = re.compile(
    rf"(?P<names>(?:[{HAN}]{{2,10}}、){{2,11}}[{HAN}]{{2,10}})(?:等)?“(?P<count>[二三四五六七八九十]{{1,2}}|\d{{1,2}})[大个项][{HAN}]{{2,8}}”"
)


def _announced_headings(notice: Notice) -> Iterator[Finding]:
    """产业发展、……、守牢底线“六大工程” announces six parts; a part that no heading carries may have been lost."""
    headings = [section.heading for section in notice.all(Section)]
    first = notice.all(Item)[0].start if notice.all(Item) else len(notice.text)
    text = notice.reading.text[: notice.reading.index(first)]
    for found in _ANNOUNCED.finditer(text):
        names = found["names"].split("、")
        names[0] = re.sub("^.*(?:聚焦|围绕|突出|实施|抓好|推进|坚持)", "", names[0]) or names[0]
        if numerals.ordinal(found["count"]) != len(names):
            continue
        missing = [name for name in names if not any(_shares_words(name, heading) for heading in headings)]
        if missing and len(names) - len(missing) >= _ANNOUNCES * len(names):
            place = Span(*notice.reading.source(*found.span()))
            for name in missing:
                yield _at(place, "announced_heading_missing", "warning", name=name)


def _shares_words(name: str, heading: str) -> bool:
    return any(name[i : i + 2] in heading for i in range(len(name) - 1))


def _lists(notice: Notice) -> Iterator[Finding]:
    items = notice.all(Item)
    if not any(item.lists_at for item in items):
        whole = notice.all(Block)[0] if notice.all(Block) else Span(0, len(notice.text))
        yield _at(whole, "no_responsibility_list", "warning")
        return
    numbered = [item for item in items if item.number]
    without = [item for item in numbered if not item.lists_at and not item.covered_by]
    if len(without) <= max(2, len(numbered) // _EXCEPTION):
        for item in without:
            yield _at(item, "task_without_units", "info", item.item_id, task=_task(item))


def _unread_lists(notice: Notice) -> Iterator[Finding]:
    """Words that promise a list which none was read from, and lists that give nobody."""
    reading = notice.reading
    read = [one for item in notice.all(Item) for one in item.lists_at]
    at = [(reading.index(one.start), reading.index(one.end)) for one in read]
    for start, end in promised(reading.text, at):
        yield _at(Span(*reading.source(start, end)), "list_unread", "warning", words=reading.text[start:end][:40])
    named = {mention.item_id for mention in notice.all(Mention)}
    for duty in notice.all(Duty):
        if duty.item_id not in named and not duty.leaders and not duty.unread:
            yield _at(duty, "list_unread", "warning", duty.item_id, words=reading.of(duty)[:40])


def _names_outside(notice: Notice) -> Iterator[Finding]:
    """Lines that name several units and nothing else, yet belong to no list: a table may not have been read."""
    reading = notice.reading
    open_blocks = [block for block in notice.all(Block) if block.kind in ("paragraph", "item")]
    starts = [block.start for block in open_blocks]
    outside: list[Span] = []
    for start, end in reading.paragraphs:
        if end - start > _LINE_OF_NAMES:
            continue
        names = re.split("[、，；]", reading.text[start:end].rstrip("。"))
        if len(names) < 2 or not all(map(looks_like_unit, names)):
            continue
        place = Span(*reading.source(start, end))
        at = bisect_right(starts, place.start) - 1
        if at >= 0 and place.end <= open_blocks[at].end:
            outside.append(place)
    if outside:
        words = notice.text[outside[0].start : outside[0].end]
        yield _at(outside[0], "names_outside_lists", "error", count=len(outside), words=words[:40])


def _attachments(notice: Notice) -> Iterator[Finding]:
    """Attachments that the letter announces and the file lacks."""
    for one in notice.all(Announced):
        if not one.here:
            label = f"附件{one.number}" if one.number else "附件"
            yield _at(one, "attachment_missing", "warning", label=label, title=one.title[:40])


def _tables(notice: Notice) -> Iterator[Finding]:
    """Tables that name units and gave no task, and text that was a table."""
    tables = notice.all(Table)
    unread = [table for table in tables if table.holds == "unread"]
    if unread:
        words = notice.quote(unread[0])[:40].strip()
        yield _at(unread[0], "table_unread", "error", count=len(unread), words=words)
    starts = sorted(item.text_at[0] for item in notice.all(Item))
    for table in tables:
        if table.with_units and bisect_right(starts, table.end) == bisect_right(starts, table.start):
            title = "".join(filter(None, (table.number, table.title))) or notice.quote(table)[:12].strip()
            yield _at(table, "table_without_rows", "error", title=f"“{title}”")


def _brackets(notice: Notice) -> Iterator[Finding]:
    reading = notice.reading
    lists = [one for item in notice.all(Item) for one in item.lists_at]
    for bracket in brackets(reading.text):
        if bracket.closed:
            continue
        place = Span(*reading.source(bracket.start, bracket.end))
        inside = any(place.start < one.end and one.start < place.end for one in lists)
        words = reading.text[bracket.start : bracket.start + 16]
        yield _at(place, "bracket_unclosed", "error" if inside else "info", words=words)


def _blocks(notice: Notice) -> Iterator[Finding]:
    """Characters that no block holds: the outline would have lost them."""
    covered = bytearray(len(notice.text))
    for block in notice.all(Block):
        covered[block.start : block.end] = b"\x01" * (block.end - block.start)
    for found in re.finditer(r"\S+", notice.text):
        start, end = found.span()
        hole = covered.find(0, start, end)
        if hole >= 0 and not re.fullmatch(r"[\s\u200b-\u200d\u2060\ufeff]+", notice.text[hole:end]):
            yield _at(Span(hole, end), "text_unread", "error", words=notice.text[hole:end][:20])


# ── units ────────────────────────────────────────────────────────────────────────────────────────────


def _units(notice: Notice) -> Iterator[Finding]:
    tasks = {item.item_id: _task(item) for item in notice.all(Item)}
    for duty in notice.all(Duty):
        for name in duty.repeated:
            yield _at(duty, "unit_repeated", "warning", duty.item_id, task=tasks[duty.item_id], name=name)
        for words in duty.unread:
            yield _at(duty, "list_unread", "error", duty.item_id, words=words[:40])
    twice: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        twice[mention.item_id, mention.unit_id].append(mention)
    for (item_id, _), mentions in twice.items():
        if len(mentions) > 1 and mentions[0].start != mentions[1].start:
            printed = [mention.name for mention in mentions]
            yield _at(mentions[-1], "unit_repeated.names", "warning", item_id, task=tasks[item_id], names=printed)
    # Where a list was not read as a whole, that is told once and not of each of its names.
    unread = {duty.item_id for duty in notice.all(Duty) if duty.unread}
    names: dict[str, dict[str, Mention]] = defaultdict(dict)
    for mention in notice.all(Mention):
        told = mention.name in names[mention.unit_id]
        names[mention.unit_id].setdefault(mention.name, mention)
        known = likeness(mention.name) >= Likeness.LIKELY or is_collective(mention.name)
        if not known and not told and mention.item_id not in unread:
            yield _at(mention, "unit_unknown", "warning", mention.item_id, name=mention.name)
    for spelled in names.values():
        # 自治区财政厅 and 财政厅 are one spelling: the place is said once for a list.
        several = [name for name in spelled if not {name[1:], name.removeprefix("自治区")} & (spelled.keys() - {name})]
        if len(several) > 1:
            mention = spelled[several[-1]]
            yield _at(mention, "unit_two_names", "info", mention.item_id, names=sorted(several))


# ── targets ──────────────────────────────────────────────────────────────────────────────────────────


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _alike(one: Target, other: Target) -> bool:
    # 金海花园、教体局家属院等老旧小区改造: the examples before 等 name no thing of their own.
    first, second = (_pairs(target.indicator.rpartition("等")[2]) for target in (one, other))
    return bool(first and second) and len(first & second) >= _SAME_THING * min(len(first), len(second))


def _telling(target: Target) -> bool:
    """Whether a figure is one to know a commitment by: a share, a sum, or a count that is not small."""
    return target.unit == "%" or target.measure in ("amount", "level") or target.value >= _TELLING_COUNT


def _commitments(notice: Notice) -> Iterator[Finding]:
    """One commitment printed in two tasks, and whether the two agree: 70% and 不低于70%."""
    ways = rules.load("findings")["op"]
    tasks = {item.item_id: item for item in notice.all(Item)}
    by_value: dict[tuple[str, str], list[Target]] = defaultdict(list)
    by_indicator: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in notice.all(Target):
        by_value[(str(target.value.normalize()), target.unit)].append(target)
        by_indicator[(target.indicator, target.unit)].append(target)
    for group in by_value.values():
        if not _telling(group[0]) or len(group) > _AGAIN * _AGAIN or len({one.item_id for one in group}) > _AGAIN:
            continue
        for place, second in enumerate(group):
            first = next((one for one in group[:place] if one.item_id != second.item_id and _alike(one, second)), None)
            if first is None:
                continue
            said = {
                "task": _task(tasks.get(first.item_id or "")),
                "again": _task(tasks.get(second.item_id or "")),
                "first": notice.quote(first),
                "second": notice.quote(second),
            }
            if first.op == second.op:
                yield _at(second, "commitment_repeated", "info", second.item_id, **said)
            else:
                ops = {"op": ways[first.op], "other_op": ways[second.op]}
                yield _at(second, "commitment_differs", "warning", second.item_id, **said, **ops)
    for (indicator, _), group in by_indicator.items():
        if len(group) != 2 or len(indicator) < _TELLING_INDICATOR:
            continue
        first, second = group
        same_time = first.deadline == second.deadline
        if first.item_id != second.item_id and first.value != second.value and same_time and not first.part_of:
            values = {"first": notice.quote(first), "second": notice.quote(second)}
            yield _at(second, "commitment_differs.value", "warning", second.item_id, indicator=indicator, **values)


def _unread_numbers(notice: Notice) -> Iterator[Finding]:
    """Digits that run on as no number does, and a table whose cells ran together, told once."""
    glued = [number for number in notice.all(Number) if number.role == "glued"]
    if glued:
        yield _at(glued[0], "figures_glued", "error", count=len(glued), words=glued[0].text[:12])
    for number in notice.all(Number):
        if len(number.text) > LONGEST_NUMBER:
            yield _at(number, "number_too_long", "error", digits=len(number.text), words=number.text[:12])


def _parts(notice: Notice) -> Iterator[Finding]:
    """其中 parts that add up to more than the whole."""
    wholes = {target.target_id: target for target in notice.all(Target)}
    sums: dict[str, list[Target]] = defaultdict(list)
    for target in wholes.values():
        if target.part_of and target.unit == wholes[target.part_of].unit and target.measure in ("count", "amount"):
            sums[target.part_of].append(target)
    for whole_id, parts in sums.items():
        whole = wholes[whole_id]
        if whole.op == "=" and sum(part.value for part in parts) > whole.value:
            yield _at(whole, "parts_exceed_whole", "warning", whole.item_id, indicator=whole.indicator)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _stray() -> re.Pattern[str]:
    """An English function word between two Chinese ones: 思想and党的."""
    words = rules.words(rules.load("layout")["phrases"]["stray"])
    return re.compile(rf"(?<=[{HAN}])(?:{words})(?=[{HAN}])")


def _words(notice: Notice) -> Iterator[Finding]:
    """A stray English word (思想 and 党的), and set phrases that lack a character (民生实项目)."""
    text = notice.reading.text
    for found in _stray().finditer(text):
        place = Span(*notice.reading.source(*found.span()))
        yield _at(place, "stray_word", "warning", word=found[0])
    for phrase in rules.load("layout")["phrases"]["set"]:
        for gone in range(1, len(phrase) - 1):
            short = phrase[:gone] + phrase[gone + 1 :]
            at = text.find(short)
            while at >= 0 and short != phrase:
                place = Span(*notice.reading.source(at, at + len(short)))
                yield _at(place, "phrase_incomplete", "warning", short=short, phrase=phrase, sign=phrase[gone])
                at = text.find(short, at + 1)


def _pages(notice: Notice) -> Iterator[Finding]:
    for page in notice.all(Page):
        if page.ocr_confidence is None:
            continue
        if page.end == page.start:
            yield _at(Span(0, 1), "page_recognised.empty", "info", page=page.number)
        else:
            severity = "warning" if page.ocr_confidence < _OCR_DOUBT else "info"
            yield _at(page, "page_recognised", severity, page=page.number, confidence=page.ocr_confidence)


def _hidden(notice: Notice) -> Iterator[Finding]:
    """What a spreadsheet hides, told once: it is in the text and read as nothing."""
    hidden = [block for block in notice.all(Block) if block.kind == "hidden"]
    if hidden:
        yield _at(
            hidden[0], "hidden_part", "warning", count=len(hidden), words=notice.quote(hidden[0])[:20].split("\n")[0]
        )


_CHECKS: tuple[Callable[[Notice], Iterator[Finding]], ...] = (
    _header, _section_numbers, _item_numbers, _announced_headings, _lists, _unread_lists, _names_outside, _attachments, _tables, _brackets, _blocks, _units, _commitments,
    _parts, _unread_numbers, _words, _pages, _hidden,
)  # fmt: skip


def audit(notice: Notice, seen: Sequence[Mapping[str, str]] = ()) -> Notice:
    """The notice with its findings, in the order of the text.

    Args:
        notice: the notice with all that was read.
        seen: findings that a person has looked at: the `code`, and words of the source `at` which it stands.
    """
    found: dict[Finding, None] = dict.fromkeys(finding for check in _CHECKS for finding in check(notice))
    ordered = sorted(found, key=lambda one: (one.start, one.end, one.code, one.message))
    places = [
        (entry["code"], at, at + len(entry["at"])) for entry in seen if (at := notice.text.find(entry["at"])) >= 0
    ]

    def is_seen(one: Finding) -> bool:
        return any(one.code == code and one.start < end and start < one.end for code, start, end in places)

    return notice.adding(replace(one, seen=True) if is_seen(one) else one for one in ordered)
