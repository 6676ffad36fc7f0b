"""What the dataset knows of the tasks that reports speak of, and one report on one of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.dataset import stored
from pipeline.messages import text
from pipeline.notice import NoticeError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What one source says became of a task, or of one of its targets.

    `actual` is in the target's base unit, as a notice's numbers are.
    """

    notice_id: str
    item_id: str | None
    target_id: str | None
    source: str
    unit_id: str | None = None
    as_of: date | None = None
    status: str | None = None
    done_on: date | None = None
    actual: float | None = None
    person: str | None = None
    note: str | None = None
    conflict: bool = False


class Known:
    """The tasks and targets of a dataset, by notice."""

    def __init__(self, data: Path) -> None:
        def rows(table: str) -> list[Row]:
            found: list[Row] = stored.read(data, table).to_pylist()
            return found

        try:
            self.notices = {row["notice_id"]: row for row in rows("notices")}
        except FileNotFoundError as error:
            raise NoticeError(text("error.no_notices", data=data)) from error
        self.data = data
        self.items: dict[str, dict[str, Row]] = defaultdict(dict)
        self.targets: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in rows("items"):
            self.items[row["notice_id"]][row["item_id"]] = row
        for row in rows("targets"):
            self.targets[row["notice_id"]][row["target_id"]] = row
        self.units = {row["unit_id"] for row in rows("units")}

    def target(self, report: Report) -> Row | None:
        return self.targets[report.notice_id].get(report.target_id or "")

    def unit_of(self, report: Report) -> str | None:
        """The base unit of what was reached."""
        target = self.target(report)
        return target["unit"] if target and report.actual is not None else None

    def words(self, notice_id: str, item_id: str | None, target_id: str | None) -> str:
        """What a report is about, in a few words."""
        target = self.targets[notice_id].get(target_id or "")
        if target:
            return str(target["indicator"])
        item = self.items[notice_id].get(item_id or "")
        return str(item["text_corrected"] or item["text"])[:30] if item else notice_id

    def task_words(self, notice_id: str) -> dict[str, str]:
        """The words of each task, as a ledger shows them."""
        return {
            item_id: row["text_corrected"] or row["text"] or row["title"] or ""
            for item_id, row in self.items[notice_id].items()
        }

    def period(self, report: Report) -> tuple[date, date] | None:
        """The first and the last day that a task or target has: its deadline, else the year of the notice."""
        row = self.target(report) or self.items[report.notice_id].get(report.item_id or "")
        year = self.notices[report.notice_id]["subject_year"]
        last: date | None = row["deadline_date"] if row else None
        if year is None:
            return None
        first = date(year, 1, 1)
        last = last or date(year, 12, 31)
        return (first, last) if last > first else None
