"""Make notices up without end and read them: ``make fuzz [SECONDS=300]`` gives a third of its time to it.

What hypothesis draws is drawn anew each time; the usual tests draw the same.  A text that is read unsoundly, in two ways or
for more than a minute is made as short as it can be, kept as ``.cache/fuzz/made-up-<hash>.txt``, and told as the line that
makes it a case of tests/test_made_up.py.
"""

from __future__ import annotations

import hashlib
import signal
import sys
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_invariants import documents
from test_made_up import assert_read_or_refused, damaged, laid_out

FOLDER = Path(".cache", "fuzz")
#: Texts of one round, after which the time is looked at, and the seconds that one of them may take.
ROUND, LONGEST = 50, 60


class _TooSlowError(Exception):
    """A text took longer than any of its length may."""


def _stop(*_: object) -> None:
    raise _TooSlowError


def main(seconds: float) -> int:
    """Read made-up notices for so long; 1 once one of them was not read as it should be."""
    count = 0
    failed = ""

    @settings(
        max_examples=ROUND, deadline=None, derandomize=False, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(laid_out, damaged(), documents))
    def one_round(text: str) -> None:
        nonlocal count, failed
        count += 1
        signal.alarm(LONGEST)
        try:
            assert_read_or_refused(text)
        except BaseException:
            failed = text
            raise
        finally:
            signal.alarm(0)

    signal.signal(signal.SIGALRM, _stop)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            one_round()
        except Exception:
            traceback.print_exc()
            FOLDER.mkdir(parents=True, exist_ok=True)
            content = failed.encode("utf-8", "surrogatepass")
            path = FOLDER / f"made-up-{hashlib.sha256(content).hexdigest()[:12]}.txt"
            path.write_bytes(content)
            print(path, f"@example({failed!r})", sep="\n")
            return 1
    print(f"{count} made-up notices")
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 100.0))
