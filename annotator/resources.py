"""Where the files that ship with the program are, in a checkout and in a wheel alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    packed = _PACKAGE / f"_{name}"
    return packed if packed.is_dir() else _PACKAGE.parent / name


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below `resources/`."""
    return _folder("resources").joinpath(*parts)


def seed(*parts: str) -> Path:
    """Return the path of a file or folder below `seeds/`."""
    return _folder("seeds").joinpath(*parts)
