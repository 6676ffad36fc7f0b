"""The databases: the same rows as the tables, keys that lead somewhere, views that answer, search that finds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT

from pipeline import rules
from pipeline.dataset import database, stored
from pipeline.dataset.datapackage import dictionary
from pipeline.notice import NoticeError

VIEWS = sorted(rules.load("views"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> database.Databases:
    return database.write(ROOT / "data", tmp_path_factory.mktemp("database"))


@pytest.fixture
def duck(made: database.Databases) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(made.duckdb), read_only=True) as base:
        yield base


@pytest.fixture
def lite(made: database.Databases) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(made.sqlite)) as base:
        yield base


@pytest.mark.parametrize("table", sorted(dictionary().tables))
def test_every_row_is_there(table: str, duck: duckdb.DuckDBPyConnection, lite: sqlite3.Connection) -> None:
    rows = stored.read(ROOT / "data", table).to_pylist()
    key = ", ".join(dictionary().tables[table].primary_key)
    names = [column.name for column in dictionary().tables[table].columns]
    wanted = sorted((tuple(row.values()) for row in rows), key=str)
    assert sorted(duck.execute(f'SELECT * FROM "{table}" ORDER BY {key}').fetchall(), key=str) == wanted
    found = [dict(zip(names, row, strict=True)) for row in lite.execute(f'SELECT * FROM "{table}"')]
    assert len(found) == len(rows)
    for column in dictionary().tables[table].columns:
        if column.type == "list":
            assert [json.loads(row[column.name]) for row in found] == [row[column.name] for row in rows]
        elif column.type == "string":
            assert [row[column.name] for row in found] == [row[column.name] for row in rows]


def test_keys_lead_somewhere(duck: duckdb.DuckDBPyConnection, lite: sqlite3.Connection) -> None:
    assert lite.execute("PRAGMA foreign_key_check").fetchall() == []
    assert lite.execute("PRAGMA foreign_key_list(assignments)").fetchall()
    kinds = duck.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert {("PRIMARY KEY",), ("FOREIGN KEY",)} <= set(kinds)


def test_every_column_says_in_both_languages_what_it_means(duck: duckdb.DuckDBPyConnection) -> None:
    said = dict(duck.execute("SELECT table_name || '.' || column_name, comment FROM duckdb_columns()").fetchall())
    for table in dictionary().tables.values():
        for column in table.columns:
            comment = said[f"{table.name}.{column.name}"]
            assert column.en in comment and column.zh in comment


@pytest.mark.parametrize("view", VIEWS)
def test_views_answer_the_same_in_both(view: str, duck: duckdb.DuckDBPyConnection, lite: sqlite3.Connection) -> None:
    one = duck.execute(f"SELECT * FROM {view}").fetchall()
    other = lite.execute(f"SELECT * FROM {view}").fetchall()
    assert one and len(one) == len(other)


def test_the_load_of_a_unit_counts_tasks_that_a_headings_list_covers(duck: duckdb.DuckDBPyConnection) -> None:
    (tasks,) = duck.execute("SELECT max(tasks) FROM unit_load").fetchone() or (0,)
    own = duck.execute("SELECT max(n) FROM (SELECT count(DISTINCT item_id) n FROM assignments GROUP BY unit_id)")
    assert tasks >= (own.fetchone() or (0,))[0]


def test_words_of_tasks_are_found(lite: sqlite3.Connection) -> None:
    found = lite.execute("SELECT text FROM items_fts WHERE items_fts MATCH ?", ['"老旧小区"']).fetchall()
    plain = lite.execute("SELECT text FROM items WHERE text LIKE '%老旧小区%'").fetchall()
    assert plain and set(found) >= set(plain)


def test_what_datasette_reads_is_yaml(made: database.Databases) -> None:
    yaml = pytest.importorskip("yaml")
    about = yaml.safe_load(made.metadata.read_text(encoding="utf-8"))
    assert set(about["databases"]["worknotice"]["tables"]) == {*dictionary().tables, *VIEWS}


def test_without_a_dataset_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoticeError):
        database.write(tmp_path, tmp_path / "out")
