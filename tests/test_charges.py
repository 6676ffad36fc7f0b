"""Who answers for a task is the same wherever tasks and units are joined."""

from __future__ import annotations

import worknotice
from pipeline import rules
from pipeline.compare.year import TABLES, Year
from pipeline.dataset.charges import charges
from pipeline.show.view.review import read

TEXT = """石渡县人民政府2031年重点工作
一、工作
（一）办好文化（责任单位：县文旅局、县体育局）
1.放映电影30场。
2.修缮剧场1座。
（二）办好养老
3.新增床位40张。（责任单位：县民政局）
4.整理档案。
"""
WANTED = {
    "shidu-2031-i001": ["县文旅局", "县体育局"],
    "shidu-2031-i002": ["县文旅局", "县体育局"],
    "shidu-2031-i003": ["县文旅局", "县体育局"],
    "shidu-2031-i004": ["县民政局"],
    "shidu-2031-i005": [],
}


def test_rows_frames_and_questions_agree() -> None:
    tables = worknotice.read(TEXT.encode(), name="shidu-2031.txt")
    rows = {name: tables.to_arrow(name).to_pylist() for name in TABLES}
    by_rows = charges(rows["items"], rows["assignments"])
    assert {item_id: [row["name"] for row in named] for item_id, named in by_rows.items()} == WANTED
    frame = tables.charges().groupby("item_id")["name"].agg(list).to_dict()
    asked = tables.to_duckdb().execute(
        f"SELECT item_id, list(name ORDER BY position) FROM ({rules.load('views')['charges']['sql']}) GROUP BY item_id"
    )
    with_units = {item_id: names for item_id, names in WANTED.items() if names}
    assert frame == dict(asked.fetchall()) == with_units


def test_the_page_and_the_comparison_go_by_it() -> None:
    tables = worknotice.read(TEXT.encode(), name="shidu-2031.txt")
    review = read("shidu-2031", tables)
    assert {item_id: [row["name"] for row in named] for item_id, named in review.assigned.items()} == WANTED
    year = Year.of({name: tables.to_arrow(name).to_pylist() for name in TABLES}, "shidu-2031")
    assert {item_id: len(roles) for item_id, roles in year.roles.items()} == {
        one: len(of) for one, of in WANTED.items()
    }
