from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from annotator.domain.errors import CancelledError, DiskFullError, InputError
from annotator.formats.atomic_write import whole_file, whole_folder


def test_a_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.txt"
    with whole_file(target) as path:
        path.write_text("one")
        assert not target.exists()
    with whole_file(target) as path:
        path.write_text("two")
        assert target.read_text() == "one"
    assert [one.read_text() for one in target.parent.iterdir()] == ["two"]


def test_a_file_or_folder_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")

    def full_disk() -> None:
        with whole_file(tmp_path / "a.txt") as path:
            path.write_text("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def cancel() -> None:
        with whole_folder(tmp_path / "b") as path:
            (path / "x").write_text("half")
            raise CancelledError

    with pytest.raises(DiskFullError):
        full_disk()
    with pytest.raises(CancelledError):
        cancel()
    assert [one.read_text() for one in tmp_path.iterdir()] == ["one"]


def test_a_folder_through_a_link_is_written_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with whole_folder(tmp_path / "link") as path:
        (path / "x").write_text("new")
    assert (tmp_path / "real" / "x").read_text() == "new"
    assert (tmp_path / "link").is_symlink()


def test_a_foreign_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    def meet() -> None:
        with whole_folder(tmp_path / "a") as path:
            (path / "x").write_text("new")
            (tmp_path / "a").mkdir()
            (tmp_path / "a" / "x").write_text("mine")

    with pytest.raises(InputError):
        meet()
    assert (tmp_path / "a" / "x").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
