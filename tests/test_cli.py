"""The command line: what it prints, in which language, and with which exit code."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, files

from pipeline import messages
from pipeline.cli import program

pytestmark = pytest.mark.usefixtures("reader")

TEXT = "一、民生\n新建口袋公园2处。\n改造老旧小区？\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with one notice in raw/."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a-2024.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """The command in this process, without the cache of the checkout."""
    if arguments[0] == "build":
        arguments = ("build", "--fresh", *arguments[1:])
    result = CliRunner().invoke(program, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def shell(*arguments: str, language: str = "C", check: bool = True) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": language, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=check,
    )


# ── build ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("here")
def test_build_tells_counts_findings_and_path() -> None:
    result = run("build")
    assert result.exit_code == 0 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "Notices: 1 (1 read, 0 unchanged)"
    assert [line.split() for line in lines if line.startswith("  items")] == [["items", "2"]]
    assert lines[-5:] == [
        "Findings: warning 1",
        "  listed in data/findings.csv; `python -m pipeline view` writes the pages, where an address ends with #i067",
        "To look at in a-2024:",
        "  warning #i002: a question mark",
        "Written: data",
    ]


@pytest.mark.usefixtures("here")
def test_build_tells_findings_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert run("build").stdout.splitlines()[-5:] == [
        "待查情况：提醒 1",
        "  列于 data/findings.csv；`python -m pipeline view` 写出核对页，地址后加 #i067 即到该处",
        "a-2024 需人工查看：",
        "  提醒 #i002：有问号",
        "已写入：data",
    ]


def test_build_tells_what_left_the_dataset_and_what_it_passed_over(here: Path) -> None:
    run("build")
    (here / "raw" / "a-2024.txt").rename(here / "raw" / "b-2024.txt")
    (here / "raw" / "old").mkdir()
    lines = run("build").stdout.splitlines()
    assert "Passed over, a folder: raw/old" in lines
    assert "No longer in the dataset: a-2024" in lines


def test_build_prints_only_the_first_of_many_findings(here: Path) -> None:
    (here / "raw" / "a-2024.txt").write_text("什么？\n" * 25, encoding="utf-8")
    lines = run("build").stdout.splitlines()
    assert sum(line.startswith("  warning") for line in lines) == 10
    assert "  … and 15 more, in data/findings.csv" in lines


def test_build_json_is_for_scripts(here: Path) -> None:
    report = json.loads(run("build", "--json", "--out", "elsewhere").stdout)
    assert report["notices"] == ["a-2024"] and report["out"] == "elsewhere"
    assert report["rows"]["items"] == 2 and report["findings"] == {"warning": 1}
    assert not (here / "data").exists()


def test_a_bad_file_ends_with_3_and_the_dataset_stays(here: Path) -> None:
    run("build")
    before = files(here / "data")
    (here / "raw" / "b-2024.txt").write_text("乱码", encoding="utf-8")
    result = run("build")
    assert result.exit_code == 3 and result.stdout == ""
    assert result.stderr.splitlines() == [
        "Error: raw/b-2024.txt: not a notice; look at the file",
        "Error: data was left as it was.",
    ]
    assert files(here / "data") == before


@pytest.mark.usefixtures("here")
def test_a_missing_file_ends_with_3() -> None:
    result = run("build", "none.pdf")
    assert result.exit_code == 3 and "none.pdf: no such file" in result.stderr


def test_a_place_that_cannot_be_written_ends_with_3(here: Path) -> None:
    (here / "data").write_text("in the way")
    result = run("build")
    assert result.exit_code == 3 and "data: " in result.stderr


# ── check and accept ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("here")
def test_check_says_that_all_is_as_built() -> None:
    run("build")
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "data is what a rebuild gives: 1 notices, 8 rows.",
        "warning: a-2024: nothing accepted yet; when its rows are right: python -m pipeline accept a-2024",
    ]


def test_check_says_in_words_what_differs(here: Path) -> None:
    run("build")
    (here / "raw" / "a-2024.txt").write_text(TEXT.replace("2处", "3处") + "开行公交。\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    out = result.stdout
    assert "items: 1 rows gained, 0 lost, 1 changed\n  changed in: text 1\n" in out
    assert "  + a-2024-i003: 开行公交。" in out
    assert "  ~ a-2024-i001: text: 新建口袋公园2处。 → 新建口袋公园3处。" in out
    assert "data is not what a rebuild gives" in out


def test_check_prints_as_many_rows_as_asked(here: Path) -> None:
    run("build")
    (here / "raw" / "a-2024.txt").write_text(TEXT + "一事。\n" * 30, encoding="utf-8")
    assert "  … and 10 more\n" in run("check").stdout
    assert "… and" not in run("check", "--rows", "99").stdout


def test_check_json_holds_every_row(here: Path) -> None:
    run("build")
    (here / "raw" / "a-2024.txt").write_text(TEXT + "一事。\n" * 30, encoding="utf-8")
    result = run("check", "--json")
    tables = {table["name"]: table for table in json.loads(result.stdout)["tables"]}
    assert len(tables["items"]["gained"]) == 30
    assert result.exit_code == 1 and json.loads(result.stdout)["ok"] is False


def test_accept_shows_what_it_accepts(here: Path) -> None:
    run("build")
    lines = run("accept", "a-2024").stdout.splitlines()
    assert "  items: 2" in lines and lines[-1] == "Accepted: expectations/a-2024.toml"
    (here / "raw" / "a-2024.txt").write_text(TEXT + "一事。\n", encoding="utf-8")
    run("build")
    warning = run("check").stdout.splitlines()[-1]
    assert warning.startswith("warning: a-2024: 3 items, more than the 2 accepted")
    assert run("accept", "a-2024").stdout.splitlines()[0] == "  items: 2 → 3"
    assert run("accept", "a-2024").stdout == "a-2024: accepted before, nothing changed.\n"
    (here / "raw" / "a-2024.txt").write_text(TEXT, encoding="utf-8")
    run("build")
    result = run("check")
    assert result.exit_code == 1 and "a-2024: 2 items, where 3 were accepted" in result.stdout


# ── usage ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("arguments", [["biuld"], ["diff", "a-2024"], ["check", "--rows", "-1"], ["accept"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and "--help" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["build", "none.pdf", "--json"], 3, "none.pdf: no such file"),
        (["build", "--json", "--fast"], 2, "--fast"),
        (["diff", "a", "b", "--fail-on", "worse", "--json"], 2, "worse: changed, dropped"),
        (["check", "--json", "--rows", "-1"], 2, "--rows"),
    ],
)
@pytest.mark.usefixtures("here")
def test_under_json_an_error_is_json(arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments)
    told = json.loads(result.stdout)
    assert result.stderr == "" and result.exit_code == told["exit_code"] == code and said in told["error"]


@pytest.mark.usefixtures("here")
def test_what_is_made_of_a_dataset_needs_one() -> None:
    assert "make it first: python -m pipeline build" in run("view").stderr
    run("build")
    result = run("workbook", "b-2024")
    assert result.exit_code == 3 and "data holds no notice b-2024; it holds: a-2024" in result.stderr


@pytest.mark.parametrize("command", ["build", "check", "accept", "diff", "series", "view", "workbook", "accuracy"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    out = run(command, "--help").stdout
    assert "Example" in out and f"python -m pipeline {command}" in out


def test_help_calls_an_installed_program_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/local/bin/worknotice", "--help"])
    assert "python -m pipeline" not in messages.help_page() and "worknotice build" in messages.help_page()


@pytest.mark.usefixtures("here")
def test_completion_offers_commands_and_notices() -> None:
    run("build")
    for words, offered in (("worknotice ac", "accept\naccuracy"), ("worknotice diff a", "a-2024")):
        env = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_W": "bash_complete"}
        result = CliRunner().invoke(program, env=env, prog_name="worknotice", complete_var="_W")
        offers = [line.split(",")[1] for line in result.stdout.splitlines()]
        assert "\n".join(offers) == offered
    assert "_WORKNOTICE_COMPLETE" in run("completion", "zsh").stdout


# ── languages ────────────────────────────────────────────────────────────────────────────────────────


def test_in_a_chinese_locale_all_is_chinese(tmp_path: Path) -> None:
    help_page = shell("build", "--help", language="zh_CN.UTF-8").stdout
    assert "用法：" in help_page and "选项" in help_page and "读取通知" in help_page
    assert "显示本帮助" in help_page and "Show" not in help_page
    wrong = shell("build", "--fast", language="zh_CN.UTF-8", check=False)
    assert wrong.returncode == 2 and "错误：没有选项" in wrong.stderr
    missing = shell("build", str(tmp_path / "none.txt"), language="zh_CN.UTF-8", check=False)
    assert missing.returncode == 3 and "没有这个文件或文件夹" in missing.stderr


# ── as a process ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_help_page_that_is_kept_is_the_one_that_click_makes(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    kept = ROOT / "pipeline" / "rules" / f"help.{language}.txt"
    locale = {"en": "C", "zh": "zh_CN.UTF-8"}[language]
    monkeypatch.setenv("COLUMNS", "80")  # a width that is said is click's own business
    made = shell("--help", language=locale).stdout
    if os.environ.get("WRITE_GOLDEN"):
        kept.write_text(made, encoding="utf-8")
        pytest.fail(f"{kept} was written anew; read its diff, then run without WRITE_GOLDEN")
    assert kept.read_text(encoding="utf-8") == made
    monkeypatch.delenv("COLUMNS")
    assert shell("--help", language=locale).stdout == made


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.__main__ import main\n"
        "sys.argv[1:] = ['--help']\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"pyarrow", "pandas", "numpy", "jieba", "regex", "scipy", "tqdm", "pathlib", "pipeline.notice"}
    assert not heavy & set(done.stderr.split())


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{shlex.quote(sys.executable)} -m pipeline build --help | head -n 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(("Usage:", "用法")) and "Traceback" not in done.stderr


def test_everything_lies_in_the_folder_one_stands_in(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(program, ["build"])
    assert result.exit_code == 0
    assert (here / ".cache" / "notices" / "a-2024").is_file()

    monkeypatch.chdir(here.parent)
    (here / "data" / "items.csv").unlink()
    result = CliRunner().invoke(program, ["-C", str(here), "build"])
    assert result.exit_code == 0 and "(0 read, 1 unchanged)" in result.stdout
    assert (here / "data" / "items.csv").is_file()
    assert ".cache/" in (ROOT / ".gitignore").read_text().splitlines()
