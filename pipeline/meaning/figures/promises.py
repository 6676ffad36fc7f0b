"""Promises: by when a quantity is to be reached, and how firmly that is said.

力争到2032年，产业规模达到30亿元 is promised with 力争 and by the end of 2032.  Words that only look like it say neither: 质量
保证金, 科技计划资金, 毕业2年内的学生, 2019年度控制目标.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice, pairwise, takewhile

from pipeline import rules
from pipeline.language.signs import HAN
from pipeline.language.times import Time, date_of, governs, is_term, times
from pipeline.meaning.figures.clauses import Clause, Clauses, clauses_of
from pipeline.meaning.figures.quantities import SAID
from pipeline.notice import Reading, Stage

# A deadline stands at most this far in front of its number, one that a sentence takes over from the one before this far.
_BACK, _OVER = 240, 600
# So far a modality reaches.
_FIRM = 60
# No more bullets than this stand below one deadline.
_BULLETS = 40
# … and no more sentences behind it.
_SENTENCES = 8
_SENTENCE_END = re.compile("[。！？\n]")
_BULLET = re.compile("[—–―·•●■◆○▪-]")
_QUANTITY = re.compile(f"[0-9][万亿]{{0,2}}(?:[%％]|(?![年月日])[{HAN}])")
# 6月底、9月底前，完成投资分别达到50%、80%
_LISTED = re.compile("[、和及]")
_PAIR = 2
# 2005年底前建成的｜小区 says which.
_WHICH = re.compile(f"(?:{SAID.is_done}|{SAID.building})的(?=[{HAN}])")
# 到2032年底，… at the head of a sentence holds for those behind it.
_LEADING = re.compile("(?:力争|确保|争取|计划)?[到至]")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as printed and its last day, None where it has none (每年2月底前)."""

    printed: str
    day: date | None


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    said = rules.load("quantities")
    modality = said["modality"]
    verbs = rules.words([*said["verbs"]["light"], *said["verbs"]["full"]])
    return (
        re.compile(rules.words(modality["words"])),
        # 科技计划资金, 行动计划实施: a plan and no promise.
        re.compile(rf"(?:{rules.words(modality['of_plans'])})$"),
        re.compile(rf"(?:{verbs}|[总{HAN}]{{0,4}}投资|[到至在用]|[0-9])"),
    )


@cache
def _sets_to() -> re.Pattern[str]:
    return re.compile(rules.words(rules.load("quantities")["contexts"]["sets_to"]))


class Promises:
    """The deadlines and modalities of a reading."""

    def __init__(self, reading: Reading, year: int | None, stages: Iterable[Stage] = ()) -> None:
        self.reading, self.text, self.year = reading, reading.text, year
        self.stages = sorted(stages, key=lambda stage: stage.start)
        self.clauses: Clauses = clauses_of(reading)
        self._read: dict[int, list[Time]] = {}

    # ── by when ──────────────────────────────────────────────────────────────────────────────────────

    def due(self, start: int, end: int) -> Due | None:
        """The deadline of the quantity at ``[start, end)``."""
        sentence = self.reading.sentence(start)
        own = self.clauses.clause(start)
        found = next((time for time in reversed(self._before(sentence, start)) if self._governs(time, own)), None)
        found = found or self._term(start, end)
        if found is None and (stage := self._stage(start)):
            return stage
        found = found or self._from_before(max(sentence, start - _BACK))
        if found is None:
            return None
        prefix = self.text[found.start - 1] in "到至" and found.start > 0
        return Due(self.text[found.start - prefix : found.end], found.last)

    def listed(self, start: int, size: int) -> list[Due] | None:
        """The deadlines of the numbers of a row, one each: 2024年、2025年分别新增｜40万、50万吨; None where not as many are listed.

        Args:
            start, size: where the row starts, and how many numbers it has.
        """
        sentence = self.reading.sentence(start)
        found = self._before(sentence, start)[-size:]
        between = (self.text[one.end : other.start] for one, other in pairwise(found))
        if size < _PAIR or len(found) < size or not all(_LISTED.fullmatch(words) for words in between):
            return None
        return [Due(self.text[time.start : time.end], time.last) for time in found]

    def _stage(self, at: int) -> Due | None:
        """The time over the column that a number stands in: 一季度."""
        source = self.reading.source(at, at + 1)[0]
        place = bisect_right(self.stages, source, key=lambda stage: stage.start) - 1
        if place < 0 or source >= self.stages[place].end:
            return None
        period = self.stages[place].period
        return Due(period, date_of(period, self.year))

    def _times(self, sentence: int) -> list[Time]:
        """The times of the sentence that begins at a place; each sentence is read once."""
        if sentence not in self._read:
            end = _SENTENCE_END.search(self.text, sentence)
            self._read[sentence] = list(times(self.text, self.year, sentence, end.start() if end else None))
        return self._read[sentence]

    def _before(self, sentence: int, at: int) -> list[Time]:
        """The times of a sentence that stand before a place, not too far off."""
        found = self._times(sentence)
        first = bisect_left(found, at - _BACK, key=lambda time: time.start)
        return found[first : bisect_right(found, at, key=lambda time: time.end)]

    def _governs(self, time: Time, own: Clause) -> bool:
        clause = self.clauses.clause(time.start)
        if clause != own and (clause.aside or clause.kind == "condition"):
            return False
        if _WHICH.match(self.text, time.end):
            return False
        # 全年平均电价 is reckoned over the year.
        return governs(self.text, time) and not self.text.startswith("平均", time.end)

    def _term(self, start: int, end: int) -> Time | None:
        """How long what is given is given: 每人5000元，｜实施期限至2020年12月31日."""
        stop = min(self.clauses.statement(start).end, end + _BACK)
        found = self._times(self.reading.sentence(start))
        first = bisect_left(found, end, key=lambda time: time.start)
        behind = takewhile(lambda time: time.end <= stop, islice(found, first, None))
        return next((time for time in behind if is_term(self.text, time)), None)

    def _from_before(self, sentence: int) -> Time | None:
        """The deadline that the sentences before lead with, over full stops and down to bullets: 到2032年底，….\\n——…"""
        begins = self._line(sentence)
        # 到2032年，建成基站200个。加快管网改造，…: a sentence that sets to other work has no part in it.
        if sentence > begins and _sets_to().match(self.text, sentence):
            return None
        found = self._leading(begins, sentence)
        for _ in range(_BULLETS):
            if found or not _BULLET.match(self.text, begins) or begins < 2:
                break
            end = begins - 1
            begins = self._line(end)
            found = self._leading(begins, end)
        return found

    def _leading(self, begins: int, end: int) -> Time | None:
        """The deadline that one of the last sentences of a stretch leads with."""
        for _ in range(_SENTENCES):
            if end <= begins:
                break
            head = self.reading.sentence(end - 1)
            time = next(iter(self._times(head)), None)
            if time and time.end < end:
                front = self.text[head : time.start].lstrip("—–―-·•● ")
                if _LEADING.fullmatch(front) and self.text[time.end] == "，":
                    return time
            end = head - 1
        return None

    def _line(self, at: int) -> int:
        """Where the line of a place begins, looked for no further back than needed."""
        return self.text.rfind("\n", max(0, at - _OVER), at) + 1 or max(0, at - _OVER)

    # ── how firmly ───────────────────────────────────────────────────────────────────────────────────

    def modality(self, start: int) -> str | None:
        """How firmly the quantity at `start` is promised, by a word of its own in its clause or one that reaches over it.

        力争到2032年，｜规模达到…;  力争营收增长8%，｜税收增长6%; but 争取开通频道，建设｜100个项目 is two things.
        """
        words, plans, followed = _words()
        own = self.clauses.clause(start)
        sentence = self.reading.sentence(start)
        found = None
        for word in words.finditer(self.text, max(sentence, start - _FIRM), start):
            if not self.clauses.words.whole(*word.span()) or self.clauses.clause(word.start()).kind == "condition":
                continue
            if word[0] in ("计划", "拟") and (
                plans.search(self.text, max(sentence, word.start() - 4), word.start())
                or not followed.match(self.text, word.end())
            ):
                continue
            if word.start() >= own.start or self._reaches(word[0], word.end(), own.start):
                found = word[0]
        return found if found not in ("保持", "切实", "不得") else None

    def _reaches(self, word: str, at: int, start: int) -> bool:
        """Whether a modality that ends at `at` reaches over commas to a clause that begins at `start`."""
        modality = rules.load("quantities")["modality"]
        end = self.clauses.clause(at - 1).end
        between = self.text[at:end]
        when = next(times(between, self.year), None)
        if not between or (when and when.end == len(between)):
            return True
        if word in modality["efforts"] and end + 1 == start:
            return True
        return word not in modality["own"] and _QUANTITY.search(between) is not None
