"""Names of units and governments: every name ever met is a case here, with what it means."""

import tomllib
from pathlib import Path

import pytest
from growth import MOST, doubled

from pipeline import rules
from pipeline.language.governments import government
from pipeline.language.names import Likeness, functions, is_collective, likeness, looks_like_unit, other_names
from pipeline.language.places import NATION, Government, short_place
from pipeline.meaning.units.registry import unit

# ── governments ──────────────────────────────────────────────────────────────────────────────────────

GOVERNMENTS = """
金乡县人民政府                 370828 county     金乡县                     济宁市
金乡县人民政府办公室           370828 county     金乡县                     济宁市
山东省济宁市金乡县人民政府     370828 county     金乡县                     济宁市
中共金乡县委办公室             370828 county     金乡县                     济宁市
金乡县教育和体育局             370828 county     金乡县                     济宁市
金乡县胡集镇人民政府           370828 town       胡集镇                     济宁市
衢州市人民政府办公室           330800 prefecture 衢州市                     衢州市
宝鸡市人民政府办公厅           610300 prefecture 宝鸡市                     宝鸡市
东莞市人民政府                 441900 prefecture 东莞市                     东莞市
吉林市人民政府                 220200 prefecture 吉林市                     吉林市
阿里地区行署                   542500 prefecture 阿里地区                   阿里地区
锡林郭勒盟行政公署             152500 prefecture 锡林郭勒盟                 锡林郭勒盟
黔东南州人民政府               522600 prefecture 黔东南苗族侗族自治州       黔东南苗族侗族自治州
恩施州人民政府                 422800 prefecture 恩施土家族苗族自治州       恩施土家族苗族自治州
伊犁州人民政府                 654000 prefecture 伊犁哈萨克自治州           伊犁哈萨克自治州
海南藏族自治州人民政府         632500 prefecture 海南藏族自治州             海南藏族自治州
海南省人民政府                 460000 province   海南省                     -
吉林省人民政府                 220000 province   吉林省                     -
广西壮族自治区人民政府         450000 province   广西壮族自治区             -
内蒙古自治区人民政府办公厅     150000 province   内蒙古自治区               -
天津市人民政府办公厅           120000 province   天津市                     -
重庆市渝中区人民政府           500103 county     渝中区                     -
石柱县人民政府                 500240 county     石柱土家族自治县           -
仙桃市人民政府                 429004 county     仙桃市                     -
东乡县人民政府                 622926 county     东乡族自治县               临夏回族自治州
积石山县人民政府               622927 county     积石山保安族东乡族撒拉族自治县 临夏回族自治州
鄂温克族自治旗人民政府         150724 county     鄂温克族自治旗             呼伦贝尔市
无锡市梁溪区人民政府           320213 county     梁溪区                     无锡市
平潭综合实验区管委会           350128 county     平潭综合实验区             福州市
国务院办公厅                   100000 national   中华人民共和国             -
国家发展改革委                 100000 national   中华人民共和国             -
工业和信息化部                 100000 national   中华人民共和国             -
绵阳经济技术开发区管委会       -      county     绵阳经济技术开发区         绵阳市
襄樊市人民政府                 -      prefecture 襄樊市                     -
云岭新区管委会                 -      county     云岭新区                   -
"""


@pytest.mark.parametrize("line", GOVERNMENTS.strip().splitlines())
def test_government(line: str) -> None:
    issuer, adcode, level, name, prefecture = line.split()
    found = government(issuer)
    assert (found.adcode or "-", found.level, found.name) == (adcode, level, name)
    assert (found.prefecture or "-") == prefecture


@pytest.mark.parametrize(
    ("issuer", "hint", "adcode"),
    [
        ("鼓楼区人民政府", "", None),
        ("鼓楼区人民政府", "福州市鼓楼区人民政府关于印发要点的通知", "350102"),
        ("徐州市鼓楼区人民政府", "", "320302"),
        ("市中区人民政府", "各镇街：\n枣庄市", "370402"),
        ("市中区人民政府", "山东省", None),  # two in Shandong
        ("朝阳区人民政府", "京政发〔2021〕2号", "110105"),
        ("", "金乡县人民政府关于印发重要工作事项的通知", "370828"),
        ("", "关于印发要点的通知", None),
    ],
)
def test_a_name_of_several_places_needs_a_hint(issuer: str, hint: str, adcode: str | None) -> None:
    assert government(issuer, hint).adcode == adcode


def test_an_undecided_place_names_its_candidates() -> None:
    found = government("鼓楼区人民政府")
    assert "福建省福州市鼓楼区 350102" in found.candidates
    assert unit("区财政局", found).unit_id == "鼓楼区-财政局"
    assert unit("市公安局", found).name == "鼓楼区所属市公安局"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("金乡县", "金乡"),
        ("忠县", "忠县"),
        ("城区", "城区"),
        ("新城区", "新城"),
        ("黔西南布依族苗族自治州", "黔西南"),
        ("东乡族自治县", "东乡"),
        ("新疆维吾尔自治区", "新疆"),
        ("阿里地区", "阿里"),
        ("浦东新区", "浦东"),
    ],
)
def test_short_place(name: str, short: str) -> None:
    assert short_place(name) == short


# ── units ────────────────────────────────────────────────────────────────────────────────────────────

CASES = tomllib.loads((Path(__file__).parent / "cases" / "units.toml").read_text(encoding="utf-8"))


def unit_cases() -> list[tuple[str, ...]]:
    return [
        (issuer, name, *expected)
        for issuer, group in CASES.items()
        for names, *expected in group["units"]
        for name in names.split()
    ]


@pytest.mark.parametrize(("issuer", "name", "short", "full", "kind", "function"), unit_cases())
def test_unit(issuer: str, name: str, short: str, full: str, kind: str, function: str) -> None:
    place = government(issuer)
    found = unit(name, place)
    assert (found.short_name, found.name) == (short, full)
    assert (found.kind, found.function or "") == (kind, function)
    assert found.unit_id == f"{place.adcode}-{short}"
    assert found.adcode == place.adcode
    if name != "金乡县":
        assert looks_like_unit(name)
    assert not is_collective(name)


@pytest.mark.parametrize(
    ("issuer", "name", "unit_id"),
    [
        ("金乡县人民政府", "市公安局", "370800-公安局"),
        ("金乡县人民政府", "济宁市公安局", "370800-公安局"),
        ("金乡县人民政府", "市生态环境局", "370800-生态环境局"),
        ("金乡县人民政府", "省财政厅", "370000-财政厅"),
        ("金乡县人民政府", "财政厅", "370000-财政厅"),
        ("金乡县人民政府", "教育部", "100000-教育部"),
        ("金乡县人民政府", "国家发展改革委", "100000-国家发展和改革委员会"),
        ("金乡县人民政府", "山东省济宁市金乡县财政局", "370828-财政局"),
        ("三江县人民政府", "自治区财政厅", "450000-财政厅"),
        ("北京市海淀区人民政府", "市财政局", "110000-财政局"),
        ("昆山市人民政府", "市财政局", "320583-财政局"),  # a county-level city: 市 is itself
        ("衢州市人民政府", "江山市政府", "330881-人民政府"),
        ("国务院", "浙江省人民政府", "330000-人民政府"),
        ("金乡县胡集镇人民政府", "财政所", "370828胡集镇-财政所"),
        ("金乡县胡集镇人民政府", "县财政局", "370828-财政局"),
        ("", "教育局", "unknown-教育局"),
        ("", "省教育厅", "省-教育厅"),  # of some province, though nothing says of which
        ("江西省人民政府", "人民银行南昌中心支行", "360100-人民银行中心支行"),
        ("江西省人民政府", "南昌海关", "360100-海关"),
        ("赣州市人民政府", "赣州市章贡区人民政府", "360702-人民政府"),
        ("陕西省人民政府", "人民银行西安分行", "610100-人民银行分行"),
    ],
)
def test_whose_a_unit_is(issuer: str, name: str, unit_id: str) -> None:
    assert unit(name, government(issuer)).unit_id == unit_id


def test_other_offices_with_one_function_stay_other_units() -> None:
    place = government("金乡县人民政府")
    for old, new in (
        ("安监局", "应急管理局"),
        ("工商局", "市场监管局"),
        ("卫计局", "卫健局"),
        ("旅游局", "文旅局"),
    ):
        assert unit(old, place).unit_id != unit(new, place).unit_id
        assert unit(old, place).function == unit(new, place).function


def test_a_combined_office_keeps_what_it_does_besides() -> None:
    combined = unit("教体局", government("金乡县人民政府"))
    assert (combined.function, combined.further_functions) == ("education", ("sport",))


def test_a_person_may_join_names() -> None:
    place = government("金乡县人民政府")
    assert unit("经合办", place).short_name == "经济合作局"
    assert unit("经合办", place, {"经合办": "商务局"}) == unit("县商务局", place)


def test_a_party_organ_of_a_region_has_its_committee_whole() -> None:
    place = government("宁夏回族自治区人民政府")
    found = unit("自治区党委网信办", place)
    assert found.name == "中共宁夏回族自治区委员会网络安全和信息化委员会办公室"
    assert unit(found.name, place) == found


def test_collectives_of_one_meaning_are_one() -> None:
    place = government("衢州市人民政府")
    spellings = ["各县（市、区）政府", "各县＜市、区＞政府", "各县﹝市、区﹞政府", "各县(市、区)人民政府"]
    assert {unit(name, place).unit_id for name in spellings} == {"330800-各县（市、区）人民政府"}
    assert unit(spellings[0], place).kind == "collective"


@pytest.mark.parametrize("words", ["（", "县", "（a", "金乡", " ", "市局"])
def test_hostile_names_take_no_more_than_their_length_allows(words: str) -> None:
    place = Government("370828", "金乡县", "county", "山东省", "济宁市", "金乡县")

    def read(times: int) -> None:
        name = words * times + "）"
        unit(name, place)
        looks_like_unit(name)
        government(name)

    assert doubled(read, 10_000) < MOST


# ── what reads as a unit ─────────────────────────────────────────────────────────────────────────────

SINGLE = """
市发改委 市财政局 商务部 农业农村部 人力资源社会保障部 县委办公室 县政府办公室 法院 检察院 妇联 税务总局 海关总署
市府办 市委改革办 运管局 网信办 人行营业管理部 张江管委会 衢州电业局 宝鸡供电公司 柳州·三江工业园区管委会
国务院职能转变协调办 国家统计局天津调查总队 市体育发展中心 市生态农业发展中心 大数据中心 衢州经开区（高新区）管委会
县博物馆 三江县图书馆 金乡县国家安全局 广西公安厅 广东省公安厅 县人民医院 化雨镇 卜集镇 鱼山街道 商贸物流园 高新园
新材料产业园 县直机关工委 市轨道办 同乐苗族乡 县重点项目推进工作专班 金乡二中 县中医院 县融媒体中心
"""
COLLECTIVE = """
各级各部门单位 各产业园 各镇街 相关镇街 安委会各成员单位 各县（市、区）人民政府 市级有关部门 各地区 国务院相关部门
各乡（镇） 各镇卫生院（社区卫生服务中心） 县直各有关部门 市直有关部门 市属有关企业 各行业主管部门 区县开发区
首批示范所在县（市、区）政府 宝鸡、咸阳等设区市政府 市政府直属各单位 口岸“一站式”平台应用相关部门 各有关金融机构
州直有关单位 全体成员单位 省辖市政府
"""
NEITHER = """
电子商务 物流 住房 教育 文化 农业 客厅 布局 格局 内部 政务公开 网上通办 一窗通办 数字经济平台 数据中心 便民服务中心
产业园 学校 医院 中小学 公司 银行 上市公司 龙头企业 推动企业 鼓励企业 各项任务 各类学校 相关政策 有关数据 支持快递企业
城镇 乡镇居民 特色小镇 城乡 家乡 交通出行 公共信用平台 由县水利局会同县住建局 含切断阀 社区卫生服务中心 市场 市区 省级
组织活动百次以上 推进水利局 大数据发展 5G
"""


@pytest.mark.parametrize("name", SINGLE.split())
def test_reads_as_one_unit(name: str) -> None:
    assert looks_like_unit(name)
    assert not is_collective(name)


@pytest.mark.parametrize("name", COLLECTIVE.split())
def test_reads_as_a_collective(name: str) -> None:
    assert is_collective(name)
    assert unit(name, government("金乡县人民政府")).kind == "collective"


@pytest.mark.parametrize("name", NEITHER.split())
def test_reads_as_no_unit(name: str) -> None:
    assert not looks_like_unit(name)


@pytest.mark.parametrize(
    ("words", "joins"),
    [
        ("县委办公室和县政府办公室", True),
        ("商务局和农业农村局", True),
        ("县委编办和县直相关单位", True),
        ("住房和城乡建设局", False),
        ("自然资源和规划局", False),
        ("房屋征收和住房保障中心", False),
        ("科学技术和工业信息化局", False),
        ("粮食和物资储备局", False),
    ],
)
def test_whether_a_conjunction_joins_two_units(words: str, joins: bool) -> None:
    left, _, right = words.partition("和")
    assert (looks_like_unit(left) and looks_like_unit(right)) is joins


def test_known_offices_hold_a_conjunction() -> None:
    assert likeness("市住房和城乡建设局") is likeness("粮食和物资储备局") is Likeness.KNOWN
    assert likeness("商务局和农业农村局") < Likeness.KNOWN


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("县水务局", Likeness.KNOWN),
        ("各乡镇（街道）", Likeness.KNOWN),
        ("宜春、新余等有关设区市政府", Likeness.KNOWN),
        ("赣州移动", Likeness.KNOWN),
        ("移动", Likeness.NO),  # in a sentence the three are what people use, not units with tasks
        ("红旗水库管理中心", Likeness.LIKELY),
        ("沿江办", Likeness.POSSIBLE),
        ("赣州市", Likeness.POSSIBLE),
        ("各水产养殖户", Likeness.POSSIBLE),
        ("推进政务公开办", Likeness.NO),
        ("盘活闲置厂房", Likeness.NO),
    ],
)
def test_how_much_words_look_like_a_unit(words: str, grade: Likeness) -> None:
    assert likeness(words) is grade


# ── the vocabulary ───────────────────────────────────────────────────────────────────────────────────


def test_every_kind_has_its_example() -> None:
    place = government("金乡县人民政府")
    for rule in rules.load("unit_kinds")["kind"]:
        assert unit(rule["example"], place).kind == rule["kind"], rule


def test_no_name_is_of_two_offices() -> None:
    seen: dict[str, str] = {}
    for entry in rules.load("functions")["function"].values():
        for line in entry["offices"]:
            at_levels, _, others = line.partition(" + ")[0].partition(" | ")
            names = {word.partition("=")[0] for cell in at_levels.split("/") for word in cell.split()}
            for name in names | set(others.split()):
                assert seen.setdefault(name, line) == line, f"{name} stands in two lines"


def test_functions_and_regions_that_are_named_exist() -> None:
    entries = rules.load("functions")
    cells = set()
    for entry in entries["function"].values():
        assert entry["zh"] and entry["en"]
        for line in entry["offices"]:
            assert set(line.partition(" + ")[2].split()) <= set(functions())
            cells |= {cell.strip() for cell in line.partition(" | ")[0].partition(" + ")[0].split("/")}
    assert set(entries["regional"]) <= cells
    for rule in rules.load("unit_kinds")["kind"]:
        assert rule.get("function", "education") in functions()


@pytest.mark.parametrize(
    "issuer",
    [
        "金乡县人民政府",
        "衢州市人民政府",
        "天津市人民政府",
        "北京市海淀区人民政府",
        "三江县人民政府",
        "黔东南州人民政府",
        "广西壮族自治区人民政府",
        "山东省人民政府",
        "昆山市人民政府",
        "鼓楼区人民政府",
    ],
)
def test_official_names_mean_themselves(issuer: str) -> None:
    """The full and the short name that a unit is given lead back to the same unit."""
    place = government(issuer)
    for function, entry in rules.load("functions")["function"].items():
        for line in entry["offices"]:
            found = unit(line.split()[0].partition("=")[0], place)
            assert found.function == function
            assert unit(found.name, place).unit_id == found.unit_id
            assert unit(found.short_name, place).unit_id == found.unit_id
            assert looks_like_unit(found.name), found.name
            assert not is_collective(found.name)


def test_the_nation_has_a_code_of_its_own() -> None:
    assert government("国务院").adcode == NATION == unit("财政部", government("国务院")).adcode


def test_a_government_read_twice_is_one_government() -> None:
    """Two notices of one county differ in what surrounds the issuer; their units have one id all the same."""
    first, second = (government("金乡县人民政府", hint) for hint in ("金政发〔2024〕1号", "金政发〔2025〕1号"))
    assert first is not second
    for name in (
        "县制造强市金乡县指挥部",
        "金乡县金乡街道",
        "金乡街道",
        "胡集镇",
        "县财政局",
        "市生态环境局金乡县分局",
    ):
        assert unit(name, first) == unit(name, second)


@pytest.mark.parametrize("name", ["县局", "县办", "县社"])
def test_what_is_left_of_a_short_name_without_its_place_is_no_name(name: str) -> None:
    assert unit(name, government("金乡县人民政府")).short_name == name


@pytest.mark.parametrize(
    ("name", "other", "none"),
    [
        ("教育和体育局", "教体局", "教育局"),
        ("发展和改革委员会", "发改委", "发改局"),
        ("市场监督管理局", "市监局", "工商局"),
    ],
)
def test_an_office_is_found_by_its_other_names(name: str, other: str, none: str) -> None:
    assert other in other_names(name) and none not in other_names(name) and name not in other_names(name)
    assert other_names("蓝天保卫战专班") == ()


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        # Places that there are no longer, whose notices are still read.
        ("重庆市渝北区人民政府", ("500112", "渝北区", "重庆市", None)),
        ("杭州市江干区人民政府办公室", ("330104", "江干区", "浙江省", "杭州市")),
        ("莱芜市人民政府", ("371200", "莱芜市", "山东省", "莱芜市")),
        # One that only moved is where it is today.
        ("简阳市人民政府", ("510185", "简阳市", "四川省", "成都市")),
        # A bureau of a place that no list holds is not the place.
        ("云岭市教育局", (None, "云岭市", None, None)),
    ],
)
def test_the_place_of_an_issuer(issuer: str, expected: tuple[str | None, ...]) -> None:
    found = government(issuer)
    assert (found.adcode, found.name, found.province, found.prefecture) == expected
