"""Reading: the bytes of a file, whatever its format, to a `Notice` with its text and where its pages and cells are.

The format is what the content says, not the file's ending.  A reader changes nothing: its text is what the source
shows, one paragraph a line.  What is no part of the notice (page numbers, running heads, the clutter of a web page)
stays in the text as a Block, so that nothing is lost in silence.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pipeline import messages
from pipeline.notice import Notice, NoticeError, Source
from pipeline.read.draft import Draft
from pipeline.read.encoding import decode

#: A scan of hundreds of pages stays below this.
MOST_BYTES = 500_000_000

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams of a workbook and of a text in an OLE2 file, which name themselves in UTF-16 (also WPS .et and .wps).
_WORKBOOK, _TEXT = "Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
# The part that a workbook has, by the format that says so.
_BOOKS = {"xlsx": "xl/workbook.xml", "xlsb": "xl/workbook.bin"}
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|div|table|p|span|section|article|center|font"
    r"|form|h[1-6]|ul|ol|dl)\b",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)


def read(path: Path) -> Notice:
    """Read a notice from a file.

    Args:
        path: a text (UTF-8, UTF-16, GB18030 or Big5), PDF, OFD, DOCX, HTML or spreadsheet file; DOC, WPS, RTF and ODT
            need LibreOffice, pictures and scanned pages the extra `ocr`.

    Returns:
        The notice, named by the file's stem, with its Page, Cell and Block spans.

    Raises:
        NoticeError: the file is missing or cannot be read; the message names it, the reason and the next step.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NoticeError(messages.text("read.too_large", most=MOST_BYTES // 1_000_000))
        data = path.read_bytes()
        draft = _draft(data)
        text, spans = draft.finish()
        if not text.strip():
            raise NoticeError(messages.text("read.no_text"))
    except OSError as error:
        reason = messages.text("read.cannot_open", reason=messages.reason(error))
        raise NoticeError(messages.text("error.file", path=path, reason=reason)) from None
    except NoticeError as error:
        raise NoticeError(messages.text("error.file", path=path, reason=error)) from error
    source = Source(path.name, hashlib.sha256(data).hexdigest(), draft.format, draft.pages)
    return Notice(path.stem, text, source).adding(spans)


def _draft(data: bytes) -> Draft:
    if not data.strip():
        raise NoticeError(messages.text("read.empty"))
    if b"%PDF-" in data[:1024]:
        from pipeline.read.pdf import read_pdf

        return read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
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
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    if _HTML.match(_after_prologue(text)):
        from pipeline.read.html import read_html

        return read_html(text)
    from pipeline.read.sheet import read_separated, separator

    if (sign := separator(text)) is not None:
        return read_separated(text, sign)
    from pipeline.read.text import read_text

    return read_text(text)


def _is_workbook(data: bytes) -> bool:
    return _WORKBOOK in data and _TEXT not in data


def _from_archive(data: bytes) -> Draft:
    from pipeline.read.archive import Archive

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
    raise NoticeError(messages.text("read.no_document"))


def _after_prologue(text: str) -> str:
    """The text behind blanks, an XML declaration and comments."""
    text = text[:20_000].lstrip()
    while text.startswith(("<!--", "<?")):
        _, _, text = text.partition("-->" if text.startswith("<!--") else ">")
        text = text.lstrip()
    return text
