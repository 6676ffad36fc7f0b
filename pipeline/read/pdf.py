"""PDF: pages with a text layer by their glyphs, pages and pictures without one by recognition.

Everything comes from PDFium: glyphs with their places, ruled lines, the share of a page that pictures cover, and the
picture of a page to recognise.  A text layer can lie: fonts without a map to Unicode give letters that nobody printed.
Such pages are read as scans.
"""

from __future__ import annotations

import ctypes
import io
import logging
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.draft import Draft
from pipeline.read.encoding import plausibility
from pipeline.read.grid import Rule, ruled
from pipeline.read.layout import Glyph, Line, PageLayout, lines_of, page_layout, write_pages
from pipeline.read.seals import is_red, stamped

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

#: Segments of a path that is looked at for rules; letters drawn as paths have more than a table has.
LONGEST_PATH = 1_200
#: A text this narrow (points) is blank, or one that PDFium leaves out.
LEFT_OUT = 0.02
#: Dots per inch at which pages are recognised; more is slower and no better (body text is 40 pixels high).
DPI = 200
#: The largest picture of a page that is made: A3 at 300 dpi has 17 million pixels.
MOST_PIXELS = 25_000_000

#: PDFium's signs for a printed hyphen, and what leaves no print.
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))
_BLANKS = frozenset((0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x3000, 0xFEFF))


Area = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


class _Print(NamedTuple):
    """A character where the PDF puts it: origin, advance, size and angle in the page's own space.

    `turn` counts the quarter turns of its direction, None if it stands askew; `red` is the colour of stamps.
    """

    text: str
    x: float
    y: float
    length: float
    size: float
    angle: float
    turn: int | None
    red: bool = False


@dataclass(slots=True)
class _Drawing:
    """What a page draws besides text, in its own space: ruled lines, pictures, paths; `unread` counts texts
    that PDFium leaves out, `seals` are the words of stamps."""

    rules: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    paths: int = 0
    unread: int = 0
    seals: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Content:
    """What stands on a page, in reading orientation: points from the top left corner, y downwards."""

    glyphs: list[Glyph]
    askew: list[Line]
    rules: list[Rule]
    pictures: list[Area]
    paths: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page turned so that its text runs to the right: `turn` quarter turns, within the page's box."""

    box: Area
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

    def area(self, area: Area) -> Area:
        """An area of the page, cut to its box."""
        (x0, y0), (x1, y1) = self.place(area[0], area[1]), self.place(area[2], area[3])
        width, height = self.size
        return max(0.0, min(x0, x1)), max(0.0, min(y0, y1)), min(width, max(x0, x1)), min(height, max(y0, y1))


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
            raise NoticeError(messages.text("read.locked")) from None
        raise NoticeError(messages.text("read.broken_pdf", error=error)) from None
    slow = _SlowText(data)
    try:
        if len(document) > MOST_PAGES:
            raise NoticeError(messages.text("read.too_many_pages", most=MOST_PAGES))
        pages = []
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pdfium.PdfiumError as error:
                raise NoticeError(messages.text("read.page_broken", number=number, error=error)) from None
            try:
                pages.append(_read_page(page, number, slow))
            finally:
                page.close()
    finally:
        document.close()
        slow.close()
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
    ascii_signs = sum("!" <= char <= "~" and not char.isalnum() for char in visible)
    han = sum("\u3400" <= char <= "\u9fff" for char in visible)
    chinese_signs = sum(char in "，。、；：！？“”（）《》" or "\uff10" <= char <= "\uff5a" for char in visible)
    # Chinese punctuation without Chinese, or signs where letters should be.
    return han < chinese_signs / 2 or (han < len(visible) / 4 and ascii_signs > len(visible) / 4)


def _read_page(page: Any, number: int, slow: _SlowText) -> PageLayout:
    box = page.get_bbox()
    if not (box[2] - box[0] > 1 and box[3] - box[1] > 1):
        return PageLayout(number, 1.0, 1.0)
    frame, content = _content(page, box, number, slow)
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


def _within(glyph: Glyph, area: Area) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _hides_text(area: Area, glyphs: list[Glyph], width: float, height: float) -> bool:
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


def _content(page: Any, box: Area, number: int, slow: _SlowText) -> tuple[_Frame, _Content]:
    drawing = _drawing(page)
    prints = slow.prints(number, page.get_rotation()) if drawing.unread else list(_prints(page, number))
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
    frame = _Frame(box, turn)
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
    return frame, _Content(glyphs, askew, rules, pictures, drawing.paths)


def _prints(page: Any, number: int) -> Iterator[_Print]:
    """The characters of a page, but for blanks: lines_of sets them where the print shows them."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        count = raw.FPDFText_CountChars(handle)
        if count > MOST_CHARACTERS:
            raise NoticeError(messages.text("read.page_too_full", number=number, most=MOST_CHARACTERS))
        around, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        high = 0
        shades = [ctypes.c_uint() for _ in range(4)]
        for at in range(count):
            code = raw.FPDFText_GetUnicode(handle, at)
            if code in _HYPHENS:
                code = 0x2D
            if code <= 32 or code in _BLANKS:
                continue
            blank = code < 0x7F and raw.FPDFText_GetUnicode(handle, at + 1) == 32
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
                high = 0
            raw.FPDFText_GetLooseCharBox(handle, at, around)
            raw.FPDFText_GetCharOrigin(handle, at, x, y)
            raw.FPDFText_GetMatrix(handle, at, matrix)
            size = raw.FPDFText_GetFontSize(handle, at) * math.hypot(matrix.c, matrix.d)
            width, height = abs(around.right - around.left), abs(around.top - around.bottom)
            text = chr(code) + " " if blank else chr(code)
            print = _print(text, x.value, y.value, width, height, size, matrix.a, matrix.b)
            raw.FPDFText_GetFillColor(handle, at, *shades)
            if print.size > 0:
                yield print._replace(red=True) if is_red(*(shade.value for shade in shades[:3])) else print
    finally:
        textpage.close()


def _print(text: str, x: float, y: float, width: float, height: float, size: float, a: float, b: float) -> _Print:
    angle = math.atan2(b, a) if b else (0.0 if a >= 0 else math.pi)
    quarters = angle / (math.pi / 2)
    turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else None
    along, across = (height, width) if turn in (1, 3) else (width, height)
    size = size or across
    length = size if turn is None else along
    return _Print(text, x, y, length, size, angle, turn)


class _SlowText:
    """The characters of pages where PDFium leaves some out, by pdfplumber, which is ten times slower.

    PDFium drops a text of one character whose font is neither in the file nor on the machine.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: Any = None

    def prints(self, number: int, rotation: int) -> list[_Print]:
        try:
            return self._prints(number, rotation)
        except NoticeError:
            raise
        except Exception as error:  # pdfminer meets broken files with errors of every kind
            raise NoticeError(messages.text("read.page_broken", number=number, error=error)) from None

    def _prints(self, number: int, rotation: int) -> list[_Print]:
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells of every slip of a font
        if self._open is None:
            self._open = pdfplumber.open(io.BytesIO(self._data))
        page = self._open.pages[number - 1]
        left, bottom, right, top = page.page_obj.mediabox  # as the file has it; page.mediabox is turned with the page
        found: list[_Print] = []
        for char in page.chars:
            if len(found) > MOST_CHARACTERS:
                raise NoticeError(messages.text("read.page_too_full", number=number, most=MOST_CHARACTERS))
            a, b, _, _, e, f = char["matrix"]
            # pdfminer has turned the page as it is shown; the page's own space is the way back.
            match rotation // 90 % 4:
                case 1:
                    x, y, a, b = right - f, e + bottom, -b, a
                case 2:
                    x, y, a, b = right - e, top - f, -a, -b
                case 3:
                    x, y, a, b = f + left, top - e, b, -a
                case _:
                    x, y = e + left, f + bottom
            width, height = char["x1"] - char["x0"], char["bottom"] - char["top"]
            if rotation // 90 % 2:
                width, height = height, width
            text = "".join("-" if ord(sign) in _HYPHENS else sign for sign in char["text"]).strip()
            if text:
                found.append(_print(text, x, y, width, height, 0.0, a, b))
        page.close()
        return found

    def close(self) -> None:
        if self._open is not None:
            with suppress(Exception):  # closing looks at all pages again, the broken ones too
                self._open.close()


def _drawing(page: Any) -> _Drawing:
    import pypdfium2.raw as raw

    drawing = _Drawing()
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
