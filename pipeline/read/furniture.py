"""Page furniture: page numbers and running heads, which stand in the text and are no part of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

#: A line at the same place of this many pages, and of this share of them, is a running head.
PAGES, SHARE = 3, 0.3
#: Places closer than this share of the page's height are the same place.
SAME_PLACE = 0.012

#: Blank lines between a page number and the head beside it, and the longest head.
BLANK_LINES, LONGEST_HEAD = 4, 40
_SAYS = re.compile(r"[。；：;:，、\t|（(]|^\d")

_DASH = "[-‐‑‒–—―−－─━一·•~～]"
_NUMBER = r"\d{1,4}"
_COUNT = r"(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,6})"
# — 3 —   - 3 -   －3－   第 3 页   第3页 共12页   3 / 12   Page 3 of 12
_PAGE_NUMBER = re.compile(
    rf"""\s*(?:
        (?P<open>{_DASH}{{1,3}})\s*{_NUMBER}\s*{_DASH}{{1,3}}
      | 第\s*{_COUNT}\s*页(?:\s*[,，/]?\s*[（(]?共\s*{_COUNT}\s*页[）)]?)?
      | {_NUMBER}\s*/\s*{_NUMBER}
      | [Pp](?:age|AGE)\.?\s*{_NUMBER}(?:\s*(?:of|/)\s*{_NUMBER})?
    )\s*""",
    re.VERBOSE,
)
# At the edge of a page a bare number counts too, and a dash that the recognition has lost.
_AT_EDGE = re.compile(rf"\s*{_DASH}?\s*(?:{_NUMBER}|[ivxIVXⅠ-ⅻ]{{1,5}})\s*{_DASH}?\s*")


# What a scanner's program prints on every page.
_WATERMARK = re.compile(
    r"\s*(?:由?\s*扫描全能王\s*扫?描?\s*创建|CamScanner|Scanned (?:by|with) CamScanner|由?夸克扫描王\s*创建)\s*"
)


def is_watermark(line: str) -> bool:
    """Whether a line is nothing but the mark of a scanner's program."""
    return len(line) <= 40 and _WATERMARK.fullmatch(line) is not None


def is_page_number(line: str, *, at_edge: bool = False) -> bool:
    """Whether a line is nothing but a page number; `at_edge` if it is known to stand at a page's head or foot."""
    if len(line) > 30:
        return False
    if _PAGE_NUMBER.fullmatch(line):
        return True
    return at_edge and _AT_EDGE.fullmatch(line) is not None


def running_heads(pages: Sequence[Sequence[tuple[str, float]]]) -> list[list[bool]]:
    """Which lines are repeated over the pages.

    Args:
        pages: for each page its lines near the head and the foot, with their height on the page (0..1).

    Returns:
        The same shape: True for a line that many pages print at the same place, numbers aside.
    """
    seen: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for text, height in lines:
            seen[_without_numbers(text)].append((height, number))
    needed = max(PAGES, SHARE * len(pages))

    def repeated(text: str, height: float) -> bool:
        places = seen[_without_numbers(text)]
        return len({page for at, page in places if abs(at - height) <= SAME_PLACE}) >= needed

    return [[repeated(text, height) for text, height in lines] for lines in pages]


def heads_in_flow(lines: Sequence[str], numbers: Sequence[int]) -> set[int]:
    """Which lines of a running text are heads of the pages it was copied from.

    Args:
        lines: the lines of the text, blank ones among them.
        numbers: which of them are page numbers.

    Returns:
        The places of the lines beside a page number that stand beside many, numbers aside (云川县人民政府公报 2031年第3期).
        What says something (a sentence, a label with its value, a row of a table) is none.
    """
    if len(numbers) < PAGES:
        return set()
    of_pages = set(numbers)
    beside: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        for step in (-1, 1):
            at = number + step
            while 0 <= at < len(lines) and not lines[at].strip() and abs(at - number) < BLANK_LINES:
                at += step
            if 0 <= at < len(lines) and at not in of_pages and _may_head(lines[at]):
                beside[_without_numbers(lines[at])].append(at)
    needed = max(PAGES, SHARE * len(numbers))
    return {at for places in beside.values() if len(set(places)) >= needed for at in places}


def _may_head(line: str) -> bool:
    bare = line.strip()
    return 4 <= len(bare) <= LONGEST_HEAD and not _SAYS.search(bare)


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))
