"""Writes a CAS as XMI: a file for each article, and the type system beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from annotator.formats.cas.structures import SOFA, Ref, Structure, structures, texts_of
from annotator.formats.cas.types import CasType, as_xml, type_system
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import Feature, Loss, Losses

TYPES_FILE = "TypeSystem.xml"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN = re.compile("[ !#-%'-;=?-~\xa0-\u2fff]*")
"""Texts that can stand between quotation marks as they are."""
_REPLACED = Loss(
    Feature.CHARACTERS,
    "1 article holds characters that XML forbids, each of which becomes U+FFFD",
    "{n} articles hold characters that XML forbids, each of which becomes U+FFFD",
)


class XmiWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        types = type_system(context.schema)
        self._types = as_xml(types)
        self._prefixes = dict(_prefixes(types))
        self._head = _head(self._prefixes)

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the file of an article."""
        typed_in = (text for span in article.spans for text in texts_of(span))
        about = article.article
        if any(map(_FORBIDDEN.search, (article.text, about.title, about.publisher, about.author, *typed_in))):
            losses.add(_REPLACED, article)
        out.write(f"{about.id}.xmi", "".join(self._lines(article)).encode())

    def finish(self, out: Output) -> None:
        """Write the type system."""
        out.write(TYPES_FILE, self._types.encode())

    def _lines(self, article: LayerArticle) -> Iterator[str]:
        yield self._head
        members = []
        for made in structures(article):
            members.append(str(made.id))
            yield self._element(made)
        text = f'sofaNum="1" sofaID="_InitialView" mimeType="text/plain" sofaString={_quoted(article.text)}'
        yield f'<cas:Sofa xmi:id="{SOFA}" {text}/>\n'
        yield f'<cas:View sofa="{SOFA}" members="{" ".join(members)}"/>\n'
        yield "</xmi:XMI>\n"

    def _element(self, made: Structure) -> str:
        package, _, name = made.type.rpartition(".")
        tag = f"{self._prefixes[package]}:{name}"
        attributes = [f'<{tag} xmi:id="{made.id}" sofa="{SOFA}" begin="{made.begin}" end="{made.end}"']
        children = []
        for feature, value in made.features.items():
            if isinstance(value, list) and not isinstance(value[0], Ref):
                children += [f"<{feature}>{escape(_clean(each))}</{feature}>" for each in value]
            else:
                attributes.append(f"{feature}={_quoted(_text(value))}")
        start = " ".join(attributes)
        return f"{start}>{''.join(children)}</{tag}>\n" if children else f"{start}/>\n"


def _text(value: Any) -> str:
    if isinstance(value, Ref):
        return str(value.id)
    if isinstance(value, list):
        return " ".join([str(each.id) for each in value])
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(REPLACEMENT, text)


def _quoted(text: str) -> str:
    return f'"{text}"' if _PLAIN.fullmatch(text) else quoteattr(_clean(text))


def _prefixes(types: Iterable[CasType]) -> Iterator[tuple[str, str]]:
    """Yield each package of types with the prefix of its names in the file."""
    for package in dict.fromkeys(one.name.rpartition(".")[0] for one in types):
        yield package, package.rpartition(".")[2]


def _head(prefixes: dict[str, str]) -> str:
    spaces = " ".join(
        f'xmlns:{prefix}="http:///{package.replace(".", "/")}.ecore"' for package, prefix in prefixes.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" {spaces} xmi:version="2.0">\n'
        '<cas:NULL xmi:id="0"/>\n'
    )


EXPORTER = Exporter(
    name="cas-xmi",
    title="UIMA CAS (XMI)",
    summary="An XMI file for each article with its type system, for UIMA and INCEpTION",
    files=("*.xmi", TYPES_FILE),
    lacks=frozenset({Feature.CHARACTERS}),
    start=XmiWriter,
)
