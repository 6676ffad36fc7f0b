"""A notice of several files: one text, the letter first and the annexes by their numbers, each file in its place."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.dataset.reading import rows
from pipeline.dataset.sources import find
from pipeline.extract import extract
from pipeline.notice import File, Item, Notice, NoticeError
from pipeline.read import read
from pipeline.read.files import annex_number, ordered

LETTER = """白湖县人民政府办公室关于印发2032年民生工程分工方案的通知
各镇人民政府，县直有关部门：
现将分工方案印发给你们，请认真组织实施。
附件：1．民生工程任务分解表
2．进度安排
白湖县人民政府办公室
2032年2月9日
"""
ANNEX = """一、工作步骤
（一）动员部署。制定各项目的实施细则。（责任单位：县发展和改革局）
"""


def _table() -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (
        ["序号", "工作任务", "责任单位"],
        [1, "新建社区食堂9个", "县民政局"],
        [2, "改造公厕35座", "县城市管理局、县文化和旅游局"],
    ):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FILES = {"附件2.txt": ANNEX.encode(), "附件1.xlsx": _table(), "通知.txt": LETTER.encode()}


def _folder(at: Path, files: dict[str, bytes] = FILES) -> Path:
    at.mkdir()
    for name, data in files.items():
        (at / name).write_bytes(data)
    return at


def _zip(at: Path, files: dict[str, bytes] = FILES, folder: str = "") -> Path:
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(folder + name, data)
    return at


def _order(notice: Notice) -> list[str]:
    return [file.file for file in notice.all(File)]


@pytest.mark.parametrize("packed", [False, True])
def test_letter_first_then_the_annexes(tmp_path: Path, packed: bool) -> None:
    path = _zip(tmp_path / "baihu-2032.zip", folder="白湖/") if packed else _folder(tmp_path / "baihu-2032")
    notice = read(path)
    assert notice.notice_id == "baihu-2032"
    assert _order(notice) == ["通知.txt", "附件1.xlsx", "附件2.txt"]
    files = notice.all(File)
    assert notice.quote(files[0]).strip() == LETTER.strip()
    assert [file.format for file in files] == ["text", "xlsx", "text"]
    assert "".join(notice.quote(file) for file in files) == notice.text


def test_rows_know_their_file_and_part(tmp_path: Path) -> None:
    notice = extract(read(_folder(tmp_path / "baihu-2032")))
    table = rows(read(tmp_path / "baihu-2032"))
    assert table["files"]["part"] == [0, 1, 2]
    assert table["files"]["position"] == [1, 2, 3]
    assert table["items"]["part"] == [1, 1, 2]
    assert [item.number for item in notice.all(Item)][:2] == ["1", "2"]
    assert notice.fields["issuer"] == "白湖县人民政府办公室"


def test_one_file_is_a_row_too(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(LETTER + ANNEX, encoding="utf-8")
    assert rows(read(path))["files"]["file"] == ["one.txt"]


def test_names_say_the_order() -> None:
    names = ["附件10.xlsx", "附件2.pdf", "附件一：清单.docx", "白湖政办发〔2032〕4号.docx", "3.进度表.xlsx"]
    assert ordered(names) == [
        "白湖政办发〔2032〕4号.docx",
        "附件一：清单.docx",
        "附件2.pdf",
        "3.进度表.xlsx",
        "附件10.xlsx",
    ]
    assert annex_number("2032年工作要点.docx") is None


def test_the_same_files_give_the_same_hash_whatever_the_folder(tmp_path: Path) -> None:
    one, other = read(_folder(tmp_path / "a")), read(_folder(tmp_path / "b"))
    assert one.source.sha256 == other.source.sha256
    assert one.spans == other.spans


def test_a_subfolder_of_files_is_one_notice(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    _folder(raw / "baihu-2032")
    (raw / "empty").mkdir()
    (raw / "other.txt").write_text(LETTER, encoding="utf-8")
    found, skipped = find([raw])
    assert [source.notice_id for source in found] == ["baihu-2032", "other"]
    assert skipped == [raw / "empty"]


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────


def _refused(path: Path) -> str:
    with pytest.raises(NoticeError) as refused:
        read(path)
    assert path.name in str(refused.value)
    return str(refused.value)


def test_refusals_name_the_file_inside(tmp_path: Path) -> None:
    said = _refused(_folder(tmp_path / "bad", {**FILES, "附件3.pdf": b"%PDF-1.7\nnothing"}))
    assert "附件3.pdf" in said and "broken PDF" in said


def test_archives_inside_archives_are_refused(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip").read_bytes()
    assert "archive inside" in _refused(_zip(tmp_path / "outer.zip", {"通知.txt": LETTER.encode(), "附件.zip": inner}))


def test_no_path_leads_out(tmp_path: Path) -> None:
    path = _zip(tmp_path / "out.zip", {"../../通知.txt": LETTER.encode(), "附件1.txt": ANNEX.encode()})
    assert "side by side" in _refused(path)
    assert not (tmp_path.parent / "通知.txt").exists()


def test_two_forms_of_one_file(tmp_path: Path) -> None:
    assert "two forms" in _refused(_folder(tmp_path / "twice", {"通知.txt": b"a", "通知.html": b"b"}))


def test_too_many_files(tmp_path: Path) -> None:
    path = _zip(tmp_path / "many.zip", {f"{number}.txt": b"x" for number in range(250)})
    assert "200 files" in _refused(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    assert "more bytes" in _refused(_zip(tmp_path / "bomb.zip", {"通知.txt": bytes(60_000_000)}))


@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device"])
def test_only_regular_files_are_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "odd.txt"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    else:
        path.symlink_to("/dev/zero")
    assert "no regular file" in _refused(path)


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "there.txt")
    assert read(tmp_path / "link.txt").text == read(tmp_path / "there.txt").text


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    path.write_text("各镇人民政府", encoding="utf-8")
    os.truncate(path, 50_000_000_000)  # a file of holes: it takes no room on the disk
    assert "larger than 10 MB" in _refused(path)
