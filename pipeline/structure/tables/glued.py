"""Tables whose cells were glued to each other: 序号工作任务责任单位1新建公厕20座。县住建局2改造危房130户。县住建局…

A cell may end where a sentence does, before and behind a row's number, a unit's name, a time.  These possible cuts part the
text into pieces, and the layout of the table is searched over them as over lines.  A row that could be parted otherwise at
nearly the same cost is not guessed; figures glued to figures (320760) never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline import rules
from pipeline.language.heads import all_heads, column_meaning, heads_of, is_listed, may_head, named
from pipeline.language.names import looks_like_unit
from pipeline.language.signs import HAN
from pipeline.language.times import is_deadline
from pipeline.structure.tables.cut_places import HEADING, LONGEST_HEADING, pieces
from pipeline.structure.tables.learned import UNIT_KINDS, kind_of
from pipeline.structure.tables.pieces import Piece, look

_SAID = rules.lists("layout")
# A head of glued heads: so long at most, each head so long.
_HEAD, _LONGEST = 90, 12
# So few rows below each other are rows of a table that has no heads.
_ROWS_ALONE = 3
# Longer than any name of a unit.
_NAME = 22
_RUNS = re.compile("[0-9]{1,3}")
# A row on a line of its own.
_ROW = re.compile(r"[ \u3000]*(?:[A-Z]{1,2}[-－—]?)?(?P<number>\d{1,3})(?![\d.．、%年月日])[^\n]{4}")
# What stands behind the last row of a line.
_NOTE = re.compile("(?<![、，,（(])(?:备注|说明|注|附|附件|附注)[：:]")
_TITLE, _LONGEST_TITLE = re.compile("附[件表][0-9一二三四五六七八九十]{0,2}[^。]*$"), 60
# 第2页 共5页, — 3 —
_PAGE = re.compile(r"第 ?\d{1,3} ?页(?:[ ，,/]*共 ?\d{1,3} ?页)?|(?<![\w－—-])[—－-] ?\d{1,3} ?[—－-](?![—－-])")
# 3、9新建…: the number of a page before its first row.
_OF_PAGE = re.compile(r"[ \u3000]*\d{1,3}、")
# A row that a line goes on with may hold anything.
_ANY = frozenset(("leaders",))
_PAGE_END = re.compile(r"[—－-]?\s*\d{1,3}\s*[—－-]?\s*$")
_JOINED = re.compile("[及和与](?P<last>..)$")
# No line so short holds a task and who does it.
_SHORTEST_ROW = 6
# How a title ends whose words are those of heads: 民生实事责任｜清单, 重点工作责任｜落实情况表
_TITLE_END = re.compile(rf"(?:责任|任务|分工|分解|落实|推进|情况)*{_SAID.plan_names}?")
_LAST_ASIDE = re.compile("（.*）$")
_ROW_OF_FIGURES = re.compile(rf"[{HAN}].*[\d\-－—%％]$")


def glued_head(text: str, start: int, end: int, row: int = 1) -> tuple[list[tuple[int, int]], int] | None:
    """The heads that stand glued to each other in a line, and where the first row begins; None for other lines.

    The rows may also stand below, one a line: then the heads end with the line.  Heads that a page prints again stand
    before the row that goes on.

    At least three known heads must stand there, among them one of numbers or of indicators, or else of tasks and of units.
    """
    for numbers in _numbers_head().finditer(text, start, end):
        if found := _head_at(text, numbers.start(), end, row):
            return found
    if end - start <= _HEAD and (found := _known_heads(text, start, end)):
        return found
    return _plain_head(text, start, end)


def _head_at(text: str, at: int, end: int, row: int) -> tuple[list[tuple[int, int]], int] | None:
    """The heads that begin with that of the numbers, up to the number of the first row or the line's end."""
    first = _row(row).search(text, at, min(end, at + _HEAD)) or _row(1).search(text, at, min(end, at + _HEAD))
    stop = first.start() if first else end if end - at <= _HEAD and rows_below(text, end) > end else -1
    return _known_heads(text, at, stop)


def _known_heads(text: str, at: int, stop: int) -> tuple[list[tuple[int, int]], int] | None:
    """The heads of a stretch, where enough of them are known."""
    if stop >= 0 and (between := HEADING.search(text, at, stop)):
        stop = between.start()
    if stop < 0 or stop - at < 6 or not named("number", "indicator").search(text, at, stop):
        return None
    if not may_head(text[at:stop], 3):
        return None
    heads = _heads(text[at:stop])
    meanings = [column_meaning(text[at + a : at + b]) for a, b in heads]
    known = sum(meaning is not None for meaning in meanings)
    figures = "指标" in text[at:stop] and meanings.count("figure") > 1
    if known < 3 or not (figures or {"number", "indicator"} & set(meanings)) or 2 * known < len(heads):
        return None
    return [(at + a, at + b) for a, b in heads], stop


def _plain_head(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], int] | None:
    """The heads of a table without numbers: tasks and units among them, and a third column."""
    for run in _run_of_heads().finditer(text, start, end):
        heads = [(run.start() + a, run.start() + b) for a, b in _heads(run[0])]
        # 重点工作任务清单工作任务…: the first words are those of a title.
        titles = [at for at, (a, b) in enumerate(heads) if text[a:b].endswith(_SAID["plan_names"])]
        heads = heads[titles[-1] + 1 :] if titles else heads
        meanings = {column_meaning(text[a:b]) for a, b in heads} - {None, "other"}
        units = {"lead", "support", "responsible"} & meanings
        if not units or not {"task", "content"} & meanings or len(meanings) <= 2:
            continue
        # 2024年重点工作责任分工 and 民生实事责任清单 are titles; an empty form has nothing below its heads.
        stop = run.end()
        if stop < end and (_TITLE_END.fullmatch(text, stop, end) or text[stop] in "，。、；：的等"):
            continue
        if stop < end or rows_told(text, end) > end:
            return heads, stop
    return None


@cache
def _run_of_heads() -> re.Pattern[str]:
    """Three heads of the vocabulary or more, glued to each other."""
    return re.compile(f"(?:{rules.words(word for word in all_heads() if len(word) > 1)}){{3,}}")


@cache
def _row_again(number: int) -> re.Pattern[str]:
    return re.compile(rf"[ \u3000]*(?:\d{{1,3}}、)?(?={number}(?![\d０-９.．、%％年月日]))")


@cache
def _row(number: int) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d０-９]){number}(?![\d０-９.．%％])|[A-Z]{{1,2}}[-－—]0?{number}(?!\d)")


def rows_below(text: str, end: int, last: int = 0, joined: str = "") -> int:
    """Where the rows end that stand below a line, one a line, each with its number: 1新建公厕20座。县住建局.

    Args:
        last: the number of the last row of the line itself.
        joined: the heads, which a page may print again.
    """
    stop, closed = end, True
    while stop < len(text):
        behind = text.find("\n", stop + 1)
        behind = len(text) if behind < 0 else behind
        line = text[stop + 1 : behind].strip()
        row = _ROW.match(text, stop + 1)
        again = line.endswith(joined) if joined and len(line) <= len(joined) + LONGEST_HEADING else False
        if row and int(row["number"]) in (last + 1, 1):
            last, end, closed = int(row["number"]), behind, _is_closed(line)
        elif not again and not _PAGE.fullmatch(line):
            more = _goes_on(text, stop + 1, behind, last, closed) if last and end == stop else 0
            if more:
                last, end, closed = more, behind, _is_closed(line)
            elif row or end < stop or behind - stop > LONGEST_HEADING:
                break
        # A heading may stand above a row.
        stop = behind
    return end


def _goes_on(text: str, start: int, end: int, last: int, closed: bool) -> int:
    """The number of the last row of a line that begins within a row: a copy broke its line anywhere; 0 for other lines."""
    if _OF_PAGE.match(text, start, end):
        return 0
    numbers = [int(piece.words) for piece in pieces(text, start, end, last + 1, _ANY) if _RUNS.fullmatch(piece.words)]
    return (
        max(numbers, default=0) if last + 1 in numbers else last if not closed and _closes_row(text[start:end]) else 0
    )


def _is_closed(line: str) -> bool:
    return line.endswith("。") or _closes_row(line)


def glued_rows(
    text: str, heads: Sequence[tuple[int, int]], body_at: int, end: int
) -> tuple[list[Piece], list[Piece], dict[int, int], int]:
    """The pieces of the rows below glued heads, over the lines that go on with them.

    A page may print the heads again, within a line or in the next, and a number of its own before them:
    2、序号改革任务…5改造… / 3、9新建…

    Returns:
        The pieces of the heads, also of those printed again; those of the rows; place among the rows → piece of the heads
        that stand there again; where the rows end.
    """
    words = [text[a:b] for a, b in heads]
    meanings = [column_meaning(word) for word in words]
    kinds = {kind_of(meaning or "other", word) for meaning, word in zip(meanings, words, strict=True)}
    top = [Piece(a, b, text[a:b], "cut") for a, b in heads]
    numbered = "number" in meanings
    body: list[Piece] = []
    again: dict[int, int] = {}
    parted = re.compile(f"{re.escape(''.join(words))}|{_PAGE.pattern}")

    def take(start: int, end: int) -> int:
        """Add what stands in a stretch up to where its rows end, the heads said again and the numbers of pages apart."""
        behind = _table_ends(text, start, end, words)
        for between in parted.finditer(text, start, behind):
            is_head = between[0] == "".join(words)
            before = _before_page_end(text, start, between.start()) if is_head else between.start()
            body.extend(pieces(text, start, before, numbered and _next_row(body), kinds))
            start = between.end()
            if is_head:
                again[len(body)] = len(top)
                at = between.start()
                for word in words:
                    top.append(Piece(at, at + len(word), word, "cut"))
                    at += len(word)
        body.extend(pieces(text, start, behind, numbered and _next_row(body), kinds))
        return behind

    if not numbered and kinds.isdisjoint(UNIT_KINDS):
        stop = end
    elif not numbered:
        stop = rows_told(text, end) if body_at == end or _closes_row(text[body_at:end]) else end
    elif body_at == end:
        stop = rows_below(text, end, 0, "".join(words))
    else:
        last = max(
            (int(one.words) for one in pieces(text, body_at, end, 1, kinds) if _RUNS.fullmatch(one.words)), default=0
        )
        stop = rows_below(text, end, last, "".join(words))
    done = take(body_at, stop)
    while done == stop < len(text):
        row = _next_row(body)
        start, stop = done + 1, text.find("\n", done + 1)
        stop = len(text) if stop < 0 else stop
        head = glued_head(text, start, stop, row)
        goes_on = _row_again(row).match(text, start, stop)
        if head and [text[a:b] for a, b in head[0]] == words:
            done = take(head[0][0][0], stop)
        elif goes_on and stop - start > LONGEST_HEADING:
            done = take(goes_on.end(), stop)
        else:
            break
    return top, body, again, done


def _next_row(body: Sequence[Piece]) -> int:
    return 1 + max((int(piece.words) for piece in body if _RUNS.fullmatch(piece.words)), default=0)


def _table_ends(text: str, start: int, end: int, heads: Sequence[str]) -> int:
    """Where the rows of a line end: at a note (…12月底前备注：), or at the heads of another table."""
    note = _NOTE.search(text, start, end)
    end = note.start() if note else end
    for number in _numbers_head().finditer(text, start, end):
        if not text.startswith("".join(heads), number.start()) and glued_head(text, number.start(), end):
            title = _TITLE.search(text, max(start, number.start() - _LONGEST_TITLE), number.start())
            return title.start() if title else number.start()
    return end


@cache
def _numbers_head() -> re.Pattern[str]:
    """The heads of a column of numbers: 序号, 编号."""
    return re.compile(rules.words(word for word in heads_of("number") if len(word) > 1 and word.isalpha()))


def _before_page_end(text: str, start: int, at: int) -> int:
    """Before the number of the page at whose head a place stands: …6月底前— 3 —｜序号重点任务"""
    number = _PAGE_END.search(text, max(start, at - 12), at)
    return number.start() if number else at


def is_row(text: str, at: int) -> int:
    """The number of the row that a place begins with, its next cell glued to it; 0 where there is none: A-05安全生产…"""
    row = _ROW.match(text, at)
    return int(row["number"]) if row and text[row.end("number")] not in "\t |｜" else 0


def rows_alone(text: str, at: int) -> int:
    """Where glued rows end that a line begins with, their heads lost: so many numbers run on, and names or times with them; else 0."""
    if is_row(text, at) != 1:
        return 0
    end = rows_below(text, at - 1)
    looks = [look(piece.words) for piece in pieces(text, at, end, 1, _ANY)]
    numbers = looks.count("number")
    cells = sum(one in ("units", "collective", "time", "years") for one in looks)
    return end if numbers >= _ROWS_ALONE and cells >= numbers else 0


def rows_told(text: str, end: int) -> int:
    """Where the lines end below glued heads that close as rows without numbers do: with a unit's name or a time.

    A heading may stand above a row.
    """
    stop = end
    while stop < len(text):
        behind = text.find("\n", stop + 1)
        behind = len(text) if behind < 0 else behind
        line = text[stop + 1 : behind].strip()
        is_head = _known_heads(text, stop + 1, behind) is not None
        if _closes_row(line) and not is_head:
            end = behind
        elif end < stop or len(line) > LONGEST_HEADING or line.endswith(("。", "：", ":")) or is_head:
            break
        stop = behind
    return end


def _closes_row(line: str) -> bool:
    # A label of its own says that the words are no cells: …3处。（责任单位：县教育局
    if len(line) < _SHORTEST_ROW or "：" in line or looks_like_unit(line) or is_deadline(line):
        return False
    tails = (line[-size:] for size in range(2, min(len(line), _NAME)))
    return any(looks_like_unit(tail) or is_deadline(tail) for tail in tails)


def rows_left(text: str, end: int) -> int:
    """Where the lines end that look like rows below those that were read, though their numbers do not go on from them."""
    row = _ROW.match(text, end + 1)
    while row and int(row["number"]) > 1:
        behind = text.find("\n", row.end())
        end = behind if behind >= 0 else len(text)
        row = _ROW.match(text, end + 1)
    return end


def _heads(words: str) -> list[tuple[int, int]]:
    """The cheapest way to part glued heads: as many characters as possible in known ones, and few heads."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        ways = []
        for start in range(max(0, end - _LONGEST), end):
            head = words[start:end]
            if head[0] in "（(）)及和与、":
                continue
            listed = 0.1 if is_listed(_LAST_ASIDE.sub("", head)) else None
            cost = listed or (0.3 + 0.15 * len(head) if column_meaning(head) else 1.0 + 0.2 * len(head))
            if "（" in head and "）" not in head:
                cost += 3.0
            if not listed and (joined := _JOINED.search(head)) and not column_meaning(joined["last"]):
                # 主要内容及量化目标 is one head though 目标 could be the next.
                cost += 0.5
            ways.append((best[start][0] + cost, start))
        best.append(min(ways, default=(99.0, end - 1)))
    cuts = [len(words)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    edges = cuts[::-1]
    return list(pairwise(edges))


def is_figures(text: str, heads: Sequence[tuple[int, int]]) -> bool:
    """Whether glued heads stand above glued figures: 指标单位2020年2025年."""
    meanings = [column_meaning(text[a:b]) for a, b in heads]
    return "指标" in text[heads[0][0] : heads[-1][1]] and meanings.count("figure") > 1


def figure_rows(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The lines of glued figures that follow a head."""
    while at < len(text):
        stop = text.find("\n", at + 1)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].strip()
        if line:
            if not _ROW_OF_FIGURES.search(line) or re.search("[。；]", line):
                return
            start = text.index(line, at)
            yield start, start + len(line)
        at = stop + 1 if stop < len(text) else stop
