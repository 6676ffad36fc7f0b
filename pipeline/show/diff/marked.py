"""What differs in a text between two years, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from pipeline.language.words import cut
from pipeline.show.markup import safe

# A stretch that both years have, but so short between two changes that marking it whole reads better; not the
# measure word behind a number that moved.
_ISLAND = 2
# A clause of so many characters that stands elsewhere in the other year has been moved.
_MOVED = 4
_CLAUSE = re.compile(r"[，。；：、\n]+|[^，。；：、\n]+")

Mark = Literal["", "del", "ins", "moved"]
# A text in stretches: what each is marked with, and its words.
Runs = list[tuple[Mark, str]]


def html(runs: Runs) -> Markup:
    """A text with its marks as HTML."""
    tags = {"": "%s", "del": "<del>%s</del>", "ins": "<ins>%s</ins>", "moved": '<span class="moved">%s</span>'}
    return Markup("".join(tags[mark] % safe(words) for mark, words in runs))


def marked(old: Sequence[str], new: Sequence[str]) -> tuple[list[Runs], list[Runs]]:
    """The texts of both years in stretches, with what differs marked word by word.

    Several texts on a side (a split, a merger) are compared as one: what any of them has is not new.
    """
    from rapidfuzz.distance import LCSseq

    words = [[cut(text) for text in texts] for texts in (old, new)]
    whole = [[word for text in texts for word in text] for texts in words]
    keep = [[False] * len(side) for side in whole]
    for step in LCSseq.opcodes(*whole):
        if step.tag == "equal":
            said = "".join(whole[0][step.src_start : step.src_end])
            inner = step.src_start > 0 and step.src_end < len(whole[0])
            if inner and len(re.sub(r"\W", "", said)) < _ISLAND and not whole[0][step.src_start - 1].isdigit():
                continue
            for at in range(step.src_end - step.src_start):
                keep[0][step.src_start + at] = keep[1][step.dest_start + at] = True
    runs = [_runs(side, kept, texts) for side, kept, texts in zip(whole, keep, words, strict=True)]
    clauses = [
        {clause for text in side for same, run in text if not same for clause in _CLAUSE.findall(run)} for side in runs
    ]
    moved = {clause for clause in clauses[0] & clauses[1] if len(clause) >= _MOVED}
    return (
        [[piece for same, run in text for piece in _run(run, same, "del", moved)] for text in runs[0]],
        [[piece for same, run in text for piece in _run(run, same, "ins", moved)] for text in runs[1]],
    )


def _runs(words: Sequence[str], kept: Sequence[bool], texts: Sequence[Sequence[str]]) -> list[list[tuple[bool, str]]]:
    """Each text as stretches that the other year has, or has not."""
    found: list[list[tuple[bool, str]]] = []
    at = 0
    for text in texts:
        runs: list[tuple[bool, str]] = []
        for word, same in zip(words[at : at + len(text)], kept[at : at + len(text)], strict=True):
            if runs and runs[-1][0] == same:
                runs[-1] = (same, runs[-1][1] + word)
            else:
                runs.append((same, word))
        found.append(runs)
        at += len(text)
    return found


def _run(run: str, same: bool, mark: Mark, moved: set[str]) -> Runs:
    """A stretch: what the other year lacks is marked, unless it is a sign only."""
    if same or not re.search(r"\w", run):
        return [("", run)]
    pieces: Runs = []
    for clause in _CLAUSE.findall(run):
        one: Mark = "moved" if clause in moved else mark
        if pieces and pieces[-1][0] == one:
            pieces[-1] = (one, pieces[-1][1] + clause)
        else:
            pieces.append((one, clause))
    return pieces
