"""One source → its rows, as a job that any process can do: its errors are results."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.messages import reason, text
from pipeline.notice import NoticeError

if TYPE_CHECKING:
    from pipeline.dataset.tables import Part, Rows
    from pipeline.notice import Notice
    from pipeline.structure.corrections import Corrections

# What is asked of the row of `notices`, where it has that column.
_FACTS = ("doc_number", "issuer", "source_sha256", "adcode", "subject_year", "grade")


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, and the folder of what a person corrected."""

    path: Path
    corrections: Path


@dataclass(frozen=True, slots=True)
class Result:
    """The dumped rows of a notice with what the builder asks of them, or why there are none.

    `lasting` says that the reason lies in the file: it is the same until the file or the program is another.
    """

    part: bytes = b""
    facts: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    lasting: bool = False


def read_job(job: Job) -> Result:
    """Read one file.  Its errors are results, so that all bad files are named at once."""
    from pipeline.dataset import tables

    path = job.path
    try:
        part = rows_of(path, job.corrections)
        tables.check(part)
        return Result(tables.dump(part), facts(part))
    except NoticeError as error:
        message = str(error)
        named = message if path.name in message else text("error.file", path=path, reason=message)
        return Result(error=named, lasting=True)
    except OSError as error:
        return Result(error=text("error.file", path=path, reason=reason(error)))
    except MemoryError:
        return Result(error=text("build.too_large", path=path))
    except Exception as error:
        # A fault of the program: say where, and name the file like any other that cannot be read.
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        at = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
        return Result(error=text("build.fault", path=path, error=f"{type(error).__name__}: {error}", at=at))


def rows(notice: Notice, corrections: Corrections | None = None) -> Rows:
    """The rows of a notice as read, table by table.

    Raises:
        NoticeError: it is no notice, or a correction does not fit it.
    """
    from pipeline.dataset import tables
    from pipeline.extract import read_out
    from pipeline.structure.corrections import Correction

    with _at_rest():
        found, units = read_out(notice, corrections)
        return tables.rows(found, units, found.all(Correction))


@contextmanager
def _at_rest() -> Iterator[None]:
    """The garbage collector at rest: nearly all that is made of a notice lives to its end, and of a text a hundred times
    as long the collector would go through it so often that a character took a third longer."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def rows_of(path: Path, corrections: Path) -> Part:
    """The tables of the notice in a file.

    Raises:
        NoticeError: it cannot be read, or is no notice.
    """
    from pipeline.dataset import tables
    from pipeline.read import read
    from pipeline.read.files import notice_id
    from pipeline.structure.corrections import load

    return tables.arrow(rows(read(path), load(corrections, notice_id(path))))


def facts(part: Part) -> dict[str, Any]:
    """What the builder asks of a notice's rows: who issued it under which number, and how many findings there are."""
    notices = part["notices"]
    known = [name for name in _FACTS if name in notices.column_names]
    severities: dict[str, int] = {}
    for severity in part["findings"]["severity"].to_pylist():
        severities[severity] = severities.get(severity, 0) + 1
    return {**notices.select(known).to_pylist()[0], "severities": severities}


def marks(facts: dict[str, Any]) -> list[tuple[str, ...]]:
    """What two copies of a document have in common: the content, or the number and who gave it."""
    marks: list[tuple[str, ...]] = [("content", str(facts.get("source_sha256")))]
    if facts.get("doc_number") and facts.get("issuer"):
        marks.append(("number", str(facts["doc_number"]), str(facts["issuer"])))
    return marks
