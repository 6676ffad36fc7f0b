"""One table told in every way a notice comes in gives the same rows.

Each table below is written as a Word file, a web page, a ruled PDF, lines of text, one line of text and glued text, columns
set with blanks, and a workbook.  What is read from each must be the rows of the table; of the glued text, the same rows
or none and a finding.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pytest
from documents import Box, canvas, draw_table, wide, wrapped
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.notice import Doubt, Duty, Finding, Item, Mention, Notice, NoticeError, Section, Table
from pipeline.read import read

TITLE = "石岭县人民政府关于印发石岭县2024年重点任务分解表的通知"
NUMBER = "石政发〔2024〕6号"
TABLE = "石岭县2024年重点任务分解表"

ROLES = {
    "牵头单位": "lead", "主办单位": "lead", "责任单位": "responsible", "承办单位": "responsible", "配合单位": "support",
    "协办单位": "support", "业主单位": "responsible", "督导单位": "supervise",
}  # fmt: skip
LEADERS, DEADLINES = ("责任领导", "牵头领导", "包抓领导"), ("完成时限", "完成时间")


@dataclass(frozen=True)
class Told:
    """A table: its heads and the cells of its rows; "" is an empty cell, None one merged with that above."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def whole(self, row: int, column: int) -> str:
        while (cell := self.rows[row][column]) is None:
            row -= 1
        return cell


TABLES = [
    Told("the plain one", ("序号", "工作任务", "责任单位", "完成时限"), (
        ("1", "新建公厕20座。", "县住建局", "6月底前"),
        ("2", "改造农村危房130户。", "县住建局、各镇政府", "10月底前"),
        ("3", "开展技能培训2400人次。", "县人社局", "全年"))),
    Told("lead and support", ("序号", "项目名称", "建设内容", "牵头单位", "配合单位"), (
        ("1", "扩大学位", "新建小学2所，新增学位1800个。", "县教育局", "县财政局、县自然资源局"),
        ("2", "稳定就业", "城镇新增就业3500人。", "县人社局", "县总工会"),
        ("3", "便民停车", "新增公共停车位600个。", "县城管局", "县公安局、各街道办事处"))),
    Told("with persons", ("序号", "任务名称", "主要内容", "责任领导", "责任单位", "完成时限"), (
        ("1", "河道整治", "治理河道12公里，清淤8万方。", "韩知行", "县水利局", "9月底前"),
        ("2", "道路提升", "改造农村公路46公里。", "许若水", "县交通运输局", "11月底前"),
        ("3", "电商进村", "建成电商服务站30个。", "韩知行", "县商务局", "12月底前"))),
    Told("units before the content", ("序号", "责任单位", "工作任务", "完成时间"), (
        ("1", "县林业局", "完成造林1.5万亩，抚育森林3万亩。", "5月底前"),
        ("2", "县农业农村局、县水利局", "新建高标准农田2万亩。", "10月底前"),
        ("3", "县民政局", "建成养老服务站12个。", "年底前"))),
    Told("an extra column nobody listed", ("序号", "项目名称", "建设内容", "业主单位", "建设性质", "总投资（万元）"), (
        ("1", "城东水厂", "建设日供水5万吨水厂一座。", "县水务集团有限公司", "新建", "26000"),
        ("2", "北环大桥", "建设桥梁一座，长320米。", "县交通运输局", "续建", "9800"),
        ("3", "文化中心", "建设图书馆和文化馆各一座。", "县文化和旅游局", "新建", "15600"))),
    Told("notes at the end", ("序号", "工作任务", "牵头单位", "协办单位", "备注"), (
        ("1", "推进垃圾分类，建成示范小区15个。", "县城管局", "各街道办事处", "省考指标"),
        ("2", "完成雨污分流改造28公里。", "县住建局", "县水务局", "市考指标"),
        ("3", "新增绿地12万平方米。", "县园林局", "县财政局", "省考指标"))),
    Told("a name merged over tasks", ("序号", "重点任务", "工作内容", "责任单位", "完成时限"), (
        ("1", "优化服务", "设立综合窗口，开办时间压缩至1个工作日。", "县政务服务局", "6月底前"),
        (None, None, "推行帮办代办，服务企业300家。", "县市场监管局", "9月底前"),
        ("2", "减轻负担", "减免房屋租金，惠及商户420户。", "县财政局", "全年"))),
    Told("no numbers", ("工作任务", "牵头单位", "责任单位", "完成时限"), (
        ("新建幼儿园3所，新增学位810个。", "县教育局", "县住建局、各镇政府", "8月底前"),
        ("开展免费筛查4000人次。", "县卫生健康局", "县妇联", "11月底前"),
        ("安装防护栏35公里。", "县交通运输局", "县公安局", "10月底前"))),
    Told("who watches", ("序号", "攻坚任务", "主要内容", "主办单位", "协办单位", "督导单位"), (
        ("1", "工业倍增", "培育规上企业15家，技改投资增长12%。", "县工业和信息化局", "县科技局", "县委督查室"),
        ("2", "项目攻坚", "开工亿元项目20个。", "县发展改革局", "县自然资源局", "县政府督查室"),
        ("3", "招商突破", "引进项目30个。", "县商务局", "县投资促进中心", "县委督查室"))),
    Told("an office of another kind", ("序号", "实事项目", "目标内容", "包抓领导", "承办单位", "完成时限"), (
        ("1", "老旧小区", "改造老旧小区6个，惠及居民3100户。", "韩知行", "县住建局", "11月底前"),
        ("2", "加装电梯", "加装电梯20部。", "许若水", "县住建局", "10月底前"),
        ("3", "社区食堂", "建成社区食堂9个。", "许若水", "县民政局", "8月底前"))),
    Told("a column without a word for it", ("序号", "任务名称", "主要内容", "落地单位", "完成时限"), (
        ("1", "数据归集", "归集数据260项。", "县大数据局", "6月底前"),
        ("2", "一网通办", "上线事项150项。", "县政务服务局", "9月底前"),
        ("3", "智慧校园", "建成智慧校园11所。", "县教育局", "12月底前"))),
]  # fmt: skip

Row = tuple[str, str, tuple[tuple[str, str], ...], str, str]


def expected(table: Told) -> list[Row]:
    """The rows that a reader of the table finds: number, words, units with roles, leader, deadline."""
    found = []
    for at in range(len(table.rows)):
        cells = {head: table.whole(at, column) for column, head in enumerate(table.heads)}
        units = [
            (name, "responsible" if head == "落地单位" else ROLES[head])
            for head in (*ROLES, "落地单位")
            for name in cells.get(head, "").split("、")
            if name
        ]
        words = next(
            cells[head] for head in ("主要内容", "建设内容", "工作内容", "目标内容", "工作任务") if head in cells
        )
        leader = next((cells[head] for head in LEADERS if head in cells), "")
        deadline = next((cells[head] for head in DEADLINES if head in cells), "")
        found.append((cells.get("序号", ""), words, tuple(sorted(units)), leader, deadline))
    return found


def found(file: Path) -> list[Row]:
    notice = extract(read(file))
    duties = {duty.item_id: duty for duty in notice.all(Duty)}
    units: dict[str, list[tuple[str, str]]] = {}
    for mention in notice.all(Mention):
        units.setdefault(mention.item_id, []).append((mention.name, mention.role))
    return [
        (
            item.number or "",
            item.text.replace("\n", ""),
            tuple(sorted(units.get(item.item_id, ()))),
            "、".join(duties[item.item_id].leaders) if item.item_id in duties else "",
            (duties[item.item_id].deadline or "") if item.item_id in duties else "",
        )
        for item in notice.all(Item)
        if item.lists_at
    ]


# ── the ways ─────────────────────────────────────────────────────────────────────────────────────────


def merged(table: Told, row: int, column: int) -> int:
    """How many rows a cell covers."""
    last = row + 1
    while last < len(table.rows) and table.rows[last][column] is None:
        last += 1
    return last - row


def as_docx(table: Told) -> bytes:
    document = docx.Document()
    for line in (TITLE, NUMBER, TABLE):
        document.add_paragraph(line)
    grid = document.add_table(len(table.rows) + 1, len(table.heads))
    for column, head in enumerate(table.heads):
        grid.cell(0, column).text = head
        for row in range(len(table.rows)):
            cell = table.rows[row][column]
            if cell is not None:
                last = row + merged(table, row, column)
                place = grid.cell(row + 1, column)
                (place.merge(grid.cell(last, column)) if last > row + 1 else place).text = cell
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(table: Told) -> bytes:
    rows = ["".join(f"<th>{head}</th>" for head in table.heads)]
    for at, row in enumerate(table.rows):
        rows.append("".join(
            f'<td rowspan="{merged(table, at, column)}">{html.escape(cell)}</td>'
            for column, cell in enumerate(row) if cell is not None
        ))  # fmt: skip
    lines = "".join(f"<p>{line}</p>" for line in (TITLE, NUMBER, TABLE))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<html><body>{lines}<table>{body}</table></body></html>".encode()


def as_pdf(table: Told) -> bytes:
    drawing, out = canvas()
    drawing.setFont("STSong-Light", 14)
    for at, line in enumerate((TITLE, NUMBER, TABLE)):
        drawing.drawString(300 - wide(line, 14) / 2, 780 - 30 * at, line)
    edges = [40 + 520 * at / len(table.heads) for at in range(len(table.heads) + 1)]
    heights = [150 + 70 * at for at in range(len(table.rows) + 2)]
    boxes = [Box(0, column, head) for column, head in enumerate(table.heads)]
    boxes += [
        Box(at + 1, column, cell, row_span=merged(table, at, column))
        for at, row in enumerate(table.rows)
        for column, cell in enumerate(row)
        if cell is not None
    ]
    draw_table(drawing, edges, heights, boxes)
    drawing.showPage()
    drawing.save()
    return out.getvalue()


def as_workbook(table: Told) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (TITLE, NUMBER, TABLE):
        sheet.append([line])
    sheet.append(list(table.heads))
    for row in table.rows:
        sheet.append([cell for cell in row])
    for at in range(len(table.rows)):
        for column in range(len(table.heads)):
            if table.rows[at][column] is not None and (last := merged(table, at, column)) > 1:
                sheet.merge_cells(
                    start_row=at + 5, end_row=at + 4 + last, start_column=column + 1, end_column=column + 1
                )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(table: Told) -> list[str]:
    return [*table.heads, *(cell for row in table.rows for cell in row if cell)]


def as_lines(table: Told) -> bytes:
    return "\n".join((TITLE, NUMBER, TABLE, *_cells(table))).encode()


def as_wrapped(table: Told) -> bytes:
    """Lines as a page prints them: every cell broken at the width of its column, narrow heads too."""
    widest = [max(len(row[at] or "") for row in table.rows) for at in range(len(table.heads))]
    widths = [max(3, min(18, 2 + width // 2)) for width in widest]
    heads = [line for head in table.heads for line in wrapped(head, 2 * 16.0, 16.0)]
    cells = [
        line
        for row in table.rows
        for cell, width in zip(row, widths, strict=True)
        for line in (wrapped(cell, width * 16.0, 16.0) if cell else ())
    ]
    return "\n".join((TITLE, NUMBER, TABLE, *heads, *cells)).encode()


def as_line(table: Told) -> bytes:
    return f"{TITLE}\n{NUMBER}\n{TABLE}\n{' '.join(_cells(table))}".encode()


def as_glued(table: Told) -> bytes:
    return f"{TITLE}\n{NUMBER}\n{TABLE}\n{''.join(_cells(table))}".encode()


def as_rows(table: Told) -> bytes:
    """A line a row, its cells parted by blanks."""
    rows = [" ".join(cell for cell in row if cell) for row in (table.heads, *table.rows)]
    return "\n".join((TITLE, NUMBER, TABLE, *rows)).encode()


def as_set(table: Told) -> bytes:
    """Columns set with blanks as a page prints them, every cell wrapped at the width of its column."""
    rows = (table.heads, *table.rows)
    texts = [max(len(row[at] or "") for row in table.rows) for at in range(len(table.heads))]
    widths = [max(len(head), min(16, text)) for head, text in zip(table.heads, texts, strict=True)]
    printed = []
    for row in rows:
        cells = [
            [cell[at : at + width] for at in range(0, len(cell), width)] if cell else []
            for cell, width in zip(row, widths, strict=True)
        ]
        for line in range(max(map(len, cells))):
            parts = [cell[line] if line < len(cell) else "" for cell in cells]
            printed.append(
                "".join(
                    part + " " * (2 * width + 3 - sum(1 + (sign > "\xff") for sign in part))
                    for part, width in zip(parts, widths, strict=True)
                ).rstrip()
            )
    return "\n".join((TITLE, NUMBER, TABLE, *printed)).encode()


WAYS: dict[str, Callable[[Told], bytes]] = {
    "docx": as_docx, "html": as_html, "pdf": as_pdf, "xlsx": as_workbook, "lines.txt": as_lines, "line.txt": as_line,
    "wrapped.txt": as_wrapped, "rows.txt": as_rows, "set.txt": as_set,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_same_rows(table: Told, way: str, tmp_path: Path) -> None:
    file = tmp_path / f"told.{way}"
    file.write_bytes(WAYS[way](table))
    rows = expected(table)
    if way == "set.txt":
        # Blanks do not say how far down a number reaches.
        rows = [("" if table.rows[at][0] is None else row[0], *row[1:]) for at, row in enumerate(rows)]
    assert found(file) == rows


def as_glued_rows(table: Told) -> bytes:
    """A line a row, its cells glued to each other."""
    rows = ["".join(cell for cell in row if cell) for row in (table.heads, *table.rows)]
    return "\n".join((TITLE, NUMBER, TABLE, *rows)).encode()


@pytest.mark.parametrize("glued", [as_glued, as_glued_rows])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_glued_text_gives_the_same_rows_or_is_told(table: Told, glued: Callable[[Told], bytes], tmp_path: Path) -> None:
    file = tmp_path / "told.txt"
    file.write_bytes(glued(table))
    try:
        rows = found(file)
    except NoticeError:
        return
    notice = extract(read(file))
    told = any(finding.code == "table_unread" for finding in notice.all(Finding))
    doubtful = [doubt for doubt in notice.all(Doubt) if doubt.code == "table_layout" and "items" in doubt.rows]
    assert told or [row[2:] for row in rows] == [row[2:] for row in expected(table)]
    for item, row in zip((item for item in notice.all(Item) if item.lists_at), rows, strict=True):
        # A name glued to its content stays with it, and the row is doubtful.
        unsure = any(doubt.start <= item.text_at[0] < doubt.end for doubt in doubtful)
        assert row in expected(table) or (
            unsure and any(row[1].endswith(one[1]) and row[2:] == one[2:] for one in expected(table))
        )


# ── tables made up by chance ─────────────────────────────────────────────────────────────────────────

NAMES = ("教育惠民", "健康提升", "道路畅通", "老城更新", "数字乡村", "水网建设", "绿化美化", "就业帮扶")
SENTENCES = (
    "新建小学2所，新增学位1800个。", "改造农村公路46公里。", "建成养老服务站12个，惠及老人3000名。", "完成造林1.5万亩。",
    "开展技能培训2400人次。", "改造老旧小区6个，惠及居民3100户；加装电梯20部。", "治理河道12公里。", "新增公共停车位800个以上。",
)  # fmt: skip
UNITS = (
    "县教育局",
    "县财政局",
    "县住建局",
    "县交通运输局",
    "县农业农村局",
    "县卫生健康局",
    "县民政局",
    "各镇政府",
    "县总工会",
    "县水利局",
)
PERSONS = ("韩知行", "许若水", "沈怀远", "孟北川")
TIMES = ("6月底前", "9月底前", "全年", "2024年11月底前", "年底前")
NOTES = ("新建", "续建", "改建")


@st.composite
def tables(draw: st.DrawFn) -> Told:
    """A table of a number, a name perhaps, contents, and units, persons, times and notes in any order behind them."""
    lists = st.lists(st.sampled_from(UNITS[5:]), min_size=1, max_size=3, unique=True).map("、".join)
    columns: dict[str, st.SearchStrategy[str]] = {}
    if draw(st.booleans()):
        columns["项目名称"] = st.sampled_from(NAMES)
    columns["建设内容"] = st.sampled_from(SENTENCES)
    behind = draw(st.permutations(["牵头单位", "配合单位", "完成时限"]))
    kinds = {"牵头单位": st.sampled_from(UNITS[:5]), "配合单位": lists, "完成时限": st.sampled_from(TIMES)}
    columns |= {head: kinds[head] for head in behind}
    if draw(st.booleans()):
        columns["责任领导"] = st.sampled_from(PERSONS)
    if draw(st.booleans()):
        columns["建设性质"] = st.sampled_from(NOTES)
    rows = [
        (str(number), *(draw(cell) for cell in columns.values())) for number in range(1, draw(st.integers(2, 7)) + 1)
    ]
    return Told("made up", ("序号", *columns), tuple(rows))


@pytest.mark.slow
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=tables())
def test_any_table_gives_its_rows_from_lines(table: Told, tmp_path: Path) -> None:
    for way in ("lines.txt", "line.txt", "rows.txt", "html"):
        file = tmp_path / f"told.{way}"
        file.write_bytes(WAYS[way](table))
        assert found(file) == expected(table), way


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    table=Told(
        "各镇政府 before 县教育局: the letter is the second one's",
        ("序号", "建设内容", "完成时限", "配合单位", "牵头单位"),
        (
            ("1", "新建小学2所。", "6月底前", "县民政局", "县教育局"),
            ("2", "改造食堂3处。", "9月底前", "县民政局、各镇政府", "县教育局"),
        ),
    )
)
@given(table=tables())
def test_no_glued_table_gives_a_wrong_list(table: Told, tmp_path: Path) -> None:
    file = tmp_path / "told.txt"
    file.write_bytes(as_glued(table))
    try:
        rows = found(file)
    except NoticeError:
        return
    right = {row[2:] for row in expected(table)}
    assert all(row[2:] in right for row in rows)


def test_glued_rows_whose_numbers_do_not_go_on_are_told(tmp_path: Path) -> None:
    text = (
        "云山县人民政府关于印发2031年重点工作任务分工的通知\n"
        "序号工作任务牵头单位配合单位完成时限\n"
        "1新建公厕20座。县住建局县财政局6月底前\n"
        "2改造幼儿园3所。县教育局县财政局8月底前\n"
        "4新建社区食堂5处。县民政局县财政局9月底前\n"
        "5修建农村公路30公里。县交通局县财政局10月底前\n"
    )
    file = tmp_path / "glued.txt"
    file.write_text(text)
    notice = extract(read(file))
    assert len(notice.all(Item)) == 2
    unread = [notice.text[one.start : one.end] for one in notice.all(Table) if one.holds == "unread"]
    assert unread == [*text.splitlines()[4:]]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        # No numbers.
        (
            "主要任务工作内容责任单位",
            ["公厕新建公厕20座，配齐设施县住建局", "学位改造幼儿园3所，新增学位县教育局、县财政局"],
        ),
        (
            "工作任务牵头单位参加单位时间进度",
            ["新建公厕20座，配齐设施县住建局持续推进", "改造幼儿园3所县教育局县财政局8月底前"],
        ),
        # Numbers that begin anew below each heading.
        (
            "序号任务责任单位",
            ["城市建设", "1新建公厕20座县住建局", "2修桥1座县交通局", "民生事业", "1改造幼儿园3所县教育局"],
        ),
    ],
)
def test_glued_rows_are_read_or_told(head: str, rows: list[str], tmp_path: Path) -> None:
    file = tmp_path / "glued.txt"
    file.write_text("\n".join((TITLE, NUMBER, TABLE, head, *rows)) + "\n")
    notice = extract(read(file))
    known = [(one.start, one.end) for one in notice.all(Table)]
    for row in rows:
        at = notice.text.index(row)
        assert any(start <= at < end for start, end in known), row


def test_a_title_above_a_letter_is_no_head_of_a_table(tmp_path: Path) -> None:
    file = tmp_path / "title.txt"
    file.write_text(f"2031年重点工作责任分工\n石岭县人民政府\n2031年3月5日\n一、建设\n{'新建公厕20座。（县住建局）'}\n")
    assert not extract(read(file)).all(Table)


WRAPPED = [
    # A name goes on in the next line of its own cell, not in the column of notes or in the next row's first.
    (("序号", "工作要点", "包联领导", "承办单位", "督办单位", "备注"),
     ["1", "完善村级服务，", "建成站点30个。", "韩知行", "县农业农村局", "县直有关部门、各乡", "（镇）人民政府",
      "2", "推进改厕，", "改造户厕900座。", "韩知行", "县住建局", "县直有关部门、各乡", "（镇）人民政府", "重点督查",
      "3", "推进治水，", "治理河道3公里。", "许若水", "县水利局", "县直有关部门、各乡", "（镇）人民政府"],
     "各乡（镇）人民政府", 3),
    # An unknown head over a column of units is one head.
    (("序号", "事项", "推进", "举措", "认领", "单位"),
     ["1", "云上服务", "建成云上窗口20个。", "省大数据局、各省辖市政府、河", "东示范区管委会",
      "2", "物流转型", "建成物流园2个。", "省商务厅、各省辖市政府、河", "东示范区管委会",
      "3", "农业应用", "建成示范田9处。", "省农业农村厅、各省辖市政府、河", "东示范区管委会"],
     "河东示范区管委会", 3),
    # A name of the first column above the first number is no head.
    (("类别", "序号", "工作任务", "责任单位"),
     ["推进数字信用", "建设", "1", "归集信用信息，扩大覆盖面。", "县发改局、人民银行", "云山县支行、县直有", "关部门",
      "2", "开展信用应用，推广场景30个。", "县发改局、人民银行", "云山县支行、县直有", "关部门",
      "推进数字公共", "安全建设", "3", "建设雪亮工程，联网应用点位600个。", "县公安局、县直有", "关部门"],
     "县直有关部门", 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "lines", "name", "times"), WRAPPED, ids=["notes", "one head", "above the first number"]
)
def test_wrapped_names_are_whole(
    heads: tuple[str, ...], lines: list[str], name: str, times: int, tmp_path: Path
) -> None:
    file = tmp_path / "wrapped.txt"
    file.write_text("\n".join((TITLE, NUMBER, TABLE, *heads, *lines)) + "\n")
    notice = extract(read(file))
    assert sum(bool(item.lists_at) for item in notice.all(Item)) == 3
    assert sum(mention.name == name for mention in notice.all(Mention)) == times


def test_a_head_said_again_takes_nothing_from_the_row_above_it(tmp_path: Path) -> None:
    head = "序号\n项目名称\n业主单位\n项目地点\n项目基本情况\n建设起止年限\n总投资\n（亿元）\n"
    row = "{0}\n{1}物流园\n{1}物流有限公司\n云山县\n新建仓库{0}幢，购置分拣线。\n2031-203{0}\n0.{0}\n"
    places = ("东湖", "西岭", "南屏", "北渡")
    rows = [row.format(at, place) for at, place in enumerate(places, 1)]
    file = tmp_path / "again.txt"
    file.write_text("\n".join((TITLE, NUMBER, "表1 重点项目", head + "".join(rows[:2]) + head + "".join(rows[2:]))))
    notice = extract(read(file))
    assert [item.number for item in notice.all(Item)] == ["1", "2", "3", "4"]
    assert [mention.name for mention in notice.all(Mention)] == [f"{place}物流有限公司" for place in places]
    assert not notice.all(Section)


def test_a_role_is_told_as_printed_too(tmp_path: Path) -> None:
    table = next(one for one in TABLES if one.name == "a column without a word for it")
    for way in ("html", "lines.txt"):
        file = tmp_path / f"told.{way}"
        file.write_bytes(WAYS[way](table))
        assert {(one.role, one.role_printed) for one in extract(read(file)).all(Mention)} == {
            ("responsible", "落地单位")
        }
    file = tmp_path / "text.txt"
    file.write_text(
        f"{TITLE}\n{NUMBER}\n一、建设\n1.新建水厂1座。（协办单位：县水务局；责任单位：县住建局（牵头）、县财政局）\n"
        "2.新建学校3所。（县教育局牵头，县财政局配合）\n3.造林1万亩。（县林业局、县水利局）\n"
    )
    assert [one.role_printed for one in extract(read(file)).all(Mention)] == [
        "协办单位", "牵头", "责任单位", "牵头", "配合", None, None,
    ]  # fmt: skip


def read_text(text: str, file: Path) -> Notice:
    file.write_text(text)
    return extract(read(file))


def test_two_columns_of_contents_are_one_text(tmp_path: Path) -> None:
    head = "序号\t反馈问题\t整改目标\t整改措施\t牵头单位\t整改时限\n"
    rows = "1\t河道淤积。\t河道畅通。\t清淤河道12公里。\t县水务局\t6月底前\n2\t烟尘超标。\t浓度达标。\t淘汰锅炉7台。\t县环保局\t立行立改，9月底前\n"
    notice = read_text(f"{TITLE}\n{NUMBER}\n{head}{rows}", tmp_path / "two.txt")
    assert [item.text.replace("\n", "") for item in notice.all(Item)] == [
        "河道畅通。清淤河道12公里。",
        "浓度达标。淘汰锅炉7台。",
    ]


def test_an_annex_alone_has_its_title_and_its_indicators_have_units(tmp_path: Path) -> None:
    rows = (
        "附件2,,,,,\n石岭县2031年主要指标责任分解表,,,,,\n序号,指标名称,单位,2030年实绩,2031年计划,牵头单位\n"
        "1,粮食产量,万吨,21,22,县农业农村局\n2,森林覆盖率,%,38.6,39,县林业局\n3,新增就业,人,8200,8500,县人社局\n"
    )
    file = tmp_path / "annex.csv"
    file.write_bytes(rows.encode("gb18030"))
    notice = extract(read(file))
    assert notice.fields["title"] == "石岭县2031年主要指标责任分解表"
    assert [item.text for item in notice.all(Item) if item.lists_at] == ["粮食产量", "森林覆盖率", "新增就业"]
    assert [one.name for one in notice.all(Mention)] == ["县农业农村局", "县林业局", "县人社局"]


def test_persons_one_a_line_are_one_cell(tmp_path: Path) -> None:
    head = "序号\t议定事项\t分管领导\t牵头单位\t责任人\n"
    rows = (
        "1\t开展检查2次以上。\t许 立\n韩 川\t县农业农村局\t沈怀远\n孟北川\n2\t新打机井3眼。\t许 立\t县水务局\t孟北川\n"
    )
    notice = read_text(f"{TITLE}\n{NUMBER}\n{head}{rows}", tmp_path / "persons.txt")
    assert [one.name for one in notice.all(Mention)] == ["县农业农村局", "县水务局"]


def test_names_of_firms_one_a_line_are_parted(tmp_path: Path) -> None:
    file = tmp_path / "firms.html"
    cells = (
        "1",
        "新建基站30个。",
        "中国铁塔石岭分公司<br>中国移动石岭分公司<br>石岭中燃公司",
        "市生态环境局<br>石岭分局",
    )
    table = "".join(f"<td>{cell}</td>" for cell in cells)
    heads = "".join(f"<th>{head}</th>" for head in ("序号", "工作任务", "责任单位", "配合单位"))
    file.write_text(f"<p>{TITLE}</p><p>{NUMBER}</p><table><tr>{heads}</tr><tr>{table}</tr><tr>{table}</tr></table>")
    names = [one.name for one in extract(read(file)).all(Mention)]
    assert names[:4] == ["市生态环境局石岭分局", "中国铁塔石岭分公司", "中国移动石岭分公司", "石岭中燃公司"]


HEADED_ROWS = [
    "序号,项目名称,建设内容,年度投资（万元）,责任单位",
    "一,产业项目（2个）,,8600,",
    "1,石岭铸造搬迁,完成桩基。,5600,县工信局",
    "2,石岭物流港,建成仓库3座。,3000,县商务局、城关镇",
    "二,民生项目（2个）,,,",
    "3,县医院新院区,主体封顶。,1200,县卫健局",
    "4,中小学扩建,竣工3所。,900,县教育局",
]


@pytest.mark.parametrize("way", ["csv", "tabs.txt", "lines.txt"])
def test_a_heading_of_rows_may_have_its_number_in_a_cell_of_its_own(way: str, tmp_path: Path) -> None:
    rows = "\n".join(HEADED_ROWS)
    if way == "tabs.txt":
        rows = "\n".join(row.replace(",", "\t").rstrip("\t") for row in HEADED_ROWS)
    elif way == "lines.txt":
        rows = "\n".join(cell for row in HEADED_ROWS for cell in row.replace(",8600,", "").split(",") if cell)
    title = "石岭县2031年重点项目责任分解表"
    notice = read_text(f"{title}{',,,,' if way == 'csv' else ''}\n{rows}\n", tmp_path / f"headed.{way.split('.')[-1]}")
    assert [(one.marker, one.ordinal, one.heading) for one in notice.all(Section)] == [
        ("一", 1, "产业项目（2个）"),
        ("二", 2, "民生项目（2个）"),
    ]
    assert [item.number for item in notice.all(Item)] == ["1", "2", "3", "4"]


def test_a_row_with_a_line_for_each_column_has_no_line_that_goes_on(tmp_path: Path) -> None:
    heads = ("序号", "项目名称", "建设内容", "建设标准", "资金来源", "完成时限", "牵头单位", "责任单位")
    rows = [
        ("1", "就业促进", "开发岗位2300个。", "每人每月600元；合格率90%以上。", "就业补助资金", "12月", "县人社局", "各镇、县财政局"),
        ("2", "学前教育", "新建幼儿园4所。", "生均面积不低于10平方米。", "总投资约1600万元，其中县级600万元", "8月底", "县教育局", "各镇"),
        ("3", "村医提升", "培训村医200人。", "培训不少于10天。", "/", "10月底", "县卫健局", "各镇人民政府、街道办事处"),
        ("4", "农村供水", "普及率达到95%。", "水质达标率90%以上", "总投资860万元", "2031年11月", "县水利局", "县卫健局"),
    ]  # fmt: skip
    text = "\n".join((TITLE, NUMBER, TABLE, *heads, *(cell for row in rows for cell in row)))
    notice = read_text(text + "\n扫一扫在手机打开当前页\n", tmp_path / "exact.txt")
    assert [item.text for item in notice.all(Item)] == [row[2] for row in rows]
    assert [one.name for one in notice.all(Mention) if one.role == "lead"] == [row[6] for row in rows]
    assert {one.deadline for one in notice.all(Mention)} == {row[5] for row in rows}


def test_a_person_in_a_bracket_on_the_next_line_of_a_cell_is_no_part_of_the_name(tmp_path: Path) -> None:
    file = tmp_path / "persons.html"
    cells = ("1", "清理垃圾30吨。", "县城市管理局<br>（李若水）", "县发改局<br>（大数据局）")
    head = ("序号", "工作任务", "牵头单位", "责任单位")
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (head, cells))
    file.write_text(f"<html><body><p>{TITLE}</p><p>{NUMBER}</p><table>{rows}</table></body></html>")
    notice = extract(read(file))
    assert [one.name for one in notice.all(Mention)] == ["县城市管理局", "县发改局（大数据局）"]
    assert notice.all(Duty)[0].leaders == ("李若水",)


def test_glued_rows_go_on_over_pages_that_print_the_heads_again(tmp_path: Path) -> None:
    heads = "序号改革任务主要内容及量化目标完成时限牵头领导牵头单位配合单位"
    pages = (
        f"1、附件：石岭县2024年重点改革任务台账{heads}一、营商环境1压减审批事项26项，开办企业1个工作日内办结。9月底沈怀远县行政审批局"
        "县委编办县住建局2不动产登记2个工作日内办结，网上申请率不低于50%。全年沈怀远县自然资源局县税务局",
        f"2、{heads}二、社会民生3新建养老站点12个，志愿者达到800名。12月底〃县民政局县卫健局各镇（街道）",
        "3、4改造管网16公里，新增供水能力2万吨。11月底沈怀远县水利局县财政局县发改局",
    )
    found = read_text("\n".join((TITLE, NUMBER, *pages)), tmp_path / "pages.txt")
    items = [item for item in found.all(Item) if item.lists_at]
    assert [item.number for item in items] == ["1", "2", "3", "4"]
    units = {(one.item_id[-1], one.name, one.role) for one in found.all(Mention)}
    assert units == {
        (items[0].item_id[-1], "县行政审批局", "lead"), (items[0].item_id[-1], "县委编办", "support"),
        (items[0].item_id[-1], "县住建局", "support"), (items[1].item_id[-1], "县自然资源局", "lead"),
        (items[1].item_id[-1], "县税务局", "support"), (items[2].item_id[-1], "县民政局", "lead"),
        (items[2].item_id[-1], "县卫健局", "support"), (items[2].item_id[-1], "各镇（街道）", "support"),
        (items[3].item_id[-1], "县水利局", "lead"), (items[3].item_id[-1], "县财政局", "support"),
        (items[3].item_id[-1], "县发改局", "support"),
    }  # fmt: skip
    # Which of the glued names lead, the text does not say for sure.
    doubted = [doubt for doubt in found.all(Doubt) if doubt.code == "table_layout"]
    assert len(doubted) == len(items)


def test_a_time_above_a_head_said_again_ends_its_row(tmp_path: Path) -> None:
    head = "类别\n序号\n重点工作\n年度目标\n牵头单位\n责任单位\n完成时限\n"
    rows = (
        "一、产业\n1\n项目攻坚\n新开工项目35个。\n县发改局\n云岭经济开发区\n各镇、街道\n12月\n2\n智能改造\n改造项目80个。\n县工信局\n各镇、街道\n11月\n",
        "3\n科创走廊\n引进团队9个。\n县科技局\n县委组织部\n9月\n二、民生\n4\n扩充学位\n新增学位2700个。\n县教育局\n县住建局\n相关镇、街道\n8月\n",
    )
    found = read_text("\n".join((TITLE, NUMBER, TABLE, head + rows[0] + head + rows[1])), tmp_path / "again.txt")
    units = [(one.item_id[-1], one.name, one.role) for one in found.all(Mention)]
    assert [name for _, name, role in units if role == "lead"] == ["县发改局", "县工信局", "县科技局", "县教育局"]
    assert [name for _, name, role in units if role != "lead"] == [
        "云岭经济开发区", "各镇", "各街道", "各镇", "各街道", "县委组织部", "县住建局", "相关镇", "相关街道",
    ]  # fmt: skip
