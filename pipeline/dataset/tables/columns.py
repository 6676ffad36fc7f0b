"""Spans → columns: the tables of one notice, by their names in rules/columns.toml."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipeline import messages
from pipeline.dataset.datapackage import Table, dictionary
from pipeline.meaning.indicators.rows import indicator_rows
from pipeline.meaning.trust.doubt import doubt, grade
from pipeline.notice import (
    Block,
    Cell,
    Duty,
    File,
    Finding,
    Item,
    Mention,
    Notice,
    NoticeError,
    Number,
    Page,
    Rating,
    Section,
    Span,
    Target,
)
from pipeline.notice import Table as Known
from pipeline.structure.corrections import Correction
from pipeline.structure.parts import part_at
from pipeline.structure.tables.rows import heads_of

if TYPE_CHECKING:
    from pipeline.meaning.units.registry import Unit

# The columns of each table, by name: column -> cells.
Rows = dict[str, dict[str, list[Any]]]

TEXT = "text"
S = TypeVar("S", bound=Span)
_start = attrgetter("start")

# Blocks of the letter around the body: no heading before them holds them.
_NO_SECTION = {
    *("title", "attachment_list", "signature", "signed_date", "publicity"),
    *("attachment_title", "cc", "imprint"),
}


def rows(notice: Notice, units: Iterable[Unit] = (), corrections: Iterable[Correction] = ()) -> Rows:
    """The tables of one notice, as columns; rows stand in the order of the text.

    Args:
        notice: the notice with all its spans.
        units: the units that its mentions name, by their `unit_id`.
        corrections: what a person corrected in it.

    Raises:
        NoticeError: a correction cannot be placed in the words it corrects, or a mention names no known unit.
    """
    known = dictionary().tables
    found: dict[type[Span], list[Span]] = defaultdict(list)
    for span in notice.spans:
        found[type(span)].append(span)

    def of(kind: type[S]) -> list[S]:
        return cast("list[S]", sorted(found[kind], key=_start))

    sections, items, mentions, targets, numbers = of(Section), of(Item), of(Mention), of(Target), of(Number)
    blocks, findings = of(Block), of(Finding)
    amended = sorted(corrections, key=_start)
    misprints = [one for one in amended if one.kind == "correction"]
    order = {item.item_id: place for place, item in enumerate(items)}
    mentions.sort(key=lambda mention: (order[mention.item_id], mention.position))
    place = _placing(notice)
    part = part_at(notice)
    quote = notice.quote

    def table(name: str, kind: type[Span], spans: Sequence[Span]) -> dict[str, list[Any]]:
        """The columns whose cells are the spans' own attributes, and where the spans stand."""
        own = {field.name for field in fields(kind)}
        names = [column.name for column in known[name].columns if column.name in own]
        return {
            "notice_id": [notice.notice_id] * len(spans),
            **{name: list(map(attrgetter(name), spans)) for name in names},
            **place(spans),
        }

    duties = {duty.item_id: duty for duty in of(Duty)}
    said = [duties.get(item.item_id) for item in items]
    holder = innermost(items, numbers)
    ratings = {(one.table, one.row_id): one for one in of(Rating) or doubt(notice).all(Rating)}

    def doubts(name: str, row_ids: Iterable[str]) -> dict[str, list[Any]]:
        """The columns that say how doubtful the rows are."""
        rated = [ratings[name, row_id] for row_id in row_ids]
        return {"doubt": [one.doubt for one in rated], "doubt_reasons": [one.reasons for one in rated]}

    graded = grade(ratings.values(), findings)
    under = _sections_at(sections, blocks)
    return {
        "notices": {
            **_header(notice, known["notices"]),
            "notice_id": [notice.notice_id],
            "source_file": [notice.source.file],
            "source_sha256": [notice.source.sha256],
            "source_format": [notice.source.format],
            "pages": [notice.source.pages],
            "characters": [len("".join(notice.text.split()))],
            **doubts("notices", [notice.notice_id]),
            "grade": [graded.grade],
            "grade_reason": [graded.reason],
            "grade_reason_en": [graded.reason_en],
            "items": [len(items)],
            "mentions": [len(mentions)],
            "targets": [len(targets)],
            "findings": [len(findings)],
        },
        "sections": {
            **table("sections", Section, sections),
            **doubts("sections", (one.section_id for one in sections)),
            "heading_corrected": [
                _corrected(notice, section.heading, (section.start, section.end), misprints) for section in sections
            ],
        },
        "cells": _cells(notice, of(Cell), part, place),
        "files": {
            **table("files", File, of(File)),
            "file_id": _ids(notice, "d", 2, of(File)),
            "part": [part(file.start) for file in of(File)],
        },
        "items": {
            **table("items", Item, items),
            "part": [part(item.start) for item in items],
            **doubts("items", (one.item_id for one in items)),
            "text_corrected": [_corrected(notice, item.text, item.text_at, misprints) for item in items],
            "open_list": [bool(duty and duty.open_list) for duty in said],
            "leaders": [duty.leaders if duty else () for duty in said],
            "deadline": [duty and duty.deadline for duty in said],
            "deadline_date": [duty and duty.deadline_date for duty in said],
        },
        "assignments": {
            **table("assignments", Mention, mentions),
            **doubts("assignments", (f"{one.item_id}/{one.position}" for one in mentions)),
        },
        "units": _units(notice, units, mentions),
        "unit_notices": _loads(notice, mentions, place),
        "indicators": indicator_rows(targets),
        "targets": {
            **table("targets", Target, targets),
            **doubts("targets", (one.target_id for one in targets)),
            "value": [float(target.value) for target in targets],
            "value_max": [_float(target.value_max) for target in targets],
            "quote": [quote(target) for target in targets],
        },
        "numbers": {
            **table("numbers", Number, numbers),
            "number_id": _ids(notice, "n", 4, numbers),
            "item_id": [item and item.item_id for item in holder],
            "section_id": [
                item.section_id if item else under(number.start) for item, number in zip(holder, numbers, strict=True)
            ],
            "value": [_float(number.value) for number in numbers],
            "doubt": [rated.doubt if (rated := ratings.get(("numbers", str(one.start)))) else None for one in numbers],
        },
        "blocks": {
            **table("blocks", Block, blocks),
            "block_id": _ids(notice, "b", 4, blocks),
            "part": [part(block.start) for block in blocks],
        },
        "findings": {
            **table("findings", Finding, findings),
            "finding_id": _ids(notice, "f", 3, findings),
            "also_at": [tuple(f"{start}-{end}" for start, end in one.also_at) for one in findings],
        },
        "corrections": {
            **table("corrections", Correction, amended),
            "correction_id": _ids(notice, "c", 2, amended),
        },
        TEXT: {"notice_id": [notice.notice_id], "text": [notice.text]},
    }


def _cells(
    notice: Notice,
    cells: Sequence[Cell],
    part: Callable[[int], int],
    place: Callable[[Sequence[Span]], dict[str, list[Any]]],
) -> dict[str, list[Any]]:
    """Every cell of every grid, with the head of its column and what stands above its table."""
    tables = {table.table: table for table in notice.all(Known)}
    heads, hidden = heads_of(notice)
    numbers = {number: at for at, number in enumerate(dict.fromkeys(cell.table for cell in cells), 1)}
    above = [tables.get(cell.table) for cell in cells]
    return {
        "notice_id": [notice.notice_id] * len(cells),
        "cell_id": _ids(notice, "g", 4, cells),
        "table_id": [f"{notice.notice_id}-m{numbers[cell.table]:02d}" for cell in cells],
        **{name: [getattr(cell, name) for cell in cells] for name in ("row", "column", "row_span", "column_span")},
        "head": [heads.get(cell) for cell in cells],
        "text": [None if cell in hidden else notice.reading.of(cell) for cell in cells],
        "table_number": [table and table.number for table in above],
        "table_title": [table and table.title for table in above],
        "table_unit": [table and table.unit for table in above],
        "part": [part(cell.start) for cell in cells],
        **place(cells),
    }


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _ids(notice: Notice, letter: str, width: int, spans: Sequence[object]) -> list[str]:
    return [f"{notice.notice_id}-{letter}{number:0{width}d}" for number in range(1, len(spans) + 1)]


def _placing(notice: Notice) -> Callable[[Sequence[Span]], dict[str, list[Any]]]:
    """Where spans stand: the columns of the dictionary's [place]."""
    pages = sorted(notice.all(Page), key=_start)
    edges = [page.start for page in pages]

    def place(spans: Sequence[Span]) -> dict[str, list[Any]]:
        at = [bisect_right(edges, span.start) - 1 for span in spans]
        return {
            "span_start": [span.start for span in spans],
            "span_end": [span.end for span in spans],
            "page": [pages[index].number if index >= 0 else None for index in at],
            "ocr_confidence": [pages[index].ocr_confidence if index >= 0 else None for index in at],
        }

    return place


def _header(notice: Notice, table: Table) -> dict[str, list[Any]]:
    """The row of `notices` as far as fields give it; line feeds part the members of a list."""
    printed = notice.fields
    read: dict[str, Callable[[str], Any]] = {
        "string": str,
        "integer": int,
        "date": date.fromisoformat,
        "list": lambda value: [member for member in value.split("\n") if member],
    }
    return {
        column.name: [read[column.type](printed[column.name])]
        if column.name in printed
        else [[] if column.type == "list" else None]
        for column in table.columns
    }


def _corrected(notice: Notice, words: str, at: tuple[int, int], corrections: Sequence[Correction]) -> str | None:
    """The words read at a stretch of source, with the corrections inside it; None where there are none."""
    inside = [one for one in corrections if at[0] <= one.start and one.end <= at[1]]
    if not inside:
        return None
    reading = notice.reading
    first = reading.index(at[0])
    begin = reading.text.find(words, first, reading.index(at[1]))
    stop = begin + len(words)
    pieces, done = [], begin
    for one in inside:
        start, end = reading.index(one.start), reading.index(one.end)
        if begin < 0 or start < begin < end or start < stop < end:
            where = {"notice_id": notice.notice_id, "at": one.start, "words": words[:20]}
            raise NoticeError(messages.text("corrections.runs_out", printed=one.printed, **where))
        if begin <= start and end <= stop:
            pieces += [reading.text[done:start], one.corrected]
            done = end
    return "".join([*pieces, reading.text[done:stop]]) if pieces else None


def innermost(items: Sequence[Item], spans: Sequence[Span]) -> list[Item | None]:
    """The innermost item that each span begins in; both in the order of the text."""
    held: list[Item | None] = []
    around: list[Item] = []
    place = 0
    for span in spans:
        while place < len(items) and items[place].start <= span.start:
            while around and around[-1].end <= items[place].start:
                around.pop()
            around.append(items[place])
            place += 1
        while around and around[-1].end <= span.start:
            around.pop()
        held.append(around[-1] if around else None)
    return held


def _sections_at(sections: Sequence[Section], blocks: Sequence[Block]) -> Callable[[int], str | None]:
    """The heading in force at an offset: the last one before it, unless its part has ended since."""
    events: list[tuple[int, str | None]] = [(section.start, section.section_id) for section in sections]
    events += [(block.start, None) for block in blocks if block.kind in _NO_SECTION]
    events.sort(key=lambda event: event[0])
    starts = [start for start, _ in events]

    def section_at(offset: int) -> str | None:
        index = bisect_right(starts, offset) - 1
        return events[index][1] if index >= 0 else None

    return section_at


def _units(notice: Notice, units: Iterable[Unit], mentions: Iterable[Mention]) -> dict[str, list[Any]]:
    """The units that the mentions of one notice name, with the spellings and the number of tasks there."""
    names: dict[str, set[str]] = defaultdict(set)
    tasks: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        names[mention.unit_id].add(mention.name)
        tasks[mention.unit_id].add(mention.item_id)
    known = {unit.unit_id: unit for unit in units}
    for unit_id in names:
        if unit_id not in known:
            name = min(names[unit_id])
            raise NoticeError(
                messages.text("build.unknown_unit", notice_id=notice.notice_id, name=name, unit_id=unit_id)
            )
    named = [known[unit_id] for unit_id in sorted(names)]
    own = ("unit_id", "name", "short_name", "kind", "function", "further_functions", "adcode")
    return {
        **{name: [getattr(unit, name) for unit in named] for name in own},
        "government": [unit.government.name for unit in named],
        "level": [unit.government.level for unit in named],
        "aliases": [sorted(names[unit.unit_id]) for unit in named],
        "items": [len(tasks[unit.unit_id]) for unit in named],
    }


def _loads(
    notice: Notice, mentions: Iterable[Mention], place: Callable[..., dict[str, list[Any]]]
) -> dict[str, list[Any]]:
    """How often a notice names each unit, and where first."""
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        named[mention.unit_id].append(mention)
    of_unit = [named[unit_id] for unit_id in sorted(named)]
    return {
        "notice_id": [notice.notice_id] * len(of_unit),
        "unit_id": sorted(named),
        "names": [sorted({one.name for one in own}) for own in of_unit],
        "items": [len({one.item_id for one in own}) for own in of_unit],
        "items_led": [len({one.item_id for one in own if one.role == "lead"}) for own in of_unit],
        **place([min(own, key=attrgetter("start")) for own in of_unit]),
    }
