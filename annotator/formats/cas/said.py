"""What the structures of a CAS say: spans, relations, slots and chains, whoever defined their types.

Of our own types everything is known. Of others, an annotation is a span of the label that its type is called; a type
that refers to a governor and a dependent (or a source and a target) is a relation; a slot is a relation from its host;
and the links of a chain are spans with a relation from each to the next. How a tool sees the text (tokens, sentences,
parts of speech, syntax) is not taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from annotator.domain.errors import InputError
from annotator.domain.offsets import OffsetMap
from annotator.formats.article_folders import path_text
from annotator.formats.cas.found import FoundCas, FoundStructure
from annotator.formats.cas.types import ABOUT, ARTICLE, FRAGMENT, attribute_name
from annotator.formats.importer import Found, FoundArticle
from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Source, Standoff
from annotator.formats.text_files import ReadFailure

_SPAN, _RELATION = "annotator.span.", "annotator.relation."
_TOOL = (
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
)
"""Packages whose types say how a tool sees the text, not what an annotator says of it."""
_ENDS = (("Governor", "Dependent"), ("source", "target"))
_KINDS = ("value", "label")
"""Features that tell annotations of one type apart, so that their value is the label where the type is none."""
_OWN = frozenset({"identifier", "note", "fragments"})


class _Saying:
    """Makes what is said of the structures of one file."""

    def __init__(self, cas: FoundCas, where: str) -> None:
        self.said = Standoff(where)
        self.known: dict[str, str] = {}
        self.unsaid: Counter[str] = Counter()
        self._cas = cas
        self._units = OffsetMap(cas.text)
        self._by_id = {one.id: one for one in cas.structures}
        self._names: dict[str, str] = {}

    def say(self) -> None:
        """Go through the structures: spans first, for whatever else is said is said of them."""
        others = []
        for one in self._cas.structures:
            if one.type == ARTICLE:
                self._article(one)
            elif self._is_relation(one):
                others.append(one)
            elif one.type.startswith(_TOOL):
                self.unsaid[one.short] += one.begin is not None
            elif one.begin is not None and one.type != FRAGMENT:
                self._span(one)
                others.append(one)
        for one in others:
            if self._is_relation(one):
                self._relation(one)
            else:
                self._links(one)

    def _article(self, one: FoundStructure) -> None:
        texts = {name: value for name, value in one.values.items() if isinstance(value, str)}
        self.said.annotator, self.said.state = texts.get("annotator", ""), texts.get("state", "")
        self.known = {name: texts[name] for name in ABOUT[1:7] if texts.get(name)}
        language = texts.get("language", "")
        if language and language != "x-unspecified":
            self.known["language"] = language

    def _is_relation(self, one: FoundStructure) -> bool:
        if one.type.startswith(_RELATION):
            return True
        return one.begin is not None and not one.type.startswith((_SPAN, *_TOOL)) and _ends(one) is not None

    def _span(self, one: FoundStructure) -> None:
        line = self._cas.lines.get(one.id, 0)
        name = _text(one.values.get("identifier")) if one.type.startswith(_SPAN) else ""
        name = name or f"{one.short} {one.id}"
        self._names[one.id] = name
        places = self._places(one)
        if isinstance(places, str):
            self.said.refuse(line, f"{name} cannot be placed", places)
            return
        label, kind = self._label(one)
        self.said.spans.append(FoundSpan(line, name, label, places, None, kind))
        self._values(one, name, kind[1] if kind else "")
        if one.type.startswith(_SPAN) and _text(one.values.get("note")):
            self.said.notes.append(FoundNote(line, "", name, _text(one.values["note"])))

    def _places(self, one: FoundStructure) -> tuple[tuple[int, int], ...] | str:
        """Return the fragments in code points of the text, or why there are none."""
        listed = [self._by_id[name] for name in one.refs.get("fragments", ()) if name in self._by_id]
        parts = listed if one.type.startswith(_SPAN) and listed else [one]
        places = []
        for part in parts:
            start, end = self._code_point(part.begin), self._code_point(part.end)
            if start is None or end is None:
                return f"{part.begin}-{part.end} is not in the text, which has {self._units.utf16_length} UTF-16 units"
            if start >= end:
                return "It marks nothing"
            places.append((start, end))
        return tuple(places)

    def _code_point(self, unit: int | None) -> int | None:
        if unit is None or not 0 <= unit <= self._units.utf16_length:
            return None
        found = self._units.to_code_point(unit)
        return found if self._units.to_utf16(found) == unit else None

    def _label(self, one: FoundStructure) -> tuple[str, tuple[str, str] | None]:
        """Return the label, and if that is only the value of a feature, what else it may be: the type."""
        if one.type.startswith(_SPAN):
            return one.type.removeprefix(_SPAN), None
        for feature in _KINDS:
            value = one.values.get(feature)
            if isinstance(value, str) and value.strip():
                return value, (one.short, feature)
        return one.short, None

    def _values(self, one: FoundStructure, name: str, kind: str) -> None:
        line = self._cas.lines.get(one.id, 0)
        own = one.type.startswith((_SPAN, _RELATION))
        for feature, value in one.values.items():
            if (own and feature in _OWN | {"childIdentifier", "childArticle"}) or feature == kind:
                continue
            attribute = attribute_name(feature) if own else feature
            for each in value if isinstance(value, list) else [value]:
                self.said.values.append(FoundValue(line, "", attribute, name, each))

    def _relation(self, one: FoundStructure) -> None:
        line = self._cas.lines.get(one.id, 0)
        name = _text(one.values.get("identifier")) if one.type.startswith(_RELATION) else ""
        name = name or f"{one.short} {one.id}"
        if one.type.startswith(_RELATION):
            head = self._name(one.refs.get("head", ()))
            child = self._name(one.refs.get("child", ()))
            article = "" if child else _text(one.values.get("childArticle"))
            child = child or _text(one.values.get("childIdentifier"))
            self.said.links.append(FoundLink(line, name, one.type.removeprefix(_RELATION), head, child, article))
            self._values(one, name, "")
            return
        ends = _ends(one) or ((), ())
        label, kind = self._label(one)
        self.said.links.append(FoundLink(line, name, label, self._name(ends[0]), self._name(ends[1]), "", kind))
        self._values(one, name, kind[1] if kind else "")

    def _links(self, one: FoundStructure) -> None:
        """Add the slots of an annotation, and the next link of a chain, as relations."""
        line, head = self._cas.lines.get(one.id, 0), self._names[one.id]
        for feature, names in one.refs.items():
            for nth, name in enumerate(names, 1):
                target = self._by_id.get(name)
                if target is None or (feature == "fragments" and one.type.startswith(_SPAN)):
                    continue
                if feature == "next":
                    label = _text(one.values.get("referenceRelation")) or "next"
                    self._slot(line, f"{head}, {feature}", label, head, [name])
                elif target.begin is None and ("target" in target.refs or "target" in target.values):
                    label = _text(target.values.get("role")) or feature
                    self._slot(line, f"{head}, {feature} {nth}", label, head, target.refs.get("target"))

    def _slot(self, line: int, name: str, label: str, head: str, child: object) -> None:
        names = [one for one in child if isinstance(one, str)] if isinstance(child, list | tuple) else []
        self.said.links.append(FoundLink(line, name, label, head, self._name(names)))

    def _name(self, refs: object) -> str:
        """Return what a structure that is referred to is called; empty for none, its type if it is not taken."""
        first = refs[0] if isinstance(refs, list | tuple) and refs else ""
        if first in self._names:
            return self._names[first]
        found = self._by_id.get(first)
        return f"{found.short} {found.id}" if found is not None else ""


def _ends(one: FoundStructure) -> tuple[object, object] | None:
    for head, child in _ENDS:
        if one.refs.get(head) and one.refs.get(child):
            return one.refs[head], one.refs[child]
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def said_of(cas: FoundCas, path: Path, known: Mapping[str, str] | None = None) -> list[Found]:
    """Return the article of a CAS with its layer, and what of it was left out."""
    where = path_text(path)
    if not cas.text:
        raise InputError("The CAS holds no text", where)
    saying = _Saying(cas, where)
    saying.say()
    source = Source(cas.text, {**(known or {}), **saying.known}, otherwise=path_text(path.stem))
    found: list[Found] = [FoundArticle(source, [saying.said])]
    unsaid = {name: count for name, count in sorted(saying.unsaid.items()) if count and name != "DocumentAnnotation"}
    if unsaid:
        what = "Left out what says how a tool sees the text"
        why = ", ".join(f"{count} {name}" for name, count in unsaid.items())
        found.append(ReadFailure(InputError(what, where, why), left_out=True))
    return found
