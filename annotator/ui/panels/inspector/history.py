"""The history of an annotation in words: who, when, what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.annotation import Annotation, Provenance, Relation
from annotator.domain.edit import Record
from annotator.domain.schema import Schema
from annotator.domain.views import HistoryEntry
from annotator.ui.kit.icons import icon
from annotator.ui.kit.words import tr
from annotator.ui.models.value_words import in_words
from annotator.ui.panels.parts import clear, column, opener, text_label


class History(QWidget):
    """A list that is read when it is opened: emits `wanted()`, then `show_entries` fills it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = opener(tr("History"), tr("Who changed what, and when"))
        self.button.setIcon(icon("chevron-right"))
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggled)
        self._list = QWidget()
        self._lines = column(self._list, gap=8)
        self._lines.setContentsMargins(8, 0, 0, 0)
        self._list.hide()
        column(self, self.button, self._list, gap=4)

    @property
    def is_open(self) -> bool:
        """Whether the list is open."""
        return self.button.isChecked()

    def close_list(self) -> None:
        """Close the list and forget what it shows."""
        self.button.setChecked(False)
        clear(self._lines)

    def show_entries(self, entries: Sequence[HistoryEntry], schema: Schema, text: str) -> None:
        """Show what was read. `text` is the article's."""
        clear(self._lines)
        if not entries:
            self._lines.addWidget(text_label(tr("Nothing is known yet."), "muted"))
        for entry in entries:
            for words, role in (*((line, "") for line in described(entry, schema, text)), (_when(entry), "faint")):
                self._lines.addWidget(text_label(words, role, wrap=True))

    def _toggled(self, opened: bool) -> None:  # noqa: FBT001 - Qt's slot
        self._list.setVisible(opened)
        self.button.setIcon(icon("chevron-down" if opened else "chevron-right"))
        if opened:
            clear(self._lines)
            self._lines.addWidget(text_label(tr("Reading…"), "muted"))
            self.wanted.emit()


def _when(entry: HistoryEntry) -> str:
    # In the reader's own time zone; the journal keeps UTC.
    shown = QLocale().toString(QDateTime.fromMSecsSinceEpoch(entry.at_ms), QLocale.FormatType.ShortFormat)
    return f"{entry.author} · {shown}"


def described(entry: HistoryEntry, schema: Schema, text: str) -> list[str]:
    """Return what an edit did to an annotation or relation, one plain line for each change."""
    before, after = entry.before, entry.after
    if before is None:
        return [tr("Made: {name}").format(name=entry.name)]
    if after is None:
        return [tr("Deleted")]
    return list(_changes(before, after, schema, text)) or [entry.name]


def _changes(before: Record, after: Record, schema: Schema, text: str) -> Iterator[str]:
    if isinstance(before, Annotation) and isinstance(after, Annotation):
        if before.label != after.label:
            yield tr("Label: {old} → {new}").format(old=before.label, new=after.label)
        if before.fragments != after.fragments:
            words = " … ".join(text[start:end] for start, end in after.fragments)
            yield tr("Span is now “{words}”").format(words=words if len(words) < 80 else f"{words[:79]}…")
        yield from _values(before, after, schema)
        confirmed = [
            name
            for name, origin in after.provenance.items()
            if origin == Provenance.CONFIRMED and before.provenance.get(name) == Provenance.AUTO
        ]
        if confirmed:
            yield tr("Confirmed: {names}").format(names=", ".join(_title(schema, name) for name in confirmed))
        if before.note != after.note:
            yield tr("Note: “{note}”").format(note=after.note) if after.note else tr("Note removed")
    elif isinstance(before, Relation) and isinstance(after, Relation):
        yield from _values(before, after, schema)


def _values(before: Annotation | Relation, after: Annotation | Relation, schema: Schema) -> Iterator[str]:
    for name in dict.fromkeys((*before.attributes, *after.attributes)):
        old, new = before.attributes.get(name), after.attributes.get(name)
        if old != new:
            known = {attribute.name: attribute for attribute in schema.attributes}.get(name)
            words = [in_words(known, value) if known else str(value) for value in (old, new)]
            yield f"{_title(schema, name)}: {words[0]} → {words[1]}"


def _title(schema: Schema, name: str) -> str:
    return next((attribute.title for attribute in schema.attributes if attribute.name == name), name)
