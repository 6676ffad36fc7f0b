"""Numbers: every number of a notice, what is counted or measured, and whether it commits to anything.

No number is passed over.  Each gets a role: `target` where the notice commits to it, and otherwise what it is instead
(a date, an ordinal, part of a name, a threshold that only qualifies, what stands already …).  `targets` turns those with
the role `target` into rows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from . import numerals, rules
from .notice import Block, Item, Notice, Section
from .repair import HAN

_CHARACTERS = numerals.CHARACTERS
# A numeral, or a run of numeral characters that is none (三五, 十四五) and so belongs to a word or a name.
_NUMBER = re.compile(
    rf"(?=[{_CHARACTERS}半])(?:(?P<numeral>{numerals.NUMERAL})|(?P<run>[{_CHARACTERS}]+(?:[.．,][0-9０-９]+)*))"
)
_ARABIC = "0123456789０１２３４５６７８９"
_DASH = "[-—–－~～至到]"
# Pages mix the marks: “云长制" is closed by an ASCII one.
_QUOTED = re.compile('“[^“”"\n]{0,120}[”"]|「[^」\n]{0,120}」')
_TITLED = re.compile("《[^》\n]{0,200}》")
_STRUCTURE_AFTER = re.compile(
    "大(?!型|棚|约|桥|学|赛|队|厅|楼)|方面|体系|位一体|化|维|化一|纵|横|轮驱动|步走|网融合|链|色|张清单|本账|横|核|带|廊|心|翼|区一"
)
# No sentence is looked at further back than this.
_REACH = 300


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its measure word and comparison, as stretches of the reading.

    ``[start, end)`` holds number, measure and comparison words; `kind` is the measure's group in rules/measures.toml.
    `value` is multiplied out (3万户 is 30000 户), `op` is the comparison.
    """

    start: int
    end: int
    number: tuple[int, int]
    number_max: tuple[int, int] | None
    measure: tuple[int, int]
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: str
    op: str
    compared: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the reading at ``[start, end)`` with its role; `quantity` where it counts or measures something."""

    start: int
    end: int
    value: Decimal | None
    role: str
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary of quantities as patterns."""

    measure: re.Pattern[str]
    kind: dict[str, str]
    before: re.Pattern[str]
    before_op: dict[str, str]
    after: re.Pattern[str]
    after_op: dict[str, str]
    limit: re.Pattern[str]
    shared: re.Pattern[str]
    past: re.Pattern[str]
    base: re.Pattern[str]
    fines: re.Pattern[str]
    grants: re.Pattern[str]
    qualified: re.Pattern[str]
    behind: re.Pattern[str]
    verb: re.Pattern[str]
    none: frozenset[str]


@cache
def words() -> _Words:
    """The vocabulary of rules/measures.toml and rules/quantities.toml."""
    measures = rules.load("measures")
    said = rules.load("quantities")
    kind = {word: name for name, group in measures.items() for word in group["words"]}
    before = {word: op for op, group in said["before"].items() for word in group}
    after = {word: op for op, group in said["after"].items() for word in group}
    hopes = set(said["modality"]["words"])
    verbs = rules.words({*said["verbs"]["light"], *said["verbs"]["full"]} - hopes)
    filler = "(?:了|各类|各级|共|总计|合计|不少于|至少|超过|约|近|再|各|建成|的)?"
    return _Words(
        measure=re.compile(rf"(?:{rules.words(kind)})"),
        kind=kind,
        before=re.compile(rf"(?:{rules.words(before)})(?:了|到)?$"),
        before_op=before,
        # 内 alone ends a limit too, but begins 内蒙古 and 内部.
        after=re.compile(rf"(?:{rules.words(set(after) - {'内'})})|内(?![蒙部外容涵陆河江])"),
        after_op=after,
        limit=re.compile(rf"(?:{rules.words(said['limits']['words'])})(?:了|在)?$"),
        shared=re.compile(rules.words(said["shared"]["words"])),
        past=re.compile(rules.words(said["past"]["words"])),
        base=re.compile(rules.words(said["past"]["base"])),
        fines=re.compile(rules.words(said["fines"]["words"])),
        grants=re.compile(rules.words(said["grants"]["words"])),
        qualified=re.compile(
            rf"(?:{rules.words(said['qualified']['verbs'])})(?:过|超过|超|达到|达|在|为|不低于|不少于|约|近|突破|大于|高于|不超过)?$"
        ),
        behind=re.compile(rules.words(said["qualified"]["behind"])),
        verb=re.compile(rf"(?:{verbs}){filler}$"),
        none=frozenset(said["words"]["none"]),
    )


class _Text:
    """The reading with the stretches that decide about the numbers inside them."""

    def __init__(self, notice: Notice) -> None:
        reading = notice.reading
        self.reading = reading
        self.text = reading.text
        self.year = notice.year
        self.quoted = _stretches(_QUOTED, self.text)
        self.titled = _stretches(_TITLED, self.text)
        self.blocks: list[tuple[int, int, str]] = sorted(
            (reading.index(block.start), reading.index(block.end), block.kind)
            for block in notice.all(Block)
            if block.kind not in ("item", "paragraph", "page_number", "running_head", "navigation")
        )
        self.block_starts = [block[0] for block in self.blocks]
        self.markers = {reading.index(section.start) for section in notice.all(Section)}
        self.markers |= {reading.index(item.start) for item in notice.all(Item)}

    def block(self, at: int) -> str | None:
        place = bisect_right(self.block_starts, at) - 1
        return self.blocks[place][2] if place >= 0 and at < self.blocks[place][1] else None

    def sentence(self, at: int) -> str:
        """The words of the sentence in front of the place `at`."""
        return self.text[max(self.reading.sentence(at), at - _REACH) : at]


def _stretches(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text)]


def _inside(stretches: Sequence[tuple[int, int]], at: int) -> bool:
    place = bisect_right(stretches, (at, 1 << 60)) - 1
    return place >= 0 and stretches[place][0] < at < stretches[place][1]


# ── what a number is instead of a quantity ───────────────────────────────────────────────────────────


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether the characters belong to a word that holds no number: 统一, 一体化, 四川."""
    none = words().none
    return any(
        text[start - a : end + b] in none
        for a, b in ((1, 0), (0, 1), (1, 1), (0, 2), (2, 0), (0, 3), (1, 2), (2, 1), (0, 0))
        if start >= a
    )


_YEAR, _SMALL = r"(?:19|20)\d\d", r"(?:1\d|2\d|3[01]|0?\d)(?!\d)"
_LATIN = "[A-Za-zＡ-Ｚａ-ｚ]"
_RUN = rf"[{_CHARACTERS}]++(?:[.．,][0-9０-９]++)*+"
_TENS = "[一二三四五六七八九十]"

# What stands around a number that is no quantity: its role, what stands directly before it (patterns of fixed width, any
# of them; none: anything), the number itself, and what follows.  The first line that fits decides.
_SIGNS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    # 第五次全国经济普查   第一、｜二批
    ("ordinal", ("第", *(f"第[零〇一二三四五六七八九十百0-9]{{{n}}}[、至—-]" for n in (1, 2, 3))), _RUN, ""),
    ("date", (), _YEAR, "年(?![级均产度])(?!以[内上])|学年|年度"),  # 2024年1月31日  2023学年
    ("date", (), _YEAR, rf"{_DASH}{_YEAR}|[-/.]\d{{1,2}}[-/.]\d{{1,2}}"),  # 2018—2022年  2024-01-31
    ("date", (f"{_YEAR}{_DASH}", f"{_YEAR}年{_DASH}"), r"\d{4}", ""),  # 2018—｜2022年
    ("date", (f"{_YEAR}[、和及]",), _YEAR, "年"),  # 2024、｜2025年
    ("date", (r"\d{4}[-/.]", r"\d{4}[-/.]\d[-/.]", r"\d{4}[-/.]\d\d[-/.]"), _RUN, ""),  # 2024-01-｜31
    ("document_number", (r"[〔\[［（【]",), r"\d{4}", r"[〕\]］）】]第?\d"),  # 金政发〔2024〕1号
    ("document_number", (r"[〕\]］）】]", r"[〕\]］）】]第"), _RUN, "号"),  # 〔2024〕｜1号
    ("date", (), _SMALL, rf"月(?!度)|{_DASH}\d{{1,2}}月|、\d{{1,2}}月"),  # 6月底前  3—5月
    ("date", ("月", "月第"), _SMALL, rf"[日号]|{_DASH}\d{{1,2}}日"),  # 3月｜15日
    ("date", (rf"月\d(?:{_DASH}|、)", rf"月\d\d(?:{_DASH}|、)", rf"日(?:{_DASH}|、)"), _SMALL, "日"),  # 3月1—｜5日
    # 每日8时30分  12点前  9:00，but 1:1 is a ratio
    ("date", (), _SMALL, r"[时点](?:\d{1,2}分?|整|前|后|至|起|许)|时(?!间|段|代|效|限)|[:：]\d\d(?!\d)"),
    ("other", (), r"[0-9]++(?:[.][0-9]++)?+", "[:：][0-9]"),  # 1：1.5, a ratio
    ("other", ("[0-9][:：]",), _RUN, ""),
    ("name", (_LATIN, "[+＋]"), r"[0-9０-９][0-9０-９.．]*+", ""),  # G｜105  PM｜2.5  5+｜1+N
    ("name", (), r"[0-9０-９]++", "[+＋]"),  # 5｜+1+N
    ("name", (f"{_LATIN}[-－#·]", "[№#]", "N[oO][.]"), r"[0-9０-９]++", ""),  # COVID-｜19
    ("name", (), r"\d[.．]0", r"(?![%％个万亿\d])"),  # 政务服务2.0平台
    ("name", (), r"[0-9０-９][0-9０-９.．]*+", "版(?!块|面|图|权)|[#号°·](?!线)"),  # 3.5版  12号
    ("name", (), "[2-6]", "G"),  # 5G网络
    # 110报警  12345政务服务便民热线
    ("name", (), "(?:1[0-9]{2}|1[0-9]{4,5}|9[0-9]{4}|[0-9]{7,})(?![0-9])", "政务|服务|热线|电话|市民|平台|便民|警|报警|法律|投诉|消费|”"),
    ("date", (), "[二一][〇○零九][〇○零一二三四五六七八九]{2}", "年"),  # 二〇二四年
    ("date", ("年",), f"{_TENS}{{1,2}}", "月"),  # 二〇二四年｜一月
    ("date", ("月",), f"{_TENS}{{1,3}}", "日"),  # 一月｜三十一日
    ("date", (), "[一二三四]", "季度"),  # 一季度末
    ("date", (), f"{_TENS}{{1,2}}", "月(?:份|上旬|中旬|下旬|底|初|末|前)"),  # 六月底前
    # 十八届人大三次会议  二十届二中全会  二十大精神
    ("ordinal", (), _RUN, rf"[届次](?:[{HAN}]{{0,12}}?(?:会议|全会|大会|党代会|人大|政协|中全会)|{_TENS}{{1,3}}[次中])|中全会|大(?:报告|精神|以来|和|提出|部署)"),
    # 五年创建计划  三年攻坚
    ("name", (), _RUN, "年(?:行动|计划|攻坚|规划|方案|创建|滚动|提升|倍增|建设|工程|战略|集中|专项|整治|期|制)"),
)  # fmt: skip


def _signs_as_pattern() -> re.Pattern[str]:
    """All signs in one pattern; the name of the group that matched is the role and the line's number."""
    lines = []
    for line, (role, before, number, after) in enumerate(_SIGNS):
        behind = f"(?:{'|'.join(f'(?<={one})' for one in before)})" if before else ""
        lines.append(f"(?P<{role}_{line}>{behind}{number}(?={after}))")
    return re.compile("|".join(lines))


_SIGN = _signs_as_pattern()
_LETTER_BEHIND = re.compile(_LATIN)


def _role_of_name(text: str, start: int, end: int, measured: bool) -> str | None:
    """The role of a number that a sign beside it makes a date, an ordinal or part of a name; else None."""
    found = _SIGN.match(text, start)
    if found and found.lastgroup:
        return found.lastgroup.rpartition("_")[0]
    if text[start] in _ARABIC and not measured and _LETTER_BEHIND.match(text, end):
        return "name"
    return None


# ── quantities ───────────────────────────────────────────────────────────────────────────────────────


def _value(words_: str) -> Decimal | None:
    try:
        return numerals.value(words_)
    except ValueError:
        return None


_NUMERAL = re.compile(numerals.NUMERAL)
_DONE_BEHIND = re.compile("(?:内|之内|以内)?(?:办结|办成|办好|办理|完成|送达|审批|开办|拿证|领证|出件|答复|反馈)")
_PERCENT_WORDS = re.compile("百分之|千分之|万分之")
_FAR = re.compile("(?P<op>不低于|不少于|不高于|不超过|高于|低于|超过)[^，。；、0-9]{2,20}的$")
_AT_LEAST = re.compile("(?:至少|最少)[^，。；、0-9]{1,6}$")
_RANGE = re.compile(_DASH)
_AT_MOST = re.compile("(?:最高|最多)(?:可)?(?:给予|奖励|补助|补贴|资助|支持|享受|获得)(?:不超过)?$")
_AND_A_HALF = re.compile("(?:个半(?P<unit>月|小时|工作日|学期)|(?P<year>年)半)")
_PER_HEAD = re.compile(
    "每[人户亩生床年月天日吨件次家个名头只](?:每[年月天日人次])?(?:不低于|不少于|补助|补贴|奖励|缴费|发放|给予|按|最低|达到|不超过|最高)?$"
)
_TIMES = {"百分之": "%", "千分之": "‰", "万分之": "‱"}


def _quantity(text: str, start: int, end: int, value: Decimal, clause: int) -> Quantity | None:
    """The quantity that begins with the numeral ``text[start:end]``, or None where nothing is counted or compared."""
    vocabulary = words()
    number, number_max, value_max = (start, end), None, None
    unit_kind: tuple[str, str] | None = None
    measure = vocabulary.measure.match(text, end)
    behind = measure.end() if measure else end
    # 6%—6.5%   1—3家   5至8个工作日
    ranged = _RANGE.match(text, behind)
    if ranged and (second := _NUMERAL.match(text, ranged.end())):
        upper = _value(second[0])
        second_measure = vocabulary.measure.match(text, second.end())
        if upper is not None and second_measure and (not measure or measure[0] == second_measure[0]):
            low = value
            # 3—5万户: the magnitude is said once.
            if upper >= 10000 > low and re.search("[万亿]$", second[0]) and not re.search("[万亿]$", text[start:end]):
                low = value * Decimal({"万": 10**4, "亿": 10**8}[second[0][-1]])
            if low < upper:
                value, value_max, number_max, measure = low, upper, second.span(), second_measure
                behind = second_measure.end()
    percent = _PERCENT_WORDS.search(text, max(0, start - 3), start)
    if percent and percent.end() == start:
        unit_kind = (_TIMES[percent[0]], "share")
        start = percent.start()
        behind = end
        measure = None
    if measure and (half := _AND_A_HALF.match(text, measure.start())):
        # 四个半月 is 4.5 个月
        value += Decimal("0.5")
        measure, behind = half, half.end()
        unit_kind = (f"个{half['unit']}" if half["unit"] else half["year"], "duration")
    elif measure:
        unit = measure[0]
        unit_kind = ({"％": "%", "百分点": "个百分点"}.get(unit, unit), vocabulary.kind[unit])
    said_before = vocabulary.before.search(text, max(clause, start - 8), start)
    said_after = vocabulary.after.match(text, behind)
    if not unit_kind:
        if not (said_before and said_before[0] not in ("为", "至", "到", "过", "近", "约") or said_after):
            return None
        unit_kind = ("", "bare")
    op, compared = "=", False
    quote_start, quote_end = start, behind
    if said_before:
        op = vocabulary.before_op[
            re.sub("(?:了|到)$", "", said_before[0]) if said_before[0] not in vocabulary.before_op else said_before[0]
        ]
        compared = op != "="
        quote_start = said_before.start() if compared or said_before[0] in ("达到", "达", "实现", "完成") else start
    if said_after:
        after_op = vocabulary.after_op[said_after[0]]
        # 突破…以上 is >=; 控制在3%以内 and 不超过…以内 stay <=.
        if after_op != ">" or op == "=":
            op = after_op if not (op in ("<=", "<") and after_op == ">=") else op
        compared = True
        quote_end = said_after.end()
    if unit_kind[1] == "duration" and not said_after and op == "=" and _DONE_BEHIND.match(text, behind):
        op, compared = "<=", True
    if not compared and unit_kind[1] in ("share", "multiple") and (far := _FAR.search(text, clause, start)):
        # 供养标准不低于当地低保标准的1.3倍
        op, compared = vocabulary.before_op[far["op"]], True
    if not compared and _AT_LEAST.search(text, clause, start):
        op, compared = ">=", True
    if not compared and _AT_MOST.search(text, clause, start):
        op, compared = "<=", True
    if value_max is not None:
        op = "between"
    return Quantity(
        quote_start, quote_end, number, number_max, (measure.start(), measure.end()) if measure else (end, end),
        value, value_max, unit_kind[0], unit_kind[1], op, compared,
    )  # fmt: skip


# ── does it commit? ──────────────────────────────────────────────────────────────────────────────────

_END = re.compile(r"[，。；、！？：）】］\]”》\n]|(?:和|及|以及|或|，|与)|$|的?(?:目标|任务|水平)(?![一-鿿])")
_NOUN_OF = re.compile("的(?=[一-鿿])")
_BUILD = re.compile(
    "(?:建成|新建|建设|新增|打造|举办|召开|组织|开展|培育|引进|创建|组织开展|组织召开|举行|承办|完成|实施|争创|培养|选树|开行|开通|改造|布局|设立|推出|每周|每月|每年|每季度|每半年|全年|年内|至少|不少于)"
    "(?:完成|了|各|召开|开展|组织|举办|不少于|至少|实施)*$"
)
# 补助标准由每人每月60元提高到80元: the first sum is what stands.
_RAISED_FROM = re.compile("[由从][^，。；]{0,16}$")
_RAISED_TO = re.compile(
    "/?[^，。；0-9]{0,6}(?:提高|提升|增加|扩大|上调|上升|增长|降|减|压缩|压减|缩短|下降|下调|调整|增)[^，。；0-9]{0,4}[到至为]"
)
# 对年纳税500万元以上的企业…: whom a rule is for.
_FOR_WHOM = re.compile("(?:对|对于|凡|凡是|符合|支持|鼓励)")
_RANK_BEFORE = re.compile("(?:前|排名前|位居前|位列前|进入前|名列前)$")
_PER = re.compile("每$")


def _commits(place: _Text, quantity: Quantity) -> str:
    """The role of a quantity: `target` where the notice commits to it."""
    text, vocabulary = place.text, words()
    start, end = quantity.number
    clause = place.reading.clause(start)
    before = text[clause:start]
    behind = quantity.end
    chinese = text[start] not in _ARABIC
    bare_magnitude = chinese and all(sign in "百千万亿" for sign in text[start:end])
    followed = not _END.match(text, behind)
    if vocabulary.behind.match(text, behind) and quantity.kind not in ("share", "count"):
        return "qualifier"
    if vocabulary.base.search(text, behind, behind + 20) and not re.search(
        "[，。；]", text[behind : behind + 20].split("基础上")[0]
    ):
        return "base"
    if _past(place, start, clause):
        return "base"
    if _RAISED_FROM.search(text, clause, start) and _RAISED_TO.match(text, behind):
        return "base"
    kind = quantity.kind
    if _FOR_WHOM.match(before) and quantity.compared and text.startswith("的", behind):
        return "qualifier"
    if quantity.compared and text[behind : behind + 2] in ("的，", "的；", "的。", "的、"):
        return "qualifier"
    if kind == "rating":
        return "qualifier" if followed else "target"
    if kind == "age":
        return "qualifier" if text.startswith(("岁", "周岁"), quantity.measure[0]) else "ordinal"
    if kind == "rank":
        return "name"
    if kind == "share" or kind == "multiple":
        if quantity.unit in ("成", "折") and (chinese or quantity.value < 1):
            return "name"
        if quantity.compared and _NOUN_OF.match(text, behind) and vocabulary.qualified.search(before):
            return "qualifier"
        return "target"
    if kind == "duration":
        return _duration(text, quantity, clause, chinese)
    if kind == "money":
        if vocabulary.fines.search(text, clause, min(len(text), behind + 12)):
            return "other"
        if _PER_HEAD.search(before):
            return "target"
        granted = bool(vocabulary.grants.search(text, max(0, clause), min(len(text), behind + 8)))
        if (
            vocabulary.qualified.search(text, clause, quantity.start)
            and (followed or not _done(before))
            and not granted_only(text, behind)
        ):
            return "qualifier"
        if not followed:
            return "qualifier" if bare_magnitude and not quantity.compared else "target"
        if (
            quantity.compared
            and text[quantity.measure[1] : behind].endswith(("以上", "以下", "以内"))
            and not vocabulary.grants.match(text, behind)
        ):
            return "qualifier"
        if (
            granted
            and re.search("给予|奖励|补助|补贴|资助|发放|安排|投入|争取|落实|提供|最高|每", before)
            or vocabulary.grants.match(text, behind)
        ):
            return "target"
        return "target" if vocabulary.verb.search(text, clause, quantity.start) and not bare_magnitude else "qualifier"
    if kind == "size":
        if vocabulary.qualified.search(text, clause, quantity.start) and not quantity.compared and not _done(before):
            return "qualifier"
        if bare_magnitude and not quantity.compared:
            return "name"
        if not followed:
            return "target"
        if quantity.compared and text[quantity.measure[1] : behind].endswith(("以上", "以下", "以内")):
            return "qualifier" if not vocabulary.verb.search(text, clause, quantity.start) else "target"
        return "target" if vocabulary.verb.search(text, clause, quantity.start) else "qualifier"
    if kind == "bare":
        if followed and not quantity.compared:
            return "other"
        return "target" if not chinese or quantity.compared else "other"
    return _count(text, quantity, clause, before, behind, chinese, bare_magnitude, followed)


def granted_only(text: str, behind: int) -> bool:
    return bool(re.match("的?(?:奖励|补助|补贴|资助|奖补)", text[behind : behind + 4]))


def _done(before: str) -> bool:
    """完成投资20亿元 commits, 总投资20亿元 describes."""
    return bool(
        re.search(
            "完成|计划|年度|全年|年内|实现|新增|达到|力争|争取|突破|累计|确保|增长|引进|招引|到位|撬动|带动|拉动|超",
            before,
        )
    )


_SHARE = re.compile("[0-9０-９.．]++[%％倍]")


def _past(place: _Text, start: int, clause: int) -> bool:
    """Whether the number tells what was or stands already: 2023年完成…, 截至目前已建成…, 现有12家."""
    text = place.text
    if place.year and _told_of_past_year(place.sentence(start), place.year):
        return True
    found = words().past.search(text, clause, start)
    if found and text[start - 1] == "的" and _SHARE.match(text, start):
        # 返还其上年度实际缴纳失业保险费的50%: the past sum is only what the share is of.
        return False
    if found and text[max(clause, found.start() - 2) : found.start()].endswith(("较", "比", "较之", "相比", "同比")):
        return False
    if found:
        return not re.search("力争|确保|计划|到20|新增|争取|达到", text[found.end() : start]) or found[0].startswith(
            "已"
        )
    return False


_YEARS = re.compile(
    r"(?P<before>[较比到至、和与—-]|相较于?|同比)?(?P<year>(?:19|20)\d\d)年(?!度?(?:底前|内)|行动|计划|[—-])(?P<behind>度?(?:的基础|水平|相比|基础上|同期)?)"
)
_NOW = re.compile("今年|本年度|力争|确保|计划|争取|年内|预计|到20")


def _told_of_past_year(sentence: str, year: int) -> bool:
    """Whether the last year named before a number lies behind the notice's own: 2023年，全县完成…320亿元，增长6.2%."""
    last = None
    for last in _YEARS.finditer(sentence):
        pass
    if last is None or last["before"] or last["behind"] not in ("", "度") or int(last["year"]) >= year:
        return False
    return not _NOW.search(sentence, last.end())


def _duration(text: str, quantity: Quantity, clause: int, chinese: bool) -> str:
    """A duration is a target where it is a limit or a promise: 压缩至5个工作日以内, 一日办结, 不少于2小时."""
    before = text[max(clause, quantity.number[0] - 12) : quantity.number[0]]
    years = quantity.unit in ("年", "个年度", "年度", "季度", "个季度")
    if words().limit.search(before):
        return "target"
    if quantity.op in ("<=", "<", ">=", ">") and quantity.compared:
        if (
            re.search("满$|连续|近$|过去|前$|后$", before)
            or years
            and not re.search("不超过|不得超过|缩短|至少|不少于", before)
        ):
            return "qualifier"
        if _NOUN_OF.match(text, quantity.end) and not re.search("不超过|不少于|至少|最多|不低于", before):
            return "qualifier"
        return "target"
    if quantity.unit in ("日", "天", "个工作日", "工作日", "小时", "个小时") and _DONE_BEHIND.match(
        text, quantity.measure[1]
    ):
        return "target"
    if quantity.unit in ("环节", "个环节"):
        return "target" if not chinese else "name"
    if re.search("(?:压缩|缩短|压减|减少|提速|提前)(?:了|到|至)?$", before) and not years:
        return "target"
    return "duration"


def _count(
    text: str,
    quantity: Quantity,
    clause: int,
    before: str,
    behind: int,
    chinese: bool,
    bare_magnitude: bool,
    followed: bool,
) -> str:
    """A count is a target unless it names, classes or only refers."""
    if _PER.search(before) or _RANK_BEFORE.search(before):
        return "qualifier"
    measure_end = quantity.measure[1]
    if (
        quantity.compared
        and quantity.unit in ("人", "名")
        and followed
        and text[measure_end:behind].endswith(("以上", "以下"))
    ):
        return "qualifier" if not words().verb.search(text, clause, quantity.start) else "target"
    if quantity.compared and _NOUN_OF.match(text, behind) and not words().verb.search(text, clause, quantity.start):
        return "qualifier"
    if not chinese:
        if re.match("[一-鿿]?(?:单位|部门|成员单位)(?:组成|参加|联合)", text[measure_end : measure_end + 8]):
            return "other"
        return "target"
    if quantity.compared and quantity.unit != "批":
        return "target"
    if bare_magnitude:
        return "name"
    if quantity.unit == "批":
        return "vague"
    if quantity.value >= 20 and not followed:
        return "target"
    if quantity.unit in ("次", "场", "期", "轮", "场次", "期次", "批次", "届"):
        return "target" if _BUILD.search(text, max(0, clause - 8), quantity.number[0]) else "structure"
    if quantity.value > 1 and quantity.unit in (
        "家",
        "所",
        "处",
        "座",
        "条",
        "支",
        "台",
        "套",
        "辆",
        "场",
        "户",
        "名",
        "人",
    ):
        return "target" if _BUILD.search(text, max(0, clause - 8), quantity.number[0]) else "structure"
    return "structure"


_JOINED = re.compile("[、，]?(?:和|与|及|以及|或)?")


def _shared(text: str, row: list[Figure]) -> list[Figure]:
    """Numbers said in a row behind 分别 share measure, comparison and role.

    业务办理时限分别压减4个和2个工作日以内 is <= 4 个工作日 and <= 2 个工作日; 分别减至1个月、半个月 is two targets.
    """
    quantities = [figure.quantity for figure in row if figure.quantity]
    first, last = quantities[0], quantities[-1]
    commits = any(figure.role == "target" for figure in row)
    shared: list[Figure] = []
    for figure in row:
        quantity = figure.quantity
        assert quantity is not None
        plain = not quantity.compared and quantity.op == "="
        if quantity.unit != last.unit and last.unit.startswith(quantity.unit):
            # The measure is said once, behind the last number, and so is its comparison.
            quantity = replace(quantity, unit=last.unit, kind=last.kind)
            if plain:
                quantity = replace(quantity, op=last.op, compared=last.compared)
        elif plain and first.compared and first.start < first.number[0]:
            # 分别不低于80%、90%: what stands before the first number holds for all.
            quantity = replace(quantity, op=first.op, compared=True)
        shared.append(replace(figure, role="target" if commits else figure.role, quantity=quantity))
    return shared


def figures(notice: Notice) -> Iterator[Figure]:
    """Every number of the notice in order, with its role."""
    text = notice.reading.text
    row: list[Figure] = []
    for figure in _figures(notice):
        if row:
            last = row[-1].quantity
            assert last is not None
            if figure.quantity and _JOINED.fullmatch(text, last.end, figure.quantity.start):
                row.append(figure)
                continue
            yield from _shared(text, row) if len(row) > 1 else row
            row = []
        if figure.quantity and words().shared.search(text, max(0, figure.start - 16), figure.start):
            row = [figure]
        else:
            yield figure
    if row:
        yield from _shared(text, row) if len(row) > 1 else row


def _figures(notice: Notice) -> Iterator[Figure]:
    """Every number read on its own."""
    place = _Text(notice)
    text = place.text
    done = 0
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if start < done:
            continue
        arabic = text[start] in _ARABIC
        if not arabic and _is_word(text, start, end):
            continue
        value = _value(found[0]) if found["numeral"] else None
        block = place.block(start)
        if block in ("doc_number", "signed_date", "imprint", "index_table"):
            yield Figure(start, end, value, "document_number" if block == "doc_number" else "date")
            continue
        if start in place.markers or start - 1 in place.markers and text[start - 1] in "（(":
            yield Figure(start, end, value, "ordinal")
            continue
        clause = place.reading.clause(start)
        quantity = _quantity(text, start, end, value, clause) if value is not None else None
        measured = bool(quantity and quantity.measure[1] > quantity.measure[0])
        role = _role_of_name(text, start, end, measured)
        if role is None and _inside(place.titled, start):
            role = "name"
        if role is None and _inside(place.quoted, start):
            limited = quantity and (
                quantity.op in ("<=", "<") and quantity.compared or quantity.kind == "share" and arabic
            )
            role = None if limited else "name"
        if role is None and block == "responsibility":
            role = "date" if arabic else "name"
        if role is None and block in ("title", "attachment_title", "recipients", "cc", "attachment_list"):
            role = "name"
        if role is None and quantity is None:
            role = "structure" if not arabic and _STRUCTURE_AFTER.match(text, end) else ("other" if arabic else "name")
        if role is None:
            assert quantity is not None
            if (
                not arabic
                and quantity.kind != "count"
                and quantity.kind != "share"
                and _STRUCTURE_AFTER.match(text, end)
            ):
                role = "structure"
            else:
                role = _commits(place, quantity)
        if role in ("target", "qualifier", "base", "duration") and quantity is not None:
            yield Figure(start, end, value, role, quantity)
            # 千 of 千瓦 and 百 of 个百分点 belong to the measure.
            done = quantity.measure[1]
            if quantity.number_max:
                yield Figure(*quantity.number_max, quantity.value_max, role)
        else:
            yield Figure(start, end, value, role)
