"""Accuracy: what the pipeline reads from annotated notices, measured against what careful readers read.

A folder holds notices and, in its folder ``gold/``, their annotations: ``<notice_id>.json`` has the header, the
headings, the tasks with their units, and the targets; ``<old>__<new>.diff.json`` says which tasks of two notices are
the same.  Nothing is written.

A responsibility list is known by the words right before it, a unit by its name in that list, a target by comparison,
value and unit anywhere in the notice; white space, the width of punctuation and a closing 。 never matter.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from pipeline.dataset.build import CORRECTIONS, find
from pipeline.language.roles import roles
from pipeline.messages import text
from pipeline.notice import Block, Duty, Item, Mention, Notice, NoticeError, Section, Source, Target
from pipeline.structure import corrections

#: What is measured of every notice.  A role is judged where its unit was found, an indicator where its target was; an
#: indicator counts as much as its words are like the annotated ones (0 to 1).
MEASURES = ("header", "sections", "lists", "units", "roles", "targets", "indicators")

Row = dict[str, Any]
# An annotation: `header`, and the rows of `sections`, `items` (those with a responsibility list) and `targets`.
Gold = dict[str, Any]
K = TypeVar("K")
# A task of the old notice and one of the new.
_Link = tuple[str, str]
# Comparison, value, upper value, unit.
_Key = tuple[str, float | None, float | None, str]

_NEEDED = {
    "sections": ("marker", "heading"),
    "items": ("ends", "units"),
    "targets": ("op", "value", "unit", "quote", "indicator"),
}
_NEEDED_OF_PAIRS = {"pairs": ("old_ends", "new_ends")}

_FOLD = str.maketrans("()[],:;!?〔〕﹝﹞", "（）［］，：；！？［］［］")
# Web pages gloss rare characters: 涪（fú）陵.
_PINYIN = re.compile("（[a-zāáǎàēéěèīíǐìōóǒòūúǔùü]+）")
# So many of the last characters before a list tell which one it is.
_ENDS = 10
# A title may be read without what stands before it, if more than so many characters are left.
_TITLE = 6
# Organs that keep the 县 before their name.
_ORGANS = ("县委", "县人大", "县政协", "县纪委")
# An indicator less like the annotated one than this is told as a miss.
_UNLIKE = 0.5
# A layout is one that at least so large a share of a notice's lists has.
_SHARE = 0.1
# More lists a line than this, and the paragraphs are run together.
_RUN_TOGETHER = 3
# So much of a task is shown in a miss.
_SHOWN = 40
_NO_SOURCE = Source("", "", "")


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────


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
    """A difference at `where`: the annotation has `want` (None: nothing), the pipeline `got` (None: nothing)."""

    measure: str
    where: str
    want: str | None = None
    got: str | None = None

    def __str__(self) -> str:
        if self.measure == "reading":
            return text("accuracy.unread", reason=self.want)
        kind = "missed" if self.got is None else "extra" if self.want is None else "differs"
        place = " ".join(filter(None, (text(f"accuracy.{self.measure}"), self.where)))
        return text(f"accuracy.{kind}", place=place, want=self.want, got=self.got)


Judged = tuple[dict[str, Count], list[Miss]]


@dataclass(frozen=True, slots=True)
class Score:
    """A notice, or two years of one: its figures by what is measured, its misses, and the layouts it shows."""

    counts: Mapping[str, Count]
    misses: tuple[Miss, ...] = ()
    layouts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accuracy:
    """All that was measured: notices by their ids, pairs of years by both ids; and the notices not annotated."""

    notices: Mapping[str, Score]
    pairs: Mapping[tuple[str, str], Score]
    unmeasured: tuple[str, ...] = ()

    @cached_property
    def total(self) -> dict[str, Count]:
        return _total(self.notices.values())

    @cached_property
    def layouts(self) -> dict[str, tuple[int, dict[str, Count]]]:
        """In how many notices each layout occurs, and their figures together."""
        shown: dict[str, list[Score]] = defaultdict(list)
        for score in self.notices.values():
            for layout in score.layouts:
                shown[layout].append(score)
        return {layout: (len(shown[layout]), _total(shown[layout])) for layout in sorted(shown)}

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

    @property
    def summary(self) -> str:
        """The misses in words and the figures as tables, in the language of the user."""
        return "\n".join(_summary(self))


def _total(scores: Iterable[Score]) -> dict[str, Count]:
    total = dict.fromkeys(MEASURES, Count())
    for score in scores:
        for name, count in score.counts.items():
            total[name] += count
    return total


# ── a folder of annotated notices ────────────────────────────────────────────────────────────────────


def run(folder: Path) -> Accuracy:
    """Measure the pipeline against the annotated notices in a folder.

    A notice that cannot be read counts as one in which nothing was found.

    Raises:
        NoticeError: there are no annotations, one of them is damaged, or its notice is not in the folder.
    """
    files = sorted((folder / "gold").glob("*.json"))
    if not files:
        raise NoticeError(text("accuracy.no_gold", folder=folder))
    paths = {path.stem: path for path in find([folder])[0]}
    golds: dict[str, Gold] = {}
    matchings: dict[tuple[str, str], Gold] = {}
    for file in files:
        old, _, new = file.stem.removesuffix(".diff").partition("__")
        if missing := [notice_id for notice_id in (old, new) if notice_id and notice_id not in paths]:
            raise NoticeError(text("accuracy.no_notice", file=file, notice_id=missing[0], folder=folder))
        if new:
            matchings[old, new] = _load(file, _NEEDED_OF_PAIRS)
        else:
            golds[old] = annotation(file)
    used = sorted({*golds, *(notice_id for pair in matchings for notice_id in pair)})
    read, unread = _read([paths[notice_id] for notice_id in used])
    data = _data([paths[notice_id] for notice_id in read]) if matchings else {}

    def told(judged: Score, *notice_ids: str) -> Score:
        reasons = [Miss("reading", "", want=unread[one]) for one in notice_ids if one in unread]
        return replace(judged, misses=(*reasons, *judged.misses))

    return Accuracy(
        {one: told(score(read.get(one) or Notice(one, "", _NO_SOURCE), gold), one) for one, gold in golds.items()},
        {pair: told(matched(data, *pair, gold), *pair) for pair, gold in matchings.items()},
        tuple(sorted(paths.keys() - golds.keys())),
    )


def annotation(file: Path) -> Gold:
    """What a reader found in a notice.

    There are two forms: targets in a list of their own, or those of each task in it and the others in
    `expected_targets`, where also tasks without a responsibility list stand among the items.

    Raises:
        NoticeError: the file is of neither form.
    """
    gold = {"sections": [], "header": {}, **_load(file, {"items": ()})}
    if "targets" not in gold:
        gold["targets"] = [*gold.get("expected_targets", ())]
        for item in gold["items"]:
            gold["targets"] += [{"near": item.get("starts", ""), **row} for row in item.get("targets", ())]
        gold["items"] = [item for item in gold["items"] if item.get("units")]
    _require(gold, _NEEDED, file)
    _require({"units": [unit for item in gold["items"] for unit in item["units"]]}, {"units": ("base", "role")}, file)
    for row in gold["targets"]:
        if not isinstance(row["value"], int | float):
            raise NoticeError(text("accuracy.damaged", file=file, error=f"value: {row['value']!r}"))
    return gold


def _load(file: Path, needed: Mapping[str, Sequence[str]]) -> Gold:
    try:
        gold = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NoticeError(text("accuracy.damaged", file=file, error=error)) from error
    if not isinstance(gold, dict):
        raise NoticeError(text("accuracy.damaged", file=file, error="{…}"))
    _require(gold, needed, file)
    return gold


def _require(gold: Gold, needed: Mapping[str, Sequence[str]], file: Path) -> None:
    for table, keys in needed.items():
        lacking = [table] if table not in gold else []
        for at, row in enumerate(gold.get(table, ())):
            lacking += [f"{table}[{at}].{key}" for key in keys if key not in row]
        if lacking:
            raise NoticeError(text("accuracy.damaged", file=file, error=f"{', '.join(lacking)}: ?"))


def _read(paths: Iterable[Path]) -> tuple[dict[str, Notice], dict[str, str]]:
    """The notices with everything found in them, and why the others cannot be read."""
    from pipeline.extract import extract
    from pipeline.read import read

    found: dict[str, Notice] = {}
    unread: dict[str, str] = {}
    for path in paths:
        try:
            found[path.stem] = extract(read(path), corrections.load(CORRECTIONS, path.stem))
        except NoticeError as error:
            unread[path.stem] = str(error)
    return found, unread


# ── one notice ───────────────────────────────────────────────────────────────────────────────────────


def score(notice: Notice, gold: Gold) -> Score:
    """How well a notice, with everything found in it, agrees with its annotation."""
    counts: dict[str, Count] = {}
    misses: list[Miss] = []
    for judge in (_header, _sections, _lists, _targets):
        own, missed = judge(notice, gold)
        counts |= own
        misses += missed
    return Score(counts, tuple(misses), layouts(notice))


def _norm(words: str | None) -> str:
    return _PINYIN.sub("", "".join((words or "").split()).translate(_FOLD).strip("。；，、"))


def _counted(want: Counter[K], got: Counter[K]) -> Count:
    return Count((want & got).total(), got.total(), want.total())


def _header(notice: Notice, gold: Gold) -> Judged:
    wanted = {name: value for name, value in gold["header"].items() if value}
    misses = []
    for name, want in wanted.items():
        got = notice.fields.get(name, "")
        if isinstance(want, list):
            # How finely the list is split is not judged.
            same = bool(got) and re.sub("[、，]", "", "".join(map(_norm, got.split("\n")))) == re.sub(
                "[、，]", "", "".join(map(_norm, want))
            )
        else:
            same = _norm(got) == _norm(want)
            if name == "title":
                same |= len(_norm(got)) > _TITLE and _norm(want).endswith(_norm(got))
        if not same:
            printed = "；".join(want) if isinstance(want, list) else want
            misses.append(Miss("header", name, printed, got.replace("\n", "；") or None))
    return {"header": Count(len(wanted) - len(misses), len(wanted), len(wanted))}, misses


def _sections(notice: Notice, gold: Gold) -> Judged:
    want = [(row["marker"], row["heading"]) for row in gold["sections"]]
    got = [(one.marker, one.heading) for one in notice.all(Section)]
    printed = {(_norm(marker), _norm(heading)): marker + heading for marker, heading in [*got, *want]}
    wanted, found = (Counter((_norm(marker), _norm(heading)) for marker, heading in side) for side in (want, got))
    misses = [Miss("sections", "", want=printed[key]) for key in (wanted - found).elements()]
    misses += [Miss("sections", "", got=printed[key]) for key in (found - wanted).elements()]
    return {"sections": _counted(wanted, found)}, misses


def _base(name: str) -> str:
    """A unit's name without the governing county's own 县."""
    name = _norm(name)
    return name[1:] if name.startswith("县") and not name.startswith(_ORGANS) else name


def _lists(notice: Notice, gold: Gold) -> Judged:
    """The responsibility lists, their units, and the units' roles."""
    rows = [one for one in sorted(notice.all(Item), key=attrgetter("start")) if (one.responsibility or "").strip()]
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        named[mention.item_id].append(mention)
    misses = []
    ends = [_norm(row.text) for row in rows]
    free = set(range(len(rows)))
    # Units by the place of their list: counted from 0 in the annotation, downwards from -1 where that has no such list.
    want: Counter[tuple[int, str]] = Counter()
    got: Counter[tuple[int, str]] = Counter()
    place_of: dict[int, str] = {}
    right = judged = 0
    for at, item in enumerate(gold["items"]):
        where = place_of[at] = f"…{item['ends']}"
        want.update((at, _base(unit["base"])) for unit in item["units"])
        tail = _norm(item["ends"])[-_ENDS:]
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

    return op, number(value), number(value_max), _norm(unit)


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
        matches = _alike(rows, targets)
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


def _alike(rows: Sequence[Row], targets: Sequence[Target]) -> list[tuple[float, Row, Target]]:
    """Pairs of an annotated and a found target of one key, those first whose indicators are most alike."""
    from rapidfuzz.fuzz import ratio

    scores = [
        (ratio(_norm(row["indicator"]), _norm(target.indicator)) / 100, -i, -j)
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


# ── two years ────────────────────────────────────────────────────────────────────────────────────────


def _data(paths: Iterable[Path]) -> dict[str, list[Row]]:
    """The rows of notices, table by table, as a dataset of them holds them."""
    from pipeline.dataset import tables
    from pipeline.extract import rows
    from pipeline.read import read

    parts = [tables.arrow(rows(read(path), corrections.load(CORRECTIONS, path.stem))) for path in paths]
    data: dict[str, list[Row]] = defaultdict(list)
    for part in parts:
        for name, table in part.items():
            data[name] += table.to_pylist()
    data["units"] = tables.units_table(part["units"] for part in parts).to_pylist()
    return data


def matched(data: dict[str, list[Row]], old: str, new: str, gold: Gold) -> Score:
    """How well the tasks of two notices are matched, and their targets followed.

    Args:
        data: the rows of the dataset, table by table.
        old: the notice of the earlier year, by its id.
        new: the notice of the later year.
        gold: `pairs`, and where there are any `splits`, `merges`, `new`, `dropped`, `targets`, and `also`, the links that
            hold too but need not be found.  Where nothing is said to be dropped, only the new tasks named are judged.

    Returns:
        How many of the `proposed` matches of tasks are right, and how many are found of those that the reader was `sure`
        of and of the others (`likely`); of the targets with an old and a new value, how many have both (`followed`), and
        how many the right direction too (`directed`).
    """
    from pipeline.compare.comparison import Comparison

    held = {row["notice_id"] for row in data["notices"]}
    found = Comparison(data, old, new).rows if {old, new} <= held else {"tasks": [], "targets": []}
    words = {row["item_id"]: _norm(row["text"]) for row in data["items"]}
    sides = {one: [row["item_id"] for row in data["items"] if row["notice_id"] == one] for one in (old, new)}

    def task(side: str, ends: str) -> str:
        """The task that ends with these words; where none does, the words."""
        tail = _norm(ends)[-_ENDS:]
        return next((item_id for item_id in sides[side] if words[item_id].endswith(tail)), f"…{ends}")

    def link(row: Row) -> _Link:
        return task(old, row["old_ends"]), task(new, row["new_ends"])

    sure: set[_Link] = set()
    likely: set[_Link] = set()
    for row in gold["pairs"]:
        (likely if row.get("confidence") == "likely" else sure).add(link(row))
    for row in gold.get("splits", ()):
        sure |= {link({**row, "new_ends": ends}) for ends in row["new_ends"]}
    for row in gold.get("merges", ()):
        doubts = row.get("confidence_by_old", {})
        for ends in row["old_ends"]:
            (likely if doubts.get(ends) == "likely" else sure).add(link({**row, "old_ends": ends}))
    sure -= likely
    want = sure | likely
    besides = {link(row) for row in [*gold.get("also", ()), *gold.get("beyond_schema", {}).get("cross_links", ())]}
    judged_new = {one for _, one in want}
    judged_new |= {task(new, row if isinstance(row, str) else row["new_ends"]) for row in gold.get("new", ())}
    judged_old = {one for one, _ in want} | {task(old, ends) for ends in gold.get("dropped", ())}
    got = {
        (row["old_item_id"], row["new_item_id"])
        for row in found["tasks"]
        if row["old_item_id"]
        and row["new_item_id"] in judged_new
        and (row["old_item_id"] in judged_old or not gold.get("dropped"))
    }
    got -= besides - want
    misses = [Miss("matches", "", want=_shown(words, one)) for one in sorted(want - got)]
    misses += [Miss("matches", "", got=_shown(words, one)) for one in sorted(got - want)]
    followed, directed, unmet = _followed(gold.get("targets", ()), found["targets"])
    counts = {
        "proposed": _share(len(want & got), len(got)),
        "sure": _share(len(sure & got), len(sure)),
        "likely": _share(len(likely & got), len(likely)),
        "followed": followed,
        "directed": directed,
    }
    return Score(counts, (*misses, *unmet))


def _share(right: int, of: int) -> Count:
    return Count(right, of, of)


def _shown(words: Mapping[str, str], link: _Link) -> str:
    return " | ".join(words.get(one, one)[:_SHOWN] for one in link)


def _followed(golds: Iterable[Row], rows: Iterable[Row]) -> tuple[Count, Count, list[Miss]]:
    """The targets of two years, by both values and by their direction."""
    directions: dict[tuple[float, float], set[str]] = defaultdict(set)
    for row in rows:
        if row["old_value"] is not None and row["new_value"] is not None:
            directions[round(row["old_value"], 6), round(row["new_value"], 6)].add(row["direction"])
    both = [row for row in golds if row.get("old") and row.get("new")]
    followed = directed = 0
    misses = []
    for row in both:
        old, new = row["old"]["value"], row["new"]["value"]
        met = directions.get((round(float(old), 6), round(float(new), 6)), set())
        followed += bool(met)
        directed += row["direction"] in met
        if row["direction"] not in met:
            wanted = f"{old:g} → {new:g} {row['direction']}"
            misses.append(Miss("followed", row.get("indicator", ""), wanted, "、".join(sorted(met)) or None))
    return _share(followed, len(both)), _share(directed, len(both)), misses


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────────

# Opening signs: the layout and the sign that closes it.
_BRACKETS = {
    "（": ("round", "）"),
    "(": ("half_width", ")"),
    "［": ("square", "］"),
    "[": ("square", "]"),
    "【": ("lenticular", "】"),
    "〔": ("tortoise", "〕"),
    "﹝": ("tortoise", "﹞"),
    "〈": ("angle", "〉"),
    "＜": ("angle", "＞"),
}


def layouts(notice: Notice) -> tuple[str, ...]:
    """The layouts that a notice shows, by what was read: its format, and what its lists look like.

    A layout of lists is shown where at least a tenth of them have it.
    """
    lists = [item for item in notice.all(Item) if item.lists_at]
    shown = {f"format_{notice.source.format}"} if notice.source.format else set()
    if not lists:
        return tuple(sorted({*shown, "no_lists"}))
    if any(block.kind == "attachment_title" for block in notice.all(Block)):
        shown.add("attachments")
    if len(lists) > _RUN_TOGETHER * len({notice.text.count("\n", 0, item.lists_at[0].start) for item in lists}):
        shown.add("run_together")
    duties = {duty.item_id: duty for duty in notice.all(Duty)}
    leading = {mention.item_id for mention in notice.all(Mention) if mention.role == "lead"}
    held: Counter[str] = Counter()
    for item in lists:
        held.update({*_signs(notice, item), *_words(item, duties[item.item_id], item.item_id in leading)})
    return tuple(sorted({*shown, *(layout for layout, count in held.items() if count >= _SHARE * len(lists))}))


def _signs(notice: Notice, item: Item) -> Iterator[str]:
    """What a task's lists stand in: a table's cell, brackets of some kind, or a line of their own."""
    for one in item.lists_at:
        sign = notice.text[one.start - 1 : one.start]
        if one.role:
            yield "table"
        elif sign in _BRACKETS:
            yield _BRACKETS[sign][0]
            if notice.text[one.end : one.end + 1] != _BRACKETS[sign][1]:
                yield "mixed"
            if re.search("[（(〔［[]", notice.text[one.start : one.end]):
                yield "nested"
        else:
            yield "line"


def _words(item: Item, duty: Duty, leads: bool) -> Iterator[str]:
    """How a task's lists say who does what."""
    said = item.responsibility or ""
    labels = {roles().label_role[one["label"] or one["bare"]] for one in roles().loose_label.finditer(said)}
    verbs = bool(roles().verb.search(said))
    if "lead" in labels:
        yield "lead_label"
    elif "responsible" in labels:
        yield "label"
    if verbs:
        yield "verbs"
    if not labels and not verbs and not any(one.role for one in item.lists_at):
        yield "bare"
    # The first unit leads, though no word in the list says so: the notice has said it for all lists.
    if leads and "lead" not in labels and not verbs and not any(one.role for one in item.lists_at):
        yield "first_leads"
    if duty.deadline:
        yield "deadline"
    if duty.leaders:
        yield "leaders"


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────


def _summary(of: Accuracy) -> Iterator[str]:
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
    for pair, one in of.pairs.items():
        yield ""
        yield text("accuracy.years", name=_years(pair))
        yield from (text(f"accuracy.years.{name}", share=_of(count)) for name, count in one.counts.items())
    if of.unmeasured:
        yield ""
        yield text("accuracy.unmeasured", notices=", ".join(of.unmeasured))


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
