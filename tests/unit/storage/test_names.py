from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.identity import base32_to_number, device_token, number_to_base32, object_id
from annotator.storage.base32 import digits_of, number_of
from annotator.storage.faults import StoredError
from annotator.storage.migrations import STEPS, migrate
from annotator.storage.names import Names

NUMBERS = st.integers(0, 2**40 - 1)


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db, STEPS)
        yield Names(db)


@given(NUMBERS)
def test_digits_are_those_of_the_domain(number: int) -> None:
    assert digits_of(number) == number_to_base32(number)
    assert number_of(digits_of(number)) == number == base32_to_number(digits_of(number))


@pytest.mark.parametrize("digits", ["", "00", "01", "i", "l", "o", "u", "A", "1_0", "+1", " 1", "٣", "z" * 9, "-1"])
def test_other_digits_are_refused(digits: str) -> None:
    with pytest.raises(ValueError, match=r"number|invalid"):
        number_of(digits)


@given(st.sampled_from("sr"), st.binary(min_size=10, max_size=10), NUMBERS)
def test_an_id_and_its_integer_are_one(names: Names, prefix: str, token: bytes, number: int) -> None:
    name = object_id(prefix, device_token(token), number)
    packed = names.pack(prefix, name)
    assert names.unpacked(prefix, packed) == name
    assert names.packed(prefix, name) == packed
    names.forget()
    assert names.unpacked(prefix, packed) == name


@given(st.lists(st.tuples(st.sampled_from([b"a", b"b"]), NUMBERS)))
def test_many_ids_at_once_are_as_one_by_one(names: Names, made: list[tuple[bytes, int]]) -> None:
    ids = [object_id("s", device_token(token * 10), number) for token, number in made]
    assert names.pack_all("s", ids) == [names.pack("s", one) for one in ids]


def test_what_was_never_met_has_no_number(names: Names) -> None:
    unknown = object_id("s", "z" * 16, 1)
    assert names.packed("s", unknown) is None
    assert names.packed("r", unknown) is None
    assert names.layer_number("nobody") is None
    assert names.article_number("a_none") is None
    for ask in (names.token, names.layer, names.article):
        with pytest.raises(StoredError, match="999"):
            ask(999)


def test_numbers_stay(names: Names) -> None:
    layers = [f"layer {number}" for number in range(5000)]
    given_out = [names.add_layer(layer) for layer in layers]
    assert [names.add_layer(layer) for layer in layers] == given_out
    names.forget()
    assert [names.layer_number(layer) for layer in layers] == given_out
    assert [names.layer(number) for number in given_out] == layers
