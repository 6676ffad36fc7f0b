"""How alike the tasks of two notices are, though numbers, order, headings and wording change.

Every old task is set beside every new one and looked at from several sides (`WEIGHTS`), each a cosine of words
weighted by their rarity.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.language.words import cut

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

# What the sides of a pair count for.  A side that one of the two lacks (a task without targets, a notice without
# units) is left out and the others share its weight.
WEIGHTS = {
    "text": 0.35,  # all the words
    "part": 0.25,  # the clause of one that is most like the whole other: what a split or a merger leaves
    "lead": 0.15,  # the words that name the task
    "named": 0.10,  # the words that name one, anywhere in the other
    "units": 0.15,  # who answers for it
    "names": 0.05,  # what stands in quotation marks
    "indicators": 0.05,  # what its targets count
    "headings": 0.05,  # where it stands in the outline
}
# A task and one without a responsibility list (an aim, a principle) are seldom the same.
_UNLISTED = 0.75
# The other rows of one printed item say what a row is about.
_BESIDE = 0.1

_CLAUSE_END = re.compile(r"[。；;\n]")
_LEAD = re.compile(r"[^。；\n]{2,45}(?=[。；\n])|[^，。；\n]+")
_QUOTED = re.compile(r"[“‘《「]([^“”‘’《》「」]{2,24})[”’》」]")
_STOP = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_PAIR = "²"


@dataclass(frozen=True, slots=True)
class Task:
    """What is compared of a task.

    Attributes:
        text: its words.
        lead: the words that name it; "" where none are set apart.
        units: who answers for it, by unit and by function.
        indicators: what its targets count.
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


# ── words and their rarity ───────────────────────────────────────────────────────────────────────────


def words(text: str) -> list[str]:
    """The words of a text that say what it is about: no signs, no numbers."""
    return [word for word in cut(text) if not _STOP.fullmatch(word) and not word[0].isdigit()]


def tokens(text: str) -> list[str]:
    """The words of a text and its pairs of characters; these meet where 亩产 and 亩均 are cut otherwise."""
    pairs = (stretch[at : at + 2] + _PAIR for stretch in _STOP.split(text) for at in range(len(stretch) - 1))
    return words(text) + [pair for pair in pairs if not _DIGIT.search(pair, 0, 2)]


class Rarity:
    """How rare words are: the logarithm of the tasks there are over those that hold the word."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        self._held: Counter[str] = Counter()
        self._tasks = 0
        for text in texts:
            self._held.update(set(text))
            self._tasks += 1

    def __call__(self, word: str) -> float:
        return math.log((self._tasks + 1) / (self._held[word] + 0.5))


class _Space:
    """Bags of words as rows of sparse matrices over one vocabulary."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._column: dict[str, int] = {}
        self._weight: list[float] = []

    def rows(self, bags: Iterable[Iterable[str]]) -> tuple[list[float], list[int], list[int]]:
        """The bags' weights; a word said again counts a little more."""
        weights: list[float] = []
        columns: list[int] = []
        ends = [0]
        for bag in bags:
            for word, count in Counter(bag).items():
                column = self._column.get(word)
                if column is None:
                    column = self._column[word] = len(self._weight)
                    self._weight.append(self._rarity(word))
                columns.append(column)
                weights.append(self._weight[column] * (1 + math.log(count)))
            ends.append(len(columns))
        return weights, columns, ends

    def matrix(self, rows: tuple[list[float], list[int], list[int]]) -> Any:
        import numpy as np
        from scipy import sparse

        weights, columns, ends = rows
        shape = (len(ends) - 1, len(self._weight))
        return sparse.csr_array((np.array(weights, np.float32), columns, ends), shape=shape)


def _norms(matrix: Any, power: int) -> Any:
    """1 over the length of each row (power 2) or over its sum (power 1); 0 for empty rows."""
    import numpy as np

    length = np.asarray((matrix**power).sum(axis=1), np.float32) ** np.float32(1 / power)
    return np.divide(1, length, out=np.zeros_like(length), where=length > 0)[:, None]


def cosine(old: Iterable[Iterable[str]], new: Iterable[Iterable[str]], rarity: Rarity) -> Matrix:
    """How alike the bags are, 0 to 1: a row an old one, a column a new one."""
    space = _Space(rarity)
    old_rows, new_rows = space.rows(old), space.rows(new)
    one, other = space.matrix(old_rows), space.matrix(new_rows)
    found: Matrix = (one @ other.T).toarray() * _norms(one, 2) * _norms(other, 2).T
    return found


def _held(some: Sequence[Iterable[str]], others: Sequence[Iterable[str]], rarity: Rarity) -> Matrix:
    """Which share of each bag's weight the others hold, 0 to 1."""
    space = _Space(rarity)
    some_rows, other_rows = (space.rows(list(dict.fromkeys(bag)) for bag in bags) for bags in (some, others))
    one, other = space.matrix(some_rows), space.matrix(other_rows)
    other.data[:] = 1
    found: Matrix = (one @ other.T).toarray() * _norms(one, 1)
    return found


# ── the sides of a pair ──────────────────────────────────────────────────────────────────────────────


class Side:
    """The tasks of one notice, cut into words once."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks = tasks
        clauses = [_clauses(task.text) for task in tasks]
        self.owner = [at for at, own in enumerate(clauses) for _ in own]
        self.clauses = [tokens(clause) for own in clauses for clause in own]
        self.texts: list[list[str]] = [[] for _ in tasks]
        for at, clause in zip(self.owner, self.clauses, strict=True):
            self.texts[at] += clause
        self.leads = [tokens(lead_of(task)) for task in tasks]
        self.units = [task.units for task in tasks]
        self.names = [quoted(task.text) for task in tasks]
        self.indicators = [[word for one in task.indicators for word in tokens(one)] for task in tasks]
        self.headings = [tokens(task.headings) for task in tasks]

    def best(self, by_clause: Matrix) -> Matrix:
        """For each task the best of the rows of its clauses."""
        import numpy as np

        best: Matrix = np.zeros((len(self.tasks), by_clause.shape[1]), np.float32)
        np.maximum.at(best, self.owner, by_clause)
        return best


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


def _sides(old: Side, new: Side, rarity: Rarity) -> dict[str, Matrix]:
    """The likeness of all pairs, seen from each side."""
    import numpy as np

    def own(get: Callable[[Side], Sequence[Iterable[str]]]) -> Matrix:
        """A side whose words have a rarity of their own."""
        return cosine(get(old), get(new), Rarity([*get(old), *get(new)]))

    return {
        "text": cosine(old.texts, new.texts, rarity),
        "part": np.maximum(
            old.best(cosine(old.clauses, new.texts, rarity)),
            new.best(cosine(new.clauses, old.texts, rarity)).T,
        ),
        "lead": cosine(old.leads, new.leads, rarity),
        "named": (_held(old.leads, new.texts, rarity) + _held(new.leads, old.texts, rarity).T) / 2,
        "units": own(lambda side: side.units),
        "names": own(lambda side: side.names),
        "indicators": cosine(old.indicators, new.indicators, rarity),
        "headings": own(lambda side: side.headings),
    }


# Sides that say nothing about a pair where one of the two lacks them.
_MAY_LACK = {"units", "names", "indicators", "headings"}


def scores_of(old: Side, new: Side, rarity: Rarity) -> Matrix:
    """How alike all pairs are, 0 to 1."""
    import numpy as np

    total: Matrix = np.zeros((len(old.tasks), len(new.tasks)), np.float32)
    weight = np.zeros_like(total)
    for name, matrix in _sides(old, new, rarity).items():
        counts = np.full_like(total, WEIGHTS[name])
        if name in _MAY_LACK:
            for axis, side in ((1, old), (0, new)):
                has = np.array([bool(bag) for bag in getattr(side, name)], np.float32)
                counts *= np.expand_dims(has, axis)
        total += counts * matrix
        weight += counts
    total /= weight
    listed = [np.array([task.listed for task in side.tasks]) for side in (old, new)]
    total *= np.where(listed[0][:, None] == listed[1][None, :], 1, np.float32(_UNLISTED))
    beside = np.maximum(_beside(total, old.tasks), _beside(total.T, new.tasks).T)
    scores: Matrix = np.minimum(total + np.float32(_BESIDE) * beside, 1)
    return scores


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
