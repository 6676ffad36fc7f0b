"""The site in Chromium, opened from its folder: 300 made notices, three widths, what a reader does and what a notice cannot."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from made_collection import make
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from test_view_browser import Browser, driver

from pipeline import site

__all__ = ["driver"]

pytestmark = pytest.mark.browser

NOTICES = 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collection")
    site.run(make(folder, NOTICES), folder / "site")
    return folder / "site"


@pytest.fixture
def browser(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Browser]:
    """The browser, its downloads in `tmp_path`; the pages of a test must not have complained, and nothing ran."""
    page = Browser(driver)
    page.errors()
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    yield page
    assert page.errors() == []
    assert page.script("return window.hacked === undefined")


def shown(browser: Browser) -> int:
    return len([one for one in browser.all("tbody tr") if one.is_displayed()])


@pytest.mark.parametrize(("width", "language"), [(390, "zh"), (390, "en"), (820, "zh"), (1280, "en")])
def test_nothing_is_wider_than_the_screen(browser: Browser, made: Path, width: int, language: str) -> None:
    kinds = ["index.html", "search.html", "governments.html", "functions.html", "indicators.html", "comparisons.html"]
    for folder in ("government", "function", "indicator"):
        kinds.append(next((made / folder).iterdir()).relative_to(made).as_posix())
    for page in kinds:
        browser.open(made / page, f"?lang={language}", (width, 900))
        wide = browser.script(
            "return [...document.querySelectorAll('body *')].filter(one => !one.matches('.skip, .hidden')"
            " && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 100))"
        )
        assert wide == [], (page, width)
        assert browser.script("return document.documentElement.scrollWidth") <= width
        assert browser.one("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]


def test_a_table_is_filtered_sorted_and_saved(browser: Browser, made: Path, tmp_path: Path) -> None:
    browser.open(made / "index.html", "?lang=zh")
    assert len(browser.all("tbody tr")) == NOTICES
    browser.one(".bar input").send_keys("青石县 2032")
    browser.wait(lambda: shown(browser) == 1)
    assert browser.one(".bar output").text == f"1 / {NOTICES} 行"
    browser.one(".bar input").send_keys(Keys.CONTROL, "a", Keys.NULL, "青石县")
    browser.wait(lambda: shown(browser) == 3)
    browser.all("thead button")[1].click()
    years = [one.text for one in browser.all("tbody tr:not([hidden]) td:nth-child(2)")]
    assert years == ["2031", "2032", "2033"]
    assert browser.all("thead th")[1].get_attribute("aria-sort") == "ascending"
    browser.script("document.querySelector('tbody tr:not([hidden]) td:nth-child(3)').textContent = '=1+1'")
    for button, name in ((3, "notices.csv"), (4, "notices.xlsx")):
        browser.all(".bar > *")[button].click()
        deadline = time.monotonic() + 10
        while not (tmp_path / name).is_file():
            assert time.monotonic() < deadline, name
            time.sleep(0.05)
    lines = list(csv.reader(io.StringIO((tmp_path / "notices.csv").read_text(encoding="utf-8-sig"))))
    assert lines[0][:2] == ["地区", "年度"] and [line[1] for line in lines[1:]] == years
    sheet = openpyxl.load_workbook(tmp_path / "notices.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    # No cell is a formula, whatever a document prints.
    assert lines[1][2] == "'=1+1" and (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    assert rows[0] == tuple(lines[0]) and [row[1] for row in rows[1:]] == [2031, 2032, 2033]


def test_the_search_finds_tasks_targets_and_units(browser: Browser, made: Path) -> None:
    browser.open(made / "index.html", "?lang=zh")
    browser.one("form input").send_keys("青石县 教育和体育局", Keys.ENTER)
    browser.wait(lambda: len(browser.all("#hits li")) == 4)
    assert "单位" in browser.one("#hits li").text and browser.one("#status").text == "共 4 条"
    assert browser.all("#hits .soft")[1].text == "事项 3 · 青石县 2033 · 教育和体育局"
    browser.one("#q").send_keys(Keys.CONTROL, "a", Keys.NULL, "青石县 教体局", Keys.ENTER)
    browser.wait(lambda: browser.all("#hits .soft")[1].text == "事项 3 · 青石县 2033 · 教体局")
    browser.one("#q").send_keys(Keys.CONTROL, "a", Keys.NULL, "青石县 2032 县教育和体育局", Keys.ENTER)
    browser.wait(lambda: len(browser.all("#hits li")) == 1)
    browser.one("#q").send_keys(Keys.CONTROL, "a", Keys.NULL, "新增学位360个", Keys.ENTER)
    browser.wait(lambda: len(browser.all("#hits li")) > 1)
    assert browser.one("#hits mark").text == "新增学位360个"
    browser.one("#hits a").click()
    browser.wait(lambda: bool(browser.all("tr.selected")))
    assert "360个" in browser.one("tr.selected").text
    browser.open(made / "search.html", "?lang=zh#学位")
    browser.wait(lambda: len(browser.all("#hits li")) == 50)
    browser.one("#more").click()
    browser.wait(lambda: len(browser.all("#hits li")) == 100)
    browser.one("[name=kind][value=i]").click()
    browser.wait(lambda: len(browser.all("#hits li")) == 50 and "事项" not in browser.one("#hits").text)
    browser.open(made / "search.html", "?lang=zh#GDP")
    browser.wait(lambda: len(browser.all("#hits li")) == 50)
    assert browser.one("#hits .soft").text == "指标 · 又称GDP增长"
    assert browser.all("#hits .soft")[1].text.startswith("目标 · ")
    browser.one("#hits a").click()
    browser.wait(lambda: browser.one("h1").text == "地区生产总值增长")
    browser.open(made / "indicators.html", "?lang=en")
    browser.one(".bar input").send_keys("gdp")
    browser.wait(lambda: shown(browser) == 1)
    browser.open(made / "search.html", "?lang=en#没有这样的词")
    browser.wait(lambda: browser.one("#status").text == "0 found")


def test_words_that_are_markup_stay_words(browser: Browser, made: Path) -> None:
    browser.open(made / "search.html", "#window.hacked")
    browser.wait(lambda: len(browser.all("#hits li")) == 3)
    assert "<script>window.hacked=1" in browser.one("#hits").text


def test_language_and_dark_last_over_the_pages(browser: Browser, made: Path) -> None:
    browser.open(made / "index.html", "?lang=zh")
    theme = browser.one("html").get_attribute("data-theme")
    browser.one("#theme").click()
    browser.one("#language").click()
    browser.open(made / "governments.html")
    assert browser.one("h1").text == "Governments" and browser.one("html").get_attribute("data-theme") != theme
    assert browser.one("thead button").text == "Government"
    browser.one("#language").click()
    browser.one("#theme").click()


def test_a_keyboard_is_enough(browser: Browser, made: Path) -> None:
    browser.open(made / "index.html", "?lang=zh")
    browser.press(Keys.TAB)
    assert browser.script("return document.activeElement.className") == "skip"
    browser.press(Keys.ENTER)
    assert browser.script("return document.activeElement.id") == "main"
    browser.press(Keys.TAB)
    browser.press("学位", Keys.ENTER)
    browser.wait(lambda: len(browser.all("#hits li")) == 50)


def test_print_shows_the_tables_alone(browser: Browser, made: Path) -> None:
    browser.open(made / "index.html", "?lang=zh", (390, 900))
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not browser.one("header").is_displayed() and not browser.one(".bar").is_displayed()
        assert browser.one("thead").is_displayed()
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
