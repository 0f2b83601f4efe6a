from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.continua import Dissimilarity, marks_of
from annotator.agreement.gamma import GammaSettings, continuum_of, gamma
from annotator.agreement.gamma_values import Gamma
from annotator.agreement.sampling import Sampler, sampler_of
from annotator.agreement.values import ArticleLayers, Unit
from annotator.domain.errors import CancelledError
from tests.unit.agreement import vectors
from tests.unit.agreement.builders import article, unit

FEW = GammaSettings(samples=8, seed=3)


def layer(name: str, *spans: tuple[int, int, str]) -> list[Unit]:
    return [unit(f"{name}{index}", label, (start, end)) for index, (start, end, label) in enumerate(spans)]


ONE = article(
    200,
    "one",
    ann=layer("a", (10, 30, "claim"), (50, 60, "quote"), (100, 140, "claim")),
    bob=layer("b", (12, 30, "claim"), (50, 58, "claim"), (100, 140, "claim")),
)
TWO = article(
    150,
    "two",
    ann=layer("a", (0, 20, "quote"), (70, 90, "claim")),
    bob=layer("b", (5, 20, "quote")),
    cat=layer("c", (0, 20, "quote"), (75, 90, "claim"), (120, 130, "figure")),
)


def corpus(name: str) -> ArticleLayers:
    found = vectors.read(f"gamma/pygamma_{name}.json")
    layers: dict[str, list[Unit]] = {}
    for annotator, label, start, end in found["units"]:
        mine = layers.setdefault(annotator, [])
        mine.append(unit(f"{annotator}{len(mine)}", label, (int(start), int(end))))
    length = int(max(end for _, _, _, end in found["units"]))
    return article(length, name, **layers)


@pytest.mark.parametrize(
    ("name", "sampler", "samples", "low", "high"),
    [
        ("2by1000", "statistical", 20, 0.39, 0.42),
        ("3by100", "statistical", 20, 0.78, 0.82),
        ("AlexPaulSuzan", "shuffle", 300, 0.43, 0.48),
    ],
)
def test_published_gammas_as_ranges(name: str, sampler: Sampler, samples: int, low: float, high: float) -> None:
    found = gamma([corpus(name)], GammaSettings(Dissimilarity(3, 1, 1), sampler, samples, seed=4772))
    assert found.value.value is not None
    assert found.error is not None
    assert found.error < 0.02
    assert low - 2 * found.error <= found.value.value <= high + 2 * found.error


def test_the_same_seed_gives_the_same_and_the_order_of_articles_does_not_matter() -> None:
    assert gamma([ONE, TWO], FEW) == gamma([TWO, ONE], FEW)
    assert gamma([ONE, TWO], FEW) != gamma([ONE, TWO], GammaSettings(samples=8, seed=4))


def disorders(found: Gamma) -> tuple[float, float]:
    assert found.observed is not None
    assert found.expected is not None
    return found.observed, found.expected


def test_disorders_of_articles_are_weighed_by_their_spans() -> None:
    both = gamma([ONE, TWO], FEW)
    (one, one_expected), (two, two_expected) = disorders(gamma([ONE], FEW)), disorders(gamma([TWO], FEW))
    observed, expected = disorders(both)
    assert observed == pytest.approx((3 * one + 2 * two) / 5)
    assert expected == pytest.approx((3 * one_expected + 2 * two_expected) / 5)
    assert both.value.value == pytest.approx(1 - observed / expected)
    assert (both.articles, both.units) == (2, 12)


def test_identical_layers_have_gamma_one() -> None:
    same = article(200, ann=list(ONE.layers["ann"]), bob=list(ONE.layers["ann"]), cat=list(ONE.layers["ann"]))
    found = gamma([same], FEW)
    assert found.value.value == pytest.approx(1)
    assert found.observed == pytest.approx(0, abs=1e-9)


def test_random_layers_have_gamma_about_zero() -> None:
    rng = np.random.default_rng(8)
    found = gamma(
        [
            article(
                3000,
                f"{index}",
                **{
                    name: layer(name, *((start, start + 40, "claim") for start in rng.integers(0, 2960, 20).tolist()))
                    for name in ("ann", "bob")
                },
            )
            for index in range(20)
        ],
        FEW,
    )
    assert found.value.value == pytest.approx(0, abs=0.1)


def test_what_cannot_be_measured_has_a_reason() -> None:
    alone = article(100, ann=layer("a", (0, 9, "claim")))
    empty = article(100, ann=[], bob=[])
    for articles in ([], [alone], [empty]):
        found = gamma(articles, FEW)
        assert found.value.value is None
        assert found.value.reason
        assert (found.observed, found.expected, found.articles) == (None, None, 0)


def test_without_samples_there_is_nothing_to_compare_with() -> None:
    found = gamma([ONE], GammaSettings(samples=0))
    assert found.observed is not None
    assert (found.value.value, found.expected, found.sd, found.error) == (None, None, None, None)
    assert found.value.reason


def test_shifts_without_room_between_them_may_be_anywhere() -> None:
    marks = [marks_of([(0, 10, 0)])] * 4
    starts = [one.starts[0] for one in sampler_of("shuffle", marks, 12)(np.random.default_rng(0))]
    assert len(set(starts)) == 4
    assert all(0 <= start < 12 for start in starts)


@pytest.mark.parametrize("seed", range(5))
def test_shifts_keep_a_mean_length_apart(seed: int) -> None:
    drawn = sampler_of("shuffle", [marks_of([(0, 10, 0)])] * 3, 60)(np.random.default_rng(seed))
    one, two, three = sorted(float(marks.starts[0]) for marks in drawn)
    assert min(two - one, three - two, one + 60 - three) >= 10 - 1e-9


def test_only_one_annotator_has_spans() -> None:
    found = gamma([article(100, ann=layer("a", (0, 9, "claim")), bob=[])], FEW)
    assert found.observed == pytest.approx(2)
    assert found.value.value is not None
    assert found.value.value <= 0


def test_spans_of_several_fragments_are_measured_by_their_envelopes() -> None:
    split = article(100, ann=[unit("a", "quote", (0, 9), (20, 30))], bob=[unit("b", "quote", (0, 30))])
    found = gamma([split], FEW)
    assert found.observed == 0
    assert found.envelopes == 1


def test_progress_is_told_and_cancelling_stops() -> None:
    told: list[tuple[int, int]] = []
    gamma([ONE, TWO], FEW, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 18) for done in range(1, 19)]
    with pytest.raises(CancelledError):
        gamma(
            [ONE, TWO], FEW, progress=lambda done, total: told.append((done, total)), cancelled=lambda: len(told) > 22
        )
    assert len(told) == 23


@pytest.mark.parametrize("kind", ["shuffle", "statistical"])
def test_random_continua_resemble_the_real_one(kind: Sampler) -> None:
    rng = np.random.default_rng(0)
    real = continuum_of(TWO)
    draw = sampler_of(kind, real, 3000)
    drawn = [marks for _ in range(200) for marks in draw(rng)]
    lengths = np.concatenate([marks.ends - marks.starts for marks in drawn])
    assert (lengths > 0).all()
    assert lengths.mean() == pytest.approx(np.concatenate([one.ends - one.starts for one in real]).mean(), rel=0.1)
    assert np.mean([marks.count for marks in drawn]) == pytest.approx(np.mean([one.count for one in real]), rel=0.1)
