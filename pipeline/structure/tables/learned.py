"""Columns of a flattened table: what they hold as far as their heads tell, and what their cells teach.

A column that no word tells has the character of its cells; one whose cells go on over lines is as wide as these lines.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.structure.tables.pieces import Piece, joined, look, wide

UNITS = ("lead", "support", "responsible", "supervise", "guide")
#: The kinds of columns that hold units.
UNIT_KINDS = ("units", "lead")
#: … and that hold tasks.
TEXTS = ("task", "content")
_PRIOR = 0.3
# A line that a word or a sign did not fit into is shorter than its column by so much.
_RAGGED = 2.5
# So many lines that go on show how wide a column is.
_LINES = 3
# Lines of a text are so wide at least, so many of them are alike, and hardly any is wider.
_LONG, _ALIKE, _WIDER = 10, 0.35, 0.06


@cache
def costs() -> Mapping[str, Mapping[str, float]]:
    """What a layout costs: rules/flat_tables.toml."""
    table = rules.load("flat_tables")
    return {**table["costs"], "empty": table["empty"], "steps": table["steps"], "outside": table["outside"]}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds as far as its head tells, a kind of cost, and what its first rows have taught.

    `width` is how many characters its lines have where a cell goes on, or 0 where none does.
    """

    meaning: str
    kind: str
    learned: Mapping[str, float] | None = None
    seen: frozenset[str] = frozenset()
    width: float = 0.0


def kind_of(meaning: str, head: str) -> str:
    """The kind of costs for a column by what its head means."""
    kinds: dict[str, str] = rules.load("flat_tables")["kinds"]
    words = rules.load("flat_tables")["words"]
    if meaning == "figure" and "计划" in head:
        return "other"
    if meaning == "other" and any(word in head for word in words["amount"]):
        return "amount"
    if meaning == "other" and head.endswith(tuple(words["place"])):
        return "place"
    if meaning == "other" and head in words["note"]:
        return "note"
    return kinds.get(meaning, meaning)


def learned(columns: Sequence[Column], cells: Sequence[Sequence[Sequence[Piece]]]) -> list[Column]:
    """The columns with the character that their cells give them; `cells` are the pieces of each cell by column."""
    taught = []
    for at, column in enumerate(columns):
        words = [joined(cell) for cell in cells[at]]
        seen = frozenset(word for word, times in Counter(words).items() if times > 1 and len(word) > 1)
        width = column_width([[piece.words for piece in cell] for cell in cells[at] if cell[-1].gap == "line"])
        if column.kind == "number":
            taught.append(column)
        elif column.kind in ("other", "amount", "note") and len(words) > 1:
            looks = Counter(map(look, words))
            units = column.meaning == column.kind == "other" and looks["units"] + looks["collective"] >= 0.6 * len(
                words
            )
            kind = "units" if units else column.kind
            taught.append(Column(column.meaning, kind, None if units else _character(kind, looks), seen, width))
        else:
            taught.append(Column(column.meaning, column.kind, column.learned, seen, width))
    return taught


def _character(kind: str, looks: Counter[str]) -> dict[str, float]:
    """What words of each look cost in a column of some kind that holds so many of each."""
    prior = costs()[kind]
    weights = {one: looks[one] + _PRIOR * math.exp(-cost) for one, cost in prior.items()}
    fits = {one: -0.6 * math.log(weight / sum(weights.values())) for one, weight in weights.items()}
    least = min(fits.values())
    return {one: min(cost - least, max(4.0, prior[one])) for one, cost in fits.items()}


def text_width(lines: Sequence[float]) -> float:
    """How wide the lines of a text are that was printed in a narrow column: the width that most of its long lines have.

    0 where they have no width in common: where each is a whole cell.
    """
    long = [round(line) for line in lines if line >= _LONG]
    near = Counter(width for line in long for width in range(line - 1, line + 2))
    width, count = max(near.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    wider = sum(line > width + 1 for line in long)
    return float(width) if count >= max(2 * _LINES, _ALIKE * len(long)) and wider <= _WIDER * len(long) else 0.0


def column_width(cells: Sequence[Sequence[str]]) -> float:
    """The width of a column by the lines of its cells: the one that fewest lines which go on fall short of or pass.

    0 where too few lines show it.
    """
    ends = [wide(cell[-1]) for cell in cells]
    goes_on = [(wide(line), line[-1] in "。；") for cell in cells for line in cell[:-1]]

    def misfits(width: float) -> int:
        ragged = sum(not (is_full(line, width) or (stops and line < width)) for line, stops in goes_on)
        return ragged + sum(end > width + 1 for end in ends)

    best = min({line for line, _ in goes_on}, key=lambda width: (misfits(width), width), default=0.0)
    fits = sum(is_full(line, best) for line, _ in goes_on)
    return best if fits >= _LINES and fits > 2 * misfits(best) else 0.0


def is_full(line: float, width: float) -> bool:
    """Whether a line is as long as its column is wide, but for a word or a sign that it had no room for."""
    return width > 0 and -_RAGGED <= line - width <= 1
