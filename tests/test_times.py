"""One grammar of time, tried with every combination of its parts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import product

import pytest

from pipeline.language.numerals import chinese
from pipeline.language.times import Kind, date_of, day_in, governs, is_deadline, plan_years, times

YEAR = 2030
# The year: as printed, and the one it means in a notice of 2030.
YEARS = {
    "": 2030, "2031年": 2031, "二〇三一年": 2031, "二○三一年": 2031, "今年": 2030, "本年度": 2030, "明年": 2031, "来年": 2031, "次年": 2031, "后年": 2032, "去年": 2029,
}  # fmt: skip
# What of the year, and its last day.
PARTS = {
    **{f"{month}月{end}": (month, None) for month in range(1, 13) for end in ("", "底", "末", "份")},
    **{f"{chinese(month)}月{end}": (month, None) for month in range(1, 13) for end in ("底", "末")},
    **{f"{month}月上旬": (month, 10) for month in (1, 6, 12)},
    **{f"{month}月中旬": (month, 20) for month in (1, 6, 12)},
    **{f"{month}月下旬": (month, None) for month in (1, 2, 12)},
    **{f"{month}月{day}日": (month, day) for month, day in ((1, 1), (2, 28), (6, 30), (12, 31))},
    **{f"{quarter}季度{end}": (3 * place, None) for place, quarter in enumerate("一二三四", 1) for end in ("", "末")},
    **{f"第{quarter}季度": (3 * quarter, None) for quarter in (1, 2, 3, 4)},
    "前三季度": (9, None), "前两季度": (6, None), "上半年": (6, None), "下半年": (12, None), "年底": (12, None), "年末": (12, None),
}  # fmt: skip
TAILS = {"": Kind.PERIOD, "前": Kind.BY, "之前": Kind.BY, "以前": Kind.BY, "起": Kind.SINCE, "以来": Kind.SINCE}


@pytest.mark.parametrize("of_year", YEARS)
def test_every_part_of_every_year(of_year: str) -> None:
    for (part, (month, day)), (tail, kind) in product(PARTS.items(), TAILS.items()):
        printed = f"{of_year}{part}{tail}"
        year = YEARS[of_year]
        (time,) = times(f"在{printed}，完成", YEAR)
        last = date(year, month, day or monthrange(year, month)[1])
        assert (time.start, time.end, time.kind, time.last) == (1, 1 + len(printed), kind, last), printed
        assert time.first is not None and time.first <= last
        assert date_of(printed, YEAR) == (None if kind is Kind.SINCE else last), printed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("年内", date(2030, 12, 31)),
        ("全年", date(2030, 12, 31)),
        ("2031年", date(2031, 12, 31)),
        ("到2032年", date(2032, 12, 31)),
        ("2031年内", date(2031, 12, 31)),
        ("2029年年底前", date(2029, 12, 31)),
        ("三年内", date(2033, 12, 31)),
        ("两年内", date(2032, 12, 31)),
        ("5年以内", date(2035, 12, 31)),
        ("未来三年", date(2033, 12, 31)),
        ("用两年时间", date(2032, 12, 31)),
        ("“十五五”末", date(2030, 12, 31)),
        ("十四五期间", date(2025, 12, 31)),
        ("29年12月底", date(2029, 12, 31)),
        ("2029—2031年", date(2031, 12, 31)),
        ("3—5月", date(2030, 5, 31)),
        ("2030年1月至6月", date(2030, 6, 30)),
        ("2029年1月1日至2031年12月31日", date(2031, 12, 31)),
        ("第一批2030年10月底；第二批2030年12月底", date(2030, 12, 31)),
        ("2031年3月底前完成首批，6月底前完成其余", date(2031, 6, 30)),
        ("10月15日前完成", date(2030, 10, 15)),
        # Neither one day nor any.
        ("每年2月底前", None),
        ("每季度", None),
        ("月底前", None),
        ("持续推进", None),
        ("长期坚持", None),
        ("3个月内", None),
        ("13月底", None),
        ("2月30日", None),
    ],
)
def test_the_last_day_that_a_deadline_allows(printed: str, expected: date | None) -> None:
    assert date_of(printed, YEAR) == expected


def test_without_a_year_there_is_no_date() -> None:
    assert date_of("6月底前", None) is None
    assert date_of("三年内", None) is None
    assert date_of("2031年6月底前", None) == date(2031, 6, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争三年内新增", True),
        ("到2033年，实现", True),
        ("2031年，新增", True),
        ("6月底前完成", True),
        ("每年2月底前提出", True),
        ("明年建成", True),
        ("毕业2年内的学生", False),
        ("入选后两年内服务", False),
        ("2029年度控制目标", False),
        ("纳入2031年改造计划", False),
        ("2029年以来", False),
        ("较2029年底的水平", False),
        ("实施期限延长至2031年12月31日", False),
        ("有效期至2031年", False),
        ("去年新增", False),
    ],
)
def test_a_time_by_which_and_a_time_of_something(text: str, expected: bool) -> None:
    (time,) = times(text, YEAR)
    assert governs(text, time) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("二〇三〇年一月三十一日", date(2030, 1, 31)),
        ("二○三○年十二月五日印发", date(2030, 12, 5)),
        ("2030年2月6日", date(2030, 2, 6)),
        ("2030-02-06", date(2030, 2, 6)),
        ("2030年2月", None),
        ("2030年2月31日", None),
    ],
)
def test_the_day_that_words_print_in_full(words: str, expected: date | None) -> None:
    assert day_in(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("10月底前完成", True),
        ("明年上半年", True),
        ("三年内", True),
        ("2029—2031年", True),
        ("“十五五”期间", True),
        ("每月调度", True),
        ("年内持续推进", True),
        ("长期坚持", True),
        ("县财政局", False),
        ("年度考核办", False),
        ("上年结转资金管理处", False),
        ("9月底前由县大数据局和各镇街依次分批组织实施", False),
    ],
)
def test_words_in_a_list_that_name_nobody(words: str, expected: bool) -> None:
    assert is_deadline(words) is expected


@pytest.mark.parametrize(
    ("title", "signed", "years"),
    [
        ("云川县人民政府关于印发2024年重点工作责任分工的通知", 2024, (2024, 2024)),
        ("关于印发云川市数字经济发展行动计划（2018—2020年）的通知", 2018, (2018, 2020)),
        ("云川市养老服务规划（2021-2025年）", 2021, (2021, 2025)),
        ("云川县“十四五”交通发展规划", 2022, (2021, 2025)),
        ("云川县十三五教育规划", 2016, (2016, 2020)),
        ("云川县“十五”水利规划", None, (2001, 2005)),
        ("关于印发云川县工业倍增三年行动计划的通知", 2019, (2019, 2021)),
        ("关于印发云川县2022年度两年攻坚行动方案的通知", 2022, (2022, 2023)),
        ("关于稳定就业的若干措施", 2021, None),
        ("云川县水利规划（2025—2021年）", 2021, None),
    ],
)
def test_the_years_a_title_plans_for(title: str, signed: int | None, years: tuple[int, int] | None) -> None:
    assert plan_years(title, signed) == years


@pytest.mark.parametrize(
    ("printed", "first"),
    [
        ("6月底前", date(2030, 6, 1)),
        ("6月15日前", date(2030, 6, 15)),
        ("3—5月", date(2030, 3, 1)),
        ("3月1日至6月15日", date(2030, 3, 1)),
        ("2029年3月至2030年6月", date(2029, 3, 1)),
        ("上半年", date(2030, 1, 1)),
        ("下半年", date(2030, 7, 1)),
        ("前三季度", date(2030, 1, 1)),
        ("第二季度", date(2030, 4, 1)),
        ("年内", date(2030, 1, 1)),
        ("2029—2031年", date(2029, 1, 1)),
    ],
)
def test_the_day_that_a_time_begins_with(printed: str, first: date) -> None:
    assert [time.first for time in times(printed, YEAR)] == [first]


@pytest.mark.parametrize(("count", "last"), [("两", 2031), ("二", 2031), ("三", 2032), ("四", 2033), ("五", 2034)])
def test_a_plan_of_several_years_begins_with_the_year_it_is_signed_in(count: str, last: int) -> None:
    assert plan_years(f"关于印发城市更新{count}年行动计划的通知", YEAR) == (YEAR, last)
