"""Where glued text may be cut into cells: …预计减负4.8亿元。｜市税务局｜市人社局、市医保局｜12月底前｜2｜…

A cell may end with a sentence, before and behind a time or a person, where one list of names ends and another begins, and
before a row's number.  Which of these places are edges of cells is the business of `layout`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Set
from functools import cache
from itertools import pairwise

from pipeline import rules
from pipeline.language.cuts import NAME_ENDS, NATIONAL, branch_ends, run_together
from pipeline.language.names import NATIONAL_PREFIXES, Likeness, likeness, looks_like_unit
from pipeline.language.numerals import TEN
from pipeline.language.places import short_names
from pipeline.language.roles import family_name
from pipeline.language.signs import BLANK, BLANK_SIGNS, HAN
from pipeline.structure.tables.pieces import CODE, WIDE, Piece

# Longer than any name of a unit.
_NAME = 22
_SAID = rules.lists("layout")
_SURE_ENDS = _SAID["sure_ends"]
_LETTERS = rules.lists("places")["letters"]
# A heading may stand between the heads and the first row, or between two rows: 一、营商环境领域1…
HEADING = re.compile(f"[{TEN}]{{1,3}}、|（[{TEN}]{{1,3}}）")
# No heading of rows is longer.
LONGEST_HEADING = 40
_DIGITS = re.compile(r"(?<![\d０-９.．\-－—～~])[0-9]{1,9}(?![\d０-９])")
_NUMBER = re.compile(r"(?<![\d０-９.．\-－—～~])[0-9]{1,3}(?![\d０-９.．%％年月日])")
_CODE = re.compile(f"(?<![A-Za-z0-9-]){CODE}(?![0-9A-Za-z.%-])")
# What a number counts: 3个, 17公里.
_COUNTS = re.compile(
    "[A-Za-z个家项处座人户、，。万亿元倍次台套所条名件亩千米吨度级期周小天)）]|公[里顷斤平]|平方|以[上下内]"
)
# 各镇（区、街道） ends with its bracket.
_ENDS = frozenset(NAME_ENDS + "门位业体）)")
# 6月底前, 2031年第三季度, 立行立改，长期坚持
_YEAR = r"(?<!\d)(?:\d{4}[-—～~至])?\d{4}年"
_ONE_TIME = (
    rf"(?:{_YEAR})?(?:\d{{1,2}}月(?:\d{{1,2}}日)?{_SAID.month_parts}?前?|第?[{TEN[:4]}]季度[末底]?前?|{_SAID.cell_times})"
    rf"|{_YEAR}底?前?|{_SAID.seasons}前|{rules.lists('times').at_once}"
)
_TIME = re.compile(
    rf"(?:{_ONE_TIME})(?:[，,、]?(?:{_ONE_TIME})|(?:并?{_SAID.and_done}(?![{HAN}](?<![县市区省州各]))))*"
)
# No cell ends before the first of these, nor behind the second.
_NEVER_FIRST, _NEVER_LAST = "、，,；;。：:）)》”", "、，,（(《“"
_SAYS = re.compile(r"[\d。；;“”]|[、，,](?![^（(]*[）)])")
_BLANKS = re.compile(f"(?:{BLANK}|\n)+")
_DITTO = re.compile(_SAID.ditto)
# A figure that says no measure: 26000.
_MEASURES = rules.words(word for group in rules.load("measures").values() for word in group["words"])
_FIGURE = re.compile(rf"(?<![\d.,])\d{{2,}}(?:\.\d+)?(?![\d.,万亿千百余多年月日]|{_MEASURES})")
_BRANCH = re.compile(f"[{HAN}]{{2,3}}分(?:公司|局)")
# A firm's name ends so, but for that of its branch.
_FIRM = re.compile(f"公司(?=[{HAN}])(?![{HAN}]{{0,4}}(?:分公司|项目部|支行))")
# With what the name of a unit may begin anywhere in a text.
_OPENERS = ("县", "市", "区", "省", "州", "各", *NATIONAL_PREFIXES, *NATIONAL)
# No cell ends in a bracket: 市委组织部（市委编办）.
_ASIDE = re.compile(r"[（(][^（()）\n]{0,60}[）)]")


def pieces(text: str, start: int, end: int, row: int = 1, kinds: Set[str] = frozenset()) -> list[Piece]:
    """A stretch of glued text parted at every place where a cell may end.

    Args:
        row: the number of its first row; 0 where rows have none.
        kinds: what its columns hold: beside leaders and amounts persons and figures stand anywhere.
    """
    cuts = sorted({start, end, *(at for at in _cuts(text, start, end, row, kinds) if start < at < end)})
    return [
        Piece(a, a + len(text[a:b].rstrip()), text[a:b].rstrip(), _gap(text, a))
        for a, b in pairwise(cuts)
        if text[a:b].strip()
    ]


def _gap(text: str, at: int) -> str:
    before = text[at - 1] if at else ""
    return "line" if before == "\n" else "blank" if before and before in BLANK_SIGNS else "cut"


def _cuts(text: str, start: int, end: int, row: int, kinds: Set[str]) -> Iterator[int]:
    """The places where a cell may end, but for those where none does."""
    blanks = {blank.end() for blank in _BLANKS.finditer(text, start, end)}
    sentences = {stop.end() for stop in re.compile("[。；;]").finditer(text, start, end)}
    times = dict(time.span() for time in _TIME.finditer(text, start, end))
    beside = {*times, *times.values()}
    figures = set[int]()
    for figure in _FIGURE.finditer(text, start, end) if "amount" in kinds else ():
        works = _works().match(text, figure.end(), end)
        figures |= {*figure.span(), works.end() if works else figure.end()}
    fixed = {start, *blanks, *sentences, *beside, *figures}
    scan = _Names(text, end, frozenset(fixed), times, leaders="leaders" in kinds)
    names = set(scan.edges(start))
    headings = [heading.start() for heading in HEADING.finditer(text, start, end)]
    sure = {start, *blanks, *beside, *names} - scan.held
    numbers = _numbers(text, start, end, row, sure=sure, maybe=sentences, headings=headings)
    inside = {at for aside in _ASIDE.finditer(text, start, end) for at in range(aside.start() + 1, aside.end())}
    for at in {*blanks, *sentences, *beside, *figures, *names, *headings} - inside - scan.held:
        if start < at < end and (
            text[at - 1] == "\n" or (text[at] not in _NEVER_FIRST and text[at - 1] not in _NEVER_LAST)
        ):
            yield at
    yield from numbers


def _numbers(
    text: str, start: int, end: int, row: int, *, sure: Set[int], maybe: Set[int], headings: list[int]
) -> Iterator[int]:
    """Both ends of the numbers of rows: those that run on, and that stand where a row may begin rather than count something.

    They begin again with 1 behind a heading or with a line.  Digits of the next cell may stand behind one: 8｜1.新建泵站,
    12｜5万吨粮库.
    """
    if not row:
        return
    if _CODE.match(text[start : start + 12].lstrip()):
        yield from (edge for code in _CODE.finditer(text, start, end) for edge in code.span())
        return
    # By number: how well the numbers up to there stand, and where each of them does.
    chains: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {row - 1: (0, ())}
    longest = row - 1
    for run in _DIGITS.finditer(text, start, end):
        at = run.start()
        heading = headings[bisect_left(headings, at) - 1] if headings and headings[0] < at else -LONGEST_HEADING
        headed = (
            at - heading < LONGEST_HEADING and "。" not in text[heading:at] and not sure & {*range(heading + 1, at)}
        )
        begins = at in sure or headed
        for value, stop, counts in _values(text, run, at in sure):
            worth = 2 * begins + (at in maybe) + (not counts)
            again = value == 1 and (headed or text[at - 1] == "\n") and longest >= row
            before = chains.get(longest) if again else chains.get(value - 1)
            if before is None or worth == 0 or (counts and not begins):
                continue
            one = before[0] + worth, (*before[1], (at, stop))
            if again or value not in chains or one[0] > chains[value][0]:
                if again:
                    chains = {}
                chains[value] = one
                longest = value if again else max(longest, value)
    yield from (edge for span in chains[longest][1] for edge in span)


def _values(text: str, run: re.Match[str], sure: bool) -> Iterator[tuple[int, int, bool]]:
    """The row numbers that digits may be, where each ends, and whether it rather counts something.

    Where a row surely begins the digits may be the number and what the next cell begins with.
    """
    digits, at = run[0], run.start()
    if _NUMBER.match(text, at):
        yield int(digits), run.end(), _COUNTS.match(text, run.end()) is not None
    for size in range(1, min(len(digits), 4)) if sure else ():
        if digits[size] != "0":
            yield int(digits[:size]), at + size, True


@cache
def _works() -> re.Pattern[str]:
    """What kind of works a project is, behind its sum: 26000新建."""
    return re.compile(rules.words(rules.load("flat_tables")["words"]["works"]))


@cache
def _person() -> re.Pattern[str]:
    """A person: a family name and one or two characters; a page may set a blank between two, or break its line there."""
    family = family_name()
    return re.compile(
        rf"(?P<set>{family}(?:{BLANK}|\n){{1,3}}[{HAN}])|(?P<two>{family}[{HAN}])(?P<third>[{HAN}](?<![县市区镇乡村站所局]))?"
    )


def _is_name(words: str) -> bool:
    """Whether words are the name of a unit beyond doubt: one of the vocabulary, a class, or with an ending of units alone."""
    return (
        likeness(words) is Likeness.KNOWN
        or (words.endswith(_SURE_ENDS) and looks_like_unit(words))
        or any(
            looks_like_unit(f"各{words[len(opens) :]}") for opens in _SAID["unit_openers"] if words.startswith(opens)
        )
    )


class _Names:
    """One look for the names of units and of persons in glued text, from the left.

    Of a name that another one holds the longer counts.  What merely ends like one is a name where it fills the room between
    two edges, or between signs of a list.
    """

    def __init__(self, text: str, end: int, fixed: Set[int], times: Mapping[int, int], *, leaders: bool) -> None:
        self.text, self.end, self.fixed, self.times, self.leaders = text, end, fixed, times, leaders
        #: Where no cell ends: between the characters of a person.
        self.held: set[int] = set()
        self.units: dict[tuple[int, bool], int] = {}

    def edges(self, start: int) -> Iterator[int]:
        """Both ends of the names."""
        text, at = self.text, start
        behind = start
        anchors, persons = set(self.fixed), set[int]()
        while at < self.end:
            # 汛期前市政府 is no name.
            at = self.times.get(at, at)
            if at >= self.end:
                return
            listed = at - 1 == behind and text[at - 1] in "、，,"
            anchored = at in anchors or at == behind or listed or text[at - 1] == "、"
            # Behind a person stands another with a sign between them; among units there is none.
            if not (at in persons if not listed else behind not in persons) and (found := self.persons(at, anchored)):
                yield at
                yield from found
                persons.update(found)
                anchors.update(found)
                at = behind = min(found)
                continue
            stop = self.unit(at, anchored) if anchored or _may_begin(text, at) else 0
            if not stop:
                at += 1
                continue
            yield at
            yield from (at + edge for edge in _inner(text[at:stop].translate(WIDE)))
            yield stop
            at = behind = stop

    def persons(self, at: int, anchored: bool) -> list[int]:
        """Where a person ends that begins at a place: before a unit, a time, a number or a line's end; mostly there is one way."""
        if ditto := _DITTO.match(self.text, at, self.end):
            return [ditto.end()] if anchored else []
        found = _person().match(self.text, at, self.end) if self.leaders else None
        if not found:
            return []
        ends = [found.end(group) for group in ("set", "two", "third") if found[group]]
        sure = [stop for stop in ends if self.is_edge(stop, anchored) or self.opens(stop)]
        if not sure and anchored and self.leaders:
            units = {stop: self.text[stop : self.unit(stop, anchored=True)] for stop in ends}
            known = [stop for stop, name in units.items() if _known(name)]
            sure = known or [stop for stop, name in units.items() if name]
        ends = sure
        if ends and found["set"]:
            self.held |= {*range(at + 1, found.end())}
        return ends

    def is_edge(self, at: int, anchored: bool) -> bool:
        """Whether a cell may end at a place by what stands behind it; digits end nothing but behind an edge."""
        if at == self.end or self.text[at] in "\n" + BLANK_SIGNS:
            return True
        return at in self.times or (anchored and (at in self.fixed or self.text[at].isdigit()))

    def opens(self, at: int) -> bool:
        """Whether a unit begins at a place that says so by its first words."""
        return _may_begin(self.text, at) and self.unit(at, anchored=True) > 0

    def unit(self, at: int, anchored: bool) -> int:
        """Where the longest name of a unit ends that begins at a place; 0 where none does."""
        if at >= self.end:
            return 0
        if (at, anchored) not in self.units:
            self.units[at, anchored] = self.unit_ends(at, anchored)
        return self.units[at, anchored]

    def unit_ends(self, at: int, anchored: bool) -> int:
        text = self.text
        for stop in range(min(self.end, at + 2 * _NAME), at + 1, -1):
            if text[stop - 1] not in _ENDS:
                continue
            words = text[at:stop].translate(WIDE)
            # 新增3600套，县教育局 is no name, though it ends like one.
            if _SAYS.search(words):
                continue
            if stop - at <= _NAME and _is_name(words):
                return _branch_ends(text, stop) or stop
            fills = anchored and self.fills(stop)
            if fills and (looks_like_unit(words) or len(run_together(words, 0, len(words))) > 1):
                return stop
        return 0

    def fills(self, stop: int) -> bool:
        """Whether words that begin at an edge end at one."""
        text = self.text
        if (
            stop in self.fixed
            or stop == self.end
            or text[stop] in "、，,；;。等\n" + BLANK_SIGNS
            or _row_begins(text, stop)
        ):
            return True
        if not self.leaders:
            return False
        person = _person().match(text, stop, self.end)
        return person is not None and any(
            self.is_edge(person.end(group), anchored=True) for group in ("set", "two", "third") if person[group]
        )


def _inner(words: str) -> Iterator[int]:
    """Where names that were run together part; behind one of the vocabulary also where what follows is unknown: 教育局｜高新园."""
    parts = run_together(words, 0, len(words)) or (0,)
    for first, last in pairwise((*parts, len(words))):
        if first:
            yield first
        known = first + _known(words[first:last])
        if first < known < last and words[known] not in "（(" and not _branch_ends(words, known):
            yield known
        yield from (first + firm.end() for firm in _FIRM.finditer(words[first:last]))


def _branch_ends(text: str, at: int) -> int:
    """Where the branch of the body before a place ends, though its place be unknown: 生态环境局｜石岭分局; 0 where there is none."""
    branch = _BRANCH.match(text, at)
    return branch_ends(text, at) or (branch.end() if branch else 0)


def _known(words: str) -> int:
    """Where the longest name of the vocabulary ends that words begin with; 0 where they begin with none.

    各镇政府｜县教育局: a letter that the name does without is the next one's.
    """
    for at in range(len(words), 2, -1):
        spare = at < len(words) and words[at - 1] in _LETTERS and likeness(words[: at - 1]) is Likeness.KNOWN
        if likeness(words[:at]) is Likeness.KNOWN and not spare:
            return at
    return 0


def _row_begins(text: str, at: int) -> bool:
    number = _NUMBER.match(text, at)
    return number is not None and not _COUNTS.match(text, number.end())


def _may_begin(text: str, at: int) -> bool:
    return text.startswith(_OPENERS, at) or any(text[at : at + size] in short_names() for size in (2, 3))
