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

A correction never changes the text.  The tables carry the corrected form beside the printed one, and an entry whose
words the source no longer prints stops the build.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.messages import text
from pipeline.notice import Notice, NoticeError, Span

_KEYS = {"correction": ({"printed", "corrected", "reason"}, {"times"}), "join": ({"name", "unit", "reason"}, set())}


@dataclass(frozen=True, slots=True)
class Correction(Span):
    """A stretch of the source that a person corrected."""

    printed: str
    corrected: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person decided about one notice."""

    file: Path | None = None
    entries: tuple[Mapping[str, Any], ...] = ()
    joins: Mapping[str, str] = field(default_factory=dict)

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
                placed.append(Correction(at, at + len(printed), printed, entry["corrected"], entry["reason"]))
        return placed


def load(folder: Path, notice_id: str) -> Corrections:
    """The corrections of a notice; none where it has no file.

    Raises:
        NoticeError: the file cannot be read, or an entry lacks a key or has an unknown one.
    """
    file = folder / f"{notice_id}.toml"
    if not file.is_file():
        return Corrections()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NoticeError(text("corrections.unreadable", file=file, error=error)) from error
    for kind, entries in content.items():
        if kind not in _KEYS:
            raise NoticeError(text("corrections.unknown", file=file, kind=kind, known=", ".join(_KEYS)))
        needed, possible = _KEYS[kind]
        for entry in entries:
            wrong = (needed - entry.keys()) | (entry.keys() - needed - possible)
            if wrong:
                keys = {"needed": ", ".join(sorted(needed)), "wrong": ", ".join(sorted(wrong))}
                raise NoticeError(text("corrections.wrong_keys", file=file, kind=kind, **keys))
    return Corrections(
        file,
        tuple(content.get("correction", ())),
        {entry["name"]: entry["unit"] for entry in content.get("join", ())},
    )
