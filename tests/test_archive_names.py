"""Names in archives: as their makers meant them, with and without the mark that says UTF-8."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.read.archive import Archive


def packed(name: bytes) -> bytes:
    """An archive with one file under a name written in bytes and no mark of their encoding."""
    target = io.BytesIO()
    stand_in = "x" * len(name)
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(stand_in, "1.修缮校舍3处。")
    return target.getvalue().replace(stand_in.encode(), name)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_without_a_mark_is_read(encoding: str) -> None:
    assert Archive(packed("附件2：任务表.txt".encode(encoding))).names() == ["附件2：任务表.txt"]
