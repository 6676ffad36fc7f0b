"""The head of a letter that was run into one line: candidates for its parts, and the set that agrees best.

…关于印发…方案的通知岚政办〔2024〕3号各片区管理局，区直各单位：《…方案》已经…，请认真贯彻执行。…办公室2024年3月5日附件…

Each part has candidates: a title ends with a kind of document, a number is known by its bracket, recipients end with a colon.
What stands around a candidate and whether it agrees with the others (the issuer in the title is the one who signs; the
title is printed once; recipients follow it) costs or saves as rules/header.toml says; the cheapest set is taken.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile
from typing import Any

from pipeline import rules
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.language.site import is_site_line
from pipeline.notice import Doubt, Reading
from pipeline.structure.header.words import DATE, DOC_NUMBER, LETTER, TITLE_LENGTH, addressed, words

_SAID = rules.lists("layout")
# A paragraph this long at the start of a notice is a page flattened to running text.
_FLATTENED = 150
# … and a shorter one that gives the recipients behind the title.
_SHORT = 40
# Behind a title that is not over yet: …三年行动计划（2018—2020年）、…的通知   …措施（试行）的通知   …分工方案的通知
_GOES_ON = re.compile(_SAID.title_goes_on)
_ABOUT = re.compile(_SAID.about)
_NUMBERED = re.compile(rf"[（(]?(?P<number>{DOC_NUMBER.pattern})[）)]?")
# What recipients do not hold: the end of a title, a number.
_HOLDS_TITLE = re.compile(f"{_SAID.no_recipients}|[）)〕]号|^[）)]")
_PARTS_FROM_TITLE = re.compile("[-—_:： ]*")
# 云川县人民政府2024年3月5日 signs; 县政府2024年3月5日召开会议 tells.
_TELLS = tuple("前起至以，、召下上在的会后期间印，关公发")
_DATED = re.compile(rf"(?P<date>{DATE})(?!印发)")
# So many characters of a plan's name below the letter show that it is the one of the title.
_NAME = 5
# At so many blanks below a title its number and recipients are looked for; so long may these be.
_BELOW, _ADDRESSES = 16, 400
# 云川县人民政府办公室2024年3月5日印发, in the last so many characters.
_PRINTED = re.compile(rf"[{HAN}]{{2,40}}{DATE}印发")
_IMPRINT = 600
# How many paragraphs the head may take, how many at the end may sign, and how long the line of who signs is.
_HEAD, _LAST, _LINE = 16, 3, 60


@cache
def _costs() -> dict[str, Any]:
    return rules.load("header")


@dataclass(frozen=True, slots=True)
class _Letter:
    """A reading of the head: stretches of its parts, and what it costs."""

    cost: float
    title: tuple[int, int]
    number: tuple[int, int] | None
    recipients: tuple[int, int] | None
    signers: tuple[str, ...]

    def cuts(self) -> Iterator[int]:
        for part in (self.title, self.number, self.recipients):
            yield from part or ()


class _Head:
    """The candidates of a stretch of the reading."""

    def __init__(self, reading: Reading, start: int, end: int) -> None:
        self.text, self.start = reading.text, start
        self.end = end
        self.reach = min(end, start + _costs()["reach"])
        origin = reading.origin
        self.gaps = [at for at in range(start + 1, end) if origin[at] - origin[at - 1] > 1]
        self.stops = {*self.gaps, end}
        self.signs: dict[str, bool] = {}
        self.numbers = [found.span() for found in _NUMBERED.finditer(self.text, start, self.reach)]
        self.ends = self._title_ends()
        self.labelled = self._labels()

    def _title_ends(self) -> list[int]:
        """Where a title may end: behind a kind of document and its bracket (试行), in no quotation."""
        ends = []
        for kind in words().kind.finditer(self.text, self.start, self.reach):
            aside = re.compile("（[^（）〔\\[]{1,20}）").match(self.text, kind.end(), self.reach)
            end = aside.end() if aside else kind.end()
            quoted = self.text.rfind("《", self.start, kind.start()) > self.text.rfind("》", self.start, kind.start())
            if not quoted and not _GOES_ON.match(self.text, end):
                ends.append(end)
        return ends[: _costs()["edges"]]

    def _labels(self) -> list[tuple[str, int, int]]:
        """The labels of the page's index table that stand before a colon, and where they are."""
        known = words()
        return [
            (known.label_names[found["label"]], *found.span())
            for found in known.label.finditer(self.text, self.start, self.reach)
            if found["colon"] or found["close"]
        ]

    def edges(self) -> list[int]:
        """Where a title may begin."""
        behind = [_PARTS_FROM_TITLE.match(self.text, end).end() for _, end in self.numbers]  # type: ignore[union-attr]
        labels = [end for name, _, end in self.labelled if name in ("title", "other")]
        edges = {self.start, *self.gaps, *behind, *labels, *self.ends}
        return sorted(edge for edge in edges if edge < self.reach)[: _costs()["edges"]]

    def titles(self) -> Iterator[tuple[float, int, int, tuple[str, ...]]]:
        """The candidates for a title: what each costs by itself, where it stands, and whom it names as issuers."""
        costs = _costs()["title"]
        for start in self.edges():
            for end in self.ends:
                title = self.text[start:end]
                about = _ABOUT.search(title)
                if not 8 <= len(title) <= TITLE_LENGTH * 2 or about is None or "。" in title:
                    continue
                cost = costs["edge"]
                cost += costs["colon"] * ("：" in title) + costs["number"] * bool(DOC_NUMBER.search(title))
                cost += costs["blank"] * (bisect_left(self.gaps, end) - bisect_right(self.gaps, start))
                cost += costs["printed_twice"] * (title.count(title[: about.end()]) > 1)
                cost += costs["speaks"] * bool(LETTER.search(title[: about.start()]))
                named = _issuers(title[: about.start()])
                if not named:
                    cost += costs["no_issuer"]
                elif not self._signs(named[0]):
                    cost += costs["unsigned"]
                yield cost, start, end, named

    def _signs(self, issuer: str) -> bool:
        """Whether a label names the issuer, or it stands before a date further on."""
        if issuer not in self.signs:
            labelled = any(name == "issuer" and self.text.startswith(issuer, end) for name, _, end in self.labelled)
            dated = re.compile(rf"{re.escape(issuer)}[{HAN}]{{0,20}}{DATE}")
            self.signs[issuer] = labelled or dated.search(self.text, self.start) is not None
        return self.signs[issuer]

    def letters(self) -> Iterator[_Letter]:
        """The readings of the head."""
        costs = _costs()
        below = {end: self._below(end) for end in self.ends}
        for cost, start, end, named in self.titles():
            cost_below, number, addressed = below[end]
            if number is None:
                number = next((one for one in self.numbers if one[0] <= start and start - one[1] in range(4)), None)
                cost += costs["number"]["missing"] * (number is None)
            again = self.text.startswith(self.text[start : start + 6], end)
            closed = end in self.stops or (addressed and addressed[0] == end) or _NUMBERED.match(self.text, end)
            cost += cost_below + costs["title"]["run_in"] * (not closed and not again)
            yield _Letter(cost, (start, end), number, addressed, named)

    def _below(self, end: int) -> tuple[float, tuple[int, int] | None, tuple[int, int] | None]:
        """Number and recipients below a title that ends there, and what they cost: the ones it costs least to take."""
        costs = _costs()
        place = bisect_right(self.gaps, end)
        edges = [end, *self.gaps[place : place + _BELOW]]
        number = next((found.span() for edge in edges if (found := _NUMBERED.match(self.text, edge, self.reach))), None)
        cost = costs["number"]["apart"] * (number is not None and number[0] != end)
        choices: list[tuple[float, tuple[int, int] | None]] = [(costs["recipients"]["missing"], None)]
        for edge in sorted({*edges, number[1] if number else end}):
            if length := addressed(self.text[edge : edge + _ADDRESSES]):
                choices.append((self._addressing(edge, edge + length, end, number), (edge, edge + length)))
        least, recipients = min(choices, key=lambda one: one[0])
        return cost + least, number, recipients

    def _addressing(self, start: int, end: int, behind: int, number: tuple[int, int] | None) -> float:
        """What it costs that a stretch names the recipients."""
        costs, named = _costs()["recipients"], self.text[start:end]
        between = start - behind
        if number and behind <= number[0] < start:
            between -= number[1] - number[0]
        cost = costs["apart"] * between + costs["not_all"] * (not named.startswith(_SAID["many"]))
        return float(cost + costs["holds_title"] * bool(_HOLDS_TITLE.search(named)))


def _issuers(named: str) -> tuple[str, ...]:
    """Who issues a letter by the words before 关于: 广安市人民政府、广安经开区管委会; none where they are no bodies."""
    bodies = tuple(named.strip("、 ").split("、")) if named else ()
    return bodies if all(words().issuer.match(one) and len(one) <= 24 for one in bodies) else ()


def _signed(reading: Reading, letter: _Letter, start: int, end: int) -> set[int]:
    """Where a stretch signs the letter: who signs, if the title names the same or a blank or a full stop stands before, and when.

    …请认真贯彻执行。云川县人民政府2024年3月5日云川县…方案   附件：…方案2024年3月5日（此件公开发布）
    """
    text = reading.text
    about = text[slice(*letter.title)]
    for dated in _DATED.finditer(text, start, end):
        at, behind = dated.span()
        tells = text.startswith(_TELLS, behind) and not is_site_line(text[behind : behind + _NAME])
        if tells and text[behind : behind + _NAME] not in about:
            continue
        line = max(start, at - _LINE)
        signers = sorted(found for one in letter.signers if (found := text.rfind(_stem(one), line, at)) >= 0)
        if not signers or not words().issuer.match(text[signers[0] : at]):
            signers = [one.start() for one in words().signed_inline.finditer(text, line, behind) if one.end() == behind]
        if not signers and not (_opens(reading, at, start, about) and _closes(reading, behind, end, about)):
            continue
        public = words().publicity.match(text, behind)
        return {*signers, at, behind, public.end() if public else behind}
    return set()


def _opens(reading: Reading, at: int, start: int, about: str) -> bool:
    """Whether a date may stand on a line of its own by what is before it."""
    text = reading.text
    return at == start or text[at - 1] in "。）" or _blank(reading, at) or text[at - _NAME : at] in about


def _closes(reading: Reading, at: int, end: int, about: str) -> bool:
    """Whether a date may stand on a line of its own by what is behind it: nothing, an attachment, the plan of the title."""
    text = reading.text
    known = text.startswith(("附件", "（此件", "（主动"), at) or text[at : at + _NAME] in about
    return at == end or _blank(reading, at) or known


def _blank(reading: Reading, at: int) -> bool:
    return reading.origin[at] - reading.origin[at - 1] > 1


def _stem(issuer: str) -> str:
    """An issuer as far as titles and signatures name it alike: 广安开发区管委会, 广安开发区管理委员会."""
    return re.sub("(?:管委会|管理委员会)$", "管", issuer)


def _titles_apart(reading: Reading) -> Iterator[tuple[int, int]]:
    """The paragraphs, one of the head cut where its title is printed again: …措施的通知 云川市人民政府关于印发…"""
    for index, (start, end) in enumerate(reading.paragraphs):
        if index < _HEAD and end - start >= _SHORT and not marker().match(reading.text, start, end):
            head = _Head(reading, start, end)
            for stop in head.ends:
                about = _ABOUT.search(reading.text, stop, min(end, stop + _LINE)) if stop in head.stops else None
                if about and _issuers(reading.text[stop : about.start()]):
                    yield start, stop
                    start = stop
        yield start, end


def unflattened(reading: Reading) -> tuple[list[tuple[int, int]], list[Doubt]]:
    """The paragraphs, one that was flattened cut where the parts of the letter's head end, and where it is signed.

    Returns:
        The paragraphs, and a doubt where the parts could as well be others.
    """
    text, paragraphs = reading.text, list(_titles_apart(reading))
    found: list[tuple[float, int, list[_Letter]]] = []
    for index, (start, end) in enumerate(paragraphs[:_HEAD]):
        if (length := addressed(text[start:end])) and not _HOLDS_TITLE.search(text[start : start + length]):
            # The letter is addressed on a line of its own: its head stands above.
            break
        if end - start < _SHORT or marker().match(text, start, end):
            continue
        letters = sorted(_Head(reading, start, end).letters(), key=lambda one: (one.cost, -one.title[0], one.title[1]))
        if letters and (end - start >= _FLATTENED or letters[0].recipients):
            found.append((letters[0].cost, index, letters))
    cost, index, letters = min(found, key=lambda one: one[:2], default=(math.inf, 0, []))
    if cost > _costs()["nothing"]:
        return paragraphs, []
    best = letters[0]
    cuts = {
        *best.cuts(),
        *_signature_cuts(reading, best, paragraphs[index:]),
        *_imprint_cuts(reading, paragraphs[-_LAST:]),
    }
    title = text[slice(*best.title)]
    margin = next((one.cost for one in letters if text[slice(*one.title)] != title), math.inf) - cost
    unsure = round(1 - margin / _costs()["margin"]["sure"], 2)
    doubts = [Doubt(*reading.source(*best.title), "header_unsure", unsure, ("notices",))] if unsure > 0 else []
    edges = sorted(cuts)
    cut = [
        piece
        for start, end in paragraphs
        for piece in pairwise([start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end])
    ]
    return cut, doubts


def _imprint_cuts(reading: Reading, paragraphs: list[tuple[int, int]]) -> Iterator[int]:
    """Where the imprint stands in a paragraph it was run into: …主要负责人。抄送：县委办公室，…。县政府办公室2024年3月5日印发"""
    known = words()
    for start, end in paragraphs:
        for label in known.copies.finditer(reading.text, start, end):
            if label["label"] and (reading.text[label.start() - 1] in "。）" or _blank(reading, label.start())):
                yield label.start()
        for printed in _PRINTED.finditer(reading.text, max(start, end - _IMPRINT), end):
            yield from printed.span()


def _signature_cuts(reading: Reading, letter: _Letter, paragraphs: list[tuple[int, int]]) -> set[int]:
    """Where the letter is signed: in its own paragraphs, before the first numbering, or at the end of the whole."""
    head_end = max(letter.cuts())
    own = [paragraphs[0], *takewhile(lambda one: not marker().match(reading.text, *one), paragraphs[1:_HEAD])]
    for start, end in [*own, *paragraphs[-_LAST:]]:
        if signed := _signed(reading, letter, max(start, head_end), end):
            return signed
    return set()
