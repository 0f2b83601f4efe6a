from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.stats.weightstats import DescrStatsW  # type: ignore[import-untyped]  # it has no types

from annotator.agreement.intervals import Resampling
from annotator.agreement.values import Interval

ALL = slice(0, 2)


def ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(sums[..., 1] > 0, sums[..., 0] / np.where(sums[..., 1] > 0, sums[..., 1], 1), np.nan)


def rows(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([values, np.ones(len(values))])


def of(table: NDArray[np.float64], low: float = -9, high: float = 9) -> Interval:
    return Resampling(table).interval(ALL, ratio, low, high)


def test_fewer_than_three_articles_have_no_interval() -> None:
    found = of(rows(np.array([0.2, 0.5])))
    assert (found.low, found.high, found.articles) == (None, None, 2)
    assert "2 articles" in found.reason


def test_articles_without_anything_do_not_count() -> None:
    table = np.vstack([rows(np.array([0.2, 0.5])), np.zeros((50, 2))])
    assert of(table).low is None


@pytest.mark.parametrize("articles", [3, 8, 19])
def test_a_mean_gets_students_interval(articles: int) -> None:
    values = np.random.default_rng(articles).normal(0.4, 0.1, articles)
    found = of(np.vstack([rows(values), np.zeros((1, 2))])[: articles + (articles < 19)])
    assert found.method == "jackknife-t"
    assert found.articles == articles
    assert (found.low, found.high) == pytest.approx(DescrStatsW(values).tconfint_mean())


def test_many_articles_get_percentiles_of_resamples() -> None:
    values = np.random.default_rng(5).normal(0.4, 0.1, 200)
    found = of(rows(values))
    assert found.method == "bootstrap"
    assert (found.low, found.high) == pytest.approx(DescrStatsW(values).zconfint_mean(), abs=0.002)
    assert of(rows(values)) == found


def test_intervals_stay_within_what_is_possible() -> None:
    found = of(rows(np.array([0.0, 1.0, 1.0])), 0, 1)
    assert found.low == 0
    assert found.high == 1


def test_an_interval_that_hangs_on_one_article_is_refused() -> None:
    table = np.array([[1.0, 1], [1, 0], [1, 0]])
    assert of(table).reason
    assert of(np.vstack([table, [[1.0, 0]] * 30])).reason


@pytest.mark.parametrize(("articles", "least"), [(3, 0.90), (10, 0.90), (30, 0.88)])
def test_intervals_cover_the_truth_about_as_often_as_they_say(articles: int, least: float) -> None:
    rng = np.random.default_rng(articles)
    covered = 0
    for _ in range(300):
        spans = rng.integers(5, 30, articles).astype(float)
        found = Resampling(np.column_stack([rng.binomial(spans.astype(int), 0.7), spans]), replicates=400)
        interval = found.interval(ALL, ratio, 0, 1)
        assert interval.low is not None
        assert interval.high is not None
        covered += interval.low <= 0.7 <= interval.high
    assert covered / 300 >= least
