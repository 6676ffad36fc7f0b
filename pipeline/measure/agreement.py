"""Agreement: one notice, as the pipeline read it, against what a careful reader found in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, TypeVar

from pipeline.measure.annotations import Gold, Row, norm
from pipeline.measure.figures import Count, Judged, Miss, Score
from pipeline.measure.layouts import layouts
from pipeline.notice import Item, Mention, Notice, Section, Target

K = TypeVar("K")
# Comparison, value, upper value, unit.
_Key = tuple[str, float | None, float | None, str]
# So many of the last characters before a list tell which one it is.
_ENDS = 10
# A title may be read without what stands before it, if more than so many characters are left.
_TITLE = 6
# Organs that keep the 县 before their name.
_ORGANS = ("县委", "县人大", "县政协", "县纪委")
# An indicator less like the annotated one than this is told as a miss.
_UNLIKE = 0.5


def score(notice: Notice, gold: Gold) -> Score:
    """How well a notice, with everything found in it, agrees with its annotation."""
    counts: dict[str, Count] = {}
    misses: list[Miss] = []
    for judge in (_header, _sections, _lists, _targets):
        own, missed = judge(notice, gold)
        counts |= own
        misses += missed
    return Score(counts, tuple(misses), layouts(notice))


def _counted(want: Counter[K], got: Counter[K]) -> Count:
    return Count((want & got).total(), got.total(), want.total())


def _header(notice: Notice, gold: Gold) -> Judged:
    wanted = {name: value for name, value in gold["header"].items() if value}
    misses = []
    for name, want in wanted.items():
        got = notice.fields.get(name, "")
        if isinstance(want, list):
            # How finely the list is split is not judged.
            same = bool(got) and re.sub("[、，]", "", "".join(map(norm, got.split("\n")))) == re.sub(
                "[、，]", "", "".join(map(norm, want))
            )
        else:
            same = norm(got) == norm(want)
            if name == "title":
                same |= len(norm(got)) > _TITLE and norm(want).endswith(norm(got))
        if not same:
            printed = "；".join(want) if isinstance(want, list) else want
            misses.append(Miss("header", name, printed, got.replace("\n", "；") or None))
    return {"header": Count(len(wanted) - len(misses), len(wanted), len(wanted))}, misses


def _sections(notice: Notice, gold: Gold) -> Judged:
    want = [(row["marker"], row["heading"]) for row in gold["sections"]]
    got = [(one.marker, one.heading) for one in notice.all(Section)]
    printed = {(norm(marker), norm(heading)): marker + heading for marker, heading in [*got, *want]}
    wanted, found = (Counter((norm(marker), norm(heading)) for marker, heading in side) for side in (want, got))
    misses = [Miss("sections", "", want=printed[key]) for key in (wanted - found).elements()]
    misses += [Miss("sections", "", got=printed[key]) for key in (found - wanted).elements()]
    return {"sections": _counted(wanted, found)}, misses


def _base(name: str) -> str:
    """A unit's name without the governing county's own 县."""
    name = norm(name)
    return name[1:] if name.startswith("县") and not name.startswith(_ORGANS) else name


def _lists(notice: Notice, gold: Gold) -> Judged:
    """The responsibility lists, their units, and the units' roles."""
    rows = [one for one in sorted(notice.all(Item), key=attrgetter("start")) if (one.responsibility or "").strip()]
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        named[mention.item_id].append(mention)
    misses = []
    ends = [norm(row.text) for row in rows]
    free = set(range(len(rows)))
    # Units by the place of their list: counted from 0 in the annotation, downwards from -1 where that has no such list.
    want: Counter[tuple[int, str]] = Counter()
    got: Counter[tuple[int, str]] = Counter()
    place_of: dict[int, str] = {}
    right = judged = 0
    for at, item in enumerate(gold["items"]):
        where = place_of[at] = f"…{item['ends']}"
        want.update((at, _base(unit["base"])) for unit in item["units"])
        tail = norm(item["ends"])[-_ENDS:]
        place = min((j for j in free if ends[j].endswith(tail)), key=lambda j: abs(j - at), default=None)
        if place is None:
            misses.append(Miss("lists", "", want=where))
            continue
        free.discard(place)
        mentions = named[rows[place].item_id]
        got.update((at, _base(mention.name)) for mention in mentions)
        role_of = {_base(mention.name): mention.role for mention in mentions}
        for unit in item["units"]:
            role = role_of.get(_base(unit["base"]))
            if unit["role"] == "collective" or role is None:
                continue
            judged += 1
            right += role == unit["role"]
            if role != unit["role"]:
                misses.append(Miss("roles", f"{unit['base']} {where}", unit["role"], role))
    for j in sorted(free):
        place_of[~j] = f"…{rows[j].text[-_ENDS:]}"
        misses.append(Miss("lists", "", got=place_of[~j]))
        got.update((~j, _base(mention.name)) for mention in named[rows[j].item_id])
    misses += [Miss("units", place_of[at], want=name) for at, name in (want - got).elements()]
    misses += [Miss("units", place_of[at], got=name) for at, name in (got - want).elements()]
    counts = {
        "lists": Count(len(rows) - len(free), len(rows), len(gold["items"])),
        "units": _counted(want, got),
        "roles": Count(right, judged, judged),
    }
    return counts, misses


def _key(op: str, value: Any, value_max: Any, unit: str) -> _Key:
    def number(value: Any) -> float | None:
        return None if value is None else round(float(value), 6)

    return op, number(value), number(value_max), norm(unit)


def _targets(notice: Notice, gold: Gold) -> Judged:
    """The targets, and how like the indicators of those found are to the annotated ones.

    A target that honest readers could leave out (`optional`) neither helps nor hurts.
    """
    wanted: dict[_Key, list[Row]] = defaultdict(list)
    found: dict[_Key, list[Target]] = defaultdict(list)
    for row in gold["targets"]:
        wanted[_key(row["op"], row["value"], row.get("value_max"), row["unit"])].append(row)
    for target in sorted(notice.all(Target), key=attrgetter("start")):
        found[_key(target.op, target.value, target.value_max, target.unit)].append(target)
    misses = []
    total, alike, paired = Count(), 0.0, 0
    for key in {**wanted, **found}:
        rows, targets = wanted[key], found[key]
        needed = [row for row in rows if not row.get("optional")]
        extra = max(0, len(targets) - len(rows))
        right = min(len(targets), len(needed))
        total += Count(right, right + extra, len(needed))
        matches = alike_pairs(rows, targets)
        for similarity, row, target in matches:
            alike += similarity
            paired += 1
            if similarity < _UNLIKE:
                misses.append(Miss("indicators", row["quote"], row["indicator"], target.indicator))
        met = {id(one) for match in matches for one in match[1:]}
        short = [row for row in needed if id(row) not in met][: len(needed) - right]
        misses += [
            Miss("targets", f"…{row.get('near', '')}", want=f"{row['quote']} {row['indicator']}") for row in short
        ]
        beyond = [target for target in targets if id(target) not in met][:extra]
        misses += [Miss("targets", one.indicator, got=notice.quote(one)) for one in beyond]
    return {"targets": total, "indicators": Count(alike, paired, paired)}, misses


def alike_pairs(rows: Sequence[Row], targets: Sequence[Target]) -> list[tuple[float, Row, Target]]:
    """Pairs of an annotated and a found target of one key, those first whose indicators are most alike."""
    from rapidfuzz.fuzz import ratio

    scores = [
        (ratio(norm(row["indicator"]), norm(target.indicator)) / 100, -i, -j)
        for i, row in enumerate(rows)
        for j, target in enumerate(targets)
    ]
    free_rows, free_targets = set(range(len(rows))), set(range(len(targets)))
    pairs = []
    for similarity, i, j in sorted(scores, reverse=True):
        if -i in free_rows and -j in free_targets:
            free_rows.discard(-i)
            free_targets.discard(-j)
            pairs.append((similarity, rows[-i], targets[-j]))
    return pairs
