"""The pages of a PDF or of a scan as pictures, shown beside the text that was read from them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.show.view.review import Review

if TYPE_CHECKING:
    from PIL.Image import Image

# A page so wide, in pixels, is read at ease; more pages than this would make a page that no browser opens at ease.
_WIDTH, _MOST_PAGES = 900, 60
# A picture of more pixels is an attack on the memory.
_MOST_PIXELS = 60_000_000
_QUALITY = 50


def pictures(review: Review, raw: Path) -> dict[int, str]:
    """The pages by their numbers, as addresses that hold the picture; none where the file has no pages.

    Args:
        review: the notice.
        raw: its file, or the folder where that lies; one of other content than what was read is no file of it.
    """
    notice = review.notice
    file = raw / str(notice["source_file"]) if raw.is_dir() else raw
    if not file.is_file():
        return {}
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != notice["source_sha256"]:
        return {}
    pages = _of_pdf(content) if content.startswith(b"%PDF-") else _of_picture(content)
    return dict(enumerate(map(_address, islice(pages, _MOST_PAGES)), 1))


def _of_pdf(content: bytes) -> Iterator[Image]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(content)
        for page in document:
            scale = _WIDTH / max(page.get_width(), 1)
            if page.get_height() * scale * _WIDTH > _MOST_PIXELS:
                return
            yield page.render(scale=scale, grayscale=True).to_pil()
    except PdfiumError:
        return


def _of_picture(content: bytes) -> Iterator[Image]:
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
            for page in ImageSequence.Iterator(picture):
                if page.width * page.height > _MOST_PIXELS:
                    return
                yield page.convert("L")
    except (UnidentifiedImageError, OSError):
        return


def _address(picture: Image) -> str:
    picture.thumbnail((_WIDTH, 4 * _WIDTH))
    held = BytesIO()
    picture.save(held, "JPEG", quality=_QUALITY, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode()
