"""Commitments: whether a quantity is something the notice commits to, and otherwise what it is.

A quantity commits unless its surroundings make it a threshold that only qualifies (产值过10亿元企业), a thing that stands
already (现有12家), a part of a scheme (三大工程), or the name of a kind of thing (110千伏变电站).  The rules, each with an
example, stand in rules/commitments.toml; here is what their words mean, and how they are tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from pipeline import rules
from pipeline.language.signs import HAN
from pipeline.meaning.figures.clauses import clauses_of
from pipeline.meaning.figures.narration import OBLIGED, stands_already
from pipeline.meaning.figures.quantities import ARABIC, INCLUDED, LASTING, SAID, Quantity
from pipeline.notice import Reading

# No sentence is looked at further back than this, no clause further ahead.
_REACH, _AHEAD = 300, 12
# What may follow a number that stands at the end of what is said of it.
_END = re.compile(
    rf"[，。；、！？：（(〔［【）】］\]”》\n和及或与]|/[A-Z0-9]|以及|$|的?{SAID.aims_of}(?![{HAN}])|的{SAID.reckoned_by}"
)
_OF_A_THING = re.compile(f"的(?=[{HAN}])(?!{SAID.no_thing})")
_SIZED = ("以上", "以下", "以内")
# 12345, 12315, 12333: numbers to call.
_HOTLINE = re.compile("12[0-9]{3}|1(?:10|19|20|22)")
# So large a number counts something, whatever follows it; from this one on a Chinese numeral counts too.
_MANY, _SCORE = 10_000, 20


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns that the conditions of the rules need."""

    verb: re.Pattern[str]
    held: re.Pattern[str]
    sizing: re.Pattern[str]
    reached: re.Pattern[str]
    governed: re.Pattern[str]
    events: frozenset[str]
    things: frozenset[str]
    parts: frozenset[str]


def _lists() -> dict[str, str]:
    """What {name} in a pattern stands for: any of the words of a list."""
    said = rules.load("quantities")
    hopes = set(said["modality"]["words"])
    lists: dict[str, Iterable[str]] = {name: words for name, words in said["contexts"].items() if name != "structure"}
    lists |= rules.load("commitments")["words"]
    lists |= {
        "verbs": {*said["verbs"]["light"], *said["verbs"]["full"]} - hopes,
        "fines": said["fines"]["words"],
        "grants": said["grants"]["words"],
        "limits": said["limits"]["words"],
        "kind_of": said["qualified"]["behind"],
        "governed": said["qualified"]["governed"],
        "sized_by": said["qualified"]["verbs"],
        "per": said["per"]["words"],
    }
    named = {name: f"(?:{rules.words(words)})" for name, words in lists.items()}
    named["sizing"] = f"{named['sized_by']}{SAID.size_of}?"
    return named | {"behind_verbs": SAID.behind_verbs, "reached": SAID.reached, "HAN": f"[{HAN}]"}


@cache
def _words() -> _Words:
    contexts = rules.load("quantities")["contexts"]
    lists = _lists()
    said = {name: rules.filled(pattern, lists) for name, pattern in _SAID.items()}
    return _Words(
        **{name: re.compile(pattern) for name, pattern in said.items()},
        events=frozenset(contexts["events"]),
        things=frozenset(contexts["things"]),
        parts=frozenset(contexts["parts"]),
    )


_SAID = {
    "verb": "{verbs}{behind_verbs}?$",  # 新改建｜70公里
    "held": "{held}{held_behind}*$",  # 举办｜两场
    "sizing": "{sizing}$",  # 总投资｜20亿元
    "reached": "{achieved}",  # 完成投资｜20亿元
    "governed": "{verbs}[^，。；]*?(?<![总占年建筑]){governed}{reached}?$",  # 治理水土流失面积｜2700平方公里
}


class _Case:
    """One quantity in its surroundings: the clause in front of it and what follows."""

    def __init__(self, reading: Reading, year: int | None, quantity: Quantity) -> None:
        self.reading, self.text, self.year, self.quantity = reading, reading.text, year, quantity
        start, end = quantity.number
        self.clause = reading.clause(start)
        self.before = self.text[self.clause : start]
        self.number = self.text[start:end]
        # 500台（含）的大数据中心: what follows stands behind the bracket.
        included = INCLUDED.match(self.text, quantity.end)
        self.behind = included.end() if included else quantity.end
        self.clauses = clauses_of(reading)
        self.known: dict[str, bool] = {}

    def holds(self, condition: str) -> bool:
        """Whether a condition of a rule holds; each is looked at once."""
        if condition not in self.known:
            self.known[condition] = CONDITIONS[condition](self)
        return self.known[condition]

    @property
    def awarded(self) -> bool:
        """Whether its clause gives something on a condition."""
        start = self.quantity.number[0]
        return self.clauses.clause(start).kind == "given" and self.clauses.condition(start) is not None

    def front(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern ends directly before the quantity, its comparison included."""
        return pattern.search(self.text, self.clause, self.quantity.start) is not None


#: What the words after `when` mean.
CONDITIONS: dict[str, Callable[[_Case], bool]] = {
    "chinese": lambda case: case.number[0] not in ARABIC,
    "arabic": lambda case: case.number[0] in ARABIC,
    "magnitude": lambda case: all(sign in "百千万亿" for sign in case.number),  # 百亿: more a magnitude than a figure
    "one": lambda case: case.quantity.value == 1,
    "several": lambda case: case.quantity.value > 1,
    "score": lambda case: case.quantity.value >= _SCORE,
    "many": lambda case: case.quantity.value >= _MANY,
    "half": lambda case: case.quantity.value == Decimal("0.5"),
    "fraction": lambda case: case.quantity.value < 1,
    # 首次突破｜800万元的，给予…: it says for whom the rest holds.
    "condition": lambda case: case.clauses.clause(case.quantity.number[0]).kind == "condition",
    "compared": lambda case: case.quantity.compared,
    "rate": lambda case: "/" in case.quantity.unit or "／" in case.quantity.unit,
    # Only a rule says 不少于, 不低于; what was reached is 超过.
    "obliged": lambda case: OBLIGED.match(case.text, case.quantity.start) is not None,
    # 70公里｜农村公路: something follows that the number belongs to.
    "followed": lambda case: not _END.match(case.text, case.behind),
    # 龙头企业｜十家; 那蒙、寨圩等｜六所卫生院: the count stands last, or behind the examples.
    "last": lambda case: not case.holds("followed") or case.before.endswith("等"),
    # 10亿元以上｜项目: the comparison stands between the number and a thing.
    "sized": lambda case: (
        case.quantity.compared and case.text[case.quantity.measure[1] : case.quantity.end].endswith(_SIZED)
    ),
    "thing": lambda case: case.quantity.compared and _OF_A_THING.match(case.text, case.behind) is not None,
    "verb": lambda case: case.text.startswith(("完成", "实现"), case.quantity.start) or case.front(_words().verb),
    "held": lambda case: _words().held.search(case.text, max(0, case.clause - 8), case.quantity.number[0]) is not None,
    "sizing": lambda case: case.front(_words().sizing),
    "reached": lambda case: _words().reached.search(case.before) is not None or case.front(_words().governed),
    "lasting": lambda case: case.quantity.unit in LASTING,
    "event": lambda case: case.quantity.unit in _words().events,
    "thing_word": lambda case: case.quantity.unit in _words().things,
    "part": lambda case: case.quantity.unit in _words().parts,
    "hotline": lambda case: _HOTLINE.fullmatch(case.number) is not None,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of rules/commitments.toml; `example` is a phrase that it decides, its number behind ｜."""

    role: str
    example: str
    when: tuple[tuple[str, bool], ...]
    kinds: frozenset[str]
    units: frozenset[str]
    ops: frozenset[str]
    before: re.Pattern[str] | None
    within: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    around: re.Pattern[str] | None
    previous: re.Pattern[str] | None
    sentence: re.Pattern[str] | None

    def fits(self, case: _Case) -> bool:
        """Whether the rule decides a case of its kinds, units and comparisons."""
        text, start, end = case.text, case.quantity.number[0], case.behind
        for condition, wanted in self.when:
            if case.holds(condition) is not wanted:
                return False
        return (
            (not self.behind or self.behind.match(text, end) is not None)
            and (not self.before or self.before.search(case.before) is not None)
            and (not self.within or self.within.search(case.before) is not None)
            and (not self.around or self.around.search(text, case.clause, end + _AHEAD) is not None)
            and (not self.previous or self.previous.search(text, max(0, case.clause - _AHEAD), case.clause) is not None)
            and (not self.sentence or self.sentence.search(text, _sentence(case), start) is not None)
        )


def _sentence(case: _Case) -> int:
    start = case.quantity.number[0]
    return max(case.reading.sentence(start), start - _REACH)


@cache
def decisions() -> dict[str, tuple[Rule, ...]]:
    """The rules of rules/commitments.toml by their group, in their order."""
    lists = _lists()

    def compiled(entry: Mapping[str, Any], key: str, end: str = "") -> re.Pattern[str] | None:
        return re.compile(f"(?:{rules.filled(entry[key], lists)}){end}") if key in entry else None

    def rule(entry: Mapping[str, Any]) -> Rule:
        require_known(entry)
        return Rule(
            role=entry["role"],
            example=entry["example"],
            when=tuple((word.lstrip("!"), word[0] != "!") for word in entry.get("when", "").split()),
            kinds=frozenset(entry.get("kinds", ())),
            units=frozenset(entry.get("units", ())),
            ops=frozenset(entry.get("ops", ())),
            before=compiled(entry, "before", "$"),
            within=compiled(entry, "within"),
            behind=compiled(entry, "behind"),
            around=compiled(entry, "around"),
            previous=compiled(entry, "previous", "$"),
            sentence=compiled(entry, "sentence"),
        )

    groups = {name: entries for name, entries in rules.load("commitments").items() if name != "words"}
    return {name: tuple(map(rule, entries)) for name, entries in groups.items()}


def require_known(entry: Mapping[str, Any]) -> None:
    """Refuse a rule with a condition that no rule can have; the schema of the file knows all else.

    Raises:
        ValueError: a condition is not known.
    """
    if odd := sorted({word.lstrip("!") for word in entry.get("when", "").split()} - CONDITIONS.keys()):
        raise rules.RulesError(
            f"rules/commitments.toml: condition {', '.join(odd)} is not known, in the rule with the example "
            f"{entry['example']!r}; known are {', '.join(sorted(CONDITIONS))}"
        )


@lru_cache(maxsize=4096)
def _candidates(group: str, kind: str, unit: str, op: str, compared: bool, arabic: bool) -> tuple[Rule, ...]:
    """The rules of a group that may fit, by what a number shows alone."""
    shown = {"compared": compared, "arabic": arabic, "chinese": not arabic}

    def may_fit(rule: Rule) -> bool:
        return (
            (not rule.kinds or kind in rule.kinds)
            and (not rule.units or unit in rule.units)
            and (not rule.ops or op in rule.ops)
            and all(shown.get(condition, wanted) is wanted for condition, wanted in rule.when)
        )

    return tuple(rule for rule in decisions()[group] if may_fit(rule))


def decided(reading: Reading, year: int | None, quantity: Quantity) -> Rule | None:
    """The rule that decides what a quantity is; None where it tells what stands already."""
    case = _Case(reading, year, quantity)
    own = "share" if quantity.kind == "multiple" else quantity.kind
    shown = quantity.kind, quantity.unit, quantity.op, quantity.compared, case.holds("arabic")
    for rule in _candidates("any", *shown):
        if rule.fits(case):
            return rule
    if stands_already(reading, year, quantity, awarded=case.awarded):
        return None
    return next(rule for rule in _candidates(own, *shown) if rule.fits(case))


def role_of(reading: Reading, year: int | None, quantity: Quantity) -> str:
    """The role of a quantity in `numbers`: `target` where the notice commits to it.

    Args:
        reading: the text around it.
        year: the year that the notice is about, to tell what is past.
        quantity: the quantity.
    """
    rule = decided(reading, year, quantity)
    return rule.role if rule else "base"
