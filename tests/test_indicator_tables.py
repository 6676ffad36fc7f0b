"""Tables of indicators: a target for each figure of a year ahead, beside what was reached."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.extract import extract
from pipeline.notice import Notice, Number, Source, Target
from pipeline.read.draft import Draft, GridCell

HEAD = "云川县人民政府关于印发云川县健康行动规划（2031—2035年）的通知\n各乡镇人民政府：\n现印发给你们。\n云川县人民政府\n2031年3月2日\n一、主要指标\n"


def planned(*rows: tuple[str, ...]) -> Notice:
    """A notice with a table of these rows."""
    draft = Draft("html", HEAD)
    draft.table([GridCell(place, at, cell) for place, row in enumerate(rows) for at, cell in enumerate(row)])
    text, spans = draft.finish()
    return extract(Notice("n", text, Source("n.html", "", "html")).adding(spans))


ROWS = (
    ("指标", "单位", "2030年", "2033年目标", "2035年目标"),
    ("每千人口床位数", "张", "5.2", "6", "6.8"),
    ("居民健康档案建档率", "%", "81", "90", "≥95"),
    ("医疗卫生总投入", "亿元", "3.5", "—", "7"),
)


def test_each_year_ahead_is_a_target_and_what_was_reached_its_base() -> None:
    found = planned(*ROWS).all(Target)
    assert [(one.indicator, one.op, float(one.value), one.unit, one.period) for one in found] == [
        ("每千人口床位数", "=", 6, "张", "2033"),
        ("每千人口床位数", "=", 6.8, "张", "2035"),
        ("居民健康档案建档率", "=", 90, "%", "2033"),
        ("居民健康档案建档率", ">=", 95, "%", "2035"),
        ("医疗卫生总投入", "=", 700_000_000, "元", "2035"),
    ]
    assert [float(one.base_value or 0) for one in found] == [5.2, 5.2, 81, 81, 350_000_000]
    assert {one.base_period for one in found} == {"2030年"}
    assert found[1].deadline_date == date(2035, 12, 31)


def test_the_figures_of_the_base_are_no_targets() -> None:
    roles = {one.text: one.role for one in planned(*ROWS).all(Number) if one.text in ("5.2", "81", "6.8")}
    assert roles == {"5.2": "base", "81": "base", "6.8": "target"}


def test_without_a_column_of_what_was_reached_there_is_no_base() -> None:
    found = planned(("指标", "单位", "2033年目标", "2035年目标"), ("新增学位", "个", "900", "1800")).all(Target)
    assert [(float(one.value), one.base_value, one.base_period) for one in found] == [
        (900, None, None),
        (1800, None, None),
    ]


@pytest.mark.parametrize(("said", "by"), [("9月底前", date(2031, 9, 30)), ("长期坚持", None)])
def test_a_tasks_deadline_holds_for_its_figures(said: str, by: date | None) -> None:
    draft = Draft("html", HEAD)
    rows = (
        ("序号", "工作任务", "责任单位", "完成时限"),
        ("1", "新建公厕12座。", "县城管局", said),
        ("2", "修缮校舍3处。", "县教育局", said),
    )
    draft.table([GridCell(place, at, cell) for place, row in enumerate(rows) for at, cell in enumerate(row)])
    text, spans = draft.finish()
    found = extract(Notice("n", text, Source("n.html", "", "html")).adding(spans)).all(Target)
    assert [one.deadline_date for one in found] == [by, by]


def test_a_sentences_own_deadline_goes_first() -> None:
    text = (
        HEAD
        + "1.抓好环境，3月底前新建公厕12座。（责任单位：县城管局；完成时限：9月底前）\n2.修缮校舍3处。（责任单位：县教育局；完成时限：9月底前）\n"
    )
    found = extract(Notice("n", text, Source("n.txt", "", "text"))).all(Target)
    assert [one.deadline_date for one in found] == [date(2031, 3, 31), date(2031, 9, 30)]
