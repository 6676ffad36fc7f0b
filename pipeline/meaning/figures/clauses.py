"""Clauses: what a sentence says, read once: on what condition, what is given or done, and what belongs together.

对企业年营业收入首次突破800万元、3000万元的，分别给予15万元、40万元奖励 is a condition with two thresholds and what is given
for them, pair by pair.  `Clauses` reads each statement (between 。；！？ and line feeds) once; numbers, targets and
indicators ask it about a place of the reading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pipeline import rules
from pipeline.language.numerals import TEN
from pipeline.language.signs import HAN, Bracket, brackets
from pipeline.language.words import Borders
from pipeline.notice import Reading

SAID = rules.lists("wording")
# A statement is read no further than this; what lies behind is read as one of its own.
_LONGEST = 1500
_COMMA = re.compile("[，：]")
# Begins a description, and no word with what opens it.
_GOES_ON = "拟已未"
_COUNTS = re.compile(f"[0-9０-９{TEN}百千万亿]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause at ``[start, end)`` of the reading, between commas or where a condition passes into what is given.

    `kind` is one of
        condition: it says for whom or when the rest holds (…3000万元的; 对…的企业; 满意率低于90%时)
        given:     it says what somebody gets (给予40万元奖励; 最高不超过200万元)
        said:      anything else
    `aside` holds for a clause inside a bracket.
    """

    start: int
    end: int
    kind: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement at ``[start, end)`` of the reading with its clauses in order; those in brackets stand apart."""

    start: int
    end: int
    clauses: tuple[Clause, ...]

    def condition_of(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses that say for whom or when a clause holds: the conditions before it, back to another thing given."""
        place = self.clauses.index(clause) if clause in self.clauses else len(self.clauses)
        before = self.clauses[:place]
        while before and before[-1].kind != "condition":
            before = before[:-1]
        found: list[Clause] = []
        while before and before[-1].kind == "condition":
            found.append(before[-1])
            before = before[:-1]
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class _Words:
    gives: re.Pattern[str]
    limits: re.Pattern[str]
    hands: re.Pattern[str]
    turn: re.Pattern[str]
    opens: re.Pattern[str]
    who: re.Pattern[str]
    of_whom: re.Pattern[str]
    of_who: re.Pattern[str]
    when: re.Pattern[str]
    by: re.Pattern[str]
    threshold: re.Pattern[str]
    does: re.Pattern[str]
    yearly: re.Pattern[str]


@cache
def _words() -> _Words:
    said = rules.load("quantities")["clauses"]
    gives = rules.words(said["gives"])
    return _Words(
        gives=re.compile(gives),
        limits=re.compile(rules.words(said["limits"])),
        hands=re.compile(rules.words(said["hands"])),
        # …的企业｜按投资额的5%给予补助: where a condition passes into what is given, in one clause.
        turn=re.compile(
            rf"(?:{rules.words(said['turns'])})*(?:{rules.words(said['by'])}|(?:{gives})|每[{HAN}]{{1,3}}(?:每[年月天日])?(?=[{HAN}0-9]))"
        ),
        opens=re.compile(rules.words(said["opens"])),
        who=re.compile(rf"(?:的[{HAN}“”、]{{0,16}}|[{HAN}]{{2,}})(?:{rules.words(said['who'])})等?$"),
        of_whom=re.compile(f"的[{HAN}“”、]{{2,16}}$"),
        of_who=re.compile(
            f"(?:以[上下内]|达到?|(?<!不)超过?|突破|不[低少高]于)[^，。；]{{0,16}}的[{HAN}“”、]{{1,12}}$"
        ),
        # 储能10万千瓦时 is no time when.
        when=re.compile(rf"(?<![瓦安小])(?:{rules.words(said['when'])})$"),
        by=re.compile(rf"(?:{rules.words(said['by'])})[^，。；]*(?:{rules.words(said['hands'])})|给予"),
        threshold=re.compile(
            f"(?:[且并或][{HAN}]{{2,16}}|(?![且并或])[{HAN}]{{2,16}}(?:{SAID.thresholds}|(?<!不)超过))"
            "[0-9.]+[^，。；0-9]{0,6}$"
        ),
        does=re.compile(rules.words(said["does"])),
        # 每年开发实习岗位900个，｜实习满1个月的…: a promise of its own.
        yearly=re.compile(f"[ 　]*(?:每年|全年|年内|今年)(?:{rules.words(rules.load('quantities')['verbs']['full'])})"),
    )


class Clauses:
    """The statements and clauses of a reading, read as they are asked for, and the borders of its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = Borders(text)
        self._asides = [(one.start, one.end) for one in _outermost(text)]
        self._starts = [0, *(found.end() for found in re.finditer("[。；！？\n]", text))]
        self._ends = [start - 1 for start in self._starts[1:]] + [len(text)]
        self._read: dict[int, Statement] = {}
        self._of_place: dict[int, Clause] = {}

    # ── statements and clauses ───────────────────────────────────────────────────────────────────────

    def statement(self, at: int) -> Statement:
        """The statement that a place stands in."""
        place = bisect_right(self._starts, at) - 1
        start, end = self._starts[place], self._ends[place]
        if end - start > _LONGEST:
            start += (at - start) // _LONGEST * _LONGEST
            end = min(end, start + _LONGEST)
        if start not in self._read:
            self._read[start] = Statement(start, end, tuple(self._clauses(start, end)))
        return self._read[start]

    def clause(self, at: int) -> Clause:
        """The innermost clause that a place stands in."""
        # Of a number many things are asked, each by its clause.
        found = self._of_place.get(at)
        if found is None:
            statement = self.statement(at)
            of_it = (clause for clause in reversed(statement.clauses) if clause.start <= at < clause.end)
            found = self._of_place[at] = next(of_it, None) or Clause(statement.start, statement.end, "said")
        return found

    def condition(self, at: int) -> tuple[int, int] | None:
        """The stretch of the conditions under which the clause of a place holds, or None."""
        found = self.statement(at).condition_of(self.clause(at))
        return (found[0].start, found[-1].end) if found else None

    def _clauses(self, start: int, end: int) -> Iterator[Clause]:
        """The clauses of a statement, each bracket's own behind the clause that it stands in."""
        pieces = [piece for edges in self._pieces(start, end) for piece in self._turned(*edges)]
        kinds = self._kinds(pieces)
        yield from (Clause(*piece, kind) for piece, kind in zip(pieces, kinds, strict=True))
        for first, last in self._between(start, end):
            place = bisect_right(pieces, (first, last)) - 1
            # What stands in the bracket of a condition belongs to it: 达到20人以上（山区为12人以上）的.
            kind = "condition" if place >= 0 and kinds[place] == "condition" else "said"
            yield from (Clause(*edges, kind, aside=True) for edges in self._cut(first + 1, last - 1, ()))

    def _between(self, start: int, end: int) -> list[tuple[int, int]]:
        place = bisect_right(self._asides, (start, -1))
        found = []
        while place < len(self._asides) and self._asides[place][0] < end:
            if self._asides[place][1] <= end:
                found.append(self._asides[place])
            place += 1
        return found

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        return self._cut(start, end, self._between(start, end))

    def _cut(self, start: int, end: int, asides: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The stretches between commas and colons that stand in no bracket."""
        commas = [found.start() for found in _COMMA.finditer(self.text, start, end)]
        edges = [at for at in commas if not any(first < at < last for first, last in asides)]
        return [(first + 1, last) for first, last in pairwise([start - 1, *edges, end]) if last > first + 1]

    def _turned(self, start: int, end: int) -> list[tuple[int, int]]:
        """A stretch, cut in two where a condition passes into what is given: …的企业｜给予100万元奖励."""
        words = _words()
        for turn in words.turn.finditer(self.text, start + 1, end):
            at = turn.start()
            if words.hands.search(self.text, start, at):
                break
            if self.words.at(at) and self._is_condition(start, at) and _COUNTS.search(self.text, start, at):
                return [(start, at), (at, end)]
        return [(start, end)]

    def _kinds(self, pieces: Sequence[tuple[int, int]]) -> list[str]:
        words = _words()
        kinds = []
        for start, end in pieces:
            gives = self._has(words.gives, start, end)
            limits = self._has(words.limits, start, end)
            kinds.append(
                "condition" if self._is_condition(start, end) else "given" if gives else "limit" if limits else "said"
            )
        last = max((place for place, kind in enumerate(kinds) if kind in ("given", "limit")), default=0)
        for place, (start, end) in enumerate(pieces[:last]):
            # 对单户担保额500万元以下的担保业务，…给予补助: whom the words describe, if something is given then.
            who = words.of_whom if self.opens(start, end) else words.of_who
            if who.search(self.plain(start, end)) and not self._has(words.hands, start, end):
                kinds[place] = "condition"
        for place in range(len(pieces) - 1, 0, -1):
            # 经营满1年，纳税50万元以上的: the condition began before; not where it names its own 对…
            if kinds[place] == "condition" and kinds[place - 1] in ("said", "limit"):
                own = self.opens(*pieces[place]) or words.yearly.match(self.text, *pieces[place - 1])
                if not own and not self._has(words.does, *pieces[place - 1]):
                    kinds[place - 1] = "condition"
        first = next((place for place, (start, _) in enumerate(pieces) if words.by.match(self.text, start)), 0)
        for place in range(first - 1, -1, -1):
            # 投入大于等于900万元，且降幅不超过6%，｜按投入的2%给予补助: thresholds, though no 的 says so.
            start, end = pieces[place]
            if kinds[place] == "condition" or not words.threshold.match(self.text, start, end):
                break
            kinds[place] = "condition"
        # 单个项目不超过40万元: a limit that no condition took belongs to what is given.
        return ["given" if kind == "limit" else kind for kind in kinds]

    def _is_condition(self, start: int, end: int) -> bool:
        """Whether a stretch only names a case: …的, 对…的企业, …时."""
        words = _words()
        front = self.plain(start, end)
        when = words.when.search(front)
        if when and end == start + len(front):
            return self.words.at(start + when.start())
        topic = self.opens(start, end) and words.who.search(front)
        return bool(topic) or (front.endswith("的") and self.words.at(end - 1))

    def opens(self, start: int, end: int) -> bool:
        """Whether a stretch begins with 对 and the like as a word of its own, as 对接 does not."""
        opened = _words().opens.match(self.text, start, end)
        # 对拟搬迁的企业: the segmenter takes 对拟 for a word.
        return opened is not None and (self.words.at(opened.end()) or self.text[opened.end()] in _GOES_ON)

    # ── words ────────────────────────────────────────────────────────────────────────────────────────

    def plain(self, start: int, end: int) -> str:
        """The words of a stretch without its brackets: 3000万元（含）的 → 3000万元的."""
        words, at = "", start
        for first, last in self._between(start, end):
            words, at = words + self.text[at:first], last
        return words + self.text[at:end]

    def _has(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether a stretch holds a word of a list as a word of its own."""
        return any(self.words.whole(*found.span()) for found in pattern.finditer(self.text, start, end))


def _outermost(text: str) -> Iterator[Bracket]:
    end = 0
    for bracket in brackets(text):
        if bracket.closed and bracket.start >= end:
            end = bracket.end
            yield bracket


@lru_cache(maxsize=1)
def clauses_of(reading: Reading) -> Clauses:
    """The clauses of a reading: the stages that ask for them, one after the other, ask about one notice."""
    return Clauses(reading.text)
