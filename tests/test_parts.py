"""Attachments: what is announced, where each begins, what the file lacks; rosters; the part of every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dataset.reading import rows
from pipeline.extract import extract
from pipeline.notice import Announced, Block, Finding, Item, Part, Section
from pipeline.read import read

LETTER = """石岭市人民政府关于印发石岭市水网建设行动计划的通知
石政发〔2024〕9号
各县（市、区）人民政府：
现将行动计划印发给你们。
一、保障措施
（一）加强统筹
定期会商。
"""
TABLE_2 = """序号
工作任务
牵头单位
配合单位
1
新建泵站12座。
市水利局
市财政局、市自然资源局
2
改造渠道60公里。
市农业农村局
各县（市、区）人民政府
"""
TABLE_3 = """序号
项目名称
建设内容
责任单位
备注
1
城北水厂
日供水8万吨。
市水务集团有限公司
新建
2
西郊管网
铺设管网20公里。
市住房城乡建设局
续建
"""


def told(text: str, folder: Path) -> Path:
    file = folder / "shiling-2024.txt"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("labels", [("附件2：", "附件3："), ("附件2", "附件3"), ("　　附件 2", "　　附件 3：")])
def test_an_announced_attachment_begins_at_its_label(labels: tuple[str, str], tmp_path: Path) -> None:
    second, third = labels
    text = (
        f"{LETTER}附件：1.石岭市水网总体布局图\n2.石岭市水网建设任务分工表\n3.石岭市水网建设项目表\n"
        f"{second}\n石岭市水网建设任务分工表\n{TABLE_2}{third}\n石岭市水网建设项目表\n{TABLE_3}"
    )
    notice = extract(read(told(text, tmp_path)))
    assert [(one.number, one.here) for one in notice.all(Announced)] == [(1, False), (2, True), (3, True)]
    assert [(part.number, part.title) for part in notice.all(Part)] == [
        (2, "石岭市水网建设任务分工表"), (3, "石岭市水网建设项目表"),
    ]  # fmt: skip
    words = [notice.quote(part).rstrip() for part in notice.all(Part)]
    assert words[0].startswith(second.strip()) and words[0].endswith("各县（市、区）人民政府")
    assert words[1].startswith(third.strip()) and words[1].endswith("续建")
    assert [finding.code for finding in notice.all(Finding)].count("attachment_missing") == 1
    assert [item.number for item in notice.all(Item)] == ["1", "2", "1", "2"]
    written = rows(read(told(text, tmp_path)))
    assert written["items"]["part"] == [2, 2, 3, 3]
    assert set(written["cells"]["part"]) == {2, 3}
    assert written["cells"]["table_title"][0] == "石岭市水网建设任务分工表"
    assert [section.part for section in notice.all(Section)] == [0, 0]
    assert all(item.section_id is None for item in notice.all(Item))


def test_one_attachment_without_a_number(tmp_path: Path) -> None:
    text = f"{LETTER}附件：石岭市水网建设任务分工表\n石岭市人民政府\n2024年3月8日\n附件\n石岭市水网建设任务分工表\n{TABLE_2}"
    notice = extract(read(told(text, tmp_path)))
    assert [one.here for one in notice.all(Announced)] == [True]
    assert [(part.number, part.label) for part in notice.all(Part)] == [(1, "附件")]
    assert notice.fields["signed_date"] == "2024-03-08"


def test_every_cell_is_a_row(tmp_path: Path) -> None:
    cells = rows(read(told(f"{LETTER}表1 重点项目\n单位：万元\n{TABLE_3}", tmp_path)))["cells"]
    assert cells["text"][:5] == ["序号", "项目名称", "建设内容", "责任单位", "备注"] and len(cells["text"]) == 15
    assert cells["head"][:5] == [None] * 5 and cells["head"][8] == "责任单位"
    assert {*cells["table_number"]} == {"表1"} and {*cells["table_unit"]} == {"万元"}


def test_a_roster_sets_no_tasks_and_gives_no_telephone_number(tmp_path: Path) -> None:
    text = f"""{LETTER}（二）组建专班
组 长：韩知行 市长
副组长：许若水 副市长
成 员：沈怀远（市水利局）
联络员：孟北川 联系电话：13700001234
二、主要任务
1.巡查堤防。每月一次。（责任单位：市水利局）
"""
    written = rows(read(told(text, tmp_path)))
    assert [item for item in written["items"]["number"]] == ["1"]
    assert "roster" in written["blocks"]["kind"]
    assert not [table for table, columns in written.items() if table != "text" and "13700001234" in str(columns)]


def test_a_table_of_units_without_rows_is_told(tmp_path: Path) -> None:
    text = f"{LETTER}二、主要任务\n1.巡查堤防。（责任单位：市水利局）\n序号\t责任单位\t备注\n1\t市水利局\t新增\n2\t市财政局\t调整\n"
    assert "table_without_rows" in [finding.code for finding in extract(read(told(text, tmp_path))).all(Finding)]


def test_a_roster_goes_on_with_persons_and_telephones(tmp_path: Path) -> None:
    """Behind 组长：… come more roles, persons with their offices and telephones; a numbered task is none of them."""
    people = [
        "组　长：李石川　市长",
        "副组长：王大明　副市长",
        "赵　河（市水利局局长）",
        "联系电话：0530-1234567",
    ]
    text = LETTER + "附件1\n水网建设领导小组\n" + "\n".join(people) + "\n1.新建泵站12座。（责任单位：市水利局）\n"
    notice = extract(read(told(text, tmp_path)))
    blocks = [block for block in notice.all(Block) if block.kind == "roster"]
    assert (
        "\n".join(notice.quote(block).strip() for block in sorted(blocks, key=lambda one: one.start)).split("\n")
        == people
    )
    assert [item.text for item in notice.all(Item)] == ["新建泵站12座。"]


def test_announced_and_begun_in_running_text(tmp_path: Path) -> None:
    text = """石岭市人民政府关于做好2024年防汛工作的通知
石政发〔2024〕11号
各县（市、区）人民政府：
现将有关清单印发给你们。附件：1.2024年防汛任务清单 2.物资储备清单 附件1 2024年防汛任务清单 \
1.巡查堤防320公里。（责任单位：市水利局） 附件2 物资储备清单 1.储备编织袋5万条。（责任单位：市应急管理局）
"""
    notice = extract(read(told(text, tmp_path)))
    assert [(one.number, one.title, one.here) for one in notice.all(Announced)] == [
        (1, "2024年防汛任务清单", True),
        (2, "物资储备清单", True),
    ]
    assert [(part.number, part.label, part.title) for part in notice.all(Part)] == [
        (1, "附件1", "2024年防汛任务清单"),
        (2, "附件2", "物资储备清单"),
    ]
    written = rows(read(told(text, tmp_path)))["items"]
    assert written["part"] == [1, 2]
    assert written["text"] == ["巡查堤防320公里。", "储备编织袋5万条。"]


def test_an_annex_whose_table_follows_its_label_begins_there(tmp_path: Path) -> None:
    """附件：… with its title announces an annex at a letter's end; where a table stands right below it, it begins one."""
    table = "序号|工作任务|责任单位\n1|新建泵站12座。|市水利局\n2|改造渠道60公里。|市农业农村局\n"
    path = tmp_path / "shiling-2024.txt"
    path.write_text(f"{LETTER}附件：水网建设任务\n{table}附件：水网建设任务\n{table}", encoding="utf-8")
    found = extract(read(path))
    assert [part.title for part in found.all(Part)] == ["水网建设任务", "水网建设任务"]
    assert not found.all(Announced)
