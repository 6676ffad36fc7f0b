"""The command ``series``: figures and tasks of a government followed through all its years in the dataset.

Reads the tables of the dataset; writes those of the dictionary's group `series`.  A link leads from a later year to an
earlier one: of figures by their indicator, and where that leaves several by the comparison of two years; of tasks by
that comparison alone.  Each task is compared with the year before last too: that bridges a year that left it out, and
shows whether the way through the year between leads to the same task.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pipeline.compare.comparison import Comparison
from pipeline.compare.diff import read
from pipeline.compare.target_changes import change, direction
from pipeline.compare.year import TABLES, Data, Row
from pipeline.dataset.datapackage import dictionary
from pipeline.dataset.tables import write_series
from pipeline.meaning.figures.quantities import counted_as
from pipeline.meaning.indicators.parts import is_whole
from pipeline.meaning.indicators.vocabulary import by_id

# A year by its number alone; 上半年 and 2020—2022 are other periods.
_ONE_YEAR = re.compile(r"(\d{4})年?")
_Key = tuple[str | None, ...]


def run(data: Path, out: Path) -> Mapping[str, int]:
    """Follow what the dataset in `data` holds, write the tables into `out`, and count their rows.

    Raises:
        NoticeError: there is no dataset.
    """
    found = follow(read(data))
    columns = {
        name: {column.name: [row[column.name] for row in found[name]] for column in table.columns}
        for name, table in dictionary().series.items()
    }
    write_series(columns, out, sorted({row["notice_id"] for rows in found.values() for row in rows}))
    return {
        "governments": len({_government(row) for row in found["series"] + found["tasks"]}),
        **{name: len(rows) for name, rows in found.items()},
        "figures_followed": sum(row["previous_target_id"] is not None for row in found["series"]),
        "tasks_followed": sum(row["previous_item_id"] is not None for row in found["tasks"]),
        "circles_open": sum(row["closes"] is False for row in found["tasks"]),
    }


def follow(data: Data, tasks: bool = True) -> dict[str, list[Row]]:
    """The rows of `series` and, if they are wanted, of `tasks`, in the order of governments and years.

    Args:
        data: the rows of the dataset's tables; notices without a year are passed over.
    """
    found: dict[str, list[Row]] = {"series": [], "tasks": []}
    for government in _governments(data):
        found["series"] += government.figures()
        if tasks:
            found["tasks"] += government.followed_tasks()
    return found


def _government(row: Row) -> str:
    """What tells a government from others: its code, or where no code is known who issued the notice."""
    return str(row["adcode"] or row["issuer"] or row["notice_id"])


def _governments(data: Data) -> Iterator[_Government]:
    """The governments of a dataset, each with its own rows, in the order of their codes."""
    notices = {row["notice_id"]: row for row in data["notices"] if row["subject_year"] is not None}
    names = {notice_id: _government(row) for notice_id, row in notices.items()}
    own: dict[str, dict[str, list[Row]]] = {name: {table: [] for table in TABLES} for name in names.values()}
    for table in TABLES:
        for row in data[table]:
            if table != "units" and row["notice_id"] in names:
                own[names[row["notice_id"]]][table].append(row)
    units = {row["unit_id"]: row for row in data["units"]}
    for name in sorted(own):
        rows = own[name]
        named = dict.fromkeys(row["unit_id"] for row in rows["assignments"])
        rows["units"] = [units[unit_id] for unit_id in named]
        yield _Government(rows, notices)


class _Government:
    """The notices of a government; those of one year are read as one."""

    def __init__(self, rows: Data, notices: Mapping[str, Row]) -> None:
        self._rows, self._notices = rows, notices
        self.years: list[int] = sorted({row["subject_year"] for row in rows["notices"]})
        self._compared: dict[tuple[int, int], Comparison] = {}

    @cached_property
    def _by_year(self) -> Data:
        """The rows with the year in place of the notice."""
        return {
            table: [{**row, "notice_id": str(self._notices[row["notice_id"]]["subject_year"])} for row in own]
            if table != "units"
            else own
            for table, own in self._rows.items()
        }

    def _comparison(self, old: int, new: int) -> Comparison:
        if (old, new) not in self._compared:
            self._compared[old, new] = Comparison(self._by_year, str(old), str(new))
        return self._compared[old, new]

    def _of_years(self, table: str) -> Iterator[tuple[int, list[Row]]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self._rows[table]:
            found[self._notices[row["notice_id"]]["subject_year"]].append(row)
        for year in self.years:
            yield year, found[year]

    def _about(self, row: Row) -> Row:
        notice = self._notices[row["notice_id"]]
        return {
            "adcode": notice["adcode"],
            "issuer": notice["issuer"],
            "year": notice["subject_year"],
            "notice_id": row["notice_id"],
        }

    # ── figures ──────────────────────────────────────────────────────────────────────────────────────

    def figures(self) -> Iterator[Row]:
        """The rows of `series`: those of a year in their order, the government's own figures before those of parts."""
        last: dict[_Key, list[Row]] = {}
        started: dict[str, str] = {}
        followed: set[str] = set()
        for at, (year, targets) in enumerate(self._of_years("targets")):
            own = [row for row in targets if not row["repeats"]]
            by_key = self._by_key(own)
            before = {key: row for key, row in _only(last, by_key) if row["target_id"] not in followed}
            rest = [row for row in own if row["target_id"] not in before]
            followed |= {row["target_id"] for row in before.values()}
            if at and rest:
                before |= self._likest(self.years[at - 1], year, rest, followed)
                followed |= {row["target_id"] for row in before.values()}
            for row in sorted(own, key=lambda row: bool(row["scope"]) and not is_whole(row["scope"])):
                old = before.get(row["target_id"])
                series_id = started[row["target_id"]] = started[old["target_id"]] if old else row["target_id"]
                yield {
                    **row,
                    **self._about(row),
                    "series_id": series_id,
                    "previous_target_id": old and old["target_id"],
                    "previous_year": old and self._notices[old["notice_id"]]["subject_year"],
                    "change": change(old, row) if old else None,
                    "direction": direction(old, row),
                }
            last |= by_key

    def _likest(self, old: int, new: int, rest: Sequence[Row], followed: set[str]) -> dict[str, Row]:
        """What the comparison of two years pairs beyond that, but for two that the vocabulary tells apart."""
        held = {
            row["target_id"]: row
            for row in self._rows["targets"]
            if self._notices[row["notice_id"]]["subject_year"] == old and not row["repeats"]
        }
        if not held.keys() - followed:
            return {}
        wanted = {row["target_id"]: row for row in rest}
        found = {}
        for pair in self._comparison(old, new).targets:
            now, before = wanted.get(pair["new_target_id"]), held.get(pair["old_target_id"])
            if now and before and before["target_id"] not in followed and self._may_be_one(before, now):
                found[now["target_id"]] = before
        return found

    def _key(self, target: Row) -> _Key:
        """What two figures of one series share."""
        return target["indicator_id"], *apart(target, self._notices[target["notice_id"]])

    def _by_key(self, targets: Iterable[Row]) -> dict[_Key, list[Row]]:
        found: dict[_Key, list[Row]] = defaultdict(list)
        for row in targets:
            if row["indicator_id"]:
                found[self._key(row)].append(row)
        return dict(found)

    def _may_be_one(self, old: Row, new: Row) -> bool:
        """Whether nothing in their parts tells two figures apart that are worded alike."""
        known = [by_id(row["indicator_id"] or "") for row in (old, new)]
        if all(known) and known[0] != known[1]:
            return False
        return self._key(old)[1:] == self._key(new)[1:]

    # ── tasks ────────────────────────────────────────────────────────────────────────────────────────

    def followed_tasks(self) -> Iterator[Row]:
        """The rows of `tasks`: one a link to an earlier year, or one for a task without any."""
        links: dict[str, list[Row]] = {}
        started: dict[str, str] = {}
        for at, (year, items) in enumerate(self._of_years("items")):
            near = self._links(at - 1, year)
            far = self._links(at - 2, year)
            went_on = {
                link["old_item_id"] for found in self._links(at - 2, self.years[at - 1]).values() for link in found
            }
            for item in items:
                item_id = item["item_id"]
                own = near.get(item_id) or [link for link in far.get(item_id, ()) if link["old_item_id"] not in went_on]
                links[item_id] = own
                best = max(own, key=lambda link: float(link["score"]), default=None)
                started[item_id] = started[best["old_item_id"]] if best else item_id
                closes = self._closes(near.get(item_id, ()), far.get(item_id, ()), links)
                steps: Sequence[Row | None] = own or [None]
                for link in steps:
                    yield {
                        **self._about(item),
                        "series_id": started[item_id],
                        "item_id": item_id,
                        "previous_item_id": link and link["old_item_id"],
                        "kind": link["kind"] if link else "new",
                        "score": link and link["score"],
                        "reason": link and link["reason"],
                        "reason_en": link and link["reason_en"],
                        "closes": closes,
                    }

    def _links(self, at: int, year: int) -> dict[str, list[Row]]:
        """What the comparison with the year at a place links, by the newer task."""
        found: dict[str, list[Row]] = defaultdict(list)
        if at >= 0:
            for row in self._comparison(self.years[at], year).tasks:
                if row["old_item_id"] and row["new_item_id"]:
                    found[row["new_item_id"]].append(row)
        return found

    @staticmethod
    def _closes(near: Iterable[Row], far: Iterable[Row], links: Mapping[str, Sequence[Row]]) -> bool | None:
        """Whether both ways to the year before last meet; none where one of them leads nowhere."""
        through = {link["old_item_id"] for step in near for link in links[step["old_item_id"]]}
        straight = {link["old_item_id"] for link in far}
        return bool(through & straight) if through and straight else None


def apart(target: Row, notice: Row) -> tuple[str | None, str | None, str | None, str]:
    """What tells two figures of one indicator apart: whose, for each of what, of which time, in which unit.

    The government itself is nobody else, and the years of the notice are no time of their own.
    """
    period = target["period"]
    one_year = _ONE_YEAR.fullmatch(period or "")
    own = one_year and int(one_year[1]) == notice["subject_year"]
    if own or period == f"{notice['plan_start']}—{notice['plan_end']}":
        period = None
    return (
        None if is_whole(target["scope"]) else target["scope"],
        target["per"],
        period,
        counted_as(target["unit"] or ""),
    )


def _only(old: Mapping[_Key, list[Row]], new: Mapping[_Key, list[Row]]) -> Iterator[tuple[str, Row]]:
    """The figures that are the only ones of their key in both years."""
    for key, rows in new.items():
        if len(rows) == len(old.get(key, ())) == 1:
            yield rows[0]["target_id"], old[key][0]
