"""Linking annotations: choose the relation, then the target, by key, click or search."""

from __future__ import annotations

from PySide6.QtCore import QObject


class Relating(QObject):
    def begin(self, annotation_id: str = "") -> None:
        pass
