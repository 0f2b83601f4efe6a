"""From places to decide to what the Adjudicate page shows: words, rows of the queue, spans of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from annotator.domain.adjudication import Decision, Difference, Item, Why, undecided_attributes
from annotator.domain.annotation import GOLD, Annotation, Lineage
from annotator.domain.schema import Schema
from annotator.domain.span import fragments_of, surface
from annotator.services.adjudication_desk import AdjudicationDesk, Place
from annotator.services.drafting import DRAFT
from annotator.ui.kit.theme import Tokens
from annotator.ui.kit.words import tr
from annotator.ui.models.queue_model import Chip, QueueRow
from annotator.ui.panels.adjudication.comparison import Column, shortened
from annotator.ui.reader.values import ReaderSpan

_NAMED = 3
"""So many attributes are named that differ."""


def decisions() -> dict[str, str]:
    """Return how something may have been decided, in words."""
    return {
        Decision.UNANIMOUS: tr("unanimous"),
        Decision.MAJORITY: tr("majority"),
        Decision.ACCEPTED: tr("accepted"),
        Decision.MERGED: tr("merged"),
        Decision.EDITED: tr("edited"),
    }


def reasons() -> dict[Why, str]:
    """Return why a decision came back, in words."""
    return {
        Why.CHANGED: tr("changed since it was decided"),
        Why.GONE: tr("a source was deleted since"),
        Why.MORE: tr("somebody else has finished or marked more since"),
        Why.TWICE: tr("decided twice, apart"),
        Why.LEFT_OPEN: tr("no majority for every value"),
    }


def about_place(desk: AdjudicationDesk, place: Place, columns: Sequence[Column]) -> str:
    """Return what is to be decided at a place, or how it was decided."""
    back = [words for why, words in reasons().items() if why in place.why]
    if back:
        return ", ".join(back)
    if not isinstance(place, Item):
        made = {relation.layer for relation in place.relations}
        lacking = [
            column.letter for column in columns if column.annotator in place.voters and column.annotator not in made
        ]
        if place.is_open:
            return tr("relation, not from {who}").format(who=", ".join(lacking)) if lacking else tr("relation differs")
        return tr("relation in gold") if place.gold is not None else tr("relation left out")
    if place.is_open:
        return ", ".join(_differences(desk, place, columns)) or tr("all agree")
    if not place.gold:
        return tr("left out")
    return ", ".join(dict.fromkeys(_decided(gold) for gold in place.gold))


def _decided(gold: Annotation) -> str:
    return decisions().get(gold.lineage.decision, "") if gold.lineage is not None else tr("gold")


def _differences(desk: AdjudicationDesk, item: Item, columns: Sequence[Column]) -> Iterator[str]:
    if Difference.LABEL in item.differences:
        yield tr("label differs")
    if Difference.BOUNDARY in item.differences:
        yield tr("boundary differs")
    if Difference.ATTRIBUTES in item.differences:
        titles = [desk.schema.attribute(name).title.lower() for name in differing_attributes(desk, item)]
        more = "" if len(titles) <= _NAMED else " …"
        yield tr("{attributes} differs").format(attributes=", ".join(titles[:_NAMED]) + more)
    lacking = [column.letter for column in columns if column.annotator in item.lacking]
    if lacking:
        yield tr("nothing from {who}").format(who=", ".join(lacking))


def differing_attributes(desk: AdjudicationDesk, item: Item) -> list[str]:
    """Return the attributes in which spans of one label differ, in the schema's order."""
    said = [(unit.label, dict(desk.state.reading(unit).attributes)) for unit in item.units]
    return [
        attribute.name
        for attribute in desk.schema.attributes
        if any(
            one[0] == other[0] and one[1].get(attribute.name) != other[1].get(attribute.name)
            for one in said
            for other in said
        )
    ]


def title_of(desk: AdjudicationDesk, place: Place) -> str:
    """Return the labels that a place is about."""
    if isinstance(place, Item):
        labels = dict.fromkeys(each.label for each in place.units or place.gold)
        return " / ".join(desk.schema.label(label).title for label in labels)
    return desk.schema.relation(place.label).title


def words_of(desk: AdjudicationDesk, place: Place) -> str:
    """Return the words that a place is about."""
    if isinstance(place, Item):
        pairs = [pair for each in place.units or place.gold for pair in each.fragments]
        return shortened(surface(desk.text, fragments_of(pairs)), 160)
    ends = [
        shortened(surface(desk.text, end.fragments), 60) if end.article_id == desk.article.id else "…"
        for end in (place.head, place.child)
    ]
    return " → ".join(ends)


def queue_row(desk: AdjudicationDesk, place: Place, columns: Sequence[Column], later: set[str]) -> QueueRow:
    """Return the row of a place in the queue."""
    if isinstance(place, Item):
        labels = dict.fromkeys(each.label for each in place.units or place.gold)
    else:
        labels = dict.fromkeys((place.head.label, place.child.label))
    chips = tuple(Chip(desk.schema.label(name).short, desk.schema.label(name).color) for name in labels)
    about = about_place(desk, place, columns)
    is_later = place.key in later
    shown = f"{tr('later')} · {about}" if is_later else about
    return QueueRow(place.key, chips, words_of(desk, place), shown, place.is_open, place.is_stale, is_later)


def lineage_words(desk: AdjudicationDesk, place: Place, names: Mapping[str, str]) -> str:
    """Return how each gold annotation of a place came about: from whose spans, by whom, when; "" if there is none.

    `names` has what annotators are called as long as their names are hidden.
    """
    if isinstance(place, Item):
        lines = [_lineage(desk, gold.lineage, names) for gold in place.gold if gold.lineage is not None]
        left_out = [desk.settled[unit.id] for unit in place.units if unit.id in desk.settled and not place.gold]
        lines += [tr("Left out by {who}, {when}").format(who=each.by, when=_time(each.at_ms)) for each in left_out]
        lacking = [name for gold in place.gold for name in undecided_attributes(gold, place.units, desk.state)]
        if lacking:
            titles = ", ".join(desk.schema.attribute(name).title for name in lacking)
            lines.append(tr("Without a majority: {attributes}").format(attributes=titles))
        return "\n".join(dict.fromkeys(lines))
    return tr("Left out") if not place.is_open and place.gold is None else ""


def _lineage(desk: AdjudicationDesk, lineage: Lineage, names: Mapping[str, str]) -> str:
    makers = []
    for source in lineage.sources:
        unit = desk.annotations.get(source)
        makers.append(tr("a deleted span") if unit is None else names.get(unit.layer, unit.layer))
    text = tr("Gold: {decision}, from {sources}. Decided by {who}, {when}.")
    return text.format(
        decision=decisions().get(lineage.decision, lineage.decision),
        sources=", ".join(sorted(dict.fromkeys(makers))) or tr("nobody's span"),
        who=lineage.by or "?",
        when=_time(lineage.at_ms),
    )


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M")


# ---- the text


def layer_span(
    annotation: Annotation, schema: Schema, columns: Sequence[Column], tokens: Tokens, *, by_annotator: bool
) -> ReaderSpan:
    """Return an annotation of any layer as the reader shows it: its label, and whose it is by letter."""
    label = schema.label(annotation.label)
    nth = next((nth for nth, column in enumerate(columns) if column.annotator == annotation.layer), None)
    gold = annotation.layer == GOLD
    letter = tr("gold") if gold or nth is None else columns[nth].letter
    whose = tr("Gold") if gold or nth is None else columns[nth].name
    color = label.color
    if by_annotator:
        color = tokens.color["gold" if nth is None else f"annotator_{nth % 6 + 1}"]
    order = (100 if gold else nth or 0, annotation.label, annotation.id)
    return ReaderSpan(
        annotation.id,
        annotation.fragments,
        annotation.label,
        f"{label.short} {letter}",
        color,
        f"{whose}: {label.title}",
        order,
        owner=letter,
    )


def draft_span(draft: Annotation, schema: Schema, tokens: Tokens) -> ReaderSpan:
    """Return a draft as the reader shows it while it is edited."""
    label = schema.label(draft.label)
    return ReaderSpan(
        DRAFT,
        draft.fragments,
        draft.label,
        f"{label.short} {tr('gold')}",
        tokens.color["gold"],
        tr("Gold, being edited"),
        (-1, draft.label, DRAFT),
        dashed=True,
    )
