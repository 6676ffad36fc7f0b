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
from pipeline.language.cuts import NAME_ENDS, branch_ends, run_together
from pipeline.language.names import Likeness, likeness, looks_like_unit
from pipeline.language.numerals import TEN
from pipeline.language.places import short_names
from pipeline.language.signs import BLANK, BLANK_SIGNS, HAN
from pipeline.structure.tables.pieces import CODE, WIDE, Piece

# Longer than any name of a unit.
_NAME = 22
_SAID = rules.lists("layout")
_SURE_ENDS = _SAID["sure_ends"]
# A heading may stand between the heads and the first row, or between two rows: 一、营商环境领域1…
HEADING = re.compile(f"[{TEN}]{{1,3}}、|（[{TEN}]{{1,3}}）")
# No heading of rows is longer.
LONGEST_HEADING = 40
_NUMBER = re.compile(r"(?<![\d０-９.．\-－—～~])[0-9]{1,3}(?![\d０-９.．%％年月日])")
_CODE = re.compile(f"(?<![A-Za-z0-9-]){CODE}(?![0-9A-Za-z.%-])")
# What a number counts: 3个, 17公里.
_COUNTS = re.compile(
    "[A-Za-z个家项处座人户、，。万亿元倍次台套所条名件亩千米吨度级期周小天)）]|公[里顷斤平]|平方|以[上下内]"
)
# 各镇（区、街道） ends with its bracket.
_ENDS = frozenset(NAME_ENDS + "）)")
_TIME = re.compile(
    rf"(?:\d{{4}}年)?(?:\d{{1,2}}月(?:\d{{1,2}}日)?{_SAID.month_parts}?前?|[{TEN[:4]}]季度末?前?|{_SAID.cell_times}"
    rf"|\d{{4}}年底?前?|{_SAID.seasons}前)(?:并?{_SAID.and_done})?"
)
# No cell ends before the first of these, nor behind the second.
_NEVER_FIRST, _NEVER_LAST = "、，,；;。：:）)》”", "、，,（(《“"
_SAYS = re.compile(r"[\d。；;“”]")
# No cell ends in a bracket: 市委组织部（市委编办）.
_ASIDE = re.compile(r"[（(][^（()）\n]{0,60}[）)]")


def pieces(text: str, start: int, end: int, row: int = 1) -> list[Piece]:
    """A stretch of glued text parted at every place where a cell may end; `row` is the number of its first row."""
    lines = {start + at.end() for at in re.finditer("\n", text[start:end])}
    cuts = sorted({start, end, *lines, *(at for at in _cuts(text, start, end, lines, row) if start < at < end)})
    return [
        Piece(a, a + len(text[a:b].rstrip()), text[a:b].rstrip(), _gap(text, a, lines))
        for a, b in pairwise(cuts)
        if text[a:b].strip()
    ]


def _gap(text: str, at: int, lines: Set[int]) -> str:
    return "line" if at in lines else "blank" if at and text[at - 1] in BLANK_SIGNS else "cut"


def _cuts(text: str, start: int, end: int, lines: Set[int], row: int) -> Iterator[int]:
    """The places where a cell may end, but for those where none does."""
    blanks = {blank.end() for blank in re.compile(f"{BLANK}+").finditer(text, start, end)}
    sentences = {stop.end() for stop in re.compile("[。；;]").finditer(text, start, end)}
    times = dict(time.span() for time in _TIME.finditer(text, start, end))
    beside = {*times, *times.values()}
    beside |= {edge for person in _surnames().finditer(text, start, end) for edge in person.span()}
    names = set(_names(text, start, end, {start, *lines, *blanks, *sentences, *beside}, times))
    headings = [heading.start() for heading in HEADING.finditer(text, start, end)]
    numbers = _numbers(
        text, start, end, row, sure={start, *lines, *blanks, *beside, *names}, maybe=sentences, headings=headings
    )
    inside = {at for aside in _ASIDE.finditer(text, start, end) for at in range(aside.start() + 1, aside.end())}
    for at in {*blanks, *sentences, *beside, *names, *headings} - inside:
        if start < at < end and text[at] not in _NEVER_FIRST and text[at - 1] not in _NEVER_LAST:
            yield at
    yield from numbers


def _numbers(
    text: str, start: int, end: int, row: int, *, sure: Set[int], maybe: Set[int], headings: list[int]
) -> Iterator[int]:
    """Both ends of the numbers of rows: those that run on, and that stand where a row may begin rather than count something.

    They begin again with 1 behind a heading or with a line.
    """
    if _CODE.match(text[start : start + 12].lstrip()):
        yield from (edge for code in _CODE.finditer(text, start, end) for edge in code.span())
        return
    # By number: how well the numbers up to there stand, and where each of them does.
    chains: dict[int, tuple[int, tuple[int, ...]]] = {row - 1: (0, ())}
    places = {}
    longest = row - 1
    for number in _NUMBER.finditer(text, start, end):
        value, at = int(number[0]), number.start()
        counts = _COUNTS.match(text, number.end()) is not None
        heading = headings[bisect_left(headings, at) - 1] if headings and headings[0] < at else -LONGEST_HEADING
        headed = (
            at - heading < LONGEST_HEADING and "。" not in text[heading:at] and not sure & {*range(heading + 1, at)}
        )
        begins = at in sure or headed
        worth = 2 * begins + (at in maybe) + (not counts)
        again = value == 1 and (headed or text[at - 1] == "\n") and longest >= row
        before = chains.get(longest) if again else chains.get(value - 1)
        if before is None or worth == 0 or (counts and not begins):
            continue
        places[at] = number.end()
        one = before[0] + worth, (*before[1], at)
        if again or value not in chains or one[0] > chains[value][0]:
            if again:
                chains = {}
            chains[value] = one
            longest = value if again else max(longest, value)
    for at in chains[longest][1]:
        yield at
        yield places[at]


@cache
def _surnames() -> re.Pattern[str]:
    """A family name and one or two characters behind a sentence or a time, before a unit: 。韩知行县水利局, 9月底韩知行县水利局."""
    surnames = rules.load("roles")["persons"]["surnames"]
    return re.compile(
        rf"(?<=[。；;前底末旬内年期%％个家台顷类套项户人座处次名元亩])(?:[{surnames}][{HAN}]{{1,2}}|{_SAID.ditto})(?=[县市区省州各\d]|$)"
    )


def _is_name(words: str) -> bool:
    """Whether words are the name of a unit beyond doubt: one of the vocabulary, a class, or with an ending of units alone."""
    return (
        likeness(words) is Likeness.KNOWN
        or (words.endswith(_SURE_ENDS) and looks_like_unit(words))
        or (words[0] == "各" and looks_like_unit(words))
    )


def _names(text: str, start: int, end: int, edges: Set[int], times: Mapping[int, int]) -> Iterator[int]:
    """Both ends of the names of units; of a name that another one holds, the longer counts.

    What merely ends like one is a name where it fills the room between two edges, or between signs of a list.
    """
    at = behind = start
    while at < end:
        # 汛期前市政府 is no name.
        at = times.get(at, at)
        anchored = at in edges or at == behind or text[at - 1] == "、"
        stop = _name_ends(text, at, end, anchored, edges) if at < end and (anchored or _may_begin(text, at)) else 0
        if not stop:
            at += 1
            continue
        words = text[at:stop].translate(WIDE)
        inner = run_together(words, 0, len(words)) if likeness(words) is not Likeness.KNOWN else ()
        yield at
        yield from (at + edge for edge in inner[1:])
        yield stop
        at = behind = stop


def _row_begins(text: str, at: int) -> bool:
    number = _NUMBER.match(text, at)
    return number is not None and not _COUNTS.match(text, number.end())


def _may_begin(text: str, at: int) -> bool:
    return text[at] in "县市区省州各" or any(text[at : at + size] in short_names() for size in (2, 3))


def _name_ends(text: str, at: int, end: int, anchored: bool, edges: Set[int]) -> int:
    """Where the longest name ends that begins at a place; 0 where none does."""
    for stop in range(min(end, at + 2 * _NAME), at + 2, -1):
        if text[stop - 1] not in _ENDS:
            continue
        words = text[at:stop].translate(WIDE)
        # 新增3600套，县教育局 is no name, though it ends like one.
        if _SAYS.search(words):
            continue
        if stop - at <= _NAME and _is_name(words):
            return branch_ends(text, stop) or stop
        fills = anchored and (
            stop in edges or stop == end or text[stop] in "、，,；;。等\n" + BLANK_SIGNS or _row_begins(text, stop)
        )
        if fills and (looks_like_unit(words) or len(run_together(words, 0, len(words))) > 1):
            return stop
    return 0
