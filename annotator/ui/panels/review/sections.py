"""The numbers of a comparison, one section under the other: what each measure says and hides stands above it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from annotator.services.review_linking import ReviewTable
from annotator.services.review_lists import Behind
from annotator.services.review_tables import GAMMA_SAYS, GAMMA_TITLE
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.parts import column, line, push_button, text_label
from annotator.ui.panels.review.notices import Busy
from annotator.ui.panels.review.pictures import BarsView, HeatMapView, TimelineView
from annotator.ui.panels.review.table import NumbersTable

_WIDEST = 760
"""Sentences are no wider; lines of more words are hard to follow."""


class SectionView(QWidget):
    """One table with its sentence, its notes and its pictures."""

    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: ReviewTable | None = None
        self.title = text_label(role="heading")
        self._says = text_label(role="muted", wrap=True)
        self._says.setMaximumWidth(_WIDEST)
        self.table = NumbersTable(self)
        self.table.opened.connect(self.opened)
        self._notes = text_label(role="muted", wrap=True)
        self._notes.setMaximumWidth(_WIDEST)
        self.bars: BarsView | None = None
        self.heat_map: HeatMapView | None = None
        self.maps: QComboBox | None = None
        self.timeline: TimelineView | None = None
        self._column: QVBoxLayout = column(self, self.title, self._says, self.table, self._notes, gap=4)

    def show_table(self, table: ReviewTable) -> None:
        """Show other numbers in the same place."""
        self._shown = table
        section = table.section
        named(self, tr(section.title))
        self.title.setText(tr(section.title))
        self._says.setText(tr(section.says))
        self.table.show_table(table)
        self._notes.setText("\n".join(tr(note) for note in section.notes))
        self._notes.setVisible(bool(section.notes))
        self._show_bars(table)
        self._show_maps(table)
        self._show_timeline(table)

    def _show_bars(self, table: ReviewTable) -> None:
        bars = table.pictures.bars
        if bars is None:
            if self.bars is not None:
                self.bars.hide()
            return
        if self.bars is None:
            self.bars = BarsView(self)
            self.bars.opened.connect(self.opened)
            self._bars_title = text_label(role="muted")
            self._column.addSpacing(8)
            self._column.addWidget(self._bars_title)
            self._column.addWidget(self.bars)
        self._bars_title.setText(tr(bars.title))
        self.bars.show_bars(bars, table.pictures.bars_behind)
        self.bars.show()

    def _show_maps(self, table: ReviewTable) -> None:
        maps = table.pictures.heat_maps
        if self.maps is None or self.heat_map is None:
            if not maps:
                return
            self.maps = named(QComboBox(self), tr("Which heat map"))
            self.heat_map = HeatMapView(self)
            self.heat_map.opened.connect(self.opened)
            self.maps.currentIndexChanged.connect(self._show_map)
            row = line(None, self.maps, gap=8)
            row.addStretch(1)
            self._column.addSpacing(8)
            self._column.addLayout(row)
            self._column.addWidget(self.heat_map)
        chosen = self.maps.currentText()
        titles = [tr(one.title) for one in maps]
        self.maps.blockSignals(True)
        self.maps.clear()
        self.maps.addItems(titles)
        self.maps.setCurrentIndex(titles.index(chosen) if chosen in titles else 0)
        self.maps.blockSignals(False)
        for widget in (self.maps, self.heat_map):
            widget.setVisible(bool(maps))
        self._show_map(self.maps.currentIndex())

    def _show_map(self, number: int) -> None:
        pictures = self._shown.pictures if self._shown is not None else None
        if pictures is not None and self.heat_map is not None and 0 <= number < len(pictures.heat_maps):
            self.heat_map.show_map(pictures.heat_maps[number], pictures.heat_maps_behind[number])

    def _show_timeline(self, table: ReviewTable) -> None:
        timeline = table.pictures.timeline
        if timeline is None:
            if self.timeline is not None:
                self.timeline.hide()
            return
        if self.timeline is None:
            self.timeline = TimelineView(self)
            self.timeline.opened.connect(self.opened)
            self._timeline_title = text_label(role="muted")
            self._column.addSpacing(8)
            self._column.addWidget(self._timeline_title)
            self._column.addWidget(self.timeline)
        self._timeline_title.setText(tr(timeline.title))
        self.timeline.show_timeline(timeline, table.pictures.timeline_behind)
        self.timeline.show()


class GammaSection(QWidget):
    """Gamma takes long, so it is measured when it is asked for."""

    wanted = Signal()
    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr(GAMMA_TITLE))
        says = text_label(tr(GAMMA_SAYS), "muted", wrap=True)
        says.setMaximumWidth(_WIDEST)
        self.button = push_button(tr("Measure gamma"))
        self.button.setToolTip(tr("Takes a while; you can go on working"))
        self.button.clicked.connect(self.wanted)
        self.busy = Busy(self)
        self.table = NumbersTable(self)
        self.table.opened.connect(self.opened)
        row = line(None, self.button)
        row.addStretch(1)
        box = column(self, text_label(tr(GAMMA_TITLE), "heading"), says, gap=4)
        box.addLayout(row)
        box.addWidget(self.busy)
        box.addWidget(self.table)
        self.show_table(None)

    def set_busy(self, *, on: bool) -> None:
        """Show the bar in place of the button, or the button again."""
        self.button.setVisible(not on)
        if on:
            self.table.hide()
            self.busy.begin(tr("Aligning random layers"))
        else:
            self.busy.hide()

    def show_table(self, table: ReviewTable | None) -> None:
        """Show what was measured, or that nothing was."""
        self.set_busy(on=False)
        self.table.setVisible(table is not None)
        if table is not None:
            self.table.show_table(table)


class ChosenSection(QWidget):
    """One of several tables at a time, chosen from a list."""

    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Who chose what"))
        self._tables: Sequence[ReviewTable] = ()
        self.title = text_label(tr("Which was chosen for which"), "heading")
        self.choice = named(QComboBox(self), tr("Label or attribute, and whose"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.view = SectionView(self)
        self.view.title.hide()
        self.view.opened.connect(self.opened)
        self.choice.currentIndexChanged.connect(self._show)
        row = line(None, self.choice)
        row.addStretch(1)
        box = column(self, self.title, gap=4)
        box.addLayout(row)
        box.addWidget(self.view)

    def show_tables(self, tables: Sequence[ReviewTable]) -> None:
        """Offer other tables; the one chosen stays so if it is still there."""
        chosen = self.choice.currentText()
        titles = [tr(one.section.title) for one in tables]
        self._tables = tables
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems(titles)
        self.choice.setCurrentIndex(titles.index(chosen) if chosen in titles else 0)
        self.choice.blockSignals(False)
        self.setVisible(bool(tables))
        self._show(self.choice.currentIndex())

    def _show(self, number: int) -> None:
        if 0 <= number < len(self._tables):
            self.view.show_table(self._tables[number])


class Sections(QWidget):
    """All sections. Tables that were there before are filled anew, so that nothing jumps while one reads."""

    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Numbers"))
        self.views: dict[str, SectionView] = {}
        self.gamma = GammaSection(self)
        self.chosen = ChosenSection(self)
        self._column = column(self, self.gamma, self.chosen, gap=28)
        for part in (self.gamma, self.chosen):
            part.opened.connect(self.opened)

    def show_tables(self, tables: Sequence[ReviewTable]) -> None:
        """Show these, in this order; detailed tables without a picture share one place."""
        alone = [one for one in tables if not one.section.detail or one.section.timeline is not None]
        chosen = [one for one in tables if one.section.detail and one.section.timeline is None]
        for title in self.views.keys() - {one.section.title for one in alone}:
            gone = self.views.pop(title)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, one in enumerate(alone):
            view = self.views.get(one.section.title)
            if view is None:
                view = self.views[one.section.title] = SectionView(self)
                view.opened.connect(self.opened)
            if self._column.indexOf(view) != place:
                self._column.insertWidget(place, view)
            view.show_table(one)
        last = len(alone) - any(one.section.timeline for one in alone)
        for part in (self.chosen, self.gamma):
            self._column.removeWidget(part)
            self._column.insertWidget(last, part)
        self.chosen.show_tables(chosen)
