"""Closed vocabularies are tried whole: each word, in a sentence made for it, means what its list says.

Patterns have their sentences in cases/patterns.toml; units, indicators and commitments have theirs beside their rules.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import rules
from pipeline.language.heads import head_meaning
from pipeline.meaning.figures.quantities import Quantity, number, quantity_at
from pipeline.meaning.units.mentions import units
from pipeline.notice import Duty, Mention, Notice, Source
from pipeline.structure.header import header
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair

# Their lists are texts in two languages, which may be the same.
PAIRS = {"columns", "diff", "ledger", "review"}
FILES = sorted(path.stem for path in Path(rules.__file__).parent.glob("*.toml") if path.stem not in PAIRS)


def lists(data: Any, place: str) -> Iterator[tuple[str, list[str]]]:
    """The lists of words of a file, with their places."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from lists(value, f"{place}.{key}")
    elif isinstance(data, list):
        yield place, [one for one in data if isinstance(one, str)]
        for at, one in enumerate(data):
            yield from lists(one, f"{place}[{at}]")


def meanings(name: str, *way: str, inside: str = "") -> list[tuple[str, list[str]]]:
    """The lists of a part of a vocabulary by what their words mean."""
    part = rules.load(name)
    for key in way:
        part = part[key]
    return [(meaning, group[inside] if inside else group) for meaning, group in part.items()]


HEADS = meanings("table_heads", inside="heads")
MEASURES = meanings("measures", inside="words")
LABELS, VERBS = meanings("roles", "labels"), meanings("roles", "verbs")
BEFORE, AFTER = meanings("quantities", "before"), meanings("quantities", "after")
STATES = [(state["status"], state["words"]) for state in rules.load("progress")["states"]]


def each(groups: list[tuple[str, list[str]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("meaning", "words"), groups, ids=[meaning for meaning, _ in groups])


@pytest.mark.parametrize("name", FILES)
def test_no_list_says_a_word_twice(name: str) -> None:
    twice = {
        place: [word for word, count in Counter(words).items() if count > 1]
        for place, words in lists(rules.load(name), name)
    }
    assert {place: words for place, words in twice.items() if words} == {}


LISTS = {name: rules.lists(name) for name in FILES if "lists" in rules.load(name)}


@pytest.mark.parametrize(
    ("file", "name"), [(file, name) for file in LISTS for name in rules.load(file)["lists"]], ids=lambda one: one
)
def test_an_example_of_a_list_has_one_of_its_words(file: str, name: str) -> None:
    assert re.search(LISTS[file].__getattr__(name), rules.load(file)["lists"][name]["example"])


@cache
def asked_for() -> set[str]:
    """What the code asks of something by a name: ``lists.name`` or ``lists["name"]``."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(pipeline.__file__).parent.rglob("*.py"))
    return {either for one in re.findall(r"\.(\w+)|\[\"(\w+)\"\]", code) for either in one}


@pytest.mark.parametrize("file", LISTS)
def test_no_list_is_one_that_nothing_asks_for(file: str) -> None:
    own = (Path(rules.__file__).parent / f"{file}.toml").read_text(encoding="utf-8")
    held = {inner for entry in rules.load(file)["lists"].values() for inner in entry.get("of", ())}
    asked = {name for name in rules.load(file)["lists"] if name in asked_for() or f"{{{name}}}" in own}
    assert rules.load(file)["lists"].keys() - asked - held == set()


def test_a_list_that_no_file_has_is_told() -> None:
    with pytest.raises(rules.RulesError, match=r"rules/times\.toml: no list is called mistyped"):
        rules.lists("times")["mistyped"]


@pytest.mark.parametrize(
    "groups", [HEADS, MEASURES, LABELS, VERBS, BEFORE, AFTER, STATES], ids=lambda groups: str(groups[0][0])
)
def test_no_word_means_two_things(groups: list[tuple[str, list[str]]]) -> None:
    said = Counter(word for _, words in groups for word in words)
    assert [word for word, count in said.items() if count > 1] == []


@each(HEADS)
def test_each_head_of_a_column_means_what_its_list_holds(meaning: str, words: list[str]) -> None:
    assert {word: head_meaning(word) for word in words} == dict.fromkeys(words, meaning)


# ── code holds none ──────────────────────────────────────────────────────────────────────────────────

# So many Chinese characters may stand in a module's strings: those of a grammar (的, 年, 到, 省市县).  Words that a person would
# add to belong in pipeline/rules/.  Some grammars need more; none may grow.
GRAMMAR = 60
_BODIES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
GRAMMARS = {
    "dataset/datapackage.py": 65,
    "language/cuts.py": 80,
    "language/heads.py": 65,
    "language/list_parts.py": 200,
    "language/numerals.py": 215,  # a closed language, tried whole
    "language/roles.py": 110,
    "language/times.py": 165,
    "meaning/figures/narration.py": 110,
    "meaning/figures/quantities.py": 155,
    "meaning/indicators/among.py": 70,
    "meaning/indicators/award_words.py": 240,
    "meaning/indicators/awards.py": 115,
    "meaning/indicators/fronts.py": 65,
    "meaning/indicators/leaning.py": 110,
    "meaning/indicators/names.py": 120,
    "meaning/indicators/phrases.py": 170,
    "meaning/indicators/sharing.py": 65,
    "meaning/units/registry.py": 115,
    "measure/damage.py": 120,  # what it does to a notice
    "read/layout/paragraphs.py": 75,
    "read/numbering.py": 70,  # the numbers of GB/T and Office
    "structure/tables/cut_places.py": 120,
}


def in_strings(module: Path) -> int:
    """The Chinese characters in the strings of a module, its docstrings apart."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, _BODIES))
    said = {id(one.value) for body in bodies for one in body if isinstance(one, ast.Expr)}
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    )
    return sum(len(re.findall("[\u3400-\u9fff\uf900-\ufaff]", text)) for text in texts)


def test_vocabulary_is_data() -> None:
    root = Path(pipeline.__file__).parent
    found = {str(path.relative_to(root)): in_strings(path) for path in root.rglob("*.py")}
    assert {name: size for name, size in found.items() if size > GRAMMARS.get(name, GRAMMAR)} == {}
    assert {name for name in GRAMMARS if found.get(name, 0) <= GRAMMAR} == set()


# ── in a list of units ───────────────────────────────────────────────────────────────────────────────


def read(bracket: str) -> Notice:
    text = f"云川县2024年重点工作\n一、工作\n1.修好通村道路。（{bracket}）\n"
    return units(outline(header(repair(Notice("n", text, Source("n.txt", "", "text"))))))


def role_of(bracket: str) -> str | None:
    """The role that a list gives to 县教育局."""
    return next((one.role for one in read(bracket).all(Mention) if one.name == "县教育局"), None)


@each([group for group in LABELS if group[0] not in ("leaders", "deadline")])
def test_each_label_gives_its_role(meaning: str, words: list[str]) -> None:
    told = {word: role_of(f"责任单位：县财政局；{word}：县教育局") for word in words}
    assert told == dict.fromkeys(words, meaning)


@each(VERBS)
def test_each_verb_gives_its_role(meaning: str, words: list[str]) -> None:
    told = {word: role_of(f"县财政局负责，县教育局{word}") for word in words}
    assert told == dict.fromkeys(words, meaning)


@each([group for group in LABELS if group[0] in ("leaders", "deadline")])
def test_each_label_of_persons_and_times_keeps_them_out_of_the_units(meaning: str, words: list[str]) -> None:
    said = {"leaders": "赵志明", "deadline": "6月底前"}[meaning]
    for word in words:
        found = read(f"责任单位：县财政局；{word}：{said}")
        assert [one.name for one in found.all(Mention)] == ["县财政局"], word
        (duty,) = found.all(Duty)
        assert getattr(duty, meaning) == ((said,) if meaning == "leaders" else said), word


# ── with a number ────────────────────────────────────────────────────────────────────────────────────


def quantity(before: str, behind: str) -> Quantity:
    found = quantity_at(f"{before}37{behind}。", len(before), len(before) + 2, number("37"), 0)  # type: ignore[arg-type]
    assert found, (before, behind)
    return found


@each(MEASURES)
def test_each_measure_word_is_of_its_kind(meaning: str, words: list[str]) -> None:
    found = {word: quantity("达到", word) for word in words}
    assert {word: (one.kind, one.measure[1] - one.measure[0]) for word, one in found.items()} == {
        word: (meaning, len(word)) for word in words
    }


@each(BEFORE)
def test_each_comparison_before_a_number(meaning: str, words: list[str]) -> None:
    assert {word: quantity(f"泵站{word}", "座").op for word in words} == dict.fromkeys(words, meaning)


@each(AFTER)
def test_each_comparison_behind_a_number(meaning: str, words: list[str]) -> None:
    assert {word: quantity("建成泵站", f"座{word}").op for word in words} == dict.fromkeys(words, meaning)
