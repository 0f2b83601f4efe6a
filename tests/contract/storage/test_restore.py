"""A file becomes what another file is, or stays what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import CancelledError, ProjectError
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.merging import Station, copy, sight, stations

Pair = tuple[Station, Station]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    anna, ben, other = stations(tmp_path)
    other.project.close()
    with anna, ben:
        yield anna, ben


def test_a_file_is_what_the_backup_was_and_goes_on_from_there(pair: Pair, tmp_path: Path) -> None:
    anna, ben = pair
    before = copy(anna.path, tmp_path / "before.annot")
    ben.tag(ben.add_article("A third ferry."), (2, 7))
    anna.merge(ben)
    with ProjectFile.open(before, write=False) as source:
        wanted = sight(source)
        assert sight(anna.project) != wanted
        anna.project.restore(source)
    assert sight(anna.project) == wanted
    new = anna.add_article("A fourth ferry.")
    anna.tag(new, (2, 8))
    assert anna.project.verify() == []
    with ProjectFile.open(anna.path, write=False) as reader:
        assert reader.annotations(new.id) == anna.project.annotations(new.id)
        assert reader.article_count() == 3
    anna.merge(ben)
    assert anna.project.article_count() == 4


def test_a_restored_file_still_keeps_a_log(pair: Pair, tmp_path: Path) -> None:
    anna, _ = pair
    before = copy(anna.path, tmp_path / "before.annot")
    anna.add_article("A third ferry.")
    with ProjectFile.open(before, write=False) as source:
        anna.project.restore(source)
    with ProjectFile.open(anna.path, write=False) as reader:
        anna.add_article("A fourth ferry.")
        assert reader.article_count() == 3, "readers go on beside the writer"
    anna.project.close()
    assert not anna.path.with_name(f"{anna.path.name}-wal").exists()


def test_a_cancelled_restoring_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    anna, _ = pair
    before = copy(anna.path, tmp_path / "before.annot")
    anna.add_article("A third ferry.")
    wanted = sight(anna.project)

    def stop(_done: int, _total: int) -> None:
        raise CancelledError

    with ProjectFile.open(before, write=False) as source:
        with pytest.raises(CancelledError):
            anna.project.restore(source, stop)
        assert sight(anna.project) == wanted
        anna.add_article("A fourth ferry.")


def test_a_file_open_for_reading_is_not_restored(pair: Pair) -> None:
    anna, ben = pair
    with (
        ProjectFile.open(ben.path, write=False) as reader,
        ProjectFile.open(anna.path, write=False) as source,
        pytest.raises(ProjectError),
    ):
        reader.restore(source)
