"""DOC, WPS, RTF and ODT: made DOCX by LibreOffice where that is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline import messages
from pipeline.notice import NoticeError
from pipeline.read.docx import read_docx
from pipeline.read.draft import Draft

#: LibreOffice converts a notice in two seconds and starts in ten; beyond this it hangs.
SECONDS = 120
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
#: How an Office file that a password locks is marked: the name of a stream, in UTF-16.
_LOCKED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))


def read_office(data: bytes, ending: str) -> Draft:
    """Read an office file that is no DOCX; `ending` (doc, rtf, odt) tells LibreOffice what it is.

    Raises:
        NoticeError: the file is locked, LibreOffice is not installed, or it cannot read the file.
    """
    if any(mark in data for mark in _LOCKED):
        raise NoticeError(messages.text("read.locked"))
    program = _libreoffice()
    if program is None:
        raise NoticeError(messages.text("read.needs_office", kind=ending.upper()))
    with tempfile.TemporaryDirectory(prefix="notice-") as folder:
        source = Path(folder, f"notice.{ending}")
        source.write_bytes(data)
        _convert(program, source, Path(folder))
        result = source.with_suffix(".docx")
        if not result.is_file():
            raise NoticeError(messages.text("read.office_failed"))
        return read_docx(result.read_bytes(), format="doc")


def _libreoffice() -> str | None:
    """The program, found by its name or, as Windows and macOS install it, by its place."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((place for place in _PLACES if Path(place).is_file()), None)


def _convert(program: str, source: Path, folder: Path) -> None:
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",  # apart from a running LibreOffice
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder),
        str(source),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        _stop(process)
        raise NoticeError(messages.text("read.office_hangs", seconds=SECONDS)) from None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and the second one that soffice starts, which would outlive it."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)  # its session holds both
    process.wait()
