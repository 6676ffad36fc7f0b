"""Pieces of a flattened table: lines, words between blanks, or what lies between the possible cuts of glued text.

What a piece looks like is judged by its words alone: a running number, names of units, a time, a person, an amount, a
sentence.  Which cell it belongs to is the business of `layout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from pipeline import rules
from pipeline.language.names import is_collective, looks_like_unit
from pipeline.language.numbering import marker
from pipeline.language.numerals import TEN
from pipeline.language.roles import family_name
from pipeline.language.signs import BLANK, HAN, UNIT_ENDS, simplified
from pipeline.language.site import is_site_line
from pipeline.language.times import is_deadline
from pipeline.notice import Block, Notice
from pipeline.values import value

_SAID = rules.lists("layout")
_BLANK, _BLANKS = re.compile(BLANK), re.compile(f"{BLANK}+")
# What cells of two columns look like that stand on one line.
_SURE_CELLS = {"person": "who", "units": "unit", "collective": "unit", "place": "unit", "time": "when", "years": "when"}
# Words longer than this are no name of a task, no time and no heading of rows.
_NAME, _HEADING = 24, 40
# Longer than any cell of names, and than one of persons; longer than a word.
_LIST, _PERSONS, _WORD = 300, 20, 4
_SENTENCE = re.compile("[。；]|，.*，|[:：]")
# （二十三）
_ORDINALS = 5
_SEPARATORS = re.compile(rf"[、，；,;/\n]|{BLANK}+")
#: The number of a row that says its class too: A-01, B2.
CODE = "[A-Z]{1,2}[-－—]?[0-9]{1,3}"
_NUMBER = re.compile(rf"[0-9０-９]{{1,3}}[.．、]?|{CODE}")
_YEARS = re.compile(r"(?:19|20)\d\d年?(?:\d{1,2}月)?(?:[-—－~～至]+(?:19|20)?\d\d年?(?:\d{1,2}月)?)?")
_AMOUNT = re.compile(
    r"[约≥≤<>＞＜]?\d[\d,，.．]*(?:[-—－~～]\d[\d.．]*)?[%％‰]?(?:[万亿千百]?[元户个家人亩吨公里平方米]{0,4})(?:以上|以下|左右)?"
)
#: What stands for the cell above.
DITTO = frozenset(_SAID["ditto"])
_EMPTY = frozenset(_SAID["empty"]) | DITTO
# 二　城建项目（5个）　8600: a heading of rows whose number stands in a cell of its own, and sums behind it.
ORDINAL = re.compile(rf"(?P<ordinal>[（(]?[{TEN}]{{1,3}}[）)]?)\s+(?P<heading>\S(?:.*?\S)?)(?P<sums>(?:\s+[\d.,]+%?)*)")
_BARS = "|｜│┃"
_ORDINAL_ALONE = re.compile(f"[（(]?[{TEN}]{{1,3}}[）)]?")
#: Half-width punctuation as the wide one that Chinese text has.
WIDE = str.maketrans("(),;:", "（），；：")


@value(frozen=True, slots=True)
class Piece:
    """A stretch ``[start, end)`` of the source, its words, and what parts it from the piece before.

    `gap` is "line", "blank", "tab", "cell" for blanks within a line between words of two columns for sure, or "cut" for a
    place in glued text where a cell may end.
    """

    start: int
    end: int
    words: str
    gap: str = "line"


@cache
def _words() -> dict[str, re.Pattern[str]]:
    table = rules.load("flat_tables")["words"]
    family = family_name()
    # 白鹤村, 应急站 are no persons.
    person = rf"{family}[{HAN}]{{1,2}}(?<![村镇乡站所局])|{family}(?:{BLANK}|\n)+[{HAN}]"
    return {
        "after": re.compile("|".join(table["after"])),
        # A bare place: 云山县, 滨河开发区; it may answer for a task, but is rather where something stands.
        "place": re.compile(rf"(?!{_SAID.no_places})[{HAN}]{{1,5}}(?:{rules.words(table['place_ends'])})"),
        # 韩 飞 is one word.
        "word": re.compile(
            rf"(?P<word>(?<!\S){family}[ \u3000]{{1,2}}[{HAN}](?!\S)|(?:(?!{BLANK}).)+)(?P<gap>{BLANK}*)"
        ),
        "persons": re.compile(rf"{_titled(person)}(?:(?:[、，,]|{BLANK}+){_titled(person)})*"),
    }


def _titled(person: str) -> str:
    """The pattern of a person with or without offices before the name: 县委常委、副县长 沈怀远."""
    office = rf"[{HAN}]{{0,4}}(?:{rules.words(rules.load('roles')['persons']['offices'])})"
    return rf"(?:(?:{office}(?:、{office})?{BLANK}*)?(?:{person}))"


def ends_table(words: str) -> bool:
    """Whether a line stands behind a table's last row for sure: 附件2, 表3 …, 抄送：…, 扫一扫在手机打开当前页"""
    return _words()["after"].match(words) is not None or is_site_line(words)


@lru_cache(maxsize=1024)
def named(words: str) -> str | None:
    """ "units" for words that hold nothing but names of units, "collective" where a class of them comes first, "likely"
    for names that merely end like those; else None.

    Of three names one may be of a kind that nobody listed.
    """
    if len(words) > _LIST or "。" in words:
        return None
    names = [name for part in _SEPARATORS.split(re.sub("（[^（）]*）", "", words)) if (name := part.removesuffix("等"))]
    # 各镇、街道: what is said before the first is said of all.
    shared = next((prefix for prefix in _SAID["unit_openers"] if words.startswith(prefix)), "")
    known = sum(looks_like_unit(name) or (shared != "" and looks_like_unit(shared + name)) for name in names)
    if known and 3 * known >= 2 * len(names):
        return "collective" if is_collective(names[0]) else "units"
    likely = sum(looks_like_unit(name) or _ends_like_unit(name) for name in names)
    return "likely" if likely and likely == len(names) else None


def _ends_like_unit(name: str) -> bool:
    return 2 < len(name) <= _NAME and (name[-1] in UNIT_ENDS or name.endswith(_SAID["unit_ends"]))


def _numbered(words: str) -> str | None:
    """A heading of rows, which has a number, or a paragraph with one."""
    found = marker().match(words)
    style = (found.lastgroup or "").removesuffix("_core") if found else ""
    if not ORDINAL.fullmatch(words) and style not in ("chinese", "chinese_bracket", "part"):
        return None
    return "heading" if len(words) <= _HEADING and "。" not in words else "prose"


def _unit_names(words: str) -> str | None:
    names = named(words)
    return names if names != "likely" else None


def _said(words: str) -> str:
    """How much words say that are no name and no figure."""
    if _SENTENCE.search(words) or (len(words) > _NAME and "，" in words):
        return "sentence"
    if len(words) > _NAME or "，" in words:
        return "clause"
    return "phrase" if len(words) > _WORD else "word"


def _is(kind: str, fits: Callable[[str], object]) -> Callable[[str], str | None]:
    return lambda words: kind if fits(words) else None


# What words look like: the first of these that tells decides.
_TELLS: tuple[Callable[[str], str | None], ...] = (
    _is("empty", _EMPTY.__contains__),
    _is("number", _NUMBER.fullmatch),
    _is("prose", lambda words: ends_table(words) and not ORDINAL.fullmatch(words)),
    _numbered,
    _is("years", _YEARS.fullmatch),
    _is("amount", lambda words: len(words) <= _NAME and _AMOUNT.fullmatch(words)),
    _is("place", lambda words: _words()["place"].fullmatch(words)),
    _unit_names,
    _is("time", lambda words: len(words) <= _NAME and "。" not in words and is_deadline(words)),
    # 韩知行 ends like a bank.
    _is("person", lambda words: len(words) <= _PERSONS and _words()["persons"].fullmatch(words)),
    _is("likely", lambda words: named(words) == "likely"),
    _said,
)


@lru_cache(maxsize=65536)
def look(words: str) -> str:
    """What words look like: one of the looks that rules/flat_tables.toml has costs for."""
    words = simplified(words).translate(WIDE)
    return next(found for tells in _TELLS if (found := tells(words)))


def lines(notice: Notice, taken: Sequence[tuple[int, int]]) -> list[Piece]:
    """The lines of the text, page furniture and what stands in tables already apart; of two cells on a line each one."""
    return _with_ordinals(notice.text, [cell for line in _lines(notice, taken) for cell in _beside(line)])


def _beside(line: Piece) -> Iterator[Piece]:
    """The cells of a line that a page printed beside each other, as far as their words are for sure of two columns.

    副县长 沈怀远  县水利局 / 县财政局、城关镇 2031年6月
    """
    at = 0
    for gap in _BLANKS.finditer(line.words) if len(line.words) <= _LIST else ():
        left = _SURE_CELLS.get(_last_look(line.words[at : gap.start()]))
        right = _SURE_CELLS.get(look(line.words[gap.end() :]))
        if left and right and left != right:
            yield Piece(
                line.start + at, line.start + gap.start(), line.words[at : gap.start()], "cell" if at else line.gap
            )
            at = gap.end()
    yield Piece(line.start + at, line.end, line.words[at:], "cell") if at else line


def _last_look(words: str) -> str:
    """What words look like, or the last name of a list that began on the line before: 业局、城关镇."""
    first = look(words)
    return first if first in _SURE_CELLS or not (parts := _SEPARATORS.split(words))[1:] else look(parts[-1] or words)


def _lines(notice: Notice, taken: Sequence[tuple[int, int]]) -> list[Piece]:
    hidden = sorted([*((block.start, block.end) for block in notice.all(Block)), *taken])
    place, held = 0, 0
    found = []
    for line in re.finditer(r"[^\n]+", notice.text):
        words = line[0].strip()
        start = line.start() + line[0].find(words)
        while place < len(hidden) and hidden[place][0] <= start:
            held = max(held, hidden[place][1])
            place += 1
        if words and held <= start:
            found.append(Piece(start, start + len(words), words))
    return found


def _with_ordinals(text: str, found: list[Piece]) -> list[Piece]:
    """The pieces, a heading of rows made one of its number, its name and sums: 二 / 城建项目（5个） / 5 / …"""
    whole: list[Piece] = []
    at = 0
    while at < len(found):
        one, ends = found[at], at + 1
        if one.gap == "line" and len(one.words) <= _ORDINALS and _ORDINAL_ALONE.fullmatch(one.words):
            ends = _heading_ends(found, at)
        end = found[ends - 1].end
        whole.append(one if ends == at + 1 else Piece(one.start, end, text[one.start : end], one.gap))
        at = ends
    return whole


def _heading_ends(found: Sequence[Piece], at: int) -> int:
    """Behind the heading of rows that begins with its number: a number stands below it, or another heading."""
    ends = at + 2
    while ends < len(found) and found[ends].gap != "line" and look(found[ends].words) in ("amount", "number"):
        ends += 1
    if ends >= len(found) or found[ends].gap != "line":
        return at + 1
    name, below = found[at + 1].words, found[ends].words
    headed = len(name) <= _HEADING and look(name) not in ("number", "amount", "heading")
    return ends if headed and (_NUMBER.fullmatch(below) or _ORDINAL_ALONE.fullmatch(below)) else at + 1


def words(notice: Notice, taken: Sequence[tuple[int, int]]) -> list[Piece]:
    """The words of these lines, parted at blanks; nothing where no line has several."""
    found: list[Piece] = []
    for line in _lines(notice, taken):
        if not _BLANK.search(line.words):
            found.append(line)
            continue
        gap = "line"
        for one in _words()["word"].finditer(line.words):
            if one["word"] in _BARS:
                # 项目 | 工作任务 | 责任单位, above rows that have none.
                continue
            found.append(Piece(line.start + one.start("word"), line.start + one.end("word"), one["word"], gap))
            gap = "tab" if "\t" in one["gap"] else "blank"
    return _with_ordinals(notice.text, found) if any(piece.gap != "line" for piece in found) else []


def joined(pieces: Sequence[Piece]) -> str:
    """The words of the pieces of one cell."""
    return "".join(piece.words for piece in pieces)


@lru_cache(maxsize=65536)
def wide(words: str) -> float:
    """How wide words are, a Chinese character being 1 and a Latin letter or digit half of that."""
    return sum(1.0 if sign > "\xff" else 0.5 for sign in words)
