"""Polish: an indicator's words without what reads better without its number: 产业园实现营收 → 产业园营收, a list by its first things."""

from __future__ import annotations

import re

from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.phrases import verbs

# What reads better without the number: 按投资额的｜8%给予补助, 标准提高到｜每人580元, 年底前.
_POLISH = (
    (re.compile("的(?:给予|予以|进行)(?=.)"), "的"),
    (re.compile("(?:提高|提升|增加|上调|调整|达)[到至为](?=每)"), ""),
    (re.compile("(?<=.)(?:[0-9]{1,2}月底前|年底前|年内|月底前)(?=.)"), ""),
    # 各省份要确保｜改革任务完成率
    (re.compile(f"(?<=[{HAN}]{{2}})(?:要|应|须|必须)(?:确保|保证|力争|做到|达到|实现|完成)(?=..)"), ""),
    # 去年改造水闸6座，今年改造的｜达到9座
    (re.compile("(?<=.{2})的$"), ""),
    # 推广面积2024年、2025年｜分别达到200万亩、300万亩
    (re.compile("(?<=..)(?<![至到较比复])[到至]?(?:(?:19|20)[0-9]{2}年(?:底|末)?[、和及]?){1,6}$"), ""),
    # 设立总规模50亿元｜的产业投资基金
    (re.compile("(?<=设立)总(?:规模|额)(?=.{2})"), ""),
    # 农贸市场14个每日｜不少于2次
    (re.compile("(?<=..)[0-9]+[个家处所座条](?=每[年月日周天季])"), ""),
    # 公用经费按人均｜不低于900元
    (re.compile(f"(?<=[{HAN}]{{2}})按(?=[人户亩]均$)"), ""),
    # 资金到位率上半年｜达到60%
    (re.compile("(?<=[率额量度])(?P<when>[上下]半年|[一二三四]季度|前[二三]个?季度)$"), r"（\g<when>）"),
)
# A list is told by its first two things where it is long: 道路抢险、防汛抗旱等｜专题.
_LISTED = re.compile("(?P<first>[^、（）]{2,}、[^、（）]{2,})(?:、[^、（）]{2,})+?(?:[和及与][^、（）]{2,}?)?等")
_LONG = 30
_GRADE_LAST = re.compile("(?P<thing>.{4,})(?P<grade>(?:国家|自治区|省|市|县|区)级)")


def polished(subject: str, quantity: Quantity) -> str:
    """A subject without what reads better without its number: 产业园实现营收 is 产业园营收."""
    if quantity.kind == "money":
        subject = re.sub(f"(?<=[{HAN}]{{2}})(?:实现|完成)(?=[{HAN}]{{2}})", "", subject)
    for pattern, better in _POLISH:
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
