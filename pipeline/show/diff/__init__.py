"""Two years compared: the page of it, side by side in one HTML file that needs nothing else, and the command ``diff``.

The page opens on a summary and the strongest changes; its script filters, sorts and turns the language.  A notice is a
stranger's document: the template escapes every word, `safe` shows the signs that are not seen, and the page allows no
script or style but its own two, by their hashes, and no connection at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.compare import kept
from pipeline.compare.comparison import Comparison
from pipeline.compare.diff import in_words, read
from pipeline.compare.year import Data
from pipeline.dataset.datapackage import dictionary
from pipeline.dataset.tables import write_diff
from pipeline.dataset.workspace import put
from pipeline.show.diff import summary
from pipeline.show.diff.content import ORDER, Content, name, words
from pipeline.show.diff.marked import html, marked
from pipeline.show.page import rendered

__all__ = ["Result", "marked", "page", "run"]


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
    put(out / "index.html", html.encode())
    kept.remember(tables, out, old_id, new_id)
    if docx or xlsx:
        from pipeline.show.diff.export import write

        write(found, out, docx, xlsx)
    return Result(found.kinds, "\n".join(in_words(found, out)))


def _review_pages(data: Path, out: Path) -> Callable[[str], str] | None:
    """Where the review pages are, seen from the page of a comparison: ``view/`` beside the dataset."""
    try:
        way = os.path.relpath(data.resolve().parent / "view", out.resolve())
    except ValueError:
        return None  # on another drive
    return lambda notice_id: quote(f"{Path(way).as_posix()}/{notice_id}.html")


def page(comparison: Comparison, review: Callable[[str], str] | None = None, home: str = "") -> str:
    """The page of a comparison.

    Args:
        comparison: the two years.
        review: where the review page of a notice is, seen from the page; None leaves the links to them out.
        home: the address of the list of comparisons, where this is one of many.
    """
    content = Content(comparison)
    shown = [group for group in content.groups if group.kind != "unchanged" or len(group.classes) > 1]
    years = [
        {
            "row": year.notice,
            "facts": " · ".join(
                str(one)
                for one in (year.notice["doc_number"], year.notice["signed_date"], year.notice["notice_id"])
                if one
            ),
            "review": None if review is None else review(year.notice["notice_id"]),
        }
        for year in (comparison.old, comparison.new)
    ]
    return rendered(
        "diff",
        {
            "content": content,
            "years": years,
            "home": home,
            "counts": summary.counts(content),
            "told": summary.told(content),
            "kinds": [(kind, summary.count(content, kind)) for kind in ORDER],
            "changed": shown,
            "unchanged": [group for group in content.groups if group not in shown],
            "units": sorted((title, content.unit_keys[one], one) for one, title in content.unit_names.items()),
            "name": name,
            "w": words,
            "marked": html,
        },
    )
