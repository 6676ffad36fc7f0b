"""The report of an accuracy run, in the language of the user."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline import rules
from pipeline.measure import reliability
from pipeline.measure.figures import MEASURES, Accuracy, Count, Trust
from pipeline.messages import text


def summary(of: Accuracy) -> Iterator[str]:
    named = [*of.notices.items(), *((_years(pair), one) for pair, one in of.pairs.items())]
    for name, one in named:
        if one.misses:
            yield text("accuracy.misses", name=name, count=len(one.misses))
            yield from (f"  {miss}" for miss in one.misses)
            yield ""
    if of.notices:
        yield from _table(
            text("accuracy.f1"),
            [*((name, one.counts) for name, one in of.notices.items()), (text("accuracy.all"), of.total)],
        )
        yield ""
        yield from _table(
            text("accuracy.by_layout"),
            [(f"{_layout(name)} ({held})", counts) for name, (held, counts) in of.layouts.items()],
        )
        yield ""
        growth, known = of.known
        yield text("accuracy.known", growth=growth.right, goals=growth.found, known=known.right, targets=known.found)
        yield ""
        yield from _trust(of.trust)
    for pair, one in of.pairs.items():
        yield ""
        yield text("accuracy.years", name=_years(pair))
        yield from (text(f"accuracy.years.{name}", share=_of(count)) for name, count in one.counts.items())
    if of.unmeasured:
        yield ""
        yield text("accuracy.unmeasured", notices=", ".join(of.unmeasured))


def _trust(of: Trust) -> Iterator[str]:
    """What share of what was missed and of what is wrong was told, and the reliability table."""
    least = rules.load("doubt")["threshold"]
    wrong = [shown for _, right, shown in of.rows if not right]
    yield text("accuracy.told.missed", told=of.told, of=of.missed)
    yield text("accuracy.told.wrong", told=sum(wrong), of=len(wrong), threshold=least)
    doubted = sum(right and shown for _, right, shown in of.rows)
    yield text("accuracy.told.right", doubted=doubted, of=len(of.rows) - len(wrong))
    passed = [shown for _, right, shown in of.passed if right]
    yield text("accuracy.told.passed", doubted=sum(passed), of=len(passed))
    yield text("accuracy.reliability")
    yield from (f"{one.rows:>8,}  {one.doubt:>7.3f}  {one.wrong:>7.3f}" for one in reliability.table(of.rows))


def _years(pair: tuple[str, str]) -> str:
    return " → ".join(pair)


def _layout(name: str) -> str:
    kind, _, format = name.partition("_")
    return text("accuracy.layout.format", format=format) if kind == "format" else text(f"accuracy.layout.{name}")


def _of(count: Count) -> str:
    """A share as 59 / 61 (0.967)."""
    return f"{count.right:g} / {count.wanted:g} ({count.recall:.3f})"


def _table(title: str, rows: Sequence[tuple[str, Mapping[str, Count]]]) -> Iterator[str]:
    """Lines of F1 in per cent; – where there is nothing to find and nothing was found."""
    heads = [text(f"accuracy.{name}") for name in MEASURES]
    first = max(map(_width, [title, *(name for name, _ in rows)]))
    wide = [max(7, _width(head) + 2) for head in heads]

    def line(name: str, cells: Iterable[str]) -> str:
        padded = (" " * (room - _width(cell)) + cell for room, cell in zip(wide, cells, strict=True))
        return name + " " * (first - _width(name)) + "".join(padded)

    yield line(title, heads)
    for name, counts in rows:
        shown = (counts[measure] for measure in MEASURES)
        yield line(name, (f"{100 * one.f1:.1f}" if one.found or one.wanted else "–" for one in shown))


def _width(words: str) -> int:
    """How many columns of a terminal the words fill."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)
