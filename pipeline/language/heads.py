"""Heads of columns: what a column holds by its head (rules/table_heads.toml)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline import rules


@cache
def _heads() -> tuple[dict[str, str], tuple[str, ...]]:
    """What each head means, and the heads of more than two characters, the longest first."""
    heads = {word: meaning for meaning, group in rules.load("table_heads").items() for word in group["heads"]}
    return heads, tuple(sorted((word for word in heads if len(word) > 2), key=lambda word: (-len(word), word)))


# No head is longer.
_HEAD = 16


def head_meaning(words: str) -> str | None:
    """What a column holds by its head, or None for a cell that is no head: 市级责任单位 → responsible."""
    if len(words) > 3 * _HEAD:
        return None
    bare = re.sub(r"[\s\n]|（[^）]*）|\([^)]*\)", "", words).rstrip("：:")
    return _meaning(bare) if 0 < len(bare) <= _HEAD else None


@lru_cache(maxsize=4096)
def _meaning(bare: str) -> str | None:
    heads, longest = _heads()
    if bare in heads:
        return heads[bare]
    if ending := next((word for word in longest if bare.endswith(word)), None):
        return heads[ending]
    # 建设内容及目标, 牵头和责任单位: the first of the two that is a head.
    joined = re.split("[及和与、/]", bare)
    return next((heads[part] for part in joined if part in heads), None) if len(joined) > 1 else None
