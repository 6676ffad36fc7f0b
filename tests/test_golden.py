"""The whole Jinxiang notice of 2024, as a person can review it.

``tests/golden/jinxiang-2024.txt`` was checked against the notice by reading, item by item: all 146 lists and every
target.  To accept a change, run ``WRITE_GOLDEN=1 make test ARGS=tests/test_golden.py``, read the diff, and commit it: a
run that writes always fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.dataset import stored
from pipeline.dataset.reading import rows_of
from pipeline.extract import extract
from pipeline.notice import Duty, Field, Finding, Item, Mention, Notice, Rating, Section, Target
from pipeline.read import read

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"


def _target(target: Target) -> str:
    value = f"{target.value}–{target.value_max}" if target.value_max is not None else f"{target.value}"
    more = [
        part
        for part in (
            target.measure,
            target.verb and f"动词 {target.verb}",
            target.modality,
            target.deadline,
            target.part_of and f"属 {target.part_of[-4:]}",
        )
        if part
    ]
    return f"      ◆ {target.indicator} {target.op} {value} {target.unit}  （{'，'.join(more)}）"


def rendered(notice: Notice) -> Iterator[str]:
    """The notice as it was read, a line a fact."""
    for field in sorted(notice.all(Field), key=lambda one: one.name):
        yield f"{field.name}: {field.value.replace(chr(10), '｜')}"
    targets = {target.target_id: target for target in notice.all(Target)}
    duties = {duty.item_id: duty for duty in notice.all(Duty)}
    parts: list[Section | Item] = [*notice.all(Section), *notice.all(Item)]
    for part in sorted(parts, key=lambda one: one.start):
        if isinstance(part, Section):
            yield f"\n{'#' * part.level} {part.marker}{part.heading}  [{part.section_id}]"
            for target in targets.values():
                if target.item_id is None and target.section_id == part.section_id:
                    yield _target(target)
            continue
        yield f"\n{part.number or '·'}  {part.text}"
        names = [
            f"{mention.name}{'' if mention.role == 'responsible' else f'〈{mention.role}〉'} → {mention.unit_id}"
            for mention in notice.all(Mention)
            if mention.item_id == part.item_id
        ]
        duty = duties.get(part.item_id)
        yield from (f"      ● {name}" for name in names)
        if duty and duty.open_list:
            yield "      ● 等"
        yield from (_target(target) for target in targets.values() if target.item_id == part.item_id)
    yield "\n# findings"
    for finding in notice.all(Finding):
        yield f"{finding.severity} {finding.code}: {finding.message}"


@pytest.fixture(scope="module")
def notice() -> Notice:
    return extract(read(ROOT / "raw" / "jinxiang-2024.txt"))


def test_the_whole_notice(notice: Notice) -> None:
    golden = GOLDEN / f"{notice.notice_id}.txt"
    found = "\n".join(rendered(notice)) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
        pytest.fail(f"{golden} was written anew; read its diff, then run without WRITE_GOLDEN")
    assert found.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_the_counts_that_were_made_by_hand(notice: Notice) -> None:
    lists = [item for item in notice.all(Item) if item.lists_at]
    assert (len(notice.all(Section)), len(lists), len(notice.all(Mention))) == (15, 146, 412)
    assert [item.number for item in lists] == [str(number) for number in range(1, 147)]
    assert [section.marker for section in notice.all(Section)].count("三、") == 2


def test_no_row_that_was_checked_is_doubted(notice: Notice) -> None:
    said = rules.load("doubt")
    least = {"numbers": said["threshold_of_numbers"]}
    doubted = [one for one in notice.all(Rating) if one.doubt >= least.get(one.table, said["threshold"])]
    assert doubted == []


def test_the_dataset_of_the_repository_is_what_is_read() -> None:
    """Every column of every row, doubts and indicators too; a change of a rule comes with the dataset made anew."""
    read_now = rows_of(ROOT / "raw" / "jinxiang-2024.txt", ROOT / "corrections")
    for name in ("notices", "sections", "items", "assignments", "units", "targets", "numbers", "blocks", "findings"):
        assert read_now[name].to_pylist() == stored.read(ROOT / "data", name).to_pylist(), f"{name}: run make dataset"
