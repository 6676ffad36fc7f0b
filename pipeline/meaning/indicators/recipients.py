"""Recipients: who gets an award and on what condition, as the words before its number say.

对首次突破800万元、3000万元的企业，分别给予15万元、40万元奖励: 首次突破800万元的企业 of the first, 首次突破3000万元的企业 of the second.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.language.signs import HAN
from pipeline.meaning.figures.clauses import Clause, Clauses
from pipeline.meaning.indicators.alone import names
from pipeline.meaning.indicators.among import among
from pipeline.meaning.indicators.award import Row, names_whom
from pipeline.meaning.indicators.award_words import award_words
from pipeline.meaning.indicators.phrases import take_apart

# A condition longer than this is told by its last clause.
_LONG = 46


def _meant(words: str) -> str:
    """Whom words mean, without what is done for them and the list of what marks them: 培育一批技术先进、带动性强的龙头企业 → 龙头企业."""
    words = award_words().aimed.sub("", words)
    marks, _, head = words.rpartition("的")
    return head if "、" in marks and names(head) else words


class Recipients:
    """Whom the clauses of a reading name; `given` is where the awards stand that were read, in order."""

    def __init__(self, clauses: Clauses, given: list[int]) -> None:
        self.clauses, self.given = clauses, given
        self.text = clauses.text

    def topic(self, at: int) -> str | None:
        """Whom the statement of a place opens with, behind the last award: 对电竞企业开发的游戏软件，…"""
        words = award_words()
        before = bisect_left(self.given, at) - 1
        given = self.given[before] if before >= 0 else -1
        for clause in self._before(at):
            if clause.start <= given:
                break
            head = words.heads.match(self.text[clause.start : clause.end])
            start = clause.start + (head.end() if head else 0)
            paid = words.paid.search(self.text, start, clause.end)
            opened = self.clauses.opens(start, clause.end) or (paid and self.clauses.words.at(paid.end()))
            found = words.topic.search(self.clauses.plain(start, clause.end)) if opened else None
            # 对老年人｜免费体检，…: what is done for them is said, and the next clause is of others.
            if found and (self.text[clause.end] in "，：" or self.clauses.clause(clause.end).end >= at):
                return found["who"]
        return None

    def named_before(self, row: Row, front: str, name: re.Match[str] | None) -> str | None:
        """Who gets it, where no condition says so: 对采购方｜给予…, 规下企业｜奖补比例为, 【…】对领军人才，｜给予…"""
        words = award_words()
        whom = words.whom.search(front)
        # 对入驻的研发平台，给予平台｜300万元: the class alone is told by the topic.
        if (
            whom
            and (who := whom["who"] or (not self.topic(row.start) and whom["given"]) or "")
            and not re.match("每|单|同一", who)
        ):
            return who
        own = re.sub("^(?:其中|按照|按|年内|分别)+", "", words.most.sub("", front[: name.start()] if name else ""))
        own = re.sub("[户人亩]均$", "", own)
        if re.fullmatch(rf"(?!每)[{HAN}A-Za-z]{{2,16}}", own) and not words.fund.search(own):
            return own
        before = [*self._before(row.start)]
        for said in map(self._said, before):
            if found := words.topic.search(said) or words.chosen.search(said):
                return found["who"]
            if found := words.named.search(said):
                return _meant(found["who"])
        counted = words.prizes.search(self._said(before[0])) if before and row.size > 1 else None
        if counted:
            # 一、二、三等奖各1名、3名、5名，奖金分别为｜20万元、10万元、5万元
            return counted["who"]
        said = self._said(before[-1]) if before and before[-1].end < row.start else ""
        # 积极推动新技术应用, 遴选一批试点项目: what is supported, without what is done for it
        about = _meant(take_apart(said).subject)
        return about if 2 <= len(about) <= _LONG and not re.search("[0-9]", about) else None

    def whom(self, condition: tuple[int, int] | None, row: Row, split: bool) -> str:
        """The condition of one of several awards in a row, without what opens it."""
        if condition is None:
            return ""
        plain = award_words().heads.sub("", self.clauses.plain(*condition))
        pieces = award_words().opens.sub("", plain).strip("，").split("，")
        short = next(
            ("，".join(pieces[at:]) for at in range(len(pieces)) if len("，".join(pieces[at:])) <= _LONG), pieces[-1]
        )
        if row.size > 1 and split:
            for at in range(len(pieces)):
                words = "，".join(pieces[at:])
                if len(words) <= 2 * _LONG and (shared := among(words.removesuffix("的"), row.size)):
                    short = shared[row.place] + ("的" if words.endswith("的") else "")
                    who = pieces[at - 1] if at else ""
                    if names_whom(who) and len(who) <= _LONG:
                        # 首次入选百强的企业，进入前10名、11—30名的: the list alone does not say of what.
                        short = f"{who}，{short}"
                    break
            else:
                short = self._one_of(condition[0], row, short) or f"{short.removesuffix('的')}（第{row.place + 1}项）"
        short = re.sub("^(?:且|并且|并|同时)", "", award_words().opens.sub("", short)) or short
        return short if short.endswith(("的", "）")) or names_whom(short) else f"{short}的"

    def opening(self, at: int) -> str:
        """The clause before a place that names whom: 对市级、县级载体参与年度评价，｜结果为优秀的."""
        opening = next((one for one in self._before(at) if self.clauses.opens(one.start, one.end)), None)
        return award_words().opens.sub("", self._said(opening)) if opening else ""

    def _one_of(self, start: int, row: Row, condition: str) -> str | None:
        """The condition of one of several awards whose things stand before it, or reach on behind it."""
        words = award_words()
        if whom := among(self.opening(start), row.size):
            return f"{whom[row.place]}，{condition}"
        reach = self.clauses.plain(start, self.clauses.clause(row.start).start).strip("，")
        said = words.opens.sub("", words.heads.sub("", reach))
        things = among(said, row.size) if len(said) <= 2 * _LONG else None
        return things[row.place] if things else None

    def _before(self, at: int) -> Iterator[Clause]:
        """The clauses of a statement before a place, the nearest first."""
        return (one for one in reversed(self.clauses.statement(at).clauses) if one.end <= at and not one.aside)

    def _said(self, clause: Clause) -> str:
        """What a clause says behind its head: 对新建厂房的企业 of 【奖补】其中对新建厂房的企业."""
        return award_words().heads.sub("", self.clauses.plain(clause.start, clause.end))
