"""What stands on a page, turned so that its text runs to the right."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.read.grid import Rule
from pipeline.read.layout import Glyph, Line, lines_of
from pipeline.read.pdf.drawing import Area, drawing_of
from pipeline.read.pdf.prints import SlowText, prints_of
from pipeline.read.seals import stamped


@dataclass(slots=True)
class Content:
    """What stands on a page, in reading orientation: points from the top left corner, y downwards."""

    glyphs: list[Glyph]
    askew: list[Line]
    rules: list[Rule]
    pictures: list[Area]
    paths: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The page turned so that its text runs to the right: `turn` quarter turns, within the page's box."""

    box: Area
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        width, height = right - left, top - bottom
        return (height, width) if self.turn % 2 else (width, height)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page's own space stands in the frame."""
        left, bottom, right, top = self.box
        match self.turn:
            case 0:
                return x - left, top - y
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case _:
                return top - y, right - x

    def area(self, area: Area) -> Area:
        """An area of the page, cut to its box."""
        (x0, y0), (x1, y1) = self.place(area[0], area[1]), self.place(area[2], area[3])
        width, height = self.size
        return max(0.0, min(x0, x1)), max(0.0, min(y0, y1)), min(width, max(x0, x1)), min(height, max(y0, y1))


def content_of(page: Any, box: Area, number: int, slow: SlowText) -> tuple[Frame, Content]:
    """The frame of a page within its `box`, turned as most of its characters are, and what stands in it."""
    drawing = drawing_of(page)
    prints = slow.prints(number, page.get_rotation()) if drawing.unread else list(prints_of(page, number))
    # What stands off the page is not seen.
    left, bottom, right, top = box
    prints = [p for p in prints if left - p.size <= p.x <= right and bottom - p.size <= p.y <= top + p.size]
    seals = stamped(prints)
    for seal in seals:
        drawing.seals.append("".join(prints[at].text.strip() for at in seal))
    if seals:
        gone = {at for seal in seals for at in seal}
        prints = [p for at, p in enumerate(prints) if at not in gone]
    turns = Counter(p.turn for p in prints if p.turn is not None)
    turn = turns.most_common(1)[0][0] if turns else page.get_rotation() // 90 % 4
    frame = Frame(box, turn)
    glyphs: list[Glyph] = []
    others: dict[int, list[Glyph]] = defaultdict(list)
    for p in prints:
        if p.turn == turn:
            x, base = frame.place(p.x, p.y)
            glyphs.append(Glyph(p.text, x, x + p.length, base, p.size))
        else:
            # Along its own direction: good enough to read a watermark or a note at the side.
            cosine, sine = math.cos(p.angle), math.sin(p.angle)
            along, above = p.x * cosine + p.y * sine, p.y * cosine - p.x * sine
            others[round(math.degrees(p.angle))].append(Glyph(p.text, along, along + p.length, -above, p.size))
    askew = [line for _, group in sorted(others.items()) for line in lines_of(group, columns=False)]
    for line in askew:
        line.loose = True
    for words in drawing.seals:  # below all that is printed
        askew.append(Line(words, 0.0, 0.0, frame.size[1], 1.0, loose=True, kind="seal"))
    rules = [Rule(*frame.place(x0, y0), *frame.place(x1, y1)) for x0, y0, x1, y1 in drawing.rules]
    pictures = [area for area in map(frame.area, drawing.pictures) if area[2] > area[0] and area[3] > area[1]]
    return frame, Content(glyphs, askew, rules, pictures, drawing.paths)
