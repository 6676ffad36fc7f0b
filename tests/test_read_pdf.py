"""Reading PDF: paragraphs from geometry, page furniture, ruled tables, rotated and doubtful pages."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT
from documents import FONT, Box, Paragraph, canvas, draw_table, pdf_of, wrapped
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.notice import Block, Cell, Notice, NoticeError, Page
from pipeline.read import read
from pipeline.read.grid import Rule, grids
from pipeline.read.layout import Glyph, lines_of
from pipeline.read.pdf import is_garbled

HEADS = ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"]
ROWS = [
    ["1", "推进老旧小区改造，完善配套设施，年内完成12个小区改造任务。", "县住房和城乡建设局", "各镇街", "12月底前"],
    ["2", "新建口袋公园3处，让群众推窗见绿。", "县综合行政执法局", "县自然资源和规划局\n县财政局", "10月底前"],
    ["3", "新改建农村公路40公里。", "县交通运输局", "", ""],
]
XS = [70, 105, 275, 365, 455, 525]


def notice_of(folder: Path, data: bytes) -> Notice:
    path = folder / "notice.pdf"
    path.write_bytes(data)
    return read(path)


def squeezed(text: str) -> str:
    return "".join(text.split())


def without_blocks(notice: Notice) -> str:
    text = notice.text
    for block in sorted(notice.all(Block), key=lambda block: -block.start):
        text = text[: block.start] + text[block.end :]
    return text


def grid_of(notice: Notice, table: int = 0) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): notice.quote(cell) for cell in notice.all(Cell) if cell.table == table}


def rows_drawn(drawing: Canvas, rows: list[list[str]], top: float, *, centred: bool = False) -> None:
    ys, boxes = [top], []
    for number, row in enumerate(rows):
        ys.append(ys[-1] + 70)
        boxes += [Box(number, column, text) for column, text in enumerate(row)]
    draw_table(drawing, XS, ys, boxes, centred=centred)


def pages_of(*pages: object, rotate: int = 0) -> bytes:
    drawing, out = canvas()
    for draw in pages:
        draw(drawing)  # type: ignore[operator]
        drawing.showPage()
    drawing.save()
    if not rotate:
        return out.getvalue()
    document = pypdfium2.PdfDocument(out.getvalue())
    for page in document:
        page.set_rotation(rotate)
    turned = io.BytesIO()
    document.save(turned)
    document.close()
    return turned.getvalue()


# ── paragraphs ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def typeset() -> tuple[list[str], bytes]:
    text = (ROOT / "raw" / "jinxiang-2024.txt").read_text(encoding="utf-8")
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    return paragraphs, pdf_of(paragraphs)


def test_a_typeset_notice_comes_back_character_for_character(tmp_path: Path, typeset: tuple[list[str], bytes]) -> None:
    paragraphs, data = typeset
    notice = notice_of(tmp_path, data)
    assert squeezed(without_blocks(notice)) == squeezed("".join(paragraphs))
    assert notice.source.format == "pdf"
    assert notice.source.pages == len(notice.all(Page)) == len(notice.all(Block))
    assert {block.kind for block in notice.all(Block)} == {"page_number"}


def test_its_paragraphs_come_back_but_where_a_page_breaks_them(
    tmp_path: Path, typeset: tuple[list[str], bytes]
) -> None:
    paragraphs, data = typeset
    notice = notice_of(tmp_path, data)
    whole = {squeezed(paragraph) for paragraph in paragraphs}
    lines = [squeezed(line) for line in without_blocks(notice).split("\n") if line.strip()]
    # A break leaves two pieces; a few paragraphs of the source are cut in two already and set as one here.
    pieces = [line for line in lines if line not in whole]
    assert len(pieces) <= 2 * notice.source.pages  # type: ignore[operator]
    assert all(any(piece in squeezed("".join(paragraphs)) for piece in [line]) for line in pieces)


def test_pages_cover_the_text(tmp_path: Path, typeset: tuple[list[str], bytes]) -> None:
    notice = notice_of(tmp_path, typeset[1])
    pages = notice.all(Page)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert pages[0].start == 0
    assert pages[-1].end == len(notice.text)
    assert all(before.end == after.start for before, after in pairwise(pages))
    assert all(page.ocr_confidence is None for page in pages)


def test_titles_signatures_and_short_lines_stand_alone(tmp_path: Path) -> None:
    lines: list[Paragraph | str] = [
        Paragraph("某县人民政府", 22, align=0.5),
        Paragraph("关于印发年度重点工作任务的通知", 22, align=0.5),
        Paragraph("各镇人民政府，各街道办事处，各管委会，县政府各部门，各企业，各学校，各医院：", indent=0),
        "现将年度重点工作任务印发给你们，请结合实际，制定方案，层层落实责任，确保各项任务落到实处。",
        "一、总体要求",
        "新建口袋公园3处。",
        Paragraph("某县人民政府", align=0.9),
        Paragraph("2024年1月31日", align=0.9),
        "（此件公开发布）",
    ]
    notice = notice_of(tmp_path, pdf_of(lines))
    expected = [line if isinstance(line, str) else line.text for line in lines]
    assert notice.text.split("\n")[:-1] == expected


def test_space_between_paragraphs_parts_them_though_they_fill_their_lines_and_are_not_set_in(tmp_path: Path) -> None:
    full = "主要任务及责任单位如下各单位各部门要抓好工作落实见效"  # as wide as the page
    paragraphs = [
        [full, "按时完成"],
        [full],
        ["二、加快建设"],
        [full, full, "按月报送"],
        [full],
        ["三、强化保障"],
        ["四、附则"],
    ]

    def draw(drawing: Canvas) -> None:
        drawing.setFont(FONT, 16)
        base = 780.0
        for lines in paragraphs:
            for line in lines:
                drawing.drawString(90, base, line)
                base -= 20
            base -= 12

    assert notice_of(tmp_path, pages_of(draw)).text.split("\n") == ["".join(lines) for lines in paragraphs]


def test_latin_words_keep_their_blank_and_nothing_else_does(tmp_path: Path) -> None:
    text = "推进 Smart Park 项目建设，" + "完善配套设施" * 3 + "引进 Open AI Lab 等机构3家，新增5G 基站20 个。"
    notice = notice_of(tmp_path, pdf_of([text]))
    line = notice.text.split("\n")[0]
    assert "Smart Park" in line
    assert "Open AI Lab" in line
    assert squeezed(line) == squeezed(text)


def test_bold_print_faked_by_printing_twice_is_read_once() -> None:
    glyphs = [Glyph(char, 10 * at, 10 * at + 10, 50, 10) for at, char in enumerate("总体要求")]
    doubled = [*glyphs, *(glyph._replace(x0=glyph.x0 + 0.4, x1=glyph.x1 + 0.4) for glyph in glyphs)]
    assert [line.text for line in lines_of(doubled)] == ["总体要求"]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    sentence = "各级各部门围绕年度目标任务，强化统筹调度，压实工作责任，推动重点事项落地见效。"
    lines = wrapped(sentence * 8, 215, 12, 24)
    half = len(lines) // 2

    def draw(drawing: Canvas) -> None:
        drawing.setFont(FONT, 22)
        drawing.drawString(150, 770, "重点工作推进情况通报")
        drawing.setFont(FONT, 12)
        for at, line in enumerate(lines):
            x = (70 if at < half else 310) + (24 if at == 0 else 0)
            drawing.drawString(x, 730 - 18 * (at % half if at < 2 * half else half), line)

    notice = notice_of(tmp_path, pages_of(draw))
    assert squeezed(notice.text) == "重点工作推进情况通报" + sentence * 8
    assert len(notice.text.split("\n")) == 3


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_pages_are_read_along_their_text(tmp_path: Path, rotate: int) -> None:
    def upright(drawing: Canvas) -> None:
        drawing.setFont(FONT, 16)
        drawing.drawString(111, 600, "新建口袋公园3处，")
        drawing.drawString(79, 570, "改造老旧小区12个。")
        rows_drawn(drawing, [HEADS, *ROWS], 300)
        drawing.setFont(FONT, 16)
        drawing.drawString(111, 180, "以上任务按月调度。")

    def sideways(drawing: Canvas) -> None:
        drawing.translate(A4[0], 0)
        drawing.rotate(90)
        drawing.translate(120, A4[0] - A4[1])
        rows_drawn(drawing, [HEADS, *ROWS], 130)

    notice = notice_of(tmp_path, pages_of(upright, sideways, rotate=rotate))
    assert notice.text.startswith("新建口袋公园3处，\n改造老旧小区12个。\n序号\t工作任务")
    for table in (0, 1):
        assert [grid_of(notice, table)[0, column] for column in range(5)] == HEADS
        assert grid_of(notice, table)[1, 1] == ROWS[0][1]


# ── furniture ────────────────────────────────────────────────────────────────────────────────────────


def test_running_heads_numbers_and_watermarks_are_blocks(tmp_path: Path, typeset: tuple[list[str], bytes]) -> None:
    def watermark(drawing: Canvas) -> None:
        drawing.saveState()
        drawing.translate(200, 300)
        drawing.rotate(45)
        drawing.setFont(FONT, 60)
        drawing.drawString(0, 0, "内部资料")
        drawing.restoreState()

    paragraphs = typeset[0][:40]
    data = pdf_of(paragraphs, head="某县人民政府办公室", number=lambda page: f"第 {page} 页", extra=watermark)
    notice = notice_of(tmp_path, data)
    kinds = {(block.kind, notice.quote(block)) for block in notice.all(Block)}
    assert ("running_head", "某县人民政府办公室") in kinds
    assert ("running_head", "内部资料") in kinds
    assert ("page_number", "第1页") in kinds
    assert len(notice.all(Block)) == 3 * (notice.source.pages or 0)
    assert squeezed(without_blocks(notice)) == squeezed("".join(paragraphs))


def test_a_bare_number_at_the_foot_is_a_page_number_and_one_in_the_text_is_not(tmp_path: Path) -> None:
    data = pdf_of(["新建口袋公园", "12", "处。"], number=lambda page: str(page), foot_x=lambda _: 290.0)
    notice = notice_of(tmp_path, data)
    assert [notice.quote(block) for block in notice.all(Block)] == ["1"]
    assert notice.text == "新建口袋公园\n12\n处。\n1"


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("centred", [False, True])
def test_a_ruled_table_gives_its_cells(tmp_path: Path, centred: bool) -> None:
    notice = notice_of(tmp_path, pages_of(lambda drawing: rows_drawn(drawing, [HEADS, *ROWS], 130, centred=centred)))
    grid = grid_of(notice)
    assert [grid[0, column] for column in range(5)] == HEADS
    for number, row in enumerate(ROWS, 1):
        assert [grid.get((number, column), "") for column in range(5)] == row
    assert notice.text.split("\n")[0] == "\t".join(HEADS)


def test_merged_cells_occur_once_with_their_spans(tmp_path: Path) -> None:
    boxes = [
        Box(0, 0, "事项", 2, 1),
        Box(0, 1, "责任分工", 1, 2),
        Box(1, 1, "牵头单位"),
        Box(1, 2, "配合单位"),
        Box(2, 0, "供水保障", 2, 1),
        Box(2, 1, "县水务局"),
        Box(2, 2, "各镇街"),
        Box(3, 1, "县财政局"),
        Box(3, 2, ""),
    ]
    xs, ys = [70, 200, 330, 460], [100, 130, 160, 190, 220]
    notice = notice_of(tmp_path, pages_of(lambda drawing: draw_table(drawing, xs, ys, boxes)))
    found = {(cell.row, cell.column, cell.row_span, cell.column_span, notice.quote(cell)) for cell in notice.all(Cell)}
    assert found == {(b.row, b.column, b.row_span, b.column_span, b.text) for b in boxes if b.text}


def test_a_table_goes_on_over_pages_and_its_repeated_head_is_furniture(tmp_path: Path) -> None:
    more = ["4", "办好城区学校扩建。", "县教育和体育局", "各镇街", "8月底前"]
    last = ["5", "修编应急预案。", "县应急管理局", "各镇街", "8月底前"]

    def numbered(page: int, rows: list[list[str]]) -> object:
        def draw(drawing: Canvas) -> None:
            rows_drawn(drawing, rows, 100)
            drawing.setFont(FONT, 14)
            drawing.drawString(290, 60, f"— {page} —")

        return draw

    notice = notice_of(tmp_path, pages_of(numbered(1, [HEADS, *ROWS]), numbered(2, [HEADS, more]), numbered(3, [last])))
    grid = grid_of(notice)
    assert {cell.table for cell in notice.all(Cell)} == {0}
    assert [grid.get((4, column)) for column in range(5)] == more
    assert [grid.get((5, column)) for column in range(5)] == last
    assert ("running_head", "\t".join(HEADS)) in {(b.kind, notice.quote(b)) for b in notice.all(Block)}


def test_text_between_two_tables_parts_them(tmp_path: Path) -> None:
    def first(drawing: Canvas) -> None:
        rows_drawn(drawing, [HEADS, ROWS[0]], 100)
        drawing.setFont(FONT, 16)
        drawing.drawString(111, 300, "以下为第二批任务。")

    notice = notice_of(tmp_path, pages_of(first, lambda drawing: rows_drawn(drawing, [HEADS, ROWS[1]], 100)))
    assert {cell.table for cell in notice.all(Cell)} == {0, 1}


def test_a_row_cut_by_a_page_break_is_whole_again(tmp_path: Path) -> None:
    def first(drawing: Canvas) -> None:
        row = ["1", "新建口袋公园3处，提升城区绿化品质，打造群众家门口", "县综合行政执", "各镇街", ""]
        rows_drawn(drawing, [HEADS, row], 100)

    def second(drawing: Canvas) -> None:
        rest = ["", "的休闲空间。", "法局", "", ""]
        rows_drawn(drawing, [rest, ["2", "修缮校舍2处。", "县教育和体育局", "", ""]], 100)

    notice = notice_of(tmp_path, pages_of(first, second))
    grid = grid_of(notice)
    assert grid[1, 1] == "新建口袋公园3处，提升城区绿化品质，打造群众家门口的休闲空间。"
    assert grid[1, 2] == "县综合行政执法局"
    assert grid[2, 1] == "修缮校舍2处。"


def test_a_box_around_text_is_no_table(tmp_path: Path) -> None:
    def draw(drawing: Canvas) -> None:
        drawing.rect(60, 500, 470, 120)
        drawing.setFont(FONT, 16)
        drawing.drawString(111, 580, "新建口袋公园3处。")

    notice = notice_of(tmp_path, pages_of(draw))
    assert notice.all(Cell) == ()
    assert notice.text == "新建口袋公园3处。"


def test_grids_close_open_sides_and_join_double_rules() -> None:
    across = [Rule(0, y, 200, y) for y in (0, 20, 40)] + [Rule(0, 41, 200, 41)]
    (grid,) = grids([*across, Rule(100, 0, 100, 41)])
    assert (grid.rows, grid.columns, len(grid.cells)) == (2, 2, 4)
    assert grid.cell_at(150, 30) == 3
    assert grid.cell_at(250, 30) is None


def test_a_drawing_of_many_rules_is_no_table() -> None:
    rules = [Rule(0, 7 * at, 500, 7 * at) for at in range(400)] + [Rule(7 * at, 0, 7 * at, 500) for at in range(400)]
    assert grids(rules) == []


# ── what cannot be read, and what must be recognised ─────────────────────────────────────────────────


def test_locked_and_broken_files_are_refused(tmp_path: Path) -> None:
    locked = pdf_of(["新建口袋公园3处。"], encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(NoticeError, match="locked by a password"):
        notice_of(tmp_path, locked)
    with pytest.raises(NoticeError, match="broken PDF"):
        notice_of(tmp_path, b"%PDF-1.7\nnothing follows")
    with pytest.raises(NoticeError, match="no text"):
        notice_of(tmp_path, pages_of(lambda drawing: drawing.setFont(FONT, 10)))


def test_a_single_character_of_a_font_that_is_nowhere_is_not_lost(tmp_path: Path) -> None:
    def draw(drawing: Canvas) -> None:
        drawing.setFont(FONT, 16)
        for at, char in enumerate("新建口袋公园3处。"):
            drawing.drawString(111 + 16 * at, 600, char)

    for rotate in (0, 90):
        notice = notice_of(tmp_path, pages_of(draw, rotate=rotate))
        assert squeezed(notice.text) == "新建口袋公园3处。"


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("为全面完成各项任务，现将责任分工印发给你们，请认真抓好落实。", False),
        ("Secure electronic seal cryptography technical specification, 2014", False),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", False),
        ("\ue011\ue012\ue013\ue014\ue015\ue016\ue017\ue018建设规划", True),
        ("(cid:12)(cid:88)(cid:91)(cid:7)(cid:3)", True),
        ("KLMNOPQ6%RST。 UVWK)*6XYZ[]^_`a。K)*6bc<defghijY`a6kl，KLMm78noLMpq", True),
        ("!\"#$%&'()*+,-./0123456+,789:!\"#$%&'()", True),
        ("犛犲犮狌狉犲犲犾犲犮狋狉狅狀犻犮狊犲犪犾犮狉狔狆狋狅犵狉犪狆犺狔", True),
    ],
)
def test_garbled_text_layers(text: str, garbled: bool) -> None:
    assert is_garbled(text) is garbled


def picture_of(data: bytes, dpi: int = 150) -> ImageReader:
    document = pypdfium2.PdfDocument(data)
    image = document[0].render(scale=dpi / 72).to_pil()
    document.close()
    return ImageReader(image)


def scanned(*, with_text: bool) -> bytes:
    picture = picture_of(pdf_of(["Plan 2024"], number=None))

    def draw(drawing: Canvas) -> None:
        drawing.drawImage(picture, 0, 0, *A4)
        if with_text:
            drawing.setFont(FONT, 14)
            drawing.drawString(290, 60, "— 1 —")

    return pages_of(draw)


@pytest.mark.parametrize("with_text", [False, True])
def test_a_scan_without_the_extra_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_text: bool) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    with pytest.raises(NoticeError, match=r"pip install '\.\[ocr\]'"):
        notice_of(tmp_path, scanned(with_text=with_text))


@pytest.mark.slow
def test_a_long_file_stays_within_memory(tmp_path: Path, typeset: tuple[list[str], bytes]) -> None:
    import tracemalloc

    data = pdf_of(typeset[0] * 8)
    tracemalloc.start()
    try:
        notice = notice_of(tmp_path, data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (notice.source.pages or 0) > 200
    assert peak < 60_000_000
