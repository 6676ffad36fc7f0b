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
from dataclasses import asdict, dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

from .build import CORRECTIONS, find
from .messages import text
from .notice import Block, Cell, Duty, Item, Mention, Notice, NoticeError, RoleText, Section, Target

#: What is measured of every notice.  A role is judged where its unit was found, an indicator where its target was; an
#: indicator counts as much as its words are like the annotated ones (0 to 1).
MEASURES = ("header", "sections", "lists", "units", "roles", "targets", "indicators")

Row = dict[str, Any]
# Comparison, value, upper value, unit.
_Key = tuple[str, float | None, float | None, str]

_FOLD = str.maketrans("()[],:;!?〔〕﹝﹞", "（）［］，：；！？［］［］")
# Web pages gloss rare characters: 涪（fú）陵.
_PINYIN = re.compile("（[a-zāáǎàēéěèīíǐìōóǒòūúǔùü]+）")
# So many of the last characters before a list tell which one it is.
_ENDS = 10
# A title may be read without the issuer in front of it, if so many characters are left.
_TITLE = 6
# Organs above a county's government keep their 县.
_ORGANS = ("县委", "县人大", "县政协", "县纪委")
# An indicator less like the annotated one than this is told as a miss.
_UNLIKE = 0.5


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
    def f1(self) -> float:
        """Twice what is right of all that is found and annotated together; 1 where there is neither."""
        both = self.found + self.wanted
        return 2 * self.right / both if both else 1.0

    @property
    def figures(self) -> dict[str, float]:
        return {
            **asdict(self),
            "precision": self.right / self.found if self.found else float(not self.wanted),
            "recall": self.right / self.wanted if self.wanted else 1.0,
            "f1": self.f1,
        }


@dataclass(frozen=True, slots=True)
class Miss:
    """A difference at `where`: the annotation has `want` (None: nothing), the pipeline `got` (None: nothing)."""

    measure: str
    where: str
    want: str | None = None
    got: str | None = None

    def __str__(self) -> str:
        kind = "missed" if self.got is None else "extra" if self.want is None else "differs"
        return text(
            f"accuracy.{kind}",
            measure=text(f"accuracy.{self.measure}"),
            where=f" {self.where}" if self.where else "",
            want=self.want,
            got=self.got,
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A notice: its figures by what is measured, the layouts it shows, and its misses."""

    counts: Mapping[str, Count]
    layouts: tuple[str, ...] = ()
    misses: tuple[Miss, ...] = ()


@dataclass(frozen=True, slots=True)
class PairScore:
    """Two years: how many proposed matches are right, and how many annotated ones are found.

    `sure` are the matches that the reader was sure of, `likely` the others; `targets` are those annotated with both
    values, `followed` those of them that the comparison has with these values, `directed` those with their direction.
    """

    right: int
    proposed: int
    sure_found: int
    sure: int
    likely_found: int
    likely: int
    followed: int
    directed: int
    targets: int
    misses: tuple[Miss, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / max(1, self.proposed)

    @property
    def recall(self) -> float:
        return self.sure_found / max(1, self.sure)


@dataclass(frozen=True)
class Accuracy:
    """All that was measured: notices by their ids, pairs of years by both ids; and the notices not annotated."""

    notices: Mapping[str, Score]
    pairs: Mapping[tuple[str, str], PairScore]
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
        return {layout: (len(scores), _total(scores)) for layout, scores in sorted(shown.items())}

    @property
    def figures(self) -> dict[str, Any]:
        """Everything, for scripts."""

        def of(counts: Mapping[str, Count]) -> dict[str, Any]:
            return {name: count.figures for name, count in counts.items()}

        return {
            "all": of(self.total),
            "notices": {
                notice_id: {**of(one.counts), "layouts": one.layouts, "misses": list(map(asdict, one.misses))}
                for notice_id, one in self.notices.items()
            },
            "layouts": {name: {"notices": held, **of(counts)} for name, (held, counts) in self.layouts.items()},
            "pairs": {
                "__".join(pair): {**asdict(one), "precision": one.precision, "recall": one.recall}
                for pair, one in self.pairs.items()
            },
            "unmeasured": self.unmeasured,
        }

    @property
    def summary(self) -> str:
        """The misses in words and the figures as tables, in the language of the user."""
        return "\n".join(_summary(self))


def _total(scores: Iterable[Score]) -> dict[str, Count]:
    counts = dict.fromkeys(MEASURES, Count())
    for score in scores:
        for name, count in score.counts.items():
            counts[name] += count
    return counts


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────


def run(folder: Path) -> Accuracy:
    """Measure the pipeline against the annotated notices in a folder.

    A notice that cannot be read counts as read with nothing in it.

    Raises:
        NoticeError: there are no annotations, one of them is damaged, or its notice is not in the folder.
    """
    files = sorted((folder / "gold").glob("*.json"))
    if not files:
        raise NoticeError(text("accuracy.no_annotations", folder=folder))
    paths = {path.stem: path for path in find([folder])[0]}
    notices: dict[str, Score] = {}
    matchings: dict[tuple[str, str], Matching] = {}
    for file in files:
        old, _, new = file.stem.removesuffix(".diff").partition("__")
        if missing := {notice_id for notice_id in (old, new) if notice_id} - paths.keys():
            raise NoticeError(text("accuracy.no_notice", file=file, notice_id=min(missing), folder=folder))
        if new:
            matchings[old, new] = Matching.load(file)
        else:
            notices[old] = _measured(paths[old], Annotation.load(file))
    data = _data(paths[notice_id] for notice_id in sorted({*notices, *sum(matchings, ())})) if matchings else {}
    return Accuracy(
        notices,
        {pair: _matched(data, *pair, matching) for pair, matching in matchings.items()},
        tuple(sorted(paths.keys() - notices.keys())),
    )


def _extracted(path: Path) -> Notice:
    from . import corrections
    from .extract import extract
    from .read import read

    return extract(read(path), corrections.load(CORRECTIONS, path.stem))


def _measured(path: Path, gold: Annotation) -> Score:
    try:
        notice = _extracted(path)
    except NoticeError as error:
        from .notice import Source

        notice = Notice(path.stem, "", Source(path.name, "", ""))
        unread = [Miss("notice", "", want=str(error))]
    else:
        unread = []
    return score(notice, gold, unread)


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    base: str
    role: str


@dataclass(frozen=True, slots=True)
class _List:
    """A responsibility list: the last words of its task, and the units it names."""

    ends: str
    units: tuple[_Unit, ...]


@dataclass(frozen=True, slots=True)
class _Goal:
    """An annotated target; honest readers could leave an `optional` one out."""

    key: _Key
    indicator: str
    quote: str
    near: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a reader found in a notice."""

    header: Mapping[str, str | list[str]]
    sections: tuple[tuple[str, str], ...]
    lists: tuple[_List, ...]
    targets: tuple[_Goal, ...]

    @classmethod
    def load(cls, file: Path) -> Annotation:
        """Read an annotation.  Its targets stand in a list of their own, or in each task and in `expected_targets`.

        Raises:
            NoticeError: it is not of either form.
        """
        gold = _json(file)
        try:
            goals = [
                *(_goal(row, "") for row in [*gold.get("expected_targets", ()), *gold.get("targets", ())]),
                *(
                    _goal(row, item.get("starts", ""))
                    for item in gold["items"]
                    for row in item.get("targets", ())
                ),
            ]
            lists = (
                _List(item["ends"], tuple(_Unit(one["name"], one["base"], one["role"]) for one in item["units"]))
                for item in gold["items"]
            )
            return cls(
                {name: value for name, value in gold.get("header", {}).items() if value},
                tuple((row["marker"], row["heading"]) for row in gold.get("sections", ())),
                tuple(one for one in lists if one.units or "targets" in gold),
                tuple(goals),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise _damaged(file, error) from error


def _goal(row: Row, near: str) -> _Goal:
    key = _key(row["op"], row["value"], row.get("value_max"), row["unit"])
    return _Goal(key, row["indicator"], row["quote"], row.get("near") or near, bool(row.get("optional")))


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(file, error) from error
    if not isinstance(found, dict):
        raise _damaged(file, type(found).__name__)
    return found


def _damaged(file: Path, error: object) -> NoticeError:
    if isinstance(error, KeyError):
        error = f"{error} missing"
    return NoticeError(text("accuracy.damaged", file=file, error=error))


def _norm(words: str | None) -> str:
    folded = "".join((words or "").split()).translate(_FOLD).strip("。；;，,、")
    return _PINYIN.sub("", folded)


def _base(name: str) -> str:
    """A unit's name without the governing county's own 县."""
    name = _norm(name)
    return name[1:] if name.startswith("县") and not name.startswith(_ORGANS) else name


def _key(op: str, value: Any, value_max: Any, unit: str) -> _Key:
    def number(value: Any) -> float | None:
        return None if value is None else round(float(value), 6)

    return op, number(value), number(value_max), _norm(unit)


def _joined(members: Iterable[str]) -> str:
    """The members of a list as one; how finely it is split is not judged."""
    return re.sub("[、，]", "", "".join(map(_norm, members)))


def score(notice: Notice, gold: Annotation, misses: Iterable[Miss] = ()) -> Score:
    """How well a notice was read.

    Args:
        notice: the notice with everything found in it.
        gold: what a reader found.
        misses: what is known to be missed before.
    """
    judge = _Judge(notice, gold, [*misses])
    counts = {
        "header": judge.header(),
        "sections": judge.sections(),
        **judge.lists(),
        **judge.targets(),
    }
    return Score(counts, layouts(notice), tuple(judge.misses))


class _Judge:
    """Compares a notice with its annotation and keeps the misses."""

    def __init__(self, notice: Notice, gold: Annotation, misses: list[Miss]) -> None:
        self.notice = notice
        self.gold = gold
        self.misses = misses

    def header(self) -> Count:
        right = 0
        for name, want in self.gold.header.items():
            got = self.notice.fields.get(name)
            if isinstance(want, list):
                same = got is not None and _joined(got.split("\n")) == _joined(want)
            elif name == "title":
                title = _norm(got)
                same = title == _norm(want) or len(title) > _TITLE and _norm(want).endswith(title)
            else:
                same = got is not None and _norm(got) == _norm(want)
            right += same
            if not same:
                wanted = "；".join(want) if isinstance(want, list) else want
                self.misses.append(Miss("header", name, wanted, got and got.replace("\n", "；")))
        return Count(right, len(self.gold.header), len(self.gold.header))

    def sections(self) -> Count:
        want = Counter((_norm(marker), _norm(heading)) for marker, heading in self.gold.sections)
        got = Counter((_norm(one.marker), _norm(one.heading)) for one in self.notice.all(Section))
        self.differ("sections", want, got, lambda key: "".join(key))
        return _counted(want, got)

    def differ(self, measure: str, want: Counter[Any], got: Counter[Any], words: Any, where: Any = None) -> None:
        for key in (want - got).elements():
            self.misses.append(Miss(measure, where(key) if where else "", want=words(key)))
        for key in (got - want).elements():
            self.misses.append(Miss(measure, where(key) if where else "", got=words(key)))
