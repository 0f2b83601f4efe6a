"""The top of the inspector: the words that are tagged, their fragments, and the label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from annotator.domain.annotation import Annotation
from annotator.domain.schema import Label, Schema
from annotator.services.desk import ArticleDesk
from annotator.ui.kit.theme import current_theme, label_line, label_text, label_tint
from annotator.ui.kit.words import named, tr
from annotator.ui.models.excerpt import one_line
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.painting import elided_lines, paint_lines
from annotator.ui.panels.parts import ElidedLabel, clear, column, line, text_label, tool_button

_PADDING = 8
_QUOTED_LINES = 3


class LabelChip(QAbstractButton):
    """A label to choose; the chosen one has its tint."""

    def __init__(self, label: Label) -> None:
        super().__init__()
        self.label = label
        self.setCheckable(True)
        self.setText(label.title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Label: {label}").format(label=label.title))
        key = tr("Key: {key}").format(key=label.key) if label.key else ""
        self.setToolTip("\n".join(part for part in (label.description, key) if part))

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        key = metrics.horizontalAdvance(f" {self.label.key}") if self.label.key else 0
        return QSize(metrics.horizontalAdvance(self.text()) + key + 2 * _PADDING, metrics.lineSpacing() + 8)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = tokens["focus"] if self.hasFocus() else label_line(self.label.color, tokens)
        if not chosen and not self.hasFocus():
            edge = tokens["border"]
        painter.setPen(QPen(edge, 1.4 if chosen or self.hasFocus() else 1.0))
        ground = label_tint(self.label.color, tokens) if chosen else tokens["surface_raised"]
        painter.setBrush(tokens["hover"] if self.underMouse() and not chosen else ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), 5, 5)
        metrics = painter.fontMetrics()
        base = (self.height() + metrics.ascent() - metrics.descent()) // 2
        painter.setPen(label_text(self.label.color, tokens) if chosen else tokens["text_muted"])
        painter.drawText(_PADDING, base, self.text())
        if self.label.key:
            painter.setPen(tokens["text_faint"])
            painter.drawText(_PADDING + metrics.horizontalAdvance(f"{self.text()} "), base, self.label.key)
        painter.end()


class QuotedWords(QWidget):
    """The tagged words in at most three lines."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setMinimumWidth(80)

    def show_words(self, words: str) -> None:
        """Show other words."""
        self._words = one_line(words, 400)
        self.setAccessibleName(self._words)
        self.setToolTip(self._words)
        self._fit()
        self.update()

    def _lines(self) -> tuple[str, ...]:
        return elided_lines(self._words, self.font(), self.width() - 12, _QUOTED_LINES)

    def _fit(self) -> None:
        self.setFixedHeight(max(1, len(self._lines())) * self.fontMetrics().lineSpacing())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_theme().tokens
        painter = QPainter(self)
        painter.fillRect(0, 1, 3, self.height() - 2, tokens["border"])
        painter.setPen(tokens["text"])
        paint_lines(painter, 12, 0, self._lines(), painter.fontMetrics())
        painter.end()


class Head(QWidget):
    """What is selected. Signals: `label_chosen(label)`, `fragment_removed(number)`, `delete_wanted()`."""

    label_chosen = Signal(str)
    fragment_removed = Signal(int)
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QuotedWords()
        self.title = text_label(role="heading")
        self.delete_button = tool_button(tr("Delete"), "delete")
        self.delete_button.clicked.connect(self.delete_wanted)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=4)
        self.chips: dict[str, LabelChip] = {}
        self._fragments = QWidget()
        self._fragment_lines = column(self._fragments, gap=0)
        self.fragment_buttons: list[QAbstractButton] = []
        top = line(None, self.title, self.words, gap=8)
        top.setStretch(1, 1)
        top.addWidget(self.delete_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = column(self, gap=8)
        layout.addLayout(top)
        layout.addWidget(self._fragments)
        layout.addWidget(self._chips)

    def set_schema(self, schema: Schema) -> None:
        """Offer the labels of a schema."""
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self.chips = {label.name: LabelChip(label) for label in schema.labels}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, name=name: self._choose(name))
            self._flow.addWidget(chip)

    def show_annotations(self, desk: ArticleDesk, annotations: Sequence[Annotation]) -> None:
        """Show one annotation, or how many there are."""
        one = annotations[0] if len(annotations) == 1 else None
        self.title.setVisible(one is None)
        self.title.setText(tr("{count} annotations selected").format(count=f"{len(annotations):,}"))
        labels = {annotation.label for annotation in annotations}
        for name, chip in self.chips.items():
            chip.setChecked(labels == {name})
        parts = [desk.text[start:end] for start, end in one.fragments] if one is not None else []
        self.words.setVisible(one is not None)
        self.words.show_words(" … ".join(parts))
        self._show_fragments(parts)

    def _show_fragments(self, parts: Sequence[str]) -> None:
        clear(self._fragment_lines)
        self.fragment_buttons = []
        self._fragments.setVisible(len(parts) > 1)
        if len(parts) < 2:
            return
        for number, part in enumerate(parts):
            row = QWidget()
            words = ElidedLabel(f"{number + 1}  {one_line(part)}", "muted")
            remove = named(tool_button("", "close"), tr("Remove fragment {number}").format(number=number + 1))
            remove.setToolTip(tr("Remove this fragment"))
            remove.clicked.connect(lambda _=False, number=number: self.fragment_removed.emit(number))
            line(row, words, remove).setStretch(0, 1)
            self._fragment_lines.addWidget(row)
            self.fragment_buttons.append(remove)

    def take_key(self, event: QKeyEvent) -> bool:
        """Choose the label whose key it is; tell whether there is one."""
        for name, chip in self.chips.items():
            if event.text() and event.text() == chip.label.key:
                self._choose(name)
                return True
        return False

    def _choose(self, name: str) -> None:
        self.chips[name].setChecked(True)
        self.label_chosen.emit(name)
