"""No pattern of the vocabulary is dead: each has a sentence that no other pattern of its list reads."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.language.heads import column_meaning
from pipeline.language.numbering import marker
from pipeline.meaning.figures.numbers import figures, signs
from pipeline.notice import Notice, Source
from pipeline.structure.header import header
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair
from pipeline.structure.tables.columns import Columns, column_rules, deciding
from pipeline.structure.tables.pieces import look

CASES = tomllib.loads((Path(__file__).parent / "cases" / "patterns.toml").read_text(encoding="utf-8"))
PAST = [
    (name, at) for name in ("clauses", "openings", "assessed") for at, _ in enumerate(CASES["quantities"]["past"][name])
]


def patterns() -> Iterator[tuple[str, list[str], list[str]]]:
    """The lists of patterns: where they stand, themselves and their sentences."""
    past, said = rules.load("quantities")["past"], CASES["quantities"]["past"]
    for name in ("openings", "assessed"):
        yield f"quantities.past.{name}", past[name], said[name]
    # A clause of its own, up to its comma.
    yield "quantities.past.clauses", [f"^(?:{one})，" for one in past["clauses"]], said["clauses"]
    contexts = rules.load("quantities")["contexts"]["structure"]
    number = "[一二两三四五六七八九十双]个?"
    yield (
        "quantities.contexts.structure",
        [f"{number}{one}" for one in contexts],
        CASES["quantities"]["contexts"]["structure"],
    )
    after = rules.load("flat_tables")["words"]["after"]
    yield "flat_tables.words.after", [f"^{one}" for one in after], CASES["flat_tables"]["words"]["after"]
    for kind in ("notes", "instructions"):
        entries = rules.load("roles")["phrases"][kind]
        yield f"roles.phrases.{kind}", [one["pattern"] for one in entries], [one["example"] for one in entries]


@pytest.mark.parametrize(
    ("name", "known", "said"), list(patterns()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_no_pattern_is_dead(name: str, known: list[str], said: list[str]) -> None:
    own: dict[str, list[str]] = {pattern: [] for pattern in known}
    for sentence in said:
        reading = [pattern for pattern in known if re.search(pattern, sentence)]
        if len(reading) == 1:
            own[reading[0]].append(sentence)
    assert {pattern for pattern, sentences in own.items() if not sentences} == set(), name
    assert len(said) == len(known), name


@pytest.mark.parametrize(("name", "at"), PAST)
def test_what_is_told_of_the_past_commits_to_nothing(name: str, at: int) -> None:
    text = f"云川县2024年重点工作\n一、工作\n{CASES['quantities']['past'][name][at]}"
    notice = outline(header(repair(Notice("n", text, Source("n.txt", "", "text")))))
    told = [figure.role for figure in figures(notice) if figure.start > text.rindex("\n")]
    assert told and "target" not in told


def test_each_way_of_numbering_is_read() -> None:
    found = [marker().match(line) for line in CASES["layout"]["numbering"]]
    read = [(one.lastgroup or "").removesuffix("_core") if one else None for one in found]
    assert read == [style["style"] for style in rules.load("layout")["numbering"]]


SIGNS = rules.load("number_signs")["sign"]


@pytest.mark.parametrize("place", range(len(SIGNS)), ids=lambda place: SIGNS[place]["example"])
def test_a_sign_beside_a_number_decides_its_example(place: int) -> None:
    front, mark, behind = SIGNS[place]["example"].partition("｜")
    found = signs().match(front + behind + "。", len(front))
    assert mark and found and found.lastgroup == f"{SIGNS[place]['role']}_{place}"


@pytest.mark.parametrize("place", range(len(column_rules())), ids=lambda place: column_rules()[place].example)
def test_a_rule_of_what_a_column_holds_decides_its_example(place: int) -> None:
    rule = column_rules()[place]
    head, _, cells = rule.example.partition("：")
    beside = dict(enumerate(rule.beside[:1]))
    # 单位 is what is counted in only beside figures.
    alone = column_meaning(head) or ""
    columns = Columns({**beside, 1: alone if alone in rule.head else rule.head[0]}, {1: head})
    assert deciding(columns, 1, head, Counter(look(cell) for cell in cells.split(" ｜ "))) is rule
