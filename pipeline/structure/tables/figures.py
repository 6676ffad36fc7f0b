"""The figures of tables: what each cell measures, in which measure, and when.

Of three sorts: 指标 | 单位 | 2020年 | 2025年目标, where a row is an indicator and a column a time; 乡镇 | 粮食面积（万亩） |
改厕（户）, where a row is a place or a body and a column an indicator; and the money that a project's row plans for its year
(年度计划投资).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.language.heads import carries_measure, measured, says, without_time, year_of
from pipeline.notice import Cell, IndicatorCell
from pipeline.structure.tables.columns import Columns
from pipeline.structure.tables.grid import Grid
from pipeline.structure.tables.pieces import look

_LABEL_UNIT = re.compile(r"（(?P<unit>[^（）\d]{1,8})）$")
_NUMBER = re.compile(r"^(?:[0-9]{1,2}[.．、]|（[0-9一二三四五六七八九十]{1,2}）|[①-⑳])")
# 12座   ≥3.5万亩
_AMOUNT = re.compile(r"[约≥≤＞＜]?\d[\d,，.．]*[^\d，。；、：]{1,8}")
# What stands between a place and its figures, and is no name of the row: 序号, 包联领导.
_BESIDES = ("number", "leaders", "person", "telephone", "deadline")
_OPENING = ("[", "［", "〔", "【")
# Behind what all places are to do together.
_TOTAL = "合计"
_SHARES = ("%", "％", "‰", "个百分点")


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a table for all its figures: their measures (单位：万元), its title; and the year of the notice."""

    units: Sequence[str]
    title: str | None
    year: int | None

    @property
    def unit(self) -> str | None:
        """The measure of all figures, where the note names but one."""
        return self.units[0] if len(self.units) == 1 else None

    @property
    def money(self) -> str | None:
        """The measure of those that are money: 单位：亿元、亩."""
        money = [unit for unit in self.units if "元" in unit]
        return money[0] if len(money) == 1 else None

    @property
    def own_year(self) -> int | None:
        """The one year that the title names: 云川县2032年各乡镇目标任务分解表."""
        years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", self.title or ""))
        return int(years.pop()) if len(years) == 1 else None


def figure_columns(
    grid: Grid, columns: Columns, rows: Sequence[Mapping[int, Cell]]
) -> Iterator[tuple[str, list[Cell]]]:
    """The columns of figures not yet reached, each with its head and its cells that are numbers; no sums of the others."""
    own = [row for row in rows if not any(is_total(grid.words(cell)) for cell in row.values())]
    for column in columns.of("figure", "measured", "amounts", "planned", "progress"):
        if _is_past(columns.heads[column]):
            continue
        cells = dict.fromkeys(row[column] for row in own if column in row)
        if figures := [cell for cell in cells if look(_words(grid, cell)) in ("amount", "number")]:
            yield columns.heads[column], figures


@cache
def _summed() -> re.Pattern[str]:
    return re.compile(rf"[\[［〔【（(](?P<said>[^\]］〕】）)]*(?:{says('summed').pattern}))")


def _was_reached(head: str) -> bool:
    """Whether a head says that its figures were reached: 2030年实绩, 2031年完成数."""
    return bool(says("reached").search(head) or says("done").search(head))


def _is_past(head: str) -> bool:
    """Whether a head that names what is counted says that it was reached: 至2030年底完成投资; 实际到位内资 does not."""
    done = says("reached").search(head) or (says("done").search(head) and year_of(head))
    return bool(done) and not says("goal").search(head)


@cache
def _total() -> re.Pattern[str]:
    return re.compile(rf"(?:{says('total').pattern})(?:[（(][^（）()]*[）)])?[：:]?")


def is_total(words: str) -> bool:
    """Whether words name a row that adds the others up: 合 计, 总计（18个）; not 共计新建公厕5座."""
    return _total().fullmatch(re.sub(r"\s", "", words)) is not None


def row_figures(grid: Grid, row: Mapping[int, Cell], columns: Columns, above: Above) -> Iterator[IndicatorCell]:
    """The figures of a row of an indicator table, or of a table of places and what each is to do."""
    label = _label(row, columns)
    if label is None:
        return
    # 梦 溪 镇
    words = _NUMBER.sub("", re.sub(r"\s", "", grid.words(label)))
    if columns.of("measured"):
        yield from _by_place(grid, row, columns, above, words)
        return
    own = next((_words(grid, row[column]) for column in columns.of("measure") if column in row), "")
    if in_label := _LABEL_UNIT.search(words):
        own = own or in_label["unit"]
        words = words[: in_label.start()]
    base = _base(columns, above.year)
    base_cell = row.get(base) if base is not None else None
    for column in columns.of("figure"):
        cell = row.get(column)
        if cell is None or look(_words(grid, cell)) == "empty":
            continue
        head = columns.heads[column]
        said = measured(head)
        aspect = without_time(head)
        unit = said[1] if said else "%" if says("growth").search(aspect) else own or above.unit or ""
        if (summed := _summed().search(head)) and _words(grid, cell).startswith(_OPENING):
            # Of a share that rises the sum is in points: 〔1.5〕 below 年均增长〔五年累计〕.
            aspect, unit = summed["said"], "个百分点" if own == "%" else own
        yield IndicatorCell(
            cell.start,
            cell.end,
            words if len(aspect) < 2 or _ends_alike(words, aspect) else words + aspect,
            unit,
            head,
            year_of(head),
            column == base or _was_reached(head),
            (base_cell.start, base_cell.end) if base_cell else None,
            columns.heads[base] if base is not None else None,
        )


def _ends_alike(words: str, aspect: str) -> bool:
    """Whether an indicator says already what a head adds to it: 工业增加值增速 | 年均增长."""
    return aspect in words or bool(says("growth").search(words) and says("growth").search(aspect))


def _by_place(
    grid: Grid, row: Mapping[int, Cell], columns: Columns, above: Above, place: str
) -> Iterator[IndicatorCell]:
    """What a place or a body is to do, a column an indicator: in the measure of its head, or in that of the cell (8%).

    The row that adds the others up says what all of them are to do (合计 | 8200 → 基本建成合计); shares add up to none.
    """
    total = is_total(place)
    reached: dict[str, tuple[Cell, str]] = {}
    for column in columns.of("measured", "amounts"):
        cell, head = row.get(column), columns.heads[column]
        said = columns.measured(column)
        if cell is None or look(_words(grid, cell)) == "empty" or not (said or carries_measure(_words(grid, cell))):
            continue
        label, unit = said or (head, "")
        what = without_time(label)
        share = unit in _SHARES or says("shares").search(label) is not None
        base = _is_past(head)
        before, period = reached.get(what, (None, None))
        year = year_of(head) or (None if base else above.own_year)
        yield IndicatorCell(
            cell.start,
            cell.end,
            what + ("" if share else _TOTAL) if total else place + what,
            unit,
            "",
            year,
            base,
            (before.start, before.end) if before else None,
            period,
        )
        if base:
            reached[what] = cell, head


def planned(
    grid: Grid, row: Mapping[int, Cell], columns: Columns, above: Above, project: str
) -> Iterator[IndicatorCell]:
    """The money that the row of a project plans for its year: 年度计划投资（万元）."""
    for column in columns.of("planned", "progress"):
        cell, head = row.get(column), columns.heads[column]
        # 2035年投资进度安排 over 1—3月 | 1—6月
        money = columns.meaning[column] == "planned" or "投资" in columns.over.get(column, "")
        said = measured(head) or measured(columns.over.get(column, ""))
        unit = said[1] if said else above.money or ""
        if cell is None or not money or "元" not in unit or look(_words(grid, cell)) not in ("amount", "number"):
            continue
        of_year = columns.meaning[column] == "planned"
        words = project + (measured(head) or (head, ""))[0] if of_year else f"{project}投资"
        year = (year_of(head) or above.own_year or above.year) if of_year else None
        yield IndicatorCell(cell.start, cell.end, words, unit, head, year, base=False)


def goals(grid: Grid, row: Mapping[int, Cell], columns: Columns, above: Above, task: str) -> Iterator[IndicatorCell]:
    """What a task is to reach where its cell says no more than how much, and what was reached before: 1座 | 2座.

    The measure is that of the cell, or of a column beside it: 单位 | 2030年实绩 | 2031年目标.
    """
    measure = next((_words(grid, row[column]) for column in columns.of("measure") if column in row), "")
    figures = columns.of("figure") if columns.holds == "tasks" else []
    base = _base(columns, above.year)
    before = row.get(base) if base is not None else None
    found = []
    for column in (*columns.of("content"), *figures):
        cell = row.get(column)
        head = columns.heads[column]
        if cell is None or column == base or _was_reached(head):
            continue
        words, money = _words(grid, cell), column in figures and _of_money(columns, column)
        carried = _AMOUNT.fullmatch(words) is not None and carries_measure(words)
        unit = "" if carried else (above.money or "") if money else measure
        if carried or (column in figures and unit and look(words) in ("amount", "number")):
            label = f"{task}{head}投资" if money else task
            found.append(IndicatorCell(cell.start, cell.end, label, unit, "", year_of(head), base=False))
    if base is None or before is None or not found:
        yield from found
        return
    period = columns.heads[base]
    yield from (replace(one, base_at=(before.start, before.end), base_period=period) for one in found)
    yield IndicatorCell(before.start, before.end, task, measure, period, year_of(period), base=True)


def _of_money(columns: Columns, column: int) -> bool:
    """Whether a column of figures without a word for what they are goes on from the sum of the whole: 总投资 | 2031年计划."""
    before = columns.heads.get(column - 1, "")
    return says("sums").search(before) is not None and len(without_time(columns.heads[column])) == 0


def _words(grid: Grid, cell: Cell) -> str:
    return grid.words(cell).replace("\n", "")


def _label(row: Mapping[int, Cell], columns: Columns) -> Cell | None:
    named = [row[column] for column in columns.of("indicator") if column in row]
    if named:
        return named[-1]
    first = min(columns.of("figure", "measured", "measure"), default=0)
    before = [cell for column, cell in row.items() if column < first and columns.meaning.get(column) not in _BESIDES]
    return before[-1] if before else None


def _base(columns: Columns, year: int | None) -> int | None:
    """The column of what was reached before: 2019年实际, or the first of several years that is not ahead."""
    figures = columns.of("figure")
    # 上年实绩 is a column of figures though some of its cells say more: 20款、1.9亿元.
    named = [column for column in columns.of("other") if says("reached").search(columns.heads[column])]
    reached = named + [column for column in figures if _was_reached(columns.heads[column])]
    if reached:
        return reached[-1]
    years = {column: year for column in figures if (year := year_of(columns.heads[column]))}
    plain = [column for column in years if not says("goal").search(columns.heads[column])]
    past = [column for column in plain if year is not None and years[column] < year]
    if past:
        return max(past, key=lambda column: years[column])
    goals = len(plain) < len(figures)
    return (
        min(plain, key=lambda column: years[column]) if plain and (goals or (year is None and len(plain) > 1)) else None
    )
