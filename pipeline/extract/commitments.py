"""Commitments: whether a quantity is something the notice commits to, and otherwise what it is.

A quantity commits unless its surroundings make it a threshold that only qualifies (产值过10亿元企业), a thing that stands
already (现有12家), a part of a scheme (三大工程), or the name of a kind of thing (110千伏变电站).  Each group of measure
words in rules/measures.toml has its own rule here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from pipeline import rules
from pipeline.extract.narration import OBLIGED, stands_already
from pipeline.extract.quantities import ARABIC, Quantity, comparisons
from pipeline.extract.repair import HAN
from pipeline.notice import Reading

# No sentence is looked at further back than this.
_REACH = 300
# What may follow a number that stands at the end of what is said of it.
_END = re.compile(
    rf"[，。；、！？：（(〔［【）】］\]”》\n和及或与]|以及|$|的?(?:目标|任务|水平)(?![{HAN}])|的(?:标准|要求|比例)"
)
_OF_A_THING = re.compile(f"的(?=[{HAN}])(?!标准|要求|比例|目标|水平)")
_OF_NOTHING = ("的，", "的；", "的。", "的、")
_SIZED = ("以上", "以下", "以内")
_GROUP_OF_UNITS = re.compile(
    f"[{HAN}]?(?:单位|部门|成员单位)(?:组成|参加|联合)|[{HAN}]{{0,6}}(?:(?:工作|专项|领导|督查|督导|推进|攻坚|协调)(?:小组|组)|专班)(?![{HAN}]*建)"
)
# 中央八项规定和省30条: whose rules a number of 条 names.
_RULES_OF = re.compile(f"[{HAN}]{{0,4}}(?:措施|政策|意见|举措|规定|办法|禁令)")
_MAKES_RULES = re.compile("(?:出台|制定|推出|新增|实施|推行|提出|落地)[^，。；]{0,4}$")
_RULE_MAKERS = ("省", "市", "国", "州")
# 增幅超过10%的｜再奖励5万元: what stands before 的 is the condition.
_CONDITION = re.compile("的(?:，)?(?:再|给予|奖励|补助|补贴|一次性|按|予以|纳入|优先|分别|每|可|企业|单位|个人)")
# 设立总规模50亿元的｜产业引导母基金
_FUND = re.compile(f"的?[{HAN}]{{0,12}}基金")
# 完成城关至河口段38公里｜路面大修
_MENDED = re.compile(
    f"[{HAN}]{{0,8}}(?:大修|中修|整治|修复|养护|绿化|硬化|清淤|疏浚|刷黑|黑化|改造提升|提升改造)(?:工程|任务|项目)?(?=[，。；、]|$)"
)
# 淘汰4.3米｜焦炉5座: what is counted stands behind its size.
_COUNTED = re.compile(f"[{HAN}]{{1,10}}[0-9]+[个家处座台套条辆艘口眼栋]")
# 12345, 12315, 12333: numbers to call.
_HOTLINE = re.compile("12[0-9]{3}")
# 经营6个月以上并带动3人以上就业｜的，给予…;  费率不高于1.5%｜的担保机构，按…奖补;  100亩以上、期限5年以上｜的主体，每亩…
_WHO = re.compile(
    f"(?:[^，。；]{{0,20}}(?:以上|以下|以内|不[低高超少][^，。；]*))?[^，。；0-9]{{0,16}}的(?!标准|比例|要求)(?:[{HAN}]{{0,10}}(?:企业|机构|单位|个人|人员|主体|项目|学校|者|户))?"
    f"(?:，?(?:[^，。；]{{0,4}})(?:给予|予以|奖励|一次性|补贴|可申|可享|可按|享受|一律|再奖|每[{HAN}]{{1,3}}(?:每年)?(?:一次性)?[奖补]|按[^，。；]*[奖补贷返]))"
)
_ANNOUNCED = re.compile("下列条件|以下条件|申报条件|应具备|应当具备")
# 在50%｜的税额幅度内减征;  涨幅达到3.5%｜时，启动…
_WITHIN = re.compile(f"的[{HAN}]{{0,4}}幅度内|时，")
# 设立6个月｜的费用缓缴期
_TERM = re.compile(f"的[{HAN}]{{0,6}}(?:缓缴期|宽限期|过渡期|保护期|免租期|培育期|缓冲期)")
# 保障学生每天校内、校外各1小时｜体育活动时间
_HOURS = ("小时", "个小时", "分钟", "课时", "学时")
_EVERY = re.compile("(?:每天|每日|每周|每学期|每人|每年)[^，。；]{0,12}$")
_WHOLE_SUM = ("总投资", "计划总投资", "计划投资", "概算总投资", "估算总投资")
_COUNT_ENDS = re.compile("[0-9][万亿]?[个家处座项条套台所]，$")
_JUDGED = re.compile(
    f"(?:以上|以下)?的[{HAN}]{{0,4}}(?:单位|部门|地区|乡镇|镇街|街道|县|区|乡|镇|企业|学校|机构|医院|村|人员|个人)"
)
_UNMET = re.compile("未|没有|不足")
# 按人均不低于3元｜列入预算
_APPLIED = re.compile(
    "列入|纳入|配建|补建|配置|配备|设置|供给|拨付|安排|执行|落实|核定|计算|计提|发放|补助|配套|筹集|缴纳|兑现"
)
_PARTS_OF_A_PLAN = ("专项行动", "重大行动", "重点行动")
_PARTS_OF_A_SCHEME = (
    "方面",
    "专项",
    "行动",
    "工程",
    "体系",
    "机制",
    "平台体系",
    "转变",
    "提升",
    "重点",
    "文明",
    "环境",
    "关键",
    "层面",
    "维度",
    "阶段",
    "环节",
    "月",
    "小时",
    "年",
    "百分",
    "工作日",
    "自信",
    "维护",
    "意识",
    "结合",
    "统筹",
)
# 人均预期寿命提高到80.5岁
_LIFE = re.compile("寿命[^，。；]{0,30}$")
# 存栏50头以上｜的不少于200个: the size of those that are counted.
_OF_THOSE = re.compile("的(?:不少于|不低于|达到|超过|有|占|新增|控制)")
# （按年人均收入7365元｜标准）: what decides who is counted.
_BY_STANDARD = re.compile("（按[^（）]*$")
_TITLED = re.compile("《[^》]*》")
# 30户以上｜自然村, 500头以上｜生猪养殖场: how many a thing holds says which is meant.
_MEMBERS = ("户", "人", "名", "头", "只", "羽", "床", "张", "间")
# … but 1800户以上企业 counts the enterprises themselves.
_HOUSES = ("企业", "单位", "主体", "合作社", "农场", "机构")
_HOLDERS = re.compile(
    f"的?(?:[{HAN}]{{0,8}}?)(?P<holder>村|小区|[牛猪羊鸡鸭]?场|企业|机构|医院|大户|农场|学校|单位|城市|园区|酒店|宾馆|合作社|基地|主体)"
)
# 较“十三五”末的｜215家翻一番
_SINCE = re.compile("(?:较|比|在)[^，。；]{2,12}的$")
# So large a number counts something, whatever follows it.
_MANY = 10_000
_LASTING = ("年", "个年度", "年度", "季度", "个季度")
_PROMPT = ("日", "天", "个工作日", "工作日", "小时", "个小时")


@dataclass(frozen=True, slots=True)
class _Words:
    """The contexts of rules/quantities.toml as patterns."""

    fines: re.Pattern[str]
    grants: re.Pattern[str]
    granted: re.Pattern[str]
    given: re.Pattern[str]
    qualified: re.Pattern[str]
    governed: re.Pattern[str]
    kind_of: re.Pattern[str]
    verb: re.Pattern[str]
    held: re.Pattern[str]
    achieved: re.Pattern[str]
    for_whom: re.Pattern[str]
    limit: re.Pattern[str]
    shortened: re.Pattern[str]
    per_head: re.Pattern[str]
    per: re.Pattern[str]
    rank: re.Pattern[str]
    measured_thing: re.Pattern[str]
    scheme: re.Pattern[str]
    lasted: re.Pattern[str]
    settled: re.Pattern[str]
    span: re.Pattern[str]
    lengthened: re.Pattern[str]
    any_verb: re.Pattern[str]
    bounded: re.Pattern[str]
    events: frozenset[str]
    things: frozenset[str]
    parts: frozenset[str]
    built: re.Pattern[str]
    built_here: re.Pattern[str]


@cache
def _words() -> _Words:
    said = rules.load("quantities")
    contexts = said["contexts"]
    hopes = set(said["modality"]["words"])
    verbs = rules.words({*said["verbs"]["light"], *said["verbs"]["full"]} - hopes)
    behind = "(?:过|超过|超|达到|达|在|为|不低于|不少于|约|近|突破|大于|高于|不超过)?"
    any_of = {name: rules.words(group) for name, group in contexts.items() if name != "structure"}
    return _Words(
        fines=re.compile(rules.words(said["fines"]["words"])),
        grants=re.compile(rules.words(said["grants"]["words"])),
        granted=re.compile("的?(?:奖励|补助|补贴|资助|奖补)"),
        given=re.compile(any_of["given"]),
        qualified=re.compile(rf"(?:{rules.words(said['qualified']['verbs'])}){behind}$"),
        governed=re.compile(
            rf"(?:{rules.words(said['verbs']['full'])})[^，。；]*?(?<![总占年建筑])"
            rf"(?:{rules.words(said['qualified']['governed'])}){behind}$"
        ),
        kind_of=re.compile(rules.words(said["qualified"]["behind"])),
        verb=re.compile(rf"(?:{verbs})(?:了|各类|各级|共|总计|合计|不少于|至少|超过|约|近|再|各|建成|的)?$"),
        held=re.compile(rf"(?:{any_of['held']})(?:{any_of['held_behind']})*$"),
        achieved=re.compile(any_of["achieved"]),
        for_whom=re.compile(any_of["for_whom"]),
        limit=re.compile(rf"(?:{rules.words(said['limits']['words'])})(?:了|在)?$"),
        shortened=re.compile(f"(?:{any_of['shortened']})(?:了|到|至)?$"),
        per_head=re.compile(
            "每[人户亩生床年月天日吨件次家个名头只](?:每[年月天日人次])?"
            "(?:不低于|不少于|补助|补贴|奖励|缴费|发放|给予|按|最低|达到|不超过|最高)?$"
        ),
        per=re.compile("(?:每|连续)$"),
        rank=re.compile("(?:前|其他|(?:排名|位列|位居|名列|靠)后|末|(?:^|[，。；、对将和省市县区国月年])后)$"),
        scheme=re.compile(
            "^(?:围绕|聚焦|对照|针对|紧扣)[^，。；]*$|[0-9一二三四五六七八九十](?:大类|个?大项|个?方面|个?领域|大板块|个部分)(?:共|、|和)?$"
        ),
        measured_thing=re.compile(
            f"[{HAN}]{{2,20}}之一|[^，。；0-9]{{0,40}}?(?:率|比例|比重|占比|浓度|水平|指数|均值)[^，。；0-9]{{0,10}}[0-9]|[^，。；]{{0,12}}?，?已(?!有)[{HAN}]{{2}}"
        ),
        lasted=re.compile("满$|连续|近$|过去|(?<!提)前$"),
        # 优良天数达到355天 measures, 公示15天 does not.
        span=re.compile("(?:天数|日数|时长|时数|学时数|周期)[^，。；]{0,6}$"),
        lengthened=re.compile(
            f"(?:{any_of['lengthened']})(?:[{HAN}]{{0,8}}户|[{HAN}]{{0,6}}企业|了|至|到|不少于|不超过)?$"
        ),
        any_verb=re.compile(verbs),
        settled=re.compile(f"(?:{any_of['settled']})"),
        bounded=re.compile("不超过|不得超过|缩短|至少|最多|不少于|不低于"),
        events=frozenset(contexts["events"]),
        things=frozenset(contexts["things"]),
        parts=frozenset(contexts["parts"]),
        built_here=re.compile(f"^(?:{any_of['built']})"),
        # 改建两所寄宿制学校、三个｜教学点: the verb holds for both.
        built=re.compile(f"(?:{any_of['built']})(?:[^，。；]*[一二两三四五六七八九十][所个座家处条][^，。；]*、)?$"),
    )


class _Case:
    """One quantity in its surroundings: the clause in front of it and what follows."""

    def __init__(self, reading: Reading, year: int | None, quantity: Quantity) -> None:
        self.reading, self.text, self.year, self.quantity = reading, reading.text, year, quantity
        start, end = quantity.number
        self.clause = reading.clause(start)
        self.before = self.text[self.clause : start]
        self.chinese = self.text[start] not in ARABIC
        # 百亿, 万 alone: a magnitude more than a figure.
        self.magnitude = self.chinese and all(sign in "百千万亿" for sign in self.text[start:end])
        self.followed = not _END.match(self.text, quantity.end)
        # 10亿元以上｜项目: the comparison stands between the number and a thing.
        self.sized = quantity.compared and self.text[quantity.measure[1] : quantity.end].endswith(_SIZED)
        self.of_a_thing = quantity.compared and _OF_A_THING.match(self.text, quantity.end) is not None

    @cached_property
    def verb(self) -> bool:
        """Whether a verb stands directly before: 新改建｜70公里."""
        if self.text.startswith(("完成", "实现"), self.quantity.start):
            return True
        return _words().verb.search(self.text, self.clause, self.quantity.start) is not None

    @cached_property
    def qualified(self) -> bool:
        """Whether a word that sizes things stands directly before: 总投资｜20亿元."""
        return _words().qualified.search(self.text, self.clause, self.quantity.start) is not None

    @cached_property
    def obliged(self) -> bool:
        """Whether the comparison is one that only a rule uses: 不少于, 不低于, 不超过; what was reached is 超过."""
        return OBLIGED.match(self.text, self.quantity.start) is not None

    @cached_property
    def achieved(self) -> bool:
        """Whether the clause says that the size is reached: 完成投资｜20亿元, 治理水土流失面积｜2700平方公里."""
        if _words().achieved.search(self.before):
            return True
        return _words().governed.search(self.text, self.clause, self.quantity.start) is not None

    @cached_property
    def held(self) -> bool:
        return _words().held.search(self.text, max(0, self.clause - 8), self.quantity.number[0]) is not None

    def only_qualifies(self) -> bool:
        """A size that says which things are meant: 千亿级集群, 对年纳税500万元以上的企业, 增速超过20%的，再奖励."""
        words, quantity = _words(), self.quantity
        if words.kind_of.match(self.text, quantity.end) and quantity.kind not in ("share", "count"):
            return True
        if not quantity.compared:
            return False
        follows = self.text[quantity.end : quantity.end + 2]
        if self.text[quantity.end : quantity.end + 1] == "或":
            # 人口超过3000人或距卫生院5公里以上的村: conditions.
            return True
        if quantity.kind == "share" and quantity.op in (">", ">=") and _CONDITION.match(self.text, quantity.end):
            return not self.obliged
        granted = quantity.kind == "money" and words.given.search(self.before)
        if (not granted and _WHO.match(self.text, quantity.end)) or self.listed_as_condition():
            return True
        return follows in _OF_NOTHING or (
            follows[:1] == "的" and not granted and words.for_whom.match(self.before) is not None
        )

    def listed_as_condition(self) -> bool:
        """Whether the sentence has announced conditions: 符合下列条件之一的可申报：从业人员20人以上…"""
        start = self.quantity.number[0]
        return _ANNOUNCED.search(self.text, max(self.reading.sentence(start), start - _REACH), start) is not None

    def names_rules(self) -> bool:
        """Whether a number of 条 names somebody's rules: 中央八项规定和省30条, 国务院稳住经济的33条措施."""
        if not self.followed:
            return self.before[-1:] in _RULE_MAKERS
        return _RULES_OF.match(self.text, self.quantity.end) is not None and not _MAKES_RULES.search(self.before)

    def after_counts(self) -> bool:
        """Whether the clause before ends with a count, so that a sum of its own tells what these cost: 项目32个，总投资｜280亿元."""
        return _COUNT_ENDS.search(self.text, max(0, self.clause - 12), self.clause) is not None

    # ── a rule for each group of measure words ──────────────────────────────────────────────────────

    def share(self) -> str:
        if self.quantity.kind == "multiple" and _words().fines.search(self.text, self.clause, self.quantity.end + 12):
            return "other"
        if self.quantity.unit in ("成", "折") and (self.chinese or self.quantity.value < 1):
            return "name"
        if _WITHIN.match(self.text, self.quantity.end):
            return "qualifier"
        # 满意率低于90%｜的单位, 未完成进度80%｜的部门: who is dealt with.
        judged = _JUDGED.match(self.text, self.quantity.end) and not self.obliged
        if judged and (self.quantity.op in ("<", ">") or _UNMET.search(self.before)):
            return "qualifier"
        return "qualifier" if self.of_a_thing and _words().qualified.search(self.before) else "target"

    def money(self) -> str:
        """Sums are targets at the end of what is said, when granted, and behind a verb; 10亿元以上项目 qualifies."""
        words, text, end = _words(), self.text, self.quantity.end
        if words.fines.search(text, self.clause, end + 12):
            return "other"
        if words.per_head.search(self.before):
            return "target"
        if _BY_STANDARD.search(self.before) and self.text.startswith("标准", end):
            return "qualifier"
        funded = _FUND.match(text, end) and words.given.search(self.before)
        if funded or (self.obliged and (not self.followed or _APPLIED.match(text, end))):
            return "target"
        if not self.followed and self.before in _WHOLE_SUM and self.after_counts():
            return "target"
        if self.qualified and (self.followed or not self.achieved) and not words.granted.match(text, end):
            return "qualifier"
        if not self.followed:
            return "qualifier" if self.magnitude and not self.quantity.compared else "target"
        grant = words.grants.match(text, end) is not None
        if self.sized and not grant:
            return "qualifier"
        if grant or (words.given.search(self.before) and words.grants.search(text, self.clause, end + 16)):
            return "target"
        return "target" if self.verb and not self.magnitude else "qualifier"

    def size(self) -> str:
        """Lengths, areas, weights: 改善路面180公里 and 新改建70公里农村公路 commit, 100万吨甲醇制烯烃 names."""
        if self.qualified and not self.quantity.compared and not self.achieved:
            return "qualifier"
        if self.magnitude and not self.quantity.compared:
            return "name"
        if self.chinese and self.quantity.value == 1 and not self.verb:
            # 一方、中天等企业
            return "name"
        if self.obliged and _APPLIED.match(self.text, self.quantity.end):
            return "target"
        if self.followed and _MENDED.match(self.text, self.quantity.end) and _words().any_verb.search(self.before):
            return "target"
        if self.followed and _COUNTED.match(self.text, self.quantity.end):
            return "qualifier"
        return "target" if not self.followed or self.verb else "qualifier"

    def duration(self) -> str:
        """A limit or a promise: 压缩至5个工作日以内, 一日办结, 不少于2小时; 三年行动 and 24小时服务 are none."""
        words, quantity = _words(), self.quantity
        before = self.before[-12:]
        lasting = quantity.unit in _LASTING
        if words.limit.search(before) or words.span.search(before) or words.lengthened.search(before):
            return "target"
        if quantity.compared and quantity.op in ("<=", "<", ">=", ">"):
            bounded = words.bounded.search(before) is not None
            settled = words.settled.match(self.text, quantity.end) is not None
            if words.lasted.search(before) or ((lasting or self.of_a_thing) and not bounded and not settled):
                return "qualifier"
            return "target"
        if quantity.unit in ("环节", "个环节"):
            return "name" if self.chinese else "target"
        if _TERM.match(self.text, quantity.end) or (quantity.unit in _HOURS and _EVERY.search(self.before)):
            return "target"
        prompt = quantity.unit in _PROMPT and comparisons().finished.match(self.text, quantity.measure[1])
        return "target" if prompt or (words.shortened.search(before) and not lasting) else "duration"

    def count(self) -> str:
        """A count is a target unless it ranks, groups, or is a small Chinese numeral that only tells parts."""
        words, quantity = _words(), self.quantity
        if words.per.search(self.before) or words.rank.search(self.before) or self.text.startswith("扣", quantity.end):
            return "qualifier"
        if _SINCE.search(self.before):
            return "base"
        if self.followed and not self.verb and words.measured_thing.match(self.text, quantity.end):
            # 9个中心城市优良天数比例达到98%, 17项问题已整改15项: which things are measured, or stand already.
            return "qualifier"
        if quantity.unit == "条" and self.names_rules():
            return "name"
        if quantity.compared and _OF_THOSE.match(self.text, quantity.end):
            return "qualifier"
        holder = _HOLDERS.match(self.text, quantity.end) if quantity.unit in _MEMBERS else None
        if self.sized and holder and not (quantity.unit == "户" and holder["holder"] in _HOUSES):
            return "qualifier"
        people = quantity.unit in ("人", "名") and self.followed and self.sized
        if (people or self.of_a_thing) and not self.verb:
            return "qualifier"
        if not self.chinese and not self.verb and self.text.startswith(_PARTS_OF_A_PLAN, quantity.end):
            return "structure"
        if not self.chinese and (words.scheme.search(self.before) or self.text.startswith("方面", quantity.end)):
            # 7大类22项重点任务: into how many parts the work is divided.
            return "structure"
        if not self.chinese:
            return "other" if not self.verb and _GROUP_OF_UNITS.match(self.text, quantity.measure[1]) else "target"
        if quantity.unit == "批":
            return "vague"
        if quantity.compared:
            return "target"
        if self.magnitude:
            return "name"
        if quantity.value >= 20 and not self.followed:
            return "target"
        countable = quantity.unit in words.events or (quantity.value > 1 and quantity.unit in words.things)
        # 培育龙头企业十家: the count stands last;  改扩建那蒙、寨圩等六所卫生院: behind the examples.
        last = not self.followed or self.before.endswith("等")
        if last and self.before.startswith("每") and not self.before.endswith("每"):
            # 每5个村设中转站一座
            return "target"
        if last and quantity.unit == "个" and words.built_here.search(self.before):
            # 创建省级示范园区一个
            return "target"
        several = (quantity.value > 1 and quantity.unit not in words.parts) or quantity.unit in words.things
        if several and last and words.any_verb.search(self.before):
            return "target"
        made = quantity.value > 1 and quantity.unit == "个" and words.built.search(self.before)
        if made and not self.text.startswith(_PARTS_OF_A_SCHEME, quantity.end):
            return "target"
        return "target" if countable and (self.held or self.verb) else "structure"

    def bare(self) -> str:
        """A number without a measure word: PUE降至1.3以下, 机架达到10万以上, 1.3万贫困人口脱贫."""
        if self.quantity.value == Decimal("0.5") and self.chinese and not self.obliged:
            # 较2017年压缩一半, 占一半以上: a fraction in words, no figure.
            return "other"
        if self.chinese and self.before.endswith("国"):
            # 国三及以下排放标准
            return "name"
        if _HOTLINE.fullmatch(self.text, *self.quantity.number):
            return "name"
        if self.quantity.compared or (not self.chinese and not self.followed):
            return "target"
        return "target" if self.quantity.value >= _MANY and not self.chinese else "other"

    def rating(self) -> str:
        if self.quantity.unit == "分" and self.before.endswith(("扣", "加", "计", "赋", "得")):
            return "other"
        return "qualifier" if self.followed else "target"

    def age(self) -> str:
        if _LIFE.search(self.before):
            return "target"
        return "qualifier" if self.quantity.unit in ("岁", "周岁") else "ordinal"

    def rank(self) -> str:
        """三级甲等 names; 管理层级压缩至3级以内 sets a limit, and 30类以上电子证照 counts."""
        quantity = self.quantity
        if quantity.unit == "类" and not self.chinese:
            return "target" if quantity.op in (">=", ">") or not self.followed else "name"
        return "target" if quantity.compared and quantity.op in ("<=", "<") else "name"


_RULES: dict[str, Callable[[_Case], str]] = {
    "share": _Case.share,
    "multiple": _Case.share,
    "money": _Case.money,
    "size": _Case.size,
    "duration": _Case.duration,
    "count": _Case.count,
    "bare": _Case.bare,
    "rating": _Case.rating,
    "age": _Case.age,
    "rank": _Case.rank,
}


def role_of(reading: Reading, year: int | None, quantity: Quantity) -> str:
    """The role of a quantity in `numbers`: `target` where the notice commits to it.

    Args:
        reading: the text around it.
        year: the year that the notice is about, to tell what is past.
        quantity: the quantity.
    """
    case = _Case(reading, year, quantity)
    if case.only_qualifies():
        return "qualifier"
    if stands_already(reading, year, quantity):
        return "base"
    return _RULES[quantity.kind](case)
