"""What the parts of a list may be: units, classes of bodies, persons, times, notes, words that nobody knows.

Between two signs that may part names (、 ， 和 等, a verb such as 牵头, a line's end) stands a part.  What a part by itself is
taken for is told here, by its words alone; which parts a list is read as, `cuts` weighs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline import rules
from pipeline.language.leading import first_leads
from pipeline.language.names import LONGEST, Likeness, bare, is_collective, likeness, plain, vocabulary
from pipeline.language.places import PROVINCES, all_areas, short_names
from pipeline.language.roles import family_name, roles
from pipeline.language.signs import HAN, UNIT_ENDS, bracketed
from pipeline.language.times import is_deadline
from pipeline.values import value

# What of what a part may be taken for is a unit for sure, and what may be one.
SURE = frozenset(("unit", "collective", "shared", "cause", "glued", "likely"))
UNITS = SURE | {"class", "place", "possible", "name"}
# Words of a sentence, not of a name.
_SENTENCE = re.compile(r"[的了将把被并应须]|\d+(?:\.\d+)?[%％万亿个家项条户人元公]|^\d{4}年|^[^（]{17,}$")
# … nor of many bodies: 各街道10.城区新增, 各单位要在3月前.
_NO_CLASS = re.compile(r"[的了将把被]|(?<![重主])要|\d{1,2}[.．、](?!\d)|\d+月")
#: What is no name without more before it: 有限公司, 云山分局.
FIRM = re.compile(f"(?:股份|有限|责任|集团)*公司|(?![省市县区州])[{HAN}]{{1,4}}(?:分局|分公司|支行)")
_BLANKS = " \n。，、；"
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


# ── words that lists are made of ─────────────────────────────────────────────────────────────────────


class ListWords(NamedTuple):
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
def list_words() -> ListWords:
    costs, said = rules.load("cuts"), rules.load("roles")
    closers, nouns = rules.words(said["collectives"]["closers"]), rules.words(said["collectives"]["nouns"])
    offices = rules.words(said["persons"]["offices"])
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
    name = f"{family_name()}[{HAN}]{{0,1}}(?![{of_units}])[{HAN}]"
    persons = f"(?:{offices})?{name}(?:[、 ]?{name})*"
    places = rules.lists("places")
    with_and = [name for name in all_areas() if "和" in name[:-1] and len(name) > 2]
    verbs = [word for group in said["verbs"].values() for word in group]
    begins = [*with_and, *verbs, *said["manner"]["together"], *said["manner"]["by"]]
    return ListWords(
        costs["cost"],
        costs["cut"],
        costs["leave"],
        re.compile(
            rules.firsts(begins, r"\d（一二三四五六七八九十等。，；、/.．\n 以及会暨和与")
            # what follows a list that no sign ends: 各养老机构2.改造助餐点
            + rf"(?:(?P<number>(?<=[{HAN}）])\d{{1,2}}[.．、](?=[{HAN}“])|（[一二三四五六七八九十]{{1,3}}）|(?<=[{UNIT_ENDS}镇乡位门）])[一二三四五六七八九十]{{1,3}}、)"
            # the 和 of 呼和浩特 parts nothing
            rf"|(?P<place>{rules.words(with_and)})"
            rf"|(?P<verb_>{roles().verb.pattern})"
            # 等部门, 等6个部门 and the bare 等; not the 等 of 高等专科学校, 中等职业学校, 等级
            rf"|(?P<open>等(?:\d+个)?(?:(?:{closers})(?=$|[，；。、\s])|(?:部门|单位)(?=和|及|以及|与))|(?!(?<=[高中初])等(?:职|专|师|学|院|教|技))等(?![级保]))"
            r"|(?P<stop>[。，；])|(?P<list>[、/]|(?<!\d)[.．]|[.．](?!\d))|(?P<wrap>\n)|(?P<blank> )"
            r"|(?P<joins>以及|及(?!其)|会同|暨)|(?P<join>[和与]))"
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
        re.compile(rf"各[省市州县区]{_BRACKET}?(?:、{places.levels}{_BRACKET}?){{1,6}}{places.governments}"),
        # The last of several places that share their office: 石门市政府, 柳河镇
        re.compile(
            rf"(?P<stem>[{HAN}]{{2,6}}?)(?P<level>自治[县州旗]|{places.zones}|[市县区州旗])(?P<office>{places.governments}|{places.committees})"
            rf"|(?P<town>[{HAN}]{{2,4}}?)(?P<sort>镇|乡|街道)(?P<seat>{places.town_seats}?)"
        ),
        # The last part of a body for one cause; with the letter of a level before it, it is whole.
        re.compile(rf"(?![省市县区州旗]).+{places.causes}(?:办公室)?"),
        re.compile(rf"(?:\d+个)?(?:{closers})"),
    )


# ── what a part is ───────────────────────────────────────────────────────────────────────────────────


def _begins_sentence(words: str) -> bool:
    return words.startswith(vocabulary().not_unit[0]) or _SENTENCE.search(bare(words)) is not None


# What the words of one part are taken for: the first of these that fits.
_KINDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("none", lambda words: not _WORD.search(words)),
    ("note", lambda words: first_leads().search(words)),
    ("collective", lambda words: likeness(words) is Likeness.KNOWN and is_collective(words)),
    ("unit", lambda words: likeness(words) is Likeness.KNOWN),
    ("deadline", is_deadline),
    ("sentence", lambda words: is_collective(words) and _NO_CLASS.search(plain(words))),
    ("likely", lambda words: likeness(words) is Likeness.LIKELY),
    ("person", lambda words: list_words().person.fullmatch(words)),
    ("instruction", lambda words: list_words().instructions.search(words) or "：" in plain(words)),
    ("note", lambda words: list_words().notes.search(plain(words))),
    ("place", lambda words: words in all_areas()),
    ("sentence", lambda words: len(words) > LONGEST or len(words) == 1),
    ("class", is_collective),
    ("possible", lambda words: likeness(words) is Likeness.POSSIBLE),
    ("sentence", _begins_sentence),
    ("name", lambda _: True),
)


@lru_cache(maxsize=65536)
def kind_of(words: str) -> str:
    """What the words of one part are taken for; names repeat, so each is judged once."""
    return next(kind for kind, fits in _KINDS if fits(words))


@lru_cache(maxsize=65536)
def is_whole(words: str) -> bool:
    """Whether a line is the name of a unit by itself; 云山分局, 江南有限公司 are what a line's end left of one."""
    # 恩阳区｜分局, 云山｜分公司
    places = (
        at for at in (5, 4, 3, 2) if words[:at] in all_areas() or words[:at] in short_names() or words[:at] in PROVINCES
    )
    rest = words[next(places, 0) :]
    return kind_of(words) in SURE and len(rest) > 2 and not FIRM.fullmatch(rest)


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _BLANKS or text[start] in "由）)】]"):
        start += 1
    while end > start and (text[end - 1] in _BLANKS or text[end - 1] in "【["):
        end -= 1
    return start, end


def part_at(text: str, start: int, end: int) -> Part:
    """One part by itself; its names are told once the reading is chosen."""
    start, end = stripped(text, start, end)
    words = text[start:end]
    if words and words[-1] in "）］〕】" and (own := list_words().own_role.search(words)):
        role = roles().label_role.get(own["role"]) or roles().verb_role[own["role"]]
        inner = part_at(text, start, start + own.start())
        return replace(inner, end=end, role=role)
    return Part(start, end, kind_of(words.replace("\n", "")))


def told(text: str, part: Part) -> Part:
    """A part with the names that it gives."""
    if part.names or part.kind not in {*UNITS, "person"}:
        return part
    start, end = part.start, part.end
    if part.role:
        end = start + list_words().own_role.search(text[start:end]).start()  # type: ignore[union-attr]
    words = text[start:end]
    if part.kind == "person":
        # 县工信局局长沈怀远 speaks for the bureau, 副县长沈怀远 for nobody.
        office = list_words().office.search(words)
        if not office or likeness(words[: office.start()]) < Likeness.LIKELY:
            return replace(part, person=words)
        return replace(part, person=words, names=(Named(words[: office.start()], start, start + office.start()),))
    person = None
    if words.endswith("）") and (duty := list_words().duty_behind.search(words)):
        words, end = words[: duty.start()], start + duty.start()
    behind = list_words().person_behind.search(words) if words.endswith("）") else None
    if behind and behind["person"] not in list_words().nouns and likeness(behind["person"]) < Likeness.LIKELY:
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


def signs_of(text: str) -> list[Sign]:
    """The signs outside brackets, in order."""
    stretches, unclosed = bracketed(text)
    found = [Sign(at, at + 1, "blank") for at in unclosed if at and at + 1 < len(text)]
    place = 0
    for one in list_words().signs.finditer(text):
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
