"""Reading pictures and scanned pages; slow, and needs the extra `ocr` and a Chinese font to make the pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from documents import FONT, Box, canvas, draw_table, pdf_of
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.notice import Block, Cell, Notice, NoticeError, Page
from pipeline.read import ocr, read

LINES = [
    "为全面完成年度任务，现将责任分工印发给你们，请结合实际，制定实施方案，认真抓好落实。",
    "新建口袋公园3处，改造老旧小区12个。（责任单位：县水务局）",
]


def rendered(data: bytes, page: int = 0, dpi: int = 200) -> Any:
    document = pypdfium2.PdfDocument(data)
    image = document[page].render(scale=dpi / 72).to_pil()
    document.close()
    return image


def _has_chinese_font() -> bool:
    return bool(rendered(pdf_of(["县"], number=None), dpi=40) != rendered(pdf_of(["园"], number=None), dpi=40))


pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(not _has_chinese_font(), reason="no Chinese font to draw with"),
]


def notice_of(folder: Path, data: bytes, name: str = "notice.pdf") -> Notice:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def folded(text: str) -> str:
    """Recognition does not tell （ from ( for certain, and sets no blanks by rule."""
    return text.translate(str.maketrans("(),:;", "（），：；", " "))


def encoded(image: Any, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def table(drawing: Canvas) -> None:
    rows = [
        ["序号", "工作任务", "责任单位"],
        ["1", "新建口袋公园3处，提升城区绿化品质", "县水务局"],
        ["2", "修缮校舍2处", "县财政局"],
    ]
    boxes = [Box(row, column, text) for row, line in enumerate(rows) for column, text in enumerate(line)]
    draw_table(drawing, [70, 120, 330, 500], [120, 160, 210, 250], boxes, size=14)


def page_of(*draws: Any) -> bytes:
    drawing, out = canvas()
    for draw in draws:
        draw(drawing)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def test_only_the_pictures_of_a_file_are_recognised(tmp_path: Path) -> None:
    scan = ImageReader(rendered(pdf_of(LINES, number=None)))

    def with_number(drawing: Canvas) -> None:
        drawing.drawImage(scan, 0, 0, *A4)
        drawing.setFont(FONT, 14)
        drawing.drawString(290, 60, "— 1 —")

    def with_text(drawing: Canvas) -> None:
        drawing.setFont(FONT, 16)
        drawing.drawString(111, 700, "修缮校舍2处。")

    notice = notice_of(tmp_path, page_of(with_number, with_text))
    assert folded(notice.text).split("\n")[:2] == LINES
    assert notice.text.endswith("修缮校舍2处。")
    assert notice.source.format == "pdf+ocr"
    first, second = notice.all(Page)
    assert first.ocr_confidence is not None
    assert first.ocr_confidence > 0.9
    assert second.ocr_confidence is None
    assert [block.kind for block in notice.all(Block)] == ["page_number"]


def test_a_picture_among_text_is_read_at_its_place(tmp_path: Path) -> None:
    picture = rendered(pdf_of([LINES[1]], number=None)).crop((200, 200, 1500, 420))

    def draw(drawing: Canvas) -> None:
        drawing.setFont(FONT, 16)
        drawing.drawString(111, 760, "第一批任务。")
        drawing.drawImage(ImageReader(picture), 72, 600, 468, 79)
        drawing.drawString(111, 500, "第三批任务。")

    lines = folded(notice_of(tmp_path, page_of(draw)).text).split("\n")
    assert lines == ["第一批任务。", LINES[1], "第三批任务。"]


def test_picture_files_are_pages(tmp_path: Path) -> None:
    pages = [rendered(pdf_of([line], number=lambda page: f"— {page} —"), dpi=150) for line in LINES]
    tiff = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    notice = notice_of(tmp_path, tiff, "scan.tif")
    assert [line for line in folded(notice.text).split("\n") if "1" not in line[:4]] == LINES
    assert (notice.source.format, notice.source.pages) == ("image+ocr", 2)
    assert [page.number for page in notice.all(Page)] == [1, 2]
    assert all((page.ocr_confidence or 0) > 0.9 for page in notice.all(Page))
    for format in ("PNG", "JPEG"):
        assert folded(notice_of(tmp_path, encoded(pages[1], format)).text).startswith(LINES[1])


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 0.6])
def test_a_scanned_table_gives_its_cells(tmp_path: Path, turn: float) -> None:
    image = rendered(page_of(table)).convert("RGB").rotate(turn, expand=turn in (90, 270), fillcolor="white")
    notice = notice_of(tmp_path, encoded(image, "PNG"))
    assert {(cell.row, cell.column): notice.quote(cell) for cell in notice.all(Cell)} == {
        (0, 0): "序号",
        (0, 1): "工作任务",
        (0, 2): "责任单位",
        (1, 0): "1",
        (1, 1): "新建口袋公园3处，提升城区绿化品质",
        (1, 2): "县水务局",
        (2, 0): "2",
        (2, 1): "修缮校舍2处",
        (2, 2): "县财政局",
    }


def test_broken_and_endless_pictures_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoticeError, match="broken picture"):
        notice_of(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(100))
    monkeypatch.setattr(ocr, "MOST_PIXELS", 1_000)
    with pytest.raises(NoticeError, match="pixels"):
        notice_of(tmp_path, encoded(rendered(pdf_of(LINES), dpi=40), "PNG"))
