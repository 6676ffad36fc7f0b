"""How a finding is told: in the words and with the severity of rules/findings.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline import rules
from pipeline.notice import Finding, Item, Span

# So many first words name a task that has no number.
_FIRST_WORDS = 12


def finding(span: Span, key: str, item_id: str | None = None, **values: object) -> Finding:
    """A finding at a place.

    Args:
        span: where it is.
        key: its code, with the wording behind a dot if it has several.
        item_id: the task that it concerns.
        values: what its {names} stand for.
    """
    says = rules.load("findings")["code"][key]
    zh, en = (
        says[language].format(**{name: _said(value, language) for name, value in values.items()})
        for language in ("zh", "en")
    )
    return Finding(span.start, span.end, key.partition(".")[0], says["severity"], zh, en, item_id)


def also(told: Finding, others: Iterable[Span]) -> Finding:
    """A finding with the other places that have the same cause."""
    return replace(told, also_at=tuple((one.start, one.end) for one in others))


def _said(value: object, language: str) -> object:
    """What to fill in for a value: several names side by side, a word of both languages in this one."""
    if isinstance(value, list):
        return rules.load("findings")["between"][language].join(value)
    return value[language] if isinstance(value, dict) else value


def task_name(item: Item | None) -> dict[str, str]:
    """What a task is called in a finding: 第95项, 第（5）项, 第二条, or its first words where it has no number."""
    if item is None:
        return {"zh": "正文", "en": "the text outside the tasks"}
    if not item.number:
        words = (item.title or item.text)[:_FIRST_WORDS]
        return {"zh": f"“{words}…”", "en": f"the task “{words}…”"}
    whole = item.number.startswith("第")
    return {"zh": item.number if whole else f"第{item.number}项", "en": f"task {item.number}"}
