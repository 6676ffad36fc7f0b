"""Reading plain text: encodings, refusals, page numbers, tables; and the choice of a reader by content."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from conftest import ROOT
from documents import zipped

from pipeline.notice import Block, Cell, NoticeError
from pipeline.read import read
from pipeline.read.encoding import decode, plausibility
from pipeline.read.furniture import is_page_number, running_heads
from pipeline.read.text import read_text

PLAIN = "关于印发年度重点工作的通知\n各镇人民政府：\n一、新建口袋公园3处，改造老旧小区12个。\n（责任单位：县住房和城乡建设局）\n"
TRADITIONAL = "關於印發年度重點工作的通知\n各鎮人民政府：\n一、新建口袋公園三處，改造老舊小區十二個。\n"


def saved(folder: Path, data: bytes, name: str = "notice.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PLAIN.encode("utf-8"), PLAIN),
        (codecs.BOM_UTF8 + PLAIN.encode("utf-8"), PLAIN),
        (codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"), PLAIN),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), PLAIN),
        (PLAIN.encode("utf-16-le"), PLAIN),
        (PLAIN.encode("utf-16-be"), PLAIN),
        (codecs.BOM_UTF32_LE + PLAIN.encode("utf-32-le"), PLAIN),
        (PLAIN.encode("gb18030"), PLAIN),
        (("𠮷镇㐂村" + PLAIN).encode("gb18030"), "𠮷镇㐂村" + PLAIN),
        (TRADITIONAL.encode("big5"), TRADITIONAL),
        (TRADITIONAL.encode("gb18030"), TRADITIONAL),
        (PLAIN.replace("\n", "\r\n").encode("gb18030"), PLAIN),
        (PLAIN.replace("\n", "\r").encode("utf-8"), PLAIN),
        ("第一行\u2028第二行\x0c第三行".encode(), "第一行\n第二行\n第三行"),
        (b"plain ASCII, 3 lines", "plain ASCII, 3 lines"),
        ("建设".encode("gb18030"), "建设"),
    ],
)
def test_encodings(data: bytes, expected: str) -> None:
    assert decode(data) == expected


def test_every_encoding_gives_the_same_notice(tmp_path: Path) -> None:
    text = (ROOT / "raw" / "jinxiang-2024.txt").read_text(encoding="utf-8")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"):
        assert read(saved(tmp_path, text.encode(encoding))).text == text.strip("\n") or text.startswith("\n")
        assert read(saved(tmp_path, text.encode(encoding))).text.rstrip() == text.rstrip()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        ("\u3000\u3000\n".encode(), "no text"),
        (bytes(range(256)) * 8, "binary file"),
        (b"\x7fELF\x02\x01\x01" + bytes(200), "binary file"),
        (("建设" * 50 + "\x01\x02\x03").encode(), "binary file"),
        (PLAIN.encode("utf-8").decode("latin-1").encode("utf-8"), "reads as rubbish"),
        (PLAIN.encode("gb18030")[:41] + b"\xff\xfe\x80" + PLAIN.encode("gb18030"), "no readable text"),
        (codecs.BOM_UTF16_LE + "建设".encode("utf-16-le") + b"\x00", "not utf-16-le"),
        (zipped({"mimetype": "application/epub+zip"}), "no DOCX, OFD or ODT"),
        (zipped({"a/b/通知.txt": "新建口袋公园"}), "side by side"),
        (b"Rar!\x1a\x07" + bytes(40), "RAR archive"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}), "broken spreadsheet"),
        (b"PK\x03\x04 and then nothing", "broken archive"),
    ],
)
def test_refusals_name_file_reason_and_next_step(tmp_path: Path, data: bytes, reason: str) -> None:
    path = saved(tmp_path, data)
    with pytest.raises(NoticeError) as refusal:
        read(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}: ")
    assert reason in message
    assert ";" in message


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="cannot be opened"):
        read(tmp_path / "none.txt")
    with pytest.raises(NoticeError, match="holds no files"):
        read(tmp_path)


def test_a_wrong_decoding_is_implausible() -> None:
    assert plausibility(PLAIN) > 0.97
    assert plausibility(TRADITIONAL) > 0.97
    assert plausibility(PLAIN.encode("gb18030").decode("big5", "replace")) < 0.8
    assert plausibility(TRADITIONAL.encode("big5").decode("gb18030", "replace")) < 0.8
    assert plausibility(PLAIN.encode("utf-8").decode("gb18030", "replace")) < 0.8


def test_the_source_names_file_hash_and_format(tmp_path: Path) -> None:
    notice = read(saved(tmp_path, PLAIN.encode(), "某县-2024.pdf"))
    assert notice.notice_id == "某县-2024"
    assert (notice.source.file, notice.source.format, notice.source.pages) == ("某县-2024.pdf", "text", None)
    assert len(notice.source.sha256) == 64


@pytest.mark.parametrize(
    "line",
    [
        "— 3 —",
        "- 12 -",
        "－3－",
        "—１２—",
        "–4–",
        "第 3 页",
        "第十二页",
        "第3页 共12页",
        "3 / 12",
        "Page 3 of 12",
        "  — 3 —  ",
        "·7·",
    ],
)
def test_page_numbers(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize(
    "line", ["3", "第三页的内容", "—", "2024年", "- 新建公园3处 -", "3.", "（3）", "1-3月", "一、", ""]
)
def test_no_page_numbers(line: str) -> None:
    assert not is_page_number(line)


def test_at_the_edge_of_a_page_a_bare_number_is_one() -> None:
    assert all(is_page_number(line, at_edge=True) for line in ("3", "12", "IV", "ⅱ", "- 3", "一3一"))
    assert not any(is_page_number(line, at_edge=True) for line in ("2024年", "3.", "共3页的表", "3亩"))


def test_running_heads_stand_at_one_place_of_many_pages() -> None:
    pages = [[("县政府文件", 0.05), (f"另有事项{'甲乙丙丁'[at]}", 0.9)] for at in range(4)]
    assert running_heads(pages) == [[True, False]] * 4
    moved = [[("县政府文件", 0.05 + 0.03 * at)] for at in range(4)]
    assert running_heads(moved) == [[False]] * 4
    assert running_heads([[("第 1 号卷 12", 0.9)], [("第 2 号卷 13", 0.9)], [("第3号卷14", 0.9)]]) == [[True]] * 3


def test_page_numbers_in_a_text_are_blocks(tmp_path: Path) -> None:
    notice = read(saved(tmp_path, "新建口袋公\n — 1 —\n园3处。\n第 2 页\n2024\n".encode()))
    assert [(notice.quote(block), block.kind) for block in notice.all(Block)] == [
        ("— 1 —", "page_number"),
        ("第 2 页", "page_number"),
    ]
    assert notice.text == "新建口袋公\n — 1 —\n园3处。\n第 2 页\n2024"


def cells(path: Path) -> list[tuple[int, int, int, str]]:
    notice = read(path)
    return [(cell.table, cell.row, cell.column, notice.quote(cell)) for cell in notice.all(Cell)]


def test_lines_with_tabs_below_known_heads_are_a_table(tmp_path: Path) -> None:
    text = "附件\n序号\t工作任务\t责任单位\n1\t修缮校舍 \t县教育和体育局\n2\t\t县水务局\n以上。\n"
    assert cells(saved(tmp_path, text.encode())) == [
        (0, 0, 0, "序号"),
        (0, 0, 1, "工作任务"),
        (0, 0, 2, "责任单位"),
        (0, 1, 0, "1"),
        (0, 1, 1, "修缮校舍"),
        (0, 1, 2, "县教育和体育局"),
        (0, 2, 0, "2"),
        (0, 2, 2, "县水务局"),
    ]


def test_bars_may_frame_a_table(tmp_path: Path) -> None:
    text = "| 序号 | 工作任务 | 责任单位 |\n|---|:--:|---|\n| 1 | 修缮校舍 | 县教育和体育局 |\n| 2 | | 县水务局 |\n"
    found = cells(saved(tmp_path, text.encode()))
    assert found[:3] == [(0, 0, 0, "序号"), (0, 0, 1, "工作任务"), (0, 0, 2, "责任单位")]
    assert found[3:] == [
        (0, 1, 0, "1"),
        (0, 1, 1, "修缮校舍"),
        (0, 1, 2, "县教育和体育局"),
        (0, 2, 0, "2"),
        (0, 2, 2, "县水务局"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "甲\t乙\t丙\n1\t2\t3\n4\t5\t6\n",  # heads that nobody knows
        "序号\t工作任务\t责任单位\n1\t修缮校舍\t县教育和体育局\n",  # two lines
        "序号\t工作任务\n1\t修缮校舍\n2\t疏通沟渠\n",  # one separator
    ],
)
def test_other_lines_with_tabs_are_text(tmp_path: Path, text: str) -> None:
    assert cells(saved(tmp_path, text.encode())) == []


def test_running_heads_of_a_copy_are_blocks(tmp_path: Path) -> None:
    pages = [
        f"{number}.修缮第{number}座粮库，年底前完成。\n— {number} —\n\n松岭县人民政府公报 2033年第{number}期\n"
        for number in range(1, 6)
    ]
    text = "松岭县人民政府关于印发工作分工的通知\n" + "".join(pages) + "松岭县人民政府\n"
    notice = read(saved(tmp_path, text.encode()))
    heads = [notice.quote(block) for block in notice.all(Block) if block.kind == "running_head"]
    assert heads == [f"松岭县人民政府公报 2033年第{number}期" for number in range(1, 6)]


@pytest.mark.parametrize("line", ["责任单位：县财政局", "推进项目建设。", "1.修缮粮库", "序号\t任务\t单位"])
def test_what_says_something_beside_page_numbers_is_no_head(tmp_path: Path, line: str) -> None:
    notice = read(saved(tmp_path, ("松岭县通知\n" + f"{line}\n— 1 —\n新建学校\n" * 6).encode()))
    heads = {notice.quote(block) for block in notice.all(Block) if block.kind == "running_head"}
    assert line not in heads


def test_rows_of_a_table_may_end_early_and_have_headings_between_them() -> None:
    lines = [
        "序号\t指标名称\t单位\t2033年目标\t责任单位\t备注",
        "一、经济",
        "1\t工业总产值\t亿元\t90\t县工业和信息化局\t含园区",
        "2\t新签约项目\t个\t12\t县商务局",
        "3\t出口总额\t亿元\t—",
        "注：第3项以上级下达数为准。",
    ]
    text = "\n".join(lines)
    cells = [one for one in read_text(text).finish()[1] if isinstance(one, Cell)]
    assert [
        (one.row, one.column, one.column_span, text[one.start : one.end]) for one in cells if one.row in (1, 3)
    ] == [
        (1, 0, 6, "一、经济"),
        (3, 0, 1, "2"),
        (3, 1, 1, "新签约项目"),
        (3, 2, 1, "个"),
        (3, 3, 1, "12"),
        (3, 4, 1, "县商务局"),
    ]
    assert max(one.row for one in cells) == 4


def test_lines_that_a_site_prints_around_a_document_are_no_part_of_it() -> None:
    text = f"{PLAIN}扫一扫在手机打开当前页\n【字体：大 中 小】 【打印】 【关闭】\n"
    draft = read_text(text)
    lines = [text[span.start : span.end] for span in draft.finish()[1] if isinstance(span, Block)]
    assert lines == ["扫一扫在手机打开当前页", "【字体：大 中 小】 【打印】 【关闭】"]
