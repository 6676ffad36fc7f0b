"""Every sentence ever met is a case in cases/targets.toml, negatives and known gaps too."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.meaning.figures.quantities import comparisons
from pipeline.meaning.targets import targets
from pipeline.notice import Field, Notice, Number, Source, Target
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair

CASES = tomllib.loads((Path(__file__).parent / "cases" / "targets.toml").read_text(encoding="utf-8"))["case"]


def read(text: str, year: int | None = None) -> Notice:
    notice = repair(Notice("case", text, Source("case.txt", "", "text")))
    if year:
        notice = notice.adding([Field(0, 1, "subject_year", str(year))])
    return targets(outline(notice))


def said(target: Target) -> str:
    value = f"{target.value}" if target.value_max is None else f"{target.value}–{target.value_max}"
    return f"{target.op} {value} {target.unit}｜{target.indicator}"


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_what_a_sentence_commits_to(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if "gap" in case:
        request.applymarker(pytest.mark.xfail(reason=case["gap"], strict=True))
    notice = read(case["text"], case.get("year"))
    assert [said(target) for target in notice.all(Target)] == case["targets"]
    others = [f"{number.text} {number.role}" for number in notice.all(Number) if number.role != "target"]
    assert others == case.get("numbers", [])


def only(text: str) -> Target:
    (target,) = read(text).all(Target)
    return target


def test_a_target_says_how_it_was_printed() -> None:
    target = only("力争2024年底前新增贷款50亿元以上。")
    assert (target.value_printed, target.unit_printed) == ("50亿", "元")
    assert (target.value, target.unit, target.op) == (Decimal(5_000_000_000), "元", ">=")
    assert (target.verb, target.modality, target.deadline, target.measure) == ("新增", "力争", "2024年底前", "amount")


def test_a_part_names_its_whole() -> None:
    whole, first, second = read("新开工项目60个，其中工业项目20个，农业项目8个。").all(Target)
    assert (first.part_of, second.part_of, whole.part_of) == (whole.target_id, whole.target_id, None)


def test_one_number_for_several_things_is_several_targets() -> None:
    found = read("确保参保率、缴费率均达到95%以上。").all(Target)
    assert [target.indicator for target in found] == ["参保率", "缴费率"]
    assert found[0].start == found[1].start


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("规上工业增加值增长8%。", "growth"),
        ("城镇登记失业率控制在4%以内。", "cap"),
        ("参保率达到97%。", "share"),
        ("对种粮农户每亩补贴120元。", "rate"),
        ("供水价格降至3元/立方米。", "rate"),
        ("县财政每年安排资金500万元。", "amount"),
        ("服务业占比达到50%。", "share"),
        ("新建学校3所。", "count"),
        ("旅游收入达到3亿元。", "level"),
        ("发放贷款2亿元。", "amount"),
        ("每天锻炼不少于2小时。", "duration"),
    ],
)
def test_the_kind_of_measure(text: str, measure: str) -> None:
    assert only(text).measure == measure


@pytest.mark.parametrize(
    ("text", "deadlines"),
    [
        ("2031年、2032年全市分别新增库容20万、30万立方米。", ["2031年", "2032年"]),
        ("6月底、10月底前，完成投资分别不低于45%、85%。", ["6月底", "10月底前"]),
        ("2032年底前，城镇、农村居民收入分别增长6%、7%。", ["2032年底前", "2032年底前"]),
    ],
)
def test_numbers_of_a_row_have_the_times_of_their_row(text: str, deadlines: list[str]) -> None:
    assert [target.deadline for target in read(text, 2031).all(Target)] == deadlines


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("研发投入强度达到2.4%。", None),
        ("服务业增加值达到30亿元。", None),
        ("组织招聘活动30次。", "组织"),
        ("招聘教师80名。", "招聘"),
        ("高质量建成公园3个。", "建成"),
        ("规划面积达到4平方公里。", None),
    ],
)
def test_a_verb_is_no_piece_of_a_name(text: str, verb: str | None) -> None:
    assert only(text).verb == verb


AIMS = """青石县人民政府关于印发2031年重点工作分工的通知
一、主要目标
新建公园3个，全县城镇新增就业4000人以上。
二、重点任务
1.建设美丽县城，新建公园3个。（责任单位：县住房城乡建设局）
2.城镇新增就业4000人以上。（责任单位：县人力资源社会保障局）
3.新建公园3个。（责任单位：县文化旅游局）
4.新建泵站2座。（责任单位：县水利局）
5.新建泵站2座。（责任单位：县农业农村局）
"""


def test_what_the_aims_of_the_year_promise_is_repeated_by_the_tasks() -> None:
    import worknotice

    rows = worknotice.read(AIMS.encode()).targets
    number = {name: place for place, name in enumerate(rows.target_id)}
    assert [None if name is pd.NA else number[name] for name in rows.repeats] == [None, None, 0, 1, 0, None, None]


@pytest.mark.parametrize(
    ("text", "role"),
    [("庆祝建校75周年。", "ordinal"), ("培训为期6周。", "duration"), ("为65周岁以上老人体检。", "qualifier")],
)
def test_an_anniversary_has_no_weeks(text: str, role: str) -> None:
    assert [number.role for number in read(text).all(Number)] == [role]


def test_the_quote_is_the_source() -> None:
    notice = read("改善路面 180 公里。")
    (target,) = notice.all(Target)
    assert notice.quote(target) == "180 公里"


def test_no_measure_word_is_in_two_groups() -> None:
    from pipeline import rules

    listed = [word for group in rules.load("measures").values() for word in group["words"]]
    assert sorted(word for word in set(listed) if listed.count(word) > 1) == []
    assert len(comparisons().kind) == len(listed)
