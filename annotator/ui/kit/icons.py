"""Icons: SVG drawings in one colour, tinted when they are painted, so that they follow the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from annotator.resources import resource

_SIZES = (16, 20, 24, 32)
_KEPT: list[QIconEngine] = []
"""Copies belong to Qt, which does not tell Python so; without this they would go too early."""


@cache
def _drawing(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace(b"currentColor", color.encode())))


@cache
def tinted(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return a drawing in a colour (`#RRGGBB`). `size` is in device-independent pixels, `ratio` the screen's."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, color).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _color(mode: QIcon.Mode, state: QIcon.State) -> QColor:
    palette = QGuiApplication.palette()
    if mode == QIcon.Mode.Disabled:
        return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    if state == QIcon.State.On:
        return palette.color(QPalette.ColorRole.Accent)
    return palette.color(QPalette.ColorRole.ButtonText)


class _Engine(QIconEngine):
    """Paints a drawing in the palette's colour of the moment."""

    def __init__(self, name: str, color: str | None) -> None:
        super().__init__()
        self._name = name
        self._fixed = color

    def _pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, ratio: float) -> QPixmap:
        color = self._fixed or _color(mode, state).name()
        return tinted(self._name, color, min(size.width(), size.height()), ratio)

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        pixmap = self._pixmap(rect.size(), mode, state, painter.device().devicePixelRatioF())
        side = min(rect.width(), rect.height())
        painter.drawPixmap(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, pixmap)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._pixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._pixmap(QSize(round(size.width() / scale), round(size.height() / scale)), mode, state, scale)

    @override
    def availableSizes(self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> list[QSize]:
        return [QSize(side, side) for side in _SIZES]

    @override
    def clone(self) -> QIconEngine:
        copy = _Engine(self._name, self._fixed)
        _KEPT.append(copy)
        return copy


@cache
def icon(name: str, color: str | None = None) -> QIcon:
    """Return an icon that takes the text's colour when painted, or always has `color`."""
    return QIcon(_Engine(name, color))
