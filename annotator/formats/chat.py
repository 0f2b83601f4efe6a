"""Writes conversations for fine-tuning a chat model: what to look for, the article, and the answer as JSON.

The answer names spans by their words, not by offsets: language models copy words well and count badly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from annotator.domain.schema import Attribute, Schema
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.closing import escape_separators
from annotator.formats.gold.lines import json_line
from annotator.formats.layer_articles import LayerArticle, LayerSpan
from annotator.formats.losses import Feature, Loss, Losses, report_dropped

DATA_FILE = "chat.jsonl"
_DROPPED = frozenset({Feature.NOTES, Feature.FAR_RELATIONS, Feature.ABOUT})
_AMBIGUOUS = Loss(
    Feature.POSITIONS,
    "1 span has words that stand in its article several times, so its place is lost",
    "{n} spans have words that stand in their articles several times, so their places are lost",
)
_NO_TARGET = Loss(
    Feature.REFERENCES,
    "1 reference to a span of another article is left out",
    "{n} references to spans of other articles are left out",
)


class ChatWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._system = {"role": "system", "content": instructions(context.schema)}
        self._references = frozenset(item.name for item in context.schema.attributes if item.type == "reference")

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the conversation about an article."""
        report_dropped(article, losses, _DROPPED)
        numbers = {span.id: nth for nth, span in enumerate(article.spans)}
        for span in article.spans:
            if any(_repeated(article.text, start, end) for start, end in span.fragments):
                losses.add(_AMBIGUOUS, article, span)
        answer: dict[str, Any] = {"spans": [self._span(article, span, numbers, losses) for span in article.spans]}
        links = article.inner_relations()
        if links:
            answer["relations"] = [
                {
                    "label": link.label,
                    "head": numbers[link.head],
                    "child": numbers[link.child],
                    **({"attributes": link.attributes} if link.attributes else {}),
                }
                for link in links
            ]
        content = escape_separators(orjson.dumps(answer)).decode()
        talk = [self._system, {"role": "user", "content": article.text}, {"role": "assistant", "content": content}]
        out.append(DATA_FILE, json_line({"messages": talk}))

    def finish(self, out: Output) -> None:
        """Make the file if there was no article."""
        out.append(DATA_FILE, b"")

    def _span(
        self, article: LayerArticle, span: LayerSpan, numbers: Mapping[str, int], losses: Losses
    ) -> dict[str, Any]:
        made: dict[str, Any] = {
            "label": span.label,
            "text": [article.text[start:end] for start, end in span.fragments],
        }
        attributes = dict(span.attributes)
        for name in self._references.intersection(attributes):
            target = numbers.get(attributes[name])
            if target is None:
                losses.add(_NO_TARGET, article, span)
                del attributes[name]
            else:
                attributes[name] = target
        if attributes:
            made["attributes"] = attributes
        return made


def _repeated(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    return text.find(words) != start or text.find(words, start + 1) >= 0


def instructions(schema: Schema) -> str:
    """Return what the model is told: labels, attributes, relations, and the form of the answer."""
    lines = ["Find these spans in the article."]
    lines += [f"- {label.name}: {_prose(label.description, label.title)}" for label in schema.labels]
    if schema.attributes:
        lines.append("They have these attributes, where they apply:")
        owners = {
            item.name: [label.name for label in schema.labels if item.name in label.attributes]
            for item in schema.attributes
        }
        lines += [_attribute(item, owners[item.name]) for item in schema.attributes if owners[item.name]]
    if schema.relations:
        lines.append("They are linked by these relations:")
        lines += [
            f"- {link.name}: from {' or '.join(link.head)} to {' or '.join(link.child)}" for link in schema.relations
        ]
    lines.append(
        'Answer with JSON: {"spans": [{"label": …, "text": […], "attributes": {…}}], "relations": [{"label": …, '
        '"head": …, "child": …}]}. "text" holds the words exactly as they stand in the article, in several strings if '
        "the span is interrupted. Relations name spans by their number in the list, from 0."
    )
    return "\n".join(lines)


def _attribute(attribute: Attribute, owners: list[str]) -> str:
    values = f" ({', '.join(attribute.values)})" if attribute.choices else f" ({attribute.type})"
    return f"- {attribute.name} of {' and '.join(owners)}{values}: {_prose(attribute.help, attribute.title)}"


def _prose(*texts: str) -> str:
    return next((" ".join(text.split()) for text in texts if text.strip()), "")


EXPORTER = Exporter(
    name="chat",
    title="Chat messages",
    summary="Conversations with the answer as JSON, for fine-tuning a language model",
    files=(DATA_FILE,),
    lacks=_DROPPED | {Feature.POSITIONS, Feature.REFERENCES},
    start=ChatWriter,
    trains=True,
)
