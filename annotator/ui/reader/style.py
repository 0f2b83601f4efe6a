"""How the reader looks: colours, families and proportions, as values."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtGui import QFont, QFontMetricsF


@dataclass(frozen=True, slots=True)
class ReaderStyle:
    """Colours are `#rrggbb`, sizes pixels at zoom 1, tints opacities from 0 to 1 of a label's colour on the page."""

    page: str
    ink: str
    ink_soft: str
    selection: str
    selection_inactive: str
    caret: str
    accent: str
    thumb: str
    body_families: tuple[str, ...] = ("Charter", "Georgia", "Noto Serif", "DejaVu Serif", "serif")
    name_families: tuple[str, ...] = ("Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "sans-serif")
    body_size: int = 17
    line_spacing: float = 1.6
    tint: float = 0.15
    tint_hovered: float = 0.24
    tint_selected: float = 0.32
    tint_dashed: float = 0.06


LIGHT = ReaderStyle(
    page="#fcfcfa",
    ink="#22262b",
    ink_soft="#6a717a",
    selection="#b9d6fb",
    selection_inactive="#dcdfe3",
    caret="#22262b",
    accent="#2563c9",
    thumb="#8a9099",
)
DARK = ReaderStyle(
    page="#1a1c20",
    ink="#d6d9de",
    ink_soft="#8f969f",
    selection="#2c4d7c",
    selection_inactive="#363b43",
    caret="#e8eaed",
    accent="#79a9f7",
    thumb="#7c838d",
    tint=0.22,
    tint_hovered=0.32,
    tint_selected=0.42,
    tint_dashed=0.09,
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Fonts and whole-pixel measures of a style at one zoom.

    `ascent` and `descent` are how far a tint reaches from the baseline; `rise` and `drop` are the font's own. A lane
    is a line of `lane_line` with `lane_gap` under it; names stand under the lanes.
    """

    body: QFont
    headline: QFont
    byline: QFont
    name: QFont
    char_width: float
    rise: int
    drop: int
    ascent: int
    descent: int
    line_height: int
    paragraph_gap: int
    blank_height: int
    lane_line: int
    lane_gap: int
    name_height: int
    name_ascent: int
    margin: int


def metrics_of(style: ReaderStyle, zoom: float) -> Metrics:
    """Return the fonts and measures of `style` at `zoom`."""
    size = max(6, round(style.body_size * zoom))
    body = _font(style.body_families, size)
    headline = _font(style.body_families, round(size * 1.5), QFont.Weight.Bold)
    byline = _font(style.name_families, max(6, round(size * 0.78)))
    name = _font(style.name_families, max(6, round(size * 0.56)), QFont.Weight.DemiBold)
    text, small = QFontMetricsF(body), QFontMetricsF(name)
    sample = "the of and to in a is that for it was on are as with his they at be this from have or by one had not"
    return Metrics(
        body=body,
        headline=headline,
        byline=byline,
        name=name,
        char_width=text.horizontalAdvance(sample) / len(sample),
        rise=ceil(text.ascent()),
        drop=ceil(text.descent()),
        ascent=round(size * 0.94),
        descent=round(size * 0.29),
        line_height=max(round(size * style.line_spacing), ceil(text.height()) + 2),
        paragraph_gap=round(size * 0.45),
        blank_height=round(size * 0.6),
        lane_line=max(1, round(size / 9)),
        lane_gap=max(1, round(size / 8)),
        name_height=ceil(small.capHeight() + small.descent()) + 3,
        name_ascent=ceil(small.capHeight()) + 2,
        margin=round(size * 2.2),
    )


def _font(families: tuple[str, ...], size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(size)
    font.setWeight(weight)
    return font
