"""Commitments printed again: the aims of the year and the tasks that take them up, and figures that only look alike."""

from __future__ import annotations

import pytest
from test_targets import read

from pipeline.meaning.indicators.repeated import repeated
from pipeline.notice import Target

# Sentences of the aims and of a task that say the same commitment.
AGAIN = [
    ("地区生产总值增长6%左右", "确保全年GDP增长6%以上"),
    ("社会消费品零售总额增长7%", "社会消费品零售总额同比增长7%左右"),
    ("规模以上工业增加值增长8.5%", "力争规上工业增加值增速达到8.5%以上"),
    ("固定资产投资增长9%", "全县固定资产投资增速保持在9%以上"),
    ("城镇新增就业4200人以上", "新增城镇就业4200人"),
    ("城镇新增就业4200人以上", "实现城镇新增就业0.42万人"),
    ("城镇调查失业率控制在5.2%以内", "城镇调查失业率不超过5.2%"),
    ("粮食总产量稳定在38万吨以上", "粮食总产不低于38万吨"),
    ("空气质量优良天数比率达到86%", "优良天数比例86%以上"),
    ("PM2.5平均浓度控制在32微克/立方米以内", "细颗粒物（PM2.5）年均浓度不超过32微克/立方米"),
    ("绿色建筑占新建建筑比重达到92%", "新建建筑中绿色建筑占比92%"),
    ("新建、改扩建幼儿园14所", "新建和改扩建幼儿园14所"),
    ("改造老旧小区26个", "完成26个城镇老旧小区改造"),
    ("新增公共停车泊位1800个", "全县新增停车位1800个以上"),
    ("新建5G基站640个", "建成开通5G基站640座"),
    ("培训家政人才2600人次", "开展家政人才培训2600人次"),
    ("实施重点项目95个", "实施95个县级重点项目"),
    ("盘活存量土地2300亩", "盘活存量建设用地2300亩以上"),
    ("新改建农村公路75公里", "新建改建农村公路75公里"),
    ("接待游客310万人次", "全年接待游客310万人次以上"),
]

# Those that say two, though the figures are the same.
OTHER = [
    ("新签约项目40个", "新开工项目40个"),
    ("新建小学3所", "新建初中3所"),
    ("新建公园6个", "管护公园6个"),
    ("事项网上办理率100%", "公积金事项网上办理率100%"),
    ("改造老旧小区26个", "改造背街小巷26条"),
    ("进出口总额增长10%", "科技型中小企业增长10%"),
    ("企业数量增长10%", "企业数量减少10%"),
    ("办理时限不少于5个工作日", "办理时限不超过5个工作日"),
    ("农村公路养护120公里", "新改建农村公路120公里"),
    ("城镇登记失业率控制在3%以内", "居民消费价格涨幅3%左右"),
    ("到2036年，森林覆盖率达到42%", "到2040年，森林覆盖率达到42%"),
    ("地区生产总值增长6%", "地区生产总值增长6.5%"),
    ("汽车产量达到5万辆", "年均汽车产量增长5%"),
]


def repeats(aims: str, *tasks: str) -> list[int | None]:
    """Of each target of a notice, the place of the one that it repeats."""
    lines = "\n".join(f"{number}.{task}。（责任单位：县发展改革局）" for number, task in enumerate(tasks, 1))
    targets = list(read(f"一、主要预期目标\n{aims}。\n二、重点任务\n{lines}\n", year=2036).all(Target))
    place = {target.target_id: at for at, target in enumerate(targets)}
    return [place[target.repeats] if target.repeats else None for target in targets]


@pytest.mark.parametrize(("aim", "task"), AGAIN)
def test_what_a_task_takes_up_of_the_aims(aim: str, task: str) -> None:
    assert repeats(aim, task) == [None, 0]


@pytest.mark.parametrize(("aim", "task"), OTHER)
def test_figures_that_only_look_alike(aim: str, task: str) -> None:
    assert repeats(aim, task) == [None, None]


def test_each_task_meets_its_own_aim() -> None:
    said = repeats("新建小学2所、初中2所，新增停车泊位900个", "新建初中2所，新建小学2所", "新增公共停车泊位900个")
    assert said == [None, None, None, 1, 0, 2]


def test_an_aim_that_two_different_tasks_could_be_is_neither() -> None:
    assert repeats("新增停车泊位1500个", "新增公共停车泊位1500个", "新增校园停车泊位1500个") == [None, None, None]


def test_a_task_that_repeats_a_task_repeats_the_aim() -> None:
    assert repeats("新增公共停车泊位900个", "新增停车泊位900个", "新增停车泊位900个") == [None, 0, 0]


def test_two_tasks_alone_may_promise_two_things_of_a_short_name() -> None:
    assert repeats("努力完成全年任务", "新建泵站2座", "新建泵站2座") == [None, None]
    assert repeats("努力完成全年任务", "新建污水泵站2座", "新建污水泵站2座") == [None, 0]


def test_nothing_repeats_nothing() -> None:
    assert repeated([], 2036, lambda _: False) == []
