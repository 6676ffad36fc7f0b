"""What the tables say of one notice, as a ledger asks for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline import rules
from pipeline.compare.target_changes import less_is_harder
from pipeline.compare.year import short
from pipeline.dataset import stored
from pipeline.dataset.charges import charges
from pipeline.dataset.datapackage import dictionary
from pipeline.show.ledger.labels import Labels

Row = Mapping[str, Any]

# 财政局等， 财政局等有关部门）: behind a name, that the list does not name all.
_AND_OTHERS = re.compile(r"\s*等(?:有关|相关)?(?:部门|单位)?(?=\s*(?:[，；。、,;)）\]】]|$))")
SEVERITIES = ("error", "warning", "info")


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


class Source:
    """The rows of one notice, and what a ledger asks of them."""

    def __init__(self, notice_id: str, data: Path, labels: Labels) -> None:
        def rows(table: str) -> list[Row]:
            chosen = None if table == "units" else [("notice_id", "==", notice_id)]
            found: list[Row] = stored.read(data, table, filters=chosen).to_pylist()
            return found

        self.notice_id, self.labels = notice_id, labels
        self.about = rows("notices")[0]
        self.items, self.assignments, self.targets = rows("items"), rows("assignments"), rows("targets")
        self.corrections = rows("corrections")
        self.findings = sorted(rows("findings"), key=lambda row: (SEVERITIES.index(row["severity"]), row["span_start"]))
        self.text = stored.text(data, notice_id)
        self.units = {row["unit_id"]: row for row in rows("units")}
        self.sections = {row["section_id"]: row for row in rows("sections")}
        self.place = {item["item_id"]: place for place, item in enumerate(self.items, 1)}

    @property
    def title(self) -> str:
        return self.about["title"] or self.notice_id

    def above(self, section_id: str | None) -> list[str]:
        """A heading and those above it, the highest first, by their ids."""
        path: list[str] = []
        while section_id:
            path.append(section_id)
            section_id = self.sections[section_id]["parent_id"]
        return path[::-1]

    def heading(self, section_id: str | None, joint: str = "\n") -> str:
        """The headings that lead to a place, from the top."""
        rows = [self.sections[one] for one in self.above(section_id)]
        return joint.join(
            row["marker"] + shortened((row["heading_corrected"] or row["heading"]).rstrip("。"), 40) for row in rows
        )

    def words(self, start: int, end: int, limit: int = 120) -> str:
        """The words of the source, without the line breaks and blanks it prints between Chinese characters."""
        words = " ".join(self.text[start:end].split())
        words = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", words)
        return shortened(words, limit)

    @cached_property
    def duties(self) -> dict[str, list[Row]]:
        """The assignments of each task; a task that a heading's list covers has those of that list."""
        return charges(self.items, self.assignments)

    @cached_property
    def targets_of(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.targets:
            found[row["item_id"]].append(row)
        return found

    @cached_property
    def load(self) -> dict[str, dict[str, list[str]]]:
        """The tasks of each unit and its roles there, the unit with the most tasks first."""
        load: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for item_id, duties in self.duties.items():
            for row in duties:
                roles = load[row["unit_id"]][item_id]
                if row["role"] not in roles:
                    roles.append(row["role"])
        return dict(sorted(load.items(), key=lambda entry: (-len(entry[1]), entry[0])))

    def tasks_of(self, unit_id: str) -> set[str]:
        """The tasks of a unit, and those of the collectives that it belongs to."""
        return {*self.load[unit_id], *self.through(unit_id)}

    @cached_property
    def collectives_of(self) -> dict[str, list[str]]:
        """The collectives that each named unit belongs to: 各镇街 of a town, by their ids."""
        members: Mapping[str, list[str]] = rules.load("ledger")["members"]
        found: dict[str, list[str]] = defaultdict(list)
        for collective in self.load:
            row = self.units[collective]
            of = re.fullmatch(f"各({rules.words(members)})", row["short_name"])
            if row["kind"] != "collective" or not of:
                continue
            ends = tuple(members[of[1]])
            for unit_id in self.load:
                unit = self.units[unit_id]
                here = unit["kind"] != "collective" and unit["government"] == row["government"]
                if here and unit["short_name"].endswith(ends):
                    found[unit_id].append(collective)
        return dict(found)

    def through(self, unit_id: str) -> dict[str, str]:
        """The tasks that a unit has only as a member of a collective, and the collective's name."""
        own = self.load[unit_id]
        return {
            item_id: self.units[collective]["short_name"]
            for collective in self.collectives_of.get(unit_id, ())
            for item_id in self.load[collective]
            if item_id not in own
        }

    def named(self, item: Row, role: str) -> str:
        """The units that have a role in a task, as printed, and 等 where the list does not name them all."""
        said = ""
        for name, row in {row["name"]: row for row in self.duties[item["item_id"]] if row["role"] == role}.items():
            said += ("，" if said.endswith("等") else "、" if said else "") + name
            said += "等" if _AND_OTHERS.match(self.text, row["span_end"]) else ""
        return said

    def task(self, item: Row) -> str:
        words: str = item["text_corrected"] or item["text"] or item["title"] or ""
        return words

    def indicator(self, row: Row) -> str:
        return f"{self.labels('says.part_of') if row['part_of'] else ''}{row['indicator']}"

    def target(self, row: Row, known: str) -> str:
        """A target in words: 技改投资：66亿元以上（年内）; a deadline known from another column is left out."""
        said = f"{row['modality'] or ''}{self.words(row['span_start'], row['span_end'])}"
        within = self.labels("says.within", deadline=row["deadline"]) if row["deadline"] not in (None, known) else ""
        return self.labels("says.target", indicator=self.indicator(row), said=said) + within

    def goal(self, row: Row) -> str:
        """A target's number as officials write it: ≥230亿元."""
        numbers = [row["value"]] if row["value_max"] is None else [row["value"], row["value_max"]]
        said = "—".join(short(number) + row["unit"] for number in numbers)
        return self.labels(f"op.{row['op']}") + said

    def is_limit(self, row: Row) -> bool:
        """Whether a target is kept by staying below it."""
        return less_is_harder(dict(row))

    def commitments(self, item: Row) -> str:
        rows = self.targets_of.get(item["item_id"], [])
        mark = "" if len(rows) == 1 else "· "
        return "\n".join(mark + self.target(row, self.deadline(item)) for row in rows)

    def _dated(self, item: Row) -> list[Row]:
        return [item] if item["deadline"] else list(self.targets_of.get(item["item_id"], []))

    def deadline(self, item: Row) -> str:
        """The deadline as printed: that of the list, else those of the targets in the text."""
        return "；".join(dict.fromkeys(row["deadline"] for row in self._dated(item) if row["deadline"]))

    def last_day(self, item: Row) -> date | None:
        """The last day that the deadline allows."""
        days = [row["deadline_date"] for row in self._dated(item) if row["deadline_date"]]
        return max(days, default=None)

    def meaning(self, table: str, column: str, value: str | None) -> str:
        """The name of a value of a closed list, as the dictionary of columns has it."""
        found = next(one for one in dictionary().tables[table].columns if one.name == column)
        if not value or not found.enum:
            return ""
        zh = found.enum[value][1]
        return re.split("[：； ]", zh)[0] if self.labels.chinese else value.replace("_", " ")
