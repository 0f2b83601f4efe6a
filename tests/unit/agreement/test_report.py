from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import report_json
from annotator.agreement.findings import PairAgreement, Report
from annotator.agreement.gamma import GammaSettings, gamma
from annotator.agreement.kinds import Kind
from annotator.agreement.report import report
from annotator.agreement.values import ArticleLayers, AttributeMeasure, Coefficient, Settings, Unit
from annotator.domain.schema_parts import Agreement
from tests.unit.agreement.builders import LABELS, LENGTH, article, counted, layered, layers_of, unit

CORPORA = st.lists(layers_of(3), min_size=1, max_size=4)


def corpus(layers: Sequence[Sequence[list[Unit]]]) -> list[ArticleLayers]:
    return [layered(f"{index}", dict(zip("abc", annotators, strict=True))) for index, annotators in enumerate(layers)]


def made(*articles: ArticleLayers, labels: Sequence[str] = ()) -> Report:
    return report(counted(*articles), Settings(), labels=labels)


def row(found: Report, a: str, b: str, label: str | None) -> PairAgreement:
    return next(one for one in found.pairs if (one.a, one.b, one.label) == (a, b, label))


def assert_close(one: Coefficient, other: Coefficient) -> None:
    assert one.reason == other.reason
    assert one.value == pytest.approx(other.value, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_neither_the_order_of_articles_nor_of_spans_matters(layers: list[Any], chance: random.Random) -> None:
    articles = corpus(layers)
    shuffled = [
        ArticleLayers(one.article_id, one.length, {name: one.layers[name][::-1] for name in "cba"})
        for one in chance.sample(articles, len(articles))
    ]
    assert report_json.as_json(made(*articles)) == report_json.as_json(made(*shuffled))


@settings(max_examples=40, deadline=None)
@given(CORPORA)
def test_names_of_annotators_and_labels_do_not_matter(layers: list[Any]) -> None:
    articles = corpus(layers)
    new = dict(zip(LABELS, ("x3", "x1", "x2"), strict=True))
    renamed = [
        layered(
            one.article_id,
            {
                f"n{name}": [unit._replace(label=new[unit.label]) for unit in units]
                for name, units in one.layers.items()
            },
        )
        for one in articles
    ]
    before, after = made(*articles), made(*renamed)
    for label, coefficient in before.alpha.items():
        assert_close(coefficient, after.alpha[new[label]])
    assert_close(before.unitizing.u, after.unitizing.u)
    assert_close(before.unitizing.cu, after.unitizing.cu)
    for pair in before.pairs:
        other = row(after, f"n{pair.a}", f"n{pair.b}", None if pair.label is None else new[pair.label])
        assert (pair.exact, pair.overlap.counts) == (other.exact, other.overlap.counts)
        if pair.label is None:
            assert pair.outcomes == other.outcomes


@settings(max_examples=40, deadline=None)
@given(layers_of(1).filter(lambda layers: bool(layers[0])), st.integers(2, 4))
def test_identical_layers_agree_fully(layers: list[list[Unit]], annotators: int) -> None:
    found = made(*(layered(f"{n}", {f"a{i}": layers[0] for i in range(annotators)}) for n in range(4)))
    for pair in found.pairs:
        assert pair.exact.f1.value == pair.overlap.f1.value == 1
        assert pair.exact.f1.interval is not None
        assert (pair.exact.f1.interval.low, pair.exact.f1.interval.high) == (1, 1)
        assert {kind for kind, count in pair.outcomes.items() if count} == {Kind.MATCHED}
    for coefficient in (*found.alpha.values(), *found.unitizing.labels.values(), found.unitizing.u, found.unitizing.cu):
        assert coefficient.value is None or coefficient.value == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(CORPORA, layers_of(1))
def test_an_article_with_full_agreement_never_lowers_f1(layers: list[Any], extra: list[list[Unit]]) -> None:
    articles = corpus(layers)
    before = made(*articles)
    after = made(*articles, layered("extra", dict.fromkeys("abc", extra[0])))
    for pair in before.pairs:
        now = row(after, pair.a, pair.b, pair.label)
        for one, other in ((pair.exact, now.exact), (pair.overlap, now.overlap)):
            assert other.counts.tp - one.counts.tp == (other.counts.n_a - one.counts.n_a)
            if one.f1.value is not None:
                assert other.f1.value is not None
                assert other.f1.value >= one.f1.value


@settings(max_examples=40, deadline=None)
@given(CORPORA)
def test_counts_add_up(layers: list[Any]) -> None:
    found = made(*corpus(layers), labels=LABELS)
    for pair in found.pairs:
        counts = pair.overlap.counts
        assert pair.exact.counts.tp <= counts.tp <= min(counts.n_a, counts.n_b)
        if pair.label is None and pair.exact_unlabelled and pair.overlap_unlabelled:
            outcomes = pair.outcomes
            both = outcomes[Kind.MATCHED] + outcomes[Kind.BOUNDARY] + outcomes[Kind.LABEL]
            assert both == pair.overlap_unlabelled.counts.tp
            assert outcomes[Kind.ONLY_A] == counts.n_a - both
            assert outcomes[Kind.ONLY_B] == counts.n_b - both
            parts = [row(found, pair.a, pair.b, label) for label in LABELS]
            assert sum(part.overlap.counts.tp for part in parts) == counts.tp
            assert sum(part.outcomes[Kind.LABEL] for part in parts) == 2 * outcomes[Kind.LABEL]
    json.dumps(report_json.as_json(found), allow_nan=False)


def random_layers(seed: int, articles: int) -> list[ArticleLayers]:
    chance = random.Random(seed)

    def layer(name: str) -> list[Unit]:
        starts = [chance.randrange(570) for _ in range(12)]
        return [unit(f"{name}{n}", chance.choice(LABELS), (start, start + 30)) for n, start in enumerate(starts)]

    return [layered(f"{n:03}", {name: layer(name) for name in "abc"}, 600) for n in range(articles)]


@pytest.mark.parametrize("articles", [10, 30])
def test_intervals_of_independent_layers_cover_no_agreement(articles: int) -> None:
    covered, intervals = 0, 0
    for seed in range(10):
        found = made(*random_layers(seed, articles))
        for coefficient in found.alpha.values():
            interval = coefficient.interval
            assert interval is not None
            assert interval.low is not None
            assert interval.high is not None
            covered += interval.low <= 0 <= interval.high
            intervals += 1
        for coefficient in found.unitizing.labels.values():
            assert coefficient.value == pytest.approx(0, abs=0.15)
    assert intervals == 30
    assert covered >= 25


def test_articles_with_fewer_than_two_finished_annotators_are_left_out_and_counted() -> None:
    agreed = article(name="1", a=[unit("1", "claim", (0, 9))], b=[unit("2", "claim", (0, 9))])
    lonely = article(name="2", a=[unit("3", "claim", (0, 9))])
    nobody = article(name="3")
    found = made(agreed, lonely, nobody)
    assert (found.used, found.excluded) == (1, 2)
    assert replace(found, excluded=0) == made(agreed)


def test_both_empty_is_undefined_but_counts_for_alpha() -> None:
    empty = article(name="1", a=[], b=[])
    found = made(empty, labels=("claim",))
    pair = row(found, "a", "b", None)
    assert (pair.articles, pair.both_empty) == (1, 1)
    assert pair.exact.f1.value is None
    assert pair.exact.f1.reason
    assert found.alpha["claim"].value is None
    used = article(name="2", a=[unit("1", "claim", (0, 9))], b=[unit("2", "claim", (0, 12))])
    alone, both = made(used), made(used, empty)
    assert row(both, "a", "b", None).exact.counts == row(alone, "a", "b", None).exact.counts
    assert both.alpha["claim"].value != alone.alpha["claim"].value


def test_a_label_nobody_used_and_one_that_one_used() -> None:
    found = made(article(a=[unit("1", "quote", (0, 9))], b=[]), labels=("claim", "quote"))
    unused, used = row(found, "a", "b", "claim"), row(found, "a", "b", "quote")
    assert unused.overlap.f1.value is None
    assert used.overlap.f1.value == 0
    assert found.alpha["claim"].value is None
    assert found.unitizing.labels["claim"].value is None
    assert found.labels == ("claim", "quote")


def test_a_text_that_everyone_labelled_whole_has_no_alpha() -> None:
    whole = [unit("1", "claim", (0, LENGTH))]
    found = made(article(a=whole, b=whole))
    assert found.alpha["claim"].value is None
    assert found.alpha["claim"].reason
    assert found.unitizing.u.value is None


def test_overlaps_of_one_label_are_matched_one_to_one_and_united_for_alpha() -> None:
    twice = [unit("1", "claim", (0, 10)), unit("2", "claim", (2, 10))]
    found = made(article(a=twice, b=[unit("3", "claim", (0, 10))]))
    pair = row(found, "a", "b", "claim")
    assert pair.exact.counts == (1, 2, 1)
    assert pair.outcomes[Kind.ONLY_A] == 1
    assert found.alpha["claim"].value == 1
    assert found.joined == 1


def test_means_over_pairs_have_a_spread() -> None:
    one = [unit("1", "claim", (0, 10)), unit("2", "claim", (20, 30))]
    found = made(article(a=one, b=one, c=one[:1]))
    mean = next(mean for mean in found.means if mean.label is None)
    assert mean.exact.mean.value == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)
    assert mean.exact.low == pytest.approx(2 / 3)
    assert (mean.exact.high, mean.exact.pairs) == (1, 3)
    assert mean.exact.sd == pytest.approx(0.19245, abs=1e-5)


def test_annotators_who_share_no_article_make_no_pair() -> None:
    found = made(article(name="1", a=[], b=[]), article(name="2", b=[], c=[]))
    assert {(pair.a, pair.b) for pair in found.pairs} == {("a", "b"), ("b", "c")}
    assert found.annotators == ("a", "b", "c")


def test_an_empty_project_gives_an_empty_report() -> None:
    found = made(labels=("claim",))
    written = report_json.as_json(found)
    assert written["documents"] == {"used": 0, "excluded": 0}
    assert written["pairs"] == []
    assert written["alpha"]["claim"]["reason"]
    json.dumps(written, allow_nan=False)


ATTRIBUTES = {
    "claim": (
        AttributeMeasure("certainty", Agreement.ORDINAL, ("low", "mid", "high")),
        AttributeMeasure("value", Agreement.LOG_INTERVAL),
        AttributeMeasure("source", Agreement.SIMILARITY),
        AttributeMeasure("unset", Agreement.NOMINAL),
    )
}


def attributed(articles: int) -> list[ArticleLayers]:
    chance = random.Random(1)

    def layer(name: str) -> list[Unit]:
        return [
            unit(
                f"{name}{place}",
                "claim",
                (place, place + 8),
                attributes={
                    "certainty": chance.choice(("low", "mid", "high")),
                    "value": 10.0 ** chance.randrange(6),
                    "source": chance.choice(("Ann Lee", "ann lee", "Bo")),
                },
            )
            for place in range(0, 50, 10)
        ]

    return [article(name=f"{n:02}", a=layer("a"), b=layer("b")) for n in range(articles)]


def test_attributes_are_reported_with_how_many_were_compared() -> None:
    choice = Settings(attributes=ATTRIBUTES)
    found = report(counted(*attributed(25), settings=choice), choice)
    by_name = {one.name: one for one in found.attributes}
    assert {name: (one.counts.compared, one.counts.matched) for name, one in by_name.items()} == {
        "certainty": (125, 125),
        "value": (125, 125),
        "source": (125, 125),
        "unset": (0, 125),
    }
    for name in ("certainty", "value"):
        interval = by_name[name].value.interval
        assert interval is not None
        assert interval.low is not None
        assert interval.high is not None
        assert interval.low < 0 < interval.high
    assert by_name["unset"].value.value is None
    assert by_name["source"].similarity is not None
    assert by_name["source"].value.value == by_name["source"].equal
    assert by_name["certainty"].categories == ("low", "mid", "high")
    (table,) = by_name["certainty"].pairs
    assert sum(table.table.values()) == 125
    assert table.kappa.value == pytest.approx(0, abs=0.2)


def test_the_json_has_the_form_of_the_contract() -> None:
    choice = Settings(attributes=ATTRIBUTES)
    articles = attributed(4)
    chance = gamma(articles, GammaSettings(samples=3))
    written = report_json.as_json(report(counted(*articles, settings=choice), choice, gamma=chance))
    json.dumps(written, allow_nan=False)
    assert written["documents"] == {"used": 4, "excluded": 0}
    assert written["annotators"] == ["a", "b"]
    assert [pair["label"] for pair in written["pairs"]] == ["claim", None]
    for way in ("exact", "overlap"):
        assert written["pairs"][0][way].keys() >= {"tp", "n_a", "n_b", "f1", "ci"}
    assert written["mean_f1"].keys() == {"claim", "null"}
    assert written["mean_f1"]["null"].keys() >= {"exact", "overlap", "sd"}
    assert written["alpha"]["claim"].keys() >= {"value", "ci", "reason"}
    assert written["unitizing"].keys() >= {"u_alpha", "binary_u_alpha", "cu_alpha", "k_u_alpha"}
    for attribute in written["attributes"]:
        assert attribute.keys() >= {"label", "name", "measure", "value", "n", "of", "ci"}
    assert written["gamma"].keys() >= {"value", "observed", "expected", "samples", "seed", "sd"}
    assert report_json.as_json(report(counted(*articles), Settings()))["gamma"] is None
