"""The one type that flows through the pipeline: a notice and the spans found in it.

A `Notice` is a text that never changes plus a growing tuple of `Span`s.  Every stage is a function
``Notice -> Notice`` that adds spans; the tables are the spans written as rows.

Positions are offsets in code points, half open, into the text *as read from the source*.  The repaired
text that the stages parse is a `Reading`: it knows for each of its characters where it stands in the source.

This module is longer than others so that all that flows can be read in one place.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TypeVar, cast

from pipeline.values import value


class NoticeError(ValueError):
    """Input that cannot become rows.  The message names the file, the reason and the next step."""


@value(frozen=True, slots=True)
class Span:
    """A stretch ``[start, end)`` of the source text.  Every kind of span below adds what was read there."""

    start: int
    end: int


# ── what a reader finds ──────────────────────────────────────────────────────────────────────────────


@value(frozen=True, slots=True)
class Page(Span):
    """A page of the source.  `ocr_confidence` (0..1) is None unless the page was recognised from an image."""

    number: int
    ocr_confidence: float | None = None


@value(frozen=True, slots=True)
class File(Span):
    """A file of the notice, from its first character to its last; `position` counts from 1, the letter first."""

    position: int
    file: str
    sha256: str
    format: str
    pages: int | None


@value(frozen=True, slots=True)
class Cell(Span):
    """A cell of a data table, at its first row and column; merged cells span more than one."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


# ── what the stages find ─────────────────────────────────────────────────────────────────────────────


@value(frozen=True, slots=True)
class Block(Span):
    """A stretch of source with one function.  All blocks together hold every non-blank character once."""

    kind: str


@value(frozen=True, slots=True)
class Field(Span):
    """A part of the header or the imprint (GB/T 9704), by the name of its column in `notices`."""

    name: str
    value: str


@value(frozen=True, slots=True)
class Part(Span):
    """An attachment: from its label (附件2) to the next one's.  `number` counts the notice's parts, the letter being 0."""

    number: int
    label: str
    title: str | None


@value(frozen=True, slots=True)
class Announced(Span):
    """An entry of 附件：1.… 2.…: the attachment's number, its title, and whether the text holds it."""

    number: int | None
    title: str
    here: bool


@value(frozen=True, slots=True)
class Table(Span):
    """A grid of cells, and what it holds: "tasks", "figures", "roster", "other", or "unread".

    "unread" is text that was a table and could not be parted for sure.  `number` and `title` stand above it (表2, 附件1),
    `unit` is what its note 单位：万元 gives to all its figures.  `with_units` is True where a column names units.
    """

    table: int
    holds: str
    number: str | None = None
    title: str | None = None
    unit: str | None = None
    with_units: bool = False


@value(frozen=True, slots=True)
class IndicatorCell(Span):
    """A figure of an indicator table: 指标 | 单位 | 2020年 | 2025年目标.

    `label` is what is measured, without its measure; `unit` that measure as printed ("" where none is); `period` the head
    of the column and `year` the year it names.  A column of what was reached is `base`, any other is a goal.
    `base_at` is the source stretch of the same row's figure in the base column, with `base_period` its head.
    """

    label: str
    unit: str
    period: str
    year: int | None
    base: bool
    base_at: tuple[int, int] | None = None
    base_period: str | None = None


@value(frozen=True, slots=True)
class Stage(Span):
    """How far a task is to be by a time: a cell below 一季度; `period` is the head of its column."""

    period: str


@value(frozen=True, slots=True)
class Section(Span):
    """A heading.  `level` is 1 for 一、, 2 for （一）, deeper likewise; `part` counts the notice's attachments."""

    section_id: str
    parent_id: str | None
    level: int
    ordinal: int
    marker: str
    heading: str
    part: int


@value(frozen=True, slots=True)
class RoleText(Span):
    """A stretch that names who is responsible: a bracket's content, a line 责任单位：… or a table cell.

    `role` is what the place itself says (the head of the column, printed as `head`), or None where the words inside tell.
    """

    role: str | None = None
    head: str | None = None


@value(frozen=True, slots=True)
class Item(Span):
    """A task.  `text_at` and `lists_at` are the source stretches of its text and of its responsibility list."""

    item_id: str
    number: str | None
    section_id: str | None
    title: str | None
    text: str
    text_at: tuple[int, int]
    responsibility: str | None = None
    lists_at: tuple[RoleText, ...] = ()
    covered_by: str | None = None


@value(frozen=True, slots=True)
class Mention(Span):
    """One unit in one responsibility list.  `name` is as printed, a joint collective made whole.

    `role_printed` are the words that give the role: a label, a verb, the head of a column.
    """

    item_id: str
    position: int
    name: str
    role: str
    unit_id: str
    deadline: str | None = None
    deadline_date: date | None = None
    role_printed: str | None = None


@value(frozen=True, slots=True)
class Duty(Span):
    """What a task's responsibility lists say beside their units.

    `open_list`: a list ends with 等.  `repeated`: names listed twice.  `unread`: words that are no names and no
    known phrases.  `closed` is False where a bracket never ends.
    """

    item_id: str
    open_list: bool
    leaders: tuple[str, ...] = ()
    deadline: str | None = None
    deadline_date: date | None = None
    repeated: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@value(frozen=True, slots=True)
class Number(Span):
    """A number of the notice and the role it plays there."""

    text: str
    value: Decimal | None
    role: str
    target_id: str | None = None
    unit: str | None = None


@value(frozen=True, slots=True)
class Target(Span):
    """A number that the notice commits to.  `value` is in `unit`, the base unit; the rest is as printed.

    `indicator` is put together from `object`, `aspect`, `scope`, `per` and `period`; `indicator_id` is the same wherever
    the same is promised.
    """

    target_id: str
    item_id: str | None
    section_id: str | None
    verb: str | None
    indicator: str
    op: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    value_printed: str
    unit_printed: str
    measure: str
    modality: str | None
    deadline: str | None
    deadline_date: date | None
    part_of: str | None
    object: str = ""
    aspect: str = "done"
    scope: str | None = None
    per: str | None = None
    share_of: str | None = None
    period: str | None = None
    base_value: float | None = None
    base_period: str | None = None
    beneficiary: str | None = None
    condition: str | None = None
    ceiling_of: str | None = None
    repeats: str | None = None
    indicator_id: str = ""


@value(frozen=True, slots=True)
class Doubt(Span):
    """A place that a stage was unsure of: what the column `doubt` of the rows there is made from.

    `code` says why.  `strength` (0..1) is how unsure, as the stage knows it: 1 less the margin of the best reading over
    the second best, say; what it means in chances is learned from annotated notices and no business of the stage.
    `rows` are the kinds of rows it concerns: any of "sections", "items", "assignments", "targets", "notices".
    """

    code: str
    strength: float
    rows: tuple[str, ...]


@value(frozen=True, slots=True)
class Rating(Span):
    """The doubt of one row: `doubt` is the chance (0..1) that a careful reader would correct it.

    `table` and `row_id` say which row: the id of a section, item or target, `<item_id>/<position>` of an assignment, the
    notice's own id for its header.  `reasons` are codes of rules/doubt.toml, the weightiest first.
    """

    table: str
    row_id: str
    doubt: float
    reasons: tuple[str, ...]


@value(frozen=True, slots=True)
class Finding(Span):
    """Something that a person should look at; `message` says in Chinese what, `message_en` in English.

    `seen`: a person has looked at it and needs no more telling.  `also_at` are the other stretches with the same cause.
    """

    code: str
    severity: str
    message: str
    message_en: str
    item_id: str | None = None
    seen: bool = False
    also_at: tuple[tuple[int, int], ...] = ()


# ── the notice ───────────────────────────────────────────────────────────────────────────────────────

S = TypeVar("S", bound=Span)
_LONGEST_CLAUSE = 300


class Spans(tuple[Span, ...]):
    """Spans in the order in which they were found, and sorted by kind."""

    @cached_property
    def kinds(self) -> dict[type[Span], tuple[Span, ...]]:
        """The spans of each kind."""
        return Spans().adding(self).kinds

    def adding(self, new: Sequence[Span]) -> Spans:
        """These spans and more; only the new ones are looked at, what was sorted stays so."""
        sorted_out: dict[type[Span], list[Span]] = {}
        for span in new:
            sorted_out.setdefault(type(span), []).append(span)
        more = Spans((*self, *new))
        before = self.kinds if self else {}
        more.kinds = before | {kind: (*before.get(kind, ()), *spans) for kind, spans in sorted_out.items()}
        return more


@dataclass(frozen=True)
class Source:
    """Where a notice came from: the file's name, its SHA-256, the format it was read as, and its pages."""

    file: str
    sha256: str
    format: str
    pages: int | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """The repaired text.  ``origin[i]`` is the place in the source of its character ``i``.

    Paragraphs are separated by one line feed; nothing else is white space.  Repairs only drop characters
    or replace one by one, so `origin` rises strictly.  A reading equals only itself, so that what is read of it can be
    found again without comparing long texts.
    """

    text: str
    origin: Sequence[int]

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the reading between line feeds."""
        edges = [-1]
        while (edge := self.text.find("\n", edges[-1] + 1)) >= 0:
            edges.append(edge)
        edges.append(len(self.text))
        return tuple((a + 1, b) for a, b in pairwise(edges) if b > a + 1)

    @cached_property
    def _clauses(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("[。；，：！？\n]", self.text))]

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("[。！？\n]", self.text))]

    def clause(self, at: int) -> int:
        """Where the clause begins that a place stands in: behind the last of 。；，：！？ or a line feed.

        Words further off than any clause reaches are left out: a text without punctuation is no single clause.
        """
        start = self._clauses[bisect_right(self._clauses, at) - 1]
        return start if at - start <= _LONGEST_CLAUSE else at - _LONGEST_CLAUSE

    def sentence(self, at: int) -> int:
        """Where the sentence begins that a place stands in: behind the last of 。！？ or a line feed."""
        return self._sentences[bisect_right(self._sentences, at) - 1]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source stretch of ``text[start:end]`` (not empty)."""
        return self.origin[start], self.origin[end - 1] + 1

    def index(self, offset: int) -> int:
        """The first place of the reading that stands at or after `offset` in the source."""
        return bisect_left(self.origin, offset)

    def of(self, span: Span | tuple[int, int]) -> str:
        """The repaired words of a source stretch."""
        start, end = span if isinstance(span, tuple) else (span.start, span.end)
        return self.text[self.index(start) : self.index(end)]


@dataclass(frozen=True)
class Notice:
    """A notice: its text as read, where it came from, and what has been found in it so far."""

    notice_id: str
    text: str
    source: Source
    spans: tuple[Span, ...] = ()
    reading: Reading = field(default_factory=lambda: Reading("", array("l")))

    def adding(self, spans: Iterable[Span]) -> Notice:
        """This notice with more spans.

        Raises:
            ValueError: a span lies outside the text or is empty.
        """
        new = tuple(spans)
        size = len(self.text)
        for span in new:
            if not 0 <= span.start < span.end <= size:
                raise ValueError(f"{self.notice_id}: span outside the text: {span!r}")
        return replace(self, spans=self._sorted.adding(new))

    def all(self, kind: type[S]) -> tuple[S, ...]:
        """The spans of one kind, in the order in which they were found."""
        return cast("tuple[S, ...]", self._sorted.kinds.get(kind, ()))

    @cached_property
    def fields(self) -> dict[str, str]:
        """The header's and the imprint's fields by name."""
        return {field.name: field.value for field in self.all(Field)}

    @property
    def year(self) -> int | None:
        """The year that the notice is about."""
        year = self.fields.get("subject_year")
        return int(year) if year else None

    @cached_property
    def _sorted(self) -> Spans:
        return self.spans if isinstance(self.spans, Spans) else Spans(self.spans)

    def quote(self, span: Span) -> str:
        """The words of a span exactly as the source prints them."""
        return self.text[span.start : span.end]

    @cached_property
    def _pages(self) -> tuple[Page, ...]:
        return self.all(Page)

    def page(self, offset: int) -> Page | None:
        """The page that holds an offset, where the source has pages."""
        place = bisect_right(self._pages, offset, key=lambda page: page.start) - 1
        return self._pages[place] if place >= 0 else None
