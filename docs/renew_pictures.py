"""Puts the pictures that the documentation shows in the place of those in `docs/pictures`, from a folder of the tour.

    python docs/renew_pictures.py FOLDER

They get a palette of 256 colours, since a window has no more that matter, and are a third as large then.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
_SHOWN = re.compile(r"pictures/([a-z]+-(?:light|dark))\.png")
_COLOURS = 256


def shown() -> set[str]:
    """Return the names of the pictures that the documentation shows, such as "review-light"."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return {name for page in pages for name in _SHOWN.findall(page.read_text(encoding="utf-8"))}


def with_palette(image: QImage) -> QImage:
    """Return the image in its most frequent colours."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    found = Counter(bytes(plain.constBits()).hex(" ", 4).split())
    table = [int.from_bytes(bytes.fromhex(pixel), sys.byteorder) for pixel, _ in found.most_common(_COLOURS)]
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table)


def renew(tour: Path) -> int:
    """Renew the pictures; return the exit code."""
    taken = {path.stem.split("-", 1)[1]: path for path in tour.glob("[0-9][0-9]-*.png")}
    wanted = shown()
    if missing := sorted(wanted - taken.keys()):
        sys.stderr.write(
            f"The tour in {tour} has no picture {', '.join(missing)}. Take it again, or change the page.\n"
        )
        return 1
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for name in sorted(wanted):
        with_palette(QImage(str(taken[name]))).save(str(PICTURES / f"{name}.png"))
    return 0


if __name__ == "__main__":
    sys.exit(renew(Path(sys.argv[1])))
