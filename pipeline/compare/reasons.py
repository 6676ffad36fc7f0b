"""Why two tasks were paired, or why none was found, in words of both languages (``rules/diff.toml``)."""

from __future__ import annotations

from pipeline import rules

# What is said, in Chinese and English.
Pair = tuple[str, str]


def same(words: str) -> Pair:
    """Words of a notice, which both languages quote as they are."""
    return words, words


def phrase(key: str) -> Pair:
    """Words of the page."""
    zh, en = rules.load("diff")["page"][key]
    return zh, en


def because(key: str, **values: Pair | int | str) -> Pair:
    """A reason, with values that are in both languages or the same in either."""
    zh, en = rules.load("diff")["reason"][key]
    said = [{name: v[at] if isinstance(v, tuple) else v for name, v in values.items()} for at in (0, 1)]
    return zh.format(**said[0]), en.format(**said[1])
