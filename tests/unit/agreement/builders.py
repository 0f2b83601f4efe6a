"""Units, layers and hypothesis strategies for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from annotator.agreement.sheet import Columns, Sheet
from annotator.agreement.statistics import article_statistics
from annotator.agreement.values import ArticleLayers, Ranges, Settings, Unit
from annotator.domain.annotation import AttributeValue
from annotator.domain.span import fragments_of

LABELS = ("claim", "figure", "quote")
LENGTH = 60


def unit(
    name: str, label: str, *ranges: tuple[int, int], attributes: Mapping[str, AttributeValue] | None = None
) -> Unit:
    return Unit(name, label, tuple(ranges), attributes or {})


def article(length: int = LENGTH, name: str = "one", **layers: list[Unit]) -> ArticleLayers:
    return layered(name, layers, length)


def layered(name: str, layers: Mapping[str, list[Unit]], length: int = LENGTH) -> ArticleLayers:
    return ArticleLayers(name, length, {annotator: tuple(units) for annotator, units in layers.items()})


def counted(*articles: ArticleLayers, settings: Settings | None = None) -> Columns:
    sheet = Sheet()
    for one in articles:
        sheet.add(article_statistics(one, settings or Settings()))
    return sheet.columns()


def spread(units: Sequence[tuple[str, Ranges]], prefix: str) -> list[Unit]:
    return [Unit(f"{prefix}{index}", label, ranges) for index, (label, ranges) in enumerate(units)]


PLACES = st.tuples(st.integers(0, LENGTH - 13), st.integers(1, 12)).map(lambda place: (place[0], place[0] + place[1]))
RANGES = st.lists(PLACES, min_size=1, max_size=2).map(lambda places: tuple(fragments_of(places)))
UNITS = st.lists(st.tuples(st.sampled_from(LABELS), RANGES), max_size=8, unique=True)


def layers_of(annotators: int) -> st.SearchStrategy[list[list[Unit]]]:
    """Return a strategy for the layers of so many annotators."""
    return st.lists(UNITS, min_size=annotators, max_size=annotators).map(
        lambda layers: [spread(units, f"{index}-") for index, units in enumerate(layers)]
    )
