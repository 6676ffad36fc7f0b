"""What doubt is learned from: words around numbers, signs of rows, notices left out in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.meaning.trust.doubt import odds
from pipeline.meaning.trust.signs import Evidence
from pipeline.measure import hearing
from pipeline.measure.calibrate import fit, folds, tally
from pipeline.measure.copies import Copy, known

ANNOTATED = Path(__file__).parent / "annotated"


def test_every_notice_is_left_out_once() -> None:
    notices = [f"n{number}" for number in range(30)]
    assert sorted(one for group in folds(notices) for one in group) == sorted(notices)
    assert folds(["a"]) == [["a"]]


def test_a_word_heard_in_several_notices_is_learned_and_one_of_a_single_notice_is_not() -> None:
    notices = [[(("b1:新增", f"b:{name}"), True), (("b1:占地",), False)] * 5 for name in "甲乙丙丁"]
    weights = hearing.learn(notices)
    assert weights["b1:新增"] > 0 > weights["b1:占地"]
    assert not any(word.startswith("b:") for word in weights)


def copy(signs: dict[str, float], wrong: int, right: int) -> Copy:
    rows = [(Evidence("items", str(at), 0, 1, signs), at < wrong) for at in range(wrong + right)]
    return Copy("n", "published", tuple(rows), (), ())


@pytest.mark.parametrize(
    ("wrong", "right", "least", "most"), [(40, 10, 0.6, 0.9), (0, 200, 0.0, 0.05), (0, 1, 0.004, 0.1)]
)
def test_a_sign_means_what_its_rows_were_and_where_there_are_few_what_it_was_thought_of_for(
    wrong: int, right: int, least: float, most: float
) -> None:
    weights = fit(tally([copy({}, 5, 2000), copy({"text_cut": 1.0}, wrong, right)]))
    assert least <= odds(weights["items"], {"text_cut": 1.0}) <= most


def test_what_is_set_aside_is_not_opened() -> None:
    opened = {path.stem for path, _ in known([ANNOTATED])}
    aside = set((ANNOTATED / "gold" / "set-aside.txt").read_text(encoding="utf-8").split())
    assert opened and aside and not opened & aside


def test_the_same_rows_in_another_order_give_the_same_weights() -> None:
    copies = [copy({}, 3, 400), copy({"text_cut": 1.0}, 9, 4), copy({"text_cut": 0.5, "text_open": 1.0}, 2, 7)]
    assert fit(tally(copies)) == fit(tally(copies[2:]), tally(reversed(copies[:2])))
