"""Forgetting: notices read with a part of the vocabulary gone, as one is that uses words which nobody has listed.

A notice that was used to write the rules is read all but without fault; the next one has an office, a measure or a verb more
than the rules know.  Forgetting every so manieth word makes the faults that will then be made.  The rules are read once a
process, so what is forgotten is forgotten from its start on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pipeline import rules

# One word in so many is forgotten, of lists that hold at least as many.
_ONE_IN = 8
#: So many readings forget each word once.
TIMES = _ONE_IN
# What is no vocabulary: texts, weights, the dictionary of columns.
_KEPT = ("messages", "findings", "columns", "doubt", "doubt_weights", "views", "cuts", "commitments", "frames")
# Groups of which whole entries are forgotten: what an office does, an indicator.
_GROUPS = ("function",)
# What stands on such entries, and goes with them.
_LEANING = ("regional",)
# Closed classes, and patterns: nobody meets a new word of comparison.
_CLOSED = ("before", "after", "past", "structure")
# Lists that are written with blanks between their words.
_BLANKS = ("starts", "has", "ends", "placed", "weak", "names", "units")

_T = TypeVar("_T")


def forget(turn: int) -> None:
    """Make this process forget the words of one turn (0 to `TIMES` - 1); before anything has been read."""
    whole = rules.load

    def load(name: str) -> dict[str, Any]:
        if name not in forgotten:
            forgotten[name] = whole(name) if name in _KEPT else _thinned(whole(name), turn)
        return forgotten[name]

    forgotten: dict[str, dict[str, Any]] = {}
    rules.load = load  # type: ignore[assignment]


def _thinned(entry: Any, turn: int, name: str = "") -> Any:
    def kept(words: Iterable[_T]) -> list[_T]:
        return [word for place, word in enumerate(words) if place % _ONE_IN != turn]

    if isinstance(entry, dict):
        fields = kept(entry.items()) if name in _GROUPS else entry.items()
        return {
            key: {} if key in _LEANING else value if key in _CLOSED else _thinned(value, turn, key)
            for key, value in fields
        }
    if isinstance(entry, list):
        many = len(entry) >= _ONE_IN and all(isinstance(one, str) for one in entry)
        return kept(entry) if many else [_thinned(one, turn) for one in entry]
    if isinstance(entry, str) and name in _BLANKS and len(words := entry.split()) >= _ONE_IN:
        return " ".join(kept(words))
    return entry
