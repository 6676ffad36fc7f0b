"""Learn the second opinion on numbers from annotated notices: which words around a number speak for a promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from pipeline.meaning.trust.opinion import heard
from pipeline.notice import Notice

# A word heard in fewer notices is of one subject; weights nearer to nothing than this say nothing.
_NOTICES, _LEAST = 3, 0.1
# How strongly weights are held near nothing.
_HELD = 0.5

#: The words around a number, and whether it is promised.
Example = tuple[tuple[str, ...], bool]


def examples(notice: Notice, wrong: AbstractSet[tuple[str, str]]) -> list[Example]:
    """The numbers of a notice, by what was read and which rows an annotation contradicts."""
    found = []
    for one in heard(notice):
        target_id = one.number.target_id
        row = ("targets", target_id) if target_id else ("numbers", str(one.number.start))
        found.append((one.words, (target_id is not None) is not (row in wrong)))
    return found


def learn(known: Iterable[Sequence[Example]]) -> dict[str, float]:
    """The weights of the words, from the examples of each notice."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    notices = list(known)
    common = _common(notices)
    every = [one for notice in notices for one in notice]
    vectors = CountVectorizer(analyzer=lambda words: words, vocabulary=common, binary=True)
    model = LogisticRegression(C=_HELD, max_iter=1000)
    model.fit(vectors.transform([words for words, _ in every]), [promised for _, promised in every])
    weights = zip(common, map(float, model.coef_[0]), strict=True)
    kept = {word: round(weight, 2) for word, weight in weights if abs(weight) >= _LEAST}
    return {"base": round(float(model.intercept_[0]), 2)} | kept


def _common(notices: Iterable[Sequence[Example]]) -> list[str]:
    """The words heard in several notices, sorted."""
    held: dict[str, int] = defaultdict(int)
    for notice in notices:
        for word in {word for words, _ in notice for word in words}:
            held[word] += 1
    return sorted(word for word, count in held.items() if count >= _NOTICES)


def without(known: Mapping[str, Sequence[Example]], left_out: Iterable[str]) -> dict[str, float]:
    """What is learned from all notices but some."""
    gone = frozenset(left_out)
    return learn(held for notice, held in known.items() if notice not in gone)
