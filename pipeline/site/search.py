"""The search of the site: the words in parts, and for every pair of characters the parts that have it.

A query loads the lists of its pairs, then only the parts that have them all, and looks there for the words themselves.
Parts are scripts and not JSON, because a page opened from a folder may load nothing else.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# A part holds about so many characters: loaded at once even over a slow line.
PART = 150_000
# Lists of pairs are spread over files so that each names about so many parts.
_LISTED = 40_000
_MOST_FILES = 1024
# Full-width signs and letters are found by the half-width ones that people type.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def script(name: str, value: object) -> str:
    """A value as a script that hands it over under its name; no word of a notice can leave its string."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    encoded = re.sub("[<>&\u2028\u2029\ufeff]", lambda sign: f"\\u{ord(sign[0]):04x}", encoded)
    return f"worknotice.part({json.dumps(name)},{encoded});\n"


def fold(words: str) -> str:
    """Words as they are compared."""
    return words.translate(_HALF).lower()


def shard_of(pair: str, shards: int) -> int:
    """The file that lists a pair of characters."""
    return (ord(pair[0]) * 31 + ord(pair[1])) % shards


def write(entries: Iterable[Mapping[str, Any]], folder: Path) -> int:
    """Write the index into an empty folder and say how many parts it has.

    Args:
        entries: what can be found, the first to be shown first: `kind`, `page`, `where` (what stands beside it), `id`,
            `number`, `words` and `more`, all of them texts, and `names`, by which it is found too: of those who answer for
            a task, of an indicator.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lists: dict[str, list[int]] = defaultdict(list)
    parts = size = 0
    heads: dict[tuple[str, str], int] = {}
    names: dict[str, int] = {}
    rows: list[list[object]] = []

    def finish() -> None:
        nonlocal parts, size
        content = {"heads": list(heads), "names": list(names), "rows": rows}
        (folder / f"part-{parts}.js").write_text(script(f"part-{parts}", content), encoding="utf-8", newline="\n")
        parts += 1
        size = 0
        heads.clear()
        names.clear()
        rows.clear()

    for entry in entries:
        words, more = entry["words"] or "", entry["more"] or ""
        head = heads.setdefault((entry["page"], entry["where"]), len(heads))
        named = [names.setdefault(name, len(names)) for name in entry["names"]]
        rows.append([entry["kind"], head, entry["id"], entry["number"] or "", words, more, named])
        for text in map(fold, (words, more, entry["where"], *entry["names"])):
            for at in range(len(text) - 1):
                listed = lists[text[at : at + 2]]
                if not listed or listed[-1] != parts:
                    listed.append(parts)
        size += len(words) + len(more) + 4 * len(named)
        if size >= PART:
            finish()
    if rows or not parts:
        finish()
    total = sum(map(len, lists.values()))
    shards = min(_MOST_FILES, max(4, total // _LISTED))
    files: list[dict[str, list[int]]] = [{} for _ in range(shards)]
    for pair in sorted(lists):
        files[shard_of(pair, shards)][pair] = lists[pair]
    for at, listed_in in enumerate(files):
        (folder / f"pairs-{at}.js").write_text(script(f"pairs-{at}", listed_in), encoding="utf-8", newline="\n")
    about = {"parts": parts, "shards": shards}
    (folder / "about.js").write_text(script("about", about), encoding="utf-8", newline="\n")
    return parts
