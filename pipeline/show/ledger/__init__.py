"""The supervision ledger (督办台账) of a notice: an Excel workbook for those who chase its tasks.

Everything in it comes from the tables of the dataset, but what people fill in.  A ledger is kept: where the file
exists, its entries are carried over to the rows they belong to now, and the former file stays beside it as ``.bak``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset.reading import alone
from pipeline.dataset.workspace import put
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.show.ledger.entries import Carried, Filled, Of, carry, read_filled
from pipeline.show.ledger.labels import Labels, Language
from pipeline.show.ledger.sheets import Ledger
from pipeline.show.ledger.source import Source

_MAIN: Mapping[Of, str] = {"task": "tasks", "target": "targets", "finding": "findings"}


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: the rows of it whose entries were carried over, and entries that found no row."""

    path: Path
    carried: int = 0
    kept: int = 0


def run(notice_id: str, data: Path, out: Path, language: Language = "zh") -> Written:
    """Write the ledger of a notice to ``<out>/<notice_id>.xlsx``, or bring the one that is there up to date.

    Args:
        notice_id: a notice of the dataset.
        data: the folder of the dataset.
        out: the folder to write to; it is made where it is missing.
        language: of the ledger; one in the other language is understood too.

    Raises:
        NoticeError: the file there is no ledger, or is open in an office program; it stays as it is.
        OSError: a table cannot be read, or the workbook cannot be written.
    """
    source = Source(notice_id, data, Labels(language))
    path = out / f"{notice_id}.xlsx"
    filled, carried = former(path, source)
    save(path, Ledger(source, carried, filled).bytes())
    return Written(path, len(carried.by_row), len(carried.rest))


def run_split(notice_id: str, data: Path, out: Path, language: Language = "zh") -> Iterator[Written]:
    """Write a workbook and an order (交办单) for each unit into ``<out>/<notice_id>/``, to send out.

    Raises:
        NoticeError, OSError: as in `run`.
    """
    from pipeline.show.ledger.book import sheet_names
    from pipeline.show.ledger.split import order, unit_book

    labels = Labels(language)
    source = Source(notice_id, data, labels)
    folder = out / notice_id
    names = sheet_names((source.units[unit_id]["name"] for unit_id in source.load), empty=labels("says.unit"))
    for unit_id, name in zip(source.load, names, strict=True):
        name = re.sub(r'["<>|.]+', "·", name)
        path = folder / f"{name}.xlsx"
        filled, carried = former(path, source)
        save(path, unit_book(source, carried, filled, unit_id))
        yield Written(path, len(carried.by_row), len(carried.rest))
        document = folder / f"{name}-{labels('sheets.order')}.docx"
        save(document, order(source, unit_id))
        yield Written(document)


def former(path: Path, source: Source) -> tuple[Filled, Carried]:
    """What was filled in in the file that stands at `path`, and where it belongs now."""
    _closed(path)
    filled = alone(read_filled, path) if path.exists() else Filled()
    message = "message" if source.labels.chinese else "message_en"
    rows: dict[Of, dict[str, str]] = {
        "task": {item["item_id"]: source.task(item) for item in source.items},
        "target": {
            row["target_id"]: source.indicator(row) + source.words(row["span_start"], row["span_end"])
            for row in source.targets
        },
        "finding": {row["finding_id"]: row[message] for row in source.findings},
    }
    return filled, carry(filled, rows, _MAIN)


def _closed(path: Path) -> None:
    """Make sure that no office program has the file open: what it holds would be lost on either side."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise NoticeError(text("ledger.open", path=path, lock=lock.name))


def save(path: Path, content: bytes) -> None:
    """Write a file aside and put it in its place; the former one stays as ``.bak``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        before = path.read_bytes()
        if before == content:
            return
        put(path.with_name(f"{path.name}.bak"), before)
    put(path, content)
