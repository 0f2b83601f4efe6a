from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.storage.desk import Desk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ferry.annot"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with Desk(path) as opened:
        yield opened
