"""Who may see whose layer: blind until both have finished an article; an adjudicator sees all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from annotator.domain.annotation import GOLD
from annotator.domain.article import State


def may_see(viewer: str, layer: str, states: Mapping[str, State], *, adjudicator: bool) -> bool:
    """Tell whether `viewer` may see the layer `layer` of one article.

    `states` maps layers to how far their annotators are with this article; a layer that is missing is new. One's own
    layer is always seen. Another annotator's is seen when both are finished, the gold layer when the viewer is.
    """
    if viewer == layer or adjudicator:
        return True
    return all(states.get(name) == State.FINISHED for name in (viewer, layer) if name != GOLD)


def in_hidden_order(article_id: str, names: Iterable[str]) -> list[str]:
    """Return the names in an order that gives none of them away: always the same in an article, another in the next."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{article_id} {name}".encode()).digest())
