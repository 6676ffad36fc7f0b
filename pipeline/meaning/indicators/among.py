"""Among: what each of several awards in a row is for: 获得省级金奖、银奖的企业 → 获得省级金奖的企业, 获得省级银奖的企业."""

from __future__ import annotations

import re
from itertools import accumulate

from pipeline import rules
from pipeline.language import numerals
from pipeline.language.numerals import ONE, TEN
from pipeline.language.signs import HAN
from pipeline.language.words import cut
from pipeline.meaning.indicators.phrases import SAID
from pipeline.meaning.indicators.vocabulary import frames

# The things of a list that share the first words of the first are no longer.
_LIKE = 4
# Words so short stand for the end of a longer one.
_SHORT = 2
_SIZE = re.compile(r"[0-9.]+(?:[-—－–~至][0-9.]+)?[万亿]?[^0-9的]{0,4}$")
_MARK = re.compile(f"^.*{SAID.marks_first}(?=.)")
_GRADE = re.compile(f"(?:{SAID.levels}|自治区)级")
_RANKS = re.compile(f"前(?P<ranks>[0-9{TEN}]{{1,2}})名")
_STAGE = f"(?:[ⅠⅡⅢⅣⅤ]{{1,2}}|[IV]{{1,3}}|[A-E]|[{ONE[:5]}])"
_STAGES = re.compile(f"{_STAGE}(?P<word>[期级类档])(?:[、或和与]{_STAGE}(?P=word))+")
_PRIZES = re.compile(f"(?:[特{ONE[:5]}](?:等奖)?[、和及]){{1,5}}[{ONE[:5]}]等奖")
# Of two things a list before them may have as many.
_FEW = 3
_CLASSES = re.compile(f"等?[两{ONE[1:8]}2-8]个?{SAID.ranked}的?$")


def _is_whole(words: str) -> bool:
    """Whether words of a list are whole by themselves: 新获批开设的本科专业."""
    return "的" in words[1:-1]


def _of_either(words: str, size: int) -> list[str] | None:
    """产值突破1亿元、5亿元或营收突破8000万元、3亿元: the first of the one and the first of the other, and so on."""
    halves = words.split("或")
    if len(halves) != 2 or size < 2:
        return None
    either = [among(half, size) for half in halves]
    if either[0] is None or either[1] is None:
        return None
    return [f"{one}或{other}" for one, other in zip(*either, strict=True) if other]


def _of_grades(words: str, size: int) -> list[str] | None:
    """获得国家或省的示范称号的企业: each of as many grades as there are awards in the words of all."""
    grade = rules.words([*frames().scope.grades, "省", "市", "县", "区"])
    for run in re.finditer(rf"(?:{grade})(?:[、或和与](?:{grade}))+", words):
        grades = re.split("[、或和与]", run[0])
        # 国家、省内企业 names no grades.
        if len(grades) == size and run.end() in accumulate(map(len, cut(words))):
            return [words[: run.start()] + one + words[run.end() :] for one in grades]
    return None


def _of_stages(words: str, size: int) -> list[str] | None:
    """完成Ⅰ期、Ⅱ期、Ⅲ期临床试验的药品: each of as many stages as there are awards."""
    for run in _STAGES.finditer(words):
        stages = re.split("[、或和与]", run[0])
        if len(stages) == size:
            return [words[: run.start()] + one + words[run.end() :] for one in stages]
    return None


def of_prizes(words: str, size: int) -> list[str] | None:
    """大赛一、二、三等奖获得者: each prize in the words of all."""
    run = _PRIZES.search(words)
    prizes = re.findall(f"[特{ONE[:5]}]", run[0]) if run else []
    if run is None or len(prizes) != size:
        return None
    return [f"{words[: run.start()]}{prize}等奖{words[run.end() :]}" for prize in prizes]


def _of_last(words: str, size: int) -> list[str] | None:
    """在本县就业、缴纳社保满半年的博士、硕士、本科毕业生: the last things of a list, whose first words say more of all."""
    pieces = words.split("、")
    if size < _FEW or len(pieces) <= size:
        return None
    said, found, first = pieces[-size].rpartition("的")
    return among("、".join([first, *pieces[1 - size :]]), size) if found and said and "，" not in first else None


def _shared(first: str, second: str, last: str) -> re.Match[str] | None:
    """What the first thing of a list says for all: 获得中国专利｜金奖 for 银奖; the rest of it is as long as the others, whole words."""
    rest = len(first) - len(second)
    alike = 1 <= len(second) <= _LIKE and first.endswith(second[-1]) and len(last) <= _LIKE
    if rest <= 0 or not alike or rest not in accumulate(map(len, cut(first))):
        return None
    return re.compile(f".{{{rest}}}").match(first)


def among(words: str, size: int) -> list[str] | None:
    """What each of several awards is for: 新获批的国家级、省级创新平台 → 新获批的国家级创新平台, 新获批的省级创新平台.

    None where the words name not as many things.
    """
    if (ranks := _RANKS.search(words)) and numerals.value(ranks["ranks"]) == size:
        # 考核前3名的镇街
        return [words.replace(ranks[0], f"第{rank}名") for rank in range(1, size + 1)]
    words = re.sub("，(?=及|和|以及)", "", _CLASSES.sub("", words))
    if graded := _of_grades(words, size) or _of_stages(words, size) or of_prizes(words, size):
        return graded
    quoted = '(?<=[”"])(?=“)'
    for sign in (f"、|{quoted}", f"、|和|(?<!参)与|及|以及|或|{quoted}", f"、|，|和|(?<!参)与|及|以及|或|{quoted}"):
        pieces = [piece for piece in re.split(sign, words) if piece]
        if len(pieces) == size:
            break
    else:
        return _of_either(words, size) or _of_last(words, size)
    first, last = pieces[0], pieces[-1]
    tail = ""
    if sized := _SIZE.search(first):
        head = first[: sized.start()]
        unit = re.search(f"[{HAN}]+$", first)
        at = last.find(unit[0]) if unit else -1
        tail = last[at + len(unit[0]) :] if unit and at >= 0 else ""
        own = last[: len(last) - len(tail)]
        head = re.sub("前$", "", head) if re.match("[0-9]+[-—－–~]", pieces[1]) else head
    else:
        at = last.find(first[-1])
        tail = last[at + 1 :] if at >= 0 else ""
        own = last[: len(last) - len(tail)]
        mark = _shared(first, pieces[1], own) or _MARK.search(first)
        # 主导国家标准制定、修订: without a sign where the list begins, short words are as long as each other.
        grade = _GRADE.match(first, len(mark[0])) if mark else None
        if mark and grade and not any(_GRADE.match(piece) for piece in pieces[1:]):
            # 获批国家级优势企业、示范企业: the grade is said for all.
            mark = re.compile(f".{{{grade.end()}}}").match(first)
        head = mark[0] if mark else first[: max(0, len(first) - len(own))] if len(own) <= _SHORT else ""
    return [
        first.removesuffix(tail) + tail,
        *(head + piece.removesuffix(tail) + tail for piece in pieces[1:-1]),
        last if head and _is_whole(own) else head + last,
    ]
