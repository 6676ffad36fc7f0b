"""A page in one file that needs nothing else: a template of ``templates/`` with its style and its script inside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.show import markup

if TYPE_CHECKING:
    from jinja2 import Template

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
    own = _own(name, style)
    # In one pass, so that no word of a notice is ever taken for a place in the template.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: own.get(place[1]) or parts[place[1]], asset(f"{name}.html"))


def rendered(name: str, parts: Mapping[str, Any]) -> str:
    """The Jinja template ``<name>.html`` with every word escaped; its policy is that of `filled`.

    ``{{ both(pair) }}`` is an element whose words the page can turn from Chinese into English, ``{{ safe(words) }}``
    the words of a notice with the signs that are not seen made visible.
    """
    from markupsafe import Markup

    own = {key: Markup(value) for key, value in _own(name, "").items()}
    return _template(name).render({**own, **parts})


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def both(pair: tuple[str, str], tag: str = "span", attributes: str = "") -> Markup:
        return Markup(markup.both(pair, tag, attributes))

    def safe(words: object) -> Markup:
        return Markup(markup.safe(str(words)))

    surroundings = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    surroundings.globals.update(both=both, safe=safe)
    return surroundings.from_string(asset(f"{name}.html"))


def _own(name: str, more: str) -> dict[str, str]:
    """The style and the script of a page behind those that all pages share, with their names for its policy."""
    style = asset("shared.css") + asset(f"{name}.css") + more
    script = asset("shared.js") + asset(f"{name}.js")
    return {"style": style, "style_hash": _hash(style), "script": script, "script_hash": _hash(script)}


def _hash(content: str) -> str:
    """The content's name in a content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
