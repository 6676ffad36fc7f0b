"""Where responsibility lists stand: brackets that name units, and lines 责任单位：… without brackets.

A list is known by what it says (a role word before a colon, a verb such as 牵头 or 负责 behind the names) or, without
any role word, by holding nothing but names of units at the end of a sentence.  Brackets may be of any kind, nested,
opened with one kind and closed with another, or never closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from pipeline.language.numbering import marker
from pipeline.language.roles import roles
from pipeline.language.signs import HAN, UNIT_ENDS, Bracket, brackets
from pipeline.language.times import DEADLINE

# A list without a role word is short enough to be read as names and nothing else.
_BARE_LIST = 300
# 城关镇、河口镇各1个 tells how many where.
_COUNTS = re.compile("[0-9一二三四五六七八九十]+[个所处座家条名户](?:$|[，；、])")
_BESIDE = re.compile("(?P<label>[^：:，。；]{2,8})[：:]")
_NAME_BEFORE = re.compile("[^、，；。：:（）\n]{2,24}$")
_OPENING_LIST = re.compile("^[^\n。；：“]{3,80}(?:负责|牵头|配合|落实)(?:）)?：(?=.)", re.MULTILINE)
_PLACES = re.compile("等[^、，；]{0,8}(?:人民)?政府")
# 由县交通局牵头、县公安局和各乡镇（街道）配合，新改建农村公路85公里; 由督查室负责，将工作分解 tells how, not what.
_LEADS, _HELPS = "(?:共同|分别|具体|统一)?(?:牵头|负责|主办)", "(?:共同|积极|协同)?(?:配合|参与|协助|协办|落实)"
_OPENING_CLAUSE = re.compile(
    rf"由?[^，。；：“\n]{{3,60}}?{_LEADS}(?:[、，]由?[^。；：“\n]{{3,120}}?{_HELPS})?，(?=(?![将把])[{HAN}“])"
)

# ■县投资局（牵头）、县商务局：新签约项目25个
_OPENING_NAMES = re.compile(r"[^\n。；：“]{3,80}：(?=.)")
# ——县财政局、县金融办 below the task
_DASH_LINE = re.compile(r"^[—－―-]{1,2}(?P<names>[^\n。：“—－―-]{3,120})。?$", re.MULTILINE)


class _Place(Enum):
    """Where a bracket stands, and so how much proof its names need."""

    SENTENCE_END = "behind a sentence or at its end"
    OTHER_SIGN = "the same, and of another kind than （）"
    CLAUSE_END = "at the end of a clause"
    IN_SENTENCE = "elsewhere"


@dataclass(frozen=True, slots=True)
class ResponsibilityList:
    """A list at ``[start, end)`` of the reading; ``[inner_start, inner_end)`` is what it says."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True


def _is_list(inner: str, place: _Place, is_unit: Callable[[str], bool]) -> bool:
    """Whether a bracket's words are a responsibility list.

    （责任单位：县教育局） （财政部牵头，各地区配合） and, at the end of a sentence, （市发改委、市财政局） are;
    （社区卫生服务中心）, （含切断阀）, （以下简称“领导小组”） are not.
    """
    words = roles()
    label = words.label.search(inner, 0, 40)
    if label and not re.search("[。“《]", inner[: label.start()]):
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
    names = _before_verb(inner).removeprefix("由")
    if any(map(is_unit, re.split("[、，；]|等(?:[^、，；]{0,8}(?:部门|单位))?|及|和", names))):
        return words.verb.search(inner) is not None or _names_only(inner, place, is_unit)
    if len(words.verb.findall(inner)) > 1 and all(map(_may_be_name, _names(names))):
        return True
    return place is _Place.OTHER_SIGN and _names_only(inner, place, is_unit)


def _names_only(inner: str, place: _Place, is_unit: Callable[[str], bool]) -> bool:
    """Whether a bracket without any role word holds nothing but names, as far as its place asks for proof.

    At a sentence's end half of the names must be known, and one in four may be of a kind that nobody listed (新华社云川分社);
    in brackets of another kind than （） names that end like units will do: [经发办、财政所].
    """
    parts = list(_names(inner))
    known = sum(map(is_unit, parts))
    likely = known + sum(_may_be_name(part) for part in parts if not is_unit(part))
    if len(inner) > _BARE_LIST or place is _Place.IN_SENTENCE:
        return False
    if place is _Place.OTHER_SIGN and len(parts) > 1 and likely == len(parts):
        return True
    sure = known >= min(len(parts), 2) and 2 * known >= len(parts)
    if place is _Place.CLAUSE_END:
        return sure and len(parts) > 1 and likely == len(parts)
    return sure and 4 * likely >= 3 * len(parts)


def _may_be_name(part: str) -> bool:
    return "各" in part or part.startswith(("相关", "有关", "辖区")) or (2 < len(part) <= 16 and part[-1] in UNIT_ENDS)


def _before_verb(inner: str) -> str:
    """The words with the role verbs behind names taken off: 财政部牵头 → 财政部."""
    return roles().verb.sub("", inner)


def _names(inner: str) -> Iterator[str]:
    """The parts of a bare list, brackets inside names taken out."""
    flat = re.sub(r"[（(〔\[][^（(〔\[）)〕\]]*[）)〕\]]", "", inner)
    if _PLACES.search(inner):
        # 雅江县、理塘县等县（市）人民政府: the places are meant by the class behind 等.
        flat = re.sub(f"[{HAN}]{{1,6}}[县市区旗乡镇](?=[、等])", "各县", flat)
    for part in re.split("[、，；/]", flat):
        name = re.sub(r"等(?:有关|相关|\d+个)?(?:部门|单位)?$", "", part)
        if name and not DEADLINE.fullmatch(name):
            yield name


def find(text: str, is_unit: Callable[[str], bool]) -> list[ResponsibilityList]:
    """All responsibility lists of the reading, in order and disjoint.

    Args:
        text: the repaired text, paragraphs parted by line feeds.
        is_unit: whether words read as the name of a unit or a collective of units.
    """
    found: list[ResponsibilityList] = []
    asides: list[ResponsibilityList] = []
    done = 0
    for bracket in brackets(text):
        if bracket.start < done:
            continue
        inner_end = bracket.end - 1 if bracket.closed else bracket.end
        inner = text[bracket.start + 1 : inner_end]
        if not bracket.closed and 0 <= (stop := inner.find("。")) < len(inner) - 1:
            # In a page flattened to running text the next task follows: the sentence's end ends the list.
            bracket = Bracket(bracket.start, bracket.start + stop + 2, False)
            inner_end = bracket.end
            inner = inner[: stop + 1]
        # One that never ends is a list where it opens with a role, or closes its paragraph with names and verbs.
        open_end = bracket.end == len(text) or text[bracket.end] == "\n"
        if len(inner) < 3 or not (bracket.closed or roles().label.match(inner) or (open_end and "。" not in inner)):
            continue
        one = ResponsibilityList(bracket.start, bracket.end, bracket.start + 1, inner_end, bracket.closed)
        before = text[bracket.start - 1] if bracket.start else "\n"
        after = text[bracket.end : bracket.end + 1]
        # 区农业农村局（区经管站） at a line's end gives another name.
        name = _NAME_BEFORE.search(text, max(0, bracket.start - 24), bracket.start)
        if (
            before in "。；！？”\n"
            or _opens_paragraph(text, bracket.start)
            or (after in ("", "\n", "。") and not (name and is_unit(name[0])))
        ):
            place = _Place.SENTENCE_END if text[bracket.start] in "（(" else _Place.OTHER_SIGN
        else:
            place = _Place.CLAUSE_END if after in "；，" and not (name and is_unit(name[0])) else _Place.IN_SENTENCE
        beside = _BESIDE.match(inner)
        if _is_list(inner, place, is_unit):
            found.append(one)
        elif beside and roles().role_of(beside["label"]) in ("leaders", "deadline"):
            asides.append(one)
        else:
            continue
        done = bracket.end
    found = _joined(found, asides)
    found += _openings(text, found, is_unit)
    found.sort(key=lambda one: one.start)
    lines = list(_lines(text, found))
    return sorted([*found, *lines], key=lambda one: one.start) if lines else found


def _opens_paragraph(text: str, at: int) -> bool:
    """Whether a paragraph's numbering or bullet ends at a place: ●｜【县水务局】实施供水工程18处。"""
    found = marker().match(text, text.rfind("\n", 0, at) + 1)
    return found is not None and found.end() == at


def _openings(
    text: str, taken: list[ResponsibilityList], is_unit: Callable[[str], bool]
) -> Iterator[ResponsibilityList]:
    """The lists that open a numbered paragraph: ■县林业局负责，县自然资源局配合：完成造林1.5万亩。"""
    held = {one.start for one in taken}
    for opening in _OPENING_LIST.finditer(text):
        mark = marker().match(text, opening.start())
        start = mark.end() if mark else -1
        names = _before_verb(text[start : opening.end() - 1])
        if mark and start < opening.end() and start not in held and any(map(is_unit, re.split("[、，；]", names))):
            held.add(start)
            yield ResponsibilityList(start, opening.end(), start, opening.end() - 1)
    for line in re.finditer("^", text, re.MULTILINE):
        mark = marker().match(text, line.start())
        clause = _OPENING_CLAUSE.match(text, mark.end()) if mark else None
        if mark and clause is None and (named := _OPENING_NAMES.match(text, mark.end())):
            clause = named if "（牵头）" in named[0] else None
        if clause and clause.start() not in held and _all_names(clause[0][:-1], is_unit):
            yield ResponsibilityList(clause.start(), clause.end(), clause.start(), clause.end() - 1)
    for dash in _DASH_LINE.finditer(text):
        if dash.start() not in held and dash.start("names") not in held and _all_names(dash["names"], is_unit):
            yield ResponsibilityList(dash.start(), dash.end(), *dash.span("names"))


def _all_names(words: str, is_unit: Callable[[str], bool]) -> bool:
    """Whether words are names of units and what they do, and nothing else."""
    flat = re.sub("（[^（）]*）", "", _before_verb(words.removeprefix("由")))
    names = [name for name in re.split("[、，和及]", flat) if name]
    return bool(names) and is_unit(names[0]) and all(is_unit(name) or _may_be_name(name) for name in names)


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
    held: tuple[int, int, bool] | None = None
    place = 0
    for label in words.line.finditer(text):
        start = label.start()
        while place < len(taken) and taken[place].end <= start:
            place += 1
        if (place < len(taken) and taken[place].start <= start) or (held and start < held[1]):
            continue
        end = text.find("\n", start)
        if end == label.end() and not marker().match(text, end + 1):
            # 责任单位： alone on its line; the names stand on the next.
            end = text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        if place < len(taken):
            end = min(end, taken[place].start)
        names_unit = any(
            words.role_of(found["label"]) not in ("leaders", "deadline") and text[found.end() : end].strip()
            for found in words.label.finditer(text, start, end)
        )
        if held and start == held[1] + 1:
            held = (held[0], end, held[2] or names_unit)
            continue
        if held and held[2]:
            yield ResponsibilityList(held[0], held[1], held[0], held[1])
        held = (start, end, names_unit)
    if held and held[2]:
        yield ResponsibilityList(held[0], held[1], held[0], held[1])
