"""What is kept from one build to the next: the rows of each notice, and what a build knows of each source.

Only what changed is read again: the rows of a notice are kept under a hash of its file, of the corrections made to
it, and of the code and the vocabulary that read it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.dataset.workspace import content
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.read.files import files_of, regular

PACKAGE = Path(__file__).resolve().parents[1]
_DIGEST = 32
# A file that changed so shortly before it was looked at may change again within the same tick of its clock.
_TICK = 2_000_000_000


def fingerprint(root: Path = PACKAGE.parent) -> bytes:
    """A hash of everything but the notice that its rows depend on: code, vocabulary, pinned libraries."""
    package = root / PACKAGE.name
    files = [*package.rglob("*.py"), *package.rglob("*.toml"), root / "requirements" / "base.txt"]
    whole = hashlib.sha256()
    for file in sorted(files):
        if file.exists():
            whole.update(f"{file.relative_to(root)}\n".encode())
            whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.digest()


class Store:
    """The rows of notices, a file each, named by the notice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, notice_id: str, key: bytes) -> bool:
        """Whether rows are kept for this state of the notice; whether they are whole shows when they are got."""
        if not (self.folder / notice_id).is_file():
            return False
        try:
            with (self.folder / notice_id).open("rb") as file:
                return file.read(_DIGEST) == key
        except OSError:
            return False

    def get(self, notice_id: str, key: bytes | None = None) -> bytes:
        """The rows of a notice, in the state `key`, or in whatever state they are.

        Raises:
            OSError, ValueError: nothing is kept, or it is damaged, or it was kept for another state of things.
        """
        entry = content(self.folder / notice_id)
        part = entry[2 * _DIGEST :]
        known = key is None or entry[:_DIGEST] == key
        if not known or entry[_DIGEST : 2 * _DIGEST] != hashlib.sha256(part).digest():
            raise ValueError(f"{notice_id}: another state")
        return part

    def put(self, notice_id: str, key: bytes, part: bytes) -> None:
        """Keep the rows of a notice, in place of what was kept for it before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as file:
            file.write(key + hashlib.sha256(part).digest() + part)
        os.replace(file.name, self.folder / notice_id)


@dataclass(slots=True)
class Entry:
    """What is known of a notice's source.

    `state` is what the file system says of the file and of its corrections, `content` the hash of both, `key` the
    state in which it was read; `facts` is what the builder asks of the rows, `error` why there are none.
    """

    notice_id: str
    path: str
    origin: str
    state: str = ""
    content: bytes = b""
    key: bytes = b""
    facts: dict[str, Any] = field(default_factory=dict)
    error: str | None = None


class Index:
    """The entries of a dataset's sources, in a small SQLite file that can go at any time.

    Without it every file is hashed again, and a notice is taken to come from raw/.  `held` are the notices that the
    dataset holds, None where somebody else has written it since.
    """

    def __init__(self, cache: Path, out: Path) -> None:
        self._told = (out / "datapackage.json", out / ".shards.json")
        name = hashlib.sha256(str(out.absolute()).encode()).hexdigest()[:16]
        self._file = cache / f".index-{name}.sqlite"
        self.entries: dict[str, Entry] = {}
        self.held: set[str] | None = None
        self._before: dict[str, int] = {}
        with suppress(sqlite3.Error, OSError, ValueError):
            if self._file.is_file():
                self._load()

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._file)
        base.execute(
            "CREATE TABLE IF NOT EXISTS source (notice_id TEXT PRIMARY KEY, path TEXT, origin TEXT, state TEXT, "
            "content BLOB, key BLOB, facts TEXT, error TEXT) WITHOUT ROWID"
        )
        base.execute("CREATE TABLE IF NOT EXISTS held (notice_id TEXT PRIMARY KEY) WITHOUT ROWID")
        base.execute("CREATE TABLE IF NOT EXISTS dataset (package BLOB)")
        return base

    def _load(self) -> None:
        base = self._open()
        try:
            for row in base.execute("SELECT * FROM source"):
                self._before[row[0]] = hash(row)
                origin = sys.intern(row[2])
                self.entries[row[0]] = Entry(*(*row[:2], origin, *row[3:6], json.loads(row[6]), row[7]))
            if base.execute("SELECT package FROM dataset").fetchall() == [(self._state(),)]:
                self.held = {row[0] for row in base.execute("SELECT notice_id FROM held")}
        finally:
            base.close()

    def _state(self) -> bytes:
        """What tells this state of the dataset from others: what it says of its own files, with their hashes."""
        told = [file.read_bytes() for file in self._told if file.is_file()]
        return hashlib.sha256(b"\n".join(told)).digest()

    def save(self, entries: Mapping[str, Entry], held: set[str]) -> None:
        """Keep these entries and no others, and what the dataset now holds; only what changed is written."""
        with suppress(sqlite3.Error, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            base = self._open()
            try:
                gone = [(notice_id,) for notice_id in self._before.keys() - entries.keys()]
                base.executemany("DELETE FROM source WHERE notice_id = ?", gone)
                base.executemany(
                    "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (row for row in map(_row, entries.values()) if self._before.get(row[0]) != hash(row)),
                )
                before = self.held or set()
                if self.held is None:
                    base.execute("DELETE FROM held")
                base.executemany("DELETE FROM held WHERE notice_id = ?", [(one,) for one in before - held])
                base.executemany("INSERT OR IGNORE INTO held VALUES (?)", [(one,) for one in held - before])
                base.execute("DELETE FROM dataset")
                base.execute("INSERT INTO dataset VALUES (?)", (self._state(),))
                base.commit()
            finally:
                base.close()


def _row(one: Entry) -> tuple[Any, ...]:
    said = json.dumps(one.facts, ensure_ascii=False, default=str)
    return (one.notice_id, one.path, one.origin, one.state, one.content, one.key, said, one.error)


def look(entry: Entry, corrections: Path) -> None:
    """Bring `state` and `content` of an entry up to date; a file whose state is the same is not read.

    Raises:
        OSError: the file cannot be read.
        NoticeError: it is no regular file, or a folder that holds folders.
    """
    files = [*files_of(Path(entry.path)), corrections / f"{entry.notice_id}.toml"]
    states = []
    young = time.time_ns() - _TICK
    for file in files:
        try:
            at = file.stat()
        except FileNotFoundError:
            if file is not files[-1]:
                raise
            continue
        try:
            regular(at)
        except NoticeError as error:
            raise NoticeError(text("error.file", path=file, reason=error)) from None
        changed = max(at.st_mtime_ns, at.st_ctime_ns)
        states.append(f"{at.st_size} {at.st_mtime_ns} {at.st_ctime_ns} {at.st_ino}{' ?' * (changed > young)}")
    state = "; ".join(states)
    if state == entry.state and "?" not in state:
        return
    names = dict.fromkeys((Path(entry.path).name, *(file.name for file in files[:-1])))
    whole = hashlib.sha256("".join(f"{name}\n" for name in names).encode())
    for file in files[: len(states)]:
        with file.open("rb") as content:
            whole.update(hashlib.file_digest(content, "sha256").digest())
    entry.state, entry.content = state, whole.digest()


def key(entry: Entry, code: bytes) -> bytes:
    """What the rows of a notice depend on: its file and its name, its corrections, the code that reads it."""
    return hashlib.sha256(code + entry.content).digest()
