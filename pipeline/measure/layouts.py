"""Layouts: what the lists of a notice look like, so that figures can be told by layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.language.roles import roles
from pipeline.notice import Block, Cell, Duty, Item, Mention, Notice

# A layout is one that at least so large a share of a notice's lists has.
_SHARE = 0.1
# More lists a line than this, and the paragraphs are run together.
_RUN_TOGETHER = 3

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
    if notice.all(Cell):
        # A plain text has no cells of its own: its tables were laid out from lines.
        shown.add("flat_tables" if notice.source.format == "text" else "grids")
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
    labels = {roles().role_of(one[one.lastgroup or 0]) for one in roles().labels(said)}
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
