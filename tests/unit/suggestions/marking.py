"""Write a span into its text: `⟦` opens a fragment, `⟧` closes it."""

from __future__ import annotations

import re

from annotator.domain.annotation import AttributeValue
from annotator.domain.span import Fragment
from annotator.suggestions.context import FillContext


def marked(text: str, published: str | None = None, **attributes: AttributeValue) -> FillContext:
    plain = text.replace("⟦", "").replace("⟧", "")
    fragments = []
    for removed, match in enumerate(re.finditer("⟦([^⟧]*)⟧", text)):
        start = match.start() - 2 * removed
        fragments.append(Fragment(start, start + len(match[1])))
    return FillContext(plain, tuple(fragments), published=published, attributes=attributes)
