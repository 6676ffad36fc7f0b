"""The review page: one notice's text beside what was read from it, in one HTML file that needs nothing else.

The page is written whole: the text with its marks, and the tables.  The script only filters, searches and leads
from a row to its words and back, so that the page reads, prints and links without it.  A mark and its row share
a key (``i6`` is the sixth task); the words in the source pane are the text as read, character for character:
labels are made by the style sheet, never by text.

A notice is a stranger's document.  Its words reach the page through `_words` and `_plain` alone, and the page
allows no script or style but its own two, by their hashes, and no connection at all.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import html
import json
import re
import tomllib
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from . import load
from .datapackage import dictionary

_TEMPLATES = Path(__file__).with_name("templates")
# What surrounds the words on a page of paper or of the web: shown, but dimmed.
_FURNITURE = {"page_number", "running_head", "navigation"}
# A finding on more characters than this is flagged and not underlined: a whole task underlined says nothing.
_UNDERLINED = 80

Row = dict[str, Any]


def run(notice_id: str, data: Path, out: Path) -> Path:
    """Write the review page of a notice of the dataset in `data` and say where it is."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{notice_id}.html"
    path.write_text(page(notice_id, data), encoding="utf-8", newline="\n")
    return path


def page(notice_id: str, data: Path) -> str:
    """The review page of a notice: from its rows in the tables, and its text."""
    review = _Review.read(notice_id, data)
    style, script = (
        (_TEMPLATES / name).read_text(encoding="utf-8").strip() for name in ("view.css", "view.js")
    )
    style = f"{style}\n{_kind_labels()}"
    notice = review.notice
    coverage, whole = _coverage(review)
    parts = {
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
        "facts": _json(_facts(review)),
        "title": _plain(f"{notice['title'] or notice_id} · 核对"),
        "name": _words(notice["title"] or notice_id),
        "byline": _byline(notice),
        "fields": _fields(notice),
        "filters": _filters(review),
        "unit_key": "财政局",
        "legend": _legend(review),
        "coverage": coverage,
        "coverage_class": "" if whole else " lost",
        "source": source(review.text, _marks(review), review.blocks),
        **_panels(review),
    }
    template = (_TEMPLATES / "view.html").read_text(encoding="utf-8")
    # In one pass, so that no word of a notice is ever taken for a place in the template.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], template)


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _json(value: object) -> str:
    """JSON that may stand inside an HTML script element."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub(r"[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", encoded)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def _hidden_signs() -> str:
    """A class of the signs that are seen only by what they do to others: controls, directions, private use."""
    ranges = ["\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f", "\\ue000-\\uf8ff", "\\U000f0000-\\U0010ffff", "\\U000e0000-\\U000e0fff"]
    format_signs = (chr(code) for code in range(0x110000 - 0x20000) if unicodedata.category(chr(code)) == "Cf")
    return "[" + "".join(ranges) + "".join(map(re.escape, format_signs)) + "\\u2028\\u2029]"
