"""The text of a notice as HTML: its characters unchanged, in lines, with the marks of its rows around their words."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipeline.show.markup import Row, both, label, link_to, plain, safe
from pipeline.show.view.review import Review

# A finding on more characters than this is flagged and not underlined: a whole task underlined says nothing.
_UNDERLINED = 80


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text to mark.  Of two on the same stretch the one of lower `rank` goes around the other.

    `keys` are its rows; the first piece of it carries the id `anchor` and follows on `lead`.
    """

    start: int
    end: int
    rank: int
    classes: str
    keys: tuple[str, ...] = ()
    anchor: str = ""
    lead: str = ""


def marks_of(review: Review, lost: Sequence[tuple[int, int]]) -> list[_Mark]:
    """All marks of the text; rows on the very same words share one."""
    keys, tables = review.keys, review.tables

    def rows(table: str, id_column: str, rank: int, classes: str, by: str = "") -> Iterator[_Mark]:
        seen: set[str] = set()
        for (start, end), group in groupby(tables[table], key=lambda row: (row["span_start"], row["span_end"])):
            same = list(group)
            of_row = f" {same[0][by]}" if by else ""
            ids = [row[id_column] for row in same]
            anchor = "" if ids[0] in seen else ids[0]
            seen.add(ids[0])
            yield _Mark(start, end, rank, classes + of_row, tuple(keys[one] for one in ids), anchor)

    marks = [
        *rows("sections", "section_id", 0, "s"),
        *rows("items", "item_id", 1, "i"),
        *rows("assignments", "unit_id", 4, "m u", by="role"),
        *rows("targets", "target_id", 5, "m t"),
        *rows("numbers", "number_id", 6, "m n", by="role"),
    ]
    marks += [_Mark(row["span_start"], row["span_end"], 2, f"b k-{row['kind']}") for row in tables["blocks"]]
    marks += [_Mark(start, end, 2, "b lost") for start, end in lost]
    for row in tables["findings"]:
        start, end, severity, row_id = (row[one] for one in ("span_start", "span_end", "severity", "finding_id"))
        long = " long" if end - start > _UNDERLINED else ""
        flag = link_to(keys[row_id], row_id, "", f' class="flag {severity}" aria-hidden="true"')
        marks.append(_Mark(start, end, 3, f"f {severity}{long}", (keys[row_id],), row_id, flag))
    return marks


def _lines(review: Review) -> Iterator[tuple[int, int, Row | None]]:
    """The text in lines, each with its first block.

    A line ends where the source ends one, and before a block: a source without line ends is readable too.
    Only a responsibility list stays behind the words that it follows.  Blanks around a line are not in it.
    """
    text, blocks = review.text, review.tables["blocks"]
    starts = [row["span_start"] for row in blocks]
    ends = [row["span_end"] for row in blocks]
    for printed in re.finditer(r"[^\n]+", text):
        inside = range(bisect_right(starts, printed.start()), bisect_left(starts, printed.end()))
        cuts = (starts[place] for place in inside if blocks[place]["kind"] != "responsibility")
        for start, end in pairwise([printed.start(), *cuts, printed.end()]):
            words = text[start:end].strip()
            if words:
                start = text.index(words, start)
                end = start + len(words)
                place = bisect_right(ends, start)
                holds = place < len(blocks) and starts[place] < end
                yield start, end, blocks[place] if holds else None


def source_of(review: Review, marks: Iterable[_Mark], pictures: Mapping[int, str] | None = None) -> Iterator[str]:
    """The text as HTML: its characters unchanged, in lines, with the marks around their words.

    A mark that goes over the end of a line, or over the end of another mark, is written in pieces.

    Args:
        pictures: the addresses of the pages' pictures, by page.
    """
    lines = list(_lines(review))
    starts = [start for start, _, _ in lines]
    pieces: list[list[tuple[int, int, int, int, _Mark]]] = [[] for _ in lines]
    for order, mark in enumerate(marks):
        for place in range(max(bisect_right(starts, mark.start) - 1, 0), bisect_left(starts, mark.end)):
            start, end, _ = lines[place]
            if mark.start < end and mark.end > start:
                piece = (max(mark.start, start), -min(mark.end, end), mark.rank, order, mark)
                heapq.heappush(pieces[place], piece)
    done, page_before = 0, None
    opened: set[int] = set()
    for (start, end, block), waiting in zip(lines, pieces, strict=True):
        yield _blank(review.text[done:start])
        done = end
        kind = ""
        if block:
            kind = f" k-{block['kind']}" + (" first" if block["span_start"] >= start else "")
            if block["page"] != page_before:
                page_before = block["page"]
                sure = block["ocr_confidence"]
                scanned = "" if sure is None else f' data-sure=" · OCR {sure:.0%}"'
                yield f'<div class="page" data-page="{page_before}"{scanned}></div>'
                if picture := (pictures or {}).get(page_before):
                    # What was recognised is looked at beside its picture; what was printed as text only when asked.
                    shown = " open" if scanned else ""
                    yield f'<details class="scan"{shown}><summary></summary>'
                    yield f'<img src="{picture}" alt="{page_before}" loading="lazy"></details>'
        yield f'<div class="line{kind}">'
        yield from _pieces(review.text, start, end, waiting, opened)
        yield "</div>"
    yield _blank(review.text[done:])


def _blank(text: str) -> str:
    """What stands between lines; line feeds and spaces fold by themselves, wider blanks are hidden."""
    return f'<span class="gap">{safe(text)}</span>' if text.strip(" \n\t") else text


def _pieces(
    text: str, start: int, end: int, waiting: list[tuple[int, int, int, int, _Mark]], opened: set[int]
) -> Iterator[str]:
    """One line; `waiting` is a heap of the pieces in it, `opened` the marks that began before."""
    at = start
    open_ends: list[int] = []
    words = text[start:end].strip()

    def until(place: int) -> Iterator[str]:
        nonlocal at
        while open_ends and open_ends[-1] <= place:
            stop = open_ends.pop()
            yield safe(text[at:stop]) + "</span>"
            at = stop
        yield safe(text[at:place])
        at = place

    while waiting:
        begin, minus_stop, rank, order, mark = heapq.heappop(waiting)
        stop = -minus_stop
        yield from until(begin)
        if open_ends and stop > open_ends[-1]:
            heapq.heappush(waiting, (open_ends[-1], -stop, rank, order, mark))
            stop = open_ends[-1]
        open_ends.append(stop)
        first = order not in opened
        opened.add(order)
        classes = mark.classes + ("" if first else " more")
        if mark.rank < 2 and text[begin:stop].strip() == words:
            classes += " whole"
        keys = f' data-r="{" ".join(mark.keys)}"' if mark.keys else ""
        anchor = f' id="{plain(mark.anchor)}"' if first and mark.anchor else ""
        yield f'{mark.lead if first else ""}<span class="{classes}"{keys}{anchor}>'
    yield from until(end)


def coverage_of(review: Review) -> tuple[str, list[tuple[int, int]]]:
    """How much of the text the blocks hold, in words, and the stretches that none holds."""
    text, blocks = review.text, review.tables["blocks"]
    edges = [0, *(edge for row in blocks for edge in (row["span_start"], row["span_end"])), len(text)]
    lost = [
        (start, end)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if start < end and not text[start:end].isspace()
    ]
    if lost:
        count = sum(len("".join(text[start:end].split())) for start, end in lost)
        return both(label("lost", count=count)), lost
    size = review.notice["characters"]
    return both(label("none_lost", count=size, blocks=len(blocks))), lost
