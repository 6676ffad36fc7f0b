"""Two years to compare: of the dataset where it holds some, else the Jinxiang notice of 2024 and a made second year, the
same notice with the edits below.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from pipeline import Comparison, Dataset, load
from pipeline.compare.diff import pairs
from pipeline.dataset.build import build
from pipeline.show import diff

_ROOT = Path(__file__).resolve().parent.parent
RAW, DATA = _ROOT / "raw" / "jinxiang-2024.txt", _ROOT / "data"
OLD, NEW = "jinxiang-2024", "made-2025"


class Edit(NamedTuple):
    """An edit: what a reader should find, and the printed words that become others."""

    zh: str
    en: str
    old: str
    new: str


EDITS = (
    Edit("经济增长目标降低半个百分点", "the growth goal is lowered", "生产总值增长6.5%左右", "生产总值增长6%左右"),
    Edit("投资增长目标提高", "the investment goal is raised", "投资增长8%左右", "投资增长8.5%左右"),
    Edit("新材料产业园营收提高", "the park's revenue is raised", "营收达到 230 亿元", "营收达到 260 亿元"),
    Edit("高新技术企业减少三家", "three high-tech firms fewer", "高新技术企业 23 家", "高新技术企业 20 家"),
    Edit("城镇新增就业增加", "more new jobs", "城镇新增就业 4000 人以上", "城镇新增就业 4200 人以上"),
    Edit("重污染天数收紧", "a cap is tightened", "重污染天数不超过 6 天", "重污染天数不超过 5 天"),
    Edit("不良贷款率放宽", "a cap is loosened", "不良贷款率不高于1.2%", "不良贷款率不高于1.5%"),
    Edit("供热面积不再提", "a target is dropped", "新增供热面积 20 万平方米，", ""),
    Edit(
        "充电桩增加一个责任单位",
        "a task gains a unit",
        "推动充电设施发展。（责任单位：县发展和改革局等）",
        "推动充电设施发展。（责任单位：县发展和改革局、住房和城乡建设局等）",
    ),
    Edit(
        "示范片区不再由各镇街负责",
        "a task loses a unit",
        "示范片区 20 个。（责任单位：县农业农村局、乡村振兴局等，各镇街）",
        "示范片区 20 个。（责任单位：县农业农村局、乡村振兴局等）",
    ),
    Edit("一个单位改了名", "a unit is renamed", "投资促进服务中心", "招商投资服务中心"),
    Edit(
        "一项任务换了说法", "a task is reworded", "高水平建设青年发展友好型城市，", "深化青年发展友好型城市建设，全方位"
    ),
    Edit(
        "一项任务拆成两项",
        "a task is split in two",
        "提升便民休闲场地 10 处，新增绿色建筑面积 50 万平方米。（责任单位：县园林绿化服务中心、住房和城乡建设局等）",
        "提升便民休闲场地 10 处。（责任单位：县园林绿化服务中心、住房和城乡建设局等）\n\n"
        "0. 新增绿色建筑面积 50 万平方米。（责任单位：县园林绿化服务中心、住房和城乡建设局等）",
    ),
    Edit(
        "两项任务并成一项",
        "two tasks are merged",
        "强化政府救助与慈善救助有效衔接。（责任单位：县民政局等）\n\n92. ",
        "强化政府救助与慈善救助有效衔接。",
    ),
    Edit(
        "经济普查已完成，不再列入",
        "the census is done and its task dropped",
        "28. 高质量推进“五经普”工作，确保完成经济普查任务。（责任单位：县统计局等，各级各部门单位）\n\n",
        "",
    ),
    Edit(
        "新增低空经济",
        "a task is new",
        "57. 加快全域充电桩",
        "0. 制定低空经济发展规划，建设无人机起降场 5 处，开展物流配送试点。"
        "（责任单位：县发展和改革局、交通运输局等）\n\n57. 加快全域充电桩",
    ),
)


def text() -> str:
    """The notice of the made year; its tasks are numbered anew.

    Raises:
        ValueError: the words of an edit are not in the notice.
    """
    words = RAW.read_text(encoding="utf-8")
    for edit in EDITS:
        if edit.old not in words:
            raise ValueError(f"{RAW.name} does not hold {edit.old!r}")
        words = words.replace(edit.old, edit.new)
    words = words.replace("2024", "2025")
    numbers = iter(range(1, 1000))
    return re.sub(r"^\d+(?=\. )", lambda _: str(next(numbers)), words, flags=re.MULTILINE)


def years() -> tuple[Dataset, Comparison, tuple[Edit, ...]]:
    """A dataset, the comparison of two years of it, the latest that it holds, and the edits where the second is made.

    What is written for it goes when the program ends.
    """
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = DATA
    edits: tuple[Edit, ...] = ()
    found = pairs(data)
    if not found:
        made = folder / f"{NEW}.txt"
        made.write_text(text(), encoding="utf-8")
        data, edits, found = folder / "data", EDITS, [(OLD, NEW)]
        build([RAW, made], data, cache=None)
    year = load(data).notices.set_index("notice_id").subject_year
    old, new = max(found, key=lambda pair: (year[pair[1]], pair))
    diff.run(old, new, data, folder / "diff")
    return load(data), Comparison(folder / "diff"), edits
