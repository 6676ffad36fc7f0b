"""The review page in Chromium: what a reader does with it, and what a hostile notice cannot do.

Needs the system's packages chromium and chromium-driver: ``make browser``.
"""

from __future__ import annotations

import base64
import io
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from test_view import HEALTH, HOSTILE_UNIT, Draft, drafted, jinxiang, write

import worknotice
from pipeline import Dataset, load
from pipeline.dataset import reading, tables
from pipeline.notice import Item, RoleText, Section
from pipeline.read import read
from pipeline.show import view

pytestmark = pytest.mark.browser

ID = "jinxiang-2024"
WIDE, NARROW = (1440, 900), (400, 800)


class Browser:
    """A page in Chromium and what a person would do with it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, path: Path, fragment: str = "", size: tuple[int, int] = WIDE) -> None:
        self.resize(*size)
        self.driver.get("about:blank")
        self.driver.get(path.as_uri() + fragment)

    def resize(self, width: int, height: int) -> None:
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)

    def script(self, code: str, *arguments: Any) -> Any:
        return self.driver.execute_script(code, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def click(self, element: WebElement) -> None:
        """Scroll an element into the middle of its pane, where nothing lies over it, and click."""
        self.script("arguments[0].scrollIntoView({block: 'center'})", element)
        self.settle()
        element.click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def choose(self, name: str, value: str) -> None:
        self.one(f"select[name={name}] option[value='{value}']").click()

    def wait(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 5
        while not what():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)

    def search(self, words: str) -> None:
        box = self.one("#search")
        box.clear()
        box.send_keys(words)
        self.wait(lambda: self.hash("q") == words)

    @property
    def tab(self) -> str:
        return self.one("[role=tab][aria-selected=true]").get_attribute("data-tab") or ""

    @property
    def shown(self) -> list[str]:
        """The ids of the rows that are to be seen."""
        ids: list[str] = self.script(
            "return [...document.querySelectorAll('.panel.open tr[data-key]')]"
            ".filter(row => row.getClientRects().length).map(row => row.dataset.id)"
        )
        return ids

    @property
    def chosen(self) -> str | None:
        """The id of the row that is chosen and to be seen."""
        rows = self.all("tr.selected")
        assert len(rows) <= 1
        return rows[0].get_attribute("data-id") if rows and self.visible(rows[0]) else None

    @property
    def lit(self) -> list[str]:
        """The words that are marked as chosen."""
        return [one.get_attribute("textContent") or "" for one in self.all("#source .selected")]

    def hash(self, name: str = "") -> str | None:
        """The id in the address, or one of the values behind it."""
        found: str | None = self.script(
            "const [, id, rest] = /^#?([^?]*)[?]?(.*)$/.exec(location.hash);"
            "return arguments[0] ? new URLSearchParams(rest).get(arguments[0]) : decodeURIComponent(id)",
            name,
        )
        return found

    def visible(self, element: WebElement) -> bool:
        """Whether an element is inside the pane that scrolls it."""
        inside: bool = self.script(
            "const box = arguments[0].getClientRects()[0];"
            "const pane = arguments[0].closest('.scroll, .panel').getBoundingClientRect();"
            "return Boolean(box) && box.bottom > pane.top && box.top < pane.bottom",
            element,
        )
        return inside

    def settle(self) -> None:
        """Wait until everything that was asked for has been drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
        )

    def errors(self) -> list[Any]:
        return list(self.driver.get_log("browser"))  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    browser, service = shutil.which("chromium"), shutil.which("chromedriver")
    assert browser and service, "install Chromium: apt-get install chromium chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(service)) as started:
        yield started


@pytest.fixture
def browser(driver: webdriver.Chrome) -> Iterator[Browser]:
    """The browser; the pages of a test must not have complained."""
    page = Browser(driver)
    page.errors()
    yield page
    assert page.errors() == []


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(jinxiang(tmp_path_factory.mktemp("real")))


@pytest.fixture(scope="module")
def real(data: Dataset) -> Path:
    return view.run(ID, data.folder, data.folder.parent / "view")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    return view.run("made-up", write(drafted(), folder), folder)


# ── to see ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_text_and_tables(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    assert browser.one("#source").get_attribute("textContent") == data.text(ID)
    counts = [tab.text.split() for tab in browser.all("[role=tab]")]
    tables = (data.items, data.units, data.targets, data.findings, data.sections, data.numbers)
    assert [int(count) for _, count in counts] == [*map(len, tables), 0]
    assert browser.shown == data.items.item_id.tolist()
    for name in ("units", "targets", "findings", "sections", "numbers"):
        browser.one(f"#tab-{name}").click()
        assert len(browser.shown) == len(getattr(data, name))
    assert browser.script("return performance.getEntriesByType('resource').length") == 0


def test_every_kind_has_its_colour(browser: Browser, real: Path, made_up: Path) -> None:
    for path in (real, made_up):
        browser.open(path)
        colours: dict[str, str] = browser.script(
            "return Object.fromEntries([...document.querySelectorAll('.line[class*=k-]')].map(line =>"
            " [/k-(\\w+)/.exec(line.className)[1], getComputedStyle(line, '::after').backgroundColor]))"
        )
        assert "rgba(0, 0, 0, 0)" not in colours.values()
        own = {kind: colour for kind, colour in colours.items() if kind not in ("page_number", "navigation")}
        alike = len(own) - len(set(own.values()))
        assert alike <= 1, own  # the title of the notice and a heading are of one family
        looks = browser.script(
            "return ['.m.u', '.m.t', '.m.n:not(.target)'].map(name => {"
            " const style = getComputedStyle(document.querySelector('#source ' + name));"
            " return [style.color, style.backgroundColor, style.borderBottomStyle].join() })"
        )
        assert len(set(looks)) == 3
    kinds = {name for name in colours}
    browser.one(".legend summary").click()
    assert len(browser.all(".legend .swatch")) == len(kinds | {"responsibility"})


def test_marks_can_be_put_away(browser: Browser, real: Path) -> None:
    browser.open(real)
    for layer, mark in (("unit", ".m.u"), ("target", ".m.t")):
        button = browser.one(f"[data-layer={layer}]")
        look = f"return getComputedStyle(document.querySelector('#source {mark}')).backgroundColor"
        before = browser.script(look)
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        assert browser.script(look) == "rgba(0, 0, 0, 0)" != before
        button.click()
        assert browser.script(look) == before


def test_a_narrow_screen_shows_both(browser: Browser, real: Path) -> None:
    browser.open(real, f"#{ID}-i012", size=NARROW)
    browser.settle()
    assert browser.script("return document.documentElement.scrollWidth") <= NARROW[0]
    assert browser.chosen == f"{ID}-i012"
    assert browser.visible(browser.one("#source .current"))
    panes = [browser.one(name).rect for name in (".left .scroll", ".panel.open")]
    assert all(pane["height"] > 150 and pane["width"] > 390 for pane in panes)
    assert panes[0]["y"] + panes[0]["height"] <= panes[1]["y"]


def test_light_and_dark(browser: Browser, real: Path) -> None:
    browser.open(real)
    back = "return getComputedStyle(document.body).backgroundColor"
    light = browser.script(back)
    browser.one("#theme").click()
    dark = browser.script(back)
    assert dark != light
    browser.open(real)
    assert browser.script(back) == dark
    browser.one("#theme").click()
    assert browser.script(back) == light


def test_the_page_speaks_english(browser: Browser, real: Path) -> None:
    browser.open(real)
    before = browser.one("#panels").text
    browser.one("#language").click()
    assert browser.one("html").get_attribute("lang") == "en"
    assert browser.one("#tab-items").text.startswith("Tasks")
    assert browser.one("#search").get_attribute("placeholder") == "Search the text"
    assert browser.one("select[name=function] option[value=education]").text.startswith("education")
    assert browser.hash("lang") == "en"
    assert "rows" in browser.one("#status").text
    browser.one("#tab-findings").click()
    assert "“守牢底线” is announced, but no heading answers to it" in browser.one("#panel-findings").text
    flag = browser.one("[data-panel=items] .flag")
    assert flag.get_attribute("title") == flag.get_attribute("aria-label") == "task 67 lists “供销合作社” twice"
    browser.open(real, "#?lang=en")
    assert browser.one("#tab-units").text.startswith("Units")
    browser.one("#language").click()
    assert browser.one("#panels").text == before
    assert browser.hash("lang") is None


# ── from a row to its words and back ─────────────────────────────────────────────────────────────────


def test_a_row_leads_to_its_words(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    for table, column in (("items", "item_id"), ("targets", "target_id"), ("findings", "finding_id")):
        browser.one(f"#tab-{table}").click()
        frame = getattr(data, table)
        for place in (len(frame) // 2, len(frame) - 1, 0):
            row = frame.iloc[place]
            browser.click(browser.one(f"tr[data-id='{row[column]}'] td"))
            browser.settle()
            assert browser.chosen == row[column] == browser.hash()
            assert browser.visible(browser.one("#source .current"))
            words = data.text(ID)[row.span_start : row.span_end]
            assert "".join("".join(browser.lit).split()) == "".join(words.split())


def test_a_unit_leads_to_each_of_its_places(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real, "#?tab=units")
    unit_id = "370828-教育和体育局"
    named = data.assignments[data.assignments.unit_id == unit_id]
    link = browser.one(f"tr[data-id='{unit_id}'] th a")
    browser.click(link)
    places = browser.all("#source .u.selected:not(.more)")
    assert len(places) == len(named) > 5
    seen = []
    for _ in places:
        browser.settle()
        assert browser.visible(browser.one("#source .current"))
        seen.append(browser.one("#source .current"))
        link.send_keys(Keys.ENTER)
    assert seen == places
    assert browser.one("#source .current") == places[0]


def test_words_lead_to_their_row(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    for table, mark in (
        ("targets", ".m.t"),
        ("units", ".m.u"),
        ("numbers", ".m.n.name"),
        ("sections", ".s"),
        ("findings", ".flag"),
    ):
        words = browser.all(f"#source {mark}")[-2]
        browser.click(words)
        assert browser.tab == table
        row = browser.chosen
        assert row and row in set(getattr(data, table).iloc[:, 1 if table != "units" else 0])
        key = words.get_attribute("data-r") or words.get_attribute("data-go")
        assert browser.one("tr.selected").get_attribute("data-key") == key or table == "targets"
        assert browser.lit
    # The words of a task that are nothing else lead to the task.
    words = browser.one(f"[id='{ID}-i020'] .k-item")
    browser.script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", words)
    assert (browser.tab, browser.chosen) == ("items", f"{ID}-i020")


def test_links_inside_a_row_lead_on(browser: Browser, real: Path) -> None:
    browser.open(real, f"#{ID}-i138")
    browser.click(browser.one("tr.selected td:nth-child(4) a"))
    assert browser.tab == "targets" and "学位" in browser.one("tr.selected").text
    browser.click(browser.one("tr.selected td:last-child a"))
    assert (browser.tab, browser.chosen) == ("items", f"{ID}-i138")
    # A unit of this task is shown where this task names it, not where it stands first.
    browser.click(browser.one("tr.selected td:nth-child(3) a:nth-of-type(2)"))
    assert browser.tab == "units"
    assert browser.script("return document.querySelector('#source .current').closest('.i').id") == f"{ID}-i138"


def test_pieces_of_one_task_light_up_together(browser: Browser, made_up: Path) -> None:
    browser.open(made_up, "#made-up-i001")
    assert browser.lit[0] == "1. 新建卫生室5所，服" and len(browser.lit) == 3
    browser.click(browser.one("#source .i.more"))
    assert browser.chosen == "made-up-i001"


def test_units_on_the_same_words_take_turns(browser: Browser, made_up: Path) -> None:
    browser.open(made_up)
    shared = browser.one("#source .m.u[data-r*=' ']")
    seen = []
    for _ in range(3):
        browser.click(shared)
        seen.append(browser.chosen)
    assert seen[0] == seen[2] and set(seen) == {"370828-各镇街", "370828-各园区"}


# ── filters and search ───────────────────────────────────────────────────────────────────────────────


def test_filters(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    named = data.assignments.merge(data.units, on="unit_id")
    section = data.sections[data.sections.level == 2].iloc[3]
    unit = "370828-教育和体育局"
    with_function = named[(named.function == "education") | named.further_functions.map(lambda all: "education" in all)]
    expected = {
        ("unit", unit): set(named[named.unit_id == unit].item_id),
        ("function", "education"): set(with_function.item_id),
        ("section", section.section_id): set(data.items[data.items.section_id == section.section_id].item_id),
        ("measure", "amount"): set(data.targets[data.targets.measure == "amount"].item_id.dropna()),
        ("role", "responsible"): set(named[named.role == "responsible"].item_id),
        ("severity", "warning"): set(data.findings[data.findings.severity == "warning"].item_id.dropna()),
    }
    for (name, value), tasks in expected.items():
        browser.choose(name, value)
        assert set(browser.shown) == tasks, name
        assert browser.hash(name) == value
        dimmed = {one.get_attribute("id") for one in browser.all("#source .i.dim[id]")}
        assert dimmed == set(data.items.item_id) - tasks
        browser.one("#clear").click()
        assert browser.shown == data.items.item_id.tolist()
        assert browser.hash(name) is None
    # Together they narrow down, in every table.
    browser.choose("unit", unit)
    browser.choose("measure", "count")
    both = expected["unit", unit] & set(data.targets[data.targets.measure == "count"].item_id.dropna())
    assert set(browser.shown) == both
    browser.one("#tab-targets").click()
    counted = data.targets[(data.targets.measure == "count") & data.targets.item_id.isin(expected["unit", unit])]
    assert set(browser.shown) == set(counted.target_id)


def test_a_heading_holds_what_is_under_the_headings_below(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    top = data.sections[data.sections.heading == "工作重点"].section_id.iloc[0]
    below = set(data.sections[data.sections.parent_id == top].section_id)
    browser.choose("section", top)
    assert set(browser.shown) == set(data.items[data.items.section_id.isin(below)].item_id)


def test_only_this_unit(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real, "#370828-财政局")
    browser.click(browser.one("tr.selected .only"))
    assert browser.tab == "items"
    assert set(browser.shown) == set(data.assignments[data.assignments.unit_id == "370828-财政局"].item_id)


def test_search(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    browser.search("养老")
    tasks = data.items[data.items.text.str.contains("养老")].item_id.tolist()
    assert browser.shown == tasks and tasks
    hits = data.text(ID).count("养老")
    assert browser.one("#hits").text == f"1/{hits}"
    assert browser.script("return CSS.highlights.get('found').size") == hits
    assert browser.script("return CSS.highlights.get('here').size") == 1
    for place in (*range(2, hits + 1), 1):
        browser.press(Keys.ENTER)
        assert browser.one("#hits").text == f"{place}/{hits}"
    browser.driver.switch_to.active_element.send_keys(Keys.SHIFT, Keys.ENTER)
    assert browser.one("#hits").text == f"{hits}/{hits}"
    browser.press(Keys.ESCAPE)
    assert browser.shown == data.items.item_id.tolist()
    assert browser.hash("q") is None and browser.one("#hits").text == ""


def test_search_sees_through_line_ends_widths_and_hidden_signs(browser: Browser, real: Path, made_up: Path) -> None:
    browser.open(real)
    browser.search("县政府园区发展服务中心")  # printed over two paragraphs in task 14
    assert f"{ID}-i014" in browser.shown
    printed: list[str] = browser.script(
        "return [...CSS.highlights.get('found')].map(one => {"
        " const range = document.createRange(); range.setStart(one.startContainer, one.startOffset);"
        " range.setEnd(one.endContainer, one.endOffset); return range.toString() })"
    )
    assert any("\n" in words for words in printed)
    browser.search("５ｇ")
    assert f"{ID}-i004" in browser.shown
    browser.search("5G 算力")  # both words
    assert browser.shown == [f"{ID}-i004"]
    browser.open(made_up, "#?tab=items")
    browser.search("𠮷时")
    assert browser.shown == ["made-up-i003"]
    browser.search("003cgnp.exe")  # a sign that turns the direction stands before the G
    assert browser.script("return CSS.highlights.get('found').size") == 2


def test_nothing_found_is_said(browser: Browser, real: Path) -> None:
    browser.open(real)
    browser.search("没有这样的话")
    assert browser.shown == []
    assert browser.one(".panel.open .empty").is_displayed()


# ── the keyboard ─────────────────────────────────────────────────────────────────────────────────────


def test_keys(browser: Browser, real: Path) -> None:
    browser.open(real)
    browser.press("j", "j", "j")
    assert browser.chosen == f"{ID}-i003"
    assert browser.driver.switch_to.active_element == browser.one("tr.selected th a")
    browser.settle()
    assert browser.visible(browser.one("#source .current"))
    browser.press("k")
    assert browser.chosen == f"{ID}-i002"
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.chosen == f"{ID}-i004"
    browser.press("3")
    assert browser.tab == "targets"
    browser.press("j")
    assert browser.chosen == f"{ID}-t001"
    browser.press("?")
    assert browser.one("#keys").is_displayed()
    browser.press(Keys.ESCAPE)
    assert not browser.one("#keys").is_displayed() and browser.chosen == f"{ID}-t001"
    browser.press("/")
    assert browser.driver.switch_to.active_element == browser.one("#search")
    browser.press("j")  # a letter in the box, not a step
    assert browser.chosen == f"{ID}-t001"
    browser.press(Keys.ESCAPE, Keys.ESCAPE)
    assert browser.driver.switch_to.active_element.tag_name == "body"
    browser.choose("measure", "cap")
    browser.press(Keys.ESCAPE)
    assert browser.chosen is None and browser.hash() == ""
    browser.press(Keys.ESCAPE)
    assert browser.hash("measure") is None


@pytest.mark.usefixtures("data")
def test_steps_go_over_what_is_shown(browser: Browser, real: Path) -> None:
    browser.open(real, "#?measure=amount")
    shown = browser.shown
    browser.press("j")
    for item_id in shown[1:]:
        browser.press("j")
        assert browser.chosen == item_id
    browser.press("j")
    assert browser.chosen == shown[-1]


def test_the_order_of_focus(browser: Browser, real: Path) -> None:
    browser.open(real)
    reached = []
    for _ in range(40):
        browser.press(Keys.TAB)
        one = browser.driver.switch_to.active_element
        if one.tag_name == "body":
            break
        reached.append(
            one.get_attribute("id") or one.get_attribute("name") or one.get_attribute("data-layer") or one.tag_name
        )
    assert reached == [
        *("a", "a", "summary", "search", "copy", "print", "language", "theme", "help"),
        *("unit", "function", "section", "measure", "role", "severity"),
        *("block", "unit", "target", "number", "finding", "summary", "source-scroll", "tab-items", "a"),
    ]
    assert one.tag_name == "body"


def test_tabs_as_assistive_technology_sees_them(browser: Browser, real: Path) -> None:
    browser.open(real)
    browser.one("#tab-items").send_keys(Keys.ARROW_RIGHT)
    assert browser.tab == "units" and browser.driver.switch_to.active_element.get_attribute("id") == "tab-units"
    browser.press(Keys.END)
    assert browser.tab == "doubts"
    browser.press(Keys.ARROW_RIGHT)
    assert browser.tab == "items"
    panel = browser.one(".panel.open")
    assert (panel.aria_role, panel.accessible_name.split()[0]) == ("tabpanel", "事项")
    browser.press(Keys.TAB, Keys.ENTER)
    assert browser.one("tr[aria-current=true]").get_attribute("data-id") == f"{ID}-i001"
    assert browser.one("#search").accessible_name == "全文检索"
    assert browser.one("select[name=unit]").accessible_name == "单位"


# ── links ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_leads_to_one_item(browser: Browser, real: Path) -> None:
    browser.open(real, f"#{ID}-i077")
    browser.settle()
    assert browser.chosen == f"{ID}-i077"
    assert browser.visible(browser.one("#source .current"))


def test_a_link_keeps_filters_search_and_tab(browser: Browser, real: Path) -> None:
    browser.open(real)
    browser.choose("function", "education")
    browser.search("学")
    browser.click(browser.one(".panel.open tr[data-key]:not([hidden]) td"))
    browser.one("#tab-units").click()
    kept, address = (browser.shown, browser.hash()), browser.script("return location.href")
    assert kept[1]
    browser.driver.get("about:blank")
    browser.driver.get(address)
    assert browser.tab == "units"
    assert (browser.shown, browser.hash()) == kept
    assert browser.one("select[name=function]").get_attribute("value") == "education"
    assert browser.one("#search").get_attribute("value") == "学"
    assert browser.script("return location.href") == address


def test_back_and_forth(browser: Browser, real: Path) -> None:
    browser.open(real)
    for number in (3, 5):
        browser.click(browser.one(f"tr[data-id='{ID}-i{number:03d}'] td"))
    browser.driver.back()
    browser.wait(lambda: browser.chosen == f"{ID}-i003")
    browser.driver.back()
    browser.wait(lambda: browser.chosen is None)
    browser.driver.forward()
    browser.wait(lambda: browser.chosen == f"{ID}-i003")


@pytest.mark.parametrize(
    "fragment", ["#%E0%A4%A", "#nowhere", "#?unit=nobody&measure=%00&tab=x&q=", "#??#&=", "#__proto__"]
)
def test_a_broken_link_opens_the_page(browser: Browser, real: Path, data: Dataset, fragment: str) -> None:
    browser.open(real, fragment)
    assert browser.shown == data.items.item_id.tolist()


@pytest.mark.usefixtures("data")
def test_without_script_the_page_reads_and_links(browser: Browser, real: Path) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(real)
        assert browser.one("#source").is_displayed()
        assert all(panel.is_displayed() for panel in browser.all(".panel"))
        assert not browser.one("#search").is_displayed()
        link = browser.one(f"tr[data-id='{ID}-i009'] th a").get_attribute("href") or ""
        assert link.endswith(f"#{ID}-i009")
        browser.open(real, f"#{ID}-i140")
        assert browser.one(f"[id='{ID}-i140']").rect["y"] > 0
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────


def printed(browser: Browser) -> pypdfium2.PdfDocument:
    content = browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    return pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(content)))


def words_of(document: pypdfium2.PdfDocument) -> list[str]:
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_the_ledger_on_a4(browser: Browser, real: Path, data: Dataset) -> None:
    browser.open(real)
    browser.one("#theme").click()  # paper is white whatever the screen is
    document = printed(browser)
    browser.one("#theme").click()
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    pages = words_of(document)
    assert all("编号事项责任单位数量目标" in page for page in pages)
    ledger = "".join(pages)
    assert [number for number in data.items.number if number not in ledger] == []
    assert ledger.count("…") < 3  # nothing is cut off
    assert "全文检索" not in ledger and "公文标题" not in ledger
    bitmap = document[0].render(scale=1).to_pil().convert("L")
    light = sum(bitmap.histogram()[230:]) / (bitmap.width * bitmap.height)
    assert light > 0.85


def test_what_is_filtered_is_what_is_printed(browser: Browser, real: Path) -> None:
    browser.open(real, "#?unit=370828-财政局")
    shown = len(browser.shown)
    (first, *_), rows = words_of(printed(browser)), shown
    assert "单位：" in first and f"({rows})" in first
    assert len(printed(browser)) <= 3


# ── a hostile notice, and a long one ─────────────────────────────────────────────────────────────────


def test_no_script_of_a_notice_is_run(browser: Browser, made_up: Path) -> None:
    browser.open(made_up)
    for tab in ("units", "targets", "findings", "sections", "numbers", "items"):
        browser.one(f"#tab-{tab}").click()
        for row in browser.all(".panel.open tr[data-key] th a"):
            browser.click(row)
    for mark in browser.all("#source .m, #source .flag"):
        browser.script("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))", mark)
    browser.one("#language").click()
    browser.search("window.hacked=1")
    assert browser.script("return window.hacked") is None
    assert browser.all("#source :is(script, img, a[href^='javascript'])") == []
    assert browser.script("return performance.getEntriesByType('resource').length") == 0
    assert browser.one("#source").get_attribute("textContent") == drafted().text
    assert f"370828-{HOSTILE_UNIT}" in {row.get_attribute("data-id") for row in browser.all("tr[data-key]")}


def test_the_policy_holds_even_where_a_script_got_in(browser: Browser, made_up: Path) -> None:
    browser.open(made_up)
    browser.script(
        "const script = document.createElement('script'); script.textContent = 'window.hacked = 7';"
        "document.body.append(script);"
        "const image = document.createElement('div'); document.body.append(image);"
        'image.innerHTML = \'<img src=x onerror="window.hacked = 8"><a id=trap href="javascript:window.hacked=9">x</a>\';'
        "document.getElementById('trap').click();"
    )
    browser.settle()
    assert browser.script("return window.hacked") is None
    complaints = browser.errors()
    assert complaints and all("Content Security Policy" in one["message"] for one in complaints)


def test_directions_end_with_the_sign(browser: Browser, made_up: Path) -> None:
    browser.open(made_up, "#made-up-i002")
    box: list[float] = browser.script(
        "const walker = document.createTreeWalker(document.getElementById('made-up-i002'), NodeFilter.SHOW_TEXT);"
        "for (let node = walker.nextNode(); node; node = walker.nextNode()) {"
        " const at = node.data.indexOf('GNP.exe'); if (at < 0) continue;"
        " return [0, 6].map(step => { const range = document.createRange(); range.setStart(node, at + step);"
        " range.setEnd(node, at + step + 1); return range.getBoundingClientRect().left }) }"
    )
    assert box[0] < box[1]  # it reads from left to right, as it would not after a bare U+202E
    assert browser.one("#source .unseen[data-code='U+202E']").is_displayed()


def test_a_task_named_by_its_unit_only_there(browser: Browser, made_up: Path) -> None:
    browser.open(made_up, "#?tab=items")
    browser.choose("role", "lead")
    assert browser.shown == ["made-up-i001"]
    browser.one("#clear").click()
    browser.choose("unit", HEALTH)
    assert browser.shown == ["made-up-i001", "made-up-i003"]


def _long(sections: int, folder: Path) -> Path:
    """The page of a notice with fifty tasks under each heading."""
    draft = Draft("long")
    for section in range(sections):
        heading = draft.put(f"第{section}章", "heading")
        draft.spans.append(Section(*heading, f"long-s{section:02d}", None, 1, section, "", f"第{section}章", 0))
        draft.put("\n")
        for place in range(50):
            number = section * 50 + place + 1
            start, end = draft.put(f"{number}. " + f"推进第{number}个项目建设，完善配套服务。" * 4, "item")
            listed = draft.put("（责任单位：县卫健局、各镇街、各园区）", "responsibility")
            item_id = f"long-i{number:04d}"
            lists = RoleText(listed[0] + 1, listed[1] - 1)
            text = draft.text[start:end]
            draft.spans.append(
                Item(
                    start,
                    listed[1],
                    item_id,
                    str(number),
                    f"long-s{section:02d}",
                    None,
                    text,
                    (start, end),
                    "",
                    (lists,),
                )
            )
            for position, (name, unit_id) in enumerate(
                (("县卫健局", HEALTH), ("各镇街", "370828-各镇街"), ("各园区", "370828-各园区")), 1
            ):
                at = draft.text.index(name, listed[0])
                draft.spans.append(_mention(at, at + len(name), item_id, position, name, unit_id))
            draft.put("\n")
    return view.run("long", write(draft.notice(), folder), folder)


def test_fifteen_hundred_tasks(browser: Browser, tmp_path: Path) -> None:
    browser.open(_long(30, tmp_path))
    browser.settle()
    browser.choose("section", "long-s08")
    assert len(browser.shown) == 50
    browser.one("#clear").click()
    browser.click(browser.one("tr[data-id=long-i1490] td"))
    browser.settle()
    assert browser.visible(browser.one("#source .current"))


_DOINGS = (
    "document.querySelector('tr[data-id=long-i0490] td').click()",
    "document.getElementById('tab-units').click()",
    "document.getElementById('tab-items').click()",
    "const one = document.querySelector('select[name=section]'); one.selectedIndex = 9;"
    "one.dispatchEvent(new Event('change', {bubbles: true}))",
    "document.getElementById('language').click()",
)


@pytest.mark.parametrize("doing", _DOINGS)
def test_a_click_lays_the_page_out_no_more_often_where_tasks_are_many(
    browser: Browser, tmp_path: Path, doing: str
) -> None:
    """What makes a page slow: a script that asks for places in between changes, row by row."""

    def layouts(sections: int) -> float:
        folder = tmp_path / str(sections)
        folder.mkdir()
        browser.open(_long(sections, folder))
        browser.settle()
        browser.driver.execute_cdp_cmd("Performance.enable", {})
        before = _layouts(browser)
        browser.driver.execute_async_script(
            f"const done = arguments[0]; {{ {doing} }} requestAnimationFrame(() => setTimeout(done))"
        )
        return _layouts(browser) - before

    assert layouts(30) <= layouts(15) + 5


def _layouts(browser: Browser) -> float:
    counted = browser.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return float(sum(one["value"] for one in counted if one["name"] in ("LayoutCount", "RecalcStyleCount")))


def _mention(start: int, end: int, item_id: str, position: int, name: str, unit_id: str) -> Any:
    from pipeline.notice import Mention

    return Mention(start, end, item_id, position, name, "responsible", unit_id)


def test_doubtful_rows_come_first_and_are_decided(browser: Browser, tmp_path: Path) -> None:
    """The page opens on them; c says right, e gives an entry to fill in; both wait in the tray, over a reload."""
    lists = "（责任单位：城北某某办、河东某某组、县政府三号楼2025年推进）"
    source = tmp_path / "doubtful-2024.txt"
    source.write_text(
        f"云川县人民政府2024年工作分工\n一、工作\n1.修缮校舍三处。{lists}\n2.新建公厕5座。（责任单位：县住建局）\n"
    )
    tables.write([tables.arrow(reading.rows(read(source)))], tmp_path / "data")
    path = view.run("doubtful-2024", tmp_path / "data", tmp_path)
    browser.open(path)
    assert browser.tab == "doubts" and len(browser.shown) >= 2
    shares = [int(one.text.rstrip("%")) for one in browser.all(".doubts tbody th")]
    assert shares == sorted(shares, reverse=True)
    browser.press("j", "c", "e")
    tray = browser.one("#entries")
    assert tray.is_displayed() and tray.find_element(By.TAG_NAME, "b").text == "2"
    browser.script("arguments[0].open = true", tray)
    written = tomllib.loads(tray.find_element(By.TAG_NAME, "pre").text)
    assert len(written["confirmed"]) == len(written["decision"]) == 1
    assert source.read_text().count(written["confirmed"][0]["at"]) == 1
    browser.open(path)
    assert browser.one("#entries b").get_attribute("textContent") == "2"
    browser.script("document.getElementById('drop-entries').click()")
    assert not browser.one("#entries").is_displayed()


# ── small ways to a place ────────────────────────────────────────────────────────────────────────────


def test_the_short_address_of_the_terminal_leads_to_the_row(browser: Browser, real: Path) -> None:
    browser.open(real, "#i067")
    browser.wait(lambda: browser.chosen == f"{ID}-i067")


def test_a_filter_leads_to_its_first_hit(browser: Browser, real: Path) -> None:
    browser.open(real)
    browser.script("document.getElementById('source-scroll').scrollTop = 0")
    browser.choose("unit", "370828-妇女联合会")
    first = browser.shown[0]
    browser.wait(lambda: browser.visible(browser.one(f"#source [id='{first}']")))


def test_a_unit_is_found_by_its_full_and_its_short_name(browser: Browser, real: Path, data: Dataset) -> None:
    units = data.units.set_index("unit_id")
    unit_id = "370828-教育和体育局"
    tasks = set(data.assignments.loc[data.assignments.unit_id == unit_id, "item_id"])
    browser.open(real)
    for name in (units.loc[unit_id, "name"], units.loc[unit_id, "short_name"]):
        browser.search(str(name))
        assert set(browser.shown) >= tasks, name


def test_any_row_is_decided_on_the_page_and_the_build_takes_it(browser: Browser, tmp_path: Path) -> None:
    """A finding is seen, a target right, a heading else: the entries that the page gives are read by the next build."""
    source = tmp_path / "raw" / "yunchuan-2031.txt"
    source.parent.mkdir()
    source.write_text(
        "云川县人民政府2031年工作分工\n一、办好教育\n1.新建校舍3处、改造3处。（责任单位：县教育局、县教育局）\n"
        "2.新建公厕5座。（责任单位：县住房城乡建设局）\n"
    )
    data = tmp_path / "data"
    tables.write([tables.arrow(reading.rows(read(source)))], data)
    path = view.run("yunchuan-2031", data, tmp_path)
    browser.open(path)
    bar = browser.one("#deciding")
    for tab, words, key in (("findings", "已看", "c"), ("targets", "正确", "c"), ("sections", "更正", "e")):
        browser.one(f"#tab-{tab}").click()
        assert not bar.is_displayed()
        row = browser.all(".panel.open tr[data-key]")[0]
        row.find_element(By.CSS_SELECTOR, "td").click()
        assert words in bar.text
        browser.press(key)
    written = tomllib.loads(browser.one("#entries pre").get_attribute("textContent") or "")
    assert [(kind, len(entries)) for kind, entries in written.items()] == [
        ("seen", 1),
        ("confirmed", 1),
        ("decision", 1),
    ]
    assert written["confirmed"][0]["reads"] == "3处" and source.read_text().count(written["confirmed"][0]["at"]) == 1
    browser.open(path)
    assert browser.one("#entries b").get_attribute("textContent") == "3"
    browser.one("#tab-targets").click()
    browser.all(".panel.open tr[data-key] td")[0].click()
    (pressed,) = browser.all('#deciding [aria-pressed="true"]')
    assert pressed.text == "正确"
    toml = (browser.one("#entries pre").get_attribute("textContent") or "").replace('reason = ""', 'reason = "印错"')
    (tmp_path / "corrections").mkdir()
    toml = toml.replace('set = { heading = "办好教育" }', 'set = { heading = "办好各类教育" }')
    (tmp_path / "corrections" / "yunchuan-2031.toml").write_text(toml, encoding="utf-8")
    now = worknotice.read(source, corrections=tmp_path / "corrections")
    assert now.sections.heading.tolist() == ["办好各类教育"]
    assert now.targets[now.targets.quote == "3处"].doubt.tolist()[0] == 0 and now.findings.seen.sum() == 1
