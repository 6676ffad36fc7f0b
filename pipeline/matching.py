"""Match the tasks of two notices, though numbers, order, headings and wording change.

Every old task is set beside every new one and looked at from several sides (`WEIGHTS`), each a cosine of words
weighted by their rarity.  One assignment over all pairs finds the best partners (scipy); what is left over may then
join a pair, where one task became several or several became one.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .words import cut

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


@dataclass(frozen=True, slots=True)
class Link:
    """Two tasks that are one, by their places; `group` is what the links of a split or a merger share."""

    old: int
    new: int
    score: float
    group: int | None = None


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


class _Side:
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


def _sides(old: _Side, new: _Side, rarity: Rarity) -> dict[str, Matrix]:
    """The likeness of all pairs, seen from each side."""
    import numpy as np

    def own(get: Callable[[_Side], Sequence[Iterable[str]]]) -> Matrix:
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


def _scores(old: _Side, new: _Side, rarity: Rarity) -> Matrix:
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


# ── the assignment ───────────────────────────────────────────────────────────────────────────────────


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

    sides = _Side(old), _Side(new)
    rarity = Rarity([*sides[0].texts, *sides[1].texts, *map(tokens, background)])
    if not old or not new:
        return Matching(old, new, (), np.zeros((len(old), len(new)), np.float32), rarity)
    scores = _scores(*sides, rarity)
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


def _join_repeated(links: _Links, scores: Matrix, old: _Side, new: _Side, rarity: Rarity) -> None:
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
