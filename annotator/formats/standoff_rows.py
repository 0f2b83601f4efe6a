"""What a foreign file says of one article as rows of one layer: placed by its words, typed by the schema."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import orjson

from annotator.domain.annotation import Provenance
from annotator.domain.article import State
from annotator.domain.schema import Attribute, Schema
from annotator.domain.schema_parts import name_from
from annotator.domain.span import Fragments
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow
from annotator.domain.values import shown
from annotator.formats.annotated import AnnotatedArticle, is_annotation_id, is_relation_id, unknown_labels
from annotator.formats.offset_units import Mark, Spelling, place_marks
from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Standoff
from annotator.formats.standoff_values import NoValueError, Values, attribute_of, named, set_value
from annotator.formats.text_files import ReadArticle


def _as_placed(fragments: Fragments, _text: str) -> Fragments:
    return fragments


@dataclass(frozen=True)
class Taking:
    """How files are taken: into which layer, with which labels renamed, and whether new labels are added.

    `spelled` makes of the words of fragments what the format writes beside them; `joined` mends fragments that the
    format had to cut.
    """

    schema: Schema
    layer: str = ""
    label_map: Mapping[str, str] = field(default_factory=dict)
    add_labels: bool = False
    spelled: Spelling = " ".join
    joined: Callable[[Fragments, str], Fragments] = _as_placed

    @cached_property
    def labels(self) -> frozenset[str]:
        """The names of the schema's labels."""
        return frozenset(label.name for label in self.schema.labels)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The names of the schema's relations."""
        return frozenset(kind.name for kind in self.schema.relations)

    @cached_property
    def attributes(self) -> Mapping[str, Attribute]:
        """The schema's attributes by name."""
        return {attribute.name: attribute for attribute in self.schema.attributes}


class _Span(NamedTuple):
    label: str
    fragments: Fragments


class RowMaker:
    """Makes the rows of what is said of one article; what cannot be taken is added to the faults of the file."""

    def __init__(self, taking: Taking, found: Standoff) -> None:
        self._taking, self._schema, self._file = taking, taking.schema, found
        self._new_labels: dict[str, set[str]] = {}
        self._lacking: Counter[tuple[str, str]] = Counter()
        self._spans: dict[str, _Span] = {}
        self._links: dict[str, FoundLink] = {}
        self._made: dict[str, str] = {}
        """Id in the file -> id of the annotation it became: of several that say the same, the first one's."""

    def article(self, raw: str, read: ReadArticle) -> AnnotatedArticle:
        """Return the article with its rows; `raw` is the text before it was normalised. Raises UnknownLabelsError."""
        self._name_labels()
        self._place(raw, read.text)
        self._link(read.article.id)
        values = self._values()
        notes = self._notes()
        layer = self._file.annotator or self._taking.layer
        annotations = [
            _annotation_row(name, layer, span, values.get(name, {}), notes.get(name, ()))
            for name, span in self._spans.items()
        ]
        relations = [
            RelationRow(name, layer, *link[2:5], link.child_article or read.article.id, _json(values.get(name, {})))
            for name, link in self._links.items()
        ]
        foreign = [name for name in self._spans if not is_annotation_id(name)]
        foreign += [name for name in self._links if not is_relation_id(name)]
        return AnnotatedArticle(
            where=self._file.where,
            article=read.article,
            text=read.text,
            layer=layer,
            annotations=annotations,
            relations=relations,
            progress=_progress(layer, self._file.state),
            split=None,
            foreign_ids=frozenset(foreign),
            new_labels={name: frozenset(attributes) for name, attributes in self._new_labels.items()},
            named=bool(self._file.annotator),
            begun=self._file.state != State.NEW or bool(annotations),
            lacking=self._lacking,
        )

    def _name_labels(self) -> None:
        """Give every span and relation the label that it has in the schema, or will have."""
        taking = self._taking
        for nth, one in enumerate(self._file.spans):
            known = self._known(one, taking.labels)
            label = known or name_from(one.label)
            if known not in taking.labels:
                self._lacking[one.label, label] += 1
                self._new_labels.setdefault(label, set())
            self._file.spans[nth] = one._replace(label=label)
        for nth, link in enumerate(self._file.links):
            self._file.links[nth] = link._replace(label=self._known(link, taking.kinds) or link.label)
        if self._lacking and not taking.add_labels:
            raise unknown_labels([label for label, _ in self._lacking], self._file.where)

    def _known(self, one: FoundSpan | FoundLink, labels: frozenset[str]) -> str | None:
        """Return the label that the schema has for this one; the type comes before the value of one of its features."""
        rename = self._taking.label_map
        if one.kind is not None:
            name, feature = one.kind
            label = rename.get(name) or named(name, labels)
            if label is not None:
                self._file.values.append(FoundValue(one.line, "", feature, one.id, one.label))
                return label
        return rename.get(one.label) or named(one.label, labels)

    def _place(self, raw: str, text: str) -> None:
        found = self._file.spans
        marks = [Mark(one.fragments, one.surface) for one in found]
        placed = place_marks(raw, [*marks, *self._file.witnesses], self._taking.spelled)
        same: dict[_Span, str] = {}
        for one, place in zip(found, placed.spans, strict=False):
            if one.id in self._made:
                self._refuse(one, f"{one.id} is there already, so this one is not taken")
                continue
            if isinstance(place, str):
                self._refuse(one, f"{one.id} cannot be placed", place)
                continue
            span = _Span(one.label, self._taking.joined(place, text))
            first = same.setdefault(span, one.id)
            self._made[one.id] = first
            if first == one.id:
                self._spans[one.id] = span
            else:
                self._refuse(one, f"{one.id} says the same as {first}, so they were taken as one")

    def _link(self, article_id: str) -> None:
        there: set[tuple[str, str, str, str]] = set()
        for one in self._file.links:
            label = one.label
            far = one.child_article not in ("", article_id)
            head = self._made.get(one.head, "")
            child = one.child if far else self._made.get(one.child, "")
            why = self._why_not_link(one, label, head, child, far=far)
            if not why and ((label, head, child, one.child_article) in there or one.id in self._links):
                why = "There is the same relation already"
            if why:
                self._refuse(one, f"{one.id} is not taken", why)
            else:
                there.add((label, head, child, one.child_article))
                self._links[one.id] = one._replace(label=label, head=head, child=child)

    def _why_not_link(self, one: FoundLink, label: str, head: str, child: str, *, far: bool) -> str:
        """Return why a relation cannot be taken, empty if it can. The end in another article is not known."""
        if label not in self._taking.kinds:
            return f"The schema has no relation {shown(one.label)}"
        if not head or not child:
            lost = one.child if head else one.head
            return f"{lost} is no annotation that was taken" if lost else "One of its ends is not in the file"
        if far:
            kind, label_of = self._schema.relation(label), self._spans[head].label
            fits = kind.across_articles and (label_of in self._new_labels or label_of in kind.head)
            return "" if fits else f"{shown(label)} cannot link {self._described(head)} to another article"
        if self._allowed(label, head, child):
            return ""
        return f"{shown(label)} cannot link {self._described(head)} to {self._described(child)}"

    def _allowed(self, label: str, head: str, child: str) -> bool:
        labels = (self._spans[head].label, self._spans[child].label)
        new = not self._new_labels.keys().isdisjoint(labels)
        return head != child and (new or self._schema.allows(label, *labels))

    def _described(self, name: str) -> str:
        return f"{name} ({self._spans[name].label})"

    def _values(self) -> Mapping[str, Values]:
        """Return what is set of every annotation and relation."""
        values: defaultdict[str, Values] = defaultdict(dict)
        for one in self._file.values:
            target = self._made.get(one.target, one.target)
            try:
                form, owner = self._form(target)
                attribute = attribute_of(one, self._taking.attributes, form, owner)
                set_value(values[target], attribute, one.value, self._made)
            except NoValueError as fault:
                self._refuse(one, f"{one.id or shown(one.name)} of {one.target} is not taken", str(fault))
            else:
                if form is None:
                    self._new_labels[owner].add(attribute.name)
        return values

    def _form(self, target: str) -> tuple[Container[str] | None, str]:
        """Return the attributes that a target may have (None: any) and its label. Raises NoValueError."""
        if target in self._links:
            label = self._links[target].label
            return self._schema.relation(label).attributes, label
        if target not in self._spans:
            raise NoValueError(f"{target} is nothing that was taken")
        label = self._spans[target].label
        return (None if label in self._new_labels else self._schema.label(label).attributes), label

    def _notes(self) -> Mapping[str, list[str]]:
        notes: defaultdict[str, list[str]] = defaultdict(list)
        for one in self._file.notes:
            target = self._made.get(one.target)
            if target is None:
                what = f"{one.id or 'A note'} of {one.target} is not taken"
                self._refuse(one, what, f"{one.target} is no annotation that was taken")
            else:
                notes[target].append(one.text)
        return notes

    def _refuse(self, one: FoundSpan | FoundValue | FoundLink | FoundNote, what: str, why: str = "") -> None:
        self._file.refuse(one.line, what, why)


def _progress(layer: str, state: str) -> ProgressRow | None:
    """Return how far an annotator was. When that was is not known."""
    return ProgressRow(layer, state, 0) if state in (State.IN_PROGRESS, State.FINISHED) else None


def _json(values: Values) -> str:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode() if values else "{}"


def _annotation_row(name: str, layer: str, span: _Span, values: Values, notes: Iterable[str]) -> AnnotationRow:
    fragments = "[" + ",".join([f"[{start},{end}]" for start, end in span.fragments]) + "]"
    edited = orjson.dumps(dict.fromkeys(sorted(values), Provenance.EDITED)).decode() if values else "{}"
    return AnnotationRow(name, layer, span.label, fragments, _json(values), edited, "\n".join(notes), "")
