"""How notices are read, kept as text, so that a change of a rule shows in its own commit the rows gained and lost.

``make snapshots`` writes them anew.  There are two kinds:

- `tests/corpus`: short notices of every layout, made up.  A file is a notice (or a line `notice: …` with the file that holds
  it), a line of ═, and below it all that is read of it (`readings.readable`).  Another line of ═ may follow and another
  notice.  What a careful reader would read otherwise stands in lines `gap: …` at the end of the notice.
- `tests/snapshots`: the notices of `tests/annotated` but those that are set aside there, with all rows and without their
  text.  They are as long and as strange as real ones, and say what a rule does to them, not what is right; that, the
  annotations say.  An empty file of a notice's name adds it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from readings import readable

from pipeline.notice import NoticeError
from pipeline.read import read
from pipeline.structure.corrections import load

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
SNAPSHOTS = ROOT / "tests" / "snapshots"
ANNOTATED = ROOT / "tests" / "annotated"
LINE = f"{'═' * 100}\n"


def files(*folders: Path) -> list[Path]:
    """All files that keep how something is read."""
    return sorted(path for folder in folders or (CORPUS, SNAPSHOTS) for path in folder.iterdir() if path.is_file())


def now(file: Path) -> str:
    """What a file of either folder would hold, as notices are read now."""
    if file.parent == SNAPSHOTS:
        return readable(read(annotated(file.stem)), abridged=True)
    return LINE.join(
        part for (above, _), found in zip(parted(file), _found(file), strict=True) for part in (above, found)
    )


def annotated(name: str) -> Path:
    """The annotated notice of a name."""
    return next(ANNOTATED.glob(f"{name}.*"))


def parted(file: Path) -> list[tuple[str, str]]:
    """The notices of a file of the corpus, with their gaps, each with its reading."""
    parts = file.read_text(encoding="utf-8").split(LINE)
    return list(zip(parts[::2], parts[1::2], strict=True))


def _found(file: Path) -> Iterator[str]:
    """How each notice of a file of the corpus is read."""
    corrections = load(CORPUS / "corrections", file.stem)
    for place, (above, _) in enumerate(parted(file), 1):
        name = file.name if place == 1 else f"{file.stem}-{place}{file.suffix}"
        with TemporaryDirectory() as folder:
            try:
                yield readable(read(_alone(above, Path(folder) / name)), corrections)
            except NoticeError as refusal:
                yield f"refused: {refusal}\n"


def _alone(above: str, copy: Path) -> Path:
    """The file that holds a notice of the corpus, or a copy of the notice alone, in a folder where it stands nowhere else."""
    text = "".join(line for line in above.splitlines(keepends=True) if not line.startswith("gap: "))
    if text.startswith("notice: "):
        return CORPUS.parent / text.removeprefix("notice: ").strip()
    copy.write_text(text, encoding="utf-8")
    return copy


def write(folders: Sequence[Path]) -> int:
    """Write what is read otherwise than before; how many files that were."""
    known = files(*folders)
    written = 0
    with ProcessPoolExecutor() as pool:
        for file, found in zip(known, pool.map(now, known), strict=True):
            if found != file.read_text(encoding="utf-8"):
                file.write_text(found, encoding="utf-8")
                print(file.relative_to(ROOT))
                written += 1
    print(f"{written} of {len(known)} files are read otherwise" + "; read `git diff tests`, each line" * bool(written))
    return written


if __name__ == "__main__":
    write([Path(name).resolve() for name in sys.argv[1:]])
