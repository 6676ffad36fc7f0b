"""Words as HTML: what a notice prints, made harmless, and what a page says in Chinese and English.

A notice is a stranger's document.  Its words reach a page through `safe` and `plain` alone.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from pipeline import rules
from pipeline.dataset.datapackage import dictionary

# Signs seen only by what they do to others (controls, directions, joiners) or by no font (private use).
_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


Row = dict[str, Any]
Pair = tuple[str, str]


def as_json(value: object) -> str:
    """JSON that may stand inside an HTML script element."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", encoded)


def safe(text: str) -> str:
    """A notice's words as HTML; each sign that is not seen becomes visible and works on itself alone."""
    return _UNSEEN.sub(_shown, html.escape(text))


def _shown(sign: re.Match[str]) -> str:
    code = ord(sign[0])
    # HTML has no way to write NUL, and reads a bare carriage return as a line feed.
    content = {0: "\ufffd", 13: "&#13;"}.get(code, sign[0])
    return f'<bdi class="unseen" data-code="U+{code:04X}">{content}</bdi>'


def plain(text: str) -> str:
    """A notice's words for an attribute, an option or the title: what is not seen is left out."""
    return html.escape(_UNSEEN.sub("", text))


def name_of(group: str, value: str) -> Pair:
    """The short name of a value in Chinese and English."""
    zh, en = rules.load("review")[group].get(value, (value, value))
    return zh, en


def label(key: str, **values: object) -> Pair:
    """What the page says of its own, in Chinese and English, with the values that it tells."""
    zh, en = rules.load("review")["label"][key]
    return zh.format(**values), en.format(**values)


@cache
def meanings_of(table: str, column: str) -> Mapping[str, Pair]:
    """What the dictionary of columns says of each value of a column, in Chinese and English."""
    known = next(one for one in dictionary().tables[table].columns if one.name == column)
    return {value: (zh, en) for value, (en, zh) in (known.enum or {}).items()}


def function_of(value: str | None) -> Pair:
    return meanings_of("units", "function").get(value, (value, value)) if value else ("", "")


def kind_of(value: str) -> Pair:
    """The kind of a unit: the Chinese words before the dictionary's example."""
    zh, _ = meanings_of("units", "kind").get(value, (value, value))
    return re.split("[：，]", zh)[0], value.replace("_", " ")


def both(pair: Pair, tag: str = "span", attributes: str = "") -> str:
    """An element whose words the page can turn from Chinese into English."""
    zh, en = (plain(words) for words in pair)
    turned = f' data-en="{en}"' if en != zh else ""
    return f"<{tag}{attributes}{turned}>{zh}</{tag}>"


def both_attributes(pair: Pair, *names: str) -> str:
    """Attributes of an element that hold the same words, which the page can turn likewise."""
    zh, en = (plain(words) for words in pair)
    return "".join(f' {name}="{zh}" data-en-{name}="{en}"' for name in names)


def message_of(finding: Row) -> Pair:
    """What a finding says; signs of the notice that are not seen are named."""
    zh, en = (_UNSEEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", finding[one]) for one in ("message", "message_en"))
    return zh, en


def link_to(key: str, target: str, content: str, attributes: str = "") -> str:
    """A link to the row and the words of a key."""
    return f'<a href="#{quote(target, safe="")}" data-go="{key}" tabindex="-1"{attributes}>{content}</a>'
