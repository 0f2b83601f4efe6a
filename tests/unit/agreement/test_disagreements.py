from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from annotator.agreement.attributes import AttributeCounts
from annotator.agreement.disagreements import Comparison, compare, places
from annotator.agreement.kinds import Kind, Pairing, Verdict
from annotator.agreement.statistics import PairCounts, article_statistics
from annotator.agreement.values import AttributeMeasure, Settings, Unit
from annotator.domain.schema_parts import Agreement
from tests.unit.agreement.builders import LABELS, article, layered, layers_of, unit

MEASURES = (
    AttributeMeasure("kind", Agreement.NOMINAL),
    AttributeMeasure("degree", Agreement.ORDINAL, ("low", "high")),
    AttributeMeasure("value", Agreement.LOG_INTERVAL),
    AttributeMeasure("who", Agreement.EQUALITY),
    AttributeMeasure("about", Agreement.REFERENCE),
)
SETTINGS = Settings(attributes=dict.fromkeys(LABELS, MEASURES))


def with_attributes(units: list[Unit], others: list[Unit]) -> list[Unit]:
    """Give the units values that are sometimes missing, of no use, equal and different."""
    found = []
    for index, one in enumerate(units):
        values = {
            "kind": ("fact", "view", None)[index % 3],
            "degree": ("low", "high", "none such")[len(one.id + one.label) % 3],
            "value": (1, 2, -1)[one.start % 3],
            "who": ("Ann", " ann ", "Ben")[one.end % 3],
            "about": (units or others)[index // 2].id if index % 4 else None,
        }
        found.append(one._replace(attributes={name: value for name, value in values.items() if value is not None}))
    return found


def labels_met(comparisons: list[Comparison]) -> Counter[tuple[str, str, bool]]:
    both = [(one.a, one.b) for one in comparisons if one.a and one.b]
    return Counter((a.label, b.label, a.fragments == b.fragments) for a, b in both)


def labels_counted(counts: PairCounts) -> Counter[tuple[str, str, bool]]:
    return +Counter(
        {
            (a, b, same): cell[not same]
            for a, row in counts.confusion.items()
            for b, cell in row.items()
            for same in (True, False)
        }
    )


def pairs_of(comparisons: list[Comparison]) -> Counter[str]:
    return Counter(one.a.label if one.a.label == one.b.label else "" for one in comparisons if one.a and one.b)


@settings(deadline=None)
@given(layers_of(3))
def test_the_list_has_what_the_counts_count(layers: list[list[Unit]]) -> None:
    named = {name: with_attributes(units, layers[0]) for name, units in zip("abc", layers, strict=True)}
    given_article = layered("one", named)
    counts = article_statistics(given_article, SETTINGS)
    for pair, found in counts.pairs.items():
        listed = compare(given_article, SETTINGS, [pair])
        assert labels_met(listed) == labels_counted(found)
        exact = compare(given_article, SETTINGS, [pair], Pairing.EXACT)
        assert pairs_of(exact) == Counter(found.exact)
        assert pairs_of(compare(given_article, SETTINGS, [pair], Pairing.SAME_LABEL)) == Counter(found.overlap)
        any_label = compare(given_article, SETTINGS, [pair], Pairing.EXACT_ANY_LABEL)
        assert pairs_of(any_label).total() == found.exact_unlabelled


@settings(deadline=None)
@given(layers_of(2))
def test_attributes_compare_as_they_are_counted(layers: list[list[Unit]]) -> None:
    named = {name: with_attributes(units, layers[0]) for name, units in zip("ab", layers, strict=True)}
    given_article = layered("one", named)
    listed: dict[tuple[str, str], Counter[Verdict]] = {}
    for one in compare(given_article, SETTINGS, pairing=Pairing.SAME_LABEL):
        for attribute in one.attributes:
            listed.setdefault((one.units[0].label, attribute.name), Counter())[attribute.verdict] += 1
    counts = article_statistics(given_article, SETTINGS).pairs["a", "b"].attributes
    assert {key: as_counted(found) for key, found in counts.items()} == {
        key: tuple(found[verdict] for verdict in Verdict) for key, found in listed.items()
    }


def as_counted(found: AttributeCounts) -> tuple[int, ...]:
    empty = found.matched - found.compared - found.one_sided - found.unusable
    return found.equal, found.compared - found.equal, found.one_sided, found.unusable, empty


@settings(deadline=None)
@given(layers_of(3))
def test_every_span_is_in_one_place_and_in_one_comparison_of_a_pair(layers: list[list[Unit]]) -> None:
    given_article = layered("one", dict(zip("abc", layers, strict=True)))
    comparisons = compare(given_article, SETTINGS)
    for pair in (("a", "b"), ("a", "c"), ("b", "c")):
        mine = [one for one in comparisons if one.pair == pair]
        assert sorted(unit.id for one in mine for unit in one.units) == sorted(
            unit.id for annotator in pair for unit in given_article.layers[annotator]
        )
    found = places(comparisons)
    ids = [unit.id for place in found for units in place.units.values() for unit in units]
    assert sorted(ids) == sorted(unit.id for layer in layers for unit in layer)
    assert sum(len(place.comparisons) for place in found) == len(comparisons)
    assert [place.start for place in found] == sorted(place.start for place in found)


def test_a_place_of_three_annotators_is_one() -> None:
    found = places(
        compare(
            article(
                a=[unit("a1", "claim", (0, 10)), unit("a2", "quote", (20, 30))],
                b=[unit("b1", "claim", (0, 9)), unit("b2", "quote", (20, 30))],
                c=[unit("c2", "quote", (20, 30))],
            ),
            SETTINGS,
        )
    )
    assert [sorted(place.units) for place in found] == [["a", "b"], ["a", "b", "c"]]
    assert [place.agrees for place in found] == [False, True]
    assert Counter(one.kind for one in found[0].comparisons) == {Kind.BOUNDARY: 1, Kind.ONLY_A: 2}
    assert (found[0].start, found[0].end) == (0, 10)


def test_an_attribute_alone_is_a_disagreement() -> None:
    one = unit("a1", "claim", (0, 10), attributes={"kind": "fact", "who": "ANN"})
    other = unit("b1", "claim", (0, 10), attributes={"kind": "view", "who": "ann", "degree": "low"})
    (found,) = compare(article(a=[one], b=[other]), SETTINGS)
    assert (found.kind, found.differing, found.agrees) == (Kind.MATCHED, ("kind", "degree"), False)
    assert (found.start, found.end) == (0, 10)
    (same,) = compare(article(a=[one], b=[one._replace(id="b1")]), SETTINGS)
    assert same.agrees


def test_the_list_is_in_the_order_of_the_text() -> None:
    a = [unit("a1", "claim", (0, 10)), unit("a2", "quote", (20, 30)), unit("a3", "claim", (40, 50))]
    b = [unit("b1", "claim", (0, 9)), unit("b2", "claim", (20, 30)), unit("b3", "claim", (12, 15))]
    found = compare(article(a=a, b=b), SETTINGS)
    assert [one.kind for one in found] == [Kind.BOUNDARY, Kind.ONLY_B, Kind.LABEL, Kind.ONLY_A]


def test_annotators_who_are_not_there_are_left_out() -> None:
    assert compare(article(a=[], b=[]), SETTINGS, [("a", "c")]) == []
