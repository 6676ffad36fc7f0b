"""Where responsibility lists end, what is none, and that hostile text costs no more than its length."""

from __future__ import annotations

from itertools import pairwise

import pytest
from cases import listed, outlined

from pipeline.language.cuts import cut
from pipeline.meaning.trust.findings import audit
from pipeline.notice import Cell, Doubt, Duty, Finding, Item, Mention, Notice, Source
from pipeline.structure.lists import find
from pipeline.structure.tables.flat import flat_tables

HEAD = "青山县人民政府关于印发2024年工作要点的通知\n各镇人民政府：\n现将工作要点印发给你们。\n2024年1月31日\n一、主要任务\n"
FLAT = (
    "1.发展普惠托育。新建社区托育点6处，推动有条件的幼儿园开设托班，加强从业人员培训，完善托育服务标准，方便群众就近入托。"
    "{first}2.改造供水管网。更换老旧管道18公里，建设二次供水设施12处，降低管网漏损率，保障居民用水安全，优化供水服务流程。"
    "{second}3.整治占道经营。规范流动摊贩，增设便民市场4处，健全巡查制度，加大执法力度，完善沿街商铺管理，提升市容环境。{third}"
)


def tasks(text: str) -> list[str]:
    notice = outlined(HEAD + text)
    return [f"{item.number} {listed(notice, item)}" for item in notice.all(Item)]


def test_a_list_without_brackets_ends_where_no_unit_follows() -> None:
    flat = FLAT.format(
        first="责任单位：县卫生健康局、县妇联，各托育机构",
        second="责任单位：县水务局、清泉供水公司",
        third="责任单位：县城管局",
    )
    assert tasks(flat) == [
        "1 responsible 县卫生健康局 县妇联 各托育机构*",
        "2 responsible 县水务局 清泉供水公司",
        "3 responsible 县城管局",
    ]


def test_a_bracket_that_never_ends_ends_with_its_names() -> None:
    flat = FLAT.format(
        first="（责任单位：县卫生健康局、县妇联", second="（责任单位：县水务局）", third="（责任单位：县城管局）"
    )
    assert tasks(flat) == ["1 responsible 县卫生健康局 县妇联", "2 responsible 县水务局", "3 responsible 县城管局"]


@pytest.mark.parametrize(
    "line",
    [
        "责任单位：县水务局。完成时限：10月底前",
        "责任单位：县水务局、青山驿站管理公司，各有关单位",
        "牵头单位：县水务局；配合单位：县财政局\n完成时限：10月底前",
    ],
)
def test_a_line_of_names_is_one_list(line: str) -> None:
    text = HEAD + "1.改造供水管网。\n" + line + "\n"
    (one,) = find(text)
    assert text[one.start : one.end] == line


def unread(notice: Notice) -> list[str]:
    return [words for duty in notice.all(Duty) for words in duty.unread]


def test_a_list_of_words_that_nobody_knows_is_told_once_and_doubted() -> None:
    notice = outlined(HEAD + "1.抓好落实。（责任单位：盘活闲置厂房，引进龙头项目，完善配套设施）\n")
    assert len(unread(notice)) == 1
    assert [doubt.strength for doubt in notice.all(Doubt) if doubt.code == "list_unread"] == [1.0]


def test_a_list_of_known_names_is_in_no_doubt() -> None:
    notice = outlined(
        HEAD + "1.抓好落实。（牵头单位：县教育局；配合单位：县财政局、县住房和城乡建设局，各镇人民政府）\n"
    )
    assert not unread(notice) and not notice.all(Doubt)


def test_a_name_that_no_rule_knows_is_in_doubt() -> None:
    notice = outlined(HEAD + "1.抓好落实。（责任单位：县教育局、沿江办）\n")
    (doubt,) = notice.all(Doubt)
    assert (notice.text[doubt.start : doubt.end], doubt.code) == ("沿江办", "name_unknown")


def test_the_margin_is_what_the_second_best_reading_costs_more() -> None:
    assert cut("县教育局、县财政局").margin > cut("县治理超限、超载运输工作领导小组办公室").margin


@pytest.mark.parametrize(
    ("names", "units"),
    [
        ("市招商局、市投资促进局", 2),
        ("市政务服务中心、市行政审批服务中心", 2),
        ("市发展改革委、市发改委", 1),
        ("市教育局、教育局", 1),
    ],
)
def test_two_names_of_one_list_are_two_units_unless_one_is_a_spelling(names: str, units: int) -> None:
    notice = outlined(HEAD.replace("青山县", "赣州市") + f"1.抓好落实。（责任单位：{names}）\n")
    assert len({mention.unit_id for mention in notice.all(Mention)}) == units


def told(text: str) -> list[str]:
    return [finding.message for finding in audit(outlined(HEAD + text)).all(Finding) if finding.code == "list_unread"]


@pytest.mark.parametrize(
    "text",
    [
        "1.抓好落实。完善沿街设施，方便群众。（前述三方共同负责）\n2.做好评估。（责任单位：县统计局）",
        "1.抓好落实。完善沿街设施，方便群众。（责任单位：盘活厂房，引进龙头，完善配套）\n2.做好评估。（责任单位：县统计局）",
    ],
)
def test_a_bracket_that_promises_a_list_is_read_or_told_once(text: str) -> None:
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1.压实“谁主管、谁负责”要求（以下简称“双责”），加强责任落实。（责任单位：县统计局）",
        "1.抓好落实。（责任单位：县统计局）（排在首位的为牵头单位，下同）",
        "1.引进配合度高的企业（含在建项目），明确牵头单位。（县统计局负责）",
    ],
)
def test_words_of_responsibility_in_a_sentence_promise_nothing(text: str) -> None:
    assert not told(text + "\n2.做好评估。（责任单位：县统计局）")


def test_a_bracket_behind_a_unit_gives_its_other_names() -> None:
    text = "1.设立专班。办公室设在县数据局（县信息中心、县大数据中心）。\n2.做好评估。（责任单位：县统计局）"
    assert tasks(text) == ["1 ", "2 responsible 县统计局"]


@pytest.mark.parametrize(
    "text",
    [
        "：\n" * 300,
        "责任单位：" * 300,
        "责任单位：县教育局2.改造管网。新建厂房，" * 100,
        "（县教育局负责" * 200,
        "（" * 400 + "县教育局" + "）" * 400,
        "【〔（" * 100 + "）〕】" * 90,
        "（责任单位：" + "县教育局和" * 300,
        "（责任单位：" + "青山、柳河等" * 200 + "）",
        "（责任单位：" + "各市、县、" * 200 + "）",
        "县\n" * 300,
    ],
)
def test_lists_of_hostile_text_are_in_order_and_disjoint(text: str) -> None:
    found = find(text)
    assert all(one.start <= one.inner_start <= one.inner_end <= one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_a_cut_covers_its_words_in_order() -> None:
    words = "县教育局、县财政局和各镇，青山、柳河镇人民政府等\n配合"
    parts = cut(words).parts
    assert all(before.end <= after.start for before, after in pairwise(parts))
    assert [name.name for part in parts for name in part.names] == [
        "县教育局", "县财政局", "各镇", "青山镇人民政府", "柳河镇人民政府",
    ]  # fmt: skip


def test_no_name_swallows_another_that_is_known() -> None:
    named = [name.name for part in cut("梧桐创新园\n赣州市政府").parts for name in part.names]
    assert named[-1] == "赣州市政府"


def test_a_cell_of_times_is_no_name_and_a_label_in_a_cell_keeps_the_columns_role() -> None:
    rows = (("疏浚河道8公里", "负责：县水利局", "9月底"), ("改造灌区2处", "县农业农村局", "10月底"))
    table = "序号\t工作任务\t牵头单位\t完成时限\n" + "".join(
        f"{number}\t" + "\t".join(row) + "\n" for number, row in enumerate(rows, 1)
    )
    notice = outlined(HEAD + table)
    assert [(item.text, listed(notice, item), item.responsibility) for item in notice.all(Item)] == [
        ("疏浚河道8公里", "lead 县水利局", "负责：县水利局"),
        ("改造灌区2处", "lead 县农业农村局", "县农业农村局"),
    ]
    assert [duty.deadline for duty in notice.all(Duty)] == ["9月底", "10月底"]


def test_a_plain_heading_between_the_rows_of_a_table_in_lines_goes_over_all_columns() -> None:
    rows = (
        "产业发展",
        "1",
        "建成标准厂房5万平方米。",
        "县工业和信息化局",
        "2",
        "培育规上企业12家。",
        "县工业和信息化局",
    )
    more = ("民生保障", "3", "新建公厕5座。", "县城管局", "4", "修缮校舍3处。", "县教育局")
    text = HEAD + "\n".join(("序号", "工作任务", "责任单位", *rows, *more)) + "\n"
    notice = flat_tables(Notice("n", text, Source("n.txt", "", "text")))
    wide = [notice.quote(cell) for cell in notice.all(Cell) if cell.column_span == 3]
    assert wide == ["产业发展", "民生保障"]


@pytest.mark.parametrize(
    ("bracket", "units"),
    [
        ("县城管局、县公安局", "responsible 县城管局 县公安局"),
        ("县城管局、红旗商会", "responsible 县城管局 红旗商会"),
        # Who it is about, or what is among it.
        ("县城管局", ""),
        ("县城管局、夜市", ""),
        ("含夜市、早市", ""),
    ],
)
def test_a_bracket_inside_a_sentence_is_a_list_where_it_holds_several_names_alone(bracket: str, units: str) -> None:
    assert tasks(f"1.整治占道经营（{bracket}），增设便民市场4处。\n")[0] == f"1 {units}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "获得贷款20亿元。由县财政局牵头，县金融办、工商银行石岭支行配合。",
            ["由县财政局牵头，县金融办、工商银行石岭支行配合。"],
        ),
        ("开展模拟运行。省人社厅、省财政厅按职责分工负责，持续推进", ["省人社厅、省财政厅按职责分工负责，持续推进"]),
        ("提升水平。各地区各部门抓好落实。", []),
        ("办理登记。本办法由县财政局负责解释。", []),
        ("加强监管。县财政局、县审计局要加强检查，各镇配合。", []),
    ],
)
def test_a_last_sentence_of_names_and_verbs_is_a_list(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in find(text)] == found
