"""Cases as data: notices and parts of notices, made up in the manner of the genre, with what a careful reader expects.

A case that names a `gap` is a known gap: it is expected to fail, and fails the run once it passes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from pipeline.language.names import is_collective
from pipeline.language.signs import simplified
from pipeline.meaning.units.mentions import units
from pipeline.notice import Duty, Item, Mention, Notice, Section, Source
from pipeline.read.text import read_text
from pipeline.structure.header import header
from pipeline.structure.outline import outline
from pipeline.structure.parts import parts
from pipeline.structure.repair import as_printed, repair

FOLDER = Path(__file__).parent


def cases(file: str, key: str = "text", *, gaps: bool = True) -> list[ParameterSet]:
    """The cases of a file as parameters, each named by the beginning of what stands under `key`.

    With `gaps` the known gaps are expected to fail; without, they are cases like any other (nothing is lost in them).
    """
    with (FOLDER / file).open("rb") as opened:
        found: Sequence[dict[str, Any]] = tomllib.load(opened)["case"]
    return [parameter(case, str(case[key]).split("\n\n")[0][:40], gaps=gaps) for case in found]


def parameter(case: dict[str, Any], name: str, *, gaps: bool = True) -> ParameterSet:
    """A case as a parameter; a known gap is an expected failure."""
    failures = (AssertionError, pytest.fail.Exception)
    known = pytest.mark.xfail(reason=case.get("gap", ""), strict=True, raises=failures)
    return pytest.param(case, id=name, marks=[known] if gaps and "gap" in case else [])


def outlined(text: str) -> Notice:
    """A text with its reading, its header, its outline and its units."""
    read, spans = read_text(text).finish()
    notice = Notice("case", read, Source("case.txt", "", "text")).adding(spans)
    return as_printed(units(outline(header(parts(repair(notice))))))


def listed(notice: Notice, item: Item) -> str:
    """The units of a task as the cases write them: lead 县水利局 | responsible 县财政局 各镇*"""
    parts: list[str] = []
    role = None
    for mention in notice.all(Mention):
        if mention.item_id != item.item_id:
            continue
        if mention.role != role:
            parts += ["|", mention.role] if role else [mention.role]
            role = mention.role
        parts.append(mention.name + "*" * is_collective(simplified(mention.name)))
    return " ".join(parts)


def rendered(notice: Notice, *, whole: bool = False) -> str:
    """Headings and tasks as the cases write them; `whole` with 等, deadlines and persons."""
    items = {item.item_id: item for item in notice.all(Item)}
    parts = [
        (section.start, f"§{section.level} {section.marker.strip()}｜{section.heading}")
        for section in notice.all(Section)
    ]
    for item in items.values():
        by = f"^{items[item.covered_by].number}" if item.covered_by else "…"
        line = f"{item.number or '·'}｜{item.text}｜{listed(notice, item) if item.lists_at else by}"
        said = duty(notice, item)
        if said and whole:
            line += " 等" * said.open_list + f"｜{said.deadline}" * bool(said.deadline)
            line += f"｜{'、'.join(said.leaders)}" * bool(said.leaders)
        parts.append((item.start, line))
    return "\n".join(line for _, line in sorted(parts, key=lambda part: part[0]))


def duty(notice: Notice, item: Item) -> Duty | None:
    """What a task's lists say beside their units."""
    return next((one for one in notice.all(Duty) if one.item_id == item.item_id), None)
