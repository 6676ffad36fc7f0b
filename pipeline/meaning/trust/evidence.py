"""Evidence: the signs that each row shows of being read wrong.

A sign is a small function of one row and what stands around it; it has a code and a strength (0..1).  Many ask a second
opinion: whether a known name is one character away, whether two names stand in one, whether a list or a task is unlike its
neighbours.  What a sign means in chances is learned (``pipeline.measure.calibrate``), not said here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from pipeline.meaning.trust.letters import header, headings
from pipeline.meaning.trust.misread import figures
from pipeline.meaning.trust.names import lists, names
from pipeline.meaning.trust.opinion import learned
from pipeline.meaning.trust.signs import Evidence
from pipeline.meaning.trust.tasks import tasks
from pipeline.notice import Doubt, Notice, Page

#: The tables whose rows are rated.
TABLES = ("notices", "sections", "items", "assignments", "targets", "numbers")


def evidence(notice: Notice, opinion: Mapping[str, float] | None = None) -> list[Evidence]:
    """Every row that is rated, with its signs, in the order of the text table by table.

    Args:
        notice: the notice with all that was read.
        opinion: the weights of the second opinion on numbers, if not those learned from all annotated notices.
    """
    of_lists = lists(notice)
    found = [*header(notice), *headings(notice), *tasks(notice, of_lists), *names(notice, of_lists)]
    found += figures(notice, learned() if opinion is None else opinion)
    _add_doubts(notice, found)
    return found


def _add_doubts(notice: Notice, found: Sequence[Evidence]) -> None:
    """Add to the rows' signs what the stages doubted there, and how surely their page was recognised."""
    doubts = sorted(notice.all(Doubt), key=lambda doubt: doubt.start)
    recognised = any(page.ocr_confidence is not None for page in notice.all(Page))
    rows: dict[str, list[Evidence]] = {table: [] for table in TABLES}
    for one in found:
        rows[one.table].append(one)
    for table in TABLES:
        # Each table by itself: a row as long as the notice would keep all doubts in hand for the rows of the others.
        of_table = [doubt for doubt in doubts if table in doubt.rows]
        active: list[Doubt] = []
        at = 0
        for row in sorted(rows[table], key=attrgetter("start")):
            while at < len(of_table) and of_table[at].start < row.end:
                active.append(of_table[at])
                at += 1
            active = [doubt for doubt in active if doubt.end > row.start] if active else active
            for doubt in active:
                if doubt.start < row.end:
                    row.signs[doubt.code] = max(row.signs.get(doubt.code, 0.0), min(max(doubt.strength, 0.0), 1.0))
            page = notice.page(row.start) if recognised else None
            if page is not None and page.ocr_confidence is not None:
                row.signs["recognised"] = 1 - page.ocr_confidence
