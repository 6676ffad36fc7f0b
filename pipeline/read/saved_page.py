"""MHT: a web page saved as one file, its frames among the parts.

The page with the most Chinese sentences is the document; what the other frames say is kept as Blocks `navigation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.draft import Draft
from pipeline.read.encoding import decode
from pipeline.read.html import read_html

#: Parts of one file: pages, frames and pictures.
MOST_PARTS = 5_000
_SENTENCES = re.compile("[\u3400-\u9fff][，。；：]")


def read_saved_page(data: bytes) -> Draft:
    """Read an MHT file; nothing that it refers to is fetched.

    Raises:
        NoticeError: it holds no page, or more parts or levels than a saved page has.
    """
    try:
        pages = list(_pages(BytesParser(policy=compat32).parsebytes(data)))
    except RecursionError:
        raise NoticeError(messages.text("read.too_deep", most=100)) from None
    if not pages:
        raise NoticeError(messages.text("read.no_text"))
    main = max(pages, key=lambda page: len(_SENTENCES.findall(page)))
    draft = read_html(main)
    draft.format = "mht"
    for page in pages:
        if page is not main:
            for line in read_html(page, frame=True).finish()[0].split("\n"):
                draft.line(line, "navigation")
    return draft


def _pages(whole: Message) -> Iterator[str]:
    for number, part in enumerate(whole.walk()):
        if number > MOST_PARTS:
            raise NoticeError(messages.text("read.too_many_parts", most=MOST_PARTS))
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                yield decode(content, _charset(part, content))


def _charset(part: Message, content: bytes) -> str | None:
    declared = part.get_content_charset()
    if declared:
        return declared
    found = re.search(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", content[:4096])
    return found[1].decode("ascii") if found else None
