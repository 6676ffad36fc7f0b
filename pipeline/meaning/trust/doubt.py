"""Doubt: how likely it is that a careful reader would correct a row, and the grade of a notice.

A row shows signs of being read wrong (``pipeline.meaning.trust.evidence``), each with a strength.  Its doubt is the logistic
function of their weighted sum; the weights are learned from annotated notices (``pipeline.measure.calibrate``) and stand in
rules/doubt_weights.toml.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline import rules
from pipeline.meaning.trust.evidence import evidence
from pipeline.meaning.trust.signs import Evidence
from pipeline.notice import Finding, Notice, Rating
from pipeline.structure.decisions import Decided

# The chance that a sign means whose record is not known.
_UNSEEN = 0.1


# ── from signs to chances ────────────────────────────────────────────────────────────────────────────


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return {table: dict(weights) for table, weights in rules.load("doubt_weights").items()}


def weighted(weights: Mapping[str, float], signs: Mapping[str, float]) -> dict[str, float]:
    """What each sign adds to the log odds; one that no annotated notice has shown yet lifts a row to `_UNSEEN` alone."""
    unseen = math.log(_UNSEEN / (1 - _UNSEEN)) - weights["base"]
    return {code: weights.get(code, unseen) * strength for code, strength in signs.items()}


def odds(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    """The chance that a row with these signs is wrong, by the weights of its table."""
    total = weights["base"] + sum(weighted(weights, signs).values())
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def chance(table: str, signs: Mapping[str, float]) -> float:
    """The chance that a row of a table with these signs is wrong, as learned."""
    return round(odds(_weights()[table], signs), 3)


def _reasons(table: str, signs: Mapping[str, float]) -> tuple[str, ...]:
    """The signs that raise a row's doubt, the weightiest first."""
    raised = weighted(_weights()[table], signs)
    return tuple(sorted((code for code, by in raised.items() if by > 0), key=lambda code: (-raised[code], code)))


@lru_cache(maxsize=4096)
def _judged(table: str, signs: tuple[tuple[str, float], ...]) -> tuple[float, tuple[str, ...]]:
    """The chance that rows with these signs are wrong, and why; most rows have none or the same few."""
    return chance(table, dict(signs)), _reasons(table, dict(signs))


def doubt(notice: Notice) -> Notice:
    """The notice with a rating for every row; what a person decided is beyond doubt."""
    decided = {(one.table, one.row_id) for one in notice.all(Decided) if one.table != "notices"}

    def rated(row: Evidence) -> Rating:
        if (row.table, row.row_id) in decided:
            return Rating(row.start, row.end, row.table, row.row_id, 0.0, ("confirmed",))
        return Rating(row.start, row.end, row.table, row.row_id, *_judged(row.table, tuple(row.signs.items())))

    return notice.adding(map(rated, evidence(notice)))


# ── the grade of a notice ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Grade:
    """A to D, and in both languages why."""

    grade: str
    reason: str
    reason_en: str


def grade(ratings: Iterable[Rating], findings: Iterable[Finding]) -> Grade:
    """The grade of a notice, from the share of its rows that are likely wrong and the places that were not read.

    Each place told as an error counts as one wrong row.  Numbers that were no targets are no rows of their own here.  The
    bounds stand in rules/doubt.toml.
    """
    said = rules.load("doubt")
    doubts = [one.doubt for one in ratings if one.table != "numbers"]
    unread = sum(one.severity == "error" for one in findings)
    wrong = sum(doubts) + unread
    share = wrong / (len(doubts) + unread) if doubts or unread else 1.0
    name = next((name for name, most in said["grades"].items() if share <= most), "D")
    doubtful = sum(one >= said["threshold"] for one in doubts)
    values: dict[str, Any] = {"rows": len(doubts), "doubtful": doubtful, "unread": unread, "share": share}
    return Grade(name, said["reason"]["zh"].format(**values), said["reason"]["en"].format(**values))
