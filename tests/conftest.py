"""For all tests: a machine without a screen draws off-screen, and nothing is asked to be quick."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is slow and not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

with suppress(ImportError):  # comes with a reader of exports, and would leave a thread behind
    from tqdm import tqdm

    tqdm.monitor_interval = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or one worker ends with it while the others have nothing to do."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)
