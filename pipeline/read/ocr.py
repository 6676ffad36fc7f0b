"""Recognition of pictures, by the optional extra `ocr` (RapidOCR on onnxruntime; its models come with the package)."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.draft import Draft
from pipeline.read.grid import Rule
from pipeline.read.layout import Glyph, PageLayout, page_layout, write_pages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A page at 600 dpi has 35 million pixels.  More is an attack on the memory.
MOST_PIXELS = 60_000_000
#: Pictures in one TIFF file.
MOST_PAGES = 500
#: Recognition works best when a line of print is about 40 pixels high; larger scans only cost time.
LONGEST_SIDE = 3_000
#: A picture without a scale is taken for a page of A4, in points.
PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
#: Certainty below which a page is tried the other way round: print upside down comes out as rubbish.
UPRIGHT = 0.8
#: A line of print less certain than this is none: the grain of the paper, the curve of a seal.
CERTAIN = 0.5

#: Rules in a picture: at least this long and at most this thick, in points, and at most this bright (0..255).
SHORTEST_RULE, THICKEST_RULE, BRIGHTEST_RULE = 18.0, 4.0, 170


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a picture shows: characters and ruled lines in points, the certainty (0..1) of each line of print.

    `turn` is how many quarter turns to the left the picture had to be turned to stand upright.
    """

    glyphs: list[Glyph]
    rules: list[Rule]
    certainties: list[float]
    turn: int = 0

    @property
    def confidence(self) -> float | None:
        """The mean certainty, None where nothing was recognised."""
        return round(fmean(self.certainties), 4) if self.certainties else None


def read_image(data: bytes) -> Draft:
    """Read a PNG, JPEG or TIFF file by recognition, a page a picture.

    Raises:
        NoticeError: the file is broken or too large, or the extra `ocr` is not installed.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    _library()
    pages: list[Callable[[], PageLayout]] = []
    try:
        with Image.open(io.BytesIO(data)) as file, Pages(getattr(file, "n_frames", 1)) as recognised:
            for number, frame in enumerate(ImageSequence.Iterator(file), 1):
                if number > MOST_PAGES:
                    raise NoticeError(messages.text("read.too_many_pages", most=MOST_PAGES))
                if frame.width * frame.height > MOST_PIXELS:
                    raise NoticeError(messages.text("read.too_many_pixels", number=number, most=MOST_PIXELS))
                pages.append(_read_picture(ImageOps.exif_transpose(frame).convert("RGB"), number, recognised))
            layouts = [page() for page in pages]
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoticeError(messages.text("read.broken_picture", error=error)) from None
    draft = Draft("image+ocr")
    write_pages(layouts, draft)
    return draft


def _read_picture(image: Any, number: int, pages: Pages) -> Callable[[], PageLayout]:
    import numpy as np

    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    wide, tall = max(image.width, image.height), min(image.width, image.height)
    scale = max(wide / PAGE_HEIGHT, tall / PAGE_WIDTH)
    upright = (image.width / scale, image.height / scale)

    def finish(found: Recognised) -> PageLayout:
        size = upright[::-1] if found.turn % 2 else upright
        layout = page_layout(number, *size, found.glyphs, found.rules, recognised=True)
        layout.ocr_confidence = found.confidence
        return layout

    return pages.later(number, np.ascontiguousarray(np.asarray(image)[:, :, ::-1]), scale, finish)


def recognise(picture: NDArray[np.uint8], scale: float, *, may_turn: bool = True, alone: bool = True) -> Recognised:
    """What a picture (height × width × blue, green, red) of `scale` pixels a point shows.

    Args:
        picture: the picture.
        scale: its pixels a point.
        may_turn: it is tried the other ways round where it reads as rubbish.
        alone: no other picture is recognised at the same time.

    Raises:
        NoticeError: the extra `ocr` is not installed.
    """
    import numpy as np

    best, lies = _recognise(picture, scale, alone)
    if not may_turn or (not lies and (best.confidence is None or best.confidence >= UPRIGHT)):
        return best
    for turn in (1, 3) if lies else (2,):
        found, lies = _recognise(np.ascontiguousarray(np.rot90(picture, turn)), scale, alone)
        if not lies and (best.turn or (found.confidence or 0) > (best.confidence or 0)):
            best = replace(found, turn=turn)
        if best.turn and (best.confidence or 0) >= UPRIGHT:
            break
    return best


def _recognise(picture: NDArray[np.uint8], scale: float, alone: bool) -> tuple[Recognised, bool]:
    """What a picture shows as it stands, and whether it lies on its side."""
    if min(picture.shape[:2]) < 8:
        return Recognised([], [], []), False
    with _engine(alone=alone) as engine:
        result = engine(picture, return_word_box=True, use_cls=False, text_score=0.0)
    if result.boxes is None:
        return Recognised([], [], []), False
    boxes = [[(float(x) / scale, float(y) / scale) for x, y in box] for box in result.boxes]
    sides = [(abs(box[1][0] - box[0][0]), abs(box[2][1] - box[1][1])) for box in boxes]
    lies = 2 * sum(1.5 * width < height for width, height in sides) > len(sides)
    slopes = [
        (box[2][1] - box[3][1]) / (box[2][0] - box[3][0])
        for box, (width, height) in zip(boxes, sides, strict=True)
        if width > 6 * height
    ]
    slope = median(slopes) if slopes and not lies else 0.0
    glyphs: list[Glyph] = []
    for box, text, score, words in zip(boxes, result.txts, result.scores, result.word_results, strict=True):
        if score >= CERTAIN:
            glyphs += _glyphs(box, text, words, scale, slope)
    certainties = [float(score) for score in result.scores]
    return Recognised(glyphs, list(_rules(picture, scale, slope)), certainties), lies


def _glyphs(
    box: Sequence[tuple[float, float]], text: str, words: Sequence[Any], scale: float, slope: float
) -> Iterator[Glyph]:
    """A recognised line by its characters, on a page that is set straight; each keeps the blank that follows it."""
    height = max(box[2][1] - box[1][1], box[3][1] - box[0][1])
    middle_x, bottom = (box[2][0] + box[3][0]) / 2, (box[2][1] + box[3][1]) / 2
    # The box leaves a margin of about a seventh of its height around the print.
    base, size = bottom - height / 7 - slope * middle_x, height * 0.72
    shift = slope * bottom
    text = text.strip()
    at = 0
    placed: list[tuple[str, float, float]] = []
    for word, _, corners in words:
        start = text.find(word, at)
        if start < 0 or text[at:start].strip():
            placed = []
            break
        if start > at and placed:
            placed[-1] = (placed[-1][0] + " ", *placed[-1][1:])
        placed.append((word, float(corners[0][0]) / scale, float(corners[2][0]) / scale))
        at = start + len(word)
    if not placed or text[at:].strip():
        placed = [(text, box[3][0], box[2][0])] if text else []
    for word, x0, x1 in placed:
        yield Glyph(word, x0 + shift, x1 + shift, base, size)


def _rules(picture: NDArray[np.uint8], scale: float, slope: float) -> Iterator[Rule]:
    """The ruled lines of a picture, set straight: what is left where only long straight strokes stay."""
    import cv2
    import numpy as np

    dark = (picture.max(axis=2) <= BRIGHTEST_RULE).astype(np.uint8)
    if slope:
        straight = np.array([[1, slope, 0], [-slope, 1, 0]], dtype=np.float64)
        dark = cv2.warpAffine(dark, straight, (dark.shape[1], dark.shape[0]), flags=cv2.INTER_NEAREST)
    length, thickness = max(8, round(SHORTEST_RULE * scale)), THICKEST_RULE * scale
    for kernel in ((length, 1), (1, length)):
        # A thin rule that is not quite straight hops from one row of pixels to the next.
        thick = cv2.dilate(dark, np.ones((3, 1) if kernel[1] == 1 else (1, 3), np.uint8))
        strokes = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
        _, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
        for left, top, width, height, _ in stats[1:].tolist():
            x0, y0, x1, y1 = left / scale, top / scale, (left + width) / scale, (top + height) / scale
            if kernel[1] == 1 and height <= thickness:
                yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
            elif kernel[0] == 1 and width <= thickness:
                yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


class Pages:
    """The pages of one document as they are recognised, several at a time.

    Two pages by a thread of the library each take four fifths of the time of one after the other by all threads.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers = min(os.cpu_count() or 1, count)
        self._pool: ThreadPoolExecutor | None = None
        # No more pictures are held than are worked on and as many again.
        self._room = threading.Semaphore(2 * self._workers)

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def later(
        self,
        number: int,
        picture: NDArray[np.uint8],
        scale: float,
        finish: Callable[[Recognised], PageLayout],
        **how: bool,
    ) -> Callable[[], PageLayout]:
        """Begin to recognise the picture of a page; the result is called for the page that `finish` makes of it.

        Raises:
            NoticeError: the extra `ocr` is not installed.
        """
        _library()
        self._pool = self._pool or ThreadPoolExecutor(self._workers)
        self._room.acquire()

        def done() -> PageLayout:
            try:
                _tell(number, self._count)
                return finish(recognise(picture, scale, alone=self._workers == 1, **how))
            finally:
                self._room.release()

        return self._pool.submit(done).result


def _tell(number: int, count: int) -> None:
    """Tell a person who waits which page is recognised: one takes seconds, a document minutes."""
    if sys.stderr.isatty():
        said = messages.text("recognition.page", number=number, count=count)
        print(f"\r{said}", end="\n" if number == count else "", file=sys.stderr, flush=True)


def _library() -> Any:
    try:
        import rapidocr
    except ImportError:
        raise NoticeError(messages.text("read.needs_ocr")) from None
    return rapidocr


# Engines that nobody uses now: loading one takes as long as reading a page.
_idle: dict[bool, list[Any]] = {True: [], False: []}


@contextmanager
def _engine(*, alone: bool) -> Iterator[Any]:
    """An engine for one picture, with one thread of its own where it is not alone."""
    threads = {} if alone else {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
    try:
        engine = _idle[alone].pop()
    except IndexError:
        engine = _library().RapidOCR(params={"Global.log_level": "critical", **threads})
    try:
        yield engine
    finally:
        _idle[alone].append(engine)
