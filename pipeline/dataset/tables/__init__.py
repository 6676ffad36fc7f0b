"""Tables: the spans of notices → rows → Parquet, CSV, the texts as read and datapackage.json.

A notice becomes columns (`rows`), these become Arrow tables of the dictionary's types (`arrow`).  The tables
of one notice are a part: `dump` and `load_rows` carry it to a cache and back, `write` joins all parts into
the files.  Every column comes from ``rules/columns.toml``: one more or one less is an error.
"""

from __future__ import annotations

from pipeline.dataset.tables.arrows import Part, arrow, dump, load_rows, merge, of_rows, schema, without_pandas
from pipeline.dataset.tables.columns import TEXT, Rows, rows
from pipeline.dataset.tables.files import check, write, write_diff, write_progress, write_series
from pipeline.dataset.tables.formats import Writer

__all__ = [
    "TEXT", "Part", "Rows", "Writer", "arrow", "check", "dump", "load_rows", "merge", "of_rows", "rows", "schema",
    "without_pandas", "write", "write_diff", "write_progress", "write_series",
]  # fmt: skip
