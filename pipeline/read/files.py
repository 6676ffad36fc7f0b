"""Which files a notice is made of: one, or those of a folder or a ZIP, the letter first and its annexes by their numbers.

What makes several files one notice is that they lie in one folder, nothing else.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

from pipeline import messages, rules
from pipeline.language import numerals
from pipeline.notice import NoticeError
from pipeline.read.archive import Archive

#: Files of one notice.  The largest known, a five-year plan with its tables, has some forty.
MOST_FILES = 200
#: Bytes of one file: a scan of hundreds of pages stays below this.
MOST_BYTES = 300_000_000
#: Bytes of a text or a web page.  The longest notices print 300,000 characters; this is ten times that.
MOST_TEXT = 10_000_000
#: Bytes of a web page saved with its pictures.
MOST_SAVED_PAGE = 40_000_000

#: The endings of documents, by one of which a folder among the sources is known to be a notice.  What a file is, its
#: content says.
ENDINGS = frozenset((
    ".txt", ".md", ".csv", ".tsv", ".pdf", ".ofd", ".doc", ".docx", ".wps",
    ".rtf", ".odt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods",
    ".htm", ".html", ".shtml", ".mht", ".mhtml", ".png", ".jpg", ".jpeg", ".tif", ".tiff",
))  # fmt: skip

ZIP = b"PK\x03\x04"
# The part that the files of office programs have and no other archive (ECMA-376, part 2).
_OFFICE = b"[Content_Types].xml"
_PACKED = (b"%PDF-", ZIP, b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"{\\rtf")
_OTHER_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}
# The head of a web page saved as one file (MHT): mail headers, among them those of MIME.
_SAVED_PAGE = re.compile(
    rb"\s{0,20}(?:[A-Za-z][A-Za-z-]{0,40}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){0,20}?"
    rb"Content-Type:\s{0,20}(?:multipart/related|text/html)",
    re.IGNORECASE,
)


def notice_id(path: Path) -> str:
    """What the notice in a file or a folder is called."""
    return path.name if path.is_dir() else path.stem


def is_clutter(name: str) -> bool:
    """Whether a file is what an office program or a file manager leaves behind, or a README."""
    return (
        name.startswith((".", "~$"))
        or name in ("Thumbs.db", "desktop.ini", "__MACOSX")
        or name.split(".")[0] == "README"
    )


def regular(state: os.stat_result) -> int:
    """The size of a file, or of the file that a link leads to, by what the file system says of it.

    Raises:
        NoticeError: it is no regular file: a pipe, a device or a socket would be read for ever.
    """
    if not stat.S_ISREG(state.st_mode):
        raise NoticeError(messages.text("read.not_a_file"))
    return state.st_size


def files_of(path: Path) -> list[Path]:
    """The files that a notice is read from, in their order; the path itself where it is a file.

    Raises:
        NoticeError: a folder holds folders, two forms of one file, or more files than any notice.
        OSError: the folder cannot be read.
    """
    if not path.is_dir():
        return [path]
    inside = [entry for entry in path.iterdir() if not is_clutter(entry.name)]
    for entry in inside:
        if entry.is_dir():
            raise NoticeError(messages.text("read.folder_inside", name=entry.name))
    names = ordered([entry.name for entry in inside])
    return [path / name for name in names]


def holds_files(folder: Path) -> bool:
    """Whether a folder among the sources is a notice of several files: it holds documents and no folders."""
    inside = [entry for entry in folder.iterdir() if not is_clutter(entry.name)]
    return any(entry.suffix.lower() in ENDINGS for entry in inside) and not any(entry.is_dir() for entry in inside)


def is_one_notice(folder: Path) -> bool:
    """Whether a folder that was given by itself is a notice of several files: one letter, and annexes that say they are."""
    letters = annexes = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_clutter(entry.name):
                continue
            found = _annex().search(PurePosixPath(entry.name).stem)
            annex = found is not None and found["leading"] is None
            letters, annexes = letters + (not annex), annexes + annex
            if letters > 1 or entry.is_dir():
                return False
    return letters == 1 and annexes > 0


def ordered(names: Iterable[str]) -> list[str]:
    """The files of a notice in the order in which they are read: the letter, then the annexes by their numbers.

    Raises:
        NoticeError: one file is there in two forms, or there are too many.
    """
    found = sorted(names, key=_place)
    if len(found) > MOST_FILES:
        raise NoticeError(messages.text("read.too_many_files", most=MOST_FILES))
    stems: dict[str, str] = {}
    for name in found:
        other = stems.setdefault(PurePosixPath(name).stem, name)
        if other != name:
            raise NoticeError(messages.text("read.two_forms", one=other, other=name))
    return found


@cache
def _annex() -> re.Pattern[str]:
    """附件2：招商项目清单   附表三   关于……的通知（附件1）   2.重点任务清单"""
    words = rules.words(rules.load("layout")["header"]["attachment"])
    count = r"[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}"
    return re.compile(rf"(?:{words})\s?(?P<labelled>{count})?|^(?P<leading>\d{{1,2}})[.．、_\-\s](?!\d)")


def annex_number(name: str) -> int | None:
    """The number of the annex that a file's name says it is; 0 for an annex without one, None for the letter."""
    found = _annex().search(PurePosixPath(name).stem)
    if not found:
        return None
    number = found["labelled"] or found["leading"]
    return (numerals.ordinal(number) or 0) if number else 0


def _place(name: str) -> tuple[bool, int, list[tuple[int, str]], str]:
    number = annex_number(name)
    parts = re.split(r"(\d{1,9})", name)
    return number is not None, number or 0, [(int(part), "") if part.isdigit() else (0, part) for part in parts], name


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────────


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, whose size is looked at before they are read.

    Raises:
        NoticeError: it is larger than any notice of its kind, or no regular file.
        OSError: it cannot be read.
    """
    size = regular(path.stat())
    with path.open("rb") as file:
        begin = file.read(2048)
        most = _most(begin)
        if size > most:
            raise NoticeError(messages.text("read.too_large", most=most // 1_000_000))
        # No more is asked for than the file has: a reader sets aside all that it is asked for.
        data = begin + file.read(max(min(size, most) + 1 - len(begin), 1))
    if len(data) > most:
        raise NoticeError(messages.text("read.too_large", most=most // 1_000_000))
    return data


def written(path: Path) -> str:
    """The text of a file that a person wrote for the program: corrections, counts, a list of notices.

    Raises:
        NoticeError: it is larger than any notice, or no regular file.
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    return bytes_of(path).decode("utf-8-sig")


def may_be_pictures(path: Path) -> bool:
    """Whether a file, or one of a folder, may print pages that have to be recognised: a PDF, a picture, an archive of these.

    Only its beginning and its end are looked at, which names the parts of an archive; texts, web pages and the files of
    office programs are none.
    """
    with suppress(OSError, NoticeError):
        if path.is_dir():
            return any(map(may_be_pictures, files_of(path)))
        size = regular(path.stat())
        with path.open("rb") as file:
            begin = file.read(2048)
            if not begin.startswith(ZIP):
                return is_packed(begin)
            file.seek(max(0, size - (1 << 16)))
            return _OFFICE not in file.read(1 << 16)
    return False


def is_packed(begin: bytes) -> bool:
    """Whether a file that begins so is packed, so that its size says little about how much it prints."""
    return begin.startswith(_PACKED) or b"%PDF-" in begin[:1024] or begin.startswith(tuple(_OTHER_ARCHIVES))


def check_bytes(data: bytes) -> None:
    """Refuse what is larger than any notice of its kind, and archives of kinds that are not read."""
    most = _most(data[:2048])
    if len(data) > most:
        raise NoticeError(messages.text("read.too_large", most=most // 1_000_000))
    for mark, kind in _OTHER_ARCHIVES.items():
        if data.startswith(mark):
            raise NoticeError(messages.text("read.other_archive", kind=kind))


def _most(begin: bytes) -> int:
    if is_packed(begin):
        return MOST_BYTES
    return MOST_SAVED_PAGE if is_saved_page(begin) else MOST_TEXT


def is_saved_page(begin: bytes) -> bool:
    """Whether a file that begins so is a web page saved as one file."""
    return _SAVED_PAGE.match(begin[:2048]) is not None


def members(archive: Archive) -> list[str] | None:
    """The files of a ZIP that is a notice of several files; None where it holds none, or is a document itself.

    Raises:
        NoticeError: it holds folders in a folder, one file in two forms, or too many.
    """
    names = [name for name in archive.names() if not _hidden(name) and not archive.is_folder(name)]
    if not names:
        return None
    tops = {name.partition("/")[0] for name in names}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
    for name in names:
        folder = name.removeprefix(top).rpartition("/")[0]
        if folder:
            raise NoticeError(messages.text("read.folder_inside", name=folder))
    return [top + name for name in ordered(name.removeprefix(top) for name in names)]


def _hidden(name: str) -> bool:
    return any(is_clutter(part) for part in name.split("/") if part != "..")


def of_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file of a folder, in order."""
    for path in files_of(folder):
        try:
            yield path.name, bytes_of(path)
        except OSError as error:
            raise NoticeError(
                messages.text(
                    "error.file",
                    path=path.name,
                    reason=messages.text("read.cannot_open", reason=messages.reason(error)),
                )
            ) from None
        except NoticeError as error:
            raise NoticeError(messages.text("error.file", path=path.name, reason=error)) from None


def of_archive(archive: Archive, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file of a ZIP, in order; nothing is unpacked to the disk."""
    for name in names:
        yield name.rpartition("/")[2], archive.bytes(name)


def joint_hash(hashes: Iterable[tuple[str, str]]) -> str:
    """The hash of several files: of their names and hashes in order."""
    whole = hashlib.sha256()
    for name, digest in hashes:
        whole.update(f"{name}\0{digest}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()
