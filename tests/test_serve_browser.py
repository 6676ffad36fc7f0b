"""The page on this machine in Chromium: a document dropped, seen, corrected and taken home."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from test_serve import NOTICE, TOKEN
from test_view_browser import Browser, driver
from waitress.server import create_server

from pipeline.serve import HOST
from pipeline.serve.app import create_app

__all__ = ["driver"]

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.hacked=1><script>window.hacked=2</script>"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of the program as it runs."""
    app = create_app(tmp_path / "served", TOKEN)
    server = create_server(app, host=HOST, port=0)
    app.config["HOSTS"] = {f"{HOST}:{server.effective_port}"}
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://{HOST}:{server.effective_port}/{TOKEN}/"
    server.close()
    thread.join(5)


def fits(browser: Browser) -> None:
    for width in (390, 820, 1280):
        browser.resize(width, 900)
        assert browser.script("return document.documentElement.scrollWidth") <= width


def test_a_person_reads_and_corrects_a_notice(driver: webdriver.Chrome, address: str, tmp_path: Path) -> None:
    browser = Browser(driver)
    browser.errors()
    file = tmp_path / "shidu-2031.txt"
    file.write_text(NOTICE.replace("抓好", HOSTILE).replace("县财政局", f"县财政局{HOSTILE}"), encoding="utf-8")
    driver.get(address)
    fits(browser)
    browser.one("#file").send_keys(str(file))
    browser.click(browser.one(".drop button"))
    patience = WebDriverWait(driver, 90, ignored_exceptions=[StaleElementReferenceException, NoSuchElementException])
    patience.until(lambda _: "石渡县人民政府" in browser.one("h1").text)
    fits(browser)
    row = next(one for one in browser.all(".rows li") if one.text.startswith("target 270个"))
    row.find_element(By.TAG_NAME, "summary").click()
    row.find_element(By.CSS_SELECTOR, "option:nth-child(3)").click()  # the value
    row.find_element(By.NAME, "value").send_keys("280")
    row.find_element(By.NAME, "why").send_keys("县教体局更正")
    browser.click(row.find_element(By.CSS_SELECTOR, "button[value=set]"))
    patience.until(lambda _: "value = 280" in (browser.one("textarea").get_attribute("value") or ""))
    assert browser.script("return window.hacked === undefined")
    driver.get(browser.one(".take a").get_attribute("href") or "")
    assert "新建幼儿园" in browser.one("#source").text
    browser.one("[data-tab=targets]").click()
    assert "280" in browser.one("[data-panel=targets]").text
    # The page of a document knows nothing of the others: its origin is its own.
    assert browser.script("return window.hacked === undefined && window.origin") == "null"
    assert browser.errors() == []
