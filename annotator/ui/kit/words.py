"""Words on widgets: translation, and the names that screen readers speak."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

Widget = TypeVar("Widget", bound=QWidget)


def tr(text: str) -> str:
    """Return a text in the language of the window."""
    return QCoreApplication.translate("Annotator", text)


def counted(count: int, one: str, many: str) -> str:
    """Return how many there are; `one` and `many` are translated and hold `{n}`."""
    return (one if count == 1 else many).format(n=f"{count:,}")


def named(widget: Widget, name: str, hint: str = "") -> Widget:
    """Give a widget the name that a screen reader speaks, and a tool tip if there is more to say; return it."""
    widget.setAccessibleName(name)
    if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.AutoText:
        widget.setTextFormat(Qt.TextFormat.PlainText)  # or words of a file that look like HTML would be taken for it
    if isinstance(widget, QComboBox):
        widget.view().setAccessibleName(name)
    if hint:
        widget.setToolTip(hint)
        widget.setAccessibleDescription(hint)
    return widget


def shown_key(key: str) -> str:
    """Return a portable key ("Ctrl+Z") as this computer writes it."""
    return QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.NativeText
    )
