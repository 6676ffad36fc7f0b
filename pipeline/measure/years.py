"""Two years: the tasks and targets that a comparison follows, against what a careful reader linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.dataset.workspace import Workspace
from pipeline.measure.annotations import Gold, Row, norm
from pipeline.measure.figures import Count, Miss, Score
from pipeline.structure import corrections

# A task of the old notice and one of the new.
_Link = tuple[str, str]
_ENDS = 10
# So much of a task is shown in a miss.
_SHOWN = 40


def data_of(paths: Iterable[Path]) -> dict[str, list[Row]]:
    """The rows of notices, table by table, as a dataset of them holds them."""
    from pipeline.dataset import tables
    from pipeline.dataset.reading import rows
    from pipeline.read import read

    parts = [tables.arrow(rows(read(path), corrections.load(Workspace().corrections, path.stem))) for path in paths]
    data: dict[str, list[Row]] = defaultdict(list)
    for part in parts:
        for name, table in part.items():
            data[name] += table.to_pylist()
    data["units"] = tables.merge("units", (row for part in parts for row in part["units"].to_pylist()))
    return data


def matched(data: dict[str, list[Row]], old: str, new: str, gold: Gold) -> Score:
    """How well the tasks of two notices are matched, and their targets followed.

    Args:
        data: the rows of the dataset, table by table.
        old: the notice of the earlier year, by its id.
        new: the notice of the later year.
        gold: `pairs`, and where there are any `splits`, `merges`, `new`, `dropped`, `targets`, and `also`, the links that
            hold too but need not be found.  Where nothing is said to be dropped, only the new tasks named are judged.

    Returns:
        How many of the `proposed` matches of tasks are right, and how many are found of those that the reader was `sure`
        of and of the others (`likely`); of the targets with an old and a new value, how many have both (`followed`), and
        how many the right direction too (`directed`).
    """
    from pipeline.compare.comparison import Comparison

    held = {row["notice_id"] for row in data["notices"]}
    found = Comparison(data, old, new).rows if {old, new} <= held else {"tasks": [], "targets": []}
    words = {row["item_id"]: norm(row["text"]) for row in data["items"]}
    sides = {one: [row["item_id"] for row in data["items"] if row["notice_id"] == one] for one in (old, new)}

    def task(side: str, ends: str) -> str:
        """The task that ends with these words; where none does, the words."""
        tail = norm(ends)[-_ENDS:]
        return next((item_id for item_id in sides[side] if words[item_id].endswith(tail)), f"…{ends}")

    def link(row: Row) -> _Link:
        return task(old, row["old_ends"]), task(new, row["new_ends"])

    sure: set[_Link] = set()
    likely: set[_Link] = set()
    for row in gold["pairs"]:
        (likely if row.get("confidence") == "likely" else sure).add(link(row))
    for row in gold.get("splits", ()):
        sure |= {link({**row, "new_ends": ends}) for ends in row["new_ends"]}
    for row in gold.get("merges", ()):
        doubts = row.get("confidence_by_old", {})
        for ends in row["old_ends"]:
            (likely if doubts.get(ends) == "likely" else sure).add(link({**row, "old_ends": ends}))
    sure -= likely
    want = sure | likely
    besides = {link(row) for row in [*gold.get("also", ()), *gold.get("beyond_schema", {}).get("cross_links", ())]}
    judged_new = {one for _, one in want}
    judged_new |= {task(new, row if isinstance(row, str) else row["new_ends"]) for row in gold.get("new", ())}
    judged_old = {one for one, _ in want} | {task(old, ends) for ends in gold.get("dropped", ())}
    got = {
        (row["old_item_id"], row["new_item_id"])
        for row in found["tasks"]
        if row["old_item_id"]
        and row["new_item_id"] in judged_new
        and (row["old_item_id"] in judged_old or not gold.get("dropped"))
    }
    got -= besides - want
    misses = [Miss("matches", "", want=_shown(words, one)) for one in sorted(want - got)]
    misses += [Miss("matches", "", got=_shown(words, one)) for one in sorted(got - want)]
    followed, directed, unmet = _followed(gold.get("targets", ()), found["targets"])
    counts = {
        "proposed": _share(len(want & got), len(got)),
        "sure": _share(len(sure & got), len(sure)),
        "likely": _share(len(likely & got), len(likely)),
        "followed": followed,
        "directed": directed,
    }
    return Score(counts, (*misses, *unmet))


def _share(right: int, of: int) -> Count:
    return Count(right, of, of)


def _shown(words: Mapping[str, str], link: _Link) -> str:
    return " | ".join(words.get(one, one)[:_SHOWN] for one in link)


def _followed(golds: Iterable[Row], rows: Iterable[Row]) -> tuple[Count, Count, list[Miss]]:
    """The targets of two years, by both values and by their direction."""
    directions: dict[tuple[float, float], set[str]] = defaultdict(set)
    for row in rows:
        if row["old_value"] is not None and row["new_value"] is not None:
            directions[round(row["old_value"], 6), round(row["new_value"], 6)].add(row["direction"])
    both = [row for row in golds if row.get("old") and row.get("new")]
    followed = directed = 0
    misses = []
    for row in both:
        old, new = row["old"]["value"], row["new"]["value"]
        met = directions.get((round(float(old), 6), round(float(new), 6)), set())
        followed += bool(met)
        directed += row["direction"] in met
        if row["direction"] not in met:
            wanted = f"{old:g} → {new:g} {row['direction']}"
            misses.append(Miss("followed", row.get("indicator", ""), wanted, "、".join(sorted(met)) or None))
    return _share(followed, len(both)), _share(directed, len(both)), misses
