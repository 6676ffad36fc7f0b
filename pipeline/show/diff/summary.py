"""Two years on one page: how much changed, and the changes that a reader asks for first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.show.diff.content import Content, Goal, Group, Pair, name, words

# Of each change so many are told, so that all of them stand on one page.
_TOLD = 7
_WORDS = 34


@dataclass(frozen=True, slots=True)
class Told:
    """Changes of one kind: the first of them, each with its address, and how many there are."""

    kind: str
    title: Pair
    lines: Sequence[tuple[str, Pair]]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def counts(content: Content) -> list[tuple[str, Pair, list[tuple[str, Pair, int]]]]:
    """How often each kind of change occurs, by table."""
    return [
        (table, words(table), [(kind, name(kind), n) for kind, n in content.found.counted(table).items() if n])
        for table in ("tasks", "targets", "units", "sections")
    ]


def count(content: Content, kind: str) -> int:
    """How often a change occurs: targets that became harder or easier or moved, and tasks otherwise."""
    return content.found.counted("targets" if kind in ("harder", "easier", "moved") else "tasks")[kind]


def told(content: Content) -> list[Told]:
    """The changes to be told first, kind by kind; kinds that do not occur are left out."""
    found = [
        *(_goals(content.goals, way) for way in ("harder", "easier")),
        *(_tasks(content.groups, kind) for kind in ("dropped", "new", "split", "merged")),
        _units(content),
    ]
    return [one for one in found if one.count]


def _goals(goals: Iterable[Goal], way: str) -> Told:
    moved = [goal for goal in goals if goal.direction == way]
    lines = [
        ((goal.new_link or goal.old_link or ("", ("", "")))[0], _same(f"{goal.indicator}：{goal.old} → {goal.new}"))
        for goal in moved[:_TOLD]
    ]
    return Told(way, words(f"told_{way}"), lines, len(moved))


def _tasks(groups: Iterable[Group], kind: str) -> Told:
    of_kind = [group for group in groups if group.kind == kind]
    lines = []
    for group in of_kind[:_TOLD]:
        side = group.new or group.old
        said = "".join(text for _, text in side[0].text)
        line = said if len(said) <= _WORDS else said[: _WORDS - 1] + "…"
        if kind in ("split", "merged"):
            line = f"{len(group.old)} → {len(group.new)}：{line}"
        lines.append((group.anchor, _same(line)))
    return Told(kind, words(f"told_{kind}"), lines, len(of_kind))


def _units(content: Content) -> Told:
    """Units that came, went or were renamed, a renamed one once."""
    lines = []
    for load in content.loads:
        zh, en = name(load.kind)
        if load.kind == "renamed" and load.old and load.other:
            lines.append(("units", (f"{zh}：{load.name}{load.other[0]}", f"{en}: {load.name}{load.other[1]}")))
        elif load.kind in ("appears", "disappears"):
            count = f"{load.name} ({load.old or load.new})"
            lines.append(("units", (f"{zh}：{count}", f"{en}: {count}")))
    return Told("units", words("told_units"), lines[:_TOLD], len(lines))


def _same(line: str) -> Pair:
    return line, line
