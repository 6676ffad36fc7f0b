"""Short notices of every layout, each with all that is read of it, as a person can review it.

A file of `tests/corpus` is a notice (or a line `notice: …` with the file that holds it), a line of ═, and below it the
reading: the blocks in the order of the text, and under each of them the rows that begin there, with every column that says
something (tests/readings.py).  Another line of ═ may follow and another notice.  What a careful reader would read otherwise
stands in lines `gap: …` at the end of the notice.

To accept a change, run ``WRITE_GOLDEN=1 make test ARGS=tests/test_corpus.py``, read the diff, line by line, and commit it: a
run that writes always fails.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from readings import readable

from pipeline.notice import NoticeError
from pipeline.read import read
from pipeline.structure.corrections import load

CORPUS = Path(__file__).parent / "corpus"
LINE = f"{'═' * 100}\n"
FILES = sorted((*CORPUS.glob("*.txt"), *CORPUS.glob("*.html")))


def parted(file: Path) -> list[tuple[str, str]]:
    """The notices of a file, with their gaps, each with its reading."""
    parts = file.read_text(encoding="utf-8").split(LINE)
    return list(zip(parts[::2], parts[1::2], strict=True))


def notice(above: str, name: str, folder: Path) -> Path:
    """The file with a notice alone, written into a folder where it stands nowhere else."""
    text = "".join(line for line in above.splitlines(keepends=True) if not line.startswith("gap: "))
    if text.startswith("notice: "):
        return CORPUS.parent / text.removeprefix("notice: ").strip()
    copy = folder / name
    copy.write_text(text, encoding="utf-8")
    return copy


def readings(file: Path, folder: Path) -> list[str]:
    """How each notice of a file is read now."""
    corrections = load(CORPUS / "corrections", file.stem)
    found = []
    for place, (above, _) in enumerate(parted(file), 1):
        name = file.name if place == 1 else f"{file.stem}-{place}{file.suffix}"
        try:
            found.append(readable(read(notice(above, name, folder)), corrections))
        except NoticeError as refusal:
            found.append(f"refused: {refusal}\n")
    return found


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_all_that_is_read(file: Path, tmp_path: Path) -> None:
    known, found = parted(file), readings(file, tmp_path)
    if found == [reading for _, reading in known]:
        return
    if os.environ.get("WRITE_GOLDEN"):
        both = [one for (above, _), reading in zip(known, found, strict=True) for one in (above, reading)]
        file.write_text(LINE.join(both), encoding="utf-8")
        pytest.fail(f"{file} was written anew; read its diff line by line, then run without WRITE_GOLDEN")
    before, now = ("".join(one).splitlines() for one in ([reading for _, reading in known], found))
    assert now == before, (
        f"{file.name} is read otherwise than before. Where that is better, or no worse: "
        "WRITE_GOLDEN=1 make test ARGS=tests/test_corpus.py, read the diff, commit it with the change."
    )


def test_the_corpus_is_whole() -> None:
    """Each notice has its reading, and what a person corrected belongs to one of them."""
    assert all(reading for file in FILES for _, reading in parted(file))
    assert {file.stem for file in (CORPUS / "corrections").glob("*.toml")} <= {file.stem for file in FILES}
