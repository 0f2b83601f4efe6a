"""What comes out of gamma, apart from how it is found: a report needs no optimiser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.agreement.values import Coefficient


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma with all it depends on.

    `observed` and `expected` are disorders; over several articles both are means weighed by the articles' mean number
    of spans per annotator. `sd` is the standard deviation of the expected disorder between random samples, `error` the
    standard error that sampling leaves in `value`. `envelopes` counts spans of several fragments, which are measured
    from their first to their last character. `parameters` are those of the dissimilarity and the sampler.
    """

    value: Coefficient
    observed: float | None
    expected: float | None
    samples: int
    seed: int
    sd: float | None
    error: float | None
    articles: int
    units: int
    envelopes: int
    parameters: Mapping[str, float | str] = field(default_factory=dict)
