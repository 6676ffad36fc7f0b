"""The head of a flattened table: which pieces are heads of columns, and the ways to part them.

    序号 / 重点任务 / 牵头单位 / 完成 / 时限 / 一、经济发展 / 1 / …

A head may be wrapped over lines, hold columns that no vocabulary knows, and stand above a heading of rows.  What cannot be
told from its words is told by the rows below it, which each way of parting fits more or less well.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import rules
from pipeline.language.heads import column_meaning, ends_with, is_listed
from pipeline.language.numbering import marker
from pipeline.structure.tables.learned import TEXTS, UNIT_KINDS, UNITS, Column, kind_of
from pipeline.structure.tables.pieces import Piece, joined, look

#: The pieces ``[first, last)`` of each head of a table, from the left.
Heads = tuple[tuple[int, int], ...]

# Known heads that make a table where no column of numbers opens it.
_HEADS = 3
# The column of numbers is one of the first, and so many pieces below a head stand before the first number.
_BESIDE, _BEHIND = 3, 5
# A head that was wrapped stands in so many lines at most.
_LINES = 3
# Whether a head is narrow is told by so many of its lines.
_NARROW = 4
_YEARS = re.compile("(?:19|20)[0-9]{2}(?:[-—–－~至](?:19|20)[0-9]{2})?")
# What stands above a head: the number of the document, the name of a table.
_ABOVE = re.compile("[^〔]{2,12}〔[0-9]{4}〕|(?:附?[表件]|专栏|表格)[ \u3000]*[0-9一二三四五六七八九十]{1,2}(?![0-9])")
# What a head says besides: 总投资（亿元）
_ASIDE = re.compile("[（(].*")
# So long is a line of a head that goes on, and shorter what stands behind it with its measure.
_SHORT = 3
_BRACKET = re.compile("（[^（）]*）")
# No head that says what is to be reached is longer.
_REACHES = 8
# So many ways to read a head are kept.
_WAYS = 5


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table: its first piece, and the ways to part it into columns, the likeliest first."""

    first: int
    ways: tuple[tuple[float, Heads], ...]


def heads_column(words: str) -> str | None:
    """What a column holds by its head: one that ends as 前期目标, 量化目标 do, what its rows are to reach."""
    return column_meaning(words) or ("content" if len(words) <= _REACHES and ends_with("reaches", words) else None)


def _meaning(words: str) -> str | None:
    # 二、重点任务 is a heading, though 重点任务 heads columns.
    return None if marker().match(words) else heads_column(words)


def head_at(pieces: Sequence[Piece], at: int) -> Head | None:
    """The head that begins at a piece: 序号, 工作任务, 责任单位, …

    One with a column of numbers ends before the first of them, or before what stands above or beside that, whatever its
    other heads are; any other is made of known heads only, three at least, among them one of tasks and one of units.
    """
    if not _may_head(pieces[at].words) or (_meaning(pieces[at].words) is None and not _may_wrap(pieces, at)):
        return None
    table = rules.load("flat_tables")["heads"]
    last = at
    while last < min(len(pieces), at + _LINES * table["most"]) and _may_head(pieces[last].words):
        last += 1
    best = _parted(pieces, at, last)
    first_row = last < len(pieces) and look(pieces[last].words) in ("number", "heading")
    if first_row and any(_meaning(piece.words) == "number" for piece in pieces[at : min(last, at + _BESIDE)]):
        ends = range(last, max(at + _HEADS - 1, last - _BEHIND - 1), -1)
        ways = [
            (cost + sum(_left(piece.words, way[0], pieces) for piece in pieces[end:last]), way)
            for end in ends
            for cost, way in best[end - at]
            if _numbered(pieces, way)
        ]
        if ways:
            return Head(at, tuple(heapq.nsmallest(_WAYS, ways)))
    # 2025年 goes on in no line that is none of its own: 粮食产量 begins the first row.
    known = [(cost, way) for ways in best for cost, way in ways if cost < table["swallowed"] and _of_tasks(pieces, way)]
    longest = max((way[-1][1] for _, way in known), default=at)
    ways = [(cost, way) for cost, way in known if way[-1][1] == longest]
    return Head(at, tuple(ways)) if ways else None


def _left(words: str, first: tuple[int, int], pieces: Sequence[Piece]) -> float:
    """What it costs that a piece above the first number is no head: nothing where a column stands before the numbers."""
    cost = rules.load("flat_tables")["heads"]
    if not _meaning(words) and words[0] not in "（(" and _meaning(joined(pieces[slice(*first)])) != "number":
        return 0.0
    # （亿元） ends the head before it.
    return float(cost["left_known"] if _meaning(words) or words[0] in "（(" else cost["left"])


def _words(pieces: Sequence[Piece], way: Heads) -> list[str]:
    return [joined(pieces[first:last]) for first, last in way]


def _numbered(pieces: Sequence[Piece], way: Heads) -> bool:
    """Whether heads have a column of numbers, before it at most some of the vocabulary: 任务类别 | 序号 | 工作任务 …"""
    words = _words(pieces, way)
    number = next((at for at, one in enumerate(words[:_BESIDE]) if _meaning(one) == "number"), None)
    return number is not None and len(way) >= _HEADS and all(map(is_listed, words[:number]))


def _of_tasks(pieces: Sequence[Piece], way: Heads) -> bool:
    """Whether known heads may be all that a table without numbers has: tasks and units, or figures."""
    kinds = {_meaning(words) for words in _words(pieces, way)}
    figures = {"indicator", "figure"} <= kinds
    return len(way) >= _HEADS and None not in kinds and (figures or bool(kinds & set(UNITS) and kinds & set(TEXTS)))


def _may_head(words: str) -> bool:
    if len(words) > rules.load("flat_tables")["heads"]["longest"]:
        return False
    # What a row above ends with, 2017-2019 / 0.3, heads nothing; 2025年 does.
    told = look(words) in ("number", "heading", "amount") or _YEARS.fullmatch(words) or _ABOVE.match(words)
    # 县（市、区） is one head.
    return not told and not re.search("[。；，、：]", _BRACKET.sub("", words))


def _may_wrap(pieces: Sequence[Piece], at: int) -> bool:
    short = len(pieces[at].words) <= 4 and at + 1 < len(pieces) and len(pieces[at + 1].words) <= 4
    return short and _meaning(joined(pieces[at : at + 2])) is not None


def _parted(pieces: Sequence[Piece], first: int, last: int) -> list[list[tuple[float, Heads]]]:
    """The likeliest ways to part the lines of a head into columns, by where it ends: 建设 / 周期（年） is one or two."""
    cost = rules.load("flat_tables")["heads"]
    lines_of = [piece.words for piece in pieces[first:last]]
    # What stands below the head may be longer.
    narrow = all(len(words) <= cost["narrow"] for words in lines_of[:_NARROW])
    best: list[list[tuple[float, Heads]]] = [[] for _ in range(last - first + 1)]
    best[0] = [(0.0, ())]
    for end in range(1, last - first + 1):
        ways = []
        for size in range(1, min(_LINES, end) + 1):
            head = lines_of[end - size : end]
            # （亿元） goes with the line before it.
            if len("".join(head)) > cost["longest"] or head[0][0] in "（(":
                continue
            one = _head_cost(head) + cost["short"] * (narrow and size == 1 and not _meaning(head[0]))
            if end < last - first and _goes_on(head[-1], lines_of[end], narrow=narrow):
                one += cost["parted"]
            place = first + end - size, first + end
            ways += [(total + one, (*heads, place)) for total, heads in best[end - size] if len(heads) < cost["most"]]
        best[end] = heapq.nsmallest(_WAYS, ways)
    return best


def _goes_on(line: str, below: str, *, narrow: bool) -> bool:
    """Whether two lines are likely of one head: 完成 / 时限 of narrow columns, 2021年 / 计划投资 and 粮食播种 / 面积（万亩） of any."""
    words = line + below
    # 序 / 号 is as narrow as can be, whatever stands beside it.
    if narrow or len(words) == 2:
        return is_listed(words)
    if _YEARS.match(line):
        return _meaning(words) == "planned"
    begun = len(line) > _SHORT and line[-1] not in "）)" and not _meaning(line)
    return begun and len(_ASIDE.sub("", below)) <= _SHORT and _meaning(words) == "measured"


def _head_cost(lines_of: Sequence[str]) -> float:
    """What it costs that lines are one head."""
    cost = rules.load("flat_tables")["heads"]
    words = "".join(lines_of)
    new = cost["unknown"] + cost["unknown_long"] * max(0, len(_ASIDE.sub("", words)) - cost["name"])
    one = (cost["known"] if _meaning(words) else new) + cost["wrapped"] * (len(lines_of) - 1)
    parts = [line for line in lines_of if line[0] not in "（("]
    # 2021年 / 计划投资 is one head, and 粮食播种 / 面积（万亩）.
    begun = _meaning(words) == "planned" or (len(parts) == 2 and _goes_on(*parts, narrow=False))
    if len(parts) > 1 and not begun:
        # 责任 / 单位 is one head, though either could be; 工作任务 / 责任单位 is two.
        whole = [len(line) > cost["narrow"] or _meaning(line) == "number" for line in parts if _meaning(line)]
        one += cost["swallowed"] * any(whole) + cost["one_of_two"] * (not any(whole) and bool(whole))
    return float(one)


def columns_below(pieces: Sequence[Piece], way: Heads) -> list[Column]:
    """The columns below a head.  Without one of contents the last of tasks holds them: 改革事项 | 重点任务."""
    heads = [joined(pieces[first:last]) for first, last in way]
    meanings = [heads_column(head) or "other" for head in heads]
    columns = [Column(meaning, kind_of(meaning, head)) for meaning, head in zip(meanings, heads, strict=True)]
    # Where no body answers for them indicators are names, and a sentence stands behind their table.
    answered = any(column.kind in UNIT_KINDS and head != "单位" for column, head in zip(columns, heads, strict=True))
    if "figure" in meanings:
        # 单位 beside years is what is counted in.
        columns = [Column("measure", "other") if column.meaning == "responsible" else column for column in columns]
    tasks = [
        at for at, column in enumerate(columns) if column.kind == "task" and (answered or column.meaning != "indicator")
    ]
    if tasks and all(column.kind != "content" for column in columns):
        columns[tasks[-1]] = Column("task", "content")
    return columns
