"""Whole notices of every layout, read from files and compared with what a careful reader finds in them.

A notice `tests/cases/layouts/<name>` stands beside `<name>.toml`: its header (every field that it prints), its outline, the
number of its targets and the codes of its findings, or that it is `refused`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from cases import FOLDER, parameter, rendered

from pipeline.dataset.reading import rows
from pipeline.extract import extract
from pipeline.notice import Block, Finding, Item, Notice, NoticeError, Target
from pipeline.read import read

HEADER = (
    "doc_number", "issuer", "title", "recipients", "signed_date", "publicity", "cc", "print_office", "print_date",
)  # fmt: skip


def layouts(refused: bool, *, gaps: bool = True) -> list[ParameterSet]:
    found = []
    for path in sorted((FOLDER / "layouts").glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        case["file"] = next(other for other in path.parent.glob(f"{path.stem}.*") if other != path)
        if ("refused" in case) == refused:
            found.append(parameter(case, path.stem, gaps=gaps))
    return found


def header(notice: Notice) -> dict[str, str | list[str]]:
    lists = ("recipients", "cc")
    return {
        name: value.split("\n") if name in lists else value for name, value in notice.fields.items() if name in HEADER
    }


@pytest.mark.parametrize("case", layouts(refused=False))
def test_layout(case: dict[str, Any]) -> None:
    notice = extract(read(case["file"]))
    assert header(notice) == case["header"]
    assert rendered(notice, whole=True) == case["outline"].strip()
    if "titles" in case:
        assert [item.title or "" for item in notice.all(Item)] == case["titles"]
    assert len(notice.all(Target)) == case["targets"]
    assert sorted({finding.code for finding in notice.all(Finding)}) == case["findings"]


@pytest.mark.parametrize("case", layouts(refused=False, gaps=False))
def test_nothing_is_lost(case: dict[str, Any]) -> None:
    notice = extract(read(case["file"]))
    held = [0] * len(notice.text)
    for block in notice.all(Block):
        for at in range(block.start, block.end):
            held[at] += 1
    assert all(count == 1 for count, char in zip(held, notice.text, strict=True) if not char.isspace())
    assert rows(read(case["file"]))


@pytest.mark.parametrize("case", layouts(refused=True))
def test_what_is_no_notice(case: dict[str, Any]) -> None:
    path: Path = case["file"]
    with pytest.raises(NoticeError, match=case["refused"]) as refusal:
        extract(read(path))
    assert path.name in str(refusal.value)
