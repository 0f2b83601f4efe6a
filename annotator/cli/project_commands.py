"""Making, checking and backing up projects: new, info, verify, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.output import CHECK_FAILED, json_result, progress_bar, result, say, table
from annotator.domain.errors import InputError
from annotator.services.exporting import verify_folder
from annotator.services.information import project_information
from annotator.services.projects import backup_project, create_project, verify_project
from annotator.services.review_words import plural

ProjectPath = Annotated[Path, typer.Argument(help="The project file (.annot).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("new")(new)
    app.command("info")(info)
    app.command("verify")(verify)
    app.command("backup", short_help="Write a whole and verified copy of a project.")(backup)


def new(
    project: ProjectPath,
    schema: Annotated[
        Path | None, typer.Option(help="A schema file (YAML); without it claims, quotes, figures.")
    ] = None,
    title: Annotated[str, typer.Option(help="The project's title; without it the file's name.")] = "",
) -> None:
    """Make an empty project.

    Example: annotator new story.annot --schema my-labels.yaml
    """
    text = None
    if schema is not None:
        try:
            text = schema.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("The schema cannot be read", str(schema), str(error)) from error
    create_project(project, title=title, schema_text=text, schema_name=str(schema or ""))
    say(f"Made {project}.")


def info(project: ProjectPath, json: AsJson = False) -> None:
    """Count articles, annotators, layers and spans.

    Example: annotator info story.annot --json
    """
    found = project_information(project)
    if json:
        json_result(found)
        return
    result(f"{found['title']}: {plural(found['articles'], 'article')}, {plural(found['relations'], 'relation')}")
    table(
        ["annotator", "finished", "in progress", "spans"],
        [
            [row["name"], *(f"{row[key]:,}" for key in ("finished", "in_progress", "spans"))]
            for row in found["annotators"]
        ],
        right=frozenset({1, 2, 3}),
    )
    table(["label", "spans"], [[label, f"{spans:,}"] for label, spans in found["labels"].items()], right=frozenset({1}))


def verify(
    target: Annotated[Path, typer.Argument(help="A project, or the folder of an export.")],
    json: AsJson = False,
) -> None:
    """Check a project file or an export, byte by byte. Exit code 1 if anything is wrong.

    Examples: annotator verify story.annot; annotator verify exports/story-gold
    """
    with progress_bar("Checking") as advance:
        if target.is_dir():
            findings = [(finding.where, finding.what) for finding in verify_folder(target)]
        else:
            findings = [(found.where, found.what) for found in verify_project(target, advance)]
    if json:
        json_result({"findings": [{"where": where, "what": what} for where, what in findings]})
    else:
        for where, what in findings:
            result(f"{where}: {what}")
    say(f"{plural(len(findings), 'finding')}." if findings else "All is well.")
    if findings:
        raise typer.Exit(CHECK_FAILED)


def backup(
    project: ProjectPath,
    file: Annotated[Path, typer.Argument(help="The copy to write; it must not be there yet.")],
) -> None:
    """Write a whole and verified copy of a project, also while a window has it open.

    Example: annotator backup story.annot story-monday.annot
    """
    backup_project(project, file)
    say(f"Backed up to {file}.")
