"""A PDF typeset from the notice, with page numbers and paragraphs broken over pages, gives the tables that its text gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import pdf_of

from pipeline.dataset.reading import rows
from pipeline.dataset.tables import Rows
from pipeline.read import read

ROOT = Path(__file__).parents[1]
# What a row says; where it stands differs, and so do the stretches that a page break cuts.
SAID = {
    "notices": (
        "doc_number",
        "issuer",
        "title",
        "recipients",
        "signed_date",
        "publicity",
        "cc",
        "print_office",
        "adcode",
    ),
    "sections": ("section_id", "parent_id", "level", "marker", "heading"),
    "items": ("item_id", "number", "section_id", "title", "text", "responsibility", "open_list"),
    "assignments": ("item_id", "position", "name", "role", "unit_id"),
    "units": ("unit_id", "name", "kind", "function", "aliases", "items"),
    "targets": ("target_id", "item_id", "verb", "indicator", "op", "value", "unit", "measure", "modality", "part_of"),
    "findings": ("code", "item_id"),
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, Rows]:
    source = read(ROOT / "raw" / "jinxiang-2024.txt")
    lines = [line.strip() for line in source.text.split("\n") if line.strip()]
    file = tmp_path_factory.mktemp("typeset") / "jinxiang-2024.pdf"
    file.write_bytes(pdf_of(lines))
    return rows(source), rows(read(file))


@pytest.mark.parametrize("table", SAID)
def test_the_same_tables(table: str, both: tuple[Rows, Rows]) -> None:
    text, pdf = both
    for column in SAID[table]:
        assert pdf[table][column] == text[table][column], column


def test_every_row_has_its_page(both: tuple[Rows, Rows]) -> None:
    _, pdf = both
    assert pdf["notices"]["pages"][0] > 20
    for table in ("sections", "items", "assignments", "targets", "numbers", "blocks"):
        assert all(pdf[table]["page"]), table
        assert pdf[table]["page"] == sorted(pdf[table]["page"]) or table == "assignments"


def test_page_numbers_are_blocks_and_numbers_of_their_own(both: tuple[Rows, Rows]) -> None:
    text, pdf = both
    pages = pdf["notices"]["pages"][0]
    assert pdf["blocks"]["kind"].count("page_number") == pages
    assert pdf["numbers"]["role"].count("page") == pages
    assert [role for role in pdf["numbers"]["role"] if role != "page"] == text["numbers"]["role"]
