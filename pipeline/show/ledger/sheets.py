"""The sheets of a ledger, in their order: what each says, column by column."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from pipeline.show.ledger import about, actual, summary
from pipeline.show.ledger.book import (
    Book,
    Column,
    Formula,
    Kind,
    Placed,
    sheet_names,
)
from pipeline.show.ledger.columns import Columns, room
from pipeline.show.ledger.entries import Carried, Filled
from pipeline.show.ledger.labels import named
from pipeline.show.ledger.source import Row, Source

# A unit with one task, and those beyond so many sheets, share the last sheet.
_UNIT_SHEETS = 60
_ROLES = ("lead", "responsible", "support", "supervise", "guide")
# What is filled in of a task, with the width of its column.
_TASK_ENTRIES: Mapping[str, tuple[float, Kind]] = {
    "progress": (18, "entry"),
    "status": (9, "status"),
    "done_on": (12, "day"),
    "person": (8, "entry"),
    "note": (10, "entry"),
}


class Ledger(Columns):
    """The workbook of a notice, with what people had filled in."""

    def __init__(self, source: Source, carried: Carried, filled: Filled) -> None:
        super().__init__(source, carried)
        self.filled = filled
        sheeted = [unit_id for unit_id, tasks in source.load.items() if len(source.tasks_of(unit_id)) > 1][
            :_UNIT_SHEETS
        ]
        self.rest = [unit_id for unit_id in source.load if unit_id not in set(sheeted)]
        fixed = self.labels.all("sheets").values()
        names = sheet_names(
            (source.units[unit_id]["short_name"] for unit_id in sheeted), fixed, self.labels("says.unit")
        )
        self.sheet_of = dict(zip(sheeted, names, strict=True))
        self.book = Book(source.title, source.about["signed_date"] or date(2000, 1, 1), self.labels)

    def bytes(self) -> bytes:
        """The workbook."""
        fixed = {"summary": "#1F4E79", "about": "#1F4E79", "tasks": "#2E75B6", "units": "#2E75B6", "targets": "#2E75B6"}
        sheets = {
            name: self.book.sheet(self.labels(f"sheets.{name}"), colour)
            for name, colour in {**fixed, "findings": "#C55A11"}.items()
        }
        about.write(self.book, sheets["about"], self.source)
        self.tasks = self._tasks(sheets["tasks"])
        self._unit_index(sheets["units"])
        self._targets(sheets["targets"], self.source.targets)
        self._findings(sheets["findings"])
        for unit_id, name in self.sheet_of.items():
            self._unit(unit_id, name)
        if self.rest:
            self._other_units()
        if self.carried.rest:
            self._kept()
        self._own_sheets()
        summary.write(sheets["summary"], self.book, self, self.tasks)
        return self.book.bytes()

    # ── the sheets ──

    def _tasks(self, sheet: Any) -> Placed:
        source = self.source
        widths = {"lead": 15, "responsible": 20, "support": 16, "supervise": 12, "guide": 12}
        columns = self.numbering()
        first = len(columns)
        columns += [
            self.column(role, widths[role], lambda item, role=role: source.named(item, role), droppable=True)  # type: ignore[misc]
            for role in _ROLES
        ]
        columns += [
            self.column("leaders", 9, lambda item: "、".join(item["leaders"]), droppable=True),
            self.column("targets", 24, source.commitments, droppable=True),
            *self.deadlines(),
            *(self.entry(name, *look, "item_id") for name, look in _TASK_ENTRIES.items()),
            *self.own_columns("task", "item_id"),
            *self.ids(),
        ]
        title = self.labels("says.title", notice=source.title)
        rows = list(self.under_headings(source.items))
        at = self.book.table(sheet, title, self.with_task(columns, source.items, first), rows)
        self._states(sheet, at, entered=True)
        return at

    def _states(self, sheet: Any, at: Placed, entered: bool) -> None:
        status, day = self.labels.column("status"), self.labels.column("last_day")
        self.book.choose_status(sheet, at, status, entered)
        if day in at.letters:
            self.book.mark_overdue(sheet, at, day, status)

    def _shown(self, name: str, width: float, kind: Kind) -> Column:
        """A column that shows what the sheet of tasks holds, wherever the row stands there."""
        head = self.labels.column(name)
        ids = self.tasks.range(self.labels.column("id"))
        column = self.tasks.range(head)

        def cell(item: Row) -> Formula:
            place = f"INDEX({column},MATCH([@{self.labels.column('id')}],{ids},0))"
            value = self.entered(item["item_id"], name)
            return Formula(f'=IFERROR(IF({place}="","",{place}),"")', "" if value is None else value)

        return self.column(name, width, cell, kind)

    def _unit_index(self, sheet: Any) -> None:
        source = self.source
        used = [role for role in _ROLES if any(row["role"] == role for row in source.assignments)]
        roles = {unit_id: Counter(chain.from_iterable(tasks.values())) for unit_id, tasks in source.load.items()}
        place = {unit_id: at for at, unit_id in enumerate(source.load, 1)}

        def printed(unit_id: str) -> str:
            return "、".join(dict.fromkeys(row["name"] for row in source.assignments if row["unit_id"] == unit_id))

        def numbers(unit_id: str) -> int | None:
            return sum(len(source.targets_of.get(item_id, [])) for item_id in source.load[unit_id]) or None

        def in_role(role: str) -> Column:
            head = source.meaning("assignments", "role", role)
            return Column(head, 9, lambda unit_id: roles[unit_id][role] or None, "count")

        def linked(unit_id: str) -> tuple[str, str]:
            return source.units[unit_id]["name"], self.sheet_of.get(unit_id, self.labels("sheets.others"))

        columns = [
            self.column("place", 6, place.__getitem__, "count"),
            self.column("unit_name", 40, linked, "link"),
            self.column("kind", 14, lambda one: source.meaning("units", "kind", source.units[one]["kind"])),
            self.column("function", 14, lambda one: source.meaning("units", "function", source.units[one]["function"])),
            self.column("tasks", 9, lambda one: len(source.load[one]), "count"),
            *(in_role(role) for role in used),
            self.column("numbers", 9, numbers, "count"),
            self.column("printed_as", 44, printed),
            self.column("id", 28, lambda one: one, "id"),
        ]
        self.book.table(sheet, self.labels("sheets.units"), columns, list(source.load))

    def _targets(self, sheet: Any, targets: Sequence[Row], unit_id: str | None = None) -> None:
        source = self.source
        place = {row["target_id"]: at for at, row in enumerate(source.targets, 1)}

        def duty(row: Row) -> str:
            return "、".join(dict.fromkeys(one["name"] for one in source.duties.get(row["item_id"], [])))

        columns = [
            self.column("place", 5, lambda row: place[row["target_id"]], "count"),
            self.column("task_place", 6, lambda row: source.place.get(row["item_id"]), "count", droppable=True),
            self.column("goal", 13, source.goal),
            self.column(
                "value", 16, lambda r: r["value"] if math.isfinite(r["value"]) else r["value_printed"], "number"
            ),
            self.column("value_max", 10, lambda row: row["value_max"], "number", droppable=True),
            self.column("value_unit", 8, lambda row: row["unit"]),
            self.entry("actual", 12, "actual", "target_id"),
            self.column("rate", 9, self._rate, "share"),
            self.entry("as_of", 11, "day", "target_id"),
            self.column("deadline", 10, lambda row: row["deadline"], droppable=True),
            self.column("last_day", 11, lambda row: row["deadline_date"], "date", droppable=True),
            self.column("responsible", 20, duty, droppable=True),
            self.entry("note", 8, "entry", "target_id"),
            *self.own_columns("target", "target_id"),
            self.column("quote", 15, lambda row: source.words(row["span_start"], row["span_end"]), "id"),
            self.column("measure", 14, lambda row: source.meaning("targets", "measure", row["measure"]), "id"),
            *self.ids("target_id"),
        ]
        if unit_id:
            columns.append(self.column("unit_id", 18, lambda _: unit_id, "id"))
        columns.insert(2, self.column("indicator", max(24.0, room(columns, targets)), source.indicator))
        at = self.book.table(sheet, self.labels("sheets.targets"), columns, list(self.under_headings(targets)))
        self.book.ask_percent(sheet, at, *map(self.labels.column, ("actual", "value", "value_unit")))

    def _rate(self, row: Row) -> Formula | None:
        """What was reached of a target: of a limit all of it while the limit is kept."""
        limit = self.source.is_limit(row)
        bound = "value_max" if limit and row["value_max"] is not None else "value"
        value = row[bound]
        if not math.isfinite(value) or value <= 0:
            return None
        entry, unit, goal = (f"[@{self.labels.column(name)}]" for name in ("actual", "value_unit", bound))
        number = actual.formula(entry, unit)
        said = f"IF({number}<={goal},1,{goal}/{number})" if limit else f"{number}/{goal}"
        known = actual.entered(self.entered(row["target_id"], "actual"), row["unit"])
        reached: float | str = ""
        if known is not None:
            reached = (1.0 if known <= value else value / known) if limit else known / value
        return Formula(f'=IFERROR({said},"")', reached)

    def _findings(self, sheet: Any) -> None:
        source = self.source
        place = {row["finding_id"]: at for at, row in enumerate(source.findings, 1)}
        message = "message" if self.labels.chinese else "message_en"
        columns = [
            self.column("place", 5, lambda row: place[row["finding_id"]], "count"),
            self.column("severity", 8, lambda row: self.labels(f"severity.{row['severity']}"), "count"),
            self.column("message", 60, lambda row: row[message]),
            self.column("task_place", 8, lambda row: source.place.get(row["item_id"]), "count"),
            self.column("quote", 50, lambda row: source.words(row["span_start"], row["span_end"])),
            self.entry("opinion", 26, "entry", "finding_id"),
            self.entry("checked", 10, "entry", "finding_id"),
            *self.own_columns("finding", "finding_id"),
            self.column("code", 26, lambda row: row["code"], "id"),
            self.column("id", 18, lambda row: row["finding_id"], "id"),
        ]
        self.book.table(sheet, self.labels("sheets.findings"), columns, source.findings)

    # ── units ──

    def unit_columns(self, unit_id: str | None, entries: Callable[[str, float, Kind], Column]) -> list[Column]:
        """The columns of a unit's tasks; without a unit the rows are pairs of a unit and a task."""
        columns = [
            *self.numbering(),
            self.column("role", 8, lambda row: self.role(row["of_unit"], row), "count"),
            self.column("other_units", 22, lambda row: self._others(row["of_unit"], row), droppable=True),
            self.column("targets", 24, self.source.commitments, droppable=True),
            *self.deadlines(),
            *(entries(name, *look) for name, look in _TASK_ENTRIES.items()),
            *self.ids(),
        ]
        if unit_id is None:
            columns.insert(0, self.column("unit_name", 18, lambda row: self.source.units[row["of_unit"]]["name"]))
        return columns

    def unit_rows(self, unit_id: str) -> list[Row]:
        """The tasks of a unit and of the collectives that it belongs to, in the order of the notice."""
        tasks = self.source.tasks_of(unit_id)
        return [{**item, "of_unit": unit_id} for item in self.source.items if item["item_id"] in tasks]

    def role(self, unit_id: str, item: Row) -> str:
        roles = self.source.load[unit_id].get(item["item_id"])
        if not roles:
            return self.labels("says.through", collective=self.source.through(unit_id)[item["item_id"]])
        return "、".join(self.source.meaning("assignments", "role", role) for role in roles)

    def _others(self, unit_id: str, item: Row) -> str:
        rows = self.source.duties[item["item_id"]]
        return "、".join(dict.fromkeys(row["name"] for row in rows if row["unit_id"] != unit_id))

    def unit_title(self, unit_id: str) -> str:
        source, tasks = self.source, self.source.load[unit_id]
        roles = Counter(chain.from_iterable(tasks.values()))
        each = [
            self.labels("says.unit_role", role=source.meaning("assignments", "role", role), count=roles[role])
            for role in _ROLES
            if roles[role]
        ]
        members = Counter(source.through(unit_id).values())
        each += [
            self.labels("says.unit_role", role=self.labels("says.through", collective=name), count=count)
            for name, count in members.items()
        ]
        count = len(self.source.tasks_of(unit_id))
        return self.labels("says.unit_title", unit=source.units[unit_id]["name"], count=count, roles="、".join(each))

    def _back(self, sheet: Any) -> None:
        self.book.link(sheet, 1, 0, self.labels("says.back"), self.labels("sheets.units"), text_wrap=False)

    def _unit(self, unit_id: str, name: str) -> None:
        sheet = self.book.sheet(name)
        self._back(sheet)
        rows = self.unit_rows(unit_id)
        columns = self.with_task(self.unit_columns(unit_id, self._shown), rows, len(self.numbering()))
        at = self.book.table(sheet, self.unit_title(unit_id), columns, list(self.under_headings(rows)), top=2)
        self._states(sheet, at, entered=False)

    def _other_units(self) -> None:
        sheet = self.book.sheet(self.labels("sheets.others"))
        self._back(sheet)
        rows = [row for unit_id in self.rest for row in self.unit_rows(unit_id)]
        columns = self.with_task(self.unit_columns(None, self._shown), rows, 1 + len(self.numbering()))
        title = self.labels("says.others_title", count=len(self.rest))
        self._states(sheet, self.book.table(sheet, title, columns, rows, top=2), entered=False)

    # ── what was filled in and has no row, and sheets of the user's own ──

    def _kept(self) -> None:
        sheet = self.book.sheet(self.labels("sheets.kept"), "#7F7F7F")
        heads = dict.fromkeys(name for entry, _ in self.carried.rest for name in (*entry.values, *entry.own))

        def head(name: str) -> str:
            return self.labels.column(name) if name in named("entries").values() else name

        columns = [
            self.column("reason", 18, lambda row: self.labels(f"says.{row[1]}")),
            self.column("from_sheet", 14, lambda row: row[0].sheet),
            self.column("task", 60, lambda row: row[0].words),
            *(
                Column(head(name), 16, lambda row, name=name: {**row[0].own, **row[0].values}.get(name), "entry")  # type: ignore[misc]
                for name in heads
            ),
            self.column("old_id", 18, lambda row: row[0].row_id, "id"),
        ]
        self.book.table(sheet, self.labels("says.kept_title"), columns, list(self.carried.rest))

    def _own_sheets(self) -> None:
        taken = [*self.labels.all("sheets").values(), *self.sheet_of.values()]
        names = sheet_names(self.filled.sheets, taken)
        for name, rows in zip(names, self.filled.sheets.values(), strict=True):
            sheet = self.book.sheet(name)
            for place, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if cell not in (None, ""):
                        self.book.write(sheet, place, at, cell)
