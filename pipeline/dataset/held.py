"""What a dataset holds: its notices, the files they were read from, and the files that a build wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipeline.dataset import partitioned, stored
from pipeline.dataset.workspace import content

#: The folder, and with .csv the table, of what was left out.
QUARANTINE = "quarantine"


def files_of(out: Path, notices: Iterable[str]) -> set[Path]:
    """The files in `out` that a build wrote, by its own description of them."""
    known = partitioned.state(out)
    files = partitioned.files_of(known) | ({Path(partitioned.STATE)} if known["shards"] else set())
    if not known["shards"]:
        files |= {Path("text", f"{notice_id}.txt") for notice_id in notices if Path(notice_id).name == notice_id}
    with suppress(OSError, ValueError, KeyError, TypeError):
        resources = json.loads(content(out / "datapackage.json"))["resources"]
        names = (Path(resource["path"]) for resource in resources if isinstance(resource["path"], str))
        files.update(name for name in names if len(name.parts) == 1 and name.suffix in (".csv", ".parquet"))
        files |= {name.with_suffix(".parquet") for name in files if len(name.parts) == 1 and name.suffix == ".csv"}
    left = out / QUARANTINE
    files.add(Path(f"{QUARANTINE}.csv"))
    if left.is_dir():
        files |= {Path(QUARANTINE, file) for file in files_of(left, notice_ids(left))}
        files.add(Path(QUARANTINE, "datapackage.json"))
    return {file for file in files if (out / file).is_file() and ".." not in file.parts}


def notice_ids(data: Path) -> set[str]:
    """The notices that a dataset holds; none where there is no dataset that can be read."""
    import pyarrow as pa

    with suppress(OSError, pa.ArrowInvalid, KeyError):
        return set(stored.read(data, "notices", ["notice_id"])["notice_id"].to_pylist())
    return set()


def source_files(data: Path, notice_ids: Iterable[str]) -> dict[str, str]:
    """The names of the files that some notices of a dataset were read from."""
    wanted = set(notice_ids)
    if not wanted:
        return {}
    rows = stored.read(data, "notices", ["notice_id", "source_file"]).to_pylist()
    return {row["notice_id"]: row["source_file"] for row in rows if row["notice_id"] in wanted}
