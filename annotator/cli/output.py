"""What commands print: results to stdout, everything for people to stderr, one exit code per kind of outcome."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from annotator.domain.errors import for_people

CHECK_FAILED = 1
BAD_INPUT = 3


class Advance(Protocol):
    """Tells a progress bar what is done, of how much, and what is in hand."""

    def __call__(self, done: int, total: int, item: str = "", /) -> None:
        """Move the bar."""


stderr = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def say(text: str) -> None:
    """Print a line for people."""
    stderr.print(for_people(text))


def result(text: str) -> None:
    """Print a line of the result."""
    sys.stdout.write((for_people(text) if sys.stdout.isatty() else text) + "\n")


def json_result(value: Mapping[str, Any]) -> None:
    """Print the result as one JSON object."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def table(columns: list[str], rows: list[list[str]], *, right: frozenset[int] = frozenset()) -> None:
    """Print a table to stdout; the columns numbered in `right` are aligned right."""
    grid = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        grid.add_column(column, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(for_people, row))
    Console(highlight=False, markup=False).print(grid)


@contextmanager
def progress_bar(title: str) -> Iterator[Advance]:
    """Show a progress bar on stderr if it is a terminal; yields the function to call with done, total and a text."""
    item_column = TextColumn("{task.fields[item]}", markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), item_column)
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(title, total=None, item="")

        def advance(done: int, total: int, item: str = "", /) -> None:
            bar.update(task, completed=done, total=total or None, item=for_people(item))

        yield advance
