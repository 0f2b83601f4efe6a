from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from annotator.agreement.attributes import (
    AttributeCounts,
    attribute_counts,
    attribute_value,
    category,
    normalised,
    values_of,
)
from annotator.agreement.matching import in_order, match
from annotator.agreement.pooling import Pool, PooledAttribute, Table, table_of
from annotator.agreement.sheet import Sheet
from annotator.agreement.statistics import ArticleStatistics, PairCounts
from annotator.agreement.values import AttributeMeasure, Coefficient, Settings, Unit
from annotator.domain.annotation import AttributeValue
from annotator.domain.schema_parts import Agreement
from tests.unit.agreement.builders import unit

Pairs = list[tuple[AttributeValue, AttributeValue]]
ORDER = ("certain", "probable", "possible", "unknown")


def compared(measure: AttributeMeasure, pairs: Pairs) -> AttributeCounts:
    """The counts of one article where every span matches and the attribute has these values."""
    layers: tuple[list[Unit], list[Unit]] = ([], [])
    for index, pair in enumerate(pairs):
        for layer, one in zip(layers, pair, strict=True):
            attributes = {} if one is None else {"x": one}
            layer.append(unit(f"{index}", "claim", (index * 10, index * 10 + 5), attributes=attributes))
    found = attribute_counts(layers[0], layers[1], match(layers[0], layers[1], 0.5), {"claim": (measure,)})
    return found.get(("claim", "x"), AttributeCounts())


def value(measure: AttributeMeasure, *articles: Pairs) -> Coefficient:
    found = pooled(measure, *articles)
    return attribute_value(measure.measure, found.total, rows(measure, *articles)[:, found.columns].sum(0))


def table(measure: AttributeMeasure, *articles: Pairs) -> Table:
    """The counts of articles like those, put together."""
    sheet = Sheet()
    for index, pairs in enumerate(articles):
        both = PairCounts(attributes={("claim", "x"): compared(measure, pairs)})
        nothing: dict[str, dict[str, int]] = {"a": {}, "b": {}}
        sheet.add(ArticleStatistics(f"{index}", 100, ("a", "b"), nothing, pairs={("a", "b"): both}))
    return table_of(Pool(sheet.columns(), ()), Settings(attributes={"claim": (measure,)}))


def pooled(measure: AttributeMeasure, *articles: Pairs) -> PooledAttribute:
    return table(measure, *articles).attributes["claim", "x"]


def rows(measure: AttributeMeasure, *articles: Pairs) -> NDArray[np.float64]:
    return table(measure, *articles).rows


def reference(articles: list[Pairs], level: str, number: dict[str, float] | None = None) -> float:
    pairs = [pair for pairs in articles for pair in pairs if None not in pair]
    data = np.array([[number[str(one)] if number else one for one in pair] for pair in pairs], float).T
    return float(krippendorff.alpha(data, level_of_measurement=level))  # type: ignore[arg-type]  # plain str


CHOICES = st.lists(
    st.lists(st.tuples(st.sampled_from(ORDER), st.sampled_from(ORDER)), max_size=6), min_size=1, max_size=3
)
VALUES = st.none() | st.integers(1, 10**9).map(float)
FIGURES = st.lists(st.lists(st.tuples(VALUES, VALUES), max_size=5), min_size=1, max_size=3)


@settings(deadline=None)
@given(CHOICES)
def test_choices_get_nominal_and_ordinal_alpha(articles: list[Pairs]) -> None:
    kinds = {one for pairs in articles for pair in pairs for one in pair}
    for measure in (Agreement.NOMINAL, Agreement.ORDINAL):
        found = value(AttributeMeasure("x", measure, ORDER), *articles)
        if len(kinds) < 2:
            assert found.value is None
            assert found.reason
        else:
            number = {name: float(index) for index, name in enumerate(ORDER)}
            assert found.value == pytest.approx(reference(articles, measure, number))


@settings(deadline=None)
@given(FIGURES)
def test_numbers_get_interval_alpha(articles: list[Pairs]) -> None:
    given_pairs = [pair for pairs in articles for pair in pairs if None not in pair]
    found = value(AttributeMeasure("x", Agreement.INTERVAL), *articles)
    if len({one for pair in given_pairs for one in pair}) < 2:
        assert found.value is None
        assert found.reason
    else:
        assert found.value == pytest.approx(reference(articles, "interval"), abs=1e-6)


def test_magnitudes_are_compared_by_their_logarithms() -> None:
    pairs: Pairs = [(1.0, 10.0), (1e6, 1e6), (1e3, 1e3), (5e9, 5e8)]
    logs: Pairs = [(float(np.log10(float(str(a)))), float(np.log10(float(str(b))))) for a, b in pairs]
    found = value(AttributeMeasure("x", Agreement.LOG_INTERVAL), pairs)
    assert found.value == pytest.approx(reference([logs], "interval"))
    counts = compared(AttributeMeasure("x", Agreement.LOG_INTERVAL), [*pairs, (0.0, 3.0), (-1.0, -1.0)])
    assert (counts.matched, counts.compared, counts.unusable, counts.equal) == (6, 4, 2, 2)


def test_empty_values_are_counted_and_left_out() -> None:
    counts = compared(
        AttributeMeasure("x", Agreement.NOMINAL), [(True, False), (True, None), (None, None), (None, True)]
    )
    assert (counts.matched, counts.compared, counts.one_sided, counts.equal) == (4, 1, 2, 0)
    assert counts.table == {("true", "false"): 1}


def test_texts_are_compared_without_case_and_spacing() -> None:
    counts = compared(
        AttributeMeasure("x", Agreement.SIMILARITY), [("Ann  Lee", "ann lee"), ("Ann Lee", "Anna Lee"), ("x", "yz")]
    )
    assert (counts.compared, counts.equal) == (3, 1)
    assert counts.similarity == pytest.approx(1 + 14 / 15)
    assert value(AttributeMeasure("x", Agreement.EQUALITY), [("a", "A"), ("b", "c")]).value == 0.5


def test_references_agree_if_their_targets_are_matched() -> None:
    a = [
        unit("a0", "claim", (0, 9)),
        unit("a1", "figure", (2, 4), attributes={"of": "a0"}),
        unit("a2", "figure", (20, 24), attributes={"of": "a0"}),
        unit("a3", "figure", (30, 34), attributes={"of": "elsewhere"}),
    ]
    b = [
        unit("b0", "quote", (0, 9)),
        unit("b1", "figure", (2, 4), attributes={"of": "b0"}),
        unit("b2", "figure", (20, 24), attributes={"of": "b1"}),
        unit("b3", "figure", (30, 34), attributes={"of": "b0"}),
    ]
    measures = {"figure": (AttributeMeasure("of", Agreement.REFERENCE),)}
    counts = attribute_counts(in_order(a), in_order(b), match(in_order(a), in_order(b), 0.5), measures)["figure", "of"]
    assert (counts.matched, counts.compared, counts.equal, counts.unusable) == (3, 2, 1, 1)


@settings(deadline=None)
@given(FIGURES)
def test_sums_do_not_depend_on_how_articles_are_put_together(articles: list[Pairs]) -> None:
    measure = AttributeMeasure("x", Agreement.INTERVAL)
    total = pooled(measure, *articles).total
    once = compared(measure, [pair for pairs in articles for pair in pairs])
    assert (total.matched, total.compared, total.equal) == (once.matched, once.compared, once.equal)
    assert (total.mean, total.spread, total.apart) == pytest.approx((once.mean, once.spread, once.apart))


def test_what_has_no_rank_or_is_no_number_cannot_be_compared() -> None:
    counts = compared(AttributeMeasure("x", Agreement.ORDINAL, ORDER), [("certain", "sure"), ("certain", "possible")])
    assert (counts.compared, counts.unusable) == (1, 1)
    counts = compared(AttributeMeasure("x", Agreement.INTERVAL), [("many", 3.0), (2.0, 3.0)])
    assert (counts.compared, counts.unusable) == (1, 1)


def test_a_nominal_value_outside_the_order_is_a_category_too() -> None:
    pairs: Pairs = [("certain", "sure"), ("certain", "certain"), ("sure", "sure")]
    assert value(AttributeMeasure("x", Agreement.NOMINAL, ORDER), pairs).value == pytest.approx(
        reference([pairs], "nominal", {"certain": 0, "sure": 1})
    )


def test_values_as_categories() -> None:
    given_values: list[AttributeValue] = [True, 3.0, ("b", "a"), "text", None]
    assert [category(one) for one in given_values] == ["true", "3", "a + b", "text", ""]
    assert normalised(" ﬁve\u00a0 MEN ") == "five men"


def test_nothing_in_common_has_a_reason() -> None:
    measure = AttributeMeasure("x", Agreement.EQUALITY)
    assert value(measure, []).reason
    assert value(measure, [(None, "a")]).reason
    assert np.isnan(values_of(Agreement.EQUALITY, np.zeros(2)))
