"""Match the tasks of two notices: one assignment over all pairs, then what became several or was made one.

How alike two tasks are is measured in likeness.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.compare.likeness import Rarity, Side, Task, cosine, scores_of, tokens, words

if TYPE_CHECKING:
    from pipeline.compare.likeness import Matrix

# Chosen by measurement, with tests/second_year.py and two real years of one city: lower, wrong pairs come in; higher,
# reworded ones are lost.  Notices of different governments, which have no task in common, stay unmatched.
THRESHOLD = 0.2
# Those that in the end are left on both sides, with no better partner, need less.
_LEFT = 0.17
# A pair is no match where each of the two is so much more like another.
_RIVAL = 0.9
# Part of a split or a merger is at least so alike as a share of the likeness of the pair it joins: whoever has found
# the whole of itself has not also gone into another.
_PART = 0.5
# A task whose words another one of its notice repeats (an aim and a task, a list of livelihood projects) follows that
# one, if it is like the partner at all.
_REPEATED = 0.3
_LIKE_AT_ALL = 0.12


@dataclass(frozen=True, slots=True)
class Link:
    """Two tasks that are one, by their places; `group` is what the links of a split or a merger share."""

    old: int
    new: int
    score: float
    group: int | None = None


@dataclass(frozen=True)
class Matching:
    """The links between two notices' tasks, by the place of the new task, and all scores they were chosen from."""

    old: Sequence[Task]
    new: Sequence[Task]
    links: Sequence[Link]
    scores: Matrix
    rarity: Rarity

    def shared_words(self, link: Link, most: int = 3) -> list[str]:
        """The rarest words that both tasks of a link hold."""
        both = set(words(self.old[link.old].text)) & set(words(self.new[link.new].text))
        long = (word for word in both if len(word) > 1)
        return sorted(long, key=lambda word: (-self.rarity(word), word))[:most]

    def nearest_old(self, new: int) -> tuple[int, float] | None:
        """The old task most like a new one."""
        return _peak(self.scores[:, new])

    def nearest_new(self, old: int) -> tuple[int, float] | None:
        """The new task most like an old one."""
        return _peak(self.scores[old])


def _peak(scores: Any) -> tuple[int, float] | None:
    if not len(scores):
        return None
    at = int(scores.argmax())
    return at, float(scores[at])


def match(old: Sequence[Task], new: Sequence[Task], background: Iterable[str] = ()) -> Matching:
    """Match the tasks of two notices.

    Args:
        old: the tasks of the old notice.
        new: those of the new one.
        background: texts of other notices' tasks, so that what every notice says counts as common.
    """
    import numpy as np

    sides = Side(old), Side(new)
    rarity = Rarity([*sides[0].texts, *sides[1].texts, *map(tokens, background)])
    if not old or not new:
        return Matching(old, new, (), np.zeros((len(old), len(new)), np.float32), rarity)
    scores = scores_of(*sides, rarity)
    links = _Links(_assigned(scores))
    _join_parts(links, scores)
    _join_repeated(links, scores, *sides, rarity)
    _pair_left(links, scores)
    return Matching(old, new, _grouped(links.pairs, scores), scores, rarity)


def assign(scores: Matrix, threshold: float) -> list[tuple[int, int]]:
    """The pairs of row and column that together score highest, each in one pair at most and above a threshold."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(np.maximum(scores - threshold, 0), maximize=True)
    good = scores[rows, columns] >= threshold
    return list(zip(rows[good].tolist(), columns[good].tolist(), strict=True))


def _assigned(scores: Matrix) -> set[tuple[int, int]]:
    """The best partners, but for those that are each far more like another."""
    highest = scores.max(axis=1), scores.max(axis=0)
    return {
        (old, new)
        for old, new in assign(scores, THRESHOLD)
        if scores[old, new] >= _RIVAL * min(highest[0][old], highest[1][new])
    }


class _Links:
    """Pairs of tasks; one task may have several partners, but then each of these has no other."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.pairs: set[tuple[int, int]] = set()
        self.news: dict[int, set[int]] = defaultdict(set)
        self.olds: dict[int, set[int]] = defaultdict(set)
        for old, new in pairs:
            self.add(old, new)

    def add(self, old: int, new: int) -> None:
        self.pairs.add((old, new))
        self.news[old].add(new)
        self.olds[new].add(old)

    def may_join(self, old: int, new: int) -> bool:
        """Whether a pair leaves no chain of splits and mergers."""
        news, olds = self.news[old], self.olds[new]
        return not (
            (news and olds)
            or any(len(self.olds[other]) > 1 for other in news)
            or any(len(self.news[other]) > 1 for other in olds)
        )


def _join_parts(links: _Links, scores: Matrix) -> None:
    """Join each task left over to the pair it is most like, where it can be a part of it."""
    left = {(old, int(new)) for old, new in enumerate(scores.argmax(axis=1)) if not links.news[old]}
    left |= {(int(old), new) for new, old in enumerate(scores.argmax(axis=0)) if not links.olds[new]}
    for old, new in sorted(left, key=lambda pair: (-scores[pair], pair)):
        partners = [scores[old, other] for other in links.news[old]]
        partners += [scores[other, new] for other in links.olds[new]]
        enough = max([THRESHOLD, *(_PART * score for score in partners)])
        if scores[old, new] >= enough and links.may_join(old, new):
            links.add(old, new)


def _join_repeated(links: _Links, scores: Matrix, old: Side, new: Side, rarity: Rarity) -> None:
    """Join each task left over to the partner of the one that it repeats, or that repeats it, in its own notice."""
    for side, partners, turned in ((old, links.news, False), (new, links.olds, True)):
        left = [at for at in range(len(side.tasks)) if not partners[at]]
        if not left:
            continue
        likeness = cosine([side.texts[at] for at in left], side.texts, rarity)
        for row, at in enumerate(left):
            likeness[row, at] = 0
            same = int(likeness[row].argmax())
            if likeness[row, same] < _REPEATED or len(partners[same]) != 1:
                continue
            (partner,) = partners[same]
            pair = (partner, at) if turned else (at, partner)
            if scores[pair] >= _LIKE_AT_ALL and links.may_join(*pair):
                links.add(*pair)


def _pair_left(links: _Links, scores: Matrix) -> None:
    """Pair what is left on both sides: the partner that each would rather have had went to another."""
    olds = [old for old in range(scores.shape[0]) if not links.news[old]]
    news = [new for new in range(scores.shape[1]) if not links.olds[new]]
    for row, column in assign(scores[olds][:, news], _LEFT):
        links.add(olds[row], news[column])


def _grouped(pairs: set[tuple[int, int]], scores: Matrix) -> list[Link]:
    """The pairs as links, those of a split or a merger numbered in the order of the new notice."""
    news, olds = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
    groups: dict[tuple[str, int], int] = {}
    links = []
    for old, new in sorted(pairs, key=lambda pair: (pair[1], pair[0])):
        key = ("old", old) if news[old] > 1 else ("new", new)
        several = news[old] > 1 or olds[new] > 1
        group = groups.setdefault(key, len(groups) + 1) if several else None
        links.append(Link(old, new, round(float(scores[old, new]), 3), group))
    return links
