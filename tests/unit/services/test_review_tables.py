"""What a review reads like: the numbers of the report, dashes with reasons, and what only the page has."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.agreement_html import AgreementPage, Section
from annotator.services.review import ReviewOptions, agreement_report
from annotator.services.review_tables import review_page
from annotator.services.review_words import number
from tests.unit.services.review_project import DONE, FIVE, Layers, claim, make_project


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("review") / "story.annot", FIVE)


def section(page: AgreementPage, title: str) -> Section:
    (found,) = (one for one in page.sections if one.title.startswith(title))
    return found


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.5, "0.50"), (1.0, "1.00"), (0.9999, ">0.99"), (-0.001, "0.00"), (-0.25, "-0.25")],
)
def test_numbers(value: float | None, text: str) -> None:
    assert number(value) == text


def test_the_head_says_what_was_left_out_and_why(story: Path) -> None:
    head = " ".join(review_page(agreement_report(story, ReviewOptions())).summary)
    assert "3 articles finished by two or more annotators: anna, ben, cara." in head
    assert "2 articles left out: 1 finished by one annotator only, 1 by nobody." in head


def test_counts_come_first_then_the_measures(story: Path) -> None:
    page = review_page(agreement_report(story, ReviewOptions()))
    assert page.sections[0].rows[-1] == ("all labels", "4", "4", "2")
    assert page.sections[1].rows[0] == ("anna – ben", "3", "1", "2", "1", "0", "1", "1")
    titles = [one.title for one in page.sections if not one.detail]
    assert [title.partition(" (")[0] for title in titles] == [
        "Spans",
        "What became of them",
        "The same spans?",
        "F1 over pairs",
        "The same characters?",
        "The same attributes?",
        "Cutting the text into units",
    ]


def test_what_is_not_defined_has_a_dash_and_a_note(story: Path) -> None:
    found = section(review_page(agreement_report(story, ReviewOptions())), "The same spans?")
    assert ("claim", "anna – ben", "3/3", "0.33 (1)", "0.67 (1)") in found.rows
    assert ("labels ignored", "anna – cara", "3/2", "0.80 (2)", "0.80 (2)") in found.rows
    assert ("quote", "ben – cara", "0/0", "– (3)", "– (3)") in found.rows
    assert found.notes[2] == "(3) neither annotator has such a span."


def test_attributes_have_n_of_matched(story: Path) -> None:
    rows = section(review_page(agreement_report(story, ReviewOptions())), "The same attributes?").rows
    assert rows[0][:3] == ("claim.kind", "nominal", "4 of 4")
    assert rows[1][:3] == ("claim.sure", "ordinal", "2 of 4")
    assert rows[2][2:5] == ("1 of 1", "– (2)", "1.00")


def test_which_labels_and_values_met_is_for_the_page_alone(story: Path) -> None:
    page = review_page(agreement_report(story, ReviewOptions()))
    labels, kinds = section(page, "Labels of anna – cara"), section(page, "claim.kind of anna – ben")
    assert labels.detail
    assert labels.rows == (("claim", "1", "1"), ("figure", "0", "0"))
    assert kinds.rows == (("fact", "1", "1"), ("opinion", "0", "0"))


def test_the_heat_map_has_every_pair_twice(story: Path) -> None:
    first = section(review_page(agreement_report(story, ReviewOptions())), "The same spans?").heat_maps[0]
    assert [[cell.text for cell in row] for row in first.cells] == [
        ["", "0.75", "0.40"],
        ["0.75", "", "0.40"],
        ["0.40", "0.40", ""],
    ]


def test_one_label_is_not_shown_twice(story: Path) -> None:
    found = section(review_page(agreement_report(story, ReviewOptions(label="claim"))), "The same spans?")
    assert {row[0] for row in found.rows} == {"claim"}
    assert len(found.heat_maps) == 1


def test_three_articles_have_an_interval(tmp_path: Path) -> None:
    same: Layers = {"anna": (DONE, [claim(0, 10)]), "ben": (DONE, [claim(0, 10)])}
    path = make_project(tmp_path / "same.annot", [same] * 3)
    page = review_page(agreement_report(path, ReviewOptions()))
    assert section(page, "The same spans?").rows[0][3:] == ("1.00 [1.00, 1.00]", "1.00 [1.00, 1.00]")
    assert not [one for one in page.sections if one.title == "F1 over pairs"]


def test_gamma_comes_with_its_settings(story: Path) -> None:
    found = section(review_page(agreement_report(story, ReviewOptions(gamma=True))), "With near misses")
    rows = {row[0]: row[1] for row in found.rows}
    assert rows["random samples, seed"] == "30, 0"
    assert "shuffle" in rows["settings"]
    assert rows["gamma"] != "–"
