"""Reading: the bytes of a file, whatever its format, to a `Notice` with its text and where its pages and cells are.

The format is what the content says, not the file's ending.  A reader changes nothing: its text is what the source
shows, one paragraph a line.  What is no part of the notice (page numbers, running heads, the clutter of a web page)
stays in the text as a Block, so that nothing is lost in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.notice import Notice


def read(path: Path) -> Notice:
    """Read a notice from a file, or from the files of a folder or a ZIP.

    Args:
        path: a text (UTF-8, UTF-16, GB18030 or Big5), PDF, OFD, DOCX, HTML, MHT or spreadsheet file; DOC, WPS, RTF and ODT
            need LibreOffice, pictures and scanned pages the extra `ocr`.  Of a folder or a ZIP the letter is read
            first and the annexes in the order of their numbers.

    Returns:
        The notice, named by the file's stem or the folder's name, with its File, Page, Cell and Block spans.

    Raises:
        NoticeError: a file is missing or cannot be read; the message names it, the reason and the next step.
    """
    from pipeline.read.document import read_document

    return read_document(path)
