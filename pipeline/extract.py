"""The chain: a notice as read → everything found in it."""

from __future__ import annotations

from pipeline.language.heads import says
from pipeline.language.times import plan_years
from pipeline.meaning.indicators.tables import indicator_targets
from pipeline.meaning.targets import targets
from pipeline.meaning.trust.doubt import doubt
from pipeline.meaning.trust.findings import audit
from pipeline.meaning.units.mentions import government, units
from pipeline.meaning.units.registry import Unit, meant, unit
from pipeline.messages import text
from pipeline.notice import Block, Field, Item, Mention, Notice, NoticeError, Section, Table
from pipeline.structure.corrections import Corrections
from pipeline.structure.decisions import decide
from pipeline.structure.header import header
from pipeline.structure.outline import outline
from pipeline.structure.parts import parts
from pipeline.structure.repair import as_printed, repair
from pipeline.structure.tables.flat import flat_tables

# Parts of a letter that only a notice has; two of them make one even without a list of responsibilities.
_LETTER = ("doc_number", "recipients", "issuer", "signed_date")
# Headings with fewer characters than this below them are an empty form.
_SAID = 40


def extract(notice: Notice, corrections: Corrections | None = None) -> Notice:
    """Everything that a notice says: flat tables → repair → parts → header → outline → units → targets → doubt → audit.

    Raises:
        NoticeError: the document is no notice of the genre, or a correction no longer fits it.
    """
    return read_out(notice, corrections)[0]


def read_out(notice: Notice, corrections: Corrections | None = None) -> tuple[Notice, tuple[Unit, ...]]:
    """The same, with the units that its responsibility lists name, each once.

    Raises:
        NoticeError: as in `extract`.
    """
    corrections = corrections or Corrections()
    found = _found(notice, corrections)
    place = government(found)
    names = dict.fromkeys((mention.name, mention.unit_id) for mention in found.all(Mention))
    named = {unit.unit_id: unit for unit in (meant(*one, place, corrections.joins) for one in names)}
    return as_printed(found), tuple(named.values())


def _found(notice: Notice, corrections: Corrections) -> Notice:
    """The chain itself; the words of its spans are in simplified characters."""
    decisions = corrections.decisions
    found = decide(header(parts(repair(flat_tables(notice)))), decisions, "notices")
    found = decide(decide(outline(found), decisions, "sections"), decisions, "items")
    _require_notice(found)
    found = _planned(_placed(found))
    found = found.adding(corrections.place(found))
    found = units(found, corrections.joins)
    _require_joined(found, corrections)
    found = decide(found, decisions, "assignments")
    found = decide(indicator_targets(targets(found)), decisions, "targets")
    return audit(doubt(found), corrections.seen)


def _require_joined(notice: Notice, corrections: Corrections) -> None:
    """Refuse to join a name to a unit that is none: the notice names it nowhere else, and no list knows what it does."""
    named = {mention.unit_id for mention in notice.all(Mention) if mention.name not in corrections.joins}
    for name, meant_by in corrections.joins.items():
        to = unit(meant_by, government(notice))
        if to.unit_id not in named and to.function is None and to.kind in ("department", "institution", "other"):
            raise NoticeError(text("corrections.no_unit", file=corrections.file, name=name, unit=meant_by))


def _require_notice(notice: Notice) -> None:
    """Refuse what is no notice: no list and no table of goals, and neither a letter's head nor a title over headings."""
    title = notice.fields.get("title", "")
    # 2032年各乡镇目标任务分解表, that came without its letter
    tables = notice.all(Table)
    goals = any(one.holds == "figures" and says("promise").search(f"{title}{one.title or ''}") for one in tables)
    if goals or any(item.lists_at for item in notice.all(Item)) or any(one.holds == "unread" for one in tables):
        return
    parts = sum(name in notice.fields for name in _LETTER)
    said = sum(block.end - block.start for block in notice.all(Block) if block.kind in ("item", "paragraph"))
    if parts >= 2 or ("title" in notice.fields and len(notice.all(Section)) >= 2 and said >= _SAID):
        return
    raise NoticeError(text("extract.no_notice", file=notice.source.file, parts=parts))


def _placed(notice: Notice) -> Notice:
    """The notice with the place that its issuer governs: code and names of GB/T 2260."""
    issuer = next((field for field in notice.all(Field) if field.name == "issuer"), None)
    if issuer is None:
        return notice
    place = government(notice)
    known = {
        "adcode": place.adcode,
        "province": place.province,
        "prefecture": place.prefecture,
        "county": place.county,
    }
    return notice.adding(Field(issuer.start, issuer.end, name, value) for name, value in known.items() if value)


def _planned(notice: Notice) -> Notice:
    """The notice with the first and the last year that it plans for."""
    title = next((field for field in notice.all(Field) if field.name == "title"), None)
    signed = notice.fields.get("signed_date", "")[:4]
    years = plan_years(title.value, int(signed) if signed else notice.year) if title else None
    if title is None or years is None:
        return notice
    names = zip(("plan_start", "plan_end"), years, strict=True)
    return notice.adding(Field(title.start, title.end, name, str(year)) for name, year in names)
