"""Evidence: the signs that each row shows of being read wrong.

A sign is a small function of one row and what stands around it; it has a code and a strength (0..1).  Many ask a second
opinion: whether a known name is one character away, whether two names stand in one, whether a list or a task is unlike its
neighbours.  What a sign means in chances is learned (``pipeline.measure.calibrate``), not said here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from pipeline import rules
from pipeline.language.names import Likeness, is_collective, likeness, looks_like_unit
from pipeline.language.numerals import TEN, ordinal
from pipeline.language.roles import roles
from pipeline.language.signs import BLANK, CLOSING, UNIT_ENDS
from pipeline.language.words import cut
from pipeline.meaning.trust.misread import figures
from pipeline.meaning.trust.opinion import learned
from pipeline.meaning.trust.signs import MISPRINT, Evidence, Signs, beyond, present
from pipeline.meaning.units.misprints import misprinted, neighbours, two_names
from pipeline.notice import Doubt, Duty, Field, Item, Mention, Notice, Page, Section

_SAID = rules.lists("layout")
# Lengths in characters beyond which a row is rarely what it should be; a sign is at full strength at twice as much.
_HEADING, _TASK, _NAME = 30, 900, 14
_SHORT_TASK, _SHORT_NAME = 5, 3
# A list of more units than this is rare, and so is one so many times as long as the notice's middle one.
_UNITS, _UNLIKE = 16, 4
# Where most of a notice's lists name a leader, one without is unlike them.
_MOST = 0.8
# What a name never holds: a number, a mark of punctuation, what is done or how duties are shared.
_SENTENCE = re.compile(f"[0-9０-９；。：，！“”]|{_SAID.done_by}|建设$")
_VERB = re.compile(_SAID.takes_part)
# The next task's number inside a task: …。2.新建公厕5座
_NEXT = re.compile(f"[。；\n)）](?:[0-9]{{1,3}}[.．、](?![0-9])|[（(][{TEN}]{{1,3}}[）)]|[{TEN}]{{1,3}}、)")
# A line that ends with its sentence inside a task: another cell of its row, another paragraph.
_LINES = re.compile(rf"[。；！]{BLANK}*\n\s*(?=\S)")
_SENTENCE_ENDS = tuple("。；！”）)》")
_LEADERS = re.compile(r"[.．·…]{3,}")
# A name that stands so few times is rare in its notice.
_RARE = 2
# What parts the names of a list.
_SEPARATORS = frozenset("、，,；;")
# Signs of a task that its units share.
_ODD = frozenset(("text_short", "text_open", "list_ahead", "text_label", "text_lines", "text_goes_on", "text_cut"))
# So many tasks to both sides are looked at, and so many characters behind a task.
_BESIDE, _BEHIND = 2, 200
# Words that go on: a sentence's end with something before it, on a line of its own.
_GOES_ON = re.compile(r"\n[^\n]*[一-鿿][^\n]*[。；]")

# No field of a header holds these: a web page's path, a link, a label of its own.
_ODD_FIELD = re.compile(f"{_SAID.paths}|[：:].*[：:]")
# What says that a field of the header is printed, on a line of its own.
_PRINTED = {
    "doc_number": re.compile(r"^[^\n《（(]{2,14}[〔\[［][12][0-9]{3}[〕\]］][0-9]{1,4}号", re.MULTILINE),
    "signed_date": re.compile(rf"^{BLANK}*[12][0-9]{{3}}年[0-9]{{1,2}}月[0-9]{{1,2}}日{BLANK}*$", re.MULTILINE),
    "publicity": re.compile(f"{_SAID.published}公开"),
    "cc": re.compile(rf"^{BLANK}*抄{BLANK}*[送报]{BLANK}*[：:]", re.MULTILINE),
}
# What a name has in brackets: 市发改委（大数据局）, 县文旅局（王晓明）.
_BRACKETED = re.compile("（([^（）]*)）$")

#: The tables whose rows are rated.
TABLES = ("notices", "sections", "items", "assignments", "targets", "numbers")

# ── the header ───────────────────────────────────────────────────────────────────────────────────────


def _header(notice: Notice) -> Iterator[Evidence]:
    fields = [field for field in notice.all(Field) if field.name not in ("adcode", "province", "prefecture", "county")]
    missing = {f"no_{name}": 1.0 for name in ("title", "issuer", "signed_date") if name not in notice.fields}
    title = notice.fields.get("title", "")
    # A line ends behind each field of a letter; in a copy run to one line none does.
    # The imprint's office and date share a line.
    letter = (one for one in fields if not one.name.startswith("print_"))
    run_in = any(notice.text[one.end : one.end + 2].strip(" \t\u3000）)。：")[:1].isalnum() for one in letter)
    start = min((field.start for field in fields), default=0)
    end = max((field.end for field in fields), default=min(len(notice.text), 1))
    issuer = notice.fields.get("issuer", "")
    signs = present(
        title_long=beyond(len(title), 60),
        title_odd=bool(title) and (title[:2] in ("关于", "印发") or (bool(issuer) and title.count(issuer) > 1)),
        misprint=any(MISPRINT.search(field.value) for field in fields),
        header_open=any(field.value.count("（") != field.value.count("）") for field in fields),
        header_run_in=run_in,
        header_odd=any(_ODD_FIELD.search(field.value) for field in fields),
        header_unread=any(
            name not in notice.fields and pattern.search(notice.text) for name, pattern in _PRINTED.items()
        ),
    )
    yield Evidence("notices", notice.notice_id, start, max(end, start + 1), missing | signs)


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────


def _sections(notice: Notice) -> Iterator[Evidence]:
    last: dict[tuple[int, str | None], Section] = {}
    level = 0
    for one in notice.all(Section):
        before = last.get((one.part, one.parent_id))
        jumps = bool(one.ordinal) and one.ordinal != (before.ordinal + 1 if before else 1)
        signs = present(
            heading_long=beyond(len(one.heading), _HEADING),
            heading_sentence="。" in one.heading.rstrip("。") or "；" in one.heading,
            heading_leaders=bool(_LEADERS.search(one.heading)),
            heading_cut=_goes_on(notice, one),
            misprint=bool(MISPRINT.search(one.heading)),
            number_jumps=jumps,
            level_jumps=level > 0 and one.level > level + 1,
            run_in=notice.text[one.end : one.end + 1] not in ("\n", "\r", ""),
        )
        last[one.part, one.parent_id] = one
        level = one.level
        yield Evidence("sections", one.section_id, one.start, one.end, signs)


def _goes_on(notice: Notice, one: Section) -> bool:
    """Whether a heading and what follows it make a word: 推动数字经｜济发展."""
    ending, following = one.heading[-4:], notice.text[one.end : one.end + 6].lstrip()[:3]
    return bool(following) and not _is_border(ending, following) and not ending.endswith(_SENTENCE_ENDS)


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────


def _items(notice: Notice, lists: Mapping[str, _List]) -> Iterator[Evidence]:
    duties = {duty.item_id: duty for duty in notice.all(Duty)}
    items = notice.all(Item)
    ended = sum(one.text.endswith(_SENTENCE_ENDS) for one in items) > _MOST * len(items)
    listed = [one for one in items if one.lists_at]
    # In most notices a list stands behind its task; in some before it.
    behind = sum(max(at.end for at in one.lists_at) <= one.text_at[0] for one in listed) > len(listed) / 2
    goes_on, cut_off = _unclaimed(notice, items), _cut_off(items)
    last: Item | None = None
    for one in items:
        duty, own = duties.get(one.item_id), lists.get(one.item_id, _EMPTY)
        after = bool(one.lists_at) and max(at.end for at in one.lists_at) <= one.text_at[0]
        signs = present(
            text_short=len(one.text) < _SHORT_TASK,
            list_ahead=after is not behind and bool(one.lists_at),
            text_long=beyond(len(one.text), _TASK),
            text_open=ended and not one.text.endswith(_SENTENCE_ENDS),
            text_goes_on=one.item_id in goes_on,
            text_cut=cut_off.get(one.item_id, 0.0),
            text_label=bool(roles().first_label(one.text)),
            text_lines=0.5 * min(len(_LINES.findall(notice.text, *one.text_at)), 2),
            text_number=bool(_NEXT.search(one.text, 10)),
            misprint=bool(MISPRINT.search(one.text)),
            list_unread=bool(duty and duty.unread),
            names_unknown=own.unknown,
            list_odd=own.odd,
            units_many=beyond(own.count, _UNITS),
            list_unlike=own.unlike,
            list_runs_on=own.runs_on,
            list_empty=bool(one.lists_at) and not own.count and not (duty and (duty.leaders or duty.deadline)),
            number_jumps=_jumps(last, one),
        )
        last = one
        yield Evidence("items", one.item_id, one.start, one.end, signs)


def _unclaimed(notice: Notice, items: Sequence[Item]) -> set[str]:
    """The tasks that end inside a sentence and have words behind them that belong to no task and no heading."""
    starts = sorted([*(one.start for one in items), *(one.start for one in notice.all(Section)), len(notice.text)])
    found = set()
    for one in items:
        end = max([one.end, one.text_at[1], *(at.end for at in one.lists_at)])
        following = starts[bisect_left(starts, end)]
        behind = notice.text[end : min(following, end + _BEHIND)]
        if not one.text.endswith(_SENTENCE_ENDS) and _GOES_ON.search(behind):
            found.add(one.item_id)
    return found


def _cut_off(items: Sequence[Item]) -> dict[str, float]:
    """The tasks that end with a comma, and half as surely in the middle of a word that goes on where the next one begins."""
    found = {}
    for one, following in pairwise([*items, None]):
        if one is None or one.text.endswith(_SENTENCE_ENDS):
            continue
        ending, beginning = one.text[-4:], following.text[:4] if following is not None else ""
        if one.text[-1:] in "，、：":
            found[one.item_id] = 1.0
        elif not _is_border(ending, beginning):
            found[one.item_id] = 0.5
    return found


def _is_border(ending: str, beginning: str) -> bool:
    """Whether a word ends where two stretches of Chinese meet."""
    at = 0
    for word in cut(ending + beginning):
        if at >= len(ending):
            break
        at += len(word)
    return at == len(ending)


def _beside_odd(items: Sequence[Evidence]) -> None:
    """Add to each task what share of the tasks right beside it shows signs of beginning or ending elsewhere."""
    odd = [bool(one.signs.keys() & _ODD) for one in items]
    for at, one in enumerate(items):
        beside = [*odd[max(at - _BESIDE, 0) : at], *odd[at + 1 : at + 1 + _BESIDE]]
        if any(beside):
            one.signs["neighbours_odd"] = sum(beside) / len(beside)


def _jumps(last: Item | None, one: Item) -> bool:
    """Whether the number of a task does not follow that of the task before it under the same heading."""
    if last is None or last.section_id != one.section_id:
        return False
    before, now = (ordinal(item.number) if item.number else None for item in (last, one))
    return before is not None and now is not None and now not in (before, before + 1, 1)


# ── lists and their units ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _List:
    """What the units of a task's list show together.

    `unknown` is the share of names that no rule knows, `unlike` how much longer the list is than the notice's middle one.
    """

    count: int = 0
    unknown: float = 0.0
    odd: bool = False
    verb: bool = False
    unlike: float = 0.0
    runs_on: bool = False
    leaderless: bool = False


_EMPTY = _List()


def _lists(notice: Notice) -> dict[str, _List]:
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in notice.all(Mention):
        named[mention.item_id].append(mention)
    usual = median(map(len, named.values())) if named else 0
    led = {item_id for item_id, units in named.items() if any(one.role == "lead" for one in units)}
    mostly_led = len(led) > _MOST * len(named)
    ends = {item.item_id: max(one.end for one in item.lists_at) for item in notice.all(Item) if item.lists_at}
    return {
        item_id: _List(
            count=len(units),
            unknown=sum(not looks_like_unit(one.name) for one in units) / len(units),
            odd=any(_SENTENCE.search(one.name) or two_names(one.name) for one in units),
            verb=any(_VERB.search(one.name) for one in units),
            unlike=beyond(len(units), _UNLIKE * usual),
            runs_on=item_id in ends and not _is_end(notice.text, ends[item_id]),
            leaderless=mostly_led and item_id not in led,
        )
        for item_id, units in named.items()
    }


def _is_end(text: str, at: int) -> bool:
    """Whether a list ends where lists end: at a bracket, a line's end, a tab."""
    return text[at : at + 1].strip("。；;") in ("", *CLOSING) or text[at : at + 1].isspace()


def _assignments(
    notice: Notice, lists: Mapping[str, _List], odd: Container[str], beside_odd: Mapping[str, float]
) -> Iterator[Evidence]:
    mentions = notice.all(Mention)
    often = Counter(one.name for one in mentions)
    near = neighbours(often)
    of_name = {name: _of_name(name, rare=count <= _RARE, near=name in near) for name, count in often.items()}
    of_list = {
        item_id: _of_list(lists.get(item_id, _EMPTY), item_id in odd, beside_odd.get(item_id, 0.0))
        for item_id in dict.fromkeys(one.item_id for one in mentions)
    }
    # What stands between each two names, and whether they are one; nothing stands before the first and behind the last.
    pairs = list(pairwise(mentions))
    between = [None, *(_between(notice, *pair) for pair in pairs), None]
    joined = [False, *(between[at] == "" and _joins(*pair) for at, pair in enumerate(pairs, 1)), False]
    # Lists whose names stand behind one another with a sign between some of them.
    apart = {one.item_id for at, (one, _) in enumerate(pairs, 1) if between[at] in _SEPARATORS}
    for place, one in enumerate(mentions):
        signs = of_name[one.name] | present(
            name_apart=one.item_id in apart and "" in between[place : place + 2],
            name_joins=joined[place] or joined[place + 1],
        )
        row_id = f"{one.item_id}/{one.position}"
        yield Evidence("assignments", row_id, one.start, one.end, signs | of_list[one.item_id])


def _of_list(own: _List, odd: bool, beside_odd: float) -> Signs:
    """The signs that all names of a list share; `odd` if its task shows some, `beside_odd` as far as those beside it do."""
    return present(
        names_unknown=own.unknown,
        list_odd=own.odd,
        list_verb=own.verb,
        list_unlike=own.unlike,
        list_runs_on=own.runs_on,
        task_odd=odd,
        neighbours_odd=beside_odd,
        role_unlike=own.leaderless,
    )


def _of_name(name: str, *, rare: bool, near: bool) -> Signs:
    """The signs of a name by itself."""
    likely = likeness(name)
    return present(
        name_unknown=likely < Likeness.LIKELY,
        name_unlikely=likely is Likeness.NO,
        name_unlisted=likely is Likeness.LIKELY,
        name_misprinted=near or (rare and likely < Likeness.KNOWN and misprinted(name)),
        name_two=two_names(name),
        name_sentence=bool(_SENTENCE.search(name)) or name.count("（") != name.count("）"),
        name_bracket=not is_collective(name) and any(map(_is_no_unit, _BRACKETED.findall(name))),
        name_short=len(name) < _SHORT_NAME and likely < Likeness.KNOWN,
        name_long=beyond(len(name), _NAME),
    )


def _is_no_unit(words: str) -> bool:
    return not looks_like_unit(words) and words[-1:] not in UNIT_ENDS


def _between(notice: Notice, one: Mention, beside: Mention) -> str | None:
    """The words between two names of one list, None where they are of two or stand the other way round."""
    ordered = one.item_id == beside.item_id and one.end <= beside.start
    return notice.text[one.end : beside.start].strip() if ordered else None


def _joins(one: Mention, beside: Mention) -> bool:
    """Whether two names with nothing but a line's end between them are one: 市委｜网信办."""
    whole = one.name + beside.name
    return likeness(whole) is Likeness.KNOWN and not two_names(whole) and not is_collective(whole)


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────


def evidence(notice: Notice, opinion: Mapping[str, float] | None = None) -> list[Evidence]:
    """Every row that is rated, with its signs, in the order of the text table by table.

    Args:
        notice: the notice with all that was read.
        opinion: the weights of the second opinion on numbers, if not those learned from all annotated notices.
    """
    lists = _lists(notice)
    items = list(_items(notice, lists))
    _beside_odd(items)
    odd = frozenset(row.row_id for row in items if row.signs.keys() & _ODD)
    beside = {row.row_id: row.signs["neighbours_odd"] for row in items if "neighbours_odd" in row.signs}
    found = [*_header(notice), *_sections(notice), *items, *_assignments(notice, lists, odd, beside)]
    found += figures(notice, learned() if opinion is None else opinion)
    _add_doubts(notice, found)
    return found


def _add_doubts(notice: Notice, found: Sequence[Evidence]) -> None:
    """Add to the rows' signs what the stages doubted there, and how surely their page was recognised."""
    doubts = sorted(notice.all(Doubt), key=lambda doubt: doubt.start)
    recognised = any(page.ocr_confidence is not None for page in notice.all(Page))
    rows: dict[str, list[Evidence]] = {table: [] for table in TABLES}
    for one in found:
        rows[one.table].append(one)
    for table in TABLES:
        # Each table by itself: a row as long as the notice would keep all doubts in hand for the rows of the others.
        of_table = [doubt for doubt in doubts if table in doubt.rows]
        active: list[Doubt] = []
        at = 0
        for row in sorted(rows[table], key=attrgetter("start")):
            while at < len(of_table) and of_table[at].start < row.end:
                active.append(of_table[at])
                at += 1
            active = [doubt for doubt in active if doubt.end > row.start] if active else active
            for doubt in active:
                if doubt.start < row.end:
                    row.signs[doubt.code] = max(row.signs.get(doubt.code, 0.0), min(max(doubt.strength, 0.0), 1.0))
            page = notice.page(row.start) if recognised else None
            if page is not None and page.ocr_confidence is not None:
                row.signs["recognised"] = 1 - page.ocr_confidence
