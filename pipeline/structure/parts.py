"""Parts: the letter and its attachments; which are announced, where each begins, which are not in the file.

附件：1.… 2.… at a letter's end announces; 附件2 or 附件2： on a line of its own begins one.  A label with its title on
one line does either: it announces where the annex begins further down again, or where the letter ends below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.notice import Announced, Block, Cell, File, Notice, Part, Reading, Span
from pipeline.read.files import annex_number

# No title of an attachment is longer, and none stands on more lines.
_TITLE, _LINES = 80, 3
# Characters that a title may have before it where it stands again: 表2, 云川县.
_MORE = 4
# 附件12025年… is the first one, of 2025.
_COUNT = r"[0-9０-９]{1,2}(?=(?:19|20)\d\d年)|[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}"
_ENTRY = re.compile(rf"(?<![0-9０-９\-－—])(?:{_COUNT})[.．、](?:(?![0-9０-９])|(?=(?:19|20)\d\d年))")
_SAYS = re.compile("[。；，]|：(?!$)")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一]{3,4}.年")


@cache
def _label() -> re.Pattern[str]:
    """附件   附件2：   附件2-1   附表3云川县…任务表"""
    words = rules.words(rules.load("layout")["header"]["attachment"])
    return re.compile(
        rf"(?P<label>(?:{words}) ?(?P<number>{_COUNT})?(?:[-－—]\d{{1,2}})?)(?P<colon>[：:])?\s*(?P<title>[^\n]*)"
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph that begins with 附件: its number if it has one, and the stretch behind the label."""

    index: int
    start: int
    end: int
    label: str
    number: int | None
    colon: bool
    title: str


def parts(notice: Notice) -> Notice:
    """The notice with its attachments, what it announces of them, and blocks for their labels and titles."""
    reading = notice.reading
    paragraphs = _paragraphs(reading)
    found = list(_lines(notice, paragraphs))
    if not found and len(notice.all(File)) < 2:
        return notice
    titles = _Titles(reading, paragraphs, found)
    begins, entries = _sorted(reading, paragraphs, found, titles, _in_cells(notice))
    begins = sorted([*begins, *_of_files(notice, begins)], key=lambda begin: begin[0].start)
    numbers = {line.number for line, _ in begins} - {None}
    spans: list[Span] = []
    for number, title, start, end in entries:
        here = number in numbers or titles.stands(title, start)
        here = here or (number is None and len(entries) == 1 and bool(begins))
        spans.append(Announced(*reading.source(start, end), number, title, here))
        spans.append(Block(*reading.source(start, end), "attachment_list"))
    last = 0
    for place, (line, title_end) in enumerate(begins):
        last = max(last + 1, line.number or 0)
        stop = begins[place + 1][0].start if place + 1 < len(begins) else len(reading.text)
        if title_end == line.start:
            spans.append(Part(*reading.source(line.start, stop), last, line.label, line.title))
            continue
        below = reading.text[line.start + len(line.label) : title_end].strip("：: \n").replace("\n", "")
        spans.append(
            Part(
                reading.source(line.start, title_end)[0],
                reading.source(stop - 1, stop)[1],
                last,
                line.label,
                below or None,
            )
        )
        spans.append(Block(*reading.source(line.start, title_end), "attachment_title"))
    return notice.adding(_disjoint(spans, notice))


def _of_files(notice: Notice, begins: Sequence[tuple[_Line, int]]) -> Iterator[tuple[_Line, int]]:
    """Where an annex begins with its file: a file behind the first one, unless its first lines say so themselves."""
    reading = notice.reading
    starts = [start for start, _ in reading.paragraphs]
    for file in notice.all(File)[1:]:
        at = reading.index(file.start)
        index = bisect_left(starts, at)
        head = starts[index : index + _LINES + 1]
        if head and not any(head[0] <= line.start <= head[-1] for line, _ in begins):
            yield _Line(index, at, at, "", annex_number(file.file) or None, False, PurePath(file.file).stem), at


def part_at(notice: Notice) -> PartAt:
    """In which part an offset stands."""
    return PartAt(sorted((part.start, part.number) for part in notice.all(Part)))


@dataclass(frozen=True, slots=True)
class PartAt:
    """Part numbers by offsets: 0 before the first attachment."""

    starts: Sequence[tuple[int, int]]

    def __call__(self, offset: int) -> int:
        place = bisect_right(self.starts, (offset, 1 << 30)) - 1
        return self.starts[place][1] if place >= 0 else 0


def _in_cells(notice: Notice) -> list[tuple[int, int]]:
    return sorted((notice.reading.index(cell.start), notice.reading.index(cell.end)) for cell in notice.all(Cell))


def _paragraphs(reading: Reading) -> list[tuple[int, int]]:
    """The paragraphs, one that was run together cut where 附件 begins in it, and from there on at its blanks."""
    found: list[tuple[int, int]] = []
    for start, end in reading.paragraphs:
        begins = (one.start() for one in _inside().finditer(reading.text, start + 1, end))
        inside = next((at for at in begins if _ends_before(reading, at)), None)
        if inside is None:
            found.append((start, end))
            continue
        edges = [start, inside, *(at for at in range(inside + 1, end) if _blank(reading, at)), end]
        found += pairwise(edges)
    return found


@cache
def _inside() -> re.Pattern[str]:
    """附件：1.…   附件2 within a paragraph."""
    words = rules.words(rules.load("layout")["header"]["attachment"])
    return re.compile(rf"(?:{words})(?:(?:{_COUNT})?[：:]|(?:{_COUNT}))")


def _ends_before(reading: Reading, at: int) -> bool:
    """Whether a sentence or a line of the letter ends before a place of a paragraph."""
    return reading.text[at - 1] in "。；！" or _blank(reading, at)


def _blank(reading: Reading, at: int) -> bool:
    return reading.origin[at] - reading.origin[at - 1] > 1


def _lines(notice: Notice, paragraphs: Sequence[tuple[int, int]]) -> Iterator[_Line]:
    """The paragraphs that begin with 附件, outside of tables."""
    reading, cells = notice.reading, _in_cells(notice)
    for index, (start, end) in enumerate(paragraphs):
        place = bisect_right(cells, (start, 1 << 60)) - 1
        if place >= 0 and start < cells[place][1]:
            continue
        found = _label().match(reading.text, start, end)
        if found and found.end() == end and not _SAYS.search(found["title"][:_TITLE].replace("：", "", 1)):
            number = numerals.ordinal(found["number"]) if found["number"] else None
            yield _Line(index, start, end, found["label"], number, bool(found["colon"]), found["title"])


def _sorted(
    reading: Reading,
    paragraphs: Sequence[tuple[int, int]],
    lines: Sequence[_Line],
    below: _Titles,
    cells: Sequence[tuple[int, int]],
) -> tuple[list[tuple[_Line, int]], list[tuple[int | None, str, int, int]]]:
    """The lines that begin an attachment, each with where its title ends, and the entries that announce one."""
    begins: list[tuple[_Line, int]] = []
    entries: list[tuple[int | None, str, int, int]] = []
    of_cells = {start for start, _ in cells}
    last = {line.number: place for place, line in enumerate(lines) if line.number or not line.title}
    for place, line in enumerate(lines):
        following = paragraphs[line.index + 1] if line.index + 1 < len(paragraphs) else None
        again = last.get(line.number, place) > place
        next_too = place + 1 < len(lines) and lines[place + 1].index == line.index + 1
        if line.title and _announces(
            reading, paragraphs, line, following, below, of_cells, again=again, next_too=next_too
        ):
            entries += _entries(reading.text, paragraphs, line)
        elif following and (not line.title or not _ENTRY.match(line.title)) and len(line.title) <= _TITLE:
            begins.append((line, line.end if line.title else _title_end(reading.text, paragraphs, line, of_cells)))
    return begins, entries


def _announces(
    reading: Reading,
    paragraphs: Sequence[tuple[int, int]],
    line: _Line,
    following: tuple[int, int] | None,
    below: _Titles,
    of_cells: set[int],
    *,
    again: bool,
    next_too: bool,
) -> bool:
    """Whether a line 附件：… announces an attachment.

    `again`: a line further down has its number; `next_too`: the next paragraph begins with 附件, too.
    """
    if following is None:
        return True
    if following[0] in of_cells:
        return False
    if again or _ENTRY.match(line.title):
        return True
    words = reading.text[slice(*following)]
    if next_too:
        return True
    # The letter goes on to its signature, or an annex of that title stands further down.
    signed = any(_DATE.match(reading.text[a:b]) for a, b in paragraphs[line.index + 1 : line.index + 5])
    return line.colon and (
        signed or (len(words) <= 30 and bool(_DATE.match(words))) or below.stands(line.title, line.end)
    )


def _entries(
    text: str, paragraphs: Sequence[tuple[int, int]], line: _Line
) -> Iterator[tuple[int | None, str, int, int]]:
    """What a line 附件：1.… and the lines 2.… 3.… below it announce."""
    start = line.end - len(line.title)
    cuts = [found.start() for found in _ENTRY.finditer(text, start, line.end)] if _ENTRY.match(line.title) else []
    if not cuts:
        yield line.number, line.title.strip(), line.start, line.end
        return
    count = 0
    edges = [*cuts, line.end]
    for at, (a, b) in enumerate(pairwise(edges)):
        count += 1
        found = _ENTRY.match(text, a)
        assert found is not None
        yield count, text[found.end() : b].strip(" ；;"), line.start if at == 0 else a, b
    for place in range(line.index + 1, len(paragraphs)):
        a, b = paragraphs[place]
        found = _ENTRY.match(text, a, b)
        ordinal = numerals.ordinal(found[0].rstrip(".．、")) if found else None
        if not found or ordinal != count + 1 or b - a > _TITLE or _SAYS.search(text[found.end() : b]):
            return
        count += 1
        yield count, text[found.end() : b].strip(), a, b


def _title_end(text: str, paragraphs: Sequence[tuple[int, int]], line: _Line, of_cells: set[int]) -> int:
    """Where the title ends that stands on the lines below a label; the label's end where none does."""
    end = line.end
    for place, (a, b) in enumerate(paragraphs[line.index + 1 : line.index + 1 + _LINES]):
        words = text[a:b]
        if a in of_cells or b - a > _TITLE or marker().match(words) or _SAYS.search(words) or _label().match(words):
            break
        if place and not _goes_on(text[paragraphs[line.index + place][0] : end], words):
            break
        end = b
    return end


def _goes_on(before: str, words: str) -> bool:
    """Whether a line is the rest of a title: 云川市重点工作 / 任务分解表, （征求意见稿）."""
    ends = rules.words(rules.load("layout")["header"]["attachment_kinds"])
    return words[0] in "（(" or not re.search(rf"(?:{ends}|图)(?:（[^（）]*）)?$", before)


class _Titles:
    """Where the titles that lines announce stand again as lines of their own, blanks and marks apart.

    All are looked for at once: for each title the last paragraph is kept that is it, alone or with the next one, with at
    most `_MORE` characters before it.
    """

    def __init__(self, reading: Reading, paragraphs: Sequence[tuple[int, int]], lines: Sequence[_Line]) -> None:
        self._paragraphs = paragraphs
        entries = (title for line in lines for _, title, _, _ in _entries(reading.text, self._paragraphs, line))
        wanted = {bare for title in (*entries, *(line.title for line in lines)) if len(bare := _bare(title)) >= 4}
        self._last: dict[str, int] = {}
        before = ""
        for place, (start, end) in enumerate(self._paragraphs if wanted else ()):
            words = _bare(reading.text[start : min(end, start + 2 * _TITLE)])
            for found, at in ((before + words, place - 1), (words, place)):
                self._last.update((found[more:], at) for more in range(_MORE + 1) if found[more:] in wanted)
            before = words

    def stands(self, title: str, start: int) -> bool:
        """Whether a paragraph that begins behind an offset is the title."""
        return self._last.get(_bare(title), -1) >= bisect_right(self._paragraphs, (start, 1 << 60))


def _bare(words: str) -> str:
    return re.sub(rf"[^{HAN}0-9A-Za-z]", "", words)


def _disjoint(spans: Sequence[Span], notice: Notice) -> Iterator[Span]:
    """The spans, without blocks where the reader has set some already."""
    held = sorted((block.start, block.end) for block in notice.all(Block))
    for span in spans:
        place = bisect_right(held, (span.end, -1)) - 1
        if not isinstance(span, Block) or place < 0 or held[place][1] <= span.start:
            yield span
