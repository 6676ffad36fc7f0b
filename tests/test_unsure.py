"""What a careful reader would look at again among the numbers."""

from __future__ import annotations

import pytest

from pipeline.meaning.targets import targets
from pipeline.notice import Doubt, Field, Notice, Source
from pipeline.structure.outline import outline
from pipeline.structure.repair import repair


def doubts(text: str) -> list[str]:
    notice = repair(Notice("case", text, Source("case.txt", "", "text")))
    notice = targets(outline(notice.adding([Field(0, 1, "subject_year", "2030")])))
    return [f"{one.code} {notice.quote(one)}" for one in notice.all(Doubt)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争新建驿站9个。", []),
        ("按每人300元给予补贴。", []),
        ("各镇负责人1名。", ["promise_unsaid 1名"]),
        ("达到现有职工人数的比例降低，老职工比例下调为8%。", ["promise_unsaid 8%", "past_near 8%"]),
        ("种植食用菌700万棒，年底前出菇。", []),
        ("截至上月，带宽超过60%。", ["commitment_passed_over 60"]),
    ],
)
def test_what_is_unsure(text: str, expected: list[str]) -> None:
    assert doubts(text) == expected
