"""The site as files: which pages there are, what stands in them, and that no word of a notice is more than a word.

`test_site_browser` looks at it in a browser.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from conftest import files
from lxml import html
from made_collection import HOSTILE, make

from pipeline import site
from pipeline.dataset import tables
from pipeline.dataset.reading import rows_of
from pipeline.messages import text
from pipeline.notice import NoticeError
from pipeline.site import charts, pages, search

NOTICES, YEARS = 6, 3


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("made"), NOTICES, YEARS)


@pytest.fixture(scope="module")
def made(data: Path) -> Path:
    site.run(data, data.parent / "site")
    return data.parent / "site"


def page_of(file: Path) -> Any:
    """A page as lxml reads it."""
    return html.fromstring(file.read_text(encoding="utf-8"))


def parts(folder: Path) -> dict[str, Any]:
    """What the scripts of the search hand over, by their names."""
    found = {}
    for file in folder.glob("search/*.js"):
        call = re.fullmatch(r"worknotice\.part\((\"[^\"]+\"),(.*)\);\n", file.read_text(encoding="utf-8"))
        assert call and not re.search("[<>&]", call[2])
        found[json.loads(call[1])] = json.loads(call[2])
    return found


def cells(file: Path, table: str) -> list[list[str]]:
    rows = page_of(file).xpath(f"//table[@data-table='{table}']/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in rows]


def test_every_notice_stands_on_the_start_page_by_place_and_year(made: Path) -> None:
    rows = cells(made / "index.html", "notices")
    assert [(row[0], row[1]) for row in rows] == [
        (place, str(year)) for place in ("青溪县", "青石县") for year in (2033, 2032, 2031)
    ]
    assert {row[5] for row in rows} == {"5"} and {row[6] for row in rows} == {"7"}


def test_all_links_lead_somewhere(made: Path) -> None:
    for file in made.rglob("*.html"):
        page = page_of(file)
        for link in page.xpath("//@href | //script/@src"):
            if link.startswith(("data:", "#")):
                continue
            address, _, place = link.partition("#")
            target = (file.parent / unquote(address)).resolve()
            assert target.is_file() and target.is_relative_to(made.resolve()), (file, link)
            if place:
                ids = page_of(target).xpath("//@id | //@data-id")
                assert unquote(place) in ids, (file, link)


def test_a_government_shows_its_years_goals_and_units(made: Path) -> None:
    page = made / "government" / "青石县.html"
    assert len(cells(page, "targets")) == 7 * YEARS
    units = cells(page, "units")
    assert [units[2][0], units[2][3], units[2][4]] == ["青石县教育和体育局", "2031: 1; 2032: 1; 2033: 1", "3"] or units
    drawn = page_of(page).xpath("//*[local-name()='svg']")
    assert len(drawn) == 7 and all(one.xpath(".//*[local-name()='text']") for one in drawn)


def test_a_function_shows_who_carries_it_everywhere(made: Path) -> None:
    rows = cells(made / "function" / "education.html", "function")
    assert {(row[0], row[2]) for row in rows} == {
        ("青石县", "青石县教育和体育局"),
        ("青溪县", "青溪县教育和体育局"),
    }
    assert len(rows) == NOTICES and {row[4] for row in rows} == {"1"} and {row[5] for row in rows} == {"2"}


def test_an_indicator_has_the_words_of_each_notice(made: Path) -> None:
    name = next(row[0] for row in cells(made / "indicators.html", "indicators") if "学位" in row[0])
    assert name
    page = next((made / "indicator").glob("school_places*.html"))
    rows = cells(page, "indicator")
    assert len(rows) == NOTICES and all(row[4] and row[4] in row[2] for row in rows)


def test_years_are_compared_without_being_asked(data: Path, made: Path) -> None:
    assert not (data / "diff").exists()
    rows = cells(made / "comparisons.html", "comparisons")
    assert [(row[0], row[8]) for row in rows] == [
        (place, pair) for place in ("青石县", "青溪县") for pair in ("2031 → 2032", "2032 → 2033")
    ]
    assert {tuple(row[3:5]) for row in rows} == {("0", "0")} and {row[5] for row in rows} == {"5"}
    page = page_of(made / "compare" / "made-000-2031__made-000-2032.html")
    assert '<a class="home" href="../comparisons.html">' in (
        made / "compare" / "made-000-2031__made-000-2032.html"
    ).read_text(encoding="utf-8")
    assert "../notice/made-000-2031.html" in page.xpath("//@href")
    linked = page_of(made / "government" / "青石县.html").xpath("//main/p/a")
    assert [one.text_content() for one in linked] == ["2031 → 2032", "2032 → 2033"]


def test_a_figure_stands_beside_that_of_the_year_before(made: Path) -> None:
    rows = cells(made / "government" / "青石县.html", "targets")
    assert [(row[1], row[2], row[3]) for row in rows if "学位" in row[0]] == [
        ("2031", "180个", ""),
        ("2032", "270个", "2031年：180个 加码"),
        ("2033", "360个", "2032年：270个 加码"),
    ]


def test_two_works_of_one_government_are_no_two_years(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    words = {
        "x-2031": "某乡人民政府关于印发2031年森林防火工作分工的通知\n1.巡护林区6处。（责任单位：县林业局）\n",
        "x-2032": "某乡人民政府关于印发2032年夜间经济工作分工的通知\n1.举办灯会4场。（责任单位：县商务局）\n",
    }
    for name, notice in words.items():
        (raw / f"{name}.txt").write_text(notice, encoding="utf-8")
    (tmp_path / "data").mkdir()
    tables.write((rows_of(file, tmp_path / "corrections") for file in sorted(raw.iterdir())), tmp_path / "data")
    site.run(tmp_path / "data", tmp_path / "site")
    assert not (tmp_path / "site" / "compare").exists() and not cells(tmp_path / "site" / "comparisons.html", "x")


def test_the_index_finds_every_pair_of_every_entry(made: Path) -> None:
    loaded = parts(made)
    about = loaded["about"]
    assert sorted(name for name in loaded if name.startswith("part-")) == [f"part-{n}" for n in range(about["parts"])]
    entries = [(n, row) for n in range(about["parts"]) for row in loaded[f"part-{n}"]["rows"]]
    assert {row[0] for _, row in entries} == {"u", "i", "t", "n"}
    assert sum(row[0] == "i" for _, row in entries) == 5 * NOTICES
    for part, row in entries:
        names = [loaded[f"part-{part}"]["names"][at] for at in row[6]]
        # Units answer for a task; an indicator of the vocabulary has other names.
        assert bool(names) or row[0] != "i"
        for words in map(search.fold, (row[4], row[5], loaded[f"part-{part}"]["heads"][row[1]][1], *names)):
            for at in range(len(words) - 1):
                pair = words[at : at + 2]
                assert part in loaded[f"pairs-{search.shard_of(pair, about['shards'])}"][pair]


def test_an_indicator_is_found_by_any_of_its_names(made: Path) -> None:
    loaded = parts(made)
    entries = [
        (loaded[f"part-{n}"], row) for n in range(loaded["about"]["parts"]) for row in loaded[f"part-{n}"]["rows"]
    ]
    for wanted in ("gdp增速", "经济总量", "gross regional product"):
        found = [
            (row[0], part["heads"][row[1]][0].partition("/")[0])
            for part, row in entries
            if any(wanted in search.fold(part["names"][at]) for at in row[6])
        ]
        assert sorted(set(found)) == [("n", "indicator"), ("t", "notice")] and len(found) == 1 + NOTICES
    row = next(row for row in page_of(made / "indicators.html").xpath("//tbody/tr") if "生产总值" in row.text_content())
    assert "GDP增长" in row.get("data-also")


def test_goals_of_two_parts_are_no_two_years_of_one(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for year, part, sum_ in ((2031, "食品产业园", 60), (2032, "食品产业园", 70), (2032, "装备产业园", 12)):
        file = raw / f"x-{year}.txt"
        before = (
            file.read_text(encoding="utf-8") if file.exists() else f"某乡人民政府关于印发{year}年重点工作分工的通知\n"
        )
        file.write_text(f"{before}1.做强产业。{part}营业收入达到{sum_}亿元。（责任单位：县商务局）\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    tables.write((rows_of(file, tmp_path / "corrections") for file in sorted(raw.iterdir())), tmp_path / "data")
    site.run(tmp_path / "data", tmp_path / "site")
    page = next((tmp_path / "site" / "government").iterdir())
    assert [row[0] for row in cells(page, "targets")].count("营业收入（食品产业园）") == 2
    figures = page_of(page).xpath("//figcaption")
    assert [one.text_content() for one in figures] == ["营业收入（食品产业园）（元）"]


def test_a_large_index_is_loaded_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PART", 200)
    entries = [
        {
            "kind": "i",
            "page": f"notice/{n}.html",
            "where": "",
            "id": f"{n}",
            "number": None,
            "words": words,
            "more": None,
            "names": (),
        }
        for n, words in enumerate(["修建灌溉水渠" * 10, "清理河道" * 40, "修建灌溉水渠" * 20, "植树"])
    ]
    assert search.write(entries, tmp_path / "search") == 2
    loaded = parts(tmp_path)
    lists = {pair: listed for name, one in loaded.items() if name.startswith("pairs") for pair, listed in one.items()}
    assert lists["水渠"] == [0, 1] and lists["河道"] == [0] and lists["植树"] == [1]


def test_no_word_of_a_notice_is_markup_or_script(made: Path) -> None:
    for file in made.rglob("*.html"):
        content = file.read_text(encoding="utf-8")
        assert HOSTILE not in content and "<img" not in content, file
        page = page_of(file)
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert not page.xpath("//*[@style]") and not page.xpath("//@*[starts-with(name(), 'on')]")
    assert any(HOSTILE in row[4] for row in parts(made)["part-0"]["rows"])


def test_a_long_table_is_parted_by_province(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_ROWS", 4)
    changed = tmp_path / "data"
    shutil.copytree(data, changed)
    table = pq.read_table(changed / "notices.parquet")
    rows = table.to_pylist()
    for at, row in enumerate(rows):
        row["adcode"], row["province"] = [("130000", "河北省"), ("610000", "陕西省")][at % 2]
    pq.write_table(table.from_pylist(rows, table.schema), changed / "notices.parquet")
    site.run(changed, tmp_path / "site")
    start = page_of(tmp_path / "site/index.html")
    assert [" ".join(one.text_content().split()) for one in start.xpath("//ul[@class='list']/li")] == [
        "河北省 3",
        "陕西省 3",
    ]
    assert len(cells(tmp_path / "site/index-610000.html", "notices")) == 3


def test_an_older_dataset_lacks_what_came_since(data: Path, tmp_path: Path) -> None:
    old = tmp_path / "data"
    shutil.copytree(data, old)
    for name in ("items", "targets", "assignments", "sections", "notices", "findings"):
        table = pq.read_table(old / f"{name}.parquet")
        gone = {"doubt", "doubt_reasons", "grade", "grade_reason", "grade_reason_en", "seen", "indicator_id"}
        pq.write_table(table.drop_columns([one for one in table.column_names if one in gone]), old / f"{name}.parquet")
    (old / "cells.parquet").unlink()
    (old / "corrections.parquet").unlink()
    site.run(old, tmp_path / "site")
    assert {row[4] for row in cells(tmp_path / "site/index.html", "notices")} == {"—"}


def test_the_same_dataset_gives_the_same_bytes_and_what_went_goes(data: Path, made: Path, tmp_path: Path) -> None:
    before = files(made)
    out = tmp_path / "site"
    shutil.copytree(made, out)
    (out / "mine.html").write_text("kept")
    fewer = make(tmp_path / "fewer", 3)
    site.run(fewer, out)
    assert not (out / "government/青溪县.html").exists() and (out / "mine.html").read_text() == "kept"
    site.run(data, out)
    (out / "mine.html").unlink()
    assert files(out) == before


def test_without_notices_there_is_no_site(tmp_path: Path) -> None:
    with pytest.raises((NoticeError, FileNotFoundError)):
        site.run(tmp_path, tmp_path / "site")
    assert not (tmp_path / "site").exists()
    assert text("site.done", pages=1, path="x")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("jinxiang-2024", "jinxiang-2024"),
        ("教育", "教育"),
        ("../x", None),
        ("a/b", None),
        ("A", None),
        ("x" * 300, None),
    ],
)
def test_a_file_name_is_only_a_name(name: str, known: str | None) -> None:
    made = pages.slug(name)
    assert re.fullmatch(r"[\w-]+(\.[\w-]+)*", made) and len(made.encode()) < 250
    assert made == known if known else made != name
    assert pages.slug(name) == made != pages.slug(name + "!")


@pytest.mark.usefixtures("made")
def test_charts_of_one_value_and_of_many() -> None:
    def row(place: str, year: int, value: float, unit: str = "个", part_of: str | None = None) -> dict[str, Any]:
        about = {"place": place, "place_name": f"{place}<b>", "unit": unit, "part_of": part_of}
        return {
            **about,
            **dict.fromkeys(("scope", "per", "period", "plan_start", "plan_end")),
            "subject_year": year,
            "value": value,
        }

    assert charts.of_government([row("x", 2031, 1)], "学位") is None
    assert charts.of_government([row("x", 2031, 1), row("x", 2032, 2, unit="%")], "学位") is None
    assert charts.of_government([row("x", 2031, 1), row("x", 2032, 2, part_of="t")], "学位") is None
    flat = charts.of_government([row("x", 2031, 8), row("x", 2032, 8)], "学位<b>")
    assert flat is not None and flat.count("<circle") == 2 and "<b>" not in flat
    few = charts.of_indicator([row(place, 2031 + at, at) for place in "甲乙" for at in range(3)], "学位")
    assert few is not None and "甲&lt;b&gt;" in few and few.count("<path") == 2
    assert charts.of_indicator([row(place, 2031, 8) for place in "甲乙"], "学位") is None
    many = charts.of_indicator([row(str(place), 2031, place) for place in range(40)], "学位")
    assert many is not None and many.count("<circle") == 40 and many.count("<path") == 1
    assert [charts.short(value) for value in (0.5, 12_000, 3.2e9, -25_000)] == ["0.5", "1.2万", "32亿", "-2.5万"]
