"""Damage files and read them: ``make fuzz [COUNT=2000] [SEED=n]`` damages a quarter as many files as it makes notices.

With atheris, where it installs, the damage follows what the readers do with it; else it is drawn at random.  A seed that
is given does the same damage on any machine; without one it is drawn, and told.  A file that
raises anything but a refusal, or is read in two ways, is kept as ``.cache/fuzz/<format>-<hash>`` and told; it belongs into
the trials of tests/test_reader_trials.py.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pkgutil
import random
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

FOLDER = Path(".cache", "fuzz")

#: Files of one round that is led: a round is a process of its own, and gives its memory back.
ROUND = 500
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


def main(count: int, seed: int) -> int:
    """Damage so many files; 1 if one of them was not read as it should be."""
    chance = random.Random(seed)
    wholes = {ending: whole() for ending, whole in trials().WHOLE.items()}
    good = True
    for _ in range(count):
        ending = chance.choice(list(wholes))
        good = tried(ending, chance.choice(trials().damages)(wholes[ending], chance)) and good
    return 0 if good else 1


def led(count: int, seed: int) -> int:
    """The same, led by what the readers do, in rounds that hand the files they found on."""
    corpus = FOLDER / "corpus"
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    for at, (ending, whole) in enumerate(sorted(trials().WHOLE.items())):
        (corpus / ending).write_bytes(bytes([at]) + whole())
    for done in range(0, count, ROUND):
        drawn = str(seed + done & 0xFFFFFFFF)
        ran = subprocess.run(
            [sys.executable, __file__, str(min(ROUND, count - done)), drawn, "round"],
            check=False, env={**os.environ, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        if ran.returncode:
            return ran.returncode
    return 0


def one_round(count: int, seed: int, atheris: Any) -> None:
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

    limits = (f"-runs={count}", f"-seed={seed or 1}", "-timeout=60", "-rss_limit_mb=2000", "-max_len=200000")
    atheris.Setup([sys.argv[0], str(FOLDER / "corpus"), f"-artifact_prefix={FOLDER}/", *limits], one)
    atheris.Fuzz()


def guide() -> Any:
    """atheris, where it is installed; else nothing."""
    try:
        return importlib.import_module("atheris")
    except ImportError:
        return None


if __name__ == "__main__":
    files = int(sys.argv[1])
    drawn = int(sys.argv[2]) if sys.argv[2:] else random.SystemRandom().randrange(1 << 32)
    leads = guide()
    if sys.argv[3:] == ["round"]:
        one_round(files, drawn, leads)
    else:
        print(f"{files} files, damaged {'at random' if leads is None else 'as the readers lead'}, seed {drawn}")
        sys.exit((main if leads is None else led)(files, drawn))
