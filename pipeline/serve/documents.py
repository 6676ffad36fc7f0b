"""The documents that were dropped: each in a folder of its own, read in a process of its own that ends with it."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import threading
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from pipeline.dataset.engines import Local, Lost
from pipeline.dataset.reading import LIMITS, rows_of
from pipeline.messages import reason, text
from pipeline.notice import NoticeError
from pipeline.structure.decisions import SETTABLE

#: So many documents are kept at a time.
MOST = 50
#: Rows to look at, the most doubtful first.
_ROWS = 60
_LONGEST = 60
# Characters shown before and after the words of a row.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: the file, the folder of what a person said of it, and where to write what is made."""

    path: Path
    corrections: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Years:
    """Two documents that were read, to compare: the folders of their tables, and the file whose limits are kept to."""

    old: Path
    new: Path
    path: Path


@dataclass(frozen=True, slots=True)
class Document:
    """A document and what was read from it: `facts` are those of `read`, `error` says why there are none.

    What was made of it lies in the folder `made`, another one each time it is read: some page of the former one may
    be on its way to the browser.
    """

    key: str
    name: str
    folder: Path
    facts: dict[str, Any] | None = None
    error: str = ""
    made: Path | None = None

    @property
    def notice_id(self) -> str:
        return self.file.stem

    @property
    def file(self) -> Path:
        return next((self.folder / "raw").iterdir())

    def file_of(self, name: str) -> Path:
        """What was made of it under a name.

        Raises:
            NoticeError: nothing was.
        """
        if self.made is None:
            raise NoticeError(text("serve.not_read"))
        return self.made / name

    @property
    def toml(self) -> str:
        """What a person said of it, as it goes into ``corrections/``."""
        path = self.folder / "corrections" / f"{self.notice_id}.toml"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows to look at."""
        found: list[dict[str, Any]] = json.loads(self.file_of("rows.json").read_bytes())
        return found


class Documents:
    """The documents of one run of the program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Document] = {}
        self._lock = threading.Lock()
        # One reading at a time: what one document may take, the machine has.
        self._reading = threading.Lock()

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._known.values()))

    def get(self, key: str) -> Document | None:
        return self._known.get(key)

    def add(self, name: str, content: bytes) -> Document:
        """Keep a document and read it.

        Raises:
            NoticeError: there are too many.
        """
        key = secrets.token_hex(8)
        folder = self._folder / key
        with self._lock:
            if len(self._known) >= MOST:
                raise NoticeError(text("serve.too_many", most=MOST))
            taken = {one.notice_id for one in self._known.values()}
            file = next(one for one in _file_names(name) if Path(one).stem not in taken)
            (folder / "raw").mkdir(parents=True)
            (folder / "corrections").mkdir()
            (folder / "raw" / file).write_bytes(content)
            self._known[key] = Document(key, name, folder)
        return self._read(self._known[key])

    def correct(self, document: Document, toml: str) -> str:
        """Read a document anew with what a person said of it; why not, where that does not fit: then all is as before."""
        path = document.folder / "corrections" / f"{document.notice_id}.toml"
        before = document.toml
        path.write_text(toml, encoding="utf-8", newline="\n")
        done = self._read(document)
        if not done.error:
            return ""
        path.write_text(before, encoding="utf-8", newline="\n")
        self._known[document.key] = document
        return done.error.replace(f"{path}", path.name)

    def remove(self, document: Document) -> None:
        """Forget a document."""
        self._known.pop(document.key, None)
        shutil.rmtree(document.folder, ignore_errors=True)

    def compare(self, old: Document, new: Document) -> tuple[str, str]:
        """The page that compares two documents, made in a process of its own, and why there is none."""
        job = Years(old.file_of("data"), new.file_of("data"), new.file)
        with self._reading:
            [(_, result)] = Local(1).map(compared, [job], LIMITS)
        if isinstance(result, Lost):
            return "", _why(result)
        return result

    def _read(self, document: Document) -> Document:
        job = Job(document.file, document.folder / "corrections", document.folder / secrets.token_hex(4))
        with self._reading:
            [(_, result)] = Local(1).map(read, [job], LIMITS)
        if isinstance(result, dict):
            if document.made is not None:
                shutil.rmtree(document.made, ignore_errors=True)
            done = replace(document, facts=result, error="", made=job.out)
        else:  # what was made before stays
            shutil.rmtree(job.out, ignore_errors=True)
            why = _why(result) if isinstance(result, Lost) else result.replace(f"{document.folder / 'raw'}{os.sep}", "")
            done = replace(document, facts=None, error=why)
        self._known[document.key] = done
        return done


def _why(lost: Lost) -> str:
    return text("serve.too_slow", seconds=lost.seconds) if lost.seconds else text("serve.ended")


def _file_names(name: str) -> Iterator[str]:
    """File names of the document's own: its last part, without what a file system or a page could take amiss, then
    the same with a number, where another document has it."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    stem, ending = (stem, ending) if dot else (last, "")
    stem = re.sub(r"[^\w-]+", "_", stem)[:_LONGEST].strip("_") or "notice"
    ending = re.sub(r"\W+", "", ending)[:8]
    ending = f".{ending}" if ending else ""
    yield f"{stem}{ending}"
    yield from (f"{stem}-{again}{ending}" for again in count(2))


# ── in a process of its own ──────────────────────────────────────────────────────────────────────────


def read(job: Job) -> dict[str, Any] | str:
    """Read a document and write all that can be taken home; what there is of it in numbers, or why there is nothing.

    Written into ``job.out``: ``data/`` (the tables), ``page.html``, ``ledger.xlsx``, ``tables.zip``, ``rows.json``.
    """
    try:
        return _made(job)
    except NoticeError as error:
        return str(error)
    except OSError as error:
        return reason(error)
    except MemoryError:
        return text("serve.ended")
    except Exception as error:  # a fault of the program; the page says so, the server goes on
        return text("serve.fault", error=f"{type(error).__name__}: {error}"[:300])


def _made(job: Job) -> dict[str, Any]:
    from pipeline import frames
    from pipeline.dataset import tables
    from pipeline.show import ledger, view

    part = rows_of(job.path, job.corrections)
    data = job.out / "data"
    data.mkdir(parents=True)
    tables.write([part], data)
    notice = frames.Dataset(data)
    notice_id = job.path.stem
    (job.out / "page.html").write_text(view.page(notice_id, data, raw=job.path), encoding="utf-8", newline="\n")
    ledger.run(notice_id, data, job.out)
    (job.out / f"{notice_id}.xlsx").replace(job.out / "ledger.xlsx")
    shutil.make_archive(str(job.out / "tables"), "zip", data)
    listed = rows_to_see(notice, notice_id)
    (job.out / "rows.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8", newline="\n")
    about = notice.to_arrow("notices").to_pylist()[0]
    wanted = (
        "title",
        "issuer",
        "adcode",
        "subject_year",
        "grade",
        "grade_reason",
        "grade_reason_en",
        "items",
        "targets",
    )
    return {name: about.get(name) for name in wanted} | {"findings": len([one for one in listed if one["code"]])}


def compared(job: Years) -> tuple[str, str]:
    """The page that compares two documents, and why there is none."""
    from pipeline import frames
    from pipeline.compare.comparison import Comparison
    from pipeline.show.diff import page

    try:
        years = frames.Dataset(job.old), frames.Dataset(job.new)
        names = [one.to_arrow("notices")["notice_id"][0].as_py() for one in years]
        return page(Comparison(frames.rows_of_both(*years), *names)), ""
    except NoticeError as error:
        return "", str(error)
    except MemoryError:
        return "", text("serve.ended")
    except Exception as error:  # a fault of the program; the page says so, the server goes on
        return "", text("serve.fault", error=f"{type(error).__name__}: {error}"[:300])


_KEYS = {
    "sections": ("section_id", "heading"),
    "items": ("item_id", "text"),
    "assignments": ("", "name"),
    "targets": ("target_id", "quote"),
}


_NOTHING = {"zh": "", "en": ""}


def rows_to_see(data: Any, notice_id: str) -> list[dict[str, Any]]:
    """Findings not seen yet, then the most doubtful rows: what each reads, and words that lead to it."""
    words = data.text(notice_id)
    listed = []
    for row in data.to_arrow("findings").to_pylist():
        if not row.get("seen"):
            at = anchor(words, row["span_start"], row["span_end"])
            said = {"zh": row["message"], "en": row["message_en"]}
            near = around(words, row["span_start"], row["span_end"])
            about = {"table": "", "code": row["code"], "reads": "", "at": at, "near": near, "said": said}
            listed.append({**about, "doubt": 0, "cells": []})
    listed += _header(data.to_arrow("notices").to_pylist()[0], words)
    rated = []
    for table, (_, key) in _KEYS.items():
        for row in data.to_arrow(table).to_pylist():
            at = anchor(words, row["span_start"], row["span_end"])
            about = {
                "table": table,
                "code": "",
                "of": row.get("indicator"),
                "reads": row[key],
                "at": at,
                "near": around(words, row["span_start"], row["span_end"]),
                "said": _NOTHING,
            }
            rated.append({**about, "doubt": row.get("doubt") or 0, "cells": list(SETTABLE[table])})
    rated.sort(key=lambda row: -row["doubt"])
    return [{**row, "key": place} for place, row in enumerate(listed + rated[:_ROWS])]


def _header(notice: dict[str, Any], words: str) -> Iterator[dict[str, Any]]:
    """The fields of the header that stand in the text as they were read."""
    for name in SETTABLE["notices"]:
        value = notice.get(name)
        members: list[Any] = value if isinstance(value, list) else [value]
        if members and isinstance(members[0], str) and (start := words.find(members[0])) >= 0:
            at = anchor(words, start, start + len(members[0]))
            near = around(words, start, start + len(members[0]))
            about = {"table": "notices", "code": "", "reads": "；".join(members), "at": at, "near": near}
            yield {**about, "said": _NOTHING, "doubt": 0, "cells": [name]}


def anchor(text: str, start: int, end: int) -> str:
    """Words around a stretch that the text has once: the stretch itself, or as much more on both sides as it takes."""
    for wider in range(0, 200, 4):
        low, high = max(0, start - wider), min(len(text), end + wider)
        if text.count(text[low:high]) == 1:
            return text[low:high]
    return text[start:end]


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """A stretch as a person sees it: some words before it, its own, and some after it, of one line."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return before.rpartition("\n")[2], text[start:end], after.partition("\n")[0]


# ── entries of a corrections file ────────────────────────────────────────────────────────────────────


def _string(words: str) -> str:
    """A TOML string."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def entry(row: dict[str, Any], what: str, cell: str, value: str, why: str) -> str:
    """The entry of a corrections file that says something of a row of `rows_to_see`.

    Args:
        what: `seen` (a finding), `right` (the row), `none` (there is no such row), `set` (a cell).
        cell, value: what to set.

    Raises:
        NoticeError: the cell's value is no number where one is needed.
    """
    because = [f"reason = {_string(why)}"] if why else []
    if row["code"]:
        return "\n".join(["[[seen]]", f"code = {_string(row['code'])}", f"at = {_string(row['at'])}", *because, ""])
    about = [f"{name} = {_string(row[name])}" for name in ("table", "at", "reads")]
    if what == "right":
        return "\n".join(["[[confirmed]]", *about, *because, ""])
    if what == "none":
        change = "none = true"
    else:
        number = cell in ("value", "value_max", "level")
        if number and not re.fullmatch(r"-?\d{1,18}(\.\d{1,9})?", value):
            raise NoticeError(text("serve.no_number", value=value[:40]))
        meant = value if number else _string(value)
        if cell in ("recipients", "cc"):
            meant = f"[{', '.join(_string(one) for one in re.split('[；;]', value) if one)}]"
        change = f"set = {{ {cell} = {meant} }}"
    return "\n".join(["[[decision]]", *about, change, f"reason = {_string(why)}", ""])


def joined(toml: str, entries: Sequence[str]) -> str:
    """A corrections file with entries behind those that it has."""
    return "\n".join([*([toml.rstrip("\n") + "\n"] if toml.strip() else []), *entries])


def checked(toml: str) -> str:
    """Why a text is no TOML; empty where it is."""
    try:
        tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        return str(error)
    return ""
