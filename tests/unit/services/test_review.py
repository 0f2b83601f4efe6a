"""Comparing annotators: who and what counts, against numbers worked by hand (see `review_project`)."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from annotator.agreement.findings import PairAgreement
from annotator.agreement.kinds import Kind
from annotator.domain.annotation import GOLD
from annotator.domain.errors import CancelledError, UsageError
from annotator.services.review import Review, ReviewOptions, agreement_report
from tests.unit.services.review_project import DOING, DONE, FIVE, claim, make_project


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return make_project(tmp_path / "story.annot", FIVE)


def pair(review: Review, a: str, b: str, label: str | None = None) -> PairAgreement:
    (found,) = (one for one in review.report.pairs if (one.a, one.b, one.label) == (a, b, label))
    return found


def test_only_articles_with_two_finished_annotators_count_and_gold_is_nobody(story: Path) -> None:
    review = agreement_report(story, ReviewOptions())
    assert (review.report.used, review.report.excluded) == (3, 2)
    assert (len(review.scope.one_finished), len(review.scope.none_finished)) == (1, 1)
    assert review.report.annotators == ("anna", "ben", "cara")
    assert GOLD not in review.report.spans
    assert review.report.spans["cara"] == {"claim": 1, "figure": 1}  # not what is in progress


def test_f1_is_pooled_over_the_articles_that_both_finished(story: Path) -> None:
    review = agreement_report(story, ReviewOptions())
    both = pair(review, "anna", "ben")
    assert (both.articles, both.both_empty) == (3, 1)
    assert both.exact.counts == (2, 4, 4)
    assert (both.exact.f1.value, both.overlap.f1.value) == (2 * 2 / 8, 2 * 3 / 8)
    assert list(both.outcomes.values()) == [2, 1, 0, 1, 1]
    claims = pair(review, "anna", "ben", "claim")
    assert claims.exact.f1.value == pytest.approx(1 / 3)
    assert claims.overlap.f1.value == pytest.approx(2 / 3)
    (mean,) = (one for one in review.report.means if one.label is None)
    assert mean.exact.mean.value == pytest.approx((0.5 + 0.4 + 0.4) / 3)


def test_another_label_on_the_same_span_shows_without_labels(story: Path) -> None:
    found = pair(agreement_report(story, ReviewOptions()), "anna", "cara")
    assert found.articles == 2
    assert found.exact_unlabelled is not None
    assert (found.exact.f1.value, found.exact_unlabelled.f1.value) == (2 * 1 / 5, 2 * 2 / 5)
    assert (found.outcomes[Kind.LABEL], found.outcomes[Kind.ONLY_A]) == (1, 1)


def test_alpha_counts_the_characters_of_empty_articles_too(story: Path) -> None:
    alpha = agreement_report(story, ReviewOptions()).report.alpha
    # Article one: 4 characters by two of three (o11 4, o01 4), 10 by one (o01 10). 800 values, 18 of them "figure".
    assert alpha["figure"].value == pytest.approx(1 - 799 * 14 / (18 * 782))
    assert alpha["quote"].value is None
    assert alpha["quote"].reason == "nobody used the label"


def test_attributes_are_measured_as_the_schema_says(story: Path) -> None:
    found = {(one.label, one.name): one for one in agreement_report(story, ReviewOptions()).report.attributes}
    kind, sure, value = found["claim", "kind"], found["claim", "sure"], found["figure", "value"]
    # Four matched pairs of claims; one opinion among eight values: 1 - 7 * 2 / (64 - 50).
    assert (kind.counts.compared, kind.counts.matched, kind.equal) == (4, 4, 0.75)
    assert kind.value.value == pytest.approx(0)
    assert (sure.counts.compared, sure.counts.matched, sure.counts.one_sided) == (2, 4, 2)
    assert sure.measure == "ordinal"
    assert sure.value.value == pytest.approx(1)
    assert (value.counts.compared, value.equal, value.value.value) == (1, 1, None)
    assert value.value.reason


def test_chosen_annotators_are_compared_as_if_there_were_no_others(story: Path) -> None:
    review = agreement_report(story, ReviewOptions(annotators=("cara", "anna")))
    assert review.report.annotators == ("anna", "cara")
    assert (review.report.used, len(review.scope.one_finished), len(review.scope.none_finished)) == (2, 2, 1)


def test_one_label_is_compared_as_if_there_were_no_other(story: Path) -> None:
    review = agreement_report(story, ReviewOptions(label="claim"))
    assert review.report.labels == ("claim",)
    found = pair(review, "anna", "cara")
    assert found.exact_unlabelled is not None
    assert found.exact_unlabelled.f1.value == pytest.approx(2 * 1 / 3)  # anna's two claims and cara's one
    assert {one.label for one in review.report.attributes} == {"claim"}


def test_a_higher_threshold_takes_the_boundary_difference_apart(story: Path) -> None:
    review = agreement_report(story, ReviewOptions(iou=0.9))
    assert pair(review, "anna", "ben").overlap.counts.tp == 2


def test_edges_can_be_ignored(tmp_path: Path) -> None:
    layers = {"anna": (DONE, [claim(0, 5)]), "ben": (DONE, [claim(0, 7)])}
    path = make_project(tmp_path / "edges.annot", [layers], ["words, and more of them"])
    for ignore, exact in ((False, 0), (True, 1)):
        review = agreement_report(path, ReviewOptions(ignore_edges=ignore))
        assert pair(review, "anna", "ben").exact.counts.tp == exact


def test_nothing_finished_gives_a_report_without_values(tmp_path: Path) -> None:
    path = make_project(tmp_path / "begun.annot", [{"anna": (DONE, [claim(0, 10)]), "ben": (DOING, [])}])
    written = orjson.loads(orjson.dumps(agreement_report(path, ReviewOptions(gamma=True)).as_json()))
    assert written["documents"] == {"used": 0, "excluded": 1, "one_finished": 1, "none_finished": 0}
    assert written["pairs"] == []
    assert written["alpha"]["claim"]["value"] is None
    assert written["gamma"]["value"] is None
    assert written["gamma"]["reason"]


def test_gamma_only_on_demand_and_the_same_every_time(story: Path) -> None:
    assert agreement_report(story, ReviewOptions()).report.gamma is None
    one, other = (agreement_report(story, ReviewOptions(gamma=True)).report.gamma for _ in range(2))
    assert one is not None
    assert one == other
    assert one.value.value is not None
    assert 0 < one.value.value < 1
    assert (one.articles, one.units) == (2, 10)


def test_progress_and_cancelling(story: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    agreement_report(story, ReviewOptions(), progress=lambda *step: seen.append(step))
    assert seen == [(done, 3, "") for done in range(4)]
    with pytest.raises(CancelledError):
        agreement_report(story, ReviewOptions(), cancelled=lambda: True)


@pytest.mark.parametrize(
    "options",
    [
        ReviewOptions(annotators=("anna", "nobody")),
        ReviewOptions(annotators=("anna", GOLD)),
        ReviewOptions(annotators=("anna", "anna")),
        ReviewOptions(label="nothing"),
        ReviewOptions(iou=0),
        ReviewOptions(iou=1.1),
        ReviewOptions(iou=float("nan")),
    ],
)
def test_what_is_not_there_is_wrong_usage(story: Path, options: ReviewOptions) -> None:
    with pytest.raises(UsageError):
        agreement_report(story, options)
