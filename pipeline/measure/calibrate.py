"""Learn from annotated notices what the signs of doubt are worth: ``python -m pipeline.measure.calibrate FOLDER... FILE...``.

The folders are those of ``make accuracy``; what ``gold/set-aside.txt`` of a folder names is not opened.  A file is a notice of
which a person has checked every row and found all right.  From the notices as published the second opinion on numbers is
learned (rules/opinion_weights.toml); then, for each table, from all their copies (``pipeline.measure.copies``), a logistic
regression gives the weight of each sign (rules/doubt_weights.toml).  Printed is what doubts and findings tell where each notice
is judged by weights and an opinion learned without it, by the sort of copy, and the reliability of the doubts.  The same
notices give the same files.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.meaning.trust.doubt import either, odds
from pipeline.meaning.trust.evidence import TABLES
from pipeline.measure import hearing, reliability
from pipeline.measure.copies import Copy, copies, examples, known
from pipeline.measure.damage import DAMAGES
from pipeline.measure.figures import Trust
from pipeline.measure.forgetting import TIMES
from pipeline.measure.logistic import likeliest

# What all copies of a sort count together, where the notice as published counts 1: most that is read is not damaged, and
# all of it holds words that nobody has listed.
_FORGOTTEN, _DAMAGED = 1.0, 1.0
_COUNTS = {"published": 1.0, "forgotten": _FORGOTTEN / TIMES} | dict.fromkeys(DAMAGES, _DAMAGED / len(DAMAGES))
# A sign was thought of for a reason: it begins with so many right rows and so many wrong ones.
_THOUGHT = (1.0, 0.1)
# A row without any sign begins with half a right and half a wrong one, so that nothing is ever certain.
_PLAIN = (0.5, 0.5)
# How strongly weights are held near nothing; the fewer rows showed a sign, the more it matters.
_HELD = 0.05
# Notices are left out in so many groups.
_FOLDS = 12
_RULES = Path(__file__).parents[1] / "rules"

Weights = dict[str, dict[str, float]]
#: The signs that rows of a table show, whether they are wrong, and how many they count together.
Tally = dict[tuple[str, tuple[tuple[str, float], ...], bool], float]
#: The same of one row of a table.
Row = tuple[Mapping[str, float], bool, float]


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────


def tally(known: Iterable[Copy]) -> Tally:
    """The rows of copies, those with the same signs counted together.

    Units of wrong tasks say nothing of units.
    """
    found: Tally = defaultdict(float)
    for copy in known:
        lost = {row.row_id for row, wrong in copy.rows if wrong and row.table == "items"}
        for row, wrong in copy.rows:
            if row.task not in lost:
                signs = tuple(sorted((code, round(strength, 1)) for code, strength in row.signs.items()))
                found[row.table, signs, wrong] += _COUNTS[copy.sort]
    return found


def fit(*tallies: Tally) -> Weights:
    """The weights of the signs, table by table; `base` is that of a row without any."""
    rows: Tally = defaultdict(float)
    for one in tallies:
        for key, count in one.items():
            rows[key] += count
    of: dict[str, list[Row]] = {table: [] for table in TABLES}
    for (table, signs, wrong), count in rows.items():
        of[table].append((dict(signs), wrong, count))
    return {table: _fit_table(found) for table, found in of.items()}


def _fit_table(rows: Sequence[Row]) -> dict[str, float]:
    """The weights under which the rows (signs, whether wrong, how many) are likeliest.

    None is below nothing: no sign makes a row surer than none at all.
    """
    import numpy as np

    codes = sorted({code for signs, *_ in rows for code in signs})
    thought: list[Row] = [({code: 1.0}, bool(wrong), _THOUGHT[wrong]) for code in codes for wrong in (0, 1)]
    plain: list[Row] = [({}, bool(wrong), _PLAIN[wrong]) for wrong in (0, 1)]
    examples = sorted([*rows, *thought, *plain], key=lambda one: (sorted(one[0].items()), one[1:]))
    shown = np.array([[1.0, *(signs.get(code, 0.0) for code in codes)] for signs, *_ in examples])
    wrong = np.array([float(wrong) for _, wrong, _ in examples])
    counts = np.array([count for *_, count in examples])
    found = likeliest(shown, wrong, counts, np.array([0.0, *[_HELD] * len(codes)]))
    return {code: round(float(weight), 2) for code, weight in zip(("base", *codes), found, strict=True)}


# ── what it comes to ─────────────────────────────────────────────────────────────────────────────────


def _told(copy: Copy, weights: Weights) -> Trust:
    of_task: dict[str | None, float] = {}
    rows = []
    for row, wrong in copy.rows:
        chance = either(odds(weights[row.table], row.signs), of_task.get(row.task, 0.0))
        if row.table == "items":
            of_task[row.row_id] = chance
        rows.append(reliability.Judged(row.start, row.end, chance, wrong, passed=row.table == "numbers"))
    return reliability.told(rows, copy.missed, copy.telling)


def folds(notices: Iterable[str]) -> list[list[str]]:
    """The notices in groups that are left out together."""
    ordered = sorted(set(notices))
    return [group for at in range(_FOLDS) if (group := ordered[at::_FOLDS])]


def left_out(known: Sequence[Copy]) -> Iterator[tuple[Copy, Trust]]:
    """Each copy, judged by weights learned without its notice."""
    groups = folds(one.notice for one in known)
    tallies = [tally(one for one in known if one.notice in group) for group in groups]
    for at, group in enumerate(groups):
        weights = fit(*tallies[:at], *tallies[at + 1 :])
        yield from ((one, _told(one, weights)) for one in known if one.notice in group)


def _report(judged: Iterable[tuple[Copy, Trust]]) -> Iterator[str]:
    sorts: dict[str, Trust] = defaultdict(Trust)
    for copy, trust in judged:
        sorts[copy.sort] += trust
        if copy.sort not in ("published", "forgotten"):
            sorts["damaged"] += trust
    yield f"{'':20}{'missed':>8}{'told':>7}{'wrong':>8}{'told':>7}{'right':>8}{'told':>7}{'passed':>8}{'told':>7}"
    for sort, of in sorts.items():
        wrong = [shown for _, right, shown in of.rows if not right]
        right = [shown for _, right, shown in of.rows if right]
        passed = [shown for _, right, shown in of.passed if right]
        held = ((of.missed, of.told), *((len(shown), sum(shown)) for shown in (wrong, right, passed)))
        yield f"{sort:20}" + "".join(f"{all:8}{told / max(all, 1):7.3f}" for all, told in held)
    for sort in ("published", "forgotten", "damaged"):
        for what, rows in (("rows", sorts[sort].rows), ("numbers passed over", sorts[sort].passed)):
            yield f"{sort}: {what}, mean doubt, share wrong"
            yield from (f"{one.rows:8}{one.doubt:8.3f}{one.wrong:8.3f}" for one in reliability.table(rows))


def _toml(weights: Weights) -> Iterator[str]:
    yield "# Made by `python -m pipeline.measure.calibrate`; what a sign adds to the log odds that its row is wrong."
    for table, of in weights.items():
        yield f"\n[{table}]"
        yield from (f"{code} = {weight}" for code, weight in of.items())


def _opinion_toml(weights: Mapping[str, float]) -> Iterator[str]:
    yield "# Made by `python -m pipeline.measure.calibrate`; what a word near a number adds to the log odds that it is promised."
    yield "# b1 and b2 stand right before it, a1 and a2 right behind, b and a further off in its clause, s earlier in its"
    yield "# sentence, h in its heading, c in the head of its column."
    yield "[words]"
    yield from (f"{json.dumps(word, ensure_ascii=False)} = {weight}" for word, weight in weights.items())


def main(arguments: Sequence[str]) -> None:
    notices = known(map(Path, arguments))
    numbers = examples(notices)
    opinions = {
        notice: opinion for group in folds(numbers) for opinion in [hearing.without(numbers, group)] for notice in group
    }
    judged = list(copies(notices, opinions))
    print("\n".join(_report(left_out(judged))))
    for name, lines in (
        ("doubt_weights", _toml(fit(tally(judged)))),
        ("opinion_weights", _opinion_toml(hearing.learn(numbers.values()))),
    ):
        (_RULES / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
