"""Short notices of every layout, each with all that is read of it, as a person can review it.

A file of `tests/corpus` is a notice, a line of ═, and below it the reading: the blocks in the order of the text, and under
each of them the rows that begin there, with every column that says something.  What a careful reader would read otherwise
is marked there, by a line `gap: …` above the notice's line of ═, which is no part of the notice.

To accept a change, run ``WRITE_GOLDEN=1 make test ARGS=tests/test_corpus.py``, read the diff, line by line, and commit it: a
run that writes always fails.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from readings import readable

from pipeline.read import read
from pipeline.structure.corrections import load

CORPUS = Path(__file__).parent / "corpus"
LINE = "═" * 100
FILES = sorted((*CORPUS.glob("*.txt"), *CORPUS.glob("*.html")))


def parted(file: Path) -> tuple[str, list[str], str]:
    """The notice of a file, the gaps of its reading, and the reading."""
    above, _, reading = file.read_text(encoding="utf-8").partition(f"{LINE}\n")
    lines = above.splitlines(keepends=True)
    gaps = [line for line in lines if line.startswith("gap: ")]
    return "".join(line for line in lines if line not in gaps), gaps, reading


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_all_that_is_read(file: Path, tmp_path: Path) -> None:
    text, gaps, reading = parted(file)
    copy = tmp_path / file.name
    copy.write_text(text, encoding="utf-8")
    found = readable(read(copy), load(CORPUS / "corrections", file.stem))
    if found == reading:
        return
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(f"{text}{''.join(gaps)}{LINE}\n{found}", encoding="utf-8")
        pytest.fail(f"{file} was written anew; read its diff line by line, then run without WRITE_GOLDEN")
    assert found.splitlines() == reading.splitlines(), (
        f"{file.name} is read otherwise than before. Where that is better, or no worse: "
        "WRITE_GOLDEN=1 make test ARGS=tests/test_corpus.py, read the diff, commit it with the change."
    )


def test_the_corpus_is_whole() -> None:
    """Each file has a notice and its reading, and what a person corrected belongs to one of them."""
    assert all(parted(file)[2] for file in FILES)
    assert {file.stem for file in (CORPUS / "corrections").glob("*.toml")} <= {file.stem for file in FILES}
