"""``build``: sources into the dataset, and what is told of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.program import QUARANTINED, command, folder_option, json_option, print_json, say, say_stale, track
from pipeline.messages import language, text

if TYPE_CHECKING:
    from pipeline.dataset.engines import Engine
    from pipeline.dataset.report import Concern, Report

# Of the findings in a notice just read, so many are printed; all of them are in the table.
_CONCERNS = 10
# … and of one kind so many before the others have come, so that none hides them.
_OF_A_KIND = 3


@command("build")
@click.argument("sources", nargs=-1)
@folder_option("out", "data")
@click.option("--only", is_flag=True, help=text("option.only"))
@click.option("--keep-going/--stop", default=None, help=text("option.keep_going"))
@click.option("--at-least", type=click.Choice("ABCD"), help=text("option.at_least"))
@click.option("--duplicates", is_flag=True, help=text("option.duplicates"))
@click.option("--partitioned/--single", default=None, help=text("option.partitioned"))
@click.option("--fresh", is_flag=True, help=text("option.fresh"))
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(0), help=text("option.seconds"))
@click.option("--megabytes", default=1000, show_default=True, type=click.IntRange(0), help=text("option.megabytes"))
@click.option(
    "--engine", default="local", show_default=True, type=click.Choice(["local", "dask"]), help=text("option.engine")
)
@click.option("--scheduler", metavar="ADDRESS", help=text("option.scheduler"))
@click.option("--database", "as_database", is_flag=True, help=text("option.database"))
@json_option()
@click.pass_context
def build(
    ctx: click.Context, /, sources: tuple[str, ...], out: str, as_database: bool, as_json: bool, **how: Any
) -> None:
    from pathlib import Path

    from pipeline.dataset import tables
    from pipeline.dataset.build import build as run
    from pipeline.dataset.reading import DocumentLimits
    from pipeline.dataset.report import Options
    from pipeline.notice import NoticeError

    if ctx.obj:
        tables.without_pandas()
    limits = DocumentLimits(how.pop("seconds") or None, how.pop("megabytes") or None)
    engine = _engine(how.pop("engine"), how.pop("scheduler"))
    try:
        report = run(
            sources or ("raw",),
            Path(out),
            options=Options(limits=limits, engine=engine, **how),
            track=track(),
            waiting=lambda holder: say(text("build.waiting", path=out, holder=holder), err=True),
        )
    except NoticeError as error:
        untouched = [text("build.untouched", path=out)] if Path(out).exists() else []
        raise NoticeError("\n".join([str(error), *untouched])) from error
    if as_json:
        print_json(asdict(report))
    else:
        _say_built(report)
    if as_database:
        from pipeline.cli.made import make_database

        make_database(Path(out), Path("database"), quiet=as_json)

    from pipeline.compare.diff import mark

    stale, removed = mark(Path(out))
    if not as_json:
        say_stale(stale, removed)
    ctx.exit(QUARANTINED if any(one.kind != "duplicate" for one in report.quarantined) else 0)


def _engine(name: str, scheduler: str | None) -> Engine:
    if name == "local" and not scheduler:
        from pipeline.dataset.engines import Local

        return Local()
    from pipeline.dataset.cluster import Dask

    return Dask(scheduler)


def _say_built(report: Report) -> None:
    read, notices = len(report.read), len(report.notices)
    say(text("build.done", notices=notices, read=read, kept=notices - read))
    wide = max(map(len, report.rows))
    for table, rows in report.rows.items():
        say(f"  {table:<{wide}} {rows:>8,}")
    findings = ", ".join(f"{text(f'severity.{severity}')} {count}" for severity, count in _by_severity(report.findings))
    say(text("build.findings", findings=findings or text("build.no_findings")))
    if findings:
        say(text("build.where", path=report.out / "findings.csv"))
    told = list(dict.fromkeys(one.notice_id for one in report.concerns))
    for notice_id in told:
        _say_concerns(notice_id, [one for one in report.concerns if one.notice_id == notice_id], report)
    for path in report.skipped:
        say(text("build.skipped", path=path))
    if report.dropped:
        say(text("build.dropped", notices=", ".join(report.dropped)))
    for one in report.quarantined[:_CONCERNS]:
        say(text("build.left_out", reason=one.reason))
    if report.quarantined:
        say(text("build.quarantine", count=len(report.quarantined), path=report.out / "quarantine.csv"))
    say(text("build.written", path=report.out))


def _say_concerns(notice_id: str, concerns: list[Concern], report: Report) -> None:
    """The findings in a notice just read, the gravest first; of one kind a few before others have come."""
    if not concerns:
        return
    say(text("build.concerns", notice_id=notice_id))
    by_rank = sorted(concerns, key=lambda one: severity_rank(one.severity))
    told: Counter[str] = Counter()
    repeated = {}
    for at, one in enumerate(by_rank):
        told[one.code] += 1
        repeated[at] = told[one.code] > _OF_A_KIND
    shown = sorted(sorted(repeated, key=lambda at: (repeated[at], at))[:_CONCERNS])
    for one in (by_rank[at] for at in shown):
        place = f" #{one.item_id.removeprefix(notice_id).lstrip('-')}" if one.item_id else ""
        message = one.message if language() == "zh" else one.message_en
        severity = text(f"severity.{one.severity}")
        say(text("build.concern", severity=severity, place=place, message=message))
    if more := len(concerns) - len(shown):
        say(text("build.more_concerns", count=more, path=report.out / "findings.csv"))


def severity_rank(name: str) -> int:
    """The rank of a severity, the gravest first."""
    ranks = ("error", "warning", "info")
    return ranks.index(name) if name in ranks else len(ranks)


def _by_severity(findings: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(findings.items(), key=lambda entry: (severity_rank(entry[0]), entry[0]))
