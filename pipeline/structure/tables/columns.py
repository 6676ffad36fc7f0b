"""What the columns of a grid hold: by what their heads say, and by what their cells do.

A head of the vocabulary (rules/table_heads.toml) decides; what its cells say to that, rules/column_looks.toml tells.  A column whose head is not in it is one of units where its
cells are units (包抓企业, 落地单位 …), of leaders where they are persons, of contents where they are sentences, or of
details beside a column of contents.  A head that names a year, or what is counted and in what, stands over figures; beside indicators
any column of figures does (目标值, 年均增长（%）).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import msgspec

from pipeline import rules
from pipeline.language.heads import column_meaning, ends_with, measured, says
from pipeline.notice import Cell
from pipeline.rules.schemas import Look
from pipeline.structure.tables.grid import Grid
from pipeline.structure.tables.learned import UNITS
from pipeline.structure.tables.pieces import look

#: What a column of a task can hold beside its number and its words.
ROLES = ("lead", "support", "responsible", "supervise", "guide", "leaders", "deadline")
# The head of a table stands in its first rows, above it at most a title and a unit of measure.
_HEAD_ROWS = 4
_LONGEST_HEAD = 40
# So much of a column must look alike for its cells to say what it holds.
_ALIKE = 0.6
# Heads that other rows look like too.
_NO_PROOF = frozenset(["number", "other", "progress", "planned", "figure", "name"])
_FIGURES = ("amount", "number", "years", "empty")
# ［40000］ is a figure too: the sum over the years.
_BESIDE = re.compile(r"\s|^[\[［〔]|[\]］〕]$")


@dataclass(slots=True)
class Columns:
    """What each column of a grid holds from a head row on.

    `heads` are the heads' words, `over` what stands over several of them, `noted` the measures that a note above the table
    gives to columns whose heads do not say.
    """

    meaning: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    over: dict[int, str] = field(default_factory=dict)
    noted: dict[int, str] = field(default_factory=dict)

    def of(self, *meanings: str) -> list[int]:
        """The columns that hold one of these, from the left."""
        return [column for column in sorted(self.meaning) if self.meaning[column] in meanings]

    def measured(self, column: int) -> tuple[str, str] | None:
        """What is counted in a column, and in what: by its head (造林（亩）), or by the note above the table."""
        noted = self.noted.get(column)
        return measured(self.heads[column]) or ((self.heads[column], noted) if noted else None)

    def note(self, units: Sequence[str]) -> None:
        """Give the measures of a note (单位：户、亩、%) to the columns of figures that nothing else says the measure of.

        脱贫户数 is counted in 户 and 发生率 in %; of the others each has its own, in their order, or there is but one.
        """
        left = [] if self.of("task", "content") else self.of("amounts")
        self.noted = {
            column: own for column in left if (own := next((u for u in units if _is_in(self.heads[column], u)), None))
        }
        left = [column for column in left if column not in self.noted]
        free = [unit for unit in units if unit not in self.noted.values()]
        if len(units) == 1:
            self.noted |= {column: units[0] for column in left if not says("shares").search(self.heads[column])}
        elif len(free) == len(left):
            self.noted |= zip(left, free, strict=True)
        self.meaning |= dict.fromkeys(self.noted, "measured")

    @property
    def holds(self) -> str:
        """What the table is: tasks, figures, a roster, or other."""
        if self.of("figure") and (self.of("indicator") or not self.of(*UNITS)):
            return "figures"
        if self.of("measured") and not self.of("task", "content"):
            return "figures"
        if self.of("person", "telephone") and not self.of("task", "content"):
            return "roster"
        if self.of("task", "content", *UNITS):
            return "tasks"
        return "other"


def _is_in(head: str, unit: str) -> bool:
    """Whether a head says by its last words that it is counted in a measure: 脱贫户数 in 户, 发生率 in %."""
    return head.endswith(f"{unit}数") or (unit in ("%", "％") and says("shares").search(head) is not None)


def head_rows(grid: Grid) -> dict[int, Columns]:
    """Head row → the columns below it.  A head may be printed again on every page, and another one may follow."""
    found: dict[int, Columns] = {}
    for place, (number, row) in enumerate(grid.rows.items()):
        if not found and place >= _HEAD_ROWS:
            break
        if columns := _head(grid, number, row):
            found[number] = columns
            if columns.over.keys() >= columns.heads.keys() and (above := found.get(number - 1)):
                # The second row of a head, whose other heads stand in the first and are not merged down.
                columns.meaning = above.meaning | columns.meaning
                columns.heads = above.heads | columns.heads
    numbers = [*found, max(grid.rows) + 1]
    for head, columns in found.items():
        after = next(number for number in numbers if number > head)
        _by_cells(grid, columns, [number for number in grid.rows if head < number < after])
    return found


def _head(grid: Grid, number: int, row: Mapping[int, Cell]) -> Columns | None:
    """The columns that a row gives as a head: two of its cells are known heads, or its first is one of numbers."""
    words = {column: re.sub(r"\s", "", grid.words(cell)) for column, cell in row.items()}
    meanings = {column: meaning for column, head in words.items() if (meaning := column_meaning(head))}
    kinds = set(meanings.values())
    cells = len({id(row[column]) for column in meanings})
    short = all(len(head) <= _LONGEST_HEAD and "。" not in head for head in words.values())
    # 乡镇 | 造林（亩）: what is counted, and in what, is no cell of a row.
    known = cells + ("measured" in kinds) >= 2 and kinds - _NO_PROOF
    numbered = short and len(row) > 2 and meanings.get(min(row)) == "number" and look(words[min(row)]) != "number"
    if (not (known and short) and not numbered) or look(words[min(row)]) == "number":
        return None
    over = _over(grid, number, row)
    for column, above in over.items():
        # 粮食生产 over 面积（万亩） | 产量（万吨）
        if meanings.get(column) in (None, "measured", "figure"):
            words[column] = above + words[column]
            if meaning := column_meaning(words[column]):
                meanings[column] = meaning
    kinds = set(meanings.values())
    # 单位 beside years or indicators is what is counted in, and no body.
    if kinds & {"figure", "indicator"}:
        for column, head in words.items():
            if head in ("单位", "计量单位", "单位名称") and meanings.get(column) in (*UNITS, "other"):
                meanings[column] = "measure"
    return Columns(meanings, words, over)


def _over(grid: Grid, number: int, row: Mapping[int, Cell]) -> dict[int, str]:
    """The words that stand over several heads of a row, by column: a head of two rows."""
    above = grid.rows.get(number - 1, {})
    return {
        column: re.sub(r"\s", "", grid.words(above[column]))
        for column, cell in row.items()
        if cell.row == number and column in above and 1 < above[column].column_span < grid.width - 1
    }


def _by_cells(grid: Grid, columns: Columns, rows: Sequence[int]) -> None:
    """What the columns hold whose heads nobody listed, and figures that are none."""
    looks: dict[int, Counter[str]] = {}
    for column in columns.heads:
        held = [grid.rows[row][column] for row in rows if column in grid.rows[row]]
        own = [cell for row, cell in zip(rows, held, strict=False) if cell.column_span < max(2, grid.width - 1)]
        looks[column] = Counter(look(_BESIDE.sub("", grid.words(cell))) for cell in dict.fromkeys(own))
    for column, head in columns.heads.items():
        if meaning := _by_looks(columns, column, head, looks[column]):
            columns.meaning[column] = meaning
        else:
            columns.meaning.pop(column, None)
    if columns.of("indicator"):
        columns.meaning |= dict.fromkeys(columns.of("measured"), "figure")


class Rule(msgspec.Struct, forbid_unknown_fields=True):
    """A rule of rules/column_looks.toml, as the head of the file tells."""

    head: list[str]
    then: Literal["content", "other", "figure", "responsible", "progress", "leaders", "deadline", "detail", "amounts"]
    example: str
    figures: bool | None = None
    looks: list[Look] = []
    over: list[Look] = []
    cells: int = 0
    says: str = ""
    unsaid: str = ""
    ends: str = ""
    beside: list[str] = []
    without: list[str] = []

    def fits(self, columns: Columns, head: str, seen: Counter[str]) -> bool:
        """Whether the rule decides a column with this head, whose cells look so; its head means what `head` says."""
        held = seen.total() - seen["empty"]
        alike = sum(seen[one] for one in self.looks)
        enough = alike > sum(seen[one] for one in self.over) if self.over else alike >= _ALIKE * held
        return (
            self.figures in (None, _are_figures(seen))
            and held >= self.cells
            and (not self.looks or enough)
            and (not self.beside or bool(columns.of(*self.beside)))
            and not columns.of(*self.without)
            and (not self.says or says(self.says).search(head) is not None)
            and not (self.unsaid and says(self.unsaid).search(head))
            and (not self.ends or ends_with(self.ends, head))
        )


class ColumnLooks(msgspec.Struct, forbid_unknown_fields=True):
    """rules/column_looks.toml."""

    rule: list[Rule]


@cache
def column_rules() -> tuple[Rule, ...]:
    """The rules of rules/column_looks.toml in their order."""
    return tuple(rules.typed("column_looks", ColumnLooks).rule)


def _are_figures(seen: Counter[str]) -> bool:
    return sum(seen[one] for one in _FIGURES) >= _ALIKE * seen.total()


def deciding(columns: Columns, column: int, head: str, seen: Counter[str]) -> Rule | None:
    """The rule that says what a column holds; None where its head alone does.

    Args:
        head: the words of its head.
        seen: how many of its cells look like what.
    """
    meaning = columns.meaning.get(column, "")
    if meaning == "measured" and not _are_figures(seen):
        # 建设规模（亩） over words: its head says as little as one that nobody listed.
        meaning = ""
    fitting = (rule for rule in column_rules() if meaning in rule.head and rule.fits(columns, head, seen))
    return next(fitting, None) if head else None


def _by_looks(columns: Columns, column: int, head: str, seen: Counter[str]) -> str | None:
    """What a column holds by its head, where its cells bear it out, and else by its cells."""
    if rule := deciding(columns, column, head, seen):
        return rule.then
    meaning = columns.meaning.get(column)
    return None if meaning == "measured" and not _are_figures(seen) else meaning
