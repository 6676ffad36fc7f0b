"""The review page: one notice's text beside what was read from it, in one HTML file that needs nothing else.

The page is written whole, text and tables; its script filters, searches and leads from a row to its words and
back, and without it the page still reads, links and prints.  A mark and its row share a key (``i6`` is the sixth
task).  The source pane holds the text as read, character for character: its labels come from the style sheet.

A notice is a stranger's document.  Its words reach the page through `_words` and `_plain` alone, and the page
allows no script or style but its own two, by their hashes, and no connection at all.
"""

from __future__ import annotations

import heapq
import html
import json
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline import load
from pipeline.dataset.datapackage import dictionary
from pipeline.show.page import asset, filled

# A finding on more characters than this is flagged and not underlined: a whole task underlined says nothing.
_UNDERLINED = 80
# Signs seen only by what they do to others (controls, directions, joiners) or by no font (private use).
_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

Row = dict[str, Any]
Pair = tuple[str, str]


def run(notice_id: str, data: Path, out: Path) -> Path:
    """Write the review page of a notice of the dataset in `data` and say where it is."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{notice_id}.html"
    path.write_text(page(notice_id, data), encoding="utf-8", newline="\n")
    return path


def page(notice_id: str, data: Path) -> str:
    """The review page of a notice, from its text and its rows in the tables."""
    review = _read(notice_id, data)
    title = review.notice["title"] or notice_id
    coverage, lost = _coverage(review)
    parts = {
        "facts": _json(_facts(review)),
        "title": _plain(f"{title} · {notice_id}"),
        "name": _words(title),
        "byline": _byline(review.notice),
        "fields": _fields(review.notice),
        "filters": _filters(review),
        "legend": _legend(review),
        "coverage": coverage,
        "lost": " lost" if lost else "",
        "source": "".join(_source(review, _marks(review, lost))),
        **_panels(review),
    }
    return filled("view", parts, _kind_names())


def _json(value: object) -> str:
    """JSON that may stand inside an HTML script element."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", encoded)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> str:
    """A notice's words as HTML; each sign that is not seen becomes visible and works on itself alone."""
    return _UNSEEN.sub(_shown, html.escape(text))


def _shown(sign: re.Match[str]) -> str:
    code = ord(sign[0])
    # HTML has no way to write NUL, and reads a bare carriage return as a line feed.
    content = {0: "\ufffd", 13: "&#13;"}.get(code, sign[0])
    return f'<bdi class="unseen" data-code="U+{code:04X}">{content}</bdi>'


def _plain(text: str) -> str:
    """A notice's words for an attribute, an option or the title: what is not seen is left out."""
    return html.escape(_UNSEEN.sub("", text))


@cache
def _vocabulary() -> Mapping[str, Mapping[str, Pair]]:
    return tomllib.loads(asset("view.toml"))


def _name(group: str, value: str) -> Pair:
    """The short name of a value in Chinese and English."""
    zh, en = _vocabulary()[group].get(value, (value, value))
    return zh, en


@cache
def _meanings(table: str, column: str) -> Mapping[str, Pair]:
    """What the dictionary of columns says of each value of a column, in Chinese and English."""
    known = next(one for one in dictionary().tables[table].columns if one.name == column)
    return {value: (zh, en) for value, (en, zh) in (known.enum or {}).items()}


def _function(value: str | None) -> Pair:
    return _meanings("units", "function").get(value, (value, value)) if value else ("", "")


def _kind(value: str) -> Pair:
    """The kind of a unit: the Chinese words before the dictionary's example."""
    zh, _ = _meanings("units", "kind").get(value, (value, value))
    return re.split("[：，]", zh)[0], value.replace("_", " ")


def _both(pair: Pair, tag: str = "span", attributes: str = "") -> str:
    """An element whose words the page can turn from Chinese into English."""
    zh, en = (_plain(words) for words in pair)
    turned = f' data-en="{en}"' if en != zh else ""
    return f"<{tag}{attributes}{turned}>{zh}</{tag}>"


def _both_attributes(pair: Pair, *names: str) -> str:
    """Attributes of an element that hold the same words, which the page can turn likewise."""
    zh, en = (_plain(words) for words in pair)
    return "".join(f' {name}="{zh}" data-en-{name}="{en}"' for name in names)


def _message(finding: Row) -> Pair:
    """What a finding says; signs of the notice that are not seen are named."""
    zh, en = (_UNSEEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", finding[one]) for one in ("message", "message_en"))
    return zh, en


def _link(key: str, target: str, content: str, attributes: str = "") -> str:
    """A link to the row and the words of a key."""
    return f'<a href="#{quote(target, safe="")}" data-go="{key}" tabindex="-1"{attributes}>{content}</a>'


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Review:
    """A notice's rows by table.  `keys` leads from the ids of rows to the keys they have on the page.

    `findings` holds the corrections too, as rows of their own severity.  `assigned` are the units of each task,
    those that a heading's list gives it included.
    """

    notice: Row
    text: str
    tables: Mapping[str, Sequence[Row]]
    keys: Mapping[str, str]
    by_id: Mapping[str, Row]
    assigned: Mapping[str, Sequence[Row]]

    def key(self, row_id: str | None) -> str | None:
        return self.keys[row_id] if row_id else None


# Letter of the key and column of the id of each table with rows on the page, in the order of the tabs.
_KEYED = {
    "items": ("i", "item_id"),
    "units": ("u", "unit_id"),
    "targets": ("t", "target_id"),
    "findings": ("f", "finding_id"),
    "sections": ("s", "section_id"),
    "numbers": ("n", "number_id"),
}


def _read(notice_id: str, data: Path) -> _Review:
    import pyarrow.parquet as pq

    dataset = load(data)

    def rows(table: str, **where: object) -> list[Row]:
        filters = [(column, "in" if isinstance(value, list) else "=", value) for column, value in where.items()]
        found: list[Row] = pq.read_table(dataset.path(table), filters=filters).to_pylist()
        return found

    here = ("items", "assignments", "targets", "findings", "sections", "numbers", "blocks", "corrections")
    tables = {table: rows(table, notice_id=notice_id) for table in here}
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in tables["assignments"]:
        by_item[row["item_id"]].append(row)
    load_of = Counter(row["unit_id"] for row in tables["assignments"])
    units = rows("units", unit_id=sorted(load_of)) if load_of else []
    tables["units"] = sorted(units, key=lambda unit: (-load_of[unit["unit_id"]], unit["unit_id"]))
    corrections = [
        {
            **row,
            "finding_id": row["correction_id"],
            "severity": "correction",
            "code": "correction",
            "item_id": None,
            "message": f"“{row['printed']}”应作“{row['corrected']}”：{row['reason']}",
            "message_en": f"“{row['printed']}” should be “{row['corrected']}”: {row['reason']}",
        }
        for row in tables["corrections"]
    ]
    tables["findings"] = sorted(tables["findings"] + corrections, key=lambda row: row["span_start"])
    by_id = {row[column]: row for table, (_, column) in _KEYED.items() for row in tables[table]}
    return _Review(
        rows("notices", notice_id=notice_id)[0],
        dataset.text(notice_id),
        tables,
        {
            row[column]: f"{letter}{place}"
            for table, (letter, column) in _KEYED.items()
            for place, row in enumerate(tables[table], 1)
        },
        by_id,
        {item["item_id"]: by_item[item["item_id"]] + by_item.get(item["covered_by"], []) for item in tables["items"]},
    )


def _section_of(review: _Review, row: Row) -> str | None:
    """The heading that a row stands under: its task's, else the last one before it."""
    if row.get("item_id"):
        section: str | None = review.by_id[row["item_id"]]["section_id"]
        return section
    sections = review.tables["sections"]
    place = bisect_right(sections, row["span_start"], key=lambda one: int(one["span_start"])) - 1
    return sections[place]["section_id"] if place >= 0 else None


def _facts(review: _Review) -> dict[str, object]:
    """What the filters need to know, by key."""
    tables, key = review.tables, review.key
    return {
        "notice": review.notice["notice_id"],
        "parents": {key(row["section_id"]): key(row["parent_id"]) for row in tables["sections"]},
        "functions": {
            key(row["unit_id"]): [one for one in (row["function"], *row["further_functions"]) if one]
            for row in tables["units"]
        },
        "assigned": [
            [key(item_id), key(row["unit_id"]), row["role"]]
            for item_id, rows in review.assigned.items()
            for row in rows
        ],
        "items": {key(row["item_id"]): key(row["section_id"]) for row in tables["items"]},
        "targets": {
            key(row["target_id"]): [key(row["item_id"]), key(row["section_id"]), row["measure"]]
            for row in tables["targets"]
        },
        "findings": {
            key(row["finding_id"]): [key(row["item_id"]), key(_section_of(review, row)), row["severity"]]
            for row in tables["findings"]
        },
        "numbers": {
            key(row["number_id"]): [key(row["item_id"]), key(row["section_id"]), key(row["target_id"])]
            for row in tables["numbers"]
        },
    }


# ── the text with its marks ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text to mark.  Of two on the same stretch the one of lower `rank` goes around the other.

    `keys` are its rows; the first piece of it carries the id `anchor` and follows on `lead`.
    """

    start: int
    end: int
    rank: int
    classes: str
    keys: tuple[str, ...] = ()
    anchor: str = ""
    lead: str = ""


def _marks(review: _Review, lost: Sequence[tuple[int, int]]) -> list[_Mark]:
    """All marks of the text; rows on the very same words share one."""
    keys, tables = review.keys, review.tables

    def rows(table: str, id_column: str, rank: int, classes: str, by: str = "") -> Iterator[_Mark]:
        seen: set[str] = set()
        for (start, end), group in groupby(tables[table], key=lambda row: (row["span_start"], row["span_end"])):
            same = list(group)
            of_row = f" {same[0][by]}" if by else ""
            ids = [row[id_column] for row in same]
            anchor = "" if ids[0] in seen else ids[0]
            seen.add(ids[0])
            yield _Mark(start, end, rank, classes + of_row, tuple(keys[one] for one in ids), anchor)

    marks = [
        *rows("sections", "section_id", 0, "s"),
        *rows("items", "item_id", 1, "i"),
        *rows("assignments", "unit_id", 4, "m u", by="role"),
        *rows("targets", "target_id", 5, "m t"),
        *rows("numbers", "number_id", 6, "m n", by="role"),
    ]
    marks += [_Mark(row["span_start"], row["span_end"], 2, f"b k-{row['kind']}") for row in tables["blocks"]]
    marks += [_Mark(start, end, 2, "b lost") for start, end in lost]
    for row in tables["findings"]:
        start, end, severity, row_id = (row[one] for one in ("span_start", "span_end", "severity", "finding_id"))
        long = " long" if end - start > _UNDERLINED else ""
        flag = _link(keys[row_id], row_id, "", f' class="flag {severity}" aria-hidden="true"')
        marks.append(_Mark(start, end, 3, f"f {severity}{long}", (keys[row_id],), row_id, flag))
    return marks


def _lines(review: _Review) -> Iterator[tuple[int, int, Row | None]]:
    """The text in lines, each with its first block.

    A line ends where the source ends one, and before a block: a source without line ends is readable too.
    Only a responsibility list stays behind the words that it follows.  Blanks around a line are not in it.
    """
    text, blocks = review.text, review.tables["blocks"]
    starts = [row["span_start"] for row in blocks]
    ends = [row["span_end"] for row in blocks]
    for printed in re.finditer(r"[^\n]+", text):
        inside = range(bisect_right(starts, printed.start()), bisect_left(starts, printed.end()))
        cuts = (starts[place] for place in inside if blocks[place]["kind"] != "responsibility")
        for start, end in pairwise([printed.start(), *cuts, printed.end()]):
            words = text[start:end].strip()
            if words:
                start = text.index(words, start)
                end = start + len(words)
                place = bisect_right(ends, start)
                holds = place < len(blocks) and starts[place] < end
                yield start, end, blocks[place] if holds else None


def _source(review: _Review, marks: Iterable[_Mark]) -> Iterator[str]:
    """The text as HTML: its characters unchanged, in lines, with the marks around their words.

    A mark that goes over the end of a line, or over the end of another mark, is written in pieces.
    """
    lines = list(_lines(review))
    starts = [start for start, _, _ in lines]
    pieces: list[list[tuple[int, int, int, int, _Mark]]] = [[] for _ in lines]
    for order, mark in enumerate(marks):
        for place in range(max(bisect_right(starts, mark.start) - 1, 0), bisect_left(starts, mark.end)):
            start, end, _ = lines[place]
            if mark.start < end and mark.end > start:
                piece = (max(mark.start, start), -min(mark.end, end), mark.rank, order, mark)
                heapq.heappush(pieces[place], piece)
    done, page_before = 0, None
    opened: set[int] = set()
    for (start, end, block), waiting in zip(lines, pieces, strict=True):
        yield _blank(review.text[done:start])
        done = end
        kind = ""
        if block:
            kind = f" k-{block['kind']}" + (" first" if block["span_start"] >= start else "")
            if block["page"] != page_before:
                page_before = block["page"]
                sure = block["ocr_confidence"]
                scanned = "" if sure is None else f' data-sure=" · OCR {sure:.0%}"'
                yield f'<div class="page" data-page="{page_before}"{scanned}></div>'
        yield f'<div class="line{kind}">'
        yield from _pieces(review.text, start, end, waiting, opened)
        yield "</div>"
    yield _blank(review.text[done:])


def _blank(text: str) -> str:
    """What stands between lines; line feeds and spaces fold by themselves, wider blanks are hidden."""
    return f'<span class="gap">{_words(text)}</span>' if text.strip(" \n\t") else text


def _pieces(
    text: str, start: int, end: int, waiting: list[tuple[int, int, int, int, _Mark]], opened: set[int]
) -> Iterator[str]:
    """One line; `waiting` is a heap of the pieces in it, `opened` the marks that began before."""
    at = start
    open_ends: list[int] = []
    words = text[start:end].strip()

    def until(place: int) -> Iterator[str]:
        nonlocal at
        while open_ends and open_ends[-1] <= place:
            stop = open_ends.pop()
            yield _words(text[at:stop]) + "</span>"
            at = stop
        yield _words(text[at:place])
        at = place

    while waiting:
        begin, minus_stop, rank, order, mark = heapq.heappop(waiting)
        stop = -minus_stop
        yield from until(begin)
        if open_ends and stop > open_ends[-1]:
            heapq.heappush(waiting, (open_ends[-1], -stop, rank, order, mark))
            stop = open_ends[-1]
        open_ends.append(stop)
        first = order not in opened
        opened.add(order)
        classes = mark.classes + ("" if first else " more")
        if mark.rank < 2 and text[begin:stop].strip() == words:
            classes += " whole"
        keys = f' data-r="{" ".join(mark.keys)}"' if mark.keys else ""
        anchor = f' id="{_plain(mark.anchor)}"' if first and mark.anchor else ""
        yield f'{mark.lead if first else ""}<span class="{classes}"{keys}{anchor}>'
    yield from until(end)


def _coverage(review: _Review) -> tuple[str, list[tuple[int, int]]]:
    """How much of the text the blocks hold, in words, and the stretches that none holds."""
    text, blocks = review.text, review.tables["blocks"]
    edges = [0, *(edge for row in blocks for edge in (row["span_start"], row["span_end"])), len(text)]
    lost = [
        (start, end)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if start < end and not text[start:end].isspace()
    ]
    if lost:
        count = sum(len("".join(text[start:end].split())) for start, end in lost)
        return _both(
            (f"有 {count:,} 字不属于任何文段，已用红色标出", f"{count:,} characters in no block, in red")
        ), lost
    size = review.notice["characters"]
    zh = f"{size:,} 字分属 {len(blocks):,} 个文段，无一遗漏"
    return _both((zh, f"{size:,} characters in {len(blocks):,} blocks, none left out")), lost


# ── around the text ──────────────────────────────────────────────────────────────────────────────────


def _byline(notice: Row) -> str:
    parts = [notice["doc_number"], notice["issuer"], notice["signed_date"]]
    return " · ".join(_words(_printed(part)) for part in parts if part) or _words(notice["notice_id"])


def _printed(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "；".join(value)
    return str(value)


def _fields(notice: Row) -> str:
    """The parts of the letter around the tasks, and the source, as a list of terms."""
    return "".join(
        f"<div>{_both(name, 'dt')}<dd>{_words(_printed(notice[field]))}</dd></div>"
        for field, name in ((field, _name("field", field)) for field in _vocabulary()["field"])
        if notice[field] not in (None, [])
    )


def _kind_names() -> str:
    """The names of the kinds of blocks as style rules: a label made by style is no part of the text."""
    return "".join(f'.k-{kind}{{--zh:"{zh}";--en:"{en}"}}\n' for kind, (zh, en) in _vocabulary()["block"].items())


def _legend(review: _Review) -> str:
    """The colours that this page uses, each with its name, and what it means where the pointer rests."""
    meanings = _meanings("blocks", "kind")

    def entry(sample: str, name: Pair, meaning: Pair) -> str:
        zh, en = map(_plain, meaning)
        return f'<li title="{zh}" data-en-title="{en}">{sample}{_both(name)}</li>'

    kinds = dict.fromkeys(row["kind"] for row in review.tables["blocks"])
    roles = dict.fromkeys(row["role"] for row in review.tables["assignments"])
    severities = dict.fromkeys(row["severity"] for row in review.tables["findings"])
    groups = [
        [entry(f'<i class="swatch k-{kind}"></i>', _name("block", kind), meanings[kind]) for kind in kinds],
        [
            entry(f'<i class="m u {role}">局</i>', _name("role", role), _meanings("assignments", "role")[role])
            for role in roles
        ],
        [
            entry('<i class="m t">95%</i>', ("数量目标", "target"), _meanings("numbers", "role")["target"]),
            entry(
                '<i class="m n">12</i>', ("其他数字", "other number"), ("悬停可见其作用", "rest on one to see its role")
            ),
        ],
        [
            entry(
                f'<i class="flag {severity}"></i>',
                _name("severity", severity),
                _meanings("findings", "severity").get(severity, _name("severity", severity)),
            )
            for severity in severities
        ],
    ]
    return "".join(f"<ul>{''.join(group)}</ul>" for group in groups if group)


def _filters(review: _Review) -> str:
    """The lists to choose from: the values that this notice has, the most frequent first."""
    tables = review.tables
    units = {row["unit_id"]: row for row in tables["units"]}
    tasks: dict[str, set[str]] = defaultdict(set)
    for item_id, rows in review.assigned.items():
        for row in rows:
            tasks[f"unit {row['unit_id']}"].add(item_id)
            tasks[f"role {row['role']}"].add(item_id)
            unit = units[row["unit_id"]]
            for function in {unit["function"], *unit["further_functions"]} - {None}:
                tasks[f"function {function}"].add(item_id)

    def options(group: str, names: Mapping[str, Pair]) -> list[tuple[str, Pair, int]]:
        counted = [(value, name, len(tasks[f"{group} {value}"])) for value, name in names.items()]
        return sorted(counted, key=lambda option: -option[2])

    def counted(table: str, column: str) -> list[tuple[str, Pair, int]]:
        group = Counter(row[column] for row in tables[table]).most_common()
        return [(value, _name(column, value), count) for value, count in group]

    functions = dict.fromkeys(
        one for unit in units.values() for one in (unit["function"], *unit["further_functions"]) if one
    )
    roles = dict.fromkeys(row["role"] for row in tables["assignments"])
    return "\n".join(
        [
            _select(
                "unit",
                ("单位", "Unit"),
                options("unit", {one: (unit["short_name"], unit["short_name"]) for one, unit in units.items()}),
            ),
            _select("function", ("职能", "Function"), options("function", {one: _function(one) for one in functions})),
            _select(
                "section",
                ("标题", "Heading"),
                [
                    (row["section_id"], (indented := f"{'　' * depth}{row['marker']}{row['heading']}", indented), None)
                    for row, depth in _depths(tables["sections"])
                ],
            ),
            _select("measure", ("目标性质", "Kind of target"), counted("targets", "measure")),
            _select("role", ("角色", "Role"), options("role", {one: _name("role", one) for one in roles})),
            _select("severity", ("情况", "Findings"), counted("findings", "severity")),
        ]
    )


def _depths(sections: Sequence[Row]) -> list[tuple[Row, int]]:
    """Each heading with the number of headings above it."""
    depth: dict[str | None, int] = {None: -1}
    for row in sections:
        depth[row["section_id"]] = depth.get(row["parent_id"], -1) + 1
    return [(row, depth[row["section_id"]]) for row in sections]


def _select(name: str, label: Pair, options: Sequence[tuple[str, Pair, int | None]]) -> str:
    counts = ("" if count is None else f" ({count})" for _, _, count in options)
    chosen = "".join(
        _both((zh + count, en + count), "option", f' value="{_plain(value)}"')
        for (value, (zh, en), _), count in zip(options, counts, strict=True)
    )
    every = _both(("全部", "all"), "option", ' value=""')
    disabled = "" if options else " disabled"
    return f'<label>{_both(label)}<select name="{name}"{disabled}>{every}{chosen}</select></label>'


# ── the tables ───────────────────────────────────────────────────────────────────────────────────────


def _panels(review: _Review) -> dict[str, str]:
    """The tabs and the tables beneath them."""
    table = review.tables
    shown = [
        ("items", ("事项", "Tasks"), _task_rows(review), _TASKS),
        ("units", ("单位", "Units"), _unit_rows(review), _UNITS),
        ("targets", ("目标", "Targets"), _target_rows(review), _TARGETS),
        ("findings", ("情况", "Findings"), _finding_rows(review), _FINDINGS),
        ("sections", ("标题", "Headings"), _section_rows(review), _SECTIONS),
        ("numbers", ("数字", "Numbers"), _number_rows(review), _NUMBERS),
    ]
    tabs = "".join(
        f'<button type="button" role="tab" id="tab-{name}" data-tab="{name}" aria-controls="panel-{name}"'
        f' aria-selected="{"true" if place == 0 else "false"}" tabindex="{0 if place == 0 else -1}">'
        f"{_both(label)} <b>{len(table[name])}</b></button>"
        for place, (name, label, _, _) in enumerate(shown)
    )
    panels = "\n".join(
        f'<div class="panel" id="panel-{name}" role="tabpanel" aria-labelledby="tab-{name}" data-panel="{name}">'
        f'<table class="{name}">{_both(label, "caption")}'
        f"<thead><tr>{''.join(_both(column, 'th', _SCOPE) for column in columns)}</tr></thead>"
        f"{''.join(rows)}</table>{_both(_NOTHING, 'p', _HIDDEN)}</div>"
        for name, label, rows, columns in shown
    )
    return {"tabs": tabs, "panels": panels}


_SCOPE = ' scope="col"'
_HIDDEN = ' class="empty" hidden'
_NOTHING = ("没有符合条件的内容", "Nothing here")
_TASKS = [("编号", "No."), ("事项", "Task"), ("责任单位", "Units"), ("数量目标", "Targets")]
_UNITS = [("单位", "Unit"), ("类型与职能", "Kind, function"), ("事项", "Tasks")]
_TARGETS = [("指标", "Indicator"), ("原文", "As printed"), ("数值", "Value"), ("性质", "Kind"), ("事项", "Task")]
_FINDINGS = [("程度", "Severity"), ("情况", "Finding"), ("事项", "Task")]
_SECTIONS = [("标题", "Heading"), ("事项", "Tasks"), ("目标", "Targets")]
_NUMBERS = [("数字", "Number"), ("作用", "Role"), ("数值", "Value"), ("事项", "Task")]


def _row(review: _Review, row_id: str, first: str, *cells: str) -> str:
    """A row of a table: its first cell leads to its words, the others are HTML."""
    key = review.keys[row_id]
    head = f'<th scope="row">{_link(key, row_id, first)}</th>'
    others = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-key="{key}" data-id="{_plain(row_id)}">{head}{others}</tr>'


def _number_of(item: Row) -> str:
    """What a task is called in a narrow column: its printed number, else its position."""
    return _words(item["number"] or "#" + item["item_id"].rpartition("-i")[2].lstrip("0"))


def _task(review: _Review, item_id: str | None) -> str:
    """A link to a task."""
    return _link(review.keys[item_id], item_id, _number_of(review.by_id[item_id])) if item_id else ""


def _small(content: str) -> str:
    return f'<span class="small">{content}</span>' if content else ""


def _path(review: _Review, section_id: str | None) -> str:
    """The headings above, the highest first."""
    if section_id is None:
        return _both(("标题之前", "before the first heading"))
    row = review.by_id[section_id]
    here = _words(f"{row['marker']}{row['heading']}")
    return f"{_path(review, row['parent_id'])} › {here}" if row["parent_id"] else here


def _task_rows(review: _Review) -> Iterator[str]:
    targets: dict[str | None, list[Row]] = defaultdict(list)
    for row in review.tables["targets"]:
        targets[row["item_id"]].append(row)
    findings: dict[str | None, list[Row]] = defaultdict(list)
    for row in review.tables["findings"]:
        findings[row["item_id"]].append(row)

    def listed(row: Row) -> str:
        shown = _words(row["indicator"]), f"<b>{_words(row['quote'])}</b>"
        link = _link(review.keys[row["target_id"]], row["target_id"], " ".join(shown))
        return f"<li>{link}</li>"

    for section_id, group in groupby(review.tables["items"], key=lambda item: item["section_id"]):
        yield f'<tbody><tr class="group"><th scope="rowgroup" colspan="4">{_path(review, section_id)}</th></tr>'
        for item in group:
            item_id = item["item_id"]
            title, text = item["title"] or "", item["text"]
            gap = "" if text.startswith(title) else "　"
            named = (title and f"<strong>{_words(title)}</strong>{gap}") + _words(text.removeprefix(title))
            corrected = item["text_corrected"]
            amended = _small(_both(("勘误后：", "corrected: ")) + _words(corrected)) if corrected else ""
            flags = "".join(
                _link(
                    review.keys[row["finding_id"]],
                    row["finding_id"],
                    "",
                    f' class="flag {row["severity"]}"' + _both_attributes(_message(row), "title", "aria-label"),
                )
                for row in findings[item_id]
            )
            yield _row(
                review,
                item_id,
                _number_of(item),
                f'<div class="clamp">{named}</div>{amended}{flags}',
                _responsible(review, item),
                f"<ul>{''.join(map(listed, targets[item_id]))}</ul>" if targets[item_id] else "",
            )
        yield "</tbody>"


def _responsible(review: _Review, item: Row) -> str:
    """Who answers for a task, by role; of a list of the heading above it is said where it stands."""
    rows = review.assigned[item["item_id"]]
    roles = dict.fromkeys(row["role"] for row in rows)

    def unit(row: Row) -> str:
        return _link(review.keys[row["unit_id"]], row["unit_id"], _words(row["name"]), f' class="{row["role"]}"')

    parts = []
    for role in roles:
        label = _both(_name("role", role), "span", f' class="role {role}"') if list(roles) != ["responsible"] else ""
        parts.append(label + "、".join(unit(row) for row in rows if row["role"] == role))
    if parts and item["open_list"]:
        parts[-1] += "等"
    notes = []
    if item["covered_by"]:
        notes.append(_both(("清单见上级标题", "by the list of the heading above")))
    if item["leaders"]:
        notes.append(_both(("责任领导：", "persons: ")) + _words("、".join(item["leaders"])))
    if item["deadline"]:
        notes.append(_both(("时限：", "by: ")) + _words(item["deadline"]))
    return "".join(f"<div>{part}</div>" for part in parts) + "".join(map(_small, notes))


def _unit_rows(review: _Review) -> Iterator[str]:
    tasks: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for item_id, rows in review.assigned.items():
        for row in rows:
            tasks[row["unit_id"]][row["role"]].append(review.by_id[item_id])
    yield "<tbody>"
    for unit in review.tables["units"]:
        of_unit = tasks[unit["unit_id"]]
        others = [alias for alias in unit["aliases"] if alias not in (unit["name"], unit["short_name"])]
        functions = [_function(one) for one in (unit["function"], *unit["further_functions"]) if one]
        numbers = "".join(
            "<div>"
            + _both(_name("role", role), "span", f' class="role {role}"')
            + "、".join(_task(review, item["item_id"]) for item in items)
            + "</div>"
            for role, items in of_unit.items()
        )
        count = len({item["item_id"] for items in of_unit.values() for item in items})
        choose = _both(("只看该单位", "only this unit"), "button", ' type="button" class="only" tabindex="-1"')
        yield _row(
            review,
            unit["unit_id"],
            _words(unit["name"]),
            _both(_kind(unit["kind"])) + _small("、".join(_both(one) for one in functions)),
            f'<b class="count">{count}</b> {choose}<div class="tasks">{numbers}</div>'
            + _small(_both(("印作：", "printed: ")) + _words("、".join(others)) if others else ""),
        )
    yield "</tbody>"


def _decimal(value: float) -> str:
    return format(Decimal(repr(value)).normalize(), ",f")


def _value(row: Row) -> str:
    """A target's comparison, value and base unit."""
    value = _decimal(row["value"]) + (f"–{_decimal(row['value_max'])}" if row["value_max"] is not None else "")
    return f"{_both(_name('op', row['op']))} {value} {_words(row['unit'])}"


def _target_rows(review: _Review) -> Iterator[str]:
    yield "<tbody>"
    for row in review.tables["targets"]:
        promised = "、".join(_words(row[one]) for one in ("modality", "verb", "deadline") if row[one])
        part_of = row["part_of"]
        whole = ""
        if part_of:
            link = _link(review.keys[part_of], part_of, _words(review.by_id[part_of]["indicator"]))
            whole = _small(_both(("其中，属 ", "part of ")) + link)
        indicator = row["indicator"] or row["quote"]
        yield _row(
            review,
            row["target_id"],
            _words(indicator),
            f"<b>{_words(row['quote'])}</b>{_small(promised)}",
            _value(row) + whole,
            _both(_name("measure", row["measure"])),
            _task(review, row["item_id"]),
        )
    yield "</tbody>"


def _finding_rows(review: _Review) -> Iterator[str]:
    yield "<tbody>"
    for row in review.tables["findings"]:
        severity = _both(_name("severity", row["severity"]), "span", f' class="badge {row["severity"]}"')
        message = _both(_message(row)) + _small(_words(row["code"]))
        yield _row(review, row["finding_id"], severity, message, _task(review, row["item_id"]))
    yield "</tbody>"


def _section_rows(review: _Review) -> Iterator[str]:
    """Headings with what stands under them, all that is deeper included."""
    parents = {row["section_id"]: row["parent_id"] for row in review.tables["sections"]}

    def under(table: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row in review.tables[table]:
            section_id = row["section_id"]
            while section_id:
                counts[section_id] += 1
                section_id = parents[section_id]
        return counts

    tasks, targets = under("items"), under("targets")
    yield "<tbody>"
    for row, depth in _depths(review.tables["sections"]):
        section_id, corrected = row["section_id"], row["heading_corrected"]
        words = f'<span class="depth{min(depth, 4)}">{_words(row["marker"] + row["heading"])}</span>'
        amended = _small(_both(("勘误后：", "corrected: ")) + _words(corrected)) if corrected else ""
        yield _row(review, section_id, words + amended, str(tasks[section_id]), str(targets[section_id]))
    yield "</tbody>"


def _number_rows(review: _Review) -> Iterator[str]:
    yield "<tbody>"
    for row in review.tables["numbers"]:
        value = "" if row["value"] is None else f"{_decimal(row['value'])} {_words(row['unit'] or '')}"
        role = _both(_name("number", row["role"]))
        yield _row(review, row["number_id"], _words(row["text"]), role, value, _task(review, row["item_id"]))
    yield "</tbody>"
