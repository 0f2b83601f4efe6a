"""An export that is stopped, or that the disk has no room for, leaves what was there before, and nothing beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from annotator.domain.errors import CancelledError, DiskFullError, KnownError
from annotator.formats.exporters import OWN
from annotator.formats.gold.writer import export_gold
from tests.unit.formats.export_samples import contents, export, hard
from tests.unit.formats.gold_samples import SCHEMA, options, sample

NAMES = [exporter.name for exporter in OWN]
SIZES = (0, 1, 300, 3_000)
"""Bytes that a file may have: the first file fails at once, and larger ones on the way."""


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let the system write no file larger than this, as a full disk does."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def exported(name: str, folder: Path, cancelled: Callable[[], bool] | None = None) -> None:
    """Export more than the earlier export holds."""
    if name == "gold":
        export_gold(folder, hard(), SCHEMA, options(), cancelled=cancelled)
    else:
        export(name, folder, hard(), cancelled=cancelled)


def earlier(name: str, parent: Path) -> tuple[Path, dict[str, bytes]]:
    """Return a folder with an earlier export, and what is in it."""
    folder = parent / "out"
    if name == "gold":
        export_gold(folder, sample(), SCHEMA, options())
    else:
        export(name, folder, sample())
    return folder, contents(folder)


@pytest.fixture(params=[*NAMES, "gold"])
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def test_there_is_a_row_for_every_exporter() -> None:
    assert len(set(NAMES)) == 13


def test_stopping_at_any_time_leaves_the_earlier_export(name: str, tmp_path: Path) -> None:
    folder, before = earlier(name, tmp_path)
    for last in count(1):
        asked = iter(range(last))
        try:
            exported(name, folder, lambda asked=asked: next(asked, None) is None)  # type: ignore[misc]
        except CancelledError:
            assert contents(folder) == before
            assert list(tmp_path.iterdir()) == [folder]
        else:
            break
    assert last >= len(hard())
    assert contents(folder) != before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("size", SIZES)
def test_a_disk_without_room_leaves_the_earlier_export(name: str, size: int, tmp_path: Path) -> None:
    folder, before = earlier(name, tmp_path)
    fault = None
    try:
        with files_of_at_most(size):
            exported(name, folder)
    except KnownError as error:
        fault = error
    if fault is None:
        assert size >= max(len(data) for data in contents(folder).values())
    else:
        assert str(folder) in fault.where
        assert fault.why
        assert fault.remedy
        assert contents(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_disk_that_is_full_at_the_last_step_leaves_the_earlier_export(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before = earlier(name, tmp_path)

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(DiskFullError, match="no room"):
            exported(name, folder)
    assert contents(folder) == before
    assert list(tmp_path.iterdir()) == [folder]
