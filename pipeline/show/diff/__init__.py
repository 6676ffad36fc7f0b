"""The page of a comparison: two years side by side in one HTML file that needs nothing else.

It opens on a summary of one page and the strongest changes; its script filters, sorts and turns the language.  A
notice is a stranger's document: the template escapes every word, `safe` shows the signs that are not seen, and the
page allows no script or style but its own two, by their hashes, and no connection at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.show.diff import summary
from pipeline.show.diff.content import ORDER, Content, name, words
from pipeline.show.diff.marked import html, marked
from pipeline.show.page import rendered

if TYPE_CHECKING:
    from pipeline.compare.comparison import Comparison

__all__ = ["marked", "page"]


def page(comparison: Comparison, review: Callable[[str], str] | None = None) -> str:
    """The page of a comparison.

    Args:
        comparison: the two years.
        review: where the review page of a notice is, seen from the page; None leaves the links to them out.
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
            "counts": summary.counts(content),
            "told": summary.told(content),
            "kinds": [(kind, sum(kind in group.classes for group in content.groups)) for kind in ORDER],
            "changed": shown,
            "unchanged": [group for group in content.groups if group not in shown],
            "units": sorted((title, content.unit_keys[one], one) for one, title in content.unit_names.items()),
            "name": name,
            "w": words,
            "marked": html,
        },
    )
