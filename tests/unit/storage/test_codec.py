from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import Annotation, Lineage, Progress, Provenance, Relation, Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import KIND_OF, Record, key_of
from annotator.domain.errors import RuleError
from annotator.domain.span import fragments_of
from annotator.domain.stored import AnnotationRow, RelationRow
from annotator.storage.codec import annotation_of, key_json, record_of, relation_of, row_json, row_of

WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.integers(0, 10_000)
ATTRIBUTES = st.dictionaries(
    WORD,
    st.one_of(
        WORD, st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.lists(WORD, max_size=3).map(tuple)
    ),
    max_size=4,
)
FRAGMENTS = st.lists(NUMBER, min_size=1, max_size=3, unique=True).map(lambda at: fragments_of((p, p + 1) for p in at))
PROVENANCE = st.dictionaries(WORD, st.sampled_from(Provenance), max_size=3)
WORDS = st.lists(WORD, max_size=2).map(tuple)
LINEAGE = st.builds(Lineage, WORD, WORDS, st.dictionaries(WORD, WORD, max_size=2), WORDS, WORD, st.integers(0, 2**53))
ANNOTATION = st.builds(
    Annotation, WORD, st.just("a_1"), WORD, WORD, FRAGMENTS, ATTRIBUTES, PROVENANCE, WORD, st.none() | LINEAGE
)
ANNOTATIONS = ANNOTATION.map(lambda one: one.__class__("s_1", *(getattr(one, name) for name in one.__slots__[1:])))
RELATIONS = st.builds(
    Relation,
    st.just("r_1"),
    st.just("a_1"),
    WORD,
    WORD,
    st.just("s_1"),
    st.just("s_2"),
    st.just("a_2"),
    ATTRIBUTES,
)
RECORDS: st.SearchStrategy[Record] = st.one_of(
    ANNOTATIONS,
    RELATIONS,
    st.builds(Progress, st.just("a_1"), WORD, st.sampled_from(State), st.integers(0, 2**53)),
    st.builds(Setting, WORD, WORD),
    st.builds(Article, st.just("a_1"), WORD, NUMBER, WORD, WORD, normalization=st.dictionaries(WORD, NUMBER)),
)


@given(RECORDS)
def test_the_journal_gives_back_what_it_was_given(record: Record) -> None:
    row = row_of(record)
    key = orjson.loads(key_json("a_1", row))
    assert tuple(key) == key_of(record)
    assert record_of(KIND_OF[type(record)], key, orjson.loads(row_json(row))) == record


@given(ANNOTATIONS)
def test_an_annotation_survives_its_row(annotation: Annotation) -> None:
    row = row_of(annotation)
    assert isinstance(row, AnnotationRow)
    assert annotation_of("a_1", row) == annotation


@given(RELATIONS)
def test_a_relation_survives_its_row(relation: Relation) -> None:
    row = row_of(relation)
    assert isinstance(row, RelationRow)
    assert relation_of("a_1", row) == relation


@given(ATTRIBUTES)
def test_the_same_attributes_are_the_same_text(attributes: dict[str, str]) -> None:
    turned = dict(reversed(attributes.items()))
    fragments = fragments_of([(0, 1)])
    left, right = (row_of(Annotation("s_1", "a_1", "x", "y", fragments, some)) for some in (attributes, turned))
    assert left == right


def test_what_json_cannot_hold_is_refused() -> None:
    fragments = fragments_of([(0, 1)])
    for value in (float("nan"), None):
        with pytest.raises(RuleError, match="attribute"):
            row_of(Annotation("s_1", "a_1", "x", "y", fragments, {"name": value}))
