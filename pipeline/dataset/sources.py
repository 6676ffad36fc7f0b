"""Which notices a build is given: files, folders, patterns, lists of these in a file, and addresses of a store."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.dataset.workspace import Workspace
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.read.files import holds_files, is_clutter, is_one_notice, notice_id, written

_MAGIC = "*?["


@dataclass(frozen=True, slots=True)
class Source:
    """The file of one notice, and where it was found: its folder, or the pattern, the list or the address.

    When the place is looked through again and the notice is no longer there, its rows go.
    """

    path: Path
    origin: str
    notice_id: str

    @classmethod
    def of(cls, path: Path, origin: str) -> Source:
        return cls(path, origin, notice_id(path))


def find(sources: Sequence[str | Path], fetched: Path | None = None) -> tuple[list[Source], list[Path]]:
    """The files to read, in the order of their notice ids, and what was passed over in the folders.

    A folder gives the files directly in it, and each subfolder of files as one notice; one that holds a letter and its
    annexes (附件1…) is a notice itself.  Hidden files, README and what
    an office program or a file manager leaves behind are no notices; subfolders that hold folders or nothing are
    passed over and told.

    Args:
        sources: paths of files and folders, patterns (``raw/2024-*.pdf``), ``@list.txt`` with one of these a line,
            and addresses that fsspec knows (``s3://bucket/notices/``).
        fetched: where files from a store are kept; those that did not change there are not fetched again.

    Raises:
        NoticeError: nothing is there, or two files would have the same notice id.
    """
    skipped: list[Path] = []
    named: dict[str, Source] = {}
    fetched = fetched or Workspace().fetched
    for source in _found(map(str, sources), skipped, fetched):
        if not source.notice_id.isprintable():
            raise NoticeError(text("build.bad_name", path=ascii(str(source.path))))
        other = named.setdefault(source.notice_id, source)
        if other.path != source.path and not other.path.samefile(source.path):
            raise NoticeError(text("build.same_name", one=other.path, other=source.path, notice_id=source.notice_id))
    if not named:
        raise NoticeError(text("build.empty", folder=", ".join(map(str, sources))))
    return [named[notice_id] for notice_id in sorted(named)], skipped


def origins(sources: Iterable[str | Path]) -> set[str]:
    """The places that a build looks through whole, as `Source.origin` names them."""
    return {_absolute(source) for source in map(str, sources) if not _is_notice(Path(source))}


def _is_notice(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and is_one_notice(path))


def folder_of(path: Path) -> str:
    """The origin of a file that was given by its name."""
    return _absolute(str(path.parent))


def _absolute(source: str) -> str:
    if "://" in source:
        return source
    return f"@{Path(source[1:]).absolute()}" if _is_list(source) else str(Path(source).absolute())


def _is_list(source: str) -> bool:
    return source.startswith("@") and not Path(source).exists()


def _found(
    sources: Iterable[str], skipped: list[Path], fetched: Path, inside: frozenset[str] = frozenset()
) -> Iterator[Source]:
    """The notices that sources name; `inside` are the lists that these sources stand in."""
    for source in sources:
        path = Path(source)
        if "://" in source:
            yield from (Source.of(file, source) for file in _fetch(source, fetched))
        elif path.is_dir() and is_one_notice(path):
            yield Source.of(path, folder_of(path))
        elif path.is_dir():
            yield from _inside(path, _absolute(source), skipped)
        elif path.exists():
            yield Source.of(path, folder_of(path))
        elif _is_list(source):
            if _absolute(source) in inside:
                raise NoticeError(text("build.list_in_itself", path=path))
            for one in _found(_lines(Path(source[1:])), skipped, fetched, inside | {_absolute(source)}):
                yield replace(one, origin=_absolute(source))
        elif any(sign in source for sign in _MAGIC):
            for name in sorted(glob.glob(source, recursive=True)):
                if Path(name).is_file() and not is_clutter(Path(name).name):
                    yield Source.of(Path(name), _absolute(source))
        else:
            raise NoticeError(text("build.missing", path=path))


def _inside(folder: Path, origin: str, skipped: list[Path]) -> Iterator[Source]:
    """The notices in a folder; what kind an entry is the folder itself says, so that ten thousand need no look each."""
    with os.scandir(folder) as entries:
        inside = sorted((entry.name, entry.is_dir()) for entry in entries if not is_clutter(entry.name))
    for name, is_folder in inside:
        path = folder / name
        if is_folder and not holds_files(path):
            skipped.append(path)
        else:
            yield Source(path, origin, name if is_folder else path.stem)


def _lines(file: Path) -> list[str]:
    try:
        lines = written(file).splitlines()
    except OSError as error:
        raise NoticeError(text("build.missing", path=file)) from error
    except (UnicodeDecodeError, NoticeError) as error:
        raise NoticeError(text("error.file", path=file, reason=error)) from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _fetch(address: str, folder: Path) -> Iterator[Path]:
    """The files at an address, fetched where the store's own mark of their state (ETag, date) is another."""
    from fsspec.core import url_to_fs

    try:
        store, place = url_to_fs(address)
        names = store.glob(place) if any(sign in place for sign in _MAGIC) else store.find(place, maxdepth=1)
        if not names:
            raise NoticeError(text("build.missing", path=address))
        for name in sorted(names):
            base = name.rpartition("/")[2]
            if is_clutter(base):
                continue
            whole = store.unstrip_protocol(name)
            kept = folder / hashlib.sha256(whole.encode()).hexdigest()[:16] / base
            mark = kept.parent / ".state"
            state = str(store.ukey(name))
            if not (kept.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == state):
                kept.parent.mkdir(parents=True, exist_ok=True)
                mark.unlink(missing_ok=True)
                store.get_file(name, str(kept))
                mark.write_text(state, encoding="utf-8", newline="\n")
            yield kept
    except FileNotFoundError as error:
        raise NoticeError(text("build.missing", path=address)) from error
    except (ImportError, ValueError) as error:
        if isinstance(error, NoticeError):
            raise
        raise NoticeError(text("build.no_store", path=address, reason=error)) from error
