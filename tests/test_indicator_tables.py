"""Tables of indicators: a target for each figure of a year ahead, beside what was reached."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.notice import Duty, Finding, Item, Mention, Notice, NoticeError, Number, Section, Source, Table, Target
from pipeline.read import read
from pipeline.read.draft import Draft, GridCell

HEAD = "云川县人民政府关于印发云川县健康行动规划（2031—2035年）的通知\n各乡镇人民政府：\n现印发给你们。\n云川县人民政府\n2031年3月2日\n一、主要指标\n"


def with_cells(*cells: GridCell, head: str = HEAD) -> Notice:
    """A notice with a table of these cells, and what stands above it."""
    draft = Draft("html", head)
    draft.table(cells)
    text, spans = draft.finish()
    return extract(Notice("n", text, Source("n.html", "", "html")).adding(spans))


def row(place: int, *words: str, first: int = 0, row_span: int = 1) -> list[GridCell]:
    """A row of cells, from a column on."""
    return [GridCell(place, at, cell, row_span=row_span) for at, cell in enumerate(words, first)]


def planned(*rows: tuple[str, ...], head: str = HEAD) -> Notice:
    """A notice with a table of these rows."""
    return with_cells(*(cell for place, words in enumerate(rows) for cell in row(place, *words)), head=head)


ROWS = (
    ("指标", "单位", "2030年", "2033年目标", "2035年目标"),
    ("每千人口床位数", "张", "5.2", "6", "6.8"),
    ("居民健康档案建档率", "%", "81", "90", "≥95"),
    ("医疗卫生总投入", "亿元", "3.5", "—", "7"),
)


def test_each_year_ahead_is_a_target_and_what_was_reached_its_base() -> None:
    found = planned(*ROWS).all(Target)
    assert [(one.indicator, one.op, float(one.value), one.unit, one.period) for one in found] == [
        ("每千人口床位数", "=", 6, "张", "2033"),
        ("每千人口床位数", "=", 6.8, "张", "2035"),
        ("居民健康档案建档率", "=", 90, "%", "2033"),
        ("居民健康档案建档率", ">=", 95, "%", "2035"),
        ("医疗卫生总投入", "=", 700_000_000, "元", "2035"),
    ]
    assert [float(one.base_value or 0) for one in found] == [5.2, 5.2, 81, 81, 350_000_000]
    assert {one.base_period for one in found} == {"2030年"}
    assert found[1].deadline_date == date(2035, 12, 31)


def test_the_figures_of_the_base_are_no_targets() -> None:
    roles = {one.text: one.role for one in planned(*ROWS).all(Number) if one.text in ("5.2", "81", "6.8")}
    assert roles == {"5.2": "base", "81": "base", "6.8": "target"}


def test_a_row_may_end_before_its_head_does() -> None:
    found = planned(*ROWS[:2], ("注册志愿者", "万人", "4", "5")).all(Target)
    assert [(one.indicator, float(one.value), one.period) for one in found][2:] == [("注册志愿者", 50_000, "2033")]


def test_without_a_column_of_what_was_reached_there_is_no_base() -> None:
    found = planned(("指标", "单位", "2033年目标", "2035年目标"), ("新增学位", "个", "900", "1800")).all(Target)
    assert [(float(one.value), one.base_value, one.base_period) for one in found] == [
        (900, None, None),
        (1800, None, None),
    ]


@pytest.mark.parametrize(
    ("years", "expected"),
    [(("2030年", "2035年"), [(6.8, 5.2), (0.5, 0.4)]), (("2035年",), [(5.2, None), (0.4, None)])],
)
def test_of_a_notice_without_a_date_the_first_of_several_years_is_the_base(
    years: tuple[str, ...], expected: list[tuple[float, float | None]]
) -> None:
    head = (
        "云川县人民政府关于印发健康云川行动方案的通知\n各乡镇人民政府：\n现印发给你们。\n云川县人民政府\n一、主要指标\n"
    )
    cells = (("每千人口床位数", "张", "5.2", "6.8"), ("每千人口药师数", "人", "0.4", "0.5"))
    found = planned(("指标", "单位", *years), *(row[: 2 + len(years)] for row in cells), head=head).all(Target)
    assert [(float(one.value), one.base_value) for one in found] == expected


@pytest.mark.parametrize(
    ("above", "number", "title", "unit"),
    [
        ("表1 健康云川主要指标\n单位：亿元\n", "表1", "健康云川主要指标", "亿元"),
        ("表1\n健康云川主要指标\n（单位：亿元）\n", "表1", "健康云川主要指标", "亿元"),
        ("健康云川主要指标\n", None, "健康云川主要指标", None),
        ("1.完善指标体系。\n", None, None, None),
        ("主要指标如下：\n", None, None, None),
    ],
)
def test_what_stands_above_a_table(above: str, number: str | None, title: str | None, unit: str | None) -> None:
    rows = (("指标", "2030年", "2033年目标"), ("医疗总投入", "3.5", "7"), ("养老总投入", "2.5", "3"))
    (table,) = planned(*rows, head=HEAD + above).all(Table)
    assert (table.number, table.title, table.unit) == (number, title, unit)


@pytest.mark.parametrize(("said", "by"), [("9月底前", date(2031, 9, 30)), ("长期坚持", None)])
def test_a_tasks_deadline_holds_for_its_figures(said: str, by: date | None) -> None:
    found = planned(
        ("序号", "工作任务", "责任单位", "完成时限"),
        ("1", "新建公厕12座。", "县城管局", said),
        ("2", "修缮校舍3处。", "县教育局", said),
    ).all(Target)
    assert [one.deadline_date for one in found] == [by, by]


def test_a_sentences_own_deadline_goes_first() -> None:
    text = (
        HEAD
        + "1.抓好环境，3月底前新建公厕12座。（责任单位：县城管局；完成时限：9月底前）\n2.修缮校舍3处。（责任单位：县教育局；完成时限：9月底前）\n"
    )
    found = extract(Notice("n", text, Source("n.txt", "", "text"))).all(Target)
    assert [one.deadline_date for one in found] == [date(2031, 3, 31), date(2031, 9, 30)]


# ── tables of what each place is to do, of indicators that bodies answer for, of projects ────────────


def test_a_row_that_is_a_place_gives_a_target_for_each_column_of_an_indicator() -> None:
    notice = planned(
        ("序号", "乡镇（街道）", "新建高标准农田（万亩）", "农村改厕（户）", "引进项目（个）", "考核分值（分）"),
        ("1", "双桥镇", "0.8", "≥260", "2", "30"),
        ("2", "石板街道", "—", "120", "5左右", "30"),
        ("", "合计", "0.8", "380", "7", "60"),
    )
    assert [(one.indicator, one.op, float(one.value), one.unit) for one in notice.all(Target)] == [
        ("双桥镇新建高标准农田", "=", 8000, "亩"),
        ("双桥镇农村改厕", ">=", 260, "户"),
        ("双桥镇引进项目", "=", 2, "个"),
        ("石板街道农村改厕", "=", 120, "户"),
        ("石板街道引进项目", "~", 5, "个"),
        ("新建高标准农田合计", "=", 8000, "亩"),
        ("农村改厕合计", "=", 380, "户"),
        ("引进项目合计", "=", 7, "个"),
    ]
    assert not [one for one in notice.all(Finding) if one.code == "names_outside_lists"]


def test_a_head_of_two_rows_says_what_is_counted_in_both() -> None:
    found = with_cells(
        GridCell(0, 0, "序号", row_span=2),
        GridCell(0, 1, "乡镇", row_span=2),
        GridCell(0, 2, "水稻生产", column_span=2),
        GridCell(0, 4, "2033年绿化", column_span=2),
        *row(1, "面积（万亩）", "产量（万吨）", "造林（亩）", "育苗（万株）", first=2),
        *row(2, "1", "双桥镇", "2.1", "0.9", "300", "12"),
        *row(3, "2", "石板镇", "1.6", "0.7", "450", "8"),
    ).all(Target)
    assert [(one.indicator, float(one.value), one.unit, one.period) for one in found[:4]] == [
        ("双桥镇水稻生产面积", 21000, "亩", None),
        ("双桥镇水稻生产产量", 9000, "吨", None),
        ("双桥镇绿化造林", 300, "亩", "2033"),
        ("双桥镇绿化育苗", 120_000, "株", "2033"),
    ]


def test_the_year_of_a_tables_title_is_that_of_its_figures() -> None:
    rows = (("乡镇", "造林（亩）"), ("双桥镇", "800"), ("石板镇", "650"))
    found = planned(*rows, head=HEAD + "2033年各乡镇造林任务分解表\n").all(Target)
    assert [one.deadline_date for one in found] == [date(2033, 12, 31)] * 2


def test_indicators_that_bodies_answer_for_are_tasks_too() -> None:
    notice = planned(
        (
            "序号",
            "类别",
            "指标名称",
            "单位",
            "2030年实绩",
            "2033年计划",
            "年均增长（%）",
            "权重",
            "牵头单位",
            "配合单位",
        ),
        ("1", "经济", "地区生产总值", "亿元", "210", "265", "8左右", "10", "县发展和改革局", "县统计局、县财政局"),
        ("2", "民生", "城镇新增就业", "人", "2600", "［8000］", "—", "10", "县人力资源和社会保障局", "各乡镇"),
    )
    assert [(one.text, one.title) for one in notice.all(Item)] == [("地区生产总值", "经济"), ("城镇新增就业", "民生")]
    assert [(one.name, one.role) for one in notice.all(Mention)] == [
        ("县发展和改革局", "lead"),
        ("县统计局", "support"),
        ("县财政局", "support"),
        ("县人力资源和社会保障局", "lead"),
        ("各乡镇", "support"),
    ]
    found = [(one.indicator, one.op, float(one.value), one.unit, one.item_id) for one in notice.all(Target)]
    assert found == [
        ("地区生产总值", "=", 26_500_000_000, "元", "n-i001"),
        ("地区生产总值年均增长", "~", 8, "%", "n-i001"),
        ("城镇新增就业", "=", 8000, "人", "n-i002"),
    ]


def test_what_a_project_reaches_by_the_quarter_and_spends_in_the_year_is_read() -> None:
    notice = planned(
        (
            "序号",
            "项目名称",
            "建设内容及规模",
            "总投资（万元）",
            "2031年计划投资（万元）",
            "二季度",
            "四季度",
            "责任单位",
        ),
        ("1", "河东粮库扩建工程", "新建仓房6座。", "9000", "4200", "完成仓房基础3座", "—", "县粮食局"),
        ("", "合计", "", "9000", "4200", "", "", ""),
    )
    assert [one.title for one in notice.all(Item)] == ["河东粮库扩建工程"]
    found = [(float(one.value), one.unit, one.deadline_date, one.item_id) for one in notice.all(Target)]
    assert found == [
        (6, "座", None, "n-i001"),
        (3, "座", date(2031, 6, 30), "n-i001"),
        (42_000_000, "元", date(2031, 12, 31), "n-i001"),
    ]


def test_what_work_must_satisfy_is_read_beside_what_is_done() -> None:
    notice = planned(
        ("序号", "项目名称", "建设内容", "服务标准", "责任单位"),
        ("1", "社区食堂", "新建社区食堂9家", "每餐价格不高于12元，留样时间不少于48小时", "县民政局"),
        ("2", "村村通水", "延伸管网33公里", "水质达标率达95%", "县水利局"),
    )
    assert [(one.op, float(one.value), one.unit) for one in notice.all(Target)] == [
        ("=", 9, "家"),
        ("<=", 12, "元"),
        (">=", 48, "小时"),
        ("=", 33, "公里"),
        ("=", 95, "%"),
    ]


def test_a_goal_in_a_cell_of_its_own_is_of_what_the_task_says() -> None:
    notice = planned(
        ("序号", "任务名称", "主要举措", "2030年实绩", "2031年目标值", "牵头单位"),
        ("1", "办电提速", "低压用户平均接电时间压缩到6天以内，新建台区45个。", "9天", "≤6天", "县供电公司"),
        ("2", "消费帮扶", "认定帮扶产品35款，销售帮扶产品2.4亿元。", "20款、1.9亿元", "35款、2.4亿元", "县乡村振兴局"),
        ("3", "无欠薪", "工程款按月支付，设立维权站4个。", "93%", "100%", "县人力资源和社会保障局"),
    )
    found = [(one.indicator, one.op, float(one.value), one.base_value) for one in notice.all(Target)]
    assert found == [
        ("低压用户平均接电时间", "<=", 6, None),
        ("新建台区", "=", 45, None),
        ("低压用户平均接电时间", "<=", 6, 9),
        ("帮扶产品（消费帮扶）", "=", 35, None),
        ("销售帮扶产品（消费帮扶）", "=", 240_000_000, None),
        ("帮扶产品（消费帮扶）", "=", 35, None),
        ("销售帮扶产品（消费帮扶）", "=", 240_000_000, None),
        ("设立维权站", "=", 4, None),
        ("无欠薪比例", "=", 100, 93),
    ]


def test_the_plan_of_a_year_beside_the_sum_of_a_project_is_money() -> None:
    notice = planned(
        ("序号", "项目名称", "建设内容", "总投资", "2031年计划", "责任单位"),
        ("1", "城北水厂", "建成清水池2座", "3.6", "1.5", "县水务集团"),
        ("2", "河西学校", "新建教学楼3栋", "1.2", "0.8", "县教育局"),
        head=HEAD + "2031年重点项目计划（单位：亿元、亩）\n",
    )
    found = [(one.indicator, float(one.value), one.unit) for one in notice.all(Target) if one.unit == "元"]
    assert found == [("城北水厂2031年计划投资", 150_000_000, "元"), ("河西学校2031年计划投资", 80_000_000, "元")]


def test_how_many_rows_stand_below_a_heading_is_no_promise() -> None:
    notice = with_cells(
        *row(0, "序号", "项目名称", "建设内容", "责任单位"),
        GridCell(1, 0, "一、水利工程（2个）", column_span=4),
        *row(2, "1", "南渠改造", "衬砌渠道7公里。", "县水利局"),
    )
    assert [one.heading for one in notice.all(Section)] == ["主要指标", "水利工程（2个）"]
    assert [(float(one.value), one.unit) for one in notice.all(Target)] == [(7, "公里")]


def test_contents_beside_the_text_of_a_task_are_read_too() -> None:
    notice = planned(
        ("序号", "工作任务", "工作目标", "具体举措", "责任单位"),
        ("1", "农村公路建设", "新改建农村公路40公里。", "改造危桥3座，安装护栏12公里。", "县交通运输局"),
    )
    assert [(float(one.value), one.unit) for one in notice.all(Target)] == [(40, "公里"), (3, "座"), (12, "公里")]


def test_an_annex_that_came_alone_has_its_title_in_the_header() -> None:
    rows = (("序号", "工作任务", "责任单位"), ("1", "疏浚河道8公里", "县水利局"))
    notice = planned(*rows, head="附件2\n云川县2033年重点项目推进表\n")
    assert notice.fields["title"] == "云川县2033年重点项目推进表"


def test_a_column_of_figures_that_nobody_reads_is_told_once() -> None:
    notice = planned(
        ("序号", "项目名称", "建设内容", "用地（亩）", "总投资（万元）", "至2030年底完成投资", "三季度", "责任单位"),
        ("1", "南渠改造", "衬砌渠道7公里。", "12", "860", "200", "3", "县水利局"),
        ("2", "北渠改造", "衬砌渠道9公里。", "15", "990", "—", "5", "县水利局"),
        ("", "合计", "", "27", "1850", "200", "8", ""),
    )
    told = [one for one in notice.all(Finding) if one.code == "column_unread"]
    assert [(one.message.split("“")[1].split("”")[0], "2个数" in one.message) for one in told] == [
        ("用地（亩）", True),
        ("三季度", True),
    ]


def test_a_task_that_counts_all_together_is_no_sum_of_the_others() -> None:
    notice = planned(("序号", "工作任务", "责任单位"), ("1", "共计新建公厕5座", "县城管局"), ("", "合 计", "—"))
    assert [one.text for one in notice.all(Item)] == ["共计新建公厕5座"]


def test_who_looks_after_a_place_is_not_its_name() -> None:
    rows = (
        ("序号", "乡镇", "包联领导", "县城至村公路（公里）", "秸秆还田"),
        ("1", "双桥镇", "张向东", "8", "1.2万亩以上"),
        ("2", "石板镇", "李国庆", "6", "0.9万亩"),
    )
    found = [(one.indicator, one.op, float(one.value), one.unit) for one in planned(*rows).all(Target)]
    assert found == [
        ("双桥镇县城至村公路", "=", 8, "公里"),
        ("双桥镇秸秆还田", ">=", 12000, "亩"),
        ("石板镇县城至村公路", "=", 6, "公里"),
        ("石板镇秸秆还田", "=", 9000, "亩"),
    ]


def test_figures_say_more_than_their_number() -> None:
    notice = planned(
        ("序号", "指标名称", "单位", "2033年目标", "年均增长[五年累计]", "责任单位"),
        ("1", "农业产值", "亿元", "45左右", "6—7", "县农业农村局"),
        ("2", "污水处理率", "%", "≥90", "［4.5］", "县住房和城乡建设局"),
        ("3", "规上企业", "家", "新增12", "—", "县工业和信息化局"),
    )
    found = [(one.indicator, one.op, float(one.value), one.value_max, one.unit) for one in notice.all(Target)]
    assert found == [
        ("农业产值", "~", 4_500_000_000, None, "元"),
        ("农业产值年均增长", "between", 6, 7, "%"),
        ("污水处理率", ">=", 90, None, "%"),
        ("污水处理率五年累计", "=", 4.5, None, "个百分点"),
        ("规上企业", "=", 12, None, "家"),
    ]


def test_a_column_of_what_was_reached_is_the_base_of_the_one_beside_it() -> None:
    found = with_cells(
        GridCell(0, 0, "乡镇", row_span=2),
        GridCell(0, 1, "财政收入（万元）", column_span=3),
        GridCell(0, 4, "秸秆利用率", row_span=2),
        *row(1, "2030年完成", "2031年目标", "增长（%）", first=1),
        *row(2, "双 桥 镇", "500", "560", "12", "93%"),
        *row(3, "石板镇", "410", "450", "9.8", "95%"),
    ).all(Target)
    assert [(one.indicator, float(one.value), one.unit, one.base_value) for one in found[:3]] == [
        ("双桥镇财政收入", 5_600_000, "元", 5_000_000),
        ("双桥镇财政收入增长", 12, "%", None),
        ("双桥镇秸秆利用率", 93, "%", None),
    ]


def test_the_money_of_a_project_is_read_by_the_quarter() -> None:
    found = with_cells(
        *row(0, "序号", "项目名称", "建设内容", row_span=2),
        GridCell(0, 3, "2031年投资进度安排（累计）", column_span=2),
        GridCell(0, 5, "责任单位", row_span=2),
        GridCell(1, 3, "1—6月"),
        GridCell(1, 4, "1—12月"),
        *row(2, "1", "南渠改造", "衬砌渠道7公里。", "300", "900", "县水利局"),
        *row(3, "2", "北渠改造", "清淤9公里。", "—", "650", "县水利局"),
        head=HEAD + "单位：万元\n",
    ).all(Target)
    assert [(one.indicator, float(one.value), one.deadline_date) for one in found if one.unit == "元"] == [
        ("南渠改造投资", 3_000_000, date(2031, 6, 30)),
        ("南渠改造投资", 9_000_000, date(2031, 12, 31)),
        ("北渠改造投资", 6_500_000, date(2031, 12, 31)),
    ]


def test_a_tasks_row_is_of_its_task_though_indicators_stand_beside_it() -> None:
    notice = planned(
        ("序号", "工作任务", "具体指标", "责任单位"),
        ("1-1", "整治背街小巷", "完成8条", "县城市管理局"),
    )
    assert [(one.text, one.number) for one in notice.all(Item)] == [("整治背街小巷", "1-1")]
    assert [(float(one.value), one.unit) for one in notice.all(Target)] == [(8, "条")]


def test_a_note_of_several_measures_is_of_no_column() -> None:
    rows = (("指标", "2033年目标"), ("工业总产值", "90"), ("新签约项目", "12"))
    assert {one.unit for one in planned(*rows, head=HEAD + "单位：亿元\n").all(Target)} == {"元"}
    assert {one.unit for one in planned(*rows, head=HEAD + "单位：亿元、个\n").all(Target)} == {""}


def test_a_second_head_below_figures_has_columns_of_its_own() -> None:
    notice = with_cells(
        *row(0, "序号", "乡镇", "造林（亩）"),
        *row(1, "1", "双桥镇", "300"),
        *row(2, "序号", "工作任务", "责任单位"),
        *row(3, "1", "疏浚河道8公里。", "县水利局"),
    )
    assert [(one.indicator, float(one.value)) for one in notice.all(Target)][:1] == [("双桥镇造林", 300)]


def test_a_table_of_goals_is_a_notice_without_its_letter() -> None:
    rows = (("乡镇", "造林（亩）"), ("双桥镇", "800"), ("石板镇", "650"))
    found = planned(*rows, head="2033年各乡镇造林任务分解表\n").all(Target)
    assert [float(one.value) for one in found] == [800, 650]


def test_a_table_of_what_was_is_none() -> None:
    with pytest.raises(NoticeError):
        planned(("乡镇", "造林（亩）"), ("双桥镇", "800"), ("石板镇", "650"), head="2030年各乡镇造林情况表\n")


PLACES = (
    ("序号", "乡镇", "改厕户数", "受益人数", "退耕还湿", "垃圾收集率", "包联领导"),
    ("1", "云岭镇", "210", "840", "1200", "96", "王明"),
    ("2", "河口镇", "180", "655", "900", "95以上", ""),
)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        # Each measure is of the column that ends in it; what is left is of what is left.
        ("单位：人、户、%、亩", ["户", "人", "亩", "%"]),
        # Of two columns nobody knows whose the one left is.
        ("单位：户、亩", ["户"]),
    ],
)
def test_a_note_of_several_measures_is_of_the_columns_in_their_order(note: str, expected: list[str]) -> None:
    head = f"{HEAD}表1 2031年各乡镇任务\n{note}\n"
    found = planned(*PLACES, head=head).all(Target)
    assert [one.unit for one in found if one.indicator.startswith("云岭镇")] == expected
    assert all(one.deadline_date == date(2031, 12, 31) for one in found)


def test_a_year_and_what_is_planned_for_it_are_one_head_over_lines(tmp_path: Path) -> None:
    head = "序号\n项目名称\n建设内容及规模\n总投资\n（万元）\n2031年\n计划投资\n（万元）\n年度形象进度\n牵头单位\n实施单位\n"
    rows = "1\n云川水库加固\n坝体加固310米。\n5400\n2100\n主体完工\n市水利局\n云川水库管理处\n2\n南岭隧道\n开挖隧道2公里。\n9800\n3600\n贯通\n市交通运输局\n市交投集团\n"
    file = tmp_path / "wrapped.txt"
    file.write_text(f"{HEAD}二、项目\n附件1\n云川县2031年项目计划表\n{head}{rows}")
    found = [one for one in extract(read(file)).all(Target) if one.unit == "元"]
    assert [float(one.value) for one in found] == [21_000_000, 36_000_000]


def test_a_goal_that_says_no_more_than_how_much_is_of_its_task() -> None:
    rows = (
        ("序号", "重点任务", "量化目标", "具体举措", "完成时限", "责任单位"),
        ("1", "尾矿库闭库", "3座", "每日巡查不少于2次。", "2031年10月", "县应急管理局"),
        ("2", "公路安全防护", "实施75公里", "整治隐患40处。", "2031年9月", "县交通运输局"),
    )
    found = planned(*rows).all(Target)
    assert [(one.indicator, float(one.value), one.unit, one.deadline) for one in found if one.unit in ("座", "公里")] == [
        ("公路安全防护长度", 75, "公里", "2031年9月"), ("尾矿库闭库", 3, "座", "2031年10月"),
    ]  # fmt: skip


def test_heads_of_figures_over_lines_and_places_that_look_like_persons(tmp_path: Path) -> None:
    head = "序号\n县（市、区）\n新增规上\n企业（户）\n工业增加值\n增速（%）\n备注\n合计\n9\n10\n"
    rows = "1\n云川县\n5\n9.5\n2\n河口区\n4\n11\n含开发区\n3\n南岭市\n2\n10\n"
    file = tmp_path / "places.txt"
    file.write_text(f"{HEAD}附件1\n2031年指标分解表\n{head}{rows}")
    found = [one for one in extract(read(file)).all(Target)]
    assert [(one.indicator, float(one.value), one.unit) for one in found] == [
        ("新增规上企业合计", 9, "户"), ("工业增加值增速", 10, "%"),
        ("云川县新增规上企业", 5, "户"), ("云川县工业增加值增速", 9.5, "%"), ("河口区新增规上企业", 4, "户"),
        ("河口区工业增加值增速", 11, "%"), ("南岭市新增规上企业", 2, "户"), ("南岭市工业增加值增速", 10, "%"),
    ]  # fmt: skip
    bars = "村｜改厕（座）｜油菜（亩）｜包村单位\n白鹤村｜52｜520｜镇党政办\n石桥村｜48｜460｜镇财政所\n"
    file.write_text(f"{HEAD}附件1\n2031年村级任务一览\n{bars}")
    assert [one.indicator for one in extract(read(file)).all(Target)] == [
        "白鹤村改厕", "白鹤村油菜", "石桥村改厕", "石桥村油菜",
    ]  # fmt: skip


def test_a_ditto_is_the_cell_above_and_a_number_to_call_no_person() -> None:
    found = planned(
        ("序号", "重点任务", "主要内容", "联系人及电话", "牵头单位", "配合单位"),
        ("1", "企业上云", "推动60户企业上云。", "赵敏 0539-8300001", "县工信局", "县财政局"),
        ("2", "技术改造", "实施改造项目48项。", "〃", "〃", "县科技局"),
        ("3", "人才引育", "引进人才120名。", "13800001111", "县人社局", "同上"),
    )
    units = [(one.item_id[-1], one.name, one.role) for one in found.all(Mention)]
    assert units == [
        ("1", "县工信局", "lead"), ("1", "县财政局", "support"), ("2", "县工信局", "lead"), ("2", "县科技局", "support"),
        ("3", "县人社局", "lead"), ("3", "县科技局", "support"),
    ]  # fmt: skip
    assert [one.leaders for one in found.all(Duty)] == [("赵敏",), ("赵敏",), ()]
