"""The tables of a dataset, checked and written into its folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipeline.dataset.datapackage import Table, dictionary, package
from pipeline.dataset.tables.arrows import Part, arrow, group_of, merge, of_rows, schemas_of
from pipeline.dataset.tables.columns import TEXT, Rows
from pipeline.dataset.tables.formats import csv, parquet
from pipeline.dataset.workspace import put

if TYPE_CHECKING:
    import pyarrow as pa


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
        for name, wanted in schemas_of("tables").items()
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
    described = group_of(group)
    for table in described.values():
        _check(table, tables)
    files: dict[str, bytes] = {}
    for name, table in described.items():
        files[f"{name}.parquet"] = parquet(table, tables[name])
        files[f"{name}.csv"] = csv(table, tables[name])
    files["datapackage.json"] = package(described.values(), files, sources).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        put(folder / file, content)


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
