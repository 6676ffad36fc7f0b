"""Signs: a row and what it shows of being read wrong."""

from __future__ import annotations

import re

from pipeline.values import value

Signs = dict[str, float]

#: 1O0 and l2: recognition took a digit for a letter.
MISPRINT = re.compile("[OolISB](?:(?<=[0-9].)(?![A-Za-z])|(?<![A-Za-z].)(?=[0-9]))")


@value(frozen=True, slots=True)
class Evidence:
    """A row and its signs: code → strength (0..1)."""

    table: str
    row_id: str
    start: int
    end: int
    signs: Signs


def beyond(length: int, usual: float) -> float:
    """0 up to the usual length, 1 from twice as much on."""
    return within(length / usual - 1) if usual else 0.0


def within(strength: float) -> float:
    """A strength held between 0 and 1."""
    return min(max(strength, 0.0), 1.0)


def present(**signs: float) -> Signs:
    """The signs that are there at all."""
    return {code: float(strength) for code, strength in signs.items() if strength > 0}
