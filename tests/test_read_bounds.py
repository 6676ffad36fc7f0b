"""Hostile files: bounded in size and depth, read without the network, and never printed raw to a terminal."""

from __future__ import annotations

import io
import socket
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import program
from pipeline.dataset.reading import rows
from pipeline.messages import printable
from pipeline.notice import Cell, Notice, NoticeError
from pipeline.read import draft, read

PROSE = "<p>各镇人民政府，县直有关部门：现将年度任务印发给你们，请认真抓好落实，按期完成各项任务。新建水厂两座，改造管网，疏浚河道，整治村庄，修缮礼堂，请各单位遵照执行。</p>"


def _page(folder: Path, body: str, head: str = "") -> Path:
    path = folder / "page.html"
    path.write_text(f"<html><head>{head}</head><body>{PROSE}{body}</body></html>", encoding="utf-8")
    return path


def _refused(path: Path) -> str:
    with pytest.raises(NoticeError) as refused:
        read(path)
    assert path.name in str(refused.value)
    return str(refused.value)


def _docx(folder: Path, body: str) -> Path:
    path = folder / "notice.docx"
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>')
    return path


def test_tables_in_tables(tmp_path: Path) -> None:
    nested = "<table><tr><td>" * 400 + "修缮礼堂" + "</td></tr></table>" * 400
    assert read(_page(tmp_path, nested)).text.endswith("修缮礼堂")


@pytest.mark.parametrize("element", ["table><tr><td", "div", "span", "blockquote"])
def test_elements_deeper_than_the_parser_follows(tmp_path: Path, element: str) -> None:
    """The parser leaves out all that follows; no part of a page is lost in silence."""
    assert "2048" in _refused(_page(tmp_path, f"<{element}>" * 3_000 + "修缮礼堂"))


def test_tables_with_heads_in_tables(tmp_path: Path) -> None:
    row = "<table><tr><td>序号</td><td>责任单位</td></tr><tr><td>1</td><td>"
    notice = read(_page(tmp_path, row * 60 + "县水利局" + "</td></tr></table>" * 60))
    assert notice.text.count("序号") == 60
    assert "县水利局" in notice.text


@pytest.mark.parametrize("name", ["undefined", "punycode", "rot13", "idna", "unicode_escape", "gbk2312"])
def test_a_charset_that_is_none(tmp_path: Path, name: str) -> None:
    assert "新建水厂两座" in read(_page(tmp_path, "", f'<meta charset="{name}">')).text


def test_a_long_comment_before_a_page(tmp_path: Path) -> None:
    path = _page(tmp_path, "")
    path.write_text(f"<!-- {'x' * 100_000} -->{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert read(path).source.format == "html"


def test_spans_beyond_the_table(tmp_path: Path) -> None:
    notice = read(
        _page(
            tmp_path,
            "<table><tr><td rowspan=65535 colspan=3>序号</td><td>责任单位</td></tr>"
            "<tr><td>1</td><td>县财政局</td></tr></table>",
        )
    )
    assert all(cell.row + cell.row_span <= 2 for cell in notice.all(Cell))


def test_more_cells_than_any_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "MOST_CELLS", 1_000)
    row = "<tr>" + "<td>1</td>" * 50 + "</tr>"
    head = "<tr><td>序号</td><td>责任单位</td></tr>"
    assert "cells" in _refused(_page(tmp_path, f"<table>{head}{row * 22}</table>"))


def test_elements_deeper_than_any_document(tmp_path: Path) -> None:
    body = "<w:tbl><w:tr><w:tc>" * 500 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 500
    _refused(_docx(tmp_path, body))


def test_a_merge_over_thousands_of_rows(tmp_path: Path) -> None:
    def cell(text: str, merge: str) -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    first = cell("序号", "") + cell("责任单位", "")
    other = cell("", "<w:vMerge/>") + cell("县财政局", "")
    notice = read(_docx(tmp_path, f"<w:tbl><w:tr>{first}</w:tr>{('<w:tr>' + other + '</w:tr>') * 4_000}</w:tbl>"))
    assert len(notice.all(Cell)) == 4_002


# ── the network ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def _no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an address of a document was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


LINKS = '<link rel="stylesheet" href="http://203.0.113.7/a.css"><base href="http://203.0.113.7/">'
PICTURES = (
    '<img src="http://203.0.113.7/p.png"><iframe src="//203.0.113.7/f.htm"></iframe><a href="http://203.0.113.7">网</a>'
)


@pytest.mark.usefixtures("_no_sockets")
def test_no_address_of_a_page_is_fetched(tmp_path: Path) -> None:
    read(_page(tmp_path, PICTURES, LINKS))


@pytest.mark.usefixtures("_no_sockets")
def test_no_entity_or_relation_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "notice.docx"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        f'<Relationships><Relationship Id="r" Type="{kind}/header" Target="http://203.0.113.7/h.xml" TargetMode="External"/>'
        f'<Relationship Id="s" Type="{kind}/styles" Target="http://203.0.113.7/s.xml"/></Relationships>'
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{main}"><w:body><w:p><w:r><w:t>新建水厂</w:t></w:r></w:p></w:body></w:document>'
    for body in (text, f'<!DOCTYPE w SYSTEM "http://203.0.113.7/w.dtd">{text}'):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", body)
            archive.writestr("word/_rels/document.xml.rels", relations)
        if body is text:
            assert read(path).text == "新建水厂"
        else:
            _refused(path)


# ── the terminal ─────────────────────────────────────────────────────────────────────────────────────


def test_control_characters_are_marked() -> None:
    assert printable("标题\x1b]0;x\x07\u202e倒\x9b") == "标题\\u001b]0;x\\u0007\\u202e倒\\u009b"
    assert printable("一行\n二行\t列") == "一行\n二行\t列"


@pytest.mark.parametrize("as_json", [False, True])
def test_no_control_character_of_a_document_reaches_the_terminal(tmp_path: Path, as_json: bool) -> None:
    text = (
        "松岭县人民政府关于印发2033年工作分工的通知\n各镇人民政府：\n现将分工印发给你们。\n松岭县人民政府\n2033年1月9日\n"
        "1.修建礼堂3座。（责任单位：县\x1b[2J文化局、县\x9b31m神秘处、\u202e奇怪办公室）\n3.修建粮库。（责任单位：县发展和改革局\n"
    )
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "songling-2033.txt").write_text(text, encoding="utf-8")
    (tmp_path / "raw" / "bad\x1b[31m.pdf").write_bytes(b"%PDF-1.7 nothing")
    result = CliRunner().invoke(
        program, ["build", str(tmp_path / "raw"), "--out", str(tmp_path / "data"), *(["--json"] if as_json else [])]
    )
    said = result.output
    assert said
    assert not [
        sign for sign in said if (ord(sign) < 32 and sign != "\n") or 0x7F <= ord(sign) < 0xA0 or sign == "\u202e"
    ]


def test_the_rows_keep_what_the_document_says(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text("松岭县人民政府关于印发工作分工的通知\n1.修建礼堂。（责任单位：县文化局）\n" * 2, encoding="utf-8")
    notice: Notice = read(path)
    assert rows(notice)["files"]["span_end"] == [len(notice.text)]
    assert io.StringIO(notice.text).readline().startswith("松岭县")
