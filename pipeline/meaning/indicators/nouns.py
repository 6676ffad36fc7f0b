"""Nouns: an indicator says what its figure is a measure of: 事项网上办 of 80% is 事项网上办比例, 施工许可审批 of 3 days 施工许可审批时限."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.words import cut
from pipeline.meaning.indicators.phrases import SAID, verbs
from pipeline.meaning.indicators.vocabulary import Noun, frames

# What stands behind in brackets says of what, and is no part of the name: 掌上办（民生事项）.
_NAME = re.compile("(?P<name>.+?)(?P<beside>(?:（(?:[^（）]|（[^（）]*）)*）)*)")
_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class _Patterns:
    told: re.Pattern[str]
    within: re.Pattern[str]
    drop: re.Pattern[str]
    find: re.Pattern[str]


@cache
def _nouns() -> tuple[tuple[Noun, _Patterns], ...]:
    def patterns(noun: Noun) -> _Patterns:
        told = f"(?:{rules.words(noun.told)}){SAID.on_average}?\\W*$" if noun.told else _NEVER
        return _Patterns(*map(re.compile, (told, noun.within, noun.drop, noun.find)))

    return tuple((noun, patterns(noun)) for noun in frames().noun)


def measured(indicator: str, aspect: str, unit: str) -> str:
    """An indicator with the noun that its figure is a measure of, by rules/frames.toml; as it is where its words say that."""
    found = _NAME.fullmatch(indicator)
    name = found["name"] if found else ""
    for noun, said in _nouns():
        if aspect not in noun.aspects or unit not in noun.units or not said.find.search(name):
            continue
        if said.told.search(name):
            return indicator
        if found and said.within.search(name) and not (noun.bare and _does(name)):
            return said.find.sub(noun.say, said.drop.sub("", name), count=1) + found["beside"]
    return indicator


def _does(name: str) -> bool:
    """Whether words say what is done: 租用厂房, 河道清淤."""
    return any(verbs().verb.fullmatch(word) or word in SAID["acts"] for word in cut(name))
