"""Learn what makes two tasks and two figures one: ``python -m pipeline.measure.links FOLDER…`` writes ``rules/likeness.toml``.

Each folder holds notices and in ``gold/`` the links between the tasks, and maybe the figures, of pairs of them
(``<old>__<new>.diff.json``).  Pairs rewritten by script and pairs written by hand are made by tests/second_year.py.
Printed is, by kind of pair, how many of the links found are right and how many of the known ones are found, each pair
judged by weights that were learned without its government.
"""

from __future__ import annotations

import copy
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.compare.likeness import SIDES, Pairs
from pipeline.compare.matching import PART_SIGNS, PART_SIGNS_IN_ORDER, SIGNS, SIGNS_IN_ORDER, Odds, assign, linked
from pipeline.compare.year import Year, tasks_of
from pipeline.measure import followed
from pipeline.measure.annotations import Gold, Row, load
from pipeline.measure.followed import Followed
from pipeline.measure.years import Links, data_of, figures_of, links_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Weights = dict[str, dict[str, float]]

# A pair rewritten by script counts so much of one that people wrote: a script has fewer ways to say a thing.
_BY_SCRIPT = 0.05
# So often each pair of people is learned once more with a third of one year's tasks taken away: what was their partner
# is new or dropped then, though the year has others of its kind.
_THINNED = 4
# What a careful person gives the sides, and how strongly the weights are held near it: a few hundred links show much,
# but not all that may come.
_BEFORE = {
    "text": 0.35,
    "part": 0.25,
    "lead": 0.15,
    "named": 0.1,
    "units": 0.15,
    "names": 0.05,
    "targets": 0.05,
    "headings": 0.05,
}
_HELD = 3000.0
# From such a probability on a pair is one; a part a little sooner, as a task left over has but one candidate, and a
# figure, as whoever compares looks for what became of it.
_LEAST = {"pair": 0.5, "part": 0.3, "figure": 0.4}
_FILE = Path(__file__).parents[1] / "rules" / "likeness.toml"


@dataclass(frozen=True)
class Known:
    """A pair of notices whose links are known; `links` and what is `open` to doubt are by the places of the tasks."""

    name: str
    government: str
    kind: str
    counts: float
    pairs: Pairs
    links: frozenset[tuple[int, int]]
    open: frozenset[tuple[int, int]]
    figures: Followed | None = None

    @property
    def places(self) -> list[tuple[int, int]]:
        return list(zip(self.pairs.old.tolist(), self.pairs.new.tolist(), strict=True))

    def thinned(self, seed: int) -> Known:
        """The pair without a third of the tasks of one of its years."""
        dice = random.Random(f"{self.name} {seed}")
        side = seed % 2
        gone = {at for at in range(self.pairs.size[side]) if dice.random() < 1 / 3}
        kept = [at for at, pair in enumerate(self.places) if pair[side] not in gone]
        pairs = copy.copy(self.pairs)
        pairs.old, pairs.new, pairs.listed = pairs.old[kept], pairs.new[kept], pairs.listed[kept]
        pairs.sides = {name: side[kept] for name, side in pairs.sides.items()}
        pairs.has = {name: has[kept] for name, has in pairs.has.items()}
        links = frozenset(pair for pair in self.links if pair[side] not in gone)
        return replace(self, pairs=pairs, links=links, counts=self.counts / _THINNED)


def known(folders: Iterable[Path]) -> Iterator[Known]:
    """The pairs of some folders.  Named ``<place>-<anything>``; the kind is the folder's or the script's strength."""
    for folder in folders:
        paths = {path.stem: path for path in sorted(folder.iterdir()) if path.is_file()}
        for file in sorted((folder / "gold").glob("*__*.diff.json")):
            old, _, new = file.name.removesuffix(".diff.json").partition("__")
            data = data_of([paths[old], paths[new]])
            annotation = load(file, {"pairs": ("old_ends", "new_ends")})
            gold = links_of(annotation, data, old, new)
            years = Year.of(data, old), Year.of(data, new)
            tasks = tasks_of(*years, data["units"])
            kind = str(gold.kind or folder.name)
            yield Known(
                file.name.removesuffix(".diff.json"),
                old.partition("-")[0],
                kind,
                _BY_SCRIPT if gold.kind else 1.0,
                Pairs(*tasks),
                _places(gold, years, "sure"),
                _places(gold, years, "open"),
                _figures(annotation, data, years, gold),
            )


def _figures(annotation: Gold, data: dict[str, list[Row]], years: tuple[Year, Year], links: Links) -> Followed | None:
    """What the annotation says of figures, if anything."""
    found = figures_of(annotation, data, *(year.notice["notice_id"] for year in years))
    return Followed.of(years, links.sure, found) if found[0] else None


def _places(gold: Links, years: tuple[Year, Year], which: str) -> frozenset[tuple[int, int]]:
    places = [{row["item_id"]: at for at, row in enumerate(year.items)} for year in years]
    if which == "sure":
        pairs = gold.sure
    else:
        held = ((one, other) for one in places[0] for other in places[1])
        pairs = frozenset(pair for pair in held if pair not in gold.sure and not gold.judges(pair))
    return frozenset((places[0][old], places[1][new]) for old, new in pairs if old in places[0] and new in places[1])


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────


def fit(pairs: Sequence[Known]) -> Weights:
    """The weights of the sides, of a pair and of a part of a split or a merger."""
    people = [one for one in pairs if one.counts == 1]
    every = [*pairs, *(one.thinned(seed) for one in people for seed in range(_THINNED))]
    weights: Weights = {"sides": _sides(every)}
    weights |= {"pair": {"base": 0.0}, "pair_in_order": {}, "part": {}, "part_in_order": {}, "least": _LEAST}
    for name, signs in (("pair", SIGNS), ("pair_in_order", SIGNS_IN_ORDER)):
        rows = []
        for one in every:
            found = Odds(one.pairs, weights).signs
            rows += [(one, pair, [float(found[sign][at]) for sign in signs]) for at, pair in enumerate(one.places)]
        weights[name] = _odds(rows, signs)
    left = []
    for one in every:
        odds = Odds(one.pairs, weights)
        left += [(one, (old, new), signs) for old, new, signs in odds.left(assign(odds.probability(), _LEAST["pair"]))]
    for name, names in (("part", PART_SIGNS), ("part_in_order", PART_SIGNS_IN_ORDER)):
        weights[name] = _odds([(one, pair, [signs[sign] for sign in names]) for one, pair, signs in left], names)
    return weights | followed.fit([one.figures for one in pairs if one.figures])


def _judged(one: Known, pair: tuple[int, int]) -> float:
    """How much a candidate counts: all links of a pair of notices together as much as those of another."""
    return 0.0 if pair in one.open else one.counts / max(len(one.links), 1)


def _sides(pairs: Sequence[Known]) -> dict[str, float]:
    """How much each side counts for the likeness, all together 1."""
    import numpy as np
    from scipy.optimize import minimize

    from pipeline.compare.likeness import MAY_LACK

    sides = {name: np.concatenate([one.pairs.sides[name] for one in pairs]).astype(float) for name in SIDES}
    has = {
        name: np.concatenate([one.pairs.has[name] for one in pairs]).astype(float) if name in MAY_LACK else 1.0
        for name in SIDES
    }
    right = np.array([pair in one.links for one in pairs for pair in one.places], float)
    counts = np.array([_judged(one, pair) for one in pairs for pair in one.places])
    counts *= len(counts) / counts.sum()

    usual = np.log([_BEFORE[name] for name in SIDES])

    def loss(values: Array) -> float:
        weights = np.exp(values[:-2])
        whole = sum(weight * has[name] for weight, name in zip(weights, SIDES, strict=True))
        likeness = sum(weight * has[name] * sides[name] for weight, name in zip(weights, SIDES, strict=True)) / whole
        odds = values[-2] * likeness + values[-1]
        wrong = counts * np.logaddexp(0, np.where(right > 0, -odds, odds))
        return float(wrong.sum() + _HELD * ((values[:-2] - usual) ** 2).sum())

    found = minimize(loss, [*usual, 10.0, -4.0], method="L-BFGS-B").x
    weights = np.exp(found[:-2]) / np.exp(found[:-2]).sum()
    return {name: round(float(weight), 3) for name, weight in zip(SIDES, weights, strict=True)}


def _odds(rows: Sequence[tuple[Known, tuple[int, int], list[float]]], names: Sequence[str]) -> dict[str, float]:
    """What each sign adds to the log odds that a pair is one; `base` is that of a pair without any."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100, max_iter=5000)
    counts = [50 * _judged(one, pair) for one, pair, _ in rows]
    model.fit([signs for *_, signs in rows], [pair in one.links for one, pair, _ in rows], sample_weight=counts)
    found = {"base": round(float(model.intercept_[0]), 2)}
    return found | {name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)}


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def _found(one: Known, weights: Weights) -> tuple[int, int, int]:
    """How many of the links found are right, how many are found, how many are known."""
    links, _ = linked(Odds(one.pairs, weights))
    links -= one.open
    return len(links & one.links), len(links), len(one.links)


def _toml(weights: Weights) -> Iterator[str]:
    yield "# Made by `python -m pipeline.measure.links`: how much each side of two tasks counts for their likeness; what"
    yield "# likeness and the rest add to the log odds that a pair is one, and that it is part of a split or a merger (where"
    yield "# the year keeps the order of the last one, by other weights); what makes two figures one, and what their"
    yield "# rivals take away; and from which probability on they are linked."
    for table, of in weights.items():
        yield f"\n[{table}]"
        yield from (f"{name} = {weight}" for name, weight in of.items())


def main(folders: Sequence[str]) -> None:
    pairs = list(known(map(Path, folders)))
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for government in sorted({one.government for one in pairs}):
        weights = fit([one for one in pairs if one.government != government])
        for one in (one for one in pairs if one.government == government):
            found = {one.kind: _found(one, weights)}
            if one.figures:
                found[f"{one.kind}, figures"] = one.figures.found(weights)
            for kind, counts in found.items():
                tally[kind] = [before + now for before, now in zip(tally[kind], counts, strict=True)]
                if one.counts == 1:
                    print(f"  {one.name} ({kind}): {counts[0]} of {counts[1]} right, of {counts[2]} known")
    for kind, (right, proposed, wanted) in tally.items():
        print(f"{kind}: precision {right / proposed:.3f}, recall {right / wanted:.3f}, {wanted} links")
    _FILE.write_text("\n".join(_toml(fit(pairs))) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
