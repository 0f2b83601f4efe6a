"""Random continua, to tell which disorder chance alone would give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from annotator.agreement.continua import Continuum, Floats, Marks

Sampler = Literal["shuffle", "statistical"]
Draw = Callable[[np.random.Generator], list[Marks]]


def sampler_of(kind: Sampler, continuum: Continuum, length: float) -> Draw:
    """Return a function that draws random continua like the given one over a text of `length` code points."""
    return _shuffling(continuum, length) if kind == "shuffle" else _statistical(continuum)


def _shuffling(continuum: Continuum, length: float) -> Draw:
    """Draw each annotator's spans from a random real annotator, shifted around the text.

    The shifts are at least the mean length of a span apart where there is room; a span that crosses the end is not cut
    (Mathet, Widlöcher & Métivier 2015, section 5.2).
    """
    lengths = np.concatenate([marks.ends - marks.starts for marks in continuum])
    apart = float(lengths.mean()) if len(lengths) else 0.0

    def draw(rng: np.random.Generator) -> list[Marks]:
        drawn, shifts = [], np.empty(0)
        for _ in continuum:
            marks = continuum[int(rng.integers(len(continuum)))]
            shift = _shift(rng, shifts, apart, length)
            shifts = np.append(shifts, shift)
            starts = (marks.starts + shift) % length
            drawn.append(Marks(starts, starts + marks.ends - marks.starts, marks.labels))
        return drawn

    return draw


def _shift(rng: np.random.Generator, taken: Floats, apart: float, length: float) -> float:
    """Return a point of the circle of `length`, at least `apart` from those taken; any point if there is no room."""
    if not len(taken):
        return float(rng.uniform(0, length))
    ordered = np.sort(taken)
    begin = ordered + apart
    room = np.maximum(np.append(ordered[1:], ordered[0] + length) - apart - begin, 0)
    if not room.any():
        return float(rng.uniform(0, length))
    point = rng.uniform(0, room.sum())
    gap = min(int(np.searchsorted(np.cumsum(room), point, "right")), len(room) - 1)
    return float(begin[gap] + point - room[:gap].sum()) % length


def _statistical(continuum: Continuum) -> Draw:
    """Draw the number of spans, the gaps and the lengths from normal distributions, and labels by how often they occur.

    Means and deviations are those of the real spans; a gap may be negative, an overlap.
    """
    counts = np.array([marks.count for marks in continuum])
    lengths = np.concatenate([marks.ends - marks.starts for marks in continuum])
    labels = np.concatenate([marks.labels for marks in continuum])
    ordered = [(marks, np.lexsort((marks.ends, marks.starts))) for marks in continuum if marks.count]
    gaps = [np.zeros(1)]
    for marks, order in ordered:
        gaps += [marks.starts[order[:1]], marks.starts[order[1:]] - marks.ends[order[:-1]]]
    gap = np.concatenate(gaps)

    def draw(rng: np.random.Generator) -> list[Marks]:
        drawn = []
        for _ in continuum:
            count = abs(round(rng.normal(counts.mean(), counts.std()))) if len(lengths) else 0
            size = np.maximum(np.abs(rng.normal(lengths.mean(), lengths.std(), count)), 1e-9) if count else np.empty(0)
            ends = np.cumsum(rng.normal(gap.mean(), gap.std(), count) + size)
            drawn.append(Marks(ends - size, ends, rng.choice(labels, count) if count else labels[:0]))
        return drawn

    return draw
