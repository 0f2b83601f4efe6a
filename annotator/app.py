"""The composition root: reads the command line and opens the window or runs a command."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

WINDOW_WORDS = ("open",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `annotator`; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--make-run"]:
        return make_run()
    if not given:
        return open_window(None, None)  # the shortest way to the first paint
    from annotator.cli.main import WindowActions, run  # noqa: PLC0415 - the window does not wait for typer

    return run(given, WindowActions(open_window, run_tour))


def window() -> int:
    """Entry point of the window without a terminal."""
    return main([])


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if sys.platform in ("darwin", "win32"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    return chosen not in ("offscreen", "minimal") and bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def open_window(project: Path | None, annotator: str | None) -> int:
    """Open the window and run it until it is closed."""
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        sys.stderr.write("annotator: there is no display. Commands work without one: annotator --help\n")
        return 2
    from annotator.ui.start import run_window  # noqa: PLC0415 - commands do not wait for Qt

    return run_window(project, annotator)


def run_tour(folder: Path) -> int:
    """Drive the real window through the main job, off-screen where there is no display."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from annotator.ui.tour.run import run  # noqa: PLC0415 - commands do not wait for Qt

    return run(folder)


def make_run() -> int:
    """What `make run` does: the window on the sample project, or the tour where there is no display."""
    if has_display():
        from annotator.services.sample import VISITOR, sample_project  # noqa: PLC0415 - only here

        folder = Path(tempfile.gettempdir()) / "annotator-sample"
        folder.mkdir(exist_ok=True)
        return open_window(sample_project(folder), VISITOR)
    sys.stdout.write("There is no display, so the tour runs off-screen instead of the window.\n")
    folder = Path("exports") / "tour"
    code = run_tour(folder)
    if code == 0:
        sets = f"{folder / 'gold'} and, adjudicated, in {folder / 'gold-adjudicated'}"
        sys.stdout.write(f"The gold sets are in {sets}; the screenshots are in {folder}.\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
