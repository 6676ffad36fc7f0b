"""Units: who is responsible for a task, in which role, until when.

A responsibility list is read clause by clause.  A label (牵头单位：) gives the role of what follows, a verb (财政部牵头)
that of what stands before it; 、 ， ； part the names, 和 and 及 only where both sides are units, and 等 leaves the list
open.  Names stay as printed; which real unit a name means is the business of `registry`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from pipeline import rules
from pipeline.language.governments import government as government_of
from pipeline.language.names import is_collective, looks_like_unit
from pipeline.language.places import Government
from pipeline.language.roles import roles
from pipeline.language.signs import HAN, UNIT_ENDS
from pipeline.language.times import DEADLINE, date_of
from pipeline.meaning import registry
from pipeline.notice import Block, Duty, Item, Mention, Notice

_OPENING, _CLOSING = "（([［【〔﹝〈＜<｛{", "）)]］】〕﹞〉＞>｝}"
_OPENS = re.compile(f"[{re.escape(_OPENING)}]")
# 各市、县（市、区）人民政府 is one collective; its 、 parts no names.
_WHOLE = re.compile(
    "各(?:省|市|州|县|区)(?:（[^）]{1,12}）)?(?:、(?:自治区|直辖市|自治州|自治县|县级市|县|市|区|州|旗|乡|镇)(?:（[^）]{1,12}）)?){1,6}(?:人民)?政府"
)
# Longer than any unit's name; what is longer is a sentence and is reported, not listed.
_NAME = 40
# Longer than any list; what is longer is reported as well.
_LIST = 3000
# Joins two units only where both sides are units: 县委办公室和县政府办公室, but 住房和城乡建设局.
_JOINT = re.compile("以及|及(?!其)|和|与|会同|暨")
# A body for one cause, whose name may hold a 、; with the letter of a level before it, it is whole.
_OFFICE_OF_A_CAUSE = re.compile(
    "^(?![省市县区州旗])[^、]+(?:领导小组|协调小组|指挥部|联席会议|工作专班|委员会)(?:办公室)?$"
)
# Not the 等 of 高等专科学校 and 中等职业学校; 县二中等 is open.
# Most names hold nothing that a rule below could look for.
_PLAIN = re.compile("[^等和及与会同暨各有相所全其（）(［〔【\\s]+")
_OPEN = re.compile("(?!(?<=[高中初])等(?:职|专|师|学|院|教|技))等(?:(?=$)|(?=[^级保]))")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a list: its words, where they stand in the reading, its role."""

    name: str
    start: int
    end: int
    role: str


@dataclass(slots=True)
class _Read:
    """What one task's lists say."""

    names: list[_Name] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    open_list: bool = False
    stated_lead: bool = False


@cache
def _collectives() -> tuple[frozenset[str], frozenset[str], re.Pattern[str], re.Pattern[str]]:
    words = rules.load("roles")["collectives"]
    nouns = rules.words(words["nouns"])
    quantified = re.compile(rf"(?P<prefix>.{{0,6}}?(?:{rules.words(words['quantifiers'])}))(?:{nouns})$")
    phrases = re.compile(rules.words(rules.load("roles")["phrases"]["none"]))
    return frozenset(words["nouns"]), frozenset(words["closers"]), quantified, phrases


def _depths(text: str) -> list[tuple[int, int]]:
    """The stretches of `text` inside brackets, an unclosed one not counted."""
    inside: list[tuple[int, int]] = []
    if not _OPENS.search(text):
        return inside
    stack: list[int] = []
    for at, sign in enumerate(text):
        if sign in _OPENING:
            stack.append(at)
        elif sign in _CLOSING and stack:
            start = stack.pop()
            if not stack:
                inside.append((start, at + 1))
    return inside


def _outside(inside: list[tuple[int, int]], at: int) -> bool:
    return not any(start < at < end for start, end in inside)


class _ListReader:
    """Reads the stretches of one task's responsibility into a `_Read`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.read = _Read()

    def stretch(self, start: int, end: int, role: str | None) -> None:
        """One bracket, line or cell."""
        if end - start > _LIST:
            self.read.unread.append(self.text[start : start + _NAME])
            return
        if role in ("leaders", "deadline"):
            self.labelled(role, start, end)
            return
        while (whole := _depths(self.text[start:end])) and whole[0] == (0, end - start):
            # （（牵头单位：…；责任单位：…））
            start, end = start + 1, end - 1
        text = self.text[start:end]
        inside = _depths(text)
        labels = [one for one in roles().labels(text) if _outside(inside, one.start()) or one[0][-1] in "】］〕]"]
        first = labels[0].start() if labels else len(text)
        if text[:first].strip("，；、。【[ \n—－-"):
            self.clause(start, start + first, role)
        for label, following in pairwise([*labels, None]):
            assert label is not None
            stop = following.start() if following else len(text)
            word = label[label.lastgroup or 0]
            kind = roles().role_of(word) or "responsible"
            if kind == "responsible" and word in ("负责", "责任") and role:
                kind = role
            self.labelled(kind, start + label.end(), start + stop)

    def labelled(self, kind: str, start: int, end: int) -> None:
        words = self.text[start:end].strip("，；、。【[ \n")
        if not words:
            return
        if kind == "leaders":
            self.read.leaders.extend(part for part in re.split("[、，；\n]", words) if part)
        elif kind == "deadline":
            self.read.deadlines.append(words.replace("\n", ""))
        else:
            self.read.stated_lead |= kind == "lead"
            self.clause(start, end, kind)

    def clause(self, start: int, end: int, role: str | None) -> None:
        """Names with or without verbs behind them: 财政部牵头，税务总局、审计署等按职责分工负责."""
        text = self.text[start:end]
        inside = _depths(text)
        at = 0
        for verb in roles().verb.finditer(text):
            if verb.start() <= at or not _outside(inside, verb.start()):
                continue
            # 县数据局。以下均需各镇配合: a verb speaks for the names of its own sentence.
            if (stop := text.rfind("。", at, verb.start())) >= 0 and _outside(inside, stop):
                self.names(start + at, start + stop, role or "responsible")
                at = stop + 1
            # 市政协办 ends like 协办 and is an office.
            if verb["verb"].endswith("办") and looks_like_unit(re.split("[、，；]", text[at : verb.end()])[-1]):
                continue
            kind = roles().verb_role[verb["verb"]]
            self.read.stated_lead |= kind == "lead"
            self.names(start + at, start + verb.start(), kind if not (role and kind == "responsible") else role)
            at = verb.end()
        self.names(start + at, end, role or "responsible")

    def names(self, start: int, end: int, role: str) -> None:
        """Names between separators."""
        text = self.text[start:end]
        inside = [*_depths(text), *(one.span() for one in _WHOLE.finditer(text))]
        at = 0
        pending: list[tuple[int, int]] = []
        prefix: str | None = None
        stops = [one.start() for one in re.finditer("[、，；。/．.\n]", text) if _outside(inside, one.start())]
        for stop in [*self.unbroken(text, stops), len(text)]:
            a, b = self.strip(start + at, start + stop)
            separator = text[stop : stop + 1]
            at = stop + 1
            if a >= b:
                continue
            prefix = self.part(a, b, role, prefix, pending)
            if separator != "、":
                prefix = None
                self.flush(pending, role)
        self.flush(pending, role)

    def unbroken(self, text: str, stops: list[int]) -> Iterator[int]:
        """The separators without the line ends that stand inside a name: 国家统计局云川 / 调查队."""
        edges = [-1, *stops, len(text)]
        for before, stop, after in zip(edges, stops, edges[2:], strict=False):
            left, right = text[before + 1 : stop], text[stop + 1 : after].removesuffix("等")
            cut = text[stop] == "\n" and looks_like_unit(left + right)
            # 各区县（市） / 政府: the bare word is no name.
            if not cut or (looks_like_unit(left) and looks_like_unit(right) and len(right) > 2):
                yield stop

    def strip(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in " \n。，、；由":
            start += 1
        if self.text.startswith("会同", start, end):
            start += 2
        while end > start and self.text[end - 1] in " \n。，、；【[":
            end -= 1
        return start, end

    def part(self, start: int, end: int, role: str, prefix: str | None, pending: list[tuple[int, int]]) -> str | None:
        """One part of a list; returns the quantifier that the next part may share (各镇街、产业园)."""
        words = self.text[start:end]
        if not prefix and not pending and _PLAIN.fullmatch(words) and looks_like_unit(words):
            self.keep(words, start, end, role)
            return None
        nouns, _, quantified, phrases = _collectives()
        if found := _OPEN.search(words):
            inside = _depths(words)
            if _outside(inside, found.start()):
                return self.open(start, start + found.start(), end, role, prefix, pending)
        if _first_phrases().search(words) or not re.search(r"\w", words):
            return None
        if DEADLINE.fullmatch(words):
            self.read.deadlines.append(words)
            return None
        if len(words) == 1:
            # 县: the rest of a name that a page or a cell cut off
            self.read.unread.append(words)
            return None
        if (gap := words.find(" ")) > 0 and any(map(looks_like_unit, words.split(" "))):
            # 县教育局　县财政局: blanks separate where both sides are names.
            prefix = self.part(start, start + gap, role, prefix, pending)
            return self.part(start + gap + 1, end, role, prefix, pending)
        if words[-1] in "）］〕】" and (found := _own_role().search(words)):
            self.flush(pending, role)
            kind = roles().label_role.get(found["role"]) or roles().verb_role[found["role"]]
            self.read.stated_lead |= kind == "lead"
            self.part(start, start + found.start(), kind, prefix, pending)
            self.flush(pending, kind)
            return None
        if words in nouns and prefix:
            self.flush(pending, role)
            self.keep(prefix + words, start, end, role)
            return prefix
        if sides := self.joint(words):
            left, right = sides
            self.part(start, start + left, role, prefix, pending)
            return self.part(start + right, end, role, prefix, pending)
        if pending and self.text[pending[-1][1] : start] == "、" and _OFFICE_OF_A_CAUSE.search(words):
            # 市清理拖欠民营企业、中小企业账款工作领导小组办公室: the 、 stands inside one name.
            first = pending.pop()[0]
            self.flush(pending, role)
            self.keep(self.text[first:end], first, end, role)
            return None
        if not looks_like_unit(words):
            if _person().fullmatch(words):
                self.flush(pending, role)
                self.officer(start, words, role)
                return None
            if phrases.search(words) or len(words) > _NAME:
                if len(words) > _NAME:
                    self.read.unread.append(words)
                return None
            pending.append((start, end))
            return None
        self.flush(pending, role)
        self.keep(words, start, end, role)
        shared = quantified.fullmatch(words)
        return shared["prefix"] if shared else "各" if words.startswith("各") else None

    def officer(self, start: int, words: str, role: str) -> None:
        """A person by office: 县工信局局长沈怀远 speaks for the bureau, 副县长沈怀远 for nobody."""
        self.read.leaders.append(words)
        office = _office().search(words)
        if office and looks_like_unit(words[: office.start()]):
            self.keep(words[: office.start()], start, start + office.start(), role)

    def open(
        self, start: int, stop: int, end: int, role: str, prefix: str | None, pending: list[tuple[int, int]]
    ) -> str | None:
        """A part with 等: 县财政局等  财政部等国务院相关部门及各地区  郑州、开封等省辖市政府."""
        _, closers, _, _ = _collectives()
        rest = self.text[stop + 1 : end]
        bare = re.sub("^(?:和|及|以及|与)", "", rest)
        # 县公安局等部门和各镇街: the bare word only closes the list; 等相关单位及各地区 are two collectives.
        if found := re.match("(?:部门|单位)(?:和|及|以及|与)(?=.)", bare):
            bare = bare[found.end() :]
        head = self.text[start:stop]
        counted = re.fullmatch(r"\d+个?(?:部门|单位).*", bare)
        if not bare or bare in closers or counted:
            self.read.open_list = True
            return self.part(start, stop, role, prefix, pending) if stop > start else None
        if not looks_like_unit(head) and bare == rest and looks_like_unit(f"各{rest}"):
            # The names before 等 are places, and the class behind it says what of them is meant.
            first = pending[0][0] if pending else start
            pending.clear()
            self.keep(self.text[first:end], first, end, role)
            return None
        self.read.open_list = True
        self.part(start, stop, role, prefix, pending)
        return self.part(end - len(bare), end, role, None, pending)

    def joint(self, words: str) -> tuple[int, int] | None:
        """Where 和 or 及 joins two units: the end of the left name and the start of the right one."""
        inside = _depths(words)
        for found in _JOINT.finditer(words):
            left, right = words[: found.start()], words[found.end() :]
            if not left or not right or not _outside(inside, found.start()):
                continue
            collective = _collectives()[2].fullmatch(right)
            # 云川银监办及各银行机构: 及 stands inside fewer names than 和.
            likely = found[0] == "及" and right.startswith("各") and len(left) > 3 and left[-1] in UNIT_ENDS
            # 职业教育处及发展规划处: two of a kind
            likely |= min(len(left), len(right)) > 3 and left[-1] == right[-1] and left[-1] in "处科股室"
            if likely or (looks_like_unit(left) and (looks_like_unit(right) or _OPEN.search(right) or collective)):
                return found.start(), found.end()
        return None

    def flush(self, pending: list[tuple[int, int]], role: str) -> None:
        """Names that no rule knows are units all the same; that they are unknown becomes a finding."""
        for start, end in pending:
            self.keep(self.text[start:end], start, end, role)
        pending.clear()

    def keep(self, name: str, start: int, end: int, role: str) -> None:
        person = _person_behind().search(name) if name.endswith("）") else None
        if person and person["person"] not in _collectives()[0] and not looks_like_unit(person["person"]):
            # 县工信局（沈怀远）
            self.read.leaders.append(person["person"])
            name, end = name[: person.start()], start + person.start()
        # A stray bracket that is not closed is left out: 县发改局（大数据局
        if name.count("（") != name.count("）"):
            name = name.strip("（）") if name[-1] in "（）" or name[0] in "（）" else name
        # 【…各镇人民政府》: closed by a sign that no list is opened with.
        if "《" not in name:
            name = name.rstrip("》")
        if name := "".join(name.split()):
            self.read.names.append(_Name(name, start, end, role))


@cache
def _own_role() -> re.Pattern[str]:
    """A role that stands in brackets behind one name: 市教育局（牵头）、市财政局（配合）."""
    words = rules.load("roles")
    named = [word for group in ("labels", "verbs") for role in ("lead", "support") for word in words[group][role]]
    return re.compile(rf"(?<=.)[（［〔【](?P<role>{rules.words(named)})[）］〕】]$")


@cache
def _person() -> re.Pattern[str]:
    """A person by office and name: 副县长沈怀远, 沈怀远同志."""
    words = rules.load("roles")["persons"]
    return re.compile(
        rf".{{0,20}}(?:{rules.words(words['offices'])})[{HAN}]{{2,4}}(?:同志)?|[{HAN}]{{2,4}}(?:同志|{rules.words(words['offices'])})"
    )


@cache
def _office() -> re.Pattern[str]:
    words = rules.load("roles")["persons"]
    return re.compile(f"(?:党组|党委)?(?:{rules.words(words['offices'])})(?=[{HAN}]{{2,4}}(?:同志)?$)")


@cache
def _person_behind() -> re.Pattern[str]:
    """A person in the bracket behind a unit: 县工信局（沈怀远）, 东河镇（镇长沈怀远）."""
    words = rules.load("roles")["persons"]
    # （安监局） is another name of the unit, （安建国） a person.
    of_units = UNIT_ENDS.translate(str.maketrans("", "", "行心庭道村场支"))
    name = f"[{words['surnames']}][{HAN}]{{0,1}}(?![{of_units}])[{HAN}]"
    person = f"(?:{rules.words(words['offices'])})?{name}(?:[、 ]?{name})*"
    return re.compile(f"(?<=.)（(?P<person>{person})(?:同志)?）$")


@cache
def _first_phrases() -> re.Pattern[str]:
    said = rules.load("roles")["first_leads"]
    body = f"(?:{rules.words(said['bodies'])})"
    return re.compile("|".join(phrase.replace("{body}", body) for phrase in said["phrases"]))


def _first_leads(notice: Notice) -> list[tuple[int, int]]:
    """The stretches of the source in which the first named unit leads, because the notice says so there.

    列第一位的为牵头单位，下同 said in an attachment holds for that attachment, said before them for the whole.
    """
    if "牵头" not in notice.reading.text:
        return []
    pattern = _first_phrases()
    parts = [block.start for block in notice.all(Block) if block.kind == "attachment_title"]
    # Neighbouring title lines are one title.
    edges = [0, *parts, len(notice.text)]
    scopes: list[tuple[int, int]] = []
    for found in pattern.finditer(notice.reading.text):
        at = notice.reading.origin[found.start()]
        place = bisect_right(edges, at) - 1
        scopes.append((0, len(notice.text)) if place == 0 else (edges[place], edges[place + 1]))
    return scopes


def government(notice: Notice) -> Government:
    """The government that issued the notice."""
    fields = notice.fields
    hint = "\n".join(fields.get(name, "") for name in ("title", "recipients", "doc_number", "print_office"))
    return government_of(fields.get("issuer", ""), hint)


def _read(notice: Notice, item: Item) -> _Read:
    reader = _ListReader(notice.reading.text)
    for one in item.lists_at:
        reader.stretch(notice.reading.index(one.start), notice.reading.index(one.end), one.role)
    return reader.read


def _mentions(
    notice: Notice, item: Item, read: _Read, first_leads: bool, place: Government, joins: Mapping[str, str]
) -> Iterator[Mention]:
    deadline = "；".join(read.deadlines) or None
    due = date_of(deadline, notice.year) if deadline else None
    seen: set[str] = set()
    lead = first_leads and not read.stated_lead
    for one in read.names:
        if one.name in seen:
            continue
        position = len(seen) + 1
        seen.add(one.name)
        role = "lead" if lead and position == 1 and not is_collective(one.name) else one.role
        yield Mention(
            *notice.reading.source(one.start, one.end),
            item_id=item.item_id,
            position=position,
            name=one.name,
            role=role,
            unit_id=registry.unit(one.name, place, joins).unit_id,
            deadline=deadline,
            deadline_date=due,
        )


def units(notice: Notice, joins: Mapping[str, str] = MappingProxyType({})) -> Notice:
    """The notice with the units of every task, and with what else its responsibility list says.

    Args:
        notice: the notice with its items.
        joins: printed name → canonical short name, where only a person could know that they are one unit.
    """
    place = government(notice)
    scopes = _first_leads(notice)
    spans: list[Duty | Mention] = []
    for item in notice.all(Item):
        if not item.lists_at:
            continue
        read = _read(notice, item)
        leads = any(start <= item.start < end for start, end in scopes)
        names = [one.name for one in read.names]
        deadline = "；".join(read.deadlines) or None
        spans.append(
            Duty(
                min(one.start for one in item.lists_at),
                max(one.end for one in item.lists_at),
                item_id=item.item_id,
                open_list=read.open_list,
                leaders=tuple(read.leaders),
                deadline=deadline,
                deadline_date=date_of(deadline, notice.year) if deadline else None,
                repeated=tuple(dict.fromkeys(name for name in names if names.count(name) > 1)),
                unread=tuple(read.unread),
            )
        )
        spans.extend(_mentions(notice, item, read, leads, place, joins))
    return notice.adding(spans)
