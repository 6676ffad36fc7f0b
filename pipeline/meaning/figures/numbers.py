"""Numbers: every number of a notice, what is counted or measured, and whether it commits to anything.

No number is passed over.  Each gets a role: `target` where the notice commits to it, and otherwise what it is instead
(a date, an ordinal, part of a name, a threshold that only qualifies, what stands already …).  `targets` turns those with
the role `target` into rows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.headings import tells_how_things_are
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.language.times import governs, times
from pipeline.meaning.figures.commitments import role_of
from pipeline.meaning.figures.narration import goes_on
from pipeline.meaning.figures.quantities import ARABIC, DASH, Quantity, number, quantity_at
from pipeline.notice import Block, Item, Notice, Section
from pipeline.values import value

_CHARACTERS = numerals.CHARACTERS
# A numeral, or a run of numeral characters that is none (三五, 十四五) and so belongs to a word or a name.
_NUMBER = re.compile(
    rf"(?=[{_CHARACTERS}半])(?:(?P<numeral>{numerals.NUMERAL})|(?P<run>[{_CHARACTERS}]+(?:[.．,][0-9０-９]+)*))"
)
# A person's telephone number, or the local part of one.
_TELEPHONE = re.compile(r"1[3-9]\d{9}|\d{7,8}")
# Pages mix the marks: “云长制" is closed by an ASCII one.
_QUOTED = re.compile('“[^“”"\n]{0,120}[”"]|「[^」\n]{0,120}」')
# 百分之八十五 is one number, and 百分之 its measure.
_PERCENT = re.compile("[百千万]分之")
_MARKED_YEAR = re.compile("([0-9０-９]{1,2})[.．]((?:19|20)[0-9]{2})")
_GOAL = re.compile("的?(?:总体|年度|预期)?(?:目标|要求|指标)")
_TITLED = re.compile("《[^》\n]{0,200}》")


@value(frozen=True, slots=True)
class Figure:
    """A number of the reading at ``[start, end)`` with its role; `quantity` where it counts or measures something."""

    start: int
    end: int
    value: Decimal | None
    role: str
    quantity: Quantity | None = None


@cache
def _vocabulary() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    """Words that hold no number, what follows a part of a scheme, and words that distribute: 分别."""
    said = rules.load("quantities")
    return (
        frozenset(said["words"]["none"]),
        re.compile("|".join(said["contexts"]["structure"])),
        re.compile(rules.words(said["shared"]["words"])),
    )


class _Text:
    """The reading with the stretches that decide about the numbers inside them."""

    def __init__(self, notice: Notice) -> None:
        reading = notice.reading
        self.reading = reading
        self.text = reading.text.replace("萬", "万").replace("億", "亿")  # one for one, so that no place moves
        self.year = notice.year
        self.quoted = _stretches(_QUOTED, self.text)
        self.titled = _stretches(_TITLED, self.text)
        self.blocks: list[tuple[int, int, str]] = sorted(
            (reading.index(block.start), reading.index(block.end), block.kind)
            for block in notice.all(Block)
            if block.kind not in ("item", "paragraph", "page_number", "running_head", "navigation", "hidden", "seal")
        )
        self.block_starts = [block[0] for block in self.blocks]
        self.markers = {reading.index(section.start) for section in notice.all(Section)}
        self.markers |= {reading.index(item.start) for item in notice.all(Item)}
        # Numbered paragraphs that set no task: 1.指导思想。
        plain = (reading.index(block.start) for block in notice.all(Block) if block.kind == "paragraph")
        self.markers |= {at for at in plain if marker().match(self.text, at)}
        self.background = _background(notice)

    def is_deadline(self, quantity: Quantity) -> bool:
        """Whether years only say by when something else is done: 力争三年内新增….; not 余款一年内缴清."""
        start, end = quantity.start, quantity.end
        due = next(times(self.text, self.year, start, end), None)
        return due is not None and (due.start, due.end) == (start, end) and governs(self.text, due)

    def glued(self, end: int, start: int) -> bool:
        """Whether a number follows its unit with nothing between, as cells run together do: 亿元320760."""
        words = self.text[self.reading.clause(start) : start]
        if "分之" in words[-5:]:
            return False
        return self.reading.origin[start] == self.reading.origin[end - 1] + 1

    def says(self, at: int, quantity: Quantity | None) -> bool:
        """Whether a number in quotation marks is none of a name: a limit, a share, or a goal that is quoted whole.

        “最多90天”, “98%以上”, 实现“新增上云企业40家”目标; but “培育100家企业”行动.
        """
        if quantity is None:
            return False
        arabic = self.text[at] in ARABIC
        if quantity.op in ("<=", "<") or (quantity.kind == "share" and arabic):
            return True
        end = self.quoted[bisect_right(self.quoted, (at, 1 << 60)) - 1][1]
        return arabic and _GOAL.match(self.text, end) is not None

    def role_of(self, quantity: Quantity) -> str:
        """The role of a quantity by its surroundings; nothing is promised where it is told how things are."""
        role = role_of(self.reading, self.year, quantity)
        return "base" if role == "target" and _inside(self.background, quantity.number[0]) else role

    def block(self, at: int) -> str | None:
        place = bisect_right(self.block_starts, at) - 1
        return self.blocks[place][2] if place >= 0 and at < self.blocks[place][1] else None


def _background(notice: Notice) -> list[tuple[int, int]]:
    """What stands under headings that tell how things are: 发展基础, 现状与形势, 存在的问题."""
    found: list[tuple[int, int]] = []
    sections = sorted(notice.all(Section), key=lambda section: section.start)
    for place, section in enumerate(sections):
        if found and notice.reading.index(section.start) < found[-1][1]:
            continue
        if not tells_how_things_are(section.heading):
            continue
        after = next((one for one in sections[place + 1 :] if one.level <= section.level), None)
        end = after.start if after else len(notice.text)
        found.append((notice.reading.index(section.start), notice.reading.index(end)))
    return found


def _stretches(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text)]


def _inside(stretches: Sequence[tuple[int, int]], at: int) -> bool:
    place = bisect_right(stretches, (at, 1 << 60)) - 1
    return place >= 0 and stretches[place][0] < at < stretches[place][1]


# ── what a number is instead of a quantity ───────────────────────────────────────────────────────────


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether the characters belong to a word that holds no number: 统一, 一体化, 四川."""
    none, *_ = _vocabulary()
    # A word reaches at most two characters before the numeral and three behind it.
    for left in range(start, max(start - 3, -1), -1):
        for right in range(end, end + 4 - (start - left)):
            if text[left:right] in none:
                return True
    return False


_LATIN = "[A-Za-zＡ-Ｚａ-ｚ]"
# What the names in braces in rules/number_signs.toml stand for, its lists apart.
_PARTS = {
    "small": r"(?:1\d|2\d|3[01]|0?\d)(?!\d)",
    "year": r"(?:19|20)\d\d",
    # No numeral has more groups; unbounded, each start in 1,0001,0001,000… would run to the text's end.
    "run": rf"[{_CHARACTERS}]++(?:[.．,][0-9０-９]++){{0,8}}+",
    "one": numerals.ONE,
    "ten": numerals.TEN,
    "dash": DASH,
    "latin": _LATIN,
    "HAN": f"[{HAN}]",
}


@cache
def signs() -> re.Pattern[str]:
    """The rules of rules/number_signs.toml in one pattern, the first that fits first.

    The name of the group that matched is the role and the rule's place, with a _ between.
    """
    parts = _PARTS | rules.lists("number_signs").patterns()
    lines = []
    for place, sign in enumerate(rules.load("number_signs")["sign"]):
        behind = "|".join(f"(?<={rules.filled(before, parts)})" for before in sign.get("before", ()))
        number, follows = rules.filled(sign["number"], parts), rules.filled(sign.get("behind", ""), parts)
        lines.append(f"(?P<{sign['role']}_{place}>(?:{behind}){number}(?={follows}))")
    return re.compile("|".join(lines))


_LETTER_BEHIND = re.compile(_LATIN)


def _role_of_name(text: str, start: int, end: int, measured: bool) -> str | None:
    """The role of a number that a sign beside it makes a date, an ordinal or part of a name; else None."""
    found = signs().match(text, start)
    if found and found.lastgroup:
        return found.lastgroup.rpartition("_")[0]
    if text[start] in ARABIC and not measured and _LETTER_BEHIND.match(text, end):
        return "name"
    return None


# ── all numbers, in order ────────────────────────────────────────────────────────────────────────────

_JOINED = re.compile("、?(?:和|与|及|以及|或)?")


def _shared(row: list[Figure]) -> list[Figure]:
    """Numbers said in a row behind 分别 share measure, comparison and role.

    业务办理时限分别压减4个和2个工作日以内 is <= 4 个工作日 and <= 2 个工作日; 分别减至1个月、半个月 is two targets.
    """
    quantities = [figure.quantity for figure in row if figure.quantity]
    first, last = quantities[0], quantities[-1]
    commits = any(figure.role == "target" for figure in row)
    shared: list[Figure] = []
    for figure in row:
        quantity = figure.quantity
        assert quantity is not None
        plain = not quantity.compared and quantity.op == "="
        if quantity.unit != last.unit and last.unit.startswith(quantity.unit):
            # The measure is said once, behind the last number, and so is its comparison.
            quantity = replace(quantity, unit=last.unit, kind=last.kind)
            if plain:
                quantity = replace(quantity, op=last.op, compared=last.compared)
        elif plain and last.op == "<=" and last.unit == quantity.unit:
            # 分别在2个、3个、50个工作日内完成, 分别控制在60微克、35微克以内: 内 holds for all.
            quantity = replace(quantity, op=last.op, compared=True)
        elif plain and first.compared and first.start < first.number[0]:
            # 分别不低于80%、90%: what stands before the first number holds for all.
            quantity = replace(quantity, op=first.op, compared=True)
        elif plain and first.op == "<=" and first.unit == quantity.unit:
            # 分别减至2个工作日、1个工作日: a time that is squeezed is a limit without a word for it.
            quantity = replace(quantity, op=first.op)
        shared.append(replace(figure, role="target" if commits else figure.role, quantity=quantity))
    return shared


def _alike(row: list[Figure]) -> list[Figure]:
    """Numbers of one measure in a row are thresholds where the last one is: 对产值突破10亿元、50亿元、100亿元的企业."""
    units = {figure.quantity.unit for figure in row if figure.quantity}
    if row[-1].role != "qualifier" or len(units) > 1:
        return row
    return [replace(figure, role="qualifier") for figure in row]


def figures(notice: Notice) -> Iterator[Figure]:
    """Every number of the notice in order, with its role."""
    text = notice.reading.text
    distributes = _vocabulary()[2]
    row: list[Figure] = []

    def read(row: list[Figure]) -> list[Figure]:
        if len(row) < 2:
            return row
        start = row[0].start
        return _shared(row) if distributes.search(text, max(0, start - 16), start) else _alike(row)

    for figure in _figures(notice):
        last = row[-1].quantity if row else None
        if not (last and figure.quantity and _JOINED.fullmatch(text, last.end, figure.quantity.start)):
            yield from read(row)
            row = []
        row.append(figure)
    yield from read(row)


def _role(place: _Text, start: int, end: int, quantity: Quantity | None, block: str | None) -> str:
    """The role of the numeral ``text[start:end]`` read on its own, by what it stands in, beside and for."""
    text, arabic = place.text, place.text[start] in ARABIC
    measured = bool(quantity and quantity.measure[1] > quantity.measure[0])
    if role := _role_of_name(text, start, end, measured):
        return role
    if _inside(place.titled, start) or (_inside(place.quoted, start) and not place.says(start, quantity)):
        return "name"
    if block == "responsibility":
        return "date" if arabic else "name"
    if block in ("title", "attachment_title", "recipients", "cc", "attachment_list"):
        return "name"
    if block == "heading" and quantity and text[start - 1] in "（(" and text.startswith(("）", ")"), quantity.end):
        # 二、基础设施项目（6个） says how many stand below.
        return "structure"
    part = not arabic and _vocabulary()[1].match(text, end)
    if quantity is None:
        return "structure" if part else "other" if arabic else "name"
    return "structure" if part and quantity.kind not in ("count", "share") else place.role_of(quantity)


def _by_place(place: _Text, found: re.Match[str], value: Decimal | None, block: str | None) -> Figure | None:
    """A number that is read by where it stands alone: in a letter's head, a table, a numbering."""
    start, end = found.span()
    if block in ("doc_number", "signed_date", "imprint", "index_table"):
        return Figure(start, end, value, "document_number" if block == "doc_number" else "date")
    if block in ("table", "roster", "contents"):
        called = _TELEPHONE.fullmatch(found[0]) and (block == "roster" or len(found[0]) == 11)
        return Figure(start, end, None if called else value, "telephone" if called else "other")
    if start in place.markers or (start - 1 in place.markers and place.text[start - 1] in "（("):
        return Figure(start, end, value, "ordinal")
    return None


def _by_measure(place: _Text, start: int, end: int, value: Decimal | None, quantity: Quantity) -> Figure | None:
    """A quantity that is none: a deadline in years, a number that a table's cells ran into."""
    if quantity.unit == "年" and place.is_deadline(quantity):
        return Figure(start, end, value, "date", quantity)
    if quantity.measure[1] <= start and place.glued(quantity.measure[1], start):
        return Figure(start, end, None, "glued")
    return None


def _figures(notice: Notice) -> Iterator[Figure]:
    """Every number read on its own."""
    place = _Text(notice)
    text = place.text
    done = 0
    past: int | None = None
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        in_word = text[start] not in ARABIC and _is_word(text, start, end)
        if start < done or in_word or _PERCENT.match(text, start):
            continue
        if glued := _MARKED_YEAR.fullmatch(found[0]):
            # 附件：1．2032年工作清单: a full stop of a numbering is no decimal point.
            yield Figure(start, start + glued.end(1), number(glued[1]), "ordinal")
            yield Figure(start + glued.start(2), end, number(glued[2]), "date")
            continue
        value = number(found[0]) if found["numeral"] else None
        block = place.block(start)
        if figure := _by_place(place, found, value, block):
            yield figure
            continue
        quantity = quantity_at(text, start, end, value, place.reading.clause(start)) if value is not None else None
        if quantity and (figure := _by_measure(place, start, end, value, quantity)):
            yield figure
            continue
        role = _role(place, start, end, quantity, block)
        if role == "target" and past is not None and goes_on(text, past, start):
            role = "base"
        if role not in ("target", "qualifier", "base", "duration") or quantity is None:
            yield Figure(start, end, value, role)
            continue
        whole = quantity.number_max or quantity.number[1] > end
        yield Figure(*quantity.number, quantity.value if whole else value, role, quantity)
        # 现有企业580家，其中亿元企业｜120家: a threshold in between does not turn back.
        past = quantity.end if role == "base" else past if role == "qualifier" else None
        # 千 of 千瓦 and 百 of 个百分点 belong to the measure.
        done = quantity.measure[1]
        if quantity.number_max:
            yield Figure(*quantity.number_max, quantity.value_max, role)
