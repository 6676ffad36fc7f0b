"""What numbers show of being read wrong: those taken for targets, and those that were not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from pipeline import rules
from pipeline.meaning.trust.opinion import heard, leaning
from pipeline.meaning.trust.signs import MISPRINT, Evidence, beyond, present, within
from pipeline.notice import Item, Notice, Number, Section, Target

# An indicator longer than this is rarely what it should be.
_INDICATOR = 28
# So few are often no count at all: 一次, 三方面.
_FEW = 10
_SAID = rules.lists("wording")
_LACKS, _EACH, _FROM = re.compile(_SAID.failings), re.compile(_SAID.shares_out), re.compile(f"(?:{_SAID.starts_from})$")
# So much of a sentence is heard before and behind a target.
_BEFORE, _BEHIND = 60, 20
_TO_ITS_END = re.compile("[^。；\n]*")
_DIGITS = re.compile("[0-9０-９]")
# The words around a number deny a promise below the first leaning and begin to speak for one above the second.
_DENIED, _PROMISED = 0.5, -0.75


def figures(notice: Notice, opinion: Mapping[str, float]) -> Iterator[Evidence]:
    """The targets, and the numbers that may have been meant as one, with their signs.

    Args:
        notice: the notice with its targets.
        opinion: the weights of the second opinion.
    """
    numbers = list(heard(notice))
    leanings = {one.number.start: leaning(one.words, opinion) for one in numbers}
    company = _company(notice, [one.number for one in numbers])
    yield from _targets(notice, leanings, company)
    for one in numbers:
        if one.number.target_id is None:
            yield _passed_over(one.number, leanings[one.number.start])


def _company(notice: Notice, numbers: list[Number]) -> dict[int, float]:
    """What share of the other numbers of its sentence are targets, number by number; all where it stands alone."""
    of_sentence: dict[int, list[Number]] = defaultdict(list)
    for number in numbers:
        of_sentence[notice.reading.sentence(notice.reading.index(number.start))].append(number)
    found = {}
    for held in of_sentence.values():
        promised = sum(one.target_id is not None for one in held)
        for one in held:
            others = len(held) - 1
            found[one.start] = (promised - (one.target_id is not None)) / others if others else 1.0
    return found


def _targets(notice: Notice, leanings: Mapping[int, float], company: Mapping[int, float]) -> Iterator[Evidence]:
    headings = {one.heading for one in notice.all(Section)}
    items = sorted(notice.all(Item), key=attrgetter("start"))
    starts = [one.start for one in items]
    # Many things grow by 5%.
    counted = [one for one in notice.all(Target) if one.item_id and one.unit != "%"]
    again: Counter[tuple[str | None, Decimal, str]] = Counter((one.item_id, one.value, one.unit) for one in counted)
    at = {one.target_id: one.start for one in notice.all(Number) if one.target_id and one.start in leanings}
    for one in notice.all(Target):
        clause = notice.text[max(one.start - 24, 0) : one.start]
        clause = re.split("[，。；：\n]", clause)[-1]
        place = at.get(one.target_id, -1)
        sentence = _sentence(notice, one)
        signs = present(
            outside_tasks=bool(items) and not _is_inside(items, starts, one),
            lack_told=bool(_LACKS.search(sentence)),
            lack_before=bool(_LACKS.search(_sentence_before(notice, one))),
            figure_again=again[one.item_id, one.value, one.unit] > 1,
            figure_shared=bool(_EACH.search(clause)),
            figure_before=bool(_FROM.search(clause)),
            words_deny=within((_DENIED - leanings.get(place, 1.0)) / (_DENIED + 1)),
            others_none=company.get(place, 1.0) == 0,
            indicator_long=beyond(len(one.indicator), _INDICATOR),
            indicator_open=one.indicator.count("（") != one.indicator.count("）"),
            indicator_sentence=bool(re.search("[，。；：]", one.indicator)),
            indicator_heading=one.indicator in headings,
            late=bool(one.deadline_date and notice.year and one.deadline_date.year < notice.year),
            in_words=one.value <= _FEW and not _DIGITS.search(one.value_printed),
            misprint=bool(MISPRINT.search(notice.text[max(one.start - 2, 0) : one.end + 2])),
            no_unit=not one.unit,
            share_large=one.unit == "%" and one.value > 1000,
        )
        yield Evidence("targets", one.target_id, one.start, one.end, signs)


def _is_inside(items: Sequence[Item], starts: Sequence[int], one: Target) -> bool:
    """Whether a target stands in a task: its text, its list or what its row holds besides."""
    at = bisect_right(starts, one.start) - 1
    return at >= 0 and one.start < items[at].end


def _sentence(notice: Notice, one: Target) -> str:
    """What a target's sentence says, a while before its number and to its end."""
    reading = notice.reading
    start, end = reading.index(one.start), reading.index(one.end)
    behind = _TO_ITS_END.match(reading.text, end, end + _BEHIND)
    return reading.text[max(reading.sentence(start), start - _BEFORE) : behind.end() if behind else end]


def _sentence_before(notice: Notice, one: Target) -> str:
    """What the sentence before a target's says, if both stand in one paragraph: …管控不到位。抽查｜32家储煤场."""
    reading = notice.reading
    start = reading.sentence(reading.index(one.start))
    return reading.text[max(start - _BEFORE, 0) : start].rpartition("\n")[2]


def _passed_over(number: Number, leaning: float) -> Evidence:
    signs = present(
        words_promise=within((leaning - _PROMISED) / (1 - _PROMISED)),
        number_unmeasured=not number.unit and bool(_DIGITS.search(number.text)),
        number_glued=number.role == "glued",
        number_qualifies=number.role == "qualifier",
    )
    return Evidence("numbers", str(number.start), number.start, number.end, signs)
