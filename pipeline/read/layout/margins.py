"""The margins that the lines of a document keep, and the step from one to the next that parts its paragraphs."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.read.layout.page import Line, PageLayout

#: A line step this much larger than the usual one parts paragraphs …
GAP = 1.7
#: … and this much, where a print shows two steps: lines of a paragraph, all but alike, and space between paragraphs.
CLEAR_GAP, ALIKE = 1.3, 1.15
#: So great a part of the steps show that a step is one of the print, and no greater one that it is not.
SHOWN, STRAY = 0.15, 0.05

#: Page width in tens of points, odd or even, column, recognised or not.
_Frame = tuple[int, int, int, bool]


class Margins:
    """The left and right margin and the line step of each kind of page, from all its lines together.

    Odd and even pages of a bound document have other margins, and so have pages of another width.
    """

    def __init__(self, pages: Sequence[PageLayout]) -> None:
        self._lines: dict[_Frame, list[Line]] = defaultdict(list)
        steps: list[float] = []
        for page in pages:
            body = [line for line in page.lines if line.kind is None and not line.loose]
            for line in body:
                self._lines[self.frame(page, line)].append(line)
            steps += [below.base - above.base for above, below in pairwise(body) if above.column == below.column]
        sizes = Counter(line.size for lines in self._lines.values() for line in lines for _ in line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        self._gap = _gap([step for step in steps if step > 0], self._size)
        self._known: dict[_Frame, tuple[float, float]] = {}

    def frame(self, page: PageLayout, line: Line) -> _Frame:
        """What lines must share to have the same margins."""
        return round(page.width / 10), page.number % 2, line.column, page.ocr_confidence is not None

    def of(self, page: PageLayout, line: Line) -> tuple[float, float, float | None]:
        """The left and the right margin of a line, and the step down to it beyond which a paragraph begins."""
        frame = self.frame(page, line)
        if frame not in self._known:
            self._known[frame] = self._measure(frame, page.width)
        return (*self._known[frame], self._gap)

    def _measure(self, frame: _Frame, width: float) -> tuple[float, float]:
        lines = self._lines[frame]
        other = self._lines.get((frame[0], 1 - frame[1], *frame[2:]), [])
        left, right = _edges(lines, self._size)
        if len(lines) < 12 and other:
            # Too few lines to show a margin: the width of the text on the facing pages is the same.
            other_left, other_right = _edges(other, self._size)
            if abs(left - other_left) < 3 * self._size:
                left = min(left, other_left)
            right = max(right, left + other_right - other_left)
        elif len(lines) < 12 and frame[2] == 0:
            right = max(right, width - left)
        return left, right


def _gap(steps: Sequence[float], size: float) -> float | None:
    """The step beyond which a paragraph begins, by the steps of a document and the size of its body text."""
    if not steps:
        return None

    steps = sorted(steps)

    def share(low: float, high: float) -> float:
        return (bisect_left(steps, high) - bisect_left(steps, low)) / len(steps)

    # Lines closer than they are high stand beside each other.
    line = next((step for step in steps if step >= size and share(step, ALIKE * step) >= SHOWN), None)
    if line and share(CLEAR_GAP * line, 2 * GAP * line) >= SHOWN and share(ALIKE * line, CLEAR_GAP * line) <= STRAY:
        return CLEAR_GAP * line
    return GAP * median(steps)


def _edges(lines: Sequence[Line], size: float) -> tuple[float, float]:
    """The outermost places where more than a stray line of body text begins and ends."""
    body = [line for line in lines if abs(line.size - size) <= 0.2 * size] or list(lines)
    often = max(2, len(body) // 25)
    starts, ends = Counter(round(line.x0 / 3) for line in body), Counter(round(line.x1 / 3) for line in body)

    def many(counts: Counter[int], place: int) -> bool:
        return counts[place - 1] + counts[place] + counts[place + 1] >= often

    left = next((place for place in sorted(starts) if many(starts, place)), min(starts))
    right = next((place for place in sorted(ends, reverse=True) if many(ends, place)), max(ends))
    return (
        min(line.x0 for line in body if round(line.x0 / 3) >= left),
        max(line.x1 for line in body if round(line.x1 / 3) <= right),
    )
