"""How far a target is: the share reached, and whether that is done, ahead, behind or overdue.

Nothing here knows what day it is: a report without a day says nothing about ahead and behind.
"""

from __future__ import annotations

import math

from pipeline.compare.target_changes import less_is_harder
from pipeline.progress.known import Known, Report, Row

# No reader asks for more of a share.
_PLACES = 6


def share_of(report: Report, known: Known) -> float | None:
    """The share of a target that was reached; of a limit 1 while it is kept.  None where numbers do not allow it."""
    target = known.target(report)
    if target is None or report.actual is None:
        return None
    bound = _bound(target)
    if not math.isfinite(bound) or bound <= 0:
        return None
    if less_is_harder(target):
        return 1.0 if report.actual <= bound else round(bound / report.actual, _PLACES)
    return round(max(report.actual, 0.0) / bound, _PLACES)


def standing_of(report: Report, known: Known) -> str | None:
    """`done`, `ahead`, `behind` or `overdue`; None where neither numbers nor the state that was reported tell."""
    period = known.period(report)
    over = bool(period and report.as_of and report.as_of >= period[1])
    target = known.target(report)
    if target is None or report.actual is None:
        return _by_status(report, over)
    limit = less_is_harder(target)
    met = _met(target, report.actual)
    if not (limit or _adds_up(target)) and not over:
        # A rate or a level may still turn.
        return "ahead" if met else "behind"
    if met:
        return "done" if over or not limit else "ahead"
    if over:
        return "overdue"
    share = share_of(report, known)
    if limit or share is None or period is None or report.as_of is None:
        return "behind" if limit else None
    passed = (report.as_of - period[0]).days + 1
    return "ahead" if share >= passed / ((period[1] - period[0]).days + 1) else "behind"


def _by_status(report: Report, over: bool) -> str | None:
    if report.status == "done":
        return "done"
    if over:
        return "overdue"
    return "behind" if report.status == "late" else None


def _adds_up(target: Row) -> bool:
    """Whether half the year should bring half of it: so many things, so much money; no share and no growth."""
    return target["measure"] in ("count", "amount") or (target["measure"] == "level" and target["unit"] != "%")


def _bound(target: Row) -> float:
    """The number that binds: of a range the end that is harder to miss."""
    highest = target["value_max"] is not None and less_is_harder(target)
    return float(target["value_max"] if highest else target["value"])


def _met(target: Row, actual: float) -> bool:
    bound = _bound(target)
    if less_is_harder(target):
        return actual < bound if target["op"] == "<" else actual <= bound
    return actual > bound if target["op"] == ">" else actual >= bound
