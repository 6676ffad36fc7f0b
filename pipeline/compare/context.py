"""What stands around two tasks says whether they are one, where a year keeps the order of the last one.

Two tasks of few common words that stand between tasks that are one are likelier the same than their words say.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.compare.likeness import Column, Matrix, Pairs

# A neighbour's partner is looked for among so many on each side of the task.
_REACH = 2
# The parts of a task stand side by side, or a few tasks apart.
_STEP = 3.0


def neighbours(pairs: Pairs, likely: Matrix) -> Column:
    """How likely the task before and the one behind go on beside the other task: the mean of both, 0 to 1."""
    import numpy as np

    found: Column = np.zeros(len(pairs.old), np.float32)
    steps = [step for step in range(-_REACH, _REACH + 1) if step]
    for scores, one, other in ((likely, pairs.old, pairs.new), (likely.T, pairs.new, pairs.old)):
        framed = np.pad(scores, ((1, 1), (_REACH, _REACH)))
        for way in (-1, 1):
            found += np.max([framed[one + 1 + way, other + _REACH + step] for step in steps], axis=0, initial=0) / 4
    return found


def kept(pairs: Pairs, likely: Matrix, near: Column) -> float:
    """How much of the order is kept, 0 to 1: the mean of `neighbours` of the pairs that are one."""
    sure = likely[pairs.old, pairs.new]
    return float((sure * near).sum()) / max(float(sure.sum()), 1.0)


def apart(one: int, other: int) -> float:
    """How far apart two places are: 0 side by side, nearly 1 from some ten tasks on."""
    return 1 - math.exp(-max(abs(one - other) - 1, 0) / _STEP)
