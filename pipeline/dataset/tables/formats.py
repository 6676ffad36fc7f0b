"""Arrow tables → bytes: Parquet that holds every value exactly, and CSV for spreadsheets."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipeline.dataset.datapackage import LINE_BREAK, LIST_SEPARATOR, Column, Table, dictionary
from pipeline.dataset.tables.arrows import schema, schemas_of

if TYPE_CHECKING:
    import pyarrow as pa

# Every setting that shapes the bytes of a Parquet file.
_PARQUET: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
}


def parquet(table: Table, data: pa.Table) -> bytes:
    """The table as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    whole = pa.Table.from_arrays(data.columns, schema=schema(table))
    pq.write_table(whole, sink, row_group_size=1 << 20, **_PARQUET)
    return cast(bytes, sink.getvalue().to_pybytes())


class Writer:
    """A Parquet file that rows go into as they come, in groups of about `group` bytes in memory."""

    def __init__(self, file: Path, name: str, group: int) -> None:
        import pyarrow.parquet as pq

        file.parent.mkdir(parents=True, exist_ok=True)
        known = dictionary().tables.get(name)
        self._schema = schema(known) if known else schemas_of("tables")[name]
        self._file = pq.ParquetWriter(file, self._schema, **_PARQUET)
        self._group = group
        self._held: list[pa.Table] = []
        self._bytes = 0
        self.rows = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._file.close()

    def add(self, rows: pa.Table) -> None:
        """Rows of the table, in its types."""
        if rows.num_rows:
            self._held.append(rows)
            self._bytes += rows.nbytes
            self.rows += rows.num_rows
            if self._bytes >= self._group:
                self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._held:
            whole = pa.concat_tables(self._held).combine_chunks()
            self._file.write_table(pa.Table.from_arrays(whole.columns, schema=self._schema))
        self._held, self._bytes = [], 0


# A cell that begins so is a formula to a spreadsheet, full width too where the locale is East Asian.
_FORMULA = "^([=+\\-@\t＝＋－＠])"
_BREAK = "\r\n|[\n\v\f\r\u0085\u2028\u2029]"
_CONTROL = "[\x00-\x08\x0e-\x1f\x7f]"
_SPECIAL = f'{_FORMULA}|{_BREAK}|{_CONTROL}|[",]|^$'


def csv(table: Table, data: pa.Table) -> bytes:
    """The table as CSV for spreadsheets: one row is one line, and no cell of a document is a formula."""
    return csv_head(table) + csv_rows(table, data)


def csv_head(table: Table) -> bytes:
    """The first line of a table as CSV, behind the mark by which spreadsheets know UTF-8."""
    return ("\ufeff" + ",".join(column.name for column in table.columns) + "\n").encode()


def csv_rows(table: Table, data: pa.Table) -> bytes:
    """Rows of a table as lines of CSV."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def text(column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        if column.type == "number":
            return pa.array([plain_number(value) for value in cells.to_pylist()], pa.string())
        if column.type == "list":
            cells = pc.binary_join(cells, LIST_SEPARATOR)
        elif column.type != "string":
            return pc.cast(cells, pa.string())
        special = pc.match_substring_regex(cells, _SPECIAL)
        if column.enum or not pc.any(special).as_py():
            return cells
        safe = pc.replace_substring_regex(cells, _BREAK, LINE_BREAK)
        safe = pc.replace_substring_regex(safe, _CONTROL, "\ufffd")
        safe = pc.replace_substring_regex(safe, _FORMULA, r"'\1")
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(safe, '"', '""'), '"', "")
        # An empty text is "", an empty list is nothing, as a null is.
        quotes = pc.match_substring_regex(safe, '[",]' if column.type == "list" else '[",]|^$')
        return pc.if_else(quotes, quoted, safe)

    lines = pc.binary_join_element_wise(
        *(text(column, data[column.name]) for column in table.columns),
        ",",
        null_handling="replace",
        null_replacement="",
    )
    return "".join(f"{line}\n" for line in lines.to_pylist()).encode()


def plain_number(value: float | None) -> str | None:
    """A number without an exponent and without a needless .0."""
    return None if value is None else f"{Decimal(repr(value)):f}".removesuffix(".0")
