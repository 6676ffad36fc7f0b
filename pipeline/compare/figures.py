"""Which figure of one notice is which of the other.

Figures that count alike are candidates where they share words or their tasks are one.  Each candidate is looked at for what speaks for it and against it (`SIGNS`); then it is
weighed against the others of its two figures (`RIVAL_SIGNS`), and all are assigned together.  What a sign counts is
learned from pairs of notices whose figures are known (``rules/likeness.toml``, made by measure/links.py).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.compare.bags import Vocabulary, cosine, counts, rarity, tokens, weighted
from pipeline.compare.matching import assign, next_best
from pipeline.language.numerals import NUMERAL, value
from pipeline.meaning.figures.quantities import counted_as
from pipeline.meaning.indicators.vocabulary import by_id, thing_in

if TYPE_CHECKING:
    from pipeline.compare.likeness import Column, Matrix
    from pipeline.compare.year import Year

Row = dict[str, Any]

SIGNS = (
    "words",  # the words of the indicators and what they count
    "characters",  # their characters: 棚改, 棚户区改造
    "around",  # the words of the sentence, and of the task's name
    "same_thing",  # one thing of the vocabulary: 固投增速, 固定资产投资增长
    "other_thing",  # two things of the vocabulary: PM10, PM2.5
    "other_sort",  # a growth and a share, what is counted and a rate
    "other_word",  # 个 and 路; 名 and 人 are alike
    "same_unit",  # the very same
    "linked",  # their tasks are one
    "outside",  # both are outside the tasks
    "half_outside",  # one of them is
    "alone",  # the only ones of their tasks, which are one, that count so
    "same_value",  # the number was kept
    "far",  # by how many powers of ten it changed, at most two
)
# What a candidate is once its rivals are known: its log odds by the signs, and how far its probability is ahead of the
# likest other one of either figure, the better and the worse of both.
RIVAL_SIGNS = ("odds", "ahead", "ahead_both")

# Of each figure so many of the other year are candidates by their words.
_CANDIDATES = 8
# Aspects of one sort are told apart by few notices: what one adds, the next builds.
_SORTS = {"decline": "growth", "share": "rate", "done": "new", "level": "new", "cumulative": "new"}
_NUMBER = re.compile(NUMERAL)
_STOPS = "。；;\n"
_BRACKETS = re.compile(r"（[^（）]*）")


@cache
def _counting() -> frozenset[str]:
    """The measure words that say little of what is counted."""
    return frozenset(rules.load("measures")["count"]["words"])


def _kind(target: Row) -> str:
    """Figures of another kind are never one: what is counted, or the unit of what is measured."""
    return "" if target["unit"] in _counting() else counted_as(target["unit"])


def _far(before: float, now: float) -> float:
    """By how many powers of ten a number changed, at most two."""
    if not before or not now:
        return 0.0 if before == now else 2.0
    return min(abs(math.log10(abs(now / before))), 2.0)


class _Side:
    """The figures of one notice, and column by column what is compared of them."""

    def __init__(self, year: Year) -> None:
        self.targets = year.targets
        self.item = [target["item_id"] for target in self.targets]
        self.counted = [counted_as(target["unit"]) for target in self.targets]
        self.sort = [_SORTS.get(target["aspect"], target["aspect"]) for target in self.targets]
        self.known = [by_id(target["indicator_id"] or "") for target in self.targets]
        self.said = [_BRACKETS.sub("", target["indicator"]) for target in self.targets]
        self.thing = [
            known.indicator_id.partition(".")[0] if known else thing_in(said)
            for known, said in zip(self.known, self.said, strict=True)
        ]
        held = Counter(zip(self.item, self.counted, strict=True))
        self.alone = [held[one] == 1 for one in zip(self.item, self.counted, strict=True)]
        self.around = list(self._around(year))

    def _around(self, year: Year) -> Iterator[str]:
        """What names a figure's task, and the sentence that holds the figure; the indicator where it is in no task."""
        items = {item["item_id"]: item for item in year.items}
        read: dict[str, int] = defaultdict(int)
        for target, said in zip(self.targets, self.said, strict=True):
            item = items.get(target["item_id"])
            if item is None:
                yield said
                continue
            text: str = item["text"]
            found = text.find(target["quote"], read[item["item_id"]])
            read[item["item_id"]] = max(found + 1, read[item["item_id"]])
            start = max(text.rfind(stop, 0, max(found, 0)) for stop in _STOPS) + 1
            ends = [end for stop in _STOPS if (end := text.find(stop, found)) >= 0]
            sentence = text[start : min(ends, default=len(text))] if found >= 0 else text
            yield f"{item['title'] or ''}。{sentence}。{said}"

    def bag(self, at: int) -> list[str]:
        """The words of an indicator and its unit: 天 is rare and says much, % says little.

        Numbers count too: 新签约亿元以上项目 and 新签约50亿元以上项目 differ by nothing else.
        """
        indicator = self.targets[at]["indicator"]
        known = self.known[at]
        ids = [f"id {known.indicator_id}"] if known else []
        numbers = [f"number {value(found)}" for found in _NUMBER.findall(indicator)]
        return [*tokens(indicator), *numbers, f"unit {self.counted[at]}", *ids]


class Figures:
    """The candidates among the figures of two notices.

    Args:
        old, new: the notices.
        linked: the pairs of tasks that are one, by their ids.

    Attributes:
        old, new: the places of the candidates' figures, each in its own notice.
        signs: what speaks for and against each candidate, by the names of `SIGNS`.
    """

    def __init__(self, old: Year, new: Year, linked: AbstractSet[tuple[str, str]]) -> None:
        import numpy as np

        self.sides = one, other = _Side(old), _Side(new)
        self.size = len(one.targets), len(other.targets)
        self._linked = linked
        words = cosine(*([side.bag(at) for at in range(len(side.targets))] for side in self.sides))
        self.old, self.new = np.nonzero(self._candidates(words))
        self.signs: dict[str, Column] = {"words": words[self.old, self.new], **self._by_words(), **self._by_parts()}

    def _candidates(self, words: Matrix) -> Any:
        import numpy as np

        same = self._same(lambda side: [_kind(target) for target in side.targets])
        words = np.where(same, words, 0)
        kept = np.zeros(words.shape, bool)
        if words.size:
            for axis in (0, 1):
                most = min(_CANDIDATES, words.shape[axis])
                best = np.argpartition(-words, most - 1, axis=axis).take(range(most), axis=axis)
                np.put_along_axis(kept, best, True, axis=axis)
            kept &= words > 0
        places: list[dict[str | None, list[int]]] = [defaultdict(list), defaultdict(list)]
        for held, side in zip(places, self.sides, strict=True):
            for at, item in enumerate(side.item):
                held[item].append(at)
        for old, new in self._linked:
            if old in places[0] and new in places[1]:
                kept[np.ix_(places[0][old], places[1][new])] = True
        return kept & same

    def _same(self, get: Callable[[_Side], Sequence[str]]) -> Any:
        """Where the figures of both notices have the same of something."""
        import numpy as np

        codes = Vocabulary()
        one, other = (np.array([codes[held] for held in get(side)], np.int32) for side in self.sides)
        return np.asarray(one[:, None] == other[None, :], bool)

    def _by_words(self) -> dict[str, Column]:
        """The signs that compare words."""
        import numpy as np

        turn = len(self.sides[0].targets)

        def alike(get: Callable[[_Side], Iterable[Sequence[str]]], known: bool = False) -> Column:
            vocabulary = Vocabulary()
            bags = counts([bag for side in self.sides for bag in get(side)], vocabulary)
            rows = weighted(bags, rarity([bags], vocabulary, known))
            return np.asarray(rows[self.old].multiply(rows[self.new + turn]).sum(axis=1), np.float32).ravel()

        return {
            "characters": alike(lambda side: [[one for one in said if one.isalnum()] for said in side.said]),
            "around": alike(lambda side: map(tokens, side.around), known=True),
        }

    def _by_parts(self) -> dict[str, Column]:
        """The signs that compare the parts of the indicators, their tasks and their numbers."""
        import numpy as np

        one, other = self.sides
        found: dict[str, list[float]] = {name: [] for name in SIGNS if name not in ("words", "characters", "around")}
        for at, to in zip(self.old.tolist(), self.new.tolist(), strict=True):
            outside = [one.item[at] is None, other.item[to] is None]
            linked = (one.item[at], other.item[to]) in self._linked
            same_thing = one.thing[at] is not None and one.thing[at] == other.thing[to]
            units = one.targets[at]["unit"], other.targets[to]["unit"]
            values = one.targets[at]["value"], other.targets[to]["value"]
            signs = {
                "same_thing": same_thing,
                "other_thing": one.known[at] is not None and other.known[to] is not None and not same_thing,
                "other_sort": one.sort[at] != other.sort[to],
                "other_word": one.counted[at] != other.counted[to],
                "same_unit": units[0] == units[1],
                "linked": linked,
                "outside": all(outside),
                "half_outside": any(outside) and not all(outside),
                "alone": linked and one.alone[at] and other.alone[to],
                "same_value": values[0] == values[1],
                "far": _far(*values),
            }
            for name, sign in signs.items():
                found[name].append(sign)
        return {name: np.array(column, np.float32) for name, column in found.items()}

    def odds(self, weights: Mapping[str, float]) -> Column:
        """The log odds of each candidate by its signs."""
        import numpy as np

        found = sum(weights[name] * self.signs[name] for name in SIGNS) + weights["base"]
        return np.asarray(found, np.float32)

    def rivals(self, weights: Mapping[str, float]) -> dict[str, Column]:
        """The signs of `RIVAL_SIGNS`."""
        import numpy as np

        odds = self.odds(weights)
        likely: Column = (1 / (1 + np.exp(-odds))).astype(np.float32)
        ahead = [likely - next_best(likely, at, size) for at, size in zip((self.old, self.new), self.size, strict=True)]
        return {"odds": odds, "ahead": np.maximum(*ahead), "ahead_both": np.minimum(*ahead)}

    def followed(self, weights: Mapping[str, Mapping[str, float]]) -> dict[int, int]:
        """The place of the old figure by that of the new one, of those that are likely enough."""
        import numpy as np

        if not len(self.old):
            return {}
        signs, rival = self.rivals(weights["figure"]), weights["figure_beside_rivals"]
        odds = sum(rival[name] * signs[name] for name in RIVAL_SIGNS) + rival["base"]
        scores: Matrix = np.zeros(self.size, np.float32)
        scores[self.old, self.new] = 1 / (1 + np.exp(-odds))
        return {new: old for old, new in assign(scores, weights["least"]["figure"])}
