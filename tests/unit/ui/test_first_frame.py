"""What is painted before anything is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.ui.kit.theme import load_tokens
from annotator.ui.main_window import MainWindow, Start


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_frame_has_the_colour_of_the_theme(
    theme: Literal["light", "dark"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path))
    (tmp_path / "settings.json").write_text(json.dumps({"theme": theme}), encoding="utf-8")
    window = MainWindow(Start())
    qtbot.addWidget(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert window.workspace is None
    assert window.grab().toImage().pixelColor(400, 300) == load_tokens(theme)["window"]
