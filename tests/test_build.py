"""Building: which files, what is read again, and that a dataset is never left half written."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import LineReader, files

from pipeline.dataset import build
from pipeline.dataset.held import notice_ids
from pipeline.dataset.report import Options
from pipeline.dataset.sources import find
from pipeline.dataset.store import fingerprint
from pipeline.dataset.workspace import LOCK, locked
from pipeline.notice import NoticeError

FIRST = "一、民生\n新建口袋公园2处。\n改造老旧小区。\n"
SECOND = "修编应急预案。\n"
NOTICE = """云川县人民政府关于印发2024年重点工作责任分工的通知
一、民生
1.新建口袋公园2处，新增学位300个。（责任单位：县城管局、县教育局）
2.改造老旧小区。（责任单位：县住建局）
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a-2024.txt").write_text(FIRST, encoding="utf-8")
    (folder / "b-2024.txt").write_text(SECOND, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


# ── which files ──────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_gives_its_files_in_order_and_no_clutter(raw: Path) -> None:
    for name in (".gitkeep", "README.md", "README", "~$a-2024.docx", "Thumbs.db"):
        (raw / name).touch()
    (raw / "old").mkdir()
    (raw / ".git").mkdir()
    found, skipped = find([raw])
    assert [source.path.name for source in found] == ["a-2024.txt", "b-2024.txt"]
    assert skipped == [raw / "old"]


def test_a_folder_with_a_letter_and_its_annexes_is_one_notice(raw: Path) -> None:
    folder = raw / "c-2024"
    folder.mkdir()
    for name in ("通知.docx", "附件1.xlsx", "附件2.pdf"):
        (folder / name).touch()
    assert [source.notice_id for source in find([folder])[0]] == ["c-2024"]
    (folder / "另一通知.docx").touch()
    assert len(find([folder])[0]) == 4


def test_a_file_given_by_name_is_read_whatever_it_is_called(raw: Path) -> None:
    (raw / "README").touch()
    found, _ = find([raw / "README"])
    assert [source.path for source in found] == [raw / "README"]


def test_a_file_given_twice_is_read_once(raw: Path) -> None:
    found, _ = find([raw, raw / "a-2024.txt", raw / ".." / "raw" / "b-2024.txt"])
    assert [source.path.name for source in found] == ["a-2024.txt", "b-2024.txt"]


def test_two_files_with_one_notice_id_are_refused(raw: Path) -> None:
    (raw / "a-2024.pdf").touch()
    with pytest.raises(NoticeError, match=r"a-2024\.pdf and .*a-2024\.txt would both be the notice a-2024"):
        find([raw])


def test_a_missing_source_is_named(raw: Path) -> None:
    with pytest.raises(NoticeError, match=r"c-2024\.txt: no such file"):
        find([raw, raw / "c-2024.txt"])


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="no notice there"):
        find([tmp_path])


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[31m.txt", os.fsdecode(b"a\xff.txt")])
def test_a_file_name_that_cannot_be_printed_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(NoticeError, match="rename the file") as error:
        find([tmp_path])
    assert str(error.value).isprintable()


# ── what a build does ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("reader")
def test_the_report_tells_what_was_done(raw: Path, data: Path, cache: Path) -> None:
    (raw / "b-2024.txt").write_text("修编应急预案？\n", encoding="utf-8")
    report = build.build([raw], data, cache=cache)
    assert report.notices == report.read == ("a-2024", "b-2024")
    assert report.rows["notices"] == 2 and report.rows["items"] == 3 and report.rows["sections"] == 1
    assert report.findings == {"warning": 1}
    assert [(one.notice_id, one.item_id) for one in report.concerns] == [("b-2024", "b-2024-i001")]


@pytest.mark.usefixtures("reader")
def test_two_builds_give_the_same_bytes(raw: Path, tmp_path: Path, cache: Path) -> None:
    build.build([raw], tmp_path / "one", cache=cache)
    build.build([raw], tmp_path / "two", cache=None)
    build.build([raw / "b-2024.txt", raw / "a-2024.txt"], tmp_path / "three", cache=cache)
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "three")


@pytest.mark.usefixtures("reader")
def test_progress_counts_the_files_that_are_read(raw: Path, data: Path, cache: Path) -> None:
    totals: list[int] = []

    def track(steps: Iterable[bool], total: int) -> Iterable[bool]:
        totals.append(total)
        return steps

    build.build([raw], data, cache=cache, track=track)
    build.build([raw], data, cache=cache, track=track)
    assert totals == [2, 0]


# ── with the real reading ────────────────────────────────────────────────────────────────────────────


def test_many_notices_are_read_in_several_processes_with_the_same_result(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(10):
        (raw / f"copy-{number}.txt").write_text(NOTICE, encoding="utf-8")
    (raw / "none.txt").write_text("很久很久以前，山里有一座庙。\n", encoding="utf-8")
    with pytest.raises(NoticeError, match=r"none\.txt"):
        both = [raw / "copy-0.txt", raw / "none.txt"]
        build.build(both, tmp_path / "many", cache=None, options=Options(keep_going=False))
    assert not (tmp_path / "many").exists()
    report = build.build([raw], tmp_path / "many", cache=None, options=Options(duplicates=True))
    assert [(one.notice_id, one.kind) for one in report.quarantined] == [("none", "unreadable")]
    assert report.notices == tuple(f"copy-{number}" for number in range(10))

    one = build.build([raw / "copy-3.txt"], tmp_path / "one", cache=None)
    assert report.rows["items"] == 10 * one.rows["items"]
    assert report.rows["units"] == one.rows["units"]
    rows = (tmp_path / "one" / "items.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert set(rows) <= set((tmp_path / "many" / "items.csv").read_text(encoding="utf-8").splitlines())


# ── the cache ────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_changed_notice_is_read_again(raw: Path, data: Path, cache: Path, reader: LineReader) -> None:
    build.build([raw], data, cache=cache)
    before = files(data)
    reader.seen.clear()

    assert build.build([raw], data, cache=cache).read == ()
    assert reader.seen == [] and files(data) == before

    (raw / "b-2024.txt").write_text(SECOND + "新增床位50张。\n", encoding="utf-8")
    assert build.build([raw], data, cache=cache).read == ("b-2024",)
    assert reader.seen == ["b-2024.txt"]
    old, new = before["items.csv"].decode().splitlines(), files(data)["items.csv"].decode().splitlines()
    assert new[: len(old)] == old and len(new) == len(old) + 1


def test_touching_a_file_is_no_change(raw: Path, data: Path, cache: Path, reader: LineReader) -> None:
    build.build([raw], data, cache=cache)
    reader.seen.clear()
    os.utime(raw / "a-2024.txt", (0, 0))
    build.build([raw], data, cache=cache)
    assert reader.seen == []


def test_a_correction_makes_its_notice_be_read_again(
    raw: Path,
    data: Path,
    cache: Path,
    tmp_path: Path,
    reader: LineReader,
) -> None:
    corrections = tmp_path / "corrections"
    build.build([raw], data, cache=cache, corrections=corrections)
    reader.seen.clear()
    corrections.mkdir()
    (corrections / "a-2024.toml").write_text("reason = ''")
    build.build([raw], data, cache=cache, corrections=corrections)
    assert reader.seen == ["a-2024.txt"]


def test_a_damaged_cache_is_read_anew(raw: Path, data: Path, cache: Path, reader: LineReader) -> None:
    build.build([raw], data, cache=cache)
    before = files(data)
    whole = (cache / "a-2024").read_bytes()
    for damaged in (b"", whole[:40], whole[:-1], whole[:70] + bytes([whole[70] ^ 1]) + whole[71:]):
        (cache / "a-2024").write_bytes(damaged)
        reader.seen.clear()
        build.build([raw], data, cache=cache)
        assert reader.seen == ["a-2024.txt"] and files(data) == before


@pytest.mark.usefixtures("reader")
def test_a_cache_that_cannot_be_written_is_done_without(raw: Path, data: Path) -> None:
    blocked = raw / "a-2024.txt" / "cache"
    assert build.build([raw], data, cache=blocked).notices == ("a-2024", "b-2024")


def test_the_fingerprint_follows_code_vocabulary_and_pins(tmp_path: Path) -> None:
    for folder in ("rules", "meaning/units"):
        (tmp_path / "pipeline" / folder).mkdir(parents=True)
    (tmp_path / "requirements").mkdir()
    seen = {fingerprint(tmp_path)}
    for name in ("pipeline/meaning/units/mentions.py", "pipeline/rules/units.toml", "requirements/base.txt"):
        for content in ("one", "two"):
            (tmp_path / name).write_text(content)
            seen.add(fingerprint(tmp_path))
    assert len(seen) == 7
    (tmp_path / "requirements" / "dev.txt").write_text("one")
    assert fingerprint(tmp_path) in seen


# ── errors leave the dataset as it was ───────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("reader")
def test_every_bad_file_is_named_and_the_dataset_untouched(raw: Path, data: Path, cache: Path) -> None:
    build.build([raw], data, cache=cache)
    before = files(data)
    (raw / "c.txt").write_text("乱码", encoding="utf-8")
    (raw / "d.txt").write_text("错误", encoding="utf-8")
    (raw / "e.txt").write_bytes(b"\xff")
    with pytest.raises(NoticeError) as error:
        build.build([raw], data, cache=cache)
    lines = str(error.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [str(raw / name) for name in ("c.txt", "d.txt", "e.txt")]
    assert "not a notice; look at the file" in lines[0]
    assert "KeyError: '错误', conftest.py:" in lines[1]
    assert files(data) == before


@pytest.mark.usefixtures("reader")
def test_no_dataset_is_made_by_a_build_that_fails(raw: Path, data: Path) -> None:
    (raw / "c.txt").write_text("乱码", encoding="utf-8")
    with pytest.raises(NoticeError):
        build.build([raw], data, cache=None)
    assert not data.exists()


@pytest.mark.usefixtures("reader")
def test_a_dataset_that_cannot_be_written_is_not_begun(raw: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.dataset import tables

    build.build([raw], data, cache=None)
    before = files(data)

    def full(_: object, folder: Path) -> None:
        (folder / "items.csv").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "write", full)
    with pytest.raises(OSError, match="No space left"):
        build.build([raw], data, cache=None)
    assert files(data) == before


@pytest.mark.parametrize("failing", range(1, 8))
@pytest.mark.usefixtures("reader")
def test_a_move_that_fails_is_taken_back(
    raw: Path, data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    build.build([raw], data, cache=cache)
    before = files(data)
    (raw / "a-2024.txt").write_text(FIRST + "开行公交线路1条。\n", encoding="utf-8")
    (raw / "b-2024.txt").rename(raw / "c-2024.txt")
    replace, calls = os.replace, 0

    def failing_replace(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", failing_replace)
        with pytest.raises(KeyboardInterrupt):
            build.build([raw], data, cache=cache)
    assert files(data) == before


@pytest.mark.usefixtures("reader")
def test_a_file_that_cannot_be_replaced_leaves_the_folder_as_it_was(
    raw: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.build([raw], data, cache=None)
    before = files(data)
    (raw / "a-2024.txt").write_text(FIRST + "开行公交线路1条。\n", encoding="utf-8")
    replace = os.replace
    for fixed in ("blocks.csv", "items.parquet", "text/a-2024.txt", "datapackage.json"):

        def refusing(source: Path, target: Path, fixed: Path = data / fixed) -> None:
            """An immutable file refuses whatever is moved onto it, also when its like is moved back."""
            if target == fixed:
                raise PermissionError(1, "Operation not permitted", str(target))
            replace(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", refusing)
            with pytest.raises(PermissionError):
                build.build([raw], data, cache=None)
        assert files(data) == before


@pytest.mark.usefixtures("reader")
def test_a_build_waits_for_the_one_that_holds_the_folder(raw: Path, data: Path) -> None:
    told: list[str] = []
    with ThreadPoolExecutor() as pool, locked(data):
        waiting = threading.Event()

        def say(holder: str) -> None:
            told.append(holder)
            waiting.set()

        second = pool.submit(build.build, [raw], data, cache=None, waiting=say)
        assert waiting.wait(60) and not second.done()
        assert not list(data.glob("*.csv"))
    assert second.result().notices == ("a-2024", "b-2024")
    assert told == [f"{os.getpid()} @ {socket.gethostname()}"]


# ── what else lies in the folder ─────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("reader")
def test_what_only_the_old_dataset_had_goes_and_what_a_person_put_there_stays(
    raw: Path, data: Path, cache: Path
) -> None:
    build.build([raw], data, cache=cache)
    (data / "notes.md").write_text("mine")
    (data / "text" / "mine.txt").write_text("mine")
    (data / "diff" / "a__b").mkdir(parents=True)
    (data / "diff" / "a__b" / "tasks.csv").write_text("made by diff")
    (raw / "b-2024.txt").unlink()
    report = build.build([raw], data, cache=cache)
    assert report.dropped == ("b-2024",)
    kept = files(data)
    assert "text/b-2024.txt" not in kept and "text/a-2024.txt" in kept
    assert {"notes.md", "text/mine.txt", "diff/a__b/tasks.csv"} <= kept.keys()


@pytest.mark.usefixtures("reader")
def test_a_table_that_the_dataset_no_longer_has_goes(raw: Path, data: Path) -> None:
    build.build([raw], data, cache=None)
    package = (data / "datapackage.json").read_text(encoding="utf-8")
    for name in ("former.csv", "mine.csv"):
        (data / name).touch()
    outside = data.parent / "outside.csv"
    outside.touch()
    package = package.replace('"items.csv"', '"former.csv"').replace('"items.parquet"', '"../outside.csv"')
    (data / "datapackage.json").write_text(package, encoding="utf-8")
    build.build([raw], data, cache=None)
    assert not (data / "former.csv").exists()
    assert (data / "mine.csv").exists() and outside.exists()


@pytest.mark.usefixtures("reader")
def test_what_a_killed_build_left_is_cleared_away(raw: Path, data: Path) -> None:
    killed = data / ".aside-killed"
    killed.mkdir(parents=True)
    (killed / "items.csv").touch()
    build.build([raw], data, cache=None)
    assert not killed.exists()
    assert not (data / LOCK).exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no pipes in folders")
@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    "name",
    [
        *("data/datapackage.json", "data/notices.parquet", "data/items.csv", "data/text/a-2024.txt"),
        *("data/.build.holder", "data/.shards.json", "cache/a-2024"),
    ],
)
def test_a_pipe_in_the_place_of_a_file_is_no_file(
    tmp_path: Path, raw: Path, data: Path, cache: Path, name: str
) -> None:
    build.build([raw], data, cache=cache)
    before = files(data)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    signal.signal(signal.SIGALRM, signal.default_int_handler)  # whoever waits for the pipe would wait for ever
    signal.alarm(60)
    try:
        build.build([raw], data, cache=cache)
    finally:
        signal.alarm(0)
    assert {path: content for path, content in files(data).items() if path in before} == before


@pytest.mark.usefixtures("reader")
def test_an_unreadable_old_dataset_is_replaced(raw: Path, data: Path) -> None:
    data.mkdir()
    (data / "notices.parquet").write_bytes(b"not parquet")
    (data / "datapackage.json").write_bytes(b"[]")
    assert build.build([raw], data, cache=None).dropped == ()
    assert notice_ids(data) == {"a-2024", "b-2024"}


@pytest.mark.usefixtures("reader")
def test_the_folder_may_have_any_name(raw: Path, tmp_path: Path) -> None:
    strange = tmp_path / "数据 [1] {x}"
    shutil.copytree(raw, strange / "raw")
    assert build.build([strange / "raw"], strange / "data", cache=None).notices == ("a-2024", "b-2024")
