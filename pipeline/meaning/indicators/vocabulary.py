"""The vocabulary of indicators: rules/indicators.toml and rules/frames.toml, read and checked.

An indicator is a thing in an aspect: gdp.growth is 地区生产总值 in the aspect growth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate

import msgspec

from pipeline import rules
from pipeline.language.words import cut
from pipeline.rules.schemas import Aspect as Aspect
from pipeline.rules.schemas import Kind, Op


class _Thing(msgspec.Struct, forbid_unknown_fields=True, rename={"aspects": "is"}):
    """A line of rules/indicators.toml; `aspects` are those that it is promised in, with the units that fit."""

    zh: str
    en: str
    aspects: dict[Aspect, str]
    also: list[str] = []
    less: list[Aspect] = []
    even: bool = False
    whole: bool = False
    statistics: str | None = None
    range: dict[Aspect, tuple[float, float]] = {}


class Indicators(msgspec.Struct, forbid_unknown_fields=True):
    """rules/indicators.toml."""

    things: dict[str, dict[str, _Thing]]
    ranges: dict[Aspect, tuple[float, float]]


class AspectFrame(msgspec.Struct, forbid_unknown_fields=True):
    """How an aspect is told: by words before or behind, by the kind of the quantity, its comparison, its measure."""

    code: Aspect
    say: str
    say_en: str
    example: str
    before: list[str] = []
    behind: list[str] = []
    kinds: list[Kind] = []
    ops: list[Op] = []
    measures: list[str] = []


class Frame(msgspec.Struct, forbid_unknown_fields=True):
    """Words before a number that say by themselves what it is; see rules/frames.toml."""

    name: str
    kinds: list[Kind]
    front: str
    say: str
    example: str
    wanted: str
    after: str = ""
    of: list[Kind] = []


class Polish(msgspec.Struct, forbid_unknown_fields=True):
    """Words of an indicator that read better without its number; see rules/frames.toml."""

    find: str
    example: str
    wanted: str
    put: str = ""


class Noun(msgspec.Struct, forbid_unknown_fields=True):
    """What a figure is a measure of, where the words of its indicator do not say it; see rules/frames.toml."""

    aspects: list[Aspect]
    units: list[str]
    say: str
    example: str
    wanted: str
    told: list[str] = []
    within: str = ""
    drop: str = "(?!)"
    find: str = "$"
    bare: bool = False


class _Generic(msgspec.Struct, forbid_unknown_fields=True):
    words: list[str]


class _Scope(msgspec.Struct, forbid_unknown_fields=True):
    whole: list[str]
    parts: list[str]
    grades: list[str]
    ends: list[str]


class _Per(msgspec.Struct, forbid_unknown_fields=True):
    head: str
    words: list[str]


class _Period(msgspec.Struct, forbid_unknown_fields=True):
    words: list[str]


class _Little(msgspec.Struct, forbid_unknown_fields=True):
    heads: list[str]
    tails: list[str]


class _Award(msgspec.Struct, forbid_unknown_fields=True):
    hands: list[str]
    asks: list[str]
    gives: list[str]
    returns: list[str]
    nouns: list[str]
    kinds: list[str]
    chooses: list[str]
    most: list[str]
    opens: list[str]
    who: list[str]
    example: str


class _Alone(msgspec.Struct, forbid_unknown_fields=True):
    empty: list[str]


class _Same(msgspec.Struct, forbid_unknown_fields=True):
    dropped: list[str]
    made: list[str]


class Frames(msgspec.Struct, forbid_unknown_fields=True):
    """rules/frames.toml."""

    aspect: list[AspectFrame]
    scope: _Scope
    per: _Per
    period: _Period
    little: _Little
    alone: _Alone
    same: _Same
    award: _Award
    frame: list[Frame]
    polish: list[Polish]
    noun: list[Noun]
    generic: _Generic
    begins: _Generic


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator of the vocabulary: a thing in an aspect.

    `scope` is what stood before the thing's name where it was met; `better` is `up`, `down` or `none`.
    """

    indicator_id: str
    name: str
    name_en: str
    aspect: Aspect
    units: tuple[str, ...]
    better: str
    range: tuple[float, float] | None
    statistics: str
    scope: str = ""

    def fits(self, unit: str) -> bool:
        """Whether a unit is one that the indicator is told in; 元/人 is told in 元."""
        return unit in self.units or unit.split("/")[0] in self.units or (self.units == ("",) and not unit)


@cache
def frames() -> Frames:
    return rules.typed("frames", Frames)


@cache
def _things() -> dict[str, _Thing]:
    return {key: thing for group in _indicators().things.values() for key, thing in group.items()}


@cache
def _indicators() -> Indicators:
    return rules.typed("indicators", Indicators)


def plain(words: str) -> str:
    """Words as they are compared: without quotation marks, 的 and blanks; a grade's brackets stay."""
    return _dropped().sub("", words)


@cache
def _dropped() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, frames().same.dropped)))


@cache
def _names() -> dict[str, str]:
    """Every spelling of every thing → its key."""
    names: dict[str, str] = {}
    for key, thing in _things().items():
        for name in (thing.zh, *thing.also):
            names.setdefault(plain(name), key)
    return names


# A shorter name may be part of another thing's.
_WHOLE = 4
# Of the words that end an aspect so many are usual: 增长, 增速, 增幅.
_ENDINGS = 3


@cache
def things() -> re.Pattern[str]:
    """The names of the vocabulary that are understood wherever they stand."""
    return re.compile(rules.words([name for name in _names() if len(name) >= _WHOLE]))


# What one notice calls new, another calls built, and a third counts when it stands.
_ALIKE: dict[Aspect, tuple[Aspect, ...]] = {
    "new": ("new", "done", "level"),
    "done": ("done", "new", "level", "per", "rate"),
    "cumulative": ("level", "done", "new"),
    "level": ("level", "done", "rate", "per", "new"),
    "share": ("share", "rate"),
    "rate": ("rate", "share", "level"),
    "growth": ("growth",),
    "decline": ("decline", "growth"),
    "per": ("per", "level"),
    "time": ("time", "level"),
}


@cache
def entry(key: str, aspect: Aspect) -> Known:
    """The indicator that a thing is in an aspect."""
    thing = _things()[key]
    frame = next((one for one in frames().aspect if one.code == aspect), None)
    say, say_en = (frame.say, frame.say_en) if frame else ("{name}", "{name}")
    if (aspect == "share" and thing.zh.endswith(("比重", "比例", "占比", "强度"))) or (
        aspect == "new" and thing.en.startswith("new ")
    ):
        say, say_en = "{name}", "{name}"
    less = aspect in thing.less or aspect == "time"
    return Known(
        indicator_id=f"{key}.{aspect}",
        name=say.format(name=thing.zh),
        name_en=say_en.format(name=thing.en),
        aspect=aspect,
        units=tuple(thing.aspects[aspect].split()) or ("",),
        better="none" if thing.even else "down" if less else "up",
        range=thing.range.get(aspect) or _indicators().ranges.get(aspect),
        statistics=thing.statistics or thing.zh,
    )


def by_id(indicator_id: str) -> Known | None:
    """The indicator of the vocabulary with an id, or None: ids of other indicators begin with ~."""
    key, _, aspect = indicator_id.rpartition(".")
    thing = _things().get(key)
    return entry(key, aspect) if thing and aspect in thing.aspects else None


def spellings(indicator_id: str) -> list[str]:
    """What an indicator of the vocabulary is called, in Chinese and English; empty for any other.

    A name that stands in another one is left out: who looks for GDP finds GDP增长.
    """
    indicator = by_id(indicator_id)
    if indicator is None:
        return []
    thing = _things()[indicator_id.rpartition(".")[0]]
    frame = next((one for one in frames().aspect if one.code == indicator.aspect), None)
    endings = frame.behind[:_ENDINGS] if frame else []
    opening, _, closing = (frame.say if frame else "{name}").partition("{name}")
    own = [thing.zh, *thing.also]
    said = [f"{'' if opening in name else opening}{name}{closing}" for name in own]
    ended = [f"{name}{ending}" for name in own for ending in endings]
    names = dict.fromkeys([indicator.name, *said, *ended, indicator.name_en, thing.statistics or thing.zh])
    return [name for name in names if not any(name != other and name in other for other in names)]


def known(words: str, aspect: Aspect, unit: str, *, bare: bool = False) -> Known | None:
    """The indicator of the vocabulary that words name in an aspect and a unit, or None.

    `bare` words were said with a verb: 服务企业 are no new 企业, whose name holds as it is said alone (`whole`).
    The words may begin with a scope: 新材料产业园营收 is 营业收入 of 新材料产业园.
    """
    names = _names()
    said = plain(words)
    for at in range(max(0, len(said) - _longest()), len(said) - 1):
        key = names.get(said[at:])
        if key is None or not _is_scope(said[:at]) or (bare and _things()[key].whole):
            continue
        for alike in _ALIKE.get(aspect, (aspect,)):
            if alike in _things()[key].aspects and (found := entry(key, alike)).fits(unit):
                return replace(found, scope=_opening(words, at))
    return None


@lru_cache(maxsize=4096)  # a notice says the same of several figures, and so does that of the next year
def thing_in(words: str) -> str | None:
    """The key of the thing whose name is the longest that stands in some words as whole words: 棚改开工 → shanty_towns."""
    names = _names()
    ends = list(accumulate(map(len, cut(words)), initial=0))
    spans = ((start, end) for at, start in enumerate(ends) for end in ends[at + 1 :] if end - start <= _longest())
    return max(
        ((end - start, names[name]) for start, end in spans if (name := plain(words[start:end])) in names),
        key=lambda found: found[0],
        default=(0, None),
    )[1]


def _opening(words: str, length: int) -> str:
    """The first words as they are printed, so long that so many of their characters are compared: 锦园、东里等 of …老旧小区."""
    if length == 0:
        return ""
    end = next((end for end in range(len(words)) if len(plain(words[: end + 1])) > length), len(words))
    return words[:end].rstrip("的、， “")


@cache
def _longest() -> int:
    return max(map(len, _names()))


@cache
def _scope() -> re.Pattern[str]:
    scope = frames().scope
    whole = rules.words([*scope.whole, *scope.parts, *scope.grades])
    return re.compile(rf"(?:{whole})*(?:[^0-9，。；、]{{1,12}}(?:{rules.words(scope.ends)})|.{{2,40}}等)?")


def _is_scope(words: str) -> bool:
    """Whether words say whose something is: 制造业龙头企业建设行业, with what is done, do not."""
    return _scope().fullmatch(words) is not None and not any(word in _done() for word in cut(words))


@cache
def _done() -> frozenset[str]:
    said = rules.load("quantities")["verbs"]
    return frozenset((*said["light"], *said["full"]))
