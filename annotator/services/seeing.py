"""What an annotator may see of others' layers, wherever they are read: `domain.blinding` applied to stored articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annotator.domain.annotation import GOLD, Annotation
from annotator.domain.article import State
from annotator.domain.blinding import may_see
from annotator.domain.stored import StoredArticle
from annotator.services.roles import adjudicators
from annotator.storage.project_file import ProjectFile


def adjudicates(settings: Mapping[str, str], viewer: str) -> bool:
    """Tell whether an annotator is one of those who adjudicate, and so sees everything."""
    return viewer in adjudicators(settings)


def seen_by(viewer: str, articles: Iterable[StoredArticle], *, adjudicator: bool) -> Iterator[StoredArticle]:
    """Yield the articles without what `viewer` may not see of them."""
    for stored in articles:
        states = {row.layer: State(row.state) for row in stored.progress}
        layers = {*states, *(row.layer for row in stored.annotations), *(row.layer for row in stored.relations)}
        seen = {layer for layer in layers if may_see(viewer, layer, states, adjudicator=adjudicator)}
        yield stored._replace(
            annotations=[row for row in stored.annotations if row.layer in seen],
            relations=[row for row in stored.relations if row.layer in seen],
            progress=[row for row in stored.progress if row.layer in seen],
        )


def other_layers(file: ProjectFile, article_id: str, viewer: str) -> dict[str, list[Annotation]]:
    """Return the annotations of an article in the layers of others that `viewer` may see, gold last.

    A layer without annotations is there with none, if its annotator is finished.
    """
    adjudicator = adjudicates(file.settings(), viewer)
    states = {progress.layer: progress.state for progress in file.progress(article_id)}
    found: dict[str, list[Annotation]] = {layer: [] for layer, state in states.items() if state == State.FINISHED}
    for annotation in file.annotations(article_id):
        found.setdefault(annotation.layer, []).append(annotation)
    return {
        layer: found[layer]
        for layer in sorted(found, key=lambda name: (name == GOLD, name))
        if layer != viewer and may_see(viewer, layer, states, adjudicator=adjudicator)
    }
