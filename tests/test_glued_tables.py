"""Made-up tables whose copy lost their lines: most rows come back, the others are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from glued_tables import hash_of, judged, made, measured

SHAPES = ("persons", "problems", "time first", "named")


@pytest.mark.parametrize(
    ("way", "right", "unseen"),
    [("a line", 0.55, 0.0), ("all one line", 0.4, 0.03), ("rows on lines", 0.5, 0.05), ("blanks", 0.8, 0.12)],
)
def test_rows_of_glued_tables_are_read_or_told(way: str, right: float, unseen: float) -> None:
    counts = measured(1, 1, shapes=SHAPES, ways=(way,))["all"]
    assert counts["right"] >= right * counts.total()
    assert counts["wrong"] + counts["lost"] <= unseen * counts.total()


def test_heads_that_each_page_prints_are_no_row(tmp_path: Path) -> None:
    """Repair takes the lines out that all pages have alike, also where they were read as heads."""
    one = made(hash_of(1, "problems", "rows on lines, pages", 1), "problems", "rows on lines, pages")
    assert one.text.count("序号反馈问题整改措施") > 2
    assert all(row.number for row, _, _ in judged(one, tmp_path))
