"""What a layout of pieces in the rows and columns of a table costs, cell by cell and step by step.

A cell costs what rules/flat_tables.toml says for words of such a look in such a column, and for each line it goes on over; a
step from one cell to the next what it leaves out, and whether the number of the row runs on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from pipeline.language.names import vocabulary
from pipeline.structure.tables.learned import TEXTS, UNIT_KINDS, Column, costs, is_full, text_width
from pipeline.structure.tables.pieces import Piece, joined, look, wide

# Looks of words that are seldom a line of a longer text.
_UNITS = ("units", "collective")
_CELLS = ("units", "collective", "time", "years", "amount", "person")
# The most pieces and characters of a cell: of text, of names, of anything else.
_MOST = {"task": (4, 80), "content": (40, 3000), "units": (30, 500), "lead": (30, 500), "number": (1, 6)}
_MOST_ELSE = (5, 120)
_MOST_CUT = 24
# No longer words are known again in a column.
_KNOWN = 40
#: What costs so much more than the cheapest cannot become it any more.
HOPELESS = 14.0
# No heading over rows is longer.
_HEADING = 40


class Prices:
    """What each cell and each step of a layout of pieces in columns costs."""

    def __init__(self, pieces: Sequence[Piece], columns: Sequence[Column]) -> None:
        self.pieces, self.columns = pieces, columns
        self.size, self.width = len(pieces), len(columns)
        self.steps, self.empty = costs()["steps"], costs()["empty"]
        self.number = next((at for at, column in enumerate(columns) if column.kind == "number"), -1)
        # The state of a row that is nothing but contents, all else being merged from above.
        self.only = self.width + 1
        self.contents = next((at for at, column in enumerate(columns) if column.kind == "content"), -1)
        # Glued text says nothing of cells merged from above.
        self.glued = any(piece.gap == "cut" for piece in pieces)
        # What stands before the number names a class of rows, and is merged over them.
        classes = [column.kind == "task" and at < self.number for at, column in enumerate(columns)]
        self.skip = [
            0.0,
            *accumulate(
                self.steps["merged_class"] if of_class else self.empty[column.kind]
                for column, of_class in zip(columns, classes, strict=True)
            ),
        ]
        self.lead = [self.opening(at) for at in range(self.width)]
        self.enterable = [*range(self.width), *([self.only] if self.contents >= 0 and not self.glued else [])]
        self.exact = self.exact_rows()
        self.wide = [wide(piece.words) for piece in pieces]
        widths = {0.0, *(column.width for column in columns)}
        self.wraps = {
            width: [0.0, 0.0, *accumulate(self.wrap(at, width) for at in range(1, self.size))] for width in widths
        }
        cells = self.steps["holds_cell"]
        line = text_width(self.wide)
        self.broken = [0.0, *(self.steps["break_full"] * self.breaks(at, line) for at in range(1, self.size)), 0.0]
        self.holds = [0.0, *accumulate(cells * (look(piece.words) in _CELLS) for piece in pieces)]
        self.length = [0, *accumulate(len(piece.words) for piece in pieces)]
        outside = costs()["outside"]
        self.after = [*accumulate((outside[look(piece.words)] for piece in reversed(pieces)), initial=0.0)][::-1]
        # Where each row has a line, cells beside each other, the line's begin is the row's.
        beside = any(piece.gap in ("blank", "tab", "cut") for piece in pieces) and pieces[0].gap == "line"
        self.inside = [self.steps["row_inside"] * (beside and piece.gap != "line") for piece in pieces]
        self.outside = [self.steps["row_goes_on"] * (beside and piece.gap == "line") for piece in pieces]
        self.heading = [self.heads_rows(at) for at in range(self.size)]
        self.opened = [0, *accumulate(_opened(piece.words) for piece in pieces)]
        self.half = [(0.0, 0.0), *map(self.half_name, range(1, self.size)), (0.0, 0.0)]
        self.moves = {
            before: [(column, *self.into(before, column)) for column in self.enterable]
            for before in range(-1, self.only + 1)
        }
        self.entered: dict[tuple[int, tuple[float, float, float]], list[tuple[int, float]]] = {}
        self.ended = {before: self.end(before) for before in self.moves}
        self.values = [_value(piece.words) for piece in pieces]
        self.looks: dict[tuple[int, int], str] = {}
        self.memory: dict[tuple[int, int], list[tuple[int, float]]] = {}

    def real(self, column: int) -> int:
        """The column of a state."""
        return self.contents if column == self.only else column

    def exact_rows(self) -> list[bool]:
        """Of each piece whether its row has as many lines as there are columns, as most rows of the table have.

        Then each line is a cell: none goes on, and none is left out.
        """
        exact = [False] * self.size
        if self.number != 0 or any(piece.gap not in ("line", "cell") for piece in self.pieces):
            return exact
        begins: list[int] = []
        for at, piece in enumerate(self.pieces):
            if _value(piece.words) == len(begins) + 1:
                begins.append(at)
        rows = 0
        for first, last in pairwise([*begins, self.size]):
            # Behind its cells stand at most headings of the rows below.
            stop = first + self.width
            if stop <= last and all(self.may_head(at) for at in range(stop, last)):
                rows += 1
                exact[first:stop] = [True] * self.width
        return exact if rows > 2 and 2 * rows >= len(begins) else [False] * self.size

    def may_head(self, at: int) -> bool:
        """Whether a piece is numbered like a heading of rows, or stands behind the last."""
        return look(self.pieces[at].words) in ("heading", "prose")

    # ── what a step costs ────────────────────────────────────────────────────────────────────────────

    def opening(self, column: int) -> float:
        """A row that begins in a column: the cells before it are empty, or merged where the number is too."""
        skipped = self.skip[column]
        if 0 <= self.number < column:
            return self.steps["unnumbered_row"] + self.steps["merged_with"] * (skipped - self.empty["number"])
        return skipped

    def heads_rows(self, at: int) -> float:
        """What it costs that a piece is a heading over the whole width; infinite for what is none."""
        words = self.pieces[at].words
        if look(words) == "heading":
            return self.steps["heading_row"]
        numbered = self.number == 0 and at + 1 < self.size and look(self.pieces[at + 1].words) == "number"
        plain = look(words) in ("word", "phrase", "clause") and len(words) <= _HEADING and words[-1] not in "，、"
        return self.steps["heading_plain"] if numbered and plain and self.pieces[at].gap != "cut" else math.inf

    def breaks(self, at: int, width: float) -> bool:
        """Whether a line of text is full before a piece, and no sentence ends with it: its cell will go on."""
        full = self.pieces[at].gap == "line" and is_full(self.wide[at - 1], width)
        return full and self.pieces[at - 1].words[-1] not in "。；：！"

    def wrap(self, at: int, width: float = 0.0) -> float:
        """A cell that goes on from the piece before into this one, in a column of that width."""
        before, after = self.pieces[at - 1].words, self.pieces[at].words
        if self.pieces[at].gap == "cut":
            stops, looks = before[-1] in "。；", look(after)
            return (
                self.steps["cut_stop"] * stops
                + self.steps["wrap_number"] * (looks == "number")
                + self.steps["wrap_heading"] * (looks in ("heading", "prose"))
            )
        if self.pieces[at].gap in ("blank", "tab", "cell"):
            return self.steps["blank" if self.pieces[at].gap == "blank" else "tab"]
        if (before[-1] in "、，,（(" or after[0] in "、，,。；）)") and look(after) != "prose":
            return self.steps["wrap_open"]
        exact = self.steps["wrap_exact"] * (self.exact[at] and self.exact[at - 1])
        full = is_full(self.wide[at - 1], width)
        stop = "wrap_full" if full else "wrap_stop" if before[-1] in "。；" else "wrap"
        cost = self.steps[stop] + exact
        if look(after) == "number":
            cost += self.steps["wrap_number"]
        if look(after) in ("heading", "prose"):
            cost += self.steps["wrap_heading"]
        if width:
            ragged = not full and stop == "wrap"
            wider = max(self.wide[at - 1], self.wide[at]) - width > 1
            return cost + self.steps["wrap_ragged"] * ragged + self.steps["wrap_wider"] * wider
        short = max(0, len(after) - len(before) - 1)
        return cost + min(self.steps["wrap_short"] * short, self.steps["wrap_short_most"])

    def cells(self, first: int, at: int) -> list[tuple[int, float]]:
        """The cells of a column that begin with a piece: behind which piece each ends, and what it costs."""
        if (first, at) in self.memory:
            return self.memory[first, at]
        column, steps = self.columns[at], self.steps
        fits = column.learned or costs()[column.kind]
        wraps, opened = self.wraps[column.width], self.opened[first]
        begins = steps["open_begin"] if first and self.goes_on(first, column) else 0.0
        number = steps["wrap_number"] if look(self.pieces[first].words) == "number" else 0.0
        found = self.memory[first, at] = []
        for last in self.ends(first, at):
            cost = wraps[last] - wraps[first + 1] + fits.get(self.look(first, last), 6.0)
            if last - first > 1:
                cost += number
            if self.pieces[last - 1].words[-1] in "，,、" or self.opened[last] > opened:
                cost += steps["open_end"]
            cost += begins
            if column.kind in TEXTS:
                # A name that glued text has before the words belongs to the cell before.
                begins_glued = last - first > 1 and self.pieces[first + 1].gap == "cut"
                cost += self.holds[last] - self.holds[first if begins_glued else first + 1]
            elif self.glued and column.kind not in UNIT_KINDS:
                cost += steps["holds_names"] * (last - first > 1) * self.whole_names(first, last)
            listed = column.kind in (*UNIT_KINDS, "leaders") and last - first > 1 and not self.exact[first]
            if listed and (last - first - 1) * steps["wrap_names"] < cost and self.one_a_line(first, last):
                names = "、".join(piece.words for piece in self.pieces[first:last])
                cost = min(cost, (last - first - 1) * steps["wrap_names"] + fits.get(look(names), 6.0))
            if column.kind == "lead":
                cost += steps["leads_too"] * self.whole_names(first + 1, last)
            cost += self.half[last][column.kind in UNIT_KINDS and is_full(self.wide[last - 1], column.width)]
            if column.seen and self.length[last] - self.length[first] <= _KNOWN:
                cost += steps["known"] * (joined(self.pieces[first:last]) in column.seen)
            found.append((last, cost))
        return found

    def whole_names(self, first: int, last: int) -> int:
        """How many pieces are names of units, each by itself."""
        return sum(look(piece.words) in _UNITS for piece in self.pieces[first:last])

    def one_a_line(self, first: int, last: int) -> bool:
        """Whether all pieces but the first begin a line, and none is a number or a heading: names beside each other are two cells."""
        held = self.pieces[first:last]
        return all(piece.gap == "line" or piece is held[0] for piece in held) and not any(
            look(piece.words) in ("number", "heading", "prose") for piece in held
        )

    def goes_on(self, at: int, column: Column) -> bool:
        """Whether a piece goes on with the name before it: 各乡 / （镇）人民政府, 各乡（镇） / 人民政府, 数字经济 / 产业园."""
        words = self.pieces[at].words
        if words[0] in "（(":
            return self.pieces[at].gap == "line" and look(words) != "heading"
        if column.kind in UNIT_KINDS:
            return words in vocabulary().endings and words not in vocabulary().rests
        return words.removeprefix("镇").removeprefix("乡") in vocabulary().rests

    def half_name(self, at: int) -> tuple[float, float]:
        """What it costs that a cell ends before a piece in the middle of a name: behind names of units, with a full line."""
        if self.pieces[at].gap != "line":
            return 0.0, 0.0
        *names, name = re.split("[、，；]", self.pieces[at - 1].words)
        if look(name or "、") in (*_UNITS, "place"):
            return 0.0, 0.0
        behind = names and look("、".join(filter(None, names)) or "、") in _UNITS
        return self.steps["break_name"] if behind else 0.0, self.steps["break_full"]

    def look(self, first: int, last: int) -> str:
        key = first, last
        if key not in self.looks:
            words = joined(self.pieces[first:last])
            if last - first > 1 and look(self.pieces[first].words) in ("heading", "prose"):
                self.looks[key] = "prose"
            else:
                self.looks[key] = look(words) if len(words) <= 120 else "sentence" if "。" in words else "clause"
        return self.looks[key]

    def ends(self, first: int, column: int) -> Iterator[int]:
        """Where a cell that begins at a piece may end."""
        pieces, characters = _MOST.get(self.columns[column].kind, _MOST_ELSE)
        wraps = self.wraps[self.columns[column].width]
        if pieces > 1 and self.pieces[first].gap == "cut":
            pieces = max(pieces, _MOST_CUT)
        for last in range(first + 1, min(self.size, first + pieces) + 1):
            if last > first + 1 and (
                self.length[last] - self.length[first] > characters or wraps[last] - wraps[first + 1] > HOPELESS
            ):
                return
            yield last

    def counts(self, last: int, value: int) -> float:
        """A row's number behind the last one (0 where there was none)."""
        if last == 0 or value == last + 1:
            return 0.0
        if value == 1:
            return self.steps["restart"]
        return self.steps["number_gap"] if value > last else self.steps["number_back"]

    def into(self, before: int, column: int) -> tuple[float, bool]:
        """The step from a finished cell's column to another, and whether that opens a row."""
        if column == self.only:
            return self.close(before) + self.steps["merged_row"] + (0.0 if before >= 0 else 3.0), True
        if before < 0 or before >= self.width:
            return self.lead[column], True
        opens = self.skip[self.width] - self.skip[before + 1] + self.lead[column]
        if column <= before:
            return opens, True
        goes_on = self.skip[column] - self.skip[before + 1]
        if before < self.number < column:
            goes_on += self.steps["unnumbered_row"] - self.empty["number"]
        return (goes_on, False) if goes_on <= opens else (opens, True)

    def enter(self, at: int, before: int) -> list[tuple[int, float]]:
        """The columns that a cell which begins with a piece may stand in, and the step to each from a finished cell's."""
        broken, inside, outside = here = self.broken[at], self.inside[at], self.outside[at]
        if (before, here) not in self.entered:
            self.entered[before, here] = [
                (column, cost + broken + (inside if opens else outside)) for column, cost, opens in self.moves[before]
            ]
        return self.entered[before, here]

    def close(self, before: int) -> float:
        """The cells that the last row leaves empty."""
        return 0.0 if before < 0 or before >= self.width else self.skip[self.width] - self.skip[before + 1]

    def end(self, before: int) -> float:
        """The table ends here; no heading of rows is its last."""
        return self.close(before) + self.steps["heading_last"] * (before == self.width)

    def numbered(self, first: int, last_number: int, column: int) -> tuple[float, int]:
        """What the number of a row costs, and the number in force behind the cell."""
        if column != self.number or not self.values[first]:
            return 0.0, last_number
        return self.counts(last_number, self.values[first]), self.values[first]


def _value(words: str) -> int:
    """The running number that words are, or 0."""
    digits = re.sub(r"\D", "", words)
    return int(digits) if digits and len(digits) <= 4 and look(words) == "number" else 0


def _opened(words: str) -> int:
    """How many brackets words open and do not close."""
    return sum(sign in "（(" for sign in words) - sum(sign in "）)" for sign in words)
