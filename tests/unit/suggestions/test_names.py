from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.span import Fragment
from annotator.suggestions.context import REACH
from annotator.suggestions.names import name_candidates
from tests.unit.suggestions.marking import marked

STORY = """Harbour town keeps its ferry

The mayor, Anna Lind, met Transport Minister Karl Moss in Uddevalla on Friday.
Harbour Union chairman Ole von der Heide and Gull Society President Ida Berg were not asked.

“The ferry stays,” Lind said. “We have paid for it.”

Moss told the council that it was “a matter of time”, and Berg wept.
"""


def candidates(opening: str, closing: str, text: str = STORY) -> list[str]:
    start = text.index(opening)
    return name_candidates(text, (Fragment(start, text.index(closing, start) + len(closing)),))


def test_the_name_at_the_cue_comes_first_and_in_full() -> None:
    assert candidates("“The ferry", "stays,”")[0] == "Anna Lind"
    assert candidates("“a matter", "time”")[0] == "Karl Moss"


def test_a_name_between_the_fragments_comes_first() -> None:
    context = marked("⟦“We stay,”⟧ said Ida Berg. ⟦“All of us.”⟧ Karl Moss agreed.")
    assert name_candidates(context.text, context.fragments)[0] == "Ida Berg"


def test_a_pronoun_stands_for_the_person_named_last_before() -> None:
    context = marked("Ida Berg left Norway. ⟦“We stay,”⟧ she said after Karl Moss came.")
    assert name_candidates(context.text, context.fragments)[0] == "Ida Berg"


def test_titles_days_and_opening_words_are_no_names() -> None:
    found = candidates("“The ferry", "stays,”")
    assert {"Anna Lind", "Karl Moss", "Ida Berg", "Ole von der Heide", "Harbour Union", "Gull Society"} <= set(found)
    assert not {"Friday", "The", "Minister", "Lind", "Moss", "Berg", "Transport Minister"} & set(found)


def test_a_surname_shared_by_two_people_stays_as_it_is() -> None:
    context = marked("Anna Lind and Otto Lind came. ⟦“We stay,”⟧ Lind said.")
    assert name_candidates(context.text, context.fragments)[0] == "Lind"


def test_names_far_away_follow_by_frequency() -> None:
    far = "Rosa Falk spoke. " * 3 + "Nils Holm spoke. " + "The wind blew over the quiet harbour. " * 60
    context = marked(far + "⟦“We stay,”⟧ said Ida Berg.")
    assert len(far) > 2 * REACH
    assert name_candidates(context.text, context.fragments) == ["Ida Berg", "Rosa Falk", "Nils Holm"]


@given(st.text(alphabet=st.sampled_from("Aaé’ .,“”\n-🙂מ"), min_size=1, max_size=80), st.data())
def test_any_text_gives_distinct_names_that_stand_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = name_candidates(text, (Fragment(start, end),))
    assert len(set(found)) == len(found)
    assert all(" ".join(name.split()) == name and name in " ".join(text.split()) for name in found)


def test_how_many_is_no_part_of_a_name() -> None:
    context = marked(
        "Two U.S. officials and Twenty-five Gull Society members came. Dozens Left. ⟦“We stay,”⟧ said Berg."
    )
    found = name_candidates(context.text, context.fragments)
    assert {"U.S.", "Gull Society"} <= set(found)
    assert not any(name.startswith(("Two", "Twenty", "Dozens")) for name in found)
