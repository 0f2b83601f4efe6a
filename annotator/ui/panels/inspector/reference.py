"""Naming another annotation: typed words are looked up among the annotations of the article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from typing_extensions import override

from annotator.domain.annotation import Annotation, AttributeValue
from annotator.domain.schema import Attribute, Schema
from annotator.services.desk import ArticleDesk
from annotator.services.suggesting import nearest_annotations
from annotator.ui.kit.words import tr
from annotator.ui.models.excerpt import reference_words
from annotator.ui.panels.inspector.fields import TextField
from annotator.ui.panels.parts import set_pale


class Named(NamedTuple):
    """An annotation and the words by which a person knows it."""

    annotation_id: str
    words: str


def references_of(desk: ArticleDesk, schema: Schema, annotation: Annotation) -> list[Named]:
    """Return what an annotation may refer to, nearest first."""
    return [
        Named(other.id, reference_words(desk.text, schema, desk.annotations, other.id))
        for other in nearest_annotations(desk, annotation)
    ]


class ReferenceField(TextField):
    """A text field whose text stands for an annotation.

    `offered` returns what may be meant, nearest first; `words_of` the words for an id, or "".
    """

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self.offered: Callable[[], Sequence[Named]] = list
        self.words_of: Callable[[str], str] = str
        self._shown: Named | None = None
        self.input.suggest = lambda: [named.words for named in self.offered()]

    @override
    def raw(self) -> object:
        typed = self.input.toPlainText().strip()
        if self._shown is not None and typed == self._shown.words:
            return self._shown.annotation_id
        return next((named.annotation_id for named in self.offered() if named.words == typed), typed)

    @override
    def _show(self, value: AttributeValue) -> None:
        self._shown = None
        words = ""
        if isinstance(value, str):
            words = self.words_of(value) or tr("an annotation that is not here")
            self._shown = Named(value, words)
        super()._show(words)
        set_pale(self.input, on=self.auto)
