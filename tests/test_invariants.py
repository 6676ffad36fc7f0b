"""What holds for every notice, the one in raw/ and any that hypothesis makes up."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from growth import MOST, doubled
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset import tables
from pipeline.dataset.reading import rows
from pipeline.extract import extract
from pipeline.meaning.targets import targets
from pipeline.meaning.trust.findings import audit
from pipeline.meaning.units.mentions import units
from pipeline.notice import Block, Item, Mention, Notice, Number, Section, Source, Span, Table, Target
from pipeline.read import read
from pipeline.structure.header import header
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair

ROOT = Path(__file__).parents[1]

HEADINGS = [
    "一、总体要求",
    "二、重点任务",
    "三、保障措施",
    "（一）突出项目建设",
    "（二）改善民生福祉。",
    "第二部分 任务分解",
]
SENTENCES = [
    "新建农村公路 120 公里，改造危桥15座。",
    "力争旅游综合收入突破３．５亿元，增长6%—8%。",
    "把“一企一策”落到实处，开展“双百”行动",
    "确保参保率、缴费率均达到95%以上；",
    "到2025年，每千人口医师数达到3.2人。",
    "压缩至5个工作日以内,其中抵押登记1日办结。",
    "推进5G网络、G105改线和PM2.5治理",
    "十八届人大三次会议确定的事项，按〔2024〕3号文件办理。",
]
LISTS = [
    "（责任单位：县财政局、教育和体育局等，各镇街、产业园）",
    "（县发改局牵头，县工信局、商务局配合，6月底前完成）",
    "〔牵头单位：市教育局；配合单位：各县（市、区）政府]",
    "（责任单位：县住建局、县城管局（执法大队",
    "\n责任单位：市工信局、发改委",
    "（以下简称“专班”）",
]
NOISE = [
    "— 3 —",
    "　　",
    "\t",
    "（",
    "）",
    "”",
    "12.",
    "①",
    "附件",
    "抄送：县委办。",
    "2024年1月31日",
    "\u200b",
    "😀",
    "．5",
    "、、",
    "A1b2",
]

#: Text that somebody could send to keep the program busy: what stands before, what is repeated, what stands behind.
HOSTILE: dict[str, tuple[str, str, str]] = {
    **{unit: ("", unit, "") for unit in (
        "（", "（责任单位：", "1.", "一、", "9", "万", "1,000", "县财政局、", "等", "“", "责任单位：", "A", "\u3000", "1 ", "及各地区",
        "牵头，", "各县：", "2024年", "第一", "一\n",
    )},
    "（责任单位：县财政局等…": ("（责任单位：", "县财政局等", "）"),
    "分别…1个、": ("分别" * 1_000, "1个、", ""),
    "关于…的通知": ("", "关于", "的通知"),
}  # fmt: skip

numbers = st.integers(1, 30).map(lambda number: f"{number}. ")
pieces = st.one_of(
    st.sampled_from(HEADINGS), st.sampled_from(SENTENCES), st.sampled_from(LISTS), st.sampled_from(NOISE), numbers,
    st.sampled_from(["\n", "\n", "\n\n"]), st.text(max_size=6),
)  # fmt: skip
documents = st.lists(pieces, min_size=1, max_size=60).map("".join).filter(str.strip)


def notice_of(text: str) -> Notice:
    return Notice("made-up", text, Source("made-up.txt", "0" * 64, "text"))


def everything(text: str) -> Notice:
    """All stages, without the refusal of what is no notice."""
    return audit(targets(units(outline(header(repair(notice_of(text)))))))


def assert_sound(notice: Notice) -> None:
    text = notice.text
    assert len(notice.reading.text) == len(notice.reading.origin)
    assert all(a < b for a, b in pairwise(notice.reading.origin))
    covered = [0] * len(text)
    for block in notice.all(Block):
        for place in range(block.start, block.end):
            covered[place] += 1
    assert max(covered, default=0) <= 1
    for place, times in enumerate(covered):
        assert times or text[place].isspace() or text[place] in "\u200b\u200c\u200d\u2060\ufeff", (place, text[place])
    for digit in (place for place, sign in enumerate(text) if sign in "0123456789０１２３４５６７８９"):
        assert any(number.start <= digit < number.end for number in notice.all(Number)), (
            digit,
            text[digit - 5 : digit + 5],
        )
    for kind in (Section, Item, Number):
        assert_disjoint(notice.all(kind))
    items = {item.item_id: item for item in notice.all(Item)}
    for target in notice.all(Target):
        assert target.indicator and target.value is not None
        assert not target.item_id or items[target.item_id].start <= target.start < items[target.item_id].end
        assert set("0123456789０１２３４５６７８９百千万亿一二三四五六七八九十两半") & set(notice.quote(target))
    tables = notice.all(Table)
    for mention in notice.all(Mention):
        item = items[mention.item_id]
        assert mention.name and mention.start < mention.end <= item.end
        # A cell that is merged over several rows stands in the first of them, and names the units of all.
        merged = any(table.start <= mention.start and item.end <= table.end for table in tables)
        assert item.start <= mention.start or merged


def assert_disjoint(spans: tuple[Span, ...]) -> None:
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    assert all(a.end <= b.start for a, b in pairwise(ordered)), ordered


def test_of_the_notice_in_raw() -> None:
    assert_sound(extract(read(ROOT / "raw" / "jinxiang-2024.txt")))


@settings(max_examples=100, deadline=None)
@given(documents)
def test_of_made_up_documents(text: str) -> None:
    assert_sound(everything(text))


@settings(max_examples=40, deadline=None)
@given(documents)
def test_rows_never_fail(text: str) -> None:
    notice = everything("（责任单位：县财政局）\n" + text)
    assert notice.notice_id == "made-up"
    found = rows(notice_of("1.改造管网3公里。（责任单位：县财政局）\n" + text))
    assert tables.dump(tables.arrow(found)) == tables.dump(tables.arrow(found))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_no_more_than_its_length_allows(name: str) -> None:
    before, unit, behind = HOSTILE[name]
    grown = doubled(lambda size: everything(before + unit * (size // len(unit)) + behind), 2_000)
    assert grown < MOST, f"{grown:.2f} times the calls for twice the text"
