"""The automatic numbers of Word paragraphs, as Word prints them: 一、 （一） 1. （1） ①.

They are no characters of the file but a rule (ECMA-376, part 1, 17.9): a paragraph names a list and a level, the list
says how the level counts and prints.  The notice's headings and items hang on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.read.archive import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"
#: Word has nine levels.
LEVELS = 9
#: Symbol fonts keep their bullets in the private area; a reader sees a dot.
_PRIVATE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    follow: str = " "
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def marker(self, number: str, level: int) -> str:
        """The marker of the next paragraph at a level (0..8) of a list, with the blank after it; "" for no list."""
        found = self._lists.get(number)
        rule = found.levels.get(level) if found else None
        if found is None or rule is None:
            return ""
        # Lists that share a definition count on together, unless one says where it starts.
        counts = self._counts.setdefault(found.abstract, [None] * LEVELS)
        if level in found.starts and (number, level) not in self._begun:
            counts[level] = None
            self._begun.add((number, level))
            start = found.starts[level]
        else:
            start = found.starts.get(level, rule.start)
        before = counts[level]
        counts[level] = start if before is None else before + 1
        for above in range(level):
            if counts[above] is None:
                counts[above] = found.levels.get(above, _Level()).start
        for below in range(level + 1, LEVELS):
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or (restart and level < restart):
                counts[below] = None
        text = rule.text
        for place in range(LEVELS):
            if f"%{place + 1}" in text:
                shown = found.levels.get(place, _Level())
                style = "decimal" if rule.legal and shown.format != "decimal" else shown.format
                text = text.replace(f"%{place + 1}", printed(counts[place] or 0, style))
        if rule.format == "bullet":
            text = "".join("•" if ord(char) in _PRIVATE else char for char in text)
        return text + rule.follow if text.strip() else ""

    def _load(self, root: _Element) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        links: dict[str, str] = {}  # style → the abstract list that defines it
        linked: dict[str, str] = {}  # abstract list → the style that it only points to
        for child in root:
            if local(child) == "abstractNum":
                name = attribute(child, "abstractNumId") or ""
                abstracts[name] = _levels(child)
                for part in child:
                    style = attribute(part, "val") or ""
                    if local(part) == "styleLink":
                        links[style] = name
                    elif local(part) == "numStyleLink":
                        linked[name] = style
        for child in root:
            if local(child) != "num":
                continue
            number = attribute(child, "numId") or ""
            abstract = next((attribute(part, "val") or "" for part in child if local(part) == "abstractNumId"), "")
            abstract = links.get(linked.get(abstract, ""), abstract)
            found = _List(dict(abstracts.get(abstract, {})), abstract)
            for part in child:
                if local(part) == "lvlOverride":
                    level = _integer(attribute(part, "ilvl"), 0)
                    found.levels.update(_levels(part))
                    start = next((_integer(attribute(s, "val"), 1) for s in part if local(s) == "startOverride"), None)
                    if start is not None:
                        found.starts[level] = start
            self._lists[number] = found


def _levels(parent: _Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for child in parent:
        if local(child) != "lvl":
            continue
        level = _Level()
        for part in child:
            value = attribute(part, "val")
            match local(part):
                case "numFmt" if value:
                    level = replace(level, format=value)
                case "lvlText":
                    level = replace(level, text=value or "")
                case "start":
                    level = replace(level, start=_integer(value, 1))
                case "suff":
                    level = replace(level, follow="" if value == "nothing" else " ")
                case "lvlRestart":
                    level = replace(level, restart=_integer(value, 0))
                case "isLgl":
                    level = replace(level, legal=value not in ("0", "false"))
                case "AlternateContent":
                    # Formats newer than the standard stand in a choice: （一） of some versions of WPS.
                    custom = next((attribute(deep, "val") for deep in part.iter() if local(deep) == "numFmt"), None)
                    level = replace(level, format=custom or level.format)
        levels[_integer(attribute(child, "ilvl"), 0)] = level
    return levels


def printed(number: int, style: str) -> str:
    """A number in one of Word's formats (ECMA-376, 17.18.59 ST_NumberFormat); Arabic where a format is not Chinese."""
    return _FORMATS.get(style, str)(number)


def chinese(number: int) -> str:
    """12 → 十二, 105 → 一百零五; below ten thousand, beyond it digit by digit."""
    if not 0 < number < 10_000:
        return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))
    parts: list[str] = []
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            parts += ["零"] if gap and parts else []
            parts.append(_DIGITS[digit] + name)
            gap = False
        else:
            gap = True
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


def _legal(number: int) -> str:
    formal = str.maketrans("〇零一二三四五六七八九十百千", "零零壹贰叁肆伍陆柒捌玖拾佰仟")
    text = chinese(number).translate(formal)
    return "壹" + text if text.startswith("拾") else text


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    """A..Z, AA..ZZ: Word doubles the letter."""
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _one_of(signs: Iterable[str]) -> Callable[[int], str]:
    known = list(signs)
    return lambda number: known[number - 1] if 0 < number <= len(known) else str(number)


def _row(first: int, count: int) -> Callable[[int], str]:
    return _one_of(map(chr, range(first, first + count)))


_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand", "koreanCounting")  # fmt: skip
_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, chinese),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"), _digits),
    **dict.fromkeys(("chineseLegalSimplified", "japaneseLegal", "ideographLegalTraditional"), _legal),
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _row(0x3280, 10),
    "decimalEnclosedCircle": _row(0x2460, 20),
    "decimalEnclosedCircleChinese": _row(0x2460, 20),
    "decimalEnclosedParen": _row(0x2474, 20),
    "decimalEnclosedFullstop": _row(0x2488, 20),
    **dict.fromkeys(
        ("decimalFullWidth", "decimalFullWidth2"),
        lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    ),
    "none": lambda _: "",
    "bullet": lambda _: "",
}


def _integer(value: str | None, default: int) -> int:
    try:
        return max(0, int(value)) if value else default
    except ValueError:
        return default
