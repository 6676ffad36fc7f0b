"""Times: one grammar for every date, deadline and period that a notice prints.

2024年6月底前, 明年上半年, 三季度末, 三年内, “十五五”末, 2018—2020年, 每年2月底前, 二〇二四年一月三十一日 …  A time has a
first and a last day where it means any; 持续推进 and 长期坚持 are no dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.numerals import ONE, TEN
from pipeline.language.signs import HAN

# ── the parts of a time ──────────────────────────────────────────────────────────────────────────────

_SAID = rules.lists("times")
_RANGE_SIGNS = frozenset("-—–－―~～至到")
_DASH = f"[{''.join(sorted(_RANGE_SIGNS))}]"
# Zeros as people write them, letters of three alphabets among them; \d is a digit of any width.
_ZERO = "〇○零ＯＯOОο◯０0"
CENTURY = "(?:[1１][9９]|[2２][0０])"
"""The first half of a year in digits of any width, as a pattern."""
_YEAR = rf"{CENTURY}\d\d|[二一][{_ZERO}九][{_ZERO}{ONE}]{{2}}"
FULL_DATE = rf"(?P<year>{_YEAR})年(?P<month>\d{{1,2}}|[{TEN}]{{1,2}})月(?P<day>\d{{1,2}}|[{TEN}]{{1,3}})日"
"""A date printed in full, as a pattern with the groups year, month and day."""
_OFFSET: dict[str, int] = rules.load("times")["years"]
_MONTH_PARTS: dict[str, int] = rules.load("times")["months"]
_SMALL = rf"(?<![\d.．])\d{{1,2}}|(?<![{TEN}百])(?:二?十[{ONE}]?|三十一?|[{ONE}])"
_MONTH = rf"(?P<month>{_SMALL})月(?!度|经天)"
_COUNT = rf"\d|[{ONE}两]"
_HALF_YEARS = {"上": (1, 6), "下": (7, 12)}
# 年中 and 年初 end with these months, 年底 with the year.
_EDGES = {"中": 6, "初": 1}
_QUARTER = f"[{ONE[:4]}1-4]"
# The last year of a five-year plan, by its number: 十四五 ends in 2025.
_PLAN_ENDS = {sign: 2010 + 5 * place for place, sign in enumerate(TEN)} | {"二": 2015}

_TIME = re.compile(
    # 2024年, 2018—2020年, 24年6月, 今年
    rf"(?:(?P<each>{_SAID.each})的?)?"
    rf"(?:(?:(?P<first_year>{_YEAR})年?{_DASH})?(?P<year>{_YEAR})年(?!{_SAID.no_year}|产(?!业)|度?第?{_QUARTER}期)"
    rf"|(?<!\d)(?P<short>\d\d)年(?=\d{{1,2}}月)"
    rf"|(?P<said>{rules.words(_OFFSET)}))?"
    # 3至6月底, 6月15日, 三季度, 前三季度, 上半年, 年底
    rf"(?:的?(?:(?P<first_month>{_SMALL})月?{_DASH})?{_MONTH}份?(?:(?P<day>{_SMALL}|\d{{1,2}})[日号]|(?P<part>{rules.words(_MONTH_PARTS)}))?"
    rf"|第?(?P<quarter>{_QUARTER})季度(?:[末底初])?"
    rf"|前(?P<quarters>[二三两23])个?季度"
    rf"|(?P<half>[上下])半年(?:[末底])?"
    rf"|(?P<edge>年?(?:[底末](?![线端子])|[中初](?=[前，。；]|$)))"
    rf"|(?P<whole>{_SAID.whole})"
    # “十五五”末, 三年内, 今后三年
    rf"|(?P<plan>“?十(?P<plan_number>[{ONE}])五”?(?:规划)?{_SAID.plan_parts}?)"
    rf"|(?P<lasting>(?P<years>{_COUNT})年(?:之|以)?内|{_SAID.ahead}(?P<next_years>{_COUNT})年(?:左右)?(?:时间)?)"
    rf"|(?P<of_month>本?月)底)?"
    rf"(?P<tail>(?:之|以)?[前内]|为?止|(?:以|之)?来|起|期间|间)?"
)
# What a time begins with.
_OPENS = "".join(sorted({word[0] for word in (*_OFFSET, *_SAID["each"], *_SAID["whole"], *_SAID["ahead"])}))
_STARTS = re.compile(rf"[\d两二一上前第下年月十“{_OPENS}]|(?:{_SMALL})")
# 今年 and the like begin a word: not 原则｜上年度, 建成｜后年产值, 以｜前年度.
_SAID_BEFORE = re.compile(f"(?:^|[^{HAN}”]|{_SAID.before_said})$")
_FULL = re.compile(FULL_DATE)
NUMERIC_DATE = re.compile(
    rf"(?P<year>{CENTURY}\d\d)[-－/／.．年](?P<month>\d{{1,2}})[-－/／.．月](?P<day>\d{{1,2}})日?"
)


class Kind(StrEnum):
    """What a time does: by (until then), period (then), since (from then on), each (again and again)."""

    BY = "by"
    PERIOD = "period"
    SINCE = "since"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Time:
    """A time at ``[start, end)`` of a text with the first and the last day that it means, None where it means none.

    `dated` is True where the time names its year itself, and so lends it to the next one of the sentence.
    """

    start: int
    end: int
    kind: Kind
    first: date | None
    last: date | None
    dated: bool


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else int(numerals.value(re.sub(f"[{_ZERO}]", "〇", words)))


def _day(year: int, month: int, day: int | None = None) -> date | None:
    """A day, the last one of the month where none is given; None where there is no such day."""
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = last if day is None else day
    return date(year, month, day) if 1 <= day <= last else None


def _months(parts: dict[str, str | None]) -> tuple[int, int, int | None] | None:
    """The first month, the last month and the last day in it (None: the month's last), of the words behind the year."""
    if parts["month"]:
        month = _number(parts["month"])
        first = _number(parts["first_month"]) if parts["first_month"] else month
        day = _number(parts["day"]) if parts["day"] else _MONTH_PARTS.get(parts["part"] or "") or None
        return first, month, day
    if parts["quarter"]:
        quarter = _number(parts["quarter"])
        return 3 * quarter - 2, 3 * quarter, None
    if parts["quarters"]:
        return 1, 9 if parts["quarters"] in "三3" else 6, None
    if parts["half"]:
        return *_HALF_YEARS[parts["half"]], None
    if parts["edge"]:
        return 1, _EDGES.get(parts["edge"][-1], 12), None
    return (1, 12, None) if parts["year"] or parts["said"] or parts["whole"] else None


_OWN_PARTS = (
    *("year", "short", "said", "month", "quarter", "quarters", "half"),
    *("whole", "plan", "lasting", "of_month"),
)


def _read(found: re.Match[str], year: int | None) -> Time | None:
    """The time that a match means; None where its words are no time: 中, 前, 每年 alone."""
    parts = found.groupdict()
    dated = bool(parts["year"] or parts["short"])
    if not any(found.group(*_OWN_PARTS)) and not (parts["edge"] or "").startswith("年"):
        return None
    tail = parts["tail"] or ""
    kind = Kind.SINCE if tail.endswith(("来", "起")) else Kind.BY if tail else Kind.PERIOD
    if parts["each"]:
        return Time(*found.span(), Kind.EACH, None, None, False)
    if parts["plan"]:
        ends = _PLAN_ENDS[parts["plan_number"] or "一"]
        return Time(*found.span(), kind, date(ends - 4, 1, 1), date(ends, 12, 31), True)
    if parts["lasting"]:
        count = _number((parts["years"] or parts["next_years"] or "").replace("两", "二"))
        last = date(year + count, 12, 31) if year else None
        return Time(*found.span(), Kind.BY, None, last, False)
    months = _months(parts)
    of_year = (
        _number(parts["year"])
        if parts["year"]
        else 2000 + int(parts["short"])
        if parts["short"]
        else year + _OFFSET.get(parts["said"] or "", 0)
        if year
        else None
    )
    if months is None or of_year is None:
        return Time(*found.span(), kind, None, None, dated)
    first_month, month, day = months
    since = _number(parts["first_year"]) if parts["first_year"] else of_year
    first = _day(since, first_month, day if parts["day"] and not parts["first_month"] else 1)
    return Time(*found.span(), kind, first, _day(of_year, month, day), dated)


def times(text: str, year: int | None, start: int = 0, end: int | None = None) -> Iterator[Time]:
    """The times of a stretch in their order; two joined by 至 or a dash are one.

    Args:
        text: the words around.
        year: the year that a time without one belongs to; a time that names its year lends it to those behind it.
        start, end: the stretch.
    """
    end = len(text) if end is None else end
    pending: Time | None = None
    last_year = year
    while start < end:
        begins = _STARTS.search(text, start, end)
        if begins is None:
            break
        found = _TIME.match(text, begins.start(), end)
        if not found or not found[0]:  # of a pattern whose parts may all be missing, most matches are empty
            start = begins.start() + 1
            continue
        if found["said"] and not _SAID_BEFORE.search(text, max(0, begins.start() - 1), begins.start()):
            start = begins.start() + 1
            continue
        # 2025年3月底前…，｜6月底前: a month belongs to the year named before; 今年 and 全年 to the notice's.
        lent = any(found.group("month", "quarter", "half")) and not found["said"]
        read = _read(found, last_year if lent else year)
        if read is None:
            start = begins.start() + 1
            continue
        start = read.end
        if pending and text[pending.end : read.start] in _RANGE_SIGNS:
            read = Time(pending.start, read.end, read.kind, pending.first, read.last, read.dated or pending.dated)
        elif pending:
            yield pending
        pending = read
        if read.dated and read.last:
            last_year = read.last.year
    if pending:
        yield pending


# ── what is asked of it ──────────────────────────────────────────────────────────────────────────────


_YEARS = re.compile(f"(?:(?:19|20)[0-9]{{2}}年?{_DASH})?(?P<last>(?:19|20)[0-9]{{2}})年?")


def date_of(printed: str, year: int | None) -> date | None:
    """The last day that a printed deadline allows, or None where it is no date.

    Args:
        printed: the deadline as the notice prints it; of several (第一批…；第二批…) the last counts.
        year: the year of the notice, for deadlines that name none.
    """
    if years := _YEARS.fullmatch(printed.strip()):
        # The cell of a column of building times: 2014-2019, 2018.
        return _day(int(years["last"]), 12, 31)
    found = [time for time in times(printed, year) if time.kind is not Kind.SINCE]
    return found[-1].last if found else None


def day_in(words: str) -> date | None:
    """The day that words print in full: 2024年1月31日, 二〇二四年一月三十一日, 2021-02-10; None where they do not."""
    found = _FULL.search(words) or NUMERIC_DATE.search(words)
    try:
        return _day(*(_number(found[part]) for part in ("year", "month", "day"))) if found else None
    except ValueError:
        return None


# Words before 三年内 that make it the notice's own time: 力争三年内; not 毕业两年内, which says who is meant.
_OWN = re.compile(f"(?:{_SAID.own}|，|^|[^{HAN}”）])$")
# 2024年 alone tells when at the head of a clause or behind 到; in 纳入2024年改造计划 it belongs to a name.
_HEAD = re.compile(f"(?:[在到至于自]|{_SAID.efforts}|[^{HAN}”）]|^)$")
# 实施期限延长至…, 申请期限至…: the time ends that one thing and is no deadline of the words behind it.
_TERM = re.compile(f"{_SAID.terms}[{HAN}]{{0,4}}[至到为]?$")
_ADJECTIVE = re.compile(f"度(?![，、。]|内|全)[{HAN}]|[底末]?的?(?:{_SAID.described}|目标(?![增完实达新下突是]))")
_PAST = _SAID["past"]


def is_term(text: str, time: Time) -> bool:
    """Whether a time says how long something holds: 实施期限延长至2021年12月31日."""
    return _TERM.search(text, max(0, time.start - 10), time.start) is not None


def governs(text: str, time: Time) -> bool:
    """Whether a time says by when or when what follows is to be done, and does not describe a thing or a person.

    毕业2年内, 2019年度目标, 纳入2024年改造计划, 较2023年 and 2020年以来 do not; 力争三年内, 到2025年, 6月底前, 每年2月底前 do.
    """
    front, words = text[max(0, time.start - 4) : time.start], text[time.start : time.end]
    if time.kind is Kind.SINCE or is_term(text, time) or words.startswith(_PAST):
        return False
    if words.endswith("年内") and words != "年内" and not any(sign in words for sign in "今本当明") and not time.dated:
        return _OWN.search(front) is not None
    if time.kind is Kind.PERIOD and time.dated and not words.endswith(("底", "末")):
        return _HEAD.search(front) is not None and _ADJECTIVE.match(text, time.end) is None
    return _ADJECTIVE.match(text, time.end) is None


# 长期坚持, 年内持续推进, 每月调度: by when or how long, without a day.
_WITHOUT_DAY = re.compile(
    f"{_SAID.at_once}|.{{0,8}}持续推进|{_SAID.again}.{{0,16}}|.{{0,6}}{_SAID.before_end}{_SAID.reached}?.{{0,4}}"
)
# So many words may follow a time that says by when: 10月底前｜完成并长期坚持.
_MORE = 12


def is_deadline(words: str) -> bool:
    """Whether words in a list say by when and name nobody: 10月底前完成, 年内持续推进, 立行立改，9月底前."""
    if _WITHOUT_DAY.fullmatch(words):
        return True
    first, comma, rest = words.partition("，")
    if comma and _WITHOUT_DAY.fullmatch(first):
        return is_deadline(rest)
    words = words.lstrip("“")
    time = next(times(words, 2000), None)
    return time is not None and time.start == 0 and len(words) - time.end <= _MORE and not words.startswith(_PAST)


_SPAN = re.compile(r"(?P<first>(?:19|20)\d\d)年?\s*[-—–－―至~～]{1,2}\s*(?P<last>(?:19|20)\d\d)年?")
_FIVE_YEARS = re.compile(f"“?十(?P<which>[{ONE}]?)五”?")
_PLAN_YEARS = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年")
_RUNS = re.compile(f"(?P<count>[{ONE[1:5]}两])年{_SAID.of_plans}?{_SAID.plans}")
# The tenth five-year plan of the nation, “十五”, began in 2001.
_BEGAN, _LENGTH = 2001, 5


def years_of(words: str) -> tuple[int, int] | None:
    """The first and the last year of the first span of years that words name: 2018—2020年; None where they name none."""
    span = _SPAN.search(words)
    if span is None:
        return None
    first, last = int(span["first"]), int(span["last"])
    return (first, last) if first <= last else None


def plan_years(title: str, signed: int | None) -> tuple[int, int] | None:
    """The first and the last year that a notice plans for, by its title; None where it names none.

    行动计划（2018—2020年） is 2018 to 2020, “十四五”规划 2021 to 2025, 三年行动计划 signed in 2019 is 2019 to 2021, and
    2024年重点工作 the year alone.
    """
    if _SPAN.search(title):
        return years_of(title)
    if five := _FIVE_YEARS.search(title):
        first = _BEGAN + _LENGTH * (ONE.find(five["which"]) + 1 if five["which"] else 0)
        return first, first + _LENGTH - 1
    year = _PLAN_YEARS.search(title)
    runs = _RUNS.search(title)
    if runs and (first := int(year["year"]) if year else signed or 0):
        return first, first + _number(runs["count"]) - 1
    return (int(year["year"]), int(year["year"])) if year else None
