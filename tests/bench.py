"""Speed, measured and printed: `make bench`.  Nothing is asserted, for times are the machine's as much as the program's.

    python tests/bench.py              every part
    python tests/bench.py text pdf     these parts

Each time stands beside that of the last run on this machine (.cache/bench.json), as a ratio.

What stands side by side is run in turns, so that a busy moment of the machine meets all alike; medians are printed.
The garbage collector is on, as it is in use.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.notice import Notice, Target

ROOT = Path(__file__).resolve().parent.parent
NOTICE = ROOT / "raw" / "jinxiang-2024.txt"

Call = Callable[[], object]


def medians(calls: Sequence[Call], rounds: int, warm: bool = False) -> list[float]:
    """The median time of each call in seconds; they run in turns, once more before they are timed, unless `warm` already."""
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(warm, rounds + 1):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            if turn:
                taken.append(time.perf_counter() - start)
    return [median(taken) for taken in times]


def title(words: str) -> None:
    print(f"\n{words}", flush=True)


def row(name: str, *cells: str) -> None:
    print(f"  {name:<52}" + "".join(f"{cell:>24}" for cell in cells), flush=True)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def characters(text: str) -> int:
    """The characters of a text without its blanks."""
    return len("".join(text.split()))


class Record:
    """The times of the last run on this machine, and those of this one, by part and name."""

    file = ROOT / ".cache" / "bench.json"
    machine = f"{platform.node()}, {os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}"

    def __init__(self) -> None:
        self.part = ""
        self.now: dict[str, float] = {}
        self.all: dict[str, dict[str, float]] = {}
        with suppress(OSError, ValueError):
            self.all = json.loads(self.file.read_text(encoding="utf-8"))
        self.before = dict(self.all.get(self.machine, {}))

    def beside_last(self, name: str, seconds: float) -> str:
        """Keep a time; what it is of the one before."""
        key = f"{self.part}: {name}"
        self.now[key] = seconds
        return f"{seconds / self.before[key]:.2f} × last" if self.before.get(key) else "no last run"

    def save(self) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.all[self.machine] = self.before | self.now
        self.file.write_text(json.dumps(self.all, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


RECORD = Record()


def timed(name: str, seconds: float, *cells: str) -> None:
    row(name, ms(seconds), *cells, RECORD.beside_last(name, seconds))


def row_of_text(name: str, seconds: float, text: str, beside: float | None = None) -> None:
    rates = f"{characters(text) / seconds:,.0f} characters/s", f"{len(text.encode()) / seconds / 1e6:,.2f} MB/s"
    timed(name, seconds, *rates, *([f"{seconds / beside:.2f} × jieba"] if beside else []))


def extracted(path: Path) -> object:
    """A file as Arrow tables in memory."""
    from pipeline.dataset import tables
    from pipeline.dataset.reading import rows
    from pipeline.read import read

    return tables.arrow(rows(read(path)))


# ── one text ─────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def jieba_lcut() -> Iterator[Callable[[str], list[str]]]:
    """jieba with its own dictionary, loaded."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel("ERROR")
        jieba.dt.tmp_dir = folder  # its cache: not the common temporary folder, where anybody can put one
        jieba.initialize()
        yield jieba.lcut


def bench_text() -> None:
    """One notice from the file to Arrow tables in memory, beside what cutting it into words takes alone."""
    text = NOTICE.read_text(encoding="utf-8")
    title(f"One notice, text to Arrow tables in memory, imports not counted ({characters(text):,} characters)")
    with jieba_lcut() as lcut:
        calls: dict[str, Call] = {
            "this program, everything": lambda: extracted(NOTICE),
            "jieba.lcut alone": lambda: lcut(text),
        }
        try:
            import rjieba
        except ImportError:
            row("rjieba: not installed")
        else:
            cutter = rjieba.Jieba()
            calls["rjieba alone"] = lambda: cutter.cut(text)
        times = medians(list(calls.values()), 11)
    for name, taken in zip(calls, times, strict=True):
        row_of_text(name, taken, text, times[1])


def bench_long() -> None:
    """A text a hundred times as long: every character is to be read a small, fixed number of times."""
    text = NOTICE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder, NOTICE.name)
        long.write_text(text * 100, encoding="utf-8")
        title("The same text a hundred times over, as one notice")
        [once] = medians([lambda: extracted(NOTICE)], 9)
        [taken] = medians([lambda: extracted(long)], 1, warm=True)
    row_of_text("once", once, text)
    row_of_text("a hundred times", taken, text * 100)
    row("a character takes, beside once", f"{taken / once / 100:.2f} ×")


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def checkout() -> Iterator[Path]:
    """A copy of the program with nothing in raw/, so that its cache can be thrown away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "pipeline", folder / "pipeline")
        shutil.copytree(ROOT / "corrections", folder / "corrections")
        (folder / "requirements").mkdir()
        shutil.copy(ROOT / "requirements" / "base.txt", folder / "requirements")
        (folder / "raw").mkdir()
        yield folder


def command(folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=folder, check=True, capture_output=True)


def forget(folder: Path) -> None:
    for name in (".cache", "data"):
        shutil.rmtree(folder / name, ignore_errors=True)


def bench_commands() -> None:
    """The commands as a person waits for them, the start of Python included."""
    title("Commands, a process each")
    build = ("-m", "pipeline", "build")
    with checkout() as folder:
        shutil.copy(NOTICE, folder / "raw")
        calls: list[Call] = [
            lambda: command(folder, "-c", ""),
            lambda: command(folder, "-m", "pipeline", "--help"),
            lambda: command(folder, *build),
        ]
        empty, about, unchanged = medians(calls, 5)
        times = []
        for _ in range(5):
            forget(folder)
            start = time.perf_counter()
            command(folder, *build)
            times.append(time.perf_counter() - start)
    timed("an empty interpreter: python -c ''", empty)
    timed("python -m pipeline --help", about, f"{about / empty:.1f} × empty")
    timed("python -m pipeline build, nothing kept", median(times))
    timed("python -m pipeline build, nothing changed", unchanged)


def bench_rebuild() -> None:
    """Two hundred notices, of which one changes."""
    title("python -m pipeline build of 200 notices, a process each")
    text = NOTICE.read_text(encoding="utf-8")
    with checkout() as folder:
        # They are of a notice that is not here.
        shutil.rmtree(folder / "corrections")
        for number in range(200):
            (folder / "raw" / f"notice-{number:03d}.txt").write_text(text, encoding="utf-8")
        command(folder, "-m", "pipeline", "--help")
        start = time.perf_counter()
        command(folder, "-m", "pipeline", "build")
        timed("nothing kept", time.perf_counter() - start)

        def rebuild() -> None:
            command(folder, "-m", "pipeline", "build")

        turn = iter(range(1, 10))

        def change_one() -> None:
            changed = text.replace("3000户", f"{3000 + next(turn)}户")
            (folder / "raw" / "notice-100.txt").write_text(changed, encoding="utf-8")
            rebuild()

        one, none = medians([change_one, rebuild], 3)
    timed("one changed", one)
    timed("nothing changed", none)


# ── a general extractor ──────────────────────────────────────────────────────────────────────────────


def bench_recognizers() -> None:
    """What Microsoft's recognizers for Chinese need and find: numbers, percentages, and numbers with units."""
    title("A general extractor on the same text: Microsoft recognizers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import ms_recognizers_number as numbers
            import ms_recognizers_number_with_unit as units
        except ImportError:
            row("not installed; make bench installs it")
            return
        from ms_recognizers_text import Culture

        kinds = [numbers.recognize_number, numbers.recognize_percentage, units.recognize_age]
        kinds += [units.recognize_currency, units.recognize_dimension, units.recognize_temperature]
        notice, targets = _targets()
        found: list[Any] = []

        def recognize() -> None:
            found[:] = [one for kind in kinds for one in kind(notice.text, Culture.Chinese)]

        theirs, ours = medians([recognize, lambda: extracted(NOTICE)], 3)
    row_of_text("Microsoft recognizers", theirs, notice.text)
    row_of_text("this program, everything", ours, notice.text)
    values = [[one for one in found if _same_value(one, target)] for target in targets]
    with_unit = sum(any(_has_unit(one, target) for one in ones) for ones, target in zip(values, targets, strict=True))
    used = {id(one) for ones in values for one in ones}
    row("of the notice's targets", f"{len(targets)}")
    row("their value is found", f"{sum(map(bool, values))}")
    row("their value with its unit is found", f"{with_unit}")
    row("other outputs: names, dates, numbers without unit", f"{sum(id(one) not in used for one in found)}")


def _targets() -> tuple[Notice, list[Target]]:
    from pipeline.extract import extract
    from pipeline.notice import Target
    from pipeline.read import read

    notice = extract(read(NOTICE))
    return notice, list(notice.all(Target))


def _same_value(found: Any, target: Target) -> bool:
    """Whether an output stands in the target's words and has its value."""
    value = str((found.resolution or {}).get("value") or "").rstrip("%")
    if found.start >= target.end or found.end < target.start:
        return False
    try:
        return abs(float(value) - float(target.value)) < 1e-6
    except ValueError:
        return False


def _has_unit(found: Any, target: Target) -> bool:
    named = found.type_name == "percentage" or (found.resolution or {}).get("unit")
    return bool(named) and found.text.endswith(target.unit)


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────


def bench_pdf() -> None:
    """Pages per second of the two PDF libraries and of the reading built on them."""
    import io

    import pdfplumber
    import pypdfium2
    from documents import pdf_of

    from pipeline.read import read
    from pipeline.structure.repair import repair

    paragraphs = repair(read(NOTICE)).reading.text.split("\n")
    data = pdf_of(paragraphs)
    pages = len(pypdfium2.PdfDocument(data))
    title(f"PDF: the notice typeset on {pages} pages, and ten times as many")

    def with_pypdfium2(data: bytes) -> None:
        for page in pypdfium2.PdfDocument(data):
            page.get_textpage().get_text_range()

    def with_pdfplumber(data: bytes) -> None:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_text()
                page.close()

    with tempfile.TemporaryDirectory() as folder:
        once, often = Path(folder, "once.pdf"), Path(folder, "often.pdf")
        once.write_bytes(data)
        often.write_bytes(pdf_of(paragraphs * 10))
        calls: dict[str, Callable[[Path], object]] = {
            "pypdfium2, text alone": lambda path: with_pypdfium2(path.read_bytes()),
            "pdfplumber, text alone": lambda path: with_pdfplumber(path.read_bytes()),
            "this program, reading": read,
            "this program, everything": extracted,
        }
        for name, call in calls.items():
            [short] = medians([lambda call=call: call(once)], 5)  # type: ignore[misc]
            [long] = medians([lambda call=call: call(often)], 1, warm=True)  # type: ignore[misc]
            timed(name, short, f"{pages / short:,.0f} pages/s", f"{10 * pages / long:,.0f} pages/s")


# ── two years ────────────────────────────────────────────────────────────────────────────────────────


def bench_diff() -> None:
    """Two years of 150 tasks, and of ten times as many, each of which has nine others much like it."""
    from second_year import STRENGTHS, joined, noticed, second_year

    from pipeline.compare.comparison import Comparison
    from pipeline.dataset import tables
    from pipeline.dataset.reading import rows
    from pipeline.read import read
    from pipeline.show import diff

    title("The comparison of two years, made by script from the notice")
    part = tables.arrow(rows(read(NOTICE)))

    def year(strength: int, seeds: range, notice_id: str) -> tables.Part:
        texts = (second_year(part, STRENGTHS[strength], seed).text for seed in seeds)
        return tables.arrow(rows(noticed("".join(texts), notice_id)))

    for seeds, rounds, warm in ((range(1), 5, False), (range(10), 1, True)):
        years = year(0, seeds, "first-2024"), year(1, seeds, "second-2025")
        data = joined(*years)
        with tempfile.TemporaryDirectory() as folder:
            tables.write(years, Path(folder, "data"))

            def compare(data: Any = data) -> object:
                return Comparison(data, "first-2024", "second-2025").rows

            def write(folder: str = folder) -> object:
                return diff.run("first-2024", "second-2025", Path(folder, "data"), Path(folder, "diff"))

            compared, written = medians([compare, write], rounds, warm)
        tasks = " and ".join(f"{len(one['items']):,}" for one in years)
        timed(f"{tasks} tasks, in memory", compared)
        timed(f"{tasks} tasks, with tables and page", written)


PARTS: dict[str, Callable[[], None]] = {
    "text": bench_text,
    "long": bench_long,
    "commands": bench_commands,
    "rebuild": bench_rebuild,
    "recognizers": bench_recognizers,
    "pdf": bench_pdf,
    "diff": bench_diff,
}


def main(names: Sequence[str]) -> int:
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in names or PARTS:
        RECORD.part = name
        PARTS[name]()
        RECORD.save()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
