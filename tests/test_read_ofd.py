"""Reading OFD: placed text, furniture, templates, ruled tables, unsafe archives."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import ofd_line, ofd_of, ofd_text, zipped

from pipeline.notice import Block, Cell, Notice, NoticeError, Page
from pipeline.read import read


def notice_of(folder: Path, data: bytes) -> Notice:
    path = folder / "notice.ofd"
    path.write_bytes(data)
    return read(path)


def page(lines: list[str], number: int) -> str:
    """Lines of 28 characters, the first set in by two."""
    objects = [ofd_text(line, 39.2 if at == 0 else 28.0, 60 + 10.2 * at) for at, line in enumerate(lines)]
    return "".join(objects) + ofd_text(f"— {number} —", 170 if number % 2 else 30, 280, 4.9)


FULL = "为全面完成年度任务，现将责任分工印发给你们，请认真抓好落实，确保各项"


def test_lines_become_paragraphs_and_pages(tmp_path: Path) -> None:
    pages = [page([FULL[:26], FULL[26:] + "任务按期完成。"], 1), page(["新建公园3处。"], 2)]
    notice = notice_of(tmp_path, ofd_of(pages))
    assert notice.text == f"{FULL}任务按期完成。\n—1—\n新建公园3处。\n—2—"
    assert notice.source.format == "ofd"
    assert notice.source.pages == 2
    assert [(p.number, notice.quote(p)[:4]) for p in notice.all(Page)] == [(1, "为全面完"), (2, "新建公园")]
    assert [(block.kind, notice.quote(block)) for block in notice.all(Block)] == [
        ("page_number", "—1—"),
        ("page_number", "—2—"),
    ]


def test_the_order_of_objects_does_not_matter(tmp_path: Path) -> None:
    objects = ofd_text("第二行。", 28, 90) + ofd_text("第一行。", 28, 70)
    assert notice_of(tmp_path, ofd_of([objects])).text == "第一行。\n第二行。"


def test_distances_may_be_written_short(tmp_path: Path) -> None:
    notice = notice_of(tmp_path, ofd_of([ofd_text("新建公园3处。", 28, 70, delta="g 4 5.6 2.8 5.6 5.6")]))
    assert notice.text == "新建公园3处。"
    spread = notice_of(tmp_path, ofd_of([ofd_text("通知", 28, 70, delta="22")]))
    assert spread.text == "通 知"


def test_a_template_on_every_page_is_a_running_head(tmp_path: Path) -> None:
    template = ofd_text("某县人民政府", 28, 20)
    pages = [page([f"任务{sign}。"], at) for at, sign in enumerate("甲乙丙丁", 1)]
    notice = notice_of(tmp_path, ofd_of(pages, template))
    assert [notice.quote(b) for b in notice.all(Block) if b.kind == "running_head"] == ["某县人民政府"] * 4


def test_a_ruled_table_gives_its_cells(tmp_path: Path) -> None:
    xs, ys = [20, 60, 140, 190], [50, 60, 70, 80]
    rules = [ofd_line(xs[0], y, xs[-1], y) for y in ys] + [ofd_line(x, ys[0], x, ys[-1]) for x in xs]
    texts = [["序号", "工作任务", "责任单位"], ["1", "新建公园3处", "县水务局"], ["2", "", "县财政局"]]
    words = [
        ofd_text(text, xs[column] + 2, ys[row] + 7, 4.2)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if text
    ]
    notice = notice_of(tmp_path, ofd_of(["".join(rules + words)]))
    assert {(c.row, c.column): notice.quote(c) for c in notice.all(Cell)} == {
        (row, column): text for row, line in enumerate(texts) for column, text in enumerate(line) if text
    }


def test_hidden_objects_are_not_read(tmp_path: Path) -> None:
    hidden = ofd_text("隐去", 28, 90).replace("<ofd:TextObject", '<ofd:TextObject Visible="false"')
    assert notice_of(tmp_path, ofd_of([ofd_text("新建公园。", 28, 70) + hidden])).text == "新建公园。"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ofd_of([""], doctype='<!DOCTYPE a [<!ENTITY b "c">]>'), "document type"),
        (zipped({"OFD.xml": "<OFD/>"}), "names no document"),
        (zipped({"OFD.xml": "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"}), "lacks its part"),
        (zipped({"OFD.xml": "<OFD"}), "no XML"),
        (ofd_of(['<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="4"/>']), "is a picture"),
        (ofd_of([""]), "no text"),
        (
            ofd_of(["<ofd:PageBlock>" * 40 + ofd_text("县财政局", 28, 70) + "</ofd:PageBlock>" * 40]),
            "more than 30 elements",
        ),
    ],
)
def test_refusals(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(NoticeError, match=reason):
        notice_of(tmp_path, data)
