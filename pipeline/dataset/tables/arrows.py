"""Columns → Arrow tables of the dictionary's types, and these as bytes for a cache."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pipeline.dataset.datapackage import Column, Table, dictionary
from pipeline.dataset.tables.columns import TEXT, Rows

if TYPE_CHECKING:
    import pyarrow as pa

# The Arrow tables of one notice, by name, with its text under `TEXT`.
Part = dict[str, "pa.Table"]


class _NoPandas:
    """Answers the import of pandas as a Python without it would."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def without_pandas() -> None:
    """Let pyarrow do without pandas in this process: with the first array it would load it, for a quarter of a second.

    For processes that show no frames: afterwards none can be made of an Arrow table.
    """
    import pyarrow as pa

    sys.meta_path.insert(0, cast(Any, _NoPandas))
    pa.array([0])  # it asks once
    sys.meta_path.remove(cast(Any, _NoPandas))


@cache
def arrow_types() -> dict[str, pa.DataType]:
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
        return pa.field(column.name, arrow_types()[column.type], column.nullable, about)

    about = {
        "schema_version": dictionary().version,
        "description": f"One row is {table.en}.",
        "description_zh": f"每行为{table.zh}。",
    }
    return pa.schema([field(column) for column in table.columns], about)


def group_of(group: str) -> Mapping[str, Table]:
    known = dictionary()
    return {"tables": known.tables, "diff": known.diff, "series": known.series, "progress": known.progress}[group]


@cache
def schemas_of(group: str) -> dict[str, pa.Schema]:
    """The schemas of a group of tables, without metadata, and that of the texts."""
    import pyarrow as pa

    schemas = {
        name: pa.schema([field.remove_metadata() for field in schema(table)]) for name, table in group_of(group).items()
    }
    if group == "tables":
        schemas[TEXT] = pa.schema([("notice_id", pa.string()), ("text", pa.string())])
    return schemas


def arrow_table(name: str, columns: Mapping[str, Sequence[Any]], group: str) -> pa.Table:
    import pyarrow as pa

    wanted = schemas_of(group)[name]
    if columns.keys() != set(wanted.names):
        odd = sorted(columns.keys() ^ set(wanted.names))
        raise ValueError(f"{name}: columns.toml and the rows differ in the columns {', '.join(odd)}")
    for column in _required(group)[name]:
        if None in columns[column]:
            row = list(columns[column]).index(None)
            raise ValueError(f"{name}.{column}: row {row} is empty, but the column is not nullable")
    return pa.Table.from_pydict(columns, schema=wanted)


@cache
def _required(group: str) -> dict[str, list[str]]:
    """The columns of each table that have no empty cell."""
    return {name: [field.name for field in one if not field.nullable] for name, one in schemas_of(group).items()}


def arrow(rows: Rows, group: str = "tables") -> Part:
    """Rows as Arrow tables of the dictionary's types.

    Args:
        rows: the columns of each table.
        group: which tables of the dictionary they are: `tables` (the dataset), `diff`, `series` or `progress`.

    Raises:
        ValueError: the columns are not those of the dictionary, or a cell does not fit its column.
    """
    return {name: arrow_table(name, columns, group) for name, columns in rows.items()}


# What is kept of a part: whose dictionary of columns it was made with, the size of its rows, and these packed by `_PACKED`.
_Kept = tuple[bytes, int, bytes]
_PACKED = "lz4"


@cache
def _of_dictionary() -> bytes:
    """What tells the schemas of this dictionary from those of others."""
    said = (f"{name}\n{schema.to_string()}\n" for name, schema in schemas_of("tables").items())
    return hashlib.sha256("".join(said).encode()).digest()


def dump(part: Part) -> bytes:
    """A part as bytes for a cache.

    The rows of each table are kept without its schema, which is the dictionary's: of a short notice it took ten times as
    long to write and to read as they.
    """
    import msgspec
    import pyarrow as pa

    batches = (part[name].combine_chunks().to_batches() for name in schemas_of("tables"))
    rows = msgspec.msgpack.encode([one[0].serialize().to_pybytes() if one else b"" for one in batches])
    return msgspec.msgpack.encode((_of_dictionary(), len(rows), pa.compress(rows, _PACKED, asbytes=True)))


def load_rows(data: bytes) -> Part:
    """The part that `dump` made.

    Raises:
        ValueError: it is damaged or was made with another dictionary of columns, so it must be made again.
    """
    import msgspec
    import pyarrow as pa

    schemas = schemas_of("tables")
    try:
        dictionary, size, packed = msgspec.msgpack.decode(data, type=_Kept)
        if dictionary != _of_dictionary():
            raise ValueError("cached with another dictionary of columns")
        rows = msgspec.msgpack.decode(pa.decompress(packed, size, _PACKED), type=list[bytes])
        part = {
            name: pa.Table.from_batches([pa.ipc.read_record_batch(one, schema)] if one else [], schema)
            for (name, schema), one in zip(schemas.items(), rows, strict=True)
        }
    except (msgspec.MsgspecError, pa.ArrowException, OSError) as error:
        raise ValueError(f"damaged cache: {error}") from error
    return part


def of_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the dictionary's types."""
    names = [column.name for column in dictionary().tables[name].columns]
    return arrow_table(name, {column: [row[column] for row in rows] for column in names}, "tables")


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
