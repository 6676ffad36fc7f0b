"""A dataset too large for one file a table: Parquet files by province and year, of which only the changed are written.

``<table>/province_code=37/notice_year=2024/part-0.parquet`` holds the rows of some notices, in the order of their ids;
so does ``text/`` with the texts.  A shard is the files of the same notices in all tables; which notices it has follows
from their province, their year and, where these are many, from a hash of their ids.  Tables whose rows span notices
are merged from what each shard has of them (kept below ``.merge/``), a province at a time.

Memory: one notice's rows, a buffer a table, and the merged rows of one shard; it does not grow with the notices.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from pipeline.dataset import tables
from pipeline.dataset.datapackage import dictionary, partitioned_package
from pipeline.dataset.store import Store
from pipeline.dataset.workspace import content, same

STATE = ".shards.json"
MERGE = ".merge"
# So many notices share a shard before it is parted in sixteen: some 30,000 tasks in a file.
_SHARD = 256
# Rows come into a file in groups of about this many bytes in memory.
_GROUP = 16_000_000
# So many files are merged at once.
_OPEN = 64
# So many rows of a table that spans notices are held before they are merged.
_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Member:
    """A notice of the dataset: the state its rows are kept under, and where it belongs."""

    notice_id: str
    key: bytes
    province: str
    year: int

    @classmethod
    def of(cls, notice_id: str, key: bytes, facts: Mapping[str, Any]) -> Member:
        return cls(notice_id, key, _province(facts.get("adcode")), facts.get("subject_year") or 0)


def _province(adcode: str | None) -> str:
    return (adcode or "00")[:2]


@dataclass(frozen=True, slots=True)
class ShardJob:
    """A shard to be written below `folder` out of the rows kept in `cache`."""

    shard: str
    members: tuple[tuple[str, bytes], ...]
    cache: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a shard with their number of rows, and the notices whose rows were kept damaged."""

    rows: Mapping[str, int]
    damaged: tuple[str, ...] = ()


def shards(members: Iterable[Member]) -> dict[str, list[Member]]:
    """The members of each shard, in the order of their ids; the shards in the order of their names."""
    places: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        places[f"province_code={member.province}/notice_year={member.year}"].append(member)
    found: dict[str, list[Member]] = {}
    for place, there in sorted(places.items()):
        digits = 0
        while len(there) > _SHARD * 16**digits:
            digits += 1
        parted: dict[str, list[Member]] = defaultdict(list)
        for member in sorted(there, key=lambda member: member.notice_id):
            name = hashlib.sha256(member.notice_id.encode()).hexdigest()[:digits] or "0"
            parted[f"{place}/part-{name}"].append(member)
        found |= dict(sorted(parted.items()))
    return found


def digest(members: Iterable[Member]) -> str:
    """The state of a shard: which notices in which state."""
    whole = hashlib.sha256()
    for member in members:
        whole.update(member.notice_id.encode() + b"\n" + member.key)
    return whole.hexdigest()


def state(out: Path) -> dict[str, Any]:
    """What a build wrote down of its shards; nothing where `out` is no partitioned dataset."""
    with suppress(OSError, ValueError):
        found = json.loads(content(out / STATE))
        if isinstance(found, dict) and {"shards", "merged"} <= found.keys():
            return found
    return {"shards": {}, "merged": {}}


def files_of(known: Mapping[str, Any]) -> set[Path]:
    """The files of a state, the merged ones among them."""
    groups = (*known["shards"].values(), *known["merged"].values())
    return {Path(file) for group in groups for file in group["rows"]}


def write_shard(job: ShardJob) -> Written:
    """Write the files of one shard, notice by notice."""
    spanning = [table.name for table in dictionary().tables.values() if table.spans_notices]
    store = Store(job.cache)
    damaged: list[str] = []
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in spanning}
    merged_to: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    with ExitStack() as stack:
        open_files = {
            name: stack.enter_context(tables.Writer(job.folder / name / f"{job.shard}.parquet", name, _GROUP))
            for name in (*dictionary().tables, tables.TEXT)
            if name not in spanning
        }
        for notice_id, key in job.members:
            try:
                part = tables.load_rows(store.get(notice_id, key))
            except (OSError, ValueError):
                damaged.append(notice_id)
                continue
            for name, file in open_files.items():
                file.add(part[name])
            for name in spanning:
                parts[name] += part[name].to_pylist()
                if len(parts[name]) > 2 * merged_to[name] + _ROWS:
                    parts[name] = tables.merge(name, parts[name])
                    merged_to[name] = len(parts[name])
        for name, file in open_files.items():
            rows[f"{name}/{job.shard}.parquet"] = file.rows
    for name, unmerged in parts.items():
        for province, own in _by_province(tables.merge(name, unmerged)):
            file_name = f"{MERGE}/{name}/{province}/{job.shard.replace('/', '~')}.parquet"
            with tables.Writer(job.folder / file_name, name, _GROUP) as writer:
                writer.add(tables.of_rows(name, own))
            rows[file_name] = len(own)
    return Written(dict(rows), tuple(damaged))


def _by_province(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[_province(row.get("adcode"))].append(row)
    yield from sorted(found.items())


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────


def write(
    members: Iterable[Member],
    cache: Path,
    out: Path,
    folder: Path,
    run: Callable[[Sequence[ShardJob]], Iterable[tuple[int, Written]]],
) -> dict[str, Any]:
    """Write into `folder` what must change in `out`, and its new state; that state is returned.

    Args:
        members: the notices of the dataset.
        cache: where their rows are kept.
        out: the dataset as it is.
        folder: an empty folder.
        run: does the jobs of writing shards.

    Raises:
        DamagedError: rows were kept damaged and must be read again.
    """
    before = state(out)
    version = dictionary().fingerprint
    wanted = shards(members)
    now: dict[str, Any] = {"version": version, "shards": {}, "merged": {}}
    todo = []
    for shard, own in wanted.items():
        known = before["shards"].get(shard)
        mark = digest(own)
        if known and known["digest"] == mark and before.get("version") == version and _there(out, known["rows"]):
            now["shards"][shard] = known
        else:
            now["shards"][shard] = {"digest": mark, "notices": len(own), "rows": {}}
            todo.append(ShardJob(shard, tuple((one.notice_id, one.key) for one in own), cache, folder))
    damaged: list[str] = []
    for place, written in run(todo):
        now["shards"][todo[place].shard]["rows"] = dict(sorted(written.rows.items()))
        damaged += written.damaged
    if damaged:
        raise DamagedError(damaged)
    _merge(before, now, out, folder)
    (folder / STATE).write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8", newline="\n")
    (folder / "datapackage.json").write_text(_package(now), encoding="utf-8", newline="\n")
    return now


class DamagedError(Exception):
    """The rows of some notices were kept damaged."""

    def __init__(self, notice_ids: Sequence[str]) -> None:
        super().__init__(", ".join(notice_ids))
        self.notice_ids = list(notice_ids)


def _there(out: Path, files: Iterable[str]) -> bool:
    return all((out / file).is_file() for file in files)


def _merge(before: Mapping[str, Any], now: dict[str, Any], out: Path, folder: Path) -> None:
    """Merge the tables that span notices, for each province that a changed shard names or named."""
    parts = {"before": _merge_files(before), "now": _merge_files(now)}
    for target in sorted(parts["now"]):
        files, old = parts["now"][target], parts["before"].get(target, set())
        # A shard written anew mostly gives these tables what it gave before: a figure more makes no other unit.
        touched = files != old or any(
            (folder / file).is_file() and not same(folder / file, out / file) for file in files
        )
        known = before["merged"].get(target)
        if known and before.get("version") == now["version"] and not touched and _there(out, known["rows"]):
            now["merged"][target] = known
            continue
        table = target.split("/")[0]
        places = [folder / file if (folder / file).is_file() else out / file for file in sorted(files)]
        now["merged"][target] = {"rows": {target: _merge_into(table, places, folder / target)}}


def _merge_files(known: Mapping[str, Any]) -> dict[str, set[str]]:
    """For each merged file the files it is merged from."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in known["shards"].values():
        for file in entry["rows"]:
            if file.startswith(f"{MERGE}/"):
                _, table, province, _ = file.split("/")
                found[f"{table}/province_code={province}/part-0.parquet"].add(file)
    return found


def _merge_into(table: str, files: Sequence[Path], target: Path) -> int:
    """Merge sorted files into one; so many are open at once, the rest is merged from merged ones."""
    level = list(files)
    step = 0
    while len(level) > _OPEN:
        groups = [level[at : at + _OPEN] for at in range(0, len(level), _OPEN)]
        level = []
        for number, group in enumerate(groups):
            level.append(target.parent / f".level-{step}-{number}.parquet")
            _merge_once(table, group, level[-1])
        step += 1
    count = _merge_once(table, level, target)
    for made in target.parent.glob(".level-*"):
        made.unlink()
    return count


def _merge_once(table: str, files: Sequence[Path], target: Path) -> int:
    key = itemgetter(*dictionary().tables[table].primary_key)
    rows = heapq.merge(*(_rows(file) for file in files), key=key)
    with tables.Writer(target, table, _GROUP) as writer:
        done: list[dict[str, Any]] = []
        for _, same in groupby(rows, key):
            done += tables.merge(table, same)
            if len(done) >= _ROWS:
                writer.add(tables.of_rows(table, done))
                done = []
        writer.add(tables.of_rows(table, done))
        return writer.rows


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as opened:
        for batch in opened.iter_batches(batch_size=500):
            yield from batch.to_pylist()


def counts(known: Mapping[str, Any]) -> dict[str, int]:
    """The rows of each table."""
    found: Counter[str] = Counter()
    for group in (*known["shards"].values(), *known["merged"].values()):
        for file, rows in group["rows"].items():
            found[file.split("/")[0]] += rows
    return {name: found[name] for name in dictionary().tables}


def _package(known: Mapping[str, Any]) -> str:
    files: dict[str, list[str]] = defaultdict(list)
    for file in sorted(map(str, files_of(known))):
        if not file.startswith(MERGE):
            files[file.split("/")[0]].append(file)
    return partitioned_package(files, sum(entry["notices"] for entry in known["shards"].values()))
