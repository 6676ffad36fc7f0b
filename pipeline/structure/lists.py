"""Where responsibility lists stand: brackets that name units, and lines 责任单位：… without brackets.

A list is known by what it says (a role word before a colon, a verb such as 牵头 or 负责 behind the names) or, without
any role word, by holding nothing but names of units at the end of a sentence.  Brackets may be of any kind, nested,
opened with one kind and closed with another, or never closed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum
from itertools import chain, pairwise

from pipeline import rules
from pipeline.language.covering import covered
from pipeline.language.cuts import cut
from pipeline.language.leading import first_leads
from pipeline.language.list_parts import SURE, Part
from pipeline.language.names import Likeness, likeness, looks_like_unit, vocabulary
from pipeline.language.numbering import marker
from pipeline.language.roles import roles
from pipeline.language.signs import Bracket, brackets
from pipeline.structure.running_lists import (
    LOOKED_AT,
    ResponsibilityList,
    closings,
    numbered,
    openings,
    parted,
    said,
    unmarked,
)

__all__ = ["ResponsibilityList", "find", "promised"]

# A list without a role word is short enough to be read as names and nothing else.
_BARE_LIST = 300
# 城关镇、河口镇各1个 tells how many where.
_COUNTS = re.compile("(?<![0-9一二三四五六七八九十])[0-9一二三四五六七八九十]{1,8}+[个所处座家条名户](?:$|[，；、])")
_SAID = re.compile("[。“《]")
_BESIDE = re.compile("(?P<label>[^：:，。；]{2,8})[：:]")
_NAME_BEFORE = re.compile("[^、，；。：:（）\n]{2,24}$")
_LEVELS = "省市县区州旗"


class _Place(Enum):
    """Where a bracket stands, and so how much proof its names need."""

    SENTENCE_END = "behind a sentence or at its end"
    OTHER_SIGN = "the same, and of another kind than （）"
    CLAUSE_END = "at the end of a clause"
    IN_SENTENCE = "elsewhere"


def _is_list(inner: str, place: _Place) -> bool:
    """Whether a bracket's words are a responsibility list.

    （责任单位：县教育局） （财政部牵头，各地区配合） and, at the end of a sentence, （市发改委、市财政局） are;
    （社区卫生服务中心）, （含切断阀）, （以下简称“领导小组”） are not.
    """
    words = roles()
    label = words.label.search(inner, 0, 40)
    if label and not _SAID.search(inner, 0, label.start()):
        if words.role_of(label["label"]) not in ("leaders", "deadline") or words.label.search(inner, label.end()):
            return True
        # 科技处牵头，高教处配合，完成时限：10月 begins with its units.
        inner = inner[: label.start()].rstrip("，；、。 ")
        if not inner:
            return False
    if inner.startswith(
        ("以下", "简称", "下称", "见", "详见", "含", "包括", "设在", "设于", "办公室设")
    ) or _COUNTS.search(inner):
        return False
    found = cut(inner[:LOOKED_AT])
    parts = said(found)
    verbs = sum(sign is not None and sign.role is not None for sign in found.signs)
    if any(part.kind in SURE for part in parts):
        return bool(verbs) or (len(inner) <= _BARE_LIST and _names_only(parts, place))
    if verbs and place is not _Place.IN_SENTENCE and parts and all(_may_be(part, inner) for part in parts):
        return True
    return place is _Place.OTHER_SIGN and len(inner) <= _BARE_LIST and _names_only(parts, place)


def _may_be(part: Part, text: str) -> bool:
    """Whether a part may be a unit: 新华社云川分社, 园区所在县政府; 企业 alone is none."""
    starts, has, *_ = vocabulary().collective
    words = text[part.start : part.end]
    return part.kind in ("possible", *SURE) or (
        part.kind == "class" and (words.startswith(starts) or any(word in words for word in has))
    )


def _names_only(parts: list[Part], place: _Place) -> bool:
    """Whether a bracket without any role word holds nothing but names, as far as its place asks for proof.

    At a sentence's end half of the names must be known, and one in four may be of a kind that nobody listed (新华社云川分社);
    in brackets of another kind than （） names that end like units will do: [经发办、财政所].
    """
    known = sum(part.kind in SURE for part in parts)
    likely = known + sum(part.kind in ("possible", "class") for part in parts)
    if place is _Place.IN_SENTENCE:
        return False
    if place is _Place.OTHER_SIGN and len(parts) > 1 and likely == len(parts):
        return True
    sure = known >= min(len(parts), 2) and 2 * known >= len(parts)
    if place is _Place.CLAUSE_END:
        return sure and len(parts) > 1 and likely == len(parts)
    return sure and 4 * likely >= 3 * len(parts)


def _reach(text: str, start: int, end: int) -> int:
    """Where a list without an end of its own ends: behind the names of the last label that has nothing but names.

    …责任单位：县民政局、县残联，各养老机构｜2.改造助餐点。
    """
    # One after another, and no further than is needed: a line of ten thousand labels is asked for each of them.
    for label, following in pairwise(chain(roles().label.finditer(text, start, end), [None])):
        assert label is not None
        stop = following.start() if following else end
        beside = roles().role_of(label["label"]) in ("leaders", "deadline")
        sentence_end = text.find("。", label.end(), stop) + 1 or stop
        reached = sentence_end if beside else _names_end(text, label.end(), stop)
        if text[reached:stop].strip("，；、。 \n【[—－-"):
            return reached
    return end


def _names_end(text: str, start: int, end: int) -> int:
    """Where names end that other words may follow: the place up to which the parts are worth most."""
    worth = rules.load("cuts")["reach"]
    words = text[start : min(end, start + LOOKED_AT)]
    found = cut(words)
    best, total, at = 0.0, 0.0, 0
    for place, (part, sign) in enumerate(zip(found.parts, found.signs, strict=True)):
        kind = part.kind if part.kind in worth else "names" if part.names else "beside"
        total += 0.0 if part.kind == "none" else worth[kind]
        behind = found.parts[place + 1] if sign else None
        ends = (
            sign is None or sign.kind == "number" or words[sign.start] == "。" or (behind and behind.kind == "sentence")
        )
        if ends and (total > best or (sign is None and total == best)):
            best, at = total, len(words) if sign is None else sign.start if sign.kind == "number" else sign.end
        if sign and sign.kind == "number" and behind and behind.kind not in SURE:
            break  # behind the number of another paragraph names are of that
    return end if at == len(words) else start + at


def find(text: str) -> list[ResponsibilityList]:
    """All responsibility lists of the repaired text, its paragraphs parted by line feeds; in order and disjoint."""
    found: list[ResponsibilityList] = []
    asides: list[ResponsibilityList] = []
    done = 0
    for bracket in brackets(text):
        if bracket.start < done:
            continue
        inner_end = bracket.end - 1 if bracket.closed else bracket.end
        inner = text[bracket.start + 1 : inner_end]
        if not bracket.closed and roles().label.match(inner):
            # In a page flattened to running text the next task follows where the names end.
            bracket = Bracket(bracket.start, _reach(text, bracket.start + 1, inner_end), False)
            inner_end = bracket.end
            inner = text[bracket.start + 1 : inner_end]
        elif not bracket.closed and 0 <= (stop := inner.find("。")) < len(inner) - 1:
            bracket = Bracket(bracket.start, bracket.start + stop + 2, False)
            inner_end = bracket.end
            inner = inner[: stop + 1]
        # 【完成时限】 before its words is a label.
        if bracket.closed and inner in roles().label_role:
            continue
        # One that never ends is a list where it opens with a role, or closes its paragraph with names and verbs.
        open_end = bracket.end == len(text) or text[bracket.end] == "\n"
        if len(inner) < 3 or not (bracket.closed or roles().label.match(inner) or (open_end and "。" not in inner)):
            continue
        one = ResponsibilityList(bracket.start, bracket.end, bracket.start + 1, inner_end, bracket.closed)
        before = text[bracket.start - 1] if bracket.start else "\n"
        after = text[bracket.end : bracket.end + 1]
        # 区农业农村局（区经管站） at a line's end gives another name.
        other_name = _behind_a_unit(text, bracket.start)
        if (
            before in "。；！？”\n"
            or _opens_paragraph(text, bracket.start)
            or ((after in ("", "\n", "。") or _begins_numbered(text, bracket.end)) and not other_name)
        ):
            place = _Place.SENTENCE_END if text[bracket.start] in "（(" else _Place.OTHER_SIGN
        else:
            place = _Place.CLAUSE_END if after in "；，" and not other_name else _Place.IN_SENTENCE
        beside = _BESIDE.match(inner)
        if (told := covered(text, one.inner_start, inner_end)) is not None:
            inner = text[told[1] : inner_end]
        if _is_list(inner, place):
            found.extend(parted(text, one))
        elif beside and roles().role_of(beside["label"]) in ("leaders", "deadline"):
            asides.append(one)
        else:
            continue
        done = bracket.end
    found = _joined(found, asides)
    found += openings(text, found)
    found.sort(key=lambda one: one.start)
    for read in (numbered, unmarked, closings):
        found = sorted([*found, *read(text, found)], key=lambda one: one.start)
    lines = [part for line in _lines(text, found) for part in parted(text, line)]
    return sorted([*found, *lines], key=lambda one: one.start) if lines else found


def promised(text: str, lists: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Brackets and lines that promise a list and are none of those read: what a person should look at.

    A bracket promises one where it ends in a verb such as 负责 or opens with 责任单位：; a line where it opens so.
    """
    words = roles()
    edges = sorted(lists)
    starts = [start for start, _ in edges]

    def is_read(start: int, end: int) -> bool:
        at = bisect_right(starts, end - 1) - 1
        return at >= 0 and edges[at][1] > start

    done = 0
    for bracket in brackets(text):
        inner = text[bracket.start + 1 : min(bracket.end - bracket.closed, bracket.start + _BARE_LIST)]
        if bracket.start < done or len(inner) < 4 or is_read(bracket.start, bracket.end):
            continue
        label = words.label.match(inner)
        ends = max((verb.end() for verb in words.verb.finditer(inner)), default=0) == len(inner.rstrip("。"))
        of_units = label is not None and words.role_of(label["label"]) not in ("leaders", "deadline")
        if (of_units or ends) and not first_leads().search(inner):
            done = bracket.end
            yield bracket.start, bracket.end
    for found in words.line.finditer(text):
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        named = words.role_of(found["label"]) not in ("leaders", "deadline")
        if named and text[found.end() : end].strip() and not is_read(found.start(), found.end() + 1):
            yield found.start(), min(end, found.start() + _BARE_LIST)


def _begins_numbered(text: str, at: int) -> bool:
    """Whether a numbered paragraph was run in behind a place: …不低于90%（县发改局、县工信局）3.推动高新区…"""
    found = marker().match(text, at)
    return found is not None and (found.lastgroup or "").startswith(("arabic", "chinese")) and text[at] not in "（("


def _behind_a_unit(text: str, at: int) -> bool:
    """Whether the name of a unit ends at a place: 办公室设在县水务局（…"""
    name = _NAME_BEFORE.search(text, max(0, at - 24), at)
    if name is None:
        return False
    words = name[0]
    return looks_like_unit(words) or any(
        words[start] in _LEVELS and likeness(words[start:]) is Likeness.KNOWN for start in range(1, len(words) - 2)
    )


def _opens_paragraph(text: str, at: int) -> bool:
    """Whether a paragraph's numbering or bullet ends at a place: ●｜【县水务局】实施供水工程18处。"""
    found = marker().match(text, text.rfind("\n", 0, at) + 1)
    return found is not None and found.end() == at


def _joined(lists: list[ResponsibilityList], asides: list[ResponsibilityList]) -> list[ResponsibilityList]:
    """The lists with the brackets beside them that name persons or a time: 【牵头领导：…】【牵头单位：…】【完成时限：…】."""
    if not asides:
        return lists
    runs: list[list[ResponsibilityList]] = []
    of_units = set(lists)
    for one in sorted([*lists, *asides], key=lambda one: one.start):
        if runs and runs[-1][-1].end == one.start:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [one for run in runs if of_units.intersection(run) for one in run]


def _lines(text: str, taken: list[ResponsibilityList]) -> Iterator[ResponsibilityList]:
    """The lists without brackets: 责任单位：市工信局、市发改委 on a line of its own or behind the last sentence.

    Neighbouring lines 牵头单位：… 责任单位：… 完成时限：… are one list.
    """
    words = roles()
    begun = {one.start for one in taken}
    held: tuple[int, int, bool] | None = None
    place, line_end = 0, -1
    for label in words.line.finditer(text):
        start = label.start()
        while place < len(taken) and taken[place].end <= start:
            place += 1
        if (place < len(taken) and taken[place].start <= start) or (held and start < held[1]):
            continue
        if line_end < start:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
        end = line_end
        if end == label.end() and not marker().match(text, end + 1):
            # 责任单位： alone on its line; the names stand on the next.
            end = text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        if place < len(taken):
            end = min(end, taken[place].start)
        end = _reach(text, start, end)
        names_unit = any(
            words.role_of(found["label"]) not in ("leaders", "deadline") and text[found.end() : end].strip()
            for found in words.label.finditer(text, start, end)
        )
        if held and start == held[1] + 1:
            held = (held[0], end, held[2] or names_unit)
            continue
        # 牵头领导：… above a line of units that has no colon belongs to it.
        if held and (held[2] or held[1] + 1 in begun):
            yield ResponsibilityList(held[0], held[1], held[0], held[1])
        held = (start, end, names_unit)
    if held and (held[2] or held[1] + 1 in begun):
        yield ResponsibilityList(held[0], held[1], held[0], held[1])
