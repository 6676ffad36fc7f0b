"""Task-breakdown notices of Chinese governments as tables.

The same names stand in `worknotice`, which no script of your own called ``pipeline.py`` can hide.

>>> import worknotice
>>> data = worknotice.load("data")                     # the dataset that `python -m pipeline build` made
>>> len(data.items), len(data.assignments)             # pandas frames
(146, 412)
>>> notice = worknotice.read("raw/jinxiang-2024.txt")  # one document, without any folder
>>> notice.targets.query("measure == 'growth'").quote.head(2).tolist()
['6.5%左右', '7%']
>>> notice.to_arrow("items").num_rows, notice.to_polars("units").height
(146, 96)
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pipeline.messages import VERSION as __version__

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from pipeline.frames import Comparison, Dataset, NoticeTables

__all__ = ["Comparison", "Dataset", "NoticeTables", "__version__", "compare", "load", "read", "series"]

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
    files = _frame("files")
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
    from pipeline.frames import Dataset

    return Dataset(folder)


def read(source: str | Path | bytes, *, name: str = "notice", corrections: str | Path | None = None) -> NoticeTables:
    """What one document says: its tables and its text, without any dataset.

    >>> notice = read(\"\"\"某县人民政府关于印发2031年重点工作分工的通知
    ... 1.新建公园3个。（责任单位：县住房城乡建设局）
    ... \"\"\".encode())
    >>> notice.targets[["indicator", "op", "value", "unit"]].values.tolist()
    [['新建公园', '=', 3.0, '个']]
    >>> notice.assignments.name.tolist()
    ['县住房城乡建设局']

    Args:
        source: a file of any format that ``raw/`` takes, or the bytes of one.
        name: what a document given as bytes is called; the file's stem names the others.
        corrections: the folder of what a person corrected; none by default.

    Raises:
        NoticeError: the document cannot be read, is no notice, or a correction does not fit it.
        ValueError: `name` is no file name.
    """
    from pipeline.frames import read_tables

    return read_tables(source, name, corrections)


def compare(old: NoticeTables | str | Path, new: NoticeTables | str | Path) -> Comparison:
    """What became of the tasks, targets, units and headings of one notice in another.

    >>> text = "某县人民政府关于印发{}年重点工作分工的通知\\n1.新建公园{}个。（责任单位：县住房城乡建设局）\\n"
    >>> old, new = (read(text.format(*year).encode(), name=f"y{year[0]}") for year in ((2031, 3), (2032, 5)))
    >>> compare(old, new).targets[["indicator", "old_value", "new_value", "direction"]].values.tolist()
    [['新建公园', 3.0, 5.0, 'harder']]

    Args:
        old, new: what `read` gave, or files to read.

    Raises:
        NoticeError: a file cannot be read, or both have one name.
    """
    from pipeline.frames import NoticeTables, compare_tables

    both = [one if isinstance(one, NoticeTables) else read(one) for one in (old, new)]
    return compare_tables(*both)


def series(indicator: str, folder: str | Path = "data") -> DataFrame:
    """The goals of an indicator, a row a target, by government and year.

    >>> series("地区生产总值增长")[["issuer", "year", "op", "value", "unit"]].values.tolist()
    [['金乡县人民政府', 2024, '~', 6.5, '%']]

    Args:
        indicator: its `indicator_id`, or the words in `targets.indicator`.
        folder: the dataset's.

    Raises:
        FileNotFoundError: there is no dataset.
    """
    from pipeline.frames import series_of

    return series_of(load(folder), indicator)


def __getattr__(name: str) -> Any:
    """The classes, loaded when asked for: the command line answers --help without them."""
    if name in __all__:
        from pipeline import frames

        return getattr(frames, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


class _Package(ModuleType):
    """This package: `read` and `compare` stay its functions when the packages inside it of that name are imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in ("read", "compare") and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
