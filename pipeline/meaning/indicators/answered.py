"""Answered: what is done within a time, where the words behind the time say what: 企业诉求1个工作日内｜响应、5个工作日内｜办结."""

from __future__ import annotations

import re

from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import Quantity
from pipeline.meaning.indicators.phrases import SAID
from pipeline.meaning.indicators.vocabulary import known

_DONE = re.compile(f"(?P<answer>{SAID.answers})|{SAID.settles}")
# 自印发之日起30日内，｜出台实施细则: what is done so long after something, …
_SINCE = re.compile("(?:起|后|印发|[要应须]在)$")
_DOES = re.compile(f"，?(?:须|应|要|一次性)?(?P<what>[{HAN}、《》“”]{{2,24}})(?=[，。；\n（])")
# 资格审核自受理之日起, 补助资金竣工验收后: from when on, behind of what
_FROM_WHEN = re.compile(f"(?:自[{HAN}]{{2,14}}起|(?:竣工|完工|检查)?(?:验收|审核|受理|认定|批准|到位|期满)后)$")
_OWN = 8
# … and by whom: 各市人民政府要在｜本意见印发之日起
_WHO = re.compile(f"(?P<who>[{HAN}、]{{2,16}}?){SAID.must}[在自从于](?=.)")
# Less than this does not say of what.
_SAYS = 6
# 初信初访60日内｜办结: what is dealt with
_DEALT = re.compile(f"{SAID.dealt_with}$")
# 医疗废物48小时内｜转运
_SOON = re.compile(f"(?!{SAID.around}|的|{SAID.done_of})(?P<does>[{HAN}]{{2,8}})(?=[，。；\n]|$)")
_THING = 3
# 48小时内办结的｜审批绿色通道
_OF_THING = re.compile(f"(?P<done>{SAID.done_of})的(?P<thing>[{HAN}“”]{{3,16}})(?=[，。；、\n（])")


def done_since(text: str, clause: int, quantity: Quantity, subject: str) -> tuple[str, int] | None:
    """What somebody does so long after something, and where its words end.

    Args:
        clause: where the clause of the quantity begins.
        subject: what the words before the number are about.
    """
    if not _SINCE.search(text, clause, quantity.start) or not (does := _DOES.match(text, quantity.end)):
        return None
    if found := _WHO.match(text, clause, quantity.start):
        return found["who"] + does["what"], does.end()
    own = _FROM_WHEN.sub("", subject)
    if own and own != subject and len(own) <= _OWN:
        return own + does["what"], does.end()
    return does["what"] if len(does["what"]) >= _SAYS else subject + does["what"], does.end()


def done_to(text: str, quantity: Quantity) -> tuple[str, int] | None:
    """The thing behind the number that is done so quickly: 48小时内办结的｜审批绿色通道 → 审批绿色通道办结."""
    found = _OF_THING.match(text, quantity.end)
    return (found["thing"] + found["done"], found.end()) if found else None


def done_behind(text: str, quantity: Quantity, subject: str) -> tuple[str, int] | None:
    """A thing with what is done with it so soon: 医疗废物48小时内｜转运; and where its words end."""
    if len(subject) < _THING or subject.endswith("、") or known(subject, "time", quantity.unit):
        return None
    found = _SOON.match(text, quantity.end)
    return (subject + found["does"], found.end()) if found else None


def answer(text: str, quantity: Quantity, about: str, *, goes_on: bool) -> tuple[str, int] | None:
    """What is done with something within the time, and where its words end.

    Args:
        about: what it is done with.
        goes_on: the number before has said that already.
    """
    done = _DONE.match(text, quantity.end)
    if done is None or not about or not (goes_on or done["answer"] or _DEALT.search(about)):
        return None
    return about + done[0], done.end()
