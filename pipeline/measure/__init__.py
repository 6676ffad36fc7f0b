"""Accuracy: what the pipeline reads from annotated notices, measured against what careful readers read.

A folder holds notices and, in its folder ``gold/``, their annotations: ``<notice_id>.json`` has the header, the
headings, the tasks with their units, and the targets; ``<old>__<new>.diff.json`` says which tasks of two notices are
the same.  Nothing is written.

A responsibility list is known by the words right before it, a unit by its name in that list, a target by comparison,
value and unit anywhere in the notice; white space, the width of punctuation and a closing 。 never matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.dataset.sources import find
from pipeline.dataset.workspace import Workspace
from pipeline.measure.agreement import score
from pipeline.measure.annotations import Gold, annotation, load
from pipeline.measure.figures import Accuracy, Miss, Score
from pipeline.measure.years import data_of, matched
from pipeline.messages import text
from pipeline.notice import Notice, NoticeError, Source
from pipeline.structure import corrections

_NEEDED_OF_PAIRS = {"pairs": ("old_ends", "new_ends")}
_NO_SOURCE = Source("", "", "")


def run(folder: Path) -> Accuracy:
    """Measure the pipeline against the annotated notices in a folder.

    A notice that cannot be read counts as one in which nothing was found.

    Raises:
        NoticeError: there are no annotations, one of them is damaged, or its notice is not in the folder.
    """
    files = sorted((folder / "gold").glob("*.json"))
    if not files:
        raise NoticeError(text("accuracy.no_gold", folder=folder))
    paths = {source.notice_id: source.path for source in find([folder])[0]}
    golds: dict[str, Gold] = {}
    matchings: dict[tuple[str, str], Gold] = {}
    for file in files:
        old, _, new = file.stem.removesuffix(".diff").partition("__")
        if missing := [notice_id for notice_id in (old, new) if notice_id and notice_id not in paths]:
            raise NoticeError(text("accuracy.no_notice", file=file, notice_id=missing[0], folder=folder))
        if new:
            matchings[old, new] = load(file, _NEEDED_OF_PAIRS)
        else:
            golds[old] = annotation(file)
    used = sorted({*golds, *(notice_id for pair in matchings for notice_id in pair)})
    read, unread = _read([paths[notice_id] for notice_id in used])
    data = data_of([paths[notice_id] for notice_id in read]) if matchings else {}

    def told(judged: Score, *notice_ids: str) -> Score:
        reasons = [Miss("reading", "", want=unread[one]) for one in notice_ids if one in unread]
        return replace(judged, misses=(*reasons, *judged.misses))

    return Accuracy(
        {one: told(score(read.get(one) or Notice(one, "", _NO_SOURCE), gold), one) for one, gold in golds.items()},
        {pair: told(matched(data, *pair, gold), *pair) for pair, gold in matchings.items()},
        tuple(sorted(paths.keys() - golds.keys())),
    )


def _read(paths: Iterable[Path]) -> tuple[dict[str, Notice], dict[str, str]]:
    """The notices with everything found in them, and why the others cannot be read."""
    from pipeline.extract import extract
    from pipeline.read import read

    found: dict[str, Notice] = {}
    unread: dict[str, str] = {}
    for path in paths:
        try:
            found[path.stem] = extract(read(path), corrections.load(Workspace().corrections, path.stem))
        except NoticeError as error:
            unread[path.stem] = str(error)
    return found, unread
