"""Counted: the thing that follows a number: 40家｜企业数字化改造, 5家｜技术领先、国内一流的检测平台."""

from __future__ import annotations

import re

from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.phrases import SAID, verbs

_PHRASE = re.compile('(?:“[^”"\n]{1,40}[”"]|[^，。；、！？：（）〔〕【】\n]|（[^（）：0-9\n]{1,12}）)*')
_ACTS = re.compile(rf"[{HAN}]{{1,8}}?{SAID.doers}(?={SAID.does}[{HAN}“”]{{2,}})")
# So many are counted without a measure word.
_MANY = 10_000
# What follows a number is read this far; a noun phrase is shorter.
_REACH = 60
_CLOSED = re.compile('[^“”"]*[”"]')
_COMPARED = re.compile(f"不[低少高超][于过]|(?<=[率额量值度数]){SAID.comes_to}")
# More that is said of a thing behind 、: 、国内领先的工业互联网平台
_ATTRIBUTE = re.compile(f"、[^，。；、0-9（）\n]{{2,16}}的[{HAN}]{{2,16}}(?=[，。；\n])")
# Two or three kinds of the thing counted: 高中、初中、小学｜信息技术竞赛
_KINDS = re.compile(f"[{HAN}]{{2,4}}")
_KINDS_NEXT = re.compile(f"(?:、[{HAN}]{{2,4}})?(?:、|和|与|及)[{HAN}A-Za-z]{{4,20}}(?=[，。；\n]|{SAID.does})")
# Behind these the thing counted ends with 的: it is held by another.
_HOLDS = SAID["holds"]
_GRADE = re.compile(f"[{HAN}]{{1,6}}级")
_GRADE_NEXT = re.compile(f"、?[0-9]+[{HAN}](?:以上|左右)?[{HAN}]{{1,6}}级(?P<noun>[{HAN}]{{2,16}})")
# Done in two places: 线上、线下销售
_PLACE = re.compile("[上下内外]$")
_PLACE_NEXT = re.compile(f"[、和][{HAN}]{{1,3}}[上下内外][{HAN}]{{2,10}}(?=[，。；、\n])")
_JOINED = re.compile("(?:和|及|、|与)$")
_DONE_BY_BOTH = re.compile(
    f"[0-9]+[个家所处](?:[{HAN}]{{1,8}}?(?P<what>{SAID.takes_part}[{HAN}]{{2,16}})"
    f"|[{HAN}、]{{1,16}}?{SAID.bodies}(?P<done>[A-Za-z]{{0,6}}[{HAN}]{{0,4}}{SAID.done_to}))"
)
# What a sum is given for stands behind it: 安排2000万元｜专项资金.
_GIVEN = re.compile(f"{SAID.funds}{SAID.whole_sums}?$")
_TRAILING = re.compile(f"{SAID.trailing}+$")


def counted(text: str, quantity: Quantity, stop: int) -> tuple[str, int]:
    """The noun phrase that follows a number (40家｜企业数字化改造), and where it ends."""
    found = _PHRASE.match(text, quantity.end, quantity.end + _REACH)
    end = found.end() if found else quantity.end
    end = min(end, stop)
    if compared := _COMPARED.search(text, quantity.end, end):
        # 25个中选品种采购量｜不低于约定量的60%: what follows is another figure's.
        end = compared.start()
    if end == stop and (acts := _ACTS.match(text, quantity.end, end)) and verbs().verb.match(text, acts.end()):
        # 5家重点景区｜实施改造项目18个: what those do that are counted is another figure's.
        end = acts.end()
    words = text[quantity.end : end]
    more = _ATTRIBUTE.match(text, end)
    if more and "的" not in words and more.end() <= stop:
        # 3家具备较强实力、｜国内领先的工业互联网平台
        end, words = more.end(), words + more[0]
    elif text[max(0, quantity.start - 2) : quantity.start] in _HOLDS:
        # 容纳20万个标准服务器机柜｜的大数据产业聚集区
        words = words.partition("的")[0]
    elif _GRADE.fullmatch(words) and (next_to := _GRADE_NEXT.match(text, end)):
        # 50个以上企业级、6个以上行业级｜工业互联网平台
        words += next_to["noun"]
    elif _PLACE.search(words) and (next_to := _PLACE_NEXT.match(text, end)):
        # 20件“一件事”网上、｜掌上联办
        end, words = next_to.end(), words + next_to[0]
    elif (
        _KINDS.fullmatch(words)
        and (next_to := _KINDS_NEXT.match(text, end, stop))
        and not verbs().verb.match(next_to[0], 1)
    ):
        end, words = next_to.end(), words + next_to[0]
    elif (joined := _JOINED.search(words)) and (after := _DONE_BY_BOTH.match(text, end)):
        # 10个村和20个社区｜开展数字乡村试点
        words = words[: joined.start()] + (after["what"] or after["done"])
    if end == stop and re.match("[和及](?!谐|平|睦)", words):
        # 上云企业40家｜和示范企业3家
        return "", quantity.end
    if quantity.kind in ("money", "duration", "size", "rating") and not re.match(f"[{HAN}]", words):
        return "", quantity.end
    if (quoted := _CLOSED.match(words)) is not None:
        # 推进“｜80%事项一网通办”
        words = words[: quoted.end() - 1]
    words = re.sub("（[^（）]*(?:[0-9][^（）]*）)?$", "", words)
    words = re.sub("^(?:的|以上的|左右的)", "", words)
    return _TRAILING.sub("", words), end


def counts(quantity: Quantity, subject: str, behind: str) -> bool:
    """Whether what a number counts stands behind it."""
    if quantity.kind in ("count", "share", "multiple") or verbs().full.fullmatch(subject):
        return True
    if quantity.kind == "bare" and quantity.value >= _MANY and len(behind) > 1:
        # 1.3万｜贫困人口脱贫
        return True
    if quantity.kind == "money" and _GIVEN.search(subject):
        # 区财政安排2000万元｜专项资金: what a sum is given for.
        return True
    if quantity.kind == "duration" and subject.endswith(verbs().granted):
        # 免收一个月｜房租
        return True
    # 每百户不少于15平方米｜配建养老设施
    return subject.startswith("每") and behind.startswith(SAID["equips"])
