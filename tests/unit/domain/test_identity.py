from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.identity import (
    ANNOTATION,
    Clock,
    Mint,
    article_id,
    base32,
    base32_to_number,
    device_token,
    number_to_base32,
    split_object_id,
    text_sha256,
)

DEVICES = st.binary(min_size=10, max_size=10).map(device_token)


@given(st.integers(0, 2**80))
def test_numbers_round_trip(number: int) -> None:
    assert base32_to_number(number_to_base32(number)) == number


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_different_bytes_give_different_tokens(left: bytes, right: bytes) -> None:
    assert (device_token(left) == device_token(right)) == (left == right)
    assert len(base32(left)) == 16


@given(st.binary(max_size=64))
def test_base_32_is_the_number_of_the_bytes_in_full_width(data: bytes) -> None:
    width = -(-len(data) * 8 // 5)
    number = number_to_base32(int.from_bytes(data, "big")) if data else ""
    assert base32(data) == number.rjust(width, "0")


@given(DEVICES, st.integers(1, 50))
def test_ids_are_taken_apart_again_and_never_double(device: str, count: int) -> None:
    mint = Mint(device)
    ids = [mint.new(ANNOTATION) for _ in range(count)]
    assert len(set(ids)) == count
    assert [split_object_id(made) for made in ids] == [("s", device, number + 1) for number in range(count)]


@pytest.mark.parametrize("wrong", ["", "s_", "x_0000000000000000_1", "s_0000000000000000_", "s_000000000000000l_1"])
def test_what_is_no_id(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an object id"):
        split_object_id(wrong)


def test_the_same_text_has_the_same_id_everywhere() -> None:
    assert article_id(text_sha256("One 😀")) == article_id(text_sha256("One 😀")) != article_id(text_sha256("One"))
    assert article_id(text_sha256("One")).startswith("a_")


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30), st.integers(0, 2**40))
def test_stamps_increase_when_the_machine_clock_goes_back(times: list[int], seen: int) -> None:
    ticks = iter(times)
    clock = Clock("d", lambda: next(ticks))
    clock.see(seen)
    stamps = [clock.stamp() for _ in times]
    assert stamps == sorted(set(stamps))
    assert stamps[0].clock > seen
