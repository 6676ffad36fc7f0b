"""The characters of a page where the PDF puts them: by PDFium, and by pdfplumber where PDFium leaves some out."""

from __future__ import annotations

import ctypes
import io
import logging
import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.seals import is_red

#: A page set in the smallest print holds 10,000 characters; more pages than one are stacked in a hostile file.
MOST_CHARACTERS = 200_000

#: PDFium's signs for a printed hyphen, and what leaves no print.
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))
_BLANKS = frozenset((0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x3000, 0xFEFF))


class Print(NamedTuple):
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


def prints_of(page: Any, number: int) -> Iterator[Print]:
    """The characters of a page, but for blanks: lines_of sets them where the print shows them."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        count = raw.FPDFText_CountChars(handle)
        if count > MOST_CHARACTERS:
            raise NoticeError(messages.text("read.page_too_full", number=number, most=MOST_CHARACTERS))
        box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        unicode, box_at, origin = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
        around, x_to, y_to = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
        high = drawn = 0
        for at in range(count):
            code = unicode(handle, at)
            if code in _HYPHENS:
                code = 0x2D
            if code <= 32 or code in _BLANKS:
                continue
            blank = code < 0x7F and unicode(handle, at + 1) == 32
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
                high = 0
            box_at(handle, at, around)
            origin(handle, at, x_to, y_to)
            # Size, direction and colour are those of the object that draws the character, and of its others too.
            own = raw.FPDFText_GetTextObject(handle, at)
            before, drawn = drawn, ctypes.addressof(own.contents) if own else 0
            if not drawn or drawn != before:
                size, angle, turn, red = _look(handle, at)
            width, height = abs(box.right - box.left), abs(box.top - box.bottom)
            text = chr(code) + " " if blank else chr(code)
            found = _print(text, x.value, y.value, width, height, size, angle, turn, red)
            if found.size > 0:
                yield found
    finally:
        textpage.close()


def _look(handle: Any, at: int) -> tuple[float, float, int | None, bool]:
    """The size of a character, its direction in radians and in quarter turns, and whether it is red."""
    import pypdfium2.raw as raw

    matrix, shades = raw.FS_MATRIX(), [ctypes.c_uint() for _ in range(4)]
    raw.FPDFText_GetMatrix(handle, at, matrix)
    raw.FPDFText_GetFillColor(handle, at, *shades)
    size = raw.FPDFText_GetFontSize(handle, at) * math.hypot(matrix.c, matrix.d)
    return size, *_direction(matrix.a, matrix.b), is_red(*(shade.value for shade in shades[:3]))


def _direction(a: float, b: float) -> tuple[float, int | None]:
    angle = math.atan2(b, a) if b else (0.0 if a >= 0 else math.pi)
    quarters = angle / (math.pi / 2)
    return angle, round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else None


def _print(
    text: str,
    x: float,
    y: float,
    width: float,
    height: float,
    size: float,
    angle: float,
    turn: int | None,
    red: bool = False,
) -> Print:
    along, across = (height, width) if turn in (1, 3) else (width, height)
    size = size or across
    return Print(text, x, y, size if turn is None else along, size, angle, turn, red)


class SlowText:
    """The characters of pages where PDFium leaves some out, by pdfplumber, which is ten times slower.

    PDFium drops a text of one character whose font is neither in the file nor on the machine.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: Any = None

    def prints(self, number: int, rotation: int) -> list[Print]:
        try:
            return self._prints(number, rotation)
        except NoticeError:
            raise
        except Exception as error:  # pdfminer meets broken files with errors of every kind
            raise NoticeError(messages.text("read.page_broken", number=number, error=error)) from None

    def _prints(self, number: int, rotation: int) -> list[Print]:
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells of every slip of a font
        if self._open is None:
            self._open = pdfplumber.open(io.BytesIO(self._data))
        page = self._open.pages[number - 1]
        left, bottom, right, top = page.page_obj.mediabox  # as the file has it; page.mediabox is turned with the page
        found: list[Print] = []
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
                found.append(_print(text, x, y, width, height, 0.0, *_direction(a, b)))
        page.close()
        return found

    def close(self) -> None:
        if self._open is not None:
            with suppress(Exception):  # closing looks at all pages again, the broken ones too
                self._open.close()
