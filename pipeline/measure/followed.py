"""Learn which figures of two years are one: the part of ``python -m pipeline.measure.links`` that concerns figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.compare.figures import RIVAL_SIGNS, SIGNS, Figures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.compare.likeness import Column
    from pipeline.compare.year import Year

    Array = NDArray[np.float64]

_Link = tuple[int, int]

# How far the weight of a sign may go.  Pairs written to be learned from keep fewer numbers than real ones, and leap less.
_AT_MOST = {"other_thing": 0.0, "other_sort": 0.0, "other_word": 0.0, "far": 0.0}
_AT_LEAST = {
    **dict.fromkeys(("words", "characters", "around", "same_thing", "same_unit", "linked", "alone", *RIVAL_SIGNS), 0.0),
    "same_value": 0.3,
    "far": -4.0,
}
# How strongly the weights are held near 0: a few hundred figures show much, but not all that may come.
_HELD = 0.5


@dataclass(frozen=True)
class Followed:
    """The candidates among the figures of two notices, those that are one, and those that may be; by their places."""

    figures: Figures
    links: frozenset[_Link]
    open: frozenset[_Link]
    known: int

    @classmethod
    def of(
        cls,
        years: tuple[Year, Year],
        tasks: frozenset[tuple[str, str]],
        figures: tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]],
    ) -> Followed:
        """What is known of two years.

        Args:
            years: the notices.
            tasks: the pairs of tasks that are one, by their ids.
            figures: the pairs of figures that are one and those left open, as `measure.years.figures_of` tells them.
        """
        places = [{row["target_id"]: at for at, row in enumerate(year.targets)} for year in years]
        sure, left = (
            frozenset((places[0][old], places[1][new]) for old, new in links if old in places[0] and new in places[1])
            for links in figures
        )
        return cls(Figures(*years, tasks), sure, left, len(figures[0]))

    @property
    def places(self) -> list[_Link]:
        return list(zip(self.figures.old.tolist(), self.figures.new.tolist(), strict=True))

    def found(self, weights: Mapping[str, Mapping[str, float]]) -> tuple[int, int, int]:
        """How many of the figures followed are right, how many are followed, how many are known."""
        got = {(old, new) for new, old in self.figures.followed(weights).items()} - self.open
        return len(got & self.links), len(got), self.known


def fit(pairs: Sequence[Followed]) -> dict[str, dict[str, float]]:
    """The weights of the signs of a figure, and of those it has beside its rivals."""
    alone = _odds(pairs, SIGNS, [one.figures.signs for one in pairs])
    return {
        "figure": alone,
        "figure_beside_rivals": _odds(pairs, RIVAL_SIGNS, [one.figures.rivals(alone) for one in pairs]),
    }


def _odds(pairs: Sequence[Followed], names: Iterable[str], signs: Sequence[Mapping[str, Column]]) -> dict[str, float]:
    """What each sign adds to the log odds that two figures are one; `base` is that of a pair without any."""
    import numpy as np
    from scipy.optimize import minimize

    names = list(names)
    judged = [[at for at, pair in enumerate(one.places) if pair not in one.open] for one in pairs]
    rows = np.concatenate(
        [
            np.stack([np.asarray(own[name], float)[at] for name in names], 1)
            for own, at in zip(signs, judged, strict=True)
        ]
    )
    right = np.concatenate(
        [[one.places[at] in one.links for at in own] for one, own in zip(pairs, judged, strict=True)]
    )
    way = np.where(right, 1.0, -1.0)

    def loss(values: Array) -> tuple[float, Array]:
        odds = way * (rows @ values[:-1] + values[-1])
        slope = -way / (1 + np.exp(odds))
        total = np.logaddexp(0, -odds).sum() + _HELD * (values[:-1] ** 2).sum()
        return float(total), np.append(rows.T @ slope + 2 * _HELD * values[:-1], slope.sum())

    bounds = [*((_AT_LEAST.get(name), _AT_MOST.get(name)) for name in names), (None, None)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return {name: round(float(weight), 2) for name, weight in zip(["base", *names], np.roll(found, 1), strict=True)}
