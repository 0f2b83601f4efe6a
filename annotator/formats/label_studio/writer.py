"""Writes Label Studio tasks with annotations, and the labelling configuration.

Offsets are code points. A span is a region; its further fragments are regions of their own, tied to it by the relation
`next-fragment`, since a region has no gaps. Attributes are choices and text areas of the region, notes its meta text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import orjson

from annotator.domain.annotation import GOLD
from annotator.domain.values import canonical_text
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.closing import escape_separators
from annotator.formats.label_studio.config import (
    CHOOSING,
    NEXT_FRAGMENT,
    SPAN_CONTROL,
    TEXT_OBJECT,
    labelling_config,
    relation_value,
)
from annotator.formats.layer_articles import LayerArticle, LayerRelation, LayerSpan, about
from annotator.formats.losses import Feature, Losses, report_dropped

TASKS_FILE, CONFIG_FILE = "tasks.json", "labelling_config.xml"
_DROPPED = frozenset({Feature.FAR_RELATIONS})


class LabelStudioWriter:
    """Writes one export as one JSON list, a task a line."""

    def __init__(self, context: ExportContext) -> None:
        self._schema = context.schema
        self._choosing = frozenset(item.name for item in context.schema.attributes if item.type in CHOOSING)
        self._begun = False

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the task of an article."""
        report_dropped(article, losses, _DROPPED)
        found = [each for span in article.spans for each in self._region(span, article.text)]
        found += [_relation(link) for link in article.inner_relations()]
        known = {("article" if name == "id" else name): value for name, value in about(article.article).items()}
        task = {
            "data": {"text": article.text, **known},
            "meta": {"annotator": article.layer, "state": article.state},
            "annotations": [{"result": found, "was_cancelled": False, "ground_truth": article.layer == GOLD}],
        }
        out.append(TASKS_FILE, (b",\n" if self._begun else b"[\n") + escape_separators(orjson.dumps(task)))
        self._begun = True

    def finish(self, out: Output) -> None:
        """Close the list and write the configuration."""
        out.append(TASKS_FILE, b"\n]\n" if self._begun else b"[]\n")
        out.write(CONFIG_FILE, labelling_config(self._schema).encode())

    def _region(self, span: LayerSpan, text: str) -> Iterator[dict[str, Any]]:
        """Yield what is said of one span: its regions, its attributes, and what ties its fragments together."""
        names = [span.id, *(f"{span.id}.{nth}" for nth in range(2, len(span.fragments) + 1))]
        for name, fragment in zip(names, span.fragments, strict=True):
            made = _result(name, SPAN_CONTROL, "labels", _place(fragment, text), [span.label])
            if span.note and name == span.id:
                made["meta"] = {"text": [span.note]}
            yield made
        first = _place(span.fragments[0], text)
        for attribute, value in span.attributes.items():
            values = [canonical_text(each) for each in (value if isinstance(value, list) else [value])]
            if attribute in self._choosing:
                yield _result(span.id, attribute, "choices", first, values)
            else:
                yield _result(span.id, attribute, "textarea", first, values)
        for before, after in pairwise(names):
            yield _tie(before, after, [NEXT_FRAGMENT])


def _place(fragment: Sequence[int], text: str) -> dict[str, Any]:
    start, end = fragment
    return {"start": start, "end": end, "text": text[start:end]}


def _result(name: str, control: str, kind: str, place: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """Return one result. What is typed in stands under `text`, where the words of the region would be."""
    key = "text" if kind == "textarea" else kind
    return {
        "id": name,
        "from_name": control,
        "to_name": TEXT_OBJECT,
        "type": kind,
        "value": {**place, key: values},
    }


def _relation(link: LayerRelation) -> dict[str, Any]:
    values = [
        relation_value(name, canonical_text(each))
        for name, value in link.attributes.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return _tie(link.head, link.child, [link.label, *values])


def _tie(head: str, child: str, labels: list[str]) -> dict[str, Any]:
    return {"type": "relation", "from_id": head, "to_id": child, "direction": "right", "labels": labels}


EXPORTER = Exporter(
    name="label-studio",
    title="Label Studio",
    summary="Tasks with annotations, and the labelling configuration to set the project up with",
    files=(TASKS_FILE, CONFIG_FILE),
    lacks=_DROPPED,
    start=LabelStudioWriter,
)
