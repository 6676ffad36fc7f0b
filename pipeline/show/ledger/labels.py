"""What a ledger says, in Chinese or English: the words stand in ``rules/ledger.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pipeline import rules

Language = Literal["zh", "en"]


class Labels:
    """The words of a ledger in one language."""

    def __init__(self, language: Language = "zh") -> None:
        self._place = ("zh", "en").index(language)

    @property
    def chinese(self) -> bool:
        return self._place == 0

    def __call__(self, key: str, **values: object) -> str:
        """The words ``group.name``, with their {places} filled in."""
        group, _, name = key.partition(".")
        said: str = rules.load("ledger")[group][name][self._place]
        return said.format(**values) if values else said

    def all(self, group: str) -> dict[str, str]:
        """The words of a group by their names."""
        return {name: pair[self._place] for name, pair in rules.load("ledger")[group].items()}

    def column(self, name: str) -> str:
        """The head of a column, whether a person fills it in or the program."""
        group = "entries" if name in rules.load("ledger")["entries"] else "columns"
        return self(f"{group}.{name}")


@cache
def named(group: str) -> Mapping[str, str]:
    """The names of a group by their words in either language, to know a ledger again."""
    return {words: name for name, pair in rules.load("ledger")[group].items() for words in pair}


def statuses() -> list[str]:
    """The names of the states that a task is in, in the order in which they are offered."""
    return list(rules.load("ledger")["status"])
