"""What stands around the text and the tables: the letter's fields, the legend of colours, the filters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from pipeline import rules
from pipeline.show.markup import Pair, Row, both, function_of, label, meanings_of, name_of, plain, safe
from pipeline.show.view.review import Review, depths


def byline(notice: Row) -> str:
    parts = [notice["doc_number"], notice["issuer"], notice["signed_date"]]
    return " · ".join(safe(_printed(part)) for part in parts if part) or safe(notice["notice_id"])


def _printed(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "；".join(value)
    return str(value)


def fields(notice: Row) -> str:
    """The parts of the letter around the tasks, and the source, as a list of terms."""
    return "".join(
        f"<div>{both(name, 'dt')}<dd>{safe(_printed(notice[field]))}</dd></div>"
        for field, name in ((field, name_of("field", field)) for field in rules.load("review")["field"])
        if notice[field] not in (None, [])
    )


def kind_names() -> str:
    """The names of the kinds of blocks as style rules: a label made by style is no part of the text."""
    return "".join(
        f'.k-{kind}{{--zh:"{zh}";--en:"{en}"}}\n' for kind, (zh, en) in rules.load("review")["block"].items()
    )


def legend(review: Review) -> str:
    """The colours that this page uses, each with its name, and what it means where the pointer rests."""
    meanings = meanings_of("blocks", "kind")

    def entry(sample: str, name: Pair, meaning: Pair) -> str:
        zh, en = map(plain, meaning)
        return f'<li title="{zh}" data-en-title="{en}">{sample}{both(name)}</li>'

    kinds = dict.fromkeys(row["kind"] for row in review.tables["blocks"])
    roles = dict.fromkeys(row["role"] for row in review.tables["assignments"])
    severities = dict.fromkeys(row["severity"] for row in review.tables["findings"])
    groups = [
        [entry(f'<i class="swatch k-{kind}"></i>', name_of("block", kind), meanings[kind]) for kind in kinds],
        [
            entry(f'<i class="m u {role}">局</i>', name_of("role", role), meanings_of("assignments", "role")[role])
            for role in roles
        ],
        [
            entry('<i class="m t">95%</i>', label("target"), meanings_of("numbers", "role")["target"]),
            entry('<i class="m n">12</i>', label("other_number"), label("rest_on_one")),
        ],
        [
            entry(
                f'<i class="flag {severity}"></i>',
                name_of("severity", severity),
                meanings_of("findings", "severity").get(severity, name_of("severity", severity)),
            )
            for severity in severities
        ],
    ]
    return "".join(f"<ul>{''.join(group)}</ul>" for group in groups if group)


def filters(review: Review) -> str:
    """The lists to choose from: the values that this notice has, the most frequent first."""
    tables = review.tables
    units = {row["unit_id"]: row for row in tables["units"]}
    tasks: dict[str, set[str]] = defaultdict(set)
    for item_id, rows in review.assigned.items():
        for row in rows:
            tasks[f"unit {row['unit_id']}"].add(item_id)
            tasks[f"role {row['role']}"].add(item_id)
            unit = units[row["unit_id"]]
            for function in {unit["function"], *unit["further_functions"]} - {None}:
                tasks[f"function {function}"].add(item_id)

    def options(group: str, names: Mapping[str, Pair]) -> list[tuple[str, Pair, int]]:
        counted = [(value, name, len(tasks[f"{group} {value}"])) for value, name in names.items()]
        return sorted(counted, key=lambda option: -option[2])

    def counted(table: str, column: str) -> list[tuple[str, Pair, int]]:
        group = Counter(row[column] for row in tables[table]).most_common()
        return [(value, name_of(column, value), count) for value, count in group]

    functions = dict.fromkeys(
        one for unit in units.values() for one in (unit["function"], *unit["further_functions"]) if one
    )
    roles = dict.fromkeys(row["role"] for row in tables["assignments"])
    return "\n".join(
        [
            _select(
                "unit",
                label("unit"),
                options("unit", {one: (unit["short_name"], unit["short_name"]) for one, unit in units.items()}),
            ),
            _select("function", label("function"), options("function", {one: function_of(one) for one in functions})),
            _select(
                "section",
                label("heading"),
                [
                    (row["section_id"], (indented := f"{'　' * depth}{row['marker']}{row['heading']}", indented), None)
                    for row, depth in depths(tables["sections"])
                ],
            ),
            _select("measure", label("kind_of_target"), counted("targets", "measure")),
            _select("role", label("role_of_unit"), options("role", {one: name_of("role", one) for one in roles})),
            _select("severity", label("findings"), counted("findings", "severity")),
        ]
    )


def _select(name: str, title: Pair, options: Sequence[tuple[str, Pair, int | None]]) -> str:
    counts = ("" if count is None else f" ({count})" for _, _, count in options)
    chosen = "".join(
        both((zh + count, en + count), "option", f' value="{plain(value)}"')
        for (value, (zh, en), _), count in zip(options, counts, strict=True)
    )
    every = both(label("all"), "option", ' value=""')
    disabled = "" if options else " disabled"
    return f'<label>{both(title)}<select name="{name}"{disabled}>{every}{chosen}</select></label>'
