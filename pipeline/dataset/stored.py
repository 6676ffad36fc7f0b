"""Reading a dataset, whether a table is one file or many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

# What the folders of a partitioned table say; no column of the dictionary.
_KEYS = ("province_code", "notice_year")


def place(data: Path, table: str) -> Path:
    """The file of a table, or the folder of its files."""
    file = data / f"{table}.parquet"
    folder = data / table
    return folder if not file.is_file() and folder.is_dir() else file


def files(data: Path, table: str) -> list[Path]:
    """The Parquet files of a table, in the order of their names."""
    at = place(data, table)
    return sorted(at.rglob("*.parquet")) if at.is_dir() else [at] if at.is_file() else []


def read(data: Path, table: str, columns: Sequence[str] | None = None, filters: Any = None) -> pa.Table:
    """The rows of a table, or those that the filters of `pyarrow.parquet.read_table` choose.

    Raises:
        FileNotFoundError: there is no such table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = None if columns is None else list(columns)
    if not (paths := files(data, table)):
        raise FileNotFoundError(f"{place(data, table)}: no table")
    if filters is None:  # without the machinery of data sets, which loads pandas
        return pa.concat_tables([pq.ParquetFile(path).read(wanted) for path in paths])
    found = pq.read_table(place(data, table), columns=wanted, filters=filters)
    return found.drop_columns([name for name in _KEYS if name in found.column_names])


def text(data: Path, notice_id: str) -> str:
    """The text of a notice as read.

    Raises:
        FileNotFoundError: the dataset does not hold it.
    """
    file = data / "text" / f"{notice_id}.txt"
    if not file.is_file() and place(data, "notices").is_dir():
        rows = read(data, "text", ["text"], [("notice_id", "==", notice_id)])["text"].to_pylist()
        if rows:
            return str(rows[0])
    if not file.is_file():
        raise FileNotFoundError(f"{file}: no text")
    return file.read_bytes().decode()
