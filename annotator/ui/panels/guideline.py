"""The project's guideline, which can be read and, in place, changed.

Methods: `set_project(text, schema)`, `show_label(label name)`, `set_editable(on)`.
Signals: `guideline_edited(text)`, `link_opened(url)` for a click on a web address.
Nothing is ever fetched: pictures and other resources that a guideline names are not loaded.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QResizeEvent, QShowEvent, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTextBrowser, QWidget
from typing_extensions import override

from annotator.domain.schema import Schema
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.parts import column, empty_page, line, push_button, text_label, tool_button

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class _Page(QTextBrowser):
    """Text with links that does not load anything."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.document().setDocumentMargin(12)
        self.document().setIndentWidth(16)
        # Everything is wrapped; a table's columns are rounded up, which may take a pixel or two of the margin.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_markdown(self, text: str) -> None:
        """Show a text from its beginning; lines of code are wrapped too, as the panel is narrow."""
        self.document().setMarkdown(text, _FEATURES)
        block = self.document().begin()
        while block.isValid():
            form = block.blockFormat()
            if form.nonBreakableLines():
                form.setNonBreakableLines(False)
                QTextCursor(block).setBlockFormat(form)
            block = block.next()
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @override
    def loadResource(self, type: int, name: QUrl | str) -> Any:
        return None


class GuidelinePanel(QWidget):
    """See the module for methods and signals."""

    guideline_edited = Signal(str)
    link_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Guideline"))
        self._text = ""
        self._unseen: QTextBlock | None = None
        self._titles: dict[str, str] = {}
        self.page = named(_Page(), tr("Guideline"))
        self.page.anchorClicked.connect(self._follow)
        self.editor = named(QPlainTextEdit(), tr("Guideline, Markdown"))
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.edit_button = tool_button(tr("Change the guideline"), "note", tr("Edit"))
        self.edit_button.clicked.connect(self._edit)
        self.write_button = push_button(tr("Write the guideline…"))
        self.write_button.clicked.connect(self._edit)
        self.save_button = push_button(tr("Keep changes"), primary=True)
        self.save_button.clicked.connect(self._save)
        self.cancel_button = push_button(tr("Discard"))
        self.cancel_button.clicked.connect(self._discard)
        self._pages = QStackedWidget()
        self._reading, self._writing = self._make_reading(), self._make_writing()
        hint = tr("A guideline says what to tag and how. It is kept in the project.")
        self._empty = empty_page(tr("No guideline yet"), hint, self.write_button)
        for page in (self._reading, self._writing, self._empty):
            self._pages.addWidget(page)
        column(self, self._pages)
        self._show()

    def _make_reading(self) -> QWidget:
        widget, bar = QWidget(), QWidget()
        line(bar, margin=4).addStretch(1)
        bar_layout = bar.layout()
        if bar_layout is not None:
            bar_layout.addWidget(self.edit_button)
        column(widget, bar, self.page).setStretch(1, 1)
        return widget

    def _make_writing(self) -> QWidget:
        widget, bar = QWidget(), QWidget()
        line(bar, self.cancel_button, self.save_button).insertStretch(0, 1)
        hint = text_label(
            tr("Markdown. A heading “## label” is where the panel opens for that label."), "muted", wrap=True
        )
        column(widget, hint, self.editor, bar, margin=12, gap=8).setStretch(1, 1)
        return widget

    # -- what the frame calls

    def set_project(self, text: str, schema: Schema | None) -> None:
        """Show the guideline (Markdown) of a project; what is being written stays."""
        self._titles = {label.name: label.title for label in schema.labels} if schema is not None else {}
        if text == self._text:
            return
        self._text = text
        self._unseen = None
        self.page.show_markdown(text)
        self._show()

    def set_editable(self, *, on: bool) -> None:
        """Allow the guideline to be changed here, or not."""
        self.edit_button.setVisible(on)
        self.write_button.setVisible(on)

    def show_label(self, name: str) -> bool:
        """Go to the heading that is the name or the title of a label; tell whether there is one."""
        wanted = {name.casefold(), self._titles.get(name, name).casefold()}
        block = self.page.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip().casefold() in wanted:
                self._go_to(block)
                return True
            block = block.next()
        return False

    def _go_to(self, block: QTextBlock) -> None:
        # A hidden page has another width, and so its lines are elsewhere; it is gone there again once it is seen.
        self._unseen = None if self.page.isVisible() else block
        cursor = QTextCursor(block)
        self.page.moveCursor(QTextCursor.MoveOperation.End)
        self.page.setTextCursor(cursor)
        top = self.page.document().documentLayout().blockBoundingRect(block).top()
        self.page.verticalScrollBar().setValue(round(top) - 8)

    # -- inside

    def _show(self) -> None:
        if self._pages.currentWidget() is not self._writing:
            self._pages.setCurrentWidget(self._reading if self._text.strip() else self._empty)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            self.link_opened.emit(url.toString())
        elif url.hasFragment() and not url.scheme():
            self.show_label(url.fragment().replace("-", " "))

    def _edit(self) -> None:
        self.editor.setPlainText(self._text)
        self._pages.setCurrentWidget(self._writing)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        self._pages.setCurrentWidget(self._reading)
        changed = self.editor.toPlainText()
        if changed != self._text:
            self.guideline_edited.emit(changed)
        self._show()

    def _discard(self) -> None:
        self._pages.setCurrentWidget(self._reading)
        self._show()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.editor.isVisible():
            self._save()
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unseen is not None:
            self._go_to(self._unseen)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.page.document().setTextWidth(self.page.viewport().width())
