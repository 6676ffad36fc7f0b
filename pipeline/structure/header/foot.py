"""The foot of a letter: who signs it and when, whether it is public, and its imprint (GB/T 9704-2012, chapter 7).

Behind the body stand 发文机关署名, 成文日期 and 附注, below them 抄送机关, 印发机关 and 印发日期.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language import times
from pipeline.language.signs import HAN
from pipeline.language.site import is_site_line
from pipeline.structure.header.found import Parts
from pipeline.structure.header.words import DATE, iso_date, split_at_commas, words

# How many paragraphs the imprint may take, and how many lines sign a letter.
_FOOT, _SIGNERS = 16, 6
# How many lines the bodies that get a copy take.
_COPIED = 8
# How many lines above the first attachment the date of the letter may stand.
_DATED = 3
_PUBLICITY = 24
_DATE_RE = re.compile(DATE)
_PRINTED = re.compile(rf"(?P<office>[{HAN}（）]{{2,40}})?(?P<date>{DATE})(?:印发|印)")


def signature(parts: Parts, index: int) -> int:
    """Read issuer and date where a paragraph signs the letter."""
    took = signed(parts, parts.free(index, _SIGNERS))
    if took:
        # （此件公开发布） may stand behind them in the line.
        published(parts, *parts.paragraphs[index])
    return took


def signed(parts: Parts, lines: Sequence[tuple[int, int]]) -> int:
    """Read issuer and date at the beginning of some lines, one below the other or in one; returns how many they take."""
    start, end = lines[0]
    if words().issuer.match(parts.text[start:end]):
        return _signed_below(parts, lines)
    for found in words().signed_inline.finditer(parts.text, start, end):
        if found.end() == end or parts.text[found.end()] in "（\n":
            _sign(parts, [found.span("issuer")], found["issuer"], found.span("date"), found.span("date"))
            return 1
    return 0


def _signed_below(parts: Parts, lines: Sequence[tuple[int, int]]) -> int:
    """Read one or several issuers, a line each, and the date below them."""
    for count, (start, end) in enumerate(lines):
        line = parts.text[start:end]
        if count and (dated := _date_line(line)):
            signers = lines[:count]
            value = _signers([parts.text[slice(*signer)] for signer in signers])
            _sign(parts, signers, value, (start, start + dated), (start, end))
            return count + 1
        if not words().issuer.match(line):
            return 0
    return 0


def _sign(
    parts: Parts, signers: Sequence[tuple[int, int]], value: str, date: tuple[int, int], line: tuple[int, int]
) -> None:
    """Keep who signs, and the date with its line."""
    start, end = signers[0][0], signers[-1][1]
    # Of one issuer the name alone, without （盖章） behind it.
    parts.field("signature", start, start + len(value) if len(signers) == 1 else end, value)
    parts.day("signed_date", *date)
    for signer in signers:
        parts.block("signature", *signer)
    parts.block("signed_date", *line)


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


def date_alone(parts: Parts, index: int) -> int:
    """Read a date that stands without a signature: the seal is no text."""
    if not _date_line(parts.line(index)):
        return 0
    parts.day("signed_date", *parts.paragraphs[index])
    parts.block("signed_date", *parts.paragraphs[index])
    return 1


def published(parts: Parts, start: int, end: int) -> bool:
    """Read （此件公开发布） in a stretch; whether the stretch begins with it."""
    found = words().publicity.search(parts.text, start, end)
    if not found or "公开" not in found[0]:
        return False
    parts.field("publicity", *found.span("value"))
    parts.block("publicity", *found.span())
    return found.start() == start


def publicity(parts: Parts, index: int) -> int:
    """Read （此件公开发布） in a paragraph that begins with it."""
    return int(published(parts, *parts.paragraphs[index]))


def _publicity_below(parts: Parts, index: int) -> int:
    """Read （此件公开发布） alone on its line, or a line 公开方式：主动公开."""
    start, end = parts.paragraphs[index]
    if words().publicity.fullmatch(parts.text, start, end) and published(parts, start, end):
        return 1
    label = words().label.match(parts.text, start, end)
    named = label and label["colon"] and words().label_names[label["label"]] == "publicity"
    if not label or not named or not label.end() < end <= start + _PUBLICITY:
        return 0
    parts.field("publicity", label.end(), end)
    parts.block("publicity", start, end)
    return 1


# ── the imprint ──────────────────────────────────────────────────────────────────────────────────────


def copies(parts: Parts, index: int) -> int:
    """Read 抄送：县委各部门，…，县纪委 / 办公室，县人武部。, that runs over lines until its full stop."""
    start = parts.paragraphs[index][0]
    known = words()
    if not known.copies.match(parts.line(index)):
        return 0
    stop = index
    while not parts.line(stop).endswith("。") and stop + 1 < min(index + _COPIED, len(parts.paragraphs)):
        below = parts.line(stop + 1)
        ends = _DATE_RE.search(below) or known.issuer.match(below) or is_site_line(below)
        if stop + 1 in parts.taken or ends:
            break
        stop += 1
    end = parts.paragraphs[stop][1]
    # 主送：各镇政府 抄送：县委办公室 stand in one line.
    labels = list(known.copies.finditer(parts.text[start:end]))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        name = known.copy_names[label["first"] or label["label"]]
        a, b = start + label.end(), start + following.start() if following else end
        parts.bodies(name, a, b, split_at_commas(parts.text[a:b].replace("\n", "")))
        parts.block(name, start + label.start(), b)
    return stop + 1 - index


def _copies_named(parts: Parts, index: int) -> int:
    """The same with its colon, which no sentence has, wherever it stands: before an annex, on the first sheet of a workbook."""
    label = words().copies.match(parts.line(index))
    return copies(parts, index) if label and label[0].endswith(("：", ":")) else 0


def _printed(parts: Parts, index: int) -> int:
    """Read 云川县人民政府办公室2024年2月6日印发, the office perhaps on the line above."""
    start, end = parts.paragraphs[index]
    printed = _PRINTED.fullmatch(parts.text, start, end)
    if not printed:
        return 0
    office = printed.span("office")
    above_free = index and index - 1 not in parts.taken
    if printed["office"] is None and above_free and words().issuer.match(parts.line(index - 1)):
        office = parts.paragraphs[index - 1]
        parts.taken.add(index - 1)
        parts.block("imprint", *office)
    if office[1] > office[0]:
        parts.field("print_office", *office)
    parts.day("print_date", *printed.span("date"))
    parts.block("imprint", start, end)
    return 1


def foot(parts: Parts) -> None:
    """Read the imprint, and what of the signature the front of the letter did not have.

    A signature stands at the end of the whole, or at the end of a letter that is itself numbered, before its attachments.
    """
    count = len(parts.paragraphs)
    last = range(max(0, count - _FOOT), count)
    for index in last:
        parts.take(index, (copies, _printed))
    whole = (*last, *range(last.start))
    parts.missing("signature", whole, signature)
    parts.missing("cc", range(last.start), _copies_named)
    annexed = parts.before_annex(_DATED)
    parts.missing("signed_date", (*reversed(last), *reversed(annexed)), date_alone)
    parts.missing("publicity", whole, _publicity_below)
