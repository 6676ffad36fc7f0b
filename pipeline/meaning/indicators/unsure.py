"""Unsure: the quantities whose reading nothing in their sentence settles.

A number commits or does not; where no word of the sentence says so (no verb, no comparison, no deadline), where the
sentence also tells of the past, or where no list knows the measure, a careful reader looks again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline import rules
from pipeline.language.signs import HAN
from pipeline.meaning.figures.clauses import Clauses, clauses_of
from pipeline.meaning.figures.numbers import Figure
from pipeline.meaning.figures.quantities import Quantity, comparisons
from pipeline.meaning.indicators.phrases import SAID
from pipeline.meaning.indicators.vocabulary import by_id
from pipeline.notice import Doubt, Reading, Target

# So much of a sentence is looked at, to both sides.
_REACH = 160
_AFTER = re.compile("[，。；、\n]|$")
# 5个｜省级产业园, 245个｜村改造户厕1.5万座: what follows a figure at once, and whether it runs on to another.
_THING, _TO_ANOTHER = re.compile(f"(?!的)[{HAN}]"), re.compile(f"[{HAN}]+[0-9]")


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    said = rules.load("quantities")
    verbs = {
        *said["verbs"]["light"],
        *said["verbs"]["full"],
        *said["modality"]["words"],
        *SAID["takes_on"],
        "达到",
        "达",
    }
    told = [word for word in said["past"]["words"] if len(word) > 1]
    return re.compile(rules.words(verbs)), re.compile(rules.words(told))


def _has_word(clauses: Clauses, pattern: re.Pattern[str], start: int, end: int) -> bool:
    return any(clauses.words.whole(*found.span()) for found in pattern.finditer(clauses.text, start, end))


def _promised(clauses: Clauses, reading: Reading, quantity: Quantity, target: Target) -> Iterator[tuple[str, float]]:
    """What makes it unsure that a number is promised at all."""
    verbs, told = _words()
    clause = clauses.clause(quantity.number[0])
    if clause.kind != "given":
        if not _has_word(clauses, verbs, clause.start, quantity.number[0]):
            yield "verb_unsaid", 1.0
            if not (quantity.compared or target.modality or target.deadline):
                yield "promise_unsaid", 1.0
        if _has_word(clauses, told, max(reading.sentence(quantity.start), quantity.start - _REACH), quantity.start):
            yield "past_near", 0.7
    if not clauses.text[clause.start : quantity.start].strip():
        yield "figure_alone", 1.0


def _counted(clauses: Clauses, quantity: Quantity) -> Iterator[tuple[str, float]]:
    """What makes unsure how a number is compared and what it counts."""
    if _TO_ANOTHER.match(clauses.text, quantity.end):
        yield "figure_goes_on", 1.0
    elif quantity.kind in ("count", "size") and _THING.match(clauses.text, quantity.end):
        yield "thing_follows", 1.0
    # 压缩至｜20天, 最高给予每户｜30万元
    if quantity.compared and (quantity.start, quantity.end) == (quantity.number[0], quantity.measure[1]):
        yield "comparison_afar", 1.0
    if quantity.unit and not comparisons().measure.match(quantity.unit) and quantity.kind == "count":
        yield "measure_unknown", 0.6


def _named(clauses: Clauses, reading: Reading, quantity: Quantity, target: Target) -> Iterator[tuple[str, float]]:
    """What makes a target's indicator unsure."""
    known = by_id(target.indicator_id)
    if known is None:
        yield "indicator_unlisted", 1.0
    elif known.range and target.unit in ("%", known.units[0]):
        least, most = known.range
        if not least <= target.value <= most:
            yield "value_range", 0.8
    sentence = max(reading.sentence(quantity.start), quantity.start - _REACH)
    at = clauses.text.find(target.indicator, sentence, quantity.end + _REACH)
    # The segmenter takes 确保重点 for one word: behind a verb an indicator may begin.
    verbs, _ = _words()
    verb = verbs.search(clauses.text, max(at - 2, 0), at) if at > 0 else None
    begins = verb is not None and verb.end() == at
    if at >= 0 and not ((begins or clauses.words.at(at)) and clauses.words.at(at + len(target.indicator))):
        yield "indicator_cut", 0.5


def _of_target(clauses: Clauses, reading: Reading, quantity: Quantity, target: Target) -> Iterator[tuple[str, float]]:
    """The codes and strengths of what is unsure about a target."""
    yield from _promised(clauses, reading, quantity, target)
    yield from _counted(clauses, quantity)
    yield from _named(clauses, reading, quantity, target)


def _passed_over(clauses: Clauses, figure: Figure) -> bool:
    """Whether a number that commits to nothing looks as if it did: compared, at the end of what is said, in no condition."""
    quantity = figure.quantity
    if quantity is None or figure.role not in ("qualifier", "base", "duration") or not quantity.compared:
        return False
    clause = clauses.clause(quantity.number[0])
    return clause.kind != "condition" and not clause.aside and _AFTER.match(clauses.text, quantity.end) is not None


def unsure(reading: Reading, found: Iterable[Figure], rows: Iterable[tuple[Figure, Target]]) -> Iterator[Doubt]:
    """The doubts about the numbers of a reading.

    Args:
        reading: the text.
        found: its numbers.
        rows: those that commit, with their targets.
    """
    clauses = clauses_of(reading)
    for figure, target in rows:
        if figure.quantity:
            for code, strength in _of_target(clauses, reading, figure.quantity, target):
                yield Doubt(target.start, target.end, code, strength, ("targets",))
    for figure in found:
        if _passed_over(clauses, figure):
            yield Doubt(*reading.source(figure.start, figure.end), "commitment_passed_over", 0.5, ("numbers",))
