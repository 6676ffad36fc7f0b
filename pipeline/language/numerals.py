"""Numerals of government notices and their exact values: 1,100万, 12万3千, 一万零十二, 二〇二四, 百亿.

`NUMERAL` defines what a numeral is, and `value` reads exactly what `NUMERAL` matches whole.  In running
text `NUMERAL` takes a whole run of numeral characters or nothing, never a piece of one: 三五, 十四五,
百千万, 一二三产, 12万5 and 1.2.3 hold no numeral.

What is left to the caller:

* a vague word beside a numeral (30多家, 十余项, 上百场); 几十, 数十 and 20多万 hold no numeral;
* percentages: 百分之 and 千分之 are units before a numeral; 三分之一 has no exact decimal and is refused;
* ranges (5－8, 2／3) and lists: 5，100 is 5,100 like 1，100, but 3，20 are two numerals;
* the 半 after a measure word (两年半) and the Chinese decimal point (六点五 reads as
  two numerals, because 一点一策 is no 1.1);
* words and names that hold a numeral (统一, 半导体, 十分).

兆 is no magnitude here: notices say 万亿, and mean mega with 兆 (100兆瓦, 千兆光网).  千 is none before a
unit that it belongs to (110千伏).
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import lru_cache

CHARACTERS = "0-9０-９零〇一二两三四五六七八九十百千万亿廿卅"
"""Body of a character class: what a run of numeral characters consists of (without 半 and 壹贰叁)."""

# ── parts of the grammar, each with what it is there for ─────────────────────────────────────────────

ONE = "一二三四五六七八九"
"""The digits from one on, for a character class."""
TEN = f"{ONE}十"
"""… and ten: what numerals below a hundred are written with."""
_N = "[0-9０-９]"
_ONE = ONE
_ZERO = "[零〇○]"  # ○ (a geometric circle) is a frequent slip for 〇: 二○二四
_HUNDRED = "百(?!分[之点比])"  # not in 提高5百分点
_THOUSAND = "千(?![瓦伏克米卡焦赫帕乏升])"  # not in 110千伏, 100万千瓦, 38万千升
_UNIT = f"(?:[十万亿拾佰仟]|{_HUNDRED}|{_THOUSAND})"


def _spelled(one: str, two: str, ten: str, hundred: str, thousand: str) -> str:
    """Numerals with places under 10^16, in the characters of one script."""
    lead = f"[{one}{two}]"
    section = (
        f"(?>(?:{lead}{thousand})?(?:{lead}{hundred})?"  # 两千三百
        f"(?:(?:(?<=[千仟]){_ZERO})?{ten}[{one}]?"  # 十二, 一百一十, 一百十二, 一千零五十
        f"|(?<=[百佰千仟]){_ZERO}[{one}]"  # 一百零五
        f"|(?<![百佰千仟万亿]){lead})?)"  # 五, 一万零五; for 一百五 see _TAIL
    )
    some = f"(?=[{one}{two}十]){section}"
    rest = f"(?:{_ZERO}(?=[{one}{two}十]))?{section}"  # (一万)零十二, (一万)五百, (五十万)零五千
    # No 一亿五千: 100,005,000 to some readers, 150,000,000 to others.
    ten_thousands = f"(?=[{one}{two}零〇十拾百佰千仟]{{1,7}}万)"
    below = f"(?:{_ZERO}|{ten_thousands}){some}(?:万{rest})?"  # (一亿)五千万, (一亿)零三
    return f"{some}(?:万{rest})?(?:亿(?:{below})?)?"  # 一万二千亿


_PLACES = _spelled(_ONE, "两", f"[{_ONE}]?十", _HUNDRED, _THOUSAND)
_TAIL = f"(?:(?<=[百千万亿])(?<!万亿)[{_ONE}])?"  # 一百五 is 150, 两万五 is 25,000
_TWENTY = f"[廿卅][{_ONE}]?"  # 廿三
_BARE = f"(?:(?:{_HUNDRED}|{_THOUSAND})?(?:万亿|亿|万)|{_HUNDRED}|{_THOUSAND})(?!分)"  # 百次以上, 千亿, 亿元
_HALF = "一?半"  # 半个月, 不超过一半
# Digits without places count as one number only where nothing else can be meant: not in 三五 or 一二三产.
_ROW = f"(?:[{_ONE}]{{1,4}}{_ZERO}[{_ONE}零〇○]{{0,8}}|一[八九][{_ONE}]{{2}})"  # 二〇二四, 一九七八

_FORMAL_ONE = "壹贰叁肆伍陆柒捌玖"
_FORMAL = (
    f"(?<![队大登拾佰仟{_FORMAL_ONE}])"  # 队伍, 大陆, 登陆
    "(?=.[拾佰仟万亿])"  # a formal digit alone is a syllable of some word
    + _spelled(_FORMAL_ONE, "", f"[{_FORMAL_ONE}]拾", "佰", "仟")  # 壹佰贰拾万
    + f"(?![零〇{_FORMAL_ONE}])"
)

_GROUPED = "|".join(f"{_N}{{1,3}}(?:{c}{_N}{{3}}){{1,6}}+(?!{c}?{_N})" for c in ",，")  # 1,100; not 1,1000
_POINT = f"(?:[.．]{_N}++)"
_INTEGER = f"(?:{_GROUPED}|{_N}++)"
_DIGIT = f"[0-9０-９两{_ONE}]"
_ROUND = f"(?:{_DIGIT}{_THOUSAND}(?:{_DIGIT}{_HUNDRED})?|{_DIGIT}{_HUNDRED})"  # 2千, 3千5百, 3百(万)
_LOW = f"(?:{_ROUND}|{_N}{{4}})"  # what may follow 万: 12万3千, 12万3456; not 12万5
_BELOW_YI = f"(?:{_ROUND}万{_LOW}?|{_N}{{1,4}}(?:万{_LOW}?|{_POINT}万))"  # 1亿5千万, 14亿1178万, 3亿1234.5万
_MIXED = (
    f"(?:{_INTEGER}(?:万?亿{_BELOW_YI}|万{_LOW})"
    f"|(?=[0-9０-９])(?:{_ROUND}|{_N}{_POINT}(?:{_HUNDRED}|{_THOUSAND})|{_INTEGER}{_POINT}?)(?:万亿|亿|万)?)"
)  # 1.2亿, 3万亿, 1,100万, 3百万, 1.5千

# ── what may not stand beside a numeral ──────────────────────────────────────────────────────────────

_NO_FRACTION = f"(?<![0-9０-９十{_ONE}]分之)"  # 三分之一; but 百分之五
_ARABIC_FRONT = f"(?<![0-9０-９十百千万亿])(?<!{_N}[.．]){_NO_FRACTION}"
_CHINESE_FRONT = (
    f"(?<![{CHARACTERS}几]){_NO_FRACTION}"
    f"(?:(?<!数)(?<![{CHARACTERS}][多余来])|(?![十百千万亿]))"  # 数十, 20多万; but 人数一百
)
_BACK = f"(?!{_N}|{_POINT}|{_UNIT}|几|[多余来]{_UNIT}|分之)"

NUMERAL: str = (
    f"(?:(?={_N}){_ARABIC_FRONT}{_MIXED}"
    f"|(?=[{_ONE}零〇两十百千万亿廿卅半]){_CHINESE_FRONT}"
    f"(?:{_HALF}|{_ROW}|{_PLACES}{_TAIL}|{_TWENTY}|{_BARE}|[零〇])(?![{_ONE}零〇两廿卅])"
    f"|(?=[{_FORMAL_ONE}]){_FORMAL}){_BACK}"
)
"""Source of a regular expression for one numeral in running text (no flags, no captures, linear time)."""

# ── values ───────────────────────────────────────────────────────────────────────────────────────────

_whole = re.compile(NUMERAL).fullmatch
_exact = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_PLACE = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_SIZE = [(unit, Decimal(size), Decimal(size // 10)) for unit, size in _PLACE.items()]
_PLAIN = str.maketrans(
    dict(zip("０１２３４５６７８９．零〇○一二三四五六七八九两", "0123456789.0001234567892", strict=True))
    | dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "123456789十百千", strict=True))
    | {",": "", "，": "", "廿": "2十", "卅": "3十"}
)


def value(text: str) -> Decimal:
    """The exact value of a numeral, with its magnitude: 1.2亿 is 120000000, 三十五 is 35, 半 is 0.5.

    Nothing is rounded; zeros at the end of a fraction are dropped (１２．50 is 12.5).

    Raises:
        ValueError: `text` is not, from its first to its last character, one numeral.
    """
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if not _whole(text):
        raise ValueError(f"not a numeral: {text[:40]!r}; see pipeline.language.numerals.NUMERAL for what is read")
    if text[-1] == "半":
        return Decimal("0.5")
    plain = text.translate(_PLAIN)
    number = _read(plain)
    if "." not in plain:
        return number
    whole = number.to_integral_value()
    return whole if whole == number else _exact.normalize(number)


def _read(plain: str) -> Decimal:
    """The value of a well-formed numeral written with 0-9 . 十 百 千 万 亿."""
    for unit, size, tenth in _SIZE:
        head, found, tail = plain.partition(unit)
        if found:
            number = _exact.multiply(_read(head), size) if head else size
            if not tail:
                return number
            if len(tail) == 1 and tail.isdigit():  # 一百五; the tail of 一百零五 is 05
                return _exact.fma(Decimal(tail), tenth, number)
            return _exact.add(number, _read(tail.lstrip("0")))
    return Decimal(plain or 0)


def chinese(number: int) -> str:
    """The usual spelling of a number: 10 is 十, 110 is 一百一十, 20010 is 二万零一十, 10**12 is 一万亿.

    Raises:
        ValueError: the number is not in 0 <= number < 10**16.
    """
    if not 0 <= number < 10**16:
        raise ValueError(f"no Chinese spelling for {number}: give a number from 0 to 10**16 - 1")
    spelled = _spell(number)
    return spelled[1:] if spelled.startswith("一十") else spelled


def _spell(number: int) -> str:
    for unit, size in _PLACE.items():
        if number >= size:
            head, tail = divmod(number, size)
            gap = "零" if tail < size // 10 else ""
            return _spell(head) + unit + (gap + _spell(tail) if tail else "")
    return ("零" + _ONE)[number]


# ── numbering markers ────────────────────────────────────────────────────────────────────────────────

_SERIES = [  # Unicode's numbering characters: the first of a series, its number, how many there are
    ("①", 1, 20), ("㉑", 21, 15), ("㊱", 36, 15), ("❶", 1, 10), ("⓫", 11, 10), ("➀", 1, 10), ("➊", 1, 10),
    ("⑴", 1, 20), ("⒈", 1, 20), ("㈠", 1, 10), ("㊀", 1, 10), ("Ⅰ", 1, 12), ("ⅰ", 1, 12),
]  # fmt: skip
_ARABIC_MARKER = re.compile(f"{_N}{{1,4}}")
_MARKERS = {chr(ord(first) + i): number + i for first, number, count in _SERIES for i in range(count)}


@lru_cache(maxsize=4096)
def ordinal(marker: str) -> int | None:
    """The number in a numbering marker without its punctuation (三, 十二, 3, １２, ①, ㈠, ⒈, Ⅳ), or None.

    Arabic numbers count with up to four digits, Chinese ones below 10^16 in their usual spelling.
    """
    if marker in _MARKERS:
        return _MARKERS[marker]
    if _ARABIC_MARKER.fullmatch(marker):
        return int(marker) or None
    try:
        number = int(value(marker)) if marker[:1] in f"十{_ONE}" else 0
    except ValueError:
        return None
    return number if 0 < number < 10**16 and marker == chinese(number) else None
