"""Follow the targets from one year to the next, and say whether a commitment became harder to keep.

A target is followed by its indicator, wherever it stands: a goal of the opening paragraph meets the numbered task
that it became.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.compare.bags import cosine, tokens
from pipeline.compare.matching import assign
from pipeline.language.numerals import NUMERAL, value
from pipeline.meaning.figures.quantities import counted_as
from pipeline.meaning.indicators.vocabulary import by_id

if TYPE_CHECKING:
    from pipeline.compare.bags import Matrix

Row = dict[str, Any]

# Two targets are one if the likeness of their indicators (0 to 1) and what their places add come to this.
# Chosen by measurement, as in matching.py.
_THRESHOLD = 0.6
# What places add: in tasks that are one; both outside the tasks; one of them outside.
_LINKED, _OUTSIDE, _HALF_OUTSIDE = 0.5, 0.3, 0.25
# Of tasks that are one, the only figures of a unit: 到位外资3200万美元 answers 利用外资3000万美元.
_ALONE = 0.05
# What the same indicator of the vocabulary adds: 固投增速 and 固定资产投资增长 have no word in common.
_SAME_INDICATOR = 0.3
# 增长6% is seldom followed by a level, 40家 seldom by a share, what is added seldom by what there is.
_OTHER_MEASURE = 0.85
# Of two that are as likely, the one that kept its number.
_SAME_VALUE = 0.02

_NUMBER = re.compile(NUMERAL)

# How firmly a comparison binds, where the numbers are the same.  = and >= bind alike: who promised 70% and who
# promised at least 70% both fail below it.
_FIRMNESS = {"~": 0, ">": 2, "<": 2}


def follow(
    old: Sequence[Row], new: Sequence[Row], linked: AbstractSet[tuple[str, str]]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Pairs of targets that are one, then those without a partner; in the order of the new notice.

    Args:
        old: rows of `targets` of the old notice.
        new: those of the new one.
        linked: the pairs of tasks that are one, by their ids.
    """
    pairs = _pairs(old, new, linked) if old and new else {}
    for at, target in enumerate(new):
        yield (old[pairs[at]] if at in pairs else None), target
    followed = set(pairs.values())
    for at, target in enumerate(old):
        if at not in followed:
            yield target, None


def _pairs(old: Sequence[Row], new: Sequence[Row], linked: AbstractSet[tuple[str, str]]) -> dict[int, int]:
    """The place of the old target by that of the new one."""
    import numpy as np

    words = [[_words(target) for target in targets] for targets in (old, new)]
    scores = cosine(words[0], words[1]) + _nearness(old, new, linked)

    def same(column: str) -> Any:
        cells = [np.array([target[column] for target in targets], dtype=object) for targets in (old, new)]
        return cells[0][:, None] == cells[1][None, :]

    scores *= np.where(same("measure") & same("aspect"), 1, np.float32(_OTHER_MEASURE))
    known = [np.array([bool(by_id(target.get("indicator_id") or "")) for target in targets]) for targets in (old, new)]
    scores += np.where(same("indicator_id") & known[0][:, None] & known[1], np.float32(_SAME_INDICATOR), 0)
    scores += np.where(same("value"), np.float32(_SAME_VALUE), 0)
    units = [np.array([counted_as(target["unit"]) for target in targets], dtype=object) for targets in (old, new)]
    scores[units[0][:, None] != units[1][None, :]] = 0
    return {column: row for row, column in assign(scores, _THRESHOLD)}


def _words(target: Row) -> list[str]:
    """The words of an indicator and its unit: 天 is rare and says much, % says little.

    Numbers count too: 新签约亿元以上项目 and 新签约50亿元以上项目 differ by nothing else.
    """
    indicator = target["indicator"]
    # The vocabulary's id is a word too, the rarest: 固投增速 meets 固定资产投资增长.
    known = by_id(target.get("indicator_id") or "")
    ids = [f"id {known.indicator_id}"] if known else []
    numbers = [f"number {value(found)}" for found in _NUMBER.findall(indicator)]
    return [*tokens(indicator), *numbers, f"unit {target['unit']}", *ids]


def _nearness(old: Sequence[Row], new: Sequence[Row], linked: AbstractSet[tuple[str, str]]) -> Matrix:
    """What the places of two targets add to their likeness."""
    import numpy as np

    outside = [np.array([target["item_id"] is None for target in targets], bool) for targets in (old, new)]
    one, other = outside[0][:, None], outside[1][None, :]
    near: Matrix = np.where(one & other, _OUTSIDE, np.where(one | other, _HALF_OUTSIDE, 0)).astype(np.float32)
    at: list[dict[str, list[int]]] = [defaultdict(list), defaultdict(list)]
    for places, targets in zip(at, (old, new), strict=True):
        for place, target in enumerate(targets):
            places[target["item_id"]].append(place)
    for one_id, other_id in linked:
        if one_id in at[0] and other_id in at[1]:
            near[np.ix_(at[0][one_id], at[1][other_id])] = _LINKED
            near[np.ix_(_alone(old, at[0][one_id]), _alone(new, at[1][other_id]))] = _LINKED + _ALONE
    return near


def _alone(targets: Sequence[Row], places: Sequence[int]) -> list[int]:
    """Those of a task's targets that have a unit to themselves."""
    held = Counter(counted_as(targets[place]["unit"]) for place in places)
    return [place for place in places if held[counted_as(targets[place]["unit"])] == 1]


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
    """What became of a commitment: `harder`, `easier`, `same`, `new` or `dropped`.

    The number decides, of a range the end that binds.  At the same number 左右 is looser than the number itself,
    and 超过 or 低于 firmer; = and 不低于 are the same.
    """
    if old is None:
        return "new"
    if new is None:
        return "dropped"
    less = less_is_harder(new) or (less_is_harder(old) and new["op"] not in (">=", ">"))
    before, now = (_binding(target, less) for target in (old, new))
    if before == now:
        return "same"
    return "harder" if now > before else "easier"


def _binding(target: Row, less: bool) -> tuple[float, int]:
    """How much a target asks for, to be compared."""
    value = target["value_max"] if less and target["value_max"] is not None else target["value"]
    return (-value if less else value), _FIRMNESS.get(target["op"], 1)
