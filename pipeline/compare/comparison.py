"""Two years compared: which tasks went on, and what became of them, their targets and their units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from pipeline.compare import unit_changes
from pipeline.compare.bags import cosine, tokens
from pipeline.compare.likeness import quoted
from pipeline.compare.matching import Link, assign, match
from pipeline.compare.reasons import Pair, because, phrase, same
from pipeline.compare.target_changes import change, direction, follow
from pipeline.compare.year import Data, Row, Year, bare, heading_of, tasks_of, text_of
from pipeline.dataset.datapackage import dictionary
from pipeline.messages import text
from pipeline.notice import NoticeError

# Two headings are one if the likeness of their words and the share of their tasks that are one, each counting half,
# come to this.
_SAME_HEADING = 0.35


class Comparison:
    """What became of the tasks, the targets, the units and the headings of one notice in another.

    `tasks`, `targets`, `loads` and `sections` are the rows of the four tables; `rows` has them by table.

    Raises:
        NoticeError: the dataset lacks one of the notices, or they are one.
    """

    def __init__(self, data: Data, old_id: str, new_id: str) -> None:
        if old_id == new_id:
            raise NoticeError(text("diff.same", notice_id=old_id))
        self.old, self.new = Year.of(data, old_id), Year.of(data, new_id)
        self.units = {row["unit_id"]: row for row in data["units"]}
        self._matching = match(*tasks_of(self.old, self.new, data["units"]))

    @property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each table."""
        return {"tasks": self.tasks, "targets": self.targets, "units": self.loads, "sections": self.sections}

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The tasks that are one, by their ids."""
        return [
            (self.old.items[link.old]["item_id"], self.new.items[link.new]["item_id"]) for link in self._matching.links
        ]

    # ── tasks ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def tasks(self) -> list[Row]:
        """A row a link in the order of the new notice, new tasks among them, then the dropped ones."""
        groups: dict[int | None, list[Link]] = defaultdict(list)
        links: dict[int, list[Link]] = defaultdict(list)
        for link in self._matching.links:
            groups[link.group].append(link)
            links[link.new].append(link)
        rows = []
        for place, item in enumerate(self.new.items):
            rows += [self._linked(link, groups[link.group] if link.group else [link]) for link in links[place]]
            if not links[place]:
                rows.append(self._single("new", item, self._matching.nearest_old(place)))
        followed = {link.old for link in self._matching.links}
        for place, item in enumerate(self.old.items):
            if place not in followed:
                rows.append(self._single("dropped", item, self._matching.nearest_new(place)))
        return rows

    def _linked(self, link: Link, whole: Sequence[Link]) -> Row:
        """The row of two tasks that are one; of a split or a merger, units and targets are compared as a whole."""
        olds = [self.old.items[at] for at in sorted({one.old for one in whole})]
        news = [self.new.items[at] for at in sorted({one.new for one in whole})]
        other_units = unit_changes.other_units(
            self.old.roles_of(olds, self.renamed), self.new.roles_of(news, self.renamed)
        )
        other_targets = any(
            row["direction"] != "same" for item in olds + news for row in self.targets_of.get(item["item_id"], ())
        )
        old, new = self.old.items[link.old], self.new.items[link.new]
        same_words = bare(text_of(old)) == bare(text_of(new))
        reasons = [because("same_words")] if same_words else self._shared_words(link)
        reasons += self._shared_units(old, new)
        if link.group and len(olds) == 1:
            kind = "split"
            reasons.append(because("split", tasks=_numbered(self.old, olds), count=len(news)))
        elif link.group:
            kind = "merged"
            reasons.append(because("merged", tasks=_numbered(self.old, olds)))
        elif other_units or other_targets:
            kind = "changed"
        else:
            kind = "unchanged" if same_words else "reworded"
        return {
            "kind": kind,
            "old_item_id": old["item_id"],
            "new_item_id": new["item_id"],
            "group": f"g{link.group:02d}" if link.group else None,
            "score": link.score,
            **_said(reasons or [because("near")]),
            "targets_changed": other_targets,
            "units_changed": other_units,
        }

    def _shared_words(self, link: Link) -> list[Pair]:
        """What both tasks of a link speak of: names in quotation marks, and the rarest words."""
        old, new = text_of(self.old.items[link.old]), text_of(self.new.items[link.new])
        both = set(quoted(old)) & set(quoted(new))
        names = [name for name in dict.fromkeys(quoted(new)) if name in both][:3]
        words = [word for word in self._matching.shared_words(link) if word not in "".join(names)]
        found = [because("names", names=same("".join(f"“{name}”" for name in names)))] if names else []
        return found + ([because("words", words=same("、".join(words)))] if words else [])

    def _shared_units(self, old: Row, new: Row) -> list[Pair]:
        before, now = self.old.roles_of([old], self.renamed), self.new.roles_of([new], self.renamed)
        if before and before.keys() == now.keys():
            return [because("same_units")]
        both = [self.units[unit_id]["short_name"] for unit_id in now if unit_id in before]
        key = "more_units" if len(both) > 3 else "units"
        return [because(key, units=same("、".join(both[:3])), count=len(both))] if both else []

    def _single(self, kind: str, item: Row, nearest: tuple[int, float] | None) -> Row:
        """The row of a new or a dropped task; the reason names what the other year has instead."""
        this, other = ("new", "old") if kind == "new" else ("old", "new")
        year = self.old if kind == "new" else self.new
        notice = phrase(f"{other}_notice")
        goals = [
            row["indicator"]
            for row in self.targets_of.get(item["item_id"], ())
            if row[f"{other}_target_id"] and not row[f"{other}_item_id"]
        ]
        if goals:
            reason = because("goal", notice=notice, indicators=same("、".join(goals)))
        elif nearest:
            tasks = _numbered(year, [year.items[nearest[0]]])
            reason = because("nearest", notice=notice, tasks=tasks, likely=f"{nearest[1]:.2f}")
        else:
            reason = because("nothing" if year.items else "no_tasks", notice=notice)
        return {
            "kind": kind,
            f"{this}_item_id": item["item_id"],
            f"{other}_item_id": None,
            "group": None,
            "score": None,
            **_said([reason]),
            "targets_changed": False,
            "units_changed": False,
        }

    # ── targets, units, headings ─────────────────────────────────────────────────────────────────────

    @cached_property
    def targets(self) -> list[Row]:
        """A row an indicator, in the order of the new notice, then those that only the old one has."""
        rows = []
        for before, now in follow(self.old, self.new, set(self.pairs)):
            either = now or before or {}
            cells = {
                f"{year}_{column}": target and target[column]
                for column in ("target_id", "item_id", "op", "value", "value_max")
                for year, target in (("old", before), ("new", now))
            }
            moved = change(before, now) if before and now else None
            said = {"indicator": either["indicator"], "unit": either["unit"]}
            rows.append({**said, **cells, "change": moved, "direction": direction(before, now)})
        return rows

    @cached_property
    def targets_of(self) -> dict[str, list[Row]]:
        """The rows of `targets` by the tasks they concern."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.targets:
            for item_id in {row["old_item_id"], row["new_item_id"]} - {None}:
                found[item_id].append(row)
        return dict(found)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new name by the old one of each unit that was renamed, by their ids."""
        return unit_changes.renamed(self.old, self.new, self.pairs, self.units)

    @cached_property
    def loads(self) -> list[Row]:
        """A row a unit of either year."""
        return list(unit_changes.loads(self.old, self.new, self.pairs, self.renamed))

    @cached_property
    def sections(self) -> list[Row]:
        """A row a heading in the order of the new notice, then those that only the old one has."""
        old, new = self.old.sections, self.new.sections
        paired = self._same_headings() if old and new else {}
        rows = []
        for at, section in enumerate(new):
            before = old[paired[at]] if at in paired else None
            kind = "new"
            if before is not None:
                kind = "unchanged" if bare(heading_of(before)) == bare(heading_of(section)) else "reworded"
            rows.append(
                {
                    "kind": kind,
                    "old_section_id": before and before["section_id"],
                    "new_section_id": section["section_id"],
                }
            )
        followed = set(paired.values())
        for at, section in enumerate(old):
            if at not in followed:
                only = {"old_section_id": section["section_id"], "new_section_id": None}
                rows.append({"kind": "dropped", **only})
        return rows

    def _same_headings(self) -> dict[int, int]:
        """The place of the old heading by that of the new one, from their words and the tasks beneath them."""
        words = [[tokens(heading_of(row)) for row in year.sections] for year in (self.old, self.new)]
        scores = 0.5 * cosine(words[0], words[1])
        place = [{row["section_id"]: at for at, row in enumerate(year.sections)} for year in (self.old, self.new)]
        above = {
            item["item_id"]: list(year.above(item["section_id"]))
            for year in (self.old, self.new)
            for item in year.items
        }
        tasks = Counter(section for sections in above.values() for section in sections)
        shared = Counter((one, other) for old, new in self.pairs for one in above[old] for other in above[new])
        for (one, other), count in shared.items():
            share = min(1, 2 * count / (tasks[one] + tasks[other]))
            scores[place[0][one], place[1][other]] += 0.5 * share
        return {column: row for row, column in assign(scores, _SAME_HEADING)}

    @property
    def kinds(self) -> dict[str, int]:
        """How often each kind of change occurred: of tasks by its name, of others as in ``target-easier``.

        ``target-lower`` and ``target-higher`` are other words for easier and harder.
        """
        found: dict[str, int] = {}
        for table, prefix in _PREFIXES.items():
            found |= {f"{prefix}{kind}": count for kind, count in self.counted(table).items()}
        return {**found, "target-higher": found["target-harder"], "target-lower": found["target-easier"]}

    @staticmethod
    def kinds_known() -> tuple[str, ...]:
        """The names that `kinds` has, whatever the notices."""
        found = [f"{prefix}{kind}" for table, prefix in _PREFIXES.items() for kind in _values(table)]
        return (*found, "target-higher", "target-lower")

    def counted(self, table: str) -> dict[str, int]:
        """How often each kind of change occurs in a table, also those that do not.

        A split, a merger and a new name are one change each, however many rows they take.
        """
        name = "direction" if table == "targets" else "kind"
        rows = self.rows[table]
        if table == "tasks":
            rows = list({row["group"] or place: row for place, row in enumerate(rows)}.values())
        elif table == "units":
            rows = [row for row in rows if row["kind"] != "renamed" or row["unit_id"] in self.renamed]
        counts = Counter(row[name] for row in rows)
        return {kind: counts[kind] for kind in _values(table)}


# What stands before the name of a kind of change, by table.
_PREFIXES = {"tasks": "", "targets": "target-", "units": "unit-", "sections": "heading-"}


def _values(table: str) -> Sequence[str]:
    """The kinds of change that a table knows."""
    name = "direction" if table == "targets" else "kind"
    return list(next(column.enum for column in dictionary().diff[table].columns if column.name == name) or ())


def _said(reasons: Sequence[Pair]) -> Row:
    """Reasons one after the other, in both languages."""
    return {"reason": "；".join(zh for zh, _ in reasons), "reason_en": "; ".join(en for _, en in reasons)}


def _numbered(year: Year, items: Sequence[Row]) -> Pair:
    """Tasks as a reader finds them: 第12、13项, or by their first words where the number alone does not lead there."""
    if all((item["number"] or "").isdigit() and year.numbers[item["number"]] == 1 for item in items):
        numbers = [item["number"] for item in items]
        return f"第{'、'.join(numbers)}项", f"task{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
    return same("、".join(f"{item['number'] or ''}“{text_of(item)[:12]}…”" for item in items))
