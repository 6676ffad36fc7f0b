"""Corrections: what a person found wrong in a notice, as data with a reason and a guard.

``corrections/<notice_id>.toml`` holds entries such as::

    [[correction]]            # words that the source prints wrongly
    printed = "民生实项目"
    corrected = "民生实事项目"
    reason = "事 was lost; the county's own list of that year is headed 民生实事项目"

    [[join]]                  # two names of one unit, where no rule can know
    name = "经济开发区管委会"
    unit = "高新技术产业园区"
    reason = "renamed in March 2024, 县编发〔2024〕3号"

    [[decision]]              # a row that was read wrong
    table = "assignments"     # notices, sections, items, assignments or targets
    at = "县发改局、经合办"     # words that the source prints once, in the row
    reads = "经合办"           # what the program reads there: the guard
    set = { role = "support" }    # the cells to set; or `none = true`: there is no such row
    reason = "helps only, as the county's office confirmed"

    [[confirmed]]             # a row that a person has read and found right
    table = "targets"
    at = "新增学位1200个"
    reads = "1200个"

    [[seen]]                  # a finding that needs no more eyes
    code = "unit_repeated"
    at = "供销合作社、县供销合作社"

A correction never changes the text.  The tables carry the corrected form beside the printed one, and an entry whose
words the source no longer prints stops the build.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.language.times import day_in
from pipeline.messages import text
from pipeline.notice import Notice, NoticeError, Span
from pipeline.read.files import written
from pipeline.structure.decisions import SETTABLE, Decision
from pipeline.values import value

# What an entry of each kind must say and may say.
_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "correction": ({"printed", "corrected", "reason"}, {"times"}),
    "join": ({"name", "unit", "reason"}, set()),
    "decision": ({"table", "at", "reads", "reason"}, {"set", "none"}),
    "confirmed": ({"table", "at", "reads"}, {"reason"}),
    "seen": ({"code", "at"}, {"reason"}),
}


@value(frozen=True, slots=True)
class Correction(Span):
    """A stretch of the source that a person decided about.

    `kind` is the kind of the entry; `corrected` the words that are meant, the unit that a name is joined to, the cells set.
    """

    kind: str
    printed: str
    corrected: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person decided about one notice."""

    file: Path | None = None
    entries: tuple[Mapping[str, Any], ...] = ()
    joins: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    seen: tuple[Mapping[str, Any], ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def place(self, notice: Notice) -> list[Correction]:
        """The corrections at their places in the source.

        Raises:
            NoticeError: the source does not print the words as often as the entry says (once, if it says nothing).
        """
        placed: list[Correction] = []
        for entry in self.entries:
            printed, times = entry["printed"], entry.get("times", 1)
            found = notice.text.count(printed)
            if found != times:
                where = {"file": self.file, "source": notice.source.file}
                raise NoticeError(text("corrections.not_there", printed=printed, found=found, times=times, **where))
            at = -1
            for _ in range(times):
                at = notice.text.index(printed, at + 1)
                placed.append(
                    Correction(at, at + len(printed), "correction", printed, entry["corrected"], entry["reason"])
                )
        placed += self._joined(notice)
        placed += self._decided(notice)
        return placed

    def _joined(self, notice: Notice) -> Iterator[Correction]:
        """Where the names first stand that are joined to a unit."""
        for name, unit in self.joins.items():
            at = notice.text.find(name)
            if at < 0:
                where = {"file": self.file, "source": notice.source.file}
                raise NoticeError(text("corrections.not_there", printed=name, found=0, times=1, **where))
            yield Correction(at, at + len(name), "join", name, unit, self.reasons[name])

    def _decided(self, notice: Notice) -> Iterator[Correction]:
        """Where rows were decided; whether the words stand there once is looked at when the row is."""
        for one in self.decisions:
            at = notice.text.find(one.at)
            if at >= 0:
                said = "none" if one.none else ", ".join(f"{name} = {value}" for name, value in one.changes.items())
                kind = "decision" if said else "confirmed"
                yield Correction(at, at + len(one.at), kind, one.at, said or one.reads, one.reason)


def load(folder: Path, notice_id: str) -> Corrections:
    """The corrections of a notice; none where it has no file.

    Raises:
        NoticeError: the file cannot be read, or an entry lacks a key or has an unknown one.
    """
    file = folder / f"{notice_id}.toml"
    if not file.exists():
        return Corrections()
    try:
        content = tomllib.loads(written(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, NoticeError) as error:
        raise NoticeError(text("corrections.unreadable", file=file, error=error)) from error
    for kind, entries in content.items():
        if kind not in _KEYS:
            raise NoticeError(text("corrections.unknown", file=file, kind=kind, known=", ".join(_KEYS)))
        needed, possible = _KEYS[kind]
        for entry in entries if isinstance(entries, list) else [entries]:
            if not isinstance(entry, dict):
                raise NoticeError(text("corrections.wrong_value", file=file, kind=kind, name="", value=entry))
            wrong = (needed - entry.keys()) | (entry.keys() - needed - possible)
            if wrong:
                keys = {"needed": ", ".join(sorted(needed)), "wrong": ", ".join(sorted(wrong))}
                raise NoticeError(text("corrections.wrong_keys", file=file, kind=kind, **keys))
            for name, said in [*entry.items(), *entry.get("set", {}).items()]:
                if not _can_be(name, said):
                    raise NoticeError(text("corrections.wrong_value", file=file, kind=kind, name=name, value=said))
    joins = content.get("join", ())
    return Corrections(
        file,
        tuple(content.get("correction", ())),
        {entry["name"]: entry["unit"] for entry in joins},
        tuple(_decision(file, entry) for kind in ("decision", "confirmed") for entry in content.get(kind, ())),
        tuple(content.get("seen", ())),
        {entry["name"]: entry["reason"] for entry in joins},
    )


def _can_be(name: str, value: object) -> bool:
    """Whether a key or a cell of an entry can have a value."""
    match name:
        case "set":
            return isinstance(value, dict)
        case "none":
            return isinstance(value, bool)
        case "times" | "level":
            return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 1_000
        case "value" | "value_max":
            return not isinstance(value, bool) and re.fullmatch(r"-?\d{1,18}(\.\d{1,9})?", str(value)) is not None
        case "signed_date":
            return isinstance(value, str) and day_in(value) is not None and len(value) == len("2031-01-31")
        case "recipients" | "cc" if isinstance(value, list):
            return all(isinstance(one, str) for one in value)
    return isinstance(value, str) and bool(value)


def _decision(file: Path, entry: Mapping[str, Any]) -> Decision:
    """An entry about a row.

    Raises:
        NoticeError: the table or a cell cannot be decided.
    """
    table, changes = entry["table"], entry.get("set", {})
    known = SETTABLE.get(table, ())
    wrong = [name for name in changes if name not in known]
    if not known or wrong or (table == "notices" and len(changes) != 1):
        said = ", ".join(wrong) or table
        tables = "; ".join(f"{name}: {', '.join(cells)}" for name, cells in SETTABLE.items())
        raise NoticeError(text("corrections.undecidable", file=file, said=said, known=tables))
    return Decision(
        str(file), table, entry["at"], entry["reads"], changes, entry.get("none", False), entry.get("reason", "")
    )
