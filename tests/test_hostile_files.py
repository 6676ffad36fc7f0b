"""Files that claim to be larger than they are: told by what they claim, before anything makes room for it."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.dataset import reading
from pipeline.dataset.engines import Limits, Lost, beside
from pipeline.dataset.reading import LIMITS, Job, alone, read_alone
from pipeline.notice import NoticeError
from pipeline.read import archive, read
from pipeline.read.files import may_be_pictures
from pipeline.show.ledger.entries import Filled, read_filled

PROSE = "<p>各镇人民政府，县直有关部门：现将年度任务印发给你们，请认真抓好落实，按期完成各项任务。新建水厂两座，改造管网，疏浚河道。</p>"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


HEAD = f'<row r="1">{_cell("A1", "序号")}{_cell("B1", "工作任务")}{_cell("C1", "责任单位")}</row>'


def _xlsx(path: Path, rows: str, part: str = "worksheets/sheet1.xml") -> Path:
    relation = f'<Relationship Id="r1" Type="{RELATED}/worksheet" Target="{part}"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", book)
        made.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relation}</Relationships>")
        made.writestr(f"xl/{part}", f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}{rows}</sheetData></worksheet>')
    return path


def _ods(path: Path, rows: str) -> Path:
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in names.items())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return path


FAR = {
    "the last field of all": _cell("XFD1048576", "远"),
    "a place beyond all": _cell("ZZZ99999999", "远"),
    "a sign of a tag in an attribute": '<c x="a>b" r="XFD1048576" t="inlineStr"><is><t>远</t></is></c>',
    "a tag of three thousand blanks": f'<c {" " * 3_000} r="XFD1048576" t="inlineStr"><is><t>远</t></is></c>',
    "a long prefix": f'<{"p" * 40}:c xmlns:{"p" * 40}="{MAIN}" r="XFD1048576"><{"p" * 40}:v>1</{"p" * 40}:v></{"p" * 40}:c>',
    "a sign by its number": '<c r="&#88;FD1048576" t="inlineStr"><is><t>远</t></is></c>',
}


@pytest.mark.parametrize("cell", FAR.values(), ids=FAR)
@pytest.mark.parametrize("part", ["worksheets/sheet1.xml", "elsewhere/a.xml"])
def test_a_sheet_that_claims_more_fields_than_any(tmp_path: Path, cell: str, part: str) -> None:
    with pytest.raises(NoticeError, match="larger than any notice"):
        read(_xlsx(tmp_path / "a.xlsx", f'<row r="3">{cell}</row>', part))


def _repeated(cell: str = "", rows: str = "1") -> str:
    said = f'<table:table-cell office:value-type="string" {cell}><text:p>建</text:p></table:table-cell>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{said * 2}</table:table-row>'


@pytest.mark.parametrize(
    "row",
    [
        _repeated(rows="1500000"), _repeated(rows="99999999999"), _repeated(rows="9&#48;0000000"),
        _repeated("table:number-columns-repeated='2000000000'"),
        '<table:table-row><table:table-cell><text:p><text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row>',
    ],
)  # fmt: skip
def test_a_row_that_stands_for_millions(tmp_path: Path, row: str) -> None:
    with pytest.raises(NoticeError, match="larger than any notice"):
        read(_ods(tmp_path / "a.ods", row))


def test_empty_rows_that_stand_for_millions_are_none(tmp_path: Path) -> None:
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert read(_ods(tmp_path / "a.ods", _repeated(rows="3") + empty)).text.count("建") == 6


def test_a_part_of_more_tags_than_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_TAGS", 50)
    path = tmp_path / "a.docx"
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(
            "word/document.xml", f'<w:document xmlns:w="{words}"><w:body>{"<w:p/>" * 60}</w:body></w:document>'
        )
    with pytest.raises(NoticeError, match=r"word/document\.xml"):
        read(path)


def test_a_directory_of_more_entries_than_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", None)  # the directory is not unfolded
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + b"PK\x01\x02" * (10 * archive.MOST_PARTS + 1))
    with pytest.raises(NoticeError, match="parts"):
        read(path)


@pytest.mark.parametrize("between", [" ", ""])
@pytest.mark.parametrize("value", ['"1"', '">"', "'='"])
def test_an_element_of_more_attributes_than_any(tmp_path: Path, between: str, value: str) -> None:
    many = between.join(f"a{number}={value}" for number in range(1_500))
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{PROSE}<p {many}>建</p></body></html>", encoding="utf-8")
    with pytest.raises(NoticeError, match="attributes"):
        read(path)


def test_a_picture_in_an_attribute_is_one_attribute(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f'<html><body>{PROSE}<img src="data:image/png;base64,{"A b=" * 9_000}"></body></html>', encoding="utf-8"
    )
    assert "新建水厂两座" in read(path).text


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────


def _work(seconds: float) -> float:
    print("said by a library")
    time.sleep(seconds)
    return seconds


def test_a_job_beside_is_stopped() -> None:
    assert beside(_work, 0.0, Limits(60, 1000)) == 0.0
    assert beside(_work, 600.0, Limits(3, 1000)) == Lost(seconds=3)


def test_what_may_be_pictures_has_more_time(tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("通知", encoding="utf-8")
    (tmp_path / "n.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / "附件1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    _xlsx(tmp_path / "n.xlsx", "")
    expected = {"n.txt": False, "n.pdf": True, "n": True, "n.xlsx": False, "none": False}
    assert {name: may_be_pictures(tmp_path / name) for name in expected} == expected
    assert LIMITS.of(Job(tmp_path / "n.txt")) == Limits(60, 1000)
    assert LIMITS.of(Job(tmp_path / "n.pdf")) == Limits(600, 3000)


def test_a_document_alone_is_refused_like_any(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"a\.xlsx"):
        read_alone(Job(_xlsx(tmp_path / "a.xlsx", "")))
    with pytest.raises(NoticeError, match=r"none\.txt"):
        read_alone(Job(tmp_path / "none.txt"))


# ── what comes back filled in ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "made",
    [
        lambda folder: _xlsx(folder / "县财政局.xlsx", f'<row r="3">{_cell("XFD1048576", "远")}</row>'),
        lambda folder: _ods(folder / "县财政局.ods", _repeated(rows="1500000")),
        lambda folder: _xlsx(folder / "县财政局.xlsx", f"<!--{' ' * 60_000_000}-->"),
    ],
    ids=["the last field of all", "a row that stands for millions", "blanks without end"],
)
def test_a_bomb_that_comes_back_as_a_ledger(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    path = made(tmp_path)
    with pytest.raises(NoticeError, match=rf"{path.name}.*(larger than any notice|more bytes than any document)"):
        alone(read_filled, path)


def _endless(path: Path) -> Filled:
    while path.exists():
        time.sleep(0.01)
    return Filled()


def _greedy(path: Path) -> Filled:
    return Filled((), {path.name: [[" " * 400_000_000]]})


@pytest.mark.parametrize(
    ("function", "why"), [(_endless, "stopped after 2 seconds"), (_greedy, "memory")], ids=["endless", "greedy"]
)
def test_reading_what_came_back_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: Callable[[Path], Filled], why: str
) -> None:
    monkeypatch.setattr(reading, "LIMITS", Limits(seconds=2 if function is _endless else 60, megabytes=100))
    path = _xlsx(tmp_path / "县财政局.xlsx", "")
    with pytest.raises(NoticeError, match=rf"县财政局\.xlsx.*{why}"):
        alone(function, path)
    monkeypatch.undo()
    with pytest.raises(NoticeError, match=r"县财政局\.xlsx: no workbook that can be read"):
        alone(read_filled, path)
