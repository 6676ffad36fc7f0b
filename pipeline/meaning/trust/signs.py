"""Signs: a row and what it shows of being read wrong."""

from __future__ import annotations

import re

from pipeline.language.words import cut
from pipeline.values import value

Signs = dict[str, float]

#: 1O0 and l2: recognition took a digit for a letter.
MISPRINT = re.compile("[OolISB](?:(?<=[0-9].)(?![A-Za-z])|(?<![A-Za-z].)(?=[0-9]))")

#: What a sentence ends with, and what stands behind it.
SENTENCE_ENDS = tuple("。；！”）)》")


@value(frozen=True, slots=True)
class Evidence:
    """A row and its signs: code → strength (0..1); `task` is that of a unit, which is wrong where its task is."""

    table: str
    row_id: str
    start: int
    end: int
    signs: Signs
    task: str | None = None


def beyond(length: int, usual: float) -> float:
    """0 up to the usual length, 1 from twice as much on."""
    return within(length / usual - 1) if usual else 0.0


def within(strength: float) -> float:
    """A strength held between 0 and 1."""
    return min(max(strength, 0.0), 1.0)


def present(**signs: float) -> Signs:
    """The signs that are there at all."""
    return {code: float(strength) for code, strength in signs.items() if strength > 0}


def is_border(ending: str, beginning: str) -> bool:
    """Whether a word ends where two stretches of Chinese meet."""
    at = 0
    for word in cut(ending + beginning):
        if at >= len(ending):
            break
        at += len(word)
    return at == len(ending)
