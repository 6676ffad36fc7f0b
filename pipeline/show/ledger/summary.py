"""The sheet of a ledger that tells how far it is: counts of states by heading and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from pipeline.show.ledger.book import Book, Column, Formula, Heading, Placed
from pipeline.show.ledger.columns import Columns
from pipeline.show.ledger.labels import named


def write(sheet: Any, book: Book, given: Columns, tasks: Placed) -> None:
    """Counts of the states by heading and by unit, kept right by formulas over a hidden sheet of links."""
    source = given.source
    of_heading: dict[str, list[str]] = {}
    for item in source.items:
        for section_id in source.above(item["section_id"]):
            of_heading.setdefault(section_id, []).append(item["item_id"])
    of_unit = {unit_id: sorted(source.tasks_of(unit_id), key=source.place.__getitem__) for unit_id in source.load}
    links = _links(book, given, tasks, chain(of_heading.items(), of_unit.items()))
    scopes: dict[str, list[str]] = {"": [item["item_id"] for item in source.items]}

    def name(scope: str) -> str:
        if not scope:
            return given.labels("says.all")
        if scope in source.sections:
            level = len(source.above(scope)) - 1
            row = source.sections[scope]
            return f"{'　' * level}{row['marker']}{(row['heading_corrected'] or row['heading']).rstrip('。')}"
        return str(source.units[scope]["name"])

    scopes |= of_heading | of_unit
    rows: list[object] = [""]
    for title, group in (("says.by_heading", of_heading), ("says.by_unit", of_unit)):
        if group:
            rows += [Heading(given.labels(title)), *group]
    states = given.labels.all("status")
    counted = {
        scope: Counter(named("status").get(str(given.entered(item, "status")), "") for item in items)
        for scope, items in scopes.items()
    }
    order = ("done", "on_course", "late", "not_started")

    def count(scope: str, state: str) -> Formula:
        words = f'"{states[state]}"'
        if not scope:
            said = f"=COUNTIF({tasks.range(given.labels.column('status'))},{words})"
        else:
            said = f"=COUNTIFS({links['scope']},[@{given.labels.column('id')}],{links['status']},{words})"
        return Formula(said, counted[scope][state])

    def unreported(scope: str) -> Formula:
        told = "-".join(f"[@{states[one]}]" for one in order)
        return Formula(f"=[@{given.labels.column('tasks')}]-{told}", counted[scope][""])

    def share(scope: str) -> Formula:
        done, whole = f"[@{states['done']}]", f"[@{given.labels.column('tasks')}]"
        value = counted[scope]["done"] / len(scopes[scope]) if scopes[scope] else ""
        return Formula(f'=IF({whole}=0,"",{done}/{whole})', value)

    columns = [
        given.column("scope", 56, name),
        given.column("tasks", 10, lambda scope: len(scopes[scope]), "count"),
        *(Column(states[one], 10, lambda scope, one=one: count(scope, one), "count") for one in order),  # type: ignore[misc]
        given.column("unreported", 10, unreported, "count"),
        given.column("share", 10, share, "share"),
        given.column("id", 26, lambda scope: scope, "id"),
    ]
    book.table(sheet, given.labels("says.summary_title", notice=source.title), columns, rows)


def _links(book: Book, given: Columns, tasks: Placed, scopes: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """The hidden sheet: each heading and unit with its tasks and their states; returns the ranges of its columns."""
    name = given.labels("sheets.links")
    sheet = book.sheet(name)
    sheet.hide()
    ids, states = (tasks.range(given.labels.column(one)) for one in ("id", "status"))
    last = 1
    for last, (scope, item_id) in enumerate(((scope, one) for scope, tasks in scopes for one in tasks), 1):
        book.write(sheet, last - 1, 0, scope)
        book.write(sheet, last - 1, 1, item_id)
        said = f'=IFERROR(INDEX({states},MATCH($B{last},{ids},0))&"","")'
        book.write(sheet, last - 1, 2, Formula(said, given.entered(item_id, "status") or ""))
    return {"scope": f"'{name}'!$A$1:$A${last}", "status": f"'{name}'!$C$1:$C${last}"}
