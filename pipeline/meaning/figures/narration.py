"""Narration: whether a number tells what was or what stands already, and so commits to nothing.

2023年，全县完成…，增长6.2%;  过去十年来，…增加到1.6亿户;  现有农村供水工程217处，供水人口38.5万人;  补助标准由60元｜提高到80元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.numerals import ONE
from pipeline.language.signs import HAN
from pipeline.meaning.figures.clauses import clauses_of
from pipeline.meaning.figures.quantities import SAID, Quantity
from pipeline.notice import Reading

# No sentence is looked at further than this.
_REACH = 300
# A past year that tells when: 2023年，全县完成…; not 较2023年, nor 巩固2017年创建成果, where it belongs to a name, nor
# 2000年以前建成的小区, where it says which.
_YEARS = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[省市县区州国在自于从计业司])|(?=\d{{4}}年，))(?<![—–~～－-])(?P<year>(?:19|20)\d\d)年(?!度?(?:底前|内)|(?:底|末)?(?:以|之)?前[^，。；]{{2,14}}的|{SAID.no_time}|[—-])"
    rf"(?P<behind>度?{SAID.as_then}?)(?![^，。；]{{0,40}}基础上)"
)
# The last year of a five-year plan, by its number.
_PLAN_ENDS = {sign: 2010 + 5 * place for place, sign in enumerate(ONE[:5])}
_TO_YEAR = re.compile("到(?P<year>20[0-9][0-9])年")
# What a title or a bracket says tells nothing of the sentence around it.
_ASIDE = re.compile("《[^》]*》|（[^（）]*）")
_SENTENCE_END = re.compile("[。！？\n]")
_CLAUSE_END = re.compile("[，。；\n]")
_SHARE = re.compile("[0-9０-９.．]++[%％倍]")
# 完成投资32亿元，占年度计划的65%: how far a plan has come.
_PROGRESS = re.compile(
    f"[^，。；]{{0,6}}，(?:已?占|为|达)?{SAID.years_of}{SAID.of_year}[^，。；0-9]{{0,8}}[0-9.]+[%％]"
)
# 一期改造6万平方米（目前已完成）
_DONE = re.compile(f"（(?:目前|现)?已经?(?:全部)?{SAID.is_done}")
# What was reached is 超过; 不少于 and 不低于 belong to a rule.
OBLIGED = re.compile("不[得能应宜可]?[低少高超多大小]|至少|最[高低多少]")

_RULED = re.compile(rf"(?:{OBLIGED.pattern})[^，。；0-9]{{0,16}}(?:上浮|下浮|加|减)$")


@dataclass(frozen=True, slots=True)
class _Words:
    past: re.Pattern[str]
    told: re.Pattern[str]
    assessed: re.Pattern[str]
    now: re.Pattern[str]
    committed: re.Pattern[str]
    promised: re.Pattern[str]
    base: re.Pattern[str]
    moved_from: re.Pattern[str]
    moved_to: re.Pattern[str]
    moved_result: re.Pattern[str]


@cache
def _words() -> _Words:
    said = rules.load("quantities")
    past, moved = said["past"], rules.words(said["contexts"]["moved"])
    verbs = rules.words([*said["verbs"]["light"], *said["verbs"]["full"], *said["modality"]["words"]])
    return _Words(
        # 已整改15项 tells like 已完成.
        past=re.compile(
            rf"(?P<word>{rules.words(past['words'])})|(?<![动对将快进把使让与和及])已(?:(?!的)[{HAN}]){{2,10}}$|成果[（，]?累计"
        ),
        told=re.compile(rf"(?:^|[，。；：（])(?:(?:{'|'.join(past['clauses'])})(?=，)|{'|'.join(past['openings'])})"),
        assessed=re.compile(f"(?:{'|'.join(past['assessed'])})[^，。；]{{0,4}}[。\n]"),
        now=re.compile(rules.words(said["contexts"]["now"])),
        committed=re.compile(SAID.commits),
        promised=re.compile(f"{verbs}|{SAID.promises}"),
        base=re.compile(f"[^，。；]{{0,16}}?(?:{rules.words(past['base'])})"),
        moved_from=re.compile("(?:[由从][^，。；]{0,16}|将?原[有来定]?的?)$"),
        # 从每人每月｜638元、300元提高到653元、307元: all of the row stood.  由｜62%下降8个百分点: by how much stands behind it.
        moved_to=re.compile(
            f"(?:、[0-9.]+[万亿]*[^，。；、0-9]{{1,6}}){{0,4}}/?[^，。；0-9]{{0,6}}(?:{moved})[^，。；0-9]{{0,4}}(?:[到至为]|[0-9.]+{SAID.points})"
        ),
        moved_result=re.compile(f"[由从将][^，。；]*(?:{moved})[^，。；0-9]{{0,4}}[到至为成]?$"),
    )


def stands_already(reading: Reading, year: int | None, quantity: Quantity, *, awarded: bool = False) -> bool:
    """Whether the number tells what was or stands already.

    Args:
        reading: the text around it.
        year: the year that the notice is about, to tell what is past.
        quantity: the number with its measure.
        awarded: it is given on a condition, and the past is what it is reckoned from (按上一年度投入给予｜1%补助).
    """
    text, words, (start, _) = reading.text, _words(), quantity.number
    clause = reading.clause(start)
    if words.base.match(text, quantity.end) or _DONE.match(text, quantity.end) or _PROGRESS.match(text, quantity.end):
        return True
    # 利率不超过同期LPR加｜50个基点
    obliged = (
        awarded or OBLIGED.match(text, quantity.start) is not None or _RULED.search(text, clause, start) is not None
    )
    if not obliged and (_told_of_past(reading, year, start) or words.assessed.search(_rest(reading, quantity.end))):
        return True
    if words.moved_to.match(text, quantity.end) and (words.moved_from.search(text, clause, start) or clause == start):
        # 由60元｜提高到80元, and at the head of a clause 9种｜大病扩大到25种
        return True
    if obliged or words.moved_result.search(text, clause, quantity.start):
        return False
    borders = clauses_of(reading).words
    # 原则上年度抽查 holds no 上年度, 项目前期 no 目前, 不仅 no 仅: a word counts between the borders of words.
    told = (one for one in words.past.finditer(text, clause, start) if not one["word"] or borders.whole(*one.span()))
    found = next(told, None)
    if not found or text[max(clause, found.start() - 2) : found.start()].endswith(SAID["beside"]):
        return False
    if text[start - 1] == "的" and _SHARE.match(text, start):
        # 返还其上年度实际缴纳失业保险费的50%: the past sum is only what the share is of.
        return False
    return found[0].startswith("已") or not words.committed.search(text, found.end(), start)


def goes_on(text: str, base: int, start: int) -> bool:
    """Whether a number behind one that stands already is told in the same breath: its clause commits to nothing.

    去年已完成投资560万元，占总投资的｜43.8%;  现有供水工程217处，供水人口｜38.5万人.
    """
    between = text[base:start]
    if len(between) > _REACH or not re.fullmatch("[^。；，]{0,12}，[^，。；]*", between):
        return False
    # …已整改15项，剩余｜2项年内整改到位 turns back to the year.
    end = _CLAUSE_END.search(text, start)
    if _words().now.search(text, base, end.start() if end else len(text)):
        return False
    if re.match(f"，{SAID.told_with}", between):
        return True
    return not _words().promised.search(between)


def _told_of_past(reading: Reading, year: int | None, start: int) -> bool:
    """Whether the sentence has turned to the past before the number, and not back."""
    sentence = reading.text[max(reading.sentence(start), start - _REACH) : start]
    sentence = _ASIDE.sub(lambda aside: "》" * len(aside[0]), sentence)
    if year is not None:
        # 提高到2022年的97%: a year that is over leads back to nothing.
        sentence = _TO_YEAR.sub(lambda to: to[0] if int(to["year"]) >= year else "》" * len(to[0]), sentence)
    last, past = -1, False
    for found in _YEARS.finditer(sentence):
        last = found.end()
        past = year is not None and found["behind"] in ("", "度") and int(found["year"]) < year
    for told in _words().told.finditer(sentence):
        plan = told["plan"] or told["plan_before"]
        if told.end() > last and not (plan and year and _PLAN_ENDS.get(plan, 0) >= year):
            last, past = told.end(), True
    return past and not _words().now.search(sentence, last)


def _rest(reading: Reading, at: int) -> str:
    """What follows a place in its sentence, the full stop included."""
    end = _SENTENCE_END.search(reading.text, at, at + _REACH)
    return reading.text[at : end.end()] if end else ""
