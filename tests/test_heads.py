"""What the columns of a table hold by their heads: role words with whoever has them, heads of two rows, heads nobody listed."""

from __future__ import annotations

import pytest

import pipeline
from pipeline.language.heads import column_meaning

LETTER = "白鹭县人民政府关于下达2031年重点工作的通知\n各镇人民政府：\n现将2031年重点工作下达给你们。\n白鹭县人民政府\n2031年1月31日\n"


@pytest.mark.parametrize(
    ("head", "meaning"),
    [
        *zip(("主办", "牵头办", "主责站所", "牵头科（室）", "牵头（主办）"), ("lead",) * 5, strict=True),
        *zip(("协办", "参与", "协同站所", "配合片区", "协助村社", "参与企业"), ("support",) * 6, strict=True),
        *zip(("承办", "责任专班", "责任办（所）", "承办中心"), ("responsible",) * 4, strict=True),
        *zip(("分管镇长", "包保副书记", "联系局长"), ("leaders",) * 3, strict=True),
        *((head, None) for head in ("各村（社区）", "县委办", "责任田", "加强组织领导", "联系实际", "办公室主任")),
        ("新建小学（所）", "measured"),
    ],
)
def test_a_role_word_with_who_has_it_is_a_head(head: str, meaning: str | None) -> None:
    assert column_meaning(head) == meaning


def html(*rows: str) -> bytes:
    """A page with the letter above a table: cells parted by |, `2x` before a cell that spans two columns, `v` one that is as high as two rows."""
    spans = {"2x": ' colspan="2"', "3x": ' colspan="3"', "2v": ' rowspan="2"'}

    def cell(words: str) -> str:
        span = spans.get(words[:2], "")
        return f"<td{span}>{words[2:] if span else words}</td>"

    lines = "".join(f"<p>{line}</p>" for line in LETTER.splitlines())
    table = "".join(f"<tr>{''.join(map(cell, row.split('|')))}</tr>" for row in rows)
    return f"<html><body>{lines}<table>{table}</table></body></html>".encode()


def said(page: bytes) -> list[tuple[str, list[str]]]:
    """Of each task how its text ends and its units with their roles."""
    read = pipeline.read(page, name="made")
    who: dict[str, list[str]] = {item_id: [] for item_id in read.items.item_id}
    for item_id, role, name in zip(read.assignments.item_id, read.assignments.role, read.assignments.name, strict=True):
        who[item_id].append(f"{role} {name}")
    return list(zip(map(str, read.items.text), who.values(), strict=True))


def test_the_second_row_of_a_head_leaves_the_other_heads_to_the_first() -> None:
    page = html(
        "类别|工作内容|3x落实单位与时间", "||主办|协办|时间",
        "防汛|疏浚沟渠12公里。|县水利局|县财政局、城关镇|6月底", "粮食|新建粮库2座。|县粮食局|县财政局|全年",
    )  # fmt: skip
    assert said(page) == [
        ("疏浚沟渠12公里。", ["lead 县水利局", "support 县财政局", "support 城关镇"]),
        ("新建粮库2座。", ["lead 县粮食局", "support 县财政局"]),
    ]


def test_what_the_whole_year_brings_is_the_task() -> None:
    page = html(
        "2v序号|2v事项|2x工作目标|2x分工", "一季度|全年|牵头站所|协同站所",
        "1|沟渠|勘察设计|疏浚沟渠12公里，加固堤坝3处|水利站|财政所、各村（社区）",
        "2|粮库|开工建设|新建粮库2座，可存粮5万吨|农技站|财政所、各村（社区）",
    )  # fmt: skip
    assert said(page) == [
        ("疏浚沟渠12公里，加固堤坝3处", ["lead 水利站", "support 财政所", "support 各村（社区）"]),
        ("新建粮库2座，可存粮5万吨", ["lead 农技站", "support 财政所", "support 各村（社区）"]),
    ]


def test_heads_nobody_listed_say_who_and_when_by_their_ends_and_cells() -> None:
    page = html(
        "序号|问题来源|整改举措|督改责任|配合|核销期限",
        "1|巡察|清理合同30份，追回租金2万元|镇纪委|财政所|4月底",
        "2|自查|补齐消防栓12处，更换水带40条|应急站|水务所|长期",
    )
    assert said(page) == [
        ("清理合同30份，追回租金2万元", ["support 财政所", "responsible 镇纪委"]),
        ("补齐消防栓12处，更换水带40条", ["support 水务所", "responsible 应急站"]),
    ]
    assert list(pipeline.read(page, name="made").items.deadline) == ["4月底", "长期"]
