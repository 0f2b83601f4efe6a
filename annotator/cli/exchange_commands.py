"""Bringing in and taking out: import, export, rehydrate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from annotator.cli.output import BAD_INPUT, json_result, progress_bar, result, say
from annotator.domain.errors import UsageError
from annotator.domain.splits import read_shares
from annotator.formats.registry import FORMATS, annotated_formats, format_named
from annotator.services.articles import ArticleKind, ImportReport, import_articles
from annotator.services.exporting import ExportOptions, export_layer, rehydrate_folder, split_for_export
from annotator.services.format_exporting import FormatOptions, FormatReport, export_format, find_format_losses
from annotator.services.importing import formats_of
from annotator.services.layers import LayerOptions, LayerReport, import_layer
from annotator.services.originals import write_original
from annotator.services.previews import exclude_proposed
from annotator.services.projects import open_project
from annotator.services.review_words import plural
from annotator.services.settings import load_settings
from annotator.services.splits import SplitPlan, plan_json

ProjectPath = Annotated[Path, typer.Argument(help="The project file (.annot).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_SHOWN = 20
_EXAMPLES = 3


GOLD_FORMATS = ("gold", "layers")
"""The formats of the gold set. All others come from the exporters, to which packages may add."""


class Part(StrEnum):
    """A part of a split."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


def register(app: typer.Typer) -> None:
    """Add the commands of this family."""
    app.command("import", short_help="Bring in articles, with or without annotations.")(import_)
    app.command("export", short_help="Write a gold set, or a layer for another tool.")(export)
    app.command("original", short_help="Write the file that an article came in.")(original)
    app.command("rehydrate", short_help="Put the texts back into a stand-off gold set.")(rehydrate)


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
    keep_original: Annotated[
        bool, typer.Option("--keep-original", help="Keep the files themselves in the project, beside their texts.")
    ] = False,
    exclude_boilerplate: Annotated[
        bool,
        typer.Option("--exclude-boilerplate", help="Mark closing and sign-up lines as not the article's own words."),
    ] = False,
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
            report = import_articles(
                opened,
                paths,
                kind=kind,
                limit_bytes=limit * 1_000_000,
                keep_originals=keep_original,
                decide=exclude_proposed if exclude_boilerplate else iter,
                progress=advance,
            )
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
        f"Added {plural(len(report.added), 'article')}, {len(report.known):,} known already, "
        f"{len(report.failures):,} not read."
    )
    for article in report.added:
        done = ", ".join(_normalised(article.normalization))
        if done:
            say(f"{article.file}: {done}")
    for remark in report.remarks[:_SHOWN]:
        say(remark)
    return {
        "added": [article.id for article in report.added],
        "known": [article.id for article in report.known],
        "failures": [str(failure) for failure in report.failures],
    }


def _normalised(done: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words what was done to a text on the way in."""
    encoding = str(done.get("encoding", "utf-8"))
    if encoding.replace("_", "-").lower() not in ("utf-8", "ascii"):
        yield f"read as {encoding}" + (" (guessed)" if done.get("guessed") else "")
    if done.get("bom"):
        yield "byte order mark dropped"
    if done.get("crlf"):
        yield f"{plural(done['crlf'], 'line end')} changed"
    if done.get("controls"):
        yield f"{plural(done['controls'], 'control character')} removed"


def _layer_result(report: LayerReport) -> dict[str, object]:
    say(
        f"Added {plural(report.annotations, 'annotation')} and {plural(report.relations, 'relation')} "
        f"in {plural(report.articles, 'article')}, {report.known:,} known already, "
        f"{plural(len(report.failures), 'line')} not taken."
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
        str, typer.Option("--format", metavar="NAME", help="gold, layers (of all annotators), or another; see above.")
    ] = "gold",
    layer: Annotated[str | None, typer.Option(help="Whose layer; without it the only one there is, or gold.")] = None,
    split: Annotated[
        str | None, typer.Option(help="Split by near-duplicate groups: train=0.8,dev=0.1,test=0.1.")
    ] = None,
    seed: Annotated[int, typer.Option(help="With --split: another number deals in another order.")] = 0,
    part: Annotated[Part | None, typer.Option(help="Only this part of the split, in another format.")] = None,
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
    parquet, csv, chat, and those that installed packages add. A split is kept in the project; without --split the one
    that was kept is used.

    Examples:
      annotator export story.annot exports/story --layer anna
      annotator export story.annot exports/story --split train=0.8,dev=0.1,test=0.1 --seed 0
      annotator export story.annot exports/spacy-train --format spacy --part train
    """
    gold = form in GOLD_FORMATS
    if not gold and stand_off:
        raise UsageError("--stand-off goes with gold and layers")
    if gold and (dry_run or part):
        raise UsageError("--dry-run and --part go with other formats", why=f"The format {form} holds everything")
    if dry_run and split is not None:
        raise UsageError("--dry-run writes nothing, and --split changes the project", remedy="Split first")
    chosen = ExportOptions(
        layer=layer, stand_off=stand_off, include_unfinished=include_unfinished, layers_only=form == "layers"
    )
    plan = None if split is None else _split(project, chosen, split, seed)
    if not gold:
        other = FormatOptions(form, layer, include_unfinished, part.value if part else None)
        _export_format(project, folder, other, plan, dry_run=dry_run, json=json)
        return
    with progress_bar("Exporting") as advance:
        report = export_layer(project, folder, chosen, progress=advance)
    if json:
        json_result(report.as_json() | ({} if plan is None else {"split": plan_json(plan)}))
    else:
        result(str(report.folder))
    what = f"{plural(report.articles, 'article')} with {plural(report.spans, 'span')}"
    say(f"Exported {what}; read back and compared.")


def _export_format(
    project: Path, folder: Path, options: FormatOptions, plan: SplitPlan | None, *, dry_run: bool, json: bool
) -> None:
    """Say what the format cannot hold, then export to it."""
    with progress_bar("Looking for what cannot be held") as advance:
        report = find_format_losses(project, options, progress=advance)
    _say_losses(report)
    if not dry_run:
        with progress_bar("Exporting") as advance:
            report = export_format(project, folder, options, progress=advance)
    if json:
        json_result(report.as_json() | ({} if plan is None else {"split": plan_json(plan)}))
    elif report.folder is not None:
        result(str(report.folder))
    written = report.written
    outcome, total = "Would export" if dry_run else "Exported", written.spans.total()
    spans = f"{total - written.spans_left_out:,} of {total:,}" if written.spans_left_out else f"{total:,}"
    say(f"{outcome} {plural(written.articles, 'article')} with {spans} spans.")


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


def original(
    project: ProjectPath,
    article: Annotated[str, typer.Argument(help="The article's id, as `info`, `search` and gold sets have it.")],
    file: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write the file that an article came in, if the import kept it (--keep-original).

    Example: annotator original story.annot a_… page.html
    """
    write_original(project, article, file)
    result(str(file))


def _split(project: Path, options: ExportOptions, split: str, seed: int) -> SplitPlan:
    """Split the project's articles, and say what is in each part and what moved."""
    handle = load_settings().settings.annotator or "analyst"
    with progress_bar("Looking for near-duplicates") as advance:
        plan = split_for_export(project, handle, options, read_shares(split), seed, progress=advance)
    for count in plan.counts:
        spans = "".join(f", {label} {number:,}" for label, number in count.spans.items())
        say(f"{count.part}: {plural(count.articles, 'article')}, {plural(count.groups, 'near-duplicate group')}{spans}")
    for one in plan.moved[:_SHOWN]:
        say(f"{one.article_id} moved from {one.before} to {one.after}.")
    if len(plan.moved) > _SHOWN:
        say(f"… and {len(plan.moved) - _SHOWN} more moved.")
    return plan


def rehydrate(
    folder: Annotated[Path, typer.Argument(help="A gold set that was exported with --stand-off.")],
    sources: Annotated[list[Path], typer.Argument(help="Your copies of the articles: files and folders.")],
    out: Annotated[Path, typer.Option("--out", help="The new folder to write.")],
) -> None:
    """Put the texts back into a stand-off gold set from your own copies; refuses where a hash differs.

    Example: annotator rehydrate exports/story-standoff articles/ --out exports/story
    """
    report = rehydrate_folder(folder, sources, out)
    say(f"Put back {plural(report.articles, 'text')}.")
    result(str(out))
