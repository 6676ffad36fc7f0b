"""Spreadsheets: what the sheet shows is in the text, at its row and column, and what it hides is told."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.extract import extract
from pipeline.notice import Block, Cell, Finding, Item, Mention, Notice, NoticeError
from pipeline.read import read, sheet, xls_parts
from pipeline.read.archive import Archive
from pipeline.read.sheet_parts import looks

HEAD = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]
ROWS: list[list[object]] = [
    [1, "改造老旧供水管网25公里", "县水利局", "县住房和城乡建设局", "2031年6月底"],
    [2, "建成村级文化广场18个", "县文化和旅游局", "各镇人民政府", "2031年11月底"],
]


TABLE: list[list[object]] = [[*HEAD], *ROWS]


def _active(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def _saved(book: Workbook, folder: Path, name: str = "临溪县2031年任务分解表.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def _book(*rows: list[object], title: str = "临溪县2031年重点工作任务分解表") -> Workbook:
    book = Workbook()
    sheet = _active(book)
    sheet.append([title])
    sheet.merge_cells("A1:E1")
    for row in (HEAD, *(rows or ROWS)):
        sheet.append(row)
    return book


def _grid(notice: Notice) -> dict[tuple[int, int, int], str]:
    return {(cell.table, cell.row, cell.column): notice.quote(cell) for cell in notice.all(Cell)}


def _covered_once(notice: Notice) -> bool:
    """Whether no two of what the reader found share a character: cells and, before anything else is read, blocks."""
    spans = sorted((span.start, span.end) for kind in (Cell, Block) for span in notice.all(kind))
    return all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_table_of_tasks(tmp_path: Path) -> None:
    notice = read(_saved(_book(), tmp_path))
    assert notice.source.format == "xlsx"
    assert notice.text.split("\n")[0] == "临溪县2031年重点工作任务分解表"
    assert _grid(notice)[0, 1, 0] == "1"
    found = extract(notice)
    assert [item.number for item in found.all(Item)] == ["1", "2"]
    assert [(m.name, m.role) for m in found.all(Mention)] == [
        ("县水利局", "lead"),
        ("县住房和城乡建设局", "support"),
        ("县文化和旅游局", "lead"),
        ("各镇人民政府", "support"),
    ]


def test_merged_cells_hold_for_their_rows(tmp_path: Path) -> None:
    book = _book()
    _active(book).merge_cells("C3:C4")
    notice = read(_saved(book, tmp_path))
    (lead,) = [cell for cell in notice.all(Cell) if notice.quote(cell) == "县水利局"]
    assert (lead.row, lead.column, lead.row_span) == (1, 2, 2)


def test_numbers_and_dates_as_the_sheet_shows_them(tmp_path: Path) -> None:
    book = _book([3, 0.085, 1234567, 0.1 + 0.2, datetime.date(2031, 9, 30)], [4, 12.5, 7.25, 3, "全年"], ROWS[0])
    sheet = _active(book)
    sheet["B3"].number_format = "0.0%"
    sheet["E3"].number_format = 'yyyy"年"m"月"'
    sheet["C4"].number_format = "0.0"
    grid = _grid(read(_saved(book, tmp_path)))
    assert [grid[0, 1, column] for column in range(5)] == ["3", "8.5%", "1234567", "0.3", "2031年9月"]
    assert [grid[0, 2, column] for column in (1, 2, 3)] == ["12.5", "7.2", "3"]


def test_what_is_hidden_is_told_and_no_task(tmp_path: Path) -> None:
    book = _book(*ROWS, [3, "归档旧台账", "县档案馆", "", "全年"])
    _active(book).row_dimensions[5].hidden = True
    other = book.create_sheet("底稿")
    other.sheet_state = "hidden"
    other.append(["草稿", "不对外"])
    notice = read(_saved(book, tmp_path))
    assert _covered_once(notice)
    found = extract(notice)
    assert [item.number for item in found.all(Item)] == ["1", "2"]
    assert [found.quote(block) for block in found.all(Block) if block.kind == "hidden"] == [
        "3\t归档旧台账\t县档案馆\t全年",
        "草稿\t不对外",
    ]
    assert [finding.code for finding in found.all(Finding) if finding.code == "hidden_part"] == ["hidden_part"]


def test_several_sheets_are_several_tables(tmp_path: Path) -> None:
    book = _book()
    second = book.create_sheet("附件2")
    for row in (["附件2"], ["招商项目清单"], HEAD, *ROWS):
        second.append(row)
    notice = read(_saved(book, tmp_path))
    assert {cell.table for cell in notice.all(Cell)} == {0, 1}
    assert "\n附件2\n招商项目清单\n" in notice.text


def test_notes_below_a_table_are_no_row(tmp_path: Path) -> None:
    book = _book(*ROWS, ["注：完成时限以县政府督查室通知为准。"])
    notice = read(_saved(book, tmp_path))
    assert max(cell.row for cell in notice.all(Cell)) == 2
    assert notice.text.endswith("注：完成时限以县政府督查室通知为准。")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_separated_values(tmp_path: Path, encoding: str, sign: str) -> None:
    path = tmp_path / "任务.csv"
    first = [*ROWS[0]]
    first[3] = f'"县住房和城乡建设局{sign}县财政局"'
    rows: list[list[object]] = [["临溪县任务分解表", "", "", "", ""], [*HEAD], first, ROWS[1]]
    path.write_bytes("\r\n".join(sign.join(map(str, row)) for row in rows).encode(encoding))
    notice = read(path)
    grid = _grid(notice)
    assert notice.source.format == ("tsv" if sign == "\t" else "csv")
    assert grid[0, 0, 1] == "工作任务"
    assert grid[0, 2, 2] == "县文化和旅游局"
    assert grid[0, 1, 3].startswith("县住房和城乡建设局")


def test_prose_with_commas_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("各镇人民政府,县直各部门:\n现将有关事项通知如下,请认真落实。\n一、工作目标\n", encoding="utf-8")
    assert read(path).source.format == "text"


def _ods(content: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="表">{content}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def _ods_row(values: list[object]) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in values
    )
    return f"<table:table-row>{cells}</table:table-row>"


def test_ods(tmp_path: Path) -> None:
    path = tmp_path / "plan.ods"
    path.write_bytes(_ods("".join(map(_ods_row, TABLE))))
    notice = read(path)
    assert notice.source.format == "ods"
    assert _grid(notice)[0, 2, 1] == "建成村级文化广场18个"


def test_an_ods_tells_what_it_hides(tmp_path: Path) -> None:
    path = tmp_path / "plan.ods"
    shown = [_ods_row(row) for row in TABLE]
    shown[2] = shown[2].replace("<table:table-row>", '<table:table-row table:visibility="collapse">')
    rest = '<table:table-row table:visibility="filter" table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    path.write_bytes(_ods("".join(shown) + rest))
    notice = read(path)
    hidden = [notice.quote(block) for block in notice.all(Block) if block.kind == "hidden"]
    assert len(hidden) == 1 and str(TABLE[2][1]) in hidden[0]
    assert len({cell.row for cell in notice.all(Cell)}) == len(TABLE) - 1


# ── XLS and XLSB, whose rows and columns calamine does not tell ──────────────────────────────────────


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls(rows: Sequence[Sequence[object]], *, row: int, column: int) -> bytes:
    """A workbook of one sheet that hides a row and a column: its records in sectors of 512 bytes."""
    name = "任务表"
    begin = struct.pack("<HHHII", 0x0DBB, 0x07CC, 0, 0, 6)
    sheet = _record(0x809, struct.pack("<HH", 0x600, 0x10) + begin[:12])
    sheet += _record(0x7D, struct.pack("<HHHHHH", column, column, 2000, 0, 1, 0))
    for at, values in enumerate(rows):
        sheet += _record(0x208, struct.pack("<HHHHHHI", at, 0, len(values), 300, 0, 0, 0x20 if at == row else 0))
        for place, value in enumerate(values):
            words = str(value)
            label = struct.pack("<HHHHB", at, place, 0, len(words), 1) + words.encode("utf-16-le")
            sheet += _record(0x204, label) if words else b""
    head = _record(0x809, struct.pack("<HH", 0x600, 5) + begin[:12])
    named = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    start = len(head) + 8 + len(named) + 4
    stream = head + _record(0x85, struct.pack("<I", start) + named) + _record(0x0A) + sheet + _record(0x0A)
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    free, last = 0xFFFFFFFF, 0xFFFFFFFE
    table = [0xFFFFFFFD, last, *range(3, 2 + sectors), last]
    entries = b""
    for title, kind, child, first, size in (("Root Entry", 5, 1, last, 0), ("Workbook", 2, free, 2, len(stream))):
        text = title.encode("utf-16-le")
        entries += text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, free, free, child)
        entries += bytes(36) + struct.pack("<IQ", first, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, last, 0, last, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *table, *[free] * (128 - len(table))) + entries.ljust(512, b"\0") + stream


def test_an_xls_tells_what_it_hides(tmp_path: Path) -> None:
    path = tmp_path / "plan.xls"
    path.write_bytes(_xls(TABLE, row=2, column=len(TABLE[0]) - 1))
    notice = read(path)
    assert notice.source.format == "xls"
    hidden = [notice.quote(block) for block in notice.all(Block) if block.kind == "hidden"]
    assert hidden[0] == str(TABLE[0][-1])
    assert any(str(TABLE[2][1]) in words for words in hidden)
    assert not any(str(TABLE[1][1]) in words for words in hidden)
    assert _covered_once(notice)


@pytest.mark.parametrize("cut", [0, 40, 600, 1100])
def test_what_a_broken_xls_hides_is_not_told(cut: int) -> None:
    data = _xls(TABLE, row=2, column=3)
    assert xls_parts.looks(data[:cut]) == {}
    assert xls_parts.looks(data[:512] + b"\xff" * 4000) == {}


def _xlsb_record(kind: int, data: bytes) -> bytes:
    return (bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])) + bytes([len(data)]) + data


def _counted(words: str) -> bytes:
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def test_an_xlsb_tells_what_it_hides() -> None:
    sheet = (
        _xlsb_record(129, b"")
        + _xlsb_record(60, struct.pack("<IIIIH", 3, 4, 2000, 0, 1))
        + _xlsb_record(60, struct.pack("<IIIIH", 5, 5, 1, 0, 0))
    )
    for row in range(4):
        sheet += _xlsb_record(0, struct.pack("<IIHBBB", row, 0, 300, 0, 0x10 if row == 2 else 0, 0))
    book = _xlsb_record(156, struct.pack("<II", 0, 1) + _counted("rId1") + _counted("任务表"))
    relation = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relation)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    ((title, look),) = looks(Archive(packed.getvalue())).items()
    assert (title, look.hidden_rows, look.hidden_columns) == ("任务表", {2}, {3, 4})


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────


def _refused(path: Path) -> str:
    with pytest.raises(NoticeError) as refused:
        read(path)
    assert path.name in str(refused.value)
    return str(refused.value)


def test_a_sheet_that_claims_the_largest_size(tmp_path: Path) -> None:
    book = _book()
    _active(book)["XFD1048576"] = "远"
    assert "table" in _refused(_saved(book, tmp_path))


def test_an_ods_that_repeats_a_cell(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>1</text:p>'
    path = tmp_path / "bomb.ods"
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'
    path.write_bytes(_ods(row))
    assert "table" in _refused(path)


def test_more_cells_than_any_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_CELLS", 1_000)
    path = tmp_path / "cells.csv"
    path.write_text(",".join(HEAD) + "\n" + "1,2,3,4,5\n" * 210, encoding="utf-8")
    assert "cells" in _refused(path)


def test_formulas_give_their_values_only(tmp_path: Path) -> None:
    book = _book([1, '=HYPERLINK("http://203.0.113.9/","点")', "县水利局", "", ""], *ROWS)
    assert "HYPERLINK" not in read(_saved(book, tmp_path)).text


def test_a_locked_workbook(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in _refused(path)


def test_truncated_and_damaged_workbooks_are_refused_or_read(tmp_path: Path) -> None:
    whole = _saved(_book(), tmp_path).read_bytes()
    path = tmp_path / "damaged.xlsx"
    for cut in range(4, len(whole), max(1, len(whole) // 25)):
        path.write_bytes(whole[:cut])
        _refused(path)
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            notice = read(path)
        except NoticeError:
            continue
        assert _covered_once(notice)


def test_the_sheets_are_as_openpyxl_reads_them(tmp_path: Path) -> None:
    path = _saved(_book(), tmp_path)
    sheet = _active(load_workbook(path))
    shown = {
        (at, column): str(value)
        for at, row in enumerate(sheet.iter_rows(min_row=2, values_only=True))
        for column, value in enumerate(row)
    }
    assert {place[1:]: text for place, text in _grid(read(path)).items()} == shown
