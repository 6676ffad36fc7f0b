"""A notice of the dataset as the comparison of two years reads it from the tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.compare.likeness import Task
from pipeline.dataset.charges import charges
from pipeline.messages import text
from pipeline.notice import NoticeError

Row = dict[str, Any]
# The rows of the dataset's tables, by the name of the table.
Data = dict[str, list[Row]]
TABLES = ("notices", "sections", "items", "assignments", "units", "targets")

_WIDTH = {ord(full): half for full, half in zip("（）［］，：；！？％", "()[],:;!?%", strict=True)}


@dataclass(frozen=True)
class Year:
    """One of the two notices: its rows in their order, and who answers for each of its tasks.

    `roles` gives the units of a task and their roles by the task's id; a task that the list of the heading above
    covers has the units of that list.
    """

    notice: Row
    items: Sequence[Row]
    sections: Sequence[Row]
    targets: Sequence[Row]
    roles: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, data: Data, notice_id: str) -> Year:
        """The notice of this id.

        Raises:
            NoticeError: the dataset does not hold it.
        """
        own = {name: [row for row in data[name] if row["notice_id"] == notice_id] for name in TABLES if name != "units"}
        if not own["notices"]:
            held = ", ".join(sorted(row["notice_id"] for row in data["notices"]))
            raise NoticeError(text("diff.unknown", notice_id=notice_id, held=held))
        roles: dict[str, dict[str, str]] = {}
        for item_id, rows in charges(own["items"], own["assignments"]).items():
            roles[item_id] = {}
            for row in rows:
                roles[item_id].setdefault(row["unit_id"], row["role"])
        return cls(own["notices"][0], own["items"], own["sections"], own["targets"], roles)

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that the notice names, by their ids."""
        return frozenset(unit_id for roles in self.roles.values() for unit_id in roles)

    @cached_property
    def numbers(self) -> Counter[str | None]:
        """How many rows carry each printed number: more than one where the numbering starts again."""
        return Counter(item["number"] for item in self.items)

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        return {row["section_id"]: row["parent_id"] for row in self.sections}

    def above(self, section_id: str | None) -> Iterator[str]:
        """A heading and those above it, by their ids."""
        while section_id:
            yield section_id
            section_id = self._parents[section_id]

    def roles_of(self, items: Iterable[Row], new_names: Mapping[str, str]) -> dict[str, str]:
        """The units that answer for some tasks, renamed ones by their new names, and their roles."""
        return {
            new_names.get(unit_id, unit_id): role
            for item in items
            for unit_id, role in self.roles[item["item_id"]].items()
        }

    def tasks(self, units: Mapping[str, str]) -> list[Task]:
        """The tasks as the matching sees them; `units` gives the word that stands for a unit."""
        headings = {row["section_id"]: heading_of(row) for row in self.sections}
        indicators: dict[str, list[str]] = defaultdict(list)
        for row in self.targets:
            indicators[row["item_id"]] += filter(None, (row["indicator"], row["indicator_id"]))

        return [
            Task(
                text_of(item),
                item["title"] or "",
                tuple(units[unit_id] for unit_id in self.roles[item["item_id"]]),
                tuple(indicators[item["item_id"]]),
                "。".join(headings[section] for section in self.above(item["section_id"])),
                f"{item['section_id']} {item['number']}" if item["number"] else "",
                item["responsibility"] is not None,
            )
            for item in self.items
        ]


def tasks_of(old: Year, new: Year, units: Iterable[Row]) -> tuple[list[Task], list[Task]]:
    """The tasks of two notices as the matching sees them; a unit that one of them names meets others of its function."""
    lasting = old.units & new.units
    words = {
        row["unit_id"]: row["unit_id"] if row["unit_id"] in lasting else row["function"] or row["unit_id"]
        for row in units
    }
    return old.tasks(words), new.tasks(words)


def text_of(item: Row) -> str:
    """The words of a task, corrected where a person did."""
    text: str = item["text_corrected"] or item["text"]
    return text


def heading_of(section: Row) -> str:
    """The words of a heading, corrected where a person did."""
    heading: str = section["heading_corrected"] or section["heading"]
    return heading


def bare(text: str) -> str:
    """A text without what may differ in the same words: blanks, the width of signs, the sign at the end."""
    return re.sub(r"\s+", "", text).translate(_WIDTH).rstrip("。,;.")


def short(value: float) -> str:
    """A number with 万 and 亿, as notices print it."""
    for step, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= step:
            return f"{value / step:.4f}".rstrip("0").rstrip(".") + name
    return f"{value:.4f}".rstrip("0").rstrip(".")
