"""Responsibility lists that running text says without brackets or labels: a clause that opens a paragraph, a last sentence.

■县林业局负责，县自然资源局配合：…   …获得信贷20亿元。由县财政局牵头，县金融办配合。   以上1—3项由县水利局负责。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, pairwise

from pipeline import rules
from pipeline.language.covering import Covered, covered
from pipeline.language.cuts import Cut, cut
from pipeline.language.list_parts import SURE, Part
from pipeline.language.numbering import marker
from pipeline.language.roles import roles
from pipeline.language.signs import HAN, UNIT_ENDS
from pipeline.values import value

# No short name of a firm is longer.
_SHORT = 6
# Of a longer list so much is looked at.
LOOKED_AT = 1000
# …获得信贷20亿元。由县财政局牵头，县金融办、各银行配合。
_CLOSING = re.compile(r"(?<=[。；”\n])[—－]{0,2}(?P<list>[^。；：“”\n]{4,240})。?$", re.MULTILINE)
# A sentence, with its full stop.
_SENTENCE = re.compile("(?:^|(?<=[。”]))[^。\n]{6,600}(?:。|$)", re.MULTILINE)
# A clause of it, without its 由; what a body does, in few words.
_CLAUSES = re.compile("由?(?P<words>[^，；。]{3,80})[，；。]?")
_DOES, _ENDS = re.compile(f"(?![的和与及等各])[{HAN}]{{2,14}}"), f"{UNIT_ENDS}镇乡）"
_CLAUSE_ENDS = re.compile("[，；。](?:其中)?")
# ■县投资局（牵头）、县商务局：新签约项目25个
_OPENING_NAMES = re.compile(r"[^\n。；：“]{3,80}：(?=.)")
# ——县财政局、县金融办 below the task
_DASH_LINE = re.compile(r"^[—－―-]{1,2}(?P<names>[^\n。：“—－―-]{3,120})。?$", re.MULTILINE)


@value(frozen=True, slots=True)
class ResponsibilityList:
    """A list at ``[start, end)`` of the reading; ``[inner_start, inner_end)`` is what it says.

    `role` and `head` are what the column says that a list stands in: the role, and the words of its head.  `of` are the
    tasks that the list says it is of, where it says so.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    role: str | None = None
    head: str | None = None
    of: Covered | None = None


def said(found: Cut) -> list[Part]:
    """The parts of a list that are no times and no notes."""
    return [part for part in found.parts if part.kind not in ("none", "note", "deadline", "instruction")]


def all_names(words: str) -> bool:
    """Whether words are names of units and what they do, and nothing else."""
    parts = said(cut(words[:LOOKED_AT]))
    return bool(parts) and parts[0].kind in SURE and all(part.kind in ("possible", "class", *SURE) for part in parts)


@cache
def _openers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a paragraph opens with its list: up to a colon behind a verb, or as a clause of its own.

    由县交通局牵头、县公安局和各乡镇（街道）配合，新改建农村公路85公里; 由督查室负责，将工作分解 tells how, not what.
    """
    said = rules.load("roles")
    verbs = rules.words(word for group in said["verbs"].values() for word in group)
    does = f"(?:{rules.words(said['manner']['together'])})*(?:{verbs})+"
    clause = rf"由?[^，。；：“\n]{{3,60}}?{does}(?:[、，]由?[^。；：“\n]{{3,120}}?{does})?，(?=(?![将把])[{HAN}“])"
    return re.compile(rf"^[^\n。；：“]{{3,80}}(?:{verbs})）?：(?=.)", re.MULTILINE), re.compile(clause)


def openings(text: str, taken: list[ResponsibilityList]) -> Iterator[ResponsibilityList]:
    """The lists that open a numbered paragraph: ■县林业局负责，县自然资源局配合：完成造林1.5万亩。"""
    held = {one.start for one in taken}
    opens, opens_clause = _openers()
    for opening in opens.finditer(text):
        mark = marker().match(text, opening.start())
        start = mark.end() if mark else -1
        if mark and start < opening.end() and start not in held:
            parts = said(cut(text[start : opening.end() - 1]))
            if any(part.kind in SURE for part in parts):
                held.add(start)
                yield ResponsibilityList(start, opening.end(), start, opening.end() - 1)
    for line in re.finditer("^", text, re.MULTILINE):
        mark = marker().match(text, line.start())
        clause = opens_clause.match(text, mark.end()) if mark else None
        if mark and clause is None and (named := _OPENING_NAMES.match(text, mark.end())):
            clause = named if "（牵头）" in named[0] else None
        if clause and clause.start() not in held and all_names(clause[0][:-1]):
            yield ResponsibilityList(clause.start(), clause.end(), clause.start(), clause.end() - 1)
    for dash in _DASH_LINE.finditer(text):
        if dash.start() not in held and dash.start("names") not in held and all_names(dash["names"]):
            yield ResponsibilityList(dash.start(), dash.end(), *dash.span("names"))


def closings(text: str, taken: list[ResponsibilityList]) -> Iterator[ResponsibilityList]:
    """The last sentences that name who does what, and nothing else: …20亿元。由县财政局牵头，县金融办、云山银行配合。"""
    starts = [one.start for one in taken]
    for found in _CLOSING.finditer(text):
        start, end = found.span("list")
        at = bisect_right(starts, end) - 1
        # Behind 第4项由县水利局负责。 a sentence is of no task in particular.
        if at >= 0 and (taken[at].end > start or (taken[at].of and taken[at].end == start)):
            continue
        if _closes(found["list"]):
            yield ResponsibilityList(found.start(), found.end(), start, end)
        elif text[start] == "由" and len(duties := _duties(text, start, end)) > 1:
            starts_at = [start, *(a for a, _ in duties[1:]), found.end()]
            for (a, b), (first, stop) in zip(duties, pairwise(starts_at), strict=True):
                yield ResponsibilityList(first, stop, a, b)


def unmarked(text: str, taken: list[ResponsibilityList]) -> Iterator[ResponsibilityList]:
    """The lists whose label has no colon or is no body, at the end of a paragraph: …减半。责任单位 县科技局 县财政局; 主办：县工信局"""
    starts = [one.start for one in taken]
    for found in roles().unmarked.finditer(text):
        at = bisect_right(starts, found.end()) - 1
        if (at < 0 or taken[at].end <= found.start()) and _labelled_names(found["names"]):
            yield ResponsibilityList(found.start(), found.end(), found.start(), found.end("names"))


def numbered(text: str, taken: list[ResponsibilityList]) -> Iterator[ResponsibilityList]:
    """The lists that say which tasks they are of: 以上1—3项由县水利局牵头，各镇配合；第4、5项由县住建局负责。"""
    starts = [one.start for one in taken]
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        at = bisect_right(starts, end) - 1
        if covered(text, start, end) is None or (at >= 0 and taken[at].end > start):
            continue
        clauses = _covered_clauses(text, start, end)
        lists = [
            list(_lists_of(text, (first, behind, stop), of))
            for (first, of, behind), stop in zip(clauses, [*(one[0] for one in clauses[1:]), end], strict=True)
        ]
        if all(lists):
            yield from chain.from_iterable(lists)


def _labelled_names(words: str) -> bool:
    """Whether words are names of units, with other labels between them: 县工信局 协办：县发改局"""
    labels = [label.span() for label in roles().labels(words)]
    edges = [0, *(edge for span in labels for edge in span), len(words)]
    return all(all_names(words[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True))


def parted(text: str, one: ResponsibilityList) -> Iterator[ResponsibilityList]:
    """A list that a bracket or a label holds, parted where it says itself of which tasks it is.

    （第1、3项责任单位：县水利局；第2项责任单位：县林业局）   责任单位：第3、4项为县教育局；第5项为县住建局
    """
    label = roles().label.match(text, one.inner_start, one.inner_end)
    begins = one.inner_start
    if label and covered(text, label.end(), one.inner_end):
        begins = label.end()
    clauses = _covered_clauses(text, begins, one.inner_end)
    if not clauses or clauses[0][0] != begins:
        yield one
        return
    given = label if label and begins == label.end() else None
    role = roles().role_of(given["label"]) if given else one.role
    ends = [*((first, first) for first, _, _ in clauses[1:]), (one.inner_end, one.end)]
    for at, ((first, of, behind), (inner, end)) in enumerate(zip(clauses, ends, strict=True)):
        yield replace(
            one,
            start=one.start if at == 0 else first,
            end=end,
            inner_start=behind,
            inner_end=inner,
            role=role,
            head=given["label"] if given else one.head,
            of=of,
        )


def _covered_clauses(text: str, start: int, end: int) -> list[tuple[int, Covered, int]]:
    """The clauses that say which tasks they are of: where each begins, the tasks, and where what is said of them begins."""
    return [
        (begins, *said)
        for begins in (start, *(sign.end() for sign in _CLAUSE_ENDS.finditer(text, start, end)))
        if (said := covered(text, begins, end))
    ]


def _lists_of(text: str, places: tuple[int, int, int], of: Covered) -> Iterator[ResponsibilityList]:
    """The lists of a clause that says which tasks it is of; `places` are where it begins, its names begin, and it ends."""
    first, behind, stop = places
    label = roles().label.match(text, behind, stop)
    if _closes(text[behind:stop].rstrip("，；。")) or (label and all_names(text[label.end() : stop])):
        yield ResponsibilityList(first, stop, behind, stop, of=of)
        return
    named = roles().named.match(text, behind, stop)
    role = roles().role_of(named["named"]) if named else None
    duties = _duties(text, named.end() if named else behind, stop, told=named is not None)
    for at, (a, b) in enumerate(duties):
        after = duties[at + 1][0] if at + 1 < len(duties) else stop
        yield ResponsibilityList(
            first if at == 0 else a, after, a, b, role=role, head=named["named"] if named else None, of=of
        )


def _duties(text: str, start: int, end: int, *, told: bool = False) -> list[tuple[int, int]]:
    """Who has which duty, clause by clause: 由县公安局组织实施，县商务局落实补贴: the names of each, and a verb of responsibility.

    None where a clause does not begin with names of units, or (unless it is `told` otherwise) none says who answers.
    """
    found: list[tuple[int, int]] = []
    for clause in _CLAUSES.finditer(text, start, end):
        words = clause["words"]
        if all_names(words):
            told |= any(sign is not None and sign.role for sign in cut(words).signs)
            found.append(clause.span("words"))
        elif stop := _names_before(words):
            found.append((clause.start("words"), clause.start("words") + stop))
        else:
            return []
    return found if told else []


def _names_before(words: str) -> int:
    """Where names of units end that a verb with its object follows: 县商务局｜落实报废补贴; 0 where there are none."""
    for stop in range(len(words) - 2, 1, -1):
        if words[stop - 1] in _ENDS and _DOES.fullmatch(words, stop):
            names = said(cut(words[:stop]))
            if names and all(part.kind in SURE for part in names):
                return stop
    return 0


def _closes(words: str) -> bool:
    """Whether a sentence says who does what: names of units and behind them verbs, at its end at most a time."""
    if not roles().verb.search(words):
        return False  # as most sentences
    found = cut(words)
    parts = said(found)
    verbs = [at for at, sign in enumerate(found.signs) if sign is not None and sign.role is not None]
    known = sum(part.kind in SURE for part in parts)
    if not verbs or not parts or any(part.kind not in ("possible", "class", "name", *SURE) for part in parts):
        return False
    # 瀚海供水 among several that are known.
    strange = [part for part in parts if part.kind == "name"]
    if strange and (len(strange) * 4 > known or any(part.end - part.start > _SHORT for part in strange)):
        return False
    if any(part in parts for part in found.parts[verbs[-1] + 1 :]):
        return False
    # 各地区各部门抓好落实 asks everybody, 县财政局组织 tells.
    answers = any(sign and (sign.role == "lead" or "负责" in words[sign.start : sign.end]) for sign in found.signs)
    return any(part.kind in ("unit", "likely") for part in parts) and (len(parts) > 1 or answers)
