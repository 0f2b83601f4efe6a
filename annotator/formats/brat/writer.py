"""Writes brat standoff: a text and an `.ann` file for each article, and the configuration that shows them.

Standoff as its manual describes it: https://brat.nlplab.org/standoff.html. A fragment never holds a line end, so a span
is cut there; the text column is its fragments joined by one space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import orjson
import regex

from annotator.domain.schema import Attribute, AttributeType, Schema
from annotator.domain.values import canonical_text
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.layer_articles import LayerArticle, LayerRelation, LayerSpan, about
from annotator.formats.losses import RELATIONS_DROPPED, Feature, Loss, Losses, report_dropped

ANNOTATION_CONF, VISUAL_CONF, ABOUT_FILE = "annotation.conf", "visual.conf", "metadata.jsonl"
_LACKS = frozenset({Feature.FAR_RELATIONS, Feature.REFERENCES, Feature.FRAGMENTS, Feature.CHARACTERS})
_NO_TARGET = Loss(
    Feature.REFERENCES,
    "1 reference to a span of another article is left out",
    "{n} references to spans of other articles are left out",
)
_ONLY_LINE_ENDS = Loss(
    Feature.CHARACTERS,
    "1 span is left out because it holds nothing but line ends",
    "{n} spans are left out because they hold nothing but line ends",
    drops_span=True,
)
_EDGES = Loss(
    Feature.CHARACTERS,
    "1 span loses the line ends that it begins or ends with",
    "{n} spans lose the line ends that they begin or end with",
)
_JOINED = Loss(
    Feature.FRAGMENTS,
    "1 interrupted span looks like one that is not, for only line ends are between its fragments",
    "{n} interrupted spans look like ones that are not, for only line ends are between their fragments",
)
_PLAIN_VALUE = regex.compile(r"[\w.-]+")
"""Values that can stand in annotation.conf, which has no way to quote."""


class BratWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._schema = context.schema
        self._references = frozenset(
            item.name for item in context.schema.attributes if item.type == AttributeType.REFERENCE
        )

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the two files of an article and its line of metadata."""
        article = _without_blank(article, losses)
        report_dropped(article, losses, frozenset({Feature.FAR_RELATIONS}))
        name = article.article.id
        out.write(f"{name}.txt", article.text.encode())
        out.write(f"{name}.ann", "".join(self._lines(article, losses)).encode())
        known = {**about(article.article), "file": f"{name}.txt"}
        del known["id"]
        if len(known) > 1:
            out.append(ABOUT_FILE, orjson.dumps(known, option=orjson.OPT_APPEND_NEWLINE))

    def finish(self, out: Output) -> None:
        """Write the configuration."""
        out.write(ANNOTATION_CONF, annotation_conf(self._schema).encode())
        out.write(VISUAL_CONF, visual_conf(self._schema).encode())

    def _lines(self, article: LayerArticle, losses: Losses) -> Iterator[str]:
        numbers = {span.id: f"T{nth}" for nth, span in enumerate(article.spans, 1)}
        links = article.inner_relations()
        for span in article.spans:
            yield _span_line(numbers[span.id], span, article.text)
        for nth, link in enumerate(links, 1):
            yield f"R{nth}\t{link.label} Arg1:{numbers[link.head]} Arg2:{numbers[link.child]}\n"
        for nth, line in enumerate(self._attributes(article, links, numbers, losses), 1):
            yield f"A{nth}\t{line}\n"
        notes = ((span, line) for span in article.spans if span.note for line in span.note.split("\n"))
        for nth, (span, line) in enumerate(notes, 1):
            yield f"#{nth}\tAnnotatorNotes {numbers[span.id]}\t{line}\n"

    def _attributes(
        self, article: LayerArticle, links: Iterable[LayerRelation], numbers: dict[str, str], losses: Losses
    ) -> Iterator[str]:
        """Yield the lines of all attributes without their numbers: name, target, value."""
        for span in article.spans:
            for name, value in span.attributes.items():
                if name in self._references:
                    if value in numbers:
                        yield f"{name} {numbers[span.id]} {numbers[value]}"
                    else:
                        losses.add(_NO_TARGET, article, span)
                elif isinstance(value, str):
                    yield f"{name} {numbers[span.id]} {value}"
                else:
                    for each in _values(value):
                        yield f"{name} {numbers[span.id]} {each}"
        for nth, link in enumerate(links, 1):
            for name, value in link.attributes.items():
                for each in _values(value):
                    yield f"{name} R{nth} {numbers.get(each, each) if name in self._references else each}"


def _without_blank(article: LayerArticle, losses: Losses) -> LayerArticle:
    """Return the article without spans that brat cannot mark, and count what line ends do to the others."""
    if "\n" not in article.text:
        return article
    blank = set()
    for span in article.spans:
        first, last = article.text[span.start], article.text[span.end - 1]
        if "\n" in (first, last):
            empty = not any(article.text[start:end].strip("\n") for start, end in span.fragments)
            losses.add(_ONLY_LINE_ENDS if empty else _EDGES, article, span)
            if empty:
                blank.add(span.id)
        gaps = (article.text[before[1] : after[0]] for before, after in pairwise(span.fragments))
        if any(not gap.strip("\n") for gap in gaps):
            losses.add(_JOINED, article, span)
    if not blank:
        return article
    for link in article.relations:
        if not blank.isdisjoint((link.head, link.child)):
            losses.add(RELATIONS_DROPPED, article)
    return article._replace(
        spans=[span for span in article.spans if span.id not in blank],
        relations=[link for link in article.relations if blank.isdisjoint((link.head, link.child))],
    )


def _values(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else (value,):
        yield canonical_text(each)


def _span_line(number: str, span: LayerSpan, text: str) -> str:
    words = span.surface(text)
    if "\n" not in words:
        if len(span.fragments) == 1:
            return f"{number}\t{span.label} {span.start} {span.end}\t{words}\n"
        pieces = [(start, end) for start, end in span.fragments]
    else:
        pieces = list(_within_lines(span.fragments, text))
        words = " ".join([text[start:end] for start, end in pieces])
    offsets = ";".join([f"{start} {end}" for start, end in pieces])
    return f"{number}\t{span.label} {offsets}\t{words}\n"


def _within_lines(fragments: Sequence[Sequence[int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield the fragments cut at line ends, which are left out."""
    for start, end in fragments:
        at = start
        for line in text[start:end].split("\n"):
            if line:
                yield at, at + len(line)
            at += len(line) + 1


def annotation_conf(schema: Schema) -> str:
    """Return `annotation.conf`: labels, relations, and those attributes whose values brat can list."""
    owners: dict[str, list[str]] = {}
    for label in schema.labels:
        for name in label.attributes:
            owners.setdefault(name, []).append(label.name)
    listed = [item for item in schema.attributes if item.name in owners and _listable(item)]
    others = [item.name for item in schema.attributes if item not in listed]
    return "\n".join(
        [
            "[entities]",
            *(label.name for label in schema.labels),
            "",
            "[relations]",
            *(f"{link.name}\tArg1:{'|'.join(link.head)}, Arg2:{'|'.join(link.child)}" for link in schema.relations),
            "",
            "[events]",
            "",
            "[attributes]",
            *(f"# of any value, or with values that cannot be listed here: {name}" for name in others),
            *(f"{item.name}\tArg:{'|'.join(owners[item.name])}, Value:{'|'.join(_choices(item))}" for item in listed),
            "",
        ]
    )


def _choices(attribute: Attribute) -> tuple[str, ...]:
    return ("true", "false") if attribute.type == AttributeType.BOOLEAN else attribute.values


def _listable(attribute: Attribute) -> bool:
    values = _choices(attribute)
    return bool(values) and all(_PLAIN_VALUE.fullmatch(value) for value in values)


def visual_conf(schema: Schema) -> str:
    """Return `visual.conf`: how labels and relations are called and what colours they have."""
    named = [*schema.labels, *schema.relations]
    return "\n".join(
        [
            "[labels]",
            *(f"{item.name} | {item.title.replace('|', '/')}" for item in named),
            "",
            "[drawing]",
            "SPAN_DEFAULT\tfgColor:black, bgColor:#dddddd, borderColor:darken",
            "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5",
            *(f"{label.name}\tbgColor:{_light(label.color)}" for label in schema.labels),
            "",
        ]
    )


def _light(color: str) -> str:
    """Return a colour half way to white, on which brat's black letters can be read."""
    return "#" + "".join(f"{(int(color[at : at + 2], 16) + 255) // 2:02x}" for at in (1, 3, 5))


EXPORTER = Exporter(
    name="brat",
    title="brat",
    summary="A text and a standoff file for each article, with the configuration that brat shows them by",
    files=("*.txt", "*.ann", ABOUT_FILE, ANNOTATION_CONF, VISUAL_CONF),
    lacks=_LACKS,
    start=BratWriter,
)
