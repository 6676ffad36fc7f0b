"""A list of names, cut at the least cost (rules/cuts.toml).

Between two signs that may part names (、 ， 和 等, a verb such as 牵头, a line's end) stands a part; a part is taken for
what is cheapest: an office that the vocabulary knows costs nothing, words that nobody knows cost most.  A sign may also
be left inside a name (住房和城乡建设局), for a price.  The cheapest row of parts is the reading; how much dearer the
second best is says how sure it is.  Whether words are a list at all, where one ends and which role each name has is told
from the parts by others (structure/lists.py, meaning/units/).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from pipeline import rules
from pipeline.language.list_parts import (
    FIRM,
    Named,
    Part,
    Sign,
    is_whole,
    kind_of,
    list_words,
    part_at,
    signs_of,
    stripped,
    told,
)
from pipeline.language.names import (
    NATIONAL_PREFIXES,
    Likeness,
    bare,
    begins_with_a_word,
    function_of,
    is_collective,
    likeness,
)
from pipeline.language.places import all_areas, innermost, short_names
from pipeline.language.signs import HAN, UNIT_ENDS
from pipeline.values import value

# No name goes over more parts than this.
_SPAN = 12
# … and a body for several causes over fewer; so many may signs in between leave one.
_CAUSES, _MERGED = 4, 5
_MERGEABLE = frozenset(
    ("unit", "collective", "likely", "possible", "class", "place", "note", "deadline", "instruction")
)
_SAID = rules.lists("layout")
_LEVELS, _TOWNS = "省市县区州旗", ("镇", "乡", "街道", "街道办事处")
_SHARES = re.compile(f"[{HAN}]{{2,7}}")
#: What a name may end with that another is glued to.
NAME_ENDS = UNIT_ENDS + "联协室关园馆台署厂"
# Where a name may end and another begin: with the letter of its level, with 各 (县政府各部门 is one), or a town.
_GLUE = re.compile(
    f"(?<=[{NAME_ENDS}）])(?!事处)(?:(?=(?P<sure>[省市县区州旗][{HAN}]{{2}}|(?<!{_SAID.over_all})(?<![{_LEVELS}]委)各(?!成员|有关|相关|级)[{HAN}]"
    f"|[{HAN}]{{2,3}}[镇乡]|[{HAN}]{{2,4}}街道))|(?=[{HAN}]{{4}}))"
)
# Behind names that no sign parts: 县科协｜各有关部门; not 县政府有关部门, nor 县安委会各成员单位.
_SOME = re.compile(f"(?<!{_SAID.over_all})(?<!会)(?<![{_LEVELS}]委){_SAID.some}")
# The branch of the body before it, and what ends a body whose place nobody knows: 县水务局｜石岭城投公司.
_ITS_BRANCH, _BODY = re.compile(f"[{HAN}]{{2,3}}分(?:局|公司)"), re.compile(_SAID.places_of_their_own)
# What is no office behind its place alone: 分局, 中心支行.
_BRANCH = re.compile(f"(?:股份|有限|责任|集团)*公司|[{HAN}]{{0,4}}?{_SAID.branches}")
#: The branches of these are called by their place: 国网云山县供电公司.
NATIONAL = (*NATIONAL_PREFIXES, *_SAID["nationwide"])
# No list has more names without a sign between them.
_GLUED = 40
# What a part is that no two names can be.
_WHOLE = ("none", "unit", "place", "person", "deadline", "note", "instruction")


@value(frozen=True, slots=True)
class Cut:
    """A list as it was cut: parts, and behind each the sign that ends it (None behind the last).

    `margin` is what the best reading that gives other names costs more.
    """

    parts: tuple[Part, ...]
    signs: tuple[Sign | None, ...]
    margin: float


# ── the cheapest row of parts ────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=65536)
def _begins(words: str) -> tuple[str | None, bool, bool]:
    """Whether a name over several parts may begin with a part: what all of them share before them (各), whether it may be
    one of several places, whether it may be a cause."""
    quantified = list_words().quantified.fullmatch(words)
    prefix = quantified["prefix"] if quantified else "各" if words.startswith("各") else None
    if prefix:
        return prefix, False, False
    return None, _may_share(words), kind_of(words) in ("name", "class", "sentence")


_Joint = tuple[Sign, int, int]


def _shared(text: str, atoms: Sequence[tuple[int, int]], signs: Sequence[Sign], at: int) -> Iterator[tuple[int, Part]]:
    """The names that go over several parts from one on: where each ends, and what it is."""
    start, end = atoms[at]
    words = text[start:end]
    if words.startswith("各") and (whole := list_words().whole.match(text, start)):
        for last in range(at + 1, min(len(atoms), at + _SPAN)):
            if atoms[last][1] == whole.end():
                yield last + 1, Part(start, whole.end(), "collective", (Named(whole[0], start, whole.end()),))
    prefix, stem, cause = _begins(words)
    if not (prefix or stem or cause):
        return
    # Each further part, with the sign before it.
    further = [(signs[last - 1], *atoms[last]) for last in range(at + 1, min(len(atoms), at + _SPAN))]
    first = Named(words, start, end)
    found = chain(
        _of_prefix(text, first, further, prefix) if prefix else (),
        _of_places(text, first, further) if stem else (),
        _of_cause(text, first, further) if cause else (),
    )
    yield from ((at + 1 + count, part) for count, part in found)


def _of_prefix(text: str, first: Named, further: Sequence[_Joint], prefix: str) -> Iterator[tuple[int, Part]]:
    """各镇街、产业园: each further class is meant with what is said before the first."""
    names = [first]
    for count, (sign, a, b) in enumerate(further, 1):
        if sign.kind != "list" or bare(text[a:b]) not in list_words().nouns:
            return
        names.append(Named(prefix + text[a:b], a, b))
        yield count, Part(first.start, b, "shared", tuple(names))


def _of_places(text: str, first: Named, further: Sequence[_Joint]) -> Iterator[tuple[int, Part]]:
    """平川、临江市政府: places that share the office of the last."""
    names = [first]
    for count, (sign, a, b) in enumerate(further, 1):
        here = text[a:b]
        if sign.kind == "open" and sign.end - sign.start == 1 and likeness(f"各{here}") is Likeness.KNOWN:
            # The names before 等 are places, and the class behind it says what of them is meant.
            yield count, Part(first.start, b, "shared", (Named(text[first.start : b], first.start, b),))
            return
        if sign.kind not in ("list", "join", "joins"):
            return
        if office := list_words().shared.fullmatch(here):
            yield count, Part(first.start, b, "shared", (*_whole(names, office), Named(here, a, b)))
        if not _may_share(here):
            return
        names.append(Named(here, a, b))


def _of_cause(text: str, first: Named, further: Sequence[_Joint]) -> Iterator[tuple[int, Part]]:
    """绿化、美化工作领导小组: one body for several causes."""
    for count, (sign, a, b) in enumerate(further, 1):
        here = text[a:b]
        if sign.kind != "list":
            return
        if count < _CAUSES and list_words().cause.fullmatch(here):
            yield count, Part(first.start, b, "cause", (Named(text[first.start : b], first.start, b),))
        if likeness(here) >= Likeness.LIKELY:
            return


def _glued(text: str, part: Part, *, placed: bool) -> Part | None:
    """The names of a part that a page ran into one another, one of which is known, or all of towns."""
    edges = [*run_together(text, part.start, part.end, placed=placed), part.end]
    names = tuple(Named(text[a:b], a, b) for a, b in pairwise(edges))
    sure = any(likeness(name.name) is Likeness.KNOWN for name in names) or all(
        name.name.endswith(_TOWNS) for name in names
    )
    return Part(part.start, part.end, "glued", names) if names and sure else None


def run_together(text: str, start: int, end: int, *, placed: bool = True) -> tuple[int, ...]:
    """Where each of the names begins that a page ran into one another: 县文旅局｜县委宣传部, 县住建局｜各镇（区、街道）.

    Nothing for one name, or for words that are none.  Each is known, or ends and begins like a unit; where `placed`, in a list
    without any sign, one may also begin with the name of its place: 人民银行云山市中心支行｜云山银保监分局.
    """
    if text[start] == "各":
        return ()
    edges = [start, *_edges(text, start, end, placed)][:_GLUED]
    # To each edge: the characters of names that merely look like units, the names (the more the better), where they begin.
    ways: list[tuple[int, int, tuple[int, ...]] | None] = [(0, 0, ())]
    for last in [*edges[1:], end]:
        best = None
        for way, first in zip(ways, edges, strict=False):
            known = likeness(text[first:last]) if way and last - first > 2 else Likeness.NO
            # 县税务局各有关部门 is a class by its ends alone.
            inside = bisect_left(edges, last) - bisect_left(edges, first) > 1
            whole = known is Likeness.KNOWN and not (inside and is_collective(text[first:last]))
            if (
                way
                and known >= Likeness.LIKELY
                and (first, last) != (start, end)
                and (first == start or _stands_alone(text[first:last]))
            ):
                unsure = 0 if whole else last - first
                one = way[0] + unsure, way[1] - 1, (*way[2], first)
                best = one if best is None else min(best, one)
        ways.append(best)
    return way[2] if (way := ways[-1]) else ()


def _edges(text: str, start: int, end: int, placed: bool) -> Iterator[int]:
    """Where a name may end and another begin: behind the end of one, with 各, the letter of a level, a town or a place.

    国家税务总局云山县税务局 is one.
    """
    begins, national = start, text.startswith(NATIONAL, start)
    for edge in _GLUE.finditer(text, start, end):
        at = edge.start()
        if edge["sure"] or (placed and _begins_another(text[begins:at], text[at:end], national)):
            yield at
            begins, national = at, text.startswith(NATIONAL, at)


def _begins_another(before: str, behind: str, national: bool) -> bool:
    """Whether a name that has no sign before it begins behind another one: with its place, or behind a known one a firm."""
    if _ITS_BRANCH.match(behind):
        return False
    if _placed(behind, 0) and not national:
        return True
    if likeness(before) is not Likeness.KNOWN:
        return False
    body = behind.startswith(NATIONAL) or (_BODY.search(behind) and not begins_with_a_word(behind))
    return bool(body or _SOME.match(before[-3:] + behind, len(before[-3:])))


@lru_cache(maxsize=4096)
def _stands_alone(words: str) -> bool:
    """Whether words that begin with a place are a name without more before them: 云山银保监分局; not 云山分局."""
    if words[0] in _LEVELS or words.endswith(_TOWNS) or not (placed := _placed(words, 0)):
        return True
    named = function_of(words[placed:]) or words.endswith(("集团", "公司"))
    return bool(named) and not branch_ends(words, 0)


def _placed(text: str, at: int) -> int:
    """Where the name of a place ends that begins at another; 0 where none does."""
    return next(
        (
            at + size
            for size in (5, 4, 3, 2)
            if text[at : at + size] in all_areas() or text[at : at + size] in short_names()
        ),
        0,
    )


def branch_ends(text: str, at: int) -> int:
    """Where the branch of the body before a place ends: 市生态环境局｜云山分局; 0 where there is none, as of 云山银保监分局."""
    branch = _BRANCH.match(text, placed) if (placed := _placed(text, at)) else None
    return branch.end() if branch and function_of(branch[0]) is None else 0


def _may_share(words: str) -> bool:
    """Whether words may be a place that shares what is printed behind the last of several."""
    if not _SHARES.fullmatch(words):
        return False
    return words in all_areas() or (
        kind_of(words) == "name" and words[0] not in _LEVELS and words not in list_words().nouns
    )


def _whole(places: Sequence[Named], office: re.Match[str]) -> Iterator[Named]:
    """平川、临江 before 石门市政府 → 平川市政府, 临江市政府; 平川县 keeps its 县."""
    level, seat = office["level"] or office["sort"], office["office"] or office["seat"] or ""
    for place in places:
        whole = place.name in all_areas() or (len(place.name) > 2 and place.name.endswith((level, *_LEVELS)))
        printed = place.name if whole else place.name + level
        yield replace(place, name=printed + seat)


class _Way(NamedTuple):
    """A reading up to some place: its cost, the place before its last part, which way led there, and that part."""

    cost: float
    before: int
    rank: int
    part: Part


def _arcs(
    text: str, atoms: Sequence[tuple[int, int]], signs: Sequence[Sign], at: int
) -> Iterator[tuple[int, Part, float]]:
    """What the stretch from one part on may be: where it ends, what it is, and what that costs beside its kind."""
    said = list_words()
    behind = signs[at].kind if at < len(signs) else ""
    before = signs[at - 1].kind if at else ""
    alone = part_at(text, *atoms[at])
    if before == "open" and behind == "verb" and said.closer.fullmatch(text, *atoms[at]):
        alone = replace(alone, kind="none")  # 县税务局等部门配合
    # What a line's end left of a name is hardly one by itself.
    rest = before == "wrap" and FIRM.fullmatch(text, *atoms[at])
    yield from _whole_or_glued(text, alone, signs, at + 1, said.leave["whole"] if rest else 0.0)
    yield from _merged(text, atoms, signs, at)
    if at + 1 < len(atoms) and behind in ("list", "join", "joins", "open"):
        yield from ((end, part, 0.0) for end, part in _shared(text, atoms, signs, at))


def _whole_or_glued(
    text: str, part: Part, signs: Sequence[Sign], end: int, left: float
) -> Iterator[tuple[int, Part, float]]:
    """A part as one name, and as the names that a page ran together; where most of those are known it is hardly one."""
    placed = all(sign.kind == "join" for sign in signs)
    glued = _glued(text, part, placed=placed) if part.kind not in _WHOLE else None
    known = [likeness(one.name) is Likeness.KNOWN for one in glued.names] if glued else []
    yield end, part, left + list_words().leave["names"] * (2 * sum(known) > len(known))
    if glued:
        yield end, glued, left


def _merged(
    text: str, atoms: Sequence[tuple[int, int]], signs: Sequence[Sign], at: int
) -> Iterator[tuple[int, Part, float]]:
    """The parts that a stretch is where the signs in it part nothing."""
    said = list_words()
    left = 0.0
    for last in range(at + 1, min(len(atoms), at + _MERGED)):
        if (kept := said.leave.get(signs[last - 1].kind)) is None:
            return
        left += kept
        merged = part_at(text, atoms[at][0], atoms[last][1])
        line = text[slice(*atoms[last])]
        if signs[last - 1].kind == "wrap" and kind_of(line) == "unit" and innermost(line)[0]:
            return  # 创新园 / 金东区政府: a line that names a unit with its place is whole
        if signs[last - 1].kind == "wrap" and is_whole(line) and is_whole(text[slice(*atoms[last - 1])]):
            left += said.leave["whole"]
        if merged.kind in _MERGEABLE:
            yield from _whole_or_glued(text, merged, signs, last + 1, left)


def _ways(text: str, atoms: Sequence[tuple[int, int]], signs: Sequence[Sign]) -> list[list[_Way]]:
    """For every place between two parts the two cheapest readings that end there."""
    said = list_words()
    ways: list[list[_Way]] = [[] for _ in range(len(atoms) + 1)]
    ways[0].append(_Way(0.0, 0, 0, Part(0, 0, "none")))
    for at in range(len(atoms)):
        ways[at].sort(key=lambda way: way.cost)
        del ways[at][2:]
        for end, part, extra in _arcs(text, atoms, signs, at):
            cost = said.cost[part.kind] + extra + (said.cut[signs[end - 1].kind] if end < len(atoms) else 0.0)
            for rank, way in enumerate(ways[at]):
                ways[end].append(_Way(way.cost + cost, at, rank, part))
    ways[-1].sort(key=lambda way: way.cost)
    del ways[-1][2:]
    return ways


def _reading(
    text: str, ways: list[list[_Way]], signs: Sequence[Sign], rank: int
) -> tuple[tuple[Part, ...], tuple[Sign | None, ...]]:
    parts: list[Part] = []
    ends: list[Sign | None] = []
    at = len(ways) - 1
    while at > 0:
        way = ways[at][rank]
        parts.append(told(text, way.part))
        ends.append(signs[at - 1] if at < len(ways) - 1 else None)
        at, rank = way.before, way.rank
    return tuple(reversed(parts)), tuple(reversed(ends))


def cut(text: str) -> Cut:
    """The cheapest reading of a list without labels: 财政部牵头，税务总局、审计署等按职责分工负责."""
    signs = signs_of(text)
    edges = [0, *(edge for sign in signs for edge in sign[:2]), len(text)]
    atoms = [stripped(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    ways = _ways(text, atoms, signs)
    parts, ends = _reading(text, ways, signs, 0)
    margin = float("inf")
    if len(ways[-1]) > 1:
        other, _ = _reading(text, ways, signs, 1)
        if _names(other) != _names(parts):
            margin = ways[-1][1].cost - ways[-1][0].cost
    return Cut(parts, ends, margin)


def _names(parts: Sequence[Part]) -> list[str]:
    return [named.name for part in parts for named in part.names]
