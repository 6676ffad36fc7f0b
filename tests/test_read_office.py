"""Reading DOCX and, through LibreOffice, DOC: order, numbers, tables, changes, furniture, unsafe archives."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from documents import zipped
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.notice import Block, Cell, Notice, NoticeError
from pipeline.read import archive, office, read
from pipeline.read.numbering import chinese, printed

NEEDS_OFFICE = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed"
)


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def notice_of(folder: Path, data: bytes, name: str = "notice.docx") -> Notice:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def grid_of(notice: Notice) -> set[tuple[int, int, int, int, str]]:
    return {(c.row, c.column, c.row_span, c.column_span, notice.quote(c)) for c in notice.all(Cell)}


def append(document: Document, xml: str) -> None:
    """Put raw WordprocessingML before the section properties."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def numbered(document: Document, levels: list[tuple[str, str, int]], *, overrides: str = "") -> None:
    """Give the document one list (number 77): (format, text, start) a level; and list 78 that `overrides` it."""
    numbering = document.part.numbering_part.element
    rules = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (format, text, start) in enumerate(levels)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{rules}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    for number, inside in ((77, ""), (78, overrides)):
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="70"/>{inside}</w:num>'
        numbering.append(parse_xml(xml))


def item(document: Document, text: str, level: int, number: int = 77) -> None:
    append(
        document,
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>",
    )


# ── paragraphs and numbers ───────────────────────────────────────────────────────────────────────────


def test_paragraphs_and_tables_keep_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("各镇人民政府：")
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows,
        [["序号", "工作任务", "责任单位"], ["1", "修缮校舍2处", "县教育和体育局\n县财政局"], ["2", "", "县水务局"]],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("以上任务按月调度。")
    notice = notice_of(tmp_path, saved(document))
    assert notice.text == (
        "各镇人民政府：\n序号\t工作任务\t责任单位\n1\t修缮校舍2处\t县教育和体育局\n县财政局\n2\t\t县水务局\n以上任务按月调度。"
    )
    assert (notice.source.format, notice.source.pages) == ("docx", None)
    assert (1, 2, 1, 1, "县教育和体育局\n县财政局") in grid_of(notice)
    assert (2, 2, 1, 1, "县水务局") in grid_of(notice)
    assert len(grid_of(notice)) == 8


def test_automatic_numbers_are_printed(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(
        document,
        [
            ("chineseCounting", "%1、", 1),
            ("chineseCounting", "（%2）", 1),
            ("decimal", "%3.", 1),
            ("decimal", "%1.%4", 1),
        ],
        overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>',
    )
    for text, level, number in [
        ("总体要求", 0, 77),
        ("重点任务", 0, 77),
        ("聚焦产业", 1, 77),
        ("新建公园", 2, 77),
        ("改造小区", 2, 77),
        ("聚焦民生", 1, 77),
        ("修缮校舍", 2, 77),
        ("细则", 3, 77),
        ("附则", 0, 78),
        ("附则续", 0, 78),
    ]:
        item(document, text, level, number)
    assert notice_of(tmp_path, saved(document)).text.split("\n") == [
        "一、总体要求",
        "二、重点任务",
        "（一）聚焦产业",
        "1.新建公园",
        "2.改造小区",
        "（二）聚焦民生",
        "1.修缮校舍",
        "二.1细则",
        "五、附则",
        "六、附则续",
    ]


def test_numbers_come_through_styles(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, [("japaneseCounting", "第%1条 ", 11)])
    base = document.styles.add_style("Clause", WD_STYLE_TYPE.PARAGRAPH)
    base.element.append(parse_xml(f'<w:pPr {nsdecls("w")}><w:numPr><w:numId w:val="77"/></w:numPr></w:pPr>'))
    derived = document.styles.add_style("Clause 2", WD_STYLE_TYPE.PARAGRAPH)
    derived.base_style = base
    document.add_paragraph("各部门应当公开。", style=derived)
    document.add_paragraph("", style=derived)
    document.add_paragraph("本办法自印发之日起施行。", style=derived)
    assert (
        notice_of(tmp_path, saved(document)).text
        == "第十一条 各部门应当公开。\n第十二条 \n第十三条 本办法自印发之日起施行。"
    )


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (2024, "chineseCounting", "二千零二十四"),
        (24, "ideographDigital", "二四"),
        (11, "chineseLegalSimplified", "壹拾壹"),
        (3, "upperLetter", "C"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "ideographTraditional", "丁"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "cardinalText", "5"),
    ],
)
def test_number_formats(number: int, style: str, expected: str) -> None:
    assert printed(number, style) == expected


def test_chinese_numbers_are_all_different() -> None:
    assert len({chinese(number) for number in range(1, 10_000)}) == 9_999


# ── what is on paper and what is not ─────────────────────────────────────────────────────────────────


def test_insertions_are_in_and_deletions_out(tmp_path: Path) -> None:
    document = docx.Document()
    append(
        document,
        "<w:p><w:r><w:t>新建公园</w:t></w:r><w:del><w:r><w:delText>2</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>3</w:t></w:r></w:ins><w:r><w:t>处</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>（隐去）</w:t></w:r></w:p>",
    )
    append(document, "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>改造小区</w:t></w:r></w:p>")
    append(document, "<w:p><w:r><w:t>12个。</w:t></w:r></w:p>")
    assert notice_of(tmp_path, saved(document)).text == "新建公园3处\n改造小区12个。"


def test_links_fields_breaks_and_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    append(
        document,
        "<w:p><w:hyperlink><w:r><w:t>见附件</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>第二行</w:t></w:r>"
        "<w:r><w:noBreakHyphen/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>"
        "<w:fldSimple><w:r><w:t>8</w:t></w:r></w:fldSimple></w:p>",
    )
    append(
        document,
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>某县人民政府文件</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>某县人民政府文件</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>",
    )
    assert notice_of(tmp_path, saved(document)).text == "见附件\n第二行-8\n正文\n某县人民政府文件"


def test_headers_and_footers_are_blocks(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("新建公园3处。")
    section = document.sections[0]
    section.header.paragraphs[0].text = "某县人民政府办公室"
    section.footer.paragraphs[0].text = "— 1 —"
    notice = notice_of(tmp_path, saved(document))
    assert notice.text == "新建公园3处。\n某县人民政府办公室\n— 1 —"
    assert [(block.kind, notice.quote(block)) for block in notice.all(Block)] == [
        ("running_head", "某县人民政府办公室"),
        ("page_number", "— 1 —"),
    ]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────


def test_merged_cells_occur_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    texts = [
        ["事项", "责任分工", ""],
        ["", "牵头单位", "配合单位"],
        ["供水保障", "县水务局", "各镇街"],
        ["", "县财政局", ""],
    ]
    for row, values in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, values, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).merge(table.cell(3, 0))
    assert grid_of(notice_of(tmp_path, saved(document))) == {
        (0, 0, 2, 1, "事项"),
        (0, 1, 1, 2, "责任分工"),
        (1, 1, 1, 1, "牵头单位"),
        (1, 2, 1, 1, "配合单位"),
        (2, 0, 2, 1, "供水保障"),
        (2, 1, 1, 1, "县水务局"),
        (2, 2, 1, 1, "各镇街"),
        (3, 1, 1, 1, "县财政局"),
    }


def test_layout_tables_are_lines(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "一、总体要求\n新建公园3处。"
    imprint = document.add_table(rows=2, cols=2)
    imprint.cell(0, 0).text = "抄送：县委各部门。"
    imprint.cell(1, 0).text = "某县人民政府办公室"
    imprint.cell(1, 1).text = "2024年1月31日印发"
    notice = notice_of(tmp_path, saved(document))
    assert notice.all(Cell) == ()
    assert notice.text == "一、总体要求\n新建公园3处。\n抄送：县委各部门。\n某县人民政府办公室\t2024年1月31日印发"


def test_a_table_in_a_cell_is_its_text(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "工作任务", "责任单位"
    inner = table.cell(1, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "新建公园", "3处"
    table.cell(1, 1).text = "县水务局"
    assert (1, 0, 1, 1, "新建公园 3处") in grid_of(notice_of(tmp_path, saved(document)))


# ── unsafe and broken archives ───────────────────────────────────────────────────────────────────────

DOCX = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>新建公园3处。</w:t></w:r></w:p></w:body></w:document>",
}


def test_a_minimal_archive_is_read(tmp_path: Path) -> None:
    assert notice_of(tmp_path, zipped(dict(DOCX))).text == "新建公园3处。"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ('<!DOCTYPE d [<!ENTITY a "b">]><w:document xmlns:w="w"><w:body>&a;</w:body></w:document>', "document type"),
        ("<w:document>", "no XML"),
        ("新建公园", "no XML"),
    ],
)
def test_unsafe_xml_is_refused(tmp_path: Path, document: str, reason: str) -> None:
    with pytest.raises(NoticeError, match=reason):
        notice_of(tmp_path, zipped({**DOCX, "word/document.xml": document}))


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoticeError, match="unpacks to"):
        notice_of(tmp_path, zipped({**DOCX, "word/document.xml": b" " * 5_000_000}))
    monkeypatch.setattr(archive, "MOST_PARTS", 3)
    with pytest.raises(NoticeError, match="parts"):
        notice_of(tmp_path, zipped({**DOCX, **{f"word/media/{at}.png": "" for at in range(9)}}))


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    deep = "<w:sdt><w:sdtContent>" * 300 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 300
    with pytest.raises(NoticeError, match="nests"):
        notice_of(
            tmp_path,
            zipped({**DOCX, "word/document.xml": f"<w:document {nsdecls('w')}><w:body>{deep}</w:body></w:document>"}),
        )


# ── DOC ──────────────────────────────────────────────────────────────────────────────────────────────

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_doc_without_libreoffice_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NoticeError, match="install it"):
        notice_of(tmp_path, OLE2, "notice.doc")
    with pytest.raises(NoticeError, match="LibreOffice"):
        notice_of(tmp_path, rb"{\rtf1\ansi text}", "notice.rtf")


def test_locked_office_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="password"):
        notice_of(tmp_path, OLE2 + "EncryptedPackage".encode("utf-16-le"), "notice.docx")


def test_a_conversion_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(program))
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(NoticeError, match="busy"):
        notice_of(tmp_path, OLE2, "notice.doc")


@pytest.mark.slow
@NEEDS_OFFICE
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_doc_is_read_through_libreoffice(tmp_path: Path, ending: str) -> None:
    document = docx.Document()
    document.add_paragraph("一、总体要求")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(["工作任务", "责任单位", "新建公园3处", "县水务局"]):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("以上任务按月调度。")
    source = tmp_path / "made.docx"
    source.write_bytes(saved(document))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", ending, "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    notice = read(tmp_path / f"made.{ending}")
    assert notice.source.format == "doc"
    assert notice.text == "一、总体要求\n工作任务\t责任单位\n新建公园3处\t县水务局\n以上任务按月调度。"
    assert len(notice.all(Cell)) == 4


@pytest.mark.slow
@NEEDS_OFFICE
def test_what_libreoffice_cannot_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"cannot be read by LibreOffice|no text"):
        notice_of(tmp_path, OLE2, "notice.doc")
