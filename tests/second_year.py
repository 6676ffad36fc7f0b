"""A second year made by script from any notice, with known edits, to measure what the comparison finds.

Each edit is one that a new year brings: tasks are numbered anew, reworded, told in fewer words, split, merged, dropped
and added, figures and their measures move, units come, go and are renamed, the lists are set in another way, and the
goals of a paragraph become numbered tasks.  `measure_second_year` compares the 2024 notice with four such years, each
stronger than the last.  `python tests/second_year.py FOLDER NOTICE…` writes such years of notices, and the pairs written
by hand in cases/years/, with the links between their tasks and their figures: what
`python -m pipeline.measure.links` learns from.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.compare.comparison import Comparison
from pipeline.compare.year import TABLES, Data
from pipeline.dataset import reading, tables
from pipeline.dataset.charges import charges
from pipeline.language.numerals import chinese
from pipeline.read import read

TESTS = Path(__file__).resolve().parent
RAW = TESTS.parent / "raw" / "jinxiang-2024.txt"
SEEDS = range(5)


@dataclass(frozen=True)
class Strength:
    """How much a year changes: shares of the tasks an edit befalls, or of the places where it could."""

    name: str
    reworded: float
    synonym: float
    reordered: float
    shortened: float
    lengthened: float
    split: float
    merged: float
    dropped: float
    added: int
    figures: float
    units: float
    renamed: int
    moved: float = 0.0
    new_layout: bool = False
    goals_as_tasks: bool = False
    told_anew: float = 0.0


STRENGTHS = (
    Strength("weak", 0.35, 0.5, 0.2, 0.0, 0.1, 0.02, 0.02, 0.04, 5, 0.3, 0.08, 0),
    Strength("middle", 0.75, 0.7, 0.4, 0.3, 0.25, 0.05, 0.05, 0.1, 14, 0.5, 0.15, 2, 0.05, True, True),
    Strength("strong", 1.0, 1.0, 0.6, 0.7, 0.5, 0.1, 0.1, 0.2, 25, 0.8, 0.3, 3, 0.2, True, True),
    Strength("anew", 1.0, 1.0, 0.6, 0.7, 0.5, 0.1, 0.1, 0.3, 30, 0.8, 0.4, 3, 0.2, True, True, 0.7),
)

# ── what the edits are made with ─────────────────────────────────────────────────────────────────────

SYNONYMS = """
加快推进/全力推动 持续推进/不断推进 深入实施/全面落实 大力推广/积极推行 积极构建/着力建立 加快发展/做大做强
发展壮大/培育壮大 高标准/高水平 扎实做好/切实抓好 统筹/协调 完善/健全 优化/改进 提升/增强 打造/创建 推动/促进
推进/推动 深化/持续推进 实施/落实 加大/强化 加强/强化 建设/打造 开展/组织 支持/扶持 鼓励/引导 探索/尝试
坚持/秉持 聚焦/紧扣 围绕/立足 全面/全方位 积极/主动 有序/稳步 切实/着力 确保/保证 力争/争取 拓展/拓宽
提高/增强 保障/维护 落实/执行 丰富/充实 巩固/夯实 规范/完善 严格/从严 依托/借助 突出/聚焦 强化/加强
充分发挥/更好发挥 全力/奋力 用好/用足 谋划/筹划 启动/着手
"""
SYNONYM = dict(pair.split("/") for pair in SYNONYMS.split())
EMPTY_CLAUSES = (
    "确保取得实效",
    "持续巩固工作成果",
    "推动工作再上新台阶",
    "形成可复制可推广的经验",
    "健全长效机制",
    "进一步压实工作责任",
    "不断提升群众满意度",
)
RENAMED = (
    ("投资促进服务中心", "招商投资服务中心"),
    ("大数据中心", "数据发展服务中心"),
    ("园林绿化服务中心", "城市绿化服务中心"),
)
NEW_TASKS = """
出台低空经济三年行动计划，建设无人机起降场5处，开展物流配送试点。|发展和改革局、交通运输局
推行“高效办成一件事”，梳理跨部门联办事项30项，实现线上线下同标准办理。|行政审批服务局、大数据中心
建设县域人工智能公共算力服务平台，面向中小企业发放算力券500万元。|工业和信息化局、财政局
开展以旧换新补贴活动，带动家电、家装消费2亿元以上。|商务局、财政局
编制耕地保护专项规划，完成恢复耕地任务1200亩。|自然资源和规划局、农业农村局
建成殡仪馆新馆并投入使用，规范农村公益性公墓管理。|民政局
举办环湖自行车公开赛，打造户外运动目的地。|教育和体育局、文化和旅游局
完成第五次全国经济普查数据发布和应用，编写分析报告12篇。|统计局
推进档案馆新馆信息化升级，完成馆藏档案数字化80万页。|档案馆
实施古树名木保护工程，建立一树一档。|自然资源和规划局
修订防汛抗旱应急预案，储备抢险物资，组织演练6次。|应急管理局、水务局
深化殡葬改革领域突出问题整治，公开服务收费目录。|民政局、市场监督管理局
新建口袋公园8处，增加健身步道15公里。|园林绿化服务中心、住房和城乡建设局
开展餐饮油烟专项治理，安装在线监测设备300台。|生态环境局、综合行政执法局
加快建设婚姻家庭辅导中心，调处家庭纠纷。|民政局、妇联
建立科技特派员服务团，派出人员60名，覆盖所有行政村。|科学技术局、农业农村局
布局氢能应用场景，投放氢燃料公交车20辆。|交通运输局、发展和改革局
推广电子营业执照跨区域互认，企业年报公示率达到95%以上。|市场监督管理局
启动县志续修，出版地方史料丛书3部。|档案馆、文化和旅游局
建设宠物诊疗监管系统，加强动物诊疗机构管理。|农业农村局
实施政府采购合同融资，帮助中小微企业获得贷款8000万元。|财政局
成立公益诉讼联络站，办理监督线索40件。|检察院、司法局
完成公共机构节能改造，单位建筑面积能耗下降2%。|发展和改革局
组建少年宫联盟，开设公益课程200门。|教育和体育局、团县委
设立银发经济产业园，引进适老用品企业6家。|民政局、投资促进服务中心
铺设再生水管线18公里，再生水利用率达到45%。|水务局、住房和城乡建设局
探索数据资产入表，推动国有企业完成数据资产登记2例。|大数据中心、国有资产事务中心
实施博物馆夜间开放，推出研学课程10项。|文化和旅游局
培育知识产权示范企业4家，高价值发明专利拥有量达到80件。|市场监督管理局、科学技术局
建立网约房备案制度，规范短租住宿经营。|公安局、住房和城乡建设局
"""

# ── a notice in parts ────────────────────────────────────────────────────────────────────────────────


@dataclass
class Task:
    """A task of the new year: `origins` are the old tasks it comes from, `figures` its (old, new) values."""

    heading: int
    text: str
    units: list[str]
    origins: tuple[str, ...] = ()
    figures: list[tuple[str, str]] = field(default_factory=list)
    reworded: bool = False
    units_changed: bool = False
    number: int = 0


@dataclass
class Year:
    """The second year: its text, its tasks, the goals that moved and the units that were renamed."""

    text: str
    tasks: list[Task]
    goals: list[tuple[str, str]]
    renamed: list[tuple[str, str]]


def _clauses(text: str) -> list[str]:
    """The clauses of a text with the sign each ends in; what stands in quotes or brackets is not cut."""
    return [one for one in re.findall(r"(?:“[^”]*”|（[^）]*）|[^，。；“（])+[，。；]?", text) if one]


# ── the edits ────────────────────────────────────────────────────────────────────────────────────────


def _synonyms(text: str, share: float, dice: random.Random) -> str:
    pattern = "|".join(sorted(SYNONYM, key=lambda word: (-len(word), word)))
    return re.sub(pattern, lambda found: SYNONYM[found[0]] if dice.random() < share else found[0], text)


def _ended(clauses: list[str]) -> str:
    """Clauses as a text again: ， between them as before, 。 at the end."""
    whole = "".join(one if one.endswith(("，", "。", "；")) else one + "，" for one in clauses)
    return whole.rstrip("，；。") + "。"


def _reword(task: Task, strength: Strength, dice: random.Random) -> None:
    before = task.text
    text = _synonyms(task.text, strength.synonym, dice)
    clauses = _clauses(text)
    # Clauses move and go only before the first figure: behind it they could take a figure's subject away.
    free = next((at for at, one in enumerate(clauses) if re.search(r"\d", one)), len(clauses))
    if "：" not in text:
        if free > 2 and dice.random() < strength.reordered:
            first = clauses[:free]
            dice.shuffle(first)
            clauses[:free] = first
        if free > 2 and dice.random() < strength.shortened:
            del clauses[dice.randrange(free)]
        if dice.random() < strength.lengthened:
            clauses.insert(dice.randint(1, len(clauses)), dice.choice(EMPTY_CLAUSES) + "，")
    task.text = _ended(clauses)
    task.reworded = task.text != before


def _tell_anew(task: Task, dice: random.Random) -> None:
    """Tell a task in fewer words and other ones: some of its clauses, in another order, and new ones among them."""
    clauses = [_synonyms(one, 1, dice) for one in _clauses(task.text)]
    kept = dice.sample(clauses, max(1, round(len(clauses) * dice.uniform(0.3, 0.6))))
    for empty in dice.sample(EMPTY_CLAUSES, dice.randint(0, 2)):
        kept.insert(dice.randint(0, len(kept)), empty + "，")
    words = _ended([one.rstrip("。；") for one in kept])
    if len(words) > 8:
        task.text, task.reworded = words, True


def _move_figure(task: Task, targets: list[dict[str, Any]], dice: random.Random) -> None:
    """Change one committed figure of the task, where it stands only once."""
    own = [
        target
        for target in targets
        if re.fullmatch(r"[\d.]+", target["value_printed"])
        and len(re.findall(rf"(?<![\d.]){re.escape(target['value_printed'])}(?![\d.])", task.text)) == 1
    ]
    if not own:
        return
    target = dice.choice(own)
    printed = target["value_printed"]
    value = Decimal(printed)
    step = dice.choice((Decimal("0.8"), Decimal("0.9"), Decimal("1.1"), Decimal("1.2"), Decimal("1.5")))
    moved = (value * step).quantize(Decimal(1) if value == int(value) else Decimal("0.1"))
    if (target["unit"] == "%" and moved > 100) or moved == value or not moved:
        return
    new = f"{moved.normalize():f}"
    factor = Decimal(str(target["value"])) / value
    figure = f"{float(target['value']):g}", f"{float(moved * factor):g}"
    if target["unit_printed"].startswith("亿") and f"{printed}亿" in task.text and moved < 10:
        # The measure moves too: 5亿元, then 60000万元.
        task.text = task.text.replace(f"{printed}亿", f"{(moved * 10000).normalize():f}万")
    else:
        task.text = re.sub(rf"(?<![\d.]){re.escape(printed)}(?![\d.])", new, task.text)
    task.figures.append(figure)


def _change_units(task: Task, pool: list[str], dice: random.Random) -> None:
    own = [name for name in task.units if not name.startswith("各")]
    if len(own) > 1 and dice.random() < 0.6:
        task.units.remove(dice.choice(own))
    new = dice.choice([name for name in pool if name not in "、".join(task.units)])
    task.units.append(new)
    task.units_changed = True


def _split(task: Task) -> list[Task] | None:
    clauses = _clauses(task.text)
    if len(clauses) < 4 or "：" in task.text:
        return None
    halves = _ended(clauses[: len(clauses) // 2]), _ended(clauses[len(clauses) // 2 :])
    return [replace(task, text=half, units=list(task.units), figures=[]) for half in halves]


def _merge(one: Task, other: Task) -> Task:
    units = one.units + [name for name in other.units if name not in one.units]
    return replace(one, text=one.text + other.text, units=units, origins=one.origins + other.origins)


def parts(old: tables.Part) -> tuple[list[str], list[Task]]:
    """The headings and the tasks of a notice, as its tables have them."""
    named = charges(old["items"].to_pylist(), old["assignments"].to_pylist())
    headings = {row["section_id"]: row["heading"] for row in old["sections"].to_pylist()}
    own = [row for row in old["items"].to_pylist() if row["text"].strip()]
    used = list(dict.fromkeys(row["section_id"] for row in own))
    tasks = [
        Task(
            used.index(row["section_id"]),
            re.sub(r"\s+", "", row["text"]),
            list(dict.fromkeys(one["name"] for one in named[row["item_id"]])),
            (row["item_id"],),
        )
        for row in own
    ]
    return [re.sub(r"\s+", "", headings.get(one, "其他工作")) for one in used], tasks


def _prefix(tasks: Iterable[Task]) -> str:
    """The word before an office of the notice's own government: 县, 市, 区."""
    said = "".join(name[0] for task in tasks for name in task.units)
    return max("县市区省州", key=said.count)


def _regrouped(tasks: Iterable[Task], strength: Strength, dice: random.Random) -> list[Task]:
    """The tasks without those that are dropped; some are split in two or merged with the one before."""
    edited: list[Task] = []
    for task in tasks:
        if dice.random() < strength.dropped:
            continue
        if dice.random() < strength.split and (halves := _split(task)):
            edited += halves
            continue
        last = edited[-1] if edited else None
        if last and last.heading == task.heading and len(last.origins) == 1 and dice.random() < strength.merged:
            edited[-1] = _merge(last, task)
            continue
        edited.append(task)
    return edited


def second_year(old: tables.Part, strength: Strength, seed: int) -> Year:
    """The notice of the next year.

    Args:
        old: the tables of the first year's notice.
        strength: how much changes.
        seed: the same seed gives the same year.
    """
    notice = old["notices"].to_pylist()[0]
    dice = random.Random(f"{strength.name} {seed}")
    headings, tasks = parts(old)
    targets: dict[str | None, list[dict[str, Any]]] = {}
    for row in old["targets"].to_pylist():
        targets.setdefault(row["item_id"], []).append(row)
    prefix = _prefix(tasks)
    pool = sorted({name.removeprefix(prefix) for task in tasks for name in task.units if name.endswith("局")})

    edited = _regrouped(tasks, strength, dice)
    counts: dict[str, int] = {}
    for task in edited:
        for origin in task.origins:
            counts[origin] = counts.get(origin, 0) + 1
    year = notice["subject_year"] or 2024
    for task in edited:
        single = len(task.origins) == 1 and counts[task.origins[0]] == 1
        told_anew = single and dice.random() < strength.told_anew
        if told_anew:
            _tell_anew(task, dice)
        if dice.random() < strength.figures and single:
            _move_figure(task, targets.get(task.origins[0], []), dice)
        if not told_anew and dice.random() < strength.reworded:
            _reword(task, strength, dice)
        if str(year) in task.text:
            task.text, task.reworded = task.text.replace(str(year), str(year + 1)), True
        if single and pool and dice.random() < strength.units:
            _change_units(task, pool, dice)
        if dice.random() < strength.moved:
            task.heading = dice.randrange(len(headings))
    bank = [line.split("|") for line in NEW_TASKS.split()]
    for words, units in dice.sample(bank, strength.added):
        edited.append(
            Task(dice.randrange(len(headings)), words, [prefix + units.split("、")[0], *units.split("、")[1:]])
        )
    goals = [row for row in targets.get(None, []) if row["indicator"] and row["unit"] == "%"]
    return _printed(notice, headings, edited, goals, strength, dice)


def _printed(
    notice: dict[str, Any],
    headings: list[str],
    tasks: list[Task],
    goals: list[dict[str, Any]],
    strength: Strength,
    dice: random.Random,
) -> Year:
    """The parts as a notice of the next year."""
    renamed = list(RENAMED[: strength.renamed])
    moved: list[tuple[str, str]] = []
    goal_tasks: list[Task] = []
    for goal in goals:
        value = Decimal(str(goal["value"]))
        new = value + dice.choice((Decimal("-0.5"), Decimal("0.5"), Decimal(1), Decimal(-1)))
        moved.append((f"{float(value):g}", f"{float(new):g}"))
        words = f"{goal['indicator'].removesuffix('增长')}增长{new.normalize():f}%。"
        unit = dice.choice(("发展和改革局", "统计局", "财政局"))
        goal_tasks.append(Task(-1, words, [_prefix(tasks) + unit]))
    year, issuer = (notice["subject_year"] or 2024) + 1, notice["issuer"] or "县人民政府"
    lines = [f"{issuer}关于印发{year}年重点工作任务分工的通知", f"现将{year}年重点工作任务分工印发给你们，请认真落实。"]
    if goal_tasks and not strength.goals_as_tasks:
        lines.append("；".join(task.text.rstrip("。") for task in goal_tasks) + "。")
        goal_tasks = []
    ordered: list[Task] = []

    def put(task: Task) -> None:
        task.number = len(ordered) + 1
        ordered.append(task)
        for old, new in renamed:
            task.units = [name.replace(old, new) for name in task.units]
        lines.append(f"{task.number}. {task.text}{_list(task.units, strength.new_layout)}")

    for task in goal_tasks:
        put(task)
    for at, heading in enumerate(headings):
        words = _synonyms(heading, strength.synonym, dice) if strength.reworded > 0.5 else heading
        lines.append(f"{chinese(at + 1)}、{words}")
        own = [task for task in tasks if task.heading == at]
        if strength.reordered > 0.3:
            dice.shuffle(own)
        for task in own:
            put(task)
    lines += [issuer, f"{year}年1月26日"]
    return Year("\n\n".join(lines) + "\n", ordered, moved, renamed)


def _list(units: list[str], new_layout: bool) -> str:
    if not units:
        return ""
    if not new_layout or len(units) == 1:
        return f"（{'牵头' if new_layout else '责任'}单位：{'、'.join(units)}{'' if new_layout else '等'}）"
    return f"（牵头单位：{units[0]}；责任单位：{'、'.join(units[1:])}）"


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Found:
    """How many of the proposed are right, and how many of the wanted are found."""

    right: int = 0
    proposed: int = 0
    wanted: int = 0

    def count(self, proposed: set[Any], wanted: set[Any]) -> None:
        self.right += len(proposed & wanted)
        self.proposed += len(proposed)
        self.wanted += len(wanted)

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


@dataclass
class Measured:
    """What the comparison finds of the edits of one strength: each a precision and a recall over all seeds.

    `matches`: pairs of tasks; `kinds`: what became of each task; `targets`: figures that moved; `units`: pairs of
    tasks whose units changed; `renamed`: units under a new name.
    """

    strength: str
    matches: Found = field(default_factory=Found)
    kinds: Found = field(default_factory=Found)
    targets: Found = field(default_factory=Found)
    units: Found = field(default_factory=Found)
    renamed: Found = field(default_factory=Found)

    def figures(self) -> dict[str, tuple[float, float]]:
        """(precision, recall) by what was measured."""
        return {name: (found.precision, found.recall) for name, found in vars(self).items() if isinstance(found, Found)}


def measure_second_year(seeds: Iterable[int] = SEEDS) -> list[Measured]:
    """Precision and recall of the comparison of the 2024 notice with scripted second years, by strength."""
    old = tables.arrow(reading.rows(read(RAW)))
    results = []
    for strength in STRENGTHS:
        measured = Measured(strength.name)
        for seed in seeds:
            _measure(old, second_year(old, strength, seed), measured)
        results.append(measured)
    return results


def _measure(old: tables.Part, year: Year, measured: Measured) -> None:
    new = tables.arrow(reading.rows(noticed(year.text)))
    data = joined(old, new)
    found = Comparison(data, "jinxiang-2024", "jinxiang-2025")
    number = {row["item_id"]: int(row["number"] or 0) for row in new["items"].to_pylist()}
    tasks = found.tasks
    pair = {(row["old_item_id"], number.get(row["new_item_id"])): row for row in tasks}
    linked = {pair for pair, row in pair.items() if row["old_item_id"] and row["new_item_id"]}
    wanted = {(origin, task.number) for task in year.tasks for origin in task.origins}
    measured.matches.count(linked, wanted)
    measured.kinds.count(
        {(*key, row["kind"]) for key, row in pair.items()},
        set(_kinds(year, old)),
    )
    of = {row["target_id"]: number.get(row["item_id"], row["item_id"]) for row in data["targets"]}
    measured.targets.count(
        {
            (
                of[row["old_target_id"]],
                of[row["new_target_id"]],
                f"{row['old_value']:g}",
                f"{row['new_value']:g}",
            )
            for row in found.targets
            if row["old_target_id"] and row["new_target_id"] and row["old_value"] != row["new_value"]
        },
        {(task.origins[0], task.number, *figure) for task in year.tasks for figure in task.figures}
        | set(_goal_facts(year)),
    )
    plain = {key for key, row in pair.items() if row["kind"] in ("unchanged", "reworded", "changed")}
    measured.units.count(
        {key for key in plain & wanted if pair[key]["units_changed"]},
        {(task.origins[0], task.number) for task in year.tasks if task.units_changed} & plain,
    )
    short = {row["unit_id"]: row["short_name"] for row in data["units"]}
    measured.renamed.count(
        {(short[old_name], short[new_name]) for old_name, new_name in found.renamed.items()},
        {
            one
            for one in year.renamed
            if any(one[1] in name for task in year.tasks if task.origins for name in task.units)
        },
    )


def _goal_facts(year: Year) -> Iterator[tuple[None, int | None, str, str]]:
    as_tasks = [task for task in year.tasks if task.heading == -1]
    for at, (old, new) in enumerate(year.goals):
        yield (None, as_tasks[at].number if as_tasks else None, old, new)


def _kinds(year: Year, old: tables.Part) -> Iterator[tuple[str | None, int | None, str]]:
    """What became of each task."""
    pieces: dict[str, int] = {}
    for task in year.tasks:
        for origin in task.origins:
            pieces[origin] = pieces.get(origin, 0) + 1
    for task in year.tasks:
        if not task.origins:
            yield (None, task.number, "new")
        for origin in task.origins:
            if len(task.origins) > 1:
                kind = "merged"
            elif pieces[origin] > 1:
                kind = "split"
            elif task.figures or task.units_changed:
                kind = "changed"
            else:
                kind = "reworded" if task.reworded else "unchanged"
            yield (origin, task.number, kind)
    for row in old["items"].to_pylist():
        if row["item_id"] not in pieces:
            yield (row["item_id"], None, "dropped")


def noticed(text: str, notice_id: str = "jinxiang-2025") -> Any:
    """A text as the notice that a file of this name would be read as."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{notice_id}.txt")
        path.write_text(text, encoding="utf-8")
        return read(path)


def joined(*parts: tables.Part) -> Data:
    """The rows of notices, table by table, as the files of a dataset hold them."""
    data: Data = {name: [row for part in parts for row in part[name].to_pylist()] for name in TABLES if name != "units"}
    data["units"] = tables.merge("units", (row for part in parts for row in part["units"].to_pylist()))
    return data


# ── pairs to learn from ──────────────────────────────────────────────────────────────────────────────


# A figure as a notice prints it, under the printed number of its task; none for a goal outside the tasks.
Printed = tuple[int | None, str]


@dataclass(frozen=True)
class Known:
    """Two notices and the printed numbers of the tasks that are one; `also` are links that hold too.

    `figures` are the figures that a careful reader follows from one to the other, `doubtful` those that one may follow.
    """

    name: str
    old: str
    new: str
    links: frozenset[tuple[int, int]]
    also: frozenset[tuple[int, int]]
    figures: tuple[tuple[Printed, Printed], ...]
    doubtful: tuple[tuple[Printed, Printed], ...]


def by_hand() -> Iterator[Known]:
    """The pairs of years in cases/years/.

    A task is under a heading of either year, each of its parts too; its figures are written `7所 → 6所`.  Where a year
    has `columns`, its tasks are rows of a table, their cells parted by `|`.
    """
    for path in sorted((TESTS / "cases" / "years").glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        numbers, texts = {}, {}
        for year in ("old", "new"):
            texts[year], numbers[year] = _by_hand(case, year)
        links = {
            (number, other)
            for (one, _), number in numbers["old"].items()
            for (same, _), other in numbers["new"].items()
            if one == same
        }
        also = {
            (numbers["old"][one, 0], numbers["new"][other, 0])
            for one, task in enumerate(case["task"])
            for words in task.get("goes_on_in", ())
            for other, later in enumerate(case["task"])
            if later.get("new", [""])[0].startswith(words)
        }
        figures = (tuple(_figures(case, numbers, kind)) for kind in ("figures", "doubtful"))
        yield Known(path.stem, texts["old"], texts["new"], frozenset(links), frozenset(also), *figures)


def _by_hand(case: dict[str, Any], year: str) -> tuple[str, dict[tuple[int, int], int]]:
    """The text of a year, and the printed numbers by the places of a task and its part."""
    at = ("old", "new").index(year)
    what = f"{case[f'{year}_year']}年重点工作责任分工"
    lines = [f"{case['place']}人民政府关于印发{what}的通知", f"现将{what}印发给你们，请认真落实。"]
    if goals := case.get(f"{year}_goals"):
        lines.append(goals)
    numbers: dict[tuple[int, int], int] = {}
    columns = case.get(f"{year}_columns")
    for place, heading in enumerate(case[f"{year}_headings"], 1):
        lines.append(f"{chinese(place)}、{heading}")
        rows = ["\t".join(columns)] if columns else []
        # The new year has the tasks of a heading in another order.
        for one, task in sorted(enumerate(case["task"]), key=lambda pair: (pair[0] * 7 % 5 if at else 0, pair[0])):
            under = task["under"][at]  # of all its parts, or a heading a part
            for part, said in enumerate(task.get(year, ())):
                if heading == (under if isinstance(under, str) else under[part]):
                    number = numbers[one, part] = len(numbers) + 1
                    if columns:
                        rows.append("\t".join([str(number), *map(str.strip, said.split("|"))]))
                    else:
                        lines.append(f"{number}. {said}")
        lines += ["\n".join(rows)] if columns else []
    return "\n\n".join(lines) + "\n", numbers


def _figures(
    case: dict[str, Any], numbers: dict[str, dict[tuple[int, int], int]], kind: str
) -> Iterator[tuple[Printed, Printed]]:
    """The figures of a case, each under the number of the part that prints it: those that go on in their task, and others."""

    def printed(year: str, figure: str, tasks: Sequence[int]) -> Printed:
        if tasks is every and figure in case.get(f"{year}_goals", ""):
            return None, figure
        number = re.match(r"[\d.]+", figure)
        assert number, figure
        alone = re.compile(rf"(?<![\d.]){number[0]}(?![\d.])")
        held = [
            numbers[year][one, at]
            for one in tasks
            for at, said in enumerate(case["task"][one].get(year, ()))
            if alone.search(said)
        ]
        assert held, f"{case['place']}: no {figure}"
        return held[0], figure

    every = range(len(case["task"]))
    for of, tasks in ((case, every), *((task, [one]) for one, task in enumerate(case["task"]))):
        for pair in of.get(kind, ()):
            old, new = pair.split(" → ")
            yield printed("old", old, tasks), printed("new", new, tasks)


def write_pairs(folder: Path, notices: Iterable[Path], seeds: Iterable[int]) -> None:
    """Write second years of notices, and the pairs written by hand, with the links between their tasks."""
    (folder / "gold").mkdir(parents=True, exist_ok=True)

    def keep(old: str, new: str, links: Iterable[tuple[object, object]], **more: object) -> None:
        pairs = [{"old_ends": one, "new_ends": other} for one, other in sorted(links, key=str)]
        gold = {**more, "whole": True, "pairs": pairs}
        path = folder / "gold" / f"{old}__{new}.diff.json"
        path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    for known in by_hand():
        for year, text in (("old", known.old), ("new", known.new)):
            (folder / f"{known.name}-{year}.txt").write_text(text, encoding="utf-8")
        also = [{"old_ends": one, "new_ends": other} for one, other in sorted(known.also)]
        figures = {"also": also, "figures": known.figures, "doubtful_figures": known.doubtful}
        keep(f"{known.name}-old", f"{known.name}-new", known.links, **figures)
    for path in notices:
        shutil.copy(path, folder)
        old = tables.arrow(reading.rows(read(path)))
        for seed in seeds:
            for strength in STRENGTHS[1:]:
                after = second_year(old, strength, seed)
                name = f"{path.stem}-{strength.name}-{seed}"
                (folder / f"{name}.txt").write_text(after.text, encoding="utf-8")
                links = {(origin, task.number) for task in after.tasks for origin in task.origins}
                keep(path.stem, name, links, kind=strength.name)


if __name__ == "__main__":
    if sys.argv[1:]:
        write_pairs(Path(sys.argv[1]), map(Path, sys.argv[2:]), range(1))
    for measured in measure_second_year() if not sys.argv[1:] else ():
        figures = measured.figures()
        print(f"{measured.strength:8}" + "   ".join(f"{name} P {p:.3f} R {r:.3f}" for name, (p, r) in figures.items()))
