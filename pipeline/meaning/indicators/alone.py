"""Alone: whether the words of an indicator say by themselves of what they are: 工业互联网平台 does, 办结率 does not."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules
from pipeline.language.words import cut
from pipeline.meaning.indicators.phrases import SAID, verbs
from pipeline.meaning.indicators.vocabulary import frames, things

# So many characters that name a thing are understood alone.
_ALONE = 3
_DONE_TO = 2
_AMOUNT = re.compile(".{4,}[额量]")
_BRACKET = re.compile("（[^（）]*）")
# 公示率, 拨付额: a measure, not what is measured.
_RATE = re.compile(".{1,2}[率额量]")
_SHORT_MEASURE = re.compile(f"[^（）]{{1,4}}{SAID.short_measures}")
_WORD = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]")
# What stands elsewhere in the notice: 上述领域的企业.
_ELSEWHERE = re.compile(SAID.elsewhere)


def understood(indicator: str) -> bool:
    """Whether the words of an indicator say of what they are: 工业互联网平台 does, 办结率 and 支持项目 do not."""
    if says_of_what(indicator):
        return True
    # 征收土地: what is done, and to what; 香菇出口额: of what, and how much
    done = verbs().full.match(indicator)
    rest = indicator[done.end() :] if done else indicator if _AMOUNT.fullmatch(indicator) else ""
    if not rest or _SHORT_MEASURE.fullmatch(indicator) or cut(rest)[-1] in _empty():
        # 更换设备, 扶持小微企业: a class of things
        return False
    return len(_WORD.findall("".join(named_words(rest)))) >= _DONE_TO


def says_of_what(indicator: str) -> bool:
    """Whether the words of an indicator name a thing that another figure may be of: 征收土地 does not."""
    if _ELSEWHERE.search(indicator):
        return False
    # 年营业收入超50亿元企业 says how large they are, and not which.
    indicator = _size().sub("", indicator)
    if _SHORT_MEASURE.fullmatch(indicator):
        # 预约等候时间, 亮灯率: how much, and not of what.
        return False
    return things().search(indicator) is not None or names(indicator)


def names(indicator: str) -> bool:
    """Whether words name a thing, with more than words that name none."""
    # PUE alone is one word, and says no more.
    return len(_WORD.findall("".join(named_words(indicator)))) >= _ALONE


def named_words(indicator: str) -> list[str]:
    """The words of an indicator that name a thing."""
    words = cut(_BRACKET.sub("", indicator))
    return [word for word in words if word not in _empty() and not _RATE.fullmatch(word)]


@cache
def _size() -> re.Pattern[str]:
    by = rules.words(rules.load("quantities")["qualified"]["verbs"])
    return re.compile(rf"(?:{by})?(?:超过?|过|达到?|突破|在)?[0-9.十百千]+[万亿]*元(?:及?以[上下])?的?")


@cache
def _empty() -> frozenset[str]:
    """Words that name no thing by themselves: verbs, classes of things, measures, what an award is called."""
    said, verbs = frames(), rules.load("quantities")["verbs"]
    award, scope, little = said.award, said.scope, said.little
    lists = [verbs["light"], verbs["full"], award.hands, award.nouns, award.kinds, award.most, scope.whole, scope.parts]
    lists += [scope.grades, little.heads, little.tails, said.generic.words, said.alone.empty]
    return frozenset(word for words in lists for word in words)
