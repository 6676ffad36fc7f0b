"""What several test modules use."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.dataset import reading, tables
from pipeline.dataset.tables import Part
from pipeline.notice import Block, Finding, Item, Notice, NoticeError, Section, Source

ROOT = Path(__file__).resolve().parent.parent
# The usual tests try the same examples on any machine; chance is for `make fuzz`.
settings.register_profile("usual", deadline=None, derandomize=True)
settings.load_profile("usual")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are the same wherever the tests run."""
    monkeypatch.setenv("LC_ALL", "C")


class LineReader:
    """Stands in for the reading: a line 一、… is a heading, any other a task; the word 乱码 cannot be read.

    `seen` lists the files that were read.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, path: Path, _: Path) -> Part:
        self.seen.append(path.name)
        content = path.read_bytes()
        text = content.decode()
        if "乱码" in text:
            raise NoticeError(f"{path}: not a notice; look at the file")
        if "错误" in text:
            raise KeyError("错误")
        notice = Notice(path.stem, text, Source(path.name, hashlib.sha256(content).hexdigest(), "text"))
        sections = items = start = 0
        for line in text.splitlines(keepends=True):
            end = start + len(line.rstrip("\n"))
            if line.startswith("一、"):
                sections += 1
                notice = notice.adding(
                    [
                        Section(start, end, f"{path.stem}-s{sections:02d}", None, 1, 1, "一、", line[2:-1], 0),
                        Block(start, end, "heading"),
                    ]
                )
            else:
                items += 1
                item_id = f"{path.stem}-i{items:03d}"
                section_id = f"{path.stem}-s{sections:02d}" if sections else None
                item = Item(start, end, item_id, None, section_id, None, text[start:end], (start, end))
                notice = notice.adding([item, Block(start, end, "item")])
                if "？" in line:
                    doubt = Finding(start, end, "doubt", "warning", "有问号", "a question mark", item_id)
                    notice = notice.adding([doubt])
            start += len(line)
        return tables.arrow(tables.rows(notice))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> LineReader:
    """Builds read with a `LineReader`, in this process."""
    stand_in = LineReader()
    monkeypatch.setattr(reading, "rows_of", stand_in)
    return stand_in


def files(folder: Path) -> dict[str, bytes]:
    """The content of every file under a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
