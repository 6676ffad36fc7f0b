"""What `import worknotice` and `import pipeline` give."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT

import pipeline
import worknotice
from pipeline import api, frames
from pipeline.dataset.datapackage import dictionary
from pipeline.notice import NoticeError

TEXT = """青石县人民政府关于印发2031年重点工作分工方案的通知
一、提升教育质量
1.新建幼儿园{}所，改造校舍1.2万平方米。（责任单位：县教育局、县财政局）
2.办好社区食堂20个。（责任单位：县民政局）
"""


@pytest.mark.parametrize("module", [pipeline, api, frames], ids=lambda module: module.__name__)
def test_the_examples_are_true(module: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 4 and not result.failed


@pytest.mark.usefixtures("monkeypatch")
def test_a_document_becomes_tables_without_a_folder(tmp_path: Path) -> None:
    content = TEXT.format(3).encode()
    file = tmp_path / "qingshi-2031.txt"
    file.write_bytes(content)
    given, read = worknotice.read(content, name="qingshi-2031.txt"), worknotice.read(str(file))
    text = content.decode().rstrip()
    assert given.notice_id == read.notice_id == "qingshi-2031" and given.text == read.text == text
    for name in dictionary().tables:
        assert given.to_arrow(name).equals(read.to_arrow(name)), name
    assert read.targets.value.tolist() == [3, 12_000, 20]
    assert read.assignments_full().unit_short_name.tolist() == ["教育局", "财政局", "民政局"]
    assert sorted(tmp_path.iterdir()) == [file]
    with pytest.raises(NoticeError, match=r"empty\.txt"):
        worknotice.read(b"", name="empty.txt")


def test_a_name_of_bytes_is_no_path() -> None:
    for name in ("../x.txt", "/etc/x.txt", "a/b.txt", "..", ""):
        with pytest.raises(ValueError, match="name"):
            worknotice.read(TEXT.encode(), name=name)


def test_every_library_in_one_call() -> None:
    notice = worknotice.read(TEXT.format(3).encode())
    assert isinstance(notice.items, pd.DataFrame) and notice.items is notice.items
    assert notice.to_pandas("items") is not notice.items
    assert notice.to_polars("items").height == notice.to_arrow("items").num_rows == 2
    assert notice.to_duckdb().execute("SELECT count(*) FROM targets JOIN items USING (item_id)").fetchall() == [(3,)]
    with pytest.raises(KeyError, match="no table 'tasks'"):
        notice.to_arrow("tasks")
    assert not hasattr(notice, "tasks")


def test_two_documents_are_compared() -> None:
    old = worknotice.read(TEXT.format(3).encode(), name="old.txt")
    new = worknotice.read(TEXT.format(4).replace("县财政局", "县科技局").encode(), name="new.txt")
    found = worknotice.compare(old, new)
    assert dict(zip(found.targets.indicator, found.targets.direction, strict=True)) == {
        "新建幼儿园": "harder",
        "改造校舍": "same",
        "办好社区食堂": "same",
    }
    assert set(found.units[found.units.kind != "same"].unit_id.str.split("-").str[-1]) >= {"财政局", "科学技术局"}
    with pytest.raises(NoticeError, match="old"):
        worknotice.compare(old, old)


def test_the_functions_keep_their_names_beside_the_packages() -> None:
    import pipeline.compare.diff
    import pipeline.read.text

    package: Any = pipeline  # to a type checker the name may be the package's
    assert package.read is worknotice.read and package.compare is worknotice.compare
    assert package.read(TEXT.encode()).notice_id == "notice"


def test_all_names_are_there() -> None:
    assert worknotice.__all__ == pipeline.__all__
    assert all(getattr(worknotice, name) is getattr(pipeline, name) for name in pipeline.__all__)


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_script_of_that_name_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text("raise SystemExit('the script of the user')\n")
    (tmp_path / "mine.py").write_text("import worknotice\nprint(worknotice.load.__module__, worknotice.__version__)\n")
    said = _python(tmp_path, "mine.py")
    assert said.stdout.split() == ["pipeline.api", pipeline.__version__], said.stderr
    assert pipeline.__version__ in _python(tmp_path, "-m", "worknotice", "--version").stdout
    (tmp_path / "pipeline.py").write_text("mine = True\n")
    (tmp_path / "mine.py").write_text("import pipeline\nimport worknotice\n")
    assert "import worknotice before it" in _python(tmp_path, "mine.py").stderr


def test_importing_is_light(tmp_path: Path) -> None:
    heavy = "{'pandas', 'pyarrow', 'duckdb', 'numpy', 'lxml', 'jieba'} & set(sys.modules)"
    assert _python(tmp_path, "-c", f"import sys, worknotice, pipeline; print({heavy})").stdout == "set()\n"


def test_tasks_under_a_headings_list_have_its_units() -> None:
    body = "云川县人民政府2024年重点工作\n一、工作\n（一）办好教育（责任单位：县教育局、县财政局）\n1.新增学位1200个。\n2.修缮校舍3处。\n"
    tables = worknotice.read(body.encode(), name="covered-2024.txt")
    assert tables.items["covered_by"].notna().sum() == 2
    full = tables.targets_full()
    assert full["unit_ids"].map(len).tolist() == [2, 2]
    assert len(tables.charges()) == len(tables.assignments) + 4
