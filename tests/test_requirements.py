"""The pins: hashes for all, addresses for none, and one version of a package in all of them."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT

LOCKS = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^([\w.-]+)==(\S+) \\$", "\n".join(lines), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_its_hashes_and_no_address_stands_there(name: str) -> None:
    lock = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(name)) > 0
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", [name for name in LOCKS if name not in ("base.txt", "build.txt")])
def test_what_comes_on_top_agrees_with_the_base(name: str) -> None:
    assert pins("base.txt").items() <= pins(name).items()


def test_what_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {
        "base.txt": project["dependencies"],
        "dev.txt": [*extras["dev"], *extras["fast"], *extras["notebooks"]],
        "ocr.txt": extras["ocr"],
        "bench.txt": extras["bench"],
    }
    for name, wanted in asked.items():
        names = {re.split(r"[<>=]", one)[0] for one in wanted}
        assert names <= pins(name).keys()
