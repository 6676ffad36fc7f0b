"""What comes back through the year, how right the reading is, and completion in a shell."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.cli.program import command, folder_option, json_option, notice_ids, print_json, program, say
from pipeline.messages import language, text

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.progress import Result as Progress


@command("progress")
@click.argument("files", metavar="FILES...", nargs=-1, required=True, type=click.Path())
@folder_option("data", "data")
@click.option("--out", metavar="DIR", help=text("option.out") + " (DATA/progress)")
@click.option("--notice", metavar="NOTICE_ID", shell_complete=notice_ids, help=text("option.notice"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=text("option.as_of"))
@json_option()
def progress(
    files: tuple[str, ...], data: str, out: str | None, notice: str | None, as_of: datetime | None, as_json: bool
) -> None:
    from pathlib import Path

    from pipeline.progress import run

    day = as_of.date() if as_of else None
    result = run(map(Path, files), Path(data), Path(out) if out else Path(data, "progress"), notice, day)
    if as_json:
        print_json(asdict(result))
    else:
        _say_progress(result)


def _say_progress(result: Progress) -> None:
    from pipeline.dataset.datapackage import dictionary

    (states,) = (one.enum or {} for one in dictionary().progress["progress"].columns if one.name == "status")
    speech = ("en", "zh").index(language())

    def state(value: str) -> str:
        return states[value][speech] if value in states else value

    say(text("progress.done", rows=result.rows))
    if result.statuses:
        said = text("progress.and").join(f"{state(one)} {count}" for one, count in result.statuses.items())
        say(text("progress.statuses", said=said))
    if result.standings:
        said = text("progress.and").join(
            f"{text(f'progress.is_{one}')} {count}" for one, count in result.standings.items()
        )
        say(text("progress.standings", said=said))
    for conflict in result.conflicts:
        said = text("progress.but").join(
            text("progress.says", what=state(value), source=source) for source, value in conflict.said
        )
        say(text("progress.conflict", about=conflict.about, said=said))
    for source, words in result.lost:
        say(text("progress.lost", words=words, source=source))
    say(text("build.written", path=result.out))


@command("accuracy")
@click.argument("folder", type=click.Path())
@json_option()
def accuracy(folder: str, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.measure import run
    from pipeline.measure.report import summary

    result = run(Path(folder))
    if as_json:
        print_json(result.figures)
    else:
        say("\n".join(summary(result)))


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(program, {}, "worknotice", "_WORKNOTICE_COMPLETE").source())
