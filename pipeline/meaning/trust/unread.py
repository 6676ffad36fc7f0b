"""Unread: words that say who is responsible, yet stand in no list that was read; numbers of a measure nobody knows.

The scan looks at the text alone and asks none of the stages how they read it, so that what they all missed is told: names of
units and nothing else between two signs, brackets that end in 负责, lines that open with 责任单位：.  What stands close
together is one place: a table that nobody read is told once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.cuts import cut
from pipeline.language.list_parts import SURE
from pipeline.language.names import Likeness, likeness, looks_like_unit
from pipeline.language.signs import HAN, OPENING
from pipeline.language.words import cut as cut_words
from pipeline.meaning.figures.quantities import comparisons
from pipeline.notice import Block, Field, Item, Notice, Number, Table
from pipeline.structure.lists import promised

# What lies between two signs that end names for sure, and what may part names in it.
_STRETCH = re.compile(
    r"(?:[^。：:！？\n（）()【】〔〕［］\[\]“”《》；;0-9]|(?<=[县区市州镇街管])[（(〔［\[][^（()）\n]{1,6}[）)〕］\]](?=[政区]))+"
)
_PARTS = re.compile("[、，,·/]")
# A stretch that names units is no longer than this, one name no longer than that.
_LONGEST, _NAME = 400, 30
# Names and nothing else have no word of these: 每季度将进度报县督查局, 由市公安局协同抓好.
_DOES = re.compile("[将把被须由]|协同|做好|抓好|推[进动]|完成|支持|加快|应适?[时当]|[0-9]{2}")
# Names alone stand behind one of these signs and before one of those; a single one only where nothing else can be meant.
_BEHIND, _BEFORE = "。：:！？\n（(【〔［[；;", "。\n）)】〕］]；;0123456789"
_OPENS = "。；！？”\n）)】〕］]"
_ALONE_BEHIND, _ALONE_BEFORE = "。：:\n（(【〔［[", "\n）)】〕］]0123456789"
# …、县财政局｜20（二十七）探索统计: the next row's number.
_NEXT = re.compile(r"(?<![，、])[0-9]{1,3}(?![0-9万亿.．年月日])")
# The head of a table is no longer than this, up to its units.
_HEAD = 60
# Places so near to each other are one.
_NEAR = 500
# A measure may be a word, a letter or a sign of per cent; no verb or comparison is longer than this.
_MEASURE, _WORD = re.compile(f"(?![多余])[{HAN}A-Za-z%％]"), 12
_ENDED = re.compile("[，。；、）)\n]|以[上下内]|左右|$")
_DIGIT = re.compile("[0-9０-９]")
# So few names of their own are no table that lost its form.
_FEW = 3
# The blocks in which tasks and their lists stand.
_KINDS = ("item", "paragraph", "table")


@dataclass(frozen=True, slots=True)
class Unread:
    """Lists that were not read, by their stretches of the reading; `words` are the first one's.

    `single`: they are few, each one name that is in no list of offices, as where rows tell what is built.
    """

    places: tuple[tuple[int, int], ...]
    words: str
    single: bool


def unread(notice: Notice) -> Iterator[Unread]:
    """The places of the reading where units stand that no list has, in order."""
    reading = notice.reading
    read = [one for item in notice.all(Item) for one in item.lists_at]
    lists = sorted((reading.index(one.start), reading.index(one.end)) for one in read)
    # Names above the title are those of the issuers.
    first = max((reading.index(field.end) for field in notice.all(Field) if field.name == "title"), default=0)
    # 弦山街道 before its figures is whose they are.
    figures = sorted(
        (reading.index(one.start), reading.index(one.end)) for one in notice.all(Table) if one.holds == "figures"
    )
    blocks = sorted(
        (reading.index(block.start), reading.index(block.end)) for block in notice.all(Block) if block.kind in _KINDS
    )
    # Most stretches stand in lists that were read: only the others are judged.
    named = {
        (start, end): names
        for start, end, alone in (*_stretches(reading.text), *_lines(notice))
        if not _within(lists, start, end)
        and _within(blocks, start, end)
        and (names := _names(reading.text[start:end].strip(), alone=alone))
    }
    found = sorted(
        one for one in [*promised(reading.text, lists), *named] if one[0] >= first and not _within(figures, *one)
    )
    groups: list[list[tuple[int, int]]] = []
    for start, end in found:
        if groups and start < groups[-1][-1][1]:
            continue
        if groups and start - groups[-1][-1][1] <= _NEAR:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    for group in groups:
        words = reading.text[slice(*group[0])]
        # One such name alone, or two or three near each other, are what rows tell of: 高新区实验学校, 冷链物流园.
        of_names = (
            named.get(one) == 1 and likeness(reading.text[slice(*one)].strip()) < Likeness.KNOWN for one in group
        )
        single = len(group) <= _FEW and all(of_names)
        yield Unread(tuple(group), words, single)


def _lines(notice: Notice) -> Iterator[tuple[int, int, bool]]:
    """Lines of the source that may hold nothing but several names, as the cells of a table whose head was lost do.

    In the reading they may have been joined to what stands above them.
    """
    before = ""
    for line in re.finditer(r"[^\n]+", notice.text):
        words = line[0].strip()
        ends = before[-1:] not in "、，,；" and words[-1:] not in "、，,；。"
        if ends and len(words) <= _LONGEST and _PARTS.search(words):
            start, end = notice.reading.index(line.start()), notice.reading.index(line.end())
            if start < end:
                yield start, end, True
        before = words or before


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """Stretches between signs that may hold nothing but names of units, and whether a single name may stand there."""
    for found in _STRETCH.finditer(text):
        start, end = found.span()
        if end - start > _LONGEST:
            continue
        behind, before = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
        # 市工信局（市大数据局） gives another name.
        other_name = behind in OPENING and text[start - 2 : start - 1] not in _OPENS
        if before.isdigit() and not _is_next(text, end):
            continue
        made_by = behind in "：:" and _makers().search(text, max(start - _WORD, 0), start - 1)
        if behind in _BEHIND and before in _BEFORE and not other_name and not made_by:
            yield start, end, behind in _ALONE_BEHIND and before in _ALONE_BEFORE


def _is_next(text: str, at: int) -> bool:
    """Whether the number at a place opens the next row of a table, and counts nothing."""
    number = _NEXT.match(text, at)
    return number is not None and comparisons().measure.match(text, number.end()) is None


def _within(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the stretches, which are in order and disjoint, overlaps ``[start, end)``."""
    at = bisect_right(stretches, (end - 1, end)) - 1
    return at >= 0 and stretches[at][1] > start


def _names(words: str, *, alone: bool) -> int:
    """How many names of units words are, if nothing else, several or one `alone`: 县教育局、县财政局等负责; else 0."""
    if not any(map(looks_like_unit, (name.removesuffix("等") for name in _PARTS.split(words)))) or _DOES.search(words):
        return 0
    parts = [part for part in cut(words).parts if part.kind not in ("none", "note", "deadline")]
    if len(parts) == 1 and not alone:
        return 0
    return len(parts) if all(part.kind in SURE and part.end - part.start <= _NAME for part in parts) else 0


@cache
def _heads() -> re.Pattern[str]:
    """The head of a table from its running number to its units, glued or not: 序号反馈问题整改措施整改时限责任单位."""
    heads = rules.load("table_heads")
    numbers = [word for word in heads["number"]["heads"] if len(word) > 1 and not word.isascii()]
    units = rules.words(word for role in ("lead", "support", "responsible") for word in heads[role]["heads"])
    return re.compile(f"(?:{rules.words(numbers)})[^。；，、：:！？0-9]{{2,{_HEAD}}}?(?:{units})")


def heads_unread(notice: Notice) -> Iterator[tuple[int, int]]:
    """The places of the reading where the head of a table stands that names units, and below it neither table nor list."""
    reading = notice.reading
    tables = [(one.start, one.end) for one in notice.all(Table)]
    lists = [(at.start - _NEAR, at.start) for one in notice.all(Item) for at in one.lists_at]
    read = _united((reading.index(max(start, 0)), reading.index(end)) for start, end in [*tables, *lists])
    for found in _heads().finditer(reading.text):
        if not _within(read, *found.span()):
            yield found.span()


def _united(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@cache
def _makers() -> re.Pattern[str]:
    """Who made a sheet, at the end of the words before a colon: 填报单位."""
    return re.compile(f"(?:{rules.words(rules.load('roles')['makers']['words'])})$")


@cache
def _committing() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a number that commits to something (新增, 达到), and behind one (以上)."""
    said = rules.load("quantities")
    before = [word for group in said["before"].values() for word in group]
    verbs = rules.words([*before, *said["verbs"]["light"], *said["verbs"]["full"]])
    behind = rules.words(word for group in said["after"].values() for word in group if len(word) > 1)
    return re.compile(f"(?:{verbs})(?:了|到|约|近|各)?$"), re.compile(f"[^，。；、0-9]{{0,4}}?(?:{behind})")


def unmeasured(notice: Notice) -> Iterator[list[Number]]:
    """The numbers that seem to commit to something whose measure no list knows: 新增托管▁30▁班次, 达到▁90▁点以上.

    Those with the same word behind them come together.
    """
    before, behind = _committing()
    text = notice.reading.text
    of_measure: dict[str, list[Number]] = defaultdict(list)
    for number in notice.all(Number):
        if number.role != "other" or number.unit or number.target_id or not _DIGIT.search(number.text):
            continue
        start, end = notice.reading.index(number.start), notice.reading.index(number.end)
        if not _MEASURE.match(text, end) or comparisons().measure.match(text, end):
            continue
        # A measure that nobody knows is one word, and little follows it: 新增托管▁30▁班次，
        word = cut_words(text[end : end + _WORD].split("\n")[0])[0]
        counted = before.search(text[max(start - _WORD, 0) : start]) and _ENDED.match(text, end + len(word))
        if counted or behind.match(text, end, end + _WORD):
            of_measure[word].append(number)
    yield from of_measure.values()
