"""What is compared: whose layers, which label, which articles, and when two spans count as the same."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QMenu, QPushButton, QSlider, QWidget

from annotator.domain.article import State
from annotator.domain.schema import Label
from annotator.services.review import ArticleChoice, ReviewOptions
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.parts import line, mark, push_button, text_label

_PAUSE_MS = 300
_STATES = (
    ("Any state of yours", None),
    ("Not begun by you", State.NEW),
    ("Begun by you", State.IN_PROGRESS),
    ("Finished by you", State.FINISHED),
)
_ADJUDICATED = (("Adjudicated or not", None), ("Adjudicated", True), ("Not adjudicated", False))
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_WIDTH, _NARROW = 116, 92


def day_of(text: str, *, last: bool) -> str | None:
    """Return a day as ISO date from a year, a month or a day, the first one of it or the last; None for nonsense."""
    text = text.strip()
    if not text:
        return ""
    if not _DAY.fullmatch(text):
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or (12 if last else 1)
    try:
        return date(year, month, day or (monthrange(year, month)[1] if last else 1)).isoformat()
    except ValueError:
        return None


class FilterBar(QWidget):
    """`changed` is emitted when a choice is made, and when typing or sliding pauses."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("What is compared"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._settle)
        self.annotators = self._people()
        self.label = self._choices(tr("Label"), ())
        self.text = self._field(tr("Words of title, source or text"), tr("Words in articles"))
        self.first = self._field(tr("Published from (such as 2026, 2026-01 or 2026-01-31)"), tr("From day"))
        self.last = self._field(tr("Published until (such as 2026, 2026-01 or 2026-01-31)"), tr("Until day"))
        self.state = self._choices(tr("How far you are with the articles"), _STATES)
        self.adjudicated = self._choices(tr("Whether the articles are adjudicated"), _ADJUDICATED)
        self.iou = named(QSlider(Qt.Orientation.Horizontal, self), tr("Overlap that spans need"))
        self._overlap = QLabel(self)
        for field in (self.first, self.last):
            field.setFixedWidth(_NARROW)
        self.edges = named(QCheckBox(tr("Ignore edges"), self), tr("Ignore edges"))
        self.edges.setToolTip(tr("Take white space and closing punctuation off the spans' edges before comparing"))
        self.edges.toggled.connect(self.changed)
        self._set_slider()
        flow = FlowLayout(self, gap=8)
        flow.setContentsMargins(16, 8, 16, 8)
        for widget in (
            self.annotators, self.label, self.text, self.first, self.last, self.state, self.adjudicated,
            self._slider_box(), self.edges,
        ):  # fmt: skip
            flow.addWidget(widget)

    # -- what the page calls

    def set_project(self, annotators: Iterable[str], labels: Iterable[Label]) -> None:
        """Offer these annotators and labels; choices that are still there stay."""
        chosen = self._chosen_people()
        menu = self.annotators.menu()
        menu.clear()
        for name in annotators:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(not chosen or name in chosen)
            action.toggled.connect(self._people_changed)
        self._name_people()
        with QSignalBlocker(self.label):
            before = self.label.currentData()
            self.label.clear()
            self.label.addItem(tr("All labels"), None)
            for label in labels:
                self.label.addItem(label.title, label.name)
            self.label.setCurrentIndex(max(0, self.label.findData(before)))

    def options(self) -> ReviewOptions | None:
        """Return what is chosen, without a viewer; None while a day cannot be read or one annotator alone is left."""
        first, last = day_of(self.first.text(), last=False), day_of(self.last.text(), last=True)
        people = self._chosen_people()
        if first is None or last is None or len(people) == 1:
            return None
        every = len(people) == len(self.annotators.menu().actions())
        articles = ArticleChoice(
            self.text.text().strip(), self.state.currentData(), first, last, self.adjudicated.currentData()
        )
        return ReviewOptions(
            () if every else tuple(people),
            self.label.currentData(),
            self.iou.value() / 100,
            self.edges.isChecked(),
            articles=articles,
        )

    # -- inside

    def _people(self) -> QPushButton:
        button = named(push_button(tr("Annotators"), "person"), tr("Annotators compared"), tr("Annotators compared"))
        button.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0px; }")
        button.setMenu(named(QMenu(tr("Annotators compared"), button), tr("Annotators compared")))
        button.setParent(self)
        return button

    def _chosen_people(self) -> list[str]:
        return [action.text() for action in self.annotators.menu().actions() if action.isChecked()]

    def _name_people(self) -> None:
        people, every = self._chosen_people(), len(self.annotators.menu().actions())
        few = ", ".join(people) if len(people) < 3 else tr("{n} annotators").format(n=len(people))
        self.annotators.setText(tr("All annotators") if len(people) == every else few or tr("Nobody"))
        mark(self.annotators, "invalid", on=len(people) < 2 and every > 1)

    def _people_changed(self) -> None:
        self._name_people()
        if len(self._chosen_people()) != 1:
            self.changed.emit()

    def _choices(self, name: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
        box = named(QComboBox(self), name)
        box.setToolTip(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for text, value in choices:
            box.addItem(tr(text), value)
        box.currentIndexChanged.connect(self.changed)
        return box

    def _field(self, name: str, hint: str) -> QLineEdit:
        field = named(QLineEdit(self), name)
        field.setPlaceholderText(hint)
        field.setToolTip(name)
        field.setClearButtonEnabled(True)
        field.setFixedWidth(_WIDTH)
        field.textChanged.connect(lambda _text: self._pause.start())
        return field

    def _set_slider(self) -> None:
        self.iou.setRange(5, 100)
        self.iou.setSingleStep(5)
        self.iou.setPageStep(10)
        self.iou.setValue(50)
        self.iou.setFixedWidth(_NARROW)
        self.iou.setToolTip(tr("Spans overlap if they share so many of the characters that either covers"))
        self.iou.valueChanged.connect(self._slid)
        self._show_overlap(50)

    def _slider_box(self) -> QWidget:
        box = QWidget(self)
        line(box, text_label(tr("Overlap"), "muted"), self.iou, self._overlap, gap=8)
        box.setMinimumHeight(30)
        self.edges.setMinimumHeight(30)
        return box

    def _slid(self, value: int) -> None:
        self._show_overlap(value)
        self._pause.start()

    def _show_overlap(self, value: int) -> None:
        self._overlap.setText(f"{value / 100:.2f}")

    def _settle(self) -> None:
        for field, last in ((self.first, False), (self.last, True)):
            mark(field, "invalid", on=day_of(field.text(), last=last) is None)
        if self.options() is not None:
            self.changed.emit()
