"""The site: all notices of a dataset as pages that need no server, opened from a folder or put on any web space.

`collection` asks the dataset, `pages` says which pages there are, `search` makes the index that is loaded in parts,
`charts` draws.  A page is written as soon as its rows have come: no step holds the whole dataset.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset.workspace import aside, content, locked, move_in
from pipeline.messages import text
from pipeline.notice import NoticeError

# The pages of the last time, so that those of notices that went go too; other files in the folder are left alone.
_PAGES = "pages.json"

Track = Callable[[Iterable[bool], int], Iterable[bool]]


@dataclass(frozen=True, slots=True)
class Report:
    """What was written: how many pages of each kind, and where one begins."""

    start: Path
    pages: dict[str, int]


def run(data: Path, out: Path, track: Track | None = None) -> Report:
    """Write the site of the dataset in `data` into `out`; all of it or nothing.

    Args:
        track: wraps the writing of the pages of notices for a progress bar; gets the steps and their number.

    Raises:
        NoticeError: there is no dataset, or it holds no notice.
        OSError: the folder cannot be written.
    """
    from pipeline.site.collection import Collection
    from pipeline.site.pages import Site

    with Collection(data) as collection:
        if not collection.notices:
            raise NoticeError(text("error.no_notices", data=data))
        with locked(out), aside(out) as folder:
            site = Site(collection, folder)

            def steps() -> Iterator[bool]:
                for _ in site.notice_pages():
                    yield True

            for _ in track(steps(), len(collection.notices)) if track else steps():
                pass
            site.other_pages()
            pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
            (folder / _PAGES).write_text(
                json.dumps(pages, ensure_ascii=False, indent=0), encoding="utf-8", newline="\n"
            )
            move_in(folder, out, _before(out))
    kinds = Counter(Path(page).parts[0] if "/" in page else "start" for page in pages if page.endswith(".html"))
    return Report(out / "index.html", dict(kinds))


def _before(out: Path) -> set[Path]:
    """The files of the last time that are still there."""
    with suppress(OSError, ValueError, TypeError):
        listed = [Path(page) for page in json.loads(content(out / _PAGES))]
        return {page for page in listed if not page.is_absolute() and ".." not in page.parts and (out / page).is_file()}
    return set()
