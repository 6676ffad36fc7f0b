"""The tables of a dataset as CSV, for those that are kept as folders of Parquet files only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.dataset import stored
from pipeline.dataset.datapackage import dictionary
from pipeline.dataset.tables.formats import csv_head, csv_rows
from pipeline.messages import text
from pipeline.notice import NoticeError

# So many rows are held at once.
_ROWS = 5000


def write(data: Path, folder: Path, names: Sequence[str] = ()) -> Iterator[tuple[Path, int]]:
    """Write tables as ``folder/<table>.csv``, rows in the order of the dataset; each takes the place of an old one in one step.

    Args:
        names: the tables, by default all.

    Yields:
        Each file written, and its rows.

    Raises:
        NoticeError: there is no dataset.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not stored.files(data, "notices"):
        raise NoticeError(text("error.no_notices", data=data))
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or dictionary().tables:
        table = dictionary().tables[name]
        target = folder / f"{name}.csv"
        new = target.with_name(f".{target.name}.new")
        count = 0
        try:
            with new.open("wb") as file:
                file.write(csv_head(table))
                for path in stored.files(data, name):
                    with pq.ParquetFile(path) as opened:
                        for batch in opened.iter_batches(_ROWS):
                            file.write(csv_rows(table, pa.Table.from_batches([batch])))
                            count += batch.num_rows
            os.replace(new, target)
        finally:
            new.unlink(missing_ok=True)
        yield target, count
