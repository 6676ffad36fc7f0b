"""Doubt: how likely it is that a careful reader would correct a row, and the grade of a notice.

A row shows signs of being read wrong (``pipeline.meaning.trust.evidence``), each with a strength.  Its doubt is the logistic
function of their weighted sum; the weights are learned from annotated notices (``pipeline.measure.calibrate``) and stand in
rules/doubt_weights.toml.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline import rules
from pipeline.meaning.trust.evidence import evidence
from pipeline.notice import Finding, Notice, Rating
from pipeline.structure.decisions import Decided

# The chance that a sign means whose record is not known.
_UNSEEN = 0.05


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


def either(one: float, other: float) -> float:
    """The chance that one or the other is so."""
    return 1 - (1 - one) * (1 - other)


def _reasons(table: str, signs: Mapping[str, float]) -> tuple[str, ...]:
    """The signs that raise a row's doubt, the weightiest first."""
    raised = weighted(_weights()[table], signs)
    return tuple(sorted((code for code, by in raised.items() if by > 0), key=lambda code: (-raised[code], code)))


@lru_cache(maxsize=4096)
def _judged(table: str, signs: tuple[tuple[str, float], ...]) -> tuple[float, tuple[str, ...]]:
    """The chance that rows with these signs are wrong, and why; most rows have none or the same few."""
    return odds(_weights()[table], dict(signs)), _reasons(table, dict(signs))


def doubt(notice: Notice) -> Notice:
    """The notice with a rating for every row; what a person decided is beyond doubt."""
    decided = {(one.table, one.row_id) for one in notice.all(Decided) if one.table != "notices"}

    found: list[Rating] = []
    of_task: dict[str, Rating] = {}
    for row in evidence(notice):
        chance, reasons = _judged(row.table, tuple(row.signs.items()))
        task = of_task.get(row.task or "")
        if task is not None:
            if task.reasons:
                reasons = ("task_odd", *reasons) if task.doubt > chance else (*reasons, "task_odd")
            chance = either(chance, task.doubt)
        if (row.table, row.row_id) in decided:
            chance, reasons = 0.0, ("confirmed",)
        found.append(Rating(row.start, row.end, row.table, row.row_id, round(chance, 3), reasons))
        if row.table == "items":
            of_task[row.row_id] = found[-1]
    return notice.adding(found)


# ── the grade of a notice ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Grade:
    """A to D, and in both languages why."""

    grade: str
    reason: str
    reason_en: str


def grade(ratings: Iterable[Rating], findings: Iterable[Finding]) -> Grade:
    """The grade of a notice, from the share of its rows that are likely wrong and the places that were not read.

    Each place told as an error counts as one wrong row.  Numbers that were no targets are no rows of their own here.  What
    is said why names the commonest reason of the doubtful rows.  The bounds stand in rules/doubt.toml.
    """
    said = rules.load("doubt")
    rows = [one for one in ratings if one.table != "numbers"]
    unread = sum(1 + len(one.also_at) for one in findings if one.severity == "error")
    wrong = sum(one.doubt for one in rows) + unread
    share = wrong / (len(rows) + unread) if rows or unread else 1.0
    name = next((name for name, most in said["grades"].items() if share <= most), "D")
    doubtful = [one for one in rows if one.doubt >= said["threshold"]]
    values: dict[str, Any] = {"rows": len(rows), "doubtful": len(doubtful), "unread": unread, "share": share}
    reasons = Counter(one.reasons[0] for one in doubtful if one.reasons)
    mostly = min(reasons, key=lambda code: (-reasons[code], code)) if reasons else None

    def says(language: str) -> str:
        why = said["mostly"][language].format(why=said["reasons"][mostly][language]) if mostly else ""
        return f"{said['reason'][language].format(**values)}{why}"

    return Grade(name, says("zh"), says("en"))
