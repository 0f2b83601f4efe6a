"""One attribute in the form: its title, the field, where the value is from, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QWidget

from annotator.domain.annotation import AttributeValue
from annotator.domain.errors import RuleError
from annotator.domain.rules import coerce
from annotator.domain.schema import Attribute, AttributeType
from annotator.ui.kit.words import tr
from annotator.ui.panels.inspector.choices import MOST_SEGMENTS, ComboField, SegmentField
from annotator.ui.panels.inspector.fields import BooleanField, ComputedField, Field, LineField, TextField
from annotator.ui.panels.inspector.reference import ReferenceField
from annotator.ui.panels.parts import column, line, push_button, set_role, text_label

_TITLE_WIDTH = 88
_MARK_WIDTH = 56
_ANY_WIDTH = 16_777_215
"""What Qt takes for no limit."""


def field_for(attribute: Attribute) -> Field:
    """Return the field in which values of an attribute are entered."""
    if attribute.computed:
        return ComputedField(attribute)
    match attribute.type:
        case AttributeType.TEXT:
            return TextField(attribute)
        case AttributeType.NUMBER | AttributeType.DATE:
            return LineField(attribute)
        case AttributeType.BOOLEAN:
            return BooleanField(attribute)
        case AttributeType.REFERENCE:
            return ReferenceField(attribute)
        case AttributeType.CHOICE if len(attribute.choices) > MOST_SEGMENTS:
            return ComboField(attribute)
        case _:
            return SegmentField(attribute)


class AttributeRow(QWidget):
    """One line of the form.

    Signals: `edited(name, raw)` for a new value that fits, `confirmed(name)` for Enter or a click on a value that a
    rule filled, `stepped(row, int)` to go on, `escaped()`.
    """

    edited = Signal(str, object)
    confirmed = Signal(str)
    stepped = Signal(object, int)
    escaped = Signal()

    def __init__(self, attribute: Attribute) -> None:
        super().__init__()
        self.attribute = attribute
        self.field = field_for(attribute)
        self.value: AttributeValue = None
        self.title = self._make_title()
        self.mark = self._make_mark()
        self.message: QLabel = text_label(role="error", wrap=True)
        self.message.hide()
        self._head = QWidget()
        self._head_line = line(self._head, self.title, gap=4)
        self._head_line.setStretch(0, 1)
        self._field_line = line(None, self.field, gap=4)
        self._field_line.setStretch(0, 1)
        self._right = column(gap=2)
        self._right.addLayout(self._field_line)
        self._right.addWidget(self.message)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._head, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(self._right, 1)
        self._connect()
        self.set_narrow(on=False)

    def _make_title(self) -> QLabel:
        beside = isinstance(self.field, BooleanField)
        title = text_label("" if beside else self.attribute.title, "muted", wrap=True)
        title.setToolTip(self.attribute.help)
        title.setBuddy(self.field)
        return title

    def _make_mark(self) -> QPushButton:
        button = push_button("", quiet=True)
        button.setAccessibleName(self.attribute.title)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setStyleSheet("padding: 0px; border: none; min-height: 16px; text-align: right;")
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.clicked.connect(self._mark_clicked)
        return button

    def _connect(self) -> None:
        self.field.entered.connect(self.commit)
        self.field.accepted.connect(self._accepted)
        self.field.stepped.connect(self._step)
        self.field.escaped.connect(self.escaped)

    @property
    def editable(self) -> bool:
        """Whether a person can change it."""
        return not self.attribute.computed

    @property
    def lacking(self) -> bool:
        """Whether it is required and not set."""
        return self.attribute.required and self.value is None and not self.field.mixed

    def set_narrow(self, *, on: bool) -> None:
        """Put the title above the field, or beside it, where a value that is only shown always has it."""
        on = on and self.editable
        self._box.setDirection(
            QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight,
        )
        self._box.setSpacing(2 if on else 8)
        self._head.setMinimumWidth(0 if on else _TITLE_WIDTH)
        self._head.setMaximumWidth(_ANY_WIDTH if on else _TITLE_WIDTH)
        titled = bool(self.title.text())
        self._head.setVisible(titled or not on)
        self._head_line.setContentsMargins(0, 0 if on else 4, 0, 0)
        place = self._head_line if on and titled else self._field_line
        place.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.mark.setFixedWidth(_MARK_WIDTH)

    def show_value(self, value: AttributeValue, *, auto: bool, mixed: bool) -> None:
        """Show a value, unless something is being typed here."""
        self.value = value
        if self.field.dirty and self.field.mixed == mixed:
            return
        self.field.show_value(value, auto=auto, mixed=mixed)
        self._complain("")
        self._show_mark()

    def draft(self) -> object | None:
        """Return what was typed and could not be taken, if anything."""
        return self.field.raw() if self.field.dirty else None

    def restore(self, typed: str) -> None:
        """Show what was typed here earlier and could not be taken."""
        self.field.show_value(typed)
        self.field.dirty = True
        self.commit()

    def commit(self) -> bool:
        """Hand on what was entered if it fits; tell whether nothing is left to hand on."""
        if not self.field.dirty:
            return True
        try:
            value = coerce(self.attribute, self.field.raw())
        except RuleError as error:
            self._complain(f"{error.what}. {error.remedy}." if error.remedy else f"{error.what}.")
            return False
        self._complain("")
        self.field.dirty = False
        changed = value != self.value or self.field.mixed
        if changed:
            self.edited.emit(self.attribute.name, self.field.raw())
        elif not self.field.auto:
            self.field.show_value(value)
        else:
            self.confirmed.emit(self.attribute.name)
        return True

    def _accepted(self) -> None:
        auto = self.field.auto and not self.field.dirty
        if self.commit():
            if auto:
                self.confirmed.emit(self.attribute.name)
            self._step(1)

    def _step(self, step: int) -> None:
        if self.commit():
            self.stepped.emit(self, step)

    def _mark_clicked(self) -> None:
        if self.field.auto:
            self.confirmed.emit(self.attribute.name)
        else:
            self.field.setFocus(Qt.FocusReason.MouseFocusReason)

    def _complain(self, words: str) -> None:
        self.message.setText(words)
        self.message.setVisible(bool(words))
        self.field.set_invalid(on=bool(words))

    def _show_mark(self) -> None:
        title = self.attribute.title
        if self.field.auto and self.editable and not self.field.mixed:
            text, name, role = tr("auto"), tr("{title}: filled by a rule. Confirm").format(title=title), "faint"
        elif self.lacking:
            text, name, role = tr("needed"), tr("{title} is needed").format(title=title), "warning"
        else:
            text, name, role = "", title, ""
        self.mark.setText(text)
        self.mark.setAccessibleName(name)
        self.mark.setToolTip(name)
        set_role(self.mark, role)
        self.mark.setVisible(bool(text))
        set_role(self.title, "warning" if self.lacking else "muted")
