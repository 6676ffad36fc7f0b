"""Lines that a government's site prints around a document (rules/web_page.toml): 【打印本页】, 上一篇：…, 扫一扫在手机打开当前页."""

from __future__ import annotations

from functools import cache

from pipeline import rules

# Longer lines are the document's own.
_LONGEST = 60


@cache
def _begins() -> tuple[str, ...]:
    return tuple(rules.load("web_page")["clutter"]["begins"])


def is_site_line(words: str) -> bool:
    """Whether words are a line of the site, by how they begin."""
    return len(words) <= _LONGEST and "".join(words.split()).startswith(_begins())
