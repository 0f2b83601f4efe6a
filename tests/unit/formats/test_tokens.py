from __future__ import annotations

from itertools import accumulate, pairwise

import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import tokens
from annotator.formats.tokens import TokenIndex, covering_pieces, token_of, tokenise
from tests.unit.formats.gold_samples import texts

anything = texts | st.text("ab-_ \n\t.é–“1½²ª€￼\u0301\u200d🇦🇹", max_size=40)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenise(text)]


def test_words_numbers_and_signs() -> None:
    assert words("The well-known $1.2bn, “so–so”.") == [
        "The", "well-known", "$", "1", ".", "2bn", ",", "“", "so", "–", "so", "”", ".",
    ]  # fmt: skip


def test_a_grapheme_is_never_cut() -> None:
    assert words("caf\u0065\u0301 👩‍👩‍👧 🇦🇹🇩🇪 नि") == ["caf\u0065\u0301", "👩‍👩‍👧", "🇦🇹", "🇩🇪", "नि"]


@given(anything)
def test_the_short_way_for_plain_texts_finds_the_same(text: str) -> None:
    assert tokenise(text) == [match.span() for match in tokens._TOKEN.finditer(text)]
    assert TokenIndex(text).words == [match[0] for match in tokens._TOKEN.finditer(text)]
    assert tokens._pieces(text) == tokens._PIECE.findall(text)


def test_every_sign_of_a_plain_text_is_taken_alike() -> None:
    plain = [chr(number) for number in range(0x2200) if tokens._PLAIN.fullmatch(chr(number))]
    assert len(plain) > 500
    for sign in plain:
        for text in (sign, f"a{sign}b", f"{sign}{sign}", f". {sign} ."):
            assert tokens._pieces(text) == tokens._PIECE.findall(text), hex(ord(sign))
            assert tokenise(text) == [match.span() for match in tokens._TOKEN.finditer(text)], hex(ord(sign))
        assert not regex.match(r"[\p{M}\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=Prepend}\p{RI}]", sign)


@given(anything)
def test_tokens_hold_all_that_is_not_white_space(text: str) -> None:
    assert "".join(words(text)) == "".join(text.split())


@given(anything, st.data())
def test_covering_tokens_make_the_text_and_keep_to_edges(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    spans = [
        (min(pair), max(pair))
        for pair in data.draw(st.lists(st.tuples(place, place), max_size=4))
        if pair[0] != pair[1]
    ]
    pieces, edges = covering_pieces(text, spans)
    assert "".join(pieces) == text
    assert "" not in pieces
    assert edges == [0, *accumulate(map(len, pieces))]
    tokens_ = [(start, start + len(token_of(piece))) for start, piece in zip(edges, pieces, strict=False)]
    for piece in pieces:
        assert piece in (token_of(piece), f"{token_of(piece)} ")
        assert token_of(piece).isspace() or not any(sign.isspace() for sign in token_of(piece))
    for start, end in spans:
        assert start in {low for low, _ in tokens_}
        assert end in {high for _, high in tokens_}


@given(anything, st.data())
def test_what_a_span_touches(text: str, data: st.DataObject) -> None:
    low, high = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    index = TokenIndex(text)
    expected = [nth for nth, (start, end) in enumerate(tokenise(text)) if start < high and end > low]
    found = index.touched(low, high) if low < high else None
    if low == high or not expected:
        assert found is None
    else:
        assert found is not None
        assert list(range(found.first, found.after)) == expected
        inside = index.starts[found.first] >= low and index.ends[found.after - 1] <= high
        assert found.exact == inside


@given(anything)
def test_paragraphs_hold_every_token_once(text: str) -> None:
    index = TokenIndex(text)
    ranges = index.paragraphs([])
    assert [nth for low, high in ranges for nth in range(low, high)] == list(range(len(index.words)))
    for (_, before), (after, _) in pairwise(ranges):
        assert before == after
        assert "\n" in text[index.ends[before - 1] : index.starts[after]]


def test_a_paragraph_break_inside_a_span_is_none() -> None:
    index = TokenIndex("One two\nthree\n\nfour")
    span = index.touched(4, 13)
    assert span is not None
    assert index.paragraphs([]) == [(0, 2), (2, 3), (3, 4)]
    assert index.paragraphs([span]) == [(0, 3), (3, 4)]
