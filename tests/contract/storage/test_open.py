"""Files that cannot be opened: each has its own message, and none is changed by trying."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.domain.errors import (
    InputError,
    KnownError,
    ProjectDamagedError,
    ProjectLockedError,
    ProjectNotOursError,
    ProjectReadOnlyError,
    ProjectTooNewError,
)
from annotator.storage import migrations
from annotator.storage.lock import lock_path, take_lock
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import TEXT, Desk, picture

NOBODY = 65534


@pytest.fixture
def made(path: Path) -> Path:
    """Return a closed project with an article and an annotation."""
    with Desk(path) as desk:
        desk.tag(desk.add_article(), (0, 9))
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, apart from lock files, which hold nothing."""
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file() and item.suffix != ".lock"}


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    before = files_in(path.parent)
    yield
    assert files_in(path.parent) == before


def flip(path: Path, *places: int) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[place] ^= 0xFF
    path.write_bytes(data)


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE note (text)")
        db.commit()


def _newer(path: Path) -> None:
    ProjectFile.create(path, {}).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


def _without_table(path: Path) -> None:
    ProjectFile.create(path, {}).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE tally")
        db.commit()


def _acting(statement: str) -> Callable[[Path], object]:
    """Return what makes a project that would do something by itself."""

    def make(path: Path) -> None:
        ProjectFile.create(path, {}).close()
        with closing(sqlite3.connect(path)) as db:
            db.execute(statement)
            db.commit()

    return make


def _project_then(change: Callable[[Path], object]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with Desk(path) as desk:
            desk.tag(desk.add_article(TEXT * 500), (0, 9))
        change(path)

    return make


def _nothing(_path: Path) -> None: ...


BAD_FILES: dict[str, tuple[Callable[[Path], object], type[KnownError], str]] = {
    "missing": (_nothing, InputError, "No such file"),
    "folder": (lambda path: path.mkdir(), InputError, "folder"),
    "empty": (lambda path: path.touch(), ProjectNotOursError, "empty"),
    "text": (lambda path: path.write_text("Dear diary\n" * 99), ProjectNotOursError, "another kind"),
    "short text": (lambda path: path.write_text("x"), ProjectNotOursError, "another kind"),
    "other database": (_other_database, ProjectNotOursError, "another program"),
    "newer": (_newer, ProjectTooNewError, "version 99"),
    "missing table": (_without_table, ProjectDamagedError, "tally"),
    "trigger": (
        _acting("CREATE TRIGGER sly AFTER INSERT ON journal BEGIN DELETE FROM journal; END"),
        ProjectDamagedError,
        "a trigger, sly",
    ),
    "view": (_acting("CREATE VIEW sly AS SELECT * FROM setting"), ProjectDamagedError, "a view, sly"),
    "cut to its header": (_project_then(lambda path: os.truncate(path, 60)), ProjectDamagedError, "first bytes"),
    "cut in half": (_project_then(lambda path: os.truncate(path, 6000)), ProjectDamagedError, "SQLite"),
    "first bytes": (_project_then(lambda path: flip(path, 3)), ProjectDamagedError, "first bytes"),
    "page size": (_project_then(lambda path: flip(path, 16, 17)), ProjectDamagedError, "SQLite"),
    "schema page": (_project_then(lambda path: flip(path, *range(100, 110))), ProjectDamagedError, "SQLite"),
}


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("bad", BAD_FILES)
def test_what_cannot_be_opened_says_why_and_stays_as_it_is(path: Path, bad: str, write: bool) -> None:
    make, error, why = BAD_FILES[bad]
    make(path)
    with unchanged(path), pytest.raises(error) as raised:
        ProjectFile.open(path, write=write)
    assert why in str(raised.value)
    assert str(path) in str(raised.value)
    assert raised.value.remedy
    with take_lock(path):
        pass  # the failed opening left no lock behind


def test_a_file_in_no_folder_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        ProjectFile.open(tmp_path / "none" / "x.annot", write=True)
    with pytest.raises(InputError):
        ProjectFile.create(tmp_path / "none" / "x.annot", {})


def test_every_flipped_page_is_a_known_error_or_a_finding(made: Path) -> None:
    """Damage each page's head in turn: whatever is hit, nobody gets a stack trace."""
    whole = made.read_bytes()
    for page in range(len(whole) // 4096):
        flip(made, *(page * 4096 + place for place in range(100 if page == 0 else 0, 140 if page == 0 else 40)))
        damaged = made.read_bytes()
        found: list[object] = []
        try:
            with ProjectFile.open(made, write=False) as project:
                found += project.verify()
        except ProjectDamagedError as error:
            found.append(error)
        assert found, f"page {page} was damaged and nobody noticed"
        assert made.read_bytes() == damaged
        made.write_bytes(whole)


def test_reading_a_damaged_page_is_a_damaged_project(made: Path) -> None:
    with closing(sqlite3.connect(made)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'annotation'").fetchone()
    flip(made, *range((root - 1) * 4096, (root - 1) * 4096 + 8))
    with ProjectFile.open(made, write=True) as project:
        (article_id,) = project.article_ids()
        with pytest.raises(ProjectDamagedError, match="verify"):
            project.annotations(article_id)
        with pytest.raises(ProjectDamagedError):
            list(project.walk())


def test_create_takes_no_name_that_is_taken(made: Path) -> None:
    with unchanged(made), pytest.raises(InputError, match="already"):
        ProjectFile.create(made, {})
    ProjectFile.open(made, write=True).close()


def test_create_does_not_mix_with_the_remains_of_another_project(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"remains")
    with unchanged(path), pytest.raises(InputError, match="remains"):
        ProjectFile.create(path, {})


def test_a_failed_create_leaves_nothing(path: Path) -> None:
    with pytest.raises(KnownError):
        ProjectFile.create(path, {"title": "half \ud800"})
    assert files_in(path.parent) == {}
    ProjectFile.create(path, {"title": "whole"}).close()
    assert list(files_in(path.parent)) == [path.name], "closed, a project is one file"


# ---- second openings


def test_one_writes_and_many_read(path: Path) -> None:
    with Desk(path) as desk:
        article = desk.add_article()
        with pytest.raises(ProjectLockedError), unchanged(path):
            ProjectFile.open(path, write=True)
        with ProjectFile.open(path, write=False) as reader:
            walking = reader.walk()
            first = desk.tag(article, (0, 9))
            assert reader.annotations(article.id) == [first]
            assert next(walking).annotations == next(desk.project.walk()).annotations
            assert list(walking) == []
    with ProjectFile.open(path, write=False) as reader:
        assert reader.annotations(article.id) == [first]
        ProjectFile.open(path, write=True).close()
    assert list(files_in(path.parent)) == [path.name]


def test_a_link_to_a_project_is_the_same_project(made: Path) -> None:
    link = made.with_name("link.annot")
    link.symlink_to(made)
    with ProjectFile.open(link, write=True) as project:
        assert project.path == made
        with pytest.raises(ProjectLockedError):
            ProjectFile.open(made, write=True)


def test_another_process_holds_the_lock_until_it_dies(made: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from annotator.storage.project_file import ProjectFile;"
        "p = ProjectFile.open(Path(sys.argv[1]), write=True); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(made)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(ProjectLockedError):
            ProjectFile.open(made, write=True)
        ProjectFile.open(made, write=False).close()
        other.kill()
    ProjectFile.open(made, write=True).close()


# ---- where nothing can be written


def as_nobody(work: Callable[[], None]) -> None:
    """Run `work` in a child process that has no rights, because root can write everywhere."""
    if not hasattr(os, "fork") or os.geteuid() != 0:
        pytest.skip("needs root to become a user without rights")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            work()
            status = 0
        except BaseException:  # noqa: BLE001 (whatever it is, the parent must hear of it and pytest must not go on here)
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0, "see the child's traceback above"


@pytest.fixture
def open_folders(tmp_path: Path) -> None:
    """Let a user without rights come as far as the test's folder."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o755)


@pytest.mark.usefixtures("open_folders")
@pytest.mark.parametrize("folder_writable", [False, True])
def test_a_read_only_project_can_be_read_and_not_written(made: Path, folder_writable: bool) -> None:
    made.chmod(0o444)
    made.parent.chmod(0o777 if folder_writable else 0o555)
    lock_path(made).unlink()
    with unchanged(made):

        def work() -> None:
            with ProjectFile.open(made, write=False) as project:
                assert project.article_count() == 1
                assert len(project.annotations(project.article_ids()[0])) == 1
                assert project.verify() == []
            with pytest.raises(ProjectReadOnlyError):
                ProjectFile.open(made, write=True)
            if not folder_writable:
                with pytest.raises(ProjectReadOnlyError):
                    ProjectFile.create(made.with_name("new.annot"), {})

        as_nobody(work)


@pytest.mark.usefixtures("open_folders")
def test_a_file_that_may_not_be_read_says_so(made: Path) -> None:
    made.chmod(0o000)

    def work() -> None:
        with pytest.raises(InputError, match="denied"):
            ProjectFile.open(made, write=False)

    as_nobody(work)


@pytest.mark.usefixtures("open_folders")
def test_a_log_left_in_a_read_only_folder_is_not_overlooked(made: Path) -> None:
    """Without the log the last edits would be missing, so such a file is not opened at all."""
    copies = made.parent / "copies"
    copies.mkdir()
    with Desk(made) as desk:
        desk.tag(desk.project.articles(desk.project.article_ids())[0], (0, 8))
        for name in (made.name, f"{made.name}-wal"):
            (copies / name).write_bytes((made.parent / name).read_bytes())
    copies.chmod(0o555)

    def work() -> None:
        with pytest.raises(ProjectReadOnlyError):
            ProjectFile.open(copies / made.name, write=False)

    as_nobody(work)
    with ProjectFile.open(copies / made.name, write=False) as project:
        assert len(project.annotations(project.article_ids()[0])) == 2


# ---- migrations


def test_an_older_project_is_brought_up_to_date_after_a_backup(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProjectFile.open(made, write=False) as project:
        before = picture(project)
    step = ("CREATE TABLE extra (no INTEGER PRIMARY KEY) STRICT", "INSERT INTO extra VALUES (1)")
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    with pytest.raises(ProjectReadOnlyError, match="older"), unchanged(made):
        ProjectFile.open(made, write=False)
    with ProjectFile.open(made, write=True) as project:
        assert migrations.version_of(project._db) == len(migrations.STEPS)
        assert picture(project) == before
        assert project.verify() == []
    monkeypatch.undo()
    with pytest.raises(ProjectTooNewError), unchanged(made):
        ProjectFile.open(made, write=True)
    with ProjectFile.open(made.with_name(f"{made.name}.backup-v{len(migrations.STEPS)}"), write=False) as backup:
        assert picture(backup) == before


@pytest.mark.parametrize("failing", ["not SQL", "INSERT INTO extra VALUES (1)"])
def test_a_failed_migration_changes_nothing(made: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    good = ("CREATE TABLE extra (no INTEGER PRIMARY KEY) STRICT",)
    bad = ("INSERT INTO extra VALUES (1)", failing)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, (*good, *bad)))
    before = made.read_bytes()
    with pytest.raises(sqlite3.Error):
        ProjectFile.open(made, write=True)
    assert made.read_bytes() == before
    monkeypatch.undo()
    with ProjectFile.open(made, write=True) as project:
        assert project.verify() == []
