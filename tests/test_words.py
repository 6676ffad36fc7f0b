"""Words: two segmenters, one function, one vocabulary."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import words

NOTICE = Path(__file__).resolve().parent.parent / "raw" / "jinxiang-2024.txt"


@pytest.fixture
def _fresh() -> Iterator[None]:
    words._cutter.cache_clear()
    yield
    words._cutter.cache_clear()


def cut_by_jieba(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words where rjieba is not installed."""
    found = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "rjieba":
            raise ImportError(name)
        return found(name, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", without)
        words._cutter.cache_clear()
        return words.cut(text)


@pytest.mark.usefixtures("_fresh")
def test_both_segmenters_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rjieba")
    text = NOTICE.read_text(encoding="utf-8") + "推广NB-IoT、5G+工业互联网，2018-2022年建设A类站点，见 www.example.cn。"
    by_rjieba = words.cut(text)
    words._cutter.cache_clear()
    assert cut_by_jieba(text, monkeypatch) == by_rjieba


def test_words_of_the_vocabulary_stay_whole() -> None:
    assert {"个工作日", "发展和改革局", "农业农村局"} <= set(words.vocabulary())
    found = words.cut("由发展和改革局在3个工作日办结，新增1.5个百分点。")
    assert {"发展和改革局", "个工作日", "个百分点", "1.5"} <= set(found)


@given(st.text(st.sampled_from("推进数字政府建设 GB-5.2，。“”\n\t１㎡𠀀") | st.characters()))
def test_the_words_are_the_text(text: str) -> None:
    assert "".join(words.cut(text)) == text
