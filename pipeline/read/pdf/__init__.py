"""PDF: pages with a text layer by their glyphs, pages and pictures without one by recognition.

Everything comes from PDFium: glyphs with their places, ruled lines, the share of a page that pictures cover, and the
picture of a page to recognise.  A text layer can lie: fonts without a map to Unicode give letters that nobody printed.
Such pages are read as scans.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.draft import Draft
from pipeline.read.encoding import plausibility
from pipeline.read.layout import Glyph, PageLayout, page_layout, write_pages
from pipeline.read.ocr import Pages, Recognised
from pipeline.read.pdf.content import Frame, content_of
from pipeline.read.pdf.drawing import Area
from pipeline.read.pdf.prints import SlowText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A notice has tens of pages; a yearbook has two thousand.  More is an attack or a mistake.
MOST_PAGES = 3_000

#: Share of usual characters below which a text layer is rubbish, and the least characters to judge by.
PLAUSIBLE, FEWEST = 0.8, 12
#: A picture that covers this share of the page, or is this wide and at least a line of print high, can hold text
#: (seals and logos are smaller) …
PICTURE, WIDE_PICTURE, PICTURE_HEIGHT = 0.06, 0.3, 8.0
#: … unless glyphs already cover this share of it: a text layer over a scan, or print over a background.
COVERED = 0.02
#: A page without glyphs that draws more than this many paths draws its letters.
DRAWN = 20
#: Dots per inch at which pages are recognised; more is slower and no better (body text is 40 pixels high).
DPI = 200
#: The largest picture of a page that is made: A3 at 300 dpi has 17 million pixels.
MOST_PIXELS = 25_000_000


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
    slow = SlowText(data)
    try:
        if len(document) > MOST_PAGES:
            raise NoticeError(messages.text("read.too_many_pages", most=MOST_PAGES))
        begun: list[PageLayout | Callable[[], PageLayout]] = []
        with Pages(len(document)) as recognised:
            for number in range(1, len(document) + 1):
                try:
                    page = document[number - 1]
                except pdfium.PdfiumError as error:
                    raise NoticeError(messages.text("read.page_broken", number=number, error=error)) from None
                try:
                    begun.append(_read_page(page, number, slow, recognised))
                finally:
                    page.close()
            pages = [page if isinstance(page, PageLayout) else page() for page in begun]
    finally:
        document.close()
        slow.close()
    draft = Draft("pdf+ocr" if any(page.ocr_confidence is not None for page in pages) else "pdf")
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


def _read_page(page: Any, number: int, slow: SlowText, pages: Pages) -> PageLayout | Callable[[], PageLayout]:
    """A page, or what gives it once its picture has been recognised."""
    box = page.get_bbox()
    if not (box[2] - box[0] > 1 and box[3] - box[1] > 1):
        return PageLayout(number, 1.0, 1.0)
    frame, content = content_of(page, box, number, slow)
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

    def finish(found: Recognised) -> PageLayout:
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

    return pages.later(number, *_rendered(page, frame), finish, may_turn=areas == [whole])


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


def _rendered(page: Any, frame: Frame) -> tuple[NDArray[np.uint8], float]:
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
