"""The command line.  Commands import what they need themselves, so that --help answers at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, astuple
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click

from pipeline.messages import VERSION, language, printable, reason, text

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.dataset.build import Concern, Report, Track
    from pipeline.dataset.check import Checked, Shortfall, TableChanges
    from pipeline.dataset.engines import Engine
    from pipeline.progress import Result as Progress

DIFFERS, UNREADABLE, QUARANTINED = 1, 3, 4
# Of the findings in a notice just read, so many are printed; all of them are in the table.
_CONCERNS = 10

F = TypeVar("F", bound=Callable[..., Any])


def _say(message: str, *, err: bool = False) -> None:
    """Print a message; whatever a document or a file's name holds, the terminal gets no control characters."""
    click.echo(printable(message), err=err)


class _Program(click.Group):
    """Commands in the order in which they are needed; errors as messages, with exit code 3."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        as_json = "--json" in ctx.args
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # the reader of a pipe has seen enough; click knows what to do
        except click.ClickException as error:
            if not as_json:
                raise
            self._fail(ctx, error.format_message(), error.exit_code, as_json)
        except OSError as error:
            message = reason(error)
            if error.filename:
                message = text("error.file", path=error.filename, reason=message)
        except ValueError as error:
            from pipeline.notice import NoticeError

            if not isinstance(error, NoticeError):
                raise
            message = str(error)
        self._fail(ctx, message, UNREADABLE, as_json)

    @staticmethod
    def _fail(ctx: click.Context, message: str, code: int, as_json: bool) -> NoReturn:
        """End with a message; under --json a script finds it where it looks for the result."""
        if as_json:
            _print_json({"error": message, "exit_code": code})
        else:
            for line in message.splitlines():
                _say(text("error", message=line), err=True)
        ctx.exit(code)


def _paragraphs(key: str) -> str:
    return text(key).strip()


@click.group(
    cls=_Program,
    help=_paragraphs("help"),
    epilog=_paragraphs("help.end"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, prog_name="worknotice")
@click.option("-C", "folder", metavar="DIR", help=text("option.folder"))
def program(folder: str | None) -> None:
    if folder:
        os.chdir(folder)


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    about = _paragraphs(f"help.{name}")
    return program.command(name, help=about, short_help=about.split("\n")[0])


def _folder(name: str, default: str, key: str | None = None) -> Callable[[F], F]:
    about = text(f"option.{key or name}")
    return click.option(f"--{name}", default=default, show_default=True, metavar="DIR", help=about)


def _json() -> Callable[[F], F]:
    return click.option("--json", "as_json", is_flag=True, help=text("option.json"))


def _notice_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The notices of the dataset, for completion in a shell."""
    from pathlib import Path

    texts = Path(ctx.params.get("data") or "data", "text").glob("*.txt")
    return sorted(path.stem for path in texts if path.stem.startswith(incomplete))


def _print_json(result: object) -> None:
    _say(json.dumps(result, ensure_ascii=False, indent=2, default=str))


def _track() -> Track | None:
    """A progress bar for a person who waits; nothing in a pipe or a log."""
    if not sys.stderr.isatty():
        return None

    def track(steps: Iterable[bool], total: int) -> Iterable[bool]:
        from tqdm import tqdm

        bar: Iterable[bool] = tqdm(steps, total=total, desc=text("build.reading"), disable=total < 2, leave=False)
        return bar

    return track


# ── build ────────────────────────────────────────────────────────────────────────────────────────────


@_command("build")
@click.argument("sources", nargs=-1)
@_folder("out", "data")
@click.option("--only", is_flag=True, help=text("option.only"))
@click.option("--keep-going/--stop", default=None, help=text("option.keep_going"))
@click.option("--at-least", type=click.Choice("ABCD"), help=text("option.at_least"))
@click.option("--duplicates", is_flag=True, help=text("option.duplicates"))
@click.option("--partitioned/--single", default=None, help=text("option.partitioned"))
@click.option("--fresh", is_flag=True, help=text("option.fresh"))
@click.option("--seconds", default=600.0, show_default=True, type=click.FloatRange(0), help=text("option.seconds"))
@click.option("--megabytes", default=3000, show_default=True, type=click.IntRange(0), help=text("option.megabytes"))
@click.option(
    "--engine", default="local", show_default=True, type=click.Choice(["local", "dask"]), help=text("option.engine")
)
@click.option("--scheduler", metavar="ADDRESS", help=text("option.scheduler"))
@click.option("--database", "as_database", is_flag=True, help=text("option.database"))
@_json()
@click.pass_context
def build(
    ctx: click.Context, /, sources: tuple[str, ...], out: str, as_database: bool, as_json: bool, **how: Any
) -> None:
    from pathlib import Path

    from pipeline.dataset.build import Options
    from pipeline.dataset.build import build as run
    from pipeline.dataset.engines import Limits
    from pipeline.notice import NoticeError

    limits = Limits(how.pop("seconds") or None, how.pop("megabytes") or None)
    engine = _engine(how.pop("engine"), how.pop("scheduler"))
    try:
        report = run(
            sources or ("raw",),
            Path(out),
            options=Options(limits=limits, engine=engine, **how),
            track=_track(),
            waiting=lambda holder: _say(text("build.waiting", path=out, holder=holder), err=True),
        )
    except NoticeError as error:
        untouched = [text("build.untouched", path=out)] if Path(out).exists() else []
        raise NoticeError("\n".join([str(error), *untouched])) from error
    if as_json:
        _print_json(asdict(report))
    else:
        _say_built(report)
    if as_database:
        _make_database(Path(out), Path("database"), quiet=as_json)

    from pipeline.compare.diff import mark

    stale, removed = mark(Path(out))
    if not as_json:
        _say_stale(stale, removed)
    ctx.exit(QUARANTINED if any(one.kind != "duplicate" for one in report.quarantined) else 0)


def _engine(name: str, scheduler: str | None) -> Engine:
    if name == "local" and not scheduler:
        from pipeline.dataset.engines import Local

        return Local()
    from pipeline.dataset.cluster import Dask

    return Dask(scheduler)


def _say_built(report: Report) -> None:
    read, notices = len(report.read), len(report.notices)
    _say(text("build.done", notices=notices, read=read, kept=notices - read))
    wide = max(map(len, report.rows))
    for table, rows in report.rows.items():
        _say(f"  {table:<{wide}} {rows:>8,}")
    findings = ", ".join(f"{text(f'severity.{severity}')} {count}" for severity, count in _by_severity(report.findings))
    _say(text("build.findings", findings=findings or text("build.no_findings")))
    told = list(dict.fromkeys(one.notice_id for one in report.concerns))
    for notice_id in told:
        _say_concerns(notice_id, [one for one in report.concerns if one.notice_id == notice_id], report)
    for path in report.skipped:
        _say(text("build.skipped", path=path))
    if report.dropped:
        _say(text("build.dropped", notices=", ".join(report.dropped)))
    for one in report.quarantined[:_CONCERNS]:
        _say(text("build.left_out", reason=one.reason))
    if report.quarantined:
        _say(text("build.quarantine", count=len(report.quarantined), path=report.out / "quarantine.csv"))
    _say(text("build.written", path=report.out))


def _say_stale(stale: Iterable[str], removed: Iterable[str] = ()) -> None:
    """Comparisons that no longer fit the dataset."""
    for name in removed:
        _say(text("diff.removed", name=name))
    for name in stale:
        _say(text("diff.stale", name=name))


def _say_concerns(notice_id: str, concerns: list[Concern], report: Report) -> None:
    """The findings in a notice just read, the gravest first."""
    if not concerns:
        return
    _say(text("build.concerns", notice_id=notice_id))
    for one in sorted(concerns, key=lambda one: _severity(one.severity))[:_CONCERNS]:
        place = f" #{one.item_id.removeprefix(notice_id).lstrip('-')}" if one.item_id else ""
        message = one.message if language() == "zh" else one.message_en
        severity = text(f"severity.{one.severity}")
        _say(text("build.concern", severity=severity, place=place, message=message))
    if len(concerns) > _CONCERNS:
        more = len(concerns) - _CONCERNS
        _say(text("build.more_concerns", count=more, path=report.out / "findings.csv"))


def _severity(name: str) -> int:
    """The rank of a severity, the gravest first."""
    ranks = ("error", "warning", "info")
    return ranks.index(name) if name in ranks else len(ranks)


def _by_severity(findings: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(findings.items(), key=lambda entry: (_severity(entry[0]), entry[0]))


# ── check and accept ─────────────────────────────────────────────────────────────────────────────────


@_command("check")
@click.argument("sources", nargs=-1)
@_folder("data", "data")
@_folder("expectations", "expectations")
@click.option("--rows", default=20, show_default=True, type=click.IntRange(0), help=text("option.rows"))
@_json()
@click.pass_context
def check(ctx: click.Context, sources: tuple[str, ...], data: str, expectations: str, rows: int, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.dataset.check import check as run

    checked = run(sources or ("raw",), Path(data), Path(expectations), track=_track())
    if as_json:
        _print_json({"ok": checked.ok, **asdict(checked)})
    else:
        from pipeline.compare.diff import stale

        _say_checked(checked, data, expectations, rows)
        _say_stale(stale(Path(data)))
    ctx.exit(0 if checked.ok else DIFFERS)


def _say_checked(checked: Checked, data: str, expectations: str, rows: int) -> None:
    for changes in checked.tables:
        _say_table(changes, rows)
    for name in checked.files:
        _say(text("check.file", path=f"{data}/{name}"))
    if checked.tables or checked.files:
        _say(text("check.differs", data=data))
    else:
        _say(text("check.same", data=data, notices=len(checked.notices), rows=f"{checked.rows:,}"))
    for count in checked.counts:
        file = f"{expectations}/{count.notice_id}.toml"
        _say(text(_count_message(count), file=file, **asdict(count)))


def _count_message(count: Shortfall) -> str:
    if count.expected is None:
        return "check.not_accepted"
    if count.what == "notices":
        return "check.gone"
    return "check.fewer" if count.fails else "check.more_than_accepted"


def _say_table(changes: TableChanges, rows: int) -> None:
    from pipeline.dataset.check import short_pair

    counts = {name: len(getattr(changes, name)) for name in ("gained", "lost", "changed")}
    _say(text("check.table", table=changes.name, **counts))
    if changes.columns_gained:
        _say(text("check.columns_gained", columns=", ".join(changes.columns_gained)))
    if changes.columns_lost:
        _say(text("check.columns_lost", columns=", ".join(changes.columns_lost)))
    if changes.changed:
        columns = (f"{name} {count}" for name, count in changes.changed_columns.items())
        _say(text("check.columns", columns=", ".join(columns)))
    changed = [
        f"~ {change.key}: "
        + "; ".join("{}: {} → {}".format(name, *short_pair(*cells)) for name, cells in change.cells.items())
        for change in changes.changed
    ]
    for lines in ([f"+ {row}" for row in changes.gained], [f"- {row}" for row in changes.lost], changed):
        for line in lines[:rows]:
            _say(f"  {line}")
        if len(lines) > rows:
            _say(text("check.more", count=len(lines) - rows))


@_command("accept")
@click.argument("notice_ids", metavar="NOTICE_ID...", nargs=-1, required=True, shell_complete=_notice_ids)
@_folder("data", "data")
@_folder("expectations", "expectations")
def accept(notice_ids: tuple[str, ...], data: str, expectations: str) -> None:
    from pathlib import Path

    from pipeline.dataset.check import accept as run

    for notice_id in notice_ids:
        changed = run(notice_id, Path(data), Path(expectations))
        if not changed:
            _say(text("accept.same", notice_id=notice_id))
            continue
        for what, (before, now) in changed.items():
            _say(f"  {what}: {now}" if before is None else f"  {what}: {before} → {now}")
        _say(text("accept.done", path=Path(expectations, f"{notice_id}.toml")))


# ── what is made from the dataset ────────────────────────────────────────────────────────────────────


def _change_kinds(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The kinds of change, for completion in a shell; several are joined by commas."""
    from pipeline.compare.diff import kinds

    before, comma, last = incomplete.rpartition(",")
    return [before + comma + kind for kind in kinds() if kind.startswith(last)]


@_command("diff")
@click.argument("old", metavar="[OLD_NOTICE_ID", shell_complete=_notice_ids, required=False)
@click.argument("new", metavar="NEW_NOTICE_ID]", shell_complete=_notice_ids, required=False)
@_folder("data", "data")
@click.option("--out", metavar="DIR", help=text("option.out") + " (DATA/diff/OLD__NEW)")
@click.option("--docx", is_flag=True, help=text("option.docx"))
@click.option("--xlsx", is_flag=True, help=text("option.xlsx"))
@click.option("--fail-on", metavar="KINDS", default="", help=text("option.fail_on"), shell_complete=_change_kinds)
@_json()
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

    from pipeline.compare.diff import kinds, mark, pairs, read
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
            _say(text("diff.removed", name=name), err=as_json)
    chosen = [(old, new)] if old and new else pairs(Path(data))
    if not chosen:
        _say(text("diff.no_pairs", data=data), err=as_json)
    results = {}
    tables = read(Path(data))
    for one, other in chosen:
        folder = Path(out) if out else Path(data, "diff", f"{one}__{other}")
        results[f"{one}__{other}"] = run(one, other, Path(data), folder, docx=docx, xlsx=xlsx, tables=tables)
    if as_json:
        counted = {name: result.kinds for name, result in results.items()}
        _print_json(next(iter(counted.values())) if old else counted)
    else:
        _say("\n\n".join(result.summary for result in results.values()))
    changed = any(result.kinds.get(kind) for result in results.values() for kind in asked)
    ctx.exit(DIFFERS if changed else 0)


@_command("series")
@_folder("data", "data")
@click.option("--out", metavar="DIR", help=text("option.out") + " (DATA/series)")
@_json()
def series(data: str, out: str | None, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.compare.series import run

    folder = Path(out) if out else Path(data, "series")
    counts = run(Path(data), folder)
    if as_json:
        _print_json(counts)
    else:
        _say(text("series.done", **counts))
        _say(text("build.written", path=folder))


@_command("view")
@click.argument("notice_ids", metavar="[NOTICE_ID]...", nargs=-1, shell_complete=_notice_ids)
@_folder("data", "data")
@_folder("out", "view")
def view(notice_ids: tuple[str, ...], data: str, out: str) -> None:
    from pathlib import Path

    from pipeline.show.view import run

    for notice_id in _known(notice_ids, data):
        _say(text("build.written", path=run(notice_id, Path(data), Path(out))))


@_command("site")
@_folder("data", "data")
@_folder("out", "site")
@_json()
def site(data: str, out: str, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.site import run

    report = run(Path(data), Path(out), track=_track())
    if as_json:
        _print_json(asdict(report))
    else:
        _say(text("site.done", pages=sum(report.pages.values()), path=report.start))


@_command("serve")
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


@_command("workbook")
@click.argument("notice_ids", metavar="[NOTICE_ID]...", nargs=-1, shell_complete=_notice_ids)
@_folder("data", "data")
@_folder("out", "workbook")
@click.option("--split", type=click.Choice(["unit"]), help=text("option.split"))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help=text("option.lang"))
def workbook(notice_ids: tuple[str, ...], data: str, out: str, split: str | None, lang: Literal["zh", "en"]) -> None:
    from pathlib import Path

    from pipeline.show.ledger import run, run_split
    from pipeline.show.ledger.labels import Labels

    for notice_id in _known(notice_ids, data):
        made = run_split if split else lambda *given: [run(*given)]
        for one in made(notice_id, Path(data), Path(out), lang):
            _say(text("build.written", path=one.path))
            if one.carried:
                _say(text("ledger.carried", carried=one.carried))
            if one.kept:
                _say(text("ledger.kept", kept=one.kept, sheet=Labels(lang)("sheets.kept")))


def _known(notice_ids: tuple[str, ...], data: str) -> tuple[str, ...]:
    """The notices asked for, or all that the dataset holds."""
    from pathlib import Path

    from pipeline.dataset.build import notice_ids as held
    from pipeline.notice import NoticeError

    known = sorted(held(Path(data)))
    if not known:
        raise NoticeError(text("error.no_notices", data=data))
    for notice_id in notice_ids:
        if notice_id not in known:
            raise NoticeError(text("check.unknown", notice_id=notice_id, data=data, held=", ".join(known)))
    return notice_ids or tuple(known)


@_command("database")
@_folder("data", "data")
@_folder("out", "database")
def database(data: str, out: str) -> None:
    from pathlib import Path

    _make_database(Path(data), Path(out))


def _make_database(data: Path, out: Path, quiet: bool = False) -> None:
    from pipeline.dataset.database import write

    for path in astuple(write(data, out)):
        if not quiet:
            _say(text("build.written", path=path))


@_command("progress")
@click.argument("files", metavar="FILES...", nargs=-1, required=True, type=click.Path())
@_folder("data", "data")
@click.option("--out", metavar="DIR", help=text("option.out") + " (DATA/progress)")
@click.option("--notice", metavar="NOTICE_ID", shell_complete=_notice_ids, help=text("option.notice"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=text("option.as_of"))
@_json()
def progress(
    files: tuple[str, ...], data: str, out: str | None, notice: str | None, as_of: datetime | None, as_json: bool
) -> None:
    from pathlib import Path

    from pipeline.progress import run

    day = as_of.date() if as_of else None
    result = run(map(Path, files), Path(data), Path(out) if out else Path(data, "progress"), notice, day)
    if as_json:
        _print_json(asdict(result))
    else:
        _say_progress(result)


def _say_progress(result: Progress) -> None:
    from pipeline.dataset.datapackage import dictionary

    columns = {column.name: column for column in dictionary().progress["progress"].columns}
    speech = ("en", "zh").index(language())

    def named(column: str, value: str) -> str:
        meaning = (columns[column].enum or {}).get(value)
        return meaning[speech] if meaning and column == "status" else value

    _say(text("progress.done", rows=result.rows))
    if result.statuses:
        said = ", ".join(f"{named('status', one)} {count}" for one, count in result.statuses.items())
        _say(text("progress.statuses", said=said))
    if result.standings:
        said = ", ".join(f"{named('standing', one)} {count}" for one, count in result.standings.items())
        _say(text("progress.standings", said=said))
    for conflict in result.conflicts:
        said = "; ".join(f"{named('status', value)} ({source})" for source, value in conflict.said)
        _say(text("progress.conflict", about=conflict.about, said=said))
    for source, words in result.lost:
        _say(text("progress.lost", words=words, source=source))
    _say(text("build.written", path=result.out))


@_command("accuracy")
@click.argument("folder", type=click.Path())
@_json()
def accuracy(folder: str, as_json: bool) -> None:
    from pathlib import Path

    from pipeline.measure import run

    result = run(Path(folder))
    if as_json:
        _print_json(result.figures)
    else:
        _say(result.summary)


@_command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(program, {}, "worknotice", "_WORKNOTICE_COMPLETE").source())
