"""What the text itself gives away: attachments and rows that are missing, open brackets, lost words, recognised pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import regex

from pipeline import rules
from pipeline.language.roles import roles
from pipeline.language.signs import HAN, brackets
from pipeline.meaning.trust.findings.telling import also, finding
from pipeline.meaning.trust.unread import heads_unread
from pipeline.notice import Announced, Block, Finding, Item, Notice, Page, Span, Table

_LEFT_OUT = re.compile("[（(]略[）)]|此件发|另发")
# A label this short with a character less may be any word.
_SHORT = 3
# An open bracket is told with so many characters.
_FIRST_WORDS = 16
# Below this mean confidence a recognised page should be read by eye.
_OCR_DOUBT = 0.9


def missing_attachments(notice: Notice) -> Iterator[Finding]:
    """Attachments that the letter announces and the file lacks, told together; those left out (略) are no loss."""
    for left_out in (False, True):
        lost = [one for one in notice.all(Announced) if not one.here and bool(_LEFT_OUT.search(one.title)) is left_out]
        if lost:
            label = "、".join(f"附件{one.number}" if one.number else "附件" for one in lost)
            title = lost[0].title[:40] + ("…" if len(lost) > 1 else "")
            told = finding(Span(lost[0].start, lost[-1].end), "attachment_missing", label=label, title=title)
            yield replace(told, severity="info") if left_out else told


def tables_without_rows(notice: Notice) -> Iterator[Finding]:
    """Tables that name units and gave no task, and text that was a table."""
    tables = notice.all(Table)
    unread = [table for table in tables if table.holds == "unread"]
    if unread:
        words = notice.quote(unread[0])[:40].strip()
        yield also(finding(unread[0], "table_unread", count=len(unread), words=words), unread[1:])
    starts = sorted(item.text_at[0] for item in notice.all(Item))
    for table in tables:
        if table.with_units and bisect_right(starts, table.end) == bisect_right(starts, table.start):
            title = "".join(filter(None, (table.number, table.title))) or notice.quote(table)[:12].strip()
            yield finding(table, "table_without_rows", title=f"“{title}”")
    lost = [Span(*notice.reading.source(*place)) for place in heads_unread(notice)]
    if lost:
        words = "".join(notice.quote(lost[0]).split())
        yield also(finding(lost[0], "head_unread", count=len(lost), words=words), lost[1:])


def unclosed_brackets(notice: Notice) -> Iterator[Finding]:
    reading = notice.reading
    lists = [one for item in notice.all(Item) for one in item.lists_at]
    for bracket in brackets(reading.text):
        if bracket.closed:
            continue
        place = Span(*reading.source(bracket.start, bracket.end))
        inside = any(place.start < one.end and one.start < place.end for one in lists)
        end = min(bracket.start + _FIRST_WORDS, bracket.end)
        told = finding(
            Span(*reading.source(bracket.start, end)), "bracket_unclosed", words=reading.text[bracket.start : end]
        )
        yield told if inside else replace(told, severity="info")


def uncovered_text(notice: Notice) -> Iterator[Finding]:
    """Characters that no block holds: the outline would have lost them."""
    covered = bytearray(len(notice.text))
    for block in notice.all(Block):
        covered[block.start : block.end] = b"\x01" * (block.end - block.start)
    for found in re.finditer(r"\S+", notice.text):
        start, end = found.span()
        hole = covered.find(0, start, end)
        if hole >= 0 and not re.fullmatch(r"[\s\u200b-\u200d\u2060\ufeff]+", notice.text[hole:end]):
            yield finding(Span(hole, end), "text_unread", words=notice.text[hole:end][:20])


# What stands like the label of a list: （责任位：县教育局）
_LIKE_A_LABEL = re.compile(rf"(?:^|(?<=[（(【\[。；]))[{HAN}]{{3,10}}(?=[：:])", re.MULTILINE)


@cache
def _stray() -> regex.Pattern[str]:
    """An English function word between two Chinese ones: 思想and党的."""
    words = rules.words(rules.load("layout")["phrases"]["stray"])
    return regex.compile(rf"(?<=[{HAN}])(?:{words})(?=[{HAN}])")


@cache
def _labels() -> tuple[tuple[str, ...], regex.Pattern[str]]:
    """The labels of lists that are told by their other characters where one is lost, and a pattern for these."""
    labels = tuple(word for word in roles().label_role if len(word) > _SHORT and word.endswith(("单位", "部门")))
    return labels, regex.compile(f"(?:{rules.words(labels)}){{1<=d<=1}}")


def lost_signs_of_labels(notice: Notice) -> Iterator[Finding]:
    """Labels of lists that lack a character, so that no list is read behind them: 责任位：县教育局."""
    labels, damaged = _labels()
    for found in _LIKE_A_LABEL.finditer(notice.reading.text):
        short = found[0]
        if short in roles().label_role or not (lost := damaged.fullmatch(short)):
            continue
        [gone] = lost.fuzzy_changes[2]
        phrase = next(label for label in labels if label[:gone] + label[gone + 1 :] == short)
        place = Span(*notice.reading.source(*found.span()))
        yield finding(place, "phrase_incomplete", short=short, phrase=phrase, sign=phrase[gone])


def stray_and_lost_words(notice: Notice) -> Iterator[Finding]:
    """A stray English word (思想 and 党的), and set phrases that lack a character (民生实项目)."""
    text = notice.reading.text
    for found in _stray().finditer(text):
        place = Span(*notice.reading.source(*found.span()))
        yield finding(place, "stray_word", word=found[0])
    for phrase in rules.load("layout")["phrases"]["set"]:
        for gone in range(1, len(phrase) - 1):
            short = phrase[:gone] + phrase[gone + 1 :]
            at = text.find(short)
            while at >= 0 and short != phrase:
                place = Span(*notice.reading.source(at, at + len(short)))
                yield finding(place, "phrase_incomplete", short=short, phrase=phrase, sign=phrase[gone])
                at = text.find(short, at + 1)


def recognised_pages(notice: Notice) -> Iterator[Finding]:
    for page in notice.all(Page):
        if page.ocr_confidence is None:
            continue
        if page.end == page.start:
            yield finding(Span(0, 1), "page_recognised.empty", page=page.number)
        else:
            told = finding(page, "page_recognised", page=page.number, confidence=page.ocr_confidence)
            yield replace(told, severity="warning") if page.ocr_confidence < _OCR_DOUBT else told


def hidden_parts(notice: Notice) -> Iterator[Finding]:
    """What a spreadsheet hides, told once: it is in the text and read as nothing."""
    hidden = [block for block in notice.all(Block) if block.kind == "hidden"]
    if hidden:
        yield finding(hidden[0], "hidden_part", count=len(hidden), words=notice.quote(hidden[0])[:20].split("\n")[0])
