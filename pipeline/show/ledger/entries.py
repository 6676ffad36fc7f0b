"""What people filled in: read from a ledger, and carried over to the rows of a new one.

A row is known again by its id and its words.  Ids are running positions, so the words decide: where a task was put
in or taken out before it, the same words stand under another id.  What finds no row is kept on a sheet of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.read.archive import Archive
from pipeline.read.files import ZIP, bytes_of
from pipeline.read.sheet_parts import MOST_FIELDS, looks
from pipeline.show.ledger.labels import named

Cell = str | float | date
Of = Literal["task", "target", "finding"]

# Rows above the head of a table, at most.
_ABOVE = 8
# Of 1: how alike words must be to be those of one row, under the same id and under another.
_SAME_ID, _OTHER_ID = 0.5, 0.8
# The columns whose words tell what a row is about.
_WORDS: Mapping[Of, Sequence[str]] = {
    "task": ("task",),
    "target": ("indicator", "quote"),
    "finding": ("message",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What was filled in in one row of a sheet: by the names of the columns, those of the user's own by their heads.

    `unit_id` is the unit that filled it in, on a sheet sent out to it; `kept` why it was kept aside before.
    """

    of: Of
    sheet: str
    row_id: str
    words: str
    values: Mapping[str, Cell]
    own: Mapping[str, Cell] = field(default_factory=dict)
    unit_id: str | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """All that a workbook holds which the program did not write: entries, and sheets of the user's own."""

    entries: Sequence[Entry] = ()
    sheets: Mapping[str, Sequence[Sequence[Cell | None]]] = field(default_factory=dict)


def read_filled(path: Path) -> Filled:
    """The entries of a ledger, or of a sheet that a unit sent back.

    Raises:
        NoticeError: it is no workbook, or holds no row of a ledger.
        OSError: it cannot be read.
    """
    sheets = _sheets(path)
    entries: list[Entry] = []
    own: dict[str, Sequence[Sequence[Cell | None]]] = {}
    known = False
    for name, rows in sheets.items():
        found = _head(rows)
        if found is not None:
            known = True
            entries += _entries(name, rows, *found)
        elif name not in named("sheets"):
            own[name] = [[_value(cell) for cell in row] for row in rows]
    if not known:
        raise NoticeError(text("ledger.no_rows", path=path))
    return Filled(entries, own)


def _sheets(path: Path) -> dict[str, list[list[object]]]:
    """The fields of each sheet of a workbook, row by row; what it claims to hold is looked at before it is unfolded."""
    from python_calamine import CalamineWorkbook

    data = bytes_of(path)
    sheets: dict[str, list[list[object]]] = {}
    try:
        if data.startswith(ZIP):
            looks(Archive(data))
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MOST_FIELDS:
                raise NoticeError(text("read.table_too_large"))
            sheets[name] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except BaseException as error:  # calamine's own errors, and a panic of its parsers, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise NoticeError(text("ledger.unreadable", path=path, reason=error)) from error
    return sheets


def _head(rows: Sequence[Sequence[object]]) -> tuple[int, dict[int, str]] | None:
    """The row of a table's heads, and the name of each column."""
    for place, row in enumerate(rows[:_ABOVE]):
        heads = {at: name for at, name in enumerate(_names(row)) if name}
        if {"id", "old_id"} & set(heads.values()):
            return place, heads
    return None


def _names(heads: Sequence[object]) -> list[str]:
    """The names of columns by what their heads say; a column of the user's own is named by its head."""
    known = {**named("columns"), **named("entries")}
    said = [str(head).strip() if head else "" for head in heads]
    return [known.get(one, one) for one in said]


def _entries(sheet: str, rows: Sequence[Sequence[object]], top: int, heads: Mapping[int, str]) -> Iterator[Entry]:
    names = set(heads.values())
    kinds: tuple[Of, ...] = ("task", "target", "finding")
    of = next((kind for kind in kinds if names.issuperset(_WORDS[kind])), None)
    if of is None:
        return
    program = set(named("columns").values())
    filled = set(named("entries").values())
    printed = {name: str(cell).strip() for cell, name in zip(rows[top], _names(rows[top]), strict=True)}
    for row in rows[top + 1 :]:
        cells = {name: value for at, name in heads.items() if (value := _value(row[at])) is not None}
        row_id = str(cells.get("id") or cells.get("old_id") or "")
        words = "".join(str(cells.get(name, "")) for name in _WORDS[of])
        values = {name: value for name, value in cells.items() if name in filled}
        if row_id:
            own = {name: value for name, value in cells.items() if name not in filled | program}
        elif words or values:
            # A row that a person put in has nothing of the program's.
            kept_apart = filled | {*_WORDS[of], "reason", "from_sheet"}
            own = {printed[name]: value for name, value in cells.items() if name not in kept_apart}
        else:
            continue
        if values or own or not row_id:
            kept = named("says").get(str(cells.get("reason")), "")
            of_unit = str(cells["unit_id"]) if "unit_id" in cells else None
            yield Entry(of, str(cells.get("from_sheet", sheet)), row_id, words, values, own, of_unit, kept)


def _value(cell: object) -> Cell | None:
    """A cell as an entry: a text without blanks around it, a number, a day; None where it is empty."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (date, float)):
        return cell
    if isinstance(cell, (bool, int)):
        return float(cell)
    return str(cell).strip() or None if cell is not None else None


# ── carried over ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Carried:
    """Entries by the rows that they belong to now, and those that found no row, each with the reason."""

    by_row: Mapping[str, Mapping[str, Cell]]
    own_heads: Mapping[Of, Sequence[str]]
    rest: Sequence[tuple[Entry, str]]


def carry(filled: Filled, rows: Mapping[Of, Mapping[str, str]], main: Mapping[Of, str]) -> Carried:
    """Find the row of each entry.

    Args:
        filled: what a ledger holds.
        rows: the words of each row of the new ledger by its id: tasks, targets and findings.
        main: the names of the sheet of each where people fill in; what other sheets hold comes second.
    """
    by_row: dict[str, dict[str, Cell]] = defaultdict(dict)
    own: dict[Of, dict[str, None]] = {"task": {}, "target": {}, "finding": {}}
    rest: list[tuple[Entry, str]] = []
    for of, words in rows.items():
        rest += [(entry, entry.kept) for entry in filled.entries if entry.of == of and entry.kept == "kept_differs"]
        entries = [entry for entry in filled.entries if entry.of == of and entry.kept != "kept_differs"]
        entries.sort(key=lambda entry: (named("sheets").get(entry.sheet) != main[of], entry.kept != ""))
        for entry, row_id in zip(entries, places(entries, words), strict=True):
            if row_id is None:
                rest.append((entry, "kept_gone" if entry.row_id else "kept_own"))
                continue
            own[of] |= dict.fromkeys(entry.own)
            here, other = by_row[row_id], {}
            for name, value in {**entry.values, **entry.own}.items():
                if here.setdefault(name, value) != value:
                    other[name] = value
            if other:
                values = {name: value for name, value in other.items() if name in entry.values}
                extra = {name: value for name, value in other.items() if name in entry.own}
                rest.append((replace(entry, values=values, own=extra), "kept_differs"))
    return Carried(dict(by_row), {of: list(heads) for of, heads in own.items()}, _once(rest))


def _once(rest: Iterable[tuple[Entry, str]]) -> list[tuple[Entry, str]]:
    """What was left, the same entry from several sheets but once."""
    seen: dict[tuple[str, str, str, str], tuple[Entry, str]] = {}
    for entry, reason in rest:
        seen.setdefault((entry.of, entry.row_id, entry.words, repr((entry.values, entry.own))), (entry, reason))
    return list(seen.values())


def _bare(words: str) -> str:
    return re.sub(r"\s+", "", words)[:2000]


def places(entries: Sequence[Entry], rows: Mapping[str, str]) -> list[str | None]:
    """The row that each entry belongs to now: first by the same words, then by the most alike ones."""
    now = {row_id: _bare(words) for row_id, words in rows.items()}
    by_words: dict[str, list[str]] = defaultdict(list)
    for row_id, words in now.items():
        by_words[words].append(row_id)
    found: dict[tuple[str, str], str | None] = {}
    claimed: set[str | None] = {entry.row_id for entry in entries if now.get(entry.row_id) == _bare(entry.words)}
    for entry in entries:
        key = entry.row_id, _bare(entry.words)
        same = by_words.get(key[1], [])
        if key in found:
            continue
        if key[1] and same:
            # Of rows that say the same, each entry has its own, in their order.
            left_over = [row_id for row_id in same if row_id not in claimed] or same
            found[key] = entry.row_id if entry.row_id in same else left_over[0]
            claimed.add(found[key])
        elif not key[1] or not entry.row_id:
            found[key] = entry.row_id if entry.row_id in now else None
    taken = set(found.values())
    left = list(dict.fromkeys((e.row_id, _bare(e.words)) for e in entries if (e.row_id, _bare(e.words)) not in found))
    free = {row_id: words for row_id, words in now.items() if row_id not in taken}
    found.update(alike(left, free))
    return [found.get((entry.row_id, _bare(entry.words))) for entry in entries]


def alike(
    left: Sequence[tuple[str, str]], free: Mapping[str, str], least: float = _OTHER_ID
) -> dict[tuple[str, str], str]:
    """The rows most alike to some words, the surest pairs first and each row once.

    Args:
        left: pairs of an id and words.
        free: the words of each row by its id.
        least: how alike the words must be, of 1; under the same id less is enough.
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    if not left or not free:
        return {}
    ids = list(free)
    scores = cdist([words for _, words in left], list(free.values()), scorer=Indel.normalized_similarity)
    pairs = sorted(
        (
            (-float(scores[at, to]), at, to)
            for at, (row_id, _) in enumerate(left)
            for to, new_id in enumerate(ids)
            if scores[at, to] >= (_SAME_ID if row_id == new_id else least)
        ),
    )
    found: dict[tuple[str, str], str] = {}
    used: set[int] = set()
    for _, at, to in pairs:
        if left[at] not in found and to not in used:
            found[left[at]] = ids[to]
            used.add(to)
    return found
