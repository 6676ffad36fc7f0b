"""Follow the units from one year to the next: which were renamed, and who gained or lost which tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.compare.bags import cosine, tokens
from pipeline.compare.matching import assign
from pipeline.compare.year import Row, Year

# What speaks for a new name: the words of the names, the tasks they share, the work and the kind.  Together they must
# come to the threshold.
_NAME, _TASKS, _WORK, _THRESHOLD = 0.3, 0.35, 0.35, 0.5


def renamed(old: Year, new: Year, pairs: Sequence[tuple[str, str]], units: Mapping[str, Row]) -> dict[str, str]:
    """The new name by the old one of each unit that was renamed, by their ids.

    That is one that disappears where another of its government appears in the same tasks, if their names or what
    they do agree.

    Args:
        pairs: the tasks that are one, by their ids.
        units: the rows of `units`, by their ids.
    """
    gone, come = sorted(old.units - new.units), sorted(new.units - old.units)
    if not gone or not come:
        return {}
    shared: Counter[tuple[str, str]] = Counter()
    held: Counter[str] = Counter()
    for old_item, new_item in pairs:
        before = old.roles[old_item].keys() - new.units
        now = new.roles[new_item].keys() - old.units
        held.update(before | now)
        shared.update((one, other) for one in before for other in now)
    names = {unit_id: tokens(units[unit_id]["short_name"]) for unit_id in (*gone, *come)}
    likeness = cosine([names[one] for one in gone], [names[one] for one in come])
    scores = likeness * 0
    place = {unit_id: at for ids in (gone, come) for at, unit_id in enumerate(ids)}
    for (one, other), tasks in shared.items():
        was, is_now = units[one], units[other]
        if "collective" in (was["kind"], is_now["kind"]) or was["government"] != is_now["government"]:
            continue
        at = place[one], place[other]
        same_work = was["function"] is not None and all(was[key] == is_now[key] for key in ("function", "kind"))
        same_tasks = tasks / (held[one] + held[other] - tasks)
        scores[at] = _NAME * likeness[at] + _TASKS * same_tasks + _WORK * same_work
    return {gone[row]: come[column] for row, column in assign(scores, _THRESHOLD)}


def other_units(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether other units answer for a task, or another one leads; both give the units' roles.

    Who leads is compared where both lists say it: that one year prints 责任单位 and the next 牵头单位 and 责任单位
    is no change.
    """
    if old.keys() != new.keys():
        return True
    leads = [{unit_id for unit_id, role in roles.items() if role == "lead"} for roles in (old, new)]
    return all(leads) and leads[0] != leads[1]


def loads(old: Year, new: Year, pairs: Iterable[tuple[str, str]], new_names: Mapping[str, str]) -> Iterator[Row]:
    """The rows of `units`: one a unit of either year; a renamed one has a row under each of its names."""
    before, now = _items_by_unit(old), _items_by_unit(new)
    partners: dict[str, set[str]] = defaultdict(set)
    for old_item, new_item in pairs:
        partners[old_item].add(new_item)
        partners[new_item].add(old_item)
    other = {**new_names, **{new_name: old_name for old_name, new_name in new_names.items()}}
    for unit_id in sorted(before.keys() | now.keys()):
        names = {unit_id, other.get(unit_id, unit_id)}
        had = {item for name in names for item in before.get(name, ())}
        has = {item for name in names for item in now.get(name, ())}
        gained = list(_beyond(now.get(unit_id, ()), partners, had))
        lost = list(_beyond(before.get(unit_id, ()), partners, has))
        if unit_id in other:
            kind = "renamed"
        elif not had or not has:
            kind = "disappears" if had else "appears"
        elif gained and lost:
            kind = "both"
        else:
            kind = "gained" if gained else "lost" if lost else "same"
        yield {
            "unit_id": unit_id,
            "kind": kind,
            "other_unit_id": other.get(unit_id),
            "old_items": len(before.get(unit_id, ())),
            "new_items": len(now.get(unit_id, ())),
            "items_gained": gained,
            "items_lost": lost,
        }


def _beyond(items: Sequence[str], partners: Mapping[str, set[str]], others: set[str]) -> Iterator[str]:
    """The tasks that a unit has besides those of the other year; a task vouches for one, also where it was split."""
    used: set[str] = set()
    for item in items:
        free = (partners[item] & others) - used
        if free:
            used.add(min(free))
        else:
            yield item


def _items_by_unit(year: Year) -> dict[str, list[str]]:
    """The tasks of each unit, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in year.items:
        for unit_id in year.roles[item["item_id"]]:
            found[unit_id].append(item["item_id"])
    return dict(found)
