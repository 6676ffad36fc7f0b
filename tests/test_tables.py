"""Tables: every span a row, every column in the dictionary, the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import subprocess
import sys
from array import array
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline import rules
from pipeline.dataset import tables
from pipeline.dataset.datapackage import dictionary, dictionary_page
from pipeline.dataset.tables import arrows, columns, formats
from pipeline.language.places import Government
from pipeline.meaning.units.registry import Unit
from pipeline.notice import (
    Block,
    Duty,
    Field,
    Finding,
    Item,
    Mention,
    Notice,
    NoticeError,
    Number,
    Page,
    Reading,
    Section,
    Source,
    Target,
)
from pipeline.structure.corrections import Correction

ROOT = Path(__file__).parent.parent


COUNTY = Government("370828", "金乡县", "county", "山东省", "济宁市", "金乡县")
HOUSING = Unit(
    "370828-住房局",
    "金乡县住房局",
    "住房局",
    "department",
    "housing_construction",
    "370828",
    COUNTY,
    ("water",),
)
TOWNS = Unit("370828-各镇", "各镇", "各镇", "collective", None, "370828", COUNTY)

TEXT = """县政府关于重点工作的通知
一、主要目标
生产总值增
长6.5%左右。
二、民生
1. =改造：改造民生实项目老旧小区30个，其中新建车位1.5万个。（责任单位：县住房局、各镇等；县住房局）
2. 各项工作抓紧抓实。
2024年1月31日
"""


def make(notice_id: str = "made-2024") -> Notice:
    """A small notice with spans of every kind, as the stages would leave it."""

    def at(words: str, after: str = "") -> tuple[int, int]:
        start = TEXT.index(words, TEXT.index(after))
        return start, start + len(words)

    first, second = f"{notice_id}-i001", f"{notice_id}-i002"
    goals, life = f"{notice_id}-s01", f"{notice_id}-s02"
    words = "=改造：改造民生实项目老旧小区30个，其中新建车位1.5万个。"
    task, rest = TEXT[TEXT.index("1. ") : TEXT.index("\n2.")], "2. 各项工作抓紧抓实。"
    growth, places = at("增\n长6.5%左右"), at("1.5万个")
    kept = [index for index, sign in enumerate(TEXT) if TEXT[index - 1 : index + 2] != "增\n长"]
    notice = Notice(
        notice_id,
        TEXT,
        Source(f"{notice_id}.pdf", "0" * 64, "pdf", 2),
        reading=Reading("".join(TEXT[index] for index in kept), array("l", kept)),
    )
    cut = TEXT.index("二、")
    target = Target(
        *at("30个"), f"{notice_id}-t002", first, life, "改造", "老旧小区", "=", Decimal(30), None, "个",
        "30", "个", "count", None, None, None, None, indicator_id="old_estates.done",
    )  # fmt: skip
    return notice.adding(
        [
            Page(0, cut, 1, 0.5),
            Page(cut, len(TEXT), 2),
            Field(*at("县政府"), "issuer", "金乡县人民政府"),
            Field(*at("县政府"), "recipients", "各镇政府\n县政府各部门"),
            Field(*at("2024"), "subject_year", "2024"),
            Field(*at("2024年1月31日"), "signed_date", "2024-01-31"),
            Field(*at("县政府"), "label_issuer", "不是列"),
            Block(*at("县政府关于重点工作的通知"), "title"),
            Block(*at("2024年1月31日"), "signed_date"),
            Section(*at("一、主要目标"), goals, None, 1, 1, "一、", "主要目标", 0),
            Section(*at("二、民生"), life, None, 1, 2, "二、", "民生", 0),
            Item(*at(task), first, "1", life, "改造", words, at(words), "责任单位：县住房局、各镇等"),
            Item(*at(rest), second, "2", life, None, rest[3:], at(rest[3:]), covered_by=first),
            Duty(*at("县住房局、各镇等"), first, True, ("张三", "李四"), "年内", date(2024, 12, 31)),
            Mention(*at("各镇"), first, 2, "各镇", "responsible", TOWNS.unit_id),
            Mention(*at("县住房局"), first, 1, "县住房局", "responsible", HOUSING.unit_id),
            Mention(*at("县住房局", "等；"), first, 3, "住房局", "lead", HOUSING.unit_id, "6月底前",
                    date(2024, 6, 30)),
            Number(*at("6.5"), "6.5", Decimal("6.5"), "target", f"{notice_id}-t001", "%"),
            Number(*at("30"), "30", Decimal(30), "target", f"{notice_id}-t002", "个"),
            Number(*at("2024"), "2024", Decimal(2024), "date"),
            replace(
                target, start=places[0], end=places[1], target_id=f"{notice_id}-t003", verb=None,
                indicator="车位", indicator_id="parking.new", value=Decimal(15000), value_printed="1.5", unit_printed="万个",
                part_of=f"{notice_id}-t002",
            ),
            target,
            replace(
                target, start=growth[0], end=growth[1], target_id=f"{notice_id}-t001", item_id=None,
                section_id=goals, verb=None, indicator="生产总值增长", indicator_id="gdp.growth", op="~", value=Decimal("6.5"),
                value_printed="6.5", unit="%", unit_printed="%", measure="growth",
            ),
            Finding(*at("民生实项目"), "unit_twice", "warning", "县住房局列了两次", "县住房局 stands twice", first),
        ]
    )  # fmt: skip


def rows(*corrections: Correction, notice_id: str = "made-2024") -> tables.Rows:
    return tables.rows(make(notice_id), (HOUSING, TOWNS), corrections)


def part(notice_id: str = "made-2024", *corrections: Correction) -> tables.Part:
    return tables.arrow(rows(*corrections, notice_id=notice_id))


def slip() -> Correction:
    start = TEXT.index("民生实项目")
    return Correction(start, start + 5, "correction", "民生实项目", "民生实事项目", "A 事 is missing.")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two notices, written."""
    folder = tmp_path_factory.mktemp("data")
    tables.write([part("made-2024"), part("made-2023", slip())], folder)
    return folder


def column(notice: tables.Rows, name: str) -> list[Any]:
    table, _, key = name.partition(".")
    return notice[table][key]


# ── a notice → columns ───────────────────────────────────────────────────────────────────────────────


def test_the_row_of_a_notice() -> None:
    read = rows()
    row = {name: cells[0] for name, cells in read["notices"].items()}
    assert row["issuer"] == "金乡县人民政府"
    assert row["recipients"] == ["各镇政府", "县政府各部门"]
    assert row["cc"] == []
    assert (row["subject_year"], row["signed_date"]) == (2024, date(2024, 1, 31))
    assert row["doc_number"] is None
    assert (row["items"], row["mentions"], row["targets"], row["findings"]) == (2, 3, 3, 1)
    assert row["characters"] == sum(not sign.isspace() for sign in TEXT)


def test_rows_stand_in_the_order_of_the_text() -> None:
    read = rows()
    assert column(read, "assignments.position") == [1, 2, 3]
    assert [target_id[-3:] for target_id in column(read, "targets.target_id")] == ["001", "002", "003"]
    assert column(read, "numbers.number_id") == ["made-2024-n0001", "made-2024-n0002", "made-2024-n0003"]


def test_every_row_leads_back_to_the_text_and_its_page() -> None:
    read = rows(slip())
    start, end = column(read, "targets.span_start"), column(read, "targets.span_end")
    quotes = column(read, "targets.quote")
    assert [TEXT[a:b] for a, b in zip(start, end, strict=True)] == quotes
    assert quotes[0] == "增\n长6.5%左右"
    assert column(read, "targets.page") == [1, 2, 2]
    assert column(read, "targets.ocr_confidence") == [0.5, None, None]


def test_a_source_without_pages() -> None:
    notice = make()
    spans = tuple(span for span in notice.spans if not isinstance(span, Page))
    read = tables.rows(replace(notice, spans=spans), (HOUSING, TOWNS))
    assert column(read, "items.page") == [None, None]


def test_values_are_floats_in_the_base_unit() -> None:
    read = rows()
    assert column(read, "targets.value") == [6.5, 30.0, 15000.0]
    assert column(read, "targets.value_printed") == ["6.5", "30", "1.5"]
    assert column(read, "numbers.unit") == ["%", "个", None]


def test_a_number_stands_in_its_task_and_under_its_heading() -> None:
    read = rows()
    assert column(read, "numbers.item_id") == [None, "made-2024-i001", None]
    # The date of the signature stands under no heading.
    assert column(read, "numbers.section_id") == ["made-2024-s01", "made-2024-s02", None]


def test_the_list_of_a_task_speaks_for_it() -> None:
    read = rows()
    assert column(read, "items.open_list") == [True, False]
    assert column(read, "items.leaders") == [("张三", "李四"), ()]
    assert column(read, "items.deadline") == ["年内", None]
    assert column(read, "items.deadline_date") == [date(2024, 12, 31), None]
    assert column(read, "assignments.deadline") == [None, None, "6月底前"]
    assert column(read, "assignments.deadline_date") == [None, None, date(2024, 6, 30)]


def test_a_correction_stands_beside_what_is_printed() -> None:
    read = rows(slip())
    assert "民生实项目" in column(read, "items.text")[0]
    corrected = column(read, "items.text_corrected")
    assert corrected == [column(read, "items.text")[0].replace("民生实项目", "民生实事项目"), None]
    assert column(read, "corrections.corrected") == ["民生实事项目"]
    assert column(read, "sections.heading_corrected") == [None, None]


def test_a_corrected_heading() -> None:
    start = TEXT.index("民生")
    read = rows(Correction(start, start + 2, "correction", "民生", "民生实事", "It was cut."))
    assert column(read, "sections.heading_corrected") == [None, "民生实事"]


def test_a_correction_that_runs_out_of_the_words_is_told() -> None:
    start = TEXT.index("二、民生")
    stray = Correction(start, start + 3, "correction", "二、民", "三、民", "It is the third.")
    with pytest.raises(NoticeError, match="made-2024: the correction of '二、民'"):
        rows(stray)


def test_a_mention_of_an_unknown_unit_is_told() -> None:
    with pytest.raises(NoticeError, match="各镇 is given the unknown unit 370828-各镇"):
        tables.rows(make(), (HOUSING,))


def test_the_innermost_task_holds_a_number() -> None:
    def item(start: int, end: int, name: str) -> Item:
        return Item(start, end, name, None, None, None, "", (start, end))

    items = [item(0, 50, "outer"), item(10, 20, "inner"), item(60, 70, "later")]
    numbers = [Number(at, at + 1, "1", None, "other") for at in (5, 10, 19, 20, 49, 50, 60, 70)]
    held = [found and found.item_id for found in columns.innermost(items, numbers)]
    assert held == ["outer", "inner", "inner", "outer", "outer", None, "later", None]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=6), st.lists(st.integers(0, 60)))
def test_holders_agree_with_looking_at_every_task(stretches: list[tuple[int, int]], places: list[int]) -> None:
    # Spans nest or are disjoint: keep the stretches for which that holds.
    kept: list[tuple[int, int]] = []
    for start, length in stretches:
        end = start + length
        if all(b <= start or end <= a or (a - start) * (b - end) < 0 for a, b in kept):
            kept.append((start, end))
    kept.sort()
    items = [Item(a, b, f"{a}", None, None, None, "", (a, b)) for a, b in kept]
    numbers = [Number(at, at + 1, "1", None, "other") for at in sorted(places)]
    for number, held in zip(numbers, columns.innermost(items, numbers), strict=True):
        around = [item for item in items if item.start <= number.start < item.end]
        assert held is (min(around, key=lambda item: item.end - item.start) if around else None)


# ── the dictionary ───────────────────────────────────────────────────────────────────────────────────

# A line a version.  Where it fails: a new version in columns.toml, a line here and in CHANGELOG.md.
FINGERPRINTS = {"1.0.0": "08b6ca55fd00a8df", "1.1.0": "4d95273bb84e47f9", "2.0.0": "ccf48e8a46b2a5a3"}


def test_the_shape_of_the_data_has_its_own_version() -> None:
    known = dictionary()
    assert FINGERPRINTS.get(known.version) == known.fingerprint, (
        f"the columns changed; give them a new version and record {known.fingerprint!r} for it"
    )


def test_the_dictionary_and_the_rows_have_the_same_columns() -> None:
    read = rows(slip())
    written = {name: set(columns) for name, columns in read.items() if name != "text"}
    assert written == {name: {column.name for column in table.columns} for name, table in dictionary().tables.items()}


def test_a_column_without_an_entry_is_an_error() -> None:
    read = rows()
    read["items"]["mood"] = [None, None]
    with pytest.raises(ValueError, match=r"items: columns\.toml and the rows differ in the columns mood"):
        tables.arrow(read)
    del read["items"]["mood"], read["items"]["text"]
    with pytest.raises(ValueError, match="columns text"):
        tables.arrow(read)


def test_every_column_is_described_in_both_languages() -> None:
    known = dictionary()
    for group in (known.tables, known.diff, known.series):
        for table in group.values():
            names = [column.name for column in table.columns]
            assert set(table.primary_key) <= set(names)
            for column in table.columns:
                assert column.type in arrows.arrow_types(), column
                assert column.en.endswith((".", "…")) and column.zh.endswith("。"), column
                for en, zh in (column.enum or {}).values():
                    assert en and zh
                if column.references:
                    other, _, key = column.references.partition(".")
                    assert key in known.tables[other].primary_key, column


def test_the_dictionary_knows_every_kind_of_unit_and_every_role() -> None:
    def values(table: str, name: str) -> set[str]:
        columns = {column.name: column for column in dictionary().tables[table].columns}
        return set(columns[name].enum or ())

    kinds = {rule["kind"] for rule in rules.load("unit_kinds")["kind"]}
    assert kinds | {"other", "collective"} == values("units", "kind")
    labels = set(rules.load("roles")["labels"]) - {"leaders", "deadline"}
    assert labels | set(rules.load("roles")["verbs"]) == values("assignments", "role")


def test_keys_are_never_empty() -> None:
    for table in dictionary().tables.values():
        for column in table.columns:
            assert not (column.nullable and column.name in table.primary_key)


def test_the_page_is_the_committed_one() -> None:
    committed = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert committed == dictionary_page(), "run python -m pipeline.dataset.datapackage > docs/data-dictionary.md"


def test_the_page_names_every_column_and_value() -> None:
    page = dictionary_page()
    known = dictionary()
    for group in (known.tables, known.diff, known.series):
        for table in group.values():
            for column in table.columns:
                assert f"| `{column.name}`" in page
                for value in column.enum or ():
                    assert f"| `{value}` |" in page


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def test_parquet_carries_the_dictionary(data: Path) -> None:
    for table in dictionary().tables.values():
        schema = pq.read_schema(data / f"{table.name}.parquet")
        assert schema.names == [column.name for column in table.columns]
        assert schema.metadata[b"schema_version"] == dictionary().version.encode()
        for column in table.columns:
            field = schema.field(column.name)
            assert field.metadata[b"description"].decode() == column.en
            assert field.metadata[b"description_zh"].decode() == column.zh
            assert field.metadata.get(b"unit", b"").decode() == (column.unit or "")
            assert field.nullable == column.nullable


def test_csv_and_parquet_hold_the_same_rows(data: Path) -> None:
    for table in dictionary().tables.values():
        parquet = pq.read_table(data / f"{table.name}.parquet").to_pylist()
        content = (data / f"{table.name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") and b"\r" not in content
        assert content.count(b"\n") == len(parquet) + 1, "a row is a line"
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert len(rows) == len(parquet)
        for row, cells in zip(rows, parquet, strict=True):
            assert list(row) == list(cells)
            for column in table.columns:
                value, shown = cells[column.name], row[column.name]
                if value is None or value == []:
                    assert shown == ""
                elif column.type == "list":
                    assert shown == "；".join(value)
                elif column.type in ("integer", "number"):
                    assert float(shown) == value
                elif column.type == "boolean":
                    assert shown == str(value).lower()
                elif column.type == "date":
                    assert date.fromisoformat(shown) == value
                else:
                    assert shown.removeprefix("'" if value[:1] in "=" and not column.enum else "") == (
                        value.replace("\n", "⏎")
                    )


def test_csv_in_full() -> None:
    """Every rule of a cell at once, as the data dictionary words them."""
    corrections: dict[str, list[Any]] = {
        "notice_id": ["n"] * 4,
        "correction_id": ["n-c01", "n-c02", "n-c03", "n-c04"],
        "kind": ["join"] * 4,
        "printed": ["=1+1", "a\r\nb\nc\u2028d", "＠x", '1,"2"'],
        "corrected": ["", "+1", "\tx", "\r-1"],
        "reason": ["-", "a\tb\x00", "1=1", "@"],
        "span_start": [0, 1, 2, 3],
        "span_end": [1, 2, 3, 4],
        "page": [None, 1, None, -1],
        "ocr_confidence": [None, 1.0, 0.5, 1e-7],
    }
    table = dictionary().tables["corrections"]
    assert formats.csv(table, arrows.arrow_table("corrections", corrections, "tables")).decode() == (
        "\ufeffnotice_id,correction_id,kind,printed,corrected,reason,span_start,span_end,page,ocr_confidence\n"
        "n,n-c01,join,'=1+1,\"\",'-,0,1,,\n"
        "n,n-c02,join,a⏎b⏎c⏎d,'+1,a\tb\ufffd,1,2,1,1\n"
        "n,n-c03,join,'＠x,'\tx,1=1,2,3,,0.5\n"
        'n,n-c04,join,"1,""2""",⏎-1,\'@,3,4,-1,0.0000001\n'
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [(23000000000.0, "23000000000"), (6.5, "6.5"), (1e22, "1" + "0" * 22), (0.1, "0.1"), (None, None)],
)
def test_plain_numbers(value: float | None, shown: str | None) -> None:
    assert formats.plain_number(value) == shown


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_no_text_becomes_a_formula_or_breaks_a_line(texts: list[str]) -> None:
    count = len(texts)
    cells: dict[str, list[Any]] = {
        "notice_id": texts,
        "correction_id": texts,
        "kind": ["join"] * len(texts),
        "printed": texts,
        "corrected": texts,
        "reason": texts,
        "span_start": [0] * count,
        "span_end": [1] * count,
        "page": [None] * count,
        "ocr_confidence": [None] * count,
    }
    table = dictionary().tables["corrections"]
    content = formats.csv(table, arrows.arrow_table("corrections", cells, "tables")).decode("utf-8-sig")
    assert len(content.splitlines()) == count + 1 or any("\x1c" <= sign <= "\x1e" for sign in content)
    read = list(csv.reader(io.StringIO(content, newline="")))
    for text, row in zip(texts, read[1:], strict=True):
        assert not row[3].startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
        if text.isprintable():
            assert row[3].removeprefix("'") == text.removeprefix("'")


def test_the_text_is_written_as_read(tmp_path: Path) -> None:
    notice = replace(make(), text=TEXT.replace("\n", "\r\n") + "\ufeff末尾", spans=())
    tables.write([tables.arrow(tables.rows(notice))], tmp_path)
    assert (tmp_path / "text" / "made-2024.txt").read_bytes().decode() == notice.text
    assert pipeline.load(tmp_path).text("made-2024") == notice.text


def test_units_join_over_the_notices(data: Path) -> None:
    units = pq.read_table(data / "units.parquet").to_pylist()
    assert [(unit["unit_id"], unit["aliases"], unit["items"]) for unit in units] == [
        ("370828-住房局", ["住房局", "县住房局"], 2),
        ("370828-各镇", ["各镇"], 2),
    ]


def test_the_same_bytes_whatever_the_order_and_the_cache(data: Path, tmp_path: Path) -> None:
    parts = [part("made-2023", slip()), part("made-2024")]
    random.Random(0).shuffle(parts)
    cached = [tables.load_rows(tables.dump(one)) for one in parts]
    for number, some in enumerate((parts, parts[::-1], cached)):
        folder = tmp_path / str(number)
        tables.write(some, folder)
        written = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert written == {path.relative_to(data): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_no_notices_give_empty_tables(tmp_path: Path) -> None:
    tables.write([], tmp_path)
    assert pq.read_table(tmp_path / "items.parquet").num_rows == 0
    assert (tmp_path / "items.csv").read_text(encoding="utf-8-sig").startswith("notice_id,item_id")
    assert pipeline.load(tmp_path).assignments_full().empty


def test_a_damaged_or_foreign_cache_is_told() -> None:
    with pytest.raises(ValueError, match="damaged cache"):
        tables.load_rows(tables.dump(part())[:-2000])
    with pytest.raises(ValueError, match="damaged cache"):
        tables.load_rows(b"")
    _, *rest = msgspec.msgpack.decode(tables.dump(part()))
    with pytest.raises(ValueError, match="cached with another dictionary"):
        tables.load_rows(msgspec.msgpack.encode((b"another", *rest)))


def changed(name: str, cells: list[Any]) -> tables.Part:
    read = rows()
    table, _, key = name.partition(".")
    read[table][key] = cells
    return tables.arrow(read)


def test_what_cannot_be_is_not_written(tmp_path: Path) -> None:
    impossible: list[tuple[str, list[Any], str]] = [
        ("items.item_id", ["x", "x"], "items: two rows have the key x"),
        ("targets.op", ["=", "==", "="], "targets.op: '==' is not in the values listed in"),
        ("targets.part_of", [None, None, "t9"], "targets.part_of: 't9' is not in targets.target_id"),
    ]
    for name, cells, told in impossible:
        with pytest.raises(ValueError, match=told):
            tables.write([changed(name, cells)], tmp_path / "none")
    assert not (tmp_path / "none").exists()
    with pytest.raises(ValueError, match=r"items\.text: row 1 is empty"):
        changed("items.text", ["x", None])
    with pytest.raises(ValueError, match="notices: two rows have the key made-2024"):
        tables.write([part(), part()], tmp_path / "none")


# ── datapackage.json ─────────────────────────────────────────────────────────────────────────────────


def validate(folder: Path) -> list[list[Any]]:
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(folder / "datapackage.json"))
    found: list[list[Any]] = report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
    return found


def test_the_data_package_is_valid(data: Path) -> None:
    assert validate(data) == []


def test_the_check_of_the_data_package_bites(data: Path, tmp_path: Path) -> None:
    for path in data.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "assignments.csv"
    broken.write_text(broken.read_text(encoding="utf-8").replace("370828-各镇", "370828-各村"), encoding="utf-8")
    assert {error[3] for error in validate(tmp_path)} >= {"foreign-key", "hash-count"}


def test_the_data_package_describes_every_file(data: Path) -> None:
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    files = {path.name for path in data.iterdir() if path.is_file()}
    described = [one for resource in descriptor["resources"] for one in (resource, resource["parquet"])]
    assert {one["path"] for one in described} == files - {"datapackage.json"}
    for one in described:
        content = (data / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert "created" not in descriptor
    assert [license["name"] for license in descriptor["licenses"]] == ["CC-BY-4.0"]
    for name, table in dictionary().tables.items():
        schema = next(one for one in descriptor["resources"] if one["name"] == name)["schema"]
        assert [field["name"] for field in schema["fields"]] == [column.name for column in table.columns]


# ── the comparison ───────────────────────────────────────────────────────────────────────────────────


def test_a_comparison_is_written_and_read(data: Path, tmp_path: Path) -> None:
    rows: tables.Rows = {
        name: {column.name: [] for column in table.columns} for name, table in dictionary().diff.items()
    }
    filled: dict[str, Any] = {"kind": "new", "old_section_id": None, "new_section_id": "b-s01"}
    rows["sections"] = {key: [value] for key, value in filled.items()}
    folder = tmp_path / "diff" / "a__b"
    tables.write_diff(rows, folder, "a", "b")
    assert validate(folder) == []
    (tmp_path / "datapackage.json").write_bytes((data / "datapackage.json").read_bytes())
    read = pipeline.load(tmp_path).comparison("a", "b")
    assert read.sections["new_section_id"].tolist() == ["b-s01"]
    assert read.tasks.empty


# ── load ─────────────────────────────────────────────────────────────────────────────────────────────


def test_frames_have_types_an_analyst_can_use(data: Path) -> None:
    dataset = pipeline.load(data)
    for name, table in dictionary().tables.items():
        frame = getattr(dataset, name)
        assert isinstance(frame, pd.DataFrame)
        kinds = {
            "string": "string",
            "integer": "Int64",
            "number": "float64",
            "boolean": "boolean",
            "list": "object",
        }
        for column in table.columns:
            if column.type == "date":
                assert frame[column.name].dtype.kind == "M"
            else:
                assert str(frame[column.name].dtype) == kinds[column.type], (name, column.name)
            if column.type == "list":
                assert all(type(cell) is list for cell in frame[column.name])
    assert dataset.items is dataset.items
    assert dataset.targets["value_max"].isna().all()


def test_spans_cut_the_text(data: Path) -> None:
    dataset = pipeline.load(data)
    for row in dataset.targets.to_dict("records"):
        assert dataset.text(row["notice_id"])[row["span_start"] : row["span_end"]] == row["quote"]


def test_assignments_in_full(data: Path) -> None:
    dataset = pipeline.load(data)
    full = dataset.assignments_full()
    assert len(full) == len(dataset.assignments)
    assert full.columns.is_unique
    row = full.iloc[0]
    assert row["name"] == "县住房局" and row["unit_name"] == "金乡县住房局" and row["unit_kind"] == "department"
    assert row["item_text"].startswith("=改造") and row["item_leaders"] == ["张三", "李四"]
    assert row["section_heading"] == "民生" and row["notice_issuer"] == "金乡县人民政府"
    assert row["span_start"] == TEXT.index("县住房局")


def test_targets_in_full(data: Path) -> None:
    dataset = pipeline.load(data)
    full = dataset.targets_full()
    assert len(full) == len(dataset.targets)
    assert full.columns.is_unique
    outside, inside = full.iloc[0], full.iloc[1]
    assert outside["section_heading"] == "主要目标" and pd.isna(outside["item_text"])
    assert outside["unit_ids"] == [] and outside["notice_subject_year"] == 2024
    assert inside["unit_names"] == ["金乡县住房局", "各镇", "金乡县住房局"]
    assert inside["item_title"] == "改造" and inside["section_heading"] == "民生"


def test_paths_for_other_tools(data: Path) -> None:
    dataset = pipeline.load(data)
    assert pq.read_table(dataset.path("items")).num_rows == 4
    with pytest.raises(KeyError, match="no table 'tasks'; there are assignments, blocks"):
        dataset.path("tasks")


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make them with `python -m pipeline build`"):
        pipeline.load(tmp_path)


def test_importing_the_package_is_light() -> None:
    code = "import sys, pipeline; print(sorted({'pandas', 'pyarrow', 'numpy', 'lxml'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout == "[]\n"
