"""PDF: pages with a text layer by their glyphs, pages and pictures without one by recognition.

Everything comes from PDFium: glyphs with their places, ruled lines, the share of a page that pictures cover, and the
picture of a page to recognise.  A text layer can lie: fonts without a map to Unicode give letters that nobody printed.
Such pages are read as scans.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.notice import NoticeError
from pipeline.read.draft import Draft
from pipeline.read.encoding import plausibility
from pipeline.read.grid import Rule
from pipeline.read.layout import Glyph, Line, PageLayout, lines_of, page_layout, write_pages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A notice has tens of pages; a yearbook has two thousand.  More is an attack or a mistake.
MOST_PAGES = 3_000
#: A page set in the smallest print holds 10,000 characters; more pages than one are stacked in a hostile file.
MOST_CHARACTERS = 200_000
#: Drawn objects that are looked at on a page; a map has tens of thousands, a table hundreds.
MOST_OBJECTS = 20_000
#: Forms within forms that are followed; files made by printing nest two or three.
DEEPEST_FORM = 6

#: Share of usual characters below which a text layer is rubbish, and the least characters to judge by.
PLAUSIBLE, FEWEST = 0.8, 12
#: A picture that covers this share of the page, or is this wide and at least a line of print high, can hold text
#: (seals and logos are smaller) …
PICTURE, WIDE_PICTURE, PICTURE_HEIGHT = 0.06, 0.3, 8.0
#: … unless glyphs already cover this share of it: a text layer over a scan, or print over a background.
COVERED = 0.02
#: A page without glyphs that draws more than this many paths draws its letters.
DRAWN = 20

#: Points of PDF space: rules are at most this thick.
THICKEST_RULE = 3.0
#: Dots per inch at which pages are recognised; more is slower and no better (body text is 40 pixels high).
DPI = 200
#: The largest picture of a page that is made: A3 at 300 dpi has 17 million pixels.
MOST_PIXELS = 25_000_000

#: PDFium's signs for a printed hyphen, and what leaves no print.
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))
_BLANKS = frozenset((0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x3000, 0xFEFF))


@dataclass(slots=True)
class _Content:
    """What stands on a page, in reading orientation: points from the top left corner, y downwards."""

    glyphs: list[Glyph] = field(default_factory=list)
    askew: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    paths: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page turned so that its text runs to the right: `turn` quarter turns, within the page's box."""

    box: tuple[float, float, float, float]
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        width, height = right - left, top - bottom
        return (height, width) if self.turn % 2 else (width, height)

    def place(self, x: float, y: float) -> tuple[float, float]:
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


def read_pdf(data: bytes) -> Draft:
    """Read a PDF.

    Raises:
        NoticeError: the file is broken, locked by a password or too large, or a page needs recognition
            and the extra `ocr` is not installed.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise NoticeError("is locked by a password; save a copy without one and read that") from None
        raise NoticeError(f"is a broken PDF ({error}); open it, print it to a new PDF and read that") from None
    try:
        if len(document) > MOST_PAGES:
            raise NoticeError(f"has {len(document)} pages, more than {MOST_PAGES}; cut out the notice")
        pages = []
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pdfium.PdfiumError as error:
                raise NoticeError(f"page {number} is broken ({error}); print the file to a new PDF") from None
            try:
                pages.append(_read_page(page, number))
            finally:
                page.close()
    finally:
        document.close()
    recognised = any(page.ocr_confidence is not None for page in pages)
    draft = Draft("pdf+ocr" if recognised else "pdf")
    write_pages(pages, draft)
    return draft


def is_garbled(text: str) -> bool:
    """Whether the text layer of a page is rubbish: a font whose letters map to signs that nobody printed."""
    visible = [char for char in text if not char.isspace() and char not in "….·_-—"]
    if len(visible) < FEWEST:
        return False
    if plausibility("".join(visible)) < PLAUSIBLE or text.count("(cid:") > 2:
        return True
    ascii_signs = sum("!" <= char <= "/" or ":" <= char <= "@" or "[" <= char <= "`" or char > "z" and char < "\x7f"
                      for char in visible)
    han = sum("\u3400" <= char <= "\u9fff" for char in visible)
    chinese_signs = sum(char in "，。、；：！？“”（）《》" or "\uff10" <= char <= "\uff5a" for char in visible)
    # Chinese punctuation without Chinese, or signs where letters should be.
    return han < chinese_signs / 2 or (han < len(visible) / 4 and ascii_signs > len(visible) / 4)


def _read_page(page: Any, number: int) -> PageLayout:
    box = page.get_bbox()
    if not (box[2] - box[0] > 1 and box[3] - box[1] > 1):
        return PageLayout(number, 1.0, 1.0)
    frame, content = _content(page, box)
    width, height = frame.size
    whole = (0.0, 0.0, width, height)
    text = "".join(glyph.text for glyph in content.glyphs)
    if is_garbled(text) or (not content.glyphs and (content.paths > DRAWN or content.pictures)):
        areas = [whole]
    else:
        areas = [area for area in content.pictures if _hides_text(area, content.glyphs, width, height)]
    if not areas:
        layout = page_layout(number, width, height, content.glyphs, content.rules)
        layout.lines += content.askew
        return layout
    from pipeline.read.ocr import recognise

    found = recognise(*_rendered(page, frame), may_turn=areas == [whole])
    if areas == [whole]:
        size = (height, width) if found.turn % 2 else (width, height)
        layout = page_layout(number, *size, found.glyphs, found.rules, recognised=True)
    else:
        glyphs = [glyph for glyph in content.glyphs if not any(_within(glyph, area) for area in areas)]
        glyphs += [glyph for glyph in found.glyphs if any(_within(glyph, area) for area in areas)]
        layout = page_layout(number, width, height, glyphs, found.rules, recognised=True)
        layout.lines += content.askew
    layout.ocr_confidence = found.confidence
    return layout


def _within(glyph: Glyph, area: tuple[float, float, float, float]) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _hides_text(
    area: tuple[float, float, float, float], glyphs: list[Glyph], width: float, height: float
) -> bool:
    wide, tall = area[2] - area[0], area[3] - area[1]
    surface = wide * tall
    if surface < PICTURE * width * height and (wide < WIDE_PICTURE * width or tall < PICTURE_HEIGHT):
        return False
    printed = sum((glyph.x1 - glyph.x0) * glyph.size for glyph in glyphs if _within(glyph, area))
    return printed < COVERED * surface


def _rendered(page: Any, frame: _Frame) -> tuple[NDArray[np.uint8], float]:
    """The page's picture in reading orientation, and its pixels a point."""
    import numpy as np

    width, height = frame.size
    scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (width * height)))
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
    try:
        picture = np.array(bitmap.to_numpy())
    finally:
        bitmap.close()
    turned = np.rot90(picture, k=page.get_rotation() // 90 - frame.turn)
    return np.ascontiguousarray(turned), scale


# ── what stands on a page ────────────────────────────────────────────────────────────────────────────


def _content(page: Any, box: tuple[float, float, float, float]) -> tuple[_Frame, _Content]:
    glyphs = list(_glyphs(page, box))
    turns = Counter(turn for turn, _ in glyphs if turn is not None)
    turn = turns.most_common(1)[0][0] if turns else page.get_rotation() // 90
    frame = _Frame(box, turn)
    content = _Content()
    askew: dict[int | None, list[Glyph]] = defaultdict(list)
    for own, (text, x, y, length, size, angle) in glyphs:
        if own == turn:
            at_x, at_y = frame.place(x, y)
            content.glyphs.append(Glyph(text, at_x, at_x + length, at_y, size))
        else:
            # Along its own direction: good enough to read a watermark or a note at the side.
            cosine, sine = math.cos(angle), math.sin(angle)
            along, above = x * cosine + y * sine, y * cosine - x * sine
            askew[own].append(Glyph(text, along, along + length, -above, size))
    for _, group in sorted(askew.items(), key=lambda item: -1 if item[0] is None else item[0]):
        for line in lines_of(group, columns=False):
            line.loose = True
            content.askew.append(line)
    _draw(page, frame, content)
    return frame, content


def _glyphs(
    page: Any, box: tuple[float, float, float, float]
) -> Iterator[tuple[int | None, tuple[str, float, float, float, float, float]]]:
    """Each visible character: its quarter turn (None if askew), and text, origin, advance, size and angle."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        count = raw.FPDFText_CountChars(handle)
        if count > MOST_CHARACTERS:
            raise NoticeError(f"has {count} characters on one page, more than {MOST_CHARACTERS}; cut out the notice")
        around, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        origin_x, origin_y = ctypes.c_double(), ctypes.c_double()
        left, bottom, right, top = box
        high = 0
        for at in range(count):
            code = raw.FPDFText_GetUnicode(handle, at)
            if code in _HYPHENS:
                code = 0x2D
            if code <= 32 or code in _BLANKS:
                continue  # lines_of sets blanks where the print shows them
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
                high = 0
            raw.FPDFText_GetLooseCharBox(handle, at, around)
            raw.FPDFText_GetCharOrigin(handle, at, origin_x, origin_y)
            x, y = origin_x.value, origin_y.value
            middle_x, middle_y = (around.left + around.right) / 2, (around.bottom + around.top) / 2
            if not (left <= middle_x <= right and bottom <= middle_y <= top):
                continue  # off the page
            raw.FPDFText_GetMatrix(handle, at, matrix)
            size = raw.FPDFText_GetFontSize(handle, at) * math.hypot(matrix.c, matrix.d)
            angle = math.atan2(matrix.b, matrix.a) if matrix.b else (0.0 if matrix.a >= 0 else math.pi)
            quarter = angle / (math.pi / 2)
            turn = round(quarter) % 4 if abs(quarter - round(quarter)) < 0.05 else None
            wide, tall = abs(around.right - around.left), abs(around.top - around.bottom)
            length = tall if turn in (1, 3) else wide if turn is not None else size
            if size <= 0:
                size = max(wide, tall)
            if size > 0:
                yield turn, (chr(code), x, y, length, size, angle)
    finally:
        textpage.close()


def _draw(page: Any, frame: _Frame, content: _Content) -> None:
    """Collect the ruled lines and the pictures of a page."""
    import pypdfium2.raw as raw

    left = MOST_OBJECTS

    def walk(parent: Any, count: int, get: Any, outer: tuple[float, ...], depth: int) -> None:
        nonlocal left
        for at in range(count):
            left -= 1
            if left < 0:
                return
            shape = get(parent, at)
            kind = raw.FPDFPageObj_GetType(shape)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                content.paths += 1
                content.rules += _rules(shape, outer, frame)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                area = _area(shape, outer, frame)
                if area is not None:
                    content.pictures.append(area)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                inner = _product(_matrix(shape), outer)
                walk(shape, raw.FPDFFormObj_CountObjects(shape), raw.FPDFFormObj_GetObject, inner, depth + 1)

    walk(page.raw, raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), 0)
    if left < 0:
        content.rules.clear()


def _matrix(shape: Any) -> tuple[float, ...]:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = inner
    A, B, C, D, E, F = outer
    return a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F


def _apply(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _rules(shape: Any, outer: tuple[float, ...], frame: _Frame) -> Iterator[Rule]:
    """The ruled lines that a path draws: its straight strokes, or itself if it is a thin filled bar."""
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, fill, stroke)
    if not fill.value and not stroke.value:
        return
    count = raw.FPDFPath_CountSegments(shape)
    if count < 2 or count > 4 * 300:
        return  # a drawing: no table is drawn by a longer path than all its rules together
    matrix = _product(_matrix(shape), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    strokes: list[tuple[float, float, float, float]] = []
    start = here = (0.0, 0.0)
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(shape, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        there = frame.place(*_apply(matrix, x.value, y.value))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = there
        elif kind == raw.FPDF_SEGMENT_LINETO:
            strokes.append((*here, *there))
        here = there
        if raw.FPDFPathSegment_GetClose(segment):
            strokes.append((*here, *start))
            here = start
    if not strokes:
        return
    left, right = min(min(s[0], s[2]) for s in strokes), max(max(s[0], s[2]) for s in strokes)
    top, bottom = min(min(s[1], s[3]) for s in strokes), max(max(s[1], s[3]) for s in strokes)
    if min(right - left, bottom - top) <= THICKEST_RULE:
        if right - left >= bottom - top:
            yield Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
        else:
            yield Rule((left + right) / 2, top, (left + right) / 2, bottom)
        return
    if not stroke.value:
        return  # a filled shape is shading
    for x0, y0, x1, y1 in strokes:
        if abs(y1 - y0) < 0.5 < abs(x1 - x0):
            yield Rule(x0, y0, x1, y0)
        elif abs(x1 - x0) < 0.5 < abs(y1 - y0):
            yield Rule(x0, y0, x0, y1)


def _area(shape: Any, outer: tuple[float, ...], frame: _Frame) -> tuple[float, float, float, float] | None:
    """The part of the page that a picture covers."""
    import pypdfium2.raw as raw

    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
        return None
    corners = [(left.value, bottom.value), (right.value, bottom.value), (left.value, top.value), (right.value, top.value)]
    placed = [frame.place(*_apply(outer, *corner)) for corner in corners]
    width, height = frame.size
    x0, x1 = max(0.0, min(x for x, _ in placed)), min(width, max(x for x, _ in placed))
    y0, y1 = max(0.0, min(y for _, y in placed)), min(height, max(y for _, y in placed))
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
