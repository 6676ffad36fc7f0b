"""The vocabulary of a letter's head and foot (GB/T 9704-2012, chapter 7) as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language import times
from pipeline.language.numbering import marker
from pipeline.language.numerals import TEN
from pipeline.language.signs import HAN

_SAID = rules.lists("layout")
# A title has no more characters.
TITLE_LENGTH = 120
DATE = times.FULL_DATE
# 金政发〔2024〕1号   丹政办发[2019]89号   国发〔2020〕6号
DOC_NUMBER = re.compile(
    rf"(?:(?!的)[{HAN}]){{1,14}}[〔\[［（(﹝【「]{times.CENTURY}\d\d[〕\]］）)﹞】」]第?\d{{1,5}}号"
)
# A sentence that the letter itself speaks; it is no list of recipients.
LETTER = re.compile(_SAID.letter)


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
    copies: re.Pattern[str]
    copy_names: dict[str, str]


@cache
def words() -> Words:
    header = rules.load("layout")["header"]
    names = {word: name for name, labels in header["labels"].items() for word in labels}
    issuers = rules.words(header["issuers"])
    label = rules.words(names)
    publicity = rules.words(header["publicity"])
    kinds = rules.words(header["kinds"])
    copies = {word: name for name, group in header["copies"].items() for word in group}
    return Words(
        # 国发〔2020〕6号  国务院关于落实……分工的意见   ……的通知国办发〔2020〕43号
        title=re.compile(
            rf"(?P<number>{DOC_NUMBER.pattern})?"
            rf"(?P<title>[^\n]*(?:关于|印发)[^\n]*(?:{kinds})(?:（[^（）]{{1,20}}）)?)"
            rf"[（(]?(?P<number_behind>{DOC_NUMBER.pattern})?[）)]?"
            # …的通知 - 云川县人民政府网
            rf"(?:[-－—_|]{{1,2}}[{HAN}]{{2,24}}(?:{rules.words(header['sites'])}))?"
        ),
        kind=re.compile(kinds),
        title_end=re.compile(rf"(?:{kinds})(?:（[^（）]{{1,20}}）)?$"),
        attachment_end=re.compile(rf"(?:{rules.words(header['attachment_kinds'])})(?:（[^（）]{{1,30}}）)?$"),
        issuer=re.compile(rf"^(?P<name>[{HAN}（）·]{{0,36}}(?:{issuers}))(?:（{_SAID.seals}）)?$"),
        # …请认真贯彻执行。国务院办公厅2020年11月1日（此件公开发布）
        signed_inline=re.compile(rf"(?:^|(?<=[。）]))(?P<issuer>[{HAN}]{{0,20}}(?:{issuers}))(?P<date>{DATE})(?!印发)"),
        publicity=re.compile(
            rf"（(?:(?:{rules.words(header['labels']['publicity'])})：)?(?P<value>(?:{publicity})[^（）]{{0,20}})）"
        ),
        # [发文字号]京政办发〔2020〕5号   发文字号：…   索引号jnsjxx/2021-00428公开方式主动公开
        label=re.compile(rf"(?P<open>[\[【［])?(?P<label>{label})(?P<close>[\]】］])?(?P<colon>[：:])?"),
        label_names=names,
        attachment=re.compile(rf"(?:{rules.words(header['attachment'])})[0-9{TEN}]{{0,3}}[：:]?"),
        # 抄送：县委办公室，…   抄送县委办公室   主送：各镇政府 抄送：县委办公室
        copies=re.compile(rf"(?:^(?P<first>{rules.words(copies)})[：:]?|(?P<label>{rules.words(copies)})[：:])"),
        copy_names=copies,
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


def addressed(text: str) -> int:
    """Where the list of recipients at the start of a paragraph ends (behind its colon), or 0.

    各镇政府，各街道办事处，各管委会：   各市、县人民政府，省政府各厅局、各直属事业单位：《方案》已经…
    """
    found = re.match(r"[^。！？“《\n]{2,300}?：", text)
    if not found or LETTER.search(found[0]) or marker().match(text):
        return 0
    # …通知--云川市人民政府网 当前位置：首页: the colon is that of a label of the page.
    labels = words().label.finditer(found[0])
    if any(label.start() == 0 or label["colon"] for label in labels) or words().attachment.match(text):
        return 0
    named = found[0].startswith(_SAID["many"]) or re.search(f"{_SAID.addressed}|局[，、：]", found[0])
    return found.end() if named else 0


def split_at_commas(text: str) -> str:
    """A list of bodies as the notice parts it, by ，; joined with line feeds."""
    return "\n".join(part for part in re.split("[，；]", text.strip("。：")) if part)
