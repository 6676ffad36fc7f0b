"""Where things lie, and how a folder changes: one build at a time, all of it or nothing."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".build.lock"
# Who holds the lock stands beside it: Windows lets nobody read or write a file that is locked.
_HOLDER = ".build.holder"
_ASIDE = ".aside-"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one collection: those in the folder one stands in, unless told otherwise.

    `raw` has the notices as published, `data` the dataset, `corrections` and `expectations` what a person wrote
    about notices, `cache` what is kept to save time.
    """

    root: Path = Path()

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def corrections(self) -> Path:
        return self.root / "corrections"

    @property
    def expectations(self) -> Path:
        return self.root / "expectations"

    @property
    def cache(self) -> Path:
        return self.root / ".cache" / "notices"

    @property
    def fetched(self) -> Path:
        return self.root / ".cache" / "fetched"


# ── one build at a time ──────────────────────────────────────────────────────────────────────────────


@contextmanager
def locked(out: Path, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the folder `out` for one build; the folder is made, and goes again if nothing came into it.

    Args:
        out: the folder that is to be written.
        waiting: told who holds the folder ("process 123 on host"), once, where another build does; this one then
            waits for it.

    Raises:
        OSError: the folder cannot be made or written.
    """
    from filelock import FileLock, Timeout

    new = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    file, holder = out / LOCK, out / _HOLDER
    lock = FileLock(file, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if waiting:
            with suppress(OSError):
                waiting(content(holder).decode().strip())
        _acquire(lock, out)
    try:
        put(holder, f"{os.getpid()} @ {socket.gethostname()}\n".encode())
        yield
    finally:
        holder.unlink(missing_ok=True)
        with suppress(PermissionError):  # Windows takes no open file away; there the lock does it when it is released
            file.unlink(missing_ok=True)
        lock.release()
        if new:
            with suppress(OSError):  # not empty: the dataset is in it
                out.rmdir()


def _acquire(lock: BaseFileLock, out: Path) -> None:
    """Wait for the lock; the build that had it may have taken its empty folder away."""
    while True:
        out.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            lock.acquire()
            return


@contextmanager
def aside(out: Path) -> Iterator[Path]:
    """An empty folder inside `out`, so on the same file system, that is gone afterwards.

    The caller holds the lock of `out`: what killed builds left there belongs to none that lives.
    """
    for old in out.glob(f"{_ASIDE}*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# ── one file of the program's own ────────────────────────────────────────────────────────────────────


def content(file: Path) -> bytes:
    """What stands in a file that the program wrote.

    Raises:
        OSError: there is none; a pipe or a device in its place, which would be read for ever, is none.
    """
    if not file.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
    return file.read_bytes()


def put(file: Path, content: bytes) -> None:
    """Write a file aside and put it in its place, in one step, whatever stood there.

    Raises:
        OSError: it cannot be written.
    """
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    try:
        new.write_bytes(content)
        os.replace(new, file)
    finally:
        new.unlink(missing_ok=True)


# ── all or nothing ───────────────────────────────────────────────────────────────────────────────────


def move_in(folder: Path, out: Path, gone: Iterable[Path]) -> None:
    """Move the files under `folder` into `out`, and take the files `gone` away from there.

    Each file is replaced in one step.  If any step fails, those before it are taken back, so that `out` is as it was.

    Raises:
        OSError: a file cannot be replaced or removed.
    """
    written = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    written.sort(key=lambda path: path.name == "datapackage.json")  # last: it names the others and their hashes
    new = [path for path in written if not same(folder / path, out / path)]
    old = sorted(path for path in set(gone).difference(written) if (out / path).exists())
    kept = Path(tempfile.mkdtemp(dir=folder))
    made = _folders(out, new)
    leaving = set(old)
    begun: list[Path] = []
    try:
        for path in (*new, *old):
            if (out / path).exists():
                (kept / path).parent.mkdir(parents=True, exist_ok=True)
                _keep(out / path, kept / path)
        for path in (*new, *old):
            begun.append(path)
            if path in leaving:
                (out / path).unlink()
            else:
                os.replace(folder / path, out / path)
    except BaseException:
        for path in reversed(begun):
            with suppress(OSError):  # what cannot be moved back was not moved; the others still are
                if (kept / path).exists():
                    os.replace(kept / path, out / path)
                else:
                    (out / path).unlink()
        for place in reversed(made):
            with suppress(OSError):
                place.rmdir()
        raise
    for place in sorted({parent for path in old for parent in path.parents if parent.parts}, reverse=True):
        with suppress(OSError):  # others are in it
            (out / place).rmdir()


def same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes; a file that is not there holds none."""
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _folders(out: Path, files: Iterable[Path]) -> list[Path]:
    """Make the folders that files go into; those that were not there before, the outer ones first."""
    wanted = sorted({parent for path in files for parent in path.parents if parent.parts})
    missing = [out / place for place in wanted if not (out / place).exists()]
    for place in missing:
        place.mkdir(exist_ok=True)
    return missing


def _keep(file: Path, place: Path) -> None:
    """Another name for a file while it may have to come back; a copy where the file system has no links."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copy2(file, place)


def end_with_parent() -> None:
    """Let this process be killed as soon as the one that started it is gone, however that ended (Linux)."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
        parent = parent_process()
        if parent and os.getppid() != parent.pid:  # it was gone before the signal was asked for
            os._exit(1)
