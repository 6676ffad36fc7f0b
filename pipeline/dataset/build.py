"""Build the dataset: sources → notices → tables, written aside and moved in whole.

A build adds and updates what it is given; what it is not given stays, unless the place that it came from is looked
through again and it is no longer there.  Rows pass through a store on disk one notice at a time (`store`); small
datasets are then written as one file a table (`tables`), large ones by province and year (`partitioned`).
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataset import engines, partitioned, reading
from pipeline.dataset.engines import Engine, Limits, Lost
from pipeline.dataset.held import QUARANTINE, files_of, notice_ids, source_files
from pipeline.dataset.reading import Job, Result
from pipeline.dataset.report import Concern, Options, Quarantined, Report, Track, listed
from pipeline.dataset.sources import Source, find, folder_of, origins
from pipeline.dataset.store import Entry, Index, Store, fingerprint, key, look
from pipeline.dataset.workspace import Workspace, aside, locked, move_in
from pipeline.messages import text
from pipeline.notice import NoticeError

if TYPE_CHECKING:
    from pipeline.dataset.tables import Part

_HERE = Workspace()
# Starting other processes takes as long as reading this many texts.
_FEW = 8
# Above so many notices the tables are partitioned.
LARGE = 500
# The findings of so many notices just read are told.
_TOLD = 20


def build(
    sources: Sequence[str | Path],
    out: Path,
    *,
    cache: Path | None = _HERE.cache,
    corrections: Path = _HERE.corrections,
    options: Options | None = None,
    track: Track | None = None,
    waiting: Callable[[str], None] | None = None,
) -> Report:
    """Read the notices that are given and put them into the dataset.

    Args:
        sources: files, folders, patterns, lists and addresses (what `find` takes).
        out: the folder of the dataset.  Files there that no build wrote are left alone.
        cache: where rows are kept from one build to the next; None keeps nothing.
        corrections: the folder of what a person corrected.
        options: how it is done.
        track: wraps the reading for a progress bar; gets the steps and their number.
        waiting: told who is building this folder, where another build is; this one waits for it.

    Raises:
        NoticeError: a source is missing or no notice; the message names every such file.  `out` is untouched.
        OSError: the dataset could not be written; `out` is as it was.
    """
    options = options or Options()
    given, skipped = find(sources)
    with ExitStack() as stack:
        stack.enter_context(locked(out, waiting))
        folder = stack.enter_context(aside(out))
        cache = _usable(cache) or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        work = _Build(given, sources, out, Store(cache), Index(cache, out), corrections, options)
        _require_notices_of(corrections, sources, work.entries)
        work.read(track)
        report = work.write(folder)
    return Report(skipped=tuple(skipped), **report)


def _require_notices_of(corrections: Path, sources: Sequence[str | Path], known: Container[str]) -> None:
    """Refuse a file of corrections whose notice is gone or called otherwise; where raw/ beside it is read, all are there."""
    beside = {Path(source).absolute() for source in sources if isinstance(source, Path) or "://" not in source}
    if not any(place.parent == corrections.absolute().parent and place.is_dir() for place in beside):
        return
    if stray := [file.name for file in sorted(corrections.glob("*.toml")) if file.stem not in known]:
        raise NoticeError(text("corrections.no_notice", folder=corrections, files="、".join(stray)))


def _usable(cache: Path | None) -> Path | None:
    """The cache, where it can be written."""
    if cache:
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=cache):
                return cache
    return None


class _Build:
    """One build: what the dataset is to hold, what must be read for it, and what came of that."""

    def __init__(
        self,
        given: Sequence[Source],
        sources: Sequence[str | Path],
        out: Path,
        store: Store,
        index: Index,
        corrections: Path,
        options: Options,
    ) -> None:
        self.out, self.store, self.index = out, store, index
        self.corrections, self.options = corrections, options
        self.code = fingerprint()
        self.held = notice_ids(out) if index.held is None else index.held
        self.entries: dict[str, Entry] = {}
        self.unread: list[Entry] = []
        self.errors: list[tuple[Entry, str, str]] = []
        count = len(given) if options.only else len(self.held | {source.notice_id for source in given})
        large = bool(partitioned.state(out)["shards"]) or count > LARGE
        self.large = large if options.partitioned is None else options.partitioned
        self.keep_going = len(given) > _FEW if options.keep_going is None else options.keep_going
        for source in given:
            self._take(source)
        if not options.only:
            self._keep(origins(sources), {source.notice_id for source in given})

    # ── what the dataset is to hold ──

    def _take(self, source: Source) -> None:
        """A source that is given: read where it or what it depends on changed."""
        path = str(source.path.absolute())
        known = self.index.entries.get(source.notice_id)
        entry = known if known and known.path == path else Entry(source.notice_id, path, source.origin)
        entry.origin = source.origin
        self._look(entry, source.path)

    def _keep(self, looked_through: set[str], given: set[str]) -> None:
        """What is not given stays, unless it came from a place that was looked through."""
        others = {notice_id: self.index.entries.get(notice_id) for notice_id in self.held - given}
        others |= {
            one.notice_id: one for one in self.index.entries.values() if one.error and one.notice_id not in given
        }
        unknown = [notice_id for notice_id, entry in others.items() if entry is None]
        files = source_files(self.out, unknown)
        for notice_id in sorted(others):
            path = Path(_HERE.raw, files.get(notice_id, notice_id)).absolute()
            entry = others[notice_id] or Entry(notice_id, str(path), folder_of(path))
            if entry.origin in looked_through or (entry.error and not Path(entry.path).exists()):
                continue
            if entry.error is None and entry.key == key(entry, self.code) and self._has(entry):
                self.entries[notice_id] = entry
            elif Path(entry.path).exists():
                self._look(entry, Path(entry.path))
            elif entry.error is None and self._has(entry):
                self.entries[notice_id] = entry
            else:
                raise NoticeError(text("build.rows_lost", notice_id=notice_id, path=entry.path))

    def _look(self, entry: Entry, path: Path) -> None:
        self.entries[entry.notice_id] = entry
        try:
            look(entry, self.corrections)
        except (OSError, NoticeError) as error:
            self._fail(entry, "unreadable", reading.why(path, error))
            return
        now = key(entry, self.code)
        known = entry.key == now and not self.options.fresh
        if known and entry.error:
            self.errors.append((entry, "unreadable", entry.error))
        elif not self.options.fresh and self.store.has(entry.notice_id, now) and self._facts(entry, now):
            entry.error = None
        else:
            self.unread.append(entry)
        entry.key = now

    def _has(self, entry: Entry) -> bool:
        return self.store.has(entry.notice_id, entry.key) and self._facts(entry, entry.key)

    def _facts(self, entry: Entry, now: bytes) -> bool:
        """Whether the rows are kept whole, as far as they are needed; what is asked of them is then known."""
        from pipeline.dataset.tables import load_rows

        if self.large and entry.facts and entry.key == now:
            return True
        try:
            entry.facts = reading.facts(load_rows(self.store.get(entry.notice_id, now)))
        except (OSError, ValueError):
            return False
        return True

    # ── reading ──

    def read(self, track: Track | None) -> None:
        """Read what must be read.

        Raises:
            NoticeError: files could not be read and the build is not to go on without them; all are named.
        """
        steps = self._steps(list(self.unread))
        for _ in track(steps, len(self.unread)) if track else steps:
            pass
        if self.errors and not self.keep_going:
            order = sorted(self.errors, key=lambda one: one[0].notice_id)
            raise NoticeError("\n".join(message for _, _, message in order))

    def _steps(self, entries: Sequence[Entry]) -> Iterator[bool]:
        away = not isinstance(self.options.engine, engines.Local)  # elsewhere one stands in another folder
        corrections = self.corrections.absolute() if away else self.corrections
        jobs = _Jobs(entries, corrections, away)
        small = len(jobs) <= _FEW and reading.is_small([Path(entry.path) for entry in entries])
        here = small and self.options.keep_going is not True and isinstance(self.options.engine, engines.Local)
        engine: Engine = engines.Here() if here else self.options.engine
        for place, result in engine.map(reading.read_job, jobs, self.options.limits):
            yield self._done(entries[place], jobs[place].path, result)

    def _done(self, entry: Entry, path: Path, result: Result | Lost) -> bool:
        if isinstance(result, Lost):
            self._fail(entry, "ended" if result.seconds is None else "slow", reading.lost(path, result))
        elif result.error:
            now = entry.key
            self._fail(entry, "unreadable", result.error)
            entry.key = now if result.lasting else b""
        else:
            self.store.put(entry.notice_id, entry.key, result.part)
            entry.facts, entry.error = result.facts, None
        return entry.error is None

    def _fail(self, entry: Entry, kind: str, message: str) -> None:
        """A source without rows; the next build tries it again."""
        entry.error, entry.key = message, b""
        self.errors.append((entry, kind, message))

    # ── writing ──

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the dataset into the empty `folder` and move it in; returns what the report tells."""
        counted, doubtful, quarantined = self._parted()
        if not counted:
            raise NoticeError("\n".join(one.reason for one in quarantined))
        gone = files_of(self.out, self.held)
        rows = self._tables(counted, folder, self.large)
        if doubtful:
            (folder / QUARANTINE).mkdir()
            self._tables(doubtful, folder / QUARANTINE, len(doubtful) > LARGE)
        if quarantined:
            (folder / f"{QUARANTINE}.csv").write_bytes(listed(quarantined))
        if self.large:
            gone -= partitioned.files_of(json.loads((folder / partitioned.STATE).read_bytes()))
        move_in(folder, self.out, gone)
        notices = {entry.notice_id for entry in counted}
        self.index.save(self.entries, notices)
        read = sorted(entry.notice_id for entry in self.unread if entry.notice_id in notices)
        findings: Counter[str] = Counter()
        for entry in counted:
            findings.update(entry.facts["severities"])
        return {
            "out": self.out,
            "notices": tuple(sorted(notices)),
            "read": tuple(read),
            "dropped": tuple(sorted(self.held - notices)),
            "rows": rows,
            "findings": dict(findings),
            "concerns": tuple(concern for notice_id in read[:_TOLD] for concern in self._concerns(notice_id)),
            "quarantined": tuple(quarantined),
        }

    def _parted(self) -> tuple[list[Entry], list[Entry], list[Quarantined]]:
        """What is counted, what is too doubtful to be, and all that is left out with the reason."""
        left = [Quarantined(_shown(entry.path), entry.notice_id, kind, said) for entry, kind, said in self.errors]
        counted: list[Entry] = []
        doubtful: list[Entry] = []
        seen: dict[tuple[str, ...], str] = {}
        worst = self.options.at_least
        for notice_id in sorted(self.entries):
            entry = self.entries[notice_id]
            if entry.error:
                continue
            marks = reading.marks(entry.facts)
            other = next((seen[mark] for mark in marks if mark in seen), None)
            grade = entry.facts.get("grade")
            if other and not self.options.duplicates:
                said = text("build.duplicate", path=_shown(entry.path), other=other)
                left.append(Quarantined(_shown(entry.path), notice_id, "duplicate", said))
                continue
            seen.update(dict.fromkeys(marks, notice_id))
            if worst and grade and grade > worst:
                why = self._part(entry)["notices"][text("build.grade_column")][0].as_py()
                said = text("build.grade", path=_shown(entry.path), grade=grade, why=why)
                left.append(Quarantined(_shown(entry.path), notice_id, "grade", said))
                doubtful.append(entry)
            else:
                counted.append(entry)
        return counted, doubtful, sorted(left, key=lambda one: one.notice_id)

    def _tables(self, entries: Sequence[Entry], folder: Path, large: bool) -> dict[str, int]:
        """Write the tables of some notices; how many rows each has."""
        if not large:
            from pipeline.dataset import tables

            tables.write((self._part(entry) for entry in entries), folder)
            return _row_counts(folder)
        members = [partitioned.Member.of(entry.notice_id, entry.key, entry.facts) for entry in entries]
        before = self.out if folder.parent == self.out else self.out / folder.name
        while True:
            try:
                return partitioned.counts(partitioned.write(members, self.store.folder, before, folder, _run_shards))
            except partitioned.DamagedError as error:
                for notice_id in error.notice_ids:
                    self._again(self.entries[notice_id])

    def _part(self, entry: Entry) -> Part:
        from pipeline.dataset.tables import load_rows

        try:
            return load_rows(self.store.get(entry.notice_id, entry.key))
        except (OSError, ValueError):
            self._again(entry)
            return load_rows(self.store.get(entry.notice_id, entry.key))

    def _again(self, entry: Entry) -> None:
        """Read a notice whose rows were kept damaged."""
        job = Job(Path(_shown(entry.path)), self.corrections)
        [(_, result)] = engines.Local(1).map(reading.read_job, [job], self.options.limits)
        if isinstance(result, Lost):
            raise NoticeError("\n".join([reading.lost(job.path, result)]))
        if result.error:
            raise NoticeError("\n".join([result.error]))
        self.store.put(entry.notice_id, entry.key, result.part)

    def _concerns(self, notice_id: str) -> Iterator[Concern]:
        columns = ("notice_id", "item_id", "code", "severity", "message", "message_en")
        for row in self._part(self.entries[notice_id])["findings"].select([*columns, "seen"]).to_pylist():
            if not row.pop("seen"):
                yield Concern(**row)


@dataclass(frozen=True, slots=True)
class _Jobs(Sequence[Job]):
    """The jobs of reading, each made as it is handed out; `away` says that it is done in another folder."""

    entries: Sequence[Entry]
    corrections: Path
    away: bool

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, place: Any) -> Any:
        path = self.entries[place].path
        return Job(Path(path if self.away else _shown(path)), self.corrections)


def _run_shards(jobs: Sequence[partitioned.ShardJob]) -> Iterator[tuple[int, partitioned.Written]]:
    """Write shards, in several processes where there are many."""
    engine: Engine = engines.Local() if len(jobs) > 2 else engines.Here()
    for place, written in engine.map(partitioned.write_shard, jobs, Limits()):
        if isinstance(written, Lost):
            raise NoticeError(text("build.process_ended"))
        yield place, written


def _shown(path: str) -> str:
    """A path as a person gives it: from the folder one stands in, where it is below that."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _row_counts(folder: Path) -> dict[str, int]:
    import pyarrow.parquet as pq

    from pipeline.dataset.datapackage import dictionary

    return {name: pq.read_metadata(folder / f"{name}.parquet").num_rows for name in dictionary().tables}
