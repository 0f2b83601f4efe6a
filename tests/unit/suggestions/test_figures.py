from __future__ import annotations

import pytest

from annotator.suggestions import figures
from tests.unit.suggestions.marking import marked


def test_a_figure_is_read_from_its_span() -> None:
    context = marked("The port unloaded ⟦between 200 and 300 crates⟧ of oranges.")
    assert figures.figure_value(context) == 200
    assert figures.figure_value_high(context) == 300
    assert figures.figure_comparator(context) == "range"
    assert figures.figure_kind(context) == "count"
    assert figures.figure_unit(context) == "crates"
    assert figures.figure_vague(context) is False


def test_a_figure_of_two_fragments_is_read_as_one() -> None:
    context = marked("They sold ⟦12⟧, perhaps 13, ⟦million litres⟧ of oil.")
    assert (figures.figure_value(context), figures.figure_unit(context)) == (12_000_000, "l")


def test_what_is_no_figure_has_no_value_kind_or_status() -> None:
    context = marked("The bridge opened in ⟦1987⟧.")
    assert figures.figure_value(context) is None
    assert figures.figure_kind(context) is None
    assert figures.figure_comparator(context) is None
    assert figures.figure_status(context) is None
    assert figures.figure_unit(context) is None
    assert figures.figure_entity(context) is None


def test_a_number_that_could_be_a_year_is_read_with_the_noun_behind_it() -> None:
    assert figures.figure_value(marked("The harbour has ⟦2000⟧ berths for yachts.")) == 2000
    assert figures.figure_value(marked("It burned in ⟦2000⟧, and again later.")) is None


@pytest.mark.parametrize(
    ("text", "unit", "entity"),
    [
        ("Some ⟦4,000⟧ harbour workers went home.", "workers", "harbour workers"),
        ("⟦A third⟧ of the town’s bakers closed.", None, "town's bakers"),
        ("Prices rose ⟦5%⟧ last year.", "%", None),
        ("⟦Half⟧, he said, were lost.", None, None),
    ],
)
def test_unit_and_entity_may_stand_behind_the_span(text: str, unit: str | None, entity: str | None) -> None:
    assert figures.figure_unit(marked(text)) == unit
    assert figures.figure_entity(marked(text)) == entity


def test_vague_figures_are_vague() -> None:
    context = marked("⟦Thousands of visitors⟧ came.")
    assert figures.figure_vague(context) is True
    assert figures.figure_value(context) is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The city hired ⟦40 drivers⟧.", "actual"),
        ("The ministry estimated ⟦40 drivers⟧ had left.", "estimated"),
        ("An estimated ⟦40 drivers⟧ left.", "estimated"),
        ("The firm will hire ⟦40 drivers⟧ in spring.", "planned"),
        ("It hired ten, and ⟦40 more⟧ are expected to follow, the mayor said.", "planned"),
        ("The new wing, which will open in May, cost ⟦€4m⟧.", "actual"),
        ("It will probably cost ⟦€4m⟧.", "estimated"),
    ],
)
def test_the_status_comes_from_the_verbs_of_the_clause(text: str, status: str) -> None:
    assert figures.figure_status(marked(text)) == status


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("⟦Some 300 boats⟧ were counted on Monday.", "2024-05-13"),
        ("⟦Some 300 boats⟧ were counted in February 2022.", "2022-02"),
        ("In 2019 ⟦300 boats⟧ were counted, and in 2023 only 100.", "2019"),
        ("It had ⟦40 staff⟧, up from 30 staff in 2019.", None),
        ("The bank, founded in 1890 and rebuilt, employs ⟦40 people⟧.", None),
        ("It has ⟦40 staff⟧.", None),
        ("It will get ⟦40 buses⟧ on Monday.", "2024-05-20"),
    ],
)
def test_the_date_is_that_of_the_nearest_phrase_of_the_sentence(text: str, as_of: str | None) -> None:
    assert figures.figure_as_of(marked(text, "2024-05-15")) == as_of


def test_a_date_in_the_next_sentence_is_not_taken() -> None:
    assert figures.figure_as_of(marked("It has ⟦40 staff⟧. On Monday it closed.", "2024-05-15")) is None
