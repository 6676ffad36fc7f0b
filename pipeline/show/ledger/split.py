"""What is sent out to a unit: a workbook of its tasks to fill in and send back, and an order (交办单) as a letter."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from pipeline.show.ledger.book import Column, Kind, clean
from pipeline.show.ledger.entries import Carried, Filled
from pipeline.show.ledger.sheets import Ledger
from pipeline.show.ledger.source import Source


def unit_book(source: Source, carried: Carried, filled: Filled, unit_id: str) -> bytes:
    """The workbook of a unit: its tasks, and the targets in them, with columns to fill in."""
    return _UnitBook(source, carried, filled, unit_id).bytes()


class _UnitBook(Ledger):
    def __init__(self, source: Source, carried: Carried, filled: Filled, unit_id: str) -> None:
        super().__init__(source, carried, filled)
        self.unit_id = unit_id

    def bytes(self) -> bytes:
        sheet = self.book.sheet(self.labels("sheets.tasks"), "#2E75B6")
        rows = self.unit_rows(self.unit_id)

        def entries(name: str, width: float, kind: Kind) -> Column:
            return self.entry(name, width, kind, "item_id")

        columns = self.unit_columns(self.unit_id, entries)
        columns = [*columns, self.column("unit_id", 18, lambda row: row["of_unit"], "id")]
        columns = self.with_task(columns, rows, len(self.numbering()))
        title = self.unit_title(self.unit_id)
        at = self.book.table(sheet, title, columns, list(self.under_headings(rows)))
        self._states(sheet, at, entered=True)
        tasks = {row["item_id"] for row in rows}
        targets = [row for row in self.source.targets if row["item_id"] in tasks]
        if targets:
            self._targets(self.book.sheet(self.labels("sheets.targets"), "#2E75B6"), targets, self.unit_id)
        if self.carried.rest:
            self._kept()
        self._own_sheets()
        return self.book.bytes()


def order(source: Source, unit_id: str) -> bytes:
    """The order to a unit as DOCX: what it is to do, in which role, with which targets and by when."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    say, ledger = source.labels, Ledger(source, Carried({}, {}, ()), Filled())
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = "FangSong", Pt(14)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")

    def paragraph(words: str, **look: Any) -> Any:
        one = document.add_paragraph()
        run = one.add_run(clean(words))
        for name, value in look.items():
            setattr(run.font, name, value)
        return one

    title = paragraph(say("says.order_title"), bold=True, size=Pt(22))
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = ledger.unit_rows(unit_id)
    paragraph(say("says.order_to", unit=source.units[unit_id]["name"]))
    number = f"（{source.about['doc_number']}）" if source.about["doc_number"] else ""
    basis = paragraph(say("says.order_basis", title=source.title, number=number, count=len(rows)))
    basis.paragraph_format.first_line_indent = Pt(28)
    heads = ("place", "task", "role", "targets", "deadline")
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    widths = (Mm(13), Mm(75), Mm(16), Mm(36), Mm(20))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    cells = [tuple(say.column(head) for head in heads)]
    cells += [
        (
            str(source.place[row["item_id"]]),
            source.task(row),
            ledger.role(unit_id, row),
            source.commitments(row),
            source.deadline(row),
        )
        for row in rows
    ]
    for place, line in enumerate(cells):
        row = table.rows[0] if place == 0 else table.add_row()
        # No task is parted by the end of a page, and each page has the heads.
        mark = OxmlElement("w:cantSplit" if place else "w:tblHeader")
        row._tr.get_or_add_trPr().append(mark)
        for cell, words, width in zip(row.cells, line, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(clean(words))
            run.font.size, run.font.bold = Pt(10.5), place == 0
            if place == 0:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words in ("", *say("says.order_signed").split("\n")):
        paragraph(words, size=Pt(12)).paragraph_format.keep_with_next = True
    return without_clock(document)


def without_clock(document: Any) -> bytes:
    """The bytes of a document, the same for the same content."""
    written, out = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
