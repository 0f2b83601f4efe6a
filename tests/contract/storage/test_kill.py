"""What was acknowledged is there, whenever the process is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes, which this system does not have")
def test_two_hundred_kills_lose_nothing(path: Path) -> None:
    command = [sys.executable, "-m", "tests.contract.storage.killing", str(path), "200", "20240229"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["problems"] == []
    assert result["reported"] >= 150, "the children hardly got to work"
