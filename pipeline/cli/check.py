"""``check`` and ``accept``: whether the dataset is what its sources give, and its counts those that were accepted."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.cli.program import (
    DIFFERS,
    command,
    folder_option,
    json_option,
    notice_ids,
    print_json,
    say,
    say_stale,
    track,
)
from pipeline.messages import text

if TYPE_CHECKING:
    from pipeline.dataset.check import Checked, Shortfall, TableChanges


@command("check")
@click.argument("sources", nargs=-1)
@folder_option("data", "data")
@folder_option("expectations", "expectations")
@click.option("--rows", default=20, show_default=True, type=click.IntRange(0), help=text("option.rows"))
@json_option()
@click.pass_context
def check(ctx: click.Context, sources: tuple[str, ...], data: str, expectations: str, rows: int, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.dataset.check import check as run

    checked = run(sources or ("raw",), Path(data), Path(expectations), track=track())
    if as_json:
        print_json({"ok": checked.ok, **asdict(checked)})
    else:
        from pipeline.compare.diff import stale

        _say_checked(checked, data, expectations, rows)
        say_stale(stale(Path(data)))
    ctx.exit(0 if checked.ok else DIFFERS)


def _say_checked(checked: Checked, data: str, expectations: str, rows: int) -> None:
    for changes in checked.tables:
        _say_table(changes, rows)
    for name in checked.files:
        say(text("check.file", path=f"{data}/{name}"))
    if checked.tables or checked.files:
        say(text("check.differs", data=data))
    else:
        say(text("check.same", data=data, notices=len(checked.notices), rows=f"{checked.rows:,}"))
    for count in checked.counts:
        file = f"{expectations}/{count.notice_id}.toml"
        say(text(_count_message(count), file=file, **asdict(count)))


def _count_message(count: Shortfall) -> str:
    if count.expected is None:
        return "check.not_accepted"
    if count.what == "notices":
        return "check.gone"
    return "check.fewer" if count.fails else "check.more_than_accepted"


def _say_table(changes: TableChanges, rows: int) -> None:
    from pipeline.dataset.check import short_pair

    counts = {name: len(getattr(changes, name)) for name in ("gained", "lost", "changed")}
    say(text("check.table", table=changes.name, **counts))
    if changes.columns_gained:
        say(text("check.columns_gained", columns=", ".join(changes.columns_gained)))
    if changes.columns_lost:
        say(text("check.columns_lost", columns=", ".join(changes.columns_lost)))
    if changes.changed:
        columns = (f"{name} {count}" for name, count in changes.changed_columns.items())
        say(text("check.columns", columns=", ".join(columns)))
    changed = [
        f"~ {change.key}: "
        + "; ".join("{}: {} → {}".format(name, *short_pair(*cells)) for name, cells in change.cells.items())
        for change in changes.changed
    ]
    for lines in ([f"+ {row}" for row in changes.gained], [f"- {row}" for row in changes.lost], changed):
        for line in lines[:rows]:
            say(f"  {line}")
        if len(lines) > rows:
            say(text("check.more", count=len(lines) - rows))


@command("accept")
@click.argument("notice_ids", metavar="NOTICE_ID...", nargs=-1, required=True, shell_complete=notice_ids)
@folder_option("data", "data")
@folder_option("expectations", "expectations")
def accept(notice_ids: tuple[str, ...], data: str, expectations: str) -> None:
    from pathlib import Path

    from pipeline.dataset.check import accept as run

    for notice_id in notice_ids:
        changed = run(notice_id, Path(data), Path(expectations))
        if not changed:
            say(text("accept.same", notice_id=notice_id))
            continue
        for what, (before, now) in changed.items():
            say(f"  {what}: {now}" if before is None else f"  {what}: {before} → {now}")
        say(text("accept.done", path=Path(expectations, f"{notice_id}.toml")))
