"""The columns that several sheets of a ledger have, and rows under their headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pipeline.show.ledger.book import PADDING, PAGE_WIDTH, Column, Heading, Kind, wide, width_for
from pipeline.show.ledger.entries import Carried, Cell
from pipeline.show.ledger.labels import named
from pipeline.show.ledger.source import Row, Source


class Columns:
    """What can be a column of a sheet of tasks, units or targets, filled from a notice and from what people entered."""

    def __init__(self, source: Source, carried: Carried) -> None:
        self.source, self.labels, self.carried = source, source.labels, carried
        self.own_numbers = any(
            item["number"] not in (None, str(source.place[item["item_id"]])) for item in source.items
        )

    def column(
        self, name: str, width: float, cell: Callable[[Any], object], kind: Kind = "text", droppable: bool = False
    ) -> Column:
        return Column(self.labels.column(name), width, cell, kind, droppable)

    def entered(self, row_id: str, name: str) -> Cell | None:
        """What was filled in in a row, a state by its name in this language."""
        value = self.carried.by_row.get(row_id, {}).get(name)
        state = named("status").get(str(value)) if name == "status" else None
        return self.labels(f"status.{state}") if state else value

    def entry(self, name: str, width: float, kind: Kind, key: str) -> Column:
        return self.column(name, width, lambda row: self.entered(row[key], name), kind)

    def own_columns(self, of: str, key: str) -> list[Column]:
        """The columns that people added to a sheet."""
        heads: Sequence[str] = dict(self.carried.own_heads).get(of, ())  # type: ignore[call-overload]
        return [
            Column(head, 14, lambda row, head=head: self.carried.by_row.get(row[key], {}).get(head), "entry")  # type: ignore[misc]
            for head in heads
        ]

    def ids(self, key: str = "item_id") -> list[Column]:
        """The last columns, which are not printed: the headings to filter by, and the id."""
        return [
            self.column("heading", 24, lambda row: self.source.heading(row["section_id"]), "id"),
            self.column("id", 18, lambda row: row[key], "id"),
        ]

    def numbering(self) -> list[Column]:
        place = self.column("place", 5, lambda item: self.source.place[item["item_id"]], "count")
        own = self.column("number", 8, lambda item: item["number"], "count")
        return [place, own] if self.own_numbers else [place]

    def deadlines(self) -> list[Column]:
        longest = max((wide(self.source.deadline(item)) for item in self.source.items), default=0)
        return [
            self.column("deadline", min(14, max(9, longest + 2)), self.source.deadline, droppable=True),
            self.column("last_day", 12, self.source.last_day, "date", droppable=True),
        ]

    def with_task(self, columns: Sequence[Column], rows: Sequence[Row], at: int) -> list[Column]:
        """The columns with the task's text among them, as wide as the page leaves room for and the text needs."""
        texts = [self.source.task(row) for row in rows]
        width = width_for(texts, max(36.0, room(columns, rows)))
        return [*columns[:at], self.column("task", width, self.source.task), *columns[at:]]

    def under_headings(self, items: Iterable[Row]) -> Iterator[object]:
        """The tasks, and before those of each heading a row that names it."""
        before: str | None = ""
        for item in items:
            if item["section_id"] != before:
                before = item["section_id"]
                yield Heading(self.source.heading(before, "　") or self.labels("says.before_headings"))
            yield item


def room(columns: Sequence[Column], rows: Sequence[Row]) -> float:
    """The width that the columns leave for one more on a page."""
    used = [
        column.width + PADDING
        for column in columns
        if column.kind != "id" and not (column.droppable and all(column.cell(row) in (None, "") for row in rows))
    ]
    return PAGE_WIDTH - sum(used) - PADDING
