"""What a page of a PDF draws besides text: ruled lines, pictures, paths."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.read.grid import ruled

#: Drawn objects that are looked at on a page; a map has tens of thousands, a table hundreds.
MOST_OBJECTS = 20_000
#: Forms within forms that are followed; files made by printing nest two or three.
DEEPEST_FORM = 6
#: Segments of a path that is looked at for rules; letters drawn as paths have more than a table has.
LONGEST_PATH = 1_200
#: A text this narrow (points) is blank, or one that PDFium leaves out.
LEFT_OUT = 0.02

Area = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Drawing:
    """What a page draws besides text, in its own space: ruled lines, pictures, paths; `unread` counts texts
    that PDFium leaves out, `seals` are the words of stamps."""

    rules: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    paths: int = 0
    unread: int = 0
    seals: list[str] = field(default_factory=list)


def drawing_of(page: Any) -> Drawing:
    """All that a page draws, forms within forms followed; without rules where there is too much to look at."""
    import pypdfium2.raw as raw

    drawing = Drawing()
    left = MOST_OBJECTS
    bounds = [ctypes.c_float() for _ in range(4)]

    def walk(parent: Any, count: int, get: Any, outer: Matrix, depth: int) -> None:
        nonlocal left
        for at in range(count):
            left -= 1
            if left < 0:
                return
            shape = get(parent, at)
            kind = raw.FPDFPageObj_GetType(shape)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                raw.FPDFPageObj_GetBounds(shape, *bounds)
                if bounds[2].value - bounds[0].value < LEFT_OUT:
                    drawing.unread += not raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(shape))
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                drawing.paths += 1
                drawing.rules += _rules(shape, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                if raw.FPDFPageObj_GetBounds(shape, *bounds):
                    x0, y0, x1, y1 = (bound.value for bound in bounds)
                    corners = [_apply(outer, x, y) for x in (x0, x1) for y in (y0, y1)]
                    xs, ys = [x for x, _ in corners], [y for _, y in corners]
                    drawing.pictures.append((min(xs), min(ys), max(xs), max(ys)))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                inner = _product(_matrix(shape), outer)
                walk(shape, raw.FPDFFormObj_CountObjects(shape), raw.FPDFFormObj_GetObject, inner, depth + 1)

    walk(page.raw, raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), 0)
    if left < 0:
        drawing.rules.clear()
    return drawing


def _matrix(shape: Any) -> Matrix:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _rules(shape: Any, outer: Matrix) -> Iterator[Area]:
    """The ruled lines that a path draws: its straight strokes, or itself if it is a thin filled bar."""
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, fill, stroke)
    count = raw.FPDFPath_CountSegments(shape)
    if (not fill.value and not stroke.value) or not 2 <= count <= LONGEST_PATH:
        return
    matrix = _product(_matrix(shape), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    strokes: list[Area] = []
    start = here = (0.0, 0.0)
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(shape, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        there = _apply(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = there
        elif kind == raw.FPDF_SEGMENT_LINETO:
            strokes.append((*here, *there))
        here = there
        if raw.FPDFPathSegment_GetClose(segment):
            strokes.append((*here, *start))
            here = start
    yield from ruled(strokes, filled=not stroke.value)
