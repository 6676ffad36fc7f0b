"""Compare the notices of two years: which tasks went on, and what became of them, their targets and their units.

Reads the tables of the dataset and writes the tables of the dictionary's group `diff` and one page, index.html.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import rules
from .datapackage import dictionary
from .matching import Link, Matching, Rarity, Task, cosine, match, pairs_of, quoted, tokens
from .messages import language
from .notice import NoticeError

Row = dict[str, Any]
# The rows of the dataset's tables, by the table's name.
Data = dict[str, list[Row]]
TABLES = ("notices", "sections", "items", "assignments", "units", "targets")

# Of the tasks of other notices so many, evenly spread, are read to learn which words are common.
_BACKGROUND = 1000
# How alike two targets must be to be one, and what counts for it beside the words of the indicator.
_SAME_TARGET = 0.45
_INDICATOR, _BOND = 0.6, 0.4
_SAME_UNIT = 0.5
_SAME_HEADING = 0.3


# ── a notice, read from the tables ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Year:
    """One notice of the two: its rows, in their order, and what the comparison asks of them.

    `units` are the unit ids of each task, by its id: its own, or those of the row whose list covers it.
    """

    notice: Row
    items: list[Row]
    sections: list[Row]
    targets: list[Row]
    units: dict[str, list[str]]
    roles: dict[str, dict[str, str]]

    @classmethod
    def of(cls, data: Data, notice_id: str) -> Year:
        own = {name: [row for row in data[name] if row.get("notice_id") == notice_id] for name in TABLES}
        if not own["notices"]:
            held = ", ".join(sorted(row["notice_id"] for row in data["notices"])) or "-"
            raise NoticeError(f"{notice_id}: the dataset holds no such notice; it holds: {held}")
        roles: dict[str, dict[str, str]] = defaultdict(dict)
        for row in own["assignments"]:
            roles[row["item_id"]].setdefault(row["unit_id"], row["role"])
        for item in own["items"]:
            if item["item_id"] not in roles and item["covered_by"] in roles:
                roles[item["item_id"]] = roles[item["covered_by"]]
        units = {item["item_id"]: list(roles.get(item["item_id"], ())) for item in own["items"]}
        return cls(own["notices"][0], own["items"], own["sections"], own["targets"], units, dict(roles))
