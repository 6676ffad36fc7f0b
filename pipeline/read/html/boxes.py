"""Boxes: rows of boxes that stand as a table does, though no element says so.

Sites made for phones and editors of articles write a table as ``<div class="row"><div class="c">拓展空间</div>…``.  Rows
with as many boxes of one look each, below a head that a table of the genre has, are made a table in the tree, so that what
follows reads it as any other.  A row of one box goes over all columns; a head's box with boxes of its own is two rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.read.data_table import HEAD_ROWS, has_head
from pipeline.read.draft import GridCell
from pipeline.read.html.elements import is_hidden, name_of, unblanked

if TYPE_CHECKING:
    from lxml.etree import _Element

_HOLDERS = frozenset(("div", "section", "article", "ul", "ol", "dl"))
_ROWS = frozenset(("div", "section", "ul", "li", "dl"))
_CELLS = frozenset(("div", "section", "li", "dt", "dd", "span"))
#: Fewer rows and columns are no table.
LEAST_ROWS, LEAST_COLUMNS = 3, 3
#: So many of its rows have all columns, or one, or some that a cell from above goes on into.
WHOLE = 0.8
#: A box with more elements inside is a part of the page.
MOST_INSIDE = 100


def draw_tables(root: _Element) -> None:
    """Make tables of the boxes of a page that stand as tables do; each element is looked at once for each of two roles."""
    for holder in [element for element in root.iter() if name_of(element) in _HOLDERS]:
        rows = [row for row in holder if not is_hidden(row)]
        if len(rows) > LEAST_ROWS and _is_bare(holder) and (columns := _columns(rows)):
            _draw(holder, rows, columns)


def _columns(rows: Sequence[_Element]) -> int:
    """How many columns rows of boxes have; 0 where they are no table."""
    if any(name_of(row) not in _ROWS or not _is_bare(row) for row in rows):
        return 0
    boxes = [list(_boxes(row)) for row in rows]
    widths = Counter(map(len, boxes))
    columns, count = max(
        ((wide, count) for wide, count in widths.items() if wide >= LEAST_COLUMNS), key=_most, default=(0, 0)
    )
    fitting = sum(len(own) <= columns for own in boxes[1:])
    if count < LEAST_ROWS or fitting < WHOLE * len(boxes[1:]):
        return 0
    full = [own for own in boxes if len(own) == columns]
    looks = Counter(_look(box) for own in full for box in own)
    look, alike = looks.most_common(1)[0]
    if not look or alike < WHOLE * columns * len(full):
        return 0
    if any(_is_large(box) for own in boxes for box in own) or _is_menu(full):
        return 0
    head = [
        GridCell(number, at, _said(box))
        for number, own in enumerate(boxes[:HEAD_ROWS])
        for at, box in enumerate(_leaves(own))
    ]
    return columns if has_head(head) else 0


def _most(found: tuple[int, int]) -> tuple[int, int]:
    wide, count = found
    return count, wide


def _draw(holder: _Element, rows: Sequence[_Element], columns: int) -> None:
    """Name the elements as those of a table are named."""
    holder.tag = "table"
    for number, row in enumerate(rows):
        boxes = list(_boxes(row))
        row.tag = "tr"
        for box in boxes:
            box.tag = "td"
        if len(boxes) == 1:
            boxes[0].set("colspan", str(columns))
        elif number == 0 and len(boxes) < columns:
            _draw_head(row, boxes)


def _draw_head(row: _Element, boxes: Sequence[_Element]) -> None:
    """Part a head in two rows: 责任分工 over 牵头单位 and 配合单位; a box without boxes goes over both."""
    from lxml import etree

    below = etree.Element("tr")
    for box in boxes:
        inner = _inner(box)
        if not inner:
            box.set("rowspan", "2")
            continue
        box.set("colspan", str(len(inner)))
        for one in inner:
            one.tag = "td"
            below.append(one)
    row.addnext(below)


def _leaves(boxes: Sequence[_Element]) -> Iterator[_Element]:
    """The boxes of a head's lowest row."""
    for box in boxes:
        yield from _inner(box) or [box]


def _inner(box: _Element) -> list[_Element]:
    """The boxes that a box of a head holds below its own words, which stand in a box of their own."""
    inside = [one for one in box if not is_hidden(one)]
    return list(_boxes(inside[1])) if len(inside) == 2 and len(list(_boxes(inside[1]))) > 1 else []


def _boxes(row: _Element) -> Iterator[_Element]:
    return (box for box in row if name_of(box) in _CELLS and not is_hidden(box))


def _is_bare(element: _Element) -> bool:
    """Whether an element has no words but those of the elements in it."""
    return not unblanked(element.text or "") and not any(unblanked(one.tail or "") for one in element)


def _look(box: _Element) -> str:
    """What tells the page how a box looks: its name and its first class, or its style."""
    classes = (box.get("class") or "").split()
    look = classes[0] if classes else box.get("style") or ""
    return f"{name_of(box)} {look}" if look else ""


def _is_large(box: _Element) -> bool:
    return len(list(islice(box.iterdescendants(), MOST_INSIDE + 1))) > MOST_INSIDE


def _is_menu(rows: Sequence[Sequence[_Element]]) -> bool:
    """Whether most boxes are links to other pages."""
    boxes = [box for own in rows for box in own]
    return 2 * sum(next(box.iter("a"), None) is not None for box in boxes) > len(boxes)


def _said(box: _Element) -> str:
    return "".join(map(str, box.itertext())).strip()
