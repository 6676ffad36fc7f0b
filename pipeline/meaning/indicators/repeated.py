"""Commitments printed again: which target of a notice says what an earlier one has said, so that sums do not double.

Only one figure is ever the same commitment: value, unit and time must agree, and no at least meets an at most.  Then the
words decide.  The same words are the same thing anywhere in the notice; an indicator of national statistics is the same by
whatever name; and what the aims of the year promise, the tasks promise again with a word more or less.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline import rules
from pipeline.meaning.figures.quantities import counted_as
from pipeline.meaning.indicators.parts import is_whole
from pipeline.meaning.indicators.vocabulary import Known, by_id, frames, plain
from pipeline.notice import Target

# A shorter name may be that of another thing: 新建泵站2座 of two tasks may be four.
_LEAST = 4
# Fewer characters name nothing that more of them could be a kind of.
_NAMED = 3
# A figure that more aims have tells nothing of what it is of.
_AIMS = 8
# So much of the shorter of two names is in the longer, where the vocabulary has both for one thing: 公共停车位, 停车泊位.
_SHARED = 0.75
# Times that tell no other year than the target's own; of a level 年均 tells none either: 年均浓度.
_OF_THE_YEAR = ("全年", "同比")
_MEAN = "年均"
# Aspects that one thing may be told in: 比率 and 占比, what is built and what is new.  Growth is never a level.
_ONE_ASPECT = {"share": "rate"} | dict.fromkeys(("new", "level", "per", "time"), "done")
# Aspects that a government has one figure in, whatever the indicator is called.
_MEASURED = ("growth", "decline", "rate", "share", "level", "per")
_DOWN, _UP = {"<=", "<"}, {">=", ">"}
# 绿色建筑占新建建筑比重, 新建建筑中绿色建筑占比
_LITTLE = re.compile("[占中及和与各以上]|比重|比例")

# A figure: value, upper value, unit, aspect, time, for each of what.
_Figure = tuple[Decimal, Decimal | None, str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Said:
    """A target as it is compared.

    `name` are the characters that tell what it is of, sorted, `does` the words among them for what is done; `measured` is
    the indicator that the government has one figure of, where it is one of the vocabulary.
    """

    target: Target
    figure: _Figure
    name: str
    scope: str
    does: frozenset[str]
    known: Known | None
    measured: str | None
    of_aims: bool

    def marks(self) -> Iterable[tuple[object, ...]]:
        """What two targets of one commitment have in common: the figure, and the words or the indicator."""
        yield self.figure, self.scope, self.name, self.target.condition
        if self.measured:
            yield self.figure, self.scope, self.measured

    def contradicts(self, other: _Said) -> bool:
        """Whether one is the least and the other the most."""
        ops = {self.target.op, other.target.op}
        return bool(ops & _DOWN and ops & _UP)

    def again(self, first: _Said) -> bool:
        """Whether it is the same as one with a mark of its own, and no other thing of the same short name."""
        if self.contradicts(first):
            return False
        if first.of_aims and not self.of_aims:
            return True
        name = self.known.name if self.known and self.measured else self.name
        return len(name) >= _LEAST and self.target.object not in frames().generic.words

    def is_near(self, aim: _Said) -> bool:
        """Whether one of the two names holds all that the other says, and both say of the same deed."""
        # The rate of a part is a figure of its own: 事项网上办100%, 公积金事项网上办100%.
        if self.contradicts(aim) or self.target.unit in ("%", "‰") or self.does != aim.does:
            return False
        one, two = Counter(self.scope + self.name), Counter(aim.scope + aim.name)
        shared, shorter = (one & two).total(), min(one.total(), two.total())
        alike = self.known is not None and self.target.indicator_id == aim.target.indicator_id
        return shorter >= _NAMED and shared >= (shorter * _SHARED if alike else shorter)


def repeated(targets: Sequence[Target], year: int | None, aims: Callable[[Target], bool]) -> list[str | None]:
    """Of each target, the id of the first that says the same, or None.

    Args:
        targets: those of a notice, in the order of the text.
        year: the year that the notice is of.
        aims: whether a target stands among the aims of the year.
    """
    first: dict[tuple[object, ...], _Said] = {}
    of_aims: dict[_Figure, list[_Said]] = defaultdict(list)
    claims: dict[str, list[_Said]] = defaultdict(list)
    found: dict[str, str] = {}
    for target in targets:
        said = _said(target, year, aims(target))
        same = next((known for mark in said.marks() if (known := first.get(mark)) and said.again(known)), None)
        if same:
            found[target.target_id] = same.target.target_id
        elif said.of_aims:
            of_aims[said.figure].append(said)
        elif aim := _nearest(of_aims[said.figure], said):
            claims[aim.target.target_id].append(said)
        for mark in said.marks():
            first.setdefault(mark, same or said)
    for aim_id, claim in claims.items():
        # Two tasks of different things cannot both be what the aims say: neither is sure.
        if len({said.name for said in claim}) == 1:
            found |= dict.fromkeys((said.target.target_id for said in claim), aim_id)
    # What repeats a task that repeats the aims repeats the aims.
    return [found.get(found.get(target.target_id, ""), found.get(target.target_id)) for target in targets]


def _nearest(aims: Sequence[_Said], said: _Said) -> _Said | None:
    """The one aim of the figure whose words hold those of a task, or are held by them."""
    near = [aim for aim in aims if said.is_near(aim)] if len(aims) <= _AIMS else []
    return near[0] if len(near) == 1 else None


def _said(target: Target, year: int | None, of_aims: bool) -> _Said:
    scope = "" if is_whole(target.scope) or target.scope is None else plain(target.scope)
    # What stands before the object tells what is done: 新签约｜项目, 新开工｜项目.
    before = target.indicator.partition(target.object)[0] if target.object in target.indicator else ""
    words = plain(f"{before.removeprefix(target.scope or '')}{target.object}{target.share_of or ''}")
    made, done = _words()
    bare = _LITTLE.sub("", made.sub("", words)) or words
    known = by_id(target.indicator_id)
    measured = known.indicator_id.rpartition(".")[0] if known and known.aspect in _MEASURED else None
    of_the_year = target.period in _OF_THE_YEAR or (target.period == _MEAN and target.aspect == "level")
    period = str(target.deadline_date.year if target.deadline_date else year) if of_the_year else target.period
    aspect = _ONE_ASPECT.get(target.aspect, target.aspect)
    return _Said(
        target=target,
        figure=(target.value, target.value_max, counted_as(target.unit), aspect, period, target.per),
        name="".join(sorted(bare)),
        scope=scope,
        does=frozenset(done.findall(bare)),
        known=known,
        measured=measured,
        of_aims=of_aims,
    )


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words that only say that something comes to be or is reached, and those that say what is done."""
    verbs, same = rules.load("quantities")["verbs"], frames().same
    made = {*same.made, *verbs["light"], *verbs["adverbs"]}
    return re.compile(rules.words(made)), re.compile(rules.words(set(verbs["full"]) - made))
