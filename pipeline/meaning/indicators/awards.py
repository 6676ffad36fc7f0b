"""Awards: who gets what, on what condition, reckoned by what, and at most how much.

对首次突破800万元、3000万元的企业，分别给予15万元、40万元奖励，单个企业最高100万元: two awards, each with its own condition, and what
they come to at most.  The fund that pays is no indicator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.language.signs import HAN
from pipeline.meaning.figures.clauses import Clauses
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.among import among
from pipeline.meaning.indicators.award import Award, Row, names_whom
from pipeline.meaning.indicators.award_words import award_words
from pipeline.meaning.indicators.fronts import still
from pipeline.meaning.indicators.phrases import SAID, quoted
from pipeline.meaning.indicators.recipients import Recipients

_LAST_OF_OWN = SAID["receivers"]
_OWN_SHARE = re.compile(f"(?P<who>[{HAN}]{{3,10}})按")


@dataclass(frozen=True, slots=True)
class _Given:
    """What is handed out and the words that name it: before a number (`ahead`), behind it, or as one of several of a list."""

    what: str | None
    name: re.Match[str] | None
    ahead: bool
    behind: bool
    one_of: bool


class Awards:
    """Reads the awards of a reading in the order of the text; a ceiling limits the award before it."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.text = clauses.text
        self.last: tuple[Award, Quantity] | None = None
        self.given: list[int] = []
        self.who = Recipients(clauses, self.given)

    def read(
        self, quantity: Quantity, title: str | None, row: Row | None = None, of_each: str | None = None
    ) -> Award | None:
        """What a number gives somebody, or None where it gives nothing.

        Args:
            title: of the task it stands in, which says for whom where nothing else does.
            row: where it stands in a row of numbers.
            of_each: what it is for each of, where that was counted just before: 加装电梯40台，每台补助｜10万元.
        """
        if quantity.kind not in ("money", "share", "duration", "multiple", "bare"):
            return None
        row = row or Row(0, 1, quantity.number[0], quantity.end)
        front = self.text[self.clauses.clause(row.start).start : row.start]
        # 风险补偿比例由20%提高到｜40%
        front = still(front) or front
        found = (
            self._limit(quantity, front, of_each)
            or self._graded(quantity, front, row)
            or (self._award(quantity, front, of_each or title, row) if quantity.kind != "bare" else None)
        )
        if found:
            self.last = found, quantity
            self.given.append(quantity.start)
        return found

    def chosen(self, quantity: Quantity, indicator: str) -> str | None:
        """对…项目，择优遴选｜不超过5个: what is chosen among; None where nothing is, or the words say it."""
        found = award_words().choosing.search(indicator) if quantity.kind == "count" else None
        if found is None:
            return None
        row = Row(0, 1, quantity.number[0], quantity.end)
        among_these = self.who.whom(self.clauses.condition(quantity.start), row, split=False)
        whom = self.who.topic(row.start)
        if among_these and whom and whom not in among_these:
            among_these += whom
        thing = (among_these or whom or "").removesuffix("的")
        return f"择优遴选{thing}" if thing else None

    def _above(self, quantity: Quantity, per: str | None) -> Award | None:
        """The award before a number: of its statement, or of its paragraph for 单个企业每年最高…"""
        if self.last is None:
            return None
        statement = self.clauses.statement(quantity.start).start
        reach = self.text.rfind("\n", 0, quantity.start) + 1 if per else statement
        return self.last[0] if self.last[1].start >= reach else None

    def _limit(self, quantity: Quantity, front: str, of_each: str | None) -> Award | None:
        """最高200万元, 单个企业每年最高100万元: the most of the award before it."""
        if quantity.op not in ("<=", "<") or quantity.kind not in ("money", "duration", "bare"):
            return None
        words = award_words()
        told = words.limit.fullmatch(front.lstrip("，、和但")) or words.tail_limit.search(front)
        condition = self.clauses.condition(quantity.start)
        if told is None:
            return None
        newer = self.last is not None and condition is not None and condition[0] > self.last[1].start
        per = told["per"]
        what = told.groupdict().get("what")
        above = None if newer else self._above(quantity, per)
        term = "期限" if quantity.kind == "duration" else ""
        if above is None and (promised := self._promised(quantity.start)):
            what = what or promised
            row = Row(0, 1, quantity.number[0], quantity.end)
            who = None if condition else self.who.named_before(row, "", None)
            whom = self.who.whom(condition, row, split=False) or None
            return Award(f"{what}{term}", who, whom, None, per, True, quantity.start, quantity.end)
        if above is None:
            if newer or not what or not per:
                return None
            return Award(what, of_each, None, None, per, True, quantity.start, quantity.end)
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

    def _promised(self, at: int) -> str | None:
        """What the clauses before a place give without saying how much: 予以一定比例补助，单个企业｜不超过…"""
        for clause in reversed(self.clauses.statement(at).clauses):
            if clause.end <= at and not clause.aside and clause.kind == "given":
                return (
                    found["what"]
                    if (found := award_words().promised.search(self.text, clause.start, clause.end))
                    else None
                )
        return None

    def _graded(self, quantity: Quantity, front: str, row: Row) -> Award | None:
        """规上企业按研发强度分为8%、12%、16%等3个档次: the award before, by grades."""
        found = award_words().graded.search(front)
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
        words = award_words()
        # 争取省级补助资金｜2亿元: nobody is given anything here.
        given = None if words.asked.search(front) else self._given(quantity, front, row)
        if given is None:
            return None
        by = words.by.search(front) if quantity.kind == "share" else None
        bases = among(_by(by["by"]), row.size) if by and row.size > 1 else None
        who, told = self._receiver(quantity, front, row, given, split=bases is None)
        if not told and not who:
            who = self.who.named_before(row, front, given.name if given.ahead else None) or title
            shared = among(who, row.size) if who and row.size > 1 and bases is None else None
            who = shared[row.place] if shared else who
        if given.ahead and given.name and self._names_itself(front, given.name, known=bool(told or who)):
            return None
        what = re.sub(
            "^(?:的|给予|予以|其)", "", given.what or (by and by["verb"]) or self._promised(quantity.start) or "奖补"
        )
        # 其中云山县、石桥县每个企业｜最高补助…: a part of those who get it.
        places, per = words.places.match(front), words.per.search(front)
        return Award(
            what=what + ("期限" if quantity.kind == "duration" else ""),
            who=quoted(re.sub("^(?:按照|按|为|对)|分别", "", who)) if who else None,
            condition=told or None,
            by=bases[row.place] if bases else _by(by["by"]) if by else None,
            per=f"{places['places'] if places else ''}{per['per'] if per else ''}" or None,
            ceiling=quantity.op in ("<=", "<"),
            share=quantity.kind == "share",
            at=quantity.start,
            end=given.name.end() if given.name and given.behind and row.size == row.place + 1 else quantity.end,
        )

    def _given(self, quantity: Quantity, front: str, row: Row) -> _Given | None:
        """What the words around a number hand out; None where they hand out nothing."""
        words = award_words()
        condition = self.clauses.condition(row.start)
        behind = words.behind.match(self.text, row.end)
        listed = words.listed.match(self.text, quantity.end)
        before = words.before.search(front)
        listing = self._goes_on(quantity)
        announced = self._announced(row.start - len(front), front)
        one_of = bool(listed or listing or announced)
        hands = words.hands.search(front) or (behind and words.hands.search(behind[0])) or one_of
        if not (hands or (condition and (before or behind))):
            return None
        name = behind or listed or before
        what = name["what"] if name else listing.what if listing else announced
        ahead = name is not None and name is before
        if ahead and before and before["level"] == "标准":
            what = f"{what}标准"
        if what is None and not condition:
            return None
        if what and (own := words.own.search(front)):
            what = own["own"] + what
        return _Given(what, name, ahead, name is not None and name is behind, one_of)

    def _receiver(self, quantity: Quantity, front: str, row: Row, given: _Given, split: bool) -> tuple[str | None, str]:
        """Who gets it and on what condition, in the words before a number; nobody and "" where they do not say."""
        words = award_words()
        if given.one_of:
            plain = re.sub("^其中|.*(?:按照|按)", "", self._own(quantity))
            own = re.search(rf"[{HAN}]{{1,24}}?(?=(?:{words.most.pattern})*$)", plain)
            return (own[0] if own else None), ""
        told = self.who.whom(self.clauses.condition(row.start), row, split)
        if turned := words.turned.match(front):
            # 评价结果为A档的｜分别给予…
            each = None if told or row.size == 1 else among(self.who.opening(row.start), row.size)
            told = each[row.place] if each else told
            told = f"{told.removesuffix('的')}，{turned['when']}" if told else turned["when"]
        if not told or row.size > 1:
            return None, told
        if (
            re.search("[0-9]", told)
            and not names_whom(told)
            and (topic := self.who.topic(row.start))
            and topic not in told
        ):
            # 对…技术改造的项目，投资额100万元以上的，｜给予…: the condition does not say of what.
            return topic, told
        if (own := _OWN_SHARE.match(front)) and told.endswith(_LAST_OF_OWN):
            # 对不裁员的企业，大型企业按｜30%返还
            told = told.removesuffix(own["who"][-2:]) + own["who"] if told.endswith(own["who"][-2:]) else told
        return None, told

    def _names_itself(self, front: str, name: re.Match[str], known: bool) -> bool:
        """Whether the words before a number name a sum and hand nothing out: 新增居民医保财政补助｜30元."""
        if front[: name.start()].endswith(("财政", "政府")):
            return True
        return not known and not award_words().given.search(front)

    def _own(self, quantity: Quantity) -> str:
        """The words between the number before and a number, in its clause."""
        front = self.text[self.clauses.clause(quantity.start).start : quantity.start]
        return re.split("[、和及]|[0-9]元?", front)[-1]

    def _goes_on(self, quantity: Quantity) -> Award | None:
        """The award that a list goes on from: 博士8万元、硕士｜4万元."""
        if self.last is None or self.last[1].unit != quantity.unit:
            return None
        between = self.text[self.last[1].end : quantity.start]
        goes_on = re.fullmatch(rf"[、和及][{HAN}]{{1,16}}", between) and not award_words().gives.search(between)
        return self.last[0] if goes_on else None

    def _announced(self, start: int, front: str) -> str | None:
        """一次性发放入户奖励，其中博士｜5万元: what the clause before hands out."""
        if not front.startswith("其中") or start < 2:
            return None
        before = self.text[self.clauses.clause(start - 2).start : start - 1]
        found = award_words().before.search(before)
        return found["what"] if found else None


def _by(words: str) -> str:
    return re.sub("^(?:其|给予|最高|不超过|不高于|企业)+(?=..)", "", words)
