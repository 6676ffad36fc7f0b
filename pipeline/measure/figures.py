"""Figures: how many rows are right, found and wanted, what is missed, and all of it together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from pipeline.messages import text

#: What is measured of every notice.  A role is judged where its unit was found, an indicator where its target was; an
#: indicator counts as much as its words are like the annotated ones (0 to 1).
MEASURES = ("header", "sections", "lists", "units", "roles", "targets", "indicators")


@dataclass(frozen=True, slots=True)
class Count:
    """How many are right of those found and of those annotated."""

    right: float = 0
    found: float = 0
    wanted: float = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.wanted)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find and nothing is found."""
        both = self.found + self.wanted
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A difference at `where`: the annotation has `want` (None: nothing), the pipeline `got` (None: nothing).

    `row` is the wrong row, by its table and its id as in `notice.Rating`; where a row is missing, `at` is the offset in
    the source of the words that it should have been read from (None: they are not there).
    """

    measure: str
    where: str
    want: str | None = None
    got: str | None = None
    row: tuple[str, str] | None = None
    at: int | None = None

    def __str__(self) -> str:
        if self.measure == "reading":
            return text("accuracy.unread", reason=self.want)
        kind = "missed" if self.got is None else "extra" if self.want is None else "differs"
        place = " ".join(filter(None, (text(f"accuracy.{self.measure}"), self.where)))
        return text(f"accuracy.{kind}", place=place, want=self.want, got=self.got)


Judged = tuple[dict[str, Count], list[Miss]]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the notice itself says where it may be wrong.

    `missed` are the places where something is missing, `told` those of them at which a finding or a doubtful row stands;
    `rows` are the judged rows: the doubt of each, whether it is right, and whether a doubt or a finding tells of it;
    `passed` are likewise the numbers that were taken for no target.
    """

    missed: int = 0
    told: int = 0
    rows: tuple[tuple[float, bool, bool], ...] = ()
    passed: tuple[tuple[float, bool, bool], ...] = ()

    def __add__(self, other: Trust) -> Trust:
        return Trust(
            self.missed + other.missed,
            self.told + other.told,
            self.rows + other.rows,
            self.passed + other.passed,
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A notice, or two years of one: its figures by what is measured, its misses, and the layouts it shows.

    `known` are the targets found whose indicator is in the vocabulary, `known_growth` those of them that are growth goals.
    """

    counts: Mapping[str, Count]
    misses: tuple[Miss, ...] = ()
    layouts: tuple[str, ...] = ()
    trust: Trust = Trust()
    known: Count = Count()
    known_growth: Count = Count()


@dataclass(frozen=True)
class Accuracy:
    """All that was measured: notices by their ids, pairs of years by both ids; and the notices not annotated."""

    notices: Mapping[str, Score]
    pairs: Mapping[tuple[str, str], Score]
    unmeasured: tuple[str, ...] = ()

    @cached_property
    def total(self) -> dict[str, Count]:
        return total(self.notices.values())

    @cached_property
    def trust(self) -> Trust:
        return sum((score.trust for score in self.notices.values()), Trust())

    @cached_property
    def known(self) -> tuple[Count, Count]:
        """How many growth goals, and how many of all targets, have an indicator of the vocabulary."""
        scores = self.notices.values()
        return sum((one.known_growth for one in scores), Count()), sum((one.known for one in scores), Count())

    @cached_property
    def layouts(self) -> dict[str, tuple[int, dict[str, Count]]]:
        """In how many notices each layout occurs, and their figures together."""
        shown: dict[str, list[Score]] = defaultdict(list)
        for score in self.notices.values():
            for layout in score.layouts:
                shown[layout].append(score)
        return {layout: (len(shown[layout]), total(shown[layout])) for layout in sorted(shown)}

    @property
    def figures(self) -> dict[str, Any]:
        """Everything, for scripts."""

        def of(counts: Mapping[str, Count]) -> dict[str, Any]:
            return {
                name: {**asdict(one), "precision": one.precision, "recall": one.recall, "f1": one.f1}
                for name, one in counts.items()
            }

        def score(one: Score) -> dict[str, Any]:
            return {**of(one.counts), "layouts": one.layouts, "misses": [asdict(miss) for miss in one.misses]}

        return {
            "all": of(self.total),
            "notices": {notice_id: score(one) for notice_id, one in self.notices.items()},
            "layouts": {name: {"notices": held, **of(counts)} for name, (held, counts) in self.layouts.items()},
            "pairs": {"__".join(pair): score(one) for pair, one in self.pairs.items()},
            "unmeasured": self.unmeasured,
        }


def total(scores: Iterable[Score]) -> dict[str, Count]:
    total = dict.fromkeys(MEASURES, Count())
    for score in scores:
        for name, count in score.counts.items():
            total[name] += count
    return total
