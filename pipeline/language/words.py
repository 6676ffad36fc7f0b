"""Words: Chinese text → its words, by jieba, with the vocabulary in ``rules/`` as user dictionary.

rjieba cuts the same words some twenty times faster and is used where it is installed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from typing import Any

from pipeline import rules

# A word of the vocabulary: three or more Chinese characters, two for measure words.  In functions.toml a * marks a
# stem and braces a place, which are no words.
_WORD = re.compile(r"(?<![一-鿿{}])[一-鿿]{3,12}(?![一-鿿*={}])")
_MEASURE = re.compile(r"[一-鿿]{2,6}")
# Only runs of Chinese are given to the segmenter: on NB-IoT and 2018-2022 the two do not agree.
_RUN = re.compile(r"([一-鿿]+)|[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*|\s+|.", re.DOTALL)

_MARK = re.compile("[，。；：、\n]")


def cut(text: str) -> list[str]:
    """The words of a text in their order, punctuation and blanks among them; joined they are the text."""
    cutter = _cutter()
    found: list[str] = []
    for run in _RUN.finditer(text):
        if run[1]:
            found += cutter(run[1])
        else:
            found.append(run[0])
    return found


@cache
def vocabulary() -> tuple[str, ...]:
    """The user dictionary: names of offices, endings of unit names, verbs and measure words, sorted."""
    found = {word for name in ("functions", "unit_kinds", "quantities") for word in _words(rules.load(name))}
    for group in rules.load("measures").values():
        found.update(word for word in group["words"] if _MEASURE.fullmatch(word))
    return tuple(sorted(found))


def _words(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield from _WORD.findall(entry)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            if key not in ("zh", "en", "example"):
                yield from _words(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _words(value)


@cache
def _cutter() -> Callable[[str], list[str]]:
    try:
        return rjieba_cutter()
    except ImportError:
        return jieba_cutter()


def rjieba_cutter() -> Callable[[str], list[str]]:
    """The segmenter of rjieba.

    Raises:
        ImportError: rjieba is not installed.
    """
    import rjieba

    tokenizer = rjieba.Jieba()
    for word in vocabulary():
        tokenizer.add_word(word, None, None)
    found: Callable[[str], list[str]] = tokenizer.cut
    return found


def jieba_cutter() -> Callable[[str], list[str]]:
    """The segmenter of jieba."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports pkg_resources, which setuptools has retired
        import jieba

    tokenizer = jieba.Tokenizer()
    # Not through its cache, a file that anybody can put into the common temporary folder.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in vocabulary():
        tokenizer.add_word(word)
    found: Callable[[str], list[str]] = tokenizer.lcut
    return found


class Borders:
    """Where the words of a text begin and end, between marks of punctuation as they are asked for.

    A keyword counts only between borders where it must not be found inside another word: 计划 in 科技/计划/资金 is a word,
    职工 in 在职/职工 is not 职职工.  Inside numerals the segmenter is no judge.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # No word reaches over a mark: only the stretch that is asked about is cut.
        self._edges = [0, *(found.end() for found in _MARK.finditer(text)), len(text) + 1]
        self._known: dict[int, frozenset[int]] = {}

    def at(self, place: int) -> bool:
        """Whether a word ends and another begins at a place."""
        stretch = bisect_right(self._edges, place) - 1
        if stretch not in self._known:
            start, end = self._edges[stretch : stretch + 2]
            self._known[stretch] = frozenset(accumulate(map(len, cut(self._text[start:end])), initial=start))
        return place in self._known[stretch]

    def whole(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` is one word or several, and no piece of one."""
        return self.at(start) and self.at(end)
