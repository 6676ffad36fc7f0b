"""What ledgers and the sheets of units say: a row a task or a target in which something was filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.language.times import day_in
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.progress.known import Known, Report
from pipeline.show.ledger.actual import entered
from pipeline.show.ledger.entries import Cell, Entry, places, read_filled
from pipeline.show.ledger.labels import named


def read(path: Path, known: Known, as_of: date | None) -> tuple[list[Report], list[str]]:
    """The reports of a workbook, and the words of the rows that no notice of the dataset has.

    Raises:
        NoticeError: it is no ledger, or of a notice that the dataset does not hold.
    """
    entries = [entry for entry in read_filled(path).entries if entry.of != "finding"]
    sheets = {entry.sheet for entry in entries}
    main = {sheet for sheet in sheets if named("sheets").get(sheet) in ("tasks", "targets")}
    entries = [entry for entry in entries if not main or entry.sheet in main]
    found: list[Report] = []
    # A row that a person put in answers no task of the notice.
    lost = [entry.words[:40] for entry in entries if not entry.row_id]
    of_notice: dict[str, list[Entry]] = {}
    for entry in filter(lambda entry: entry.row_id, entries):
        of_notice.setdefault(entry.row_id.rpartition("-")[0], []).append(entry)
    for notice_id, here in of_notice.items():
        if notice_id not in known.notices:
            held = ", ".join(sorted(known.notices))
            raise NoticeError(text("progress.other_notice", path=path, notice_id=notice_id, held=held))
        rows = {"task": known.task_words(notice_id), "target": _target_words(known, notice_id)}
        for of, words in rows.items():
            kind = [entry for entry in here if entry.of == of]
            for entry, row_id in zip(kind, places(kind, words), strict=True):
                if row_id is None:
                    lost.append(entry.words[:40])
                elif report := _report(entry, row_id, notice_id, known, path, as_of):
                    found.append(report)
    return found, lost


def _target_words(known: Known, notice_id: str) -> dict[str, str]:
    return {row_id: f"{row['indicator']}{row['quote']}" for row_id, row in known.targets[notice_id].items()}


def _report(entry: Entry, row_id: str, notice_id: str, known: Known, path: Path, as_of: date | None) -> Report | None:
    values = entry.values
    target = known.targets[notice_id].get(row_id) if entry.of == "target" else None
    status = named("status").get(str(values.get("status", "")).strip())
    actual = entered(values.get("actual"), target["unit"] if target else "")
    said = [str(values[name]) for name in ("progress", "note") if values.get(name) is not None]
    if values.get("status") is not None and status is None:
        said.insert(0, str(values["status"]))
    if values.get("actual") is not None and actual is None:
        said.insert(0, str(values["actual"]))
    person = values.get("person")
    if status is None and actual is None and not said and person is None and values.get("done_on") is None:
        return None
    unit = entry.unit_id if entry.unit_id in known.units else None
    return Report(
        notice_id,
        target["item_id"] if target else row_id,
        row_id if target else None,
        f"{path.name}#{entry.sheet}",
        unit,
        _day(values.get("as_of")) or as_of,
        status,
        _day(values.get("done_on")),
        actual,
        None if person is None else str(person),
        "；".join(said) or None,
    )


def _day(value: Cell | None) -> date | None:
    if isinstance(value, date):
        return value
    return day_in(value) if isinstance(value, str) else None
