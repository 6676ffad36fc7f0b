"""The pages of the site."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.compare.series import apart
from pipeline.language.names import other_names
from pipeline.meaning.indicators.parts import is_whole
from pipeline.meaning.indicators.vocabulary import spellings
from pipeline.messages import VERSION
from pipeline.show import view
from pipeline.show.diff import page as compared
from pipeline.show.diff.content import name as change_of
from pipeline.show.markup import function_of, kind_of, meanings_of, name_of, plain, safe
from pipeline.site import charts, search, years
from pipeline.site.collection import Collection, Row

_TEMPLATES = Path(__file__).with_name("templates")
_ASSETS = ("site.css", "site.js", "tables.js", "search.js")
# A table with more rows is parted by province, a page each.
MOST_ROWS = 1_500
# Of a government's indicators so many are drawn.
_DRAWN = 24
# A file name beside its folder, short enough for every file system.
_LONGEST = 60


def slug(name: str) -> str:
    """A file name for an id: letters, digits, hyphens and single dots; whatever else an id holds becomes a hash behind them."""
    bare = re.sub(r"[^\w.-]+|\.{2,}", "_", name)[:_LONGEST].strip(".")
    if bare == name and name == name.lower():  # some file systems know no capitals
        return name
    return f"{bare.lower()}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


@cache
def environment() -> Environment:
    """The templates.  `words` is for what a document prints; everything else is escaped too."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        words=lambda text: Markup(safe(text or "")),
        flat=lambda text: Markup(plain(text or "")),
        slug=slug,
        spelled=lambda key: " ".join(spellings(key)),
        number=lambda value: "" if value is None else charts.short(value),
        kind=lambda value: kind_of(value) if value else ("", ""),
        function=function_of,
        change=lambda kind: change_of(kind.removeprefix("target-")),
        grade=lambda value: meanings_of("notices", "grade").get(value, ("", "")),
    )
    made.globals.update(version=VERSION, whose=_whose, goal=_goal, goal_before=_goal_before)
    return made


def _whose(row: Row, unit: bool = False) -> str:
    """The name of a target's indicator with whose it is, where the name does not say so: 营业收入（食品产业园）."""
    scope = row["scope"] if row["scope"] and not is_whole(row["scope"]) and row["scope"] not in row["name"] else None
    return str(row["name"]) + "".join(
        f"（{more}）" for more in (scope, row["per"], row["unit"] if unit else None) if more
    )


def _goal(row: Row) -> Markup:
    """A target's comparison and number as a notice would print it."""
    zh, en = name_of("op", row["op"]) if row["op"] else ("", "")
    number = charts.short(row["value"]) if row["value"] is not None else ""
    if row["value_max"] is not None:
        number += f"–{charts.short(row['value_max'])}"
    sign = Markup('<span data-en="{}">{}</span> ').format(en, zh) if zh else ""
    return Markup("{}{}{}").format(sign, number, row["unit"] or "")


def _goal_before(row: Row) -> Markup:
    """What the target was in the notice before."""
    return _goal({**row, "op": row["op_before"], "value": row["value_before"], "value_max": row["value_max_before"]})


def page(template: str, depth: int, **values: Any) -> str:
    """A page from its template.

    Args:
        depth: how many folders it lies below the start page.
    """
    return environment().get_template(template).render(root="../" * depth, **values)


class Site:
    """The pages of a collection, written into a folder."""

    def __init__(self, collection: Collection, out: Path) -> None:
        self.collection = collection
        self.out = out
        self.place_of = {row["notice_id"]: row for row in collection.notices}
        self._goals: dict[str, Any] = {}
        self._compared: dict[str, list[Row]] = defaultdict(list)

    def write(self, file: str, template: str, **values: Any) -> None:
        """Write a page, by its path below the start page."""
        path = self.out / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(template, file.count("/"), **values), encoding="utf-8", newline="\n")

    def notice_pages(self) -> Iterator[str]:
        """Write the review page of each notice; gives their ids as they are done."""
        folder = self.out / "notice"
        folder.mkdir(parents=True, exist_ok=True)
        for tables in self.collection.read():
            html = view.page(tables.notice_id, tables, home="../index.html")
            (folder / f"{slug(tables.notice_id)}.html").write_text(html, encoding="utf-8", newline="\n")
            yield tables.notice_id

    def other_pages(self) -> None:
        """Write all pages but those of the notices."""
        for name in _ASSETS:
            shutil.copyfile(_TEMPLATES / name, self.out / name)
        self.collection.keep_followed(years.followed(self.collection))
        self._indicators()
        self._comparisons()
        self._governments()
        self._functions()
        self._start()
        self._search()

    def parted(self, rows: Sequence[Row]) -> list[tuple[str, str, list[Row]]]:
        """Rows as (province's code, its name, rows); all as one without a name while they are few."""
        if len(rows) <= MOST_ROWS:
            return [("", "", list(rows))]
        ordered = sorted(rows, key=itemgetter("province_code"))
        found = ((code, list(own)) for code, own in groupby(ordered, itemgetter("province_code")))
        return [(code or "0", own[0]["province"] or "", own) for code, own in found]

    def _parts(self, file: str, template: str, rows: Sequence[Row], **values: Any) -> None:
        """Write a table as one page, or as a page a province with an overview before them."""
        parts = self.parted(rows)
        if len(parts) == 1:
            self.write(f"{file}.html", template, rows=parts[0][2], provinces=[], province="", **values)
            return
        name = Path(file).name
        provinces = [(f"{name}-{code}.html", label, len(own)) for code, label, own in parts]
        self.write(f"{file}.html", template, rows=[], provinces=provinces, province="", **values)
        for code, label, own in parts:
            self.write(f"{file}-{code}.html", template, rows=own, provinces=[], province=label or "—", **values)

    # ── the kinds of pages ───────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        notices = self.collection.notices
        years = [row["subject_year"] for row in notices if row["subject_year"] is not None]
        totals = {
            "notices": len(notices),
            "governments": len({row["place"] for row in notices}),
            "items": sum(row["items"] or 0 for row in notices),
            "targets": sum(row["targets"] or 0 for row in notices),
            "years": f"{min(years)}–{max(years)}" if years else "",
        }
        self._parts("index", "start.html", notices, totals=totals, grades=Counter(row["grade"] for row in notices))

    def _governments(self) -> None:
        """A page a government: its years, its goals as small charts and as a table, its units."""
        goals, loads = self.collection.goals(), self.collection.loads()
        goal, load = next(goals, None), next(loads, None)
        listed = []
        ordered = sorted(self.collection.notices, key=lambda row: (row["province_code"], row["place"]))
        for place, group in groupby(ordered, itemgetter("place")):
            own = sorted(group, key=lambda row: (-(row["subject_year"] or 0), row["notice_id"]))
            targets: list[Row] = []
            units: list[Row] = []
            if goal and goal[0] == place:
                targets, goal = goal[1], next(goals, None)
            if load and load[0] == place:
                units, load = load[1], next(loads, None)
            listed.append({**own[0], "years": [row["subject_year"] for row in own], "notices": len(own)})
            self.write(
                f"government/{slug(place)}.html",
                "government.html",
                place=own[0],
                notices=own,
                units=_by_unit(units),
                targets=targets,
                indicators=self._goals,
                charts=_small_multiples(targets),
                comparisons=self._compared.pop(place, []),
            )
        self._parts("governments", "governments.html", listed)

    def _functions(self) -> None:
        listed = []
        for function, rows in self.collection.functions():
            listed.append({"function": function, "governments": len({row["place"] for row in rows}), "rows": len(rows)})
            self._parts(f"function/{slug(function)}", "function.html", rows, function=function)
        self.write("functions.html", "functions.html", rows=listed)

    def _indicators(self) -> None:
        listed = []
        for key, rows in self.collection.indicators():
            name = Counter(row["name"] for row in rows).most_common(1)[0][0]
            about = {"key": key, "name": name, "name_en": rows[0]["name_en"], "unit": rows[0]["unit"]}
            self._goals[key] = about
            listed.append({**about, "governments": len({row["place"] for row in rows}), "rows": len(rows)})
            drawn = charts.of_indicator(rows, name)
            self._parts(f"indicator/{slug(key)}", "indicator.html", rows, about=about, chart=drawn)
        self.write(
            "indicators.html", "indicators.html", rows=sorted(listed, key=lambda row: (-row["rows"], row["key"]))
        )

    def _comparisons(self) -> None:
        """A page a pair of years, and the list of them."""
        listed = []
        for old, new, found in years.comparisons(self.collection):
            name = slug(f"{old['notice_id']}__{new['notice_id']}")
            path = self.out / "compare" / f"{name}.html"
            path.parent.mkdir(exist_ok=True)
            html = compared(found, lambda notice_id: f"../notice/{quote(slug(notice_id))}.html", "../comparisons.html")
            path.write_text(html, encoding="utf-8", newline="\n")
            row = {"old": old, "new": new, "page": f"compare/{name}.html", "kinds": found.kinds}
            self._compared[new["place"]].append(row)
            listed.append(row)
        self.write("comparisons.html", "comparisons.html", rows=listed, told=years.TOLD)

    def _search(self) -> None:
        search.write(self._entries(), self.out / "search")
        self.write("search.html", "search.html")

    def _entries(self) -> Iterator[Row]:
        for key, about in self._goals.items():
            said = spellings(key)
            yield {
                **{"kind": "n", "page": f"indicator/{slug(key)}.html", "where": "", "id": "", "number": ""},
                "words": about["name"],
                "more": about["name_en"],
                "names": said,
            }
        names = {row["place"]: row["place_name"] for row in self.collection.notices}
        for place, rows in self.collection.loads():
            about = {
                "kind": "u",
                "page": f"government/{slug(place)}.html",
                "where": names[place],
                "number": "",
                "names": (),
            }
            for unit in _by_unit(rows):
                short = unit["short_name"]
                yield {
                    **about,
                    "id": unit["unit_id"],
                    "words": unit["name"],
                    "more": " ".join([short, *other_names(short)]),
                }
        for row in self.collection.entries():
            notice = self.place_of[row["notice_id"]]
            year = notice["subject_year"]
            where = f"{notice['place_name']} {year}" if year else notice["place_name"]
            page = f"notice/{slug(row['notice_id'])}.html"
            printed = row["units"] or ()
            names_of = [*printed, *(other for name in printed for other in other_names(name))]
            names_of += spellings(row["indicator_id"]) if row["indicator_id"] else []
            yield {**row, "page": page, "where": where, "names": dict.fromkeys(names_of)}


def _by_unit(rows: Sequence[Row]) -> list[Row]:
    """A row a unit, with its tasks by year."""
    units: dict[str, Row] = {}
    for row in rows:
        unit = units.setdefault(row["unit_id"], {**row, "by_year": [], "tasks": 0})
        unit["by_year"].append((row["subject_year"], row["tasks"]))
        unit["tasks"] += row["tasks"]
    return sorted(units.values(), key=lambda unit: (-unit["tasks"], unit["unit_id"]))


def _small_multiples(targets: Sequence[Row]) -> list[tuple[str, Markup]]:
    """The goals that return, each a small chart: those of most years first, then those of the vocabulary, then those that moved."""
    by_key: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in targets:
        by_key[row["key"], *apart(row, row)].append(row)

    def place(rows: Sequence[Row]) -> tuple[int, bool, bool]:
        still = len({row["value"] for row in rows}) == 1
        return -len({row["subject_year"] for row in rows}), not rows[0]["known"], still

    ordered = sorted(by_key.values(), key=place)
    drawn = ((name := _whose(rows[0], unit=True), charts.of_government(rows, name)) for rows in ordered)
    return [(name, chart) for name, chart in drawn if chart is not None][:_DRAWN]
