"""The review page as a file: what stands in it, and that no word of a notice is more than a word.

`test_view_browser` looks at the same page in a browser.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import pytest
from conftest import ROOT
from documents import pdf_of

import worknotice
from pipeline import load, rules
from pipeline.dataset import reading, tables
from pipeline.dataset.datapackage import dictionary
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
    Number,
    Page,
    RoleText,
    Section,
    Source,
    Span,
    Target,
)
from pipeline.read import read
from pipeline.show import markup, view
from pipeline.show.view import scans
from pipeline.structure.corrections import Correction

HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>${window.hacked=3}{{script}}"
    '</textarea></style></script><!--<a href=\'javascript:window.hacked=4\'>点此</a>" onmouseover="window.hacked=5"\\u003c'
    "\u202eGNP.exe\u202c\u200b\ue123\x07&lt;&#60;"
)
HOSTILE_UNIT = "<img src=x onerror=window.hacked=6>局"
HEALTH, SEAT = "370828-卫生健康局", "370828-各镇街"


class Draft:
    """A notice written piece by piece, so that every span is where its words are."""

    def __init__(self, notice_id: str) -> None:
        self.id = notice_id
        self.text = ""
        self.spans: list[Span] = []

    @property
    def at(self) -> int:
        return len(self.text)

    def put(self, words: str, kind: str | None = None) -> tuple[int, int]:
        """Add words, as a block where a kind is given; the stretch they stand on."""
        start = self.at
        self.text += words
        if kind:
            self.spans.append(Block(start, self.at, kind))
        return start, self.at

    def find(self, words: str, after: int = 0) -> tuple[int, int]:
        start = self.text.index(words, after)
        return start, start + len(words)

    def number(self, words: str, role: str, target_id: str | None = None, after: int = 0) -> None:
        self.spans.append(Number(*self.find(words, after), words, Decimal(1), role, target_id))

    def target(self, number: int, quote: str, measure: str, item_id: str | None, **more: Any) -> None:
        start, end = self.find(quote)
        printed = re.findall(r"[\d.]+", quote)[0]
        target_id = f"{self.id}-t{number:03d}"
        values: dict[str, Any] = {
            "target_id": target_id,
            "item_id": item_id,
            "section_id": f"{self.id}-s01",
            "verb": "新建",
            "indicator": f"{measure}的指标",
            "op": "=",
            "value": Decimal(printed),
            "value_max": None,
            "unit": "所",
            "value_printed": printed,
            "unit_printed": "所",
            "measure": measure,
            "modality": None,
            "deadline": None,
            "deadline_date": None,
            "part_of": None,
        }
        self.spans.append(Target(start, end, **(values | more)))
        self.number(printed, "target", target_id, after=start)

    def mention(self, item: int, position: int, at: tuple[int, int], name: str, role: str, unit_id: str) -> None:
        self.spans.append(Mention(*at, f"{self.id}-i{item:03d}", position, name, role, unit_id))

    def notice(self) -> Notice:
        source = Source(f"{self.id}.pdf", "0" * 64, "pdf", 2)
        return Notice(self.id, self.text, source, tuple(self.spans))


def drafted(notice_id: str = "made-up") -> Notice:
    """A notice with all that is awkward: signs beyond the basic plane, a task over a page's end, a task with
    two lists, two units on the same words, words that are scripts, directions and references.
    """
    draft = Draft(notice_id)
    put, spans = draft.put, draft.spans
    put("首页 > 公文", "navigation")
    put("\n\n　　")
    title = f"关于𠮷庆县工作的通知</title>{HOSTILE}"
    spans.append(Field(*put(title, "title"), "title", title))
    put("\n")
    spans.append(Field(*put("𠮷政发〔2024〕1号", "doc_number"), "doc_number", "𠮷政发〔2024〕1号"))
    put("\n")
    put("各镇街：", "recipients")
    put("\n")
    head = put("一、𠮷祥工程", "heading")
    spans.append(Section(*head, f"{notice_id}-s01", None, 1, 1, "一、", "𠮷祥工程", 0))
    put("\n")
    # A task whose text goes over the end of a page.
    start = put("1. 新建卫生室5所，服", "item")[0]
    put("\n")
    page_two = draft.at
    put("— 1 —", "page_number")
    put("\n")
    end = put("务群众3万人以上。", "item")[1]
    listed = put("（牵头单位：县卫健局；配合单位：各镇街园区等）", "responsibility")
    lists = RoleText(listed[0] + 1, listed[1] - 1)
    spans.append(
        Item(
            start,
            listed[1],
            f"{notice_id}-i001",
            "1",
            f"{notice_id}-s01",
            "新建卫生室",
            "新建卫生室5所，服务群众3万人以上。",
            (start, end),
            draft.text[lists.start : lists.end],
            (lists,),
        )
    )
    spans.append(Duty(listed[0], listed[1], f"{notice_id}-i001", True, ("王某",)))
    draft.mention(1, 1, draft.find("县卫健局"), "县卫健局", "lead", HEALTH)
    # A joint collective made whole: two units on the same words.
    for position, (name, unit_id) in enumerate((("各镇街", SEAT), ("各园区", "370828-各园区")), 2):
        draft.mention(1, position, draft.find("各镇街园区"), name, "support", unit_id)
    draft.target(1, "5所", "count", f"{notice_id}-i001")
    draft.target(2, "3万人以上", "amount", f"{notice_id}-i001", op=">=", part_of=f"{notice_id}-t001")
    put("\n")
    second = put("二、𠮷祥如意", "heading")
    spans.append(Section(*second, f"{notice_id}-s02", None, 1, 2, "二、", "𠮷祥如意", 0))
    put("\n")
    # Two lists behind one number: two tasks in one paragraph.
    for number, words in ((2, f"2. {HOSTILE}控制在7%以内"), (3, "，𠮷时通车8公里")):
        start, end = put(words, "item")
        name = HOSTILE_UNIT if number == 2 else "县卫健局"
        listed = put(f"（责任单位：{name}）", "responsibility")
        item_id = f"{notice_id}-i{number:03d}"
        item = Item(
            start, listed[1], item_id, "2", f"{notice_id}-s02", None, words, (start, end), name, (RoleText(*listed),)
        )
        spans.append(item)
        unit_id = f"370828-{HOSTILE_UNIT}" if number == 2 else HEALTH
        draft.mention(number, 1, draft.find(name, listed[0]), name, "responsible", unit_id)
    draft.target(3, "7%以内", "cap", f"{notice_id}-i002", op="<=", section_id=f"{notice_id}-s02")
    draft.target(4, "8公里", "count", f"{notice_id}-i003", section_id=f"{notice_id}-s02")
    put("\n")
    put("附：全县共有12个镇，时间为12月。\r\x0c", "paragraph")
    draft.number("12", "base")
    spans += [
        Page(0, page_two, 1),
        Page(page_two, draft.at, 2, 0.87),
        Finding(
            *draft.find("3万人以上"),
            "doubt",
            "warning",
            f"此处存疑{HOSTILE}",
            f"doubtful{HOSTILE}",
            f"{notice_id}-i001",
        ),
        Finding(*head, "doubt", "info", "标题可参考", "the heading may help"),
        Correction(*draft.find("时间为12月"), "correction", "时间", "时限", "<b>笔误</b>"),
    ]
    return draft.notice()


def write(notice: Notice, folder: Path) -> Path:
    """The notice as a dataset in `folder`/data, with units of every name it mentions."""
    county = Government("370828", "金乡县", "county", "山东省", "济宁市", "金乡县")
    names = {mention.unit_id: mention.unit_id.partition("-")[2] for mention in notice.all(Mention)}
    units = [
        Unit(
            unit_id,
            f"金乡县{name}",
            name,
            "collective" if name.startswith("各") else "department",
            "health" if unit_id == HEALTH else None,
            "370828",
            county,
        )
        for unit_id, name in names.items()
    ]
    rows = tables.rows(notice, units, notice.all(Correction))
    data = folder / "data"
    data.mkdir(parents=True)
    tables.write([tables.arrow(rows)], data)
    return data


def jinxiang(folder: Path) -> Path:
    """The notice of the repository as a dataset in `folder`/data."""
    data = folder / "data"
    data.mkdir(parents=True)
    rows = reading.rows(read(ROOT / "raw" / "jinxiang-2024.txt"))
    tables.write([tables.arrow(rows)], data)
    return data


class Element:
    """An element: its attributes, the elements around it, and all words in it."""

    def __init__(self, tag: str, attributes: dict[str, str | None], around: tuple[Element, ...]) -> None:
        self.tag, self.attributes, self.around = tag, attributes, around
        self.pieces: list[str] = []

    @property
    def words(self) -> str:
        return "".join(self.pieces)

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())


class Shown(HTMLParser):
    """A page as read by a parser that is not ours."""

    VOID: ClassVar = {"meta", "link", "input", "img", "br"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(page)
        self.close()
        assert not self.open
        self.source = next(one for one in self.elements if one.attributes.get("id") == "source")
        self._marks: dict[str, list[Element]] = {}
        for one in self.elements:
            if self.source in one.around:
                for key in (one.attributes.get("data-r") or "").split():
                    self._marks.setdefault(key, []).append(one)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), tuple(self.open))
        assert len(element.attributes) == len(attrs), f"an attribute twice: {attrs}"
        self.elements.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.tag == tag, f"</{tag}> ends <{closed.tag}>"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.pieces.append(data)

    def marks(self, key: str) -> list[Element]:
        return self._marks.get(key, [])

    def rows(self, letter: str = "") -> dict[str, Element]:
        """The rows by key, of all tables or of one."""
        keys = ((one.attributes.get("data-key"), one) for one in self.elements if one.tag == "tr")
        return {key: one for key, one in keys if key and key.startswith(letter)}

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            next(one.words for one in self.elements if one.attributes.get("id") == "facts")
        )
        return found


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return Shown(view.page("made-up", write(drafted(), tmp_path_factory.mktemp("view"))))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Path]:
    data = jinxiang(tmp_path_factory.mktemp("view"))
    return Shown(view.page("jinxiang-2024", data)), data


# ── the text ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_text_is_the_text_as_read(made_up: Shown, real: tuple[Shown, Path]) -> None:
    assert made_up.source.words == drafted().text
    page, data = real
    assert page.source.words == (data / "text" / "jinxiang-2024.txt").read_bytes().decode()


def test_every_row_of_the_tables_has_a_row_and_its_words(real: tuple[Shown, Path]) -> None:
    page, data = real
    dataset = load(data)
    text = dataset.text("jinxiang-2024")
    rows = page.rows()
    for table, letter, column in (
        ("items", "i", "item_id"),
        ("targets", "t", "target_id"),
        ("findings", "f", "finding_id"),
        ("sections", "s", "section_id"),
        ("numbers", "n", "number_id"),
    ):
        frame = getattr(dataset, table)
        assert len(page.rows(letter)) == len(frame)
        for place, row in enumerate(frame.itertuples(), 1):
            key = f"{letter}{place}"
            assert rows[key].attributes["data-id"] == getattr(row, column)
            printed = "".join(text[row.span_start : row.span_end].split())
            assert "".join("".join(mark.words for mark in page.marks(key)).split()) == printed
    units = {one.attributes["data-id"]: key for key, one in page.rows("u").items()}
    assert set(units) == set(dataset.assignments.unit_id)
    for unit_id, key in units.items():
        named = dataset.assignments[dataset.assignments.unit_id == unit_id]
        assert sum("more" not in mark.classes for mark in page.marks(key)) == len(
            set(zip(named.span_start, named.span_end, strict=True))
        )


def test_every_block_shows_its_kind(made_up: Shown) -> None:
    blocks = drafted().all(Block)
    shown = [one for one in made_up.elements if "b" in one.classes and made_up.source in one.around]
    assert [next(name for name in one.classes if name.startswith("k-")) for one in shown] == [
        f"k-{block.kind}" for block in blocks
    ]
    assert [one.words for one in shown] == [drafted().quote(block).rstrip() for block in blocks]


def test_a_task_over_the_end_of_a_page_is_one_task_in_pieces(made_up: Shown) -> None:
    pieces = made_up.marks("i1")
    assert [piece.words for piece in pieces] == [
        "1. 新建卫生室5所，服",
        "— 1 —",
        "务群众3万人以上。（牵头单位：县卫健局；配合单位：各镇街园区等）",
    ]
    assert ["more" in piece.classes for piece in pieces] == [False, True, True]
    lines = [piece.around[-1] for piece in pieces]
    assert "k-page_number" in lines[1].classes
    pages = [one.attributes for one in made_up.elements if "page" in one.classes]
    assert [one["data-page"] for one in pages] == ["1", "2"]
    assert [one.get("data-sure") for one in pages] == [None, " · OCR 87%"]


def test_units_on_the_same_words_share_a_mark(made_up: Shown) -> None:
    (shared,) = [one for one in made_up.elements if " " in (one.attributes.get("data-r") or "")]
    assert shared.words == "各镇街园区"
    keys = (shared.attributes["data-r"] or "").split()
    rows = made_up.rows("u")
    assert [rows[key].attributes["data-id"] for key in keys] == [SEAT, "370828-各园区"]


def test_lists_of_one_number_are_tasks_on_lines_of_their_own(made_up: Shown) -> None:
    second, third = made_up.marks("i2"), made_up.marks("i3")
    assert len(second) == len(third) == 1
    assert second[0].around[-1] is not third[0].around[-1]
    assert third[0].words == "，𠮷时通车8公里（责任单位：县卫健局）"


def test_what_no_block_holds_is_said_and_marked(tmp_path: Path) -> None:
    whole = drafted()
    spans = tuple(span for span in whole.spans if not (isinstance(span, Block) and span.kind == "recipients"))
    page = Shown(view.page("made-up", write(replace(whole, spans=spans), tmp_path)))
    assert [one.words.strip() for one in page.elements if "lost" in one.classes and one.tag == "span"] == ["各镇街："]
    assert "有 4 字不属于任何文段" in page.page
    assert "无一遗漏" not in page.page


def test_marks_that_cross_are_written_in_pieces(tmp_path: Path) -> None:
    whole = drafted()
    start = whole.text.index("新建卫生室")
    crossing = (
        Finding(start, start + 4, "a", "info", "甲", "first"),
        Finding(start + 2, start + 8, "b", "error", "乙", "second"),
    )
    page = Shown(view.page("made-up", write(whole.adding(crossing), tmp_path)))
    assert page.source.words == whole.text
    by_message = {row.words: key for key, row in page.rows("f").items()}
    second = next(key for words, key in by_message.items() if "乙" in words)
    assert [mark.words for mark in page.marks(second)] == ["卫生", "室5所，"]


def test_a_text_without_line_ends_is_broken_before_each_block(tmp_path: Path) -> None:
    draft = Draft("one-line")
    for number in range(3):
        draft.put(f"{number}. 做好工作。", "item")
        draft.put("(责任单位:财政局)", "responsibility")
        draft.put(" \u3000\u3000 ")
    page = Shown(view.page("one-line", write(draft.notice(), tmp_path)))
    assert page.source.words == draft.text
    lines = [one.words for one in page.elements if "line" in one.classes]
    assert lines == [f"{number}. 做好工作。(责任单位:财政局)" for number in range(3)]


def test_a_notice_with_nothing_in_it_has_a_page(tmp_path: Path) -> None:
    draft = Draft("empty")
    draft.put("没有事项的通知", "paragraph")
    page = Shown(view.page("empty", write(draft.notice(), tmp_path)))
    assert page.rows() == {} and page.source.words == "没有事项的通知"


# ── the tables ───────────────────────────────────────────────────────────────────────────────────────


def test_rows_say_what_the_tables_hold(made_up: Shown) -> None:
    rows = {key: row.words for key, row in made_up.rows().items()}
    assert "牵头县卫健局" in rows["i1"] and "配合各镇街、各园区等" in rows["i1"]
    assert "责任领导：王某" in rows["i1"]
    assert "count的指标 5所" in rows["i1"]
    assert "≥ 3 所其中，属 count的指标" in rows["t2"]
    assert "≤ 7 所" in rows["t3"]
    findings = "".join(made_up.rows("f")[key].words for key in made_up.rows("f"))
    assert "“时间”应作“时限”：<b>笔误</b>" in findings
    assert "此处存疑" in findings and "[U+202E]" in findings
    assert [row.words[0] for row in made_up.rows("u").values()] == ["金"] * 4


def test_tasks_that_the_list_above_covers_have_its_units(tmp_path: Path) -> None:
    whole = drafted()
    spans = tuple(
        replace(span, covered_by="made-up-i001", responsibility=None, lists_at=())
        if isinstance(span, Item) and span.item_id == "made-up-i003"
        else span
        for span in whole.spans
        if not (isinstance(span, Mention) and span.item_id == "made-up-i003")
    )
    page = Shown(view.page("made-up", write(replace(whole, spans=spans), tmp_path)))
    row = page.rows("i")["i3"].words
    assert "县卫健局" in row and "清单见上级标题" in row
    health = next(key for key, one in page.rows("u").items() if one.attributes["data-id"] == HEALTH)
    assert ["i3", health, "lead"] in page.facts()["assigned"]


def test_every_value_has_a_short_name() -> None:
    named = {"block": ("blocks", "kind"), "role": ("assignments", "role"), "number": ("numbers", "role")}
    named |= {"measure": ("targets", "measure"), "op": ("targets", "op"), "severity": ("findings", "severity")}
    for group, (table, column) in named.items():
        known = next(one for one in dictionary().tables[table].columns if one.name == column)
        extra = {"correction"} if group == "severity" else set()
        assert set(rules.load("review")[group]) == set(known.enum or ()) | extra, group
    columns = {column.name for column in dictionary().tables["notices"].columns}
    assert set(rules.load("review")["field"]) <= columns


def test_everything_said_in_chinese_is_said_in_english(real: tuple[Shown, Path]) -> None:
    page, _ = real
    chinese = re.compile("[\u4e00-\u9fff]")
    inside = {id(outer) for one in page.elements if "data-en" in one.attributes for outer in one.around}
    for one in page.elements:
        if one.tag in {"button", "h2", "caption", "dt", "dd", "label"} and page.source not in one.around:
            of_the_notice = any("about" in outer.classes for outer in one.around) and one.tag == "dd"
            turned = "data-en" in one.attributes or id(one) in inside
            assert turned or of_the_notice or not chinese.search(one.words), (one.tag, one.words)
        for name in ("title", "placeholder", "aria-label"):
            if chinese.search(one.attributes.get(name) or ""):
                assert f"data-en-{name}" in one.attributes, (one.tag, one.attributes)


def test_every_finding_is_said_in_both_languages(real: tuple[Shown, Path]) -> None:
    page, data = real
    said = {(one.words, one.attributes.get("data-en")) for one in page.elements}
    findings = load(data).findings
    assert set(zip(findings.message, findings.message_en, strict=True)) <= said


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    data = write(drafted(), tmp_path)
    first = view.run("made-up", data, tmp_path / "a")
    assert first == tmp_path / "a" / "made-up.html"
    assert first.read_bytes() == view.run("made-up", data, tmp_path / "b").read_bytes()
    assert b"\r" not in first.read_bytes()


# ── safety ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_allows_nothing_but_its_own_script_and_style(made_up: Shown) -> None:
    policy = next(
        one.attributes["content"]
        for one in made_up.elements
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy and policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (own,) = [one for one in made_up.elements if one.tag == tag and "type" not in one.attributes]
        digest = base64.b64encode(hashlib.sha256(own.words.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    # Nothing before the policy could be let through without it.
    before = made_up.page.partition("Content-Security-Policy")[0]
    assert "<script" not in before and "<style" not in before


def test_the_page_asks_for_nothing(made_up: Shown) -> None:
    for one in made_up.elements:
        for name, value in one.attributes.items():
            assert not name.startswith("on") and name != "style", (one.tag, name)
            if name in {"href", "src", "srcset", "action", "data", "poster", "formaction", "xlink:href"}:
                assert value and (value.startswith("#") or value == "data:,"), (one.tag, name, value)
    for name in ("view.css", "view.js"):
        asset = (Path(markup.__file__).with_name("templates") / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttp|WebSocket|import\(|eval\(|innerHTML", asset)
        assert "</" not in asset


def test_words_of_a_notice_stay_words(made_up: Shown) -> None:
    tags = {one.tag for one in made_up.elements}
    assert tags.isdisjoint({"img", "iframe", "object", "embed", "base", "textarea"})
    assert sum(one.tag == "script" for one in made_up.elements) == 2
    assert HOSTILE in made_up.source.words
    title = next(one.words for one in made_up.elements if one.tag == "title")
    assert "</title><script>" in title
    assert len(made_up.facts()["functions"]) == 4


def test_signs_that_are_not_seen_are_shown_and_kept_to_themselves(made_up: Shown) -> None:
    shown = {
        one.attributes["data-code"]: (one.tag, one.words)
        for one in made_up.elements
        if "unseen" in one.classes and made_up.source in one.around
    }
    assert shown == {
        "U+202E": ("bdi", "\u202e"),
        "U+202C": ("bdi", "\u202c"),
        "U+200B": ("bdi", "\u200b"),
        "U+E123": ("bdi", "\ue123"),
        "U+0007": ("bdi", "\x07"),
        "U+000D": ("bdi", "\r"),
        "U+000C": ("bdi", "\x0c"),
    }
    for one in made_up.elements:
        assert not any(sign in (value or "") for value in one.attributes.values() for sign in "\u202e\u200b\x07")


def test_anchors_are_there_once(made_up: Shown, real: tuple[Shown, Path]) -> None:
    for page in (made_up, real[0]):
        anchors = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
        assert len(anchors) == len(set(anchors))


# ── pictures of the pages ────────────────────────────────────────────────────────────────────────────


def test_a_page_has_its_picture_beside_its_text(tmp_path: Path) -> None:
    lines = ["某县人民政府关于印发2031年重点工作分工的通知"]
    lines += [f"{number}.新建公园{number + 1}个。（责任单位：县林业局）" for number in range(1, 26)]
    path = tmp_path / "printed.pdf"
    path.write_bytes(pdf_of(lines))
    notice = worknotice.read(path)
    plain_page = view.page("printed", notice)
    for raw in (tmp_path, path):
        pictured = view.page("printed", notice, raw=raw)
        assert pictured.count('src="data:image/jpeg;base64,') == 2 and "<img" not in plain_page
        assert pictured.count('<details class="scan"><summary></summary>') == 2
    path.write_bytes(path.read_bytes() + b"\n")
    assert "<img" not in view.page("printed", notice, raw=tmp_path)
    path.unlink()
    assert "<img" not in view.page("printed", notice, raw=tmp_path)


def test_a_scan_has_a_picture_a_frame_and_a_damaged_one_none() -> None:
    from PIL import Image

    held = io.BytesIO()
    frames = [Image.new("1", (2400, 3300), shade) for shade in (0, 1, 1)]
    frames[0].save(held, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    assert [picture.size for picture in scans._of_picture(held.getvalue())] == [(2400, 3300)] * 3
    assert scans._address(frames[0].convert("L")).startswith("data:image/jpeg;base64,/9j/")
    for damaged in (b"", b"not a picture"):
        assert list(scans._of_picture(damaged)) == []
    assert list(scans._of_pdf(b"%PDF-1.7 and no more")) == []
