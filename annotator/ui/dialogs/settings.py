"""The settings sheet: a form made from the settings model, and the keys. What is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.resources import resource
from annotator.services.settings import SettingField, Settings, fields
from annotator.ui.actions import Actions
from annotator.ui.dialogs.key_editor import KeyEditor
from annotator.ui.kit.icons import icon
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.words import named, tr

_INDENT = 7
"""Pixels before the number in a spin box, as in other fields."""


class SettingsSheet(Sheet):
    """Emits `changed` with the name and the new value after every change that is valid."""

    changed = Signal(str, object)

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window, tr("Settings"), (640, 600))
        self._settings = Settings()
        self._actions = actions
        title = named(QLabel(tr("Settings"), self.card), tr("Settings"))
        title.setProperty("role", "title")
        close = named(QToolButton(self.card), tr("Close"), tr("Close"))
        close.setIcon(icon("close"))
        close.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close)
        self.column.addLayout(head)
        self.tabs = named(QTabWidget(self.card), tr("Settings"))
        named(self.tabs.tabBar(), tr("Groups of settings"))
        self.editors: dict[str, QWidget] = {}
        self.keys: KeyEditor | None = None
        self.column.addWidget(self.tabs, 1)
        self.first = self.tabs.tabBar()

    def show_settings(self, settings: Settings) -> None:
        """Open with the settings in force."""
        self._settings = settings
        place = max(0, self.tabs.currentIndex())
        for page in [self.tabs.widget(nth) for nth in range(self.tabs.count())]:
            if page is not None:
                page.deleteLater()
        self.tabs.clear()
        self.tabs.addTab(self._form(), tr("General"))
        self.keys = KeyEditor(self._actions, settings.keys, self.tabs)
        self.keys.changed.connect(lambda keys: self._set("keys", keys))
        self.tabs.addTab(self.keys, tr("Keys"))
        self.tabs.setCurrentIndex(place)
        self.open()

    def _form(self) -> QWidget:
        page = named(QWidget(self.tabs), tr("General settings"))
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 12, 12, 12)
        column.setSpacing(8)
        for group, listed in groupby(fields(), key=lambda field: field.group):
            heading = named(QLabel(tr(group), page), tr(group))
            heading.setProperty("role", "heading")
            column.addWidget(heading)
            form = QFormLayout()
            form.setContentsMargins(0, 0, 0, 12)
            form.setHorizontalSpacing(24)
            form.setVerticalSpacing(8)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for field in listed:
                self._add_row(form, field, page)
            column.addLayout(form)
        column.addStretch(1)
        scroll = named(QScrollArea(self.tabs), tr("General settings"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        return scroll

    def _add_row(self, form: QFormLayout, field: SettingField, page: QWidget) -> None:
        makers: dict[str, Callable[[SettingField, QWidget], QWidget]] = {
            "choice": self._choice,
            "font": self._font,
            "whole": self._whole,
            "text": self._text,
        }
        editor = named(makers[field.kind](field, page), tr(field.title), tr(field.help))
        editor.setMinimumWidth(240)
        self.editors[field.name] = editor
        label = named(QLabel(tr(field.title), page), tr(field.title), tr(field.help))
        label.setBuddy(editor)
        label.setMinimumWidth(160)
        form.addRow(label, editor)

    def _choice(self, field: SettingField, page: QWidget) -> QWidget:
        box = QComboBox(page)
        choices = field.choices or {"system": "As the desktop", "en": "English", **_languages()}
        for value, title in choices.items():
            box.addItem(tr(title), value)
        box.setCurrentIndex(max(0, box.findData(getattr(self._settings, field.name))))
        box.currentIndexChanged.connect(lambda: self._set(field.name, box.currentData()))
        return box

    def _font(self, field: SettingField, page: QWidget) -> QWidget:
        box = QComboBox(page)
        for value, title in field.choices.items():
            box.addItem(tr(title), value)
        for family in QFontDatabase.families():
            box.addItem(family, family)
        box.setCurrentIndex(max(0, box.findData(self._settings.font_family)))
        box.currentIndexChanged.connect(lambda: self._set(field.name, box.currentData()))
        return box

    def _whole(self, field: SettingField, page: QWidget) -> QWidget:
        box = QSpinBox(page)
        box.setRange(field.low, field.high)
        box.setSuffix(f" {tr(field.unit)}" if field.unit else "")
        box.setSingleStep(10 if field.high >= 300 else 1)
        box.setValue(getattr(self._settings, field.name))
        named(box.lineEdit(), tr(field.title))
        # Qt does not let the style sheet indent the line inside.
        box.lineEdit().setTextMargins(_INDENT, 0, 0, 0)
        box.valueChanged.connect(lambda value: self._set(field.name, value))
        return box

    def _text(self, field: SettingField, page: QWidget) -> QWidget:
        line = QLineEdit(getattr(self._settings, field.name), page)
        line.editingFinished.connect(lambda: self._set_text(field.name, line))
        return line

    def _set_text(self, name: str, line: QLineEdit) -> None:
        try:
            self._set(name, line.text().strip())
        except ValueError:
            line.setText(getattr(self._settings, name))

    def _set(self, name: str, value: object) -> None:
        new = Settings.model_validate({**self._settings.model_dump(), name: value})
        if new != self._settings:
            self._settings = new
            self.changed.emit(name, value)


def _languages() -> dict[str, str]:
    folder = resource("translations")
    found = sorted(folder.glob("annotator_*.qm")) if folder.is_dir() else []
    return {path.stem.removeprefix("annotator_"): path.stem.removeprefix("annotator_") for path in found}
