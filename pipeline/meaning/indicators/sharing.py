"""Sharing: words that the things of one sentence share: 城乡居民收入分别增长7%、8%, 参保率、缴费率均达到95%, 新增公园3个、绿道2条."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules
from pipeline.language.numerals import ONE
from pipeline.language.words import cut
from pipeline.meaning.indicators.phrases import SAID, verbs
from pipeline.meaning.indicators.vocabulary import frames

# Joins two things: 参保率和缴费率, but not inside 普及率; names in quotation marks need no sign: “双减”“双提”行动.
_AND = re.compile("、|和|与|以及|(?<!普)及(?![率时格])|(?<=”)(?=“)")
_SIZED = re.compile("(?P<what>[^0-9]+)(?P<size>[0-9.]+[万亿]?[^0-9]*)")
# What a share or a sum is of: 规范管理率, 补偿标准.
_ABSTRACT = re.compile(f"{SAID.abstract}$")
_MEASURED = re.compile(f"{SAID.measured}(?:每[人户亩年月床][每年月]*)*$")
_COUNTED = re.compile(f"{SAID.counts}$")
_USED = re.compile(SAID.used_up)
_MEASURED_BY = re.compile(f"(?:{_MEASURED.pattern})|{SAID.needs}$")
# 省、市级卫生镇各新增｜2个;  参保率、缴费率均达到｜95%
_TO_EACH = re.compile(f"各{SAID.builds}?$")
_ALIKE = re.compile(f"[均都]{SAID.both_must}?(?:{SAID.both}|恢复[到至][0-9]{{4}}年的)?$")
# What has its own name even beside others: 接待游客、旅游收入均恢复至….
_SUM = re.compile(f"{SAID.sums_named}$")


def split_subjects(indicator: str, count: int) -> list[str] | None:
    """The subjects of a 分别: 城乡居民人均可支配收入增长 → 城镇居民…, 农村居民…; None where they cannot be told apart."""
    if count == 2 and "城乡" in indicator:
        return [indicator.replace("城乡", "城镇", 1), indicator.replace("城乡", "农村", 1)]
    head, found, tail = indicator.partition("分别")
    if not found:
        return None
    parts = [part for part in _AND.split(head.replace("，", "、")) if part]
    if len(parts) != count:
        return None
    if sized := _SIZED.fullmatch(parts[0]):
        # 产值突破10亿元、50亿元、100亿元的企业: each size in the words of the first and the last.
        sizes = [re.match("[0-9.]+[万亿]?[^0-9的企项]*", part) for part in parts[1:]]
        if all(sizes):
            last = sizes[-1]
            assert last is not None
            thing = parts[-1][last.end() :]
            named = [sized["size"], *(size[0] for size in sizes if size)]
            return [sized["what"] + size + thing + tail for size in named]
    if _ABSTRACT.search(parts[-1]) and not _MEASURED.search(parts[0]) and all(len(part) > 3 for part in parts):
        # 商标变更、续展业务办理时限: what the last one's first word stands for in the first is left to be said of all.
        shared = cut(parts[-1])[1:]
        said = [shared[1:] if shared and part.endswith(shared[0]) else shared for part in parts[:-1]]
        wholes = [part + "".join(more) for part, more in zip(parts[:-1], said, strict=True)]
        return [whole + tail for whole in (*wholes, _of_first(parts[0], parts[-1]))] if shared else None
    if count == 2 and (thing := _thing_of(*parts)):
        return [parts[0] + tail, thing + parts[1] + tail]
    # 城镇、农村居民收入: the short names before the last one share its tail.
    whole = parts[-1]
    # 登记、备案时限: a measure is shared, however short the names are.
    least = 4 if _ABSTRACT.search(whole) and not _MEASURED.search(parts[0]) else 5
    return [
        (_with_rest(part, whole) if len(part) > 3 or len(whole) < least else part + whole[len(part) :]) + tail
        for part in parts
    ]


def _thing_of(first: str, last: str) -> str | None:
    """生产安全事故起数、死亡人数: of what both measures are, which the first alone says."""
    words = cut(first)
    if first.endswith("率") and last.endswith("率") and len(words) > 1 and len(cut(last[:-1])) == 1:
        # 签约项目开工率、投产率
        return (
            "".join(words[:-1])
            if len(words[-1]) == len(last)
            else first[: -len(last)]
            if len(first) > len(last) + 1
            else None
        )
    both = _COUNTED.search(first) and _COUNTED.search(last)
    return (
        "".join(words[:-1]) if both and len(words) > 2 and len(cut(last)) <= 2 and words[0] not in cut(last) else None
    )


def _with_rest(part: str, whole: str) -> str:
    """低压居民、低压非居民用户办电环节: what the last thing is measured in, behind the word that both have, or its first: 亩均化肥、农药使用量."""
    at = whole.find(part[-2:], 1)
    if at < 0 and _USED.search(whole) and not _MEASURED_BY.search(part):
        return part + "".join(cut(whole)[1:])
    return part + whole[at + 2 :] if at > 0 and _MEASURED_BY.search(whole) and not _MEASURED_BY.search(part) else part


def _of_first(first: str, last: str) -> str:
    """商标变更、续展业务办理时限: what the first two things are done with, where the last says only what is done."""
    words, own = cut(first), cut(last)
    # 一般登记 is a kind of it, 商标 what it is done with.
    return words[0] + last if len(words) == 2 and len(words[1]) == len(own[0]) and words[0] != own[0] else last


def each(indicator: str, front: str, kind: str) -> list[str]:
    """One indicator a thing where one number holds for several: 参保率、缴费率均达到95%以上 is two targets.

    Args:
        front: the words before the number in its clause.
        kind: of the number's measure.
    """
    if (
        _TO_EACH.search(front)
        and kind in ("count", "duration", "size", "money")
        and 2 <= len(parts := _AND.split(indicator)) <= 3
    ):
        # 省、市级卫生镇各2个
        wholes = [part if len(part) > 2 else part + parts[-1][len(part) :] for part in parts]
        return [wholes[0], *(new_too(whole, wholes[0]) for whole in wholes[1:])]
    said = _ALIKE.search(front)
    if not said:
        return [indicator]
    subject, _, grown = indicator.rpartition("均") if "均" in indicator[2:] else (indicator, "", "")
    parts = _things(subject.removesuffix("都"))
    if len(parts) == 2 and (thing := _thing_of(*parts)):
        # 新增违建发现率、拆除率均达到100%; 生产安全事故起数和死亡人数均下降5%
        return [parts[0] + grown, thing + parts[1] + grown]
    if 2 <= len(parts) <= 5 and (tail := _MEASURED.search(parts[-1])):
        shared = (part if _MEASURED.search(part) else part + _shared_tail(part, parts[-1], tail) for part in parts)
        return [whole + grown for whole in shared]
    if 2 <= len(parts) <= 5 and _SUM.search(parts[-1]):
        return [part + grown for part in parts]
    return [indicator]


def _things(subject: str) -> list[str]:
    """The things that share a number; where 、 parts them, 和 joins the last two only if it joins two measures."""
    parts = [part for part in subject.split("、") if part]
    if len(parts) == 1:
        return _AND.split(subject)
    sides = _AND.split(parts[-1])
    joins = len(sides) == 2 and all(map(_MEASURED.search, sides))
    return [*parts[:-1], *(sides if joins else parts[-1:])]


def _shared_tail(part: str, last: str, tail: re.Match[str]) -> str:
    """What a shorter name leaves to the last one: 高血压、糖尿病患者管理率, 国家级、自治区级公益林补偿标准."""
    at = last.find(part[-1])
    return last[at + 1 :] if 0 <= at < len(part) + 2 else last[min(len(part), tail.start()) :]


@cache
def _new() -> re.Pattern[str]:
    """What opens an indicator of what is new: 全市新培育…"""
    scope, new = frames().scope, next(frame for frame in frames().aspect if frame.code == "new")
    return re.compile(rf"(?:{rules.words(scope.whole)})?(?:{rules.words(new.before)})(?=.{{2}})")


def new_too(subject: str, last: str) -> str:
    """新增开放数据集50个、开放接口｜20个: what is joined to new things is new too, unless it has a verb of its own."""
    new = _new().match(last)
    if new is None or _new().match(subject) or not subject:
        return subject
    full = verbs().full.match(subject)
    # 开放 is a verb of its own only if it does not begin the thing before as well.
    return subject if full and not last[new.end() :].startswith(full[0]) else new[0] + subject


def sized(subject: str, noun: str) -> str:
    """超千万元企业 behind 软件企业 is 超千万元软件企业."""
    for word in ("企业", "项目"):
        if subject.endswith(word) and (noun.endswith(word) or not noun):
            return subject.removesuffix(word) + (noun or word)
    return subject + noun


@cache
def _whose() -> re.Pattern[str]:
    scope = frames().scope
    return re.compile(
        rf"(?:(?:其中)?(?:{rules.words([*scope.whole, *scope.parts])}|[{ONE}]县[{ONE[:4]}]市|[{ONE}]区)、?)+(?:总体)?"
    )


def of_scope(subject: str, last: str) -> str:
    """城区｜47% behind 全市智慧学校覆盖率45% is 城区智慧学校覆盖率: whose the same figure is."""
    whose = _whose()
    return subject + (whose.sub("", last, count=1) or last) if whose.fullmatch(subject) else subject
