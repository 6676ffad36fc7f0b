"""Which tasks a list is of that says so itself: 以上1—3项由县水利局牵头; 第4、5项由…负责; 本节责任单位：… (rules/roles.toml)."""

from __future__ import annotations

import re
from functools import cache

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.roles import roles
from pipeline.values import value

_NUMBER = r"[（(]?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[）)]?"
_NUMBERS = rf"{_NUMBER}(?:(?:[、，至到和及—－～~-]|——)第?{_NUMBER}){{0,12}}"
_ONE = re.compile(rf"(?P<to>[至到—－～~-]+)?第?(?P<number>{_NUMBER})")
# No list is of more tasks.
_MOST = 200


@value(frozen=True, slots=True)
class Covered:
    """The tasks that a list is of: by their numbers, or so many of the last ones, or else all of their heading.

    `each` says that each task has the list (第4、5项由…), and not the last of them for those above it (以上1—3项由…).
    """

    numbers: tuple[int, ...] = ()
    last: int = 0
    each: bool = False


@cache
def _phrase() -> re.Pattern[str]:
    """What a list says it is of, up to its 由 or 为, its label or its names: 以上1—3项由; 第（一）至（三）项任务; 本节."""
    said = {name: rules.words(words) for name, words in rules.load("roles")["covers"].items()}
    some = rf"(?P<order>第)?(?P<numbers>{_NUMBERS})(?:{said['counted']}|个(?={said['what']}))(?:{said['what']})?"
    return re.compile(
        rf"(?:(?:{said['whole']})(?:各项)?(?:{said['what']})?|(?P<above>{said['above']})(?:(?:各项|所有)?(?:{said['what']})|{some})"
        rf"|(?:{said['document']})?{some.replace('(?P<order>', '(?P<ordinal>').replace('(?P<numbers>', '(?P<alone>')}"
        rf"(?=[均都由为：]|{roles().label.pattern}|{roles().named.pattern.replace('(?P<named>', '(?:')}))"
        r"(?P<by>的?[均都]?[由为]|：)?"
    )


def covered(text: str, at: int, end: int) -> tuple[Covered, int] | None:
    """The tasks that a list is of by the words at a place, and where these end; None where they say nothing of it."""
    found = _phrase().match(text, at, end)
    if found is None:
        return None
    words = found["numbers"] or found["alone"]
    if not words:
        return Covered(), found.end()
    numbers = _counted(words)
    if len(numbers) == 1 and not (found["order"] or found["ordinal"]):
        # 以上三项
        return Covered(last=numbers[0]), found.end()
    return Covered(numbers, each=not found["above"]), found.end()


def _counted(words: str) -> tuple[int, ...]:
    """The numbers that words name: 1—3、5 → 1, 2, 3, 5."""
    numbers: list[int] = []
    for one in _ONE.finditer(words):
        number = numerals.ordinal(one["number"].strip("（()）").replace("两", "二")) or 0
        if one["to"] and numbers and numbers[-1] < number <= numbers[-1] + _MOST:
            numbers.extend(range(numbers[-1] + 1, number))
        numbers.append(number)
    return tuple(numbers)
