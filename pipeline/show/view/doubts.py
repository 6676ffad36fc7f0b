"""The doubtful rows of the review page, most doubtful first, each with the entry that decides it in corrections/."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import rules
from pipeline.show.markup import Pair, Row, both, label, link_to, plain, safe
from pipeline.show.view.review import Review

# So many characters around a row's words are tried to find some that stand in the text once.
_AROUND = 60


@dataclass(frozen=True)
class Doubtful:
    """A doubtful row: its table and id, the key of the row or the words that it leads to, what it reads."""

    table: str
    row: Row
    key: str
    within: str | None
    reads: str

    @property
    def doubt(self) -> float:
        return float(self.row.get("doubt") or 0)


_NAMES: dict[str, Pair] = {
    "sections": label("heading"),
    "items": label("task"),
    "assignments": label("responsible_unit"),
    "targets": label("a_target"),
}


def doubtful(review: Review) -> list[Doubtful]:
    """The rows to look at, the most doubtful first."""
    found = []
    for row in review.tables["sections"]:
        found.append(Doubtful("sections", row, review.keys[row["section_id"]], None, row["heading"]))
    for row in review.tables["items"]:
        found.append(Doubtful("items", row, review.keys[row["item_id"]], None, row["text"]))
    for row in review.tables["assignments"]:
        within = review.keys[row["item_id"]]
        found.append(Doubtful("assignments", row, review.keys[row["unit_id"]], within, row["name"]))
    for row in review.tables["targets"]:
        found.append(Doubtful("targets", row, review.keys[row["target_id"]], None, row["quote"]))
    threshold = rules.load("doubt")["threshold"]
    found = [one for one in found if one.doubt >= threshold]
    return sorted(found, key=lambda one: (-one.doubt, one.row["span_start"], one.table))


def doubt_rows(review: Review, rows: Sequence[Doubtful]) -> Iterator[str]:
    """The rows of the table: how doubtful, what was read, why, and the buttons that decide."""
    reasons = rules.load("doubt")["reasons"]
    yield "<tbody>"
    for place, one in enumerate(rows, 1):
        said = [reasons.get(code, {"zh": code, "en": code}) for code in one.row.get("doubt_reasons") or ()]
        why = ("；".join(reason["zh"] for reason in said), "; ".join(reason["en"] for reason in said))
        words = one.row["indicator"] + "　" + one.reads if one.table == "targets" else one.reads
        decide = "".join(
            both(name, "button", f' type="button" class="decide" data-entry="{plain(entry)}" tabindex="-1"')
            for name, entry in (
                (label("right"), _confirmed(review, one)),
                (label("correct"), _decision(review, one)),
            )
        )
        within = f' data-within="{one.within}"' if one.within else ""
        yield (
            f'<tr data-key="d{place}" data-id="doubt-{place}" data-of="{one.key}"{within}>'
            f'<th scope="row">{link_to(f"d{place}", f"doubt-{place}", f"{one.doubt:.0%}")}</th>'
            f'<td>{both(_NAMES[one.table], "span", " class=small")}<div class="clamp">{safe(words)}</div></td>'
            f"<td>{both(why)}</td><td>{decide}</td></tr>"
        )
    yield "</tbody>"


# ── entries for corrections/ ─────────────────────────────────────────────────────────────────────────


def _words_once(text: str, start: int, end: int) -> str:
    """Words of the text that hold a stretch and stand there once; the stretch itself where none do."""
    for by in range(_AROUND):
        words = text[max(0, start - by) : end + by]
        if text.count(words) == 1:
            return words
    return text[start:end]


def _quoted(value: str) -> str:
    """A TOML string: JSON's escapes are among its own."""
    return json.dumps(value, ensure_ascii=False)


def _place(review: Review, one: Doubtful) -> list[str]:
    row: Row = one.row
    words = _words_once(review.text, row["span_start"], min(row["span_end"], row["span_start"] + 2 * _AROUND))
    return [f'table = "{one.table}"', f"at = {_quoted(words)}", f"reads = {_quoted(one.reads)}"]


def _confirmed(review: Review, one: Doubtful) -> str:
    return "\n".join(["[[confirmed]]", *_place(review, one)])


def _decision(review: Review, one: Doubtful) -> str:
    of_table: dict[str, dict[str, Any]] = {
        "sections": {"level": one.row.get("level")},
        "items": {"list_ends": ""},
        "assignments": {"name": one.row.get("name"), "role": one.row.get("role")},
        "targets": {"indicator": one.row.get("indicator"), "value": one.row.get("value")},
    }
    cells = of_table[one.table].items()
    said = ", ".join(f"{name} = {_quoted(value) if isinstance(value, str) else value}" for name, value in cells)
    return "\n".join(["[[decision]]", *_place(review, one), f"set = {{ {said} }}", 'reason = ""'])
