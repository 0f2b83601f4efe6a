from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import boundaries as b

HARD = st.lists(
    st.sampled_from(
        [
            "a",
            "B",
            " ",
            "\n",
            "é",
            "e\u0301",
            "👨\u200d👩\u200d👧",
            "👍🏽",
            "🇺🇦",
            "हिन्दी",
            "שלום",
            "\u0600",
            "한",
            "한",
            "क्",
            "🇫",
            "\u00a0",
            "\u2028",
            ".",
            "“",
            "1,000",
        ]
    ),
    max_size=40,
).map("".join)


def grapheme_boundaries(text: str) -> set[int]:
    return {0, len(text), *(match.end() for match in regex.finditer(r"\X", text))}


@given(HARD)
def test_graphemes_agree_with_the_whole_text(text: str) -> None:
    allowed = grapheme_boundaries(text)
    for position in range(len(text) + 1):
        assert b.grapheme_floor(text, position) == max(edge for edge in allowed if edge <= position)
        assert b.grapheme_ceiling(text, position) == min(edge for edge in allowed if edge >= position)
        if position in allowed and position < len(text):
            assert b.next_grapheme(text, position) == min(edge for edge in allowed if edge > position)
        if position:
            assert b.previous_grapheme(text, position) == max(edge for edge in allowed if edge < position)


@given(HARD, st.data())
def test_a_snapped_selection_is_whole_trimmed_and_stable(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for unit in ("none", "word", "sentence"):
        found = b.snap(text, start, end, unit)
        if found is None:
            clusters = regex.findall(r"\X", text[b.grapheme_floor(text, start) : b.grapheme_ceiling(text, end)])
            assert all(cluster.isspace() for cluster in clusters)
            continue
        assert {found.start, found.end} <= grapheme_boundaries(text)
        clusters = regex.findall(r"\X", text[found.start : found.end])
        assert not clusters[0].isspace()
        assert not clusters[-1].isspace()
        assert b.snap(text, found.start, found.end, unit) == found


def test_white_space_that_is_part_of_a_grapheme_is_not_cut_off() -> None:
    assert b.snap("\u0600 ", 0, 1, "none") == (0, 2)
    assert b.snap(" \u0301word ", 0, 7, "none") == (0, 6)
    assert b.snap("  word ", 0, 7, "none") == (2, 6)


@given(HARD)
def test_walking_by_words_and_sentences_always_gets_on(text: str) -> None:
    for walk in (b.next_word, b.next_word_end, b.next_sentence):
        position = 0
        while position < len(text):
            assert walk(text, position) > position
            position = walk(text, position)
    for walk in (b.previous_word, b.previous_word_end, b.previous_sentence):
        position = len(text)
        while position > 0:
            assert 0 <= walk(text, position) < position
            position = walk(text, position)


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [
        ("about $1.2bn more", 8, "$1.2bn"),
        ("some 10,000 troops", 7, "10,000"),
        ("in the U.S. on", 9, "U.S."),
        ("Korea’s army", 3, "Korea’s"),
        ("1950-1953", 2, "1950"),
        ("less than 1% of", 10, "1%"),
        ("a 👨‍👩‍👧‍👦 b", 3, "👨‍👩‍👧‍👦"),
        ("well-known man", 2, "well-known"),
        ("said. Then", 4, "said"),
    ],
)
def test_words(text: str, at: int, word: str) -> None:
    found = b.word_at(text, at)
    assert found is not None
    assert text[found.start : found.end] == word


def test_sentences_keep_abbreviations_and_quotation_marks() -> None:
    text = "“Mr. Hall of the U.S. Navy is here.” Then he left. “Why?” she asked.\n\nNext"
    sentences = []
    position = 0
    while position < len(text):
        found = b.sentence_at(text, position)
        assert found is not None
        sentences.append(text[found.start : found.end])
        position = b.next_sentence(text, position)
    assert sentences == ["“Mr. Hall of the U.S. Navy is here.”", "Then he left.", "“Why?” she asked.", "Next"]


def test_a_long_paragraph_costs_no_more_than_its_neighbourhood() -> None:
    text = "word " * 400_000
    assert b.word_at(text, 1_000_001) == (1_000_000, 1_000_004)
    assert b.next_word(text, 1_000_001) == 1_000_005
    found = b.sentence_at(text, 1_000_000)
    assert found is not None
    assert found.end - found.start < 10_000
