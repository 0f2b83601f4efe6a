from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.storage.matching import Needle
from annotator.storage.search import excerpt


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("ferry", "The FERRY left", (4, 9)),
        ("FERRY", "the ferry", (4, 9)),
        ("cafe", "Le café", (3, 7)),
        ("café", "the cafe", (4, 8)),
        ("café", "the cafe\u0301 is", (4, 9)),
        ("cafe", "CAFÉ", (0, 4)),
        ("Ångström", "angstrom", (0, 8)),
        ("two words", "two\u00a0 \nwords", (0, 11)),
        ("don't", "I don’t", (2, 7)),
        ('"yes"', "he said “yes”", (8, 13)),
        ("a-b", "x a–b", (2, 5)),
        ("ελλαδα", "Ελλάδα", (0, 6)),
        ("1.5", "1x5 1.5", (4, 7)),
        ("(x", "f (x)", (2, 4)),
        ("日本", "in 日本", (3, 5)),
        ("हिन्दी", "यह हिन्दी है", (3, 9)),
        ("가", "한가", (1, 2)),
        ("é", "e", (0, 1)),
        ("ferry", "İ ferry", (2, 7)),
        ("ferry", "fery", None),
        ("\u0301", "café", None),
        (" ", "a b", None),
    ],
)
def test_case_accents_and_spaces_do_not_matter(query: str, text: str, expected: tuple[int, int] | None) -> None:
    assert Needle(query).find(text) == expected


def test_all_places_are_found_apart() -> None:
    assert Needle("aa").all("aaaa áA") == [(0, 2), (2, 4), (5, 7)]
    assert Needle("x").all("abc") == []


@given(st.text(st.characters(categories=["L", "Nd", "P"]), min_size=1), st.text(), st.text())
def test_a_text_is_found_in_itself(word: str, before: str, after: str) -> None:
    found = Needle(word).find(f"{before} {word} {after}")
    assert found is not None
    assert found[0] <= len(before) + 1


@given(st.text("abc \n", max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_an_excerpt_is_one_short_line(text: str, start: int, end: int) -> None:
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    shown = excerpt(text, start, end)
    assert "\n" not in shown
    assert len(shown) <= end - start + 82
    assert " ".join(text[start:end].split()) in shown


def test_an_excerpt_is_cut_between_words() -> None:
    text = "It rained. The harbour master spoke for an hour. Then the ferry sank, and the people on the quay went home."
    start = text.index("ferry")
    assert (
        excerpt(text, start, start + 5)
        == "…master spoke for an hour. Then the ferry sank, and the people on the quay went…"
    )
    start = text.index("Then")
    assert excerpt(text, start, start + 4).startswith("…The harbour master")
    assert excerpt("x" * 100, 50, 51) == f"…{'x' * 81}…"
