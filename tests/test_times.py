"""Printed deadlines and the dates they mean."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.language.times import date_of


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2024年12月底", date(2024, 12, 31)),
        ("6月底前", date(2024, 6, 30)),
        ("10月15日前完成", date(2024, 10, 15)),
        ("2025年2月", date(2025, 2, 28)),
        ("3月上旬", date(2024, 3, 10)),
        ("一季度末", date(2024, 3, 31)),
        ("上半年", date(2024, 6, 30)),
        ("年内", date(2024, 12, 31)),
        ("年底前", date(2024, 12, 31)),
        ("明年", date(2025, 12, 31)),
        ("到2025年", date(2025, 12, 31)),
        ("第一批2024年10月底；第二批2024年12月底", date(2024, 12, 31)),
        ("持续推进", None),
        ("长期坚持", None),
        ("13月底", None),
        ("2月30日", None),
    ],
)
def test_the_last_day_that_a_deadline_allows(printed: str, expected: date | None) -> None:
    assert date_of(printed, 2024) == expected


def test_without_a_year_there_is_no_date() -> None:
    assert date_of("6月底前", None) is None
    assert date_of("2024年6月底前", None) == date(2024, 6, 30)
