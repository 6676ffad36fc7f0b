"""The sheet that says where a ledger comes from, how to read it, and what to look at first."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.show.ledger.book import Book, height
from pipeline.show.ledger.source import SEVERITIES, Row, Source

_FIRST_FINDINGS = 12
_WIDTHS = (16.0, 84.0)


def write(book: Book, sheet: Any, source: Source) -> None:
    """Write the sheet."""
    _About(book, sheet, source).write()


class _About:
    def __init__(self, book: Book, sheet: Any, source: Source) -> None:
        self.book, self.sheet, self.source, self.labels = book, sheet, source, source.labels
        self.place = 0

    def line(self, label: str, value: object, target: str | None = None, **settings: Any) -> None:
        """A label and what it says; the label leads to a sheet."""
        texts = zip((label, value if isinstance(value, str) else ""), _WIDTHS, strict=True)
        self.sheet.set_row(self.place, height(texts))
        if target and label:
            self.book.link(self.sheet, self.place, 0, label, self.labels(f"sheets.{target}"))
        else:
            self.book.write(self.sheet, self.place, 0, label, font_color="#44546A")
        self.book.write(self.sheet, self.place, 1, value, **{"align": "left", **settings})
        self.place += 1

    def part(self, words: str) -> None:
        """A heading on the sheet."""
        self.place += 1
        self.sheet.set_row(self.place, 22)
        look = {"bold": True, "font_size": 12, "bottom": 1, "bottom_color": "#8FA3B5", "valign": "vcenter"}
        self.book.write(self.sheet, self.place, 0, words, **look, text_wrap=False)
        self.book.write(self.sheet, self.place, 1, None, **look)
        self.place += 1

    def write(self) -> None:
        sheet = self.sheet
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        sheet.set_row(0, 32)
        self.book.write(
            sheet, 0, 0, self.labels("says.ledger"), bold=True, font_size=16, font_name="黑体", text_wrap=False
        )
        self.place = 1
        self._origin()
        self._counts()
        self._how()
        self._first()
        sheet.print_area(0, 0, self.place - 1, 1)

    def _origin(self) -> None:
        about = self.source.about
        self.line(self.labels("says.notice"), self.source.title, bold=True)
        for name in ("issuer", "doc_number", "signed_date", "subject_year", "source_file"):
            self.line(self.labels(f"says.{name}"), about[name])
        self.line("SHA-256", about["source_sha256"])

    def _counts(self) -> None:
        source, say = self.source, self.labels
        counts = Counter(row["severity"] for row in source.findings)
        self.part(say("says.counts"))
        self.line(say("columns.task"), say("says.count_tasks", count=len(source.items)), "tasks")
        units = say("says.count_units", count=len(source.load), mentions=len(source.assignments))
        self.line(say("columns.responsible"), units, "units")
        self.line(say("sheets.targets"), say("says.count_targets", count=len(source.targets)), "targets")
        found = "、".join(
            say("says.count_findings", severity=say(f"severity.{one}"), count=counts[one])
            for one in SEVERITIES
            if counts[one]
        )
        self.line(say("sheets.findings"), found or say("says.none"), "findings")

    def _how(self) -> None:
        source, say = self.source, self.labels
        self.part(say("says.how"))
        self.line(say("sheets.tasks"), say("says.how_tasks"))
        for name in ("units", "members", "names"):
            self.line(say(f"says.how_{name}_name"), say(f"says.how_{name}"))
        self.line(say("columns.deadline"), say("says.how_deadline"))
        self.line(say("sheets.targets"), say("says.how_targets"))
        self.line(say("columns.id"), say("says.how_id"))
        if any(item["covered_by"] for item in source.items):
            self.line(say("says.covered_name"), say("says.covered"))
        if source.corrections:
            listed = "；".join(
                say("says.correction", printed=row["printed"], corrected=row["corrected"]) for row in source.corrections
            )
            said = say("says.corrections", count=len(source.corrections), list=listed)
            self.line(say("says.corrections_name"), said)

    def _first(self) -> None:
        say = self.labels
        self.part(say("says.first"))
        graver = [row for row in self.source.findings if row["severity"] != "info"]
        for row in graver[:_FIRST_FINDINGS]:
            self.line(say(f"severity.{row['severity']}"), self._found(row), "findings")
        if len(graver) > _FIRST_FINDINGS:
            more = len(graver) - _FIRST_FINDINGS
            self.line("", say("says.more_findings", count=more, sheet=say("sheets.findings")))
        if not graver:
            self.line("", say("says.no_findings"))

    def _found(self, row: Row) -> str:
        message: str = row["message" if self.labels.chinese else "message_en"]
        place = self.source.place.get(row["item_id"])
        return self.labels("says.finding_of", message=message, place=place) if place else message
