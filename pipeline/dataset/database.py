"""One file to ask: the dataset as a DuckDB file, and as a SQLite file that Datasette opens.

Both have every table with its keys and what it and its columns mean, and the views of ``rules/views.toml``; the SQLite
file searches the words of tasks.  Rows pass through in batches, however many there are.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import rules
from pipeline.dataset import stored
from pipeline.dataset.datapackage import Column, Table, dictionary
from pipeline.dataset.workspace import put
from pipeline.messages import text
from pipeline.notice import NoticeError

NAME = "worknotice"
_DUCK = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}
# SQLite has no dates and lists: ISO 8601, and JSON that json_each() opens.
_SQLITE = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "list": "TEXT",
}
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Databases:
    """What was written."""

    duckdb: Path
    sqlite: Path
    metadata: Path


def write(data: Path, folder: Path) -> Databases:
    """Write the databases of the dataset in `data` into `folder`; each takes the place of an old one in one step.

    Raises:
        NoticeError: there is no dataset.
    """
    if not stored.files(data, "notices"):
        raise NoticeError(text("error.no_notices", data=data))
    folder.mkdir(parents=True, exist_ok=True)
    made = Databases(folder / f"{NAME}.duckdb", folder / f"{NAME}.sqlite", folder / "metadata.yaml")
    for file, fill in ((made.duckdb, _fill_duckdb), (made.sqlite, _fill_sqlite)):
        new = file.with_name(f".{file.name}.new")
        new.unlink(missing_ok=True)
        try:
            fill(data, new)
            os.replace(new, file)
        finally:
            new.unlink(missing_ok=True)
    put(made.metadata, _metadata().encode())
    return made


def _in_order() -> list[Table]:
    """The tables, each behind those that it leads to."""
    known = dict(dictionary().tables)
    done: dict[str, Table] = {}
    while known:
        for name, table in list(known.items()):
            leads = {column.references.split(".")[0] for column in table.columns if column.references}
            if not leads & (known.keys() - {name}):
                done[name] = known.pop(name)
    return list(done.values())


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _said(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _columns(table: Table, types: dict[str, str]) -> Iterator[str]:
    for column in table.columns:
        yield f"{_named(column.name)} {types[column.type]}" + ("" if column.nullable else " NOT NULL")
    yield f"PRIMARY KEY ({', '.join(map(_named, table.primary_key))})"


def _references(table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.references:
            other, _, key = column.references.partition(".")
            yield f"FOREIGN KEY ({_named(column.name)}) REFERENCES {_named(other)} ({_named(key)})"


def _meaning(entry: Table | Column) -> str:
    unit = f" [{entry.unit}]" if isinstance(entry, Column) and entry.unit else ""
    return f"{entry.zh} · {entry.en}{unit}"


# ── DuckDB ───────────────────────────────────────────────────────────────────────────────────────────


def _fill_duckdb(data: Path, file: Path) -> None:
    import duckdb

    with duckdb.connect(file) as base:
        for table in _in_order():
            # A key that leads within its own table cannot be checked while the table is filled.
            leads = [one for one in _references(table) if f"REFERENCES {_named(table.name)}" not in one]
            base.execute(f"CREATE TABLE {_named(table.name)} ({', '.join([*_columns(table, _DUCK), *leads])})")
            names = ", ".join(_named(column.name) for column in table.columns)
            paths = [str(path) for path in stored.files(data, table.name)]
            if paths:
                base.execute(
                    f"INSERT INTO {_named(table.name)} SELECT {names} FROM read_parquet(?, hive_partitioning = false)",
                    [paths],
                )
            base.execute(f"COMMENT ON TABLE {_named(table.name)} IS {_said(_meaning(table))}")
            for column in table.columns:
                at = f"{_named(table.name)}.{_named(column.name)}"
                base.execute(f"COMMENT ON COLUMN {at} IS {_said(_meaning(column))}")
        for name, view in rules.load("views").items():
            base.execute(f"CREATE VIEW {_named(name)} AS {view['sql']}")
            base.execute(f"COMMENT ON VIEW {_named(name)} IS {_said(view['zh'] + ' · ' + view['en'])}")


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────


def _fill_sqlite(data: Path, file: Path) -> None:
    with closing(sqlite3.connect(file)) as base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        for table in _in_order():
            wanted = ", ".join([*_columns(table, _SQLITE), *_references(table)])
            base.execute(f"CREATE TABLE {_named(table.name)} ({wanted})")
            places = ", ".join("?" * len(table.columns))
            base.executemany(f"INSERT INTO {_named(table.name)} VALUES ({places})", _rows(data, table))
            for column in table.columns:
                if column.references:
                    name = _named(f"{table.name}_{column.name}")
                    base.execute(f"CREATE INDEX {name} ON {_named(table.name)} ({_named(column.name)})")
        # Pieces of three characters: Chinese words are found without a dictionary that knows them.
        base.execute(
            "CREATE VIRTUAL TABLE items_fts USING fts5 "
            "(title, text, responsibility, content = 'items', tokenize = 'trigram')"
        )
        base.execute("INSERT INTO items_fts (items_fts) VALUES ('rebuild')")
        for name, view in rules.load("views").items():
            base.execute(f"CREATE VIEW {_named(name)} AS {view['sql']}")
        base.commit()
        base.execute("PRAGMA optimize")


def _rows(data: Path, table: Table) -> Iterator[tuple[Any, ...]]:
    import pyarrow.parquet as pq

    names = [column.name for column in table.columns]
    for path in stored.files(data, table.name):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH, columns=names):
                yield from zip(*(_cells(batch[name].to_pylist()) for name in names), strict=True)


def _cells(values: Iterable[Any]) -> list[Any]:
    return [
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, list)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for value in values
    ]


def _metadata() -> str:
    """What Datasette shows: titles and meanings, in YAML of which every text is written as JSON is."""
    about = rules.load("columns")["package"]

    def quoted(words: str) -> str:
        return json.dumps(words, ensure_ascii=False)

    lines = [
        f"title: {quoted(about['title_zh'] + ' · ' + about['title'])}",
        f"description: {quoted(about['description_zh'] + ' ' + about['description'])}",
        f"license: {quoted(about['licenses'][0]['title'])}",
        f"license_url: {quoted(about['licenses'][0]['path'])}",
        "databases:",
        f"  {NAME}:",
        "    tables:",
    ]
    for table in dictionary().tables.values():
        lines += [f"      {table.name}:", f"        description: {quoted(_meaning(table))}"]
        if table.name == "items":
            lines += ["        fts_table: items_fts", "        fts_pk: rowid"]
        lines.append("        columns:")
        lines += [f"          {column.name}: {quoted(_meaning(column))}" for column in table.columns]
    for name, view in rules.load("views").items():
        lines += [f"      {name}:", f"        description: {quoted(view['zh'] + ' · ' + view['en'])}"]
    return "\n".join(lines) + "\n"
