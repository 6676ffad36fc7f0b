"""A comparison for the desk: a Word table of both years side by side (对照表), and a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataset.workspace import put
from pipeline.messages import language
from pipeline.show.diff import summary
from pipeline.show.diff.content import Content, Goal, Group, Half, Load, Pair, name, words
from pipeline.show.diff.marked import Mark
from pipeline.show.ledger.book import Book, Column, clean
from pipeline.show.ledger.labels import Labels
from pipeline.show.ledger.split import without_clock

if TYPE_CHECKING:
    from pipeline.compare.comparison import Comparison

_COLOURS: dict[Mark, str] = {"del": "B3261E", "ins": "1D6B4F", "moved": "5B3A94"}


def _said(pair: Pair) -> str:
    return pair[0] if language() == "zh" else pair[1]


def _labelled(label: Pair, said: str) -> str:
    """What is said behind its label, with the colon of the language."""
    return f"{label[0]}：{said}" if language() == "zh" else f"{label[1]}: {said}"


def _listed(said: Iterable[str], zh: str) -> str:
    """Things in a row, parted by a sign in Chinese and by commas in English."""
    return (zh if language() == "zh" else ", ").join(said)


def write(comparison: Comparison, folder: Path, docx: bool, xlsx: bool) -> list[Path]:
    """Write ``comparison.docx`` and ``comparison.xlsx``, as far as asked for, and return where they are."""
    content = Content(comparison)
    made: list[tuple[bool, str, Callable[[Content], bytes]]] = [
        (docx, "comparison.docx", _document),
        (xlsx, "comparison.xlsx", _workbook),
    ]
    written = []
    for asked, file, make in made:
        if asked:
            put(folder / file, make(content))
            written.append(folder / file)
    return written


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────


def _document(content: Content) -> bytes:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(15)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = "SimSun", Pt(10.5)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    old, new = content.found.old.notice, content.found.new.notice
    document.add_heading(_said(words("title")), 1)
    for label, row in (("old_notice", old), ("new_notice", new)):
        document.add_paragraph(clean(_labelled(words(label), row["title"] or row["notice_id"])))
    for _, title, kinds in summary.counts(content):
        said = _listed((f"{_said(called)} {count}" for _, called, count in kinds), "，")
        document.add_paragraph(_labelled(title, said))
    document.add_heading(_said(words("tasks")), 2)
    heads = [_said(words(one)) for one in ("direction", "old", "new")]
    table = _table(document, heads, (Mm(34), Mm(116), Mm(116)))
    for group in content.groups:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(_said(name(group.kind))).bold = True
        for goal in group.goals:
            cells[0].add_paragraph(_labelled(name(goal.direction), clean(goal.indicator)))
        for cell, side, other in ((cells[1], group.old, "old"), (cells[2], group.new, "new")):
            _side(cell, side, _said(words(f"absent_{other}")))
    document.add_heading(_said(words("targets")), 2)
    heads = [_said(words(one)) for one in ("indicator", "old", "new", "change", "direction")]
    table = _table(document, heads, (Mm(110), Mm(52), Mm(52), Mm(30), Mm(22)))
    for goal in content.goals:
        line = (goal.indicator, goal.old, goal.new, goal.change, _said(name(goal.direction)))
        for cell, said in zip(table.add_row().cells, line, strict=True):
            cell.text = clean(said)
    return without_clock(document)


def _table(document: Any, heads: Sequence[str], widths: Sequence[Any]) -> Any:
    from docx.oxml import OxmlElement

    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    # The head stands on every page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _side(cell: Any, side: Sequence[Half], absent: str) -> None:
    from docx.shared import RGBColor

    if not side:
        cell.text = absent
    for place, half in enumerate(side):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.add_run(f"{clean(_said(half.number))}　").bold = True
        for mark, text in half.text:
            run = paragraph.add_run(clean(text))
            if mark:
                run.font.color.rgb = RGBColor.from_string(_COLOURS[mark])
                run.font.strike, run.font.underline = mark == "del", mark != "del"
        if half.units:
            cell.add_paragraph(clean("、".join(unit.name for unit in half.units))).runs[0].italic = True


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────────


def _workbook(content: Content) -> bytes:
    labels = Labels("zh" if language() == "zh" else "en")
    new = content.found.new.notice
    title = f"{content.found.old.notice['notice_id']} → {new['notice_id']}"
    book = Book(title, new["signed_date"] or date(2000, 1, 1), labels)

    def head(key: str) -> str:
        return _said(words(key))

    def texts(side: Sequence[Half]) -> str:
        return "\n".join(f"{_said(half.number)}　{''.join(text for _, text in half.text)}" for half in side)

    def units(side: Sequence[Half]) -> str:
        return "、".join(dict.fromkeys(unit.name for half in side for unit in half.units))

    def moved(group: Group) -> str:
        return "\n".join(
            _labelled(name(goal.direction), f"{goal.indicator} {goal.old or '—'} → {goal.new or '—'}")
            for goal in group.goals
        )

    def tasks(links: Sequence[tuple[str, Pair]]) -> str:
        return _listed((_said(pair) for _, pair in links), "、")

    columns: dict[str, tuple[list[Column], Sequence[object]]] = {
        "tasks": (
            [
                Column(head("direction"), 9, lambda group: _said(name(group.kind)), "count"),
                Column(head("old"), 48, lambda group: texts(group.old)),
                Column(head("new"), 48, lambda group: texts(group.new)),
                Column(head("targets"), 26, moved),
                Column(f"{head('old')} · {head('units')}", 20, lambda group: units(group.old)),
                Column(f"{head('new')} · {head('units')}", 20, lambda group: units(group.new)),
            ],
            content.groups,
        ),
        "targets": (_goal_columns(head), content.goals),
        "units": (_load_columns(head, tasks), content.loads),
    }
    for key, (heads, rows) in columns.items():
        book.table(book.sheet(head(key)), f"{head(key)}　{title}", heads, rows)
    return book.bytes()


def _goal_columns(head: Callable[[str], str]) -> list[Column]:
    def task(link: tuple[str, Pair] | None) -> str:
        return _said(link[1]) if link else ""

    def of(goal: Goal) -> tuple[str, str]:
        return task(goal.old_link), task(goal.new_link)

    return [
        Column(head("indicator"), 50, lambda goal: goal.indicator),
        Column(head("old"), 22, lambda goal: goal.old),
        Column(head("new"), 22, lambda goal: goal.new),
        Column(head("change"), 16, lambda goal: goal.change),
        Column(head("direction"), 10, lambda goal: _said(name(goal.direction)), "count"),
        Column(head("old_task"), 14, lambda goal: of(goal)[0]),
        Column(head("new_task"), 14, lambda goal: of(goal)[1]),
    ]


def _load_columns(head: Callable[[str], str], tasks: Callable[[Sequence[tuple[str, Pair]]], str]) -> list[Column]:
    def called(load: Load) -> str:
        return load.name + (_said(load.other) if load.other else "")

    return [
        Column(head("unit"), 44, called),
        Column(head("direction"), 12, lambda load: _said(name(load.kind)), "count"),
        Column(head("old_count"), 10, lambda load: load.old, "count"),
        Column(head("new_count"), 10, lambda load: load.new, "count"),
        Column(head("gained"), 40, lambda load: tasks(load.gained)),
        Column(head("lost"), 40, lambda load: tasks(load.lost)),
    ]
