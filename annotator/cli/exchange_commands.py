"""Bringing in and taking out: import, export, rehydrate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from annotator.cli.output import BAD_INPUT, json_result, progress_bar, result, say
from annotator.domain.errors import UsageError
from annotator.formats.registry import FORMATS, annotated_formats, format_named
from annotator.services.articles import ArticleKind, ImportReport, import_articles
from annotator.services.exporting import ExportOptions, export_layer, rehydrate_folder
from annotator.services.format_exporting import FormatOptions, FormatReport, export_format, find_format_losses
from annotator.services.importing import formats_of
from annotator.services.layers import LayerOptions, LayerReport, import_layer
from annotator.services.projects import open_project
from annotator.services.settings import load_settings

ProjectPath = Annotated[Path, typer.Argument(help="The project file (.annot).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_SHOWN = 20
_EXAMPLES = 3


GOLD_FORMATS = ("gold", "layers")
"""The formats of the gold set. All others come from the exporters, to which packages may add."""


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("import")(import_)
    app.command("export")(export)
    app.command("rehydrate")(rehydrate)


def import_(
    project: ProjectPath,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    form: Annotated[
        str, typer.Option("--format", help=f"auto (by what is in the files), {', '.join(one.name for one in FORMATS)}.")
    ] = "auto",
    annotator: Annotated[str | None, typer.Option(help="Whose layer annotations go to.")] = None,
    by_annotator: Annotated[
        bool, typer.Option("--by-annotator", help="Keep each in the layer of the annotator that the file names.")
    ] = False,
    finished: Annotated[
        bool, typer.Option("--finished", help="Mark the articles finished for that annotator.")
    ] = False,
    rename: Annotated[list[str] | None, typer.Option("--map", help="Rename a label: OLD=new. May be repeated.")] = None,
    add_labels: Annotated[bool, typer.Option("--add-labels", help="Add labels that the schema lacks.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Refuse articles larger than this, in MB.")] = 50,
    json: AsJson = False,
) -> None:
    """Import articles, or articles with annotations (gold, layers, brat and the formats of other tools).

    The same text is never added twice. Files that cannot be read are named; the others come in (exit code 3).

    Examples:
      annotator import story.annot articles/
      annotator import story.annot gold.jsonl --format gold --annotator ben
      annotator import story.annot from-ben/ --format brat --annotator ben --finished
      annotator import story.annot export.json --format label-studio --by-annotator --map Statement=claim
    """
    handle = annotator or load_settings().settings.annotator or "analyst"
    with open_project(project, handle) as opened, progress_bar("Importing") as advance:
        if form == "auto":
            form = _format_of(paths)
        if form in annotated_formats():
            options = LayerOptions(
                _mapping(rename or []),
                add_labels=add_labels,
                finished=finished,
                by_annotator=by_annotator or form == "layers",
                form="gold" if form == "layers" else form,
                limit_bytes=limit * 1_000_000,
            )
            outcome = import_layer(opened, paths, options, progress=advance)
            found = _layer_result(outcome)
            failures = outcome.failures
        else:
            if rename or add_labels or finished or by_annotator:
                raise UsageError(
                    "--map, --add-labels, --by-annotator and --finished go with annotated formats",
                    remedy="Say which it is, such as --format gold",
                )
            kind = cast("ArticleKind", form if form == "auto" else format_named(form).name)
            report = import_articles(opened, paths, kind=kind, limit_bytes=limit * 1_000_000, progress=advance)
            found = _article_result(report)
            failures = report.failures
    if json:
        json_result(found)
    for failure in failures[: None if json else _SHOWN]:
        say(f"{failure}")
    if len(failures) > _SHOWN and not json:
        say(f"… and {len(failures) - _SHOWN} more (--json has them all).")
    if failures:
        raise typer.Exit(BAD_INPUT)


def _format_of(paths: list[Path]) -> str:
    """Return the annotated format that all files are in, or `auto` for articles."""
    found = formats_of(paths)
    for form in annotated_formats():
        if form in found:
            if len(found) > 1:
                raise UsageError(f"Some files are in the format {form}, others are not", remedy="Import them apart")
            return form
    return "auto"


def _mapping(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for old, sign, new in split:
        if not (old and sign and new):
            raise UsageError("--map takes OLD=new", where=f"{old}{sign}{new}")
    return {old: new for old, _, new in split}


def _article_result(report: ImportReport) -> dict[str, object]:
    say(
        f"Added {len(report.added):,} articles, {len(report.known):,} known already, {len(report.failures):,} not read."
    )
    for article in report.added:
        done = {key: value for key, value in article.normalization.items() if (key, value) != ("encoding", "utf-8")}
        if done:
            say(f"{article.file}: " + ", ".join(f"{key} {value}" for key, value in done.items()))
    return {
        "added": [article.id for article in report.added],
        "known": [article.id for article in report.known],
        "failures": [str(failure) for failure in report.failures],
    }


def _layer_result(report: LayerReport) -> dict[str, object]:
    say(
        f"Added {report.annotations:,} annotations and {report.relations:,} relations in {report.articles:,} articles, "
        f"{report.known:,} known already, {len(report.failures):,} lines not taken."
    )
    for left_out in report.left_out:
        say(f"{left_out}")
    return {
        "articles": report.articles,
        "annotations": report.annotations,
        "relations": report.relations,
        "known": report.known,
        "failures": [str(failure) for failure in report.failures],
        "left_out": [str(error) for error in report.left_out],
    }


def export(
    project: ProjectPath,
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it is not there.")],
    form: Annotated[
        str, typer.Option("--format", metavar="NAME", help="gold, layers (of all annotators), or another; see below.")
    ] = "gold",
    layer: Annotated[str | None, typer.Option(help="Whose layer; without it the only one there is, or gold.")] = None,
    stand_off: Annotated[bool, typer.Option("--stand-off", help="Leave the texts out, keep their hashes.")] = False,
    include_unfinished: Annotated[
        bool, typer.Option("--include-unfinished", help="Also articles in progress.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what another format cannot hold and write nothing.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Export a verified gold set, or a layer for another tool after saying what its format cannot hold.

    Formats besides gold and layers: brat, doccano, label-studio, prodigy, spacy, conll, w3c, cas-xmi, cas-json, gliner,
    parquet, csv, chat, and those that installed packages add.

    Examples:
      annotator export story.annot exports/story --layer anna
      annotator export story.annot exports/brat --format brat
    """
    if form not in GOLD_FORMATS:
        if stand_off:
            raise UsageError("--stand-off goes with gold and layers")
        options = FormatOptions(form, layer, include_unfinished)
        _export_format(project, folder, options, dry_run=dry_run, json=json)
        return
    if dry_run:
        raise UsageError("--dry-run goes with other formats", why=f"The format {form} holds everything")
    chosen = ExportOptions(
        layer=layer, stand_off=stand_off, include_unfinished=include_unfinished, layers_only=form == "layers"
    )
    with progress_bar("Exporting") as advance:
        report = export_layer(project, folder, chosen, progress=advance)
    if json:
        json_result(report.as_json())
    else:
        result(str(report.folder))
    say(f"Exported {report.articles:,} articles with {report.spans:,} spans; read back and compared.")


def _export_format(project: Path, folder: Path, options: FormatOptions, *, dry_run: bool, json: bool) -> None:
    """Say what the format cannot hold, then export to it."""
    with progress_bar("Looking for what cannot be held") as advance:
        report = find_format_losses(project, options, progress=advance)
    _say_losses(report)
    if not dry_run:
        with progress_bar("Exporting") as advance:
            report = export_format(project, folder, options, progress=advance)
    if json:
        json_result(report.as_json())
    elif report.folder is not None:
        result(str(report.folder))
    written = report.written
    outcome, total = "Would export" if dry_run else "Exported", written.spans.total()
    spans = f"{total - written.spans_left_out:,} of {total:,}" if written.spans_left_out else f"{total:,}"
    say(f"{outcome} {written.articles:,} articles with {spans} spans.")


def _say_losses(report: FormatReport) -> None:
    title = report.exporter.title
    if not report.losses:
        say(f"{title} holds all of this layer.")
        return
    say(f"{title} cannot hold all of this layer:")
    for lost in report.losses:
        say(f"  {lost.sentence}")
        for example in lost.examples[:_EXAMPLES]:
            say(f"    {example}")
        if lost.count > _EXAMPLES:
            say(f"    … and {lost.count - _EXAMPLES:,} more")


def rehydrate(
    folder: Annotated[Path, typer.Argument(help="A gold set that was exported with --stand-off.")],
    sources: Annotated[list[Path], typer.Argument(help="Your copies of the articles: files and folders.")],
    out: Annotated[Path, typer.Option("--out", help="The new folder to write.")],
) -> None:
    """Put the texts back into a stand-off gold set from your own copies; refuses where a hash differs.

    Example: annotator rehydrate exports/story-standoff articles/ --out exports/story
    """
    report = rehydrate_folder(folder, sources, out)
    say(f"Put back {report.articles:,} texts.")
    result(str(out))
