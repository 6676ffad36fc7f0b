"""What an XLS hides (also WPS .et): the rows and columns of its sheets, which calamine does not tell.

An XLS is a file of sectors that holds streams ([MS-CFB]); the stream of the workbook is a row of records ([MS-XLS]).  Only
what hides a row or a column is looked at; of a file that is otherwise than it should be nothing is told, and calamine
says what is wrong with it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.read.sheet_parts import MOST_COLUMNS, Look

_END = 0xFFFFFFFA  # this and what is above are no sectors
_ENTRY, _SMALL_SECTOR = 128, 64
_BOUNDSHEET, _ROW, _COLUMNS, _BEGIN, _FINISH = 0x85, 0x208, 0x7D, 0x809, 0x0A
_STREAMS = ("Workbook", "Book")


def looks(data: bytes) -> dict[str, Look]:
    """The rows and columns that each sheet hides, by the sheet's name; empty where the file cannot be followed."""
    try:
        stream = _workbook(data)
        return {name: _look(stream, at) for name, at in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


# ── the file and its streams ─────────────────────────────────────────────────────────────────────────


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    first_directory, cutoff, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _table(data, size)
    directory = _chain(data, table, first_directory, size, size)
    entries = [_entry(directory, at) for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    found = next((entry for name in _STREAMS for entry in entries if entry[0] == name), None)
    if found is None:
        return b""
    _, start, length = found
    if length >= cutoff:
        return _chain(data, table, start, size, size)[:length]
    # A short stream stands in small sectors, which the stream of the first entry holds.
    small = _chain(data, table, entries[0][1], size, size)
    small_table = _words(_chain(data, table, first_small, size, size))
    return _chain(small, small_table, start, _SMALL_SECTOR, 0)[:length]


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows each; the sectors of this table are listed in the header and in sectors of their own."""
    listed = list(struct.unpack_from("<109I", data, 76))
    following, most = struct.unpack_from("<I", data, 68)[0], len(data) // size
    for _ in range(most):
        if following >= _END:
            break
        sector = _words(data[(following + 1) * size :][:size])
        listed += sector[:-1]
        following = sector[-1]
    whole = b"".join(data[(number + 1) * size :][:size] for number in listed[:most] if number < _END)
    return _words(whole)


def _chain(data: bytes, table: tuple[int, ...], start: int, size: int, before: int) -> bytes:
    """The sectors from one on, as the table leads; none is gone through twice."""
    sectors: list[bytes] = []
    at = start
    while at < _END and len(sectors) <= len(table):
        sectors.append(data[before + at * size : before + (at + 1) * size])
        at = table[at]
    return b"".join(sectors)


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _entry(directory: bytes, at: int) -> tuple[str, int, int]:
    """The name of a stream, its first sector and its length."""
    length = struct.unpack_from("<H", directory, at + 64)[0]
    name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
    return name, *struct.unpack_from("<II", directory, at + 116)


# ── the records of the workbook ──────────────────────────────────────────────────────────────────────


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to where the part that begins there ends; what stands inside it (a chart) is left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BEGIN) - (kind == _FINISH)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """The name of each sheet and where it begins."""
    for kind, record in _records(stream, 0):
        if kind == _BOUNDSHEET:
            at, _, _, count, wide = struct.unpack_from("<IBBBB", record)
            name = (
                record[8 : 8 + count * 2].decode("utf-16-le") if wide & 1 else record[8 : 8 + count].decode("latin-1")
            )
            yield name, at


def _look(stream: bytes, at: int) -> Look:
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, record in _records(stream, at):
        if kind == _ROW and len(record) >= 14 and struct.unpack_from("<H", record, 12)[0] & 0x20:
            rows.add(struct.unpack_from("<H", record)[0])
        elif kind == _COLUMNS and len(record) >= 10 and struct.unpack_from("<H", record, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", record)
            columns.update(range(first, min(last + 1, MOST_COLUMNS)))
    return Look(rows, columns)
