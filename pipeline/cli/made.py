"""What is made from the dataset: comparisons, series, pages, a site, ledgers, databases."""

from __future__ import annotations

from dataclasses import asdict, astuple
from typing import TYPE_CHECKING, Literal

import click

from pipeline.cli.program import DIFFERS, command, folder_option, json_option, notice_ids, print_json, say, track
from pipeline.messages import text

if TYPE_CHECKING:
    from pathlib import Path


def _change_kinds(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The kinds of change, for completion in a shell; several are joined by commas."""
    from pipeline.compare.diff import kinds

    before, comma, last = incomplete.rpartition(",")
    return [before + comma + kind for kind in kinds() if kind.startswith(last)]


@command("diff")
@click.argument("old", metavar="[OLD_NOTICE_ID", shell_complete=notice_ids, required=False)
@click.argument("new", metavar="NEW_NOTICE_ID]", shell_complete=notice_ids, required=False)
@folder_option("data", "data")
@click.option("--out", metavar="DIR", help=text("option.out") + " (DATA/diff/OLD__NEW)")
@click.option("--docx", is_flag=True, help=text("option.docx"))
@click.option("--xlsx", is_flag=True, help=text("option.xlsx"))
@click.option("--fail-on", metavar="KINDS", default="", help=text("option.fail_on"), shell_complete=_change_kinds)
@json_option()
@click.pass_context
def diff(
    ctx: click.Context,
    old: str | None,
    new: str | None,
    data: str,
    out: str | None,
    docx: bool,
    xlsx: bool,
    fail_on: str,
    as_json: bool,
) -> None:
    from pathlib import Path

    from pipeline.compare.diff import kinds, mark, pairs, read, unlike
    from pipeline.show.diff import run

    asked = {kind.strip() for kind in fail_on.split(",") if kind.strip()}
    if unknown := sorted(asked.difference(kinds())):
        known = ", ".join(sorted(kinds()))
        raise click.BadParameter(f"{', '.join(unknown)}: {known}", ctx, param_hint="--fail-on")
    if (old is None) != (new is None):
        raise click.MissingParameter(ctx=ctx, param_hint="NEW_NOTICE_ID", param_type="argument")
    if old is None and out:
        raise click.BadParameter(text("diff.out_of_all"), ctx, param_hint="--out")
    if old is None:
        for name in mark(Path(data))[1]:
            say(text("diff.removed", name=name), err=as_json)
    chosen = [(old, new)] if old and new else pairs(Path(data))
    if not chosen:
        say(text("diff.no_pairs", data=data), err=as_json)
    results = {}
    tables = read(Path(data))
    for one, other in chosen:
        folder = Path(out) if out else Path(data, "diff", f"{one}__{other}")
        results[f"{one}__{other}"] = run(one, other, Path(data), folder, docx=docx, xlsx=xlsx, tables=tables)
    if as_json:
        counted = {name: result.kinds for name, result in results.items()}
        print_json(next(iter(counted.values())) if old else counted)
    else:
        say("\n\n".join(result.summary for result in results.values()))
    for one, other in unlike(Path(data)) if old is None else ():
        say(text("diff.unlike", old=one, new=other), err=as_json)
    changed = any(result.kinds.get(kind) for result in results.values() for kind in asked)
    ctx.exit(DIFFERS if changed else 0)


@command("series")
@folder_option("data", "data")
@click.option("--out", metavar="DIR", help=text("option.out") + " (DATA/series)")
@json_option()
def series(data: str, out: str | None, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.compare.series import run

    folder = Path(out) if out else Path(data, "series")
    counts = run(Path(data), folder)
    if as_json:
        print_json(counts)
    else:
        say(text("series.done", **counts))
        say(text("build.written", path=folder))


@command("view")
@click.argument("notice_ids", metavar="[NOTICE_ID]...", nargs=-1, shell_complete=notice_ids)
@folder_option("data", "data")
@folder_option("out", "view")
@folder_option("raw", "raw")
def view(notice_ids: tuple[str, ...], data: str, out: str, raw: str) -> None:
    from pathlib import Path

    from pipeline.show.view import run

    for notice_id in _known(notice_ids, data):
        say(text("build.written", path=run(notice_id, Path(data), Path(out), Path(raw))))


@command("site")
@folder_option("data", "data")
@folder_option("out", "site")
@json_option()
def site(data: str, out: str, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.site import run

    report = run(Path(data), Path(out), track=track())
    if as_json:
        print_json(asdict(report))
    else:
        say(text("site.done", pages=sum(report.pages.values()), path=report.start))


@command("serve")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help=text("option.port"))
@click.option("--no-browser", is_flag=True, help=text("option.no_browser"))
def serve(port: int, no_browser: bool) -> None:
    from pipeline.serve import run

    def tell(address: str) -> None:
        click.echo(text("serve.at", address=address))
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    run(port, tell)


@command("workbook")
@click.argument("notice_ids", metavar="[NOTICE_ID]...", nargs=-1, shell_complete=notice_ids)
@folder_option("data", "data")
@folder_option("out", "workbook")
@click.option("--split", type=click.Choice(["unit"]), help=text("option.split"))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help=text("option.lang"))
def workbook(notice_ids: tuple[str, ...], data: str, out: str, split: str | None, lang: Literal["zh", "en"]) -> None:
    from pathlib import Path

    from pipeline.show.ledger import run, run_split
    from pipeline.show.ledger.labels import Labels

    for notice_id in _known(notice_ids, data):
        made = run_split if split else lambda *given: [run(*given)]
        files = list(made(notice_id, Path(data), Path(out), lang))
        if split:
            say(text("ledger.split", count=len(files), path=Path(out, notice_id)))
        for one in files:
            if not split:
                say(text("build.written", path=one.path))
            if one.carried:
                say(text("ledger.carried", carried=one.carried))
            if one.kept:
                say(text("ledger.kept", kept=one.kept, sheet=Labels(lang)("sheets.kept")))


def _known(notice_ids: tuple[str, ...], data: str) -> tuple[str, ...]:
    """The notices asked for, or all that the dataset holds."""
    from pathlib import Path

    from pipeline.dataset.held import notice_ids as held
    from pipeline.notice import NoticeError

    known = sorted(held(Path(data)))
    if not known:
        raise NoticeError(text("error.no_notices", data=data))
    for notice_id in notice_ids:
        if notice_id not in known:
            raise NoticeError(text("check.unknown", notice_id=notice_id, data=data, held=", ".join(known)))
    return notice_ids or tuple(known)


def _table_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The tables of the dictionary, for completion in a shell."""
    from pipeline.dataset.datapackage import dictionary

    return [name for name in dictionary().tables if name.startswith(incomplete)]


@command("database")
@folder_option("data", "data")
@folder_option("out", "database")
def database(data: str, out: str) -> None:
    from pathlib import Path

    make_database(Path(data), Path(out))


def make_database(data: Path, out: Path, quiet: bool = False) -> None:
    from pipeline.dataset.database import write

    for path in astuple(write(data, out)):
        if not quiet:
            say(text("build.written", path=path))


@command("csv")
@click.argument("tables", metavar="[TABLE]...", nargs=-1, shell_complete=_table_names)
@folder_option("data", "data")
@folder_option("out", "csv")
def csv(tables: tuple[str, ...], data: str, out: str) -> None:
    from pathlib import Path

    from pipeline.dataset.as_csv import write
    from pipeline.dataset.datapackage import dictionary

    if unknown := [name for name in tables if name not in dictionary().tables]:
        raise click.BadParameter(f"{', '.join(unknown)}: {', '.join(dictionary().tables)}", param_hint="TABLE")
    for path, rows in write(Path(data), Path(out), tables):
        say(text("csv.written", path=path, rows=f"{rows:,}"))
