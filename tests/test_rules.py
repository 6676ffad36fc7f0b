"""The vocabulary files: a slip in a key or in a closed list of values is refused, at every level of every file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import inspect

from pipeline import messages, rules
from pipeline.dataset.datapackage import dictionary
from pipeline.meaning.indicators.vocabulary import Frames, Indicators
from pipeline.rules.schemas import SCHEMAS
from pipeline.structure.tables.columns import ColumnLooks

FILES = sorted(path.stem for path in Path(rules.__file__).parent.glob("*.toml"))
SHAPES = SCHEMAS | {"column_looks": ColumnLooks, "frames": Frames, "indicators": Indicators}

# Where the keys are vocabulary or names that a person gives: no schema knows them all.
OPEN = {
    "columns": {
        *("shared", "place"),
        *(f"{group}{kept}" for group in ("tables", "diff", "series", "progress") for kept in ("", "[].columns")),
        *(f"{group}[].columns[].enum" for group in ("diff", "series")),
    },
    "commitments": {"words"},
    "diff": {"kinds", "page", "reason", "summary"},
    "doubt": {"reasons"},
    "doubt_weights": {"assignments", "items", "notices", "numbers", "sections", "targets"},
    "findings": {"code", "parts"},
    "functions": {"function", "regional"},
    "indicators": {"things", "things[]"},
    "ledger": {"columns", "entries", "members", "says", "sheets"},
    "layout": {"lists"},
    "messages": {""},
    "number_signs": {"lists"},
    "opinion_weights": {"words"},
    "places": {"letters", "levels", "lists", "provinces"},
    "quantities": {"no_measure"},
    "review": {"block", "field", "label", "measure", "number", "op", "role", "severity"},
    "said_elsewhere": {"click", "system"},
    "times": {"lists", "months", "years"},
    "unit_kinds": {"zones"},
    "views": {""},
    "word_counts": {"held"},
    "wording": {"lists"},
}


def levels(data: Any, shape: inspect.Type, place: str = "") -> Iterator[tuple[str, Any, inspect.Type]]:
    """Every table of a file, with its place and what the schema says of it; of many alike the first and the last."""
    match shape:
        case inspect.StructType(fields=fields):
            yield place, data, shape
            for field in fields:
                if field.encode_name in data:
                    yield from levels(data[field.encode_name], field.type, f"{place}.{field.encode_name}".strip("."))
        case inspect.DictType(value_type=value):
            yield place, data, shape
            for key in {next(iter(data)), list(data)[-1]}:
                yield from levels(data[key], value, f"{place}[]")
        case inspect.ListType(item_type=item):
            for at in {0, len(data) - 1} if data else ():
                yield from levels(data[at], item, f"{place}[]")


def of(name: str) -> Iterator[tuple[str, Any, inspect.Type]]:
    """The tables of a file."""
    return levels(rules.load(name), inspect.type_info(SHAPES[name]))


def refused(name: str, word: str) -> None:
    with pytest.raises(rules.RulesError, match=rf"^rules/{name}\.toml: .*{re.escape(word)}"):
        rules.check(name, rules.load(name)) if name in SCHEMAS else rules.typed(name, SHAPES[name])


@pytest.mark.parametrize("name", FILES)
def test_a_key_that_nobody_knows_is_refused_and_named(name: str) -> None:
    for place, table, _ in of(name):
        if place in OPEN.get(name, ()):
            continue
        table["mistyped"] = next(iter(table.values()), "")
        try:
            refused(name, "mistyped")
        finally:
            del table["mistyped"]


@pytest.mark.parametrize("name", FILES)
def test_a_key_that_is_missing_is_told(name: str) -> None:
    for _, table, shape in of(name):
        for field in getattr(shape, "fields", ()):
            if field.required:
                kept = table.pop(field.encode_name)
                try:
                    refused(name, field.encode_name)
                finally:
                    table[field.encode_name] = kept


@pytest.mark.parametrize("name", FILES)
def test_a_word_that_no_closed_list_has_is_refused(name: str) -> None:
    for _, table, shape in of(name):
        for field in getattr(shape, "fields", ()):
            kept = table.get(field.encode_name)
            for known in _closed(field.type) if kept else ():
                table[field.encode_name] = "mistyped" if known is field.type else ["mistyped"]
                try:
                    refused(name, "mistyped")
                finally:
                    table[field.encode_name] = kept


def _closed(shape: inspect.Type) -> list[inspect.Type]:
    """A closed list of words, or the one that the members of a list are from."""
    match shape:
        case inspect.UnionType(types=types):
            return [shape for one in types for _ in _closed(one)]
        case inspect.ListType(item_type=inspect.LiteralType() as one):
            return [one]
        case inspect.LiteralType():
            return [shape]
    return []


@pytest.mark.parametrize("name", FILES)
def test_only_vocabulary_is_open(name: str) -> None:
    mappings = ((place, shape) for place, _, shape in of(name) if isinstance(shape, inspect.DictType))
    assert {place for place, shape in mappings if isinstance(shape.key_type, inspect.StrType)} == OPEN.get(name, set())


def test_every_file_has_a_schema() -> None:
    assert set(FILES) == SHAPES.keys()


def test_a_file_that_is_no_toml_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.toml").write_text("words = [", encoding="utf-8")
    monkeypatch.setattr(rules, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(rules.RulesError, match=r"rules/broken\.toml"):
        rules.load("broken")


def test_a_text_without_one_of_its_languages_is_named_when_it_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program's own words are read without the schemas, whose import takes longer than --help."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "messages.toml").write_text('["a.done"]\nzh = "完成"\neng = "done"\n', encoding="utf-8")
    monkeypatch.setattr(messages, "__file__", str(tmp_path / "messages.py"))
    messages._load.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"rules/messages\.toml: .*a\.done"):
            messages.text("a.done")
    finally:
        messages._load.cache_clear()


# ── what one file says of another ────────────────────────────────────────────────────────────────────


def measure_words() -> set[str]:
    return {word for group in rules.load("measures").values() for word in group["words"]}


def kinds_of_units() -> set[str]:
    column = next(one for one in dictionary().tables["units"].columns if one.name == "kind")
    return set(column.enum or ())


def test_weights_are_of_reasons_that_have_words() -> None:
    known = rules.load("doubt")["reasons"]
    weighed = {reason for weights in rules.load("doubt_weights").values() for reason in weights} - {"base"}
    assert weighed <= known.keys()


def test_kinds_of_units_are_values_of_the_column_and_do_what_a_function_is() -> None:
    kinds = rules.load("unit_kinds")["kind"]
    assert {one["kind"] for one in kinds} <= kinds_of_units()
    assert {one["function"] for one in kinds if "function" in one} <= rules.load("functions")["function"].keys()


def test_measures_that_rules_name_are_measures() -> None:
    said = rules.load("quantities")
    rows = (rule for name, group in rules.load("commitments").items() if name != "words" for rule in group)
    named = {unit for rule in rows for unit in rule.get("units", ())} - {""}
    named |= said["no_measure"].keys() | {
        *said["contexts"]["events"],
        *said["contexts"]["parts"],
        *said["contexts"]["things"],
    }
    assert named - measure_words() == set()
