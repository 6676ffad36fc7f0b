"""Units and numbers that no stage has read are told, once at their place."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.meaning.trust.unread import unmeasured, unread
from pipeline.notice import Notice, Source

HEAD = "云川县人民政府关于印发2024年重点工作责任分工的通知\n各乡镇人民政府：\n现印发给你们。\n云川县人民政府\n2024年2月1日\n一、工作\n"
TASK = "1.修缮校舍3处。（责任单位：县教育局）\n"


def read(body: str) -> Notice:
    return extract(Notice("n", HEAD + TASK + body, Source("n.txt", "", "text")))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A label that no rule knows, none at all, a table run together.
        ("2.新建公厕5座。【包靠部门：县城管局】\n", []),
        ("2.新建公厕5座。\n县城市管理局、县财政局\n", [(1, "县城市管理局、县财政局")]),
        ("2.新建公厕5座。县城市管理局\n3修水渠2处。县水利局、县财政局\n4修桥1座。县交通运输局\n", [(3, "县城市管理局")]),
        ("2.新建公厕5座。县城市管理局、各县（市）区政府\n", [(1, "县城市管理局、各县（市）区政府")]),
        # The repair joins the lines of a table that lost its head; in the source the names have lines of their own.
        ("2\n修建公厕5座，配齐设施\n县城市管理局、县财政局\n3\n修水渠2处，清理淤泥\n县水利局、县财政局\n", [(2, "县城市管理局、县财政局")]),
        ("2.请县公安局、\n县交通运输局、县财政局\n抓好整治。\n", []),
        # What is said of units is no list of them.
        ("2.办公室设在县水利局（县防汛办）。县教育局、县财政局要加强督查。\n", []),
        ("2.由县公安局、县交通运输局协同抓好整治。\n", []),
        ("2.安排县水投集团3亿元资金。\n", []),
        # Who made a sheet answers for nothing in it.
        ("2.新建公厕5座。\n填报单位：县城市管理局\n", []),
    ],
)  # fmt: skip
def test_units_outside_the_lists(body: str, expected: list[tuple[int, str]]) -> None:
    assert [(len(one.places), one.words) for one in unread(read(body))] == expected


def test_places_far_apart_are_told_apart() -> None:
    far = "2.新建公厕5座。\n县城市管理局、县财政局\n" + "3.加强巡查，压实责任。\n" * 60 + "县水利局、县财政局\n"
    assert [len(one.places) for one in unread(read(far))] == [1, 1]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("新增汽车30骖以上。", 1),
        ("开通率达到90氿以上，办结率达到80氿以上。", 2),
        ("新建公厕5座。", 0),
        ("推广5G应用，执行GB50016规范。", 0),
    ],
)
def test_numbers_of_an_unknown_measure(sentence: str, expected: int) -> None:
    assert sum(map(len, unmeasured(read(f"2.{sentence}\n")))) == expected
