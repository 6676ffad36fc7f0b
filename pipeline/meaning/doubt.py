"""Doubt: how likely it is that a careful reader would correct a row, and the grade of a notice.

Stages say where they were unsure (`Doubt` spans); the rows themselves show signs too: a name that no rule knows, a task
that swallowed the next one's list.  Each sign has a code and a strength (0..1).  A row's doubt is the logistic function
of the weighted sum of its signs; the weights are learned from annotated notices (``pipeline.measure.calibrate``) and
stand in rules/doubt_weights.toml.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline import rules
from pipeline.language.names import Likeness, likeness, looks_like_unit
from pipeline.language.numerals import ordinal
from pipeline.language.roles import roles
from pipeline.notice import Doubt, Duty, Field, Finding, Item, Mention, Notice, Page, Rating, Section, Target
from pipeline.structure.decisions import Decided
from pipeline.values import value

#: The tables whose rows are rated.
TABLES = ("notices", "sections", "items", "assignments", "targets")
# Lengths in characters beyond which a row is rarely what it should be; a sign is at full strength at twice as much.
_HEADING, _TASK, _NAME, _INDICATOR = 30, 900, 14, 28
# The chance that a sign means whose record is not known.
_UNSEEN = 0.1
# A list of more units than this is rare.
_UNITS = 16
_SHORT_TASK, _SHORT_INDICATOR = 5, 4
_LABEL_AHEAD = 40
# What a name never holds: a number, a mark of punctuation, what is done or how duties are shared.
_SENTENCE = re.compile("[0-9０-９；。：，！“”]|负责|牵头|按职责|推动|推进|建设$|制定|完成|实施|落实")


@value(frozen=True, slots=True)
class Evidence:
    """A row and its signs: code → strength (0..1)."""

    table: str
    row_id: str
    start: int
    end: int
    signs: dict[str, float]


def _beyond(length: int, usual: int) -> float:
    """0 up to the usual length, 1 from twice as much on."""
    return min(max(length / usual - 1, 0.0), 1.0)


def _present(**signs: float) -> dict[str, float]:
    return {code: strength for code, strength in signs.items() if strength > 0}


# ── signs of each table's rows ───────────────────────────────────────────────────────────────────────


def _header(notice: Notice) -> Iterator[Evidence]:
    fields = [field for field in notice.all(Field) if field.name not in ("adcode", "province", "prefecture", "county")]
    missing = {f"no_{name}": 1.0 for name in ("title", "issuer", "signed_date") if name not in notice.fields}
    title = notice.fields.get("title", "")
    # A line ends behind each field of a letter; in a copy run to one line none does.
    run_in = [one for one in fields if notice.text[one.end : one.end + 2].strip(" \t\u3000）)。：")[:1].isalnum()]
    start = min((field.start for field in fields), default=0)
    end = max((field.end for field in fields), default=min(len(notice.text), 1))
    long = _present(title_long=_beyond(len(title), 60), header_run_in=float(bool(run_in)))
    yield Evidence("notices", notice.notice_id, start, max(end, start + 1), missing | long)


def _sections(notice: Notice) -> Iterator[Evidence]:
    last: dict[tuple[int, str | None], Section] = {}
    level = 0
    for one in notice.all(Section):
        before = last.get((one.part, one.parent_id))
        jumps = bool(one.ordinal) and one.ordinal != (before.ordinal + 1 if before else 1)
        signs = _present(
            heading_long=_beyond(len(one.heading), _HEADING),
            heading_sentence=float("。" in one.heading.rstrip("。") or "；" in one.heading),
            number_jumps=float(jumps),
            level_jumps=float(level > 0 and one.level > level + 1),
            run_in=float(notice.text[one.end : one.end + 1] not in ("\n", "\r", "")),
        )
        last[one.part, one.parent_id] = one
        level = one.level
        yield Evidence("sections", one.section_id, one.start, one.end, signs)


def _items(notice: Notice, unknown: Mapping[str, float]) -> Iterator[Evidence]:
    duties = {duty.item_id: duty for duty in notice.all(Duty)}
    counts: dict[str, int] = {}
    for mention in notice.all(Mention):
        counts[mention.item_id] = counts.get(mention.item_id, 0) + 1
    last: Item | None = None
    for one in notice.all(Item):
        duty = duties.get(one.item_id)
        count = counts.get(one.item_id, 0)
        signs = _present(
            text_short=float(len(one.text) < _SHORT_TASK),
            text_long=_beyond(len(one.text), _TASK),
            # A label far inside the text: the task holds the list of another one.
            list_inside_text=float(
                one.lists_at != ()
                and "：" in one.text[: _LABEL_AHEAD * 100]
                and roles().label.search(one.text) is not None
            ),
            list_unread=float(bool(duty and duty.unread)),
            names_unknown=unknown.get(one.item_id, 0.0),
            units_many=_beyond(count, _UNITS),
            list_empty=float(bool(one.lists_at) and not count and not (duty and (duty.leaders or duty.deadline))),
            number_jumps=float(_jumps(last, one)),
        )
        last = one
        yield Evidence("items", one.item_id, one.start, one.end, signs)


def _jumps(last: Item | None, one: Item) -> bool:
    """Whether the number of a task does not follow that of the task before it under the same heading."""
    if last is None or last.section_id != one.section_id:
        return False
    before, now = (ordinal(item.number) if item.number else None for item in (last, one))
    return before is not None and now is not None and now not in (before, before + 1, 1)


def _assignments(notice: Notice, unknown: Mapping[str, float]) -> Iterator[Evidence]:
    of_name: dict[str, dict[str, float]] = {}
    for one in notice.all(Mention):
        if (name := one.name) not in of_name:
            of_name[name] = _present(
                name_unknown=float(not looks_like_unit(name)),
                name_unlikely=float(likeness(name) is Likeness.NO and not looks_like_unit(name)),
                name_sentence=float(bool(_SENTENCE.search(name)) or name.count("（") != name.count("）")),
                name_long=_beyond(len(name), _NAME),
            )
        signs = of_name[name] | _present(names_unknown=unknown.get(one.item_id, 0.0))
        yield Evidence("assignments", f"{one.item_id}/{one.position}", one.start, one.end, signs)


def _targets(notice: Notice) -> Iterator[Evidence]:
    for one in notice.all(Target):
        signs = _present(
            indicator_short=float(len(one.indicator) < _SHORT_INDICATOR),
            indicator_long=_beyond(len(one.indicator), _INDICATOR),
            indicator_open=float(one.indicator.count("（") != one.indicator.count("）")),
            no_unit=float(not one.unit),
            share_large=float(one.unit == "%" and one.value > 1000),
        )
        yield Evidence("targets", one.target_id, one.start, one.end, signs)


def evidence(notice: Notice) -> list[Evidence]:
    """Every row that is rated, with its signs, in the order of the text table by table."""
    names: dict[str, list[bool]] = {}
    for mention in notice.all(Mention):
        names.setdefault(mention.item_id, []).append(looks_like_unit(mention.name))
    unknown = {item_id: names.count(False) / len(names) for item_id, names in names.items()}
    found = [*_header(notice), *_sections(notice), *_items(notice, unknown)]
    found += [*_assignments(notice, unknown), *_targets(notice)]
    _add_doubts(notice, found)
    return found


def _add_doubts(notice: Notice, found: Sequence[Evidence]) -> None:
    """Add to the rows' signs what the stages doubted there, and how surely their page was recognised."""
    doubts = sorted(notice.all(Doubt), key=lambda doubt: doubt.start)
    recognised = any(page.ocr_confidence is not None for page in notice.all(Page))
    for table in TABLES:
        # Each table by itself: a row as long as the notice would keep all doubts in hand for the rows of the others.
        of_table = [doubt for doubt in doubts if table in doubt.rows]
        active: list[Doubt] = []
        at = 0
        for row in sorted((row for row in found if row.table == table), key=lambda row: row.start):
            while at < len(of_table) and of_table[at].start < row.end:
                active.append(of_table[at])
                at += 1
            active = [doubt for doubt in active if doubt.end > row.start]
            for doubt in active:
                if doubt.start < row.end:
                    row.signs[doubt.code] = max(row.signs.get(doubt.code, 0.0), min(max(doubt.strength, 0.0), 1.0))
            page = notice.page(row.start) if recognised else None
            if page is not None and page.ocr_confidence is not None:
                row.signs["recognised"] = 1 - page.ocr_confidence


# ── from signs to chances ────────────────────────────────────────────────────────────────────────────


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return {table: dict(weights) for table, weights in rules.load("doubt_weights").items()}


def weighted(weights: Mapping[str, float], signs: Mapping[str, float]) -> dict[str, float]:
    """What each sign adds to the log odds; one that no annotated notice has shown yet lifts a row to `_UNSEEN` alone."""
    unseen = math.log(_UNSEEN / (1 - _UNSEEN)) - weights["base"]
    return {code: weights.get(code, unseen) * strength for code, strength in signs.items()}


def odds(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    """The chance that a row with these signs is wrong, by the weights of its table."""
    total = weights["base"] + sum(weighted(weights, signs).values())
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def chance(table: str, signs: Mapping[str, float]) -> float:
    """The chance that a row of a table with these signs is wrong, as learned."""
    return round(odds(_weights()[table], signs), 3)


def _reasons(table: str, signs: Mapping[str, float]) -> tuple[str, ...]:
    """The signs that raise a row's doubt, the weightiest first."""
    raised = weighted(_weights()[table], signs)
    return tuple(sorted((code for code, by in raised.items() if by > 0), key=lambda code: (-raised[code], code)))


@lru_cache(maxsize=4096)
def _judged(table: str, signs: tuple[tuple[str, float], ...]) -> tuple[float, tuple[str, ...]]:
    """The chance that rows with these signs are wrong, and why; most rows have none or the same few."""
    return chance(table, dict(signs)), _reasons(table, dict(signs))


def doubt(notice: Notice) -> Notice:
    """The notice with a rating for every row; what a person decided is beyond doubt."""
    decided = {(one.table, one.row_id) for one in notice.all(Decided) if one.table != "notices"}

    def rated(row: Evidence) -> Rating:
        if (row.table, row.row_id) in decided:
            return Rating(row.start, row.end, row.table, row.row_id, 0.0, ("confirmed",))
        return Rating(row.start, row.end, row.table, row.row_id, *_judged(row.table, tuple(row.signs.items())))

    return notice.adding(map(rated, evidence(notice)))


# ── the grade of a notice ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Grade:
    """A to D, and in both languages why."""

    grade: str
    reason: str
    reason_en: str


def grade(ratings: Iterable[Rating], findings: Iterable[Finding]) -> Grade:
    """The grade of a notice, from the share of its rows that are likely wrong and the places that were not read.

    Each place told as an error counts as one wrong row.  The bounds stand in rules/doubt.toml.
    """
    said = rules.load("doubt")
    doubts = [one.doubt for one in ratings]
    unread = sum(one.severity == "error" for one in findings)
    wrong = sum(doubts) + unread
    share = wrong / (len(doubts) + unread) if doubts or unread else 1.0
    name = next((name for name, most in said["grades"].items() if share <= most), "D")
    doubtful = sum(one >= said["threshold"] for one in doubts)
    values: dict[str, Any] = {"rows": len(doubts), "doubtful": doubtful, "unread": unread, "share": share}
    return Grade(name, said["reason"]["zh"].format(**values), said["reason"]["en"].format(**values))
