"""The command line.  Commands import what they need themselves, so that --help answers at once."""

from __future__ import annotations

from pipeline.cli import build, check, made, reports
from pipeline.cli.program import program

__all__ = ["build", "check", "made", "program", "reports"]
