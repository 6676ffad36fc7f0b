"""Quantities: a number with what it counts or measures and the comparison it is said with.

百次以上 is >= 100 次, 1—3家 is between 1 and 3 家, 控制在1.2%以内 is <= 1.2 %.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.signs import HAN
from pipeline.values import value

SAID = rules.lists("wording")
DASH = "[-—–－―~～至到]"
ARABIC = "0123456789０１２３４５６７８９"
_NUMERAL = re.compile(numerals.NUMERAL)
_RANGE = re.compile(DASH)
_PERCENT_WORDS = re.compile(SAID.percents)
_TIMES = {"百分之": "%", "千分之": "‰", "万分之": "‱", "10万分之": "/10万", "十万分之": "/10万"}
_SAME_UNIT = {"％": "%", "百分点": "个百分点"}
_MAGNITUDE = {"万": 10**4, "亿": 10**8}
# 至少建成1所, 至少引进投资50亿元以上项目1个
_AT_LEAST = re.compile(f"{SAID.least}(?:[^，。；、0-9]{{1,8}}[0-9.]{{1,6}}[万亿]{{0,2}}元?以上)?[^，。；、0-9]{{1,6}}$")
_AND_A_HALF = re.compile(f"(?:个半(?P<unit>{SAID.half})|(?P<year>年)半)")  # 四个半月
_UNKNOWN = re.compile(f"(?![的等和与及或多余级型版号室楼层房线地者后前内中下上为是])[{HAN}](?=[，。；])")
# 30人（含）以下
INCLUDED = re.compile("（含[^（）]{0,3}）")
# 三年完成治理 tells how long, 一日办结 promises.
LASTING = SAID["lasting"]
"""What says how long something goes on."""
_VAGUE = ("余", "多")
# More numbers with one measure: 、5、8家; and a number of machines by what each yields: 4×660兆瓦
_LISTED = re.compile(f"、(?:[{ARABIC}][{ARABIC}.]{{0,8}}[万亿]{{0,2}}(?:、|[和与及])){{0,5}}(?=[{ARABIC}])")
_EACH = re.compile("[×✕╳xX＊*]")
_LINE_END = re.compile(f"{SAID.around}?(?:\\n|$)")
# 问题整改期限为｜15日
_DEALT_WITHIN = re.compile(f"{SAID.dealt}{SAID.terms}[为是]?$")
_MAY = ("得", "能", "应", "宜", "可")
# 按1.2的系数, 系数为1.2
_FACTOR_BEHIND = re.compile(f"的?{SAID.factors}?系数")
_FACTOR_BEFORE = re.compile(f"系数{SAID.factor_is}?$")
# Words that compare nothing unless a measure follows the number: 增至3 alone is no quantity.
_WEAK = ("为", "至", "到", "过", "近", "约")
# Of the words for =, these belong to the quote: 达到70%.
_QUOTED_EQUAL = ("达到", "达", "实现", "完成")


@value(frozen=True, slots=True)
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
class Comparisons:
    """Measure words and comparison words as patterns; `kind` and the `_op` tables say what a word means."""

    measure: re.Pattern[str]
    kind: dict[str, str]
    unit_before: re.Pattern[str]
    before: re.Pattern[str]
    before_op: dict[str, str]
    after: re.Pattern[str]
    after_op: dict[str, str]
    far: re.Pattern[str]
    of: re.Pattern[str]
    each: re.Pattern[str]
    most: re.Pattern[str]
    finished: re.Pattern[str]
    squeezed: re.Pattern[str]
    shortened: re.Pattern[str]


@cache
def comparisons() -> Comparisons:
    """The measure words of rules/measures.toml and the comparisons of rules/quantities.toml."""
    said = rules.load("quantities")
    kind = {word: name for name, group in rules.load("measures").items() for word in group["words"]}
    before = {word: op for op, group in said["before"].items() for word in group}
    # 不得低于, 不应超过 compare as 不低于, 不超过.
    before |= {f"不{may}{word[1:]}": op for word, op in before.items() if word[0] == "不" for may in _MAY}
    before |= {"最高为": before["最高"], "最低为": before["最低"]}
    after = {word: op for op, group in said["after"].items() for word in group}
    ruled = {word for word in before if word[0] == "不"}
    per = rules.words(said["per"]["words"])
    begins = said["no_measure"]
    # 签约100% is no ~ 100 %
    ends = "".join(f"(?<![{heads}](?={word}))" for word, heads in said["no_comparison"].items())
    shorter = "|".join(f"{word}(?![{behind}])" for word, behind in begins.items() if word in kind)
    return Comparisons(
        measure=re.compile(
            f"(?P<word>{rules.words(kind.keys() - begins.keys())}|{shorter})(?:[/／](?:{per})(?:[·•・](?:{per}))*)*"
        ),
        unit_before=re.compile(f"(?<=[{HAN}）”])(?<!附)(?P<size>[万亿]?)(?P<word>{rules.words(kind)})$"),
        kind=kind,
        before=re.compile(rf"{ends}(?P<word>{rules.words(before)})(?:了|到)?$"),
        before_op=before,
        # 内 alone ends a limit too, but begins 内蒙古 and 内部.
        after=re.compile(rf"{rules.words(set(after) - {'内'})}|内(?![蒙部外容涵陆河江])"),
        after_op=after,
        # 供养标准不低于当地低保标准的｜1.3倍, 不超过估算价的｜2%, 按不低于资金池｜10倍: far in front of the number.
        far=re.compile(
            rf"(?P<of>{rules.words(ruled | {'高于', '低于', '超过'})})[^，。；、0-9]{{2,32}}的$"
            rf"|(?P<rule>{rules.words(ruled)})[^，。；、0-9]{{2,12}}$"
        ),
        # 奖励额度不超过其对市、县贡献增量的｜25%: a rule's comparison and what the share is of, whatever stands between
        of=re.compile(rf"(?P<word>{rules.words(ruled)})[^，。；0-9]{{2,60}}的$"),
        # 按不低于户籍人口每人每年｜1元
        each=re.compile(rf"(?P<word>{rules.words(ruled)})[^，。；0-9]{{0,20}}(?:每[{HAN}]{{1,2}}){{1,2}}$"),
        # 给予平台最高启动经费｜2000万元, 最高按购置额的｜10%, 最长补贴｜3年: the most that somebody gets.
        most=re.compile(
            rf"(?:{rules.words(said['most']['words'])})(?!{rules.words(said['most']['names'])})[^，。；0-9]{{0,60}}$"
        ),
        # 一般登记2个工作日、抵押登记1个工作日办结: the verb is said once.
        finished=re.compile(
            rf"(?:、[{HAN}]{{2,12}}[0-9.]+{SAID.within}){{0,4}}(?:内|之内|以内)?(?:限时)?"
            rf"(?:{rules.words(said['contexts']['finished'])})"
        ),
        squeezed=re.compile(rf"(?:{rules.words(said['limits']['squeezing'])})(?:了|在)?$"),
        shortened=re.compile(rf"(?:{rules.words(said['limits']['words'])})(?:了|在)?$"),
    )


@value(frozen=True, slots=True)
class _Measured:
    """What is counted: the value, where the measure stands, its unit and kind, and where it ends."""

    value: Decimal
    measure: tuple[int, int]
    unit: str
    kind: str
    end: int
    value_max: Decimal | None = None
    number_max: tuple[int, int] | None = None


#: A longer numeral is a fault of reading; it has a row and a finding, and no value.
LONGEST_NUMBER = 40


@lru_cache(maxsize=4096)
def number(words: str) -> Decimal | None:
    """The value of a numeral, or None where the words are none or more than anything that is counted."""
    if len(words) > LONGEST_NUMBER:
        return None
    try:
        return numerals.value(words)
    except ValueError:
        return None


def _ranged(text: str, end: int, value: Decimal, first: re.Match[str] | None) -> _Measured | None:
    """A range: 6%—6.5%, 1—3家, 5至8个工作日, 3—5万户 (the magnitude is said once)."""
    vocabulary = comparisons()
    dash = _RANGE.match(text, first.end() if first else end)
    second = _NUMERAL.match(text, dash.end()) if dash else None
    upper = number(second[0]) if second else None
    measure = vocabulary.measure.match(text, second.end()) if second else None
    if second is None or upper is None or measure is None or (first and first[0] != measure[0]):
        return None
    if first is None and upper >= 10**4 > value and second[0][-1] in _MAGNITUDE and text[end - 1] not in _MAGNITUDE:
        value *= _MAGNITUDE[second[0][-1]]
    if value >= upper:
        return None
    unit = _SAME_UNIT.get(measure[0], measure[0])
    kind = vocabulary.kind[measure["word"]]
    return _Measured(value, measure.span(), unit, kind, measure.end(), upper, second.span())


def _in_table(text: str, start: int, end: int, value: Decimal) -> _Measured | None:
    """A value behind its unit, at the end of a line of an indicator table: 一般公共预算收入 亿元 23.6."""
    if not _LINE_END.match(text, end):
        return None
    found = comparisons().unit_before.search(text, max(text.rfind("\n", 0, start) + 1, start - 8), start)
    if found is None:
        return None
    unit = _SAME_UNIT.get(found["word"], found["word"])
    size = _MAGNITUDE.get(found["size"], 1)
    return _Measured(value * size, found.span("word"), unit, comparisons().kind[found["word"]], end)


def _listed(text: str, end: int) -> _Measured | None:
    """The measure that is said once, behind the last of several numbers: 40万、｜10万元, 3、5、｜8家."""
    listed = _LISTED.match(text, end)
    last = _NUMERAL.match(text, listed.end()) if listed else None
    measure = comparisons().measure.match(text, last.end()) if last else None
    if last is None or measure is None:
        return None
    unit = _SAME_UNIT.get(measure[0], measure[0])
    return _Measured(Decimal(0), (end, end), unit, comparisons().kind[measure["word"]], end)


def _measured(text: str, start: int, end: int, value: Decimal) -> _Measured | None:
    """What the numeral ``text[start:end]`` counts, or None where no measure follows."""
    vocabulary = comparisons()
    percent = _PERCENT_WORDS.search(text, max(0, start - 5), start)
    if percent and percent.end() == start:
        return _Measured(value, (percent.start(), start), _TIMES[percent[0]], "share", end)
    # 1800余名: the vague word stands before the measure.
    vague = end + (text[end : end + 1] in _VAGUE)
    measure = vocabulary.measure.match(text, end) or vocabulary.measure.match(text, vague)
    if ranged := _ranged(text, end, value, measure):
        return ranged
    if measure is None and (table := _in_table(text, start, end, value)):
        return table
    if measure is None and text[start] in ARABIC and (listed := _listed(text, end)):
        return replace(listed, value=value)
    if measure is None:
        # 食用菌5000万棒，: one character between an Arabic number and the end of the phrase is a measure word.
        unknown = _UNKNOWN.match(text, end) if text[start] in ARABIC else None
        return _Measured(value, unknown.span(), unknown[0], "count", unknown.end()) if unknown else None
    if half := _AND_A_HALF.match(text, end):
        unit = f"个{half['unit']}" if half["unit"] else half["year"]
        return _Measured(value + Decimal("0.5"), half.span(), unit, "duration", half.end())
    unit = _SAME_UNIT.get(measure[0], measure[0])
    return _Measured(value, measure.span(), unit, vocabulary.kind[measure["word"]], measure.end())


def _is_limit(text: str, clause: int, start: int, measured: _Measured) -> bool:
    """Whether a time is the longest allowed though no 内 says so: 一日办结, 压缩至3天, 缩短至8个工作日."""
    vocabulary = comparisons()
    if measured.unit not in LASTING and vocabulary.finished.match(text, measured.end):
        return True
    if _DEALT_WITHIN.search(text, clause, start):
        return True
    words = vocabulary.shortened if measured.unit.endswith("工作日") else vocabulary.squeezed
    return words.search(text, clause, start) is not None


def _far(text: str, clause: int, start: int, measured: _Measured) -> str | None:
    """The comparison that stands in the clause of a quantity, but not beside it."""
    vocabulary = comparisons()
    if measured.kind in ("share", "multiple"):
        if far := vocabulary.far.search(text, clause, start):
            return vocabulary.before_op[far["of"] or far["rule"]]
        if far := vocabulary.of.search(text, clause, start):
            return vocabulary.before_op[far["word"]]
    if measured.kind == "money" and (each := vocabulary.each.search(text, clause, start)):
        return vocabulary.before_op[each["word"]]
    if _AT_LEAST.search(text, clause, start):
        return ">="
    # 最多跑一次 is a saying.
    return "<=" if text[start] in ARABIC and vocabulary.most.search(text, clause, start) else None


def _multiplied(text: str, start: int, end: int, value: Decimal) -> tuple[int, Decimal]:
    """Where a number of things times what each yields ends, and what it comes to: 4×660兆瓦; else the numeral itself."""
    each = _EACH.match(text, end)
    yields = _NUMERAL.match(text, each.end()) if each else None
    of_each = number(yields[0]) if yields else None
    if each is None or yields is None or of_each is None or text[each.end()] not in ARABIC or text[start] not in ARABIC:
        return end, value
    return yields.end(), value * of_each


def _counts_bare(text: str, start: int, end: int, clause: int) -> bool:
    """Whether a number counts without a measure word: 1.3万贫困人口脱贫, 按1.2的系数."""
    return text[start] in ARABIC and (
        (text[end - 1] in _MAGNITUDE and text[end : end + 1] > "一")
        or _FACTOR_BEHIND.match(text, end) is not None
        or _FACTOR_BEFORE.search(text, clause, start) is not None
    )


def _joint(before: str, after: str) -> str:
    """The comparison of one said before a number and one behind it.

    What stands behind says it: 突破…以上 is >=, 控制在3%以内 <=; a bare 多 takes nothing from what stands before.
    """
    return before if after == ">" and before != "=" else after


def quantity_at(text: str, start: int, end: int, value: Decimal, clause: int) -> Quantity | None:
    """The quantity that begins with a numeral, or None where nothing is counted or compared.

    Args:
        text: the reading.
        start, end: the numeral.
        value: its value.
        clause: where the clause begins that it stands in.
    """
    vocabulary = comparisons()
    end, value = _multiplied(text, start, end, value)
    measured = _measured(text, start, end, value)
    said_before = vocabulary.before.search(text, max(clause, start - 8), start)
    behind = measured.end if measured else end
    included = INCLUDED.match(text, behind)
    said_after = vocabulary.after.match(text, included.end() if included else behind)
    if measured is None:
        compared_alone = said_after or (said_before and said_before["word"] not in _WEAK)
        if not compared_alone and not _counts_bare(text, start, end, clause):
            return None
        measured = _Measured(value, (end, end), "", "bare", end)
    op = vocabulary.before_op[said_before["word"]] if said_before else "="
    compared = op != "="
    quote_start, quote_end = min(start, measured.measure[0]), said_after.end() if said_after else behind
    if said_before and (compared or said_before[0] in _QUOTED_EQUAL):
        quote_start = said_before.start()
    elif not said_before and measured.measure[0] == end + 1 and text[end] in _VAGUE:
        op, compared = ">", True
    if said_after:
        op, compared = _joint(op, vocabulary.after_op[said_after[0]]), True
    elif op == "=" and measured.kind == "duration" and _is_limit(text, clause, start, measured):
        op, compared = "<=", True
    if not compared and (far_op := _far(text, clause, start, measured)):
        op, compared = far_op, True
    return Quantity(
        start=quote_start,
        end=quote_end,
        number=(start, end),
        number_max=measured.number_max,
        measure=measured.measure,
        value=measured.value,
        value_max=measured.value_max,
        unit=measured.unit,
        kind=measured.kind,
        op="between" if measured.value_max is not None else op,
        compared=compared,
    )


def counted_as(unit: str) -> str:
    """The unit, or what stands for all that count the same things: 人 for 名, 次 for 场."""
    return _one_for_all().get(unit, unit)


@cache
def _one_for_all() -> dict[str, str]:
    """The first of the units that stand for each other, by each of them."""
    return {unit: units.split()[0] for units in rules.load("quantities")["alike"]["words"] for unit in units.split()}
