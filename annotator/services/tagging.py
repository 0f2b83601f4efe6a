"""What becomes of annotations when a person tags, moves, labels or deletes: changes, not yet applied.

Every function looks at a desk and returns the changes of one edit. None of them writes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from annotator.domain.annotation import Annotation, AttributeValue, Provenance, Relation
from annotator.domain.boundaries import (
    grapheme_ceiling,
    grapheme_floor,
    next_grapheme,
    next_word,
    next_word_end,
    previous_grapheme,
    previous_word,
    previous_word_end,
    trim,
)
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.identity import ANNOTATION, RELATION, Mint
from annotator.domain.rules import coerce
from annotator.domain.schema import AttributeType, Schema
from annotator.domain.span import Fragments, contains, fragments_of, surface
from annotator.services.autofill import fill
from annotator.services.desk import ArticleDesk

Edge = Literal["start", "end"]
Step = Literal["word", "character"]
Changes = tuple[Change, ...]


def annotation_of(desk: ArticleDesk, annotation_id: str) -> Annotation:
    """Return an annotation on the desk. Raises RuleError if it is not there (any more)."""
    found = desk.annotations.get(annotation_id)
    if found is None:
        raise RuleError("The annotation is not there any more", where=annotation_id)
    return found


def spans_of(desk: ArticleDesk, pairs: Iterable[tuple[int, int]]) -> Fragments:
    """Return the fragments trimmed and on grapheme boundaries. Raises RuleError if nothing is left or it is outside."""
    trimmed = []
    for start, end in pairs:
        if not 0 <= start <= end <= len(desk.text):
            raise RuleError("The span is outside the article", where=f"[{start}, {end})")
        core = trim(desk.text, grapheme_floor(desk.text, start), grapheme_ceiling(desk.text, end))
        if core is not None:
            trimmed.append(core)
    if not trimmed:
        raise RuleError("Only white space is selected", remedy="Select some words and try again")
    return fragments_of(trimmed)


def tag(desk: ArticleDesk, schema: Schema, mint: Mint, label: str, pairs: Iterable[tuple[int, int]]) -> Changes:
    """Add an annotation, its rule-filled attributes, and the relations that follow from containment."""
    schema.label(label)
    fragments = spans_of(desk, pairs)
    refuse_duplicate(desk, schema, label, fragments)
    bare = Annotation(mint.new(ANNOTATION), desk.article.id, desk.layer, label, fragments)
    annotation = fill(schema, bare, desk.text, desk.article.published)
    links = contained_relations(desk, schema, mint, annotation)
    return (Change(None, annotation), *links)


def refuse_duplicate(desk: ArticleDesk, schema: Schema, label: str, fragments: Fragments) -> None:
    """Raise RuleError if the layer has this label on exactly these fragments already."""
    twin = desk.exact(label, fragments)
    if twin is not None:
        words = surface(desk.text, fragments)
        shown = words if len(words) <= 40 else f"{words[:39]}…"
        title = schema.label(label).title.lower()
        raise RuleError(
            f"“{shown}” is tagged as {title} already",
            why="The same words can have a label only once",
            remedy="Select other words or another label",
        )


def contained_relations(desk: ArticleDesk, schema: Schema, mint: Mint, annotation: Annotation) -> Changes:
    """Return the relations that the schema fills by containment for a new or widened annotation.

    The head is inside the child; of several children the smallest is taken. A head that has such a relation keeps it.
    """
    found: list[Change] = []
    for kind in schema.relations:
        if kind.auto != "containment":
            continue
        pairs: list[tuple[Annotation, Annotation]] = []
        if annotation.label in kind.head and not _is_head(desk, annotation, kind.name):
            around = desk.smallest_around(annotation.fragments, kind.child)
            pairs += [(annotation, around)] if around is not None else []
        if annotation.label in kind.child:
            pairs += [(head, annotation) for head in _free_heads(desk, kind.name, kind.head, annotation)]
        found += [
            Change(
                None,
                Relation(
                    mint.new(RELATION), desk.article.id, desk.layer, kind.name, head.id, child.id, desk.article.id
                ),
            )
            for head, child in pairs
        ]
    return tuple(found)


def _free_heads(desk: ArticleDesk, relation: str, heads: Sequence[str], child: Annotation) -> list[Annotation]:
    return [
        head
        for head in desk.touching(child.start, child.end)
        if head.label in heads
        and head.fragments != child.fragments
        and contains(child.fragments, head.fragments)
        and not _is_head(desk, head, relation)
    ]


def _is_head(desk: ArticleDesk, annotation: Annotation, relation: str) -> bool:
    return any(link.label == relation and link.head == annotation.id for link in desk.relations_of(annotation.id))


def respan(desk: ArticleDesk, schema: Schema, annotation_id: str, pairs: Iterable[tuple[int, int]]) -> Changes:
    """Give an annotation other fragments; what rules filled is filled again. No changes if nothing moves."""
    before = annotation_of(desk, annotation_id)
    fragments = spans_of(desk, pairs)
    if fragments == before.fragments:
        return ()
    refuse_duplicate(desk, schema, before.label, fragments)
    moved = replace(before, fragments=fragments)
    return (Change(before, fill(schema, moved, desk.text, desk.article.published)),)


def move_edge(
    desk: ArticleDesk, schema: Schema, annotation_id: str, fragment: int, edge: Edge, position: int
) -> Changes:
    """Move one end of one fragment to a code-point position."""
    pairs: list[tuple[int, int]] = list(annotation_of(desk, annotation_id).fragments)
    start, end = pairs[fragment]
    pairs[fragment] = (position, end) if edge == "start" else (start, position)
    if not pairs[fragment][0] < pairs[fragment][1]:
        raise RuleError("A span must hold at least one character", remedy="Delete the annotation instead")
    return respan(desk, schema, annotation_id, pairs)


def nudge(desk: ArticleDesk, schema: Schema, annotation_id: str, edge: Edge, step: Step, *, forward: bool) -> Changes:
    """Move the first start or the last end of an annotation by a word or a character."""
    annotation = annotation_of(desk, annotation_id)
    fragment = 0 if edge == "start" else len(annotation.fragments) - 1
    position = annotation.start if edge == "start" else annotation.end
    walk = {
        ("start", "word"): (previous_word, next_word),
        ("end", "word"): (previous_word_end, next_word_end),
        ("start", "character"): (previous_grapheme, next_grapheme),
        ("end", "character"): (previous_grapheme, next_grapheme),
    }[edge, step][forward]
    target = walk(desk.text, position)
    while (
        step == "character"
        and 0 < target < len(desk.text)
        and desk.text[target if edge == "start" else target - 1].isspace()
    ):
        target = walk(desk.text, target)
    return move_edge(desk, schema, annotation_id, fragment, edge, target)


def add_fragment(desk: ArticleDesk, schema: Schema, annotation_id: str, start: int, end: int) -> Changes:
    """Add words to an annotation as a fragment; touching fragments become one."""
    before = annotation_of(desk, annotation_id)
    return respan(desk, schema, annotation_id, [*before.fragments, *spans_of(desk, [(start, end)])])


def remove_fragment(desk: ArticleDesk, schema: Schema, annotation_id: str, fragment: int) -> Changes:
    """Take a fragment away. Raises RuleError for the last one."""
    before = annotation_of(desk, annotation_id)
    rest = [pair for nth, pair in enumerate(before.fragments) if nth != fragment]
    if not rest:
        raise RuleError("An annotation needs at least one fragment", remedy="Delete the annotation instead")
    return respan(desk, schema, annotation_id, rest)


def relabel(desk: ArticleDesk, schema: Schema, annotation_ids: Iterable[str], label: str) -> Changes:
    """Give annotations another label; attributes that both labels have stay, relations the schema forbids go."""
    names = {attribute.name for attribute in schema.attributes_of(schema.label(label).name)}
    changes: list[Change] = []
    for annotation_id in annotation_ids:
        before = annotation_of(desk, annotation_id)
        if before.label == label:
            continue
        refuse_duplicate(desk, schema, label, before.fragments)
        kept = {name: value for name, value in before.attributes.items() if name in names}
        provenance = {name: origin for name, origin in before.provenance.items() if name in names}
        bare = replace(before, label=label, attributes=kept, provenance=provenance)
        changes.append(Change(before, fill(schema, bare, desk.text, desk.article.published)))
        changes += [
            Change(link, None)
            for link in desk.relations_of(annotation_id)
            if label
            not in (
                schema.relation(link.label).head if link.head == annotation_id else schema.relation(link.label).child
            )
        ]
    return tuple(changes)


def set_attribute(desk: ArticleDesk, schema: Schema, annotation_ids: Iterable[str], name: str, raw: object) -> Changes:
    """Set an attribute of annotations to what a person entered, or clear it. Computed ones refuse."""
    attribute = schema.attribute(name)
    if attribute.computed:
        raise RuleError(f"{attribute.title} is worked out from the span", remedy="Change the span instead")
    value = coerce(attribute, raw)
    changes = []
    for annotation_id in annotation_ids:
        before = annotation_of(desk, annotation_id)
        if attribute not in schema.attributes_of(before.label):
            raise RuleError(f"{attribute.title} is not an attribute of {schema.label(before.label).title}")
        attributes: dict[str, AttributeValue] = {**before.attributes, name: value}
        provenance = {**before.provenance, name: Provenance.EDITED}
        if value is None:
            attributes.pop(name)  # "edited" without a value keeps the rule from filling it again
        edited = replace(before, attributes=attributes, provenance=provenance)
        after = fill(schema, edited, desk.text, desk.article.published)
        if after != before:
            changes.append(Change(before, after))
    return tuple(changes)


def open_attribute(desk: ArticleDesk, schema: Schema, annotation_id: str, name: str) -> Changes:
    """Fill an attribute on demand by its rule; no changes if the rule finds nothing."""
    before = annotation_of(desk, annotation_id)
    after = fill(schema, before, desk.text, desk.article.published, {name})
    return (Change(before, after),) if after != before else ()


def confirm(desk: ArticleDesk, annotation_ids: Iterable[str], names: Iterable[str] | None = None) -> Changes:
    """Mark rule-filled attributes (all, or those named) as confirmed by a person."""
    wanted = None if names is None else set(names)
    changes = []
    for annotation_id in annotation_ids:
        before = annotation_of(desk, annotation_id)
        provenance = {
            name: Provenance.CONFIRMED if origin == Provenance.AUTO and (wanted is None or name in wanted) else origin
            for name, origin in before.provenance.items()
        }
        if provenance != before.provenance:
            changes.append(Change(before, replace(before, provenance=provenance)))
    return tuple(changes)


def set_note(desk: ArticleDesk, annotation_id: str, note: str) -> Changes:
    """Set or clear the note of an annotation."""
    before = annotation_of(desk, annotation_id)
    return (Change(before, replace(before, note=note.strip())),) if note.strip() != before.note else ()


def delete(desk: ArticleDesk, schema: Schema, annotation_ids: Iterable[str]) -> Changes:
    """Delete annotations, the relations that end there, and references to them in this article."""
    gone = {annotation_id: annotation_of(desk, annotation_id) for annotation_id in annotation_ids}
    links = {link.id: link for annotation_id in gone for link in desk.relations_of(annotation_id)}
    references = [attribute.name for attribute in schema.attributes if attribute.type == AttributeType.REFERENCE]
    changes = [Change(link, None) for _, link in sorted(links.items())]
    if references:
        changes += _cleared_references(desk, references, gone)
    return (*changes, *(Change(annotation, None) for annotation in gone.values()))


def _cleared_references(desk: ArticleDesk, references: Sequence[str], gone: dict[str, Annotation]) -> list[Change]:
    changes = []
    for annotation in desk.in_order():
        lost = [name for name in references if annotation.attributes.get(name) in gone]
        if annotation.id not in gone and lost:
            kept = {name: value for name, value in annotation.attributes.items() if name not in lost}
            origin = {name: value for name, value in annotation.provenance.items() if name not in lost}
            changes.append(Change(annotation, replace(annotation, attributes=kept, provenance=origin)))
    return changes
