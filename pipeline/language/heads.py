"""Heads of columns: what a column holds by its head (rules/table_heads.toml)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline import rules
from pipeline.language.numerals import ONE
from pipeline.language.roles import roles


@cache
def _heads() -> dict[str, str]:
    """What each head means."""
    return {word: meaning for meaning, group in rules.load("table_heads").items() for word in group["heads"]}


_SAID = rules.lists("layout")
# No head is longer, and none that others end with is shorter.
_HEAD, _ENDING = 16, 3
# 牵头, 责任
_ACT = 2
_BESIDE = re.compile(r"\s|（[^）]*）|\([^)]*\)")
_OF_YEAR = re.compile(rf"(?:19|20)\d\d年{_SAID.goal_heads}?")


def head_meaning(words: str) -> str | None:
    """What a column holds by its head, or None for a cell that is no head: 市级责任单位 → responsible."""
    if len(words) > 3 * _HEAD:
        return None
    bare = _BESIDE.sub("", words).rstrip("：:")
    return _meaning(bare) if 0 < len(bare) <= _HEAD else None


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?!\d)")
_PLANNED = re.compile(r"(?:19|20)\d\d年度?计划(?:数|值)?")
_NO_FIGURES = re.compile(f"{_SAID.no_figures}|表$")


def column_meaning(words: str) -> str | None:
    """The same, and by the form of a head what no list has.

    "progress" is a time within the year (1—6月), "figure" the head of figures of a year (2019年, 2025年目标值), "measured" one
    that says what is counted and in what (粮食播种面积（万亩）), "name" 园区名称.
    """
    if (meaning := head_meaning(words)) is not None:
        return meaning
    if 2 <= len(words) <= _HEAD and words.endswith("名称"):
        return "name"
    if is_period(words):
        return "progress"
    counted = measured(words)
    if counted and len(without_time(counted[0])) > 1:
        return "measured"
    figures = len(words) <= _HEAD and year_of(words) and not _NO_FIGURES.search(words)
    return "figure" if figures or _PLANNED.fullmatch(words) else None


@cache
def says(kind: str) -> re.Pattern[str]:
    """The words of one list of rules/figures.toml: what heads and rows of figures say beside what is counted."""
    return re.compile(rules.words(rules.load("figures")[kind]))


def ends_with(kind: str, head: str) -> bool:
    """Whether a head ends with one of the words of a list of rules/figures.toml."""
    return head.endswith(tuple(rules.load("figures")[kind]))


@cache
def _when() -> re.Pattern[str]:
    promise, beside = (says(kind).pattern for kind in ("promise", "beside"))
    return re.compile(
        rf"(?:19|20)\d\d年?(?:[-—－~～至](?:19|20)?\d\d年?)?度?|[（(][^（）()]*[）)]|[/／\[［〔].*|(?:{promise})[数值量]?|实际(?:完成)?[数值量]?$"
        rf"|其中[:：]?|{beside}"
    )


def without_time(head: str) -> str:
    """What a head says beside time and promise: 年均增长 of 年均增长（%）, nothing of 2035年目标值."""
    return _when().sub("", head)


_MEASURED = re.compile(r"[（(](?P<unit>[^（）()\d]{1,8})[）)]")
_SIZE = re.compile("^[十百千万亿]+(?=.)")
# Longer words are no head.
_COUNTED = 40


def measured(head: str) -> tuple[str, str] | None:
    """What a head says is counted, and in what: 新建公路（公里） → 新建公路, 公里; None for 乡镇（街道） and 得分（分）."""
    # 各村（社区）名 bodies.
    if len(head) > _COUNTED or head.startswith(_SAID["unit_openers"]):
        return None
    # 财政收入（万元） over 增长（%）: the last one holds.
    units = [one["unit"] for one in _MEASURED.finditer(head) if _SIZE.sub("", one["unit"]) in _measures()]
    label = _MEASURED.sub("", head)
    return (label, units[-1]) if units and len(label) > 1 else None


_CARRIED = re.compile(r"\d\s*(?P<unit>[^\d\s，。；]{1,6}?)(?:以上|以下|以内|左右)?$")


def carries_measure(words: str) -> bool:
    """Whether a figure says itself what it is measured in: 8%, 1.2万亩以上."""
    found = _CARRIED.search(words)
    return found is not None and _SIZE.sub("", found["unit"]) in _measures()


_PERIOD = re.compile(
    rf"(?:(?:19|20)\d\d年)?(?:(?:1?\d月?[-—－~～至])?1?\d月(?:底|末)?|第?[{ONE[:4]}1-4]季度|[上下]半年|全年){_SAID.period_heads}?"
)


def is_period(head: str) -> bool:
    """Whether a head is a time within the year: 1—3月, 6月底, 三季度末."""
    return _PERIOD.fullmatch(head) is not None


@cache
def _measures() -> frozenset[str]:
    """What a column can be measured in; 分 are the marks of an examination."""
    groups = rules.load("measures").values()
    return frozenset(word for group in groups for word in group["words"]) - {"分", "年"}


def is_listed(words: str) -> bool:
    """Whether words are a head of the vocabulary as they stand, or name a year: 责任单位, 2025年."""
    return words in _heads() or _OF_YEAR.fullmatch(words) is not None


def all_heads() -> tuple[str, ...]:
    """All heads of the vocabulary."""
    return tuple(_heads())


def year_of(head: str) -> int | None:
    """The year that a head names: 2025年目标 → 2025."""
    found = _YEAR.search(head)
    return int(found[1]) if found else None


@lru_cache(maxsize=4096)
def _meaning(bare: str) -> str | None:
    heads = _heads()
    if bare in heads:
        return heads[bare]
    if ending := next((bare[at:] for at in range(1, len(bare) - _ENDING + 1) if bare[at:] in heads), None):
        return heads[ending]
    # 建设内容及目标, 牵头和责任单位: the first of the two that is a head.
    joined = re.split("[及和与、/]", bare)
    return _role(bare) or (next((heads[part] for part in joined if part in heads), None) if len(joined) > 1 else None)


def _role(bare: str) -> str | None:
    """The role that a head names by a role word alone (主办), or with who has it (牵头办, 协同站所, 分管镇长)."""
    if said := roles().label_role.get(bare):
        return said
    acts = bare.removesuffix(next((body for body in _SAID["small_bodies"] if bare.endswith(body)), ""))
    if acts != bare and acts in _acts():
        return _acts()[acts]
    by = bare.removesuffix(
        next((office for office in rules.load("roles")["persons"]["offices"] if bare.endswith(office)), "")
    )
    return "leaders" if by != bare and by.removesuffix("副") in rules.load("roles")["leaders"]["acts"] else None


@cache
def _acts() -> dict[str, str]:
    """What a unit does → its role: 牵头, 协同, 责任."""
    acts = {word: role for role in ("lead", "support") for word in rules.load("roles")["verbs"][role]}
    return acts | {
        word: role
        for word, role in roles().label_role.items()
        if len(word) == _ACT and role not in ("leaders", "deadline")
    }


@cache
def _held() -> re.Pattern[str]:
    """Where a word of the vocabulary or 名称 begins."""
    return re.compile(f"(?={rules.words([*_heads(), '名称'])})")


def may_head(words: str, columns: int) -> bool:
    """Whether words can be so many heads glued to each other; cheap, for most lines are none."""
    return len(_held().findall(_BESIDE.sub("", words))) + len(_YEAR.findall(words)) >= columns


@cache
def heads_of(*meanings: str) -> tuple[str, ...]:
    """The heads of the vocabulary that mean one of these."""
    return tuple(word for word, meaning in _heads().items() if meaning in meanings)


@cache
def named(*meanings: str) -> re.Pattern[str]:
    """The heads of some meanings, anywhere in a text."""
    return re.compile(rules.words(heads_of(*meanings)))
