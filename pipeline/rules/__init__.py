"""Vocabulary as data: the TOML files beside this module, which a person can read and extend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The vocabulary file ``<name>.toml``."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def words(entries: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first so that 人民政府办公室 wins over 人民政府."""
    return "|".join(re.escape(word) for word in sorted(set(entries), key=lambda word: (-len(word), word)))
