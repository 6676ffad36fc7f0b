"""Header and imprint: who issued what to whom, when, under which number (GB/T 9704-2012, chapter 7).

The letter is cut into paragraphs (``flat``: also one that lost its lines), read from its front (``front``) and from its foot
(``foot``); then what several places say of the same is settled.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.language.signs import HAN
from pipeline.notice import Notice
from pipeline.structure.header.flat import unflattened
from pipeline.structure.header.foot import foot
from pipeline.structure.header.found import Parts
from pipeline.structure.header.front import front
from pipeline.structure.header.words import TITLE_LENGTH, is_attachment_title, iso_date, words

__all__ = ["header", "is_attachment_title", "iso_date"]

# The title of a notice without a letter is one of its first lines.
_FIRST = 8


def header(notice: Notice) -> Notice:
    """The notice with the fields of its header and imprint, and with blocks for the paragraphs they take."""
    paragraphs, unsure = unflattened(notice.reading)
    parts = Parts(notice, paragraphs)
    front(parts)
    foot(parts)
    _settle(parts)
    return notice.adding([*parts.fields.values(), *parts.blocks, *unsure])


def _title_alone(parts: Parts) -> None:
    """Read the title of a notice that came without its letter: 2024年重点工作责任分工, or but one of its annexes."""
    annex = parts.annex
    if annex and annex.title and parts.reading.index(annex.start) == 0:
        # 附件1 / 云川县2032年重点 / 项目计划表: over lines too.
        printed = re.search("\n?".join(map(re.escape, annex.title[:TITLE_LENGTH])), parts.text)
        if printed:
            parts.field("title", *printed.span(), annex.title[:TITLE_LENGTH])
            return
    lines = range(min(_FIRST, len(parts.paragraphs)))
    first = next((at for at in lines if at not in parts.taken and len(parts.line(at)) <= TITLE_LENGTH), None)
    if first is not None and is_attachment_title(parts.line(first)):
        parts.field("title", *parts.paragraphs[first])
        parts.block("title", *parts.paragraphs[first])
        parts.taken.add(first)


def _settle(parts: Parts) -> None:
    """Issuer and year, and what only the index table says.

    Where the signature and the title name different issuers (人民政府, 人民政府办公室), the signature holds.
    """
    fields = parts.fields
    labelled = {name.removeprefix("label_"): fields.pop(name) for name in list(fields) if name.startswith("label_")}
    given, printed = labelled.get("title"), fields.get("title")
    whole = words().title.fullmatch
    if (
        given
        and words().title_end.search(given.value)
        and (whole(given.value) or not (printed and whole(printed.value)))
    ):
        # The index table gives the title clean, unless it was cut there; the page around it prints it with clutter.
        fields["title"] = replace(given, name="title")
    for name, found in labelled.items():
        if name != "issuer":
            fields.setdefault(name, replace(found, name=name))
    if "title" not in fields:
        _title_alone(parts)
    issuer = fields.pop("signature", None)
    title = fields.get("title")
    if issuer is None and title is not None:
        named = re.match(rf"[{HAN}、]{{2,60}}?(?=关于|印发|转发|批转)", title.value)
        if named and all(words().issuer.match(name) and len(name) <= 24 for name in named[0].split("、")):
            issuer = replace(title, value=named[0], end=title.start + named.end())
    issuer = issuer or labelled.get("issuer")
    office = fields.get("print_office")
    if issuer and office and office.value != issuer.value and office.value.endswith(issuer.value):
        # 市人民政府办公室 signs, 松溪市人民政府办公室 prints: the same office with its place.
        issuer = office
    if issuer:
        fields["issuer"] = replace(issuer, name="issuer")
    dated = fields.get("signed_date")
    for source in (title, dated, fields.get("doc_number")):
        year = re.search(r"(?:19|20)\d\d", source.value) if source else None
        if source and year:
            fields["subject_year"] = replace(source, name="subject_year", value=year[0])
            break
