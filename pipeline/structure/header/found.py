"""What has been found of a letter so far: its fields, its blocks, and which paragraphs they take."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from pipeline.notice import Block, Field, Notice, Part
from pipeline.structure.header.words import iso_date

#: Asked of one paragraph by its index; says how many it takes, 0 if it is another part.
Reader = Callable[["Parts", int], int]


class Parts:
    """The parts of a letter: header fields and blocks, by stretches of the reading.

    Attributes:
        paragraphs: Where each paragraph of the letter begins and ends in the reading.
        annex: The first attachment.
        taken: The paragraphs that are of a part, by index; each is of one.
    """

    def __init__(self, notice: Notice, paragraphs: Sequence[tuple[int, int]]) -> None:
        self.reading = notice.reading
        self.text = notice.reading.text
        self.paragraphs = list(paragraphs)
        self.fields: dict[str, Field] = {}
        self.blocks: list[Block] = []
        self.taken: set[int] = set()
        self.annex = next(iter(sorted(notice.all(Part), key=lambda part: part.start)), None)
        self._leave_out([block for block in notice.all(Block) if block.kind.startswith("attachment")])

    def _leave_out(self, blocks: Iterable[Block]) -> None:
        """Cut the paragraphs around blocks that are none of the letter's parts, and let nobody have those."""
        stretches = sorted((self.reading.index(block.start), self.reading.index(block.end)) for block in blocks)
        edges = sorted({edge for stretch in stretches for edge in stretch})
        self.paragraphs = [
            piece
            for start, end in self.paragraphs
            for piece in pairwise([start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end])
        ]
        for index, (start, _) in enumerate(self.paragraphs):
            place = bisect_right(stretches, (start, len(self.text))) - 1
            if place >= 0 and start < stretches[place][1]:
                self.taken.add(index)

    def line(self, index: int) -> str:
        """The words of a paragraph."""
        return self.text[slice(*self.paragraphs[index])]

    def free(self, index: int, count: int) -> list[tuple[int, int]]:
        """The next paragraphs that nobody has, at most so many, up to the first that somebody has."""
        places = range(index, min(index + count, len(self.paragraphs)))
        return [self.paragraphs[place] for place in takewhile(lambda place: place not in self.taken, places)]

    def before_annex(self, count: int) -> range:
        """The last paragraphs above the first attachment, at most so many; none where it stands first."""
        if self.annex is None:
            return range(0)
        end = bisect_left(self.paragraphs, (self.reading.index(self.annex.start), 0))
        return range(max(0, end - count), end)

    def take(self, index: int, readers: Iterable[Reader]) -> int:
        """Give a paragraph that is free to the first reader that takes it; returns how many it takes."""
        if index in self.taken:
            return 0
        took = next((took for read in readers if (took := read(self, index))), 0)
        self.taken.update(range(index, index + took))
        return took

    def missing(self, name: str, places: Iterable[int], reader: Reader) -> None:
        """Look for a field that was not found where it is usual: the first of the places that has it."""
        if name not in self.fields:
            next((index for index in places if self.take(index, (reader,))), None)

    def field(self, name: str, start: int, end: int, value: str | None = None, *, again: bool = False) -> None:
        """Keep a field at its first place (or at its last, with `again`)."""
        if end > start and (again or name not in self.fields):
            place = self.reading.source(start, end)
            self.fields[name] = Field(*place, name, self.text[start:end] if value is None else value)

    def day(self, name: str, start: int, end: int) -> None:
        """Keep the day that a stretch prints; of a day that there is not (7月97日) nothing is kept."""
        if printed := iso_date(self.text[start:end]):
            self.field(name, start, end, printed)

    def bodies(self, name: str, start: int, end: int, value: str) -> None:
        """Keep a list of bodies, behind what was found of it before: 抄报：… 抄送：…"""
        before = self.fields.get(name)
        if before is None:
            self.field(name, start, end, value)
        elif name == "cc":
            self.fields[name] = replace(
                before, end=self.reading.source(start, end)[1], value=f"{before.value}\n{value}"
            )

    def block(self, kind: str, start: int, end: int) -> None:
        if end > start:
            self.blocks.append(Block(*self.reading.source(start, end), kind))

    def around(self, kind: str, start: int, end: int, inner: Sequence[Block]) -> None:
        """Blocks for what is left of a stretch around others."""
        at, stop = self.reading.source(start, end)
        for block in sorted(inner, key=lambda one: one.start):
            if block.start > at:
                self.blocks.append(Block(at, block.start, kind))
            at = max(at, block.end)
        if at < stop:
            self.blocks.append(Block(at, stop, kind))
