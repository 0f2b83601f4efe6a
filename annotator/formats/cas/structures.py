"""An article with its layer as feature structures, which the two forms of a CAS write each in their own way.

Offsets are UTF-16 units, for UIMA is Java's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotator.domain.offsets import OffsetMap
from annotator.formats.cas.types import (
    ABOUT,
    ARTICLE,
    FRAGMENT,
    feature_name,
    relation_type,
    span_type,
)
from annotator.formats.layer_articles import LayerArticle, LayerSpan

SOFA = 1
"""The id of the text; structures follow it."""


class Ref(NamedTuple):
    """A feature's value that is another structure."""

    id: int


class Structure(NamedTuple):
    """A feature structure. `begin` and `end` are UTF-16 units; a list of Ref or of str is an array."""

    id: int
    type: str
    begin: int
    end: int
    features: Mapping[str, Any]


def structures(article: LayerArticle) -> Iterator[Structure]:
    """Yield the structures of an article: the article itself, spans each after their fragments, relations."""
    units = OffsetMap(article.text)
    number = SOFA + 1
    yield Structure(number, ARTICLE, 0, units.utf16_length, _about(article))
    ids: dict[str, Ref] = {}
    places: dict[str, tuple[int, int]] = {}
    for span in article.spans:
        features: dict[str, Any] = {"identifier": span.id}
        if span.note:
            features["note"] = span.note
        if len(span.fragments) > 1:
            fragments = []
            for start, end in span.fragments:
                number += 1
                fragments.append(Ref(number))
                yield Structure(number, FRAGMENT, units.to_utf16(start), units.to_utf16(end), {})
            features["fragments"] = fragments
        number += 1
        ids[span.id] = Ref(number)
        places[span.id] = place = units.to_utf16(span.start), units.to_utf16(span.end)
        yield Structure(number, span_type(span.label), *place, features | _attributes(span.attributes))
    for link in article.relations:
        number += 1
        features = {"identifier": link.id, "head": ids[link.head]}
        if link.child in ids:
            features["child"] = ids[link.child]
        features |= {"childIdentifier": link.child, "childArticle": link.child_article}
        yield Structure(number, relation_type(link.label), *places[link.head], features | _attributes(link.attributes))


def _about(article: LayerArticle) -> dict[str, Any]:
    about = article.article
    values = (about.id, *(getattr(about, name) for name in ABOUT[1:7]), article.layer, article.state)
    known = {name: value for name, value in zip(ABOUT, values, strict=True) if value}
    return {"language": about.language or "x-unspecified", **known}


def _attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    return {feature_name(name): value for name, value in values.items()}


def texts_of(span: LayerSpan) -> Iterator[str]:
    """Yield what was typed in about a span."""
    yield span.note
    for value in span.attributes.values():
        if isinstance(value, str):
            yield value
