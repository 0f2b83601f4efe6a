from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import Annotation
from annotator.domain.article import article_of, normalise_text
from annotator.domain.edit import Change
from annotator.domain.span import fragments_of
from annotator.services.desk import ArticleDesk

TEXT = "x" * 120
SPANS = st.lists(
    st.tuples(st.sampled_from(["claim", "quote"]), st.integers(0, 100), st.integers(1, 20)), max_size=12, unique=True
)


def desk_of(annotations: list[Annotation]) -> ArticleDesk:
    return ArticleDesk(article_of(normalise_text(TEXT)), TEXT, "anna", annotations, [], None)


def annotations_of(spans: list[tuple[str, int, int]]) -> list[Annotation]:
    article = article_of(normalise_text(TEXT)).id
    return [
        Annotation(f"s_{number}", article, "anna", label, fragments_of([(start, start + length)]))
        for number, (label, start, length) in enumerate(spans)
    ]


@given(SPANS, st.integers(0, 120), st.integers(1, 30))
def test_touching_finds_what_a_full_search_finds(spans: list[tuple[str, int, int]], start: int, length: int) -> None:
    annotations = annotations_of(spans)
    found = desk_of(annotations).touching(start, start + length)
    expected = sorted((a for a in annotations if a.start < start + length and a.end > start), key=lambda a: a.order)
    assert found == expected


@given(SPANS, st.data())
def test_applying_changes_gives_the_same_desk_as_opening_anew(
    spans: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    annotations = annotations_of(spans)
    kept = [a for a in annotations if data.draw(st.booleans())]
    desk = desk_of([])
    for annotation in annotations:
        desk.apply(Change(None, annotation))
    for annotation in annotations:
        if annotation not in kept:
            desk.apply(Change(annotation, None))
    fresh = desk_of(kept)
    assert list(desk.in_order()) == list(fresh.in_order())
    assert desk.touching(0, 120) == fresh.touching(0, 120)
    for annotation in annotations:
        assert desk.exact(annotation.label, annotation.fragments) == fresh.exact(annotation.label, annotation.fragments)


@given(SPANS, st.integers(0, 120))
def test_walking_visits_every_annotation_in_order_and_wraps(spans: list[tuple[str, int, int]], position: int) -> None:
    annotations = annotations_of(spans)
    desk = desk_of(annotations)
    first = desk.next_after(position)
    if not annotations:
        assert first is None
        assert desk.previous_before(position) is None
        return
    assert first is not None
    visited = [first]
    while len(visited) < len(annotations):
        following = desk.next_after(0, visited[-1].id)
        assert following is not None
        back = desk.previous_before(0, following.id)
        assert back == visited[-1]
        visited.append(following)
    assert {a.id for a in visited} == {a.id for a in annotations}
