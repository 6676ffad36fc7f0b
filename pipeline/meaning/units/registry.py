"""From a name as printed to the unit that is meant.

县发改局, 金乡县发展和改革局 and 发展和改革委员会 in one county's notice are one unit; 市公安局 in the same
notice is the prefecture's.  `unit` reads a printed name under the government of its notice.  It knows nothing but its
arguments and the vocabulary, so a unit has the same id whatever other notices print.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline import rules
from pipeline.language.names import (
    NATIONAL_PREFIXES,
    Office,
    bare,
    begins_with_a_word,
    folded,
    function_of,
    is_collective,
    kind_of,
    looks_like_unit,
    vocabulary,
    word_at,
)
from pipeline.language.places import (
    LEVELS,
    NATIONAL,
    Government,
    above,
    all_areas,
    children,
    is_municipality,
    letters_of,
    prefixes,
    short_place,
)

_SAID = rules.lists("places")
_REGISTERED = _SAID["registered"]
# What these do, the words of their names tell; elsewhere a word in a name says nothing (农业银行, 教育园).
_WORDED = frozenset(("department", "institution", "command_office", "party_organ", "other"))


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
    if office and (official := _official(text, office, owner)):
        short, full = official
        kind = kind_of(office.names[_rank(owner)] or short)[0]
        return _made(owner, short, full, kind, office.functions)
    return _as_printed(text, owner, office.functions if office else ())


def as_printed(name: str, government: Government) -> Unit:
    """The unit of a printed name that stands beside another name of the same office, and so is another unit."""
    owner, text, office = _owner(name, government)
    return _as_printed(text, owner, office.functions if office else ())


def meant(name: str, unit_id: str, government: Government, joins: Mapping[str, str] | None = None) -> Unit:
    """The unit that a name was given in its list: mostly that of the name, else a unit of its own beside another."""
    found = unit(name, government, joins)
    return found if found.unit_id == unit_id else as_printed(name, government)


def is_spelling(one: str, other: str) -> bool:
    """Whether of two names of one office in one list one is only a spelling of the other, and not a unit of its own.

    自治区教育厅 and 教育厅, 发改委 and 发展改革委 are one; 行政服务中心 and 行政审批服务中心 in one list are two.
    """
    short, long = sorted((bare(one), bare(other)), key=len)
    if long.endswith(short):
        return True
    rest = iter(long)
    return 2 * len(short) <= len(long) + 2 and all(sign in rest for sign in short)


def _as_printed(text: str, owner: Government, functions: tuple[str, ...]) -> Unit:
    """A unit under its own name, put together from its place and what is printed."""
    kind, function = kind_of(text)
    short = _tidy(text, kind)
    function = function or (function_of(short) if kind in _WORDED else None)
    functions = functions or ((function,) if function else ())
    if text.startswith("委") and not text.startswith("委员"):
        return _made(owner, _committee(owner) + short, _of_party(short, owner), kind, functions)
    return _made(owner, short, _full(short, kind, owner), kind, functions)


def _made(owner: Government, short: str, full: str, kind: str, functions: tuple[str, ...]) -> Unit:
    function = functions[0] if functions else None
    return Unit(f"{owner.key}-{short}", full, short, kind, function, owner.adcode, owner, functions[1:])


def _collective(name: str, own: Government) -> Unit:
    text = folded(name)
    if text.endswith("政府") and not text.endswith("人民政府"):
        text = text.removesuffix("政府") + "人民政府"
    return _made(NATIONAL if text.startswith("国务院") else own, text, text, "collective", ())


def _owner(name: str, own: Government) -> tuple[Government, str, Office | None]:
    """Whose unit a name is, the name without that place, and its office where the vocabulary has one."""
    words = vocabulary()
    text = bare(name)
    if text.startswith("中共") and len(text) > 4:
        text = text[2:]
    if (found := words.find(text)) and not text.startswith(("委", "政府")):
        return _by_rank(text, found, own), text, found[0]
    if branch := _branch(text, own):
        return branch
    owner, rest = _stripped(text, own)
    placed = rest != text
    if rest.startswith("委员会") and len(rest) > 3:  # 中共广西壮族自治区委员会宣传部
        rest = rest[0] + rest[3:]
    if not placed:
        for lead in NATIONAL_PREFIXES:
            inner = text[len(lead) :]
            if text.startswith(lead) and (found := words.find(inner)) and found[0].names[3]:
                return NATIONAL, inner, found[0]
        if text.startswith(("国务院", "中央")):
            return NATIONAL, text, None
    if (child := _child(rest, owner)) and not words.find(rest):
        owner, rest = child
        placed = True
    found = words.find(rest)
    if found:
        return owner if placed else _by_rank(rest, found, owner), rest, found[0]
    return owner, rest, None


def _by_rank(text: str, found: tuple[Office, bool], owner: Government) -> Government:
    """教育部 is the nation's and 教育厅 the province's in the notice of a county too, where no place is named."""
    if found[1] and found[0].names[3]:
        return NATIONAL
    if text.endswith("厅") and owner.level in ("town", "county", "prefecture"):
        return above(owner, "province") or owner
    return owner


def _branch(text: str, own: Government) -> tuple[Government, str, Office] | None:
    """A body with the place inside its name is that place's own: 市生态环境局金乡县分局, 人民银行广州分行."""
    words = vocabulary()
    if own.level == "national" or not own.name:
        return None
    for place in (own.name, short_place(own.name)):
        at = text.find(place, 1)
        if at < 1:
            continue
        whole = text[:at] + text[at + len(place) :]
        tries = [whole]
        tries += [whole[len(prefix.text) :] for prefix in prefixes(own) if whole.startswith(prefix.text)]
        tries += [part.removesuffix("分局") for part in tries if part.endswith("分局")]
        for part in tries:
            if found := words.find(part):
                return own, part, found[0]
    inside = children(own)
    for at in range(2, min(len(text), 12) if inside else 0):
        for end in range(min(len(text), at + 12), at + 1, -1):
            area = inside.get(text[at:end])
            if area and (found := words.find(text[:at] + text[end:])):
                return area.government(), text[:at] + text[end:], found[0]
    return None


def _stripped(text: str, own: Government) -> tuple[Government, str]:
    """A name without the places before it (山东省济宁市金乡县…), and the last of them."""
    words = vocabulary()
    owner, placed = own, False
    for _ in range(3):
        for prefix in prefixes(own):
            if not text.startswith(prefix.text):
                continue
            rest = text[len(prefix.text) :]
            if prefix.form == "short" and rest.endswith(_REGISTERED) and _is_plain(rest) and not words.find(rest):
                return own, text  # 广东投资集团有限公司 is a name of its own
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
                if prefix.form != "letter" and kind_of(text)[0] == "enterprise":
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
        return all(rest[:at] != prefix.text for prefix in prefixes(own))
    return at == 0 and not rest.startswith(own.name) and not _can_follow(rest[len(short) :])


def _can_follow(rest: str) -> bool:
    """Whether a place's short name before `rest` is the place: 三江税务局, but not 金乡街道, 衢州学院 or 泰安山景区.

    What follows a place is a word of its own: an office, or what a body works on or is.
    """
    words = vocabulary()
    if words.find(rest):
        return True
    kind = kind_of(rest)[0]
    return (
        rest[:1] != "·"
        and kind not in ("town", "subdistrict", "village", "school", "bank")
        and looks_like_unit(rest)
        and (kind == "enterprise" or begins_with_a_word(rest))
    )


def _child(text: str, own: Government) -> tuple[Government, str] | None:
    """A name that begins with a place inside the government's own: 江山市政府 in a notice of 衢州市, 深圳银保监局 in one of 广东省."""
    if own.level == "national":
        for end in range(min(len(text), 16), 1, -1):
            areas = all_areas().get(text[:end], ())
            if len(areas) == 1 and text[:end] == areas[0].name and len(text) != end + 1:
                return areas[0].government(), text[end:] or "人民政府"
        return None
    inside = children(own)
    for end in range(min(len(text), 16) if inside else 0, 1, -1):
        area = inside.get(text[:end])
        if area is None or len(text) == end + 1:
            continue
        rest = text[end:] or "人民政府"
        if text[:end] == area.name or vocabulary().find(rest):
            return area.government(), rest
    return None


def _rank(owner: Government) -> int:
    return 1 if is_municipality(owner) else LEVELS[owner.level]


def _official(printed: str, office: Office, owner: Government) -> tuple[str, str] | None:
    """The short and the full name of an office at a government.

    None where the office is one of the line, but its own name says something else (招商局 beside 投资促进局): a name is
    put together only from what is printed or what that is short for.
    """
    name = office.names[_rank(owner)] or office.names[2]
    for there, codes in vocabulary().regional.get(name, ()):
        if (owner.adcode or "").startswith(codes):
            name = there
    # 发展改革局 stays 局 where the line has 委员会; 分行 is no 支行, 银保监局 no 分局.
    for rank, other in _RANKS_KEPT:
        if printed.endswith(rank) and not printed.endswith(other) and name.partition("=")[0].endswith(other):
            ranked = [one for one in office.names[:3] if one and one.partition("=")[0].endswith(rank)]
            name = next((one for one in ranked if not one.partition("=")[0].endswith(other)), name)
    short, _, full = name.partition("=")
    if owner.level == "national":
        return short, short
    if not full and not _same_name(printed, short):
        return None
    if short.startswith("委"):
        return _committee(owner) + short, _filled(full, owner) if full else _of_party(short, owner)
    city = owner.prefecture or (owner.province if (owner.province or "").endswith("市") else None)
    if not full or ("{市}" in full and not city):
        return short, owner.name + short
    return short, _filled(full, owner)


def _filled(full: str, owner: Government) -> str:
    city = owner.prefecture or (owner.province if (owner.province or "").endswith("市") else None)
    return full.replace("{县}", owner.name).replace("{地}", short_place(owner.name)).replace("{市}", city or "")


_RANKS_KEPT = (("局", "委员会"), ("分行", "支行"), ("局", "分局"), ("办公厅", "办公室"))
# What says nothing of what a body does: who leads it, its rank, small words.
_LED_BY = re.compile(f"^{_SAID.leads}")
_RANK = re.compile(f"{_SAID.kinds_of_office}$")
_SMALL_WORDS = re.compile("[和与及、（）“”]")


def _same_name(one: str, other: str) -> bool:
    """Whether one name is short for the other: 发改委 for 发展和改革局; 招商局 is not for 投资促进局."""

    def signs(name: str) -> Counter[str]:
        return Counter(_SMALL_WORDS.sub("", _RANK.sub("", _LED_BY.sub("", name))))

    # Not their order: 文体旅游 is short for 文化广电旅游体育.
    return signs(one) <= signs(other) or signs(other) <= signs(one)


def _of_party(short: str, owner: Government) -> str:
    """The full name of a party organ: 委宣传部 → 中共金乡县委宣传部, 中共内蒙古自治区委员会宣传部."""
    if owner.name.endswith("自治区"):
        return f"中共{owner.name}委员会{short.removeprefix('委').removeprefix('员会')}"
    return f"中共{owner.name}{short}"


def _committee(owner: Government) -> str:
    """What stands before 委: 县委, but 自治区党委 and 镇党委."""
    letters = letters_of(owner) or ("",)
    if letters[0] == "自治区" or owner.level == "town":
        return letters[0] + "党"
    return letters[-1]


def _tidy(text: str, kind: str) -> str:
    """The one spelling of a name that no line of the vocabulary knows."""
    if kind == "town":
        return re.sub(r"(?:人民)?政府$", "", text)
    if kind == "subdistrict":
        return re.sub(r"街道办(?:事处)?$", "街道", text)
    if kind in ("park", "development_zone"):
        return re.sub(r"管理委员会$", "管委会", text)
    return text


def _is_plain(company: str) -> bool:
    """Whether a company's name without its place says only what it does: 投资集团有限公司, but not 蒜都发展投资有限公司."""
    return word_at(company, 0) is not None or company.startswith(vocabulary().plain)


def _full(short: str, kind: str, owner: Government) -> str:
    """The full name of a unit that no line knows: with the place, unless it is inside or a company's own."""
    if owner.level == "national" or owner.name in short:
        return short
    if kind == "enterprise" and short.endswith(_REGISTERED) and not _is_plain(short):
        return short  # 蒜都发展投资有限公司 is a name of its own; 城市建设投资有限公司 needs the place
    if kind not in ("town", "subdistrict", "village") and short_place(owner.name) in short:
        return short
    inside = children(owner)
    if any(short[:end] in inside for end in range(2, min(len(short), 12))):
        return short  # 肥城工商学院 says where it is
    return owner.name + short
