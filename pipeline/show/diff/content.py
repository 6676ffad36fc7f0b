"""What the page of a comparison shows, and in which order: the tasks, targets, units and headings of both years."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline import rules
from pipeline.compare.year import Row, Year, heading_of, short, text_of
from pipeline.show.diff.marked import Runs, marked

if TYPE_CHECKING:
    from pipeline.compare.comparison import Comparison

Pair = tuple[str, str]
# Changes in the order in which they are shown: what got harder or easier, what went and what came.
ORDER = ("harder", "easier", "moved", "dropped", "new", "split", "merged", "changed", "reworded", "unchanged")


def name(kind: str) -> Pair:
    """What a kind of change is called, in Chinese and English."""
    en, zh = rules.load("diff")["kinds"][kind]
    return zh, en


def words(key: str, **values: object) -> Pair:
    """What the page says, in Chinese and English."""
    zh, en = rules.load("diff")["page"][key]
    return zh.format(**values), en.format(**values)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that answers for a task; `mark` is `gained` or `lost` where the other year has it not."""

    name: str
    lead: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Half:
    """One task as one of the years has it."""

    number: Pair
    heading: str
    text: Runs
    units: Sequence[Unit]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of either year: as printed in both, how much it moved and whether it became harder."""

    indicator: str
    old: str
    new: str
    change: str
    direction: str
    old_link: tuple[str, Pair] | None
    new_link: tuple[str, Pair] | None
    classes: frozenset[str]
    units: Sequence[str]
    headings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A task of both years, or the tasks of a split or a merger; a side is empty where that year lacks it."""

    anchor: str
    kind: str
    classes: frozenset[str]
    old: Sequence[Half]
    new: Sequence[Half]
    score: float | None
    reasons: Sequence[Pair]
    goals: Sequence[Goal]
    units: Sequence[str]
    headings: Sequence[str]
    changed: Sequence[str]

    @property
    def rank(self) -> int:
        """Where it stands among the others: the strongest change that it holds."""
        return min(ORDER.index(one) for one in self.classes)


@dataclass(frozen=True, slots=True)
class Load:
    """A unit of either year with what it gained and lost; `one` is the same for both names of a renamed one."""

    key: str
    one: str
    name: str
    other: Pair | None
    kind: str
    old: int
    new: int
    gained: Sequence[tuple[str, Pair]]
    lost: Sequence[tuple[str, Pair]]


class Content:
    """What is shown of a comparison.

    `unit_keys` and `heading_keys` are the short names that the filters have for units and headings.
    """

    def __init__(self, comparison: Comparison) -> None:
        self.found = comparison
        years = (comparison.old, comparison.new)
        self._items = {item["item_id"]: item for year in years for item in year.items}
        self._years = {item["item_id"]: year for year in years for item in year.items}
        self._sections = {row["section_id"]: row for year in years for row in year.sections}
        self.heading_keys = {section_id: f"h{at}" for at, section_id in enumerate(self._sections)}
        self._quotes = {row["target_id"]: re.sub(r"\s+", "", row["quote"]) for year in years for row in year.targets}
        self.unit_keys = {row["unit_id"]: f"u{at}" for at, row in enumerate(comparison.loads)}
        names = {unit_id: comparison.units[unit_id]["short_name"] for unit_id in self.unit_keys}
        several = Counter(names.values())
        self.unit_names: dict[str, str] = {
            unit_id: one if several[one] == 1 else comparison.units[unit_id]["name"] for unit_id, one in names.items()
        }

    # ── tasks ──

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """The rows of `tasks` that are shown together, by the address of their place on the page."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.found.tasks:
            groups[row["group"] or row["new_item_id"] or row["old_item_id"]].append(row)
        return {rows[0]["new_item_id"] or rows[0]["old_item_id"]: rows for rows in groups.values()}

    @cached_property
    def _places(self) -> dict[str, str]:
        """The address of the place where a task is shown, by its id."""
        return {
            item_id: anchor
            for anchor, rows in self._rows.items()
            for row in rows
            for item_id in (row["old_item_id"], row["new_item_id"])
            if item_id
        }

    @cached_property
    def groups(self) -> list[Group]:
        """The tasks, the strongest changes first."""
        return sorted((self._group(anchor, rows) for anchor, rows in self._rows.items()), key=lambda one: one.rank)

    def _group(self, anchor: str, rows: Sequence[Row]) -> Group:
        olds, news = (
            [self._items[one] for one in dict.fromkeys(row[column] for row in rows) if one]
            for column in ("old_item_id", "new_item_id")
        )
        kind = rows[0]["kind"]
        if olds and news and kind != "unchanged":
            texts = marked([text_of(item) for item in olds], [text_of(item) for item in news])
        else:
            texts = tuple([[("", text_of(item))] for item in items] for items in (olds, news))  # type: ignore[assignment]
        units = [self._units_of(self.found.old, olds), self._units_of(self.found.new, news)]
        both = bool(olds and news)
        targets = {id(row): row for item in olds + news for row in self.found.targets_of.get(item["item_id"], ())}
        moved = [
            row
            for row in targets.values()
            if row["direction"] != "same"
            and ((row["old_target_id"] and row["new_target_id"]) or rows[0]["score"] is not None)
        ]
        directions = {row["direction"] for row in moved} & {"harder", "easier", "moved"}
        return Group(
            anchor,
            kind,
            frozenset({kind, *directions}),
            self._side(olds, texts[0], units[1] if both else None, "lost"),
            self._side(news, texts[1], units[0] if both else None, "gained"),
            next((row["score"] for row in rows if row["score"] is not None), None),
            list(dict.fromkeys((row["reason"], row["reason_en"]) for row in rows)),
            [self._goal(row) for row in moved],
            sorted({self.unit_keys[unit_id] for side in units for unit_id in side}),
            self._headings_of(olds + news),
            [one for one in ("targets", "units") if rows[0][f"{one}_changed"]],
        )

    def _headings_of(self, items: Iterable[Row]) -> list[str]:
        return sorted(
            {
                self.heading_keys[section]
                for item in items
                for section in self._years[item["item_id"]].above(item["section_id"])
            }
        )

    def _side(self, items: Sequence[Row], texts: Sequence[Runs], others: Iterable[str] | None, mark: str) -> list[Half]:
        """One year's half of a task; units that are not among `others`, those of the other year, get the mark."""
        return [
            Half(number_of(item), self._heading_above(item), text, self._units(item, others, mark))
            for item, text in zip(items, texts, strict=True)
        ]

    def _units_of(self, year: Year, items: Iterable[Row]) -> list[str]:
        return list(dict.fromkeys(unit for item in items for unit in year.roles[item["item_id"]]))

    def _units(self, item: Row, others: Iterable[str] | None, mark: str) -> list[Unit]:
        renamed = self.found.renamed
        known = None if others is None else {renamed.get(unit, unit) for unit in others}
        return [
            Unit(
                self.unit_names[unit_id],
                role == "lead",
                mark if known is not None and renamed.get(unit_id, unit_id) not in known else "",
            )
            for unit_id, role in self._years[item["item_id"]].roles[item["item_id"]].items()
        ]

    def _heading_above(self, item: Row) -> str:
        section = self._sections.get(item["section_id"])
        return f"{section['marker']}{heading_of(section)}" if section else ""

    def link(self, item_id: str) -> tuple[str, Pair]:
        """The address of a task on the page, and what it is called."""
        return self._places[item_id], number_of(self._items[item_id])

    # ── targets, units, headings ──

    @cached_property
    def goals(self) -> list[Goal]:
        """The targets of either year, those that moved first."""
        order = ("harder", "easier", "moved", "dropped", "new", "same")
        return sorted(map(self._goal, self.found.targets), key=lambda goal: order.index(goal.direction))

    def _goal(self, row: Row) -> Goal:
        items: list[str] = [row[f"{year}_item_id"] for year in ("old", "new") if row[f"{year}_item_id"]]
        kinds = {self._rows[self._places[item]][0]["kind"] for item in items}
        direction = row["direction"]
        own: str = "unchanged" if direction == "same" else direction
        units = {self.unit_keys[unit] for item in items for unit in self._years[item].roles[item]}
        links = [
            self.link(row[f"{year}_item_id"])
            if row[f"{year}_item_id"]
            else ("", words("outside"))
            if row[f"{year}_target_id"]
            else None
            for year in ("old", "new")
        ]
        return Goal(
            row["indicator"],
            self._quotes.get(row["old_target_id"], ""),
            self._quotes.get(row["new_target_id"], ""),
            "" if row["change"] is None else _signed(row["change"], row["unit"]),
            str(direction),
            links[0],
            links[1],
            frozenset({own, *(kinds & {"split", "merged", "changed", "reworded"})}),
            sorted(units),
            self._headings_of([self._items[item] for item in items]),
        )

    @cached_property
    def loads(self) -> list[Load]:
        """The units of either year, those that changed first."""
        order = ("disappears", "appears", "renamed", "lost", "gained", "both", "same")
        return sorted(map(self._load, self.found.loads), key=lambda load: order.index(load.kind))

    def _load(self, row: Row) -> Load:
        other = row["other_unit_id"]
        called = None
        if other:
            called = words("now_called" if row["old_items"] else "once_called", name=self.unit_names[other])
        return Load(
            self.unit_keys[row["unit_id"]],
            min(self.unit_keys[row["unit_id"]], self.unit_keys[other or row["unit_id"]]),
            self.unit_names[row["unit_id"]],
            called,
            row["kind"],
            row["old_items"],
            row["new_items"],
            [self.link(item) for item in row["items_gained"]],
            [self.link(item) for item in row["items_lost"]],
        )

    @cached_property
    def headings(self) -> list[tuple[str, Runs, Runs]]:
        """The headings: what became of each, as the old year has it and as the new one."""
        found = []
        for row in self.found.sections:
            cells = []
            for year in ("old", "new"):
                section = self._sections.get(row[f"{year}_section_id"])
                cells.append(section["marker"] + heading_of(section) if section else "")
            if row["kind"] == "reworded":
                (old,), (new,) = marked(cells[:1], cells[1:])
            else:
                old, new = ([("", cell)] for cell in cells)  # type: ignore[assignment]
            found.append((row["kind"], old, new))
        return found

    @property
    def sections(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The headings of each year to choose from: the key of each, and its words."""
        return [
            (
                side,
                [
                    (
                        self.heading_keys[row["section_id"]],
                        "　" * max(0, row["level"] - 1) + (row["marker"] + heading_of(row))[:26],
                    )
                    for row in year.sections
                ],
            )
            for side, year in (("new", self.found.new), ("old", self.found.old))
        ]


def _signed(change: float, unit: str) -> str:
    """How much a target moved: +150户, −0.5个百分点."""
    if not change:
        return "0"
    return f"{'+' if change > 0 else '−'}{short(abs(change))}{'个百分点' if unit == '%' else unit}"


def number_of(item: Mapping[str, str | None]) -> Pair:
    """A task as a reader finds it."""
    number = item["number"] or ""
    if number.isdigit():
        return words("task_number", number=number)
    return (number, number) if number else words("no_number")
