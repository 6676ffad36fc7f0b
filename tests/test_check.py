"""Checking: what differs is said row by row, and counts are held to what a person accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import LineReader, files

from pipeline.dataset import build, check
from pipeline.notice import NoticeError

pytestmark = pytest.mark.usefixtures("reader")

TEXT = "一、改善民生\n新建口袋公园2处。\n改造老旧小区。\n"


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """A folder with raw/ and the dataset built from it."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a-2024.txt").write_text(TEXT, encoding="utf-8")
    build.build([tmp_path / "raw"], tmp_path / "data", cache=None)
    return tmp_path


def checked(at: Path) -> check.Checked:
    return check.check([at / "raw"], at / "data", at / "expectations")


def changes(at: Path) -> dict[str, check.TableChanges]:
    return {table.name: table for table in checked(at).tables}


def rewrite(at: Path, text: str) -> None:
    (at / "raw" / "a-2024.txt").write_text(text, encoding="utf-8")


def test_a_rebuild_that_agrees_is_ok_and_writes_nothing(at: Path) -> None:
    before = files(at)
    result = checked(at)
    assert result.ok and result.notices == ("a-2024",) and result.rows == 7
    assert files(at) == before


def test_the_cache_is_not_believed(at: Path, reader: LineReader) -> None:
    reader.seen.clear()
    checked(at)
    assert reader.seen == ["a-2024.txt"]


def test_rows_gained_and_lost_are_told_with_their_words(at: Path) -> None:
    rewrite(at, TEXT + "开行公交线路1条。\n")
    items = changes(at)["items"]
    assert len(items.gained) == 1 and not items.lost and not items.changed
    assert items.gained[0].startswith("a-2024-i003: 开行公交线路1条。")
    rewrite(at, TEXT.removesuffix("改造老旧小区。\n"))
    items = changes(at)["items"]
    assert items.lost[0].startswith("a-2024-i002: 改造老旧小区。") and not items.gained
    assert not checked(at).ok


def test_a_changed_cell_is_told_old_and_new(at: Path) -> None:
    rewrite(at, TEXT.replace("2处", "3处"))
    (change,) = changes(at)["items"].changed
    assert change.key == "a-2024-i001"
    assert change.cells == {"text": ("新建口袋公园2处。", "新建口袋公园3处。")}


@pytest.mark.usefixtures("reader")
def test_a_row_that_comes_in_before_others_does_not_change_them(at: Path) -> None:
    """The code finds one more task before those known: their ids move, their words stand where they stood."""
    rewrite(at, TEXT.replace("一、改善民生", "改善民生工作"))
    items = changes(at)["items"]
    assert [row.split(":")[0] for row in items.gained] == ["a-2024-i001"]
    assert not items.lost and len(items.changed) == 2
    assert all(change.moved for change in items.changed)
    assert items.changed_columns == {"item_id": 2, "section_id": 2}


def test_words_that_move_keep_their_rows(at: Path) -> None:
    rewrite(at, TEXT.replace("民生", "民生福祉"))
    items = changes(at)["items"]
    assert not items.gained and not items.lost
    assert [set(change.cells) for change in items.changed] == [{"span_start", "span_end"}] * 2


def test_a_table_edited_by_hand_is_noticed(at: Path) -> None:
    csv = at / "data" / "items.csv"
    csv.write_bytes(csv.read_bytes().replace("公园2处".encode(), "公园9处".encode()))
    result = checked(at)
    assert result.files == ("items.csv",) and not result.tables and not result.ok


def test_texts_missing_or_left_over_are_noticed(at: Path) -> None:
    (at / "data" / "text" / "a-2024.txt").rename(at / "data" / "text" / "b-2024.txt")
    assert checked(at).files == ("text/a-2024.txt", "text/b-2024.txt")


def test_without_a_dataset_every_row_is_gained(tmp_path: Path, at: Path) -> None:
    tables = check.check([at / "raw"], tmp_path / "none", at / "expectations").tables
    assert {table.name: len(table.gained) for table in tables}["items"] == 2


def test_a_damaged_table_is_named(at: Path) -> None:
    (at / "data" / "items.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(NoticeError, match=r"items\.parquet: not a table that can be read"):
        checked(at)


def test_a_long_cell_is_cut_where_it_differs() -> None:
    assert check.short_pair(None, 3) == ("∅", "3")
    old, new = check.short_pair("新" * 300 + "甲" + "尾" * 50, "新" * 300 + "乙" + "尾" * 50)
    assert "甲" in old and "乙" in new and len(old) == len(new) == 40


# ── what a person has accepted ───────────────────────────────────────────────────────────────────────


def accepted(at: Path) -> str:
    return (at / "expectations" / "a-2024.toml").read_text(encoding="utf-8")


def test_counts_that_nobody_accepted_are_told_and_do_not_fail(at: Path) -> None:
    result = checked(at)
    assert result.counts == (check.Shortfall("a-2024", "items", None, 2),) and result.ok


def test_accepting_writes_the_counts_and_tells_what_changed(at: Path) -> None:
    new = check.accept("a-2024", at / "data", at / "expectations")
    assert new["items"] == (None, 2) and new["sections"] == (None, 1)
    assert accepted(at).splitlines()[1:] == [
        "sections = 1",
        "items = 2",
        "mentions = 0",
        "targets = 0",
        "findings = 0",
    ]
    assert checked(at).counts == ()
    assert check.accept("a-2024", at / "data", at / "expectations") == {}


def test_fewer_than_accepted_fails_and_more_warns(at: Path) -> None:
    check.accept("a-2024", at / "data", at / "expectations")
    rewrite(at, TEXT + "开行公交线路1条。\n")
    build.build([at / "raw"], at / "data", cache=None)
    result = checked(at)
    assert result.ok and result.counts == (check.Shortfall("a-2024", "items", 2, 3),)
    assert check.accept("a-2024", at / "data", at / "expectations") == {"items": (2, 3)}
    rewrite(at, TEXT)
    build.build([at / "raw"], at / "data", cache=None)
    result = checked(at)
    assert not result.ok and not result.tables and result.counts[0].fails


def test_an_accepted_notice_that_is_gone_fails(at: Path) -> None:
    check.accept("a-2024", at / "data", at / "expectations")
    (at / "expectations" / "a-2024.toml").rename(at / "expectations" / "a-2023.toml")
    result = checked(at)
    assert check.Shortfall("a-2023", "notices", 1, 0) in result.counts and not result.ok


@pytest.mark.parametrize("content", ["items = ", "items = '2'", "item = 2", "items = true", "\udcff"])
def test_a_file_of_counts_that_cannot_be_read_is_named(at: Path, content: str) -> None:
    (at / "expectations").mkdir()
    (at / "expectations" / "a-2024.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(NoticeError, match=r"a-2024\.toml: not a file of accepted counts"):
        checked(at)


def test_only_a_notice_of_the_dataset_can_be_accepted(at: Path) -> None:
    with pytest.raises(NoticeError, match="holds no notice b-2024; it holds: a-2024"):
        check.accept("b-2024", at / "data", at / "expectations")
    with pytest.raises(NoticeError, match="not a table that can be read"):
        check.accept("a-2024", at / "none", at / "expectations")
