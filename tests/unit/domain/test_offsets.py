from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.offsets import OffsetMap

TEXTS = st.text(st.sampled_from("ab \n\u00a0é\u0301😀👩\u200d🇺אש\u2028अ"), max_size=60)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_both_ways_agree_with_encoding(text: str) -> None:
    offsets = OffsetMap(text)
    for position in range(len(text) + 1):
        unit = units(text[:position])
        assert offsets.to_utf16(position) == unit
        assert offsets.to_code_point(unit) == position
    assert offsets.utf16_length == units(text)
    assert offsets.length == len(text)


@given(TEXTS)
def test_the_middle_of_a_pair_counts_as_its_start(text: str) -> None:
    offsets = OffsetMap(text)
    for position, character in enumerate(text):
        if ord(character) > 0xFFFF:
            assert offsets.to_code_point(units(text[:position]) + 1) == position
