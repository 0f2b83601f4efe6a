"""The relations of an annotation, as chips: which, to what, with their attributes and a way to remove them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from annotator.domain.annotation import Annotation, Relation
from annotator.domain.rules import shown_attributes
from annotator.domain.schema import Schema
from annotator.services.desk import ArticleDesk
from annotator.ui.kit.words import named, tr
from annotator.ui.models.excerpt import span_words
from annotator.ui.panels.inspector.form import AttributeForm, Shown
from annotator.ui.panels.parts import clear, column, line, opener, text_label, tool_button

FarWords = Callable[[str, str], str]
"""Article id and annotation id -> the words of an annotation in another article."""


class _Target(QPushButton):
    """The other end: its words, cut where there is no room."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setProperty("quiet", True)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("text-align: left; padding: 2px 4px;")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setText(
            self.fontMetrics()
            .elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - 12)
            .replace("&", "&&")
        )

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())


class LinkChip(QFrame):
    """One relation seen from one of its ends. Signals: `removed()`, `edited(name, raw)`, `followed()`."""

    removed = Signal()
    edited = Signal(str, object)
    followed = Signal()

    def __init__(self, title: str, words: str, form: AttributeForm | None) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.title = text_label(title, "muted")
        self.target = _Target(words)
        self.target.clicked.connect(self.followed)
        self.remove = tool_button(tr("Remove this relation"), "close")
        self.remove.clicked.connect(self.removed)
        self.form = form
        named(self, f"{title} {words}")
        top = line(None, self.title, self.target, self.remove, gap=4)
        top.setStretch(1, 1)
        layout = column(self, margin=4, gap=4)
        layout.setContentsMargins(8, 2, 2, 2)
        layout.addLayout(top)
        if form is not None:
            layout.addWidget(form)
            form.edited.connect(self.edited)


class Links(QWidget):
    """All relations of the selected annotation; `add` is the button for a new one, which the panel places.

    Signals: `removed(relation id)`, `edited(relation id, name, raw)`, `followed(article id, annotation id)`,
    `wanted()` for a new one, `left()` for Esc.
    """

    removed = Signal(str)
    edited = Signal(str, str, object)
    followed = Signal(str, str)
    wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.far_words: FarWords = lambda _article, _annotation: ""
        self.chips: dict[str, LinkChip] = {}
        self._shown: tuple[str, tuple[Relation, ...]] | None = None
        self.add = opener(tr("+ Relation"), tr("Relate to another annotation"))
        self.add.clicked.connect(self.wanted)
        self._list = column(gap=4)
        column(self).addLayout(self._list)

    def show_relations(self, desk: ArticleDesk, schema: Schema, annotation: Annotation) -> None:
        """Show the relations that begin or end at an annotation."""
        relations = desk.relations_of(annotation.id)
        self.add.setVisible(bool(schema.relations_from(annotation.label)))
        key = (annotation.id, tuple(relations))
        if key == self._shown:
            return
        self._shown = key
        self._clear()
        for relation in relations:
            chip = self._chip(desk, schema, annotation, relation)
            self.chips[relation.id] = chip
            self._list.addWidget(chip)

    def flush(self) -> None:
        """Hand on what is typed."""
        for chip in self.chips.values():
            if chip.form is not None:
                chip.form.flush()

    def forget(self) -> None:
        """Make the chips anew when they are shown the next time."""
        self._shown = None

    def _clear(self) -> None:
        clear(self._list)
        self.chips = {}

    def _chip(self, desk: ArticleDesk, schema: Schema, annotation: Annotation, relation: Relation) -> LinkChip:
        outward = relation.head == annotation.id
        article, other = self._other_end(relation, outward=outward)
        kind = schema.relation(relation.label)
        title = f"{kind.title} →" if outward else f"← {kind.title}"
        chip = LinkChip(title, self._words(desk, schema, article, other), self._form(schema, relation))
        chip.removed.connect(lambda: self.removed.emit(relation.id))
        chip.edited.connect(lambda name, raw: self.edited.emit(relation.id, name, raw))
        chip.followed.connect(lambda: self.followed.emit(article, other))
        return chip

    @staticmethod
    def _other_end(relation: Relation, *, outward: bool) -> tuple[str, str]:
        if outward:
            return relation.child_article_id, relation.child
        return relation.article_id, relation.head

    def _words(self, desk: ArticleDesk, schema: Schema, article_id: str, annotation_id: str) -> str:
        here = desk.annotations.get(annotation_id)
        if here is not None:
            return f"{schema.label(here.label).short}  {span_words(desk.text, here)}"
        return self.far_words(article_id, annotation_id) or tr("an annotation in another article")

    def _form(self, schema: Schema, relation: Relation) -> AttributeForm | None:
        attributes = schema.attributes_of_relation(relation.label)
        if not attributes:
            return None
        form = AttributeForm(attributes)
        form.left.connect(self.left)
        form.finished.connect(self.left)
        shown = shown_attributes(attributes, relation.attributes)
        values = {attribute.name: Shown(relation.attributes.get(attribute.name)) for attribute in shown}
        form.show_values(values)
        return form
