"""What is read of the notices of `tests/corpus` and `tests/snapshots` is what stands there (tests/snapshots.py)."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from snapshots import ANNOTATED, CORPUS, SNAPSHOTS, files, now, parted

#: So many rows of a file are shown, gained and lost.
_SHOWN = 60


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_all_that_is_read(file: Path) -> None:
    before, after = (text.splitlines() for text in (file.read_text(encoding="utf-8"), now(file)))
    if before != after:
        _, _, *rows = [
            line for line in difflib.unified_diff(before, after, lineterm="", n=0) if not line.startswith("@@")
        ]
        pytest.fail(
            f"{file.parent.name}/{file.name} is read otherwise than before. Where that is better, or no worse: `make snapshots`, "
            "read `git diff tests`, each line, and commit it with the change.\n"
            + "\n".join(rows[:_SHOWN] + [f"… and {len(rows) - _SHOWN} more"] * (len(rows) > _SHOWN)),
            pytrace=False,
        )


def test_the_corpus_is_whole() -> None:
    """Each notice has its reading, and what a person corrected belongs to one of them."""
    corpus = files(CORPUS)
    assert all(reading for file in corpus for _, reading in parted(file))
    assert {file.stem for file in (CORPUS / "corrections").glob("*.toml")} <= {file.stem for file in corpus}


def test_no_notice_that_is_set_aside_is_looked_at() -> None:
    """Their readings would tell whoever changes a rule what stands in them; all others have theirs."""
    aside = set((ANNOTATED / "gold" / "set-aside.txt").read_text(encoding="utf-8").split())
    names = {path.stem for path in ANNOTATED.iterdir() if path.is_file()} - {"README"}
    assert {file.stem for file in files(SNAPSHOTS)} == names - aside
