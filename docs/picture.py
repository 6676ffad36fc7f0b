"""The picture of the rooms in architecture.md, drawn from the imports of the code: ``make docs`` draws it anew.

A room is a folder or a module of pipeline/.  An arrow leads from a room to one that it asks for; where it asks for it
through another one too, the arrow is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
CODE = ROOT / "pipeline"


def rooms() -> dict[str, set[str]]:
    """The rooms, and for each the rooms that it asks for."""
    files: dict[str, list[Path]] = {}
    for file in sorted(CODE.rglob("*.py")):
        room = file.relative_to(CODE).parts[0].removesuffix(".py")
        if not room.startswith("__"):  # what `import pipeline` gives, and `python -m pipeline`
            files.setdefault(room, []).append(file)
    return {
        room: {asked for file in own for asked in _asked(file) if asked in files and asked != room}
        for room, own in files.items()
    }


def _asked(file: Path) -> Iterator[str]:
    """What a module imports of this program, by the room; what only the type checker sees does not count."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    unseen = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and isinstance(test.test, ast.Name) and test.test.id == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in unseen and node.module:
            package, _, inside = node.module.partition(".")
            if package == "pipeline":
                yield from [inside.split(".")[0]] if inside else [name.name for name in node.names]


def arrows(asks: dict[str, set[str]]) -> dict[str, list[str]]:
    """The arrows that no way over another room stands for."""

    def reach(room: str) -> set[str]:
        return asks[room].union(*(reach(one) for one in asks[room]))

    return {room: sorted(own - set().union(*(reach(one) for one in own))) for room, own in asks.items()}


def picture() -> str:
    """The rooms as a flow chart of Mermaid, the highest first."""
    asks = rooms()

    def height(room: str) -> int:
        return 1 + max((height(one) for one in asks[room]), default=0)

    lines = ["flowchart TD"]
    for room, own in sorted(arrows(asks).items(), key=lambda one: (-height(one[0]), one[0])):
        named = f"{room}/" if (CODE / room).is_dir() else f"{room}.py"
        lines.append(f'    {room}["{named}"]{" --> " + " & ".join(own) if own else ""}')
    return "\n".join(lines)


def page() -> str:
    """The page with the picture as it is now."""
    return re.sub(
        r"(```mermaid\n).*?(\n```)", lambda found: found[1] + picture() + found[2], PAGE.read_text("utf-8"), flags=re.S
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
