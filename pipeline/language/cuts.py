"""A list of names, cut at the least cost (rules/cuts.toml).

Between two signs that may part names (、 ， 和 等, a verb such as 牵头, a line's end) stands a part; a part is taken for
what is cheapest: an office that the vocabulary knows costs nothing, words that nobody knows cost most.  A sign may also
be left inside a name (住房和城乡建设局), for a price.  The cheapest row of parts is the reading; how much dearer the
second best is says how sure it is.  Whether words are a list at all, where one ends and which role each name has is told
from the parts by others (structure/lists.py, meaning/units/).

It is longer than other modules: what a part may be and where names end are weighed against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline import rules
from pipeline.language.names import LONGEST, Likeness, bare, is_collective, likeness, plain, vocabulary
from pipeline.language.places import PROVINCES, all_areas, innermost, short_names
from pipeline.language.roles import roles
from pipeline.language.signs import HAN, UNIT_ENDS, bracketed
from pipeline.language.times import is_deadline
from pipeline.values import value

# What of what a part may be taken for is a unit for sure, and what may be one.
SURE = frozenset(("unit", "collective", "shared", "cause", "glued", "likely"))
UNITS = SURE | {"class", "place", "possible", "name"}
# No name goes over more parts than this.
_SPAN = 12
# Words of a sentence, not of a name.
_SENTENCE = re.compile(r"[的了将把被并应须]|\d+(?:\.\d+)?[%％万亿个家项条户人元公]|^\d{4}年|^[^（]{17,}$")
# … nor of many bodies: 各街道10.城区新增, 各单位要在3月前.
_NO_CLASS = re.compile(r"[的了将把被]|(?<![重主])要|\d{1,2}[.．、](?!\d)|\d+月")
# What is no name without more before it: 有限公司, 云山分局.
_FIRM = re.compile(f"(?:股份|有限|责任|集团)*公司|(?![省市县区州])[{HAN}]{{1,4}}(?:分局|分公司|支行)")
# Where a name may end and another begin with the letter of its level.
# No list has more names without a sign between them.
_GLUED = 40
# What a part is that no two names can be.
_WHOLE = ("none", "unit", "place", "person", "deadline", "note", "instruction")
_GLUE = re.compile(
    f"(?<=[{UNIT_ENDS}）])(?=[省市县区州旗][{HAN}]{{2}}|各(?!成员|有关|相关|级)[{HAN}]|[{HAN}]{{2,3}}[镇乡])"
)
_LEVELS = "省市县区州旗"
_BLANKS = " \n。，、；"
_SHARES = re.compile(f"[{HAN}]{{2,7}}")
_WORD = re.compile(r"\w")


@value(frozen=True, slots=True)
class Named:
    """A name as it is meant, and where its words stand."""

    name: str
    start: int
    end: int


@value(frozen=True, slots=True)
class Part:
    """A stretch of a list and what it is taken for (a key of `cost`).

    `names` are the units of it: none for 下同, several for 平川、临江市政府.  `role` is what a bracket behind the name
    says (市教育局（牵头）), `person` who stands for it.
    """

    start: int
    end: int
    kind: str
    names: tuple[Named, ...] = ()
    role: str | None = None
    person: str | None = None


class Sign(NamedTuple):
    """A sign that may part two names, and the kind of cut it is; `role` is a verb's."""

    start: int
    end: int
    kind: str
    role: str | None = None


@value(frozen=True, slots=True)
class Cut:
    """A list as it was cut: parts, and behind each the sign that ends it (None behind the last).

    `margin` is what the best reading that gives other names costs more.
    """

    parts: tuple[Part, ...]
    signs: tuple[Sign | None, ...]
    margin: float


# ── words that lists are made of ─────────────────────────────────────────────────────────────────────


class _Words(NamedTuple):
    cost: dict[str, float]
    cut: dict[str, float]
    leave: dict[str, float]
    signs: re.Pattern[str]
    notes: re.Pattern[str]
    instructions: re.Pattern[str]
    own_role: re.Pattern[str]
    person: re.Pattern[str]
    office: re.Pattern[str]
    person_behind: re.Pattern[str]
    duty_behind: re.Pattern[str]
    nouns: frozenset[str]
    quantified: re.Pattern[str]
    whole: re.Pattern[str]
    shared: re.Pattern[str]
    cause: re.Pattern[str]
    closer: re.Pattern[str]


_BRACKET = "(?:[（(〔［\\[〈<＜﹝][^、）)]{1,6}(?:、[^、）)]{1,6})*[）)〕］\\]〉>＞﹞])"


@cache
def _words() -> _Words:
    costs, said = rules.load("cuts"), rules.load("roles")
    closers, nouns = rules.words(said["collectives"]["closers"]), rules.words(said["collectives"]["nouns"])
    offices, surnames = rules.words(said["persons"]["offices"]), said["persons"]["surnames"]
    covers = said["covers"]
    none = [
        *said["phrases"]["none"],
        *covers["whole"],
        *(above + what for above in covers["above"] for what in covers["what"]),
    ]
    phrases = [*map(re.escape, none), *(note["pattern"] for note in said["phrases"]["notes"])]
    instructions = "|".join(note["pattern"] for note in said["phrases"]["instructions"])
    named = [word for group in ("labels", "verbs") for role in ("lead", "support") for word in said[group][role]]
    # （安监局） is another name of the unit, （安建国） a person.
    of_units = UNIT_ENDS.translate(str.maketrans("", "", "行心庭道村场支"))
    name = f"[{surnames}][{HAN}]{{0,1}}(?![{of_units}])[{HAN}]"
    persons = f"(?:{offices})?{name}(?:[、 ]?{name})*"
    levels = "自治区|直辖市|自治州|自治县|县级市|省|市|州|县|区|旗|乡|镇|街道"
    return _Words(
        costs["cost"],
        costs["cut"],
        costs["leave"],
        re.compile(
            # what follows a list that no sign ends: 各养老机构2.改造助餐点
            rf"(?P<number>(?<=[{HAN}）])\d{{1,2}}[.．、](?=[{HAN}“])|（[一二三四五六七八九十]{{1,3}}）|(?<=[{UNIT_ENDS}镇乡位门）])[一二三四五六七八九十]{{1,3}}、)"
            # the 和 of 呼和浩特 parts nothing
            rf"|(?P<place>{rules.words(name for name in all_areas() if '和' in name[:-1] and len(name) > 2)})"
            rf"|(?P<verb_>{roles().verb.pattern})"
            # 等部门, 等6个部门 and the bare 等; not the 等 of 高等专科学校, 中等职业学校, 等级
            rf"|(?P<open>等(?:\d+个)?(?:(?:{closers})(?=$|[，；。、\s])|(?:部门|单位)(?=和|及|以及|与))|(?!(?<=[高中初])等(?:职|专|师|学|院|教|技))等(?![级保]))"
            r"|(?P<stop>[。，；])|(?P<list>[、/]|(?<!\d)[.．]|[.．](?!\d))|(?P<wrap>\n)|(?P<blank> )"
            r"|(?P<joins>以及|及(?!其)|会同|暨)|(?P<join>[和与])"
        ),
        re.compile("|".join([first_leads().pattern, *phrases])),
        re.compile(instructions),
        re.compile(rf"(?<=.)[（［〔【](?P<role>{rules.words(named)})[）］〕】]$"),
        re.compile(
            rf".{{0,20}}(?:{offices})[{HAN}]{{2,4}}(?:同志)?|[{HAN}]{{2,4}}(?:同志|{offices}|（(?:{offices})）)|.{{0,12}}(?:分管|主要|有关|相关|包保|联系)(?:领导|负责人|负责同志)"
        ),
        re.compile(f"(?:党组|党委)?(?:{offices})(?=[{HAN}]{{2,4}}(?:同志)?$)"),
        # In a cell it may stand on the next line.
        re.compile(f"(?<=.)\\s*（(?P<person>{persons})(?:同志)?）$"),
        # 县交通运输局（负责国省道）
        re.compile(rf"(?<=.)（(?:{rules.words(said['phrases']['duties'])})[^（）]{{1,20}}）$"),
        frozenset(said["collectives"]["nouns"]),
        re.compile(rf"(?P<prefix>.{{0,6}}?(?:{rules.words(said['collectives']['quantifiers'])}))(?:{nouns})"),
        # 各市、县（市、区）人民政府 is one collective; its 、 parts no names.
        re.compile(rf"各(?:省|市|州|县|区){_BRACKET}?(?:、(?:{levels}){_BRACKET}?){{1,6}}(?:人民政府|政府)"),
        # The last of several places that share their office: 石门市政府, 柳河镇
        re.compile(
            rf"(?P<stem>[{HAN}]{{2,6}}?)(?P<level>自治[县州旗]|新区|开发区|高新区|[市县区州旗])(?P<office>人民政府|政府|管委会|管理委员会)"
            rf"|(?P<town>[{HAN}]{{2,4}}?)(?P<sort>镇|乡|街道)(?P<seat>人民政府|政府|办事处|办|)"
        ),
        # The last part of a body for one cause; with the letter of a level before it, it is whole.
        re.compile(r"(?![省市县区州旗]).+(?:领导小组|协调小组|指挥部|联席会议|工作专班|委员会)(?:办公室)?"),
        re.compile(rf"(?:\d+个)?(?:{closers})"),
    )


@cache
def first_leads() -> regex.Pattern[str]:
    """What a notice says where the first named unit leads: 列第一位的为牵头单位."""
    said = rules.load("roles")["first_leads"]
    body = f"(?:{rules.words(said['bodies'])})"
    # Most of its words may be missing: `regex` looks for those that may not first, five times as fast as `re`.
    return regex.compile("|".join(phrase.replace("{body}", body) for phrase in said["phrases"]))


# ── what a part is ───────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=65536)
def _kind(words: str) -> str:
    """What the words of one part are taken for; names repeat, so each is judged once."""
    if not _WORD.search(words):
        return "none"
    if first_leads().search(words):
        return "note"
    like = likeness(words)
    if like is Likeness.KNOWN:
        return "collective" if is_collective(words) else "unit"
    if is_deadline(words):
        return "deadline"
    if is_collective(words) and _NO_CLASS.search(plain(words)):
        return "sentence"
    if like is Likeness.LIKELY:
        return "likely"
    said = _words()
    if said.person.fullmatch(words):
        return "person"
    if said.instructions.search(words) or "：" in plain(words):
        return "instruction"
    if said.notes.search(plain(words)):
        return "note"
    if words in all_areas():
        return "place"
    if len(words) > LONGEST or len(words) == 1:
        return "sentence"
    if is_collective(words):
        return "class"
    if like is Likeness.POSSIBLE:
        return "possible"
    starts = vocabulary().not_unit[0]
    return "sentence" if words.startswith(starts) or _SENTENCE.search(bare(words)) else "name"


@lru_cache(maxsize=65536)
def _is_whole(words: str) -> bool:
    """Whether a line is the name of a unit by itself; 云山分局, 江南有限公司 are what a line's end left of one."""
    # 恩阳区｜分局, 云山｜分公司
    places = (
        at for at in (5, 4, 3, 2) if words[:at] in all_areas() or words[:at] in short_names() or words[:at] in PROVINCES
    )
    rest = words[next(places, 0) :]
    return _kind(words) in SURE and len(rest) > 2 and not _FIRM.fullmatch(rest)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _BLANKS or text[start] in "由）)】]"):
        start += 1
    while end > start and (text[end - 1] in _BLANKS or text[end - 1] in "【["):
        end -= 1
    return start, end


def _part(text: str, start: int, end: int) -> Part:
    """One part by itself; its names are told once the reading is chosen."""
    start, end = _stripped(text, start, end)
    words = text[start:end]
    if words and words[-1] in "）］〕】" and (own := _words().own_role.search(words)):
        role = roles().label_role.get(own["role"]) or roles().verb_role[own["role"]]
        inner = _part(text, start, start + own.start())
        return replace(inner, end=end, role=role)
    return Part(start, end, _kind(words.replace("\n", "")))


def _told(text: str, part: Part) -> Part:
    """A part with the names that it gives."""
    if part.names or part.kind not in {*UNITS, "person"}:
        return part
    start, end = part.start, part.end
    if part.role:
        end = start + _words().own_role.search(text[start:end]).start()  # type: ignore[union-attr]
    words = text[start:end]
    if part.kind == "person":
        # 县工信局局长沈怀远 speaks for the bureau, 副县长沈怀远 for nobody.
        office = _words().office.search(words)
        if not office or likeness(words[: office.start()]) < Likeness.LIKELY:
            return replace(part, person=words)
        return replace(part, person=words, names=(Named(words[: office.start()], start, start + office.start()),))
    person = None
    if words.endswith("）") and (duty := _words().duty_behind.search(words)):
        words, end = words[: duty.start()], start + duty.start()
    behind = _words().person_behind.search(words) if words.endswith("）") else None
    if behind and behind["person"] not in _words().nouns and likeness(behind["person"]) < Likeness.LIKELY:
        # 县工信局（沈怀远）
        person, words, end = behind["person"], words[: behind.start()], start + behind.start()
    name = "".join(words.split())
    # 【…各镇人民政府》: closed by a sign that no list is opened with.
    if "《" not in name:
        name = name.rstrip("》")
    if not name.isalnum():
        stretches, unclosed = bracketed(name)
        if unclosed or name.count("）") > len(stretches):
            # A stray bracket that is not closed is left out.
            name = name.strip("（）")
    return Part(part.start, part.end, part.kind, (Named(name, start, end),) if name else (), part.role, person)


# ── the cheapest row of parts ────────────────────────────────────────────────────────────────────────


def _signs(text: str) -> list[Sign]:
    """The signs outside brackets, in order."""
    stretches, unclosed = bracketed(text)
    found = [Sign(at, at + 1, "blank") for at in unclosed if at and at + 1 < len(text)]
    place = 0
    for one in _words().signs.finditer(text):
        start = one.start()
        while place < len(stretches) and stretches[place][1] <= start:
            place += 1
        if one.lastgroup == "place" or (place < len(stretches) and stretches[place][0] < start):
            continue
        kind = one.lastgroup or ""
        if kind == "verb_":
            found.append(Sign(start, one.end(), "verb", roles().role_of_verb(one)))
        else:
            found.append(Sign(start, one.end(), kind))
    return sorted(found)


@lru_cache(maxsize=65536)
def _begins(words: str) -> tuple[str | None, bool, bool]:
    """Whether a name over several parts may begin with a part: what all of them share before them (各), whether it may be
    one of several places, whether it may be a cause."""
    quantified = _words().quantified.fullmatch(words)
    prefix = quantified["prefix"] if quantified else "各" if words.startswith("各") else None
    if prefix:
        return prefix, False, False
    return None, _may_share(words), _kind(words) in ("name", "class", "sentence")


def _shared(text: str, atoms: Sequence[tuple[int, int]], signs: Sequence[Sign], at: int) -> Iterator[tuple[int, Part]]:
    """The names that go over several parts from one on: where each ends, and what it is."""
    said = _words()
    start, end = atoms[at]
    words = text[start:end]
    if words.startswith("各") and (whole := said.whole.match(text, start)):
        for last in range(at + 1, min(len(atoms), at + _SPAN)):
            if atoms[last][1] == whole.end():
                yield last + 1, Part(start, whole.end(), "collective", (Named(whole[0], start, whole.end()),))
    prefix, stem, cause = _begins(words)
    if not (prefix or stem or cause):
        return
    names = [Named(words, start, end)]
    for last in range(at + 1, min(len(atoms), at + _SPAN)):
        sign, (a, b) = signs[last - 1], atoms[last]
        cause &= sign.kind == "list"
        here = text[a:b]
        if prefix and sign.kind == "list" and bare(here) in said.nouns:
            names.append(Named(prefix + here, a, b))
            yield last + 1, Part(start, b, "shared", tuple(names))
        elif stem and sign.kind == "open" and sign.end - sign.start == 1 and likeness(f"各{here}") is Likeness.KNOWN:
            # The names before 等 are places, and the class behind it says what of them is meant.
            yield last + 1, Part(start, b, "shared", (Named(text[start:b], start, b),))
            return
        elif stem and sign.kind in ("list", "join", "joins"):
            if office := said.shared.fullmatch(here):
                yield last + 1, Part(start, b, "shared", (*_whole(names, office), Named(here, a, b)))
            if not _may_share(here):
                stem = False
            names.append(Named(here, a, b))
        elif not cause:
            return
        if cause and last - at < 4 and said.cause.fullmatch(here):
            yield last + 1, Part(start, b, "cause", (Named(text[start:b], start, b),))
        cause &= likeness(here) < Likeness.LIKELY
        if not (prefix or stem or cause):
            return


def _glued(text: str, part: Part) -> Part | None:
    """The names of a part that a page ran into one another: 县文旅局县委宣传部, 县住建局各镇（区、街道）.

    Each is known or ends and begins like a unit, and one is known, or they are towns.
    """
    if text[part.start] == "各":
        return None
    edges = [part.start, *(edge.start() for edge in _GLUE.finditer(text, part.start, part.end))][:_GLUED]
    # To each edge: the characters of names that merely look like units, the names (the more the better), where they begin.
    ways: list[tuple[int, int, tuple[int, ...]] | None] = [(0, 0, ())]
    for end in [*edges[1:], part.end]:
        best = None
        for way, start in zip(ways, edges, strict=False):
            known = likeness(text[start:end]) if way and end - start > 2 else Likeness.NO
            if way and known >= Likeness.LIKELY and (start, end) != (part.start, part.end):
                unsure = 0 if known is Likeness.KNOWN else end - start
                one = way[0] + unsure, way[1] - 1, (*way[2], start)
                best = one if best is None else min(best, one)
        ways.append(best)
    if not (way := ways[-1]):
        return None
    names = [Named(text[a:b], a, b) for a, b in pairwise([*way[2], part.end])]
    towns = all(name.name.endswith(("镇", "乡")) for name in names)
    return Part(part.start, part.end, "glued", tuple(names)) if way[0] < part.end - part.start or towns else None


def _may_share(words: str) -> bool:
    """Whether words may be a place that shares what is printed behind the last of several."""
    if not _SHARES.fullmatch(words):
        return False
    return words in all_areas() or (_kind(words) == "name" and words[0] not in _LEVELS and words not in _words().nouns)


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


def _ways(text: str, atoms: Sequence[tuple[int, int]], signs: Sequence[Sign]) -> list[list[_Way]]:
    """For every place between two parts the two cheapest readings that end there."""
    said = _words()
    ways: list[list[_Way]] = [[] for _ in range(len(atoms) + 1)]
    ways[0].append(_Way(0.0, 0, 0, Part(0, 0, "none")))
    for at in range(len(atoms)):
        ways[at].sort(key=lambda way: way.cost)
        del ways[at][2:]
        behind = signs[at].kind if at < len(signs) else ""
        alone = _part(text, *atoms[at])
        if at and signs[at - 1].kind == "open" and behind == "verb" and said.closer.fullmatch(text, *atoms[at]):
            alone = replace(alone, kind="none")  # 县税务局等部门配合
        # What a line's end left of a name is hardly one by itself.
        rest = at > 0 and signs[at - 1].kind == "wrap" and _FIRM.fullmatch(text, *atoms[at])
        arcs = [(at + 1, alone, said.leave["whole"] if rest else 0.0)]
        if alone.kind not in _WHOLE and (glued := _glued(text, alone)):
            arcs.append((at + 1, glued, 0.0))
        left = 0.0
        for last in range(at + 1, min(len(atoms), at + 5)):
            if (kept := said.leave.get(signs[last - 1].kind)) is None:
                break
            left += kept
            merged = _part(text, atoms[at][0], atoms[last][1])
            line = text[slice(*atoms[last])]
            if signs[last - 1].kind == "wrap" and _kind(line) == "unit" and innermost(line)[0]:
                break  # 创新园 / 金东区政府: a line that names a unit with its place is whole
            if signs[last - 1].kind == "wrap" and _is_whole(line) and _is_whole(text[slice(*atoms[last - 1])]):
                left += said.leave["whole"]
            if merged.kind in (
                "unit",
                "collective",
                "likely",
                "possible",
                "class",
                "place",
                "note",
                "deadline",
                "instruction",
            ):
                arcs.append((last + 1, merged, left))
        if at + 1 < len(atoms) and signs[at].kind in ("list", "join", "joins", "open"):
            arcs.extend((end, part, 0.0) for end, part in _shared(text, atoms, signs, at))
        for end, part, extra in arcs:
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
        parts.append(_told(text, way.part))
        ends.append(signs[at - 1] if at < len(ways) - 1 else None)
        at, rank = way.before, way.rank
    return tuple(reversed(parts)), tuple(reversed(ends))


def cut(text: str) -> Cut:
    """The cheapest reading of a list without labels: 财政部牵头，税务总局、审计署等按职责分工负责."""
    signs = _signs(text)
    edges = [0, *(edge for sign in signs for edge in sign[:2]), len(text)]
    atoms = [_stripped(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
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
