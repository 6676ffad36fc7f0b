"""Every rule of rules/commitments.toml decides its own example, and no rule stands behind one that decides all it could."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.language import numerals
from pipeline.meaning.figures.commitments import CONDITIONS, Rule, decided, decisions, require_known
from pipeline.meaning.figures.numbers import figures
from pipeline.meaning.figures.quantities import comparisons, number, quantity_at
from pipeline.notice import Notice, Source
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair

YEAR = 2024
GROUPS = decisions()
RULES = {f"{name}-{place}": (name, rule) for name, group in GROUPS.items() for place, rule in enumerate(group)}


def read(text: str) -> Notice:
    return outline(repair(Notice("rule", text, Source("rule.txt", "", "text"))))


@pytest.mark.parametrize(("name", "rule"), RULES.values(), ids=RULES)
def test_a_rule_decides_its_example(name: str, rule: Rule) -> None:
    front, mark, behind = rule.example.partition("｜")
    notice = read(front + behind + "。")
    text, at = notice.reading.text, len(front)
    # The mark may stand before the comparison: 不低于3元.
    numeral = re.compile(numerals.NUMERAL).search(text, at)
    assert mark and numeral
    value = number(numeral[0])
    assert value is not None
    quantity = quantity_at(text, numeral.start(), numeral.end(), value, notice.reading.clause(numeral.start()))
    assert quantity is not None and (name in ("any", quantity.kind) or quantity.kind == "multiple")
    assert decided(notice.reading, YEAR, quantity) is rule


@pytest.mark.parametrize("rule", [rule for _, rule in RULES.values()], ids=RULES)
def test_the_role_is_that_of_the_number(rule: Rule) -> None:
    front, _, behind = rule.example.partition("｜")
    found = {figure.start: figure.role for figure in figures(read(front + behind + "。"))}
    numeral = re.compile(numerals.NUMERAL).search(front + behind + "。", len(front))
    assert numeral
    # Some examples are names already by the signs beside them; a rule then only agrees.
    assert found[numeral.start()] in (rule.role, "name", "ordinal", "structure")


def test_each_kind_of_measure_has_rules_and_the_last_fits_everything() -> None:
    kinds = {*comparisons().kind.values(), "bare"} - {"multiple"}  # decided like a share
    assert kinds == GROUPS.keys() - {"any"}
    for name, group in GROUPS.items():
        if name != "any":
            last = group[-1]
            conditions = (last.when, last.kinds, last.units, last.ops, last.before, last.within, last.behind)
            assert not any((*conditions, last.around, last.previous, last.sentence)), name


def test_no_condition_and_no_list_is_left_over() -> None:
    used = {condition for group in GROUPS.values() for rule in group for condition, _ in rule.when}
    assert used | {"followed"} == CONDITIONS.keys()
    text = (Path(rules.__file__).parent / "commitments.toml").read_text(encoding="utf-8")
    assert [name for name in rules.load("commitments")["words"] if f"{{{name}}}" not in text] == []


def test_no_list_takes_the_name_of_another() -> None:
    own = rules.load("commitments")["words"]
    assert not own.keys() & (rules.load("quantities")["contexts"].keys() - {"structure"})


def test_a_condition_that_nobody_knows_is_refused() -> None:
    with pytest.raises(rules.RulesError, match="condition sevral"):
        require_known({"role": "target", "example": "新建｜3处", "when": "arabic sevral"})
