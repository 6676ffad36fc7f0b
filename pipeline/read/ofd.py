"""OFD (GB/T 33190-2016): an archive of XML whose pages place every character, as PDF does."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.archive import Archive, attribute, local
from pipeline.read.draft import Draft
from pipeline.read.grid import Rule, ruled
from pipeline.read.layout import Glyph, PageLayout, page_layout, write_pages

if TYPE_CHECKING:
    from lxml.etree import _Element

#: OFD measures in millimetres, the layout in points.
POINTS = 72 / 25.4
#: More pages than any notice has.
MOST_PAGES = 3_000
#: Characters of one page; more are stacked over each other.
MOST_CHARACTERS = 200_000
#: Blocks within blocks; a page that nests more is refused.
DEEPEST = 30
#: Segments of one path that are looked at; letters drawn as paths have more than a table has.
MOST_SEGMENTS = 1_200

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(slots=True)
class _Content:
    page: int
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)


def read_ofd(data: bytes) -> Draft:
    """Read an OFD file.

    Raises:
        NoticeError: the archive or its XML is broken, unsafe or too large, or its pages are pictures.
    """
    archive = Archive(data)
    pages: list[PageLayout] = []
    for root in _documents(archive):
        document = archive.xml(root)
        templates = _templates(document, root)
        box = _box(document)
        for page in _all(document, "Page"):
            place = attribute(page, "BaseLoc")
            if place is None:
                continue
            if len(pages) == MOST_PAGES:
                raise NoticeError(messages.text("read.too_many_pages", most=MOST_PAGES))
            content = archive.xml(_path(root, place))
            pages.append(_page(content, archive, templates, _box(content) or box, len(pages) + 1))
    draft = Draft("ofd")
    write_pages(pages, draft)
    return draft


def _documents(archive: Archive) -> list[str]:
    roots = [(root.text or "").strip() for root in _all(archive.xml("OFD.xml"), "DocRoot")]
    if not any(roots):
        raise NoticeError(messages.text("read.ofd_names_none"))
    return [root for root in roots if root]


def _templates(document: _Element, root: str) -> dict[str, str]:
    return {
        attribute(page, "ID") or "": _path(root, attribute(page, "BaseLoc") or "")
        for page in _all(document, "TemplatePage")
    }


def _page(
    page: _Element, archive: Archive, templates: dict[str, str], box: tuple[float, ...] | None, number: int
) -> PageLayout:
    left, top, width, height = box or (0.0, 0.0, 210.0, 297.0)
    content = _Content(number)
    for used in _all(page, "Template"):
        name = templates.get(attribute(used, "TemplateID") or "")
        if name and name in archive:
            _collect(archive.xml(name), (1, 0, 0, 1, -left, -top), content)
    _collect(page, (1, 0, 0, 1, -left, -top), content)
    if not content.glyphs and any(area > 0.3 * width * height for area in content.pictures):
        raise NoticeError(messages.text("read.page_is_picture", number=number))
    return page_layout(number, width * POINTS, height * POINTS, content.glyphs, content.rules)


def _collect(element: _Element, matrix: Matrix, content: _Content, depth: int = 0) -> None:
    for child in element:
        name = local(child)
        if attribute(child, "Visible") == "false":
            continue
        if name in ("Content", "Layer", "PageBlock"):
            if depth >= DEEPEST:
                raise NoticeError(messages.text("read.too_deep", most=DEEPEST))
            _collect(child, matrix, content, depth + 1)
        elif name == "TextObject":
            content.glyphs += _text(child, matrix)
            if len(content.glyphs) > MOST_CHARACTERS:
                raise NoticeError(messages.text("read.page_too_full", number=content.page, most=MOST_CHARACTERS))
        elif name == "PathObject":
            content.rules += _rules(child, matrix)
        elif name == "ImageObject":
            area = _numbers(attribute(child, "Boundary"))
            content.pictures.append(area[2] * area[3] if len(area) == 4 else 0.0)


def _text(element: _Element, outer: Matrix) -> Iterator[Glyph]:
    matrix = _object_matrix(element, outer)
    own = _numbers(attribute(element, "Size"))
    stretch = _numbers(attribute(element, "HScale")) or [1.0]
    size = own[0] if own else 0.0
    x = y = 0.0
    for code in element:
        if local(code) != "TextCode":
            continue
        text = (code.text or "").strip("\r\n")
        x = (_numbers(attribute(code, "X")) or [x])[0]
        y = (_numbers(attribute(code, "Y")) or [y])[0]
        across, down = _deltas(attribute(code, "DeltaX"), len(text)), _deltas(attribute(code, "DeltaY"), len(text))
        at_x, at_y = x, y
        for at, char in enumerate(text):
            width = size * stretch[0] * (0.5 if char.isascii() else 1.0)
            left, base = _apply(matrix, at_x, at_y)
            right, _ = _apply(matrix, at_x + width, at_y)
            _, above = _apply(matrix, at_x, at_y - size)
            if not char.isspace() and base != above:
                yield Glyph(char, left * POINTS, right * POINTS, base * POINTS, abs(base - above) * POINTS)
            at_x += across[at] if at < len(across) else (0.0 if down else width)
            at_y += down[at] if at < len(down) else 0.0


def _deltas(value: str | None, most: int) -> list[float]:
    """The distances between characters; `g 3 5.57` repeats 5.57 three times (GB/T 33190, 11.3)."""
    words = (value or "").split()
    deltas: list[float] = []
    at = 0
    while at < len(words) and len(deltas) < most:
        if words[at] == "g" and at + 2 < len(words):
            count = _numbers(words[at + 1])
            deltas += (_numbers(words[at + 2]) or [0.0]) * min(most, int(count[0]) if count else 0)
            at += 3
        else:
            deltas += _numbers(words[at]) or [0.0]
            at += 1
    return deltas


def _rules(element: _Element, outer: Matrix) -> Iterator[Rule]:
    """The ruled lines of a path: M x y begins, L x y draws, C closes (GB/T 33190, 9.1)."""
    data = next((child.text or "" for child in element if local(child) == "AbbreviatedData"), "")
    words = data.split()
    if len(words) > 3 * MOST_SEGMENTS:
        return
    matrix = _object_matrix(element, outer)
    strokes: list[tuple[float, float, float, float]] = []
    start = here = (0.0, 0.0)
    at = 0
    while at < len(words):
        operator = words[at]
        at += 1
        if operator in ("M", "S", "L") and at + 1 < len(words):
            pair = _numbers(words[at]) + _numbers(words[at + 1])
            at += 2
            if len(pair) != 2:
                return
            x, y = _apply(matrix, pair[0], pair[1])
            there = (x * POINTS, y * POINTS)
            if operator == "L":
                strokes.append((*here, *there))
            else:
                start = there
            here = there
        elif operator == "C":
            strokes.append((*here, *start))
            here = start
        elif operator in ("B", "Q", "A"):
            return  # curves are no table
    yield from ruled(strokes, filled=attribute(element, "Stroke") == "false")


def _object_matrix(element: _Element, outer: Matrix) -> Matrix:
    """From an object's own coordinates to the page: its CTM, then the corner of its boundary."""
    boundary = _numbers(attribute(element, "Boundary")) or [0.0, 0.0]
    ctm = _numbers(attribute(element, "CTM"))
    a, b, c, d, e, f = ctm if len(ctm) == 6 else _IDENTITY
    return a, b, c, d, e + boundary[0] + outer[4], f + boundary[1] + outer[5]


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(element: _Element) -> tuple[float, ...] | None:
    """The page's box: left, top, width, height in millimetres."""
    for area in _all(element, "PhysicalBox"):
        numbers = _numbers(area.text)
        if len(numbers) == 4 and numbers[2] > 1 and numbers[3] > 1:
            return tuple(numbers)
    return None


def _numbers(value: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(value or "")]


def _all(element: _Element, name: str) -> list[_Element]:
    return [child for child in element.iter() if local(child) == name]


def _path(root: str, place: str) -> str:
    """Paths begin at the archive's root with a slash, else at the document's folder."""
    return place if place.startswith("/") else posixpath.join(posixpath.dirname(root), place)
