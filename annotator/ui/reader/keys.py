"""Which keys move the caret."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.ui.reader.caret import Motion

_K, _M = Qt.Key, Qt.KeyboardModifier
_PLAIN, _CTRL, _ALT = _M.NoModifier, _M.ControlModifier, _M.AltModifier
_MOTIONS: dict[tuple[int, Qt.KeyboardModifier], Motion] = {
    (_K.Key_Left, _PLAIN): Motion("grapheme", forward=False, sideways=True),
    (_K.Key_Right, _PLAIN): Motion("grapheme", forward=True, sideways=True),
    (_K.Key_Left, _CTRL): Motion("word", forward=False, sideways=True),
    (_K.Key_Right, _CTRL): Motion("word", forward=True, sideways=True),
    (_K.Key_Left, _ALT): Motion("sentence", forward=False, sideways=True),
    (_K.Key_Right, _ALT): Motion("sentence", forward=True, sideways=True),
    (_K.Key_Up, _ALT): Motion("sentence", forward=False),
    (_K.Key_Down, _ALT): Motion("sentence", forward=True),
    (_K.Key_Up, _PLAIN): Motion("line", forward=False),
    (_K.Key_Down, _PLAIN): Motion("line", forward=True),
    (_K.Key_PageUp, _PLAIN): Motion("page", forward=False),
    (_K.Key_PageDown, _PLAIN): Motion("page", forward=True),
    (_K.Key_Home, _PLAIN): Motion("edge", forward=False),
    (_K.Key_End, _PLAIN): Motion("edge", forward=True),
    (_K.Key_Home, _CTRL): Motion("all", forward=False),
    (_K.Key_End, _CTRL): Motion("all", forward=True),
}


def motion_of(event: QKeyEvent) -> Motion | None:
    """Return the motion a key asks for (Shift aside), or None if the key is not the reader's."""
    modifiers = event.modifiers() & ~(_M.ShiftModifier | _M.KeypadModifier)
    return _MOTIONS.get((event.key(), modifiers))
