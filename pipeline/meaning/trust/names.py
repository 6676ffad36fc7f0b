"""Signs of lists and of the units that they name: what shows that a name, its list or its role was read wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline import rules
from pipeline.language.names import Likeness, is_collective, likeness, looks_like_unit
from pipeline.language.roles import roles
from pipeline.language.signs import CLOSING
from pipeline.meaning.trust.signs import Evidence, Signs, beyond, present
from pipeline.meaning.units.misprints import misprinted, neighbours, two_names
from pipeline.notice import Item, Mention, Notice

_SAID = rules.lists("layout")
# Lengths in characters beyond which a name is rarely one; the sign is at full strength at twice as much.
_NAME = 14
_SHORT_NAME = 3
# A list so many times as long as the notice's middle one is rare.
_UNLIKE = 4
# What a name never holds: a number, a mark of punctuation, what is done or how duties are shared.
_SENTENCE = re.compile(f"[0-9０-９；。：，！“”]|{_SAID.done_by}|建设$")
_VERB = re.compile(_SAID.takes_part)
# A name that stands so few times is rare in its notice.
_RARE = 2
# A name that goes on behind a line's end or a blank.
_WRAPPED = re.compile(r"\S\s+\S")
# What parts the names of a list.
_SEPARATORS = frozenset("、，,；;")


@dataclass(frozen=True, slots=True)
class List:
    """What the units of a task's list show together.

    `unknown` is the share of names that no rule knows, `unlike` how much longer the list is than the notice's middle one.
    """

    count: int = 0
    unknown: float = 0.0
    odd: bool = False
    verb: bool = False
    unlike: float = 0.0
    runs_on: bool = False
    parts: bool = False


def lists(notice: Notice) -> dict[str, List]:
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        named[mention.item_id].append(mention)
    usual = median(map(len, named.values())) if named else 0
    listed = [one for one in notice.all(Item) if one.lists_at]
    # The cells of a table end where they were cut.
    ends = {one.item_id: max(at.end for at in one.lists_at) for one in listed if not one.lists_at[0].role}
    in_parts = {one.item_id for one in listed if _repeats(at.role for at in one.lists_at)}
    return {
        item_id: List(
            count=len(units),
            unknown=sum(not looks_like_unit(one.name) for one in units) / len(units),
            odd=any(_SENTENCE.search(one.name) or two_names(one.name) for one in units),
            verb=any(_VERB.search(one.name) for one in units),
            unlike=beyond(len(units), _UNLIKE * usual),
            runs_on=item_id in ends and not _is_end(notice.text, ends[item_id]),
            parts=item_id in in_parts,
        )
        for item_id, units in named.items()
    }


def _repeats(given: Iterable[str | None]) -> bool:
    """Whether two cells of a row give their units one role: the head of one of them may say another."""
    held = [role for role in given if role not in (None, "leaders", "deadline")]
    return len(held) > len(set(held))


def _is_end(text: str, at: int) -> bool:
    """Whether a list ends where lists end: at a bracket, a line's end, a tab."""
    return text[at : at + 1].strip("。；;") in ("", *CLOSING) or text[at : at + 1].isspace()


def names(notice: Notice, lists: Mapping[str, List]) -> Iterator[Evidence]:
    """The units with their signs; what its task shows is not said of each again (`Evidence.task`)."""
    mentions = notice.all(Mention)
    often = Counter(one.name for one in mentions)
    near = neighbours(often)
    of_name = {
        name: _of_name(name, once=count == 1, rare=count <= _RARE, near=name in near) for name, count in often.items()
    }
    of_list = {item_id: _of_list(own) for item_id, own in lists.items()}
    # What stands between each two names, and whether they are one; nothing stands before the first and behind the last.
    pairs = list(pairwise(mentions))
    between = [None, *(_between(notice, *pair) for pair in pairs), None]
    joined = [False, *(between[at] == "" and _joins(*pair) for at, pair in enumerate(pairs, 1)), False]
    # Lists whose names stand behind one another with a sign between some of them.
    apart = {one.item_id for at, (one, _) in enumerate(pairs, 1) if between[at] in _SEPARATORS}
    for place, one in enumerate(mentions):
        signs = of_name[one.name] | of_list[one.item_id] | of_role(one)
        signs |= present(
            name_apart=one.item_id in apart and "" in between[place : place + 2],
            name_joins=joined[place] or joined[place + 1],
            name_wrapped=bool(_WRAPPED.search(notice.quote(one))),
        )
        row_id = f"{one.item_id}/{one.position}"
        yield Evidence("assignments", row_id, one.start, one.end, signs, one.item_id)


def _of_list(own: List) -> Signs:
    """The signs that all names of a list share."""
    return present(
        names_unknown=own.unknown,
        list_odd=own.odd,
        list_verb=own.verb,
        list_runs_on=own.runs_on,
        role_repeated=own.parts,
    )


def of_role(one: Mention) -> Signs:
    """Whether a role is another one than the words say which are told to give it, or they name none."""
    printed = one.role_printed or ""
    said = roles().role_of(printed)
    # The first of a list may lead because the notice says so elsewhere.
    leads = one.role == "lead" and said == "responsible"
    return present(
        role_differs=said not in (None, one.role) and not leads,
        role_unsaid=bool(printed) and said is None and not roles().verb.search(printed),
    )


def _of_name(name: str, *, once: bool, rare: bool, near: bool) -> Signs:
    """The signs of a name by itself."""
    likely = likeness(name)
    return present(
        name_unknown=Likeness.NO < likely < Likeness.LIKELY,
        name_unlikely=likely is Likeness.NO,
        name_unlisted=likely is Likeness.LIKELY,
        name_once=once and likely < Likeness.KNOWN,
        name_misprinted=near or (rare and likely < Likeness.KNOWN and misprinted(name)),
        name_two=two_names(name),
        name_sentence=bool(_SENTENCE.search(name)) or name.count("（") != name.count("）"),
        name_short=len(name) < _SHORT_NAME and likely < Likeness.KNOWN,
        name_long=beyond(len(name), _NAME),
    )


def _between(notice: Notice, one: Mention, beside: Mention) -> str | None:
    """The words between two names of one list, None where they are of two or stand the other way round."""
    ordered = one.item_id == beside.item_id and one.end <= beside.start
    return notice.text[one.end : beside.start].strip() if ordered else None


def _joins(one: Mention, beside: Mention) -> bool:
    """Whether two names with nothing but a line's end between them are one: 市委｜网信办."""
    whole = one.name + beside.name
    return likeness(whole) is Likeness.KNOWN and not two_names(whole) and not is_collective(whole)
