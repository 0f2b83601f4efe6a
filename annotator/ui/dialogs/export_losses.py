"""What an export would hold and what its format cannot, as the export sheet shows it before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from annotator.domain.errors import KnownError
from annotator.services.format_exporting import FormatChoice, FormatReport
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import clear, column, text_label

_EXAMPLES = 2
_LEAST_HEIGHT = 64


class LossList(QWidget):
    """A heading, how much would be exported, and the losses with their first places; these scroll if they are many."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = text_label(role="section", wrap=True)
        self.counts = text_label(role="muted", wrap=True)
        body = QWidget()
        self._lines = column(body, gap=12)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setMinimumHeight(_LEAST_HEIGHT)
        self._area.setWidget(body)
        named(self._area, tr("What the format cannot hold"))
        column(self, self.heading, self.counts, self._area, gap=4)

    def show_looking(self, chosen: FormatChoice) -> None:
        """Show that the losses are being looked for."""
        self._begin(tr("Looking for what {format} cannot hold…").format(format=chosen.title))

    def show_report(self, report: FormatReport) -> None:
        """Show what would be lost."""
        title, counts = report.exporter.title, " · ".join([held(report), *left_out(report)])
        if not report.written.articles:
            self._begin(tr("There is no article to export"), counts)
            return
        if not report.losses:
            self._begin(tr("{format} holds all of these annotations").format(format=title), counts)
            return
        self._begin(tr("{format} cannot hold all of these annotations").format(format=title), counts)
        for lost in report.losses:
            places = [f"{example}" for example in lost.examples[:_EXAMPLES]]
            if lost.count > _EXAMPLES:
                places.append(tr("and {n} more").format(n=f"{lost.count - _EXAMPLES:,}"))
            group = QWidget()
            column(group, _selectable(lost.sentence, "warning"), _selectable("\n".join(places), "muted"), gap=4)
            self._lines.addWidget(group)
        self._lines.addStretch(1)

    def show_error(self, error: KnownError) -> None:
        """Show why the format cannot be written."""
        self._begin(error.what)
        for part in (error.where, error.why, error.remedy):
            if part:
                self._lines.addWidget(_selectable(part, ""))
        self._lines.addStretch(1)

    def _begin(self, heading: str, counts: str = "") -> None:
        self.heading.setText(heading)
        self.counts.setText(counts)
        clear(self._lines)


def held(report: FormatReport) -> str:
    """Return in words how much an export holds."""
    spans = report.written.spans.total() - report.written.spans_left_out
    return tr("{articles} with {spans}").format(
        articles=counted(report.written.articles, tr("{n} article"), tr("{n} articles")),
        spans=counted(spans, tr("{n} span"), tr("{n} spans")),
    )


def left_out(report: FormatReport) -> list[str]:
    """Return in words which articles are not in an export."""
    written, lines = report.written, []
    if report.part is not None:
        lines.append(tr("{n} in other parts").format(n=f"{written.other_parts:,}"))
    if written.unfinished:
        lines.append(tr("{n} not finished").format(n=f"{written.unfinished:,}"))
    return lines


def _selectable(words: str, role: str) -> QLabel:
    label = text_label(words, role, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
