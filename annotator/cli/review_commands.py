"""Comparing annotators: agreement."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

from annotator.cli.output import json_result, progress_bar, result, say, table
from annotator.services.review import Review, ReviewOptions, agreement_report
from annotator.services.review_tables import check_page_target, review_page, write_review_page

WIDTH = 100
"""Sentences are broken at so many columns."""


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("agreement", short_help="Measure how far annotators agree.")(agreement)


def agreement(
    project: Annotated[Path, typer.Argument(help="The project file (.annot).")],
    annotators: Annotated[str, typer.Option(help="Only these, such as anna,ben; without it all.")] = "",
    label: Annotated[str | None, typer.Option(help="Only this label, as if there were no other.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write one HTML page that needs nothing else.")] = None,
    gamma: Annotated[bool, typer.Option("--gamma", help="Gamma too; takes long.")] = False,
    iou: Annotated[float, typer.Option(help="Spans overlap from this share of common characters on.")] = 0.5,
    ignore_edges: Annotated[
        bool, typer.Option("--ignore-edges", help="Take white space and closing punctuation off the spans' edges.")
    ] = False,
) -> None:
    """Measure how far annotators agree, over the articles that two or more of them finished.

    Example: annotator agreement story.annot --annotators anna,ben --html agreement.html
    """
    names = tuple(name.strip() for name in annotators.split(",") if name.strip())
    if html is not None:
        check_page_target(html)
    with progress_bar("Comparing") as advance:
        review = agreement_report(project, ReviewOptions(names, label, iou, ignore_edges, gamma), progress=advance)
    if json:
        json_result(review.as_json())
    else:
        _print(review)
    if html is not None:
        write_review_page(review, html)
        say(f"Wrote {html}.")


def _print(review: Review) -> None:
    page = review_page(review)
    result(page.title)
    for sentence in page.summary:
        result(fill(sentence, WIDTH))
    for section in page.sections:
        if section.detail:
            continue
        result(f"\n{section.title.upper()}\n{fill(section.says, WIDTH)}\n")
        table(list(section.columns), [list(row) for row in section.rows], right=section.numbers)
        for note in section.notes:
            result(fill(note, WIDTH, subsequent_indent="    "))
