"""``python -m pipeline``: see ``python -m pipeline --help``."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command line."""
    from pipeline.messages import click_speaks, help_page

    _never_fail_to_print()
    # click takes longer to load than all that it then prints of this page.
    if sys.argv[1:] in (["--help"], ["-h"]) and _is_wide():
        sys.stdout.write(help_page())
        return
    click_speaks()

    from pipeline.cli import program

    program(obj=True)  # this process is the command's own


def _never_fail_to_print() -> None:
    """Mark (\\u91d1) what the encoding of a terminal or a pipe lacks: on Windows that of a pipe has few characters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _is_wide() -> bool:
    """Whether the page that is kept, for 80 columns and more, is the one that click would make here."""
    try:
        return "COLUMNS" not in os.environ and (
            not sys.stdout.isatty() or os.get_terminal_size(sys.stdout.fileno()).columns >= 80
        )
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    main()
