"""Tables in the hand of a researcher: a folder of them, or those of a document just read, as frames of any library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from pipeline.messages import called

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from pandas import DataFrame
    from polars import DataFrame as PolarsFrame


class _Frame:
    """An attribute that is the table of its name as a pandas frame, made when first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.table = name

    @overload
    def __get__(self, tables: None, owner: type) -> _Frame: ...
    @overload
    def __get__(self, tables: Tables, owner: type) -> DataFrame: ...
    def __get__(self, tables: Tables | None, owner: type) -> DataFrame | _Frame:
        if tables is None:
            return self
        try:
            frame = tables.to_pandas(self.table)
        except KeyError as error:
            raise AttributeError(error.args[0]) from None
        tables.__dict__[self.table] = frame  # stands before this descriptor from now on
        return frame


class Tables:
    """Some tables by their names.

    Each is a pandas frame as an attribute, and whatever else is wanted in one call: `to_arrow`, `to_polars`,
    `to_duckdb`.  In pandas lists are Python lists, dates are ``datetime64``, and integers, booleans and strings are the
    nullable types, so that an empty cell is `pandas.NA` and never turns a whole number into a float.
    """

    def __init__(self, held: Mapping[str, pa.Table] | str | Path) -> None:
        """Take tables, or the folder where they lie as Parquet.

        Raises:
            FileNotFoundError: the folder holds none.
        """
        self.folder: Path | None = None
        self._held: dict[str, pa.Table] = {}
        if isinstance(held, Mapping):
            self._held = dict(held)
            return
        self.folder = Path(held)
        if not (self.folder / "datapackage.json").is_file():
            raise FileNotFoundError(f"{held}: no tables here; make them with `{called()} build`")

    @property
    def names(self) -> list[str]:
        """The tables that there are."""
        from pipeline.dataset import stored
        from pipeline.dataset.datapackage import dictionary

        if self.folder is None:
            return sorted(self._held)
        known = dictionary().tables.keys() | dictionary().diff.keys()
        return sorted(table for table in known if stored.files(self.folder, table))

    def path(self, table: str) -> Path:
        """The Parquet file of a table in a folder, or the folder of its files, for tools that read files.

        Raises:
            KeyError: there is no such table.
        """
        from pipeline.dataset import stored

        if self.folder is None or not stored.files(self.folder, table):
            raise KeyError(f"no table {table!r}; there are {', '.join(self.names)}")
        return stored.place(self.folder, table)

    def to_arrow(self, table: str) -> pa.Table:
        """A table as Arrow.

        Raises:
            KeyError: there is none of that name.
        """
        if table not in self._held:
            from pipeline.dataset import stored

            self.path(table)
            assert self.folder is not None
            self._held[table] = stored.read(self.folder, table)
        return self._held[table]

    def to_pandas(self, table: str) -> DataFrame:
        """A table as a new pandas frame; the attribute of its name is the same, made once.

        Raises:
            KeyError: there is none of that name.
        """
        import pandas as pd
        import pyarrow as pa

        data = self.to_arrow(table)
        types = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        frame: DataFrame = data.to_pandas(types_mapper=types.get, date_as_object=False)
        for field in data.schema:
            if pa.types.is_list(field.type):
                frame[field.name] = pd.Series(data[field.name].to_pylist(), dtype=object)
        return frame

    def to_polars(self, table: str) -> PolarsFrame:
        """A table as a Polars frame; needs ``pip install polars``.

        Raises:
            KeyError: there is none of that name.
        """
        import polars

        frame = polars.from_arrow(self.to_arrow(table))
        assert isinstance(frame, polars.DataFrame)
        return frame

    def to_duckdb(self) -> DuckDBPyConnection:
        """A DuckDB database in memory with every table under its name.

        >>> import worknotice
        >>> database = worknotice.load("data").to_duckdb()
        >>> database.sql("SELECT county, sum(targets) FROM notices GROUP BY county").fetchall()
        [('金乡县', 91)]
        """
        import duckdb

        connection = duckdb.connect()
        for name in self.names:
            connection.register(name, self.to_arrow(name))
        return connection

    def __repr__(self) -> str:
        if self.folder:
            return f"{type(self).__name__}({str(self.folder)!r})"
        rows = ", ".join(f"{table.num_rows} {name}" for name, table in self._held.items())
        return f"{type(self).__name__}({rows})"


class Comparison(Tables):
    """What became of one notice in another, as `compare` and ``python -m pipeline diff`` find it."""

    tasks = _Frame()
    targets = _Frame()
    units = _Frame()
    sections = _Frame()


class _Notices(Tables):
    """The tables of notices, and joins of them."""

    notices = _Frame()
    sections = _Frame()
    items = _Frame()
    assignments = _Frame()
    units = _Frame()
    unit_notices = _Frame()
    targets = _Frame()
    numbers = _Frame()
    blocks = _Frame()
    cells = _Frame()
    files = _Frame()
    findings = _Frame()
    corrections = _Frame()
    indicators = _Frame()

    def assignments_full(self) -> DataFrame:
        """`assignments` with their task, unit, heading and notice, a row an assignment.

        The columns of the other tables have `item_`, `unit_`, `section_` and `notice_` before their names.
        """
        frame = _beside(self.assignments, self.items, "item")
        frame = _beside(frame, self.units, "unit")
        return self._headed(frame)

    def charges(self) -> DataFrame:
        """Who answers for each task: the units of its own list or of the list of a heading that covers it.

        The columns are those of `assignments`; `item_id` is the task's, also where its units stand at the heading.
        """
        own = self.items[["item_id"]].assign(holder=self.items["covered_by"].fillna(self.items["item_id"]))
        named = own.merge(self.assignments.rename(columns={"item_id": "holder"}), on="holder")
        return named[list(self.assignments.columns)]

    def targets_full(self) -> DataFrame:
        """`targets` with their task, heading and notice, a row a target.

        The columns of the other tables have `item_`, `section_` and `notice_` before their names; `unit_ids`
        and `unit_names` list the units of the task, those of a heading that covers it included.
        """
        frame = _beside(self.targets, self.items.drop(columns="section_id"), "item")
        named = self.charges().merge(self.units, on="unit_id", suffixes=("_printed", ""))
        for column, listed in (("unit_id", "unit_ids"), ("name", "unit_names")):
            units = named.groupby("item_id")[column].agg(list).to_dict()
            frame[listed] = [units.get(item_id, []) for item_id in frame["item_id"]]
        return self._headed(frame)

    def _headed(self, frame: DataFrame) -> DataFrame:
        return _beside(_beside(frame, self.sections, "section"), self.notices, "notice")


class Dataset(_Notices):
    """The dataset in a folder.

    >>> import worknotice
    >>> data = worknotice.load("data")
    >>> data.notices.set_index("notice_id").loc["jinxiang-2024", "county"]
    '金乡县'
    >>> data.assignments_full().query("unit_function == 'education'").item_number.drop_duplicates().head(3).tolist()
    ['43', '92', '94']
    """

    folder: Path

    def text(self, notice_id: str) -> str:
        """The text of a notice as read; `span_start` and `span_end` count its characters."""
        from pipeline.dataset import stored

        return stored.text(self.folder, notice_id)

    def comparison(self, old: str, new: str) -> Comparison:
        """The comparison of two notices that ``python -m pipeline diff`` made."""
        return Comparison(self.folder / "diff" / f"{old}__{new}")


class NoticeTables(_Notices):
    """What one document says: its tables, its text as read and its name."""

    def __init__(self, held: Mapping[str, pa.Table], text: str) -> None:
        super().__init__(held)
        self.text = text
        self.notice_id: str = self.to_arrow("notices")["notice_id"][0].as_py()

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.to_arrow(name).num_rows} {name}" for name in ("items", "assignments", "targets"))
        return f"<{self.notice_id}: {counts}>"


def _beside(frame: DataFrame, other: DataFrame, prefix: str) -> DataFrame:
    """The frame with the columns of the table whose key is ``<prefix>_id``, but for the place of its rows."""
    key = f"{prefix}_id"
    known = {"notice_id", "span_start", "span_end", "page", "ocr_confidence"} - {key}
    other = other.drop(columns=[name for name in other.columns if name in known])
    other = other.rename(columns=lambda name: name if name in (key, "section_id") else f"{prefix}_{name}")
    return frame.merge(other, on=key, how="left", validate="many_to_one")


# ── made from documents and tables ───────────────────────────────────────────────────────────────────


def read_tables(source: str | Path | bytes, name: str, corrections: str | Path | None) -> NoticeTables:
    """The tables of one document; see `pipeline.read`."""
    import tempfile

    from pipeline.dataset.reading import Job, read_alone

    folder = None if corrections is None else Path(corrections)
    if not isinstance(source, bytes):
        part = read_alone(Job(Path(source), folder))
    elif name in ("", "..") or Path(name).name != name:
        raise ValueError(f"{name!r} is no file name")
    else:
        with tempfile.TemporaryDirectory() as place:
            file = Path(place, name)
            file.write_bytes(source)
            part = read_alone(Job(file, folder))
    words = part["text"]["text"][0].as_py()
    return NoticeTables({table: data for table, data in part.items() if table != "text"}, words)


def compare_tables(old: NoticeTables, new: NoticeTables) -> Comparison:
    """What became of one notice in another; see `pipeline.compare`."""
    from pipeline.compare.comparison import Comparison as Found
    from pipeline.dataset.datapackage import dictionary
    from pipeline.dataset.tables import arrow

    found = Found(rows_of_both(old, new), old.notice_id, new.notice_id).rows
    rows = {
        name: {column.name: [row[column.name] for row in found[name]] for column in table.columns}
        for name, table in dictionary().diff.items()
    }
    return Comparison(arrow(rows, "diff"))


def rows_of_both(old: Tables, new: Tables) -> dict[str, list[dict[str, Any]]]:
    """The rows of two notices as of one dataset."""
    from pipeline.compare.year import TABLES
    from pipeline.dataset.tables import merge

    both = {table: old.to_arrow(table).to_pylist() + new.to_arrow(table).to_pylist() for table in TABLES}
    return both | {"units": merge("units", both["units"])}


def series_of(data: Dataset, indicator: str) -> DataFrame:
    """The goals of an indicator by government and year; see `pipeline.series`."""
    import pandas as pd

    from pipeline.compare.series import follow
    from pipeline.compare.year import TABLES
    from pipeline.dataset.datapackage import dictionary

    rows: dict[str, list[dict[str, Any]]] = {table: data.to_arrow(table).to_pylist() for table in TABLES}
    known = any(row["indicator_id"] == indicator for row in rows["targets"])
    key = "indicator_id" if known else "indicator"
    rows["targets"] = [row for row in rows["targets"] if row[key] == indicator]
    columns = [column.name for column in dictionary().series["series"].columns]
    frame = pd.DataFrame(follow(rows, tasks=False)["series"], columns=[*columns, "quote"])
    return frame.sort_values(["adcode", "year", "target_id"], ignore_index=True)
