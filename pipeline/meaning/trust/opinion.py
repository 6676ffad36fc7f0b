"""A second opinion on numbers: whether one is promised, heard from the words around it alone.

It asks none of the rules that decide (``pipeline.meaning.figures``): a logistic regression over the words before and behind a
number, those of its sentence, its heading and its column, learned from annotated notices (``pipeline.measure.calibrate``).
Alone it would be wrong far more often than the rules are; where it disagrees with them, a person looks.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import rules
from pipeline.language.words import cut
from pipeline.notice import Cell, Item, Notice, Number, Section, Span

# The roles that may be mistaken for one another; dates, names and ordinals are told by their form.
_ROLES = frozenset(("target", "other", "qualifier", "base", "vague", "duration", "glued"))
# So many characters are heard before a number, behind it, of its sentence, and of a heading or a column's head.
_BEFORE, _BEHIND, _SENTENCE, _HEAD = 24, 14, 80, 20
_FOLLOWING = re.compile("[^，。；、：\n（）0-9]*")
_DIGITS, _LONG = re.compile("[0-9０-９]"), 5
# Beyond these odds either way nobody is surer.
_SURE = 4.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A number and the words around it, each with where it stands: ``b1:新增`` right before, ``a1:个`` right behind."""

    number: Number
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def _cut(words: str) -> tuple[str, ...]:
    return tuple(cut(words)) if words else ()


def heard(notice: Notice) -> Iterator[Heard]:
    """The numbers that may or may not be promised, with the words around them."""
    reading = notice.reading
    text = reading.text
    sections, items = _Around(notice.all(Section)), _Around(notice.all(Item))
    cells = _Around(notice.all(Cell))
    heads = {(one.table, one.column): notice.quote(one)[:_HEAD] for one in notice.all(Cell) if one.row == 0}
    for number in notice.all(Number):
        if number.role not in _ROLES:
            continue
        start, end = reading.index(number.start), reading.index(number.end)
        if text[end : end + 1] in ".．、" and text[start - 1 : start] in ("", "\n"):
            continue  # 2.各乡镇
        clause, sentence = reading.clause(start), reading.sentence(start)
        before = _cut(text[max(clause, start - _BEFORE) : start]) or (text[start - 1 : start] or "^",)
        following = _FOLLOWING.match(text, end, end + _BEHIND)
        behind = _cut(following[0] if following else "") or (text[end : end + 1] or "$",)
        stop = following.end() if following else end
        section, cell, item = sections.before(number), cells.before(number), items.before(number)
        inside = cell is not None and cell.end > number.start
        heading = section.heading[:_HEAD] if isinstance(section, Section) else ""
        head = heads.get((cell.table, cell.column), "") if inside and isinstance(cell, Cell) else ""
        found = {
            f"b1:{before[-1]}",
            f"a1:{behind[0]}",
            f"end:{text[stop : stop + 1]}",
            f"form:{_form(number.text)}",
            *(f"b2:{word}" for word in before[-2:-1]),
            *(f"b:{word}" for word in before[:-1]),
            *(f"a2:{word}" for word in behind[1:2]),
            *(f"a:{word}" for word in behind[1:]),
            *(f"s:{word}" for word in _cut(text[max(sentence, start - _SENTENCE) : clause])),
            *(f"h:{word}" for word in _cut(heading)),
            *(f"c:{word}" for word in _cut(head)),
            "cell:yes" if inside else "cell:no",
            "task:yes" if item is not None and item.end > number.start else "task:no",
        }
        yield Heard(number, tuple(sorted(found)))


def _form(number: str) -> str:
    """How a number is written: in words, with a point, or by how many signs it has."""
    if not _DIGITS.search(number):
        return "words"
    return "point" if "." in number or "．" in number else str(min(len(number), _LONG))


class _Around:
    """Spans in order, to find the last one that begins before another."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(spans, key=lambda one: one.start)
        self._starts = [one.start for one in self._spans]

    def before(self, span: Span) -> Span | None:
        at = bisect_right(self._starts, span.start) - 1
        return self._spans[at] if at >= 0 else None


@cache
def learned() -> Mapping[str, float]:
    """The weights of the words, as learned."""
    return dict(rules.load("opinion_weights")["words"])


def leaning(words: Sequence[str], weights: Mapping[str, float]) -> float:
    """How far the words around a number say that it is promised: -1 surely not, 1 surely."""
    total = sum(weights.get(word, 0.0) for word in ("base", *words))
    return max(min(total, _SURE), -_SURE) / _SURE


def chance(words: Sequence[str], weights: Mapping[str, float]) -> float:
    """The chance that a number is promised, by the words around it."""
    return 1 / (1 + math.exp(-_SURE * leaning(words, weights)))
