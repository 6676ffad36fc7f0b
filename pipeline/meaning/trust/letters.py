"""Signs of the header and of headings: what shows that a letter's parts or a heading were read wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import rules
from pipeline.language.signs import BLANK
from pipeline.meaning.trust.signs import MISPRINT, SENTENCE_ENDS, Evidence, beyond, is_border, present
from pipeline.notice import Field, Notice, Section

_SAID = rules.lists("layout")
# Lengths in characters beyond which a heading is rarely what it should be; the sign is at full strength at twice as much.
_HEADING = 30
_LEADERS = re.compile(r"[.．·…]{3,}")

# No field of a header holds these: a web page's path, a link, a label of its own.
_ODD_FIELD = re.compile(f"{_SAID.paths}|[：:].*[：:]")
# What says that a field of the header is printed, on a line of its own.
_PRINTED = {
    "doc_number": re.compile(r"^[^\n《（(]{2,14}[〔\[［][12][0-9]{3}[〕\]］][0-9]{1,4}号", re.MULTILINE),
    "signed_date": re.compile(rf"^{BLANK}*[12][0-9]{{3}}年[0-9]{{1,2}}月[0-9]{{1,2}}日{BLANK}*$", re.MULTILINE),
    "publicity": re.compile(f"{_SAID.published}公开"),
    "cc": re.compile(rf"^{BLANK}*抄{BLANK}*[送报]{BLANK}*[：:]", re.MULTILINE),
}

# ── the header ───────────────────────────────────────────────────────────────────────────────────────


def header(notice: Notice) -> Iterator[Evidence]:
    fields = [field for field in notice.all(Field) if field.name not in ("adcode", "province", "prefecture", "county")]
    missing = {f"no_{name}": 1.0 for name in ("title", "issuer", "signed_date") if name not in notice.fields}
    title = notice.fields.get("title", "")
    # A line ends behind each field of a letter; in a copy run to one line none does.
    # The imprint's office and date share a line.
    letter = (one for one in fields if not one.name.startswith("print_"))
    run_in = any(notice.text[one.end : one.end + 2].strip(" \t\u3000）)。：")[:1].isalnum() for one in letter)
    # Down to the title: behind the date at a letter's foot most of the notice would be its header.
    start = min((field.start for field in fields), default=0)
    end = max((field.end for field in fields if field.name == "title"), default=start)
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


def headings(notice: Notice) -> Iterator[Evidence]:
    last: dict[tuple[int, str | None], Section] = {}
    level = 0
    for one in notice.all(Section):
        before = last.get((one.part, one.parent_id))
        # A number that stands twice was printed so.
        jumps = bool(one.ordinal) and one.ordinal not in ((before.ordinal, before.ordinal + 1) if before else (1,))
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
    return bool(following) and not is_border(ending, following) and not ending.endswith(SENTENCE_ENDS)
