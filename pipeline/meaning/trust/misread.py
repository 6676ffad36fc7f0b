"""What numbers show of being read wrong: those taken for targets, and those that were not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.meaning.trust.opinion import heard, leaning
from pipeline.meaning.trust.signs import MISPRINT, Evidence, beyond, present, within
from pipeline.notice import Notice, Number, Section, Target

# An indicator shorter than this says little; one longer than that is rarely what it should be.
_SHORT_INDICATOR, _INDICATOR = 3, 28
# So few are often no count at all: 一次, 三方面.
_FEW = 10
# Words that no indicator begins or ends with.
_LOOSE = re.compile("^(?:和|及|与|或|的|并|等|以及|其中)|(?:和|及|与|或|的|并|为|到|至|在|对|将|把|、)$")
_TOLD = re.compile("已[有建达]|现有|目前|截至|占地|位于")
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
    at = {one.target_id: one.start for one in notice.all(Number) if one.target_id and one.start in leanings}
    for one in notice.all(Target):
        clause = notice.text[max(one.start - 24, 0) : one.start]
        clause = re.split("[，。；：\n]", clause)[-1]
        place = at.get(one.target_id, -1)
        signs = present(
            words_deny=within((_DENIED - leanings.get(place, 1.0)) / (_DENIED + 1)),
            others_none=company.get(place, 1.0) == 0,
            indicator_short=len(one.indicator) < _SHORT_INDICATOR,
            indicator_long=beyond(len(one.indicator), _INDICATOR),
            indicator_open=one.indicator.count("（") != one.indicator.count("）"),
            indicator_loose=bool(_LOOSE.search(one.indicator)),
            indicator_sentence=bool(re.search("[，。；：]", one.indicator)),
            indicator_heading=one.indicator in headings,
            told_of=bool(_TOLD.search(clause)),
            late=bool(one.deadline_date and notice.year and one.deadline_date.year < notice.year),
            in_words=one.value <= _FEW and not _DIGITS.search(one.value_printed),
            misprint=bool(MISPRINT.search(notice.text[max(one.start - 2, 0) : one.end + 2])),
            no_unit=not one.unit,
            share_large=one.unit == "%" and one.value > 1000,
        )
        yield Evidence("targets", one.target_id, one.start, one.end, signs)


def _passed_over(number: Number, leaning: float) -> Evidence:
    signs = present(
        words_promise=within((leaning - _PROMISED) / (1 - _PROMISED)),
        number_unmeasured=not number.unit and bool(_DIGITS.search(number.text)),
        number_glued=number.role == "glued",
        number_qualifies=number.role == "qualifier",
        number_of_before=number.role == "base",
        number_of_time=number.role == "duration",
        number_vague=number.role == "vague",
    )
    return Evidence("numbers", str(number.start), number.start, number.end, signs)
