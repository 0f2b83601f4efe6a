"""Lets screen readers ask what is selected.

The binding cannot override `QAccessibleTextInterface::selection`, which answers through pointers, and leaves a function
there that does nothing: a screen reader then reads chance numbers as the selection. Here that one entry of the C++
function table is exchanged for one of ours (in a copy of the table, shared by all readers). The order of the entries is
that of Qt 6's header, which Qt keeps within a major version; it is checked before use.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Protocol
from weakref import WeakValueDictionary

_IN_FRONT, _DESTRUCTORS = (1, 1) if sys.platform == "win32" else (2, 2)
"""Entries before and at the start of a function table that the platform's C++ has for itself."""
_SELECTION, _SELECTION_COUNT = _DESTRUCTORS, _DESTRUCTORS + 1
_ENTRIES = _DESTRUCTORS + 16

_Table = ctypes.c_void_p * (_IN_FRONT + _ENTRIES)
_Number = ctypes.POINTER(ctypes.c_int)
_Selection = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, _Number, _Number)
_Count = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class SelectedText(Protocol):
    """What can say where its selection begins and ends (UTF-16 units)."""

    def selected_units(self) -> tuple[int, int]:
        """Return the selection's start and end."""
        ...


_texts: WeakValueDictionary[int, SelectedText] = WeakValueDictionary()
_tables: dict[int, ctypes.Array[ctypes.c_void_p]] = {}


@_Selection
def _selection(this, _index, start, end):  # type: ignore[no-untyped-def]  # ctypes gives the types
    text = _texts.get(this)
    start[0], end[0] = (0, 0) if text is None else text.selected_units()


def make_selection_readable(text: SelectedText, address: int, count: int) -> bool:
    """Answer for the C++ object at `address` with the selection of `text`.

    `count` is what its selectionCount() returns just now. False, and nothing is changed, if it does not do so where it
    is expected to be.
    """
    place = ctypes.cast(address, ctypes.POINTER(ctypes.c_void_p))
    original = place[0] or 0
    entries = ctypes.cast(original, ctypes.POINTER(ctypes.c_void_p))
    if _Count(entries[_SELECTION_COUNT] or 0)(address) != count:
        return False
    if original not in _tables:
        table = _Table(*(entries[nth] for nth in range(-_IN_FRONT, _ENTRIES)))
        table[_IN_FRONT + _SELECTION] = ctypes.cast(_selection, ctypes.c_void_p)
        _tables[original] = table
    _texts[address] = text
    place[0] = ctypes.addressof(_tables[original]) + _IN_FRONT * ctypes.sizeof(ctypes.c_void_p)
    return True
