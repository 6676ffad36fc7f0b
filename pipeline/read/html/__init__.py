"""HTML: a government's web page, with the document told apart from what the site puts around it.

Everything a browser would show is in the text.  The index table of the page (索引号, 发文字号, 成文日期 …) becomes lines
``label：value``; navigation becomes Blocks; tables with data become cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline import messages, rules
from pipeline.language.site import is_site_line
from pipeline.notice import NoticeError
from pipeline.read.data_table import as_lines
from pipeline.read.draft import Draft
from pipeline.read.furniture import heads_in_flow, is_page_number
from pipeline.read.html.body import document_of, page_title, require_prose
from pipeline.read.html.boxes import draw_tables
from pipeline.read.html.elements import parse, unblanked
from pipeline.read.html.index import is_label, label_of
from pipeline.read.html.walk import Line, Walk

#: A page of this many elements is no notice.
MOST_ELEMENTS = 500_000
#: So many links to other documents at most follow one.
MOST_LINKS = 30

_DOCUMENT_NUMBER = re.compile(r"[〔\[［（(【]\s*(?:19|20)\d\d\s*[〕\]］）)】]\s*第?\s*\d+\s*号")


def read_html(text: str, *, frame: bool = False) -> Draft:
    """Read a web page, or one of the frames of one, which may say nothing itself.

    Raises:
        NoticeError: the page holds no elements, or more than any page.
    """
    root = parse(text)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise NoticeError(messages.text("read.too_many_elements", most=MOST_ELEMENTS))
    draw_tables(root)
    body = document_of(root)
    if not frame:
        require_prose(root, body)
    draft = Draft("html")
    lines = list(_with_values(Walk(root, body).lines()))
    _close(lines)
    title = page_title(root)
    printed = "".join(unblanked(line.text) for line in lines if line.inside)
    numbers = [at for at, line in enumerate(lines) if line.inside and is_page_number(line.text.strip())]
    heads = heads_in_flow([line.text if line.inside and line.table is None else "|" for line in lines], numbers)
    for at, line in enumerate(lines):
        if line.table is not None and line.inside:
            draft.table(line.table)
        elif line.table is not None:
            for row in as_lines(line.table):
                draft.line(row, "navigation")
        else:
            draft.line(line.text, "running_head" if at in heads else _kind(line, title, printed))
    return draft


def _kind(line: Line, title: str, printed: str) -> str | None:
    """What a line is if it is no part of the document."""
    bare = unblanked(line.text)
    if is_page_number(line.text.strip()):
        return "page_number"
    if line.index or (not line.inside and label_of(line.text) is not None):
        return None
    if line.inside:
        return "navigation" if _is_clutter(bare) else None
    if _DOCUMENT_NUMBER.search(line.text) and len(bare) < 40 and bare not in printed:
        return None
    # The document's title stands above it on some sites, and again inside it on others.
    named = line.heading or (len(bare) >= 8 and bare in title)
    return None if named and len(bare) >= 6 and bare not in printed and not _is_clutter(bare) else "navigation"


def _with_values(lines: Sequence[Line]) -> Iterator[Line]:
    """Joins a label and its value where a list of definitions sets them on two lines."""
    waiting: Line | None = None
    for line in lines:
        alone = line.table is None and is_label(line.text) and line.text.rstrip().endswith(("：", ":"))
        if waiting is not None:
            if line.table is None and not line.index and not alone and line.inside == waiting.inside:
                yield Line(waiting.text + line.text, waiting.inside, index=True)
                waiting = None
                continue
            yield waiting
        waiting = line if alone and not line.index else None
        if waiting is None:
            yield line
    if waiting is not None:
        yield waiting


def _close(lines: Sequence[Line]) -> None:
    """End the document before the links to others below it: 相关文档： / 一图读懂：2020年县政府工作报告."""
    related = tuple(rules.load("web_page")["clutter"]["related"])
    inside = [at for at, line in enumerate(lines) if line.inside]
    for back, at in enumerate(reversed(inside)):
        bare = unblanked(lines[at].text)
        if back > MOST_LINKS or lines[at].table is not None or "。" in bare or len(bare) > 60:
            return
        if bare.startswith(related) and len(bare) <= 8:
            for line in lines[at:]:
                line.inside = False
            return


def _is_clutter(bare: str) -> bool:
    return is_site_line(bare) or bare in rules.load("web_page")["clutter"]["lines"]
