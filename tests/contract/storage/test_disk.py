"""A disk that is full or broken, and backups."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from annotator.domain.annotation import Setting
from annotator.domain.edit import Change
from annotator.domain.errors import (
    CancelledError,
    DiskFullError,
    InputError,
    ProjectDamagedError,
    ProjectError,
    ProjectReadOnlyError,
)
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import Desk, picture


def fill(desk: Desk, spare_pages: int = 0) -> None:
    """Let the file grow by no more than so many pages, as on a full disk."""
    (pages,) = desk.project._db.execute("PRAGMA page_count").fetchone()
    desk.project._db.execute(f"PRAGMA max_page_count = {pages + spare_pages}")


@pytest.mark.parametrize("spare", range(4))
def test_on_a_full_disk_an_edit_is_refused_whole(desk: Desk, spare: int) -> None:
    article = desk.add_article()
    kept = desk.tag(article, (0, 9))
    before = picture(desk.project), desk.project.summary()
    fill(desk, spare)
    with pytest.raises(DiskFullError, match="Make room"):
        desk.do("big", Change(None, desk.span(article, note="n" * 50_000)))
    assert (picture(desk.project), desk.project.summary()) == before
    assert desk.project.verify() == []
    fill(desk, 1000)
    desk.do("change", Change(kept, None))
    desk.undo()
    assert desk.project.verify() == []


def test_on_a_full_disk_a_transaction_is_refused_whole(desk: Desk) -> None:
    article = desk.add_article()
    before = picture(desk.project)
    fill(desk, 3)

    def overlook() -> None:
        with desk.project.transaction():
            desk.tag(article, (0, 9))
            with pytest.raises(DiskFullError):
                desk.do("big", Change(None, Setting("big", "n" * 100_000)))
            desk.tag(article, (0, 8))

    try:
        overlook()
    except RuntimeError:
        assert picture(desk.project) == before
    else:
        assert len(desk.project.annotations(article.id)) == 2
    assert desk.project.verify() == []


def _fault(code: int) -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("a fault")
    fault.sqlite_errorcode = code
    return fault


class Failing:
    """A connection whose commits fail."""

    def __init__(self, db: sqlite3.Connection, fault: Exception) -> None:
        self._db, self._fault = db, fault

    def __getattr__(self, name: str) -> object:
        return getattr(self._db, name)

    def execute(self, query: str, *values: object) -> sqlite3.Cursor:
        if query == "COMMIT":
            raise self._fault
        return self._db.execute(query, *values)  # type: ignore[arg-type]  # passed on as it came


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (_fault(sqlite3.SQLITE_FULL), DiskFullError),
        (_fault(sqlite3.SQLITE_READONLY_DBMOVED), ProjectReadOnlyError),
        (_fault(sqlite3.SQLITE_IOERR_FSYNC), ProjectError),
        (OSError(errno.ENOSPC, "no space"), DiskFullError),
        (OSError(errno.EROFS, "read-only"), ProjectReadOnlyError),
        (_fault(sqlite3.SQLITE_MISUSE), sqlite3.OperationalError),
    ],
)
def test_a_failed_commit_says_what_it_means_and_keeps_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: Exception, meaning: type[Exception]
) -> None:
    article = desk.add_article()
    with monkeypatch.context() as patch:
        patch.setattr(desk.project, "_db", Failing(desk.project._db, fault))
        with pytest.raises(meaning):
            desk.tag(article, (0, 9))
    assert desk.project.annotations(article.id) == []
    desk.tag(article, (0, 9))
    assert desk.project.verify() == []


# ---- backups


def test_a_backup_is_a_project_of_that_moment(desk: Desk, path: Path) -> None:
    article = desk.add_article()
    desk.tag(article, (0, 9))
    before = picture(desk.project)
    target = path.with_name("copy.annot")
    steps: list[tuple[int, int]] = []
    desk.project.backup(target, lambda done, total: steps.append((done, total)))
    desk.tag(article, (0, 8))
    assert steps
    assert steps[-1][0] == steps[-1][1]
    with ProjectFile.open(target, write=True) as copy:
        assert picture(copy) == before
        assert copy.verify() == []
        assert copy.undo_stack("anna") != ([], [])
    with pytest.raises(InputError, match="already"):
        desk.project.backup(target)
    with pytest.raises(InputError, match="already"):
        desk.project.backup(path)


def test_a_reader_can_make_a_backup(path: Path, desk: Desk) -> None:
    desk.add_article()
    with ProjectFile.open(path, write=False) as reader:
        reader.backup(path.with_name("copy.annot"))
    assert path.with_name("copy.annot").exists()


def test_a_cancelled_backup_leaves_nothing(desk: Desk, path: Path) -> None:
    def cancel(_done: int, _total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        desk.project.backup(path.with_name("copy.annot"), cancel)
    assert [item.name for item in path.parent.iterdir() if "copy" in item.name] == []


def test_a_damaged_project_makes_no_backup(path: Path) -> None:
    with Desk(path) as desk:
        desk.tag(desk.add_article(), (0, 9))
        (root,) = desk.project._db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'annotation'").fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : (root - 1) * 4096 + 8] = b"\xff" * 8
    path.write_bytes(data)
    target = path.with_name("copy.annot")
    with ProjectFile.open(path, write=False) as project, pytest.raises(ProjectDamagedError, match="copy"):
        project.backup(target)
    assert not target.exists()


def test_a_backup_into_no_folder_is_an_error_of_the_name(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises((InputError, ProjectReadOnlyError)):
        desk.project.backup(tmp_path / "none" / "copy.annot")


def test_a_full_disk_makes_no_backup(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"copy\.annot"):
        desk.project.backup(path.with_name("copy.annot"))
    assert [item.name for item in path.parent.iterdir() if "copy" in item.name] == []


def test_saves_stay_within_the_log_that_was_reserved(path: Path) -> None:
    with Desk(path) as desk:
        article = desk.add_article()
        desk.project.reserve_log()
        log = path.with_name(f"{path.name}-wal")
        reserved = log.stat().st_size
        for _ in range(3):
            for end in range(1, 31):
                desk.tag(article, (0, end))
            desk.project.settle_log()
            for annotation in desk.project.annotations(article.id):
                desk.do("delete", Change(annotation, None))
            desk.project.settle_log()
        assert log.stat().st_size == reserved
        assert desk.project.verify() == []
