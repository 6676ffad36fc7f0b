"""Vocabulary as data: the TOML files beside this module, which a person can read and extend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")


class RulesError(ValueError):
    """A vocabulary file says something that no rule can say.  The message names the file, the key and its place."""


@cache
def load(name: str) -> dict[str, Any]:
    """The vocabulary file ``<name>.toml``.

    Raises:
        RulesError: the file is no TOML, or does not say what its schema wants.
    """
    try:
        data = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"rules/{name}.toml: {error}") from error
    check(name, data)
    return data


def check(name: str, data: object) -> None:
    """Refuse what the schema of a file does not know.

    Raises:
        RulesError: a key is not known or missing, or a value is not of its kind or its closed list.
    """
    from pipeline.rules.schemas import SCHEMAS

    if name in SCHEMAS:
        _as(name, data, SCHEMAS[name])


def typed(name: str, shape: type[T]) -> T:
    """The vocabulary file ``<name>.toml`` as a structure of the room that reads it, where `SCHEMAS` has none for it.

    Raises:
        RulesError: as in `check`.
    """
    return cast(T, _as(name, load(name), shape))


def _as(name: str, data: object, shape: Any) -> Any:
    import msgspec

    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        raise RulesError(f"rules/{name}.toml: {error}") from error


class Lists:
    """The lists of a vocabulary file, each with an example, as parts of patterns: ``lists("times").plans`` is any of its words.

    Code joins them to a grammar; what is in them a person can read and add to.
    """

    def __init__(self, name: str) -> None:
        self._name, self._lists = name, load(name)["lists"]
        # What was asked for once: rules ask for the same list at each word of a notice.
        self._words: dict[str, tuple[str, ...]] = {}

    def __getattr__(self, name: str) -> str:
        """A pattern for any of the words of a list, without a capturing group.

        Raises:
            AttributeError: the file has no such list.
        """
        try:
            return f"(?:{words(self[name])})"
        except RulesError as error:
            raise AttributeError(str(error)) from None

    def patterns(self) -> dict[str, str]:
        """The pattern of each list, by its name: what `filled` puts for {name}."""
        return {name: getattr(self, name) for name in self._lists}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """The words of a list, with those of the lists that it says it holds (`of`).

        Raises:
            RulesError: the file has no such list.
        """
        if name in self._words:
            return self._words[name]
        if name not in self._lists:
            raise RulesError(f"rules/{self._name}.toml: no list is called {name}")
        entry = self._lists[name]
        held = (word for inner in entry.get("of", ()) for word in self[inner])
        self._words[name] = tuple(dict.fromkeys((*entry.get("words", ()), *held)))
        return self._words[name]


@cache
def lists(name: str) -> Lists:
    """The lists of words of the file ``<name>.toml``."""
    return Lists(name)


def filled(pattern: str, parts: Mapping[str, str]) -> str:
    """A pattern of a vocabulary file with what each {name} in it stands for."""
    return re.sub(r"\{([A-Za-z_]+)\}", lambda name: parts[name[1]], pattern)


def words(entries: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first so that 人民政府办公室 wins over 人民政府."""
    return "|".join(re.escape(word) for word in sorted(set(entries), key=lambda word: (-len(word), word)))


def firsts(entries: Iterable[str], signs: str = "") -> str:
    """A pattern that looks whether any of the words may begin at a place: most places are done with after one character.

    Args:
        entries: the words.
        signs: what else may begin there, as it stands in a class of characters.
    """
    return f"(?=[{signs}{re.escape(''.join(sorted({word[0] for word in entries})))}])"
