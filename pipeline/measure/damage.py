"""Damaged copies of a notice, as they circulate: what stood in it stays true, only how it stands is lost.

Annotations of a notice hold for its damaged copies too, since white space and the width of punctuation do not count; so a
few annotated notices show many of the ways in which reading goes wrong.  What a damage takes away altogether is asked of
nobody: `agreement` gives it no place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle

from pipeline.notice import Notice
from pipeline.read.text import read_text

# GB/T 9704: 28 Chinese characters a line, 22 lines a page.
_WIDTH, _LINES = 56, 22
_NEVER_FIRST = "，。；：、！？）】〕”》%"
# What a list says: 责任单位：… in brackets or to the end of its line.
_LIST = "(?<=责任单位|责任部门|牵头单位|配合单位)：?[^（）()\n]+"
# A task with its list in brackets at its end; a label that only says whose list it is goes into the column's head.
_TASK = re.compile(
    r"^[ \u3000]*(?:[0-9０-９]{1,3}[.．、])?(?P<task>[^\t\n]{12,})"
    r"[（(](?:责任(?:单位|部门)[：:])?(?P<names>(?<=[：:])[^（）()：:\n]*|[牵责][^（）()\n]*)[）)]。?$",
    re.MULTILINE,
)
# A table has so many rows at least, and no heading in it is longer.
_ROWS, _HEADING = 3, 40
_WIDE, _HALF = "，；：（）！？％", ",;:()!?%"
# What recognition takes for each other, in names of offices and in labels.
_ALIKE = dict(zip("局委厅部财育务政农商住督责牵", "居季斤陪材盲条攻衣啇往瞥贵奉", strict=True))
_ALIKE_DIGITS = dict(zip("0158", "OlSB", strict=True))


def _every(count: int, pattern: str, change: Callable[[str], str], text: str, within: str | None = None) -> str:
    """The text with every so manieth match of a pattern changed; `within` says where, if not everywhere."""
    turns = cycle([False] * (count - 1) + [True])

    def changed(words: str) -> str:
        return re.sub(pattern, lambda found: change(found[0]) if next(turns) else found[0], words)

    return re.sub(within, lambda found: changed(found[0]), text) if within else changed(text)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────


def _one_line(text: str) -> str:
    return "".join(text.split("\n"))


def _blank_separated(text: str) -> str:
    return " ".join(text.split())


def _hard_wrapped(text: str) -> str:
    """Every line cut at the width of a printed page, a Chinese character as wide as two others."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, width = "", 0
        for sign in paragraph:
            wide = 1 + (sign > "\xff")
            # No line begins with a closing sign, nor is a number cut.
            if width + wide > _WIDTH and sign not in _NEVER_FIRST and not (sign.isascii() and line[-1:].isascii()):
                lines.append(line)
                line, width = "", 0
            line += sign
            width += wide
        lines.append(line)
    return "\n".join(lines)


def _page_heads(text: str) -> str:
    """The lines of printed pages, with their numbers and a running head among them."""
    lines = _hard_wrapped(text).split("\n")
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    between = (f"\n— {number} —\n政府公报  重点工作专刊\n" for number in range(1, len(pages) + 1))
    return "".join("\n".join(page) + foot for page, foot in zip(pages, between, strict=True))


def _lines_lost(text: str) -> str:
    """Every thirtieth line of the printed pages lost, as at the edge of a scan."""
    lines = _hard_wrapped(text).split("\n")
    return "\n".join(line for at, line in enumerate(lines, 1) if at % 30)


def _headings_run_in(text: str) -> str:
    """Every third heading run into what stands below it."""
    return _every(3, r"(?m)^[ \u3000]*[（(]?[一二三四五六七八九十]{1,3}[）)、][^。\n]{2,40}\n", str.rstrip, text)


# ── signs ────────────────────────────────────────────────────────────────────────────────────────────


def _unclosed(text: str) -> str:
    return _every(5, "[）)]", lambda _: "", text)


def _unopened(text: str) -> str:
    return _every(5, "[（(](?=责任|牵头)", lambda _: "", text)


def _wrong_brackets(text: str) -> str:
    return _every(4, "[）)]", lambda _: "】", text)


def _half_width(text: str) -> str:
    return text.translate(str.maketrans(_WIDE, _HALF))


def _stops_lost(text: str) -> str:
    return _every(3, "。", lambda _: "", text)


def _digits_split(text: str) -> str:
    """Blanks inside numbers, as the spacing of a printed line leaves them."""
    return _every(4, "[0-9]{2,}", lambda digits: f"{digits[:1]} {digits[1:]}", text)


def _digits_confused(text: str) -> str:
    # Not right before a bracket: by these words an annotation knows the list in it.
    return _every(7, r"(?<=[0-9])[0158](?=[^（(〔【［\[\n]{14})", _ALIKE_DIGITS.__getitem__, text)


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────


def _without_labels(text: str) -> str:
    """Lists that only name units: （责任单位：县教育局） → （县教育局）."""
    return re.sub("(?<=[（(])(?:责任单位|责任部门)[：:](?![^（）()\n]*(?:配合|牵头))", "", text)


def _bracketless(text: str) -> str:
    """Lists run into the text behind their task."""
    return re.sub("[（(]((?:责任单位|牵头单位)[：:][^（）()\n]*)[）)]", r"\1", text)


def _labels_confused(text: str) -> str:
    return _every(3, "责任|牵头", lambda words: _ALIKE[words[0]] + words[1], text)


def _names_glued(text: str) -> str:
    """Names of a list with nothing between them, here and there."""
    return _every(4, "[、，](?=[省市县区州])", lambda _: "", text, _LIST)


def _names_in_blanks(text: str) -> str:
    return _every(1, "、", lambda _: " ", text, _LIST)


def _names_dotted(text: str) -> str:
    return _every(1, "、", lambda _: "·", text, _LIST)


def _names_short(text: str) -> str:
    """Names that lost a character."""
    return _every(6, "[\u4e00-\u9fff]{4,}(?![：:\u4e00-\u9fff])", lambda name: name[:2] + name[3:], text, _LIST)


def _names_confused(text: str) -> str:
    return _every(6, f"[{''.join(_ALIKE)}]", _ALIKE.__getitem__, text, _LIST)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────


def _cells_as_lines(text: str) -> str:
    return text.replace("\t", "\n")


def _tabled(text: str, between: str, head: Sequence[str] = ("序号", "工作任务", "责任单位")) -> str:
    """Tasks with their lists as rows of a table, its cells parted by the given words; headings are rows of their own.

    What else stood between the tasks follows behind the table.
    """
    tasks = list(_TASK.finditer(text))
    if len(tasks) < _ROWS:
        return text
    first, last = tasks[0].start(), tasks[-1].end()
    rows: list[tuple[str, ...]] = [tuple(head)] if head else []
    besides: list[str] = []
    number = 0
    for line in text[first:last].split("\n"):
        if task := _TASK.match(line):
            number += 1
            rows.append((str(number), task["task"].strip(), task["names"]))
        elif 0 < len(line.strip()) <= _HEADING:
            rows.append((line.strip(),))
        else:
            besides.append(line)
    return "\n".join([text[:first] + "\n".join(map(between.join, rows)), *filter(str.strip, besides)]) + text[last:]


def _table_lines(text: str) -> str:
    return _tabled(text, "\n")


def _table_tabs(text: str) -> str:
    return _tabled(text, "\t")


def _table_blanks(text: str) -> str:
    return _tabled(text, "  ")


def _table_glued(text: str) -> str:
    return _tabled(text, "")


def _table_headless(text: str) -> str:
    return _tabled(text, "\n", ())


def _table_in_one_line(text: str) -> str:
    return _tabled(text, " ").replace("\n", " ")


def _table_wrapped(text: str) -> str:
    """The cells of a table as lines, and long ones wrapped in their column."""
    return re.sub("[^\n]{24}(?=[^\n])", lambda found: f"{found[0]}\n", _tabled(text, "\n"))


#: The damages by name.
DAMAGES: dict[str, Callable[[str], str]] = {
    damage.__name__.strip("_"): damage
    for damage in (
        _one_line, _blank_separated, _hard_wrapped, _page_heads, _lines_lost, _headings_run_in,
        _unclosed, _unopened, _wrong_brackets, _half_width, _stops_lost, _digits_split, _digits_confused,
        _without_labels, _bracketless, _labels_confused,
        _names_glued, _names_in_blanks, _names_dotted, _names_short, _names_confused,
        _cells_as_lines, _table_lines, _table_tabs, _table_blanks, _table_glued, _table_headless, _table_in_one_line,
        _table_wrapped,
    )
}  # fmt: skip


def damaged(notice: Notice, name: str) -> Notice | None:
    """A damaged copy of a notice as read; None where the damage changes nothing."""
    text = DAMAGES[name](notice.text)
    if text == notice.text:
        return None
    text, spans = read_text(text).finish()
    return Notice(notice.notice_id, text, replace(notice.source, format="text")).adding(spans)
