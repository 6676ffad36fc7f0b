"""Files that grow: reading twice the file takes little more than twice the time, whatever it repeats."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from growth import MOST, slowed

from pipeline.dataset.reading import rows
from pipeline.notice import NoticeError
from pipeline.read import read

pytestmark = pytest.mark.slow

_NAME = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LETTER = "<p>各镇人民政府，县直有关部门：现将年度任务印发给你们，请认真抓好落实，按期完成各项任务，请各单位遵照执行。新建水厂两座，改造管网。</p>"


def _html(body: str) -> bytes:
    return f"<html><body>{_LETTER}{body}</body></html>".encode()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _merged(text: str, merge: str = "<w:vMerge/>") -> str:
    return f"<w:tc><w:tcPr>{merge}</w:tcPr>{_paragraph(text)}</w:tc>"


_ROW = "<tr><td>1</td><td>疏浚河道</td><td>县水利局</td></tr>"
_TABLE = f"<table><tr><td>序号</td><td>工作任务</td><td>责任单位</td></tr>{_ROW}</table>"
_DOCX_ROW = "".join(f"<w:tc>{_paragraph(text)}</w:tc>" for text in ("序号", "工作任务", "责任单位"))

_BOXES = "".join(
    "<div>" + "".join(f'<div class="c">{words}</div>' for words in row) + "</div>"
    for row in (("任务", "工作内容", "责任单位"), *[("修渠", "疏浚河道", "县水利局")] * 3)
)

#: What is repeated in a file of each ending, and how often in the smallest file.
GROWING: dict[str, tuple[str, int, Callable[[int], str]]] = {
    "rows set in columns": ("txt", 500, lambda n: "序号  任务  责任单位\n" + "1  修路  县水利局\n" * n),
    "heads set in columns": ("txt", 500, lambda n: "序号  任务  责任单位\n" * n),
    "paragraphs of a page": ("html", 1_000, lambda n: "<p>新建粮库，改造旧仓。</p>" * n),
    "empty elements": ("html", 2_000, lambda n: "<div></div>" * n),
    "nested elements": ("html", 500, lambda n: "<div>" * n + "深" + "</div>" * n),
    "nested tables": ("html", 60, lambda n: "<table><tr><td>" * n + "深" + "</td></tr></table>" * n),
    "tables of a page": ("html", 200, lambda n: _TABLE * n),
    "rows of a page": ("html", 400, lambda n: f"<table>{_ROW * n}</table>"),
    "spans of rows": ("html", 100, lambda n: f"<table><tr><td rowspan={n + 1}>1</td><td>2</td></tr>{'<tr><td>3</td></tr>' * n}</table>"),
    "boxes in boxes": ("html", 40, lambda n: '<div><div><div class="c">' * n + "深" + f"</div></div>{_BOXES}</div>" * n),
    "comments": ("html", 2_000, lambda n: "<!-- x -->" * n),
    "links": ("html", 1_000, lambda n: '<a href="a.docx">附件</a>' * n),
    "lists": ("html", 500, lambda n: "<ol>" + "<li>新建粮库</li>" * n + "</ol>"),
    "lines of bars": ("txt", 2_000, lambda n: "序号|工作任务|责任单位\n" + "1|疏浚河道|县水利局\n" * n),
    "page numbers": ("txt", 8_000, lambda n: "— 3 —\n" * n),
    "values": ("csv", 1_000, lambda n: "序号,工作任务,责任单位\n" + "1,疏浚河道,县水利局\n" * n),
    "paragraphs": ("docx", 500, lambda n: _paragraph("新建粮库，改造旧仓。") * n),
    "runs": ("docx", 1_000, lambda n: f"<w:p>{'<w:r><w:t>建</w:t></w:r>' * n}</w:p>"),
    "tables": ("docx", 50, lambda n: f"<w:tbl><w:tr>{_DOCX_ROW}</w:tr><w:tr>{_DOCX_ROW}</w:tr></w:tbl>" * n),
    "rows": ("docx", 100, lambda n: f"<w:tbl>{f'<w:tr>{_DOCX_ROW}</w:tr>' * n}</w:tbl>"),
    "merged cells": ("docx", 200, lambda n: f"<w:tbl>{'<w:tr>' + _merged('疏浚河道') * 3 + '</w:tr>'}{('<w:tr>' + _merged('疏浚河道') * 3 + '</w:tr>') * n}</w:tbl>"),
}  # fmt: skip


def _write(path: Path, content: str) -> None:
    if path.suffix != ".docx":
        path.write_bytes(_html(content) if path.suffix == ".html" else content.encode())
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_NAME}"><w:body>{content}</w:body></w:document>')


#: Tables whose rows are read as what they hold, by the heads and one row.
TABLES = {
    "tasks": ("序号,工作任务,责任单位", "{n},疏浚河道{n}公里,县水利局"),
    "rosters": ("序号,姓名,职务,责任单位", "{n},张三,股长,县水利局"),
    "places": ("序号,乡镇,造林（亩）,改厕（户）,疏浚（公里）", "{n},甲镇,{n},{n},{n}"),
    "indicators": ("序号,指标,单位,2020年,2025年目标,责任单位", "{n},农田面积{n},万亩,{n},{n}5,县农业农村局"),
}


@pytest.mark.parametrize("ending", ["csv", "html"])
@pytest.mark.parametrize("name", TABLES)
def test_time_of_rows_grows_with_the_table(tmp_path: Path, name: str, ending: str) -> None:
    head, row = TABLES[name]

    def made(size: int) -> str:
        lines = [head, *(row.format(n=n) for n in range(1, size + 1))]
        if ending == "csv":
            return "\n".join(lines)
        return "<table>" + "".join(f"<tr><td>{line.replace(',', '</td><td>')}</td></tr>" for line in lines) + "</table>"

    def read_rows(size: int) -> None:
        path = tmp_path / f"{size}.{ending}"
        if not path.exists():
            _write(path, made(size))
        with suppress(NoticeError):
            rows(read(path))

    measured = slowed(read_rows, 250)
    assert measured < MOST, f"{name}: {measured:.2f} times for twice the rows"


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_file(tmp_path: Path, name: str) -> None:
    ending, count, made = GROWING[name]

    def read_file(size: int) -> None:
        path = tmp_path / f"{size}.{ending}"
        if not path.exists():
            _write(path, made(size))
        with suppress(NoticeError):
            read(path)

    measured = slowed(read_file, count)
    assert measured < MOST, f"{name}: {measured:.2f} times for twice the file"
