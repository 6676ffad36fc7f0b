"""The vocabulary of a letter's head and foot (GB/T 9704-2012, chapter 7) as patterns, and what is found there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline import rules
from pipeline.language import times
from pipeline.language.numbering import marker
from pipeline.language.signs import HAN
from pipeline.notice import Block, Field, Notice

# A title has no more characters.
TITLE_LENGTH = 120
DATE = times.FULL_DATE
# 金政发〔2024〕1号   丹政办发[2019]89号   国发〔2020〕6号
DOC_NUMBER = re.compile(
    rf"(?:(?!的)[{HAN}]){{1,14}}[〔\[［（(﹝【「]{times.CENTURY}\d\d[〕\]］）)﹞】」]第?\d{{1,5}}号"
)
# A sentence that the letter itself speaks; it is no list of recipients.
LETTER = re.compile("现将|现就|如下|特此|根据|为了|为贯彻|为全面|为深入|经研究")


@dataclass(frozen=True, slots=True)
class Words:
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
def words() -> Words:
    header = rules.load("layout")["header"]
    names = {word: name for name, labels in header["labels"].items() for word in labels}
    issuers = rules.words(header["issuers"])
    label = rules.words(names)
    publicity = rules.words(header["publicity"])
    kinds = rules.words(header["kinds"])
    return Words(
        # 国发〔2020〕6号  国务院关于落实……分工的意见   ……的通知国办发〔2020〕43号
        title=re.compile(
            rf"(?P<number>{DOC_NUMBER.pattern})?"
            rf"(?P<title>[^\n]*(?:关于|印发)[^\n]*(?:{kinds})(?:（[^（）]{{1,20}}）)?)"
            rf"[（(]?(?P<number_behind>{DOC_NUMBER.pattern})?[）)]?"
        ),
        kind=re.compile(kinds),
        title_end=re.compile(rf"(?:{kinds})(?:（[^（）]{{1,20}}）)?$"),
        attachment_end=re.compile(rf"(?:{rules.words(header['attachment_kinds'])})(?:（[^（）]{{1,30}}）)?$"),
        issuer=re.compile(rf"^(?P<name>[{HAN}（）·]{{0,36}}(?:{issuers}))(?:（(?:盖章|印章|公章|章|印)）)?$"),
        # …请认真贯彻执行。国务院办公厅2020年11月1日（此件公开发布）
        signed_inline=re.compile(rf"(?:^|(?<=[。）]))(?P<issuer>[{HAN}]{{0,20}}(?:{issuers}))(?P<date>{DATE})(?!印发)"),
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
        4 <= len(text) <= TITLE_LENGTH
        and not marker().match(text)
        and not text.endswith("：")
        and bool(words().attachment_end.search(text) or words().title_end.search(text))
        and not re.search("[，；。！]", re.sub("《[^》]*》|（[^）]*）|“[^”]*”", "", text))
    )


def recipients(text: str) -> int:
    """Where the list of recipients at the start of a paragraph ends (behind its colon), or 0.

    各镇政府，各街道办事处，各管委会：   各市、县人民政府，省政府各厅局、各直属事业单位：《方案》已经…
    """
    found = re.match(r"[^。！？“《\n]{2,300}?：", text)
    if not found or LETTER.search(found[0]) or marker().match(text):
        return 0
    if words().label.match(found[0]) or words().attachment.match(text):
        return 0
    named = found[0].startswith(("各", "有关")) or re.search(
        "人民政府|各部门|各单位|委员会|管委会|办事处|直属机构|各局|企事业单位|局[，、：]", found[0]
    )
    return found.end() if named else 0


def split_at_commas(text: str) -> str:
    """A list of bodies as the notice parts it, by ，; joined with line feeds."""
    return "\n".join(part for part in re.split("[，；]", text.strip("。：")) if part)


class Parts:
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

    def day(self, name: str, start: int, end: int) -> None:
        """Keep the day that a stretch prints; of a day that there is not (7月97日) nothing is kept."""
        if printed := iso_date(self.text[start:end]):
            self.field(name, start, end, printed)

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
