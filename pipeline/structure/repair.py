"""Repair: the text as read → the text as it was meant, with the way back for every character.

What is repaired: page breaks inside words and sentences, stray blanks, half-width punctuation beside Chinese,
page furniture between the two halves of a sentence.  Nothing is rewritten: characters are dropped or replaced
one to one, so `Reading.origin` leads from every repaired character to the printed one.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from pipeline import rules
from pipeline.language.names import Likeness, likeness, looks_like_unit
from pipeline.language.numbering import marker
from pipeline.language.signs import BLANK, BLANK_SIGNS, HAN, UNIT_ENDS, folded, is_traditional, simplified
from pipeline.notice import Block, Cell, Duty, Field, Item, Mention, Notice, Number, Reading, Section, Span, Target
from pipeline.structure.tables.learned import column_width, is_full
from pipeline.structure.tables.pieces import wide

_BLANKS = re.compile(f"{BLANK}+")
# Web pages run into one line keep two wide blanks where a paragraph began: …认真贯彻落实。　　一、工作目标
_RUN_IN_PARAGRAPH = re.compile(f"{BLANK}*\u3000{BLANK}*\u3000{BLANK}*|{BLANK}{{4,}}")
# A line this long holds more than one paragraph if it has such gaps; shorter ones are headings spread out by hand.
_LONG_LINE = 400
# So many characters of a paragraph's beginning and end are looked at when its next line comes.
_REACH = 400
# A line this long fills its width, so one that stops without a full stop runs on (GB/T 9704: 28 characters a line).
_FULL_LINE = 24
# Lines cut at one width, as of a page: so large a share of those longer than a heading is about as wide as the widest (but
# for a few that are wider), give or take what a number or a closing sign moves to the next line.
_WIDE_SHARE, _WIDER_SHARE, _WIDE_LINES, _RAGGED = 0.4, 0.02, 12, 8
# … and one of a cell at least so long.
_CELL_LINE = 8
# Fields that no document prints: GB/T 2260.
_PLACES = ("adcode", "province", "prefecture", "county")
_COMMA = re.compile("[，,]")
_NUMBERED = re.compile(f"{BLANK}*[0-9０-９]{{1,3}}[.．、]$")
# A bracket whose other half stands beside Chinese: 云政发(2024)1号, 物联网(IoT),
_HALF_PAIR = re.compile(r"（([^（）()\n]{1,80})\)|\(([^（）()\n]{1,80})）")
# …水肥一体化10万亩.责任单位： In some documents that is the full stop; 一.总体要求 and 3.5 are none.
# The sign stands first in the pattern, for then only its places are looked at.
_HALF_STOP = re.compile(rf"\.(?<=[{HAN}％%）)”]\.)(?<![一二三四五六七八九十]\.)(?=[{HAN}（(“\s]|$)")
# … where so many stand, and no more of the others.
_HALF_STOPS = 5
# The name that ends before a blank, and the one that begins behind it.
_NAME_BEFORE = re.compile(r"[^、，；,;：:。\n\t（(\[【 \u3000]{2,30}(?:（[^（）\n]{1,20}）)?$")
_NAME_BEHIND = re.compile(rf"[^、，；,;：:。\n\t）)\]】{BLANK[1:-1]}]{{2,30}}")


_ROLE = re.compile("(?:牵头|负责|配合|协助|参与|落实)$")


class _Piece(NamedTuple):
    """A stretch of source that the reading keeps; `joined` if it goes on with the paragraph before it."""

    start: int
    end: int
    joined: bool


@cache
def _signs() -> tuple[re.Pattern[str], dict[str, str], str, str, str]:
    signs = rules.load("layout")["characters"]
    half = re.escape(signs["half_width"])
    # Only beside Chinese: 1,100万 and (IPv6) keep their ASCII signs.
    # The sign comes first: few characters are one, and nothing else is looked at.
    beside = re.compile(f"[{half}](?:(?<=[^\x00-\x7f].)|(?=[^\x00-\x7f]))")
    fold = dict(zip(signs["half_width"], signs["full_width"], strict=True))
    return beside, fold, signs["sentence_end"], signs["opening"], signs["closing"]


@cache
def _stands_alone() -> re.Pattern[str]:
    """A line that never continues another: a signature, a date, a line 责任单位：…"""
    issuers = rules.words(rules.load("layout")["header"]["issuers"])
    roles = rules.words(label for labels in rules.load("roles")["labels"].values() for label in labels)
    return re.compile(
        rf"[{HAN}]{{2,30}}(?:{issuers})(?:{BLANK}+20[0-9]{{2}}年[0-9]{{1,2}}月[0-9]{{1,2}}日印发)?"
        rf"|[{HAN}〇零0-9]{{4}}年[0-9{HAN}]{{1,2}}月[0-9{HAN}]{{1,3}}日(?:印发)?"
        rf"|[{HAN}]{{0,3}}(?:{roles})[：:].*"
        rf"|(?:附件|附表)[0-9一二三四五六七八九十]{{0,3}}[：:]?"
    )


@cache
def _label() -> re.Pattern[str]:
    """A role word before its colon."""
    labels = rules.load("roles")["labels"]
    return re.compile(f"(?:{rules.words(word for words in labels.values() for word in words)})[：:]")


@cache
def _in_list() -> re.Pattern[str]:
    """Whether a text ends inside a list that a label opened: （责任单位：县教育局; 责任单位 县教育局"""
    labels = rules.load("roles")["labels"]
    named = rules.words(word for role in ("lead", "support", "responsible") for word in labels[role] if len(word) > 3)
    return re.compile(f"(?:{named})(?:[：:]|{BLANK})[^。\n]*\\Z")


def _open_brackets(text: str, opening: str, closing: str) -> bool:
    """Whether the text ends inside a bracket: （责任单位：县政府园 and （责任单位：各县（市、区）"""
    last = text[text.rfind("。") + 1 :]
    return sum(map(last.count, opening)) > sum(map(last.count, closing))


def _runs_on(before: str, line: str, indents: bool, indented: bool) -> bool:
    """Whether `line` is the rest of the paragraph `before`, cut by a page break.

    攻坚新能源新材料、氟硅新材料、生 / 物新材料 runs on; a heading 一、指导思想 and what follows it does not.
    """
    _, _, sentence_end, opening, closing = _signs()
    if marker().match(line):
        return False
    # （责任领导：… / 责任单位：…）: inside a bracket a label goes on.
    inside = _open_brackets(before[-_REACH:], opening, closing)
    if _stands_alone().fullmatch(line) and not (inside and before[-1] in "；，、（([［【〔" and _label().search(line)):
        return False
    if inside:
        return True
    if indents and indented:
        return False
    last = before[-1]
    if last in sentence_end or last in closing:
        return False
    # 打造“金才回乡” / 品牌 runs on; a quotation that ends its sentence does not.
    if last in "”’》" and before[-2:-1] in tuple(sentence_end):
        return False
    if last in "，、" or line[0] in "，、。；）":
        return True
    numbered = marker().match(before)
    if numbered:
        # 6. …凯盛、蒜通天下 / 申报省级…: an item runs on; a heading 一、 or （一） stands alone.
        return numbered["arabic"] is not None and (len(before) >= _FULL_LINE or _COMMA.search(before) is not None)
    return len(before) >= _FULL_LINE and _COMMA.search(before) is not None


def _page_width(lines: Sequence[str]) -> int | None:
    """The width at which the lines of a copy were cut, a Chinese character counted as two; None where they were not.

    Text copied out of a page keeps the page's line ends: nearly every line is then about as wide as the page, and what
    follows a full line goes on with it, be it a heading, a title or a name.
    """
    widths = sorted(width for width in map(_wide, lines) if width >= _FULL_LINE)
    if len(widths) < _WIDE_LINES:
        return None
    page = widths[int(len(widths) * (1 - _WIDER_SHARE)) - 1] - _RAGGED
    return page if len(widths) - bisect_left(widths, page) >= _WIDE_SHARE * len(widths) else None


def _wide(line: str) -> int:
    return 2 * len(line) - len(line.encode("latin-1", "ignore"))


def _wrapped(before: str, line: str) -> bool:
    """Whether a line of plain text is the rest of a sentence that a cell of a table wrapped: 农村低保标准由 / 每人每年5000元提高到5200元.

    Names of units, persons and times stand one a line.
    """
    if (
        len(before) < _CELL_LINE
        or before[-1] in "。；！？："
        or marker().match(line)
        or _stands_alone().fullmatch(line)
    ):
        return False
    names = (re.split("[、，；]", before[-60:])[-1], re.split("[、，；]", line[:60])[0])
    return not any(map(looks_like_unit, names))


def _gap_matters(text: str, start: int, end: int, in_cell: bool) -> bool:
    """Whether the blanks ``[start, end)`` inside a line part two words that would otherwise melt together."""
    before, after = text[start - 1], text[end]
    if before in ".．、" and after.isdigit():
        # 146. 65岁及以上老年人: the blank ends the numbering.
        return bool(_NUMBERED.match(text, _line_before(text, start), start))
    if before.isascii() and after.isascii():
        word = before.isalnum() or (before in ",;:" and text[start - 2 : start - 1].isascii())
        return word and after.isalnum() and not (before.isdigit() and after.isdigit())
    if before.isascii() or after.isascii():
        return False  # 推动 40 家: no names on both sides
    # 主办：县工信局　协办：县发改局
    if before in UNIT_ENDS and _label().match(text, end):
        return True
    line = text[_line_before(text, start) : start]
    _, _, _, opening, closing = _signs()
    if _in_list().search(line):
        return (before in UNIT_ENDS and after.isalnum()) or _names_part(text, start, end)
    return (in_cell or _open_brackets(line, opening, closing)) and _names_part(text, start, end)


def _line_before(text: str, at: int) -> int:
    """Where the line begins that a place stands in, or what is asked of it where it is longer."""
    reach = max(0, at - _REACH // 2)
    return max(reach, text.rfind("\n", reach, at) + 1)


def _names_part(text: str, start: int, end: int) -> bool:
    """Whether blanks part two names or two clauses of a list: 县教育局　县财政局;  主办：市工商局　协办：市公安局."""
    front, back = _NAME_BEFORE.search(text, max(0, start - 40), start), _NAME_BEHIND.match(text, end)
    if front and back:
        names = [_ROLE.sub("", side[0]) for side in (front, back)]
        grades = [likeness(name) for name in names]
        if max(grades) >= Likeness.LIKELY and min(grades) >= Likeness.POSSIBLE:
            return True
    return _label().match(text, end) is not None


def _cell_widths(notice: Notice, text: str) -> list[float]:
    """How wide the column of each cell is, in order of the cells, where its lines were cut at that width; else 0.

    Names that stand one a line are cut nowhere, though they be of one length.
    """
    cells = sorted(notice.all(Cell), key=lambda cell: (cell.start, cell.end))
    columns: dict[tuple[int, int], list[list[str]]] = defaultdict(list)
    for cell in cells:
        lines = [line.strip(BLANK_SIGNS) for line in text[cell.start : cell.end].split("\n")]
        columns[cell.table, cell.column].append([line for line in lines if line] or [""])
    widths = {}
    for column, held in columns.items():
        goes_on = [line for lines in held for line in lines[:-1]]
        lists = sum(not re.search("[、，]", line) for line in goes_on)
        widths[column] = column_width(held) if 2 * lists < len(goes_on) else 0.0
    return [widths[cell.table, cell.column] for cell in cells]


class _Cells:
    """Where the cells of a notice stand in its text."""

    def __init__(self, notice: Notice) -> None:
        self.spans = sorted((cell.start, cell.end) for cell in notice.all(Cell))
        self.edges = {edge for span in self.spans for edge in span}

    def at(self, place: int) -> int:
        """Which cell a place stands in; -1 for none."""
        found = bisect_right(self.spans, place, key=lambda span: span[0]) - 1
        return found if found >= 0 and place < self.spans[found][1] else -1


class _Paragraphs:
    """Which lines go on in the paragraph before them, asked of them in their order."""

    def __init__(self, notice: Notice, text: str, lines: Sequence[re.Match[str]], cells: _Cells) -> None:
        self.plain = notice.source.format == "text"
        self.cells, self.widths = cells, _cell_widths(notice, text)
        self.indents = sum(text.startswith("\u3000\u3000", line.start()) for line in lines) > len(lines) // 3
        self.page = _page_width([line[0].rstrip(BLANK_SIGNS) for line in lines if cells.at(line.start()) < 0])
        # The line before, whether it is as wide as the page, and the paragraph it stands in.
        self.line, self.full, self.said = "", False, ""

    def goes_on(self, start: int, body: str) -> bool:
        """Whether the line at a place goes on in the paragraph before it."""
        line = body.strip(BLANK_SIGNS)
        at = start + len(body) - len(body.lstrip(BLANK_SIGNS))
        place = self.cells.at(at)
        edge = start in self.cells.edges
        indented = body[0] == "\u3000"
        joined = bool(self.said) and not edge and _runs_on(self.said, line, self.indents, indented)
        if place < 0:
            joined |= self.full and self.said[-1] not in _signs()[2] and not (marker().match(line) or indented)
        elif not edge and at > self.cells.spans[place][0]:
            joined |= self.plain and _wrapped(self.said, line)
            joined |= is_full(wide(self.line), self.widths[place]) and not marker().match(line)
        self.full = self.page is not None and place < 0 and _wide(body.rstrip(BLANK_SIGNS)) >= self.page
        self.line = line
        return joined

    def add(self, line: str, joined: bool) -> None:
        """Keep of the paragraph what the next line is asked about."""
        self.said = _ends((self.said if joined else "") + line)


def _pieces(notice: Notice, text: str) -> list[_Piece]:
    """The stretches to keep, in order; `text` is the notice's, with its characters folded."""
    furniture = sorted((block.start, block.end) for block in notice.all(Block))
    cells = _Cells(notice)
    lines = [line for line in re.finditer("[^\n\t]+" if cells.spans else "[^\n]+", text) if not line[0].isspace()]
    paragraphs = _Paragraphs(notice, text, lines, cells)
    pieces: list[_Piece] = []
    hidden = 0
    for line in lines:
        start, stripped = line.start(), line[0].strip(BLANK_SIGNS)
        at = start + len(line[0]) - len(line[0].lstrip(BLANK_SIGNS))
        while hidden < len(furniture) and furniture[hidden][1] <= start:
            hidden += 1
        if not stripped or (hidden < len(furniture) and furniture[hidden][0] <= at):
            continue
        joined = paragraphs.goes_on(start, line[0])
        own = _line_pieces(text, at, at + len(stripped), joined, cells)
        paragraphs.add(stripped, joined=all(piece.joined for piece in own))
        pieces += own
    return pieces


def _line_pieces(text: str, at: int, stop: int, joined: bool, cells: _Cells) -> list[_Piece]:
    """The stretches of the line ``[at, stop)``, without the blanks that mean nothing: each cell begins anew, and in a long line each gap."""
    inside = cells.at(at) >= 0
    gaps = _RUN_IN_PARAGRAPH if stop - at > _LONG_LINE else None
    pieces = []
    for blank in _BLANKS.finditer(text, at, stop):
        parts = blank.end() in cells.edges or (gaps is not None and gaps.fullmatch(blank[0]) is not None)
        kept = not parts and _gap_matters(text, blank.start(), blank.end(), inside)
        pieces.append(_Piece(at, blank.start() + kept, joined))
        at, joined = blank.end(), not parts
    return [*pieces, _Piece(at, stop, joined)]


def _ends(paragraph: str) -> str:
    """The beginning and the end of a paragraph: all that is asked of it when its next line comes."""
    return paragraph if len(paragraph) <= 4 * _REACH else paragraph[:_REACH] + paragraph[-_REACH:]


# What spans say in the document's own words; the rest (dates, identifiers, roles) is the program's.
_WORDS_OF: dict[type[Span], tuple[str, ...]] = {
    Field: ("value",),
    Section: ("marker", "heading"),
    Item: ("number", "title", "text", "responsibility"),
    Mention: ("name", "deadline"),
    Duty: ("leaders", "deadline", "repeated", "unread"),
    Number: ("text",),
    Target: (
        *("verb", "indicator", "value_printed", "unit_printed", "modality", "deadline"),
        *("object", "scope", "per", "share_of", "beneficiary", "condition"),
    ),
}


def as_printed(notice: Notice) -> Notice:
    """The notice with the words of its spans in the characters of the source, where those are traditional.

    The stages read simplified characters only; this, at the end, gives back 縣教育局 where that is printed, and a half-width
    full stop.
    """
    if not is_traditional(notice.text) and not _half_stops(notice.text):
        return notice
    reading = notice.reading.text
    printed = "".join(
        notice.text[at] if sign == simplified(notice.text[at]) or (sign, notice.text[at]) == ("。", ".") else sign
        for sign, at in zip(reading, notice.reading.origin, strict=True)
    )
    anywhere = {ord(sign): old for sign, old in zip(reading, printed, strict=True) if sign != old}

    def restored(words: Any, span: Span) -> Any:
        if isinstance(words, tuple):
            return tuple(restored(word, span) for word in words)
        if not isinstance(words, str):
            return words
        start = notice.reading.index(span.start)
        at = reading.find(words, start, notice.reading.index(span.end))
        # What is no single stretch (各鎮街、產業園 is 各鎮街 and 各產業園) goes character by character.
        return printed[at : at + len(words)] if at >= 0 else words.translate(anywhere)

    def with_words(span: Span) -> Span:
        names = _WORDS_OF.get(type(span), ())
        if isinstance(span, Field) and span.name in _PLACES:
            return span
        return replace(span, **{name: restored(getattr(span, name), span) for name in names}) if names else span

    return replace(notice, spans=tuple(map(with_words, notice.spans)))


def _half_stops(text: str) -> bool:
    """Whether the full stops of a document are half-width ones."""
    return "." in text and len(_HALF_STOP.findall(text)) >= max(_HALF_STOPS, text.count("。"))


def repair(notice: Notice) -> Notice:
    """The notice with its `reading`."""
    text = folded(notice.text)
    if _half_stops(text):
        text = _HALF_STOP.sub("。", text)
    pieces = _pieces(notice, text)
    parts: list[str] = []
    origin = array("l")
    for piece in pieces:
        if parts and not piece.joined:
            parts.append("\n")
            origin.append(max(piece.start - 1, origin[-1] + 1) if origin else piece.start)
        kept = text[piece.start : piece.end]
        parts.append(kept if kept[-1] not in BLANK_SIGNS else kept[:-1] + " ")
        origin.extend(range(piece.start, piece.end))
    beside, fold, *_ = _signs()
    reading = "".join(parts)
    # Twice: in 412台),2019 the comma stands beside a sign that is only full width once it is folded.
    for _ in range(2):
        reading = beside.sub(lambda sign: fold[sign[0]], reading)
    if ")" in reading or "(" in reading:
        reading = _HALF_PAIR.sub(lambda pair: f"（{pair[1] or pair[2]}）", reading)
    if is_traditional(text):
        reading = simplified(reading)
    return Notice(notice.notice_id, notice.text, notice.source, notice.spans, Reading(reading, origin))
