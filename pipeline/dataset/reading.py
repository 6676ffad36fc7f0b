"""One source → its rows, as a job that any process can do: its errors are results."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.dataset.engines import Limits, Lost, beside, in_own_process
from pipeline.messages import reason, text
from pipeline.notice import NoticeError
from pipeline.read.files import is_packed, may_be_pictures, regular

if TYPE_CHECKING:
    from pipeline.dataset.tables import Part, Rows
    from pipeline.notice import Notice
    from pipeline.structure.corrections import Corrections

R = TypeVar("R")

# What is asked of the row of `notices`, where it has that column.
_FACTS = ("doc_number", "issuer", "source_sha256", "adcode", "subject_year", "grade")


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, and the folder of what a person corrected, if any."""

    path: Path
    corrections: Path | None = None


@dataclass(frozen=True)
class DocumentLimits(Limits):
    """What reading one document may take; ten times as long and three times as much where it may be pictures.

    A page that must be recognised takes seconds, and recognition a gigabyte, whatever the page says.
    """

    def of(self, job: Job, /) -> Limits:
        if not may_be_pictures(job.path):
            return Limits(self.seconds, self.megabytes)
        return Limits(self.seconds and 10 * self.seconds, self.megabytes and 3 * self.megabytes)


# Bytes of texts that are read in less time than another process takes to start.
_SMALL = 1 << 18
#: Ten times what the longest notices take, five-year plans of 300,000 characters.
LIMITS = DocumentLimits(seconds=60, megabytes=1000)


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
    except Exception as error:
        return Result(error=why(path, error), lasting=isinstance(error, NoticeError))


def why(path: Path, error: Exception, too_large: str = "build.too_large") -> str:
    """Why a file could not be read; `too_large` is the message where memory ran out."""
    if isinstance(error, NoticeError):
        message = str(error)
        return message if path.name in message else text("error.file", path=path, reason=message)
    if isinstance(error, OSError):
        return text("error.file", path=path, reason=reason(error))
    if isinstance(error, MemoryError) or "bad_alloc" in str(error):  # the memory that a library in C++ did not get
        return text(too_large, path=path)
    # A fault of the program: say where, and name the file like any other that cannot be read.
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    at = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    return text("build.fault", path=path, error=f"{type(error).__name__}: {error}", at=at)


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


def read_alone(job: Job) -> Part:
    """The tables of the notice in a file, read in a process of its own that is stopped where it takes too much.

    A short text is read here: it takes no longer than starting another process.

    Raises:
        NoticeError: it cannot be read, is no notice, or takes more than a document may.
    """
    from pipeline.dataset import tables

    result = read_job(job) if is_small([job.path]) else beside(read_job, job, LIMITS.of(job))
    if isinstance(result, Lost):
        raise NoticeError("\n".join([lost(job.path, result)]))
    if result.error:
        raise NoticeError("\n".join([result.error]))
    return tables.load_rows(result.part)


def alone(function: Callable[[Path], R], path: Path) -> R:
    """What a function makes of a file that is no source of the dataset, within the bounds of a document.

    Like any document it is read in a process of its own, a short text here.

    Raises:
        NoticeError: it cannot be read, or takes more than a document may.
    """
    asked = function, path
    done = _made(asked) if is_small([path]) else in_own_process(_made, asked, LIMITS.of(Job(path)))
    if isinstance(done, Lost):
        said = "alone.ended" if done.seconds is None else "alone.too_slow"
        raise NoticeError(text(said, path=path, seconds=done.seconds))
    if isinstance(done, str):
        raise NoticeError("\n".join([done]))
    return done[0]


def _made(asked: tuple[Callable[[Path], R], Path]) -> tuple[R] | str:
    """What a function makes of a file, or why nothing."""
    function, path = asked
    try:
        return (function(path),)
    except Exception as error:
        return why(path, error, "alone.too_large")


def is_small(paths: Sequence[Path]) -> bool:
    """Whether documents are texts, and so short together that reading them here is safe and the quickest."""
    return sum(map(_size, paths)) < _SMALL


def _size(path: Path) -> int:
    """The bytes of a text; those of a packed file say nothing, and those of a folder are not looked at."""
    with suppress(OSError, NoticeError):
        size = regular(path.stat())
        with path.open("rb") as file:
            return _SMALL if is_packed(file.read(2048)) else size
    return _SMALL


def lost(path: Path, result: Lost) -> str:
    """Why the process that read a file was lost."""
    return text("build.ended" if result.seconds is None else "build.too_slow", path=path, seconds=result.seconds)


def rows_of(path: Path, corrections: Path | None) -> Part:
    """The tables of the notice in a file.

    Raises:
        NoticeError: it cannot be read, or is no notice.
    """
    from pipeline.dataset import tables
    from pipeline.read import read
    from pipeline.read.files import notice_id
    from pipeline.structure.corrections import Corrections, load

    decided = load(corrections, notice_id(path)) if corrections else Corrections()
    return tables.arrow(rows(read(path), decided))


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
