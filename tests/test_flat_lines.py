"""Tables that a copy gave line by line: cells beside each other, names broken at a narrow column, heads printed again."""

from __future__ import annotations

import pipeline

LETTER = "白鹭县人民政府办公室关于印发2031年整改清单的通知\n各镇人民政府：\n现将清单印发给你们。\n白鹭县人民政府办公室\n2031年1月31日\n附件\n整改清单\n"
HEAD = "序\n号\n存在问题\n整改措施\n责任领导\n牵头单位\n配合单位\n完成\n时限\n"
ROWS = (
    "1\n沟渠淤塞，行洪不畅。\n疏浚沟渠12公里，加固堤坝3处，\n新装闸门5座。\n副县长 沈怀\n远\n县水利局\n县财政局、城关镇\n2031年6月\n",
    "2\n粮库陈旧，渗漏多处。\n新建粮库2座，可存粮5万吨。\n县委常委、副县长 韩知行  县粮食局\n县财政局、县发展和改革局 2031年9月\n",
    "3\n供水管网老化。\n更换管网9公里，\n",
    "改造泵站2座，漏损率降到8%以下。\n副县长 沈怀\n远\n县住建局\n县水利局、河口镇\n2031年11月\n",
    "4\n校舍不足。\n新建校舍3栋，增加学位600个。\n县委常委、副县长 韩知行\n县教育局\n县财政局\n2031年8月\n",
)


def read(text: str) -> pipeline.api.NoticeTables:
    return pipeline.read(text.encode(), name="made")


def test_cells_beside_each_other_and_names_broken_at_a_column_are_cells() -> None:
    found = read(LETTER + HEAD + "".join(ROWS))
    assert list(found.items.text) == [
        "疏浚沟渠12公里，加固堤坝3处，新装闸门5座。",
        "新建粮库2座，可存粮5万吨。",
        "更换管网9公里，改造泵站2座，漏损率降到8%以下。",
        "新建校舍3栋，增加学位600个。",
    ]
    assert [list(one) for one in found.items.leaders] == [["副县长沈怀远"], ["县委常委、副县长韩知行"]] * 2
    assert list(found.items.deadline) == ["2031年6月", "2031年9月", "2031年11月", "2031年8月"]
    second = found.assignments[found.assignments.item_id == found.items.item_id[1]]
    assert list(second.name) == ["县粮食局", "县财政局", "县发展和改革局"]


def test_a_head_printed_again_in_the_middle_of_a_row_is_no_part_of_it() -> None:
    plain = read(LETTER + HEAD + "".join(ROWS))
    broken = read(LETTER + HEAD + "".join(ROWS[:3]) + "— 2 —\n" + HEAD + "".join(ROWS[3:]))
    assert list(broken.items.text) == list(plain.items.text)
    assert list(broken.assignments.name) == list(plain.assignments.name)
