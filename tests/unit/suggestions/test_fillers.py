from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.span import Fragment, Fragments, fragments_of
from annotator.suggestions.context import REACH, surroundings
from annotator.suggestions.fillers import FILLERS, FillContext
from tests.unit.suggestions.marking import marked

SCHEMA = Path(__file__).parents[3] / "resources" / "schemas" / "claims.yaml"

WORDS = st.sampled_from(
    "“We keep it” , said told Reuters according to Anna Lind . If not will should 3,000 about % on Monday in 2022 "
    "👨‍👩‍👧 🇺🇦 مرحبا ١٢٣ «שלום» नमस्ते \u202e e\u0301 \u2028 \n ... [x] … ? ’ - – may unclear \x00 U.S.".split(" ")
)
TEXTS = st.one_of(st.text(min_size=1, max_size=80), st.lists(WORDS, min_size=1, max_size=25).map(" ".join))
SPEAKERS = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["Anna Lind", "the ministry", "officials"]))


@st.composite
def contexts(draw: st.DrawFn) -> FillContext:
    text = draw(TEXTS.filter(bool))
    edges = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True).map(sorted))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    speaker = draw(SPEAKERS)
    published = draw(st.sampled_from([None, "2024-05-15", "2024-05", "2024", "nonsense"]))
    return FillContext(text, fragments_of(pairs), "quote", published, {"speaker": speaker, "source": speaker})


@given(contexts())
def test_no_filler_raises_or_gives_a_value_of_another_type(context: FillContext) -> None:
    for name, filler in FILLERS.items():
        value = filler(context)
        assert value is None or isinstance(value, (str, float, bool)), name
        assert value != "", name


@given(contexts())
def test_a_rule_gives_the_same_value_again(context: FillContext) -> None:
    assert [filler(context) for filler in FILLERS.values()] == [filler(context) for filler in FILLERS.values()]


def test_every_filler_that_the_schema_names_is_there_and_gives_an_allowed_choice() -> None:
    attributes = yaml.safe_load(SCHEMA.read_text("utf-8"))["attributes"]
    named = {attribute["auto"]: attribute for attribute in attributes if attribute.get("auto")}
    assert set(named) == set(FILLERS)
    spans = [
        marked("⟦“We keep about 3 boats,”⟧ Lind said."),
        marked("It is ⟦twice the size⟧, two officials say."),
        marked("⟦The third-largest ferry will not sail if it rains⟧, according to a report."),
    ]
    for name, attribute in named.items():
        allowed = {choice["value"] for choice in attribute.get("choices", ())}
        values = {FILLERS[name](context) for context in spans} - {None}
        assert not allowed or values <= allowed, name


def far_apart(words: str) -> tuple[str, Fragments]:
    start = len(words) * 50
    return words * 100, (Fragment(start, start + 10),)


@pytest.mark.parametrize("name", sorted(FILLERS))
def test_text_beyond_the_reach_changes_nothing(name: str) -> None:
    words = "Lind said about 30 boats may not sail on Monday and "
    text, fragments = far_apart(words)
    (start, end) = fragments[0]
    near = FillContext(
        text[start - 2 * REACH : end + 2 * REACH], (Fragment(2 * REACH, 2 * REACH + end - start),), "", "2024"
    )
    assert FILLERS[name](FillContext(text, fragments, "", "2024")) == FILLERS[name](near)


def test_the_surroundings_are_the_rest_of_the_sentence() -> None:
    around = surroundings(marked("It rained. Lind, of the U.S. office, said ⟦“no”⟧ again. It rained."))
    assert (around.before, around.after) == ("Lind, of the U.S. office, said ", " again.")


def test_the_surroundings_of_a_huge_span_are_small() -> None:
    text = "word " * 200_000
    around = surroundings(FillContext(text, (Fragment(1000, len(text) - 1000),)))
    assert len(around.surface) <= 4000
    assert len(around.before) <= REACH
    assert len(around.after) <= REACH


def test_a_gap_between_fragments_is_kept_apart() -> None:
    around = surroundings(marked("⟦“We keep it,”⟧ Lind said. ⟦“All.”⟧"))
    assert around.gaps == (" Lind said. ",)
    assert around.surface == "“We keep it,” “All.”"
