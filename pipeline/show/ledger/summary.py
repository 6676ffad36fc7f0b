"""The sheet of a ledger that tells how far it is: counts of states by heading and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from pipeline.show.ledger.book import Column, Formula, Heading
from pipeline.show.ledger.labels import named

if TYPE_CHECKING:
    from pipeline.show.ledger.sheets import Ledger


def write(ledger: Ledger, sheet: Any) -> None:
    """Counts of the states by heading and by unit, kept right by formulas over a hidden sheet of links."""
    source = ledger.source
    of_heading: dict[str, list[str]] = {}
    for item in source.items:
        for section_id in source.above(item["section_id"]):
            of_heading.setdefault(section_id, []).append(item["item_id"])
    of_unit = {unit_id: sorted(ledger.tasks_of(unit_id), key=source.place.__getitem__) for unit_id in source.load}
    links = _links(ledger, chain(of_heading.items(), of_unit.items()))
    scopes: dict[str, list[str]] = {"": [item["item_id"] for item in source.items]}

    def name(scope: str) -> str:
        if not scope:
            return ledger.labels("says.all")
        if scope in source.sections:
            level = len(source.above(scope)) - 1
            row = source.sections[scope]
            return f"{'　' * level}{row['marker']}{(row['heading_corrected'] or row['heading']).rstrip('。')}"
        return str(source.units[scope]["name"])

    scopes |= of_heading | of_unit
    rows: list[object] = ["", Heading(ledger.labels("says.by_heading")), *of_heading]
    rows += [Heading(ledger.labels("says.by_unit")), *of_unit]
    states = ledger.labels.all("status")
    counted = {
        scope: Counter(named("status").get(str(ledger.entered(item, "status")), "") for item in items)
        for scope, items in scopes.items()
    }
    order = ("done", "on_course", "late", "not_started")

    def count(scope: str, state: str) -> Formula:
        words = f'"{states[state]}"'
        if not scope:
            said = f"=COUNTIF({ledger.tasks.range(ledger.labels.column('status'))},{words})"
        else:
            said = f"=COUNTIFS({links['scope']},[@{ledger.labels.column('id')}],{links['status']},{words})"
        return Formula(said, counted[scope][state])

    def unreported(scope: str) -> Formula:
        told = "-".join(f"[@{states[one]}]" for one in order)
        return Formula(f"=[@{ledger.labels.column('tasks')}]-{told}", counted[scope][""])

    def share(scope: str) -> Formula:
        done, whole = f"[@{states['done']}]", f"[@{ledger.labels.column('tasks')}]"
        value = counted[scope]["done"] / len(scopes[scope]) if scopes[scope] else ""
        return Formula(f'=IF({whole}=0,"",{done}/{whole})', value)

    columns = [
        ledger.column("scope", 56, name),
        ledger.column("tasks", 10, lambda scope: len(scopes[scope]), "count"),
        *(Column(states[one], 10, lambda scope, one=one: count(scope, one), "count") for one in order),  # type: ignore[misc]
        ledger.column("unreported", 10, unreported, "count"),
        ledger.column("share", 10, share, "share"),
        ledger.column("id", 26, lambda scope: scope, "id"),
    ]
    ledger.book.table(sheet, ledger.labels("says.summary_title", notice=source.title), columns, rows)


def _links(ledger: Ledger, scopes: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """The hidden sheet: each heading and unit with its tasks and their states; returns the ranges of its columns."""
    name = ledger.labels("sheets.links")
    sheet = ledger.book.sheet(name)
    sheet.hide()
    ids, states = (ledger.tasks.range(ledger.labels.column(one)) for one in ("id", "status"))
    last = 1
    for last, (scope, item_id) in enumerate(((scope, one) for scope, tasks in scopes for one in tasks), 1):
        ledger.book.write(sheet, last - 1, 0, scope)
        ledger.book.write(sheet, last - 1, 1, item_id)
        said = f'=IFERROR(INDEX({states},MATCH($B{last},{ids},0))&"","")'
        ledger.book.write(sheet, last - 1, 2, Formula(said, ledger.entered(item_id, "status") or ""))
    return {"scope": f"'{name}'!$A$1:$A${last}", "status": f"'{name}'!$C$1:$C${last}"}
