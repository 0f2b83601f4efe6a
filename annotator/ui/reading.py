"""From annotations and settings to what the reader shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from textwrap import fill

from annotator.domain.annotation import Annotation
from annotator.domain.article import Article
from annotator.domain.schema import Schema
from annotator.domain.values import AttributeType
from annotator.services.desk import ArticleDesk
from annotator.ui.kit.theme import Tokens
from annotator.ui.kit.words import tr
from annotator.ui.models.excerpt import reference_words
from annotator.ui.models.value_words import in_words
from annotator.ui.reader.style import DARK, LIGHT, ReaderStyle
from annotator.ui.reader.values import ReaderSpan

_SANS = LIGHT.name_families
_LONGEST = 80
_TIP_WIDTH = 72


def reader_style(tokens: Tokens, font_family: str) -> ReaderStyle:
    """Return the reader's look in a theme; `font_family` is serif, sans or a font's name."""
    base = DARK if tokens.dark else LIGHT
    families = {"serif": base.body_families, "sans": _SANS}.get(font_family, (font_family, *base.body_families))
    color = tokens.color
    return ReaderStyle(
        page=color["reader_background"],
        ink=color["reader_text"],
        ink_soft=color["reader_muted"],
        selection=color["selection"],
        selection_inactive=color["hover"],
        caret=color["caret"],
        accent=color["accent"],
        thumb=color["scroll_mark"],
        body_families=families,
        tint=tokens.label["tint_alpha"],
        tint_hovered=tokens.label["tint_alpha"] * 1.5,
        tint_selected=tokens.label["tint_alpha"] * 2.1,
        tint_dashed=tokens.label["tint_alpha"] * 0.4,
    )


def reader_span(annotation: Annotation, schema: Schema) -> ReaderSpan:
    """Return an annotation as the reader shows it. The tool tip is the label's name until `described`."""
    label = schema.label(annotation.label)
    return ReaderSpan(
        annotation.id,
        annotation.fragments,
        annotation.label,
        label.short,
        label.color,
        label.title,
        annotation.order[2:],
    )


def described(annotation: Annotation, schema: Schema, desk: ArticleDesk) -> ReaderSpan:
    """Return an annotation with its attributes and relations in the tool tip."""
    return replace(reader_span(annotation, schema), title=_tool_tip(annotation, schema, desk))


def others_span(annotation: Annotation, schema: Schema, text: str, known: Mapping[str, Annotation]) -> ReaderSpan:
    """Return somebody else's annotation: pale and dashed, with its annotator's handle, only to be looked at.

    `known` are the annotations of the article's text by their ids.
    """
    span = reader_span(annotation, schema)
    heading = f"{schema.label(annotation.label).title} – {annotation.layer}"
    title = tool_tip([heading, *attribute_lines(annotation, schema, text, known)])
    short = f"{span.short} {annotation.layer}"
    # Orders of one reader compare with each other: own spans come before those of others.
    order = (annotation.label, "~" + annotation.layer + annotation.id)
    return replace(span, short=short, title=title, order=order, dashed=True, owner=annotation.layer, fixed=True)


def byline(article: Article) -> str:
    """Return the source line: who published it, who wrote it, when."""
    return " · ".join(part for part in (article.publisher, article.author, article.published) if part)


def _tool_tip(annotation: Annotation, schema: Schema, desk: ArticleDesk) -> str:
    values = attribute_lines(annotation, schema, desk.text, desk.annotations)
    lines = [schema.label(annotation.label).title, *values]
    for link in desk.relations_of(annotation.id):
        title = schema.relation(link.label).title
        other = desk.annotations.get(link.child if link.head == annotation.id else link.head)
        words = _short(desk.text[other.start : other.end]) if other else tr("in another article")
        lines.append(f"{title} → {words}" if link.head == annotation.id else f"{words} → {title}")
    if annotation.note:
        lines.append(tr("Note: {words}").format(words=_short(annotation.note)))
    return tool_tip(lines)


def tool_tip(lines: Iterable[str]) -> str:
    """Return lines as a tool tip shows them: plain text, since tool tips take no markup, with long lines broken."""
    return "\n".join(fill(line, _TIP_WIDTH) for line in lines)


def attribute_lines(annotation: Annotation, schema: Schema, text: str, known: Mapping[str, Annotation]) -> list[str]:
    """Return the attributes that are set, a line each: a title and a value.

    References are shown by the words of what they point to, if it is among the `known` annotations of the text.
    """
    lines = []
    for attribute in schema.attributes_of(annotation.label):
        value = annotation.attributes.get(attribute.name)
        if value is not None and value is not False:
            points = attribute.type == AttributeType.REFERENCE
            shown = _pointed_to(str(value), schema, text, known) if points else in_words(attribute, value)
            lines.append(f"{attribute.title}: {shown}")
    return lines


def _pointed_to(annotation_id: str, schema: Schema, text: str, known: Mapping[str, Annotation]) -> str:
    # Which of the two it is, only a walk through the whole project would tell.
    return _short(reference_words(text, schema, known, annotation_id)) or tr("in another article, or deleted")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
