"""The rows of grids: tasks, headings between them, and the figures of indicator tables.

A cell may be merged downwards over several tasks, a row that is one cell wide is a heading, and what stands above a grid
(its number, its title, 单位：万元) belongs to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.language.heads import year_of
from pipeline.language.numbering import marker
from pipeline.notice import Cell, IndicatorCell, Notice, Table
from pipeline.structure.tables.columns import ROLES, Columns, head_rows
from pipeline.structure.tables.grid import Grid, grids
from pipeline.structure.tables.learned import UNITS
from pipeline.structure.tables.pieces import look

# 表2 云川市数字经济特色小镇   专栏3   附表1：
_NUMBERED = re.compile(
    r"(?P<number>(?:附?[表件图]|专栏)[ \u3000]*[0-9０-９一二三四五六七八九十]{1,3}(?:[-－—][0-9]{1,2})?)[：:．.、]?"
)
_UNIT_NOTE = re.compile(r"[（(]?(?:计量)?单位[：:](?P<unit>[^\s）)、，；]{1,8})[）)]?")
# So many lines above a grid may belong to it, each so long.
_ABOVE, _LINE = 3, 60
_GOAL = re.compile("目标|预期|计划|预计|规划|指标值|力争")
_REACHED = re.compile("实际|完成|基期|基数|现状|上年|已有|现有|实绩")
_LABEL_UNIT = re.compile(r"（(?P<unit>[^（）\d]{1,8})）$")
_TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-－—]?\d{7,8})(?!\d)")
_NUMBER = re.compile(r"^(?:[0-9]{1,2}[.．、]|（[0-9一二三四五六七八九十]{1,2}）|[①-⑳])")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as stretches of the reading: a heading, or a task with its cells."""

    heading: tuple[int, int] | None = None
    number: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    text: tuple[int, int] | None = None
    #: Each list: where it stands, its role, and the words of its column's head.
    lists: tuple[tuple[int, int, str, str], ...] = ()


@dataclass(slots=True)
class ReadTable:
    """What was read of a grid: the table, its rows of tasks, its figures."""

    grid: Grid
    table: Table
    headed: bool = False
    rows: list[TableRow] = field(default_factory=list)
    figures: list[IndicatorCell] = field(default_factory=list)


def read_tables(notice: Notice) -> list[ReadTable]:
    """Every grid of the notice, read, in the order of the text."""
    years = [int(found[0]) for found in re.finditer(r"(?:19|20)\d\d", notice.fields.get("signed_date", ""))]
    year = years[0] if years else notice.year
    return [_read(notice, grid, year) for grid in grids(notice)]


def _read(notice: Notice, grid: Grid, year: int | None) -> ReadTable:
    heads = head_rows(grid)
    held = [columns.holds for columns in heads.values()]
    holds = next((kind for kind in ("figures", "tasks", "roster") if kind in held), "other")
    number, title, unit = _above(notice, grid, min(heads, default=2))
    with_units = holds == "tasks" and any(columns.of(*UNITS) for columns in heads.values())
    table = Table(grid.start, grid.end, grid.number, holds, number, title, unit, with_units)
    read = ReadTable(grid, table, bool(heads))
    if holds == "tasks":
        read.rows = list(_rows(grid, heads))
    elif holds == "figures":
        read.figures = list(_figures(grid, heads, unit, year))
        read.rows = list(_headings(grid, heads))
    return read


def heads_of(notice: Notice) -> tuple[dict[Cell, str], set[Cell]]:
    """The head of each cell that has one, and the cells that hold a person's telephone number."""
    heads: dict[Cell, str] = {}
    hidden: set[Cell] = set()
    for grid in grids(notice):
        columns: Columns | None = None
        found = head_rows(grid)
        for number, row in grid.rows.items():
            if number in found:
                columns = found[number]
                continue
            for column, cell in row.items() if columns else ():
                assert columns is not None
                if cell.row == number and columns.heads.get(column):
                    heads.setdefault(cell, columns.heads[column])
                if columns.meaning.get(column) == "telephone" or _TELEPHONE.search(grid.words(cell)):
                    hidden.add(cell)
    return heads, hidden


def _above(notice: Notice, grid: Grid, head: int) -> tuple[str | None, str | None, str | None]:
    """The number, the title and the measure that stand above a grid, or over its whole width above its head."""
    lines = notice.text[max(0, grid.start - 4 * _LINE) : grid.start].split("\n")[-1 - _ABOVE :]
    lines += [
        grid.words(cell)
        for cell in grid.cells
        if cell.row < min(head, 2) and cell.column_span >= max(2, grid.width - 1)
    ]
    number = title = unit = None
    for line in filter(None, (line.strip() for line in lines)):
        if noted := _UNIT_NOTE.search(line):
            unit = noted["unit"]
        numbered = _NUMBERED.match(line)
        if numbered:
            number = re.sub(r"\s", "", numbered["number"])
            title = line[numbered.end() :].strip() or title
        elif not noted and len(line) <= _LINE and not re.search("[。；：]", line) and not marker().match(line):
            title = line
        elif not noted:
            number = title = None
    return number, title, unit


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────


def _rows(grid: Grid, heads: Mapping[int, Columns]) -> Iterator[TableRow]:
    columns: Columns | None = None
    for number, row in grid.rows.items():
        if number in heads:
            columns = heads[number]
        elif columns and (alone := _alone(grid, number, row)):
            yield TableRow(heading=grid.place(alone))
        elif columns and any(cell.row == number for cell in row.values()):
            yield from _task(grid, number, row, columns)


def _headings(grid: Grid, heads: Mapping[int, Columns]) -> Iterator[TableRow]:
    """The headings among the rows of figures."""
    for number, row in grid.rows.items():
        if number > min(heads) and number not in heads and (alone := _alone(grid, number, row)):
            yield TableRow(heading=grid.place(alone))


def _alone(grid: Grid, number: int, row: Mapping[int, Cell]) -> Cell | None:
    """The one cell of a row that is a heading: over the full width, or numbered like one."""
    distinct = list(dict.fromkeys(row.values()))
    if len(distinct) != 1 or distinct[0].row != number:
        return None
    wide = distinct[0].column_span >= max(2, grid.width - 1)
    return distinct[0] if wide or marker().match(grid.words(distinct[0])) else None


def _task(grid: Grid, number: int, row: Mapping[int, Cell], columns: Columns) -> Iterator[TableRow]:
    by_meaning: dict[str, list[Cell]] = defaultdict(list)
    heads: dict[Cell, str] = {}
    for column, cell in row.items():
        meaning = columns.meaning.get(column)
        heads.setdefault(cell, columns.heads.get(column, ""))
        if meaning and cell not in by_meaning[meaning] and look(grid.words(cell).replace("\n", "")) != "empty":
            by_meaning[meaning].append(cell)
    texts = [*by_meaning["task"], *by_meaning["content"]] or _named(row, columns)
    if not texts:
        return
    # The cell that is this row's own and says most is the text; one merged over several rows, or before it, its title.
    own = [cell for cell in texts if cell.row == number] or texts[-1:]
    text = by_meaning["content"][0] if by_meaning["content"] and by_meaning["content"][0] in own else own[-1]
    names = [cell for cell in by_meaning["task"] if cell is not text]
    title = next((cell for cell in reversed(names) if cell.column < text.column), None) or next(iter(names), None)
    if title is None and text in by_meaning["content"]:
        title = next(iter(_named(row, columns)), None)
    yield TableRow(
        number=grid.place(by_meaning["number"][0]) if by_meaning["number"] else None,
        title=grid.place(title) if title else None,
        text=grid.place(text),
        lists=tuple((*grid.place(cell), role, heads[cell]) for role in ROLES for cell in by_meaning[role]),
    )


def _named(row: Mapping[int, Cell], columns: Columns) -> list[Cell]:
    """The cell that names what a row is about where no column is known to: 园区名称, 名称."""
    return [row[column] for column in columns.of("name") if column in row][:1]


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────


def _figures(grid: Grid, heads: Mapping[int, Columns], note: str | None, year: int | None) -> Iterator[IndicatorCell]:
    """The figures of an indicator table, each with what it measures, its measure and its year."""
    columns: Columns | None = None
    for number, row in grid.rows.items():
        if number in heads:
            columns = heads[number]
            continue
        if columns is None:
            continue
        if _alone(grid, number, row):
            continue
        if (label := _label(row, columns)) is None:
            continue
        words = _NUMBER.sub("", grid.words(label).replace("\n", ""))
        measure = next(
            (grid.words(row[column]).replace("\n", "") for column in columns.of("measure") if column in row), ""
        )
        if in_label := _LABEL_UNIT.search(words):
            measure = measure or in_label["unit"]
            words = words[: in_label.start()]
        base = _base(columns, year)
        base_cell = row.get(base) if base is not None else None
        for column in columns.of("figure"):
            cell = row.get(column)
            if cell is None or look(grid.words(cell).replace("\n", "")) == "empty":
                continue
            head = columns.heads[column]
            yield IndicatorCell(
                cell.start, cell.end, words, measure or note or "", head, year_of(head),
                column == base or _REACHED.search(head) is not None,
                (base_cell.start, base_cell.end) if base_cell else None, columns.heads[base] if base is not None else None,
            )  # fmt: skip


def _label(row: Mapping[int, Cell], columns: Columns) -> Cell | None:
    named = [row[column] for column in columns.of("indicator") if column in row]
    if named:
        return named[-1]
    first = min(columns.of("figure", "measure"))
    before = [cell for column, cell in row.items() if column < first and columns.meaning.get(column) != "number"]
    return before[-1] if before else None


def _base(columns: Columns, year: int | None) -> int | None:
    """The column of what was reached before: 2019年实际, or the first of several years that is not ahead."""
    figures = columns.of("figure")
    reached = [column for column in figures if _REACHED.search(columns.heads[column])]
    if reached:
        return reached[-1]
    plain = [column for column in figures if not _GOAL.search(columns.heads[column])]
    years = {column: year_of(columns.heads[column]) or 0 for column in figures}
    past = [column for column in plain if year is not None and years[column] < year]
    if past:
        return max(past, key=lambda column: years[column])
    goals = len(plain) < len(figures)
    return (
        min(plain, key=lambda column: years[column]) if plain and (goals or (year is None and len(plain) > 1)) else None
    )
