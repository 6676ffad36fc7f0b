"""What each number of a sentence is, and what the sentence commits to: cases/commitments.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.meaning.targets import targets
from pipeline.notice import Field, Notice, Number, Source, Target
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair

CASES = tomllib.loads((Path(__file__).parent / "cases" / "commitments.toml").read_text(encoding="utf-8"))["case"]


def read(text: str, year: int) -> Notice:
    notice = repair(Notice("case", text, Source("case.txt", "", "text")))
    return targets(outline(notice.adding([Field(0, 1, "subject_year", str(year))])))


def said(target: Target) -> str:
    value = f"{target.value}" if target.value_max is None else f"{target.value}–{target.value_max}"
    return f"{target.op} {value} {target.unit}"


@pytest.mark.parametrize("case", CASES, ids=[case["text"].strip()[:24] for case in CASES])
def test_what_a_number_is(case: dict[str, Any]) -> None:
    notice = read(case["text"], case.get("year", 2030))
    assert [said(target) for target in notice.all(Target)] == case["targets"]
    others = [f"{number.text} {number.role}" for number in notice.all(Number) if number.role != "target"]
    assert others == case.get("numbers", [])
