"""Lines → paragraphs, by where lines begin and end between the margins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.read.layout.page import Line

#: A first line is set in by two ems (GB/T 9704-2012, 7.3.3); half an em of slack for squeezed type.
INDENT = 1.2
#: A whole paragraph set in by more than this is a signature or a title, not a block of text.
DEEPEST_INDENT = 4.5
#: White space at a line's end, beyond what the next word would need, by which the line was ended on purpose.
#: In a cell the margins are known and the lines are set to them.
SLACK, SLACK_IN_CELL = 0.6, 0.1
#: Latin letters and digits are half an em wide, capitals and signs more; a longer word is an address.
LATIN_WIDTH, LONGEST_WORD = 0.6, 5.0
#: A change of type size (titles, notes) parts paragraphs.  Recognised lines have no certain size.
SIZE_CHANGE, SIZE_CHANGE_OCR = 0.12, 0.4

_WORD = re.compile(r"[!-~]+")
#: What never begins a line and so takes the character before it along (GB/T 15834, 5.1).
_CLOSING = frozenset("，。、；：？！）》〉」』】〕］”’…—%％‰℃·,.;:?!)]}")
_QUOTES = frozenset("“”‘’")
_OPENING = frozenset("（《〈「『【〔［([{") | _QUOTES
#: A line that is the name of a unit: 县水务局, 各镇街, 县发展集团等.
_UNIT = re.compile(
    "[^、，；。,;]{2,14}(?:局|委|办|厅|部|院|处|室|队|站|所|园|园区|镇街|街道|委员会|联合会|协会|集团|学校|银行|政府|中心|公司)等?"
)
MARKER = re.compile(
    r"[（(]?[一二三四五六七八九十百\d]{1,4}[）)、．.]|第[一二三四五六七八九十百\d]{1,4}[条章节部]|[①-⒛㈠-㈩]"
)
#: The dots that lead to a page number in a table of contents.
_LEADER = re.compile(r"[.．…·]{4,} ?\S{1,4}$")
SENTENCE_END = frozenset("。；！？：;:!?")


def paragraphs(
    lines: Sequence[Line],
    left: float,
    right: float,
    *,
    gap: float | None = None,
    in_cell: bool = False,
    size_change: float = SIZE_CHANGE,
) -> list[str]:
    """The paragraphs of lines that stand between the margins `left` and `right`; a step down beyond `gap` begins one."""
    found: list[list[Line]] = []
    for at, line in enumerate(lines):
        if at and _goes_on(lines[at - 1], line, left, right, gap, in_cell, size_change):
            found[-1].append(line)
        else:
            found.append([line])
    if in_cell:
        stacked = len(found) > 1
        found = [part for paragraph in found for part in _unstacked(paragraph, stacked)]
    return [_text(paragraph) for paragraph in found]


def _unstacked(lines: Sequence[Line], stacked: bool) -> Iterator[list[Line]]:
    """Units one below the other, one of which just fills its line: it ends there too.

    `stacked` if other lines of the cell end before they are full; else the next line must be a unit for certain.
    """
    part: list[Line] = []
    for line in lines:
        text = line.text
        if (
            part
            and text[0] not in "等及和与"
            and _UNIT.fullmatch(_text(part))
            and (stacked or (len(text) > 3 and _UNIT.fullmatch(text) and "分局" not in text))
        ):
            yield part
            part = []
        part.append(line)
    yield part


def _text(lines: Sequence[Line]) -> str:
    """The lines of one paragraph with nothing between them, but a blank between Latin words."""
    text = lines[0].text
    for line in lines[1:]:
        latin = text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha()
        text = f"{text}{' ' if latin else ''}{line.text}"
    return text


def _goes_on(
    before: Line, line: Line, left: float, right: float, gap: float | None, in_cell: bool, size_change: float
) -> bool:
    """Whether `line` goes on with the paragraph of the line before it."""
    em = before.size
    if before.loose or line.loose or before.column != line.column or line.base < before.base:
        return False
    if abs(line.size - em) > size_change * em or _LEADER.search(before.text[-40:]):
        return False
    if gap is not None and line.base - before.base > gap:
        return False
    free = white_space(before, left, right, in_cell)
    slack = SLACK_IN_CELL if in_cell and size_change == SIZE_CHANGE else SLACK
    if free > _first_word(line.text) * line.size + slack * em:
        return False
    if not in_cell and before.x0 - left > DEEPEST_INDENT * em:
        return False
    if in_cell and abs((line.x0 - left) - (right - line.x1)) < em:
        return True
    indent = line.x0 - left
    if indent < INDENT * em:
        return True
    in_block = abs(line.x0 - before.x0) < 0.5 * em and indent < DEEPEST_INDENT * em
    return in_block and before.text[-1] not in SENTENCE_END and not MARKER.match(line.text)


def white_space(line: Line, left: float, right: float, in_cell: bool) -> float:
    """The white space that would hold more of a paragraph; a centred line in a cell has it on both sides."""
    lead, tail = line.x0 - left, right - line.x1
    return lead + tail if in_cell and abs(lead - tail) < 0.5 * line.size else tail


def _first_word(text: str) -> float:
    """The width in ems of what cannot be parted at the start of a line: a Latin word, or a character and its signs.

    Closing signs stay with what is before them, opening ones with what follows, and quotation marks with both.
    """
    at = 0
    while at < min(4, len(text) - 1) and (text[at] in _OPENING or text[at + 1] in _CLOSING or text[at + 1] in _QUOTES):
        at += 1
    latin = _WORD.match(text, at)
    if not latin:
        return at + 1.0
    closing = text[latin.end() : latin.end() + 1] in _CLOSING
    return min(LONGEST_WORD, at + LATIN_WIDTH * len(latin.group()) + closing)
