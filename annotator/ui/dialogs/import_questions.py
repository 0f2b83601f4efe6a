"""Before annotations come in: what becomes of labels that the schema lacks, and whose layer it is.

Methods: `ask(LayerQuestions, annotator, schema)`, `answers()`. Signals: `answered(LayerAnswers)`, `back_wanted()`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from annotator.domain.schema import Schema
from annotator.services.layer_questions import LayerAnswers, LayerQuestions, known_label, new_names
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.models.excerpt import one_line
from annotator.ui.panels.parts import ElidedLabel, SteadyCombo, clear, column, line, push_button, text_label

_NAMES = 4
"""Annotators that are named before the rest is counted."""
_ASKED_WIDTH = 200
_BESIDE_BAR = 8


class ImportQuestions(QWidget):
    """See the module for methods and signals."""

    answered = Signal(object)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, tr("Before the annotations come in"))
        self.labels: dict[str, QComboBox] = {}
        """What becomes of each label that the schema lacks."""
        self.about = text_label(role="muted", wrap=True)
        self.layer = named(SteadyCombo(), tr("Whose layer"))
        self.layer.currentTextChanged.connect(self.layer.setToolTip)
        self.finished = named(
            QCheckBox(tr("These articles are finished")),
            tr("Finished"),
            tr("By those whose layers the annotations go to"),
        )
        self.back_button = push_button(tr("Back"))
        self.back_button.clicked.connect(self.back_wanted)
        self.import_button = push_button(tr("Import"), primary=True)
        self.import_button.clicked.connect(lambda: self.answered.emit(self.answers()))
        self._rows = _grid()
        self._lay_out()

    def _lay_out(self) -> None:
        body = QWidget()
        held = column(body)
        held.setContentsMargins(0, 0, _BESIDE_BAR, 0)
        held.addLayout(self._rows)
        held.addStretch(1)
        self._list = named(QScrollArea(), tr("Labels that the schema lacks"))
        self._list.setWidgetResizable(True)
        # Its rows take the focus and it follows; by itself it would show no sign of having it.
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setWidget(body)
        whose = _grid()
        whose.addWidget(text_label(tr("Annotations go to"), "muted"), 0, 0)
        whose.addWidget(self.layer, 0, 1)
        whose.addWidget(self.finished, 1, 1)
        end = line(gap=8)
        end.addStretch(1)
        end.addWidget(self.back_button)
        end.addWidget(self.import_button)
        whole = column(self, self.about, self._list, gap=12)
        whole.setStretchFactor(self._list, 1)
        whole.addLayout(whose)
        whole.addLayout(end)

    def ask(self, questions: LayerQuestions, annotator: str, schema: Schema) -> None:
        """Show what is to be decided, with what is likely."""
        clear(self._rows)
        names = new_names(questions.labels, schema)
        self.labels = {name: _choice(name, names[name], schema) for name, _ in questions.labels.most_common()}
        for row, (name, combo) in enumerate(self.labels.items()):
            uses = counted(questions.labels[name], tr("{n} annotation"), tr("{n} annotations"))
            self._rows.addWidget(ElidedLabel(one_line(name), "muted", f" · {uses}"), row, 0)
            self._rows.addWidget(combo, row, 1)
        lacks = tr("The schema lacks labels that are in the files. Each can become one that it has, or be added to it.")
        knows = tr("The schema has all labels that are in the files.")
        self.about.setText(lacks if self.labels else knows)
        self._fill_layers(questions, annotator)
        self.finished.setChecked(False)

    def _fill_layers(self, questions: LayerQuestions, annotator: str) -> None:
        """Offer the layers of those whom the files name. The own one is for the work of one only."""
        self.layer.clear()
        named_ones = sorted(questions.annotators)
        if set(named_ones) - {annotator}:
            one, many = tr("the layer of {names}"), tr("layers of their own: {names}")
            words = (one if len(named_ones) == 1 else many).format(names=_listed(named_ones))
            self.layer.addItem(words, userData=True)
        if len(named_ones) < 2:
            self.layer.addItem(tr("my layer ({annotator})").format(annotator=annotator), userData=False)
        self.layer.setEnabled(self.layer.count() > 1)

    def answers(self) -> LayerAnswers:
        """Return what was decided."""
        labels = {name: str(combo.currentData()) for name, combo in self.labels.items()}
        return LayerAnswers(labels, by_annotator=bool(self.layer.currentData()), finished=self.finished.isChecked())


def _grid() -> QGridLayout:
    """Return two columns: what is asked and what is chosen."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, _ASKED_WIDTH)
    grid.setColumnStretch(1, 1)
    return grid


def _choice(name: str, new: str, schema: Schema) -> QComboBox:
    """Return what a label can become: one of the schema's, or a new one."""
    combo = named(SteadyCombo(), tr("What {label} becomes").format(label=one_line(name)))
    combo.currentTextChanged.connect(combo.setToolTip)
    for label in schema.labels:
        combo.addItem(label.title, label.name)
    combo.addItem(tr("new label: {name}").format(name=new), new)
    combo.setCurrentIndex(combo.findData(known_label(name, schema) or new))
    return combo


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMES
    return ", ".join([*names[:_NAMES], tr("and {n} more").format(n=rest)] if rest > 0 else names)
