from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from annotator.services.look import home


@pytest.mark.parametrize("chosen", [None, "", "/somewhere/else"])
def test_settings_are_kept_where_the_desktop_keeps_them(monkeypatch: pytest.MonkeyPatch, chosen: str | None) -> None:
    monkeypatch.delenv("ANNOTATOR_HOME", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if chosen is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", chosen)
    assert home() == Path(platformdirs.user_config_dir("annotator", appauthor=False))
