"""Bytes to text: which encoding a Chinese text file is in, and whether a text is one at all.

The decision is a strict decoding plus plausibility.  A strict decoding alone decides little: nearly any bytes are
some GB18030 text.  But a wrong one yields characters that no notice prints.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from pipeline import messages
from pipeline.notice import NoticeError

#: Share of a text's non-ASCII characters that must be of the common kind.  A right decoding gives 0.97 and more
#: (place names use rare characters), a wrong one less than 0.7.
PLAUSIBLE = 0.85

#: Share of control characters that makes a file binary.  A text has none but blanks; a stray one is let pass.
CONTROLS = 0.005

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = frozenset(
    ("utf-8", "big5", "big5hkscs", "cp950", "utf-16", "utf-16-le", "utf-16-be", "hz", "iso8859-1", "cp1252")
)
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_OTHER_LINE_END = re.compile("[\r\v\f\x85\u2028\u2029]")
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file's bytes, with ``\\n`` as its only line end.

    Tried in this order: a byte-order mark, the encoding the document declares, UTF-8, and the best of
    GB18030, Big5 and UTF-16 without a mark.

    Raises:
        NoticeError: the bytes are no text in any of them, or a text of rubbish.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], encoding)
            if text is None:
                raise NoticeError(messages.text("read.wrong_mark", encoding=encoding))
            break
    else:
        text = _decoded_without_mark(data, declared)
    if _OTHER_LINE_END.search(text):
        text = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    if _controls(text) > CONTROLS or "\0" in text:
        raise NoticeError(messages.text("read.binary"))
    return text


def plausibility(text: str) -> float:
    """The share (0..1) of the non-ASCII characters in `text` that Chinese documents are made of; 1 if there are none."""
    total = len(text) - len(text.encode("ascii", "ignore"))
    unusual = sum(map(text.count, set(text) - _usual()))  # of these a document has few
    return (total - unusual) / total if total else 1.0


def _decoded_without_mark(data: bytes, declared: str | None) -> str:
    first = [encoding] if declared and (encoding := _encoding(declared)) else []
    for encoding in [*first, "utf-8"]:
        text = _strict(data, encoding)
        if text is not None and "\0" not in text and plausibility(text) >= PLAUSIBLE:
            return text
    best, best_share = None, 0.0
    for encoding in _CANDIDATES:
        text = _strict(data, encoding)
        if text is None or "\0" in text or _controls(text) > CONTROLS:
            continue
        share = plausibility(text)
        if share > best_share:
            best, best_share = text, share
    if best is not None and best_share >= PLAUSIBLE:
        return best
    if b"\0" in data:
        raise NoticeError(messages.text("read.binary"))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoticeError(messages.text("read.undecodable", at=error.start)) from None
    raise NoticeError(messages.text("read.rubbish"))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _encoding(declared: str) -> str | None:
    """The encoding that a page declares, if it is one that Chinese pages have.

    Pages that say gb2312 or gbk use characters beyond it; GB18030 holds both.  Names such as `undefined` or `punycode`
    are codecs of Python too, and no encodings of pages.
    """
    name = declared.strip().lower()
    if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030"):
        return "gb18030"
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return known if known in _DECLARED else None


def _controls(text: str) -> float:
    return len(_CONTROL.findall(text)) / len(text) if text else 0.0


@cache
def _usual() -> frozenset[str]:
    """ASCII and the frequent characters: GB/T 2312 level 1, Big5 level 1, and the signs and letters printed among them."""
    simple = bytearray()
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA):
            simple += bytes((high, low))
    full = bytearray()
    for high in range(0xA4, 0xC7):
        for low in (*range(0x40, 0x7F), *(range(0xA1, 0xFF) if high < 0xC6 else ())):
            full += bytes((high, low))
    han = simple.decode("gb2312") + full.decode("big5")
    signs = (
        *range(0xA0, 0x100),  # Latin-1: × ÷ · ° ±
        *range(0x391, 0x3CA),  # Greek
        *range(0x2000, 0x2070),  # dashes, quotation marks, …
        *range(0x2100, 0x2200),  # ℃ № Ⅰ →
        *range(0x2200, 0x2300),  # ≤ ≥ ≈
        *range(0x2460, 0x2800),  # ① ⑴ ■ □ ☆ √
        *range(0x3000, 0x3040),  # 、。〈〉〔〕
        *range(0x3200, 0x3400),  # ㈠ ㎡
        *range(0xFE10, 0xFE70),
        *range(0xFF00, 0xFFEF),  # full-width forms
    )
    return frozenset(han) | frozenset(map(chr, (*range(0x80), *signs))) | frozenset("〇○﹏ˉˇ")
