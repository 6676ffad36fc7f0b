"""From glyphs on pages to paragraphs: the geometry that PDF, OFD and recognised images share.

A page gives glyphs with places.  Glyphs make lines, lines make paragraphs, ruled grids make tables, and what repeats
at the same place of many pages is page furniture.  Coordinates are points from the top left corner, y downwards.
All distances are judged in ems of the print at hand, so that nothing hangs on the size of a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from pipeline.read.draft import Draft
from pipeline.read.furniture import is_page_number, running_heads
from pipeline.read.grid import Grid, Rule, grids
from pipeline.read.layout.lines import lines_of
from pipeline.read.layout.margins import Margins
from pipeline.read.layout.page import Glyph, Line, PageLayout, PageTable
from pipeline.read.layout.paragraphs import SIZE_CHANGE, SIZE_CHANGE_OCR, paragraphs
from pipeline.read.layout.tables import link_tables, page_table

__all__ = ["Glyph", "Line", "PageLayout", "PageTable", "lines_of", "page_layout", "write_pages"]

#: A ruled grid narrower than this (points) is a letter with a box in it, not a table.
NARROWEST_TABLE = 60.0


def page_layout(
    number: int,
    width: float,
    height: float,
    glyphs: Sequence[Glyph],
    rules: Iterable[Rule] = (),
    *,
    recognised: bool = False,
) -> PageLayout:
    """Take a page apart, given its glyphs and its ruled lines; `recognised` if they are read from a picture."""
    # A grid of one column is a box around paragraphs.
    found = [g for g in grids(rules) if g.columns > 1 and g.xs[-1] - g.xs[0] >= NARROWEST_TABLE]
    inside: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for glyph in glyphs:
        place = _cell_of(glyph, found) if found else None
        (outside if place is None else inside[place]).append(glyph)
    written = {table for table, _ in inside}
    tables = [
        page_table(grid, [inside.get((at, place), []) for place in range(len(grid.cells))], recognised)
        for at, grid in enumerate(found)
        if at in written
    ]
    return PageLayout(number, width, height, lines_of(outside), tables)


def _cell_of(glyph: Glyph, found: Sequence[Grid]) -> tuple[int, int] | None:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
    for at, grid in enumerate(found):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return at, cell
    return None


def write_pages(pages: Sequence[PageLayout], draft: Draft) -> None:
    """Write pages into a draft: paragraphs, tables that go on over page breaks, furniture as Blocks."""
    _mark_furniture(pages)
    link_tables(pages)
    margins = Margins(pages)
    draft.pages = len(pages)
    number: int | None = None
    for page in pages:
        draft.page(page.number, page.ocr_confidence)
        run: list[Line] = []
        for item in page.items():
            if isinstance(item, Line) and item.kind is None:
                if run and run[-1].column != item.column:
                    _write_run(run, page, margins, draft)
                    run = []
                run.append(item)
                continue
            _write_run(run, page, margins, draft)
            run = []
            if isinstance(item, Line):
                draft.line(item.text, item.kind)
                continue
            if item.repeated_head is not None:
                draft.line(item.repeated_head, "running_head")
            number = draft.table(item.cells, first_row=item.first_row, number=number if item.goes_on else None)
        _write_run(run, page, margins, draft)


def _write_run(run: Sequence[Line], page: PageLayout, margins: Margins, draft: Draft) -> None:
    if run:
        left, right, gap = margins.of(page, run[0])
        change = SIZE_CHANGE if page.ocr_confidence is None else SIZE_CHANGE_OCR
        for paragraph in paragraphs(run, left, right, gap=gap, size_change=change):
            draft.line(paragraph)


def _mark_furniture(pages: Sequence[PageLayout]) -> None:
    edges: list[list[tuple[str, float]]] = []
    candidates: list[list[Line]] = []
    for page in pages:
        if not page.lines:
            continue
        size = median(line.size for line in page.lines)
        fixed = [line for line in page.lines if not line.loose]
        top = [line for line in fixed[:3] if line.base < 0.14 * page.height]
        foot = [line for line in fixed[-3:] if line.base > 0.86 * page.height]
        for line in {id(line): line for line in [*top[:2], *foot[-2:]]}.values():
            if line.size <= 1.5 * size and is_page_number(line.text, at_edge=True):
                line.kind = "page_number"
        near = [line for line in {id(line): line for line in [*top, *foot]}.values() if line.kind is None]
        loose = [line for line in page.lines if line.loose]
        candidates.append([*near, *loose])
        edges.append([(line.text, line.base / page.height) for line in near] + [(line.text, 0.0) for line in loose])
    repeated = running_heads(edges)
    for lines, flags in zip(candidates, repeated, strict=True):
        for line, flag in zip(lines, flags, strict=True):
            if flag:
                line.kind = "running_head"
