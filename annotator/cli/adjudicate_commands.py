"""Deciding disagreements: adjudicate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.output import json_result, progress_bar, result, say, table
from annotator.domain.adjudication import Decision
from annotator.services.adjudication_run import AdjudicationReport, adjudicate
from annotator.services.projects import open_project
from annotator.services.settings import load_settings

_SHOWN = 20


class AutoMode(StrEnum):
    """What goes to the gold layer by itself."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("adjudicate", short_help="Make the gold layer of what annotators agree on.")(adjudicate_project)


def adjudicate_project(
    project: Annotated[Path, typer.Argument(help="The project file (.annot).")],
    auto: Annotated[
        AutoMode, typer.Option(help="What is decided: where all agree, or also where more than half do.")
    ] = AutoMode.UNANIMOUS,
    as_name: Annotated[str, typer.Option("--as", help="The adjudicator; without it your handle.")] = "",
    finish: Annotated[bool, typer.Option("--finish", help="Mark gold finished where nothing is left open.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make the gold layer from what annotators agree on, and list the rest. What a person decided stays as it is.

    Articles count that two or more annotators have finished. Doing it again changes nothing.

    Example: annotator adjudicate story.annot --auto majority --as cleo
    """
    name = as_name or load_settings().settings.annotator or "analyst"
    with open_project(project, name) as opened, progress_bar("Adjudicating") as advance:
        report = adjudicate(opened, auto.value, finish=finish, progress=advance)
    if json:
        json_result(report.as_json())
    else:
        _print(report)
    if report.took_role:
        say(f"{name} adjudicates this project from now on.")
    if not report.articles:
        say("No article was finished by two or more annotators, so there is nothing to adjudicate yet.")
    elif report.edit is None:
        say(f"Nothing was changed. {report.open:,} places are left to decide.")
    else:
        settled = report.settled
        say(
            f"Settled {settled[Decision.UNANIMOUS]:,} spans on which all agree, {settled[Decision.MAJORITY]:,} by "
            f"majority, and {report.relations:,} relations. {report.open:,} places are left to decide."
        )


def _print(report: AdjudicationReport) -> None:
    rows = [
        [one.title, ", ".join(one.annotators), one.state.value.replace("_", " "), f"{one.decided:,}", f"{one.open:,}"]
        for one in report.articles
    ]
    table(["article", "annotators", "gold", "decided", "open"], rows, right=frozenset({3, 4}))
    shown = 0
    for one in report.articles:
        places = report.places[one.article_id][: _SHOWN - shown]
        if places:
            result(f"\n{one.title}")
        for place in places:
            result(f"  {_line(place)}")
        shown += len(places)
    if report.open > shown:
        say(f"Only the first {shown:,} of {report.open:,} places are shown; --json has all.")


def _line(place: dict[str, object]) -> str:
    why = "" if place["why"] == ["undecided"] else f" ({_words(place['why'])})"
    lacking = _words(place["lacking"])
    nobody = [f"not {lacking}"] if lacking else []
    if place["kind"] == "relation":
        return f"{place['label']} “{place['words']}”: {'; '.join(['relation', *nobody])}{why}"
    differences = [str(each) for each in _list(place["differences"]) if each != "missing"]
    about = "; ".join([*differences, *nobody]) or "came back"
    return f"{place['start']}–{place['end']} {_words(place['labels'])} “{place['words']}”: {about}{why}"


def _list(values: object) -> list[object]:
    return values if isinstance(values, list) else []


def _words(values: object) -> str:
    return ", ".join(str(value).replace("_", " ") for value in _list(values))
