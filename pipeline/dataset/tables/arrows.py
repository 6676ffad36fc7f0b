"""Columns → Arrow tables of the dictionary's types, and these as bytes for a cache."""

from __future__ import annotations

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
    return {name: arrow_table(name, columns, group) for name, columns in rows.items()}


def dump(part: Part) -> bytes:
    """A part as bytes for a cache: the Arrow streams of its tables, one behind another."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    for name in schemas_of("tables"):
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
        for name, wanted in schemas_of("tables").items():
            with pa.ipc.open_stream(source) as stream:
                part[name] = stream.read_all()
            if not part[name].schema.equals(wanted):
                raise ValueError(f"{name}: cached with another dictionary of columns")
    except (pa.ArrowInvalid, OSError) as error:
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
