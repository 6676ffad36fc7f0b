"""Comparisons of the years in a dataset: which there are, which are stale, and what one says in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline import rules
from pipeline.compare import kept
from pipeline.compare.comparison import Comparison
from pipeline.compare.year import TABLES, Data, Row, short
from pipeline.dataset import stored
from pipeline.messages import language, text
from pipeline.notice import NoticeError

# Of the targets that became easier, and of those that became harder, so many are printed.
_SAID = 10


def kinds() -> tuple[str, ...]:
    """The kinds of change that a comparison counts."""
    return Comparison.kinds_known()


def pairs(data: Path) -> list[tuple[str, str]]:
    """The pairs of neighbouring years in a dataset, by the ids of their notices."""
    return kept.neighbours(read(data)["notices"])


def unlike(data: Path) -> list[tuple[str, str]]:
    """The neighbouring years of one government that are not compared, because their titles are unlike."""
    return kept.unlike(read(data)["notices"])


def mark(data: Path) -> tuple[list[str], list[str]]:
    """Mark the comparisons kept beside a dataset that are stale, and remove those of notices that are gone."""
    if not (data / "diff").is_dir():
        return [], []
    return kept.mark(read(data), data)


def stale(data: Path) -> list[str]:
    """The comparisons kept beside a dataset that were made from other rows."""
    return kept.stale(read(data), data) if (data / "diff").is_dir() else []


def read(data: Path) -> Data:
    """The rows of a dataset's tables.

    Raises:
        NoticeError: the folder holds no dataset.
    """
    try:
        return {name: stored.read(data, name).to_pylist() for name in TABLES}
    except FileNotFoundError as error:
        raise NoticeError(text("error.no_notices", data=data)) from error


def in_words(found: Comparison, out: Path) -> Iterator[str]:
    """What changed, in a few lines: how often, and the targets that moved, easier ones first."""
    words = rules.load("diff")
    speech = ("en", "zh").index(language())

    def said(key: str, **values: object) -> str:
        return str(words["summary"][key][speech]).format(**values)

    def kinds(counts: Iterable[tuple[str, int]]) -> str:
        return ("、" if speech else ", ").join(f"{words['kinds'][kind][speech]} {n}" for kind, n in counts if n)

    yield said("title", old=found.old.notice["notice_id"], new=found.new.notice["notice_id"])
    for table, rows in (("tasks", "items"), ("targets", "targets"), ("units", "units"), ("sections", "sections")):
        sizes = {"old": len(getattr(found.old, rows)), "new": len(getattr(found.new, rows))}
        yield said(table, **sizes, kinds=kinds(found.counted(table).items()))
    for way in ("easier", "harder"):
        moved = [row for row in found.targets if row["direction"] == way]
        for row in moved[:_SAID]:
            numbers = {year: _quantity(row, year) for year in ("old", "new")}
            yield said("target", direction=words["kinds"][way][speech], indicator=row["indicator"], **numbers)
        if len(moved) > _SAID:
            yield said("more", count=len(moved) - _SAID, path=out / "targets.csv")
    yield said("written", path=out, page=out / "index.html")


def _quantity(row: Row, year: str) -> str:
    """A target's number in the words of a notice: 不低于70%, 6%—6.5%, 5000万美元."""
    before, behind = rules.load("diff")["quantity"][row[f"{year}_op"]]
    numbers = [row[f"{year}_value"], row[f"{year}_value_max"]]
    said = "—".join(short(number) + row["unit"] for number in numbers if number is not None)
    return f"{before}{said}{behind}"
