"""Doubt: what makes a row doubtful, what a notice's grade says, and that every reason has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.extract import extract
from pipeline.meaning.trust import doubt, opinion
from pipeline.meaning.trust.evidence import TABLES
from pipeline.notice import Doubt, Finding, Item, Mention, Notice, Rating, Source

PACKAGE = Path(rules.__file__).parents[1]
HEAD = "云川县人民政府关于印发2024年重点工作责任分工的通知\n各乡镇人民政府：\n现印发给你们。\n云川县人民政府\n2024年2月1日\n一、工作\n"
CALM = "1.修缮校舍3处。（责任单位：县教育局、县财政局）\n2.新建公厕5座。（责任单位：县住房和城乡建设局）\n"


def read(body: str) -> Notice:
    return extract(Notice("n", HEAD + body, Source("n.txt", "", "text")))


def ratings(notice: Notice, table: str) -> list[Rating]:
    return [one for one in notice.all(Rating) if one.table == table]


def test_every_row_is_rated_once() -> None:
    notice = read(CALM)
    assert [one.row_id for one in ratings(notice, "items")] == [one.item_id for one in notice.all(Item)]
    assert len(ratings(notice, "assignments")) == len(notice.all(Mention)) == 3
    assert [one.row_id for one in ratings(notice, "notices")] == ["n"]


def test_plain_rows_are_hardly_doubted() -> None:
    notice = read(CALM)
    assert max(one.doubt for one in notice.all(Rating) if one.table != "notices") < 0.05


def test_a_sentence_among_the_names_is_doubted() -> None:
    notice = read(CALM.replace("、县财政局", "、推动企业2025年全面落实减税降费各项政策措施"))
    worst = max(ratings(notice, "assignments"), key=lambda one: one.doubt)
    unread = [one.code for one in notice.all(Finding)]
    assert worst.doubt >= rules.load("doubt")["threshold"] or "list_unread" in unread


@pytest.mark.parametrize("body", [CALM, CALM.replace("\n", "")], ids=["on lines of their own", "one behind the other"])
def test_what_a_stage_doubts_reaches_its_rows_and_no_others(body: str) -> None:
    notice = read(body)
    first, second = notice.all(Item)
    plain = Notice(notice.notice_id, notice.text, notice.source, reading=notice.reading).adding(
        span for span in notice.spans if not isinstance(span, Rating)
    )
    again = doubt.doubt(plain.adding([Doubt(first.start, first.end, "table_layout", 1.0, ("items",))]))
    rated = {one.row_id: one for one in again.all(Rating)}
    assert "table_layout" in rated[first.item_id].reasons and "table_layout" not in rated[second.item_id].reasons
    assert rated[first.item_id].doubt > rated[second.item_id].doubt
    assert not any("table_layout" in one.reasons for one in ratings(again, "assignments"))


def test_more_signs_never_make_a_row_surer() -> None:
    for table, weights in rules.load("doubt_weights").items():
        assert table in TABLES and weights["base"] < 0
        assert all(weight >= 0 for code, weight in weights.items() if code != "base")


@pytest.mark.parametrize(
    ("doubts", "errors", "expected"),
    [([0.0] * 100, 0, "A"), ([0.04] * 100, 0, "B"), ([0.0] * 50, 4, "C"), ([0.5] * 10, 0, "D"), ([], 0, "D")],
)
def test_the_grade_follows_from_doubts_and_what_was_not_read(doubts: list[float], errors: int, expected: str) -> None:
    rows = [Rating(0, 1, "items", str(place), one, ()) for place, one in enumerate(doubts)]
    findings = [Finding(0, 1, "list_unread", "error", "", "")] * errors
    found = doubt.grade(rows, findings)
    assert found.grade == expected
    assert str(len(doubts)) in found.reason and str(len(doubts)) in found.reason_en


def test_every_reason_has_its_words_and_every_word_a_reason() -> None:
    said = set(rules.load("doubt")["reasons"])
    learned = {code for weights in rules.load("doubt_weights").values() for code in weights} - {"base"}
    assert learned <= said
    words = {word for path in PACKAGE.rglob("*.py") for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    assert {one for one in said - words if not one.startswith("no_")} == set()


def test_the_words_around_a_number_speak_for_a_promise_or_against() -> None:
    weights = {"base": -0.5, "b1:学位": 2.0, "b1:占地": -2.0}
    notice = read("1.新增学位300个，占地20亩。（责任单位：县教育局）\n")
    leanings = [opinion.leaning(one.words, weights) for one in opinion.heard(notice)]
    assert leanings == [0.375, -0.625]


def test_a_number_passed_over_is_rated_and_a_target_is_not_rated_twice() -> None:
    notice = read("1.新增学位300个，现有校舍20处。（责任单位：县教育局）\n")
    rated = {notice.text[one.start : one.end] for one in ratings(notice, "numbers")}
    assert rated == {"20"}
    assert [notice.text[one.start : one.end] for one in ratings(notice, "targets")] == ["300个"]
