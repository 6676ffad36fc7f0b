"""Parts of indicators, the vocabulary, and the table made from both."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from test_targets import read

from pipeline import rules
from pipeline.meaning.indicators.nouns import measured
from pipeline.meaning.indicators.parts import parts
from pipeline.meaning.indicators.polish import replacements
from pipeline.meaning.indicators.vocabulary import Frames, by_id, frames
from pipeline.notice import Doubt, Target


@pytest.mark.parametrize(
    ("indicator", "quantity", "wanted"),
    [
        ("全市固定资产投资增长", ("share", "%", "=", "growth"), "fixed_investment.growth"),
        ("固投增速", ("share", "%", ">=", "growth"), "fixed_investment.growth"),
        ("东湖工业园营收", ("money", "元", "=", "level"), "operating_revenue.level"),
        ("城镇新增就业", ("count", "人", ">=", "count"), "urban_jobs.new"),
        ("新增省级瞪羚企业", ("count", "家", "=", "count"), "gazelle_firms.new"),
        ("单位GDP能耗下降", ("share", "%", "=", "growth"), "energy_intensity.decline"),
        ("锦绣花园、人民路等老旧小区改造", ("count", "个", "=", "count"), "old_estates.done"),
        # Whose it is makes no other thing of it.
        ("新建邻里驿站", ("count", "个", "=", "count"), "~邻里驿站.new.个"),
        ("全县新建邻里驿站", ("count", "个", "=", "count"), "~邻里驿站.new.个"),
        # Not of the vocabulary: the words, the aspect and the unit.
        ("收集保存水稻种质资源", ("count", "份", ">=", "count"), "~收集保存水稻种质资源.done.份"),
        # 国家 alone opens names; a verb stands in no scope; a quotation mark is none.
        ("国家林业管理部门专项抽查", ("count", "次", "=", "count"), "~国家林业管理部门专项抽查.done.次"),
        ("国家高新技术企业", ("count", "家", "=", "count"), "high_tech_firms.new"),
        # Firms that are served are not new.
        ("服务工业企业", ("count", "家", "=", "count"), "~服务工业企业.done.家"),
        ("城东街道新增“四上”企业", ("count", "家", "=", "count"), "four_up_firms.new"),
        ("一般公共预算收入同口径增长", ("share", "%", "=", "growth"), "budget_revenue.growth"),
        # A percentage is no sum of money.
        ("固定资产投资完成率", ("share", "%", "=", "rate"), "~固定资产投资完成率.rate.%"),
    ],
)
def test_an_indicator_has_the_same_id_however_it_is_said(
    indicator: str, quantity: tuple[str, str, str, str], wanted: str
) -> None:
    kind, unit, op, measure = quantity
    assert parts(indicator, kind, unit, op, measure).indicator_id(unit) == wanted


def test_parts_say_whose_and_of_what() -> None:
    found = parts("全县数字经济总量占GDP比重", "share", "%", ">=", "share")
    assert (found.scope, found.object, found.share_of, found.aspect) == ("全县", "数字经济总量", "GDP", "share")
    found = parts("环卫工人意外伤害保险每人", "money", "元", "=", "amount")
    assert (found.object, found.per) == ("环卫工人意外伤害保险", "每人")


def test_whose_a_known_thing_is_stands_as_printed() -> None:
    found = parts("锦园、东里等老旧小区改造", "count", "个", "=", "count")
    assert (found.scope, found.indicator_id("个")) == ("锦园、东里等", "old_estates.done")
    found = parts("“云谷”产业园营收", "money", "元", "=", "level")
    assert found.scope == "“云谷”产业园"


def test_the_vocabulary_says_which_way_is_better() -> None:
    better = {name: known.better for name in ("gdp.growth", "pm25.level", "pm25.decline", "bad_loans.rate")
              if (known := by_id(name))}  # fmt: skip
    assert better == {"gdp.growth": "up", "pm25.level": "down", "pm25.decline": "up", "bad_loans.rate": "down"}


def test_no_spelling_names_two_things() -> None:
    things = [thing for group in rules.load("indicators")["things"].values() for thing in group.values()]
    names = [name for thing in things for name in (thing["zh"], *thing.get("also", ()))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("frame", frames().aspect, ids=lambda frame: frame.code)
def test_every_aspect_reads_its_example(frame: Any) -> None:
    words, *quantity = frame.example.split()
    op = "<=" if quantity[0] == "<=" else "="
    unit = quantity[-1] if quantity[-1] != "亿元" else "元"
    kind = {"%": "share", "元": "money", "个工作日": "duration"}.get(unit, "count")
    assert parts(words, kind, unit, op, "level" if frame.code == "level" else "count").aspect == frame.code


@pytest.mark.parametrize("frame", frames().frame, ids=lambda frame: frame.name)
def test_every_frame_reads_its_example(frame: Any) -> None:
    before, number = frame.example.split("｜")
    found = read(f"{before}{number}。").all(Target)
    assert found[-1].indicator == frame.wanted


@pytest.mark.parametrize("place", range(len(frames().polish)), ids=lambda place: frames().polish[place].example)
def test_a_replacement_alone_makes_its_example_read_better(place: int) -> None:
    one = frames().polish[place]
    changed = {other.sub(put, one.example) for other, put in replacements()} - {one.example}
    assert changed == {one.wanted}


@pytest.mark.parametrize("noun", frames().noun, ids=lambda noun: noun.example)
def test_an_indicator_says_what_its_figure_is_a_measure_of(noun: Any) -> None:
    aspect, unit = noun.aspects[0], noun.units[0]
    assert measured(noun.example, aspect, unit) == noun.wanted == measured(noun.wanted, aspect, unit)
    assert measured(f"{noun.example}（全县）", aspect, unit) == f"{noun.wanted}（全县）"
    assert measured(noun.example, "growth", unit) == noun.example


def test_a_value_out_of_the_range_of_its_indicator_is_doubtful() -> None:
    codes = {one.code for one in read("确保基本医疗保险参保率达到196%。").all(Doubt)}
    assert "value_range" in codes
    assert "value_range" not in {one.code for one in read("确保基本医疗保险参保率达到96%。").all(Doubt)}


def test_a_ceiling_names_its_award_and_a_commitment_printed_again_its_first() -> None:
    award, ceiling = read("对示范茶园，按其设备投资额的15%给予补助，最高9万元。").all(Target)
    assert (ceiling.ceiling_of, award.share_of, ceiling.aspect) == (award.target_id, "设备投资额", "ceiling")
    first, other, again = read("改造老旧小区14个。\n\n新建幼儿园2所。\n\n完成老旧小区改造14个。").all(Target)
    assert (first.repeats, other.repeats, again.repeats) == (None, None, first.target_id)


def test_a_mistyped_key_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="behnd"):
        msgspec.convert({**rules.load("frames"), "behnd": []}, Frames)


def test_what_is_new_already_is_called_new_once() -> None:
    things = [key for group in rules.load("indicators")["things"].values() for key in group]
    said = [known.name_en for key in things if (known := by_id(f"{key}.new"))]
    assert said and not any(re.search(r"\bnew new\b(?!-)", name) for name in said)
    assert all(re.match(r"new\b", name, re.IGNORECASE) for name in said), said
