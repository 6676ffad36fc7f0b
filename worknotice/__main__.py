"""``python -m worknotice``, the same as ``python -m pipeline``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from pipeline.__main__ import main as run

    run()


if __name__ == "__main__":
    main()
