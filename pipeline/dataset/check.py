"""Check the dataset: rebuild it aside and say in words what differs, and from what a person has accepted.

An expectation is a small file ``expectations/<notice_id>.toml`` with the counts that a person has seen and
accepted.  Fewer than accepted is a loss and fails; more is a warning, until it is accepted in its turn.
"""

from __future__ import annotations

import filecmp
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.dataset import stored
from pipeline.dataset.build import build
from pipeline.dataset.held import notice_ids
from pipeline.dataset.partitioned import MERGE, STATE, state
from pipeline.dataset.report import Options, Track
from pipeline.dataset.workspace import put
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.read.files import written

Row = dict[str, Any]
COUNTS = ("sections", "items", "mentions", "targets", "findings")

# Columns that move when a row is put in before this one: they say nothing about what was read.
_PLACE = ("position", "page", "span_start", "span_end")


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs: its cells as they are in the dataset and as they are rebuilt."""

    key: str
    cells: dict[str, tuple[Any, Any]]

    @property
    def moved(self) -> bool:
        """Only ids and places differ."""
        return all(name in _PLACE or name.endswith("_id") for name in self.cells)


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What differs in a table; rows are named by their key and their words."""

    name: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    columns_gained: tuple[str, ...] = ()
    columns_lost: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.gained, self.lost, self.changed, self.columns_gained, self.columns_lost))

    @property
    def changed_columns(self) -> dict[str, int]:
        """In how many rows each column changed, the most frequent first."""
        return dict(Counter(name for change in self.changed for name in change.cells).most_common())


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A count that is not the accepted one; `expected` is None where nothing has been accepted yet."""

    notice_id: str
    what: str
    expected: int | None
    found: int

    @property
    def fails(self) -> bool:
        return self.expected is not None and self.found < self.expected


@dataclass(frozen=True, slots=True)
class Checked:
    """The result: `tables` that differ, other `files` that differ, and `counts` that are not as accepted."""

    notices: tuple[str, ...]
    rows: int
    tables: tuple[TableChanges, ...] = ()
    files: tuple[str, ...] = ()
    counts: tuple[Shortfall, ...] = ()

    @property
    def ok(self) -> bool:
        return not (self.tables or self.files or any(count.fails for count in self.counts))


def check(sources: Sequence[str | Path], data: Path, expectations: Path, *, track: Track | None = None) -> Checked:
    """Rebuild from the sources, with no help from the cache, and compare with the dataset in `data`.

    Raises:
        NoticeError: a source is missing or cannot be read, or a table or an expectation is damaged.
    """
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        options = Options(only=True, partitioned=bool(state(data)["shards"]))
        report = build(sources, fresh, cache=None, options=options, track=track)
        known = compare(data, fresh)
        different = tuple(changes for changes in known if changes)
        return Checked(
            notices=report.notices,
            rows=sum(report.rows.values()),
            tables=different,
            files=tuple(_other_files(data, fresh, {changes.name for changes in different})),
            counts=tuple(_unexpected(counts(fresh), expectations)),
        )


# ── table by table ───────────────────────────────────────────────────────────────────────────────────


def _rows(folder: Path, table: str, other: Path) -> list[Row]:
    """The rows of a table, but for those in files that another dataset has in the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows: list[Row] = []
    for file in stored.files(folder, table):
        there = other / file.relative_to(folder)
        if there.is_file() and filecmp.cmp(file, there, shallow=False):
            continue
        try:
            rows += pq.ParquetFile(file).read().to_pylist()
        except (pa.ArrowInvalid, OSError) as error:
            raise NoticeError(text("check.damaged", path=file, error=error)) from error
    return rows


def compare(old: Path, new: Path) -> list[TableChanges]:
    """What differs between two datasets, for every table of the dictionary."""
    from pipeline.dataset.datapackage import dictionary

    return [
        _compare(name, table.primary_key, _rows(old, name, new), _rows(new, name, old))
        for name, table in dictionary().tables.items()
    ]


def _compare(name: str, key: Sequence[str], old: list[Row], new: list[Row]) -> TableChanges:
    if old == new:
        return TableChanges(name)
    # A row is the one at the same place of the text, for ids are counted and move when a row comes in before
    # them; where the place has gone, it is the one with the same id.
    placed = bool(old and new) and "span_start" in new[0]
    pairs = _pair(old, new, ("notice_id", "span_start", "span_end")) if placed else []
    paired = {id(row) for pair in pairs for row in pair}
    pairs += _pair([row for row in old if id(row) not in paired], [row for row in new if id(row) not in paired], key)
    paired = {id(row) for pair in pairs for row in pair}
    common = [column for column in old[0] if column in new[0]] if old and new else []
    changed = []
    for one, other in pairs:
        cells = {column: (one[column], other[column]) for column in common if one[column] != other[column]}
        if cells:
            changed.append(Change(_name(one, key), cells))
    return TableChanges(
        name,
        gained=tuple(_describe(row, key) for row in new if id(row) not in paired),
        lost=tuple(_describe(row, key) for row in old if id(row) not in paired),
        changed=tuple(sorted(changed, key=lambda change: change.moved)),
        columns_gained=tuple(column for column in new[0] if column not in old[0]) if common else (),
        columns_lost=tuple(column for column in old[0] if column not in new[0]) if common else (),
    )


def _pair(old: Iterable[Row], new: Iterable[Row], key: Sequence[str]) -> list[tuple[Row, Row]]:
    """Rows of the same key, the first with the first where several have it."""

    def grouped(rows: Iterable[Row]) -> dict[Hashable, list[Row]]:
        groups: dict[Hashable, list[Row]] = defaultdict(list)
        for row in rows:
            groups[tuple(row.get(column) for column in key)].append(row)
        return groups

    there = grouped(new)
    return [pair for value, rows in grouped(old).items() for pair in zip(rows, there.get(value, ()), strict=False)]


def _name(row: Row, key: Sequence[str]) -> str:
    return " ".join(str(row.get(column)) for column in key)


def _describe(row: Row, key: Sequence[str]) -> str:
    """A row by its key and its words."""
    words = (
        str(value)
        for column, value in row.items()
        if value not in (None, "", []) and column not in _PLACE and not column.endswith("_id")
    )
    return f"{_name(row, key)}: {short(' · '.join(words), 100)}"


def short(value: object, size: int = 60) -> str:
    """A cell in one line of at most `size` characters."""
    words = "∅" if value is None else " ".join(str(value).split())
    return words if len(words) <= size else f"{words[: size - 1]}…"


def short_pair(old: object, new: object, size: int = 40) -> tuple[str, str]:
    """Two cells, each in one line, cut so that the place where they part is seen."""
    one, other = short(old, 1 << 30), short(new, 1 << 30)
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    cut = max(0, same - size // 2) if max(len(one), len(other)) > size else 0
    lead = "…" if cut else ""
    return short(lead + one[cut:], size), short(lead + other[cut:], size)


def _other_files(data: Path, fresh: Path, explained: set[str]) -> Iterable[str]:
    """Files that differ though the rows of their table do not.

    That datapackage.json differs where a table does is no news: it holds the hashes.
    """
    for path in sorted(fresh.rglob("*")):
        name = path.relative_to(fresh).as_posix()
        news = name.partition("/")[0].removesuffix(".csv").removesuffix(".parquet")
        hashes = name in (STATE, "datapackage.json") or name.startswith(MERGE)
        if not path.is_file() or news in explained or (explained and hashes):
            continue
        there = data / name
        if not there.is_file() or not filecmp.cmp(path, there, shallow=False):
            yield name
    for path in sorted((data / "text").glob("*.txt")):
        if not (fresh / "text" / path.name).exists():
            yield f"text/{path.name}"


# ── what a person has accepted ───────────────────────────────────────────────────────────────────────


def counts(data: Path) -> dict[str, dict[str, int]]:
    """For each notice of a dataset, how many there are of what expectations are about.

    Raises:
        NoticeError: there is no dataset, or it is damaged.
    """
    import pyarrow as pa

    def columns(table: str, names: Sequence[str]) -> list[Row]:
        try:
            return list(stored.read(data, table, names).to_pylist())
        except (pa.ArrowInvalid, OSError) as error:
            raise NoticeError(text("check.damaged", path=stored.place(data, table), error=error)) from error

    sections = Counter(row["notice_id"] for row in columns("sections", ["notice_id"]))
    found = {}
    for row in columns("notices", ["notice_id", *COUNTS[1:]]):
        notice_id = row.pop("notice_id")
        found[notice_id] = {"sections": sections[notice_id], **row}
    return found


def _accepted(file: Path) -> dict[str, int]:
    try:
        entries = tomllib.loads(written(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, NoticeError) as error:
        raise NoticeError(text("check.bad_expectation", path=file, error=error)) from error
    if entries.keys() - set(COUNTS) or not all(type(count) is int for count in entries.values()):
        raise NoticeError(text("check.bad_expectation", path=file, error=f"{', '.join(COUNTS)} = 0, 1, 2 …"))
    return entries


def _unexpected(found: dict[str, dict[str, int]], expectations: Path) -> Iterable[Shortfall]:
    files = {file.stem: file for file in sorted(expectations.glob("*.toml"))}
    for notice_id, here in found.items():
        if notice_id not in files:
            yield Shortfall(notice_id, "items", None, here["items"])
            continue
        for what, expected in _accepted(files[notice_id]).items():
            if here[what] != expected:
                yield Shortfall(notice_id, what, expected, here[what])
    for notice_id in files.keys() - found.keys():
        yield Shortfall(notice_id, "notices", 1, 0)


def accept(notice_id: str, data: Path, expectations: Path) -> dict[str, tuple[int | None, int]]:
    """Write down the counts of a notice as seen and accepted by a person.

    Returns:
        What changed: the count accepted before, None if there was none, and the count now.

    Raises:
        NoticeError: the dataset does not hold the notice.
    """
    now = counts(data).get(notice_id)
    if now is None:
        held = ", ".join(sorted(notice_ids(data)))
        raise NoticeError(text("check.unknown", notice_id=notice_id, data=data, held=held))
    file = expectations / f"{notice_id}.toml"
    before = _accepted(file) if file.exists() else {}
    expectations.mkdir(parents=True, exist_ok=True)
    head = f"# Counts that a person has seen and accepted: python -m pipeline accept {notice_id}"
    lines = [head, *(f"{what} = {now[what]}" for what in COUNTS), ""]
    put(file, "\n".join(lines).encode())
    return {what: (before.get(what), now[what]) for what in COUNTS if before.get(what) != now[what]}
