"""Taking the gold set out, checking one, and putting texts back into one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.domain.annotation import GOLD
from annotator.domain.errors import UsageError
from annotator.domain.stored import StoredArticle
from annotator.domain.views import Finding, ProjectSummary
from annotator.formats.gold.options import GoldOptions, GoldReport
from annotator.formats.gold.rehydrate import RehydrateReport, rehydrate
from annotator.formats.gold.verify import is_gold_folder, verify_gold, verify_sums
from annotator.formats.gold.writer import export_gold
from annotator.services.card_agreement import agreement_lines
from annotator.services.projects import open_project, read_project, stored_schema
from annotator.services.seeing import adjudicates, seen_by
from annotator.services.settled import settled_by_article
from annotator.services.splits import SplitPlan, describe_split, keep_split, plan_split, stored_split
from annotator.storage.project_file import ProjectFile

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a person chooses. `layer` None takes the gold layer, or else the only layer there is."""

    layer: str | None = None
    stand_off: bool = False
    include_unfinished: bool = False
    layers_only: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """A finished export, read back and compared. `layer` is the layer that was taken, None for layers only."""

    gold: GoldReport
    layer: str | None

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.gold.folder

    @property
    def articles(self) -> int:
        """How many records were written."""
        return (self.gold.gold if self.layer is not None else self.gold.layers).articles

    @property
    def spans(self) -> int:
        """How many spans they hold."""
        return sum((self.gold.gold if self.layer is not None else self.gold.layers).spans.values())

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that `annotator export --json` prints."""
        counts = self.gold.gold if self.layer is not None else self.gold.layers
        return {
            "folder": str(self.folder),
            "layer": self.layer,
            "articles": counts.articles,
            "empty_articles": counts.empty,
            "unfinished_left_out": self.gold.unfinished,
            "spans": counts.spans,
            "relations": counts.relations,
            "splits": counts.splits,
            "files": dict(self.gold.files),
            "verified": True,
        }


def exportable_layers(summary: ProjectSummary) -> list[str]:
    """Return the layers that can be exported, the gold layer first."""
    names = [layer.name for layer in summary.layers]
    return sorted(names, key=lambda name: (name != GOLD, name))


def layers_open_to(summary: ProjectSummary, settings: Mapping[str, str], viewer: str) -> list[str]:
    """Return the layers that `viewer` may export, gold first: all if they adjudicate, else gold and their own."""
    layers = exportable_layers(summary)
    return layers if adjudicates(settings, viewer) else [name for name in layers if name in (GOLD, viewer)]


def choose_layer(summary: ProjectSummary, wanted: str | None) -> str:
    """Return the layer to export. Raises UsageError if it is not there or there are several to choose from."""
    layers = exportable_layers(summary)
    if wanted is not None:
        if wanted not in layers:
            there = ", ".join(layers) or "none"
            raise UsageError(f"The project has no layer '{wanted}'", why=f"There are: {there}")
        return wanted
    if not layers:
        raise UsageError("There is nothing to export yet", remedy="Tag and finish an article first")
    if layers[0] != GOLD and len(layers) > 1:
        raise UsageError(
            "The project has several layers", why=", ".join(layers), remedy="Say which one with --layer NAME"
        )
    return layers[0]


def walk_for(file: ProjectFile, layer: str | None, viewer: str | None) -> Generator[StoredArticle, None, None]:
    """Yield the articles for an export of a layer (None: of all), without what `viewer` may not see; None sees all.

    Raises UsageError if the layer is not open to them.
    """
    settings = file.settings()
    if viewer is not None and layer is not None and layer not in layers_open_to(file.summary(), settings, viewer):
        raise UsageError(f"{layer} is not finished for you to see", remedy="Export your own layer or gold")
    with closing(file.walk()) as walked:
        if viewer is None or adjudicates(settings, viewer):
            yield from walked
        else:
            yield from seen_by(viewer, walked, adjudicator=False)


def split_for_export(
    project: Path,
    annotator: str,
    options: ExportOptions,
    shares: Mapping[str, float],
    seed: int,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> SplitPlan:
    """Split a project's articles by group and keep that in it, as an edit of the annotator's; return what was done.

    A project that has just this split already is not written to. Spans are counted of the layer that `options` export.
    Raises UsageError and CancelledError, and what opening for writing raises.
    """
    with read_project(project) as file:
        before = stored_split(file.settings())
        layer = None if options.layers_only else choose_layer(file.summary(), options.layer)
        plan = plan_split(file, shares, seed, layer=layer, progress=progress, cancelled=cancelled)
    if plan.split != before:
        with open_project(project, annotator) as opened:
            keep_split(opened, plan.split)
    return plan


def export_layer(
    project: Path,
    folder: Path,
    options: ExportOptions,
    *,
    viewer: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ExportReport:
    """Export a layer of a project as a gold set into a folder; whole and verified, or not at all.

    With a `viewer` it holds nothing that this annotator may not see (blind by default), and the layer must be open
    to them. Raises UsageError for the choice of the layer, what `export_gold` raises, and CancelledError.
    """
    with read_project(project) as file:
        settings, summary = file.settings(), file.summary()
        layer = None if options.layers_only else choose_layer(summary, options.layer)
        schema = stored_schema(settings, project)
        chosen = _gold_options(settings, layer, options, project.stem)
        if layer == GOLD:
            chosen = replace(
                chosen,
                adjudicators=file.state_authors(GOLD),
                left_out=settled_by_article(settings),
                agreement=agreement_lines(project, cancelled=cancelled),
            )
        total = summary.articles

        def advance(done: int) -> None:
            if progress is not None:
                progress(done, total, "")

        with closing(walk_for(file, layer, viewer)) as articles:
            report = export_gold(folder, articles, schema, chosen, progress=advance, cancelled=cancelled)
    return ExportReport(report, layer)


def _gold_options(settings: Mapping[str, str], layer: str | None, options: ExportOptions, name: str) -> GoldOptions:
    """Return what an export of a layer is made with, as far as the project's settings tell."""
    split = stored_split(settings)
    return GoldOptions(
        layer=layer,
        tool_version=__version__,
        project_id=settings["project_id"],
        title=settings.get("title", name),
        guideline_version=settings.get("guideline_version", ""),
        include_unfinished=options.include_unfinished,
        stand_off=options.stand_off,
        split=split.parts if split is not None else {},
        split_method=describe_split(split) if split is not None else "",
    )


def verify_folder(folder: Path) -> list[Finding]:
    """Return everything that is wrong in an exported gold set, or with the files of another export.

    Empty if all is well. Raises InputError for a folder that holds neither.
    """
    check = verify_gold if is_gold_folder(folder) else verify_sums
    return [Finding(found.where, found.what) for found in check(folder)]


def rehydrate_folder(folder: Path, sources: Sequence[Path], out: Path) -> RehydrateReport:
    """Write a copy of a stand-off gold set with the texts put back from the user's own articles.

    Raises InputError where a text is missing or its hash differs; nothing is written then.
    """
    return rehydrate(folder, sources, out)
