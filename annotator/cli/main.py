"""The `annotator` command: all families put together, and errors turned into exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import getdoc
from pathlib import Path
from typing import Annotated

import typer

from annotator import __version__
from annotator.cli import (
    adjudicate_commands,
    exchange_commands,
    look_commands,
    merge_commands,
    project_commands,
    review_commands,
)
from annotator.cli.output import say
from annotator.domain.errors import CancelledError, KnownError


@dataclass(frozen=True, slots=True)
class WindowActions:
    """What only the window can do; the composition root hands it in, so that the command line knows no Qt.

    Each returns an exit code.
    """

    open_window: Callable[[Path | None, str | None], int]
    run_tour: Callable[[Path], int]


def build(actions: WindowActions) -> typer.Typer:
    """Return the whole command."""
    app = typer.Typer(
        name="annotator",
        help="Tag claims, quotes and figures in news articles; export a verified gold set.",
        epilog="Without a command the window opens. Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 bad input, "
        "4 the project is damaged, locked or too new.",
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )

    @app.callback(invoke_without_command=True)
    def window(
        context: typer.Context,
        version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    ) -> None:
        if version:
            sys.stdout.write(f"annotator {__version__}\n")
        elif context.invoked_subcommand is None:
            raise typer.Exit(actions.open_window(None, None))

    _register_window(app, actions)
    for family in (
        project_commands,
        exchange_commands,
        merge_commands,
        look_commands,
        review_commands,
        adjudicate_commands,
    ):
        family.register(app)
    for command in app.registered_commands:
        if command.help is None and command.callback is not None:
            command.help = _with_lines_kept(getdoc(command.callback) or "")
    return app


def _register_window(app: typer.Typer, actions: WindowActions) -> None:
    """Add the commands that need the window."""

    @app.command("open", help="Open the window on a project.\n\nExample: annotator open story.annot --as anna")
    def open_project(
        project: Annotated[Path | None, typer.Argument(help="The project; without it the last one.")] = None,
        as_name: Annotated[str | None, typer.Option("--as", help="The annotator who works.")] = None,
    ) -> None:
        raise typer.Exit(actions.open_window(project, as_name))

    @app.command(
        "tour",
        short_help="Drive the window through the main job; write pictures.",
        help="Drive the real window through the main job on the sample project; write pictures and a gold set.\n\n"
        "Example: annotator tour pictures/",
    )
    def tour(folder: Annotated[Path, typer.Argument(help="Where pictures and the gold set go.")]) -> None:
        raise typer.Exit(actions.run_tour(folder))


def _with_lines_kept(text: str) -> str:
    """Return a help text whose examples stay a line each, so that they can be copied."""
    return text.replace("\n\nExamples:\n", "\n\n\b\nExamples:\n")


def run(arguments: Sequence[str], actions: WindowActions) -> int:
    """Run the command line and return the exit code."""
    try:
        build(actions)(list(arguments))
    except KnownError as error:
        say(f"annotator: {error}")
        return error.exit_code
    except CancelledError:
        say("annotator: cancelled; nothing was changed.")
        return 130
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return 0
