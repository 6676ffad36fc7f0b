"""Who answers for a task: the units of its own list or, where it has none, of the list of a heading above it.

A row of `items` says by `covered_by` whose list that is.  Whoever joins tasks and units goes by this module, in SQL by
the view `charges` of rules/views.toml, in pandas by `charges` of frames.py: they are the same join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]


def charges(items: Iterable[Row], assignments: Iterable[Row]) -> dict[str, list[Any]]:
    """The rows of `assignments` that hold for each task, by its id, in the order of `items`; a task may have none."""
    listed: dict[str, list[Row]] = defaultdict(list)
    for row in assignments:
        listed[row["item_id"]].append(row)
    return {item["item_id"]: listed.get(item["covered_by"] or item["item_id"], []) for item in items}
