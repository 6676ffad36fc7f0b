"""Measuring against annotations: every kind of difference, both forms of annotation, layouts, two years, and the command."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT, files

from pipeline.cli import program
from pipeline.extract import extract
from pipeline.measure import run
from pipeline.measure.figures import MEASURES, Accuracy, Count
from pipeline.measure.layouts import layouts
from pipeline.measure.report import summary
from pipeline.notice import NoticeError
from pipeline.read import read

HEAD = """云川县人民政府关于印发2024年重点工作责任分工的通知
云政发〔2024〕2号
各乡镇人民政府，县政府各部门：
现将重点工作责任分工印发给你们，请抓好落实。
云川县人民政府
2024年2月5日
"""
TASKS = """一、改善民生
1.修缮校舍3处，新增学位1200个。（责任单位：县教育局、财政局）
2.新建公厕5座以上。（牵头单位：县城管局；配合单位：各乡镇人民政府）
二、做好保障
3.督查不少于4次。（责任单位：县政府办公室）
"""


def unit(name: str, role: str = "responsible") -> dict[str, str]:
    return {"name": name, "base": name.removeprefix("县"), "role": role}


def target(quote: str, op: str, value: float, unit: str, indicator: str, **more: Any) -> dict[str, Any]:
    return {"quote": quote, "op": op, "value": value, "unit": unit, "indicator": indicator, **more}


GOLD: dict[str, Any] = {
    "header": {
        "doc_number": "云政发〔2024〕2号",
        "issuer": "云川县人民政府",
        "title": "云川县人民政府关于印发2024年重点工作责任分工的通知",
        "signed_date": "2024-02-05",
        "recipients": ["各乡镇人民政府", "县政府各部门"],
        "publicity": "",
    },
    "sections": [
        {"marker": "一、", "level": 1, "heading": "改善民生"},
        {"marker": "二、", "level": 1, "heading": "做好保障。"},
    ],
    "items": [
        {"no": "1", "ends": "，新增学位1200个。", "units": [unit("县教育局"), unit("财政局")]},
        {
            "no": "2",
            "ends": "新建公厕5座以上。",
            "units": [unit("县城管局", "lead"), unit("各乡镇人民政府", "collective")],
        },
        {"no": "3", "ends": "督查不少于4次。", "units": [unit("县政府办公室")]},
    ],
    "targets": [
        target("3处", "=", 3, "处", "修缮校舍", near="修缮校舍"),
        target("1200个", "=", 1200, "个", "新增学位", near="新增学位"),
        target("5座以上", ">=", 5, "座", "新建公厕", near="新建公厕"),
        target("不少于4次", ">=", 4, "次", "督查", near="督查"),
    ],
}


def gold(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy({**GOLD, **changes})


def measured(folder: Path, annotation: object, body: str = TASKS, head: str = HEAD) -> Accuracy:
    """One notice with one annotation."""
    (folder / "gold").mkdir(exist_ok=True)
    (folder / "n-2024.txt").write_text(head + body, encoding="utf-8")
    (folder / "gold" / "n-2024.json").write_text(json.dumps(annotation, ensure_ascii=False), encoding="utf-8")
    return run(folder)


def misses(accuracy: Accuracy) -> list[str]:
    return [str(miss) for miss in accuracy.notices["n-2024"].misses]


# ── one notice ───────────────────────────────────────────────────────────────────────────────────────


def test_what_agrees_has_no_misses(tmp_path: Path) -> None:
    accuracy = measured(tmp_path, GOLD)
    assert misses(accuracy) == []
    assert accuracy.total == {
        "header": Count(5, 5, 5),
        "sections": Count(2, 2, 2),
        "lists": Count(3, 3, 3),
        "units": Count(5, 5, 5),
        "roles": Count(4, 4, 4),  # a collective's role is not judged
        "targets": Count(4, 4, 4),
        "indicators": pytest.approx(accuracy.total["indicators"]),
    }
    assert accuracy.total["indicators"].wanted == 4


def test_width_white_space_and_a_closing_stop_do_not_matter(tmp_path: Path) -> None:
    annotation = gold()
    annotation["header"]["doc_number"] = "云政发[2024] 2号"
    annotation["header"]["recipients"] = ["各乡镇人民政府，县政府各部门"]
    annotation["items"][0]["ends"] = "修缮校舍3处, 新增学位1200个"
    assert misses(measured(tmp_path, annotation)) == []


def test_a_title_without_what_stands_before_it_is_the_title(tmp_path: Path) -> None:
    annotation = gold()
    annotation["header"]["title"] = "中共云川县委 " + annotation["header"]["title"]
    assert misses(measured(tmp_path, annotation)) == []


@pytest.mark.parametrize(
    ("changes", "told", "counted"),
    [
        (
            {"header": {"doc_number": "云政发〔2024〕3号", "cc": ["县委各部门"]}},
            [
                "header doc_number: 云政发〔2024〕2号, annotated 云政发〔2024〕3号",
                "header cc: missed 县委各部门",
            ],
            {"header": Count(0, 2, 2)},
        ),
        (
            {"sections": [GOLD["sections"][0], {"marker": "三、", "heading": "做好保障"}]},
            ["headings: missed 三、做好保障", "headings: too many, 二、做好保障"],
            {"sections": Count(1, 2, 2)},
        ),
        (
            {"items": [*GOLD["items"][:2], {"ends": "整治河道。", "units": [unit("县水务局")]}]},
            [
                "lists: missed …整治河道。",
                "lists: too many, …督查不少于4次。",
                "units …整治河道。: missed 水务局",
                "units …督查不少于4次。: too many, 政府办公室",
            ],
            {"lists": Count(2, 3, 3), "units": Count(4, 5, 5), "roles": Count(3, 3, 3)},
        ),
        (
            {
                "items": [
                    {**GOLD["items"][0], "units": [unit("县教育局", "lead"), unit("县审计局")]},
                    *GOLD["items"][1:],
                ]
            },
            [
                "roles 教育局 …，新增学位1200个。: responsible, annotated lead",
                "units …，新增学位1200个。: missed 审计局",
                "units …，新增学位1200个。: too many, 财政局",
            ],
            {"lists": Count(3, 3, 3), "units": Count(4, 5, 5), "roles": Count(2, 3, 3)},
        ),
        (
            {
                "targets": [
                    target("3处", "=", 3, "处", "修缮校舍", near="修缮校舍"),
                    target("30个", "=", 30, "个", "培育企业", near="培育企业"),
                    target("5座以上", ">=", 5, "座", "提高财政收入的占比"),
                    target("不少于4次", ">=", 4, "次", "督查"),
                ]
            },
            [
                "indicators 5座以上: 新建公厕, annotated 提高财政收入的占比",
                "targets …培育企业: missed 30个 培育企业",
                "targets 新增学位: too many, 1200个",
            ],
            {"targets": Count(3, 4, 4)},
        ),
    ],
)
def test_every_difference_is_told_and_counted(
    tmp_path: Path, changes: dict[str, Any], told: list[str], counted: dict[str, Count]
) -> None:
    accuracy = measured(tmp_path, gold(**changes))
    assert sorted(misses(accuracy)) == sorted(told)
    assert {name: accuracy.total[name] for name in counted} == counted


def test_an_optional_target_neither_helps_nor_hurts(tmp_path: Path) -> None:
    targets = [{**GOLD["targets"][0], "optional": True}, *GOLD["targets"][1:]]
    absent = target("9座", "=", 9, "座", "桥梁", optional=True)
    accuracy = measured(tmp_path, gold(targets=[*targets, absent]))
    assert misses(accuracy) == [] and accuracy.total["targets"] == Count(3, 3, 3)


def test_each_of_two_equal_targets_is_needed(tmp_path: Path) -> None:
    twice = target("3处", "=", 3, "处", "修缮校舍", near="再修缮")
    accuracy = measured(tmp_path, gold(targets=[*GOLD["targets"], twice]))
    assert misses(accuracy) == ["targets …再修缮: missed 3处 修缮校舍"]
    assert accuracy.total["targets"] == Count(4, 4, 5)


def test_targets_may_stand_in_the_tasks_they_belong_to(tmp_path: Path) -> None:
    items = [{**item, "starts": "…", "path": ["一"]} for item in GOLD["items"]]
    items[0]["targets"], items[1]["targets"] = GOLD["targets"][:2], GOLD["targets"][2:3]
    items.append({"no": 4, "ends": "没有清单的事项。", "units": [], "starts": "没有清单", "targets": []})
    first_form = {
        "header": GOLD["header"],
        "sections": GOLD["sections"],
        "items": items,
        "expected_targets": GOLD["targets"][3:],
    }
    assert misses(measured(tmp_path, first_form)) == []


def test_what_cannot_be_read_counts_as_nothing_found(tmp_path: Path) -> None:
    accuracy = measured(tmp_path, GOLD, body="", head="春眠不觉晓，处处闻啼鸟。\n")
    assert misses(accuracy)[0].startswith("cannot be read: ") and "n-2024.txt" in misses(accuracy)[0]
    assert accuracy.total["lists"] == Count(0, 0, 3) and accuracy.total["units"] == Count(0, 0, 5)
    assert accuracy.total["targets"] == Count(0, 0, 4) and accuracy.total["header"] == Count(0, 5, 5)
    assert accuracy.total["targets"].f1 == 0


def test_figures() -> None:
    assert (Count(3, 4, 5).precision, Count(3, 4, 5).recall, Count(3, 4, 5).f1) == (0.75, 0.6, 2 / 3)
    assert (Count().precision, Count().recall, Count().f1) == (1, 1, 1)
    assert (Count(0, 3, 0).precision, Count(0, 3, 0).f1) == (0, 0)
    assert Count(1, 2, 3) + Count(1, 1, 1) == Count(2, 3, 4)


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────


def test_notices_without_annotation_are_named(tmp_path: Path) -> None:
    (tmp_path / "m-2023.txt").write_text(HEAD + TASKS, encoding="utf-8")
    accuracy = measured(tmp_path, GOLD)
    assert accuracy.unmeasured == ("m-2023",) and list(accuracy.notices) == ["n-2024"]
    assert "Not annotated: m-2023" in "\n".join(summary(accuracy))


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    (tmp_path / "n-2024.txt").write_text(HEAD + TASKS, encoding="utf-8")
    with pytest.raises(NoticeError, match="no annotations there"):
        run(tmp_path)


def test_an_annotation_without_its_notice_is_refused(tmp_path: Path) -> None:
    measured(tmp_path, GOLD)
    (tmp_path / "gold" / "n-2023__n-2024.diff.json").write_text('{"pairs": []}')
    with pytest.raises(NoticeError, match=r"n-2023__n-2024\.diff\.json: annotates n-2023, but"):
        run(tmp_path)


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ([], "{…}"),
        ({"header": {}}, "items"),
        (gold(items=[{"no": "1", "units": []}]), r"items\[0\]\.ends"),
        (gold(items=[{"ends": "…", "units": [{"name": "县教育局"}]}]), r"units\[0\]\.base, units\[0\]\.role"),
        (gold(targets=[target("3处", "=", "三", "处", "校舍")]), "value: '三'"),  # type: ignore[arg-type]
    ],
)
def test_a_damaged_annotation_is_refused(tmp_path: Path, annotation: object, reason: str) -> None:
    with pytest.raises(NoticeError, match=rf"n-2024\.json: not an annotation .*{reason}"):
        measured(tmp_path, annotation)


def test_an_annotation_that_is_no_json_is_refused(tmp_path: Path) -> None:
    measured(tmp_path, GOLD)
    (tmp_path / "gold" / "n-2024.json").write_text("{")
    with pytest.raises(NoticeError, match=r"n-2024\.json: not an annotation"):
        run(tmp_path)


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("1.修缮校舍3处。（责任单位：县教育局）\n", {"round", "label"}),
        ("1.修缮校舍3处。(责任单位:县教育局)\n", {"half_width", "label"}),
        ("1.修缮校舍3处。[责任单位：县教育局]\n", {"square", "label"}),
        ("1.修缮校舍3处。〔责任单位：县教育局（县体育局）〕\n", {"tortoise", "nested", "label"}),
        ("1.修缮校舍3处。【牵头单位：县教育局；配合单位：县财政局】\n", {"lenticular", "lead_label"}),
        ("1.修缮校舍3处。（责任单位：县教育局)\n", {"round", "mixed", "label"}),
        ("1.修缮校舍3处。（县教育局牵头，县财政局配合）\n", {"round", "verbs"}),
        ("1.修缮校舍3处。（县教育局、县财政局）\n", {"round", "bare"}),
        ("1.修缮校舍3处。\n责任单位：县教育局\n", {"line", "label"}),
        (
            "1.修缮校舍3处。（责任领导：李明；责任单位：县教育局；完成时限：6月底前）\n",
            {"round", "label", "leaders", "deadline"},
        ),
        (
            "（责任单位中列第一位的为牵头单位，下同）\n1.修缮校舍3处。（责任单位：县教育局、县财政局）\n",
            {"round", "label", "first_leads"},
        ),
        (
            "".join(f"{n}.新建公厕{n}座。（责任单位：县城管局）" for n in range(1, 6)) + "\n",
            {"round", "label", "run_together"},
        ),
        (
            "序号\t工作任务\t牵头单位\t完成时限\n1\t修缮校舍3处\t县教育局\t6月底\n2\t新建公厕3座\t县城管局\t6月底\n",
            {"table", "flat_tables", "deadline"},
        ),
        ("附件\n重点工作责任分工表\n1.修缮校舍3处。（责任单位：县教育局）\n", {"attachments", "round", "label"}),
        ("一、目标\n新建学校3所。\n二、措施\n加强督查。\n", {"no_lists"}),
    ],
)
def test_layouts_are_what_was_read(tmp_path: Path, body: str, shown: set[str]) -> None:
    file = tmp_path / "n-2024.txt"
    file.write_text(HEAD + body, encoding="utf-8")
    assert set(layouts(extract(read(file)))) == {"format_text", *shown}


def test_a_layout_of_few_lists_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "n-2024.txt"
    body = "".join(f"{n}.新建公厕{n}座。（责任单位：县城管局）\n" for n in range(1, 15))
    file.write_text(f"{HEAD}{body}15.修缮校舍3处。[责任单位：县教育局]\n", encoding="utf-8")
    assert set(layouts(extract(read(file)))) == {"format_text", "round", "label"}


def test_figures_of_a_layout_are_those_of_the_notices_that_show_it(tmp_path: Path) -> None:
    (tmp_path / "m-2023.txt").write_text(HEAD + TASKS.replace("（", "[").replace("）", "]"), encoding="utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "m-2023.json").write_text(json.dumps(gold(items=GOLD["items"][:2])))
    accuracy = measured(tmp_path, GOLD)
    by_layout = accuracy.layouts
    assert by_layout["round"] == (1, accuracy.notices["n-2024"].counts)
    assert by_layout["square"][1]["lists"] == Count(2, 3, 2)
    assert by_layout["format_text"][0] == 2 and by_layout["format_text"][1]["lists"] == Count(5, 6, 5)


def test_every_layout_has_a_name_in_the_messages() -> None:
    texts = tomllib.loads((ROOT / "pipeline" / "rules" / "messages.toml").read_text(encoding="utf-8"))
    code = "".join(
        (ROOT / "pipeline" / "measure" / name).read_text(encoding="utf-8") for name in ("layouts.py", "report.py")
    )
    names = {key.removeprefix("accuracy.layout.") for key in texts if key.startswith("accuracy.layout.")}
    assert {name for name in names if f'"{name}"' not in code} == set()


# ── two years ────────────────────────────────────────────────────────────────────────────────────────

OLD = """一、改善民生
1.修缮校舍3处，新增学位1200个。（责任单位：县教育局）
2.新建公厕5座以上，整治背街小巷。（责任单位：县城管局）
3.开展水库除险加固，完善防汛预案。（责任单位：县水务局）
4.举办龙舟大赛，推广地方戏曲。（责任单位：县文旅局）
"""
NEW = """一、改善民生
1.完善防汛预案，开展水库除险加固。（责任单位：县水务局）
2.修缮校舍4处，新增学位1500个。（责任单位：县教育局）
3.新建公厕8座以上，继续整治背街小巷。（责任单位：县城管局）
4.引进航空物流企业。（责任单位：县商务局）
"""


def link(old: str, new: str, **more: str) -> dict[str, str]:
    return {"old_ends": old, "new_ends": new, **more}


SCHOOLS = link("新增学位1200个。", "新增学位1500个。")
TOILETS = link("整治背街小巷。", "继续整治背街小巷。", confidence="likely")
FLOODS = link("完善防汛预案。", "开展水库除险加固。")
MORE_PLACES = {
    "indicator": "新增学位",
    "old": {"value": 1200},
    "new": {"value": 1500},
    "direction": "harder",
}


def years(folder: Path, **matching: Any) -> Accuracy:
    (folder / "gold").mkdir()
    for name, body in (("n-2024", OLD), ("n-2025", NEW)):
        (folder / f"{name}.txt").write_text(HEAD.replace("2024", name[2:]) + body, encoding="utf-8")
    file = folder / "gold" / "n-2024__n-2025.diff.json"
    file.write_text(json.dumps(matching), encoding="utf-8")
    return run(folder)


def test_two_years_as_a_reader_matched_them(tmp_path: Path) -> None:
    accuracy = years(
        tmp_path,
        pairs=[SCHOOLS, TOILETS, FLOODS],
        dropped=["推广地方戏曲。"],
        new=["引进航空物流企业。"],
        targets=[
            MORE_PLACES,
            {"indicator": "网办率", "old": None, "new": {"value": 80}, "direction": "new"},
        ],
    )
    score = accuracy.pairs["n-2024", "n-2025"]
    assert score.misses == ()
    assert {name: (count.right, count.wanted) for name, count in score.counts.items()} == {
        "proposed": (3, 3),
        "sure": (2, 2),
        "likely": (1, 1),
        "followed": (1, 1),
        "directed": (1, 1),
    }
    assert accuracy.figures["pairs"]["n-2024__n-2025"]["proposed"]["precision"] == 1
    assert "n-2024 → n-2025:\n  precision: 3 / 3 (1.000) of the matches proposed are right" in "\n".join(
        summary(accuracy)
    )


def test_matches_that_differ_are_told(tmp_path: Path) -> None:
    accuracy = years(
        tmp_path,
        pairs=[SCHOOLS, link("推广地方戏曲。", "引进航空物流企业。"), link("没有这一项。", "开展水库除险加固。")],
        dropped=["完善防汛预案。"],
        also=[TOILETS],
        targets=[{**MORE_PLACES, "direction": "easier"}, {**MORE_PLACES, "new": {"value": 9}}],
    )
    score = accuracy.pairs["n-2024", "n-2025"]
    # The toilets hold too, but nobody asked for them.
    assert score.counts["proposed"] == Count(1, 2, 2) and score.counts["sure"] == Count(1, 3, 3)
    assert score.counts["followed"].right == 1 and score.counts["directed"].right == 0
    assert [str(miss) for miss in score.misses] == [
        "matches: missed 举办龙舟大赛，推广地方戏曲 | 引进航空物流企业",
        "matches: missed …没有这一项。 | 完善防汛预案，开展水库除险加固",
        "matches: too many, 开展水库除险加固，完善防汛预案 | 完善防汛预案，开展水库除险加固",
        "targets of both years 新增学位: harder, annotated 1200 → 1500 easier",
        "targets of both years 新增学位: missed 1200 → 9 harder",
    ]


def test_splits_and_mergers_are_a_match_each(tmp_path: Path) -> None:
    merged = {
        "old_ends": [TOILETS["old_ends"], FLOODS["old_ends"]],
        "new_ends": "继续整治背街小巷。",
        "confidence_by_old": {FLOODS["old_ends"]: "likely"},
    }
    split = {"old_ends": SCHOOLS["old_ends"], "new_ends": [SCHOOLS["new_ends"], FLOODS["new_ends"]]}
    counts = years(tmp_path, pairs=[], splits=[split], merges=[merged]).pairs["n-2024", "n-2025"].counts
    assert counts["sure"] == Count(2, 3, 3) and counts["likely"] == Count(0, 1, 1)


def test_two_years_one_of_which_cannot_be_read(tmp_path: Path) -> None:
    years(tmp_path, pairs=[SCHOOLS])
    (tmp_path / "n-2025.txt").write_text("春眠不觉晓，处处闻啼鸟。", encoding="utf-8")
    score = run(tmp_path).pairs["n-2024", "n-2025"]
    assert score.counts["sure"] == Count(0, 1, 1)
    assert str(score.misses[0]).startswith("cannot be read: ") and "n-2025.txt" in str(score.misses[0])


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def test_the_command_prints_misses_and_tables_and_writes_nothing(tmp_path: Path) -> None:
    measured(tmp_path, gold(items=GOLD["items"][:2]))
    before = files(tmp_path)
    result = CliRunner().invoke(program, ["accuracy", str(tmp_path)])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "n-2024, 2 differences:",
        "  lists: too many, …督查不少于4次。",
        "  units …督查不少于4次。: too many, 政府办公室",
    ]
    head, notice, total = lines[4:7]
    assert head.split()[-7:] == ["header", "headings", "lists", "units", "roles", "targets", "indicators"]
    assert notice.split()[:6] == ["n-2024", "100.0", "100.0", "80.0", "88.9", "100.0"]
    assert total.split()[0] == "all" and total.split()[1:] == notice.split()[1:]
    assert any(line.startswith("brackets （） (1)") for line in lines)
    assert files(tmp_path) == before


def test_the_command_gives_scripts_every_figure(tmp_path: Path) -> None:
    measured(tmp_path, gold(items=GOLD["items"][:2]))
    figures = json.loads(CliRunner().invoke(program, ["accuracy", str(tmp_path), "--json"]).stdout)
    assert set(figures["all"]) == set(MEASURES)
    assert figures["all"]["lists"] == {
        "right": 2,
        "found": 3,
        "wanted": 2,
        "precision": pytest.approx(2 / 3),
        "recall": 1,
        "f1": 0.8,
    }
    assert figures["notices"]["n-2024"]["misses"][0] == {
        "measure": "lists",
        "where": "",
        "want": None,
        "got": "…督查不少于4次。",
        "row": ["items", "n-2024-i003"],
        "at": None,
    }
    assert figures["layouts"]["round"]["notices"] == 1


def test_the_command_speaks_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    measured(tmp_path, gold(items=GOLD["items"][:2]))
    lines = CliRunner().invoke(program, ["accuracy", str(tmp_path)]).stdout.splitlines()
    assert lines[0] == "n-2024，差异 2 处：" and lines[1] == "  责任清单：多 …督查不少于4次。"
    assert lines[4].split() == ["F1（百分制）", "文头", "标题", "责任清单", "单位", "角色", "目标", "指标"]
