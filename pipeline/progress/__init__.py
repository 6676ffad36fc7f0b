"""Progress comes back: what ledgers, the sheets that units sent back and published reports say became of the tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from pipeline.dataset.reading import alone
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.progress import ledgers, reports
from pipeline.progress.known import Known, Report
from pipeline.progress.standing import share_of, standing_of

_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two files that say different things of one task or target."""

    about: str
    said: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Result:
    """What the command says: rows by state and by standing, conflicts, and what found no task."""

    rows: int
    statuses: Mapping[str, int]
    standings: Mapping[str, int]
    conflicts: Sequence[Conflict]
    lost: Sequence[tuple[str, str]]
    out: Path


def run(
    files: Iterable[Path], data: Path, out: Path, notice_id: str | None = None, as_of: date | None = None
) -> Result:
    """Read what was reported into the table `progress` in the folder `out`.

    Args:
        files: ledgers, sheets that units sent back, published reports, and folders of such files.
        data: the dataset whose tasks they speak of.
        out: the folder of the table.
        notice_id: the notice that a published report answers, where its year does not tell.
        as_of: the day on which the sheets were filled in, where they do not say.

    Raises:
        NoticeError: a file cannot be read, or speaks of no notice of the dataset.
    """
    from pipeline.dataset.tables import write_progress

    known = Known(data)
    found: list[Report] = []
    lost: list[tuple[str, str]] = []
    for path in _files(files):
        if path.suffix.lower() in _SHEETS:
            read, missing = alone(partial(ledgers.read, known=known, as_of=as_of), path)
        else:
            read, missing = alone(partial(reports.read, known=known, notice_id=notice_id), path)
        found += read
        lost += [(path.name, words) for words in missing]
    conflicts, marked = _conflicts(found, known)
    columns = _columns(marked, known)
    write_progress({"progress": columns}, out, sorted({report.notice_id for report in marked}))
    return Result(
        len(marked),
        Counter(report.status for report in marked if report.status),
        Counter(standing for standing in columns["standing"] if isinstance(standing, str)),
        conflicts,
        lost,
        out,
    )


def _files(given: Iterable[Path]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            inside = (one for one in sorted(path.iterdir()) if one.suffix.lower() in _SHEETS)
            yield from (one for one in inside if not one.name.startswith(("~$", ".")))
        elif path.exists():
            yield path
        else:
            raise NoticeError(text("progress.no_file", path=path))


def _conflicts(found: Sequence[Report], known: Known) -> tuple[list[Conflict], list[Report]]:
    """Reports on one task at one time that differ in state or in number, and all reports with the mark of it."""
    groups: dict[tuple[str, str | None, str | None, date | None], list[int]] = defaultdict(list)
    for place, report in enumerate(found):
        groups[report.notice_id, report.item_id, report.target_id, report.as_of].append(place)
    conflicts, marked = [], list(found)
    for (notice_id, item_id, target_id, _), places in groups.items():
        said = [(found[place].source, found[place].status or _number(found[place], known)) for place in places]
        told = [(source, value) for source, value in said if value is not None]
        if len({value for _, value in told}) < 2:
            continue
        about = known.words(notice_id, item_id, target_id)
        conflicts.append(Conflict(about, told))
        for place in places:
            marked[place] = replace(found[place], conflict=True)
    return conflicts, marked


def _number(report: Report, known: Known) -> str | None:
    return None if report.actual is None else f"{report.actual:,.12g} {known.unit_of(report) or ''}".rstrip()


def _columns(found: Sequence[Report], known: Known) -> dict[str, list[object]]:
    """The columns of the table, what is worked out from the numbers included."""
    rows = [
        {
            "progress_id": f"{report.notice_id}-p{place:04d}",
            **{name: getattr(report, name) for name in _TAKEN},
            "actual_value": report.actual,
            "unit": known.unit_of(report),
            "share": share_of(report, known),
            "standing": standing_of(report, known),
        }
        for place, report in enumerate(found, 1)
    ]
    from pipeline.dataset.datapackage import dictionary

    return {column.name: [row[column.name] for row in rows] for column in dictionary().progress["progress"].columns}


_TAKEN = (
    *("notice_id", "item_id", "target_id", "unit_id", "as_of", "status", "done_on"),
    *("person", "note", "source", "conflict"),
)
