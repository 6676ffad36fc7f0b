"""Indicators: what a number counts or measures, in words that a reader understands without the sentence.

新增省级龙头企业10家、市级｜20家 is 新增市级龙头企业; each indicator may lean on the one before it, on the clause before, or on
the task's title.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.signs import HAN
from pipeline.language.words import cut
from pipeline.meaning.quantities import Quantity
from pipeline.meaning.vocabulary import frames
from pipeline.notice import Item, Notice, Section

_PHRASE = re.compile("(?:“[^”\n]{1,24}”|[^，。；、！？：（）\n]|（[^（）：\n]{1,12}）)*")
# What follows a number is read this far; a noun phrase is shorter.
_REACH = 36
# So many characters tell where a phrase's first word ends.
_WORDS = 12
# No 分别 goes on from more things.
_ROW = 24
# No longer indicator is leaned on: what goes on from what goes on says nothing, and would grow without end.
_LEANT_ON = 120
# So many clauses back a subject is looked for.
_BACK = 4
# No longer heading names a thing.
_HEADING = 10
_TIME = (
    r"(?:到|截至|至)?(?:(?:19|20)\d\d年(?:底|末)?(?:前|以前)?|\d{1,2}月(?:底|末|中旬|上旬|下旬|份)?(?:前|以前)?"
    r"|(?:年|月|季度)底前?|年内|年末前?|今年(?:底前|内)?|全年|本年度|当年|明年|[上下]半年|[一二三四]季度末?|近期|每年|每月|每季度|每周"
    r"|[\d一二三四五]{1,2}年内|用[\d一二三四五]{1,2}年时间)(?:，|、)?"
)
GROWTH = re.compile("增长|增速|增幅|提高|提升|增加|涨幅|下降|降低|压减|压缩|缩短|精简|减少|降幅")
_DONE = re.compile("(?P<answer>响应|回应|反馈|答复|受理|回复)|办结|办理完毕|送达|办成|完成|处置|解决|拨付|出件|移交")
_GIVEN = re.compile(
    "(?:安排|设立|组建|筹集|筹措|投入|拨付|争取|提供|发行|新增|投放|落实|下达|募集)(?:总规模|总额|规模)?$"
)
# Words between what is measured and its number.
_TAIL = re.compile(
    "(?:累计|共|总计|合计|按照|按|均|分别|各|再|将|要|已|就|只|总|力争|争取|确保|一次性|给予|最高|不少于|达|到|达到|实现|完成|保持|稳定|控制|在|为|至|突破|超过|减至|减到|降至|降到|增至"
    "|(?:提高|提升|扩大|压缩|压减|缩短|缩减|减少|降低|下降|增加|增长|上升|精简)[至到]|的|了|近|约|超|：|“|每年)+$"
)
_GROWN = re.compile(f"(?P<word>{GROWTH.pattern})率?(?:了|不低于|不少于|达到|保持|超过|在|约)*$")
# Words that say nothing of what is counted: a verb alone, 同比增长, 市级, 每人.
_LITTLE = re.compile(
    "(?:同比|环比|年均|再|基本|累计|分别|首批|增幅|增速|涨幅|增长|下降|提高|提升|降低|新建|改造|改造提升|建成|完成|实施|新增|扩建|改建|奖励|补助|补贴|资助|给予|办结|办理|"
    "总数|数量|总量|一次性|支持|政策有效期内|择优|遴选|扶持|最高|每[人户年月日亩家个天名吨套辆台座处所件场]|(?:国家|省|市|县|区|乡|镇|村|盟|州){1,3}级|计划|的|镇街|单个(?:项目|企业|单位|主体|平台|个人)?|同一(?:项目|企业|单位)|可?(?:申请|享受|获得|给予)|严格|落实|安排|保证)*"
)
# 补助标准由每人每月60元｜提高到80元
_RAISED = re.compile(
    "(?P<what>[^由从，；]{2,})[由从](?P<per>(?:每[人户亩月年天日件个]){0,3})[^，；]*[0-9一二三四五六七八九十][^，；]*[到至为]$"
)
# 按照每人每年不低于80元｜的标准安排基本公共卫生服务经费
_PER_HEAD = re.compile(
    "的?(?:保费|补助|经费|缴费|筹资|发放|资助)?标准(?:[^，。；]*?(?:安排|购买|发放|落实|拨付|缴纳))(?P<what>[^，。；]{2,20})"
)
# 在现有6个试点村的基础上，再新增4个   目前已建成5G基站1200个，年内新建300个
_STOOD = re.compile(
    "(?:去年|上年|目前|现有)?(?P<what>(?:(?:19|20)[0-9]{2}年)?[^0-9]{2,}?(?:(?:19|20)[0-9]{2}年[^0-9]{1,10}?)?)"
    "(?:达到|达|为)?[0-9.]+(?P<unit>[万亿]{0,2}[^0-9万亿]{1,4})"
)
_WHEN = re.compile("(?:(?:19|20)[0-9]{2}年|去年|上年)(?:已|累计)*(?:完成|实现)?")
_BASE = re.compile("[^，。；]*?[0-9]+[个家处所座条户](?P<what>[^，。；]{2,16})的?基础上")
_STANDS = re.compile(
    "(?:目前|现)?(?:已|已经)?(?:累计)?(?:建成|完成|有|拥有|培育|改造|发放)(?P<what>[^，。；]{2,16}?)[0-9][0-9.,万亿]*[个家处所座条户套名人]"
)
# Joins two things: 参保率和缴费率, but not inside 普及率.
_AND = re.compile("、|和|与|以及|(?<!普)及(?![率时格])")
_SIZED = re.compile("(?P<what>[^0-9]+)(?P<size>[0-9.]+[万亿]?[^0-9]*)")
_LEVELS = re.compile("(?:国家|省|市|县|区|乡|镇|村|盟|州){1,3}级")
_NUMBERING = re.compile(r"^(?:\d{1,3}[.．、] ?|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}、)")
# What reads better without the number: 按投资额的｜8%给予补助, 标准提高到｜每人580元, 年底前.
_POLISH = (
    (re.compile("的(?:给予|予以|进行)(?=.)"), "的"),
    (re.compile("(?:提高|提升|增加|上调|调整)[到至为](?=每)"), ""),
    (re.compile("(?<=.)(?:年底前|年内|月底前)(?=.)"), ""),
)
_PREPOSITION = re.compile(
    "^(?:为|对|在|将|把|按照|按|向|由|从|以|给(?!予)|使|让|与|和|及|以及|并(?!网)|其中|其|各(?![类级种项界])|共|要|再|、|，|：|“|（)+"
)
# A place named again by its class alone: 新材料产业园…，年内推动产业园营收达到230亿元.
_GENERIC = ("产业园", "园区", "开发区", "示范区", "景区", "新区")


@dataclass(frozen=True, slots=True)
class _Verbs:
    lead: re.Pattern[str]
    full: re.Pattern[str]
    verb: re.Pattern[str]
    modality: re.Pattern[str]
    light: frozenset[str]


@cache
def verbs() -> _Verbs:
    said = rules.load("quantities")
    light, full, modality = said["verbs"]["light"], said["verbs"]["full"], said["modality"]["words"]
    kept = set(full) - set(light)
    return _Verbs(
        # Behind a light verb comes the thing itself, so 推进 does not eat the head of 推进剂 or 建成区.
        lead=re.compile(
            rf"(?:(?P<time>{_TIME})"
            rf"|(?!保证[金书人])(?:(?P<modality>{rules.words(modality)})|(?P<light>{rules.words(light)})(?![区剂率度者性]))"
            r"|[，、：“]|并(?!网)|或(?=引进|培育|新建|建设|改造)|也|再|还|且|以|来)"
        ),
        # 组织招聘活动: behind these the verb is part of a noun.
        full=re.compile(
            rf"(?:{rules.words(kept)})(?!活动|计划|政策|制度|标准|工程|机制|参保|人数|大会|会议|体系|能力)"
        ),
        verb=re.compile(rf"(?:{rules.words([*light, *full])})"),
        modality=re.compile(rules.words(modality)),
        light=frozenset(light),
    )


@dataclass(slots=True)
class _Phrase:
    """The words around one number, taken apart."""

    verb: str | None
    subject: str
    modality: str | None


def _take_apart(words: str) -> _Phrase:
    """Time, modality and light verbs off the front: 年内推动制造业营收 → 制造业营收, verb 推动."""
    verb = modality = None
    at = 0
    vocabulary = verbs()
    while found := vocabulary.lead.match(words, at):
        if found.end() == at:
            break
        modality = found["modality"] or modality
        verb = found["light"] or verb
        at = found.end()
    subject = words[at:]
    if full := vocabulary.full.match(subject):
        verb = full[0]
    if subject.startswith("为") and vocabulary.full.search(subject, 2):
        # 为企业解决土地指标 keeps its 为: the enterprises solve nothing.
        return _Phrase(verb, subject, modality)
    return _Phrase(verb, _opened(subject), modality)


# Of the prepositions, what begins words of two characters: 在役, 共享, 各镇.
_COMPOUNDS = ("在", "共", "各")


def _opened(subject: str) -> str:
    """A subject without the prepositions before it, as far as they are words of their own: not 在 of 在役, 共 of 共享."""
    while (found := _PREPOSITION.match(subject)) and len(found[0]) < len(subject):
        first, second = [*cut(subject[:_WORDS]), ""][:2]
        # 在役, 各镇: one character behind it makes a word of both.
        if not _PREPOSITION.fullmatch(first) or (first in _COMPOUNDS and len(second) == 1 and second > "一"):
            break
        subject = subject[len(first) :]
    return subject


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


class IndicatorReader:
    """Reads indicators in the order of the text; each may lean on the one before it."""

    def __init__(self, notice: Notice, goals: Sequence[int] = ()) -> None:
        self.notice = notice
        self.goals = goals
        self.read: list[Read] = []
        self.text = notice.reading.text
        self.clause = notice.reading.clause
        self.sentence = notice.reading.sentence
        self.last: Read | None = None
        self.items = sorted(notice.all(Item), key=lambda item: item.start)
        self.heads = sorted(notice.all(Section), key=lambda section: section.start)
        self.starts = [item.start for item in self.items]

    def behind(self, quantity: Quantity) -> tuple[str, int]:
        """The noun phrase that follows a number (40家｜企业数字化改造), and where it ends."""
        found = _PHRASE.match(self.text, quantity.end, quantity.end + _REACH)
        end = found.end() if found else quantity.end
        end = min(end, self._next_goal(quantity.end))
        words = self.text[quantity.end : end]
        more = _ATTRIBUTE.match(self.text, end)
        if more and "的" not in words and more.end() <= self._next_goal(quantity.end):
            # 3家具备较强实力、｜国内领先的工业互联网平台
            end, words = more.end(), words + more[0]
        elif self.text[max(0, quantity.start - 2) : quantity.start] in _HOLDS:
            # 容纳20万个标准服务器机柜｜的大数据产业聚集区
            words = words.partition("的")[0]
        elif _GRADE.fullmatch(words) and (next_to := _GRADE_NEXT.match(self.text, end)):
            # 50个以上企业级、6个以上行业级｜工业互联网平台
            words += next_to["noun"]
        elif _PLACE.search(words) and (next_to := _PLACE_NEXT.match(self.text, end)):
            # 20件“一件事”网上、｜掌上联办
            end, words = next_to.end(), words + next_to[0]
        elif (joined := _JOINED.search(words)) and (after := _DONE_BY_BOTH.match(self.text, end)):
            # 10个村和20个社区｜开展数字乡村试点
            words = words[: joined.start()] + after["what"]
        if quantity.kind in ("money", "duration", "size", "rating") and not re.match(f"[{HAN}]", words):
            return "", quantity.end
        quoted = words.find("”")
        if quoted >= 0 and "“" not in words[:quoted]:
            words = words[:quoted]
        words = re.sub("（[^（）]*[0-9][^（）]*）$", "", words)
        words = re.sub("^(?:的|以上的|左右的)", "", words)
        return re.sub("(?:和|及|以及|并|累计|达到|提高到|确保|力争)+$", "", words).strip('"'), end

    def _next_goal(self, at: int) -> int:
        """Where the next number stands that commits."""
        place = bisect_left(self.goals, at)
        return self.goals[place] if place < len(self.goals) else len(self.text)

    def front(self, quantity: Quantity) -> tuple[str, bool]:
        """The words in front of a number, and whether they go on from the number before (10家、瞪羚企业｜5家)."""
        start = self.clause(quantity.start)
        if self.last and start < self.last.quantity.end <= quantity.start:
            return self.text[min(max(self.last.quantity.end, self.last.end), quantity.start) : quantity.start], True
        return _NUMBERING.sub("", self.text[start : quantity.start]), False

    def clause_before(self, at: int) -> str:
        """The clause before the one that a place stands in, light verbs off."""
        start = self.clause(at)
        for _ in range(_BACK):
            if start < 2 or self.text[start - 1] not in "，：":
                break
            before = self.clause(start - 1)
            words = self.text[before : start - 1]
            if not words.startswith("占"):
                return _take_apart(_NUMBERING.sub("", words)).subject
            # 去年完成620万元，占总投资的38%，今年完成｜1200万元: the share has no subject of its own.
            start = before
        return ""

    def title(self, at: int) -> str | None:
        """The title of the task that a place of the reading stands in."""
        source = self.notice.reading.origin[at]
        place = bisect_right(self.starts, source) - 1
        return self.items[place].title if place >= 0 and source < self.items[place].end else None

    def indicator(self, quantity: Quantity) -> Read:
        """What a number counts or measures, in words that need no context."""
        vocabulary = verbs()
        front, goes_on = self.front(quantity)
        if framed := self.framed(quantity, front):
            return framed
        if raised := _RAISED.match(front):
            front = raised["what"] + raised["per"]
        # 改造提升65个村 names a count; only rates and sums grow.
        growth = _GROWN.search(front) if quantity.kind in ("share", "multiple", "money", "duration") else None
        phrase = _take_apart(front[: growth.end("word")] if growth else _TAIL.sub("", front))
        subject = phrase.subject if growth else _TAIL.sub("", phrase.subject)
        behind, end = ("", quantity.end) if growth else self.behind(quantity)
        verb, modality = phrase.verb, phrase.modality
        last = self.last
        if goes_on and last and verb is None:
            verb, modality = last.verb, modality or last.modality
            # 新增…10家、瞪羚企业5家: the verb holds for both where it is part of what is counted.
            alike = last.quantity.kind == quantity.kind
            if verb and alike and verb not in vocabulary.light and subject and self.text[last.quantity.end] in "、和及":
                subject = verb + subject
        counted = quantity.kind in ("count", "share", "multiple") or bool(vocabulary.full.fullmatch(subject))
        # 区财政安排2000万元｜专项资金: what a sum is given for stands behind it.
        counted = counted or (quantity.kind == "money" and _GIVEN.search(subject) is not None)
        about = subject
        if quantity.kind == "duration" and quantity.op == "<=" and (done := _DONE.match(self.text, quantity.end)):
            # 企业诉求1个工作日内｜响应、5个工作日内｜办结
            goes_on = goes_on and not subject and last is not None
            about = last.about if goes_on and last else subject
            if about and (goes_on or done["answer"]):
                return Read(quantity, done.end(), about + done[0], verb, modality, about)
        asked = quantity.kind == "size" and _ASKED.search(subject)
        if asked and (things := _SIZE_OF.match(self.text, quantity.end)):
            counted, behind, end = True, things["thing"], things.end()
        # 免收一个月｜房租
        counted = counted or (
            quantity.kind == "duration" and subject in rules.load("quantities")["contexts"]["lengthened"]
        )
        # 每百户不少于15平方米｜配建养老设施
        counted = counted or (
            subject.startswith("每") and behind.startswith(("配建", "补建", "配备", "配置", "设置", "建设"))
        )
        if behind and (counted or (_LITTLE.fullmatch(subject) and not subject.startswith("每"))):
            # 会议确定的10件民生实事 keeps its 的; a light verb does not stay: 落实不少于2小时的体育活动时间.
            kept = "" if not counted and quantity.kind == "duration" else subject
            subject = kept + ("的" if kept and front.endswith("的") else "") + behind
        else:
            end = quantity.end
        if subject in ("/", "／") and last:
            # 储能电站50MW/｜120MWh
            subject = last.indicator
        elif _LITTLE.fullmatch(subject) or subject.startswith(("过", "超")):
            subject = self.completed(subject, quantity)
        elif last and last.quantity.end > self.sentence(quantity.start) and last.quantity.unit == quantity.unit:
            subject = _of_scope(subject, last.indicator)
        if quantity.kind == "money":
            # 产业园实现营收 is 产业园营收.
            subject = re.sub(f"(?<=[{HAN}]{{2}})(?:实现|完成)(?=[{HAN}]{{2}})", "", subject)
        if measured := _MEASURE_BEHIND.match(self.text, quantity.end):
            subject, end = subject.removesuffix(measured["measure"]) + measured["measure"], measured.end()
        for pattern, better in _POLISH:
            subject = pattern.sub(better, subject)
        subject = subject.strip("，、： （/／") or (last.indicator if last else "")
        if subject.count("“") > subject.count("”"):
            subject = subject.strip("“")
        # A quotation mark that opened in front of the verb: 推进“一网通办”事项
        if subject.count("”") > subject.count("“"):
            subject = "“" + subject
        return Read(quantity, end, self.named(subject, quantity), verb, modality, about)

    def framed(self, quantity: Quantity, front: str) -> Read | None:
        """The indicator by the first frame of rules/frames.toml that fits the words before a number."""
        last = self.last if self.last and self.last.quantity.end > self.sentence(quantity.start) else None
        if last and len(last.indicator) > _LEANT_ON:
            last = None
        for frame in frames().frame:
            if quantity.kind not in frame.kinds or (frame.after and not (last and frame.after in last.indicator)):
                continue
            if found := re.compile(frame.front).search(front):
                thing = last.indicator.partition("（")[0] if last else ""
                stem = re.sub("(?:核心)?(?:产业|产业规模|规模|收入|产值|营收)+$", "", thing)
                said = frame.say.format(
                    last=thing,
                    stem=stem,
                    before=self.clause_before(quantity.start),
                    **{name: words or "" for name, words in found.groupdict().items()},
                )
                said = said.replace("（）", "")
                return Read(quantity, quantity.end, said, None, None, said)
        return None

    def completed(self, subject: str, quantity: Quantity) -> str:
        """A subject that says too little alone, with the words that it leans on.

        新建城区公厕20座，改造提升｜15座;  重点村6个、市级｜8个;  零售额12亿元，同比增长｜15%;  按照每人｜2元.
        """
        last = self.last if self.last and len(self.last.indicator) <= _LEANT_ON else None
        full = verbs().full
        if last and last.quantity.end > self.sentence(quantity.start):
            above = re.match("(?P<head>.*?)[过超][^企项产]{1,8}元(?P<tail>.*)", last.indicator)
            if above and subject.startswith(("过", "超")):
                # 产值过5亿元的企业达到12家，过亿元的达到40家
                return above["head"] + _sized(subject, above["tail"])
            noun = full.sub("", last.indicator, count=1) if full.match(last.indicator) else last.indicator
            noun = re.sub("(?<=.)(?:新开工|开工|建成|竣工|投产)$", "", noun)
            level = _LEVELS.search(subject)
            if level and level.end() == len(subject) and _LEVELS.search(noun):
                return _LEVELS.sub(level[0], noun, count=1)
            if noun and _same_little(subject, noun):
                # 计划9个，计划｜12个: what it leans on says it already.
                return noun
            if GROWTH.search(subject):
                return noun + subject
            if (
                not subject
                and last.quantity.unit == quantity.unit
                and "（" in self.text[last.quantity.end : quantity.start]
            ):
                # 5200万美元（力争6000万美元）
                return last.indicator
            if last.quantity.unit == quantity.unit and subject and noun and not subject.startswith("每"):
                return _sized(subject, re.sub(rf"^(?:{rules.words(frames().scope.whole)})", "", noun))
        if per := _PER_HEAD.match(self.text, quantity.end) if subject.startswith("每") else None:
            return (self.title(quantity.start) or per["what"]) + subject
        about = self.title(quantity.start) or self.clause_before(quantity.start)
        stood = _STOOD.fullmatch(about)
        if stood and quantity.unit and stood["unit"].endswith(quantity.unit):
            # 企业2023年交易额80亿元，今年力争突破｜90亿元: what it was, in the same measure
            about = _WHEN.sub("", stood["what"])
        counts = re.search("[0-9]", about) and not _BASE.fullmatch(about) and not _STANDS.fullmatch(about)
        if counts and last and last.about and last.quantity.end > self.sentence(quantity.start):
            # 诉求5个工作日内办结，单个项目｜不超过200万元: the clause before counts something itself.
            about = last.about
        if subject and full.fullmatch(subject):
            base = _BASE.fullmatch(about) or _STANDS.fullmatch(about)
            about = base["what"] if base else about
            return about if about.endswith(subject) else (subject + about if base else about + subject)
        return about if about.endswith(subject) else about + subject

    def fuller(self, indicator: str, quantity: Quantity) -> str:
        """A name of a class made whole: 产业规模 is that of the paragraph's 5G产业规模, else of the task's title or heading."""
        if indicator not in frames().generic.words:
            return indicator
        paragraph = self.text.rfind("\n", 0, quantity.start) + 1
        for one in reversed(self.read):
            if one.quantity.start < paragraph:
                break
            if one.indicator.endswith(indicator) and one.quantity.unit == quantity.unit:
                return one.indicator
        about = self.title(quantity.start) or self.heading(quantity.start)
        return about + indicator if about and len(about) <= _HEADING else indicator

    def heading(self, at: int) -> str | None:
        """The words of the heading that a place of the reading stands under, without what is no name of a thing."""
        source = self.notice.reading.origin[at]
        place = bisect_right(self.heads, source, key=lambda one: one.start) - 1
        words = self.heads[place].heading.strip("。") if place >= 0 else ""
        return words if words and not re.search("任务|目标|措施|要求|保障|工作|重点", words) else None

    def named(self, indicator: str, quantity: Quantity) -> str:
        """A class word made specific by the task's own first words: 产业园营收 → 新材料产业园营收."""
        for word in _GENERIC:
            if indicator.startswith(word):
                task = self.text[self.text.rfind("\n", 0, quantity.start) + 1 : quantity.start]
                named = re.match(
                    rf"(?:\d+[.．、] ?)?(?:[^，。；]{{0,6}}?(?:推动|支持|推进|以))?(?P<name>[{HAN}]{{2,10}}?{word})",
                    task,
                )
                if named:
                    return named["name"] + indicator[len(word) :]
        return indicator


def _same_little(subject: str, noun: str) -> bool:
    """Whether words that say little open what they would stand before, or end what they would stand behind."""
    said = _LITTLE.match(noun)
    return bool(subject) and (noun.endswith(subject) or (said is not None and subject in said[0]))


def _sized(subject: str, noun: str) -> str:
    """超千万元企业 behind 软件企业 is 超千万元软件企业."""
    for word in ("企业", "项目"):
        if subject.endswith(word) and (noun.endswith(word) or not noun):
            return subject.removesuffix(word) + (noun or word)
    return subject + noun


@cache
def _whose() -> re.Pattern[str]:
    scope = frames().scope
    return re.compile(
        rf"(?:(?:其中)?(?:{rules.words([*scope.whole, *scope.parts])}|[一二三四五六七八九]县[一二三四]市|[一二三四五六七八九]区)、?)+(?:总体)?"
    )


def _of_scope(subject: str, last: str) -> str:
    """城区｜47% behind 全市智慧学校覆盖率45% is 城区智慧学校覆盖率: whose the same figure is."""
    whose = _whose()
    return subject + (whose.sub("", last, count=1) or last) if whose.fullmatch(subject) else subject


def distributed(reader: IndicatorReader, first: Quantity, count: int) -> list[str] | None:
    """The indicators of the numbers in a row behind 分别, the first of which is given; None where the subjects are not as many."""
    front = reader.text[reader.clause(first.start) : first.start]
    head, found, tail = front.partition("分别")
    subject = _take_apart(head).subject or reader.clause_before(first.start)
    growth = GROWTH.search(tail)
    if growth and re.fullmatch("(?:年均|同比|平均|均)*", _take_apart(head).subject):
        # 游客500万人次、旅游收入30亿元，分别增长｜12%和15%: each goes on from its own.
        start = reader.sentence(first.start)
        before = [one for one in reader.read[-_ROW:] if start <= one.quantity.start < first.start]
        if len(before) >= count:
            return [
                one.indicator + _take_apart(head).subject.replace("同比", "") + growth[0] for one in before[-count:]
            ]
    return _split_subjects(re.sub("[，：]", "", subject + found + (growth[0] if growth else "")), count)


def _split_subjects(indicator: str, count: int) -> list[str] | None:
    """The subjects of a 分别: 城乡居民人均可支配收入增长 → 城镇居民…, 农村居民…; None where they cannot be told apart."""
    if count == 2 and "城乡" in indicator:
        return [indicator.replace("城乡", "城镇", 1), indicator.replace("城乡", "农村", 1)]
    head, found, tail = indicator.partition("分别")
    if not found:
        return None
    parts = [part for part in _AND.split(head.replace("，", "、")) if part]
    if len(parts) != count:
        return None
    if sized := _SIZED.fullmatch(parts[0]):
        # 产值突破10亿元、50亿元、100亿元的企业: each size in the words of the first and the last.
        sizes = [re.match("[0-9.]+[万亿]?[^0-9的企项]*", part) for part in parts[1:]]
        if all(sizes):
            last = sizes[-1]
            assert last is not None
            thing = parts[-1][last.end() :]
            named = [sized["size"], *(size[0] for size in sizes if size)]
            return [sized["what"] + size + thing + tail for size in named]
    # 城镇、农村居民收入: the short names before the last one share its tail.
    whole = parts[-1]
    return [(part if len(part) > 3 or len(whole) <= 4 else part + whole[len(part) :]) + tail for part in parts]


def each(reader: IndicatorReader, quantity: Quantity, indicator: str) -> list[str]:
    """One indicator a thing where one number holds for several: 参保率、缴费率均达到95%以上 is two targets."""
    front = reader.text[reader.clause(quantity.start) : quantity.number[0]]
    if (
        re.search("各(?:增设|新增|新建|建成|建设|打造|培育|创建|引进|完成|设立|改造)?$", front)
        and quantity.kind in ("count", "duration", "size", "money")
        and 2 <= len(parts := _AND.split(indicator)) <= 3
    ):
        # 省、市级卫生镇各2个
        return [part if len(part) > 2 else part + parts[-1][len(part) :] for part in parts]
    said = re.search(
        "[均都](?:要|应|须|保持|稳定|控制)?(?:达到|达|超过|不低于|低于|在|为|实现|高于|提高到|提升到|下降|降低|减少|压减|增长|提高|恢复[到至][0-9]{4}年的)?$",
        front,
    )
    if not said:
        return [indicator]
    subject, _, grown = indicator.rpartition("均") if "均" in indicator[2:] else (indicator, "", "")
    parts = _things(subject.removesuffix("都"))
    if 2 <= len(parts) <= 5 and (tail := _MEASURED.search(parts[-1])):
        wholes = (part if _MEASURED.search(part) else part + _shared_tail(part, parts[-1], tail) for part in parts)
        return [whole + grown for whole in wholes]
    if 2 <= len(parts) <= 5 and _SUM.search(parts[-1]):
        return [part + grown for part in parts]
    return [indicator]


# More that is said of a thing behind 、: 、国内领先的工业互联网平台
_ATTRIBUTE = re.compile(f"、[^，。；、0-9（）\n]{{2,16}}的[{HAN}]{{2,16}}(?=[，。；\n])")
# Behind these the thing counted ends with 的: it is held by another.
_HOLDS = ("容纳", "拥有", "具有", "配备", "可供")
_GRADE = re.compile(f"[{HAN}]{{1,6}}级")
_GRADE_NEXT = re.compile(f"、?[0-9]+[{HAN}](?:以上|左右)?[{HAN}]{{1,6}}级(?P<noun>[{HAN}]{{2,16}})")
# Done in two places: 线上、线下销售
_PLACE = re.compile("[上下内外]$")
_PLACE_NEXT = re.compile(f"[、和][{HAN}]{{1,3}}[上下内外][{HAN}]{{2,10}}(?=[，。；、\n])")
# What a time or a size is a measure of stands behind it: 单向20ms时延网络, 100Mbps带宽.
_MEASURE_BEHIND = re.compile("(?:以内|以上|以下|左右)?的?(?P<measure>时延|延迟|带宽|时限|容量|功率)")
# 可申请最高300平方米｜的办公场地
_ASKED = re.compile("(?:申请|申领|享受|获得|使用|租用)$")
_SIZE_OF = re.compile(f"(?:以内|以下)?的(?P<thing>[{HAN}]{{2,10}})(?=[，。；、（\n])")
_JOINED = re.compile("(?:和|及|、|与)$")
_DONE_BY_BOTH = re.compile(f"[0-9]+[个家所处][{HAN}]{{1,8}}?(?P<what>(?:开展|实施|进行|纳入|实现|完成)[{HAN}]{{2,16}})")

# What a share or a sum is of: 规范管理率, 补偿标准.
_MEASURED = re.compile("(?:率|度|额|量|数|占比|比例|比重|标准|水平|强度)(?:每[人户亩年月床][每年月]*)*$")

# What has its own name even beside others: 接待游客、旅游收入均恢复至….
_SUM = re.compile("(?:收入|人次|人数|产值|增加值)$")


def _things(subject: str) -> list[str]:
    """The things that share a number; where 、 parts them, 和 joins the last two only if it joins two measures."""
    parts = [part for part in subject.split("、") if part]
    if len(parts) == 1:
        return _AND.split(subject)
    sides = _AND.split(parts[-1])
    joins = len(sides) == 2 and all(map(_MEASURED.search, sides))
    return [*parts[:-1], *(sides if joins else parts[-1:])]


def _shared_tail(part: str, last: str, tail: re.Match[str]) -> str:
    """What a shorter name leaves to the last one: 高血压、糖尿病患者管理率, 国家级、自治区级公益林补偿标准."""
    at = last.find(part[-1])
    return last[at + 1 :] if 0 <= at < len(part) + 2 else last[min(len(part), tail.start()) :]
