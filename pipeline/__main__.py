"""``python -m pipeline``: see ``python -m pipeline --help``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from pipeline.messages import click_speaks

    click_speaks()

    from pipeline.cli import program

    program()


if __name__ == "__main__":
    main()
