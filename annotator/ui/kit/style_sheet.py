"""The style sheet: what the palette cannot say. Kept small, so that widgets stay Qt's own."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from annotator.resources import resource

_SHEET = Template(
    """
QWidget { outline: none; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QToolTip { color: $text; background: $surface_raised; border: 1px solid $border; padding: 4px 8px; }
QToolTip { qproperty-textFormat: PlainText; }

QMenuBar { background: $window; border: none; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: ${radius}px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $surface_raised; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $text_faint; background: transparent; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }

QStatusBar { background: $window; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $border; }
QSplitter::handle:hover { background: $accent; }

QPushButton, QToolButton[framed="true"] { background: $surface_raised; border: 1px solid $border;
  border-radius: ${radius}px; padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border-color: $focus; }
QPushButton:disabled { color: $text_faint; background: $surface; }
QPushButton[primary="true"] { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton[primary="true"]:focus { border: 2px solid $text; padding: 4px 11px; }
QPushButton[primary="true"]:disabled { background: $surface; color: $text_faint; border-color: $border; }
QPushButton[flat="true"], QPushButton[quiet="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover, QPushButton[quiet="true"]:hover { background: $hover; }
QPushButton[quiet="true"]:focus { border-color: $focus; }
QPushButton[row] { background: transparent; border-color: transparent; text-align: left; padding: 8px 12px; }
QPushButton[row]:hover { background: $hover; }
QPushButton[row]:focus { border-color: $focus; }
QPushButton[row="tall"] { min-height: 32px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${radius}px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:focus { border-color: $focus; }
QToolButton::menu-indicator { image: none; }

QCheckBox::indicator, QAbstractItemView::indicator {
  width: 14px; height: 14px; background: $surface_raised; border: 1px solid $text_faint; border-radius: 3px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: $accent; border-color: $accent; image: url("$themes/tick-$theme.svg"); }
QCheckBox::indicator:indeterminate { image: url("$themes/tick-unset.svg"); }
QCheckBox::indicator:focus { border-color: $focus; }
QCheckBox::indicator:disabled { border-color: $border; }

QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {
  background: $surface_raised; border: 1px solid $border; border-radius: ${radius}px; padding: 4px 8px;
  selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus { border-color: $focus; }
QAbstractSpinBox { padding: 3px 0 2px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; background: transparent; }
QLineEdit:disabled, QLineEdit:read-only, QComboBox:disabled, QAbstractSpinBox:disabled { background: $surface; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: $text_faint; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] { border-color: $error; }

QComboBox { combobox-popup: 0; }
QComboBox:hover, QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url("$themes/arrow-down.svg"); }
QAbstractSpinBox::up-arrow { image: url("$themes/arrow-up.svg"); }
QComboBox::down-arrow { width: 12px; height: 12px; }
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow { width: 10px; height: 10px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  subcontrol-origin: padding; background: transparent; border: none; border-radius: 3px; width: 18px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QComboBox QAbstractItemView { background: $surface_raised; border: 1px solid $border; padding: 4px; }
QComboBox QAbstractItemView::item { padding: 4px 8px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }

QListView, QTreeView, QTableView, QTextBrowser { background: transparent; border: none; }
QListWidget::item { border: none; padding: 4px 8px; }
QListView::item:hover, QTreeView::item:hover, QTableView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
  background: $accent_soft; color: $text; }
QTreeView::item { padding: 3px 4px; }
QHeaderView::section {
  background: $window; color: $text_muted; border: none; border-bottom: 1px solid $border; padding: 4px 8px; }

QTableCornerButton::section { background: $window; border: none; border-bottom: 1px solid $border; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; }
QTabBar::tab {
  background: transparent; color: $text_muted; padding: 8px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }

QProgressBar { background: $hover; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $scroll_mark; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

[role="muted"] { color: $text_muted; }
[role="faint"] { color: $text_faint; }
[role="accent"] { color: $accent; }
[role="error"] { color: $error; }
[role="warning"] { color: $warning; }
[role="success"] { color: $success; }
[role="title"] { font-size: 20px; font-weight: 600; }
[role="heading"] { font-weight: 600; }
[role="section"] { color: $text_muted; font-weight: 600; font-size: 11px; }
[role="rail"] { background: $window; border-right: 1px solid $border; }
[role="rail"] QToolButton { padding: 4px 0px; }
QFrame[role="drop"] { border: 1px dashed $border; border-radius: ${radius}px; }
QStatusBar QToolButton { padding: 2px 6px; color: $text_muted; }
QStatusBar QToolButton[role="error"] { color: $error; }
QFrame[role="card"] { background: $surface_raised; border: 1px solid $border; border-radius: ${radius}px; }
QFrame[role="card"] QScrollArea, QFrame[role="card"] QScrollArea > QWidget > QWidget { background: transparent; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; }
"""
)


def style_sheet(name: str, color: Mapping[str, str], metric: Mapping[str, int]) -> str:
    """Return the style sheet of the theme of this name."""
    return _SHEET.substitute(color, theme=name, radius=metric["radius"], themes=resource("themes").as_posix())
