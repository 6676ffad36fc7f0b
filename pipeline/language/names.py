"""Names of offices and other units: the vocabulary, and whether words name a unit.

The vocabulary stands in rules/functions.toml and rules/unit_kinds.toml; `looks_like_unit` judges words by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline import rules
from pipeline.language.places import PROVINCES, all_areas, short_names
from pipeline.language.signs import CLOSING, HAN, OPENING, UNIT_ENDS

_BRACKETS = str.maketrans({**dict.fromkeys(OPENING + "＜<", "（"), **dict.fromkeys(CLOSING + "＞>", "）")})
_MARKER = re.compile("{[县地市]}")
_LAST_BRACKET = re.compile(r"（[^（）]*）$")
_ANY_BRACKET = re.compile(r"（[^（）]*）")
_MANY = re.compile(r"[。；：？！，]")
_SAID = rules.lists("places")
_RANKS, _NATIONAL_RANKS = _SAID["ranks"], _SAID["national_ranks"]
NATIONAL_PREFIXES = _SAID["nation_prefixes"]
_LETTERS = _SAID["letters"]
"""What names of the nation's bodies begin with."""


# ── vocabulary ───────────────────────────────────────────────────────────────────────────────────────


class Office(NamedTuple):
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
    offices: dict[str, tuple[Office, bool]]  # by whole name; True where the name is the nation's alone
    stems: dict[str, Office]
    words: dict[str, list[tuple[str, str]]]  # by first character, the longest word first
    regional: dict[str, list[tuple[str, tuple[str, ...]]]]
    kinds: tuple[_Kind, ...]
    proof: frozenset[str]
    placed: frozenset[str]
    endings: tuple[str, ...]  # what names of any kind end with
    unit_names: frozenset[str]
    plain: tuple[str, ...]  # words that say what a company does, and not which it is
    rests: frozenset[str]  # what a wrapped line leaves of a name: 政府
    placed_names: frozenset[str]  # names of offices only behind a place: 合肥移动
    not_unit: tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
    office: tuple[tuple[str, ...], tuple[str, ...]]  # what names of offices begin with that begins sentences too
    collective: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], frozenset[str]]
    collective_alone: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    keep: tuple[str, ...]

    def find(self, name: str) -> tuple[Office, bool] | None:
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
def vocabulary() -> _Vocabulary:
    entries, kinds = rules.load("functions"), rules.load("unit_kinds")
    functions: dict[str, tuple[str, str]] = {}
    offices: dict[str, tuple[Office, bool]] = {}
    stems: dict[str, Office] = {}
    placed_names: set[str] = set()
    words: dict[str, str] = {}
    for function, entry in entries["function"].items():
        functions[function] = entry["zh"], entry["en"]
        words.update(dict.fromkeys(entry.get("words", "").split(), function))
        for line in entry["offices"]:
            placed_names.update(_read_office(line, function, offices, stems))
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
        tuple(ending for entry in kinds["kind"] for key in ("ends", "placed", "weak") for ending in _split(entry, key)),
        frozenset(_split(kinds["names"], "units")),
        _split(kinds["names"], "plain"),
        frozenset(_split(kinds["names"], "rests")),
        frozenset(placed_names),
        (_split(no, "starts"), _split(no, "ends"), frozenset(_split(no, "names"))),
        (_split(kinds["offices"], "starts"), _split(kinds["offices"], "ends")),
        (_split(many, "starts"), _split(many, "has"), _split(many, "ends"), frozenset(_split(many, "names"))),
        (_split(many, "opens"), _split(many, "closes"), _split(many, "proof")),
        _split(kinds["prefixes"], "keep"),
    )


def _read_office(
    line: str, function: str, offices: dict[str, tuple[Office, bool]], stems: dict[str, Office]
) -> list[str]:
    """Enter a line's names; returns those that are names only behind a place."""
    placed = []
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
    office = Office(at_levels, (function, *further.split()))
    for name in others.split():
        if name.startswith("{地}"):
            name = name[3:]
            placed.append(name)
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
    return placed


def _read_kind(entry: Mapping[str, str]) -> _Kind:
    starts, has = _split(entry, "starts"), _split(entry, "has")
    ends = _split(entry, "ends") + _split(entry, "placed") + _split(entry, "weak")
    return _Kind(entry["kind"], starts, has, ends, entry.get("function"))


def _split(entry: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(entry.get(key, "").split())


def functions() -> Mapping[str, tuple[str, str]]:
    """What offices do: each function's id with its Chinese and English label."""
    return vocabulary().functions


@cache
def _called() -> Mapping[Office, tuple[str, ...]]:
    """What offices are called, the stems with a blank for the rank: 教体_."""
    found: dict[Office, list[str]] = {}
    for name, (known, _) in vocabulary().offices.items():
        found.setdefault(known, []).append(name)
    for stem, known in vocabulary().stems.items():
        found.setdefault(known, []).append(f"{stem}_")
    return {known: tuple(names) for known, names in found.items()}


@cache
def other_names(name: str) -> tuple[str, ...]:
    """The other names of an office, of the same rank: 教育和体育局 → 教体局, …; of what is no office in a list, none."""
    found = vocabulary().find(name)
    rank = next((rank for rank in _RANKS if name.endswith(rank)), "")
    if found is None or not rank:
        return ()
    ranks = (rank, "委") if rank == "委员会" else (rank,)
    names = {one.replace("_", end) for one in _called()[found[0]] for end in ranks}
    return tuple(sorted(one for one in names - {name} if one.endswith(ranks)))


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def bare(name: str) -> str:
    """A name without the other name that a closing bracket gives: 市发改委（大数据局） → 市发改委."""
    text = folded(name)
    return _LAST_BRACKET.sub("", text) or text


def folded(name: str) -> str:
    """A name without blanks, its brackets all of one kind."""
    return "".join(name.split()).translate(_BRACKETS)


def plain(name: str) -> str:
    """A name without whatever stands in brackets: 各县区政府〈含高新区，下同〉 → 各县区政府."""
    return _ANY_BRACKET.sub("", folded(name))


def is_collective(name: str) -> bool:
    """Whether a name in a list means many bodies: 各镇街, 市级有关部门, 安委会各成员单位.

    The vocabulary's words decide, of a name: elsewhere many words that hold 各 are no unit (各项任务).
    """
    starts, has, ends, names = vocabulary().collective
    text = folded(name)
    if text in names or text.startswith(starts) or text.endswith(ends):
        return True
    return any(word in text for word in has)


class Likeness(IntEnum):
    """How much words by themselves look like the name of a unit; what a list's place makes of that is the list's own."""

    NO = 0
    #: They end like a unit, or are a place: 北部湾办, 银川市.
    POSSIBLE = 1
    #: They end as only units do and begin with nothing that speaks against it: 红旗水库管理中心.
    LIKELY = 2
    #: An office of the vocabulary, or many bodies in one name: 县财政局, 各镇街.
    KNOWN = 3


# Longer than any unit's name.
LONGEST = 40
_POSSIBLE = range(3, 17)
# … and than the name of an office that begins like a sentence.
_SHORT = 8
# 郑州、许昌等省辖市政府: of several places the class behind 等 is meant.
_PLACES_OF = re.compile(f"(?:[{HAN}]{{2,7}}、)*[{HAN}]{{2,7}}等(?P<many>(?:有关|相关)?.{{2,16}})")


@lru_cache(maxsize=65536)
def likeness(words: str) -> Likeness:
    """How much words look like the name of a unit.

    `KNOWN` and `LIKELY` are strict, since they decide whether a bracket without 责任单位 is a list (市发改委、市财政局)
    and whether 和 joins two units (商务局和农业农村局) or stands inside a name (住房和城乡建设局).
    """
    text = bare(words)
    if not 2 <= len(text) <= LONGEST or _MANY.search(text):
        return Likeness.NO
    if _is_office(text):
        return Likeness.POSSIBLE if text in vocabulary().rests else Likeness.KNOWN
    if text in all_areas():
        return Likeness.POSSIBLE
    starts, ends, names = vocabulary().not_unit
    if text in names or (text.startswith(starts) and not _begins_an_office(text)):
        return Likeness.NO
    if _is_many(text, folded(words)):
        return Likeness.KNOWN
    if _ends_proved(text):
        return Likeness.NO if text.endswith(ends) and not _centre(text) else Likeness.LIKELY
    if is_collective(words):
        return Likeness.POSSIBLE
    # 新建幼儿园4所 counts them.
    possible = len(text) in _POSSIBLE and text[-1] in UNIT_ENDS and not (text.endswith(ends) or text[-2].isdigit())
    return Likeness.POSSIBLE if possible else Likeness.NO


def looks_like_unit(words: str) -> bool:
    """Whether words by themselves name a unit for all that can be told."""
    return likeness(words) >= Likeness.LIKELY


def _is_office(text: str) -> bool:
    """Whether a name, with the letter of a level before it or without, is an office of the vocabulary."""
    words = vocabulary()
    inner = _without_letter(text)
    if words.find(inner):
        return inner not in words.placed_names or inner != text
    return text in words.unit_names or words.find(text) is not None


def _begins_an_office(text: str) -> bool:
    """Whether words that open like a sentence are an office's short name: 建设发展局; not 建设全局."""
    starts, ends = vocabulary().office
    names = vocabulary().not_unit[2]
    return len(text) <= _SHORT and text.startswith(starts) and text.endswith(ends) and text[2:] not in names


def _is_many(text: str, whole: str) -> bool:
    """Whether a name means many bodies for sure: what it opens and closes with says so."""
    opens, closes, proof = vocabulary().collective_alone
    if found := _PLACES_OF.fullmatch(text):
        text, whole = f"各{found['many']}", f"各{found['many']}"
    return is_collective(text) and (text.endswith(proof) or (text.startswith(opens) and whole.endswith(closes)))


# 镇规划建设办, 街道应急办, 乡财政所; not 乡村…, 镇村…, nor 街道办事处, which ends the name of one
_OF_TOWN = re.compile("(?:镇|街道(?!办)|乡)(?![村镇域区])(?=.{3})")


def _ends_proved(text: str) -> bool:
    words = vocabulary()
    placed = _without_letter(text) != text or _without_place(text) != text or _OF_TOWN.match(text) is not None
    endings = [text[at:] for at in range(2, len(text))]
    return any(ending in words.proof or (placed and ending in words.placed) for ending in endings)


def _centre(text: str) -> bool:
    """县便民服务中心 is one, 便民服务中心 a kind."""
    inner = _without_letter(text)
    return inner != text and inner.endswith("中心")


def _without_letter(text: str) -> str:
    """县财政局, 三江县财政局 → 财政局, 国务院扶贫办 → 扶贫办; 市场监管局 as it is."""
    words = vocabulary()
    for lead in ("自治区", *NATIONAL_PREFIXES, *_LETTERS):
        if text.startswith(lead) and len(text) > len(lead):
            rest = text[len(lead) :]
            plain = len(rest) > 1 and not text.startswith(words.keep)
            return rest if plain or words.find(rest) else text
    rest = _without_place(text)
    return rest if rest != text and words.find(rest) else text


def _without_place(text: str) -> str:
    """三江县图书馆 → 图书馆, 广西公安厅 → 公安厅; 城市书房 as it is."""
    branches = vocabulary().placed_names
    for at in range(min(len(text) - 2, 15), 1, -1):
        if text[:at] in PROVINCES or (text[at - 1] in _LETTERS and text[:at] in all_areas()):
            return text[at:]
        if text[at:] in branches and text[:at] in short_names():
            return text[at:]
    return text


@lru_cache(maxsize=65536)  # of every county the same offices are asked
def kind_of(text: str) -> tuple[str, str | None]:
    for rule in vocabulary().kinds:
        if rule.fits(text):
            return rule.kind, rule.function
    return "other", None


def begins_with_a_word(rest: str) -> bool:
    """Whether what stands behind a place's name begins with a word that bodies' names are made of: 旅游…, 高新区…"""
    if word_at(rest, 0):
        return True
    return any(ending.startswith(rest[:2]) for ending in vocabulary().endings)


def function_of(name: str) -> str | None:
    """What the earliest of the vocabulary's words in a name says it does."""
    return next(filter(None, (word_at(name, at) for at in range(len(name)))), None)


def word_at(name: str, at: int) -> str | None:
    """The function of the longest word at a place of a name."""
    for word, function in vocabulary().words.get(name[at], ()):
        if name.startswith(word, at):
            return function
    return None
