"""Corrections are data with a guard, and never change the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract import extract, rows
from pipeline.notice import Mention, Notice, NoticeError, Source
from pipeline.structure import corrections
from pipeline.structure.corrections import Correction

TEXT = "金乡县人民政府关于印发2024年重点工作的通知\n1.办好民生实项目3件。（责任单位：县发改局、经合办）\n2.引进项目5个。（责任单位：县商务局）"


def notice() -> Notice:
    return Notice("n", TEXT, Source("n.txt", "", "text"))


def decided(folder: Path, content: str) -> corrections.Corrections:
    (folder / "n.toml").write_text(content, encoding="utf-8")
    return corrections.load(folder, "n")


WORD = '[[correction]]\nprinted = "民生实项目"\ncorrected = "民生实事项目"\nreason = "事 was lost"\n'
JOIN = '[[join]]\nname = "经合办"\nunit = "商务局"\nreason = "merged in 2023"\n'


def test_the_corrected_form_stands_beside_the_printed_one(tmp_path: Path) -> None:
    found = rows(notice(), decided(tmp_path, WORD))
    assert found["items"]["text"][0] == "办好民生实项目3件。"
    assert found["items"]["text_corrected"] == ["办好民生实事项目3件。", None]
    (correction,) = extract(notice(), decided(tmp_path, WORD)).all(Correction)
    assert TEXT[correction.start : correction.end] == "民生实项目"


def test_a_join_gives_two_names_one_unit(tmp_path: Path) -> None:
    found = extract(notice(), decided(tmp_path, JOIN))
    ids = {mention.name: mention.unit_id for mention in found.all(Mention)}
    assert ids["经合办"] == ids["县商务局"]


def test_the_guard_stops_what_no_longer_fits(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"n\.toml.*stands 0 times"):
        extract(notice(), decided(tmp_path, WORD.replace("民生实项目", "民生大项目")))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[[correction]]\nprinted = 'x'", "needs corrected, printed, reason"),
        ("[[fix]]\nname = 'x'", "unknown entry"),
        ("[[join]", "n.toml"),
        (JOIN + "who = 'me'\n", "check who"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(NoticeError, match=words):
        decided(tmp_path, content)


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert corrections.load(tmp_path, "n") == corrections.Corrections()
