"""Text that grows: no construct, however often it stands, takes more than a little over twice the time for twice the text."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from growth import MOST, slowed

from pipeline.dataset.reading import rows
from pipeline.language import numerals
from pipeline.notice import Notice, NoticeError, Source

pytestmark = pytest.mark.slow

_START = 1_000
_HEAD = "云川县人民政府关于印发2024年重点工作责任分工的通知\n各乡镇人民政府：\n现将分工印发给你们。\n云川县人民政府\n2024年2月1日\n一、工作\n"

#: What is repeated, by name.
CONSTRUCTS: dict[str, str] = {
    "tasks": "1.修缮校舍3处，新增学位1200个。（责任单位：县教育局、县财政局）\n",
    "tasks_in_one_line": "1.修缮校舍3处，新增学位1200个。（责任单位：县教育局、县财政局）",
    "colons": "：\n",
    "words_with_colons": "工作：",
    "heads": "任务分解\n",
    "heads_of_columns": "序号\n工作任务\n责任单位\n",
    "number_heads": "序号\n",
    "lists_of_those_above": "1.修水渠3公里。\n以上任务由县水利局负责。\n",
    "lists_by_number": "1.修水渠3公里。\n以上1—3项由县水利局负责。\n",
    "glued_pages": "2、序号改革任务主要内容完成时限牵头单位配合单位1改造管网16公里。9月底县水利局县财政局\n",
    "heads_over_lines": "序号\n县（市、区）\n工业增加值\n增速（%）\n备注\n",
    "records": "1.修缮校舍\n责任单位：县教育局\n建设内容：修缮校舍3处。\n完成时限：10月底\n",
    "lines_of_a_record": "建设内容：修缮校舍3处。\n",
    "numbered_lines_of_a_record": "（一）责任单位：县教育局\n",
    "role_lines": "责任单位：\n",
    "short_lines": "推进工作\n",
    "blank_lines": "\n",
    "lines_of_a_blank": "\n \n",
    "blank_separated": "推进 工作 ",
    "opening_brackets": "（",
    "brackets": "（县教育局）",
    "nested": "（（（",
    "digits": "9",
    "digits_in_brackets": "（99）",
    "percent": "9%",
    "chinese_digits": "一",
    "years": "2024年",
    "headings_all_one": "一、工作\n",
    "page_numbers": "- 3 -\n",
    "names": "县教育局、",
    "names_in_lines": "县教育局\n",
    "quantities": "新增5个、",
    "clauses": "推进工作，",
    "unclosed_quotes": "“",
    "table_rows": "1\t推进工作\t县教育局\n",
    "table_cells_in_lines": "1\n推进工作\n县教育局\n",
    "glued_rows": "1推进工作。县教育局",
    "dates": "2024年3月1日前完成，",
    "attachments": "附件1\n",
    "attachments_with_titles": "附件：重点任务分解表一览\n",
    "distributed": "分别增长7%、8%，",
    "plans": "计划9个",
    "plans_and_numbers": "计划9个数量9个",
    "shares_of_the_last": "占产值比重9%，",
    "no_break": "推进工作和服务",
    "quotes": "“一企一策”",
    "titles": "云川县人民政府关于印发2024年重点工作责任分工的通知\n",
    "signatures": "云川县人民政府\n2024年2月1日\n",
    "annexes": "附件1\n任务分解表\n1.新增床位3张。（责任单位：县民政局）\n",
    "annexes_announced": "附件：\n",
    "heads_in_a_line": "序号 工作任务 责任单位 ",
    "heads_with_tabs": "序号\t工作任务\t责任单位\n",
    "glued_heads": "序号工作任务责任单位",
    "indicator_lines": "指标\n单位\n2030年\n2035年目标\n粮食产量\n万吨\n12.5\n≥13\n",
    "five_levels": "一、工作\n（一）任务\n1.推进\n（1）新增\n①建设\n",
    "lists_behind_one_task": "（牵头单位：县教育局；配合单位：县财政局）",
    "open_signs_of_all_kinds": "（〔【“‘",
}


#: One construct that grows as a whole.
LONG: dict[str, tuple[str, str, str]] = {
    "one_number": ("（", "9", "）"),
    "one_chinese_number": ("（", "一", "）"),
    "one_year": ("关于印发", "2", "年工作要点的通知\n"),
    "one_line_of_blanks": ("推进", " ", "工作\n"),
    "one_heading": ("一、", "推进", "\n"),
    "one_list": ("1.推进工作。（责任单位：", "县教育局、", "）\n"),
    "one_list_run_together": ("1.推进工作。（责任单位：", "县财政局县水利局", "）\n"),
    "one_list_of_lists": ("1.推进工作。（责任单位：", "县水利局（县财政局、县审计局配合）、", "）\n"),
    "one_list_of_strangers": ("1.推进工作。（责任单位：", "甲乙丙、", "）\n"),
    "one_list_of_numbers": ("1.推进工作。（责任单位：", "一、”3个", ""),
    "one_list_of_labels": ("1.推进工作。（责任单位：", "9。牵头单位：", ""),
    "one_bracket": ("1.推进工作（", "服务", "）\n"),
    "one_sentence_of_a_class": ("1.", "集群内新增机架5架，", "\n"),
    "one_sentence_of_sums": ("1.", "园区营收达到3亿元，", "\n"),
    "one_sentence_of_shares": ("1.新增机架5架，", "其中工业3架，", "\n"),
    "one_nest_of_shares": ("1.新增机架5架（", "其中工业3架（", "\n"),
    "one_sentence_of_others": ("1.推进", "公路、铁路、桥梁等", "建设。\n"),
    "one_list_of_others": ("1.推进工作。（责任单位：", "县教育局等，", "）\n"),
    "one_list_of_persons": ("1.推进工作。（责任领导：", "王建国、", "）\n"),
    "one_sentence_of_pairs": ("1.", "公路、铁路分别达到3公里、5公里，", "\n"),
    "one_sentence_of_steps": ("1.", "由5个增加到8个，", "\n"),
    "one_sentence_of_awards": ("1.", "对新增规上企业给予一次性奖励5万元，", "\n"),
    "one_sum_of_many": ("1.完成", "公路3公里、", "共5公里。\n"),
    "one_long_quote": ("1.开展“", "双百、", "”行动。\n"),
    "one_sentence_of_verbs": ("1.", "新增改造建成", "5个。\n"),
}


def growth(before: str, unit: str, behind: str) -> float:
    """How many times longer a text takes for each doubling, over the last two of them."""

    def read(size: int) -> None:
        text = _HEAD + before + unit * (size // len(unit)) + behind
        with suppress(NoticeError):
            rows(Notice("n", text, Source("n.txt", "", "text")))

    return slowed(read, _START)


@pytest.mark.parametrize("name", [*CONSTRUCTS, *LONG])
def test_time_grows_with_the_text(name: str) -> None:
    measured = growth(*LONG.get(name, ("", CONSTRUCTS.get(name, ""), "")))
    assert measured < MOST, f"{name}: {measured:.2f} times for twice the text"


@pytest.mark.parametrize("unit", ["9", ",", "万", "十", "半", "1,100,", "1亿5千万", "分之一"])
def test_time_of_numerals_grows_with_the_text(unit: str) -> None:
    def read(size: int) -> None:
        text = (unit * size)[:size]
        re.findall(numerals.NUMERAL, text)
        with suppress(ValueError):
            numerals.value(text)

    assert slowed(read, 20_000) < MOST
