"""95 % confidence intervals by article.

Articles are what was sampled, so they are what is resampled; spans of one article are no independent cases. From 20
articles on the percentile bootstrap (Efron & Tibshirani 1993, ch. 13), from 3 to 19 the jackknife with Student's t
(Tukey 1958; Efron & Tibshirani 1993, ch. 11), because the bootstrap covers too little there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from annotator.agreement.values import Interval

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Sums of shape (..., columns) -> values of shape (...), NaN where not defined."""

REPLICATES = 2000
BOOTSTRAP_FROM = 20
JACKKNIFE_FROM = 3
LEVEL = 0.95


def none(reason: str, articles: int) -> Interval:
    """Return an interval that there is not, and why."""
    return Interval(None, None, "", articles, reason)


class Resampling:
    """Resamples of the rows of a table, one row per article, shared by all intervals over them."""

    def __init__(self, rows: Floats, seed: int = 0, replicates: int = REPLICATES) -> None:
        """Take the articles' counts, shape (articles, columns)."""
        self._rows = rows
        self._sums = rows.sum(0)
        self._replicates = _weights(len(rows), seed, replicates) @ rows if len(rows) >= BOOTSTRAP_FROM else None

    def interval(self, columns: slice, statistic: Statistic, low: float, high: float) -> Interval:
        """Return the interval of a statistic of some columns, kept within `low` and `high`, its possible values.

        Only articles that say anything about it (not all zeros) count as articles.
        """
        rows = self._rows[:, columns]
        speaking = rows.any(axis=1)
        articles = int(speaking.sum())
        if articles < JACKKNIFE_FROM:
            return none(f"{articles} article{'s' * (articles != 1)} only, from {JACKKNIFE_FROM} on", articles)
        if articles >= BOOTSTRAP_FROM and self._replicates is not None:
            return _bootstrap(statistic(self._replicates[:, columns]), articles, low, high)
        sums = self._sums[columns]
        return _jackknife(statistic(sums), statistic(sums - rows[speaking]), articles, low, high)


def _weights(articles: int, seed: int, replicates: int) -> Floats:
    """Return how often each article is drawn in each replicate, shape (replicates, articles)."""
    drawn = np.random.default_rng(seed).integers(0, articles, (replicates, articles))
    drawn += articles * np.arange(replicates)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=replicates * articles)
    return counts.reshape(replicates, articles).astype(float)


def _bootstrap(values: Floats, articles: int, low: float, high: float) -> Interval:
    """Return the percentiles of the replicates; those without a value are left out unless they are many."""
    usable = values[~np.isnan(values)]
    if len(usable) < LEVEL * len(values):
        return none("too many resamples without a value", articles)
    ends = np.clip(np.quantile(usable, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]), low, high)
    return Interval(float(ends[0]), float(ends[1]), "bootstrap", articles)


def _jackknife(value: Floats, without: Floats, articles: int, low: float, high: float) -> Interval:
    """Return value ± t_{n-1} se with se² = (n - 1) / n Σ (θ_(-i) - mean)²."""
    if np.isnan(without).any() or np.isnan(value):
        return none("not defined once an article is left out", articles)
    error = np.sqrt((articles - 1) / articles * np.square(without - without.mean()).sum())
    reach = stdtrit(articles - 1, (1 + LEVEL) / 2) * error
    ends = np.clip([value - reach, value + reach], low, high)
    return Interval(float(ends[0]), float(ends[1]), "jackknife-t", articles)
