"""Header and imprint: who issued what to whom, when, under which number (GB/T 9704-2012, chapter 7).

Reads the parts in front of the body (发文字号, 标题, 主送机关), behind it (发文机关署名, 成文日期, 附注) and in the
imprint (抄送机关, 印发机关, 印发日期), and the index table that government web pages print above a document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from pipeline import rules
from pipeline.language import times
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.notice import Block, Field, Notice, Reading

# How many paragraphs the header and the imprint may take; everything between belongs to the body.
_ZONE = 80
_FOOT = 16
_TITLE_LINES = 5
_TITLE_LENGTH = 120
_PUBLICITY = 24
# The value of a label stands in one short line.
_VALUE = 60

_DATE = times.FULL_DATE
_DATE_RE = re.compile(_DATE)
# 金政发〔2024〕1号   丹政办发[2019]89号   国发〔2020〕6号
_DOC_NUMBER = re.compile(
    rf"(?:(?!的)[{HAN}]){{1,14}}[〔\[［（(﹝【「]{times.CENTURY}\d\d[〕\]］）)﹞】」]第?\d{{1,5}}号"
)
_LETTERHEAD = re.compile(rf"(?:[{HAN}]{{2,40}})?文件|[（(]?{_DOC_NUMBER.pattern}[）)]?")
# A sentence that the letter itself speaks; it is no list of recipients.
_LETTER = re.compile("现将|现就|如下|特此|根据|为了|为贯彻|为全面|为深入|经研究")


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary of the header as patterns."""

    title: re.Pattern[str]
    kind: re.Pattern[str]
    title_end: re.Pattern[str]
    attachment_end: re.Pattern[str]
    issuer: re.Pattern[str]
    signed_inline: re.Pattern[str]
    publicity: re.Pattern[str]
    label: re.Pattern[str]
    label_names: dict[str, str]
    attachment: re.Pattern[str]


@cache
def _words() -> _Words:
    header = rules.load("layout")["header"]
    names = {word: name for name, labels in header["labels"].items() for word in labels}
    issuers = rules.words(header["issuers"])
    label = rules.words(names)
    publicity = rules.words(header["publicity"])
    kinds = rules.words(header["kinds"])
    return _Words(
        # 国发〔2020〕6号  国务院关于落实……分工的意见   ……的通知国办发〔2020〕43号
        title=re.compile(
            rf"(?P<number>{_DOC_NUMBER.pattern})?"
            rf"(?P<title>[^\n]*(?:关于|印发)[^\n]*(?:{kinds})(?:（[^（）]{{1,20}}）)?)"
            rf"[（(]?(?P<number_behind>{_DOC_NUMBER.pattern})?[）)]?"
        ),
        kind=re.compile(kinds),
        title_end=re.compile(rf"(?:{kinds})(?:（[^（）]{{1,20}}）)?$"),
        attachment_end=re.compile(rf"(?:{rules.words(header['attachment_kinds'])})(?:（[^（）]{{1,30}}）)?$"),
        issuer=re.compile(rf"^(?P<name>[{HAN}（）·]{{0,36}}(?:{issuers}))(?:（(?:盖章|印章|公章|章|印)）)?$"),
        # …请认真贯彻执行。国务院办公厅2020年11月1日（此件公开发布）
        signed_inline=re.compile(
            rf"(?:^|(?<=[。）]))(?P<issuer>[{HAN}]{{0,20}}(?:{issuers}))(?P<date>{_DATE})(?!印发)"
        ),
        publicity=re.compile(
            rf"（(?:(?:{rules.words(header['labels']['publicity'])})：)?(?P<value>(?:{publicity})[^（）]{{0,20}})）"
        ),
        # [发文字号]京政办发〔2020〕5号   发文字号：…   索引号jnsjxx/2021-00428公开方式主动公开
        label=re.compile(rf"(?P<open>[\[【［])?(?P<label>{label})(?P<close>[\]】］])?(?P<colon>[：:])?"),
        label_names=names,
        attachment=re.compile(rf"(?:{rules.words(header['attachment'])})[0-9一二三四五六七八九十]{{0,3}}[：:]?"),
    )


def iso_date(words: str) -> str | None:
    """The date in the words as YYYY-MM-DD: 2024年1月31日, 二〇二四年一月三十一日, 2021-02-10; None if there is none."""
    found = times.day_in(words)
    return found.isoformat() if found else None


def is_attachment_title(text: str) -> bool:
    """Whether a line on its own is the title of an attachment: 2024年重点工作责任分工."""
    return (
        4 <= len(text) <= _TITLE_LENGTH
        and not marker().match(text)
        and not text.endswith("：")
        and bool(_words().attachment_end.search(text) or _words().title_end.search(text))
        and not re.search("[，；。！]", re.sub("《[^》]*》|（[^）]*）|“[^”]*”", "", text))
    )


class _Parts:
    """What has been found so far: header fields and blocks, by stretches of the reading."""

    def __init__(self, notice: Notice) -> None:
        self.reading = notice.reading
        self.text = notice.reading.text
        self.fields: dict[str, Field] = {}
        self.blocks: list[Block] = []
        self.taken: set[int] = set()

    def field(self, name: str, start: int, end: int, value: str | None = None, *, again: bool = False) -> None:
        """Keep a field at its first place (or at its last, with `again`)."""
        if end > start and (again or name not in self.fields):
            place = self.reading.source(start, end)
            self.fields[name] = Field(*place, name, self.text[start:end] if value is None else value)

    def bodies(self, name: str, start: int, end: int, value: str) -> None:
        """Keep a list of bodies, behind what was found of it before: 抄报：… 抄送：…"""
        before = self.fields.get(name)
        if before is None:
            self.field(name, start, end, value)
        elif name == "cc":
            self.fields[name] = replace(
                before, end=self.reading.source(start, end)[1], value=f"{before.value}\n{value}"
            )

    def block(self, kind: str, start: int, end: int) -> None:
        if end > start:
            self.blocks.append(Block(*self.reading.source(start, end), kind))

    def around(self, kind: str, start: int, end: int, inner: Sequence[Block]) -> None:
        """Blocks for what is left of a stretch around others."""
        at, stop = self.reading.source(start, end)
        for block in sorted(inner, key=lambda one: one.start):
            if block.start > at:
                self.blocks.append(Block(at, block.start, kind))
            at = max(at, block.end)
        if at < stop:
            self.blocks.append(Block(at, stop, kind))


def _labels(parts: _Parts, start: int, end: int) -> int:
    """Read a line of the index table; returns where it begins, or `end` if it is none.

    A label counts where it stands in brackets or before a colon, or where the line opens with one.
    """
    words = _words()
    text = parts.text[start:end]
    found = [
        m for m in words.label.finditer(text) if m["close"] or m["colon"] or (m.start() == 0 and len(m["label"]) > 2)
    ]
    if not found or (found[0].start() > 0 and not found[0]["close"]):
        return end
    if found[0].start() == 0 and not (found[0]["close"] or found[0]["colon"]):
        found = [m for m in words.label.finditer(text) if len(m["label"]) > 2]
    for label, following in zip(found, [*found[1:], None], strict=True):
        a, b = label.end(), following.start() if following else len(text)
        value = text[a:b].strip("：: ")
        name = words.label_names[label["label"]]
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


def _value_below(parts: _Parts, paragraphs: list[tuple[int, int]], index: int) -> bool:
    """Read the value of a label that stands alone on its line, 发文字号： / 云政办发〔2023〕4号, from the next one."""
    words = _words()
    label = words.label.fullmatch(parts.text, *paragraphs[index])
    if not label or not label["colon"] or index + 1 >= len(paragraphs):
        return False
    start, end = paragraphs[index + 1]
    if end - start > _VALUE or words.label.match(parts.text, start, end):
        return False
    name, value = words.label_names[label["label"]], parts.text[start:end]
    printed = iso_date(value) if name == "signed_date" else value
    if name != "other" and printed:
        parts.field(f"label_{name}", start, end, printed)
    parts.block("index_table", start, end)
    return True


def _title(parts: _Parts, paragraphs: list[tuple[int, int]], first: int) -> int:
    """Read the title that begins at paragraph `first`; returns how many paragraphs it takes (0: none).

    A title may run over lines (…关于深入开展消费扶贫 / 助力打赢脱贫攻坚战的指导意见), carry the document number
    before or behind it, and be printed twice.
    """
    words = _words()
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
        if _LETTERHEAD.fullmatch(text) or not re.search(r"\w", text) or (count > 1 and _DOC_NUMBER.search(text)):
            return 0
        joined += text
        if len(joined) > _TITLE_LENGTH:
            return 0
        found = words.title.fullmatch(joined)
        if (
            found
            and count > 1
            and words.title.fullmatch(text)
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


def _recipients(text: str) -> int:
    """Where the list of recipients at the start of a paragraph ends (behind its colon), or 0.

    各镇政府，各街道办事处，各管委会：   各省、自治区、直辖市人民政府，国务院各部委、各直属机构：《方案》已经…
    """
    found = re.match(r"[^。！？“《\n]{2,300}?：", text)
    if not found or _LETTER.search(found[0]) or marker().match(text):
        return 0
    if _words().label.match(found[0]) or _words().attachment.match(text):
        return 0
    named = found[0].startswith(("各", "有关")) or re.search(
        "人民政府|各部门|各单位|委员会|管委会|办事处|直属机构|各局|企事业单位|局[，、：]", found[0]
    )
    return found.end() if named else 0


def _split_at_commas(text: str) -> str:
    """A list of bodies as the notice parts it, by ，; joined with line feeds."""
    return "\n".join(part for part in re.split("[，；]", text.strip("。：")) if part)


def _signature(parts: _Parts, paragraphs: list[tuple[int, int]], index: int) -> int:
    """Read issuer and date where the paragraph `index` signs the letter; returns how many paragraphs it takes."""
    words, text = _words(), parts.text
    start, end = paragraphs[index]
    if named := words.issuer.match(text[start:end]):
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
                parts.field("signed_date", a, a + dated, iso_date(line))
                for signer in signers:
                    parts.block("signature", *paragraphs[signer])
                parts.block("signed_date", a, b)
                return place - index + 1
            if not words.issuer.match(line):
                return 0
            signers.append(place)
        return 0
    for found in words.signed_inline.finditer(text, start, end):
        if found.end() < end and text[found.end()] not in "（\n":
            continue
        parts.field("signature", *found.span("issuer"))
        parts.field("signed_date", *found.span("date"), iso_date(found["date"]))
        parts.block("signature", *found.span("issuer"))
        parts.block("signed_date", *found.span("date"))
        return 1
    return 0


def _date_line(line: str) -> int:
    """Where the date ends that is all of a line, but for a bracket: 2024年3月5日（印章）, 2024-03-05; else 0."""
    found = re.fullmatch(rf"{_DATE}(?:[（【\[][^）】\]]{{1,20}}[）】\]])?", line)
    if found:
        return found.end("day") + 1
    return len(line) if times.NUMERIC_DATE.fullmatch(line) and iso_date(line) else 0


def _signers(lines: Sequence[str]) -> str:
    """Who signs: the bodies of the lines, two parted by 、; a bare 办公室 is the rest of the line before."""
    signed = ""
    for line in lines:
        named = _words().issuer.match(line)
        name = named["name"] if named else line
        signed += ("、" if signed and len(name) > 4 else "") + name
    return signed


def _date_alone(parts: _Parts, start: int, end: int) -> int:
    """Read a date that stands without a signature (the seal is no text); returns how many paragraphs it takes."""
    if not _date_line(parts.text[start:end]):
        return 0
    parts.field("signed_date", start, end, iso_date(parts.text[start:end]))
    parts.block("signed_date", start, end)
    return 1


def _numbered_line(line: str) -> int:
    """Where the document number ends with which a line of the page's labels begins: 云政办发〔2023〕4号 时间：…; else 0."""
    number = _DOC_NUMBER.match(line)
    label = _words().label.match(line, number.end()) if number else None
    return number.end() if number and label and label["colon"] else 0


def _publicity(parts: _Parts, start: int, end: int) -> bool:
    """Read （此件公开发布）; whether the paragraph is nothing else."""
    found = _words().publicity.search(parts.text, start, end)
    if not found or "公开" not in found[0]:
        return False
    parts.field("publicity", *found.span("value"))
    parts.block("publicity", *found.span())
    return found.start() == start


def _labelled_publicity(parts: _Parts, start: int, end: int) -> bool:
    """Read a line 公开方式：主动公开 below the letter."""
    label = _words().label.match(parts.text, start, end)
    named = label and label["colon"] and _words().label_names[label["label"]] == "publicity"
    if not label or not named or not label.end() < end <= start + _PUBLICITY:
        return False
    parts.field("publicity", label.end(), end)
    parts.block("publicity", start, end)
    return True


def _imprint(parts: _Parts, paragraphs: list[tuple[int, int]]) -> None:
    """Read 抄送, the printing office and its date from the foot of the notice."""
    text = parts.text
    last = len(paragraphs)
    for index in range(max(0, last - _FOOT), last):
        if index in parts.taken:
            continue
        start, end = paragraphs[index]
        line = text[start:end]
        if found := re.match("(?:抄送|分送|抄报|主送)[：:]?", line):
            stop = index
            # 抄送：县委各部门，…，县纪委 / 办公室，县人武部。 runs over lines until its full stop.
            while not text[start : paragraphs[stop][1]].endswith("。") and stop + 1 < last:
                following = text[slice(*paragraphs[stop + 1])]
                if _DATE_RE.search(following) or _words().issuer.match(following):
                    break
                stop += 1
            end = paragraphs[stop][1]
            a = start + found.end()
            name = "recipients" if line.startswith("主送") else "cc"
            parts.bodies(name, a, end, _split_at_commas(text[a:end].replace("\n", "")))
            parts.block(name, start, end)
            parts.taken.update(range(index, stop + 1))
            continue
        printed = re.fullmatch(rf"(?P<office>[{HAN}（）]{{2,40}})?(?P<date>{_DATE})(?:印发|印)?", line)
        if printed and line.endswith(("印发", "印")):
            office = printed.span("office")
            if printed["office"] is None and index and _words().issuer.match(text[slice(*paragraphs[index - 1])]):
                office = (paragraphs[index - 1][0] - start, paragraphs[index - 1][1] - start)
                parts.taken.add(index - 1)
                parts.block("imprint", *paragraphs[index - 1])
            if office[1] > office[0]:
                parts.field("print_office", start + office[0], start + office[1])
            parts.field("print_date", start + printed.start("date"), start + printed.end("date"), iso_date(line))
            parts.block("imprint", start, end)
            parts.taken.add(index)


# A paragraph this long at the start of a notice is a page flattened to running text.
_FLATTENED = 150
# … and a shorter one that gives the recipients behind the title.
_SHORT = 40
# 云川县人民政府2024年3月5日 signs; 县政府2024年3月5日召开会议 tells.
_TELLS = "前起至以，、召下上在的会后期间印，关公发"


def _unflattened(reading: Reading) -> list[tuple[int, int]]:
    """The paragraphs, a first one that was flattened cut where title, number, recipients and signature end.

    …关于印发…方案的通知岚政办〔2024〕3号各片区管理局，区直各单位：《…方案》已经…，请认真贯彻执行。…办公室2024年3月5日附件…
    """
    text, paragraphs = reading.text, list(reading.paragraphs)
    for index, (start, end) in enumerate(paragraphs[:16]):
        if end - start < _SHORT or marker().match(text, start, end):
            continue
        # A number in front of the title, whatever parts them: 云政发〔2023〕3号-云川县人民政府关于…
        number = _DOC_NUMBER.match(text, start, end)
        title = re.compile(r"[-—_:： ]*").match(text, number.end(), end).end() if number else start  # type: ignore[union-attr]
        cuts = list(_letter_cuts(reading, title, end))
        if end - start < _FLATTENED and not any(_recipients(text[cut:end]) for cut in cuts):
            continue
        cuts = sorted({start, number.end() if number and cuts else start, title if cuts else start, *cuts, end})
        return [*paragraphs[:index], *pairwise(cuts), *paragraphs[index + 1 :]]
    return paragraphs


_ADDRESSED = re.compile("各[^。；：《》“]{2,160}：(?=[《为现经根按])")


def _title_in_clutter(reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    """The title among what a flattened page prints around it, by the blanks at both its ends.

    首页 > 政务公开 > 文件 云川县人民政府关于印发…方案的通知 发布时间: 2023-3-5 字号:[大 中 小] 云政发〔2023〕6号 各…
    """
    origin = reading.origin
    gaps = [at for at in range(start + 1, min(end, start + 4 * _TITLE_LENGTH)) if origin[at] - origin[at - 1] > 1]
    edges = [start, *gaps]
    for width in (1, 2, 3):
        for a, b in zip(edges, edges[width:], strict=False):
            words = reading.text[a:b]
            if a > start and len(words) <= _TITLE_LENGTH and "：" not in words and _words().title.fullmatch(words):
                return a, b
    return None


def _letter_cuts(reading: Reading, start: int, end: int) -> Iterator[int]:
    words, text = _words(), reading.text
    at = start
    if titled := _title_in_clutter(reading, start, end):
        yield from titled
        at = titled[1]
        if number := _DOC_NUMBER.search(text, at, min(end, at + _TITLE_LENGTH)):
            yield from number.span()
            at = number.end()
    for kind in () if titled else words.kind.finditer(text, start, min(end, start + _TITLE_LENGTH)):
        number = re.compile(rf"[（(]?{_DOC_NUMBER.pattern}[）)]?").match(text, kind.end())
        behind = number.end() if number else kind.end()
        quoted = text.rfind("《", start, kind.start()) > text.rfind("》", start, kind.start())
        if text[kind.end() : kind.end() + 1] == "的" or quoted:
            continue
        if (number or _recipients(text[behind : behind + 400])) and re.search("关于|印发", text[start : kind.end()]):
            yield kind.end()
            if number:
                yield behind
            at = behind
            break
    if length := _recipients(text[at : at + 400]):
        at += length
        yield at
    elif addressed := _ADDRESSED.search(text, at, min(end, at + 4 * _TITLE_LENGTH)):
        # The page's clutter stands between the title and the recipients: …的通知 时间：… 分享到 各相关单位：《…》
        yield addressed.start()
        yield addressed.end()
        at = addressed.end()
    for signed in words.signed_inline.finditer(text, at, end):
        if text[signed.end() : signed.end() + 1] in tuple(_TELLS):
            continue
        yield signed.start()
        public = words.publicity.match(text, signed.end())
        if (public.end() if public else signed.end()) < end:
            yield public.end() if public else signed.end()
        return


def _zone(text: str, paragraphs: list[tuple[int, int]]) -> int:
    """How many paragraphs stand before the body's first numbering."""
    for index, (start, end) in enumerate(paragraphs[:_ZONE]):
        if marker().match(text, start, end):
            return index
    return min(_ZONE, len(paragraphs))


def _letter(parts: _Parts, paragraphs: list[tuple[int, int]]) -> None:
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
        elif not addressed and re.fullmatch(rf"[（(]?{_DOC_NUMBER.pattern}[）)]?", line):
            parts.field("doc_number", *_DOC_NUMBER.search(text, start, end).span())  # type: ignore[union-attr]
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
        elif not addressed and (length := _recipients(line)):
            parts.field("recipients", start, start + length, _split_at_commas(line[:length]))
            parts.block("recipients", start, start + length)
            addressed = True
            if start + length < end:
                before = len(parts.blocks)
                signed |= bool(_signature(parts, [(start + length, end)], 0))
                _publicity(parts, start + length, end)
                parts.around("preamble", start + length, end, parts.blocks[before:])
            took = 1
        elif not signed and (took := _signature(parts, paragraphs, index)):
            signed = True
            _publicity(parts, start, end)
        elif addressed and not signed and (took := _date_alone(parts, start, end)):
            signed = True
        elif _publicity(parts, start, end):
            took = 1
        if took:
            parts.taken.update(range(index, index + took))
        index += took or 1


def _settle(parts: _Parts, paragraphs: list[tuple[int, int]]) -> None:
    """Issuer and year, and what only the index table says.

    Where the signature and the title name different issuers (人民政府, 人民政府办公室), the signature holds.
    """
    fields, text = parts.fields, parts.text
    labelled = {name.removeprefix("label_"): fields.pop(name) for name in list(fields) if name.startswith("label_")}
    if "title" in labelled and _words().title_end.search(labelled["title"].value):
        # The index table gives the title clean; the page around it prints it with clutter.
        fields["title"] = replace(labelled["title"], name="title")
    for name, found in labelled.items():
        if name != "issuer":
            fields.setdefault(name, replace(found, name=name))
    if "title" not in fields:
        start, end = next(
            ((a, b) for i, (a, b) in enumerate(paragraphs[:8]) if i not in parts.taken and b - a <= _TITLE_LENGTH),
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
        if named and all(_words().issuer.match(name) and len(name) <= 24 for name in named[0].split("、")):
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


def header(notice: Notice) -> Notice:
    """The notice with the fields of its header and imprint, and with blocks for the paragraphs they take."""
    parts = _Parts(notice)
    paragraphs = _unflattened(notice.reading)
    of_parts = sorted(
        parts.reading.index(block.start) for block in notice.all(Block) if block.kind.startswith("attachment")
    )
    parts.taken.update(
        index
        for index, (start, end) in enumerate(paragraphs)
        if bisect_left(of_parts, start) < bisect_left(of_parts, end)
    )
    _letter(parts, paragraphs)
    _imprint(parts, paragraphs)
    # At the end of the whole, or else at the end of a letter that is itself numbered, before its attachments.
    foot = range(max(0, len(paragraphs) - _FOOT), len(paragraphs))
    for index in (*foot, *range(foot.start)):
        if "signature" in parts.fields:
            break
        if index not in parts.taken and (took := _signature(parts, paragraphs, index)):
            parts.taken.update(range(index, index + took))
    for index in reversed(foot):
        # A date that nobody stands above, the seal being no text.
        if "signed_date" not in parts.fields and index not in parts.taken and _date_alone(parts, *paragraphs[index]):
            parts.taken.add(index)
    for index in (*foot, *range(foot.start)):
        # Behind the signature, alone.
        if "publicity" in parts.fields or index in parts.taken:
            continue
        alone = _words().publicity.fullmatch(parts.text, *paragraphs[index])
        if (alone and _publicity(parts, *paragraphs[index])) or _labelled_publicity(parts, *paragraphs[index]):
            parts.taken.add(index)
    _settle(parts, paragraphs)
    return notice.adding([*parts.fields.values(), *parts.blocks])
