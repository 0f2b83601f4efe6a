"""Agreement: matching, gamma and alpha against the plain way to compute the same; a whole report against its rows."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np
import orjson
from numpy.typing import NDArray

from annotator.agreement.alignment import Candidates, alignment_cost, best_packing, candidates
from annotator.agreement.characters import character_alpha, character_counts
from annotator.agreement.continua import Continuum, Dissimilarity, Marks
from annotator.agreement.matching import in_order, match
from annotator.agreement.partitions import layer_of, runs_of
from annotator.agreement.values import Unit
from annotator.domain.edit import Change
from annotator.domain.span import Fragment
from annotator.services.projects import open_project
from annotator.services.review import ReviewOptions, agreement_report
from tests.benchmarks.agreement_project import annotated_project
from tests.benchmarks.harness import Benchmark

LABELS = ("claim", "figure", "quote")


def seconds(job: Callable[[], object], times: int = 1) -> float:
    """Return what one of several calls in a row takes."""
    start = perf_counter()
    for _ in range(times):
        job()
    return (perf_counter() - start) / times


@cache
def layers(spans: int, annotators: int) -> list[list[Unit]]:
    """Return annotators who differ in edges, labels and what they leave out: a span in 180 characters of text."""
    chance = Random(spans)
    places = [chance.randrange(spans * 180) for _ in range(spans)]
    found = []
    for annotator in range(annotators):
        units = []
        for number, place in enumerate(places):
            if chance.random() < 0.1:
                continue
            start = place + chance.choice((0, 0, 0, 3, 7))
            label = LABELS[number % 3] if chance.random() < 0.9 else chance.choice(LABELS)
            units.append(Unit(f"{annotator}-{number}", label, ((start, start + chance.randint(20, 140)),)))
        found.append(in_order(units))
    gc.collect()
    gc.freeze()  # what stands ready is not what is measured: the collector need not go through it
    return found


def twice_the_spans() -> tuple[float, float]:
    (one, other), (few, fewer) = layers(20_000, 2), layers(10_000, 2)
    return seconds(lambda: match(one, other, 0.5)), seconds(lambda: match(few, fewer, 0.5), 2)


@cache
def continuum(spans: int, annotators: int, seed: int) -> Continuum:
    """Return annotators with 9 in 10 of the spans each, moved and cut a little, some with another label."""
    rng = np.random.default_rng(seed)
    starts, lengths = np.sort(rng.uniform(0, spans * 60, spans)), rng.uniform(10, 70, spans)
    labels = rng.integers(0, 3, spans)
    found = []
    for _ in range(annotators):
        begin = starts + rng.normal(0, 12, spans)
        end = begin + np.maximum(3, lengths + rng.normal(0, 12, spans))
        own = np.where(rng.random(spans) < 0.15, rng.integers(0, 3, spans), labels)
        kept = rng.random(spans) > 0.1
        found.append(Marks(begin[kept], end[kept], own[kept]))
    return found


def integer_programme(given: Continuum) -> Candidates:
    """Align with HiGHS alone: the same candidates as an integer programme."""
    found = candidates(given, Dissimilarity())
    best_packing(found, linear_first=False)
    return found


def align(given: Continuum, times: int = 1) -> float:
    return seconds(lambda: alignment_cost(given, Dissimilarity()), times)


def two_annotators() -> tuple[float, float]:
    given = continuum(1000, 2, 1)
    return align(given, 5), seconds(lambda: integer_programme(given))


def ten_times_the_spans() -> tuple[float, float]:
    return align(continuum(10_000, 2, 2)), align(continuum(1000, 2, 2), 5)


def three_annotators() -> tuple[float, float]:
    given = continuum(200, 3, 3)
    return align(given), seconds(lambda: integer_programme(given))


def dense_alphas(given: list[list[Unit]], length: int) -> list[float]:
    """Return alpha per label from one value for each annotator and character."""
    alphas = []
    for label in LABELS:
        has = np.zeros((len(given), length))
        for row, units in zip(has, given, strict=True):
            for unit in units:
                for start, end in unit.fragments:
                    if unit.label == label:
                        row[start:end] = 1
        counts = np.stack([len(given) - has.sum(0), has.sum(0)], axis=1)
        alphas.append(alpha_of_counts(counts))
    return alphas


def alpha_of_counts(counts: NDArray[np.float64]) -> float:
    """Return nominal alpha from how many annotators gave each character each value, shape (characters, values)."""
    pairs = counts.sum(1) - 1
    coincidences = (counts / pairs[:, None]).T @ counts
    coincidences -= np.diag((counts / pairs[:, None]).sum(0))
    marginals = coincidences.sum(0)
    total = marginals.sum()
    observed = total - np.trace(coincidences)
    return float(1 - (total - 1) * observed / (total**2 - np.square(marginals).sum()))


def run_length_alphas(given: list[list[Unit]], length: int) -> list[float]:
    counts = character_counts(runs_of([layer_of(units) for units in given], length).lengths())
    return [character_alpha(counts[label]).value or 0.0 for label in LABELS]


def alphas() -> tuple[float, float]:
    given = layers(3000, 3)
    length = 3000 * 180 + 200
    if not np.allclose(run_length_alphas(given, length), dense_alphas(given, length)):
        raise AssertionError("run lengths and characters give different alphas")
    return seconds(lambda: run_length_alphas(given, length)), seconds(lambda: dense_alphas(given, length))


def _fetch(path: Path) -> None:
    """Fetch the rows of what is compared and parse the fragments."""
    with closing(sqlite3.connect(path)) as db:
        for table in ("article", "progress"):
            for _ in db.execute(f"SELECT * FROM {table}"):
                pass
        for row in db.execute("SELECT * FROM annotation"):
            orjson.loads(row[4])


def _copy(path: Path) -> Path:
    """Return a copy of a project in which nothing was counted yet."""
    target = path.with_name(f"copy-{next(_COPIES)}.annot")
    shutil.copy(path, target)
    return target


_COPIES = count()


def _measure(path: Path) -> float:
    return seconds(lambda: agreement_report(path, ReviewOptions()))


def counted_for_the_first_time() -> tuple[float, float]:
    path = _copy(annotated_project())
    return _measure(path), seconds(lambda: _fetch(path), 3)


def counted_after_an_edit() -> tuple[float, float]:
    path = _copy(annotated_project())
    first = _measure(path)
    with open_project(path, "anna") as project:
        article = project.reader.article_ids(500, 1)[0]
        span = project.reader.annotations(article, "anna")[0]
        moved = replace(span, fragments=(Fragment(span.start, span.end + 1),))
        project.saver.submit(project.edit("move", (Change(span, moved),)))
    return _measure(path), first


BENCHMARKS = [
    Benchmark(
        "agreement of 3 annotators, 1,000 articles, 100,000 spans",
        "fetch the rows and parse their fragments",
        20.0,
        counted_for_the_first_time,
    ),
    Benchmark("agreement again after one edit", "for the first time", 0.1, counted_after_an_edit),
    Benchmark("match 2 x 20,000 spans", "2 x 10,000 spans", 3.0, twice_the_spans),
    Benchmark("gamma's alignment, 2 x 1,000 spans", "HiGHS integer programme", 0.1, two_annotators),
    Benchmark("gamma's alignment, 2 x 10,000 spans", "2 x 1,000 spans", 15.0, ten_times_the_spans),
    Benchmark("gamma's alignment, 3 x 200 spans", "HiGHS integer programme alone", 0.5, three_annotators),
    Benchmark("alpha on run lengths, 540,000 characters", "character by character", 0.1, alphas),
]
