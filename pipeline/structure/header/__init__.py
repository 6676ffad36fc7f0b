"""Header and imprint: who issued what to whom, when, under which number (GB/T 9704-2012, chapter 7).

Reads the parts in front of the body (发文字号, 标题, 主送机关) and the index table that government web pages print above a
document, line by line, and those behind it; then settles what several places say of the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.notice import Block, Notice
from pipeline.structure.header.flat import unflattened
from pipeline.structure.header.foot import FOOT, date_alone, imprint, labelled_publicity, publicity, signature
from pipeline.structure.header.words import (
    DOC_NUMBER,
    TITLE_LENGTH,
    Parts,
    is_attachment_title,
    iso_date,
    recipients,
    split_at_commas,
    words,
)

__all__ = ["header", "is_attachment_title", "iso_date"]

# How many paragraphs the header may take; everything between it and the imprint belongs to the body.
_ZONE = 80
_TITLE_LINES = 5
# The value of a label stands in one short line.
_VALUE = 60

_LETTERHEAD = re.compile(rf"(?:[{HAN}]{{2,40}})?文件|[（(]?{DOC_NUMBER.pattern}[）)]?")


def _labels(parts: Parts, start: int, end: int) -> int:
    """Read a line of the index table; returns where it begins, or `end` if it is none.

    A label counts where it stands in brackets or before a colon, or where the line opens with one.
    """
    known = words()
    text = parts.text[start:end]
    found = [
        m for m in known.label.finditer(text) if m["close"] or m["colon"] or (m.start() == 0 and len(m["label"]) > 2)
    ]
    if not found or (found[0].start() > 0 and not found[0]["close"]):
        return end
    if found[0].start() == 0 and not (found[0]["close"] or found[0]["colon"]):
        found = [m for m in known.label.finditer(text) if len(m["label"]) > 2]
    for label, following in zip(found, [*found[1:], None], strict=True):
        a, b = label.end(), following.start() if following else len(text)
        value = text[a:b].strip("：: ")
        name = known.label_names[label["label"]]
        if name == "other" or not value or not value.strip("-—/无"):
            continue
        at = start + text.index(value, a)
        printed: str | None = value
        if name == "signed_date":
            printed = iso_date(value)
        if printed:
            parts.field(f"label_{name}", at, at + len(value), printed)
    parts.block("index_table", start + found[0].start(), end)
    return start + found[0].start()


def _value_below(parts: Parts, paragraphs: list[tuple[int, int]], index: int) -> bool:
    """Read the value of a label that stands alone on its line, 发文字号： / 云政办发〔2023〕4号, from the next one."""
    known = words()
    label = known.label.fullmatch(parts.text, *paragraphs[index])
    if not label or not label["colon"] or index + 1 >= len(paragraphs):
        return False
    start, end = paragraphs[index + 1]
    if end - start > _VALUE or known.label.match(parts.text, start, end):
        return False
    name, value = known.label_names[label["label"]], parts.text[start:end]
    printed = iso_date(value) if name == "signed_date" else value
    if name != "other" and printed:
        parts.field(f"label_{name}", start, end, printed)
    parts.block("index_table", start, end)
    return True


def _title(parts: Parts, paragraphs: list[tuple[int, int]], first: int) -> int:
    """Read the title that begins at paragraph `first`; returns how many paragraphs it takes (0: none).

    A title may run over lines (…关于深入开展消费扶贫 / 助力打赢脱贫攻坚战的指导意见), carry the document number
    before or behind it, and be printed twice.
    """
    known = words()
    joined = ""
    for count, (start, end) in enumerate(paragraphs[first : first + _TITLE_LINES], 1):
        text = parts.text[start:end]
        if (
            marker().match(text)
            or "：" in text
            or text.endswith("；")
            or "。" in text
            or (first + count - 1) in parts.taken
        ):
            return 0
        # 金乡县人民政府文件 and 金政发〔2024〕1号 are lines of the letterhead, and end no title's first line.
        if _LETTERHEAD.fullmatch(text) or not re.search(r"\w", text) or (count > 1 and DOC_NUMBER.search(text)):
            return 0
        joined += text
        if len(joined) > TITLE_LENGTH:
            return 0
        found = known.title.fullmatch(joined)
        if (
            found
            and count > 1
            and known.title.fullmatch(text)
            and not text.startswith(("关于", "印发", "转发", "批转"))
        ):
            return 0
        if found:
            at = paragraphs[first][0]
            for number in ("number", "number_behind"):
                if found[number]:
                    parts.field("doc_number", at + found.start(number), at + found.end(number))
            a = at + found.start("title")
            # Printed twice, the title right above the letter is the document's own, the other its page's.
            parts.field("title", a, end - (len(joined) - found.end("title")), found["title"], again=True)
            parts.block("title", at, end)
            return count
    return 0


def _numbered_line(line: str) -> int:
    """Where the document number ends with which a line of the page's labels begins: 云政办发〔2023〕4号 时间：…; else 0."""
    number = DOC_NUMBER.match(line)
    label = words().label.match(line, number.end()) if number else None
    return number.end() if number and label and label["colon"] else 0


def _zone(text: str, paragraphs: list[tuple[int, int]]) -> int:
    """How many paragraphs stand before the body's first numbering."""
    for index, (start, end) in enumerate(paragraphs[:_ZONE]):
        if marker().match(text, start, end):
            return index
    return min(_ZONE, len(paragraphs))


def _letter(parts: Parts, paragraphs: list[tuple[int, int]]) -> None:
    """Read the parts in front of the body, paragraph by paragraph."""
    text = parts.text
    zone = _zone(text, paragraphs)
    index, addressed, signed = 0, False, False
    while index < zone:
        if index in parts.taken:
            index += 1
            continue
        start, end = paragraphs[index]
        took = 0
        line = text[start:end]
        labels_at = _labels(parts, start, end) if not addressed else end
        if labels_at == start:
            took = 1 + _value_below(parts, paragraphs, index)
        elif not addressed and re.fullmatch(rf"[（(]?{DOC_NUMBER.pattern}[）)]?", line):
            parts.field("doc_number", *DOC_NUMBER.search(text, start, end).span())  # type: ignore[union-attr]
            parts.block("doc_number", start, end)
            took = 1
        elif not addressed and (numbered := _numbered_line(line)):
            parts.field("doc_number", start, start + numbered)
            parts.block("doc_number", start, start + numbered)
            parts.block("index_table", start + numbered, end)
            took = 1
        elif not addressed and labels_at < end:
            parts.field("title", start, labels_at)
            parts.block("title", start, labels_at)
            took = 1
        elif not addressed and (took := _title(parts, paragraphs, index)):
            pass
        elif not addressed and (length := recipients(line)):
            parts.field("recipients", start, start + length, split_at_commas(line[:length]))
            parts.block("recipients", start, start + length)
            addressed = True
            if start + length < end:
                before = len(parts.blocks)
                signed |= bool(signature(parts, [(start + length, end)], 0))
                publicity(parts, start + length, end)
                parts.around("preamble", start + length, end, parts.blocks[before:])
            took = 1
        elif not signed and (took := signature(parts, paragraphs, index)):
            signed = True
            publicity(parts, start, end)
        elif addressed and not signed and (took := date_alone(parts, start, end)):
            signed = True
        elif publicity(parts, start, end):
            took = 1
        if took:
            parts.taken.update(range(index, index + took))
        index += took or 1


def _settle(parts: Parts, paragraphs: list[tuple[int, int]]) -> None:
    """Issuer and year, and what only the index table says.

    Where the signature and the title name different issuers (人民政府, 人民政府办公室), the signature holds.
    """
    fields, text = parts.fields, parts.text
    labelled = {name.removeprefix("label_"): fields.pop(name) for name in list(fields) if name.startswith("label_")}
    if "title" in labelled and words().title_end.search(labelled["title"].value):
        # The index table gives the title clean; the page around it prints it with clutter.
        fields["title"] = replace(labelled["title"], name="title")
    for name, found in labelled.items():
        if name != "issuer":
            fields.setdefault(name, replace(found, name=name))
    if "title" not in fields:
        start, end = next(
            ((a, b) for i, (a, b) in enumerate(paragraphs[:8]) if i not in parts.taken and b - a <= TITLE_LENGTH),
            (0, 0),
        )
        if end > start and is_attachment_title(text[start:end]):
            parts.field("title", start, end)
            parts.block("title", start, end)
            parts.taken.add(paragraphs.index((start, end)))
    issuer = fields.pop("signature", None)
    title = fields.get("title")
    if issuer is None and title is not None:
        named = re.match(rf"[{HAN}、]{{2,60}}?(?=关于|印发|转发|批转)", title.value)
        if named and all(words().issuer.match(name) and len(name) <= 24 for name in named[0].split("、")):
            issuer = replace(title, value=named[0], end=title.start + named.end())
    issuer = issuer or labelled.get("issuer")
    if issuer:
        fields["issuer"] = replace(issuer, name="issuer")
    dated = fields.get("signed_date")
    for source in (title, dated, fields.get("doc_number")):
        year = re.search(r"(?:19|20)\d\d", source.value) if source else None
        if source and year:
            fields["subject_year"] = replace(source, name="subject_year", value=year[0])
            break


def _without_parts(parts: Parts, notice: Notice, paragraphs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs cut around the labels of attachments, which are none of the letter's parts."""
    labels = sorted(
        (parts.reading.index(block.start), parts.reading.index(block.end))
        for block in notice.all(Block)
        if block.kind.startswith("attachment")
    )
    edges = sorted({edge for label in labels for edge in label})
    cut = [
        piece
        for start, end in paragraphs
        for piece in pairwise([start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end])
    ]
    for index, (start, _) in enumerate(cut):
        place = bisect_right(labels, (start, len(parts.text))) - 1
        if place >= 0 and start < labels[place][1]:
            parts.taken.add(index)
    return cut


def header(notice: Notice) -> Notice:
    """The notice with the fields of its header and imprint, and with blocks for the paragraphs they take."""
    parts = Parts(notice)
    paragraphs, unsure = unflattened(notice.reading)
    paragraphs = _without_parts(parts, notice, paragraphs)
    _letter(parts, paragraphs)
    imprint(parts, paragraphs)
    # At the end of the whole, or else at the end of a letter that is itself numbered, before its attachments.
    foot = range(max(0, len(paragraphs) - FOOT), len(paragraphs))
    for index in (*foot, *range(foot.start)):
        if "signature" in parts.fields:
            break
        if index not in parts.taken and (took := signature(parts, paragraphs, index)):
            parts.taken.update(range(index, index + took))
    for index in reversed(foot):
        # A date that nobody stands above, the seal being no text.
        if "signed_date" not in parts.fields and index not in parts.taken and date_alone(parts, *paragraphs[index]):
            parts.taken.add(index)
    for index in (*foot, *range(foot.start)):
        # Behind the signature, alone.
        if "publicity" in parts.fields or index in parts.taken:
            continue
        alone = words().publicity.fullmatch(parts.text, *paragraphs[index])
        if (alone and publicity(parts, *paragraphs[index])) or labelled_publicity(parts, *paragraphs[index]):
            parts.taken.add(index)
    _settle(parts, paragraphs)
    return notice.adding([*parts.fields.values(), *parts.blocks, *unsure])
