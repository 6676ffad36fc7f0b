"""The notebooks: each runs from a clean state, and what stands in the files is what a run shows."""

from __future__ import annotations

import base64
import io
import json
import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from pipeline.dataset.build import build

FOLDER = ROOT / "notebooks"
# The notices of the dataset that the files show; beside others the notebooks run, and show more.
SHOWN = {"jinxiang-2024"}
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
REFRESH = "keep what it shows now: python notebooks/execute.py"


def outputs(notebook: Any) -> Iterator[tuple[int, Any]]:
    for place, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            yield place, output


def committed(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def said(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


# ── what stands in the files ─────────────────────────────────────────────────────────────────────────


def test_they_come_in_the_order_of_an_inquiry() -> None:
    assert [name[:2] for name in NAMES] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_the_file_differs_from_run_to_run(name: str) -> None:
    notebook = committed(name)
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("execution_count") is None
    for _, output in outputs(notebook):
        assert output.get("execution_count") is None
        assert " at 0x" not in json.dumps(output.get("data", {}).get("text/plain", ""))


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_was_run_and_said_nothing_on_the_side(name: str) -> None:
    notebook = committed(name)
    found = list(outputs(notebook))
    assert len({place for place, _ in found}) >= 5
    for _, output in found:
        assert output["output_type"] != "error"
        assert output.get("name") != "stderr"


@pytest.mark.parametrize("name", NAMES)
def test_the_prose_is_in_both_languages(name: str) -> None:
    notes = [said(cell["source"]) for cell in committed(name)["cells"] if cell["cell_type"] == "markdown"]
    assert notes
    for note in notes:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in note)
        assert any(sign.isascii() and sign.isalpha() for sign in note)


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_is_told_in_words(name: str) -> None:
    for _, output in outputs(committed(name)):
        if "image/png" in output.get("data", {}):
            assert len(output["metadata"]["image/png"]["alt"]) > 10


# ── what a run shows ─────────────────────────────────────────────────────────────────────────────────


def placed(folder: Path) -> Path:
    """The notebooks in a folder, beside the notices that they show."""
    shutil.copytree(FOLDER, folder / "notebooks", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    (folder / "raw").mkdir()
    for path in (ROOT / "raw").iterdir():
        if path.stem in SHOWN:
            shutil.copy(path, folder / "raw")
    return folder / "notebooks"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebooks beside a dataset made anew."""
    folder = placed(tmp_path_factory.mktemp("workplace"))
    build([folder.parent / "raw"], folder.parent / "data", cache=None)
    return folder


@pytest.fixture(scope="module")
def second_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebooks beside a dataset that has got the notice of another year."""
    folder = placed(tmp_path_factory.mktemp("second"))
    words: str = runpy.run_path(str(FOLDER / "next_year.py"))["text"]()
    (folder.parent / "raw" / "jinxiang-2025.txt").write_text(words, encoding="utf-8")
    build([folder.parent / "raw"], folder.parent / "data", cache=None)
    return folder


@pytest.fixture(scope="module")
def execute() -> Callable[[Path], Any]:
    run: Callable[[Path], Any] = runpy.run_path(str(FOLDER / "execute.py"))["execute"]
    return run


@pytest.mark.notebooks
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("default")  # those of the libraries that run notebooks; a notebook's own are on its stderr
def test_a_run_shows_what_stands_in_the_file(
    name: str, workplace: Path, execute: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before = list(outputs(committed(name)))
    after = list(outputs(execute(workplace / f"{name}.ipynb")))
    assert [place for place, _ in after] == [place for place, _ in before], REFRESH
    for (place, old), (_, new) in zip(before, after, strict=True):
        assert new["output_type"] == old["output_type"], (place, REFRESH)
        assert said(new.get("text", "")) == said(old.get("text", "")), (place, REFRESH)
        assert new.get("data", {}).keys() == old.get("data", {}).keys(), (place, REFRESH)
        for kind, shown in new.get("data", {}).items():
            if kind == "image/png":
                assert alike(shown, old["data"][kind]), (place, REFRESH)
            else:
                assert said(shown) == said(old["data"][kind]), (place, REFRESH)


@pytest.mark.notebooks
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("default")
def test_a_notice_more_does_no_harm(
    name: str, second_year: Path, execute: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    found = list(outputs(execute(second_year / f"{name}.ipynb")))
    assert found and all(output["output_type"] != "error" for _, output in found)
    shown = json.dumps([output.get("data", {}).get("text/plain", output.get("text", "")) for _, output in found])
    assert "made-2025" not in shown
    assert name[:2] != "05" or "jinxiang-2025" in shown
    assert not (second_year.parent / "data" / "diff").exists()


def alike(one: str, other: str) -> bool:
    """Whether two pictures show the same; the edges of letters may differ from one processor to the next."""
    from PIL import Image, ImageChops, ImageStat

    pictures = [Image.open(io.BytesIO(base64.b64decode(said(data)))).convert("L") for data in (one, other)]
    if pictures[0].size != pictures[1].size:
        return False
    return ImageStat.Stat(ImageChops.difference(*pictures)).mean[0] < 0.5
