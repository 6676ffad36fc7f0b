"""Leaning: words that say too little alone, with what they lean on.

新建城区公厕20座，改造提升｜15座 leans on the indicator before it in the sentence; 对厂房开展夜查，每月｜2次 on the clause before; a task's
figure on its title, and a figure in a title on what the task does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import rules
from pipeline.language.numerals import ONE
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.phrases import GROWTH, SAID, TIME, quoted, take_apart, verbs
from pipeline.meaning.indicators.places import OF_ALL
from pipeline.meaning.indicators.sharing import sized
from pipeline.meaning.indicators.surroundings import Surroundings
from pipeline.meaning.indicators.vocabulary import frames

# No longer indicator is leaned on: what goes on from what goes on says nothing, and would grow without end.
_LEANT_ON = 120
# No 分别 goes on from more things.
ROW = 24
# Words that say nothing of what is counted: a verb alone, 同比增长, 市级, 每人.
LITTLE = re.compile(
    f"(?:{SAID.little}|[{ONE[1:5]}两]年|[人户亩]均|每{SAID.each}|{SAID.levels}{{1,3}}级|单个{SAID.awarded}?|同一{SAID.awarded}"
    f"|可{SAID.asks})*"
)
GROWN_BEFORE = re.compile(f"(?<=.{{2}})(?:同比|年均|每年)*(?:{SAID.growth})$")
_LATER = re.compile("[到至](?:19|20)[0-9]{2}年(?:底|末)?[^，。；0-9]{0,8}$")
# 登记、备案时限压缩一半，分别减至｜2天、1天: how far it moves is said beside.
HALVED = re.compile(rf"再?{SAID.growth}了?(?:一半|[{ONE}]成|[{ONE[1:5]}]分之[{ONE[:3]}])(?:以上)?$")
# 营收年均增速高于全国平均增速
_FASTER = re.compile(f"(?:年均|同比)?{SAID.rises}{SAID.faster}.*$")
# 2022年4亿元、2023年｜5亿元; 3月底完成20亿元，6月底完成｜40亿元
_NEXT_TIME = re.compile(f"[）)]?(?:[，、；]?(?:其中)?[：:]?(?:{TIME})+|，{SAID.again}){SAID.reached_next}*")
_TIMES, _SHORT = SAID["how_often"], 4
_FIGURES = re.compile("[0-9][0-9.万亿%％]*[^，。；0-9]{0,5}(?:[，。；].*)?$")
_WHOLE = 100
_IN_ALL = re.compile(f"[，、]{SAID.totals}{SAID.reached}*")
# Nothing but figures from the line's begin on: 60条、｜5亿元
_ALONE = re.compile("(?:[0-9.]{1,12}[^，。；0-9、\n]{1,6}、){0,4}")
# 按照每人每年不低于80元｜的标准安排基本公共卫生服务经费
_PER_HEAD = re.compile(f"的?{SAID.dues}?标准[^，。；]*?{SAID.pays}(?P<what>[^，。；]{{2,20}})")
# 在现有6个试点村的基础上，再新增4个   目前已建成5G基站1200个，年内新建300个
_STOOD = re.compile(
    f"{SAID.stood}?(?P<what>(?:(?:19|20)[0-9]{{2}}年)?[^0-9]{{2,}}?(?:(?:19|20)[0-9]{{2}}年[^0-9]{{1,10}}?)?)"
    "(?:达到|达|为)?[0-9.]+(?P<unit>[万亿]{0,2}[^0-9万亿]{1,4})"
)
_WHEN = re.compile("(?:(?:19|20)[0-9]{2}年|去年|上年)(?:已|累计)*(?:完成|实现)?")
_BASE = re.compile(f"[^，。；]*?[0-9]+{SAID.counters}(?P<what>[^，。；]{{2,16}})的?基础上")
_STANDS = re.compile(
    f"(?:目前|现)?(?:已|已经)?(?:累计)?{SAID.has}(?P<what>[^，。；]{{2,16}}?)[0-9][0-9.,万亿]*{SAID.holders}"
)
_LEVELS = re.compile(f"{SAID.levels}{{1,3}}级")
# 新开工项目｜竣工: a thing without how far its building has come.
_BUILDING = re.compile(f"(?<=.){SAID.building}$")


@dataclass(frozen=True, slots=True)
class Read:
    """An indicator as read.

    `end` is where the words end that it took from behind its number; `about` is what it is of, without what is done.
    """

    quantity: Quantity
    end: int
    indicator: str
    verb: str | None
    modality: str | None
    about: str


class Leaning:
    """Completes indicators, in the order of the text, from those `read` before and from what stands around.

    `read` grows as the indicators are read.
    """

    def __init__(self, around: Surroundings, read: list[Read]) -> None:
        self.around, self.read = around, read
        self.text = around.text

    def before(self, quantity: Quantity) -> Read | None:
        """The indicator before a number in its sentence, if it is short enough to lean on; not one of a bracket that closed."""
        sentence = self.around.sentence(quantity.start)
        for one in reversed(self.read[-ROW:]):
            between = self.text[one.quantity.end : quantity.start]
            if one.quantity.end <= sentence or between.count("）") <= between.count("（"):
                return one if one.quantity.end > sentence and len(one.indicator) <= _LEANT_ON else None
        return None

    def completed(self, subject: str, quantity: Quantity) -> str:
        """A subject that says too little alone, with the words that it leans on.

        新建城区公厕20座，改造提升｜15座;  重点村6个、市级｜8个;  零售额12亿元，同比增长｜15%;  按照每人｜2元.
        """
        if (last := self.before(quantity)) and (said := self._from_last(subject, quantity, last)):
            return said
        title = self._titled(subject, quantity)
        if title and subject and title.startswith(subject):
            return title
        if per := _PER_HEAD.match(self.text, quantity.end) if subject.startswith("每") else None:
            return (title or per["what"]) + subject
        before = HALVED.sub("", self.around.clause_before(quantity.start))
        # 经批准延期缴纳，｜最长不超过2个月: how long, of what the clause before grants; 对厂房开展夜查，每月｜2次: how often, of
        # what it says is done.
        granted = quantity.kind == "duration" and any(word in before for word in verbs().granted)
        done = quantity.unit in _TIMES and len(before) > _SHORT and not re.search("[0-9]", before)
        about = before if before and (granted or done or subject == "平均") else title or before
        stood = _STOOD.fullmatch(about)
        if stood and quantity.unit and stood["unit"].endswith(quantity.unit):
            # 企业2023年交易额80亿元，今年力争突破｜90亿元: what it was, in the same measure
            about = _WHEN.sub("", stood["what"])
        base = _BASE.fullmatch(about) or _STANDS.fullmatch(about)
        if re.search("[0-9]", about) and not base and last and last.about:
            # 诉求5个工作日内办结，单个项目｜不超过200万元: the clause before counts something itself.
            about = last.about
        base = _BASE.fullmatch(about) or _STANDS.fullmatch(about) if verbs().full.fullmatch(subject) else None
        if base:
            return subject + base["what"] if not base["what"].endswith(subject) else base["what"]
        return about if about.endswith(subject) else about + subject

    def restated(self, quantity: Quantity) -> Read | None:
        """What a figure is of that stands in a line of its own and says again what its task has said: 平均审理时间120天以内 | ≤120天.

        Of the same measure, and of the same value where the task has several of that measure.
        """
        line = self.around.paragraph(quantity.start)
        # The whole of anything is 100%.
        if quantity.kind == "share" and quantity.value == _WHOLE:
            return None
        if not _ALONE.fullmatch(self.text, line, quantity.start):
            return None
        task = self.around.task(quantity.start)
        alike = [
            one for one in self.read[-ROW:] if task <= one.quantity.start < line and one.quantity.unit == quantity.unit
        ]
        same = [one for one in alike if one.quantity.value == quantity.value]
        found = same or (alike if len(alike) == 1 else [])
        return replace(found[-1], quantity=quantity, end=quantity.end) if found else None

    def done(self, verb: str, quantity: Quantity) -> str | None:
        """A verb alone with what the row's task, or the indicator before it in the same measure, is of: 新开工项目20个，竣工｜8个."""
        if clauses := self.around.content(quantity.start, self.text[quantity.start : quantity.end]):
            return _object(clauses, verb)
        last = self.before(quantity)
        return self._from_last(verb, quantity, last) if last else None

    def _titled(self, subject: str, quantity: Quantity) -> str | None:
        """The title of the task of a number, without how it is done: 强力推进征收拆迁 → 征收拆迁.

        A number in a cell of what is to be reached is of what the row's task does: 在公共场所增设洗手设施 | 新增｜200套.
        """
        if clauses := self.around.content(quantity.start, self.text[quantity.start : quantity.end]):
            return _object(clauses, subject)
        title = self.around.title(quantity.start)
        if title is None:
            return None
        # 一般公共预算收入增长6%，税占比80%以上 | 6月底｜完成20亿元: of what its first figure is.
        bare = _FIGURES.sub("", title.partition("。")[0])
        return quoted(GROWN_BEFORE.sub("", take_apart(bare).subject)) or None

    def _from_last(self, subject: str, quantity: Quantity, last: Read) -> str | None:
        """A subject that goes on from the indicator before it in the sentence, or None where it does not."""
        full = verbs().full
        # 2021年建成8个，2022年再建｜10个
        subject = re.sub("^再?建?$", "", subject)
        above = re.match("(?P<head>.*?)[过超][^企项产]{1,8}元(?P<tail>.*)", last.indicator)
        if above and subject.startswith(("过", "超")):
            # 产值过5亿元的企业达到12家，过亿元的达到40家
            return above["head"] + sized(subject, above["tail"])
        noun = full.sub("", last.indicator, count=1) if full.match(last.indicator) else last.indicator
        noun = OF_ALL.sub("", _BUILDING.sub("", noun))
        level = _LEVELS.search(subject)
        if level and level.end() == len(subject) and _LEVELS.search(noun):
            return _LEVELS.sub(level[0], noun, count=1)
        if noun and _same_little(subject, noun):
            # 计划9个，计划｜12个: what it leans on says it already.
            return noun
        if GROWTH.search(subject):
            # 增加值同比增长15%，到2026年年均增长｜13%
            return GROWN_BEFORE.sub("", noun) + subject
        between = self.text[last.quantity.end : quantity.start]
        after = self.text[max(last.quantity.end, last.end) : quantity.start]
        if not subject and GROWTH.search(last.indicator[-3:]) and last.quantity.unit != quantity.unit:
            # 占比提高0.2个百分点，达到｜1.6%; 营收年均增速高于全国3个百分点，2023年达到｜260亿元
            return GROWN_BEFORE.sub("", _FASTER.sub("", noun))
        if not subject and "、" in (between, self.text[max(last.quantity.end, last.end) : quantity.start]):
            # 巡查队伍不少于10支、｜120人
            return last.indicator
        if last.quantity.unit != quantity.unit:
            return None
        if not subject and _IN_ALL.fullmatch(after):
            # 戈壁农业新建6万亩，累计达到｜20万亩
            return "累计" + re.sub("^(?:累计|新增)|(?<=..)(?:新增|新建|新发展)$", "", noun)
        if not subject and ("（" in between or _LATER.search(between) or _NEXT_TIME.fullmatch(after)):
            # 5200万美元（力争6000万美元）;  突破250户，到2022年突破｜1000户
            return last.indicator
        if not subject or not noun or subject.startswith("每"):
            return None
        return sized(subject, re.sub(rf"^(?:{rules.words(frames().scope.whole)})", "", noun))


def _object(clauses: Sequence[str], subject: str) -> str | None:
    """What the clauses of a task are about, with the verb that a number has: 在公共场所增设洗手设施, 新增 → 新增洗手设施."""
    verb = verbs().full.fullmatch(subject)
    clause = next((one for one in clauses if verb and verb[0] in one), clauses[0])
    *_, last = [None, *verbs().verb.finditer(clause)]
    thing = clause[last.end() :] if verb and last and last.end() < len(clause) else quoted(take_apart(clause).subject)
    thing = thing.removesuffix(subject)
    return (f"{subject}{thing}" if verb else thing) or None


def _same_little(subject: str, noun: str) -> bool:
    """Whether words that say little open what they would stand before, or end what they would stand behind."""
    said = LITTLE.match(noun)
    return bool(subject) and (noun.endswith(subject) or (said is not None and subject in said[0]))
