"""Writes a CAS as JSON (UIMA's JSON CAS, version 0.4): a file for each article that holds its type system."""

from __future__ import annotations

from itertools import count
from typing import Any

import orjson

from annotator.formats.cas.structures import SOFA, Ref, Structure, structures
from annotator.formats.cas.types import FRAGMENT, STRING_ARRAY, as_json, type_system
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.closing import escape_separators
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import Losses

_VIEW = "_InitialView"


class JsonCasWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._types = orjson.Fragment(orjson.dumps(as_json(type_system(context.schema))))

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the file of an article."""
        del losses  # a CAS in JSON holds everything
        made = list(structures(article))
        free = count(made[-1].id + 1)
        arrays: list[dict[str, Any]] = []
        listed = [_as_json(one, arrays, free) for one in made]
        text = {
            "%ID": SOFA,
            "%TYPE": "uima.cas.Sofa",
            "sofaNum": 1,
            "sofaID": _VIEW,
            "mimeType": "text/plain",
            "sofaString": article.text,
        }
        document = {
            "%TYPES": self._types,
            "%FEATURE_STRUCTURES": [text, *listed, *arrays],
            "%VIEWS": {_VIEW: {"%SOFA": SOFA, "%MEMBERS": [one.id for one in made]}},
        }
        data = escape_separators(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))
        out.write(f"{article.article.id}.json", data)

    def finish(self, out: Output) -> None:
        """There is nothing after the last article."""


def _as_json(made: Structure, arrays: list[dict[str, Any]], free: count[int]) -> dict[str, Any]:
    """Return a structure; arrays are structures too, with free numbers, and are added to `arrays`."""
    found: dict[str, Any] = {
        "%ID": made.id,
        "%TYPE": made.type,
        "@sofa": SOFA,
        "begin": made.begin,
        "end": made.end,
    }
    for name, value in made.features.items():
        if isinstance(value, Ref):
            found[f"@{name}"] = value.id
        elif isinstance(value, list):
            found[f"@{name}"] = number = next(free)
            arrays.append(_array(number, value))
        else:
            found[name] = value
    return found


def _array(number: int, values: list[Any]) -> dict[str, Any]:
    if isinstance(values[0], Ref):
        return {"%ID": number, "%TYPE": f"{FRAGMENT}[]", "%ELEMENTS": [each.id for each in values]}
    return {"%ID": number, "%TYPE": STRING_ARRAY, "%ELEMENTS": values}


EXPORTER = Exporter(
    name="cas-json",
    title="UIMA CAS (JSON)",
    summary="A JSON file for each article that holds its own type system, for UIMA and INCEpTION",
    files=("*.json",),
    lacks=frozenset(),
    start=JsonCasWriter,
)
