"""Each finding, in a notice that has it and in one that has not."""

from __future__ import annotations

import ast
import re

import pytest
from test_messages import calls, places

from pipeline import rules
from pipeline.extract import extract
from pipeline.language.names import looks_like_unit
from pipeline.notice import Finding, Notice, Page, Source

HAN = re.compile("[\u4e00-\u9fff]")
HEAD = """云川县人民政府关于印发2024年重点工作责任分工的通知
云政发〔2024〕2号
各乡镇人民政府，县政府各部门：
现将重点工作责任分工印发给你们，请抓好落实。
云川县人民政府
2024年2月5日
2024年重点工作责任分工
"""


def findings(body: str, head: str = HEAD) -> dict[str, list[str]]:
    """What the findings say, by their codes; all of them in English too, where only what is quoted is Chinese."""
    notice = extract(Notice("n", head + body, Source("n.txt", "", "text")))
    found: dict[str, list[str]] = {}
    for finding in notice.all(Finding):
        found.setdefault(finding.code, []).append(finding.message)
        assert not HAN.search(re.sub("“[^“”]*”", "", finding.message_en)), finding.message_en
    return found


TASKS = "1.修缮校舍3处。（责任单位：县教育局）\n2.新建公厕5座。（责任单位：县城管局）\n"


def test_a_clean_notice_has_nothing_to_look_at() -> None:
    assert findings(f"一、重点任务\n{TASKS}", HEAD.replace("云川县", "金乡县")) == {}


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        ("section_number_repeated", f"一、重点任务\n{TASKS}一、保障措施\n3.加强督查。（责任单位：县政府办公室）", "一、"),
        ("section_number_gap", f"一、重点任务\n{TASKS}三、保障措施\n3.加强督查。（责任单位：县政府办公室）", "三、"),
        ("item_number_gap", f"一、重点任务\n{TASKS}5.加强督查。（责任单位：县政府办公室）", "5"),
        (
            "announced_heading_missing",
            "聚焦项目建设、乡村振兴、民生保障“三大任务”持续发力。\n一、突出项目建设\n1.开工桥梁2座。（责任单位：县交通运输局）\n"
            "二、改善民生保障\n2.新增床位30张。（责任单位：县民政局）",
            "乡村振兴",
        ),
        ("unit_repeated", "1.修缮校舍3处。（责任单位：县教育局、财政局、教育局）", "教育局"),
        ("unit_two_names", "1.修缮校舍3处。（责任单位：县发改局）\n2.办好论坛。（责任单位：县发展和改革局）", "县发改局"),
        ("unit_unknown", "1.修缮校舍3处。（责任单位：县教育局、山水之间）", "山水之间"),
        ("bracket_unclosed", "1.修缮校舍3处。（责任单位：县教育局", "责任单位"),
        ("task_without_units", f"{TASKS}3.加强督查。\n4.严肃纪律。（责任单位：县纪委监委）", "3"),
        ("names_outside_lists", f"{TASKS}3.修村道8公里。\n县交通局、县财政局\n4.修水渠2处。\n县水利局、县农业农村局", "2处"),
        ("commitment_repeated", "1.改造老旧小区12个。（责任单位：县住建局）\n2.完成老旧小区改造12个。（责任单位：县住建局）", "一致"),
        ("commitment_differs", "1.参保率达到95%。（责任单位：县医保局）\n2.参保率不低于95%。（责任单位：县医保局）", "不一致"),
        ("commitment_differs", "1.新增床位300张。（责任单位：县民政局）\n2.新增床位200张。（责任单位：县卫健局）", "前后数值不同"),
        ("parts_exceed_whole", "1.新开工项目10个，其中工业项目8个，农业项目5个。（责任单位：县发改局）", "大于总数"),
        ("figures_glued", f"{TASKS}表1 主要指标\n1.数字经济增加值亿元410880\n2.研发工具普及率%51.368", "2 处"),
        ("number_too_long", "1.安排资金" + "8" * 41 + "元。（责任单位：县财政局）", "41 位"),
        ("stray_word", "1.弘扬传统文化 and 时代精神。（责任单位：县委宣传部）", "and"),
        ("phrase_incomplete", "1.办好民生实项目。（责任单位：县民政局）", "民生实事项目"),
        ("phrase_incomplete", f"{TASKS}3.修村道8公里。（责任位：县交通局）", "“责任单位”，缺“单”字"),
        ("phrase_incomplete", f"{TASKS}3.修村道8公里。\n头单位：县交通局、县财政局", "“牵头单位”，缺“牵”字"),
        ("government_unknown", TASKS, "云川县"),
    ],
)  # fmt: skip
def test_a_finding(code: str, body: str, words: str) -> None:
    assert any(words in message for message in findings(body).get(code, [])), findings(body)


def test_the_place_said_once_for_a_list_is_no_second_name() -> None:
    body = "1.修缮校舍3处。（责任单位：县教育局、财政局）\n2.办好论坛。（责任单位：县财政局）"
    assert "unit_two_names" not in findings(body)


def test_parts_may_make_up_the_whole() -> None:
    body = "1.新开工项目13个，其中工业项目8个，农业项目5个。（责任单位：县发改局）"
    assert "parts_exceed_whole" not in findings(body)


@pytest.mark.parametrize(("heading", "missing"), [("发展养老", 0), ("严肃纪律", 1)])
def test_what_is_announced_in_two_characters_is_looked_for(heading: str, missing: int) -> None:
    body = (
        "全年抓好教育、医疗、养老“三大工程”。\n一、办好教育\n1.修缮校舍3处。（责任单位：县教育局）\n二、提升医疗\n"
        f"2.改造卫生院2所。（责任单位：县卫生健康局）\n三、{heading}\n3.新增床位60张。（责任单位：县民政局）\n"
    )
    assert len(findings(body).get("announced_heading_missing", [])) == missing


def test_a_notice_without_lists_says_so_once() -> None:
    found = findings("一、总体目标\n生产总值增长6%。\n二、重点任务\n1.修缮校舍3处。\n2.新建公厕5座。")
    assert len(found["no_responsibility_list"]) == 1
    assert "task_without_units" not in found


def test_missing_parts_of_the_header_are_named() -> None:
    found = findings(TASKS, "2024年重点工作责任分工\n")
    assert found["header_part_missing"] == ["未见发文机关、成文日期、发文字号"]


def test_what_the_audit_calls_a_unit_is_what_lists_call_one() -> None:
    assert looks_like_unit("县教育局") and not looks_like_unit("山水之间")


# ── what findings say ────────────────────────────────────────────────────────────────────────────────

SAYS = rules.load("findings")["code"]


def test_every_finding_speaks_both_languages_with_the_same_places() -> None:
    for key, says in SAYS.items():
        assert says.keys() == {"severity", "zh", "en"}, key
        assert places(says["zh"]) == places(says["en"]), key
        assert not HAN.search(says["en"]), key


def test_the_checks_and_the_words_of_findings_belong_together() -> None:
    used = set()
    for at, call in calls("finding"):
        key, given = call.args[1], {keyword.arg for keyword in call.keywords}
        if isinstance(key, ast.JoinedStr):
            begun = str(key.values[0].value)  # type: ignore[attr-defined]
            keys = [one for one in SAYS if one.startswith(begun)]
        else:
            keys = [ast.literal_eval(key)]
        for one in keys:
            wanted = places(SAYS[one]["en"])
            assert given - {None} <= wanted if None in given else given == wanted, (at, one)
        used.update(keys)
    assert used == SAYS.keys()


def test_names_stand_side_by_side_in_both_languages() -> None:
    notice = extract(
        Notice("n", HEAD + "1.修缮校舍3处。（责任单位：县教育局、财政局、教育局）", Source("n.txt", "", "text"))
    )
    (finding,) = (one for one in notice.all(Finding) if one.code == "unit_repeated")
    assert finding.message == "第1项中同一单位列了两次：“县教育局”“教育局”"
    assert finding.message_en == "task 1 lists one unit twice: “县教育局”, “教育局”"


def test_two_commitments_that_differ_say_how() -> None:
    body = "1.参保率达到95%。（责任单位：县医保局）\n2.参保率不低于95%。（责任单位：县医保局）"
    notice = extract(Notice("n", HEAD + body, Source("n.txt", "", "text")))
    (finding,) = (one for one in notice.all(Finding) if one.code == "commitment_differs")
    assert finding.message.endswith("不一致（为、不低于）")
    assert finding.message_en.startswith("task 1 and task 2 commit to the same thing: ")
    assert finding.message_en.endswith("which differ (exactly, at least)")


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("1.修缮校舍3处。（责任单位：县教育局", "error"),
        ("1.修缮校舍3处（含附属用房。（责任单位：县教育局）\n", "error"),
        (f"一、工作思路（试行\n{TASKS}", "info"),
        (f"{TASKS}二、工作要求（略\n", "info"),
    ],
)
def test_an_unclosed_bracket_is_an_error_where_a_list_stands_in_it(body: str, severity: str) -> None:
    notice = extract(Notice("n", HEAD + body, Source("n.txt", "", "text")))
    assert [one.severity for one in notice.all(Finding) if one.code == "bracket_unclosed"] == [severity]


def test_a_finding_with_several_places_tells_them_all() -> None:
    body = f"一、重点任务\n{TASKS}3.新增灯笼30爿以上，绣旗达到12爿以上。（责任单位：县教育局）\n4.新增彩门8爿以上。（责任单位：县妇联）"
    notice = extract(Notice("n", HEAD + body, Source("n.txt", "", "text")))
    told = [one for one in notice.all(Finding) if one.code == "measure_unknown"]
    assert [len(one.also_at) for one in told] == [2]
    assert [notice.text[start:end] for start, end in told[0].also_at] == ["12", "8"]


@pytest.mark.parametrize(("confidence", "severity"), [(0.89, "warning"), (0.9, "info"), (0.97, "info"), (None, None)])
def test_a_page_that_was_recognised_badly_is_graver(confidence: float | None, severity: str | None) -> None:
    text = HEAD + TASKS
    notice = extract(Notice("n", text, Source("n.pdf", "", "pdf", 1), (Page(0, len(text), 1, confidence),)))
    told = [finding.severity for finding in notice.all(Finding) if finding.code == "page_recognised"]
    assert told == ([severity] if severity else [])
