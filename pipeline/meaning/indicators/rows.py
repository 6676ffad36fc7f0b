"""The table `indicators`: every indicator that targets promise, with what the vocabulary knows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pipeline.meaning.indicators.vocabulary import by_id, frames
from pipeline.notice import Target


def indicator_rows(targets: Iterable[Target]) -> dict[str, list[Any]]:
    """The indicators of one notice's targets, as columns, by their ids.

    All but `aliases` and `targets` follows from the id alone, so that the rows of several notices can be joined.
    """
    promised: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        promised[target.indicator_id].append(target)
    ids = sorted(promised)
    known = [by_id(indicator_id) for indicator_id in ids]
    own = [_own(promised[indicator_id][0]) for indicator_id in ids]
    return {
        "indicator_id": ids,
        "name": [one.name if one else name for one, (name, _, _) in zip(known, own, strict=True)],
        "name_en": [one and one.name_en for one in known],
        "aspect": [one.aspect if one else aspect for one, (_, aspect, _) in zip(known, own, strict=True)],
        "unit": [one.units[0] if one else unit for one, (_, _, unit) in zip(known, own, strict=True)],
        "better": [one and one.better for one in known],
        "known": [one is not None for one in known],
        "statistics": [one and one.statistics for one in known],
        "aliases": [sorted({target.indicator for target in promised[indicator_id]}) for indicator_id in ids],
        "targets": [len(promised[indicator_id]) for indicator_id in ids],
    }


def _own(target: Target) -> tuple[str, str, str]:
    """Name, aspect and unit of an indicator outside the vocabulary, as its id has them."""
    words = target.indicator_id.removeprefix("~").split(".")[0]
    say = next((frame.say for frame in frames().aspect if frame.code == target.aspect), "{name}")
    return say.format(name=words), target.aspect, target.unit
