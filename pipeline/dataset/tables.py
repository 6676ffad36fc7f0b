"""Tables: the spans of notices → rows → Parquet, CSV, the texts as read and datapackage.json.

A notice becomes columns (`rows`), these become Arrow tables of the dictionary's types (`arrow`).  The tables
of one notice are a part: `dump` and `load_rows` carry it to a cache and back, `write` joins all parts into
the files.  Every column comes from ``rules/columns.toml``: one more or one less is an error.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipeline import messages
from pipeline.dataset.datapackage import LINE_BREAK, LIST_SEPARATOR, Column, Table, dictionary, package
from pipeline.meaning.doubt import doubt, grade
from pipeline.meaning.indicator_table import indicator_rows
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
    import pyarrow as pa

    from pipeline.meaning.registry import Unit

# The columns of each table, by name: column -> cells.
Rows = dict[str, dict[str, list[Any]]]
# The Arrow tables of one notice, by name, with its text under `TEXT`.
Part = dict[str, "pa.Table"]

TEXT = "text"
S = TypeVar("S", bound=Span)
_start = attrgetter("start")


# ── a notice → columns ───────────────────────────────────────────────────────────────────────────────

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
            **{name: [getattr(span, name) for span in spans] for name in names},
            **place(spans),
        }

    duties = {duty.item_id: duty for duty in of(Duty)}
    said = [duties.get(item.item_id) for item in items]
    holder = _holders(items, numbers)
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
        },
        "blocks": {
            **table("blocks", Block, blocks),
            "block_id": _ids(notice, "b", 4, blocks),
            "part": [part(block.start) for block in blocks],
        },
        "findings": {**table("findings", Finding, findings), "finding_id": _ids(notice, "f", 3, findings)},
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


def _holders(items: Sequence[Item], spans: Sequence[Span]) -> list[Item | None]:
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


def merge(name: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each key out of the rows that notices have for it, in the order of the keys.

    Args:
        name: a table whose rows span notices.
        rows: the rows of its notices, one notice behind another.
    """
    table = dictionary().tables[name]
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row[column] for column in table.primary_key)
        whole = merged.get(key)
        if whole is None:
            merged[key] = dict(row)
            continue
        for column in table.columns:
            if column.merge == "sum":
                whole[column.name] += row[column.name]
            elif column.merge == "union":
                whole[column.name] = [*whole[column.name], *row[column.name]]
    for whole in merged.values():
        for column in table.columns:
            if column.merge == "union":
                whole[column.name] = sorted(set(whole[column.name]))
    return [merged[key] for key in sorted(merged)]


def of_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the dictionary's types."""
    names = [column.name for column in dictionary().tables[name].columns]
    return _arrow(name, {column: [row[column] for row in rows] for column in names}, "tables")


# ── columns → Arrow ──────────────────────────────────────────────────────────────────────────────────


@cache
def _types() -> dict[str, pa.DataType]:
    import pyarrow as pa

    return {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "list": pa.list_(pa.string()),
    }


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, with every description in its metadata."""
    import pyarrow as pa

    def field(column: Column) -> pa.Field:
        about = {"description": column.en, "description_zh": column.zh}
        if column.unit:
            about["unit"] = column.unit
        return pa.field(column.name, _types()[column.type], column.nullable, about)

    about = {
        "schema_version": dictionary().version,
        "description": f"One row is {table.en}.",
        "description_zh": f"每行为{table.zh}。",
    }
    return pa.schema([field(column) for column in table.columns], about)


def _group(group: str) -> Mapping[str, Table]:
    known = dictionary()
    return {"tables": known.tables, "diff": known.diff, "series": known.series, "progress": known.progress}[group]


@cache
def _schemas(group: str) -> dict[str, pa.Schema]:
    """The schemas of a group of tables, without metadata, and that of the texts."""
    import pyarrow as pa

    schemas = {
        name: pa.schema([field.remove_metadata() for field in schema(table)]) for name, table in _group(group).items()
    }
    if group == "tables":
        schemas[TEXT] = pa.schema([("notice_id", pa.string()), ("text", pa.string())])
    return schemas


def _arrow(name: str, columns: Mapping[str, Sequence[Any]], group: str) -> pa.Table:
    import pyarrow as pa

    wanted = _schemas(group)[name]
    if columns.keys() != set(wanted.names):
        odd = sorted(columns.keys() ^ set(wanted.names))
        raise ValueError(f"{name}: columns.toml and the rows differ in the columns {', '.join(odd)}")
    arrays = []
    for field in wanted:
        array = pa.array(columns[field.name], field.type)
        if array.null_count and not field.nullable:
            row = array.is_null().index(True).as_py()
            raise ValueError(f"{name}.{field.name}: row {row} is empty, but the column is not nullable")
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=wanted)


def arrow(rows: Rows, group: str = "tables") -> Part:
    """Rows as Arrow tables of the dictionary's types.

    Args:
        rows: the columns of each table.
        group: which tables of the dictionary they are: `tables` (the dataset), `diff`, `series` or `progress`.

    Raises:
        ValueError: the columns are not those of the dictionary, or a cell does not fit its column.
    """
    return {name: _arrow(name, columns, group) for name, columns in rows.items()}


def dump(part: Part) -> bytes:
    """A part as bytes for a cache: the Arrow streams of its tables, one behind another."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    for name in _schemas("tables"):
        with pa.ipc.new_stream(sink, part[name].schema, options=options) as stream:
            stream.write_table(part[name])
    return cast(bytes, sink.getvalue().to_pybytes())


def load_rows(data: bytes) -> Part:
    """The part that `dump` made.

    Raises:
        ValueError: it is damaged or was made with another dictionary of columns, so it must be made again.
    """
    import pyarrow as pa

    source = pa.BufferReader(data)
    part = {}
    try:
        for name, wanted in _schemas("tables").items():
            with pa.ipc.open_stream(source) as stream:
                part[name] = stream.read_all()
            if not part[name].schema.equals(wanted):
                raise ValueError(f"{name}: cached with another dictionary of columns")
    except (pa.ArrowInvalid, OSError) as error:
        raise ValueError(f"damaged cache: {error}") from error
    return part


# ── Arrow → files ────────────────────────────────────────────────────────────────────────────────────


def write(parts: Iterable[Part], folder: Path) -> None:
    """Write the dataset: all parts, in the order of their notice ids, into an empty folder.

    ``<table>.parquet`` and ``<table>.csv``, ``text/<notice_id>.txt`` and ``datapackage.json``.  The same
    parts in any order give the same bytes.

    Raises:
        ValueError: a key occurs twice or leads nowhere, or a closed list of values lacks one.
    """
    import pyarrow as pa

    ordered = sorted(parts, key=lambda part: cast(str, part["notices"]["notice_id"][0].as_py()))
    joined = {
        name: of_rows(name, merge(name, (row for part in ordered for row in part[name].to_pylist())))
        if name != TEXT and dictionary().tables[name].spans_notices
        else pa.concat_tables([wanted.empty_table(), *(part[name] for part in ordered)]).combine_chunks()
        for name, wanted in _schemas("tables").items()
    }
    texts = joined.pop(TEXT)
    notices = joined["notices"].select(["notice_id", "doc_number", "title"]).to_pylist()
    _write(joined, "tables", folder, [" ".join(filter(None, notice.values())) for notice in notices])
    (folder / "text").mkdir(exist_ok=True)
    for notice_id, text in zip(*texts.to_pydict().values(), strict=True):
        (folder / "text" / f"{notice_id}.txt").write_bytes(text.encode())


def write_diff(rows: Rows, folder: Path, old: str, new: str) -> None:
    """Write the comparison of the notices `old` and `new`: the tables of the dictionary's group `diff`.

    Raises:
        ValueError: as in `arrow` and `write`.
    """
    _write(arrow(rows, "diff"), "diff", folder, [old, new])


def write_series(rows: Rows, folder: Path, notices: Iterable[str]) -> None:
    """Write what was followed through the years: the tables of the dictionary's group `series`.

    Raises:
        ValueError: as in `arrow` and `write`.
    """
    _write(arrow(rows, "series"), "series", folder, notices)


def write_progress(rows: Rows, folder: Path, notices: Iterable[str]) -> None:
    """Write what was reported of the tasks of some notices: the table of the dictionary's group `progress`.

    Raises:
        ValueError: as in `arrow` and `write`.
    """
    _write(arrow(rows, "progress"), "progress", folder, notices)


def _write(tables: Mapping[str, pa.Table], group: str, folder: Path, sources: Iterable[str]) -> None:
    described = _group(group)
    for table in described.values():
        _check(table, tables)
    files: dict[str, bytes] = {}
    for name, table in described.items():
        files[f"{name}.parquet"] = _parquet(table, tables[name])
        files[f"{name}.csv"] = _csv(table, tables[name])
    files["datapackage.json"] = package(described.values(), files, sources).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)


def check(part: Part) -> None:
    """The keys of one notice occur once and lead somewhere in it, and its closed lists of values hold.

    Raises:
        ValueError: they do not.
    """
    for table in dictionary().tables.values():
        _check(table, part)


def _check(table: Table, tables: Mapping[str, pa.Table]) -> None:
    """Keys occur once and lead somewhere, and closed lists of values hold."""
    data = tables[table.name]
    keys = list(zip(*(data[key].to_pylist() for key in table.primary_key), strict=True))
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{table.name}: two rows have the key {', '.join(map(str, twice))}")
    for column in table.columns:
        allowed: Iterable[Any] | None = column.enum
        if column.references:
            other, _, key = column.references.partition(".")
            allowed = tables[other][key].to_pylist()
        if allowed is None:
            continue
        odd = set(data[column.name].unique().to_pylist()).difference(allowed, [None])
        if odd:
            place = column.references or "the values listed in pipeline/rules/columns.toml"
            raise ValueError(f"{table.name}.{column.name}: {min(odd)!r} is not in {place}")


# Every setting that shapes the bytes of a Parquet file.
_PARQUET: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
}


def _parquet(table: Table, data: pa.Table) -> bytes:
    """The table as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    whole = pa.Table.from_arrays(data.columns, schema=schema(table))
    pq.write_table(whole, sink, row_group_size=1 << 20, **_PARQUET)
    return cast(bytes, sink.getvalue().to_pybytes())


class Writer:
    """A Parquet file that rows go into as they come, in groups of about `group` bytes in memory."""

    def __init__(self, file: Path, name: str, group: int) -> None:
        import pyarrow.parquet as pq

        file.parent.mkdir(parents=True, exist_ok=True)
        known = dictionary().tables.get(name)
        self._schema = schema(known) if known else _schemas("tables")[name]
        self._file = pq.ParquetWriter(file, self._schema, **_PARQUET)
        self._group = group
        self._held: list[pa.Table] = []
        self._bytes = 0
        self.rows = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._file.close()

    def add(self, rows: pa.Table) -> None:
        """Rows of the table, in its types."""
        if rows.num_rows:
            self._held.append(rows)
            self._bytes += rows.nbytes
            self.rows += rows.num_rows
            if self._bytes >= self._group:
                self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._held:
            whole = pa.concat_tables(self._held).combine_chunks()
            self._file.write_table(pa.Table.from_arrays(whole.columns, schema=self._schema))
        self._held, self._bytes = [], 0


# A cell that begins so is a formula to a spreadsheet, full width too where the locale is East Asian.
_FORMULA = "^([=+\\-@\t＝＋－＠])"
_BREAK = "\r\n|[\n\v\f\r\u0085\u2028\u2029]"
_CONTROL = "[\x00-\x08\x0e-\x1f\x7f]"
_SPECIAL = f'{_FORMULA}|{_BREAK}|{_CONTROL}|[",]|^$'


def _csv(table: Table, data: pa.Table) -> bytes:
    """The table as CSV for spreadsheets: one row is one line, and no cell of a document is a formula."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def text(column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        if column.type == "number":
            return pa.array([_plain(value) for value in cells.to_pylist()], pa.string())
        if column.type == "list":
            cells = pc.binary_join(cells, LIST_SEPARATOR)
        elif column.type != "string":
            return pc.cast(cells, pa.string())
        special = pc.match_substring_regex(cells, _SPECIAL)
        if column.enum or not pc.any(special).as_py():
            return cells
        safe = pc.replace_substring_regex(cells, _BREAK, LINE_BREAK)
        safe = pc.replace_substring_regex(safe, _CONTROL, "\ufffd")
        safe = pc.replace_substring_regex(safe, _FORMULA, r"'\1")
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(safe, '"', '""'), '"', "")
        # An empty text is "", an empty list is nothing, as a null is.
        quotes = pc.match_substring_regex(safe, '[",]' if column.type == "list" else '[",]|^$')
        return pc.if_else(quotes, quoted, safe)

    lines = pc.binary_join_element_wise(
        *(text(column, data[column.name]) for column in table.columns),
        ",",
        null_handling="replace",
        null_replacement="",
    )
    header = ",".join(column.name for column in table.columns)
    return "\n".join(["\ufeff" + header, *lines.to_pylist(), ""]).encode()


def _plain(value: float | None) -> str | None:
    """A number without an exponent and without a needless .0."""
    return None if value is None else f"{Decimal(repr(value)):f}".removesuffix(".0")
