"""The main job in the real window, with key events only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.domain.annotation import Provenance
from annotator.domain.article import State
from annotator.services.projects import open_project
from annotator.ui.panels.inspector.text_input import TextInput
from annotator.ui.reader.values import Place
from tests.ui.conftest import ANNOTATOR, OpenedWindow, Opener

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def tagged(window: OpenedWindow) -> list[tuple[str, str]]:
    desk = window.work.session.desk
    assert desk is not None
    return [(each.label, " … ".join(desk.text[start:end] for start, end in each.fragments)) for each in desk.in_order()]


def put_caret(window: OpenedWindow, words: str) -> int:
    place = window.reader.text.index(words)
    window.reader.set_selection(place, place)
    return place


def select(window: OpenedWindow, words: str, after: int = 0) -> None:
    """Select words with Shift and the arrow keys, from a caret before them."""
    place = window.reader.text.index(words, after)
    window.reader.set_selection(place, place)
    while (window.reader.selection() or (place, place))[1] < place + len(words):
        window.key(Qt.Key.Key_Right, CTRL | SHIFT if len(words) > 20 else SHIFT)


def test_a_digit_tags_the_word_at_the_caret_and_again_the_sentence(window: OpenedWindow) -> None:
    put_caret(window, "soldiers and 40 lorries")

    window.key("1")
    assert tagged(window) == [("claim", "soldiers")]

    window.key("1")
    assert len(tagged(window)) == 1
    label, words = tagged(window)[0]
    assert label == "claim"
    assert words.startswith("Some 600 soldiers and 40 lorries")
    assert words.endswith(".")


def test_a_selection_is_tagged_and_selected(window: OpenedWindow) -> None:
    select(window, "40 lorries")

    window.key("3")

    assert tagged(window) == [("figure", "40 lorries")]
    annotation = window.work.tagging.annotation
    assert annotation is not None
    assert annotation.attributes["value"] == 40
    assert window.page.inspector.ids == (annotation.id,)
    assert window.page.annotations.selected == [annotation.id]
    assert window.reader.selected_span() == annotation.id


def test_an_exact_duplicate_is_refused_with_a_reason(window: OpenedWindow) -> None:
    select(window, "40 lorries")
    window.key("3")
    select(window, "40 lorries")
    window.key("3")

    assert len(tagged(window)) == 1
    assert "already" in window.work.messages.shown[0].head


def test_figures_are_found_and_tagged_with_two_keys(window: OpenedWindow) -> None:
    put_caret(window, "Some 600 soldiers")
    window.reader.set_selection(window.reader.caret - 1, window.reader.caret - 1)

    window.key("g")
    window.key("3")

    assert tagged(window) == [("figure", "Some 600 soldiers")]


def test_growing_and_shrinking_the_selection(window: OpenedWindow) -> None:
    put_caret(window, "lorries")
    window.key("e")
    first = window.reader.selection()
    window.key("e")
    second = window.reader.selection()
    assert first is not None
    assert second is not None
    assert second[1] - second[0] > first[1] - first[0]

    window.key("E", SHIFT)
    assert window.reader.selection() == first


def test_undo_and_redo_are_named_and_survive_a_restart(
    window: OpenedWindow, open_window: Opener, project: Path
) -> None:
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")
    assert window.work.actions.title("edit.undo") == "Undo tag claim"

    window.key("z", CTRL)
    assert tagged(window) == []
    window.key("y", CTRL)
    assert tagged(window) == [("claim", "soldiers")]

    window.window.close()
    again = open_window(project)
    again.open_first()
    assert tagged(again) == [("claim", "soldiers")]
    again.key("z", CTRL)
    assert tagged(again) == []


def test_a_quote_of_two_fragments(window: OpenedWindow) -> None:
    text = window.reader.text
    first = text.index("“This is a precaution, not a prediction,”")
    window.reader.set_selection(first, first + 41)
    window.key("2")
    second = text.index("“The dam is standing", first)
    window.reader.set_selection(second, text.index("”", second) + 1)

    window.key("2", SHIFT)

    assert len(tagged(window)) == 1
    assert tagged(window)[0][1].startswith("“This is a precaution, not a prediction,” … “The dam is standing")


def test_a_fragment_without_a_first_part_is_explained(window: OpenedWindow) -> None:
    select(window, "40 lorries")
    window.key("2", SHIFT)
    assert tagged(window) == []
    assert "no quote" in window.work.messages.shown[0].head


def test_the_ends_move_by_word_and_by_character(window: OpenedWindow) -> None:
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")

    window.key("}")
    assert tagged(window) == [("claim", "soldiers and")]
    window.key("[")
    assert tagged(window) == [("claim", "600 soldiers and")]
    window.key("{")
    window.key("]")
    assert tagged(window) == [("claim", "soldiers")]
    window.key("{", CTRL)
    assert tagged(window) == [("claim", "soldier")]
    window.key("]", CTRL)
    assert tagged(window) == [("claim", "oldier")]


def test_tab_goes_through_the_annotations_and_delete_removes_one(window: OpenedWindow) -> None:
    for words in ("40 lorries", "600 soldiers"):
        select(window, words)
        window.key("3")
    window.key(Qt.Key.Key_Escape)
    put_caret(window, "KARSHOLM")

    window.key(Qt.Key.Key_Tab)
    first = window.work.tagging.annotation
    window.key(Qt.Key.Key_Tab)
    second = window.work.tagging.annotation
    window.key(Qt.Key.Key_Backtab, SHIFT)
    assert first is not None
    assert second is not None
    assert first.start < second.start
    assert window.work.tagging.selected == first.id

    window.key(Qt.Key.Key_Delete)
    assert tagged(window) == [("figure", "40 lorries")]
    assert window.work.tagging.selected is None
    window.key("z", CTRL)
    assert len(tagged(window)) == 2


def test_enter_goes_to_the_inspector_and_escape_comes_back(window: OpenedWindow) -> None:
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")

    window.key(Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.page.inspector.isAncestorOf(focus)

    window.key(Qt.Key.Key_Escape)
    assert window.reader.hasFocus()


def test_letters_typed_into_a_field_are_not_commands(window: OpenedWindow) -> None:
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")
    window.key("n")
    window.type("figure 3, not final")
    window.key(Qt.Key.Key_Escape)

    assert window.reader.hasFocus()
    annotation = window.work.tagging.annotation
    assert annotation is not None
    assert annotation.note == "figure 3, not final"
    assert len(tagged(window)) == 1


def test_one_key_confirms_what_rules_filled_in(window: OpenedWindow) -> None:
    select(window, "40 lorries")
    window.key("3")
    window.key("c")
    annotation = window.work.tagging.annotation
    assert annotation is not None
    assert Provenance.AUTO not in annotation.provenance.values()


def test_a_relation_is_made_with_keys(window: OpenedWindow) -> None:
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")
    window.key("1")
    claim = window.work.tagging.selected
    start = window.reader.text.index("“This is a precaution")
    window.reader.set_selection(start, start + 41)
    window.key("2")

    window.key("r")
    assert window.work.relating.active
    window.key(Qt.Key.Key_Tab)
    window.key(Qt.Key.Key_Return)

    desk = window.work.session.desk
    assert desk is not None
    assert [(link.label, link.child) for link in desk.relations.values()] == [("said_by", claim)]
    assert not window.work.relating.active
    assert window.reader.hasFocus()


def test_f_finishes_and_goes_to_the_next_article(window: OpenedWindow) -> None:
    first = window.work.session.desk
    assert first is not None

    window.key("f")

    following = window.work.session.desk
    assert following is not None
    assert following.article.id != first.article.id
    assert window.reader.hasFocus()
    window.saved()
    project = window.work.session.project
    assert project is not None
    assert project.reader.states([first.article.id], ANNOTATOR) == {first.article.id: State.FINISHED}


def test_finishing_lists_what_is_missing_and_a_second_f_finishes(window: OpenedWindow) -> None:
    start = window.reader.text.index("“This is a precaution")
    window.reader.set_selection(start, start + 41)
    window.key("2")
    desk = window.work.session.desk
    assert desk is not None

    window.key("f")
    assert window.work.session.desk is desk
    assert "speaker" in window.work.messages.shown[0].body

    window.key("f")
    assert window.work.session.desk is not desk
    assert desk.state == State.FINISHED


def test_the_first_of_what_is_missing_is_asked_for_by_a_click(window: OpenedWindow) -> None:
    start = window.reader.text.index("“This is a precaution")
    window.reader.set_selection(start, start + 70)
    window.key("2")
    window.key(Qt.Key.Key_Escape)
    window.key("f")
    messages = window.work.messages
    named, *_ = messages.shown[0].body.splitlines()
    assert named.startswith("“This is a precaution"), named
    assert "…”: " in named, "what is cut says so"

    button = next(each for each in messages.findChildren(QPushButton) if each.text() == "Show the first")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    focus = QApplication.focusWidget()
    assert isinstance(focus, TextInput)
    assert focus.accessibleName() == "Speaker"


def test_undo_of_another_articles_edit_opens_that_article(window: OpenedWindow) -> None:
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")
    first = window.work.session.desk
    window.key(Qt.Key.Key_PageDown, CTRL)
    assert window.work.session.desk is not first

    window.key("z", CTRL)

    assert first is not None
    assert window.work.session.desk is not None
    assert window.work.session.desk.article.id == first.article.id
    assert tagged(window) == []


def test_copy_gives_the_text_as_it_is(window: OpenedWindow) -> None:
    select(window, "40 lorries")
    window.key("c", CTRL)
    assert QGuiApplication.clipboard().text() == "40 lorries"


def test_what_was_tagged_is_on_disk_after_closing(window: OpenedWindow, project: Path) -> None:
    desk = window.work.session.desk
    assert desk is not None
    select(window, "40 lorries")
    window.key("3")
    window.window.close()

    with open_project(project, ANNOTATOR) as opened:
        kept = opened.reader.annotations(desk.article.id, ANNOTATOR)
    assert [(each.label, desk.text[each.start : each.end]) for each in kept] == [("figure", "40 lorries")]


def _point(window: OpenedWindow, position: int) -> QPointF:
    return QPointF(window.reader.place_rect(Place(position)).center())


def _drag(window: OpenedWindow, start: QPointF, end: QPointF, modifiers: Qt.KeyboardModifier) -> None:
    viewport = window.reader.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    steps = (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, (start + end) / 2, none, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    )
    for kind, point, button, held in steps:
        event = QMouseEvent(kind, point, QPointF(viewport.mapToGlobal(point)), button, held, modifiers)
        QApplication.sendEvent(viewport, event)


def test_the_mouse_selects_tags_picks_and_adds_fragments(window: OpenedWindow) -> None:
    text = window.reader.text
    start = text.index("600 soldiers")
    _drag(window, _point(window, start), _point(window, start + 12), Qt.KeyboardModifier.NoModifier)
    window.key("3")
    assert tagged(window) == [("figure", "600 soldiers")]

    window.key(Qt.Key.Key_Escape)
    assert window.work.tagging.selected is None
    QTest.mouseClick(window.reader.viewport(), Qt.MouseButton.LeftButton, pos=_point(window, start + 2).toPoint())
    assert window.work.tagging.selected is not None

    more = text.index("lorries", start)
    _drag(window, _point(window, more), _point(window, more + 7), CTRL)
    assert tagged(window) == [("figure", "600 soldiers … lorries")]

    annotation = window.work.tagging.annotation
    assert annotation is not None
    handle = _point(window, annotation.start)
    _drag(window, handle, _point(window, annotation.start - 5), Qt.KeyboardModifier.NoModifier)
    window.key("z", CTRL)
    assert "600 soldiers … lorries" in tagged(window)[0][1]


def test_hovering_puts_the_attributes_into_the_tool_tip(window: OpenedWindow) -> None:
    select(window, "40 lorries")
    window.key("3")
    chosen = window.work.tagging.selected
    assert chosen is not None
    window.reader.set_hovered_span(chosen)
    span = window.reader.span(chosen)
    assert span is not None
    assert "Value: 40" in span.title


def test_a_note_is_kept_when_the_article_is_left_while_writing(window: OpenedWindow) -> None:
    first = window.work.session.desk
    assert first is not None
    put_caret(window, "soldiers and 40 lorries")
    window.key("1")
    chosen = window.work.tagging.selected
    assert chosen is not None
    window.key("n")
    window.type("half a thought")
    window.key(Qt.Key.Key_PageDown, CTRL)

    assert window.work.session.desk is not first
    assert first.annotations[chosen].note == "half a thought"
