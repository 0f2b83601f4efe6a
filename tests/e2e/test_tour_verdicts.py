"""What the tour holds the adjudicated gold set against notices every difference."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotation import Annotation, Provenance, Relation
from annotator.domain.span import fragments_of
from annotator.ui.tour.verdicts import Verdicts

ARTICLE = "d_1"


def unit(name: str, layer: str, label: str, start: int, end: int, **values: Any) -> Annotation:
    provenance = dict.fromkeys(values, Provenance.EDITED)
    return Annotation(name, ARTICLE, layer, label, fragments_of([(start, end)]), values, provenance)


ANNA = unit("a1", "anna", "claim", 0, 7, kind="fact")
BEN = unit("b1", "ben", "claim", 0, 12, kind="fact")
BOTH = unit("a2", "anna", "figure", 4, 7), unit("b2", "ben", "figure", 4, 7)
ALONE = unit("b3", "ben", "quote", 13, 20)
UNITS = {each.id: each for each in (ANNA, BEN, *BOTH, ALONE)}
MADE = [
    Relation("r1", ARTICLE, "anna", "measures", "a2", "a1", ARTICLE, {}),
    Relation("r2", ARTICLE, "ben", "measures", "b2", "b1", ARTICLE, {}),
]


def verdicts() -> Verdicts:
    found = Verdicts("Dam", "cleo", ("anna", "ben"))
    found.accept((ANNA, BEN), ANNA)
    found.accept(BOTH, BOTH[0], "unanimous")
    found.reject(["b3"])
    return found


def exported() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the lines of the gold set and its lineage that fit the verdicts."""
    origin = {"by": "cleo", "annotators": ["anna", "ben"], "stale": False}
    record = {
        "source": {"title": "Dam"},
        "provenance": {"status": "finished", "adjudicator": "cleo", "annotators": ["anna", "ben"]},
        "spans": [
            {"id": "s1", "label": "claim", "text": "One dam", "attributes": {"kind": "fact", "source": None},
             "fragments": [{"start": 0, "end": 7}]},
            {"id": "s2", "label": "figure", "text": "dam", "attributes": {}, "fragments": [{"start": 4, "end": 7}]},
        ],
        "relations": [{"label": "measures", "head": "s2", "child": "s1", "attributes": {}}],
    }  # fmt: skip
    lineage = {
        "spans": [
            {"id": "s1", "decision": "accepted", "sources": [{"id": "a1"}], "dropped": [{"id": "b1"}], **origin},
            {"id": "s2", "decision": "unanimous", "sources": [{"id": "a2"}, {"id": "b2"}], "dropped": [], **origin},
        ],
        "left_out": [{"id": "b3", "fragments": [{"start": 13, "end": 20}]}, {"id": "r9", "fragments": []}],
    }
    return deepcopy(record), deepcopy(lineage)


def differences(folder: Path, record: dict[str, Any], lineage: dict[str, Any]) -> list[str]:
    for name, line in (("gold.jsonl", record), ("lineage.jsonl", lineage)):
        (folder / name).write_text(json.dumps(line) + "\n", encoding="utf-8")
    found = verdicts()
    return found.differences(folder, found.relations(MADE, UNITS))


def test_what_was_decided_is_the_same(tmp_path: Path) -> None:
    assert differences(tmp_path, *exported()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("0/source/title", "Another"),
        ("0/provenance/status", "in_progress"),
        ("0/provenance/adjudicator", None),
        ("0/provenance/annotators", ["anna"]),
        ("0/spans/0/label", "quote"),
        ("0/spans/0/fragments/0/end", 12),
        ("0/spans/0/attributes/kind", "opinion"),
        ("0/spans/0/attributes/source", "Vaal"),
        ("0/relations", []),
        ("0/relations/0/label", "said_by"),
        ("0/relations/0/attributes", {"how": "well"}),
        ("1/spans/0/decision", "merged"),
        ("1/spans/0/by", "anna"),
        ("1/spans/0/stale", True),
        ("1/spans/0/annotators", ["anna"]),
        ("1/spans/0/sources", [{"id": "b1"}]),
        ("1/spans/0/dropped", []),
        ("1/spans/1/id", "s9"),
        ("1/left_out", []),
    ],
)
def test_every_difference_is_noticed(tmp_path: Path, path: str, value: object) -> None:
    lines = exported()
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    target: Any = lines
    for key in way:
        target = target[key]
    target[last] = value
    assert differences(tmp_path, *lines)


def test_a_span_too_many_or_twice_is_noticed(tmp_path: Path) -> None:
    for label in ("quote", "claim"):
        record, lineage = exported()
        record["spans"].append({**record["spans"][0], "id": "s3", "label": label})
        lineage["spans"].append({**lineage["spans"][0], "id": "s3"})
        assert differences(tmp_path, record, lineage), label


def test_a_relation_on_which_not_all_agree_has_to_be_asked_about() -> None:
    found = verdicts()
    found.accept(BOTH, BOTH[0])
    found.spans["claim", BEN.fragments] = found.spans.pop(("claim", ANNA.fragments))._replace(
        sources=frozenset({"a1", "b1"})
    )
    assert list(found.relations(MADE, UNITS).values()) == [()]
    with pytest.raises(ValueError, match="nobody decided"):
        found.relations(MADE[:1], UNITS)
    merged = unit("g1", "gold", "claim", 0, 12)
    found.ask("measures", BOTH[0], merged, None)
    assert list(found.relations(MADE[:1], UNITS).values()) == [None]


def test_merged_words_are_those_of_all() -> None:
    found = Verdicts()
    left, right = unit("a4", "anna", "claim", 0, 7, kind="fact"), unit("b4", "ben", "claim", 4, 12)
    found.merge((left, right), left)
    (key,) = found.spans
    assert key == ("claim", fragments_of([(0, 12)]))
    assert found.spans[key][:3] == ((("kind", "fact"),), "merged", frozenset({"a4", "b4"}))
    found = Verdicts()
    found.merge((ANNA, BEN), BEN)
    assert found.spans["claim", BEN.fragments].decision == "accepted"
    assert found.spans["claim", BEN.fragments].dropped == {"a1"}
