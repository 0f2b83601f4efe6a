from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from annotator.domain.errors import KnownError
from annotator.services.look import home, read_look, settings_path, state_path, write_json
from annotator.services.settings import MAX_RECENT, Settings, fields, load_settings, save_settings


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings() == (Settings(), None)


def test_what_is_saved_is_read_again(own_home: Path) -> None:
    changed = Settings(theme="dark", measure=60, keys={"edit.undo": ("Ctrl+U",)}, recent=("/a.annot",))
    save_settings(changed)
    assert load_settings() == (changed, None)
    assert [path.name for path in own_home.iterdir()] == ["settings.json"], "no temporary file is left"


@pytest.mark.parametrize("content", [b"not json", b'{"measure": "wide"}', b'{"theme": "pink"}', b"\xff\xfe", b"[]"])
def test_a_damaged_file_is_set_aside_and_said(own_home: Path, content: bytes) -> None:
    own_home.mkdir()
    settings_path().write_bytes(content)
    settings, problem = load_settings()
    assert settings == Settings()
    assert problem is not None
    assert "settings.json.damaged" in problem.remedy
    assert (own_home / "settings.json.damaged").read_bytes() == content
    assert load_settings().problem is None


def test_unknown_settings_of_a_newer_version_do_no_harm(own_home: Path) -> None:
    own_home.mkdir()
    settings_path().write_text('{"measure": 80, "from_the_future": true}', encoding="utf-8")
    assert load_settings() == (Settings(measure=80), None)


def test_a_place_that_cannot_be_written_is_a_known_fault(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(KnownError, match="cannot be written"):
        save_settings(Settings())


def test_recent_projects_come_first_once_and_are_not_endless() -> None:
    settings = Settings()
    for number in range(MAX_RECENT + 3):
        settings = settings.with_recent(Path(f"/{number}.annot"))
    settings = settings.with_recent(Path("/5.annot"))
    assert settings.recent[0] == "/5.annot"
    assert len(settings.recent) == MAX_RECENT
    assert len(set(settings.recent)) == MAX_RECENT


def test_values_that_do_not_fit_are_refused() -> None:
    for wrong in ({"measure": 10}, {"zoom": 1000}, {"annotator": "two words"}, {"snap": "page"}):
        with pytest.raises(ValidationError):
            Settings.model_validate(wrong)


def test_every_field_of_the_dialog_says_what_it_is() -> None:
    listed = {field.name: field for field in fields()}
    assert {"theme", "measure", "zoom", "snap", "annotator", "import_limit"} <= set(listed)
    assert "keys" not in listed
    for field in listed.values():
        assert field.title
        assert field.help
        assert field.group
    assert (listed["measure"].kind, listed["measure"].low, listed["measure"].high) == ("whole", 40, 120)
    assert listed["theme"].choices.keys() == {"system", "light", "dark"}


def test_the_look_is_read_without_checking_the_rest(own_home: Path) -> None:
    assert read_look() == ("system", "", "system")
    own_home.mkdir()
    settings_path().write_text('{"theme": "dark", "measure": "wide", "language": "de"}', encoding="utf-8")
    write_json(state_path(), {"geometry": "AAAA"})
    assert read_look() == ("dark", "AAAA", "de")
    settings_path().write_text('{"theme": 3, "language": []}', encoding="utf-8")
    state_path().write_text(json.dumps([1]), encoding="utf-8")
    assert read_look() == ("system", "", "system")


def test_the_home_is_the_platforms_place_unless_it_is_moved(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    assert home() == own_home
    monkeypatch.delenv("ANNOTATOR_HOME")
    assert home().name == "annotator"
    assert home().is_absolute()
