"""What the header and the numbers of headings and tasks give away: parts that are missing, gaps, repetitions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.meaning.trust.findings.telling import finding
from pipeline.meaning.units.mentions import government
from pipeline.notice import Block, Field, Finding, Item, Notice, Section, Span

# Share of announced names that headings must carry before the rest are missed.
_ANNOUNCES = 0.5
_ANNOUNCED = re.compile(
    rf"(?P<names>(?:[{HAN}]{{2,10}}、){{2,11}}[{HAN}]{{2,10}})(?:等)?“(?P<count>[二三四五六七八九十]{{1,2}}|\d{{1,2}})[大个项][{HAN}]{{2,8}}”"
)

_CORE = re.compile("[0-9０-９一二三四五六七八九十百]+")
_DIGITS = re.compile("[0-9０-９]")
_COUNTED = re.compile("[一-鿿0-9０-９]+")


def header_parts(notice: Notice) -> Iterator[Finding]:
    whole = notice.all(Block)[0] if notice.all(Block) else Span(0, len(notice.text))
    missing = [name for name in ("title", "issuer", "signed_date", "doc_number") if name not in notice.fields]
    if missing:
        names = [rules.load("findings")["parts"][name] for name in missing]
        parts = {"zh": "、".join(name["zh"] for name in names), "en": ", ".join(name["en"] for name in names)}
        told = finding(whole, "header_part_missing", parts=parts)
        # Copies on the web often leave out the number alone.
        yield replace(told, severity="info") if missing == ["doc_number"] else told
    place = government(notice)
    if notice.fields.get("issuer") and not place.adcode:
        issuer = next(field for field in notice.all(Field) if field.name == "issuer")
        yield finding(issuer, "government_unknown", issuer=issuer.value)


def section_numbers(notice: Notice) -> Iterator[Finding]:
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
                yield finding(section, "section_number_gap.first", marker=section.marker)
        elif section.ordinal == before.ordinal:
            headings = {"first": before.heading, "second": section.heading}
            yield finding(section, "section_number_repeated", marker=section.marker, **headings)
        elif section.ordinal not in (before.ordinal + 1, 1):
            yield finding(section, "section_number_gap", before=before.marker, marker=section.marker)


def item_numbers(notice: Notice) -> Iterator[Finding]:
    """1. 2. 4.: a task may have been lost between two of a run, where no paragraph between them has the number."""
    parts = {section.section_id: section.part for section in notice.all(Section)}
    printed = _printed_numbers(notice)
    places = [place for place, _ in printed]
    last: dict[str, tuple[int, Item]] = {}
    for item in notice.all(Item):
        core = _CORE.search(item.number or "")
        ordinal = numerals.ordinal(core[0]) if core else None
        if ordinal is None or not item.number:
            continue
        # 二、 and 6. do not count together.
        script = "1" if _DIGITS.search(item.number) else "一"
        style = f"{parts.get(item.section_id or '', 0)}{_COUNTED.sub(script, item.number)}{item.number[-1:] in '）)'}"
        before = last.get(style)
        last[style] = (ordinal, item)
        if before is None or not before[0] + 1 < ordinal < before[0] + 50 or before[1].section_id != item.section_id:
            continue
        between = printed[bisect_right(places, before[1].start) : bisect_right(places, item.start - 1)]
        if not {number for _, number in between} & set(range(before[0] + 1, ordinal)):
            yield finding(item, "item_number_gap", item.item_id, before=before[1].number, number=item.number)


def _printed_numbers(notice: Notice) -> list[tuple[int, int]]:
    """Where paragraphs begin with a number, and which."""
    reading = notice.reading
    found = []
    for start, _ in reading.paragraphs:
        mark = marker().match(reading.text, start)
        core = _CORE.search(mark[0]) if mark else None
        ordinal = numerals.ordinal(core[0]) if core else None
        if ordinal is not None:
            found.append((reading.origin[start], ordinal))
    return found


def announced_headings(notice: Notice) -> Iterator[Finding]:
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
                yield finding(place, "announced_heading_missing", name=name)


def _shares_words(name: str, heading: str) -> bool:
    return any(name[i : i + 2] in heading for i in range(len(name) - 1))
