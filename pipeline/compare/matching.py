"""Match the tasks of two notices: one assignment over all pairs, then what became several or was made one.

How alike two tasks are is measured in likeness.py.  Whether they are one is decided by odds: from their likeness, and
from how far each is ahead of the next best.  The weights are learned, not set: ``rules/likeness.toml``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.compare.context import apart, kept, neighbours
from pipeline.compare.likeness import Pairs, Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.compare.likeness import Column, Matrix

# What the odds that a pair is one are made of: its likeness, how far it is ahead of the next best pair of the one task
# and of the other, the better and the worse of both.
SIGNS = ("likeness", "ahead", "ahead_both")
# And that a task left over is part of a pair, of a split or a merger: how far ahead it is in its own row, how much
# less like its partner than the one that the partner has, and whether the partner has one.
PART_SIGNS = ("likeness", "ahead", "behind", "taken")
# Where the year keeps the order of the last one, what stands around counts too: how much more than usual the tasks
# beside a pair go on beside each other, and how far from the task that has its partner one left over stands.
SIGNS_IN_ORDER, PART_SIGNS_IN_ORDER = (*SIGNS, "neighbours"), (*PART_SIGNS, "apart")
# A year keeps the order from such a mean of the neighbours on; from none to that, each way of weighing has its share.
_IN_ORDER = 0.4
# Who is so far ahead is not surer for being farther.
_FAR = 0.15


@dataclass(frozen=True, slots=True)
class Link:
    """Two tasks that are one, by their places; `group` is what the links of a split or a merger share.

    `score` is the probability that they are.
    """

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
    pairs: Pairs | None = None

    def shared_words(self, link: Link, most: int = 3) -> list[str]:
        """The rarest words that both tasks of a link hold."""
        return self.pairs.words.shared(link.old, link.new, most) if self.pairs else []

    def nearest_old(self, new: int) -> tuple[int, float] | None:
        """The old task most like a new one."""
        return _peak(self.scores[:, new])

    def nearest_new(self, old: int) -> tuple[int, float] | None:
        """The new task most like an old one."""
        return _peak(self.scores[old])


def _peak(scores: Any) -> tuple[int, float] | None:
    """The place of the highest score; none where nothing is alike at all."""
    if not len(scores) or not scores.max():
        return None
    at = int(scores.argmax())
    return at, float(scores[at])


def match(old: Sequence[Task], new: Sequence[Task]) -> Matching:
    """Match the tasks of two notices."""
    import numpy as np

    if not old or not new:
        return Matching(old, new, (), np.zeros((len(old), len(new)), np.float32))
    pairs = Pairs(old, new)
    found = Odds(pairs, rules.load("likeness"))
    links, scores = linked(found)
    return Matching(old, new, _grouped(links, scores), scores, pairs)


def assign(scores: Matrix, threshold: float) -> list[tuple[int, int]]:
    """The pairs of row and column that together score highest, each in one pair at most and above a threshold.

    What is below it never pairs, so that rows and columns that nothing else joins are assigned apart.
    """
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse.csgraph import connected_components

    rows, columns = np.nonzero(scores >= threshold)
    size = sum(scores.shape)
    joined = sparse.coo_array((np.ones(len(rows)), (rows, columns + scores.shape[0])), shape=(size, size))
    found = []
    members: dict[int, list[int]] = defaultdict(list)
    for at, label in enumerate(connected_components(joined, directed=False)[1].tolist()):
        members[label].append(at)
    for own in members.values():
        some = [at for at in own if at < scores.shape[0]]
        others = [at - scores.shape[0] for at in own if at >= scores.shape[0]]
        if some and others:
            part = scores[np.ix_(some, others)]
            for row, column in zip(*linear_sum_assignment(np.maximum(part - threshold, 0), maximize=True), strict=True):
                if part[row, column] >= threshold:
                    found.append((some[row], others[column]))
    return sorted(found)


# ── the odds ─────────────────────────────────────────────────────────────────────────────────────────


class Odds:
    """What speaks for each pair of candidates."""

    def __init__(self, pairs: Pairs, weights: Mapping[str, Mapping[str, float]]) -> None:
        import numpy as np

        self.pairs, self.weights = pairs, weights
        self.likeness = pairs.likeness(weights["sides"])
        self.matrix = pairs.matrix(self.likeness)
        self.ahead = tuple(
            np.clip(self.likeness - next_best(self.likeness, places, size), -_FAR, _FAR)
            for places, size in zip((pairs.old, pairs.new), pairs.size, strict=True)
        )
        self.signs: dict[str, Column] = {
            "likeness": self.likeness,
            "ahead": np.maximum(*self.ahead),
            "ahead_both": np.minimum(*self.ahead),
        }
        by_words = pairs.matrix(_likely(_odds(self.signs, weights["pair"])))
        near = neighbours(pairs, by_words)
        self.kept = kept(pairs, by_words, near)
        self.signs["neighbours"] = near - np.float32(self.kept)

    def likely(self, signs: Mapping[str, Any], what: str) -> Any:
        """The probability that signs and the weights of `pair` or `part` make."""
        share = min(self.kept / _IN_ORDER, 1)
        ways = _odds(signs, self.weights[what]), _odds(signs, self.weights[f"{what}_in_order"])
        return _likely((1 - share) * ways[0] + share * ways[1])

    def probability(self) -> Matrix:
        """How likely each pair is one, 0 to 1."""
        return self.pairs.matrix(self.likely(self.signs, "pair"))

    def left(self, links: Iterable[tuple[int, int]]) -> list[tuple[int, int, dict[str, float]]]:
        """For each task without a link the candidate most like it: both places, and what speaks for the pair."""
        new_of, old_of = dict(links), {new: old for old, new in links}
        ahead = [self.pairs.matrix(one) for one in self.ahead]
        found = []
        for old in range(self.pairs.size[0]):
            new = int(self.matrix[old].argmax())
            if old not in new_of and self.matrix[old, new]:
                taken = old_of.get(new)
                found.append((old, new, self._part(old, new, ahead[0], None if taken is None else (taken, new))))
        for new in range(self.pairs.size[1]):
            old = int(self.matrix[:, new].argmax())
            if new not in old_of and self.matrix[old, new]:
                taken = new_of.get(old)
                found.append((old, new, self._part(old, new, ahead[1], None if taken is None else (old, taken))))
        return found

    def _part(self, old: int, new: int, ahead: Matrix, partner: tuple[int, int] | None) -> dict[str, float]:
        own = float(self.matrix[old, new])
        far = max(apart(old, partner[0]), apart(new, partner[1])) if partner else 0.0
        return {
            "likeness": own,
            "ahead": float(ahead[old, new]),
            "behind": float(self.matrix[partner]) - own if partner else 0.0,
            "taken": float(partner is not None),
            "apart": far * self.kept,
        }


def _odds(signs: Mapping[str, Any], weights: Mapping[str, float]) -> Any:
    """The log odds that signs and their weights make."""
    return sum(weight * signs[name] if name != "base" else weight for name, weight in weights.items())


def _likely(odds: Any) -> Any:
    """The probability of log odds."""
    import numpy as np

    return 1 / (1 + np.exp(-odds))


def next_best(values: Column, places: NDArray[np.int64], size: int) -> Column:
    """For each candidate the best value of the others of the same task; 0 where there is no other."""
    import numpy as np

    order = np.lexsort((-values, places))
    task = places[order]
    first = np.flatnonzero(np.r_[True, task[1:] != task[:-1]][: task.size])  # none where there is no candidate
    best, second = np.zeros(size, np.float32), np.zeros(size, np.float32)
    holder = np.full(size, -1)
    best[task[first]], holder[task[first]] = values[order[first]], order[first]
    after = first[first + 1 < len(task)] + 1
    after = after[task[after] == task[after - 1]]
    second[task[after]] = values[order[after]]
    found: Column = np.where(holder[places] == np.arange(len(values)), second[places], best[places])
    return found


# ── the links ────────────────────────────────────────────────────────────────────────────────────────


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


def linked(odds: Odds) -> tuple[set[tuple[int, int]], Matrix]:
    """The pairs that are one, and how likely each pair is.

    First one partner each, all together; then each task left over joins the pair it is part of.
    """
    at_least = odds.weights["least"]
    scores = odds.probability()
    links = _Links(assign(scores, at_least["pair"]))
    parts = [(float(odds.likely(signs, "part")), old, new) for old, new, signs in odds.left(links.pairs)]
    for likely, old, new in sorted(parts, key=lambda part: (-part[0], *part[1:])):
        if likely >= at_least["part"] and (old, new) not in links.pairs and links.may_join(old, new):
            links.add(old, new)
            scores[old, new] = max(scores[old, new], likely)
    return links.pairs, scores


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
