"""Fronts: words before a number that say how far something moves or what it is reckoned by, and so hide what it is.

补助标准由每人每月60元提高到｜80元 is 补助标准每人每月; 推动担保机构降低担保费率至｜1% is 担保机构担保费率.
"""

from __future__ import annotations

import re

from pipeline.language.numerals import TEN
from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.phrases import SAID

# 补助标准由每人每月60元｜提高到80元
_RAISED = re.compile(
    f"(?P<what>[^由从，；]{{2,}})[由从](?P<per>(?:每[人户亩月年天日件个]){{0,3}})[^，；]*[0-9{TEN}][^，；]*[到至为]$"
)
# 降低担保费率至｜1%: the verb stands before what it moves.
_LOWERED = re.compile(f"(?P<who>.*?){SAID.shifts}(?P<what>(?![至到为])[{HAN}A-Za-z]{{2,12}}{SAID.rated})[至到为]$")
# 中选药品按采购总额的｜30%由医保基金预付, 返还标准可按…人数确定，或按6个月应缴保险费的｜50%确定
_RECKONED = re.compile(
    f"(?P<what>(?!.*[给予奖励补助贴])[{HAN}、“”]{{2,20}}?|或)可?按照?(?P<of>(?:[0-9]+个月的)?[{HAN}]{{2,24}}?)的?$"
)
_STANDARD = re.compile("(?P<what>.{2,20}?(?:标准|额度|比例))可?(?:按照?|为)")
_DONE_WITH = re.compile(f"(?:的?(?:比例|标准))?(?P<done>[由向从]?[{HAN}]{{2,16}})(?=[，。；\n])")
# What says no more than that it is reckoned so.
_IS_SO = re.compile(SAID.is_so)
_PARTED = re.compile(SAID.parted)


def still(front: str) -> str | None:
    """The words before a number without how far it moves; None where they tell of no move."""
    if raised := _RAISED.match(front):
        return raised["what"] + raised["per"]
    if lowered := _LOWERED.fullmatch(front):
        return lowered["who"] + lowered["what"]
    return None


def reckoned(text: str, front: str, quantity: Quantity, before: str) -> tuple[str, int] | None:
    """What is done with a share that something is reckoned by: 中选药品由医保基金预付占采购总额比例, and where its words end.

    Args:
        before: what the clause before is about.
    """
    found = _RECKONED.fullmatch(front) if quantity.kind == "share" else None
    done = _DONE_WITH.match(text, quantity.end) if found else None
    if found is None or done is None:
        return None
    what = found["what"]
    if what == "或":
        if (standard := _STANDARD.match(before)) is None:
            return None
        what = standard["what"]
    if _PARTED.match(done["done"]):
        # 收益按村集体不低于｜55%分成
        return f"{what}{found['of']}{done['done']}比例", done.end()
    said = "" if _IS_SO.fullmatch(done["done"]) else done["done"]
    return f"{what}{said}占{found['of']}比例", done.end()
