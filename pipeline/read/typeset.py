"""Tables that a plain text sets in columns with blanks, as a page prints them: laid out anew with a tab between two cells.

    序号  重点工作     工作目标                          牵头单位        完成时限
    1    危房改造     改造危房412户，户均补助2.3万元，  县住建局        9月底前
                      入住率达到100%。                  县财政局
    2    饮水安全     …

A cell that was wrapped stands in several lines, between the words of its neighbours.  What its column is, its place in
the line says: a Chinese character is as wide as two others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from pipeline.language.heads import column_meaning, head_meaning
from pipeline.language.numbering import marker
from pipeline.language.times import is_deadline

#: A table has at least so many columns, so many of them heads that are known, and rows.
COLUMNS, HEADS, ROWS = 3, 2, 2
#: No table has more columns than this.
MOST_COLUMNS = 40
#: A column may begin so many half characters beside its head, …
NEAR = 2
#: … and a line of it that was wrapped takes this share of its width.
FULL = 0.8
#: The words of a heading between two rows are no more.
HEADING = 40

_RUN = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile("[0-9０-９]{1,4}[.．、]?")
#: Names and sentences go on behind these.
_GOES_ON = tuple("、，；：（")


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of a line without a wide gap between them, and the half characters that they take from the left."""

    left: int
    right: int
    words: str


def _runs(line: str) -> list[_Run]:
    """The words of a line that two blanks or an ideographic one part."""
    found, at, seen = [], 0, 0
    for run in _RUN.finditer(line):
        left = at + _width(line[seen : run.start()])
        at = left + _width(run[0])
        seen = run.end()
        found.append(_Run(left, at, run[0]))
    return found


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in words)


def laid_out(text: str) -> str:
    """The text, each of its tables that is set in columns with its rows a line each and a tab between two cells."""
    if "   " not in text:
        return text
    lines = text.split("\n")
    done: list[str] = []
    at = 0
    while at < len(lines):
        rows, behind = _table(lines, at)
        done += rows or [lines[at]]
        at = behind if rows else at + 1
    return "\n".join(done)


def _table(lines: Sequence[str], first: int) -> tuple[list[str], int]:
    """The rows of the table whose heads a line holds, and the line behind it; no rows where there is none."""
    heads = _heads(lines[first])
    if not heads:
        return [], first
    meanings = [column_meaning(head.words) for head in heads]
    numbered, times = meanings[0] == "number", {at for at, one in enumerate(meanings) if one == "deadline"}
    body: list[list[_Run]] = []
    behind = first + 1
    for at in range(first + 1, len(lines)):
        runs = _runs(lines[at])
        if "\t" in lines[at] or (runs and not _in_columns(runs, heads, numbered)):
            break
        if runs:
            body.append(runs)
            behind = at + 1
    edges = _edges([heads, *body])
    rows = list(_rows(body, edges, numbered, times)) if edges and (numbered or times) else []
    if len(rows) < ROWS:
        return [], first
    return ["\t".join(run.words for run in heads), *rows], behind


def _heads(line: str) -> list[_Run]:
    """The heads of a table that a line holds; else none."""
    if "\t" in line or "  " not in line.strip():
        return []
    runs = _runs(line)
    if not COLUMNS <= len(runs) <= MOST_COLUMNS:
        return []
    return runs if sum(head_meaning(run.words) is not None for run in runs) >= HEADS else []


def _in_columns(runs: Sequence[_Run], heads: Sequence[_Run], numbered: bool) -> bool:
    """Whether a line may stand in a table: a heading over all of it, or words of which none lie below two heads.

    A first column of numbers holds nothing else.
    """
    first = runs[0]
    if len(runs) == 1 and first.left < heads[1].left and len(first.words) <= HEADING and marker().match(first.words):
        return True
    if numbered and first.left <= heads[0].right and not _NUMBER.fullmatch(first.words):
        return False
    return all(sum(run.left < head.right and head.left < run.right for head in heads) < 2 for run in runs)


def _edges(lines: Sequence[Sequence[_Run]]) -> list[int]:
    """Where each column but the first begins; none where the words do not say.

    The columns stand apart where no line has words between them.  Else, where words ran on beyond their column, all begin
    below a head.
    """
    heads = lines[0]
    covered: list[list[int]] = []
    for left, right in sorted((run.left, run.right) for runs in lines if len(runs) > 1 for run in runs):
        if covered and left <= covered[-1][1]:
            covered[-1][1] = max(covered[-1][1], right)
        else:
            covered.append([left, right])
    if len(covered) == len(heads):
        return [left for left, _ in covered[1:]]
    begins = {run.left for runs in lines if len(runs) > 1 for run in runs}
    below = [head.left - NEAR for head in heads[1:]]
    return below if all(any(abs(head.left - at) <= NEAR for head in heads) for at in begins) else []


def _rows(
    lines: Sequence[Sequence[_Run]], edges: Sequence[int], numbered: bool, times: Container[int]
) -> Iterator[str]:
    """The rows, a heading over all of them one too.

    A row begins where the first column holds its number, or where a column of times holds one more: a number may be merged
    over several tasks, or there is none.
    """
    placed = [[(_column(run, edges), run) for run in runs] for runs in lines]
    widths = [0] * (len(edges) + 1)
    for at, run in (one for line in placed for one in line):
        widths[at] = max(widths[at], run.right - run.left)
    row = [""] * len(widths)
    full = [False] * len(widths)
    for line in placed:
        first, words = line[0][0], line[0][1].words
        heading = len(line) == 1 and first == 0 and not _NUMBER.fullmatch(words) and marker().match(words)
        again = any(at in times and is_deadline(row[at]) and is_deadline(run.words) for at, run in line)
        if any(row) and (heading or again or (numbered and first == 0)):
            yield "\t".join(row)
            row = [""] * len(widths)
        if heading:
            yield words
            continue
        for at, run in line:
            joined = full[at] or not row[at] or row[at].endswith(_GOES_ON)
            row[at] += run.words if joined else f" {run.words}"
            full[at] = run.right - run.left >= FULL * widths[at]
    if any(row):
        yield "\t".join(row)


def _column(run: _Run, edges: Sequence[int]) -> int:
    return sum(edge <= run.left for edge in edges)
