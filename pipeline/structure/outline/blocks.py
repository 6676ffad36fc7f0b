"""Blocks: the paragraphs that are left to the outline, and one block for each of their characters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pipeline.notice import Block, Cell, Notice, Table
from pipeline.structure.outline.spans import Outline


def body_paragraphs(notice: Notice) -> list[tuple[int, int]]:
    """The paragraphs that neither the header nor a table has taken, cut to what is left of them."""
    reading = notice.reading
    taken = sorted(
        (reading.index(span.start), reading.index(span.end))
        for span in notice.spans
        if isinstance(span, Cell | Table) or (isinstance(span, Block) and span.kind != "preamble")
    )
    left: list[tuple[int, int]] = []
    place = 0
    for start, end in reading.paragraphs:
        at = start
        while place and taken[place - 1][1] > at:
            place -= 1
        while place < len(taken) and taken[place][0] < end:
            a, b = taken[place]
            if b > at:
                if a > at:
                    left.append((at, a))
                at = max(at, b)
            place += 1
        if at < end:
            left.append((at, end))
    return left


def blocks(outline: Outline, notice: Notice) -> Iterator[Block]:
    """Blocks for what the outline painted and, as paragraphs, for all that nobody did; each character once."""
    reading = notice.reading
    furniture = sorted((span.start, span.end) for span in notice.all(Block))
    painted = sorted(outline.painted, key=lambda one: one[:2])
    place = 0
    for start, end in reading.paragraphs:
        at = start
        while place < len(painted) and painted[place][0] < end:
            a, b, kind = painted[place]
            a, b = max(a, at), min(b, end)
            if a > at:
                yield from _outside(reading.source(at, a), "paragraph", furniture)
            if b > a:
                yield from _outside(reading.source(a, b), kind, furniture)
            at = max(at, b)
            if painted[place][1] > end:
                break
            place += 1
        if at < end:
            yield from _outside(reading.source(at, end), "paragraph", furniture)


def _outside(stretch: tuple[int, int], kind: str, taken: list[tuple[int, int]]) -> Iterator[Block]:
    """A block without the parts that page furniture or the header hold already."""
    start, end = stretch
    place = max(0, bisect_left(taken, (start, start)) - 1)
    while place < len(taken) and taken[place][0] < end:
        a, b = taken[place]
        if b > start:
            if a > start:
                yield Block(start, a, kind)
            start = max(start, b)
        place += 1
    if start < end:
        yield Block(start, end, kind)
