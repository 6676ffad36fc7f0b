"""What the review page shows: the rows of one notice, and the keys that they have on the page."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset import stored
from pipeline.dataset.charges import charges
from pipeline.frames import NoticeTables
from pipeline.show.markup import Row


@dataclass(frozen=True)
class Review:
    """A notice's rows by table.  `keys` leads from the ids of rows to the keys they have on the page.

    `findings` holds the corrections too, as rows of their own severity.  `assigned` are the units of each task,
    those that a heading's list gives it included.
    """

    notice: Row
    text: str
    tables: Mapping[str, Sequence[Row]]
    keys: Mapping[str, str]
    by_id: Mapping[str, Row]
    assigned: Mapping[str, Sequence[Row]]

    def key(self, row_id: str | None) -> str | None:
        return self.keys[row_id] if row_id else None


# Letter of the key and column of the id of each table with rows on the page, in the order of the tabs.
KEYED = {
    "items": ("i", "item_id"),
    "units": ("u", "unit_id"),
    "targets": ("t", "target_id"),
    "findings": ("f", "finding_id"),
    "sections": ("s", "section_id"),
    "numbers": ("n", "number_id"),
}


def read(notice_id: str, data: Path | NoticeTables) -> Review:
    """What the page of a notice shows, from the dataset in a folder or from the tables of this notice alone."""

    def rows(table: str, **where: object) -> list[Row]:
        if isinstance(data, NoticeTables):
            own: list[Row] = data.to_arrow(table).to_pylist()
            return own
        filters = [(column, "in" if isinstance(value, list) else "=", value) for column, value in where.items()]
        found: list[Row] = stored.read(data, table, filters=filters).to_pylist()
        return found

    here = ("items", "assignments", "targets", "findings", "sections", "numbers", "blocks", "corrections")
    tables = {table: rows(table, notice_id=notice_id) for table in here}
    load_of = Counter(row["unit_id"] for row in tables["assignments"])
    units = rows("units", unit_id=sorted(load_of)) if load_of else []
    tables["units"] = sorted(units, key=lambda unit: (-load_of[unit["unit_id"]], unit["unit_id"]))
    corrections = [
        {
            **row,
            "finding_id": row["correction_id"],
            "severity": "correction",
            "code": "correction",
            "item_id": None,
            "message": f"“{row['printed']}”应作“{row['corrected']}”：{row['reason']}",
            "message_en": f"“{row['printed']}” should be “{row['corrected']}”: {row['reason']}",
        }
        for row in tables["corrections"]
    ]
    tables["findings"] = sorted(tables["findings"] + corrections, key=lambda row: row["span_start"])
    by_id = {row[column]: row for table, (_, column) in KEYED.items() for row in tables[table]}
    return Review(
        rows("notices", notice_id=notice_id)[0],
        data.text if isinstance(data, NoticeTables) else stored.text(data, notice_id),
        tables,
        {
            row[column]: f"{letter}{place}"
            for table, (letter, column) in KEYED.items()
            for place, row in enumerate(tables[table], 1)
        },
        by_id,
        charges(tables["items"], tables["assignments"]),
    )


def section_of(review: Review, row: Row) -> str | None:
    """The heading that a row stands under: its task's, else the last one before it."""
    if row.get("item_id"):
        section: str | None = review.by_id[row["item_id"]]["section_id"]
        return section
    sections = review.tables["sections"]
    place = bisect_right(sections, row["span_start"], key=lambda one: int(one["span_start"])) - 1
    return sections[place]["section_id"] if place >= 0 else None


def facts(review: Review) -> dict[str, object]:
    """What the filters need to know, by key."""
    tables, key = review.tables, review.key
    return {
        "notice": review.notice["notice_id"],
        "parents": {key(row["section_id"]): key(row["parent_id"]) for row in tables["sections"]},
        "functions": {
            key(row["unit_id"]): [one for one in (row["function"], *row["further_functions"]) if one]
            for row in tables["units"]
        },
        "names": {
            key(row["unit_id"]): sorted({row["name"], row["short_name"], *row["aliases"]}) for row in tables["units"]
        },
        "assigned": [
            [key(item_id), key(row["unit_id"]), row["role"]]
            for item_id, rows in review.assigned.items()
            for row in rows
        ],
        "items": {key(row["item_id"]): key(row["section_id"]) for row in tables["items"]},
        "targets": {
            key(row["target_id"]): [key(row["item_id"]), key(row["section_id"]), row["measure"]]
            for row in tables["targets"]
        },
        "findings": {
            key(row["finding_id"]): [key(row["item_id"]), key(section_of(review, row)), row["severity"]]
            for row in tables["findings"]
        },
        "numbers": {
            key(row["number_id"]): [key(row["item_id"]), key(row["section_id"]), key(row["target_id"])]
            for row in tables["numbers"]
        },
    }


def depths(sections: Sequence[Row]) -> list[tuple[Row, int]]:
    """Each heading with the number of headings above it."""
    depth: dict[str | None, int] = {None: -1}
    for row in sections:
        depth[row["section_id"]] = depth.get(row["parent_id"], -1) + 1
    return [(row, depth[row["section_id"]]) for row in sections]
