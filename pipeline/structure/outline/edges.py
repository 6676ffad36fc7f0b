"""Where the words of a task begin and end: its mark, its lead-in, its list and the stop behind that."""

from __future__ import annotations

import re

# A lead-in (困难老年人家庭适老化改造：对…) is short and has no comma.
TITLE = 32
# So many tail characters behind a list are only its full stop.
TAIL = 4
# What a number is printed with, and is no part of it.
MARKS = ".．、 ★☆●○◆■▲▶※◎"
# 困难老年人家庭适老化改造：对…   优化服务（试点）。推动…   【稳住工业盘】坚持…
# Before a 。 it may name several: 发展大数据、云计算产业。
_LEAD_IN = re.compile(
    rf"[^，。；：、！？\n]{{2,{TITLE}}}(?:（[^（）\n]{{1,16}}）[^，。；：！？\n]{{0,12}})?(?=[。：\n])"
    rf"|[^，。；：！？\n（）“”]{{4,{TITLE}}}(?=。)"
)
# ——发展传感器产业: a dash before a task is no part of it.
DASH = re.compile("[—－―–-]{1,2} ?")
_NAMED = re.compile(rf"【(?P<title>[^】\n]{{2,{TITLE}}})】")


def lead_in(text: str, start: int, end: int) -> str | None:
    """The lead-in of a task, which is its title."""
    if named := _NAMED.match(text, start, end):
        return named["title"]
    found = _LEAD_IN.match(text, start, end)
    return found[0] if found and end - found.end() >= TAIL else None


def trim(text: str, start: int, end: int) -> int:
    """The end of a text before its list, blanks and line feeds off."""
    while end > start and text[end - 1] in "\n ":
        end -= 1
    return end


def skip_stop(text: str, at: int) -> int:
    """Behind the full stop that follows a list."""
    while at < len(text) and text[at] in "。；，、.;,\n ）":
        at += 1
    return at
