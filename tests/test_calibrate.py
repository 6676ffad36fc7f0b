"""What doubt is learned from: words around numbers, signs of rows, notices left out in turn."""

from __future__ import annotations

import pytest

from pipeline.meaning.trust.doubt import odds
from pipeline.meaning.trust.signs import Evidence
from pipeline.measure import hearing
from pipeline.measure.calibrate import Copy, fit, folds


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
    return Copy("n", "published", 1.0, tuple(rows), (), ())


@pytest.mark.parametrize(
    ("wrong", "right", "least", "most"), [(40, 10, 0.6, 0.9), (0, 200, 0.0, 0.05), (0, 1, 0.004, 0.1)]
)
def test_a_sign_means_what_its_rows_were_and_where_there_are_few_what_it_was_thought_of_for(
    wrong: int, right: int, least: float, most: float
) -> None:
    weights = fit([copy({}, 5, 2000), copy({"text_cut": 1.0}, wrong, right)])
    assert least <= odds(weights["items"], {"text_cut": 1.0}) <= most
