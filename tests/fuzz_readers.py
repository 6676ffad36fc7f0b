"""Damage files without end and read them: ``make fuzz [SECONDS=300]``.

With atheris, where it installs, the damage follows what the readers do with it; else it is drawn at random.  A file that
raises anything but a refusal, or is read in two ways, is kept as ``.cache/fuzz/<format>-<hash>`` and told; it belongs into
the trials of tests/test_reader_trials.py.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import random
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

FOLDER = Path(".cache", "fuzz")

#: Seconds of one round that is led: a round is a process of its own, and gives its memory back.
ROUND = 60.0
#: atheris holds for good what watched code compares, and a picture of a page is 8 MB: what compares pictures is not watched.
PICTURES = ["pipeline.read.ocr", "pipeline.read.pdf"]


def trials() -> Any:
    """The files and what is done to them; imported late, for what it imports may be watched."""
    return importlib.import_module("test_reader_trials")


def tried(ending: str, data: bytes) -> bool:
    """Whether a file is read or refused as it should be; one that is not is kept."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{ending}-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
    path.write_bytes(data)
    try:
        trials().check(path)
    except Exception:
        print(path, traceback.format_exc(), sep="\n")
        return False
    path.unlink()
    return True


def main(seconds: float) -> int:
    """Damage files for so long; 1 if one of them was not read as it should be."""
    end = time.monotonic() + seconds
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    wholes = {ending: whole() for ending, whole in trials().WHOLE.items()}
    good, count = True, 0
    while time.monotonic() < end:
        ending = chance.choice(list(wholes))
        good = tried(ending, chance.choice(trials().damages)(wholes[ending], chance)) and good
        count += 1
    print(f"{count} files")
    return 0 if good else 1


def led(seconds: float) -> int:
    """The same, led by what the readers do, in rounds that hand the files they found on."""
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for at, (ending, whole) in enumerate(sorted(trials().WHOLE.items())):
        (corpus / ending).write_bytes(bytes([at]) + whole())
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 1:
        done = subprocess.run([sys.executable, __file__, str(min(ROUND, left)), "round"], check=False)
        if done.returncode:
            return done.returncode
    return 0


def one_round(seconds: float, atheris: Any) -> None:
    """One round of it: the first byte of what is tried says which format, the rest is the file."""
    # The readers alone are watched: all that they lean on would take minutes to prepare.
    with atheris.instrument_imports(include=["pipeline.read"], exclude=PICTURES):
        readers = importlib.import_module("pipeline.read")
        for module in pkgutil.walk_packages(readers.__path__, "pipeline.read."):
            importlib.import_module(module.name)
        endings = sorted(trials().WHOLE)

    def one(data: bytes) -> None:
        if len(data) > 1:
            assert tried(endings[data[0] % len(endings)], data[1:])

    limits = (f"-max_total_time={seconds:.0f}", "-timeout=60", "-rss_limit_mb=2000", "-max_len=200000")
    atheris.Setup([sys.argv[0], str(FOLDER / "corpus"), f"-artifact_prefix={FOLDER}/", *limits], one)
    atheris.Fuzz()


if __name__ == "__main__":
    budget = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    try:
        guide = importlib.import_module("atheris")
    except ImportError:
        print("without atheris: damage is drawn at random")
        sys.exit(main(budget))
    if sys.argv[2:] == ["round"]:
        one_round(budget, guide)
    else:
        sys.exit(led(budget))
