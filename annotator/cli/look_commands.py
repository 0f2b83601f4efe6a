"""Looking into projects: history, search."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.output import json_result, say, table
from annotator.services.information import annotation_history, project_history
from annotator.services.searching import search_project

ProjectPath = Annotated[Path, typer.Argument(help="The project file (.annot).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("history")(history)
    app.command("search")(search)


def time_text(at_ms: int) -> str:
    """Return milliseconds since 1970 as date and time in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(sep=" ", timespec="seconds").removesuffix("+00:00") + "Z"


def history(
    project: ProjectPath,
    annotation: Annotated[str | None, typer.Option(help="Only this annotation (s_…).")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many edits, newest first.")] = 50,
    json: AsJson = False,
) -> None:
    """Tell who changed what, when.

    Example: annotator history story.annot --annotation s_4gy0a1b2c3d4e5f6_7
    """
    if annotation is None:
        entries = project_history(project, limit)
        rows = [
            [time_text(entry.at_ms), entry.author, entry.role.value, entry.name, str(entry.changes)]
            for entry in entries
        ]
        columns = ["when", "who", "", "what", "changes"]
    else:
        rows = [
            [time_text(step.at_ms), step.author, step.name, step.detail]
            for step in annotation_history(project, annotation)
        ]
        columns = ["when", "who", "edit", "what changed"]
    if json:
        json_result({"history": [dict(zip([name or "role" for name in columns], row, strict=True)) for row in rows]})
    else:
        table(columns, rows)


def search(
    project: ProjectPath,
    query: Annotated[str, typer.Argument(help="Words to look for; case and accents do not matter.")],
    label: Annotated[str | None, typer.Option(help="Only annotations with this label.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many places.")] = 200,
    json: AsJson = False,
) -> None:
    """Find words in titles, texts, annotations and notes.

    Example: annotator search story.annot "ferry" --label claim
    """
    hits = search_project(project, query, label=label, limit=limit)
    if json:
        json_result({"query": query, "hits": [hit._asdict() for hit in hits]})
    else:
        table(
            ["article", "kind", "start", "end", "text"],
            [[hit.article_id, hit.kind, str(hit.start), str(hit.end), hit.excerpt] for hit in hits],
            right=frozenset({2, 3}),
        )
    say(f"{len(hits)} places.")
