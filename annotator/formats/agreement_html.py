"""A comparison of annotators as one HTML page that needs nothing else: no script, no other file, no network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.atomic_write import cannot_write, whole_file
from annotator.resources import resource

_MARK = b'<meta name="generator" content="Annotator'
_HEAD = 400
"""Within so many bytes of its start a page of ours has the mark."""


class Bar(NamedTuple):
    """A value with the ends of its interval; what there is not is None. `text` says them in words."""

    name: str
    text: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale, which ends at 1."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def start(self) -> float:
        """Where the scale begins: at 0, or at -1 where anything is below 0."""
        ends = [end for bar in self.bars for end in (bar.value, bar.low) if end is not None]
        return -1.0 if any(end < 0 for end in ends) else 0.0

    def share(self, value: float) -> float:
        """Return how far along the scale a value is, from 0 to 1."""
        return (value - self.start) / (1 - self.start)


class Cell(NamedTuple):
    """A square of a heat map: what is written in it, and how dark it is, from 0 to 1 (None: no value)."""

    text: str
    share: float | None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Every name against every name."""

    title: str
    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """How many there were in each stretch of time, for each name. `times` are the stretches' first days (ISO)."""

    title: str
    times: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def most(self) -> int:
        """The highest count."""
        return max((count for _, counts in self.rows for count in counts), default=0)


@dataclass(frozen=True, slots=True)
class Section:
    """A table with what it says and hides, the notes its cells refer to, and pictures.

    `numbers` are the columns that are aligned right. `detail` marks what only those want who look closer.
    """

    title: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    detail: bool = False
    bars: Bars | None = None
    heat_maps: tuple[HeatMap, ...] = ()
    timeline: Timeline | None = None


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Everything on the page. `summary` are the sentences at its head."""

    title: str
    version: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]


def agreement_html(page: AgreementPage) -> str:
    """Return the page as HTML."""
    import jinja2  # noqa: PLC0415 (50 ms that a window need not wait for)

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(resource("templates", "agreement.html.j2").read_text("utf-8"))
    return template.render(page=page)


def write_agreement_html(page: AgreementPage, target: Path) -> None:
    """Write the page, also over an earlier one.

    Raises InputError if another kind of file has that name, and KnownError for errors of the disk.
    """
    check_replaceable(target)
    with whole_file(target) as temporary:
        temporary.write_text(agreement_html(page), encoding="utf-8")


def check_replaceable(target: Path) -> None:
    """Raise InputError if there is something at `target` that is no page of ours."""
    try:
        ours = not target.exists() or (target.is_file() and _begins_as_ours(target))
    except OSError as error:
        raise cannot_write(error, target) from error
    if not ours:
        raise InputError(
            "There is something else of that name already", where=str(target), remedy="Choose another name"
        )


def _begins_as_ours(target: Path) -> bool:
    with target.open("rb") as file:
        return _MARK in file.read(_HEAD)
