from __future__ import annotations

import pytest

from annotator.suggestions.speakers import speaker_kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Anna Lind", "person"),
        ("Lind", "person"),
        ("she", "person"),
        ("the prime minister", "person"),
        ("Harbour Council spokesman Karl Moss", "person"),
        ("ministry spokeswoman Ida Berg", "person"),
        ("Karl Moss, an analyst at Nord Bank", "person"),
        ("the ministry", "organisation"),
        ("The Kremlin", "organisation"),
        ("NATO", "organisation"),
        ("Sweden", "organisation"),
        ("the United States", "organisation"),
        ("state media", "organisation"),
        ("it", "organisation"),
        ("his office", "organisation"),
        ("two harbour officials", "anonymous"),
        ("U.S. officials", "anonymous"),
        ("one diplomat who asked not to be named", "anonymous"),
        ("a spokeswoman", "anonymous"),
        ("experts", "anonymous"),
        ("a council report", "document"),
        ("the statement", "document"),
        ("an email seen by the paper", "document"),
        ("", None),
        ("   ", None),
        ("the quiet", None),
    ],
)
def test_kind_of_speaker(words: str, kind: str | None) -> None:
    assert speaker_kind(words) == kind
