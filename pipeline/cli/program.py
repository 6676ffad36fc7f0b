"""The program: its group of commands, and what several of them share."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from pipeline.messages import VERSION, printable, reason, text

if TYPE_CHECKING:
    from pipeline.dataset.report import Track

DIFFERS, UNREADABLE, QUARANTINED = 1, 3, 4

F = TypeVar("F", bound=Callable[..., Any])


def say(message: str, *, err: bool = False) -> None:
    """Print a message; whatever a document or a file's name holds, the terminal gets no control characters."""
    click.echo(printable(message), err=err)


class Program(click.Group):
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
            if path := error.filename2 or error.filename:  # what cannot be replaced is the second of two
                message = text("error.file", path=path, reason=message)
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
            print_json({"error": message, "exit_code": code})
        else:
            for line in message.splitlines():
                say(text("error", message=line), err=True)
        ctx.exit(code)


def paragraphs(key: str) -> str:
    return text(key).strip()


@click.group(
    cls=Program,
    help=paragraphs("help"),
    epilog=paragraphs("help.end"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(VERSION, prog_name="worknotice")
@click.option("-C", "folder", metavar="DIR", help=text("option.folder"))
def program(folder: str | None) -> None:
    if folder:
        os.chdir(folder)


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    about = paragraphs(f"help.{name}")
    return program.command(name, help=about, short_help=about.split("\n")[0])


def folder_option(name: str, default: str, key: str | None = None) -> Callable[[F], F]:
    about = text(f"option.{key or name}")
    return click.option(f"--{name}", default=default, show_default=True, metavar="DIR", help=about)


def json_option() -> Callable[[F], F]:
    return click.option("--json", "as_json", is_flag=True, help=text("option.json"))


def notice_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The notices of the dataset, for completion in a shell."""
    from pathlib import Path

    texts = Path(ctx.params.get("data") or "data", "text").glob("*.txt")
    return sorted(path.stem for path in texts if path.stem.startswith(incomplete))


def print_json(result: object) -> None:
    """Print JSON, in ASCII where it goes anywhere but into UTF-8 (a pipe on Windows): that is JSON in any encoding."""
    ascii_only = not (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    say(json.dumps(result, ensure_ascii=ascii_only, indent=2, default=str))


def track() -> Track | None:
    """A progress bar for a person who waits; nothing in a pipe or a log."""
    if not sys.stderr.isatty():
        return None

    def track(steps: Iterable[bool], total: int) -> Iterable[bool]:
        from tqdm import tqdm

        bar: Iterable[bool] = tqdm(steps, total=total, desc=text("build.reading"), disable=total < 2, leave=False)
        return bar

    return track


def say_stale(stale: Iterable[str], removed: Iterable[str] = ()) -> None:
    """Comparisons that no longer fit the dataset."""
    for name in removed:
        say(text("diff.removed", name=name))
    for name in stale:
        say(text("diff.stale", name=name))
