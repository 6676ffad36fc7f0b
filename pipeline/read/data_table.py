"""Which tables hold data and which only lay out a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from pipeline.language.heads import head_meaning
from pipeline.read.draft import GridCell

#: Rows in which a head may stand: above it at most a title and a unit of measure.
HEAD_ROWS = 4
#: A table without known heads holds data if it has this many rows, this share of its cells filled, and short cells.
ROWS, FILLED, TYPICAL, LONGEST = 3, 0.6, 30, 1_500
#: A cell that may share a line of text with its neighbours.
SHORT = 60


def is_data_table(cells: Sequence[GridCell]) -> bool:
    """Whether a table has data in it: known heads (序号, 工作任务, 责任单位 …), or rows and columns of short cells."""
    rows = max((cell.row + cell.row_span for cell in cells), default=0)
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    if rows < 2 or columns < 2:
        return False
    if has_head(cells):
        return True
    lengths = [len(cell.text) for cell in cells if cell.text.strip()]
    filled = sum(cell.row_span * cell.column_span for cell in cells if cell.text.strip())
    return rows >= ROWS and filled >= FILLED * rows * columns and median(lengths) <= TYPICAL and max(lengths) <= LONGEST


def has_head(cells: Sequence[GridCell]) -> bool:
    """Whether one of the first rows has known heads: 序号, 工作任务, 责任单位 …"""
    return any(
        sum(cell.row == row and head_meaning(cell.text) is not None for cell in cells) >= 2 for row in range(HEAD_ROWS)
    )


def as_lines(cells: Sequence[GridCell]) -> list[str]:
    """A layout table as lines of text: a row of short cells is one line, as in an imprint, else each cell its own."""
    rows: dict[int, list[str]] = defaultdict(list)
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if cell.text.strip():
            rows[cell.row].append(cell.text.strip("\n"))
    lines: list[str] = []
    for texts in rows.values():
        if all("\n" not in text and len(text) <= SHORT for text in texts):
            lines.append("\t".join(texts))
        else:
            lines += [line for text in texts for line in text.split("\n")]
    return lines
