"""What annotators say of one place, side by side: columns of readings, rows of words, label, values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.adjudication import Item
from annotator.domain.annotation import Annotation, AttributeValue, Relation
from annotator.domain.gold_links import Link
from annotator.domain.schema import Attribute, Schema
from annotator.domain.span import Fragments, surface
from annotator.domain.values import AttributeType
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.ui.kit.words import tr
from annotator.ui.models.excerpt import reference_words
from annotator.ui.models.value_words import in_words

WORDS, LABEL, LINKS, NOTE = "*words", "*label", "*links", "*note"
"""Names of the rows that are not an attribute's."""
_LONGEST = 400
_GAP = " … "


class Column(NamedTuple):
    """Who a column is: a letter, and the name to show, which is the letter while names are hidden."""

    letter: str
    name: str
    annotator: str = ""


class Cell(NamedTuple):
    """One value in words. `marks` are the parts of it (code points) that others do not have.

    `there` is off where there is nothing to take; `chosen` tells that the gold column has it.
    """

    text: str
    there: bool = True
    differs: bool = False
    chosen: bool = False
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that annotators may say differently: the gold column is the last cell."""

    name: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether annotators differ here."""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the compare panel shows. `color` is the label's, for the head of the gold column."""

    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()


def compare_item(desk: AdjudicationDesk, item: Item, columns: Sequence[Column], draft: Annotation | None) -> Comparison:
    """Return the readings of an item beside the draft of its gold annotation (None: nothing goes to gold)."""
    units = [next((unit for unit in item.units if unit.layer == column.annotator), None) for column in columns]
    rows = [_words_row(desk, units, draft), _label_row(desk.schema, units, draft)]
    rows += _attribute_rows(desk, units, draft)
    links = [_links_of(desk, unit) for unit in units]
    if any(links):
        gold = _links_of(desk, item.gold[0]) if item.gold else ""
        rows.append(_row(LINKS, tr("Relations"), links, gold, units))
    if any(unit is not None and unit.note for unit in units):
        notes = [unit.note if unit is not None else "" for unit in units]
        cells = tuple(Cell(note, bool(note)) for note in notes)
        rows.append(Row(NOTE, tr("Note"), (*cells, Cell(draft.note if draft is not None else ""))))
    return Comparison((*columns, Column("", tr("Gold"))), tuple(rows))


def compare_link(desk: AdjudicationDesk, link: Link, columns: Sequence[Column]) -> Comparison:
    """Return who has a relation, with its attributes, beside the gold relation."""
    relations = [next((each for each in link.relations if each.layer == column.annotator), None) for column in columns]
    kind = desk.schema.relation(link.label)
    said = [kind.title if relation is not None else tr("no relation") for relation in relations]
    shown = link.gold or (proposed(link) if link.is_open else None)
    gold = kind.title if shown is not None else tr("left out")
    voters = [column.annotator in link.voters for column in columns]
    said = [words if voter else tr("could not have it") for words, voter in zip(said, voters, strict=True)]
    rows = [_row(LABEL, tr("Relation"), said, gold, relations)]
    for attribute in desk.schema.attributes_of_relation(link.label):
        values = [_value(desk, attribute, relation) for relation in relations]
        rows.append(_row(attribute.name, attribute.title, values, _value(desk, attribute, shown), relations))
    for end, title in ((link.head, tr("From")), (link.child, tr("To"))):
        words = _end_words(desk, end)
        cells = tuple(Cell(words if relation is not None else "", False) for relation in relations)
        rows.append(Row(WORDS + title, title, (*cells, Cell(words, False))))
    return Comparison((*columns, Column("", tr("Gold"))), tuple(rows))


def proposed(link: Link) -> Relation | None:
    """Return what would be accepted of a link without further ado: what most have, or else the first."""
    return link.majority or next(iter(link.relations), None)


def _end_words(desk: AdjudicationDesk, end: Annotation) -> str:
    if end.article_id != desk.article.id:
        return tr("in another article")
    return f"{desk.schema.label(end.label).short}  {shortened(surface(desk.text, end.fragments))}"


def shortened(text: str, limit: int = _LONGEST) -> str:
    """Return a text on one line, cut if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _words_row(desk: AdjudicationDesk, units: Sequence[Annotation | None], draft: Annotation | None) -> Row:
    there = [unit for unit in units if unit is not None]
    differs = len({unit.fragments for unit in there}) > 1
    cells = []
    for unit in units:
        if unit is None:
            cells.append(Cell(tr("nothing here"), False, True))
            continue
        text, marks = _marked(desk.text, unit.fragments, [other.fragments for other in there if other is not unit])
        chosen = draft is not None and unit.fragments == draft.fragments
        cells.append(Cell(text, True, differs, chosen, marks))
    gold = Cell(_marked(desk.text, draft.fragments, [])[0]) if draft is not None else Cell(tr("left out"), False)
    return Row(WORDS, tr("Words"), (*cells, gold))


def _marked(text: str, fragments: Fragments, others: Sequence[Fragments]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the words of a span and, in them, the parts that not all others have."""
    common = set.intersection(*(_places(other) for other in others)) if others else _places(fragments)
    shown: list[str] = []
    marks: list[tuple[int, int]] = []
    at = 0
    for start, end in fragments:
        if shown:
            shown.append(_GAP)
            at += len(_GAP)
        for place in range(start, end):
            if place not in common:
                first = marks.pop()[0] if marks and marks[-1][1] == at else at
                marks.append((first, at + 1))
            shown.append(" " if text[place].isspace() else text[place])
            at += 1
    return "".join(shown), tuple(marks)


def _places(fragments: Fragments) -> set[int]:
    return {place for start, end in fragments for place in range(start, end)}


def _label_row(schema: Schema, units: Sequence[Annotation | None], draft: Annotation | None) -> Row:
    titles = [schema.label(unit.label).title if unit is not None else "" for unit in units]
    return _row(LABEL, tr("Label"), titles, schema.label(draft.label).title if draft is not None else "", units)


def _attribute_rows(desk: AdjudicationDesk, units: Sequence[Annotation | None], draft: Annotation | None) -> list[Row]:
    """Return a row for each attribute that anybody has a value for, in the schema's order."""
    there = [unit for unit in (*units, draft) if unit is not None]
    names = {name for unit in there for name in unit.attributes}
    rows = []
    for attribute in desk.schema.attributes:
        if attribute.name not in names:
            continue
        values = [_value(desk, attribute, unit) if _has(desk.schema, attribute, unit) else "" for unit in units]
        gold = _value(desk, attribute, draft) if _has(desk.schema, attribute, draft) else ""
        having = [unit if _has(desk.schema, attribute, unit) else None for unit in units]
        rows.append(_row(attribute.name, attribute.title, values, gold, having))
    return rows


def _has(schema: Schema, attribute: Attribute, unit: Annotation | None) -> bool:
    return unit is not None and attribute in schema.attributes_of(unit.label)


def _value(desk: AdjudicationDesk, attribute: Attribute, owner: Annotation | Relation | None) -> str:
    if owner is None:
        return ""
    value: AttributeValue = owner.attributes.get(attribute.name)
    if attribute.type == AttributeType.REFERENCE and isinstance(value, str):
        words = reference_words(desk.text, desk.schema, desk.annotations, value)
        return words or tr("an annotation that is not here")
    return "–" if value is None else in_words(attribute, value)


def _row(name: str, title: str, said: Sequence[str], gold: str, owners: Sequence[Annotation | Relation | None]) -> Row:
    """Return a row in which those who have the thing at all are compared."""
    differs = len({words for words, owner in zip(said, owners, strict=True) if owner is not None}) > 1
    cells = [
        Cell(words, owner is not None, differs and owner is not None, owner is not None and words == gold)
        for words, owner in zip(said, owners, strict=True)
    ]
    return Row(name, title, (*cells, Cell(gold)))


def _links_of(desk: AdjudicationDesk, unit: Annotation | None) -> str:
    """Return the relations of an annotation in words."""
    if unit is None:
        return ""
    lines = []
    for relation in desk.relations_of(unit.id):
        title = desk.schema.relation(relation.label).title
        other = desk.annotations.get(relation.child if relation.head == unit.id else relation.head)
        words = shortened(surface(desk.text, other.fragments), 40) if other is not None else tr("in another article")
        lines.append(f"{title} {'→' if relation.head == unit.id else '←'} {words}")
    return "\n".join(sorted(lines))


def columns_of(order: Sequence[str], names: Mapping[str, str]) -> tuple[Column, ...]:
    """Return annotators in an order, with letters; `names` has the names that may be shown."""
    letters = [chr(65 + nth) if nth < 26 else f"A{nth - 25}" for nth in range(len(order))]
    return tuple(Column(letter, names.get(name, letter), name) for letter, name in zip(letters, order, strict=True))
