"""Documents made on the fly: PDF pages as GB/T 9704 sets them, OFD archives, ruled tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # one of Adobe's built-in fonts: no file is needed
SIZE, LEADING = 16.0, 28.95
LEFT, RIGHT, TOP, LINES = 79.0, 74.0, 105.0, 22
CLOSING = "，。、；：？！）》〉」』】〕”’…%"

Draw = Callable[[Canvas], None]


def canvas(**options: Any) -> tuple[Canvas, io.BytesIO]:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    return Canvas(out, pagesize=A4, invariant=True, **options), out


def wide(text: str, size: float) -> float:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return float(pdfmetrics.stringWidth(text, FONT, size))


def wrapped(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """The lines of a paragraph; none begins with a closing sign, and Latin words stay whole."""
    lines: list[str] = []
    line, room = "", width - indent
    for at, char in enumerate(text):
        nearly = line and char.isascii() and char.isalnum() and line[-1].isascii() and line[-1].isalnum()
        follows = text[at + 1 : at + 2] in CLOSING if text[at + 1 : at + 2] else False
        needed = wide(line + char, size) + (wide(text[at + 1], size) if follows else 0)
        if line and needed > room + 0.01 and char not in CLOSING:
            tail = ""
            if nearly:
                while line and line[-1].isascii() and line[-1].isalnum():
                    line, tail = line[:-1], line[-1] + tail
            if not line:
                line, tail = tail, ""
            lines.append(line)
            line, room = tail, width
        line += char
    return [*lines, line]


@dataclass
class Paragraph:
    """What is set: body text by default, else centred (`align` 0.5) or at the right (1.0)."""

    text: str
    size: float = SIZE
    indent: float = 2.0
    align: float = 0.0


def pdf_of(
    paragraphs: Iterable[Paragraph | str],
    *,
    number: Callable[[int], str] | None = lambda page: f"— {page} —",
    head: str | None = None,
    foot_x: Callable[[int], float] = lambda page: 490.0 if page % 2 else 90.0,
    encrypt: Any = None,
    extra: Draw | None = None,
) -> bytes:
    """A letter: 22 lines of 28 characters a page, a page number at the foot, perhaps a running head."""
    drawing, out = canvas(encrypt=encrypt)
    width = A4[0] - LEFT - RIGHT
    page, row = 1, 0

    def furniture() -> None:
        if number is not None:
            drawing.setFont(FONT, 14)
            drawing.drawString(foot_x(page), 60, number(page))
        if head is not None:
            drawing.setFont(FONT, 10.5)
            drawing.drawString(LEFT, A4[1] - 60, head)
        if extra is not None:
            extra(drawing)

    for paragraph in paragraphs:
        part = Paragraph(paragraph) if isinstance(paragraph, str) else paragraph
        indent = part.indent * part.size if not part.align else 0.0
        for at, line in enumerate(wrapped(part.text, width, part.size, indent)):
            if row == LINES:
                furniture()
                drawing.showPage()
                page, row = page + 1, 0
            drawing.setFont(FONT, part.size)
            x = LEFT + (indent if at == 0 else 0.0) + part.align * (width - wide(line, part.size))
            drawing.drawString(x, A4[1] - TOP - row * LEADING, line)
            row += 1
    furniture()
    drawing.showPage()
    drawing.save()
    return out.getvalue()


@dataclass
class Box:
    """A cell of a ruled table: its place in the grid and its text, a line each line."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


def draw_table(
    drawing: Canvas,
    xs: Sequence[float],
    ys: Sequence[float],
    boxes: Iterable[Box],
    *,
    size: float = 12.0,
    centred: bool = False,
) -> None:
    """Rule a table (ys from the top of the page downwards) and set its cells, wrapped to their width."""
    height = A4[1]
    drawing.setLineWidth(0.5)
    for box in boxes:
        x0, x1 = xs[box.column], xs[box.column + box.column_span]
        y0, y1 = ys[box.row], ys[box.row + box.row_span]
        drawing.rect(x0, height - y1, x1 - x0, y1 - y0)
        drawing.setFont(FONT, size)
        at = y0 + size * 1.2
        for paragraph in box.text.split("\n"):
            for line in wrapped(paragraph, x1 - x0 - 10.8, size):
                x = x0 + 5.4 + ((x1 - x0 - 10.8 - wide(line, size)) / 2 if centred else 0)
                drawing.drawString(x, height - at, line)
                at += size * 1.3


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_text(text: str, x: float, y: float, size: float = 5.6, delta: str | None = None) -> str:
    """A text object in millimetres, its baseline at y."""
    steps = delta or " ".join(str(size / 2 if char.isascii() else size) for char in text[:-1])
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="{size}" Boundary="{x} {y - size} 160 {size * 1.2}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="1" Stroke="true" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}"><ofd:AbbreviatedData>'
        f"M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd_of(pages: Sequence[str], template: str = "", doctype: str = "") -> bytes:
    """An OFD archive of pages, given as their objects; `template` stands on each."""
    used = '<ofd:Template TemplateID="90" ZOrder="Background"/>' if template else ""
    content = f'<ofd:Page {_OFD}>{{}}<ofd:Content><ofd:Layer ID="2">{{}}</ofd:Layer></ofd:Content></ofd:Page>'
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    if template:
        common += '<ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"{doctype}<ofd:OFD {_OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for at, objects in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = content.format(used, objects)
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = content.format("", template)
    return zipped(parts)
