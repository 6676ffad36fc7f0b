"""Phrases: the words before a number, taken apart into time, modality, verb and what is counted or measured.

年内力争推动制造业营收达到｜90亿元: by when, 力争, 推动, 制造业营收.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.numerals import ONE, TEN
from pipeline.language.signs import HAN
from pipeline.language.words import cut

SAID = rules.lists("wording")
# So many characters tell where a phrase's first word ends.
_WORDS = 12
TIME = (
    r"(?:到|截至|至)?(?:(?:19|20)\d\d年(?:底|末|度(?!假))?(?:前|以前)?|\d{1,2}月(?:底|末|中旬|上旬|下旬|份)?(?:前|以前)?"
    rf"|(?:年|月|季度)底前?|年末前?|[上下]半年|[{ONE[:4]}]季度末?|{SAID.when}|[\d{ONE[:5]}]{{1,2}}年内|用[\d{ONE[:5]}]{{1,2}}年时间"
    r"|自(?:19|20)\d\d[年届](?:\d{1,2}月)?(?:\d{1,2}日)?起)(?:，|、)?"
)
GROWTH = re.compile(SAID.growth)
# Words between what is measured, 约 of 签约 and 近 of 附近 excepted, and its number.
TAIL = re.compile(
    f"(?:{SAID.tails}|(?<!每[{HAN}]){SAID.yearly}|{SAID.moves}[至到]|(?<![户亩人年月日班村平])均|(?<![附就邻])近|(?<![签预节特])约)+$"
)
# 从26个候选项目中票决产生｜8件民生实事
_AMONG = re.compile(f"^(?P<time>[^，。；]{{0,6}}?)[在从][^，。；]{{2,24}}?中(?={SAID.choosing}){SAID.chosen}*")
# 较2020年年均｜增长15%, 在2022年基础上｜净增200辆: what it moves from is said beside.
_FROM = re.compile(
    f"(?:年均|同比)?[比较在](?:(?:19|20)\\d\\d年|“?十[{ONE[:5]}]五”?|{SAID.compared_with})[^，。；]{{0,14}}?"
    f"(?:的?基础上|(?=(?:同比|年均|再)*(?:{SAID.growth}|翻|{SAID.apart})))再?"
)
# 占比由62%｜下降8个百分点
_OUT_OF = re.compile(f"{SAID.moved_from}[0-9.]+[^，。；0-9]{{1,4}}(?={SAID.growth})")
# 3.   （二）   ——   and a label behind or without it: 3.【建设内容】
NUMBERING = re.compile(
    rf"^(?:[—–―·•●■◆○▪-]{{1,2}} ?|\d{{1,3}}[.．、] ?|（[{TEN}\d]{{1,3}}）|[{TEN}]{{1,3}}、)?(?:【[^】\n]{{2,16}}】)?"
)
_PREPOSITION = re.compile(f"^(?:{SAID.openers}|给(?!予)|可(?![再追持视回降循])|并(?!网)|各(?![类级种项界]))+")
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
    name: re.Pattern[str]
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
            r"|[，、：“]|其中：?|并(?!网)|或(?={SAID.builds})|也|再(?!次)|还|且|以|来(?![信访年料源自往]))"
        ),
        # 组织招聘活动, 研发投入强度: the verb is part of a noun.
        full=re.compile(rf"(?!{names})(?:{rules.words(kept)})(?!{SAID.of_nouns})"),
        verb=re.compile(rf"(?:{rules.words([*light, *full])})"),
        modality=re.compile(rules.words(modality)),
        name=re.compile(names),
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
    at = 1 if words.startswith(SAID["plan_aims"]) else 0
    vocabulary = verbs()
    while (
        not vocabulary.name.match(words, at)
        and (found := vocabulary.lead.match(words, at) or _AND_BY.match(words, at))
        and found.end() > at
    ):
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
    name = verbs().name
    while not name.match(subject) and (found := _PREPOSITION.match(subject)) and len(found[0]) < len(subject):
        first, second = [*cut(subject[:_WORDS]), ""][:2]
        # 在役, 各镇: one character behind it makes a word of both.
        if not _PREPOSITION.fullmatch(first) or (first in _COMPOUNDS and len(second) == 1 and second > "一"):
            break
        subject = subject[len(first) :]
    return subject


def unmoved(words: str) -> str:
    """Words without what something moves from: 冷链流通率较2020年提高 → 冷链流通率提高."""
    words = _AMONG.sub(r"\g<time>", words)
    found = _FROM.search(words) or _OUT_OF.search(words)
    return words[: found.start()] + words[found.end() :] if found else words


def quoted(words: str) -> str:
    """Words with both marks of each quotation: one that opened before the verb is put back, one that closes later goes."""
    opened, closed = words.count("“"), words.count("”") + words.count('"')
    if opened > closed:
        return words.strip("“")
    return "“" + words if closed > opened else words
