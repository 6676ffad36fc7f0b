"""Decisions: what a person knows better about single rows, put in place of what was read.

A row is found by words that the source prints once, and guarded by what the program reads there: where either no longer
holds the build stops, so that no decision outlives what it was made for.  Each stage's rows are decided before the next
stage reads on, so that a list that ends elsewhere gives other units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from pipeline.messages import text
from pipeline.notice import Field, Item, Mention, Notice, NoticeError, Number, Section, Span, Target
from pipeline.values import value


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of a corrections file: the row, and what a person says of it.

    `at` are words of the source that stand there once, `reads` the key cell of the row as read (a heading, a task's text, a
    unit's name, a target's quote, the field's value).  `changes` are the cells to set; without any, and without `none`
    (the row is none), the row is confirmed as it is.
    """

    file: str
    table: str
    at: str
    reads: str
    changes: Mapping[str, Any]
    none: bool
    reason: str


@value(frozen=True, slots=True)
class Decided(Span):
    """A row that a person has decided; ids as in `notice.Rating`."""

    table: str
    row_id: str
    decision: Decision


_KINDS: dict[str, type[Span]] = {"sections": Section, "items": Item, "assignments": Mention, "targets": Target}
#: The cells of each table that a decision can set.
SETTABLE = {
    "notices": ("doc_number", "issuer", "title", "recipients", "signed_date", "publicity", "cc", "print_office"),
    "sections": ("level", "marker", "heading"),
    "items": ("number", "title", "text_ends", "list_ends"),
    "assignments": ("name", "role"),
    "targets": ("indicator", "op", "value", "value_max", "unit", "deadline"),
}


def row_id(span: Span) -> str:
    """The id of a row, as in `notice.Rating`."""
    match span:
        case Mention():
            return f"{span.item_id}/{span.position}"
        case Item():
            return span.item_id
        case Section():
            return span.section_id
        case Target():
            return span.target_id
    raise TypeError(f"no row: {span!r}")


def _key(notice: Notice, span: Span) -> str:
    match span:
        case Section():
            return span.heading
        case Item():
            return span.text
        case Mention():
            return span.name
    return notice.quote(span)


def decide(notice: Notice, decisions: Sequence[Decision], table: str) -> Notice:
    """The notice with the rows of one table as a person decided them.

    Raises:
        NoticeError: the words do not stand in the source once, or not exactly one row there reads as the decision says.
    """
    own = [one for one in decisions if one.table == table]
    for decision in own:
        start = _place(notice, decision)
        if table == "notices":
            notice = _field(notice, decision, start)
            continue
        span = _row(notice, decision, start)
        decided = Decided(span.start, span.end, table, row_id(span), decision)
        kept: Iterator[Span] = (_changed(notice, one, decision) if one is span else one for one in notice.spans)
        if decision.none:
            kept = (_without(span, one) for one in notice.spans if one is not span)
        notice = replace(notice, spans=tuple(kept)).adding([decided])
    return _reparented(notice) if own and table == "sections" else notice


def _without(gone: Span, span: Span) -> Span:
    """A span that belongs no longer to a row that is none."""
    if isinstance(gone, Target):
        if isinstance(span, Number) and span.target_id == gone.target_id:
            return replace(span, role="other", target_id=None)
        if isinstance(span, Target) and span.part_of == gone.target_id:
            return replace(span, part_of=None)
    return span


def _fails(notice: Notice, decision: Decision, key: str, **values: object) -> NoticeError:
    where = {"file": decision.file, "source": notice.source.file, "printed": decision.at}
    return NoticeError(text(key, **where, **values))


def _place(notice: Notice, decision: Decision) -> int:
    found = notice.text.count(decision.at)
    if found != 1:
        raise _fails(notice, decision, "corrections.not_there", found=found, times=1)
    return notice.text.index(decision.at)


def _row(notice: Notice, decision: Decision, start: int) -> Span:
    end = start + len(decision.at)
    rows = [one for one in notice.all(_KINDS[decision.table]) if one.start < end and start < one.end]
    found = [one for one in rows if "".join(_key(notice, one).split()) == "".join(decision.reads.split())]
    if len(found) != 1:
        read = "；".join(_key(notice, one)[:60] for one in rows) or "—"
        raise _fails(notice, decision, "corrections.reads", table=decision.table, reads=decision.reads, read=read)
    return found[0]


def _field(notice: Notice, decision: Decision, start: int) -> Notice:
    [(name, value)] = decision.changes.items() or [("", "")]
    now = notice.fields.get(name, "")
    if now.replace("\n", "；") != decision.reads:
        raise _fails(notice, decision, "corrections.reads", table=name, reads=decision.reads, read=now or "—")
    kept = tuple(one for one in notice.spans if not (isinstance(one, Field) and one.name == name))
    end = start + len(decision.at)
    value = "\n".join(value) if isinstance(value, list) else str(value)
    return replace(notice, spans=kept).adding(
        [Field(start, end, name, value), Decided(start, end, "notices", notice.notice_id, decision)]
    )


def _changed(notice: Notice, span: Span, decision: Decision) -> Any:
    """The row with the cells that the decision sets."""
    changes = dict(decision.changes)
    ends: dict[str, Callable[[Item, int], Item]] = {
        "text_ends": lambda item, at: replace(
            item, text_at=(item.text_at[0], at), text=notice.reading.of((item.text_at[0], at))
        ),
        "list_ends": lambda item, at: _with_list_to(notice, item, at),
    }
    for name, move in ends.items():
        if name in changes and isinstance(span, Item):
            words = changes.pop(name)
            at = notice.text.find(words, span.start)
            if at < 0:
                raise _fails(notice, replace(decision, at=words), "corrections.not_there", found=0, times=1)
            span = move(span, at + len(words))
    for name in ("value", "value_max"):
        if name in changes:
            changes[name] = Decimal(str(changes[name]))
    known = {field.name for field in fields(span)}
    return replace(span, **{name: value for name, value in changes.items() if name in known})


def _with_list_to(notice: Notice, item: Item, end: int) -> Item:
    """The task with its last list ending at an offset."""
    if not item.lists_at or end <= item.lists_at[-1].start:
        return item
    lists = (*item.lists_at[:-1], replace(item.lists_at[-1], end=end))
    said = "；".join(notice.reading.of(one).replace("\n", "；") for one in lists)
    return replace(item, lists_at=lists, responsibility=said, end=max(item.end, end))


def _reparented(notice: Notice) -> Notice:
    """The notice with its headings below those that stand above them now, and tasks under headings that are there."""
    path: list[Section] = []
    parents: dict[str, str | None] = {}
    for section in sorted(notice.all(Section), key=lambda one: one.start):
        while path and (path[-1].level >= section.level or path[-1].part != section.part):
            path.pop()
        parents[section.section_id] = path[-1].section_id if path else None
        path.append(section)
    starts = sorted((one.start, one.section_id) for one in notice.all(Section))

    def kept(span: Span) -> Span:
        if isinstance(span, Section):
            return replace(span, parent_id=parents[span.section_id])
        if isinstance(span, Item) and span.section_id not in (None, *parents):
            above = [section_id for start, section_id in starts if start <= span.start]
            return replace(span, section_id=above[-1] if above else None)
        return span

    return replace(notice, spans=tuple(map(kept, notice.spans)))
