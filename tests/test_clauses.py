"""A sentence read once: for whom, what is given, what is said, with the words' own borders."""

from __future__ import annotations

import pytest

from pipeline.language.words import Borders
from pipeline.meaning.figures.clauses import Clauses

MARKS = {"condition": "C", "given": "G", "said": "S"}


def parts(text: str) -> list[str]:
    """The clauses of a sentence, each with its kind before it; those in brackets with a star."""
    found = Clauses(text).statement(0).clauses
    return [f"{MARKS[one.kind]}{'*' if one.aside else ''} {text[one.start : one.end]}" for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "对年产值首次突破600万元（含）、4000万元（含）的，分别给予12万元、60万元奖励。",
            [
                "C 对年产值首次突破600万元（含）、4000万元（含）的",
                "G 分别给予12万元、60万元奖励",
                "C* 含",
                "C* 含",
            ],
        ),
        (
            "对单户贷款300万元以下、费率不超过1.2%的涉农担保业务，财政按业务额的0.4%给予补助。",
            ["C 对单户贷款300万元以下、费率不超过1.2%的涉农担保业务", "G 财政按业务额的0.4%给予补助"],
        ),
        ("对接网商、180等平台，建设基地3个。", ["S 对接网商、180等平台", "S 建设基地3个"]),
        (
            "对改造投入300万元以上的仓储项目给予8%补助，单个项目最高200万元。",
            ["C 对改造投入300万元以上的仓储项目", "G 给予8%补助", "G 单个项目最高200万元"],
        ),
        (
            "满意率低于85%时，由督查室约谈。",
            ["C 满意率低于85%时", "S 由督查室约谈"],
        ),
        (
            "经营满2年，吸纳就业12人以上的，一次性奖励3万元。",
            ["C 经营满2年", "C 吸纳就业12人以上的", "G 一次性奖励3万元"],
        ),
        # What is promised before a condition is no part of it; and an hour is no 时.
        (
            "建设驿站20个，对运营好的，给予补贴。",
            ["S 建设驿站20个", "C 对运营好的", "G 给予补贴"],
        ),
        ("力争电价降至0.4元/千瓦时，惠及企业50家。", ["S 力争电价降至0.4元/千瓦时", "S 惠及企业50家"]),
        ("从专项资金中给予每个站20万元的一次性补助。", ["G 从专项资金中给予每个站20万元的一次性补助"]),
    ],
)
def test_the_clauses_of_a_sentence(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_a_clause_knows_its_condition() -> None:
    text = "对获评省级的，奖励30万元；经营满2年，吸纳就业12人以上的，一次性奖励3万元，最高9万元。"
    clauses = Clauses(text)
    first = clauses.condition(text.index("30万"))
    assert first and text[slice(*first)] == "对获评省级的"
    for sum_given in ("3万元，", "9万"):
        second = clauses.condition(text.index(sum_given))
        assert second and text[slice(*second)] == "经营满2年，吸纳就业12人以上的"
    assert clauses.condition(text.index("2年")) is None


def test_a_statement_that_never_ends_is_read_in_pieces() -> None:
    text = "对甲，" * 5000
    clauses = Clauses(text)
    assert all(clauses.statement(at).end - clauses.statement(at).start <= 1500 for at in range(0, len(text), 777))


def test_a_keyword_counts_only_between_borders() -> None:
    text = "城镇在职职工使用科技计划资金。\n计划退还质量保证金。"
    words = Borders(text)
    assert words.whole(text.index("在职"), text.index("职工使用") + 2)
    assert not words.whole(text.index("职职工"), text.index("职职工") + 3)
    assert words.whole(text.rindex("计划"), text.rindex("计划") + 2)
    assert not words.whole(text.index("保证金"), text.index("保证金") + 2)


def test_a_limit_on_what_is_done_is_no_threshold() -> None:
    assert parts("期内择优遴选不超过4个，按投资额的20%给予补助。")[0].startswith("G ")
    assert not parts("单个企业可申请最高不超过200平方米的场地，给予租金补贴。")[0].startswith("C ")
    assert parts("研发投入大于等于800万元，且降幅不超过5%，按投入的2%给予补助。")[:2] == [
        "C 研发投入大于等于800万元",
        "C 且降幅不超过5%",
    ]
