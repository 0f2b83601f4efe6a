"""Working apart on one project: assign, pack, merge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.look_commands import time_text
from annotator.cli.output import json_result, result, say, table
from annotator.domain.merging import Conflict, MergedVersion, MergeReport
from annotator.services.assigning import assign_articles
from annotator.services.exchange import conflict_json, merge_json, merge_projects, pack_project
from annotator.services.projects import open_project, read_project
from annotator.services.restoring import restore_project
from annotator.services.review_words import plural
from annotator.services.settings import load_settings

ProjectPath = Annotated[Path, typer.Argument(help="The project file (.annot).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("assign")(assign)
    app.command("pack", short_help="Write a project for one annotator.")(pack)
    app.command("merge")(merge)
    app.command("conflicts", short_help="List what was changed in two files apart.")(conflicts)
    app.command("restore", short_help="Make a project what one of its backups is.")(restore)


def assign(
    project: ProjectPath,
    annotators: Annotated[str, typer.Option(help="Who tags, separated by commas.")],
    overlap: Annotated[float, typer.Option(help="The part of the articles that two of them tag, from 0 to 1.")],
    seed: Annotated[int, typer.Option(help="Another number deals in another order.")] = 0,
    json: AsJson = False,
) -> None:
    """Deal the articles out evenly. Who has an article already keeps it.

    Example: annotator assign story.annot --annotators anna,ben,cleo --overlap 0.2
    """
    names = [name.strip() for name in annotators.split(",")]
    with open_project(project, load_settings().settings.annotator or "analyst") as opened:
        report = assign_articles(opened, names, overlap, seed)
    if json:
        json_result({"articles": dict(report.articles), "shared": report.shared, "changed": report.edit is not None})
    else:
        rows = [[name, f"{count:,}"] for name, count in report.articles.items()]
        table(["annotator", "articles"], rows, right=frozenset({1}))
    say(f"{report.shared:,} articles are tagged by two.")


def pack(
    project: ProjectPath,
    file: Annotated[Path, typer.Argument(help="The project file to write (.annot).")],
    annotator: Annotated[str, typer.Option("--for", help="Whose articles and layer.")],
) -> None:
    """Write a project for one annotator: their articles, their own layer and nobody else's. Merge it back later.

    Example: annotator pack story.annot story-anna.annot --for anna
    """
    articles = pack_project(project, annotator, file)
    say(f"Packed {plural(articles, 'article')}.")
    result(str(file))


def merge(
    project: ProjectPath,
    others: Annotated[list[Path], typer.Argument(help="Other files of the same project.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; tell what would be done.")] = False,
    json: AsJson = False,
) -> None:
    """Merge other files of the same project into this one. Order and repetition do not matter, nothing is lost.

    The project as it was is kept beside it. Where two files changed the same thing apart, the later change counts,
    the other stays in the history, and both are listed.

    Example: annotator merge story.annot story-anna.annot story-ben.annot
    """
    report = merge_projects(project, others, dry_run=dry_run)
    if json:
        json_result(merge_json(report, dry_run=dry_run))
    else:
        _print(report)
    if dry_run:
        say("Nothing was changed.")
    elif report.backup is None:
        say("There was nothing new.")
    else:
        say(f"Merged {plural(report.edits, 'edit')}. The project as it was: {report.backup}")


def conflicts(project: ProjectPath, json: AsJson = False) -> None:
    """List everything that was changed in two files apart and that nobody has settled since.

    The later change counts; the other one is in the history. In the window the other one can be taken instead.

    Example: annotator conflicts story.annot
    """
    with read_project(project) as file:
        found = file.conflicts()
    if json:
        json_result({"conflicts": [conflict_json(conflict) for conflict in found]})
    else:
        for conflict in found:
            result(_conflict_line(conflict))
    say(f"{len(found):,} changed apart.")


def restore(
    project: ProjectPath,
    backup: Annotated[Path, typer.Argument(help="A backup of this project, such as NAME.before-merge-1.annot.")],
) -> None:
    """Make a project what one of its backups is, so that a merge is undone. The project as it is now is kept, too.

    Example: annotator restore story.annot story.before-merge-1.annot
    """
    with open_project(project, load_settings().settings.annotator or "analyst") as opened:
        kept = restore_project(opened, backup)
    result(str(kept))
    say("Restored. The project as it was until now is in this file.")


def _print(report: MergeReport) -> None:
    rows = [[kind.value, *(f"{count:,}" for count in counts)] for kind, counts in report.counts.items()]
    table(["", "added", "changed", "removed"], rows, right=frozenset({1, 2, 3}))
    if report.conflicts:
        result(f"{len(report.conflicts):,} changed apart:")
    for conflict in report.conflicts[:_SHOWN]:
        result(_conflict_line(conflict))
    if report.hidden:
        result(f"{len(report.hidden):,} hidden, because what they hang on was removed in another file:")
    for hidden in report.hidden[:_SHOWN]:
        result(f"{hidden.kind} {' '.join(hidden.key)}")
    if max(len(report.conflicts), len(report.hidden)) > _SHOWN:
        say(f"Only the first {_SHOWN} of each are shown; --json has all.")


def _conflict_line(conflict: Conflict) -> str:
    kept, other = _version(conflict.kept), _version(conflict.other)
    return f"{conflict.kind} {' '.join(conflict.key)}: kept {kept}; in the history: {other}"


def _version(version: MergedVersion) -> str:
    return f"{version.author}, {time_text(version.stamp.milliseconds)}, {version.edit_name}"
