"""Learn from annotated notices what the signs of doubt are worth: ``python -m pipeline.measure.calibrate FOLDER...``.

The folders are those of ``make accuracy``.  Every notice is read as it is and in damaged copies, which count less.  For each
table a logistic regression gives the weight of each sign; they are written to rules/doubt_weights.toml.  Printed is the
reliability with each notice judged by weights learned without it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract import extract
from pipeline.meaning.doubt import TABLES, Evidence, evidence, odds
from pipeline.measure.agreement import score
from pipeline.measure.annotations import annotation
from pipeline.measure.damage import DAMAGES, damaged
from pipeline.measure.reliability import judged
from pipeline.notice import Notice, NoticeError
from pipeline.read import read

# A damaged copy counts so much of a notice as published: most that is read is not damaged.
_COPY = 0.1
# How strongly weights are held near nothing; the fewer rows showed a sign, the more it matters.
_HELD = 5.0
_WEIGHTS = Path(__file__).parents[1] / "rules" / "doubt_weights.toml"


@dataclass(frozen=True, slots=True)
class Example:
    """A judged row: its signs, whether it is wrong, and how much it counts."""

    notice: str
    row: Evidence
    wrong: bool
    counts: float


def examples(folders: Iterable[Path]) -> Iterator[Example]:
    """The judged rows of annotated notices and of their damaged copies."""
    for folder in folders:
        for file in sorted((folder / "gold").glob("*.json")):
            if "__" in file.stem:
                continue
            gold = annotation(file)
            path = next(path for path in sorted(folder.iterdir()) if path.stem == file.stem)
            published = read(path)
            copies = ((damaged(published, name), _COPY) for name in DAMAGES)
            for copy, counts in [(published, 1.0), *copies]:
                if copy is not None:
                    yield from _judged(copy, gold, counts)


def _judged(copy: Notice, gold: dict[str, object], counts: float) -> Iterator[Example]:
    try:
        notice = extract(copy)
    except NoticeError:
        return
    wrong = {miss.row for miss in score(notice, gold).misses if miss.measure != "indicators"}
    rows = {(one.table, one.row_id) for one in judged(notice)}
    for row in evidence(notice):
        if (row.table, row.row_id) in rows:
            yield Example(notice.notice_id, row, (row.table, row.row_id) in wrong, counts)


Weights = dict[str, dict[str, float]]


def fit(known: Sequence[Example]) -> Weights:
    """The weights of the signs, table by table; `base` is that of a row without any."""
    from sklearn.linear_model import LogisticRegression

    weights: Weights = {}
    for table in TABLES:
        rows = [one for one in known if one.row.table == table]
        codes = seen = sorted({code for one in rows for code in one.row.signs})
        counts = [one.counts for one in rows]
        while True:
            # One right and one wrong row besides, so that nothing is ever certain.
            signs = [[one.row.signs.get(code, 0.0) for code in codes] or [0.0] for one in rows]
            signs += [[0.0] * max(len(codes), 1)] * 2
            model = LogisticRegression(C=_HELD, max_iter=2000)
            model.fit(signs, [*(one.wrong for one in rows), False, True], sample_weight=[*counts, 0.5, 0.5])
            found = dict(zip(codes, map(float, model.coef_[0]), strict=False))
            # No sign makes a row surer than none at all: what seems to is taken out and the rest learned again.
            if all(weight > 0 for weight in found.values()):
                break
            codes = [code for code in codes if found[code] > 0]
        weights[table] = {"base": round(float(model.intercept_[0]), 2)}
        weights[table] |= {code: round(found.get(code, 0.0), 2) for code in seen}
    return weights


def _left_out(known: Sequence[Example]) -> dict[str, list[tuple[float, bool, float]]]:
    """Each row's doubt by weights learned without its notice: table → (doubt, wrong, counts)."""
    found: dict[str, list[tuple[float, bool, float]]] = defaultdict(list)
    for notice in sorted({one.notice for one in known}):
        weights = fit([one for one in known if one.notice != notice])
        for one in known:
            if one.notice == notice:
                found[one.row.table].append((odds(weights[one.row.table], one.row.signs), one.wrong, one.counts))
    return found


def _toml(weights: Weights) -> Iterator[str]:
    yield "# Made by `python -m pipeline.measure.calibrate`; what a sign adds to the log odds that its row is wrong."
    for table, of in weights.items():
        yield f"\n[{table}]"
        yield from (f"{code} = {weight}" for code, weight in of.items())


def main(folders: Sequence[str]) -> None:
    known = list(examples(map(Path, folders)))
    for table, rows in _left_out(known).items():
        print(f"{table}: {len(rows)} rows, {sum(wrong for _, wrong, _ in rows)} wrong")
        for low, high in ((0, 0.02), (0.02, 0.05), (0.05, 0.15), (0.15, 0.4), (0.4, 0.7), (0.7, 1.01)):
            held = [row for row in rows if low <= row[0] < high]
            total = sum(counts for *_, counts in held)
            if held:
                mean = sum(doubt * counts for doubt, _, counts in held) / total
                share = sum(wrong * counts for _, wrong, counts in held) / total
                print(f"  {low:.2f}–{high:.2f}  {len(held):>6} rows  doubt {mean:.3f}  wrong {share:.3f}")
    _WEIGHTS.write_text("\n".join(_toml(fit(known))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
