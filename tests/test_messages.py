"""What the program says to its user: every text in both languages, said in the user's, and none written in the code."""

from __future__ import annotations

import ast
import codecs
import gettext
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from conftest import ROOT
from documents import zipped
from test_cli import shell

from pipeline import messages, rules
from pipeline.compare import diff
from pipeline.compare.comparison import Comparison
from pipeline.extract import extract
from pipeline.notice import Notice, NoticeError, Source
from pipeline.read import read
from pipeline.rules import catalogue
from pipeline.structure import corrections

TEXTS = rules.load("messages")


@cache
def nodes() -> list[tuple[Path, ast.AST]]:
    """All that stands in the code, each piece with its file."""
    files = sorted((ROOT / "pipeline").rglob("*.py"))
    return [(path, node) for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]


@pytest.fixture
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")


# ── which language ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_TW", "LC_MESSAGES": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh-Hans"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_the_locale_decides(settings: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert messages.language() == language


# ── the texts, and the code that says them ───────────────────────────────────────────────────────────


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _name(node: ast.expr) -> str:
    """What is called, where that is a name: text, messages.text."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(*functions: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls of functions in the code, with where they stand."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and _name(node.func) in functions:
            yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_text_stands_in_both_languages_with_the_same_places() -> None:
    for key, text in TEXTS.items():
        assert text.keys() == {"en", "zh"}, key
        if not key.startswith("help"):
            assert places(text["en"]) == places(text["zh"]), key
    for english, chinese in rules.load("said_elsewhere")["click"].items():
        assert english.count("{") == chinese.count("{"), english


def test_the_catalogue_of_click_is_current() -> None:
    words = rules.load("said_elsewhere")["click"]
    assert catalogue.PATH.read_bytes() == catalogue.catalogue(words)
    with catalogue.PATH.open("rb") as file:
        known = gettext.GNUTranslations(file)
    assert all(known.gettext(english) == chinese for english, chinese in words.items())


def test_the_code_says_texts_that_exist_and_fills_their_places() -> None:
    said = 0
    for at, call in calls("text", "messages.text"):
        key = call.args[0]
        if not isinstance(key, ast.Constant):
            continue  # made of parts
        said += 1
        assert key.value in TEXTS, (at, key.value)
        given = {keyword.arg for keyword in call.keywords}
        wanted = places(TEXTS[key.value]["en"])
        assert given - {None} <= wanted if None in given else given == wanted, (at, key.value)
    assert said > 80


def test_every_text_is_said_somewhere() -> None:
    words = {node.value for _, node in nodes() if isinstance(node, ast.Constant)}
    made_of_parts = ("help.", "option.", "accuracy.", "severity.", "progress.is_")
    assert [key for key in TEXTS if key not in words and not key.startswith(made_of_parts)] == []


def test_every_refusal_names_the_next_step() -> None:
    for key, text in TEXTS.items():
        if key.startswith("read."):
            assert ";" in text["en"] and "；请" in text["zh"], key


def test_no_error_is_worded_in_the_code() -> None:
    for at, call in calls("NoticeError"):
        (said,) = call.args
        function = ast.unparse(said.func) if isinstance(said, ast.Call) else ""
        # Several errors, worded already, are one a line.
        assert function in ("text", "messages.text", r"'\n'.join"), at


# ── in a Chinese locale ──────────────────────────────────────────────────────────────────────────────

PLAIN = "关于印发重点工作任务分工的通知。各镇街、县政府各部门要抓好落实。"
REFUSED = {
    "read.empty": b"",
    "read.no_text": "\u3000\n".encode(),
    "read.binary": bytes(range(256)) * 8,
    "read.rubbish": PLAIN.encode().decode("latin-1").encode(),
    "read.undecodable": PLAIN.encode("gb18030")[:41] + b"\xff\xfe\x80" + PLAIN.encode("gb18030"),
    "read.wrong_mark": codecs.BOM_UTF16_LE + b"\x00",
    "read.broken_archive": b"PK\x03\x04 and then nothing",
    "read.no_document": zipped({"mimetype": "application/epub+zip"}),
    "read.part_missing": zipped({"OFD.xml": "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"}),
    "read.part_no_xml": zipped({"OFD.xml": "<OFD"}),
    "read.ofd_names_none": zipped({"OFD.xml": "<OFD/>"}),
    "read.broken_pdf": b"%PDF-1.7 and then nothing",
    "read.locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "read.needs_office": rb"{\rtf1\ansi text}",
}


@pytest.mark.usefixtures("_chinese")
@pytest.mark.parametrize("key", REFUSED)
def test_a_bad_file_is_refused_in_chinese(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    path = tmp_path / "notice.txt"
    path.write_bytes(REFUSED[key])
    reason = re.sub(r"\\{\w+\\}", ".+", re.escape(TEXTS[key]["zh"]))
    with pytest.raises(NoticeError, match=f"^{re.escape(str(path))}：{reason}$"):
        read(path)


@pytest.mark.usefixtures("_chinese")
def test_what_is_no_notice_is_refused_in_chinese() -> None:
    with pytest.raises(NoticeError, match=r"^story\.txt：不是分解工作任务的通知：.*四项中只有 0 项；请"):
        extract(Notice("story", "很久很久以前，山里有一座庙。", Source("story.txt", "", "text")))


@pytest.mark.usefixtures("_chinese")
def test_a_bad_correction_is_refused_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "n.toml").write_text("[[fix]]\nname = 'x'", encoding="utf-8")
    with pytest.raises(NoticeError, match=r"n\.toml：没有 \[\[fix\]\] 这种条目；可用的有：correction, join"):
        corrections.load(tmp_path, "n")


@pytest.mark.usefixtures("_chinese")
def test_a_comparison_that_cannot_be_made_is_refused_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="没有数据集，请先运行"):
        diff.read(tmp_path)
    with pytest.raises(NoticeError, match="通知不与自身比较；请给出两份通知"):
        Comparison({}, "a-2024", "a-2024")


@pytest.mark.usefixtures("_chinese")
def test_what_the_system_says_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match=r"：无法打开（没有这个文件或文件夹）；请检查路径和权限$"):
        read(tmp_path / "none.txt")
    assert messages.reason(OSError("said by a library")) == "said by a library"


def test_the_processes_that_read_speak_the_language_of_the_one_that_started_them(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(10):
        (raw / f"{number}.txt").write_bytes(b"")
    done = shell("build", str(raw), "--out", str(tmp_path / "data"), language="zh_CN.UTF-8", check=False)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        f"错误：{raw / f'{number}.txt'}：{TEXTS['read.empty']['zh']}" for number in range(10)
    ]


@pytest.mark.parametrize(
    ("started", "command"),
    [
        ("/usr/local/bin/worknotice", "worknotice"),
        ("worknotice.exe", "worknotice"),
        ("/site-packages/worknotice/__main__.py", "python -m worknotice"),
        ("/home/x/pipeline/__main__.py", "python -m pipeline"),
        ("", "python -m pipeline"),
    ],
)
def test_what_to_type_is_what_was_typed(started: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [started])
    assert messages.text("error.no_notices", data="data").endswith(f"{command} build")
