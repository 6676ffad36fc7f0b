"""Signs of tasks: what shows that one begins or ends elsewhere, or that its list is not the one it should have."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.language.numerals import TEN, ordinal
from pipeline.language.roles import roles
from pipeline.language.signs import BLANK, HAN
from pipeline.meaning.trust.names import List
from pipeline.meaning.trust.signs import MISPRINT, SENTENCE_ENDS, Evidence, beyond, is_border, present, within
from pipeline.notice import Duty, Item, Notice, Section, Table

# Lengths in characters beyond which a task is rarely what it should be; the sign is at full strength at twice as much.
_TASK = 900
_SHORT_TASK = 5
# A list of more units than this is rare.
_UNITS = 16
# Where most of a notice's tasks end with a sentence's sign, one without is unlike them.
_MOST = 0.8
# The next task's number inside a task: …。2.新建公厕5座
_NEXT = re.compile(f"[。；\n)）](?:[0-9]{{1,3}}[.．、](?![0-9])|[（(][{TEN}]{{1,3}}[）)]|[{TEN}]{{1,3}}、)")
# A line that ends with its sentence inside a task: another cell of its row, another paragraph.
_LINES = re.compile(rf"[。；！]{BLANK}*\n\s*(?=\S)")
# Signs of a task that its units share.
_ODD = frozenset(("text_short", "text_open", "list_ahead", "text_label", "text_lines", "text_goes_on", "text_cut"))
# What stands between a task and its list is a small part of what stands in the task.
_HAN, _APART = re.compile(f"[{HAN}]"), 0.5
# A list further behind than this is no cell of the task's row: it may be that of many tasks.
_ROW = 1000
# So many tasks to both sides are looked at, and so many characters behind a task.
_BESIDE, _BEHIND = 2, 200
# Words that go on: a sentence's end with something before it, on a line of its own.
_GOES_ON = re.compile(r"\n[^\n]*[一-鿿][^\n]*[。；]")


def tasks(notice: Notice, lists: Mapping[str, List]) -> list[Evidence]:
    """The tasks with their signs, those of the ones beside them among these."""
    found = list(_tasks(notice, lists))
    _add_neighbours(found)
    return found


def _tasks(notice: Notice, lists: Mapping[str, List]) -> Iterator[Evidence]:
    duties = {duty.item_id: duty for duty in notice.all(Duty)}
    items = notice.all(Item)
    ended = sum(one.text.endswith(SENTENCE_ENDS) for one in items) > _MOST * len(items)
    listed = [one for one in items if one.lists_at]
    # In most notices a list stands behind its task; in some before it.
    behind = sum(max(at.end for at in one.lists_at) <= one.text_at[0] for one in listed) > len(listed) / 2
    goes_on, cut_off = _unclaimed(notice, items), _cut_off(items)
    last: Item | None = None
    for one in items:
        duty, own = duties.get(one.item_id), lists.get(one.item_id, List())
        after = bool(one.lists_at) and max(at.end for at in one.lists_at) <= one.text_at[0]
        signs = present(
            text_short=len(one.text) < _SHORT_TASK,
            list_ahead=after is not behind and bool(one.lists_at),
            text_long=beyond(len(one.text), _TASK),
            text_open=ended and not one.text.endswith(SENTENCE_ENDS),
            text_apart=_apart(notice, one),
            text_goes_on=one.item_id in goes_on,
            text_cut=cut_off.get(one.item_id, 0.0),
            text_label=bool(roles().first_label(one.text)),
            text_lines=0.5 * min(len(_LINES.findall(notice.text, *one.text_at)), 2),
            text_number=bool(_NEXT.search(one.text, 10)),
            misprint=bool(MISPRINT.search(one.text)),
            list_unread=bool(duty and duty.unread),
            names_unknown=own.unknown,
            list_odd=own.odd,
            units_many=beyond(own.count, _UNITS),
            list_unlike=own.unlike,
            list_runs_on=own.runs_on,
            list_empty=bool(one.lists_at) and not own.count and not (duty and (duty.leaders or duty.deadline)),
            number_jumps=_jumps(last, one),
        )
        last = one
        yield Evidence("items", one.item_id, *one.text_at, signs)


def _apart(notice: Notice, one: Item) -> float:
    """How far more stands between a task and its list than in the task: another cell of its row says what is to be done."""
    ahead = min((at.start for at in one.lists_at if at.start >= one.text_at[1]), default=None)
    if ahead is None or ahead - one.text_at[1] > _ROW:
        return 0.0
    own, apart = (len(_HAN.findall(notice.text, *at)) for at in (one.text_at, (one.text_at[1], ahead)))
    return within(apart / max(own, 1) - _APART)


def _unclaimed(notice: Notice, items: Sequence[Item]) -> set[str]:
    """The tasks that end inside a sentence and have words behind them that belong to no task and no heading."""
    # A sentence below a table is no cell of its last row.
    edges = [one.start for kind in (Item, Section) for one in notice.all(kind)] + [one.end for one in notice.all(Table)]
    starts = sorted([*edges, len(notice.text)])
    found = set()
    for one in items:
        end = max([one.end, one.text_at[1], *(at.end for at in one.lists_at)])
        following = starts[bisect_left(starts, end)]
        behind = notice.text[end : min(following, end + _BEHIND)]
        if not one.text.endswith(SENTENCE_ENDS) and _GOES_ON.search(behind):
            found.add(one.item_id)
    return found


def _cut_off(items: Sequence[Item]) -> dict[str, float]:
    """The tasks that end with a comma, and half as surely in the middle of a word that goes on where the next one begins."""
    found = {}
    for one, following in pairwise([*items, None]):
        if one is None or one.text.endswith(SENTENCE_ENDS):
            continue
        ending, beginning = one.text[-4:], following.text[:4] if following is not None else ""
        # A list of its own parts it from the next one.
        ends = any(at.start >= one.text_at[1] for at in one.lists_at)
        if one.text[-1:] in "，、：":
            found[one.item_id] = 1.0
        elif not ends and not is_border(ending, beginning):
            found[one.item_id] = 0.5
    return found


def _add_neighbours(items: Sequence[Evidence]) -> None:
    """Add to each task what share of the tasks right beside it shows signs of beginning or ending elsewhere."""
    odd = [bool(one.signs.keys() & _ODD) for one in items]
    for at, one in enumerate(items):
        beside = [*odd[max(at - _BESIDE, 0) : at], *odd[at + 1 : at + 1 + _BESIDE]]
        if any(beside):
            one.signs["neighbours_odd"] = sum(beside) / len(beside)


def _jumps(last: Item | None, one: Item) -> bool:
    """Whether the number of a task does not follow that of the task before it under the same heading."""
    if last is None or last.section_id != one.section_id:
        return False
    before, now = (ordinal(item.number) if item.number else None for item in (last, one))
    return before is not None and now is not None and now not in (before, before + 1, 1)
