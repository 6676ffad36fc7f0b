"""The index table that a site puts before a document (索引号, 发文字号, 成文日期 …) as lines ``label：value``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline import rules
from pipeline.read.draft import GridCell
from pipeline.read.html.elements import unblanked


@cache
def _labels() -> frozenset[str]:
    return frozenset(label for group in rules.load("layout")["header"]["labels"].values() for label in group)


def label_of(text: str) -> str | None:
    """The label that a line of an index begins with (发 文 字 号：国办发…)."""
    if len(text) > 400:
        return None
    label, sign, _ = text.partition("：") if "：" in text else text.partition(":")
    bare = unblanked(label)
    return bare if sign and bare in _labels() else None


def is_label(text: str) -> bool:
    """Whether a text is nothing but such a label."""
    return unblanked(text).rstrip("：:") in _labels()


def index_lines(cells: Sequence[GridCell]) -> list[str] | None:
    """The lines of an index table, or None if it is none: labels and values in turn, at least two labels."""
    texts = [cell.text.strip() for cell in cells]
    labels = sum(is_label(text) or ("\n" not in text and label_of(text) is not None) for text in texts)
    if labels < 2 or 3 * labels < len([text for text in texts if text]):
        return None
    lines: list[str] = []
    at = 0
    while at < len(texts):
        text = texts[at]
        at += 1
        if not text:
            continue
        if is_label(text):
            value = ""
            if at < len(texts) and not is_label(texts[at]):
                value = texts[at].replace("\n", " ")
                at += 1
            text = (text if text.endswith(("：", ":")) else text + "：") + value
        lines += text.split("\n")
    return lines
