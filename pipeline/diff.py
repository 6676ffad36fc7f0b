"""Compare the notices of two years: which tasks went on, and what became of them, their targets and their units.

Reads the tables of the dataset; writes those of the dictionary's group `diff` and one page, index.html.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from . import rules
from .datapackage import dictionary
from .matching import Link, Rarity, Task, assign, cosine, match, quoted, tokens
from .messages import language
from .notice import NoticeError
from .target_changes import direction, follow

Row = dict[str, Any]
# The rows of the dataset's tables, by the name of the table.
Data = dict[str, list[Row]]
TABLES = ("notices", "sections", "items", "assignments", "units", "targets")

# Of the tasks of other notices so many, evenly spread, are read to learn which words are common.
_BACKGROUND = 1000
# How alike two units or two headings must be to be one under another name.
_RENAMED = 0.5
_SAME_HEADING = 0.35

# Of the targets that became easier, and of those that became harder, so many are printed.
_SAID = 10

_WIDTH = {ord(full): half for full, half in zip("（）［］，：；！？％", "()[],:;!?%", strict=True)}


# ── a notice, read from the tables ───────────────────────────────────────────────────────────────────


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
        own = {
            name: [row for row in data[name] if row["notice_id"] == notice_id] for name in TABLES if name != "units"
        }
        if not own["notices"]:
            held = ", ".join(sorted(row["notice_id"] for row in data["notices"])) or "none"
            raise NoticeError(f"the dataset holds no notice {notice_id}; it holds: {held}")
        roles: dict[str, dict[str, str]] = defaultdict(dict)
        for row in own["assignments"]:
            roles[row["item_id"]].setdefault(row["unit_id"], row["role"])
        for item in own["items"]:
            roles[item["item_id"]] = roles[item["item_id"]] or roles.get(item["covered_by"], {})
        return cls(own["notices"][0], own["items"], own["sections"], own["targets"], roles)

    def tasks(self, units: Mapping[str, str]) -> list[Task]:
        """The tasks as the matching sees them; `units` gives the word that stands for a unit."""
        sections = {row["section_id"]: row for row in self.sections}
        indicators: dict[str, list[str]] = defaultdict(list)
        for row in self.targets:
            indicators[row["item_id"]].append(row["indicator"])

        def headings(section_id: str | None) -> Iterator[str]:
            while section_id:
                yield heading_of(sections[section_id])
                section_id = sections[section_id]["parent_id"]

        return [
            Task(
                text_of(item),
                item["title"] or "",
                tuple(units[unit_id] for unit_id in self.roles[item["item_id"]]),
                tuple(indicators[item["item_id"]]),
                "。".join(headings(item["section_id"])),
                f"{item['section_id']} {item['number']}" if item["number"] else "",
                item["responsibility"] is not None,
            )
            for item in self.items
        ]


def text_of(item: Row) -> str:
    """The words of a task, corrected where a person did."""
    text: str = item["text_corrected"] or item["text"]
    return text


def heading_of(section: Row) -> str:
    """The words of a heading, corrected where a person did."""
    heading: str = section["heading_corrected"] or section["heading"]
    return heading


def _bare(text: str) -> str:
    """A text without what may differ in the same words: blanks, the width of signs, the sign at the end."""
    return re.sub(r"\s+", "", text).translate(_WIDTH).rstrip("。,;.")


# ── the comparison ───────────────────────────────────────────────────────────────────────────────────


class Comparison:
    """What became of the tasks, the targets, the units and the headings of one notice in another.

    `tasks`, `targets`, `unit_loads` and `sections` are the rows of the four tables.

    Raises:
        NoticeError: the dataset lacks one of the notices, or they are one.
    """

    def __init__(self, data: Data, old_id: str, new_id: str) -> None:
        if old_id == new_id:
            raise NoticeError(f"{old_id}: a notice is compared with another one; give two names")
        self.old, self.new = Year.of(data, old_id), Year.of(data, new_id)
        self.units = {row["unit_id"]: row for row in data["units"]}
        self._named = [
            {unit_id for roles in year.roles.values() for unit_id in roles} for year in (self.old, self.new)
        ]
        others = [text_of(item) for item in data["items"] if item["notice_id"] not in (old_id, new_id)]
        words = {unit_id: self._word_of(unit_id) for unit_id in self._named[0] | self._named[1]}
        self._matching = match(
            self.old.tasks(words), self.new.tasks(words), others[:: max(1, -(-len(others) // _BACKGROUND))]
        )

    def _word_of(self, unit_id: str) -> str:
        """What stands for a unit in the matching: one that a single year names meets others of its function."""
        lasting = all(unit_id in named for named in self._named)
        return unit_id if lasting else self.units[unit_id]["function"] or unit_id

    @property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each table."""
        return {
            "tasks": self.tasks,
            "targets": self.targets,
            "units": self.unit_loads,
            "sections": self.sections,
        }

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The tasks that are one, by their ids."""
        return [
            (self.old.items[link.old]["item_id"], self.new.items[link.new]["item_id"])
            for link in self._matching.links
        ]

    # ── tasks ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def tasks(self) -> list[Row]:
        """A row a link in the order of the new notice, new tasks among them, then the dropped ones."""
        links: dict[int, list[Link]] = defaultdict(list)
        for link in self._matching.links:
            links[link.new].append(link)
        rows = []
        for place, item in enumerate(self.new.items):
            rows += [self._linked(link) for link in links[place]] or [
                _single("new", item, "旧通知", self._matching.nearest_old(place), self.old)
            ]
        followed = {link.old for link in self._matching.links}
        rows += [
            _single("dropped", item, "新通知", self._matching.nearest_new(place), self.new)
            for place, item in enumerate(self.old.items)
            if place not in followed
        ]
        return rows

    @cached_property
    def _groups(self) -> dict[int, list[Link]]:
        groups: dict[int, list[Link]] = defaultdict(list)
        for link in self._matching.links:
            if link.group:
                groups[link.group].append(link)
        return groups

    @cached_property
    def _targets_of(self) -> dict[str, list[Row]]:
        """The rows of `targets` by the tasks they concern."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.targets:
            for item_id in {row["old_item_id"], row["new_item_id"]} - {None}:
                found[item_id].append(row)
        return found

    def _linked(self, link: Link) -> Row:
        """The row of two tasks that are one; of a split or a merger, units and targets are compared as a whole."""
        whole = self._groups[link.group] if link.group else [link]
        olds = [self.old.items[at] for at in sorted({one.old for one in whole})]
        news = [self.new.items[at] for at in sorted({one.new for one in whole})]
        before, now = _roles(self.old, olds, self.renamed), _roles(self.new, news, {})
        other_units = before.keys() != now.keys() or _other_lead(before, now)
        other_targets = any(
            row["direction"] != "same" for item in olds + news for row in self._targets_of[item["item_id"]]
        )
        old, new = self.old.items[link.old], self.new.items[link.new]
        same_words = _bare(text_of(old)) == _bare(text_of(new))
        if link.group:
            kind = "split" if len(olds) == 1 else "merged"
        elif other_units or other_targets:
            kind = "changed"
        else:
            kind = "unchanged" if same_words else "reworded"
        reasons = ["文字相同" if same_words else self._shared_words(link), self._shared_units(old, new)]
        if link.group:
            reasons.append(
                f"由旧通知{_numbered(olds)}拆分为{len(news)}项"
                if kind == "split"
                else f"由旧通知{_numbered(olds)}合并"
            )
        return {
            "kind": kind,
            "old_item_id": old["item_id"],
            "new_item_id": new["item_id"],
            "group": f"g{link.group:02d}" if link.group else None,
            "score": link.score,
            "reason": "；".join(filter(None, reasons)),
            "targets_changed": other_targets,
            "units_changed": other_units,
        }

    def _shared_words(self, link: Link) -> str:
        texts = [text_of(year.items[at]) for year, at in ((self.old, link.old), (self.new, link.new))]
        names = sorted(set(quoted(texts[0])) & set(quoted(texts[1])), key=texts[1].index)
        words = [word for word in self._matching.shared_words(link) if not any(word in name for name in names)]
        said = "".join(f"“{name}”" for name in names[:3])
        return "；".join(
            filter(None, [said and f"同提{said}", words and f"共有少见词{'、'.join(words)}"])
        )

    def _shared_units(self, old: Row, new: Row) -> str:
        before, now = _roles(self.old, [old], self.renamed), _roles(self.new, [new], {})
        both = [self.units[unit_id]["short_name"] for unit_id in now if unit_id in before]
        if before and before.keys() == now.keys():
            return "责任单位相同"
        more = f"等{len(both)}个" if len(both) > 3 else ""
        return f"共同责任单位{'、'.join(both[:3])}{more}" if both else ""

    # ── targets ──────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def targets(self) -> list[Row]:
        """A row an indicator, in the order of the new notice, then those that only the old one has."""
        rows = []
        pairs = follow(self.old.targets, self.new.targets, set(self.pairs))
        for before, now in pairs:
            either = now or before or {}
            cells = {
                f"{year}_{column}": target and target[column]
                for column in ("target_id", "item_id", "op", "value", "value_max")
                for year, target in (("old", before), ("new", now))
            }
            change = float(Decimal(str(now["value"])) - Decimal(str(before["value"]))) if now and before else None
            rows.append(
                {
                    "indicator": either["indicator"],
                    **cells,
                    "unit": either["unit"],
                    "change": change,
                    "direction": direction(before, now),
                }
            )
        return rows

    # ── units ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new name by the old one of each unit that was renamed.

        That is one that disappears where another appears in the same tasks, if their names or functions agree.
        """
        gone, come = sorted(self._named[0] - self._named[1]), sorted(self._named[1] - self._named[0])
        if not gone or not come:
            return {}
        shared: Counter[tuple[str, str]] = Counter()
        held: Counter[str] = Counter()
        for old_item, new_item in self.pairs:
            before = self.old.roles[old_item].keys() - self._named[1]
            now = self.new.roles[new_item].keys() - self._named[0]
            held.update(before | now)
            shared.update((one, other) for one in before for other in now)
        names = {unit_id: tokens(row["short_name"]) for unit_id, row in self.units.items()}
        likeness = cosine([names[one] for one in gone], [names[one] for one in come], Rarity(names.values()))
        scores = likeness * 0
        place = {unit_id: at for ids in (gone, come) for at, unit_id in enumerate(ids)}
        for (one, other), tasks in shared.items():
            old, new = self.units[one], self.units[other]
            if "collective" in (old["kind"], new["kind"]) or old["government"] != new["government"]:
                continue
            at = place[one], place[other]
            same_work = old["function"] is not None and all(old[key] == new[key] for key in ("function", "kind"))
            same_tasks = tasks / (held[one] + held[other] - tasks)
            scores[at] = 0.3 * likeness[at] + 0.35 * same_tasks + 0.35 * same_work
        return {gone[row]: come[column] for row, column in assign(scores, _RENAMED)}

    @cached_property
    def unit_loads(self) -> list[Row]:
        """A row a unit of either year; a renamed one has a row under each of its names."""
        before, now = _items_by_unit(self.old), _items_by_unit(self.new)
        partners: dict[str, set[str]] = defaultdict(set)
        for old_item, new_item in self.pairs:
            partners[old_item].add(new_item)
            partners[new_item].add(old_item)
        other = self.renamed | {new: old for old, new in self.renamed.items()}
        rows = []
        for unit_id in sorted(before.keys() | now.keys()):
            names = {unit_id, other.get(unit_id, unit_id)}
            had = {item for name in names for item in before[name]}
            has = {item for name in names for item in now[name]}
            gained = [item for item in now[unit_id] if not partners[item] & had]
            lost = [item for item in before[unit_id] if not partners[item] & has]
            if unit_id in other:
                kind = "renamed"
            elif not had or not has:
                kind = "disappears" if had else "appears"
            elif gained and lost:
                kind = "both"
            else:
                kind = "gained" if gained else "lost" if lost else "same"
            rows.append(
                {
                    "unit_id": unit_id,
                    "kind": kind,
                    "other_unit_id": other.get(unit_id),
                    "old_items": len(before[unit_id]),
                    "new_items": len(now[unit_id]),
                    "items_gained": gained,
                    "items_lost": lost,
                }
            )
        return rows

    # ── headings ─────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def sections(self) -> list[Row]:
        """A row a heading in the order of the new notice, then those that only the old one has.

        Headings are one by their words and by the tasks beneath them that are one.
        """
        old, new = self.old.sections, self.new.sections
        paired = self._same_headings() if old and new else {}
        rows = []
        for at, section in enumerate(new):
            before = old[paired[at]] if at in paired else None
            if before is None:
                kind = "new"
            else:
                same = _bare(heading_of(before)) == _bare(heading_of(section))
                kind = "unchanged" if same else "reworded"
            old_id = before and before["section_id"]
            rows.append({"kind": kind, "old_section_id": old_id, "new_section_id": section["section_id"]})
        for at, section in enumerate(old):
            if at not in paired.values():
                rows.append({"kind": "dropped", "old_section_id": section["section_id"], "new_section_id": None})
        return rows

    def _same_headings(self) -> dict[int, int]:
        """The place of the old heading by that of the new one."""
        words = [[tokens(heading_of(row)) for row in year.sections] for year in (self.old, self.new)]
        scores = 0.5 * cosine(words[0], words[1], Rarity(words[0] + words[1]))
        place = {row["section_id"]: at for year in (self.old, self.new) for at, row in enumerate(year.sections)}
        under = {
            item["item_id"]: item["section_id"]
            for year in (self.old, self.new)
            for item in year.items
            if item["section_id"]
        }
        tasks = Counter(under.values())
        shared = Counter((under.get(one), under.get(other)) for one, other in self.pairs)
        for (one, other), count in shared.items():
            if one and other:
                scores[place[one], place[other]] += 0.5 * min(1, 2 * count / (tasks[one] + tasks[other]))
        return {column: row for row, column in assign(scores, _SAME_HEADING)}

    @property
    def kinds(self) -> dict[str, int]:
        """How often each kind of change occurred: of tasks by its name, of others as in ``target-easier``."""
        found: dict[str, int] = {}
        for table, column, prefix in (
            ("tasks", "kind", ""),
            ("targets", "direction", "target-"),
            ("units", "kind", "unit-"),
            ("sections", "kind", "heading-"),
        ):
            counts = Counter(row[column] for row in self.rows[table])
            closed = next(one.enum for one in dictionary().diff[table].columns if one.name == column)
            found |= {f"{prefix}{kind}": counts[kind] for kind in closed or ()}
        return found | {"target-higher": found["target-harder"], "target-lower": found["target-easier"]}


def _roles(year: Year, items: Iterable[Row], renamed: Mapping[str, str]) -> dict[str, str]:
    """The units that answer for the tasks, by their new names, and their roles."""
    return {
        renamed.get(unit_id, unit_id): role
        for item in items
        for unit_id, role in year.roles[item["item_id"]].items()
    }


def _other_lead(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether another unit leads, where both lists name who does.

    That one year prints 责任单位 and the next 牵头单位 and 责任单位 is no change.
    """
    leads = [{unit_id for unit_id, role in roles.items() if role == "lead"} for roles in (before, now)]
    return all(leads) and leads[0] != leads[1]


def _items_by_unit(year: Year) -> dict[str, list[str]]:
    """The tasks of each unit, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in year.items:
        for unit_id in year.roles[item["item_id"]]:
            found[unit_id].append(item["item_id"])
    return found


def _single(kind: str, item: Row, other: str, nearest: tuple[int, float] | None, year: Year) -> Row:
    """The row of a new or a dropped task; the reason names the task of the other year that is most like it."""
    reason = f"{other}没有事项"
    if nearest:
        at, score = nearest
        reason = f"{other}中最相近的是{_numbered([year.items[at]])}，相似度{score:.2f}，未予配对"
    return {
        "kind": kind,
        "old_item_id": item["item_id"] if kind == "dropped" else None,
        "new_item_id": item["item_id"] if kind == "new" else None,
        "group": None,
        "score": None,
        "reason": reason,
        "targets_changed": False,
        "units_changed": False,
    }


def _numbered(items: Sequence[Row]) -> str:
    """Tasks as a reader finds them: 第12、13项, or by their first words where no number is printed."""
    if all((item["number"] or "").isdigit() for item in items):
        return f"第{'、'.join(item['number'] for item in items)}项"
    return "".join(f"“{item['number'] or ''}{text_of(item)[:12]}…”" for item in items)


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Result:
    """What the command says: how often each kind of change occurred, and a summary in the user's language."""

    kinds: Mapping[str, int]
    summary: str


def run(old_id: str, new_id: str, data: Path, out: Path) -> Result:
    """Compare two notices of the dataset in `data` and write the tables and the page into `out`.

    Raises:
        NoticeError: there is no dataset, or it lacks one of the notices.
    """
    from .diff_page import page
    from .tables import write_diff

    found = Comparison(read(data), old_id, new_id)
    columns = {
        name: {column.name: [row[column.name] for row in found.rows[name]] for column in table.columns}
        for name, table in dictionary().diff.items()
    }
    write_diff(columns, out, old_id, new_id)
    (out / "index.html").write_bytes(page(found).encode())
    return Result(found.kinds, _summary(found, out))


def read(data: Path) -> Data:
    """The rows of a dataset's tables.

    Raises:
        NoticeError: the folder holds no dataset.
    """
    import pyarrow.parquet as pq

    try:
        return {name: pq.read_table(data / f"{name}.parquet").to_pylist() for name in TABLES}
    except FileNotFoundError as error:
        raise NoticeError(f"{data}: no dataset here; make it first: python -m pipeline build") from error


def quantity(op: str, value: float, value_max: float | None, unit: str) -> str:
    """A target's number in the words of a notice: 不低于70%, 6%—6.5%, 66亿元以上."""
    signs: Mapping[str, Sequence[str]] = rules.load("diff")["quantity"]
    before, behind = signs[op]
    numbers = [one for one in (value, value_max) if one is not None]
    return before + "—".join(f"{_short(one)}{unit}" for one in numbers) + behind


def _short(value: float) -> str:
    for step, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= step:
            return f"{value / step:,.4f}".rstrip("0").rstrip(".") + name
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _summary(found: Comparison, out: Path) -> str:
    """What changed, in a few lines: how often, and the targets that moved, easier ones first."""
    words = rules.load("diff")
    speech = ("en", "zh").index(language())

    def said(key: str, **values: object) -> str:
        return str(words["summary"][key][speech]).format(**values)

    def counted(table: str, column: str) -> str:
        counts = Counter(row[column] for row in found.rows[table])
        closed = next(one.enum for one in dictionary().diff[table].columns if one.name == column)
        return ", ".join(f"{words['kinds'][kind][speech]} {counts[kind]}" for kind in closed or () if counts[kind])

    sizes = {
        "tasks": (len(found.old.items), len(found.new.items)),
        "targets": (len(found.old.targets), len(found.new.targets)),
        "units": tuple(len({unit for roles in year.roles.values() for unit in roles}) for year in (found.old, found.new)),
        "sections": (len(found.old.sections), len(found.new.sections)),
    }
    lines = [said("title", old=found.old.notice["notice_id"], new=found.new.notice["notice_id"])]
    for table, (before, now) in sizes.items():
        kinds = counted(table, "direction" if table == "targets" else "kind")
        lines.append(said(table, old=before, new=now, kinds=kinds))
    for way in ("easier", "harder"):
        moved = [row for row in found.targets if row["direction"] == way]
        for row in moved[:_SAID]:
            before, now = (
                quantity(row[f"{year}_op"], row[f"{year}_value"], row[f"{year}_value_max"], row["unit"])
                for year in ("old", "new")
            )
            lines.append(said("target", direction=words["kinds"][way][speech], indicator=row["indicator"], old=before, new=now))
        if len(moved) > _SAID:
            lines.append(said("more", count=len(moved) - _SAID, path=out / "targets.csv"))
    lines.append(said("written", path=out, page=out / "index.html"))
    return "\n".join(lines)
