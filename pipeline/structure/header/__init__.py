"""Header and imprint: who issued what to whom, when, under which number (GB/T 9704-2012, chapter 7).

The letter is cut into paragraphs (``flat``: also one that lost its lines), read from its front (``front``) and from its foot
(``foot``); then what several places say of the same is settled.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.language.signs import HAN
from pipeline.notice import Notice, Part
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
    _settle(parts, notice)
    return notice.adding([*parts.fields.values(), *parts.blocks, *unsure])


def _title_alone(parts: Parts, notice: Notice) -> None:
    """Read the title of a notice that came without its letter: 2024年重点工作责任分工, or but one of its annexes."""
    annex = next(iter(notice.all(Part)), None)
    if annex and annex.title and notice.reading.index(annex.start) == 0:
        at = parts.text.find(annex.title)
        if at >= 0:
            parts.field("title", at, at + len(annex.title))
            return
    lines = range(min(_FIRST, len(parts.paragraphs)))
    first = next((at for at in lines if at not in parts.taken and len(parts.line(at)) <= TITLE_LENGTH), None)
    if parts.annex and parts.annex.title and not parts.text[: parts.reading.index(parts.annex.start)].strip():
        # 附件1 / 云川县2032年重点项目计划表: the annex came alone.
        start = parts.text.find(parts.annex.title, parts.reading.index(parts.annex.start))
        parts.field("title", start, start + len(parts.annex.title))
    elif first is not None and is_attachment_title(parts.line(first)):
        parts.field("title", *parts.paragraphs[first])
        parts.block("title", *parts.paragraphs[first])
        parts.taken.add(first)


def _settle(parts: Parts, notice: Notice) -> None:
    """Issuer and year, and what only the index table says.

    Where the signature and the title name different issuers (人民政府, 人民政府办公室), the signature holds.
    """
    fields = parts.fields
    labelled = {name.removeprefix("label_"): fields.pop(name) for name in list(fields) if name.startswith("label_")}
    if "title" in labelled and words().title_end.search(labelled["title"].value):
        # The index table gives the title clean; the page around it prints it with clutter.
        fields["title"] = replace(labelled["title"], name="title")
    for name, found in labelled.items():
        if name != "issuer":
            fields.setdefault(name, replace(found, name=name))
    if "title" not in fields:
        _title_alone(parts, notice)
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
