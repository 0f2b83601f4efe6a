"""Layers of one article to compare: short to write by hand, and as hypothesis makes them up."""

from __future__ import annotations

from itertools import count

from hypothesis import strategies as st

from annotator.domain.adjudication import ArticleState, Settled, print_of
from annotator.domain.annotation import GOLD, Annotation, AttributeValue, Lineage
from annotator.domain.span import fragments_of

ARTICLE = "a_1"
NAMES = ("anna", "ben", "cleo")


def span(name: str, layer: str, label: str, *pairs: tuple[int, int], **attributes: AttributeValue) -> Annotation:
    """Return an annotation."""
    return Annotation(name, ARTICLE, layer, label, fragments_of(pairs), attributes)


def gold(name: str, of: Annotation, *sources: Annotation, decision: str = "accepted", also: tuple[Annotation, ...] = (),
         annotators: tuple[str, ...] = ("anna", "ben"), by: str = "dora", at_ms: int = 1) -> Annotation:  # fmt: skip
    """Return a gold annotation that says what `of` says, made from the sources; `also` was looked at too."""
    seen = {unit.id: print_of(unit) for unit in (*sources, *also)}
    lineage = Lineage(decision, tuple(unit.id for unit in sources), seen, annotators, by, at_ms)
    return Annotation(name, ARTICLE, GOLD, of.label, of.fragments, of.attributes, lineage=lineage)


def state(*annotations: Annotation, finished: tuple[str, ...] = ("anna", "ben"),
          settled: tuple[Annotation, ...] = ()) -> ArticleState:  # fmt: skip
    """Return what there is in an article; `settled` are left out of the gold layer as they are."""
    left_out = {unit.id: Settled(ARTICLE, print_of(unit), "dora", 1) for unit in settled}
    return ArticleState({each.id: each for each in annotations}, finished, left_out)


@st.composite
def layers(draw: st.DrawFn) -> list[Annotation]:
    """Return the annotations of up to four annotators in a short article, many of them at the same places."""
    number = count(1)
    found = []
    for layer in draw(st.lists(st.sampled_from((*NAMES, "dora")), unique=True, min_size=1)):
        for _ in range(draw(st.integers(0, 5))):
            start, length = draw(st.integers(0, 12)), draw(st.integers(1, 8))
            pairs = [(start, start + length)]
            if draw(st.booleans()):
                pairs.append((start + length + 2, start + length + 4))
            values: st.SearchStrategy[AttributeValue] = st.sampled_from([True, 1.5, "a"])
            attributes = draw(st.dictionaries(st.sampled_from("xy"), values, max_size=2))
            label = draw(st.sampled_from(("claim", "quote")))
            found.append(Annotation(f"s_{next(number)}", ARTICLE, layer, label, fragments_of(pairs), attributes))
    return found
