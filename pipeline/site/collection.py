"""What the pages ask of the dataset, answered by DuckDB: sorted and grouped outside the memory where need be.

A dataset of an older schema lacks tables and columns: they are empty here, and what rests on them is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import rules
from pipeline.compare.year import TABLES
from pipeline.dataset import stored
from pipeline.dataset.datapackage import dictionary
from pipeline.frames import NoticeTables

Row = dict[str, Any]

# Of the tasks of all notices so many, evenly spread, tell which words are common.
_SAMPLE = 1000
# Notices read at a time, and rows fetched at a time.
_AT_ONCE = 100
_ROWS = 2_000
# Tables that the page of a notice needs whole.
_OF_A_NOTICE = (
    *("notices", "items", "assignments", "targets", "findings", "sections"),
    *("numbers", "blocks", "corrections"),
)
_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}
# A government is known by its code; where none was found, by its name; where that was not either, by who issued the
# notice: 石渡县人民政府, 石渡县人民政府办公室 and 石渡县 are one.
_PLACED = """
CREATE TABLE placed AS
WITH named AS (
  SELECT *, nullif(concat_ws('', province, prefecture, county), '') AS whole,
    nullif(regexp_replace(issuer, '(人民政府)?(办公室|办公厅)?$', ''), '') AS office FROM notices)
SELECT * EXCLUDE (whole, office), coalesce(adcode, whole, office, notice_id) AS place,
  coalesce(county, prefecture, province, office, notice_id) AS place_name,
  coalesce(whole, '') AS whole_name,
  CASE WHEN adcode IS NULL THEN '' ELSE left(adcode, 2) || '0000' END AS province_code
FROM named ORDER BY province_code, place, subject_year, notice_id
"""
_GOALS = """
SELECT coalesce(t.indicator_id, t.indicator || ' ' || coalesce(t.measure, '') || ' ' || coalesce(t.unit, '')) AS key,
  coalesce(i.name, t.indicator, t.quote) AS name, coalesce(i.name_en, '') AS name_en, i.known AS known,
  coalesce(t.doubt, 0) AS doubt, t.notice_id, t.target_id, t.indicator, t.op, t.value, t.value_max, t.unit, t.quote,
  t.part_of, t.scope, t.per, t.period, p.place, p.place_name, p.whole_name, p.province, p.province_code, p.subject_year,
  p.plan_start, p.plan_end, f.value AS value_before, f.value_max AS value_max_before, f.op AS op_before, f.year AS year_before, f.direction
FROM targets t JOIN placed p USING (notice_id) LEFT JOIN indicators i USING (indicator_id)
LEFT JOIN followed f USING (target_id)
"""
# What a figure was before; `keep_followed` fills it.
_FOLLOWED = """
CREATE TABLE followed (
  target_id VARCHAR, value DOUBLE, value_max DOUBLE, op VARCHAR, year BIGINT, direction VARCHAR)
"""


class Collection:
    """A dataset, open for questions; a context manager."""

    def __init__(self, data: Path) -> None:
        """Open the dataset in the folder `data`.

        Raises:
            FileNotFoundError: there is none.
        """
        import duckdb

        from pipeline.frames import Dataset

        self.data = Dataset(data).folder
        self._database = duckdb.connect()
        for name in (*_OF_A_NOTICE, "units", "indicators"):
            self._view(name)
        self._database.execute(f"CREATE VIEW charges AS {rules.load('views')['charges']['sql']}")
        self._database.execute(_PLACED)
        self._database.execute(_FOLLOWED)

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def _view(self, name: str) -> None:
        """A view of a table with all columns of the dictionary; those that the dataset lacks are empty."""
        known = dictionary().tables.get(name)
        columns = known.columns if known else ()
        files = stored.files(self.data, name)
        wanted = {column.name: _TYPES[column.type] for column in columns} | _LATER.get(name, {})
        there: set[str] = set()
        source = ""
        if files:
            listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
            source = f" FROM read_parquet([{listed}])"
            there = {row[0] for row in self._database.execute(f"DESCRIBE SELECT *{source}").fetchall()}
        cells = (f'"{one}"' if one in there else f'CAST(NULL AS {kind}) AS "{one}"' for one, kind in wanted.items())
        empty = "" if source else " WHERE false"
        self._database.execute(f'CREATE VIEW "{name}" AS SELECT {", ".join(cells)}{source}{empty}')

    def rows(self, query: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query, fetched in pieces."""
        cursor = self._database.cursor().execute(query, list(values))
        names = [column[0] for column in cursor.description or ()]
        while piece := cursor.fetchmany(_ROWS):
            for row in piece:
                yield dict(zip(names, row, strict=True))

    @cached_property
    def notices(self) -> list[Row]:
        """All notices by place and year, with what is doubtful in each: `doubtful` rows, `open` findings."""
        return list(
            self.rows("""
            WITH rated AS (
              SELECT notice_id, doubt FROM items UNION ALL SELECT notice_id, doubt FROM assignments
              UNION ALL SELECT notice_id, doubt FROM targets UNION ALL SELECT notice_id, doubt FROM sections),
            doubts AS (SELECT notice_id, count(*) AS doubtful FROM rated WHERE doubt >= 0.5 GROUP BY notice_id),
            looks AS (SELECT notice_id, count(*) AS open FROM findings WHERE seen IS NOT TRUE GROUP BY notice_id)
            SELECT p.*, coalesce(doubtful, 0) AS doubtful, coalesce(open, 0) AS open
            FROM placed p LEFT JOIN doubts USING (notice_id) LEFT JOIN looks USING (notice_id)
            ORDER BY place = notice_id, province_code, place, subject_year DESC, notice_id""")
        )

    def tables_of(self, notice_ids: list[str]) -> dict[str, list[Row]]:
        """The rows of some notices that a comparison of years reads, by the name of the table."""
        found = {
            name: list(self.rows(f'SELECT * FROM "{name}" WHERE list_contains(?, notice_id)', [notice_ids]))
            for name in TABLES
            if name != "units"
        }
        named = sorted({row["unit_id"] for row in found["assignments"]})
        return {**found, "units": list(self.rows("SELECT * FROM units WHERE list_contains(?, unit_id)", [named]))}

    @cached_property
    def sample(self) -> list[Row]:
        """Words of tasks of the whole dataset, evenly spread, under no notice's id."""
        return list(
            self.rows(
                """
                SELECT '' AS notice_id, text, text_corrected
                FROM (SELECT *, row_number() OVER () AS place, count(*) OVER () AS whole FROM items)
                WHERE place % greatest(1, ceil(whole / ?)) = 0""",
                [_SAMPLE],
            )
        )

    def keep_followed(self, rows: Iterable[Row]) -> None:
        """Keep what each figure was before, so that `goals` and `indicators` tell it."""
        cells = [(row["target_id"], row["previous_target_id"], row["previous_year"], row["direction"]) for row in rows]
        if cells:
            columns = ("target_id", "before_id", "year", "direction")
            given = pa.table(dict(zip(columns, map(list, zip(*cells, strict=True)), strict=True)))
            self._database.register("given", given)
            self._database.execute("""
                INSERT INTO followed SELECT g.target_id, t.value, t.value_max, t.op, g.year, g.direction
                FROM given g JOIN targets t ON t.target_id = g.before_id""")
            self._database.unregister("given")

    def read(self) -> Iterator[NoticeTables]:
        """The tables of each notice, in the order of `notices`, some notices in memory at a time."""
        import pyarrow.compute as pc

        ids = [row["notice_id"] for row in self.notices]
        for at in range(0, len(ids), _AT_ONCE):
            chosen = ids[at : at + _AT_ONCE]
            parts = {name: self._of(name, chosen) for name in _OF_A_NOTICE}
            names = set(parts["assignments"]["unit_id"].to_pylist())
            units = self._arrow("SELECT * FROM units WHERE list_contains(?, unit_id)", [sorted(names)])
            promised = set(parts["targets"]["indicator_id"].to_pylist()) - {None}
            indicators = self._arrow(
                "SELECT * FROM indicators WHERE list_contains(?, indicator_id)", [sorted(promised)]
            )
            for notice_id in chosen:
                own = {name: part.filter(pc.equal(part["notice_id"], notice_id)) for name, part in parts.items()}
                wanted = own["assignments"]["unit_id"].unique()
                own["units"] = units.filter(pc.is_in(units["unit_id"], wanted))
                wanted = own["targets"]["indicator_id"].unique()
                own["indicators"] = indicators.filter(pc.is_in(indicators["indicator_id"], wanted))
                yield NoticeTables(own, stored.text(self.data, notice_id))

    def _of(self, name: str, notice_ids: list[str]) -> Any:
        return self._arrow(f'SELECT * FROM "{name}" WHERE list_contains(?, notice_id)', [notice_ids])

    def _arrow(self, query: str, values: list[object]) -> Any:
        return self._database.sql(query, params=values).to_arrow_table()

    def goals(self) -> Iterator[tuple[str, list[Row]]]:
        """The targets of each government by year, as (place, rows)."""
        rows = self.rows(f"{_GOALS} ORDER BY p.province_code, p.place, name, p.subject_year, t.target_id")
        for place, own in groupby(rows, itemgetter("place")):
            yield place, list(own)

    def loads(self) -> Iterator[tuple[str, list[Row]]]:
        """The units of each government with their tasks by year, as (place, rows)."""
        rows = self.rows("""
            WITH a AS (SELECT DISTINCT notice_id, item_id, unit_id FROM charges)
            SELECT p.place, p.province_code, p.subject_year, u.unit_id, u.name, u.short_name, u.kind, u.function,
              count(*) AS tasks, count(DISTINCT p.notice_id) AS notices
            FROM a JOIN placed p USING (notice_id) JOIN units u USING (unit_id)
            GROUP BY ALL ORDER BY p.province_code, p.place, u.unit_id, p.subject_year""")
        for place, own in groupby(rows, itemgetter("place")):
            yield place, list(own)

    def functions(self) -> Iterator[tuple[str, list[Row]]]:
        """Who carries each function in each government and year, as (function, rows)."""
        rows = self.rows("""
            WITH u AS (
              SELECT *, unnest(list_distinct(list_concat([function], coalesce(further_functions, [])))) AS carried
              FROM units WHERE function IS NOT NULL),
            a AS (SELECT DISTINCT notice_id, item_id, unit_id FROM charges),
            t AS (SELECT item_id, count(*) AS targets FROM targets GROUP BY item_id)
            SELECT u.carried, p.province, p.province_code, p.place, p.place_name, p.whole_name, p.subject_year,
              p.notice_id, u.unit_id, u.name, u.kind, count(*) AS tasks, coalesce(sum(t.targets), 0)::BIGINT AS targets
            FROM a JOIN placed p USING (notice_id) JOIN u USING (unit_id) LEFT JOIN t USING (item_id)
            GROUP BY ALL
            ORDER BY carried, p.province_code, p.place, p.subject_year DESC, tasks DESC, u.unit_id""")
        for function, own in groupby(rows, itemgetter("carried")):
            yield function, list(own)

    def indicators(self) -> Iterator[tuple[str, list[Row]]]:
        """The targets of each indicator that more than one notice promises, as (key, rows)."""
        rows = self.rows(f"""
            WITH goals AS ({_GOALS}),
            common AS (SELECT key FROM goals GROUP BY key HAVING count(DISTINCT notice_id) > 1)
            SELECT * FROM goals JOIN common USING (key)
            ORDER BY key, province_code, place, subject_year DESC, target_id""")
        for key, own in groupby(rows, itemgetter("key")):
            yield key, list(own)

    def entries(self) -> Iterator[Row]:
        """What can be searched: tasks and targets, a notice behind the other, the newest first."""
        return self.rows("""
            WITH named AS (
              SELECT DISTINCT item_id, unit_id, unnest(list_distinct([a.name, u.name, u.short_name])) AS name
              FROM charges a JOIN units u USING (unit_id)),
            units_of AS (SELECT item_id, list_sort(list_distinct(list(name))) AS units FROM named GROUP BY item_id)
            SELECT * FROM (
              SELECT notice_id, 'i' AS kind, i.item_id AS id, number, coalesce(text_corrected, text) AS words, title AS more,
                span_start, u.units, NULL AS indicator_id
              FROM items i LEFT JOIN units_of u USING (item_id)
              UNION ALL
              SELECT notice_id, 't', target_id, NULL, coalesce(indicator, ''), quote, span_start, NULL, indicator_id FROM targets)
            JOIN (SELECT notice_id, row_number() OVER (ORDER BY subject_year DESC NULLS LAST, notice_id) AS place
                  FROM placed) USING (notice_id)
            ORDER BY place, kind, span_start, id""")


# Columns that later schemas add, so that a question may name them whatever the dataset's age.
_LATER: dict[str, dict[str, str]] = {
    "targets": {"indicator_id": "VARCHAR"},
    "findings": {"seen": "BOOLEAN"},
    "indicators": {"indicator_id": "VARCHAR", "name": "VARCHAR", "name_en": "VARCHAR", "known": "BOOLEAN"},
}
