"""Findings: what the document itself gives away, and what the program could not read well.

Each check looks at the spans of one notice and yields findings; what they say and how grave they are stands in
rules/findings.toml, by their codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.meaning.trust.findings import figures, lists, numbering, text
from pipeline.notice import Finding, Notice

_CHECKS: tuple[Callable[[Notice], Iterator[Finding]], ...] = (
    numbering.header_parts,
    numbering.section_numbers,
    numbering.item_numbers,
    numbering.announced_headings,
    lists.tasks_without_list,
    lists.unread_lists,
    lists.repeated_units,
    lists.unknown_units,
    lists.units_of_two_names,
    figures.repeated_commitments,
    figures.differing_values,
    figures.parts_and_wholes,
    figures.unread_numbers,
    figures.unmeasured_numbers,
    figures.unread_columns,
    figures.passed_over_numbers,
    text.missing_attachments,
    text.tables_without_rows,
    text.unclosed_brackets,
    text.uncovered_text,
    text.stray_and_lost_words,
    text.lost_signs_of_labels,
    text.recognised_pages,
    text.hidden_parts,
)


def audit(notice: Notice, seen: Sequence[Mapping[str, str]] = ()) -> Notice:
    """The notice with its findings, in the order of the text.

    Args:
        notice: the notice with all that was read.
        seen: findings that a person has looked at: the `code`, and words of the source `at` which it stands.
    """
    found: dict[Finding, None] = dict.fromkeys(finding for check in _CHECKS for finding in check(notice))
    ordered = sorted(found, key=lambda one: (one.start, one.end, one.code, one.message))
    places = [
        (entry["code"], at, at + len(entry["at"])) for entry in seen if (at := notice.text.find(entry["at"])) >= 0
    ]

    def is_seen(one: Finding) -> bool:
        return any(one.code == code and one.start < end and start < one.end for code, start, end in places)

    return notice.adding(replace(one, seen=True) if is_seen(one) else one for one in ordered)
