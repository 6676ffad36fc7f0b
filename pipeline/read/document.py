"""A document → a `Notice`: the reader is chosen by what the content says, not by the file's ending."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline import messages
from pipeline.notice import File, Notice, NoticeError, Source
from pipeline.read import files
from pipeline.read.archive import Archive
from pipeline.read.draft import Draft
from pipeline.read.encoding import decode

#: Characters of one notice, all its files together.  The longest known prints 300,000.
MOST_CHARACTERS = 3_500_000

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams of a workbook and of a text in an OLE2 file, which name themselves in UTF-16 (also WPS .et and .wps).
_WORKBOOK, _TEXT = "Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
# The part that a workbook has, by the format that says so.
_BOOKS = {"xlsx": "xl/workbook.xml", "xlsb": "xl/workbook.bin"}
_BLANK = re.compile(r"\s*")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|div|table|p|span|section|article|center|font"
    r"|form|h[1-6]|ul|ol|dl)\b",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)


def read_document(path: Path) -> Notice:
    """See `pipeline.read.read`."""
    try:
        if path.is_dir():
            return _joined(path, files.of_folder(path))
        data = files.bytes_of(path)
        files.check_bytes(data)
        if data.startswith(files.ZIP) and not _is_document(archive := Archive(data)):
            names = files.members(archive)
            if names is None:
                raise NoticeError(messages.text("read.no_document"))
            return _joined(path, files.of_archive(archive, names), hashlib.sha256(data).hexdigest())
        draft = _draft(data)
        text, spans = draft.finish()
        if not text.strip():
            raise NoticeError(messages.text("read.no_text"))
        _bound(len(text))
    except OSError as error:
        reason = messages.text("read.cannot_open", reason=messages.reason(error))
        raise NoticeError(messages.text("error.file", path=path, reason=reason)) from None
    except NoticeError as error:
        raise NoticeError(messages.text("error.file", path=path, reason=error)) from error
    source = Source(path.name, hashlib.sha256(data).hexdigest(), draft.format, draft.pages)
    whole = File(0, len(text), 1, source.file, source.sha256, source.format, source.pages)
    return Notice(path.stem, text, source).adding((whole, *spans))


def _joined(path: Path, parts: Iterable[tuple[str, bytes]], sha256: str | None = None) -> Notice:
    """One notice of several files, one behind another in one text; `sha256` is that of the ZIP that holds them."""
    whole = Draft("folder" if sha256 is None else "zip")
    found: list[File] = []
    for position, (name, data) in enumerate(parts, 1):
        try:
            files.check_bytes(data)
            draft = _draft(data)
            start = whole.size
            whole.append(draft)
            if whole.size == start:
                raise NoticeError(messages.text("read.no_text"))
            _bound(whole.size)
        except NoticeError as error:
            raise NoticeError(messages.text("error.file", path=name, reason=error)) from error
        digest = hashlib.sha256(data).hexdigest()
        found.append(File(start, whole.size, position, name, digest, draft.format, draft.pages))
    if not found:
        raise NoticeError(messages.text("read.empty_folder"))
    text, spans = whole.finish()
    last = replace(found[-1], end=min(found[-1].end, len(text)))
    pages = [file.pages for file in found if file.pages is not None]
    digest = sha256 or files.joint_hash((file.file, file.sha256) for file in found)
    source = Source(path.name, digest, whole.format, sum(pages) if pages else None)
    return Notice(files.notice_id(path), text, source).adding((*found[:-1], last, *spans))


def _bound(characters: int) -> None:
    if characters > MOST_CHARACTERS:
        raise NoticeError(messages.text("read.too_much_text", most=MOST_CHARACTERS))


def _draft(data: bytes) -> Draft:
    """The text of one file."""
    if not data.strip():
        raise NoticeError(messages.text("read.empty"))
    if b"%PDF-" in data[:1024]:
        from pipeline.read.pdf import read_pdf

        return read_pdf(data)
    if data.startswith(files.ZIP):
        return _from_archive(data)
    if data.startswith(_OLE2) and _is_workbook(data):
        from pipeline.read.sheet import read_workbook

        return read_workbook(data, "xls")
    if data.startswith(_OLE2) or data.startswith(b"{\\rtf"):
        from pipeline.read.office import read_office

        return read_office(data, "rtf" if data.startswith(b"{") else "doc")
    if data.startswith(_IMAGES):
        from pipeline.read.ocr import read_image

        return read_image(data)
    if files.is_saved_page(data):
        from pipeline.read.saved_page import read_saved_page

        return read_saved_page(data)
    return _from_text(data)


def _from_text(data: bytes) -> Draft:
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    if _HTML.match(text, _prologue(text)):
        from pipeline.read.html import read_html

        return read_html(text)
    from pipeline.read.sheet import read_separated, separator

    if (sign := separator(text)) is not None:
        return read_separated(text, sign)
    from pipeline.read.text import read_text

    return read_text(text)


def _is_document(archive: Archive) -> bool:
    return any(part in archive for part in ("OFD.xml", "[Content_Types].xml", "mimetype"))


def _is_workbook(data: bytes) -> bool:
    return _WORKBOOK in data and _TEXT not in data


def _from_archive(data: bytes) -> Draft:
    archive = Archive(data)
    kind = archive.bytes("mimetype") if "mimetype" in archive else b""
    if "OFD.xml" in archive:
        from pipeline.read.ofd import read_ofd

        return read_ofd(data)
    book = next((format for format, part in _BOOKS.items() if part in archive), None)
    if book is None and kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        book = "ods"
    if book is not None:
        from pipeline.read.sheet import read_workbook

        return read_workbook(data, book, archive)
    if "[Content_Types].xml" in archive and "ppt/presentation.xml" not in archive:
        from pipeline.read.docx import read_docx

        return read_docx(data)
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        from pipeline.read.office import read_office

        return read_office(data, "odt")
    raise NoticeError(messages.text("read.no_document" if _is_document(archive) else "read.archive_inside"))


def _prologue(text: str) -> int:
    """Where a text goes on behind blanks, an XML declaration and comments."""
    at = 0
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # matches nothing, too
        sign = "-->" if text.startswith("<!--", at) else ">" if text.startswith("<?", at) else None
        end = text.find(sign, at) if sign else -1
        if sign is None or end < 0:
            return at
        at = end + len(sign)
