"""The rows of grids: tasks, headings between them, and the figures of indicator tables.

A cell may be merged downwards over several tasks, a row that is one cell wide is a heading, and what stands above a grid
(its number, its title, 单位：万元) belongs to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.language.numbering import marker
from pipeline.notice import Cell, IndicatorCell, Notice, Table
from pipeline.structure.tables.columns import ROLES, Columns, head_rows
from pipeline.structure.tables.figures import Above, figure_columns, goals, is_total, planned, row_figures
from pipeline.structure.tables.grid import Grid, grids
from pipeline.structure.tables.learned import UNITS
from pipeline.structure.tables.pieces import DITTO, look

# 表2 云川市数字经济特色小镇   专栏3   附表1：
_NUMBERED = re.compile(
    r"(?P<number>(?:附?[表件图]|专栏)[ \u3000]*[0-9０-９一二三四五六七八九十]{1,3}(?:[-－—][0-9]{1,2})?)[：:．.、]?"
)
# 单位：万元   （单位：亿元）   单位：户、亩、%
_UNIT_NOTE = re.compile(
    r"[（(]?(?:计量)?单位[：:](?P<units>[^\s）)，；、]{1,8}(?:[、，][^\s）)，；、]{1,8}){0,8})(?=[\s）)；]|$)[）)]?"
)
# So many lines above a grid may belong to it, each so long.
_ABOVE, _LINE = 3, 60
# No sign for the cell above is longer.
_DITTO = 4
# A project is called by no more characters.
_PROJECT = 40
# The number of a heading of rows; tasks have 1, 2, 3.
_ORDINAL = re.compile("[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-－—]?\d{7,8})(?!\d)")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as stretches of the reading: a heading (its number perhaps in a cell of its own), or a task with its cells.

    `lists` are its cells of units with their roles; `more` what its other cells say of it, with the head of a time (一季度).
    """

    heading: tuple[int, int] | None = None
    number: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    text: tuple[int, int] | None = None
    #: Each list: where it stands, its role, and the words of its column's head.
    lists: tuple[tuple[int, int, str, str], ...] = ()
    more: tuple[tuple[int, int, str | None], ...] = ()


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
    number, title, units = _above(notice, grid, min(heads, default=2))
    for one in heads.values():
        one.note(units)
    held = [columns.holds for columns in heads.values()]
    holds = next((kind for kind in ("figures", "tasks", "roster") if kind in held), "other")
    unit = units[0] if len(units) == 1 else None
    with_units = holds in ("tasks", "figures") and any(columns.of(*UNITS) for columns in heads.values())
    read = ReadTable(
        grid, Table(grid.start, grid.end, grid.number, holds, number, title, unit, with_units), bool(heads)
    )
    columns: Columns | None = None
    above: dict[int, Cell] = {}
    for place, printed in grid.rows.items():
        # 〃 is the cell above, as if that were merged down to here.
        row = {column: above.get(column, cell) if _is_ditto(grid, cell) else cell for column, cell in printed.items()}
        above |= row
        if place in heads:
            columns = heads[place]
        elif columns and holds in ("tasks", "figures"):
            _read_row(read, place, row, columns, Above(units, title, year))
    return read


def _is_ditto(grid: Grid, cell: Cell) -> bool:
    return cell.end - cell.start <= _DITTO and grid.words(cell).strip() in DITTO


def _read_row(read: ReadTable, number: int, row: Mapping[int, Cell], columns: Columns, above: Above) -> None:
    """Read a row of tasks or of figures; the row of an indicator that bodies answer for is both."""
    grid = read.grid
    if alone := _alone(grid, number, row):
        read.rows.append(TableRow(heading=grid.place(alone)))
        return
    if headed := _numbered_heading(grid, number, row, columns):
        ordinal, name = headed
        read.rows.append(TableRow(heading=grid.place(name), number=grid.place(ordinal)))
        return
    own = any(cell.row == number for cell in row.values())
    if read.table.holds == "figures":
        read.figures += row_figures(grid, row, columns, above)
        own = own and bool(columns.of("indicator") and columns.of(*UNITS))
    for task in _task(grid, number, row, columns) if own else ():
        read.rows.append(task)
        if project := task.title or task.text:
            words = grid.reading.text[slice(*project)].replace("\n", "")
            read.figures += planned(grid, row, columns, above, words[:_PROJECT])
            read.figures += goals(grid, row, columns, above, words[:_PROJECT]) if task.title else ()


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


def columns_of_figures(notice: Notice) -> Iterator[tuple[str, list[Cell]]]:
    """The columns of figures in tables of tasks and of figures, each with its head and its cells that are numbers."""
    for grid in grids(notice):
        heads = head_rows(grid)
        numbers = sorted({*heads, max(grid.rows) + 1})
        for head, after in pairwise(numbers):
            if head in heads and heads[head].holds in ("tasks", "figures"):
                rows = [row for number, row in grid.rows.items() if head < number < after]
                yield from figure_columns(grid, heads[head], rows)


def _above(notice: Notice, grid: Grid, head: int) -> tuple[str | None, str | None, list[str]]:
    """The number, the title and the measures that stand above a grid, or over its whole width above its head."""
    lines = notice.text[max(0, grid.start - 4 * _LINE) : grid.start].split("\n")[-1 - _ABOVE :]
    lines += [
        grid.words(cell)
        for cell in grid.cells
        if cell.row < min(head, 2) and cell.column_span >= max(2, grid.width - 1)
    ]
    number = title = None
    units: list[str] = []
    for line in filter(None, (line.strip() for line in lines)):
        if noted := _UNIT_NOTE.search(line):
            units = re.split("[、，]", noted["units"])
        numbered = _NUMBERED.match(line)
        if numbered:
            number = re.sub(r"\s", "", numbered["number"])
            title = line[numbered.end() :].strip() or title
        elif not noted and len(line) <= _LINE and not re.search("[。；：]", line) and not marker().match(line):
            title = line
        elif not noted:
            number = title = None
    return number, title, units


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────


def _alone(grid: Grid, number: int, row: Mapping[int, Cell]) -> Cell | None:
    """The one cell of a row that is a heading: over the full width, or numbered like one."""
    distinct = list(dict.fromkeys(row.values()))
    if len(distinct) != 1 or distinct[0].row != number:
        return None
    wide = distinct[0].column_span >= max(2, grid.width - 1)
    return distinct[0] if wide or marker().match(grid.words(distinct[0])) else None


def _numbered_heading(grid: Grid, number: int, row: Mapping[int, Cell], columns: Columns) -> tuple[Cell, Cell] | None:
    """The number and the name of a row that is a heading: 二 | 城建项目（5个） | | 17.5 | …: sums at most stand beside it."""
    cells = [cell for cell in dict.fromkeys(row.values()) if look(grid.words(cell)) != "empty" and grid.words(cell)]
    if len(cells) < 2 or any(cell.row != number for cell in cells):
        return None
    ordinal, name, *others = cells
    if not (ordinal.column in columns.of("number") and _ORDINAL.fullmatch(grid.words(ordinal))):
        return None
    words = grid.words(name)
    sums = all(look(grid.words(cell)) in ("amount", "number", "years") for cell in others)
    return (ordinal, name) if sums and len(words) <= _PROJECT and not re.search("[。；]", words) else None


def _task(grid: Grid, number: int, row: Mapping[int, Cell], columns: Columns) -> Iterator[TableRow]:
    by_meaning: dict[str, list[Cell]] = defaultdict(list)
    heads: dict[Cell, str] = {}
    for column, cell in row.items():
        meaning = columns.meaning.get(column)
        heads.setdefault(cell, columns.heads.get(column, ""))
        if meaning and cell not in by_meaning[meaning] and look(grid.words(cell).replace("\n", "")) != "empty":
            by_meaning[meaning].append(cell)
    # 类别 | 指标名称 | 2035年 is of the indicator, 工作任务 | 具体指标 of the task.
    said = ("task", "indicator") if columns.holds == "figures" else ("indicator", "task")
    named = [cell for meaning in said for cell in by_meaning[meaning]]
    texts = [*named, *by_meaning["content"]] or _named(row, columns)
    if not texts or is_total(grid.words(texts[0])):
        return
    # The cell that is this row's own and says most is the text; one merged over several rows, or before it, its title.
    own = [cell for cell in texts if cell.row == number] or texts[-1:]
    text = by_meaning["content"][0] if by_meaning["content"] and by_meaning["content"][0] in own else own[-1]
    names = sorted((cell for cell in named if cell is not text), key=lambda cell: cell.column)
    title = next((cell for cell in reversed(names) if cell.column < text.column), None) or next(iter(names), None)
    if title is None and text in by_meaning["content"]:
        title = next(iter(_named(row, columns)), None)
    last = _last_of_text(row, columns, text)
    more = [cell for cell in own if cell is not title and not text.start <= cell.start <= last.start]
    yield TableRow(
        number=grid.place(by_meaning["number"][0]) if by_meaning["number"] else None,
        title=grid.place(title) if title else None,
        text=(grid.place(text)[0], grid.place(last)[1]),
        lists=tuple((*grid.place(cell), role, heads[cell]) for role in ROLES for cell in by_meaning[role]),
        more=tuple(_more(grid, more, number, row, columns)),
    )


def _more(
    grid: Grid, texts: Sequence[Cell], number: int, row: Mapping[int, Cell], columns: Columns
) -> Iterator[tuple[int, int, str | None]]:
    """What the other cells of a row say of its task: 具体举措 beside 工作内容, and how far it is to be in each quarter."""
    steps: dict[Cell, str | None] = {row[column]: None for column in columns.of("detail") if column in row}
    steps |= {row[column]: columns.heads[column] for column in columns.of("progress") if column in row}
    for cell in sorted({*texts, *steps}, key=lambda cell: cell.start):
        if cell.row == number and look(grid.words(cell).replace("\n", "")) != "empty":
            yield *grid.place(cell), steps.get(cell)


def _last_of_text(row: Mapping[int, Cell], columns: Columns, text: Cell) -> Cell:
    """The last of the neighbouring cells of contents that a row's text begins with: 整改目标 | 整改措施."""
    if columns.meaning.get(text.column) != "content":
        return text
    for column, cell in row.items():
        if column > text.column and cell is not text:
            if columns.meaning.get(column) != "content" or cell.row != text.row:
                break
            text = cell
    return text


def _named(row: Mapping[int, Cell], columns: Columns) -> list[Cell]:
    """The cell that names what a row is about where no column is known to: 园区名称, 名称."""
    return [row[column] for column in columns.of("name") if column in row][:1]
