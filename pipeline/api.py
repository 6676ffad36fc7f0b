"""What a researcher calls: the functions that `worknotice` and `pipeline` offer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.frames import Comparison, Dataset, NoticeTables, compare_tables, read_tables, series_of
from pipeline.notice import NoticeError

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Comparison", "Dataset", "NoticeError", "NoticeTables", "compare", "load", "read", "series"]


def load(folder: str | Path = "data") -> Dataset:
    """The dataset in a folder.

    Raises:
        FileNotFoundError: there is none.
    """
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
    both = [one if isinstance(one, NoticeTables) else read(one) for one in (old, new)]
    return compare_tables(*both)


def series(indicator: str, folder: str | Path = "data") -> DataFrame:
    """The goals of an indicator, a row a target, by government and year.

    >>> series("gdp.growth")[["issuer", "year", "op", "value", "unit"]].values.tolist()
    [['金乡县人民政府', 2024, '~', 6.5, '%']]

    Args:
        indicator: its `indicator_id`, or the words in `targets.indicator`.
        folder: the dataset's.

    Raises:
        FileNotFoundError: there is no dataset.
    """
    return series_of(load(folder), indicator)
