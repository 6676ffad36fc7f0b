"""Damage files without end and read them: ``make fuzz [SECONDS=300]``.

With atheris, where it installs, the damage follows what the readers do with it; else it is drawn at random.  A file that
raises anything but a refusal, or is read in two ways, is kept as ``.cache/fuzz/<format>-<hash>`` and told; it belongs into
the trials of tests/test_reader_trials.py.
"""

from __future__ import annotations

import hashlib
import importlib
import random
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from test_reader_trials import WHOLE, check, damages

FOLDER = Path(".cache", "fuzz")


def tried(ending: str, data: bytes) -> bool:
    """Whether a file is read or refused as it should be; one that is not is kept."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{ending}-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
    path.write_bytes(data)
    try:
        check(path)
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
    wholes = {ending: whole() for ending, whole in WHOLE.items()}
    good, count = True, 0
    while time.monotonic() < end:
        ending = chance.choice(list(wholes))
        good = tried(ending, chance.choice(damages)(wholes[ending], chance)) and good
        count += 1
    print(f"{count} files")
    return 0 if good else 1


def guided(seconds: float, atheris: Any) -> None:
    """The same, led by what the readers do: the first byte says which format, the rest is the file."""
    endings = sorted(WHOLE)
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for at, ending in enumerate(endings):
        (corpus / ending).write_bytes(bytes([at]) + WHOLE[ending]())

    def one(data: bytes) -> None:
        if len(data) > 1:
            assert tried(endings[data[0] % len(endings)], data[1:])

    # The readers alone are watched: all that they lean on would take minutes to prepare.
    with atheris.instrument_imports(include=["pipeline.read"]):
        for module in Path("pipeline", "read").glob("[a-z]*.py"):
            importlib.import_module(f"pipeline.read.{module.stem}")
    limits = (f"-max_total_time={seconds:.0f}", "-timeout=60", "-rss_limit_mb=2000", "-max_len=200000")
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={FOLDER}/", *limits], one)
    atheris.Fuzz()


if __name__ == "__main__":
    budget = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    try:
        guide = importlib.import_module("atheris")
    except ImportError:
        print("without atheris: damage is drawn at random")
        sys.exit(main(budget))
    guided(budget, guide)
