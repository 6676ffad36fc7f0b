"""Polish: an indicator's words without what reads better without its number: 产业园实现营收 → 产业园营收, a list by its first things."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.phrases import verbs
from pipeline.meaning.indicators.vocabulary import frames


@cache
def replacements() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What reads better without the number, and what stands in its place: rules/frames.toml, in order."""
    return tuple((re.compile(one.find.replace("{HAN}", f"[{HAN}]")), one.put) for one in frames().polish)


# A list is told by its first two things where it is long: 道路抢险、防汛抗旱等｜专题.
_LISTED = re.compile("(?P<first>[^、（）]{2,}、[^、（）]{2,})(?:、[^、（）]{2,})+?(?:[和及与][^、（）]{2,}?)?等")
_LONG = 30
_GRADE_LAST = re.compile("(?P<thing>.{4,})(?P<grade>(?:国家|自治区|省|市|县|区)级)")


def polished(subject: str, quantity: Quantity) -> str:
    """A subject without what reads better without its number: 产业园实现营收 is 产业园营收."""
    if quantity.kind == "money":
        subject = re.sub(f"(?<=[{HAN}]{{2}})(?:实现|完成)(?=[{HAN}]{{2}})", "", subject)
    for pattern, better in replacements():
        subject = pattern.sub(better, subject)
    subject = subject.strip("，、： （/／")
    if graded := _GRADE_LAST.fullmatch(subject):
        # 新增龙头企业省级｜5家
        verb = verbs().full.match(graded["thing"])
        at = verb.end() if verb else 0
        subject = graded["thing"][:at] + graded["grade"] + graded["thing"][at:]
    # 优秀应用（每个领域｜至少1个）: the bracket that the number stands in
    return subject + "）" if subject.count("（") > subject.count("）") else subject


def short(subject: str) -> str:
    """A subject whose list is told by its first things, if it is long."""
    return _LISTED.sub(lambda found: found["first"] + "等", subject, count=1) if len(subject) > _LONG else subject
