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
    # Most indicators are on no list: that alone makes nobody look.
    return [f"{one.code} {notice.quote(one)}" for one in notice.all(Doubt) if one.code != "indicator_unlisted"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争新建驿站9个。", []),
        ("按每人300元给予补贴。", []),
        ("各镇负责人1名。", ["verb_unsaid 1名", "promise_unsaid 1名"]),
        ("达到现有职工人数的比例降低，老职工比例下调为8%。", ["verb_unsaid 8%", "promise_unsaid 8%", "past_near 8%"]),
        ("种植食用菌700万棒，年底前出菇。", []),
        ("建成冷库，10座以上。", ["verb_unsaid 10座以上", "figure_alone 10座以上"]),
        ("建设5个村级冷库。", ["thing_follows 5个"]),
        ("建设5个村冷库3座。", ["figure_goes_on 5个"]),
        ("一般登记压缩至5天。", ["comparison_afar 5天"]),
        ("截至上月，带宽超过60%。", ["commitment_passed_over 60"]),
    ],
)
def test_what_is_unsure(text: str, expected: list[str]) -> None:
    assert doubts(text) == expected
