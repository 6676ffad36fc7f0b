"""Which unit leads, and what the others do, where the notice says so once of its lists: 排第一位的为牵头单位，其余为配合单位."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from pipeline import rules
from pipeline.language.leading import first_leads
from pipeline.language.names import is_collective
from pipeline.language.roles import roles
from pipeline.notice import Block, Item, Notice, Part, Table

# So far behind the words that give the first one the lead stands 下同.
_SAME = 10
# So far before them, in their sentence, stands of which annex they are said.
_BEFORE = 40
_OF = re.compile(r"(?:附?[件表]|专栏)[0-9一二三四五六七八九十]{1,3}")


def led(names: Sequence[str], others: str) -> dict[str, str]:
    """The role of each unit of a list whose first one leads; a class of bodies that stands first does not."""
    return {name: "lead" if name == names[0] and not is_collective(name) else others for name in names}


def where_first_leads(notice: Notice) -> dict[str, str]:
    """The items in whose lists the first unit leads, because the notice says so once, and the role of the others there.

    It holds for the annex that it names (附表2“责任单位”栏中…), else for the one it is said in, and for the whole where it is said
    before them; said in a list without 下同 it is of that list.
    """
    text, origin = notice.reading.text, notice.reading.origin
    items = sorted(notice.all(Item), key=lambda item: item.start)
    lists = sorted((one.start, one.end, item.start) for item in items for one in item.lists_at)
    parts = sorted(block.start for block in notice.all(Block) if block.kind == "attachment_title")
    # Neighbouring title lines are one title.
    edges = [0, *parts, len(notice.text)]
    numbered = _numbered(notice)
    said: dict[tuple[int, int], str] = {}
    for found in first_leads().finditer(text):
        at = origin[found.start()]
        own = bisect_right(lists, (at, len(notice.text), 0)) - 1
        in_list = own >= 0 and at < lists[own][1]
        before = re.split("[。；\n]", text[max(0, found.start() - _BEFORE) : found.start()])[-1]
        place = bisect_right(edges, at) - 1
        if in_list and not _same_below().search(text, found.end(), found.end() + _SAME):
            stretches = [(lists[own][2], lists[own][2] + 1)]
        elif not (stretches := [one for number in _OF.findall(before) for one in numbered[number]]):
            stretches = [(edges[place], edges[place + 1]) if place else (0, len(notice.text))]
        said |= dict.fromkeys(stretches, roles().verb_role.get(found["others"] or "", "responsible"))
    starts = [item.start for item in items]
    others: dict[str, str] = {}
    # What is said of a list or an annex holds before what is said of the whole.
    for start, end in sorted(said, key=lambda one: one[0] - one[1]):
        of = items[bisect_left(starts, start) : bisect_left(starts, end)]
        others |= dict.fromkeys([item.item_id for item in of], said[start, end])
    return others


@cache
def _same_below() -> re.Pattern[str]:
    """What says of a list that the others are to be read like it: 下同."""
    return re.compile(rules.words(rules.load("roles")["first_leads"]["same"]))


def _numbered(notice: Notice) -> Mapping[str, list[tuple[int, int]]]:
    """Where the annexes and the tables with a number stand: 附件2, 附表1."""
    stretches: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for part in notice.all(Part):
        stretches[part.label].append((part.start, part.end))
    for table in notice.all(Table):
        stretches[table.number or ""].append((table.start, table.end))
    return stretches
