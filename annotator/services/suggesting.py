"""What a person may want to enter: suggestions for text attributes and annotations to refer to, nearest first."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from annotator.domain.annotation import Annotation
from annotator.domain.schema import AttributeType, Schema
from annotator.services.desk import ArticleDesk

_AROUND = 3_000
"""How far from the annotation names are looked for, in code points."""
_MOST = 40
_PARTICLE = "(?:of|for|de|da|del|van|von|der|den|bin|al|la|le|el)"
_WORD = r"""(?:(?:\p{Lu}\.){2,}|\p{Lu}\.(?=[ \xa0]\p{Lu})|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|St)\.
    |\p{Lu}[\p{L}\p{M}\p{N}]*(?:[’'-](?!s\b)[\p{L}\p{M}]+)*)"""
_NAME = regex.compile(rf"{_WORD}(?:[ \xa0](?:{_PARTICLE}[ \xa0]){{0,2}}{_WORD})*", regex.X)
_NOT_NAMES = frozenset(
    "The A An And But Or If In On At By To For From With As It Its He She They We I You His Her Their Our My This That "
    "These Those There Here What When Where Who Why How Not No Yes Some Many Most All Both After Before Since While "
    "Later Earlier Now Then Today Yesterday Tomorrow Still Even Also However Meanwhile Once Again Only Just Soon Until "
    "About Nobody Everyone Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December".split()
)
_SENTENCE_STARTS = regex.compile(r"(?:^|[.!?:\n“\"‘(])\s*$")


def value_suggestions(desk: ArticleDesk, schema: Schema, annotation: Annotation, name: str) -> list[str]:
    """Return what a text attribute may be: what the article has already, then what the schema lists.

    Where the schema lists nothing, names in the text are offered, those near the annotation first.
    """
    attribute = schema.attribute(name)
    if attribute.type != AttributeType.TEXT:
        return []
    found = dict.fromkeys(_used(desk, annotation, name))
    if attribute.suggestions:
        found |= dict.fromkeys(attribute.suggestions)
    else:
        found |= dict.fromkeys(names_near(desk.text, annotation.start, annotation.end))
    return list(found)[:_MOST]


def _used(desk: ArticleDesk, annotation: Annotation, name: str) -> Iterator[str]:
    near = sorted(
        (other for other in _around(desk, annotation) if isinstance(other.attributes.get(name), str)),
        key=lambda other: _gap(annotation, other),
    )
    return (str(other.attributes[name]) for other in near if other.id != annotation.id)


def _around(desk: ArticleDesk, annotation: Annotation) -> list[Annotation]:
    return desk.touching(max(0, annotation.start - 10 * _AROUND), annotation.end + 10 * _AROUND)


def _gap(annotation: Annotation, other: Annotation) -> int:
    return max(other.start - annotation.end, annotation.start - other.end, 0)


def names_near(text: str, start: int, end: int) -> list[str]:
    """Return the capitalised names around `[start, end)` (code points), each once in its longest form, nearest first.

    A single word at the start of a sentence is a name only if it is written with a capital elsewhere too.
    """
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    distance: dict[str, int] = {}
    doubtful: dict[str, int] = {}
    for match in _NAME.finditer(text, low, high):
        name = _without_article(match[0])
        if name in _NOT_NAMES or len(name) < 2 or (name.isupper() and " " in name):
            continue  # capitals throughout are a headline
        gap = max(match.start() - end, start - match.end(), 0)
        begins = " " not in name and _SENTENCE_STARTS.search(text, max(0, match.start() - 3), match.start())
        kept = doubtful if begins else distance
        kept[name] = min(gap, kept.get(name, gap))
    for name, gap in doubtful.items():
        if name in distance:
            distance[name] = min(gap, distance[name])
    return _longest_forms(distance)


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return _without_article(rest) if first in _NOT_NAMES and rest else name


def _longest_forms(distance: dict[str, int]) -> list[str]:
    """Put "Maria Kerr" in the place of "Kerr", and order by distance."""
    nearest: dict[str, int] = {}
    for name, gap in distance.items():
        padded = f" {name} "
        longer = [other for other in distance if other != name and padded in f" {other} "]
        form = max(longer, key=len, default=name)
        nearest[form] = min(gap, nearest.get(form, gap))
    return sorted(nearest, key=lambda name: (nearest[name], name))


def nearest_annotations(desk: ArticleDesk, annotation: Annotation, limit: int = 200) -> list[Annotation]:
    """Return other annotations of the article, nearest first."""
    others = (other for other in _around(desk, annotation) if other.id != annotation.id)
    return sorted(others, key=lambda other: (_gap(annotation, other), other.order))[:limit]
