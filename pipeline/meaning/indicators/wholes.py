"""Wholes: the target that an 其中 makes a number a part of: 新增学位9600个，其中小学｜4800个 is 新增小学学位, a part of 新增学位."""

from __future__ import annotations

import re

from pipeline.language.words import cut
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.alone import understood
from pipeline.meaning.indicators.phrases import SAID, verbs
from pipeline.meaning.indicators.surroundings import Surroundings
from pipeline.notice import Target

# Places or persons of which a part is told by its kind alone: 学位, 床位, 人才.
_SLOTS = re.compile(f"{SAID.slots}$")
_SLOT_KIND = 8
_ACTION = re.compile(f"{SAID.done_as_a_kind}$")
_GRADES = re.compile("(?:(?:国家|自治区|省|市|县|区)级)(?:及?以上)?")
# 由城投集团、交投集团分别承担｜600套、400套: a part that somebody answers for is no part of what is counted.
_DOES_PART = re.compile(SAID.carries)
_SHARE = re.compile(f"占.+{SAID.shares}$")


class Wholes:
    """The targets of a notice that a later number may be part of, in the order of the text."""

    def __init__(self, around: Surroundings) -> None:
        self.around, self.text = around, around.text
        self.found: list[tuple[int, Target]] = []

    def add(self, start: int, target: Target) -> None:
        self.found.append((start, target))

    def part_of(
        self, quantity: Quantity, indicator: str, verb: str | None, *, award: bool
    ) -> tuple[Target | None, str]:
        """The target that a number is a part of, and its indicator with what it takes over from it.

        Args:
            verb: that the number has in its own words.
            award: it is given to somebody, and its words say what it is.
        """
        at = quantity.start
        sentence = self.around.sentence(at)
        said = self.text.rfind("其中", sentence, at)
        # 其中小学2所；新建中学｜1所 is another statement, 其中：小学2所；初中｜1所 is not.
        ended = said >= 0 and "；" in self.text[said:at] and self.text[said + 2] != "："
        near = said >= self.around.clause(at)
        whole = None if said < 0 or ended else _whole(self.found, sentence, said, quantity.unit, near)
        if whole is None:
            return None, indicator
        if indicator.endswith(("占比", "比重", "比例")) and "占" not in indicator[:-2]:
            # 一般公共预算收入28.6亿元、增长6%，其中税收收入占比｜70%
            return whole, _share_of(indicator, self.found, sentence)
        told = whole.measure == "growth" or _SHARE.search(indicator)
        full = whole.verb and whole.verb not in verbs().light and not told and not _DOES_PART.search(indicator)
        alike = not told and quantity.unit == whole.unit
        if alike and (kind := _kind_of(indicator, whole)):
            return whole, kind
        if verb is None and full:
            return whole, f"{whole.verb}{indicator}"
        if alike and not award and not understood(indicator) and not _is_said(indicator, whole):
            # 粮食播种面积15万亩，其中早稻｜3万亩
            return whole, f"{whole.indicator}（{indicator}）"
        return whole, indicator


def _is_said(indicator: str, whole: Target) -> bool:
    """Whether the words of a part say already of what it is one: 10亿元以上项目 of 亿元以上项目."""
    return "（" in indicator or cut(whole.object)[-1] in indicator


def _kind_of(indicator: str, whole: Target) -> str | None:
    """A part told by its kind alone, in the words of the whole: 新增学位9600个，其中小学｜4800个 → 新增小学学位."""
    done = verbs().full.match(indicator)
    own = indicator[done.end() :] if done and len(indicator) - done.end() > 1 else indicator
    if _GRADES.fullmatch(own) and own not in whole.object:
        done = verbs().full.match(whole.indicator)
        return f"{done[0] if done else ''}{own}{whole.object}"
    words = cut(whole.object)
    done_to = _ACTION.search(whole.object)
    if done_to and done_to.start() and words[-1] not in own and len(own) <= 2 * _SLOT_KIND:
        # 完成危房改造900户，其中低保户｜300户: what is done to them too
        return own + "".join(words[-2:])
    slot = _SLOTS.search(whole.indicator)
    if slot is None or slot[0] in own or len(own) > _SLOT_KIND or _DOES_PART.search(own):
        return None
    return f"{whole.indicator[: slot.start()].removesuffix('各类')}{own}{slot[0]}"


def _share_of(name: str, wholes: list[tuple[int, Target]], sentence: int) -> str:
    """税收收入占比 of the last sum or count before it in the sentence: 税收收入占一般公共预算收入比重."""
    before = [target for start, target in wholes[-12:] if start >= sentence and target.unit != "%"]
    thing = re.sub("(?:占比|比重|比例)$", "", name)
    if not before:
        return name
    given = before[-1].aspect in ("award", "ceiling")
    return f"{thing}占{before[-1].indicator if given else before[-1].object}比重"


def _whole(wholes: list[tuple[int, Target]], sentence: int, said: int, unit: str, near: bool) -> Target | None:
    """What an 其中 at `said` is part of: the last target before it in the sentence, of the same measure if there is one."""
    before = [target for start, target in wholes[-12:] if sentence <= start < said]
    same = [target for target in before if target.unit == unit]
    # In the clause of the 其中 itself, of another measure too: 新开工项目60个，其中投资20亿元.
    found = same or (before if near else [])
    return found[-1] if found else None
