"""The small widgets that panels are put together from, each in one line."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.ui.kit.icons import icon

Boxes = TypeVar("Boxes", bound=QBoxLayout)
_ISOLATE, _END = "\u2068", "\u2069"
"""What is between them is laid out by itself, in its own direction."""
_NARROWER, _INSIDE = 4, 4
"""Pixels: a step towards a text that fits, and the room that styles leave around the text of a combo box."""


def text_label(text: str = "", role: str = "", *, wrap: bool = False, centred: bool = False) -> QLabel:
    """Return a label; `role` is one of the style sheet's (muted, faint, heading, section, error …)."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    if wrap:
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if centred:
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


class ElidedLabel(QLabel):
    """One line of text, cut with an ellipsis where there is no more room; all of it is in the tool tip.

    `kept` follows the text and is not cut.
    """

    def __init__(self, text: str, role: str = "", kept: str = "") -> None:
        super().__init__()
        self._text, self._kept = text, kept
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setToolTip(text + kept)
        self.setAccessibleName(text + kept)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setText(text + kept)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - self.fontMetrics().horizontalAdvance(self._kept)
        shown = self._cut(room)
        # Beside the ellipsis, joined letters may take more room than they took before.
        while room > 0 and self.fontMetrics().horizontalAdvance(shown) > self.width():
            room -= _NARROWER
            shown = self._cut(room)
        self.setText(shown)

    def _cut(self, room: int) -> str:
        cut = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        # Else what is kept would come before a text that is written from right to left.
        return f"{_ISOLATE}{cut}{_END}{self._kept}" if self._kept else cut


class SteadyCombo(QComboBox):
    """A combo box that takes the width there is, whatever it offers, and does not change under a scrolling wheel."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    @override
    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - _INSIDE
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def tool_button(name: str, icon_name: str = "", text: str = "", *, checkable: bool = False) -> QToolButton:
    """Return a flat button with an icon, a text or both; `name` is its accessible name and tooltip."""
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(name if name != text else "")
    button.setCheckable(checkable)
    button.setIconSize(QSize(16, 16))
    if icon_name:
        button.setIcon(icon(icon_name))
    if icon_name and text:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    elif text:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return button


def push_button(text: str, icon_name: str = "", *, primary: bool = False, quiet: bool = False) -> QPushButton:
    """Return a button with a frame; `primary` is the one thing to do, `quiet` has no frame."""
    button = QPushButton(text)
    if icon_name:
        button.setIcon(icon(icon_name))
    if primary:
        button.setProperty("primary", True)
    if quiet:
        button.setProperty("quiet", True)
    return button


def opener(text: str, name: str) -> QPushButton:
    """Return a button without frame that adds something below; its text begins where other text does."""
    button = push_button(text, quiet=True)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setStyleSheet("padding: 2px 8px 2px 0px; text-align: left; min-height: 16px;")
    set_role(button, "muted")
    return button


def column(parent: QWidget | None = None, *widgets: QWidget, margin: int = 0, gap: int = 0) -> QVBoxLayout:
    """Return a column of widgets; `margin` and `gap` are in pixels."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    return _filled(layout, widgets, margin, gap)


def line(parent: QWidget | None = None, *widgets: QWidget, margin: int = 0, gap: int = 4) -> QHBoxLayout:
    """Return a line of widgets; `margin` and `gap` are in pixels."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    return _filled(layout, widgets, margin, gap)


def _filled(layout: Boxes, widgets: tuple[QWidget, ...], margin: int, gap: int) -> Boxes:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def clear(layout: QLayout) -> None:
    """Take the widgets out of a layout and delete them."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def empty_page(title: str, text: str = "", button: QPushButton | None = None) -> QWidget:
    """Return a page that says why there is nothing here and what to do next."""
    page = QWidget()
    layout = column(page, margin=20, gap=12)
    layout.addStretch(1)
    layout.addWidget(text_label(title, "heading", wrap=True, centred=True))
    if text:
        layout.addWidget(text_label(text, "muted", wrap=True, centred=True))
    if button is not None:
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addStretch(2)
    return page


def mark(widget: QWidget, name: str, *, on: bool) -> None:
    """Set a property that the style sheet looks at, such as `invalid`, and paint the widget anew."""
    if bool(widget.property(name)) != on:
        widget.setProperty(name, on)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_primary(button: QPushButton, *, on: bool) -> None:
    """Make a button the one thing to do, or one among others."""
    mark(button, "primary", on=on)


def set_pale(widget: QWidget, *, on: bool) -> None:
    """Write in grey italics what a rule filled in and nobody confirmed."""
    set_role(widget, "muted" if on else "")
    # By style sheet, since a font that is set in code is lost when the theme changes.
    italic = "font-style: italic;" if on else ""
    if widget.styleSheet() != italic:
        widget.setStyleSheet(italic)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another role in the style sheet."""
    if (widget.property("role") or "") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
