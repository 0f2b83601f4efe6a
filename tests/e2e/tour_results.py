"""What a tour must leave behind, written down apart from the tour itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

SPANS = {
    ("figure", ("About 3,000 people",)),
    ("figure", ("Some 600 soldiers",)),
    ("figure", ("4.1\N{NO-BREAK SPACE}metres",)),
    ("claim", ("inspectors found fresh cracks in its spillway",)),
    ("claim", ("The reservoir has risen 4.1\N{NO-BREAK SPACE}metres since the middle of February",)),
    (
        "quote",
        ("“This is a precaution, not a prediction,”", "“The dam is standing, and we intend to keep it standing.”"),
    ),
    (
        "quote",
        (
            "“We have seen the cracks, we have measured them and we are filling them,”",
            "“There is no danger to life at this moment.”",
        ),
    ),
}
ENTERED: dict[str, dict[str, object]] = {
    "“This is a precaution": {"speaker": "Ilva Rostek", "speaker_kind": "person"},
    "“We have seen": {"speaker": "Dagny Oberlin", "speaker_kind": "person"},
    "inspectors found": {"source_kind": "organisation", "source": "Interior Ministry of Sorvenia"},
    "The reservoir": {"certainty": "probable"},
    "About 3,000": {"value": 3000.0, "comparator": "~", "kind": "count", "unit": "people"},
}
LINKS = {("measures", "4.1", "The reservoir", None), ("claim_link", "The reservoir", "inspectors found", "supports")}
PICTURES = 37
"""How many there are, each in light and in dark."""
DECISIONS = {"unanimous": 5, "accepted": 52, "edited": 1, "merged": 1}
NOT_AS_ONE_SAID = {
    ("edited", "claim", "The opposition called for an independent"),
    ("merged", "claim", "the longest crack had widened by “a finger’s breadth” since Sunday"),
}
LEFT_OUT = {
    ("ida", "figure", "three weeks"),
    ("ida", "claim", "the findings are not public"),
    ("ida", "figure", "three times"),
}
LINKED = {"measures": 14, "said_by": 1}
_FEWEST_COLOURS = 40
_NAME = re.compile(r"(\d\d)-([a-z]+)-(light|dark)\.png")


def assert_gold(gold: Path) -> None:
    """The gold set is what the tour tags, by reading the file as a stranger would."""
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert [record["provenance"]["status"] for record in records] == ["finished"]
    record = records[0]
    spans = {span["id"]: span for span in record["spans"]}
    assert Counter(_key(record["text"], span) for span in spans.values()) == Counter(SPANS)
    for beginning, attributes in ENTERED.items():
        (span,) = (span for span in spans.values() if span["text"].startswith(beginning))
        assert {name: span["attributes"][name] for name in attributes} == attributes
    links = {
        (link["label"], spans[link["head"]]["text"], spans[link["child"]]["text"], link["attributes"]["link_type"])
        for link in record["relations"]
    }
    assert len(record["relations"]) == len(LINKS)
    for label, head, child, kind in LINKS:
        assert any(
            found[0] == label and found[1].startswith(head) and found[2].startswith(child) and found[3] == kind
            for found in links
        )
    assert [span["text"][:13] for span in spans.values() if span["note"]] == ["The reservoir"]


def assert_adjudicated(gold: Path) -> None:
    """The gold set is what the tour decides, with whose spans it was made from."""
    record, lineage = (
        json.loads((gold / name).read_text(encoding="utf-8")) for name in ("gold.jsonl", "lineage.jsonl")
    )
    provenance = record["provenance"]
    assert (provenance["status"], provenance["adjudicator"]) == ("finished", "you")
    assert provenance["annotators"] == ["ida", "joel", "mira"]
    origins = {each["id"]: each for each in lineage["spans"]}
    assert Counter(origins[span["id"]]["decision"] for span in record["spans"]) == DECISIONS
    decided = {(origins[span["id"]]["decision"], span["label"], span["text"]) for span in record["spans"]}
    assert {each for each in decided if each[0] in ("edited", "merged")} == NOT_AS_ONE_SAID
    for span in record["spans"]:
        assert span["annotators"] == sorted({source["annotator"] for source in origins[span["id"]]["sources"]})
    assert Counter(link["label"] for link in record["relations"]) == LINKED
    left_out = {
        (
            each["annotator"],
            each["label"],
            " ".join(record["text"][part["start"] : part["end"]] for part in each["fragments"]),
        )
        for each in lineage["left_out"]
        if each["fragments"]
    }
    assert left_out == LEFT_OUT


def _key(text: str, span: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    return span["label"], tuple(text[part["start"] : part["end"]] for part in span["fragments"])


def assert_pictures(folder: Path) -> None:
    """There are as many pictures as steps, none of them blank, and light and dark are not the same."""
    named = {path: _NAME.fullmatch(path.name) for path in sorted(folder.glob("*.png"))}
    assert all(named.values()), f"odd names in {list(named)}"
    shades: dict[str, dict[str, float]] = {}
    for path, match in named.items():
        assert match is not None
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1280, 800), path.name
        small = image.scaled(160, 100)
        pixels = [small.pixelColor(x, y) for x in range(small.width()) for y in range(small.height())]
        assert len({pixel.rgb() for pixel in pixels}) >= _FEWEST_COLOURS, f"{path.name} is blank"
        shades.setdefault(match[1], {})[match[3]] = sum(pixel.lightnessF() for pixel in pixels) / len(pixels)
    assert len(shades) == PICTURES
    for number, shade in shades.items():
        assert shade["light"] > shade["dark"] + 0.2, f"picture {number}"
