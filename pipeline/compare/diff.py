"""The command ``diff``: reads the tables of the dataset; writes those of the dictionary's group `diff` and index.html."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline import rules
from pipeline.compare import kept
from pipeline.compare.comparison import Comparison
from pipeline.compare.year import TABLES, Data, Row, short
from pipeline.dataset import stored
from pipeline.dataset.datapackage import dictionary
from pipeline.dataset.tables import write_diff
from pipeline.messages import language, text
from pipeline.notice import NoticeError
from pipeline.show.diff import page

# Of the targets that became easier, and of those that became harder, so many are printed.
_SAID = 10


@dataclass(frozen=True)
class Result:
    """What the command says: how often each kind of change occurred, and a summary in the user's language."""

    kinds: Mapping[str, int]
    summary: str


def run(
    old_id: str,
    new_id: str,
    data: Path,
    out: Path,
    *,
    docx: bool = False,
    xlsx: bool = False,
    tables: Data | None = None,
) -> Result:
    """Compare two notices of the dataset in `data` and write the tables and the page into `out`.

    Args:
        docx, xlsx: write a Word table of both years, and a workbook, besides.
        tables: what `read` gave of the dataset, where several pairs are compared.

    Raises:
        NoticeError: there is no dataset, or it lacks one of the notices.
    """
    tables = tables or read(data)
    found = Comparison(tables, old_id, new_id)
    columns = {
        name: {column.name: [row[column.name] for row in found.rows[name]] for column in table.columns}
        for name, table in dictionary().diff.items()
    }
    html = page(found, _review_pages(data, out))
    write_diff(columns, out, old_id, new_id)
    (out / "index.html").write_bytes(html.encode())
    kept.remember(tables, out, old_id, new_id)
    if docx or xlsx:
        from pipeline.show.diff.export import write

        write(found, out, docx, xlsx)
    return Result(found.kinds, "\n".join(_summary(found, out)))


def kinds() -> tuple[str, ...]:
    """The kinds of change that `Result.kinds` counts."""
    return Comparison.kinds_known()


def pairs(data: Path) -> list[tuple[str, str]]:
    """The pairs of neighbouring years in a dataset, by the ids of their notices."""
    return kept.neighbours(read(data)["notices"])


def mark(data: Path) -> tuple[list[str], list[str]]:
    """Mark the comparisons kept beside a dataset that are stale, and remove those of notices that are gone."""
    if not (data / "diff").is_dir():
        return [], []
    return kept.mark(read(data), data)


def stale(data: Path) -> list[str]:
    """The comparisons kept beside a dataset that were made from other rows."""
    return kept.stale(read(data), data) if (data / "diff").is_dir() else []


def _review_pages(data: Path, out: Path) -> Callable[[str], str] | None:
    """Where the review pages are, seen from the page of a comparison: ``view/`` beside the dataset."""
    try:
        way = os.path.relpath(data.resolve().parent / "view", out.resolve())
    except ValueError:
        return None  # on another drive
    return lambda notice_id: quote(f"{Path(way).as_posix()}/{notice_id}.html")


def read(data: Path) -> Data:
    """The rows of a dataset's tables.

    Raises:
        NoticeError: the folder holds no dataset.
    """
    try:
        return {name: stored.read(data, name).to_pylist() for name in TABLES}
    except FileNotFoundError as error:
        raise NoticeError(text("error.no_notices", data=data)) from error


def _summary(found: Comparison, out: Path) -> Iterator[str]:
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
