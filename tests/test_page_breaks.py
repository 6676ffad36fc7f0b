"""Tables cut by page breaks, with and without a rule there, and stamps over the signature."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from pipeline.notice import Block, Cell
from pipeline.read.draft import Draft
from pipeline.read.grid import Rule
from pipeline.read.layout import Glyph, Line, PageLayout, page_layout, write_pages
from pipeline.read.seals import is_red, stamped

EM, LINE = 10.0, 14.0
XS = (50.0, 80.0, 210.0, 330.0, 390.0)  # number, task, unit, remarks: the last column stays empty
HEAD = ("序号", "工作任务", "责任单位", "备注")


def _row(top: float, texts: Sequence[str]) -> list[Glyph]:
    """The glyphs of a row; a text of several lines fills each of them but the last."""
    glyphs = []
    for left, text in zip(XS, texts, strict=False):
        for number, line in enumerate(text.split("\n")):
            base = top + 11 + number * LINE
            glyphs += [
                Glyph(sign, left + 5 + at * EM, left + 5 + (at + 1) * EM, base, EM) for at, sign in enumerate(line)
            ]
    return glyphs


def _page(number: int, rows: Sequence[Sequence[str]], *, top: bool = True, foot: bool = True) -> PageLayout:
    """A page with one table from its head to its foot; without a level rule at its top or its foot where told so."""
    y, glyphs, ys = 60.0, [], [60.0]
    for row in rows:
        height = 5 + LINE * max(text.count("\n") + 1 for text in row)
        glyphs += _row(y, row)
        y += height
        ys.append(y)
    across = ys[0 if top else 1 : None if foot else -1]
    rules = [Rule(XS[0], at, XS[-1], at) for at in across] + [Rule(x, ys[0], x, ys[-1]) for x in XS]
    return page_layout(number, 440, 700, glyphs, rules)


def _rows(pages: Sequence[PageLayout]) -> list[list[str]]:
    draft = Draft("pdf")
    write_pages(pages, draft)
    text, spans = draft.finish()
    cells = [span for span in spans if isinstance(span, Cell)]
    assert len({cell.table for cell in cells}) == 1
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(text[cell.start : cell.end])
    assert sorted(rows) == list(range(len(rows)))
    return [rows[row] for row in sorted(rows)]


WHOLE = [["1", "疏浚河道八公里", "县水利局"], ["2", "新建粮库两座", "县发展和改革局"]]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("repeated", [True, False])
def test_rows_go_on_over_the_break(closed: bool, repeated: bool) -> None:
    first = _page(1, [HEAD, ("1", "疏浚河道八公里", "县水利局")], foot=closed)
    second = [("2", "新建粮库两座", "县发展和改革局")]
    pages = [first, _page(2, [HEAD, *second] if repeated else second, top=closed or repeated)]
    assert _rows(pages) == [[*HEAD], *WHOLE]


def test_a_row_cut_without_a_rule_is_one_row() -> None:
    # The number stands in the middle of the row's height, and so on the second page.
    first = _page(
        1,
        [HEAD, ("1", "疏浚河道八公里", "县水利局"), ("", "新建粮库两座，改造旧仓库\n四处，配套建设烘干设施，", "")],
        foot=False,
    )
    second = _page(2, [("2", "年底前投入使用", "县发展和改革局"), ("3", "修缮礼堂", "县文化和旅游局")], top=False)
    assert _rows([first, second])[2:] == [
        ["2", "新建粮库两座，改造旧仓库四处，配套建设烘干设施，年底前投入使用", "县发展和改革局"],
        ["3", "修缮礼堂", "县文化和旅游局"],
    ]


def test_a_row_over_three_pages() -> None:
    pages = [
        _page(1, [HEAD, ("1", "疏浚河道八公里，整治两岸", "县水利局")], foot=False),
        _page(2, [("", "沿河修建步道绿化带和凉亭", "")], top=False, foot=False),
        _page(3, [("", "并设置警示标志", ""), ("2", "修缮礼堂", "县文化和旅游局")], top=False),
    ]
    rows = _rows(pages)
    assert len(rows) == 3
    assert "".join(rows[1][1].split()) == "疏浚河道八公里，整治两岸沿河修建步道绿化带和凉亭并设置警示标志"


def test_rows_without_a_rule_between_pages_stay_apart() -> None:
    rows = [(str(number), f"改造第{number}小学操场", "县教育和体育局") for number in range(1, 9)]
    pages = [_page(1, [HEAD, *rows[:4]], foot=False), _page(2, rows[4:], top=False)]
    assert _rows(pages)[1:] == [list(row) for row in rows]


# ── stamps ───────────────────────────────────────────────────────────────────────────────────────────


class Print(NamedTuple):
    x: float
    y: float
    length: float
    size: float
    angle: float
    red: bool
    text: str


def _printed(text: str, x: float, y: float, *, red: bool = False) -> list[Print]:
    return [Print(x + at * 16, y, 16.0, 16.0, 0.0, red, sign) for at, sign in enumerate(text)]


def _round(text: str, x: float, y: float, radius: float) -> list[Print]:
    angles = [math.radians(200 - at * 220 / (len(text) - 1)) for at in range(len(text))]
    return [
        Print(x + radius * math.cos(a), y + radius * math.sin(a), 12.0, 12.0, a - math.pi / 2, True, sign)
        for a, sign in zip(angles, text, strict=True)
    ]


def _said(prints: list[Print]) -> list[str]:
    return ["".join(prints[at].text for at in seal) for seal in stamped(prints)]


def test_a_stamp_over_the_signature() -> None:
    page = _printed("松岭县人民政府", 300, 200) + _round("松岭县人民政府印", 350, 190, 40)
    assert _said(page) == ["松岭县人民政府印"]


def test_a_stamp_beside_the_signature() -> None:
    page = _printed("各单位要抓好落实", 60, 600) + _round("松岭县人民政府印", 350, 190, 40)
    assert _said(page) == ["松岭县人民政府印"]


def test_a_red_head_is_no_stamp() -> None:
    page = _printed("松岭县人民政府文件", 100, 700, red=True) + _printed("松政发〔2033〕7号", 150, 660)
    assert _said(page) == []


def test_red_words_in_a_line_are_no_stamp() -> None:
    assert _said(_printed("请于", 60, 400) + _printed("月底前", 92, 400, red=True) + _printed("上报", 140, 400)) == []


def test_a_page_in_red_is_no_stamp() -> None:
    assert _said(_printed("松岭县人民政府", 60, 400, red=True) * 2) == []


def test_colours_of_stamps() -> None:
    assert is_red(255, 0, 0) and is_red(200, 30, 40)
    assert not is_red(0, 0, 0) and not is_red(255, 255, 255) and not is_red(120, 90, 80)


def test_a_seal_is_a_block_below_the_page() -> None:
    page = page_layout(1, 440, 700, [Glyph("镇", 60, 70, 100, 10.0)])
    page.lines.append(Line("松岭县人民政府印", 0, 0, 700, 1.0, loose=True, kind="seal"))
    draft = Draft("pdf")
    write_pages([page], draft)
    text, spans = draft.finish()
    assert text == "镇\n松岭县人民政府印"
    assert [span.kind for span in spans if isinstance(span, Block)] == ["seal"]
