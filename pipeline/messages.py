"""What the program says, in the language of the user: the texts stand in ``rules/messages.toml``."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

VERSION = "1.0.0"


def language() -> str:
    """`zh` where the locale is Chinese, else `en`.

    As in POSIX, the first that is set of LC_ALL, LC_MESSAGES and LANG decides; where none is, as on Windows and for
    programs that macOS starts, the language of the system does.
    """
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if (next(filter(None, settings), "") or _system()).lower().startswith("zh") else "en"


@cache
def _system() -> str:
    """The language that Windows or macOS shows its own menus in, as far as it can be told; empty elsewhere."""
    if sys.platform == "win32":
        import ctypes

        chinese = 0x04  # the primary language of zh-CN, zh-TW, zh-HK, zh-SG
        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == chinese else ""
    if sys.platform == "darwin":
        import re
        import subprocess

        try:
            asked = subprocess.run(
                ["/usr/bin/defaults", "read", "-g", "AppleLanguages"],
                capture_output=True,
                text=True,
                timeout=5,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        first = re.search(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", asked.stdout)
        return first[0] if first else ""
    return ""


@cache
def _load(name: str) -> dict[str, Any]:
    import tomllib  # takes as long as all the rest of `import pipeline`

    # Not through pipeline.rules, whose check of a file's schema alone doubles the time that --help takes.
    with open(os.path.join(os.path.dirname(__file__), "rules", f"{name}.toml"), "rb") as file:
        data = tomllib.load(file)
    if name == "messages" and (amiss := [key for key, said in data.items() if said.keys() != {"zh", "en"}]):
        raise ValueError(f"rules/{name}.toml: not in zh and en: {', '.join(amiss)}")
    return data


def text(key: str, **values: object) -> str:
    """The text `key` in the user's language, with its {places} filled in.

    Raises:
        KeyError: there is no such text, or a place in it has no value.
    """
    said = str(_load("messages")[key][language()]).replace(_IN_THE_CHECKOUT, called())
    return said.format(**values) if values else said


# What the texts call the program.
_IN_THE_CHECKOUT = "python -m pipeline"


def called() -> str:
    """How this program was started, so that what it tells people to type works: ``worknotice`` where it is installed."""
    folder, name = os.path.split(sys.argv[0])
    if name.removesuffix(".exe") == "worknotice":
        return "worknotice"
    if name == "__main__.py" and os.path.basename(folder) == "worknotice":
        return "python -m worknotice"
    # A script of the user's own: in a wheel this package has the name of the distribution.
    return "worknotice" if __name__.startswith("worknotice.") else _IN_THE_CHECKOUT


@cache
def _marks() -> dict[int, str]:
    # The controls of C0 and C1 but for tab and line feed, and what turns the direction of writing.
    hidden = {*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    return {code: f"\\u{code:04x}" for code in hidden - {9, 10}}


def printable(message: str) -> str:
    """A message as a terminal may get it: the control characters of a document, which could move its cursor or rename
    its window, are marked (\\u001b) as in JSON."""
    return message.translate(_marks())


def reason(error: OSError) -> str:
    """Why the operating system refuses, in the user's language where it is a common reason."""
    said = error.strerror or str(error)
    return str(_load("said_elsewhere")["system"].get(said, said)) if language() == "zh" else said


def help_page() -> str:
    """What ``--help`` prints, as click lays it out on 80 columns; the tests hold it equal to that."""
    with open(os.path.join(os.path.dirname(__file__), "rules", f"help.{language()}.txt"), encoding="utf-8") as file:
        return file.read().replace(_IN_THE_CHECKOUT, called())


def click_speaks() -> None:
    """Give click, which asks gettext for its words, those of the user's language: the catalogue beside the rules.

    gettext looks at the environment alone, so what `language` knows of Windows and macOS is said there.
    """
    if language() == "zh":
        import gettext

        os.environ["LANGUAGE"] = "zh"
        gettext.bindtextdomain("messages", os.path.join(os.path.dirname(__file__), "rules", "locale"))
