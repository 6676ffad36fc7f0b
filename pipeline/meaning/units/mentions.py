"""Units: who is responsible for a task, in which role, until when.

A responsibility list is read label by label: 牵头单位： gives the role of what follows.  What stands between two labels
is cut into names by `language.cuts`; a verb behind them (财政部牵头) gives the role of those since the last verb.  Names
stay as printed; which real unit a name means is the business of `registry`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise
from types import MappingProxyType

from pipeline import rules
from pipeline.language.cuts import Cut, cut
from pipeline.language.governments import government as government_of
from pipeline.language.leading import first_leads
from pipeline.language.list_parts import SURE, Part
from pipeline.language.numerals import TEN
from pipeline.language.places import Government
from pipeline.language.roles import roles
from pipeline.language.signs import HAN, bracketed
from pipeline.language.times import date_of
from pipeline.meaning.units import registry
from pipeline.meaning.units.leading import led, where_first_leads
from pipeline.notice import Doubt, Duty, Item, Mention, Notice
from pipeline.values import value

# Longer than any list; what is longer is told and not read.
_LIST = 3000
# So much of words that could not be read is told.
_TOLD = 40
_BLANKS = "，；、。【[ \n"
# No short name of a firm is longer.
_SHORT = 10
# Names that no rule knows, and how unsure that makes one.
_UNSURE = {"name": 0.7, "possible": 0.3, "class": 0.2}

_OWN_ROLE = re.compile(r"[（［〔【](?P<role>[^（［〔【]+)[）］〕】]$")


@value(frozen=True, slots=True)
class _Name:
    """A name in a list: its words, where they stand in the reading, its role and the words that give it."""

    name: str
    start: int
    end: int
    role: str
    printed: str | None


# 周正 0839-7202351, 13800002276, 138****2276: a number to call is no part of a person's name, and no table has it.
_TELEPHONE = re.compile(r"(?:(?:电话|手机)[：:]?)?[（(]?[\d*＊][\d*＊\-－—]{5,}[）)]?")
# 高文｜斌: the line of a narrow cell was too short for the name.
_BROKEN = re.compile(rf"\n(?=(?![{TEN}])[{HAN}](?:[、，；\n]|$))")
# 〃 stands for the person of the row above.
_NO_PERSON = re.compile(r"[\W\d]*|同上")


@dataclass(slots=True)
class _Read:
    """What one task's lists say."""

    names: list[_Name] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    #: Stretches of the reading that are in doubt: why, and how much (0..1).
    doubts: list[tuple[int, int, str, float]] = field(default_factory=list)
    open_list: bool = False
    stated_lead: bool = False


class _ListReader:
    """Reads the stretches of one task's responsibility into a `_Read`; `cuts` holds what was cut before in this notice."""

    def __init__(self, text: str, cuts: dict[str, Cut]) -> None:
        self.text = text
        self.cuts = cuts
        self.read = _Read()
        #: The label or the head of a column that the words being read stand behind.
        self.label: str | None = None
        self.in_column = False

    def stretch(self, start: int, end: int, role: str | None, head: str | None) -> None:
        """One bracket, line or cell."""
        self.label = head
        self.in_column = role is not None
        if end - start > _LIST:
            self.unreadable(start, end)
            return
        if role in ("leaders", "deadline"):
            self.labelled(role, start, end)
            return
        inside, _ = bracketed(self.text[start:end])
        while inside and inside[0] == (0, end - start):
            # （（牵头单位：…；责任单位：…））
            start, end = start + 1, end - 1
            inside, _ = bracketed(self.text[start:end])
        text = self.text[start:end]
        labels = [one for one in roles().labels(text) if one[0][-1] in "】］〕]" or not _within(inside, one.start())]
        first = labels[0].start() if labels else len(text)
        if text[:first].strip(_BLANKS + "—－-"):
            self.clause(start, start + first, role)
        for label, following in pairwise([*labels, None]):
            assert label is not None
            stop = following.start() if following else len(text)
            word = label[label.lastgroup or 0]
            kind = roles().role_of(word) or "responsible"
            if kind == "responsible" and word in ("负责", "责任") and role:
                kind = role
            self.label = word
            self.labelled(kind, start + label.end(), start + stop)

    def labelled(self, kind: str, start: int, end: int) -> None:
        """What a label names."""
        words = self.text[start:end].strip(_BLANKS)
        if not words:
            return
        if kind == "leaders":
            self.read.leaders.extend(_persons(words))
        elif kind == "deadline":
            self.read.deadlines.append(words.replace("\n", ""))
        else:
            self.read.stated_lead |= kind == "lead"
            self.clause(start, end, kind)

    def clause(self, start: int, end: int, role: str | None) -> None:
        """Names with or without verbs behind them: 财政部牵头，税务总局、审计署等按职责分工负责.

        A bracket among them that is a list with its own verb is read apart: 县水利局（县财政局、县审计局配合）、县住建局.
        """
        inside, _ = bracketed(self.text[start:end])
        at = start
        for opens, closes in inside:
            if self._is_list(self.text[start + opens + 1 : start + closes - 1]):
                self.names(at, start + opens, role)
                self.names(start + opens + 1, start + closes - 1, None)
                at = start + closes
        self.names(at, end, role)

    def _is_list(self, words: str) -> bool:
        """Whether the words of a bracket are names for sure, with a verb behind them."""
        found = self.cut(words)
        named = [part.kind in SURE for part in found.parts if part.names]
        behind = (sign for part, sign in zip(found.parts, found.signs, strict=True) if part.names)
        return bool(named) and all(named) and any(sign and sign.role for sign in behind)

    def cut(self, words: str) -> Cut:
        """The cut of a list, made once in a notice for the same words."""
        found = self.cuts.get(words)
        if found is None:
            found = self.cuts[words] = cut(words)
        return found

    def names(self, start: int, end: int, role: str | None) -> None:
        """The names of a stretch; what is said there of who leads names none: 县水利局、县财政局，首位单位牵头，其余配合."""
        at = start
        for said in first_leads().finditer(self.text, start, end):
            self.named(at, max(at, *(self.text.rfind(sign, at, said.start()) for sign in "、，；。\n")), role)
            at = said.end()
        self.named(at, end, role)

    def named(self, start: int, end: int, role: str | None) -> None:
        """The names of a stretch, each with the role that its verb or else its label gives."""
        words = self.text[start:end]
        found = self.cut(words)
        group: list[Part] = []
        paused = 0
        # Short words in a column of units are its names, whoever they are: 山南燃气、江北燃气等.
        unreadable = _mostly_unknown(found) and not (self.in_column and _are_short(found))
        # 县数据局，以下均需各镇配合: what is said of other lists, up to its verb, is not said of this one.
        of_others = False
        for part, sign in zip(found.parts, found.signs, strict=True):
            if part.person:
                self.read.leaders.append("".join(part.person.split()))
            if part.kind == "deadline":
                self.read.deadlines.append(words[part.start : part.end].replace("\n", ""))
            if part.kind == "instruction":
                self.group(start, group, role or "responsible")
                of_others = True
            if not of_others and not (unreadable and part.kind not in SURE):
                group.append(part)
            if sign is None:
                continue
            if sign.role and not of_others:
                self.read.stated_lead |= sign.role == "lead"
                verb = words[sign.start : sign.end].strip(_BLANKS)
                if role and sign.role == "support" and paused:
                    # 责任单位：县教育局，县财政局、各乡镇配合: the label's own are before the last comma.
                    self.group(start, group[:paused], role)
                    del group[:paused]
                self.group(start, group, role if role and sign.role == "responsible" else sign.role, verb)
            elif words[sign.start] == "。" or (role and words[sign.start] == "；"):
                # 县数据局。县教育局配合: a verb speaks for the names of its own sentence; 责任单位：县水利局；各镇配合.
                self.group(start, group, role or "responsible")
            if words[sign.start] == "，" or not group:
                paused = len(group)
            self.read.open_list |= sign.kind == "open" and not of_others
            of_others &= not sign.role and words[sign.start] not in "。；"
        self.group(start, group, role or "responsible")
        self.doubt(start, end, found, unreadable)

    def group(self, offset: int, parts: list[Part], role: str, verb: str | None = None) -> None:
        """Keep the names of parts that have one role, which a verb gives them or else their label; empties the list."""
        for part in parts:
            self.read.stated_lead |= part.role == "lead"
            # 市教育局（牵头）
            own = _OWN_ROLE.search(self.text, offset + part.start, offset + part.end) if part.role else None
            printed = own["role"] if own else verb or self.label
            self.read.names.extend(
                _Name(name.name, offset + name.start, offset + name.end, part.role or role, printed)
                for name in part.names
            )
        parts.clear()

    def doubt(self, start: int, end: int, found: Cut, unreadable: bool) -> None:
        """What is unsure of a clause, and its words that are no names."""
        doubts = self.read.doubts
        said = [part for part in found.parts if part.names or part.kind == "sentence"]
        if unreadable:
            self.unreadable(start, end)
            return
        sentences = [part for part in said if part.kind == "sentence"]
        if sentences:
            self.unreadable(start + sentences[0].start, start + sentences[-1].end)
        for part in found.parts:
            if part.kind in _UNSURE:
                doubts.append((start + part.start, start + part.end, "name_unknown", _UNSURE[part.kind]))
        if said and found.margin < (sure := rules.load("cuts")["doubt"]["sure"]):
            doubts.append((start + said[0].start, start + said[-1].end, "cut_unsure", 1 - found.margin / sure))

    def unreadable(self, start: int, end: int) -> None:
        """Words of a list that could not be read."""
        self.read.unread.append(self.text[start : min(end, start + _TOLD)])
        self.read.doubts.append((start, end, "list_unread", 1.0))


@cache
def _office() -> re.Pattern[str]:
    """An office without a name: 县委常委, 副县长; not 沈怀远副县长."""
    persons = rules.load("roles")["persons"]
    offices = rules.words(persons["offices"])
    return re.compile(rf"(?![{persons['surnames']}][{HAN}]{{1,2}}副?(?:{offices})$)[{HAN}]*(?:{offices})")


def _persons(words: str) -> Iterator[str]:
    """The persons that a label or a column of leaders names, each with all offices before the name: 县委常委、副县长沈怀远."""
    offices = ""
    for part in re.split("[、，；\n]", _BROKEN.sub("", _TELEPHONE.sub("", words))):
        name = offices + part.strip(_BLANKS)
        if _office().fullmatch(part.strip(_BLANKS)):
            offices = f"{name}、"
        elif name and not _NO_PERSON.fullmatch(name):
            offices = ""
            yield name
    if offices:
        yield offices.rstrip("、")


def _mostly_unknown(found: Cut) -> bool:
    """Whether most words of a list are no names: it was read wrong, which is told as one thing."""
    wrong = sum((part.kind == "name" and part.names != ()) or part.kind == "sentence" for part in found.parts)
    return wrong > 1 and 2 * wrong > sum(part.names != () or part.kind == "sentence" for part in found.parts)


def _are_short(found: Cut) -> bool:
    """Whether the words of a list that nobody knows are short enough for names, and none of a sentence."""
    return all(part.kind != "sentence" and part.end - part.start <= _SHORT for part in found.parts)


def _within(inside: list[tuple[int, int]], at: int) -> bool:
    return any(start < at < end for start, end in inside)


def government(notice: Notice) -> Government:
    """The government that issued the notice."""
    fields = notice.fields
    hint = "\n".join(fields.get(name, "") for name in ("title", "recipients", "doc_number", "print_office"))
    return government_of(fields.get("issuer", "").split("、")[0], hint)


def _read(notice: Notice, item: Item, cuts: dict[str, Cut]) -> _Read:
    reader = _ListReader(notice.reading.text, cuts)
    for one in item.lists_at:
        reader.stretch(notice.reading.index(one.start), notice.reading.index(one.end), one.role, one.head)
    return reader.read


def _ids(names: Iterable[str], place: Government, joins: Mapping[str, str]) -> dict[str, str]:
    """The unit that each name of one list means.  Two names of one office that a list sets apart are two units."""
    ids = {name: registry.unit(name, place, joins).unit_id for name in names}
    of_one: dict[str, list[str]] = defaultdict(list)
    for name, unit_id in ids.items():
        of_one[unit_id].append(name)
    for together in of_one.values():
        for name, other in combinations(together, 2):
            if not registry.is_spelling(name, other):
                ids |= {one: registry.as_printed(one, place).unit_id for one in (name, other)}
    return ids


def _mentions(
    notice: Notice, item: Item, read: _Read, others: str | None, place: Government, joins: Mapping[str, str]
) -> Iterator[Mention]:
    deadline = "；".join(read.deadlines) or None
    ids = _ids(dict.fromkeys(one.name for one in read.names), place, joins)
    due = date_of(deadline, notice.year) if deadline else None
    seen: set[str] = set()
    answers = [one.name for one in read.names if one.role in ("lead", "responsible")]
    roles_of = led(answers, others) if others and not read.stated_lead else {}
    for one in read.names:
        if one.name in seen:
            continue
        position = len(seen) + 1
        seen.add(one.name)
        yield Mention(
            *notice.reading.source(one.start, one.end),
            item_id=item.item_id,
            position=position,
            name=one.name,
            role=roles_of.get(one.name, one.role) if one.role in ("lead", "responsible") else one.role,
            role_printed=one.printed or None,
            unit_id=ids[one.name],
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
    first_leads = where_first_leads(notice)
    cuts: dict[str, Cut] = {}
    spans: list[Duty | Mention | Doubt] = []
    for item in notice.all(Item):
        if not item.lists_at:
            continue
        read = _read(notice, item, cuts)
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
        spans.extend(_mentions(notice, item, read, first_leads.get(item.item_id), place, joins))
        spans.extend(
            Doubt(*notice.reading.source(start, end), code, strength, ("assignments",))
            for start, end, code, strength in read.doubts
        )
    return notice.adding(spans)
