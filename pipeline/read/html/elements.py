"""The elements of a web page, and the small questions asked of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline import messages
from pipeline.notice import NoticeError

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Attributes of one element: the parser compares each with all before it.
MOST_ATTRIBUTES = 1_000
#: Elements within elements that the parser follows; at a deeper one it stops and leaves out the rest of the page.
DEEPEST_ELEMENT = 2_048

# An attribute, what is quoted being a part of it whatever signs are in it; a tag with all of its attributes.
_ATTRIBUTE = r"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++)?+)?+"""
_TAG = re.compile(rf"<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE}|[\s/=]++)*+")
_PARTS = re.compile(rf"({_ATTRIBUTE})|[\s/=]++")
# A shorter tag has no room for so many.
_LONG = 2 * MOST_ATTRIBUTES

_DROPPED = frozenset(("script", "style", "noscript", "template", "head", "iframe", "svg", "canvas", "object", "select",
                      "textarea", "input", "video", "audio", "map", "rt", "rp"))  # fmt: skip
_HIDDEN = re.compile(r"display:none|visibility:hidden")
BLANKS = re.compile(r"[ \t\r\n\f]+")


def parse(text: str) -> _Element:
    """The tree of a page.

    Raises:
        NoticeError: the page holds no element, or one of more attributes or deeper than any.
    """
    from lxml import etree

    if any(
        len(list(filter(None, _PARTS.findall(tag[0])))) > MOST_ATTRIBUTES
        for tag in _TAG.finditer(text)
        if len(tag[0]) > _LONG
    ):
        raise NoticeError(messages.text("read.too_many_attributes", most=MOST_ATTRIBUTES))
    # The text is decoded already: what it says of its encoding holds no more.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise NoticeError(messages.text("read.too_deep", most=DEEPEST_ELEMENT))
    if root is None:
        raise NoticeError(messages.text("read.no_text"))
    return root


def name_of(element: _Element) -> str:
    """The name of an element in small letters; empty for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_hidden(element: _Element) -> bool:
    """Whether a browser shows nothing of an element."""
    if name_of(element) in _DROPPED or not isinstance(element.tag, str) or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(BLANKS.sub("", style).lower()))


def unblanked(text: str) -> str:
    """A text without any blanks."""
    return "".join(text.split())


def integer(value: str | None, default: int) -> int:
    """An attribute as a number."""
    try:
        return int(value) if value else default
    except ValueError:
        return default
