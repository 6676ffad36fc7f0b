"""Phrases: the words before a number, taken apart into time, modality, verb and what is counted or measured.

年内力争推动制造业营收达到｜90亿元: by when, 力争, 推动, 制造业营收.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.words import cut

# So many characters tell where a phrase's first word ends.
_WORDS = 12
TIME = (
    r"(?:到|截至|至)?(?:(?:19|20)\d\d年(?:底|末|度(?!假))?(?:前|以前)?|\d{1,2}月(?:底|末|中旬|上旬|下旬|份)?(?:前|以前)?"
    r"|(?:年|月|季度)底前?|年内|年末前?|今年(?:底前|内)?|全年|本年度|当年|明年|[上下]半年|[一二三四]季度末?|近期|每年|每月|每季度|每周"
    r"|[\d一二三四五]{1,2}年内|用[\d一二三四五]{1,2}年时间|(?:政策)?有效期内|自(?:19|20)\d\d[年届](?:\d{1,2}月)?(?:\d{1,2}日)?起)(?:，|、)?"
)
GROWTH = re.compile("增长|增速|增幅|递增|提高|提升|增加|涨幅|下降|降低|压减|压缩|缩短|精简|减少|降幅|上浮|下浮")
# Words between what is measured, 约 of 签约 and 近 of 附近 excepted, and its number.
TAIL = re.compile(
    "(?:累计|共|总计|合计|按照|按|(?<![户亩人年月日班村平])均|分别|各|再|将|要|已|就|只|总|原则上|最长|力争|争取|确保|一次性|给予|最高|不少于|不超过|不高于|不低于|至少|年化|达|到|达到|实现|完成|保持|稳定|巩固|维持|控制|在|为|至|突破|超过|减至|减到|降至|降到|增至"
    "|(?:提高|提升|扩大|压缩|压减|缩短|缩减|减少|降低|下降|增加|增长|上升|精简|放宽|上调|下调|上浮|下浮)[至到]|的|了|(?<![附就邻])近|(?<![签预节特])约|超|：|“|每年)+$"
)
# 从26个候选项目中票决产生｜8件民生实事
_AMONG = re.compile(
    "^(?P<time>[^，。；]{0,6}?)[在从][^，。；]{2,24}?中(?=票决|投票|遴选|评选|选取|推荐|择优|确定|产生)(?:票决|投票|择优|推荐|产生|确定)*"
)
# 较2020年年均｜增长15%, 在2022年基础上｜净增200辆: what it moves from is said beside.
_FROM = re.compile(
    "(?:年均|同比)?(?:比|较|在)(?:(?:19|20)\\d\\d年|上年|去年|同期|上一|“?十[一二三四五]五”?|现有|目前)[^，。；]{0,14}?(?:的?基础上|(?=(?:同比|年均|再)*(?:"
    + GROWTH.pattern
    + "|翻)))再?"
)
# 3.   （二）   ——   and a label behind or without it: 3.【建设内容】
NUMBERING = re.compile(
    r"^(?:[—–―·•●■◆○▪-]{1,2} ?|\d{1,3}[.．、] ?|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}、)?(?:【[^】\n]{2,16}】)?"
)
_PREPOSITION = re.compile(
    "^(?:为|对|在|将|把|按照|按|向|由|从|以|给(?!予)|使|让|与|和|及|以及|或|可(?![再追持视回降循])|可以|允许|至少|应|应当|最长|并(?!网)|其中|其|各(?![类级种项界])|共|要|再|、|，|：|“|（)+"
)
# 以及到2028年的｜300户企业
_AND_BY = re.compile(f"(?:以及|及|和)(?={TIME})|(?<=年)的")
# Of the prepositions, what begins words of two characters: 在役, 共享, 各镇.
_COMPOUNDS = ("在", "共", "各")


@dataclass(frozen=True, slots=True)
class _Verbs:
    lead: re.Pattern[str]
    full: re.Pattern[str]
    verb: re.Pattern[str]
    modality: re.Pattern[str]
    light: frozenset[str]
    adverbs: frozenset[str]
    granted: tuple[str, ...]


@cache
def verbs() -> _Verbs:
    said = rules.load("quantities")
    light, full, modality = said["verbs"]["light"], said["verbs"]["full"], said["modality"]["words"]
    kept = set(full) - set(light)
    names = rules.words(rules.load("frames")["begins"]["words"])
    return _Verbs(
        # Behind a light verb comes the thing itself, so 推进 does not eat the head of 推进剂 or 建成区.
        lead=re.compile(
            rf"(?:(?P<time>{TIME})"
            rf"|(?!保证[金书人])(?:(?P<modality>{rules.words(modality)})|(?P<light>{rules.words(light)})(?![区剂率度者性后]))"
            r"|[，、：“]|其中：?|并(?!网)|或(?=引进|培育|新建|建设|改造)|也|再(?!次)|还|且|以|来(?![信访年料源自往]))"
        ),
        # 组织招聘活动, 研发投入强度: the verb is part of a noun.
        full=re.compile(
            rf"(?!{names})(?:{rules.words(kept)})(?!活动|计划|政策|制度|标准|工程|机制|参保|人数|大会|会议|体系|能力|车间|用房|厂房|大楼|仓库)"
        ),
        verb=re.compile(rf"(?:{rules.words([*light, *full])})"),
        modality=re.compile(rules.words(modality)),
        light=frozenset(light),
        adverbs=frozenset(said["verbs"]["adverbs"]),
        granted=(*said["contexts"]["lengthened"], "提前"),
    )


@dataclass(slots=True)
class Phrase:
    """The words around one number, taken apart."""

    verb: str | None
    subject: str
    modality: str | None


def take_apart(words: str) -> Phrase:
    """Time, modality and light verbs off the front: 年内推动制造业营收 → 制造业营收, verb 推动."""
    verb = modality = None
    # 为确保2024年实现｜30个村退出
    at = 1 if words.startswith(("为确保", "为实现", "为完成")) else 0
    vocabulary = verbs()
    while (found := vocabulary.lead.match(words, at) or _AND_BY.match(words, at)) and found.end() > at:
        said = found.groupdict()
        modality = said.get("modality") or modality
        light = said.get("light")
        verb = light if light and light not in vocabulary.adverbs else verb
        at = found.end()
    subject = words[at:]
    if full := vocabulary.full.match(subject):
        verb = full[0]
    if subject.startswith("为") and vocabulary.full.search(subject, 2):
        # 为企业解决土地指标 keeps its 为: the enterprises solve nothing.
        return Phrase(verb, subject, modality)
    return Phrase(verb, _opened(subject), modality)


def _opened(subject: str) -> str:
    """A subject without the prepositions before it, as far as they are words of their own: not 在 of 在役, 共 of 共享."""
    while (found := _PREPOSITION.match(subject)) and len(found[0]) < len(subject):
        first, second = [*cut(subject[:_WORDS]), ""][:2]
        # 在役, 各镇: one character behind it makes a word of both.
        if not _PREPOSITION.fullmatch(first) or (first in _COMPOUNDS and len(second) == 1 and second > "一"):
            break
        subject = subject[len(first) :]
    return subject


def unmoved(words: str) -> str:
    """Words without what something moves from: 冷链流通率较2020年提高 → 冷链流通率提高."""
    words = _AMONG.sub(r"\g<time>", words)
    found = _FROM.search(words)
    return words[: found.start()] + words[found.end() :] if found else words


def quoted(words: str) -> str:
    """Words with both marks of each quotation: one that opened before the verb is put back, one that closes later goes."""
    opened, closed = words.count("“"), words.count("”") + words.count('"')
    if opened > closed:
        return words.strip("“")
    return "“" + words if closed > opened else words
