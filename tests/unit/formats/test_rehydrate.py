"""Texts put back into a stand-off set: the same bytes as if they had never been left out, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import CancelledError, InputError
from annotator.formats.gold.options import CARD_FILE, GOLD_FILE, SUMS_FILE
from annotator.formats.gold.rehydrate import rehydrate
from annotator.formats.gold.verify import verify_gold
from tests.unit.formats.gold_samples import SCHEMA, TEXTS, export, stored_articles


def copies(folder: Path, *texts: str) -> Path:
    """Write the user's own copies: other names, other line ends, a byte order mark."""
    folder.mkdir(parents=True, exist_ok=True)
    for nth, text in enumerate(texts):
        (folder / f"mine-{nth}.txt").write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_texts_come_back_byte_for_byte(tmp_path: Path) -> None:
    export(tmp_path / "whole", layers=True)
    export(tmp_path / "off", layers=True, stand_off=True)
    assert "left out" in (tmp_path / "off" / CARD_FILE).read_text("utf-8")
    report = rehydrate(tmp_path / "off", [copies(tmp_path / "mine", *TEXTS, "Another one.")], tmp_path / "back")
    assert (report.articles, report.unread, report.unused) == (3, (), 1)
    assert files(tmp_path / "back") == files(tmp_path / "whole")
    assert verify_gold(tmp_path / "back") == []


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_hard_texts_come_back(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    articles = data.draw(stored_articles(SCHEMA).filter(bool))
    folder = tmp_path_factory.mktemp("rehydrate")
    export(folder / "whole", articles, include_unfinished=True)
    export(folder / "off", articles, include_unfinished=True, stand_off=True)
    rehydrate(folder / "off", [copies(folder / "mine", *(one.text for one in articles))], folder / "back")
    assert files(folder / "back") == files(folder / "whole")


def test_a_missing_or_changed_text_refuses_the_whole(tmp_path: Path) -> None:
    export(tmp_path / "off", stand_off=True)
    mine = copies(tmp_path / "mine", TEXTS[0])
    (mine / "b.txt").write_text(TEXTS[1] + " And more.", "utf-8")
    with pytest.raises(InputError) as caught:
        rehydrate(tmp_path / "off", [mine], tmp_path / "back")
    assert "2 of 3" in caught.value.what
    assert "b.txt is not the text" in caught.value.why
    assert "no copy of c.txt" in caught.value.why
    assert not (tmp_path / "back").exists()


def test_sources_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    export(tmp_path / "off", stand_off=True)
    mine = copies(tmp_path / "mine", *TEXTS)
    (mine / "empty.txt").write_bytes(b"")
    report = rehydrate(tmp_path / "off", [mine], tmp_path / "back")
    assert len(report.unread) == 1
    assert "empty.txt" in report.unread[0]


def test_a_damaged_set_is_refused(tmp_path: Path) -> None:
    export(tmp_path / "off", stand_off=True)
    (tmp_path / "off" / SUMS_FILE).write_text("")
    with pytest.raises(InputError):
        rehydrate(tmp_path / "off", [copies(tmp_path / "mine", *TEXTS)], tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_the_target_is_a_folder_of_its_own(tmp_path: Path) -> None:
    export(tmp_path / "off", stand_off=True)
    mine = copies(tmp_path / "mine", *TEXTS)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / GOLD_FILE).write_text("mine")
    for target in (tmp_path / "off", tmp_path / "used"):
        with pytest.raises(InputError):
            rehydrate(tmp_path / "off", [mine], target)
    with pytest.raises(InputError, match="not a folder with a gold set"):
        rehydrate(mine, [mine], tmp_path / "back")


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    export(tmp_path / "off", stand_off=True)
    mine = copies(tmp_path / "mine", *TEXTS)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > len(TEXTS) + 1

    with pytest.raises(CancelledError):
        rehydrate(tmp_path / "off", [mine], tmp_path / "back", cancelled=cancelled)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "off"]
