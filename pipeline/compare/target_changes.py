"""Follow the targets from one year to the next, and say whether a commitment became harder to keep.

A target is followed by its indicator, wherever it stands: a goal of the opening paragraph meets the numbered task
that it became.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.compare.figures import Figures
from pipeline.meaning.indicators.vocabulary import by_id

if TYPE_CHECKING:
    from pipeline.compare.year import Year

Row = dict[str, Any]

# How firmly a comparison binds, where the numbers are the same.  = and >= bind alike: who promised 70% and who
# promised at least 70% both fail below it.
_FIRMNESS = {"~": 0, ">": 2, "<": 2}

# How often in a year.
_TIMES = {"每年": 1, "每季": 4, "每月": 12}


def follow(old: Year, new: Year, linked: AbstractSet[tuple[str, str]]) -> Iterator[tuple[Row | None, Row | None]]:
    """Pairs of targets that are one, then those without a partner; in the order of the new notice.

    Args:
        old: the old notice.
        new: the new one.
        linked: the pairs of tasks that are one, by their ids.
    """
    pairs = Figures(old, new, linked).followed(rules.load("likeness")) if old.targets and new.targets else {}
    for at, target in enumerate(new.targets):
        yield (old.targets[pairs[at]] if at in pairs else None), target
    followed = set(pairs.values())
    for at, target in enumerate(old.targets):
        if at not in followed:
            yield target, None


def less_is_harder(target: Row) -> bool:
    """Whether the smaller number is the harder one to keep: 失业率控制在5.5%以内."""
    if target["op"] in ("<=", "<") or target["measure"] == "cap":
        return True
    if target["op"] in (">=", ">"):
        return False
    if known := by_id(target.get("indicator_id") or ""):
        return known.better == "down"
    words: Mapping[str, Sequence[str]] = rules.load("diff")["less"]
    said = f"{target['verb'] or ''}{target['indicator']}"
    if any(word in said for word in words["reductions"]):
        return False
    return target["measure"] == "duration" or any(word in said for word in words["words"])


def direction(old: Row | None, new: Row | None) -> str:
    """What became of a commitment: `harder`, `easier`, `moved`, `same`, `new` or `dropped`.

    The number decides, of a range the end that binds.  At the same number 左右 is looser than the number itself,
    and 超过 or 低于 firmer; = and 不低于 are the same.  An award or its ceiling is no harder for being more: it moved.
    """
    if old is None:
        return "new"
    if new is None:
        return "dropped"
    less = less_is_harder(new) or (less_is_harder(old) and new["op"] not in (">=", ">"))
    before, now = (_binding(target, less, year) for target, year in zip((old, new), _in_a_year(old, new), strict=True))
    if before == now:
        return "same"
    if {old["aspect"], new["aspect"]} & {"award", "ceiling"}:
        return "moved"
    return "harder" if now > before else "easier"


def change(old: Row, new: Row) -> float | None:
    """The new number less the old one; None where one is of a month and the other of a year."""
    if len(set(_in_a_year(old, new))) > 1:
        return None
    return float(Decimal(str(new["value"])) - Decimal(str(old["value"])))


def _in_a_year(old: Row, new: Row) -> tuple[int, int]:
    """How often each number counts to be compared: 每人每月 twelve times 每人每年."""
    times = [[count for word, count in _TIMES.items() if word in (target["per"] or "")] for target in (old, new)]
    return (times[0][0], times[1][0]) if all(times) else (1, 1)


def _binding(target: Row, less: bool, times: int) -> tuple[float, int]:
    """How much a target asks for, to be compared."""
    value = target["value_max"] if less and target["value_max"] is not None else target["value"]
    return (-value if less else value) * times, _FIRMNESS.get(target["op"], 1)
