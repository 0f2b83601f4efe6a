"""The files of an export: all of them or none, those of before replaced, nobody else's touched."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from annotator.domain.errors import (
    CancelledError,
    DiskFullError,
    InputError,
    KnownError,
    ProjectReadOnlyError,
)
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE, SUMS_FILE
from annotator.formats.gold.sums import exported_names
from annotator.formats.gold.writer import export_gold, export_names
from tests.unit.formats.gold_samples import (
    SCHEMA,
    export,
    options,
    sample,
)


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_gold(tmp_path / name, sample(), SCHEMA, options(layers=True))
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_the_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    report = export_gold(tmp_path / "out", sample(), SCHEMA, options(layers=True))
    listed = dict(line.split("  ")[::-1] for line in (tmp_path / "out" / SUMS_FILE).read_text("ascii").splitlines())
    assert listed == {
        name: hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest()
        for name in set(report.files) - {SUMS_FILE}
    }
    assert report.files == {path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()}


def test_an_earlier_export_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    export(tmp_path / "out", layers=True)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    records = export(tmp_path / "out", sample()[:1])
    assert len(records) == 1
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "out" / LAYERS_FILE).exists()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*export_names(options()), "notes.txt"}


def test_files_of_somebody_else_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("mine")
    with pytest.raises(InputError, match=r"README\.md"):
        export(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["README.md"]
    with pytest.raises(InputError):
        export(tmp_path / "out" / "README.md")


def test_a_checksum_file_cannot_name_files_outside(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "out" / SUMS_FILE).write_text(f"{'0' * 64}  ../precious\n{'0' * 64}  ..\n{'0' * 64}  gold.jsonl\n")
    assert exported_names(tmp_path / "out") == {"gold.jsonl", SUMS_FILE}
    export(tmp_path / "out")
    assert (tmp_path / "precious").read_text() == "mine"


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(CancelledError):
        export_gold(
            tmp_path / "out", sample(), SCHEMA, options(), progress=seen.append, cancelled=lambda: len(seen) == 2
        )
    assert seen == [1, 2]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, DiskFullError), (errno.EROFS, ProjectReadOnlyError), (errno.EIO, InputError)]
)
def test_errors_of_the_disk_are_told_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[KnownError]
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind) as caught:
        export(tmp_path / "out")
    assert str(tmp_path / "out") in caught.value.where
    assert list(tmp_path.iterdir()) == []


class _LossyFile(io.FileIO):
    """A file whose writes arrive with one bit turned over, or not whole."""

    harm: ClassVar[Callable[[bytes], bytes]]

    def write(self, data: Any) -> int:
        given = bytes(data)
        super().write(type(self).harm(given))
        return len(given)


@pytest.mark.parametrize(
    "harm",
    [lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:], lambda data: data[:-1], lambda data: data + b"x"],
)
def test_a_disk_that_loses_bytes_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[bytes], bytes]
) -> None:
    opened = Path.open

    def open_lossy(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        return _LossyFile(path, mode) if path.name == GOLD_FILE else opened(path, mode, *args, **kwargs)

    monkeypatch.setattr(_LossyFile, "harm", staticmethod(harm), raising=False)
    monkeypatch.setattr(Path, "open", open_lossy)
    with pytest.raises(InputError, match="not what was written") as caught:
        export(tmp_path / "out")
    assert caught.value.where == GOLD_FILE
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_killed_runs_are_removed_in_time(tmp_path: Path) -> None:
    old, new = tmp_path / ".out.tmp-1", tmp_path / ".out.tmp-2"
    for left in (old, new):
        left.mkdir()
        (left / GOLD_FILE).write_text("half")
    os.utime(old, (0, 0))
    export(tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, "out"]
