"""Task-breakdown notices of Chinese governments as tables.

>>> import pipeline
>>> data = pipeline.load("data")
>>> data.items, data.assignments, data.targets  # pandas frames
>>> data.assignments_full()                     # assignments with their task, unit, heading and notice
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

__all__ = ["Comparison", "Dataset", "load"]


def _frame(table: str) -> cached_property[DataFrame]:
    """A table of the folder as a pandas frame, read when first asked for.

    Lists are Python lists, dates are ``datetime64``, and integers, booleans and strings are pandas' nullable
    types, so that an empty cell is `pandas.NA` and never turns a whole number into a float.
    """
    return cached_property(lambda folder: _read(folder, table))


def _read(folder: _Folder, name: str) -> DataFrame:
    import pandas as pd
    import pyarrow as pa

    from pipeline.dataset import stored

    folder.path(name)
    table = stored.read(folder.folder, name)
    types = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: DataFrame = table.to_pandas(types_mapper=types.get, date_as_object=False)
    for field in table.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = pd.Series(table[field.name].to_pylist(), dtype=object)
    return frame


class _Folder:
    """A folder of tables."""

    def __init__(self, folder: str | Path) -> None:
        from pathlib import Path

        self.folder = Path(folder)
        if not (self.folder / "datapackage.json").is_file():
            raise FileNotFoundError(f"{folder}: no tables here; make them with `python -m pipeline build`")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.folder)!r})"

    def path(self, table: str) -> Path:
        """The Parquet file of a table, or the folder of its files, for DuckDB, Polars and others."""
        from pipeline.dataset import stored

        path = stored.place(self.folder, table)
        if not stored.files(self.folder, table):
            known = ", ".join(sorted(one.stem for one in self.folder.glob("*.parquet")))
            raise KeyError(f"no table {table!r}; there are {known}")
        return path


class Comparison(_Folder):
    """The comparison of two notices: a pandas frame for each table."""

    tasks = _frame("tasks")
    targets = _frame("targets")
    units = _frame("units")
    sections = _frame("sections")


class Dataset(_Folder):
    """The dataset: a pandas frame for each table, and joins of them."""

    notices = _frame("notices")
    sections = _frame("sections")
    items = _frame("items")
    assignments = _frame("assignments")
    units = _frame("units")
    targets = _frame("targets")
    numbers = _frame("numbers")
    blocks = _frame("blocks")
    cells = _frame("cells")
    findings = _frame("findings")
    corrections = _frame("corrections")

    def text(self, notice_id: str) -> str:
        """The text of a notice as read; `span_start` and `span_end` count its characters."""
        from pipeline.dataset import stored

        return stored.text(self.folder, notice_id)

    def comparison(self, old: str, new: str) -> Comparison:
        """The comparison of two notices that ``python -m pipeline diff`` made."""
        return Comparison(self.folder / "diff" / f"{old}__{new}")

    def assignments_full(self) -> DataFrame:
        """`assignments` with their task, unit, heading and notice, a row an assignment.

        The columns of the other tables have `item_`, `unit_`, `section_` and `notice_` before their names.
        """
        frame = _beside(self.assignments, self.items, "item")
        frame = _beside(frame, self.units, "unit")
        return self._headed(frame)

    def targets_full(self) -> DataFrame:
        """`targets` with their task, heading and notice, a row a target.

        The columns of the other tables have `item_`, `section_` and `notice_` before their names; `unit_ids`
        and `unit_names` list the units of the task.
        """
        frame = _beside(self.targets, self.items.drop(columns="section_id"), "item")
        named = self.assignments.merge(self.units, on="unit_id", suffixes=("_printed", ""))
        for column, listed in (("unit_id", "unit_ids"), ("name", "unit_names")):
            units = named.groupby("item_id")[column].agg(list).to_dict()
            frame[listed] = [units.get(item_id, []) for item_id in frame["item_id"]]
        return self._headed(frame)

    def _headed(self, frame: DataFrame) -> DataFrame:
        return _beside(_beside(frame, self.sections, "section"), self.notices, "notice")


def _beside(frame: DataFrame, other: DataFrame, prefix: str) -> DataFrame:
    """The frame with the columns of the table whose key is ``<prefix>_id``, but for the place of its rows."""
    key = f"{prefix}_id"
    known = {"notice_id", "span_start", "span_end", "page", "ocr_confidence"} - {key}
    other = other.drop(columns=[name for name in other.columns if name in known])
    other = other.rename(columns=lambda name: name if name in (key, "section_id") else f"{prefix}_{name}")
    return frame.merge(other, on=key, how="left", validate="many_to_one")


def load(folder: str | Path = "data") -> Dataset:
    """The dataset in a folder.

    Raises:
        FileNotFoundError: there is none.
    """
    return Dataset(folder)
