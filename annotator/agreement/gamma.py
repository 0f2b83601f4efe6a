"""Gamma: do the annotators agree on where spans are and on what they are, better than chance would have it?

gamma = 1 - δ / E[δ] with δ the disorder of the best alignment and E[δ] its mean over random continua (Mathet, Widlöcher
& Métivier 2015, Comput. Linguist. 41:437-479). Over several articles 1 - Σ n_d δ_d / Σ n_d E[δ_d], with n_d the mean
number of spans per annotator: costs are added up, coefficients are never averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from zlib import crc32

import numpy as np

from annotator.agreement.alignment import alignment_cost
from annotator.agreement.continua import Continuum, Dissimilarity, Floats, marks_of
from annotator.agreement.gamma_values import Gamma
from annotator.agreement.sampling import Sampler, sampler_of
from annotator.agreement.values import ArticleLayers, Coefficient, defined, undefined
from annotator.domain.errors import CancelledError

Progress = Callable[[int, int], None]
"""Called with the continua aligned so far and those in all."""


@dataclass(frozen=True, slots=True)
class GammaSettings:
    """What gamma depends on: the dissimilarity, how chance is drawn, how often, and from which seed."""

    dissimilarity: Dissimilarity = field(default_factory=Dissimilarity)
    sampler: Sampler = "shuffle"
    samples: int = 30
    seed: int = 0


def gamma(
    articles: Sequence[ArticleLayers],
    settings: GammaSettings,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Gamma:
    """Return gamma over the articles that two or more annotators finished, the same whatever their order.

    Raises CancelledError once `cancelled` returns True, which is asked before every alignment.
    """
    used = [article for article in articles if len(article.layers) > 1 and any(article.layers.values())]
    steps = _Steps(len(used) * (settings.samples + 1), progress, cancelled)
    observed, weight = 0.0, 0.0
    expected = np.zeros(settings.samples)
    for article in sorted(used, key=lambda one: one.article_id):
        continuum = continuum_of(article)
        mean_spans = sum(marks.count for marks in continuum) / len(continuum)
        steps.step()
        observed += alignment_cost(continuum, settings.dissimilarity)
        weight += mean_spans
        expected += mean_spans * _random_disorders(article, continuum, settings, steps)
    return _result(used, settings, observed, expected, weight)


def continuum_of(article: ArticleLayers) -> Continuum:
    """Return the envelopes of an article's spans, annotators by name, spans by place."""
    labels = sorted({unit.label for units in article.layers.values() for unit in units})
    number = {label: index for index, label in enumerate(labels)}
    return [
        marks_of(sorted((unit.start, unit.end, number[unit.label]) for unit in article.layers[annotator]))
        for annotator in sorted(article.layers)
    ]


class _Steps:
    """Counts alignments, tells how far it is, and stops when it is cancelled."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._done, self._total = 0, total
        self._progress, self._cancelled = progress, cancelled

    def step(self) -> None:
        """Raise CancelledError if cancelled; else report one more alignment."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _random_disorders(article: ArticleLayers, continuum: Continuum, settings: GammaSettings, steps: _Steps) -> Floats:
    """Return the disorders of random continua like this article, from a seed of its own; 0 for one without spans."""
    rng = np.random.default_rng([settings.seed, crc32(article.article_id.encode())])
    draw = sampler_of(settings.sampler, continuum, article.length)
    found = np.zeros(settings.samples)
    for sample in range(settings.samples):
        steps.step()
        drawn = draw(rng)
        spans = sum(marks.count for marks in drawn)
        if spans:
            found[sample] = alignment_cost(drawn, settings.dissimilarity) * len(drawn) / spans
    return found


def _result(
    used: Sequence[ArticleLayers], settings: GammaSettings, observed: float, expected: Floats, weight: float
) -> Gamma:
    units = [unit for article in used for layer in article.layers.values() for unit in layer]
    mean = float(expected.mean()) if len(expected) else 0.0
    sd = float(expected.std(ddof=1)) if len(expected) > 1 else None
    return Gamma(
        value=_value(weight, observed, mean),
        observed=observed / weight if weight else None,
        expected=mean / weight if weight and mean else None,
        samples=settings.samples,
        seed=settings.seed,
        sd=sd / weight if sd is not None and weight else None,
        error=observed / mean**2 * sd / settings.samples**0.5 if sd is not None and mean else None,
        articles=len(used),
        units=len(units),
        envelopes=sum(len(unit.fragments) > 1 for unit in units),
        parameters={**asdict(settings.dissimilarity), "sampler": settings.sampler},
    )


def _value(weight: float, observed: float, expected: float) -> Coefficient:
    if not weight:
        return undefined("nobody marked anything")
    if expected <= 0:
        return undefined("random spans have no disorder to compare with")
    return defined(1 - observed / expected)
