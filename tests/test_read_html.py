"""Reading web pages: encodings, the document among navigation, the index table, data tables, what is not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.notice import Block, Cell, Notice, NoticeError
from pipeline.read import html, read
from pipeline.read.html import walk

PROSE = "为全面完成年度任务，现将责任分工印发给你们，请认真抓好落实，确保各项任务按期完成。"
BODY = (
    "<p>各镇人民政府：</p>\n"
    f"<p>　　{PROSE}</p>"
    "<p><span>一、</span><span>总体\n要求</span></p><p>新建公园3处，<br>改造小区12个。</p>"
)


def notice_of(folder: Path, page: str, encoding: str = "utf-8") -> Notice:
    path = folder / "notice.html"
    path.write_bytes(page.encode(encoding))
    return read(path)


def navigation(notice: Notice) -> list[str]:
    return [notice.quote(block) for block in notice.all(Block) if block.kind == "navigation"]


def text_of(notice: Notice) -> list[str]:
    hidden = {(block.start, block.end) for block in notice.all(Block)}
    lines, at = [], 0
    for line in notice.text.split("\n"):
        if (at, at + len(line)) not in hidden:
            lines.append(line)
        at += len(line) + 1
    return lines


def grid_of(notice: Notice) -> set[tuple[int, int, int, int, str]]:
    return {(c.row, c.column, c.row_span, c.column_span, notice.quote(c)) for c in notice.all(Cell)}


def site(body: str, above: str = "", below: str = "", head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>关于印发责任分工的通知-某县人民政府</title>{head}</head><body>"
        '<div class="nav"><a href="/">首页</a><a href="/zw">政务公开</a><a href="/hd">互动交流</a></div>'
        f'<div class="wrap">{above}<div class="detail">{body}</div>{below}</div>'
        '<div class="foot"><p>主办单位：某县人民政府办公室</p><p>网站标识码：3700000000</p></div></body></html>'
    )


PARAGRAPHS = ["各镇人民政府：", f"　　{PROSE}", "一、总体要求", "新建公园3处，", "改造小区12个。"]


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="utf-8">'),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("gb18030", ""),
        ("utf-8", '<meta charset="gb2312">'),
        ("utf-16", ""),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, meta: str) -> None:
    notice = notice_of(tmp_path, site(BODY, head=meta), encoding)
    assert notice.source.format == "html"
    assert text_of(notice) == PARAGRAPHS


def test_a_page_is_known_by_its_content(tmp_path: Path) -> None:
    for page in (
        BODY,
        f"<?xml version='1.0' encoding='gbk'?>\n<!-- a --><!-- b -->\n<div>{BODY}</div>",
        f"\n<DIV>{BODY}</DIV>",
    ):
        assert text_of(notice_of(tmp_path, page)) == PARAGRAPHS
    assert notice_of(tmp_path, "<<关于印发任务的通知>>\n新建公园3处。").source.format == "text"


def test_what_stands_around_the_document_is_navigation(tmp_path: Path) -> None:
    above = "<h1>关于印发责任分工的通知</h1><p>发布时间：2024-02-01 浏览次数：33</p><div>某政发〔2024〕1号</div>"
    notice = notice_of(tmp_path, site(BODY, above, "<p>扫一扫在手机打开当前页</p>"))
    assert text_of(notice)[0] == "关于印发责任分工的通知"
    assert text_of(notice)[2:] == ["某政发〔2024〕1号", *PARAGRAPHS]
    assert navigation(notice) == [
        "首页政务公开互动交流",
        "扫一扫在手机打开当前页",
        "主办单位：某县人民政府办公室",
        "网站标识码：3700000000",
    ]


def test_links_to_other_documents_end_the_document(tmp_path: Path) -> None:
    links = ["相关文档：", "一图读懂重点任务", "某县60个项目集中开工 总投资90亿元"]
    notice = notice_of(tmp_path, site(BODY + "".join(f"<p>{link}</p>" for link in links)))
    assert text_of(notice) == PARAGRAPHS
    assert [line for line in navigation(notice) if line in links] == links


def test_words_that_look_like_links_in_the_document_stay(tmp_path: Path) -> None:
    more = "<p>相关政策：</p><p>新建公园3处，改造道路2公里。</p>"
    assert text_of(notice_of(tmp_path, site(BODY + more)))[-1] == "新建公园3处，改造道路2公里。"


def test_a_title_printed_in_the_document_too_is_navigation_above_it(tmp_path: Path) -> None:
    notice = notice_of(tmp_path, site("<p>关于印发责任分工的通知</p>" + BODY, "<h1>关于印发责任分工的通知</h1>"))
    assert text_of(notice).count("关于印发责任分工的通知") == 1
    assert "关于印发责任分工的通知" in navigation(notice)


def test_a_named_element_is_believed(tmp_path: Path) -> None:
    extra = "<div><p>解读：" + PROSE[:30] + "</p></div>"
    notice = notice_of(tmp_path, site(f'<div id="UCAP-CONTENT">{BODY}</div>{extra}'))
    assert text_of(notice) == PARAGRAPHS


def test_clutter_inside_the_document_is_navigation(tmp_path: Path) -> None:
    notice = notice_of(tmp_path, site(BODY + "<p>【打印】【关闭】</p><p>分享经验，推进3个项目。</p><p>— 2 —</p>"))
    assert navigation(notice)[1] == "【打印】【关闭】"
    assert "分享经验，推进3个项目。" in text_of(notice)
    assert ("page_number", "— 2 —") in {(block.kind, notice.quote(block)) for block in notice.all(Block)}


def test_what_is_not_seen_is_not_read(tmp_path: Path) -> None:
    unseen = (
        "<script>var a='新建';</script><style>p{}</style><!-- 注释 --><p style='display: none'>隐去</p>"
        "<p hidden>隐去</p><select><option>选项</option></select><noscript>请开启</noscript>"
    )
    assert text_of(notice_of(tmp_path, site(unseen + BODY))) == PARAGRAPHS


def test_blanks_are_as_a_browser_shows_them(tmp_path: Path) -> None:
    page = "<body><p>新建\n   公园 3\n处</p><p>甲&nbsp;&nbsp;乙　丙</p><pre>一行\n  二行</pre><p>&nbsp;</p><p>A&amp;B\nC</p></body>"
    assert notice_of(tmp_path, page).text == "新建公园 3 处\n甲\xa0\xa0乙　丙\n一行\n二行\nA&B C"


def test_ordered_lists_have_their_numbers(tmp_path: Path) -> None:
    page = "<body><ol start=3><li>新建公园</li><li value=7>改造小区</li></ol><ol type=a><li>修缮校舍</li></ol><ul><li>疏通沟渠</li></ul></body>"
    assert notice_of(tmp_path, page).text == "3. 新建公园\n7. 改造小区\na. 修缮校舍\n疏通沟渠"


# ── the index table ──────────────────────────────────────────────────────────────────────────────────

INDEX = (
    "<table><tr><td><b>索 引 号：</b></td><td>37000/2024-1</td><td>主题分类：</td><td>综合</td></tr>"
    "<tr><td>标　　题</td><td colspan=3>关于印发责任分工的通知</td></tr>"
    "<tr><td>发文字号：</td><td>某政发〔2024〕1号</td><td>成文日期：</td><td></td></tr></table>"
)
INDEX_LINES = [
    "索 引 号：37000/2024-1",
    "主题分类：综合",
    "标　　题：关于印发责任分工的通知",
    "发文字号：某政发〔2024〕1号",
    "成文日期：",
]


def test_the_index_table_is_lines_of_label_and_value(tmp_path: Path) -> None:
    notice = notice_of(tmp_path, site(BODY, INDEX))
    assert text_of(notice) == [*INDEX_LINES, *PARAGRAPHS]
    assert notice.all(Cell) == ()


def test_an_index_may_be_a_list(tmp_path: Path) -> None:
    above = "<dl><dt>发文字号：</dt><dd>某政发〔2024〕1号</dd></dl><ul><li><i>成文日期：</i>2024年1月31日</li></ul>"
    notice = notice_of(tmp_path, site(BODY, above))
    assert text_of(notice) == ["发文字号：某政发〔2024〕1号", "成文日期：2024年1月31日", *PARAGRAPHS]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_data_table_gives_its_cells(tmp_path: Path) -> None:
    table = (
        "<table><thead><tr><th>序号</th><th>工作任务</th><th colspan='2'>责任单位</th></tr></thead>"
        "<tbody><tr><td rowspan=2>1</td><td><p>新建公园3处</p><p>修缮校舍</p></td><td>县水务局</td><td>各镇街</td></tr>"
        "<tr><td>疏通沟渠</td><td></td><td>县财政局</td></tr></tbody></table>"
    )
    notice = notice_of(tmp_path, site(BODY + table))
    assert grid_of(notice) == {
        (0, 0, 1, 1, "序号"),
        (0, 1, 1, 1, "工作任务"),
        (0, 2, 1, 2, "责任单位"),
        (1, 0, 2, 1, "1"),
        (1, 1, 1, 1, "新建公园3处\n修缮校舍"),
        (1, 2, 1, 1, "县水务局"),
        (1, 3, 1, 1, "各镇街"),
        (2, 1, 1, 1, "疏通沟渠"),
        (2, 3, 1, 1, "县财政局"),
    }


def test_layout_tables_are_none(tmp_path: Path) -> None:
    page = f"<table><tr><td>{INDEX}</td></tr><tr><td><table><tr><td>{BODY}</td></tr></table></td><td><a>相关</a></td></tr></table>"
    notice = notice_of(tmp_path, page)
    assert notice.all(Cell) == ()
    assert text_of(notice)[: len(INDEX_LINES)] == INDEX_LINES
    assert [line for line in text_of(notice) if line in PARAGRAPHS] == PARAGRAPHS


def test_claims_of_size_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<table><tr><td rowspan=999999 colspan=999999>新建公园</td><td>3处</td></tr></table>"
    assert notice_of(tmp_path, page).text == "新建公园\t3处"
    monkeypatch.setattr(walk, "MOST_FIELDS", 100)
    with pytest.raises(NoticeError, match="table larger"):
        notice_of(tmp_path, page)
    monkeypatch.setattr(html, "MOST_ELEMENTS", 50)
    with pytest.raises(NoticeError, match="elements"):
        notice_of(tmp_path, "<p>新建</p>" * 100)


def test_unclosed_elements_nest_deep_and_lose_nothing(tmp_path: Path) -> None:
    page = "<body>" + "".join(f"<p><font><b>第{at}项。" for at in range(400)) + "</body>"
    assert notice_of(tmp_path, page).text.split("\n") == [f"第{at}项。" for at in range(400)]


def test_comments_without_end_take_no_time(tmp_path: Path) -> None:
    assert notice_of(tmp_path, "<!-- -->" * 20_000 + "新建公园3处。").source.format == "text"


def test_a_page_that_only_links_to_its_notice_says_so(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><h1>关于印发工作要点的通知</h1><p>详见附件。</p>"
        '<a href="/files/P0.docx">附件：关于印发工作要点的通知.docx</a></body></html>',
        encoding="utf-8",
    )
    with pytest.raises(NoticeError, match=r"only links to it .*工作要点的通知\.docx.*download"):
        read(page)


def test_a_page_of_frames_names_the_frame(tmp_path: Path) -> None:
    page = tmp_path / "frames.html"
    page.write_text('<html><frameset><frame src="content.htm"></frameset></html>', encoding="utf-8")
    with pytest.raises(NoticeError, match=r"content\.htm"):
        read(page)


MHT = """From: <Saved by a browser>
Subject: =?gb2312?B?zajWqg==?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b0"

------b0
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable
Content-Location: https://www.example.invalid/menu.htm

<html><body><a href=3D"/">=E9=A6=96=E9=A1=B5</a></body></html>
------b0
Content-Type: text/html
Content-Transfer-Encoding: 8bit
Content-Location: https://www.example.invalid/body.htm

<html><head><meta charset="gbk"></head><body><div><p>各镇人民政府，县直有关部门：</p><p>一、改造供水管网，\
新建水厂两座，方便群众用水，请各单位抓好落实。（责任单位：县水利局）</p></div></body></html>
------b0--
"""


def test_a_saved_page_with_its_frames(tmp_path: Path) -> None:
    page = tmp_path / "saved.mht"
    page.write_bytes(MHT.encode("gbk").replace(b"\n", b"\r\n"))
    notice = read(page)
    assert notice.source.format == "mht"
    assert notice.text.startswith("各镇人民政府，县直有关部门：\n一、改造供水管网")
    assert [(block.kind, notice.quote(block)) for block in notice.all(Block)] == [("navigation", "首页")]


def test_running_heads_of_a_copied_page_are_blocks(tmp_path: Path) -> None:
    pages = "".join(f"<p>{PROSE}</p><p>- {n} -</p><p>松岭县人民政府公报</p>" for n in range(1, 5))
    notice = notice_of(tmp_path, f"<html><body><div>{pages}</div></body></html>")
    assert [block.kind for block in notice.all(Block)].count("running_head") == 4


# ── boxes that stand as a table does ─────────────────────────────────────────────────────────────────

ROWS = (
    ("修渠", "疏浚干渠12公里", "县水利局", "各镇人民政府"),
    ("育苗", "新建育苗棚30座", "县农业农村局", "县财政局"),
    ("护林", "补植防护林800亩", "县林业局", ""),
)


def boxes(*rows: str, of: str = "div", look: str = 'class="cell"') -> str:
    def row(cells: str) -> str:
        return f'<{of} class="line">' + "".join(f"<div {look}>{cell}</div>" for cell in cells.split("|")) + f"</{of}>"

    return '<div class="grid">' + "".join(row(cells) for cells in rows) + "</div>"


HEAD = "任务|工作内容|牵头单位|配合单位"


@pytest.mark.parametrize("of", ["div", "section", "li"])
def test_rows_of_boxes_below_a_known_head_are_a_table(tmp_path: Path, of: str) -> None:
    page = boxes(HEAD, "一、水利", *("|".join(row) for row in ROWS), of=of)
    cells = grid_of(notice_of(tmp_path, site(BODY + page)))
    assert {(0, 0, 1, 1, "任务"), (1, 0, 1, 4, "一、水利"), (2, 1, 1, 1, "疏浚干渠12公里")} <= cells
    assert {cell[-1] for cell in cells if cell[0] > 1} == {words for row in ROWS for words in row if words}


def test_a_box_of_a_head_with_boxes_of_its_own_is_two_rows(tmp_path: Path) -> None:
    parted = '<div>责任分工</div><div class="under"><span>牵头单位</span><span>配合单位</span></div>'
    page = boxes(f"任务|工作内容|{parted}", *("|".join(row) for row in ROWS))
    cells = grid_of(notice_of(tmp_path, site(BODY + page)))
    assert {(0, 0, 2, 1, "任务"), (0, 2, 1, 2, "责任分工"), (1, 2, 1, 1, "牵头单位"), (1, 3, 1, 1, "配合单位")} <= cells
    assert (2, 2, 1, 1, "县水利局") in cells


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(boxes("甲|乙|丙|丁", *("|".join(row) for row in ROWS)), id="no head of the genre"),
        pytest.param(boxes(HEAD, *("|".join(row) for row in ROWS), look=""), id="boxes without a look"),
        pytest.param(
            boxes(HEAD, *(["<a href='/'>县水利局</a>|<a href='/'>县林业局</a>|<a href='/'>县财政局</a>|无"] * 3)),
            id="links",
        ),
        pytest.param(boxes(HEAD, *("|".join(row) for row in ROWS[:2])), id="two rows"),
        pytest.param(
            boxes(HEAD, *("|".join(row) for row in ROWS)).replace("</div><div", "</div>另见下文<div"),
            id="words between",
        ),
    ],
)
def test_boxes_that_are_no_table_are_lines(tmp_path: Path, page: str) -> None:
    assert grid_of(notice_of(tmp_path, site(BODY + page))) == set()
