from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.boundaries import grapheme_floor
from annotator.ui.reader.blocks import CHUNK, Blocks, has_bidirectional

PIECES = st.sampled_from(
    ["a", "word ", "\n", "\u2028", "\u2029", "é", "e\u0301", "👨‍👩‍👧", "שלום ", "x" * 900, "long line " * 700]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_blocks_are_the_text_and_nothing_else(text: str) -> None:
    blocks = Blocks(text)
    rebuilt = []
    for index in range(len(blocks)):
        start, end = blocks.extent(index)
        assert not set(text[start:end]) & set("\n\u2028\u2029")
        last = index + 1 == len(blocks)
        following = len(text) if last else blocks.starts[index + 1]
        assert following - end == (0 if last or blocks.continues(index + 1) else 1)
        assert end - start <= CHUNK * 3 // 2
        rebuilt.append(text[start:following])
        assert grapheme_floor(text, start) == start
    assert "".join(rebuilt) == text
    assert sum(blocks.sizes()) == len(text)


@given(st.lists(PIECES, min_size=1, max_size=12).map("".join), st.data())
def test_every_position_has_its_block(text: str, data: st.DataObject) -> None:
    blocks = Blocks(text)
    position = data.draw(st.integers(0, len(text)))
    start, end = blocks.extent(blocks.at(position))
    assert start <= position <= end


def test_a_seam_belongs_to_both_sides() -> None:
    blocks = Blocks("some words " * 2000)
    seam = blocks.starts[3]
    assert blocks.continues(3)
    assert blocks.at(seam) == 3
    assert blocks.at(seam, upstream=True) == 2
    assert blocks.at(seam - 1, upstream=True) == 2


def test_a_carried_seam_can_be_put_back() -> None:
    blocks = Blocks("some words " * 2000)
    nominal = list(blocks.starts)
    blocks.carry(2, nominal[2] - 40)
    blocks.carry(2, nominal[2] - 60)
    assert blocks.extent(1).end == nominal[2] - 60
    assert blocks.extent(1, whole=True).end == nominal[2]
    blocks.reset_seams()
    assert blocks.starts == nominal


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("12 % — שלום hello", 0, True),
        ("“3,000” hello שלום", 0, False),
        ("مرحبا\nhello", 0, True),
        ("مرحبا\nhello", 1, False),
        ("1234", 0, False),
        ("", 0, False),
        ("שלום\u2028hello", 1, True),
        ("\u2028שלום", 0, True),
        ("שלום\u2029hello", 1, False),
        ("שלום " * 3000, 5, True),
    ],
)
def test_the_first_strong_character_of_the_paragraph_gives_the_direction(text: str, index: int, expected: bool) -> None:
    assert Blocks(text).right_to_left(index) is expected


def test_only_texts_with_characters_of_the_other_direction_are_bidirectional() -> None:
    assert has_bidirectional("a שלום")
    assert has_bidirectional("left\u200fmark")
    assert not has_bidirectional("naïve café, 3,000 नमस्ते 👍🏽")
