"""Awards: who gets what, on what condition, reckoned by what, and at most how much.

对首次突破800万元、3000万元的企业，分别给予15万元、40万元奖励，单个企业最高100万元: two awards, each with its own condition, and what
they come to at most.  The fund that pays is no indicator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.signs import HAN
from pipeline.meaning.clauses import Clauses
from pipeline.meaning.quantities import Quantity
from pipeline.meaning.vocabulary import frames

# A condition longer than this is told by its last clause.
_LONG = 46
# Words so short stand for the end of a longer one.
_SHORT = 2
_SIZE = re.compile(r"[0-9.]+(?:[-—－–~至][0-9.]+)?[万亿]?[^0-9的]{0,4}$")
_MARK = re.compile("^.*(?:的|为|到|过|入|得|予|于|获批|通过|突破|评为|获)(?=.)")
_RANKS = re.compile("前(?P<ranks>[0-9一二三四五六七八九十]{1,2})名")
_CLASSES = re.compile("(?:等)?[两二三四五六七八2-8]个?(?:等级|等次|档次|级别|类别|档|类|级)(?:的)?$")


@dataclass(frozen=True, slots=True)
class Award:
    """What somebody gets.

    `what` is its name (配套奖励), `who` gets it if `condition` holds, `by` is what a share of it is reckoned from,
    `per` for each of what; `ceiling`: the number is the most that it comes to, `of` where the award stands that it limits.
    """

    what: str
    who: str | None
    condition: str | None
    by: str | None
    per: str | None
    ceiling: bool
    at: int
    end: int
    share: bool = False
    of: int | None = None

    @property
    def about(self) -> str:
        """Whom and what it is for, in the words of the indicator."""
        condition = self.condition or ""
        if self.who and self.who not in condition:
            condition = f"{condition.removesuffix('的')}的{self.who}" if condition else self.who
        return condition

    @property
    def indicator(self) -> str:
        """The indicator: for whom, what, reckoned by what, for each of what; the same in every notice."""
        said = f"{self.about}{self.what}"
        if self.by:
            said += f"占{self.by}比例"
        elif self.share:
            said += "比例"
        if self.ceiling:
            said += "上限"
        return f"{said}（{self.per}）" if self.per and self.per not in said else said


@dataclass(frozen=True, slots=True)
class _Words:
    gives: re.Pattern[str]
    hands: re.Pattern[str]
    behind: re.Pattern[str]
    before: re.Pattern[str]
    listed: re.Pattern[str]
    limit: re.Pattern[str]
    tail_limit: re.Pattern[str]
    by: re.Pattern[str]
    per: re.Pattern[str]
    whom: re.Pattern[str]
    topic: re.Pattern[str]
    named: re.Pattern[str]
    turned: re.Pattern[str]
    graded: re.Pattern[str]
    chosen: re.Pattern[str]
    choosing: re.Pattern[str]
    given: re.Pattern[str]
    fund: re.Pattern[str]
    heads: re.Pattern[str]
    opens: re.Pattern[str]
    most: re.Pattern[str]


@cache
def _words() -> _Words:
    said, per = frames().award, frames().per
    nouns, most, who = rules.words(said.nouns), rules.words(said.most), rules.words(said.who)
    gives = rules.words(said.gives)
    word = f"(?:(?![最不每给按奖补提达均总共])[{HAN}])"
    each = rf"(?:{rules.words(per.words)}|每{word}{{1,3}}|(?:单个|单家|单户|同一){word}{{1,4}})(?:每[年月天日次类])*"
    return _Words(
        gives=re.compile(gives),
        hands=re.compile(rules.words(said.hands)),
        # ｜15万元的一次性奖励, ｜20%给予最高不超过500万元补助, ｜8万元/人的一次性奖励
        behind=re.compile(
            rf"(?:[、，](?:总额)?(?:{most})+[0-9.]+[万亿]*元)?(?:以内|以上|左右)?(?:的?(?:标准|比例|额度))?的?(?:分[{HAN}0-9]{{1,4}})?(?:给予|予以|进行|发放|安排)?(?:其|企业|单位|个人)?"
            rf"(?:(?:{most})+[0-9.]+[万亿]*(?:元|年|个月)的?)?(?:{most})*"
            rf"(?P<what>(?:一次性)?[{HAN}“”]{{0,10}}?(?:{nouns})(?!对象|办法|政策))"
        ),
        # 一次性奖励｜50万元, 补助标准为｜每人…
        before=re.compile(
            rf"(?P<what>(?:一次性|再)?(?:{rules.words(said.kinds)})?(?:{nouns}))(?:金额|总额|总规模|额度|合计|累计)*(?P<level>标准|比例)?"
            rf"(?:{most}|达|按|分别|提高|提高到|可|原则上|{each})*$"
        ),
        # 高级技师｜5万元、技师3万元、高级工1万元的标准给付津贴
        listed=re.compile(
            rf"(?:[、，和及](?!{most}|{gives}|总额|其中)[{HAN}]{{1,12}}[0-9.]+[万亿]?元)+(?:的标准)?(?:给予|予以|发放)?(?P<what>(?:一次性)?[{HAN}]{{0,6}}?(?:{nouns}))"
        ),
        # 单个企业每年｜最高100万元, 最高奖励｜200万元
        limit=re.compile(
            rf"(?:年内|且)?(?P<per>{each})?(?:年度)?(?:所获|享受|可|可获)?(?:(?:{most})*(?P<what>[{HAN}]{{0,12}}?(?:{nouns})))?"
            rf"(?:金额|总额|额度|合计|累计|总计|给予|可)*(?:{most})*"
        ),
        # 按投资额的15%、｜最高不超过8万元给予补助
        tail_limit=re.compile(rf"[、，](?:总额)?(?P<per>{each})?(?:{most}|总额)+$"),
        # 按其实际投资额的｜20%, 给予不超过合同金额｜4%
        by=re.compile(
            rf"(?:按照|按|给予|不超过|不高于|最高|为|占)(?:{most}|按照|按|其|给予)*(?P<by>[^，。；0-9]{{2,60}}?)的?(?:给予|予以|{most})*$"
        ),
        per=re.compile(rf"(?P<per>{each})(?:{most}|{gives}|不少于|按)*$"),
        whom=re.compile(
            rf"(?:对|向)(?P<who>[^，。；]{{2,40}}?)(?=按|给予|不超过|最高|奖励|补助|补贴|每|$)"
            rf"|给予(?P<given>[{HAN}]{{0,8}}(?:{who}))"
        ),
        topic=re.compile(
            rf"(?:^|】|资金|基金|财政)(?:{rules.words(said.opens)})(?P<who>[^，。；]{{2,50}}?)的?(?=给予|按照|$)"
        ),
        # 通过复核的优势企业、示范企业，｜分别奖励…
        named=re.compile(
            rf"^(?!.*(?:{gives}|资金|基金))(?P<who>[^，。；]*的[{HAN}“”、与和及]{{2,24}}|[{HAN}“”]{{2,16}}(?:{who}))$"
        ),
        turned=re.compile(rf"(?P<when>[^，。；0-9、]{{3,40}}的)(?:分别|再|均|一次性|分阶段|累计)*(?:{gives})"),
        # 择优遴选不超过5个公共技术服务平台，｜按…给予补贴
        chosen=re.compile(
            rf"(?:{rules.words(said.chooses)})(?:{most}|不少于)*[0-9一二三四五六七八九十]+[个家项名](?P<who>[{HAN}]{{4,24}})$"
        ),
        choosing=re.compile(rf"(?:{rules.words(said.chooses)})$"),
        graded=re.compile(rf"(?P<who>[{HAN}]{{2,12}}?)按(?:照)?(?P<by>[{HAN}]{{2,16}}?)(?:的不同)?(?:分|分为)$"),
        given=re.compile("给予|予以|给与"),
        fund=re.compile("资金|基金|财政|政府|中$"),
        heads=re.compile(
            r"^(?:第[一二三四五六七八九十百0-9]+条|[0-9]+[.．、]|且|并|另外|此外|其中|同时)*(?:【[^】]*】)?"
        ),
        opens=re.compile(rf"^(?:[{HAN}]{{0,16}}(?:资金|基金))?(?:{rules.words(said.opens)})"),
        most=re.compile(most),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """Where a number stands among several in a row: the how manieth of how many, and where the row starts and ends."""

    place: int
    size: int
    start: int
    end: int


class Awards:
    """Reads the awards of a reading in the order of the text; a ceiling limits the award before it."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.text = clauses.text
        self.last: tuple[Award, Quantity] | None = None

    def read(self, quantity: Quantity, title: str | None, row: Row | None = None) -> Award | None:
        """What a number gives somebody, or None where it gives nothing.

        Args:
            title: of the task it stands in, which says for whom where nothing else does.
            row: where it stands in a row of numbers.
        """
        if quantity.kind not in ("money", "share", "duration", "multiple"):
            return None
        row = row or Row(0, 1, quantity.number[0], quantity.end)
        front = self.text[self.clauses.clause(row.start).start : row.start]
        found = (
            self._limit(quantity, front)
            or self._graded(quantity, front, row)
            or self._award(quantity, front, title, row)
        )
        if found:
            self.last = found, quantity
        return found

    def chosen(self, quantity: Quantity, indicator: str) -> str | None:
        """对…项目，择优遴选｜不超过5个: what is chosen among; None where nothing is, or the words say it."""
        found = _words().choosing.search(indicator) if quantity.kind == "count" else None
        if found is None:
            return None
        row = Row(0, 1, quantity.number[0], quantity.end)
        among_these = self._whom(self.clauses.condition(quantity.start), row, split=False)
        whom = self._topic(row)
        if among_these and whom and whom not in among_these:
            among_these += whom
        thing = (among_these or whom or "").removesuffix("的")
        return f"择优遴选{thing}" if thing else None

    def _topic(self, row: Row) -> str | None:
        """Whom the statement opens with: 对电竞企业开发的游戏软件，…"""
        words = _words()
        given = self.last[1].start if self.last else -1
        for clause in reversed(self.clauses.statement(row.start).clauses):
            if given < clause.start and clause.end <= row.start and not clause.aside:
                said = words.heads.sub("", self.clauses.plain(clause.start, clause.end))
                if words.opens.match(said) and (found := words.topic.search(said)):
                    return found["who"]
        return None

    def _above(self, quantity: Quantity, per: str | None) -> Award | None:
        """The award before a number: of its statement, or of its paragraph for 单个企业每年最高…"""
        if self.last is None:
            return None
        statement = self.clauses.statement(quantity.start).start
        reach = self.text.rfind("\n", 0, quantity.start) + 1 if per else statement
        return self.last[0] if self.last[1].start >= reach else None

    def _limit(self, quantity: Quantity, front: str) -> Award | None:
        """最高200万元, 单个企业每年最高100万元: the most of the award before it."""
        if quantity.op not in ("<=", "<") or quantity.kind not in ("money", "duration"):
            return None
        words = _words()
        told = words.limit.fullmatch(front.lstrip("，、和但")) or words.tail_limit.search(front)
        condition = self.clauses.condition(quantity.start)
        if told is None or (self.last and condition and condition[0] > self.last[1].start):
            return None
        per = told["per"]
        what = told.groupdict().get("what")
        above = self._above(quantity, per)
        term = "期限" if quantity.kind == "duration" else ""
        if above is None:
            if not what or not per:
                return None
            return Award(what, None, None, None, per, True, quantity.start, quantity.end)
        if what and len(what) > len(above.what) + 1 and above.what in what:
            # 每户农场一年内各项认证补贴累计最高60万元: of more awards than the last one.
            above = Award(what, None, None, None, per, True, quantity.start, quantity.end)
            return above
        name = above.what if not what or what in above.what else what
        of = above.at if above.of is None else above.of
        return replace(
            above,
            what=name + term,
            by=None,
            share=False,
            per=per or above.per,
            ceiling=True,
            of=of,
            at=quantity.start,
            end=quantity.end,
        )

    def _graded(self, quantity: Quantity, front: str, row: Row) -> Award | None:
        """规上企业按研发强度分为8%、12%、16%等3个档次: the award before, by grades."""
        found = _words().graded.search(front)
        above = self._above(quantity, "每") if found else None
        if found is None or above is None or row.size == 1:
            return None
        grade = f"按{found['by']}第{row.place + 1}档"
        return replace(
            above,
            who=found["who"],
            condition=None,
            by=None,
            per=grade,
            share=True,
            ceiling=False,
            of=None,
            at=quantity.start,
            end=quantity.end,
        )

    def _award(self, quantity: Quantity, front: str, title: str | None, row: Row) -> Award | None:
        words = _words()
        start = row.start - len(front)
        condition = self.clauses.condition(row.start)
        behind = words.behind.match(self.text, row.end)
        listed = words.listed.match(self.text, quantity.end)
        before = words.before.search(front)
        listing = self._goes_on(quantity)
        announced = self._announced(start, front)
        hands = (
            words.hands.search(front) or (behind and words.hands.search(behind[0])) or listed or listing or announced
        )
        if not (hands or (condition and (before or behind))):
            return None
        found = behind or listed or before
        what = found["what"] if found else listing.what if listing else announced
        if found and found is before and before["level"] == "标准":
            what = f"{what}标准"
        if what is None and not condition:
            return None
        by = words.by.search(front) if quantity.kind == "share" else None
        bases = among(_by(by["by"]), row.size) if by and row.size > 1 else None
        per = words.per.search(front)
        who, told = None, self._whom(condition, row, split=bases is None)
        if listed or listing or announced:
            own = re.search(
                rf"[{HAN}]{{1,24}}?(?=(?:{words.most.pattern})*$)",
                re.sub("^其中|.*(?:按照|按)", "", self._own(quantity)),
            )
            who, told = (own[0] if own else None), ""
        elif turned := words.turned.match(front):
            # 评价结果为A档的｜分别给予…
            told = f"{told.removesuffix('的')}，{turned['when']}" if told else turned["when"]
        bare = told and not who and row.size == 1 and re.search("[0-9]", told) and not _named(told)
        if bare and (topic := self._topic(row)) and topic not in told:
            # 对…技术改造的项目，投资额100万元以上的，｜给予…: the condition does not say of what.
            who = topic
        if not told and not who:
            who = self._named_before(row, front, before if found is before else None) or title
            shared = among(who, row.size) if who and row.size > 1 and bases is None else None
            who = shared[row.place] if shared else who
        if found is before and found and not told and not who and not words.given.search(front):
            return None
        what = re.sub("^(?:的|给予|予以|其)", "", what or "奖补") + ("期限" if quantity.kind == "duration" else "")
        return Award(
            what=what,
            who=re.sub("^(?:按照|按|为|对)", "", who) if who else None,
            condition=told or None,
            by=bases[row.place] if bases else _by(by["by"]) if by else None,
            per=per["per"] if per else None,
            ceiling=quantity.op in ("<=", "<"),
            share=quantity.kind == "share",
            at=quantity.start,
            end=found.end() if found and found is behind and row.size == row.place + 1 else quantity.end,
        )

    def _own(self, quantity: Quantity) -> str:
        """The words between the number before and a number, in its clause."""
        front = self.text[self.clauses.clause(quantity.start).start : quantity.start]
        return re.split("[、和及]|[0-9]元?", front)[-1]

    def _goes_on(self, quantity: Quantity) -> Award | None:
        """The award that a list goes on from: 博士8万元、硕士｜4万元."""
        if self.last is None or self.last[1].unit != quantity.unit:
            return None
        between = self.text[self.last[1].end : quantity.start]
        goes_on = re.fullmatch(rf"[、和及][{HAN}]{{1,16}}", between) and not _words().gives.search(between)
        return self.last[0] if goes_on else None

    def _announced(self, start: int, front: str) -> str | None:
        """一次性发放入户奖励，其中博士｜5万元: what the clause before hands out."""
        if not front.startswith("其中") or start < 2:
            return None
        before = self.text[self.clauses.clause(start - 2).start : start - 1]
        found = _words().before.search(before)
        return found["what"] if found else None

    def _named_before(self, row: Row, front: str, name: re.Match[str] | None) -> str | None:
        """Who gets it, where no condition says so: 对采购方｜给予…, 规下企业｜奖补比例为, 【…】对领军人才，｜给予…"""
        words = _words()
        whom = words.whom.search(front)
        if whom and (who := whom["who"] or whom["given"]) and not re.match("每|单|同一", who):
            return who
        own = re.sub("^(?:其中|按照|按|年内|分别)+", "", words.most.sub("", front[: name.start()] if name else ""))
        if re.fullmatch(rf"(?!每)[{HAN}]{{2,16}}", own) and not words.fund.search(own):
            return own
        statement = self.clauses.statement(row.start)
        for clause in reversed([one for one in statement.clauses if one.end <= row.start and not one.aside]):
            said = words.heads.sub("", self.clauses.plain(clause.start, clause.end))
            if found := words.topic.search(said) or words.chosen.search(said) or words.named.search(said):
                return found["who"]
        first = next((one for one in statement.clauses if one.end < row.start and not one.aside), None)
        said = words.heads.sub("", self.clauses.plain(first.start, first.end)) if first else ""
        about = re.sub("^(?:鼓励|支持|引导)", "", said)
        return about if 2 <= len(about) <= _LONG and not re.search("[0-9]", about) else None

    def _whom(self, condition: tuple[int, int] | None, row: Row, split: bool) -> str:
        """The condition of one of several awards in a row, without what opens it."""
        if condition is None:
            return ""
        plain = _words().heads.sub("", self.clauses.plain(*condition))
        pieces = _words().opens.sub("", plain).strip("，").split("，")
        short = next(
            ("，".join(pieces[at:]) for at in range(len(pieces)) if len("，".join(pieces[at:])) <= _LONG), pieces[-1]
        )
        if row.size > 1 and split:
            for at in range(len(pieces)):
                words = "，".join(pieces[at:])
                if len(words) <= 2 * _LONG and (shared := among(words.removesuffix("的"), row.size)):
                    short = shared[row.place] + ("的" if words.endswith("的") else "")
                    who = pieces[at - 1] if at else ""
                    if _named(who) and len(who) <= _LONG:
                        # 首次入选百强的企业，进入前10名、11—30名的: the list alone does not say of what.
                        short = f"{who}，{short}"
                    break
            else:
                short = f"{short.removesuffix('的')}（第{row.place + 1}项）"
        short = re.sub("^(?:且|并且|并|同时)", "", _words().opens.sub("", short)) or short
        return short if short.endswith(("的", "）")) or _named(short) else f"{short}的"


def _named(words: str) -> bool:
    """Whether words end with whom they mean, as 突破800万元的 does not."""
    return re.search(rf"(?:{rules.words(rules.load('quantities')['clauses']['who'])})$", words) is not None


def _is_whole(words: str) -> bool:
    """Whether words of a list are whole by themselves: 新获批开设的本科专业."""
    return "的" in words[1:-1]


def _by(words: str) -> str:
    return re.sub("^(?:其|给予|最高|不超过|不高于|企业)+(?=..)", "", words)


def _of_either(words: str, size: int) -> list[str] | None:
    """产值突破1亿元、5亿元或营收突破8000万元、3亿元: the first of the one and the first of the other, and so on."""
    halves = words.split("或")
    if len(halves) != 2 or size < 2:
        return None
    either = [among(half, size) for half in halves]
    if either[0] is None or either[1] is None:
        return None
    return [f"{one}或{other}" for one, other in zip(*either, strict=True) if other]


def among(words: str, size: int) -> list[str] | None:
    """What each of several awards is for: 新获批的国家级、省级创新平台 → 新获批的国家级创新平台, 新获批的省级创新平台.

    None where the words name not as many things.
    """
    if (ranks := _RANKS.search(words)) and numerals.value(ranks["ranks"]) == size:
        # 考核前3名的镇街
        return [words.replace(ranks[0], f"第{rank}名") for rank in range(1, size + 1)]
    words = re.sub("，(?=及|和|以及)", "", _CLASSES.sub("", words))
    for sign in ("、|(?<=”)(?=“)", "、|和|与|及|以及|或|(?<=”)(?=“)"):
        pieces = [piece for piece in re.split(sign, words) if piece]
        if len(pieces) == size:
            break
    else:
        return _of_either(words, size)
    first, last = pieces[0], pieces[-1]
    tail = ""
    if sized := _SIZE.search(first):
        head = first[: sized.start()]
        unit = re.search(f"[{HAN}]+$", first)
        at = last.find(unit[0]) if unit else -1
        tail = last[at + len(unit[0]) :] if unit and at >= 0 else ""
        own = last[: len(last) - len(tail)]
        head = re.sub("前$", "", head) if re.match("[0-9]+[-—－–~]", pieces[1]) else head
    else:
        at = last.find(first[-1])
        tail = last[at + 1 :] if at >= 0 else ""
        own = last[: len(last) - len(tail)]
        mark = _MARK.search(first)
        # 主导国家标准制定、修订: without a sign where the list begins, short words are as long as each other.
        head = mark[0] if mark else first[: max(0, len(first) - len(own))] if len(own) <= _SHORT else ""
    return [
        first.removesuffix(tail) + tail,
        *(head + piece.removesuffix(tail) + tail for piece in pieces[1:-1]),
        last if head and _is_whole(own) else head + last,
    ]
