"""Two years: the tasks and targets that a comparison follows, against what a careful reader linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Links:
    """What a reader said of the tasks of two notices, by their ids.

    Attributes:
        sure, likely: the links the reader was sure of, and the others.
        besides: links that hold too but need not be found.
        judged_old, judged_new: the tasks the reader looked at; None for all.
        kind: what kind of pair it is, where the annotation says so.
    """

    sure: frozenset[_Link]
    likely: frozenset[_Link]
    besides: frozenset[_Link]
    judged_old: frozenset[str] | None
    judged_new: frozenset[str] | None
    kind: str | None = None

    def judges(self, link: _Link) -> bool:
        """Whether a link that is found is right or wrong, and not just open."""
        return (
            (self.judged_new is None or link[1] in self.judged_new)
            and (self.judged_old is None or link[0] in self.judged_old)
            and link not in self.besides - self.sure - self.likely
        )


def links_of(gold: Gold, data: Mapping[str, Iterable[Row]], old: str, new: str) -> Links:
    """The links of an annotation.  A task is known by its last words, its id, or its printed number.

    Where nothing is said to be dropped, only the new tasks named are judged; where the annotation is `whole`, all are.
    """
    words = {row["item_id"]: norm(row["text"]) for row in data["items"]}
    sides = {one: [row for row in data["items"] if row["notice_id"] == one] for one in (old, new)}

    def task(side: str, said: str | int) -> str:
        """The task; where there is none, what was said of it."""
        tail = norm(str(said))[-_ENDS:]
        for row in sides[side]:
            if isinstance(said, int):
                if row["number"] == str(said):
                    return str(row["item_id"])
            elif row["item_id"] == said or words[row["item_id"]].endswith(tail):
                return str(row["item_id"])
        return f"…{said}"

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
    return Links(
        frozenset(sure),
        frozenset(likely),
        frozenset(besides),
        frozenset(judged_old) if gold.get("dropped") else None,
        None if gold.get("whole") else frozenset(judged_new),
        gold.get("kind"),
    )


def figures_of(
    gold: Gold, data: Mapping[str, Iterable[Row]], old: str, new: str
) -> tuple[frozenset[_Link], frozenset[_Link]]:
    """The figures that an annotation follows from one year to the next, by their ids, and those it leaves open.

    Under `figures` and `doubtful_figures` a figure is a task's printed number and the figure as printed; under `targets`
    and `also_targets` it is known by its value alone, and of several that have it the likest is meant.
    """
    numbers = {row["item_id"]: row["number"] for row in data["items"]}
    sides = {one: [row for row in data["targets"] if row["notice_id"] == one] for one in (old, new)}

    def figure(side: str, said: tuple[int | None, str]) -> str:
        task, words = said
        for row in sides[side]:
            mine = numbers.get(row["item_id"]) == (None if task is None else str(task))
            if mine and norm(f"{row['value_printed']}{row['unit_printed']}") == norm(words):
                return str(row["target_id"])
        return f"…{task} {words}"

    def by_values(row: Row) -> list[_Link]:
        """The pairs of figures with the values of a row, the likest first."""
        values = [round(float(row[year]["value"]), 6) for year in ("old", "new")]
        olds, news = (
            [target for target in sides[side] if round(target["value"], 6) == value]
            for side, value in zip((old, new), values, strict=True)
        )
        said = set(row.get("indicator", ""))
        pairs = [
            (
                -len(said & set(one["indicator"])) - len(said & set(other["indicator"])),
                one["target_id"],
                other["target_id"],
            )
            for one in olds
            for other in news
        ]
        return [(one, other) for _, one, other in sorted(pairs)] or [(f"…{values[0]:g}", f"…{values[1]:g}")]

    sure = {(figure(old, one), figure(new, other)) for one, other in gold.get("figures", ())}
    left = {(figure(old, one), figure(new, other)) for one, other in gold.get("doubtful_figures", ())}
    for row in gold.get("targets", ()):
        if row.get("old") and row.get("new"):
            first, *others = by_values(row)
            sure.add(first)
            left.update(others)
    for row in gold.get("also_targets", ()):
        left.update(by_values(row))
    return frozenset(sure), frozenset(left - sure)


def matched(data: dict[str, list[Row]], old: str, new: str, gold: Gold) -> Score:
    """How well the tasks of two notices are matched, and their targets followed.

    Args:
        data: the rows of the dataset, table by table.
        old: the notice of the earlier year, by its id.
        new: the notice of the later year.
        gold: `pairs`, and where there are any `splits`, `merges`, `new`, `dropped`, `targets`, and `also`, the links that
            hold too but need not be found.

    Returns:
        How many of the `proposed` matches of tasks are right, and how many are found of those that the reader was `sure`
        of and of the others (`likely`); of the targets with an old and a new value, how many have both (`followed`), and
        how many the right direction too (`directed`).
    """
    from pipeline.compare.comparison import Comparison

    held = {row["notice_id"] for row in data["notices"]}
    found = Comparison(data, old, new).rows if {old, new} <= held else {"tasks": [], "targets": []}
    words = {row["item_id"]: norm(row["text"]) for row in data["items"]}
    links = links_of(gold, data, old, new)
    sure, likely = links.sure, links.likely
    want = sure | likely
    every = {(row["old_item_id"], row["new_item_id"]) for row in found["tasks"] if row["score"] is not None}
    got = {link for link in every if links.judges(link)}
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
