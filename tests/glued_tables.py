"""Tables made up by chance whose copy lost their lines and cells: what is glued, and what a reader of the whole table finds.

Columns of several kinds and orders, names with signs between them or none, whole and half width, heads at the head, said
again on a page or lost.  Run as a program it measures: how many rows come back, are told, and are lost in silence.

    python tests/glued_tables.py [COUNT] [SEED] [FOLDER]     # FOLDER: writes what was lost or wrong there, to read
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract import extract
from pipeline.language.heads import column_meaning
from pipeline.notice import Doubt, Duty, Finding, Item, Mention, Notice, NoticeError, Table
from pipeline.read import read


def words(said: str, sign: str) -> list[str]:
    """The words that a sign parts."""
    return said.split(sign)


LEVELS = {"县": ("石岭县", "云川市"), "区": ("望江区", "云川市"), "市": ("云川市", "海东省")}
OFFICES = words(
    "教育局 财政局 住建局 交通运输局 农业农村局 卫健局 民政局 水务局 林业和草原局 自然资源局 发展改革委 工信局 人社局 商务局 "
    "文化和旅游局 应急管理局 市场监管局 审计局 司法局 公安局 统计局 退役军人局 医保局 行政审批局 城市管理局 大数据中心 总工会 "
    "残联 妇联 团委 科协 供销社 法院 检察院 税务局 气象局 招商中心 融媒体中心 国资委 科技局 机关事务中心 乡村振兴局",
    " ",
)
PARTY = words("委组织部 委宣传部 委政法委 委编办 政府办公室 委统战部 纪委监委", " ")
TOWNS = words("白杨镇 河口镇 青石乡 龙泉街道 王家川镇 北关街道 红旗乡 团结路街道", " ")
BODIES = words(
    "生态环境局{place}分局 国网{place}供电公司 {place}经济开发区管委会 {place}水务集团有限公司 {place}城投公司 中国移动{place}分公司 "
    "云岭矿业有限责任公司 {place}汽车客运公司",
    " ",
)
MANY = words("各乡镇 各乡镇人民政府 各镇（街道） 各有关部门 各乡镇（街道） 相关街道 各县区", " ")
PERSONS = words(
    "韩知行|许若水|沈怀远|孟北川|王建国|李 文|周小燕|刘 峰|张世杰|马永强|欧阳春|郭　睿|陈志刚|赵磊|吴刚|高明远|石磊",
    "|",
)
TIMES = words(
    "6月底前|9月底|12月底前|全年|2031年11月底前|年底前|2031年8月15日前|长期坚持|持续推进|立行立改，长期坚持|三季度末|上半年|2031年12月|"
    "2031年10月前|6月底前，持续推进|第二季度|2032年6月底前|12月31日前",
    "|",
)
PROBLEMS = words(
    "管网雨污分流滞后。合流管网46公里，占总长的31%。|再生水利用率低。2030年仅为14%。|煤场扬尘管控不到位。抽查32家，有11家未封闭。|"
    "矿山生态修复欠账多。历史图斑98个，仅治理37个。|农膜回收率偏低。|地下水超采。2030年超采410万立方米。|餐饮油烟扰民。|"
    "部分项目推进缓慢，4个项目未按期开工。|基层医疗力量薄弱，每千人医师数仅1.8人。|养老设施不足",
    "|",
)
DEEDS = words(
    "新建小学2所，新增学位1800个|改造农村公路46公里|建成养老服务站12个，惠及老人3000名以上|完成造林1.5万亩，抚育森林3万亩|"
    "开展技能培训2400人次|改造老旧小区6个，惠及居民3100户；加装电梯20部|治理河道12公里|新增公共停车位800个以上|规模以上工业增加值增长7%|"
    "培育“专精特新”企业5家，技改投资增长12%|城乡居民收入增长6%左右|建成高标准农田2.3万亩，农田灌溉水利用系数提高到0.58|"
    "引进亿元以上项目20个，到位资金35亿元|推行帮办代办，实现“一件事一次办”事项15项|每季度检查1次，抽检不少于150批次，合格率达到95%以上|"
    "对11家储煤场逐一建档，10月底前全部完成棚化封闭|建设日处理1.5万吨污水厂1座，铺设管线21公里，污水集中处理率达到92%|"
    "空气质量优良天数比例达到85%以上，PM2.5平均浓度降至35微克/立方米以下|1.新建泵站2座。2.管网漏损率降到9%以下|完善应急预案，组织演练4次|"
    "为14个乡镇卫生院配齐设备，开展家庭医生签约服务，重点人群签约率达到70%|招录教师45名，补贴标准提高到每月600元|整治“四乱”问题23个",
    "|",
)
TITLES = words(
    "城市更新 扩大学位 老旧小区改造 农村公路提升 “一老一小”服务 绿色矿山建设 数字赋能 科技创新 稳就业 水网建设 文旅融合 营商环境",
    " ",
)
PROJECTS = words(
    "城东水厂 北环大桥 县医院新院区 智慧物流园 5万吨粮库 工业园二期 云岭光伏 老城管网改造 第三中学迁建 3号线快速路", " "
)


@dataclass(frozen=True)
class Row:
    """A row as a reader of the whole table finds it: `units` with their roles, `words` the last of its contents."""

    cells: tuple[str, ...]
    number: str
    words: str
    units: tuple[tuple[str, str], ...]
    deadline: str


@dataclass(frozen=True)
class Made:
    """A notice with a glued table: its text, its rows, where each stands, and how it was made."""

    text: str
    rows: tuple[Row, ...]
    places: tuple[tuple[int, int], ...]
    shape: str
    way: str


class Maker:
    """Makes tables up, each from its own seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.level = self.chance.choice(list(LEVELS))
        self.place, self.above = LEVELS[self.level]
        self.sign = self.chance.choice("、、、，")
        self.glued_names = self.chance.random() < 0.25
        self.half = self.chance.random() < 0.3
        self.stops = self.chance.random() < 0.7

    def one(self, words: Sequence[str]) -> str:
        return self.chance.choice(words)

    def unit(self) -> str:
        kind = self.chance.random()
        if kind < 0.72:
            return self.level + self.one(OFFICES)
        if kind < 0.8:
            return self.level + self.one(PARTY)
        if kind < 0.88:
            return self.one(TOWNS)
        name = self.one(BODIES).format(place=self.place[:2])
        return f"市{name}" if name.startswith("生态") else name

    def units(self, most: int, *, many: bool = False) -> list[str]:
        names = list(dict.fromkeys(self.unit() for _ in range(self.chance.randint(1, most))))
        return [*names, self.one(MANY)] if many and self.chance.random() < 0.35 else names

    def deed(self) -> str:
        return self.one(DEEDS) + ("。" if self.stops or self.chance.random() < 0.3 else "")

    def cell(self, kind: str) -> str | list[str]:
        makes: dict[str, Callable[[], str | list[str]]] = {
            "lead": lambda: self.units(1),
            "support": lambda: self.units(4, many=True),
            "units": lambda: self.units(5, many=True),
            "deed": lambda: self.deed() + (self.deed() if self.chance.random() < 0.3 else ""),
            "problem": lambda: self.one(PROBLEMS),
            "title": lambda: self.one(TITLES),
            "project": lambda: self.one(PROJECTS),
            "person": lambda: self.one(PERSONS),
            "time": lambda: self.one(TIMES),
            "note": lambda: self.one(("", "", "", "省级实事", "续建", "新建")),
            "kind": lambda: self.one(("新建", "续建")),
            "money": lambda: str(self.chance.randint(2, 900) * 100),
        }
        return makes[kind]()


# What each shape of table holds: head, kind.
SHAPES: dict[str, tuple[tuple[str, str], ...]] = {
    "plain": (("工作任务", "deed"), ("责任单位", "units"), ("完成时限", "time")),
    "persons": (("重点任务", "deed"), ("责任领导", "person"), ("牵头单位", "lead"), ("配合单位", "support"), ("完成时限", "time")),
    "notes": (("重点任务", "deed"), ("责任领导", "person"), ("牵头单位", "lead"), ("配合单位", "support"), ("完成时限", "time"), ("备注", "note")),
    "problems": (("反馈问题", "problem"), ("整改措施", "deed"), ("整改时限", "time"), ("责任领导", "person"), ("责任单位", "units")),
    "problems, unit first": (("存在问题", "problem"), ("整改措施", "deed"), ("责任单位", "units"), ("责任人", "person"), ("整改时限", "time")),
    "named": (("工作任务", "title"), ("具体措施", "deed"), ("牵头单位", "lead"), ("责任单位", "support"), ("时间节点", "time")),
    "by person": (("事项", "deed"), ("主办单位", "lead"), ("协办单位", "support"), ("分管领导", "person")),
    "unit first": (("责任单位", "lead"), ("工作任务", "deed"), ("完成时间", "time")),
    "time first": (("工作内容", "deed"), ("时限", "time"), ("负责单位", "units")),
    "time and person": (("任务名称", "deed"), ("完成时限", "time"), ("牵头领导", "person"), ("牵头单位", "lead"), ("参与单位", "support")),
    "projects": (("项目名称", "project"), ("建设内容", "deed"), ("总投资（万元）", "money"), ("建设性质", "kind"), ("责任单位", "lead"), ("包抓领导", "person")),
    "lead only": (("改革任务", "deed"), ("牵头单位", "lead")),
    "who alone": (("任务", "deed"), ("牵头领导", "person"), ("责任部门", "units")),
}  # fmt: skip
TEXTS = ("deed",)


def half_width(words: str) -> str:
    return words.translate(str.maketrans("，；：（）", ",;:()"))


def rows_of(maker: Maker, shape: str, count: int, *, numbered: bool) -> tuple[tuple[str, ...], list[Row]]:
    """The heads of a table, and its rows."""
    columns = SHAPES[shape]
    rows = []
    for number in range(1, count + 1):
        cells: list[str] = [str(number)] if numbered else []
        units: list[tuple[str, str]] = []
        words = deadline = ""
        for head, kind in columns:
            cell = maker.cell(kind)
            if isinstance(cell, list):
                role = column_meaning(head) or ""
                units += [(name, role) for name in cell]
                cells.append(("" if maker.glued_names else maker.sign).join(cell))
            else:
                words = cell if kind == "deed" else words
                deadline = cell if kind == "time" else deadline
                cells.append(cell)
        if maker.half:
            cells = [half_width(cell) for cell in cells]
        rows.append(Row(tuple(cells), str(number) if numbered else "", words, tuple(units), deadline))
    heads = (*(("序号",) if numbered else ()), *(head for head, _ in columns))
    return heads, rows


PAGES = ("— {0} —", "第{0}页 共9页", "-{0}-", "{0}")


def _paged(maker: Maker, heads: Sequence[str], rows: Sequence[Row], glue: str) -> Iterator[tuple[str, Row | None]]:
    """The rows as a page after the other prints them, the heads again at the head of each."""
    at, page = 0, 1
    while at < len(rows):
        size = maker.chance.randint(2, 4)
        if at:
            yield maker.one(PAGES[:3]).format(page), None
            yield glue.join(heads), None
        for row in rows[at : at + size]:
            yield glue.join(filter(None, row.cells)), row
        at, page = at + size, page + 1


# Each way: what stands between cells, between rows, before the table; whether heads stand there, pages print them again, and the
# letter is one line with the table.
WAYS: dict[str, tuple[str, str, str, bool, bool, bool]] = {
    "a line": ("", "", "\n", True, False, False),
    "a line with its title": ("", "", "", True, False, False),
    "all one line": ("", "", "", True, False, True),
    "pages in one line": ("", "", "", True, True, True),
    "rows on lines": ("", "\n", "\n", True, False, False),
    "rows on lines, pages": ("", "\n", "\n", True, True, False),
    "blanks": (" ", " ", "\n", True, False, False),
    "blanks, all one line": (" ", " ", " ", True, False, True),
    "rows on lines, blanks": (" ", "\n", "\n", True, False, False),
    "no heads": ("", "\n", "\n", False, False, False),
}


def made(seed: int, shape: str, way: str, *, numbered: bool = True) -> Made:
    """A notice with a table of a shape, glued in a way."""
    maker = Maker(seed)
    glue, between, before, headed, paged, one = WAYS[way]
    heads, rows = rows_of(maker, shape, maker.chance.randint(4, 12), numbered=numbered)
    end = "" if one else "\n"
    office = f"{maker.place}人民政府办公室"
    subject = f"{maker.place}2031年重点工作任务清单"
    letter = (
        f"{office}关于印发{subject}的通知",
        "石政办发〔2031〕9号",
        "各乡镇人民政府，各有关单位：",
        f"《{subject}》已经同意，现印发给你们，请认真贯彻执行。",
        "各责任单位要按季度报送进展情况，主要负责人是第一责任人。" * maker.chance.choice((1, 3, 30)),
        office,
        "2031年3月5日",
        "附件",
        subject,
    )
    text = end.join(letter) + before
    places, told = [], []
    text += glue.join(heads) + (between or glue) if headed else ""
    lines = _paged(maker, heads, rows, glue) if paged else ((glue.join(filter(None, row.cells)), row) for row in rows)
    for words, row in lines:
        if row:
            places.append((len(text), len(text) + len(words)))
            told.append(row)
        text += words + between
    return Made(text.rstrip() + "\n", tuple(told), tuple(places), shape, way)


# ── what is read of it ───────────────────────────────────────────────────────────────────────────────


def _plain(words: str) -> str:
    return "".join(half_width(words).split()).strip("。")


def judged(one: Made, folder: Path) -> Iterator[tuple[Row, str, str]]:
    """Each row with what became of it: right, text (only its contents or its time are other), told, wrong or lost."""
    file = folder / "made.txt"
    file.write_text(one.text)
    try:
        notice = extract(read(file))
    except NoticeError as error:
        yield from ((row, "told", str(error)) for row in one.rows)
        return
    items = [item for item in notice.all(Item) if item.lists_at]
    for row, place in zip(one.rows, one.places, strict=True):
        yield row, *_became(notice, items, row, place)


def _became(notice: Notice, items: Sequence[Item], row: Row, place: tuple[int, int]) -> tuple[str, str]:
    start, end = place
    own = [item for item in items if start <= item.lists_at[0].start < end]
    units = [(one.name, one.role) for one in notice.all(Mention) if own and one.item_id == own[0].item_id]
    deadlines = [duty.deadline or "" for duty in notice.all(Duty) if own and duty.item_id == own[0].item_id]
    same = sorted((_plain(name), role) for name, role in units) == sorted(
        (_plain(name), role) for name, role in row.units
    )
    read_as = f"{[item.text for item in own]} {units} {deadlines}"
    if len(own) == 1 and same:
        whole = _plain(own[0].text).endswith(_plain(row.words)) and (own[0].number or "") == row.number
        if whole and [_plain(one) for one in deadlines] == [_plain(row.deadline)]:
            return "right", read_as
    if any(start < one.end and one.start < end and one.holds == "unread" for one in notice.all(Table)):
        return "told", read_as
    stretches = [
        (one.start, one.end) for one in notice.all(Finding) if one.severity != "info" and one.code != "table_unread"
    ]
    stretches += [(one.start, one.end) for one in notice.all(Doubt) if one.code == "table_layout"]
    # What is told of a whole notice is told of no row.
    doubted = any(a < end and start < b and b - a < 3 * (end - start) for a, b in stretches)
    if not own:
        return "told" if doubted else "lost", read_as
    return ("told" if doubted else "text" if same else "wrong"), read_as


OUTCOMES = ("right", "told", "text", "wrong", "lost")


def measured(
    count: int,
    seed: int,
    wrong: Callable[[Made, Row, str, str], None] | None = None,
    *,
    shapes: Sequence[str] = tuple(SHAPES),
    ways: Sequence[str] = tuple(WAYS),
) -> dict[str, Counter[str]]:
    """What became of the rows of so many tables of each shape and way; by way, by shape, and of all."""
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for shape in shapes:
            for way in ways:
                for at in range(count):
                    one = made(hash_of(seed, shape, way, at), shape, way, numbered=(at + len(shape)) % 5 != 0)
                    for row, became, read_as in judged(one, Path(folder)):
                        numbered = "numbered" if row.number else "no numbers"
                        for key in ("all", f"way: {way}", f"shape: {shape}", numbered):
                            found.setdefault(key, Counter())[became] += 1
                        if became != "right" and wrong:
                            wrong(one, row, became, read_as)
    return found


def hash_of(*parts: object) -> int:
    """A seed of some parts, the same in every run."""
    return random.Random(repr(parts)).randrange(1 << 30)


if __name__ == "__main__":
    size, first = (int(argument) for argument in (*sys.argv[1:3], "2", "1")[:2]) if len(sys.argv) > 2 else (2, 1)
    into = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    said: dict[str, list[str]] = {}

    def note(one: Made, row: Row, became: str, read_as: str) -> None:
        cells = "｜".join(row.cells)
        said.setdefault(f"{became} {one.way}", []).append(f"{one.shape}\t{cells}\n\t{read_as}")

    for key, counts in measured(size, first, note).items():
        total = counts.total()
        print(f"{key:32} {total:5} " + " ".join(f"{one} {counts[one] / total:.3f}" for one in OUTCOMES))
    if into:
        into.mkdir(exist_ok=True)
        for kind, lines in said.items():
            (into / f"{kind}.txt").write_text("\n".join(lines) + "\n")
