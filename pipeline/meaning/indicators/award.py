"""An award as read: what somebody gets, who, on what condition, and how it is called; and the row that its number stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.meaning.indicators.phrases import SAID

# Marks that hold words together.
_MARKS = ("“”", "（）", "《》", "‘’")
# 博士｜给予, 企业｜按每平方米200元: what they get is not who they are.
_HANDED = re.compile(f"(?<=..)(?:{SAID.gives}|按).*$")
# Nobody is named in one character.
_NOUN = 2


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
    def recipient(self) -> str | None:
        """Who gets it, without what is told of them: 企业 of 首次突破800万元的企业."""
        return self._parted[0]

    @property
    def case(self) -> str | None:
        """What must be so: 首次突破800万元 of 首次突破800万元的企业."""
        return self._parted[1]

    @property
    def _parted(self) -> tuple[str | None, str | None]:
        condition = (self.condition or "").replace("分别", "")
        whom = _HANDED.sub("", (self.who or "").replace("分别", "")).removesuffix(self.what)
        if not whom and names_whom(condition):
            whom, condition = condition, ""
        elif not whom and names_whom(opening := condition.partition("，")[0]):
            # 首次上榜百强的企业，进入前10名的
            whom, condition = opening, condition[len(opening) :]
        return parted(whom, condition)

    @property
    def named(self) -> bool:
        """Whether it says for whom: 突破8000万元的企业 does, 结果为优秀的 does not."""
        return bool(self.who) or names_whom(self.condition or "")

    @property
    def indicator(self) -> str:
        """The indicator: for whom, what, reckoned by what, for each of what; the same in every notice."""
        # 对新进入规上的企业一次性奖补: the words may say already what it is.
        said = f"{self.about.removesuffix(self.what)}{self.what}"
        if self.by:
            said += f"占{self.by}比例"
        elif self.share:
            said += "比例"
        if self.ceiling:
            said += "上限"
        return f"{said}（{self.per}）" if self.per and self.per not in said else said


@dataclass(frozen=True, slots=True)
class Row:
    """Where a number stands among several in a row: the how manieth of how many, and where the row starts and ends."""

    place: int
    size: int
    start: int
    end: int


def names_whom(words: str) -> bool:
    """Whether words end with whom they mean, as 突破800万元的 does not."""
    return _whom().search(words) is not None


@cache
def _whom() -> re.Pattern[str]:
    return re.compile(rf"(?:{rules.words(rules.load('quantities')['clauses']['who'])})$")


def parted(whom: str, condition: str = "") -> tuple[str | None, str | None]:
    """Who is meant, and what is told of them, with what must be so besides: 首次入规的企业 → 企业, 首次入规.

    The last 的 parts them, where none of the marks that hold words together stands around it.
    """
    told, _, noun = whom.rpartition("的")
    if not told or len(noun) < _NOUN or any(noun.count(marks[1]) > noun.count(marks[0]) for marks in _MARKS):
        told, noun = "", whom
    said = dict.fromkeys(words.strip("，").removesuffix("的") for words in (told, condition))
    return noun or None, "，".join(filter(None, said)) or None
