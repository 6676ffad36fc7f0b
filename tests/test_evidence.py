"""The signs that rows show of being read wrong."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.meaning.trust.evidence import evidence
from pipeline.meaning.trust.names import of_role
from pipeline.meaning.trust.signs import Evidence
from pipeline.meaning.units.misprints import misprinted, two_names
from pipeline.notice import Mention, Notice, Source

HEAD = "云川县人民政府关于印发2024年重点工作责任分工的通知\n各乡镇人民政府：\n现印发给你们。\n云川县人民政府\n2024年2月1日\n一、工作\n"
CALM = "1.修缮校舍3处。（责任单位：县教育局、县财政局）\n2.新建公厕5座。（责任单位：县住房和城乡建设局）\n"


def rows(body: str, table: str, head: str = HEAD) -> list[Evidence]:
    notice = extract(Notice("n", head + body, Source("n.txt", "", "text")))
    return [one for one in evidence(notice) if one.table == table]


def codes(body: str, table: str) -> set[str]:
    return {code for row in rows(body, table) for code in row.signs}


def test_plain_rows_show_no_sign() -> None:
    # How far words speak for a number is no sign of its own, but more or less; most indicators are on no list.
    assert [
        row.signs.keys() - {"words_deny", "indicator_unlisted"}
        for table in ("sections", "items", "assignments", "targets")
        for row in rows(CALM, table)
    ] == [set()] * 8


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("县民政局县财政局", True),
        ("县民政局·县财政局", True),
        ("司法部等有关部门", True),
        ("市大数据局\n市级有关单位", True),
        ("县委宣传部", False),
        ("县政府办公室", False),
        ("各县（市、区）政府", False),
        ("各区、县政府", False),
        ("临河·北山工业园区管委会", False),
        ("平川、临江等有关省辖市政府", False),
    ],
)
def test_two_names_in_one(name: str, expected: bool) -> None:
    assert two_names(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("县税条局", False),
        ("县市场监瞥管理局", True),
        ("县教局", True),
        ("县文旅馆", False),
        ("临江新区管委会", False),
        ("县人民医院", False),
        ("云川供电公司", False),
    ],
)
def test_one_character_away_from_a_known_name(name: str, expected: bool) -> None:
    assert misprinted(name) is expected


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("name_misprinted", CALM.replace("县财政局", "县市场监瞥管理局")),
        ("name_two", CALM.replace("、县财政局", "·县财政局")),
        ("name_unlisted", CALM.replace("县财政局", "县红旗水库管理局")),
        ("name_sentence", CALM.replace("县财政局", "县财政局推动落实")),
        ("name_once", CALM.replace("县财政局", "县红旗水库管理局")),
        ("name_wrapped", CALM.replace("县财政局", "县财\n政局")),
    ],
)
def test_signs_of_units(code: str, body: str) -> None:
    assert code in codes(body, "assignments")


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("text_number", "1.修缮校舍3处，改善办学条件。2.新建公厕5座，方便群众。（责任单位：县教育局）\n"),
        ("misprint", CALM.replace("5座", "1O5座")),
        ("text_cut", "1.修缮校舍3处，（责任单位：县教育局）\n2.新建公厕5座。（责任单位：县城管局）\n"),
        ("text_lines", "1.修缮校舍3处。\n改善办学条件。（责任单位：县教育局）\n"),
        (
            "text_goes_on",
            "1.修缮校舍3处（责任单位：县教育局）\n，改善城乡办学条件。\n2.新建公厕5座。（责任单位：县城管局）\n",
        ),
        ("neighbours_odd", CALM + "3.修桥，（责任单位：县交通运输局）\n"),
        ("text_open", CALM * 3 + "3.修桥9座（责任单位：县交通运输局）\n"),
    ],
)
def test_signs_of_tasks(code: str, body: str) -> None:
    assert code in codes(body, "items")


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("in_words", "1.举办培训三次。（责任单位：县教育局）\n"),
        ("lack_told", "1.设施不配套，新增泊位300个。（责任单位：县教育局）\n"),
        ("lack_before", "1.设施不配套。新增泊位300个。（责任单位：县教育局）\n"),
        ("figure_again", "1.督促5座煤矿整改。5座煤矿年底前完工。（责任单位：县教育局）\n"),
        ("figure_shared", "1.时限分别压减至3天、5天。（责任单位：县教育局）\n"),
        ("outside_tasks", "1.修缮校舍3处。（责任单位：县教育局）\n三、保障\n县财政安排资金300万元。\n"),
    ],
)
def test_signs_of_targets(code: str, body: str) -> None:
    assert code in codes(body, "targets")


def test_a_unit_is_as_doubtful_as_its_task() -> None:
    assert [row.task for row in rows(CALM, "assignments")] == [row.row_id for row in rows(CALM, "items") for _ in "ab"][
        :3
    ]


TABLE = "附件\n任务分工表\n序号\t任务\t备注\t{}\t{}\n" + "".join(
    f"{number}\t修路{number}公里\t{{}}\t县交通运输局\t县财政局、县公安局\n" for number in range(1, 6)
)


@pytest.mark.parametrize(
    ("printed", "role", "expected"),
    [
        ("牵头单位", "lead", set()),
        ("主办", "responsible", {"role_differs"}),
        ("协办单位", "support", set()),
        ("责任单位", "lead", set()),
        ("按职责分工负责", "responsible", set()),
        ("招商中心", "responsible", {"role_unsaid"}),
        ("落实单位与时间", "responsible", {"role_unsaid"}),
        (None, "responsible", set()),
    ],
)
def test_a_role_that_its_words_do_not_say(printed: str | None, role: str, expected: set[str]) -> None:
    mention = Mention(0, 4, item_id="i", position=1, name="县教育局", role=role, unit_id="u", role_printed=printed)
    assert of_role(mention).keys() == expected


def test_what_stands_between_a_task_and_its_list_may_be_the_task() -> None:
    plain = [row.signs for row in rows(TABLE.format("牵头单位", "配合单位", *["—"] * 5), "items")]
    told = "完成路基和桥涵，年底前铺好全线沥青路面"
    apart = [row.signs for row in rows(TABLE.format("牵头单位", "配合单位", *[told] * 5), "items")]
    assert not any("text_apart" in signs for signs in plain) and all("text_apart" in signs for signs in apart)


def test_the_word_behind_the_date_of_an_imprint_does_not_run_in() -> None:
    imprint = "云川县人民政府办公室　2024年2月1日印发\n"
    assert "header_run_in" not in codes(CALM + imprint, "notices")


def test_numbers_that_are_no_targets_have_signs_too() -> None:
    (number,) = rows("1.新增学位300个，现有校舍20处。（责任单位：县教育局）\n", "numbers")
    assert number.signs.keys() <= {"words_promise", "number_qualifies"}
