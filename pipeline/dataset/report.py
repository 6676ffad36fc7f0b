"""What a build is asked and what it tells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.dataset import engines, reading
from pipeline.dataset.engines import Engine, Limits

#: Wraps steps for a progress bar: the steps and their number.
Track = Callable[[Iterable[bool], int], Iterable[bool]]


@dataclass(frozen=True, slots=True)
class Concern:
    """A finding in a notice that has just been read, for the person to look at, in Chinese and English."""

    notice_id: str
    item_id: str | None
    code: str
    severity: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A source whose rows are not in the dataset.

    `kind` is unreadable (the reason says why and what to do), slow or ended (it took more than one notice may),
    fault (of this program), duplicate (of the notice named in the reason) or grade (its rows, too doubtful to be
    counted, are in the folder ``quarantine/``).
    """

    source: str
    notice_id: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    `read` are the notices that were read anew, `dropped` those that the dataset held before and holds no
    longer, `skipped` what lay among the sources and was passed over, `quarantined` what was left out and why; `rows`
    counts each table and `findings` each severity.
    """

    out: Path
    notices: tuple[str, ...]
    read: tuple[str, ...]
    dropped: tuple[str, ...]
    skipped: tuple[Path, ...]
    rows: dict[str, int]
    findings: dict[str, int]
    concerns: tuple[Concern, ...]
    quarantined: tuple[Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How a build is done.

    `only`: the dataset holds what is given and nothing else.  `keep_going`: what cannot be read is told and left out
    (None: above a few files).  `at_least`: the worst grade of a notice that is counted.  `duplicates`: the same
    document under another name is counted again.  `partitioned`: tables are folders (None: above `LARGE` notices, and
    where they are so already).  `fresh`: every file is read anew.  `engine`: who reads; `limits`: what one notice may
    take.
    """

    only: bool = False
    keep_going: bool | None = None
    at_least: str | None = None
    duplicates: bool = False
    partitioned: bool | None = None
    fresh: bool = False
    engine: Engine = field(default_factory=engines.Local)
    limits: Limits = reading.LIMITS


def listed(quarantined: Iterable[Quarantined]) -> bytes:
    """The table of what was left out, for spreadsheets."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["source", "notice_id", "kind", "reason"])
    for one in quarantined:
        writer.writerow([one.source, one.notice_id, one.kind, " ".join(one.reason.split())])
    return b"\xef\xbb\xbf" + file.getvalue().encode()
