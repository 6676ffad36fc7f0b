"""Tables that a page gave as running text: one cell a line, or one behind another with blanks between.

    序号 / 重点任务 / 牵头单位 / 责任单位 / 完成时限 / 1 / 新建公厕20座。 / 县住建局 / 各镇街、县财政局 / 6月底前 / 2 / …

The heads in a row give the columns.  What follows is told apart by what it says: a running number, names of units, a
time, a person, a heading, or words; a row begins with its number, or with words behind names.  A cell that was merged
downwards is printed once, so a row without any unit shares those of the row above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.language.heads import head_meaning
from pipeline.language.names import looks_like_unit
from pipeline.language.numbering import marker
from pipeline.language.signs import BLANK, HAN, UNIT_ENDS, simplified
from pipeline.language.times import DEADLINE
from pipeline.notice import Block, Cell, Notice

_UNITS = ("lead", "responsible", "support", "supervise")
_TEXTS = ("task", "content")
# A table has a head of at least so many columns, and names units in at least so many rows.
_HEADS, _ROWS = 3, 2
# A paragraph so long may be a whole table; a shorter one is a cell.
_RUNNING = 200
# Words longer than this are no name of a task that stands before its content, nor a heading.
_NAME = 24
_HEADING = 40
# So many pieces of words in a row, beyond the columns for them, are prose behind the table.
_PARAGRAPHS = 3
# … where the rows are numbered; a cell may be wrapped over so many lines.
_LINES = 30
# A name that a cell cut in two goes on for less than this.
_REST = 12
_SEPARATORS = re.compile(rf"[、，；,;/]|{BLANK}+")
_PERSON = rf"(?:[{HAN}]{{2,4}}|[{HAN}]{BLANK}+[{HAN}])"
_PERSONS = re.compile(rf"{_PERSON}(?:(?:[、，,]|{BLANK}+){_PERSON})*")
_NUMBER = re.compile(r"\d{1,3}[.．、]?")
_LEVELS = "省州市县区镇乡"
# What stands in a cell that says nothing.
_EMPTY = ("/", "／", "—", "——", "－", "-", "无")
# What follows the last row.
_AFTER = re.compile("附件|附表|附：|[抄报主]送：|主题词")
_WIDE = str.maketrans("(),;:", "（），；：")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the source that is one cell, or part of one."""

    start: int
    end: int
    words: str


@dataclass(slots=True)
class _Row:
    """Column → the stretch of its cell; a heading has no column."""

    cells: dict[int, tuple[int, int]] = field(default_factory=dict)
    heading: tuple[int, int] | None = None
    last: int = -1
    words: str = ""

    def put(self, column: int, piece: _Piece) -> None:
        start = self.cells[column][0] if column in self.cells else piece.start
        self.cells[column] = (start, piece.end)
        self.last = column
        self.words = piece.words


class _Table:
    """A table as it is read, piece by piece."""

    def __init__(self, heads: Sequence[_Piece]) -> None:
        self.heads = heads
        self.columns = [head_meaning(head.words) or "other" for head in heads]
        self.rows: list[_Row] = []
        self.number = 0
        self.loose = 0

    def takes(self, kind: str, after: int) -> list[int]:
        """The columns behind `after` that hold what the piece is."""
        kinds = {"units": _UNITS, "words": _TEXTS}.get(kind, (kind,))
        return [at for at, meaning in enumerate(self.columns) if at > after and meaning in kinds]

    def kind(self, words: str) -> str:
        """What a piece says: number, units, deadline, leaders, heading, prose or words."""
        words = simplified(words).translate(_WIDE)
        if _NUMBER.fullmatch(words) and int(re.sub(r"\D", "", words)) in (self.number + 1, 1):
            return "number"
        found = marker().match(words)
        if found and (found.lastgroup or "").removesuffix("_core") in ("chinese", "chinese_bracket", "part"):
            return "heading" if len(words) <= _HEADING and "。" not in words else "prose"
        if _AFTER.match(words):
            return "prose"
        if _names_units(words, self.awaits(*_UNITS)):
            return "units"
        if len(words) <= _NAME and not words.endswith("。") and DEADLINE.fullmatch(words):
            return "deadline"
        if self.awaits("leaders") and _PERSONS.fullmatch(words):
            return "leaders"
        return "words"

    def add(self, pieces: Sequence[_Piece], at: int) -> bool:
        """Read one piece; False where the table has ended before it."""
        piece, following = pieces[at], pieces[at + 1] if at + 1 < len(pieces) else None
        kind = self.kind(piece.words)
        row = self.rows[-1] if self.rows else None
        if kind == "prose":
            return False
        if row and row.last >= 0 and piece.words in _EMPTY:
            row.last = min(row.last + 1, len(self.columns) - 1)
            return True
        if kind == "heading":
            self.rows.append(_Row(heading=(piece.start, piece.end)))
            return True
        if kind == "number" and self.takes("number", -1):
            self.number = int(re.sub(r"\D", "", piece.words))
            self.begin().put(self.takes("number", -1)[0], piece)
            return True
        if kind == "number":
            kind = "words"
        self.loose = self.loose + 1 if kind == "words" else 0
        if self.loose > len(self.takes("words", -1)) + (_LINES if self.number else _PARAGRAPHS):
            return False
        if row is None or row.heading:
            row = self.begin()
        columns = self.takes(kind, row.last)
        if kind == "words":
            columns = self.of_words(row, columns, piece, following)
        if columns and kind == "words" and self.before_units(row.last, columns[0]) and self.names_ahead(pieces, at):
            # 义务教育 / 扩容: the units come before the content does
            columns = [row.last]
        if kind == "words" and (notes := self.of_note(row, piece)) and not self.names_ahead(pieces, at):
            columns = notes
        if columns:
            row.put(columns[0], piece)
        elif row.last >= 0 and self.columns[row.last] in {"units": _UNITS, "words": _TEXTS}.get(kind, (kind,)):
            row.put(row.last, piece)
        elif kind == "words" and (others := self.takes("other", row.last)) and self.ends(following):
            row.put(others[0], piece)
        elif row.last >= 0 and kind == "words" and self.number and not self.names_ahead(pieces, at):
            # 11月底前达到 / 退出标准: no row of its own
            row.put(row.last, piece)
        elif kind == "words" or (kind == "units" and self.takes(kind, -1)):
            row = self.begin()
            columns = self.takes(kind, -1)
            if kind == "words":
                columns = self.of_words(row, columns, piece, following)
            row.put(columns[0], piece)
        return True

    def before_units(self, column: int, other: int) -> bool:
        """Whether a column of words is parted from another by columns of units."""
        return self.columns[column] in _TEXTS and any(kind in _UNITS for kind in self.columns[column:other])

    def names_ahead(self, pieces: Sequence[_Piece], at: int) -> bool:
        """Whether units are named before the next row begins by its number."""
        for piece in pieces[at + 1 : at + 1 + _LINES]:
            kind = self.kind(piece.words)
            if kind in ("number", "heading", "prose"):
                return False
            if kind == "units":
                return True
        return False

    def begin(self) -> _Row:
        self.rows.append(_Row())
        return self.rows[-1]

    def ends(self, following: _Piece | None) -> bool:
        return following is None or self.kind(following.words) in ("number", "heading", "prose")

    def of_words(self, row: _Row, columns: list[int], piece: _Piece, following: _Piece | None) -> list[int]:
        """The column for words where both the name of a task and its content are free.

        The name is short and the content follows it; alone, words are the content, and the name is that of the row
        above, merged downwards.
        """
        if len(columns) < 2:
            return columns
        if self.before_units(columns[0], columns[1]):
            return columns
        named = len(piece.words) <= _NAME and not re.search("[，；。]", piece.words)
        followed = following is not None and self.kind(following.words) == "words"
        return columns if named and followed else columns[-1:]

    def of_note(self, row: _Row, piece: _Piece) -> list[int]:
        """The column for a few words behind a whole sentence: 建成桥梁7座。 / 主线6月底前 / 完成可研."""
        whole = row.last >= 0 and self.columns[row.last] in _TEXTS and row.words.endswith("。")
        if not whole or len(piece.words) > _NAME or re.search("[，；。（：]", piece.words):
            return []
        timed = self.takes("deadline", row.last) if re.search(r"\d月|月底|年底|季度", piece.words) else []
        return timed or self.takes("other", row.last)

    def awaits(self, *kinds: str) -> bool:
        """Whether the next free column of the row, or the one just filled, holds one of the kinds."""
        last = self.rows[-1].last if self.rows and not self.rows[-1].heading else -1
        return last >= 0 and any(meaning in kinds for meaning in self.columns[last : last + 2])

    def has_units(self, row: _Row) -> bool:
        return any(self.columns[column] in _UNITS for column in row.cells)

    def cells(self, table: int) -> Iterator[Cell]:
        """The cells of the rows up to the last one that names units, merged ones over all their rows."""
        named = [at for at, row in enumerate(self.rows) if self.has_units(row)]
        if len(named) < _ROWS:
            return
        rows = self.rows[: named[-1] + 1]
        for column, head in enumerate(self.heads):
            yield Cell(head.start, head.end, table, 0, column)
        for at, row in enumerate(rows, 1):
            if row.heading:
                yield Cell(*row.heading, table, at, 0, column_span=len(self.columns))
            for column, (start, end) in row.cells.items():
                below = 1
                while at + below <= len(rows) and self.merged(rows[at + below - 1], column):
                    below += 1
                yield Cell(start, end, table, at, column, row_span=below)

    def merged(self, row: _Row, column: int) -> bool:
        """Whether a row leaves a column to the cell above it."""
        if row.heading or column in row.cells:
            return False
        meaning = self.columns[column]
        if meaning in _UNITS or meaning == "deadline":
            return not self.has_units(row)
        return meaning in ("number", "task")


def _names_units(words: str, awaited: bool) -> bool:
    """Whether a cell holds nothing but names of units: of four names one may be of a kind that nobody listed.

    Where the column at hand is one of units, names that merely end like those of units are enough.
    """
    if len(words) > _RUNNING or "。" in words:
        return False
    names = [name.removesuffix("等") for name in _SEPARATORS.split(_without_brackets(words)) if name]
    known = sum(looks_like_unit(name) or (awaited and _ends_like_unit(name)) for name in names)
    return bool(known) and 4 * known >= 3 * len(names)


def _ends_like_unit(name: str) -> bool:
    return 2 < len(name) <= _NAME and (name[-1] in UNIT_ENDS or name.endswith(("单位", "部门")))


def _without_brackets(words: str) -> str:
    return re.sub("（[^（）]*）", "", words)


def flat_tables(notice: Notice) -> Notice:
    """The notice with the cells of the tables that were flattened to lines or to running text.

    A notice whose reader found tables is left as it is.
    """
    if notice.all(Cell):
        return notice
    cells: list[Cell] = []
    for pieces in (_unwrapped(_lines(notice)), *_paragraphs(notice)):
        for table in _tables(pieces):
            cells += table.cells(cells[-1].table + 1 if cells else 0)
    return notice.adding(cells)


def _tables(pieces: Sequence[_Piece]) -> Iterator[_Table]:
    at = 0
    while at < len(pieces):
        heads = _heads(pieces, at)
        at += len(heads) or 1
        if not heads:
            continue
        table = _Table(heads)
        while at < len(pieces):
            # The head is printed again on every page; another one begins another table.
            if again := _heads(pieces, at):
                if [piece.words for piece in again] != [piece.words for piece in heads]:
                    break
                at += len(again)
            elif table.add(pieces, at):
                at += 1
            else:
                break
        yield table


def _heads(pieces: Sequence[_Piece], at: int) -> Sequence[_Piece]:
    """The heads that begin at a piece: 序号, 工作任务, 责任单位, …; none where they are no table's."""
    meanings: list[str] = []
    for piece in pieces[at:]:
        # 二、重点任务 is a heading, though 重点任务 heads columns.
        meaning = None if marker().match(piece.words) else head_meaning(piece.words)
        if meaning is None:
            break
        meanings.append(meaning)
    named = set(meanings) & set(_UNITS) and set(meanings) & set(_TEXTS)
    return pieces[at : at + len(meanings)] if len(meanings) >= _HEADS and named else ()


def _lines(notice: Notice) -> list[_Piece]:
    """The lines of the text, page furniture apart."""
    hidden = [(block.start, block.end) for block in notice.all(Block)]
    found = []
    for line in re.finditer(r"[^\n]+", notice.text):
        words = line[0].strip()
        start = line.start() + line[0].find(words)
        if words and not any(a <= start < b for a, b in hidden):
            found.append(_Piece(start, start + len(words), words))
    return found


def _unwrapped(lines: Sequence[_Piece]) -> list[_Piece]:
    """The lines, with heads and lists of units that were wrapped inside a cell made whole: 完成 / 时限, 县经贸局、县科 / 技局."""
    pieces: list[_Piece] = []
    for line in lines:
        if pieces and _wraps(pieces[-1].words, line.words):
            last = pieces.pop()
            line = _Piece(last.start, line.end, last.words + line.words)
        pieces.append(line)
    return pieces


def _wraps(before: str, line: str) -> bool:
    if max(len(before), len(line)) > _RUNNING or re.search("[。；：]", before) or _NUMBER.fullmatch(before):
        return False
    if len(before) <= 4 and len(line) <= 4:
        return head_meaning(before) is None and head_meaning(before + line) is not None
    last, first = _SEPARATORS.split(before)[-1], _SEPARATORS.split(line.removesuffix("等"))[0]
    if not last or not first or first[0] in "及和与":
        return _names_units(before, True) and any(looks_like_unit(name) for name in _SEPARATORS.split(line))
    # 市信访局 / 市政务服务热线受理中心 are two lines, 就业创业 / 县人社局 two cells.
    whole = looks_like_unit(last) + looks_like_unit(first) + (first[0] in _LEVELS) >= 2
    if first.startswith(("各成员", "成员单位")):
        return looks_like_unit(last)
    if whole or len(first) > _REST or re.search(r"\d", first):
        return False
    names = _SEPARATORS.split(before + line)
    # The last name may be cut in turn: 建局、县自然资源
    return looks_like_unit(last + first) and _names_units("、".join(names[:-1] or names), True)


def _paragraphs(notice: Notice) -> Iterator[list[_Piece]]:
    """The words of each paragraph long enough to hold a table, parted at its blanks."""
    for line in re.finditer(r"[^\n]+", notice.text):
        if len(line[0]) >= _RUNNING:
            start = line.start()
            yield [
                _Piece(start + word.start(), start + word.end(), word[0])
                for word in re.finditer(rf"(?:(?!{BLANK}).)+", line[0])
            ]
