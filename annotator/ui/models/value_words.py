"""Values of attributes as a person reads them."""

from __future__ import annotations

from annotator.domain.annotation import AttributeValue
from annotator.domain.schema import Attribute
from annotator.domain.values import canonical_text
from annotator.ui.kit.words import tr


def grouped(text: str) -> str:
    """Return a number with commas between thousands, or nothing where that is no easier to read."""
    try:
        number = float(text.replace(",", ""))
        digits = f"{number:,.10f}".rstrip("0").rstrip(".")
    except (ValueError, OverflowError):
        return ""
    return digits if "," in digits and digits != text.strip() and len(digits) < 40 else ""


def in_words(attribute: Attribute, value: AttributeValue) -> str:
    """Return a value as a person reads it."""
    titles = {choice.value: choice.title for choice in attribute.choices}
    if value is None:
        return tr("not set")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, tuple):
        return ", ".join(titles.get(item, item) for item in value)
    if isinstance(value, str):
        return titles.get(value, value)
    return grouped(canonical_text(value)) or canonical_text(value)
