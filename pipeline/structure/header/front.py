"""The front of a letter: what stands before the body (发文字号, 标题, 主送机关; GB/T 9704-2012, chapter 7).

Government web pages print an index table above it (索引号, 发布日期 …), and short letters are signed before the first
numbering.  A paragraph is given to the first part that takes it, in the order of `_ABOVE` and `_BELOW`.
"""

from __future__ import annotations

import re

from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.structure.header.foot import copies, date_alone, publicity, published, signature, signed
from pipeline.structure.header.found import Parts, Reader
from pipeline.structure.header.words import (
    DOC_NUMBER,
    TITLE_LENGTH,
    addressed,
    iso_date,
    split_at_commas,
    words,
)

# How many paragraphs the front may take; everything between it and the imprint belongs to the body.
_ZONE = 80
_TITLE_LINES = 5
# The value of a label stands in one short line.
_VALUE = 60

_NUMBER_ALONE = re.compile(rf"[（(]?({DOC_NUMBER.pattern})[）)]?")
_LETTERHEAD = re.compile(rf"(?:[{HAN}]{{2,40}})?文件|{_NUMBER_ALONE.pattern}")
# 金乡县人民政府关于印发 is no second line of a title, 关于… and 印发… may be.
_BEGINS = ("关于", "印发", "转发", "批转")

# 关于印发…三年行动计划 / （2021—2023年）的通知, 关于印发2023年政府工作报告 / 重点任务分工方案的通知: the kind is not the last word yet.
_TITLE_GOES_ON = re.compile(r"(?:（[^（）]{1,20}）)?的[^，。；：]{2,8}|[^，。；：]{2,40}的(?:通知|意见|通报|函)")


# ── the index table ──────────────────────────────────────────────────────────────────────────────────


def _index_table(parts: Parts, index: int) -> int:
    """Read a line of the index table, with the value below it; what stands before its first label is the title."""
    start, end = parts.paragraphs[index]
    labels_at = _labels(parts, start, end)
    if labels_at == start:
        return 1 + _value_below(parts, index)
    if labels_at < end:
        parts.field("title", start, labels_at)
        parts.block("title", start, labels_at)
    return int(labels_at < end)


def _labels(parts: Parts, start: int, end: int) -> int:
    """Read the labels of a line and their values; returns where the first one stands, or `end` if there is none.

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
        # 索引号 620621001/2022-00031 文号 民政办发〔2022〕14号: a short word is a label before what it promises.
        found = [m for m in known.label.finditer(text) if len(m["label"]) > 2 or DOC_NUMBER.match(text, m.end())]
    for label, following in zip(found, [*found[1:], None], strict=True):
        a, b = label.end(), following.start() if following else len(text)
        value = text[a:b].strip("：: ")
        if value.strip("-—/无"):
            at = start + text.index(value, a)
            _labelled(parts, known.label_names[label["label"]], at, at + len(value))
    parts.block("index_table", start + found[0].start(), end)
    return start + found[0].start()


def _value_below(parts: Parts, index: int) -> bool:
    """Read the value of a label that stands alone on its line, 发文字号： / 云政办发〔2023〕4号, from the next one."""
    known = words()
    label = known.label.fullmatch(parts.text, *parts.paragraphs[index])
    lines = parts.free(index, 2)
    if not label or not label["colon"] or len(lines) < 2:
        return False
    start, end = lines[1]
    if end - start > _VALUE or known.label.match(parts.text, start, end):
        return False
    _labelled(parts, known.label_names[label["label"]], start, end)
    parts.block("index_table", start, end)
    return True


def _labelled(parts: Parts, name: str, start: int, end: int) -> None:
    """Keep what the index table says of a field, apart from what the letter itself says."""
    value = parts.text[start:end]
    printed = iso_date(value) if name == "signed_date" else value
    if name != "other" and printed:
        parts.field(f"label_{name}", start, end, printed)


# ── number, title, recipients ────────────────────────────────────────────────────────────────────────


def _number(parts: Parts, index: int) -> int:
    """Read a document number that is all of its line, or is followed by the page's labels: 云政办发〔2023〕4号 时间：…"""
    start, end = parts.paragraphs[index]
    if alone := _NUMBER_ALONE.fullmatch(parts.text, start, end):
        parts.field("doc_number", *alone.span(1))
        parts.block("doc_number", start, end)
        return 1
    number = DOC_NUMBER.match(parts.text, start, end)
    label = words().label.match(parts.text, number.end(), end) if number else None
    if not number or not label or not label["colon"]:
        return 0
    parts.field("doc_number", *number.span())
    parts.block("doc_number", *number.span())
    parts.block("index_table", number.end(), end)
    return 1


def _title(parts: Parts, index: int) -> int:
    """Read the title that begins at a paragraph.

    A title may run over lines (…关于深入开展消费扶贫 / 助力打赢脱贫攻坚战的指导意见), carry the document number
    before or behind it, and be printed twice.
    """
    known = words()
    if not re.search(f"[{HAN}]", parts.line(index)):
        return 0
    joined = ""
    for count, place in enumerate(range(index, min(index + _TITLE_LINES, len(parts.paragraphs))), 1):
        line = parts.line(place)
        if place in parts.taken or _ends_title(line) or (count > 1 and DOC_NUMBER.search(line)):
            return 0
        joined += line
        if len(joined) > TITLE_LENGTH:
            return 0
        found = known.title.fullmatch(joined)
        if not found:
            continue
        if count > 1 and known.title.fullmatch(line) and not line.startswith(_BEGINS):
            return 0
        below = parts.line(place + 1) if place + 1 < len(parts.paragraphs) else ""
        if _TITLE_GOES_ON.fullmatch(below) and not known.title.fullmatch(below) and not joined.endswith("通知"):
            continue
        at, end = parts.paragraphs[index][0], parts.paragraphs[place][1]
        for number in ("number", "number_behind"):
            if found[number]:
                parts.field("doc_number", at + found.start(number), at + found.end(number))
        # Printed twice, the title right above the letter is the document's own, the other its page's.
        stop = end - (len(joined) - found.end("title"))
        parts.field("title", at + found.start("title"), stop, found["title"], again=True)
        parts.block("title", at, end)
        return count
    return 0


def _ends_title(line: str) -> bool:
    """Whether a line is no line of a title: a sentence, a numbered heading, a line of the letterhead or of the page's index."""
    label = words().label.match(line)
    return bool(
        marker().match(line)
        # 成文日期2022-03-04 公开方式主动公开
        or (label and len(label["label"]) > 2)
        or re.search("[：。]|；$", line)
        # 金乡县人民政府文件 and 金政发〔2024〕1号 end no title's first line.
        or _LETTERHEAD.fullmatch(line)
        or not re.search(r"\w", line)
    )


def _recipients(parts: Parts, index: int) -> int:
    """Read the recipients; what follows their colon in the line may sign the letter, and is else its opening."""
    start, end = parts.paragraphs[index]
    length = addressed(parts.line(index))
    if not length:
        return 0
    stop = start + length
    parts.field("recipients", start, stop, split_at_commas(parts.text[start:stop]))
    parts.block("recipients", start, stop)
    if stop < end:
        before = len(parts.blocks)
        signed(parts, [(stop, end)])
        published(parts, stop, end)
        parts.around("preamble", stop, end, parts.blocks[before:])
    return 1


# ── the letter, part by part ─────────────────────────────────────────────────────────────────────────

_ABOVE: tuple[Reader, ...] = (_number, _index_table, _title, _recipients)
_SIGNED = ("signature", "signed_date")


def _may_be(parts: Parts) -> tuple[Reader, ...]:
    """What a paragraph may be, by what was read so far: nothing of the head stands below the recipients, one signs."""
    head = () if "recipients" in parts.fields else _ABOVE
    if any(name in parts.fields for name in _SIGNED):
        return (*head, publicity, copies)
    # Above the recipients a date alone is the page's.
    return (*head, signature, *(() if head else (date_alone,)), publicity)


def front(parts: Parts) -> None:
    """Read the parts in front of the body, paragraph by paragraph, up to the body's first numbering."""
    index, zone = 0, min(_ZONE, len(parts.paragraphs))
    while index < zone and not marker().match(parts.text, *parts.paragraphs[index]):
        index += parts.take(index, _may_be(parts)) or 1
