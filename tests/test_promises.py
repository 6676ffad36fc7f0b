"""By when a quantity is to be reached and how firmly that is said."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.meaning.targets import targets
from pipeline.notice import Field, Notice, Source, Target
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair


def read(text: str) -> tuple[Target, ...]:
    notice = repair(Notice("case", text, Source("case.txt", "", "text")))
    return targets(outline(notice.adding([Field(0, 1, "subject_year", "2030")]))).all(Target)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月底前新建充电桩90个。", ["6月底前"]),
        ("力争三年内新增上市企业6家。", ["三年内"]),
        ("到2033年，产业规模达到8亿元；培育企业7家。", ["到2033年", "到2033年"]),
        # Over full stops and down to bullets, until the next one.
        (
            "到2033年底，基本建成智慧城市。\n——网上办理率达到70%。\n——建成基站900个。\n到2036年，总规模达到3亿元。推出赛事50项。",
            ["到2033年底", "到2033年底", "到2036年", "到2036年"],
        ),
        ("2031年3月底前建成驿站5个，6月底前再建成8个。", ["2031年3月底前", "6月底前"]),
        ("按每人3000元给予补贴，实施期限至2031年12月31日。", ["至2031年12月31日"]),
        ("每年2月底前，新增岗位30个。", ["每年2月底前"]),
        # Of a condition, of a thing, of another clause, of the past: no deadlines.
        ("吸纳毕业2年内高校毕业生就业，最长补贴2年。", [None]),
        ("培训范围扩大至注册5年内企业的经营者，规模扩大至每年400名左右。", [None]),
        ("裁员率放宽至控制目标（2029年度控制目标为5%），补贴比例提高到30%。", [None]),
        ("入选后两年内累计服务20家以上企业的，再奖励8万元。", [None]),
        ("申请期限至2030年10月31日；新增公益岗位60个。", [None]),
        ("对当年新招用人员的企业，给予6万元补贴。", [None]),
        ("纳入2031年改造计划的小区新建停车位70个。", [None]),
    ],
)
def test_the_deadline_of_each_target(text: str, expected: list[str | None]) -> None:
    assert [target.deadline for target in read(text)] == expected


def test_a_month_belongs_to_the_year_named_before() -> None:
    first, second = read("2031年3月底前建成驿站5个，6月底前再建成8个。")
    assert (first.deadline_date, second.deadline_date) == (date(2031, 3, 31), date(2031, 6, 30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争到2033年，产业规模达到8亿元。", ["力争"]),
        ("力争营收增长8%，税收增长6%；实现技改投资增长9%。", ["力争", "力争", "力争"]),
        ("全年计划新建驿站15个。", ["计划"]),
        ("原则上不超过1年；恢复期30天内办结。", ["原则上", None]),
        # Words that only look like it.
        ("暂退服务质量保证金，标准为交纳数额的60%。", [None]),
        ("从科技计划资金中给予最高50万元资助。", [None]),
        ("启动企业上云行动计划，平台注册企业超20家。", [None]),
        ("争取开通新的4K频道，建设60个以上示范项目。", [None]),
        ("对拟裁员的企业，提前20日说明情况。", [None]),
    ],
)
def test_the_modality_of_each_target(text: str, expected: list[str | None]) -> None:
    assert [target.modality for target in read(text)] == expected
