"""The tables of the review page: a row a task, a unit, a target, a finding, a heading, a number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from pipeline.show.markup import (
    Row,
    both,
    both_attributes,
    function_of,
    kind_of,
    label,
    link_to,
    message_of,
    name_of,
    plain,
    safe,
)
from pipeline.show.view.doubts import doubt_rows, doubtful
from pipeline.show.view.review import Review, depths


def panels(review: Review) -> dict[str, str]:
    """The tabs and the tables beneath them."""
    doubts = doubtful(review)
    counts = {name: len(rows) for name, rows in review.tables.items()} | {"doubts": len(doubts)}
    shown = [
        ("items", label("tasks"), _task_rows(review), _TASKS),
        ("units", label("units"), _unit_rows(review), _UNITS),
        ("targets", label("targets"), _target_rows(review), _TARGETS),
        ("findings", label("findings"), _finding_rows(review), _FINDINGS),
        ("sections", label("headings"), _section_rows(review), _SECTIONS),
        ("numbers", label("numbers"), _number_rows(review), _NUMBERS),
        ("doubts", label("doubts"), doubt_rows(review, doubts), _DOUBTS),
    ]
    tabs = "".join(
        f'<button type="button" role="tab" id="tab-{name}" data-tab="{name}" aria-controls="panel-{name}"'
        f' aria-selected="{"true" if place == 0 else "false"}" tabindex="{0 if place == 0 else -1}">'
        f"{both(title)} <b>{counts[name]}</b></button>"
        for place, (name, title, _, _) in enumerate(shown)
    )
    panels = "\n".join(
        f'<div class="panel" id="panel-{name}" role="tabpanel" aria-labelledby="tab-{name}" data-panel="{name}">'
        f'<table class="{name}">{both(title, "caption")}'
        f"<thead><tr>{''.join(both(column, 'th', _SCOPE) for column in columns)}</tr></thead>"
        f"{''.join(rows)}</table>{both(_NOTHING, 'p', _HIDDEN)}</div>"
        for name, title, rows, columns in shown
    )
    return {"tabs": tabs, "panels": panels, "opens": "doubts" if doubts else "items"}


_SCOPE = ' scope="col"'
_HIDDEN = ' class="empty" hidden'
_NOTHING = label("nothing_here")
_TASKS = [label("number_of"), label("task"), label("responsible_units"), label("figures")]
_UNITS = [label("unit"), label("kind_function"), label("tasks")]
_TARGETS = [label("indicator"), label("as_printed"), label("value"), label("kind"), label("task")]
_FINDINGS = [label("severity"), label("finding"), label("task")]
_SECTIONS = [label("heading"), label("tasks"), label("targets")]
_DOUBTS = [label("doubt"), label("read_as"), label("why"), label("decide")]
_NUMBERS = [label("number"), label("role"), label("value"), label("task")]


def _row(review: Review, row_id: str, first: str, *cells: str) -> str:
    """A row of a table: its first cell leads to its words, the others are HTML."""
    key = review.keys[row_id]
    head = f'<th scope="row">{link_to(key, row_id, first)}</th>'
    others = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-key="{key}" data-id="{plain(row_id)}">{head}{others}</tr>'


def _number_of(item: Row) -> str:
    """What a task is called in a narrow column: its printed number, else its position."""
    return safe(item["number"] or "#" + item["item_id"].rpartition("-i")[2].lstrip("0"))


def _task(review: Review, item_id: str | None) -> str:
    """A link to a task."""
    return link_to(review.keys[item_id], item_id, _number_of(review.by_id[item_id])) if item_id else ""


def _small(content: str) -> str:
    return f'<span class="small">{content}</span>' if content else ""


def _path(review: Review, section_id: str | None) -> str:
    """The headings above, the highest first."""
    if section_id is None:
        return both(label("before_the_first_heading"))
    row = review.by_id[section_id]
    here = safe(f"{row['marker']}{row['heading']}")
    return f"{_path(review, row['parent_id'])} › {here}" if row["parent_id"] else here


def _task_rows(review: Review) -> Iterator[str]:
    targets: dict[str | None, list[Row]] = defaultdict(list)
    for row in review.tables["targets"]:
        targets[row["item_id"]].append(row)
    findings: dict[str | None, list[Row]] = defaultdict(list)
    for row in review.tables["findings"]:
        findings[row["item_id"]].append(row)

    def listed(row: Row) -> str:
        shown = safe(row["indicator"]), f"<b>{safe(row['quote'])}</b>"
        link = link_to(review.keys[row["target_id"]], row["target_id"], " ".join(shown))
        return f"<li>{link}</li>"

    for section_id, group in groupby(review.tables["items"], key=lambda item: item["section_id"]):
        yield f'<tbody><tr class="group"><th scope="rowgroup" colspan="4">{_path(review, section_id)}</th></tr>'
        for item in group:
            item_id = item["item_id"]
            title, text = item["title"] or "", item["text"]
            gap = "" if text.startswith(title) else "　"
            named = title and f"<strong>{safe(title)}</strong>{gap}"
            if gap:  # what was read as the text does not begin with the title
                named += f'<span class="reads">{safe(text)}</span>'
            else:
                named = f'<span class="reads">{named}{safe(text.removeprefix(title))}</span>'
            corrected = item["text_corrected"]
            amended = _small(both(label("corrected")) + safe(corrected)) if corrected else ""
            flags = "".join(
                link_to(
                    review.keys[row["finding_id"]],
                    row["finding_id"],
                    "",
                    f' class="flag {row["severity"]}"' + both_attributes(message_of(row), "title", "aria-label"),
                )
                for row in findings[item_id]
            )
            yield _row(
                review,
                item_id,
                _number_of(item),
                f'<div class="clamp">{named}</div>{amended}{flags}',
                _responsible(review, item),
                f"<ul>{''.join(map(listed, targets[item_id]))}</ul>" if targets[item_id] else "",
            )
        yield "</tbody>"


def _responsible(review: Review, item: Row) -> str:
    """Who answers for a task, by role; of a list of the heading above it is said where it stands."""
    rows = review.assigned[item["item_id"]]
    roles = dict.fromkeys(row["role"] for row in rows)

    def unit(row: Row) -> str:
        return link_to(review.keys[row["unit_id"]], row["unit_id"], safe(row["name"]), f' class="{row["role"]}"')

    parts = []
    for role in roles:
        called = both(name_of("role", role), "span", f' class="role {role}"') if list(roles) != ["responsible"] else ""
        parts.append(called + "、".join(unit(row) for row in rows if row["role"] == role))
    if parts and item["open_list"]:
        parts[-1] += "等"
    notes = []
    if item["covered_by"]:
        notes.append(both(label("by_list_above")))
    if item["leaders"]:
        notes.append(both(label("persons")) + safe("、".join(item["leaders"])))
    if item["deadline"]:
        notes.append(both(label("by")) + safe(item["deadline"]))
    return "".join(f"<div>{part}</div>" for part in parts) + "".join(map(_small, notes))


def _unit_rows(review: Review) -> Iterator[str]:
    tasks: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for item_id, rows in review.assigned.items():
        for row in rows:
            tasks[row["unit_id"]][row["role"]].append(review.by_id[item_id])
    yield "<tbody>"
    for unit in review.tables["units"]:
        of_unit = tasks[unit["unit_id"]]
        others = [alias for alias in unit["aliases"] if alias not in (unit["name"], unit["short_name"])]
        functions = [function_of(one) for one in (unit["function"], *unit["further_functions"]) if one]
        numbers = "".join(
            "<div>"
            + both(name_of("role", role), "span", f' class="role {role}"')
            + "、".join(_task(review, item["item_id"]) for item in items)
            + "</div>"
            for role, items in of_unit.items()
        )
        count = len({item["item_id"] for items in of_unit.values() for item in items})
        choose = both(label("only_this_unit"), "button", ' type="button" class="only" tabindex="-1"')
        yield _row(
            review,
            unit["unit_id"],
            safe(unit["name"]),
            both(kind_of(unit["kind"])) + _small("、".join(both(one) for one in functions)),
            f'<b class="count">{count}</b> {choose}<div class="tasks">{numbers}</div>'
            + _small(both(label("printed")) + safe("、".join(others)) if others else ""),
        )
    yield "</tbody>"


def _decimal(value: float) -> str:
    return format(Decimal(repr(value)).normalize(), ",f")


def _value(row: Row) -> str:
    """A target's comparison, value and base unit."""
    value = _decimal(row["value"]) + (f"–{_decimal(row['value_max'])}" if row["value_max"] is not None else "")
    return f"{both(name_of('op', row['op']))} {value} {safe(row['unit'])}"


# The targets that one leads to.
_OTHER_TARGETS = ("part_of", "repeats")


def _target_rows(review: Review) -> Iterator[str]:
    yield "<tbody>"
    for row in review.tables["targets"]:
        promised = "、".join(safe(row[one]) for one in ("modality", "verb", "deadline") if row[one])
        others = ""
        for column in _OTHER_TARGETS:
            if other := row.get(column):
                link = link_to(review.keys[other], other, safe(review.by_id[other]["indicator"]))
                others += _small(both(label(column)) + link)
        indicator = row["indicator"] or row["quote"]
        yield _row(
            review,
            row["target_id"],
            safe(indicator),
            f'<b class="reads">{safe(row["quote"])}</b>{_small(promised)}',
            _value(row) + others,
            both(name_of("measure", row["measure"])),
            _task(review, row["item_id"]),
        )
    yield "</tbody>"


def _finding_rows(review: Review) -> Iterator[str]:
    yield "<tbody>"
    for row in review.tables["findings"]:
        severity = both(name_of("severity", row["severity"]), "span", f' class="badge {row["severity"]}"')
        names = "small" if row["code"] == "correction" else "small reads"  # what a person decided needs no more eyes
        message = both(message_of(row)) + f'<span class="{names}">{safe(row["code"])}</span>'
        yield _row(review, row["finding_id"], severity, message, _task(review, row["item_id"]))
    yield "</tbody>"


def _section_rows(review: Review) -> Iterator[str]:
    """Headings with what stands under them, all that is deeper included."""
    parents = {row["section_id"]: row["parent_id"] for row in review.tables["sections"]}

    def under(table: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row in review.tables[table]:
            section_id = row["section_id"]
            while section_id:
                counts[section_id] += 1
                section_id = parents[section_id]
        return counts

    tasks, targets = under("items"), under("targets")
    yield "<tbody>"
    for row, depth in depths(review.tables["sections"]):
        section_id, corrected = row["section_id"], row["heading_corrected"]
        reads = f'{safe(row["marker"])}<span class="reads">{safe(row["heading"])}</span>'
        words = f'<span class="depth{min(depth, 4)}">{reads}</span>'
        amended = _small(both(label("corrected")) + safe(corrected)) if corrected else ""
        yield _row(review, section_id, words + amended, str(tasks[section_id]), str(targets[section_id]))
    yield "</tbody>"


# Roles of numbers that count nothing: a year is 2024 and not 2,024.
_NO_COUNTS = ("date", "document_number", "ordinal", "name", "page")


def _number_rows(review: Review) -> Iterator[str]:
    yield "<tbody>"
    for row in review.tables["numbers"]:
        counts = row["role"] not in _NO_COUNTS
        shown = "" if row["value"] is None else _decimal(row["value"])
        value = f"{shown if counts else shown.replace(',', '')} {safe(row['unit'] or '')}".strip()
        role = both(name_of("number", row["role"]))
        yield _row(review, row["number_id"], safe(row["text"]), role, value, _task(review, row["item_id"]))
    yield "</tbody>"
