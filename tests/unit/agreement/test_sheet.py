from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import report_json
from annotator.agreement.report import report
from annotator.agreement.sheet import Sheet, Thing
from annotator.agreement.statistics import article_statistics
from annotator.agreement.values import AttributeMeasure, Settings, Unit
from annotator.domain.schema_parts import Agreement
from tests.unit.agreement.builders import LENGTH, article, layered, layers_of, unit

SETTINGS = Settings(
    attributes={
        "claim": (
            AttributeMeasure("kind", Agreement.NOMINAL),
            AttributeMeasure("value", Agreement.INTERVAL),
            AttributeMeasure("who", Agreement.SIMILARITY),
        )
    }
)


def with_attributes(units: list[Unit]) -> list[Unit]:
    return [
        one._replace(attributes={"kind": "fact" if index % 2 else "view", "value": float(index), "who": one.id})
        for index, one in enumerate(units)
    ]


@settings(deadline=None, max_examples=50)
@given(st.lists(layers_of(3), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_kept_rows_give_the_same_report(corpus: list[Any], chance: Random) -> None:
    fresh = Sheet()
    kept = []
    for number, layers in enumerate(corpus):
        named = dict(zip("abc", map(with_attributes, layers), strict=True))
        kept.append((f"{number}", fresh.add(article_statistics(layered(f"{number}", named), SETTINGS))))
    again = Sheet(json.loads(json.dumps(fresh.names)))
    for article_id, packed in chance.sample(kept, len(kept)):
        again.add_packed(article_id, packed)
    reports = [report_json.as_json(report(sheet.columns(), SETTINGS)) for sheet in (fresh, again)]
    assert reports[0] == reports[1]


def test_rows_may_be_added_to_rows_that_were_kept() -> None:
    one = article_statistics(article(a=[unit("1", "claim", (0, 9))], b=[unit("2", "claim", (0, 9))]), SETTINGS)
    two = article_statistics(article(name="two", a=[unit("1", "quote", (0, 9))], c=[]), SETTINGS)
    first = Sheet()
    packed = first.add(one)
    second = Sheet(first.names)
    second.add_packed("one", packed)
    second.add(two)
    columns = second.columns()
    assert columns.articles == ["one", "two"]
    assert columns.of(Thing.SPANS, "a", "claim").tolist() == [1, 0]
    assert columns.of(Thing.SPANS, "a", "quote").tolist() == [0, 1]
    assert columns.of(Thing.SPANS, "nobody", "quote").tolist() == [0, 0]
    assert columns.count(Thing.PLACES) == 4 * LENGTH
    assert columns.names(Thing.PAIR) == [("a", "b"), ("a", "c")]


def test_an_article_counted_again_replaces_what_was_kept() -> None:
    sheet = Sheet()
    sheet.add(article_statistics(article(a=[unit("1", "claim", (0, 9))], b=[]), SETTINGS))
    sheet.add(article_statistics(article(a=[], b=[]), SETTINGS))
    assert sheet.columns().names(Thing.SPANS) == [("a", "claim")]
    assert sheet.columns().total(Thing.SPANS, "a", "claim") == 0


@pytest.mark.parametrize("packed", [b"nothing", Sheet().add(article_statistics(article(a=[], b=[]), SETTINGS))])
def test_rows_that_cannot_be_read_are_refused(packed: bytes) -> None:
    sheet = Sheet()
    sheet.add_packed("one", packed)
    with pytest.raises(ValueError, match="counts"):
        sheet.columns()
