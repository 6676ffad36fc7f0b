"""Build the dataset: files → notices → tables, written aside and moved in whole.

Only what changed is read again: the rows of every notice are kept in a cache under a hash of the file, of the
corrections made to it, and of the code and the vocabulary that read it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dataset.workspace import Workspace, aside, end_with_parent, locked, move_in
from pipeline.messages import reason, text
from pipeline.notice import NoticeError

if TYPE_CHECKING:
    from pipeline.dataset.tables import Part

_PROGRAM = Path(__file__).resolve().parents[2]
_HERE = Workspace()

# Starting other processes takes as long as reading this many texts, or one file of this size (a PDF, say).
_FEW = 8
_SMALL = 1 << 20

Track = Callable[[Iterable[bool], int], Iterable[bool]]


@dataclass(frozen=True, slots=True)
class Concern:
    """A finding in a notice that has just been read, for the person to look at, in Chinese and English."""

    notice_id: str
    item_id: str | None
    severity: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    `read` are the notices that were read anew, `dropped` those that the dataset held before and holds no
    longer, `skipped` what lay among the sources and was passed over; `rows` counts each table and `findings`
    each severity.
    """

    out: Path
    notices: tuple[str, ...]
    read: tuple[str, ...]
    dropped: tuple[str, ...]
    skipped: tuple[Path, ...]
    rows: dict[str, int]
    findings: dict[str, int]
    concerns: tuple[Concern, ...]


def build(
    sources: Sequence[Path],
    out: Path,
    *,
    cache: Path | None = _HERE.cache,
    corrections: Path = _HERE.corrections,
    track: Track | None = None,
    waiting: Callable[[str], None] | None = None,
) -> Report:
    """Read the notices and write the dataset; it holds these notices and no others.

    Args:
        sources: files, and folders whose files are read (what `find` takes).
        out: the folder of the dataset.  Files there that no build wrote are left alone.
        cache: where rows are kept from one build to the next; None reads every file anew.
        corrections: the folder of what a person corrected.
        waiting: told who is building this folder, where another build is; this one waits for it.
        track: wraps the reading for a progress bar; gets the steps and their number.

    Raises:
        NoticeError: a source is missing or no notice; the message names every such file.  `out` is untouched.
        OSError: the dataset could not be written; `out` is as it was.
    """
    paths, skipped = find(sources)
    with locked(out, waiting), aside(out) as folder:
        parts, read = read_notices(paths, cache, track, corrections)
        from pipeline.dataset import tables

        tables.write(parts.values(), folder)
        before = notice_ids(out)
        rows = _row_counts(folder)
        move_in(folder, out, _files_of(out, before))
    findings: Counter[str] = Counter()
    for part in parts.values():
        findings.update(part["findings"]["severity"].to_pylist())
    return Report(
        out=out,
        notices=tuple(sorted(parts)),
        read=tuple(sorted(read)),
        dropped=tuple(sorted(before - parts.keys())),
        skipped=tuple(skipped),
        rows=rows,
        findings=dict(findings),
        concerns=tuple(concern for notice_id in sorted(read) for concern in _concerns(parts[notice_id])),
    )


def _concerns(part: Part) -> Iterator[Concern]:
    columns = ("notice_id", "item_id", "severity", "message", "message_en")
    for row in part["findings"].select([*columns, "seen"]).to_pylist():
        if not row.pop("seen"):
            yield Concern(**row)


def _row_counts(folder: Path) -> dict[str, int]:
    import pyarrow.parquet as pq

    from pipeline.dataset.datapackage import dictionary

    return {name: pq.read_metadata(folder / f"{name}.parquet").num_rows for name in dictionary().tables}


# ── which files ──────────────────────────────────────────────────────────────────────────────────────


def find(sources: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files to read, in the order of their notice ids, and what was passed over in the folders.

    A folder gives the files directly in it.  Hidden files, README and what an office program or a file
    manager leaves behind are no notices; subfolders are passed over and told.

    Raises:
        NoticeError: nothing is there, or two files would have the same notice id.
    """
    files: dict[Path, None] = {}
    skipped: list[Path] = []
    for source in sources:
        if source.is_dir():
            for entry in sorted(source.iterdir()):
                if entry.is_dir():
                    if not entry.name.startswith("."):
                        skipped.append(entry)
                elif not _is_clutter(entry.name):
                    files.setdefault(entry)
        elif source.exists():
            files.setdefault(source)
        else:
            raise NoticeError(text("build.missing", path=source))
    named: dict[str, Path] = {}
    for path in files:
        if not path.stem.isprintable():
            raise NoticeError(text("build.bad_name", path=ascii(str(path))))
        other = named.setdefault(path.stem, path)
        if other is not path and not other.samefile(path):
            raise NoticeError(text("build.same_name", one=other, other=path, notice_id=path.stem))
    if not named:
        raise NoticeError(text("build.empty", folder=", ".join(map(str, sources))))
    return [named[notice_id] for notice_id in sorted(named)], skipped


def _is_clutter(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("Thumbs.db", "desktop.ini") or name.split(".")[0] == "README"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Result:
    """The dumped rows of a notice, or why there are none."""

    part: bytes = b""
    error: str | None = None


def read_notices(
    paths: Sequence[Path],
    cache: Path | None,
    track: Track | None = None,
    corrections: Path = _HERE.corrections,
) -> tuple[dict[str, Part], list[str]]:
    """The rows of each notice by its id, and the ids of those that were read and not taken from the cache.

    Raises:
        NoticeError: files could not be read; the message names them all.
    """
    from pipeline.dataset import tables

    parts: dict[str, Part] = {}
    keys: dict[Path, bytes] = {}
    errors: list[str] = []
    code = fingerprint() if cache else b""
    for path in paths:
        if cache:
            try:
                keys[path] = _key(path, corrections, code)
            except OSError as error:
                errors.append(text("error.file", path=path, reason=reason(error)))
                continue
            with suppress(OSError, ValueError):
                parts[path.stem] = tables.load_rows(_stored(cache, path, keys[path]))
    unread = [path for path in paths if path.stem not in parts and (path in keys or not cache)]

    def steps() -> Iterator[bool]:
        for path, result in zip(unread, _results(unread, corrections), strict=True):
            if result.error:
                errors.append(result.error)
            else:
                parts[path.stem] = tables.load_rows(result.part)
                if cache:
                    with suppress(OSError):
                        _store(cache, path, keys[path], result.part)
            yield result.error is None

    for _ in track(steps(), len(unread)) if track else steps():
        pass
    if errors:
        raise NoticeError("\n".join(errors))
    return {path.stem: parts[path.stem] for path in paths}, [path.stem for path in unread]


def _results(paths: Sequence[Path], corrections: Path) -> Iterator[_Result]:
    """What came of each file, in order; in several processes where that is quicker."""
    small = len(paths) <= _FEW and sum(path.stat().st_size for path in paths) < _SMALL
    workers = min(os.cpu_count() or 1, len(paths))
    if workers < 2 or small:
        yield from (_read(path, corrections) for path in paths)
        return
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as pool:
        try:
            yield from pool.map(_read, paths, repeat(corrections))
        except BrokenProcessPool as error:
            raise NoticeError(text("build.process_ended")) from error


def _read(path: Path, corrections: Path) -> _Result:
    """Read one file.  Its errors are results, so that all bad files are named at once."""
    try:
        return _Result(_dumped(path, corrections))
    except NoticeError as error:
        message = str(error)
        return _Result(error=message if path.name in message else text("error.file", path=path, reason=message))
    except OSError as error:
        return _Result(error=text("error.file", path=path, reason=reason(error)))
    except Exception as error:
        # A fault of the program: say where, and name the file like any other that cannot be read.
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        at = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
        return _Result(error=text("build.fault", path=path, error=f"{type(error).__name__}: {error}", at=at))


def _dumped(path: Path, corrections: Path) -> bytes:
    from pipeline.dataset import tables
    from pipeline.extract import rows
    from pipeline.read import read
    from pipeline.structure.corrections import load

    return tables.dump(tables.arrow(rows(read(path), load(corrections, path.stem))))


# ── the cache ────────────────────────────────────────────────────────────────────────────────────────


def fingerprint(root: Path = _PROGRAM) -> bytes:
    """A hash of everything but the notice that its rows depend on: code, vocabulary, pinned libraries."""
    package = root / "pipeline"
    files = [*package.rglob("*.py"), *package.rglob("*.toml"), root / "requirements" / "base.txt"]
    whole = hashlib.sha256()
    for file in sorted(files):
        if file.exists():
            whole.update(f"{file.relative_to(root)}\n".encode())
            whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.digest()


def _key(path: Path, corrections: Path, code: bytes) -> bytes:
    """What the rows of a notice depend on: its file and its name, its corrections, the code that reads it."""
    whole = hashlib.sha256(code)
    whole.update(f"{path.name}\n".encode())
    for file in (path, corrections / f"{path.stem}.toml"):
        if file is path or file.exists():
            with file.open("rb") as content:
                whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.digest()


def _stored(cache: Path, path: Path, key: bytes) -> bytes:
    """The rows kept under `key`.

    Raises:
        OSError, ValueError: nothing is kept, or it is damaged, or it was kept for another state of things.
    """
    entry = (cache / path.stem).read_bytes()
    size = len(key)
    if entry[:size] != key or entry[size : 2 * size] != hashlib.sha256(entry[2 * size :]).digest():
        raise ValueError("another state")
    return entry[2 * size :]


def _store(cache: Path, path: Path, key: bytes, part: bytes) -> None:
    """Keep the rows of a notice, in place of what was kept for it before."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache, delete=False) as file:
        file.write(key + hashlib.sha256(part).digest() + part)
    os.replace(file.name, cache / path.stem)


# ── what is there ────────────────────────────────────────────────────────────────────────────────────────


def _files_of(out: Path, notices: Iterable[str]) -> set[Path]:
    """The files in `out` that a build wrote, by its own description of them."""
    files = {Path("text", f"{notice_id}.txt") for notice_id in notices if Path(notice_id).name == notice_id}
    with suppress(OSError, ValueError, KeyError, TypeError):
        resources = json.loads((out / "datapackage.json").read_bytes())["resources"]
        names = (Path(resource["path"]) for resource in resources)
        files.update(name for name in names if len(name.parts) == 1 and name.suffix in (".csv", ".parquet"))
    return {file for file in files if (out / file).is_file()}


def notice_ids(data: Path) -> set[str]:
    """The notices that a dataset holds; none where there is no dataset that can be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with suppress(OSError, pa.ArrowInvalid, KeyError):
        return set(pq.read_table(data / "notices.parquet", columns=["notice_id"])["notice_id"].to_pylist())
    return set()
