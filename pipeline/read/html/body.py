"""Where the document stands in a page: the element that holds its prose, and the page's own title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline import messages, rules
from pipeline.notice import NoticeError
from pipeline.read.html.elements import is_hidden, name_of, unblanked

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Chinese characters in sentences below which a page says nothing itself.
LEAST_PROSE = 60
#: The element that holds this share of a page's prose holds the document …
SHARE = 0.9
#: … and a named one is believed if it holds this share of it.
NAMED_SHARE = 0.5

_HOLDERS = frozenset(("div", "td", "article", "section", "main", "body", "table", "tbody", "tr", "form", "center", "html",
                      "ucapcontent", "font", "span"))  # fmt: skip
_FILES = (".doc", ".docx", ".wps", ".pdf", ".ofd", ".xls", ".xlsx", ".et", ".zip", ".rar")
HAN, SENTENCE = re.compile(r"[\u3400-\u9fff]"), re.compile("[，。；]")


def document_of(root: _Element) -> _Element:
    """The element that holds the document: a named one, or the innermost that holds nearly all prose."""
    prose = _prose(root)
    total = prose.get(root, 0)
    if not total:
        return root
    names = frozenset(rules.load("web_page")["body"]["names"])
    named = [
        element
        for element in prose
        if name_of(element) in _HOLDERS
        and ({(element.get("id") or "").lower(), *(element.get("class") or "").lower().split()} & names)
        and prose[element] >= NAMED_SHARE * total
    ]
    if named:
        return min(named, key=lambda element: prose[element])
    here = root
    while True:
        inner = [
            child for child in here if child in prose and name_of(child) in _HOLDERS and prose[child] >= SHARE * total
        ]
        if not inner or name_of(inner[0]) in ("font", "span") or _has_columns(inner[0]):
            return here
        here = inner[0]


def _has_columns(element: _Element) -> bool:
    """Whether an element is a table that may hold data: no other table in it, and text in more than one cell."""
    if name_of(element) != "table" or any(True for _ in element.iterdescendants("table")):
        return False
    return sum(any(not text.isspace() for text in cell.itertext()) for cell in element.iter("td", "th")) > 1


def _prose(root: _Element) -> dict[_Element, int]:
    """For each visible element how many Chinese characters of sentences it holds outside of links."""
    prose: dict[_Element, int] = {}
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if not done:
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element) if not is_hidden(child)]
            continue
        count = _sentences(element.text)
        for child in element:
            count += prose.get(child, 0) + _sentences(child.tail)
        prose[element] = 0 if name_of(element) == "a" else count
    return prose


def _sentences(text: str | None) -> int:
    """The Chinese characters of a text that has a sentence in it: menus and addresses have none."""
    return len(HAN.findall(text)) if text and SENTENCE.search(text) else 0


def page_title(root: _Element) -> str:
    titles = [element.text or "" for element in root.iter("title")]
    titles += [
        meta.get("content") or "" for meta in root.iter("meta") if (meta.get("name") or "").lower() == "articletitle"
    ]
    return "\n".join(unblanked(title) for title in titles)


def require_prose(root: _Element, body: _Element) -> None:
    """Refuse a page that says nothing itself and links to the notice: 附件：关于……的通知.docx, or a frame's page."""
    if sum(len(HAN.findall(text)) for text in map(str, body.itertext()) if SENTENCE.search(text)) >= LEAST_PROSE:
        return
    outermost = (table for table in root.iter("table") if next(table.iterancestors("table"), None) is None)
    if any(len(unblanked("".join(map(str, table.itertext())))) >= LEAST_PROSE for table in outermost):
        return
    linked = [_said(link) or link.get("href") or "" for link in root.iter("a") if _leads(link)]
    framed = [frame.get("src") or "" for frame in root.iter("frame", "iframe")]
    names = [name for name in dict.fromkeys(linked or framed) if name]
    if names:
        shown = ", ".join(name[:60] for name in names[:3]) + (" …" if len(names) > 3 else "")
        raise NoticeError(messages.text("read.only_links", names=shown))


def _said(link: _Element) -> str:
    return unblanked("".join(map(str, link.itertext())))


def _leads(link: _Element) -> bool:
    """Whether a link leads to a file that a notice may be in."""
    address, name = (link.get("href") or "").lower().partition("?")[0], _said(link).lower()
    return address.endswith(_FILES) or name.endswith(_FILES)
