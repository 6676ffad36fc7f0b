"""Contexts: what an indicator is of, where its own words say too little: 办结率 → 办结率（涉企审批事项）.

A reader of one row has not read the sentence.  What an indicator lacks stands, nearest first, in the topic of its statement
(对承租市属房屋的商户，免收房租｜1个月), in the indicator that it goes on from, in the task's title, in the heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from pipeline.language.numerals import ONE, TEN
from pipeline.language.signs import HAN
from pipeline.language.words import cut
from pipeline.meaning.figures.clauses import Clauses
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.alone import named_words, names, says_of_what, understood
from pipeline.meaning.indicators.award import Award
from pipeline.meaning.indicators.awards import Awards
from pipeline.meaning.indicators.leaning import ROW, Read
from pipeline.meaning.indicators.names import IndicatorReader
from pipeline.meaning.indicators.phrases import SAID, quoted, take_apart, verbs
from pipeline.meaning.indicators.polish import short
from pipeline.meaning.indicators.surroundings import names_a_thing
from pipeline.meaning.indicators.vocabulary import known

# A context in brackets is no longer, in characters; one word says nothing.
_LONGEST, _SHORTEST = 30, 3
# A longer condition of an award is understood, though it does not say of whom: 在境外交易所上市 is not.
_TOLD = 14
# A word of two characters says little, whatever it names: 创收, 回程.
_WORD_ALONE = 2
# 投入资金, 计划投资, 改造提升项目: of what stands before.
_LEANS = re.compile(f"^[^（）]{{0,4}}{SAID.leaning_ends}$")
_MEASURE = re.compile("[率度量额比重例数]$")
_FIGURE = re.compile(f"[0-9０-９]|[零〇两{TEN}百千万亿]{{3,}}")
_PAUSE = re.compile("[，。；！？\n]")
_BRACKET = re.compile("（[^（）]*）")
# So far back a paragraph names the project that it describes.
_FAR = 800
_RUN_IN = re.compile(
    f"(?:^|(?<=[。；：\n）]))[ 　]*[0-9]{{1,2}}[.．、] ?(?P<title>[{HAN}“”、（）A-Za-z0-9]{{4,28}}{SAID.projects})。",
    re.MULTILINE,
)
_HEADED = re.compile(f"[ 　]*(?:[0-9]{{1,2}}[.．、])?(?P<title>[{HAN}“”A-Za-z]{{5,28}})：")
_LABEL = re.compile(f"{SAID.label_ends}$")
# （二）壮大畜牧业, 社会救助（2件）
_MARKS = re.compile(f"^[（(]?[{TEN}]{{1,3}}[）)、]|（[0-9{TEN}]+[个件项]）$")
_ON = re.compile(f"在(?P<what>[^，。；]{{3,24}}?){SAID.on}{SAID.strides}[^，。；]*")
_BY = ("以", "为", "用", "向", "给", "让")
# 迭代｜完善｜公共数据平台, 建设、应用｜企业综合服务平台
_DOES = re.compile(f"(?:{SAID.headings_do}[、和]?)+(?=.{{4}})")
_HOW_MUCH = re.compile(f"(?<=.{{4}}){SAID.how_much_done}$")
# 通过人才引进等方式, 其所需土地: how it is done, and what stands elsewhere, are of nothing.
_OF_NOTHING = re.compile(f"{SAID.manners}$|^其")
# 疫情防控重点保障企业贷款｜给予贴息支持
_HANDED = re.compile(f"(?<=.{{4}}){SAID.gives}.*$")


@dataclass(frozen=True, slots=True)
class Context:
    """What an indicator is of: the topic of its statement, and what else stands near, the nearest first.

    The topic is whom a sentence opens with, or the project that a table row or a paragraph describes; `far` are the headings
    further up, `before` is the clause before.  `lacking` holds for an award that does not say for whom.
    """

    topic: str | None
    near: tuple[str, ...]
    far: tuple[str, ...]
    before: str
    lacking: bool

    def beside(self, indicator: str, *, wanted: bool, shared: bool) -> str | None:
        """The words to tell an indicator with: its topic if it says nothing of it, or the nearest.

        Args:
            wanted: it says too little alone.
            shared: another figure has the same name, and the headings further up may tell them apart.
        """
        if self.topic and not _alike(self.topic, indicator):
            return self.topic
        places = (*self.near, *(self.far if shared else ())) if wanted or shared else ()
        found = next((words for words in places if not _alike(words, indicator)), None)
        # 设立应急贷款资金，加快落实首批｜20亿元贷款额度: words that name nothing at all are of what stands before.
        bare = wanted and not found and not named_words(indicator) and not indicator.endswith("率")
        return self.before if bare and self.before and not _alike(self.before, indicator) else found


class Contexts:
    """What the indicators of a notice are of, asked in the order of the text."""

    def __init__(self, clauses: Clauses, reader: IndicatorReader, awards: Awards) -> None:
        self.clauses, self.reader, self.awards = clauses, reader, awards
        self.text = clauses.text
        self.last: tuple[int, str] | None = None
        # Where the statement begins whose first share is kept, that share's indicator, and how many were looked at.
        self.led: tuple[int, Read | None, int] = (-1, None, 0)

    def of(self, quantity: Quantity, award: Award | None, indicator: str, *, in_row: bool) -> Context:
        """What a number's indicator is of; that of an award says for whom it is.

        Args:
            indicator: its words so far.
            in_row: the number is one of a row; a topic that lists what each is for is shared out to them already.
        """
        # Numbers of one row are of one topic: 分别给予｜30万元、｜10万元.
        alike = self.last is not None and not _PAUSE.search(self.text, self.last[0], quantity.start)
        topic = self.last[1] if alike and self.last else self.awards.who.topic(quantity.start) or ""
        self.last = quantity.end, topic
        if in_row and "、" in topic:
            topic = ""
        elif not topic or self._counted(quantity.start, topic):
            topic = self._project(quantity.start) or ""
        near = [_bare(words) for words in self._near(quantity, indicator) if names_a_thing(words)]
        far = [_bare(words) for words in self.reader.around.above(quantity.start) if names_a_thing(words)]
        lacking = award is not None and not ((award.named or len(award.about) > _TOLD) and names(award.about))
        return Context(
            topic if _says(topic) else None,
            tuple(dict.fromkeys(filter(_says, near))),
            tuple(filter(_says, far)),
            self._before(quantity.start),
            lacking,
        )

    def _near(self, quantity: Quantity, indicator: str) -> Iterator[str]:
        # 办件网上受理率达到80%, 网上办覆盖率达到｜100%: one measure is not of the other.
        if quantity.kind == "share" and (first := self._led_by(quantity)) and not _MEASURE.search(first.about):
            yield first.about if len(first.about) <= _LONGEST else first.about.rpartition("的")[2]
        if before := self._leans(quantity, indicator):
            yield before
        yield self._lead(quantity.start)
        title = self.reader.around.title(quantity.start) or ""
        # 项目建设 names no thing; the heading above may.
        yield title if named_words(title) else ""
        yield self.reader.around.heading(quantity.start) or ""

    def _before(self, at: int) -> str:
        """What the clause before a place is about, if it tells no figure of its own."""
        before = self.reader.around.clause_before(at)
        before = before.removesuffix("的")
        return before if _says(before) and names_a_thing(before) and not _FIGURE.search(before) else ""

    def _project(self, at: int) -> str | None:
        """The project that a place describes: that of its table row, or the one that its paragraph names before: 2.算力平台项目。…"""
        if project := self.reader.around.project(at):
            return project
        line = self.reader.around.paragraph(at)
        headed = _HEADED.match(self.text, line, at)
        if headed and not _LABEL.search(headed["title"]) and not verbs().verb.match(headed["title"]):
            # 河东棚户区改造：征收700户，安置房｜9万平方米
            return headed["title"]
        start = max(line, at - _FAR)
        named = [found["title"] for found in _RUN_IN.finditer(self.text, start, at)]
        # 推广电子签章平台 is work, and no project.
        return named[-1] if named and not verbs().verb.match(named[-1]) else None

    def _counted(self, at: int, topic: str) -> bool:
        """Whether the words of a topic hold a number that commits: of what it is, not of what follows."""
        start = self.text.rfind(topic, self.clauses.statement(at).start, at) if topic else -1
        return start >= 0 and any(start <= read.quantity.start < start + len(topic) for read in self.reader.read[-ROW:])

    def _lead(self, at: int) -> str:
        """The first words of a paragraph inside a task, that has no title of its own: 大力发展低空旅游，…"""
        start = self.reader.around.paragraph(at)
        end = self.clauses.clause(start).end
        words = self.text[start:end].strip("　 ")
        own = (
            (self.reader.around.opens(start) and self.reader.around.title(at))
            or end >= at
            or re.search(f"[0-9：:]|[两{ONE}]成|^(?:对|—|-|（[{TEN}]|第)", words)
        )
        # 机动车、非机动车事故分别下降: of both, where the number is of one.
        return "" if own or "分别" in words else words

    def _leans(self, quantity: Quantity, indicator: str) -> str:
        """The thing before in its statement that a verb or a measure alone is of: 重大项目158个，其中计划新开工49个、建成投产｜18个."""
        indicator = _BRACKET.sub("", indicator)
        if known(indicator, "done", quantity.unit):
            return ""
        bare = len(indicator) <= _WORD_ALONE or verbs().full.fullmatch(indicator) or _LEANS.search(indicator)
        if quantity.kind in ("share", "duration") or "/" in quantity.unit or not bare or says_of_what(indicator):
            return ""
        start = max(self.clauses.statement(quantity.start).start, self.reader.around.task(quantity.start))
        near = [
            read
            for read in reversed(self.reader.read[-ROW:])
            if read.quantity.start >= start
            and read.quantity.kind != "duration"
            and says_of_what(read.indicator)
            and "分别" not in read.indicator
        ]
        alike = [read for read in near if read.quantity.unit == quantity.unit]
        return take_apart((alike or near)[0].indicator).subject if near else ""

    def _led_by(self, quantity: Quantity) -> Read | None:
        """The indicator of the statement that a share goes on from: 涉企事项100%网上办、办结率达｜80%."""
        statement = self.clauses.statement(quantity.start).start
        begun, first, seen = self.led
        if begun != statement:
            first = None
        if first is None:
            of_it = (
                read
                for read in self.reader.read[seen:]
                if read.quantity.start >= statement and read.quantity.kind == "share" and understood(read.indicator)
            )
            first = next(of_it, None)
        self.led = statement, first, len(self.reader.read)
        return first


def _alike(topic: str, indicator: str) -> bool:
    """Whether an indicator says already what a topic says: by half of its pairs of characters."""
    pairs = {topic[at : at + 2] for at in range(len(topic) - 1)}
    return 2 * sum(pair in indicator for pair in pairs) >= len(pairs)


def _says(words: str) -> bool:
    fits = _SHORTEST <= len(words) <= _LONGEST
    return fits and "，" not in words and "。" not in words and not _OF_NOTHING.search(words)


@lru_cache(maxsize=4096)  # every figure of a task asks for its title, and every task for its heading
def _bare(words: str) -> str:
    """What a title or a heading is of, without how it is done: 全力推进征收拆迁 → 征收拆迁, 在做强绿色制造上实现突破 → 做强绿色制造.

    支持以赛引才 and 为民办实事 stay as they are: a preposition opens what is done.
    """
    words = _MARKS.sub("", words)
    if on := _ON.fullmatch(words):
        return quoted(on["what"])
    bare = quoted(take_apart(words).subject)
    if words[: -len(bare) or None].endswith(_BY):
        return words
    done = _DOES.match(bare)
    # 发展改革, 建设用地: the verb is part of a name, where the word goes on behind it.
    whole = done and done.end() in accumulate(map(len, cut(bare[: done.end() + _WORD_ALONE])))
    return short(_HOW_MUCH.sub("", _HANDED.sub("", bare[done.end() :] if done and whole else bare)))
