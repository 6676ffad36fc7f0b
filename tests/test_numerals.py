"""Numerals: a closed language, so tested exhaustively and both ways."""

import random
import re
from decimal import Decimal, localcontext

import pytest
from growth import MOST, doubled
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.numerals import CHARACTERS, NUMERAL, chinese, ordinal, value

PATTERN = re.compile(NUMERAL)
TO_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
TO_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
settings.register_profile("numerals", deadline=None, derandomize=True, max_examples=500)
settings.load_profile("numerals")


# ── Chinese spelling, both ways ──────────────────────────────────────────────────────────────────────


def test_every_number_below_100_000_both_ways() -> None:
    spelled = [chinese(number) for number in range(100_000)]
    assert len(set(spelled)) == 100_000
    for number, text in enumerate(spelled):
        assert value(text) == number


def test_numeral_matches_every_spelling_whole_in_running_text() -> None:
    for number in range(100_000):
        text = chinese(number)
        found = PATTERN.search(f"建成{text}处")
        assert found and found.group() == text


def variants(number: int) -> set[str]:
    """Other usual spellings: 两 for 二, no 一 before an inner 十, 〇 for 零, the last place left out."""
    text = chinese(number)
    found = {
        re.sub("二(?=[百千万亿])", "两", text),
        text.replace("零一十", "零十"),
        re.sub("(?<=百)一十", "十", text),
        text.replace("零", "〇"),
        text.replace("零", "○") if len(text) > 1 else text,
        re.sub(
            "(?<=万[一二三四五六七八九])千$|(?<=千[一二三四五六七八九])百$|(?<=百[一二三四五六七八九])十$",
            "",
            text,
        ),
    }
    return found | {re.sub("零(?=[一二三四五六七八九]?十)", "", text)}


def test_usual_variants_of_numbers_below_100_000() -> None:
    """All of four places, and every seventh of five."""
    for number in (*range(10_000), *range(10_000, 100_000, 7)):
        for text in variants(number):
            assert value(text) == number, text


@pytest.mark.parametrize("seed", range(4))
def test_sampled_and_structured_numbers_below_10_to_16(seed: int) -> None:
    pick = random.Random(seed)
    sampled = [pick.randrange(10 ** pick.randint(5, 16)) for _ in range(3000)]
    # Many zeros, where 零 belongs.
    structured = [int("".join(pick.choices("0019", k=pick.randint(5, 16)))) for _ in range(3000)]
    edges = [10**place + step for place in range(1, 16) for step in (-1, 0, 1)] + [10**16 - 1]
    for number in sampled + structured + edges:
        assert value(chinese(number)) == number
        formal = chinese(number).translate(TO_FORMAL)
        if not formal.startswith(("拾", "零")) and len(formal) > 1:
            assert value(formal) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (10_012, "一万零一十二"),
        (10_500, "一万零五百"),
        (15_000, "一万五千"),
        (20_010, "二万零一十"),
        (100_000, "十万"),
        (120_000, "十二万"),
        (1_100_000, "一百一十万"),
        (10_000_010, "一千万零一十"),
        (100_100_000, "一亿零一十万"),
        (1_200_000_000, "十二亿"),
        (10**12, "一万亿"),
        (10**12 + 1, "一万亿零一"),
        (10**13, "十万亿"),
        (1_050_000_000_000, "一万零五百亿"),
    ],
)
def test_canonical_spelling(number: int, text: str) -> None:
    assert chinese(number) == text
    assert value(text) == number


@pytest.mark.parametrize("number", [-1, 10**16])
def test_spelling_outside_the_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese(number)


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────

READ = {
    "40": "40",
    "007": "7",
    "1710": "1710",
    "97.16": "97.16",
    "97.10": "97.1",
    "0.0": "0",
    "6.0": "6",
    "1,100": "1100",
    "1，100": "1100",
    "1,100.5": "1100.5",
    "12,345,678": "12345678",
    "１２．５": "12.5",
    "１．５": "1.5",
    "1,100万": "11000000",
    "1.2亿": "120000000",
    "1.5亿": "150000000",
    "230亿": "23000000000",
    "3.5万": "35000",
    "0.00001亿": "1000",
    "1.23456789012亿": "123456789.012",
    "5000万": "50000000",
    "3万亿": "3000000000000",
    "1.2万亿": "1200000000000",
    "1亿5千万": "150000000",
    "1亿五千万": "150000000",
    "1亿500万": "105000000",
    "14亿1178万": "1411780000",
    "3亿1234.5万": "312345000",
    "1亿2345万6789": "123456789",
    "1亿5千万3千": "150003000",
    "2千": "2000",
    "3百": "300",
    "3千5百": "3500",
    "1.5千": "1500",
    "3百万": "3000000",
    "5千万": "50000000",
    "1.5千万": "15000000",
    "3千亿": "300000000000",
    "12万3千": "123000",
    "12万3千5百": "123500",
    "12万3456": "123456",
    "12万0500": "120500",
    "１２万３千": "123000",
    "十": "10",
    "百": "100",
    "千": "1000",
    "万": "10000",
    "亿": "100000000",
    "十万": "100000",
    "百万": "1000000",
    "千万": "10000000",
    "百亿": "10000000000",
    "千亿": "100000000000",
    "五十亿": "5000000000",
    "万亿": "1000000000000",
    "百万亿": "100000000000000",
    "一": "1",
    "两": "2",
    "两百": "200",
    "两千两百": "2200",
    "两万五千": "25000",
    "两万五": "25000",
    "三亿五": "350000000",
    "十万五": "105000",
    "一百五": "150",
    "三千五": "3500",
    "一千五百三": "1530",
    "一百零五": "105",
    "一百〇五": "105",
    "一百十二": "112",
    "一千零五": "1005",
    "一千五十": "1050",
    "一万零五": "10005",
    "一万零五十": "10050",
    "一万零十二": "10012",
    "一万十二": "10012",
    "一万五百": "10500",
    "一万零两百": "10200",
    "一亿五千万": "150000000",
    "一亿零五百万": "105000000",
    "一亿零三": "100000003",
    "一亿零五千": "100005000",
    "一万零五千": "15000",
    "三十万零八千": "308000",
    "三万亿": "3000000000000",
    "一万二千亿": "1200000000000",
    "廿": "20",
    "廿三": "23",
    "卅": "30",
    "〇": "0",
    "二〇二四": "2024",
    "二零二四": "2024",
    "二○二四": "2024",
    "二〇三〇": "2030",
    "一九七八": "1978",
    "一〇五": "105",
    "半": "0.5",
    "一半": "0.5",
    "壹拾": "10",
    "伍佰": "500",
    "壹佰贰拾叁": "123",
    "壹仟零伍拾": "1050",
    "叁万伍仟": "35000",
    "壹亿贰仟万": "120000000",
}


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_value(text: str, number: str) -> None:
    assert format(value(text), "f") == number
    assert PATTERN.fullmatch(text)


REFUSED = """
    40家 +5 -5 1e5 NaN Infinity _1 1_000 ٣ ² ① 1.2.3 2024.1.31 1. .5 1,1000 1,10 12,34,567 1234,567 1,100，100
    1,100,10 , 5－8 5-8 2／3 2/3 40% 6：4
    几 几十 十几 数十 数百 上百 百余 多 30多 20多万 二十来
    十百 百十 百百 十十 千百 百千万 千百万 万万 亿亿 万千 亿万 一一万 两十 十十万 百五 百万五千
    三五 两三 三四十 十七八 三百五六十 五五 八一 十四五 一二三 一二三四 〇五
    二十零五 一百零十二 一千零五百 一百零 一万零 零零 零五 一百五万 一亿五万
    一亿五千 1亿5千 1亿5 12万5 12万56 1.5亿5000万 1.5万3千 1亿50千万 1亿12345万 三万亿五
    5十 20千 2023百 12百 一亿5000万 十5 1万1万 3亿2亿 一万零五亿零 一亿十○万
    三分之一 百分之五十 千分之三 3分之1 六点五 百兆 兆 千兆 3兆
    伍 陆 拾 佰 伍拾佰 五佰 伍十 壹百 队伍万 三半 半半 ○ 一○○○○○○○○○○
"""


@pytest.mark.parametrize("text", ["", " ", "40 ", " 40", "４０\n", *REFUSED.split()])
def test_refused(text: str) -> None:
    assert not PATTERN.fullmatch(text)
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        value(text)


RUNNING = {
    "推动40家企业改造，营收达到230亿元、增长6.5%": ["40", "230亿", "6.5"],
    "参保1,100万人，2020，100家": ["1,100万", "2020", "100"],
    "新增3,20，5家": ["3", "20", "5"],
    "5－8家，2／3以上，1—3个": ["5", "8", "2", "3", "1", "3"],
    "开展活动百次以上，培育百亿级产业链2条、五十亿级1条": ["百", "百亿", "2", "五十亿", "1"],
    "亿元以上项目40个": ["亿", "40"],
    "人数一百，户数5000": ["一百", "5000"],
    "半个月，不超过一半": ["半", "一半"],
    "二〇二四年一月三十一日": ["二〇二四", "一", "三十一"],
    "百分之五十，千分之三，百分之百": ["五十", "三", "百"],
    "三分之一，3分之1，十分之九": [],
    "提高5个百分点，提高5百分点，百分比": ["5", "5"],
    "110千伏，100万千瓦，五千瓦，5千克，100兆瓦，千兆光网": ["110", "100万", "五", "5", "100", "千"],
    "5千平方米，五千吨": ["5千", "五千"],
    "奖励10万一次性发放，统一500元": ["10万", "500"],
    "“十四五”、“八五”、三五家、一二三产、百千万工程、一一对应": [],
    "20多万户，二十余万人，几十家，数十名，十几个，几百万": [],
    "30多家，十余项": ["30", "十"],
    "成百上千，更多百亿级企业": ["百", "千", "百亿"],
    "2024.1.31，第1.2.3条，1,1000": ["1", "1000"],
    "12万5，1亿5千，一亿五千，20千，一亿5000万": [],
    "人才队伍建设，队伍十分过硬，登陆万家，大陆": ["十", "万"],
    "人民币伍佰元整，壹拾贰万": ["伍佰", "壹拾贰万"],
}


@pytest.mark.parametrize(("text", "numerals"), RUNNING.items())
def test_whole_runs_in_running_text(text: str, numerals: list[str]) -> None:
    assert PATTERN.findall(text) == numerals
    for numeral in numerals:
        value(numeral)


def test_numeral_is_embeddable() -> None:
    assert PATTERN.groups == 0 and PATTERN.flags == re.UNICODE
    span = re.compile(f"(?P<low>{NUMERAL})[—－-](?P<high>{NUMERAL})(家|个)")
    found = span.search("培育十—1,100家")
    assert found and (found["low"], found["high"], found[3]) == ("十", "1,100", "家")


def test_every_character_of_a_numeral_is_in_characters() -> None:
    run = re.compile(f"[{CHARACTERS}.,．，○半]+")
    assert all(run.fullmatch(text) or text[0] in "壹叁伍" for text in READ)


# ── properties ───────────────────────────────────────────────────────────────────────────────────────

LIKELY = "0129０９.．,，零〇○一二两五九十百千万亿兆廿半壹伍拾佰仟几数多分之瓦点"
ANY_TEXT = st.text() | st.text(LIKELY, max_size=12)
MAGNITUDES = {"": 0, "万": 4, "亿": 8, "万亿": 12}


@given(ANY_TEXT)
@settings(max_examples=600)
def test_value_reads_exactly_what_numeral_matches(text: str) -> None:
    try:
        number = value(text)
    except ValueError:
        assert not PATTERN.fullmatch(text)
    else:
        assert PATTERN.fullmatch(text)
        assert number.is_finite() and number >= 0


@given(ANY_TEXT)
@settings(max_examples=600)
def test_what_is_found_in_text_is_a_numeral(text: str) -> None:
    for found in PATTERN.finditer(text):
        value(found.group())


@given(st.integers(0, 10**16 - 1))
def test_round_trip(number: int) -> None:
    assert value(chinese(number)) == number
    assert ordinal(chinese(number)) == (number or None)


@given(st.integers(0, 10**30), st.sampled_from(["", ".5", ".05", ".125"]), st.sampled_from(list(MAGNITUDES)))
def test_full_width_is_half_width_and_separators_change_nothing(whole: int, fraction: str, unit: str) -> None:
    plain, grouped = f"{whole}{fraction}{unit}", f"{whole:,}{fraction}{unit}"
    assert value(plain.translate(TO_FULL_WIDTH)) == value(plain)
    if grouped.count(",") <= 6:
        assert value(grouped) == value(grouped.translate(TO_FULL_WIDTH)) == value(plain)


@given(st.integers(0, 10**60), st.integers(0, 40), st.sampled_from(list(MAGNITUDES)))
def test_values_are_exact_at_any_precision(digits: int, places: int, magnitude: str) -> None:
    whole, fraction = divmod(digits, 10**places)
    text = f"{whole}.{fraction:0{places}d}" if places else str(whole)
    with localcontext(prec=3):
        number = value(text + magnitude)
    with localcontext(prec=200):
        assert number == Decimal(digits).scaleb(MAGNITUDES[magnitude] - places)


# ── numbering markers ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("series", "first"),
    [
        ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", 1),
        ("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", 1),
        ("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1),
        ("❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴", 1),
        ("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", 1),
        ("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", 1),
        ("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", 1),
        ("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ", 1),
        ("➀➁➂➃➄➅➆➇➈➉", 1),
        ("➊➋➌➍➎➏➐➑➒➓", 1),
    ],
)
def test_single_character_markers(series: str, first: int) -> None:
    assert [ordinal(marker) for marker in series] == list(range(first, first + len(series)))


def test_ordinals_in_chinese_and_arabic() -> None:
    for number in range(1, 10_000):
        assert ordinal(chinese(number)) == ordinal(str(number)) == number
        assert ordinal(str(number).translate(TO_FULL_WIDTH)) == number


NO_MARKER = "零 0 半 百 两 廿三 一百五 二〇 1.2 1,100 1亿 12345 第三 三、 ①② ² I"


@pytest.mark.parametrize("marker", ["", *NO_MARKER.split()])
def test_what_is_no_marker(marker: str) -> None:
    assert ordinal(marker) is None


# ── hostile input ────────────────────────────────────────────────────────────────────────────────────


HOSTILE = """
    9 ９ , ， . 万 亿 十 百 千 零 〇 一 壹 半 1, 1,100, 100, 1,100 1.1 1. 9万 1亿5千万
    一万 一百 一千零 二〇 九千 壹仟 十一 千瓦 分之一
"""


@pytest.mark.parametrize("unit", HOSTILE.split())
@pytest.mark.parametrize("end", ["", "几", "万亿万", ".5.5", ",1000"])
def test_hostile_text_takes_no_more_than_its_length_allows(unit: str, end: str) -> None:
    def read(size: int) -> None:
        text = (unit * size)[:size] + end
        for found in PATTERN.finditer(text):
            assert found.end() > found.start()
        try:
            value(text)
        except ValueError as error:
            assert len(str(error)) < 500
        ordinal(text)

    assert doubled(read, 10_000) < MOST
