"""Glyphs → lines: what stands on one baseline, with blanks where the print shows them, and columns one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from pipeline.read.layout.page import Glyph, Line

#: A gap in a line as wide as a character is blank space that somebody set.
BLANK = 0.9
#: Latin words stand a quarter of an em apart.
LATIN_BLANK = 0.17
#: A gap that can part two columns of text; ordinary prose has none as wide.
GUTTER = 1.5
#: Points beyond which nothing stands on a page (PDF allows sheets of 14,400).
FARTHEST = 100_000.0
#: Columns of text hold at least this many ems and lines; less is a list in two columns, read across.
COLUMN_WIDTH, COLUMN_LINES = 9.0, 8
#: Baselines of one line differ by less than this (raised and lowered signs).
BASELINE = 0.4


def lines_of(glyphs: Iterable[Glyph], *, columns: bool = True) -> list[Line]:
    """The printed lines of some glyphs, in reading order; blanks are put where the print shows them."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(filter(_is_sound, glyphs), key=lambda glyph: (glyph.base, glyph.x0)):
        if rows and glyph.base - base <= BASELINE * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size * 1.05:
                base, size = glyph.base, glyph.size
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    segments = [_segments(row) for row in rows]
    gutter = _gutter(segments) if columns else None
    if gutter is None:
        return [_line(row) for row in segments]
    return _read_in_columns(segments, gutter)


def _is_sound(glyph: Glyph) -> bool:
    """Whether a glyph has a size and a place that paper can have; broken files and hostile ones give others."""
    text, x0, x1, base, size = glyph
    return (
        0 < size < FARTHEST
        and -FARTHEST < x0 < FARTHEST
        and -FARTHEST < x1 < FARTHEST
        and -FARTHEST < base < FARTHEST
        and not text.isspace()
        and text != ""
    )


def _segments(row: list[Glyph]) -> list[list[Glyph]]:
    """A row parted at its wide gaps, with the doubles taken out by which bold print is sometimes faked."""
    row.sort(key=lambda glyph: glyph.x0)
    parts: list[list[Glyph]] = [[row[0]]]
    for glyph in row[1:]:
        before = parts[-1][-1]
        if glyph.text == before.text and glyph.x0 - before.x0 < 0.25 * glyph.size:
            continue
        if glyph.x0 - before.x1 > GUTTER * glyph.size:
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return parts


def _line(segments: Sequence[Sequence[Glyph]], column: int = 0) -> Line:
    glyphs = [glyph for segment in segments for glyph in segment]
    parts = [glyphs[0].text.rstrip()]
    for before, glyph in pairwise(glyphs):
        gap = (glyph.x0 - before.x1) / glyph.size
        latin = before.text[-1].isascii() and glyph.text[0].isascii()
        if gap > (LATIN_BLANK if latin else BLANK) or (latin and before.text.endswith(" ")):
            parts.append(" ")
        parts.append(glyph.text.rstrip())
    sizes = {glyph.size for glyph in glyphs}  # of most lines one
    size = round(glyphs[0].size, 1)
    if len(sizes) > 1:
        size = Counter(round(glyph.size, 1) for glyph in glyphs).most_common(1)[0][0]
    bases = [glyph.base for glyph in glyphs]
    return Line("".join(parts), glyphs[0].x0, max(glyph.x1 for glyph in glyphs), max(bases), size, column)


def _gutter(rows: Sequence[Sequence[Sequence[Glyph]]]) -> float | None:
    """The middle of the white band between two columns of text, if a page has two."""
    halves = [(before[-1].x1, after[0].x0, before, after) for row in rows if len(row) == 2 for before, after in [row]]
    if len(halves) < COLUMN_LINES:
        return None
    middle = median((left + right) / 2 for left, right, _, _ in halves)
    both = [half for half in halves if half[0] < middle < half[1]]
    across = sum(any(part[0].x0 < middle < part[-1].x1 for part in row) for row in rows)
    if len(both) < COLUMN_LINES or across > len(both):
        return None
    widths = [min(_ems(before), _ems(after)) for _, _, before, after in both]
    return middle if median(widths) >= COLUMN_WIDTH else None


def _ems(glyphs: Sequence[Glyph]) -> float:
    return (glyphs[-1].x1 - glyphs[0].x0) / glyphs[0].size


def _read_in_columns(rows: Sequence[Sequence[Sequence[Glyph]]], gutter: float) -> list[Line]:
    """The left column, then the right one; a line across both (a title) ends what stands above it."""
    lines: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if any(part[0].x0 < gutter < part[-1].x1 for part in row):
            lines += [*left, *right, _line(row)]
            left, right = [], []
            continue
        for column, into in ((1, left), (2, right)):
            part = [segment for segment in row if (segment[0].x0 > gutter) == (column == 2)]
            if part:
                into.append(_line(part, column))
    return [*lines, *left, *right]
