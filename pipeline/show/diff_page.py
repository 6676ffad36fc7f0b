"""The page of a comparison: two years side by side in one HTML file that needs nothing else.

It is written whole; its script only filters.  A notice is a stranger's document: its words reach the page through
`_words` alone, and the page allows no script or style but its own two, by their hashes, and no connection at all.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline import rules
from pipeline.compare.year import Row, Year, heading_of, short, text_of
from pipeline.language.words import cut
from pipeline.show.page import filled

if TYPE_CHECKING:
    from pipeline.compare.comparison import Comparison

# Signs that are seen only by what they do to others: controls, directions, joiners.
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# A stretch that both years have, but so short between two changes that marking it whole reads better; not the
# measure word behind a number that moved.
_ISLAND = 2
# A clause of so many characters that stands elsewhere in the other year has been moved.
_MOVED = 4
_CLAUSE = re.compile(r"[^，。；：、\n]+|[，。；：、\n]+")

_KINDS = ("unchanged", "reworded", "changed", "split", "merged", "new", "dropped")


def page(comparison: Comparison) -> str:
    """The page of a comparison."""
    parts = {
        "title": _words(f"{comparison.old.notice['notice_id']} → {comparison.new.notice['notice_id']} · 两年对照"),
        "old": _notice(comparison.old),
        "new": _notice(comparison.new),
        **_Page(comparison).parts(),
    }
    return filled("diff", parts)


def _words(text: str) -> str:
    """A notice's words as HTML, for an element or an attribute; what is not seen is shown as �."""
    return html.escape(_UNSEEN.sub("�", text))


def _notice(year: Year) -> str:
    row = year.notice
    facts = [row["doc_number"], str(row["signed_date"] or ""), row["notice_id"]]
    return f"{_words(row['title'] or row['notice_id'])}<small>{_words(' · '.join(filter(None, facts)))}</small>"


def _name(kind: str) -> str:
    """The Chinese name of a kind of change."""
    return str(rules.load("diff")["kinds"][kind][1])


# ── what differs in a text ───────────────────────────────────────────────────────────────────────────


def marked(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """The texts of both years as HTML, with what differs marked word by word.

    Several texts on a side (a split, a merger) are compared as one: what any of them has is not new.
    """
    from rapidfuzz.distance import LCSseq

    words = [[cut(text) for text in texts] for texts in (old, new)]
    whole = [[word for text in texts for word in text] for texts in words]
    keep = [[False] * len(side) for side in whole]
    for step in LCSseq.opcodes(*whole):
        if step.tag == "equal":
            said = "".join(whole[0][step.src_start : step.src_end])
            inner = step.src_start > 0 and step.src_end < len(whole[0])
            if inner and len(re.sub(r"\W", "", said)) < _ISLAND and not whole[0][step.src_start - 1].isdigit():
                continue
            for at in range(step.src_end - step.src_start):
                keep[0][step.src_start + at] = keep[1][step.dest_start + at] = True
    runs = [_runs(side, kept, texts) for side, kept, texts in zip(whole, keep, words, strict=True)]
    clauses = [
        {clause for text in side for same, run in text if not same for clause in _CLAUSE.findall(run)} for side in runs
    ]
    moved = {clause for clause in clauses[0] & clauses[1] if len(clause) >= _MOVED}
    return (
        ["".join(_run(run, same, "del", moved) for same, run in text) for text in runs[0]],
        ["".join(_run(run, same, "ins", moved) for same, run in text) for text in runs[1]],
    )


def _runs(words: Sequence[str], kept: Sequence[bool], texts: Sequence[Sequence[str]]) -> list[list[tuple[bool, str]]]:
    """Each text as stretches that the other year has, or has not."""
    found: list[list[tuple[bool, str]]] = []
    at = 0
    for text in texts:
        runs: list[tuple[bool, str]] = []
        for word, same in zip(words[at : at + len(text)], kept[at : at + len(text)], strict=True):
            if runs and runs[-1][0] == same:
                runs[-1] = (same, runs[-1][1] + word)
            else:
                runs.append((same, word))
        found.append(runs)
        at += len(text)
    return found


def _run(run: str, same: bool, tag: str, moved: set[str]) -> str:
    """A stretch as HTML: what the other year lacks is marked, unless it is a sign only."""
    if same or not re.search(r"\w", run):
        return _words(run)
    pieces: list[tuple[bool, str]] = []
    for clause in _CLAUSE.findall(run):
        elsewhere = clause in moved
        if pieces and pieces[-1][0] == elsewhere:
            pieces[-1] = (elsewhere, pieces[-1][1] + clause)
        else:
            pieces.append((elsewhere, clause))
    return "".join(
        f'<span class="moved">{_words(piece)}</span>' if elsewhere else f"<{tag}>{_words(piece)}</{tag}>"
        for elsewhere, piece in pieces
    )


# ── the parts of the page ────────────────────────────────────────────────────────────────────────────


class _Page:
    """The parts of the page, from the rows of a comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.found = comparison
        years = (comparison.old, comparison.new)
        self.items = {item["item_id"]: item for year in years for item in year.items}
        self.years = {item["item_id"]: year for year in years for item in year.items}
        self.sections = {row["section_id"]: row for year in years for row in year.sections}
        self.heading_keys = {section_id: f"h{at}" for at, section_id in enumerate(self.sections)}
        self.quotes = {row["target_id"]: re.sub(r"\s+", "", row["quote"]) for year in years for row in year.targets}
        self.unit_keys = {row["unit_id"]: f"u{at}" for at, row in enumerate(comparison.loads)}
        short = {unit_id: comparison.units[unit_id]["short_name"] for unit_id in self.unit_keys}
        several = Counter(short.values())
        self.unit_names: dict[str, str] = {
            unit_id: name if several[name] == 1 else comparison.units[unit_id]["name"]
            for unit_id, name in short.items()
        }

    def parts(self) -> dict[str, str]:
        """The parts by their places in the template."""
        return {
            "counts": "".join(self.counts()),
            "kinds": "\n".join(self.kind_boxes()),
            "unit_options": "".join(self.unit_options()),
            "heading_options": "".join(self.heading_options()),
            "tasks": "\n".join(self.task(key, rows) for key, rows in self.groups.items()),
            "targets": "\n".join(map(self.target, self.found.targets)),
            "units": "\n".join(map(self.unit, self.found.loads)),
            "headings": "\n".join(map(self.heading, self.found.sections)),
        }

    @cached_property
    def groups(self) -> dict[str, list[Row]]:
        """The rows of `tasks` that are shown together, by the key of their place on the page."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.found.tasks:
            groups[row["group"] or row["new_item_id"] or row["old_item_id"]].append(row)
        return {f"t{number}": rows for number, rows in enumerate(groups.values(), 1)}

    @cached_property
    def places(self) -> dict[str, str]:
        """The key of the place where a task is shown, by its id."""
        return {
            item_id: key
            for key, rows in self.groups.items()
            for row in rows
            for item_id in (row["old_item_id"], row["new_item_id"])
            if item_id
        }

    def counts(self) -> Iterator[str]:
        for name, table in (("事项", "tasks"), ("目标", "targets"), ("单位", "units"), ("标题", "sections")):
            counted = self.found.counted(table).items()
            said = "，".join(f"{_name(kind)} <b>{count}</b>" for kind, count in counted if count)
            yield f"<li>{name}：{said or '无'}</li>"

    def kind_boxes(self) -> Iterator[str]:
        counted = Counter(rows[0]["kind"] for rows in self.groups.values())
        for kind in _KINDS:
            name = _name(kind)
            yield (
                f'    <label><input type="checkbox" name="kind" value="{kind}" data-name="{name}">'
                f"{name} {counted[kind]}</label>"
            )

    def unit_options(self) -> Iterator[str]:
        for name, key in sorted((self.unit_names[unit_id], key) for unit_id, key in self.unit_keys.items()):
            yield f'<option value="{key}">{_words(name)}</option>'

    def heading_options(self) -> Iterator[str]:
        for name, year in (("新通知", self.found.new), ("旧通知", self.found.old)):
            options = "".join(
                f'<option value="{self.heading_keys[row["section_id"]]}">{"　" * max(0, row["level"] - 1)}'
                f"{_words(row['marker'] + heading_of(row)[:24])}</option>"
                for row in year.sections
            )
            yield f'<optgroup label="{name}">{options}</optgroup>'

    # ── tasks ────────────────────────────────────────────────────────────────────────────────────────

    def task(self, key: str, rows: Sequence[Row]) -> str:
        """A task, or the tasks of a split or a merger, of both years."""
        olds = [self.items[at] for at in dict.fromkeys(row["old_item_id"] for row in rows) if at]
        news = [self.items[at] for at in dict.fromkeys(row["new_item_id"] for row in rows) if at]
        kind = rows[0]["kind"]
        if olds and news and kind != "unchanged":
            old_texts, new_texts = marked([text_of(item) for item in olds], [text_of(item) for item in news])
        else:
            old_texts, new_texts = ([_words(text_of(item)) for item in items] for items in (olds, news))
        units = [self.units_of(self.found.old, olds), self.units_of(self.found.new, news)]
        both = bool(olds and news)
        if both:
            sides = [self.side(olds, old_texts, units[1], "lost"), self.side(news, new_texts, units[0], "gained")]
        else:
            name = "旧通知" if news else "新通知"
            absent = f'<div class="side absent"><p>{name}无此事项</p><p>{_words(rows[0]["reason"])}</p></div>'
            sides = [self.side(olds, old_texts) if olds else absent, self.side(news, new_texts) if news else absent]
        changed = [name for name in ("targets", "units") if rows[0][f"{name}_changed"]]
        keys = sorted({self.unit_keys[unit_id] for side in units for unit_id in side})
        headings = sorted(
            {
                self.heading_keys[section]
                for item in olds + news
                for section in self.years[item["item_id"]].above(item["section_id"])
            }
        )
        score = next((f"<small>相似度 {row['score']:.2f}</small>" for row in rows if row["score"]), "")
        return (
            f'<article class="task k-{kind}" id="{key}" data-kind="{kind}" data-units="{" ".join(keys)}"'
            f' data-headings="{" ".join(headings)}" data-changed="{" ".join(changed)}">'
            f'<div class="mark"><span class="kind">{_name(kind)}</span>{score}</div>'
            f"{''.join(sides)}{self.below(rows, olds + news)}</article>"
        )

    def side(
        self, items: Sequence[Row], texts: Sequence[str], others: Iterable[str] | None = None, mark: str = ""
    ) -> str:
        """One year's half of a task; units that are not among `others`, those of the other year, get the mark."""
        said = "".join(
            f'<div class="one"><p class="where"><b>{_words(_number(item))}</b><span>{_words(self.heading_above(item))}'
            f'</span></p><p class="text" lang="zh-CN">{text}</p>{self.unit_list(item, others, mark)}</div>'
            for item, text in zip(items, texts, strict=True)
        )
        return f'<div class="side">{said}</div>'

    def units_of(self, year: Year, items: Iterable[Row]) -> list[str]:
        """The units that answer for the tasks."""
        return list(dict.fromkeys(unit for item in items for unit in year.roles[item["item_id"]]))

    def unit_list(self, item: Row, others: Iterable[str] | None, mark: str) -> str:
        renamed = self.found.renamed
        known = None if others is None else {renamed.get(unit, unit) for unit in others}
        said = []
        for unit_id, role in self.years[item["item_id"]].roles[item["item_id"]].items():
            classes = ["unit"] + (["lead"] if role == "lead" else [])
            if known is not None and renamed.get(unit_id, unit_id) not in known:
                classes.append(mark)
            said.append(f'<span class="{" ".join(classes)}">{_words(self.unit_names[unit_id])}</span>')
        return f'<p class="units">{"".join(said)}</p>' if said else ""

    def below(self, rows: Sequence[Row], items: Sequence[Row]) -> str:
        """The targets that moved, and why the tasks were paired."""
        targets = {id(row): row for item in items for row in self.found.targets_of.get(item["item_id"], ())}
        said = "".join(
            f'<li class="k-{row["direction"]}"><span class="way">{_name(row["direction"])}</span> {_words(row["indicator"])} '
            f"{_words(self.quote(row, 'old') or '—')} → {_words(self.quote(row, 'new') or '—')}</li>"
            for row in targets.values()
            if row["direction"] != "same" and ((row["old_target_id"] and row["new_target_id"]) or rows[0]["score"])
        )
        reasons = "<br>".join(dict.fromkeys(_words(row["reason"]) for row in rows if row["score"]))
        parts = [f"<ul>{said}</ul>" if said else "", f"<p>{reasons}</p>" if reasons else ""]
        return f'<div class="below">{"".join(parts)}</div>' if any(parts) else ""

    def quote(self, row: Row, year: str) -> str:
        """A target's number as printed."""
        target_id = row[f"{year}_target_id"]
        return self.quotes[target_id] if target_id else ""

    def heading_above(self, item: Row) -> str:
        section = self.sections.get(item["section_id"])
        return f"{section['marker']}{heading_of(section)}" if section else ""

    # ── the tables ───────────────────────────────────────────────────────────────────────────────────

    def link(self, item_id: str | None) -> str:
        if not item_id:
            return ""
        return f'<a href="#{self.places[item_id]}">{_words(_number(self.items[item_id]))}</a>'

    def target(self, row: Row) -> str:
        change = "" if row["change"] is None else _signed(row["change"], row["unit"])
        units = sorted(
            {
                self.unit_keys[unit]
                for item_id in (row["old_item_id"], row["new_item_id"])
                if item_id
                for unit in self.years[item_id].roles[item_id]
            }
        )
        way = row["direction"]
        outside = {
            year: "" if row[f"{year}_item_id"] or not row[f"{year}_target_id"] else "总目标" for year in ("old", "new")
        }
        return (
            f'<tr data-units="{" ".join(units)}"><td>{_words(row["indicator"])}</td>'
            f"<td>{_words(self.quote(row, 'old'))}</td><td>{_words(self.quote(row, 'new'))}</td>"
            f'<td class="number">{_words(change)}</td>'
            f'<td class="k-{way}"><span class="way">{_name(way)}</span></td>'
            f'<td class="link">{self.link(row["old_item_id"]) or outside["old"]}</td>'
            f'<td class="link">{self.link(row["new_item_id"]) or outside["new"]}</td></tr>'
        )

    def unit(self, row: Row) -> str:
        other = row["other_unit_id"]
        said = f"（{'改称' if row['old_items'] else '原'}{_words(self.unit_names[other])}）" if other else ""
        gained, lost = ("".join(map(self.link, row[name])) for name in ("items_gained", "items_lost"))
        kind = row["kind"]
        return (
            f'<tr data-units="{self.unit_keys[row["unit_id"]]}"><td>{_words(self.unit_names[row["unit_id"]])}{said}</td>'
            f'<td class="k-{kind}"><span class="way">{_name(kind)}</span></td><td class="number">{row["old_items"]}</td>'
            f'<td class="number">{row["new_items"]}</td><td class="links">{gained}</td><td class="links">{lost}</td></tr>'
        )

    def heading(self, row: Row) -> str:
        cells = []
        for year in ("old", "new"):
            section = self.sections.get(row[f"{year}_section_id"])
            cells.append(section["marker"] + heading_of(section) if section else "")
        if row["kind"] == "reworded":
            (old,), (new,) = marked(cells[:1], cells[1:])
        else:
            old, new = map(_words, cells)
        return f'<tr><td>{old}</td><td>{new}</td><td class="k-{row["kind"]}"><span class="way">{_name(row["kind"])}</span></td></tr>'


def _signed(change: float, unit: str) -> str:
    """How much a target moved: +150户, −0.5个百分点."""
    if not change:
        return "0"
    return f"{'+' if change > 0 else '−'}{short(abs(change))}{'个百分点' if unit == '%' else unit}"


def _number(item: Mapping[str, str | None]) -> str:
    """A task as a reader finds it."""
    number = item["number"] or ""
    return f"第{number}项" if number.isdigit() else number or "未编号"
