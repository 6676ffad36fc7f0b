"""An award as read: what somebody gets, who, on what condition, and how it is called; and the row that its number stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline import rules


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
    return re.search(rf"(?:{rules.words(rules.load('quantities')['clauses']['who'])})$", words) is not None
