"""How work grows with its input: what it takes for twice as much, by the calls that are made or the seconds that pass.

Calls are the same on every run and every machine, so the ordinary tests count them; seconds also tell what happens inside
one call, a pattern that goes back and forth, and belong to the slow tests.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType

#: Twice the input may take a little over twice the work.
MOST = 2.6


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, those of the interpreter too."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def seconds(work: Callable[[], object], times: int) -> float:
    """The processor's seconds that a piece of work takes at best, the collector of garbage apart.

    It goes through all that lives, again and again while a text becomes hundreds of thousands of spans.
    """

    def once() -> float:
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            work()
            return time.process_time() - start
        finally:
            gc.enable()

    return min(once() for _ in range(times))


def doubled(work: Callable[[int], object], size: int) -> float:
    """How many times as many calls `work` makes for twice the `size`; the vocabulary is read before the count begins."""
    work(size // 2)
    once = calls(lambda: work(size))
    return calls(lambda: work(2 * size)) / once


def slowed(work: Callable[[int], object], size: int) -> float:
    """How many times longer `work` takes for each doubling, from four to sixteen times the `size`.

    What grows too fast does so every time, what another process takes away does not: the least of three is told.
    """

    work(size)  # what is read once, as the vocabulary, is no part of it

    def measured() -> float:
        # A moment lost by the short one would hide what grows too fast; one lost by the long one is only asked again.
        before = seconds(lambda: work(4 * size), times=2)
        after = seconds(lambda: work(16 * size), times=1)
        return float((after / before) ** 0.5)

    least = measured()
    for _ in range(2):
        if least < MOST:
            break
        least = min(least, measured())
    return least
