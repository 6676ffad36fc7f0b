"""Where glued text is parted: names run together, rows by their numbers, and tables of one paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.language.cuts import run_together
from pipeline.notice import Item, Mention, Notice
from pipeline.read import read
from pipeline.structure.tables.cut_places import pieces

LETTER = (
    "石岭县人民政府办公室关于印发石岭县稳增长任务分工表的通知\n石政办发〔2031〕9号\n各乡镇人民政府：\n现印发给你们。\n"
)


def parted(words: str) -> str:
    edges = run_together(words, 0, len(words))
    return "｜".join(words[a:b] for a, b in zip(edges, [*edges[1:], len(words)], strict=False))


@pytest.mark.parametrize(
    "words",
    [
        "市残联｜市妇联｜市民政局",
        "县法院｜县检察院｜县委政法委",
        "市委组织部（市委编办）｜市人力资源社会保障局",
        "人民银行河源市中心支行｜河源银保监分局",
        "市商务局｜四川沙湾港务集团有限公司",
        "县督查室｜县财政局",
        "县科技局｜青川经济开发区管委会",
        "县应急管理局｜石岭城投公司｜县税务局｜各有关部门",
        "市公安局｜市民政局｜市直各部门",
        "东关街道办事处｜西关街道办事处｜县残联",
    ],
)
def test_names_run_together_are_parted(words: str) -> None:
    assert parted(words.replace("｜", "")) == words


@pytest.mark.parametrize(
    "words",
    [
        "市生态环境局高台分局",
        "县委县政府督查室",
        "柳河县文化广电和旅游局",
        "国家税务总局青川县税务局",
        "国网青川供电公司",
        "县政府各部门",
        "县安委会各成员单位",
        "县水利局水利工程公司",
        "县住房和城乡建设局",
    ],
)
def test_one_name_is_not_parted(words: str) -> None:
    assert parted(words) == ""


@pytest.mark.parametrize(
    "glued",
    [
        "1｜新建幼儿园4所，新增学位3600个｜县教育局｜县住建局、县财政局｜8月底前｜2｜建成3A级景区2家｜县文旅局｜县林业局｜长期",
        "1｜改造公路17公里。｜市交通局｜市公安局、河源公路中心｜汛期前完成｜2｜公共服务培训2名｜市残联｜市妇联｜全年",
        "1｜淘汰锅炉25台｜刘淑英｜市生态环境局高台分局｜县工信局｜12月底前｜2｜用水投诉降到2件以内｜马永强｜县水务局｜县住建局｜9月底",
        "A-01｜改造老旧小区11个｜县住建局｜县人防办｜3月底｜A-02｜新增车位120个｜县城管局｜县公安局｜6月底｜B-01｜造林3万亩｜县林业局｜县水利局｜长期",
        "1｜招录教师45名，补贴标准提高到2200元。｜市委组织部(市委编办)｜市教育局、市财政局等｜全年｜2｜带动就业2千人。｜市工商联｜各有关企业｜年底",
    ],
)
def test_glued_rows_are_parted_at_every_edge_of_a_cell(glued: str) -> None:
    """A cell may be parted further, as a sentence behind a ；, but each of its edges must be a place to cut."""
    text = glued.replace("｜", "")
    begins = {piece.start for piece in pieces(text, 0, len(text), kinds={"leaders"})}
    at, edges = 0, set()
    for cell in glued.split("｜"):
        edges.add(at)
        at += len(cell)
    assert edges <= begins
    assert not any(text[start] in "、，" for start in begins)


def rows(notice: Notice) -> list[tuple[str | None, str, list[tuple[str, str]]]]:
    names: dict[str, list[tuple[str, str]]] = {}
    for one in notice.all(Mention):
        names.setdefault(one.item_id, []).append((one.name, one.role))
    return [(item.number, item.text[-8:], sorted(names[item.item_id])) for item in notice.all(Item) if item.lists_at]


HEADS = "序号任务类别具体措施牵头单位参加单位完成时限"
FIRST = "一、稳投资1重大工程开工项目96个,投资310亿元;入库项目40个。市发展改革委市财政局、各县(市、区)人民政府12月底前2水利建设治理河流35公里。市水利局河源水文站9月底前"
SECOND = "二、促消费3夜间经济打造街区6条。市商务局市城管综合执法局、市公安局8月底前"
WANT = [
    ("1", "入库项目40个。", [("各县（市、区）人民政府", "support"), ("市发展改革委", "lead"), ("市财政局", "support")]),
    ("2", "理河流35公里。", [("市水利局", "lead"), ("河源水文站", "support")]),
    ("3", "打造街区6条。", [("市公安局", "support"), ("市商务局", "lead"), ("市城管综合执法局", "support")]),
]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        HEADS + FIRST + SECOND,
        HEADS + FIRST + SECOND + "备注：1.各单位按季度报送进展；2.本表由市政府办公室解释。",
        HEADS + FIRST + "—2—" + HEADS + SECOND,
        "附件1稳增长任务分工表" + HEADS + FIRST + SECOND,
    ],
    ids=["a paragraph", "a note behind it", "the head of another page within it", "a title before it"],
)
def test_a_table_of_one_paragraph_is_read(body: str, tmp_path: Path) -> None:
    file = tmp_path / "glued.txt"
    file.write_text(LETTER.replace("石岭县", "河源市") + body + "\n")
    assert [(number, text[-7:].lstrip("；"), names) for number, text, names in rows(extract(read(file)))] == [
        (number, text[-7:], names) for number, text, names in WANT
    ]
