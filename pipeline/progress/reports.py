"""A progress report published as a notice: each task repeated, then 完成情况： or a column of that name, or a heading
that says so (一、主要预期目标完成情况) above paragraphs that tell it.

The numbers of a report are read as those of any notice, and what they count as indicators are.  What was reached of a
target is a number behind the mark that has the target's unit and its indicator, or is said with its words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import rules
from pipeline.language.times import Kind, times
from pipeline.meaning.figures.quantities import quantity_at
from pipeline.meaning.targets import reached
from pipeline.messages import text
from pipeline.notice import NoticeError, Target
from pipeline.progress.known import Known, Report, Row
from pipeline.show.ledger.entries import alike

# How alike the repeated task must be to be that of the notice, and which share of an indicator's pairs of signs the
# words around a number must have.
_SAME_TASK, _SAME_INDICATOR, _SAME_NAME = 0.6, 0.5, 0.9
# Blocks that tell tasks and what became of them.
_TOLD = ("item", "paragraph")
# What the head of a column may have besides its name: （截至6月底）, blanks.
_HEAD = re.compile(r"[（(][^（）()]*[）)]|\s+")
_NUMBER = re.compile(r"^\s*(?:\d+[.．、]|[（(]\d+[）)])")
_CLAUSE = re.compile(r"[，。；;、\n]")


@dataclass(frozen=True, slots=True)
class _Told:
    """A task as the report repeats it, where that stands, and the stretch that tells what became of it."""

    task: str
    task_at: tuple[int, int]
    start: int
    end: int


@cache
def _mark() -> re.Pattern[str]:
    marks = rules.words(rules.load("progress")["marks"])
    return re.compile(f"[【（(]?(?:{marks})[】）)]?[：:]|【(?:{marks})】")


@cache
def _heading() -> re.Pattern[str]:
    """A heading below which all tells what became of it: 一、主要预期目标完成情况."""
    return re.compile(f"(?:{rules.words(rules.load('progress')['marks'])})[。：:]?$")


def read(path: Path, known: Known, notice_id: str | None) -> tuple[list[Report], list[str]]:
    """The reports of a published notice, and the words of the tasks that the answered notice does not have.

    Raises:
        NoticeError: it tells what became of no task, or answers no notice of the dataset.
    """
    from pipeline.dataset.reading import rows
    from pipeline.extract import extract
    from pipeline.read import read as read_file

    file = read_file(path)
    notice, tables = extract(file), rows(file)
    sections = {row["span_start"]: row["level"] for row in _rows(tables["sections"])}
    told = sorted(
        [*_told(notice.text, _rows(tables["blocks"]), sections), *_told_in_tables(_rows(tables["cells"]))],
        key=lambda one: one.start,
    )
    if not told:
        raise NoticeError(text("progress.no_report", path=path))
    about = {name: cells[0] for name, cells in tables["notices"].items()}
    answered = _answered(known, told, about, notice_id, path)
    day = _day_of(notice.text, about)
    figures = [row for row in _rows(tables["numbers"]) if row["value"] is not None]
    said_of = {(one.start, one.end): one for one in reached(notice, [(one.start, one.end) for one in told])}
    words = known.task_words(answered)
    places = alike([(str(at), one.task) for at, one in enumerate(told)], words, _SAME_TASK)
    promised = list(known.targets[answered].values())
    found: list[Report] = []
    lost: list[str] = []
    for at, one in enumerate(told):
        own = [*_measured(notice.text, one.task_at, figures)]
        item_id = places.get((str(at), one.task)) or _by_figures(notice.text, one, own, promised)
        said = notice.text[one.start : one.end]
        answers = list(
            _reached(
                notice.text,
                one,
                list(_measured(notice.text, (one.start, one.end), figures)),
                [row for row in promised if item_id is None or row["item_id"] == item_id],
                said_of,
            )
        )
        if item_id is None and not answers:
            lost.append(one.task[:40])
            continue
        as_of = _day_in(said, about["subject_year"], day) or day
        about_it = Report(
            answered, item_id, None, notice.notice_id, as_of=as_of, status=_status(said), note=said.strip() or None
        )
        found += [about_it] if item_id else []
        found += [
            Report(answered, target["item_id"], target["target_id"], notice.notice_id, as_of=as_of, actual=value)
            for target, value in answers
        ]
    return found, lost


def _rows(columns: Mapping[str, Sequence[Any]]) -> list[Row]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _told(words: str, blocks: Sequence[Row], sections: Mapping[int, int]) -> Iterator[_Told]:
    """The tasks of a report with what is told of each; a paragraph without a mark goes on with what is open.

    Args:
        words: the text of the report.
        blocks: its blocks in order.
        sections: the level of each heading by where it begins.
    """
    blocks = [row for row in blocks if row["kind"] in (*_TOLD, "heading")]
    # The headings above, each with whether all below it is told of.
    above: list[tuple[int, bool]] = []
    task, at, start, end = "", (0, 0), -1, -1
    for place, row in enumerate(blocks):
        here = (row["span_start"], row["span_end"])
        said = words[slice(*here)]
        mark = _mark().search(said) if row["kind"] in _TOLD else None
        if not mark and row["kind"] == "paragraph" and start >= 0 and not _answered_by(words, blocks, place):
            end = row["span_end"]
            continue
        if start >= 0 and end > start and not (mark and not said[: mark.start()].strip() and not task):
            yield _Told(task, at, start, end)
        if row["kind"] == "heading":
            level = sections.get(row["span_start"], 0)
            above = [one for one in above if one[0] < level]
            telling = bool(_heading().search(said.strip()))
            above.append((level, telling or bool(above and above[-1][1])))
            task, at = said.strip(), here
            start, end = (row["span_end"], row["span_end"]) if above[-1][1] else (-1, -1)
        elif mark:
            if said[: mark.start()].strip():
                task, at = said[: mark.start()].strip(), (row["span_start"], row["span_start"] + mark.start())
            start, end = row["span_start"] + mark.end(), row["span_end"]
        else:
            task, at = _NUMBER.sub("", said.strip()), here
            tells = bool(above and above[-1][1]) and not _answered_by(words, blocks, place)
            start, end = here if tells else (-1, -1)
    if start >= 0 and end > start:
        yield _Told(task, at, start, end)


def _answered_by(words: str, blocks: Sequence[Row], place: int) -> bool:
    """Whether the block behind one begins with a mark, which answers it."""
    if place + 1 == len(blocks):
        return False
    return bool(_mark().match(words[blocks[place + 1]["span_start"] : blocks[place + 1]["span_end"]].lstrip()))


def _told_in_tables(cells: Sequence[Row]) -> Iterator[_Told]:
    """The tasks of tables with a column of what became of them: the longest other cell of a row is the task."""
    lines: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for cell in cells:
        if cell["head"] is not None:
            lines[cell["table_id"], cell["row"]].append(cell)
    for line in lines.values():
        told = next((cell for cell in line if _HEAD.sub("", cell["head"]) in rules.load("progress")["marks"]), None)
        others = [cell for cell in line if cell is not told and cell["text"].strip()]
        if told is not None and others and told["text"].strip():
            task = max(others, key=lambda cell: len(cell["text"]))
            at = (task["span_start"], task["span_end"])
            yield _Told(task["text"].strip(), at, told["span_start"], told["span_end"])


def _answered(known: Known, told: Sequence[_Told], about: Mapping[str, Any], notice_id: str | None, path: Path) -> str:
    """The notice that a report answers: the one named, else that of its year with most of its tasks."""
    if notice_id is not None:
        if notice_id not in known.notices:
            held = ", ".join(sorted(known.notices))
            raise NoticeError(text("progress.other_notice", path=path, notice_id=notice_id, held=held))
        return notice_id
    tasks = [(str(at), one.task) for at, one in enumerate(told)]
    counts = {
        one: len(alike(tasks, known.task_words(one), _SAME_TASK))
        for one, row in known.notices.items()
        if row["subject_year"] == about["subject_year"] and row["source_sha256"] != about["source_sha256"]
    }
    best: str | None = max(counts, key=lambda one: (counts[one], one), default=None)
    if best is None or not counts[best]:
        raise NoticeError(text("progress.answers_none", path=path, year=about["subject_year"] or "?"))
    return best


def _status(said: str) -> str | None:
    for state in rules.load("progress")["states"]:
        if any(word in said for word in state["words"]):
            return str(state["status"])
    return None


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────


def _day_of(words: str, about: Mapping[str, Any]) -> date | None:
    """The day that a report as a whole speaks of: named before its first mark, else the day it was signed."""
    signed: date | None = about["signed_date"]
    mark = _mark().search(words)
    return _day_in(words[: mark.start()] if mark else "", about["subject_year"], signed) or signed


def _day_in(words: str, year: int | None, latest: date | None) -> date | None:
    """The last day of the first period that words name and that had ended: 上半年, 截至6月底."""
    for time in times(words, year):
        if time.last and time.kind in (Kind.BY, Kind.PERIOD) and time.first != time.last:
            whole = time.last.month == 12 and time.last.day == 31
            if not whole and (latest is None or time.last <= latest):
                return time.last
    return None


# ── what was reached ─────────────────────────────────────────────────────────────────────────────────


def _measured(words: str, within: tuple[int, int], figures: Sequence[Row]) -> Iterator[Row]:
    """The numbers of a stretch with their units; in a table, where nothing commits, they have yet to be read."""
    for row in figures:
        if not within[0] <= row["span_start"] < within[1] or row["role"] == "qualifier":
            continue
        if row["unit"]:
            yield row
            continue
        value = Decimal(repr(row["value"]))
        read_now = quantity_at(words, row["span_start"], row["span_end"], value, within[0])
        if read_now and read_now.unit:
            yield {**row, "unit": read_now.unit, "value": float(read_now.value)}


def _by_figures(words: str, told: _Told, figures: Sequence[Row], targets: Sequence[Row]) -> str | None:
    """The task whose figures the repeated task prints, where its words were shortened."""
    votes: Counter[str] = Counter()
    for at, figure in enumerate(figures):
        before = figures[at - 1]["span_end"] if at else told.task_at[0]
        behind = figures[at + 1]["span_start"] if at + 1 < len(figures) else told.task_at[1]
        around = _around(words, before, figure, behind)
        votes.update(
            {
                target["item_id"]
                for target in targets
                if target["item_id"]
                and not target["repeats"]
                and (target["unit"], target["value"]) == (figure["unit"], figure["value"])
                and _likeness(target["indicator"], around) >= _SAME_INDICATOR
            }
        )
    best = votes.most_common(2)
    return best[0][0] if len(best) == 1 or (best and best[0][1] > best[1][1]) else None


def _reached(
    words: str,
    told: _Told,
    figures: Sequence[Row],
    targets: Sequence[Row],
    said_of: Mapping[tuple[int, int], Target],
) -> Iterator[tuple[Row, float]]:
    """The targets with the number that answers each, the surest pairs first and each number once.

    Args:
        told: what is told, of one of the tasks of `targets`, or of none in particular.
        figures: the numbers in it.
        said_of: what each number counts, by where it stands.
    """
    pairs = []
    of_task = len({target["item_id"] for target in targets}) == 1
    for at, figure in enumerate(figures):
        before = figures[at - 1]["span_end"] if at else told.start
        behind = figures[at + 1]["span_start"] if at + 1 < len(figures) else told.end
        around = _around(words, before, figure, behind)
        said = next((one for (start, end), one in said_of.items() if start <= figure["span_start"] < end), None)
        for place, target in enumerate(targets):
            if figure["unit"] != target["unit"] or _compares(words, told, figure, target):
                continue
            score = _likeness(target["indicator"], around)
            if said:
                same = said.indicator_id == target["indicator_id"] and said.scope in (None, target["scope"])
                score = 1.0 if same else max(score, _likeness(target["indicator"], said.indicator))
            alone = sum(one["unit"] == target["unit"] for one in targets) == 1
            first = not any(one["unit"] == target["unit"] for one in figures[:at])
            # 增长7%: of one number and one goal of its kind a word in common is enough; 12个 needs none.
            if alone and first and (score or target["unit"] != "%") and target["item_id"]:
                score = max(score, _SAME_INDICATOR)
            # What is told of no task in particular answers the goals of the year, and those of a task by their names.
            if score >= (_SAME_INDICATOR if of_task or not target["item_id"] else _SAME_NAME):
                pairs.append((-score, at, place))
    used: set[int] = set()
    answered: set[int] = set()
    for _, at, place in sorted(pairs):
        if at not in used and place not in answered:
            used.add(at)
            answered.add(place)
            yield targets[place], float(figures[at]["value"])


def _around(words: str, before: int, figure: Row, behind: int) -> str:
    """The words of the clause that a number stands in, from the number before to the number behind."""
    front = _CLAUSE.split(words[before : figure["span_start"]])[-1]
    return front + "|" + _CLAUSE.split(words[figure["span_end"] : behind])[0]


def _compares(words: str, told: _Told, figure: Row, target: Row) -> bool:
    """Whether a number tells of another time, 同比增加3个, while the goal is none of growth."""
    if target["measure"] == "growth":
        return False
    front = _CLAUSE.split(words[told.start : figure["span_start"]])[-1]
    return any(word in front for word in rules.load("progress")["compared"]["words"])


_OF = re.compile("（[^（）]*）$")


def _likeness(indicator: str, around: str) -> float:
    """The share of an indicator's pairs of signs that stand in some words; what it is of stands in a bracket behind it."""
    indicator = _OF.sub("", indicator) or indicator
    pairs = {indicator[at : at + 2] for at in range(len(indicator) - 1)} or {indicator}
    return sum(pair in around for pair in pairs) / len(pairs)
