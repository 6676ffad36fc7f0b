"""Heads and feet of notices: who issued what to whom, when, under which number."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cases import cases, outlined

from pipeline.language.signs import simplified
from pipeline.notice import Block, Field
from pipeline.structure.header import iso_date

SPLIT = ("recipients", "cc")
# Read from other fields, or from GB/T 2260.
DERIVED = ("subject_year", "adcode", "province", "prefecture", "county")


@pytest.mark.parametrize("case", cases("headers.toml", "name"))
def test_head(case: dict[str, Any]) -> None:
    notice = outlined(case["text"])
    found = {
        name: value.split("\n") if name in SPLIT else value
        for name, value in notice.fields.items()
        if name not in DERIVED
    }
    assert found == case["fields"]


@pytest.mark.parametrize("case", cases("headers.toml", "name", gaps=False))
def test_every_field_stands_where_it_says(case: dict[str, Any]) -> None:
    notice = outlined(case["text"])
    for field in notice.all(Field):
        printed = notice.reading.of(field).replace("\n", "")
        if field.name in ("signed_date", "print_date"):
            assert iso_date(printed) == field.value
        elif field.name == "subject_year":
            assert field.value in printed or (iso_date(printed) or "").startswith(field.value)
        elif field.name in SPLIT:
            assert re.sub("[，；。](?:抄送：)?", "\n", printed.strip("：。")) == simplified(field.value)
        else:
            # Two who sign on two lines stand with a 、 between them.
            assert simplified(field.value) in printed or simplified(field.value).replace("、", "") in printed


@pytest.mark.parametrize("case", cases("headers.toml", "name", gaps=False))
def test_blocks_hold_each_character_once(case: dict[str, Any]) -> None:
    notice = outlined(case["text"])
    held = [0] * len(notice.text)
    for block in notice.all(Block):
        for at in range(block.start, block.end):
            held[at] += 1
    assert all(count == 1 for count, char in zip(held, notice.text, strict=True) if not char.isspace())
    assert max(held) == 1


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2024年1月31日", "2024-01-31"),
        ("二〇二四年一月三十一日", "2024-01-31"),
        ("二○一九年十二月二日", "2019-12-02"),
        ("一九九八年十月十日", "1998-10-10"),
        ("2021-02-10", "2021-02-10"),
        ("2021/2/9", "2021-02-09"),
        ("2023.11.05", "2023-11-05"),
        ("2023年2月30日", None),
        ("2023年13月1日", None),
        ("一月三十一日", None),
        ("二〇二四年", None),
    ],
)
def test_dates(printed: str, date: str | None) -> None:
    assert iso_date(printed) == date
