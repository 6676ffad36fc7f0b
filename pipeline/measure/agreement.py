"""Agreement: one notice, as the pipeline read it, against what a careful reader found in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from pipeline.meaning.indicators.vocabulary import by_id
from pipeline.measure.annotations import Gold, Places, Row, norm
from pipeline.measure.figures import Count, Judged, Miss, Score
from pipeline.measure.layouts import layouts
from pipeline.measure.reliability import trust
from pipeline.notice import Item, Mention, Notice, Section, Target

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
    return Score(counts, tuple(misses), layouts(notice), trust(notice, misses), *_known(notice))


def _known(notice: Notice) -> tuple[Count, Count]:
    """How many of the targets, and of the growth goals, have an indicator of the vocabulary."""

    def count(targets: list[Target]) -> Count:
        return Count(sum(by_id(one.indicator_id) is not None for one in targets), len(targets), len(targets))

    targets = list(notice.all(Target))
    return count(targets), count([one for one in targets if one.measure == "growth"])


def _header(notice: Notice, gold: Gold) -> Judged:
    wanted = {name: value for name, value in gold["header"].items() if value}
    misses = []
    for name, want in wanted.items():
        got = notice.fields.get(name, "")
        if isinstance(want, list):
            same = bool(got) and _unsplit(got.split("\n")) == _unsplit(want)
        else:
            same = norm(got) == norm(want)
            if name == "title":
                same |= len(norm(got)) > _TITLE and norm(want).endswith(norm(got))
        if not same:
            printed = "；".join(want) if isinstance(want, list) else want
            row = "notices", notice.notice_id
            misses.append(Miss("header", name, printed, got.replace("\n", "；") or None, row))
    return {"header": Count(len(wanted) - len(misses), len(wanted), len(wanted))}, misses


def _unsplit(entries: Sequence[str]) -> str:
    """A list as one: how finely it is split, and whether an end that several share is repeated, is not judged."""
    return re.sub("[、，]|人民政府|管委会", "", "".join(map(norm, entries)))


def _sections(notice: Notice, gold: Gold) -> Judged:
    places = Places(notice.text)
    want = [(row["marker"], row["heading"]) for row in gold["sections"]]
    wanted = Counter((norm(marker), norm(heading)) for marker, heading in want)
    misses = []
    right = 0
    for one in notice.all(Section):
        key = norm(one.marker), norm(one.heading)
        if wanted[key]:
            wanted[key] -= 1
            right += 1
        else:
            misses.append(Miss("sections", "", got=one.marker + one.heading, row=("sections", one.section_id)))
    for marker, heading in want:
        key = norm(marker), norm(heading)
        if wanted[key]:
            wanted[key] -= 1
            misses.append(Miss("sections", "", want=marker + heading, at=places.find(marker + heading)))
    return {"sections": Count(right, len(notice.all(Section)), len(want))}, misses


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
    places = Places(notice.text)
    ends = [norm(row.text) for row in rows]
    free = set(range(len(rows)))
    misses: list[Miss] = []
    counts = dict.fromkeys(("lists", "units", "roles"), Count())
    at: int | None = 0
    for place, item in enumerate(gold["items"]):
        where = f"…{item['ends']}"
        at = places.find(item["ends"], at or 0)
        tail = norm(item["ends"])[-_ENDS:]
        row = min((j for j in free if ends[j].endswith(tail)), key=lambda j: abs(j - place), default=None)
        if row is None:
            misses.append(Miss("lists", "", want=where, at=at))
        else:
            free.discard(row)
            at = min((one.start for one in rows[row].lists_at), default=rows[row].start)
        mentions = named[rows[row].item_id] if row is not None else []
        counts["lists"] += Count(row is not None, 0, 1)
        for measure, own in zip(("units", "roles"), _units(item, mentions, where, at, misses), strict=True):
            counts[measure] += own
    for j in sorted(free):
        where = f"…{rows[j].text[-_ENDS:]}"
        misses.append(Miss("lists", "", got=where, row=("items", rows[j].item_id)))
        counts["units"] += _units({"units": []}, named[rows[j].item_id], where, None, misses)[0]
    counts["lists"] += Count(0, len(rows), 0)
    return counts, misses


def _units(
    item: Row, mentions: Sequence[Mention], where: str, at: int | None, misses: list[Miss]
) -> tuple[Count, Count]:
    """The units of one list, and the roles of those found."""
    want = Counter(_base(unit["base"]) for unit in item["units"])
    role_of = {_base(unit["base"]): unit["role"] for unit in item["units"]}
    right = judged = agreed = 0
    for mention in mentions:
        name, row = _base(mention.name), ("assignments", f"{mention.item_id}/{mention.position}")
        if not want[name]:
            misses.append(Miss("units", where, got=name, row=row))
            continue
        want[name] -= 1
        right += 1
        if role_of[name] == "collective":
            continue
        judged += 1
        agreed += role_of[name] == mention.role
        if role_of[name] != mention.role:
            misses.append(Miss("roles", f"{name} {where}", role_of[name], mention.role, row))
    misses += [Miss("units", where, want=name, at=at) for name in want.elements()]
    return Count(right, len(mentions), len(item["units"])), Count(agreed, judged, judged)


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
    places = Places(notice.text)
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
        for row in short:
            near = row.get("near", "")
            where, at = f"…{near}", places.find(near + row["quote"], skip=near)
            # The number may be misprinted.
            at = places.find(near, skip=near) if at is None and near else at
            misses.append(Miss("targets", where, want=f"{row['quote']} {row['indicator']}", at=at))
        beyond = [target for target in targets if id(target) not in met][:extra]
        misses += [
            Miss("targets", one.indicator, got=notice.quote(one), row=("targets", one.target_id)) for one in beyond
        ]
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
