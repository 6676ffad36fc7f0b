"""Deadlines: the date that a printed one means, where it means one.

年内 is the last day of the notice's year, 6月底前 the last day of June, 2018年12月底 that of December 2018;
持续推进 and 长期坚持 are no dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

#: Words in a list that say by when and name nobody: 10月底前完成, 年内持续推进.
DEADLINE = re.compile(
    r"(?:(?:19|20)?\d{2}年|\d{1,2}月|[一二三四]季度|第[一二三四]季度|上半年|下半年|年底|年内|月底|每年|每月|全年|今年|明年|春节|[“]?十四五).{0,16}"
    r"|长期(?:坚持|推进|实施)?|持续(?:推进|实施|开展)|常态化?(?:推进|开展|实施)?|.{0,6}(?:底前|月前|年前|日前)(?:完成|实现|落实)?.{0,4}"
    r"|.{0,8}持续推进"
)


_YEAR = r"(?:(?P<year>(?:19|20)\d\d)年|(?P<this>今年|本年度?|当年)|(?P<next>明年))?"
_DAY = re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?")
_MONTH = re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月(?P<part>上旬|中旬|下旬|初|底|末|份)?")
_QUARTER = re.compile(rf"{_YEAR}(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年)")
_WHOLE = re.compile(r"(?P<year>(?:19|20)\d\d)年|(?P<this>年内|年底|年末|全年|今年|本年|当年|12月底)|(?P<next>明年)")
_TENTH = {"上旬": 10, "中旬": 20, "初": 10}


def date_of(printed: str, year: int | None) -> date | None:
    """The last day that a printed deadline allows, or None where it is no date.

    Args:
        printed: the deadline as the notice prints it; of several (第一批…；第二批…) the last counts.
        year: the year of the notice, for deadlines that name none.
    """
    last = re.split("[；;]", printed)[-1]
    found = _DAY.search(last) or _MONTH.search(last) or _QUARTER.search(last) or _WHOLE.search(last)
    if not found:
        return None
    parts = found.groupdict()
    of_year = int(parts["year"]) if parts.get("year") else (year + bool(parts.get("next")) if year else None)
    if of_year is None:
        return None
    month, day = 12, 31
    if parts.get("month"):
        month = int(parts["month"])
    elif parts.get("quarter"):
        month = 3 * ("一二三四".find(parts["quarter"]) + 1 or int(parts["quarter"]))
    elif parts.get("half"):
        month = 6 if parts["half"] == "上" else 12
    if not 1 <= month <= 12:
        return None
    last_day = monthrange(of_year, month)[1]
    day = int(parts["day"]) if parts.get("day") else _TENTH.get(parts.get("part") or "", last_day)
    return date(of_year, month, day) if 1 <= day <= last_day else None
