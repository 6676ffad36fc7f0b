"""What click says in Chinese, as a catalogue of gettext; ``python -m pipeline.rules.catalogue`` writes it anew.

The words stand in rules/said_elsewhere.toml; the catalogue is what gettext can read of them (the format of .mo files: GNU
gettext manual, 10.3).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from pipeline import rules

PATH = Path(__file__).parent / "locale" / "zh" / "LC_MESSAGES" / "messages.mo"
_MAGIC, _HEADER = 0x950412DE, 28


def catalogue(words: Mapping[str, str]) -> bytes:
    """A .mo file: its head, where each of the words stands, where each of their translations does, and all of them."""
    said = {"": "Content-Type: text/plain; charset=UTF-8\n", **words}
    texts = [text.encode() for pair in (sorted(said), [said[key] for key in sorted(said)]) for text in pair]
    count = len(said)
    at = _HEADER + 16 * count
    places = []
    for text in texts:
        places += [len(text), at]
        at += len(text) + 1
    head = (_MAGIC, 0, count, _HEADER, _HEADER + 8 * count, 0, at)
    return struct.pack(f"<7I{len(places)}I", *head, *places) + b"".join(text + b"\0" for text in texts)


def main() -> None:
    """Write the catalogue."""
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_bytes(catalogue(rules.load("said_elsewhere")["click"]))


if __name__ == "__main__":
    main()
