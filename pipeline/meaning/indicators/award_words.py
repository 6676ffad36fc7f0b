"""The patterns of awards, put together from the words of rules/frames.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.numerals import TEN
from pipeline.language.signs import HAN
from pipeline.meaning.figures.quantities import INCLUDED
from pipeline.meaning.indicators.phrases import SAID
from pipeline.meaning.indicators.vocabulary import frames


@dataclass(frozen=True, slots=True)
class AwardWords:
    gives: re.Pattern[str]
    hands: re.Pattern[str]
    behind: re.Pattern[str]
    before: re.Pattern[str]
    listed: re.Pattern[str]
    limit: re.Pattern[str]
    tail_limit: re.Pattern[str]
    by: re.Pattern[str]
    per: re.Pattern[str]
    whom: re.Pattern[str]
    topic: re.Pattern[str]
    paid: re.Pattern[str]
    named: re.Pattern[str]
    turned: re.Pattern[str]
    graded: re.Pattern[str]
    promised: re.Pattern[str]
    chosen: re.Pattern[str]
    choosing: re.Pattern[str]
    aimed: re.Pattern[str]
    own: re.Pattern[str]
    places: re.Pattern[str]
    given: re.Pattern[str]
    fund: re.Pattern[str]
    asked: re.Pattern[str]
    prizes: re.Pattern[str]
    heads: re.Pattern[str]
    opens: re.Pattern[str]
    most: re.Pattern[str]


def frames_measures() -> list[str]:
    """The measures that something can be given for each of: 每标箱, 每平方米."""
    groups = rules.load("measures")
    return [*groups["size"]["words"], "人次", "台套"]


@cache
def award_words() -> AwardWords:
    said, per = frames().award, frames().per
    nouns, most, who = rules.words(said.nouns), rules.words(said.most), rules.words(said.who)
    gives = rules.words(said.gives)
    word = f"(?:(?![最不每给按奖补提达均总共])[{HAN}])"
    measures = rules.words(word for word in frames_measures() if len(word) > 1)
    thing = rf"{SAID.counters}(?:(?!{SAID.no_name}){word}){{2,6}}(?={gives}|{most})"
    each = rf"(?:{rules.words(per.words)}|每(?:{measures}|{thing}|{word}{{1,3}})|{SAID.single}{word}{{1,4}})(?:每[年月天日次]|每类(?:产品|项目)?)*"
    return AwardWords(
        gives=re.compile(gives),
        hands=re.compile(rules.words(said.hands)),
        # ｜15万元的一次性奖励, ｜20%给予最高不超过500万元补助, ｜8万元/人的一次性奖励
        behind=re.compile(
            rf"(?:{INCLUDED.pattern})?(?:[、，](?:总额)?(?:{most})+[0-9.]+[万亿]*元)?(?:以内|以上|左右)?(?:的?{SAID.standards})?的?(?:分[{HAN}0-9]{{1,4}})?(?:对[{HAN}]{{2,14}}?(?=进行|给予|予以))?{SAID.hands}?{SAID.recipients}?"
            rf"(?:(?:{most})+[0-9.]+[万亿]*(?:元|年|个月)的?)?(?:{most})*"
            rf"(?P<what>(?:一次性)?[{HAN}“”]{{0,10}}?(?:{nouns})(?!{SAID.no_award})(?:[、或和](?:{nouns}|{SAID.shares_taken})){{0,3}})"
        ),
        # 一次性奖励｜50万元, 补助标准为｜每人…
        before=re.compile(
            rf"(?P<what>(?:一次性|再)?(?:{rules.words(said.kinds)})?(?:{nouns}))(?:{SAID.sums}|总规模)*(?P<level>标准|比例)?"
            rf"(?:{most}|达|按|分别|提高|提高到|可|原则上|{each})*$"
        ),
        # 高级技师｜5万元、技师3万元、高级工1万元的标准给付津贴
        listed=re.compile(
            rf"(?:[、，和及](?!{most}|{gives}|总额|其中)[{HAN}]{{1,12}}[0-9.]+[万亿]?元){{1,12}}(?:的标准)?(?:给予|予以|发放)?(?P<what>(?:一次性)?[{HAN}]{{0,6}}?(?:{nouns}))"
        ),
        # 单个企业每年｜最高100万元, 最高奖励｜200万元
        limit=re.compile(
            rf"(?:年内|且)?(?P<per>{each})?(?:年度)?(?:所获|享受|可|可获)?(?:(?:{most})*(?P<what>[{HAN}]{{0,12}}?(?:{nouns})))?"
            rf"(?:{SAID.sums}|总计|给予|可)*(?:{most})*"
        ),
        # 按投资额的15%、｜最高不超过8万元给予补助
        tail_limit=re.compile(rf"[、，](?:总额)?(?P<per>{each})?(?:{most}|总额)+$"),
        # 按其实际投资额的｜20%, 给予不超过合同金额｜4%
        by=re.compile(
            rf"(?:按照|按|给予|不超过|不高于|最高|为|占|(?P<verb>{rules.words(said.returns)})(?=其))(?:{most}|按照|按|其|给予)*(?P<by>[^，。；0-9]{{2,60}}?)的?(?:给予|予以|{most})*$"
        ),
        per=re.compile(rf"(?P<per>{each})(?:{most}|{gives}|不少于|按)*$"),
        whom=re.compile(
            rf"(?:对|向)(?P<who>[^，。；]{{2,40}}?)(?=按|给予|不超过|最高|奖励|补助|补贴|每|$)"
            rf"|给予(?P<given>[{HAN}]{{0,8}}(?:{who}))"
        ),
        topic=re.compile(
            rf"(?:^|】|{SAID.paid_from})(?:{rules.words(said.opens)})(?P<who>[^，。；]{{2,50}}?)的?(?=给予|按照|$)"
        ),
        # 从专项资金中对入驻企业…
        paid=re.compile(rf"{SAID.paid_from}(?:{rules.words(said.opens)})"),
        # 通过复核的优势企业、示范企业，｜分别奖励…
        named=re.compile(
            rf"^(?!.*(?:{gives}|资金|基金))(?P<who>[^，。；]*的[{HAN}“”、与和及]{{2,24}}|[{HAN}“”]{{2,16}}(?:{who}))$"
        ),
        turned=re.compile(rf"(?P<when>[^，。；0-9、]{{3,40}}的){SAID.in_turn}*(?:{gives})"),
        # 择优遴选不超过5个公共技术服务平台，｜按…给予补贴
        chosen=re.compile(
            rf"(?:{rules.words(said.chooses)})(?:{most}|不少于)*[0-9{TEN}]+[个家项名](?P<who>[{HAN}]{{4,24}})$"
        ),
        # 培育遴选一批｜试点示范, 鼓励｜企业上云: whom it is meant for, behind what is done
        aimed=re.compile(rf"^(?:{rules.words(said.chooses)}|{SAID.aims_at})+(?=.{{2}})"),
        choosing=re.compile(rf"(?:{rules.words(said.chooses)})$"),
        # 予以一定比例事后补助
        promised=re.compile(rf"(?:{gives}){SAID.certain}?{SAID.standards}?的?(?P<what>[{HAN}“”]{{0,8}}(?:{nouns}))$"),
        graded=re.compile(rf"(?P<who>[{HAN}]{{2,12}}?)按(?:照)?(?P<by>[{HAN}]{{2,16}}?)(?:的不同)?(?:分|分为)$"),
        # 给予最高启动建设经费｜3000万元的支持
        own=re.compile(rf"(?:{most})(?P<own>[{HAN}]{{2,8}}{SAID.own_means})$"),
        places=re.compile(f"，?其中(?P<places>(?:[{HAN}]{{2,5}}?[县市区旗镇]、?)+)"),
        given=re.compile(SAID.gives),
        fund=re.compile(f"{SAID.paid_from}|政府|中$"),
        asked=re.compile(rf"(?:{rules.words(said.asks)})(?!.*给予)[^，。；]*$"),
        prizes=re.compile(rf"(?P<who>[{HAN}“”、]{{2,30}}?等奖[{HAN}]{{0,6}}?)(?:各|分别)?[0-9]+[个名项人]"),
        heads=re.compile(rf"^(?:第[{TEN}百0-9]+条|[0-9]+[.．、]|{SAID.linked})*(?:【[^】]*】)?"),
        opens=re.compile(rf"^(?:[{HAN}]{{0,16}}(?:资金|基金))?(?:{rules.words(said.opens)})"),
        most=re.compile(most),
    )
