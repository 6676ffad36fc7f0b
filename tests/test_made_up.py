"""Notices put together from fragments of every layout, and the real one damaged: read soundly or refused, never a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_invariants import LISTS, NOISE, ROOT, SENTENCES, assert_sound, notice_of

from pipeline.dataset import tables
from pipeline.dataset.reading import rows
from pipeline.extract import extract
from pipeline.notice import NoticeError
from pipeline.read import read

#: Fragments of notices in each of the layouts that they come in; what hypothesis joins need make no sense.
LAYOUTS = {
    "letter": [
        "松岭县人民政府文件\n松政发〔2033〕7号\n", "松岭县人民政府关于印发2033年重点任务分解方案的通知\n",
        "各乡镇人民政府，县政府各部门：\n", "现将方案印发给你们，请认真组织实施。\n", "松岭县人民政府\n2033年2月30日\n", "（此件公开发布）\n",
        "抄送：县委办，县人大办。\n松岭县人民政府办公室　　2033年3月1日印发\n", "索引号：abc/2033-00012　发文日期：二〇三三年三月一日\n",
    ],
    "list": [
        "3.新增床位120张。（责任单位：县民政局、县财政局）\n", "（四）扩大开放。年内引进企业5家以上\n责任单位：县商务局；配合单位：各镇\n",
        "〔县教育局牵头，县财政局等按职责分工负责〕\n", "5．压减15%—20%，其中工业压减1/3。[市发改委、各县（市、区）]", "完成时限：6月底前\n",
        "一、重点工作（共12项）\n",
    ],
    "table": [
        "序号\t工作任务\t责任单位\t完成时限\n", "1\t修缮祠堂3座\t县文旅局\t9月底\n", "\t\t县财政局\t\n", "|2|疏浚河道8公里|县水利局|\n",
        "合计\t\t\t\n",
    ],
    "flat": [
        "序号\n任务分解\n牵头单位\n配合单位\n", "1\n改造危桥12座\n县交通局\n县财政局\n", "序号 重点任务 责任单位\n2 建成公园1个 县住建局\n",
        "1新建粮库2座。县发改局2改造管网30公里。县住建局", "表2 单位：万元\n", "指标\n单位\n2030年\n2035年目标\n粮食产量\n万吨\n12.5\n≥13\n",
    ],
    "annexes": ["附件：1.任务分解表\n　　　2.考核办法\n", "附件1\n任务分解表\n", "附件2：\n", "目　录\n一、总体要求……3\n", "附件"],
    "noise": [
        *NOISE, "\n", "\r\n", "\u2028", "\x0c", "\ud800", "\u202e", "\x00", "⽔⼚", "㈠", "½", "𝟝", "٣", "9" * 45, "（" * 9,
    ],
}  # fmt: skip
fragments = st.one_of(*map(st.sampled_from, LAYOUTS.values()), st.sampled_from(LISTS), st.sampled_from(SENTENCES))
TASK = "1.改造管网3公里。（责任单位：县财政局）\n"
laid_out = st.tuples(st.sampled_from(["", TASK, TASK]), st.lists(fragments, min_size=2, max_size=40).map("".join)).map(
    "".join
)

REAL = read(ROOT / "raw" / "jinxiang-2024.txt").text


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A stretch of the real notice behind its head, with some of it left out, said twice, turned or broken by a fragment."""
    start = draw(st.integers(0, len(REAL) - 1_200))
    text = REAL[:500] + REAL[start : start + draw(st.integers(200, 1_200))]
    for _ in range(draw(st.integers(1, 8))):
        a = draw(st.integers(0, len(text)))
        b = draw(st.integers(a, min(len(text), a + 60)))
        put = draw(st.sampled_from(["", text[a:b] * 2, text[a:b][::-1]]) | fragments)
        text = text[:a] + put + text[b:]
    return text


def assert_read_or_refused(text: str) -> None:
    """The whole chain reads a text, soundly and to the same bytes twice, or refuses it twice."""
    try:
        found = rows(notice_of(text))
    except NoticeError:
        with pytest.raises(NoticeError):
            rows(notice_of(text))
        return
    assert found == rows(notice_of(text))
    assert_sound(extract(notice_of(text)))
    targets = found["targets"]
    stretches = zip(targets["quote"], targets["span_start"], targets["span_end"], strict=True)
    assert all(words == text[start:end] for words, start, end in stretches)


@example("附件1\n任务分解表\n（此件公开发布）\n")
@example(
    "序号 重点任务 责任单位\n2 建成公园1个 县住建局\n松岭县人民政府文件\n松政发〔2033〕7号\n1\t修缮祠堂3座\t县文旅局\t9月底\n"
)
@example(
    "序号\n任务分解\n牵头单位\n配合单位\n松岭县人民政府文件\n松政发〔2033〕7号\n3.新增床位120张。（责任单位：县民政局、县财政局）\n"
    "松岭县人民政府文件\n松政发〔2033〕7号\n1\n改造危桥12座\n县交通局\n县财政局\n"
)
@example(
    "松岭县人民政府文件\n松政发〔2033〕7号\n序号 重点任务 责任单位\n2 建成公园1个 县住建局\n5．压减15%—20%，其中工业压减1/3。"
    "[市发改委、各县（市、区）]抄送：县委办，县人大办。\n松岭县人民政府办公室　　2033年3月1日印发\n〔县教育局牵头，县财政局等按职责分工负责〕\n"
)
@example("序号 重点任务 责任单位\n2 建成公园1个 县住建局\n抄送：县委办。松岭县人民政府文件\n松政发〔2033〕7号\n")
@example(
    "序号 重点任务 责任单位\n2 建成公园1个 县住建局\n松岭县人民政府文件\n松政发〔2033〕7号\n1\t修缮祠堂3座\t县文旅局\t9月底\n"
    "\u2028松岭县人民政府文件\n松政发〔2033〕7号\n（责任单位：县财政局、教育和体育局等，各镇街、产业园）"
)
@example(
    "（责任单位：县财政局、教育和体育局等，各镇街、产业园）松政发〔2033〕7号\n松岭县人民政府 关于印发2033年松岭县政府重点工作 任务分解的通知\n"
    "各\n松岭县人民政府 关于印发2033年松岭县政府重点工作 任务分解的通知\n各镇政府，各街道办事处，县政府各部门，各企事业单位："
)
@example(
    "\t\t县财政局\t\n道办\t\t县财政局\t\n附件松岭县人民政府\n\n2033年1月31日\n\n（此件公开发布）\n\n一、总体要求\n"
)
@settings(max_examples=40, deadline=None)
@given(laid_out)
def test_fragments_of_every_layout(text: str) -> None:
    assert_read_or_refused(text)


@settings(max_examples=15, deadline=None)
@given(damaged())
def test_the_real_notice_damaged(text: str) -> None:
    assert_read_or_refused(text)


@settings(max_examples=10, deadline=None)
@given(text=laid_out)
def test_what_a_reader_gives_can_be_written(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A reader never gives what no file can hold: half a surrogate pair, a NUL."""
    path: Path = tmp_path_factory.mktemp("made") / "made-up.txt"
    path.write_bytes(text.encode("utf-8", "replace"))
    try:
        part = tables.arrow(rows(read(path)))
    except NoticeError:
        return
    tables.check(part)
    assert tables.dump(part) == tables.dump(tables.arrow(rows(read(path))))
