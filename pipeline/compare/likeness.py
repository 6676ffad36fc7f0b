"""How alike the tasks of two notices are, though numbers, order, headings and wording change.

The tasks that share most of their rare words are candidates.  Each pair of candidates is looked at from several sides
(`SIDES`); how much a side counts is learned from pairs of notices whose links are known (``rules/likeness.toml``,
made by measure/links.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.compare.bags import Vocabulary, counts, is_word, rarity, scaled, tokens, weighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Column = NDArray[np.float32]

# What a pair is looked at for.  A side that one of the two lacks (a task without targets, a notice without units) is
# left out and the others share its weight.
SIDES = (
    "text",  # all the words
    "part",  # the clause of one that is most like the whole other: what a split or a merger leaves
    "lead",  # the words that name the task
    "named",  # the words that name one, anywhere in the other
    "units",  # who answers for it
    "names",  # what stands in quotation marks
    "targets",  # what its targets count
    "headings",  # where it stands in the outline
)
MAY_LACK = frozenset({"units", "names", "targets", "headings"})
# Of each task so many of the other year are candidates.
_CANDIDATES = 12
# A task and one without a responsibility list (an aim, a principle) are seldom the same.
_UNLISTED = 0.75
# The other rows of one printed item say what a row is about.
_BESIDE = 0.1

_CLAUSE_END = re.compile(r"[。；;\n]")
_LEAD = re.compile(r"[^。；\n]{2,45}(?=[。；\n])|[^，。；\n]+")
_QUOTED = re.compile(r"[“‘《「]([^“”‘’《》「」]{2,24})[”’》」]")


@dataclass(frozen=True, slots=True)
class Task:
    """What is compared of a task.

    Attributes:
        text: its words.
        lead: the words that name it; "" where none are set apart.
        units: who answers for it, by unit and by function.
        indicators: what its targets count, by words and by the vocabulary's ids.
        headings: the headings above it.
        printed: the printed item that it is a row of.
        listed: whether a responsibility list goes with it.
    """

    text: str
    lead: str = ""
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    headings: str = ""
    printed: str = ""
    listed: bool = True


def _clauses(text: str) -> list[str]:
    """The sentences of a text, very short ones joined to the one before; at least one."""
    found: list[str] = []
    for clause in filter(None, _CLAUSE_END.split(text)):
        if found and len(clause) < 12:
            found[-1] += f"，{clause}"
        else:
            found.append(clause)
    return found or [""]


def lead_of(task: Task) -> str:
    """The words that name a task: those set apart, a short first sentence, or the first clause."""
    if task.lead:
        return task.lead
    found = _LEAD.match(task.text)
    return found[0] if found else ""


def quoted(text: str) -> list[str]:
    """The names in quotation marks: “晨星工厂”, 《…》."""
    return _QUOTED.findall(text)


# ── the words of two notices ─────────────────────────────────────────────────────────────────────────


class Words:
    """The tasks of both notices cut into words, as sparse matrices over one vocabulary; old tasks first."""

    def __init__(self, old: Sequence[Task], new: Sequence[Task]) -> None:
        import numpy as np
        from scipy import sparse

        self.tasks = [*old, *new]
        self.turn = len(old)
        clauses = [_clauses(task.text) for task in self.tasks]
        self.clauses_of = np.array([len(own) for own in clauses])
        vocabulary = Vocabulary()
        cut = counts([tokens(clause) for own in clauses for clause in own], vocabulary)
        leads = counts([tokens(lead_of(task)) for task in self.tasks], vocabulary)
        ends = np.cumsum([0, *self.clauses_of])
        ones = np.ones(ends[-1], np.float32)
        texts = sparse.csr_array((ones, np.arange(ends[-1]), ends), shape=(len(self.tasks), ends[-1])) @ cut
        self.vocabulary = vocabulary
        self.rarity = rarity([texts], vocabulary, known=True)
        self.texts, self.clauses, self.leads = (weighted(one, self.rarity) for one in (texts, cut, leads))
        self.words_of_leads = _shares(leads, self.rarity)
        self.held = texts.copy()
        self.held.data[:] = 1
        if self.held.shape[1] < len(vocabulary):
            self.held.resize(len(self.tasks), len(vocabulary))

    def shared(self, old: int, new: int, most: int) -> list[str]:
        """The rarest words that an old and a new task both hold."""
        ends = self.texts.indptr
        rows = (self.texts.indices[ends[at] : ends[at + 1]].tolist() for at in (old, self.turn + new))
        both = {word: at for at in set(next(rows)).intersection(next(rows)) if is_word(word := self._named[at])}
        return sorted(both, key=lambda word: (-self._rarities[both[word]], word))[:most]

    @cached_property
    def _rarities(self) -> list[float]:
        found: list[float] = self.rarity.tolist()
        return found

    @cached_property
    def _named(self) -> list[str]:
        return list(self.vocabulary)

    @cached_property
    def starts(self) -> Any:
        """The first clause of each task."""
        import numpy as np

        return np.cumsum(self.clauses_of) - self.clauses_of


def _shares(matrix: Any, weights: Any) -> Any:
    """Each word's share of its bag, by rarity."""
    found = matrix.copy()
    if found.shape[1] < len(weights):
        found.resize(found.shape[0], len(weights))
    found.data = weights[found.indices]
    return scaled(found, found.sum(axis=1))


def _candidates(likeness: Matrix) -> tuple[Any, Any]:
    """The pairs that are worth a look: the most alike of each task, by the places of both."""
    import numpy as np

    kept = np.zeros(likeness.shape, bool)
    for axis in (0, 1):
        most = min(_CANDIDATES, likeness.shape[axis])
        best = np.argpartition(-likeness, most - 1, axis=axis).take(range(most), axis=axis)
        np.put_along_axis(kept, best, True, axis=axis)
    old, new = np.nonzero(kept & (likeness > 0))
    return old, new


def _products(one: Any, other: Any) -> Column:
    """The inner products of the rows of two matrices, row by row."""
    import numpy as np

    found: Column = np.asarray(one.multiply(other).sum(axis=1), np.float32).ravel()
    return found


# ── the sides of a pair ──────────────────────────────────────────────────────────────────────────────


class Pairs:
    """The candidates, seen from all sides.

    Attributes:
        old, new: the places of their tasks, each in its own notice.
        sides: the likeness of each pair by side, 0 to 1.
        has: by side whether both tasks have what is looked at; only of sides that may lack.
        listed: whether both have a responsibility list, or neither.
    """

    def __init__(self, old: Sequence[Task], new: Sequence[Task]) -> None:
        import numpy as np

        self.size = len(old), len(new)
        self.words = words = Words(old, new)
        texts = words.texts[: words.turn], words.texts[words.turn :]
        likeness = (texts[0] @ texts[1].T).toarray()
        self.old, self.new = _candidates(likeness)
        self._ends = self.old, self.new + words.turn
        self.sides: dict[str, Column] = {
            "text": likeness[self.old, self.new],
            "part": np.maximum(self._part(*self._ends), self._part(*reversed(self._ends))),
            "lead": self._rows(words.leads, words.leads),
            "named": self._named(),
            "units": self._own(lambda task: task.units),
            "names": self._own(lambda task: quoted(task.text)),
            "targets": self._own(lambda task: [word for one in task.indicators for word in tokens(one) or [one]]),
            "headings": self._own(lambda task: tokens(task.headings)),
        }
        self.has = {
            "units": self._both(lambda task: bool(task.units)),
            "names": self._both(lambda task: bool(quoted(task.text))),
            "targets": self._both(lambda task: bool(task.indicators)),
            "headings": self._both(lambda task: bool(task.headings)),
        }
        listed = np.array([task.listed for task in words.tasks])
        self.listed = listed[self._ends[0]] == listed[self._ends[1]]

    def _rows(self, one: Any, other: Any) -> Column:
        """The inner products of the candidates' rows."""
        return _products(one[self._ends[0]], other[self._ends[1]])

    def _part(self, parts: Any, wholes: Any) -> Column:
        """The best of the clauses of one task in the other."""
        import numpy as np

        words = self.words
        several = words.clauses_of[parts]
        pair = np.repeat(np.arange(len(parts)), several)
        inner = np.arange(len(pair)) - np.repeat(np.cumsum(several) - several, several)
        found = _products(words.clauses[words.starts[parts][pair] + inner], words.texts[wholes[pair]])
        best: Column = np.zeros(len(parts), np.float32)
        np.maximum.at(best, pair, found)
        return best

    def _named(self) -> Column:
        """The share of the words that name one task in the other, both ways."""
        import numpy as np

        words = self.words
        ways = self._rows(words.words_of_leads, words.held), self._rows(words.held, words.words_of_leads)
        return np.asarray((ways[0] + ways[1]) / 2, np.float32)

    def _own(self, get: Callable[[Task], Sequence[str]]) -> Column:
        """A side whose words have a rarity of their own."""
        vocabulary = Vocabulary()
        bags = counts([get(task) for task in self.words.tasks], vocabulary)
        rows = weighted(bags, rarity([bags], vocabulary))
        return self._rows(rows, rows)

    def _both(self, has: Callable[[Task], bool]) -> Column:
        import numpy as np

        own = np.array([has(task) for task in self.words.tasks])
        both: Column = (own[self._ends[0]] & own[self._ends[1]]).astype(np.float32)
        return both

    def likeness(self, weights: Mapping[str, float] | None = None) -> Column:
        """How alike each pair is, 0 to 1; what one of the two lacks is left out."""
        import numpy as np

        weights = weights or rules.load("likeness")["sides"]
        total, weight = np.zeros(len(self.old), np.float32), np.zeros(len(self.old), np.float32)
        for name in SIDES:
            counts_for = np.float32(weights[name]) * (self.has[name] if name in MAY_LACK else 1)
            total += counts_for * self.sides[name]
            weight += counts_for
        total /= np.maximum(weight, np.float32(1e-6))
        total *= np.where(self.listed, 1, np.float32(_UNLISTED))
        found: Column = np.minimum(total + np.float32(_BESIDE) * self._besides(self.matrix(total)), 1)
        return found

    def matrix(self, values: Any) -> Matrix:
        """Values of the candidates where their tasks meet; 0 elsewhere."""
        import numpy as np

        found: Matrix = np.zeros(self.size, np.float32)
        found[self.old, self.new] = values
        return found

    def _besides(self, likeness: Matrix) -> Column:
        """What the other rows of its printed item say for a pair: the likeness of the best of them to the same task."""
        import numpy as np

        olds, news = self.words.tasks[: self.size[0]], self.words.tasks[self.size[0] :]
        best = np.maximum(_beside(likeness, olds), _beside(likeness.T, news).T)
        found: Column = best[self.old, self.new]
        return found


def _beside(scores: Matrix, tasks: Sequence[Task]) -> Matrix:
    """For each task the best score of the other rows of its printed item."""
    import numpy as np

    best: Matrix = np.zeros_like(scores)
    rows: dict[str, list[int]] = defaultdict(list)
    for at, task in enumerate(tasks):
        if task.printed:
            rows[task.printed].append(at)
    for own in rows.values():
        for at in own if len(own) > 1 else ():
            best[at] = scores[[other for other in own if other != at]].max(axis=0)
    return best
