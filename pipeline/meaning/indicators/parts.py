"""The parts of an indicator: whose, what, in which aspect, for each of what, of which time.

`parts` takes the words of an indicator apart; `Parts.id` is the same wherever the same is promised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.signs import HAN
from pipeline.meaning.indicators.phrases import SAID
from pipeline.meaning.indicators.places import OF_PLACE
from pipeline.meaning.indicators.vocabulary import Aspect, Known, frames, known, plain

# 占GDP比重: what a share is of.
_SHARE_OF = re.compile(f"占(?P<of>[^占]{{2,24}}?)的?(?P<word>{SAID.shares_named})$")
_ID_LENGTH = 48
# No grade alone: it opens names.
_STATE = "国家"
# 城东街道新增“四上”企业 is as new as 全县新增….
_TOWN = re.compile(f"[{HAN}]{{1,6}}?(?:街道|[镇乡])(?={SAID.new})")
# Aspects that no word tells, but the sort of quantity.
_UNSAID = ("done", "time")
_WHOLE = re.compile("全[国省市县区州盟旗镇乡]")


@dataclass(frozen=True, slots=True)
class Parts:
    """What an indicator is put together from; `known` is its entry of the vocabulary."""

    object: str
    aspect: Aspect
    scope: str | None = None
    per: str | None = None
    period: str | None = None
    share_of: str | None = None
    known: Known | None = None

    def indicator_id(self, unit: str) -> str:
        """The same for the same indicator in any notice: of the vocabulary, or else from the parts themselves."""
        if self.known:
            return self.known.indicator_id
        words = plain(self.object)[:_ID_LENGTH]
        return ".".join(
            filter(None, (f"~{words}", plain(self.share_of or "")[:_ID_LENGTH], self.per, self.aspect, unit))
        )


@dataclass(frozen=True, slots=True)
class _Words:
    scope: re.Pattern[str]
    whole: re.Pattern[str]
    per: re.Pattern[str]
    period: re.Pattern[str]
    at: re.Pattern[str]
    heads: re.Pattern[str]
    tails: re.Pattern[str]
    verbs: re.Pattern[str]


@cache
def _words() -> _Words:
    said = frames()
    scope, quantities = said.scope, rules.load("quantities")["verbs"]
    return _Words(
        scope=re.compile(rf"(?:{rules.words([*scope.whole, *scope.parts, *scope.grades])})(?:及?以上)?(?=.{{2}})"),
        whole=re.compile(rf"(?:{rules.words(scope.whole)})(?=.{{2}})"),
        per=re.compile(
            rf"(?:{rules.words(said.per.words)}|{said.per.head}[^，。；（）0-9增对在向]{{1,3}})(?:每[年月日天人户次])?"
        ),
        period=re.compile(rf"(?:{rules.words(said.period.words)})"),
        at=re.compile(rf"（(?P<period>{rules.words(said.period.words)})）$"),
        heads=re.compile(rf"^(?:{rules.words(said.little.heads)})+(?=.{{2}})"),
        tails=re.compile(rf"(?<=.{{2}})(?:{rules.words(said.little.tails)})$"),
        verbs=re.compile(rf"^(?:{rules.words([*quantities['light'], *quantities['full']])})(?=[^的].)"),
    )


@cache
def _aspects() -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    return tuple(
        (
            re.compile(rf"(?:{rules.words(frame.before)})") if frame.before else None,
            re.compile(rf"(?:{rules.words(frame.behind)})$") if frame.behind else None,
        )
        for frame in frames().aspect
    )


def _aspect(words: str, kind: str, op: str, measure: str) -> tuple[Aspect, str]:
    """The aspect that words tell, and the words without those that told it."""
    for frame, (before, behind) in zip(frames().aspect, _aspects(), strict=True):
        if (frame.kinds and kind not in frame.kinds) or (frame.ops and op not in frame.ops):
            continue
        if frame.measures and measure not in frame.measures:
            continue
        # 全县新建公园 is as new as 新建公园.
        whose = _words().whole.match(words) or _TOWN.match(words)
        at = whose.end() if whose else 0
        if before and (found := before.match(words, at)):
            return frame.code, (words[:at] + words[found.end() :]) if found.end() < len(words) else words
        if behind and (found := behind.search(words)):
            return frame.code, words[: found.start()] or words
        if before is None and behind is None:
            return frame.code, words
    return "done", words


def is_whole(scope: str | None) -> bool:
    """Whether a scope is the government's own, 全县, which is as good as none."""
    return bool(scope and _WHOLE.fullmatch(scope))


def parts(indicator: str, kind: str, unit: str, op: str, measure: str) -> Parts:
    """The parts of an indicator, told by its words and the quantity that it has.

    Args:
        indicator: its words.
        kind, unit, op: of the quantity: the group of its measure, the base unit, the comparison.
        measure: the sort of quantity (rules/columns.toml, targets.measure).
    """
    words = _words()
    said = indicator
    share_of = per = scope = period = None
    if found := _SHARE_OF.search(said):
        share_of, said = found["of"], said[: found.start()]
        aspect: Aspect = "share"
    else:
        aspect, said = _aspect(said, kind, op, measure)
    said = said.removesuffix("的")
    if found := words.at.search(said):
        period, said = found["period"], said[: found.start()]
    elif found := words.period.search(said):
        period, said = found[0], said[: found.start()] + said[found.end() :]
    if found := OF_PLACE.search(said):
        # 建设示范项目（贞丰县）
        scope, said = found["place"], said[: found.start()]
    whole = next((name for name in _known_names(said) if known(name, aspect, unit)), None)
    if whole is None and (found := words.per.search(said)) and found[0] != said:
        per, said = found[0], (said[: found.start()] + said[found.end() :]).replace("（）", "")
    while found := words.scope.match(said):
        if (exact := known(said, aspect, unit)) and not exact.scope:
            break
        rest = said[found.end() :]
        # 国家药品监督管理部门, 国家（云山）数据中心: part of a name; 国家高新技术企业 are 高新技术企业.
        if found[0] == _STATE and not known(rest, aspect, unit):
            break
        scope, said = (scope or "") + found[0], rest
    entry = next((one for name in _known_names(said) if (one := known(name, aspect, unit, bare=name != said))), None)
    if entry is None and share_of:
        entry = known(f"{said}占{share_of}比重", "share", unit)
    if entry and entry.scope:
        scope = (scope or "") + entry.scope
        # 电子信息制造业｜产值: whose it is stands in the scope alone.
        said = said.removeprefix(entry.scope).removeprefix("的") or said
    if entry and aspect in _UNSAID:
        # Where the words tell no aspect, the vocabulary does: 完成外贸进出口75亿元 and 重污染天数不超过6天 are levels.
        aspect = entry.aspect
    return Parts(said or indicator, aspect, scope, per, period, share_of, entry)


def _known_names(said: str) -> list[str]:
    """The words, and without what says little before and behind them: 完成技改投资 → 技改投资."""
    words = _words()
    names = [said]
    bare = said
    for _ in range(3):
        shorter = words.tails.sub("", words.heads.sub("", bare))
        shorter = words.verbs.sub("", shorter) if shorter == bare else shorter
        if shorter == bare or len(shorter) < 2:
            break
        names.append(bare := shorter)
    return names
