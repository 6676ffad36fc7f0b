"""The government that an issuer is or belongs to: 金乡县人民政府办公室 → 金乡县."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline import rules
from pipeline.language.names import vocabulary
from pipeline.language.places import LEVEL_OF, NATIONAL, PROVINCES, Area, Government, all_areas, innermost, short_place

_SAID = rules.lists("places")
_ISSUING_OFFICE = re.compile(f"{_SAID.issuers}?(?:党政)?{_SAID.offices}?$")
_COMMITTEE = re.compile(f"{_SAID.zone_bodies}$")
_OF_PARTY = re.compile(f"^{_SAID.party}")
# 宁远市｜教育局, of a place that no list holds.
_PLACED = re.compile("[^市县区州盟旗]{1,8}[市县区州盟旗](?=.)")
_TOWN = re.compile(rf"([^县市区]{{1,8}}?{_SAID.towns})(?:{_SAID.seats}|$)")


@lru_cache(maxsize=1024)
def government(issuer: str, hint: str = "") -> Government:
    """The government that an issuer is, or belongs to: 金乡县人民政府办公室 → 金乡县.

    Args:
        issuer: the name as printed, of a government, of its office, of a zone's 管委会 or of a department.
        hint: further text of the notice (document number, title, recipients), looked at only where several
            places bear the name: the province or prefecture that the text names, fully, shortly or in the
            document number (鲁政发), decides.  A missing issuer is looked for where the text begins.
    """
    text = _OF_PARTY.sub("", "".join(issuer.split()))
    if text.startswith(_SAID["of_nation"]):
        return NATIONAL
    if not text:
        areas, _ = innermost(hint)
        return areas[0].government() if len(areas) == 1 else Government(None, "", "county")
    for zone, county in rules.load("unit_kinds")["zones"].items():
        if text.startswith(zone):
            return replace(government(county), name=zone)
    areas, at = innermost(text)
    rest = text[at:]
    stem = _COMMITTEE.sub("", _ISSUING_OFFICE.sub("", rest))
    if not areas:
        office = vocabulary().find(text)
        if office is not None and office[1]:
            return NATIONAL
        placed = _PLACED.match(text)
        bureau = placed is not None and vocabulary().find(text[placed.end() :]) is not None
        return _zone(placed[0] if placed and bureau else text, None)
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


def _preferred(areas: list[Area], hint: str) -> list[Area]:
    """The places that a hint speaks for most; all of them where it is silent or undecided."""

    def votes(area: Area) -> int:
        province = short_place(area.province)
        said = province in hint or any(f"{letter}政" in hint for letter in PROVINCES.get(province, ""))
        return said + 2 * bool(area.prefecture and short_place(area.prefecture) in hint)

    best = max(map(votes, areas))
    return [area for area in areas if votes(area) == best] if best else areas


def _zone(text: str, area: Area | None) -> Government:
    """A zone or a place that the list of codes does not hold, as far as its name tells where it lies."""
    name = _COMMITTEE.sub("", _ISSUING_OFFICE.sub("", text)) or text
    if area is None:
        for end in range(min(len(name), 8), 1, -1):
            known = [area for ending in _SAID["prefectures"] for area in all_areas().get(name[:end] + ending, ())]
            if len(known) == 1:
                area = known[0]
                break
    level = LEVEL_OF.get(name[-1], "county")
    if level != "county" or area is None:
        return Government(None, name, level, county=name if level == "county" else None)
    return Government(None, name, "county", area.province, area.prefecture, name)
