"""Count how many tasks hold each word: ``python -m pipeline.measure.word_counts NOTICE…`` writes rules/word_counts.toml.

Words and counts only, and only of words that many tasks hold: the table says nothing about any one notice.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.compare.bags import tokens
from pipeline.compare.year import text_of
from pipeline.measure.years import data_of

# What fewer tasks hold is as rare as what none does.
_LEAST = 8
_FILE = Path(__file__).parents[1] / "rules" / "word_counts.toml"


def counted(texts: Iterable[str]) -> Iterator[str]:
    """The lines of the table: the words that so many tasks hold, the commonest first."""
    held: Counter[str] = Counter()
    tasks = 0
    for text in texts:
        tasks += 1
        held.update(set(tokens(text)))
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, count in held.items():
        if count >= _LEAST:
            by_count[count].append(word)
    yield "# Made by `python -m pipeline.measure.word_counts`: how many tasks were counted, and which words (² behind a pair"
    yield "# of characters) so many of them hold."
    yield f"tasks = {tasks}"
    yield "\n[held]"
    for count in sorted(by_count, reverse=True):
        yield f'{count} = "{" ".join(sorted(by_count[count]))}"'


def main(paths: Iterable[str]) -> None:
    data = data_of(map(Path, paths))
    _FILE.write_text("\n".join(counted(map(text_of, data["items"]))) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
