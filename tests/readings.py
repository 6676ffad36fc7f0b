"""All that is read of a notice as lines a person can review: what `tests/corpus` and `tests/snapshots` hold.

Every row of every table is told but what others say already: counts, offsets, the printed value where it is the quote.
A row stands under the block that it begins in.  For its doubt, whose weights are learned anew now and then, stand the signs
that it is weighed from; for what was chosen among several ways to read, what the way costs or by how much it is cheaper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any
from unittest.mock import patch

from pipeline.dataset.tables import rows
from pipeline.extract import read_out
from pipeline.language.cuts import cut
from pipeline.meaning.trust import doubt
from pipeline.meaning.trust.evidence import evidence
from pipeline.meaning.trust.signs import Evidence
from pipeline.notice import Announced, Notice, Table
from pipeline.structure.corrections import Correction, Corrections
from pipeline.structure.tables import flat, glued_tables, layout

Row = Mapping[str, Any]

#: Columns that say where, how often or how sure: what other lines tell, or what is learned.
_LEFT_OUT = frozenset(
    (
        *("notice_id", "item_id", "section_id", "number_id", "block_id", "finding_id", "correction_id", "cell_id"),
        *("span_start", "span_end", "page", "row_span", "column_span", "characters", "quote", "file_id"),
        *("source_file", "source_sha256", "message_en", "name_en", "ocr_confidence"),
        *("doubt", "doubt_reasons", "grade", "grade_reason", "grade_reason_en"),
    )
)
#: What the ids of units and indicators say, and the lines of their assignments and targets.
_OF_UNITS = ("unit_id", "short_name", "government", "aliases", "items")
_OF_INDICATORS = ("indicator_id", "name", "aspect", "statistics", "aliases", "targets")
#: How the rows of a table are marked.
_SIGNS = {
    "sections": "§", "items": "·", "assignments": "●", "targets": "◆", "findings": "!", "cells": "▦", "corrections": "✎",
}  # fmt: skip
_WIDE = 34
#: From so much on the margin of a list says nothing.
_SURE = 10
_LAY = layout.lay


def readable(notice: Notice, corrections: Corrections | None = None, *, abridged: bool = False) -> str:
    """The reading of a notice; abridged, without the middle of its sentences and what the rows say of indicators already."""
    laid: list[str] = []

    def lay(*args: Any, **how: Any) -> Any:
        laid_out, columns = done = _LAY(*args, **how)
        margins = f", margins {' '.join(f'{one:.3g}' for one in laid_out.margins)}" if laid_out.margins else ""
        laid.append(f"laid {', '.join(column.kind for column in columns)}: cost {laid_out.cost:.4g}{margins}")
        return done

    signs: dict[tuple[str, str], str] = {}

    def weighed(notice: Notice) -> list[Evidence]:
        rows = evidence(notice)
        signs.update({(row.table, row.row_id): _weighed(_plain(row.signs)) for row in rows})
        return rows

    rooms = patch.object(flat, "lay", lay), patch.object(glued_tables, "lay", lay)
    with rooms[0], rooms[1], patch.object(doubt, "evidence", weighed):
        found, units = read_out(notice, corrections)
    tables = {name: list(_rows(table)) for name, table in rows(found, units, found.all(Correction)).items()}
    lines = [*_lines(found, tables, signs, abridged), *laid]
    return "".join(line[:1] + line[1:].replace("\n", "⏎") + "\n" for line in lines)


def _rows(table: Mapping[str, list[Any]]) -> Iterator[Row]:
    names = list(table)
    for cells in zip(*table.values(), strict=True):
        yield dict(zip(names, cells, strict=True))


def _lines(
    notice: Notice, tables: Mapping[str, list[Row]], signs: Mapping[tuple[str, str], str], abridged: bool
) -> Iterator[str]:
    shown = _abridged if abridged else _whole
    header = tables["notices"][0]
    yield from _header(header)
    if weighed := signs["notices", notice.notice_id]:
        yield f"signs:{weighed.removeprefix(' |')}"
    year = str(header["subject_year"])
    under = [
        (one["span_start"], line)
        for name in _SIGNS
        for one in tables[name]
        if one.get("code") != "number_passed_over"
        for line in _row(name, one, year, signs.get((name, _id(name, one)), ""), shown)
    ]
    under += [(one.start, f"▦ {one.holds}{_said(_of_table(one))}") for one in notice.all(Table)]
    under += [
        (one.start, f"→ {one.number} {one.title}{'' if one.here else ', not here'}") for one in notice.all(Announced)
    ]
    under.sort(key=itemgetter(0))
    numbers = tables["numbers"]
    part = 0
    starts = [block["span_start"] for block in tables["blocks"]]
    for block, end in zip(tables["blocks"], [*starts[1:], len(notice.text) + 1], strict=True):
        if block["part"] != part:
            part = block["part"]
            yield f"\n-- part {part}"
        yield f"\n{block['kind']}: {shown(notice.text[block['span_start'] : block['span_end']])}"
        yield from (f"    {line}" for line in _taken(under, end))
        told = [_number(one) for one in numbers if block["span_start"] <= one["span_start"] < end]
        if told:
            yield f"    # {'  '.join(told)}"
    yield from (line for _, line in under)
    yield ""
    for unit in tables["units"]:
        yield f"unit {unit['unit_id']}{_said(unit, *_OF_UNITS)}"
    for one in tables["indicators"] if not abridged else ():
        yield f"indicator {one['indicator_id']}: {one['name']}{_said(one, *_OF_INDICATORS)}"


def _of_table(table: Table) -> Row:
    """What a table says beside what it holds."""
    return {"number": table.number, "title": table.title, "unit": table.unit, "with_units": table.with_units}


def _taken(under: list[tuple[int, str]], end: int) -> list[str]:
    """The lines of rows up to a place; they are taken off the list."""
    count = sum(at < end for at, _ in under)
    lines = [line for _, line in under[:count]]
    del under[:count]
    return lines


def _header(notice: Row) -> Iterator[str]:
    for name, value in notice.items():
        if (
            name not in _LEFT_OUT
            and value not in (None, [], ())
            and name not in ("items", "mentions", "targets", "findings")
        ):
            yield f"{name}: {_value(value)}"


def _id(table: str, row: Row) -> str:
    """The id that a row's doubt is told under."""
    if table == "assignments":
        return f"{row['item_id']}/{row['position']}"
    return str(row.get({"sections": "section_id", "items": "item_id", "targets": "target_id"}.get(table, "")))


def _plain(signs: Mapping[str, float]) -> dict[str, float]:
    """The signs without what was learned of words: it is learned anew now and then."""
    return {code: strength for code, strength in signs.items() if not code.startswith("words_")}


def _weighed(signs: Mapping[str, float]) -> str:
    """The signs that a doubt is weighed from: ` | ? name_unlisted, cut_unsure 0.07`."""
    told = (code if strength == 1 else f"{code} {strength:.2g}" for code, strength in signs.items() if strength)
    return f" | ? {', '.join(told)}" if any(signs.values()) else ""


def _row(table: str, row: Row, year: str, weighed: str, shown: Callable[[str], str]) -> Iterator[str]:
    sign = _SIGNS[table]
    match table:
        case "sections":
            own = _short(row["section_id"])
            yield (
                f"{sign} {own} level {row['level']} {row['marker']}｜{row['heading']}"
                + _said(row, "level", "marker", "heading", "part")
                + weighed
            )
        case "items":
            under = f" in {_short(row['section_id'])}" if row["section_id"] else ""
            yield (
                f"{sign} {_short(row['item_id'])}{under} {row['number'] or '–'}｜{_abridged(row['text'])}"
                + _said(row, "number", "text", "responsibility", "part")
                + weighed
            )
            if row["responsibility"]:
                margin = cut(row["responsibility"]).margin
                yield f"  ‹{row['responsibility']}›" + (f" surer by {margin:.3g}" if margin < _SURE else "")
        case "assignments":
            yield (
                f"{sign} {_short(row['item_id'])}/{row['position']} {row['role']} {row['name']} → {row['unit_id']}"
                + _said(row, "position", "role", "name", "unit_id")
                + weighed
            )
        case "targets":
            value = f"{row['value']:.12g}" + (f"–{row['value_max']:.12g}" if row["value_max"] is not None else "")
            own = f"{sign} {_short(row['target_id'])} “{row['quote']}” {row['indicator']} {row['op']} {value} {row['unit']}".rstrip()
            where = f" of {_short(row['item_id'] or row['section_id'])}" if row["item_id"] or row["section_id"] else ""
            told = ["indicator", "op", "value", "value_max", "unit", "target_id"]
            told += ["value_printed"] * (row["value_printed"] in row["quote"])
            told += ["unit_printed"] * (row["unit_printed"] in row["quote"])
            told += ["object"] * (row["object"] == row["indicator"]) + ["period"] * (row["period"] == year)
            told += ["measure", "aspect", "indicator_id"]
            kind = f" | {row['measure']}, {row['aspect']}, {row['indicator_id']}"
            missing = "".join(f" | {name} –" for name in ("object", "period") if not row[name])
            yield own + where + kind + _said(row, *told) + missing + weighed
        case "findings":
            yield f"{sign} {row['severity']} {row['code']}: {row['message']}" + _said(
                row, "severity", "code", "message"
            )
        case "cells":
            size = f" {row['row_span']}×{row['column_span']}" if (row["row_span"], row["column_span"]) != (1, 1) else ""
            yield f"{sign} {row['row']},{row['column']}{size} {row['head'] or ''}｜{shown(str(row['text']))}"
        case "corrections":
            yield f"{sign} {row['printed']}{_said(row, 'printed')}"


def _number(row: Row) -> str:
    means = _short(row["target_id"]) if row["target_id"] else row["role"]
    value = "" if row["value"] is None or row["text"] == f"{row['value']:g}" else f"={row['value']:.12g}"
    return f"{row['text']}{value}{row['unit'] or ''}→{means}"


def _said(row: Row, *told: str) -> str:
    """The cells of a row that say something and were not told yet: ` | name value`."""
    return "".join(
        f" | {name} {_value(value)}"
        for name, value in row.items()
        if name not in told and name not in _LEFT_OUT and value not in (None, "", False, (), [])
    )


def _value(value: object) -> str:
    if isinstance(value, str):
        return _short(value)
    if isinstance(value, Iterable):
        return "; ".join(map(str, value))
    return "yes" if value is True else str(value)


def _short(words: str) -> str:
    """An id without its notice: corpus-i001 is i001."""
    return re.sub(r"^.+-(?=[a-z][0-9]+$)", "", words)


def _whole(words: str) -> str:
    return words.replace("\n", "⏎")


def _abridged(words: str) -> str:
    words = _whole(words)
    return words if len(words) <= _WIDE else f"{words[: _WIDE // 2]}…{words[-_WIDE // 2 :]}"
