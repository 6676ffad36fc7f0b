"""The review page: one notice's text beside what was read from it, in one HTML file that needs nothing else.

The page is written whole, text and tables; its script filters, searches and leads from a row to its words and
back, and without it the page still reads, links and prints.  A mark and its row share a key (``i6`` is the sixth
task).  The source pane holds the text as read, character for character: its labels come from the style sheet.

A notice is a stranger's document.  Its words reach the page through `safe` and `plain` alone, and the page
allows no script or style but its own two, by their hashes, and no connection at all.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.dataset.workspace import put
from pipeline.frames import NoticeTables
from pipeline.show.markup import as_json, both, label, plain, safe
from pipeline.show.page import filled
from pipeline.show.view.around import byline, fields, filters, kind_names, legend
from pipeline.show.view.panels import panels
from pipeline.show.view.review import facts, read
from pipeline.show.view.scans import pictures
from pipeline.show.view.source import coverage_of, marks_of, source_of


def run(notice_id: str, data: Path, out: Path, raw: Path | None = None) -> Path:
    """Write the review page of a notice of the dataset in `data` and say where it is.

    Args:
        raw: the folder of the notice's file, for pictures of its pages.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{notice_id}.html"
    put(path, page(notice_id, data, raw=raw).encode())
    return path


def page(notice_id: str, data: Path | NoticeTables, home: str = "", raw: Path | None = None) -> str:
    """The review page of a notice, from its text and its rows in the tables.

    Args:
        data: the folder of the dataset, or the tables of this notice alone.
        home: the address that the page leads back to, where it is one of many.
        raw: the notice's file or its folder, for pictures of its pages beside the text.
    """
    review = read(notice_id, data)
    title = review.notice["title"] or notice_id
    coverage, lost = coverage_of(review)
    parts = {
        "facts": as_json(facts(review)),
        "title": plain(f"{title} · {notice_id}"),
        "name": safe(title),
        "home": both(label("all_notices"), "a", f' class="home" href="{plain(home)}"') if home else "",
        "byline": byline(review.notice),
        "fields": fields(review.notice),
        "filters": filters(review),
        "legend": legend(review),
        "coverage": coverage,
        "lost": " lost" if lost else "",
        "source": "".join(source_of(review, marks_of(review, lost), pictures(review, raw) if raw else None)),
        **panels(review),
    }
    return filled("view", parts, kind_names())
