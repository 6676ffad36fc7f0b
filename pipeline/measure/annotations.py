"""Annotations: what careful readers found in a notice, as files."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.messages import text
from pipeline.notice import NoticeError

Row = dict[str, Any]
# An annotation: `header`, and the rows of `sections`, `items` (those with a responsibility list) and `targets`.
Gold = dict[str, Any]

_NEEDED = {
    "sections": ("marker", "heading"),
    "items": ("ends", "units"),
    "targets": ("op", "value", "unit", "quote", "indicator"),
}
_FOLD = str.maketrans("()[],:;!?〔〕﹝﹞―–", "（）［］，：；！？［］［］——")
# Web pages gloss rare characters: 涪（fú）陵.
_PINYIN = re.compile("（[a-zāáǎàēéěèīíǐìōóǒòūúǔùü]+）")


def annotation(file: Path) -> Gold:
    """What a reader found in a notice.

    There are two forms: targets in a list of their own, or those of each task in it and the others in
    `expected_targets`, where also tasks without a responsibility list stand among the items.

    Raises:
        NoticeError: the file is of neither form.
    """
    gold = {"sections": [], "header": {}, **load(file, {"items": ()})}
    if "targets" not in gold:
        gold["targets"] = [*gold.get("expected_targets", ())]
        for item in gold["items"]:
            gold["targets"] += [{"near": item.get("starts", ""), **row} for row in item.get("targets", ())]
        gold["items"] = [item for item in gold["items"] if item.get("units")]
    _require(gold, _NEEDED, file)
    _require({"units": [unit for item in gold["items"] for unit in item["units"]]}, {"units": ("base", "role")}, file)
    for row in gold["targets"]:
        if not isinstance(row["value"], int | float):
            raise NoticeError(text("accuracy.damaged", file=file, error=f"value: {row['value']!r}"))
    return gold


def load(file: Path, needed: Mapping[str, Sequence[str]]) -> Gold:
    try:
        gold = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NoticeError(text("accuracy.damaged", file=file, error=error)) from error
    if not isinstance(gold, dict):
        raise NoticeError(text("accuracy.damaged", file=file, error="{…}"))
    _require(gold, needed, file)
    return gold


def _require(gold: Gold, needed: Mapping[str, Sequence[str]], file: Path) -> None:
    for table, keys in needed.items():
        lacking = [table] if table not in gold else []
        for at, row in enumerate(gold.get(table, ())):
            lacking += [f"{table}[{at}].{key}" for key in keys if key not in row]
        if lacking:
            raise NoticeError(text("accuracy.damaged", file=file, error=f"{', '.join(lacking)}: ?"))


def norm(words: str | None) -> str:
    return _PINYIN.sub("", "".join((words or "").split()).translate(_FOLD).strip("。；，、"))


class Places:
    """Where annotated words stand in a source: white space and the width of punctuation do not matter."""

    def __init__(self, text: str) -> None:
        self.offsets = [at for at, sign in enumerate(text) if not sign.isspace()]
        self.words = "".join(text.split()).translate(_FOLD)

    def find(self, words: str, after: int = 0, skip: str = "") -> int | None:
        """The offset of the words, first looked for behind `after`, and of what follows `skip` where they begin so.

        None where they are not there.
        """
        words = norm(words)
        at = self.words.find(words, bisect_left(self.offsets, after))
        at = self.words.find(words) if at < 0 else at
        return self.offsets[min(at + len(norm(skip)), len(self.offsets) - 1)] if at >= 0 and words else None
