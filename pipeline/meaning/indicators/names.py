"""Indicators: what a number counts or measures, in words that a reader understands without the sentence.

新增省级龙头企业10家、市级｜20家 is 新增市级龙头企业; each indicator may lean on the one before it, on the clause before, or on
the task's title.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.language.numerals import ONE, TEN
from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.among import of_prizes
from pipeline.meaning.indicators.answered import answer, done_behind, done_since, done_to
from pipeline.meaning.indicators.counted import counted, counts
from pipeline.meaning.indicators.fronts import reckoned, still
from pipeline.meaning.indicators.leaning import GROWN_BEFORE, HALVED, LITTLE, ROW, Leaning, Read
from pipeline.meaning.indicators.phrases import (
    GROWTH,
    NUMBERING,
    SAID,
    TAIL,
    quoted,
    take_apart,
    unmoved,
    verbs,
)
from pipeline.meaning.indicators.places import (
    EACH_BEFORE,
    OF_EACH,
    OF_KIND,
    OF_PLACE,
    PLACE_BEFORE,
    PLACE_LISTED,
    SHARE_BEFORE,
    SIZE_BEFORE,
)
from pipeline.meaning.indicators.polish import polished, short
from pipeline.meaning.indicators.sharing import new_too, of_scope, split_subjects
from pipeline.meaning.indicators.specific import specific
from pipeline.meaning.indicators.surroundings import Surroundings
from pipeline.meaning.indicators.vocabulary import frames
from pipeline.notice import Notice

# 均增长｜15%以上; 年均增长 is none.
_EVENLY = re.compile(
    f"(?:同比|[较比]上年)?(?:均|都|双双)(?:同比|[较比]上年)?(?P<word>{GROWTH.pattern})(?:{SAID.reached}|在)?"
)
_GROWING = ("count", "size", "money")
# 分别增长6%、8%; but 浓度分别提高到｜80、100 is where it comes to.
_GROWS_BY = re.compile(f"(?:{GROWTH.pattern})(?![至到为])")
_GROWN = re.compile(f"(?P<word>{GROWTH.pattern})率?(?:{SAID.rules}|{SAID.reached}|[了在]|保持)*$")
# 额度由单职工45万元、双职工55万元分别提高到｜50万元、70万元
_RAISED_EACH = re.compile(f"(?P<what>[{HAN}]{{2,12}})由(?P<names>(?:[{HAN}]{{2,8}}[0-9.]+[万亿]*元、?){{2,6}})")
_SUMS = re.compile("[0-9.]+[万亿]*元、?")
# 以上，
# 新造油茶林5000亩、低产林改造｜8000亩: it says what is done to it.
_ACTS = re.compile(f"{SAID.acts}$")
_SHORT_EACH = 2
# No longer name goes on from each of a row: 奖金.
_SHORT_NAME = 10
_EACH_TIME = re.compile(f"每{SAID.each_time}")
# Every year is what a notice of a year speaks of.
_OFTEN = re.compile(f"每[两{ONE[2:4]}]?个?(?!年){SAID.each_time}")
# 民生事项实现“一证通办”、70%以上｜实现“全域通办”: the same verb is of the same things.
_COMES_TO = re.compile(SAID.comes_about)
# What so much of falls to each of the same things as before.
_EVEN = re.compile(SAID.even)
# 将原18项奖励措施调整增加为｜25项激励措施
_BECOMES = re.compile(f"将[^，。；]{{2,40}}{SAID.becomes}+[为到至]")
# 重点软件企业5家，超亿元企业｜80家: other firms than those before.
_NEW_SIZE = re.compile("，?[过超][^，。；]{2,8}(?:企业|项目)")
# 过亿元, 超千万元; 超期过渡家庭 is none.
_BEYOND = re.compile(f"[过超](?=$|[0-9{TEN}百千万亿两])")
_CARRIED = re.compile("，?由(?P<who>[^，。；0-9]{4,80})$")
_CARRIES = re.compile(SAID.carries)
# What must be done within a time, without what it is done with.
_MUST = re.compile(f"{SAID.must}+")
# PUE≤1.3/WUE｜≤0.9
_BESIDE = re.compile("[／/](?P<name>[A-Za-z]{2,8})")
_JOINS = re.compile("[、和及]")
# What a time or a size is a measure of stands behind it: 单向20ms时延网络, 100Mbps带宽.
_MEASURE_BEHIND = re.compile(f"(?:以内|以上|以下|左右)?的?(?P<measure>{SAID.measures_behind})")
# 安排资金90万元｜用于桥梁加固
_USED = re.compile("(?:专项|全部)?用于(?P<what>[^，。；（）0-9\n]{2,24})")
# 投资｜760万元实施2座水库加固
_BUILT = re.compile(f"(?:用于)?{SAID.does}(?:[0-9]+{SAID.counters})?(?P<thing>[{HAN}“”]{{2,20}})(?=[，。；\n]|$)")
# 可申请最高300平方米｜的办公场地
_ASKED = re.compile(f"{SAID.asked}$")
_YIELDS = re.compile(f"{SAID.yields}$")
# 预制菜｜产业规模: what a frame's {stem} is without.
_CLASS = re.compile(f"(?:{SAID.class_names}+|{SAID.class_sizes}|{SAID.class_yields})$")
_MADE = re.compile(f"的?(?P<thing>[{HAN}A-Za-z“”]{{2,20}}?)(?=[和及、，。；（\n]|$)")
_SIZE_OF = re.compile(f"(?:以内|以下)?的(?P<thing>[{HAN}]{{2,10}})(?=[，。；、（\n])")


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words before a number say: the verb, how firmly, what is counted or measured, and whether it grows."""

    verb: str | None
    modality: str | None
    subject: str
    grows: bool
    goes_on: bool


class IndicatorReader:
    """Reads indicators in the order of the text; each may lean on the one before it.

    `goals` are the places of all numbers that commit.
    """

    def __init__(self, notice: Notice, goals: Sequence[int] = ()) -> None:
        self.around = Surroundings(notice)
        self.text = self.around.text
        self.goals = goals
        self.read: list[Read] = []
        self.leaning = Leaning(self.around, self.read)
        self.last: Read | None = None

    def indicator(self, quantity: Quantity) -> Read:
        """What a number counts or measures, in words that need no context."""
        front, goes_on = self._front(quantity)
        if again := self.leaning.restated(quantity):
            return again
        if read := self._framed(quantity, front) or self._shared_out(quantity, front):
            return read
        other = self.last is not None and self.last.quantity.kind != quantity.kind
        if goes_on and not front and other and self.last and quantity.kind != "bare":
            # 帮助60家企业获得信贷支持｜20亿元: what stands before it is what the number before counts.
            return replace(self.last, quantity=quantity, end=quantity.end)
        if by := reckoned(self.text, front, quantity, self.around.clause_before(quantity.start)):
            return Read(quantity, by[1], by[0], None, None, by[0])
        if (moved := still(front)) is not None:
            front = moved
        elif quantity.kind == "count" and _BECOMES.fullmatch(front) and self._thing(quantity)[0]:
            front = ""
        said = self._said(quantity, front, goes_on)
        if read := self._answered(quantity, said):
            return read
        subject, end = self._with_thing(quantity, front, said)
        if said.verb and quantity.kind == "count" and subject in frames().alone.empty:
            # 储备项目｜300个: the class alone says nothing.
            subject = said.verb + subject
        subject = self._whole(quantity, subject, front, said)
        if measured := _MEASURE_BEHIND.match(self.text, quantity.end):
            subject, end = subject.removesuffix(measured["measure"]) + measured["measure"], measured.end()
        subject = polished(subject, quantity) or (self.last.indicator if self.last else "")
        return Read(
            quantity,
            end,
            specific(quoted(short(subject)), quantity.start, self.around),
            said.verb,
            said.modality,
            said.subject or subject,
        )

    # ── the words around a number ────────────────────────────────────────────────────────────────────

    def _next_goal(self, at: int) -> int:
        """Where the next number stands that commits."""
        place = bisect_left(self.goals, at)
        return self.goals[place] if place < len(self.goals) else len(self.text)

    def _thing(self, quantity: Quantity) -> tuple[str, int]:
        """The thing that follows a number, and where it ends."""
        return counted(self.text, quantity, self._next_goal(quantity.end))

    def _front(self, quantity: Quantity) -> tuple[str, bool]:
        """The words in front of a number, and whether they go on from the number before (10家、瞪羚企业｜5家)."""
        start = self.around.clause(quantity.start)
        if self.last and start < self.last.quantity.end <= quantity.start:
            return self.text[min(max(self.last.quantity.end, self.last.end), quantity.start) : quantity.start], True
        return unmoved(SIZE_BEFORE.sub("", NUMBERING.sub("", self.text[start : quantity.start]))), False

    def _said(self, quantity: Quantity, front: str, goes_on: bool) -> _Said:
        """The words before a number, taken apart; a verb holds for what goes on from it."""
        # 改造提升65个村 names a count; only rates and sums grow.
        growth = _GROWN.search(front) if quantity.kind in ("share", "multiple", "money", "duration") else None
        phrase = take_apart(front[: growth.end("word")] if growth else TAIL.sub("", front))
        subject = phrase.subject if growth else TAIL.sub("", phrase.subject)
        verb, modality, last = phrase.verb, phrase.modality, self.last
        if goes_on and last and (even := _EVEN.match(subject)) and (at := last.indicator.find(even[0])) > 0:
            # 新引进项目亩均投资不低于500万元、亩均税收｜30万元
            return _Said(
                last.verb, modality or last.modality, last.indicator[:at] + subject, growth is not None, goes_on
            )
        if goes_on and last and verb is None:
            verb, modality = last.verb, modality or last.modality
            # 新增…10家、瞪羚企业5家: the verb holds for both where it is part of what is counted.
            own = _EACH_TIME.match(subject) is not None
            alike = (
                last.quantity.kind == quantity.kind != "share" and self.text[last.quantity.end] in "、和及" and not own
            )
            if verb and alike and verb not in verbs().light and subject and not _ACTS.search(subject):
                subject = verb + subject
        return _Said(verb, modality, subject, growth is not None, goes_on)

    def how_often(self, quantity: Quantity, subject: str) -> str:
        """In which time something is done so many times, where the words that are kept do not say it: 清洗（每季度）."""
        if quantity.unit not in SAID["how_often"]:
            return ""
        found = _OFTEN.findall(self.text, self.around.clause(quantity.start), quantity.start)
        return f"（{found[-1]}）" if found and found[-1] not in subject else ""

    def _answered(self, quantity: Quantity, said: _Said) -> Read | None:
        """What is done within a time, where the words behind it say what."""
        if quantity.kind != "duration" or quantity.op != "<=":
            return None
        if found := done_since(self.text, self.around.clause(quantity.start), quantity, said.subject):
            return Read(quantity, found[1], found[0], said.verb, said.modality, found[0])
        if found := done_to(self.text, quantity):
            return Read(quantity, found[1], found[0], None, said.modality, found[0])
        goes_on = said.goes_on and not said.subject and self.last is not None
        about = self.last.about if goes_on and self.last else said.subject
        if _MUST.fullmatch(about):
            # 收到举报的，应当在｜5日内答复: with what the clause before says
            about = self.around.clause_before(quantity.start).removesuffix("的")
        if found := answer(self.text, quantity, about, goes_on=goes_on):
            return Read(quantity, found[1], found[0], said.verb, said.modality, about)
        if found := done_behind(self.text, quantity, said.subject):
            return Read(quantity, found[1], quoted(found[0]), said.verb, said.modality, said.subject)
        return None

    def _with_thing(self, quantity: Quantity, front: str, said: _Said) -> tuple[str, int]:
        """The subject with the thing that follows the number, if it is that which is counted; and where that ends."""
        subject = said.subject
        if quantity.kind == "money" and (used := _USED.match(self.text, quantity.end)):
            return f"{used['what']}资金", used.end()
        if subject in SAID["invests"] and (built := _BUILT.match(self.text, quantity.end)):
            return built["thing"] + subject, quantity.end
        behind, end = ("", quantity.end) if said.grows else self._thing(quantity)
        asked = quantity.kind == "size" and _ASKED.search(subject)
        if asked and (things := _SIZE_OF.match(self.text, quantity.end)):
            return _joined(subject, things["thing"], front), things.end()
        is_counted = counts(quantity, subject, behind)
        if quantity.kind == "size" and _YIELDS.search(subject) and (made := _MADE.match(self.text, quantity.end)):
            # 形成年产2000万平方米｜光学膜生产能力
            return subject + made["thing"], made.end()
        if not behind or not (is_counted or (LITTLE.fullmatch(subject) and not subject.startswith("每"))):
            return subject, quantity.end
        # A light verb does not stay: 落实不少于2小时的体育活动时间.
        kept = "" if not is_counted and quantity.kind == "duration" else subject
        return _joined(kept, behind, front), end

    # ── what the words lean on ───────────────────────────────────────────────────────────────────────

    def _whole(self, quantity: Quantity, subject: str, front: str, said: _Said) -> str:
        """A subject with what it shares with the indicator before it."""
        last, goes_on = self.last, said.goes_on
        beside = _BESIDE.fullmatch(subject) if goes_on and last else None
        if beside and last and (named := re.search("[A-Za-z]+$", last.indicator)):
            return last.indicator[: named.start()] + beside["name"]
        if subject in ("/", "／") and last:
            # 储能电站50MW/｜120MWh
            subject = last.indicator
        elif quantity.kind == "share" and (same := self._same_things(quantity, subject)):
            subject = same + subject
        elif LITTLE.fullmatch(subject) or (_BEYOND.match(subject) and not _NEW_SIZE.fullmatch(front)):
            subject = self.leaning.completed(subject, quantity)
        elif verbs().full.fullmatch(subject) and (done := self.leaning.done(subject, quantity)):
            subject = done
        elif last and last.quantity.end > self.around.sentence(quantity.start) and last.quantity.unit == quantity.unit:
            subject = of_scope(subject, last.indicator)
        if goes_on and last and last.quantity.kind == quantity.kind and _JOINS.match(self.text, last.end):
            subject = new_too(subject, last.indicator)
        return subject

    def _same_things(self, quantity: Quantity, subject: str) -> str | None:
        """Of what the share before it in the sentence is, where a share goes on with its verb alone."""
        last, verb = self.leaning.before(quantity), _COMES_TO.match(subject)
        if verb is None or last is None or last.quantity.kind != quantity.kind:
            return None
        return last.indicator[: max(0, last.indicator.find(verb[0]))] or None

    def _framed(self, quantity: Quantity, front: str) -> Read | None:
        """The indicator by the first frame of rules/frames.toml that fits the words before a number."""
        last = self.leaning.before(quantity)
        for frame in frames().frame:
            if quantity.kind not in frame.kinds or (frame.after and not (last and frame.after in last.indicator)):
                continue
            if frame.of and (last is None or last.quantity.kind not in frame.of):
                continue
            if found := re.compile(frame.front).search(front):
                thing = GROWN_BEFORE.sub("", last.indicator.partition("（")[0]) if last else ""
                stem = _CLASS.sub("", thing)
                said = frame.say.format(
                    last=thing,
                    stem=stem,
                    before=self.around.clause_before(quantity.start),
                    **{name: words or "" for name, words in found.groupdict().items()},
                )
                said = said.replace("（）", "")
                return Read(quantity, quantity.end, said, None, None, said)
        return None

    def _shared_out(self, quantity: Quantity, front: str) -> Read | None:
        """Whose part of the figure before it a number is.

        示范社12家（每个镇｜至少1家）; 其他事项达到80项，自贸区达到｜120项; 带动企业90户，其中：云山市｜40户、石桥县｜50户.
        """
        last = self.last
        if (
            last is None
            or last.quantity.kind != quantity.kind
            or last.quantity.end <= self.around.sentence(quantity.start)
        ):
            return None
        between = self.text[last.quantity.end : quantity.start]
        opened = between.count("（") - between.count("）")
        # （每个领域至少1个，各区｜至少1个）: the bracket opened before the number before.
        inside = opened > 0 or (opened == 0 and OF_EACH.search(last.indicator) is not None)
        start = quantity.start - len(front)
        among = re.search("其中[：，]?$", self.text[max(0, start - 4) : start]) or "其中" in front
        listed = PLACE_LISTED.fullmatch(front) if among or OF_PLACE.search(last.indicator) else None
        alike = last.quantity.unit == quantity.unit
        apart = alike and (
            SHARE_BEFORE.fullmatch(front) if inside else PLACE_BEFORE.fullmatch(front) or _of_each(front)
        )
        kind = OF_KIND.fullmatch(TAIL.sub("", front)) if alike and not apart and quantity.kind == "duration" else None
        if not (listed or apart or kind):
            return None
        whose = listed["place"] if listed else kind["whose"] if kind else TAIL.sub("", front).lstrip("，、（")
        shared = OF_EACH.sub("", last.indicator)
        thing = OF_PLACE.sub("", shared) if listed and not among else shared
        return Read(quantity, quantity.end, f"{thing}（{whose}）", last.verb, last.modality, last.about)

    def distributed(self, first: Quantity, count: int) -> list[str] | None:
        """The indicators of the numbers in a row behind 分别, the first of which is given; None where the subjects are not as many."""
        front = unmoved(self.text[self.around.clause(first.start) : first.start])
        # 一、二、三等奖各｜1名、3名、6名
        front = f"{front[:-1]}分别" if front.endswith("各") else front
        head, found, tail = NUMBERING.sub("", front).partition("分别")
        said = take_apart(head).subject
        if prizes := of_prizes(said, count):
            return prizes
        if (shares := _CARRIED.match(head)) and (does := _CARRIES.match(tail)) and self.last:
            # 筹集公寓2000套，由城投集团、交投集团分别承担｜1200套、800套
            who = split_subjects(f"{shares['who']}分别", count)
            thing = take_apart(_CARRIES.split(self.last.indicator)[-1]).subject
            return [f"{name}{does[0]}{thing}" for name in who] if who else None
        if raised := _RAISED_EACH.fullmatch(said):
            return [f"{name}{raised['what']}" for name in _SUMS.sub("、", raised["names"]).strip("、").split("、")]
        subject = HALVED.sub("", said or self.around.clause_before(first.start))
        growth = _GROWS_BY.search(tail)
        if growth and re.fullmatch("(?:年均|同比|平均|均)*", said):
            # 游客500万人次、旅游收入30亿元，分别增长｜12%和15%: each goes on from its own.
            start = self.around.sentence(first.start)
            before = [one for one in self.read[-ROW:] if start <= one.quantity.start < first.start]
            if len(before) >= count:
                return [one.indicator + said.replace("同比", "") + growth[0] for one in before[-count:]]
        row = [one for one in self.read[-2 * ROW :] if one.quantity.start < first.start][-count:]
        if said and "、" not in said and len(said) <= _SHORT_NAME and not growth and self._is_row(row, first):
            # …各1名、3名、6名，奖金分别为｜20万元、10万元、5万元: each goes on from its own
            return [one.indicator + said for one in row]
        # 在东湖镇、西岭镇分别新建育苗基地｜3处、2处: what is done in each
        done = growth[0] if growth else "" if re.search("[0-9]", tail) else TAIL.sub("", tail)
        names = split_subjects(re.sub("[，：]", "", subject + found + done), count)
        return [quoted(polished(name, first)) for name in names] if names else None

    def evenly(self, quantity: Quantity) -> list[str] | None:
        """接待游客80万人次，旅游收入6亿元，均增长｜12%: what grows so are the figures before it in the sentence."""
        clause = self.around.clause(quantity.start)
        grown = _EVENLY.fullmatch(self.text, clause, quantity.start)
        start = max(self.around.sentence(clause), self.text.rfind("；", 0, clause))
        row = [
            one for one in self.read[-ROW:] if start <= one.quantity.start < clause and one.quantity.kind in _GROWING
        ]
        return [one.indicator + grown["word"] for one in row] if grown and len(row) > 1 else None

    def _is_row(self, row: Sequence[Read], first: Quantity) -> bool:
        """Whether reads stand in a row in the sentence before a number, with nothing but a comma behind them."""
        if not row or row[0].quantity.start < self.around.sentence(first.start):
            return False
        joined = all(self.text[a.quantity.end : b.quantity.start] in ("、", "和") for a, b in pairwise(row))
        near = self.text[row[-1].quantity.end : self.around.clause(first.start)] in ("，", "")
        return joined and near and len({one.indicator for one in row}) == len(row)


def _of_each(front: str) -> re.Match[str] | None:
    """每县区每年 before a number that shares out the one before; 每人 and 每台 tell for what it is given."""
    found = EACH_BEFORE.fullmatch(front)
    return found if found and len(front.lstrip("，")) > _SHORT_EACH else None


def _joined(subject: str, behind: str, front: str) -> str:
    """A subject before the thing behind the number: 会议确定的10件民生实事 keeps its 的."""
    return subject + ("的" if subject and front.endswith("的") else "") + behind
