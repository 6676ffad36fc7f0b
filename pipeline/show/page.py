"""A page in one file that needs nothing else: a template of ``templates/`` with its style and its script inside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TEMPLATES = Path(__file__).with_name("templates")


@cache
def asset(name: str) -> str:
    """A file of ``templates/``."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def filled(name: str, parts: Mapping[str, str], style: str = "") -> str:
    """The template ``<name>.html`` filled in.

    Its policy allows its own style and script by their hashes, and nothing else.

    Args:
        name: of the template, its style sheet and its script.
        parts: HTML for each ``{{place}}`` of the template; words of a notice have been escaped.
        style: rules behind those of the style sheet.
    """
    style, script = asset(f"{name}.css") + style, asset(f"{name}.js")
    own = {"style": style, "style_hash": _hash(style), "script": script, "script_hash": _hash(script)}
    # In one pass, so that no word of a notice is ever taken for a place in the template.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: own.get(place[1]) or parts[place[1]], asset(f"{name}.html"))


def _hash(content: str) -> str:
    """The content's name in a content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
