"""Measures: what a measure said alone is of: 栽植苗木35万株，成活率｜85% is 苗木成活率, 垃圾分类投放率85%，回收利用率｜65% 垃圾回收利用率."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules
from pipeline.language.signs import HAN
from pipeline.language.words import cut
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.alone import named_words, understood
from pipeline.meaning.indicators.leaning import GROWN_BEFORE, Read
from pipeline.meaning.indicators.names import IndicatorReader
from pipeline.meaning.indicators.phrases import NUMBERING, SAID, quoted, take_apart, verbs
from pipeline.meaning.indicators.vocabulary import frames, known

# No longer heading names a thing.
_HEADING = 10
# So far back in its paragraph a thing is named whose measure follows, in so many characters.
_NEAR, _NAME = 160, 16
_RATE = "率"
_ENDS = re.compile(f"(?P<stem>[{HAN}]{{2,6}}(?=率)|[{HAN}]{{2}}(?=[额量]))[率额量]")
# A rate in so few words is of what was counted just before it.
_SHORT = re.compile(f"[{HAN}]{{1,3}}{_RATE}")
_NEXT = re.compile("[以左右上下内（含）]{0,4}，")
_EACH_TIME = re.compile(f"每{SAID.each_time}$")
_MARK = re.compile("[，。；：、\n　]|(?<=[0-9%])[ ]")
# Insurance is of people, and not of what was counted before it.
_OF_PEOPLE = SAID["of_people"]
_PROJECT = "项目"


class Measures:
    """Completes measures, in the order of the text, by what a reader has read before."""

    def __init__(self, reader: IndicatorReader) -> None:
        self.reader, self.around, self.text = reader, reader.around, reader.text

    def whole(self, indicator: str, quantity: Quantity) -> str:
        """An indicator that is a measure alone with what it is of; any other as it is.

        A name of a class (产业规模) is that of the paragraph's 5G产业规模, or of the task's title or heading.
        """
        name = GROWN_BEFORE.sub("", indicator)
        general = name in frames().generic.words
        if general and (said := self._same(name, quantity)):
            return said if name == indicator else indicator
        ends = _ENDS.fullmatch(name)
        if not general and (ends is None or understood(name)):
            return indicator
        thing = self._of_what(name, ends["stem"] if ends else "", quantity, general=general)
        if thing is None and general:
            about = self.around.title(quantity.start) or self.around.heading(quantity.start)
            thing = about if about and len(about) <= _HEADING else None
        if thing is None and name in SAID["of_projects"]:
            thing = _PROJECT
        return f"{thing or ''}{indicator}"

    def _of_what(self, name: str, stem: str, quantity: Quantity, *, general: bool) -> str | None:
        """What a measure is of, as far as the sentence or the paragraph says it."""
        # 满意率, 不良率: the vocabulary knows of what.
        told = known(name, "rate", quantity.unit) is not None and name not in SAID["of_projects"]
        last = None if told else self.reader.leaning.before(quantity)
        if last and (general or _SHORT.fullmatch(name) or not _thing(name)):
            thing = self._beside(name, last, quantity)
            if thing:
                return thing
        return (stem and self._named(stem, quantity)) or self._of_last(name, last)

    def _same(self, name: str, quantity: Quantity) -> str | None:
        """The last indicator of the paragraph in the same measure that ends with a name."""
        paragraph = self.around.paragraph(quantity.start)
        for one in reversed(self.reader.read):
            if one.quantity.start < paragraph:
                break
            if one.indicator.endswith(name) and one.quantity.unit == quantity.unit:
                return one.indicator
        return None

    def _beside(self, name: str, last: Read, quantity: Quantity) -> str | None:
        """What was counted just before a rate or an amount: 开展技能培训900人次，合格率｜90%; 净增冷藏车200辆，保有量｜1000辆."""
        near = _NEXT.fullmatch(self.text, last.end, self.around.clause(quantity.start))
        if near is None or name in _OF_PEOPLE or name[-1] not in "率量":
            return None
        if last.quantity.kind == "duration" and last.about != last.indicator:
            # 医疗废物48小时内转运，处置率｜100%
            return last.about
        if last.quantity.kind not in ("count", "size"):
            return None
        done = verbs().full.match(last.indicator) if name.endswith("量") else None
        thing = last.indicator[done.end() :] if done else last.indicator
        return _EACH_TIME.sub("", thing).removesuffix(name[:2])

    def _named(self, stem: str, quantity: Quantity) -> str | None:
        """The thing that the paragraph has named before, the words of the measure behind it: 香菇出口居全省首位，出口额｜7亿元."""
        clause = self.around.clause(quantity.start)
        start = max(self.around.paragraph(clause), clause - _NEAR)
        at = self.text.rfind(stem, start, clause)
        if at < 0 or stem in verbs().light:
            return None
        *_, begin = [start, *(mark.end() for mark in _MARK.finditer(self.text, start, at))]
        thing = quoted(take_apart(NUMBERING.sub("", self.text[begin:at])).subject)
        fits = len(thing) <= _NAME and not re.search("[0-9的第为对]", thing) and len("".join(named_words(thing))) > 1
        return thing if fits else None

    def _of_last(self, name: str, last: Read | None) -> str | None:
        """The thing of the rate before in the sentence: 生活垃圾分类投放率85%，回收利用率｜65%."""
        if last is None or last.quantity.kind != "share" or not name.endswith(_RATE) or _thing(name):
            return None
        return _thing(last.indicator) or None


def _thing(rate: str) -> str:
    """What a rate is of, without what is done or found: 生活垃圾分类投放率 → 生活垃圾; empty where its words only say that."""
    if not rate.endswith(_RATE):
        return ""
    words = cut(rate.removesuffix(_RATE))
    while words and words[-1] in _processes():
        words.pop()
    return "".join(words)


@cache
def _processes() -> frozenset[str]:
    return frozenset((*SAID["processes"], *verbs().light, *rules.load("quantities")["verbs"]["full"]))
