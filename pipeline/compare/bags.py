"""Texts as bags of words: how rare each word is, and how alike two bags are.

A word weighs the more, the fewer tasks hold it.  That is counted in the two notices themselves and in a fixed table
(``rules/word_counts.toml``), so that what is found of two notices never depends on a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.language.words import cut

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

# Behind a pair of characters, to tell it from a word.
_PAIR = "²"
_UNBROKEN = re.compile(r"[^\W\d_]{2,}")
# The fixed table counts as so many tasks beside those of the two notices: much for short ones, little for long ones.
_KNOWN = 100


def words(text: str) -> list[str]:
    """The words of a text that say what it is about: no signs, no numbers."""
    return [word for word in cut(text) if word[0].isalpha()]


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text and its pairs of characters; these meet where 亩产 and 亩均 are cut otherwise."""
    found = words(text)
    for stretch in _UNBROKEN.findall(text):
        found += [one + other + _PAIR for one, other in pairwise(stretch)]
    return tuple(found)


def is_word(token: str) -> bool:
    """Whether a token is a word of more than one character, and no pair of characters."""
    return len(token) > 1 and not token.endswith(_PAIR)


@cache
def usual() -> tuple[int, dict[str, int]]:
    """How many tasks were counted for the fixed table, and how many of them hold each word of it."""
    table = rules.load("word_counts")
    held = {word: int(count) for count, said in table["held"].items() for word in said.split()}
    return table["tasks"], held


class Vocabulary(dict[str, int]):
    """The number of each word, given when it is first asked for."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def counts(bags: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Any:
    """A sparse matrix: a row a bag, a column a word, how often the one holds the other."""
    import numpy as np
    from scipy import sparse

    columns = list(map(vocabulary.__getitem__, chain.from_iterable(bags)))
    ends = np.cumsum([0, *map(len, bags)])
    found = sparse.csr_array((np.ones(len(columns), np.float32), columns, ends), shape=(len(bags), len(vocabulary)))
    found.sum_duplicates()
    return found


def rarity(matrices: Iterable[Any], vocabulary: Vocabulary, known: bool = False) -> Any:
    """How rare each word is: the logarithm of the bags there are over those that hold it.

    Args:
        matrices: what `counts` made of the bags.
        known: whether the fixed table counts too.
    """
    import numpy as np

    size, held = len(vocabulary), np.full(len(vocabulary), 0.5)
    total = 1.0
    for matrix in matrices:
        held += np.bincount(matrix.indices, minlength=size)
        total += matrix.shape[0]
    if known:
        tasks, usually = usual()
        total += _KNOWN
        held += _KNOWN / tasks * np.fromiter((usually.get(word, 0) for word in vocabulary), float, size)
    return np.log(total / held).astype(np.float32)


def weighted(matrix: Any, weights: Any) -> Any:
    """The weights of the words in each bag, of length 1 together; a word said again counts a little more."""
    import numpy as np

    found = matrix.copy()
    if found.shape[1] < len(weights):
        found.resize(found.shape[0], len(weights))
    found.data = (1 + np.log(found.data)) * weights[found.indices]
    return scaled(found, np.sqrt((found**2).sum(axis=1)))


def scaled(matrix: Any, by: Any) -> Any:
    """Each row divided by a number; rows of 0 stay."""
    import numpy as np

    factors = np.divide(1, by, out=np.zeros(len(by), np.float32), where=by > 0)
    found = matrix.copy()
    found.data *= np.repeat(factors.astype(np.float32), np.diff(found.indptr))
    return found


def cosine(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Matrix:
    """How alike few short bags are, 0 to 1: a row an old one, a column a new one; words are as rare as they are here."""
    vocabulary = Vocabulary()
    matrices = [counts(bags, vocabulary) for bags in (old, new)]
    weights = rarity(matrices, vocabulary)
    one, other = (weighted(matrix, weights) for matrix in matrices)
    found: Matrix = (one @ other.T).toarray()
    return found
