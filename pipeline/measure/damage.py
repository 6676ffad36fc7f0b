"""Damaged copies of a notice, as they circulate: what stood in it stays true, only how it stands is lost.

Annotations of a notice hold for its damaged copies too, since white space and the width of punctuation do not count; so a
few annotated notices show many of the ways in which reading goes wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.notice import Notice

# GB/T 9704: 28 Chinese characters a line.
_WIDTH = 56
_NEVER_FIRST = "，。；：、！？）】〕”》%"


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


def _cells_as_lines(text: str) -> str:
    return text.replace("\t", "\n")


def _unclosed(text: str) -> str:
    """Every fifth closing bracket lost."""
    seen = 0

    def closing(sign: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return "" if seen % 5 == 0 else sign[0]

    return re.sub("[）)]", closing, text)


def _without_labels(text: str) -> str:
    """Lists that only name units: （责任单位：县教育局） → （县教育局）."""
    return re.sub("(?<=[（(])(?:责任单位|责任部门)[：:](?![^（）()\n]*(?:配合|牵头))", "", text)


def _bracketless(text: str) -> str:
    """Lists run into the text behind their task."""
    return re.sub("[（(]((?:责任单位|牵头单位)[：:][^（）()\n]*)[）)]", r"\1", text)


#: The damages by name.
DAMAGES: dict[str, Callable[[str], str]] = {
    "one_line": _one_line,
    "blank_separated": _blank_separated,
    "hard_wrapped": _hard_wrapped,
    "cells_as_lines": _cells_as_lines,
    "unclosed": _unclosed,
    "without_labels": _without_labels,
    "bracketless": _bracketless,
}


def damaged(notice: Notice, name: str) -> Notice | None:
    """A damaged copy of a notice as read; None where the damage changes nothing."""
    text = DAMAGES[name](notice.text)
    return None if text == notice.text else Notice(f"{notice.notice_id}", text, notice.source)
