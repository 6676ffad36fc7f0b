"""The pages that explain the program name files and commands that are there, and leave no command out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT

from pipeline.cli import program
from pipeline.dataset.datapackage import dictionary
from pipeline.messages import VERSION

GUIDES = [ROOT / "CONTRIBUTING.md", ROOT / "CONTRIBUTING.zh.md"]
INSTALL = [ROOT / "docs" / "install.md", ROOT / "docs" / "install.zh.md"]
PAGES = [ROOT / "docs" / "architecture.md", ROOT / "README.md", ROOT / "README.zh.md", *GUIDES, *INSTALL]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_what_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_modules_that_the_architecture_names_are_there() -> None:
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|toml))`", PAGES[0].read_text(encoding="utf-8"))
    assert named and [name for name in named if not (ROOT / "pipeline" / name).exists()] == []


def test_the_picture_of_the_rooms_is_current() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "picture.py"))
    assert PAGES[0].read_text(encoding="utf-8") == drawn["page"](), "draw it anew: make docs"


def test_every_room_is_described() -> None:
    rooms = {path.name for path in (ROOT / "pipeline").iterdir() if path.is_dir() and not path.name.startswith("__")}
    table = PAGES[0].read_text(encoding="utf-8").partition("| room |")[2].partition("## ")[0]
    assert rooms - set(re.findall(r"\[([a-z]+)/\]", table)) == set()


def test_every_command_is_documented() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in [*PAGES, ROOT / "docs" / "scale.md", ROOT / "Makefile"])
    assert [
        name for name in program.commands if not re.search(rf"(?:pipeline|worknotice|make) {name}\b|`{name}[`\s]", text)
    ] == []


def test_both_languages_of_the_guide_name_the_same_commands_and_entries() -> None:
    named = [
        sorted(set(re.findall(r"make [a-z]+|-m pipeline [a-z]+|\[\[[a-z]+\]\]|--[a-z]+|pipeline/rules/\S+?toml", page)))
        for page in (guide.read_text(encoding="utf-8") for guide in GUIDES)
    ]
    assert len(named[0]) > 15 and named[0] == named[1]


def test_both_languages_of_installing_give_the_same_commands() -> None:
    given = []
    for guide in INSTALL:
        page = guide.read_text(encoding="utf-8")
        typed = re.findall(
            r"^[\w.\\]+ [^#\n]+", "".join(re.findall(r"```(?:powershell|sh)\n(.*?)```", page, re.S)), re.M
        )
        listed = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| `make .*", page, re.M)))
        given.append([one.strip() for one in typed + listed])
    assert len(given[0]) > 25 and given[0] == given[1]


def test_versions_agree() -> None:
    newest = re.search(
        r"^## (?:Unreleased: )?(\S+) \(schema (\S+)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M
    )
    assert newest and newest.groups() == (VERSION, dictionary().version)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_worked_query_answers_what_the_page_says(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / page).read_text(encoding="utf-8")
    code = next(code for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "nlargest" in code)
    said = [line.removeprefix("# ").split() for line in code.splitlines() if line.startswith("# ")]
    exec(compile(code, page, "exec"), {})
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert len(said) == 3 and [line for line in shown if len(line) == 2 and line[1].isdigit()] == said
    for query in re.findall(r"```sql\n(.*?)```", text, re.DOTALL):
        rows = duckdb.execute(query).fetchall()
        assert [[name, str(targets)] for notice_id, name, targets in rows if notice_id == "jinxiang-2024"] == said
