"""Theme, icons, messages and words."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.errors import InputError
from annotator.resources import resource
from annotator.ui.kit.icons import icon, tinted
from annotator.ui.kit.messages import Button, Message, Messages, Weight, message_of, message_of_bug
from annotator.ui.kit.style_sheet import style_sheet
from annotator.ui.kit.tasks import bug_report
from annotator.ui.kit.theme import Theme, current_theme, label_line, label_text, label_tint, load_tokens, palette_of
from annotator.ui.kit.words import named, shown_key


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    try:
        there = current_theme()
    except LookupError:
        there = Theme(qapp, "light")
    there.choose("light")
    yield there
    there.choose("light")


def test_both_themes_have_the_same_tokens() -> None:
    light, dark = load_tokens("light"), load_tokens("dark")
    assert (light.dark, dark.dark) == (False, True)
    assert light.color.keys() == dark.color.keys()
    assert light.metric.keys() == dark.metric.keys()
    assert light.label.keys() == dark.label.keys()


def test_the_style_sheet_and_the_palette_use_the_tokens() -> None:
    tokens = load_tokens("dark")
    sheet = style_sheet(tokens.name, tokens.color, tokens.metric)
    assert "$" not in sheet
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= set(tokens.color.values())
    drawings = [Path(name) for name in re.findall(r'url\("(.+?)"\)', sheet)]
    assert drawings
    assert all(drawing.is_file() for drawing in drawings)
    assert palette_of(tokens).color(QPalette.ColorRole.Window) == tokens["window"]


def test_changing_the_theme_changes_the_application(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert theme.tokens.dark
    assert qapp.palette().color(QPalette.ColorRole.Text) == theme.tokens["text"]
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("dark")


def test_label_colours_are_laid_on_as_the_theme_says() -> None:
    tokens = load_tokens("light")
    assert label_tint("#9247DE", tokens).alphaF() == pytest.approx(tokens.label["tint_alpha"], abs=0.01)
    assert label_line("#9247DE", tokens).alphaF() == pytest.approx(tokens.label["underline_alpha"], abs=0.01)
    text = label_text("#9247DE", tokens)
    assert text.lightnessF() == pytest.approx(tokens.label["text_lightness"], abs=0.02)
    assert text.hslHueF() == pytest.approx(QColor("#9247DE").hslHueF(), abs=0.02)


def _colors(pixmap: QPixmap) -> set[str]:
    image = pixmap.toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_every_icon_can_be_drawn() -> None:
    for path in sorted(resource("icons").glob("*.svg")):
        assert _colors(tinted(path.stem, "#102030", 40)), path.stem


def test_icons_take_the_colour_of_the_text(theme: Theme) -> None:
    light = _colors(icon("finish").pixmap(32, 32))
    theme.choose("dark")
    dark = _colors(icon("finish").pixmap(32, 32))
    assert theme.tokens.color["text"].lower() in dark
    assert not light & dark
    assert _colors(tinted("finish", "#ff0000", 32, 2.0)) == {"#ff0000"}


def test_copies_of_icons_outlive_the_collector() -> None:
    copy = QIcon(icon("undo"))
    copy.addPixmap(QPixmap(8, 8))
    gc.collect()
    assert not copy.pixmap(20, 20).isNull()


def test_a_message_says_what_where_why_and_what_to_do() -> None:
    message = message_of(InputError("The file is empty", "a.txt", "It has no text", "Leave it out"))
    assert message.head == "The file is empty"
    assert message.body == "a.txt\nIt has no text. Leave it out."
    assert message.weight == Weight.ERROR
    bug = message_of_bug(bug_report(ValueError("odd")))
    assert "ValueError: odd" in bug.body
    assert "ValueError: odd" in bug.details


def test_messages_lie_over_the_page_and_passing_ones_go(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    messages = Messages(page)
    messages.note("Done")
    messages.show_message(Message(Weight.ERROR, "Broken"))
    assert [shown.head for shown in messages.shown] == ["Broken"], "a new message replaces a passing one"
    messages.note("Done again")
    assert messages.isVisible()
    assert page.rect().contains(messages.geometry())

    messages.clear_passing()
    assert [shown.head for shown in messages.shown] == ["Broken"]
    for number in range(5):
        messages.show_message(Message(Weight.ERROR, f"Error {number}"))
    assert [shown.head for shown in messages.shown] == ["Error 4", "Error 3", "Error 2"]
    messages.withdraw("Error 3")
    while messages.dismiss():
        pass
    assert not messages.isVisible()


def test_pressing_a_button_of_a_message_acts_and_closes_it(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    messages = Messages(page)
    pressed: list[bool] = []
    messages.note("Ready", "", Button("Go", lambda: pressed.append(True)))
    go = next(child for child in messages.findChildren(QWidget) if child.accessibleName() == "Go")
    go.click()  # type: ignore[attr-defined]  # a button, found by its name
    assert pressed == [True]
    assert messages.shown == ()


def test_names_and_keys(qtbot: QtBot) -> None:
    box = named(QComboBox(), "Font", "Which font")
    qtbot.addWidget(box)
    assert (box.accessibleName(), box.toolTip(), box.view().accessibleName()) == ("Font", "Which font", "Font")
    assert shown_key("Ctrl+Z") in {"Ctrl+Z", "⌘Z"}
