"""Damaged files of every format: cut short, bits flipped.  Each is read or refused, never a fault, and the same way twice.

The trials are drawn from a fixed seed, so that a failure comes back; `make fuzz` goes on where they end.
"""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from documents import pdf_of
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.notice import Block, Cell, File, NoticeError
from pipeline.read import read

pytestmark = pytest.mark.slow

#: Trials of one kind of damage for one format, and the seconds after which no more are begun.
TRIALS, SECONDS = 25, 10.0

LINES = [
    "青川县人民政府关于印发2034年重点任务分工方案的通知",
    "各镇人民政府，县政府各部门：",
    "现将分工方案印发给你们，请认真抓好组织落实工作。",
    "一、重点任务",
    "1.新建标准厂房15万平方米，改造农村公路60公里。（责任单位：县工业和信息化局、县交通运输局）",
    "2.新增养老床位300张，建成社区食堂12处。（牵头单位：县民政局；配合单位：各镇人民政府）",
]
HEAD, ROW = ["序号", "工作任务", "责任单位"], ["1", "疏浚河道8公里", "县水利局"]


def _text() -> bytes:
    return "\n".join(LINES).encode("gb18030")


def _html() -> bytes:
    cells = "".join(f"<td>{text}</td>" for text in HEAD) + "</tr><tr>" + "".join(f"<td>{text}</td>" for text in ROW)
    body = "".join(f"<p>{line}</p>" for line in LINES)
    return f'<html><head><meta charset="utf-8"></head><body><div>{body}<table><tr>{cells}</tr></table></div></body></html>'.encode()


def _mht() -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
    return head + _html() + b"\r\n--b--\r\n"


def _csv() -> bytes:
    return "\r\n".join(",".join(row) for row in (HEAD, ROW, ROW, ROW)).encode("utf-8-sig")


def _zip(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _docx() -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in HEAD)
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"{paragraphs}<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
    document = f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'
    return _zip({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def _xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (HEAD, ROW, ROW):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ofd() -> bytes:
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    objects = "".join(
        f'<ofd:TextObject ID="{at + 10}" Boundary="20 {20 + at * 10} 170 6" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line) - 1} 5">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in enumerate(LINES)
    )
    area = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
    return _zip(
        {
            "OFD.xml": f"<ofd:OFD {name}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {name}><ofd:CommonData><ofd:PageArea>{area}</ofd:PageArea></ofd:CommonData>"
            '<ofd:Pages><ofd:Page ID="2" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {name}><ofd:Area>{area}</ofd:Area><ofd:Content>"
            f'<ofd:Layer ID="3">{objects}</ofd:Layer></ofd:Content></ofd:Page>',
        }
    )


def _parts() -> bytes:
    return _zip({"通知.txt": _text(), "附件1.xlsx": _xlsx()})


WHOLE: dict[str, Callable[[], bytes]] = {
    "txt": _text, "html": _html, "mht": _mht, "csv": _csv, "docx": _docx, "xlsx": _xlsx, "ofd": _ofd, "zip": _parts,
    "pdf": lambda: pdf_of(LINES),
}  # fmt: skip


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _doubled(data: bytes, chance: random.Random) -> bytes:
    a, b = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:b] + data[a:b] * chance.randrange(1, 5) + data[b:]


#: What is done to a file.
damages = (_cut, _flipped, _doubled)


def check(path: Path) -> None:
    """Read a file twice: it gives the same notice or is refused for the same reason, and nothing else is raised."""
    results: list[object] = []
    for _ in range(2):
        try:
            notice = read(path)
        except NoticeError as error:
            assert path.name in str(error)
            results.append(str(error))
            continue
        # PDFium draws a damaged font differently from time to time, so that what is recognised differs too.
        drawn = notice.source.format.endswith("+ocr")
        results.append(notice.source.format if drawn else (notice.text, notice.spans))
        held = sorted((span.start, span.end) for kind in (Block, Cell) for span in notice.all(kind))
        assert all(before[1] <= after[0] for before, after in pairwise(held))
        files = notice.all(File)
        assert (files[0].start, files[-1].end) == (0, len(notice.text))
    assert results[0] == results[1]


@pytest.mark.parametrize("damage", damages)
@pytest.mark.parametrize("ending", WHOLE)
def test_damaged_files(tmp_path: Path, ending: str, damage: Callable[[bytes, random.Random], bytes]) -> None:
    whole = WHOLE[ending]()
    chance = random.Random(f"{ending}/{damage.__name__}")
    end = time.monotonic() + SECONDS
    path = tmp_path / f"damaged.{ending}"
    done = 0
    while done < TRIALS and (done < 3 or time.monotonic() < end):
        path.write_bytes(damage(whole, chance))
        check(path)
        done += 1


@pytest.mark.parametrize("ending", WHOLE)
def test_the_whole_files_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"whole.{ending}"
    path.write_bytes(WHOLE[ending]())
    check(path)
    assert "责任单位" in read(path).text
