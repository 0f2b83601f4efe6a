"""The lines of one .ann file as rows of one layer: placed by their words, typed by the schema."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import orjson

from annotator.domain.annotation import Provenance
from annotator.domain.schema import Schema
from annotator.domain.schema_parts import is_name
from annotator.domain.span import Fragment, Fragments
from annotator.domain.stored import AnnotationRow, RelationRow
from annotator.domain.values import shown
from annotator.formats.annotated import AnnotatedArticle, unknown_labels
from annotator.formats.brat.lines import AttributeLine, Link, NoteLine, Standoff, TextBound
from annotator.formats.brat.values import NoValueError, Values, attribute_of, named, set_value
from annotator.formats.offset_units import Mark, place_marks
from annotator.formats.text_files import ReadArticle

_LINE_END = re.compile("\r\n?|\n")
_LINE_END_SHOWN = re.compile("\r ?")
"""What is left of a line end in the words of a line: brat writes a space for the line feed."""


class _Span(NamedTuple):
    label: str
    fragments: Fragments


class ArticleMaker:
    """Makes the rows of one file; what cannot be taken is added to the faults of the file."""

    def __init__(
        self, schema: Schema, label_map: Mapping[str, str], standoff: Standoff, layer: str, *, add_labels: bool
    ) -> None:
        self._schema, self._label_map, self._file, self._layer = schema, label_map, standoff, layer
        self._labels = [label.name for label in schema.labels]
        self._add_labels = add_labels
        self._new_labels: dict[str, set[str]] = {}
        self._spans: dict[str, _Span] = {}
        self._links: dict[str, Link] = {}
        self._made: dict[str, str] = {}
        """Id of a line -> id of the annotation it became: of several that say the same, the first one's."""

    def article(self, raw: str, read: ReadArticle) -> AnnotatedArticle:
        """Return the article with its rows; `raw` is the text before it was normalised. Raises UnknownLabelsError."""
        self._name_labels()
        self._place(raw, read.text)
        self._link()
        values = self._values()
        notes = self._notes()
        annotations = [
            _annotation_row(name, self._layer, span, values[name], notes[name]) for name, span in self._spans.items()
        ]
        relations = [
            RelationRow(name, self._layer, link.label, link.head, link.child, read.article.id, _json(values[name]))
            for name, link in self._links.items()
        ]
        return AnnotatedArticle(
            where=self._file.where,
            article=read.article,
            text=read.text,
            layer=self._layer,
            annotations=annotations,
            relations=relations,
            progress=None,
            split=None,
            foreign_ids=frozenset([*self._spans, *self._links]),
            new_labels={name: frozenset(attributes) for name, attributes in self._new_labels.items()},
        )

    def _name_labels(self) -> None:
        """Give every line the label that it has in the schema, or will have."""
        unknown = set()
        for nth, line in enumerate(self._file.spans):
            label = self._label_map.get(line.label) or named(line.label, self._labels) or _as_name(line.label)
            if label not in self._labels:
                unknown.add(line.label)
                self._new_labels[label] = set()
            self._file.spans[nth] = line._replace(label=label)
        if unknown and not self._add_labels:
            raise unknown_labels(unknown, self._file.where)

    def _place(self, raw: str, text: str) -> None:
        lines = self._file.spans
        marks = [Mark(line.fragments, _LINE_END_SHOWN.sub(" ", line.surface)) for line in lines]
        same: dict[_Span, str] = {}
        for line, place in zip(lines, place_marks(raw, marks, _spelled).spans, strict=True):
            if isinstance(place, str):
                self._refuse(line, f"{line.id} cannot be placed", place)
                continue
            span = _Span(line.label, _joined(place, text))
            first = same.setdefault(span, line.id)
            self._made[line.id] = first
            if first == line.id:
                self._spans[line.id] = span
            else:
                self._refuse(line, f"{line.id} says the same as {first}, so they were taken as one")

    def _link(self) -> None:
        kinds = [kind.name for kind in self._schema.relations]
        there: set[tuple[str, str, str]] = set()
        for line in self._file.links:
            label = self._label_map.get(line.label) or named(line.label, kinds)
            ends = [self._made.get(end) for end in (line.head, line.child)]
            head, child = ends
            if label not in kinds or label is None:
                self._refuse(line, f"{line.id} is not taken", f"The schema has no relation {shown(line.label)}")
            elif head is None or child is None:
                lost = line.head if head is None else line.child
                self._refuse(line, f"{line.id} is not taken", f"{lost} is no annotation that was taken")
            elif (label, head, child) in there:
                self._refuse(line, f"{line.id} is not taken", "There is the same relation already")
            elif not self._allowed(label, head, child):
                why = f"{shown(label)} cannot link {self._described(head)} to {self._described(child)}"
                self._refuse(line, f"{line.id} is not taken", why)
            else:
                there.add((label, head, child))
                self._links[line.id] = line._replace(label=label, head=head, child=child)

    def _allowed(self, label: str, head: str, child: str) -> bool:
        labels = (self._spans[head].label, self._spans[child].label)
        new = not self._new_labels.keys().isdisjoint(labels)
        return head != child and (new or self._schema.allows(label, *labels))

    def _described(self, name: str) -> str:
        return f"{name} ({self._spans[name].label})"

    def _values(self) -> defaultdict[str, Values]:
        """Return what is set of every annotation and relation."""
        values: defaultdict[str, Values] = defaultdict(dict)
        for line in self._file.attributes:
            target = self._made.get(line.target, line.target)
            try:
                form, owner = self._form(target)
                attribute = attribute_of(line, self._schema.attributes, form, owner)
                set_value(values[target], attribute, line.value, self._made)
            except NoValueError as fault:
                self._refuse(line, f"{line.id} of {line.target} is not taken", str(fault))
            else:
                if form is None:
                    self._new_labels[owner].add(attribute.name)
        return values

    def _form(self, target: str) -> tuple[Iterable[str] | None, str]:
        """Return the attributes that a target may have (None: any) and its label. Raises NoValueError."""
        if target in self._links:
            label = self._links[target].label
            return self._schema.relation(label).attributes, label
        if target not in self._spans:
            raise NoValueError(f"{target} is nothing that was taken")
        label = self._spans[target].label
        return (None if label in self._new_labels else self._schema.label(label).attributes), label

    def _notes(self) -> defaultdict[str, list[str]]:
        notes: defaultdict[str, list[str]] = defaultdict(list)
        for line in self._file.notes:
            target = self._made.get(line.target)
            if target is None:
                what = f"{line.id} of {line.target} is not taken"
                self._refuse(line, what, f"{line.target} is no annotation that was taken")
            else:
                notes[target].append(line.text)
        return notes

    def _refuse(self, line: TextBound | AttributeLine | Link | NoteLine, what: str, why: str = "") -> None:
        self._file.refuse(line.line, what, why)


def _as_name(label: str) -> str:
    """Return what a label that the schema lacks is called once it is added: without capitals, which names lack."""
    return label.lower() if is_name(label.lower()) else label


def _spelled(pieces: Sequence[str]) -> str:
    """Return the words of fragments as an .ann file has them: joined by a space, line ends as spaces."""
    return _LINE_END.sub(" ", " ".join(pieces))


def _joined(fragments: Fragments, text: str) -> Fragments:
    """Join fragments that only line ends are between: brat cannot mark across a line end and cuts there."""
    joined = [fragments[0]]
    for before, after in pairwise(fragments):
        if text[before.end : after.start].strip("\n"):
            joined.append(after)
        else:
            joined[-1] = Fragment(joined[-1].start, after.end)
    return tuple(joined)


def _json(values: Values) -> str:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def _annotation_row(name: str, layer: str, span: _Span, values: Values, notes: list[str]) -> AnnotationRow:
    fragments = orjson.dumps([list(fragment) for fragment in span.fragments]).decode()
    edited = orjson.dumps(dict.fromkeys(sorted(values), Provenance.EDITED)).decode()
    return AnnotationRow(name, layer, span.label, fragments, _json(values), edited, "\n".join(notes), "")
