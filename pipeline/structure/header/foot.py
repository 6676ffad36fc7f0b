"""The foot of a letter: who signs it and when, whether it is public, and its imprint (GB/T 9704-2012, chapter 7).

Behind the body stand 发文机关署名, 成文日期 and 附注, below them 抄送机关, 印发机关 and 印发日期.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language import times
from pipeline.language.signs import HAN
from pipeline.structure.header.words import DATE, Parts, iso_date, split_at_commas, words

# How many paragraphs the imprint may take.
FOOT = 16
_PUBLICITY = 24
_DATE_RE = re.compile(DATE)


def signature(parts: Parts, paragraphs: list[tuple[int, int]], index: int) -> int:
    """Read issuer and date where the paragraph `index` signs the letter; returns how many paragraphs it takes."""
    known, text = words(), parts.text
    start, end = paragraphs[index]
    if named := known.issuer.match(text[start:end]):
        signers = [index]
        for place in range(index + 1, min(index + 6, len(paragraphs))):
            a, b = paragraphs[place]
            line = text[a:b]
            if dated := _date_line(line):
                signed = _signers([text[slice(*paragraphs[signer])] for signer in signers])
                parts.field(
                    "signature",
                    start,
                    paragraphs[signers[-1]][1] if len(signers) > 1 else start + named.end("name"),
                    signed,
                )
                parts.day("signed_date", a, a + dated)
                for signer in signers:
                    parts.block("signature", *paragraphs[signer])
                parts.block("signed_date", a, b)
                return place - index + 1
            if not known.issuer.match(line):
                return 0
            signers.append(place)
        return 0
    for found in known.signed_inline.finditer(text, start, end):
        if found.end() < end and text[found.end()] not in "（\n":
            continue
        parts.field("signature", *found.span("issuer"))
        parts.day("signed_date", *found.span("date"))
        parts.block("signature", *found.span("issuer"))
        parts.block("signed_date", *found.span("date"))
        return 1
    return 0


def _date_line(line: str) -> int:
    """Where the date ends that is all of a line, but for a bracket: 2024年3月5日（印章）, 2024-03-05; else 0."""
    found = re.fullmatch(rf"{DATE}(?:[（【\[][^）】\]]{{1,20}}[）】\]])?", line)
    if found:
        return found.end("day") + 1
    return len(line) if times.NUMERIC_DATE.fullmatch(line) and iso_date(line) else 0


def _signers(lines: Sequence[str]) -> str:
    """Who signs: the bodies of the lines, two parted by 、; a bare 办公室 is the rest of the line before."""
    signed = ""
    for line in lines:
        named = words().issuer.match(line)
        name = named["name"] if named else line
        signed += ("、" if signed and len(name) > 4 else "") + name
    return signed


def date_alone(parts: Parts, start: int, end: int) -> int:
    """Read a date that stands without a signature (the seal is no text); returns how many paragraphs it takes."""
    if not _date_line(parts.text[start:end]):
        return 0
    parts.day("signed_date", start, end)
    parts.block("signed_date", start, end)
    return 1


def publicity(parts: Parts, start: int, end: int) -> bool:
    """Read （此件公开发布）; whether the paragraph is nothing else."""
    found = words().publicity.search(parts.text, start, end)
    if not found or "公开" not in found[0]:
        return False
    parts.field("publicity", *found.span("value"))
    parts.block("publicity", *found.span())
    return found.start() == start


def labelled_publicity(parts: Parts, start: int, end: int) -> bool:
    """Read a line 公开方式：主动公开 below the letter."""
    label = words().label.match(parts.text, start, end)
    named = label and label["colon"] and words().label_names[label["label"]] == "publicity"
    if not label or not named or not label.end() < end <= start + _PUBLICITY:
        return False
    parts.field("publicity", label.end(), end)
    parts.block("publicity", start, end)
    return True


def imprint(parts: Parts, paragraphs: list[tuple[int, int]]) -> None:
    """Read 抄送, the printing office and its date from the foot of the notice."""
    text = parts.text
    last = len(paragraphs)
    for index in range(max(0, last - FOOT), last):
        if index in parts.taken:
            continue
        start, end = paragraphs[index]
        line = text[start:end]
        if found := re.match("(?:抄送|分送|抄报|主送)[：:]?", line):
            stop = index
            # 抄送：县委各部门，…，县纪委 / 办公室，县人武部。 runs over lines until its full stop.
            while not text[start : paragraphs[stop][1]].endswith("。") and stop + 1 < last:
                following = text[slice(*paragraphs[stop + 1])]
                if stop + 1 in parts.taken or _DATE_RE.search(following) or words().issuer.match(following):
                    break
                stop += 1
            end = paragraphs[stop][1]
            a = start + found.end()
            name = "recipients" if line.startswith("主送") else "cc"
            parts.bodies(name, a, end, split_at_commas(text[a:end].replace("\n", "")))
            parts.block(name, start, end)
            parts.taken.update(range(index, stop + 1))
            continue
        printed = re.fullmatch(rf"(?P<office>[{HAN}（）]{{2,40}})?(?P<date>{DATE})(?:印发|印)?", line)
        if printed and line.endswith(("印发", "印")):
            office = printed.span("office")
            if printed["office"] is None and index and words().issuer.match(text[slice(*paragraphs[index - 1])]):
                office = (paragraphs[index - 1][0] - start, paragraphs[index - 1][1] - start)
                parts.taken.add(index - 1)
                parts.block("imprint", *paragraphs[index - 1])
            if office[1] > office[0]:
                parts.field("print_office", start + office[0], start + office[1])
            parts.day("print_date", start + printed.start("date"), start + printed.end("date"))
            parts.block("imprint", start, end)
            parts.taken.add(index)
