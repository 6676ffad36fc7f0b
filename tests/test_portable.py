"""What other systems lack or do otherwise, as far as it can be tried here: none of this was run on Windows or macOS."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT

from pipeline.cli import program
from pipeline.dataset import engines, workspace
from pipeline.read import office

MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
# What Python has on some systems alone.
NOT_EVERYWHERE = {"fcntl", "grp", "msvcrt", "pwd", "readline", "resource", "termios", "winreg"}


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """The calls of functions and methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_text_is_written_alike_on_every_system(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for call in calls(tree, "write_text"):
        assert {"encoding", "newline"} <= {word.arg for word in call.keywords}, f"line {call.lineno}"
    for call in calls(tree, "open"):
        mode = next((one.value for one in call.args if isinstance(one, ast.Constant) and one.value in ("w", "a")), "")
        words = {word.arg for word in call.keywords}
        assert not mode or {"encoding", "newline"} <= words, f"line {call.lineno}"


def test_nothing_is_imported_that_a_system_lacks() -> None:
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        at_once = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {alias.name for node in at_once for alias in node.names} | {
            node.module for node in at_once if isinstance(node, ast.ImportFrom)
        }
        assert not names & NOT_EVERYWHERE, module


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_limits_of_memory_are_of_linux_alone(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setitem(sys.modules, "resource", None)  # to import it is an error
    engines.bound_memory(engines.Limits(megabytes=1))
    monkeypatch.setattr(os, "getppid", lambda: -1)
    workspace.end_with_parent()


def test_a_locked_folder_is_written_where_a_locked_file_cannot_be_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "data" / workspace.LOCK
    write, unlink = Path.write_text, Path.unlink

    def refused(path: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    def written(path: Path, *words: Any, **more: Any) -> Any:
        return refused(path) if path == lock else write(path, *words, **more)

    def removed(path: Path, *words: Any, **more: Any) -> None:
        return refused(path) if path == lock else unlink(path, *words, **more)

    monkeypatch.setattr(Path, "write_text", written)
    monkeypatch.setattr(Path, "unlink", removed)
    with workspace.locked(tmp_path / "data"):
        (tmp_path / "data" / "items.csv").touch()
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) in (["items.csv"], [lock.name, "items.csv"])


def test_the_file_that_excel_has_open_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notice.txt").write_text(
        "某县人民政府2031年重点工作\n1.新建公园3个。（责任单位：县住建局）\n", encoding="utf-8"
    )
    held = tmp_path / "data" / "items.csv"
    replace = os.replace

    def refused(source: Path, target: Path) -> None:
        if Path(target) == held:
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refused)
    build = ["build", str(tmp_path / "notice.txt"), "--out", str(held.parent)]
    result = CliRunner().invoke(program, build)
    assert result.exit_code == 3 and str(held) in result.output and ".aside" not in result.output


def test_libreoffice_is_found_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(office, "_PLACES", (str(tmp_path / "none"), str(tmp_path / "soffice")))
    assert office._libreoffice() is None
    (tmp_path / "soffice").touch()
    assert office._libreoffice() == str(tmp_path / "soffice")


def test_libreoffice_that_hangs_is_ended_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> None:
        asked.append(command)
        process.kill()

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.delattr(os, "killpg")
    office._stop(process)
    assert asked == [["taskkill", "/F", "/T", "/PID", str(process.pid)]]


@pytest.mark.parametrize("encoding", ["cp1252", "cp936", "utf-8"])
def test_a_console_that_lacks_characters_gets_marks(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "无法读取.txt").write_text("一、没有事项\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "LC_ALL": "zh_CN.UTF-8"}
    for arguments in (["--help"], ["build", "无.txt"], ["build", "无.txt", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=False,
        )
        said = (done.stdout + done.stderr).decode(encoding)
        assert done.returncode == (0 if arguments == ["--help"] else 3) and "Traceback" not in said
        if "--json" in arguments:
            assert json.loads(said)["error"].startswith("无.txt：")
        elif encoding in ("cp936", "utf-8"):
            assert "事项" in said or "无.txt" in said


def test_no_more_processes_than_windows_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engines.Local(99).workers == 99
    monkeypatch.setattr(sys, "platform", "win32")
    assert engines.Local(99).workers == 60


def test_these_tests_know_what_they_look_for() -> None:
    assert isinstance(office, ModuleType) and len(MODULES) > 100
    (call,) = calls(ast.parse("path.write_text('x')"), "write_text")
    assert call.lineno == 1
