"""Published worked examples. Small tables are written here; the gamma fixtures are files beside the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.continua import Marks, marks_of

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "vectors"


def read(name: str) -> Any:
    """Return a file of vectors; skips the test, with a reason, where it is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the published vectors are not there: {name} beside the repository")
    return json.loads(path.read_text(encoding="utf-8"))


def continuum(rows: list[Any]) -> list[Marks]:
    """Return the units of a gamma fixture per annotator."""
    annotators: dict[str, list[tuple[float, float, int]]] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        unit = row if isinstance(row, dict) else dict(zip(("annotator", "category", "start", "end"), row, strict=True))
        label = numbers.setdefault(unit["category"], len(numbers))
        annotators.setdefault(unit["annotator"], []).append((unit["start"], unit["end"], label))
    return [marks_of(annotators[name]) for name in sorted(annotators)]


KRIPPENDORFF_2004_P230 = ("BB-B LLPL PPPP PPPP LLLL BLPC CCCC BBLB LLLL -FFF --BB --P-").split()
"""Content Analysis p. 230: nominal alpha 0.743. One string a unit, a dash is a missing value."""

KRIPPENDORFF_2007_C = ("11-1 2232 3333 3333 2222 1234 4444 1121 2222 -555 --11 --3-").split()
"""Computing alpha, example C: nominal 0.743, ordinal 0.815, interval 0.849."""

KRIPPENDORFF_2004_P224 = ("10 11 01 00 00 01 00 01 00 00").split()
KRIPPENDORFF_2004_P227 = ("aa ab bb bb bb bb bc cc cc cc cc cc").split()
KRIPPENDORFF_1980_P139 = ("111 122 222 444 144 222 123 333 222").split()
HAYES_KRIPPENDORFF_2007 = (
    "112-2 1101- 2333- -00-0 000-0 000-0 102-1 1-20- 222-2 2111- -100- 0000- 1222- 33223 111-1 111-1 "
    "212-2 1233- 1101- 000-0 0011- 00-00 2333- 0000- 12-22 0111- 00010 1212- 1122- 112-2 110-0 2121- "
    "22-22 3222- 222-2 223-2 222-2 22-12 2222- 111-1"
).split()
"""Hayes & Krippendorff 2007 p. 84: ordinal 0.7598."""

WIKIPEDIA = ("-----34121133-3 1-213343------- --21344-21133-4").split()
"""One string an annotator: nominal 0.691358, interval 0.810845."""

FLEISS_1971 = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 "
    "224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 "
    "133333 555555"
).split()
"""Fleiss 1971 p. 379: P_o 0.5556, P_e 0.2201, kappa 0.430."""

KAPPAS = {
    "Cohen 1960 p. 37": ([[25, 12, 3], [13, 2, 15], [12, 16, 2]], 0.29, 0.35),
    "Cohen 1960 p. 45": ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.70, 0.41),
    "Krippendorff 2004 p. 246 a": ([[12, 9, 9], [9, 14, 9], [9, 9, 20]], 0.186, 0.0),
    "Krippendorff 2004 p. 246 b": ([[12, 18, 18], [0, 14, 18], [0, 0, 20]], 0.258, 0.0),
}
"""Confusion table, share observed and share by chance; where only kappa is printed, that and 0."""
