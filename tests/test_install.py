"""What `pip install` puts into an environment: one package, called as the distribution is."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

TEXT = """青石县人民政府关于印发2031年重点工作分工方案的通知
1.新建幼儿园3所。（责任单位：县教育局、县财政局）
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    source.mkdir()
    for name in ("pyproject.toml", "setup.py", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "pipeline", source / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    build = "import sys, setuptools.build_meta as build; build.build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", build, str(place)], cwd=source, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(place / "installed")
    return place / "installed"


def _python(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_one_package_with_all_its_data(installed: Path) -> None:
    assert sorted(path.name.partition("-")[0] for path in installed.iterdir()) == ["worknotice", "worknotice"]
    kept = {path.relative_to(ROOT / "pipeline") for path in (ROOT / "pipeline").rglob("*") if path.is_file()}
    known = {path for path in kept if "__pycache__" not in path.parts and path.suffix != ".po"}
    held = {path.relative_to(installed / "worknotice") for path in (installed / "worknotice").rglob("*")}
    assert known - held == set()
    (about,) = installed.glob("*.dist-info")
    assert (about / "top_level.txt").read_text().split() == ["worknotice"]


@pytest.mark.parametrize(
    ("theirs", "order"),
    [
        ("pipeline.py", "pipeline, worknotice"),
        pytest.param("pipeline.py", "worknotice, pipeline", marks=pytest.mark.slow),
        pytest.param("pipeline/__init__.py", "pipeline, worknotice", marks=pytest.mark.slow),
        pytest.param("pipeline/__init__.py", "worknotice, pipeline", marks=pytest.mark.slow),
    ],
)
def test_a_pipeline_of_the_users_own_is_neither_hidden_nor_in_the_way(
    installed: Path, tmp_path: Path, theirs: str, order: str
) -> None:
    (tmp_path / theirs).parent.mkdir(exist_ok=True)
    (tmp_path / theirs).write_text("MINE = 7\n")
    (tmp_path / "qingshi-2031.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "mine.py").write_text(
        f"import {order}\n"
        "notice = worknotice.read('qingshi-2031.txt')\n"
        "print(pipeline.MINE, len(notice.assignments), type(notice).__module__)\n"
        "worknotice.load()\n"
    )
    done = _python(installed, tmp_path, "mine.py")
    assert done.stdout.split() == ["7", "2", "worknotice.frames"], done.stderr
    assert "`worknotice build`" in done.stderr
    (tmp_path / theirs).write_text("raise SystemExit('theirs was run')\n")
    done = _python(installed, tmp_path, "-m", "worknotice", "build", "qingshi-2031.txt", "--seconds", "300")
    assert not done.returncode and "python -m worknotice" not in done.stderr, done.stderr
    assert (tmp_path / "data" / "items.csv").is_file()


@pytest.mark.slow
def test_the_types_reach_a_checker(installed: Path, tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(
        "import worknotice\n"
        "notice: worknotice.NoticeTables = worknotice.read('notice.pdf')\n"
        "count: int = worknotice.compare(notice, 'next.pdf')\n"
        "worknotice.raed('notice.pdf')\n"
    )
    environment = {**os.environ, "MYPYPATH": str(installed)}
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "--ignore-missing-imports"]
    done = subprocess.run(
        [*command, "--config-file", os.devnull, "--cache-dir", os.devnull, "mine.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line.split(": error: ")[1] for line in done.stdout.splitlines() if ": error: " in line]
    assert len(told) == 2 and "Comparison" in told[0] and '"raed"' in told[1], done.stdout


def test_what_is_not_renamed_is_told() -> None:
    renamed = runpy.run_path(str(ROOT / "setup.py"))["renamed"]
    assert (
        renamed("from pipeline import a  # pipeline\n'pipeline'\n")
        == "from worknotice import a  # pipeline\n'pipeline'\n"
    )
    with pytest.raises(ValueError, match="line 2 names pipeline"):
        renamed("import pipeline.read\nprint(pipeline.read)\n")
