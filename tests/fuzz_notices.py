"""Make notices up and read them: ``make fuzz [COUNT=2000] [SEED=n]``.

A seed that is given makes the same notices on any machine; without one it is drawn, and told.  A text that is read unsoundly,
in two ways or for more than a minute is made as short as it can be, kept as ``.cache/fuzz/made-up-<hash>.txt``, and told as
the line that makes it a case of tests/test_made_up.py.
"""

from __future__ import annotations

import hashlib
import random
import signal
import sys
import traceback
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from test_invariants import documents
from test_made_up import assert_read_or_refused, damaged, laid_out

FOLDER = Path(".cache", "fuzz")
#: Seconds that one text may take.
LONGEST = 60


class _TooSlowError(Exception):
    """A text took longer than any of its length may."""


def _stop(*_: object) -> None:
    raise _TooSlowError


def main(count: int, chance: int) -> int:
    """Read so many made-up notices; 1 once one of them was not read as it should be."""
    print(f"{count} made-up notices, seed {chance}")
    failed = ""

    @seed(chance)
    @settings(
        max_examples=count, deadline=None, derandomize=False, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(laid_out, damaged(), documents))
    def read_all(text: str) -> None:
        nonlocal failed
        signal.alarm(LONGEST)
        try:
            assert_read_or_refused(text)
        except BaseException:
            failed = text
            raise
        finally:
            signal.alarm(0)

    signal.signal(signal.SIGALRM, _stop)
    try:
        read_all()
    except Exception:
        traceback.print_exc()
        FOLDER.mkdir(parents=True, exist_ok=True)
        content = failed.encode("utf-8", "surrogatepass")
        path = FOLDER / f"made-up-{hashlib.sha256(content).hexdigest()[:12]}.txt"
        path.write_bytes(content)
        print(path, f"@example({failed!r})", sep="\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else random.SystemRandom().randrange(1 << 32)))
